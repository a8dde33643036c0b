//! `type` statements and type parameters.

use super::expressions::*;
use super::invalid_statements::invalid_type_params;
use super::kind::kind;
use super::memory::Rule;
use super::notation::*;
use super::parser::{Parser, Tk};
use super::primary::{identifier, name};
use crate::frontend::ast::{Expr, ExprContext, ExprId, Stmt, StmtId, TypeParam, TypeParamId};

pub fn type_alias(p: &mut Parser) -> Option<StmtId> {
    rule!(p at; [(p.soft("type")) n=name t=type_params? "=" b=expression => {
        let name = p.with_context(n, ExprContext::Store);
        let type_params = p.optional_list(t);
        p.stmt(at, Stmt::TypeAlias { name, type_params, value: b })
    }])
}

pub fn type_params(p: &mut Parser) -> Option<Vec<TypeParamId>> {
    rule!(p at;
        [@invalid_type_params]
        ["[" t=type_param_seq "]" => t]
    )
}

fn type_param_seq(p: &mut Parser) -> Option<Vec<TypeParamId>> {
    rule!(p at; [a=",".type_param+ ","? => a])
}

fn type_param(p: &mut Parser) -> Option<TypeParamId> {
    memo!(p at type_param;
        [a=name b=type_param_bound? c=type_param_default? => {
            let name = identifier(p, a);
            p.type_param(at, TypeParam::TypeVar { name, bound: b, default_value: c })
        }]
        ["*" name colon=":" e=expression =>? bound_error(p, colon, e, "TypeVarTuple")]
        ["*" a=name b=type_param_starred_default? => {
            let name = identifier(p, a);
            p.type_param(at, TypeParam::TypeVarTuple { name, default_value: b })
        }]
        ["**" name colon=":" e=expression =>? bound_error(p, colon, e, "ParamSpec")]
        ["**" a=name b=type_param_default? => {
            let name = identifier(p, a);
            p.type_param(at, TypeParam::ParamSpec { name, default_value: b })
        }]
    )
}

fn bound_error(p: &mut Parser, colon: Tk, bound: ExprId, what: &str) -> Option<TypeParamId> {
    let kind = if matches!(p.ast[bound], Expr::Tuple { .. }) { "constraints" } else { "bound" };
    p.raise_starting_from(colon, format!("cannot use {kind} with {what}"))
}

fn type_param_bound(p: &mut Parser) -> Option<ExprId> {
    rule!(p at; [":" e=expression => e])
}

fn type_param_default(p: &mut Parser) -> Option<ExprId> {
    rule!(p at; ["=" e=expression => e])
}

fn type_param_starred_default(p: &mut Parser) -> Option<ExprId> {
    rule!(p at; ["=" e=star_expression => e])
}
