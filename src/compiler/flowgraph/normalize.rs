//! Conditional jumps only go forwards.

use super::error;
use super::flow::Flow;
use super::graph::{BlockId, CfgInstr, is_jump, is_unconditional_jump};
use super::log::Reason;
use crate::base::InternalError;
use crate::bytecode::Opcode;

/// `POP_JUMP_IF_FALSE back` becomes `POP_JUMP_IF_TRUE over; JUMP back; over:`.
///
/// CPython: `normalize_jumps`.
pub fn normalize_jumps(flow: &mut Flow<'_>) -> Result<(), InternalError> {
    let mut behind = vec![false; flow.graph.len()];
    let mut row = flow.graph.walk();
    while let Some(id) = row.next(&flow.graph) {
        behind[id.index()] = true;
        let Some(last) = flow.graph[id].instrs.last().copied() else { continue };
        if !is_jump(last.opcode) || is_unconditional_jump(last.opcode) {
            continue;
        }
        let target = last.target.ok_or_else(|| error("a jump without a target"))?;
        if behind[target.index()] {
            reverse(flow, id, last, target)?;
        }
    }
    Ok(())
}

fn reverse(flow: &mut Flow<'_>, id: BlockId, last: CfgInstr, target: BlockId) -> Result<(), InternalError> {
    let reversed = match last.opcode {
        Opcode::POP_JUMP_IF_NOT_NONE => Opcode::POP_JUMP_IF_NONE,
        Opcode::POP_JUMP_IF_NONE => Opcode::POP_JUMP_IF_NOT_NONE,
        Opcode::POP_JUMP_IF_FALSE => Opcode::POP_JUMP_IF_TRUE,
        Opcode::POP_JUMP_IF_TRUE => Opcode::POP_JUMP_IF_FALSE,
        other => return Err(error(format!("{other} backwards"))),
    };
    let next = flow.graph[id].next.ok_or_else(|| error("a conditional jump at the end"))?;
    let index = flow.graph[id].instrs.len() - 1;
    flow.replace(id, index, reversed, last.oparg, Reason::BackwardCondition);
    flow.retarget(id, index, next, Reason::BackwardCondition);
    let jump = flow.graph.insert_block_after(id);
    flow.graph[jump].cold = flow.graph[id].cold;
    let new = CfgInstr {
        opcode: Opcode::JUMP,
        oparg: 0,
        loc: last.loc,
        id: flow.graph.new_instr_id(),
        target: Some(target),
        handler: None,
    };
    flow.insert(jump, 0, new, &[last.id], Reason::BackwardCondition);
    Ok(())
}
