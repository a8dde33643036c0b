//! Builtin iterators: one step each, and `enumerate`, `zip`, `map`, `filter`, `reversed`.

use smallvec::SmallVec;

use super::{ITER_SELF, TypeTable, ZERO, reduce};
use crate::vm::native::{Args, Arity, NativeDef, Params, def};
use crate::vm::object::statics::{NONE, NOT_IMPLEMENTED, ZERO as ZERO_INT};
use crate::vm::object::{IterData, IterKind, Obj, Payload, T, names};
use crate::vm::operator::Binary;
use crate::vm::{PyResult, Vm};

const METHODS: &[NativeDef] =
    &[ITER_SELF, def("__next__", ZERO, next), def("__length_hint__", Arity::None, length_hint)];

/// Iterators over dicts and sets become iterators over lists when they are pickled.
const RESTS: &[NativeDef] = &[
    ITER_SELF,
    def("__next__", ZERO, next),
    def("__length_hint__", Arity::None, length_hint),
    def("__reduce__", Arity::None, reduce::rest_reduce),
];

/// What is called with other iterators.
const CALLED: &[NativeDef] =
    &[ITER_SELF, def("__next__", ZERO, next), def("__reduce__", Arity::None, reduce::call_reduce)];

const ZIPPED: &[NativeDef] = &[
    ITER_SELF,
    def("__next__", ZERO, next),
    def("__reduce__", Arity::None, reduce::call_reduce),
    def("__setstate__", Arity::One, reduce::zip_setstate),
];

/// Iterators over sequences can be moved.
const MOVABLE: &[NativeDef] = &[
    ITER_SELF,
    def("__next__", ZERO, next),
    def("__length_hint__", Arity::None, length_hint),
    def("__setstate__", Arity::One, setstate),
    def("__reduce__", Arity::None, place_reduce),
];

macro_rules! tables {
    ($methods:expr; $($ty:ident),* $(,)?) => { [$(TypeTable::new(T::$ty, $methods)),*] };
}

const PLAIN: &[TypeTable] = &tables![METHODS;
    MEMORY_ITERATOR,
];

const ENUMERATE: &[NativeDef] = &[def("__new__", Arity::Any, enumerate_new)];
const REVERSED: &[NativeDef] = &[def("__new__", Arity::Any, reversed_new)];
const ZIP: &[NativeDef] = &[def("__new__", Arity::Any, zip_new)];
const MAP: &[NativeDef] = &[def("__new__", Arity::Any, map_new)];
const FILTER: &[NativeDef] = &[def("__new__", Arity::Any, filter_new)];

/// Types that only builtin functions make.
pub const TABLES: &[TypeTable] = PLAIN;

/// `iter(callable, sentinel)`
const UNTIL: &[NativeDef] =
    &[ITER_SELF, def("__next__", ZERO, next), def("__reduce__", Arity::None, reduce::until_reduce)];

pub const OF_CALLS: &[TypeTable] = &[TypeTable::new(T::CALLABLE_ITERATOR, UNTIL)];

pub const OF_TABLES: &[TypeTable] = &tables![RESTS;
    SET_ITERATOR,
    DICT_KEYITERATOR,
    ODICT_ITERATOR,
    DICT_VALUEITERATOR,
    DICT_ITEMITERATOR,
    DICT_REVERSEKEYITERATOR,
    DICT_REVERSEVALUEITERATOR,
    DICT_REVERSEITEMITERATOR,
];

pub const SEQUENCES: &[TypeTable] = &tables![MOVABLE;
    SEQ_ITERATOR,
    LIST_ITERATOR,
    LIST_REVERSEITERATOR,
    TUPLE_ITERATOR,
    STR_ITERATOR,
    STR_ASCII_ITERATOR,
    BYTES_ITERATOR,
    BYTEARRAY_ITERATOR,
    RANGE_ITERATOR,
    LONGRANGE_ITERATOR,
];

/// Types that programs call.
pub const CONSTRUCTIBLE: &[TypeTable] = &[
    TypeTable::new(T::ENUMERATE, CALLED).with_statics(ENUMERATE).with_class_methods(&[def(
        "__class_getitem__",
        Arity::One,
        super::typing::class_getitem,
    )]),
    TypeTable::new(T::REVERSED, MOVABLE).with_statics(REVERSED),
    TypeTable::new(T::ZIP, ZIPPED).with_statics(ZIP),
    TypeTable::new(T::MAP, CALLED).with_statics(MAP),
    TypeTable::new(T::FILTER, CALLED).with_statics(FILTER),
];

pub fn next(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    match vm.iter_step(args[0])? {
        Some(item) => Ok(item),
        None => Err(vm.raise_stop(NONE)),
    }
}

pub fn length_hint(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let Some(data) = vm.iter_data(args[0]).cloned() else { return Ok(NONE) };
    if data.objects.first().is_some_and(|o| o.is_null()) {
        return Ok(vm.new_int(0));
    }
    let hint = match data.kind {
        IterKind::List | IterKind::Tuple => vm.quick_len(data.objects[0]).unwrap_or(0) as i64 - data.numbers[0],
        IterKind::Range => data.numbers[2],
        // A list that became shorter has nothing more to give.
        IterKind::ListReverse => {
            let (length, left) = (vm.quick_len(data.objects[0]).unwrap_or(0) as i64, data.numbers[0] + 1);
            if length < left { 0 } else { left }
        }
        IterKind::Str => {
            let text = data.objects[0];
            if text.is_null() { 0 } else { vm.text(text)[data.numbers[0] as usize..].chars().count() as i64 }
        }
        IterKind::Sequence if vm.find_in_type(vm.ty(data.objects[0]), names::__len__).is_none() => {
            return Ok(NOT_IMPLEMENTED);
        }
        IterKind::Bytes | IterKind::Sequence => {
            let length = if data.objects[0].is_null() { 0 } else { vm.length(data.objects[0])? };
            length as i64 - data.numbers[0]
        }
        IterKind::Set | IterKind::DictKeys | IterKind::DictValues | IterKind::DictItems => {
            let done = data.numbers[2];
            if data.objects[0].is_null() { 0 } else { data.numbers[1] - done }
        }
        IterKind::LongRange => return Ok(data.objects[2]),
        IterKind::Deque | IterKind::DequeReverse => {
            let deque = data.objects[0];
            if vm.deque_version(deque) == data.numbers[1] { vm.length(deque)? as i64 - data.numbers[0] } else { 0 }
        }
        IterKind::Reversed => {
            // The sequence may have become shorter.
            let (length, left) = (vm.length(data.objects[0])? as i64, data.numbers[0] + 1);
            if length < left { 0 } else { left }
        }
        IterKind::Repeat => data.numbers[0],
        _ => 0,
    };
    Ok(vm.new_int(hint.max(0)))
}

/// `__setstate__`: the place of the next item, within the sequence.
fn setstate(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let Some(data) = vm.iter_data(args[0]).cloned() else { return Ok(NONE) };
    if data.kind == IterKind::LongRange {
        return longrange_setstate(vm, args[0], &data.objects, args[1]);
    }
    let state = vm.index_size(args[1])?;
    let first = data.objects.first().copied().unwrap_or(Obj::NULL);
    let place = match data.kind {
        IterKind::Range => {
            let moved = state.clamp(0, data.numbers[2]);
            let [next, step, left] = data.numbers;
            if let Some(own) = vm.iter_data_mut(args[0]) {
                own.numbers = [next.wrapping_add(step * moved), step, left - moved];
            }
            return Ok(NONE);
        }
        _ if first.is_null() => return Ok(NONE),
        IterKind::ListReverse | IterKind::Reversed => {
            let length = vm.length(first)? as i64;
            state.clamp(-1, length - 1)
        }
        IterKind::Str => {
            let state = state.max(0) as usize;
            vm.str_data(first).map_or(0, |text| text.byte_offset(state)) as i64
        }
        IterKind::Sequence => state.max(0),
        _ => {
            let length = vm.length(first)? as i64;
            state.clamp(0, length)
        }
    };
    vm.set_iter_number(args[0], 0, place);
    Ok(NONE)
}

fn longrange_setstate(vm: &mut Vm, o: Obj, objects: &[Obj], state: Obj) -> PyResult<Obj> {
    let parts = [objects[0], objects[1], objects[2], vm.index(state)?].map(|part| vm.as_big(part).unwrap_or_default());
    let [next, step, left, state] = parts;
    let moved = state.clamp(num_bigint::BigInt::ZERO, left.clone());
    let (next, left) = (vm.new_big(next + step * &moved), vm.new_big(left - moved));
    vm.set_iter_object(o, 0, next);
    vm.set_iter_object(o, 2, left);
    Ok(NONE)
}

/// `__reduce__`: how `copy` and `pickle` make the same iterator again.
fn place_reduce(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let Some(data) = vm.iter_data(args[0]) else { return Ok(NONE) };
    let reverse = matches!(data.kind, IterKind::ListReverse | IterKind::Reversed);
    let function = vm.builtin(if reverse { "reversed" } else { "iter" })?;
    // The lookup may have moved it.
    let Some(data) = vm.iter_data(args[0]).cloned() else { return Ok(NONE) };
    let first = data.objects.first().copied().unwrap_or(Obj::NULL);
    if data.kind == IterKind::Range {
        let [next, step, left] = data.numbers;
        let parts = [next, next.wrapping_add(step * left), step].map(|value| vm.new_int(value));
        let range = vm.new_range(parts[0], parts[1], parts[2]);
        let arguments = vm.new_tuple(&[range]);
        return Ok(vm.new_tuple(&[function, arguments, NONE]));
    }
    if data.kind == IterKind::LongRange {
        let moved = vm.binary_op(Binary::Multiply, data.objects[1], data.objects[2])?;
        let stop = vm.binary_op(Binary::Add, first, moved)?;
        let range = vm.new_range(first, stop, data.objects[1]);
        let arguments = vm.new_tuple(&[range]);
        return Ok(vm.new_tuple(&[function, arguments, NONE]));
    }
    if first.is_null() {
        let empty = match data.kind {
            IterKind::List | IterKind::ListReverse => vm.new_list(Vec::new()),
            IterKind::Str => crate::vm::object::statics::EMPTY_STR,
            _ => crate::vm::object::statics::EMPTY_TUPLE,
        };
        let arguments = vm.new_tuple(&[empty]);
        return Ok(vm.new_tuple(&[function, arguments]));
    }
    let place = match data.kind {
        IterKind::Str => vm.str_data(first).map_or(0, |text| text.char_offset(data.numbers[0] as usize)) as i64,
        _ => data.numbers[0],
    };
    let (arguments, place) = (vm.new_tuple(&[first]), vm.new_int(place));
    Ok(vm.new_tuple(&[function, arguments, place]))
}

fn enumerate_new(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if let Some(&(key, _)) = args.kw.iter().find(|(key, _)| !matches!(vm.text(*key), "iterable" | "start")) {
        let key = vm.text(key).to_owned();
        return Err(vm.type_error(format!("'{key}' is an invalid keyword argument for enumerate()")));
    }
    if args.len() == 1 && args.kw.is_empty() {
        return Err(vm.raise_text(T::TYPE_ERROR, "enumerate() missing required argument 'iterable'"));
    }
    let [iterable, start] = vm.parse::<2>(
        args,
        1,
        &Params {
            function: "enumerate",
            names: &["iterable", "start"],
            required: 1,
            positional: 2,
            positional_only: 0,
        },
    )?;
    let start = if start.is_null() { ZERO_INT } else { vm.index(start)? };
    let iterator = vm.get_iter(iterable)?;
    Ok(match vm.as_int(start) {
        Some(start) => vm.new_iter(args[0], IterKind::Enumerate, &[iterator], [start, 0, 0]),
        None => vm.new_iter(args[0], IterKind::Enumerate, &[iterator, start], [0, 0, 0]),
    })
}

fn reversed_new(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if !args.kw.is_empty() && vm.refuses_keywords(args[0], T::REVERSED) {
        return Err(vm.raise_text(T::TYPE_ERROR, "reversed() takes no keyword arguments"));
    }
    if args.len() != 2 {
        let given = args.len() - 1;
        return Err(vm.type_error(format!("reversed expected 1 argument, got {given}")));
    }
    let sequence = args[1];
    if let Some(method) = vm.find_in_type(vm.ty(sequence), names::__reversed__) {
        if method == NONE {
            let name = vm.type_name_of(sequence);
            return Err(vm.type_error(format!("'{name}' object is not reversible")));
        }
        return vm.call_method_found(method, sequence, &[], &[]);
    }
    let ty = vm.ty(sequence);
    if vm.find_in_type(ty, names::__getitem__).is_none() || vm.find_in_type(ty, names::__len__).is_none() {
        let name = vm.type_name(ty);
        return Err(vm.type_error(format!("'{name}' object is not reversible")));
    }
    let length = vm.length(sequence)?;
    Ok(vm.new_iter(args[0], IterKind::Reversed, &[sequence], [length as i64 - 1, 0, 0]))
}

fn zip_new(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let mut strict = false;
    for &(key, value) in args.kw {
        if vm.text(key) != "strict" {
            let key = vm.text(key).to_owned();
            return Err(vm.unknown_keyword("zip", &key, &["strict"]));
        }
        strict = vm.truth(value)?;
    }
    let mut iterators = Vec::new();
    for (at, &iterable) in args.pos[1..].iter().enumerate() {
        if !vm.is_iterable(iterable) {
            let name = vm.type_name_of(iterable);
            let _ = at;
            return Err(vm.type_error(format!("'{name}' object is not iterable")));
        }
        iterators.push(vm.get_iter(iterable)?);
    }
    Ok(vm.new_iter(args[0], IterKind::Zip, &iterators, [i64::from(strict), 0, 0]))
}

fn map_new(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if !args.kw.is_empty() && vm.refuses_keywords(args[0], T::MAP) {
        return Err(vm.raise_text(T::TYPE_ERROR, "map() takes no keyword arguments"));
    }
    if args.len() < 3 {
        return Err(vm.raise_text(T::TYPE_ERROR, "map() must have at least two arguments."));
    }
    let mut objects = vec![args[1]];
    for &iterable in &args.pos[2..] {
        objects.push(vm.get_iter(iterable)?);
    }
    Ok(vm.new_iter(args[0], IterKind::Map, &objects, [0; 3]))
}

fn filter_new(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if !args.kw.is_empty() && vm.refuses_keywords(args[0], T::FILTER) {
        return Err(vm.raise_text(T::TYPE_ERROR, "filter() takes no keyword arguments"));
    }
    if args.len() != 3 {
        let given = args.len() - 1;
        return Err(vm.type_error(format!("filter expected 2 arguments, got {given}")));
    }
    let iterator = vm.get_iter(args[2])?;
    Ok(vm.new_iter(args[0], IterKind::Filter, &[args[1], iterator], [0; 3]))
}

impl Vm {
    pub fn iter_data(&self, o: Obj) -> Option<&IterData> {
        match self.heap.payload(o) {
            Payload::Iter(data) => Some(data),
            _ => None,
        }
    }

    pub fn iter_data_mut(&mut self, o: Obj) -> Option<&mut IterData> {
        match self.heap.payload_mut(o) {
            Payload::Iter(data) => Some(data),
            _ => None,
        }
    }

    /// The next count of an `enumerate`: a number, or an object once it does not fit 64 bits.
    pub fn enumerate_count(&mut self, o: Obj) -> Obj {
        let Some(data) = self.iter_data(o) else { return NONE };
        match data.objects.get(1).copied() {
            Some(big) => self.hold(big),
            None => {
                let count = data.numbers[0];
                self.new_int(count)
            }
        }
    }

    pub fn set_iter_number(&mut self, o: Obj, index: usize, value: i64) {
        if let Some(data) = self.iter_data_mut(o) {
            data.numbers[index] = value;
        }
    }

    /// Puts another object in place of one that the iterator holds.
    pub fn set_iter_object(&mut self, o: Obj, index: usize, value: Obj) {
        self.heap.incref_some(value);
        let Some(data) = self.iter_data_mut(o) else { return };
        if data.objects.len() <= index {
            data.objects.resize(index + 1, Obj::NULL);
        }
        let old = std::mem::replace(&mut data.objects[index], value);
        self.decref_some(old);
    }

    fn finish_iter(&mut self, o: Obj) {
        if let Some(data) = self.iter_data_mut(o) {
            data.numbers = [-1; 3];
        }
        for index in 0..self.iter_data(o).map_or(0, |data| data.objects.len()) {
            self.set_iter_object(o, index, Obj::NULL);
        }
    }

    /// One step of a builtin iterator; the item is held.
    pub fn iter_step(&mut self, o: Obj) -> PyResult<Option<Obj>> {
        let Some(data) = self.iter_data(o) else { return Err(self.internal("not an iterator")) };
        let (kind, numbers) = (data.kind, data.numbers);
        let first = data.objects.first().copied().unwrap_or(Obj::NULL);
        let at = numbers[0];
        match kind {
            IterKind::List | IterKind::Tuple => {
                if first.is_null() {
                    return Ok(None);
                }
                match self.items(first).and_then(|items| items.get(at as usize).copied()) {
                    Some(item) => {
                        self.set_iter_number(o, 0, at + 1);
                        Ok(Some(self.hold(item)))
                    }
                    None => {
                        self.finish_iter(o);
                        Ok(None)
                    }
                }
            }
            IterKind::ListReverse => {
                if at < 0 || first.is_null() {
                    return Ok(None);
                }
                let item = self.items(first).and_then(|items| items.get(at as usize).copied());
                // A list that became shorter has no more items, even if it grows again.
                self.set_iter_number(o, 0, if item.is_some() { at - 1 } else { -1 });
                Ok(item.map(|item| self.hold(item)))
            }
            IterKind::Str => {
                let c = if first.is_null() { None } else { self.text(first)[at as usize..].chars().next() };
                let Some(c) = c else { return Ok(None) };
                self.set_iter_number(o, 0, at + c.len_utf8() as i64);
                Ok(Some(self.new_char(c)))
            }
            IterKind::Bytes => {
                if first.is_null() {
                    return Ok(None);
                }
                let byte = match self.heap.payload(first) {
                    Payload::Bytes(bytes) => bytes.get(at as usize).copied(),
                    Payload::ByteArray(array) => array.bytes.get(at as usize).copied(),
                    _ => None,
                };
                match byte {
                    Some(byte) => {
                        self.set_iter_number(o, 0, at + 1);
                        Ok(Some(self.new_int(i64::from(byte))))
                    }
                    // A `bytearray` that grows afterwards has nothing more to give.
                    None => {
                        self.finish_iter(o);
                        Ok(None)
                    }
                }
            }
            IterKind::Range => {
                if numbers[2] <= 0 {
                    return Ok(None);
                }
                if let Some(data) = self.iter_data_mut(o) {
                    data.numbers = [at.wrapping_add(numbers[1]), numbers[1], numbers[2] - 1];
                }
                Ok(Some(self.new_int(at)))
            }
            IterKind::LongRange => {
                let data = self.iter_data(o).map(|data| data.objects.clone()).unwrap_or_default();
                let [next, step, left] = data[..] else { return Ok(None) };
                if !self.truth(left)? {
                    return Ok(None);
                }
                self.hold(next);
                let after = self.binary_op(Binary::Add, next, step)?;
                let fewer = self.binary_op(Binary::Subtract, left, crate::vm::object::statics::ONE)?;
                self.set_iter_object(o, 0, after);
                self.set_iter_object(o, 2, fewer);
                Ok(Some(next))
            }
            IterKind::DictKeys
            | IterKind::DictValues
            | IterKind::DictItems
            | IterKind::DictKeysReverse
            | IterKind::DictValuesReverse
            | IterKind::DictItemsReverse => self.dict_iter_step(o, kind, first, numbers),
            IterKind::Set => {
                if first.is_null() {
                    return Ok(None);
                }
                let Some(set) = self.set_data(first) else { return Ok(None) };
                if set.len() as i64 != numbers[1] {
                    self.set_iter_number(o, 1, -1);
                    return Err(self.raise_text(T::RUNTIME_ERROR, "Set changed size during iteration"));
                }
                let mut cell = at as usize;
                while cell < set.table_len() {
                    if let Some((key, _)) = set.cell(cell) {
                        self.set_iter_number(o, 0, cell as i64 + 1);
                        self.set_iter_number(o, 2, numbers[2] + 1);
                        return Ok(Some(self.hold(key)));
                    }
                    cell += 1;
                }
                self.finish_iter(o);
                Ok(None)
            }
            IterKind::Sequence => {
                if first.is_null() {
                    return Ok(None);
                }
                let index = self.new_int(at);
                if at == i64::MAX {
                    return Err(self.raise_text(T::OVERFLOW_ERROR, "iter index too large"));
                }
                match self.get_item(first, index) {
                    Ok(item) => {
                        self.set_iter_number(o, 0, at + 1);
                        Ok(Some(item))
                    }
                    Err(error) => {
                        if self.raised_is(T::INDEX_ERROR) || self.raised_is(T::STOP_ITERATION) {
                            self.clear_raised();
                            self.finish_iter(o);
                            return Ok(None);
                        }
                        Err(error)
                    }
                }
            }
            IterKind::Callable => {
                if first.is_null() {
                    return Ok(None);
                }
                let sentinel = self.iter_data(o).map_or(NONE, |data| data.objects[1]);
                match self.call(first, &[]) {
                    Ok(value) => {
                        // The function itself may have come to the end of the iterator.
                        let ended = self.iter_data(o).is_none_or(|data| data.objects[0].is_null());
                        if ended || self.equal(sentinel, value)? {
                            self.finish_iter(o);
                            return Ok(None);
                        }
                        Ok(Some(value))
                    }
                    Err(error) => {
                        if self.raised_is(T::STOP_ITERATION) {
                            self.clear_raised();
                            self.finish_iter(o);
                            return Ok(None);
                        }
                        Err(error)
                    }
                }
            }
            IterKind::Enumerate => {
                let Some(item) = self.inner_item(first)? else { return Ok(None) };
                let index = self.enumerate_count(o);
                match at.checked_add(1) {
                    Some(next) if self.iter_data(o).is_some_and(|data| data.objects.len() == 1) => {
                        self.set_iter_number(o, 0, next);
                    }
                    _ => {
                        let next = self.binary_op(Binary::Add, index, crate::vm::object::statics::ONE)?;
                        self.set_iter_object(o, 1, next);
                    }
                }
                Ok(Some(self.new_tuple(&[index, item])))
            }
            IterKind::Reversed => {
                if at < 0 {
                    return Ok(None);
                }
                self.set_iter_number(o, 0, at - 1);
                let index = self.new_int(at);
                match self.get_item(first, index) {
                    Ok(item) => Ok(Some(item)),
                    Err(error) => {
                        if self.raised_is(T::INDEX_ERROR) || self.raised_is(T::STOP_ITERATION) {
                            self.clear_raised();
                            self.set_iter_number(o, 0, -1);
                            return Ok(None);
                        }
                        Err(error)
                    }
                }
            }
            IterKind::Zip => self.zip_step(o, numbers[0] == 1),
            IterKind::Map => {
                let objects = self.iter_data(o).map(|data| data.objects.clone()).unwrap_or_default();
                let mut args = Vec::new();
                for &iterator in &objects[1..] {
                    match self.inner_item(iterator)? {
                        Some(item) => args.push(item),
                        None => return Ok(None),
                    }
                }
                self.call(first, &args).map(Some)
            }
            IterKind::Filter => {
                let iterator = self.iter_data(o).map_or(NONE, |data| data.objects[1]);
                loop {
                    let mark = self.mark();
                    let Some(item) = self.inner_item(iterator)? else { return Ok(None) };
                    let keep = if first == NONE || first == T::BOOL {
                        self.truth(item)?
                    } else {
                        let result = self.call(first, &[item])?;
                        self.truth(result)?
                    };
                    if keep {
                        return Ok(Some(item));
                    }
                    self.release(mark);
                }
            }
            _ => self.itertools_step(o, kind),
        }
    }

    fn dict_iter_step(&mut self, o: Obj, kind: IterKind, dict: Obj, numbers: [i64; 3]) -> PyResult<Option<Obj>> {
        if dict.is_null() {
            return Ok(None);
        }
        let Some(data) = self.dict_data(dict) else { return Ok(None) };
        let ordered = self.ty(o) == T::ODICT_ITERATOR;
        if data.len() as i64 != numbers[1] {
            self.set_iter_number(o, 1, -1);
            let message = if ordered {
                "OrderedDict mutated during iteration"
            } else {
                "dictionary changed size during iteration"
            };
            return Err(self.raise_text(T::RUNTIME_ERROR, message));
        }
        let reverse =
            matches!(kind, IterKind::DictKeysReverse | IterKind::DictValuesReverse | IterKind::DictItemsReverse);
        let mut at = numbers[0];
        let step = if reverse { -1 } else { 1 };
        while at >= 0
            && let Some(&entry) = data.entries().get(at as usize)
        {
            at += step;
            if entry.key.is_null() {
                continue;
            }
            // As many as there are were passed already: some went and others came.
            if !reverse && numbers[2] >= numbers[1] {
                let message = if ordered {
                    "OrderedDict mutated during iteration"
                } else {
                    "dictionary keys changed during iteration"
                };
                return Err(self.raise_text(T::RUNTIME_ERROR, message));
            }
            self.set_iter_number(o, 0, at);
            self.set_iter_number(o, 2, numbers[2] + 1);
            return Ok(Some(match kind {
                IterKind::DictKeys | IterKind::DictKeysReverse => self.hold(entry.key),
                IterKind::DictValues | IterKind::DictValuesReverse => self.hold(entry.value),
                _ => self.new_tuple(&[entry.key, entry.value]),
            }));
        }
        self.finish_iter(o);
        Ok(None)
    }

    fn zip_step(&mut self, o: Obj, strict: bool) -> PyResult<Option<Obj>> {
        let iterators = self.iter_data(o).map(|data| data.objects.clone()).unwrap_or_default();
        if iterators.is_empty() {
            return Ok(None);
        }
        let mut items = SmallVec::<[Obj; 4]>::new();
        for (at, &iterator) in iterators.iter().enumerate() {
            let item = if strict { self.next_item(iterator)? } else { self.inner_item(iterator)? };
            match item {
                Some(item) => items.push(item),
                None if !strict => return Ok(None),
                None if at > 0 => {
                    let plural = if at == 1 { " " } else { "s 1-" };
                    let message = format!("zip() argument {} is shorter than argument{plural}{at}", at + 1);
                    return Err(self.value_error(&message));
                }
                None => {
                    for (later, &iterator) in iterators.iter().enumerate().skip(1) {
                        if self.next_item(iterator)?.is_some() {
                            let plural = if later == 1 { " " } else { "s 1-" };
                            let message =
                                format!("zip() argument {} is longer than argument{plural}{later}", later + 1);
                            return Err(self.value_error(&message));
                        }
                    }
                    return Ok(None);
                }
            }
        }
        Ok(Some(self.new_tuple(&items)))
    }
}
