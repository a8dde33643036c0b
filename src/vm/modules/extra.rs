//! Methods of builtin types that modules of the library cannot do without.

use crate::vm::native::{Args, Arity, GetSetDef, NativeDef, def};
use crate::vm::object::statics::{NONE, NOT_IMPLEMENTED};
use crate::vm::object::{Obj, Payload, T};
use crate::vm::types::function::{dict, set_dict};
use crate::vm::types::{TypeTable, reduce};
use crate::vm::{PyResult, Vm};

pub const TABLES: &[TypeTable] = &[
    TypeTable::new(T::WEAKREF, &[]).with_getset(&[GetSetDef { name: "__callback__", get: callback, set: None }]),
    TypeTable::new(
        T::NAMESPACE,
        &[
            def("__init__", Arity::Any, namespace_init),
            def("__repr__", Arity::Slot(0, 0), namespace_repr),
            def("__eq__", Arity::Slot(1, 1), namespace_eq),
            def("__reduce__", Arity::None, reduce::namespace_reduce),
            def("__replace__", Arity::Any, namespace_replace),
        ],
    )
    .with_statics(&[def("__new__", Arity::Any, |vm, args| Ok(vm.new_instance(args[0])))])
    .with_getset(&[GetSetDef { name: "__dict__", get: dict, set: Some(set_dict) }]),
    TypeTable::new(T::BUILTIN, REDUCED),
    TypeTable::new(T::METHOD_DESCRIPTOR, REDUCED),
    TypeTable::new(T::SLOT_WRAPPER, REDUCED),
    TypeTable::new(T::METHOD_WRAPPER, REDUCED),
    TypeTable::new(T::METHOD, &[def("__reduce__", Arity::None, reduce::method_reduce)]),
    TypeTable::new(T::SET, &[def("__reduce__", Arity::None, reduce::set_reduce)]),
    TypeTable::new(T::FROZENSET, &[def("__reduce__", Arity::None, reduce::set_reduce)]),
    TypeTable::new(T::RANGE, &[def("__reduce__", Arity::None, reduce::range_reduce)]),
    TypeTable::new(T::GETSET, &[]).with_getset(OBJCLASS),
    TypeTable::new(T::MEMBER, &[]).with_getset(OBJCLASS),
];

const REDUCED: &[NativeDef] = &[def("__reduce__", Arity::None, reduce::native_reduce)];

fn namespace_init(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if args.len() > 2 {
        let given = args.len() - 1;
        return Err(vm.type_error(format!("SimpleNamespace expected at most 1 argument, got {given}")));
    }
    let dict = vm.instance_dict(args[0]);
    if let Some(given) = args.get(1) {
        let fresh = vm.new_dict();
        let maker = if vm.is_instance(given, T::DICT) { given } else { vm.call(T::DICT, &[given])? };
        vm.dict_update(fresh, maker)?;
        for (key, hash, value) in vm.dict_entries(fresh) {
            if !vm.is_str(key) {
                return Err(vm.raise_text(T::TYPE_ERROR, "keywords must be strings"));
            }
            vm.dict_set_hashed(dict, key, hash, value)?;
        }
    }
    for &(key, value) in args.kw {
        vm.dict_set(dict, key, value)?;
    }
    Ok(NONE)
}

/// `__replace__(**changes)`: a copy with other values for some names.
fn namespace_replace(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if args.len() > 1 {
        return Err(vm.raise_text(T::TYPE_ERROR, "__replace__() takes no positional arguments"));
    }
    let copy = vm.call(vm.ty(args[0]), &[])?;
    let (from, to) = (vm.instance_dict(args[0]), vm.instance_dict(copy));
    vm.dict_update(to, from)?;
    for &(key, value) in args.kw {
        vm.dict_set(to, key, value)?;
    }
    Ok(copy)
}

fn namespace_repr(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let ty = vm.ty(args[0]);
    let name = if ty == T::NAMESPACE { "namespace".to_owned() } else { vm.short_name(ty) };
    if vm.repr_running.contains(&args[0]) {
        return Ok(vm.new_str(format!("{name}(...)")));
    }
    vm.repr_running.push(args[0]);
    let dict = vm.instance_dict(args[0]);
    let mut parts = Vec::new();
    for (key, _, value) in vm.dict_entries(dict) {
        match vm.repr_text(value) {
            Ok(text) => parts.push(format!("{}={text}", vm.text(key))),
            Err(error) => {
                vm.repr_running.pop();
                return Err(error);
            }
        }
    }
    vm.repr_running.pop();
    Ok(vm.new_str(format!("{name}({})", parts.join(", "))))
}

fn namespace_eq(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if !vm.is_instance(args[1], T::NAMESPACE) {
        return Ok(NOT_IMPLEMENTED);
    }
    let (a, b) = (vm.instance_dict(args[0]), vm.instance_dict(args[1]));
    Ok(Obj::bool(vm.equal(a, b)?))
}

const OBJCLASS: &[GetSetDef] = &[GetSetDef { name: "__objclass__", get: objclass, set: None }];

/// The class that a descriptor belongs to.
fn objclass(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    let owner = match vm.heap.payload(o) {
        Payload::GetSet { owner, .. } => *owner,
        Payload::Member(member) => member.owner,
        _ => Obj::NULL,
    };
    Ok(owner.some().unwrap_or(NONE))
}

fn callback(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    match vm.heap.payload(o) {
        Payload::Weakref { referent, callback, .. } if !referent.is_null() => Ok(callback.some().unwrap_or(NONE)),
        _ => Ok(NONE),
    }
}
