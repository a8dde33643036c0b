//! `tuple`.

use super::str::repetitions;
use super::{HASH, LEN, ONE, REPR, TypeTable, ZERO};
use crate::vm::native::{Args, Arity, def};
use crate::vm::object::statics::NOT_IMPLEMENTED;
use crate::vm::object::{IterKind, Obj, Payload, T};
use crate::vm::{PyResult, Vm};

pub const TABLES: &[TypeTable] = &[TypeTable::new(
    T::TUPLE,
    &[
        HASH,
        REPR,
        LEN,
        def("__iter__", ZERO, iter),
        def("__contains__", ONE, contains),
        def("__getitem__", ONE, getitem),
        def("__add__", ONE, add),
        def("__mul__", Arity::Blank(1, 1), mul),
        def("__rmul__", Arity::Blank(1, 1), mul),
        def("__getnewargs__", Arity::None, getnewargs),
        def("index", Arity::Pos(1, 3), super::list::index),
        def("count", Arity::One, super::list::count),
    ],
)
.with_statics(&[def("__new__", Arity::Any, new)])
.with_class_methods(&[def("__class_getitem__", Arity::One, super::typing::class_getitem)])];

fn new(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if !args.kw.is_empty() && vm.refuses_keywords(args[0], T::TUPLE) {
        return Err(vm.raise_text(T::TYPE_ERROR, "tuple() takes no keyword arguments"));
    }
    if args.len() > 2 {
        let given = args.len() - 1;
        return Err(vm.type_error(format!("tuple expected at most 1 argument, got {given}")));
    }
    let items = match args.get(1) {
        None => Vec::new(),
        Some(o) if args[0] == T::TUPLE && vm.ty(o) == T::TUPLE => return Ok(o),
        Some(o) => vm.collect_hinted(o)?,
    };
    if args[0] == T::TUPLE {
        return Ok(vm.new_tuple(&items));
    }
    vm.count_all(&items);
    vm.heap.counts.young += 1;
    Ok(vm.new_object(args[0], Payload::Tuple(items.into())))
}

fn items(vm: &Vm, o: Obj) -> Vec<Obj> {
    vm.items(o).map_or_else(Vec::new, <[Obj]>::to_vec)
}

fn iter(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    Ok(vm.new_iter(T::TUPLE_ITERATOR, IterKind::Tuple, &[args[0]], [0; 3]))
}

fn contains(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    Ok(Obj::bool(vm.sequence_contains(args[0], args[1])?))
}

fn getitem(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let own = items(vm, args[0]);
    if vm.is_slice(args[1]) {
        let (start, step, count) = vm.slice_places(args[1], own.len())?;
        if step == 1 && count == own.len() && vm.ty(args[0]) == T::TUPLE {
            return Ok(args[0]);
        }
        let part: Vec<Obj> = (0..count as i64).map(|at| own[(start + at * step) as usize]).collect();
        return Ok(vm.new_tuple(&part));
    }
    match vm.place(args[1], own.len(), "tuple")? {
        Some(at) => Ok(vm.hold(own[at])),
        None => Err(vm.raise_text(T::INDEX_ERROR, "tuple index out of range")),
    }
}

fn add(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if !vm.is_tuple(args[1]) {
        let name = vm.type_name_of(args[1]);
        return Err(vm.type_error(format!("can only concatenate tuple (not \"{name}\") to tuple")));
    }
    let mut own = items(vm, args[0]);
    own.extend(items(vm, args[1]));
    Ok(vm.new_tuple(&own))
}

fn mul(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let Some(count) = repetitions(vm, args[1])? else { return Ok(NOT_IMPLEMENTED) };
    if count == 1 && vm.ty(args[0]) == T::TUPLE {
        return Ok(args[0]);
    }
    let own = items(vm, args[0]);
    vm.check_size(own.len().saturating_mul(count).saturating_mul(size_of::<Obj>()))?;
    Ok(vm.new_tuple(&own.repeat(count)))
}

fn getnewargs(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let own = items(vm, args[0]);
    let copy = vm.new_tuple(&own);
    Ok(vm.new_tuple(&[copy]))
}
