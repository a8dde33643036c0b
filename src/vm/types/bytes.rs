//! `bytes` and `bytearray`, and coding of text.

use std::sync::Arc;

use super::str::repetitions;
use super::{COMPARISONS, HASH, LEN, ONE, REPR, TypeTable, ZERO};
use crate::vm::native::{Args, Arity, NativeDef, Params, def};
use crate::vm::object::statics::{NONE, NOT_IMPLEMENTED};
use crate::vm::object::{IterKind, Obj, Payload, T, names};
use crate::vm::{PyResult, Vm};

macro_rules! common {
    ($($more:expr),* $(,)?) => {
        &[
            COMPARISONS[0],
            COMPARISONS[1],
            COMPARISONS[2],
            COMPARISONS[3],
            COMPARISONS[4],
            COMPARISONS[5],
            REPR,
            LEN,
            def("__iter__", ZERO, iter),
            def("__contains__", ONE, contains),
            def("__getitem__", ONE, getitem),
            def("__add__", ONE, add),
            def("__mul__", ONE, mul),
            def("__rmul__", ONE, mul),
            def("decode", Arity::Any, decode),
            def("hex", Arity::Pos(0, 2), hex),
            def("find", Arity::Pos(1, 3), find),
            def("count", Arity::Pos(1, 3), count),
            def("startswith", Arity::Pos(1, 3), startswith),
            def("endswith", Arity::Pos(1, 3), endswith),
            def("upper", Arity::None, upper),
            def("lower", Arity::None, lower),
            def("strip", Arity::Pos(0, 1), strip),
            def("split", Arity::Pos(0, 2), split),
            def("join", Arity::One, join),
            def("replace", Arity::Pos(2, 3), replace),
            def("isdigit", Arity::None, isdigit),
            def("isalpha", Arity::None, isalpha),
            $($more),*
        ]
    };
}

const BYTES: &[NativeDef] = common![HASH];
const BYTEARRAY: &[NativeDef] = common![
    def("__setitem__", Arity::Slot(2, 2), setitem),
    def("__delitem__", ONE, delitem),
    def("__iadd__", ONE, iadd),
    def("append", Arity::One, append),
    def("extend", Arity::One, extend),
    def("pop", Arity::Pos(0, 1), pop),
    def("clear", Arity::None, clear),
    def("reverse", Arity::None, reverse),
    def("copy", Arity::None, copy),
];

pub const TABLES: &[TypeTable] = &[
    TypeTable::new(T::BYTES, BYTES)
        .with_statics(&[def("__new__", Arity::Any, new), def("maketrans", Arity::Pos(2, 2), maketrans)])
        .with_class_methods(&[def("fromhex", Arity::One, fromhex)]),
    TypeTable::new(T::BYTEARRAY, BYTEARRAY)
        .with_statics(&[def("__new__", Arity::Any, new)])
        .with_class_methods(&[def("fromhex", Arity::One, fromhex)]),
];

fn data(vm: &Vm, o: Obj) -> Vec<u8> {
    vm.bytes_of(o).unwrap_or_default()
}

/// A result of the type of the receiver.
fn like(vm: &mut Vm, o: Obj, bytes: Vec<u8>) -> Obj {
    if matches!(vm.heap.payload(o), Payload::ByteArray(_)) {
        vm.new_object(T::BYTEARRAY, Payload::ByteArray(Box::new(bytes)))
    } else {
        vm.new_bytes(bytes)
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
    let bytes = if source.is_null() {
        Vec::new()
    } else if vm.is_str(source) {
        if encoding.is_null() {
            return Err(vm.raise_text(T::TYPE_ERROR, "string argument without an encoding"));
        }
        let encoding = vm.text(encoding).to_owned();
        let errors = if errors.is_null() { "strict".to_owned() } else { vm.text(errors).to_owned() };
        let encoded = vm.encode_text(source, &encoding, &errors)?;
        data(vm, encoded)
    } else if vm.is_int(source) {
        let count = vm.index_i64(source)?;
        if count < 0 {
            return Err(vm.value_error("negative count"));
        }
        vec![0; count as usize]
    } else {
        vm.to_bytes_value(source)?
    };
    if vm.is_subtype(args[0], T::BYTEARRAY) {
        return Ok(vm.new_object(args[0], Payload::ByteArray(Box::new(bytes))));
    }
    if args[0] == T::BYTES {
        return Ok(vm.new_bytes(bytes));
    }
    Ok(vm.new_object(args[0], Payload::Bytes(Arc::new(bytes))))
}

fn maketrans(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let (from, to) = (data(vm, args[0]), data(vm, args[1]));
    let mut table: Vec<u8> = (0..=255).collect();
    for (a, b) in from.into_iter().zip(to) {
        table[a as usize] = b;
    }
    Ok(vm.new_bytes(table))
}

fn fromhex(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let text: String = vm.text(args[1]).chars().filter(|c| !c.is_whitespace()).collect();
    let mut bytes = Vec::new();
    for (at, pair) in text.as_bytes().chunks(2).enumerate() {
        let digits = std::str::from_utf8(pair).ok().filter(|d| d.len() == 2);
        match digits.and_then(|d| u8::from_str_radix(d, 16).ok()) {
            Some(byte) => bytes.push(byte),
            None => {
                let place = at * 2 + usize::from(pair.len() == 1);
                let message = format!("non-hexadecimal number found in fromhex() arg at position {place}");
                return Err(vm.value_error(&message));
            }
        }
    }
    if args[0] == T::BYTEARRAY {
        return Ok(vm.new_object(T::BYTEARRAY, Payload::ByteArray(Box::new(bytes))));
    }
    Ok(vm.new_bytes(bytes))
}

fn iter(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let ty = if vm.is_instance(args[0], T::BYTEARRAY) { T::BYTEARRAY_ITERATOR } else { T::BYTES_ITERATOR };
    Ok(vm.new_iter(ty, IterKind::Bytes, &[args[0]], [0; 3]))
}

fn find_in(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    if needle.is_empty() {
        return Some(0);
    }
    haystack.windows(needle.len()).position(|window| window == needle)
}

/// A byte or bytes to look for.
fn needle(vm: &mut Vm, o: Obj) -> PyResult<Vec<u8>> {
    if vm.is_int(o) {
        return match vm.as_int(o) {
            Some(byte @ 0..=255) => Ok(vec![byte as u8]),
            _ => Err(vm.value_error("byte must be in range(0, 256)")),
        };
    }
    match vm.bytes_of(o) {
        Some(bytes) => Ok(bytes),
        None => {
            let name = vm.type_name_of(o);
            Err(vm.type_error(format!("a bytes-like object is required, not '{name}'")))
        }
    }
}

fn contains(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let needle = needle(vm, args[1])?;
    Ok(Obj::bool(find_in(&data(vm, args[0]), &needle).is_some()))
}

fn getitem(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let own = data(vm, args[0]);
    if vm.is_slice(args[1]) {
        let (start, step, count) = vm.slice_places(args[1], own.len())?;
        let part = (0..count as i64).map(|at| own[(start + at * step) as usize]).collect();
        return Ok(like(vm, args[0], part));
    }
    match vm.place(args[1], own.len(), "byte")? {
        Some(at) => Ok(vm.new_int(i64::from(own[at]))),
        None => {
            let message = if vm.is_instance(args[0], T::BYTEARRAY) {
                "bytearray index out of range"
            } else {
                "index out of range"
            };
            Err(vm.raise_text(T::INDEX_ERROR, message))
        }
    }
}

fn add(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let Some(other) = vm.bytes_of(args[1]) else {
        let (own, other) = (vm.type_name_of(args[0]), vm.type_name_of(args[1]));
        return Err(vm.type_error(format!("can't concat {other} to {own}")));
    };
    let mut own = data(vm, args[0]);
    own.extend(other);
    Ok(like(vm, args[0], own))
}

fn mul(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let Some(count) = repetitions(vm, args[1])? else { return Ok(NOT_IMPLEMENTED) };
    let own = data(vm, args[0]).repeat(count);
    Ok(like(vm, args[0], own))
}

fn decode(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let [encoding, errors] = vm.parse::<2>(
        args,
        1,
        &Params { function: "decode", names: &["encoding", "errors"], required: 0, positional: 2, positional_only: 0 },
    )?;
    let lenient = !errors.is_null() && vm.text(errors) != "strict";
    if lenient {
        let ignore = vm.text(errors) == "ignore";
        let text = String::from_utf8_lossy(&data(vm, args[0])).into_owned();
        let text = if ignore { text.replace('\u{fffd}', "") } else { text };
        return Ok(vm.new_str(text));
    }
    vm.decode_bytes(args[0], encoding)
}

fn hex(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let separator = args.get(1).map(|o| vm.text(o).to_owned()).unwrap_or_default();
    let parts: Vec<String> = data(vm, args[0]).iter().map(|b| format!("{b:02x}")).collect();
    Ok(vm.new_str(parts.join(&separator)))
}

fn find(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let needle = needle(vm, args[1])?;
    let own = data(vm, args[0]);
    let (start, end) = super::str::range_arguments(vm, args, 2, own.len())?;
    let found = if start <= end { find_in(&own[start..end], &needle).map(|at| at + start) } else { None };
    Ok(vm.new_int(found.map_or(-1, |at| at as i64)))
}

fn count(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let needle = needle(vm, args[1])?;
    let own = data(vm, args[0]);
    let mut rest = &own[..];
    let mut count = 0;
    while !needle.is_empty()
        && let Some(at) = find_in(rest, &needle)
    {
        count += 1;
        rest = &rest[at + needle.len()..];
    }
    Ok(vm.new_int(count))
}

fn affix(vm: &mut Vm, args: &Args, start: bool) -> PyResult<Obj> {
    let own = data(vm, args[0]);
    let options = if vm.is_tuple(args[1]) { vm.held_items(args[1]) } else { vec![args[1]] };
    for option in options {
        let part = needle(vm, option)?;
        if if start { own.starts_with(&part) } else { own.ends_with(&part) } {
            return Ok(Obj::bool(true));
        }
    }
    Ok(Obj::bool(false))
}

fn startswith(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    affix(vm, args, true)
}

fn endswith(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    affix(vm, args, false)
}

fn upper(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let own = data(vm, args[0]).to_ascii_uppercase();
    Ok(like(vm, args[0], own))
}

fn lower(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let own = data(vm, args[0]).to_ascii_lowercase();
    Ok(like(vm, args[0], own))
}

fn strip(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let set = match args.get(1).filter(|&o| o != NONE) {
        Some(o) => needle(vm, o)?,
        None => b" \t\n\r\x0b\x0c".to_vec(),
    };
    let own = data(vm, args[0]);
    let start = own.iter().position(|b| !set.contains(b)).unwrap_or(own.len());
    let end = own.iter().rposition(|b| !set.contains(b)).map_or(start, |at| at + 1);
    Ok(like(vm, args[0], own[start..end].to_vec()))
}

fn split(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let own = data(vm, args[0]);
    let mut parts = Vec::new();
    match args.get(1).filter(|&o| o != NONE) {
        None => {
            for part in own.split(u8::is_ascii_whitespace).filter(|part| !part.is_empty()) {
                parts.push(like(vm, args[0], part.to_vec()));
            }
        }
        Some(separator) => {
            let separator = needle(vm, separator)?;
            if separator.is_empty() {
                return Err(vm.value_error("empty separator"));
            }
            let mut rest = &own[..];
            while let Some(at) = find_in(rest, &separator) {
                parts.push(like(vm, args[0], rest[..at].to_vec()));
                rest = &rest[at + separator.len()..];
            }
            parts.push(like(vm, args[0], rest.to_vec()));
        }
    }
    Ok(vm.new_list(parts))
}

fn join(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let separator = data(vm, args[0]);
    let mut out = Vec::new();
    for (at, item) in vm.collect(args[1])?.into_iter().enumerate() {
        if at > 0 {
            out.extend_from_slice(&separator);
        }
        match vm.bytes_of(item) {
            Some(bytes) => out.extend(bytes),
            None => {
                let name = vm.type_name_of(item);
                let message = format!("sequence item {at}: expected a bytes-like object, {name} found");
                return Err(vm.type_error(message));
            }
        }
    }
    Ok(like(vm, args[0], out))
}

fn replace(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let (old, new) = (needle(vm, args[1])?, needle(vm, args[2])?);
    let own = data(vm, args[0]);
    let mut out = Vec::new();
    let mut rest = &own[..];
    while !old.is_empty()
        && let Some(at) = find_in(rest, &old)
    {
        out.extend_from_slice(&rest[..at]);
        out.extend_from_slice(&new);
        rest = &rest[at + old.len()..];
    }
    out.extend_from_slice(rest);
    Ok(like(vm, args[0], out))
}

fn isdigit(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let own = data(vm, args[0]);
    Ok(Obj::bool(!own.is_empty() && own.iter().all(u8::is_ascii_digit)))
}

fn isalpha(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let own = data(vm, args[0]);
    Ok(Obj::bool(!own.is_empty() && own.iter().all(u8::is_ascii_alphabetic)))
}

fn array(vm: &mut Vm, o: Obj) -> &mut Vec<u8> {
    match vm.heap.payload_mut(o) {
        Payload::ByteArray(bytes) => bytes,
        _ => panic!("the object is a bytearray"),
    }
}

fn byte(vm: &mut Vm, o: Obj) -> PyResult<u8> {
    let index = vm.index(o)?;
    match vm.as_int(index) {
        Some(value @ 0..=255) => Ok(value as u8),
        _ => Err(vm.value_error("byte must be in range(0, 256)")),
    }
}

fn setitem(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let length = array(vm, args[0]).len();
    if vm.is_slice(args[1]) {
        let new = vm.to_bytes_value(args[2])?;
        let (start, stop, _, _) = vm.slice_bounds(args[1], length)?;
        array(vm, args[0]).splice(start as usize..stop.max(start) as usize, new);
        return Ok(NONE);
    }
    let value = byte(vm, args[2])?;
    match vm.place(args[1], length, "bytearray")? {
        Some(at) => {
            array(vm, args[0])[at] = value;
            Ok(NONE)
        }
        None => Err(vm.raise_text(T::INDEX_ERROR, "bytearray index out of range")),
    }
}

fn delitem(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let length = array(vm, args[0]).len();
    match vm.place(args[1], length, "bytearray")? {
        Some(at) => {
            array(vm, args[0]).remove(at);
            Ok(NONE)
        }
        None => Err(vm.raise_text(T::INDEX_ERROR, "bytearray index out of range")),
    }
}

fn iadd(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let more = vm.to_bytes_value(args[1])?;
    array(vm, args[0]).extend(more);
    Ok(args[0])
}

fn append(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let value = byte(vm, args[1])?;
    array(vm, args[0]).push(value);
    Ok(NONE)
}

fn extend(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let more = vm.to_bytes_value(args[1])?;
    array(vm, args[0]).extend(more);
    Ok(NONE)
}

fn pop(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let index = match args.get(1) {
        Some(o) => vm.index_i64(o)?,
        None => -1,
    };
    let own = array(vm, args[0]);
    let at = if index < 0 { index + own.len() as i64 } else { index };
    if own.is_empty() {
        return Err(vm.raise_text(T::INDEX_ERROR, "pop from empty bytearray"));
    }
    if at < 0 || at >= own.len() as i64 {
        return Err(vm.raise_text(T::INDEX_ERROR, "pop index out of range"));
    }
    let value = own.remove(at as usize);
    Ok(vm.new_int(i64::from(value)))
}

fn clear(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    array(vm, args[0]).clear();
    Ok(NONE)
}

fn reverse(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    array(vm, args[0]).reverse();
    Ok(NONE)
}

fn copy(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let own = data(vm, args[0]);
    Ok(like(vm, args[0], own))
}

impl Vm {
    /// The bytes of a `bytes` or `bytearray`.
    pub fn bytes_of(&self, o: Obj) -> Option<Vec<u8>> {
        match self.heap.payload(o) {
            Payload::Bytes(bytes) => Some((**bytes).clone()),
            Payload::ByteArray(bytes) => Some((**bytes).clone()),
            _ => None,
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
        if self.is_str(o) || !self.is_iterable(o) {
            let name = self.type_name_of(o);
            return Err(self.type_error(format!("cannot convert '{name}' object to bytes")));
        }
        let mut bytes = Vec::new();
        for item in self.collect(o)? {
            let index = self.index(item)?;
            match self.as_int(index) {
                Some(value @ 0..=255) => bytes.push(value as u8),
                _ => return Err(self.value_error("bytes must be in range(0, 256)")),
            }
        }
        Ok(bytes)
    }

    pub fn decode_bytes(&mut self, o: Obj, encoding: Obj) -> PyResult<Obj> {
        let Some(bytes) = self.bytes_of(o) else {
            let name = self.type_name_of(o);
            return Err(self.type_error(format!("decoding to str: need a bytes-like object, {name} found")));
        };
        let name = if encoding.is_null() { "utf-8".to_owned() } else { self.text(encoding).to_owned() };
        match name.to_lowercase().replace('_', "-").as_str() {
            "utf-8" | "utf8" => match String::from_utf8(bytes) {
                Ok(text) => Ok(self.new_str(text)),
                Err(error) => {
                    let at = error.utf8_error().valid_up_to();
                    let reason = match error.utf8_error().error_len() {
                        None => "unexpected end of data",
                        Some(_)
                            if error.as_bytes()[at] & 0xc0 == 0x80
                                || error.as_bytes()[at] >= 0xf5
                                || matches!(error.as_bytes()[at], 0xc0 | 0xc1) =>
                        {
                            "invalid start byte"
                        }
                        Some(_) => "invalid continuation byte",
                    };
                    let end = at + error.utf8_error().error_len().unwrap_or(1);
                    Err(self.decode_error("utf-8", o, at, end, reason))
                }
            },
            "latin-1" | "latin1" | "iso-8859-1" => {
                let text: String = bytes.into_iter().map(char::from).collect();
                Ok(self.new_str(text))
            }
            "ascii" | "us-ascii" => match bytes.iter().position(|b| !b.is_ascii()) {
                None => {
                    let text: String = bytes.into_iter().map(char::from).collect();
                    Ok(self.new_str(text))
                }
                Some(at) => Err(self.decode_error("ascii", o, at, at + 1, "ordinal not in range(128)")),
            },
            _ => Err(self.raise_text(T::LOOKUP_ERROR, &format!("unknown encoding: {name}"))),
        }
    }

    fn decode_error(&mut self, encoding: &str, o: Obj, start: usize, end: usize, reason: &str) -> crate::vm::Raised {
        let args = [self.new_str(encoding), o, self.new_usize(start), self.new_usize(end), self.new_str(reason)];
        let exception = self.new_exception_args(T::UNICODE_DECODE_ERROR, &args);
        self.raise_object(exception)
    }

    pub fn encode_text(&mut self, o: Obj, encoding: &str, errors: &str) -> PyResult<Obj> {
        use crate::vm::object::string::code_point;
        let text = self.text(o).to_owned();
        let limit = match encoding.to_lowercase().replace('_', "-").as_str() {
            "utf-8" | "utf8" => None,
            "latin-1" | "latin1" | "iso-8859-1" => Some((256, "latin-1", "ordinal not in range(256)")),
            "ascii" | "us-ascii" => Some((128, "ascii", "ordinal not in range(128)")),
            _ => return Err(self.raise_text(T::LOOKUP_ERROR, &format!("unknown encoding: {encoding}"))),
        };
        let mut bytes = Vec::with_capacity(text.len());
        for (at, c) in text.chars().enumerate() {
            let code = code_point(c);
            let refused = match limit {
                Some((limit, _, _)) => code >= limit,
                None => (0xd800..0xe000).contains(&code),
            };
            if !refused {
                match limit {
                    Some(_) => bytes.push(code as u8),
                    None => bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
                }
                continue;
            }
            match errors {
                "ignore" => {}
                "replace" => bytes.push(b'?'),
                "backslashreplace" => {
                    let shown = match code {
                        0..=0xff => format!("\\x{code:02x}"),
                        0x100..=0xffff => format!("\\u{code:04x}"),
                        _ => format!("\\U{code:08x}"),
                    };
                    bytes.extend_from_slice(shown.as_bytes());
                }
                "xmlcharrefreplace" => bytes.extend_from_slice(format!("&#{code};").as_bytes()),
                _ => {
                    let (name, reason) =
                        limit.map_or(("utf-8", "surrogates not allowed"), |(_, name, reason)| (name, reason));
                    let args =
                        [self.new_str(name), o, self.new_usize(at), self.new_usize(at + 1), self.new_str(reason)];
                    let exception = self.new_exception_args(T::UNICODE_ENCODE_ERROR, &args);
                    return Err(self.raise_object(exception));
                }
            }
        }
        Ok(self.new_bytes(bytes))
    }
}
