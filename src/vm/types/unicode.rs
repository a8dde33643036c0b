//! Properties and case mappings of characters, as `str` has them in CPython 3.13 (Unicode 15.1).

use super::unicode_tables as tables;
use crate::vm::object::string::code_point;

fn within(table: &[(u32, u32)], c: char) -> bool {
    let code = code_point(c);
    let index = table.partition_point(|&(start, _)| start <= code);
    index.checked_sub(1).is_some_and(|index| code <= table[index].1)
}

fn mapped(table: &[(u32, &'static str)], c: char) -> Option<&'static str> {
    table.binary_search_by_key(&code_point(c), |&(code, _)| code).ok().map(|at| table[at].1)
}

pub fn is_alpha(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphabetic() } else { within(tables::ALPHA, c) }
}

/// The value of a decimal digit of any script.
pub fn decimal(c: char) -> Option<u32> {
    if c.is_ascii() {
        return c.to_digit(10);
    }
    let code = code_point(c);
    let index = tables::ZEROS.partition_point(|&zero| zero <= code);
    index.checked_sub(1).map(|index| code - tables::ZEROS[index]).filter(|&value| value < 10)
}

pub fn is_digit(c: char) -> bool {
    decimal(c).is_some() || within(tables::DIGIT, c)
}

pub fn is_numeric(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_digit() } else { within(tables::NUMERIC, c) }
}

pub fn is_alnum(c: char) -> bool {
    is_alpha(c) || is_numeric(c) || is_digit(c)
}

pub fn is_space(c: char) -> bool {
    if c.is_ascii() { matches!(c, '\t'..='\r' | '\x1c'..=' ') } else { within(tables::SPACE, c) }
}

pub fn is_upper(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_uppercase() } else { within(tables::UPPER, c) }
}

pub fn is_lower(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_lowercase() } else { within(tables::LOWER, c) }
}

pub fn is_title(c: char) -> bool {
    !c.is_ascii() && within(tables::TITLE, c)
}

pub fn is_cased(c: char) -> bool {
    is_upper(c) || is_lower(c) || is_title(c)
}

/// Characters that end a line for `str.splitlines`.
pub fn is_line_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\x0b' | '\x0c' | '\x1c'..='\x1e' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Letters whose other case later versions of Unicode added.
fn is_newer(c: char) -> bool {
    !c.is_ascii() && within(tables::NEWER, c)
}

pub fn push_upper(c: char, out: &mut String) {
    if is_newer(c) { out.push(c) } else { out.extend(c.to_uppercase()) }
}

pub fn push_lower(c: char, out: &mut String) {
    if is_newer(c) { out.push(c) } else { out.extend(c.to_lowercase()) }
}

pub fn push_title(c: char, out: &mut String) {
    match mapped(tables::TITLECASE, c) {
        Some(title) => out.push_str(title),
        None => push_upper(c, out),
    }
}

pub fn push_folded(c: char, out: &mut String) {
    match mapped(tables::CASEFOLD, c) {
        Some(folded) => out.push_str(folded),
        None => push_lower(c, out),
    }
}

pub fn upper(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_uppercase();
    }
    let mut out = String::with_capacity(text.len());
    text.chars().for_each(|c| push_upper(c, &mut out));
    out
}

/// Lower case, with the other small sigma at the end of a word.
pub fn lower(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    if !text.chars().any(is_newer) {
        return text.to_lowercase();
    }
    let mut out = String::with_capacity(text.len());
    text.chars().for_each(|c| push_lower(c, &mut out));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_are_those_of_python() {
        assert!(is_alpha('ª') && is_alpha('中') && !is_alpha('Ⅷ') && !is_alpha('1'));
        assert!(is_numeric('½') && !is_digit('½') && is_digit('²') && decimal('²').is_none());
        assert_eq!(decimal('٣'), Some(3));
        assert!(is_space('\u{3000}') && is_space('\x1f') && !is_space('\u{200b}'));
        assert!(is_title('ǅ') && is_upper('Ⅷ') && is_lower('ª'));
    }

    #[test]
    fn mappings_are_those_of_python() {
        let title = |c| {
            let mut out = String::new();
            push_title(c, &mut out);
            out
        };
        assert_eq!(title('ǆ'), "ǅ");
        assert_eq!(title('ß'), "Ss");
        let mut folded = String::new();
        push_folded('ß', &mut folded);
        assert_eq!(folded, "ss");
        assert_eq!(lower("ΑΣ"), "ας");
    }
}
