//! `__reduce__` and `__setstate__` of `itertools`: how `copy` and `pickle` make an iterator again that stands where this one does.
//!
//! Python 3.14 has none of this, which 3.13 says at each use. What comes out are CPython's tuples, to the last index:
//! those of `permutations` tell of its cycles, which the machine computes from the arrangement.

use crate::vm::native::{Args, Arity, NativeDef, def};
use crate::vm::object::statics::{EMPTY_TUPLE, NONE, ONE};
use crate::vm::object::{IterKind, Obj, T, names};
use crate::vm::{PyResult, Raised, Vm};

pub const REDUCE: NativeDef = def("__reduce__", Arity::None, reduce);
pub const SETSTATE: NativeDef = def("__setstate__", Arity::One, setstate);
pub const SIZEOF: NativeDef = def("__sizeof__", Arity::None, sizeof);

fn warn(vm: &mut Vm) -> PyResult<()> {
    let text = "Pickle, copy, and deepcopy support will be removed from itertools in Python 3.14.";
    vm.warn(T::DEPRECATION_WARNING, text)
}

fn ints(vm: &mut Vm, values: &[usize]) -> Obj {
    let items: Vec<Obj> = values.iter().map(|&value| vm.new_usize(value)).collect();
    vm.new_tuple(&items)
}

fn list_iterator(vm: &mut Vm, list: Obj, place: i64) -> PyResult<Obj> {
    let iterator = vm.get_iter(list)?;
    if place != 0 {
        vm.set_iter_number(iterator, 0, place);
    }
    Ok(iterator)
}

fn reduce(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    warn(vm)?;
    let Some(data) = vm.iter_data(args[0]).cloned() else { return Err(vm.wrong_payload("iterator", args[0])) };
    let (class, numbers, objects) = (vm.ty(args[0]), data.numbers, data.objects);
    objects.iter().filter_map(|o| o.some()).for_each(|o| {
        vm.hold(o);
    });
    let first = objects.first().copied().unwrap_or(Obj::NULL);
    let (mut maker, mut arguments, mut state) = (class, Vec::new(), Obj::NULL);
    match data.kind {
        IterKind::Count => {
            let counts = vm.as_int(first).is_some_and(|next| next < i64::MAX) && vm.as_int(objects[1]) == Some(1);
            arguments = if counts { vec![first] } else { objects.to_vec() };
        }
        IterKind::Cycle => match objects.get(1).and_then(|o| o.some()) {
            Some(iterator) => {
                arguments.push(iterator);
                state = vm.new_tuple(&[first, Obj::bool(numbers[1] != 0)]);
            }
            None => {
                arguments.push(list_iterator(vm, first, numbers[0])?);
                state = vm.new_tuple(&[first, Obj::bool(true)]);
            }
        },
        IterKind::Repeat => {
            arguments.push(first);
            if numbers[0] >= 0 {
                arguments.push(vm.new_int(numbers[0]));
            }
        }
        IterKind::Chain => {
            if !first.is_null() {
                let inside: Vec<Obj> = objects.iter().filter_map(|o| o.some()).collect();
                state = vm.new_tuple(&inside);
            }
        }
        IterKind::Islice => {
            let zero = vm.new_int(0);
            if first.is_null() {
                let list = vm.new_list(Vec::new());
                arguments = vec![vm.get_iter(list)?, zero];
                state = zero;
            } else {
                let [next, stop, step] = numbers;
                let end = if stop == i64::MAX { NONE } else { vm.new_int(stop) };
                arguments = vec![first, vm.new_int(next.min(stop)), end, vm.new_int(step)];
                state = vm.new_usize(data.indices.first().copied().unwrap_or(0));
            }
        }
        IterKind::Accumulate => {
            let [_, function, total, initial] = objects[..] else { return Ok(NONE) };
            if !initial.is_null() {
                let start = vm.new_tuple(&[initial]);
                arguments = vec![vm.call(T::IT_CHAIN, &[start, first])?, function];
                state = NONE;
            } else if total == NONE {
                let start = vm.new_tuple(&[total]);
                let both = vm.call(T::IT_CHAIN, &[start, first])?;
                maker = T::IT_ISLICE;
                arguments = vec![vm.call(T::IT_ACCUMULATE, &[both, function])?, ONE, NONE];
            } else {
                arguments = vec![first, function];
                state = total.some().unwrap_or(NONE);
            }
        }
        IterKind::TakeWhile | IterKind::DropWhile => {
            arguments = objects.to_vec();
            state = vm.new_int(numbers[0]);
        }
        IterKind::ZipLongest => {
            arguments = objects[1..].iter().map(|o| o.some().unwrap_or(EMPTY_TUPLE)).collect();
            state = first;
        }
        IterKind::Product => {
            if numbers[0] != 0 && numbers[2] != 0 {
                arguments.push(EMPTY_TUPLE);
            } else {
                arguments = objects.to_vec();
                if numbers[2] != 0 {
                    state = ints(vm, &data.indices);
                }
            }
        }
        IterKind::Permutations | IterKind::Combinations | IterKind::CombinationsWithReplacement => {
            let count = vm.new_int(numbers[1]);
            arguments = vec![if numbers[0] != 0 && numbers[2] != 0 { EMPTY_TUPLE } else { first }, count];
            if numbers[0] == 0 && numbers[2] != 0 {
                state = ints(vm, &data.indices);
                if data.kind == IterKind::Permutations {
                    let size = vm.quick_len(first).unwrap_or(0);
                    let (whole, cycles) = cycles(&data.indices, size);
                    let parts = [ints(vm, &whole), ints(vm, &cycles)];
                    state = vm.new_tuple(&parts);
                }
            }
        }
        IterKind::GroupBy => {
            arguments = objects[..2].to_vec();
            if objects[2..].iter().all(|o| !o.is_null()) {
                state = vm.new_tuple(&[objects[3], objects[4], objects[2]]);
            }
        }
        IterKind::Grouper => {
            if vm.iter_data(first).map_or(0, |parent| parent.numbers[0]) == numbers[0] {
                arguments = objects.to_vec();
            } else {
                maker = vm.builtin("iter")?;
                arguments.push(EMPTY_TUPLE);
            }
        }
        IterKind::Tee => {
            arguments.push(EMPTY_TUPLE);
            let place = vm.new_int(numbers[0]);
            state = vm.new_tuple(&[first, place]);
        }
        IterKind::TeeData => {
            let next = objects[1].some().unwrap_or(NONE);
            arguments = vec![first, vm.new_list(objects[2..].to_vec()), next];
        }
        _ => arguments = objects.to_vec(),
    }
    let arguments = vm.new_tuple(&arguments);
    Ok(if state.is_null() { vm.new_tuple(&[maker, arguments]) } else { vm.new_tuple(&[maker, arguments, state]) })
}

/// The arrangement of all positions behind the chosen ones, and how many swaps each place still has.
fn cycles(chosen: &[usize], size: usize) -> (Vec<usize>, Vec<usize>) {
    let mut left: Vec<usize> = (0..size).collect();
    let mut cycles = Vec::new();
    for &index in chosen {
        let rank = left.iter().position(|&other| other == index).unwrap_or(0);
        cycles.push(left.len() - rank);
        if rank < left.len() {
            left.remove(rank);
        }
    }
    (chosen.iter().copied().chain(left).collect(), cycles)
}

/// The parts of a state that must be a tuple of so many, as `PyArg_ParseTuple` says it.
fn parts(vm: &mut Vm, state: Obj, least: usize, most: usize) -> PyResult<Vec<Obj>> {
    if !vm.is_tuple(state) {
        return Err(vm.raise_text(T::TYPE_ERROR, "state is not a tuple"));
    }
    let items = vm.held_items(state);
    if items.len() < least || items.len() > most {
        let (how, wanted) = match () {
            () if least == most => ("exactly", least),
            () if items.len() < least => ("at least", least),
            () => ("at most", most),
        };
        let plural = if wanted == 1 { "" } else { "s" };
        let given = items.len();
        return Err(vm.type_error(format!("function takes {how} {wanted} argument{plural} ({given} given)")));
    }
    Ok(items)
}

fn wrong_part(vm: &mut Vm, place: usize, wanted: &str, part: Obj) -> Raised {
    let got = vm.type_name_of(part);
    vm.type_error(format!("argument {place} must be {wanted}, not {got}"))
}

fn integer(vm: &mut Vm, o: Obj) -> PyResult<i64> {
    if !vm.is_int(o) {
        return Err(vm.raise_text(T::TYPE_ERROR, "an integer is required"));
    }
    vm.index_i64(o)
}

/// Indices out of a state: as many as the iterator has, each kept below its bound.
fn places(vm: &mut Vm, state: Obj, bounds: &[usize]) -> PyResult<Vec<usize>> {
    let items = if vm.is_tuple(state) { vm.held_items(state) } else { Vec::new() };
    if !vm.is_tuple(state) || items.len() != bounds.len() {
        return Err(vm.value_error("invalid arguments"));
    }
    let mut out = Vec::new();
    for (&item, &bound) in items.iter().zip(bounds) {
        out.push(integer(vm, item)?.clamp(0, bound.saturating_sub(1) as i64) as usize);
    }
    Ok(out)
}

fn setstate(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    warn(vm)?;
    let (o, state) = (args[0], args[1]);
    let Some(data) = vm.iter_data(o).cloned() else { return Err(vm.wrong_payload("iterator", o)) };
    let first = data.objects.first().copied().unwrap_or(Obj::NULL);
    match data.kind {
        IterKind::Cycle => {
            let items = parts(vm, state, 2, 2)?;
            if !vm.is_instance(items[0], T::LIST) {
                return Err(wrong_part(vm, 1, "list", items[0]));
            }
            let seen = vm.index_i64(items[1])?;
            vm.set_iter_object(o, 0, items[0]);
            vm.set_iter_number(o, 0, 0);
            vm.set_iter_number(o, 1, i64::from(seen != 0));
        }
        IterKind::Chain => {
            let items = parts(vm, state, 1, 2)?;
            if items.iter().any(|&item| vm.find_in_type(vm.ty(item), names::__next__).is_none()) {
                return Err(vm.raise_text(T::TYPE_ERROR, "Arguments must be iterators."));
            }
            vm.set_iter_object(o, 0, items[0]);
            vm.set_iter_object(o, 1, items.get(1).copied().unwrap_or(Obj::NULL));
        }
        IterKind::Islice => {
            let place = integer(vm, state)?;
            if let Some(data) = vm.iter_data_mut(o) {
                data.indices = vec![place.max(0) as usize];
            }
        }
        IterKind::Accumulate => vm.set_iter_object(o, 2, state),
        IterKind::TakeWhile | IterKind::DropWhile => {
            let done = vm.truth(state)?;
            vm.set_iter_number(o, 0, i64::from(done));
        }
        IterKind::ZipLongest => vm.set_iter_object(o, 0, state),
        IterKind::GroupBy => {
            let items = parts(vm, state, 3, 3)?;
            vm.set_iter_object(o, 3, items[0]);
            vm.set_iter_object(o, 4, items[1]);
            vm.set_iter_object(o, 2, items[2]);
        }
        IterKind::Tee => {
            let items = parts(vm, state, 2, 2)?;
            if vm.ty(items[0]) != T::IT_TEE_DATA {
                return Err(wrong_part(vm, 1, "itertools._tee_dataobject", items[0]));
            }
            let place = vm.index_i64(items[1])?;
            if !(0..=super::more_itertools::LINK_CELLS as i64).contains(&place) {
                return Err(vm.value_error("Index out of range"));
            }
            vm.set_iter_object(o, 0, items[0]);
            vm.set_iter_number(o, 0, place);
        }
        _ => {
            let mut state = state;
            let size = vm.quick_len(first).unwrap_or(0);
            let count = data.numbers[1].max(0) as usize;
            let bounds: Vec<usize> = match data.kind {
                IterKind::Product => data.objects.iter().map(|&pool| vm.quick_len(pool).unwrap_or(0)).collect(),
                IterKind::Combinations => (0..count).map(|at| (at + size + 1).saturating_sub(count)).collect(),
                IterKind::CombinationsWithReplacement => vec![size; count],
                _ => {
                    let items = parts(vm, state, 2, 2)?;
                    for (at, &item) in items.iter().enumerate() {
                        if !vm.is_tuple(item) {
                            return Err(wrong_part(vm, at + 1, "tuple", item));
                        }
                    }
                    let lengths = [items[0], items[1]].map(|item| vm.quick_len(item).unwrap_or(0));
                    if lengths != [size, count] {
                        return Err(vm.value_error("invalid arguments"));
                    }
                    state = items[0];
                    vec![size; size]
                }
            };
            let mut indices = places(vm, state, &bounds)?;
            if data.kind == IterKind::Permutations {
                indices.truncate(count);
            }
            let empty = data.kind == IterKind::Product && bounds.contains(&0);
            if let Some(data) = vm.iter_data_mut(o) {
                data.indices = indices;
                data.numbers[2] = 1;
                data.numbers[0] = i64::from(empty);
            }
        }
    }
    Ok(NONE)
}

/// `__sizeof__` of those that keep an index for each place.
fn sizeof(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let size = vm.iter_data(args[0]).map_or(48, |data| match data.kind {
        IterKind::Product => 48 + 8 * data.objects.len(),
        IterKind::Permutations => {
            let size = data.objects.first().and_then(|&pool| vm.quick_len(pool)).unwrap_or(0);
            64 + 8 * (size + data.numbers[1].max(0) as usize)
        }
        _ => 56 + 8 * data.numbers[1].max(0) as usize,
    });
    Ok(vm.new_usize(size))
}
