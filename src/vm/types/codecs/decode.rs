//! Bytes to text, as far as they go: a decoder that is told that more bytes will follow leaves the beginning of a character
//! at the end alone, and says how far it came.
//!
//! CPython: `PyUnicode_DecodeUTF8Stateful` and its like.

use std::ops::Range;

use super::{Codec, Order};
use crate::vm::object::string::to_char;
use crate::vm::object::{Obj, T};
use crate::vm::{PyResult, Vm};

/// What is decoded: an error handler may put other bytes in its place.
pub struct Decoding {
    pub codec: Codec,
    /// The order of bytes, once it is known.
    pub order: Order,
    pub bytes: Vec<u8>,
}

/// What came out.
pub struct Decoded {
    pub text: String,
    /// So many bytes are read.
    pub consumed: usize,
    /// The order of bytes that a mark at the beginning said: −1 for little, 1 for big, 0 for none.
    pub order: i64,
}

/// What a decoder meets: text, or bytes it cannot read.
enum Piece {
    Text(char, usize),
    /// Two characters.
    Both([char; 2], usize),
    /// Bytes that are wrong, and why.
    Wrong(usize, &'static str),
    /// Bytes that more bytes might make right.
    Cut(usize, &'static str),
    /// A backslash that is none of an escape.
    Stray(char),
    /// An octal number that is no byte.
    Large(char, usize),
    Nothing(usize),
}

/// The character at the start of `rest`.
fn decode_one(codec: Codec, rest: &[u8], order: Order) -> Piece {
    let byte = rest[0];
    match codec {
        Codec::Utf8 => utf8(rest),
        Codec::Latin1 | Codec::Utf7 => Piece::Text(char::from(byte), 1),
        Codec::Ascii if byte < 128 => Piece::Text(char::from(byte), 1),
        Codec::Ascii => Piece::Wrong(1, "ordinal not in range(128)"),
        Codec::Utf16(_) => utf16(rest, order),
        Codec::Utf32(_) => {
            let Some(&[a, b, c, d]) = rest.first_chunk::<4>() else {
                return Piece::Cut(rest.len(), "truncated data");
            };
            let code =
                if order == Order::Big { u32::from_be_bytes([a, b, c, d]) } else { u32::from_le_bytes([a, b, c, d]) };
            match char::from_u32(code) {
                Some(c) => Piece::Text(c, 4),
                None if code < 0x110000 => Piece::Wrong(4, "code point in surrogate code point range(0xd800, 0xe000)"),
                None => Piece::Wrong(4, "code point not in range(0x110000)"),
            }
        }
        Codec::RawUnicodeEscape => match rest {
            [b'\\'] => Piece::Cut(1, ""),
            [b'\\', b'u', digits @ ..] => {
                hexadecimal(digits, 4, "truncated \\uXXXX escape", "\\Uxxxxxxxx out of range")
            }
            [b'\\', b'U', digits @ ..] => {
                hexadecimal(digits, 8, "truncated \\UXXXXXXXX escape", "\\Uxxxxxxxx out of range")
            }
            [b'\\', other, ..] => Piece::Both(['\\', char::from(*other)], 2),
            _ => Piece::Text(char::from(byte), 1),
        },
        Codec::UnicodeEscape => unicode_escape(rest),
    }
}

fn utf8(rest: &[u8]) -> Piece {
    let window = &rest[..rest.len().min(4)];
    let first = |text: &str| {
        text.chars().next().map_or(Piece::Wrong(1, "unexpected end of data"), |c| Piece::Text(c, c.len_utf8()))
    };
    let error = match std::str::from_utf8(window) {
        Ok(text) => return first(text),
        Err(error) if error.valid_up_to() > 0 => {
            return first(std::str::from_utf8(&window[..error.valid_up_to()]).unwrap_or(""));
        }
        Err(error) => error,
    };
    match error.error_len() {
        None => Piece::Cut(rest.len(), "unexpected end of data"),
        Some(_) if rest[0] & 0xc0 == 0x80 || rest[0] >= 0xf5 || matches!(rest[0], 0xc0 | 0xc1) => {
            Piece::Wrong(1, "invalid start byte")
        }
        Some(length) => Piece::Wrong(length, "invalid continuation byte"),
    }
}

fn utf16(rest: &[u8], order: Order) -> Piece {
    let unit = |at: usize| {
        let pair = [*rest.get(at)?, *rest.get(at + 1)?];
        Some(u32::from(if order == Order::Big { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) }))
    };
    match (unit(0), unit(2)) {
        (None, _) => Piece::Cut(rest.len(), "truncated data"),
        (Some(high @ 0xd800..=0xdbff), Some(low @ 0xdc00..=0xdfff)) => {
            let code = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
            char::from_u32(code).map_or(Piece::Wrong(4, "illegal encoding"), |c| Piece::Text(c, 4))
        }
        (Some(0xd800..=0xdbff), None) => Piece::Cut(rest.len(), "unexpected end of data"),
        (Some(0xd800..=0xdbff), Some(_)) => Piece::Wrong(2, "illegal UTF-16 surrogate"),
        (Some(code), _) => char::from_u32(code).map_or(Piece::Wrong(2, "illegal encoding"), |c| Piece::Text(c, 2)),
    }
}

/// The digits behind a backslash and a letter.
fn hexadecimal(digits: &[u8], width: usize, truncated: &'static str, outside: &'static str) -> Piece {
    let count = digits.iter().take(width).take_while(|b| b.is_ascii_hexdigit()).count();
    if count < width {
        return if count == digits.len() {
            Piece::Cut(2 + count, truncated)
        } else {
            Piece::Wrong(2 + count, truncated)
        };
    }
    let code = digits[..width].iter().fold(0u32, |code, &b| code << 4 | (b as char).to_digit(16).unwrap_or(0));
    to_char(code).map_or(Piece::Wrong(2 + width, outside), |c| Piece::Text(c, 2 + width))
}

fn unicode_escape(rest: &[u8]) -> Piece {
    let [b'\\', tail @ ..] = rest else { return Piece::Text(char::from(rest[0]), 1) };
    let Some(&kind) = tail.first() else { return Piece::Cut(1, "\\ at end of string") };
    let simple = |c: char| Piece::Text(c, 2);
    let outside = "illegal Unicode character";
    match kind {
        b'\n' => Piece::Nothing(2),
        b'\\' | b'\'' | b'"' => simple(char::from(kind)),
        b'n' => simple('\n'),
        b't' => simple('\t'),
        b'r' => simple('\r'),
        b'a' => simple('\x07'),
        b'b' => simple('\x08'),
        b'f' => simple('\x0c'),
        b'v' => simple('\x0b'),
        b'x' => hexadecimal(&tail[1..], 2, "truncated \\xXX escape", outside),
        b'u' => hexadecimal(&tail[1..], 4, "truncated \\uXXXX escape", outside),
        b'U' => hexadecimal(&tail[1..], 8, "truncated \\UXXXXXXXX escape", outside),
        b'0'..=b'7' => {
            let digits = tail.iter().take(3).take_while(|b| (b'0'..=b'7').contains(b)).count();
            let code = tail[..digits].iter().fold(0u32, |code, &b| code * 8 + u32::from(b - b'0'));
            match to_char(code) {
                Some(c) if code > 0o377 => Piece::Large(c, 1 + digits),
                Some(c) => Piece::Text(c, 1 + digits),
                None => Piece::Wrong(2, "illegal escape"),
            }
        }
        b'N' => character_name(rest, tail),
        _ => Piece::Stray(char::from(kind)),
    }
}

/// `\N{…}`
fn character_name(rest: &[u8], tail: &[u8]) -> Piece {
    let malformed = "malformed \\N character escape";
    match tail.get(1) {
        None => return Piece::Cut(2, malformed),
        Some(b'{') => {}
        Some(_) => return Piece::Wrong(2, malformed),
    }
    let Some(end) = tail.iter().position(|&b| b == b'}') else { return Piece::Cut(rest.len(), malformed) };
    if end == 2 {
        return Piece::Wrong(3, malformed);
    }
    let name = String::from_utf8_lossy(&tail[2..end]);
    unicode_names2::character(&name)
        .map_or(Piece::Wrong(end + 2, "unknown Unicode character name"), |c| Piece::Text(c, end + 2))
}

impl Vm {
    pub fn decode_with(&mut self, codec: Codec, bytes: Vec<u8>, errors: &str) -> PyResult<String> {
        Ok(self.decode_more(codec, bytes, errors, true)?.text)
    }

    /// Decodes bytes, the `last` ones or those that others will follow.
    pub fn decode_more(&mut self, codec: Codec, bytes: Vec<u8>, errors: &str, last: bool) -> PyResult<Decoded> {
        let bytes = if codec == Codec::Utf8 {
            match String::from_utf8(bytes) {
                Ok(text) if !text.contains(|c| matches!(c as u32, 0x10_d800..=0x10_dfff)) => {
                    let consumed = text.len();
                    return Ok(Decoded { text, consumed, order: 0 });
                }
                Ok(text) => text.into_bytes(),
                Err(error) => error.into_bytes(),
            }
        } else {
            bytes
        };
        let mut from = Decoding { codec, order: Order::Little, bytes };
        if codec == Codec::Utf7 {
            return self.decode_utf7(from, errors, last);
        }
        let (mut at, mut marked) = (0, 0);
        match codec {
            Codec::Utf16(Some(own)) | Codec::Utf32(Some(own)) => from.order = own,
            Codec::Utf16(None) if from.bytes.starts_with(&[0xff, 0xfe]) => (at, marked) = (2, -1),
            Codec::Utf16(None) if from.bytes.starts_with(&[0xfe, 0xff]) => {
                (from.order, at, marked) = (Order::Big, 2, 1)
            }
            Codec::Utf32(None) if from.bytes.starts_with(&[0xff, 0xfe, 0, 0]) => (at, marked) = (4, -1),
            Codec::Utf32(None) if from.bytes.starts_with(&[0, 0, 0xfe, 0xff]) => {
                (from.order, at, marked) = (Order::Big, 4, 1);
            }
            _ => {}
        }
        let mut out = String::with_capacity(from.bytes.len());
        let mut odd = None;
        while at < from.bytes.len() {
            let rest = &from.bytes[at..];
            let (length, reason) = match decode_one(codec, rest, from.order) {
                Piece::Text(c, length) => {
                    out.push(c);
                    at += length;
                    continue;
                }
                Piece::Both(chars, length) => {
                    out.extend(chars);
                    at += length;
                    continue;
                }
                Piece::Nothing(length) => {
                    at += length;
                    continue;
                }
                Piece::Stray(c) => {
                    odd.get_or_insert_with(|| format!("invalid escape sequence '\\{c}'"));
                    out.extend(['\\', c]);
                    at += 2;
                    continue;
                }
                Piece::Large(c, length) => {
                    let digits = String::from_utf8_lossy(&rest[1..length]);
                    odd.get_or_insert_with(|| format!("invalid octal escape sequence '\\{digits}'"));
                    out.push(c);
                    at += length;
                    continue;
                }
                Piece::Cut(..) if !last => break,
                Piece::Cut(_, "") => {
                    out.push('\\');
                    at += 1;
                    continue;
                }
                // The first half of a surrogate, which a handler might let pass.
                Piece::Wrong(..) if !last && codec == Codec::Utf8 && matches!(rest, [0xed, 0xa0..=0xbf]) => break,
                Piece::Cut(length, reason) | Piece::Wrong(length, reason) => (length, reason),
            };
            let end = (at + length).min(from.bytes.len());
            at = self.handle_decoding(&mut from, at..end, reason, errors, &mut out)?;
        }
        if let Some(message) = odd {
            self.warn(T::DEPRECATION_WARNING, &message)?;
        }
        Ok(Decoded { text: out, consumed: at, order: marked })
    }

    /// What the error handler puts for bytes without meaning; where decoding goes on.
    pub(super) fn handle_decoding(
        &mut self,
        from: &mut Decoding,
        wrong: Range<usize>,
        reason: &str,
        errors: &str,
        out: &mut String,
    ) -> PyResult<usize> {
        let name = match from.codec {
            Codec::Utf16(_) => Codec::Utf16(Some(from.order)).name(),
            Codec::Utf32(_) => Codec::Utf32(Some(from.order)).name(),
            other => other.name(),
        };
        match errors {
            "ignore" => {}
            "replace" => out.push('\u{fffd}'),
            "backslashreplace" => {
                for byte in &from.bytes[wrong.clone()] {
                    out.push_str(&format!("\\x{byte:02x}"));
                }
            }
            "surrogateescape" => {
                let bytes = &from.bytes[wrong.clone()];
                let escapes: String =
                    bytes.iter().take_while(|&&b| b >= 0x80).filter_map(|&b| to_char(0xdc00 + u32::from(b))).collect();
                if escapes.is_empty() {
                    return Err(self.decode_error(name, &from.bytes, wrong, reason));
                }
                let count = escapes.chars().count();
                out.push_str(&escapes);
                return Ok(wrong.start + count);
            }
            "surrogatepass" => match passed_surrogate(from, wrong.start) {
                Some((code, width)) => {
                    out.extend(to_char(code));
                    return Ok(wrong.start + width);
                }
                None => return Err(self.decode_error(name, &from.bytes, wrong, reason)),
            },
            "strict" => return Err(self.decode_error(name, &from.bytes, wrong, reason)),
            _ => {
                let error = self.decode_error(name, &from.bytes, wrong, reason);
                let exception = self.asked_handler(error, errors)?;
                let (replacement, place) = exception.answer;
                // It may have put other bytes in their place.
                let object = self.get_attr_str(exception.object, "object")?;
                let Some(bytes) = self.bytes_of(object) else {
                    return Err(self.raise_text(T::TYPE_ERROR, "object attribute must be bytes"));
                };
                from.bytes = bytes;
                out.push_str(self.text(replacement));
                return self.handler_place(place, from.bytes.len());
            }
        }
        Ok(wrong.end)
    }
}

/// A lone surrogate in the bytes from `at` on, and how many bytes it takes.
fn passed_surrogate(from: &Decoding, at: usize) -> Option<(u32, usize)> {
    let rest = &from.bytes[at..];
    let unit = |width: usize| {
        let part = rest.get(..width)?;
        let fold = |code: u32, &b: &u8| code << 8 | u32::from(b);
        let big = from.order == Order::Big;
        Some((if big { part.iter().fold(0, fold) } else { part.iter().rev().fold(0, fold) }, width))
    };
    let found = match from.codec {
        Codec::Utf8 => match rest {
            &[0xed, b @ 0xa0..=0xbf, c @ 0x80..=0xbf, ..] => {
                Some((0xd000 | u32::from(b & 0x3f) << 6 | u32::from(c & 0x3f), 3))
            }
            _ => None,
        },
        Codec::Utf16(_) => unit(2),
        Codec::Utf32(_) => unit(4),
        _ => None,
    };
    found.filter(|(code, _)| (0xd800..0xe000).contains(code))
}

/// The bytes of an object that is read, by the protocol of buffers.
impl Vm {
    pub fn bytes_to_decode(&mut self, o: Obj) -> PyResult<Vec<u8>> {
        match self.buffer_of(o)? {
            Some(bytes) => Ok(bytes),
            None => {
                let name = self.type_name_of(o);
                Err(self.type_error(format!("a bytes-like object is required, not '{name}'")))
            }
        }
    }
}
