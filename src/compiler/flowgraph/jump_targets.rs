//! From labels to blocks.

use super::error;
use super::flow::Flow;
use crate::base::InternalError;

/// CPython: `translate_jump_labels_to_targets`.
pub fn translate_jump_labels_to_targets(flow: &mut Flow<'_>) -> Result<(), InternalError> {
    flow.graph.resolve_labels().map_err(|opcode| error(format!("{opcode} without a target")))
}
