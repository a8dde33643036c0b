//! What can be wrong with expressions, comprehensions and displays.

use super::arguments::starred_expression;
use super::expressions::*;
use super::functions::lambda_params;
use super::kind::{Kind, kind};
use super::memory::Rule;
use super::names::expr_name;
use super::notation::*;
use super::parser::{Never, Parser, Tk};
use super::primary::{constant, double_starred_kvpair, for_if_clauses, genexp, identifier, list, name, tuple};
use super::raise::Placed;
use super::stream::Place;
use crate::frontend::ast::{Expr, ExprId};

const MAYBE_EQUALITY: &str = "invalid syntax. Maybe you meant '==' or ':=' instead of '='?";

pub fn invalid_expression(p: &mut Parser) -> Option<Never> {
    rule!(p at;
        // Neither behind a name that could be a misspelled string prefix nor behind a soft keyword.
        [!{ [name "STRING"] [(soft_keyword(p))] } a=disjunction b=expression_without_invalid =>?
            if is_legacy_statement(p, a) || depth_before(p) == 0 {
                None
            } else {
                p.raise_range(a, b, "invalid syntax. Perhaps you forgot a comma?")
            }]
        [a=disjunction "if" b=disjunction !{ ["else"] [":"] } =>?
            p.raise_range(a, b, "expected 'else' after 'if' expression")]
        [a="lambda" lambda_params? b=":" &"FSTRING_MIDDLE" =>?
            p.raise_range(a, b, "f-string: lambda expressions are not allowed without parentheses")]
    )
}

/// Number of brackets open behind the token before the mark.
fn depth_before(p: &Parser) -> u32 {
    p.mark.checked_sub(1).and_then(|index| p.stream.get(index)).map_or(0, |token| token.depth)
}

/// A soft keyword or, as CPython compares only as many characters as the name has, the beginning of one.
fn soft_keyword(p: &mut Parser) -> Option<Tk> {
    let token = p.expect(Kind::NAME)?;
    if ["_", "case", "match", "type"].iter().any(|keyword| keyword.starts_with(p.token_text(token))) {
        return Some(token);
    }
    p.mark -= 1;
    None
}

/// A name that was a statement in Python 2.
fn is_legacy_statement(p: &Parser, expr: ExprId) -> bool {
    matches!(p.ast[expr], Expr::Name { id, .. } if matches!(&p.ast[id], "print" | "exec"))
}

pub fn invalid_legacy_expression(p: &mut Parser) -> Option<Never> {
    rule!(p at; [a=name !"(" b=star_expressions =>? if is_legacy_statement(p, a) {
        let id = identifier(p, a);
        let msg = format!("Missing parentheses in call to '{0}'. Did you mean {0}(...)?", &p.ast[id]);
        p.raise_range(a, b, msg)
    } else {
        None
    }])
}

pub fn invalid_named_expression(p: &mut Parser) -> Option<Never> {
    memo!(p at invalid_named_expression;
        [a=expression ":=" expression =>? {
            let msg = format!("cannot use assignment expressions with {}", expr_name(p, a));
            p.raise_location(a, msg)
        }]
        [a=name "=" b=bitwise_or !{ ["="] [":="] } =>? p.raise_range(a, b, MAYBE_EQUALITY)]
        [!{ [list] [tuple] [genexp] ["True" => a_constant(p)] ["None" => a_constant(p)] ["False" => a_constant(p)] }
            a=bitwise_or "=" bitwise_or !{ ["="] [":="] } =>? {
            let msg = format!("cannot assign to {} here. Maybe you meant '==' instead of '='?", expr_name(p, a));
            p.raise_location(a, msg)
        }]
    )
}

/// Any expression: in a lookahead only whether there is one counts.
fn a_constant(p: &mut Parser) -> ExprId {
    constant(p, p.mark, crate::base::Constant::None)
}

pub fn invalid_comprehension(p: &mut Parser) -> Option<Never> {
    rule!(p at;
        [{ ["["] ["("] ["{"] } a=starred_expression for_if_clauses =>?
            p.raise_location(a, "iterable unpacking cannot be used in comprehension")]
        [{ ["["] ["{"] } a=star_named_expression "," b=star_named_expressions for_if_clauses =>? {
            let last = b.last().copied().unwrap_or(a);
            p.raise_range(a, last, "did you forget parentheses around the comprehension target?")
        }]
        [{ ["["] ["{"] } a=star_named_expression b="," for_if_clauses =>?
            p.raise_range(a, b, "did you forget parentheses around the comprehension target?")]
    )
}

pub fn invalid_dict_comprehension(p: &mut Parser) -> Option<Never> {
    rule!(p at; ["{" a="**" bitwise_or for_if_clauses "}" =>?
        p.raise_location(a, "dict unpacking cannot be used in dict comprehension")])
}

pub fn invalid_group(p: &mut Parser) -> Option<Never> {
    rule!(p at;
        ["(" a=starred_expression ")" =>? p.raise_location(a, "cannot use starred expression here")]
        ["(" a="**" expression ")" =>? p.raise_location(a, "cannot use double starred expression here")]
    )
}

const STARRED_VALUE: &str = "cannot use a starred expression in a dictionary value";
const NO_VALUE: &str = "expression expected after dictionary key and ':'";

pub fn invalid_double_starred_kvpairs(p: &mut Parser) -> Option<Never> {
    rule!(p at;
        [",".double_starred_kvpair+ "," invalid_kvpair]
        [expression ":" a="*" bitwise_or =>? p.raise_starting_from(a, STARRED_VALUE)]
        [expression a=":" &{ ["}"] [","] } =>? p.raise_location(a, NO_VALUE)]
    )
}

fn invalid_kvpair(p: &mut Parser) -> Option<Never> {
    rule!(p at;
        [a=expression !":" =>? {
            let key = a.place(p);
            let place = Place { line: key.line, column: key.end_column - 1, end_line: key.end_line, end_column: -1 };
            p.raise_place(place, "':' expected after dictionary key")
        }]
        [expression ":" a="*" bitwise_or =>? p.raise_starting_from(a, STARRED_VALUE)]
        [expression a=":" &{ ["}"] [","] } =>? p.raise_location(a, NO_VALUE)]
    )
}

const NOT_PARENTHESIZED: &str = "'not' after an operator must be parenthesized";

pub fn invalid_arithmetic(p: &mut Parser) -> Option<Never> {
    rule!(p at; [sum { ["+"] ["-"] ["*"] ["/"] ["%"] ["//"] ["@"] } a="not" b=inversion =>?
        p.raise_range(a, b, NOT_PARENTHESIZED)])
}

pub fn invalid_factor(p: &mut Parser) -> Option<Never> {
    rule!(p at; [{ ["+"] ["-"] ["~"] } a="not" b=factor =>? p.raise_range(a, b, NOT_PARENTHESIZED)])
}
