//! FOR_ITER and SEND.

use super::Outcome;
use crate::bytecode::Opcode;
use crate::vm::Vm;
use crate::vm::object::{GeneratorState, IterKind, Obj, Payload, T};

impl Vm {
    pub(super) fn specialize_for_iter(&mut self, arg: u32) -> Outcome {
        match self.ty(self.peek(0)) {
            T::LIST_ITERATOR => Ok(Opcode::FOR_ITER_LIST),
            T::TUPLE_ITERATOR => Ok(Opcode::FOR_ITER_TUPLE),
            T::RANGE_ITERATOR => Ok(Opcode::FOR_ITER_RANGE),
            T::GENERATOR if arg <= i16::MAX as u32 => Ok(Opcode::FOR_ITER_GEN),
            _ => Err("other iterator"),
        }
    }

    pub(super) fn specialize_send(&mut self) -> Outcome {
        match self.ty(self.peek(1)) {
            T::GENERATOR | T::COROUTINE => Ok(Opcode::SEND_GEN),
            _ => Err("other receiver"),
        }
    }

    /// The next number of a range; `None` at the end, and for anything else.
    #[inline(always)]
    pub fn for_iter_range(&mut self) -> bool {
        let iterator = self.stack[self.stack.len() - 1];
        let Payload::Iter(data) = self.heap.payload_mut(iterator) else { return false };
        if data.kind != IterKind::Range || data.numbers[2] <= 0 {
            return false;
        }
        let value = data.numbers[0];
        data.numbers[0] = value.wrapping_add(data.numbers[1]);
        data.numbers[2] -= 1;
        let o = self.alloc_int(value);
        self.push(o);
        true
    }

    /// The next item of a list or tuple; false at the end, and for anything else.
    #[inline(always)]
    pub fn for_iter_items(&mut self, kind: IterKind) -> bool {
        let iterator = self.stack[self.stack.len() - 1];
        let Payload::Iter(data) = self.heap.payload(iterator) else { return false };
        if data.kind != kind {
            return false;
        }
        let (items, at) = (data.objects[0], data.numbers[0]);
        if items.is_null() {
            return false;
        }
        let Some(&item) = self.items(items).and_then(|items| items.get(at as usize)) else { return false };
        if let Payload::Iter(data) = self.heap.payload_mut(iterator) {
            data.numbers[0] = at + 1;
        }
        self.heap.incref(item);
        self.push(item);
        true
    }

    /// Whether the iterator is one of a kind.
    pub fn is_iterator_of(&self, ty: Obj) -> bool {
        self.ty(self.peek(0)) == ty
    }

    /// Whether a generator (or, for SEND, a coroutine) waits to go on.
    #[inline(always)]
    pub fn generator_waits(&self, generator: Obj, coroutine: bool) -> bool {
        let slot = self.heap.slot(generator);
        match &slot.payload {
            Payload::Generator(data) => {
                (slot.ty == T::GENERATOR || coroutine && slot.ty == T::COROUTINE)
                    && matches!(data.state, GeneratorState::Created | GeneratorState::Suspended)
            }
            _ => false,
        }
    }
}
