//! Pseudo-instructions in the form of the recording.

use pylens::base::Location;
use pylens::bytecode::Opcode;
use pylens::bytecode::opcode::OpcodeFlags;
use pylens::compiler::unit::{Instr, Unit, UnitId};
use pylens::compiler::{Compiled, UnitArtifact};

/// All code objects, the module first, each in front of those inside it.
pub fn text(compiled: &Compiled) -> String {
    let mut listings = Vec::new();
    if let Some(module) = compiled.unit(compiled.module()) {
        add(compiled, module, &mut listings);
    }
    listings.join("\n")
}

fn add(compiled: &Compiled, record: &UnitArtifact, listings: &mut Vec<String>) {
    let unit = &record.unit;
    let mut listing = format!("{}, line {}:\n", &compiled.names[unit.qualname], unit.firstlineno);
    for (index, instr) in unit.sequence.instrs.iter().enumerate() {
        let Location { lineno, end_lineno, col_offset, end_col_offset } = instr.loc;
        let (name, argument) = (instr.opcode.name(), argument(unit, instr));
        let position = format!("{lineno},{end_lineno},{col_offset},{end_col_offset}");
        listing += format!("{index:>4}  {name:<26} {argument:>5}  {position}").trim_end();
        listing.push('\n');
    }
    listings.push(listing);
    for &UnitId(nested) in &unit.nested {
        add(compiled, &compiled.units[nested as usize], listings);
    }
}

/// Jumps name the index of their target.
fn argument(unit: &Unit, instr: &Instr) -> String {
    let Instr { opcode, oparg, .. } = *instr;
    if opcode.has(OpcodeFlags::JUMP) || opcode.has(OpcodeFlags::EXC) {
        return unit.sequence.labels[oparg as usize].to_string();
    }
    if opcode.has(OpcodeFlags::ARG) || opcode == Opcode::RESUME { oparg.to_string() } else { String::new() }
}
