//! UNPACK_SEQUENCE: tuples and lists of the right length.

use super::Outcome;
use crate::bytecode::Opcode;
use crate::vm::Vm;
use crate::vm::object::T;

impl Vm {
    pub(super) fn specialize_unpack_sequence(&mut self, count: u32) -> Outcome {
        let sequence = self.peek(0);
        let length = self.items(sequence).map_or(0, <[_]>::len);
        match self.ty(sequence) {
            T::TUPLE | T::LIST if length != count as usize => Err("wrong length"),
            T::TUPLE if length == 2 => Ok(Opcode::UNPACK_SEQUENCE_TWO_TUPLE),
            T::TUPLE => Ok(Opcode::UNPACK_SEQUENCE_TUPLE),
            T::LIST => Ok(Opcode::UNPACK_SEQUENCE_LIST),
            _ => Err("neither tuple nor list"),
        }
    }

    /// Puts the items of a tuple or list of `count` on the stack, the first on top.
    #[inline(always)]
    pub fn unpack_items(&mut self, count: usize, list: bool) -> bool {
        let top = self.stack.len() - 1;
        let sequence = self.stack[top];
        let ty = if list { T::LIST } else { T::TUPLE };
        if self.ty(sequence) != ty || self.items(sequence).is_none_or(|items| items.len() != count) {
            return false;
        }
        self.stack.pop();
        for at in (0..count).rev() {
            let Some(&item) = self.items(sequence).and_then(|items| items.get(at)) else { break };
            self.incref(item);
            self.push(item);
        }
        self.decref(sequence);
        true
    }
}
