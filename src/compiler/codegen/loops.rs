//! `if`, `for`, `while`, and leaving loops.

use super::builder::UnitKind;
use super::fblocks::BlockKind;
use super::{Codegen, Emit};
use crate::base::Location;
use crate::bytecode::Opcode;
use crate::compiler::unit::Label;
use crate::frontend::ast::{ExprId, List, StmtId};

impl Codegen<'_> {
    /// CPython: `compiler_if`.
    pub(super) fn if_(&mut self, loc: Location, test: ExprId, body: List<StmtId>, orelse: List<StmtId>) -> Emit {
        let end = self.new_label();
        let next = if orelse.is_empty() { end } else { self.new_label() };
        self.jump_if(loc, test, next, false)?;
        self.stmts(body)?;
        if !orelse.is_empty() {
            self.op_jump(Location::NONE, Opcode::JUMP_NO_INTERRUPT, end);
            self.place(next);
            self.stmts(orelse)?;
        }
        self.place(end);
        Ok(())
    }

    /// CPython: `compiler_for`.
    pub(super) fn for_(
        &mut self,
        loc: Location,
        target: ExprId,
        iter: ExprId,
        body: List<StmtId>,
        orelse: List<StmtId>,
    ) -> Emit {
        let (start, cleanup, end) = (self.new_label(), self.new_label(), self.new_label());
        self.push_fblock(loc, BlockKind::ForLoop, Some(start), Some(end))?;
        self.expr(iter)?;
        let loc = self.loc(iter);
        self.op(loc, Opcode::GET_ITER);
        self.place(start);
        self.op_jump(loc, Opcode::FOR_ITER, cleanup);
        // For tracing: the target may stand on another line. The optimizer takes it away where it does not.
        self.op(self.loc(target), Opcode::NOP);
        self.expr(target)?;
        self.stmts(body)?;
        self.op_jump(Location::NONE, Opcode::JUMP, start);
        self.place(cleanup);
        // Tools that watch the program rely on END_FOR being the first instruction behind the loop.
        self.op(Location::NONE, Opcode::END_FOR);
        self.op(Location::NONE, Opcode::POP_TOP);
        self.pop_fblock();
        self.stmts(orelse)?;
        self.place(end);
        Ok(())
    }

    /// CPython: `compiler_async_for`.
    pub(super) fn async_for(
        &mut self,
        loc: Location,
        target: ExprId,
        iter: ExprId,
        body: List<StmtId>,
        orelse: List<StmtId>,
    ) -> Emit {
        if self.current().kind != UnitKind::AsyncFunction {
            return self.error(loc, "'async for' outside async function");
        }
        let (start, except, end) = (self.new_label(), self.new_label(), self.new_label());
        self.expr(iter)?;
        self.op(self.loc(iter), Opcode::GET_AITER);
        self.place(start);
        self.push_fblock(loc, BlockKind::ForLoop, Some(start), Some(end))?;
        self.await_next(loc, except);
        self.expr(target)?;
        self.stmts(body)?;
        self.op_jump(Location::NONE, Opcode::JUMP, start);
        self.pop_fblock();
        // StopAsyncIteration arrives here. The line is that of the iterable, as the loop is done.
        self.place(except);
        self.op(self.loc(iter), Opcode::END_ASYNC_FOR);
        self.stmts(orelse)?;
        self.place(end);
        Ok(())
    }

    /// Awaits the next value of the asynchronous iterator on the stack; exceptions go to `except`.
    pub(super) fn await_next(&mut self, loc: Location, except: Label) {
        self.op_jump(loc, Opcode::SETUP_FINALLY, except);
        self.op(loc, Opcode::GET_ANEXT);
        self.load_none(loc);
        self.yield_from(loc, true);
        self.op(loc, Opcode::POP_BLOCK);
    }

    /// CPython: `compiler_while`. The test is compiled twice: in front of the loop and at its end.
    pub(super) fn while_(&mut self, loc: Location, test: ExprId, body: List<StmtId>, orelse: List<StmtId>) -> Emit {
        let (start, again, end, anchor) = (self.new_label(), self.new_label(), self.new_label(), self.new_label());
        self.place(start);
        self.push_fblock(loc, BlockKind::WhileLoop, Some(start), Some(end))?;
        self.jump_if(loc, test, anchor, false)?;
        self.place(again);
        self.stmts(body)?;
        self.jump_if(loc, test, again, true)?;
        self.pop_fblock();
        self.place(anchor);
        self.stmts(orelse)?;
        self.place(end);
        Ok(())
    }

    /// CPython: `compiler_break`.
    pub(super) fn break_(&mut self, origin: Location) -> Emit {
        let mut loc = origin;
        self.op(loc, Opcode::NOP);
        let Some(block) = self.unwind_to_loop(&mut loc)? else { return self.error(origin, "'break' outside loop") };
        self.unwind_fblock(&mut loc, &block, false)?;
        if let Some(exit) = block.exit {
            self.op_jump(loc, Opcode::JUMP, exit);
        }
        Ok(())
    }

    /// CPython: `compiler_continue`.
    pub(super) fn continue_(&mut self, origin: Location) -> Emit {
        let mut loc = origin;
        self.op(loc, Opcode::NOP);
        let Some(block) = self.unwind_to_loop(&mut loc)? else {
            return self.error(origin, "'continue' not properly in loop");
        };
        if let Some(start) = block.block {
            self.op_jump(loc, Opcode::JUMP, start);
        }
        Ok(())
    }
}
