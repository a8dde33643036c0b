//! What can be wrong with the arguments of a call.

use super::arguments::*;
use super::expressions::*;
use super::kind::kind;
use super::memory::Args;
use super::notation::*;
use super::parser::{Never, Parser};
use super::primary::{for_if_clauses, name};
use crate::frontend::ast::{ComprehensionId, ExprId};

const MAYBE_EQUALITY: &str = "invalid syntax. Maybe you meant '==' or ':=' instead of '='?";
const UNPARENTHESIZED: &str = "Generator expression must be parenthesized";

pub fn invalid_arguments(p: &mut Parser) -> Option<Never> {
    rule!(p at;
        [{ [{ [",".positional+ "," kwargs] }] [kwargs] } a="," ",".{ [e=starred_expression !"=" => e] }+ =>?
            p.raise_starting_from(a, "iterable argument unpacking follows keyword argument unpacking")]
        [a=expression b=for_if_clauses "," { [args => ()] [expression for_if_clauses => ()] }? =>? {
            let last = last_comprehension_item(p, &b, a);
            p.raise_range(a, last, UNPARENTHESIZED)
        }]
        [a=name b="=" expression for_if_clauses =>? p.raise_range(a, b, MAYBE_EQUALITY)]
        [{ [args "," => ()] }? a=name b="=" &{ [","] [")"] } =>?
            p.raise_range(a, b, "expected argument value expression")]
        [a=args b=for_if_clauses =>? nonparen_genexp_in_call(p, a, &b)]
        [args "," a=expression b=for_if_clauses =>? {
            let last = last_comprehension_item(p, &b, a);
            p.raise_range(a, last, UNPARENTHESIZED)
        }]
        [a=args "," args =>? arguments_parsing_error(p, a)]
    )
}

/// Where a comprehension ends: its last condition, or what it runs over.
fn last_comprehension_item(p: &Parser, clauses: &[ComprehensionId], default: ExprId) -> ExprId {
    clauses.last().map_or(default, |&clause| {
        let clause = p.ast[clause];
        p.ast[clause.ifs].last().copied().unwrap_or(clause.iter)
    })
}

/// CPython: `_PyPegen_nonparen_genexp_in_call`.
fn nonparen_genexp_in_call(p: &mut Parser, args: Args, clauses: &[ComprehensionId]) -> Option<Never> {
    let positional = &p.ast[args.args];
    match positional[..] {
        [] | [_] => None,
        [.., element] => {
            let last = last_comprehension_item(p, clauses, element);
            p.raise_range(element, last, UNPARENTHESIZED)
        }
    }
}

/// CPython: `_PyPegen_arguments_parsing_error`.
fn arguments_parsing_error(p: &mut Parser, args: Args) -> Option<Never> {
    let unpacks = p.ast[args.keywords].iter().any(|&keyword| p.ast[keyword].arg.is_none());
    p.raise(if unpacks {
        "positional argument follows keyword argument unpacking"
    } else {
        "positional argument follows keyword argument"
    })
}

pub fn invalid_kwarg(p: &mut Parser) -> Option<Never> {
    rule!(p at;
        [a={ ["True"] ["False"] ["None"] } b="=" =>? {
            let msg = format!("cannot assign to {}", p.token_text(a));
            p.raise_range::<Never>(a, b, msg)
        }]
        [a=name b="=" expression for_if_clauses =>? p.raise_range(a, b, MAYBE_EQUALITY)]
        [!{ [name "=" => ()] } a=expression b="=" =>?
            p.raise_range(a, b, "expression cannot contain assignment, perhaps you meant \"==\"?")]
        [a="**" expression "=" b=expression =>?
            p.raise_range(a, b, "cannot assign to keyword argument unpacking")]
    )
}

pub fn invalid_starred_expression(p: &mut Parser) -> Option<Never> {
    rule!(p at; [a="*" expression "=" b=expression =>?
        p.raise_range::<Never>(a, b, "cannot assign to iterable argument unpacking")])
}
