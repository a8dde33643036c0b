//! Text of numbers, and numbers from text.

use num_bigint::BigInt;
use num_traits::Num;

pub use crate::base::repr::{complex as complex_repr, float as float_repr};

/// Mantissa in [0.5, 1) and exponent of a finite positive number.
pub fn frexp(value: f64) -> (f64, i64) {
    if value == 0.0 || !value.is_finite() {
        return (value, 0);
    }
    let bits = value.to_bits();
    let exponent = (bits >> 52 & 0x7ff) as i64;
    if exponent == 0 {
        let (mantissa, exponent) = frexp(value * 2f64.powi(64));
        return (mantissa, exponent - 64);
    }
    (f64::from_bits(bits & !(0x7ff << 52) | 1022 << 52), exponent - 1022)
}

/// Decimal digits of `value` rounded half-even to `count` significant ones, and the position of the point.
fn rounded(value: f64, count: usize) -> (String, i32) {
    // No float has more digits than these; the others are zeros.
    let exact = count.clamp(1, 1100);
    let text = format!("{value:.*e}", exact - 1);
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let mut digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    digits.extend(std::iter::repeat_n('0', count.saturating_sub(exact)));
    (digits, exponent.parse::<i32>().unwrap_or(0) + 1)
}

fn exponent_text(exponent: i32) -> String {
    format!("e{}{:02}", if exponent < 0 { '-' } else { '+' }, exponent.abs())
}

/// A float in one of the styles `e`, `f`, `g` (or their capitals) with a precision; `alternate` keeps the point and,
/// for `g`, trailing zeros. No sign.
pub fn float_style(value: f64, style: char, precision: usize, alternate: bool) -> String {
    let upper = style.is_ascii_uppercase();
    let text = if value.is_nan() {
        "nan".to_owned()
    } else if value.is_infinite() {
        "inf".to_owned()
    } else {
        let value = value.abs();
        match style.to_ascii_lowercase() {
            'e' => {
                let (digits, point) = rounded(value, precision + 1);
                let exponent = if value == 0.0 { 0 } else { point - 1 };
                let (first, rest) = digits.split_at(1);
                let dot = if rest.is_empty() && !alternate { "" } else { "." };
                format!("{first}{dot}{rest}{}", exponent_text(exponent))
            }
            'f' => {
                // No float has more digits than these; the others are zeros.
                let exact = precision.min(1100);
                let mut text = format!("{value:.exact$}");
                text.extend(std::iter::repeat_n('0', precision - exact));
                if alternate && precision == 0 { format!("{text}.") } else { text }
            }
            _ => {
                let precision = precision.max(1);
                let (digits, point) = if value == 0.0 { ("0".repeat(precision), 1) } else { rounded(value, precision) };
                general(&digits, point, precision as i32, alternate)
            }
        }
    };
    if upper { text.to_uppercase() } else { text }
}

/// Digits in the style of `g`: with an exponent where the number is very small, or has more digits than `limit`.
fn general(digits: &str, point: i32, limit: i32, alternate: bool) -> String {
    let trimmed = if alternate { digits } else { digits.trim_end_matches('0') };
    let trimmed = if trimmed.is_empty() { "0" } else { trimmed };
    if point - 1 < -4 || point > limit {
        let (first, rest) = trimmed.split_at(1);
        let dot = if rest.is_empty() && !alternate { "" } else { "." };
        return format!("{first}{dot}{rest}{}", exponent_text(point - 1));
    }
    if point <= 0 {
        return format!("0.{}{trimmed}", "0".repeat(-point as usize));
    }
    if trimmed.len() <= point as usize {
        let dot = if alternate { "." } else { "" };
        return format!("{trimmed}{}{dot}", "0".repeat(point as usize - trimmed.len()));
    }
    let (whole, fraction) = trimmed.split_at(point as usize);
    format!("{whole}.{fraction}")
}

/// A float as `format(value, '')`-like styles without a type letter show it: like `repr`, or with a precision like `g` but
/// with at least one digit behind the point.
pub fn float_default_style(value: f64, precision: Option<usize>, alternate: bool) -> String {
    if !value.is_finite() {
        return float_style(value, 'g', 6, alternate);
    }
    match precision {
        None => float_repr(value.abs()),
        Some(precision) => {
            let precision = precision.max(1);
            let value = value.abs();
            let (digits, point) = if value == 0.0 { ("0".to_owned(), 1) } else { rounded(value, precision) };
            let text = general(&digits, point, precision as i32, alternate);
            // Without a letter, a number that shows no exponent shows a fraction.
            if point > precision as i32 || point - 1 < -4 {
                text
            } else if point == precision as i32 {
                let trimmed = if alternate { &digits[..] } else { digits.trim_end_matches('0') };
                let trimmed = if trimmed.is_empty() { "0" } else { trimmed };
                let (first, rest) = trimmed.split_at(1);
                let dot = if rest.is_empty() && !alternate { "" } else { "." };
                format!("{first}{dot}{rest}{}", exponent_text(point - 1))
            } else if text.contains('.') {
                text
            } else {
                format!("{text}.0")
            }
        }
    }
}

/// `float(text)`; `None` where Python raises `ValueError`.
pub fn parse_float(text: &str) -> Option<f64> {
    let text = text.trim_matches(|c: char| c.is_whitespace());
    let mut cleaned = String::with_capacity(text.len());
    let chars: Vec<char> = text.chars().collect();
    for (at, &c) in chars.iter().enumerate() {
        if c == '_' {
            let before = at > 0 && chars[at - 1].is_ascii_digit();
            let after = chars.get(at + 1).is_some_and(char::is_ascii_digit);
            if !before || !after {
                return None;
            }
            continue;
        }
        cleaned.push(match super::types::unicode::decimal(c) {
            Some(digit) => char::from(b'0' + digit as u8),
            None => c,
        });
    }
    let lower = cleaned.to_ascii_lowercase();
    let (negative, body) = match lower.strip_prefix(['+', '-']) {
        Some(body) => (lower.starts_with('-'), body),
        None => (false, lower.as_str()),
    };
    let value = match body {
        "inf" | "infinity" => f64::INFINITY,
        "nan" => f64::NAN,
        _ => {
            if !body.starts_with(|c: char| c.is_ascii_digit() || c == '.')
                || !body.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | 'e' | '+' | '-'))
            {
                return None;
            }
            body.parse().ok()?
        }
    };
    Some(if negative { -value } else { value })
}

/// `float.fromhex(text)`; `None` where Python raises `ValueError`. Rounds half to even; infinite where it is too large.
pub fn parse_hex_float(text: &str) -> Option<f64> {
    let text = text.trim_matches(super::types::unicode::is_space).to_ascii_lowercase();
    let (negative, body) = match text.strip_prefix(['+', '-']) {
        Some(body) => (text.starts_with('-'), body),
        None => (false, text.as_str()),
    };
    let sign = if negative { -1.0 } else { 1.0 };
    match body {
        "inf" | "infinity" => return Some(sign * f64::INFINITY),
        "nan" => return Some(f64::NAN.copysign(sign)),
        _ => {}
    }
    let body = body.strip_prefix("0x").unwrap_or(body);
    let (digits, exponent) = match body.split_once('p') {
        Some((digits, exponent)) => (digits, exponent.parse::<i64>().ok()?),
        None => (body, 0),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all = format!("{whole}{fraction}");
    if all.is_empty() || !all.chars().all(|c| c.is_ascii_hexdigit()) {
        return None;
    }
    let mantissa = BigInt::from_str_radix(&all, 16).ok()?;
    let exponent = exponent.clamp(-1 << 20, 1 << 20) - 4 * fraction.len() as i64;
    let one = BigInt::from(1);
    let value = if exponent >= 0 {
        if mantissa.bits() as i64 + exponent > 1100 && mantissa != BigInt::ZERO {
            f64::INFINITY
        } else {
            super::types::int::big_to_f64(&(mantissa << exponent.min(2000) as u64))
        }
    } else {
        super::types::int::big_true_divide(&mantissa, &(one << (-exponent) as u64))
    };
    Some(sign * value)
}

/// What `int(text, base)` reads: whether it is negative, ASCII digits, the base they are of; `None` where Python raises
/// `ValueError`.
pub fn int_digits(text: &str, base: u32) -> Option<(bool, String, u32)> {
    let text = text.trim_matches(|c: char| c.is_whitespace());
    let (negative, body) = match text.strip_prefix(['+', '-']) {
        Some(body) => (text.starts_with('-'), body),
        None => (false, text),
    };
    let lower = body.to_lowercase();
    let mut base = base;
    let mut digits = lower.as_str();
    let mut prefixed = false;
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] {
        if (base == 0 || base == radix)
            && let Some(rest) = digits.strip_prefix(prefix)
        {
            base = radix;
            digits = rest;
            prefixed = true;
            break;
        }
    }
    if base == 0 {
        base = 10;
        let plain = digits.replace('_', "");
        if plain.len() > 1 && plain.starts_with('0') && plain.chars().any(|c| c != '0') {
            return None;
        }
    }
    let digits = if prefixed { digits.strip_prefix('_').unwrap_or(digits) } else { digits };
    if digits.is_empty() || digits.starts_with('_') || digits.ends_with('_') || digits.contains("__") {
        return None;
    }
    let mut cleaned = String::with_capacity(digits.len());
    for c in digits.chars().filter(|&c| c != '_') {
        let value = c.to_digit(36).or_else(|| super::types::unicode::decimal(c))?;
        if value >= base {
            return None;
        }
        cleaned.push(char::from_digit(value, 36)?);
    }
    Some((negative, cleaned, base))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_print_as_in_python() {
        let cases = [
            (0.0, "0.0"),
            (-0.0, "-0.0"),
            (1.0, "1.0"),
            (0.1, "0.1"),
            (1e16, "1e+16"),
            (1e15, "1000000000000000.0"),
            (1.5e-5, "1.5e-05"),
            (0.0001, "0.0001"),
            (123456.789, "123456.789"),
            (1e22, "1e+22"),
            (5e-324, "5e-324"),
        ];
        for (value, text) in cases {
            assert_eq!(float_repr(value), text);
        }
        assert_eq!(float_style(1234.5, 'g', 3, false), "1.23e+03");
        assert_eq!(float_style(0.00001, 'g', 6, false), "1e-05");
        assert_eq!(float_default_style(1e6, Some(3), false), "1e+06");
    }
}
