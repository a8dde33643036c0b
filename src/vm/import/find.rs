//! One module: where it is, its code, running it.

use std::sync::Arc;

use super::body::{Advance, Body};
use super::events::{ModuleOrigin, ModuleRecord, ModuleState};
use super::frozen;
use crate::vm::host::files::{FileReply, FileRequest};
use crate::vm::host::{CompileMode, Found, Located};
use crate::vm::modules::{self, stdlib};
use crate::vm::object::statics::{EMPTY_TUPLE, NONE};
use crate::vm::object::{Obj, Payload, T, names};
use crate::vm::{PyResult, Raised, Vm};

impl Vm {
    /// Opens the record of an import.
    pub fn begin_import(&mut self, name: &str) -> usize {
        let importer = self.frames.last().cloned().map(|frame| {
            let module = self.dict_get_interned(frame.globals, names::__name__).unwrap_or(NONE);
            let lasti = (self.ip as u32).saturating_sub(frame.text);
            let line = self.codes[frame.code as usize].position(lasti).line.unwrap_or(0);
            (self.text(module).to_owned(), line)
        });
        let record = ModuleRecord {
            name: name.to_owned(),
            origin: ModuleOrigin::Missing,
            state: ModuleState::Loading,
            file: None,
            cached: None,
            importer,
            depth: self.importing.len(),
            tried: Vec::new(),
            began: self.steps,
            ended: None,
        };
        self.imports.records.push(Arc::new(record));
        self.imports.records.len() - 1
    }

    pub fn end_import(&mut self, record: usize, state: ModuleState) {
        let step = self.steps;
        self.imports.update(record, |record| {
            record.state = state;
            record.ended = Some(step);
        });
    }

    /// Imports the module `name` from the native ones (without `path`) or the folders of `path`.
    pub(super) fn import_one(&mut self, name: &str, path: Option<Obj>) -> PyResult<Advance> {
        let record = self.begin_import(name);
        let found = self.find(name, path, record);
        match found {
            Ok(Advance::Module(module)) => self.is_imported(name, module, record),
            Ok(Advance::Body(..)) => {}
            Err(_) => self.end_import(record, ModuleState::Failed),
        }
        found
    }

    /// A module is loaded: its record ends, and the package that it is in gets it as an attribute.
    pub(super) fn is_imported(&mut self, name: &str, module: Obj, record: usize) {
        self.end_import(record, ModuleState::Loaded);
        if let Some((parent, last)) = name.rsplit_once('.')
            && let Some(parent) = self.module_named(parent)
        {
            let last = self.intern(last);
            self.instance_set(parent, last, module);
        }
    }

    fn find(&mut self, name: &str, path: Option<Obj>, record: usize) -> PyResult<Advance> {
        if (path.is_none() || modules::python_source(name).is_some())
            && !(path.is_none() && self.program_has_its_own(name)?)
            && let Some(module) = self.import_native(name)?
        {
            self.imports.update(record, |record| record.origin = ModuleOrigin::Native);
            return Ok(Advance::Module(module));
        }
        // CPython has `os` from the start, and what it needs with it.
        if name == "genericpath" && self.module_named("os").is_none() {
            self.import_dotted("os")?;
            if let Some(module) = self.module_named(name) {
                return Ok(Advance::Module(self.hold(module)));
            }
        }
        let folders = match path {
            Some(path) => self.collect(path)?,
            None => {
                let sys = self.sys;
                let path = self.instance_get(sys, names::path).unwrap_or(EMPTY_TUPLE);
                let mut folders = self.collect(path)?;
                // No file of the program hides what CPython carries within itself.
                if frozen::is_frozen(name) {
                    let own: Vec<String> = self.options.path.clone();
                    folders.splice(0..0, own.iter().map(|folder| self.new_str(folder.as_str())));
                }
                folders
            }
        };
        let last = name.rsplit('.').next().unwrap_or(name).to_owned();
        let mut portions = Vec::new();
        for folder in folders {
            if !self.is_str(folder) {
                continue;
            }
            let given = self.text(folder).to_owned();
            let folder = self.absolute_folder(given.clone());
            self.imports.update(record, |record| record.tried.push(folder.clone()));
            let located = match self.host_locate(&folder, &last) {
                // A host may know files by the names that a program gives them only.
                Located::Nothing if given != folder => self.host_locate(&given, &last),
                located => located,
            };
            match located {
                Located::Found(found) => return self.load_found(name, &found, record),
                Located::Namespace(portion) => portions.push(portion),
                Located::Nothing => {}
            }
        }
        if !portions.is_empty() {
            self.imports.update(record, |record| {
                record.origin = ModuleOrigin::Namespace;
                record.file = portions.first().cloned();
            });
            return Ok(Advance::Module(self.namespace_package(name, &portions)));
        }
        Err(self.no_module(name))
    }

    /// Whether a file of the program stands before a module that CPython has in a file of its own, an extension module. What
    /// is built into the interpreter is found before all files. (Names with an underscore are left to the library.)
    fn program_has_its_own(&mut self, name: &str) -> PyResult<bool> {
        if !modules::IS_EXTENSION_IN_CPYTHON.contains(&name) {
            return Ok(false);
        }
        let sys = self.sys;
        let path = self.instance_get(sys, names::path).unwrap_or(EMPTY_TUPLE);
        for folder in self.collect(path)? {
            if !self.is_str(folder) {
                continue;
            }
            let given = self.text(folder).to_owned();
            if self.options.path.contains(&given) {
                return Ok(false);
            }
            let folder = self.absolute_folder(given);
            if let Located::Found(_) = self.host_locate(&folder, name) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// An entry of `sys.path`, seen from where the program runs.
    fn absolute_folder(&mut self, folder: String) -> String {
        if folder.starts_with('/') {
            return folder;
        }
        match self.host_file(&FileRequest::Folder) {
            Ok(FileReply::Text(current)) if folder.is_empty() || folder == "." => current,
            Ok(FileReply::Text(current)) => format!("{current}/{folder}"),
            _ => folder,
        }
    }

    /// The error for a module that is nowhere.
    pub fn no_module(&mut self, name: &str) -> Raised {
        let mut message = format!("No module named '{name}'");
        if stdlib::is_module(name) {
            message.push_str(match name.starts_with('_') || modules::IS_NATIVE_IN_CPYTHON.contains(&name) {
                true => ": a native module of CPython that pylens does not have",
                false => ": pylens found no standard library that has it",
            });
        }
        self.raise_import_error(T::MODULE_NOT_FOUND_ERROR, &message, name, NONE)
    }

    /// A module that needs no file, entered in `sys.modules`.
    pub fn import_native(&mut self, name: &str) -> PyResult<Option<Obj>> {
        if name == "_frozen_importlib" || name == "_frozen_importlib_external" {
            self.start_importlib()?;
            return Ok(self.module_named(name).map(|module| self.hold(module)));
        }
        if let Some(module) = modules::create(self, name)? {
            let modules = self.modules;
            self.owe_spec(module);
            self.dict_set_str(modules, name, module);
            return Ok(Some(module));
        }
        let Some(source) = modules::python_source(name) else { return Ok(None) };
        let natives = self.options.natives.clone();
        let other = natives.and_then(|folder| self.read_source(&format!("{folder}/{}.py", name.replace('.', "_"))));
        let source = other.as_deref().unwrap_or(source);
        let file = format!("<native {name}>");
        let module = self.new_module(name);
        let dict = self.instance_dict(module);
        self.owe_spec(module);
        let package = self.new_str(name.rsplit_once('.').map_or("", |(package, _)| package));
        self.dict_set_interned(dict, names::__package__, package);
        let code = self.compile_source(source, &file, CompileMode::Exec)?;
        let module = self.execute_module(name, module, code)?;
        self.name_types(module);
        self.close_functions(module);
        Ok(Some(module))
    }

    /// The functions of a C module are builtin functions, which bind to nothing. What starts with `self` is for classes.
    fn close_functions(&mut self, module: Obj) {
        let dict = self.instance_dict(module);
        for (name, _, function) in self.dict_entries(dict) {
            if let Payload::Function(data) = self.heap.payload(function)
                && let info = &self.codes[data.code as usize]
                && info.is_native
                && info.locals.first().is_none_or(|&first| self.text(first) != "self")
                && self.is_str(name)
                && !self.text(name).starts_with("__")
            {
                self.heap.slot_mut(function).ty = T::BUILTIN;
            }
        }
    }

    /// Types of a C module are called by their full names in messages, exceptions are not.
    fn name_types(&mut self, module: Obj) {
        let dict = self.instance_dict(module);
        for (_, _, class) in self.dict_entries(dict) {
            let ours = self.type_data(class).is_some_and(|data| data.heap && data.dotted.is_none())
                && !self.is_subtype(class, T::BASE_EXCEPTION);
            if !ours {
                continue;
            }
            let Some(module) = self.type_module(class).filter(|module| module != "builtins") else { continue };
            let name = self.short_name(class);
            if let Some(data) = self.type_data_mut(class) {
                data.dotted = Some(format!("{module}.{name}").into());
            }
        }
    }

    fn namespace_package(&mut self, name: &str, portions: &[String]) -> Obj {
        let module = self.new_module(name);
        self.owe_spec(module);
        let dict = self.instance_dict(module);
        let portions: Vec<Obj> = portions.iter().map(|portion| self.new_str(portion.as_str())).collect();
        let path = self.new_list(portions);
        self.dict_set_interned(dict, names::__path__, path);
        let package = self.new_str(name);
        self.dict_set_interned(dict, names::__package__, package);
        let modules = self.modules;
        self.dict_set_str(modules, name, module);
        module
    }

    fn load_found(&mut self, name: &str, found: &Found, record: usize) -> PyResult<Advance> {
        let cached = found.cached.as_ref().map(|(file, _)| file.clone());
        self.imports.update(record, |record| {
            record.origin = if cached.is_some() { ModuleOrigin::Cache } else { ModuleOrigin::Source };
            record.file = Some(found.file.clone());
            record.cached = cached;
        });
        let module = self.new_module(name);
        self.owe_spec(module);
        let dict = self.instance_dict(module);
        let package_name = match &found.package {
            Some(folder) => {
                let folder = self.new_str(folder.as_str());
                let path = self.new_list(vec![folder]);
                self.dict_set_interned(dict, names::__path__, path);
                name
            }
            None => name.rsplit_once('.').map_or("", |(parent, _)| parent),
        };
        let package_name = self.new_str(package_name);
        self.dict_set_interned(dict, names::__package__, package_name);
        let file = self.new_str(found.file.as_str());
        self.dict_set_interned(dict, names::__file__, file);
        let cached = self.cache_name(&found.file);
        self.dict_set_interned(dict, names::__cached__, cached);
        let frozen = frozen::is_frozen(name) && self.options.path.iter().any(|folder| found.file.starts_with(folder));
        let filename = if frozen { format!("<frozen {name}>") } else { found.file.clone() };
        let code = match (&found.cached, &found.source, &found.error) {
            (Some((_, code)), ..) => {
                let code = if frozen { frozen::renamed(code, &filename) } else { code.clone() };
                let code = self.code_object(&code);
                self.own(code)
            }
            (_, Some(source), _) => self.compile_source(source, &filename, CompileMode::Exec)?,
            (_, None, Some(error)) => return Err(self.raise_diagnostic(error, &found.file)),
            _ => return Err(self.no_module(name)),
        };
        Ok(Advance::Body(Body { name: name.to_owned(), module, code, record }, 0))
    }

    /// `folder/__pycache__/name.cpython-313.pyc`.
    fn cache_name(&mut self, file: &str) -> Obj {
        let (folder, base) = file.rsplit_once('/').unwrap_or(("", file));
        let stem = base.strip_suffix(".py").unwrap_or(base);
        let slash = if folder.is_empty() { "" } else { "/" };
        self.new_str(format!("{folder}{slash}__pycache__/{stem}.cpython-313.pyc"))
    }
}
