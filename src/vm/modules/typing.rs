//! What generic aliases and unions need of `_typing`, whose type parameters are written in Python.

use crate::vm::native::{Args, Arity, GetSetDef, def};
use crate::vm::object::statics::{EMPTY_TUPLE, NONE};
use crate::vm::object::{Obj, Payload, T};
use crate::vm::types::{ITER_SELF, ONE, TypeTable, ZERO, iterators};
use crate::vm::{PyResult, Vm};

pub const TABLES: &[TypeTable] = &[
    TypeTable::new(
        T::GENERIC_ALIAS,
        &[
            def("__getitem__", ONE, getitem),
            def("__iter__", Arity::Slot(0, 0), iter),
            def("__reduce__", Arity::None, reduce),
        ],
    )
    .with_getset(&[GetSetDef { name: "__parameters__", get: parameters, set: None }])
    .with_statics(&[def("__new__", Arity::Any, new)]),
    TypeTable::new(
        T::GENERIC_ALIAS_ITERATOR,
        &[ITER_SELF, def("__next__", ZERO, iterators::next), def("__reduce__", Arity::None, reduce_iterator)],
    ),
    TypeTable::new(T::UNION, &[def("__getitem__", ONE, getitem)]).with_getset(&[GetSetDef {
        name: "__parameters__",
        get: parameters,
        set: None,
    }]),
];

fn new(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if !args.kw.is_empty() {
        return Err(vm.raise_text(T::TYPE_ERROR, "GenericAlias() takes no keyword arguments"));
    }
    let &[class, origin, arguments] = args.pos else {
        let given = args.len() - 1;
        return Err(vm.type_error(format!("GenericAlias expected 2 arguments, got {given}")));
    };
    let arguments = if vm.is_tuple(arguments) { arguments } else { vm.new_tuple(&[arguments]) };
    Ok(vm.new_fields(class, &[origin, arguments]))
}

fn getitem(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let typing = vm.import_dotted("_typing")?;
    vm.call_method_str(typing, "_alias_getitem", args.pos)
}

/// The type parameters among the arguments.
fn parameters(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    let Payload::Fields(fields) = vm.heap.payload(o) else { return Ok(NONE) };
    // An alias has its origin in front of them.
    let Some(&arguments) = fields.get(1).or(fields.first()) else { return Ok(NONE) };
    // Plain classes have none.
    if vm.items(arguments).is_some_and(|items| items.iter().all(|&o| vm.ty(o) == T::TYPE)) {
        return Ok(EMPTY_TUPLE);
    }
    let typing = vm.import_dotted("_typing")?;
    vm.call_method_str(typing, "_alias_parameters", &[arguments])
}

fn iter(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    Ok(vm.generic_alias_iter(args[0]))
}

/// `next(iter(alias))` makes one with a star again.
fn reduce(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let Payload::Fields(fields) = vm.heap.payload(args[0]) else { return Ok(NONE) };
    let (origin, arguments, starred) = (fields[0], fields[1], fields.len() == 3);
    if starred {
        let iterator = vm.generic_alias_iter(args[0]);
        let parts = vm.new_tuple(&[iterator]);
        let next = vm.builtin("next")?;
        return Ok(vm.new_tuple(&[next, parts]));
    }
    let parts = vm.new_tuple(&[origin, arguments]);
    Ok(vm.new_tuple(&[T::GENERIC_ALIAS, parts]))
}

/// Of an iterator over an alias.
fn reduce_iterator(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let left = vm.iter_data(args[0]).and_then(|data| (data.numbers[0] > 0).then(|| data.objects[0]));
    let over = match left.map(|starred| vm.heap.payload(starred)) {
        Some(Payload::Fields(fields)) => {
            let (origin, arguments) = (fields[0], fields[1]);
            vm.new_generic_alias(origin, arguments)?
        }
        _ => EMPTY_TUPLE,
    };
    let parts = vm.new_tuple(&[over]);
    let iter = vm.builtin("iter")?;
    Ok(vm.new_tuple(&[iter, parts]))
}
