//! Constants that nobody loads any more.

use super::error;
use super::flow::Flow;
use super::log::Reason;
use crate::base::InternalError;
use crate::bytecode::opcode::OpcodeFlags;

/// The first constant always stays: it may be the docstring.
///
/// CPython: `remove_unused_consts`.
pub fn remove_unused_consts(flow: &mut Flow<'_>) -> Result<(), InternalError> {
    let mut used = vec![false; flow.consts.len()];
    if let Some(first) = used.first_mut() {
        *first = true;
    }
    let row = flow.graph.row();
    for instr in row.flat_map(|block| &block.instrs).filter(|instr| instr.opcode.has(OpcodeFlags::CONST)) {
        let flag = used.get_mut(instr.oparg as usize);
        *flag.ok_or_else(|| error("a constant that is not there"))? = true;
    }
    if used.iter().all(|&used| used) {
        return Ok(());
    }
    // The new index of each constant that stays is the number of such constants before it.
    let mut count = 0;
    let new_index: Vec<u32> = used
        .iter()
        .map(|&used| {
            count += u32::from(used);
            count - u32::from(used)
        })
        .collect();
    let mut flags = used.iter();
    flow.consts.retain(|_| flags.next().copied().unwrap_or(true));
    let mut row = flow.graph.walk();
    while let Some(id) = row.next(&flow.graph) {
        for index in 0..flow.graph[id].instrs.len() {
            let instr = flow.graph[id].instrs[index];
            if instr.opcode.has(OpcodeFlags::CONST) {
                let oparg = new_index[instr.oparg as usize];
                if oparg != instr.oparg {
                    flow.replace(id, index, instr.opcode, oparg, Reason::ConstantRenumbered);
                }
            }
        }
    }
    Ok(())
}
