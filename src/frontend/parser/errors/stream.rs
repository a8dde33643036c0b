//! The tokens as CPython's parser gets them, and where CPython's tokenizer stands after each.
//!
//! Comments and blank lines are passed over. A `NEWLINE` starts at the comment in front of it and covers the newline
//! character. The place where the tokenizer stands shows in errors: some end there, and an error on the line that was
//! read last shows the tokenizer's buffer, which may hold several lines.

use std::borrow::Cow;

use super::kind::{Kind, kind};
use crate::base::{Diagnostic, Span};
use crate::frontend::parser::Mode;
use crate::frontend::source::Source;
use crate::frontend::tokenizer::{Done, TokenKind, Tokens, tokenize_unfinished};

#[derive(Clone, Copy, Debug)]
pub struct Tok {
    pub kind: Kind,
    /// Index of the token among the tokenizer's.
    pub index: usize,
    pub span: Span,
    /// End of its text; the span of an `FSTRING_MIDDLE` that ends with a doubled brace also covers the second one.
    pub text_end: u32,
    /// Number of brackets open behind the token.
    pub depth: u32,
    /// Behind this byte the tokenizer stands.
    pub cursor: u32,
    /// A `NEWLINE` that CPython makes of the end of interactive input: it has no column.
    pub made_up: bool,
}

impl Tok {
    /// Neither a newline nor an indentation nor the end.
    pub fn is_visible(&self) -> bool {
        self.kind != Kind::NEWLINE && !self.kind.is_invisible()
    }

    pub fn has_column(&self) -> bool {
        !self.kind.is_invisible() && !self.made_up
    }
}

/// Line, column, end line, end column: lines from 1, columns in bytes from 0, -1 where CPython has none.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    pub line: i64,
    pub column: i64,
    pub end_line: i64,
    pub end_column: i64,
}

/// Where the tokenizer stands.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    pub line: i64,
    /// Column in bytes behind the last byte read.
    pub column: i64,
    /// Start of the buffer.
    pub buffer: usize,
    /// End of the line that was read last, newline included.
    pub line_end: usize,
}

pub struct Stream<'a> {
    source: &'a Source,
    input: Cow<'a, Tokens>,
    tokens: Vec<Tok>,
    mode: Mode,
}

impl<'a> Stream<'a> {
    /// `input` has the tokens of a file. Input that is no file may have others at its end, see [`tokenize_unfinished`].
    pub fn new(source: &'a Source, input: &'a Tokens, mode: Mode) -> Self {
        let input = match mode {
            Mode::Eval | Mode::Single if !source.text.ends_with('\n') => Cow::Owned(tokenize_unfinished(source)),
            _ => Cow::Borrowed(input),
        };
        let mut stream = Self { source, tokens: Vec::with_capacity(input.tokens.len()), input, mode };
        stream.collect();
        stream
    }

    fn collect(&mut self) {
        let text = self.source.text.as_bytes();
        let end = self.text_end();
        let mut depth: u32 = 0;
        let mut indents: usize = 0;
        let mut comment = None;
        let input = std::mem::replace(&mut self.input, Cow::Owned(Tokens::default()));
        for (index, token) in input.tokens.iter().enumerate() {
            let mut span = token.span;
            let mut cursor = span.end;
            let mut text_end = span.end;
            let kind = match token.kind {
                TokenKind::COMMENT => {
                    comment = Some(span.start);
                    continue;
                }
                TokenKind::NL | TokenKind::ENCODING => {
                    comment = None;
                    continue;
                }
                TokenKind::NAME => Kind::of_name(&self.source.text[span.range()]),
                TokenKind::NEWLINE => {
                    let in_text = text.get(span.start as usize) == Some(&b'\n');
                    cursor = if in_text { span.start + 1 } else { end };
                    span = Span::new(comment.unwrap_or(span.start), cursor);
                    text_end = span.end;
                    Kind::NEWLINE
                }
                TokenKind::FSTRING_MIDDLE => {
                    let text = &self.source.text[span.range()];
                    let following = input.tokens.get(index + 1).map(|token| token.span.start);
                    if following == Some(span.end + 1) && text.ends_with(['{', '}']) {
                        span.end += 1;
                        cursor = span.end;
                    }
                    Kind::of(TokenKind::FSTRING_MIDDLE)
                }
                kind => Kind::of(kind),
            };
            comment = None;
            match token.kind {
                TokenKind::LPAR | TokenKind::LSQB | TokenKind::LBRACE => depth += 1,
                TokenKind::RPAR | TokenKind::RSQB | TokenKind::RBRACE => depth = depth.saturating_sub(1),
                TokenKind::INDENT => indents += 1,
                TokenKind::DEDENT => indents = indents.saturating_sub(1),
                TokenKind::ENDMARKER => cursor = end,
                _ => {}
            }
            if matches!(token.kind, TokenKind::INDENT | TokenKind::DEDENT) && ends_after(&input, index) {
                cursor = end;
            }
            let token = Tok { kind, index, span, text_end, depth, cursor, made_up: false };
            if kind == Kind::ENDMARKER && self.mode == Mode::Single {
                self.finish_statement(token, indents);
            }
            self.tokens.push(token);
        }
        self.input = input;
    }

    /// The end of interactive input counts as a newline, after which the blocks end, and then as one more newline.
    /// CPython: `parsing_started` of `_PyPegen_fill_token`.
    fn finish_statement(&mut self, end: Tok, indents: usize) {
        if self.tokens.is_empty() {
            return;
        }
        let newline = Tok { kind: Kind::NEWLINE, made_up: true, ..end };
        self.tokens.push(newline);
        if indents > 0 {
            self.tokens.extend(std::iter::repeat_n(Tok { kind: Kind::DEDENT, ..end }, indents));
            self.tokens.push(newline);
        }
    }

    /// End of the text as CPython has it: a file always ends with a newline.
    fn text_end(&self) -> u32 {
        let end = self.source.text.len() as u32;
        let ended = self.source.text.ends_with('\n') || self.mode != Mode::Exec;
        if ended { end } else { end + 1 }
    }

    /// The token, or `None` behind the last one, where [`Self::error`] is due. `ENDMARKER` repeats for ever.
    pub fn get(&self, index: usize) -> Option<&Tok> {
        let last = self.tokens.last().filter(|last| last.kind == Kind::ENDMARKER);
        self.tokens.get(index).or(last)
    }

    /// The tokenizer's error.
    ///
    /// Errors that it only marks are raised by CPython's parser, which shows the line of the file instead of the
    /// tokenizer's buffer where there is a file.
    pub fn error(&self) -> Option<Diagnostic> {
        let mut error = self.input.error.clone()?;
        let Some(line) = error.lineno else { return Some(error) };
        if self.input.done == Done::Raised {
            return Some(error);
        }
        let Some(shown) = self.file_line(line) else { return Some(error) };
        let beyond = shown.chars().count() as i64 + 1;
        error.offset = error.offset.map(|offset| offset.min(beyond));
        error.text = Some(shown);
        Some(error)
    }

    pub fn input(&self) -> &Tokens {
        &self.input
    }

    /// Whether the tokenizer stopped inside an f-string.
    pub fn stops_in_fstring(&self) -> bool {
        let count = |kind| self.tokens.iter().filter(|token| token.kind == kind).count();
        count(Kind::of(TokenKind::FSTRING_START)) > count(Kind::of(TokenKind::FSTRING_END))
    }

    /// Whether the tokenizer saw the end of the file by the time it gave this token.
    pub fn at_end(&self, index: usize) -> bool {
        let Some(token) = self.get(index) else { return false };
        if token.cursor < self.text_end() {
            return false;
        }
        if token.kind.is_invisible() || token.made_up {
            return true;
        }
        // Only input without a newline at its end has other tokens there. The tokenizer looks one character ahead, but
        // not behind what ends with a quote, has three characters already, or begins a format specification.
        let text = self.source.text.get(token.span.range()).unwrap_or_default();
        let is_newline = token.kind == Kind::NEWLINE;
        let format_spec = token.kind == kind(":") && self.stops_in_fstring();
        !is_newline
            && !format_spec
            && (matches!(text, "''" | "\"\"") || !text.ends_with(['\'', '"']) && !three_characters(token.kind))
    }

    pub fn stopped(&self) -> Done {
        self.input.done
    }

    /// Line of an offset, the end of the file counting to its last line; an empty expression has no line.
    fn line(&self, offset: u32) -> u32 {
        if self.source.text.is_empty() && self.mode != Mode::Exec {
            return 0;
        }
        let line = self.source.lines.line(offset);
        let behind_last = offset as usize >= self.source.text.len() && self.source.text.ends_with('\n');
        if behind_last { line.max(2) - 1 } else { line }
    }

    /// Line, and column in bytes of the file.
    fn line_column(&self, offset: u32) -> (u32, u32) {
        let (line, column) = self.source.lines.line_column(offset);
        if self.source.wrong_bytes.is_empty() {
            return (line, column);
        }
        (line, self.source.bytes_between(offset - column, offset))
    }

    pub fn place(&self, span: Span) -> Place {
        let (line, column) = self.line_column(span.start);
        let (end_line, end_column) = self.line_column(span.end);
        let [line, column, end_line, end_column] = [line, column, end_line, end_column].map(i64::from);
        Place { line, column, end_line, end_column }
    }

    pub fn token_place(&self, token: &Tok) -> Place {
        if !token.has_column() {
            let line = i64::from(self.line(token.cursor));
            return Place { line, column: -1, end_line: line, end_column: -1 };
        }
        let place = self.place(token.span);
        if token.kind == Kind::NEWLINE {
            // The newline character belongs to the line that it ends.
            let end_column = i64::from(token.span.end - token.span.start) + place.column;
            return Place { end_line: place.line, end_column, ..place };
        }
        place
    }

    /// Where the tokenizer stands once it has given the token.
    pub fn standing(&self, index: usize) -> Standing {
        let Some(token) = self.get(index) else {
            return Standing { line: 1, column: 0, buffer: 0, line_end: 0 };
        };
        let line = match token.kind {
            Kind::NEWLINE if !token.made_up => self.source.lines.line(token.span.start),
            _ => self.line(token.cursor),
        };
        let start = self.source.lines.line_start(line).unwrap_or(0);
        let line_end = match self.source.lines.line_start(line + 1) {
            Some(next) => next as usize,
            None => self.text_end() as usize,
        };
        Standing {
            line: i64::from(line),
            column: i64::from(self.source.bytes_between(start, token.cursor.max(start))),
            buffer: self.input.buffer_start(&self.source.text, start) as usize,
            line_end,
        }
    }

    /// Text from `start` to `end`, with the newline that CPython puts behind the last line.
    pub fn slice(&self, start: usize, end: usize) -> String {
        let text = &self.source.text;
        let mut slice = text.get(start..end.min(text.len())).unwrap_or_default().to_owned();
        if end > text.len() {
            slice.push('\n');
        }
        slice
    }

    /// A line of the file, with its newline if it has one, where CPython reads it from the file again: names in angle
    /// brackets are not those of files.
    pub fn file_line(&self, line: i64) -> Option<String> {
        if self.mode != Mode::Exec || self.source.name.starts_with('<') {
            return None;
        }
        let start = self.source.lines.line_start(u32::try_from(line).ok()?)? as usize;
        self.source.text.get(start..)?.split_inclusive('\n').next().map(str::to_owned)
    }

    /// A line without its newline.
    pub fn line_text(&self, line: i64) -> String {
        let text = &self.source.text;
        let start = self.source.lines.line_start(u32::try_from(line).unwrap_or(1).max(1)).unwrap_or(0) as usize;
        text.get(start..).and_then(|rest| rest.split('\n').next()).unwrap_or_default().to_owned()
    }
}

/// Whether nothing but indentation and the end of the file follows.
fn ends_after(input: &Tokens, index: usize) -> bool {
    let mut following = input.tokens[index..].iter().map(|token| token.kind);
    following.find(|kind| !matches!(kind, TokenKind::INDENT | TokenKind::DEDENT)) == Some(TokenKind::ENDMARKER)
}

fn three_characters(token: Kind) -> bool {
    [kind("..."), kind("**="), kind("//="), kind("<<="), kind(">>=")].contains(&token)
}
