//! Arguments of calls and classes.

use super::expressions::*;
use super::invalid_arguments::*;
use super::kind::kind;
use super::memory::{Args, Rule};
use super::notation::*;
use super::parser::Parser;
use super::primary::{identifier, name};
use crate::frontend::ast::{Expr, ExprContext, ExprId, Keyword, KeywordId};

/// A keyword argument or `*iterable` among them.
#[derive(Clone, Copy)]
pub enum KeywordOrStarred {
    Keyword(KeywordId),
    Starred(ExprId),
}

pub fn arguments(p: &mut Parser) -> Option<Args> {
    memo!(p at arguments;
        [a=args ","? &")" => a]
        [@invalid_arguments]
    )
}

pub fn args(p: &mut Parser) -> Option<Args> {
    rule!(p at;
        [a=",".positional+ b={ ["," k=kwargs => k] }? => collect(p, a, &b.unwrap_or_default())]
        [a=kwargs => collect(p, Vec::new(), &a)]
    )
}

/// CPython: `_PyPegen_collect_call_seqs`.
fn collect(p: &mut Parser, mut args: Vec<ExprId>, others: &[KeywordOrStarred]) -> Args {
    let mut keywords = Vec::new();
    for other in others {
        match *other {
            KeywordOrStarred::Keyword(keyword) => keywords.push(keyword),
            KeywordOrStarred::Starred(starred) => args.push(starred),
        }
    }
    Args { args: p.list(&args), keywords: p.list(&keywords) }
}

/// A group of the grammar without a name, used twice.
pub fn positional(p: &mut Parser) -> Option<ExprId> {
    rule!(p at;
        [starred_expression]
        [e={ [assignment_expression] [e=expression !":=" => e] } !"=" => e]
    )
}

pub fn kwargs(p: &mut Parser) -> Option<Vec<KeywordOrStarred>> {
    rule!(p at;
        [a=",".kwarg_or_starred+ "," b=",".kwarg_or_double_starred+ => [a, b].concat()]
        [",".kwarg_or_starred+]
        [",".kwarg_or_double_starred+]
    )
}

pub fn starred_expression(p: &mut Parser) -> Option<ExprId> {
    rule!(p at;
        [@invalid_starred_expression]
        ["*" a=expression => p.expr(at, Expr::Starred { value: a, ctx: ExprContext::Load })]
        ["*" =>? p.raise("Invalid star expression")]
    )
}

fn kwarg_or_starred(p: &mut Parser) -> Option<KeywordOrStarred> {
    rule!(p at;
        [@invalid_kwarg]
        [a=name "=" b=expression => keyword(p, at, Some(a), b)]
        [a=starred_expression => KeywordOrStarred::Starred(a)]
    )
}

fn kwarg_or_double_starred(p: &mut Parser) -> Option<KeywordOrStarred> {
    rule!(p at;
        [@invalid_kwarg]
        [a=name "=" b=expression => keyword(p, at, Some(a), b)]
        ["**" a=expression => keyword(p, at, None, a)]
    )
}

fn keyword(p: &mut Parser, at: usize, name: Option<ExprId>, value: ExprId) -> KeywordOrStarred {
    let arg = name.map(|node| identifier(p, node));
    let span = p.span(at);
    KeywordOrStarred::Keyword(p.ast.add(Keyword { arg, value }, span))
}
