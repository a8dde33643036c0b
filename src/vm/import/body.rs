//! Running the body of a module: in a frame that an IMPORT_NAME waits for, or for native code that waits.

use super::events::ModuleState;
use crate::vm::frames::Cont;
use crate::vm::object::{Obj, Payload, T, names};
use crate::vm::{PyResult, Vm};

/// How far an import got.
pub enum Advance {
    /// To its end; the module is held.
    Module(Obj),
    /// To the body of a module, which has to run before it goes on: from that item of the list of names.
    Body(Body, usize),
}

/// A module that was found and has not run yet. Module and code are held.
pub struct Body {
    pub name: String,
    pub module: Obj,
    pub code: Obj,
    /// Its record in [`super::events::Imports`].
    pub record: usize,
}

impl Vm {
    /// Enters the module in `sys.modules`.
    fn begin_body(&mut self, name: &str, module: Obj) -> Obj {
        let dict = self.instance_dict(module);
        let builtins = self.builtins;
        self.dict_set_interned(dict, names::__builtins__, builtins);
        let modules = self.modules;
        self.dict_set_str(modules, name, module);
        self.incref(module);
        self.importing.push(module);
        dict
    }

    /// Takes the module out of `sys.modules` again where its body raised.
    fn end_body(&mut self, name: &str, done: bool) {
        if let Some(module) = self.importing.pop() {
            self.decref(module);
        }
        if !done {
            let modules = self.modules;
            let key = self.intern(name);
            self.dict_del_interned(modules, key);
        }
    }

    /// What `sys.modules` has after the body: a module may have put something else in its place.
    fn module_made(&mut self, name: &str) -> PyResult<Obj> {
        match self.module_named(name) {
            Some(module) => Ok(self.hold(module)),
            None => {
                let key = self.new_str(name);
                Err(self.key_error(key))
            }
        }
    }

    /// Runs the body of a module that has no record.
    pub fn execute_module(&mut self, name: &str, module: Obj, code: Obj) -> PyResult<Obj> {
        let dict = self.begin_body(name, module);
        let result = self.run_code(code, dict, dict);
        self.end_body(name, result.is_ok());
        result?;
        self.module_made(name)
    }

    /// Runs a body for native code that waits.
    pub fn run_body(&mut self, body: Body) -> PyResult<()> {
        let result = self.execute_module(&body.name, body.module, body.code);
        match result {
            Ok(module) => self.is_imported(&body.name, module, body.record),
            Err(_) => self.end_import(body.record, ModuleState::Failed),
        }
        result.map(|_| ())
    }

    /// Puts the frame of a body on top, for an import that goes on at an item of its list of names.
    pub fn enter_body(&mut self, body: &Body, item: usize) -> PyResult<()> {
        let name = self.new_str(body.name.as_str());
        let (record, item) = (self.new_usize(body.record), self.new_usize(item));
        let state = self.new_fields(T::OBJECT, &[name, record, item]);
        let dict = self.begin_body(&body.name, body.module);
        let function = self.new_function(body.code, dict);
        let at = self.stack.len();
        self.incref(function);
        self.push(function);
        self.push(Obj::NULL);
        if let Err(error) = self.push_frame(function, at, at + 2, Cont::Import) {
            self.fail_body(state);
            return Err(error);
        }
        self.incref(dict);
        self.incref(state);
        let frame = self.frame_mut();
        frame.locals = dict;
        frame.extra = state;
        Ok(())
    }

    fn body_state(&self, state: Obj) -> (String, usize, usize) {
        let number = |o| self.as_int(o).unwrap_or(0) as usize;
        match self.heap.payload(state) {
            Payload::Fields(fields) if fields.len() == 3 => {
                (self.text(fields[0]).to_owned(), number(fields[1]), number(fields[2]))
            }
            _ => (String::new(), 0, 0),
        }
    }

    /// The frame of a body returned; the item at which the import goes on.
    pub fn leave_body(&mut self, state: Obj) -> PyResult<usize> {
        let (name, record, item) = self.body_state(state);
        self.end_body(&name, true);
        match self.module_made(&name) {
            Ok(module) => {
                self.is_imported(&name, module, record);
                Ok(item)
            }
            Err(error) => {
                self.end_import(record, ModuleState::Failed);
                Err(error)
            }
        }
    }

    /// The frame of a body is left by an exception.
    pub fn fail_body(&mut self, state: Obj) {
        let (name, record, _) = self.body_state(state);
        self.end_body(&name, false);
        self.end_import(record, ModuleState::Failed);
    }
}
