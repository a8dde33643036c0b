//! `_pylens_codes`: the loops over every byte of native modules that are otherwise written in Python, for the usual case.
//! Where there is something to complain of, they answer `None`, and the Python says what it is.

use crate::vm::native::{Args, Arity, NativeDef, def};
use crate::vm::object::statics::{NONE, TRUE};
use crate::vm::object::{Obj, Payload};
use crate::vm::{PyResult, Vm};

const FUNCTIONS: &[NativeDef] = &[
    def("base64_encode", Arity::Pos(2, 2), base64_encode),
    def("base64_decode", Arity::One, base64_decode),
    def("split_row", Arity::Pos(4, 4), split_row),
];

pub fn create(vm: &mut Vm) -> Obj {
    vm.native_module("_pylens_codes", FUNCTIONS)
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// `base64_encode(bytes, newline)`
fn base64_encode(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let data = vm.shared_bytes(args[0])?;
    let mut out = Vec::with_capacity(data.len().div_ceil(3) * 4 + 1);
    for group in data.chunks(3) {
        let number =
            group.iter().fold(0usize, |number, &byte| number << 8 | usize::from(byte)) << (8 * (3 - group.len()));
        for at in 0..4 {
            out.push(if at <= group.len() { ALPHABET[number >> (18 - 6 * at) & 63] } else { b'=' });
        }
    }
    if args[1] == TRUE {
        out.push(b'\n');
    }
    Ok(vm.new_bytes(out))
}

fn base64_value(byte: u8) -> Option<u8> {
    Some(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    })
}

/// What is not of the alphabet is passed over; the padding ends the data.
fn base64_decode(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let data = vm.shared_bytes(args[0])?;
    let mut out = Vec::with_capacity(data.len() / 4 * 3 + 3);
    let (mut number, mut digits, mut pads) = (0u32, 0, 0);
    for &byte in data.iter() {
        if byte == b'=' {
            pads += 1;
            if digits >= 2 && digits + pads >= 4 {
                return Ok(vm.new_bytes(out));
            }
            continue;
        }
        let Some(value) = base64_value(byte) else { continue };
        pads = 0;
        number = number << 6 | u32::from(value);
        if digits > 0 {
            out.push((number >> [0, 4, 2, 0][digits]) as u8);
        }
        digits = (digits + 1) % 4;
    }
    if digits != 0 {
        return Ok(NONE);
    }
    Ok(vm.new_bytes(out))
}

/// `split_row(line, delimiter, quote, doubled)`: the fields of a line of CSV that is complete.
fn split_row(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let Payload::Str(line) = vm.heap.payload(args[0]) else { return Ok(NONE) };
    let line = line.clone();
    let one = |o: Obj| vm.str_data(o).and_then(|text| text.as_str().chars().next());
    let (delimiter, quote, doubled) = (one(args[1]), one(args[2]), args[3] == TRUE);
    let body = line.as_str().trim_end_matches(['\r', '\n']);
    if line.as_str().len() - body.len() > 2 {
        return Ok(NONE);
    }
    let mut fields = Vec::new();
    if body.is_empty() {
        return Ok(vm.new_list(fields));
    }
    let mut chars = body.chars().peekable();
    loop {
        let mut field = String::new();
        if quote.is_some() && chars.peek().copied() == quote {
            chars.next();
            loop {
                let c = chars.next();
                match c {
                    None => return Ok(NONE),
                    _ if c != quote => field.extend(c),
                    _ if doubled && chars.peek().copied() == quote => field.extend(chars.next()),
                    _ => break,
                }
            }
            if chars.peek().is_some_and(|&c| Some(c) != delimiter) {
                return Ok(NONE);
            }
        } else {
            while let Some(&c) = chars.peek() {
                if Some(c) == delimiter {
                    break;
                }
                if c == '\r' || c == '\n' {
                    return Ok(NONE);
                }
                field.push(c);
                chars.next();
            }
        }
        fields.push(vm.new_str(field));
        if chars.next().is_none() {
            return Ok(vm.new_list(fields));
        }
    }
}
