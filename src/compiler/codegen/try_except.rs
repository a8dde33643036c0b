//! `try` with `except` and `finally`.
//!
//! Stacks grow to the right:
//!
//! ```text
//! []             SETUP_FINALLY except
//! []             body
//! []             POP_BLOCK
//! []             else part; jump to end
//! [exc]          except: SETUP_CLEANUP cleanup; PUSH_EXC_INFO
//! [old, exc]     evaluate the type; CHECK_EXC_MATCH
//! [old, exc, ?]  POP_JUMP_IF_FALSE next handler
//! [old]          bind or drop the exception; body of the handler; POP_EXCEPT; jump to end
//! [old, exc]     RERAISE, if no handler matched
//!                cleanup: an exception inside a handler; restore the old one as the handled one
//!                end:
//! ```

use super::fblocks::BlockKind;
use super::{Codegen, Emit};
use crate::base::Location;
use crate::bytecode::Opcode;
use crate::compiler::unit::Label;
use crate::frontend::ast::{ExceptHandlerId, List, StmtId};

const NONE: Location = Location::NONE;

/// A `try` statement without its `finally`.
#[derive(Clone, Copy)]
pub(super) struct Try {
    pub(super) body: List<StmtId>,
    pub(super) handlers: List<ExceptHandlerId>,
    pub(super) orelse: List<StmtId>,
    /// The handlers are `except*`.
    pub(super) is_star: bool,
}

impl Codegen<'_> {
    /// CPython: `compiler_try`, `compiler_try_star`.
    pub(super) fn try_(&mut self, loc: Location, parts: Try, finalbody: List<StmtId>) -> Emit {
        let try_handlers = if parts.is_star { Self::try_star_handlers } else { Self::try_handlers };
        if finalbody.is_empty() {
            return try_handlers(self, loc, parts);
        }
        self.try_finally(loc, finalbody, |c| {
            if parts.handlers.is_empty() { c.stmts(parts.body) } else { try_handlers(c, loc, parts) }
        })
    }

    /// What `body` makes, with `finalbody` behind it: once for when all went well, once for when it did not.
    ///
    /// CPython: `compiler_try_finally`.
    pub(super) fn try_finally(
        &mut self,
        loc: Location,
        finalbody: List<StmtId>,
        body: impl FnOnce(&mut Self) -> Emit,
    ) -> Emit {
        let (start, end, exit, cleanup) = (self.new_label(), self.new_label(), self.new_label(), self.new_label());
        self.op_jump(loc, Opcode::SETUP_FINALLY, end);
        self.place(start);
        self.push_fblock(loc, BlockKind::FinallyTry(finalbody), Some(start), Some(end))?;
        body(self)?;
        self.op(NONE, Opcode::POP_BLOCK);
        self.pop_fblock();
        self.stmts(finalbody)?;
        self.op_jump(NONE, Opcode::JUMP_NO_INTERRUPT, exit);

        self.place(end);
        self.op_jump(NONE, Opcode::SETUP_CLEANUP, cleanup);
        self.op(NONE, Opcode::PUSH_EXC_INFO);
        self.push_fblock(NONE, BlockKind::FinallyEnd, Some(end), None)?;
        self.stmts(finalbody)?;
        self.pop_fblock();
        self.op_arg(NONE, Opcode::RERAISE, 0);
        self.place(cleanup);
        self.pop_except_and_reraise(NONE);
        self.place(exit);
        Ok(())
    }

    /// CPython: `compiler_try_except`.
    fn try_handlers(&mut self, loc: Location, Try { body, handlers, orelse, .. }: Try) -> Emit {
        let ast = self.ast;
        let (start, except, end, cleanup) = (self.new_label(), self.new_label(), self.new_label(), self.new_label());
        self.op_jump(loc, Opcode::SETUP_FINALLY, except);
        self.place(start);
        self.push_fblock(loc, BlockKind::TryExcept, Some(start), None)?;
        self.stmts(body)?;
        self.pop_fblock();
        self.op(NONE, Opcode::POP_BLOCK);
        self.stmts(orelse)?;
        self.op_jump(NONE, Opcode::JUMP_NO_INTERRUPT, end);

        self.place(except);
        self.op_jump(NONE, Opcode::SETUP_CLEANUP, cleanup);
        self.op(NONE, Opcode::PUSH_EXC_INFO);
        self.push_fblock(loc, BlockKind::ExceptionHandler, None, None)?;
        for (index, &handler) in ast[handlers].iter().enumerate() {
            let is_last = index + 1 == handlers.len();
            self.with_origin(handler, |c| c.except_handler(handler, is_last, end))?;
        }
        self.pop_fblock();
        self.op_arg(NONE, Opcode::RERAISE, 0);
        self.place(cleanup);
        self.pop_except_and_reraise(NONE);
        self.place(end);
        Ok(())
    }

    fn except_handler(&mut self, handler: ExceptHandlerId, is_last: bool, end: Label) -> Emit {
        let loc = self.loc(handler);
        let handler = self.ast[handler];
        if handler.r#type.is_none() && !is_last {
            return self.error(loc, "default 'except:' must be last");
        }
        let next = self.new_label();
        if let Some(r#type) = handler.r#type {
            self.expr(r#type)?;
            self.op(loc, Opcode::CHECK_EXC_MATCH);
            self.op_jump(loc, Opcode::POP_JUMP_IF_FALSE, next);
        }
        match handler.name {
            Some(name) => {
                // try: body; finally: name = None; del name
                let (cleanup_end, cleanup_body) = (self.new_label(), self.new_label());
                self.store_name(loc, name)?;
                self.op_jump(loc, Opcode::SETUP_CLEANUP, cleanup_end);
                self.place(cleanup_body);
                self.push_fblock(loc, BlockKind::HandlerCleanup(Some(name)), Some(cleanup_body), None)?;
                self.stmts(handler.body)?;
                self.pop_fblock();
                self.op(NONE, Opcode::POP_BLOCK);
                self.op(NONE, Opcode::POP_BLOCK);
                self.op(NONE, Opcode::POP_EXCEPT);
                self.clear_name(NONE, name)?;
                self.op_jump(NONE, Opcode::JUMP_NO_INTERRUPT, end);
                self.place(cleanup_end);
                self.clear_name(NONE, name)?;
                self.op_arg(NONE, Opcode::RERAISE, 1);
            }
            None => {
                let cleanup_body = self.new_label();
                self.op(loc, Opcode::POP_TOP);
                self.place(cleanup_body);
                self.push_fblock(loc, BlockKind::HandlerCleanup(None), Some(cleanup_body), None)?;
                self.stmts(handler.body)?;
                self.pop_fblock();
                self.op(NONE, Opcode::POP_BLOCK);
                self.op(NONE, Opcode::POP_EXCEPT);
                self.op_jump(NONE, Opcode::JUMP_NO_INTERRUPT, end);
            }
        }
        self.place(next);
        Ok(())
    }

    /// `[old, lasti, exc]`: makes `old` the handled exception again and raises `exc` from where it came.
    pub(super) fn pop_except_and_reraise(&mut self, loc: Location) {
        self.op_arg(loc, Opcode::COPY, 3);
        self.op(loc, Opcode::POP_EXCEPT);
        self.op_arg(loc, Opcode::RERAISE, 1);
    }
}
