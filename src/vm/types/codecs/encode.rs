//! Text to bytes.

use std::ops::Range;

use super::{Codec, Order};
use crate::vm::object::Obj;
use crate::vm::object::string::code_point;
use crate::vm::types::repr::escaped;
use crate::vm::{PyResult, Vm};

impl Codec {
    /// The bytes of one character; false where the encoding has none.
    fn encode_char(self, c: char, out: &mut Vec<u8>) -> bool {
        let code = code_point(c);
        let surrogate = (0xd800..0xe000).contains(&code);
        match self {
            Codec::Utf8 if !surrogate => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            Codec::Latin1 if code < 256 => out.push(code as u8),
            Codec::Ascii if code < 128 => out.push(code as u8),
            Codec::Utf16(order) if !surrogate => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    push_unit(u32::from(*unit), 2, order, out);
                }
            }
            Codec::Utf32(order) if !surrogate => push_unit(code, 4, order, out),
            Codec::UnicodeEscape => match c {
                '\\' => out.extend_from_slice(b"\\\\"),
                '\t' => out.extend_from_slice(b"\\t"),
                '\n' => out.extend_from_slice(b"\\n"),
                '\r' => out.extend_from_slice(b"\\r"),
                ' '..='~' => out.push(code as u8),
                _ => out.extend_from_slice(escaped(c).as_bytes()),
            },
            Codec::RawUnicodeEscape if code < 256 => out.push(code as u8),
            Codec::RawUnicodeEscape => out.extend_from_slice(escaped(c).as_bytes()),
            _ => return false,
        }
        true
    }

    fn refusal(self) -> &'static str {
        match self {
            Codec::Latin1 => "ordinal not in range(256)",
            Codec::Ascii => "ordinal not in range(128)",
            _ => "surrogates not allowed",
        }
    }
}

fn push_unit(unit: u32, width: usize, order: Option<Order>, out: &mut Vec<u8>) {
    let bytes = unit.to_le_bytes();
    if order == Some(Order::Big) {
        out.extend(bytes[..width].iter().rev());
    } else {
        out.extend_from_slice(&bytes[..width]);
    }
}

impl Vm {
    pub fn encode_with(&mut self, codec: Codec, o: Obj, text: &str, errors: &str) -> PyResult<Vec<u8>> {
        let mut out = Vec::with_capacity(text.len());
        match codec {
            Codec::Utf7 => return Ok(super::utf7::encode(text)),
            Codec::Utf16(None) => out.extend_from_slice(&[0xff, 0xfe]),
            Codec::Utf32(None) => out.extend_from_slice(&[0xff, 0xfe, 0, 0]),
            _ => {}
        }
        if text.is_ascii() && matches!(codec, Codec::Utf8 | Codec::Ascii | Codec::Latin1) {
            return Ok(text.as_bytes().to_vec());
        }
        let chars: Vec<char> = text.chars().collect();
        let single = matches!(codec, Codec::Utf16(_) | Codec::Utf32(_));
        let mut at = 0;
        while at < chars.len() {
            if codec.encode_char(chars[at], &mut out) {
                at += 1;
                continue;
            }
            let mut end = at + 1;
            let mut scratch = Vec::new();
            while !single && end < chars.len() && !codec.encode_char(chars[end], &mut scratch) {
                end += 1;
                scratch.clear();
            }
            at = self.handle_encoding(codec, o, &chars, at..end, errors, &mut out)?;
        }
        Ok(out)
    }

    /// What the error handler puts for characters without bytes; where encoding goes on.
    fn handle_encoding(
        &mut self,
        codec: Codec,
        o: Obj,
        chars: &[char],
        wrong: Range<usize>,
        errors: &str,
        out: &mut Vec<u8>,
    ) -> PyResult<usize> {
        let mut text = String::new();
        for (at, &c) in chars[..wrong.end].iter().enumerate().skip(wrong.start) {
            let code = code_point(c);
            match errors {
                "ignore" => {}
                "replace" => text.push('?'),
                "backslashreplace" => text.push_str(&escaped(c)),
                "xmlcharrefreplace" => text.push_str(&format!("&#{code};")),
                "surrogateescape" if (0xdc80..=0xdcff).contains(&code) => out.push((code - 0xdc00) as u8),
                "surrogatepass" if (0xd800..0xe000).contains(&code) => match codec {
                    Codec::Utf8 => out.extend_from_slice(&[
                        0xe0 | (code >> 12) as u8,
                        0x80 | (code >> 6 & 0x3f) as u8,
                        0x80 | (code & 0x3f) as u8,
                    ]),
                    Codec::Utf16(order) => push_unit(code, 2, order, out),
                    Codec::Utf32(order) => push_unit(code, 4, order, out),
                    _ => return Err(self.encode_error(codec.name(), o, wrong, codec.refusal())),
                },
                "strict" => return Err(self.encode_error(codec.name(), o, wrong, codec.refusal())),
                "surrogateescape" | "surrogatepass" => {
                    return Err(self.encode_error(codec.name(), o, at..wrong.end, codec.refusal()));
                }
                _ => {
                    let error = self.encode_error(codec.name(), o, wrong.clone(), codec.refusal());
                    let exception = self.asked_handler(error, errors)?;
                    let (replacement, place) = exception.answer;
                    match self.bytes_of(replacement) {
                        Some(bytes) => out.extend(bytes),
                        None => {
                            let replacement = self.text(replacement).to_owned();
                            let narrow = matches!(codec, Codec::Utf8 | Codec::Utf16(_) | Codec::Utf32(_));
                            for c in replacement.chars() {
                                if narrow && !c.is_ascii() || !codec.encode_char(c, out) {
                                    return Err(self.raise_object(exception.object));
                                }
                            }
                        }
                    }
                    return self.handler_place(place, chars.len());
                }
            }
        }
        for c in text.chars() {
            if !codec.encode_char(c, out) {
                return Err(self.encode_error(codec.name(), o, wrong, codec.refusal()));
            }
        }
        Ok(wrong.end)
    }
}
