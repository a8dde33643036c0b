//! `match` statements and patterns.

use super::expressions::*;
use super::invalid_patterns::*;
use super::kind::kind;
use super::memory::Rule;
use super::notation::*;
use super::parser::Parser;
use super::primary::{constant, identifier, name};
use super::statements::{block, names_of};
use super::strings::{number, strings};
use crate::base::Constant;
use crate::frontend::ast::{
    Expr, ExprContext, ExprId, List, MatchCase, MatchCaseId, Operator, Pattern, PatternId, Stmt, StmtId, UnaryOpKind,
};

/// A key and the pattern for its value.
type KeyPattern = (ExprId, PatternId);

pub fn match_stmt(p: &mut Parser) -> Option<StmtId> {
    rule!(p at;
        [(p.soft("match")) subject=subject_expr ":" "NEWLINE" "INDENT" cases=case_block+ "DEDENT" => {
            let cases = p.list(&cases);
            p.stmt(at, Stmt::Match { subject, cases })
        }]
        [@invalid_match_stmt]
    )
}

pub fn subject_expr(p: &mut Parser) -> Option<ExprId> {
    rule!(p at;
        [value=star_named_expression "," values=star_named_expressions? => {
            let elts = p.list_with_first(value, &values.unwrap_or_default());
            p.expr(at, Expr::Tuple { elts, ctx: ExprContext::Load })
        }]
        [named_expression]
    )
}

fn case_block(p: &mut Parser) -> Option<MatchCaseId> {
    rule!(p at;
        [@invalid_case_block]
        [(p.soft("case")) pattern=patterns guard=guard? ":" body=block => {
            let span = p.span(at);
            p.ast.add(MatchCase { pattern, guard, body }, span)
        }]
    )
}

pub fn guard(p: &mut Parser) -> Option<ExprId> {
    rule!(p at; ["if" guard=named_expression => guard])
}

pub fn patterns(p: &mut Parser) -> Option<PatternId> {
    rule!(p at;
        [patterns=open_sequence_pattern => sequence(p, at, Some(patterns))]
        [pattern]
    )
}

fn sequence(p: &mut Parser, at: usize, patterns: Option<Vec<PatternId>>) -> PatternId {
    let patterns = p.optional_list(patterns);
    p.pattern(at, Pattern::MatchSequence { patterns })
}

fn pattern(p: &mut Parser) -> Option<PatternId> {
    rule!(p at; [as_pattern] [or_pattern])
}

fn as_pattern(p: &mut Parser) -> Option<PatternId> {
    rule!(p at;
        [pattern=or_pattern "as" target=pattern_capture_target => {
            let name = Some(identifier(p, target));
            p.pattern(at, Pattern::MatchAs { pattern: Some(pattern), name })
        }]
        [@invalid_as_pattern]
    )
}

pub fn or_pattern(p: &mut Parser) -> Option<PatternId> {
    rule!(p at; [patterns="|".closed_pattern+ => match patterns[..] {
        [only] => only,
        _ => {
            let patterns = p.list(&patterns);
            p.pattern(at, Pattern::MatchOr { patterns })
        }
    }])
}

fn closed_pattern(p: &mut Parser) -> Option<PatternId> {
    memo!(p at closed_pattern;
        [literal_pattern]
        [capture_pattern]
        [wildcard_pattern]
        [value_pattern]
        [group_pattern]
        [sequence_pattern]
        [mapping_pattern]
        [class_pattern]
    )
}

fn literal_pattern(p: &mut Parser) -> Option<PatternId> {
    rule!(p at;
        [value=signed_number !{ ["+"] ["-"] } => p.pattern(at, Pattern::MatchValue { value })]
        [value=complex_number => p.pattern(at, Pattern::MatchValue { value })]
        [value=strings => p.pattern(at, Pattern::MatchValue { value })]
        ["None" => singleton(p, at, Constant::None)]
        ["True" => singleton(p, at, Constant::Bool(true))]
        ["False" => singleton(p, at, Constant::Bool(false))]
    )
}

fn singleton(p: &mut Parser, at: usize, value: Constant) -> PatternId {
    let value = p.ast.add_const(value);
    p.pattern(at, Pattern::MatchSingleton { value })
}

fn literal_expr(p: &mut Parser) -> Option<ExprId> {
    rule!(p at;
        [a=signed_number !{ ["+"] ["-"] } => a]
        [complex_number]
        [strings]
        ["None" => constant(p, at, Constant::None)]
        ["True" => constant(p, at, Constant::Bool(true))]
        ["False" => constant(p, at, Constant::Bool(false))]
    )
}

fn complex_number(p: &mut Parser) -> Option<ExprId> {
    rule!(p at;
        [a=signed_real_number "+" b=imaginary_number => p.expr(at, Expr::BinOp { left: a, op: Operator::Add, right: b })]
        [a=signed_real_number "-" b=imaginary_number => p.expr(at, Expr::BinOp { left: a, op: Operator::Sub, right: b })]
    )
}

fn signed_number(p: &mut Parser) -> Option<ExprId> {
    rule!(p at;
        [number]
        ["-" a=number => p.expr(at, Expr::UnaryOp { op: UnaryOpKind::USub, operand: a })]
    )
}

fn signed_real_number(p: &mut Parser) -> Option<ExprId> {
    rule!(p at;
        [real_number]
        ["-" a=real_number => p.expr(at, Expr::UnaryOp { op: UnaryOpKind::USub, operand: a })]
    )
}

fn is_complex(p: &Parser, number: ExprId) -> bool {
    matches!(p.ast[number], Expr::Constant { value, .. } if matches!(p.ast[value], Constant::Complex { .. }))
}

fn real_number(p: &mut Parser) -> Option<ExprId> {
    rule!(p at; [real=number =>? if is_complex(p, real) {
        p.raise_location(real, "real number required in complex literal")
    } else {
        Some(real)
    }])
}

fn imaginary_number(p: &mut Parser) -> Option<ExprId> {
    rule!(p at; [imag=number =>? if is_complex(p, imag) {
        Some(imag)
    } else {
        p.raise_location(imag, "imaginary number required in complex literal")
    }])
}

fn capture_pattern(p: &mut Parser) -> Option<PatternId> {
    rule!(p at; [target=pattern_capture_target => {
        let name = Some(identifier(p, target));
        p.pattern(at, Pattern::MatchAs { pattern: None, name })
    }])
}

fn pattern_capture_target(p: &mut Parser) -> Option<ExprId> {
    rule!(p at; [!(p.soft("_")) a=name !{ ["."] ["("] ["="] } => p.with_context(a, ExprContext::Store)])
}

fn wildcard_pattern(p: &mut Parser) -> Option<PatternId> {
    rule!(p at; [(p.soft("_")) => p.pattern(at, Pattern::MatchAs { pattern: None, name: None })])
}

fn value_pattern(p: &mut Parser) -> Option<PatternId> {
    rule!(p at; [value=attr !{ ["."] ["("] ["="] } => p.pattern(at, Pattern::MatchValue { value })])
}

fn attr(p: &mut Parser) -> Option<ExprId> {
    p.left_recursive(Rule::attr, attr_round)
}

fn attr_round(p: &mut Parser) -> Option<ExprId> {
    rule!(p at; [value=name_or_attr "." attr=name => {
        let attr = identifier(p, attr);
        p.expr(at, Expr::Attribute { value, attr, ctx: ExprContext::Load })
    }])
}

pub fn name_or_attr(p: &mut Parser) -> Option<ExprId> {
    rule!(p at; [attr] [name])
}

fn group_pattern(p: &mut Parser) -> Option<PatternId> {
    rule!(p at; ["(" a=pattern ")" => a])
}

fn sequence_pattern(p: &mut Parser) -> Option<PatternId> {
    rule!(p at;
        ["[" patterns=maybe_sequence_pattern? "]" => sequence(p, at, patterns)]
        ["(" patterns=open_sequence_pattern? ")" => sequence(p, at, patterns)]
    )
}

fn open_sequence_pattern(p: &mut Parser) -> Option<Vec<PatternId>> {
    rule!(p at; [a=maybe_star_pattern "," b=maybe_sequence_pattern? => {
        let mut patterns = vec![a];
        patterns.extend(b.unwrap_or_default());
        patterns
    }])
}

fn maybe_sequence_pattern(p: &mut Parser) -> Option<Vec<PatternId>> {
    rule!(p at; [a=",".maybe_star_pattern+ ","? => a])
}

fn maybe_star_pattern(p: &mut Parser) -> Option<PatternId> {
    rule!(p at; [star_pattern] [pattern])
}

fn star_pattern(p: &mut Parser) -> Option<PatternId> {
    memo!(p at star_pattern;
        ["*" target=pattern_capture_target => {
            let name = Some(identifier(p, target));
            p.pattern(at, Pattern::MatchStar { name })
        }]
        ["*" wildcard_pattern => p.pattern(at, Pattern::MatchStar { name: None })]
    )
}

fn mapping_pattern(p: &mut Parser) -> Option<PatternId> {
    rule!(p at;
        ["{" "}" => mapping(p, at, &[], None)]
        ["{" rest=double_star_pattern ","? "}" => mapping(p, at, &[], Some(rest))]
        ["{" items=items_pattern "," rest=double_star_pattern ","? "}" => mapping(p, at, &items, Some(rest))]
        ["{" items=items_pattern ","? "}" => mapping(p, at, &items, None)]
    )
}

fn mapping(p: &mut Parser, at: usize, items: &[KeyPattern], rest: Option<ExprId>) -> PatternId {
    let (keys, patterns): (Vec<_>, Vec<_>) = items.iter().copied().unzip();
    let rest = rest.map(|node| identifier(p, node));
    let (keys, patterns) = (p.list(&keys), p.list(&patterns));
    p.pattern(at, Pattern::MatchMapping { keys, patterns, rest })
}

fn items_pattern(p: &mut Parser) -> Option<Vec<KeyPattern>> {
    rule!(p at; [",".key_value_pattern+])
}

fn key_value_pattern(p: &mut Parser) -> Option<KeyPattern> {
    rule!(p at; [key={ [literal_expr] [attr] } ":" pattern=pattern => (key, pattern)])
}

fn double_star_pattern(p: &mut Parser) -> Option<ExprId> {
    rule!(p at; ["**" target=pattern_capture_target => target])
}

fn class_pattern(p: &mut Parser) -> Option<PatternId> {
    rule!(p at;
        [cls=name_or_attr "(" ")" => class(p, at, cls, &[], &[])]
        [cls=name_or_attr "(" a=positional_patterns ","? ")" => class(p, at, cls, &a, &[])]
        [cls=name_or_attr "(" k=keyword_patterns ","? ")" => class(p, at, cls, &[], &k)]
        [cls=name_or_attr "(" a=positional_patterns "," k=keyword_patterns ","? ")" => class(p, at, cls, &a, &k)]
        [@invalid_class_pattern]
    )
}

fn class(p: &mut Parser, at: usize, cls: ExprId, patterns: &[PatternId], keywords: &[KeyPattern]) -> PatternId {
    let (names, kwd_patterns): (Vec<_>, Vec<_>) = keywords.iter().copied().unzip();
    let kwd_attrs: List<_> = names_of(p, &names);
    let (patterns, kwd_patterns) = (p.list(patterns), p.list(&kwd_patterns));
    p.pattern(at, Pattern::MatchClass { cls, patterns, kwd_attrs, kwd_patterns })
}

pub fn positional_patterns(p: &mut Parser) -> Option<Vec<PatternId>> {
    rule!(p at; [",".pattern+])
}

pub fn keyword_patterns(p: &mut Parser) -> Option<Vec<KeyPattern>> {
    rule!(p at; [",".keyword_pattern+])
}

fn keyword_pattern(p: &mut Parser) -> Option<KeyPattern> {
    rule!(p at; [arg=name "=" value=pattern => (arg, value)])
}
