//! `slice`.

use num_bigint::{BigInt, Sign};

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
    let length = vm.as_big(length).unwrap_or_default();
    if length.sign() == Sign::Minus {
        return Err(vm.value_error("length should not be negative"));
    }
    let Payload::Slice(parts) = vm.heap.payload(args[0]) else { return Ok(NONE) };
    let [start, stop, step] = **parts;
    let step = big_part(vm, step)?.unwrap_or_else(|| 1.into());
    if step.sign() == Sign::NoSign {
        return Err(vm.value_error("slice step cannot be zero"));
    }
    let backwards = step.sign() == Sign::Minus;
    let (least, most) = if backwards { (BigInt::from(-1), &length - 1) } else { (BigInt::default(), length.clone()) };
    let clamp = |vm: &mut Vm, part: Obj, missing: &BigInt| -> PyResult<BigInt> {
        let Some(value) = big_part(vm, part)? else { return Ok(missing.clone()) };
        let value = if value.sign() == Sign::Minus { value + &length } else { value };
        Ok(value.clamp(least.clone(), most.clone()))
    };
    let (first, last) = if backwards { (&most, &least) } else { (&least, &most) };
    let (start, stop) = (clamp(vm, start, first)?, clamp(vm, stop, last)?);
    let items = [start, stop, step].map(|value| vm.new_big(value));
    Ok(vm.new_tuple(&items))
}

/// A part of a slice in full, however large; `None` if it is missing.
fn big_part(vm: &mut Vm, part: Obj) -> PyResult<Option<BigInt>> {
    if part == NONE {
        return Ok(None);
    }
    let index = vm.slice_part_index(part)?;
    Ok(vm.as_big(index))
}

impl Vm {
    pub fn new_slice(&mut self, start: Obj, stop: Obj, step: Obj) -> Obj {
        self.new_object_counted(T::SLICE, Payload::Slice(Box::new([start, stop, step])))
    }
}
