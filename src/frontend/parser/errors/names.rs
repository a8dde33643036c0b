//! What errors call an expression, and which part of a target is wrong.

use super::parser::{Never, Parser};
use crate::base::Constant;
use crate::frontend::ast::{CmpOp, Expr, ExprId};

/// CPython: `_PyPegen_get_expr_name`.
pub fn expr_name(p: &Parser, expr: ExprId) -> &'static str {
    match p.ast[expr] {
        Expr::Attribute { .. } => "attribute",
        Expr::Subscript { .. } => "subscript",
        Expr::Starred { .. } => "starred",
        Expr::Name { .. } => "name",
        Expr::List { .. } => "list",
        Expr::Tuple { .. } => "tuple",
        Expr::Lambda { .. } => "lambda",
        Expr::Call { .. } => "function call",
        Expr::BoolOp { .. } | Expr::BinOp { .. } | Expr::UnaryOp { .. } => "expression",
        Expr::GeneratorExp { .. } => "generator expression",
        Expr::Yield { .. } | Expr::YieldFrom { .. } => "yield expression",
        Expr::Await { .. } => "await expression",
        Expr::ListComp { .. } => "list comprehension",
        Expr::SetComp { .. } => "set comprehension",
        Expr::DictComp { .. } => "dict comprehension",
        Expr::Dict { .. } => "dict literal",
        Expr::Set { .. } => "set display",
        Expr::JoinedStr { .. } | Expr::FormattedValue { .. } => "f-string expression",
        Expr::Constant { value, .. } => match p.ast[value] {
            Constant::None => "None",
            Constant::Bool(false) => "False",
            Constant::Bool(true) => "True",
            Constant::Ellipsis => "ellipsis",
            _ => "literal",
        },
        Expr::Compare { .. } => "comparison",
        Expr::IfExp { .. } => "conditional expression",
        Expr::NamedExpr { .. } => "named expression",
        // A slice stands only in a subscript, which is a target as a whole.
        Expr::Slice { .. } => "slice",
    }
}

/// What a target is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Targets {
    Star,
    Del,
    For,
}

/// The first part of `expr` that cannot be a target; CPython: `_PyPegen_get_invalid_target`.
pub fn invalid_target(p: &Parser, expr: ExprId, targets: Targets) -> Option<ExprId> {
    match p.ast[expr] {
        Expr::List { elts, .. } | Expr::Tuple { elts, .. } => {
            p.ast[elts].iter().find_map(|&elt| invalid_target(p, elt, targets))
        }
        Expr::Starred { value, .. } if targets != Targets::Del => invalid_target(p, value, targets),
        // The `a in b` of `for a in b` was read as a comparison.
        Expr::Compare { left, ops, .. } if targets == Targets::For => match p.ast[ops].first() {
            Some(CmpOp::In) => invalid_target(p, left, targets),
            _ => None,
        },
        Expr::Name { .. } | Expr::Subscript { .. } | Expr::Attribute { .. } => None,
        _ => Some(expr),
    }
}

/// `RAISE_SYNTAX_ERROR_INVALID_TARGET`; nothing if every part of `expr` can be a target.
pub fn raise_invalid_target(p: &mut Parser, targets: Targets, expr: ExprId) -> Option<Never> {
    let wrong = invalid_target(p, expr, targets)?;
    let verb = if targets == Targets::Del { "delete" } else { "assign to" };
    let msg = format!("cannot {verb} {}", expr_name(p, wrong));
    p.raise_location(wrong, msg)
}
