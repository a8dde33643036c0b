//! The changes to single nodes, whose children are folded already.

use std::sync::Arc;

use super::{ChangeKind, Folder, operators};
use crate::base::{Constant, OptimizeLevel, StrConst};
use crate::bytecode::sameness::mark_nan;
use crate::frontend::ast::*;

impl Folder {
    /// The value of a constant node.
    fn constant(&self, expr: ExprId) -> Option<&Constant> {
        match self.folded.ast[expr] {
            Expr::Constant { value, .. } => Some(&self.folded.ast[value]),
            _ => None,
        }
    }

    fn set_constant(&mut self, expr: ExprId, value: Constant, kind: ChangeKind) {
        let number = expr.index() as u32 + 1;
        let value = match value {
            Constant::Float(value) => Constant::Float(mark_nan(value, number)),
            Constant::Complex { real, imag } => {
                Constant::Complex { real: mark_nan(real, number), imag: mark_nan(imag, number) }
            }
            other => other,
        };
        let value = self.add_const(value);
        self.set(expr, Expr::Constant { value, kind: StringKind::Plain });
        self.changed(expr, kind);
    }

    pub(super) fn fold_name(&mut self, expr: ExprId) {
        let Expr::Name { id, ctx: ExprContext::Load } = self.folded.ast[expr] else { return };
        if Some(id) == self.debug {
            let value = Constant::Bool(self.options.level == OptimizeLevel::None);
            self.set_constant(expr, value, ChangeKind::Debug);
        }
    }

    pub(super) fn fold_unaryop(&mut self, expr: ExprId) {
        let Expr::UnaryOp { op, operand } = self.folded.ast[expr] else { return };
        if let Some(value) = self.constant(operand) {
            let folded = operators::unary(op, value);
            if op == UnaryOpKind::Invert && matches!(value, Constant::Bool(_)) {
                self.warn_bool_inversion();
            }
            if let Some(value) = folded {
                self.set_constant(expr, value, ChangeKind::UnaryOperator);
            }
        } else if op == UnaryOpKind::Not {
            self.fold_not_comparison(expr, operand);
        }
    }

    /// `not a in b` becomes `a not in b`, and so on. `not a == b` stays: classes may define `==` and `!=` apart.
    fn fold_not_comparison(&mut self, expr: ExprId, operand: ExprId) {
        let Expr::Compare { left, ops, comparators } = self.folded.ast[operand] else { return };
        let &[op] = &self.folded.ast[ops] else { return };
        let inverted = match op {
            CmpOp::Is => CmpOp::IsNot,
            CmpOp::IsNot => CmpOp::Is,
            CmpOp::In => CmpOp::NotIn,
            CmpOp::NotIn => CmpOp::In,
            _ => return,
        };
        let ops = self.list(&[inverted]);
        let span = self.span(operand);
        self.set(expr, Expr::Compare { left, ops, comparators });
        self.set_span(expr, span);
        self.changed(expr, ChangeKind::NotComparison);
    }

    pub(super) fn fold_binop(&mut self, expr: ExprId) {
        let Expr::BinOp { left, op, right } = self.folded.ast[expr] else { return };
        let Some(left) = self.constant(left) else { return };
        match (left, self.folded.ast[right]) {
            (Constant::Str(StrConst { text, .. }), Expr::Tuple { elts, .. }) if op == Operator::Mod => {
                let text = text.clone();
                self.fold_format(expr, &text, elts);
            }
            (_, Expr::Constant { value: right, .. }) => {
                if let Some(value) = operators::binary(op, left, &self.folded.ast[right]) {
                    self.set_constant(expr, value, ChangeKind::BinaryOperator);
                }
            }
            _ => {}
        }
    }

    pub(super) fn fold_subscript(&mut self, expr: ExprId) {
        let Expr::Subscript { value, slice, ctx: ExprContext::Load } = self.folded.ast[expr] else { return };
        let (Some(value), Some(index)) = (self.constant(value), self.constant(slice)) else { return };
        if let Some(item) = operators::item(value, index) {
            self.set_constant(expr, item, ChangeKind::Subscript);
        }
    }

    pub(super) fn fold_tuple(&mut self, expr: ExprId) {
        let Expr::Tuple { elts, ctx: ExprContext::Load } = self.folded.ast[expr] else { return };
        if let Some(items) = self.constants(elts) {
            self.set_constant(expr, Constant::Tuple(items), ChangeKind::Tuple);
        }
    }

    /// The values of the expressions, if all are constants.
    fn constants(&self, exprs: List<ExprId>) -> Option<Arc<[Constant]>> {
        self.folded.ast[exprs].iter().map(|&expr| self.constant(expr).cloned()).collect()
    }

    /// The last right-hand side of `in` and `not in` is only searched.
    pub(super) fn fold_compare(&mut self, ops: List<CmpOp>, comparators: List<ExprId>) {
        if let Some(CmpOp::In | CmpOp::NotIn) = self.folded.ast[ops].last()
            && let Some(&searched) = self.folded.ast[comparators].last()
        {
            self.fold_iterable(searched);
        }
    }

    /// A literal that is only searched or iterated over need not be a list or set. CPython: `fold_iter`.
    pub(super) fn fold_iterable(&mut self, expr: ExprId) {
        match self.folded.ast[expr] {
            Expr::List { elts, ctx } => {
                if self.has_starred(elts) {
                    return;
                }
                self.set(expr, Expr::Tuple { elts, ctx });
                self.changed(expr, ChangeKind::ListToTuple);
                if let Some(items) = self.constants(elts) {
                    self.set_constant(expr, Constant::Tuple(items), ChangeKind::IterableToConstant);
                }
            }
            Expr::Set { elts } => {
                if let Some(items) = self.constants(elts) {
                    let set = Constant::FrozenSet(operators::distinct(&items));
                    self.set_constant(expr, set, ChangeKind::IterableToConstant);
                }
            }
            _ => {}
        }
    }

    pub(super) fn has_starred(&self, elts: List<ExprId>) -> bool {
        self.folded.ast[elts].iter().any(|&elt| matches!(self.folded.ast[elt], Expr::Starred { .. }))
    }

    /// Wraps a string that only folding put at the beginning of a body, so that it is not taken for a docstring.
    pub(super) fn hide_string_statement(&mut self, body: List<StmtId>) {
        if !crate::compiler::future::has_docstring(self, body) {
            return;
        }
        let Some(&first) = self.folded.ast[body].first() else { return };
        let Stmt::Expr { value } = self.folded.ast[first] else { return };
        let values = self.list(&[value]);
        let span = self.span(first);
        let joined = self.add(Expr::JoinedStr { values }, span);
        self.folded.new_nodes.insert(joined.into(), value.into());
        self.set(first, Stmt::Expr { value: joined });
        self.changed(first, ChangeKind::NoDocstring);
    }
}
