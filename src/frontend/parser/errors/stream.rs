//! The tokens as CPython's parser gets them, and where CPython's tokenizer stands after each.
//!
//! Comments and blank lines are passed over. A `NEWLINE` starts at the comment in front of it and covers the newline
//! character. The place where the tokenizer stands shows in errors: some end there, and an error on the line that was
//! read last shows the tokenizer's buffer, which may hold several lines.

use super::kind::Kind;
use crate::base::{Diagnostic, ErrorKind, Span, Stage};
use crate::frontend::parser::Mode;
use crate::frontend::source::Source;
use crate::frontend::tokenizer::{Done, TokenKind, Tokens};

#[derive(Clone, Copy, Debug)]
pub struct Tok {
    pub kind: Kind,
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
    input: &'a Tokens,
    tokens: Vec<Tok>,
    mode: Mode,
    /// What is wrong with blanks behind the last line of input that is not a file.
    tail_error: Option<Diagnostic>,
}

impl<'a> Stream<'a> {
    pub fn new(source: &'a Source, input: &'a Tokens, mode: Mode) -> Self {
        let mut stream = Self { source, input, tokens: Vec::with_capacity(input.tokens.len()), mode, tail_error: None };
        stream.collect();
        stream.indent_tail();
        stream
    }

    fn collect(&mut self) {
        let text = self.source.text.as_bytes();
        let end = self.text_end();
        let mut depth: u32 = 0;
        let mut comment = None;
        // CPython's `parsing_started`: the end of interactive input counts as one more newline.
        let mut started = false;
        for (index, token) in self.input.tokens.iter().enumerate() {
            let mut span = token.span;
            let mut cursor = span.end;
            let mut text_end = span.end;
            let mut made_up = false;
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
                    match self.mode {
                        Mode::Eval if !in_text => continue,
                        Mode::Single if !in_text => made_up = true,
                        _ => {}
                    }
                    cursor = if in_text { span.start + 1 } else { end };
                    span = Span::new(comment.unwrap_or(span.start), cursor);
                    text_end = span.end;
                    Kind::NEWLINE
                }
                TokenKind::FSTRING_MIDDLE => {
                    let text = &self.source.text[span.range()];
                    let following = self.input.tokens.get(index + 1).map(|token| token.span.start);
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
                TokenKind::DEDENT | TokenKind::INDENT if self.ends_after(index) => cursor = end,
                TokenKind::ENDMARKER => cursor = end,
                _ => {}
            }
            if kind == Kind::ENDMARKER && self.mode == Mode::Single && started {
                self.tokens.push(Tok { kind: Kind::NEWLINE, span, text_end, depth, cursor, made_up: true });
            }
            started = !made_up;
            self.tokens.push(Tok { kind, span, text_end, depth, cursor, made_up });
        }
    }

    /// CPython ends a file with a newline, but not other input: there blanks behind the last newline are indentation.
    fn indent_tail(&mut self) {
        let text = &*self.source.text;
        let tail = &text[text.rfind('\n').map_or(0, |newline| newline + 1)..];
        let blank = !tail.is_empty() && tail.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'\x0c'));
        if !blank || !self.lacks_newline() || self.input.error.is_some() {
            return;
        }
        let (end, span) = (self.text_end(), Span::new(self.text_end(), self.text_end()));
        while self.tokens.last().is_some_and(|last| last.made_up || last.kind.is_invisible() && last.cursor == end) {
            self.tokens.pop();
        }
        let mut columns = vec![0];
        for token in &self.tokens {
            match token.kind {
                Kind::INDENT => columns.push(column(&text[self.line_start(token.cursor)..token.cursor as usize])),
                Kind::DEDENT => drop(columns.pop()),
                _ => {}
            }
        }
        let add = |tokens: &mut Vec<Tok>, kind| {
            tokens.push(Tok { kind, span, text_end: end, depth: 0, cursor: end, made_up: kind == Kind::NEWLINE });
        };
        let column = column(tail);
        if columns.last().is_some_and(|&top| column > top) {
            columns.push(column);
            add(&mut self.tokens, Kind::INDENT);
        }
        while columns.last().is_some_and(|&top| column < top) {
            columns.pop();
            add(&mut self.tokens, Kind::DEDENT);
        }
        if columns.last().is_none_or(|&top| column != top) {
            let msg = "unindent does not match any outer indentation level";
            let line = Some(i64::from(self.line(end)));
            while self.tokens.last().is_some_and(|last| last.kind == Kind::DEDENT && last.cursor == end) {
                self.tokens.pop();
            }
            self.tail_error = Some(Diagnostic {
                lineno: line,
                end_lineno: line,
                offset: Some(tail.len() as i64),
                end_offset: Some(-1),
                text: Some(tail.to_owned()),
                ..Diagnostic::new(Stage::Tokenizer, ErrorKind::IndentationError, msg)
            });
            return;
        }
        if self.mode == Mode::Single {
            add(&mut self.tokens, Kind::NEWLINE);
            for _ in 1..columns.len() {
                add(&mut self.tokens, Kind::DEDENT);
            }
            add(&mut self.tokens, Kind::NEWLINE);
        }
        add(&mut self.tokens, Kind::ENDMARKER);
    }

    fn line_start(&self, offset: u32) -> usize {
        self.source.lines.line_start(self.source.lines.line(offset)).unwrap_or(0) as usize
    }

    /// Whether nothing but indentation and the end of the file follows.
    fn ends_after(&self, index: usize) -> bool {
        let mut following = self.input.tokens[index..].iter().map(|token| token.kind);
        following.find(|kind| !matches!(kind, TokenKind::INDENT | TokenKind::DEDENT)) == Some(TokenKind::ENDMARKER)
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
    /// tokenizer's buffer where there is a file, and puts no newline behind an expression.
    pub fn error(&self) -> Option<Diagnostic> {
        if self.tail_error.is_some() {
            return self.tail_error.clone();
        }
        let mut error = self.input.error.clone()?;
        let (Some(text), Some(line)) = (&error.text, error.lineno) else { return Some(error) };
        if self.input.done == Done::Raised {
            return Some(error);
        }
        if self.input.done == Done::Eof && self.lacks_newline() && self.source.text.ends_with('\\') {
            return Some(self.backslash_at_end());
        }
        let shown = match self.file_line(line) {
            Some(shown) => shown,
            None if self.lacks_newline() && self.ends_at_last_line(text, line) => {
                text.trim_end_matches('\n').to_owned()
            }
            None => return Some(error),
        };
        let beyond = shown.chars().count() as i64 + i64::from(self.mode == Mode::Exec);
        error.offset = error.offset.map(|offset| offset.min(beyond));
        error.text = Some(shown);
        Some(error)
    }

    /// A backslash that not even a newline follows.
    fn backslash_at_end(&self) -> Diagnostic {
        let end = self.text_end();
        let buffer = self.input.buffer_start(&self.source.text, self.line_start(end) as u32) as usize;
        let text = self.slice(buffer, end as usize);
        let line = Some(i64::from(self.line(end)));
        let msg = "unexpected character after line continuation character";
        Diagnostic {
            lineno: line,
            end_lineno: line,
            offset: Some(text.chars().count() as i64),
            end_offset: Some(0),
            text: Some(text),
            ..Diagnostic::new(Stage::Tokenizer, ErrorKind::SyntaxError, msg)
        }
    }

    /// Whether the text has no newline at its end and CPython adds none.
    fn lacks_newline(&self) -> bool {
        self.mode != Mode::Exec && !self.source.text.ends_with('\n')
    }

    fn ends_at_last_line(&self, text: &str, line: i64) -> bool {
        line as usize == self.source.lines.line_count() && text.ends_with('\n')
    }

    pub fn input(&self) -> &'a Tokens {
        self.input
    }

    /// Whether the tokenizer stopped inside an f-string.
    pub fn stops_in_fstring(&self) -> bool {
        let count = |kind| self.tokens.iter().filter(|token| token.kind == kind).count();
        count(Kind::of(TokenKind::FSTRING_START)) > count(Kind::of(TokenKind::FSTRING_END))
    }

    /// Whether the tokenizer saw the end of the file by the time it gave this token.
    pub fn at_end(&self, index: usize) -> bool {
        self.get(index).is_some_and(|token| token.kind.is_invisible() && token.cursor == self.text_end())
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

    pub fn place(&self, span: Span) -> Place {
        let (line, column) = self.source.lines.line_column(span.start);
        let (end_line, end_column) = self.source.lines.line_column(span.end);
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
            column: i64::from(token.cursor.max(start) - start),
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

/// The column that blanks lead to, tabs stopping at every eighth.
fn column(blanks: &str) -> usize {
    blanks.bytes().fold(0, |column, byte| match byte {
        b'\t' => (column / 8 + 1) * 8,
        b'\x0c' => 0,
        _ => column + 1,
    })
}
