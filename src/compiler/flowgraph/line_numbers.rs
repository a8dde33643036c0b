//! Locations for the instructions that codegen gave none (PEP 626).
//!
//! A frame that ends must be on the right line, and the interpreter finds the line from the last instruction. So every
//! exit needs one: exits that several jumps share are first copied, then each takes the line that leads to it.

use super::flow::Flow;
use super::graph::{Block, has_line, is_jump};
use super::log::Reason;
use crate::base::{InternalError, Location};

/// CPython: `is_exit_or_eval_check_without_lineno`.
fn needs_line(block: &Block) -> bool {
    block.has_no_lineno() && (block.exits_scope() || block.has_eval_break())
}

/// CPython: `duplicate_exits_without_lineno`.
pub fn duplicate_exits_without_lineno(flow: &mut Flow<'_>) -> Result<(), InternalError> {
    let mut at = Some(super::graph::ENTRY);
    while let Some(id) = at {
        duplicate_target(flow, id);
        at = flow.graph[id].next;
    }
    // What still has no line can only be reached by falling through, thus from one place.
    let mut row = flow.graph.walk();
    while let Some(id) = row.next(&flow.graph) {
        let block = &flow.graph[id];
        let (Some(last), Some(next)) = (block.instrs.last(), block.next) else { continue };
        let loc = last.loc;
        if block.has_fallthrough() && needs_line(&flow.graph[next]) && !flow.graph[next].instrs.is_empty() {
            flow.locate(next, 0, loc, Reason::LineOfPredecessor);
        }
    }
    Ok(())
}

fn duplicate_target(flow: &mut Flow<'_>, id: super::BlockId) {
    let Some(last) = flow.graph[id].instrs.last().copied().filter(|last| is_jump(last.opcode)) else { return };
    let Some(target) = flow.graph.next_nonempty(last.target) else { return };
    if !needs_line(&flow.graph[target]) || flow.graph[target].predecessors <= 1 {
        return;
    }
    let copy = flow.graph.insert_block_after(target);
    flow.append_copy(copy, target, Reason::DuplicatedExit);
    flow.graph[copy].instrs[0].loc = last.loc;
    flow.graph[copy].labelled = true;
    flow.graph[copy].predecessors = 1;
    flow.graph[target].predecessors -= 1;
    let index = flow.graph[id].instrs.len() - 1;
    flow.retarget(id, index, copy, Reason::DuplicatedExit);
}

/// CPython: `propagate_line_numbers`.
pub fn propagate_line_numbers(flow: &mut Flow<'_>) -> Result<(), InternalError> {
    let mut row = flow.graph.walk();
    while let Some(id) = row.next(&flow.graph) {
        let mut previous = Location::NONE;
        let Flow { graph, log, .. } = &mut *flow;
        for instr in &mut graph[id].instrs {
            if has_line(instr.loc) {
                previous = instr.loc;
            } else {
                log.locate(instr, previous, Reason::LineOfPredecessor);
            }
        }
        let block = &flow.graph[id];
        let Some(last) = block.instrs.last().copied() else { continue };
        let fallthrough = block.next.filter(|_| block.has_fallthrough());
        let jump = last.target.filter(|_| is_jump(last.opcode));
        for successor in fallthrough.into_iter().chain(jump) {
            let successor = &flow.graph[successor];
            if successor.predecessors == 1 && successor.instrs.first().is_some_and(|first| !has_line(first.loc)) {
                let successor = successor.id;
                flow.locate(successor, 0, previous, Reason::LineOfPredecessor);
            }
        }
    }
    Ok(())
}
