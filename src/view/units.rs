//! The instructions of all code objects of a file before and behind the passes, and what the passes did.

use super::{Listing, Role, Row};
use crate::bytecode::opcode::OpcodeFlags;
use crate::compiler::unit::{InstrSequence, UnitId};
use crate::pipeline::{Compiled, ItemRef, UnitArtifact};
use crate::view::passes;

/// The heading over the instructions of a code object.
fn heading(compiled: &Compiled, artifact: &UnitArtifact) -> String {
    let name = &compiled.names[artifact.unit.qualname];
    format!("code {} line {}\n", if name.is_empty() { "<module>" } else { name }, artifact.unit.firstlineno)
}

/// `dis --stage pseudo`: every code object, the module first; opcode, argument and the four positions.
pub fn pseudo_text(compiled: &Compiled) -> String {
    let listing = |id: UnitId| pseudo(compiled, id).to_text();
    every_unit(compiled, listing)
}

/// `dis --stage optimized`.
pub fn optimized_text(compiled: &Compiled) -> String {
    every_unit(compiled, |id| optimized(compiled, id).to_text())
}

/// `pylens passes`.
pub fn passes_text(compiled: &Compiled) -> String {
    every_unit(compiled, |id| passes(compiled, id).to_text())
}

fn every_unit(compiled: &Compiled, text: impl Fn(UnitId) -> String) -> String {
    let units = compiled.in_order().into_iter().map(|(id, _)| {
        let artifact = &compiled.units[id.0 as usize];
        heading(compiled, artifact) + &text(id)
    });
    units.collect::<Vec<_>>().join("\n")
}

/// The instructions of a code object as code generation made them; jumps name the index of their target.
pub fn pseudo(compiled: &Compiled, id: UnitId) -> Listing {
    let sequence = &compiled.units[id.0 as usize].unit.sequence;
    let rows = sequence.instrs.iter().map(|instr| {
        let role = if instr.opcode.is_pseudo() { Role::OpcodePseudo } else { super::dis::opcode_role(instr.opcode) };
        let mut row = Row::text(role, instr.opcode.name());
        if let Some(argument) = argument(sequence, instr) {
            row = row.with(Role::Argument, format!(" {argument}"));
        }
        let loc = instr.loc;
        let position = format!(" {},{},{},{}", loc.lineno, loc.end_lineno, loc.col_offset, loc.end_col_offset);
        row.with(Role::Position, position).item(ItemRef::Pseudo(id, instr.id))
    });
    Listing::new(rows.collect())
}

fn argument(sequence: &InstrSequence, instr: &crate::compiler::unit::Instr) -> Option<u32> {
    if instr.opcode.has(OpcodeFlags::JUMP) || instr.opcode.has(OpcodeFlags::EXC) {
        return sequence.labels.get(instr.oparg as usize).copied();
    }
    instr.opcode.has(OpcodeFlags::ARG).then_some(instr.oparg)
}

/// The instructions of a code object behind the passes.
pub fn optimized(compiled: &Compiled, id: UnitId) -> Listing {
    let artifact = &compiled.units[id.0 as usize];
    passes::optimized(context(compiled, artifact, id), &artifact.optimized)
}

/// What each pass changed in a code object.
pub fn passes(compiled: &Compiled, id: UnitId) -> Listing {
    let artifact = &compiled.units[id.0 as usize];
    match &artifact.optimized.log {
        Some(log) => passes::summary(context(compiled, artifact, id), log),
        None => Listing::note("the passes were not recorded"),
    }
}

fn context<'a>(compiled: &'a Compiled, artifact: &'a UnitArtifact, id: UnitId) -> passes::Context<'a> {
    passes::Context {
        unit: &artifact.unit,
        id,
        consts: &artifact.optimized.consts,
        names: &compiled.names,
        lines: None,
    }
}
