//! Which loads of locals must look whether the variable is bound.
//!
//! `LOAD_FAST` trusts that it is. Where a path from the entry to a load passes no store (or passes a `del`), the load
//! becomes `LOAD_FAST_CHECK`. The analysis follows one bit a local through the graph; locals from number 64 on are only
//! looked at block by block, which keeps the work linear.

use super::flow::Flow;
use super::graph::{BlockId, CfgInstr, ENTRY, is_jump};
use super::log::Reason;
use crate::base::InternalError;
use crate::bytecode::Opcode;

/// Locals that the exact analysis covers: one a bit.
const MASKED_LOCALS: usize = 64;

/// What an instruction does to a local.
enum Effect {
    /// It may be unbound afterwards.
    Unbinds,
    /// It is bound afterwards.
    Binds,
    /// It is bound afterwards, and must have been before.
    Loads,
}

fn effect(instr: &CfgInstr) -> Option<Effect> {
    match instr.opcode {
        Opcode::DELETE_FAST | Opcode::LOAD_FAST_AND_CLEAR | Opcode::STORE_FAST_MAYBE_NULL => Some(Effect::Unbinds),
        Opcode::STORE_FAST | Opcode::LOAD_FAST_CHECK => Some(Effect::Binds),
        Opcode::LOAD_FAST => Some(Effect::Loads),
        _ => None,
    }
}

/// CPython: `add_checks_for_loads_of_uninitialized_variables`.
pub fn add_checks_for_loads_of_uninitialized_variables(flow: &mut Flow<'_>) -> Result<(), InternalError> {
    let nlocals = flow.unit.varnames.len();
    if nlocals == 0 {
        return Ok(());
    }
    if nlocals > MASKED_LOCALS {
        fast_scan_many_locals(flow, nlocals);
    }
    // Locals that are no parameters are unbound at first.
    let mut start_mask = 0u64;
    for local in flow.nparams()..nlocals.min(MASKED_LOCALS) {
        start_mask |= 1 << local;
    }
    let unbinding = [Opcode::DELETE_FAST, Opcode::LOAD_FAST_AND_CLEAR, Opcode::STORE_FAST_MAYBE_NULL];
    if start_mask == 0 && !flow.seen.has_any(&unbinding) {
        return Ok(());
    }
    let mut scan =
        Scan { unsafe_masks: vec![0; flow.graph.len()], waiting: vec![false; flow.graph.len()], todo: Vec::new() };
    scan.push(ENTRY, start_mask);
    // A `del` can unbind a local in any block, so each is looked at once at least.
    let mut row = flow.graph.walk();
    while let Some(id) = row.next(&flow.graph) {
        scan_block_for_locals(flow, id, &mut scan);
    }
    while let Some(id) = scan.todo.pop() {
        scan.waiting[id.index()] = false;
        scan_block_for_locals(flow, id, &mut scan);
    }
    Ok(())
}

struct Scan {
    /// For each block, the locals that may be unbound at its start.
    unsafe_masks: Vec<u64>,
    /// Blocks that are in `todo`.
    waiting: Vec<bool>,
    todo: Vec<BlockId>,
}

impl Scan {
    /// Control comes to a block with these locals perhaps unbound; the block waits for a look if that is news.
    fn push(&mut self, id: BlockId, mask: u64) {
        let index = id.index();
        let both = self.unsafe_masks[index] | mask;
        if both != self.unsafe_masks[index] {
            self.unsafe_masks[index] = both;
            if !std::mem::replace(&mut self.waiting[index], true) {
                self.todo.push(id);
            }
        }
    }
}

fn scan_block_for_locals(flow: &mut Flow<'_>, id: BlockId, scan: &mut Scan) {
    let mut mask = scan.unsafe_masks[id.index()];
    // The handler that knows of a mask already, and the mask.
    let mut told = None;
    let Flow { graph, log, seen, .. } = &mut *flow;
    for instr in &mut graph[id].instrs {
        if let Some(target) = instr.handler
            && told != Some((target, mask))
        {
            scan.push(target, mask);
            told = Some((target, mask));
        }
        let Some(effect) = effect(instr).filter(|_| (instr.oparg as usize) < MASKED_LOCALS) else { continue };
        let bit = 1u64 << instr.oparg;
        match effect {
            Effect::Unbinds => mask |= bit,
            Effect::Binds => mask &= !bit,
            Effect::Loads => {
                if mask & bit != 0 {
                    log.replace(instr, Opcode::LOAD_FAST_CHECK, instr.oparg, &[], Reason::MaybeUnbound);
                    seen.insert(Opcode::LOAD_FAST_CHECK);
                }
                mask &= !bit;
            }
        }
    }
    let block = &flow.graph[id];
    if let Some(next) = block.next.filter(|_| block.has_fallthrough()) {
        scan.push(next, mask);
    }
    if let Some(last) = block.instrs.last().filter(|last| is_jump(last.opcode))
        && let Some(target) = last.target
    {
        scan.push(target, mask);
    }
}

/// Locals from number 64 on count as bound only behind a store or load in the same block.
///
/// CPython: `fast_scan_many_locals`.
fn fast_scan_many_locals(flow: &mut Flow<'_>, nlocals: usize) {
    // The number of the last block, from 1, in which each local was bound.
    let mut bound_in = vec![0usize; nlocals - MASKED_LOCALS];
    let mut row = flow.graph.walk();
    let mut number = 0;
    while let Some(id) = row.next(&flow.graph) {
        number += 1;
        for index in 0..flow.graph[id].instrs.len() {
            let instr = flow.graph[id].instrs[index];
            let Some(local) = (instr.oparg as usize).checked_sub(MASKED_LOCALS) else { continue };
            let (Some(effect), Some(bound)) = (effect(&instr), bound_in.get_mut(local)) else { continue };
            match effect {
                Effect::Unbinds => *bound = 0,
                // CPython looks at stores only here; a LOAD_FAST_CHECK does not exist yet at this point.
                Effect::Binds => *bound = number,
                Effect::Loads => {
                    if std::mem::replace(bound, number) != number {
                        flow.replace(id, index, Opcode::LOAD_FAST_CHECK, instr.oparg, Reason::MaybeUnbound);
                    }
                }
            }
        }
    }
}
