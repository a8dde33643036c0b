//! Errors of the tokenizer with the position and text that CPython gives them.
//!
//! CPython has two ways. Some errors are raised on the spot (`_syntaxerror_range`): their text is the line without its
//! newline, and both offsets are where the tokenizer stands. Others only leave a mark that the parser turns into an
//! exception (`_Pypegen_tokenizer_error`): their text is the tokenizer's buffer, newline included.

use super::lexer::Lexer;
use super::{Bracket, Done, Token, TokenKind, Warning};
use crate::base::{Diagnostic, ErrorKind, Severity, Stage};

/// Why the tokenizer cannot go on.
#[derive(Clone, Debug)]
pub enum Failure {
    /// Raised on the spot, `cursor` being the offset behind the last byte that was read.
    Raised {
        cursor: usize,
        message: String,
    },
    /// Raised on the spot for the zeros in front of a decimal number.
    LeadingZeros {
        start: usize,
        zeros_end: usize,
    },
    Eof,
    Dedent,
    TabSpace,
    TooDeep,
    LineContinuation {
        cursor: usize,
    },
    /// A name that ends at `cursor` is not UTF-8; the text of the `UnicodeDecodeError`.
    Decode {
        cursor: usize,
        message: String,
    },
}

impl Failure {
    pub(super) fn raised(cursor: usize, message: impl Into<String>) -> Self {
        Failure::Raised { cursor, message: message.into() }
    }

    pub(super) fn done(&self) -> Done {
        match self {
            Failure::Raised { .. } | Failure::LeadingZeros { .. } => Done::Raised,
            Failure::Eof => Done::Eof,
            Failure::Dedent => Done::Dedent,
            Failure::TabSpace => Done::TabSpace,
            Failure::TooDeep => Done::TooDeep,
            Failure::LineContinuation { .. } => Done::LineContinuation,
            Failure::Decode { .. } => Done::Decode,
        }
    }
}

/// A position as the exception holds it.
struct Position {
    line: usize,
    offset: usize,
    end_offset: i64,
}

impl<const LIBERAL: bool> Lexer<'_, LIBERAL> {
    /// The exception for `failure`.
    pub(super) fn diagnose(&self, failure: &Failure) -> Diagnostic {
        if LIBERAL && let Some(error) = self.diagnose_liberally(failure) {
            return error;
        }
        let line_start = self.line_start(self.pos);
        let line = self.last_line_read(self.pos);
        let buffer = || self.buffer(line_start);
        let simple =
            |kind, message: &str| diagnostic(kind, message, Position { line, offset: 1, end_offset: 0 }, buffer());
        match failure {
            Failure::Raised { cursor, message } => {
                let start = self.line_start(*cursor);
                let offset = characters(&self.bytes[start..*cursor]);
                let position = Position { line: self.last_line_read(*cursor), offset, end_offset: offset as i64 };
                diagnostic(ErrorKind::SyntaxError, message, position, self.line_text(start))
            }
            Failure::LeadingZeros { start, zeros_end } => {
                let line_start = self.line_start(*zeros_end);
                let position = Position {
                    line: self.last_line_read(*zeros_end),
                    offset: start + 1 - line_start,
                    end_offset: (zeros_end - line_start) as i64,
                };
                let message = "leading zeros in decimal integer literals are not permitted; \
                               use an 0o prefix for octal integers";
                diagnostic(ErrorKind::SyntaxError, message, position, self.line_text(line_start))
            }
            Failure::Eof => match self.brackets.last() {
                Some(&bracket) => self.never_closed(bracket),
                None => {
                    let last = self.line_start(self.bytes.len());
                    let text = self.buffer(last);
                    // A column of the last line, but counted in the buffer; so CPython does it.
                    let offset = characters(&text.as_bytes()[..self.buffer_line(last).len()]);
                    let line = self.last_line_read(self.bytes.len());
                    let position = Position { line, offset, end_offset: -1 };
                    diagnostic(ErrorKind::SyntaxError, "unexpected EOF while parsing", position, text)
                }
            },
            Failure::Dedent => {
                // All bytes of the file's line, counted in the line as it is shown.
                let shown = self.buffer_line(line_start);
                let length = shown.len() - self.replaced(line_start..line_start + shown.len());
                let offset = characters(&shown.as_bytes()[..length]);
                let message = "unindent does not match any outer indentation level";
                let position = Position { line, offset, end_offset: -1 };
                diagnostic(ErrorKind::IndentationError, message, position, buffer())
            }
            Failure::TabSpace => simple(ErrorKind::TabError, "inconsistent use of tabs and spaces in indentation"),
            Failure::TooDeep => simple(ErrorKind::IndentationError, "too many levels of indentation"),
            Failure::Decode { cursor, message } => self.undecodable(*cursor, message),
            Failure::LineContinuation { cursor } => {
                let start = self.line_start(*cursor);
                let first = buffer_start(&self.tokens, self.bytes, start);
                let offset = characters(&self.bytes[first..*cursor]);
                let message = "unexpected character after line continuation character";
                let position = Position { line: self.last_line_read(*cursor), offset, end_offset: 0 };
                diagnostic(ErrorKind::SyntaxError, message, position, self.buffer(start))
            }
        }
    }

    /// What the `tokenize` module says where it says something else: errors that are not raised on the spot stand behind
    /// the line that was read last; at the end of the file nothing of that line may be left in the buffer.
    fn diagnose_liberally(&self, failure: &Failure) -> Option<Diagnostic> {
        let behind_line = |cursor: usize| {
            let start = self.line_start(cursor);
            (self.last_line_read(cursor), characters(self.buffer_line(start).as_bytes()))
        };
        let (kind, message, (line, offset)) = match failure {
            Failure::Eof => {
                let line = self.last_line_read(self.bytes.len());
                (ErrorKind::SyntaxError, "unexpected EOF in multi-line statement", (line, self.buffered_at_end()))
            }
            Failure::Dedent => {
                let message = "unindent does not match any outer indentation level";
                (ErrorKind::IndentationError, message, behind_line(self.pos))
            }
            Failure::TabSpace => {
                let message = "inconsistent use of tabs and spaces in indentation";
                (ErrorKind::TabError, message, behind_line(self.pos))
            }
            Failure::TooDeep => (ErrorKind::IndentationError, "too many levels of indentation", behind_line(self.pos)),
            Failure::LineContinuation { cursor } => {
                let message = "unexpected character after line continuation character";
                (ErrorKind::SyntaxError, message, behind_line(*cursor))
            }
            Failure::Raised { .. } | Failure::LeadingZeros { .. } | Failure::Decode { .. } => return None,
        };
        let position = Position { line, offset, end_offset: -1 };
        Some(diagnostic(kind, message, position, self.buffer(self.line_start(self.pos))))
    }

    /// Bytes that CPython's tokenizer still holds at the end of the file: those from the line on which a token or an
    /// f-string began that is not at its end.
    fn buffered_at_end(&self) -> usize {
        let read = self.bytes.len() + usize::from(!self.bytes.ends_with(b"\n"));
        if let Some(outermost) = self.fstrings.first() {
            return read - self.line_start(outermost.start + 1);
        }
        let line = self.line_start(self.bytes.len());
        let text = self.bytes[line..].trim_ascii();
        if text.ends_with(b"\\") && text.len() > 1 { read - line } else { 0 }
    }

    /// A name that is not UTF-8: a column in bytes of the file, counted in the buffer, where wrong bytes are replaced.
    fn undecodable(&self, cursor: usize, message: &str) -> Diagnostic {
        let start = self.line_start(cursor);
        let text = self.buffer(start);
        let column = (cursor - start - self.replaced(start..cursor)).min(text.len());
        let offset = characters(&text.as_bytes()[..column]);
        let position = Position { line: self.last_line_read(cursor), offset, end_offset: -1 };
        diagnostic(ErrorKind::SyntaxError, &format!("(unicode error) {message}"), position, text)
    }

    /// How many bytes more the text has there than the file.
    fn replaced(&self, range: std::ops::Range<usize>) -> usize {
        let inside = self.wrong_bytes.iter().filter(|wrong| range.contains(&(wrong.at as usize)));
        inside.map(|wrong| char::REPLACEMENT_CHARACTER.len_utf8() - wrong.bytes.len()).sum()
    }

    /// `'(' was never closed`, found at the end of the file.
    fn never_closed(&self, bracket: Bracket) -> Diagnostic {
        let at = bracket.offset as usize;
        let line_start = self.line_start(at + 1);
        let last = self.line_start(self.bytes.len());
        let text = if last == line_start { self.buffer(last) } else { self.line_text(line_start) };
        // A column of the bracket's line, but counted in the text, which may begin on an earlier line.
        let column = (at + 1 - line_start).min(text.len());
        let offset = characters(&text.as_bytes()[..column]);
        let position = Position { line: self.line_number(at), offset, end_offset: 0 };
        diagnostic(ErrorKind::SyntaxError, &format!("'{}' was never closed", bracket.byte as char), position, text)
    }

    pub(super) fn warn(&mut self, kind: ErrorKind, at: usize, message: String) {
        // From the last warning on, so that many of them do not make many passes over the file.
        let (counted, line) = self.counted;
        let line = match self.bytes.get(counted..at) {
            Some(between) => line + between.iter().filter(|&&byte| byte == b'\n').count(),
            None => self.line_number(at),
        };
        self.counted = (at, line);
        let lineno = Some(line as i64);
        let warning = Diagnostic::new(Stage::Tokenizer, kind, message);
        let diagnostic = Diagnostic { severity: Severity::Warning, lineno, ..warning };
        self.warnings.push(Warning { token: self.tokens.len(), diagnostic });
    }

    /// Line (from 1) of the byte at `at`.
    pub(super) fn line_number(&self, at: usize) -> usize {
        1 + self.bytes[..at.min(self.bytes.len())].iter().filter(|&&byte| byte == b'\n').count()
    }

    /// Line (from 1) of the last byte that was read to get to `cursor`; a final newline begins no new line.
    pub(super) fn last_line_read(&self, cursor: usize) -> usize {
        self.line_number(cursor.min(self.bytes.len().saturating_sub(1)))
    }

    /// Start of the line that holds the byte before `cursor`, or the byte at `cursor` if that begins a line.
    fn line_start(&self, cursor: usize) -> usize {
        let cursor = cursor.min(self.bytes.len().saturating_sub(1));
        self.bytes[..cursor].iter().rposition(|&byte| byte == b'\n').map_or(0, |newline| newline + 1)
    }

    /// The line that starts at `start`, without its newline.
    fn line_text(&self, start: usize) -> String {
        self.text[start..].lines().next().unwrap_or_default().to_owned()
    }

    /// The line that starts at `start` with its newline, which is supplied if a file lacks it.
    fn buffer_line(&self, start: usize) -> String {
        let line = self.line_text(start);
        let ended = start + line.len() < self.text.len() || self.supplies_newline;
        if ended { line + "\n" } else { line }
    }

    fn buffer(&self, line_start: usize) -> String {
        let first = buffer_start(&self.tokens, self.bytes, line_start);
        format!("{}{}", &self.text[first..line_start], self.buffer_line(line_start))
    }
}

/// See [`super::Tokens::buffer_start`].
pub(super) fn buffer_start(tokens: &[Token], bytes: &[u8], line_start: usize) -> usize {
    let mut first = line_start;
    let mut start = line_start;
    while start > 0 {
        let before = bytes[..start - 1].iter().rposition(|&byte| byte == b'\n').map_or(0, |newline| newline + 1);
        // The last token that begins before the line.
        let index = tokens.partition_point(|token| (token.span.start as usize) < start);
        let token = index.checked_sub(1).map(|index| tokens[index]);
        let inside = token.is_some_and(|token| match token.kind {
            TokenKind::STRING => start < token.span.end as usize,
            TokenKind::FSTRING_MIDDLE => start <= token.span.end as usize,
            _ => false,
        });
        let in_comment = token.is_some_and(|token| {
            matches!(token.kind, TokenKind::COMMENT | TokenKind::NL | TokenKind::NEWLINE)
                && token.span.end as usize + 1 >= start
        });
        let backslash = !in_comment && bytes[..start].ends_with(b"\\\n");
        if !inside && !backslash {
            break;
        }
        // A backslash joins lines unless it stands in an indentation.
        if inside || bytes[before..start - 2].iter().any(|byte| !byte.is_ascii_whitespace()) {
            first = before;
        }
        start = before;
    }
    first
}

/// Code points in a piece of UTF-8; a character that is cut off counts as one.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte & 0xc0 != 0x80).count()
}

fn diagnostic(kind: ErrorKind, message: &str, position: Position, text: String) -> Diagnostic {
    let line = position.line as i64;
    Diagnostic {
        lineno: Some(line),
        offset: Some(position.offset as i64),
        end_lineno: Some(line),
        end_offset: Some(position.end_offset),
        text: Some(text),
        ..Diagnostic::new(Stage::Tokenizer, kind, message)
    }
}
