//! Short ways of containers: lists, tuples, cells; dicts and sets whose keys are texts and ints, for which no code of the
//! program is asked.

use super::operands::{Operands, WINDOW};
use crate::vm::compare::int_hash;
use crate::vm::interp::op;
use crate::vm::object::set::Step;
use crate::vm::object::statics::{EMPTY_TUPLE, NONE};
use crate::vm::object::{DictData, Obj, Payload, SetData, Slot, T};

/// A question that only the program can answer.
struct Unknown;

/// The hash of an exact `str` or `int`.
#[inline(always)]
fn hash_of(slot: &Slot) -> Option<i64> {
    match &slot.payload {
        Payload::Str(text) if slot.ty == T::STR => Some(text.hash()),
        Payload::Int(value) if slot.ty == T::INT => Some(int_hash(*value)),
        _ => None,
    }
}

/// Whether a key is equal to the one looked for, which is an exact `str` or `int`.
#[inline(always)]
fn equal(slots: &[Slot], known: Obj, key: Obj) -> Result<bool, Unknown> {
    if known == key {
        return Ok(true);
    }
    let (k, wanted) = (&slots[known.index()], &slots[key.index()]);
    match (&k.payload, &wanted.payload) {
        (Payload::Str(a), Payload::Str(b)) if k.ty == T::STR => Ok(a.as_str() == b.as_str()),
        (Payload::Int(a), Payload::Int(b)) if k.ty == T::INT => Ok(a == b),
        (Payload::Str(_), Payload::Int(_)) if k.ty == T::STR => Ok(false),
        (Payload::Int(_), Payload::Str(_)) if k.ty == T::INT => Ok(false),
        _ => Err(Unknown),
    }
}

/// The number of the entry.
#[inline(never)]
fn find_entry(slots: &[Slot], dict: &DictData, key: Obj) -> Result<Option<usize>, Unknown> {
    let hash = hash_of(&slots[key.index()]).ok_or(Unknown)?;
    let mut probe = dict.probe(hash);
    while let Some(at) = dict.next(&mut probe) {
        if equal(slots, dict.entry(at).key, key)? {
            return Ok(Some(at));
        }
    }
    Ok(None)
}

#[inline(never)]
fn is_member(slots: &[Slot], set: &SetData, key: Obj) -> Result<bool, Unknown> {
    let hash = hash_of(&slots[key.index()]).ok_or(Unknown)?;
    let mut probe = set.probe(hash);
    while let Step::Candidate(_, known) = set.next(&mut probe) {
        if equal(slots, known, key)? {
            return Ok(true);
        }
    }
    Ok(false)
}

impl Operands<'_, '_> {
    /// SET_ADD of a key that is on top, to the set `depth` cells below.
    #[inline(always)]
    pub fn add_to_set(&mut self, depth: u8) -> bool {
        let (set, key) = (self.peek(depth), self.peek(0));
        let slots = self.slots.all();
        let Payload::Set(data) = &self.slots.at(set).payload else { return false };
        let Some(hash) = hash_of(self.slots.at(key)) else { return false };
        let mut probe = data.probe(hash);
        let place = loop {
            match data.next(&mut probe) {
                Step::Absent(place) => break Some(place),
                Step::Candidate(_, known) => match equal(slots, known, key) {
                    Ok(true) => break None,
                    Ok(false) => {}
                    Err(Unknown) => return false,
                },
            }
        };
        self.drop(1);
        match (place, &mut self.slots.at_mut(set).payload) {
            (Some(place), Payload::Set(data)) => data.insert_at(place, key, hash),
            // An exact `str` or `int` can always be released.
            _ => return self.slots.release(key),
        }
        true
    }

    /// The data of an exact dict that somebody else refers to.
    #[inline(always)]
    fn dict(&self, o: Obj) -> Option<&DictData> {
        let slot = self.slots.at(o);
        match &slot.payload {
            Payload::Dict(data) if slot.ty == T::DICT && slot.refs != 1 => Some(data),
            _ => None,
        }
    }

    #[inline(always)]
    fn release_one_of_many(&mut self, o: Obj) {
        let slot = self.slots.at_mut(o);
        slot.refs = slot.refs.wrapping_sub(1);
    }

    #[inline(always)]
    pub fn build_tuple(&mut self, count: usize) -> bool {
        if count == 0 {
            self.slots.incref(EMPTY_TUPLE);
            self.push(EMPTY_TUPLE);
            return true;
        }
        let Some(items) = self.top(count).filter(|_| self.slots.has_free()) else { return false };
        let items = Payload::Tuple(items.into());
        self.drop(count as u8);
        self.push_container(T::TUPLE, items);
        true
    }

    #[inline(always)]
    pub fn build_list(&mut self, count: usize) -> bool {
        let Some(items) = self.top(count).filter(|_| self.slots.has_free()) else { return false };
        let items = Payload::List(items.to_vec());
        self.drop(count as u8);
        self.push_container(T::LIST, items);
        true
    }

    #[inline(always)]
    fn push_container(&mut self, ty: Obj, payload: Payload) {
        self.slots.counts.young += 1;
        let container = self.slots.alloc(ty, payload);
        self.push(container);
    }

    /// The truth of a number, list or text, which is released; the opcode says of which.
    #[inline(always)]
    pub fn take_truth(&mut self, opcode: u8) -> Option<bool> {
        let value = self.peek(0);
        let slot = self.slots.at(value);
        let truth = match (&slot.payload, opcode) {
            _ if opcode == op::TO_BOOL_NONE => {
                if value != NONE {
                    return None;
                }
                false
            }
            (Payload::Int(value), op::TO_BOOL_INT) if slot.ty == T::INT => *value != 0,
            (Payload::List(items), op::TO_BOOL_LIST) if slot.ty == T::LIST => !items.is_empty(),
            (Payload::Str(text), op::TO_BOOL_STR) if slot.ty == T::STR => !text.as_str().is_empty(),
            _ => return None,
        };
        if !self.slots.release(value) {
            return None;
        }
        self.drop(1);
        Some(truth)
    }

    /// Takes an object off the stack whose type has this version.
    #[inline(always)]
    pub fn take_instance(&mut self, version: u32) -> bool {
        let value = self.peek(0);
        if self.version(self.slots.at(value).ty) != version || !self.slots.release(value) {
            return false;
        }
        self.drop(1);
        true
    }

    /// Puts the items of a list or tuple, if it has so many, in place of it; the caller releases it.
    #[inline(always)]
    pub fn unpack(&mut self, sequence: Obj, list: bool, count: usize) -> bool {
        if self.items(sequence, list).is_none_or(|items| items.len() != count) {
            return false;
        }
        self.drop(1);
        for at in (0..count).rev() {
            let Some(&item) = self.items(sequence, list).and_then(|items| items.get(at)) else { break };
            self.slots.incref(item);
            self.push(item);
        }
        true
    }

    /// LOAD_DEREF of the cell in a local.
    #[inline(always)]
    pub fn load_deref(&mut self, local: usize) -> bool {
        match self.slots.at(self.cells[local & (WINDOW - 1)]).payload {
            Payload::Cell(value) if !value.is_null() => {
                self.slots.incref(value);
                self.push(value);
                true
            }
            _ => false,
        }
    }

    /// STORE_DEREF: gives back the old contents.
    #[inline(always)]
    pub fn store_deref(&mut self, local: usize) -> Option<Obj> {
        let (cell, value) = (self.cells[local & (WINDOW - 1)], self.peek(0));
        let Payload::Cell(contents) = &mut self.slots.at_mut(cell).payload else { return None };
        let old = std::mem::replace(contents, value);
        self.drop(1);
        Some(old)
    }

    /// COPY_FREE_VARS: so many cells of the function's closure become locals from `first` on.
    #[inline(always)]
    pub fn copy_free_vars(&mut self, function: Obj, first: u8, count: usize) -> bool {
        let Payload::Function(data) = &self.slots.at(function).payload else { return false };
        let closure = data.closure;
        for offset in 0..count {
            let Payload::Tuple(closed) = &self.slots.at(closure).payload else { break };
            let Some(&cell) = closed.get(offset) else { break };
            self.slots.incref(cell);
            self.cells[usize::from(first.wrapping_add(offset as u8))] = cell;
        }
        true
    }

    /// `list.append(item)` whose value nobody wants; the method is `append`.
    #[inline(always)]
    pub fn call_append(&mut self, append: Obj) -> bool {
        let (list, item) = self.two();
        if self.peek(2) != append || self.slots.at(list).refs == 1 || !self.append(list, item) {
            return false;
        }
        self.release_one_of_many(list);
        self.slots.incref(NONE);
        self.drop(2);
        self.set_top(NONE);
        true
    }

    /// `len(o)` of a list or tuple; the function is `len`.
    #[inline(always)]
    pub fn call_len(&mut self, len: Obj) -> bool {
        let (receiver, o) = self.two();
        if self.peek(2) != len || self.slots.at(len).refs == 1 || !receiver.is_null() || !self.slots.has_free() {
            return false;
        }
        let slot = self.slots.at(o);
        let length = match &slot.payload {
            Payload::List(items) if slot.ty == T::LIST => items.len(),
            Payload::Tuple(items) if slot.ty == T::TUPLE => items.len(),
            Payload::Str(text) if slot.ty == T::STR => text.len(),
            Payload::Dict(data) if slot.ty == T::DICT => data.len(),
            _ => return false,
        };
        if !self.slots.may_release(o) {
            return false;
        }
        let result = self.new_int(length as i64);
        self.release_one_of_many(len);
        self.drop(2);
        self.set_top(result);
        self.slots.release(o)
    }

    /// `dict[key]` of a key that is there.
    #[inline(always)]
    pub fn subscript_dict(&mut self) -> bool {
        let (container, key) = self.two();
        let Some(data) = self.dict(container) else { return false };
        let Ok(Some(at)) = find_entry(self.slots.all(), data, key) else { return false };
        let value = data.entry(at).value;
        self.slots.incref(value);
        self.release_one_of_many(container);
        self.drop(1);
        self.set_top(value);
        // An exact `str` or `int` can always be released.
        self.slots.release(key)
    }

    /// What an exact dict that somebody else refers to has for a key; `None` if the program must be asked.
    pub fn value_of_key(&self, dict: Obj, key: Obj) -> Option<Option<Obj>> {
        let data = self.dict(dict)?;
        let place = find_entry(self.slots.all(), data, key).ok()?;
        Some(place.map(|at| data.entry(at).value))
    }

    /// `dict[key] = value` of a key that is there: gives back the old value.
    #[inline(always)]
    pub fn store_subscript_dict(&mut self) -> Option<Obj> {
        let (container, key) = self.two();
        let value = self.peek(2);
        let at = find_entry(self.slots.all(), self.dict(container)?, key).ok()??;
        let Payload::Dict(data) = &mut self.slots.at_mut(container).payload else { return None };
        let old = data.replace_value(at, value);
        self.release_one_of_many(container);
        self.drop(3);
        self.slots.release(key).then_some(old)
    }

    /// `key in dict`, `key in set`; both operands are taken away.
    #[inline(always)]
    pub fn contains(&mut self) -> Option<bool> {
        let (key, container) = self.two();
        let slot = self.slots.at(container);
        if slot.refs == 1 {
            return None;
        }
        let slots = self.slots.all();
        let found = match &slot.payload {
            Payload::Dict(data) if slot.ty == T::DICT => find_entry(slots, data, key).ok()?.is_some(),
            Payload::Set(data) if matches!(slot.ty, T::SET | T::FROZENSET) => is_member(slots, data, key).ok()?,
            _ => return None,
        };
        self.release_one_of_many(container);
        self.drop(2);
        self.slots.release(key).then_some(found)
    }
}
