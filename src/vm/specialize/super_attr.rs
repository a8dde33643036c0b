//! LOAD_SUPER_ATTR: `super().name` without a `super` object.

use super::Outcome;
use crate::bytecode::Opcode;
use crate::vm::Vm;
use crate::vm::object::T;

impl Vm {
    pub(super) fn specialize_load_super_attr(&mut self, arg: u32) -> Outcome {
        let (class, super_type) = (self.peek(1), self.peek(2));
        if super_type != T::SUPER {
            return Err("super is something else");
        }
        if !self.is_type(class) {
            return Err("the class is no type");
        }
        Ok(if arg & 1 != 0 { Opcode::LOAD_SUPER_ATTR_METHOD } else { Opcode::LOAD_SUPER_ATTR_ATTR })
    }

    /// Whether the guards of both forms hold.
    pub fn super_attr_fits(&self) -> bool {
        self.peek(2) == T::SUPER && self.is_type(self.peek(1))
    }
}
