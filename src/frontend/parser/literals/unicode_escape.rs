//! Escape sequences of str literals, as CPython's `unicodeescape` codec reads them.
//!
//! CPython first rewrites what is not ASCII to `\U…` escapes and hands the result to the codec, so positions in its
//! messages count ten bytes for such a character; [`Reader::shift`] keeps them in step.

use super::{InvalidEscape, LiteralError, character_by_name};
use crate::base::text::push_code_point;

/// Bytes of the escape that CPython writes for a character outside ASCII.
const ESCAPED_LENGTH: usize = "\\U0001f600".len();

struct Reader<'a> {
    text: &'a str,
    at: usize,
    /// What to add to a position in `text` to get CPython's.
    shift: usize,
}

/// Appends the meaning of `text`, the body of a literal, to `out` as WTF-8.
pub(super) fn decode_into(out: &mut Vec<u8>, text: &str) -> Result<Option<InvalidEscape>, LiteralError> {
    let mut reader = Reader { text, at: 0, shift: 0 };
    let mut first_invalid = None;
    out.reserve(text.len());
    while let Some(backslash) = text[reader.at..].find('\\') {
        let plain = &text[reader.at..reader.at + backslash];
        out.extend_from_slice(plain.as_bytes());
        reader.pass(plain);
        reader.escape(out, &mut first_invalid)?;
    }
    out.extend_from_slice(&text.as_bytes()[reader.at..]);
    Ok(first_invalid)
}

impl Reader<'_> {
    fn pass(&mut self, plain: &str) {
        self.at += plain.len();
        if !plain.is_ascii() {
            self.shift += expansion(plain);
        }
    }

    /// Reads the escape at the current position, which is a backslash.
    fn escape(&mut self, out: &mut Vec<u8>, first_invalid: &mut Option<InvalidEscape>) -> Result<(), LiteralError> {
        let start = self.at;
        let bytes = self.text.as_bytes();
        let Some(&kind) = bytes.get(start + 1) else {
            // Only the part of an f-string before a replacement field ends so; the backslash stands for itself.
            out.push(b'\\');
            self.at += 1;
            return Ok(());
        };
        self.at = start + 2;
        let simple = match kind {
            b'\n' => return Ok(()),
            b'0'..=b'7' => {
                let digits = octal_digits(&bytes[start + 1..]);
                self.at = start + 1 + digits.len();
                push_code_point(out, octal_value(digits, first_invalid));
                return Ok(());
            }
            b'x' => return self.hexadecimal(out, start, 2, "truncated \\xXX escape"),
            b'u' => return self.hexadecimal(out, start, 4, "truncated \\uXXXX escape"),
            b'U' => return self.hexadecimal(out, start, 8, "truncated \\UXXXXXXXX escape"),
            b'N' => return self.named(out, start),
            0x80.. => {
                // CPython writes the backslash as an escape too, which takes five bytes more and warns of nothing.
                out.push(b'\\');
                self.at = start + 1;
                self.shift += 5;
                return Ok(());
            }
            _ => simple_escape(kind).unwrap_or_else(|| {
                first_invalid.get_or_insert(InvalidEscape::Character(char::from(kind)));
                out.push(b'\\');
                kind
            }),
        };
        out.push(simple);
        Ok(())
    }

    fn hexadecimal(
        &mut self,
        out: &mut Vec<u8>,
        start: usize,
        count: usize,
        truncated: &str,
    ) -> Result<(), LiteralError> {
        let digits =
            self.text.as_bytes()[self.at..].iter().take(count).take_while(|byte| byte.is_ascii_hexdigit()).count();
        let value = u32::from_str_radix(&self.text[self.at..self.at + digits], 16);
        self.at += digits;
        match value {
            Ok(code_point) if digits == count && code_point <= 0x10ffff => {
                push_code_point(out, code_point);
                Ok(())
            }
            _ if digits == count => Err(self.error(start, self.at, "illegal Unicode character")),
            _ => Err(self.error(start, self.at, truncated)),
        }
    }

    /// `\N{LATIN SMALL LETTER A}`.
    fn named(&mut self, out: &mut Vec<u8>, start: usize) -> Result<(), LiteralError> {
        const MALFORMED: &str = "malformed \\N character escape";
        let rest = &self.text[self.at..];
        if !rest.starts_with('{') {
            return Err(self.error(start, self.at, MALFORMED));
        }
        let Some(length) = rest.find('}').map(|brace| brace - 1) else {
            let end = self.text.len();
            return Err(self.error(start, end, MALFORMED));
        };
        if length == 0 {
            return Err(self.error(start, self.at + 1, MALFORMED));
        }
        let end = self.at + length + 2;
        match character_by_name(&rest[1..=length]) {
            Some(c) => {
                push_code_point(out, u32::from(c));
                self.at = end;
                Ok(())
            }
            None => Err(self.error(start, end, "unknown Unicode character name")),
        }
    }

    fn error(&self, start: usize, end: usize, reason: &str) -> LiteralError {
        let last = end - 1 + self.shift + expansion(&self.text[start..end]);
        let first = start + self.shift;
        // The shortest of these sequences has two bytes, so CPython's wording for a single byte never occurs.
        LiteralError::Unicode(format!("'unicodeescape' codec can't decode bytes in position {first}-{last}: {reason}"))
    }
}

/// How many bytes longer CPython's rewritten form is.
fn expansion(text: &str) -> usize {
    text.chars().filter(|c| !c.is_ascii()).map(|c| ESCAPED_LENGTH - c.len_utf8()).sum()
}

/// The one to three octal digits at the start of `bytes`.
pub(super) fn octal_digits(bytes: &[u8]) -> &[u8] {
    let count = bytes.iter().take(3).take_while(|byte| matches!(byte, b'0'..=b'7')).count();
    &bytes[..count]
}

/// The character that a backslash and this letter stand for, where no digits or names follow.
pub(super) fn simple_escape(kind: u8) -> Option<u8> {
    Some(match kind {
        b'\\' | b'\'' | b'"' => kind,
        b'a' => 7,
        b'b' => 8,
        b't' => b'\t',
        b'n' => b'\n',
        b'v' => 11,
        b'f' => 12,
        b'r' => b'\r',
        _ => return None,
    })
}

pub(super) fn octal_value(digits: &[u8], first_invalid: &mut Option<InvalidEscape>) -> u32 {
    let value = digits.iter().fold(0, |value, digit| value * 8 + u32::from(digit - b'0'));
    if let &[a, b, c] = digits
        && value > 0o377
    {
        first_invalid.get_or_insert(InvalidEscape::Octal([a, b, c]));
    }
    value
}
