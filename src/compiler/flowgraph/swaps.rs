//! Fewer SWAPs: `a, b, c = c, a, b` and `case [x, y]:` make many.

use super::flow::Flow;
use super::graph::{BlockId, CfgInstr};
use super::log::{Change, Reason};
use crate::base::InternalError;
use crate::bytecode::Opcode;

/// CPython: the second half of `optimize_basic_block`.
pub fn optimize_swaps(flow: &mut Flow<'_>) -> Result<(), InternalError> {
    if !flow.seen.has(Opcode::SWAP) {
        return Ok(());
    }
    let mut row = flow.graph.walk();
    while let Some(id) = row.next(&flow.graph) {
        let mut index = 0;
        while index < flow.graph[id].instrs.len() {
            if flow.graph[id].instrs[index].opcode == Opcode::SWAP {
                index = swaptimize(flow, id, index);
                apply_static_swaps(flow, id, index);
            }
            index += 1;
        }
    }
    Ok(())
}

/// Replaces a run of SWAPs and NOPs by the shortest one with the same effect; returns the index of its last
/// instruction, or `start` if there is only one SWAP.
///
/// CPython: `swaptimize`.
fn swaptimize(flow: &mut Flow<'_>, id: BlockId, start: usize) -> usize {
    let run: Vec<CfgInstr> = flow.graph[id].instrs[start..]
        .iter()
        .take_while(|instr| matches!(instr.opcode, Opcode::SWAP | Opcode::NOP))
        .copied()
        .collect();
    let swaps = || run.iter().filter(|instr| instr.opcode == Opcode::SWAP);
    if swaps().count() < 2 {
        return start;
    }
    let depth = swaps().map(|swap| swap.oparg as usize).max().unwrap_or(0);
    // Let the run work on a stack of numbers; position 0 is the top.
    let mut stack: Vec<usize> = (0..depth).collect();
    for swap in swaps() {
        if let Some(other) = (swap.oparg as usize).checked_sub(1) {
            stack.swap(0, other);
        }
    }
    let mut needed = minimal_swaps(&stack);
    // The run ends with the SWAPs that are needed, and begins with NOPs. There are never more needed than there were.
    for (index, instr) in run.iter().enumerate().rev() {
        let at = start + index;
        match needed.next() {
            Some(oparg) if instr.opcode != Opcode::SWAP || instr.oparg != oparg => {
                flow.replace(id, at, Opcode::SWAP, oparg, Reason::SwapRun);
            }
            Some(_) => {}
            None if instr.opcode != Opcode::NOP => flow.nop(id, at, Reason::SwapRun),
            None => {}
        }
    }
    start + run.len() - 1
}

/// The arguments of the fewest SWAPs that bring about a permutation, the last SWAP first.
///
/// Every cycle of the permutation takes one SWAP an element, and one more if the top of the stack is not in it, because
/// SWAP always exchanges with the top.
fn minimal_swaps(permutation: &[usize]) -> std::vec::IntoIter<u32> {
    let mut opargs = Vec::new();
    let mut visited: Vec<bool> = permutation.iter().enumerate().map(|(index, &from)| index == from).collect();
    for start in 0..permutation.len() {
        if visited[start] {
            continue;
        }
        let mut at = start;
        loop {
            if at != 0 {
                opargs.push(at as u32 + 1);
            }
            if std::mem::replace(&mut visited[at], true) {
                break;
            }
            at = permutation[at];
        }
    }
    opargs.into_iter()
}

/// Instructions that may change places: they take the top of the stack, cannot raise, and run no other code.
fn is_swappable(opcode: Opcode) -> bool {
    matches!(opcode, Opcode::STORE_FAST | Opcode::STORE_FAST_MAYBE_NULL | Opcode::POP_TOP)
}

/// The local that an instruction stores to.
fn stores_to(instr: &CfgInstr) -> Option<u32> {
    matches!(instr.opcode, Opcode::STORE_FAST | Opcode::STORE_FAST_MAYBE_NULL).then_some(instr.oparg)
}

/// The next instruction behind `index` that may change places, NOPs skipped; of line `lineno` if one is given, since a
/// debugger that stops at a line must see the stores of the lines before.
fn next_swappable(instrs: &[CfgInstr], index: usize, lineno: Option<i32>) -> Option<usize> {
    for (next, instr) in instrs.iter().enumerate().skip(index + 1) {
        if lineno.is_some_and(|lineno| lineno >= 0 && instr.loc.lineno != lineno) {
            return None;
        }
        if !instr.is_nop() {
            return is_swappable(instr.opcode).then_some(next);
        }
    }
    None
}

/// Going back from `index`, exchanges the instructions that a SWAP is followed by, and drops the SWAP:
/// `SWAP 2; STORE_FAST a; STORE_FAST b` is `STORE_FAST b; STORE_FAST a`.
///
/// CPython: `apply_static_swaps`.
fn apply_static_swaps(flow: &mut Flow<'_>, id: BlockId, index: usize) {
    for at in (0..=index).rev() {
        let instrs = &flow.graph[id].instrs;
        let swap = instrs[at];
        if swap.opcode != Opcode::SWAP {
            if swap.is_nop() || is_swappable(swap.opcode) {
                continue;
            }
            return;
        }
        let Some((first, second)) = exchangeable(instrs, at, swap.oparg) else { return };
        flow.nop(id, at, Reason::StaticSwap);
        let instrs = &mut flow.graph[id].instrs;
        instrs.swap(first, second);
        let ids = (instrs[first].id, instrs[second].id);
        for id in [ids.0, ids.1] {
            flow.log.record(|| Change::Moved { id, reason: Reason::StaticSwap });
        }
    }
}

/// The two instructions behind the SWAP at `at` that can change places instead of the values.
fn exchangeable(instrs: &[CfgInstr], at: usize, oparg: u32) -> Option<(usize, usize)> {
    let first = next_swappable(instrs, at, None)?;
    let lineno = instrs[first].loc.lineno;
    let mut second = first;
    for _ in 1..oparg {
        second = next_swappable(instrs, second, Some(lineno))?;
    }
    // No store may overtake another one to the same local.
    let stores = (stores_to(&instrs[first]), stores_to(&instrs[second]));
    if stores != (None, None) {
        if stores.0 == stores.1 {
            return None;
        }
        let between = instrs[first + 1..second].iter().filter_map(stores_to);
        for local in between {
            if Some(local) == stores.0 || Some(local) == stores.1 {
                return None;
            }
        }
    }
    Some((first, second))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fewest_swaps_have_the_effect_of_the_permutation() {
        for permutation in [vec![1, 0], vec![0, 2, 1], vec![2, 0, 1], vec![1, 0, 3, 2], vec![4, 3, 2, 1, 0]] {
            let mut stack: Vec<usize> = (0..permutation.len()).collect();
            for oparg in minimal_swaps(&permutation).rev() {
                stack.swap(0, oparg as usize - 1);
            }
            assert_eq!(stack, permutation);
        }
    }
}
