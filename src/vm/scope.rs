//! Who holds what.
//!
//! Natives never count references. What they make or look up is *held*: its handle stands on [`Vm::temps`], which owns
//! one count, until the scope ends. A scope is one native call or one instruction. A loop in a native that may run for
//! long opens a scope for each turn with [`Vm::mark`] and [`Vm::release`].

use std::sync::Arc;

use num_bigint::BigInt;
use num_traits::ToPrimitive;

use super::object::statics::{EMPTY_BYTES, EMPTY_STR, EMPTY_TUPLE, FIRST_DYNAMIC, NONE, latin1};
use super::object::{DictData, IterData, IterKind, Obj, Payload, PyStr, SetData, StateData, T};
use super::{PyResult, Vm};

impl Vm {
    /// Counts `o` for the current scope.
    #[inline]
    pub fn hold(&mut self, o: Obj) -> Obj {
        if o.index() >= FIRST_DYNAMIC as usize {
            self.heap.incref(o);
            self.temps.push(o);
        }
        o
    }

    /// Gives a count that the caller has to the current scope.
    #[inline]
    pub fn own(&mut self, o: Obj) -> Obj {
        if o.index() >= FIRST_DYNAMIC as usize {
            self.temps.push(o);
        }
        o
    }

    #[inline]
    pub fn mark(&self) -> usize {
        self.temps.len()
    }

    /// Ends the scopes opened since `mark`.
    #[inline]
    pub fn release(&mut self, mark: usize) {
        while self.temps.len() > mark {
            if let Some(o) = self.temps.pop() {
                self.decref(o);
            }
        }
    }

    /// Runs `f` in a scope of its own and holds its result in the present one.
    pub fn scoped(&mut self, f: impl FnOnce(&mut Vm) -> PyResult<Obj>) -> PyResult<Obj> {
        let mark = self.mark();
        let result = f(self);
        if let Ok(o) = result {
            self.heap.incref_some(o);
            self.release(mark);
            if !o.is_null() {
                self.own(o);
            }
        } else {
            self.release(mark);
        }
        result
    }

    /// Takes one from the count of `o`, and everything that follows from it.
    #[inline(always)]
    pub fn decref(&mut self, o: Obj) {
        if self.heap.release(o) {
            self.dealloc(o);
        }
    }

    pub fn decref_some(&mut self, o: Obj) {
        if !o.is_null() {
            self.decref(o);
        }
    }

    #[inline(always)]
    pub fn incref(&mut self, o: Obj) {
        self.heap.incref(o);
    }

    /// Nobody refers to `o`: it goes, and what only it referred to.
    #[inline(never)]
    pub fn dealloc(&mut self, o: Obj) {
        if o.index() < FIRST_DYNAMIC as usize {
            // The loop does not count each use of `True` and the like.
            self.heap.make_immortal(o);
            return;
        }
        if self.heap.is_simple(o) {
            self.heap.free_simple(o);
            return;
        }
        // References still to be dropped, the next one last: an object dies wholly before its next sibling loses a count.
        let mut pending = std::mem::take(&mut self.dying);
        let mut dead = o;
        loop {
            if !self.may_have_last_words(dead) || self.finalize(dead) {
                let ty = self.heap.ty(dead);
                let first = pending.len();
                self.heap.drain_attrs(dead, &mut |child| pending.push(child));
                let payload = self.heap.free(dead);
                let heap = &mut self.heap;
                payload.visit(&mut |child| {
                    // Up to the first child whose death is more than the freeing of a slot, nothing has to wait.
                    if pending.len() > first || child.is_null() || heap.refs(child) == 1 && !heap.is_simple(child) {
                        pending.push(child);
                    } else if heap.release(child) {
                        heap.free_simple(child);
                    }
                });
                if let Payload::MemoryView(view) = &payload
                    && !view.released
                {
                    self.view_gone(view.base);
                }
                if let Payload::Type(data) = &payload {
                    self.forget_subclass(dead, &data.bases);
                }
                if ty.index() >= FIRST_DYNAMIC as usize {
                    pending.push(ty);
                }
                pending[first..].reverse();
            }
            loop {
                let Some(child) = pending.pop() else {
                    self.dying = pending;
                    return;
                };
                if !child.is_null() && self.heap.release(child) {
                    dead = child;
                    break;
                }
            }
        }
    }

    /// Whether there may be something to do (a finalizer, weak references) before an object is freed.
    fn may_have_last_words(&self, o: Obj) -> bool {
        let slot = self.heap.slot(o);
        slot.attrs != 0
            || slot.ty.index() >= FIRST_DYNAMIC as usize
            || matches!(slot.payload, Payload::Generator(_) | Payload::Weakref { .. })
            || matches!(slot.ty, T::ASYNC_GEN_ASEND | T::ASYNC_GEN_ATHROW)
    }

    pub fn alloc_int(&mut self, value: i64) -> Obj {
        match Obj::small_int(value) {
            Some(o) => {
                self.heap.incref(o);
                o
            }
            None => self.heap.alloc_number(T::INT, Payload::Int(value)),
        }
    }

    pub fn new_object(&mut self, ty: Obj, payload: Payload) -> Obj {
        let o = self.heap.alloc(ty, payload);
        self.own(o)
    }

    pub fn state(&self, o: Obj) -> Option<&StateData> {
        match self.heap.payload(o) {
            Payload::State(state) => Some(state),
            _ => None,
        }
    }

    pub fn state_mut(&mut self, o: Obj) -> Option<&mut StateData> {
        match self.heap.payload_mut(o) {
            Payload::State(state) => Some(state),
            _ => None,
        }
    }

    /// An object of a native module's type; counts what it refers to.
    pub fn new_state(&mut self, ty: Obj, state: StateData) -> Obj {
        self.count_all(&state.objects);
        self.heap.counts.young += 1;
        self.new_object(ty, Payload::State(Box::new(state)))
    }

    /// The getter of an attribute that is an object of the state.
    pub fn state_object<const AT: usize>(&mut self, o: Obj) -> PyResult<Obj> {
        Ok(self.state(o).map_or(NONE, |state| state.objects[AT]))
    }

    pub fn new_int(&mut self, value: i64) -> Obj {
        match Obj::small_int(value) {
            Some(o) => o,
            None => self.new_object(T::INT, Payload::Int(value)),
        }
    }

    pub fn new_usize(&mut self, value: usize) -> Obj {
        self.new_int(value as i64)
    }

    pub fn new_big(&mut self, value: BigInt) -> Obj {
        match value.to_i64() {
            Some(small) => self.new_int(small),
            None => {
                self.heap.note_bytes(value.bits() as usize / 8);
                self.new_object(T::INT, Payload::Big(Arc::new(value)))
            }
        }
    }

    pub fn new_float(&mut self, value: f64) -> Obj {
        self.new_object(T::FLOAT, Payload::Float(value))
    }

    pub fn new_complex(&mut self, real: f64, imag: f64) -> Obj {
        self.new_object(T::COMPLEX, Payload::Complex(real, imag))
    }

    pub fn new_str(&mut self, text: impl Into<String>) -> Obj {
        let text = text.into();
        if text.len() <= 2 {
            let mut chars = text.chars();
            match (chars.next(), chars.next()) {
                (None, _) => return EMPTY_STR,
                (Some(c), None) if (c as u32) < 256 => return latin1(c as u32 as u8),
                _ => {}
            }
        }
        self.heap.note_bytes(text.len());
        self.new_object(T::STR, Payload::Str(Arc::new(PyStr::new(text))))
    }

    pub fn new_char(&mut self, c: char) -> Obj {
        if (c as u32) < 256 { latin1(c as u32 as u8) } else { self.new_str(c) }
    }

    pub fn new_bytes(&mut self, bytes: Vec<u8>) -> Obj {
        if bytes.is_empty() {
            return EMPTY_BYTES;
        }
        if let [byte] = bytes[..] {
            return super::object::statics::single_byte(byte);
        }
        self.heap.note_bytes(bytes.len());
        self.new_object(T::BYTES, Payload::Bytes(Arc::new(bytes)))
    }

    /// Counts each item for a container.
    pub fn count_all(&mut self, items: &[Obj]) {
        for &item in items {
            self.heap.incref_some(item);
        }
    }

    pub fn new_tuple(&mut self, items: &[Obj]) -> Obj {
        if items.is_empty() {
            return EMPTY_TUPLE;
        }
        self.count_all(items);
        self.heap.counts.young += 1;
        self.heap.note_bytes(size_of_val(items));
        self.new_object(T::TUPLE, Payload::Tuple(items.into()))
    }

    pub fn new_list(&mut self, items: Vec<Obj>) -> Obj {
        self.count_all(&items);
        self.heap.counts.young += 1;
        self.heap.note_bytes(size_of_val(&items[..]));
        self.new_object(T::LIST, Payload::List(items))
    }

    pub fn new_dict(&mut self) -> Obj {
        self.heap.counts.young += 1;
        self.new_object(T::DICT, Payload::Dict(Box::<DictData>::default()))
    }

    pub fn new_set(&mut self, ty: Obj) -> Obj {
        self.heap.counts.young += 1;
        self.new_object(ty, Payload::Set(Box::<SetData>::default()))
    }

    pub fn new_iter(&mut self, ty: Obj, kind: IterKind, objects: &[Obj], numbers: [i64; 3]) -> Obj {
        self.count_all(objects);
        let data = IterData { kind, objects: objects.into(), numbers, indices: Vec::new() };
        self.new_object(ty, Payload::Iter(Box::new(data)))
    }

    pub fn new_fields(&mut self, ty: Obj, fields: &[Obj]) -> Obj {
        self.count_all(fields);
        self.new_object(ty, Payload::Fields(fields.into()))
    }

    /// The items of a tuple or list, for reading.
    pub fn items(&self, o: Obj) -> Option<&[Obj]> {
        match self.heap.payload(o) {
            Payload::Tuple(items) => Some(items),
            Payload::List(items) => Some(items),
            _ => None,
        }
    }

    /// The items of a tuple or list as a copy, held by the current scope.
    pub fn held_items(&mut self, o: Obj) -> Vec<Obj> {
        let items = self.items(o).map_or_else(Vec::new, <[Obj]>::to_vec);
        for &item in &items {
            self.hold(item);
        }
        items
    }

    pub fn list_mut(&mut self, o: Obj) -> &mut Vec<Obj> {
        match self.heap.payload_mut(o) {
            Payload::List(items) => items,
            _ => panic!("the object is a list"),
        }
    }

    pub fn list_push(&mut self, list: Obj, item: Obj) {
        self.heap.incref(item);
        self.list_mut(list).push(item);
    }

    #[inline]
    pub fn as_int(&self, o: Obj) -> Option<i64> {
        match self.heap.payload(o) {
            Payload::Int(value) => Some(*value),
            _ => None,
        }
    }

    /// The value of any `int`.
    pub fn as_big(&self, o: Obj) -> Option<BigInt> {
        match self.heap.payload(o) {
            Payload::Int(value) => Some(BigInt::from(*value)),
            Payload::Big(value) => Some((**value).clone()),
            _ => None,
        }
    }

    /// The value of a `float` or `int`.
    pub fn as_f64(&self, o: Obj) -> Option<f64> {
        match self.heap.payload(o) {
            Payload::Float(value) => Some(*value),
            Payload::Int(value) => Some(*value as f64),
            Payload::Big(value) => value.to_f64(),
            _ => None,
        }
    }

    pub fn is_int(&self, o: Obj) -> bool {
        matches!(self.heap.payload(o), Payload::Int(_) | Payload::Big(_))
    }

    pub fn is_str(&self, o: Obj) -> bool {
        matches!(self.heap.payload(o), Payload::Str(_))
    }

    pub fn is_tuple(&self, o: Obj) -> bool {
        matches!(self.heap.payload(o), Payload::Tuple(_))
    }
}
