//! `str`; what it says about its characters, and what it puts in their place, is in `characters`.

mod characters;

use std::sync::Arc;

use super::unicode as chars;
use super::{FORMAT, HASH, LEN, ONE, REPR, TypeTable, ZERO};
use crate::vm::format::{Source, push_times};
use crate::vm::native::{Args, Arity, NativeDef, Params, def};
use crate::vm::object::statics::{EMPTY_STR, NONE, NOT_IMPLEMENTED};
use crate::vm::object::{IterKind, Obj, Payload, PyStr, T, names};
use crate::vm::{PyResult, Vm};
use characters as c;

const METHODS: &[NativeDef] = &[
    HASH,
    REPR,
    FORMAT,
    LEN,
    def("__str__", ZERO, str_),
    def("__iter__", ZERO, iter),
    def("__contains__", ONE, contains),
    def("__getitem__", ONE, getitem),
    def("__add__", ONE, add),
    def("__mul__", Arity::Blank(1, 1), mul),
    def("__rmul__", Arity::Blank(1, 1), mul),
    def("__mod__", ONE, modulo),
    def("__rmod__", ONE, rmod),
    def("__getnewargs__", Arity::None, getnewargs),
    def("upper", Arity::None, c::upper),
    def("lower", Arity::None, c::lower),
    def("casefold", Arity::None, c::casefold),
    def("title", Arity::None, c::title),
    def("capitalize", Arity::None, c::capitalize),
    def("swapcase", Arity::None, c::swapcase),
    def("strip", Arity::Pos(0, 1), strip::<3>),
    def("lstrip", Arity::Pos(0, 1), strip::<1>),
    def("rstrip", Arity::Pos(0, 1), strip::<2>),
    def("split", Arity::Any, split::<false>),
    def("rsplit", Arity::Any, split::<true>),
    def("splitlines", Arity::Any, splitlines),
    def("partition", Arity::One, partition::<false>),
    def("rpartition", Arity::One, partition::<true>),
    def("join", Arity::One, join),
    def("replace", Arity::Any, replace),
    def("find", Arity::Pos(1, 3), find::<0>),
    def("rfind", Arity::Pos(1, 3), find::<1>),
    def("index", Arity::Pos(1, 3), find::<2>),
    def("rindex", Arity::Pos(1, 3), find::<3>),
    def("count", Arity::Pos(1, 3), count),
    def("startswith", Arity::Pos(1, 3), affix::<true>),
    def("endswith", Arity::Pos(1, 3), affix::<false>),
    def("removeprefix", Arity::One, removeprefix),
    def("removesuffix", Arity::One, removesuffix),
    def("center", Arity::Pos(1, 2), justify::<0>),
    def("ljust", Arity::Pos(1, 2), justify::<1>),
    def("rjust", Arity::Pos(1, 2), justify::<2>),
    def("zfill", Arity::One, zfill),
    def("expandtabs", Arity::Any, expandtabs),
    def("format", Arity::Any, format),
    def("format_map", Arity::One, format_map),
    def("encode", Arity::Any, encode),
    def("translate", Arity::One, c::translate),
    def("isalpha", Arity::None, c::is::<0>),
    def("isdigit", Arity::None, c::is::<1>),
    def("isalnum", Arity::None, c::is::<2>),
    def("isspace", Arity::None, c::is::<3>),
    def("isdecimal", Arity::None, c::is::<4>),
    def("isnumeric", Arity::None, c::is::<5>),
    def("isprintable", Arity::None, c::is::<6>),
    def("isascii", Arity::None, c::is::<7>),
    def("isidentifier", Arity::None, c::isidentifier),
    def("isupper", Arity::None, c::cased::<true>),
    def("islower", Arity::None, c::cased::<false>),
    def("istitle", Arity::None, c::istitle),
];

pub const TABLES: &[TypeTable] = &[TypeTable::new(T::STR, METHODS)
    .with_statics(&[def("__new__", Arity::Any, new), def("maketrans", Arity::Pos(1, 3), c::maketrans)])];

fn new(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if args.len() > 4 && args.kw.is_empty() {
        let given = args.len() - 1;
        return Err(vm.type_error(format!("str expected at most 3 arguments, got {given}")));
    }
    let [object, encoding, errors] = vm.parse::<3>(
        args,
        1,
        &Params {
            function: "str",
            names: &["object", "encoding", "errors"],
            required: 0,
            positional: 3,
            positional_only: 0,
        },
    )?;
    let text = if object.is_null() {
        EMPTY_STR
    } else if !encoding.is_null() || !errors.is_null() {
        if args.kw.is_empty() {
            for (o, what) in [(encoding, "encoding"), (errors, "errors")] {
                if o == NONE {
                    let message = format!("str() argument '{what}' must be str, not NoneType");
                    return Err(vm.type_error(message));
                }
            }
        }
        let encoding = vm.codec_argument(encoding, "str", "'encoding'", "utf-8")?;
        let errors = vm.codec_argument(errors, "str", "'errors'", "strict")?;
        if vm.is_str(object) {
            return Err(vm.raise_text(T::TYPE_ERROR, "decoding str is not supported"));
        }
        vm.decode_text(object, &encoding, &errors)?
    } else {
        vm.str_of(object)?
    };
    if args[0] == T::STR || vm.ty(text) == args[0] {
        return Ok(text);
    }
    let data = vm.str_data(text).cloned().unwrap_or_else(|| PyStr::new(String::new()));
    Ok(vm.new_object(args[0], Payload::Str(Arc::new(data))))
}

fn text(vm: &Vm, o: Obj) -> String {
    vm.text(o).to_owned()
}

/// The text of a `str`, which outlives what happens meanwhile.
fn shared(vm: &Vm, o: Obj) -> Arc<PyStr> {
    vm.shared_text(o).unwrap_or_else(|| Arc::new(PyStr::new(String::new())))
}

fn str_(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if vm.ty(args[0]) == T::STR {
        return Ok(args[0]);
    }
    let text = text(vm, args[0]);
    Ok(vm.new_str(text))
}

fn iter(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let ascii = vm.str_data(args[0]).is_some_and(PyStr::is_ascii);
    let ty = if ascii { T::STR_ASCII_ITERATOR } else { T::STR_ITERATOR };
    Ok(vm.new_iter(ty, IterKind::Str, &[args[0]], [0; 3]))
}

fn contains(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if !vm.is_str(args[1]) {
        let name = vm.type_name_of(args[1]);
        return Err(vm.type_error(format!("'in <string>' requires string as left operand, not {name}")));
    }
    Ok(Obj::bool(find_text(vm.text(args[0]), vm.text(args[1])).is_some()))
}

fn getitem(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let (o, index) = (args[0], args[1]);
    let length = vm.quick_len(o).unwrap_or(0);
    if vm.is_slice(index) {
        let (start, step, count) = vm.slice_places(index, length)?;
        let Some(data) = vm.str_data(o) else { return Ok(EMPTY_STR) };
        let result: String = if step == 1 {
            if count == length && vm.ty(o) == T::STR {
                return Ok(o);
            }
            data.slice(start as usize, start as usize + count).to_owned()
        } else if data.is_ascii() {
            let bytes = data.as_str().as_bytes();
            let chosen: Vec<u8> = if step == -1 {
                bytes[(start + 1 - count as i64) as usize..(start + 1) as usize].iter().rev().copied().collect()
            } else {
                (0..count as i64).map(|at| bytes[(start + at * step) as usize]).collect()
            };
            String::from_utf8(chosen).unwrap_or_default()
        } else {
            let chars: Vec<char> = data.as_str().chars().collect();
            (0..count as i64).map(|at| chars[(start + at * step) as usize]).collect()
        };
        return Ok(vm.new_str(result));
    }
    match vm.place(index, length, "string")? {
        Some(at) => {
            let c = vm.str_data(o).and_then(|data| data.char_at(at)).unwrap_or('\0');
            Ok(vm.new_char(c))
        }
        None => Err(vm.raise_text(T::INDEX_ERROR, "string index out of range")),
    }
}

fn add(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if !vm.is_str(args[1]) {
        let name = vm.type_name_of(args[1]);
        return Err(vm.type_error(format!("can only concatenate str (not \"{name}\") to str")));
    }
    let result = [vm.text(args[0]), vm.text(args[1])].concat();
    Ok(vm.new_str(result))
}

/// The number of repetitions for `sequence * n`. The operator asks whether `n` is an integer at all before it comes here.
pub fn repetitions(vm: &mut Vm, count: Obj) -> PyResult<Option<usize>> {
    let index = vm.index(count)?;
    match vm.as_int(index) {
        Some(count) => Ok(Some(count.max(0) as usize)),
        None => Err(vm.raise_text(T::OVERFLOW_ERROR, "cannot fit 'int' into an index-sized integer")),
    }
}

fn mul(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let Some(count) = repetitions(vm, args[1])? else { return Ok(NOT_IMPLEMENTED) };
    vm.check_size(vm.text(args[0]).len().saturating_mul(count))?;
    if count == 1 && vm.ty(args[0]) == T::STR {
        return Ok(args[0]);
    }
    let result = vm.text(args[0]).repeat(count);
    Ok(vm.new_str(result))
}

fn modulo(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let template = shared(vm, args[0]);
    let result = vm.percent_format(template.as_str(), args[1])?;
    Ok(vm.new_str(result))
}

fn rmod(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if !vm.is_str(args[1]) {
        return Ok(NOT_IMPLEMENTED);
    }
    let template = shared(vm, args[1]);
    let result = vm.percent_format(template.as_str(), args[0])?;
    Ok(vm.new_str(result))
}

fn getnewargs(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let copy = text(vm, args[0]);
    let copy = vm.new_str(copy);
    Ok(vm.new_tuple(&[copy]))
}

pub fn is_space(c: char) -> bool {
    chars::is_space(c)
}

fn strip<const SIDES: u8>(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let set: Option<Vec<char>> = match args.get(1).filter(|&o| o != NONE) {
        None => None,
        Some(chars) if vm.is_str(chars) => Some(vm.text(chars).chars().collect()),
        Some(_) => {
            let name = ["", "lstrip", "rstrip", "strip"][SIDES as usize];
            return Err(vm.type_error(format!("{name} arg must be None or str")));
        }
    };
    let own = vm.text(args[0]);
    let matches = |c: char| match &set {
        None => is_space(c),
        Some(set) => set.contains(&c),
    };
    let mut result = own;
    if SIDES & 1 != 0 {
        result = result.trim_start_matches(matches);
    }
    if SIDES & 2 != 0 {
        result = result.trim_end_matches(matches);
    }
    if result.len() == own.len() && vm.ty(args[0]) == T::STR {
        return Ok(args[0]);
    }
    let result = result.to_owned();
    Ok(vm.new_str(result))
}

/// The parts between runs of blanks, of `most` cuts at most.
fn split_blanks(text: &str, most: usize, from_right: bool) -> Vec<&str> {
    let mut out = Vec::new();
    let mut rest = text;
    if from_right {
        loop {
            rest = rest.trim_end_matches(is_space);
            if rest.is_empty() {
                break;
            }
            if out.len() == most {
                out.push(rest);
                break;
            }
            let start = rest.rfind(is_space).map_or(0, |at| at + rest[at..].chars().next().map_or(1, char::len_utf8));
            out.push(&rest[start..]);
            rest = &rest[..start];
        }
        out.reverse();
        return out;
    }
    loop {
        rest = rest.trim_start_matches(is_space);
        if rest.is_empty() {
            return out;
        }
        if out.len() == most {
            out.push(rest);
            return out;
        }
        let end = rest.find(is_space).unwrap_or(rest.len());
        out.push(&rest[..end]);
        rest = &rest[end..];
    }
}

fn split<const RIGHT: bool>(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let name = if RIGHT { "rsplit" } else { "split" };
    let [sep, maxsplit] = vm.parse::<2>(
        args,
        1,
        &Params { function: name, names: &["sep", "maxsplit"], required: 0, positional: 2, positional_only: 0 },
    )?;
    let most = if maxsplit.is_null() { -1 } else { vm.index_size(maxsplit)? };
    let most = if most < 0 { usize::MAX - 1 } else { most as usize };
    let own = shared(vm, args[0]);
    let own = own.as_str();
    let parts: Vec<&str> = if sep.is_null() || sep == NONE {
        split_blanks(own, most, RIGHT)
    } else {
        if !vm.is_str(sep) {
            let got = vm.type_name_of(sep);
            return Err(vm.type_error(format!("must be str or None, not {got}")));
        }
        let sep = vm.text(sep);
        match sep.as_bytes() {
            [] => return Err(vm.value_error("empty separator")),
            _ if RIGHT => {
                let mut parts: Vec<&str> = own.rsplitn(most + 1, sep).collect();
                parts.reverse();
                parts
            }
            // One byte is a character of ASCII, which is quicker to look for.
            &[byte] => own.splitn(most + 1, char::from(byte)).collect(),
            _ => own.splitn(most + 1, sep).collect(),
        }
    };
    let items: Vec<Obj> = parts.into_iter().map(|part| vm.new_str(part)).collect();
    Ok(vm.new_list(items))
}

fn splitlines(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let [keepends] = vm.parse::<1>(
        args,
        1,
        &Params { function: "splitlines", names: &["keepends"], required: 0, positional: 1, positional_only: 0 },
    )?;
    let keep = !keepends.is_null() && vm.truth(keepends)?;
    let own = shared(vm, args[0]);
    let own = own.as_str();
    let mut items = Vec::new();
    let mut start = 0;
    let mut chars = own.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if !chars::is_line_break(c) {
            continue;
        }
        let mut end = at + c.len_utf8();
        if c == '\r' && chars.peek().is_some_and(|&(_, next)| next == '\n') {
            chars.next();
            end += 1;
        }
        let line = if keep { &own[start..end] } else { &own[start..at] };
        items.push(vm.new_str(line));
        start = end;
    }
    if start < own.len() {
        items.push(vm.new_str(&own[start..]));
    }
    Ok(vm.new_list(items))
}

fn partition<const RIGHT: bool>(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if !vm.is_str(args[1]) {
        let got = vm.type_name_of(args[1]);
        return Err(vm.type_error(format!("must be str, not {got}")));
    }
    let (own, sep) = (shared(vm, args[0]), shared(vm, args[1]));
    let (own, sep) = (own.as_str(), sep.as_str());
    if sep.is_empty() {
        return Err(vm.value_error("empty separator"));
    }
    let found = if RIGHT { own.rfind(sep) } else { find_text(own, sep) };
    let parts = match found {
        Some(at) => [vm.new_str(&own[..at]), args[1], vm.new_str(&own[at + sep.len()..])],
        None if RIGHT => [EMPTY_STR, EMPTY_STR, args[0]],
        None => [args[0], EMPTY_STR, EMPTY_STR],
    };
    Ok(vm.new_tuple(&parts))
}

fn join(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if !vm.is_iterable(args[1]) {
        return Err(vm.raise_text(T::TYPE_ERROR, "can only join an iterable"));
    }
    let in_place = matches!(vm.ty(args[1]), T::LIST | T::TUPLE);
    let collected = if in_place { Vec::new() } else { vm.collect_fast(args[1])? };
    // Nothing of the program runs from here on, so the items of a list or tuple can stay where they are.
    let items = vm.items(args[1]).filter(|_| in_place).unwrap_or(&collected);
    if let [one] = *items
        && vm.ty(one) == T::STR
    {
        return Ok(one);
    }
    let sep = vm.text(args[0]);
    let mut length = sep.len().saturating_mul(items.len().saturating_sub(1));
    for (at, &item) in items.iter().enumerate() {
        let Some(data) = vm.str_data(item) else {
            let name = vm.type_name_of(item);
            return Err(vm.type_error(format!("sequence item {at}: expected str instance, {name} found")));
        };
        length = length.saturating_add(data.as_str().len());
    }
    if length > vm.options.max_bytes {
        return Err(vm.raise_text(T::MEMORY_ERROR, ""));
    }
    let mut out = String::with_capacity(length);
    for (at, &item) in items.iter().enumerate() {
        if at > 0 {
            out.push_str(sep);
        }
        out.push_str(vm.text(item));
    }
    Ok(vm.new_str(out))
}

fn replace(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let [old, new, count] = vm.parse::<3>(
        args,
        1,
        &Params {
            function: "replace",
            names: &["old", "new", "count"],
            required: 2,
            positional: 3,
            positional_only: 2,
        },
    )?;
    for (at, o) in [(1, old), (2, new)] {
        if !vm.is_str(o) {
            let got = vm.kind_name(o);
            return Err(vm.type_error(format!("replace() argument {at} must be str, not {got}")));
        }
    }
    let count = if count.is_null() { -1 } else { vm.index_size(count)? };
    let count = usize::try_from(count).unwrap_or(usize::MAX);
    let plain = vm.ty(args[0]) == T::STR;
    let size = {
        let (own, old, new) = (vm.text(args[0]), vm.text(old), vm.text(new));
        let same = count == 0 || old == new || !old.is_empty() && find_text(own, old).is_none();
        if same && plain {
            return Ok(args[0]);
        }
        if new.len() > 64 { own.matches(old).count().saturating_mul(new.len()) } else { 0 }
    };
    vm.check_size(size)?;
    let (own, old, new) = (vm.text(args[0]), vm.text(old), vm.text(new));
    let result = match old.as_bytes() {
        // One byte is a character of ASCII, which is quicker to look for.
        &[byte] => own.replacen(char::from(byte), new, count),
        _ => own.replacen(old, new, count),
    };
    if plain && result == own {
        return Ok(args[0]);
    }
    Ok(vm.new_str(result))
}

/// First place of a text in another one.
fn find_text(own: &str, needle: &str) -> Option<usize> {
    match needle.as_bytes() {
        &[byte] => memchr::memchr(byte, own.as_bytes()),
        _ => own.find(needle),
    }
}

/// Characters `start` and `end` of the optional arguments, clamped to the length.
pub fn range_arguments(vm: &mut Vm, args: &Args, first: usize, length: usize) -> PyResult<(usize, usize)> {
    let start = vm.slice_index(args.get(first).filter(|&o| o != NONE), true)?.unwrap_or(0);
    let end = vm.slice_index(args.get(first + 1).filter(|&o| o != NONE), true)?.unwrap_or(i64::MAX);
    Ok(clamp_range(start, end, length))
}

/// Negative places count from the end; the end is not beyond it.
pub fn clamp_range(start: i64, end: i64, length: usize) -> (usize, usize) {
    let length = length as i64;
    let from_end = |place: i64| if place < 0 { place.saturating_add(length).max(0) } else { place };
    (from_end(start) as usize, from_end(end).min(length) as usize)
}

impl Vm {
    /// An argument that is an index as slices have them: clamped to a machine integer.
    pub fn slice_index(&mut self, o: Option<Obj>, or_none: bool) -> PyResult<Option<i64>> {
        let Some(o) = o else { return Ok(None) };
        if !self.is_int(o) && self.find_in_type(self.ty(o), names::__index__).is_none() {
            let none = if or_none { "None or " } else { "" };
            return Err(self.type_error(format!("slice indices must be integers or {none}have an __index__ method")));
        }
        let index = self.index(o)?;
        Ok(Some(match self.as_int(index) {
            Some(value) => value,
            None if self.as_big(index).is_some_and(|value| value.sign() == num_bigint::Sign::Minus) => i64::MIN,
            None => i64::MAX,
        }))
    }
}

fn find<const KIND: u8>(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let name = ["find", "rfind", "index", "rindex"][KIND as usize];
    if !vm.is_str(args[1]) {
        let got = vm.kind_name(args[1]);
        return Err(vm.type_error(format!("{name}() argument 1 must be str, not {got}")));
    }
    let length = vm.quick_len(args[0]).unwrap_or(0);
    let (start, end) = range_arguments(vm, args, 2, length)?;
    let Some(own) = vm.str_data(args[0]) else { return Ok(NONE) };
    let mut result = -1;
    if start <= end && start <= length {
        let part = own.slice(start, end);
        let needle = vm.text(args[1]);
        let found = if KIND & 1 != 0 { part.rfind(needle) } else { find_text(part, needle) };
        if let Some(at) = found {
            result = (start + own.char_offset(own.byte_offset(start) + at) - start) as i64;
        }
    }
    if result < 0 && KIND >= 2 {
        return Err(vm.value_error("substring not found"));
    }
    Ok(vm.new_int(result))
}

fn count(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if !vm.is_str(args[1]) {
        let got = vm.kind_name(args[1]);
        return Err(vm.type_error(format!("count() argument 1 must be str, not {got}")));
    }
    let length = vm.quick_len(args[0]).unwrap_or(0);
    let (start, end) = range_arguments(vm, args, 2, length)?;
    let needle = vm.text(args[1]);
    let count = if start > end || start > length {
        0
    } else if needle.is_empty() {
        end - start + 1
    } else {
        let own = vm.str_data(args[0]).map_or("", |own| own.slice(start, end));
        match needle.as_bytes() {
            &[byte] => memchr::memchr_iter(byte, own.as_bytes()).count(),
            _ => own.matches(needle).count(),
        }
    };
    Ok(vm.new_usize(count))
}

fn affix<const START: bool>(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let name = if START { "startswith" } else { "endswith" };
    let length = vm.quick_len(args[0]).unwrap_or(0);
    let (start, end) = range_arguments(vm, args, 2, length)?;
    let outside = start > end || start > length;
    let mut at = 0;
    loop {
        let option = match vm.heap.payload(args[1]) {
            Payload::Tuple(options) => options.get(at).copied(),
            _ => Some(args[1]).filter(|_| at == 0),
        };
        let Some(option) = option else { return Ok(Obj::bool(false)) };
        at += 1;
        if !vm.is_str(option) {
            let got = vm.type_name_of(option);
            let message = if vm.is_tuple(args[1]) {
                format!("tuple for {name} must only contain str, not {got}")
            } else {
                format!("{name} first arg must be str or a tuple of str, not {got}")
            };
            return Err(vm.type_error(message));
        }
        let part = vm.str_data(args[0]).filter(|_| !outside).map(|own| own.slice(start, end));
        let option = vm.text(option);
        if part.is_some_and(|part| if START { part.starts_with(option) } else { part.ends_with(option) }) {
            return Ok(Obj::bool(true));
        }
    }
}

fn removeprefix(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if !vm.is_str(args[1]) {
        let got = vm.kind_name(args[1]);
        return Err(vm.type_error(format!("removeprefix() argument must be str, not {got}")));
    }
    let own = vm.text(args[0]);
    let result = own.strip_prefix(vm.text(args[1])).unwrap_or(own).to_owned();
    Ok(vm.new_str(result))
}

fn removesuffix(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if !vm.is_str(args[1]) {
        let got = vm.kind_name(args[1]);
        return Err(vm.type_error(format!("removesuffix() argument must be str, not {got}")));
    }
    let own = vm.text(args[0]);
    let result = own.strip_suffix(vm.text(args[1])).unwrap_or(own).to_owned();
    Ok(vm.new_str(result))
}

fn justify<const SIDE: u8>(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let width = vm.index_size(args[1])?.max(0) as usize;
    let fill = match args.get(2) {
        None => ' ',
        Some(o) => match vm.str_data(o) {
            Some(s) if s.len() == 1 => s.char_at(0).unwrap_or(' '),
            Some(_) => {
                let message = "The fill character must be exactly one character long";
                return Err(vm.raise_text(T::TYPE_ERROR, message));
            }
            None => {
                let got = vm.type_name_of(o);
                let message = format!("The fill character must be a unicode character, not {got}");
                return Err(vm.type_error(message));
            }
        },
    };
    let length = vm.quick_len(args[0]).unwrap_or(0);
    if width <= length {
        return str_(vm, args);
    }
    let missing = width - length;
    vm.check_size(width)?;
    let left = match SIDE {
        0 => missing / 2 + (missing & width & 1),
        1 => 0,
        _ => missing,
    };
    let own = vm.text(args[0]);
    let mut result = String::with_capacity(own.len() + missing * fill.len_utf8());
    push_times(&mut result, fill, left);
    result.push_str(own);
    push_times(&mut result, fill, missing - left);
    Ok(vm.new_str(result))
}

fn zfill(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let width = vm.index_size(args[1])?.max(0) as usize;
    let length = vm.quick_len(args[0]).unwrap_or(0);
    vm.check_size(width)?;
    let own = vm.text(args[0]);
    let zeros = width.saturating_sub(length);
    let (sign, rest) = own.split_at(usize::from(own.starts_with(['+', '-'])));
    let mut result = String::with_capacity(own.len() + zeros);
    result.push_str(sign);
    push_times(&mut result, '0', zeros);
    result.push_str(rest);
    Ok(vm.new_str(result))
}

fn expandtabs(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let [size] = vm.parse::<1>(
        args,
        1,
        &Params { function: "expandtabs", names: &["tabsize"], required: 0, positional: 1, positional_only: 0 },
    )?;
    let size = if size.is_null() { 8 } else { vm.index_int(size)?.max(0) as usize };
    if vm.ty(args[0]) == T::STR && !vm.text(args[0]).contains('\t') {
        return Ok(args[0]);
    }
    let mut out = String::new();
    let mut column = 0;
    for c in vm.text(args[0]).chars() {
        match c {
            '\t' => {
                let blanks = if size > 0 { size - column % size } else { 0 };
                out.push_str(&" ".repeat(blanks));
                column += blanks;
            }
            '\n' | '\r' => {
                out.push(c);
                column = 0;
            }
            _ => {
                out.push(c);
                column += 1;
            }
        }
    }
    Ok(vm.new_str(out))
}

fn format(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let template = shared(vm, args[0]);
    let result = vm.str_format(template.as_str(), Source::Call { args: &args.pos[1..], kw: args.kw })?;
    Ok(vm.new_str(result))
}

fn format_map(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let template = shared(vm, args[0]);
    let result = vm.str_format(template.as_str(), Source::Mapping(args[1]))?;
    Ok(vm.new_str(result))
}

fn encode(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let (encoding, errors) = vm.codec_arguments(args, "encode")?;
    vm.encode_text(args[0], &encoding, &errors)
}
