//! What Unicode 15.1 says of each character, for `unicodedata`.
//!
//! The table was written by a script from CPython 3.13's own answers for every code point. A section has a name in brackets
//! and rows with a blank between them: the distance from the code point of the row before in hexadecimal digits, and, behind
//! a colon, a value. A value holds up to the next row; in the section of decompositions for its one character only, and
//! commas stand for blanks there.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::vm::object::string::code_point;

type Rows = Vec<(u32, &'static str)>;

fn table() -> &'static HashMap<&'static str, Rows> {
    static TABLE: OnceLock<HashMap<&str, Rows>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let sections = include_str!("unicode.txt").split('[').skip(1);
        sections.filter_map(|section| section.split_once(']')).map(|(name, rows)| (name, parse(rows))).collect()
    })
}

fn parse(rows: &'static str) -> Rows {
    let mut at = 0;
    rows.split_whitespace()
        .map(|row| {
            let (distance, value) = row.split_once(':').unwrap_or((row, ""));
            at += u32::from_str_radix(distance, 16).unwrap_or(0);
            (at, value)
        })
        .collect()
}

/// What a section says of a character; empty if nothing.
pub fn property(section: &str, c: char) -> &'static str {
    let Some(rows) = table().get(section) else { return "" };
    let at = code_point(c);
    let behind = rows.partition_point(|&(first, _)| first <= at);
    rows[..behind].last().map_or("", |&(_, value)| value)
}

/// One step of the decomposition of a character, as `unicodedata` writes it.
pub fn decomposition(c: char) -> String {
    let Some(rows) = table().get("decomposition") else { return String::new() };
    let Ok(at) = rows.binary_search_by_key(&code_point(c), |&(at, _)| at) else { return String::new() };
    let parts: Vec<String> =
        rows[at].1.split(',').map(|part| if part.starts_with('<') { tag(part) } else { part.to_uppercase() }).collect();
    parts.join(" ")
}

/// `<noBreak>` is the one tag with a capital letter.
fn tag(part: &str) -> String {
    if part == "<nobreak>" { "<noBreak>".to_owned() } else { part.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_hold_up_to_the_next_one() {
        let category: String = ['a', 'Z', '5', '\u{378}', '\u{10ffff}'].map(|c| property("category", c)).concat();
        assert_eq!(category, "LlLuNdCnCn");
        assert_eq!(property("east_asian_width", 'Ａ'), "F");
        assert_eq!((property("numeric", '½'), property("numeric", 'a')), ("1/2", ""));
        assert_eq!(decomposition('\u{3301}'), "<square> 30A2 30EB 30D5 30A1");
        assert_eq!(decomposition('\u{a0}'), "<noBreak> 0020");
        assert_eq!(decomposition('a'), "");
    }
}
