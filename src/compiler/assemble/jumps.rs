//! Directions and distances of jumps.

use super::{PlacedInstr, error};
use crate::base::InternalError;
use crate::bytecode::{CodeUnit, Opcode};
use crate::compiler::flowgraph::OptimizedInstr;

/// CPython: `resolve_unconditional_jumps`.
pub fn resolve_unconditional_jumps(instrs: &mut [OptimizedInstr]) {
    for (index, instr) in instrs.iter_mut().enumerate() {
        let Some(target) = instr.target else { continue };
        let forward = target as usize > index;
        instr.opcode = match instr.opcode {
            Opcode::JUMP | Opcode::JUMP_NO_INTERRUPT if forward => Opcode::JUMP_FORWARD,
            Opcode::JUMP => Opcode::JUMP_BACKWARD,
            Opcode::JUMP_NO_INTERRUPT => Opcode::JUMP_BACKWARD_NO_INTERRUPT,
            other => other,
        };
    }
}

/// Code units that an argument needs in front of its instruction.
pub fn extended_args(oparg: u32) -> u32 {
    u32::from(oparg > 0xff) + u32::from(oparg > 0xffff) + u32::from(oparg > 0xff_ffff)
}

fn caches(instr: &OptimizedInstr) -> u32 {
    instr.opcode.caches() as u32
}

/// Replaces the target of each jump by a distance in code units, and says where each instruction stands.
///
/// A distance decides how many `EXTENDED_ARG`s its jump needs, and those decide about distances; so this goes round
/// until no size changes. As in CPython the first round takes indices of instructions for distances.
///
/// CPython: `resolve_jump_offsets`.
pub fn resolve_jump_offsets(instrs: &mut [OptimizedInstr]) -> Result<Vec<PlacedInstr>, InternalError> {
    for instr in instrs.iter_mut() {
        if let Some(target) = instr.target {
            instr.oparg = target;
        }
    }
    // Sizes only grow, but for the first round; the bound is there in case that is wrong.
    for _ in 0..instrs.len() + 4 {
        let placed = place(instrs);
        let mut changed = false;
        for (instr, here) in instrs.iter_mut().zip(&placed) {
            let Some(target) = instr.target else { continue };
            let to = placed.get(target as usize).ok_or_else(|| error("a jump out of the code"))?.start.0;
            let old_size = extended_args(instr.oparg);
            instr.oparg = to.abs_diff(here.end.0);
            let backward = matches!(instr.opcode, Opcode::JUMP_BACKWARD | Opcode::JUMP_BACKWARD_NO_INTERRUPT);
            if backward != (to < here.end.0) {
                return Err(error(format!("{} in the wrong direction", instr.opcode)));
            }
            changed |= extended_args(instr.oparg) != old_size;
        }
        if !changed {
            return Ok(placed);
        }
    }
    Err(error("sizes of jumps do not settle"))
}

fn place(instrs: &[OptimizedInstr]) -> Vec<PlacedInstr> {
    let mut next = 0;
    let place_one = |instr: &OptimizedInstr| {
        let start = next;
        let at = start + extended_args(instr.oparg);
        next = at + 1 + caches(instr);
        PlacedInstr { id: instr.id, start: CodeUnit(start), at: CodeUnit(at), end: CodeUnit(next) }
    };
    instrs.iter().map(place_one).collect()
}
