//! Tokens against a real CPython 3.13.
//!
//! `tests/record/tokens.py` records what CPython makes of the cases in `tests/tokens/cases.json`; the recording is
//! committed. With `PYLENS_CORPUS=DIR` every `.py` file below DIR is compared with a live CPython as well.

use pylens::base::{Diagnostic, Severity};
use pylens::frontend::source::Source;
use pylens::frontend::tokenizer::{Token, TokenKind, Tokens, tokenize};

/// A token as CPython's parser sees it, columns in code points: name, text, line, column, end line, end column.
fn parser_row(source: &Source, tokens: &Tokens, index: usize) -> Option<String> {
    let Token { kind, .. } = tokens.tokens[index];
    if matches!(kind, TokenKind::COMMENT | TokenKind::NL) {
        return None;
    }
    let span = tokens.parser_span(index);
    let text = &source.text[span.range()];
    let position = |at: u32| {
        let (line, column) = source.lines.line_column(at);
        let start = (at - column) as usize;
        (line, source.text[start..at as usize].chars().count())
    };
    let (line, column) = position(span.start);
    let (end_line, end_column) = position(span.end);
    Some(match kind {
        TokenKind::INDENT | TokenKind::DEDENT | TokenKind::ENDMARKER => kind.name().to_owned(),
        _ => format!("{} {text:?} {line},{column}-{end_line},{end_column}", kind.name()),
    })
}

fn check(code: &str, expected: &str) {
    let source = Source::from_text("test", code);
    let tokens = tokenize(&source);
    let mut rows: Vec<String> = (0..tokens.tokens.len()).filter_map(|i| parser_row(&source, &tokens, i)).collect();
    rows.extend(tokens.warnings.iter().map(show));
    rows.extend(tokens.error.iter().map(show));
    assert_eq!(rows.join("\n"), expected.trim(), "{code:?}");
}

fn show(problem: &Diagnostic) -> String {
    let number = |n: Option<i64>| n.map_or("None".to_owned(), |n| n.to_string());
    let Diagnostic { kind, msg, lineno, offset, end_lineno, end_offset, text, severity, .. } = problem;
    match severity {
        Severity::Warning => format!("{}: {msg} at {}", kind.name(), number(*lineno)),
        Severity::Error => format!(
            "{}: {msg} at {},{}-{},{} {text:?}",
            kind.name(),
            number(*lineno),
            number(*offset),
            number(*end_lineno),
            number(*end_offset)
        ),
    }
}

#[test]
fn fstrings_are_cut_into_text_and_expressions() {
    check(
        "f'a{x!r:>{w}}}}b'",
        r#"
FSTRING_START "f'" 1,0-1,2
FSTRING_MIDDLE "a" 1,2-1,3
LBRACE "{" 1,3-1,4
NAME "x" 1,4-1,5
EXCLAMATION "!" 1,5-1,6
NAME "r" 1,6-1,7
COLON ":" 1,7-1,8
FSTRING_MIDDLE ">" 1,8-1,9
LBRACE "{" 1,9-1,10
NAME "w" 1,10-1,11
RBRACE "}" 1,11-1,12
FSTRING_MIDDLE "" 1,12-1,12
RBRACE "}" 1,12-1,13
FSTRING_MIDDLE "}" 1,13-1,14
FSTRING_MIDDLE "b" 1,15-1,16
FSTRING_END "'" 1,16-1,17
NEWLINE "" 1,17-1,17
ENDMARKER"#,
    );
}

#[test]
fn errors_stand_behind_the_tokens_before_them() {
    check(
        "x = 'é\n",
        "NAME \"x\" 1,0-1,1\nEQUAL \"=\" 1,2-1,3\nSyntaxError: unterminated string literal (detected at line 1) at 1,5-1,5 Some(\"x = 'é\")",
    );
    check("(\n", "LPAR \"(\" 1,0-1,1\nSyntaxError: '(' was never closed at 1,1-1,0 Some(\"(\\n\")");
    check(
        "if x:\n  y\n z",
        "NAME \"if\" 1,0-1,2\nNAME \"x\" 1,3-1,4\nCOLON \":\" 1,4-1,5\nNEWLINE \"\" 1,5-1,5\nINDENT\nNAME \"y\" 2,2-2,3\nNEWLINE \"\" 2,3-2,3\nIndentationError: unindent does not match any outer indentation level at 3,3-3,-1 Some(\" z\\n\")",
    );
}
