//! Slots, allocation and reference counts.
//!
//! An object is born with a count of 1, which belongs to whoever made it. [`Heap::incref`] and [`Heap::release`] are
//! for the machine's hot paths and for the containers; everything else works with the scopes of `vm::scope`.

use super::statics::FIRST_DYNAMIC;
use super::{AttrBlock, Obj, Payload, T};

/// Slots that are added at once when no free one is left.
const MORE_SLOTS: u32 = 64;

/// Counts of immortal objects start here, so that no program's balanced counting reaches zero.
pub const IMMORTAL: u32 = 1 << 30;

/// Bytes from which an object is large.
const LARGE: usize = 1 << 16;

#[derive(Clone)]
pub struct Slot {
    pub refs: u32,
    /// Index of the attribute block, or 0.
    pub attrs: u32,
    pub ty: Obj,
    /// Number of the allocation: what the panes show as `#7`, never used twice.
    pub serial: u32,
    #[cfg(debug_assertions)]
    generation: u32,
    pub payload: Payload,
}

/// In the serial number of what was made before the program began: its numbers begin at 1 again.
pub const EARLY: u32 = 1 << 31;

/// What changes with each object that comes or goes.
#[derive(Clone, Default)]
pub struct Counts {
    /// The first free slot, or 0.
    free: u32,
    next_serial: u32,
    live: usize,
    /// Containers made minus containers freed since the last collection of cycles.
    pub young: i64,
}

#[derive(Clone)]
pub struct Heap {
    slots: Vec<Slot>,
    attrs: Vec<AttrBlock>,
    free_attrs: Vec<u32>,
    pub counts: Counts,
    /// Most objects; see [`Heap::is_full`].
    limit: usize,
    /// Most bytes of all objects.
    byte_limit: usize,
    /// Bytes of large objects made since all were counted.
    noted: usize,
    /// There were too many bytes when they were counted last.
    heavy: bool,
}

/// The slot of a living object, or of null.
#[inline(always)]
fn slot_of(slots: &[Slot], o: Obj) -> &Slot {
    let slot = &slots[o.index()];
    #[cfg(debug_assertions)]
    assert!(slot.generation == o.generation(), "{o:?} is used after it was freed");
    slot
}

#[inline(always)]
fn slot_of_mut(slots: &mut [Slot], o: Obj) -> &mut Slot {
    let slot = &mut slots[o.index()];
    #[cfg(debug_assertions)]
    assert!(slot.generation == o.generation(), "{o:?} is used after it was freed");
    slot
}

/// The slots of a [`Heap`], borrowed for a while: the addresses stay the same, so the loop can keep them in registers.
///
/// What is here never runs anything of the program and never makes the heap larger.
pub struct Slots<'a> {
    slots: &'a mut [Slot],
    pub counts: &'a mut Counts,
}

impl Slots<'_> {
    /// The same for a while, so that a function that takes its address has one of its own: this one then stays in
    /// registers.
    #[inline(always)]
    pub fn lend(&mut self) -> Slots<'_> {
        Slots { slots: self.slots, counts: self.counts }
    }

    #[inline(always)]
    pub fn at(&self, o: Obj) -> &Slot {
        slot_of(self.slots, o)
    }

    #[inline(always)]
    pub fn at_mut(&mut self, o: Obj) -> &mut Slot {
        slot_of_mut(self.slots, o)
    }

    #[inline(always)]
    pub fn all(&self) -> &[Slot] {
        self.slots
    }

    /// See [`Heap::handle`].
    #[inline(always)]
    pub fn handle(&self, index: u32) -> Obj {
        #[cfg(debug_assertions)]
        return Obj::with_generation(index, self.slots[index as usize].generation);
        #[cfg(not(debug_assertions))]
        Obj::with_generation(index, 0)
    }

    /// Null has a slot too, whose count nobody looks at.
    #[inline(always)]
    pub fn incref(&mut self, o: Obj) {
        let slot = self.at_mut(o);
        slot.refs = slot.refs.wrapping_add(1);
    }

    /// Whether [`Slots::release`] will do.
    #[inline(always)]
    pub fn may_release(&self, o: Obj) -> bool {
        let slot = self.at(o);
        slot.refs != 1 || is_simple(slot) || o.index() < FIRST_DYNAMIC as usize
    }

    /// Takes one from the count. False, and nothing done, if the object would have to go and is more than a number or a
    /// text.
    #[inline(always)]
    #[must_use]
    pub fn release(&mut self, o: Obj) -> bool {
        let slot = self.at_mut(o);
        if slot.refs != 1 {
            slot.refs = slot.refs.wrapping_sub(1);
            return true;
        }
        self.release_last(o)
    }

    #[inline(always)]
    fn release_last(&mut self, o: Obj) -> bool {
        if o.index() < FIRST_DYNAMIC as usize {
            self.at_mut(o).refs = IMMORTAL;
            return true;
        }
        if !self.is_simple(o) {
            return false;
        }
        self.free_simple(o);
        true
    }

    /// See [`is_simple`].
    #[inline(always)]
    pub fn is_simple(&self, o: Obj) -> bool {
        is_simple(self.at(o))
    }

    /// Makes the slot of a number or text free.
    #[inline(always)]
    fn free_simple(&mut self, o: Obj) {
        let next = self.counts.free;
        let slot = self.at_mut(o);
        slot.refs = 0;
        if matches!(slot.payload, Payload::Int(_) | Payload::Float(_)) {
            // There is nothing to drop.
            std::mem::forget(std::mem::replace(&mut slot.payload, Payload::Free(next)));
        } else {
            drop_payload(slot, next);
        }
        self.is_free(o);
    }

    /// Makes a slot free and gives back what was in it.
    pub fn free(&mut self, o: Obj) -> Payload {
        let next = self.counts.free;
        let slot = self.at_mut(o);
        slot.refs = 0;
        let payload = std::mem::replace(&mut slot.payload, Payload::Free(next));
        self.is_free(o);
        payload
    }

    /// The slot is the first of the free ones from now on.
    #[inline(always)]
    fn is_free(&mut self, o: Obj) {
        #[cfg(debug_assertions)]
        {
            self.at_mut(o).generation += 1;
        }
        self.counts.live -= 1;
        self.counts.free = o.index() as u32;
    }

    /// Another value for an exact int or float.
    #[inline(always)]
    pub fn set_number(&mut self, o: Obj, value: Payload) {
        // There is nothing to drop.
        std::mem::forget(std::mem::replace(&mut self.at_mut(o).payload, value));
    }

    /// [`Slots::release`] for an exact int or float.
    #[inline(always)]
    pub fn release_number(&mut self, o: Obj) {
        let slot = self.at_mut(o);
        slot.refs = slot.refs.wrapping_sub(1);
        if slot.refs != 0 {
            return;
        }
        if o.index() < FIRST_DYNAMIC as usize {
            slot.refs = IMMORTAL;
            return;
        }
        self.free_simple(o);
    }

    /// The items, with their counts, of an exact tuple of this length that nobody refers to any more.
    #[inline]
    pub fn take_tuple(&mut self, o: Obj, length: usize) -> Option<Box<[Obj]>> {
        let slot = self.at(o);
        match &slot.payload {
            Payload::Tuple(items) if slot.ty == T::TUPLE && slot.attrs == 0 && items.len() == length => {}
            _ => return None,
        }
        match self.free(o) {
            Payload::Tuple(items) => Some(items),
            _ => None,
        }
    }

    /// Whether there is a free slot.
    #[inline(always)]
    pub fn has_free(&self) -> bool {
        self.counts.free != 0
    }

    #[inline(always)]
    pub fn has_two_free(&self) -> bool {
        matches!(self.slots[self.counts.free as usize].payload, Payload::Free(next) if next != 0)
    }

    /// A new object of a builtin type with a count of 1; null if no slot is free.
    #[inline(always)]
    pub fn alloc(&mut self, ty: Obj, payload: Payload) -> Obj {
        let index = self.counts.free;
        let slot = &mut self.slots[index as usize];
        let Payload::Free(next) = slot.payload else { return Obj::NULL };
        self.counts.live += 1;
        self.counts.next_serial = self.counts.next_serial.wrapping_add(1);
        self.counts.free = next;
        slot.refs = 1;
        slot.attrs = 0;
        slot.ty = ty;
        slot.serial = self.counts.next_serial;
        std::mem::forget(std::mem::replace(&mut slot.payload, payload));
        self.handle(index)
    }
}

#[inline(never)]
fn drop_payload(slot: &mut Slot, next: u32) {
    slot.payload = Payload::Free(next);
}

/// Whether an object without references goes without further ado: numbers and texts of builtin types.
#[inline(always)]
fn is_simple(slot: &Slot) -> bool {
    matches!(slot.payload, Payload::Int(_) | Payload::Float(_) | Payload::Str(_))
        && slot.attrs == 0
        && slot.ty.index() < FIRST_DYNAMIC as usize
}

impl Default for Heap {
    fn default() -> Self {
        let mut heap = Self {
            slots: Vec::new(),
            attrs: vec![AttrBlock::default()],
            free_attrs: Vec::new(),
            counts: Counts::default(),
            limit: usize::MAX,
            byte_limit: usize::MAX,
            noted: 0,
            heavy: false,
        };
        heap.slots.resize_with(FIRST_DYNAMIC as usize, || Slot {
            refs: IMMORTAL,
            attrs: 0,
            ty: Obj::NULL,
            serial: 0,
            #[cfg(debug_assertions)]
            generation: 0,
            payload: Payload::Plain,
        });
        heap
    }
}

impl Heap {
    /// A new object with a count of 1.
    #[inline]
    pub fn alloc(&mut self, ty: Obj, payload: Payload) -> Obj {
        if ty.index() >= FIRST_DYNAMIC as usize {
            self.slots[ty.index()].refs += 1;
        }
        self.counts.live += 1;
        self.counts.next_serial = self.counts.next_serial.wrapping_add(1);
        if self.counts.free == 0 {
            return self.grow(ty, payload);
        }
        let index = self.counts.free;
        let serial = self.counts.next_serial;
        let slot = &mut self.slots[index as usize];
        slot.refs = 1;
        slot.attrs = 0;
        slot.ty = ty;
        slot.serial = serial;
        // Taken apart like this, nothing has to be dropped.
        match std::mem::replace(&mut slot.payload, payload) {
            Payload::Free(next) => self.counts.free = next,
            _ => unreachable!("the list of free slots leads to free slots"),
        }
        #[cfg(debug_assertions)]
        return Obj::with_generation(index, slot.generation);
        #[cfg(not(debug_assertions))]
        Obj::with_generation(index, 0)
    }

    #[cold]
    fn grow(&mut self, ty: Obj, payload: Payload) -> Obj {
        let index = self.slots.len() as u32;
        if self.counts.live > self.limit {
            // Where the program next looks whether a collection is due, it finds that the heap is full.
            self.counts.young = self.counts.young.max(i64::from(u32::MAX));
        }
        self.slots.push(Slot {
            refs: 1,
            attrs: 0,
            ty,
            serial: self.counts.next_serial,
            #[cfg(debug_assertions)]
            generation: 0,
            payload,
        });
        // The short ways of `quick` only take slots that are free already.
        self.slots.extend((1..=MORE_SLOTS).map(|more| Slot {
            refs: 0,
            attrs: 0,
            ty: Obj::NULL,
            serial: 0,
            #[cfg(debug_assertions)]
            generation: 0,
            payload: Payload::Free(if more == MORE_SLOTS { 0 } else { index + more + 1 }),
        }));
        self.counts.free = index + 1;
        Obj::with_generation(index, 0)
    }

    /// The slots with what short ways need of the rest, borrowed apart: the attribute blocks, and which are free.
    #[inline(always)]
    pub fn parts(&mut self) -> (Slots<'_>, &mut [AttrBlock], &mut Vec<u32>) {
        let slots = Slots { slots: &mut self.slots, counts: &mut self.counts };
        (slots, &mut self.attrs, &mut self.free_attrs)
    }

    /// Fills one of the slots of `statics`.
    pub fn place(&mut self, at: Obj, ty: Obj, payload: Payload) {
        let slot = &mut self.slots[at.index()];
        slot.ty = ty;
        slot.payload = payload;
        slot.serial = at.index() as u32;
    }

    /// The serial number that the next object will at least have.
    pub fn next_serial(&self) -> u32 {
        self.counts.next_serial.wrapping_add(1)
    }

    /// From now on serial numbers count what the program makes; what is there already keeps its own, marked [`EARLY`].
    pub fn start_serials(&mut self) {
        self.counts.next_serial = 0;
        self.slots.iter_mut().for_each(|slot| slot.serial |= EARLY);
    }

    /// A number that is greater the later an object was made.
    pub fn age_key(&self, o: Obj) -> u32 {
        self.slot(o).serial ^ EARLY
    }

    /// Whether an object was there when [`Heap::next_serial`] was `since`.
    pub fn came_before(&self, o: Obj, since: u32) -> bool {
        let serial = self.slot(o).serial;
        serial & EARLY != 0 || serial < since
    }

    #[inline(always)]
    pub fn slot(&self, o: Obj) -> &Slot {
        slot_of(&self.slots, o)
    }

    #[inline(always)]
    pub fn slot_mut(&mut self, o: Obj) -> &mut Slot {
        slot_of_mut(&mut self.slots, o)
    }

    #[inline(always)]
    pub fn payload(&self, o: Obj) -> &Payload {
        &self.slot(o).payload
    }

    #[inline(always)]
    pub fn payload_mut(&mut self, o: Obj) -> &mut Payload {
        &mut self.slot_mut(o).payload
    }

    #[inline(always)]
    pub fn ty(&self, o: Obj) -> Obj {
        self.slot(o).ty
    }

    #[inline(always)]
    pub fn refs(&self, o: Obj) -> u32 {
        self.slot(o).refs
    }

    #[inline(always)]
    pub fn incref(&mut self, o: Obj) {
        let slot = self.slot_mut(o);
        slot.refs = slot.refs.wrapping_add(1);
    }

    /// [`Heap::incref`] for a handle that may be null.
    #[inline]
    pub fn incref_some(&mut self, o: Obj) {
        if !o.is_null() {
            self.incref(o);
        }
    }

    /// Takes one from the count; true when nobody refers to the object any more.
    #[inline(always)]
    #[must_use]
    pub fn release(&mut self, o: Obj) -> bool {
        let slot = self.slot_mut(o);
        debug_assert!(slot.refs > 0, "{o:?} is released once too often");
        slot.refs = slot.refs.wrapping_sub(1);
        slot.refs == 0
    }

    /// Makes a slot free and gives back what was in it.
    #[inline]
    pub fn free(&mut self, o: Obj) -> Payload {
        self.counts.live -= 1;
        let next = self.counts.free;
        let slot = self.slot_mut(o);
        let payload = std::mem::replace(&mut slot.payload, Payload::Free(next));
        #[cfg(debug_assertions)]
        {
            slot.generation += 1;
        }
        self.counts.free = o.index() as u32;
        payload
    }

    /// [`Heap::free`] for an int or float, which nothing but its slot belongs to.
    #[inline(always)]
    fn free_number(&mut self, o: Obj) {
        if o.index() < FIRST_DYNAMIC as usize {
            self.slot_mut(o).refs = IMMORTAL;
            return;
        }
        self.counts.live -= 1;
        let next = self.counts.free;
        let slot = self.slot_mut(o);
        match std::mem::replace(&mut slot.payload, Payload::Free(next)) {
            Payload::Int(_) | Payload::Float(_) => {}
            other => drop(other),
        }
        #[cfg(debug_assertions)]
        {
            slot.generation += 1;
        }
        self.counts.free = o.index() as u32;
    }

    /// [`Heap::free`] for what [`Heap::is_simple`].
    #[inline(always)]
    pub fn free_simple(&mut self, o: Obj) {
        if matches!(self.payload(o), Payload::Str(_)) {
            self.free(o);
        } else {
            self.free_number(o);
        }
    }

    /// [`Heap::alloc`] for an int or float of the builtin type.
    #[inline(always)]
    pub fn alloc_number(&mut self, ty: Obj, payload: Payload) -> Obj {
        let index = self.counts.free;
        if index == 0 {
            return self.alloc(ty, payload);
        }
        self.counts.live += 1;
        self.counts.next_serial = self.counts.next_serial.wrapping_add(1);
        let serial = self.counts.next_serial;
        let slot = &mut self.slots[index as usize];
        slot.refs = 1;
        slot.attrs = 0;
        slot.ty = ty;
        slot.serial = serial;
        match std::mem::replace(&mut slot.payload, payload) {
            Payload::Free(next) => self.counts.free = next,
            _ => unreachable!("the list of free slots leads to free slots"),
        }
        self.handle(index)
    }

    /// Takes one from the count of an exact int or float.
    #[inline(always)]
    pub fn release_number(&mut self, o: Obj) {
        let slot = self.slot_mut(o);
        slot.refs = slot.refs.wrapping_sub(1);
        if slot.refs == 0 {
            self.free_number(o);
        }
    }

    /// Whether an object without references goes without further ado: numbers and texts of builtin types.
    #[inline(always)]
    pub fn is_simple(&self, o: Obj) -> bool {
        is_simple(self.slot(o))
    }

    /// The handle of the living object in a slot.
    #[inline(always)]
    pub fn handle(&self, index: u32) -> Obj {
        #[cfg(debug_assertions)]
        return Obj::with_generation(index, self.slots[index as usize].generation);
        #[cfg(not(debug_assertions))]
        Obj::with_generation(index, 0)
    }

    pub fn is_immortal(&self, o: Obj) -> bool {
        self.slot(o).refs >= IMMORTAL / 2
    }

    /// Keeps an object for ever.
    pub fn make_immortal(&mut self, o: Obj) {
        let slot = self.slot_mut(o);
        if slot.refs < IMMORTAL / 2 {
            slot.refs += IMMORTAL;
        }
    }

    /// The attribute block, if the object has one.
    #[inline]
    pub fn attrs(&self, o: Obj) -> Option<&AttrBlock> {
        match self.slot(o).attrs {
            0 => None,
            at => Some(&self.attrs[at as usize]),
        }
    }

    #[inline]
    pub fn attrs_mut(&mut self, o: Obj) -> Option<&mut AttrBlock> {
        match self.slot(o).attrs {
            0 => None,
            at => Some(&mut self.attrs[at as usize]),
        }
    }

    /// The attribute block, made if there was none.
    pub fn attrs_or_new(&mut self, o: Obj) -> &mut AttrBlock {
        if self.slot(o).attrs == 0 {
            let at = self.free_attrs.pop().unwrap_or_else(|| {
                self.attrs.push(AttrBlock::default());
                self.attrs.len() as u32 - 1
            });
            self.slot_mut(o).attrs = at;
        }
        let at = self.slot(o).attrs;
        &mut self.attrs[at as usize]
    }

    /// Takes the attribute block away; `f` gets the objects that it counted. The block keeps its memory for the next
    /// object.
    pub fn drain_attrs(&mut self, o: Obj, f: &mut dyn FnMut(Obj)) {
        let at = std::mem::replace(&mut self.slot_mut(o).attrs, 0);
        if at != 0 {
            let block = &mut self.attrs[at as usize];
            block.visit(f);
            block.values.clear();
            block.order.clear();
            block.slots.clear();
            block.weakrefs.clear();
            block.dict = Default::default();
            self.free_attrs.push(at);
        }
    }

    /// Bytes that a copy takes, by estimate.
    pub fn bytes(&self) -> usize {
        // Half as much again for what lies outside of the slots.
        self.slots.len() * size_of::<Slot>() * 3 / 2 + self.attrs.len() * (size_of::<AttrBlock>() + 32)
    }

    pub fn set_limit(&mut self, objects: usize, bytes: usize) {
        (self.limit, self.byte_limit) = (objects, bytes);
    }

    /// More objects are alive than the program may have, or they took more bytes when that was counted last.
    pub fn is_full(&self) -> bool {
        self.counts.live > self.limit || self.heavy
    }

    /// [`Heap::is_full`] when what has died since then does not count.
    pub fn is_still_full(&mut self) -> bool {
        if self.heavy {
            self.weigh();
        }
        self.is_full()
    }

    /// Takes note of an object, or the growth of one, of so many bytes. Now and then all are counted.
    #[inline]
    pub fn note_bytes(&mut self, bytes: usize) {
        if bytes >= LARGE {
            self.note_large(bytes);
        }
    }

    #[cold]
    fn note_large(&mut self, bytes: usize) {
        self.noted = self.noted.saturating_add(bytes);
        if self.noted > self.byte_limit / 8 {
            self.weigh();
        }
    }

    fn weigh(&mut self) {
        self.noted = 0;
        let total: usize = self.slots.iter().map(|slot| slot.payload.bytes()).sum();
        self.heavy = total > self.byte_limit;
        if self.heavy {
            // Where the program next looks whether a collection is due, it finds that the heap is full.
            self.counts.young = self.counts.young.max(i64::from(u32::MAX));
        }
    }

    /// Bytes that a copy takes for what is in containers.
    pub fn container_bytes(&self) -> usize {
        let containers = self.slots.iter().filter(|slot| {
            matches!(
                slot.payload,
                Payload::List(_) | Payload::Tuple(_) | Payload::Dict(_) | Payload::Set(_) | Payload::Deque(_)
            )
        });
        containers.map(|slot| slot.payload.bytes()).sum()
    }

    /// Indices of all handles are below this.
    pub fn slot_count(&self) -> usize {
        self.slots.len()
    }

    /// Objects alive.
    pub fn live(&self) -> usize {
        self.counts.live
    }

    /// Handles of all living objects, the immortal ones included.
    pub fn objects(&self) -> impl Iterator<Item = Obj> + '_ {
        self.slots.iter().enumerate().skip(1).filter_map(|(index, slot)| {
            if matches!(slot.payload, Payload::Free(_)) || slot.ty.is_null() {
                return None;
            }
            #[cfg(debug_assertions)]
            return Some(Obj::with_generation(index as u32, slot.generation));
            #[cfg(not(debug_assertions))]
            Some(Obj::with_generation(index as u32, 0))
        })
    }

    /// Calls `f` with every object that `o` counts.
    pub fn visit(&self, o: Obj, f: &mut dyn FnMut(Obj)) {
        let slot = self.slot(o);
        let mut some = |child: Obj| {
            if !child.is_null() {
                f(child);
            }
        };
        slot.payload.visit(&mut some);
        if slot.attrs != 0 {
            self.attrs[slot.attrs as usize].visit(&mut some);
        }
        if slot.ty.index() >= FIRST_DYNAMIC as usize {
            some(slot.ty);
        }
    }
}
