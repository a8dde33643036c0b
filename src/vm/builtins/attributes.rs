//! Attributes, types, identity.

use crate::vm::compare::identity;
use crate::vm::native::{Args, Arity, NativeDef, def};
use crate::vm::object::statics::NONE;
use crate::vm::object::{Obj, T, names};
use crate::vm::types::object::attribute_name;
use crate::vm::{PyResult, Vm};

pub const FUNCTIONS: &[NativeDef] = &[
    def("getattr", Arity::Pos(2, 3), getattr),
    def("setattr", Arity::Pos(3, 3), setattr),
    def("delattr", Arity::Pos(2, 2), delattr),
    def("hasattr", Arity::Pos(2, 2), hasattr),
    def("isinstance", Arity::Pos(2, 2), isinstance),
    def("issubclass", Arity::Pos(2, 2), issubclass),
    def("callable", Arity::One, callable),
    def("id", Arity::One, id),
    def("hash", Arity::One, hash),
    def("dir", Arity::Pos(0, 1), dir),
    def("vars", Arity::Pos(0, 1), vars),
    def("globals", Arity::None, globals),
    def("locals", Arity::None, locals),
];

fn getattr(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let name = attribute_name(vm, args[1])?;
    match args.get(2) {
        None => vm.get_attr(args[0], name),
        Some(default) => Ok(vm.find_attr(args[0], name)?.unwrap_or(default)),
    }
}

fn setattr(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let name = attribute_name(vm, args[1])?;
    vm.set_attr(args[0], name, args[2])?;
    Ok(NONE)
}

fn delattr(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let name = attribute_name(vm, args[1])?;
    vm.del_attr(args[0], name)?;
    Ok(NONE)
}

fn hasattr(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let name = attribute_name(vm, args[1])?;
    Ok(Obj::bool(vm.find_attr(args[0], name)?.is_some()))
}

fn isinstance(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    Ok(Obj::bool(vm.is_instance_of(args[0], args[1])?))
}

fn issubclass(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    Ok(Obj::bool(vm.is_subclass_of(args[0], args[1])?))
}

fn callable(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let ty = vm.ty(args[0]);
    Ok(Obj::bool(vm.find_in_type(ty, names::__call__).is_some()))
}

fn id(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    Ok(vm.new_int(identity(args[0])))
}

fn hash(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let hash = vm.hash(args[0])?;
    Ok(vm.new_int(hash))
}

fn dir(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if let Some(o) = args.get(0) {
        return vm.dir_of(o);
    }
    let namespace = vm.local_namespace();
    let keys = vm.call_method(namespace, names::keys, &[])?;
    let items = vm.collect(keys)?;
    let sorted = vm.sort_items(items, NONE, false)?;
    Ok(vm.new_list(sorted))
}

fn vars(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    match args.get(0) {
        None => locals(vm, args),
        Some(o) => match vm.find_attr(o, names::__dict__)? {
            Some(dict) => Ok(dict),
            None => Err(vm.raise_text(T::TYPE_ERROR, "vars() argument must have __dict__ attribute")),
        },
    }
}

fn globals(vm: &mut Vm, _: &Args) -> PyResult<Obj> {
    let globals = vm.running_globals()?;
    vm.complete_globals(globals)?;
    Ok(globals)
}

fn locals(vm: &mut Vm, _: &Args) -> PyResult<Obj> {
    let namespace = vm.local_namespace();
    vm.complete_globals(namespace)?;
    Ok(namespace)
}
