//! Which handler catches the exceptions of which instruction.
//!
//! Codegen brackets a `try` body by `SETUP_FINALLY` (or `SETUP_WITH`, `SETUP_CLEANUP`) and `POP_BLOCK`. Following
//! control from the entry, with a stack of the handlers set up on the way, gives each instruction the one in force.

use super::error;
use super::flow::Flow;
use super::graph::{BlockId, ENTRY, is_block_push, is_jump};
use super::log::Reason;
use crate::base::InternalError;
use crate::bytecode::Opcode;

/// The argument of a `RESUME` at the start of a function.
const RESUME_AT_FUNC_START: u32 = 0;
/// Set in the argument of a `RESUME` behind a `yield` that one handler surrounds.
const RESUME_DEPTH1: u32 = 4;

/// CPython: `mark_except_handlers`.
pub fn mark_except_handlers(flow: &mut Flow<'_>) -> Result<(), InternalError> {
    if !flow.has_handlers() {
        return Ok(());
    }
    let mut row = flow.graph.walk();
    while let Some(id) = row.next(&flow.graph) {
        for index in 0..flow.graph[id].instrs.len() {
            let instr = flow.graph[id].instrs[index];
            if let Some(target) = instr.target
                && is_block_push(instr.opcode)
            {
                flow.graph[target].except_handler = true;
            }
        }
    }
    Ok(())
}

/// CPython: `label_exception_targets`.
pub fn label_exception_targets(flow: &mut Flow<'_>) -> Result<(), InternalError> {
    if !flow.has_handlers() && !flow.seen.has(Opcode::POP_BLOCK) {
        return Ok(());
    }
    let mut visited = vec![false; flow.graph.len()];
    let mut todo: Vec<(BlockId, Vec<BlockId>)> = vec![(ENTRY, Vec::new())];
    visited[ENTRY.index()] = true;
    while let Some((id, mut handlers)) = todo.pop() {
        // How many handlers surrounded the last `yield` of this block; its RESUME follows in the same block.
        let mut yield_depth = 0;
        for index in 0..flow.graph[id].instrs.len() {
            let instr = flow.graph[id].instrs[index];
            let handler = handlers.last().copied();
            if is_block_push(instr.opcode) {
                let target = instr.target.ok_or_else(|| error("a handler set-up without a target"))?;
                if !std::mem::replace(&mut visited[target.index()], true) {
                    todo.push((target, handlers.clone()));
                }
                if matches!(instr.opcode, Opcode::SETUP_WITH | Opcode::SETUP_CLEANUP) {
                    flow.graph[target].preserve_lasti = true;
                }
                handlers.push(target);
                continue;
            }
            if instr.opcode == Opcode::POP_BLOCK {
                handlers.pop().ok_or_else(|| error("POP_BLOCK without a handler"))?;
                flow.nop(id, index, Reason::BlockStackEntry);
                continue;
            }
            flow.graph[id].instrs[index].handler = handler;
            if is_jump(instr.opcode) {
                let target = instr.target.ok_or_else(|| error("a jump without a target"))?;
                if !std::mem::replace(&mut visited[target.index()], true) {
                    todo.push((target, handlers.clone()));
                }
            } else if instr.opcode == Opcode::YIELD_VALUE {
                yield_depth = handlers.len();
            } else if instr.opcode == Opcode::RESUME && instr.oparg != RESUME_AT_FUNC_START {
                if yield_depth == 1 {
                    flow.replace(id, index, Opcode::RESUME, instr.oparg | RESUME_DEPTH1, Reason::ResumeInHandler);
                }
                yield_depth = 0;
            }
        }
        let block = &flow.graph[id];
        if let Some(next) = block.next
            && block.has_fallthrough()
            && !std::mem::replace(&mut visited[next.index()], true)
        {
            todo.push((next, handlers));
        }
    }
    Ok(())
}
