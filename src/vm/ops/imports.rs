//! IMPORT_NAME and IMPORT_FROM.

use crate::vm::object::statics::NONE;
use crate::vm::object::{Obj, names};
use crate::vm::{PyResult, Vm};

impl Vm {
    pub fn op_import_name(&mut self, arg: u32) -> PyResult<()> {
        let name = self.name_at(arg);
        let (fromlist, level) = (self.peek(0), self.peek(1));
        let globals = self.frame().globals;
        let locals = self.frame().locals;
        self.replace_top(2, |vm| {
            let import = vm.dict_get_interned(vm.builtins, names::__import__);
            match import {
                Some(import) if vm.ty(import) != super::super::T::BUILTIN => {
                    let locals = if locals.is_null() { NONE } else { locals };
                    vm.call(import, &[name, globals, locals, fromlist, level])
                }
                _ => {
                    let level = vm.as_int(level).unwrap_or(0);
                    vm.import_statement(name, globals, fromlist, level as usize)
                }
            }
        })
    }

    pub fn op_import_from(&mut self, arg: u32) -> PyResult<()> {
        let name = self.name_at(arg);
        let module: Obj = self.peek(0);
        self.push_result(|vm| vm.import_from(module, name))
    }
}
