//! `try` with `except*`.
//!
//! Every handler takes its part out of the exception group. `res` collects what handlers raise; at the end the rest of
//! the group joins it, and the result, if there is any, is raised.
//!
//! ```text
//! [exc]                        except: BUILD_LIST 0; COPY 2
//! [orig, res, exc]             evaluate the type; CHECK_EG_MATCH
//! [orig, res, rest, match]     COPY 1; POP_JUMP_IF_NONE no_match
//! [orig, res, rest, match]     bind or drop the match; body of the handler
//! [orig, res, rest, lasti, e]  raised in the body: LIST_APPEND 3; POP_TOP
//! [orig, res, rest]            next handler
//! [orig, res, rest]            LIST_APPEND 1; CALL_INTRINSIC_2 PREP_RERAISE_STAR
//! [exc]                        raise it, unless it is None
//! ```

use super::emit::intrinsic;
use super::fblocks::BlockKind;
use super::try_except::Try;
use super::{Codegen, Emit};
use crate::base::Location;
use crate::bytecode::Opcode;
use crate::compiler::unit::Label;
use crate::frontend::ast::ExceptHandlerId;

const NONE: Location = Location::NONE;

impl Codegen<'_> {
    /// CPython: `compiler_try_star_except`.
    pub(super) fn try_star_handlers(&mut self, loc: Location, parts: Try) -> Emit {
        let Try { body, handlers, orelse: else_body, .. } = parts;
        let ast = self.ast;
        let (start, except, orelse) = (self.new_label(), self.new_label(), self.new_label());
        let (end, cleanup, reraise_star) = (self.new_label(), self.new_label(), self.new_label());
        self.op_jump(loc, Opcode::SETUP_FINALLY, except);
        self.place(start);
        self.push_fblock(loc, BlockKind::TryExcept, Some(start), None)?;
        self.stmts(body)?;
        self.pop_fblock();
        self.op(NONE, Opcode::POP_BLOCK);
        self.op_jump(NONE, Opcode::JUMP_NO_INTERRUPT, orelse);

        self.place(except);
        self.op_jump(NONE, Opcode::SETUP_CLEANUP, cleanup);
        self.op(NONE, Opcode::PUSH_EXC_INFO);
        self.push_fblock(loc, BlockKind::ExceptionGroupHandler, None, None)?;
        for (index, &handler) in ast[handlers].iter().enumerate() {
            self.with_origin(handler, |c| {
                if index == 0 {
                    c.op_arg(c.loc(handler), Opcode::BUILD_LIST, 0);
                    c.op_arg(c.loc(handler), Opcode::COPY, 2);
                }
                c.except_star_handler(handler)?;
                if index + 1 == handlers.len() {
                    c.op_arg(NONE, Opcode::LIST_APPEND, 1);
                    c.op_jump(NONE, Opcode::JUMP_NO_INTERRUPT, reraise_star);
                }
                Emit::Ok(())
            })?;
        }
        self.pop_fblock();
        self.raise_what_is_left(reraise_star, end);
        self.place(cleanup);
        self.pop_except_and_reraise(NONE);
        self.place(orelse);
        self.stmts(else_body)?;
        self.place(end);
        Ok(())
    }

    fn except_star_handler(&mut self, handler: ExceptHandlerId) -> Emit {
        let loc = self.loc(handler);
        let handler = self.ast[handler];
        let (except, except_with_error, no_match) = (self.new_label(), self.new_label(), self.new_label());
        if let Some(r#type) = handler.r#type {
            self.expr(r#type)?;
            self.op(loc, Opcode::CHECK_EG_MATCH);
            self.op_arg(loc, Opcode::COPY, 1);
            self.op_jump(loc, Opcode::POP_JUMP_IF_NONE, no_match);
        }
        let (cleanup_end, cleanup_body) = (self.new_label(), self.new_label());
        match handler.name {
            Some(name) => self.store_name(loc, name)?,
            None => self.op(loc, Opcode::POP_TOP),
        }
        self.op_jump(loc, Opcode::SETUP_CLEANUP, cleanup_end);
        self.place(cleanup_body);
        self.push_fblock(loc, BlockKind::HandlerCleanup(handler.name), Some(cleanup_body), None)?;
        self.stmts(handler.body)?;
        self.pop_fblock();
        self.op(NONE, Opcode::POP_BLOCK);
        if let Some(name) = handler.name {
            self.clear_name(NONE, name)?;
        }
        self.op_jump(NONE, Opcode::JUMP_NO_INTERRUPT, except);

        self.place(cleanup_end);
        if let Some(name) = handler.name {
            self.clear_name(NONE, name)?;
        }
        self.op_arg(NONE, Opcode::LIST_APPEND, 3);
        self.op(NONE, Opcode::POP_TOP);
        self.op_jump(NONE, Opcode::JUMP_NO_INTERRUPT, except_with_error);

        self.place(except);
        // Holds the line of what came before.
        self.op(NONE, Opcode::NOP);
        self.op_jump(NONE, Opcode::JUMP_NO_INTERRUPT, except_with_error);
        self.place(no_match);
        self.op(loc, Opcode::POP_TOP);
        self.place(except_with_error);
        Ok(())
    }

    fn raise_what_is_left(&mut self, reraise_star: Label, end: Label) {
        let reraise = self.new_label();
        self.place(reraise_star);
        self.op_arg(NONE, Opcode::CALL_INTRINSIC_2, intrinsic::PREP_RERAISE_STAR);
        self.op_arg(NONE, Opcode::COPY, 1);
        self.op_jump(NONE, Opcode::POP_JUMP_IF_NOT_NONE, reraise);
        self.op(NONE, Opcode::POP_TOP);
        self.op(NONE, Opcode::POP_BLOCK);
        self.op(NONE, Opcode::POP_EXCEPT);
        self.op_jump(NONE, Opcode::JUMP_NO_INTERRUPT, end);

        self.place(reraise);
        self.op(NONE, Opcode::POP_BLOCK);
        self.op_arg(NONE, Opcode::SWAP, 2);
        self.op(NONE, Opcode::POP_EXCEPT);
        self.op_arg(NONE, Opcode::RERAISE, 0);
    }
}
