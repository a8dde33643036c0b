//! Frame blocks: what surrounds the code being generated, and how `return`, `break` and `continue` get out of it.

use super::{Codegen, Emit};
use crate::base::{Location, Name};
use crate::bytecode::Opcode;
use crate::compiler::unit::Label;
use crate::frontend::ast::{List, StmtId};

/// Blocks may nest this deep in one code object. CPython: `CO_MAXBLOCKS`.
const MAX_BLOCKS: usize = 21;

/// What kind of block, with what leaving it needs. CPython: `enum fblocktype`.
#[derive(Clone, Copy, Debug)]
pub(super) enum BlockKind {
    WhileLoop,
    /// The iterator is on the stack.
    ForLoop,
    /// The body of `try` with handlers.
    TryExcept,
    /// The body of `try` with a `finally`, whose statements are these.
    FinallyTry(List<StmtId>),
    /// A `finally` that runs because of an exception.
    FinallyEnd,
    With,
    AsyncWith,
    /// The body of an `except … as name`.
    HandlerCleanup(Option<Name>),
    /// A value to be returned, under which a `finally` runs.
    PopValue,
    ExceptionHandler,
    ExceptionGroupHandler,
    AsyncComprehensionGenerator,
    /// The handler around a generator's body that keeps `StopIteration` in.
    StopIteration,
}

/// A block that surrounds the code being generated. CPython: `struct fblockinfo`.
#[derive(Clone, Copy, Debug)]
pub(super) struct FrameBlock {
    pub(super) kind: BlockKind,
    /// Where `continue` goes.
    pub(super) block: Option<Label>,
    /// Where `break` goes.
    pub(super) exit: Option<Label>,
    /// The statement that opened the block.
    pub(super) loc: Location,
}

impl FrameBlock {
    fn is_loop(&self) -> bool {
        matches!(self.kind, BlockKind::WhileLoop | BlockKind::ForLoop)
    }
}

impl Codegen<'_> {
    /// Opens a block. CPython: `compiler_push_fblock`.
    pub(super) fn push_fblock(
        &mut self,
        loc: Location,
        kind: BlockKind,
        block: Option<Label>,
        exit: Option<Label>,
    ) -> Emit {
        if self.current().fblocks.len() >= MAX_BLOCKS {
            return self.error(loc, "too many statically nested blocks");
        }
        self.unit().fblocks.push(FrameBlock { kind, block, exit, loc });
        Ok(())
    }

    pub(super) fn pop_fblock(&mut self) {
        let popped = self.unit().fblocks.pop();
        debug_assert!(popped.is_some(), "every block that is closed was opened");
    }

    /// Leaves one block: undoes what it holds. With `preserve_tos` the value on top of the stack stays there.
    ///
    /// `loc` is where the leaving statement stands; code that runs behind a `finally` or `with` belongs to no place.
    /// CPython: `compiler_unwind_fblock`.
    pub(super) fn unwind_fblock(&mut self, loc: &mut Location, block: &FrameBlock, preserve_tos: bool) -> Emit {
        match block.kind {
            BlockKind::WhileLoop
            | BlockKind::ExceptionHandler
            | BlockKind::ExceptionGroupHandler
            | BlockKind::AsyncComprehensionGenerator
            | BlockKind::StopIteration => {}
            BlockKind::ForLoop | BlockKind::PopValue => self.pop_below(*loc, preserve_tos),
            BlockKind::TryExcept => self.op(*loc, Opcode::POP_BLOCK),
            BlockKind::FinallyTry(body) => {
                self.op(*loc, Opcode::POP_BLOCK);
                if preserve_tos {
                    self.push_fblock(*loc, BlockKind::PopValue, None, None)?;
                }
                self.stmts(body)?;
                if preserve_tos {
                    self.pop_fblock();
                }
                *loc = Location::NONE;
            }
            BlockKind::FinallyEnd => {
                self.pop_below(*loc, preserve_tos);
                self.leave_handler(*loc, preserve_tos);
            }
            BlockKind::With | BlockKind::AsyncWith => {
                *loc = block.loc;
                self.op(*loc, Opcode::POP_BLOCK);
                if preserve_tos {
                    self.op_arg(*loc, Opcode::SWAP, 2);
                }
                self.call_exit_with_nones(*loc);
                if matches!(block.kind, BlockKind::AsyncWith) {
                    self.op_arg(*loc, Opcode::GET_AWAITABLE, 2);
                    self.load_none(*loc);
                    self.yield_from(*loc, true);
                }
                self.op(*loc, Opcode::POP_TOP);
                *loc = Location::NONE;
            }
            BlockKind::HandlerCleanup(name) => {
                if name.is_some() {
                    self.op(*loc, Opcode::POP_BLOCK);
                }
                self.leave_handler(*loc, preserve_tos);
                if let Some(name) = name {
                    self.clear_name(*loc, name)?;
                }
            }
        }
        Ok(())
    }

    /// Pops the value under the top one, or the top one if it need not be kept.
    fn pop_below(&mut self, loc: Location, preserve_tos: bool) {
        if preserve_tos {
            self.op_arg(loc, Opcode::SWAP, 2);
        }
        self.op(loc, Opcode::POP_TOP);
    }

    /// Ends the handling of an exception, whose predecessor lies under the top value.
    fn leave_handler(&mut self, loc: Location, preserve_tos: bool) {
        if preserve_tos {
            self.op_arg(loc, Opcode::SWAP, 2);
        }
        self.op(loc, Opcode::POP_BLOCK);
        self.op(loc, Opcode::POP_EXCEPT);
    }

    /// `name = None; del name`, as at the end of `except … as name`.
    pub(super) fn clear_name(&mut self, loc: Location, name: Name) -> Emit {
        self.load_none(loc);
        self.store_name(loc, name)?;
        self.delete_name(loc, name)
    }

    /// Leaves all blocks. CPython: `compiler_unwind_fblock_stack` without `loop`.
    pub(super) fn unwind_all(&mut self, loc: &mut Location, preserve_tos: bool) -> Emit {
        self.unwind_until(loc, preserve_tos, false).map(|_| ())
    }

    /// Leaves the blocks inside the innermost loop, which is given back if there is one.
    pub(super) fn unwind_to_loop(&mut self, loc: &mut Location) -> Emit<Option<FrameBlock>> {
        self.unwind_until(loc, false, true)
    }

    /// Leaves block after block. While code is generated for leaving one, it and those inside it are not open: an error
    /// in a `finally` body is not handled by that `finally` itself.
    fn unwind_until(&mut self, loc: &mut Location, preserve_tos: bool, to_loop: bool) -> Emit<Option<FrameBlock>> {
        let Some(&top) = self.current().fblocks.last() else { return Ok(None) };
        if matches!(top.kind, BlockKind::ExceptionGroupHandler) {
            return self.error(*loc, "'break', 'continue' and 'return' cannot appear in an except* block");
        }
        if to_loop && top.is_loop() {
            return Ok(Some(top));
        }
        self.unit().fblocks.pop();
        self.unwind_fblock(loc, &top, preserve_tos)?;
        let found = self.unwind_until(loc, preserve_tos, to_loop)?;
        self.unit().fblocks.push(top);
        Ok(found)
    }
}
