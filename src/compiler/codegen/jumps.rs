//! Conditions that jump, boolean operators, conditional expressions, comparisons.

use super::{Codegen, Emit};
use crate::base::Location;
use crate::bytecode::Opcode;
use crate::compiler::unit::Label;
use crate::frontend::ast::{BoolOpKind, CmpOp, Expr, ExprId, UnaryOpKind};

impl Codegen<'_> {
    /// Jumps to `target` if the truth of `expr` is `condition`. CPython: `compiler_jump_if`.
    pub(super) fn jump_if(&mut self, loc: Location, expr: ExprId, target: Label, condition: bool) -> Emit {
        let outer = self.origin.replace(expr.into());
        let result = self.jump_if_inside(loc, expr, target, condition);
        self.origin = outer;
        result
    }

    fn jump_if_inside(&mut self, loc: Location, expr: ExprId, target: Label, condition: bool) -> Emit {
        let ast = self.ast;
        match ast[expr] {
            Expr::UnaryOp { op: UnaryOpKind::Not, operand } => self.jump_if(loc, operand, target, !condition),
            Expr::BoolOp { op, values } => {
                let Some((&last, others)) = ast[values].split_last() else { return Ok(()) };
                // An `or` is decided by the first true value, an `and` by the first false one.
                let decides = op == BoolOpKind::Or;
                let decided = if decides == condition { target } else { self.new_label() };
                for &value in others {
                    self.jump_if(loc, value, decided, decides)?;
                }
                self.jump_if(loc, last, target, condition)?;
                if decided != target {
                    self.place(decided);
                }
                Ok(())
            }
            Expr::IfExp { test, body, orelse } => {
                let (end, next) = (self.new_label(), self.new_label());
                self.jump_if(loc, test, next, false)?;
                self.jump_if(loc, body, target, condition)?;
                self.op_jump(Location::NONE, Opcode::JUMP_NO_INTERRUPT, end);
                self.place(next);
                self.jump_if(loc, orelse, target, condition)?;
                self.place(end);
                Ok(())
            }
            Expr::Compare { left, ops, comparators } if ops.len() > 1 => {
                self.jump_if_chain(expr, left, &ast[ops], &ast[comparators], target, condition)
            }
            _ => {
                self.expr(expr)?;
                let loc = self.loc(expr);
                self.op(loc, Opcode::TO_BOOL);
                self.op_jump(loc, jump_on(condition), target);
                Ok(())
            }
        }
    }

    /// `a < b < c` as a condition.
    fn jump_if_chain(
        &mut self,
        expr: ExprId,
        left: ExprId,
        ops: &[CmpOp],
        comparators: &[ExprId],
        target: Label,
        condition: bool,
    ) -> Emit {
        let loc = self.loc(expr);
        self.check_compare(loc, left, ops, comparators);
        let (Some((&last_op, ops)), Some((&last, comparators))) = (ops.split_last(), comparators.split_last()) else {
            return Ok(());
        };
        let cleanup = self.new_label();
        self.expr(left)?;
        for (&op, &comparator) in ops.iter().zip(comparators) {
            self.expr(comparator)?;
            self.op_arg(loc, Opcode::SWAP, 2);
            self.op_arg(loc, Opcode::COPY, 2);
            self.compare_op(loc, op);
            self.op(loc, Opcode::TO_BOOL);
            self.op_jump(loc, Opcode::POP_JUMP_IF_FALSE, cleanup);
        }
        self.expr(last)?;
        self.compare_op(loc, last_op);
        self.op(loc, Opcode::TO_BOOL);
        self.op_jump(loc, jump_on(condition), target);
        let end = self.new_label();
        self.op_jump(Location::NONE, Opcode::JUMP_NO_INTERRUPT, end);
        self.place(cleanup);
        self.op(loc, Opcode::POP_TOP);
        if !condition {
            self.op_jump(Location::NONE, Opcode::JUMP_NO_INTERRUPT, target);
        }
        self.place(end);
        Ok(())
    }

    /// CPython: `compiler_boolop`.
    pub(super) fn bool_op(&mut self, loc: Location, op: BoolOpKind, values: &[ExprId]) -> Emit {
        let Some((&last, others)) = values.split_last() else { return Ok(()) };
        let end = self.new_label();
        for &value in others {
            self.expr(value)?;
            self.op_arg(loc, Opcode::COPY, 1);
            self.op(loc, Opcode::TO_BOOL);
            self.op_jump(loc, jump_on(op == BoolOpKind::Or), end);
            self.op(loc, Opcode::POP_TOP);
        }
        self.expr(last)?;
        self.place(end);
        Ok(())
    }

    /// CPython: `compiler_ifexp`.
    pub(super) fn conditional(&mut self, loc: Location, test: ExprId, body: ExprId, orelse: ExprId) -> Emit {
        let (end, next) = (self.new_label(), self.new_label());
        self.jump_if(loc, test, next, false)?;
        self.expr(body)?;
        self.op_jump(Location::NONE, Opcode::JUMP_NO_INTERRUPT, end);
        self.place(next);
        self.expr(orelse)?;
        self.place(end);
        Ok(())
    }

    /// CPython: `compiler_compare`.
    pub(super) fn compare(&mut self, loc: Location, left: ExprId, ops: &[CmpOp], comparators: &[ExprId]) -> Emit {
        self.check_compare(loc, left, ops, comparators);
        self.expr(left)?;
        let (Some((&last_op, ops)), Some((&last, comparators))) = (ops.split_last(), comparators.split_last()) else {
            return Ok(());
        };
        if ops.is_empty() {
            self.expr(last)?;
            self.compare_op(loc, last_op);
            return Ok(());
        }
        let cleanup = self.new_label();
        for (&op, &comparator) in ops.iter().zip(comparators) {
            self.expr(comparator)?;
            self.op_arg(loc, Opcode::SWAP, 2);
            self.op_arg(loc, Opcode::COPY, 2);
            self.compare_op(loc, op);
            self.op_arg(loc, Opcode::COPY, 1);
            self.op(loc, Opcode::TO_BOOL);
            self.op_jump(loc, Opcode::POP_JUMP_IF_FALSE, cleanup);
            self.op(loc, Opcode::POP_TOP);
        }
        self.expr(last)?;
        self.compare_op(loc, last_op);
        let end = self.new_label();
        self.op_jump(Location::NONE, Opcode::JUMP_NO_INTERRUPT, end);
        self.place(cleanup);
        self.op_arg(loc, Opcode::SWAP, 2);
        self.op(loc, Opcode::POP_TOP);
        self.place(end);
        Ok(())
    }

    /// CPython: `compiler_addcompare`.
    pub(super) fn compare_op(&mut self, loc: Location, op: CmpOp) {
        let (opcode, oparg) = match op {
            CmpOp::Is => (Opcode::IS_OP, 0),
            CmpOp::IsNot => (Opcode::IS_OP, 1),
            CmpOp::In => (Opcode::CONTAINS_OP, 0),
            CmpOp::NotIn => (Opcode::CONTAINS_OP, 1),
            CmpOp::Lt => (Opcode::COMPARE_OP, comparison::LT),
            CmpOp::LtE => (Opcode::COMPARE_OP, comparison::LE),
            CmpOp::Eq => (Opcode::COMPARE_OP, comparison::EQ),
            CmpOp::NotEq => (Opcode::COMPARE_OP, comparison::NE),
            CmpOp::Gt => (Opcode::COMPARE_OP, comparison::GT),
            CmpOp::GtE => (Opcode::COMPARE_OP, comparison::GE),
        };
        self.op_arg(loc, opcode, oparg);
    }
}

/// Arguments of `COMPARE_OP`: the operator in the upper bits; in the lowest four the outcomes (unordered, less, greater,
/// equal) for which it holds, which the specialized opcodes look at.
mod comparison {
    const UNORDERED: u32 = 1;
    const LESS: u32 = 2;
    const GREATER: u32 = 4;
    const EQUAL: u32 = 8;

    pub const LT: u32 = LESS;
    pub const LE: u32 = 1 << 5 | LESS | EQUAL;
    pub const EQ: u32 = 2 << 5 | EQUAL;
    pub const NE: u32 = 3 << 5 | UNORDERED | LESS | GREATER;
    pub const GT: u32 = 4 << 5 | GREATER;
    pub const GE: u32 = 5 << 5 | GREATER | EQUAL;
}

fn jump_on(condition: bool) -> Opcode {
    if condition { Opcode::POP_JUMP_IF_TRUE } else { Opcode::POP_JUMP_IF_FALSE }
}
