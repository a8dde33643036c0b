//! Interactive input holds one statement.

use super::parser::Parser;

/// Raises an error if something follows the statement; CPython: `bad_single_statement`.
///
/// CPython looks at the text behind the first newline in the tokenizer's buffer, so a quote in front of that newline or
/// a backslash right before it hides what follows.
pub fn check(p: &mut Parser) {
    let standing = p.stream.standing(p.fill.max(1) - 1);
    let Some(buffer) = p.source.text.get(standing.buffer..) else { return };
    let Some(newline) = buffer.find('\n') else { return };
    let first_line = &buffer[..newline];
    if first_line.ends_with('\\') || first_line.contains(['\'', '"']) {
        return;
    }
    let blank = |c| matches!(c, ' ' | '\t' | '\n' | '\u{c}');
    let mut rest = buffer[newline..].trim_start_matches(blank);
    while let Some(comment) = rest.strip_prefix('#') {
        rest = comment.find('\n').map_or("", |end| &comment[end..]).trim_start_matches(blank);
    }
    if !rest.is_empty() {
        p.raise::<()>("multiple statements found while compiling a single statement");
    }
}
