//! Docstrings lose their indentation at compile time.

use super::{Codegen, Emit};
use crate::base::{Constant, Diagnostic, ErrorKind, Stage, StrConst};

/// Columns between tab stops.
const TAB_SIZE: usize = 8;

impl Codegen<'_> {
    /// The docstring as `__doc__` shows it. CPython: `_PyCompile_CleanDoc`.
    ///
    /// Tabs are expanded, the first line loses its indentation, the others what they have in common; blank lines stay.
    pub(super) fn clean_doc(&self, docstring: &Constant) -> Emit<Constant> {
        let Constant::Str(StrConst { text, .. }) = docstring else { return Ok(docstring.clone()) };
        match text.as_str() {
            Some(text) => {
                let cleaned = match text.contains('\t') {
                    true => clean(&expand_tabs(text.chars())),
                    false => clean(text),
                };
                Ok(if cleaned == text { docstring.clone() } else { Constant::str(cleaned) })
            }
            None => Err(not_utf8(text.code_points()).into()),
        }
    }
}

/// CPython: `str.expandtabs`. Both newline characters begin a new line.
fn expand_tabs(text: impl Iterator<Item = char>) -> String {
    let mut expanded = String::new();
    let mut column = 0;
    for c in text {
        match c {
            '\t' => {
                let spaces = TAB_SIZE - column % TAB_SIZE;
                expanded.extend(std::iter::repeat_n(' ', spaces));
                column += spaces;
            }
            _ => {
                expanded.push(c);
                column = if matches!(c, '\n' | '\r') { 0 } else { column + 1 };
            }
        }
    }
    expanded
}

fn clean(text: &str) -> String {
    let ends = memchr::memchr_iter(b'\n', text.as_bytes()).map(|newline| newline + 1).chain([text.len()]);
    let mut lines = ends.scan(0, |start, end| Some(&text[std::mem::replace(start, end)..end]));
    let indentation = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let first = lines.next().unwrap_or_default();
    let blank = |line: &&str| matches!(line.trim_start_matches(' '), "" | "\n");
    let margin = lines.clone().filter(|line| !blank(line)).map(indentation).min().unwrap_or(0);
    let mut cleaned = String::with_capacity(text.len());
    cleaned.push_str(first.trim_start_matches(' '));
    for line in lines {
        cleaned.push_str(&line[margin.min(indentation(line))..]);
    }
    cleaned
}

/// A docstring with a lone surrogate cannot be cleaned. The position counts code points behind expanded tabs.
fn not_utf8(code_points: impl Iterator<Item = u32>) -> Diagnostic {
    let is_surrogate = |c: u32| char::from_u32(c).is_none();
    let mut column = 0;
    let mut position = 0;
    let mut found: Option<(usize, u32)> = None;
    let mut length = 0;
    for c in code_points {
        match found {
            Some(_) if is_surrogate(c) => length += 1,
            Some(_) => break,
            None if is_surrogate(c) => {
                found = Some((position, c));
                length = 1;
            }
            None => {
                let width = if c == u32::from('\t') { TAB_SIZE - column % TAB_SIZE } else { 1 };
                position += width;
                column = if c == u32::from('\n') || c == u32::from('\r') { 0 } else { column + width };
            }
        }
    }
    let (start, c) = found.unwrap_or_default();
    let what = match length {
        1 => format!("character '\\u{c:04x}' in position {start}"),
        _ => format!("characters in position {start}-{}", start + length - 1),
    };
    let msg = format!("'utf-8' codec can't encode {what}: surrogates not allowed");
    Diagnostic::new(Stage::Codegen, ErrorKind::UnicodeEncodeError, msg)
}

#[cfg(test)]
mod tests {
    use super::{clean, expand_tabs};

    #[test]
    fn common_indentation_goes_blank_lines_stay() {
        assert_eq!(clean("  a\n    b\n\n   c\n  "), "a\n b\n\nc\n");
        assert_eq!(clean("a"), "a");
        assert_eq!(clean("\n  x"), "\nx");
    }

    #[test]
    fn tabs_go_to_the_next_stop() {
        assert_eq!(expand_tabs("a\tb\n\tc".chars()), "a       b\n        c");
    }
}
