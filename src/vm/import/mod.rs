//! The import statement: names and dots; what `find` does with one name; what CPython says when it fails.
//!
//! Modules are searched natively while nothing but CPython's own finders stands in `sys.meta_path`; the Python code of
//! `importlib` is only loaded when a program asks for it (`frozen`).
//!
//! The body of a module is an ordinary frame of the machine (`body`): an import goes as far as it can, hands back the body
//! that has to run, and begins anew when that is done, which finds what is there by then in `sys.modules`.

pub mod body;
pub mod events;
pub mod find;
pub mod frozen;
mod star;

use super::host::files::{FileReply, FileRequest};
use super::modules::{self, stdlib};
use super::object::statics::NONE;
use super::object::{Obj, T, names};
use super::{PyResult, Raised, Vm};
use body::Advance;

impl Vm {
    /// `import name`, `from name import …`, with dots, up to the first module whose body has to run; items of the list
    /// before `from` are there already.
    pub fn import_statement(
        &mut self,
        name: Obj,
        globals: Obj,
        fromlist: Obj,
        level: usize,
        from: usize,
    ) -> PyResult<Advance> {
        let text = self.text(name).to_owned();
        let absolute = if level == 0 { text.clone() } else { self.resolve_relative(&text, globals, level)? };
        if absolute.is_empty() {
            return Err(self.value_error("Empty module name"));
        }
        let module = match self.advance_import(&absolute)? {
            Advance::Module(module) => module,
            body => return Ok(body),
        };
        let wants_names = fromlist != NONE && self.truth(fromlist)?;
        if wants_names {
            // Submodules named in the list are imported too.
            if self.instance_get(module, names::__path__).is_some() {
                for (at, item) in self.wanted_names(module, fromlist)?.into_iter().enumerate().skip(from) {
                    let item_text = self.text(item).to_owned();
                    let item = self.intern(&item_text);
                    if item_text == "*" || self.find_attr(module, item)?.is_some() {
                        continue;
                    }
                    let full = format!("{absolute}.{item_text}");
                    match self.advance_import(&full) {
                        Ok(Advance::Module(_)) => {}
                        Ok(Advance::Body(body, _)) => return Ok(Advance::Body(body, at)),
                        Err(_) if self.missing_is(&full) => self.clear_raised(),
                        Err(error) => return Err(error),
                    }
                }
            }
            return Ok(Advance::Module(module));
        }
        if level > 0 && text.is_empty() {
            return Ok(Advance::Module(module));
        }
        // `import a.b.c` gives `a`.
        let first = text.split('.').next().unwrap_or(&text);
        if first == text {
            return Ok(Advance::Module(module));
        }
        let cut = absolute.len() - (text.len() - first.len());
        self.advance_import(&absolute[..cut])
    }

    /// The names that a package is asked for: with a star, also those that its `__all__` lists.
    fn wanted_names(&mut self, package: Obj, fromlist: Obj) -> PyResult<Vec<Obj>> {
        let mut names = self.collect(fromlist)?;
        let star = names.iter().any(|&name| self.is_str(name) && self.text(name) == "*");
        let given = names.len();
        if star && let Some(all) = self.find_attr(package, names::__all__)? {
            names.extend(self.collect(all)?);
        }
        for (at, &name) in names.iter().enumerate() {
            if !self.is_str(name) {
                let kind = self.type_name_of(name);
                let place = if at < given {
                    "``from list''".to_owned()
                } else {
                    let package = self.get_attr(package, names::__name__)?;
                    format!("{}.__all__", self.text(package))
                };
                return Err(self.type_error(format!("Item in {place} must be str, not {kind}")));
            }
        }
        Ok(names)
    }

    /// [`Vm::import_statement`] for native code that waits.
    pub fn import_and_wait(&mut self, name: Obj, globals: Obj, fromlist: Obj, level: usize) -> PyResult<Obj> {
        let mut from = 0;
        loop {
            match self.import_statement(name, globals, fromlist, level, from)? {
                Advance::Module(module) => return Ok(module),
                Advance::Body(body, item) => {
                    self.run_body(body)?;
                    from = item;
                }
            }
        }
    }

    /// Whether what is in flight says that exactly this module does not exist.
    fn missing_is(&self, name: &str) -> bool {
        self.raised_is(T::MODULE_NOT_FOUND_ERROR) && {
            let field = self.exception_field(self.raised, 1);
            !field.is_null() && self.text(field) == name
        }
    }

    /// The package that a relative import starts from: what `__package__` says, or `__spec__`, or the name of the module.
    fn package_of(&mut self, globals: Obj) -> PyResult<String> {
        if !self.is_instance(globals, T::DICT) {
            return Err(self.raise_text(T::TYPE_ERROR, "globals must be a dict"));
        }
        let given = |vm: &Vm, name: Obj| vm.dict_get_interned(globals, name).filter(|&o| o != NONE);
        let (package, spec) = (given(self, names::__package__), given(self, names::__spec__));
        let parent = self.intern("parent");
        if let Some(package) = package {
            if !self.is_str(package) {
                return Err(self.raise_text(T::TYPE_ERROR, "package must be a string"));
            }
            if let Some(spec) = spec {
                let parent = self.get_attr(spec, parent)?;
                if !self.equal(package, parent)? {
                    self.warn(T::DEPRECATION_WARNING, "__package__ != __spec__.parent")?;
                }
            }
            return Ok(self.text(package).to_owned());
        }
        if let Some(spec) = spec {
            let parent = self.get_attr(spec, parent)?;
            if !self.is_str(parent) {
                return Err(self.raise_text(T::TYPE_ERROR, "__spec__.parent must be a string"));
            }
            return Ok(self.text(parent).to_owned());
        }
        let message = "can't resolve package from __spec__ or __package__, falling back on __name__ and __path__";
        self.warn(T::IMPORT_WARNING, message)?;
        let Some(module) = self.dict_get_interned(globals, names::__name__) else {
            let message = self.new_str("'__name__' not in globals");
            return Err(self.key_error(message));
        };
        if !self.is_str(module) {
            return Err(self.raise_text(T::TYPE_ERROR, "__name__ must be a string"));
        }
        let name = self.text(module).to_owned();
        if self.dict_get_interned(globals, names::__path__).is_some() {
            return Ok(name);
        }
        Ok(name.rsplit_once('.').map_or(String::new(), |(package, _)| package.to_owned()))
    }

    fn resolve_relative(&mut self, name: &str, globals: Obj, level: usize) -> PyResult<String> {
        let mut package = self.package_of(globals)?;
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

    /// What `sys.modules` has under a name; a program may have put it there under any equal string.
    pub fn module_named(&mut self, name: &str) -> Option<Obj> {
        let (modules, name) = (self.modules, self.intern(name));
        match self.dict_get(modules, name) {
            Ok(found) => found,
            Err(_) => {
                self.clear_raised();
                None
            }
        }
    }

    /// Imports each part of a dotted name in turn; returns the last.
    pub fn import_dotted(&mut self, name: &str) -> PyResult<Obj> {
        loop {
            match self.advance_import(name)? {
                Advance::Module(module) => return Ok(module),
                Advance::Body(body, _) => self.run_body(body)?,
            }
        }
    }

    /// Imports each part of a dotted name in turn, up to the first whose body has to run.
    pub fn advance_import(&mut self, name: &str) -> PyResult<Advance> {
        if let Some(module) = self.module_named(name) {
            if module == NONE {
                let message = format!("import of {name} halted; None in sys.modules");
                return Err(self.raise_import_error(T::MODULE_NOT_FOUND_ERROR, &message, name, NONE));
            }
            return Ok(Advance::Module(self.hold(module)));
        }
        if self.has_own_finders() {
            return self.import_by_importlib(name).map(Advance::Module);
        }
        let Some((parent_name, _)) = name.rsplit_once('.') else {
            let path = self.instance_get(self.sys, names::path);
            if path.is_some_and(|path| self.has_archives(path)) && modules::python_source(name).is_none() {
                return self.import_by_importlib(name).map(Advance::Module);
            }
            return self.import_one(name, None);
        };
        let parent = match self.advance_import(parent_name)? {
            Advance::Module(parent) => parent,
            body => return Ok(body),
        };
        if let Some(module) = self.module_named(name) {
            return Ok(Advance::Module(self.hold(module)));
        }
        let Some(path) = self.instance_get(parent, names::__path__) else {
            let message = format!("No module named '{name}'; '{parent_name}' is not a package");
            return Err(self.raise_import_error(T::MODULE_NOT_FOUND_ERROR, &message, name, NONE));
        };
        if self.has_archives(path) {
            return self.import_by_importlib(name).map(Advance::Module);
        }
        self.import_one(name, Some(path))
    }

    /// Whether an entry of a search path is an archive, or a folder within one: a file where a folder should be.
    fn has_archives(&mut self, path: Obj) -> bool {
        let entries: Vec<String> = self
            .items(path)
            .unwrap_or(&[])
            .iter()
            .filter(|&&entry| self.is_str(entry))
            .map(|&e| self.text(e).to_owned())
            .collect();
        entries.into_iter().any(|entry| {
            if entry.is_empty() || self.options.path.contains(&entry) {
                return false;
            }
            if let Some(&known) = self.imports.archives.get(&entry) {
                return known;
            }
            let found = self.is_archive(&entry);
            self.imports.archives.insert(entry, found);
            found
        })
    }

    fn is_archive(&mut self, entry: &str) -> bool {
        let mut path = entry;
        loop {
            match self.host_file(&FileRequest::Stat { path: path.to_owned(), follow: true }) {
                Ok(FileReply::Stat(stat)) => return stat.mode & 0o170_000 == 0o100_000,
                Ok(_) => return false,
                Err(_) => match path.rsplit_once('/') {
                    Some((folder, _)) if !folder.is_empty() => path = folder,
                    _ => return false,
                },
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
        if let Some(submodule) = self.module_named(&format!("{module_name}.{attribute}")) {
            return Ok(self.hold(submodule));
        }
        let file = self.instance_get(module, names::__file__);
        let place = match file {
            Some(file) if self.is_str(file) => self.text(file).to_owned(),
            _ => "unknown location".to_owned(),
        };
        let message = if self.importing.contains(&module) {
            let place = if place == "unknown location" { String::new() } else { format!(" ({place})") };
            format!(
                "cannot import name '{attribute}' from partially initialized module '{module_name}' (most likely due \
                 to a circular import){place}"
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

    /// The text of the `AttributeError` for a module.
    pub fn missing_module_attribute(&mut self, dict: Obj, attribute: &str) -> String {
        let Some(name) = self.dict_get_interned(dict, names::__name__).filter(|&name| self.is_str(name)) else {
            return format!("module has no attribute '{attribute}'");
        };
        let name = self.text(name).to_owned();
        let running = self.importing.iter().any(
            |&module| matches!(self.heap.payload(module), super::object::Payload::Module(data) if data.dict == dict),
        );
        let file = self.dict_get_interned(dict, names::__file__);
        let shadow = self.shadows_named(&name, file);
        let origin = file.filter(|&file| self.is_str(file)).map(|file| super::types::repr::quote(self.text(file)));
        match (shadow, origin) {
            (Shadow::Library, Some(origin)) => {
                return format!(
                    "module '{name}' has no attribute '{attribute}' (consider renaming {origin} since it has the same \
                     name as the standard library module named '{name}' and the import system gives it precedence)"
                );
            }
            (Shadow::Perhaps, Some(origin)) if running => {
                return format!(
                    "module '{name}' has no attribute '{attribute}' (consider renaming {origin} if it has the same \
                     name as a third-party module you intended to import)"
                );
            }
            (_, origin) if running => {
                let place = origin.map_or_else(String::new, |origin| format!(" from {origin}"));
                return format!(
                    "partially initialized module '{name}'{place} has no attribute '{attribute}' (most likely due to \
                     a circular import)"
                );
            }
            _ => {}
        }
        if let Some(submodule) = self.module_named(&format!("{name}.{attribute}"))
            && self.importing.contains(&submodule)
        {
            return format!(
                "cannot access submodule '{attribute}' of module '{name}' (most likely due to a circular import)"
            );
        }
        format!("module '{name}' has no attribute '{attribute}'")
    }

    /// Whether a module of the program lies beside the script, where it hides others of its name.
    fn shadows_named(&self, name: &str, file: Option<Obj>) -> Shadow {
        let Some(file) = file.filter(|&file| self.is_str(file)) else { return Shadow::No };
        let first = self.instance_get(self.sys, names::path).and_then(|path| self.items(path)?.first().copied());
        let Some(first) = first.filter(|&first| self.is_str(first)) else { return Shadow::No };
        let (file, first) = (self.text(file), self.text(first));
        let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
        let folder = match file.ends_with("/__init__.py") {
            true => folder.rsplit_once('/').map_or("", |(folder, _)| folder),
            false => folder,
        };
        if folder != first {
            Shadow::No
        } else if stdlib::is_module(name) {
            Shadow::Library
        } else {
            Shadow::Perhaps
        }
    }
}

/// What a module beside the script may be hiding.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shadow {
    No,
    Perhaps,
    /// A module of the standard library.
    Library,
}
