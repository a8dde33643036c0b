//! Locations and handlers of instructions as tables over code units.

use super::PlacedInstr;
use crate::base::Location;
use crate::bytecode::exceptiontable::{self, ExceptionEntry};
use crate::bytecode::linetable;
use crate::compiler::flowgraph::OptimizedInstr;
use crate::compiler::flowgraph::graph::is_terminator;

/// `co_linetable`: one entry for each run of instructions with the same location.
///
/// CPython: `assemble_location_info`.
pub fn location_table(instrs: &[OptimizedInstr], placed: &[PlacedInstr], firstlineno: i32) -> Vec<u8> {
    let mut writer = linetable::Writer::new(firstlineno);
    // The location of the run at hand, and its first code unit.
    let (mut current, mut start) = (Location::NONE, 0);
    for (index, (instr, place)) in instrs.iter().zip(placed).enumerate() {
        let loc = if instr.loc == Location::NEXT { location(instrs, index) } else { instr.loc };
        if loc != current {
            writer.run(current, place.start.0 - start);
            (current, start) = (loc, place.start.0);
        }
    }
    writer.run(current, placed.last().map_or(0, |last| last.end.0) - start);
    writer.table
}

/// The location of an instruction; "the same as the next" is looked up, except that a jump or exit has no next.
fn location(instrs: &[OptimizedInstr], index: usize) -> Location {
    for instr in &instrs[index..] {
        if instr.loc != Location::NEXT {
            return instr.loc;
        }
        if is_terminator(instr.opcode) {
            break;
        }
    }
    Location::NONE
}

/// `co_exceptiontable`: one entry for each run of instructions with the same handler.
///
/// CPython: `assemble_exception_table`.
pub fn exception_table(instrs: &[OptimizedInstr], placed: &[PlacedInstr]) -> Vec<u8> {
    let mut entries: Vec<ExceptionEntry> = Vec::new();
    let mut previous = None;
    for (instr, place) in instrs.iter().zip(placed) {
        let target = instr.handler.map(|handler| handler.target);
        if let Some(handler) = instr.handler {
            match entries.last_mut() {
                Some(entry) if previous == target => entry.end = place.end,
                _ => entries.push(ExceptionEntry {
                    start: place.start,
                    end: place.end,
                    target: placed[handler.target as usize].start,
                    // The exception itself, and the place it came from, are pushed on top of that depth.
                    depth: handler.startdepth.saturating_sub(1 + u32::from(handler.preserve_lasti)),
                    lasti: handler.preserve_lasti,
                }),
            }
        }
        previous = target;
    }
    exceptiontable::encode(&entries)
}
