//! Python's `repr` of constants: strings, bytes, numbers, tuples.

use std::fmt::Write;

use crate::base::text::decode_code_point;
use crate::base::{Constant, Text, unicode};

/// `repr(value)`.
///
/// The elements of a frozenset come in their order here; CPython's order depends on hashes.
pub fn constant(value: &Constant) -> String {
    let mut out = String::new();
    push_constant(&mut out, value);
    out
}

/// `repr(text)` of a `str`.
pub fn text(text: &Text) -> String {
    let mut out = String::new();
    push_text(&mut out, text.as_wtf8());
    out
}

/// `repr(text)` of a `str` without surrogates.
pub fn str(text: &str) -> String {
    let mut out = String::new();
    push_text(&mut out, text.as_bytes());
    out
}

/// `repr(bytes)`.
pub fn bytes(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() + 3);
    let quote = quote_for(bytes);
    out.push('b');
    out.push(quote);
    for &byte in bytes {
        match byte {
            b'\\' => out.push_str("\\\\"),
            b'\t' => out.push_str("\\t"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            _ if byte as char == quote => {
                out.push('\\');
                out.push(quote);
            }
            b' '..=b'~' => out.push(byte as char),
            _ => push(&mut out, format_args!("\\x{byte:02x}")),
        }
    }
    out.push(quote);
    out
}

/// `repr(value)` of a `float`: the shortest digits that read back as the same number.
pub fn float(value: f64) -> String {
    let digits = number(value);
    if value.is_finite() && !digits.contains(['.', 'e']) { digits + ".0" } else { digits }
}

/// `repr(complex(real, imag))`.
pub fn complex(real: f64, imag: f64) -> String {
    if real == 0.0 && real.is_sign_positive() {
        return format!("{}j", number(imag));
    }
    let imag = number(imag);
    let sign = if imag.starts_with('-') { "" } else { "+" };
    format!("({}{sign}{imag}j)", number(real))
}

/// The shortest decimal that reads back as `value`, in the form of `{:e}`. Of two equally near ones Python takes the
/// even one, Rust the larger; rounding the exact value to as many digits settles it.
///
/// A number that lies in the middle between two decimals of at most 17 digits has at most 18 itself, so that few of them
/// stand behind the point: as a multiple of a power of two, of none below 2⁻²⁶.
fn shortest(value: f64) -> String {
    let shortest = format!("{value:e}");
    if (value * 67_108_864.0).fract() != 0.0 {
        return shortest;
    }
    let decimals = shortest.bytes().take_while(|&byte| byte != b'e').filter(u8::is_ascii_digit).count() - 1;
    let nearest = format!("{value:.decimals$e}");
    if nearest.parse() == Ok(value) { nearest } else { shortest }
}

/// The digits of a float as complex numbers show them: without `.0`.
fn number(value: f64) -> String {
    if value.is_nan() {
        return "nan".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "inf" } else { "-inf" }.to_owned();
    }
    let scientific = shortest(value);
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or_default();
    let (sign, mantissa) = mantissa.strip_prefix('-').map_or(("", mantissa), |rest| ("-", rest));
    let digits = mantissa.replace('.', "");
    if !(-4..16).contains(&exponent) {
        let point = if digits.len() > 1 { "." } else { "" };
        let exponent_sign = if exponent < 0 { '-' } else { '+' };
        return format!("{sign}{}{point}{}e{exponent_sign}{:02}", &digits[..1], &digits[1..], exponent.abs());
    }
    if exponent < 0 {
        return format!("{sign}0.{}{digits}", "0".repeat((-1 - exponent) as usize));
    }
    let whole = exponent as usize + 1;
    if digits.len() <= whole {
        format!("{sign}{digits}{}", "0".repeat(whole - digits.len()))
    } else {
        format!("{sign}{}.{}", &digits[..whole], &digits[whole..])
    }
}

fn push_constant(out: &mut String, value: &Constant) {
    match value {
        Constant::None => out.push_str("None"),
        Constant::Ellipsis => out.push_str("Ellipsis"),
        Constant::Bool(true) => out.push_str("True"),
        Constant::Bool(false) => out.push_str("False"),
        Constant::Int(value) => push(out, format_args!("{value}")),
        Constant::Float(value) => out.push_str(&float(*value)),
        Constant::Complex { real, imag } => out.push_str(&complex(*real, *imag)),
        Constant::Str(value) => push_text(out, value.text.as_wtf8()),
        Constant::Bytes(value) => out.push_str(&bytes(value)),
        Constant::Tuple(items) => {
            out.push('(');
            push_items(out, items);
            out.push_str(if items.len() == 1 { ",)" } else { ")" });
        }
        Constant::FrozenSet(items) if items.is_empty() => out.push_str("frozenset()"),
        Constant::FrozenSet(items) => {
            out.push_str("frozenset({");
            push_items(out, items);
            out.push_str("})");
        }
    }
}

fn push_items(out: &mut String, items: &[Constant]) {
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push_str(", ");
        }
        push_constant(out, item);
    }
}

fn push_text(out: &mut String, wtf8: &[u8]) {
    let quote = quote_for(wtf8);
    out.reserve(wtf8.len() + 2);
    out.push(quote);
    let mut rest = wtf8;
    while let Some((code, length)) = decode_code_point(rest) {
        rest = &rest[length..];
        match char::from_u32(code) {
            Some('\\') => out.push_str("\\\\"),
            Some('\t') => out.push_str("\\t"),
            Some('\n') => out.push_str("\\n"),
            Some('\r') => out.push_str("\\r"),
            Some(c) if c == quote => {
                out.push('\\');
                out.push(c);
            }
            Some(c) if unicode::is_printable(c) => out.push(c),
            _ if code < 0x100 => push(out, format_args!("\\x{code:02x}")),
            _ if code < 0x10000 => push(out, format_args!("\\u{code:04x}")),
            _ => push(out, format_args!("\\U{code:08x}")),
        }
    }
    out.push(quote);
}

/// Single quotes, unless there are single quotes inside and no double ones.
fn quote_for(bytes: &[u8]) -> char {
    if bytes.contains(&b'\'') && !bytes.contains(&b'"') { '"' } else { '\'' }
}

fn push(out: &mut String, what: std::fmt::Arguments) {
    out.write_fmt(what).expect("writing to a String cannot fail");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_are_shortest_and_switch_to_exponents_as_in_python() {
        assert_eq!(float(2f64.powi(-25)), "2.9802322387695312e-08");
        assert_eq!(float(5e-324), "5e-324");
        let cases = [
            (0.0, "0.0"),
            (-0.0, "-0.0"),
            (1.0, "1.0"),
            (0.1, "0.1"),
            (1e16, "1e+16"),
            (9999999999999998.0, "9999999999999998.0"),
            (123456789.125, "123456789.125"),
            (0.0001, "0.0001"),
            (0.00001, "1e-05"),
            (1.5e300, "1.5e+300"),
            (5e-324, "5e-324"),
            (f64::INFINITY, "inf"),
            (f64::NAN, "nan"),
        ];
        for (value, expected) in cases {
            assert_eq!(float(value), expected);
        }
    }

    #[test]
    fn complex_numbers_show_a_real_part_unless_it_is_positive_zero() {
        assert_eq!(complex(0.0, 1.0), "1j");
        assert_eq!(complex(-0.0, -0.0), "(-0-0j)");
        assert_eq!(complex(1.0, -2.5), "(1-2.5j)");
        assert_eq!(complex(0.0, f64::INFINITY), "infj");
        assert_eq!(complex(1.0, f64::NAN), "(1+nanj)");
    }

    #[test]
    fn strings_choose_their_quotes_and_escape_what_is_not_printable() {
        assert_eq!(str("it's"), "\"it's\"");
        assert_eq!(str("it's \"so\""), "'it\\'s \"so\"'");
        assert_eq!(str("\t\n\r\\\x00\x7fé\u{a0}\u{200b}\u{e0001}"), r"'\t\n\r\\\x00\x7fé\xa0\u200b\U000e0001'");
        assert_eq!(text(&Text::from_code_points([0xd800, 0x61])), r"'\ud800a'");
        assert_eq!(bytes(b"a'\xff\n"), r#"b"a'\xff\n""#);
    }

    #[test]
    fn tuples_of_one_keep_their_comma() {
        let one = Constant::Tuple([Constant::int(1)].into());
        assert_eq!(constant(&Constant::Tuple([one, Constant::None].into())), "((1,), None)");
        assert_eq!(constant(&Constant::FrozenSet([Constant::str("a")].into())), "frozenset({'a'})");
    }
}
