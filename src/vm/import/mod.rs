//! The import statement: native modules, source files next to the script and on `sys.path`, packages.

use super::host::CompileMode;
use super::object::statics::{EMPTY_TUPLE, NONE};
use super::object::{Obj, T, names};
use super::{PyResult, Raised, Vm, modules};

impl Vm {
    /// `import name`, `from name import …`, with dots.
    pub fn import_statement(&mut self, name: Obj, globals: Obj, fromlist: Obj, level: usize) -> PyResult<Obj> {
        let text = self.text(name).to_owned();
        let absolute = if level == 0 { text.clone() } else { self.resolve_relative(&text, globals, level)? };
        if absolute.is_empty() {
            return Err(self.value_error("Empty module name"));
        }
        let module = self.import_dotted(&absolute)?;
        let wants_names = fromlist != NONE && self.truth(fromlist)?;
        if wants_names {
            // Submodules named in the list are imported too.
            if self.instance_get(module, names::__path__).is_some() {
                for item in self.collect(fromlist)? {
                    let item_text = self.text(item).to_owned();
                    let item = self.intern(&item_text);
                    if item_text != "*" && self.find_attr(module, item)?.is_none() {
                        let full = format!("{absolute}.{item_text}");
                        if self.import_dotted(&full).is_err() {
                            if !self.missing_is(&full) {
                                return Err(Raised);
                            }
                            self.clear_raised();
                        }
                    }
                }
            }
            return Ok(module);
        }
        if level > 0 && text.is_empty() {
            return Ok(module);
        }
        // `import a.b.c` gives `a`.
        let first = text.split('.').next().unwrap_or(&text);
        if first == text {
            return Ok(module);
        }
        let cut = absolute.len() - (text.len() - first.len());
        let top = absolute[..cut].to_owned();
        let modules = self.modules;
        match self.dict_get_str(modules, &top) {
            Some(module) => Ok(self.hold(module)),
            None => self.import_dotted(&top),
        }
    }

    /// Whether what is in flight says that exactly this module does not exist.
    fn missing_is(&self, name: &str) -> bool {
        self.raised_is(T::MODULE_NOT_FOUND_ERROR) && {
            let field = self.exception_field(self.raised, 1);
            !field.is_null() && self.text(field) == name
        }
    }

    fn resolve_relative(&mut self, name: &str, globals: Obj, level: usize) -> PyResult<String> {
        let mut package = match self.dict_get_interned(globals, names::__package__) {
            Some(package) if package != NONE && self.is_str(package) => self.text(package).to_owned(),
            _ => {
                let module = self.dict_get_interned(globals, names::__name__).unwrap_or(NONE);
                let module_name = self.text(module).to_owned();
                if self.dict_get_interned(globals, names::__path__).is_some() {
                    module_name
                } else {
                    module_name.rsplit_once('.').map_or(String::new(), |(package, _)| package.to_owned())
                }
            }
        };
        if package.is_empty() {
            let message = "attempted relative import with no known parent package";
            return Err(self.raise_import_error(T::IMPORT_ERROR, message, "", NONE));
        }
        for _ in 1..level {
            match package.rsplit_once('.') {
                Some((parent, _)) => package = parent.to_owned(),
                None => {
                    let message = "attempted relative import beyond top-level package";
                    return Err(self.raise_import_error(T::IMPORT_ERROR, message, "", NONE));
                }
            }
        }
        Ok(if name.is_empty() { package } else { format!("{package}.{name}") })
    }

    pub fn raise_import_error(&mut self, ty: Obj, message: &str, name: &str, path: Obj) -> Raised {
        let exception = self.new_exception(ty, message);
        if !name.is_empty() {
            let name = self.new_str(name);
            self.set_exception_field(exception, 1, name);
        }
        if path != NONE {
            self.set_exception_field(exception, 2, path);
        }
        self.raise_object(exception)
    }

    /// Imports each part of a dotted name in turn; returns the last.
    pub fn import_dotted(&mut self, name: &str) -> PyResult<Obj> {
        let modules = self.modules;
        if let Some(module) = self.dict_get_str(modules, name) {
            if module == NONE {
                let message = format!("import of {name} halted; None in sys.modules");
                return Err(self.raise_import_error(T::MODULE_NOT_FOUND_ERROR, &message, name, NONE));
            }
            return Ok(self.hold(module));
        }
        let Some((parent_name, last)) = name.rsplit_once('.') else { return self.import_one(name, None) };
        let parent = self.import_dotted(parent_name)?;
        if let Some(module) = self.dict_get_str(modules, name) {
            return Ok(self.hold(module));
        }
        let Some(path) = self.instance_get(parent, names::__path__) else {
            let message = format!("No module named '{name}'; '{parent_name}' is not a package");
            return Err(self.raise_import_error(T::MODULE_NOT_FOUND_ERROR, &message, name, NONE));
        };
        let module = self.import_one(name, Some(path))?;
        let last = self.intern(last);
        self.instance_set(parent, last, module);
        Ok(module)
    }

    fn import_one(&mut self, name: &str, path: Option<Obj>) -> PyResult<Obj> {
        if path.is_none()
            && let Some(module) = modules::create(self, name)?
        {
            let modules = self.modules;
            self.dict_set_str(modules, name, module);
            return Ok(module);
        }
        let folders = match path {
            Some(path) => self.collect(path)?,
            None => {
                let sys = self.sys;
                let path = self.instance_get(sys, names::path).unwrap_or(EMPTY_TUPLE);
                self.collect(path)?
            }
        };
        let last = name.rsplit('.').next().unwrap_or(name);
        for folder in folders {
            if !self.is_str(folder) {
                continue;
            }
            let folder = self.text(folder).to_owned();
            let base = if folder.is_empty() { last.to_owned() } else { format!("{folder}/{last}") };
            if self.host_is_dir(&base) {
                let file = format!("{base}/__init__.py");
                if let Some(source) = self.read_source(&file) {
                    return self.load_source(name, &file, &source, Some(&base));
                }
            }
            let file = format!("{base}.py");
            if let Some(source) = self.read_source(&file) {
                return self.load_source(name, &file, &source, None);
            }
        }
        let message = format!("No module named '{name}'");
        Err(self.raise_import_error(T::MODULE_NOT_FOUND_ERROR, &message, name, NONE))
    }

    fn load_source(&mut self, name: &str, file: &str, source: &str, package: Option<&str>) -> PyResult<Obj> {
        let module = self.new_module(name);
        let dict = self.instance_dict(module);
        let file_text = self.new_str(file);
        self.dict_set_interned(dict, names::__file__, file_text);
        let package_name = match package {
            Some(folder) => {
                let folder = self.new_str(folder);
                let path = self.new_list(vec![folder]);
                self.dict_set_interned(dict, names::__path__, path);
                name.to_owned()
            }
            None => name.rsplit_once('.').map_or(String::new(), |(parent, _)| parent.to_owned()),
        };
        let package_name = self.new_str(package_name);
        self.dict_set_interned(dict, names::__package__, package_name);
        let builtins = self.builtins;
        self.dict_set_interned(dict, names::__builtins__, builtins);
        let modules = self.modules;
        self.dict_set_str(modules, name, module);
        self.incref(module);
        self.importing.push(module);
        let result = match self.compile_source(source, file, CompileMode::Exec) {
            Ok(code) => self.run_code(code, dict, dict).map(|_| ()),
            Err(error) => Err(error),
        };
        self.importing.pop();
        self.decref(module);
        if let Err(error) = result {
            let key = self.intern(name);
            self.dict_del_interned(modules, key);
            return Err(error);
        }
        // A module may have put something else in its place.
        match self.dict_get_str(modules, name) {
            Some(module) => Ok(self.hold(module)),
            None => {
                let key = self.new_str(name);
                Err(self.key_error(key))
            }
        }
    }

    /// `from module import name`.
    pub fn import_from(&mut self, module: Obj, name: Obj) -> PyResult<Obj> {
        if let Some(value) = self.find_attr(module, name)? {
            return Ok(value);
        }
        let attribute = self.text(name).to_owned();
        let module_name = match self.find_attr(module, names::__name__)? {
            Some(o) if self.is_str(o) => self.text(o).to_owned(),
            _ => "<unknown module name>".to_owned(),
        };
        let modules = self.modules;
        if let Some(submodule) = self.dict_get_str(modules, &format!("{module_name}.{attribute}")) {
            return Ok(self.hold(submodule));
        }
        let file = self.instance_get(module, names::__file__);
        let place = match file {
            Some(file) if self.is_str(file) => self.text(file).to_owned(),
            _ => "unknown location".to_owned(),
        };
        let message = if self.importing.contains(&module) {
            format!(
                "cannot import name '{attribute}' from partially initialized module '{module_name}' (most likely due \
                 to a circular import) ({place})"
            )
        } else {
            format!("cannot import name '{attribute}' from '{module_name}' ({place})")
        };
        let exception = self.new_exception(T::IMPORT_ERROR, &message);
        let module_name = self.new_str(module_name);
        self.set_exception_field(exception, 1, module_name);
        if let Some(file) = file {
            self.set_exception_field(exception, 2, file);
        }
        self.set_exception_field(exception, 3, name);
        Err(self.raise_object(exception))
    }

    /// `from module import *`.
    pub fn import_star(&mut self, module: Obj, namespace: Obj) -> PyResult<Obj> {
        let listed = match self.find_attr(module, names::__all__)? {
            Some(all) => Some(self.collect(all)?),
            None => None,
        };
        let names_found: Vec<Obj> = match listed {
            Some(list) => list,
            None => {
                let dict = self.instance_dict(module);
                self.dict_entries(dict)
                    .into_iter()
                    .map(|(key, _, _)| key)
                    .filter(|&key| !self.text(key).starts_with('_'))
                    .collect()
            }
        };
        for name in names_found {
            let name = self.intern_obj(name);
            let value = self.get_attr(module, name)?;
            self.set_item(namespace, name, value)?;
        }
        Ok(NONE)
    }

    /// The text of the `AttributeError` for a module.
    pub fn missing_module_attribute(&mut self, dict: Obj, attribute: &str) -> String {
        let name = self.dict_get_interned(dict, names::__name__).unwrap_or(NONE);
        let name = self.text(name).to_owned();
        let running = self.importing.iter().any(
            |&module| matches!(self.heap.payload(module), super::object::Payload::Module(data) if data.dict == dict),
        );
        if running {
            return format!(
                "partially initialized module '{name}' has no attribute '{attribute}' (most likely due to a circular \
                 import)"
            );
        }
        format!("module '{name}' has no attribute '{attribute}'")
    }
}
