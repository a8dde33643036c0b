//! Short ways of FOR_ITER: the next item of builtin iterators that need nobody else for it. `None` at the end, too.

use super::operands::Operands;
use crate::vm::object::statics::{FIRST_DYNAMIC, latin1};
use crate::vm::object::{IterKind, Obj, Payload, T};

impl Operands<'_, '_> {
    /// The next number of a range, counted.
    #[inline(always)]
    pub fn next_of_range(&mut self) -> Option<Obj> {
        let iterator = self.peek(0);
        let has_free = self.slots.has_free();
        let Payload::Iter(data) = &mut self.slots.at_mut(iterator).payload else { return None };
        if data.kind != IterKind::Range || data.numbers[2] <= 0 || !has_free {
            return None;
        }
        let [value, step, _] = data.numbers;
        data.numbers[0] = value.wrapping_add(step);
        data.numbers[2] -= 1;
        Some(self.new_int(value))
    }

    /// The next item of a list or tuple, counted.
    #[inline(always)]
    pub fn next_of_items(&mut self, kind: IterKind) -> Option<Obj> {
        let iterator = self.peek(0);
        let Payload::Iter(data) = &self.slots.at(iterator).payload else { return None };
        if data.kind != kind {
            return None;
        }
        let (items, at) = (data.objects[0], data.numbers[0]);
        let items: &[Obj] = match &self.slots.at(items).payload {
            Payload::List(items) => items,
            Payload::Tuple(items) => items,
            _ => return None,
        };
        let &item = items.get(at as usize)?;
        if let Payload::Iter(data) = &mut self.slots.at_mut(iterator).payload {
            data.numbers[0] = at + 1;
        }
        self.slots.incref(item);
        Some(item)
    }

    /// The next item of an iterator without a form: over a text, a dict, or `enumerate` of a list or tuple.
    #[inline(always)]
    pub fn next_of_any(&mut self) -> Option<Obj> {
        let iterator = self.peek(0);
        let slot = self.slots.at(iterator);
        let Payload::Iter(data) = &slot.payload else { return None };
        if slot.ty.index() >= FIRST_DYNAMIC as usize {
            return None;
        }
        let (kind, [at, used, passed]) = (data.kind, data.numbers);
        let &[first] = &data.objects[..] else { return None };
        match kind {
            IterKind::Str => {
                let Payload::Str(text) = &self.slots.at(first).payload else { return None };
                let &byte = text.as_str().as_bytes().get(at as usize)?;
                if !byte.is_ascii() {
                    return None;
                }
                self.set_iterator(iterator, at + 1);
                let item = latin1(byte);
                self.slots.incref(item);
                Some(item)
            }
            IterKind::DictKeys | IterKind::DictValues | IterKind::DictItems => {
                let Payload::Dict(dict) = &self.slots.at(first).payload else { return None };
                let entry = *dict.entries().get(usize::try_from(at).ok()?)?;
                let changed = dict.len() as i64 != used || passed >= used;
                if changed || entry.key.is_null() || !self.slots.has_free() {
                    return None;
                }
                if let Payload::Iter(data) = &mut self.slots.at_mut(iterator).payload {
                    data.numbers = [at + 1, used, passed + 1];
                }
                if kind == IterKind::DictItems {
                    self.slots.incref(entry.key);
                    self.slots.incref(entry.value);
                    return Some(self.new_pair(entry.key, entry.value));
                }
                let item = if kind == IterKind::DictKeys { entry.key } else { entry.value };
                self.slots.incref(item);
                Some(item)
            }
            IterKind::Enumerate => {
                let slot = self.slots.at(first);
                let Payload::Iter(inner) = &slot.payload else { return None };
                if !matches!(slot.ty, T::LIST_ITERATOR | T::TUPLE_ITERATOR) || !self.slots.has_two_free() {
                    return None;
                }
                let (items, place) = (inner.objects[0], inner.numbers[0]);
                let items: &[Obj] = match &self.slots.at(items).payload {
                    Payload::List(items) => items,
                    Payload::Tuple(items) => items,
                    _ => return None,
                };
                let &item = items.get(usize::try_from(place).ok()?)?;
                let after = at.checked_add(1)?;
                self.set_iterator(first, place + 1);
                self.set_iterator(iterator, after);
                self.slots.incref(item);
                let index = self.new_int(at);
                Some(self.new_pair(index, item))
            }
            _ => None,
        }
    }

    #[inline(always)]
    fn set_iterator(&mut self, iterator: Obj, at: i64) {
        if let Payload::Iter(data) = &mut self.slots.at_mut(iterator).payload {
            data.numbers[0] = at;
        }
    }

    /// A tuple of two counted objects; a slot must be free.
    #[inline(always)]
    pub fn new_pair(&mut self, first: Obj, second: Obj) -> Obj {
        self.slots.counts.young += 1;
        self.slots.alloc(T::TUPLE, Payload::Tuple(Box::new([first, second])))
    }
}
