//! `with` and `async with`.

use super::builder::UnitKind;
use super::fblocks::BlockKind;
use super::{Codegen, Emit};
use crate::base::Location;
use crate::bytecode::Opcode;
use crate::compiler::unit::Label;
use crate::frontend::ast::{List, StmtId, WithItem, WithItemId};

/// Arguments of `GET_AWAITABLE`: what the error names where the value cannot be awaited.
const AWAITS_ENTER: u32 = 1;
const AWAITS_EXIT: u32 = 2;

impl Codegen<'_> {
    /// CPython: `compiler_with`, `compiler_async_with`.
    pub(super) fn with(
        &mut self,
        statement: Location,
        items: &[WithItemId],
        body: List<StmtId>,
        is_async: bool,
    ) -> Emit {
        let Some((&item, inner)) = items.split_first() else { return self.stmts(body) };
        if is_async && self.current().kind != UnitKind::AsyncFunction {
            return self.error(statement, "'async with' outside async function");
        }
        let WithItem { context_expr, optional_vars } = self.ast[item];
        let (block, r#final, exit, cleanup) = (self.new_label(), self.new_label(), self.new_label(), self.new_label());
        self.expr(context_expr)?;
        let loc = self.loc(context_expr);
        let kind = if is_async {
            self.op(loc, Opcode::BEFORE_ASYNC_WITH);
            self.op_arg(loc, Opcode::GET_AWAITABLE, AWAITS_ENTER);
            self.load_none(loc);
            self.yield_from(loc, true);
            BlockKind::AsyncWith
        } else {
            self.op(loc, Opcode::BEFORE_WITH);
            BlockKind::With
        };
        self.op_jump(loc, Opcode::SETUP_WITH, r#final);
        self.place(block);
        self.push_fblock(loc, kind, Some(block), Some(r#final))?;
        match optional_vars {
            Some(target) => self.expr(target)?,
            None => self.op(loc, Opcode::POP_TOP),
        }
        self.with(statement, inner, body, is_async)?;
        self.op(if is_async { loc } else { Location::NONE }, Opcode::POP_BLOCK);
        self.pop_fblock();
        self.call_exit_with_nones(loc);
        if is_async {
            self.await_exit(loc);
        }
        self.op(loc, Opcode::POP_TOP);
        self.op_jump(loc, Opcode::JUMP, exit);

        self.place(r#final);
        self.op_jump(loc, Opcode::SETUP_CLEANUP, cleanup);
        self.op(loc, Opcode::PUSH_EXC_INFO);
        self.op(loc, Opcode::WITH_EXCEPT_START);
        if is_async {
            self.await_exit(loc);
        }
        self.with_except_finish(cleanup);
        self.place(exit);
        Ok(())
    }

    /// Awaits what `__aexit__` gave.
    fn await_exit(&mut self, loc: Location) {
        self.op_arg(loc, Opcode::GET_AWAITABLE, AWAITS_EXIT);
        self.load_none(loc);
        self.yield_from(loc, true);
    }

    /// `__exit__(None, None, None)`. CPython: `compiler_call_exit_with_nones`.
    pub(super) fn call_exit_with_nones(&mut self, loc: Location) {
        for _ in 0..3 {
            self.load_none(loc);
        }
        // The first None stands where "self or NULL" is for other calls.
        self.op_arg(loc, Opcode::CALL, 2);
    }

    /// Raises the exception again unless `__exit__` gave something true. CPython: `compiler_with_except_finish`.
    fn with_except_finish(&mut self, cleanup: Label) {
        let none = Location::NONE;
        let (suppress, exit) = (self.new_label(), self.new_label());
        self.op(none, Opcode::TO_BOOL);
        self.op_jump(none, Opcode::POP_JUMP_IF_TRUE, suppress);
        self.op_arg(none, Opcode::RERAISE, 2);

        self.place(suppress);
        self.op(none, Opcode::POP_TOP);
        self.op(none, Opcode::POP_BLOCK);
        self.op(none, Opcode::POP_EXCEPT);
        self.op(none, Opcode::POP_TOP);
        self.op(none, Opcode::POP_TOP);
        self.op_jump(none, Opcode::JUMP_NO_INTERRUPT, exit);

        self.place(cleanup);
        self.pop_except_and_reraise(none);
        self.place(exit);
    }
}
