//! Blocks that run only after an exception go to the end, out of the way of the others.

use super::flow::Flow;
use super::graph::{Block, BlockId, CfgInstr, ENTRY, is_jump};
use super::log::{Change, Reason};
use super::nops::remove_redundant_nops_and_jumps;
use crate::base::{InternalError, Location};
use crate::bytecode::Opcode;

/// CPython: `push_cold_blocks_to_end`.
pub fn push_cold_blocks_to_end(flow: &mut Flow<'_>) -> Result<(), InternalError> {
    // Without handlers nothing is cold.
    if flow.graph[ENTRY].next.is_none() || !flow.has_handlers() {
        return Ok(());
    }
    mark_warm(flow);
    mark_cold(flow);
    jump_instead_of_falling(flow);
    let row: Vec<BlockId> = flow.graph.row().map(|block| block.id).collect();
    let (cold, warm): (Vec<BlockId>, Vec<BlockId>) = row.iter().partition(|&&id| flow.graph[id].cold);
    if cold.is_empty() {
        return Ok(());
    }
    let new_row: Vec<BlockId> = warm.iter().chain(&cold).copied().collect();
    if new_row != row {
        relink(flow, &new_row);
        for &id in &cold {
            for instr in &flow.graph[id].instrs {
                flow.log.record(|| Change::Moved { id: instr.id, reason: Reason::Cold });
            }
        }
    }
    remove_redundant_nops_and_jumps(flow)
}

fn relink(flow: &mut Flow<'_>, row: &[BlockId]) {
    for (index, &id) in row.iter().enumerate() {
        flow.graph[id].next = row.get(index + 1).copied();
    }
}

/// Blocks to which control comes from `block` without an exception. Only its last instruction may jump.
fn successors(block: &Block) -> impl Iterator<Item = BlockId> + use<> {
    let jump = block.instrs.last().filter(|last| is_jump(last.opcode)).and_then(|last| last.target);
    block.next.filter(|_| block.has_fallthrough()).into_iter().chain(jump)
}

/// Marks what can be reached from the entry without an exception.
fn mark_warm(flow: &mut Flow<'_>) {
    let mut todo = vec![ENTRY];
    while let Some(id) = todo.pop() {
        if !std::mem::replace(&mut flow.graph[id].warm, true) {
            todo.extend(successors(&flow.graph[id]));
        }
    }
}

/// Marks the handlers, and what can be reached from them only.
fn mark_cold(flow: &mut Flow<'_>) {
    let mut todo: Vec<BlockId> =
        flow.graph.row().filter(|block| block.except_handler && !block.warm).map(|block| block.id).collect();
    while let Some(id) = todo.pop() {
        if !std::mem::replace(&mut flow.graph[id].cold, true) {
            todo.extend(successors(&flow.graph[id]).filter(|&next| !flow.graph[next].warm));
        }
    }
}

/// A cold block that falls through to a warm one gets a jump to it. Leaving a handler is no place to look for signals.
fn jump_instead_of_falling(flow: &mut Flow<'_>) {
    let mut row = flow.graph.walk();
    while let Some(id) = row.next(&flow.graph) {
        let block = &flow.graph[id];
        let Some(next) = block.next.filter(|&next| flow.graph[next].warm) else { continue };
        if !block.cold || !block.has_fallthrough() {
            continue;
        }
        let from: Vec<_> = block.instrs.last().map(|last| last.id).into_iter().collect();
        flow.graph[next].labelled = true;
        let jump = flow.graph.insert_block_after(id);
        flow.graph[jump].cold = true;
        flow.graph[jump].predecessors = 1;
        let new = CfgInstr {
            opcode: Opcode::JUMP_NO_INTERRUPT,
            oparg: 0,
            loc: Location::NONE,
            id: flow.graph.new_instr_id(),
            target: Some(next),
            handler: None,
        };
        flow.insert(jump, 0, new, &from, Reason::ColdFallsIntoWarm);
    }
}
