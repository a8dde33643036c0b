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
    let mut runs: Vec<(Location, u32)> = Vec::new();
    for (loc, place) in locations(instrs).into_iter().zip(placed) {
        let size = place.end.0 - place.start.0;
        match runs.last_mut() {
            Some((last, length)) if *last == loc => *length += size,
            _ => runs.push((loc, size)),
        }
    }
    linetable::encode(runs, firstlineno)
}

/// The location of each instruction; "the same as the next" is looked up, except that a jump or exit has no next.
fn locations(instrs: &[OptimizedInstr]) -> Vec<Location> {
    let mut locations: Vec<Location> = instrs.iter().map(|instr| instr.loc).collect();
    for index in (0..instrs.len()).rev() {
        if locations[index] == Location::NEXT {
            let next = locations.get(index + 1).copied().filter(|_| !is_terminator(instrs[index].opcode));
            locations[index] = next.unwrap_or(Location::NONE);
        }
    }
    locations
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
