//! `list`.

use super::str::repetitions;
use super::{LEN, ONE, REPR, TypeTable, ZERO};
use crate::vm::native::{Args, Arity, NativeDef, Params, def};
use crate::vm::object::statics::{NONE, NOT_IMPLEMENTED};
use crate::vm::object::{IterKind, Obj, Payload, T};
use crate::vm::{PyResult, Vm};

const METHODS: &[NativeDef] = &[
    REPR,
    LEN,
    def("__init__", Arity::Any, init),
    def("__iter__", ZERO, iter),
    def("__reversed__", Arity::None, reversed),
    def("__contains__", ONE, contains),
    def("__getitem__", Arity::One, getitem),
    def("__setitem__", Arity::Blank(2, 2), setitem),
    def("__delitem__", ONE, delitem),
    def("__add__", ONE, add),
    def("__iadd__", ONE, iadd),
    def("__mul__", Arity::Blank(1, 1), mul),
    def("__rmul__", Arity::Blank(1, 1), mul),
    def("__imul__", Arity::Blank(1, 1), imul),
    def("append", Arity::One, append),
    def("extend", Arity::One, extend),
    def("insert", Arity::Pos(2, 2), insert),
    def("pop", Arity::Pos(0, 1), pop),
    def("remove", Arity::One, remove),
    def("clear", Arity::None, clear),
    def("copy", Arity::None, copy),
    def("index", Arity::Pos(1, 3), index),
    def("count", Arity::One, count),
    def("reverse", Arity::None, reverse),
    def("sort", Arity::Any, sort),
];

pub const TABLES: &[TypeTable] = &[TypeTable::new(T::LIST, METHODS)
    .with_statics(&[def("__new__", Arity::Any, new)])
    .with_class_methods(&[def("__class_getitem__", Arity::One, super::typing::class_getitem)])];

fn new(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    vm.heap.counts.young += 1;
    Ok(vm.new_object(args[0], Payload::List(Vec::new())))
}

fn init(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if !args.kw.is_empty() && vm.init_refuses_keywords(vm.ty(args[0]), T::LIST) {
        return Err(vm.raise_text(T::TYPE_ERROR, "list() takes no keyword arguments"));
    }
    if args.len() > 2 {
        let given = args.len() - 1;
        return Err(vm.type_error(format!("list expected at most 1 argument, got {given}")));
    }
    let old = std::mem::take(vm.list_mut(args[0]));
    for item in old {
        vm.decref(item);
    }
    if let Some(iterable) = args.get(1) {
        vm.list_extend(args[0], iterable)?;
    }
    Ok(NONE)
}

fn iter(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    Ok(vm.new_iter(T::LIST_ITERATOR, IterKind::List, &[args[0]], [0; 3]))
}

fn reversed(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let last = vm.list_mut(args[0]).len() as i64 - 1;
    Ok(vm.new_iter(T::LIST_REVERSEITERATOR, IterKind::ListReverse, &[args[0]], [last, 0, 0]))
}

fn contains(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    Ok(Obj::bool(vm.sequence_contains(args[0], args[1])?))
}

fn getitem(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let key = vm.settled(args[1])?;
    let length = vm.list_mut(args[0]).len();
    if vm.is_slice(key) {
        let (start, step, count) = vm.slice_places(key, length)?;
        let list = vm.list_mut(args[0]);
        let items: Vec<Obj> = (0..count as i64).map(|at| list[(start + at * step) as usize]).collect();
        return Ok(vm.new_list(items));
    }
    match vm.place(key, length, "list")? {
        Some(at) => {
            let item = vm.list_mut(args[0])[at];
            Ok(vm.hold(item))
        }
        None => Err(vm.raise_text(T::INDEX_ERROR, "list index out of range")),
    }
}

fn setitem(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let (list, value) = (args[0], args[2]);
    let key = vm.settled(args[1])?;
    let length = vm.list_mut(list).len();
    if vm.is_slice(key) {
        if !vm.is_iterable(value) {
            return Err(vm.raise_text(T::TYPE_ERROR, "must assign iterable to extended slice"));
        }
        let items = vm.collect(value)?;
        let length = vm.list_mut(list).len();
        let (start, stop, step, count) = vm.slice_bounds(key, length)?;
        vm.count_all(&items);
        if step == 1 {
            let stop = stop.max(start) as usize;
            let old: Vec<Obj> = vm.list_mut(list).splice(start as usize..stop, items).collect();
            // The last one goes first, as when the list itself goes.
            for item in old.into_iter().rev() {
                vm.decref(item);
            }
            return Ok(NONE);
        }
        if items.len() != count {
            let given = items.len();
            for item in items {
                vm.decref(item);
            }
            let message = format!("attempt to assign sequence of size {given} to extended slice of size {count}");
            return Err(vm.value_error(&message));
        }
        for (at, item) in items.into_iter().enumerate() {
            let place = (start + at as i64 * step) as usize;
            let old = std::mem::replace(&mut vm.list_mut(list)[place], item);
            vm.decref(old);
        }
        return Ok(NONE);
    }
    match vm.place(key, length, "list")? {
        Some(at) => {
            vm.incref(value);
            let old = std::mem::replace(&mut vm.list_mut(list)[at], value);
            vm.decref(old);
            Ok(NONE)
        }
        None => Err(vm.raise_text(T::INDEX_ERROR, "list assignment index out of range")),
    }
}

fn delitem(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let list = args[0];
    let key = vm.settled(args[1])?;
    let length = vm.list_mut(list).len();
    if vm.is_slice(key) {
        let (start, step, count) = vm.slice_places(key, length)?;
        let mut places: Vec<usize> = (0..count as i64).map(|at| (start + at * step) as usize).collect();
        places.sort_unstable();
        let removed: Vec<Obj> = if step == 1 {
            vm.list_mut(list).drain(start as usize..start as usize + count).collect()
        } else {
            places.iter().rev().map(|&at| vm.list_mut(list).remove(at)).collect()
        };
        for item in removed {
            vm.decref(item);
        }
        return Ok(NONE);
    }
    match vm.place(key, length, "list")? {
        Some(at) => {
            let old = vm.list_mut(list).remove(at);
            vm.decref(old);
            Ok(NONE)
        }
        None => Err(vm.raise_text(T::INDEX_ERROR, "list assignment index out of range")),
    }
}

fn add(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if !matches!(vm.heap.payload(args[1]), Payload::List(_)) {
        let name = vm.type_name_of(args[1]);
        return Err(vm.type_error(format!("can only concatenate list (not \"{name}\") to list")));
    }
    let mut items = vm.list_mut(args[0]).clone();
    items.extend_from_slice(vm.list_mut(args[1]));
    Ok(vm.new_list(items))
}

fn iadd(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    vm.list_extend(args[0], args[1])?;
    Ok(args[0])
}

fn mul(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let Some(count) = repetitions(vm, args[1])? else { return Ok(NOT_IMPLEMENTED) };
    let items = vm.list_mut(args[0]).clone();
    vm.check_size(items.len().saturating_mul(count).saturating_mul(size_of::<Obj>()))?;
    Ok(vm.new_list(items.repeat(count)))
}

fn imul(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let Some(count) = repetitions(vm, args[1])? else { return Ok(NOT_IMPLEMENTED) };
    let items = vm.list_mut(args[0]).clone();
    vm.check_size(items.len().saturating_mul(count).saturating_mul(8))?;
    let repeated = items.repeat(count);
    vm.count_all(&repeated);
    let old = std::mem::replace(vm.list_mut(args[0]), repeated);
    for item in old {
        vm.decref(item);
    }
    Ok(args[0])
}

fn append(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    vm.list_push(args[0], args[1]);
    Ok(NONE)
}

fn extend(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    vm.list_extend(args[0], args[1])?;
    Ok(NONE)
}

fn insert(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let index = vm.index_i64(args[1])?;
    let length = vm.list_mut(args[0]).len() as i64;
    let at = if index < 0 { (index + length).max(0) } else { index.min(length) };
    vm.incref(args[2]);
    vm.list_mut(args[0]).insert(at as usize, args[2]);
    Ok(NONE)
}

fn pop(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let index = match args.get(1) {
        Some(index) => vm.index_i64(index)?,
        None => -1,
    };
    let length = vm.list_mut(args[0]).len() as i64;
    if length == 0 {
        return Err(vm.raise_text(T::INDEX_ERROR, "pop from empty list"));
    }
    let at = if index < 0 { index + length } else { index };
    if at < 0 || at >= length {
        return Err(vm.raise_text(T::INDEX_ERROR, "pop index out of range"));
    }
    let item = vm.list_mut(args[0]).remove(at as usize);
    Ok(vm.own(item))
}

fn position(vm: &mut Vm, list: Obj, value: Obj, start: usize, end: usize) -> PyResult<Option<usize>> {
    let mut at = start;
    while at < end {
        let Some(&item) = vm.items(list).and_then(|items| items.get(at)) else { break };
        let mark = vm.mark();
        vm.hold(item);
        let equal = vm.equal(item, value)?;
        vm.release(mark);
        if equal {
            return Ok(Some(at));
        }
        at += 1;
    }
    Ok(None)
}

fn remove(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    match position(vm, args[0], args[1], 0, usize::MAX)? {
        Some(at) => {
            // The comparison may have taken it away already.
            if at < vm.list_mut(args[0]).len() {
                let item = vm.list_mut(args[0]).remove(at);
                vm.decref(item);
            }
            Ok(NONE)
        }
        None => Err(vm.value_error("list.remove(x): x not in list")),
    }
}

fn clear(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let old = std::mem::take(vm.list_mut(args[0]));
    for item in old.into_iter().rev() {
        vm.decref(item);
    }
    Ok(NONE)
}

fn copy(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let items = vm.list_mut(args[0]).clone();
    Ok(vm.new_list(items))
}

/// `index` of list and tuple.
pub fn index(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let length = vm.quick_len(args[0]).unwrap_or(0);
    let start = vm.slice_index(args.get(2), false)?.unwrap_or(0);
    let end = vm.slice_index(args.get(3), false)?.unwrap_or(i64::MAX);
    let (start, end) = super::str::clamp_range(start, end, length);
    match position(vm, args[0], args[1], start, end)? {
        Some(at) => Ok(vm.new_usize(at)),
        None if vm.is_tuple(args[0]) => Err(vm.value_error("tuple.index(x): x not in tuple")),
        None => {
            let shown = vm.repr_text(args[1])?;
            Err(vm.value_error(&format!("{shown} is not in list")))
        }
    }
}

/// `count` of list and tuple.
pub fn count(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let mut count = 0;
    let mut start = 0;
    while let Some(at) = position(vm, args[0], args[1], start, usize::MAX)? {
        count += 1;
        start = at + 1;
    }
    Ok(vm.new_usize(count))
}

fn reverse(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    vm.list_mut(args[0]).reverse();
    Ok(NONE)
}

fn sort(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let [key, reverse] = vm.parse::<2>(
        args,
        1,
        &Params { function: "sort", names: &["key", "reverse"], required: 0, positional: 0, positional_only: 0 },
    )?;
    let reverse = !reverse.is_null() && vm.truth(reverse)?;
    // While it is sorted the list is empty for everybody else.
    let items = std::mem::take(vm.list_mut(args[0]));
    for &item in &items {
        vm.own(item);
    }
    let key = if key.is_null() { NONE } else { key };
    let result = vm.sort_items(items.clone(), key, reverse);
    let sorted = match &result {
        Ok(sorted) => sorted.clone(),
        Err(_) => items,
    };
    vm.count_all(&sorted);
    let disturbed = std::mem::replace(vm.list_mut(args[0]), sorted);
    // A list that was filled and emptied again has room.
    let modified = disturbed.capacity() > 0;
    for item in disturbed {
        vm.decref(item);
    }
    result?;
    if modified {
        return Err(vm.value_error("list modified during sort"));
    }
    Ok(NONE)
}

impl Vm {
    /// Stable sort: what `sorted` and `list.sort` do.
    pub fn sort_items(&mut self, items: Vec<Obj>, key: Obj, reverse: bool) -> PyResult<Vec<Obj>> {
        let mut pairs = Vec::with_capacity(items.len());
        for item in items {
            let sort_key = if key == NONE { item } else { self.call(key, &[item])? };
            pairs.push((sort_key, item));
        }
        if reverse {
            pairs.reverse();
        }
        if let Some(sorted) = self.sort_simple(&pairs) {
            pairs = sorted;
        } else {
            super::sort::sort_pairs(self, &mut pairs)?;
        }
        if reverse {
            pairs.reverse();
        }
        Ok(pairs.into_iter().map(|(_, item)| item).collect())
    }

    /// Keys that are all ints, all floats or all strings need no Python code.
    fn sort_simple(&self, pairs: &[(Obj, Obj)]) -> Option<Vec<(Obj, Obj)>> {
        let first = self.ty(pairs.first()?.0);
        if !matches!(first, T::INT | T::STR) || pairs.iter().any(|&(key, _)| self.ty(key) != first) {
            return None;
        }
        if first == T::INT && pairs.iter().any(|&(key, _)| self.as_int(key).is_none()) {
            return None;
        }
        let mut sorted = pairs.to_vec();
        if first == T::INT {
            sorted.sort_by_key(|&(key, _)| self.as_int(key));
        } else {
            sorted.sort_by(|a, b| self.text(a.0).cmp(self.text(b.0)));
        }
        Some(sorted)
    }
}
