//! What can be wrong with the parameters of functions and lambdas.

use super::functions::*;
use super::kind::kind;
use super::notation::*;
use super::parser::{Never, Parser};

const SLASH_FIRST: &str = "at least one argument must precede /";
const SLASH_TWICE: &str = "/ may appear only once";
const NO_DEFAULT: &str = "parameter without a default follows parameter with a default";
const SLASH_AFTER_STAR: &str = "/ must be ahead of *";
const NO_COMMA: &str = "expected comma between / and *";
const BARE_STAR: &str = "named arguments must follow bare *";
const STAR_TWICE: &str = "* argument may appear only once";
const STAR_DEFAULT: &str = "var-positional argument cannot have default value";
const KWARG_DEFAULT: &str = "var-keyword argument cannot have default value";
const AFTER_KWARG: &str = "arguments cannot follow var-keyword argument";

pub fn invalid_parameters(p: &mut Parser) -> Option<Never> {
    rule!(p at;
        [a="/" "," =>? p.raise_location(a, SLASH_FIRST)]
        [{ [slash_no_default => ()] [slash_with_default => ()] } param_maybe_default* a="/" =>?
            p.raise_location(a, SLASH_TWICE)]
        [slash_no_default? param_no_default* invalid_parameters_helper a=param_no_default =>?
            p.raise_location(a, NO_DEFAULT)]
        [param_no_default* a="(" param_no_default+ ","? b=")" =>?
            p.raise_range(a, b, "Function parameters cannot be parenthesized")]
        [{ [slash_no_default => ()] [slash_with_default => ()] }? param_maybe_default* "*"
            { ["," => ()] [param_no_default => ()] } param_maybe_default* a="/" =>?
            p.raise_location(a, SLASH_AFTER_STAR)]
        [param_maybe_default+ "/" a="*" =>? p.raise_location(a, NO_COMMA)]
    )
}

fn invalid_parameters_helper(p: &mut Parser) -> Option<()> {
    rule!(p at; [slash_with_default => ()] [param_with_default+ => ()])
}

pub fn invalid_default(p: &mut Parser) -> Option<Never> {
    rule!(p at; [a="=" &{ [")"] [","] } =>? p.raise_location(a, "expected default value expression")])
}

/// Type comments are never tokens, so only the tokens it looks at matter.
pub fn invalid_double_type_comments(p: &mut Parser) -> Option<Never> {
    rule!(p at; ["TYPE_COMMENT" "NEWLINE" "TYPE_COMMENT" "NEWLINE" "INDENT" =>?
        p.raise("Cannot have two type comments on def")])
}
pub fn invalid_star_etc(p: &mut Parser) -> Option<Never> {
    rule!(p at;
        [a="*" { [")" => ()] ["," { [")"] ["**"] } => ()] } =>? p.raise_location(a, BARE_STAR)]
        ["*" "," "TYPE_COMMENT" =>? p.raise("bare * has associated type comment")]
        ["*" param a="=" =>? p.raise_location(a, STAR_DEFAULT)]
        ["*" { [param_no_default => ()] ["," => ()] } param_maybe_default* a="*"
            { [param_no_default => ()] ["," => ()] } =>? p.raise_location(a, STAR_TWICE)]
    )
}

pub fn invalid_kwds(p: &mut Parser) -> Option<Never> {
    rule!(p at;
        ["**" param a="=" =>? p.raise_location(a, KWARG_DEFAULT)]
        ["**" param "," a=param =>? p.raise_location(a, AFTER_KWARG)]
        ["**" param "," a={ ["*"] ["**"] ["/"] } =>? p.raise_location(a, AFTER_KWARG)]
    )
}

pub fn invalid_lambda_parameters(p: &mut Parser) -> Option<Never> {
    rule!(p at;
        [a="/" "," =>? p.raise_location(a, SLASH_FIRST)]
        [{ [lambda_slash_no_default => ()] [lambda_slash_with_default => ()] } lambda_param_maybe_default* a="/" =>?
            p.raise_location(a, SLASH_TWICE)]
        [lambda_slash_no_default? lambda_param_no_default* invalid_lambda_parameters_helper a=lambda_param_no_default =>?
            p.raise_location(a, NO_DEFAULT)]
        [lambda_param_no_default* a="(" ",".lambda_param+ ","? b=")" =>?
            p.raise_range(a, b, "Lambda expression parameters cannot be parenthesized")]
        [{ [lambda_slash_no_default => ()] [lambda_slash_with_default => ()] }? lambda_param_maybe_default* "*"
            { ["," => ()] [lambda_param_no_default => ()] } lambda_param_maybe_default* a="/" =>?
            p.raise_location(a, SLASH_AFTER_STAR)]
        [lambda_param_maybe_default+ "/" a="*" =>? p.raise_location(a, NO_COMMA)]
    )
}

fn invalid_lambda_parameters_helper(p: &mut Parser) -> Option<()> {
    rule!(p at; [lambda_slash_with_default => ()] [lambda_param_with_default+ => ()])
}
pub fn invalid_lambda_star_etc(p: &mut Parser) -> Option<Never> {
    rule!(p at;
        ["*" { [":" => ()] ["," { [":"] ["**"] } => ()] } =>? p.raise(BARE_STAR)]
        ["*" lambda_param a="=" =>? p.raise_location(a, STAR_DEFAULT)]
        ["*" { [lambda_param_no_default => ()] ["," => ()] } lambda_param_maybe_default* a="*"
            { [lambda_param_no_default => ()] ["," => ()] } =>? p.raise_location(a, STAR_TWICE)]
    )
}

pub fn invalid_lambda_kwds(p: &mut Parser) -> Option<Never> {
    rule!(p at;
        ["**" lambda_param a="=" =>? p.raise_location(a, KWARG_DEFAULT)]
        ["**" lambda_param "," a=lambda_param =>? p.raise_location(a, AFTER_KWARG)]
        ["**" lambda_param "," a={ ["*"] ["**"] ["/"] } =>? p.raise_location(a, AFTER_KWARG)]
    )
}
