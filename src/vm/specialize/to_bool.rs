//! TO_BOOL.
//!
//! Cache: counter, version of the type (two units) for objects that are always true.

use super::Outcome;
use crate::bytecode::Opcode;
use crate::vm::Vm;
use crate::vm::object::statics::{FALSE, NONE, TRUE};
use crate::vm::object::{Obj, Payload, T, names};

impl Vm {
    pub(super) fn specialize_to_bool(&mut self, ip: usize) -> Outcome {
        let value = self.peek(0);
        let ty = self.ty(value);
        match ty {
            T::BOOL => return Ok(Opcode::TO_BOOL_BOOL),
            T::INT => return Ok(Opcode::TO_BOOL_INT),
            T::LIST => return Ok(Opcode::TO_BOOL_LIST),
            T::NONE => return Ok(Opcode::TO_BOOL_NONE),
            T::STR => return Ok(Opcode::TO_BOOL_STR),
            _ => {}
        }
        if !self.type_data(ty).is_some_and(|data| data.heap) {
            return Err("other builtin type");
        }
        if self.find_in_type(ty, names::__bool__).is_some() {
            return Err("the class has a __bool__");
        }
        if self.find_in_type(ty, names::__len__).is_some() {
            return Err("the class has a __len__");
        }
        let version = self.type_version(ty);
        self.set_cached(ip + 2, version);
        Ok(Opcode::TO_BOOL_ALWAYS_TRUE)
    }

    #[inline(always)]
    fn put_truth(&mut self, value: Obj, truth: bool) {
        let top = self.stack.len() - 1;
        self.stack[top] = if truth { TRUE } else { FALSE };
        self.decref(value);
    }

    pub fn to_bool_int(&mut self) -> bool {
        let value = self.peek(0);
        let slot = self.heap.slot(value);
        if slot.ty != T::INT {
            return false;
        }
        let truth = !matches!(slot.payload, Payload::Int(0));
        self.put_truth(value, truth);
        true
    }

    pub fn to_bool_list(&mut self) -> bool {
        let value = self.peek(0);
        let slot = self.heap.slot(value);
        let truth = match &slot.payload {
            Payload::List(items) if slot.ty == T::LIST => !items.is_empty(),
            _ => return false,
        };
        self.put_truth(value, truth);
        true
    }

    pub fn to_bool_none(&mut self) -> bool {
        let value = self.peek(0);
        if value != NONE {
            return false;
        }
        self.put_truth(value, false);
        true
    }

    pub fn to_bool_str(&mut self) -> bool {
        let value = self.peek(0);
        let slot = self.heap.slot(value);
        let truth = match &slot.payload {
            Payload::Str(text) if slot.ty == T::STR => !text.is_empty(),
            _ => return false,
        };
        self.put_truth(value, truth);
        true
    }

    pub fn to_bool_always_true(&mut self, ip: usize) -> bool {
        let value = self.peek(0);
        if self.type_version(self.ty(value)) != self.cached(ip + 2) {
            return false;
        }
        self.put_truth(value, true);
        true
    }
}
