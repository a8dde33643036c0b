//! What generic aliases and unions need of `_typing`, whose type parameters are written in Python.

use crate::vm::native::{Args, Arity, GetSetDef, def};
use crate::vm::object::statics::NONE;
use crate::vm::object::{Obj, Payload, T};
use crate::vm::types::{ONE, TypeTable};
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
    .with_statics(&[def("__new__", Arity::Pos(3, 3), new)]),
    TypeTable::new(T::UNION, &[def("__getitem__", ONE, getitem)]).with_getset(&[GetSetDef {
        name: "__parameters__",
        get: parameters,
        set: None,
    }]),
];

fn new(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    vm.new_generic_alias(args[1], args[2])
}

fn getitem(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let typing = vm.import_dotted("_typing")?;
    vm.call_method_str(typing, "_alias_getitem", args.pos)
}

/// The type parameters among the arguments.
fn parameters(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    let Payload::Fields(fields) = vm.heap.payload(o) else { return Ok(NONE) };
    // An alias has its origin in front of them.
    let Some(&arguments) = fields.last() else { return Ok(NONE) };
    // Plain classes have none.
    if vm.items(arguments).is_some_and(|items| items.iter().all(|&o| vm.ty(o) == T::TYPE)) {
        return Ok(crate::vm::object::statics::EMPTY_TUPLE);
    }
    let typing = vm.import_dotted("_typing")?;
    vm.call_method_str(typing, "_alias_parameters", &[arguments])
}

fn iter(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let typing = vm.import_dotted("_typing")?;
    vm.call_method_str(typing, "_alias_iter", args.pos)
}

fn reduce(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let Payload::Fields(fields) = vm.heap.payload(args[0]) else { return Ok(NONE) };
    let (origin, arguments) = (fields[0], fields[1]);
    let parts = vm.new_tuple(&[origin, arguments]);
    Ok(vm.new_tuple(&[T::GENERIC_ALIAS, parts]))
}
