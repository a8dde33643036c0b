//! String literals, whole or (f-strings) cut into text and expressions.
//!
//! An f-string becomes `FSTRING_START`, then `FSTRING_MIDDLE` for each piece of text and ordinary tokens for each
//! expression, then `FSTRING_END`. Of a doubled brace the first belongs to the `FSTRING_MIDDLE` that it ends; the second
//! is in no token. CPython: `tok_get_fstring_mode`.

use super::TokenKind;
use super::error::Failure;
use super::lexer::Lexer;
use crate::base::ErrorKind;

/// Most f-strings inside each other, plus one; CPython: `MAXFSTRINGLEVEL`.
const MAX_FSTRING_LEVEL: usize = 150;

/// Deepest nesting of expressions inside format specifications; CPython: `MAX_EXPR_NESTING`.
const MAX_EXPRESSION_NESTING: i32 = 3;

/// An f-string that is being read; CPython: `tokenizer_mode`.
pub(super) struct FString {
    /// Offset of the prefix.
    pub(super) start: usize,
    quote: u8,
    /// 1 or 3.
    quote_size: usize,
    raw: bool,
    /// Brackets open inside this f-string, those of its expressions included.
    pub(super) depth: i32,
    /// How many expressions are inside each other (in format specifications), minus one.
    pub(super) expression_depth: i32,
    /// Whether the text is that of a format specification, as far as CPython remembers: after an expression inside one
    /// it takes what follows for plain text.
    in_format_spec: bool,
}

impl FString {
    /// Called behind the `}` of an expression.
    pub(super) fn end_expression(&mut self) {
        self.expression_depth -= 1;
        self.in_format_spec = false;
    }
}

impl<const LIBERAL: bool> Lexer<'_, LIBERAL> {
    /// Reads a string without expressions whose prefix begins at `start` and whose first quote is at `quote_at`.
    pub(super) fn string(&mut self, start: usize, quote_at: usize) -> Result<(), Failure> {
        let quote = self.byte(quote_at);
        let size = self.quote_size(quote_at);
        let mut at = quote_at + size;
        if size == 1 && self.byte(at) == quote {
            return self.finish_string(start, at + 1);
        }
        let mut escaped_quote = false;
        let mut run = 0;
        while let Some(&byte) = self.bytes.get(at) {
            if byte == quote {
                run += 1;
                if run == size {
                    return self.finish_string(start, at + 1);
                }
            } else {
                run = 0;
                if byte == b'\\' {
                    at += 1;
                    escaped_quote |= self.byte(at) == quote;
                    if self.byte(at) == b'\r' {
                        at += 1;
                    }
                } else if byte == b'\n' && size == 1 {
                    break;
                }
            }
            at += 1;
        }
        Err(self.unterminated(start, quote, size, escaped_quote, at))
    }

    fn finish_string(&mut self, start: usize, end: usize) -> Result<(), Failure> {
        self.pos = end;
        self.push(TokenKind::STRING, start, end);
        Ok(())
    }

    /// The error of a string that begins at `start`, found out at `at`.
    fn unterminated(&self, start: usize, quote: u8, size: usize, escaped_quote: bool, at: usize) -> Failure {
        // A quote that would end the f-string around it shows that a brace is missing.
        if self.fstrings.last().is_some_and(|outer| outer.quote == quote && outer.quote_size == size) {
            return Failure::raised(start + 1, "f-string: expecting '}'");
        }
        let kind = if size == 3 { "triple-quoted string" } else { "string" };
        let mut message = format!("unterminated {kind} literal (detected at line {})", self.last_line_read(at));
        if size == 1 && escaped_quote {
            message += "; perhaps you escaped the end quote?";
        }
        Failure::raised(start + 1, message)
    }

    /// 3 if the quote at `at` is the first of three, else 1.
    fn quote_size(&self, at: usize) -> usize {
        let quote = self.byte(at);
        if self.byte(at + 1) == quote && self.byte(at + 2) == quote { 3 } else { 1 }
    }

    pub(super) fn fstring_start(&mut self, start: usize, quote_at: usize, raw: bool) -> Result<(), Failure> {
        let quote_size = self.quote_size(quote_at);
        self.pos = quote_at + quote_size;
        if self.fstrings.len() + 1 >= MAX_FSTRING_LEVEL {
            return Err(Failure::raised(self.pos, "too many nested f-strings"));
        }
        self.fstrings.push(FString {
            start,
            quote: self.byte(quote_at),
            quote_size,
            raw,
            depth: 0,
            expression_depth: -1,
            in_format_spec: false,
        });
        self.in_fstring_text = true;
        self.push(TokenKind::FSTRING_START, start, self.pos);
        Ok(())
    }

    /// Whether the `:` at `start` began a format specification; its token is then made.
    pub(super) fn begin_format_spec(&mut self, start: usize) -> bool {
        let Some(fstring) = self.fstrings.last_mut() else { return false };
        if fstring.expression_depth < 0 || fstring.depth - 1 != fstring.expression_depth {
            return false;
        }
        fstring.in_format_spec = true;
        self.in_fstring_text = true;
        self.pos = start + 1;
        self.push(TokenKind::COLON, start, start + 1);
        true
    }

    /// Reads a piece of an f-string's text, or its end, or nothing if an expression begins at once.
    pub(super) fn fstring_text(&mut self) -> Result<(), Failure> {
        let start = self.pos;
        let Some(fstring) = self.fstrings.last() else { return Ok(()) };
        let FString { quote, quote_size, raw, depth, .. } = *fstring;
        let in_format_spec = fstring.in_format_spec && fstring.expression_depth >= 0;
        if self.byte(start) == b'{' && self.byte(start + 1) != b'{' {
            return self.begin_expression(start);
        }
        if (start..start + quote_size).all(|at| self.byte(at) == quote) {
            self.pos = start + quote_size;
            self.push(TokenKind::FSTRING_END, start, self.pos);
            self.fstrings.pop();
            self.in_fstring_text = false;
            return Ok(());
        }

        let mut named_escape = false;
        let mut run = 0;
        let mut at = start;
        while run < quote_size {
            let Some(&byte) = self.bytes.get(at) else {
                // The newline that the file lacks ends a format specification like any other, if no backslash takes it.
                let at_newline = self.newline_owed && at == self.bytes.len();
                if quote_size == 1 && in_format_spec && at_newline {
                    self.leave_text();
                    return self.fstring_middle(start, at, at);
                }
                return Err(self.unterminated_fstring(at));
            };
            if byte == quote {
                run += 1;
                at += 1;
                continue;
            }
            run = 0;
            match byte {
                b'\n' if quote_size == 1 => {
                    if !in_format_spec {
                        return Err(self.unterminated_fstring(at));
                    }
                    // A format specification ends at the newline, whatever follows.
                    self.leave_text();
                    return self.fstring_middle(start, at, at);
                }
                b'{' => {
                    if self.byte(at + 1) == b'{' && !in_format_spec {
                        return self.fstring_middle(start, at + 1, at + 2);
                    }
                    self.begin_expression(at)?;
                    self.leave_text();
                    return self.fstring_middle(start, at, at);
                }
                b'}' if named_escape => return self.fstring_middle(start, at + 1, at + 1),
                b'}' => {
                    if self.byte(at + 1) == b'}' && !in_format_spec && depth == 0 {
                        return self.fstring_middle(start, at + 1, at + 2);
                    }
                    self.leave_text();
                    return self.fstring_middle(start, at, at);
                }
                b'\\' => {
                    at += 1;
                    if self.byte(at) == b'\r' {
                        at += 1;
                    }
                    let escaped = self.byte(at);
                    if escaped == b'{' || escaped == b'}' {
                        if !raw {
                            let message = format!("invalid escape sequence '\\{}'", escaped as char);
                            self.warn(ErrorKind::SyntaxWarning, at, message);
                        }
                        continue;
                    }
                    if !raw && escaped == b'N' && self.byte(at + 1) == b'{' {
                        named_escape = true;
                        at += 1;
                    }
                }
                _ => {}
            }
            at += 1;
        }
        self.fstring_middle(start, at - quote_size, at - quote_size)
    }

    /// Adds the text from `start` to `end` and goes on at `next`.
    fn fstring_middle(&mut self, start: usize, end: usize, next: usize) -> Result<(), Failure> {
        self.push(TokenKind::FSTRING_MIDDLE, start, end);
        self.pos = next;
        Ok(())
    }

    fn leave_text(&mut self) {
        self.in_fstring_text = false;
        if let Some(fstring) = self.fstrings.last_mut() {
            fstring.in_format_spec = false;
        }
    }

    /// Leaves the text for the expression whose `{` is at `brace`.
    fn begin_expression(&mut self, brace: usize) -> Result<(), Failure> {
        if let Some(fstring) = self.fstrings.last_mut() {
            fstring.expression_depth += 1;
            if fstring.expression_depth >= MAX_EXPRESSION_NESTING {
                return Err(Failure::raised(brace, "f-string: expressions nested too deeply"));
            }
        }
        self.in_fstring_text = false;
        Ok(())
    }

    fn unterminated_fstring(&self, at: usize) -> Failure {
        let (start, size) = self.fstrings.last().map_or((at, 1), |fstring| (fstring.start, fstring.quote_size));
        let kind = if size == 3 { "triple-quoted f-string" } else { "f-string" };
        let message = format!("unterminated {kind} literal (detected at line {})", self.last_line_read(at));
        Failure::raised(start + 1, message)
    }
}
