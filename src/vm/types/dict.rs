//! `dict`, its views, `mappingproxy`.

use std::ops::ControlFlow;

use super::{EQUALITY, LEN, ONE, REPR, TypeTable, ZERO};
use crate::vm::compare::Compare;
use crate::vm::native::{Args, Arity, GetSetDef, NativeDef, def};
use crate::vm::object::statics::{NONE, NOT_IMPLEMENTED, TRUE};
use crate::vm::object::{DictData, IterKind, Obj, Payload, T, names};
use crate::vm::operator::Binary;
use crate::vm::{PyResult, Vm};

const METHODS: &[NativeDef] = &[
    EQUALITY[0],
    EQUALITY[1],
    REPR,
    LEN,
    def("__init__", Arity::Any, init),
    def("__iter__", ZERO, iter::<0>),
    def("__reversed__", Arity::None, reversed::<0>),
    def("__contains__", Arity::One, contains),
    def("__getitem__", Arity::One, getitem),
    def("__setitem__", Arity::Blank(2, 2), setitem),
    def("__delitem__", ONE, delitem),
    def("__or__", ONE, or),
    def("__ror__", ONE, ror),
    def("__ior__", ONE, ior),
    def("get", Arity::Pos(1, 2), get),
    def("setdefault", Arity::Pos(1, 2), setdefault),
    def("pop", Arity::Pos(1, 2), pop),
    def("popitem", Arity::None, popitem),
    def("update", Arity::Any, update),
    def("clear", Arity::None, clear),
    def("copy", Arity::None, copy),
    def("keys", Arity::None, view::<0>),
    def("values", Arity::None, view::<1>),
    def("items", Arity::None, view::<2>),
];

const VIEW_KINDS: [Obj; 3] = [T::DICT_KEYS, T::DICT_VALUES, T::DICT_ITEMS];
const ODICT_VIEWS: [Obj; 3] = [T::ODICT_KEYS, T::ODICT_VALUES, T::ODICT_ITEMS];
const ITERATORS: [(Obj, IterKind); 3] = [
    (T::DICT_KEYITERATOR, IterKind::DictKeys),
    (T::DICT_VALUEITERATOR, IterKind::DictValues),
    (T::DICT_ITEMITERATOR, IterKind::DictItems),
];
const REVERSE_ITERATORS: [(Obj, IterKind); 3] = [
    (T::DICT_REVERSEKEYITERATOR, IterKind::DictKeysReverse),
    (T::DICT_REVERSEVALUEITERATOR, IterKind::DictValuesReverse),
    (T::DICT_REVERSEITEMITERATOR, IterKind::DictItemsReverse),
];

/// What keys and items have in common with sets.
const LIKE_SETS: &[NativeDef] = &[
    def("__eq__", ONE, view_eq),
    def("__and__", ONE, view_op::<1, false>),
    def("__rand__", ONE, view_op::<1, true>),
    def("__or__", ONE, view_op::<7, false>),
    def("__ror__", ONE, view_op::<7, true>),
    def("__sub__", ONE, view_op::<10, false>),
    def("__rsub__", ONE, view_op::<10, true>),
    def("__xor__", ONE, view_op::<12, false>),
    def("__rxor__", ONE, view_op::<12, true>),
    def("__le__", ONE, view_order::<1>),
    def("__lt__", ONE, view_order::<0>),
    def("__ge__", ONE, view_order::<5>),
    def("__gt__", ONE, view_order::<4>),
    def("isdisjoint", Arity::One, view_isdisjoint),
];

pub const TABLES: &[TypeTable] = &[
    TypeTable::new(T::DICT, METHODS).with_statics(&[def("__new__", Arity::Any, new)]).with_class_methods(&[
        def("fromkeys", Arity::Pos(1, 2), fromkeys),
        def("__class_getitem__", Arity::One, super::typing::class_getitem),
    ]),
    TypeTable::new(
        T::DICT_KEYS,
        &[
            REPR,
            def("__len__", ZERO, view_len),
            def("__iter__", ZERO, view_iter::<0>),
            def("__reversed__", Arity::None, view_reversed::<0>),
            def("__contains__", ONE, view_contains::<0>),
        ],
    )
    .with_getset(VIEW_GETSET),
    TypeTable::new(T::DICT_KEYS, LIKE_SETS),
    TypeTable::new(
        T::DICT_VALUES,
        &[
            REPR,
            def("__len__", ZERO, view_len),
            def("__iter__", ZERO, view_iter::<1>),
            def("__reversed__", Arity::None, view_reversed::<1>),
        ],
    )
    .with_getset(VIEW_GETSET),
    TypeTable::new(
        T::DICT_ITEMS,
        &[
            REPR,
            def("__len__", ZERO, view_len),
            def("__iter__", ZERO, view_iter::<2>),
            def("__reversed__", Arity::None, view_reversed::<2>),
            def("__contains__", ONE, view_contains::<2>),
        ],
    )
    .with_getset(VIEW_GETSET),
    TypeTable::new(T::DICT_ITEMS, LIKE_SETS),
    TypeTable::new(
        T::MAPPINGPROXY,
        &[
            REPR,
            def("__len__", ZERO, proxy_len),
            def("__iter__", ZERO, proxy_iter),
            def("__contains__", ONE, proxy_contains),
            def("__getitem__", ONE, proxy_getitem),
            def("__eq__", ONE, proxy_compare::<2>),
            def("__ne__", ONE, proxy_compare::<3>),
            def("__lt__", ONE, proxy_compare::<0>),
            def("__le__", ONE, proxy_compare::<1>),
            def("__gt__", ONE, proxy_compare::<4>),
            def("__ge__", ONE, proxy_compare::<5>),
            def("__hash__", ZERO, proxy_hash),
            def("__str__", ZERO, proxy_str),
            def("__reversed__", Arity::None, proxy_reversed),
            def("__or__", ONE, proxy_or::<false>),
            def("__ror__", ONE, proxy_or::<true>),
            def("__ior__", ONE, proxy_ior),
            def("get", Arity::Pos(1, 2), proxy_get),
            def("keys", Arity::None, proxy_method::<0>),
            def("values", Arity::None, proxy_method::<1>),
            def("items", Arity::None, proxy_method::<2>),
            def("copy", Arity::None, proxy_method::<3>),
        ],
    )
    .with_statics(&[def("__new__", Arity::Any, proxy_new)])
    .with_class_methods(&[def("__class_getitem__", Arity::One, super::typing::class_getitem)]),
];

fn new(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    vm.heap.counts.young += 1;
    Ok(vm.new_object(args[0], Payload::Dict(Box::<DictData>::default())))
}

fn init(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if args.len() > 2 {
        let given = args.len() - 1;
        return Err(vm.type_error(format!("dict expected at most 1 argument, got {given}")));
    }
    update(vm, args)
}

fn update(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let dict = args[0];
    if args.len() > 2 {
        let given = args.len() - 1;
        return Err(vm.type_error(format!("update expected at most 1 argument, got {given}")));
    }
    if let Some(other) = args.get(1) {
        vm.dict_fill(dict, other)?;
    }
    for &(key, value) in args.kw {
        vm.dict_set(dict, key, value)?;
    }
    Ok(NONE)
}

fn iter<const KIND: usize>(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let (ty, kind) = ITERATORS[KIND];
    let used = vm.quick_len(args[0]).unwrap_or(0) as i64;
    Ok(vm.new_iter(ty, kind, &[args[0]], [0, used, 0]))
}

fn reversed<const KIND: usize>(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let (ty, kind) = REVERSE_ITERATORS[KIND];
    let (used, last) = vm.dict_data(args[0]).map_or((0, 0), |data| (data.len(), data.entries().len()));
    Ok(vm.new_iter(ty, kind, &[args[0]], [last as i64 - 1, used as i64, 0]))
}

fn contains(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    Ok(Obj::bool(vm.dict_get(args[0], args[1])?.is_some()))
}

fn getitem(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if let Some(value) = vm.dict_get(args[0], args[1])? {
        return Ok(value);
    }
    if vm.ty(args[0]) != T::DICT
        && let Some(value) = vm.call_special(args[0], names::__missing__, &[args[1]])?
    {
        return Ok(value);
    }
    Err(vm.key_error(args[1]))
}

fn setitem(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    vm.dict_set(args[0], args[1], args[2])?;
    Ok(NONE)
}

fn delitem(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    match vm.dict_remove(args[0], args[1])? {
        Some(_) => Ok(NONE),
        None => Err(vm.key_error(args[1])),
    }
}

fn or(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if !vm.is_instance(args[1], T::DICT) || !vm.is_instance(args[0], T::DICT) {
        return Ok(NOT_IMPLEMENTED);
    }
    let copy = vm.dict_copy(args[0]);
    vm.dict_update(copy, args[1])?;
    Ok(copy)
}

fn ror(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    or(vm, &Args { pos: &[args[1], args[0]], kw: &[] })
}

fn ior(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    vm.dict_fill(args[0], args[1])?;
    Ok(args[0])
}

fn get(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    Ok(vm.dict_get(args[0], args[1])?.unwrap_or_else(|| args.get(2).unwrap_or(NONE)))
}

fn setdefault(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let hash = vm.hash(args[1])?;
    if let Some(at) = vm.dict_find(args[0], args[1], hash)? {
        let value = vm.dict_data(args[0]).map_or(NONE, |data| data.entry(at).value);
        return Ok(vm.hold(value));
    }
    let value = args.get(2).unwrap_or(NONE);
    vm.heap.incref(args[1]);
    vm.heap.incref(value);
    if let Some(data) = vm.dict_data_mut(args[0]) {
        data.insert_new(args[1], hash, value);
    }
    Ok(value)
}

fn pop(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    match vm.dict_remove(args[0], args[1])? {
        Some(value) => Ok(value),
        None => match args.get(2) {
            Some(default) => Ok(default),
            None => Err(vm.key_error(args[1])),
        },
    }
}

fn popitem(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let Some(at) = vm.dict_data(args[0]).and_then(DictData::last) else {
        let message = vm.new_str("popitem(): dictionary is empty");
        return Err(vm.key_error(message));
    };
    match vm.dict_remove_last(args[0], at) {
        Some((key, value)) => Ok(vm.new_tuple(&[key, value])),
        None => Ok(NONE),
    }
}

fn clear(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    vm.dict_clear(args[0]);
    Ok(NONE)
}

fn copy(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    Ok(vm.dict_copy(args[0]))
}

fn fromkeys(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let value = args.get(2).unwrap_or(NONE);
    let dict = if args[0] == T::DICT { vm.new_dict() } else { vm.call(args[0], &[])? };
    // Sets and dicts know the hashes of their keys.
    let plain = vm.ty(dict) == T::DICT && vm.quick_len(dict) == Some(0);
    let known: Vec<(Obj, i64)> = match vm.ty(args[1]) {
        T::DICT if plain => vm.dict_entries(args[1]).into_iter().map(|(key, hash, _)| (key, hash)).collect(),
        T::SET | T::FROZENSET if plain => vm.set_keys(args[1]),
        _ => {
            let set = |vm: &mut Vm, key: Obj| vm.set_item(dict, key, value).map(|()| ControlFlow::Continue(()));
            vm.each(args[1], set)?;
            return Ok(dict);
        }
    };
    for (key, hash) in known {
        vm.dict_set_hashed(dict, key, hash, value)?;
    }
    Ok(dict)
}

fn view<const KIND: usize>(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    Ok(vm.new_object_counted(VIEW_KINDS[KIND], Payload::View(args[0])))
}

/// `odict_view(dict, kind)`: what an `OrderedDict` gives as its keys, values or items.
pub fn odict_view(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let kind = vm.as_int(args[1]).unwrap_or(0).clamp(0, 2) as usize;
    Ok(vm.new_object_counted(ODICT_VIEWS[kind], Payload::View(args[0])))
}

/// `odict_iterator(dict, reverse)`: an iterator over the keys of an `OrderedDict`.
pub fn odict_iterator(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let iterator = if args[1] == TRUE { reversed::<0>(vm, args)? } else { iter::<0>(vm, args)? };
    vm.heap.slot_mut(iterator).ty = T::ODICT_ITERATOR;
    Ok(iterator)
}

fn is_keys(vm: &Vm, o: Obj) -> bool {
    matches!(vm.ty(o), T::DICT_KEYS | T::ODICT_KEYS)
}

fn is_items(vm: &Vm, o: Obj) -> bool {
    matches!(vm.ty(o), T::DICT_ITEMS | T::ODICT_ITEMS)
}

/// An iterator of a view: those of an `OrderedDict` have a type of their own.
fn view_iterator(vm: &mut Vm, view: Obj, iterator: Obj) -> Obj {
    if ODICT_VIEWS.contains(&vm.ty(view)) {
        vm.heap.slot_mut(iterator).ty = T::ODICT_ITERATOR;
    }
    iterator
}

fn target(vm: &Vm, view: Obj) -> Obj {
    match vm.heap.payload(view) {
        Payload::View(of) => *of,
        _ => Obj::NULL,
    }
}

fn view_len(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let length = vm.quick_len(target(vm, args[0])).unwrap_or(0);
    Ok(vm.new_usize(length))
}

fn view_iter<const KIND: usize>(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let dict = target(vm, args[0]);
    let iterator = iter::<KIND>(vm, &Args { pos: &[dict], kw: &[] })?;
    Ok(view_iterator(vm, args[0], iterator))
}

fn view_reversed<const KIND: usize>(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let dict = target(vm, args[0]);
    let iterator = reversed::<KIND>(vm, &Args { pos: &[dict], kw: &[] })?;
    Ok(view_iterator(vm, args[0], iterator))
}

fn view_contains<const KIND: usize>(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let dict = target(vm, args[0]);
    if KIND == 0 {
        return Ok(Obj::bool(vm.dict_get(dict, args[1])?.is_some()));
    }
    let pair = vm.items(args[1]).map_or_else(Vec::new, <[Obj]>::to_vec);
    if pair.len() != 2 || !vm.is_tuple(args[1]) {
        return Ok(Obj::bool(false));
    }
    match vm.dict_get(dict, pair[0])? {
        Some(value) => Ok(Obj::bool(vm.equal(value, pair[1])?)),
        None => Ok(Obj::bool(false)),
    }
}

/// A set with the items of a view or other iterable.
fn as_set(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    let set = vm.new_set(T::SET);
    // The keys of a dict come from the dict itself, whose size is known.
    let dict = if is_keys(vm, o) { target(vm, o) } else { Obj::NULL };
    if !dict.is_null() && vm.ty(dict) == T::DICT {
        vm.set_update(set, dict)?;
        return Ok(set);
    }
    let iterator = vm.get_iter(o)?;
    vm.set_update(set, iterator)?;
    Ok(set)
}

fn view_op<const OP: u32, const REFLECTED: bool>(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let (left, right) = if REFLECTED { (args[1], args[0]) } else { (args[0], args[1]) };
    // The order of the result is that of CPython's own steps.
    match Binary::from_arg(OP) {
        Some(Binary::Subtract) => {
            let set = as_set(vm, left)?;
            vm.call_method_str(set, "difference_update", &[right])?;
            Ok(set)
        }
        Some(Binary::Xor) => {
            let set = as_set(vm, left)?;
            vm.call_method_str(set, "symmetric_difference_update", &[right])?;
            Ok(set)
        }
        Some(Binary::And) => view_intersection(vm, left, right),
        Some(operator) => {
            let (a, b) = (as_set(vm, left)?, as_set(vm, right)?);
            vm.binary_op(operator, a, b)
        }
        None => Ok(NOT_IMPLEMENTED),
    }
}

fn view_intersection(vm: &mut Vm, left: Obj, right: Obj) -> PyResult<Obj> {
    let is_view = |vm: &Vm, o: Obj| is_keys(vm, o) || is_items(vm, o);
    let (own, other) = if is_view(vm, left) { (left, right) } else { (right, left) };
    let length = vm.length(own)?;
    if vm.ty(other) == T::SET && vm.quick_len(other).is_some_and(|other| length <= other) {
        return vm.call_method_str(other, "intersection", &[own]);
    }
    let (own, other) = if is_view(vm, other) && vm.length(other)? > length { (other, own) } else { (own, other) };
    let result = vm.new_set(T::SET);
    for key in vm.collect(other)? {
        if vm.contains(own, key)? {
            vm.set_add(result, key)?;
        }
    }
    Ok(result)
}

fn view_mapping(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    let of = target(vm, o);
    Ok(vm.new_object_counted(T::MAPPINGPROXY, Payload::View(of)))
}

const VIEW_GETSET: &[GetSetDef] = &[GetSetDef { name: "mapping", get: view_mapping, set: None }];

fn is_set_like(vm: &Vm, o: Obj) -> bool {
    matches!(vm.heap.payload(o), Payload::Set(_)) || is_keys(vm, o) || is_items(vm, o)
}

fn view_order<const OP: u32>(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if !is_set_like(vm, args[1]) {
        return Ok(NOT_IMPLEMENTED);
    }
    let (own, other) = (vm.length(args[0])?, vm.length(args[1])?);
    use crate::vm::compare::Compare;
    let result = match Compare::from_arg(OP) {
        Some(Compare::Less) => own < other && all_in(vm, args[0], args[1])?,
        Some(Compare::LessEqual) => own <= other && all_in(vm, args[0], args[1])?,
        Some(Compare::Greater) => own > other && all_in(vm, args[1], args[0])?,
        Some(Compare::GreaterEqual) => own >= other && all_in(vm, args[1], args[0])?,
        _ => return Ok(NOT_IMPLEMENTED),
    };
    Ok(Obj::bool(result))
}

/// Whether all items of one set-like object are in another.
fn all_in(vm: &mut Vm, items: Obj, container: Obj) -> PyResult<bool> {
    let mut all = true;
    vm.each(items, |vm, item| {
        all = vm.contains(container, item)?;
        Ok(if all { std::ops::ControlFlow::Continue(()) } else { std::ops::ControlFlow::Break(()) })
    })?;
    Ok(all)
}

fn view_eq(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if !is_set_like(vm, args[1]) {
        return Ok(NOT_IMPLEMENTED);
    }
    let same = vm.length(args[0])? == vm.length(args[1])? && all_in(vm, args[0], args[1])?;
    Ok(Obj::bool(same))
}

fn view_isdisjoint(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let a = as_set(vm, args[0])?;
    for item in vm.collect(args[1])? {
        if vm.set_contains(a, item)? {
            return Ok(Obj::bool(false));
        }
    }
    Ok(Obj::bool(true))
}

fn proxy_new(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let [mapping] = vm.parse::<1>(
        args,
        1,
        &crate::vm::native::Params {
            function: "mappingproxy",
            names: &["mapping"],
            required: 1,
            positional: 1,
            positional_only: 0,
        },
    )?;
    match mapping.some() {
        Some(mapping)
            if vm.find_in_type(vm.ty(mapping), names::__getitem__).is_none()
                || matches!(vm.heap.payload(mapping), Payload::List(_) | Payload::Tuple(_)) =>
        {
            let name = vm.type_name_of(mapping);
            Err(vm.type_error(format!("mappingproxy() argument must be a mapping, not {name}")))
        }
        Some(mapping) => Ok(vm.new_object_counted(T::MAPPINGPROXY, Payload::View(mapping))),
        None => Err(vm.raise_text(T::TYPE_ERROR, "mappingproxy() missing required argument 'mapping' (pos 1)")),
    }
}

fn proxy_len(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let length = vm.length(target(vm, args[0]))?;
    Ok(vm.new_usize(length))
}

fn proxy_iter(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    vm.get_iter(target(vm, args[0]))
}

fn proxy_contains(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    Ok(Obj::bool(vm.contains(target(vm, args[0]), args[1])?))
}

fn proxy_getitem(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    vm.get_item(target(vm, args[0]), args[1])
}

/// What a proxy stands for; anything else stands for itself.
fn unproxied(vm: &Vm, o: Obj) -> Obj {
    if vm.ty(o) == T::MAPPINGPROXY { target(vm, o) } else { o }
}

fn proxy_compare<const OP: u32>(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    match Compare::from_arg(OP) {
        Some(operator) => vm.rich_compare(target(vm, args[0]), args[1], operator),
        None => Ok(NOT_IMPLEMENTED),
    }
}

fn proxy_hash(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let hash = vm.hash(target(vm, args[0]))?;
    Ok(vm.new_int(hash))
}

fn proxy_str(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    vm.str_of(target(vm, args[0]))
}

fn proxy_reversed(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let of = target(vm, args[0]);
    vm.call(T::REVERSED, &[of])
}

fn proxy_or<const REFLECTED: bool>(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let (own, other) = (unproxied(vm, args[0]), unproxied(vm, args[1]));
    if REFLECTED { vm.binary_op(Binary::Or, other, own) } else { vm.binary_op(Binary::Or, own, other) }
}

fn proxy_ior(vm: &mut Vm, _: &Args) -> PyResult<Obj> {
    Err(vm.raise_text(T::TYPE_ERROR, "'|=' is not supported by mappingproxy; use '|' instead"))
}

fn proxy_get(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let of = target(vm, args[0]);
    vm.call_method(of, names::get, &args.pos[1..])
}

fn proxy_method<const KIND: usize>(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let of = target(vm, args[0]);
    vm.call_method(of, [names::keys, names::values, names::items, names::copy][KIND], &[])
}

impl Vm {
    /// `dict.update(other)`: a mapping, or an iterable of pairs.
    pub fn dict_fill(&mut self, dict: Obj, other: Obj) -> PyResult<()> {
        if self.is_instance(other, T::DICT) || self.find_attr(other, names::keys)?.is_some() {
            return self.dict_update(dict, other);
        }
        let iterator = self.get_iter(other)?;
        let mut at = 0;
        loop {
            let mark = self.mark();
            let Some(pair) = self.next_item(iterator)? else { return Ok(()) };
            if !self.is_iterable(pair) {
                let message = format!("cannot convert dictionary update sequence element #{at} to a sequence");
                return Err(self.type_error(message));
            }
            let items = self.collect(pair)?;
            let [key, value] = items[..] else {
                let message =
                    format!("dictionary update sequence element #{at} has length {}; 2 is required", items.len());
                return Err(self.value_error(&message));
            };
            self.dict_set(dict, key, value)?;
            self.release(mark);
            at += 1;
        }
    }
}
