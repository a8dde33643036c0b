//! `_json`: string literals. The reader of whole texts is `json_scanner`, the writer `json_encoder`.

use crate::vm::native::{Args, Arity, NativeDef, def};
use crate::vm::object::string::{code_point, to_char};
use crate::vm::object::{Obj, Payload, PyStr, T};
use crate::vm::{PyResult, Raised, Vm};

const FUNCTIONS: &[NativeDef] = &[
    def("encode_basestring", Arity::One, |vm, args| encode(vm, args, false)),
    def("encode_basestring_ascii", Arity::One, |vm, args| encode(vm, args, true)),
    def("scanstring", Arity::Pos(2, 3), scanstring),
];

pub fn create(vm: &mut Vm) -> Obj {
    let module = vm.native_module("_json", FUNCTIONS);
    vm.module_set(module, "make_scanner", T::JSON_SCANNER);
    vm.module_set(module, "make_encoder", T::JSON_ENCODER);
    module
}

/// A string as a JSON literal.
fn encode(vm: &mut Vm, args: &Args, ascii: bool) -> PyResult<Obj> {
    let Some(text) = vm.str_data(args[0]) else {
        let name = vm.type_name_of(args[0]);
        return Err(vm.type_error(format!("first argument must be a string, not {name}")));
    };
    let mut out = String::with_capacity(text.as_str().len() + 2);
    write_literal(&mut out, text.as_str(), ascii);
    Ok(vm.new_str(out))
}

/// Whether a byte stands for itself in a literal.
fn is_plain(byte: u8, ascii: bool) -> bool {
    byte >= b' ' && byte != b'"' && byte != b'\\' && (byte < 0x7f || !ascii)
}

pub fn write_literal(out: &mut String, text: &str, ascii: bool) {
    out.push('"');
    if text.bytes().all(|byte| is_plain(byte, ascii)) {
        out.push_str(text);
    } else {
        text.chars().for_each(|c| write_character(out, c, ascii));
    }
    out.push('"');
}

fn write_character(out: &mut String, c: char, ascii: bool) {
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

/// `json.JSONDecodeError(message, text, place)`.
pub fn complain(vm: &mut Vm, message: &str, text: Obj, at: usize) -> PyResult<Raised> {
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
    let Payload::Str(data) = vm.heap.payload(args[0]) else { return Err(vm.raise_text(T::TYPE_ERROR, "")) };
    let data = data.clone();
    if begin < 0 || begin as usize > data.len() {
        return Err(vm.value_error("end is out of bounds"));
    }
    let (text, behind) = scan_literal(vm, &data, args[0], data.byte_offset(begin as usize), strict)?;
    let (text, behind) = (vm.new_str(text), vm.new_usize(data.char_offset(behind)));
    Ok(vm.new_tuple(&[text, behind]))
}

/// The string literal whose opening quote stands before the byte at `begin` of `document`, whose data are `data`, and the
/// place of the byte behind it.
pub fn scan_literal(vm: &mut Vm, data: &PyStr, document: Obj, begin: usize, strict: bool) -> PyResult<(String, usize)> {
    let rest = &data.as_str()[begin..];
    // Most literals hold nothing special.
    if let Some(end) = rest.bytes().position(|byte| !is_plain(byte, false))
        && rest.as_bytes()[end] == b'"'
    {
        return Ok((rest[..end].to_owned(), begin + end + 1));
    }
    let failed = |vm: &mut Vm, message: &str, at: usize| -> PyResult<(String, usize)> {
        Err(complain(vm, message, document, data.char_offset(at))?)
    };
    const UNTERMINATED: &str = "Unterminated string starting at";
    let mut out = String::new();
    let mut chars = rest.char_indices();
    loop {
        let Some((at, c)) = chars.next() else { return failed(vm, UNTERMINATED, begin - 1) };
        match c {
            '"' => return Ok((out, begin + at + 1)),
            '\\' => {
                let Some((_, escape)) = chars.next() else { return failed(vm, UNTERMINATED, begin - 1) };
                match escape {
                    '"' | '\\' | '/' => out.push(escape),
                    'b' => out.push('\u{8}'),
                    'f' => out.push('\u{c}'),
                    'n' => out.push('\n'),
                    'r' => out.push('\r'),
                    't' => out.push('\t'),
                    'u' => {
                        let ahead: Vec<char> = chars.clone().take(10).map(|(_, c)| c).collect();
                        let Some(mut code) = unit(&ahead) else {
                            return failed(vm, "Invalid \\uXXXX escape", begin + at + 1);
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
                    }
                    _ => return failed(vm, "Invalid \\escape", begin + at),
                }
            }
            c if c < ' ' && strict => return failed(vm, "Invalid control character at", begin + at),
            c => out.push(c),
        }
    }
}
