//! String literals side by side, f-strings among them, to one node.
//!
//! CPython: `_PyPegen_concatenate_strings`, `_PyPegen_joined_str`, `_PyPegen_formatted_value`. Adjacent pieces of text
//! merge into one constant that reaches from the first to the last of them; empty constants vanish from f-strings; the
//! `kind` of a constant is that of its first piece.

use std::sync::Arc;

use super::cursor::{BRACKET_LEVELS, EscapeWarning, Fail, Parse, Parser};
use super::literals::{self, InvalidEscape, StringPrefix};
use crate::base::{Constant, Span, Text};
use crate::frontend::ast::{Expr, ExprId, StringKind};
use crate::frontend::tokenizer::TokenKind;
use crate::frontend::tokenizer::debug_text::debug_span;

/// Text that grows until something else than text follows.
#[derive(Default)]
struct Pending {
    text: Vec<u8>,
    piece: Option<Piece>,
}

/// Where the text so far comes from, and the kind of its first literal.
#[derive(Clone, Copy)]
struct Piece {
    span: Span,
    kind: StringKind,
}

impl Pending {
    fn add(&mut self, span: Span, kind: StringKind) {
        let piece = self.piece.get_or_insert(Piece { span, kind });
        piece.span.end = span.end;
    }
}

/// An f-string between its quotes.
struct FString {
    raw: bool,
    /// What its own text is to be warned about, in order; reported on the line where it ends.
    invalid_escapes: Vec<InvalidEscape>,
}

impl Parser<'_> {
    /// `strings`: one or more literals.
    pub fn strings(&mut self) -> Parse<ExprId> {
        let start = self.span.start;
        if self.at(TokenKind::STRING) && !matches!(self.peek(), TokenKind::STRING | TokenKind::FSTRING_START) {
            return self.single_string(start);
        }
        let base = self.scratch.exprs.len();
        let mut pending = Pending::default();
        let mut prefix = None;
        let mut is_joined = false;
        loop {
            let bytes = match self.kind {
                TokenKind::STRING => {
                    let here = self.string_piece(&mut pending)?;
                    prefix.get_or_insert(here);
                    here.bytes
                }
                TokenKind::FSTRING_START => {
                    is_joined = true;
                    self.fstring(&mut pending)?;
                    prefix.get_or_insert_default();
                    false
                }
                _ => break,
            };
            if prefix.is_some_and(|first| first.bytes != bytes) {
                return Err(Fail);
            }
        }
        let first = prefix.unwrap_or_default();
        if is_joined {
            self.flush(&mut pending, true)?;
            let values = self.take_exprs(base);
            return Ok(self.expr(Expr::JoinedStr { values }, start));
        }
        let value = if first.bytes { Constant::Bytes(Arc::from(pending.text)) } else { str_constant(&pending.text)? };
        let value = self.ast.add_const(value);
        Ok(self.expr(Expr::Constant { value, kind: first.kind }, start))
    }

    fn single_string(&mut self, start: u32) -> Parse<ExprId> {
        let (value, kind, invalid) = literals::string(self.token_text()).map_err(|_| Fail)?;
        self.warn(start, invalid);
        self.bump();
        let value = self.ast.add_const(value);
        Ok(self.expr(Expr::Constant { value, kind }, start))
    }

    /// Appends a `STRING` token to `pending`.
    fn string_piece(&mut self, pending: &mut Pending) -> Parse<StringPrefix> {
        let (prefix, body) = literals::split(self.token_text());
        let decode = if prefix.bytes { literals::decode_bytes_into } else { literals::decode_str_into };
        let invalid = decode(&mut pending.text, body, prefix.raw).map_err(|_| Fail)?;
        self.warn(self.span.start, invalid);
        pending.add(self.span, prefix.kind);
        self.bump();
        Ok(prefix)
    }

    fn warn(&mut self, offset: u32, invalid: Option<InvalidEscape>) {
        let token = self.pos;
        self.warnings.extend(invalid.map(|escape| EscapeWarning { offset, token, escape }));
    }

    /// Makes a constant of the pending text. In an f-string empty text makes none.
    fn flush(&mut self, pending: &mut Pending, drop_empty: bool) -> Parse<()> {
        let Some(Piece { span, kind }) = pending.piece.take() else { return Ok(()) };
        if !(drop_empty && pending.text.is_empty()) {
            let value = self.ast.add_const(str_constant(&pending.text)?);
            let expr = self.ast.add(Expr::Constant { value, kind }, span);
            self.scratch.exprs.push(expr);
        }
        pending.text.clear();
        Ok(())
    }

    /// Reads an f-string; its text goes to `pending`, its values to the scratch stack.
    fn fstring(&mut self, pending: &mut Pending) -> Parse<()> {
        let raw = self.token_text().bytes().any(|byte| matches!(byte, b'r' | b'R'));
        let mut fstring = FString { raw, invalid_escapes: Vec::new() };
        self.bump();
        loop {
            match self.kind {
                TokenKind::FSTRING_MIDDLE => {
                    let span = self.middle_span();
                    let text = self.token_text();
                    self.fstring_text(&mut fstring, pending, text, span)?;
                    self.bump();
                }
                TokenKind::LBRACE => {
                    if let Some(debug) = self.replacement_field(pending, 0)? {
                        // CPython decodes the text of the expression like any other part of the f-string.
                        let text = debug.text.as_str().unwrap_or("").to_string();
                        self.fstring_text(&mut fstring, pending, &text, debug.span)?;
                        self.flush(pending, true)?;
                        self.scratch.exprs.push(debug.field);
                    }
                }
                TokenKind::FSTRING_END => break,
                _ => return Err(Fail),
            }
        }
        for escape in fstring.invalid_escapes {
            self.warn(self.span.start, Some(escape));
        }
        self.bump();
        Ok(())
    }

    /// The position of the constant that an `FSTRING_MIDDLE` makes: with both braces of a doubled one at its end, of
    /// which the token holds the first only.
    fn middle_span(&self) -> Span {
        let Span { start, end } = self.span;
        let doubled = self.peek_start() == end + 1 && self.token_text().ends_with(['{', '}']);
        Span::new(start, end + u32::from(doubled))
    }

    fn fstring_text(&mut self, fstring: &mut FString, pending: &mut Pending, text: &str, span: Span) -> Parse<()> {
        let length = pending.text.len();
        let invalid = literals::decode_str_into(&mut pending.text, text, fstring.raw).map_err(|_| Fail)?;
        fstring.invalid_escapes.extend(invalid.filter(|invalid| !invalid.is_brace()));
        if pending.text.len() > length {
            pending.add(span, StringKind::Plain);
        }
        Ok(())
    }

    /// `{value!r:spec}`. Pushes the node to the scratch stack, or returns it with its text if it is `{value=}`.
    ///
    /// `nesting` counts the fields around this one, within the same f-string.
    fn replacement_field(&mut self, pending: &mut Pending, nesting: u32) -> Parse<Option<DebugField>> {
        let start = self.span.start;
        let field = self.pos;
        self.bump();
        self.enter(BRACKET_LEVELS)?;
        let value = self.yield_or_star_expressions()?;
        let is_debug = self.eat(TokenKind::EQUAL);
        let shown = if is_debug { self.debug_text(field, nesting)? } else { Text::from("") };
        let mut text_span = Span::new(start + 1, self.span.start);
        let mut conversion = -1;
        let has_conversion = self.at(TokenKind::EXCLAMATION);
        if has_conversion {
            conversion = self.conversion()?;
        }
        let format_spec = if self.at(TokenKind::COLON) { Some(self.format_spec(nesting)?) } else { None };
        if let (Some(spec), false) = (format_spec, has_conversion) {
            // A specification that is nothing but a constant begins behind the `:`.
            text_span.end = self.ast.span(spec).start;
        }
        self.leave(BRACKET_LEVELS);
        self.expect(TokenKind::RBRACE)?;
        if is_debug && !has_conversion && format_spec.is_none() {
            conversion = i32::from(b'r');
        }
        if !is_debug {
            self.flush(pending, true)?;
        }
        let field = self.expr(Expr::FormattedValue { value, conversion, format_spec }, start);
        if !is_debug {
            self.scratch.exprs.push(field);
            return Ok(None);
        }
        Ok(Some(DebugField { field, text: shown, span: text_span }))
    }

    /// `!s`, `!r` or `!a`.
    fn conversion(&mut self) -> Parse<i32> {
        let mark = self.span.end;
        self.bump();
        if !self.at(TokenKind::NAME) || self.span.start != mark {
            return Err(Fail);
        }
        let code = match self.token_text() {
            "s" => b's',
            "r" => b'r',
            "a" => b'a',
            _ => return Err(Fail),
        };
        self.bump();
        Ok(i32::from(code))
    }

    /// `:spec`, itself text and replacement fields.
    fn format_spec(&mut self, nesting: u32) -> Parse<ExprId> {
        let start = self.span.start;
        self.bump();
        let base = self.scratch.exprs.len();
        let mut pending = Pending::default();
        let mut texts = 0;
        let mut fields = 0;
        loop {
            match self.kind {
                TokenKind::FSTRING_MIDDLE => {
                    let length = pending.text.len();
                    let text = self.token_text();
                    // Escapes mean something here even in a raw f-string.
                    let invalid = literals::decode_str_into(&mut pending.text, text, false).map_err(|_| Fail)?;
                    self.warn(self.span.start, invalid.filter(|invalid| !invalid.is_brace()));
                    if pending.text.len() > length {
                        pending.add(self.middle_span(), StringKind::Plain);
                        texts += 1;
                    }
                    self.bump();
                }
                TokenKind::LBRACE => {
                    fields += 1;
                    if let Some(debug) = self.replacement_field(&mut pending, nesting + 1)? {
                        pending.text.extend_from_slice(debug.text.as_wtf8());
                        pending.add(debug.span, StringKind::Plain);
                        self.flush(&mut pending, true)?;
                        self.scratch.exprs.push(debug.field);
                    }
                }
                _ => break,
            }
        }
        self.flush(&mut pending, true)?;
        if texts > 1 && fields == 0 {
            // Several pieces of text and nothing else (a `\N{…}` ends a piece) merge into a constant without a
            // `JoinedStr` around it.
            let constant = self.scratch.exprs.pop().ok_or(Fail)?;
            return Ok(constant);
        }
        let values = self.take_exprs(base);
        Ok(self.expr(Expr::JoinedStr { values }, start))
    }

    /// The source of an expression, for `f"{x = }"`, whose `{` is token `field` and whose `=` was consumed just now.
    fn debug_text(&self, field: usize, nesting: u32) -> Parse<Text> {
        let span = debug_span(self.text, self.tokens, field, nesting, self.pos).ok_or(Fail)?;
        Ok(literals::debug_text(self.text.get(span.range()).unwrap_or("")))
    }
}

/// A replacement field that shows its own source.
struct DebugField {
    field: ExprId,
    text: Text,
    /// From behind `{` to the `!`, `}` or format specification behind the `=`.
    span: Span,
}

fn str_constant(wtf8: &[u8]) -> Parse<Constant> {
    Text::from_wtf8(wtf8).map(Constant::str).ok_or(Fail)
}
