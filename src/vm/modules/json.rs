//! `_json`: the parts of `json` that see every character, reading and writing string literals.
//!
//! What walks over lists and dicts stays the library's Python, which does without CPython's `make_encoder` and
//! `make_scanner`.

use crate::vm::native::{Args, Arity, NativeDef, def};
use crate::vm::object::string::{code_point, to_char};
use crate::vm::object::{Obj, T};
use crate::vm::{PyResult, Raised, Vm};

const FUNCTIONS: &[NativeDef] = &[
    def("encode_basestring", Arity::One, |vm, args| encode(vm, args, false)),
    def("encode_basestring_ascii", Arity::One, |vm, args| encode(vm, args, true)),
    def("scanstring", Arity::Pos(2, 3), scanstring),
];

pub fn create(vm: &mut Vm) -> Obj {
    vm.native_module("_json", FUNCTIONS)
}

/// A string as a JSON literal.
fn encode(vm: &mut Vm, args: &Args, ascii: bool) -> PyResult<Obj> {
    let Some(text) = vm.str_data(args[0]) else {
        let name = vm.type_name_of(args[0]);
        return Err(vm.type_error(format!("first argument must be a string, not {name}")));
    };
    let text = text.as_str();
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{c}' => out.push_str("\\f"),
            '\u{8}' => out.push_str("\\b"),
            ' '..='~' => out.push(c),
            _ if c < ' ' || ascii => match code_point(c) {
                code @ 0x10000.. => {
                    let code = code - 0x10000;
                    out.push_str(&format!("\\u{:04x}\\u{:04x}", 0xd800 + (code >> 10), 0xdc00 + (code & 0x3ff)));
                }
                code => out.push_str(&format!("\\u{code:04x}")),
            },
            _ => out.push(c),
        }
    }
    out.push('"');
    Ok(vm.new_str(out))
}

/// `json.JSONDecodeError(message, text, place)`.
fn complain(vm: &mut Vm, message: &str, text: Obj, at: usize) -> PyResult<Raised> {
    let decoder = vm.import_dotted("json.decoder")?;
    let class = vm.get_attr_str(decoder, "JSONDecodeError")?;
    let (message, at) = (vm.new_str(message), vm.new_usize(at));
    let exception = vm.call(class, &[message, text, at])?;
    Ok(vm.raise_object(exception))
}

/// Four hexadecimal digits behind `\u`.
fn unit(chars: &[char]) -> Option<u32> {
    let digits = chars.get(..4)?;
    digits.iter().try_fold(0, |code, c| Some(code << 4 | c.to_digit(16)?))
}

/// `scanstring(text, end, strict=True)`: the string whose opening quote stands before `end`, and the place behind it.
fn scanstring(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if !vm.is_str(args[0]) {
        let name = vm.type_name_of(args[0]);
        return Err(vm.type_error(format!("first argument must be a string, not {name}")));
    }
    let begin = vm.index_i64(args[1])?;
    let strict = match args.get(2) {
        Some(strict) => vm.truth(strict)?,
        None => true,
    };
    let Some(data) = vm.str_data(args[0]) else { return Err(vm.raise_text(T::TYPE_ERROR, "")) };
    let length = data.len();
    if begin < 0 || begin as usize > length {
        return Err(vm.value_error("end is out of bounds"));
    }
    let begin = begin as usize;
    let rest = &data.as_str()[data.byte_offset(begin)..];
    // Most literals hold nothing special.
    if let Some(end) = rest.find(['"', '\\'])
        && rest.as_bytes()[end] == b'"'
        && !rest[..end].contains(|c| c < ' ')
    {
        let text = rest[..end].to_owned();
        let behind = begin + text.chars().count() + 1;
        let (text, behind) = (vm.new_str(text), vm.new_usize(behind));
        return Ok(vm.new_tuple(&[text, behind]));
    }
    let unterminated = |vm: &mut Vm| -> PyResult<Obj> {
        Err(complain(vm, "Unterminated string starting at", args[0], begin.wrapping_sub(1))?)
    };
    let mut out = String::new();
    // The pieces of the text are looked at by character from here on.
    let mut chars = rest.chars();
    let mut at = begin;
    loop {
        let Some(c) = chars.next() else { return unterminated(vm) };
        at += 1;
        match c {
            '"' => break,
            '\\' => {
                let Some(escape) = chars.next() else { return unterminated(vm) };
                at += 1;
                match escape {
                    '"' | '\\' | '/' => out.push(escape),
                    'b' => out.push('\u{8}'),
                    'f' => out.push('\u{c}'),
                    'n' => out.push('\n'),
                    'r' => out.push('\r'),
                    't' => out.push('\t'),
                    'u' => {
                        let ahead: Vec<char> = chars.clone().take(10).collect();
                        let Some(mut code) = unit(&ahead) else {
                            return Err(complain(vm, "Invalid \\uXXXX escape", args[0], at - 1)?);
                        };
                        let mut used = 4;
                        if (0xd800..0xdc00).contains(&code)
                            && ahead.get(4..6) == Some(&['\\', 'u'])
                            && let Some(low @ 0xdc00..0xe000) = unit(&ahead[6..])
                        {
                            code = 0x10000 + ((code - 0xd800) << 10 | (low - 0xdc00));
                            used = 10;
                        }
                        out.extend(to_char(code));
                        chars.nth(used - 1);
                        at += used;
                    }
                    _ => {
                        return Err(complain(vm, "Invalid \\escape", args[0], at - 2)?);
                    }
                }
            }
            c if c < ' ' && strict => return Err(complain(vm, "Invalid control character at", args[0], at - 1)?),
            c => out.push(c),
        }
    }
    let (text, behind) = (vm.new_str(out), vm.new_usize(at));
    Ok(vm.new_tuple(&[text, behind]))
}
