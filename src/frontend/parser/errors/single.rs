//! Interactive input holds one statement.

use super::parser::Parser;

/// Raises an error if more than blanks and comments follows the statement; CPython: `bad_single_statement`.
pub fn check(p: &mut Parser) {
    let cursor = p.stream.get(p.fill.max(1) - 1).map_or(0, |token| token.cursor);
    if !is_blank(p.source.text.get(cursor as usize..).unwrap_or_default()) {
        p.raise::<()>("multiple statements found while compiling a single statement");
    }
}

/// Whether there is nothing but blanks and comments.
pub fn is_blank(text: &str) -> bool {
    let blank = |c| matches!(c, ' ' | '\t' | '\n' | '\u{c}');
    let mut rest = text.trim_start_matches(blank);
    while let Some(comment) = rest.strip_prefix('#') {
        rest = comment.find('\n').map_or("", |end| &comment[end..]).trim_start_matches(blank);
    }
    rest.is_empty()
}
