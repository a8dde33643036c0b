//! Iteration and folding.

use std::ops::ControlFlow;

use crate::vm::compare::Compare;
use crate::vm::native::{Args, Arity, NativeDef, Params, def};
use crate::vm::object::statics::{NONE, ZERO};
use crate::vm::object::{IterKind, Obj, Payload, T, names};
use crate::vm::operator::Binary;
use crate::vm::{PyResult, Vm};

pub const FUNCTIONS: &[NativeDef] = &[
    def("iter", Arity::Pos(1, 2), iter),
    def("next", Arity::Pos(1, 2), next),
    def("aiter", Arity::One, aiter),
    def("anext", Arity::Pos(1, 2), anext),
    def("len", Arity::One, len),
    def("sum", Arity::Any, sum),
    def("min", Arity::Any, extreme::<false>),
    def("max", Arity::Any, extreme::<true>),
    def("any", Arity::One, any),
    def("all", Arity::One, all),
    def("sorted", Arity::Any, sorted),
];

fn iter(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    match args.get(1) {
        None => vm.get_iter(args[0]),
        Some(sentinel) => {
            if vm.find_in_type(vm.ty(args[0]), names::__call__).is_none() {
                return Err(vm.raise_text(T::TYPE_ERROR, "iter(v, w): v must be callable"));
            }
            Ok(vm.new_iter(T::CALLABLE_ITERATOR, IterKind::Callable, &[args[0], sentinel], [0; 3]))
        }
    }
}

fn next(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let ty = vm.ty(args[0]);
    let Some(method) = vm.find_in_type(ty, names::__next__) else {
        let name = vm.type_name(ty);
        return Err(vm.type_error(format!("'{name}' object is not an iterator")));
    };
    match vm.call_method_found(method, args[0], &[], &[]) {
        Ok(item) => Ok(item),
        Err(error) => match args.get(1) {
            Some(default) if vm.raised_is(T::STOP_ITERATION) => {
                vm.clear_raised();
                Ok(default)
            }
            _ => Err(error),
        },
    }
}

fn aiter(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let Some(iterator) = vm.call_special(args[0], names::__aiter__, &[])? else {
        let name = vm.type_name_of(args[0]);
        return Err(vm.type_error(format!("'{name}' object is not an async iterable")));
    };
    if vm.find_in_type(vm.ty(iterator), names::__anext__).is_none() {
        let name = vm.type_name_of(iterator);
        return Err(vm.type_error(format!("aiter() returned not an async iterator of type '{name}'")));
    }
    Ok(iterator)
}

fn anext(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    match vm.call_special(args[0], names::__anext__, &[])? {
        Some(awaitable) => Ok(match args.get(1) {
            Some(default) => vm.new_fields(T::ANEXT_AWAITABLE, &[awaitable, default]),
            None => awaitable,
        }),
        None => {
            let name = vm.type_name_of(args[0]);
            Err(vm.type_error(format!("'{name}' object is not an async iterator")))
        }
    }
}

fn len(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let length = vm.length(args[0])?;
    Ok(vm.new_usize(length))
}

fn sum(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let [iterable, start] = vm.parse::<2>(
        args,
        0,
        &Params { function: "sum", names: &["iterable", "start"], required: 1, positional: 2, positional_only: 1 },
    )?;
    let start = if start.is_null() { ZERO } else { start };
    let iterable = vm.get_iter(iterable)?;
    if vm.is_str(start) {
        return Err(vm.raise_text(T::TYPE_ERROR, "sum() can't sum strings [use ''.join(seq) instead]"));
    }
    if matches!(vm.heap.payload(start), Payload::Bytes(_)) {
        return Err(vm.raise_text(T::TYPE_ERROR, "sum() can't sum bytes [use b''.join(seq) instead]"));
    }
    if matches!(vm.heap.payload(start), Payload::ByteArray(_)) {
        let message = "sum() can't sum bytearray [use b''.join(seq) instead]";
        return Err(vm.raise_text(T::TYPE_ERROR, message));
    }
    // The running total is kept in a list of one, so that scopes of single turns may end.
    let total = vm.new_list(vec![start]);
    let mut float: Option<(f64, f64)> = None;
    if let Payload::Float(value) = vm.heap.payload(start) {
        float = Some((*value, 0.0));
    }
    vm.each(iterable, |vm, item| {
        if let Some((sum, correction)) = &mut float {
            let number = match vm.heap.payload(item) {
                Payload::Float(value) if vm.ty(item) == T::FLOAT => Some(*value),
                // Integers are added as they are, without looking at what is lost.
                _ if vm.is_int(item) => {
                    if let Some(value) = vm.as_int(item) {
                        *sum += value as f64;
                        return Ok(ControlFlow::Continue(()));
                    }
                    None
                }
                _ => None,
            };
            if let Some(x) = number {
                // Compensated summation, as CPython does it since 3.12.
                let t = *sum + x;
                if t.is_finite() {
                    *correction += if sum.abs() >= x.abs() { (*sum - t) + x } else { (x - t) + *sum };
                }
                *sum = t;
                return Ok(ControlFlow::Continue(()));
            }
            let value = if correction.is_finite() { *sum + *correction } else { *sum };
            float = None;
            let value = vm.new_float(value);
            let old = std::mem::replace(&mut vm.list_mut(total)[0], value);
            vm.incref(value);
            vm.decref(old);
        }
        let current = vm.list_mut(total)[0];
        let next = vm.binary_op(Binary::Add, current, item)?;
        vm.incref(next);
        let old = std::mem::replace(&mut vm.list_mut(total)[0], next);
        vm.decref(old);
        if vm.ty(next) == T::FLOAT
            && let Payload::Float(value) = vm.heap.payload(next)
        {
            float = Some((*value, 0.0));
        }
        Ok(ControlFlow::Continue(()))
    })?;
    if let Some((sum, correction)) = float {
        let value = if correction != 0.0 && correction.is_finite() { sum + correction } else { sum };
        return Ok(vm.new_float(value));
    }
    let result = vm.list_mut(total)[0];
    Ok(vm.hold(result))
}

fn extreme<const MAX: bool>(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let name = if MAX { "max" } else { "min" };
    if args.pos.is_empty() {
        return Err(vm.type_error(format!("{name} expected at least 1 argument, got 0")));
    }
    let mut key = NONE;
    let mut default = Obj::NULL;
    if !args.kw.is_empty() {
        let params =
            Params { function: name, names: &["key", "default"], required: 0, positional: 0, positional_only: 0 };
        let [own_key, own_default] = vm.parse::<2>(&Args { pos: &[], kw: args.kw }, 0, &params)?;
        (key, default) = (own_key.some().unwrap_or(NONE), own_default);
    }
    // The best so far, as its key and itself, in a list, so that scopes of single turns may end.
    let best = vm.new_list(Vec::new());
    let operator = if MAX { Compare::Greater } else { Compare::Less };
    let offer = |vm: &mut Vm, item: Obj| {
        let value = if key == NONE { item } else { vm.call(key, &[item])? };
        if let Some(&known) = vm.list_mut(best).first()
            && !vm.rich_compare_bool(value, known, operator)?
        {
            return Ok(ControlFlow::Continue(()));
        }
        let pair = [value, item];
        vm.count_all(&pair);
        let kept = vm.list_mut(best);
        let old = kept.first_chunk::<2>().copied();
        kept.clear();
        kept.extend(pair);
        old.into_iter().flatten().for_each(|old| vm.decref(old));
        Ok(ControlFlow::Continue(()))
    };
    match args.pos {
        [one] => vm.each(*one, offer)?,
        many => {
            if !default.is_null() {
                let message = format!("Cannot specify a default for {name}() with multiple positional arguments");
                return Err(vm.type_error(message));
            }
            for &item in many {
                let _: ControlFlow<()> = offer(vm, item)?;
            }
        }
    }
    match vm.list_mut(best).get(1).copied() {
        Some(item) => Ok(vm.hold(item)),
        None if !default.is_null() => Ok(default),
        None => Err(vm.value_error(&format!("{name}() iterable argument is empty"))),
    }
}

fn any(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let mut found = false;
    vm.each(args[0], |vm, item| {
        found = vm.truth(item)?;
        Ok(if found { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
    })?;
    Ok(Obj::bool(found))
}

fn all(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let mut holds = true;
    vm.each(args[0], |vm, item| {
        holds = vm.truth(item)?;
        Ok(if holds { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
    })?;
    Ok(Obj::bool(holds))
}

fn sorted(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let &[iterable] = args.pos else {
        let given = args.len();
        return Err(vm.type_error(format!("sorted expected 1 argument, got {given}")));
    };
    let items = vm.collect_hinted(iterable)?;
    let (mut key, mut reverse) = (NONE, false);
    for &(keyword, value) in args.kw {
        match vm.text(keyword) {
            "key" => key = value,
            "reverse" => reverse = vm.truth(value)?,
            other => {
                let other = other.to_owned();
                return Err(vm.unknown_keyword("sort", &other, &["key", "reverse"]));
            }
        }
    }
    let sorted = vm.sort_items(items, key, reverse)?;
    Ok(vm.new_list(sorted))
}
