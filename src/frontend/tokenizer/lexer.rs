//! The main loop: indentation, names, operators, brackets, comments and newlines.
//!
//! CPython calls these `tok_get_normal_mode` and `verify_identifier`. Characters are bytes of UTF-8; every byte of a
//! non-ASCII character counts as part of a name until the whole name is checked.

use super::error::Failure;
use super::string::FString;
use super::{Bracket, Done, Token, TokenKind, Tokens, Warning};
use crate::base::{Span, unicode};
use crate::frontend::source::wrong_bytes::{WrongBytes, decode_error};

/// Deepest nesting of brackets; CPython: `MAXLEVEL`.
const MAX_LEVEL: usize = 200;

/// Most levels of indentation, the outermost included; CPython: `MAXINDENT`.
const MAX_INDENT: usize = 100;

/// A level of indentation, measured with tabs of eight columns and with tabs of one column.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Indent {
    column: u32,
    alternative: u32,
}

/// The tokenizer at work. `LIBERAL` is the way of the `tokenize` module, see [`super::tokenize_liberally`].
pub struct Lexer<'a, const LIBERAL: bool> {
    pub(super) bytes: &'a [u8],
    pub(super) text: &'a str,
    /// Where the text is not what the file had.
    pub(super) wrong_bytes: &'a [WrongBytes],
    /// Offset of the next byte to read.
    pub(super) pos: usize,
    pub(super) tokens: Vec<Token>,
    pub(super) brackets: Vec<Bracket>,
    pub(super) warnings: Vec<Warning>,
    /// Offset of the last warning, and its line.
    pub(super) counted: (usize, usize),
    /// The f-strings around the current position, outermost first.
    pub(super) fstrings: Vec<FString>,
    /// Whether the innermost f-string is at its text, as opposed to one of its expressions.
    pub(super) in_fstring_text: bool,
    indents: Vec<Indent>,
    /// A file that does not end with a newline is read as if it did; whether this is such a file.
    pub(super) supplies_newline: bool,
    /// Whether the supplied newline is still to come.
    pub(super) newline_owed: bool,
}

/// What a byte can begin or continue.
mod class {
    pub const START: u8 = 1;
    pub const CONTINUE: u8 = 2;
    pub const SPACE: u8 = 4;
    pub const DIGIT: u8 = 8;
}

static CLASS: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            b'a'..=b'z' | b'A'..=b'Z' | b'_' | 128.. => class::START | class::CONTINUE,
            b'0'..=b'9' => class::CONTINUE | class::DIGIT,
            b' ' | b'\t' | 0x0c => class::SPACE,
            _ => 0,
        };
        byte += 1;
    }
    table
};

/// Whether `byte` may stand inside a name; CPython: `is_potential_identifier_char`.
pub(super) fn continues_name(byte: u8) -> bool {
    CLASS[byte as usize] & class::CONTINUE != 0
}

impl<'a, const LIBERAL: bool> Lexer<'a, LIBERAL> {
    /// For `text` that is a file or is read like one.
    pub fn new(text: &'a str) -> Self {
        let supplies_newline = !text.is_empty() && !text.ends_with('\n');
        Self { supplies_newline, newline_owed: supplies_newline, ..Self::unfinished(text) }
    }

    /// For `text` that gets no newline at its end.
    pub fn unfinished(text: &'a str) -> Self {
        Self {
            bytes: text.as_bytes(),
            text,
            wrong_bytes: &[],
            pos: 0,
            // Python has a token for about every 3.5 to 5 bytes.
            tokens: Vec::with_capacity(text.len() / 4 + 8),
            brackets: Vec::new(),
            warnings: Vec::new(),
            counted: (0, 1),
            fstrings: Vec::new(),
            in_fstring_text: false,
            indents: vec![Indent { column: 0, alternative: 0 }],
            supplies_newline: false,
            newline_owed: false,
        }
    }

    /// For a file that is not UTF-8 in these places.
    pub fn with_wrong_bytes(self, wrong_bytes: &'a [WrongBytes]) -> Self {
        Self { wrong_bytes, ..self }
    }

    pub fn run(mut self) -> Tokens {
        let (done, error) = match self.lex() {
            Ok(()) => (Done::End, None),
            Err(failure) => {
                let error = self.diagnose(&failure);
                (failure.done(), Some(error))
            }
        };
        Tokens { tokens: self.tokens, error, done, brackets: self.brackets, warnings: self.warnings }
    }

    /// The byte at `at`, or 0 at the end. (NUL cannot occur in a source, so 0 always means the end.)
    #[inline(always)]
    pub(super) fn byte(&self, at: usize) -> u8 {
        if at < self.bytes.len() { self.bytes[at] } else { 0 }
    }

    #[inline(always)]
    pub(super) fn push(&mut self, kind: TokenKind, start: usize, end: usize) {
        self.tokens.push(Token { kind, span: Span::new(start as u32, end as u32) });
    }

    /// Adds a token that begins at `start` and ends `length` bytes later, and moves behind it.
    #[inline(always)]
    fn operator(&mut self, kind: TokenKind, start: usize, length: usize) {
        self.pos = start + length;
        self.push(kind, start, start + length);
    }

    fn lex(&mut self) -> Result<(), Failure> {
        let mut at_line_start = true;
        // Whether the current line holds nothing but white space and perhaps a comment.
        let mut blank = false;
        loop {
            if self.in_fstring_text {
                self.fstring_text()?;
                continue;
            }
            if at_line_start {
                at_line_start = false;
                blank = self.indentation()?;
            }
            while CLASS[self.byte(self.pos) as usize] & class::SPACE != 0 {
                self.pos += 1;
            }
            let start = self.pos;
            let byte = self.byte(start);
            let class = CLASS[byte as usize];
            if class & class::START != 0 {
                self.name_or_string(start)?;
                continue;
            }
            if class & class::DIGIT != 0 {
                self.number(start)?;
                continue;
            }
            match byte {
                b'\r' if self.byte(start + 1) != b'\n' => self.lone_carriage_return(start)?,
                b'\n' | b'\r' => {
                    self.pos += if byte == b'\r' && self.byte(start + 1) == b'\n' { 2 } else { 1 };
                    self.newline(blank, start);
                    at_line_start = true;
                }
                b'#' => {
                    self.pos = self.end_of_comment(start);
                    self.push(TokenKind::COMMENT, start, self.pos);
                }
                b'"' | b'\'' => self.string(start, start)?,
                b'.' if self.byte(start + 1).is_ascii_digit() => self.number(start)?,
                b'\\' => self.continuation(start)?,
                0 if start >= self.bytes.len() => {
                    if self.newline_owed {
                        self.newline_owed = false;
                        self.newline(blank, start);
                        at_line_start = true;
                    } else if self.brackets.is_empty() {
                        self.push(TokenKind::ENDMARKER, start, start);
                        return Ok(());
                    } else {
                        return Err(Failure::Eof);
                    }
                }
                _ => self.punctuation(start, byte)?,
            }
        }
    }

    /// `NEWLINE` ends a logical line, `NL` any other.
    fn newline(&mut self, blank: bool, start: usize) {
        let kind = if blank || !self.brackets.is_empty() { TokenKind::NL } else { TokenKind::NEWLINE };
        self.push(kind, start, self.pos);
    }

    /// The `tokenize` module does not know lines that end with `\r` alone: the `\r` becomes part of a token made from the
    /// character behind it, which can be a letter as well as an operator.
    fn lone_carriage_return(&mut self, start: usize) -> Result<(), Failure> {
        let next = start + 1;
        match self.byte(next) {
            b'0'..=b'9' => self.number(next)?,
            b'.' if self.byte(next + 1).is_ascii_digit() => self.number(next)?,
            b'"' | b'\'' => self.string(next, next)?,
            byte if CLASS[byte as usize] != 0 => {
                self.pos = next + self.text[next..].chars().next().map_or(0, char::len_utf8);
                self.push(TokenKind::OP, next, self.pos);
            }
            _ if next >= self.bytes.len() => {
                self.pos = next;
                return Ok(());
            }
            byte => self.punctuation(next, byte)?,
        }
        if let Some(token) = self.tokens.last_mut() {
            token.span.start = start as u32;
        }
        Ok(())
    }

    fn end_of_comment(&self, start: usize) -> usize {
        let rest = &self.bytes[start..];
        start + memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len())
    }

    /// Measures the white space that starts a line and adds `INDENT` and `DEDENT`; says whether the line is blank.
    fn indentation(&mut self) -> Result<bool, Failure> {
        let mut line_start = self.pos;
        // Most indentation is many spaces and nothing else.
        while self.bytes[self.pos..].starts_with(b"    ") {
            self.pos += 4;
        }
        let mut column = (self.pos - line_start) as u32;
        let mut alternative = column;
        // Backslashes do not make an indentation longer: what stands before the first one counts.
        let mut before_backslash = 0;
        loop {
            match self.byte(self.pos) {
                b' ' => {
                    column += 1;
                    alternative += 1;
                }
                b'\t' => {
                    column = (column / 8 + 1) * 8;
                    alternative += 1;
                }
                0x0c => {
                    column = 0;
                    alternative = 0;
                }
                b'\\' => {
                    if before_backslash == 0 {
                        before_backslash = column;
                    }
                    self.continuation(self.pos)?;
                    line_start = self.pos;
                    continue;
                }
                b'#' | b'\n' | b'\r' => return Ok(true),
                0 if self.pos >= self.bytes.len() && self.newline_owed => return Ok(true),
                _ => break,
            }
            self.pos += 1;
        }
        if self.brackets.is_empty() {
            if before_backslash != 0 {
                column = before_backslash;
                alternative = before_backslash;
            }
            self.indent_or_dedent(line_start, Indent { column, alternative })?;
        }
        Ok(false)
    }

    fn indent_or_dedent(&mut self, line_start: usize, new: Indent) -> Result<(), Failure> {
        let current = self.indents[self.indents.len() - 1];
        if new.column == current.column {
            if new.alternative != current.alternative {
                return Err(Failure::TabSpace);
            }
        } else if new.column > current.column {
            if self.indents.len() >= MAX_INDENT {
                return Err(Failure::TooDeep);
            }
            if new.alternative <= current.alternative {
                return Err(Failure::TabSpace);
            }
            self.indents.push(new);
            self.push(TokenKind::INDENT, line_start, self.pos);
        } else {
            let kept = self.indents.iter().rposition(|indent| indent.column <= new.column).unwrap_or(0);
            if self.indents[kept].column != new.column {
                return Err(Failure::Dedent);
            }
            if self.indents[kept].alternative != new.alternative {
                return Err(Failure::TabSpace);
            }
            for _ in kept + 1..self.indents.len() {
                self.push(TokenKind::DEDENT, self.pos, self.pos);
            }
            self.indents.truncate(kept + 1);
        }
        Ok(())
    }

    /// Passes over a backslash and the newline that must follow it; CPython: `tok_continuation_line`.
    fn continuation(&mut self, backslash: usize) -> Result<(), Failure> {
        let mut next = backslash + 1;
        if self.byte(next) == b'\r' {
            next += 1;
        }
        if self.byte(next) == b'\n' {
            self.pos = next + 1;
            if self.pos < self.bytes.len() { Ok(()) } else { Err(Failure::Eof) }
        } else if next >= self.bytes.len() {
            Err(if self.newline_owed { Failure::Eof } else { Failure::LineContinuation { cursor: next } })
        } else {
            Err(Failure::LineContinuation { cursor: next + 1 })
        }
    }

    #[inline]
    fn name_or_string(&mut self, start: usize) -> Result<(), Failure> {
        let mut end = start;
        let mut all = 0;
        loop {
            let byte = self.byte(end);
            if CLASS[byte as usize] & class::CONTINUE == 0 {
                break;
            }
            all |= byte;
            end += 1;
        }
        if matches!(self.byte(end), b'"' | b'\'') && end - start <= 2 {
            match string_prefix(&self.bytes[start..end]) {
                Some(Prefix::Plain) => return self.string(start, end),
                Some(Prefix::FString { raw }) => return self.fstring_start(start, end, raw),
                None => {}
            }
        }
        self.pos = end;
        if all >= 128 && !LIBERAL {
            self.check_name(start)?;
        }
        self.push(TokenKind::NAME, start, end);
        Ok(())
    }

    /// Refuses characters that may not stand in a name; CPython: `verify_identifier`.
    fn check_name(&self, start: usize) -> Result<(), Failure> {
        let span = Span::new(start as u32, self.pos as u32);
        if let Some(message) = decode_error(self.text, self.wrong_bytes, span) {
            return Err(Failure::Decode { cursor: self.pos, message });
        }
        for (at, c) in self.text[start..self.pos].char_indices() {
            let fits = if at == 0 { unicode::is_xid_start(c) || c == '_' } else { unicode::is_xid_continue(c) };
            if !fits {
                return Err(self.invalid_character(c, start + at + c.len_utf8()));
            }
        }
        Ok(())
    }

    fn invalid_character(&self, c: char, cursor: usize) -> Failure {
        let number = u32::from(c);
        if unicode::is_printable(c) {
            Failure::raised(cursor, format!("invalid character '{c}' (U+{number:04X})"))
        } else {
            Failure::raised(cursor, format!("invalid non-printable character U+{number:04X}"))
        }
    }

    /// Operators, delimiters, and everything that is none of them.
    fn punctuation(&mut self, start: usize, byte: u8) -> Result<(), Failure> {
        use TokenKind::*;
        if byte == b':' && !self.fstrings.is_empty() && self.begin_format_spec(start) {
            return Ok(());
        }
        let second = self.byte(start + 1);
        let third = self.byte(start + 2);
        let (kind, length) = match (byte, second, third) {
            (b'(' | b'[' | b'{', ..) => return self.open_bracket(start, byte),
            (b')' | b']' | b'}', ..) => return self.close_bracket(start, byte),
            (b',', ..) => (COMMA, 1),
            (b':', b'=', _) => (COLONEQUAL, 2),
            (b':', ..) => (COLON, 1),
            (b'.', b'.', b'.') => (ELLIPSIS, 3),
            (b'.', ..) => (DOT, 1),
            (b'=', b'=', _) => (EQEQUAL, 2),
            (b'=', ..) => (EQUAL, 1),
            (b';', ..) => (SEMI, 1),
            (b'-', b'>', _) => (RARROW, 2),
            (b'-', b'=', _) => (MINEQUAL, 2),
            (b'-', ..) => (MINUS, 1),
            (b'+', b'=', _) => (PLUSEQUAL, 2),
            (b'+', ..) => (PLUS, 1),
            (b'*', b'*', b'=') => (DOUBLESTAREQUAL, 3),
            (b'*', b'*', _) => (DOUBLESTAR, 2),
            (b'*', b'=', _) => (STAREQUAL, 2),
            (b'*', ..) => (STAR, 1),
            (b'/', b'/', b'=') => (DOUBLESLASHEQUAL, 3),
            (b'/', b'/', _) => (DOUBLESLASH, 2),
            (b'/', b'=', _) => (SLASHEQUAL, 2),
            (b'/', ..) => (SLASH, 1),
            (b'<', b'<', b'=') => (LEFTSHIFTEQUAL, 3),
            (b'<', b'<', _) => (LEFTSHIFT, 2),
            (b'<', b'=', _) => (LESSEQUAL, 2),
            (b'<', b'>', _) => (NOTEQUAL, 2),
            (b'<', ..) => (LESS, 1),
            (b'>', b'>', b'=') => (RIGHTSHIFTEQUAL, 3),
            (b'>', b'>', _) => (RIGHTSHIFT, 2),
            (b'>', b'=', _) => (GREATEREQUAL, 2),
            (b'>', ..) => (GREATER, 1),
            (b'!', b'=', _) => (NOTEQUAL, 2),
            (b'!', ..) => (EXCLAMATION, 1),
            (b'%', b'=', _) => (PERCENTEQUAL, 2),
            (b'%', ..) => (PERCENT, 1),
            (b'&', b'=', _) => (AMPEREQUAL, 2),
            (b'&', ..) => (AMPER, 1),
            (b'|', b'=', _) => (VBAREQUAL, 2),
            (b'|', ..) => (VBAR, 1),
            (b'^', b'=', _) => (CIRCUMFLEXEQUAL, 2),
            (b'^', ..) => (CIRCUMFLEX, 1),
            (b'@', b'=', _) => (ATEQUAL, 2),
            (b'@', ..) => (AT, 1),
            (b'~', ..) => (TILDE, 1),
            (b' '..=b'~', ..) => (OP, 1),
            _ => return Err(self.invalid_character(byte as char, start + 1)),
        };
        self.operator(kind, start, length);
        Ok(())
    }

    fn open_bracket(&mut self, start: usize, byte: u8) -> Result<(), Failure> {
        if self.brackets.len() >= MAX_LEVEL {
            return Err(Failure::raised(start + 1, "too many nested parentheses"));
        }
        self.brackets.push(Bracket { byte, offset: start as u32 });
        if let Some(fstring) = self.fstrings.last_mut() {
            fstring.depth += 1;
        }
        let kind = match byte {
            b'(' => TokenKind::LPAR,
            b'[' => TokenKind::LSQB,
            _ => TokenKind::LBRACE,
        };
        self.operator(kind, start, 1);
        Ok(())
    }

    fn close_bracket(&mut self, start: usize, byte: u8) -> Result<(), Failure> {
        let closing = byte as char;
        let raised = |message: String| Err(Failure::raised(start + 1, message));
        if byte == b'}' && self.fstrings.last().is_some_and(|fstring| fstring.depth == 0) {
            return raised("f-string: single '}' is not allowed".to_owned());
        }
        let opening = self.brackets.pop();
        match opening {
            _ if LIBERAL => {}
            None => return raised(format!("unmatched '{closing}'")),
            Some(opening) if !matches!((opening.byte, byte), (b'(', b')') | (b'[', b']') | (b'{', b'}')) => {
                if opening.byte == b'{' && self.fstrings.last().is_some_and(|f| f.depth - 1 == f.expression_depth) {
                    return raised(format!("f-string: unmatched '{closing}'"));
                }
                let bracket = opening.byte as char;
                let opening_line = self.line_number(opening.offset as usize);
                let mut message =
                    format!("closing parenthesis '{closing}' does not match opening parenthesis '{bracket}'");
                if opening_line != self.line_number(start) {
                    message += &format!(" on line {opening_line}");
                }
                return raised(message);
            }
            Some(_) => {}
        }
        if let Some(fstring) = self.fstrings.last_mut() {
            fstring.depth -= 1;
            if fstring.depth < 0 {
                return raised(format!("f-string: unmatched '{closing}'"));
            }
            if byte == b'}' && fstring.depth == fstring.expression_depth {
                fstring.end_expression();
                self.in_fstring_text = true;
            }
        }
        let kind = match byte {
            b')' => TokenKind::RPAR,
            b']' => TokenKind::RSQB,
            _ => TokenKind::RBRACE,
        };
        self.operator(kind, start, 1);
        Ok(())
    }
}

enum Prefix {
    Plain,
    FString { raw: bool },
}

/// Whether letters in front of a quote belong to the string.
fn string_prefix(letters: &[u8]) -> Option<Prefix> {
    let lower = |at: usize| letters[at].to_ascii_lowercase();
    match letters.len() {
        1 => match lower(0) {
            b'b' | b'r' | b'u' => Some(Prefix::Plain),
            b'f' => Some(Prefix::FString { raw: false }),
            _ => None,
        },
        2 => match (lower(0), lower(1)) {
            (b'b', b'r') | (b'r', b'b') => Some(Prefix::Plain),
            (b'f', b'r') | (b'r', b'f') => Some(Prefix::FString { raw: true }),
            _ => None,
        },
        _ => None,
    }
}
