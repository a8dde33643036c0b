//! Warnings about code that is legal and probably a mistake.

use super::Codegen;
use crate::base::{Constant, Location};
use crate::frontend::ast::{CmpOp, Expr, ExprId};

impl Codegen<'_> {
    /// The type of an expression that shows it, by its name. CPython: `infer_type`.
    fn inferred_type(&self, expr: ExprId) -> Option<&'static str> {
        Some(match self.ast[expr] {
            Expr::Tuple { .. } => "tuple",
            Expr::List { .. } | Expr::ListComp { .. } => "list",
            Expr::Dict { .. } | Expr::DictComp { .. } => "dict",
            Expr::Set { .. } | Expr::SetComp { .. } => "set",
            Expr::GeneratorExp { .. } => "generator",
            Expr::Lambda { .. } => "function",
            Expr::JoinedStr { .. } | Expr::FormattedValue { .. } => "str",
            Expr::Constant { value, .. } => constant_type(&self.ast[value]),
            _ => return None,
        })
    }

    /// `x is 1`. CPython: `check_compare`.
    pub(super) fn check_compare(&mut self, loc: Location, left: ExprId, ops: &[CmpOp], comparators: &[ExprId]) {
        let mut left = left;
        for (&op, &right) in ops.iter().zip(comparators) {
            let (is, equals) = match op {
                CmpOp::Is => ("is", "=="),
                CmpOp::IsNot => ("is not", "!="),
                _ => {
                    left = right;
                    continue;
                }
            };
            let literal = [left, right].into_iter().find(|&operand| self.is_plain_literal(operand));
            if let Some(literal) = literal {
                let r#type = self.inferred_type(literal).unwrap_or_default();
                self.warn(loc, format!("\"{is}\" with '{type}' literal. Did you mean \"{equals}\"?"));
                return;
            }
            left = right;
        }
    }

    /// A constant of which there may be several equal objects. CPython: `check_is_arg`, negated.
    fn is_plain_literal(&self, expr: ExprId) -> bool {
        match self.ast[expr] {
            Expr::Constant { value, .. } => {
                !matches!(self.ast[value], Constant::None | Constant::Bool(_) | Constant::Ellipsis)
            }
            _ => false,
        }
    }

    /// `[1, 2] (3, 4)`. CPython: `check_caller`.
    pub(super) fn check_caller(&mut self, func: ExprId) {
        if matches!(self.ast[func], Expr::Lambda { .. }) {
            return;
        }
        if let Some(r#type) = self.inferred_type(func) {
            let msg = format!("'{type}' object is not callable; perhaps you missed a comma?");
            self.warn(self.loc(func), msg);
        }
    }

    /// `{1, 2} [0]`. CPython: `check_subscripter`.
    pub(super) fn check_subscripter(&mut self, value: ExprId) {
        let has_no_items = match self.ast[value] {
            Expr::Constant { value, .. } => {
                !matches!(self.ast[value], Constant::Str(_) | Constant::Bytes(_) | Constant::Tuple(_))
            }
            Expr::Set { .. } | Expr::SetComp { .. } | Expr::GeneratorExp { .. } | Expr::Lambda { .. } => true,
            _ => false,
        };
        if has_no_items && let Some(r#type) = self.inferred_type(value) {
            let msg = format!("'{type}' object is not subscriptable; perhaps you missed a comma?");
            self.warn(self.loc(value), msg);
        }
    }

    /// `[1, 2] ["a"]`. CPython: `check_index`.
    pub(super) fn check_index(&mut self, value: ExprId, slice: ExprId) {
        let Some(index_type) = self.inferred_type(slice).filter(|r#type| !matches!(*r#type, "int" | "bool")) else {
            return;
        };
        let is_sequence = match self.ast[value] {
            Expr::Constant { value, .. } => {
                matches!(self.ast[value], Constant::Str(_) | Constant::Bytes(_) | Constant::Tuple(_))
            }
            Expr::Tuple { .. }
            | Expr::List { .. }
            | Expr::ListComp { .. }
            | Expr::JoinedStr { .. }
            | Expr::FormattedValue { .. } => true,
            _ => false,
        };
        if is_sequence && let Some(r#type) = self.inferred_type(value) {
            let msg =
                format!("{type} indices must be integers or slices, not {index_type}; perhaps you missed a comma?");
            self.warn(self.loc(value), msg);
        }
    }
}

fn constant_type(value: &Constant) -> &'static str {
    match value {
        Constant::None => "NoneType",
        Constant::Ellipsis => "ellipsis",
        Constant::Bool(_) => "bool",
        Constant::Int(_) => "int",
        Constant::Float(_) => "float",
        Constant::Complex { .. } => "complex",
        Constant::Str(_) => "str",
        Constant::Bytes(_) => "bytes",
        Constant::Tuple(_) => "tuple",
        Constant::FrozenSet(_) => "frozenset",
    }
}
