//! GET_ITER, FOR_ITER and SEND.

use crate::vm::frames::Cont;
use crate::vm::interp::op;
use crate::vm::object::statics::NONE;
use crate::vm::object::{GeneratorState, IterKind, Obj, Payload, T, names};
use crate::vm::{PyResult, Vm};

impl Vm {
    pub fn op_get_iter(&mut self) -> PyResult<()> {
        let iterable = self.peek(0);
        if let Some(method) = self.python_special(iterable, names::__iter__, 1) {
            return self.enter_special(method, &[iterable], Cont::Iter);
        }
        self.replace_top(1, |vm| vm.get_iter(iterable))
    }

    /// `FOR_ITER` over a list or range that has an item left.
    #[inline]
    pub fn fast_for_iter(&mut self) -> bool {
        let iterator = self.stack[self.stack.len() - 1];
        let Payload::Iter(data) = self.heap.payload_mut(iterator) else { return false };
        match data.kind {
            IterKind::Range => {
                if data.numbers[2] <= 0 {
                    return false;
                }
                let value = data.numbers[0];
                data.numbers[0] = value.wrapping_add(data.numbers[1]);
                data.numbers[2] -= 1;
                let o = self.alloc_int(value);
                self.stack.push(o);
                true
            }
            IterKind::List => {
                let list = data.objects[0];
                let at = data.numbers[0];
                let Some(&item) = self.items(list).and_then(|items| items.get(at as usize)) else { return false };
                if let Payload::Iter(data) = self.heap.payload_mut(iterator) {
                    data.numbers[0] = at + 1;
                }
                self.heap.incref(item);
                self.stack.push(item);
                true
            }
            _ => false,
        }
    }

    pub fn op_for_iter(&mut self, arg: u32) -> PyResult<()> {
        if self.fast_for_iter() {
            return Ok(());
        }
        let iterator = self.peek(0);
        if let Payload::Generator(data) = self.heap.payload(iterator)
            && self.ty(iterator) == T::GENERATOR
            && matches!(data.state, GeneratorState::Created | GeneratorState::Suspended)
        {
            return self.resume_generator(iterator, NONE, Cont::ForIter);
        }
        if let Some(method) = self.python_special(iterator, names::__next__, 1) {
            return self.enter_special(method, &[iterator], Cont::Next);
        }
        let mark = self.mark();
        match self.next_item(iterator)? {
            Some(item) => {
                self.incref(item);
                self.release(mark);
                self.stack.push(item);
            }
            None => {
                self.release(mark);
                self.end_loop(arg);
            }
        }
        Ok(())
    }

    /// Drops the iterator and goes on behind END_FOR and POP_TOP.
    pub fn end_loop(&mut self, arg: u32) {
        self.next += arg as usize + 2;
        let iterator = self.stack.pop().unwrap_or(Obj::NULL);
        self.decref_some(iterator);
    }

    /// The argument of the instruction that runs, prefixes included.
    pub fn argument_at(&self, ip: usize) -> u32 {
        let mut arg = (self.text[ip] >> 8) as u32;
        let mut at = ip;
        let mut shift = 8;
        while at > 0 && self.text[at - 1] as u8 == op::EXTENDED_ARG && shift < 32 {
            at -= 1;
            arg |= ((self.text[at] >> 8) as u32) << shift;
            shift += 8;
        }
        arg
    }

    /// A generator's frame returned; its caller goes on (or the loop ends).
    pub fn generator_returned(&mut self, frame: crate::vm::frames::Frame, value: Obj) -> PyResult<Option<Obj>> {
        self.finish_generator(&frame);
        match frame.cont {
            Cont::Entry => return Ok(Some(value)),
            Cont::ForIter => {
                let told = if self.is_traced() { self.tell_end_of_loop(value) } else { Ok(()) };
                self.decref(value);
                told?;
                let arg = self.argument_at(self.ip);
                self.end_loop(arg);
            }
            _ => {
                let arg = self.argument_at(self.ip);
                self.stack.push(value);
                self.next += arg as usize;
            }
        }
        Ok(None)
    }

    pub fn op_send(&mut self, arg: u32) -> PyResult<()> {
        let (receiver, value) = (self.peek(1), self.peek(0));
        if let Payload::Generator(data) = self.heap.payload(receiver)
            && self.ty(receiver) != T::ASYNC_GENERATOR
            && (data.state == GeneratorState::Suspended || data.state == GeneratorState::Created && value == NONE)
        {
            self.stack.pop();
            return self.resume_generator(receiver, value, Cont::Send);
        }
        let mark = self.mark();
        let result = if value == NONE && !matches!(self.heap.payload(receiver), Payload::Generator(_)) {
            self.next_or_stop(receiver)
        } else {
            self.call_method(receiver, names::send, &[value])
        };
        let (pushed, finished) = match result {
            Ok(item) => (item, false),
            Err(error) => {
                if !self.raised_is(T::STOP_ITERATION) || !self.may_drop_raised() {
                    return Err(error);
                }
                (self.take_stop_value(), true)
            }
        };
        self.incref(pushed);
        self.release(mark);
        let old = self.stack.pop().unwrap_or(Obj::NULL);
        self.stack.push(pushed);
        self.decref_some(old);
        if finished {
            self.next += arg as usize;
        }
        Ok(())
    }

    /// `__next__()` whose end stays a `StopIteration`, with its value.
    fn next_or_stop(&mut self, iterator: Obj) -> PyResult<Obj> {
        let ty = self.ty(iterator);
        match self.find_in_type(ty, names::__next__) {
            Some(method) => self.call_method_found(method, iterator, &[], &[]),
            None => {
                let name = self.type_name(ty);
                Err(self.type_error(format!("'{name}' object is not an iterator")))
            }
        }
    }
}
