//! `io.StringIO` and `io.BytesIO`: files in memory.
//!
//! `_io` makes its base classes theirs. A `StringIO` holds one number for each character, so that each place in it is as
//! near as any other; a `BytesIO` holds a `bytearray`, which its views look at.

use std::sync::Arc;

use crate::vm::native::{Args, Arity, GetSetDef, Params, def};
use crate::vm::object::statics::{EMPTY_BYTES, EMPTY_STR, NONE};
use crate::vm::object::{Obj, Payload, StateData, T, names};
use crate::vm::types::{TypeTable, ZERO};
use crate::vm::{PyResult, Raised, Vm};

/// Numbers of both: the place, and whether the file is closed. Those of a `StringIO`: kinds of line ends that were written.
const PLACE: usize = 0;
const CLOSED: usize = 1;
const SEEN: usize = 2;

pub const TABLES: &[TypeTable] = &[
    TypeTable::new(
        T::STRING_IO,
        &[
            def("__init__", Arity::Any, string_init),
            def("__next__", ZERO, string_next),
            def("__getstate__", Arity::None, string_getstate),
            def("__setstate__", Arity::One, string_setstate),
            def("getvalue", Arity::None, string_value),
            def("write", Arity::One, string_write),
            def("read", Arity::Pos(0, 1), string_read),
            def("readline", Arity::Pos(0, 1), string_readline),
            def("seek", Arity::Pos(1, 2), string_seek),
            def("tell", Arity::None, tell),
            def("truncate", Arity::Pos(0, 1), string_truncate),
            def("close", Arity::None, close),
            def("readable", Arity::None, yes),
            def("writable", Arity::None, yes),
            def("seekable", Arity::None, yes),
        ],
    )
    .with_statics(&[def("__new__", Arity::Any, new)])
    .with_getset(&[
        GetSetDef { name: "closed", get: closed, set: None },
        GetSetDef { name: "line_buffering", get: |vm, o| check_open(vm, o).map(|()| Obj::bool(false)), set: None },
        GetSetDef { name: "newlines", get: newlines, set: None },
    ]),
    TypeTable::new(
        T::BYTES_IO,
        &[
            def("__init__", Arity::Any, bytes_init),
            def("__next__", ZERO, bytes_next),
            def("__getstate__", Arity::None, bytes_getstate),
            def("__setstate__", Arity::One, bytes_setstate),
            def("getvalue", Arity::None, bytes_value),
            def("getbuffer", Arity::None, getbuffer),
            def("write", Arity::One, bytes_write),
            def("writelines", Arity::One, bytes_writelines),
            def("read", Arity::Pos(0, 1), bytes_read),
            def("read1", Arity::Pos(0, 1), bytes_read),
            def("readinto", Arity::One, readinto),
            def("readline", Arity::Pos(0, 1), bytes_readline),
            def("readlines", Arity::Pos(0, 1), bytes_readlines),
            def("seek", Arity::Pos(1, 2), bytes_seek),
            def("tell", Arity::None, tell),
            def("truncate", Arity::Pos(0, 1), bytes_truncate),
            def("close", Arity::None, bytes_close),
            def("flush", Arity::None, |vm, args| check_open(vm, args[0]).map(|()| NONE)),
            def("isatty", Arity::None, |vm, args| check_open(vm, args[0]).map(|()| Obj::bool(false))),
            def("readable", Arity::None, yes),
            def("writable", Arity::None, yes),
            def("seekable", Arity::None, yes),
        ],
    )
    .with_statics(&[def("__new__", Arity::Any, new)])
    .with_getset(&[GetSetDef { name: "closed", get: closed, set: None }]),
];

fn new(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    Ok(vm.new_state(args[0], StateData { numbers: vec![0; 3], ..StateData::default() }))
}

fn number(vm: &Vm, o: Obj, at: usize) -> i64 {
    vm.state(o).and_then(|state| state.numbers.get(at).copied()).unwrap_or(0)
}

fn set_number(vm: &mut Vm, o: Obj, at: usize, value: i64) {
    if let Some(place) = vm.state_mut(o).and_then(|state| state.numbers.get_mut(at)) {
        *place = value;
    }
}

fn set_objects(vm: &mut Vm, o: Obj, objects: Vec<Obj>) {
    vm.count_all(&objects);
    if let Some(state) = vm.state_mut(o) {
        let old = std::mem::replace(&mut state.objects, objects);
        old.into_iter().for_each(|o| vm.decref(o));
    }
}

fn check_open(vm: &mut Vm, o: Obj) -> PyResult<()> {
    let is_text = vm.layout(vm.ty(o)) == T::STRING_IO;
    match vm.state(o) {
        Some(state) if state.numbers[CLOSED] != 0 => {
            let end = if is_text { "" } else { "." };
            Err(vm.value_error(&format!("I/O operation on closed file{end}")))
        }
        Some(state) if state.objects.is_empty() => Err(vm.value_error("I/O operation on uninitialized object")),
        Some(_) => Ok(()),
        None => Err(vm.wrong_payload("file", o)),
    }
}

fn yes(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    check_open(vm, args[0])?;
    Ok(Obj::bool(true))
}

fn closed(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    Ok(Obj::bool(number(vm, o, CLOSED) != 0))
}

fn tell(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    check_open(vm, args[0])?;
    let place = number(vm, args[0], PLACE);
    Ok(vm.new_int(place))
}

fn close(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    set_number(vm, args[0], CLOSED, 1);
    if let Some(state) = vm.state_mut(args[0]) {
        state.words = Arc::new(Vec::new());
    }
    Ok(NONE)
}

/// A size argument; `None` if none is given, or `None`.
fn size_argument(vm: &mut Vm, args: &Args) -> PyResult<Option<i64>> {
    let Some(size) = args.get(1).filter(|&size| size != NONE) else { return Ok(None) };
    if !vm.is_int(size) && vm.find_in_type(vm.ty(size), names::__index__).is_none() {
        let name = vm.type_name_of(size);
        return Err(vm.type_error(format!("argument should be integer or None, not '{name}'")));
    }
    vm.index_size(size).map(Some)
}

/// Where a piece of at most so many items ends that begins at `start`.
fn end_of(start: usize, length: usize, size: Option<i64>) -> usize {
    match size {
        Some(size) if size >= 0 => length.min(start.saturating_add(size as usize)),
        _ => length,
    }
}

/// `__dict__` as a part of the state, or None.
fn dict_state(vm: &mut Vm, o: Obj) -> Obj {
    if !vm.has_own_attributes(o) {
        return NONE;
    }
    let dict = vm.instance_dict(o);
    vm.dict_copy(dict)
}

/// The items of a state of so many.
fn state_items(vm: &mut Vm, args: &Args, count: usize) -> PyResult<Vec<Obj>> {
    if vm.is_tuple(args[1]) {
        let items = vm.held_items(args[1]);
        if items.len() >= count {
            if number(vm, args[0], CLOSED) != 0 {
                check_open(vm, args[0])?;
            }
            return Ok(items);
        }
    }
    let (own, name) = (vm.type_name_of(args[0]), vm.type_name_of(args[1]));
    Err(vm.type_error(format!("{own}.__setstate__ argument should be {count}-tuple, got {name}")))
}

/// Place and attributes of a state.
fn restore(vm: &mut Vm, o: Obj, place: Obj, dict: Obj, words: [&str; 3]) -> PyResult<()> {
    if !vm.is_int(place) {
        let name = vm.type_name_of(place);
        return Err(vm.type_error(format!("{} item of state must be an integer, {} {name}", words[0], words[1])));
    }
    let place = vm.index_size(place)?;
    if place < 0 {
        return Err(vm.value_error("position value cannot be negative"));
    }
    set_number(vm, o, PLACE, place);
    if dict != NONE {
        if !vm.is_instance(dict, T::DICT) {
            let name = vm.type_name_of(dict);
            return Err(vm.type_error(format!("{} item of state should be a dict, got a {name}", words[2])));
        }
        let own = vm.instance_dict(o);
        vm.dict_update(own, dict)?;
    }
    Ok(())
}

// StringIO.

/// How line ends are treated.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Newline {
    /// `None`: all kinds become `\n`.
    Universal,
    /// `''`: all kinds end a line, and stay.
    Any,
    /// `'\n'`
    Plain,
    /// `'\r'` and `'\r\n'`: what `\n` is written as.
    Own(&'static str),
}

fn newline_of(vm: &mut Vm, newline: Obj) -> PyResult<Newline> {
    if newline == NONE {
        return Ok(Newline::Universal);
    }
    let Some(text) = vm.str_data(newline) else {
        let name = vm.type_name_of(newline);
        return Err(vm.type_error(format!("newline must be str or None, not {name}")));
    };
    Ok(match text.as_str() {
        "" => Newline::Any,
        "\n" => Newline::Plain,
        "\r" => Newline::Own("\r"),
        "\r\n" => Newline::Own("\r\n"),
        _ => {
            let text = vm.repr_text(newline)?;
            return Err(vm.value_error(&format!("illegal newline value: {text}")));
        }
    })
}

fn own_newline(vm: &mut Vm, o: Obj) -> PyResult<Newline> {
    check_open(vm, o)?;
    let newline = vm.state(o).map_or(NONE, |state| state.objects[0]);
    newline_of(vm, newline)
}

fn words(vm: &Vm, o: Obj) -> &[u32] {
    vm.state(o).map_or(&[], |state| &state.words)
}

fn text_of(vm: &mut Vm, o: Obj, start: usize, end: usize) -> Obj {
    let text: String = words(vm, o)[start..end].iter().filter_map(|&c| char::from_u32(c)).collect();
    vm.new_str(text)
}

fn string_init(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let params = Params {
        function: "StringIO",
        names: &["initial_value", "newline"],
        required: 0,
        positional: 2,
        positional_only: 0,
    };
    let [value, newline] = vm.parse(args, 1, &params)?;
    let newline = if newline.is_null() { vm.new_str("\n") } else { newline };
    let kind = newline_of(vm, newline)?;
    if !value.is_null() && value != NONE && !vm.is_str(value) {
        let name = vm.type_name_of(value);
        return Err(vm.type_error(format!("initial_value must be str or None, not {name}")));
    }
    set_objects(vm, args[0], vec![newline]);
    if let Some(state) = vm.state_mut(args[0]) {
        state.words = Arc::new(Vec::new());
        state.numbers = vec![0; 3];
    }
    if !value.is_null() && value != NONE {
        put_text(vm, args[0], value, kind)?;
        set_number(vm, args[0], PLACE, 0);
    }
    Ok(NONE)
}

/// Kinds of line ends in a text: `\n`, `\r`, `\r\n`.
fn kinds(text: &str) -> i64 {
    let (mut seen, mut chars) = (0, text.bytes().peekable());
    while let Some(byte) = chars.next() {
        seen |= match byte {
            b'\n' => 1,
            b'\r' if chars.next_if_eq(&b'\n').is_some() => 4,
            b'\r' => 2,
            _ => 0,
        };
    }
    seen
}

fn put_text(vm: &mut Vm, o: Obj, text: Obj, kind: Newline) -> PyResult<()> {
    let Payload::Str(text) = vm.heap.payload(text) else { return Ok(()) };
    let text = text.clone();
    let text = text.as_str();
    let mut seen = 0;
    let changed = match kind {
        Newline::Plain => None,
        Newline::Own(newline) => text.contains('\n').then(|| text.replace('\n', newline)),
        Newline::Universal | Newline::Any => {
            seen = kinds(text);
            let translates = kind == Newline::Universal && text.contains('\r');
            translates.then(|| text.replace("\r\n", "\n").replace('\r', "\n"))
        }
    };
    let text = changed.as_deref().unwrap_or(text);
    let place = number(vm, o, PLACE) as usize;
    vm.check_size(4 * (place + text.len()))?;
    vm.heap.note_bytes(4 * text.len());
    let Some(state) = vm.state_mut(o) else { return Ok(()) };
    state.numbers[SEEN] |= seen;
    let words = Arc::make_mut(&mut state.words);
    if text.is_empty() {
        return Ok(());
    }
    if place == words.len() {
        if text.is_ascii() {
            words.extend(text.bytes().map(u32::from));
        } else {
            words.extend(text.chars().map(u32::from));
        }
        state.numbers[PLACE] = words.len() as i64;
    } else {
        if place > words.len() {
            words.resize(place, 0);
        }
        let mut at = place;
        for c in text.chars() {
            match words.get_mut(at) {
                Some(word) => *word = c as u32,
                None => words.push(c as u32),
            }
            at += 1;
        }
        state.numbers[PLACE] = at as i64;
    }
    Ok(())
}

fn string_write(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let kind = own_newline(vm, args[0]).or_else(|raised| {
        // What is no text is complained of first, but for a file that was never made.
        if vm.is_str(args[1]) || vm.state(args[0]).is_none_or(|state| state.objects.is_empty()) {
            return Err(raised);
        }
        vm.clear_raised();
        Ok(Newline::Plain)
    })?;
    if !vm.is_str(args[1]) {
        let name = vm.type_name_of(args[1]);
        return Err(vm.type_error(format!("string argument expected, got '{name}'")));
    }
    put_text(vm, args[0], args[1], kind)?;
    let length = vm.quick_len(args[1]).unwrap_or(0);
    Ok(vm.new_usize(length))
}

fn string_value(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    check_open(vm, args[0])?;
    let length = words(vm, args[0]).len();
    Ok(text_of(vm, args[0], 0, length))
}

fn string_read(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let size = size_argument(vm, args)?;
    check_open(vm, args[0])?;
    let (start, length) = (number(vm, args[0], PLACE) as usize, words(vm, args[0]).len());
    let end = end_of(start, length, size);
    if start >= end {
        return Ok(EMPTY_STR);
    }
    set_number(vm, args[0], PLACE, end as i64);
    Ok(text_of(vm, args[0], start, end))
}

/// Where the line that begins at `start` ends.
fn line_end(words: &[u32], start: usize, kind: Newline) -> usize {
    let rest = &words[start..];
    let is = |c: char| move |&word: &u32| word == c as u32;
    let length = match kind {
        Newline::Universal | Newline::Plain => rest.iter().position(is('\n')).map(|at| at + 1),
        Newline::Own("\r") => rest.iter().position(is('\r')).map(|at| at + 1),
        Newline::Own(_) => rest.windows(2).position(|pair| pair == [13, 10]).map(|at| at + 2),
        Newline::Any => rest.iter().position(|&word| word == 10 || word == 13).map(|at| {
            let pair = rest[at] == 13 && rest.get(at + 1) == Some(&10);
            at + 1 + usize::from(pair)
        }),
    };
    start + length.unwrap_or(rest.len())
}

fn line(vm: &mut Vm, o: Obj, size: Option<i64>) -> PyResult<Obj> {
    let kind = own_newline(vm, o)?;
    let start = number(vm, o, PLACE) as usize;
    let words = words(vm, o);
    if start >= words.len() {
        return Ok(EMPTY_STR);
    }
    let end = line_end(words, start, kind);
    let end = end_of(start, end, size);
    set_number(vm, o, PLACE, end as i64);
    Ok(text_of(vm, o, start, end))
}

fn string_readline(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let size = size_argument(vm, args)?;
    line(vm, args[0], size)
}

fn string_next(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let next = if vm.ty(args[0]) == T::STRING_IO {
        line(vm, args[0], None)?
    } else {
        check_open(vm, args[0])?;
        let line = vm.call_method(args[0], names::readline, &[])?;
        if !vm.is_str(line) {
            let name = vm.type_name_of(line);
            let error = format!("readline() should have returned a str object, not '{name}'");
            let error = vm.new_exception(T::OS_ERROR, &error);
            return Err(vm.raise_object(error));
        }
        line
    };
    if vm.quick_len(next) == Some(0) { Err(vm.raise_stop(NONE)) } else { Ok(next) }
}

/// Place and origin of a `seek`.
fn seek_arguments(vm: &mut Vm, args: &Args) -> PyResult<(i64, i64)> {
    let place = vm.index_size(args[1])?;
    let whence = match args.get(2) {
        Some(whence) => vm.index_int(whence)?,
        None => 0,
    };
    Ok((place, whence))
}

fn string_seek(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let (mut place, whence) = seek_arguments(vm, args)?;
    check_open(vm, args[0])?;
    if !(0..=2).contains(&whence) {
        return Err(vm.value_error(&format!("Invalid whence ({whence}, should be 0, 1 or 2)")));
    }
    if whence == 0 && place < 0 {
        return Err(vm.value_error(&format!("Negative seek position {place}")));
    }
    if whence != 0 && place != 0 {
        return Err(vm.raise_text(T::OS_ERROR, "Can't do nonzero cur-relative seeks"));
    }
    match whence {
        1 => place = number(vm, args[0], PLACE),
        2 => place = words(vm, args[0]).len() as i64,
        _ => {}
    }
    set_number(vm, args[0], PLACE, place);
    Ok(vm.new_int(place))
}

fn string_truncate(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let size = size_argument(vm, args)?;
    check_open(vm, args[0])?;
    let size = size.unwrap_or_else(|| number(vm, args[0], PLACE));
    if size < 0 {
        return Err(vm.value_error(&format!("Negative size value {size}")));
    }
    if (size as usize) < words(vm, args[0]).len()
        && let Some(state) = vm.state_mut(args[0])
    {
        Arc::make_mut(&mut state.words).truncate(size as usize);
    }
    Ok(vm.new_int(size))
}

fn newlines(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    let kind = own_newline(vm, o)?;
    if !matches!(kind, Newline::Universal | Newline::Any) {
        return Ok(NONE);
    }
    let seen = number(vm, o, SEEN);
    let mut found = Vec::new();
    for (bit, text) in [(2, "\r"), (1, "\n"), (4, "\r\n")] {
        if seen & bit != 0 {
            found.push(vm.new_str(text));
        }
    }
    Ok(match found[..] {
        [] => NONE,
        [one] => one,
        _ => vm.new_tuple(&found),
    })
}

fn string_getstate(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let value = string_value(vm, args)?;
    let newline = vm.state(args[0]).map_or(NONE, |state| state.objects[0]);
    let place = number(vm, args[0], PLACE);
    let (place, dict) = (vm.new_int(place), dict_state(vm, args[0]));
    Ok(vm.new_tuple(&[value, newline, place, dict]))
}

fn string_setstate(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if number(vm, args[0], CLOSED) != 0 {
        check_open(vm, args[0])?;
    }
    let items = state_items(vm, args, 4)?;
    let &[value, newline, place, dict, ..] = &items[..] else { return Ok(NONE) };
    string_init(vm, &Args { pos: &[args[0], value, newline], kw: &[] })?;
    // What was written once is not translated again.
    let text: Vec<u32> = match vm.str_data(value) {
        Some(text) => text.as_str().chars().map(u32::from).collect(),
        None => Vec::new(),
    };
    if let Some(state) = vm.state_mut(args[0]) {
        state.words = Arc::new(text);
    }
    restore(vm, args[0], place, dict, ["third", "got", "fourth"])?;
    Ok(NONE)
}

// BytesIO.

/// The `bytearray` in a `BytesIO`.
fn array(vm: &Vm, o: Obj) -> Obj {
    vm.state(o).and_then(|state| state.objects.first().copied()).unwrap_or(EMPTY_BYTES)
}

fn bytes(vm: &Vm, o: Obj) -> &[u8] {
    match vm.heap.payload(array(vm, o)) {
        Payload::ByteArray(array) => &array.bytes,
        _ => &[],
    }
}

/// The bytes, for changing their number.
fn bytes_mut(vm: &mut Vm, o: Obj) -> PyResult<&mut Vec<u8>> {
    let array = array(vm, o);
    if matches!(vm.heap.payload(array), Payload::ByteArray(array) if array.exports > 0) {
        return Err(vm.raise_text(T::BUFFER_ERROR, "Existing exports of data: object cannot be re-sized"));
    }
    match vm.heap.payload_mut(array) {
        Payload::ByteArray(array) => Ok(&mut array.bytes),
        _ => Err(Raised),
    }
}

fn bytes_init(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let params =
        Params { function: "BytesIO", names: &["initial_bytes"], required: 0, positional: 1, positional_only: 0 };
    let [value] = vm.parse(args, 1, &params)?;
    if vm.state(args[0]).is_some_and(|state| !state.objects.is_empty()) {
        bytes_mut(vm, args[0])?;
    }
    let initial = if value.is_null() || value == NONE { Arc::default() } else { vm.shared_bytes(value)? };
    let array = vm.new_bytearray(initial.to_vec());
    set_objects(vm, args[0], vec![array]);
    if let Some(state) = vm.state_mut(args[0]) {
        state.numbers = vec![0; 3];
    }
    Ok(NONE)
}

fn bytes_value(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    check_open(vm, args[0])?;
    let value = bytes(vm, args[0]).to_vec();
    Ok(vm.new_bytes(value))
}

fn getbuffer(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    check_open(vm, args[0])?;
    vm.memoryview_of(array(vm, args[0]))
}

fn bytes_close(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if vm.state(args[0]).is_some_and(|state| !state.objects.is_empty()) {
        *bytes_mut(vm, args[0])? = Vec::new();
    }
    close(vm, args)
}

fn put_bytes(vm: &mut Vm, o: Obj, piece: Obj) -> PyResult<usize> {
    check_open(vm, o)?;
    bytes_mut(vm, o)?;
    let piece = vm.shared_bytes(piece)?;
    let place = number(vm, o, PLACE) as usize;
    let end = place + piece.len();
    vm.check_size(end)?;
    vm.heap.note_bytes(piece.len());
    let own = bytes_mut(vm, o)?;
    if piece.is_empty() {
        return Ok(0);
    }
    if place == own.len() {
        own.extend_from_slice(&piece);
    } else {
        if end > own.len() {
            own.resize(end, 0);
        }
        own[place..end].copy_from_slice(&piece);
    }
    set_number(vm, o, PLACE, end as i64);
    Ok(piece.len())
}

fn bytes_write(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let count = put_bytes(vm, args[0], args[1])?;
    Ok(vm.new_usize(count))
}

fn bytes_writelines(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    check_open(vm, args[0])?;
    let o = args[0];
    vm.each(args[1], |vm, line| {
        put_bytes(vm, o, line)?;
        Ok(std::ops::ControlFlow::Continue(()))
    })?;
    Ok(NONE)
}

/// Takes what lies between two places; the file then stands at the second.
fn take(vm: &mut Vm, o: Obj, start: usize, end: usize) -> Obj {
    if start >= end {
        return EMPTY_BYTES;
    }
    let piece = bytes(vm, o)[start..end].to_vec();
    set_number(vm, o, PLACE, end as i64);
    vm.new_bytes(piece)
}

fn bytes_read(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let size = size_argument(vm, args)?;
    check_open(vm, args[0])?;
    let start = number(vm, args[0], PLACE) as usize;
    let end = end_of(start, bytes(vm, args[0]).len(), size);
    Ok(take(vm, args[0], start, end))
}

fn bytes_line(vm: &mut Vm, o: Obj, size: Option<i64>) -> Obj {
    let start = number(vm, o, PLACE) as usize;
    let own = bytes(vm, o);
    let Some(rest) = own.get(start..).filter(|rest| !rest.is_empty()) else { return EMPTY_BYTES };
    let end = start + memchr::memchr(b'\n', rest).map_or(rest.len(), |at| at + 1);
    let end = end_of(start, end, size);
    take(vm, o, start, end)
}

fn bytes_readline(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let size = size_argument(vm, args)?;
    check_open(vm, args[0])?;
    Ok(bytes_line(vm, args[0], size))
}

fn bytes_readlines(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let most = match args.get(1).filter(|&size| size != NONE) {
        Some(size) if vm.is_int(size) => vm.index_size(size)?,
        Some(size) => {
            let name = vm.type_name_of(size);
            return Err(vm.type_error(format!("integer argument expected, got '{name}'")));
        }
        None => 0,
    };
    check_open(vm, args[0])?;
    let (mut lines, mut size) = (Vec::new(), 0);
    loop {
        let line = bytes_line(vm, args[0], None);
        size += match vm.quick_len(line) {
            None | Some(0) => break,
            Some(length) => length as i64,
        };
        lines.push(line);
        if most > 0 && size >= most {
            break;
        }
    }
    Ok(vm.new_list(lines))
}

fn bytes_next(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    check_open(vm, args[0])?;
    match bytes_line(vm, args[0], None) {
        EMPTY_BYTES => Err(vm.raise_stop(NONE)),
        line => Ok(line),
    }
}

fn readinto(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    check_open(vm, args[0])?;
    let target = match vm.writable_bytes(args[1])? {
        Some(target) => target,
        None => {
            let name = vm.type_name_of(args[1]);
            let message = format!("readinto() argument must be read-write bytes-like object, not {name}");
            return Err(vm.type_error(message));
        }
    };
    let start = number(vm, args[0], PLACE) as usize;
    let own = bytes(vm, args[0]);
    let end = own.len().min(start.saturating_add(target.length));
    let piece = own.get(start..end).unwrap_or(&[]).to_vec();
    vm.write_bytes(&target, 0, &piece);
    set_number(vm, args[0], PLACE, (start + piece.len()) as i64);
    Ok(vm.new_usize(piece.len()))
}

fn bytes_seek(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let (place, whence) = seek_arguments(vm, args)?;
    check_open(vm, args[0])?;
    let from = match whence {
        0 if place < 0 => return Err(vm.value_error(&format!("negative seek value {place}"))),
        0 => 0,
        1 => number(vm, args[0], PLACE),
        2 => bytes(vm, args[0]).len() as i64,
        _ => return Err(vm.value_error(&format!("invalid whence ({whence}, should be 0, 1 or 2)"))),
    };
    let Some(place) = from.checked_add(place) else {
        return Err(vm.raise_text(T::OVERFLOW_ERROR, "new position too large"));
    };
    let place = place.max(0);
    set_number(vm, args[0], PLACE, place);
    Ok(vm.new_int(place))
}

fn bytes_truncate(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let size = size_argument(vm, args)?;
    check_open(vm, args[0])?;
    bytes_mut(vm, args[0])?;
    let size = size.unwrap_or_else(|| number(vm, args[0], PLACE));
    if size < 0 {
        return Err(vm.value_error(&format!("negative size value {size}")));
    }
    bytes_mut(vm, args[0])?.truncate(size as usize);
    Ok(vm.new_int(size))
}

fn bytes_getstate(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let value = bytes_value(vm, args)?;
    let place = number(vm, args[0], PLACE);
    let (place, dict) = (vm.new_int(place), dict_state(vm, args[0]));
    Ok(vm.new_tuple(&[value, place, dict]))
}

fn bytes_setstate(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let items = state_items(vm, args, 3)?;
    let &[value, place, dict, ..] = &items[..] else { return Ok(NONE) };
    bytes_init(vm, &Args { pos: &[args[0], value], kw: &[] })?;
    restore(vm, args[0], place, dict, ["second", "not", "third"])?;
    Ok(NONE)
}
