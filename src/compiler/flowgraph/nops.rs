//! Removal of what does nothing.
//!
//! Other passes replace instructions by NOPs and leave it to this one to decide which of those may go: a NOP stays
//! where a debugger would otherwise not stop at its line.

use super::error;
use super::flow::Flow;
use super::graph::{BlockId, CfgInstr, has_line, is_jump, is_unconditional_jump};
use super::log::{Change, Reason, Shape};
use crate::base::{InternalError, Location};
use crate::bytecode::Opcode;

/// Returns the number of NOPs removed.
///
/// CPython: `remove_redundant_nops`.
pub fn remove_redundant_nops(flow: &mut Flow<'_>) -> usize {
    let mut removed = 0;
    let mut row = flow.graph.walk();
    while let Some(id) = row.next(&flow.graph) {
        removed += remove_redundant_nops_of(flow, id);
    }
    removed
}

/// CPython: `basicblock_remove_redundant_nops`.
fn remove_redundant_nops_of(flow: &mut Flow<'_>, id: BlockId) -> usize {
    if !std::mem::take(&mut flow.graph[id].nops) {
        return 0;
    }
    // What is in front of `kept` stays, what is in front of `seen` was looked at; from `seen` on all is as it was.
    let (mut kept, mut seen) = (0, 0);
    let count = flow.graph[id].instrs.len();
    while seen < count {
        let instrs = &mut flow.graph[id].instrs;
        let nop = instrs[seen..].iter().position(CfgInstr::is_nop).map_or(count, |ahead| seen + ahead);
        if kept < seen {
            instrs.copy_within(seen..nop, kept);
        }
        kept += nop - seen;
        seen = nop + 1;
        let previous_line = kept.checked_sub(1).map_or(Location::NONE, |before| instrs[before].loc).lineno;
        if nop == count {
            break;
        }
        if is_redundant(flow, id, nop, previous_line) {
            let was = Shape { opcode: Opcode::NOP, oparg: 0 };
            let id = flow.graph[id].instrs[nop].id;
            flow.log.record(|| Change::Removed { id, was, reason: Reason::RedundantNop });
        } else {
            let block = &mut flow.graph[id];
            block.instrs[kept] = block.instrs[nop];
            block.nops = true;
            kept += 1;
        }
    }
    flow.graph[id].instrs.truncate(kept);
    count - kept
}

/// Whether the NOP at `index` may go. An instruction without a line behind it takes over that of the NOP.
fn is_redundant(flow: &mut Flow<'_>, id: BlockId, index: usize, previous_line: i32) -> bool {
    let loc = flow.graph[id].instrs[index].loc;
    if !has_line(loc) || previous_line == loc.lineno {
        return true;
    }
    if let Some(next) = flow.graph[id].instrs.get(index + 1).copied() {
        if !has_line(next.loc) {
            flow.locate(id, index + 1, loc, Reason::LineOfNop);
            return true;
        }
        return next.loc.lineno == loc.lineno;
    }
    let Some(next) = flow.graph.next_nonempty(flow.graph[id].next) else { return false };
    // NOPs without a line are about to go themselves.
    let mut following = flow.graph[next].instrs.iter().filter(|instr| !instr.is_nop() || has_line(instr.loc));
    following.next().is_some_and(|instr| instr.loc.lineno == loc.lineno)
}

/// Also removes a value that is pushed only to be popped: `LOAD_CONST; POP_TOP` and `COPY 1; POP_TOP`.
///
/// CPython: `remove_redundant_nops_and_pairs`.
pub fn remove_redundant_nops_and_pairs(flow: &mut Flow<'_>) -> Result<(), InternalError> {
    if !flow.seen.has(Opcode::POP_TOP) {
        remove_redundant_nops(flow);
        return Ok(());
    }
    let mut done = false;
    while !done {
        done = true;
        // The instruction that surely ran before, perhaps in the block before.
        let mut previous: Option<(BlockId, usize)> = None;
        let mut row = flow.graph.walk();
        while let Some(id) = row.next(&flow.graph) {
            remove_redundant_nops_of(flow, id);
            if flow.graph[id].labelled {
                previous = None;
            }
            for index in 0..flow.graph[id].instrs.len() {
                let instr = flow.graph[id].instrs[index];
                if instr.opcode == Opcode::POP_TOP
                    && let Some((block, at)) = previous
                    && is_pure_push(&flow.graph[block].instrs[at])
                {
                    flow.nop(block, at, Reason::PushedAndPopped);
                    flow.nop(id, index, Reason::PushedAndPopped);
                    done = false;
                }
                previous = Some((id, index));
            }
            let jumps = previous.is_some_and(|(block, at)| is_jump(flow.graph[block].instrs[at].opcode));
            if jumps || !flow.graph[id].has_fallthrough() {
                previous = None;
            }
        }
    }
    Ok(())
}

fn is_pure_push(instr: &super::CfgInstr) -> bool {
    instr.opcode == Opcode::LOAD_CONST || (instr.opcode == Opcode::COPY && instr.oparg == 1)
}

/// Returns the number of jumps removed.
///
/// CPython: `remove_redundant_jumps`.
fn remove_redundant_jumps(flow: &mut Flow<'_>) -> Result<usize, InternalError> {
    let mut removed = 0;
    let mut row = flow.graph.walk();
    while let Some(id) = row.next(&flow.graph) {
        let block = &flow.graph[id];
        let Some(last) = block.instrs.last().filter(|last| is_unconditional_jump(last.opcode)) else { continue };
        let target = flow.graph.next_nonempty(last.target).ok_or_else(|| error("a jump to nowhere"))?;
        if flow.graph.next_nonempty(block.next) == Some(target) {
            let index = block.instrs.len() - 1;
            flow.nop(id, index, Reason::JumpToNext);
            removed += 1;
        }
    }
    Ok(removed)
}

/// CPython: `remove_redundant_nops_and_jumps`.
pub fn remove_redundant_nops_and_jumps(flow: &mut Flow<'_>) -> Result<(), InternalError> {
    while remove_redundant_nops(flow) + remove_redundant_jumps(flow)? > 0 {}
    Ok(())
}
