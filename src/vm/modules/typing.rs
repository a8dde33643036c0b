//! What `types.GenericAlias` needs besides `types::typing`: making one by a call, unpacking it, pickling it.

use crate::vm::native::{Args, Arity, def};
use crate::vm::object::statics::NONE;
use crate::vm::object::{Obj, Payload, T};
use crate::vm::types::TypeTable;
use crate::vm::{PyResult, Vm};

pub const TABLES: &[TypeTable] = &[TypeTable::new(
    T::GENERIC_ALIAS,
    &[def("__iter__", Arity::Slot(0, 0), iter), def("__reduce__", Arity::None, reduce)],
)
.with_statics(&[def("__new__", Arity::Pos(3, 3), new)])];

fn new(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    vm.new_generic_alias(args[1], args[2])
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
