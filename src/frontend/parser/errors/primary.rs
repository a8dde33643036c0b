//! Names, literals, calls, subscripts, displays and comprehensions.

use super::arguments::arguments;
use super::expressions::*;
use super::invalid_expressions::*;
use super::invalid_statements::invalid_for_target;
use super::kind::{Kind, kind};
use super::memory::{Args, Rule};
use super::notation::*;
use super::parser::Parser;
use super::strings::{number, strings};
use super::targets::star_targets;
use crate::base::{Constant, Name};
use crate::frontend::ast::{Comprehension, ComprehensionId, Expr, ExprContext, ExprId, List, StringKind};
use crate::frontend::parser::literals;

/// A `NAME` token as an expression.
pub fn name(p: &mut Parser) -> Option<ExprId> {
    let token = p.expect(Kind::NAME)?;
    let id = p.ast.names.intern(&literals::identifier(p.token_text(token)));
    let span = p.token_span(token);
    Some(p.ast.add(Expr::Name { id, ctx: ExprContext::Load }, span))
}

/// The identifier of a `Name` node.
pub fn identifier(p: &mut Parser, node: ExprId) -> Name {
    match p.ast[node] {
        Expr::Name { id, .. } => id,
        _ => p.ast.names.intern(""),
    }
}

pub fn constant(p: &mut Parser, at: usize, value: Constant) -> ExprId {
    let value = p.ast.add_const(value);
    p.expr(at, Expr::Constant { value, kind: StringKind::Plain })
}

pub fn call(p: &mut Parser, at: usize, func: ExprId, args: Option<Args>) -> ExprId {
    let Args { args, keywords } = args.unwrap_or_default();
    p.expr(at, Expr::Call { func, args, keywords })
}

pub fn primary(p: &mut Parser) -> Option<ExprId> {
    p.left_recursive(Rule::primary, primary_round)
}

fn primary_round(p: &mut Parser) -> Option<ExprId> {
    rule!(p at;
        [a=primary "." b=name => {
            let attr = identifier(p, b);
            p.expr(at, Expr::Attribute { value: a, attr, ctx: ExprContext::Load })
        }]
        [a=primary b=genexp => {
            let args = p.list(&[b]);
            p.expr(at, Expr::Call { func: a, args, keywords: List::EMPTY })
        }]
        [a=primary "(" b=arguments? ")" => call(p, at, a, b)]
        [a=primary "[" b=slices "]" => p.expr(at, Expr::Subscript { value: a, slice: b, ctx: ExprContext::Load })]
        [atom]
    )
}

pub fn slices(p: &mut Parser) -> Option<ExprId> {
    rule!(p at;
        [a=slice !"," => a]
        [a=",".{ [slice] [starred_expression] }+ ","? => {
            let elts = p.list(&a);
            p.expr(at, Expr::Tuple { elts, ctx: ExprContext::Load })
        }]
    )
}

fn slice(p: &mut Parser) -> Option<ExprId> {
    rule!(p at;
        [a=expression? ":" b=expression? c={ [":" d=expression? => d] }? =>
            p.expr(at, Expr::Slice { lower: a, upper: b, step: c.flatten() })]
        [named_expression]
    )
}

pub fn atom(p: &mut Parser) -> Option<ExprId> {
    rule!(p at;
        [name]
        ["True" => constant(p, at, Constant::Bool(true))]
        ["False" => constant(p, at, Constant::Bool(false))]
        ["None" => constant(p, at, Constant::None)]
        [&{ ["STRING"] ["FSTRING_START"] } strings]
        [number]
        [&"(" { [tuple] [group] [genexp] }]
        [&"[" { [list] [listcomp] }]
        [&"{" { [dict] [set] [dictcomp] [setcomp] }]
        ["..." => constant(p, at, Constant::Ellipsis)]
    )
}

fn group(p: &mut Parser) -> Option<ExprId> {
    rule!(p at;
        ["(" a={ [yield_expr] [named_expression] } ")" => a]
        [@invalid_group]
    )
}

pub fn list(p: &mut Parser) -> Option<ExprId> {
    rule!(p at; ["[" a=star_named_expressions? "]" => {
        let elts = p.optional_list(a);
        p.expr(at, Expr::List { elts, ctx: ExprContext::Load })
    }])
}

pub fn tuple(p: &mut Parser) -> Option<ExprId> {
    rule!(p at;
        ["(" a={ [y=star_named_expression "," z=star_named_expressions? => p.list_with_first(y, &z.unwrap_or_default())] }?
            ")" => p.expr(at, Expr::Tuple { elts: a.unwrap_or_default(), ctx: ExprContext::Load })]
    )
}

fn set(p: &mut Parser) -> Option<ExprId> {
    rule!(p at; ["{" a=star_named_expressions "}" => {
        let elts = p.list(&a);
        p.expr(at, Expr::Set { elts })
    }])
}

type Item = (Option<ExprId>, ExprId);

fn dict(p: &mut Parser) -> Option<ExprId> {
    rule!(p at;
        ["{" a=double_starred_kvpairs? "}" => {
            let (keys, values): (Vec<_>, Vec<_>) = a.unwrap_or_default().into_iter().unzip();
            let (keys, values) = (p.list(&keys), p.list(&values));
            p.expr(at, Expr::Dict { keys, values })
        }]
        // Part of a longer alternative, and therefore tried in the first run too.
        ["{" (invalid_double_starred_kvpairs(p).map(|never| match never {}))]
    )
}

fn double_starred_kvpairs(p: &mut Parser) -> Option<Vec<Item>> {
    rule!(p at; [a=",".double_starred_kvpair+ ","? => a])
}

pub fn double_starred_kvpair(p: &mut Parser) -> Option<Item> {
    rule!(p at;
        ["**" a=bitwise_or => (None, a)]
        [kvpair]
    )
}

fn kvpair(p: &mut Parser) -> Option<Item> {
    rule!(p at; [a=expression ":" b=expression => (Some(a), b)])
}

pub fn for_if_clauses(p: &mut Parser) -> Option<Vec<ComprehensionId>> {
    rule!(p at; [for_if_clause+])
}

fn for_if_clause(p: &mut Parser) -> Option<ComprehensionId> {
    rule!(p at;
        ["async" "for" a=star_targets "in" ~ b=disjunction c={ ["if" z=disjunction => z] }* =>
            comprehension(p, at, a, b, &c, true)]
        ["for" a=star_targets "in" ~ b=disjunction c={ ["if" z=disjunction => z] }* =>
            comprehension(p, at, a, b, &c, false)]
        ["async"? "for" { [bitwise_or { ["," bitwise_or] }* ","? => ()] } !"in" =>?
            p.raise("'in' expected after for-loop variables")]
        [@invalid_for_target]
    )
}

fn comprehension(
    p: &mut Parser,
    at: usize,
    target: ExprId,
    iter: ExprId,
    ifs: &[ExprId],
    is_async: bool,
) -> ComprehensionId {
    let ifs = p.list(ifs);
    let span = p.span(at);
    p.ast.add(Comprehension { target, iter, ifs, is_async }, span)
}

fn listcomp(p: &mut Parser) -> Option<ExprId> {
    rule!(p at;
        ["[" a=named_expression b=for_if_clauses "]" => {
            let generators = p.list(&b);
            p.expr(at, Expr::ListComp { elt: a, generators })
        }]
        [@invalid_comprehension]
    )
}

fn setcomp(p: &mut Parser) -> Option<ExprId> {
    rule!(p at;
        ["{" a=named_expression b=for_if_clauses "}" => {
            let generators = p.list(&b);
            p.expr(at, Expr::SetComp { elt: a, generators })
        }]
        [@invalid_comprehension]
    )
}

pub fn genexp(p: &mut Parser) -> Option<ExprId> {
    rule!(p at;
        ["(" a={ [assignment_expression] [e=expression !":=" => e] } b=for_if_clauses ")" => {
            let generators = p.list(&b);
            p.expr(at, Expr::GeneratorExp { elt: a, generators })
        }]
        [@invalid_comprehension]
    )
}

fn dictcomp(p: &mut Parser) -> Option<ExprId> {
    rule!(p at;
        ["{" a=kvpair b=for_if_clauses "}" => {
            let generators = p.list(&b);
            let (key, value) = (a.0.unwrap_or(a.1), a.1);
            p.expr(at, Expr::DictComp { key, value, generators })
        }]
        [@invalid_dict_comprehension]
    )
}

pub use super::arguments::starred_expression;
