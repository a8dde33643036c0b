//! Making and filling containers, unpacking, f-strings.

use crate::vm::frames::{Cont, Speaker};
use crate::vm::object::statics::{EMPTY_STR, NONE};
use crate::vm::object::{Obj, Payload, T, names};
use crate::vm::{PyResult, Vm};

impl Vm {
    pub fn op_build_tuple(&mut self, count: u32) -> PyResult<()> {
        if count == 0 {
            self.stack.push(super::super::object::statics::EMPTY_TUPLE);
            self.incref(super::super::object::statics::EMPTY_TUPLE);
            return Ok(());
        }
        let items = self.stack.split_off(self.stack.len() - count as usize);
        self.heap.counts.young += 1;
        let tuple = self.heap.alloc(T::TUPLE, Payload::Tuple(items.into()));
        self.stack.push(tuple);
        Ok(())
    }

    pub fn op_build_list(&mut self, count: u32) -> PyResult<()> {
        let items = self.stack.split_off(self.stack.len() - count as usize);
        self.heap.counts.young += 1;
        let list = self.heap.alloc(T::LIST, Payload::List(items));
        self.stack.push(list);
        Ok(())
    }

    pub fn op_build_map(&mut self, count: u32) -> PyResult<()> {
        let count = count as usize;
        let first = self.stack.len() - count * 2;
        self.replace_top(count * 2, |vm| {
            let dict = vm.new_dict();
            for pair in 0..count {
                let (key, value) = (vm.stack[first + pair * 2], vm.stack[first + pair * 2 + 1]);
                vm.dict_set(dict, key, value)?;
            }
            Ok(dict)
        })
    }

    pub fn op_build_const_key_map(&mut self, count: u32) -> PyResult<()> {
        let count = count as usize;
        let keys = self.peek(0);
        let first = self.stack.len() - 1 - count;
        self.replace_top(count + 1, |vm| {
            let dict = vm.new_dict();
            let keys = vm.held_items(keys);
            for (offset, key) in keys.into_iter().enumerate().take(count) {
                let value = vm.stack[first + offset];
                vm.dict_set(dict, key, value)?;
            }
            Ok(dict)
        })
    }

    pub fn op_build_set(&mut self, count: u32) -> PyResult<()> {
        let count = count as usize;
        let first = self.stack.len() - count;
        self.replace_top(count, |vm| {
            let set = vm.new_set(T::SET);
            for offset in 0..count {
                let item = vm.stack[first + offset];
                vm.set_add(set, item)?;
            }
            Ok(set)
        })
    }

    pub fn op_build_slice(&mut self, count: u32) -> PyResult<()> {
        let step = if count == 3 { self.peek(0) } else { NONE };
        let (stop, start) = (self.peek(count as usize - 2), self.peek(count as usize - 1));
        self.replace_top(count as usize, |vm| Ok(vm.new_slice(start, stop, step)))
    }

    pub fn op_build_string(&mut self, count: u32) -> PyResult<()> {
        let first = self.stack.len() - count as usize;
        self.replace_top(count as usize, |vm| {
            let text: String = vm.stack[first..].iter().map(|&piece| vm.text(piece)).collect();
            Ok(vm.new_str(text))
        })
    }

    pub fn op_list_extend(&mut self, arg: u32) -> PyResult<()> {
        let (list, iterable) = (self.peek(arg as usize), self.peek(0));
        self.consume_top(1, |vm| {
            if vm.list_extend(list, iterable).is_ok() {
                return Ok(());
            }
            // An object that is no iterable at all gets the message of the starred expression.
            if vm.raised_is(T::TYPE_ERROR) && !vm.is_iterable(iterable) {
                vm.clear_raised();
                let name = vm.type_name_of(iterable);
                return Err(vm.type_error(format!("Value after * must be an iterable, not {name}")));
            }
            Err(super::super::Raised)
        })
    }

    pub fn op_set_add(&mut self, arg: u32) -> PyResult<()> {
        let (set, item) = (self.peek(arg as usize), self.peek(0));
        self.consume_top(1, |vm| vm.set_add(set, item).map(|_| ()))
    }

    pub fn op_set_update(&mut self, arg: u32) -> PyResult<()> {
        let (set, iterable) = (self.peek(arg as usize), self.peek(0));
        self.consume_top(1, |vm| vm.set_update(set, iterable))
    }

    pub fn op_map_add(&mut self, arg: u32) -> PyResult<()> {
        let (dict, key, value) = (self.peek(arg as usize + 1), self.peek(1), self.peek(0));
        self.consume_top(2, |vm| vm.dict_set(dict, key, value))
    }

    pub fn op_dict_update(&mut self, arg: u32) -> PyResult<()> {
        let (dict, other) = (self.peek(arg as usize), self.peek(0));
        self.consume_top(1, |vm| {
            if !vm.is_instance(other, T::DICT) && vm.find_attr(other, names::keys)?.is_none() {
                let name = vm.type_name_of(other);
                return Err(vm.type_error(format!("'{name}' object is not a mapping")));
            }
            vm.dict_update(dict, other)
        })
    }

    /// `f(**a, **b)`: like an update, but a key that is there already is an error of the call.
    pub fn op_dict_merge(&mut self, arg: u32) -> PyResult<()> {
        let (dict, other) = (self.peek(arg as usize), self.peek(0));
        let callable = self.peek(arg as usize + 3);
        self.consume_top(1, |vm| {
            if !vm.is_instance(other, T::DICT) && vm.find_attr(other, names::keys)?.is_none() {
                let (function, name) = (vm.callable_text(callable), vm.type_name_of(other));
                let message = format!("{function} argument after ** must be a mapping, not {name}");
                return Err(vm.type_error(message));
            }
            for (key, value) in vm.mapping_pairs(other)? {
                if vm.dict_get(dict, key)?.is_some() {
                    let (function, key) = (vm.callable_text(callable), vm.str_text(key)?);
                    let message = format!("{function} got multiple values for keyword argument '{key}'");
                    return Err(vm.type_error(message));
                }
                vm.dict_set(dict, key, value)?;
            }
            Ok(())
        })
    }

    pub fn op_unpack_sequence(&mut self, count: u32) -> PyResult<()> {
        let count = count as usize;
        let sequence = self.peek(0);
        let exact = matches!(self.ty(sequence), T::TUPLE | T::LIST);
        if exact && self.items(sequence).is_some_and(|items| items.len() == count) {
            let items = self.items(sequence).map_or_else(Vec::new, <[Obj]>::to_vec);
            self.stack.pop();
            for &item in items.iter().rev() {
                self.incref(item);
                self.stack.push(item);
            }
            self.decref(sequence);
            return Ok(());
        }
        let mark = self.mark();
        let items = self.unpack(sequence, count, None)?;
        self.push_unpacked(mark, items);
        Ok(())
    }

    fn push_unpacked(&mut self, mark: usize, items: Vec<Obj>) {
        for &item in &items {
            self.incref(item);
        }
        self.release(mark);
        let sequence = self.stack.pop().unwrap_or(Obj::NULL);
        self.stack.extend(items.iter().rev().copied());
        self.decref_some(sequence);
    }

    pub fn op_unpack_ex(&mut self, arg: u32) -> PyResult<()> {
        let (before, after) = ((arg & 0xff) as usize, (arg >> 8) as usize);
        let sequence = self.peek(0);
        let mark = self.mark();
        let items = self.unpack(sequence, before, Some(after))?;
        self.push_unpacked(mark, items);
        Ok(())
    }

    /// The targets' values in order; with `after`, the list of the starred target stands between.
    fn unpack(&mut self, sequence: Obj, before: usize, after: Option<usize>) -> PyResult<Vec<Obj>> {
        let iterator = match self.get_iter(sequence) {
            Ok(iterator) => iterator,
            Err(error) => {
                if self.raised_is(T::TYPE_ERROR) && !self.is_iterable(sequence) {
                    self.clear_raised();
                    let name = self.type_name_of(sequence);
                    return Err(self.type_error(format!("cannot unpack non-iterable {name} object")));
                }
                return Err(error);
            }
        };
        let mut items = Vec::new();
        for _ in 0..before {
            match self.next_item(iterator)? {
                Some(item) => items.push(item),
                None => {
                    let got = items.len();
                    let message = match after {
                        None => format!("not enough values to unpack (expected {before}, got {got})"),
                        Some(after) => {
                            let least = before + after;
                            format!("not enough values to unpack (expected at least {least}, got {got})")
                        }
                    };
                    return Err(self.raise_text(T::VALUE_ERROR, &message));
                }
            }
        }
        let Some(after) = after else {
            if self.next_item(iterator)?.is_some() {
                let message = format!("too many values to unpack (expected {before})");
                return Err(self.raise_text(T::VALUE_ERROR, &message));
            }
            return Ok(items);
        };
        let mut rest = Vec::new();
        while let Some(item) = self.next_item(iterator)? {
            rest.push(item);
        }
        if rest.len() < after {
            let (least, got) = (before + after, before + rest.len());
            let message = format!("not enough values to unpack (expected at least {least}, got {got})");
            return Err(self.raise_text(T::VALUE_ERROR, &message));
        }
        let tail = rest.split_off(rest.len() - after);
        let list = self.new_list(rest);
        items.push(list);
        items.extend(tail);
        Ok(items)
    }

    pub fn op_format_simple(&mut self) -> PyResult<()> {
        let value = self.peek(0);
        if self.ty(value) == T::STR {
            return Ok(());
        }
        if let Some(method) = self.python_special(value, names::__format__, 2) {
            return self.enter_special(method, &[value, EMPTY_STR], Cont::Text(Speaker::Format, 1));
        }
        if self.find_in_type(self.ty(value), names::__format__) == Some(self.known.object_format)
            && let Some(method) = self.python_special(value, names::__str__, 1)
        {
            return self.enter_special(method, &[value], Cont::Text(Speaker::Str, 1));
        }
        self.replace_top(1, |vm| vm.format_value(value, EMPTY_STR))
    }

    pub fn op_format_with_spec(&mut self) -> PyResult<()> {
        let (spec, value) = (self.peek(0), self.peek(1));
        if let Some(method) = self.python_special(value, names::__format__, 2) {
            return self.enter_special(method, &[value, spec], Cont::Text(Speaker::Format, 2));
        }
        self.replace_top(2, |vm| vm.format_value(value, spec))
    }

    pub fn op_convert_value(&mut self, arg: u32) -> PyResult<()> {
        let value = self.peek(0);
        let asked = match arg {
            1 => Some((names::__str__, Speaker::Str)),
            2 => Some((names::__repr__, Speaker::Repr)),
            _ => None,
        };
        if let Some((name, speaker)) = asked
            && let Some(method) = self.python_special(value, name, 1)
        {
            return self.enter_special(method, &[value], Cont::Text(speaker, 1));
        }
        self.replace_top(1, |vm| match arg {
            1 => vm.str_of(value),
            2 => vm.repr(value),
            _ => vm.ascii_repr(value),
        })
    }

    pub fn op_get_len(&mut self) -> PyResult<()> {
        let value = self.peek(0);
        self.push_result(|vm| {
            let length = vm.length(value)?;
            Ok(vm.new_usize(length))
        })
    }
}
