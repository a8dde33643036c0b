//! Expressions: the dispatch, and the small ones.

use super::assignments::binary_op_arg;
use super::displays::Display;
use super::emit::intrinsic;
use super::{Codegen, Emit};
use crate::bytecode::Opcode;
use crate::frontend::ast::{Expr, ExprContext, ExprId, UnaryOpKind};

/// Arguments of `CONVERT_VALUE`.
mod conversion {
    pub const STR: u32 = 1;
    pub const REPR: u32 = 2;
    pub const ASCII: u32 = 3;
}

impl Codegen<'_> {
    pub(super) fn exprs(&mut self, exprs: &[ExprId]) -> Emit {
        exprs.iter().try_for_each(|&expr| self.expr(expr))
    }

    /// CPython: `compiler_visit_expr`.
    pub(super) fn expr(&mut self, expr: ExprId) -> Emit {
        let outer = self.origin.replace(expr.into());
        let result = self.expr_inside(expr);
        self.origin = outer;
        result
    }

    fn expr_inside(&mut self, expr: ExprId) -> Emit {
        let ast = self.ast;
        let loc = self.loc(expr);
        match ast[expr] {
            Expr::NamedExpr { target, value } => {
                self.expr(value)?;
                self.op_arg(loc, Opcode::COPY, 1);
                self.expr(target)
            }
            Expr::BoolOp { op, values } => self.bool_op(loc, op, &ast[values]),
            Expr::BinOp { left, op, right } => {
                self.expr(left)?;
                self.expr(right)?;
                self.op_arg(loc, Opcode::BINARY_OP, binary_op_arg(op, false));
                Ok(())
            }
            Expr::UnaryOp { op, operand } => {
                self.expr(operand)?;
                match op {
                    UnaryOpKind::UAdd => self.op_arg(loc, Opcode::CALL_INTRINSIC_1, intrinsic::UNARY_POSITIVE),
                    UnaryOpKind::USub => self.op(loc, Opcode::UNARY_NEGATIVE),
                    UnaryOpKind::Invert => self.op(loc, Opcode::UNARY_INVERT),
                    UnaryOpKind::Not => {
                        self.op(loc, Opcode::TO_BOOL);
                        self.op(loc, Opcode::UNARY_NOT);
                    }
                }
                Ok(())
            }
            Expr::Lambda { args, body } => self.lambda(expr, args, body),
            Expr::IfExp { test, body, orelse } => self.conditional(loc, test, body, orelse),
            Expr::Dict { keys, values } => self.dict(loc, &ast[keys], &ast[values]),
            Expr::Set { elts } => self.display(loc, Display::Set, &ast[elts]),
            Expr::ListComp { .. } | Expr::SetComp { .. } | Expr::DictComp { .. } | Expr::GeneratorExp { .. } => {
                self.comprehension(expr)
            }
            Expr::Await { value } => self.await_expr(loc, value),
            Expr::Yield { value } => self.yield_expr(loc, value),
            Expr::YieldFrom { value } => self.yield_from_expr(loc, value),
            Expr::Compare { left, ops, comparators } => self.compare(loc, left, &ast[ops], &ast[comparators]),
            Expr::Call { func, args, keywords } => self.call(expr, func, &ast[args], &ast[keywords]),
            Expr::FormattedValue { value, conversion, format_spec } => {
                self.formatted_value(expr, value, conversion, format_spec)
            }
            Expr::JoinedStr { values } => self.joined_str(expr, &ast[values]),
            Expr::Constant { value, .. } => {
                self.load_const(loc, ast[value].clone());
                Ok(())
            }
            Expr::Attribute { value, attr, ctx } => self.attribute(expr, value, attr, ctx),
            Expr::Subscript { value, slice, ctx } => self.subscript(loc, value, slice, ctx),
            Expr::Starred { ctx: ExprContext::Store, .. } => {
                self.error(loc, "starred assignment target must be in a list or tuple")
            }
            Expr::Starred { .. } => self.error(loc, "can't use starred expression here"),
            Expr::Name { id, ctx } => self.name_op(loc, id, ctx),
            Expr::List { elts, ctx } => self.list_or_tuple(loc, Display::List, &ast[elts], ctx),
            Expr::Tuple { elts, ctx } => self.list_or_tuple(loc, Display::Tuple, &ast[elts], ctx),
            Expr::Slice { .. } => {
                let parts = self.slice_bounds(expr)?;
                self.op_arg(loc, Opcode::BUILD_SLICE, parts);
                Ok(())
            }
        }
    }

    fn list_or_tuple(
        &mut self,
        loc: crate::base::Location,
        display: Display,
        elts: &[ExprId],
        ctx: ExprContext,
    ) -> Emit {
        match ctx {
            ExprContext::Load => self.display(loc, display, elts),
            ExprContext::Store => self.unpack_to(loc, elts),
            ExprContext::Del => self.exprs(elts),
        }
    }

    /// An f-string. CPython: `compiler_joined_str`.
    fn joined_str(&mut self, expr: ExprId, values: &[ExprId]) -> Emit {
        let loc = self.loc(expr);
        if values.len() > super::displays::STACK_USE_GUIDELINE {
            self.load_name_const(loc, self.known.empty);
            self.op_name(loc, Opcode::LOAD_METHOD, self.known.join);
            self.op_arg(loc, Opcode::BUILD_LIST, 0);
            for &value in values {
                self.expr(value)?;
                self.op_arg(loc, Opcode::LIST_APPEND, 1);
            }
            self.op_arg(loc, Opcode::CALL, 1);
            return Ok(());
        }
        self.exprs(values)?;
        match values.len() {
            0 => self.load_name_const(loc, self.known.empty),
            1 => {}
            count => self.op_arg(loc, Opcode::BUILD_STRING, count as u32),
        }
        Ok(())
    }

    /// `{value!r:spec}` of an f-string. CPython: `compiler_formatted_value`.
    fn formatted_value(&mut self, expr: ExprId, value: ExprId, conversion: i32, spec: Option<ExprId>) -> Emit {
        self.expr(value)?;
        let loc = self.loc(expr);
        let converted = match u8::try_from(conversion) {
            Ok(b's') => Some(conversion::STR),
            Ok(b'r') => Some(conversion::REPR),
            Ok(b'a') => Some(conversion::ASCII),
            _ => None,
        };
        if let Some(converted) = converted {
            self.op_arg(loc, Opcode::CONVERT_VALUE, converted);
        }
        match spec {
            Some(spec) => {
                self.expr(spec)?;
                self.op(loc, Opcode::FORMAT_WITH_SPEC);
            }
            None => self.op(loc, Opcode::FORMAT_SIMPLE),
        }
        Ok(())
    }
}
