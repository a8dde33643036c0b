//! `set` and `frozenset`.

use super::{HASH, LEN, ONE, REPR, TypeTable, ZERO};
use crate::vm::compare::Compare;
use crate::vm::native::{Args, Arity, NativeDef, def};
use crate::vm::object::statics::{NONE, NOT_IMPLEMENTED};
use crate::vm::object::{IterKind, Obj, Payload, SetData, T};
use crate::vm::{PyResult, Vm};

macro_rules! common {
    ($($more:expr),* $(,)?) => {
        &[
            REPR,
            LEN,
            def("__iter__", ZERO, iter),
            def("__contains__", Arity::One, contains),
            def("__eq__", ONE, order::<2>),
            def("__ne__", ONE, order::<3>),
            def("__lt__", ONE, order::<0>),
            def("__le__", ONE, order::<1>),
            def("__gt__", ONE, order::<4>),
            def("__ge__", ONE, order::<5>),
            def("__and__", ONE, operator::<0, false>),
            def("__rand__", ONE, operator::<0, true>),
            def("__or__", ONE, operator::<1, false>),
            def("__ror__", ONE, operator::<1, true>),
            def("__sub__", ONE, operator::<2, false>),
            def("__rsub__", ONE, operator::<2, true>),
            def("__xor__", ONE, operator::<3, false>),
            def("__rxor__", ONE, operator::<3, true>),
            def("union", Arity::Var, union),
            def("intersection", Arity::Var, intersection),
            def("difference", Arity::Var, difference),
            def("symmetric_difference", Arity::One, symmetric_difference),
            def("issubset", Arity::One, issubset),
            def("issuperset", Arity::One, issuperset),
            def("isdisjoint", Arity::One, isdisjoint),
            def("copy", Arity::None, copy),
            $($more),*
        ]
    };
}

const SET_METHODS: &[NativeDef] = common![
    def("__init__", Arity::Any, init),
    def("__iand__", ONE, inplace::<0>),
    def("__ior__", ONE, inplace::<1>),
    def("__isub__", ONE, inplace::<2>),
    def("__ixor__", ONE, inplace::<3>),
    def("add", Arity::One, add),
    def("discard", Arity::One, discard),
    def("remove", Arity::One, remove),
    def("pop", Arity::None, pop),
    def("clear", Arity::None, clear),
    def("update", Arity::Var, update),
    def("intersection_update", Arity::Var, intersection_update),
    def("difference_update", Arity::Var, difference_update),
    def("symmetric_difference_update", Arity::One, symmetric_difference_update),
];

const FROZENSET_METHODS: &[NativeDef] = common![HASH];

pub const TABLES: &[TypeTable] =
    &[
        TypeTable::new(T::SET, SET_METHODS)
            .with_statics(&[def("__new__", Arity::Any, new)])
            .with_class_methods(&[def("__class_getitem__", Arity::One, super::typing::class_getitem)]),
        TypeTable::new(T::FROZENSET, FROZENSET_METHODS)
            .with_statics(&[def("__new__", Arity::Any, frozenset_new)])
            .with_class_methods(&[def("__class_getitem__", Arity::One, super::typing::class_getitem)]),
    ];

fn new(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    vm.heap.counts.young += 1;
    Ok(vm.new_object(args[0], Payload::Set(Box::<SetData>::default())))
}

fn frozenset_new(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if !args.kw.is_empty() && vm.refuses_keywords(args[0], T::FROZENSET) {
        return Err(vm.raise_text(T::TYPE_ERROR, "frozenset() takes no keyword arguments"));
    }
    if args.len() > 2 {
        let given = args.len() - 1;
        return Err(vm.type_error(format!("frozenset expected at most 1 argument, got {given}")));
    }
    let Some(iterable) = args.get(1) else { return new(vm, args) };
    if args[0] == T::FROZENSET && vm.ty(iterable) == T::FROZENSET {
        return Ok(iterable);
    }
    vm.set_copy(args[0], iterable)
}

fn init(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if !args.kw.is_empty() {
        return Err(vm.raise_text(T::TYPE_ERROR, "set() takes no keyword arguments"));
    }
    if args.len() > 2 {
        let given = args.len() - 1;
        return Err(vm.type_error(format!("set expected at most 1 argument, got {given}")));
    }
    vm.set_clear(args[0]);
    if let Some(iterable) = args.get(1) {
        vm.set_update(args[0], iterable)?;
    }
    Ok(NONE)
}

fn iter(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let used = vm.quick_len(args[0]).unwrap_or(0) as i64;
    Ok(vm.new_iter(T::SET_ITERATOR, IterKind::Set, &[args[0]], [0, used, 0]))
}

fn contains(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    Ok(Obj::bool(vm.set_contains(args[0], args[1])?))
}

fn is_set(vm: &Vm, o: Obj) -> bool {
    matches!(vm.heap.payload(o), Payload::Set(_))
}

fn subset(vm: &mut Vm, a: Obj, b: Obj) -> PyResult<bool> {
    if vm.quick_len(a) > vm.quick_len(b) {
        return Ok(false);
    }
    for (key, hash) in vm.set_keys(a) {
        if vm.set_find(b, key, hash)?.is_err() {
            return Ok(false);
        }
    }
    Ok(true)
}

fn order<const OP: u32>(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let (a, b) = (args[0], args[1]);
    if !is_set(vm, b) {
        return Ok(NOT_IMPLEMENTED);
    }
    let (la, lb) = (vm.quick_len(a), vm.quick_len(b));
    let result = match Compare::from_arg(OP) {
        Some(Compare::Less) => la < lb && subset(vm, a, b)?,
        Some(Compare::LessEqual) => subset(vm, a, b)?,
        Some(Compare::Equal) => la == lb && subset(vm, a, b)?,
        Some(Compare::NotEqual) => la != lb || !subset(vm, a, b)?,
        Some(Compare::Greater) => lb < la && subset(vm, b, a)?,
        _ => subset(vm, b, a)?,
    };
    Ok(Obj::bool(result))
}

/// The type of a result: that of the receiver, but never a class derived from it.
fn result_type(vm: &Vm, o: Obj) -> Obj {
    vm.layout(vm.ty(o))
}

fn operator<const KIND: u8, const REFLECTED: bool>(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if !is_set(vm, args[0]) || !is_set(vm, args[1]) {
        return Ok(NOT_IMPLEMENTED);
    }
    let (a, b) = if REFLECTED { (args[1], args[0]) } else { (args[0], args[1]) };
    combine(vm, KIND, a, b)
}

fn combine(vm: &mut Vm, kind: u8, a: Obj, b: Obj) -> PyResult<Obj> {
    let ty = result_type(vm, a);
    match kind {
        0 => intersect(vm, ty, a, b),
        1 => {
            let result = vm.set_copy(ty, a)?;
            vm.set_update(result, b)?;
            Ok(result)
        }
        2 => subtract(vm, ty, a, b),
        _ => {
            let result = vm.set_copy(ty, b)?;
            toggle(vm, result, a)?;
            Ok(result)
        }
    }
}

fn intersect(vm: &mut Vm, ty: Obj, a: Obj, b: Obj) -> PyResult<Obj> {
    if a == b {
        return vm.set_copy(ty, a);
    }
    let result = vm.new_set(ty);
    if is_set(vm, b) {
        let (walked, asked) = if vm.quick_len(b) > vm.quick_len(a) { (a, b) } else { (b, a) };
        for (key, hash) in vm.set_keys(walked) {
            if vm.set_find(asked, key, hash)?.is_ok() {
                vm.set_add_hashed(result, key, hash)?;
            }
        }
        return Ok(result);
    }
    for item in vm.collect(b)? {
        if vm.set_contains(a, item)? {
            vm.set_add(result, item)?;
        }
    }
    Ok(result)
}

/// Which way the difference is computed decides about the order of its keys.
fn subtract(vm: &mut Vm, ty: Obj, a: Obj, b: Obj) -> PyResult<Obj> {
    let sized = is_set(vm, b) || vm.ty(b) == T::DICT;
    if !sized || vm.quick_len(a).unwrap_or(0) >> 2 > vm.quick_len(b).unwrap_or(0) {
        let result = vm.set_copy(ty, a)?;
        remove_all(vm, result, b)?;
        return Ok(result);
    }
    let result = vm.new_set(ty);
    for (key, hash) in vm.set_keys(a) {
        let found =
            if is_set(vm, b) { vm.set_find(b, key, hash)?.is_ok() } else { vm.dict_find(b, key, hash)?.is_some() };
        if !found {
            vm.set_add_hashed(result, key, hash)?;
        }
    }
    Ok(result)
}

/// Removes from a set what something else yields.
fn remove_all(vm: &mut Vm, set: Obj, other: Obj) -> PyResult<()> {
    if other == set {
        vm.set_clear(set);
        return Ok(());
    }
    if is_set(vm, other) {
        let (len, most) = (vm.quick_len(set).unwrap_or(0), vm.quick_len(other).unwrap_or(0));
        let other = if most >> 3 > len { intersect(vm, T::SET, set, other)? } else { other };
        for (key, hash) in vm.set_keys(other) {
            if let Ok(at) = vm.set_find(set, key, hash)?
                && let Some(old) = vm.set_data_mut(set).map(|data| data.remove(at))
            {
                vm.decref(old);
            }
        }
    } else {
        for (item, hash) in hashed_items(vm, other)? {
            if let Ok(at) = vm.set_find(set, item, hash)?
                && let Some(old) = vm.set_data_mut(set).map(|data| data.remove(at))
            {
                vm.decref(old);
            }
        }
    }
    if let Some(data) = vm.set_data_mut(set) {
        data.purge();
    }
    Ok(())
}

/// Items with their hashes, which a dict knows.
fn hashed_items(vm: &mut Vm, o: Obj) -> PyResult<Vec<(Obj, i64)>> {
    if vm.ty(o) == T::DICT {
        return Ok(vm.dict_entries(o).into_iter().map(|(key, hash, _)| (key, hash)).collect());
    }
    vm.collect(o)?.into_iter().map(|item| Ok((item, vm.hash(item)?))).collect()
}

fn as_set(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    if is_set(vm, o) { Ok(o) } else { vm.set_copy(T::SET, o) }
}

fn toggle(vm: &mut Vm, set: Obj, other: Obj) -> PyResult<()> {
    if set == other {
        vm.set_clear(set);
        return Ok(());
    }
    let other = as_set(vm, other)?;
    for (key, hash) in vm.set_keys(other) {
        match vm.set_find(set, key, hash)? {
            Ok(at) => {
                if let Some(old) = vm.set_data_mut(set).map(|data| data.remove(at)) {
                    vm.decref(old);
                }
            }
            Err(_) => {
                vm.set_add_hashed(set, key, hash)?;
            }
        }
    }
    Ok(())
}

fn replace_contents(vm: &mut Vm, set: Obj, with: Obj) {
    let data = vm.set_data(with).cloned().unwrap_or_default();
    let keys: Vec<Obj> = data.iter().map(|(key, _)| key).collect();
    vm.count_all(&keys);
    let old = vm.set_data_mut(set).map(|own| own.replace(data));
    if let Some(old) = old {
        for (key, _) in old.iter() {
            vm.decref(key);
        }
    }
}

fn inplace<const KIND: u8>(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if !is_set(vm, args[1]) {
        return Ok(NOT_IMPLEMENTED);
    }
    match KIND {
        0 => {
            let result = intersect(vm, T::SET, args[0], args[1])?;
            replace_contents(vm, args[0], result);
        }
        1 => vm.set_update(args[0], args[1])?,
        2 => {
            difference_update(vm, args)?;
        }
        _ => toggle(vm, args[0], args[1])?,
    }
    Ok(args[0])
}

fn add(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    vm.set_add(args[0], args[1])?;
    Ok(NONE)
}

fn discard(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    vm.set_discard(args[0], args[1])?;
    Ok(NONE)
}

fn remove(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if vm.set_discard(args[0], args[1])? { Ok(NONE) } else { Err(vm.key_error(args[1])) }
}

fn pop(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    match vm.set_data_mut(args[0]).and_then(SetData::pop) {
        Some(key) => Ok(vm.own(key)),
        None => {
            let message = vm.new_str("pop from an empty set");
            Err(vm.key_error(message))
        }
    }
}

fn clear(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    vm.set_clear(args[0]);
    Ok(NONE)
}

fn copy(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if vm.ty(args[0]) == T::FROZENSET {
        return Ok(args[0]);
    }
    // A copy of an object of a derived class is a plain one.
    let ty = vm.layout(vm.ty(args[0]));
    vm.set_copy(ty, args[0])
}

fn update(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    for &other in &args.pos[1..] {
        vm.set_update(args[0], other)?;
    }
    Ok(NONE)
}

fn union(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let ty = result_type(vm, args[0]);
    let result = vm.set_copy(ty, args[0])?;
    for &other in &args.pos[1..] {
        vm.set_update(result, other)?;
    }
    Ok(result)
}

fn intersection(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let ty = result_type(vm, args[0]);
    let mut result = args[0];
    if args.len() == 1 {
        return vm.set_copy(ty, result);
    }
    for &other in &args.pos[1..] {
        result = intersect(vm, ty, result, other)?;
    }
    Ok(result)
}

fn intersection_update(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let result = intersection(vm, args)?;
    replace_contents(vm, args[0], result);
    Ok(NONE)
}

fn difference(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let ty = result_type(vm, args[0]);
    let Some(first) = args.get(1) else { return vm.set_copy(ty, args[0]) };
    let result = subtract(vm, ty, args[0], first)?;
    for &other in &args.pos[2..] {
        remove_all(vm, result, other)?;
    }
    Ok(result)
}

fn difference_update(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    for &other in &args.pos[1..] {
        remove_all(vm, args[0], other)?;
    }
    Ok(NONE)
}

fn symmetric_difference(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let ty = result_type(vm, args[0]);
    let result = vm.set_copy(ty, args[1])?;
    toggle(vm, result, args[0])?;
    Ok(result)
}

fn symmetric_difference_update(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    toggle(vm, args[0], args[1])?;
    Ok(NONE)
}

fn issubset(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let other = as_set(vm, args[1])?;
    Ok(Obj::bool(subset(vm, args[0], other)?))
}

fn issuperset(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    for item in vm.collect(args[1])? {
        if !vm.set_contains(args[0], item)? {
            return Ok(Obj::bool(false));
        }
    }
    Ok(Obj::bool(true))
}

fn isdisjoint(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    for item in vm.collect(args[1])? {
        if vm.set_contains(args[0], item)? {
            return Ok(Obj::bool(false));
        }
    }
    Ok(Obj::bool(true))
}
