//! Function definitions, parameters, lambdas.
//!
//! The rules of lambda parameters repeat those of function parameters without annotations, and end at a colon instead of
//! a closing parenthesis.

use super::expressions::*;
use super::invalid_parameters::*;
use super::invalid_statements::invalid_def_raw;
use super::kind::kind;
use super::notation::*;
use super::parser::Parser;
use super::primary::{identifier, name};
use super::statements::block;
use super::typing::type_params;
use crate::frontend::ast::{
    Arg, ArgId, Arguments, ArgumentsId, Expr, ExprId, List, Stmt, StmtId, TypeComment, TypeParamId,
};

/// A parameter and its default.
pub type Pair = (ArgId, Option<ExprId>);

/// Parameters in front of `/`, the last of which have defaults.
#[derive(Default)]
pub struct SlashWithDefault {
    pub plain_names: Vec<ArgId>,
    pub names_with_defaults: Vec<Pair>,
}

/// What follows `*`.
#[derive(Default)]
pub struct StarEtc {
    pub vararg: Option<ArgId>,
    pub kwonlyargs: Vec<Pair>,
    pub kwarg: Option<ArgId>,
}

pub fn function_def_raw(p: &mut Parser) -> Option<StmtId> {
    rule!(p at;
        [(if p.call_invalid_rules { invalid_def_raw(p) } else { None })]
        ["def" n=name t=type_params? "(" a=params? ")" r={ ["->" z=expression => z] }? ":" func_type_comment?
            b=block => {
            let (name, args, type_params) = signature(p, n, a, t);
            p.stmt(at, Stmt::FunctionDef {
                name, args, body: b, decorator_list: List::EMPTY, returns: r, type_comment: TypeComment, type_params,
            })
        }]
        ["async" "def" n=name t=type_params? "(" a=params? ")" r={ ["->" z=expression => z] }? ":"
            func_type_comment? b=block => {
            let (name, args, type_params) = signature(p, n, a, t);
            p.stmt(at, Stmt::AsyncFunctionDef {
                name, args, body: b, decorator_list: List::EMPTY, returns: r, type_comment: TypeComment, type_params,
            })
        }]
    )
}

fn signature(
    p: &mut Parser,
    name: ExprId,
    params: Option<ArgumentsId>,
    type_params: Option<Vec<TypeParamId>>,
) -> (crate::base::Name, ArgumentsId, List<TypeParamId>) {
    let args = params.unwrap_or_else(|| empty_arguments(p));
    (identifier(p, name), args, p.optional_list(type_params))
}

fn empty_arguments(p: &mut Parser) -> ArgumentsId {
    make_arguments(p, p.mark, SlashWithDefault::default(), Vec::new(), Vec::new(), None)
}

pub fn params(p: &mut Parser) -> Option<ArgumentsId> {
    rule!(p at; [@invalid_parameters] [parameters])
}

fn parameters(p: &mut Parser) -> Option<ArgumentsId> {
    rule!(p at;
        [a=slash_no_default b=param_no_default* c=param_with_default* d=star_etc? =>
            make_arguments(p, at, SlashWithDefault { plain_names: a, ..Default::default() }, b, c, d)]
        [a=slash_with_default b=param_with_default* c=star_etc? => make_arguments(p, at, a, Vec::new(), b, c)]
        [a=param_no_default+ b=param_with_default* c=star_etc? =>
            make_arguments(p, at, SlashWithDefault::default(), a, b, c)]
        [a=param_with_default+ b=star_etc? =>
            make_arguments(p, at, SlashWithDefault::default(), Vec::new(), a, b)]
        [a=star_etc => make_arguments(p, at, SlashWithDefault::default(), Vec::new(), Vec::new(), Some(a))]
    )
}

fn make_arguments(
    p: &mut Parser,
    at: usize,
    slash: SlashWithDefault,
    mut args: Vec<ArgId>,
    with_default: Vec<Pair>,
    star_etc: Option<StarEtc>,
) -> ArgumentsId {
    let StarEtc { vararg, kwonlyargs, kwarg } = star_etc.unwrap_or_default();
    let mut posonlyargs = slash.plain_names;
    posonlyargs.extend(slash.names_with_defaults.iter().map(|pair| pair.0));
    args.extend(with_default.iter().map(|pair| pair.0));
    let defaults: Vec<_> = slash.names_with_defaults.iter().chain(&with_default).filter_map(|pair| pair.1).collect();
    let (kwonlyargs, kw_defaults): (Vec<_>, Vec<_>) = kwonlyargs.into_iter().unzip();
    let node = Arguments {
        posonlyargs: p.list(&posonlyargs),
        args: p.list(&args),
        vararg,
        kwonlyargs: p.list(&kwonlyargs),
        kw_defaults: p.list(&kw_defaults),
        kwarg,
        defaults: p.list(&defaults),
    };
    p.arguments(at, node)
}

pub fn slash_no_default(p: &mut Parser) -> Option<Vec<ArgId>> {
    rule!(p at;
        [a=param_no_default+ "/" "," => a]
        [a=param_no_default+ "/" &")" => a]
    )
}

pub fn slash_with_default(p: &mut Parser) -> Option<SlashWithDefault> {
    rule!(p at;
        [a=param_no_default* b=param_with_default+ "/" "," =>
            SlashWithDefault { plain_names: a, names_with_defaults: b }]
        [a=param_no_default* b=param_with_default+ "/" &")" =>
            SlashWithDefault { plain_names: a, names_with_defaults: b }]
    )
}

fn star_etc(p: &mut Parser) -> Option<StarEtc> {
    rule!(p at;
        [@invalid_star_etc]
        ["*" a=param_no_default b=param_maybe_default* c=kwds? =>
            StarEtc { vararg: Some(a), kwonlyargs: b, kwarg: c }]
        ["*" a=param_no_default_star_annotation b=param_maybe_default* c=kwds? =>
            StarEtc { vararg: Some(a), kwonlyargs: b, kwarg: c }]
        ["*" "," b=param_maybe_default+ c=kwds? => StarEtc { vararg: None, kwonlyargs: b, kwarg: c }]
        [a=kwds => StarEtc { kwarg: Some(a), ..Default::default() }]
    )
}

fn kwds(p: &mut Parser) -> Option<ArgId> {
    rule!(p at; [@invalid_kwds] ["**" a=param_no_default => a])
}

pub fn param_no_default(p: &mut Parser) -> Option<ArgId> {
    rule!(p at;
        [a=param "," "TYPE_COMMENT"? => a]
        [a=param "TYPE_COMMENT"? &")" => a]
    )
}

fn param_no_default_star_annotation(p: &mut Parser) -> Option<ArgId> {
    rule!(p at;
        [a=param_star_annotation "," "TYPE_COMMENT"? => a]
        [a=param_star_annotation "TYPE_COMMENT"? &")" => a]
    )
}

pub fn param_with_default(p: &mut Parser) -> Option<Pair> {
    rule!(p at;
        [a=param c=default "," "TYPE_COMMENT"? => (a, Some(c))]
        [a=param c=default "TYPE_COMMENT"? &")" => (a, Some(c))]
    )
}

pub fn param_maybe_default(p: &mut Parser) -> Option<Pair> {
    rule!(p at;
        [a=param c=default? "," "TYPE_COMMENT"? => (a, c)]
        [a=param c=default? "TYPE_COMMENT"? &")" => (a, c)]
    )
}

pub fn param(p: &mut Parser) -> Option<ArgId> {
    rule!(p at; [a=name b=annotation? => arg(p, at, a, b)])
}

fn param_star_annotation(p: &mut Parser) -> Option<ArgId> {
    rule!(p at; [a=name b=star_annotation => arg(p, at, a, Some(b))])
}

fn arg(p: &mut Parser, at: usize, name: ExprId, annotation: Option<ExprId>) -> ArgId {
    let arg = identifier(p, name);
    let span = p.span(at);
    p.ast.add(Arg { arg, annotation, type_comment: TypeComment }, span)
}

fn annotation(p: &mut Parser) -> Option<ExprId> {
    rule!(p at; [":" a=expression => a])
}

fn star_annotation(p: &mut Parser) -> Option<ExprId> {
    rule!(p at; [":" a=star_expression => a])
}

fn default(p: &mut Parser) -> Option<ExprId> {
    rule!(p at; ["=" a=expression => a] [@invalid_default])
}

/// Type comments are never tokens, so only the tokens it looks at matter.
pub fn func_type_comment(p: &mut Parser) -> Option<()> {
    rule!(p at;
        ["NEWLINE" "TYPE_COMMENT" &{ ["NEWLINE" "INDENT"] } => ()]
        [@invalid_double_type_comments]
        ["TYPE_COMMENT" => ()]
    )
}

pub fn lambdef(p: &mut Parser) -> Option<ExprId> {
    rule!(p at; ["lambda" a=lambda_params? ":" b=expression => {
        let args = a.unwrap_or_else(|| empty_arguments(p));
        p.expr(at, Expr::Lambda { args, body: b })
    }])
}

pub fn lambda_params(p: &mut Parser) -> Option<ArgumentsId> {
    rule!(p at; [@invalid_lambda_parameters] [lambda_parameters])
}

fn lambda_parameters(p: &mut Parser) -> Option<ArgumentsId> {
    rule!(p at;
        [a=lambda_slash_no_default b=lambda_param_no_default* c=lambda_param_with_default* d=lambda_star_etc? =>
            make_arguments(p, at, SlashWithDefault { plain_names: a, ..Default::default() }, b, c, d)]
        [a=lambda_slash_with_default b=lambda_param_with_default* c=lambda_star_etc? =>
            make_arguments(p, at, a, Vec::new(), b, c)]
        [a=lambda_param_no_default+ b=lambda_param_with_default* c=lambda_star_etc? =>
            make_arguments(p, at, SlashWithDefault::default(), a, b, c)]
        [a=lambda_param_with_default+ b=lambda_star_etc? =>
            make_arguments(p, at, SlashWithDefault::default(), Vec::new(), a, b)]
        [a=lambda_star_etc =>
            make_arguments(p, at, SlashWithDefault::default(), Vec::new(), Vec::new(), Some(a))]
    )
}

pub fn lambda_slash_no_default(p: &mut Parser) -> Option<Vec<ArgId>> {
    rule!(p at;
        [a=lambda_param_no_default+ "/" "," => a]
        [a=lambda_param_no_default+ "/" &":" => a]
    )
}

pub fn lambda_slash_with_default(p: &mut Parser) -> Option<SlashWithDefault> {
    rule!(p at;
        [a=lambda_param_no_default* b=lambda_param_with_default+ "/" "," =>
            SlashWithDefault { plain_names: a, names_with_defaults: b }]
        [a=lambda_param_no_default* b=lambda_param_with_default+ "/" &":" =>
            SlashWithDefault { plain_names: a, names_with_defaults: b }]
    )
}

fn lambda_star_etc(p: &mut Parser) -> Option<StarEtc> {
    rule!(p at;
        [@invalid_lambda_star_etc]
        ["*" a=lambda_param_no_default b=lambda_param_maybe_default* c=lambda_kwds? =>
            StarEtc { vararg: Some(a), kwonlyargs: b, kwarg: c }]
        ["*" "," b=lambda_param_maybe_default+ c=lambda_kwds? =>
            StarEtc { vararg: None, kwonlyargs: b, kwarg: c }]
        [a=lambda_kwds => StarEtc { kwarg: Some(a), ..Default::default() }]
    )
}

fn lambda_kwds(p: &mut Parser) -> Option<ArgId> {
    rule!(p at; [@invalid_lambda_kwds] ["**" a=lambda_param_no_default => a])
}

pub fn lambda_param_no_default(p: &mut Parser) -> Option<ArgId> {
    rule!(p at; [a=lambda_param "," => a] [a=lambda_param &":" => a])
}

pub fn lambda_param_with_default(p: &mut Parser) -> Option<Pair> {
    rule!(p at;
        [a=lambda_param c=default "," => (a, Some(c))]
        [a=lambda_param c=default &":" => (a, Some(c))]
    )
}

pub fn lambda_param_maybe_default(p: &mut Parser) -> Option<Pair> {
    rule!(p at;
        [a=lambda_param c=default? "," => (a, c)]
        [a=lambda_param c=default? &":" => (a, c)]
    )
}

pub fn lambda_param(p: &mut Parser) -> Option<ArgId> {
    rule!(p at; [a=name => arg(p, at, a, None)])
}
