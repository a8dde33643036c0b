//! `itertools`.

use super::itertools_reduce::{REDUCE, SETSTATE, SIZEOF};
use super::more_itertools as more;
use crate::vm::native::{Args, Arity, NativeDef, Params, def};
use crate::vm::object::statics::{NONE, ONE, ZERO};
use crate::vm::object::{IterKind, Obj, T, names};
use crate::vm::operator::Binary;
use crate::vm::types::{ITER_SELF, TypeTable, ZERO as NO_ARGUMENTS, iterators, typing};
use crate::vm::{PyResult, Vm};

const NEXT: NativeDef = def("__next__", NO_ARGUMENTS, iterators::next);

/// What has no way to be made again.
const METHODS: &[NativeDef] = &[ITER_SELF, NEXT];
const REDUCED: &[NativeDef] = &[ITER_SELF, NEXT, REDUCE];
const RESTORED: &[NativeDef] = &[ITER_SELF, NEXT, REDUCE, SETSTATE];
const COMBINED: &[NativeDef] = &[ITER_SELF, NEXT, REDUCE, SETSTATE, SIZEOF];

macro_rules! table {
    ($ty:ident, $methods:ident, $new:expr) => {
        TypeTable::new(T::$ty, $methods).with_statics(&[def("__new__", Arity::Any, $new)])
    };
}

pub const TABLES: &[TypeTable] = &[
    TypeTable::new(T::IT_COUNT, &[ITER_SELF, NEXT, REDUCE, def("__repr__", NO_ARGUMENTS, count_repr)])
        .with_statics(&[def("__new__", Arity::Any, count)]),
    table!(IT_CYCLE, RESTORED, cycle),
    TypeTable::new(
        T::IT_REPEAT,
        &[
            ITER_SELF,
            NEXT,
            REDUCE,
            def("__repr__", NO_ARGUMENTS, repeat_repr),
            def("__length_hint__", Arity::None, repeat_hint),
        ],
    )
    .with_statics(&[def("__new__", Arity::Any, repeat)]),
    TypeTable::new(T::IT_CHAIN, RESTORED).with_statics(&[def("__new__", Arity::Any, chain)]).with_class_methods(&[
        def("from_iterable", Arity::One, chain_from_iterable),
        def("__class_getitem__", Arity::One, typing::class_getitem),
    ]),
    table!(IT_ISLICE, RESTORED, islice),
    table!(IT_ACCUMULATE, RESTORED, accumulate),
    table!(IT_TAKEWHILE, RESTORED, takewhile),
    table!(IT_DROPWHILE, RESTORED, dropwhile),
    table!(IT_FILTERFALSE, REDUCED, filterfalse),
    table!(IT_STARMAP, REDUCED, starmap),
    table!(IT_PAIRWISE, METHODS, pairwise),
    table!(IT_ZIP_LONGEST, RESTORED, zip_longest),
    table!(IT_PRODUCT, COMBINED, product),
    table!(IT_PERMUTATIONS, COMBINED, permutations),
    table!(IT_COMBINATIONS, COMBINED, combinations),
    table!(IT_COMBINATIONS_WITH_REPLACEMENT, COMBINED, more::combinations_with_replacement),
    table!(IT_COMPRESS, REDUCED, more::compress),
    table!(IT_GROUPBY, RESTORED, more::groupby),
    table!(IT_GROUPER, REDUCED, more::grouper_new),
    table!(IT_BATCHED, METHODS, more::batched),
    TypeTable::new(T::IT_TEE, more::TEE_METHODS).with_statics(&[def("__new__", Arity::Any, more::tee_new)]),
    TypeTable::new(T::IT_TEE_DATA, &[REDUCE]).with_statics(&[def("__new__", Arity::Any, more::tee_data_new)]),
];

const EXPORTED: [Obj; 22] = [
    T::IT_COUNT,
    T::IT_CYCLE,
    T::IT_REPEAT,
    T::IT_CHAIN,
    T::IT_ISLICE,
    T::IT_ACCUMULATE,
    T::IT_TAKEWHILE,
    T::IT_DROPWHILE,
    T::IT_FILTERFALSE,
    T::IT_STARMAP,
    T::IT_PAIRWISE,
    T::IT_ZIP_LONGEST,
    T::IT_PRODUCT,
    T::IT_PERMUTATIONS,
    T::IT_COMBINATIONS,
    T::IT_COMBINATIONS_WITH_REPLACEMENT,
    T::IT_COMPRESS,
    T::IT_GROUPBY,
    T::IT_BATCHED,
    T::IT_TEE,
    T::IT_TEE_DATA,
    T::IT_GROUPER,
];

pub fn create(vm: &mut Vm) -> Obj {
    let module = vm.native_module("itertools", more::FUNCTIONS);
    for ty in EXPORTED {
        let name = vm.short_name(ty);
        vm.module_set(module, &name, ty);
    }
    module
}

fn count(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let params =
        Params { function: "count", names: &["start", "step"], required: 0, positional: 2, positional_only: 0 };
    let [start, step] = vm.parse::<2>(args, 1, &params)?;
    for part in [start, step] {
        let number = part.is_null()
            || vm.is_int(part)
            || [names::__index__, names::__float__, names::__int__, names::__complex__]
                .iter()
                .any(|&name| vm.find_in_type(vm.ty(part), name).is_some())
            || vm.is_instance(part, T::COMPLEX);
        if !number {
            return Err(vm.raise_text(T::TYPE_ERROR, "a number is required"));
        }
    }
    let parts = [start.some().unwrap_or(ZERO), step.some().unwrap_or(ONE)];
    Ok(vm.new_iter(args[0], IterKind::Count, &parts, [0; 3]))
}

fn count_repr(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let Some(data) = vm.iter_data(args[0]) else { return Err(vm.wrong_payload("count", args[0])) };
    let (next, step) = (data.objects[0], data.objects[1]);
    let name = vm.short_name(vm.ty(args[0]));
    let next = vm.repr_text(next)?;
    if step == ONE {
        return Ok(vm.new_str(format!("{name}({next})")));
    }
    let step = vm.repr_text(step)?;
    Ok(vm.new_str(format!("{name}({next}, {step})")))
}

fn repeat_repr(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let Some(data) = vm.iter_data(args[0]) else { return Err(vm.wrong_payload("repeat", args[0])) };
    let (object, times) = (data.objects[0], data.numbers[0]);
    let name = vm.short_name(vm.ty(args[0]));
    let object = vm.repr_text(object)?;
    Ok(vm.new_str(if times < 0 { format!("{name}({object})") } else { format!("{name}({object}, {times})") }))
}

fn repeat_hint(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    match vm.iter_data(args[0]).map(|data| data.numbers[0]) {
        Some(times) if times >= 0 => Ok(vm.new_int(times)),
        _ => Err(vm.raise_text(T::TYPE_ERROR, "len() of unsized object")),
    }
}

/// Objects: what was seen so far, the iterator while it lasts; numbers: place in what was seen, and whether what the iterator
/// gives was seen before (after `__setstate__`).
fn cycle(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    vm.check_positional(args, T::IT_CYCLE, 1, 1)?;
    let iterator = vm.get_iter(args[1])?;
    let list = vm.new_list(Vec::new());
    Ok(vm.new_iter(args[0], IterKind::Cycle, &[list, iterator], [0; 3]))
}

fn repeat(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let params =
        Params { function: "repeat", names: &["object", "times"], required: 1, positional: 2, positional_only: 0 };
    let [object, times] = vm.parse::<2>(args, 1, &params)?;
    let times = if times.is_null() { -1 } else { vm.index_i64(times)?.max(0) };
    Ok(vm.new_iter(args[0], IterKind::Repeat, &[object], [times, 0, 0]))
}

fn chain(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    vm.check_positional(args, T::IT_CHAIN, 0, usize::MAX)?;
    let tuple = vm.new_tuple(&args.pos[1..]);
    let outer = vm.get_iter(tuple)?;
    Ok(vm.new_iter(args[0], IterKind::Chain, &[outer, Obj::NULL], [0; 3]))
}

fn chain_from_iterable(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let outer = vm.get_iter(args[1])?;
    Ok(vm.new_iter(args[0], IterKind::Chain, &[outer, Obj::NULL], [0; 3]))
}

/// A bound of `islice`: `None` or an index that is not negative.
fn bound(vm: &mut Vm, o: Obj, complaint: &str) -> PyResult<Option<i64>> {
    if o == NONE {
        return Ok(None);
    }
    match vm.index_i64(o) {
        Ok(value) if value >= 0 => Ok(Some(value)),
        other => {
            if other.is_err() {
                vm.clear_raised();
            }
            Err(vm.value_error(complaint))
        }
    }
}

fn islice(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    vm.check_positional(args, T::IT_ISLICE, 2, 4)?;
    let indices = "Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.";
    let (start, stop, step) = match args.pos[2..] {
        [stop] => {
            let complaint = "Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.";
            (0, bound(vm, stop, complaint)?, 1)
        }
        _ => {
            let stop = bound(vm, args[3], indices)?;
            let start = bound(vm, args[2], indices)?.unwrap_or(0);
            let complaint = "Step for islice() must be a positive integer or None.";
            let step = match args.get(4) {
                Some(step) => bound(vm, step, complaint)?.unwrap_or(1),
                None => 1,
            };
            if step < 1 {
                return Err(vm.value_error(complaint));
            }
            (start, stop, step)
        }
    };
    let iterator = vm.get_iter(args[1])?;
    let o = vm.new_iter(args[0], IterKind::Islice, &[iterator], [start, stop.unwrap_or(i64::MAX), step]);
    if let Some(data) = vm.iter_data_mut(o) {
        data.indices = vec![0];
    }
    Ok(o)
}

fn accumulate(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let names = &["iterable", "func", "initial"];
    let params = Params { function: "accumulate", names, required: 1, positional: 2, positional_only: 0 };
    let [iterable, function, initial] = vm.parse::<3>(args, 1, &params)?;
    let iterator = vm.get_iter(iterable)?;
    let function = function.some().unwrap_or(NONE);
    let initial = initial.some().filter(|&o| o != NONE).unwrap_or(Obj::NULL);
    Ok(vm.new_iter(args[0], IterKind::Accumulate, &[iterator, function, Obj::NULL, initial], [0; 3]))
}

fn two(vm: &mut Vm, args: &Args, ty: Obj, kind: IterKind) -> PyResult<Obj> {
    vm.check_positional(args, ty, 2, 2)?;
    let iterator = vm.get_iter(args[2])?;
    Ok(vm.new_iter(args[0], kind, &[args[1], iterator], [0; 3]))
}

fn takewhile(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    two(vm, args, T::IT_TAKEWHILE, IterKind::TakeWhile)
}

fn dropwhile(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    two(vm, args, T::IT_DROPWHILE, IterKind::DropWhile)
}

fn filterfalse(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    two(vm, args, T::IT_FILTERFALSE, IterKind::FilterFalse)
}

fn starmap(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    two(vm, args, T::IT_STARMAP, IterKind::StarMap)
}

fn pairwise(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    vm.check_positional(args, T::IT_PAIRWISE, 1, 1)?;
    let iterator = vm.get_iter(args[1])?;
    Ok(vm.new_iter(args[0], IterKind::Pairwise, &[iterator, Obj::NULL], [0; 3]))
}

/// The one keyword argument of functions whose positional arguments are all iterables.
fn only_keyword(vm: &mut Vm, args: &Args, function: &str, keyword: &str) -> PyResult<Option<Obj>> {
    if args.kw.len() > 1 {
        let message = format!("{function}() takes at most 1 keyword argument ({} given)", args.kw.len());
        return Err(vm.type_error(message));
    }
    match args.kw.first() {
        None => Ok(None),
        Some(&(key, value)) if vm.text(key) == keyword => Ok(Some(value)),
        Some(&(key, _)) => {
            let key = vm.text(key).to_owned();
            Err(vm.unknown_keyword(function, &key, &[keyword]))
        }
    }
}

fn zip_longest(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if args.kw.iter().any(|(key, _)| vm.text(*key) != "fillvalue") {
        return Err(vm.raise_text(T::TYPE_ERROR, "zip_longest() got an unexpected keyword argument"));
    }
    let fill = args.kw.first().map_or(NONE, |(_, value)| *value);
    let mut objects = vec![fill];
    for &iterable in &args.pos[1..] {
        objects.push(vm.get_iter(iterable)?);
    }
    Ok(vm.new_iter(args[0], IterKind::ZipLongest, &objects, [0; 3]))
}

/// The results of the combinatoric iterators are computed index by index: pools as tuples, indices in `indices`.
fn product(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let repeat = match only_keyword(vm, args, "product", "repeat")? {
        Some(value) => vm.index_i64(value)?,
        None => 1,
    };
    let Ok(repeat) = usize::try_from(repeat) else {
        return Err(vm.value_error("repeat argument cannot be negative"));
    };
    if repeat.saturating_mul(args.len() - 1) > 1 << 28 {
        return Err(vm.raise_text(T::OVERFLOW_ERROR, "repeat argument too large"));
    }
    let mut pools = Vec::new();
    for &iterable in &args.pos[1..] {
        let items = vm.collect(iterable)?;
        pools.push(vm.new_tuple(&items));
    }
    let pools: Vec<Obj> = pools.repeat(repeat);
    let empty = pools.iter().any(|&pool| vm.quick_len(pool) == Some(0));
    let o = vm.new_iter(args[0], IterKind::Product, &pools, [i64::from(empty), 0, 0]);
    if let Some(data) = vm.iter_data_mut(o) {
        data.indices = vec![0; pools.len()];
    }
    Ok(o)
}

fn selection(vm: &mut Vm, args: &Args, name: &'static str, kind: IterKind) -> PyResult<Obj> {
    let required = if kind == IterKind::Permutations { 1 } else { 2 };
    let params = Params { function: name, names: &["iterable", "r"], required, positional: 2, positional_only: 0 };
    let [iterable, r] = vm.parse::<2>(args, 1, &params)?;
    if kind == IterKind::Permutations && !r.is_null() && r != NONE && !vm.is_int(r) {
        return Err(vm.raise_text(T::TYPE_ERROR, "Expected int as r"));
    }
    let items = vm.collect(iterable)?;
    let count = match r.some().filter(|&r| r != NONE || kind != IterKind::Permutations) {
        Some(r) => vm.index_i64(r)?,
        None => items.len() as i64,
    };
    if count < 0 {
        return Err(vm.value_error("r must be non-negative"));
    }
    let pool = vm.new_tuple(&items);
    let done = count as usize > items.len();
    let o = vm.new_iter(args[0], kind, &[pool], [i64::from(done), count, 0]);
    if let Some(data) = vm.iter_data_mut(o)
        && !done
    {
        data.indices = (0..count as usize).collect();
    }
    Ok(o)
}

fn permutations(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    selection(vm, args, "permutations", IterKind::Permutations)
}

fn combinations(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    selection(vm, args, "combinations", IterKind::Combinations)
}

impl Vm {
    /// One step of an iterator of this module.
    pub fn itertools_step(&mut self, o: Obj, kind: IterKind) -> PyResult<Option<Obj>> {
        let Some(data) = self.iter_data(o) else { return Ok(None) };
        let (objects, numbers) = (data.objects.clone(), data.numbers);
        let first = objects.first().copied().unwrap_or(Obj::NULL);
        match kind {
            IterKind::Count => {
                self.hold(first);
                let next = self.binary_op(Binary::Add, first, objects[1])?;
                self.set_iter_object(o, 0, next);
                Ok(Some(first))
            }
            IterKind::Cycle => {
                if let Some(&iterator) = objects.get(1).filter(|o| !o.is_null()) {
                    if let Some(item) = self.next_item(iterator)? {
                        if numbers[1] == 0 {
                            self.list_push(first, item);
                        }
                        return Ok(Some(item));
                    }
                    self.set_iter_object(o, 1, Obj::NULL);
                }
                let length = self.quick_len(first).unwrap_or(0) as i64;
                if length == 0 {
                    return Ok(None);
                }
                let item = self.items(first).map_or(NONE, |items| items[(numbers[0] % length) as usize]);
                self.set_iter_number(o, 0, (numbers[0] + 1) % length);
                Ok(Some(self.hold(item)))
            }
            IterKind::Repeat => {
                if numbers[0] == 0 {
                    return Ok(None);
                }
                if numbers[0] > 0 {
                    self.set_iter_number(o, 0, numbers[0] - 1);
                }
                Ok(Some(self.hold(first)))
            }
            IterKind::Chain => {
                let mut inner = objects[1];
                loop {
                    if inner.is_null() {
                        if first.is_null() {
                            return Ok(None);
                        }
                        let Some(iterable) = self.next_item(first)? else {
                            self.set_iter_object(o, 0, Obj::NULL);
                            return Ok(None);
                        };
                        inner = match self.get_iter(iterable) {
                            Ok(inner) => inner,
                            Err(error) => {
                                self.set_iter_object(o, 0, Obj::NULL);
                                return Err(error);
                            }
                        };
                        self.set_iter_object(o, 1, inner);
                    }
                    if let Some(item) = self.next_item(inner)? {
                        return Ok(Some(item));
                    }
                    self.set_iter_object(o, 1, Obj::NULL);
                    inner = Obj::NULL;
                }
            }
            IterKind::Islice => {
                if first.is_null() {
                    return Ok(None);
                }
                let [next, stop, step] = numbers;
                let mut at = self.iter_data(o).and_then(|data| data.indices.first().copied()).unwrap_or(0) as i64;
                if next >= stop {
                    // What lies before the stop is consumed, as CPython does.
                    while at < stop.min(next) {
                        if self.next_item(first)?.is_none() {
                            break;
                        }
                        at += 1;
                    }
                    if let Some(data) = self.iter_data_mut(o) {
                        data.indices[0] = at as usize;
                    }
                    self.set_iter_object(o, 0, Obj::NULL);
                    return Ok(None);
                }
                while at < next {
                    let mark = self.mark();
                    if self.next_item(first)?.is_none() {
                        self.set_iter_object(o, 0, Obj::NULL);
                        return Ok(None);
                    }
                    self.release(mark);
                    at += 1;
                }
                let Some(item) = self.next_item(first)? else {
                    self.set_iter_object(o, 0, Obj::NULL);
                    return Ok(None);
                };
                if let Some(data) = self.iter_data_mut(o) {
                    data.indices[0] = at as usize + 1;
                    data.numbers[0] = next.saturating_add(step);
                }
                Ok(Some(item))
            }
            IterKind::Accumulate => {
                let [_, function, total, initial] = objects[..] else { return Ok(None) };
                if !initial.is_null() {
                    self.hold(initial);
                    self.set_iter_object(o, 2, initial);
                    self.set_iter_object(o, 3, Obj::NULL);
                    return Ok(Some(initial));
                }
                let Some(item) = self.next_item(first)? else { return Ok(None) };
                let result = if total.is_null() {
                    item
                } else if function == NONE {
                    self.binary_op(Binary::Add, total, item)?
                } else {
                    self.call(function, &[total, item])?
                };
                self.set_iter_object(o, 2, result);
                Ok(Some(result))
            }
            IterKind::TakeWhile => {
                if numbers[0] != 0 {
                    return Ok(None);
                }
                let Some(item) = self.next_item(objects[1])? else { return Ok(None) };
                let result = self.call(first, &[item])?;
                if self.truth(result)? {
                    return Ok(Some(item));
                }
                self.set_iter_number(o, 0, 1);
                Ok(None)
            }
            IterKind::DropWhile | IterKind::FilterFalse => loop {
                let mark = self.mark();
                let Some(item) = self.next_item(objects[1])? else { return Ok(None) };
                if kind == IterKind::DropWhile && numbers[0] != 0 {
                    return Ok(Some(item));
                }
                let plain = kind == IterKind::FilterFalse && (first == NONE || first == T::BOOL);
                let result = if plain { item } else { self.call(first, &[item])? };
                if !self.truth(result)? {
                    self.set_iter_number(o, 0, 1);
                    return Ok(Some(item));
                }
                self.release(mark);
            },
            IterKind::StarMap => {
                let Some(item) = self.next_item(objects[1])? else { return Ok(None) };
                let args = self.collect(item)?;
                self.call(first, &args).map(Some)
            }
            IterKind::Pairwise => {
                if first.is_null() {
                    return Ok(None);
                }
                self.hold(first);
                let mut previous = objects[1];
                if previous.is_null() {
                    let Some(item) = self.next_item(first)? else {
                        self.set_iter_object(o, 0, Obj::NULL);
                        return Ok(None);
                    };
                    previous = item;
                    self.set_iter_object(o, 1, item);
                    // The iterator may have come back to this one, and to its end.
                    if self.iter_data(o).is_none_or(|data| data.objects[0].is_null()) {
                        self.set_iter_object(o, 1, Obj::NULL);
                        return Ok(None);
                    }
                }
                self.hold(previous);
                let Some(item) = self.next_item(first)? else {
                    self.set_iter_object(o, 0, Obj::NULL);
                    self.set_iter_object(o, 1, Obj::NULL);
                    return Ok(None);
                };
                self.set_iter_object(o, 1, item);
                Ok(Some(self.new_tuple(&[previous, item])))
            }
            IterKind::ZipLongest => {
                let mut items = Vec::new();
                let mut alive = objects[1..].iter().filter(|iterator| !iterator.is_null()).count();
                for (at, &iterator) in objects.iter().enumerate().skip(1) {
                    let item = if iterator.is_null() { None } else { self.next_item(iterator)? };
                    if item.is_none() && !iterator.is_null() {
                        alive -= 1;
                        if alive == 0 {
                            return Ok(None);
                        }
                        self.set_iter_object(o, at, Obj::NULL);
                    }
                    items.push(item.unwrap_or(first));
                }
                if alive == 0 { Ok(None) } else { Ok(Some(self.new_tuple(&items))) }
            }
            IterKind::Product
            | IterKind::Permutations
            | IterKind::Combinations
            | IterKind::CombinationsWithReplacement => self.combination_step(o, kind),
            IterKind::Compress
            | IterKind::GroupBy
            | IterKind::Grouper
            | IterKind::Batched
            | IterKind::Tee
            | IterKind::TeeData => self.more_itertools_step(o, kind),
            IterKind::Deque => super::collections::step(self, o, false),
            IterKind::DequeReverse => super::collections::step(self, o, true),
            _ => Err(self.internal("an iterator without a step")),
        }
    }

    /// The indices are those of the last result, if there was one; the next are found when they are asked for.
    fn combination_step(&mut self, o: Obj, kind: IterKind) -> PyResult<Option<Obj>> {
        let Some(data) = self.iter_data(o) else { return Ok(None) };
        let [done, _, started] = data.numbers;
        let (objects, mut indices) = (data.objects.clone(), data.indices.clone());
        let count = indices.len();
        let sizes: Vec<usize> = objects.iter().map(|&pool| self.quick_len(pool).unwrap_or(0)).collect();
        let size = sizes.first().copied().unwrap_or(0);
        let more = done == 0
            && (started == 0
                || match kind {
                    IterKind::Product => advance_product(&mut indices, &sizes),
                    IterKind::Combinations => advance_combination(&mut indices, size),
                    IterKind::CombinationsWithReplacement => more::advance_replacement(&mut indices, size),
                    _ => advance_permutation(&mut indices, size),
                });
        if !more {
            if let Some(data) = self.iter_data_mut(o) {
                data.numbers[0] = 1;
                data.numbers[2] |= i64::from(kind == IterKind::Product);
            }
            return Ok(None);
        }
        let mut items = Vec::with_capacity(count);
        for (at, &index) in indices.iter().enumerate() {
            let pool = if kind == IterKind::Product { objects[at] } else { objects[0] };
            items.extend(self.items(pool).and_then(|pool| pool.get(index)).copied());
        }
        if let Some(data) = self.iter_data_mut(o) {
            data.indices = indices;
            data.numbers[2] = 1;
        }
        Ok(Some(self.new_tuple(&items)))
    }
}

fn advance_combination(indices: &mut [usize], size: usize) -> bool {
    let count = indices.len();
    let Some(at) = (0..count).rev().find(|&at| indices[at] + count < at + size) else { return false };
    indices[at] += 1;
    for later in at + 1..count {
        indices[later] = indices[later - 1] + 1;
    }
    true
}

fn advance_product(indices: &mut [usize], sizes: &[usize]) -> bool {
    for at in (0..indices.len()).rev() {
        indices[at] += 1;
        if indices[at] < sizes[at] {
            return true;
        }
        indices[at] = 0;
    }
    false
}

/// The next arrangement in lexicographic order of positions.
fn advance_permutation(indices: &mut [usize], size: usize) -> bool {
    let mut taken = vec![false; size];
    indices.iter().for_each(|&index| taken[index] = true);
    for at in (0..indices.len()).rev() {
        taken[indices[at]] = false;
        if let Some(next) = (indices[at] + 1..size).find(|&candidate| !taken[candidate]) {
            indices[at] = next;
            taken[next] = true;
            let mut free = (0..size).filter(|&candidate| !taken[candidate]);
            for later in &mut indices[at + 1..] {
                *later = free.next().unwrap_or(0);
            }
            return true;
        }
    }
    false
}
