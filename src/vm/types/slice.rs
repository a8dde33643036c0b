//! `slice`.

use super::{HASH, REPR, TypeTable};
use crate::vm::native::{Args, Arity, GetSetDef, def};
use crate::vm::object::statics::NONE;
use crate::vm::object::{Obj, Payload, T};
use crate::vm::{PyResult, Vm};

pub const TABLES: &[TypeTable] = &[TypeTable::new(
    T::SLICE,
    &[HASH, REPR, def("indices", Arity::One, indices), def("__reduce__", Arity::None, reduce)],
)
.with_statics(&[def("__new__", Arity::Any, new)])
.with_getset(&[
    GetSetDef { name: "start", get: part::<0>, set: None },
    GetSetDef { name: "stop", get: part::<1>, set: None },
    GetSetDef { name: "step", get: part::<2>, set: None },
])];

fn new(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if !args.kw.is_empty() {
        return Err(vm.raise_text(T::TYPE_ERROR, "slice() takes no keyword arguments"));
    }
    match args.pos[1..] {
        [stop] => Ok(vm.new_slice(NONE, stop, NONE)),
        [start, stop] => Ok(vm.new_slice(start, stop, NONE)),
        [start, stop, step] => Ok(vm.new_slice(start, stop, step)),
        [] => Err(vm.raise_text(T::TYPE_ERROR, "slice expected at least 1 argument, got 0")),
        _ => {
            let given = args.len() - 1;
            Err(vm.type_error(format!("slice expected at most 3 arguments, got {given}")))
        }
    }
}

fn part<const INDEX: usize>(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    match vm.heap.payload(o) {
        Payload::Slice(parts) => Ok(parts[INDEX]),
        _ => Ok(NONE),
    }
}

fn reduce(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let Payload::Slice(parts) = vm.heap.payload(args[0]) else { return Ok(NONE) };
    let parts = **parts;
    let arguments = vm.new_tuple(&parts);
    Ok(vm.new_tuple(&[T::SLICE, arguments]))
}

fn indices(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let length = vm.index(args[1])?;
    // A length beyond the machine's integers cuts nothing off that fits them.
    let negative = vm.as_big(length).is_some_and(|length| length.sign() == num_bigint::Sign::Minus);
    let length = vm.as_int(length).unwrap_or(if negative { -1 } else { i64::MAX });
    if length < 0 {
        return Err(vm.value_error("length should not be negative"));
    }
    let (start, stop, step, _) = vm.slice_bounds(args[0], length as usize)?;
    let items = [vm.new_int(start), vm.new_int(stop), vm.new_int(step)];
    Ok(vm.new_tuple(&items))
}

impl Vm {
    pub fn new_slice(&mut self, start: Obj, stop: Obj, step: Obj) -> Obj {
        self.new_object_counted(T::SLICE, Payload::Slice(Box::new([start, stop, step])))
    }
}
