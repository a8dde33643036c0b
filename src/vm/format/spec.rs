//! A format specification: reading it, and filling a field as it says.

use std::str::Chars;

use crate::vm::object::string::code_point;
use crate::vm::types::unicode::decimal;

/// A parsed specification: `[[fill]align][sign]["z"]["#"]["0"][width][grouping]["." precision][type]`.
#[derive(Clone, Debug, Default)]
pub struct Spec {
    pub fill: Option<char>,
    pub align: Option<char>,
    pub sign: Option<char>,
    pub no_negative_zero: bool,
    pub alternate: bool,
    pub width: usize,
    pub grouping: Option<char>,
    pub precision: Option<usize>,
    pub kind: Option<char>,
}

/// How messages show a character: as it is, or its number.
pub fn shown(c: char) -> String {
    let code = code_point(c);
    if (33..128).contains(&code) { c.to_string() } else { format!("\\x{code:x}") }
}

/// The next character, if it is a wanted one.
fn take(rest: &mut Chars, wanted: impl Fn(char) -> bool) -> Option<char> {
    let mut ahead = rest.clone();
    let found = ahead.next().filter(|&c| wanted(c))?;
    *rest = ahead;
    Some(found)
}

/// The digits that come next, of any script, as a number.
fn number(rest: &mut Chars) -> Result<Option<usize>, String> {
    let (mut any, mut value) = (false, Some(0usize));
    let mut ahead = rest.clone();
    while let Some(digit) = ahead.next().and_then(decimal) {
        value = value.and_then(|v| v.checked_mul(10)).and_then(|v| v.checked_add(digit as usize));
        any = true;
        *rest = ahead.clone();
    }
    match value.filter(|&value| value < i64::MAX as usize) {
        _ if !any => Ok(None),
        Some(value) => Ok(Some(value)),
        None => Err("Too many decimal digits in format string".to_owned()),
    }
}

impl Spec {
    /// Parses; the error is the text of the `ValueError`, which may name the type. `default_kind` is the type that stands
    /// for none, `default_align` how the type aligns on its own.
    pub fn parse(
        text: &str,
        type_name: impl FnOnce() -> String,
        default_kind: Option<char>,
        default_align: char,
    ) -> Result<Spec, String> {
        let mut spec = Spec::default();
        let mut rest = text.chars();
        let is_align = |c: Option<char>| matches!(c, Some('<' | '>' | '=' | '^'));
        let mut ahead = rest.clone();
        let first = ahead.next();
        let behind_first = ahead.clone();
        let second = ahead.next();
        if is_align(second) {
            (spec.fill, spec.align) = (first, second);
            rest = ahead;
        } else if is_align(first) {
            spec.align = first;
            rest = behind_first;
        }
        spec.sign = take(&mut rest, |c| matches!(c, '+' | '-' | ' '));
        spec.no_negative_zero = take(&mut rest, |c| c == 'z').is_some();
        spec.alternate = take(&mut rest, |c| c == '#').is_some();
        if spec.fill.is_none() && take(&mut rest, |c| c == '0').is_some() {
            if spec.align.is_none() && default_align == '>' {
                spec.align = Some('=');
            }
            spec.fill = Some('0');
        }
        spec.width = number(&mut rest)?.unwrap_or(0);
        let both = || Err("Cannot specify both ',' and '_'.".to_owned());
        spec.grouping = take(&mut rest, |c| c == ',');
        if take(&mut rest, |c| c == '_').is_some() {
            if spec.grouping.is_some() {
                return both();
            }
            spec.grouping = Some('_');
        }
        if spec.grouping == Some('_') && rest.as_str().starts_with(',') {
            return both();
        }
        if take(&mut rest, |c| c == '.').is_some() {
            match number(&mut rest)? {
                Some(precision) => spec.precision = Some(precision),
                None => return Err("Format specifier missing precision".to_owned()),
            }
        }
        spec.kind = rest.next();
        if !rest.as_str().is_empty() {
            return Err(format!("Invalid format specifier '{text}' for object of type '{}'", type_name()));
        }
        if let (Some(grouping), Some(kind)) = (spec.grouping, spec.kind.or(default_kind)) {
            let fits = matches!(kind, 'd' | 'e' | 'f' | 'g' | 'E' | 'G' | 'F' | '%')
                || grouping == '_' && matches!(kind, 'b' | 'o' | 'x' | 'X');
            if !fits {
                return Err(format!("Cannot specify '{grouping}' with '{}'.", shown(kind)));
            }
        }
        if spec.width > i32::MAX as usize {
            return Err(String::new());
        }
        Ok(spec)
    }

    /// Appends `body`, padded; `sign` and `prefix` (`0x`) stay in front of padding after `=`.
    pub fn pad(&self, out: &mut String, sign: &str, prefix: &str, body: &str, default_align: char) {
        let bytes = sign.len() + prefix.len() + body.len();
        let missing =
            if self.width == 0 { 0 } else { self.width.saturating_sub(sign.len() + prefix.len() + count(body)) };
        let fill = self.fill.unwrap_or(' ');
        let (before, between, after) = match self.align.unwrap_or(default_align) {
            '<' => (0, 0, missing),
            '^' => (missing / 2, 0, missing - missing / 2),
            '=' => (0, missing, 0),
            _ => (missing, 0, 0),
        };
        out.reserve(bytes + missing * fill.len_utf8());
        push_times(out, fill, before);
        out.push_str(sign);
        out.push_str(prefix);
        push_times(out, fill, between);
        out.push_str(body);
        push_times(out, fill, after);
    }
}

/// Number of characters.
fn count(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.chars().count() }
}

/// Appends a character so many times.
pub fn push_times(out: &mut String, c: char, times: usize) {
    const MOST: usize = 32;
    const BLANKS: &str = "                                ";
    const ZEROS: &str = "00000000000000000000000000000000";
    match c {
        ' ' if times <= MOST => out.push_str(&BLANKS[..times]),
        '0' if times <= MOST => out.push_str(&ZEROS[..times]),
        _ => out.extend(std::iter::repeat_n(c, times)),
    }
}

/// Puts separators between groups of ASCII digits; `least` digits-and-separators at least when zero-padding.
pub fn group(digits: &str, separator: char, size: usize, least: usize) -> String {
    let length = |digits: usize| digits + digits.saturating_sub(1) / size;
    let mut places = digits.len();
    // A separator is never the first character, so a full group may need one digit more than asked for.
    while length(places) < least {
        places += 1;
    }
    let zeros = places - digits.len();
    let mut out = String::with_capacity(length(places));
    for place in 0..places {
        if place > 0 && (places - place).is_multiple_of(size) {
            out.push(separator);
        }
        out.push(if place < zeros { '0' } else { char::from(digits.as_bytes()[place - zeros]) });
    }
    out
}

/// The digits of a number in a base up to 16, which go to the end of `buffer`.
pub fn digits<const BASE: u64>(value: u64, capitals: bool, buffer: &mut [u8; 64]) -> &str {
    let figures = if capitals { b"0123456789ABCDEF" } else { b"0123456789abcdef" };
    let (mut at, mut rest) = (buffer.len(), value);
    loop {
        at -= 1;
        buffer[at] = figures[(rest % BASE) as usize];
        rest /= BASE;
        if rest == 0 || at == 0 {
            break;
        }
    }
    std::str::from_utf8(&buffer[at..]).unwrap_or_default()
}

/// Appends a whole number as `str` shows it.
pub fn push_decimal(out: &mut String, value: i64) {
    if value < 0 {
        out.push('-');
    }
    out.push_str(digits::<10>(value.unsigned_abs(), false, &mut [0; 64]));
}

pub fn sign_text(negative: bool, sign: Option<char>) -> &'static str {
    match (negative, sign) {
        (true, _) => "-",
        (false, Some('+')) => "+",
        (false, Some(' ')) => " ",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_filled_up_with_zeros() {
        // `format(1234, '08,')` and its like: no separator comes first.
        let cases = [(0, "1,234"), (5, "1,234"), (6, "01,234"), (7, "001,234"), (8, "0,001,234"), (9, "0,001,234")];
        for (least, text) in cases {
            assert_eq!(group("1234", ',', 3, least), text);
        }
        assert_eq!((group("", ',', 3, 0), group("123", '_', 4, 0)), (String::new(), "123".to_owned()));
    }

    #[test]
    fn numbers_are_written_in_every_base() {
        let mut buffer = [0; 64];
        assert_eq!(digits::<2>(u64::MAX, false, &mut buffer), "1".repeat(64));
        assert_eq!(digits::<16>(0xbeef, true, &mut buffer), "BEEF");
        assert_eq!(digits::<10>(0, false, &mut buffer), "0");
        let mut out = String::new();
        push_decimal(&mut out, i64::MIN);
        assert_eq!(out, i64::MIN.to_string());
    }
}
