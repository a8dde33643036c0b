//! Copies of short blocks instead of jumps to them.

use super::flow::Flow;
use super::graph::{BlockId, is_unconditional_jump};
use super::log::Reason;
use crate::base::InternalError;
use crate::bytecode::Opcode;

/// The longest exit, in instructions, that is copied rather than jumped to.
const MAX_COPY_SIZE: usize = 4;

/// A jump to a short block that leaves the code, or to a block without lines that does not fall through, becomes a
/// NOP followed by a copy of that block. The NOP stays if it is the only instruction of its line.
///
/// CPython: `inline_small_or_no_lineno_blocks`.
pub fn inline_small_or_no_lineno_blocks(flow: &mut Flow<'_>) -> Result<(), InternalError> {
    // Each round but the last takes away a jump, or follows a chain of them that ends.
    let mut changed = true;
    while changed {
        changed = false;
        let mut row = flow.graph.walk();
        while let Some(id) = row.next(&flow.graph) {
            changed |= inline_target(flow, id);
        }
    }
    Ok(())
}

fn inline_target(flow: &mut Flow<'_>, id: BlockId) -> bool {
    let block = &flow.graph[id];
    let Some(last) = block.instrs.last().copied().filter(|last| is_unconditional_jump(last.opcode)) else {
        return false;
    };
    let Some(target_id) = last.target else { return false };
    let target = &flow.graph[target_id];
    let small_exit = target.exits_scope() && target.instrs.len() <= MAX_COPY_SIZE;
    let no_line = target.has_no_lineno() && !target.has_fallthrough();
    // A block that jumps to itself would grow for ever.
    if !(small_exit || no_line) || target_id == id {
        return false;
    }
    let reason = if small_exit { Reason::InlinedExit } else { Reason::InlinedWithoutLine };
    let jump = block.instrs.len() - 1;
    flow.nop(id, jump, reason);
    flow.append_copy(id, target_id, reason);
    let end = flow.graph[id].instrs.len() - 1;
    if no_line && last.opcode == Opcode::JUMP && flow.graph[id].instrs[end].opcode == Opcode::JUMP_NO_INTERRUPT {
        // A loop must go on looking for signals.
        let oparg = flow.graph[id].instrs[end].oparg;
        flow.replace(id, end, Opcode::JUMP, oparg, reason);
    }
    let target = &mut flow.graph[target_id];
    target.predecessors = target.predecessors.saturating_sub(1);
    true
}
