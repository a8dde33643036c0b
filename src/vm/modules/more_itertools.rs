//! The rest of `itertools`: `compress`, `combinations_with_replacement`, `groupby`, `batched`, `tee`.

use crate::vm::native::{Args, Arity, NativeDef, Params, def};
use crate::vm::object::statics::NONE;
use crate::vm::object::{IterKind, Obj, Payload, T};
use crate::vm::types::{ITER_SELF, ZERO, iterators};
use crate::vm::{PyResult, Vm};

use super::itertools_reduce::{REDUCE, SETSTATE};

/// How many items one block of a `tee` holds.
pub const LINK_CELLS: usize = 57;

pub const FUNCTIONS: &[NativeDef] = &[def("tee", Arity::Any, tee)];

pub const TEE_METHODS: &[NativeDef] =
    &[ITER_SELF, def("__next__", ZERO, iterators::next), REDUCE, SETSTATE, def("__copy__", Arity::None, tee_copy)];

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
    let o = vm.new_iter(args[0], IterKind::CombinationsWithReplacement, &[pool], [i64::from(done), count, 0]);
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
    if !args.kw.is_empty() {
        return Err(vm.raise_text(T::TYPE_ERROR, "itertools.tee() takes no keyword arguments"));
    }
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
    // Any iterator that can be copied is copied.
    let name = vm.intern("__copy__");
    let mut first = iterator;
    let copier = match vm.find_attr(iterator, name)? {
        Some(copier) => copier,
        None => {
            first = new_tee(vm, iterator);
            vm.get_attr(first, name)?
        }
    };
    let mut all = vec![first];
    for _ in 1..count {
        all.push(vm.call(copier, &[])?);
    }
    Ok(vm.new_tuple(&all))
}

/// Objects of a `tee`: its block; number: place in the block. Objects of a block: iterator, next block, items; number: whether
/// the iterator is being asked. So items that no copy can reach go with their block.
fn new_tee(vm: &mut Vm, iterator: Obj) -> Obj {
    let block = new_block(vm, iterator);
    vm.new_iter(T::IT_TEE, IterKind::Tee, &[block], [0; 3])
}

fn new_block(vm: &mut Vm, iterator: Obj) -> Obj {
    vm.new_iter(T::IT_TEE_DATA, IterKind::TeeData, &[iterator, Obj::NULL], [0; 3])
}

fn copy(vm: &mut Vm, o: Obj) -> Obj {
    let (objects, numbers) = vm.iter_data(o).map(|data| (data.objects.clone(), data.numbers)).unwrap_or_default();
    vm.new_iter(T::IT_TEE, IterKind::Tee, &objects, numbers)
}

pub fn tee_new(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let [_, iterable] = *args.pos else {
        let given = args.len() - 1;
        return Err(vm.type_error(format!("_tee expected 1 argument, got {given}")));
    };
    let iterator = vm.get_iter(iterable)?;
    Ok(if vm.ty(iterator) == T::IT_TEE { copy(vm, iterator) } else { new_tee(vm, iterator) })
}

fn tee_copy(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    Ok(copy(vm, args[0]))
}

/// `_tee_dataobject(iterator, items, next block)`, as `__reduce__` gives it.
pub fn tee_data_new(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let [_, iterator, items, next] = *args.pos else {
        let given = args.len() - 1;
        return Err(vm.type_error(format!("teedataobject expected 3 arguments, got {given}")));
    };
    if !vm.is_instance(items, T::LIST) {
        let got = vm.type_name_of(items);
        return Err(vm.type_error(format!("teedataobject() argument 2 must be list, not {got}")));
    }
    let items = vm.held_items(items);
    let full = items.len() == LINK_CELLS;
    if items.len() > LINK_CELLS || !full && next != NONE || next != NONE && vm.ty(next) != T::IT_TEE_DATA {
        return Err(vm.value_error("Invalid arguments"));
    }
    let mut objects = vec![iterator, if next == NONE { Obj::NULL } else { next }];
    objects.extend(items);
    Ok(vm.new_iter(T::IT_TEE_DATA, IterKind::TeeData, &objects, [0; 3]))
}

/// `_grouper(groupby, key)`.
pub fn grouper_new(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let [_, parent, key] = *args.pos else {
        let given = args.len() - 1;
        return Err(vm.type_error(format!("_grouper expected 2 arguments, got {given}")));
    };
    if !vm.is_instance(parent, T::IT_GROUPBY) {
        let got = vm.type_name_of(parent);
        return Err(vm.type_error(format!("_grouper() argument 1 must be itertools.groupby, not {got}")));
    }
    let serial = vm.iter_data(parent).map_or(0, |data| data.numbers[0]) + 1;
    vm.set_iter_number(parent, 0, serial);
    Ok(vm.new_iter(T::IT_GROUPER, IterKind::Grouper, &[parent, key], [serial, 0, 0]))
}

/// The next of non-decreasing indices.
pub fn advance_replacement(indices: &mut [usize], size: usize) -> bool {
    let Some(at) = indices.iter().rposition(|&index| index + 1 < size) else { return false };
    let value = indices[at] + 1;
    indices[at..].iter_mut().for_each(|index| *index = value);
    true
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
            _ => self.tee_step(o, objects[0], numbers[0]),
        }
    }

    fn tee_step(&mut self, o: Obj, mut block: Obj, mut place: i64) -> PyResult<Option<Obj>> {
        self.hold(block);
        if place >= LINK_CELLS as i64 {
            let Some(data) = self.iter_data(block) else { return Ok(None) };
            let (iterator, mut next) = (data.objects[0], data.objects[1]);
            if next.is_null() {
                next = new_block(self, iterator);
                self.set_iter_object(block, 1, next);
            }
            self.hold(next);
            (block, place) = (next, 0);
            self.set_iter_object(o, 0, block);
            self.set_iter_number(o, 0, 0);
        }
        let at = place as usize + 2;
        let Some(data) = self.iter_data(block) else { return Ok(None) };
        let (iterator, known, asked) = (data.objects[0], data.objects.get(at).copied(), data.numbers[1] != 0);
        let item = match known {
            Some(item) => self.hold(item),
            None if asked => return Err(self.raise_text(T::RUNTIME_ERROR, "cannot re-enter the tee iterator")),
            None => {
                self.set_iter_number(block, 1, 1);
                let item = self.next_item(iterator);
                self.set_iter_number(block, 1, 0);
                let Some(item) = item? else { return Ok(None) };
                self.set_iter_object(block, at, item);
                item
            }
        };
        self.set_iter_number(o, 0, place + 1);
        Ok(Some(item))
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
