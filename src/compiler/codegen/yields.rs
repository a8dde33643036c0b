//! `yield`, `yield from` and `await`.

use super::builder::UnitKind;
use super::emit::intrinsic;
use super::scopes::resume;
use super::{Codegen, Emit};
use crate::base::Location;
use crate::bytecode::Opcode;
use crate::frontend::ast::ExprId;

impl Codegen<'_> {
    pub(super) fn yield_expr(&mut self, loc: Location, value: Option<ExprId>) -> Emit {
        if !self.scope().is_function_like() {
            return self.error(loc, "'yield' outside function");
        }
        match value {
            Some(value) => self.expr(value)?,
            None => self.load_none(loc),
        }
        self.yield_value(loc);
        Ok(())
    }

    pub(super) fn yield_from_expr(&mut self, loc: Location, value: ExprId) -> Emit {
        if !self.scope().is_function_like() {
            return self.error(loc, "'yield from' outside function");
        }
        if self.current().kind == UnitKind::AsyncFunction {
            return self.error(loc, "'yield from' inside async function");
        }
        self.expr(value)?;
        self.op(loc, Opcode::GET_YIELD_FROM_ITER);
        self.load_none(loc);
        self.yield_from(loc, false);
        Ok(())
    }

    pub(super) fn await_expr(&mut self, loc: Location, value: ExprId) -> Emit {
        if !self.scope().is_function_like() {
            return self.error(loc, "'await' outside function");
        }
        if !matches!(self.current().kind, UnitKind::AsyncFunction | UnitKind::Comprehension) {
            return self.error(loc, "'await' outside async function");
        }
        self.expr(value)?;
        self.op_arg(loc, Opcode::GET_AWAITABLE, 0);
        self.load_none(loc);
        self.yield_from(loc, true);
        Ok(())
    }

    /// Yields the top of the stack. CPython: `addop_yield`.
    pub(super) fn yield_value(&mut self, loc: Location) {
        if self.scope().generator && self.scope().coroutine {
            self.op_arg(loc, Opcode::CALL_INTRINSIC_1, intrinsic::ASYNC_GEN_WRAP);
        }
        self.op_arg(loc, Opcode::YIELD_VALUE, 0);
        self.op_arg(loc, Opcode::RESUME, resume::AFTER_YIELD);
    }

    /// Passes values between the caller and the inner iterator until that is done. CPython: `compiler_add_yield_from`.
    pub(super) fn yield_from(&mut self, loc: Location, is_await: bool) {
        let (send, fail, exit) = (self.new_label(), self.new_label(), self.new_label());
        self.place(send);
        self.op_jump(loc, Opcode::SEND, exit);
        // When somebody throws into the suspended generator, the inner iterator gets the exception first.
        self.op_jump(loc, Opcode::SETUP_FINALLY, fail);
        self.op_arg(loc, Opcode::YIELD_VALUE, 1);
        self.op(Location::NONE, Opcode::POP_BLOCK);
        let why = if is_await { resume::AFTER_AWAIT } else { resume::AFTER_YIELD_FROM };
        self.op_arg(loc, Opcode::RESUME, why);
        self.op_jump(loc, Opcode::JUMP_NO_INTERRUPT, send);
        self.place(fail);
        self.op(loc, Opcode::CLEANUP_THROW);
        self.place(exit);
        self.op(loc, Opcode::END_SEND);
    }
}
