//! Pairs of instructions on locals that the interpreter has a single instruction for.

use super::flow::Flow;
use super::graph::{BlockId, CfgInstr};
use super::log::Reason;
use super::nops::remove_redundant_nops;
use crate::base::InternalError;
use crate::bytecode::Opcode;

/// Both numbers of locals must fit half of the byte of the argument.
const FUSED_LOCALS: u32 = 16;

/// CPython: `insert_superinstructions`.
pub fn insert_superinstructions(flow: &mut Flow<'_>) -> Result<(), InternalError> {
    if flow.seen.has_any(&[Opcode::LOAD_FAST, Opcode::STORE_FAST]) {
        let mut row = flow.graph.walk();
        while let Some(id) = row.next(&flow.graph) {
            fuse_pairs(flow, id);
        }
    }
    remove_redundant_nops(flow);
    Ok(())
}

fn fuse_pairs(flow: &mut Flow<'_>, id: BlockId) {
    let mut index = 0;
    while let Some(behind) = flow.graph[id].instrs.get(index..) {
        let pair = |(at, pair): (usize, &[CfgInstr])| Some((at, fused(pair[0].opcode, pair[1].opcode)?));
        let Some((ahead, opcode)) = behind.windows(2).enumerate().find_map(pair) else { return };
        fuse(flow, id, index + ahead, opcode);
        index += ahead + 1;
    }
}

/// The instruction that does the work of two.
fn fused(first: Opcode, second: Opcode) -> Option<Opcode> {
    match (first, second) {
        (Opcode::LOAD_FAST, Opcode::LOAD_FAST) => Some(Opcode::LOAD_FAST_LOAD_FAST),
        (Opcode::STORE_FAST, Opcode::LOAD_FAST) => Some(Opcode::STORE_FAST_LOAD_FAST),
        (Opcode::STORE_FAST, Opcode::STORE_FAST) => Some(Opcode::STORE_FAST_STORE_FAST),
        _ => None,
    }
}

/// Fuses a pair if it is of one line and of small numbers.
fn fuse(flow: &mut Flow<'_>, id: BlockId, index: usize, fused: Opcode) {
    let instrs = &flow.graph[id].instrs;
    let (first, second) = (instrs[index], instrs[index + 1]);
    let lines = (first.loc.lineno, second.loc.lineno);
    let one_line = lines.0 < 0 || lines.1 < 0 || lines.0 == lines.1;
    if one_line && first.oparg < FUSED_LOCALS && second.oparg < FUSED_LOCALS {
        flow.merge(id, index, fused, first.oparg << 4 | second.oparg, &[second.id], Reason::Fused);
        flow.nop(id, index + 1, Reason::Fused);
    }
}
