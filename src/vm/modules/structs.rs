//! `_struct`: values as bytes in C's layouts, and back.
//!
//! A format is read anew for each call: it is shorter than what a table of formats would cost. `Struct` objects keep the
//! text of theirs.

use std::sync::Arc;

use num_traits::ToPrimitive;
use smallvec::SmallVec;

use super::host::half_bits;
use super::host::half_value;
use crate::vm::native::{Args, Arity, GetSetDef, NativeDef, Params, def};
use crate::vm::object::statics::{EMPTY_BYTES, EMPTY_STR, NONE};
use crate::vm::object::{Obj, Payload, StateData, T, names};
use crate::vm::types::{ITER_SELF, TypeTable, ZERO};
use crate::vm::{PyResult, Raised, Vm};

const FUNCTIONS: &[NativeDef] = &[
    def("_clearcache", Arity::None, |_, _| Ok(NONE)),
    def("calcsize", Arity::One, |vm, args| {
        let size = compile(vm, args[0])?.size;
        Ok(vm.new_usize(size))
    }),
    def("pack", Arity::Var, |vm, args| {
        let format = first_format(vm, args)?;
        pack(vm, &format, &args.pos[1..])
    }),
    def("pack_into", Arity::Var, |vm, args| {
        let format = first_format(vm, args)?;
        pack_into(vm, &format, &args.pos[1..])
    }),
    def("unpack", Arity::Pos(2, 2), |vm, args| {
        let format = compile(vm, args[0])?;
        unpack(vm, &format, args[1])
    }),
    def("unpack_from", Arity::Any, |vm, args| unpack_from(vm, args, true)),
    def("iter_unpack", Arity::Pos(2, 2), |vm, args| {
        let format = compile(vm, args[0])?;
        iter_unpack(vm, &format, args[0], args[1])
    }),
];

pub const TABLES: &[TypeTable] = &[
    TypeTable::new(
        T::STRUCT,
        &[
            def("__init__", Arity::Any, init),
            def("__repr__", ZERO, repr),
            def("pack", Arity::Var, |vm, args| {
                let format = own_format(vm, args[0])?;
                pack(vm, &format, &args.pos[1..])
            }),
            def("pack_into", Arity::Var, |vm, args| {
                let format = own_format(vm, args[0])?;
                pack_into(vm, &format, &args.pos[1..])
            }),
            def("unpack", Arity::One, |vm, args| {
                let format = own_format(vm, args[0])?;
                unpack(vm, &format, args[1])
            }),
            def("unpack_from", Arity::Any, |vm, args| unpack_from(vm, args, false)),
            def("iter_unpack", Arity::One, |vm, args| {
                let (format, text) = (own_format(vm, args[0])?, text_of(vm, args[0]));
                iter_unpack(vm, &format, text, args[1])
            }),
        ],
    )
    .with_statics(&[def("__new__", Arity::Any, new)])
    .with_getset(&[
        GetSetDef { name: "format", get: |vm, o| Ok(text_of(vm, o)), set: None },
        GetSetDef {
            name: "size",
            get: |vm, o| {
                if vm.state(o).is_some_and(|state| state.objects.is_empty()) {
                    return Ok(vm.new_int(-1));
                }
                let size = own_format(vm, o)?.size;
                Ok(vm.new_usize(size))
            },
            set: None,
        },
    ]),
    TypeTable::new(
        T::UNPACK_ITERATOR,
        &[ITER_SELF, def("__next__", ZERO, next), def("__length_hint__", Arity::None, length_hint)],
    ),
];

pub fn create(vm: &mut Vm) -> PyResult<Obj> {
    let module = vm.native_module("_struct", FUNCTIONS);
    vm.module_set(module, "Struct", T::STRUCT);
    let namespace = vm.new_dict();
    let (name, home) = (vm.new_str("error"), vm.new_str("struct"));
    vm.dict_set_interned(namespace, names::__module__, home);
    let error = vm.new_class(T::TYPE, name, vec![T::EXCEPTION], namespace, &[])?;
    vm.module_set(module, "error", error);
    Ok(module)
}

/// Values of one letter that follow each other.
struct Field {
    code: u8,
    at: usize,
    /// Bytes of one value.
    size: usize,
    count: usize,
}

struct Format {
    fields: SmallVec<[Field; 8]>,
    size: usize,
    /// Values that are packed.
    items: usize,
    little: bool,
    native: bool,
}

/// `struct.error`
fn error(vm: &mut Vm, message: &str) -> Raised {
    let raise = |vm: &mut Vm| -> PyResult<Raised> {
        let module = vm.import_dotted("_struct")?;
        let class = vm.get_attr_str(module, "error")?;
        let message = vm.new_str(message);
        let error = vm.call(class, &[message])?;
        Ok(vm.raise_object(error))
    };
    raise(vm).unwrap_or_else(|raised| raised)
}

/// Size and alignment of a letter with native sizes, or its size alone.
fn size_of_code(code: u8, native: bool) -> Option<usize> {
    Some(match code {
        b'x' | b'c' | b'b' | b'B' | b'?' | b's' | b'p' => 1,
        b'h' | b'H' | b'e' => 2,
        b'i' | b'I' | b'f' => 4,
        b'l' | b'L' => {
            if native {
                8
            } else {
                4
            }
        }
        b'q' | b'Q' | b'd' => 8,
        b'n' | b'N' | b'P' if native => 8,
        _ => return None,
    })
}

fn compile(vm: &mut Vm, format: Obj) -> PyResult<Format> {
    let parsed = match vm.heap.payload(format) {
        Payload::Str(text) if text.is_ascii() => parse(text.as_str().as_bytes()),
        Payload::Str(_) => {
            let ascii = vm.new_str("ascii");
            vm.call_method(format, names::encode, &[ascii])?;
            Err("bad char in struct format")
        }
        Payload::Bytes(bytes) => parse(bytes),
        _ => {
            let name = vm.type_name_of(format);
            let message = format!("Struct() argument 1 must be a str or bytes object, not {name}");
            return Err(vm.type_error(message));
        }
    };
    parsed.map_err(|message| error(vm, message))
}

fn parse(text: &[u8]) -> Result<Format, &'static str> {
    const TOO_LONG: &str = "total struct size too long";
    if text.contains(&0) {
        return Err("embedded null character");
    }
    let (native, little, body) = match text.first() {
        Some(b'@') => (true, true, &text[1..]),
        Some(b'=' | b'<') => (false, true, &text[1..]),
        Some(b'>' | b'!') => (false, false, &text[1..]),
        _ => (true, true, text),
    };
    let mut format = Format { fields: SmallVec::new(), size: 0, items: 0, little, native };
    let mut rest = body.iter().copied();
    while let Some(mut code) = rest.next() {
        if code.is_ascii_whitespace() || code == 0x0b {
            continue;
        }
        let mut count = 1usize;
        if code.is_ascii_digit() {
            count = usize::from(code - b'0');
            loop {
                code = rest.next().ok_or("repeat count given without format specifier")?;
                if !code.is_ascii_digit() {
                    break;
                }
                count = count
                    .checked_mul(10)
                    .and_then(|count| count.checked_add(usize::from(code - b'0')))
                    .filter(|&count| count <= isize::MAX as usize)
                    .ok_or(TOO_LONG)?;
            }
        }
        let size = size_of_code(code, native).ok_or("bad char in struct format")?;
        let at = if native { format.size.next_multiple_of(size) } else { format.size };
        let bytes = count.checked_mul(size).ok_or(TOO_LONG)?;
        format.size = at.checked_add(bytes).filter(|&size| size <= isize::MAX as usize).ok_or(TOO_LONG)?;
        match code {
            b'x' => {}
            b's' | b'p' => {
                format.fields.push(Field { code, at, size: count, count: 1 });
                format.items += 1;
            }
            _ if count > 0 => {
                format.fields.push(Field { code, at, size, count });
                format.items += count;
            }
            _ => {}
        }
    }
    Ok(format)
}

fn first_format(vm: &mut Vm, args: &Args) -> PyResult<Format> {
    match args.get(0) {
        Some(format) => compile(vm, format),
        None => Err(vm.raise_text(T::TYPE_ERROR, "missing format argument")),
    }
}

/// The text of a `Struct`'s format; empty before `__init__`.
fn text_of(vm: &Vm, o: Obj) -> Obj {
    vm.state(o).and_then(|state| state.objects.first().copied()).unwrap_or(EMPTY_STR)
}

fn own_format(vm: &mut Vm, o: Obj) -> PyResult<Format> {
    let text = text_of(vm, o);
    compile(vm, text)
}

fn new(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if args.is_empty() {
        return Err(vm.raise_text(T::TYPE_ERROR, "_struct.Struct.__new__(): not enough arguments"));
    }
    Ok(vm.new_state(args[0], StateData::default()))
}

fn init(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let params = Params { function: "Struct", names: &["format"], required: 1, positional: 1, positional_only: 0 };
    let [format] = vm.parse(args, 1, &params)?;
    compile(vm, format)?;
    let text = match vm.heap.payload(format) {
        Payload::Bytes(bytes) => {
            let text = String::from_utf8_lossy(bytes).into_owned();
            vm.new_str(text)
        }
        _ => format,
    };
    vm.incref(text);
    match vm.state_mut(args[0]) {
        Some(state) => {
            let old = std::mem::replace(&mut state.objects, vec![text]);
            old.into_iter().for_each(|o| vm.decref(o));
        }
        None => vm.decref(text),
    }
    Ok(NONE)
}

fn repr(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let (name, text) = (vm.short_name(vm.ty(args[0])), text_of(vm, args[0]));
    let text = vm.repr_text(text)?;
    Ok(vm.new_str(format!("{name}({text})")))
}

/// The value of an integer argument; `None` if it has more than 128 bits.
fn integer(vm: &mut Vm, value: Obj) -> PyResult<Option<i128>> {
    let value = if vm.is_int(value) {
        value
    } else if vm.find_in_type(vm.ty(value), names::__index__).is_some() {
        vm.index(value)?
    } else {
        return Err(error(vm, "required argument is not an integer"));
    };
    Ok(match vm.heap.payload(value) {
        Payload::Int(value) => Some(i128::from(*value)),
        Payload::Big(value) => value.to_i128(),
        _ => None,
    })
}

fn float(vm: &mut Vm, value: Obj) -> PyResult<f64> {
    match vm.heap.payload(value) {
        Payload::Float(value) => Ok(*value),
        Payload::Int(value) => Ok(*value as f64),
        _ => vm.to_float(value, "required argument is not a float").map_err(|_| {
            vm.clear_raised();
            error(vm, "required argument is not a float")
        }),
    }
}

/// Writes the lowest bytes of a number.
fn put(target: &mut [u8], bits: u64, little: bool) {
    let size = target.len();
    if little {
        target.copy_from_slice(&bits.to_le_bytes()[..size]);
    } else {
        target.copy_from_slice(&bits.to_be_bytes()[8 - size..]);
    }
}

fn take(source: &[u8], little: bool) -> u64 {
    let mut bytes = [0; 8];
    if little {
        bytes[..source.len()].copy_from_slice(source);
        u64::from_le_bytes(bytes)
    } else {
        bytes[8 - source.len()..].copy_from_slice(source);
        u64::from_be_bytes(bytes)
    }
}

fn pack_one(vm: &mut Vm, code: u8, format: &Format, value: Obj, target: &mut [u8]) -> PyResult<()> {
    let little = format.little;
    match code {
        b'?' => target[0] = u8::from(vm.truth(value)?),
        b'c' => match vm.heap.payload(value) {
            Payload::Bytes(bytes) if bytes.len() == 1 => target[0] = bytes[0],
            _ => return Err(error(vm, "char format requires a bytes object of length 1")),
        },
        b's' | b'p' => {
            let bytes = match vm.heap.payload(value) {
                Payload::Bytes(bytes) => &bytes[..],
                Payload::ByteArray(array) => &array.bytes[..],
                _ => {
                    let message = format!("argument for '{}' must be a bytes object", char::from(code));
                    return Err(error(vm, &message));
                }
            };
            if code == b's' {
                let length = bytes.len().min(target.len());
                target[..length].copy_from_slice(&bytes[..length]);
            } else if !target.is_empty() {
                let length = bytes.len().min(target.len() - 1);
                target[0] = length.min(255) as u8;
                target[1..=length].copy_from_slice(&bytes[..length]);
            }
        }
        b'e' | b'f' | b'd' => {
            let value = float(vm, value)?;
            let bits = match code {
                b'd' => value.to_bits(),
                b'f' => {
                    let narrow = value as f32;
                    if narrow.is_infinite() && value.is_finite() && !format.native {
                        return Err(vm.raise_text(T::OVERFLOW_ERROR, "float too large to pack with f format"));
                    }
                    u64::from(narrow.to_bits())
                }
                _ => match half_bits(value) {
                    Some(bits) => bits as u64,
                    None => return Err(vm.raise_text(T::OVERFLOW_ERROR, "float too large to pack with e format")),
                },
            };
            put(target, bits, little);
        }
        _ => {
            let bits = 8 * target.len() as u32;
            let (least, most) = match code {
                b'P' => (-(1i128 << 63), (1i128 << 64) - 1),
                b'b' | b'h' | b'i' | b'l' | b'q' | b'n' => (-(1i128 << (bits - 1)), (1i128 << (bits - 1)) - 1),
                _ => (0, (1i128 << bits) - 1),
            };
            match integer(vm, value)?.filter(|value| (least..=most).contains(value)) {
                Some(value) => put(target, value as u64, little),
                None if code == b'P' => return Err(error(vm, "int too large to convert")),
                None => {
                    let code = char::from(code);
                    return Err(error(vm, &format!("'{code}' format requires {least} <= number <= {most}")));
                }
            }
        }
    }
    Ok(())
}

fn unpack_one(vm: &mut Vm, code: u8, little: bool, source: &[u8]) -> Obj {
    match code {
        b'?' => Obj::bool(source[0] != 0),
        b'c' | b's' => vm.new_bytes(source.to_vec()),
        b'p' => match source.split_first() {
            Some((&length, rest)) => vm.new_bytes(rest[..rest.len().min(usize::from(length))].to_vec()),
            None => EMPTY_BYTES,
        },
        b'd' => vm.new_float(f64::from_bits(take(source, little))),
        b'f' => vm.new_float(f64::from(f32::from_bits(take(source, little) as u32))),
        b'e' => vm.new_float(half_value(take(source, little))),
        b'b' | b'h' | b'i' | b'l' | b'q' | b'n' => {
            let unused = 64 - 8 * source.len() as u32;
            vm.new_int(((take(source, little) << unused) as i64) >> unused)
        }
        _ => {
            let value = take(source, little);
            match i64::try_from(value) {
                Ok(value) => vm.new_int(value),
                Err(_) => vm.new_big(value.into()),
            }
        }
    }
}

fn pack_values(vm: &mut Vm, format: &Format, name: &str, values: &[Obj]) -> PyResult<Vec<u8>> {
    if values.len() != format.items {
        let (items, given) = (format.items, values.len());
        return Err(error(vm, &format!("{name} expected {items} items for packing (got {given})")));
    }
    vm.check_size(format.size)?;
    let mut bytes = vec![0; format.size];
    let mut values = values.iter();
    for field in &format.fields {
        for at in 0..field.count {
            let Some(&value) = values.next() else { break };
            let from = field.at + at * field.size;
            pack_one(vm, field.code, format, value, &mut bytes[from..from + field.size])?;
        }
    }
    Ok(bytes)
}

fn pack(vm: &mut Vm, format: &Format, values: &[Obj]) -> PyResult<Obj> {
    let bytes = pack_values(vm, format, "pack", values)?;
    Ok(vm.new_bytes(bytes))
}

/// An offset into a buffer of so many bytes, from which so many are needed; or why not.
fn offset_in(
    vm: &mut Vm,
    offset: i64,
    length: usize,
    size: usize,
    short: impl FnOnce() -> String,
    long: impl FnOnce(i64) -> String,
) -> PyResult<usize> {
    let mut at = offset;
    if offset < 0 {
        if offset.saturating_add_unsigned(size as u64) > 0 {
            return Err(error(vm, &short()));
        }
        at += length as i64;
        if at < 0 {
            return Err(error(vm, &format!("offset {offset} out of range for {length}-byte buffer")));
        }
    }
    if (length as i64).saturating_sub(at) < size as i64 {
        return Err(error(vm, &long(at)));
    }
    Ok(at as usize)
}

fn pack_into(vm: &mut Vm, format: &Format, rest: &[Obj]) -> PyResult<Obj> {
    let (target, offset, values) = match rest {
        [] => return Err(error(vm, "pack_into expected buffer argument")),
        [_] => return Err(error(vm, "pack_into expected offset argument")),
        [target, offset, values @ ..] => (*target, *offset, values),
    };
    if values.len() != format.items {
        let (items, given) = (format.items, values.len());
        return Err(error(vm, &format!("pack_into expected {items} items for packing (got {given})")));
    }
    let Some(place) = vm.writable_bytes(target)? else {
        let name = vm.type_name_of(target);
        return Err(vm.type_error(format!("argument must be read-write bytes-like object, not {name}")));
    };
    let length = place.length;
    let offset = vm.index(offset)?;
    let Some(offset) = vm.as_int(offset) else {
        return Err(vm.raise_text(T::INDEX_ERROR, "cannot fit 'int' into an index-sized integer"));
    };
    let size = format.size;
    let short = || format!("no space to pack {size} bytes at offset {offset}");
    let long = |at: i64| {
        let needed = at as i128 + size as i128;
        format!(
            "pack_into requires a buffer of at least {needed} bytes for packing {size} bytes at offset {at} (actual buffer \
             size is {length})"
        )
    };
    let at = offset_in(vm, offset, length, size, short, long)?;
    let bytes = pack_values(vm, format, "pack_into", values)?;
    vm.write_bytes(&place, at, &bytes);
    Ok(NONE)
}

fn values(vm: &mut Vm, format: &Format, bytes: &[u8]) -> Obj {
    let mut items: SmallVec<[Obj; 8]> = SmallVec::with_capacity(format.items);
    for field in &format.fields {
        for at in 0..field.count {
            let from = field.at + at * field.size;
            let item = unpack_one(vm, field.code, format.little, &bytes[from..from + field.size]);
            items.push(item);
        }
    }
    vm.new_tuple(&items)
}

fn unpack(vm: &mut Vm, format: &Format, buffer: Obj) -> PyResult<Obj> {
    let bytes = vm.shared_bytes(buffer)?;
    if bytes.len() != format.size {
        return Err(error(vm, &format!("unpack requires a buffer of {} bytes", format.size)));
    }
    Ok(values(vm, format, &bytes))
}

/// `unpack_from(format, buffer, offset=0)`, or the method without the format.
fn unpack_from(vm: &mut Vm, args: &Args, function: bool) -> PyResult<Obj> {
    let (format, buffer, offset) = if function {
        let params = Params {
            function: "unpack_from",
            names: &["", "buffer", "offset"],
            required: 2,
            positional: 3,
            positional_only: 1,
        };
        let [format, buffer, offset] = vm.parse(args, 0, &params)?;
        (compile(vm, format)?, buffer, offset)
    } else {
        let params = Params {
            function: "unpack_from",
            names: &["buffer", "offset"],
            required: 1,
            positional: 2,
            positional_only: 0,
        };
        let [buffer, offset] = vm.parse(args, 1, &params)?;
        (own_format(vm, args[0])?, buffer, offset)
    };
    let offset = if offset.is_null() { 0 } else { vm.index_i64(offset)? };
    let bytes = vm.shared_bytes(buffer)?;
    let (size, length) = (format.size, bytes.len());
    let short = || format!("not enough data to unpack {size} bytes at offset {offset}");
    let long = |at: i64| {
        let needed = at as i128 + size as i128;
        format!(
            "unpack_from requires a buffer of at least {needed} bytes for unpacking {size} bytes at offset {at} (actual \
             buffer size is {length})"
        )
    };
    let at = offset_in(vm, offset, length, size, short, long)?;
    Ok(values(vm, &format, &bytes[at..at + size]))
}

/// Format text, buffer; place.
fn iter_unpack(vm: &mut Vm, format: &Format, text: Obj, buffer: Obj) -> PyResult<Obj> {
    if format.size == 0 {
        return Err(error(vm, "cannot iteratively unpack with a struct of length 0"));
    }
    let bytes = vm.shared_bytes(buffer)?;
    if bytes.len() % format.size != 0 {
        let size = format.size;
        return Err(error(vm, &format!("iterative unpacking requires a buffer of a multiple of {size} bytes")));
    }
    let state = StateData { objects: vec![text, buffer], numbers: vec![0], ..StateData::default() };
    Ok(vm.new_state(T::UNPACK_ITERATOR, state))
}

/// Format, bytes and place.
type Iteration = (Format, Arc<Vec<u8>>, usize);

/// Where an iterator stands that is not at its end.
fn iteration(vm: &mut Vm, o: Obj) -> PyResult<Option<Iteration>> {
    let Some(state) = vm.state(o) else { return Ok(None) };
    let (&[text, buffer], &[at]) = (&state.objects[..], &state.numbers[..]) else { return Ok(None) };
    let format = compile(vm, text)?;
    let bytes = vm.shared_bytes(buffer)?;
    let at = at as usize;
    Ok(if at + format.size <= bytes.len() { Some((format, bytes, at)) } else { None })
}

fn next(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    match iteration(vm, args[0])? {
        Some((format, bytes, at)) => {
            let end = at + format.size;
            if let Some(state) = vm.state_mut(args[0]) {
                state.numbers[0] = end as i64;
            }
            Ok(values(vm, &format, &bytes[at..end]))
        }
        None => {
            if let Some(state) = vm.state_mut(args[0]) {
                let old = std::mem::take(&mut state.objects);
                old.into_iter().for_each(|o| vm.decref(o));
            }
            Err(vm.raise_stop(NONE))
        }
    }
}

fn length_hint(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let left = iteration(vm, args[0])?.map_or(0, |(format, bytes, at)| (bytes.len() - at) / format.size);
    Ok(vm.new_usize(left))
}
