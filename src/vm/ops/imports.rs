//! IMPORT_NAME and IMPORT_FROM.

use crate::vm::import::body::Advance;
use crate::vm::object::statics::NONE;
use crate::vm::object::{Obj, T, names};
use crate::vm::{PyResult, Vm};

impl Vm {
    pub fn op_import_name(&mut self, arg: u32) -> PyResult<()> {
        let name = self.name_at(arg);
        let (fromlist, level) = (self.peek(0), self.peek(1));
        let globals = self.frame().globals;
        let locals = self.frame().locals;
        match self.lookup_builtin(names::__import__)? {
            None => Err(self.raise_text(T::IMPORT_ERROR, "__import__ not found")),
            // Somebody gave the name to something else.
            Some(import) if self.ty(import) != T::BUILTIN => self.replace_top(2, |vm| {
                let locals = if locals.is_null() { NONE } else { locals };
                vm.call(import, &[name, globals, locals, fromlist, level])
            }),
            _ => self.import_from_item(arg, 0),
        }
    }

    /// IMPORT_NAME from an item of the list of names on; what stands before it is imported. Ends when the module is on
    /// the stack, or when the body of a module is entered: this is called again when that is done.
    fn import_from_item(&mut self, arg: u32, from: usize) -> PyResult<()> {
        let mark = self.mark();
        let name = self.name_at(arg);
        let (fromlist, level) = (self.peek(0), self.peek(1));
        let globals = self.frame().globals;
        let level = self.as_int(level).unwrap_or(0) as usize;
        match self.import_statement(name, globals, fromlist, level, from)? {
            Advance::Module(module) => {
                self.incref(module);
                self.release(mark);
                let height = self.stack.len() - 2;
                self.drop_stack_to(height);
                self.push(module);
            }
            Advance::Body(body, item) => {
                self.enter_body(&body, item)?;
                self.release(mark);
            }
        }
        Ok(())
    }

    /// The body of a module that an import waits for is done; `state` is counted.
    pub fn body_done(&mut self, state: Obj) -> PyResult<()> {
        let mark = self.mark();
        self.own(state);
        let item = self.leave_body(state)?;
        self.release(mark);
        let arg = self.argument_at(self.ip);
        self.import_from_item(arg, item)
    }

    pub fn op_import_from(&mut self, arg: u32) -> PyResult<()> {
        let name = self.name_at(arg);
        let module: Obj = self.peek(0);
        self.push_result(|vm| vm.import_from(module, name))
    }
}
