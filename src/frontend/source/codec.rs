//! Decoding as CPython's codecs do it, with their error messages.
//!
//! Character sets of one byte are CPython's own tables; those of several bytes are in [`multibyte`] and [`shifted`].
//!
//! Gaps: `johab`, `utf_7`, `unicode_escape`, `raw_unicode_escape`, `idna` and `punycode` are unknown encodings here; a file
//! that declares UTF-16 in ASCII is read as if it ended with a newline; and where CPython shows an earlier line of declared
//! text that is no file, it takes that line from the bytes before decoding.

use super::charsets::{ALIASES, CHARSETS, CODECS};
use super::declaration::initial_error;
use super::multibyte::{self, Malformed, Table};
use super::shifted;
use crate::base::Diagnostic;

/// A codec of CPython that decodes text.
#[derive(Clone, Copy, Debug)]
pub enum Codec {
    Utf8,
    Ascii,
    Latin1,
    /// One byte per character; see [`CHARSETS`].
    Charset(&'static str),
    /// Several bytes per character; the name is CPython's.
    MultiByte(&'static Table),
    /// Several character sets; the name is CPython's.
    Shifted(&'static str),
    Utf16 {
        name: &'static str,
        big_endian: Option<bool>,
    },
    Utf32 {
        name: &'static str,
        big_endian: Option<bool>,
    },
}

impl Codec {
    /// The codec that a declaration names; CPython: `codecs.lookup`.
    pub fn find(name: &str) -> Result<Self, Diagnostic> {
        let unknown = || initial_error(format!("unknown encoding: {name}"));
        let normalised = normalise(name);
        let lookup = |alias: &str| ALIASES.binary_search_by_key(&alias, |row| row.0).ok().map(|index| ALIASES[index].1);
        let codec = lookup(&normalised).or_else(|| lookup(&normalised.replace('.', "_")));
        let index = CODECS.binary_search(&codec.unwrap_or(&normalised)).map_err(|_| unknown())?;
        let codec = CODECS[index];
        if let Ok(index) = CHARSETS.binary_search_by_key(&codec, |row| row.0) {
            return Ok(Codec::Charset(CHARSETS[index].1));
        }
        Ok(match codec {
            "utf_8" | "utf_8_sig" => Codec::Utf8,
            "ascii" => Codec::Ascii,
            "latin_1" | "charmap" => Codec::Latin1,
            "utf_16" => Codec::Utf16 { name: "utf-16", big_endian: None },
            "utf_16_le" => Codec::Utf16 { name: "utf-16-le", big_endian: Some(false) },
            "utf_16_be" => Codec::Utf16 { name: "utf-16-be", big_endian: Some(true) },
            "utf_32" => Codec::Utf32 { name: "utf-32", big_endian: None },
            "utf_32_le" => Codec::Utf32 { name: "utf-32-le", big_endian: Some(false) },
            "utf_32_be" => Codec::Utf32 { name: "utf-32-be", big_endian: Some(true) },
            "hz" | "iso2022_jp" | "iso2022_jp_1" | "iso2022_jp_2" | "iso2022_jp_2004" | "iso2022_jp_3"
            | "iso2022_jp_ext" | "iso2022_kr" => Codec::Shifted(codec),
            "base64_codec" | "bz2_codec" | "hex_codec" | "quopri_codec" | "rot_13" | "uu_codec" | "zlib_codec" => {
                let message =
                    format!("'{name}' is not a text encoding; use codecs.decode() to handle arbitrary codecs");
                return Err(initial_error(message));
            }
            "undefined" => return Err(initial_error("undefined encoding".to_owned())),
            // See the list of gaps above.
            _ => multibyte::table(codec).map(Codec::MultiByte).ok_or_else(unknown)?,
        })
    }

    /// Decodes all of `bytes`.
    pub fn decode(self, bytes: &[u8]) -> Result<String, Diagnostic> {
        let fail = |codec: &str, at: usize, reason: &str| {
            let byte = bytes.get(at).copied().unwrap_or_default();
            Err(initial_error(format!("'{codec}' codec can't decode byte 0x{byte:02x} in position {at}: {reason}")))
        };
        match self {
            Codec::Utf8 => match std::str::from_utf8(bytes) {
                Ok(text) => Ok(text.strip_prefix('\u{feff}').unwrap_or(text).to_owned()),
                Err(_) => Err(initial_error(utf8_error(bytes).unwrap_or_default())),
            },
            Codec::Ascii => match bytes.iter().position(|byte| !byte.is_ascii()) {
                Some(at) => fail("ascii", at, "ordinal not in range(128)"),
                None => Ok(bytes.iter().map(|&byte| byte as char).collect()),
            },
            Codec::Latin1 => Ok(bytes.iter().map(|&byte| byte as char).collect()),
            Codec::Charset(table) => {
                let table: Vec<char> = table.chars().collect();
                let mut text = String::with_capacity(bytes.len());
                for (at, &byte) in bytes.iter().enumerate() {
                    let c = match (table.len(), byte) {
                        (256, _) => table[byte as usize],
                        (_, 0..=127) => byte as char,
                        _ => table[byte as usize - 128],
                    };
                    if c == '\u{fffe}' {
                        return fail("charmap", at, "character maps to <undefined>");
                    }
                    text.push(c);
                }
                Ok(text)
            }
            Codec::MultiByte(table) => table.decode(bytes).map_err(|error| malformed(table.codec, bytes, error)),
            Codec::Shifted(codec) => shifted::decode(codec, bytes).map_err(|error| malformed(codec, bytes, error)),
            Codec::Utf16 { name, big_endian } => decode_wide::<2>(name, big_endian, bytes),
            Codec::Utf32 { name, big_endian } => decode_wide::<4>(name, big_endian, bytes),
        }
    }
}

/// Lower case, with each run of characters other than letters, digits and points as one underscore.
fn normalise(name: &str) -> String {
    let mut out = String::new();
    let mut gap = false;
    for c in name.chars() {
        if c.is_ascii_alphanumeric() || c == '.' {
            if gap && !out.is_empty() {
                out.push('_');
            }
            gap = false;
            out.push(c.to_ascii_lowercase());
        } else {
            gap = true;
        }
    }
    out
}

/// What CPython says about the first bytes that are not UTF-8.
pub(super) fn utf8_error(bytes: &[u8]) -> Option<String> {
    let error = std::str::from_utf8(bytes).err()?;
    let start = error.valid_up_to();
    let (length, reason) = match error.error_len() {
        None => (bytes.len() - start, "unexpected end of data"),
        Some(length) if matches!(bytes[start], 0xc2..=0xf4) => (length, "invalid continuation byte"),
        Some(length) => (length, "invalid start byte"),
    };
    let what = match length {
        1 => format!("byte 0x{:02x} in position {start}", bytes[start]),
        _ => format!("bytes in position {start}-{}", start + length - 1),
    };
    Some(format!("'utf-8' codec can't decode {what}: {reason}"))
}

fn malformed(codec: &str, bytes: &[u8], Malformed { start, length, reason }: Malformed) -> Diagnostic {
    let what = match length {
        1 => format!("byte 0x{:02x} in position {start}", bytes[start]),
        _ => format!("bytes in position {start}-{}", start + length - 1),
    };
    initial_error(format!("'{codec}' codec can't decode {what}: {reason}"))
}

/// UTF-16 (`SIZE` 2) or UTF-32 (`SIZE` 4); without a byte order mark the order is that of this machine.
fn decode_wide<const SIZE: usize>(name: &str, big_endian: Option<bool>, bytes: &[u8]) -> Result<String, Diagnostic> {
    let big_endian = big_endian.unwrap_or(false);
    let order = if big_endian { "be" } else { "le" };
    let name = if name.ends_with("e") { name.to_owned() } else { format!("{name}-{order}") };
    let fail = |start: usize, length: usize, reason: &str| {
        let what = match length {
            1 => format!("byte 0x{:02x} in position {start}", bytes[start]),
            _ => format!("bytes in position {start}-{}", start + length - 1),
        };
        Err(initial_error(format!("'{name}' codec can't decode {what}: {reason}")))
    };
    let unit = |chunk: &[u8]| {
        chunk.iter().enumerate().fold(0u32, |unit, (index, &byte)| {
            unit | u32::from(byte) << (8 * if big_endian { SIZE - 1 - index } else { index })
        })
    };
    let mut text = String::new();
    let mut at = 0;
    while at < bytes.len() {
        let Some(chunk) = bytes.get(at..at + SIZE) else { return fail(at, bytes.len() - at, "truncated data") };
        let mut code = unit(chunk);
        let start = at;
        at += SIZE;
        if SIZE == 2 && (0xd800..0xdc00).contains(&code) {
            let Some(low) = bytes.get(at..at + 2) else {
                return fail(start, bytes.len() - start, "unexpected end of data");
            };
            let low = unit(low);
            if !(0xdc00..0xe000).contains(&low) {
                return fail(start, 2, "illegal UTF-16 surrogate");
            }
            code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
            at += 2;
        }
        match char::from_u32(code) {
            Some(c) => text.push(c),
            None if SIZE == 2 => return fail(start, 2, "illegal encoding"),
            None if code > 0x10ffff => return fail(start, 4, "code point not in range(0x110000)"),
            None => return fail(start, 4, "code point in surrogate code point range(0xd800, 0xe000)"),
        }
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(name: &str, bytes: &[u8]) -> Result<String, String> {
        Codec::find(name).and_then(|codec| codec.decode(bytes)).map_err(|error| error.msg)
    }

    #[test]
    fn names_are_those_of_cpython() {
        assert_eq!(decode("Latin1", b"\x80"), Ok("\u{80}".to_owned()));
        assert_eq!(decode("windows-1252", b"\x80"), Ok("€".to_owned()));
        assert_eq!(decode("KOI8-R", b"\xc1"), Ok("а".to_owned()));
        assert_eq!(decode("utf-8-sig", b"\xef\xbb\xbfx"), Ok("x".to_owned()));
        assert_eq!(decode("nope", b""), Err("unknown encoding: nope".to_owned()));
        let message = "'rot13' is not a text encoding; use codecs.decode() to handle arbitrary codecs";
        assert_eq!(decode("rot13", b""), Err(message.to_owned()));
    }

    #[test]
    fn bytes_without_meaning_are_errors() {
        let message = "'charmap' codec can't decode byte 0x81 in position 1: character maps to <undefined>";
        assert_eq!(decode("cp1252", b"x\x81"), Err(message.to_owned()));
        let message = "'ascii' codec can't decode byte 0xe9 in position 0: ordinal not in range(128)";
        assert_eq!(decode("ascii", b"\xe9"), Err(message.to_owned()));
        let message = "'euc_jp' codec can't decode byte 0xa4 in position 1: illegal multibyte sequence";
        assert_eq!(decode("euc-jp", b"\n\xa4\n"), Err(message.to_owned()));
        let message = "'utf-8' codec can't decode bytes in position 0-1: unexpected end of data";
        assert_eq!(decode("utf8", b"\xe2\x82"), Err(message.to_owned()));
    }

    #[test]
    fn the_tables_are_sorted_for_binary_search() {
        assert!(ALIASES.is_sorted() && CODECS.is_sorted() && CHARSETS.is_sorted_by_key(|row| row.0));
    }
}
