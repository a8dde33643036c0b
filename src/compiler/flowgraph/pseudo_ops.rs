//! The last pseudo-instructions go.

use super::flow::Flow;
use super::graph::is_block_push;
use super::log::Reason;
use super::nops::remove_redundant_nops_and_jumps;
use crate::base::InternalError;
use crate::bytecode::Opcode;

/// Jumps stay as they are: the assembler decides between forwards and backwards.
///
/// CPython: `convert_pseudo_ops`.
pub fn convert_pseudo_ops(flow: &mut Flow<'_>) -> Result<(), InternalError> {
    if flow.has_handlers() || flow.seen.has_any(&[Opcode::LOAD_CLOSURE, Opcode::STORE_FAST_MAYBE_NULL]) {
        replace_pseudo_ops(flow);
    }
    remove_redundant_nops_and_jumps(flow)
}

fn replace_pseudo_ops(flow: &mut Flow<'_>) {
    let mut row = flow.graph.walk();
    while let Some(id) = row.next(&flow.graph) {
        for index in 0..flow.graph[id].instrs.len() {
            let instr = flow.graph[id].instrs[index];
            if is_block_push(instr.opcode) {
                flow.nop(id, index, Reason::BlockStackEntry);
                continue;
            }
            let real = match instr.opcode {
                Opcode::LOAD_CLOSURE => Opcode::LOAD_FAST,
                Opcode::STORE_FAST_MAYBE_NULL => Opcode::STORE_FAST,
                _ => continue,
            };
            flow.replace(id, index, real, instr.oparg, Reason::PseudoInstruction);
        }
    }
}
