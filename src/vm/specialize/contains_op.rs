//! CONTAINS_OP: sets and dicts.

use super::{Form, Outcome};
use crate::bytecode::Opcode;
use crate::vm::object::{Obj, T};
use crate::vm::{PyResult, Vm};

impl Vm {
    pub(super) fn specialize_contains_op(&mut self) -> Outcome {
        match self.ty(self.peek(0)) {
            T::DICT => Ok(Opcode::CONTAINS_OP_DICT),
            T::SET | T::FROZENSET => Ok(Opcode::CONTAINS_OP_SET),
            T::STR => Err("str"),
            T::TUPLE => Err("tuple"),
            T::LIST => Err("list"),
            _ => Err("other"),
        }
    }

    pub fn contains_op_dict(&mut self, arg: u32) -> PyResult<Form> {
        let (dict, key) = (self.peek(0), self.peek(1));
        if self.ty(dict) != T::DICT {
            return Ok(Form::Miss);
        }
        let mark = self.mark();
        let hash = self.hash(key)?;
        let found = self.dict_find(dict, key, hash)?.is_some();
        self.release(mark);
        let height = self.stack.len() - 2;
        self.drop_stack_to(height);
        let result = Obj::bool(found != (arg == 1));
        self.incref(result);
        self.push(result);
        Ok(Form::Done)
    }

    pub fn contains_op_set_fits(&self) -> bool {
        matches!(self.ty(self.peek(0)), T::SET | T::FROZENSET)
    }
}
