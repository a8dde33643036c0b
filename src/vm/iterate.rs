//! Iteration: `iter`, `next`, collecting; the builtin iterators' own steps are in `types::iterators`.

use super::object::statics::NONE;
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
        match self.call_method_found(method, iterator, &[], &[]) {
            Ok(item) => Ok(Some(item)),
            Err(error) => {
                if self.raised_is(T::STOP_ITERATION) {
                    self.clear_raised();
                    Ok(None)
                } else {
                    Err(error)
                }
            }
        }
    }

    /// Whether a class derived from a builtin iterator left `__next__` alone.
    fn is_native_next(&self, iterator: Obj) -> bool {
        let ty = self.ty(iterator);
        ty.index() < super::object::statics::FIRST_DYNAMIC as usize
            || self.find_in_type(ty, names::__next__).is_some_and(|method| self.ty(method) == T::SLOT_WRAPPER)
    }

    /// All items; held.
    pub fn collect(&mut self, iterable: Obj) -> PyResult<Vec<Obj>> {
        if matches!(self.ty(iterable), T::LIST | T::TUPLE) {
            return Ok(self.held_items(iterable));
        }
        let iterator = self.get_iter(iterable)?;
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
