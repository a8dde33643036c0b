//! BINARY_SUBSCR and STORE_SUBSCR.
//!
//! A `__getitem__` written in Python is found through the type, so no cache is needed.

use super::compare_op::is_compact;
use super::{Form, Outcome};
use crate::bytecode::Opcode;
use crate::vm::frames::Cont;
use crate::vm::object::{Obj, Payload, T, names};
use crate::vm::{PyResult, Vm};

impl Vm {
    /// An index of one digit that is not negative.
    #[inline(always)]
    fn plain_index(&self, index: Obj) -> Option<usize> {
        let slot = self.heap.slot(index);
        match slot.payload {
            Payload::Int(at) if at >= 0 && is_compact(at) && slot.ty == T::INT => Some(at as usize),
            _ => None,
        }
    }

    pub(super) fn specialize_binary_subscr(&mut self) -> Outcome {
        let (index, container) = (self.peek(0), self.peek(1));
        let ty = self.ty(container);
        let sequence = |form: Opcode| match self.plain_index(index) {
            Some(_) => Ok(form),
            None if self.ty(index) == T::INT => Err("out of range"),
            None if self.ty(index) == T::SLICE => Err("slice"),
            None => Err("other index"),
        };
        match ty {
            T::LIST => return sequence(Opcode::BINARY_SUBSCR_LIST_INT),
            T::TUPLE => return sequence(Opcode::BINARY_SUBSCR_TUPLE_INT),
            T::STR => return sequence(Opcode::BINARY_SUBSCR_STR_INT),
            T::DICT => return Ok(Opcode::BINARY_SUBSCR_DICT),
            _ => {}
        }
        match self.find_in_type(ty, names::__getitem__) {
            Some(method) if self.ty(method) == T::FUNCTION => {
                self.check_function(method, 2)?;
                Ok(Opcode::BINARY_SUBSCR_GETITEM)
            }
            _ => Err("other container"),
        }
    }

    #[inline(always)]
    pub fn binary_subscr_items(&mut self, list: bool) -> bool {
        let top = self.stack.len();
        let (container, index) = (self.stack[top - 2], self.stack[top - 1]);
        let Some(at) = self.plain_index(index) else { return false };
        let slot = self.heap.slot(container);
        let items: &[Obj] = match &slot.payload {
            Payload::List(items) if list && slot.ty == T::LIST => items,
            Payload::Tuple(items) if !list && slot.ty == T::TUPLE => items,
            _ => return false,
        };
        let Some(&item) = items.get(at) else { return false };
        self.heap.incref(item);
        self.stack.truncate(top - 1);
        self.stack[top - 2] = item;
        self.heap.release_number(index);
        self.decref(container);
        true
    }

    /// A character of a string; those above U+00FF are new objects.
    #[inline(always)]
    pub fn binary_subscr_str(&mut self) -> bool {
        let top = self.stack.len();
        let (container, index) = (self.stack[top - 2], self.stack[top - 1]);
        let Some(at) = self.plain_index(index) else { return false };
        let slot = self.heap.slot(container);
        let Payload::Str(text) = &slot.payload else { return false };
        if slot.ty != T::STR {
            return false;
        }
        let Some(c) = text.char_at(at).filter(|&c| (c as u32) < 128) else { return false };
        let item = crate::vm::object::statics::latin1(c as u8);
        self.heap.incref(item);
        self.stack.truncate(top - 1);
        self.stack[top - 2] = item;
        self.heap.release_number(index);
        self.decref(container);
        true
    }

    pub fn binary_subscr_dict(&mut self) -> PyResult<Form> {
        let (container, key) = (self.peek(1), self.peek(0));
        if self.ty(container) != T::DICT {
            return Ok(Form::Miss);
        }
        let mark = self.mark();
        let hash = self.hash(key)?;
        let Some(at) = self.dict_find(container, key, hash)? else { return Err(self.key_error(key)) };
        let value = self.dict_data(container).map_or(Obj::NULL, |data| data.entry(at).value);
        self.incref(value);
        self.release(mark);
        let height = self.stack.len() - 2;
        self.drop_stack_to(height);
        self.push(value);
        Ok(Form::Done)
    }

    /// Enters `__getitem__`.
    pub fn binary_subscr_getitem(&mut self) -> Form {
        let bottom = self.stack.len() - 2;
        let container = self.stack[bottom];
        let Some(method) = self.find_in_type(self.ty(container), names::__getitem__) else { return Form::Miss };
        let Some(data) = self.function_data(method) else { return Form::Miss };
        let (code, globals) = (data.code, data.globals);
        let info = &self.codes[code as usize];
        if !info.simple || info.argcount != 2 {
            return Form::Miss;
        }
        if self.frames.len() >= self.recursion_limit {
            return Form::General;
        }
        self.incref(method);
        self.stack.insert(bottom, method);
        self.put_frame(method, code, globals, bottom, bottom + 1, Cont::Push);
        Form::Done
    }

    pub(super) fn specialize_store_subscr(&mut self) -> Outcome {
        let (index, container) = (self.peek(0), self.peek(1));
        match self.ty(container) {
            T::LIST => {
                let length = self.items(container).map_or(0, <[_]>::len);
                match self.plain_index(index) {
                    Some(at) if at < length => Ok(Opcode::STORE_SUBSCR_LIST_INT),
                    _ if self.ty(index) == T::INT => Err("out of range"),
                    _ if self.ty(index) == T::SLICE => Err("slice"),
                    _ => Err("other index"),
                }
            }
            T::DICT => Ok(Opcode::STORE_SUBSCR_DICT),
            _ => Err("other container"),
        }
    }

    #[inline(always)]
    pub fn store_subscr_list(&mut self) -> bool {
        let top = self.stack.len();
        let (value, container, index) = (self.stack[top - 3], self.stack[top - 2], self.stack[top - 1]);
        let Some(at) = self.plain_index(index) else { return false };
        let slot = self.heap.slot_mut(container);
        let Payload::List(items) = &mut slot.payload else { return false };
        if slot.ty != T::LIST {
            return false;
        }
        let Some(place) = items.get_mut(at) else { return false };
        let old = std::mem::replace(place, value);
        self.stack.truncate(top - 3);
        self.heap.release_number(index);
        self.decref(old);
        self.decref(container);
        true
    }

    pub fn store_subscr_dict(&mut self) -> PyResult<Form> {
        let (key, container, value) = (self.peek(0), self.peek(1), self.peek(2));
        if self.ty(container) != T::DICT {
            return Ok(Form::Miss);
        }
        let mark = self.mark();
        self.dict_set(container, key, value)?;
        self.release(mark);
        let height = self.stack.len() - 3;
        self.drop_stack_to(height);
        Ok(Form::Done)
    }
}
