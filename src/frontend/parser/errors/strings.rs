//! Numbers, strings and f-strings.
//!
//! An f-string is parsed as a `JoinedStr` of its own; [`strings`] then joins adjacent literals, as CPython does, merging
//! neighbouring constants. The values of literals come from [`literals`].

use super::invalid_strings::invalid_replacement_field;
use super::kind::{Kind, kind};
use super::memory::Rule;
use super::notation::*;
use super::parser::{Parser, Tk};
use super::primary::{identifier, name};
use super::raise::Placed;
use super::statements::annotated_rhs;
use super::stream::Place;
use crate::base::{Constant, ErrorKind, Span, Text};
use crate::frontend::ast::{Expr, ExprId, StringKind};
use crate::frontend::parser::escape_warning;
use crate::frontend::parser::literals::{self, InvalidEscape, LiteralError};
use crate::frontend::tokenizer::debug_text::debug_span;
use crate::frontend::tokenizer::{TokenKind, Warning};

pub fn number(p: &mut Parser) -> Option<ExprId> {
    let token = p.expect(Kind::of(TokenKind::NUMBER))?;
    match literals::number(p.token_text(token)) {
        Ok(value) => Some(constant(p, value, StringKind::Plain, p.token_span(token))),
        Err(error) => {
            // No columns: the caret would sit under thousands of digits.
            let place = Place { column: -1, end_column: -1, ..token.place(p) };
            p.raise_place(place, error.message())
        }
    }
}

fn constant(p: &mut Parser, value: Constant, kind: StringKind, span: Span) -> ExprId {
    let value = p.ast.add_const(value);
    p.ast.add(Expr::Constant { value, kind }, span)
}

pub fn strings(p: &mut Parser) -> Option<ExprId> {
    memo!(p at strings; [a={ [fstring] [string] }+ =>? concatenate(p, at, &a)])
}

fn string(p: &mut Parser) -> Option<ExprId> {
    rule!(p at; [s="STRING" =>? string_value(p, s)])
}

fn string_value(p: &mut Parser, token: Tk) -> Option<ExprId> {
    if let Some(error) = undecodable_string(p, token) {
        return p.raise(LiteralError::Unicode(error).message());
    }
    match literals::string(p.token_text(token)) {
        Ok((value, kind, invalid)) => {
            warn(p, token, invalid);
            Some(constant(p, value, kind, p.token_span(token)))
        }
        Err(error @ LiteralError::NonAsciiBytes) => p.raise_location(token, error.message()),
        Err(error) => p.raise(error.message()),
    }
}

/// What is wrong with a string of a file that is not UTF-8.
fn undecodable_string(p: &Parser, token: Tk) -> Option<String> {
    if p.source.wrong_bytes.is_empty() {
        return None;
    }
    let text = p.token_text(token);
    let (prefix, body) = literals::split(text);
    let start = p.token_span(token).start + (body.as_ptr() as usize - text.as_ptr() as usize) as u32;
    let span = Span::new(start, start + body.len() as u32);
    match () {
        _ if prefix.bytes => None,
        _ if prefix.raw || !body.contains('\\') => p.source.decode_error(span),
        _ => p.source.decode_error_of_runs(span),
    }
}

fn warn(p: &mut Parser, token: Tk, invalid: Option<InvalidEscape>) {
    if let (Some(invalid), false) = (invalid, p.call_invalid_rules) {
        let diagnostic = escape_warning(Some(token.place(p).line), invalid);
        p.warnings.push(Warning { token: p.last_fetched(), diagnostic });
    }
}

fn fstring(p: &mut Parser) -> Option<ExprId> {
    let fields_around = std::mem::take(&mut p.fields_around);
    let found = rule!(p at; [a="FSTRING_START" b=fstring_middle* c="FSTRING_END" =>? joined_str(p, at, a, &b, c)]);
    p.fields_around = fields_around;
    found
}

/// A part of an f-string; text keeps its escapes until the whole f-string is there.
#[derive(Clone, Copy)]
enum Part {
    Text(Tk),
    Field(ExprId),
}

fn fstring_middle(p: &mut Parser) -> Option<Part> {
    rule!(p at;
        [a=fstring_replacement_field => Part::Field(a)]
        [t="FSTRING_MIDDLE" =>? fstring_text(p, t)]
    )
}

fn fstring_text(p: &mut Parser, token: Tk) -> Option<Part> {
    match p.source.decode_error(p.token_span(token)) {
        Some(error) => p.raise_bare(ErrorKind::UnicodeDecodeError, error),
        None => Some(Part::Text(token)),
    }
}

/// CPython: `_PyPegen_joined_str`.
fn joined_str(p: &mut Parser, at: usize, start: Tk, parts: &[Part], end: Tk) -> Option<ExprId> {
    let raw = p.token_text(start).contains(['r', 'R']);
    let mut values = Vec::new();
    for &part in parts {
        match part {
            Part::Field(field) => {
                for value in values_of(p, field) {
                    values.extend(decoded(p, value, raw, end)?);
                }
            }
            Part::Text(token) => values.extend(middle(p, token, raw, end)?),
        }
    }
    let values = p.list(&values);
    Some(p.expr(at, Expr::JoinedStr { values }))
}

/// The value of an `FSTRING_MIDDLE`: `Some(None)` when it is empty, `None` when it has an error.
fn middle(p: &mut Parser, token: Tk, raw: bool, warn_at: Tk) -> Option<Option<ExprId>> {
    let span = p.token_span(token);
    match p.token_text(token) {
        "{{" => text_constant(p, "{", span, raw, warn_at),
        "}}" => text_constant(p, "}", span, raw, warn_at),
        text => text_constant(p, text, span, raw, warn_at),
    }
}

/// A value of a replacement field; the source that `f"{x = }"` shows has escapes that mean something.
fn decoded(p: &mut Parser, value: ExprId, raw: bool, warn_at: Tk) -> Option<Option<ExprId>> {
    if !matches!(p.ast[value], Expr::Constant { .. }) {
        return Some(Some(value));
    }
    let text = text_of(p, value);
    text_constant(p, text.as_str().unwrap_or_default(), p.ast.span(value), raw, warn_at)
}

fn text_constant(p: &mut Parser, text: &str, span: Span, raw: bool, warn_at: Tk) -> Option<Option<ExprId>> {
    match literals::fstring_middle(text, raw) {
        Ok((text, invalid)) => {
            warn(p, warn_at, invalid);
            Some((!text.is_empty()).then(|| constant(p, Constant::str(text), StringKind::Plain, span)))
        }
        Err(error) => p.raise(error.message()),
    }
}

/// A replacement field with `=` is a `JoinedStr` of its text and its value; others are single values.
fn values_of(p: &Parser, field: ExprId) -> Vec<ExprId> {
    match p.ast[field] {
        Expr::JoinedStr { values } => p.ast[values].to_vec(),
        _ => vec![field],
    }
}

pub fn fstring_replacement_field(p: &mut Parser) -> Option<ExprId> {
    rule!(p at;
        ["{" a=annotated_rhs debug="="? conversion=fstring_conversion? format=fstring_full_format_spec? "}" =>?
            formatted_value(p, at, a, debug, conversion, format)]
        [@invalid_replacement_field]
    )
}

/// CPython: `_PyPegen_formatted_value`.
fn formatted_value(
    p: &mut Parser,
    at: usize,
    value: ExprId,
    debug: Option<Tk>,
    conversion: Option<ExprId>,
    format_spec: Option<ExprId>,
) -> Option<ExprId> {
    let has_conversion = conversion.is_some();
    let conversion = match (conversion, debug, format_spec) {
        (Some(letter), ..) => conversion_code(p, letter)?,
        (None, Some(_), None) => 'r' as i32,
        _ => -1,
    };
    let field = p.expr(at, Expr::FormattedValue { value, conversion, format_spec });
    let Some(equals) = debug else { return Some(field) };
    // The text stands from the `{` to the `!`, `}` or format specification behind the equals sign.
    let start = p.token_span(Tk(at)).end;
    let end = match format_spec {
        Some(spec) if !has_conversion => p.ast.span(spec).start,
        _ => p.token_span(Tk(equals.0 + 1)).start,
    }
    .max(start);
    let (tokens, index) = (&p.stream.input().tokens, |token| p.stream.get(token).map_or(0, |token| token.index));
    let shown = debug_span(&p.source.text, tokens, index(at), p.fields_around, index(equals.0 + 1));
    let Some(shown) = shown else {
        return p.raise_bare(ErrorKind::ValueError, "field 'value' is required for Constant");
    };
    let text = literals::debug_text(p.text(shown));
    let text = constant(p, Constant::str(text), StringKind::Plain, Span::new(start, end));
    let values = p.list(&[text, field]);
    Some(p.ast.add(Expr::JoinedStr { values }, Span::new(start - 1, end + 1)))
}

fn conversion_code(p: &mut Parser, letter: ExprId) -> Option<i32> {
    let id = identifier(p, letter);
    match &p.ast[id] {
        "s" => Some('s' as i32),
        "r" => Some('r' as i32),
        "a" => Some('a' as i32),
        other => {
            let msg = format!("f-string: invalid conversion character '{other}': expected 's', 'r', or 'a'");
            p.raise_location(letter, msg)
        }
    }
}

fn fstring_conversion(p: &mut Parser) -> Option<ExprId> {
    rule!(p at; [mark="!" conv=name =>? adjacent(p, mark, conv)])
}

/// CPython: `_PyPegen_check_fstring_conversion`.
fn adjacent(p: &mut Parser, mark: Tk, conv: ExprId) -> Option<ExprId> {
    if p.token_span(mark).end == p.ast.span(conv).start {
        return Some(conv);
    }
    // The misspelling is CPython's.
    p.raise_range(mark, conv, "f-string: conversion type must come right after the exclamanation mark")
}

fn fstring_full_format_spec(p: &mut Parser) -> Option<ExprId> {
    rule!(p at; [":" spec=fstring_format_spec* => full_format_spec(p, at, spec)])
}

/// CPython: `_PyPegen_setup_full_format_spec`.
fn full_format_spec(p: &mut Parser, at: usize, spec: Vec<Option<ExprId>>) -> ExprId {
    let parts: Vec<ExprId> = spec.into_iter().flatten().collect();
    let only_text = parts.iter().all(|&part| matches!(p.ast[part], Expr::Constant { .. }));
    if only_text && parts.len() > 1 {
        return merged(p, &parts);
    }
    let values = if only_text { parts } else { folded(p, &parts) };
    let values = p.list(&values);
    p.expr(at, Expr::JoinedStr { values })
}

pub fn fstring_format_spec(p: &mut Parser) -> Option<Option<ExprId>> {
    p.fields_around += 1;
    let found = rule!(p at;
        [t="FSTRING_MIDDLE" =>? format_spec_text(p, t)]
        [a=fstring_replacement_field => Some(a)]
    );
    p.fields_around -= 1;
    found
}

/// Text of a format specification: CPython decodes escapes here even in raw f-strings, and lets an error through as it is.
fn format_spec_text(p: &mut Parser, token: Tk) -> Option<Option<ExprId>> {
    if let Some(error) = p.source.decode_error_of_runs(p.token_span(token)) {
        return p.raise_bare(ErrorKind::UnicodeDecodeError, error);
    }
    match literals::fstring_middle(p.token_text(token), false) {
        Err(LiteralError::Unicode(msg)) => p.raise_bare(ErrorKind::UnicodeDecodeError, msg),
        _ => middle(p, token, false, token),
    }
}

/// Adjacent literals as one; CPython: `_PyPegen_concatenate_strings`.
fn concatenate(p: &mut Parser, at: usize, literals: &[ExprId]) -> Option<ExprId> {
    let is_bytes = |&literal: &ExprId| bytes_of(p, literal).is_some();
    let bytes_found = literals.iter().any(is_bytes);
    if bytes_found && !literals.iter().all(is_bytes) {
        return p.raise("cannot mix bytes and nonbytes literals");
    }
    let fstring_found = literals.iter().any(|&literal| matches!(p.ast[literal], Expr::JoinedStr { .. }));
    if let ([only], false) = (literals, fstring_found) {
        return Some(*only);
    }
    if bytes_found {
        let value: Vec<u8> =
            literals.iter().filter_map(|&literal| bytes_of(p, literal)).flat_map(|bytes| bytes.to_vec()).collect();
        let span = p.span(at);
        return Some(constant(p, Constant::Bytes(value.into()), kind_of(p, literals[0]), span));
    }
    let parts: Vec<ExprId> = literals.iter().flat_map(|&literal| values_of(p, literal)).collect();
    if !fstring_found {
        return Some(merged(p, &parts));
    }
    let values = folded(p, &parts);
    let values = p.list(&values);
    Some(p.expr(at, Expr::JoinedStr { values }))
}

fn bytes_of<'a>(p: &'a Parser, literal: ExprId) -> Option<&'a [u8]> {
    match p.ast[literal] {
        Expr::Constant { value, .. } => match &p.ast[value] {
            Constant::Bytes(bytes) => Some(bytes),
            _ => None,
        },
        _ => None,
    }
}

fn kind_of(p: &Parser, literal: ExprId) -> StringKind {
    match p.ast[literal] {
        Expr::Constant { kind, .. } => kind,
        _ => StringKind::Plain,
    }
}

/// The parts of an f-string with neighbouring constants merged and empty ones left out.
fn folded(p: &mut Parser, parts: &[ExprId]) -> Vec<ExprId> {
    let parts: Vec<ExprId> = parts.iter().flat_map(|&part| values_of(p, part)).collect();
    let is_constant = |p: &Parser, part: ExprId| matches!(p.ast[part], Expr::Constant { .. });
    let mut values = Vec::new();
    let mut rest = &parts[..];
    while let Some(&first) = rest.first() {
        let count = rest.iter().take_while(|&&part| is_constant(p, part)).count();
        if count == 0 {
            values.push(first);
            rest = &rest[1..];
            continue;
        }
        let constant = merged(p, &rest[..count]);
        if !text_of(p, constant).is_empty() {
            values.push(constant);
        }
        rest = &rest[count..];
    }
    values
}

/// Several string constants as one.
fn merged(p: &mut Parser, constants: &[ExprId]) -> ExprId {
    if let [only] = constants {
        return *only;
    }
    let value: Vec<u8> = constants.iter().flat_map(|&part| text_of(p, part).as_wtf8().to_vec()).collect();
    let text = Text::from_wtf8(&value).unwrap_or_else(|| Text::from(""));
    let spans = constants.iter().map(|&part| p.ast.span(part));
    let span = spans.reduce(Span::cover).unwrap_or_default();
    let kind = constants.first().map_or(StringKind::Plain, |&first| kind_of(p, first));
    constant(p, Constant::str(text), kind, span)
}

fn text_of(p: &Parser, part: ExprId) -> Text {
    match p.ast[part] {
        Expr::Constant { value, .. } => match &p.ast[value] {
            Constant::Str(constant) => constant.text.clone(),
            _ => Text::from(""),
        },
        _ => Text::from(""),
    }
}
