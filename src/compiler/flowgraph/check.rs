//! What must hold between passes.

use super::flow::Flow;
use super::graph::{has_target, is_terminator};
use crate::bytecode::opcode::OpcodeFlags;

/// Says what is wrong with a graph, if anything.
///
/// - Blocks occur once in the row.
/// - Only the last instruction of a block jumps or leaves.
/// - Jumps and set-ups have targets, and those stand in the row.
/// - Control does not fall off the end.
/// - Constants exist.
pub fn check(flow: &Flow<'_>) -> Result<(), String> {
    let graph = &flow.graph;
    let mut in_row = vec![false; graph.len()];
    for block in graph.row() {
        if std::mem::replace(&mut in_row[block.id.index()], true) {
            return Err(format!("{:?} stands in the row twice", block.id));
        }
    }
    for block in graph.row() {
        for (index, instr) in block.instrs.iter().enumerate() {
            let at = || format!("{} in {:?}", instr.opcode, block.id);
            if is_terminator(instr.opcode) && index + 1 != block.instrs.len() {
                return Err(format!("malformed control flow graph: {} is not the last instruction", at()));
            }
            match instr.target {
                None if has_target(instr.opcode) => return Err(format!("{} has no target", at())),
                Some(target) if !in_row[target.index()] => return Err(format!("{} leaves the row", at())),
                _ => {}
            }
            if instr.opcode.has(OpcodeFlags::CONST) && instr.oparg as usize >= flow.consts.len() {
                return Err(format!("{} loads a constant that is not there", at()));
            }
        }
    }
    let last = graph.row().filter(|block| !block.instrs.is_empty()).last();
    if last.is_none_or(|last| last.has_fallthrough()) {
        return Err("control falls off the end".into());
    }
    Ok(())
}
