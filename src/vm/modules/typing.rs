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
    .with_statics(&[def("__new__", Arity::Any, new)]),
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
    vm.new_alias(class, origin, arguments, false)
}

fn getitem(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let typing = vm.import_dotted("_typing")?;
    vm.call_method_str(typing, "_alias_getitem", args.pos)
}

/// The type parameters among the arguments.
fn parameters(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    let Payload::Fields(fields) = vm.heap.payload(o) else { return Ok(NONE) };
    // An alias has its origin in front of them.
    let place = usize::from(vm.ty(o) != T::UNION);
    let Some(&arguments) = fields.get(place) else { return Ok(NONE) };
    // Plain classes have none.
    if vm.items(arguments).is_some_and(|items| items.iter().all(|&o| vm.ty(o) == T::TYPE)) {
        return Ok(crate::vm::object::statics::EMPTY_TUPLE);
    }
    let typing = vm.import_dotted("_typing")?;
    vm.call_method_str(typing, "_alias_parameters", &[arguments])
}

fn iter(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let Payload::Fields(fields) = vm.heap.payload(args[0]) else { return Ok(NONE) };
    let (origin, arguments, ty) = (fields[0], fields[1], vm.ty(args[0]));
    let starred = vm.new_alias(ty, origin, arguments, true)?;
    let list = vm.new_list(vec![starred]);
    vm.get_iter(list)
}

fn reduce(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let Payload::Fields(fields) = vm.heap.payload(args[0]) else { return Ok(NONE) };
    let (origin, arguments) = (fields[0], fields[1]);
    if crate::vm::types::typing::is_starred(vm, args[0]) {
        let typing = vm.import_dotted("_typing")?;
        let maker = vm.get_attr_str(typing, "_starred")?;
        let parts = vm.new_tuple(&[origin, arguments]);
        return Ok(vm.new_tuple(&[maker, parts]));
    }
    let parts = vm.new_tuple(&[origin, arguments]);
    Ok(vm.new_tuple(&[T::GENERIC_ALIAS, parts]))
}
