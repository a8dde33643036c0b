//! `bytes` and `bytearray`: what they share is here and in `methods`; `bytearray` has what changes it, `memoryview` the
//! window on the bytes of another object.

mod buffer;
pub mod bytearray;
pub mod memoryview;
mod methods;
mod pieces;

use std::sync::Arc;

use super::str::repetitions;
use super::{HASH, LEN, ONE, REPR, TypeTable, ZERO};
use crate::vm::native::{Args, Arity, NativeDef, Params, def};
use crate::vm::object::statics::{NONE, NOT_IMPLEMENTED};
use crate::vm::object::{IterKind, Obj, Payload, T, names};
use crate::vm::{PyResult, Vm};
use bytearray as array;
use methods as m;
use pieces as p;

macro_rules! common {
    ($($more:expr),* $(,)?) => {
        &[
            REPR,
            LEN,
            def("__str__", ZERO, super::repr),
            def("__iter__", ZERO, iter),
            def("__contains__", ONE, contains),
            def("__getitem__", ONE, getitem),
            def("__add__", ONE, add),
            def("__mul__", Arity::Blank(1, 1), mul),
            def("__rmul__", Arity::Blank(1, 1), mul),
            def("__mod__", ONE, modulo),
            def("__rmod__", ONE, rmod),
            def("decode", Arity::Any, decode),
            def("hex", Arity::Any, hex),
            def("find", Arity::Pos(1, 3), m::find::<0>),
            def("rfind", Arity::Pos(1, 3), m::find::<1>),
            def("index", Arity::Pos(1, 3), m::find::<2>),
            def("rindex", Arity::Pos(1, 3), m::find::<3>),
            def("count", Arity::Pos(1, 3), m::count),
            def("startswith", Arity::Pos(1, 3), m::affix::<true>),
            def("endswith", Arity::Pos(1, 3), m::affix::<false>),
            def("removeprefix", Arity::One, m::removeprefix),
            def("removesuffix", Arity::One, m::removesuffix),
            def("upper", Arity::None, m::upper),
            def("lower", Arity::None, m::lower),
            def("title", Arity::None, m::title),
            def("capitalize", Arity::None, m::capitalize),
            def("swapcase", Arity::None, m::swapcase),
            def("strip", Arity::Pos(0, 1), m::strip::<3>),
            def("lstrip", Arity::Pos(0, 1), m::strip::<1>),
            def("rstrip", Arity::Pos(0, 1), m::strip::<2>),
            def("center", Arity::Pos(1, 2), m::justify::<0>),
            def("ljust", Arity::Pos(1, 2), m::justify::<1>),
            def("rjust", Arity::Pos(1, 2), m::justify::<2>),
            def("zfill", Arity::One, m::zfill),
            def("expandtabs", Arity::Any, m::expandtabs),
            def("translate", Arity::Any, m::translate),
            def("isalnum", Arity::None, m::is::<0>),
            def("isalpha", Arity::None, m::is::<1>),
            def("isascii", Arity::None, m::is::<2>),
            def("isdigit", Arity::None, m::is::<3>),
            def("isspace", Arity::None, m::is::<4>),
            def("islower", Arity::None, m::cased::<false>),
            def("isupper", Arity::None, m::cased::<true>),
            def("istitle", Arity::None, m::istitle),
            def("split", Arity::Any, p::split::<false>),
            def("rsplit", Arity::Any, p::split::<true>),
            def("splitlines", Arity::Any, p::splitlines),
            def("partition", Arity::One, p::partition::<false>),
            def("rpartition", Arity::One, p::partition::<true>),
            def("join", Arity::One, p::join),
            def("replace", Arity::Pos(2, 3), p::replace),
            def("__buffer__", Arity::Blank(1, 1), memoryview::buffer),
            $($more),*
        ]
    };
}

const BYTES: &[NativeDef] =
    common![HASH, def("__getnewargs__", Arity::None, getnewargs), def("__bytes__", Arity::None, bytes_)];
const BYTEARRAY: &[NativeDef] = common![
    def("__init__", Arity::Any, array::init),
    def("__setitem__", Arity::Blank(2, 2), array::setitem),
    def("__delitem__", ONE, array::delitem),
    def("__iadd__", ONE, array::iadd),
    def("__imul__", Arity::Blank(1, 1), array::imul),
    def("__alloc__", Arity::None, array::alloc),
    def("__release_buffer__", Arity::Blank(1, 1), array::release_buffer),
    def("append", Arity::One, array::append),
    def("extend", Arity::One, array::extend),
    def("insert", Arity::Pos(2, 2), array::insert),
    def("remove", Arity::One, array::remove),
    def("pop", Arity::Pos(0, 1), array::pop),
    def("clear", Arity::None, array::clear),
    def("reverse", Arity::None, array::reverse),
    def("copy", Arity::None, array::copy),
    def("__reduce__", Arity::None, array::reduce),
    def("__reduce_ex__", Arity::Pos(0, 1), array::reduce_ex),
];

pub const TABLES: &[TypeTable] = &[
    TypeTable::new(T::BYTES, BYTES)
        .with_statics(&[def("__new__", Arity::Any, new), def("maketrans", Arity::Pos(2, 2), m::maketrans)])
        .with_class_methods(&[def("fromhex", Arity::One, fromhex)]),
    TypeTable::new(T::BYTEARRAY, BYTEARRAY)
        .with_statics(&[def("__new__", Arity::Any, array::new), def("maketrans", Arity::Pos(2, 2), m::maketrans)])
        .with_class_methods(&[def("fromhex", Arity::One, fromhex)]),
];

fn data(vm: &Vm, o: Obj) -> Vec<u8> {
    vm.bytes_of(o).unwrap_or_default()
}

/// A result of the builtin type of the receiver.
fn like(vm: &mut Vm, o: Obj, bytes: impl Into<Vec<u8>>) -> Obj {
    if matches!(vm.heap.payload(o), Payload::ByteArray(_)) {
        vm.new_bytearray(bytes.into())
    } else {
        vm.new_bytes(bytes.into())
    }
}

/// The receiver itself where nothing changed and it may be shared.
fn unchanged(vm: &mut Vm, o: Obj) -> Obj {
    if vm.ty(o) == T::BYTES {
        return o;
    }
    let own = data(vm, o);
    like(vm, o, own)
}

/// The bytes of an argument that has to be bytes-like.
fn bytes_like(vm: &mut Vm, o: Obj) -> PyResult<Vec<u8>> {
    match vm.buffer_of(o)? {
        Some(bytes) => Ok(bytes),
        None => {
            let name = vm.type_name_of(o);
            Err(vm.type_error(format!("a bytes-like object is required, not '{name}'")))
        }
    }
}

fn new(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let [source, encoding, errors] = vm.parse::<3>(
        args,
        1,
        &Params {
            function: "bytes",
            names: &["source", "encoding", "errors"],
            required: 0,
            positional: 3,
            positional_only: 0,
        },
    )?;
    if args[0] == T::BYTES && !source.is_null() && vm.ty(source) == T::BYTES && encoding.is_null() && errors.is_null() {
        return Ok(source);
    }
    // What `__bytes__` gives is taken as it is, of whatever class.
    if args[0] == T::BYTES
        && !source.is_null()
        && encoding.is_null()
        && errors.is_null()
        && vm.ty(source).index() >= crate::vm::object::statics::FIRST_DYNAMIC as usize
        && let Some(method) = vm.find_in_type(vm.ty(source), names::__bytes__)
    {
        let result = vm.call_method_found(method, source, &[], &[])?;
        if matches!(vm.heap.payload(result), Payload::Bytes(_)) {
            return Ok(result);
        }
        let name = vm.type_name_of(result);
        return Err(vm.type_error(format!("__bytes__ returned non-bytes (type {name})")));
    }
    let bytes = vm.bytes_from(source, encoding, errors, "bytes")?;
    if args[0] == T::BYTES {
        return Ok(vm.new_bytes(bytes));
    }
    Ok(vm.new_object(args[0], Payload::Bytes(Arc::new(bytes))))
}

fn fromhex(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if !vm.is_str(args[1]) {
        let name = vm.kind_name(args[1]);
        return Err(vm.type_error(format!("fromhex() argument must be str, not {name}")));
    }
    let chars: Vec<char> = vm.text(args[1]).chars().collect();
    let mut bytes = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        if matches!(chars[at], ' ' | '\t'..='\r') {
            at += 1;
            continue;
        }
        let digit = |at: usize| chars.get(at).and_then(|c| c.to_digit(16));
        match (digit(at), digit(at + 1)) {
            (Some(high), Some(low)) => bytes.push((high * 16 + low) as u8),
            (high, _) => {
                let place = if high.is_some() { at + 1 } else { at };
                let message = format!("non-hexadecimal number found in fromhex() arg at position {place}");
                return Err(vm.value_error(&message));
            }
        }
        at += 2;
    }
    let result = if vm.is_subtype(args[0], T::BYTEARRAY) { vm.new_bytearray(bytes) } else { vm.new_bytes(bytes) };
    if matches!(args[0], T::BYTES | T::BYTEARRAY) { Ok(result) } else { vm.call(args[0], &[result]) }
}

fn iter(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let ty = if vm.is_instance(args[0], T::BYTEARRAY) { T::BYTEARRAY_ITERATOR } else { T::BYTES_ITERATOR };
    Ok(vm.new_iter(ty, IterKind::Bytes, &[args[0]], [0; 3]))
}

fn contains(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let needle = match vm.find_in_type(vm.ty(args[1]), names::__index__) {
        Some(_) => vec![array::byte(vm, args[1])?],
        None => bytes_like(vm, args[1])?,
    };
    Ok(Obj::bool(super::search::find(&data(vm, args[0]), &needle).is_some()))
}

fn getitem(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let key = vm.settled(args[1])?;
    let length = vm.quick_len(args[0]).unwrap_or(0);
    if vm.is_slice(key) {
        let (start, step, count) = vm.slice_places(key, length)?;
        if count == length && step == 1 {
            return Ok(unchanged(vm, args[0]));
        }
        let own: &[u8] = match vm.heap.payload(args[0]) {
            Payload::Bytes(bytes) => bytes,
            Payload::ByteArray(array) => &array.bytes,
            _ => &[],
        };
        let part: Vec<u8> = (0..count as i64).filter_map(|at| own.get((start + at * step) as usize)).copied().collect();
        return Ok(like(vm, args[0], part));
    }
    let array = matches!(vm.heap.payload(args[0]), Payload::ByteArray(_));
    match vm.place(key, length, if array { "bytearray" } else { "byte" })? {
        Some(at) => {
            let byte = match vm.heap.payload(args[0]) {
                Payload::Bytes(bytes) => bytes[at],
                Payload::ByteArray(array) => array.bytes[at],
                _ => 0,
            };
            Ok(vm.new_int(i64::from(byte)))
        }
        None => {
            let message = if array { "bytearray index out of range" } else { "index out of range" };
            Err(vm.raise_text(T::INDEX_ERROR, message))
        }
    }
}

fn add(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let Some(other) = vm.buffer_of(args[1])? else {
        let (own, other) = (vm.type_name_of(args[0]), vm.type_name_of(args[1]));
        return Err(vm.type_error(format!("can't concat {other} to {own}")));
    };
    let mut own = data(vm, args[0]);
    if own.is_empty() && vm.ty(args[0]) == T::BYTES && vm.ty(args[1]) == T::BYTES {
        return Ok(args[1]);
    }
    if other.is_empty() && vm.ty(args[0]) == T::BYTES && vm.ty(args[1]) == T::BYTES {
        return Ok(args[0]);
    }
    own.extend(other);
    Ok(like(vm, args[0], own))
}

fn mul(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let Some(count) = repetitions(vm, args[1])? else { return Ok(NOT_IMPLEMENTED) };
    let length = vm.quick_len(args[0]).unwrap_or(0);
    if length.saturating_mul(count) > 1 << 32 {
        return Err(vm.raise_text(T::MEMORY_ERROR, ""));
    }
    if count == 1 && vm.ty(args[0]) == T::BYTES {
        return Ok(args[0]);
    }
    let own = data(vm, args[0]).repeat(count);
    Ok(like(vm, args[0], own))
}

fn modulo(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let template = data(vm, args[0]);
    let result = vm.percent_format_bytes(&template, args[1])?;
    Ok(like(vm, args[0], result))
}

fn rmod(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if vm.layout(vm.ty(args[1])) != vm.layout(vm.ty(args[0])) {
        return Ok(NOT_IMPLEMENTED);
    }
    let template = data(vm, args[1]);
    let result = vm.percent_format_bytes(&template, args[0])?;
    Ok(like(vm, args[1], result))
}

fn getnewargs(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let copy = bytes_(vm, args)?;
    Ok(vm.new_tuple(&[copy]))
}

fn bytes_(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if vm.ty(args[0]) == T::BYTES {
        return Ok(args[0]);
    }
    let own = data(vm, args[0]);
    Ok(vm.new_bytes(own))
}

fn decode(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let (encoding, errors) = vm.codec_arguments(args, "decode")?;
    vm.decode_text(args[0], &encoding, &errors)
}

fn hex(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let [sep, group] = vm.parse::<2>(
        args,
        1,
        &Params { function: "hex", names: &["sep", "bytes_per_sep"], required: 0, positional: 2, positional_only: 0 },
    )?;
    let own = data(vm, args[0]);
    hex_text(vm, &own, sep, group)
}

/// `hex` with a separator between groups of bytes, counted from the right (from the left where negative).
fn hex_text(vm: &mut Vm, own: &[u8], sep: Obj, group: Obj) -> PyResult<Obj> {
    let group = if group.is_null() { 1 } else { vm.index_i64(group)? };
    let mut separator = None;
    if !sep.is_null() {
        let length = if vm.is_str(sep) || vm.bytes_of(sep).is_some() {
            vm.length(sep)?
        } else {
            if vm.length(sep)? == 1 {
                return Err(vm.raise_text(T::TYPE_ERROR, "sep must be str or bytes."));
            }
            0
        };
        if length != 1 {
            return Err(vm.value_error("sep must be length 1."));
        }
        let c = if vm.is_str(sep) { vm.text(sep).chars().next().unwrap_or(' ') } else { char::from(data(vm, sep)[0]) };
        if !c.is_ascii() {
            return Err(vm.value_error("sep must be ASCII."));
        }
        separator = Some(c);
    }
    let mut out = String::with_capacity(own.len() * 2);
    let size = group.unsigned_abs() as usize;
    for (at, byte) in own.iter().enumerate() {
        let from = if group < 0 { at } else { own.len() - at };
        if let Some(c) = separator
            && at > 0
            && size > 0
            && from % size == 0
        {
            out.push(c);
        }
        out.push_str(&format!("{byte:02x}"));
    }
    Ok(vm.new_str(out))
}

impl Vm {
    pub fn new_bytearray(&mut self, bytes: Vec<u8>) -> Obj {
        self.new_object(
            T::BYTEARRAY,
            Payload::ByteArray(Box::new(crate::vm::object::ByteArrayData { bytes, exports: 0 })),
        )
    }

    /// The bytes of a bytes-like object.
    pub fn bytes_of(&self, o: Obj) -> Option<Vec<u8>> {
        match self.heap.payload(o) {
            Payload::Bytes(bytes) => Some((**bytes).clone()),
            Payload::ByteArray(array) => Some(array.bytes.clone()),
            Payload::MemoryView(view) if !view.released => Some(self.view_bytes(view)),
            _ => None,
        }
    }

    /// Like [`Vm::bytes_of`], and asks a class's own `__buffer__`.
    pub fn buffer_of(&mut self, o: Obj) -> PyResult<Option<Vec<u8>>> {
        if let Some(bytes) = self.bytes_of(o) {
            return Ok(Some(bytes));
        }
        if matches!(self.heap.payload(o), Payload::MemoryView(_)) {
            return Err(self.value_error("operation forbidden on released memoryview object"));
        }
        let name = self.intern("__buffer__");
        if let Some(method) = self.find_in_type(self.ty(o), name) {
            let flags = self.new_int(0);
            let view = self.call_method_found(method, o, &[flags], &[])?;
            return Ok(self.bytes_of(view));
        }
        Ok(None)
    }

    /// What `bytes(source, encoding, errors)` and `bytearray` hold.
    pub fn bytes_from(&mut self, source: Obj, encoding: Obj, errors: Obj, class: &str) -> PyResult<Vec<u8>> {
        let coding = self.codec_argument(encoding, class, "'encoding'", "")?;
        let handler = self.codec_argument(errors, class, "'errors'", "strict")?;
        let given = |o: Obj| !o.is_null();
        if source.is_null() {
            if given(encoding) {
                return Err(self.type_error("encoding without a string argument".to_owned()));
            }
            if given(errors) {
                return Err(self.type_error("errors without a string argument".to_owned()));
            }
            return Ok(Vec::new());
        }
        if self.is_str(source) && (given(encoding) || !given(encoding) && self.layout(self.ty(source)) == T::STR) {
            if !given(encoding) {
                let has_bytes = self.find_in_type(self.ty(source), names::__bytes__).is_some() && class == "bytes";
                if !has_bytes {
                    return Err(self.raise_text(T::TYPE_ERROR, "string argument without an encoding"));
                }
            } else {
                let encoded = self.encode_text(source, &coding, &handler)?;
                return Ok(data(self, encoded));
            }
        }
        if given(encoding) {
            return Err(self.raise_text(T::TYPE_ERROR, "encoding without a string argument"));
        }
        if given(errors) {
            return Err(self.raise_text(T::TYPE_ERROR, "errors without a string argument"));
        }
        if class == "bytes"
            && let Some(method) = self.find_in_type(self.ty(source), names::__bytes__)
        {
            let result = self.call_method_found(method, source, &[], &[])?;
            return match self.heap.payload(result) {
                Payload::Bytes(bytes) => Ok((**bytes).clone()),
                _ => {
                    let name = self.type_name_of(result);
                    Err(self.type_error(format!("__bytes__ returned non-bytes (type {name})")))
                }
            };
        }
        if self.find_in_type(self.ty(source), names::__index__).is_some() {
            match self.index_count(source) {
                Ok(count) if count < 0 => return Err(self.value_error("negative count")),
                Ok(count) if count > 1 << 32 => return Err(self.raise_text(T::MEMORY_ERROR, "")),
                Ok(count) => return Ok(vec![0; count as usize]),
                Err(error) if !self.raised_is(T::TYPE_ERROR) => return Err(error),
                Err(_) => self.clear_raised(),
            }
        }
        self.iterated_bytes(source, class)
    }

    fn index_count(&mut self, o: Obj) -> PyResult<i64> {
        let index = self.index(o)?;
        match self.as_int(index) {
            Some(value) => Ok(value),
            None => {
                let name = self.type_name_of(o);
                Err(self.raise_text(T::OVERFLOW_ERROR, &format!("cannot fit '{name}' into an index-sized integer")))
            }
        }
    }

    /// Bytes of a bytes-like object or of an iterable of integers.
    fn iterated_bytes(&mut self, source: Obj, class: &str) -> PyResult<Vec<u8>> {
        if let Some(bytes) = self.buffer_of(source)? {
            return Ok(bytes);
        }
        if self.is_str(source) || !self.is_iterable(source) {
            let name = self.type_name_of(source);
            return Err(self.type_error(format!("cannot convert '{name}' object to {class}")));
        }
        let wanted = if class == "bytes" { "bytes must be in range(0, 256)" } else { "byte must be in range(0, 256)" };
        let mut bytes = Vec::new();
        let iterator = self.get_iter(source)?;
        if class == "bytes" {
            self.ask_length(source)?;
        }
        loop {
            let mark = self.mark();
            let Some(item) = self.next_item(iterator)? else { return Ok(bytes) };
            let index = self.index(item)?;
            match self.as_int(index) {
                Some(value @ 0..=255) => bytes.push(value as u8),
                _ => return Err(self.value_error(wanted)),
            }
            self.release(mark);
        }
    }

    /// Bytes of a bytes-like object, of an iterable of integers, or of what `__bytes__` returns.
    pub fn to_bytes_value(&mut self, o: Obj) -> PyResult<Vec<u8>> {
        if let Some(bytes) = self.bytes_of(o) {
            return Ok(bytes);
        }
        if let Some(result) = self.call_special(o, names::__bytes__, &[])?
            && let Some(bytes) = self.bytes_of(result)
        {
            return Ok(bytes);
        }
        self.iterated_bytes(o, "bytes")
    }

    /// [`Vm::decode_text`] with an encoding that may be null, strict.
    pub fn decode_bytes(&mut self, o: Obj, encoding: Obj) -> PyResult<Obj> {
        let encoding = self.codec_argument(encoding, "str", "'encoding'", "utf-8")?;
        self.decode_text(o, &encoding, "strict")
    }
}

/// An optional argument that is there and not `None`.
fn some_argument(args: &Args, at: usize) -> Option<Obj> {
    args.get(at).filter(|&o| o != NONE)
}
