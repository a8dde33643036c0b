//! Items and slices.

use super::{Codegen, Emit};
use crate::base::Location;
use crate::bytecode::Opcode;
use crate::frontend::ast::{Expr, ExprContext, ExprId};

impl Codegen<'_> {
    /// CPython: `compiler_subscript`.
    pub(super) fn subscript(&mut self, loc: Location, value: ExprId, slice: ExprId, ctx: ExprContext) -> Emit {
        if ctx == ExprContext::Load {
            self.check_subscripter(value);
            self.check_index(value, slice);
        }
        self.expr(value)?;
        if self.is_two_element_slice(slice) && ctx != ExprContext::Del {
            self.slice_bounds(slice)?;
            let opcode = if ctx == ExprContext::Load { Opcode::BINARY_SLICE } else { Opcode::STORE_SLICE };
            self.op(loc, opcode);
            return Ok(());
        }
        self.expr(slice)?;
        self.op(
            loc,
            match ctx {
                ExprContext::Load => Opcode::BINARY_SUBSCR,
                ExprContext::Store => Opcode::STORE_SUBSCR,
                ExprContext::Del => Opcode::DELETE_SUBSCR,
            },
        );
        Ok(())
    }

    /// `a:b`, for which no slice object need be made.
    pub(super) fn is_two_element_slice(&self, slice: ExprId) -> bool {
        matches!(self.ast[slice], Expr::Slice { step: None, .. })
    }

    /// Pushes the parts of a slice and gives their number. CPython: `compiler_slice`.
    pub(super) fn slice_bounds(&mut self, slice: ExprId) -> Emit<u32> {
        let Expr::Slice { lower, upper, step } = self.ast[slice] else {
            return Err(self.internal("only slices have bounds"));
        };
        for bound in [lower, upper] {
            match bound {
                Some(bound) => self.expr(bound)?,
                None => self.load_none(self.loc(slice)),
            }
        }
        match step {
            Some(step) => self.expr(step).map(|()| 3),
            None => Ok(2),
        }
    }
}
