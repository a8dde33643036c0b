//! From labels to blocks.

use super::error;
use super::flow::Flow;
use super::graph::has_target;
use crate::base::InternalError;

/// CPython: `translate_jump_labels_to_targets`.
pub fn translate_jump_labels_to_targets(flow: &mut Flow<'_>) -> Result<(), InternalError> {
    for id in flow.graph.row_ids() {
        for index in 0..flow.graph[id].instrs.len() {
            let instr = flow.graph[id].instrs[index];
            if has_target(instr.opcode) {
                let target = flow.graph.label_target(instr.oparg);
                let target = target.ok_or_else(|| error(format!("{} without a target", instr.opcode)))?;
                flow.graph[id].instrs[index].target = Some(target);
            }
        }
    }
    Ok(())
}
