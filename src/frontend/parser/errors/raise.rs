//! Raising errors: where CPython puts them and which text it shows with them.
//!
//! Mirrors `pegen_errors.c` and the `RAISE_…` macros of `pegen.h`.

use super::kind::Kind;
use super::parser::{Parser, Tk};
use super::stream::{Place, Tok};
use crate::base::{Diagnostic, ErrorKind, Severity, Stage};
use crate::frontend::ast::{ArgId, ExprId, PatternId};
use crate::frontend::tokenizer::Done;

/// Something with a place in the source.
pub trait Placed: Copy {
    fn place(self, p: &Parser) -> Place;
}

impl Placed for Tk {
    fn place(self, p: &Parser) -> Place {
        p.stream
            .get(self.0)
            .map_or(Place { line: 1, column: 0, end_line: 1, end_column: 0 }, |t| p.stream.token_place(t))
    }
}

impl Placed for ExprId {
    fn place(self, p: &Parser) -> Place {
        p.stream.place(p.ast.span(self))
    }
}

impl Placed for ArgId {
    fn place(self, p: &Parser) -> Place {
        p.stream.place(p.ast.span(self))
    }
}

impl Placed for PatternId {
    fn place(self, p: &Parser) -> Place {
        p.stream.place(p.ast.span(self))
    }
}

/// Offset and end offset as CPython hands them on: columns in bytes from 1; 0 or less stays as it is.
struct Offsets {
    line: i64,
    offset: i64,
    end_line: i64,
    end_offset: i64,
}

impl Parser<'_> {
    /// `RAISE_SYNTAX_ERROR_KNOWN_RANGE`: from the start of `a` to the end of `b`.
    pub fn raise_range<T>(&mut self, a: impl Placed, b: impl Placed, msg: impl Into<String>) -> Option<T> {
        let (a, b) = (a.place(self), b.place(self));
        self.raise_place(Place { end_line: b.end_line, end_column: b.end_column, ..a }, msg)
    }

    /// `RAISE_SYNTAX_ERROR_KNOWN_LOCATION`.
    pub fn raise_location<T>(&mut self, a: impl Placed, msg: impl Into<String>) -> Option<T> {
        self.raise_range(a, a, msg)
    }

    /// `RAISE_ERROR_KNOWN_LOCATION`.
    pub fn raise_place<T>(&mut self, place: Place, msg: impl Into<String>) -> Option<T> {
        let Place { line, column, end_line, end_column } = place;
        let offsets = Offsets { line, offset: column + 1, end_line, end_offset: end_column + 1 };
        self.raise_at(ErrorKind::SyntaxError, offsets, msg.into())
    }

    /// `RAISE_SYNTAX_ERROR_STARTING_FROM`: from `a` to where the tokenizer stands.
    pub fn raise_starting_from<T>(&mut self, a: impl Placed, msg: impl Into<String>) -> Option<T> {
        let a = a.place(self);
        let standing = self.stream.standing(self.fill.max(1) - 1);
        let offsets =
            Offsets { line: a.line, offset: a.column + 1, end_line: standing.line, end_offset: standing.column };
        self.raise_at(ErrorKind::SyntaxError, offsets, msg.into())
    }

    /// `RAISE_SYNTAX_ERROR`: at the last token that was fetched.
    pub fn raise<T>(&mut self, msg: impl Into<String>) -> Option<T> {
        self.raise_at_token(ErrorKind::SyntaxError, self.fill.max(1) - 1, msg.into())
    }

    /// `RAISE_INDENTATION_ERROR`.
    pub fn raise_indentation<T>(&mut self, msg: impl Into<String>) -> Option<T> {
        self.raise_at_token(ErrorKind::IndentationError, self.fill.max(1) - 1, msg.into())
    }

    /// "expected an indented block after …" with the line of the keyword.
    pub fn raise_no_block<T>(&mut self, what: &str, keyword: Tk) -> Option<T> {
        let line = keyword.place(self).line;
        self.raise_indentation(format!("expected an indented block after {what} on line {line}"))
    }

    /// `RAISE_SYNTAX_ERROR_ON_NEXT_TOKEN`.
    pub fn raise_on_next_token<T>(&mut self, msg: impl Into<String>) -> Option<T> {
        self.peek()?;
        self.raise_at_token(ErrorKind::SyntaxError, self.mark, msg.into())
    }

    /// An exception without a place.
    pub fn raise_bare<T>(&mut self, kind: ErrorKind, msg: impl Into<String>) -> Option<T> {
        if !self.failed() {
            self.error = Some(Box::new(Diagnostic::new(Stage::Parser, kind, msg)));
        }
        None
    }

    fn raise_at_token<T>(&mut self, kind: ErrorKind, token: usize, msg: String) -> Option<T> {
        let place = Tk(token).place(self);
        let has_column = self.stream.get(token).is_some_and(Tok::has_column);
        let standing = self.stream.standing(self.fill.max(1) - 1);
        let (offset, end_offset) =
            if has_column { (place.column + 1, place.end_column + 1) } else { (standing.column, -1) };
        self.raise_at(kind, Offsets { line: place.line, offset, end_line: place.end_line, end_offset }, msg)
    }

    /// `_PyPegen_raise_error_known_location`; an error that was raised before stays.
    fn raise_at<T>(&mut self, kind: ErrorKind, offsets: Offsets, msg: String) -> Option<T> {
        if self.failed() {
            return None;
        }
        let standing = self.stream.standing(self.fill.max(1) - 1);
        let text = if let Some(line) = self.stream.file_line(offsets.line) {
            line
        } else if standing.line <= offsets.line && standing.line_end > standing.buffer {
            self.stream.slice(standing.buffer, standing.line_end)
        } else {
            self.stream.line_text(offsets.line)
        };
        self.error = Some(Box::new(Diagnostic {
            severity: Severity::Error,
            kind,
            msg,
            lineno: Some(offsets.line),
            offset: Some(characters(&text, offsets.offset)),
            end_lineno: Some(offsets.end_line),
            end_offset: Some(match offsets.end_offset {
                end if end > 0 => characters(&text, end),
                end => end,
            }),
            text: Some(text),
            stage: Stage::Parser,
        }));
        None
    }

    /// What to say when both runs are over; CPython: `_Pypegen_set_syntax_error`.
    ///
    /// `last` is the last token that the first run fetched.
    pub fn conclude(&mut self, last: usize) {
        if let Some(error) = &self.error {
            if is_syntax_error(error) && !self.reached_tokenizer_error() && !self.stream.at_end(self.fill.max(1) - 1) {
                self.prefer_tokenizer_error();
            }
            return;
        }
        match self.stream.get(last).map(|token| token.kind) {
            Some(Kind::INDENT) => self.raise_indentation("unexpected indent"),
            Some(Kind::DEDENT) => self.raise_indentation("unexpected unindent"),
            _ => {
                let raised = self.raise_location::<()>(Tk(last), "invalid syntax");
                self.prefer_tokenizer_error();
                raised
            }
        };
    }

    /// Whether the error that was raised is the tokenizer's own.
    fn reached_tokenizer_error(&self) -> bool {
        self.error.as_deref() == self.stream.error().as_ref()
    }

    /// An error of the tokenizer further on counts more than one of the parser; of brackets that are never closed only
    /// if they were opened on an earlier line. CPython: `_PyPegen_tokenize_full_source_to_check_for_errors`.
    fn prefer_tokenizer_error(&mut self) {
        self.read_to_end = true;
        let Some(tokenizer_error) = self.stream.error() else { return };
        if self.stream.stops_in_fstring() {
            return;
        }
        match self.stream.stopped() {
            Done::Raised => {
                self.error = Some(Box::new(tokenizer_error));
                return;
            }
            // Here nobody makes a SyntaxError of it.
            Done::Decode => {
                let message = tokenizer_error.msg.trim_start_matches("(unicode error) ").to_owned();
                self.error = None;
                self.raise_bare::<()>(ErrorKind::UnicodeDecodeError, message);
                return;
            }
            _ => {}
        }
        let Some(bracket) = self.stream.input().brackets.last() else { return };
        let opened = self.stream.place(crate::base::Span::new(bracket.offset, bracket.offset + 1));
        if Tk(self.fill.max(1) - 1).place(self).line > opened.line {
            self.error = None;
            let place = Place { end_line: opened.line, end_column: -1, ..opened };
            self.raise_place::<()>(place, format!("'{}' was never closed", char::from(bracket.byte)));
        }
    }
}

/// Whether the exception is a SyntaxError or one of its subclasses.
pub fn is_syntax_error(error: &Diagnostic) -> bool {
    matches!(error.kind, ErrorKind::SyntaxError | ErrorKind::IndentationError | ErrorKind::TabError)
}

/// Number of characters that the first `bytes` bytes touch; a byte behind the end counts as one.
///
/// CPython: `_PyPegen_byte_offset_to_character_offset`.
fn characters(text: &str, bytes: i64) -> i64 {
    let Ok(bytes) = usize::try_from(bytes) else { return bytes };
    let behind_end = i64::from(bytes > text.len());
    let prefix = &text.as_bytes()[..bytes.min(text.len())];
    String::from_utf8_lossy(prefix).chars().count() as i64 + behind_end
}
