//! How deep the value stack gets.

use super::error;
use super::flow::Flow;
use super::graph::{BlockId, ENTRY, Graph, has_target, is_scope_exit, is_unconditional_jump};
use crate::base::InternalError;
use crate::bytecode::opcode::stack_effect;

/// Finds the depth at the start of each block, and the greatest depth of all, which becomes `co_stacksize`. Every way
/// into a block must bring the same depth.
///
/// CPython: `calculate_stackdepth`.
pub fn calculate_stackdepth(flow: &mut Flow<'_>) -> Result<(), InternalError> {
    let mut row = flow.graph.walk();
    while let Some(id) = row.next(&flow.graph) {
        flow.graph[id].startdepth = None;
    }
    let mut todo = Vec::new();
    enter(&mut flow.graph, &mut todo, ENTRY, 0)?;
    let mut maximum = 0;
    while let Some(id) = todo.pop() {
        let mut depth = flow.graph[id].startdepth.unwrap_or(0);
        let mut falls_through = true;
        // The block is not changed, only others that it leads to.
        let instrs = std::mem::take(&mut flow.graph[id].instrs);
        for instr in &instrs {
            if has_target(instr.opcode) {
                let target = instr.target.ok_or_else(|| error("a jump without a target"))?;
                let target_depth = after(depth, stack_effect(instr.opcode, instr.oparg, true))?;
                maximum = maximum.max(target_depth);
                enter(&mut flow.graph, &mut todo, target, target_depth)?;
            }
            depth = after(depth, stack_effect(instr.opcode, instr.oparg, false))?;
            maximum = maximum.max(depth);
            if is_unconditional_jump(instr.opcode) || is_scope_exit(instr.opcode) {
                falls_through = false;
                break;
            }
        }
        flow.graph[id].instrs = instrs;
        if let Some(next) = flow.graph[id].next.filter(|_| falls_through) {
            enter(&mut flow.graph, &mut todo, next, depth)?;
        }
    }
    flow.stackdepth = maximum;
    Ok(())
}

fn after(depth: u32, effect: i32) -> Result<u32, InternalError> {
    depth.checked_add_signed(effect).ok_or_else(|| error("Invalid CFG, stack underflow"))
}

fn enter(graph: &mut Graph, todo: &mut Vec<BlockId>, id: BlockId, depth: u32) -> Result<(), InternalError> {
    match graph[id].startdepth {
        None => {
            graph[id].startdepth = Some(depth);
            todo.push(id);
            Ok(())
        }
        Some(known) if known == depth => Ok(()),
        Some(known) => Err(error(format!("Invalid CFG, inconsistent stackdepth: {known} and {depth}"))),
    }
}
