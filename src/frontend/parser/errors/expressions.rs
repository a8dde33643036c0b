//! Expressions down to the operators.

use super::functions::lambdef;
use super::invalid_expressions::*;
use super::kind::kind;
use super::memory::Rule;
use super::notation::*;
use super::parser::{Parser, Tk};
use super::primary::{name, primary};
use crate::frontend::ast::{BoolOpKind, CmpOp, Expr, ExprContext, ExprId, Operator, UnaryOpKind};

pub use super::typing::type_params;

fn tuple(p: &mut Parser, at: usize, first: ExprId, others: &[ExprId]) -> ExprId {
    let elts = p.list_with_first(first, others);
    p.expr(at, Expr::Tuple { elts, ctx: ExprContext::Load })
}

pub fn expressions(p: &mut Parser) -> Option<ExprId> {
    rule!(p at;
        [a=expression b={ ["," c=expression => c] }+ ","? => tuple(p, at, a, &b)]
        [a=expression "," => tuple(p, at, a, &[])]
        [expression]
    )
}

pub fn expression(p: &mut Parser) -> Option<ExprId> {
    memo!(p at expression;
        [@invalid_expression]
        [@invalid_legacy_expression]
        [a=disjunction "if" b=disjunction "else" c=expression =>
            p.expr(at, Expr::IfExp { test: b, body: a, orelse: c })]
        [disjunction]
        [lambdef]
    )
}

/// The same without the `invalid_…` rules, also below it.
pub fn expression_without_invalid(p: &mut Parser) -> Option<ExprId> {
    let before = std::mem::replace(&mut p.call_invalid_rules, false);
    let found = expression_without_invalid_rule(p);
    p.call_invalid_rules = before;
    found
}

fn expression_without_invalid_rule(p: &mut Parser) -> Option<ExprId> {
    rule!(p at;
        [a=disjunction "if" b=disjunction "else" c=expression =>
            p.expr(at, Expr::IfExp { test: b, body: a, orelse: c })]
        [disjunction]
        [lambdef]
    )
}

pub fn yield_expr(p: &mut Parser) -> Option<ExprId> {
    rule!(p at;
        ["yield" "from" a=expression => p.expr(at, Expr::YieldFrom { value: a })]
        ["yield" a=star_expressions? => p.expr(at, Expr::Yield { value: a })]
    )
}

pub fn star_expressions(p: &mut Parser) -> Option<ExprId> {
    rule!(p at;
        [a=star_expression b={ ["," c=star_expression => c] }+ ","? => tuple(p, at, a, &b)]
        [a=star_expression "," => tuple(p, at, a, &[])]
        [star_expression]
    )
}

pub fn star_expression(p: &mut Parser) -> Option<ExprId> {
    memo!(p at star_expression;
        ["*" a=bitwise_or => p.expr(at, Expr::Starred { value: a, ctx: ExprContext::Load })]
        [expression]
    )
}

pub fn star_named_expressions(p: &mut Parser) -> Option<Vec<ExprId>> {
    rule!(p at; [a=",".star_named_expression+ ","? => a])
}

pub fn star_named_expression(p: &mut Parser) -> Option<ExprId> {
    rule!(p at;
        ["*" a=bitwise_or => p.expr(at, Expr::Starred { value: a, ctx: ExprContext::Load })]
        [named_expression]
    )
}

pub fn assignment_expression(p: &mut Parser) -> Option<ExprId> {
    rule!(p at; [a=name ":=" ~ b=expression => {
        let target = p.with_context(a, ExprContext::Store);
        p.expr(at, Expr::NamedExpr { target, value: b })
    }])
}

pub fn named_expression(p: &mut Parser) -> Option<ExprId> {
    rule!(p at;
        [assignment_expression]
        [@invalid_named_expression]
        [a=expression !":=" => a]
    )
}

pub fn disjunction(p: &mut Parser) -> Option<ExprId> {
    memo!(p at disjunction;
        [a=conjunction b={ ["or" c=conjunction => c] }+ => {
            let values = p.list_with_first(a, &b);
            p.expr(at, Expr::BoolOp { op: BoolOpKind::Or, values })
        }]
        [conjunction]
    )
}

fn conjunction(p: &mut Parser) -> Option<ExprId> {
    memo!(p at conjunction;
        [a=inversion b={ ["and" c=inversion => c] }+ => {
            let values = p.list_with_first(a, &b);
            p.expr(at, Expr::BoolOp { op: BoolOpKind::And, values })
        }]
        [inversion]
    )
}

pub fn inversion(p: &mut Parser) -> Option<ExprId> {
    memo!(p at inversion;
        ["not" a=inversion => p.expr(at, Expr::UnaryOp { op: UnaryOpKind::Not, operand: a })]
        [comparison]
    )
}

fn comparison(p: &mut Parser) -> Option<ExprId> {
    rule!(p at;
        [a=bitwise_or b=compare_op_bitwise_or_pair+ => {
            let (ops, comparators): (Vec<_>, Vec<_>) = b.into_iter().unzip();
            let (ops, comparators) = (p.list(&ops), p.list(&comparators));
            p.expr(at, Expr::Compare { left: a, ops, comparators })
        }]
        [bitwise_or]
    )
}

type Comparison = (CmpOp, ExprId);

fn compare_op_bitwise_or_pair(p: &mut Parser) -> Option<Comparison> {
    rule!(p at;
        [eq_bitwise_or]
        [noteq_bitwise_or]
        [lte_bitwise_or]
        [lt_bitwise_or]
        [gte_bitwise_or]
        [gt_bitwise_or]
        [notin_bitwise_or]
        [in_bitwise_or]
        [isnot_bitwise_or]
        [is_bitwise_or]
    )
}

fn eq_bitwise_or(p: &mut Parser) -> Option<Comparison> {
    rule!(p at; ["==" a=bitwise_or => (CmpOp::Eq, a)])
}

fn noteq_bitwise_or(p: &mut Parser) -> Option<Comparison> {
    rule!(p at; [{ [t="!=" =>? not_barrys(p, t)] } a=bitwise_or => (CmpOp::NotEq, a)])
}

/// The tokenizer takes `<>` for `!=`; only a flag that no file can set allows it.
fn not_barrys(p: &Parser, token: Tk) -> Option<()> {
    (p.token_text(token) == "!=").then_some(())
}

fn lte_bitwise_or(p: &mut Parser) -> Option<Comparison> {
    rule!(p at; ["<=" a=bitwise_or => (CmpOp::LtE, a)])
}

fn lt_bitwise_or(p: &mut Parser) -> Option<Comparison> {
    rule!(p at; ["<" a=bitwise_or => (CmpOp::Lt, a)])
}

fn gte_bitwise_or(p: &mut Parser) -> Option<Comparison> {
    rule!(p at; [">=" a=bitwise_or => (CmpOp::GtE, a)])
}

fn gt_bitwise_or(p: &mut Parser) -> Option<Comparison> {
    rule!(p at; [">" a=bitwise_or => (CmpOp::Gt, a)])
}

fn notin_bitwise_or(p: &mut Parser) -> Option<Comparison> {
    rule!(p at; ["not" "in" a=bitwise_or => (CmpOp::NotIn, a)])
}

fn in_bitwise_or(p: &mut Parser) -> Option<Comparison> {
    rule!(p at; ["in" a=bitwise_or => (CmpOp::In, a)])
}

fn isnot_bitwise_or(p: &mut Parser) -> Option<Comparison> {
    rule!(p at; ["is" "not" a=bitwise_or => (CmpOp::IsNot, a)])
}

fn is_bitwise_or(p: &mut Parser) -> Option<Comparison> {
    rule!(p at; ["is" a=bitwise_or => (CmpOp::Is, a)])
}

fn binary(p: &mut Parser, at: usize, left: ExprId, op: Operator, right: ExprId) -> ExprId {
    p.expr(at, Expr::BinOp { left, op, right })
}

pub fn bitwise_or(p: &mut Parser) -> Option<ExprId> {
    p.left_recursive(Rule::bitwise_or, bitwise_or_round)
}

fn bitwise_or_round(p: &mut Parser) -> Option<ExprId> {
    rule!(p at;
        [a=bitwise_or "|" b=bitwise_xor => binary(p, at, a, Operator::BitOr, b)]
        [bitwise_xor]
    )
}

fn bitwise_xor(p: &mut Parser) -> Option<ExprId> {
    p.left_recursive(Rule::bitwise_xor, bitwise_xor_round)
}

fn bitwise_xor_round(p: &mut Parser) -> Option<ExprId> {
    rule!(p at;
        [a=bitwise_xor "^" b=bitwise_and => binary(p, at, a, Operator::BitXor, b)]
        [bitwise_and]
    )
}

fn bitwise_and(p: &mut Parser) -> Option<ExprId> {
    p.left_recursive(Rule::bitwise_and, bitwise_and_round)
}

fn bitwise_and_round(p: &mut Parser) -> Option<ExprId> {
    rule!(p at;
        [a=bitwise_and "&" b=shift_expr => binary(p, at, a, Operator::BitAnd, b)]
        [shift_expr]
    )
}

fn shift_expr(p: &mut Parser) -> Option<ExprId> {
    p.left_recursive(Rule::shift_expr, shift_expr_round)
}

fn shift_expr_round(p: &mut Parser) -> Option<ExprId> {
    rule!(p at;
        [a=shift_expr "<<" b=sum => binary(p, at, a, Operator::LShift, b)]
        [a=shift_expr ">>" b=sum => binary(p, at, a, Operator::RShift, b)]
        [@invalid_arithmetic]
        [sum]
    )
}

pub fn sum(p: &mut Parser) -> Option<ExprId> {
    p.left_recursive(Rule::sum, sum_round)
}

fn sum_round(p: &mut Parser) -> Option<ExprId> {
    rule!(p at;
        [a=sum "+" b=term => binary(p, at, a, Operator::Add, b)]
        [a=sum "-" b=term => binary(p, at, a, Operator::Sub, b)]
        [term]
    )
}

fn term(p: &mut Parser) -> Option<ExprId> {
    p.left_recursive(Rule::term, term_round)
}

fn term_round(p: &mut Parser) -> Option<ExprId> {
    rule!(p at;
        [a=term "*" b=factor => binary(p, at, a, Operator::Mult, b)]
        [a=term "/" b=factor => binary(p, at, a, Operator::Div, b)]
        [a=term "//" b=factor => binary(p, at, a, Operator::FloorDiv, b)]
        [a=term "%" b=factor => binary(p, at, a, Operator::Mod, b)]
        [a=term "@" b=factor => binary(p, at, a, Operator::MatMult, b)]
        [@invalid_factor]
        [factor]
    )
}

pub fn factor(p: &mut Parser) -> Option<ExprId> {
    memo!(p at factor;
        ["+" a=factor => p.expr(at, Expr::UnaryOp { op: UnaryOpKind::UAdd, operand: a })]
        ["-" a=factor => p.expr(at, Expr::UnaryOp { op: UnaryOpKind::USub, operand: a })]
        ["~" a=factor => p.expr(at, Expr::UnaryOp { op: UnaryOpKind::Invert, operand: a })]
        [power]
    )
}

fn power(p: &mut Parser) -> Option<ExprId> {
    rule!(p at;
        [a=await_primary "**" b=factor => binary(p, at, a, Operator::Pow, b)]
        [await_primary]
    )
}

fn await_primary(p: &mut Parser) -> Option<ExprId> {
    memo!(p at await_primary;
        ["await" a=primary => p.expr(at, Expr::Await { value: a })]
        [primary]
    )
}
