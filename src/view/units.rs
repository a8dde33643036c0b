//! The instructions of all code objects of a file before and behind the passes, and what the passes did.

use hashbrown::HashMap;

use super::dis::position;
use super::{Column, Listing, Role, Row};
use crate::base::Location;
use crate::bytecode::Opcode;
use crate::bytecode::opcode::OpcodeFlags;
use crate::compiler::flowgraph::CfgInstr;
use crate::compiler::unit::{Instr, InstrId, UnitId};
use crate::pipeline::{Compiled, ItemRef, UnitArtifact};
use crate::view::passes;

/// The heading over the instructions of a code object inside the module, as `dis` has it.
fn heading(compiled: &Compiled, artifact: &UnitArtifact) -> String {
    let name = &compiled.names[artifact.unit.name];
    let file = compiled.code.filename.to_display();
    let line = artifact.unit.firstlineno;
    format!("Disassembly of <code object {name} at 0x0, file \"{file}\", line {line}>:")
}

/// The qualified name of a code object; the module's is `<module>`.
pub fn qualname(compiled: &Compiled, unit: UnitId) -> &str {
    match &compiled.names[compiled.units[unit.0 as usize].unit.qualname] {
        "" => "<module>",
        name => name,
    }
}

/// Every code object, the module first, each of the others behind a blank line and a heading; `listing` is one of
/// [`pseudo`] and [`optimized`] (as `dis --stage` prints them) and [`passes`].
pub fn every(compiled: &Compiled, listing: fn(&Compiled, UnitId) -> Listing) -> Listing {
    let mut rows = Vec::new();
    for (id, _) in compiled.in_order() {
        if id != compiled.module() {
            rows.push(Row::new());
            rows.push(Row::text(Role::Heading, heading(compiled, &compiled.units[id.0 as usize])));
        }
        rows.extend(listing(compiled, id).rows);
    }
    Listing::new(rows)
}

/// The instructions of a code object as code generation made them; jumps name the index of their target.
pub fn pseudo(compiled: &Compiled, id: UnitId) -> Listing {
    let sequence = &compiled.units[id.0 as usize].unit.sequence;
    let target = |instr: &Instr| sequence.labels.get(instr.oparg as usize).copied().unwrap_or_default();
    let rows = sequence.instrs.iter().map(|instr| {
        let argument = if has_target(instr.opcode) { target(instr) } else { instr.oparg };
        row(id, instr.id, instr.opcode, argument, instr.loc)
    });
    Listing::new(rows.collect())
}

const COLUMNS: &[Column] = &[
    Column::new("index", 2),
    Column::new("position", 4),
    Column::new("opcode", 0),
    Column::new("argument", 3),
    Column::new("meaning", 0),
];

const OPCODE: u8 = 2;

/// The instructions that [`pseudo`] prints, for people: with what their arguments mean.
pub fn pseudo_table(compiled: &Compiled, id: UnitId) -> Listing {
    let artifact = &compiled.units[id.0 as usize];
    let unit = &artifact.unit;
    let context = passes::Context { consts: &unit.consts, ..context(compiled, artifact, id) };
    let target = |instr: &Instr| unit.sequence.labels.get(instr.oparg as usize).map(|index| format!("to {index}"));
    let rows = unit.sequence.instrs.iter().enumerate().map(|(index, instr)| {
        let mut row = Row::new().cell(0, Role::Position, format!("{index:>5}  ")).cell(
            1,
            Role::Position,
            format!("{:>14}  ", position(instr.loc)),
        );
        let target = if has_target(instr.opcode) { target(instr) } else { None };
        passes::cells_from(OPCODE, &mut row, context, instr.opcode, instr.oparg, target);
        row.item(ItemRef::Pseudo(id, instr.id))
    });
    Listing::table(COLUMNS, rows.collect())
}

/// The instructions of a code object as the optimizing passes leave them; jumps name the index of their target.
pub fn optimized(compiled: &Compiled, id: UnitId) -> Listing {
    let Some(blocks) = &compiled.units[id.0 as usize].optimized.optimized else {
        return Listing::note("the passes were not recorded");
    };
    let mut starts = HashMap::new();
    let mut count = 0;
    for block in blocks.iter() {
        starts.insert(block.id, count);
        count += block.instrs.len() as u32;
    }
    let target = |instr: &CfgInstr| instr.target.and_then(|block| starts.get(&block).copied());
    let rows = blocks.iter().flat_map(|block| &block.instrs).map(|instr| {
        let argument = if has_target(instr.opcode) { target(instr).unwrap_or_default() } else { instr.oparg };
        row(id, instr.id, instr.opcode, argument, instr.loc)
    });
    Listing::new(rows.collect())
}

fn has_target(opcode: Opcode) -> bool {
    opcode.has(OpcodeFlags::JUMP) || opcode.has(OpcodeFlags::EXC)
}

fn row(unit: UnitId, id: InstrId, opcode: Opcode, argument: u32, loc: Location) -> Row {
    let role = if opcode.is_pseudo() { Role::OpcodePseudo } else { super::dis::opcode_role(opcode) };
    let mut row = Row::text(role, opcode.name());
    if opcode.has(OpcodeFlags::ARG) {
        row = row.with(Role::Argument, format!(" {argument}"));
    }
    let position = format!(" {},{},{},{}", loc.lineno, loc.end_lineno, loc.col_offset, loc.end_col_offset);
    row.with(Role::Position, position).item(ItemRef::Pseudo(unit, id))
}

/// What each pass changed in a code object.
pub fn passes(compiled: &Compiled, id: UnitId) -> Listing {
    let artifact = &compiled.units[id.0 as usize];
    match compiled.log(id) {
        Some(log) => passes::summary(context(compiled, artifact, id), &log),
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
