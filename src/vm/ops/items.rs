//! Subscripts and slices.

use crate::vm::frames::Cont;
use crate::vm::object::{Payload, T, names};
use crate::vm::{PyResult, Vm};

impl Vm {
    /// `list[int]` and `tuple[int]` inside the bounds.
    #[inline]
    pub fn fast_subscript(&mut self) -> bool {
        let top = self.stack.len();
        let (container, index) = (self.stack[top - 2], self.stack[top - 1]);
        let (c, i) = (self.heap.slot(container), self.heap.slot(index));
        let Payload::Int(at) = i.payload else { return false };
        let items: &[_] = match &c.payload {
            Payload::List(items) if c.ty == T::LIST => items,
            Payload::Tuple(items) if c.ty == T::TUPLE => items,
            _ => return false,
        };
        let at = if at < 0 { at + items.len() as i64 } else { at };
        if at < 0 || at >= items.len() as i64 {
            return false;
        }
        let item = items[at as usize];
        self.heap.incref(item);
        self.stack.pop();
        self.stack[top - 2] = item;
        self.decref(index);
        self.decref(container);
        true
    }

    pub fn op_binary_subscr(&mut self) -> PyResult<()> {
        if self.fast_subscript() {
            return Ok(());
        }
        let (index, container) = (self.peek(0), self.peek(1));
        if let Some(method) = self.python_special(container, names::__getitem__, 2) {
            return self.enter_special(method, &[container, index], Cont::Replace(2));
        }
        self.replace_top(2, |vm| vm.get_item(container, index))
    }

    pub fn op_store_subscr(&mut self) -> PyResult<()> {
        let (index, container, value) = (self.peek(0), self.peek(1), self.peek(2));
        if let Some(method) = self.python_special(container, names::__setitem__, 3) {
            return self.enter_special(method, &[container, index, value], Cont::Consume(3));
        }
        self.consume_top(3, |vm| vm.set_item(container, index, value))
    }

    pub fn op_delete_subscr(&mut self) -> PyResult<()> {
        let (index, container) = (self.peek(0), self.peek(1));
        if let Some(method) = self.python_special(container, names::__delitem__, 2) {
            return self.enter_special(method, &[container, index], Cont::Consume(2));
        }
        self.consume_top(2, |vm| vm.del_item(container, index))
    }

    pub fn op_binary_slice(&mut self) -> PyResult<()> {
        let (stop, start, container) = (self.peek(0), self.peek(1), self.peek(2));
        if self.python_special(container, names::__getitem__, 2).is_some() {
            self.replace_top(2, |vm| Ok(vm.new_slice(start, stop, super::super::object::statics::NONE)))?;
            return self.op_binary_subscr();
        }
        self.replace_top(3, |vm| {
            let slice = vm.new_slice(start, stop, super::super::object::statics::NONE);
            vm.get_item(container, slice)
        })
    }

    pub fn op_store_slice(&mut self) -> PyResult<()> {
        let (stop, start, container, value) = (self.peek(0), self.peek(1), self.peek(2), self.peek(3));
        self.consume_top(4, |vm| {
            let slice = vm.new_slice(start, stop, super::super::object::statics::NONE);
            vm.set_item(container, slice, value)
        })
    }
}
