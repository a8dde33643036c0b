//! Tokens as `python -m tokenize -e` prints them.
//!
//! The `tokenize` module's stream differs from the parser's in a few rows, which are made up here: an `ENCODING` in
//! front, a `NEWLINE` or `NL` without text where the file lacks its last newline, and everything behind the last line on
//! a line of its own.

use super::{Column, ItemRef, Listing, Packed, Role, Row};
use crate::base::{Diagnostic, Span, repr};
use crate::frontend::source::Source;
use crate::frontend::tokenizer::{TokenKind, Tokens, tokenize_liberally};

/// A token as the `tokenize` module reports it; lines count from 1, columns are code points from 0.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TokenRow<'a> {
    pub kind: TokenKind,
    pub text: &'a str,
    pub start: (u32, u32),
    pub end: (u32, u32),
    pub span: Span,
}

impl TokenRow<'_> {
    /// The exact type; the module does not know `<>`, which means `!=` after `from __future__ import barry_as_FLUFL`.
    pub fn type_name(&self) -> &'static str {
        if self.text == "<>" { TokenKind::OP.name() } else { self.kind.name() }
    }

    /// `1,0-1,4:`
    pub fn range(&self) -> String {
        format!("{},{}-{},{}:", self.start.0, self.start.1, self.end.0, self.end.1)
    }
}

/// What `python -m tokenize -e FILE` prints, or the error it stops with.
pub fn text(source: &Source) -> Result<String, Diagnostic> {
    let text = source.text_with_its_newlines();
    let tokens = tokenize_liberally(&text);
    let mut out = format!("{:<20}{:<15}{:<15}\n", "0,0-0,0:", "ENCODING", repr::str(&source.encoding));
    for row in rows(&text, &tokens) {
        out += &format!("{:<20}{:<15}{:<15}\n", row.range(), row.type_name(), repr::str(row.text));
    }
    match tokens.error {
        Some(error) => Err(error),
        None => Ok(out),
    }
}

/// The error that `python -m tokenize` prints where it stops.
pub fn error_text(error: &Diagnostic, name: &str) -> String {
    let message = match &*error.msg {
        msg if msg.contains("unterminated triple-quoted string literal") => "EOF in multi-line string",
        msg => msg,
    };
    match (error.lineno, error.offset) {
        (Some(line), Some(column @ 0..)) => format!("{name}:{line}:{column}: error: {message}\n"),
        _ => format!("{name}: error: {message}\n"),
    }
}

/// The same for programs, the `ENCODING` left out.
pub fn json(source: &Source) -> Result<serde_json::Value, Diagnostic> {
    let text = source.text_with_its_newlines();
    let tokens = tokenize_liberally(&text);
    let row = |row: TokenRow<'_>| {
        serde_json::json!({
            "type": row.type_name(),
            "string": row.text,
            "start": [row.start.0, row.start.1],
            "end": [row.end.0, row.end.1],
        })
    };
    let list = rows(&text, &tokens).map(row).collect();
    tokens.error.map_or(Ok(list), Err)
}

/// The rows of the tokens pane: those up to the first error, one per token, each numbered as in `tokens`.
pub fn listing(source: &Source, tokens: &Tokens) -> Listing {
    Listing::table(COLUMNS, table(source, tokens).collect())
}

/// [`listing`], packed row by row.
pub fn packed(source: &Source, tokens: &Tokens) -> Packed {
    Packed::table(COLUMNS, table(source, tokens))
}

const COLUMNS: &[Column] = &[Column::new("position", 2), Column::new("type", 0), Column::new("text", 0)];

fn table<'a>(source: &'a Source, tokens: &'a Tokens) -> impl Iterator<Item = Row> + 'a {
    let encoding = Row::new()
        .cell(0, Role::Position, format!("{:<20}", "0,0-0,0:"))
        .cell(1, Role::TokenKind, format!("{:<15}", "ENCODING"))
        .cell(2, Role::Dim, repr::str(&source.encoding));
    // Where the tokenizer stopped, and why.
    let stopped = tokens.error.as_ref().map(|error| {
        let place = match (error.lineno, error.offset) {
            (Some(line), Some(offset)) => format!("{line},{}:", offset - 1),
            _ => String::new(),
        };
        let mut row = Row::new().cell(0, Role::Position, format!("{place:<20}")).cell(
            1,
            Role::Error,
            format!("{:<15}", "stops here"),
        );
        row.push(2, Role::Error, error.msg.clone());
        let line = error.lineno.and_then(|line| u32::try_from(line).ok());
        row.span = line.and_then(|line| super::source::span_of_line(source, line));
        row.key("stopped")
    });
    let tokens = rows(&source.text, tokens).enumerate().map(|(index, token)| {
        Row::new()
            .cell(0, Role::Position, format!("{:<20}", token.range()))
            .cell(1, Role::TokenKind, format!("{:<15}", token.type_name()))
            .cell(2, role(&token), repr::str(token.text))
            .item(ItemRef::Token(index as u32))
            .span(token.span)
    });
    std::iter::once(encoding).chain(tokens).chain(stopped)
}

/// The tokens of `text` with their positions, without the `ENCODING`.
pub fn rows<'a>(text: &'a str, tokens: &'a Tokens) -> impl Iterator<Item = TokenRow<'a>> {
    let mut start = Cursor { text, offset: 0, line: 1, column: 0 };
    let line_count = text.lines().count() as u32;
    let lacks_newline = !text.is_empty() && !text.ends_with('\n');
    tokens.tokens.iter().map(move |token| {
        let span = token.span;
        let at_end = span.start as usize == text.len();
        start.move_to(span.start);
        let from = (start.line, start.column);
        let mut row = TokenRow { kind: token.kind, text: &text[span.range()], start: from, end: from, span };
        match token.kind {
            TokenKind::ENDMARKER | TokenKind::DEDENT if at_end => {
                row.start = (line_count + 1, 0);
                row.end = row.start;
            }
            TokenKind::NEWLINE | TokenKind::NL => {
                let width = if at_end && lacks_newline { 1 } else { span.len() };
                row.end.1 += width;
            }
            _ => {
                let mut end = start;
                end.move_to(span.end);
                row.end = (end.line, end.column);
            }
        }
        row
    })
}

/// A position that moves forwards through a text.
#[derive(Clone, Copy)]
struct Cursor<'a> {
    text: &'a str,
    offset: u32,
    line: u32,
    column: u32,
}

impl Cursor<'_> {
    fn move_to(&mut self, offset: u32) {
        for &byte in &self.text.as_bytes()[self.offset as usize..offset as usize] {
            if byte == b'\n' {
                self.line += 1;
                self.column = 0;
            } else if byte & 0xc0 != 0x80 {
                self.column += 1;
            }
        }
        self.offset = offset;
    }
}

/// The role of a token's text.
fn role(token: &TokenRow) -> Role {
    match token.kind {
        TokenKind::NAME if is_keyword(token.text) => Role::Keyword,
        TokenKind::NAME => Role::Identifier,
        TokenKind::NUMBER => Role::Number,
        TokenKind::STRING | TokenKind::FSTRING_START | TokenKind::FSTRING_MIDDLE | TokenKind::FSTRING_END => {
            Role::String
        }
        TokenKind::COMMENT => Role::Comment,
        TokenKind::LPAR
        | TokenKind::RPAR
        | TokenKind::LSQB
        | TokenKind::RSQB
        | TokenKind::LBRACE
        | TokenKind::RBRACE
        | TokenKind::COMMA
        | TokenKind::COLON
        | TokenKind::SEMI => Role::Punctuation,
        kind if kind.is_operator() => Role::Operator,
        _ => Role::Dim,
    }
}

/// The reserved words, `keyword.kwlist`.
fn is_keyword(name: &str) -> bool {
    const KEYWORDS: &[&str] = &[
        "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del",
        "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal",
        "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
    ];
    KEYWORDS.binary_search(&name).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frontend::source::Reader;

    /// Checked against `python3.13 -m tokenize`.
    #[test]
    fn errors_are_those_of_the_tokenize_module() {
        for (source, expected) in [
            ("a(b\n", "F:1:0: error: unexpected EOF in multi-line statement"),
            ("[1,\n2", "F:2:0: error: unexpected EOF in multi-line statement"),
            ("a = 9+ \\", "F:1:9: error: unexpected EOF in multi-line statement"),
            ("\\", "F:1:0: error: unexpected EOF in multi-line statement"),
            ("f'{#}'", "F:1:7: error: unexpected EOF in multi-line statement"),
            ("\\t3", "F:1:4: error: unexpected character after line continuation character"),
            ("if x:\n\tpass\n        pass", "F:3:13: error: inconsistent use of tabs and spaces in indentation"),
            ("if x:\n  y\n z", "F:3:3: error: unindent does not match any outer indentation level"),
            ("x = '", "F:1:5: error: unterminated string literal (detected at line 1)"),
            ("'''", "F:1:1: error: EOF in multi-line string"),
            ("x\0", "F:1:0: error: source code cannot contain null bytes"),
            ("# coding: nope", "F: error: unknown encoding: nope"),
        ] {
            let reader = if source.contains('\0') { Reader::Run } else { Reader::Compile };
            let error = Source::decode("F", source.as_bytes(), reader).and_then(|source| text(&source)).unwrap_err();
            assert_eq!(error_text(&error, "F").trim_end(), expected, "{source:?}");
        }
    }
}
