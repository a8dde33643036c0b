//! `importlib` in Python: CPython freezes `importlib/_bootstrap.py` and `_bootstrap_external.py` into the interpreter;
//! here they are read from the standard library when a program first needs them (`import importlib`, finders of its
//! own, `__spec__`).
//!
//! Other modules that it carries within itself ([`is_frozen`]) are files of the library here, under CPython's names for
//! them, so that no lines of theirs are shown.

use std::sync::Arc;

use super::events::ModuleOrigin;
use crate::bytecode::{Code, CodeConst};
use crate::vm::host::{CompileMode, Located};
use crate::vm::object::statics::NONE;
use crate::vm::object::{Obj, Payload, T, names};
use crate::vm::{PyResult, Vm};

const FROZEN: [(&str, &str, &str); 2] = [
    ("_frozen_importlib", "_bootstrap", "<frozen importlib._bootstrap>"),
    ("_frozen_importlib_external", "_bootstrap_external", "<frozen importlib._bootstrap_external>"),
];

/// Whether CPython finds a module within itself rather than in a file.
pub fn is_frozen(name: &str) -> bool {
    matches!(
        name,
        "_collections_abc"
            | "_sitebuiltins"
            | "abc"
            | "codecs"
            | "genericpath"
            | "importlib.machinery"
            | "importlib.util"
            | "io"
            | "ntpath"
            | "os"
            | "posixpath"
            | "runpy"
            | "site"
            | "stat"
            | "zipimport"
    )
}

/// Code with all code inside it, as if it had been read from another file.
pub fn renamed(code: &Code, filename: &str) -> Arc<Code> {
    let consts = code.consts.iter().map(|constant| match constant {
        CodeConst::Code(inner) => CodeConst::Code(renamed(inner, filename)),
        value => value.clone(),
    });
    Arc::new(Code { consts: consts.collect(), filename: filename.into(), ..code.clone() })
}

impl Vm {
    /// Loads and installs the two frozen modules, once.
    pub fn start_importlib(&mut self) -> PyResult<()> {
        if self.module_named(FROZEN[0].0).is_some() {
            return Ok(());
        }
        let bootstrap = self.load_frozen(0)?;
        let imp = self.import_dotted("_imp")?;
        let sys = self.sys;
        self.call_method_str(bootstrap, "_install", &[sys, imp])?;
        let external = self.load_frozen(1)?;
        let name = self.intern("_bootstrap_external");
        self.set_attr(bootstrap, name, external)?;
        self.call_method_str(external, "_install", &[bootstrap])?;
        let zipimport = self.import_dotted("zipimport")?;
        let importer = self.get_attr_str(zipimport, "zipimporter")?;
        if let Some(hooks) = self.instance_get(self.sys, names::path_hooks) {
            let first = self.new_int(0);
            self.call_method_str(hooks, "insert", &[first, importer])?;
        }
        Ok(())
    }

    fn load_frozen(&mut self, at: usize) -> PyResult<Obj> {
        let (name, stem, file) = FROZEN[at];
        let path = self.instance_get(self.sys, names::path).unwrap_or(NONE);
        let folders: Vec<String> =
            self.items(path).unwrap_or(&[]).iter().map(|&folder| self.text(folder).to_owned()).collect();
        for folder in folders.iter().rev() {
            if let Located::Found(found) = self.host_locate(&format!("{folder}/importlib"), stem)
                && let Some(source) = &found.source
            {
                let code = self.compile_source(source, file, CompileMode::Exec)?;
                let module = self.new_module(name);
                let dict = self.instance_dict(module);
                let empty = crate::vm::object::statics::EMPTY_STR;
                self.dict_set_interned(dict, names::__package__, empty);
                return self.execute_module(name, module, code);
            }
        }
        Err(self.no_module(name))
    }

    /// Whether `sys.meta_path` or `sys.path_hooks` have something that CPython does not put there.
    pub(super) fn has_own_finders(&self) -> bool {
        let list = |name: Obj| {
            let list = self.instance_get(self.sys, name);
            list.and_then(|list| self.items(list)).unwrap_or(&[])
        };
        let own = |o: &Obj| {
            let module = match self.heap.payload(*o) {
                Payload::Type(_) => self.type_module(*o),
                _ => None,
            };
            !module.is_some_and(|module| module.starts_with("_frozen_importlib"))
        };
        if list(names::meta_path).iter().any(own) {
            return true;
        }
        // The hooks of CPython are the class of `zipimport` and a function.
        let is_zipimporter = |o: &&Obj| {
            matches!(self.heap.payload(**o), Payload::Type(_)) && self.type_module(**o).as_deref() == Some("zipimport")
        };
        let hooks = list(names::path_hooks);
        hooks.len() - hooks.iter().filter(is_zipimporter).count() > 1
    }

    /// Imports through `importlib`, as CPython always does.
    pub(super) fn import_by_importlib(&mut self, name: &str) -> PyResult<Obj> {
        self.start_importlib()?;
        let Some(bootstrap) = self.module_named(FROZEN[0].0) else { return Err(self.no_module(name)) };
        let record = self.begin_import(name);
        self.imports.update(record, |record| record.origin = ModuleOrigin::Finder);
        let name = self.new_str(name);
        let result = self.call_method_str(bootstrap, "_gcd_import", &[name]);
        let state =
            if result.is_ok() { super::events::ModuleState::Loaded } else { super::events::ModuleState::Failed };
        self.end_import(record, state);
        if result.is_err() {
            self.strip_importlib();
        }
        result
    }

    /// Takes the frames of `importlib` off the traceback of the exception in flight.
    fn strip_importlib(&mut self) {
        let exception = self.raised;
        let Some(mut at) = self.exception_data(exception).map(|data| data.traceback) else { return };
        let mut kept = Obj::NULL;
        while let Some(Payload::Traceback(data)) = at.some().map(|at| self.heap.payload(at)) {
            let frozen = self.codes[data.code as usize].filename.starts_with("<frozen importlib");
            if !frozen {
                kept = at;
                break;
            }
            at = data.next;
        }
        self.set_traceback(exception, kept);
    }

    /// `importlib` takes a while to begin, and few look at `__spec__` and `__loader__`: they are made when somebody does.
    pub fn owe_spec(&mut self, module: Obj) {
        if let Payload::Module(data) = self.heap.payload_mut(module) {
            data.owes_spec = true;
        }
    }

    /// Makes `__spec__` and `__loader__` of a module, if that has not been done.
    pub fn complete_module(&mut self, module: Obj) -> PyResult<()> {
        match self.heap.payload(module) {
            Payload::Module(data) if data.owes_spec => {}
            _ => return Ok(()),
        }
        if let Payload::Module(data) = self.heap.payload_mut(module) {
            data.owes_spec = false;
        }
        match self.make_spec(module) {
            // Without a library there is no `importlib`.
            Err(_) if self.raised_is(T::IMPORT_ERROR) => {
                self.clear_raised();
                Ok(())
            }
            other => other,
        }
    }

    /// The same for the module whose namespace is `globals`.
    pub fn complete_globals(&mut self, globals: Obj) -> PyResult<()> {
        let Some(name) = self.dict_get_interned(globals, names::__name__) else { return Ok(()) };
        let module = if self.is_str(name) { self.dict_get_interned(self.modules, name) } else { None };
        match module.map(|module| (module, self.heap.payload(module))) {
            Some((module, Payload::Module(data))) if data.dict == globals => self.complete_module(module),
            _ => Ok(()),
        }
    }

    fn make_spec(&mut self, module: Obj) -> PyResult<()> {
        self.start_importlib()?;
        let dict = self.instance_dict(module);
        let known = |vm: &Vm, name: Obj| vm.dict_get_interned(dict, name).is_some_and(|value| value != NONE);
        if known(self, names::__spec__) {
            return Ok(());
        }
        let (Some(bootstrap), Some(external)) = (self.module_named(FROZEN[0].0), self.module_named(FROZEN[1].0)) else {
            return Ok(());
        };
        let name = self.dict_get_interned(dict, names::__name__).unwrap_or(NONE);
        let is_main = self.is_str(name) && self.text(name) == "__main__";
        if is_main && let Some(file) = self.dict_get_interned(dict, names::__file__) {
            // A program that is named by its file was not found by anybody.
            let loader = self.call_method_str(external, "SourceFileLoader", &[name, file])?;
            self.dict_set_interned(dict, names::__loader__, loader);
            return Ok(());
        }
        let path = self.dict_get_interned(dict, names::__path__);
        let spec = match (self.dict_get_interned(dict, names::__file__), path) {
            (Some(file), path) => {
                let locations = path.unwrap_or(NONE);
                let key = self.intern("submodule_search_locations");
                let function = self.get_attr_str(external, "spec_from_file_location")?;
                let keywords: &[(Obj, Obj)] = if path.is_some() { &[(key, locations)] } else { &[] };
                self.call_full(function, &[name, file], keywords)?
            }
            (None, Some(path)) => {
                let spec = self.call_method_str(bootstrap, "ModuleSpec", &[name, NONE])?;
                let key = self.intern("submodule_search_locations");
                self.set_attr(spec, key, path)?;
                spec
            }
            (None, None) => {
                let importer = self.get_attr_str(bootstrap, "BuiltinImporter")?;
                self.call_method_str(bootstrap, "spec_from_loader", &[name, importer])?
            }
        };
        if spec == NONE {
            // A file of a kind that nobody loads.
            return Ok(());
        }
        let loader = self.get_attr(spec, names::loader)?;
        if !known(self, names::__loader__) {
            self.dict_set_interned(dict, names::__loader__, loader);
        }
        if !is_main {
            self.dict_set_interned(dict, names::__spec__, spec);
        }
        Ok(())
    }
}
