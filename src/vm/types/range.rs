//! `range`.

use num_bigint::BigInt;
use num_traits::{Signed, Zero};

use super::{EQUALITY, HASH, ONE, REPR, TypeTable, ZERO};
use crate::vm::native::{Args, Arity, GetSetDef, def};
use crate::vm::object::statics::{NONE, ONE as INT_ONE, ZERO as INT_ZERO};
use crate::vm::object::{IterKind, Obj, Payload, RangeData, T, names};
use crate::vm::{PyResult, Vm};

pub const TABLES: &[TypeTable] = &[TypeTable::new(
    T::RANGE,
    &[
        EQUALITY[0],
        EQUALITY[1],
        HASH,
        REPR,
        def("__len__", ZERO, len),
        def("__bool__", ZERO, bool_),
        def("__iter__", ZERO, iter),
        def("__reversed__", Arity::None, reversed),
        def("__contains__", ONE, contains),
        def("__getitem__", ONE, getitem),
        def("index", Arity::One, index),
        def("count", Arity::One, count),
    ],
)
.with_statics(&[def("__new__", Arity::Any, new)])
.with_getset(&[
    GetSetDef { name: "start", get: start, set: None },
    GetSetDef { name: "stop", get: stop, set: None },
    GetSetDef { name: "step", get: step, set: None },
])];

fn new(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if !args.kw.is_empty() {
        return Err(vm.raise_text(T::TYPE_ERROR, "range() takes no keyword arguments"));
    }
    let mut bounds = Vec::new();
    for &o in &args.pos[1..] {
        // A `bool` counts as the number it is.
        let index = vm.index(o)?;
        bounds.push(if vm.ty(index) == T::INT {
            index
        } else {
            let whole = vm.as_big(index).unwrap_or_default();
            vm.new_big(whole)
        });
    }
    let (start, stop, step) = match bounds[..] {
        [stop] => (INT_ZERO, stop, INT_ONE),
        [start, stop] => (start, stop, INT_ONE),
        [start, stop, step] => (start, stop, step),
        [] => return Err(vm.raise_text(T::TYPE_ERROR, "range expected at least 1 argument, got 0")),
        _ => {
            let given = bounds.len();
            return Err(vm.type_error(format!("range expected at most 3 arguments, got {given}")));
        }
    };
    if vm.as_int(step) == Some(0) {
        return Err(vm.value_error("range() arg 3 must not be zero"));
    }
    Ok(vm.new_range(start, stop, step))
}

fn data(vm: &Vm, o: Obj) -> RangeData {
    match vm.heap.payload(o) {
        Payload::Range(range) => (**range).clone(),
        _ => RangeData { start: INT_ZERO, stop: INT_ZERO, step: INT_ONE, length: INT_ZERO },
    }
}

fn start(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    Ok(data(vm, o).start)
}

fn stop(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    Ok(data(vm, o).stop)
}

fn step(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    Ok(data(vm, o).step)
}

fn len(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    Ok(data(vm, args[0]).length)
}

fn bool_(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let length = data(vm, args[0]).length;
    Ok(Obj::bool(vm.as_int(length) != Some(0)))
}

fn iter(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let range = data(vm, args[0]);
    vm.range_iter(range.start, range.step, range.length)
}

fn reversed(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let range = data(vm, args[0]);
    let big = |vm: &Vm, o| vm.as_big(o).unwrap_or_default();
    let (start, step, length) = (big(vm, range.start), big(vm, range.step), big(vm, range.length));
    let last = start + (&length - 1) * &step;
    let (last, step) = (vm.new_big(last), vm.new_big(-step));
    vm.range_iter(last, step, range.length)
}

/// The place of a number in the range.
fn position(vm: &Vm, o: Obj, value: Obj) -> Option<BigInt> {
    let range = data(vm, o);
    let value = vm.as_big(value)?;
    let (start, step, length) = (vm.as_big(range.start)?, vm.as_big(range.step)?, vm.as_big(range.length)?);
    let distance = value - start;
    if !(&distance % &step).is_zero() {
        return None;
    }
    let at = distance / step;
    (!at.is_negative() && at < length).then_some(at)
}

fn contains(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if matches!(vm.ty(args[1]), T::INT | T::BOOL) {
        return Ok(Obj::bool(position(vm, args[0], args[1]).is_some()));
    }
    for item in vm.collect(args[0])? {
        if vm.equal(item, args[1])? {
            return Ok(Obj::bool(true));
        }
    }
    Ok(Obj::bool(false))
}

fn index(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let exact = matches!(vm.ty(args[1]), T::INT | T::BOOL);
    match position(vm, args[0], args[1]).filter(|_| exact) {
        Some(at) => Ok(vm.new_big(at)),
        None if !matches!(vm.ty(args[1]), T::INT | T::BOOL) => {
            for (at, item) in vm.collect(args[0])?.into_iter().enumerate() {
                if vm.equal(item, args[1])? {
                    return Ok(vm.new_usize(at));
                }
            }
            Err(vm.value_error("sequence.index(x): x not in sequence"))
        }
        None => {
            let shown = vm.repr_text(args[1])?;
            Err(vm.value_error(&format!("{shown} is not in range")))
        }
    }
}

fn count(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if matches!(vm.ty(args[1]), T::INT | T::BOOL) {
        return Ok(vm.new_int(i64::from(position(vm, args[0], args[1]).is_some())));
    }
    let mut found = 0;
    for item in vm.collect(args[0])? {
        found += i64::from(vm.equal(item, args[1])?);
    }
    Ok(vm.new_int(found))
}

/// Start, stop and step of a slice of a sequence of any length.
fn big_slice(vm: &mut Vm, slice: Obj, length: &BigInt) -> PyResult<[BigInt; 3]> {
    let Payload::Slice(parts) = vm.heap.payload(slice) else { return Err(vm.wrong_payload("slice", slice)) };
    let mut given = Vec::new();
    for part in **parts {
        given.push(match part {
            NONE => None,
            part => {
                vm.slice_index(Some(part), true)?;
                let index = vm.index(part)?;
                vm.as_big(index)
            }
        });
    }
    let step = given[2].clone().unwrap_or_else(|| BigInt::from(1));
    if step.is_zero() {
        return Err(vm.value_error("slice step cannot be zero"));
    }
    let (least, most) =
        if step.is_negative() { (BigInt::from(-1), length - 1) } else { (BigInt::zero(), length.clone()) };
    let clamp = |value: &BigInt| {
        let value = if value.is_negative() { value + length } else { value.clone() };
        value.clamp(least.clone(), most.clone().max(least.clone()))
    };
    let (first, last) = if step.is_negative() { (&most, &least) } else { (&least, &most) };
    let start = given[0].as_ref().map_or_else(|| first.clone(), clamp);
    let stop = given[1].as_ref().map_or_else(|| last.clone(), clamp);
    Ok([start, stop, step])
}

fn getitem(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let range = data(vm, args[0]);
    let big = |vm: &Vm, o| vm.as_big(o).unwrap_or_default();
    let (start, step) = (big(vm, range.start), big(vm, range.step));
    let full = big(vm, range.length);
    if vm.is_slice(args[1]) {
        let [from, to, by] = big_slice(vm, args[1], &full)?;
        let new_start = vm.new_big(&start + &step * from);
        let new_stop = vm.new_big(start + &step * to);
        let new_step = vm.new_big(step * by);
        return Ok(vm.new_range(new_start, new_stop, new_step));
    }
    if !vm.is_int(args[1]) && vm.find_in_type(vm.ty(args[1]), names::__index__).is_none() {
        let name = vm.type_name_of(args[1]);
        return Err(vm.type_error(format!("range indices must be integers or slices, not {name}")));
    }
    let index = vm.index(args[1])?;
    let index = vm.as_big(index).unwrap_or_default();
    let at = if index.is_negative() { index + &full } else { index };
    match Some(at).filter(|at| !at.is_negative() && *at < full) {
        Some(at) => Ok(vm.new_big(start + step * at)),
        None => Err(vm.raise_text(T::INDEX_ERROR, "range object index out of range")),
    }
}

impl Vm {
    pub fn new_range(&mut self, start: Obj, stop: Obj, step: Obj) -> Obj {
        if let (Some(first), Some(last), Some(by)) = (self.as_int(start), self.as_int(stop), self.as_int(step)) {
            let (first, last, by) = (i128::from(first), i128::from(last), i128::from(by));
            let way = if by < 0 { first - last } else { last - first };
            let length = if way > 0 { (way - 1) / by.abs() + 1 } else { 0 };
            let length = match i64::try_from(length) {
                Ok(length) => self.new_int(length),
                Err(_) => self.new_big(length.into()),
            };
            return self
                .new_object_counted(T::RANGE, Payload::Range(Box::new(RangeData { start, stop, step, length })));
        }
        let big = |vm: &Vm, o| vm.as_big(o).unwrap_or_default();
        let (first, last, by) = (big(self, start), big(self, stop), big(self, step));
        let length: BigInt = if by.is_negative() { (first - last - 1) / -by } else { (last - first - 1) / by };
        let length = if length.is_negative() { BigInt::zero() } else { length + 1 };
        let length = self.new_big(length);
        // An empty range: the division above rounds towards zero.
        let length = if self.range_is_empty(start, stop, step) { INT_ZERO } else { length };
        self.new_object_counted(T::RANGE, Payload::Range(Box::new(RangeData { start, stop, step, length })))
    }

    fn range_is_empty(&self, start: Obj, stop: Obj, step: Obj) -> bool {
        let (start, stop) = (self.as_big(start), self.as_big(stop));
        if self.as_big(step).is_some_and(|step| step.is_negative()) { stop >= start } else { start >= stop }
    }

    fn range_iter(&mut self, start: Obj, step: Obj, length: Obj) -> PyResult<Obj> {
        let whole = |vm: &Vm, o: Obj| vm.as_int(o);
        if let (Some(first), Some(by), Some(count)) = (whole(self, start), whole(self, step), whole(self, length))
            && by.checked_mul(count).and_then(|way| first.checked_add(way)).is_some()
        {
            return Ok(self.new_iter(T::RANGE_ITERATOR, IterKind::Range, &[], [first, by, count]));
        }
        Ok(self.new_iter(T::LONGRANGE_ITERATOR, IterKind::LongRange, &[start, step, length], [0; 3]))
    }
}
