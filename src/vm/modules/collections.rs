//! `_collections`: `deque` and `defaultdict`, the counting behind `Counter`, the fields of named tuples.

use crate::vm::native::{Args, Arity, GetSetDef, NativeDef, Params, def};
use crate::vm::object::statics::{NONE, NOT_IMPLEMENTED};
use crate::vm::object::{DequeData, DictData, IterKind, Obj, Payload, T, names};
use crate::vm::operator::Binary;
use crate::vm::types::{ITER_SELF, LEN, ONE, REPR, TypeTable, ZERO, iterators, reduce, sizes, str, typing};
use crate::vm::{PyResult, Vm};

const FUNCTIONS: &[NativeDef] = &[def("_count_elements", Arity::Pos(2, 2), count_elements)];

const ITERATOR: &[NativeDef] = &[
    ITER_SELF,
    def("__next__", ZERO, iterators::next),
    def("__length_hint__", Arity::None, iterators::length_hint),
    def("__reduce__", Arity::None, iterator_reduce),
];

pub const TABLES: &[TypeTable] = &[
    TypeTable::new(T::DEQUE_ITERATOR, ITERATOR).with_statics(&[def("__new__", Arity::Any, iterator_new)]),
    TypeTable::new(T::DEQUE_REVERSE_ITERATOR, ITERATOR).with_statics(&[def("__new__", Arity::Any, iterator_new)]),
    TypeTable::new(
        T::DEQUE,
        &[
            REPR,
            LEN,
            def("__init__", Arity::Any, deque_init),
            def("__iter__", ZERO, |vm, args| iterate(vm, args, false)),
            def("__reversed__", Arity::None, |vm, args| iterate(vm, args, true)),
            def("__getitem__", ONE, getitem),
            def("__setitem__", Arity::Slot(2, 2), setitem),
            def("__delitem__", ONE, delitem),
            def("__contains__", ONE, contains),
            def("__add__", ONE, add),
            def("__iadd__", ONE, iadd),
            def("__mul__", ONE, mul),
            def("__rmul__", ONE, mul),
            def("__imul__", ONE, imul),
            def("__copy__", Arity::None, copy),
            def("__reduce__", Arity::None, deque_reduce),
            def("__sizeof__", Arity::None, sizes::deque_sizeof),
            def("append", Arity::One, |vm, args| push(vm, args[0], args[1], false)),
            def("appendleft", Arity::One, |vm, args| push(vm, args[0], args[1], true)),
            def("pop", Arity::None, |vm, args| pop(vm, args[0], false)),
            def("popleft", Arity::None, |vm, args| pop(vm, args[0], true)),
            def("extend", Arity::One, |vm, args| extend(vm, args[0], args[1], false)),
            def("extendleft", Arity::One, |vm, args| extend(vm, args[0], args[1], true)),
            def("clear", Arity::None, clear),
            def("copy", Arity::None, copy),
            def("count", Arity::One, count),
            def("index", Arity::Pos(1, 3), index),
            def("insert", Arity::Pos(2, 2), insert),
            def("remove", Arity::One, remove),
            def("reverse", Arity::None, reverse),
            def("rotate", Arity::Pos(0, 1), rotate),
        ],
    )
    .with_statics(&[def("__new__", Arity::Any, deque_new)])
    .with_class_methods(&[def("__class_getitem__", Arity::One, typing::class_getitem)])
    .with_getset(&[GetSetDef { name: "maxlen", get: maxlen, set: None }]),
    TypeTable::new(
        T::DEFAULTDICT,
        &[
            REPR,
            def("__init__", Arity::Any, defaultdict_init),
            def("__missing__", Arity::One, missing),
            def("__copy__", Arity::None, defaultdict_copy),
            def("copy", Arity::None, defaultdict_copy),
            def("__reduce__", Arity::None, defaultdict_reduce),
            def("__or__", ONE, |vm, args| union(vm, args, false)),
            def("__ror__", ONE, |vm, args| union(vm, args, true)),
        ],
    )
    .with_class_methods(&[def("__class_getitem__", Arity::One, typing::class_getitem)])
    .with_getset(&[GetSetDef { name: "default_factory", get: factory, set: Some(set_factory) }]),
    TypeTable::new(
        T::TUPLEGETTER,
        &[
            def("__repr__", ZERO, tuplegetter_repr),
            def("__get__", Arity::Slot(1, 2), tuplegetter_get),
            def("__set__", Arity::Slot(2, 2), tuplegetter_set),
            def("__delete__", Arity::Slot(1, 1), tuplegetter_delete),
            def("__reduce__", Arity::None, tuplegetter_reduce),
        ],
    )
    .with_statics(&[def("__new__", Arity::Any, tuplegetter_new)])
    .with_getset(&[GetSetDef { name: "__doc__", get: tuplegetter_doc, set: Some(set_tuplegetter_doc) }]),
];

pub fn create(vm: &mut Vm) -> PyResult<Obj> {
    let module = vm.native_module("_collections", FUNCTIONS);
    for (name, ty) in [
        ("deque", T::DEQUE),
        ("defaultdict", T::DEFAULTDICT),
        ("_tuplegetter", T::TUPLEGETTER),
        ("_deque_iterator", T::DEQUE_ITERATOR),
        ("_deque_reverse_iterator", T::DEQUE_REVERSE_ITERATOR),
    ] {
        vm.module_set(module, name, ty);
    }
    let ordered = vm.import_dotted("_pylens_odict")?;
    let class = vm.get_attr_str(ordered, "OrderedDict")?;
    vm.module_set(module, "OrderedDict", class);
    Ok(module)
}

/// Adds the number of each item of an iterable to a mapping.
fn count_elements(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let (mapping, iterable) = (args[0], args[1]);
    let plain = vm.layout(vm.ty(mapping)) == T::DICT && {
        let (get, set) =
            (vm.find_in_type(vm.ty(mapping), names::get), vm.find_in_type(vm.ty(mapping), names::__setitem__));
        get == vm.find_in_type(T::DICT, names::get) && set == vm.find_in_type(T::DICT, names::__setitem__)
    };
    let one = vm.new_int(1);
    let zero = vm.new_int(0);
    vm.each(iterable, |vm, item| {
        if plain {
            let hash = vm.hash(item)?;
            let old = match vm.dict_find(mapping, item, hash)? {
                Some(at) => vm.dict_data(mapping).map_or(zero, |data| data.entries()[at].value),
                None => zero,
            };
            let new = vm.binary_op(Binary::Add, old, one)?;
            vm.dict_set_hashed(mapping, item, hash, new)?;
        } else {
            let old = vm.call_method(mapping, names::get, &[item, zero])?;
            let new = vm.binary_op(Binary::Add, old, one)?;
            vm.set_item(mapping, item, new)?;
        }
        Ok(std::ops::ControlFlow::Continue(()))
    })?;
    Ok(NONE)
}

fn data(vm: &Vm, o: Obj) -> Option<&DequeData> {
    match vm.heap.payload(o) {
        Payload::Deque(data) => Some(data),
        _ => None,
    }
}

fn data_mut(vm: &mut Vm, o: Obj) -> Option<&mut DequeData> {
    match vm.heap.payload_mut(o) {
        Payload::Deque(data) => Some(data),
        _ => None,
    }
}

fn len(vm: &Vm, o: Obj) -> usize {
    data(vm, o).map_or(0, |data| data.items.len())
}

/// The items, held.
fn items(vm: &mut Vm, o: Obj) -> Vec<Obj> {
    let items: Vec<Obj> = data(vm, o).map_or_else(Vec::new, |data| data.items.iter().copied().collect());
    for &item in &items {
        vm.hold(item);
    }
    items
}

fn deque_new(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    vm.heap.counts.young += 1;
    Ok(vm.new_object(args[0], Payload::Deque(Box::default())))
}

fn deque_init(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let [iterable, maxlen] = vm.parse::<2>(
        args,
        1,
        &Params { function: "deque", names: &["iterable", "maxlen"], required: 0, positional: 2, positional_only: 0 },
    )?;
    let most = if maxlen.is_null() || maxlen == NONE {
        None
    } else {
        if !vm.is_int(maxlen) {
            return Err(vm.raise_text(T::TYPE_ERROR, "an integer is required"));
        }
        match usize::try_from(vm.index_i64(maxlen)?) {
            Ok(most) => Some(most),
            Err(_) => return Err(vm.value_error("maxlen must be non-negative")),
        }
    };
    if let Some(data) = data_mut(vm, args[0]) {
        data.maxlen = most;
    }
    if len(vm, args[0]) > 0 {
        clear(vm, args)?;
    }
    if !iterable.is_null() {
        extend(vm, args[0], iterable, false)?;
    }
    Ok(NONE)
}

fn push(vm: &mut Vm, deque: Obj, item: Obj, left: bool) -> PyResult<Obj> {
    vm.incref(item);
    let Some(data) = data_mut(vm, deque) else {
        vm.decref(item);
        return Err(vm.wrong_payload("deque", deque));
    };
    data.version = data.version.wrapping_add(1);
    if left {
        data.items.push_front(item);
    } else {
        data.items.push_back(item);
    }
    let dropped = match data.maxlen {
        Some(most) if data.items.len() > most => {
            if left {
                data.items.pop_back()
            } else {
                data.items.pop_front()
            }
        }
        _ => None,
    };
    if let Some(dropped) = dropped {
        vm.decref(dropped);
    }
    Ok(NONE)
}

fn pop(vm: &mut Vm, deque: Obj, left: bool) -> PyResult<Obj> {
    let popped = data_mut(vm, deque).and_then(|data| {
        data.version = data.version.wrapping_add(1);
        if left { data.items.pop_front() } else { data.items.pop_back() }
    });
    match popped {
        Some(item) => Ok(vm.own(item)),
        None => Err(vm.raise_text(T::INDEX_ERROR, "pop from an empty deque")),
    }
}

fn extend(vm: &mut Vm, deque: Obj, iterable: Obj, left: bool) -> PyResult<Obj> {
    if deque == iterable {
        for item in items(vm, deque) {
            push(vm, deque, item, left)?;
        }
        return Ok(NONE);
    }
    vm.each(iterable, |vm, item| {
        push(vm, deque, item, left)?;
        Ok(std::ops::ControlFlow::Continue(()))
    })?;
    Ok(NONE)
}

fn clear(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let old = data_mut(vm, args[0]).map(|data| {
        data.version = data.version.wrapping_add(1);
        std::mem::take(&mut data.items)
    });
    for item in old.unwrap_or_default() {
        vm.decref(item);
    }
    Ok(NONE)
}

fn copy(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let ty = vm.ty(args[0]);
    let most = data(vm, args[0]).and_then(|data| data.maxlen);
    if ty == T::DEQUE {
        let items = items(vm, args[0]);
        vm.count_all(&items);
        vm.heap.counts.young += 1;
        let data = DequeData { items: items.into(), maxlen: most, version: 0 };
        return Ok(vm.new_object(T::DEQUE, Payload::Deque(Box::new(data))));
    }
    let copy = match most {
        Some(most) => {
            let most = vm.new_usize(most);
            vm.call(ty, &[args[0], most])?
        }
        None => vm.call(ty, &[args[0]])?,
    };
    if data(vm, copy).is_none() {
        let (name, got) = (vm.type_name(ty), vm.type_name_of(copy));
        return Err(vm.type_error(format!("{name}() must return a deque, not {got}")));
    }
    Ok(copy)
}

fn deque_reduce(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let ty = vm.ty(args[0]);
    let most = match data(vm, args[0]).and_then(|data| data.maxlen) {
        Some(most) => vm.new_usize(most),
        None => NONE,
    };
    let empty = crate::vm::object::statics::EMPTY_TUPLE;
    let arguments = if most == NONE { empty } else { vm.new_tuple(&[empty, most]) };
    let state = reduce::state(vm, args[0], false)?;
    let iterator = vm.get_iter(args[0])?;
    Ok(vm.new_tuple(&[ty, arguments, state, iterator]))
}

fn iterate(vm: &mut Vm, args: &Args, reverse: bool) -> PyResult<Obj> {
    let version = data(vm, args[0]).map_or(0, |data| data.version);
    let (ty, kind) = match reverse {
        false => (T::DEQUE_ITERATOR, IterKind::Deque),
        true => (T::DEQUE_REVERSE_ITERATOR, IterKind::DequeReverse),
    };
    Ok(vm.new_iter(ty, kind, &[args[0]], [0, i64::from(version), 0]))
}

impl Vm {
    /// Counts the changes of a deque that its iterators do not allow.
    pub fn deque_version(&self, deque: Obj) -> i64 {
        data(self, deque).map_or(-1, |data| i64::from(data.version))
    }
}

/// Makes an iterator that has passed over the first items: `_deque_iterator(deque, index=0)`.
fn iterator_new(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let (ty, given) = (args[0], args.len() - 1);
    let name = vm.type_name(ty);
    let short = name.rsplit('.').next().unwrap_or(&name).to_owned();
    if !args.kw.is_empty() {
        return Err(vm.type_error(format!("{short}() takes no keyword arguments")));
    }
    if !(1..=2).contains(&given) {
        let (bound, plural) = if given < 1 { ("at least 1", "") } else { ("at most 2", "s") };
        return Err(vm.type_error(format!("function takes {bound} argument{plural} ({given} given)")));
    }
    if data(vm, args[1]).is_none() {
        let got = vm.type_name_of(args[1]);
        return Err(vm.type_error(format!("argument 1 must be collections.deque, not {got}")));
    }
    let passed = match args.get(2) {
        Some(index) => vm.index_size(index)?,
        None => 0,
    };
    let iterator = iterate(vm, &Args { pos: &args.pos[1..], kw: &[] }, ty == T::DEQUE_REVERSE_ITERATOR)?;
    let length = len(vm, args[1]) as i64;
    vm.set_iter_number(iterator, 0, passed.clamp(0, length));
    Ok(iterator)
}

/// The class, the deque, and how many items were passed over.
fn iterator_reduce(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let Some(state) = vm.iter_data(args[0]) else { return Err(vm.wrong_payload("iterator", args[0])) };
    let (deque, at) = (state.objects.first().copied().unwrap_or(NONE), state.numbers[0]);
    let at = vm.new_int(at);
    let arguments = vm.new_tuple(&[deque, at]);
    let ty = vm.ty(args[0]);
    Ok(vm.new_tuple(&[ty, arguments]))
}

/// A step of one of the two iterators. The one from the end does not mind changes once it has come to its own.
pub fn step(vm: &mut Vm, iterator: Obj, reverse: bool) -> PyResult<Option<Obj>> {
    let Some(state) = vm.iter_data(iterator) else { return Ok(None) };
    let (deque, [at, version, ended]) = (state.objects.first().copied().unwrap_or(Obj::NULL), state.numbers);
    if deque.is_null() || reverse && ended != 0 {
        return Ok(None);
    }
    let Some(data) = data(vm, deque) else { return Ok(None) };
    let length = data.items.len();
    let place = if reverse { length.checked_sub(at as usize + 1) } else { Some(at as usize) };
    let item = place.and_then(|place| data.items.get(place).copied());
    if i64::from(data.version) != version {
        // There is nothing left from here on.
        vm.set_iter_number(iterator, 2, 1);
        return Err(vm.raise_text(T::RUNTIME_ERROR, "deque mutated during iteration"));
    }
    match item {
        Some(item) => {
            vm.set_iter_number(iterator, 0, at + 1);
            vm.set_iter_number(iterator, 2, i64::from(at as usize + 1 == length));
            Ok(Some(vm.hold(item)))
        }
        None => Ok(None),
    }
}

fn maxlen(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    match data(vm, o).and_then(|data| data.maxlen) {
        Some(most) => Ok(vm.new_usize(most)),
        None => Ok(NONE),
    }
}

fn place(vm: &mut Vm, deque: Obj, key: Obj) -> PyResult<usize> {
    if !vm.is_int(key) && vm.find_in_type(vm.ty(key), names::__index__).is_none() {
        let name = vm.type_name_of(key);
        return Err(vm.type_error(format!("sequence index must be integer, not '{name}'")));
    }
    let at = vm.index_i64(key)?;
    let length = len(vm, deque) as i64;
    let at = if at < 0 { at + length } else { at };
    if (0..length).contains(&at) {
        Ok(at as usize)
    } else {
        Err(vm.raise_text(T::INDEX_ERROR, "deque index out of range"))
    }
}

fn getitem(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let at = place(vm, args[0], args[1])?;
    let item = data(vm, args[0]).map_or(NONE, |data| data.items[at]);
    Ok(vm.hold(item))
}

fn setitem(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let at = place(vm, args[0], args[1])?;
    vm.incref(args[2]);
    if let Some(data) = data_mut(vm, args[0]) {
        let old = std::mem::replace(&mut data.items[at], args[2]);
        vm.decref(old);
    }
    Ok(NONE)
}

fn delitem(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let at = place(vm, args[0], args[1])?;
    take(vm, args[0], at);
    Ok(NONE)
}

fn take(vm: &mut Vm, deque: Obj, at: usize) {
    let old = data_mut(vm, deque).and_then(|data| {
        data.version = data.version.wrapping_add(1);
        data.items.remove(at)
    });
    if let Some(old) = old {
        vm.decref(old);
    }
}

const MUTATED: (Obj, &str) = (T::RUNTIME_ERROR, "deque mutated during iteration");

/// Position of the first item equal to `wanted`. A comparison that changes the deque raises `error`.
fn find(
    vm: &mut Vm,
    deque: Obj,
    wanted: Obj,
    range: std::ops::Range<usize>,
    error: (Obj, &str),
) -> PyResult<Option<usize>> {
    let version = data(vm, deque).map_or(0, |data| data.version);
    for at in range {
        let Some(item) = data(vm, deque).and_then(|data| data.items.get(at).copied()) else { break };
        let mark = vm.mark();
        vm.hold(item);
        let same = vm.equal(item, wanted)?;
        vm.release(mark);
        if data(vm, deque).map_or(0, |data| data.version) != version {
            return Err(vm.raise_text(error.0, error.1));
        }
        if same {
            return Ok(Some(at));
        }
    }
    Ok(None)
}

fn contains(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let length = len(vm, args[0]);
    Ok(Obj::bool(find(vm, args[0], args[1], 0..length, MUTATED)?.is_some()))
}

fn count(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let (mut count, mut from) = (0, 0);
    let length = len(vm, args[0]);
    while let Some(at) = find(vm, args[0], args[1], from..length, MUTATED)? {
        count += 1;
        from = at + 1;
    }
    Ok(vm.new_int(count))
}

fn index(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let length = len(vm, args[0]);
    let start = vm.slice_index(args.get(2), false)?.unwrap_or(0);
    let stop = vm.slice_index(args.get(3), false)?.unwrap_or(i64::MAX);
    let (start, stop) = str::clamp_range(start, stop, length);
    match find(vm, args[0], args[1], start..stop.max(start), MUTATED)? {
        Some(at) => Ok(vm.new_usize(at)),
        None => {
            let text = vm.repr_text(args[1])?;
            Err(vm.value_error(&format!("{text} is not in deque")))
        }
    }
}

fn insert(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let at = vm.index_i64(args[1])?;
    let length = len(vm, args[0]) as i64;
    if data(vm, args[0]).and_then(|data| data.maxlen) == Some(length as usize) {
        return Err(vm.raise_text(T::INDEX_ERROR, "deque already at its maximum size"));
    }
    let at = (if at < 0 { (at + length).max(0) } else { at }).min(length) as usize;
    vm.incref(args[2]);
    if let Some(data) = data_mut(vm, args[0]) {
        data.version = data.version.wrapping_add(1);
        data.items.insert(at, args[2]);
    }
    Ok(NONE)
}

fn remove(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let length = len(vm, args[0]);
    let mutated = (T::INDEX_ERROR, MUTATED.1);
    match find(vm, args[0], args[1], 0..length, mutated)? {
        Some(at) => {
            take(vm, args[0], at);
            Ok(NONE)
        }
        None => {
            let text = vm.repr_text(args[1])?;
            Err(vm.value_error(&format!("{text} is not in deque")))
        }
    }
}

fn reverse(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if let Some(data) = data_mut(vm, args[0]) {
        data.items.make_contiguous().reverse();
    }
    Ok(NONE)
}

fn rotate(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let by = match args.get(1) {
        Some(by) => vm.index_i64(by)?,
        None => 1,
    };
    if let Some(data) = data_mut(vm, args[0])
        && data.items.len() > 1
    {
        data.version = data.version.wrapping_add(1);
        let by = by.rem_euclid(data.items.len() as i64) as usize;
        data.items.rotate_right(by);
    }
    Ok(NONE)
}

fn add(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if !matches!(vm.heap.payload(args[1]), Payload::Deque(_)) {
        let name = vm.type_name_of(args[1]);
        return Err(vm.type_error(format!("can only concatenate deque (not \"{name}\") to deque")));
    }
    let result = copy(vm, args)?;
    extend(vm, result, args[1], false)?;
    Ok(result)
}

fn iadd(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    extend(vm, args[0], args[1], false)?;
    Ok(args[0])
}

fn mul(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let result = copy(vm, args)?;
    imul(vm, &Args { pos: &[result, args[1]], kw: &[] })
}

fn imul(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if !vm.is_int(args[1]) && vm.find_in_type(vm.ty(args[1]), names::__index__).is_none() {
        return Ok(NOT_IMPLEMENTED);
    }
    let times = vm.index_i64(args[1])?;
    let own = items(vm, args[0]);
    if times <= 0 {
        clear(vm, args)?;
        return Ok(args[0]);
    }
    if own.len().saturating_mul(times as usize) > 1 << 28 {
        return Err(vm.raise_text(T::MEMORY_ERROR, ""));
    }
    for _ in 1..times {
        for &item in &own {
            push(vm, args[0], item, false)?;
        }
    }
    Ok(args[0])
}

fn factory_of(vm: &Vm, o: Obj) -> Obj {
    vm.heap.attrs(o).and_then(|attrs| attrs.slots.first().copied()).and_then(|o| o.some()).unwrap_or(NONE)
}

fn factory(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    Ok(factory_of(vm, o))
}

fn set_factory(vm: &mut Vm, o: Obj, value: Obj) -> PyResult<()> {
    let value = value.some().unwrap_or(NONE);
    vm.incref(value);
    let slots = &mut vm.heap.attrs_or_new(o).slots;
    if slots.is_empty() {
        slots.push(Obj::NULL);
    }
    let old = std::mem::replace(&mut slots[0], value);
    vm.decref_some(old);
    Ok(())
}

fn defaultdict_init(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let factory = args.get(1).unwrap_or(NONE);
    if factory != NONE && !vm.is_callable(factory) {
        return Err(vm.raise_text(T::TYPE_ERROR, "first argument must be callable or None"));
    }
    set_factory(vm, args[0], factory)?;
    let rest: Vec<Obj> = std::iter::once(args[0]).chain(args.pos.iter().skip(2).copied()).collect();
    match vm.find_in_type(T::DICT, names::__init__) {
        Some(init) => vm.call_full(init, &rest, args.kw),
        None => Ok(NONE),
    }
}

fn missing(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let factory = factory_of(vm, args[0]);
    if factory == NONE {
        return Err(vm.key_error(args[1]));
    }
    let value = vm.call(factory, &[])?;
    vm.set_item(args[0], args[1], value)?;
    Ok(value)
}

fn defaultdict_copy(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let (ty, factory) = (vm.ty(args[0]), factory_of(vm, args[0]));
    vm.call(ty, &[factory, args[0]])
}

fn defaultdict_reduce(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let (ty, factory) = (vm.ty(args[0]), factory_of(vm, args[0]));
    let arguments = if factory == NONE { crate::vm::object::statics::EMPTY_TUPLE } else { vm.new_tuple(&[factory]) };
    let view = vm.call_method(args[0], names::items, &[])?;
    let iterator = vm.get_iter(view)?;
    Ok(vm.new_tuple(&[ty, arguments, NONE, NONE, iterator]))
}

fn union(vm: &mut Vm, args: &Args, swapped: bool) -> PyResult<Obj> {
    if !matches!(vm.heap.payload(args[1]), Payload::Dict(_)) {
        return Ok(NOT_IMPLEMENTED);
    }
    let (first, second) = if swapped { (args[1], args[0]) } else { (args[0], args[1]) };
    let (ty, factory) = (vm.ty(args[0]), factory_of(vm, args[0]));
    let result = vm.call(ty, &[factory, first])?;
    vm.dict_update(result, second)?;
    Ok(result)
}

fn tuplegetter_new(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let (index, doc) = (args.get(1).unwrap_or(NONE), args.get(2).unwrap_or(NONE));
    vm.index_i64(index)?;
    Ok(vm.new_fields(T::TUPLEGETTER, &[index, doc]))
}

fn field(vm: &Vm, o: Obj, index: usize) -> Obj {
    match vm.heap.payload(o) {
        Payload::Fields(fields) => fields.get(index).copied().unwrap_or(NONE),
        _ => NONE,
    }
}

fn tuplegetter_get(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if args[1] == NONE {
        return Ok(args[0]);
    }
    let index = field(vm, args[0], 0);
    let at = vm.index_i64(index)?;
    match vm.items(args[1]) {
        Some(items) if vm.is_tuple(args[1]) => match items.get(at.max(0) as usize).copied() {
            Some(item) => Ok(vm.hold(item)),
            None => Err(vm.raise_text(T::INDEX_ERROR, "tuple index out of range")),
        },
        _ => {
            let name = vm.type_name_of(args[1]);
            Err(vm.type_error(format!(
                "descriptor for index '{at}' for tuple subclasses doesn't apply to '{name}' object"
            )))
        }
    }
}

fn tuplegetter_set(vm: &mut Vm, _: &Args) -> PyResult<Obj> {
    Err(vm.raise_text(T::ATTRIBUTE_ERROR, "can't set attribute"))
}

fn tuplegetter_delete(vm: &mut Vm, _: &Args) -> PyResult<Obj> {
    Err(vm.raise_text(T::ATTRIBUTE_ERROR, "can't delete attribute"))
}

fn tuplegetter_repr(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let (index, doc) = (field(vm, args[0], 0), field(vm, args[0], 1));
    let (name, index, doc) = (vm.short_name(vm.ty(args[0])), vm.repr_text(index)?, vm.repr_text(doc)?);
    Ok(vm.new_str(format!("{name}({index}, {doc})")))
}

fn tuplegetter_reduce(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let parts = [field(vm, args[0], 0), field(vm, args[0], 1)];
    let parts = vm.new_tuple(&parts);
    Ok(vm.new_tuple(&[T::TUPLEGETTER, parts]))
}

fn tuplegetter_doc(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    Ok(field(vm, o, 1))
}

fn set_tuplegetter_doc(vm: &mut Vm, o: Obj, value: Obj) -> PyResult<()> {
    let value = value.some().unwrap_or(NONE);
    vm.incref(value);
    if let Payload::Fields(fields) = vm.heap.payload_mut(o)
        && let Some(slot) = fields.get_mut(1)
    {
        let old = std::mem::replace(slot, value);
        vm.decref(old);
    }
    Ok(())
}

impl Vm {
    pub fn is_callable(&self, o: Obj) -> bool {
        match self.heap.payload(o) {
            Payload::Function(_) | Payload::Type(_) | Payload::Native { .. } | Payload::NativeBound { .. } => true,
            Payload::Method { .. } => true,
            _ => self.find_in_type(self.ty(o), names::__call__).is_some(),
        }
    }

    /// An empty dict with the layout of another class.
    pub fn new_dict_of(&mut self, ty: Obj) -> Obj {
        self.heap.counts.young += 1;
        self.new_object(ty, Payload::Dict(Box::<DictData>::default()))
    }
}
