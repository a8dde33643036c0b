//! The rest of `itertools`: `compress`, `combinations_with_replacement`, `groupby`, `batched`, `tee`.

use crate::vm::native::{Args, Arity, NativeDef, Params, def};
use crate::vm::object::statics::NONE;
use crate::vm::object::{IterKind, Obj, Payload, T};
use crate::vm::types::{ITER_SELF, ZERO, iterators};
use crate::vm::{PyResult, Vm};

pub const FUNCTIONS: &[NativeDef] = &[def("tee", Arity::Any, tee)];

pub const TEE_METHODS: &[NativeDef] =
    &[ITER_SELF, def("__next__", ZERO, iterators::next), def("__copy__", Arity::None, tee_copy)];

pub fn compress(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let [data, selectors] = vm.parse::<2>(
        args,
        1,
        &Params { function: "compress", names: &["data", "selectors"], required: 2, positional: 2, positional_only: 0 },
    )?;
    let (data, selectors) = (vm.get_iter(data)?, vm.get_iter(selectors)?);
    Ok(vm.new_iter(args[0], IterKind::Compress, &[data, selectors], [0; 3]))
}

pub fn combinations_with_replacement(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let [iterable, count] = vm.parse::<2>(
        args,
        1,
        &Params {
            function: "combinations_with_replacement",
            names: &["iterable", "r"],
            required: 2,
            positional: 2,
            positional_only: 0,
        },
    )?;
    let items = vm.collect(iterable)?;
    let count = vm.index_i64(count)?;
    if count < 0 {
        return Err(vm.value_error("r must be non-negative"));
    }
    let done = items.is_empty() && count > 0;
    let pool = vm.new_tuple(&items);
    let o = vm.new_iter(args[0], IterKind::CombinationsWithReplacement, &[pool], [i64::from(done), 0, 0]);
    if let Some(data) = vm.iter_data_mut(o) {
        data.indices = vec![0; count as usize];
    }
    Ok(o)
}

/// Objects: iterator, key function, key of the present group, present key, present value; numbers: serial of the
/// present group.
pub fn groupby(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let [iterable, key] = vm.parse::<2>(
        args,
        1,
        &Params { function: "groupby", names: &["iterable", "key"], required: 1, positional: 2, positional_only: 0 },
    )?;
    let iterator = vm.get_iter(iterable)?;
    let key = key.some().unwrap_or(NONE);
    let n = Obj::NULL;
    Ok(vm.new_iter(args[0], IterKind::GroupBy, &[iterator, key, n, n, n], [0; 3]))
}

pub fn batched(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let [iterable, count, strict] = vm.parse::<3>(
        args,
        1,
        &Params {
            function: "batched",
            names: &["iterable", "n", "strict"],
            required: 2,
            positional: 2,
            positional_only: 0,
        },
    )?;
    let count = vm.index_i64(count)?;
    if count < 1 {
        return Err(vm.value_error("n must be at least one"));
    }
    let strict = !strict.is_null() && vm.truth(strict)?;
    let iterator = vm.get_iter(iterable)?;
    Ok(vm.new_iter(args[0], IterKind::Batched, &[iterator], [count, i64::from(strict), 0]))
}

fn tee(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let [iterable, count] = vm.parse::<2>(
        args,
        0,
        &Params { function: "tee", names: &["iterable", "n"], required: 1, positional: 2, positional_only: 2 },
    )?;
    let count = if count.is_null() { 2 } else { vm.index_i64(count)? };
    if count < 0 {
        return Err(vm.value_error("n must be >= 0"));
    }
    if count == 0 {
        return Ok(vm.new_tuple(&[]));
    }
    let iterator = vm.get_iter(iterable)?;
    let first = if vm.ty(iterator) == T::IT_TEE { iterator } else { new_tee(vm, iterator) };
    let mut all = vec![first];
    for _ in 1..count {
        all.push(copy(vm, first));
    }
    Ok(vm.new_tuple(&all))
}

/// Objects: iterator, node. A node is a list: empty while nobody was there, then the item and the next node; so items
/// that no copy can reach go by themselves.
fn new_tee(vm: &mut Vm, iterator: Obj) -> Obj {
    let node = vm.new_list(Vec::new());
    vm.new_iter(T::IT_TEE, IterKind::Tee, &[iterator, node], [0; 3])
}

fn copy(vm: &mut Vm, o: Obj) -> Obj {
    let objects = vm.iter_data(o).map(|data| data.objects.clone()).unwrap_or_default();
    vm.new_iter(T::IT_TEE, IterKind::Tee, &objects, [0; 3])
}

pub fn tee_new(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let Some(iterable) = args.get(1) else {
        return Err(vm.raise_text(T::TYPE_ERROR, "_tee expected 1 argument, got 0"));
    };
    let iterator = vm.get_iter(iterable)?;
    Ok(if vm.ty(iterator) == T::IT_TEE { copy(vm, iterator) } else { new_tee(vm, iterator) })
}

fn tee_copy(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    Ok(copy(vm, args[0]))
}

impl Vm {
    /// One step of an iterator of this file.
    pub fn more_itertools_step(&mut self, o: Obj, kind: IterKind) -> PyResult<Option<Obj>> {
        let Some(data) = self.iter_data(o) else { return Ok(None) };
        let (objects, numbers) = (data.objects.clone(), data.numbers);
        match kind {
            IterKind::Compress => loop {
                let mark = self.mark();
                let Some(item) = self.next_item(objects[0])? else { return Ok(None) };
                let Some(selector) = self.next_item(objects[1])? else { return Ok(None) };
                if self.truth(selector)? {
                    return Ok(Some(item));
                }
                self.release(mark);
            },
            IterKind::CombinationsWithReplacement => self.replacement_step(o),
            IterKind::GroupBy => self.groupby_step(o),
            IterKind::Grouper => self.grouper_step(objects[0], objects[1], numbers[0]),
            IterKind::Batched => {
                let mut items = Vec::new();
                while (items.len() as i64) < numbers[0] {
                    match self.next_item(objects[0])? {
                        Some(item) => items.push(item),
                        None => break,
                    }
                }
                if items.is_empty() {
                    return Ok(None);
                }
                if numbers[1] != 0 && (items.len() as i64) < numbers[0] {
                    return Err(self.value_error("batched(): incomplete batch"));
                }
                Ok(Some(self.new_tuple(&items)))
            }
            _ => {
                let (iterator, node) = (objects[0], objects[1]);
                if self.items(node).is_some_and(<[Obj]>::is_empty) {
                    let Some(item) = self.next_item(iterator)? else { return Ok(None) };
                    let next = self.new_list(Vec::new());
                    self.list_push(node, item);
                    self.list_push(node, next);
                }
                let (item, next) = match self.items(node) {
                    Some(&[item, next]) => (item, next),
                    _ => return Ok(None),
                };
                self.hold(item);
                self.set_iter_object(o, 1, next);
                Ok(Some(item))
            }
        }
    }

    fn replacement_step(&mut self, o: Obj) -> PyResult<Option<Obj>> {
        let Some(data) = self.iter_data(o) else { return Ok(None) };
        if data.numbers[0] != 0 {
            return Ok(None);
        }
        let (pool, mut indices) = (data.objects[0], data.indices.clone());
        let items: Vec<Obj> = indices.iter().filter_map(|&at| self.items(pool)?.get(at).copied()).collect();
        let result = self.new_tuple(&items);
        let last = self.quick_len(pool).unwrap_or(0).saturating_sub(1);
        let more = match indices.iter().rposition(|&at| at != last) {
            Some(at) => {
                let value = indices[at] + 1;
                indices[at..].iter_mut().for_each(|index| *index = value);
                true
            }
            None => false,
        };
        if let Some(data) = self.iter_data_mut(o) {
            data.indices = indices;
            data.numbers[0] = i64::from(!more);
        }
        Ok(Some(result))
    }

    fn groupby_object(&self, o: Obj, index: usize) -> Obj {
        self.iter_data(o).and_then(|data| data.objects.get(index).copied()).unwrap_or(Obj::NULL)
    }

    /// Takes the next item and its key; false at the end.
    fn groupby_advance(&mut self, o: Obj) -> PyResult<bool> {
        let iterator = self.groupby_object(o, 0);
        let function = self.groupby_object(o, 1);
        let Some(value) = self.next_item(iterator)? else { return Ok(false) };
        let key = if function == NONE { value } else { self.call(function, &[value])? };
        self.set_iter_object(o, 4, value);
        self.set_iter_object(o, 3, key);
        Ok(true)
    }

    fn groupby_step(&mut self, o: Obj) -> PyResult<Option<Obj>> {
        let serial = self.iter_data(o).map_or(0, |data| data.numbers[0]) + 1;
        self.set_iter_number(o, 0, serial);
        loop {
            let (target, current) = (self.groupby_object(o, 2), self.groupby_object(o, 3));
            if !current.is_null() && (target.is_null() || !self.equal(target, current)?) {
                break;
            }
            if !self.groupby_advance(o)? {
                return Ok(None);
            }
        }
        let current = self.groupby_object(o, 3);
        self.hold(current);
        self.set_iter_object(o, 2, current);
        let group = self.new_iter(T::IT_GROUPER, IterKind::Grouper, &[o, current], [serial, 0, 0]);
        Ok(Some(self.new_tuple(&[current, group])))
    }

    fn grouper_step(&mut self, parent: Obj, target: Obj, serial: i64) -> PyResult<Option<Obj>> {
        if parent.is_null() || self.iter_data(parent).map_or(0, |data| data.numbers[0]) != serial {
            return Ok(None);
        }
        if self.groupby_object(parent, 4).is_null() && !self.groupby_advance(parent)? {
            return Ok(None);
        }
        let current = self.groupby_object(parent, 3);
        if !self.equal(target, current)? {
            return Ok(None);
        }
        let value = self.groupby_object(parent, 4);
        self.hold(value);
        self.set_iter_object(parent, 4, Obj::NULL);
        self.set_iter_object(parent, 3, Obj::NULL);
        Ok(Some(value))
    }

    /// The weak references to an object, oldest last.
    pub fn weak_references(&mut self, o: Obj) -> Vec<Obj> {
        let list = self.heap.attrs(o).map_or_else(Vec::new, |attrs| attrs.weakrefs.clone());
        let alive = |vm: &Vm, r: &Obj| matches!(vm.heap.payload(*r), Payload::Weakref { .. });
        let list: Vec<Obj> = list.into_iter().filter(|r| alive(self, r)).collect();
        list
    }
}
