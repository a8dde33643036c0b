//! Which blocks control can reach, and from how many places.

use super::flow::Flow;
use super::graph::{BlockId, ENTRY, has_target};
use super::log::{Change, Reason, Shape};
use crate::base::{InternalError, Profile};

/// Counts the ways into each block and empties those that have none. Emptied blocks stay in the row.
///
/// CPython: `remove_unreachable`.
pub fn remove_unreachable(flow: &mut Flow<'_>) -> Result<(), InternalError> {
    count_predecessors(flow);
    let mut row = flow.graph.walk();
    while let Some(id) = row.next(&flow.graph) {
        let block = &mut flow.graph[id];
        if block.predecessors == 0 {
            block.except_handler = false;
            for instr in std::mem::take(&mut block.instrs) {
                let was = Shape { opcode: instr.opcode, oparg: instr.oparg };
                flow.log.record(|| Change::Removed { id: instr.id, was, reason: Reason::Unreachable });
            }
        }
    }
    Ok(())
}

fn count_predecessors(flow: &mut Flow<'_>) {
    let mut row = flow.graph.walk();
    while let Some(id) = row.next(&flow.graph) {
        flow.graph[id].predecessors = 0;
    }
    // CPython 3.13.0 takes a block for visited only when it leaves the to-do stack. A block that gets onto it twice is
    // counted twice as a predecessor of others, which can keep them from taking over its line.
    let visit_on_pop = flow.options.profile == Profile::V3_13_0;
    let mut visited = vec![false; flow.graph.len()];
    let mut todo = Vec::with_capacity(flow.graph.len());
    todo.push(ENTRY);
    flow.graph[ENTRY].predecessors = 1;
    visited[ENTRY.index()] = true;
    let mut targets: Vec<BlockId> = Vec::with_capacity(4);
    let has_handlers = flow.has_handlers();
    while let Some(id) = todo.pop() {
        visited[id.index()] = true;
        let block = &flow.graph[id];
        targets.clear();
        targets.extend(block.next.filter(|_| block.has_fallthrough()));
        // Only the last instruction jumps; handlers may be set up by any.
        let last = block.instrs.len().saturating_sub(1);
        let instrs = if has_handlers { &block.instrs[..] } else { &block.instrs[last..] };
        targets.extend(instrs.iter().filter(|instr| has_target(instr.opcode)).filter_map(|instr| instr.target));
        for &target in &targets {
            let seen = &mut visited[target.index()];
            if !*seen {
                todo.push(target);
                *seen = !visit_on_pop;
            }
            flow.graph[target].predecessors += 1;
        }
    }
}
