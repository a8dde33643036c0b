//! Iteration: `iter`, `next`, collecting; the builtin iterators' own steps are in `types::iterators`.

use super::object::statics::{NONE, NOT_IMPLEMENTED};
use super::object::{IterKind, Obj, Payload, T, names};
use super::{PyResult, Vm};

impl Vm {
    pub fn is_iterable(&self, o: Obj) -> bool {
        let ty = self.ty(o);
        self.find_in_type(ty, names::__iter__).is_some_and(|method| method != NONE)
            || self.find_in_type(ty, names::__getitem__).is_some()
    }

    /// `iter(o)`.
    pub fn get_iter(&mut self, o: Obj) -> PyResult<Obj> {
        let ty = self.ty(o);
        match ty {
            T::LIST => return Ok(self.new_iter(T::LIST_ITERATOR, IterKind::List, &[o], [0; 3])),
            T::TUPLE => return Ok(self.new_iter(T::TUPLE_ITERATOR, IterKind::Tuple, &[o], [0; 3])),
            T::GENERATOR => return Ok(o),
            _ => {}
        }
        match self.find_in_type(ty, names::__iter__) {
            Some(method) if method != NONE => {
                let iterator = self.call_method_found(method, o, &[], &[])?;
                if matches!(self.heap.payload(iterator), Payload::Iter(_) | Payload::Generator(_)) {
                    return Ok(iterator);
                }
                if self.find_in_type(self.ty(iterator), names::__next__).is_none() {
                    let name = self.type_name_of(iterator);
                    return Err(self.type_error(format!("iter() returned non-iterator of type '{name}'")));
                }
                Ok(iterator)
            }
            None if self.find_in_type(ty, names::__getitem__).is_some() && !self.is_instance(o, T::DICT) => {
                Ok(self.new_iter(T::SEQ_ITERATOR, IterKind::Sequence, &[o], [0; 3]))
            }
            _ => {
                let name = self.type_name(ty);
                Err(self.type_error(format!("'{name}' object is not iterable")))
            }
        }
    }

    /// The next item, held; `None` at the end.
    pub fn next_item(&mut self, iterator: Obj) -> PyResult<Option<Obj>> {
        match self.inner_item(iterator) {
            Err(_) if self.raised_is(T::STOP_ITERATION) => {
                self.clear_raised();
                Ok(None)
            }
            outcome => outcome,
        }
    }

    /// The same for an iterator over another: a `StopIteration` that Python code raised, with what it carries, goes on to
    /// whoever asked.
    pub fn inner_item(&mut self, iterator: Obj) -> PyResult<Option<Obj>> {
        self.tick()?;
        match self.heap.payload(iterator) {
            Payload::Iter(_) if self.is_native_next(iterator) => return self.iter_step(iterator),
            Payload::Generator(_) if self.ty(iterator) == T::GENERATOR => return self.generator_next(iterator),
            _ => {}
        }
        let ty = self.ty(iterator);
        let Some(method) = self.find_in_type(ty, names::__next__) else {
            let name = self.type_name(ty);
            return Err(self.type_error(format!("'{name}' object is not an iterator")));
        };
        self.call_method_found(method, iterator, &[], &[]).map(Some)
    }

    /// How many items an object of a class says it has, by `__len__` or `__length_hint__`.
    ///
    /// CPython: `PyObject_LengthHint`.
    pub fn length_hint(&mut self, o: Obj) -> PyResult<Option<Obj>> {
        if self.find_in_type(self.ty(o), names::__len__).is_some() {
            match self.length(o) {
                Ok(length) => return Ok(Some(self.new_usize(length))),
                Err(_) if self.raised_is(T::TYPE_ERROR) => self.clear_raised(),
                Err(error) => return Err(error),
            }
        }
        let hint = match self.call_special(o, names::__length_hint__, &[]) {
            Err(_) if self.raised_is(T::TYPE_ERROR) => {
                self.clear_raised();
                None
            }
            other => other?,
        };
        match hint {
            Some(value) if value != NOT_IMPLEMENTED => {
                if !self.is_int(value) {
                    let name = self.type_name_of(value);
                    return Err(self.type_error(format!("__length_hint__ must be an integer, not {name}")));
                }
                if self.as_int(value).is_some_and(|value| value < 0) {
                    return Err(self.value_error("__length_hint__() should return >= 0"));
                }
                Ok(Some(value))
            }
            _ => Ok(None),
        }
    }

    /// What makes room for all items first asks how many there will be: a class of the program sees that.
    pub fn ask_length(&mut self, o: Obj) -> PyResult<i64> {
        if self.ty(o).index() < super::object::statics::FIRST_DYNAMIC as usize {
            return Ok(0);
        }
        let mark = self.mark();
        let hint = self.length_hint(o)?.and_then(|hint| self.as_int(hint)).unwrap_or(0);
        self.release(mark);
        Ok(hint)
    }

    /// Whether a class derived from a builtin iterator left `__next__` alone.
    fn is_native_next(&self, iterator: Obj) -> bool {
        let ty = self.ty(iterator);
        ty.index() < super::object::statics::FIRST_DYNAMIC as usize
            || self.find_in_type(ty, names::__next__).is_some_and(|method| self.ty(method) == T::SLOT_WRAPPER)
    }

    /// All items for who wants a list or tuple but would take any other sequence's iterator: that is asked for its length.
    pub fn collect_fast(&mut self, iterable: Obj) -> PyResult<Vec<Obj>> {
        self.collect_after(iterable, |vm, iterator| vm.ask_length(iterator).map(|_| ()))
    }

    /// All items; held.
    pub fn collect(&mut self, iterable: Obj) -> PyResult<Vec<Obj>> {
        self.collect_after(iterable, |_, _| Ok(()))
    }

    /// All items of something that is asked for its length on the way; held.
    pub fn collect_hinted(&mut self, iterable: Obj) -> PyResult<Vec<Obj>> {
        self.collect_after(iterable, |vm, _| vm.ask_length(iterable).map(|_| ()))
    }

    /// All items; where Python code may give them, `ask` is called with the iterator before.
    fn collect_after(&mut self, iterable: Obj, ask: impl FnOnce(&mut Vm, Obj) -> PyResult<()>) -> PyResult<Vec<Obj>> {
        if matches!(self.ty(iterable), T::LIST | T::TUPLE) {
            return Ok(self.held_items(iterable));
        }
        let iterator = self.get_iter(iterable)?;
        ask(self, iterator)?;
        self.rest(iterator)
    }

    fn rest(&mut self, iterator: Obj) -> PyResult<Vec<Obj>> {
        let mut items = Vec::new();
        while let Some(item) = self.next_item(iterator)? {
            items.push(item);
            if items.len() & 0xffff == 0 {
                self.check_size(2 * size_of_val(&items[..]))?;
            }
        }
        Ok(items)
    }

    /// Runs `f` for each item, each in a scope of its own, until it says stop.
    pub fn each(
        &mut self,
        iterable: Obj,
        mut f: impl FnMut(&mut Vm, Obj) -> PyResult<std::ops::ControlFlow<()>>,
    ) -> PyResult<()> {
        let iterator = self.get_iter(iterable)?;
        loop {
            let mark = self.mark();
            let Some(item) = self.next_item(iterator)? else { return Ok(()) };
            let flow = f(self, item)?;
            self.release(mark);
            if flow.is_break() {
                return Ok(());
            }
        }
    }

    pub fn list_extend(&mut self, list: Obj, iterable: Obj) -> PyResult<()> {
        if matches!(self.ty(iterable), T::LIST | T::TUPLE) {
            let items = self.items(iterable).map_or_else(Vec::new, <[Obj]>::to_vec);
            self.count_all(&items);
            let place = self.list_mut(list);
            place.extend(items);
            let bytes = size_of_val(&place[..]);
            self.heap.note_bytes(bytes);
            return self.check_size(bytes);
        }
        let iterator = self.get_iter(iterable)?;
        let hint = self.ask_length(iterable)?;
        let room = i64::MAX - self.list_mut(list).len() as i64;
        // More than can be is no reason to refuse, unless it could be an honest answer.
        if hint > i64::MAX / 8 && hint <= room {
            return Err(self.raise_text(T::MEMORY_ERROR, ""));
        }
        loop {
            let mark = self.mark();
            let Some(item) = self.next_item(iterator)? else { return Ok(()) };
            self.list_push(list, item);
            self.release(mark);
            let bytes = size_of_val(&self.list_mut(list)[..]);
            if bytes & 0xfffff == 0 {
                self.check_size(bytes)?;
            }
        }
    }
}
