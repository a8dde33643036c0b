//! `"%s is %-5r" % (a, b)` becomes `f"{a!s} is {b!r:5}"`.
//!
//! Only `%s`, `%r` and `%a` with flags, a width and a precision of at most two digits each; anything else, and any
//! mismatch between the format and the tuple, leaves the operator to run time. CPython: `optimize_format`.

use super::{ChangeKind, Folder};
use crate::base::{Constant, Span, Text};
use crate::frontend::ast::*;

/// A piece of a format string.
#[derive(Debug, PartialEq, Eq)]
enum Piece {
    /// Literal text, with `%%` already `%`.
    Literal(Vec<u8>),
    Value(Conversion),
}

/// A conversion as an f-string spells it.
#[derive(Debug, PartialEq, Eq)]
struct Conversion {
    /// `s`, `r` or `a`.
    conversion: u8,
    /// What goes behind the colon; empty for nothing.
    spec: String,
}

/// Digits of a width or precision that CPython no longer folds.
const MAX_DIGITS: usize = 3;

impl Folder {
    pub(super) fn fold_format(&mut self, expr: ExprId, format: &Text, elts: List<ExprId>) {
        if self.has_starred(elts) {
            return;
        }
        let Some(pieces) = split_format(format.as_wtf8(), elts.len()) else { return };
        let Expr::BinOp { left: format, .. } = self.folded.ast[expr] else { return };
        let mut unused = 0..elts.len();
        let mut values = Vec::with_capacity(pieces.len());
        for piece in pieces {
            let value = match piece {
                Piece::Literal(text) => {
                    let text = Text::from_wtf8(&text).expect("a format string is cut only at ASCII characters");
                    // `%%` alone is replaced by a new `%`, not the one that CPython keeps.
                    let is_replaced = text.as_wtf8() == b"%";
                    let value = if is_replaced { Constant::fresh_str(text) } else { Constant::str(text) };
                    self.add_unlocated(value, format, self.span(format))
                }
                Piece::Value(Conversion { conversion, spec }) => {
                    let Some(index) = unused.next() else { return };
                    let value = self.folded.ast[elts][index];
                    let span = self.span(value);
                    let format_spec = (!spec.is_empty()).then(|| self.add_unlocated(Constant::str(spec), format, span));
                    let conversion = i32::from(conversion);
                    let formatted = self.add(Expr::FormattedValue { value, conversion, format_spec }, span);
                    self.folded.new_nodes.insert(formatted.into(), value.into());
                    formatted
                }
            };
            values.push(value);
        }
        let values = self.list(&values);
        self.set(expr, Expr::JoinedStr { values });
        self.changed(expr, ChangeKind::FormatString);
    }

    /// A piece of the format string as a node, to which CPython gives no position; `span` lies inside its parent's.
    fn add_unlocated(&mut self, value: Constant, format: ExprId, span: Span) -> ExprId {
        let value = self.add_const(value);
        let node = self.add(Expr::Constant { value, kind: StringKind::Plain }, span);
        self.set_unlocated(node);
        self.folded.new_nodes.insert(node.into(), format.into());
        node
    }
}

/// Cuts a format string for `items` values into pieces; `None` if it cannot become an f-string.
fn split_format(format: &[u8], items: usize) -> Option<Vec<Piece>> {
    let mut pieces = Vec::new();
    let mut conversions = 0;
    let mut rest = format;
    loop {
        let (literal, behind) = split_literal(rest);
        if behind.len() < rest.len() {
            pieces.push(Piece::Literal(literal));
        }
        let Some((_percent, conversion)) = behind.split_first() else { break };
        if conversions == items {
            return None;
        }
        let (conversion, behind) = parse_conversion(conversion)?;
        pieces.push(Piece::Value(conversion));
        conversions += 1;
        rest = behind;
    }
    (conversions == items).then_some(pieces)
}

/// The text up to the first `%` that is not doubled, and what is left.
fn split_literal(format: &[u8]) -> (Vec<u8>, &[u8]) {
    let mut literal = Vec::new();
    let mut rest = format;
    loop {
        match rest {
            [b'%', b'%', behind @ ..] => {
                literal.push(b'%');
                rest = behind;
            }
            [] | [b'%', ..] => return (literal, rest),
            &[byte, ref behind @ ..] => {
                literal.push(byte);
                rest = behind;
            }
        }
    }
}

/// Reads flags, width, precision and letter behind a `%`.
fn parse_conversion(format: &[u8]) -> Option<(Conversion, &[u8])> {
    let flags = format.iter().take_while(|byte| b"-+ #0".contains(byte)).count();
    let is_left = format[..flags].contains(&b'-');
    let (width, rest) = parse_number(&format[flags..])?;
    let (precision, rest) = match rest {
        // A dot without digits is a precision of 0.
        [b'.', rest @ ..] => {
            let (precision, rest) = parse_number(rest)?;
            (Some(precision.unwrap_or(0)), rest)
        }
        _ => (None, rest),
    };
    let (&conversion @ (b's' | b'r' | b'a'), rest) = rest.split_first()? else { return None };
    let mut spec = String::new();
    if let Some(width) = width {
        // f-strings align text left by default, `%` aligns it right.
        if !is_left && width > 0 {
            spec.push('>');
        }
        spec += &width.to_string();
    }
    if let Some(precision) = precision {
        spec += &format!(".{precision}");
    }
    Some((Conversion { conversion, spec }, rest))
}

/// A number, if there is one; nothing at all if it is too long or ends the format.
fn parse_number(format: &[u8]) -> Option<(Option<u32>, &[u8])> {
    let digits = format.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if digits >= MAX_DIGITS || digits == format.len() {
        return None;
    }
    let (number, rest) = format.split_at(digits);
    Some((std::str::from_utf8(number).ok()?.parse().ok(), rest))
}
