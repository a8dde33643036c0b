//! `_heapq` and `_bisect`: heaps in lists, and binary search in sorted ones, with CPython's comparisons in CPython's order.
//!
//! What a comparison does is the program's business: it may change the list, so items are read anew after each.

use crate::vm::compare::Compare;
use crate::vm::native::{Args, Arity, NativeDef, Params, def};
use crate::vm::object::statics::NONE;
use crate::vm::object::{Obj, Payload, T};
use crate::vm::{PyResult, Vm};

const HEAPS: &[NativeDef] = &[
    def("heappush", Arity::Pos(2, 2), |vm, args| push::<false>(vm, args, "heappush")),
    def("heappop", Arity::One, |vm, args| pop::<false>(vm, args, "heappop")),
    def("heapreplace", Arity::Pos(2, 2), |vm, args| replace::<false>(vm, args, "heapreplace")),
    def("heappushpop", Arity::Pos(2, 2), |vm, args| push_pop::<false>(vm, args, "heappushpop")),
    def("heapify", Arity::One, |vm, args| heapify::<false>(vm, args, "heapify")),
    def("_heappop_max", Arity::One, |vm, args| pop::<true>(vm, args, "_heappop_max")),
    def("_heapreplace_max", Arity::Pos(2, 2), |vm, args| replace::<true>(vm, args, "_heapreplace_max")),
    def("_heapify_max", Arity::One, |vm, args| heapify::<true>(vm, args, "_heapify_max")),
    // The packed library asks for these, which are 3.14's.
    def("heappush_max", Arity::Pos(2, 2), |vm, args| push::<true>(vm, args, "heappush_max")),
    def("heappop_max", Arity::One, |vm, args| pop::<true>(vm, args, "heappop_max")),
    def("heapreplace_max", Arity::Pos(2, 2), |vm, args| replace::<true>(vm, args, "heapreplace_max")),
    def("heappushpop_max", Arity::Pos(2, 2), |vm, args| push_pop::<true>(vm, args, "heappushpop_max")),
    def("heapify_max", Arity::One, |vm, args| heapify::<true>(vm, args, "heapify_max")),
];

const SEARCHES: &[NativeDef] = &[
    def("bisect_left", Arity::Any, |vm, args| bisect::<false>(vm, args, "bisect_left")),
    def("bisect_right", Arity::Any, |vm, args| bisect::<true>(vm, args, "bisect_right")),
    def("insort_left", Arity::Any, |vm, args| insort::<false>(vm, args, "insort_left")),
    def("insort_right", Arity::Any, |vm, args| insort::<true>(vm, args, "insort_right")),
];

pub fn create(vm: &mut Vm) -> Obj {
    vm.native_module("_heapq", HEAPS)
}

pub fn create_bisect(vm: &mut Vm) -> PyResult<Obj> {
    let module = vm.native_module("_bisect", SEARCHES);
    for (name, other) in [("bisect", "bisect_right"), ("insort", "insort_right")] {
        let function = vm.get_attr_str(module, other)?;
        vm.module_set(module, name, function);
    }
    Ok(module)
}

fn check_list(vm: &mut Vm, args: &Args, function: &str) -> PyResult<()> {
    if matches!(vm.heap.payload(args[0]), Payload::List(_)) {
        return Ok(());
    }
    let name = vm.type_name_of(args[0]);
    let which = if args.len() > 1 { " 1" } else { "" };
    Err(vm.type_error(format!("{function}() argument{which} must be list, not {name}")))
}

/// `a < b`, both held meanwhile.
fn less(vm: &mut Vm, a: Obj, b: Obj) -> PyResult<bool> {
    if let (Payload::Int(x), Payload::Int(y)) = (vm.heap.payload(a), vm.heap.payload(b))
        && vm.ty(a) == T::INT
        && vm.ty(b) == T::INT
    {
        return Ok(x < y);
    }
    vm.tick()?;
    let mark = vm.mark();
    vm.hold(a);
    vm.hold(b);
    let result = vm.rich_compare_bool(a, b, Compare::Less);
    vm.release(mark);
    result
}

/// Whether `a` belongs above `b`.
fn above<const MAX: bool>(vm: &mut Vm, a: Obj, b: Obj) -> PyResult<bool> {
    if MAX { less(vm, b, a) } else { less(vm, a, b) }
}

fn check_size(vm: &mut Vm, heap: Obj, size: usize) -> PyResult<()> {
    if vm.list_mut(heap).len() == size {
        return Ok(());
    }
    Err(vm.raise_text(T::RUNTIME_ERROR, "list changed size during iteration"))
}

/// An item goes up until one stands above it that belongs there.
fn rise<const MAX: bool>(vm: &mut Vm, heap: Obj, start: usize, mut at: usize) -> PyResult<()> {
    let size = vm.list_mut(heap).len();
    if at >= size {
        return Err(vm.raise_text(T::INDEX_ERROR, "index out of range"));
    }
    while at > start {
        let parent = (at - 1) / 2;
        let items = vm.list_mut(heap);
        let (item, other) = (items[at], items[parent]);
        let rises = above::<MAX>(vm, item, other)?;
        check_size(vm, heap, size)?;
        if !rises {
            break;
        }
        vm.list_mut(heap).swap(at, parent);
        at = parent;
    }
    Ok(())
}

/// An item goes down to a leaf, the better child coming up each time, and from there up to its place.
fn sink<const MAX: bool>(vm: &mut Vm, heap: Obj, start: usize) -> PyResult<()> {
    let size = vm.list_mut(heap).len();
    if start >= size {
        return Err(vm.raise_text(T::INDEX_ERROR, "index out of range"));
    }
    let mut at = start;
    while at < size / 2 {
        let mut child = 2 * at + 1;
        if child + 1 < size {
            let items = vm.list_mut(heap);
            let (left, right) = (items[child], items[child + 1]);
            if !above::<MAX>(vm, left, right)? {
                child += 1;
            }
            check_size(vm, heap, size)?;
        }
        vm.list_mut(heap).swap(at, child);
        at = child;
    }
    rise::<MAX>(vm, heap, start, at)
}

fn push<const MAX: bool>(vm: &mut Vm, args: &Args, function: &str) -> PyResult<Obj> {
    check_list(vm, args, function)?;
    vm.list_push(args[0], args[1]);
    let last = vm.list_mut(args[0]).len() - 1;
    rise::<MAX>(vm, args[0], 0, last)?;
    Ok(NONE)
}

fn pop<const MAX: bool>(vm: &mut Vm, args: &Args, function: &str) -> PyResult<Obj> {
    check_list(vm, args, function)?;
    let Some(last) = vm.list_mut(args[0]).pop() else {
        return Err(vm.raise_text(T::INDEX_ERROR, "index out of range"));
    };
    if vm.list_mut(args[0]).is_empty() {
        return Ok(vm.own(last));
    }
    // The counts of the list move with the items.
    let first = std::mem::replace(&mut vm.list_mut(args[0])[0], last);
    vm.own(first);
    sink::<MAX>(vm, args[0], 0)?;
    Ok(first)
}

/// Puts an item in the place of the first, which is the result.
fn exchange<const MAX: bool>(vm: &mut Vm, heap: Obj, item: Obj) -> PyResult<Obj> {
    if vm.list_mut(heap).is_empty() {
        return Err(vm.raise_text(T::INDEX_ERROR, "index out of range"));
    }
    vm.incref(item);
    let first = std::mem::replace(&mut vm.list_mut(heap)[0], item);
    vm.own(first);
    sink::<MAX>(vm, heap, 0)?;
    Ok(first)
}

fn replace<const MAX: bool>(vm: &mut Vm, args: &Args, function: &str) -> PyResult<Obj> {
    check_list(vm, args, function)?;
    exchange::<MAX>(vm, args[0], args[1])
}

fn push_pop<const MAX: bool>(vm: &mut Vm, args: &Args, function: &str) -> PyResult<Obj> {
    check_list(vm, args, function)?;
    let Some(&first) = vm.list_mut(args[0]).first() else { return Ok(args[1]) };
    if !above::<MAX>(vm, first, args[1])? {
        return Ok(args[1]);
    }
    exchange::<MAX>(vm, args[0], args[1])
}

fn heapify<const MAX: bool>(vm: &mut Vm, args: &Args, function: &str) -> PyResult<Obj> {
    check_list(vm, args, function)?;
    let size = vm.list_mut(args[0]).len();
    for at in (0..size / 2).rev() {
        sink::<MAX>(vm, args[0], at)?;
    }
    Ok(NONE)
}

/// Sequence, item, first place, last place (−1: its end), and the key function or none.
struct Search {
    sequence: Obj,
    item: Obj,
    from: i64,
    to: i64,
    key: Option<Obj>,
}

fn arguments(vm: &mut Vm, args: &Args, function: &str) -> PyResult<Search> {
    let params =
        Params { function, names: &["a", "x", "lo", "hi", "key"], required: 2, positional: 4, positional_only: 0 };
    let [sequence, item, from, to, key] = vm.parse(args, 0, &params)?;
    let from = if from.is_null() { 0 } else { vm.index_size(from)? };
    let to = if to.is_null() || to == NONE { -1 } else { vm.index_size(to)? };
    Ok(Search { sequence, item, from, to, key: key.some().filter(|&key| key != NONE) })
}

/// The place behind all items that belong before `item`; `RIGHT`: and behind those that are equal to it.
fn find<const RIGHT: bool>(vm: &mut Vm, search: &Search, item: Obj) -> PyResult<i64> {
    if search.from < 0 {
        return Err(vm.value_error("lo must be non-negative"));
    }
    let (mut from, mut to) = (search.from, search.to);
    if to == -1 {
        to = vm.length(search.sequence)? as i64;
    }
    if vm.is_instance(search.sequence, T::DICT) {
        let name = vm.type_name_of(search.sequence);
        return Err(vm.type_error(format!("{name} is not a sequence")));
    }
    while from < to {
        let middle = ((from as u64 + to as u64) / 2) as i64;
        let mark = vm.mark();
        let known = match vm.heap.payload(search.sequence) {
            Payload::List(items) if vm.ty(search.sequence) == T::LIST => items.get(middle as usize).copied(),
            _ => None,
        };
        let mut other = match known {
            Some(other) => vm.hold(other),
            None => {
                let place = vm.new_int(middle);
                vm.get_item(search.sequence, place)?
            }
        };
        if let Some(key) = search.key {
            other = vm.call(key, &[other])?;
        }
        let behind = if RIGHT { !less(vm, item, other)? } else { less(vm, other, item)? };
        vm.release(mark);
        if behind {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    Ok(from)
}

fn bisect<const RIGHT: bool>(vm: &mut Vm, args: &Args, function: &str) -> PyResult<Obj> {
    let search = arguments(vm, args, function)?;
    let at = find::<RIGHT>(vm, &search, search.item)?;
    Ok(vm.new_int(at))
}

fn insort<const RIGHT: bool>(vm: &mut Vm, args: &Args, function: &str) -> PyResult<Obj> {
    let search = arguments(vm, args, function)?;
    let key = match search.key {
        Some(key) => vm.call(key, &[search.item])?,
        None => search.item,
    };
    let at = find::<RIGHT>(vm, &search, key)?;
    if vm.ty(search.sequence) == T::LIST {
        vm.incref(search.item);
        let items = vm.list_mut(search.sequence);
        let at = items.len().min(at as usize);
        items.insert(at, search.item);
    } else {
        let place = vm.new_int(at);
        vm.call_method_str(search.sequence, "insert", &[place, search.item])?;
    }
    Ok(NONE)
}
