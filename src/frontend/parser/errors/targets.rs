//! Targets of assignment and of `del`.

use super::arguments::arguments;
use super::kind::kind;
use super::memory::Rule;
use super::notation::*;
use super::parser::Parser;
use super::primary::{atom, call, genexp, identifier, name, slices};
use crate::frontend::ast::{Expr, ExprContext, ExprId, List};

fn attribute(p: &mut Parser, at: usize, value: ExprId, name: ExprId, ctx: ExprContext) -> ExprId {
    let attr = identifier(p, name);
    p.expr(at, Expr::Attribute { value, attr, ctx })
}

fn subscript(p: &mut Parser, at: usize, value: ExprId, slice: ExprId, ctx: ExprContext) -> ExprId {
    p.expr(at, Expr::Subscript { value, slice, ctx })
}

pub fn star_targets(p: &mut Parser) -> Option<ExprId> {
    rule!(p at;
        [a=star_target !"," => a]
        [a=star_target b={ ["," c=star_target => c] }* ","? => {
            let elts = p.list_with_first(a, &b);
            p.expr(at, Expr::Tuple { elts, ctx: ExprContext::Store })
        }]
    )
}

fn star_targets_list_seq(p: &mut Parser) -> Option<Vec<ExprId>> {
    rule!(p at; [a=",".star_target+ ","? => a])
}

fn star_targets_tuple_seq(p: &mut Parser) -> Option<List<ExprId>> {
    rule!(p at;
        [a=star_target b={ ["," c=star_target => c] }+ ","? => p.list_with_first(a, &b)]
        [a=star_target "," => p.list(&[a])]
    )
}

pub fn star_target(p: &mut Parser) -> Option<ExprId> {
    memo!(p at star_target;
        ["*" a={ [!"*" star_target] } => {
            let value = p.with_context(a, ExprContext::Store);
            p.expr(at, Expr::Starred { value, ctx: ExprContext::Store })
        }]
        [target_with_star_atom]
    )
}

fn target_with_star_atom(p: &mut Parser) -> Option<ExprId> {
    memo!(p at target_with_star_atom;
        [a=t_primary "." b=name !t_lookahead => attribute(p, at, a, b, ExprContext::Store)]
        [a=t_primary "[" b=slices "]" !t_lookahead => subscript(p, at, a, b, ExprContext::Store)]
        [star_atom]
    )
}

fn star_atom(p: &mut Parser) -> Option<ExprId> {
    rule!(p at;
        [a=name => p.with_context(a, ExprContext::Store)]
        ["(" a=target_with_star_atom ")" => p.with_context(a, ExprContext::Store)]
        ["(" a=star_targets_tuple_seq? ")" =>
            p.expr(at, Expr::Tuple { elts: a.unwrap_or_default(), ctx: ExprContext::Store })]
        ["[" a=star_targets_list_seq? "]" => {
            let elts = p.optional_list(a);
            p.expr(at, Expr::List { elts, ctx: ExprContext::Store })
        }]
    )
}

pub fn single_target(p: &mut Parser) -> Option<ExprId> {
    rule!(p at;
        [single_subscript_attribute_target]
        [a=name => p.with_context(a, ExprContext::Store)]
        ["(" a=single_target ")" => a]
    )
}

pub fn single_subscript_attribute_target(p: &mut Parser) -> Option<ExprId> {
    rule!(p at;
        [a=t_primary "." b=name !t_lookahead => attribute(p, at, a, b, ExprContext::Store)]
        [a=t_primary "[" b=slices "]" !t_lookahead => subscript(p, at, a, b, ExprContext::Store)]
    )
}

fn t_primary(p: &mut Parser) -> Option<ExprId> {
    p.left_recursive(Rule::t_primary, t_primary_round)
}

fn t_primary_round(p: &mut Parser) -> Option<ExprId> {
    rule!(p at;
        [a=t_primary "." b=name &t_lookahead => attribute(p, at, a, b, ExprContext::Load)]
        [a=t_primary "[" b=slices "]" &t_lookahead => subscript(p, at, a, b, ExprContext::Load)]
        [a=t_primary b=genexp &t_lookahead => {
            let args = p.list(&[b]);
            p.expr(at, Expr::Call { func: a, args, keywords: List::EMPTY })
        }]
        [a=t_primary "(" b=arguments? ")" &t_lookahead => call(p, at, a, b)]
        [a=atom &t_lookahead => a]
    )
}

fn t_lookahead(p: &mut Parser) -> Option<()> {
    rule!(p at; ["(" => ()] ["[" => ()] ["." => ()])
}

pub fn del_targets(p: &mut Parser) -> Option<Vec<ExprId>> {
    rule!(p at; [a=",".del_target+ ","? => a])
}

fn del_target(p: &mut Parser) -> Option<ExprId> {
    memo!(p at del_target;
        [a=t_primary "." b=name !t_lookahead => attribute(p, at, a, b, ExprContext::Del)]
        [a=t_primary "[" b=slices "]" !t_lookahead => subscript(p, at, a, b, ExprContext::Del)]
        [del_t_atom]
    )
}

fn del_t_atom(p: &mut Parser) -> Option<ExprId> {
    rule!(p at;
        [a=name => p.with_context(a, ExprContext::Del)]
        ["(" a=del_target ")" => p.with_context(a, ExprContext::Del)]
        ["(" a=del_targets? ")" => {
            let elts = p.optional_list(a);
            p.expr(at, Expr::Tuple { elts, ctx: ExprContext::Del })
        }]
        ["[" a=del_targets? "]" => {
            let elts = p.optional_list(a);
            p.expr(at, Expr::List { elts, ctx: ExprContext::Del })
        }]
    )
}
