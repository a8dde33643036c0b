//! Text to bytes and back: the encodings that CPython implements itself, and its error handlers.
//!
//! Other encodings are looked up by `codecs`, when there is a library.

use num_traits::ToPrimitive;

use super::repr::escaped;
use crate::vm::native::{Args, Params};
use crate::vm::object::string::{code_point, to_char};
use crate::vm::object::{Obj, T};
use crate::vm::{PyResult, Raised, Vm};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Codec {
    Utf8,
    Latin1,
    Ascii,
    /// Bytes to a unit; `None` for the order of bytes means: native, with a byte order mark.
    Utf16(Option<Order>),
    Utf32(Option<Order>),
    UnicodeEscape,
    RawUnicodeEscape,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Order {
    Little,
    Big,
}

impl Codec {
    pub fn find(name: &str) -> Option<Codec> {
        use Order::{Big, Little};
        let name = name.to_ascii_lowercase().replace(['_', ' '], "-");
        Some(match name.as_str() {
            "utf-8" | "utf8" | "u8" | "utf" | "cp65001" => Codec::Utf8,
            "latin-1" | "latin1" | "latin" | "l1" | "iso-8859-1" | "iso8859-1" | "iso-8859-1-1987" | "8859"
            | "cp819" => Codec::Latin1,
            "ascii" | "us-ascii" | "646" | "us" => Codec::Ascii,
            "utf-16" | "utf16" | "u16" => Codec::Utf16(None),
            "utf-16-le" | "utf-16le" | "utf16-le" | "unicodelittleunmarked" => Codec::Utf16(Some(Little)),
            "utf-16-be" | "utf-16be" | "utf16-be" | "unicodebigunmarked" => Codec::Utf16(Some(Big)),
            "utf-32" | "utf32" | "u32" => Codec::Utf32(None),
            "utf-32-le" | "utf-32le" | "utf32-le" => Codec::Utf32(Some(Little)),
            "utf-32-be" | "utf-32be" | "utf32-be" => Codec::Utf32(Some(Big)),
            "unicode-escape" | "unicodeescape" => Codec::UnicodeEscape,
            "raw-unicode-escape" | "rawunicodeescape" => Codec::RawUnicodeEscape,
            _ => return None,
        })
    }

    /// The name in error messages.
    pub fn name(self) -> &'static str {
        match self {
            Codec::Utf8 => "utf-8",
            Codec::Latin1 => "latin-1",
            Codec::Ascii => "ascii",
            Codec::Utf16(None) => "utf-16",
            Codec::Utf16(Some(Order::Little)) => "utf-16-le",
            Codec::Utf16(Some(Order::Big)) => "utf-16-be",
            Codec::Utf32(None) => "utf-32",
            Codec::Utf32(Some(Order::Little)) => "utf-32-le",
            Codec::Utf32(Some(Order::Big)) => "utf-32-be",
            Codec::UnicodeEscape => "unicodeescape",
            Codec::RawUnicodeEscape => "rawunicodeescape",
        }
    }

    /// The bytes of one character; `None` where the encoding has none.
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

/// What a decoder meets: text, or bytes it cannot read.
enum Piece {
    Text(char, usize),
    /// Bytes that are wrong, and why.
    Wrong(usize, &'static str),
}

/// The character at the start of `rest`.
fn decode_one(codec: Codec, rest: &[u8], order: Order) -> Piece {
    let byte = rest[0];
    match codec {
        Codec::Utf8 => {
            let window = &rest[..rest.len().min(4)];
            let error = match std::str::from_utf8(window) {
                Ok(text) => return first_char(text),
                Err(error) if error.valid_up_to() > 0 => {
                    let text = std::str::from_utf8(&window[..error.valid_up_to()]).unwrap_or("");
                    return first_char(text);
                }
                Err(error) => error,
            };
            match error.error_len() {
                None => Piece::Wrong(rest.len(), "unexpected end of data"),
                Some(_) if byte & 0xc0 == 0x80 || byte >= 0xf5 || matches!(byte, 0xc0 | 0xc1) => {
                    Piece::Wrong(1, "invalid start byte")
                }
                Some(length) => Piece::Wrong(length, "invalid continuation byte"),
            }
        }
        Codec::Latin1 => Piece::Text(char::from(byte), 1),
        Codec::Ascii if byte < 128 => Piece::Text(char::from(byte), 1),
        Codec::Ascii => Piece::Wrong(1, "ordinal not in range(128)"),
        Codec::Utf16(_) => {
            let unit = |at: usize| {
                let pair = [*rest.get(at)?, *rest.get(at + 1)?];
                Some(u32::from(if order == Order::Big { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) }))
            };
            match (unit(0), unit(2)) {
                (None, _) => Piece::Wrong(rest.len(), "truncated data"),
                (Some(high @ 0xd800..=0xdbff), Some(low @ 0xdc00..=0xdfff)) => {
                    let code = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
                    char::from_u32(code).map_or(Piece::Wrong(4, "illegal encoding"), |c| Piece::Text(c, 4))
                }
                (Some(0xd800..=0xdbff), None) => Piece::Wrong(rest.len(), "unexpected end of data"),
                (Some(0xd800..=0xdbff), Some(_)) => Piece::Wrong(2, "illegal UTF-16 surrogate"),
                (Some(code), _) => {
                    char::from_u32(code).map_or(Piece::Wrong(2, "illegal encoding"), |c| Piece::Text(c, 2))
                }
            }
        }
        Codec::Utf32(_) => {
            let Some(&[a, b, c, d]) = rest.first_chunk::<4>() else {
                return Piece::Wrong(rest.len(), "truncated data");
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
            [b'\\', kind @ (b'u' | b'U'), digits @ ..] => {
                let width = if *kind == b'u' { 4 } else { 8 };
                hexadecimal(digits, width, 2, if *kind == b'u' { "truncated \\uXXXX" } else { "truncated \\UXXXXXXXX" })
            }
            _ => Piece::Text(char::from(byte), 1),
        },
        Codec::UnicodeEscape => unicode_escape(rest),
    }
}

fn first_char(text: &str) -> Piece {
    text.chars().next().map_or(Piece::Wrong(1, "unexpected end of data"), |c| Piece::Text(c, c.len_utf8()))
}

fn hexadecimal(digits: &[u8], width: usize, before: usize, complaint: &'static str) -> Piece {
    let count = digits.iter().take(width).take_while(|b| b.is_ascii_hexdigit()).count();
    if count < width {
        return Piece::Wrong(before + count, complaint);
    }
    let code = digits[..width].iter().fold(0u32, |code, &b| code << 4 | (b as char).to_digit(16).unwrap_or(0));
    to_char(code).map_or(Piece::Wrong(before + width, "illegal Unicode character"), |c| Piece::Text(c, before + width))
}

fn unicode_escape(rest: &[u8]) -> Piece {
    let [b'\\', tail @ ..] = rest else { return Piece::Text(char::from(rest[0]), 1) };
    let Some(&kind) = tail.first() else { return Piece::Wrong(1, "\\ at end of string") };
    let simple = |c: char| Piece::Text(c, 2);
    match kind {
        b'\\' | b'\'' | b'"' => simple(char::from(kind)),
        b'n' => simple('\n'),
        b't' => simple('\t'),
        b'r' => simple('\r'),
        b'a' => simple('\x07'),
        b'b' => simple('\x08'),
        b'f' => simple('\x0c'),
        b'v' => simple('\x0b'),
        b'x' => hexadecimal(&tail[1..], 2, 2, "truncated \\xXX escape"),
        b'u' => hexadecimal(&tail[1..], 4, 2, "truncated \\uXXXX escape"),
        b'U' => hexadecimal(&tail[1..], 8, 2, "truncated \\UXXXXXXXX escape"),
        b'0'..=b'7' => {
            let digits = tail.iter().take(3).take_while(|b| (b'0'..=b'7').contains(b)).count();
            let code = tail[..digits].iter().fold(0u32, |code, &b| code * 8 + u32::from(b - b'0'));
            to_char(code).map_or(Piece::Wrong(2, "illegal escape"), |c| Piece::Text(c, 1 + digits))
        }
        b'N' => {
            let end = tail.iter().position(|&b| b == b'}');
            let name = match (tail.get(1), end) {
                (Some(b'{'), Some(end)) => String::from_utf8_lossy(&tail[2..end]).into_owned(),
                _ => return Piece::Wrong(2.min(rest.len()), "malformed \\N character escape"),
            };
            let length = end.unwrap_or(0) + 2;
            unicode_names2::character(&name)
                .map_or(Piece::Wrong(length, "unknown Unicode character name"), |c| Piece::Text(c, length))
        }
        _ => Piece::Text('\\', 1),
    }
}

impl Vm {
    /// The name of an encoding or error handler, or the default.
    pub fn codec_argument(&mut self, o: Obj, function: &str, position: &str, default: &str) -> PyResult<String> {
        if o.is_null() {
            return Ok(default.to_owned());
        }
        if !self.is_str(o) {
            let name = self.kind_name(o);
            return Err(self.type_error(format!("{function}() argument {position} must be str, not {name}")));
        }
        if self.text(o).contains('\0') {
            return Err(self.value_error("embedded null character"));
        }
        Ok(self.text(o).to_owned())
    }

    /// The arguments `encoding` and `errors` of the methods `encode` and `decode`.
    pub fn codec_arguments(&mut self, args: &Args, function: &str) -> PyResult<(String, String)> {
        let names = &["encoding", "errors"];
        let params = Params { function, names, required: 0, positional: 2, positional_only: 0 };
        let [encoding, errors] = self.parse::<2>(args, 1, &params)?;
        let encoding = self.codec_argument(encoding, function, "'encoding'", "utf-8")?;
        Ok((encoding, self.codec_argument(errors, function, "'errors'", "strict")?))
    }

    /// How messages name the type of a wrong argument: `None` is called `None`.
    pub fn kind_name(&self, o: Obj) -> String {
        if o == crate::vm::object::statics::NONE { "None".to_owned() } else { self.type_name_of(o) }
    }

    /// `str.encode`.
    pub fn encode_text(&mut self, o: Obj, encoding: &str, errors: &str) -> PyResult<Obj> {
        let Some(codec) = Codec::find(encoding) else { return self.registered_codec(o, encoding, errors, true) };
        let text = self.text(o).to_owned();
        let bytes = self.encode_with(codec, o, &text, errors)?;
        Ok(self.new_bytes(bytes))
    }

    pub fn encode_with(&mut self, codec: Codec, o: Obj, text: &str, errors: &str) -> PyResult<Vec<u8>> {
        let mut out = Vec::with_capacity(text.len());
        match codec {
            Codec::Utf16(None) => out.extend_from_slice(&[0xff, 0xfe]),
            Codec::Utf32(None) => out.extend_from_slice(&[0xff, 0xfe, 0, 0]),
            _ => {}
        }
        if text.is_ascii() && matches!(codec, Codec::Utf8 | Codec::Ascii | Codec::Latin1) {
            return Ok(text.as_bytes().to_vec());
        }
        let chars: Vec<char> = text.chars().collect();
        let mut at = 0;
        while at < chars.len() {
            if codec.encode_char(chars[at], &mut out) {
                at += 1;
                continue;
            }
            let mut end = at + 1;
            let mut scratch = Vec::new();
            while end < chars.len() && !codec.encode_char(chars[end], &mut scratch) {
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
        wrong: std::ops::Range<usize>,
        errors: &str,
        out: &mut Vec<u8>,
    ) -> PyResult<usize> {
        let mut text = String::new();
        for &c in &chars[wrong.clone()] {
            let code = code_point(c);
            match errors {
                "ignore" => {}
                "replace" => text.push('?'),
                "backslashreplace" => text.push_str(&escaped(c)),
                "xmlcharrefreplace" => text.push_str(&format!("&#{code};")),
                "namereplace" => match unicode_names2::name(c) {
                    Some(name) => text.push_str(&format!("\\N{{{name}}}")),
                    None => text.push_str(&escaped(c)),
                },
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
                "strict" | "surrogateescape" | "surrogatepass" => {
                    return Err(self.encode_error(codec.name(), o, wrong, codec.refusal()));
                }
                _ => {
                    let error = self.encode_error(codec.name(), o, wrong.clone(), codec.refusal());
                    let (replacement, at) = self.registered_handler(error, errors, chars.len())?;
                    match self.bytes_of(replacement) {
                        Some(bytes) => out.extend(bytes),
                        None => {
                            let replacement = self.text(replacement).to_owned();
                            self.push_replacement(codec, o, &replacement, wrong, out)?;
                        }
                    }
                    return Ok(at);
                }
            }
        }
        let end = wrong.end;
        self.push_replacement(codec, o, &text, wrong, out)?;
        Ok(end)
    }

    fn push_replacement(
        &mut self,
        codec: Codec,
        o: Obj,
        text: &str,
        wrong: std::ops::Range<usize>,
        out: &mut Vec<u8>,
    ) -> PyResult<()> {
        for c in text.chars() {
            if !codec.encode_char(c, out) {
                return Err(self.encode_error(codec.name(), o, wrong, codec.refusal()));
            }
        }
        Ok(())
    }

    pub fn encode_error(&mut self, codec: &str, o: Obj, wrong: std::ops::Range<usize>, reason: &str) -> Raised {
        let (start, end) = (self.new_usize(wrong.start), self.new_usize(wrong.end));
        let args = [self.new_str(codec), o, start, end, self.new_str(reason)];
        let exception = self.new_exception_args(T::UNICODE_ENCODE_ERROR, &args);
        self.raise_object(exception)
    }

    pub fn decode_error(&mut self, codec: &str, o: Obj, wrong: std::ops::Range<usize>, reason: &str) -> Raised {
        let bytes = self.bytes_of(o).unwrap_or_default();
        let object = self.new_bytes(bytes);
        let (start, end) = (self.new_usize(wrong.start), self.new_usize(wrong.end));
        let args = [self.new_str(codec), object, start, end, self.new_str(reason)];
        let exception = self.new_exception_args(T::UNICODE_DECODE_ERROR, &args);
        self.raise_object(exception)
    }

    /// `bytes.decode`.
    pub fn decode_text(&mut self, o: Obj, encoding: &str, errors: &str) -> PyResult<Obj> {
        let Some(bytes) = self.buffer_of(o)? else {
            let name = self.type_name_of(o);
            return Err(self.type_error(format!("decoding to str: need a bytes-like object, {name} found")));
        };
        if bytes.is_empty() {
            return Ok(crate::vm::object::statics::EMPTY_STR);
        }
        let Some(codec) = Codec::find(encoding) else { return self.registered_codec(o, encoding, errors, false) };
        let text = self.decode_with(codec, o, &bytes, errors)?;
        Ok(self.new_str(text))
    }

    pub fn decode_with(&mut self, codec: Codec, o: Obj, bytes: &[u8], errors: &str) -> PyResult<String> {
        if codec == Codec::Utf8
            && let Ok(text) = std::str::from_utf8(bytes)
            && !text.contains(|c| matches!(c as u32, 0x10_d800..=0x10_dfff))
        {
            return Ok(text.to_owned());
        }
        let (mut order, mut at) = (Order::Little, 0);
        match codec {
            Codec::Utf16(Some(own)) | Codec::Utf32(Some(own)) => order = own,
            Codec::Utf16(None) if bytes.starts_with(&[0xff, 0xfe]) => at = 2,
            Codec::Utf16(None) if bytes.starts_with(&[0xfe, 0xff]) => (order, at) = (Order::Big, 2),
            Codec::Utf32(None) if bytes.starts_with(&[0xff, 0xfe, 0, 0]) => at = 4,
            Codec::Utf32(None) if bytes.starts_with(&[0, 0, 0xfe, 0xff]) => (order, at) = (Order::Big, 4),
            _ => {}
        }
        let mut out = String::with_capacity(bytes.len());
        while at < bytes.len() {
            match decode_one(codec, &bytes[at..], order) {
                Piece::Text(c, length) => {
                    out.push(c);
                    at += length;
                }
                Piece::Wrong(length, reason) => {
                    let codec = match codec {
                        Codec::Utf16(_) => Codec::Utf16(Some(order)),
                        Codec::Utf32(_) => Codec::Utf32(Some(order)),
                        other => other,
                    };
                    let end = (at + length).min(bytes.len());
                    at = self.handle_decoding(codec, o, bytes, at..end, reason, errors, order, &mut out)?;
                }
            }
        }
        Ok(out)
    }

    /// What the error handler puts for bytes without meaning; where decoding goes on.
    #[expect(clippy::too_many_arguments, reason = "the state of one decoder")]
    fn handle_decoding(
        &mut self,
        codec: Codec,
        o: Obj,
        bytes: &[u8],
        wrong: std::ops::Range<usize>,
        reason: &str,
        errors: &str,
        order: Order,
        out: &mut String,
    ) -> PyResult<usize> {
        match errors {
            "ignore" => {}
            "replace" => out.push('\u{fffd}'),
            "backslashreplace" => {
                for byte in &bytes[wrong.clone()] {
                    out.push_str(&format!("\\x{byte:02x}"));
                }
            }
            "surrogateescape" => {
                let escapes: String = bytes[wrong.clone()]
                    .iter()
                    .take_while(|&&b| b >= 0x80)
                    .filter_map(|&b| to_char(0xdc00 + u32::from(b)))
                    .collect();
                if escapes.is_empty() {
                    return Err(self.decode_error(codec.name(), o, wrong, reason));
                }
                let count = escapes.chars().count();
                out.push_str(&escapes);
                return Ok(wrong.start + count);
            }
            "surrogatepass" => {
                let rest = &bytes[wrong.start..];
                let unit = |width: usize| {
                    let part = rest.get(..width)?;
                    let fold = |code: u32, &b: &u8| code << 8 | u32::from(b);
                    Some(if order == Order::Big { part.iter().fold(0, fold) } else { part.iter().rev().fold(0, fold) })
                };
                let found = match codec {
                    Codec::Utf8 => match rest {
                        &[0xed, b @ 0xa0..=0xbf, c @ 0x80..=0xbf, ..] => {
                            Some((0xd000 | u32::from(b & 0x3f) << 6 | u32::from(c & 0x3f), 3))
                        }
                        _ => None,
                    },
                    Codec::Utf16(_) => unit(2).map(|code| (code, 2)),
                    Codec::Utf32(_) => unit(4).map(|code| (code, 4)),
                    _ => None,
                };
                match found {
                    Some((code @ 0xd800..=0xdfff, width)) => {
                        out.extend(to_char(code));
                        return Ok(wrong.start + width);
                    }
                    _ => return Err(self.decode_error(codec.name(), o, wrong, reason)),
                }
            }
            "strict" => return Err(self.decode_error(codec.name(), o, wrong, reason)),
            _ => {
                let error = self.decode_error(codec.name(), o, wrong, reason);
                let (replacement, at) = self.registered_handler(error, errors, bytes.len())?;
                out.push_str(self.text(replacement));
                return Ok(at);
            }
        }
        Ok(wrong.end)
    }

    /// Asks the handler that `codecs.register_error` knows by this name about the exception in flight.
    fn registered_handler(&mut self, error: Raised, errors: &str, length: usize) -> PyResult<(Obj, usize)> {
        let exception = self.take_raised();
        let Some(handler) = self.codec_entry("error_handlers", errors)? else {
            return Err(self.raise_text(T::LOOKUP_ERROR, &format!("unknown error handler name '{errors}'")));
        };
        let _ = error;
        let encoding = self.is_instance(exception, T::UNICODE_ENCODE_ERROR);
        let result = self.call(handler, &[exception])?;
        let parts = self.held_items(result);
        let place = parts.get(1).and_then(|&o| self.as_big(o));
        let fits = |vm: &Vm, o: Obj| vm.is_str(o) || encoding && vm.bytes_of(o).is_some();
        let (Some(&replacement), Some(place), true) =
            (parts.first().filter(|&&o| fits(self, o)), place, self.is_tuple(result) && parts.len() == 2)
        else {
            let wanted = if encoding {
                "encoding error handler must return (str/bytes, int) tuple"
            } else {
                "decoding error handler must return (str, int) tuple"
            };
            return Err(self.raise_text(T::TYPE_ERROR, wanted));
        };
        let shown = place.clone();
        let place = place.to_i64().map_or(-1, |place| if place < 0 { place + length as i64 } else { place });
        if place < 0 || place > length as i64 {
            let message = format!("position {shown} from error handler out of bounds");
            return Err(self.raise_text(T::INDEX_ERROR, &message));
        }
        Ok((replacement, place as usize))
    }

    /// An entry of a registry that the module `_codecs` keeps as a dict, if it was imported.
    fn codec_entry(&mut self, registry: &str, name: &str) -> PyResult<Option<Obj>> {
        let modules = self.modules;
        let Some(module) = self.dict_get_str(modules, "_codecs") else { return Ok(None) };
        let registry = self.intern(&format!("_{registry}"));
        let Some(dict) = self.instance_get(module, registry) else { return Ok(None) };
        let name = self.new_str(name);
        self.dict_get(dict, name)
    }

    /// An encoding that is written in Python: `codecs.lookup(encoding).encode(o, errors)[0]`.
    fn registered_codec(&mut self, o: Obj, encoding: &str, errors: &str, encode: bool) -> PyResult<Obj> {
        let module = self.import_dotted("_codecs")?;
        let lookup = self.get_attr_str(module, "lookup")?;
        let name = encoding.to_owned();
        let (encoding, errors) = (self.new_str(encoding), self.new_str(errors));
        let info = self.call(lookup, &[encoding])?;
        let is_text = self.intern("_is_text_encoding");
        if let Some(text) = self.find_attr(info, is_text)?
            && !self.truth(text)?
        {
            let function = if encode { "codecs.encode()" } else { "codecs.decode()" };
            let message = format!("'{name}' is not a text encoding; use {function} to handle arbitrary codecs");
            return Err(self.raise_text(T::LOOKUP_ERROR, &message));
        }
        let result = self.call_method_str(info, if encode { "encode" } else { "decode" }, &[o, errors])?;
        match self.held_items(result).first() {
            Some(&first) if encode == self.bytes_of(first).is_some() && encode != self.is_str(first) => Ok(first),
            Some(&first) => {
                let got = self.type_name_of(first);
                let (done, wanted, verb) =
                    if encode { ("encoder", "bytes", "encode") } else { ("decoder", "str", "decode") };
                let message = format!(
                    "'{name}' {done} returned '{got}' instead of '{wanted}'; use codecs.{verb}() to {verb} to arbitrary types"
                );
                Err(self.type_error(message))
            }
            None => Err(self.raise_text(T::TYPE_ERROR, "codec must return a tuple (object, integer)")),
        }
    }
}
