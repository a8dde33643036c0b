//! The text that `f"{x = }"` shows in front of the value.
//!
//! In: the tokens, and the field. Out: the piece of source that CPython's tokenizer notes down for it, which is not
//! always the expression: it begins at the last `{` and ends at the first `!`, `:` or `}` that the tokenizer took for a
//! border of the field, and CPython's idea of which are some depends on what it has seen of the f-string so far. In
//! `f"{a!=b=}"` it is `a`. This module replays that, only for the fields that need it. CPython:
//! `_PyLexer_update_fstring_expr`, `set_fstring_expr`.

use super::{Token, TokenKind};
use crate::base::Span;

/// CPython's notes on one f-string.
struct Notes {
    /// Brackets open, those of the fields included; CPython: `curly_bracket_depth`.
    depth: i32,
    /// Fields around the current place, minus one; CPython: `curly_bracket_expr_start_depth`.
    fields: i32,
    /// An `=` was seen; CPython: `f_string_debug`.
    debug: bool,
    in_format_spec: bool,
    /// The place is in text, not in an expression.
    in_text: bool,
    start: u32,
    end: Option<u32>,
}

/// The source shown for the field whose `{` is token `field`, given the token at which it is needed: the `!`, `:` or `}`
/// behind the `=`. `None` where CPython has no text, and fails.
///
/// `nesting` is the number of fields around the field, within the same f-string.
pub fn debug_span(text: &str, tokens: &[Token], field: usize, nesting: u32, needed_at: usize) -> Option<Span> {
    let mut notes =
        Notes { depth: 0, fields: -1, debug: false, in_format_spec: false, in_text: true, start: 0, end: None };
    let mut at = outermost(tokens, field, nesting);
    while let Some(token) = tokens.get(at) {
        match token.kind {
            TokenKind::FSTRING_START => at = behind_fstring(tokens, at),
            TokenKind::FSTRING_MIDDLE => notes.text(text, tokens, at),
            _ => {
                let shown = notes.token(text, token);
                if at >= needed_at {
                    return shown;
                }
            }
        }
        at += 1;
    }
    None
}

/// Index of the `{` of the field that is inside no other field.
fn outermost(tokens: &[Token], field: usize, nesting: u32) -> usize {
    let mut at = field;
    for _ in 0..nesting {
        let mut open = 0;
        while open < 1 && at > 0 {
            at -= 1;
            match tokens[at].kind {
                TokenKind::LPAR | TokenKind::LSQB | TokenKind::LBRACE => open += 1,
                TokenKind::RPAR | TokenKind::RSQB | TokenKind::RBRACE => open -= 1,
                _ => {}
            }
        }
    }
    at
}

/// Index of the `FSTRING_END` that belongs to the `FSTRING_START` at `start`.
fn behind_fstring(tokens: &[Token], start: usize) -> usize {
    let mut open = 0;
    for (index, token) in tokens.iter().enumerate().skip(start) {
        match token.kind {
            TokenKind::FSTRING_START => open += 1,
            TokenKind::FSTRING_END => open -= 1,
            _ => {}
        }
        if open == 0 {
            return index;
        }
    }
    tokens.len()
}

impl Notes {
    /// A piece of text: what ended it matters.
    fn text(&mut self, text: &str, tokens: &[Token], at: usize) {
        let Span { start, end } = tokens[at].span;
        let bytes = text.as_bytes();
        let last = bytes[start as usize..end as usize].last();
        let doubled = tokens.get(at + 1).is_some_and(|next| next.span.start == end + 1);
        match (last, bytes.get(end as usize)) {
            (Some(b'{'), _) if doubled => self.begin(end + 1),
            // A doubled brace, or the end of a `\N{…}`.
            (Some(b'}'), _) => {}
            (_, Some(b'{')) => {
                self.begin(end + 1);
                self.in_format_spec = false;
            }
            (_, Some(b'}' | b'\n') | None) => {
                self.in_format_spec = false;
                self.in_text = false;
            }
            _ => {}
        }
    }

    fn begin(&mut self, start: u32) {
        self.start = start;
        self.end = None;
    }

    /// Any other token; gives the text that CPython attaches to it.
    fn token(&mut self, text: &str, token: &Token) -> Option<Span> {
        let start = token.span.start;
        let byte = text.as_bytes().get(start as usize).copied().unwrap_or(0);
        let mut shown = None;
        if byte == b'{' && self.in_text {
            self.fields += 1;
            self.in_text = false;
        }
        if matches!(byte, b'{' | b'}' | b':' | b'!') {
            self.in_text = false;
            let depth = self.depth - i32::from(byte != b'{');
            if depth == 0 || depth == 1 && (self.debug || self.in_format_spec) {
                if byte == b'{' {
                    self.begin(start + 1);
                } else {
                    let end = *self.end.get_or_insert(start);
                    shown = self.debug.then_some(Span::new(self.start.min(end), end));
                }
            }
            if byte == b':' && depth == self.fields {
                self.in_format_spec = true;
                self.in_text = true;
                return shown;
            }
        }
        match token.kind {
            TokenKind::LPAR | TokenKind::LSQB | TokenKind::LBRACE => self.depth += 1,
            TokenKind::RPAR | TokenKind::RSQB => self.depth -= 1,
            TokenKind::RBRACE => {
                self.depth -= 1;
                if self.depth == self.fields {
                    self.fields -= 1;
                    self.in_format_spec = false;
                    self.debug = false;
                    self.in_text = true;
                }
            }
            TokenKind::EQUAL => self.debug = true,
            _ => {}
        }
        shown
    }
}
