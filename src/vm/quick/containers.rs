//! Short ways of dicts and sets whose keys are texts and ints, for which no code of the program is asked.

use super::operands::Operands;
use crate::vm::compare::int_hash;
use crate::vm::object::set::Step;
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
