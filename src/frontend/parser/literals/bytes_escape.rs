//! Escape sequences of bytes literals.

use super::unicode_escape::{octal_digits, octal_value, simple_escape};
use super::{InvalidEscape, LiteralError};

/// Appends the meaning of `text`, the ASCII body of a bytes literal, to `out`.
pub(super) fn decode_into(out: &mut Vec<u8>, text: &[u8]) -> Result<Option<InvalidEscape>, LiteralError> {
    let mut first_invalid = None;
    let mut at = 0;
    out.reserve(text.len());
    while at < text.len() {
        if text[at] != b'\\' {
            out.push(text[at]);
            at += 1;
            continue;
        }
        let start = at;
        let Some(&kind) = text.get(start + 1) else {
            return Err(LiteralError::Value("Trailing \\ in string".to_string()));
        };
        at = start + 2;
        let simple = match kind {
            b'\n' => continue,
            b'0'..=b'7' => {
                let digits = octal_digits(&text[start + 1..]);
                at = start + 1 + digits.len();
                octal_value(digits, &mut first_invalid) as u8
            }
            b'x' => match (hex_digit(text.get(at)), hex_digit(text.get(at + 1))) {
                (Some(high), Some(low)) => {
                    at += 2;
                    high << 4 | low
                }
                _ => return Err(LiteralError::Value(format!("invalid \\x escape at position {start}"))),
            },
            _ => simple_escape(kind).unwrap_or_else(|| {
                first_invalid.get_or_insert(InvalidEscape::Character(char::from(kind)));
                out.push(b'\\');
                kind
            }),
        };
        out.push(simple);
    }
    Ok(first_invalid)
}

fn hex_digit(byte: Option<&u8>) -> Option<u8> {
    char::from(*byte?).to_digit(16).map(|digit| digit as u8)
}
