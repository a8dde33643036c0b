//! Numbers: `1_000`, `0xff`, `1e3`, `2j`.

use num_bigint::BigInt;

use super::LiteralError;
use crate::base::{Constant, Int};

/// `sys.int_info.default_max_str_digits`: the most digits `int()` converts from decimal.
pub const MAX_STR_DIGITS: usize = 4300;

/// Decimal digits that surely fit an `i64`.
const SMALL_DIGITS: usize = 18;

/// The value of a `NUMBER` token.
pub fn number(text: &str) -> Result<Constant, LiteralError> {
    let bytes = text.as_bytes();
    if bytes.len() <= SMALL_DIGITS && bytes.iter().all(u8::is_ascii_digit) {
        let value = bytes.iter().fold(0, |value, digit| value * 10 + i64::from(digit - b'0'));
        return Ok(Constant::Int(Int::Small(value)));
    }
    if text.contains('_') { plain_number(&text.replace('_', "")) } else { plain_number(text) }
}

/// As [`number`], for text without underscores.
fn plain_number(text: &str) -> Result<Constant, LiteralError> {
    let radix = match text.as_bytes() {
        [b'0', b'x' | b'X', ..] => 16,
        [b'0', b'o' | b'O', ..] => 8,
        [b'0', b'b' | b'B', ..] => 2,
        _ => 10,
    };
    if radix != 10 {
        return Ok(Constant::Int(integer(&text[2..], radix)));
    }
    if let Some(imaginary) = text.strip_suffix(['j', 'J']) {
        return Ok(Constant::Complex { real: 0.0, imag: float(imaginary) });
    }
    if text.bytes().any(|byte| matches!(byte, b'.' | b'e' | b'E')) {
        return Ok(Constant::Float(float(text)));
    }
    // A decimal literal may start with zeros only if it is zero, and zeros are not counted.
    let digits = text.trim_start_matches('0');
    if digits.len() > MAX_STR_DIGITS {
        return Err(LiteralError::TooManyDigits(text.len()));
    }
    Ok(Constant::Int(integer(digits, 10)))
}

fn integer(digits: &str, radix: u32) -> Int {
    if let Ok(small) = i64::from_str_radix(digits, radix) {
        return Int::Small(small);
    }
    // What the tokenizer calls a number consists of digits of its radix; nothing at all is zero.
    BigInt::parse_bytes(digits.as_bytes(), radix).map_or(Int::Small(0), Int::from)
}

/// Correctly rounded; too large a value is infinite, as in Python.
fn float(text: &str) -> f64 {
    text.parse().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        match number(text) {
            Ok(Constant::Int(value)) => value.to_string(),
            Ok(Constant::Float(value)) => format!("{value:?}"),
            Ok(Constant::Complex { real, imag }) => format!("{real:?}+{imag:?}j"),
            Ok(other) => format!("{other:?}"),
            Err(error) => error.message(),
        }
    }

    #[test]
    fn every_notation() {
        let cases = [
            ("0", "0"),
            ("00_0", "0"),
            ("1_000", "1000"),
            ("9223372036854775807", "9223372036854775807"),
            ("9223372036854775808", "9223372036854775808"),
            ("0xFF_ff", "65535"),
            ("0o17", "15"),
            ("0B101", "5"),
            ("0xffffffffffffffffff", "4722366482869645213695"),
            ("1.", "1.0"),
            (".5e-3", "0.0005"),
            ("1e400", "inf"),
            ("0.1_0", "0.1"),
            ("2J", "0.0+2.0j"),
            ("1_0.5j", "0.0+10.5j"),
        ];
        for (text, expected) in cases {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn too_many_digits() {
        assert!(
            shown(&"1".repeat(4301))
                .starts_with("Exceeds the limit (4300 digits) for integer string conversion: value has 4301 ")
        );
        assert_eq!(shown(&"0".repeat(5000)), "0");
        assert_eq!(shown(&format!("0x{}", "0".repeat(5000))), "0");
    }
}
