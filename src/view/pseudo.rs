//! Pseudo-instructions: what code generation made, before any pass.
//!
//! [`text`] prints what CPython's `_testinternalcapi.compiler_codegen` tells: index, opcode, argument and the four
//! positions; jumps name the index of their target. The rows of the pane say besides what the argument means.

use super::{Column, ItemRef, Listing, Role, Row};
use crate::base::{Location, Names, Span, repr};
use crate::bytecode::opcode::OpcodeFlags;
use crate::bytecode::{CodeConst, Opcode};
use crate::compiler::unit::{Instr, Unit, UnitId};
use crate::compiler::{Compiled, UnitRecord};
use crate::frontend::source::Source;

/// All code objects, the module first, each in front of those inside it.
pub fn text(compiled: &Compiled) -> String {
    let mut out = String::new();
    for (_, record) in in_order(compiled) {
        let unit = &record.unit;
        if !out.is_empty() {
            out.push('\n');
        }
        out += &format!("{}\n", heading(unit, &compiled.names));
        for (index, instr) in unit.sequence.instrs.iter().enumerate() {
            let argument = argument(unit, instr).map_or(String::new(), |argument| argument.to_string());
            let row = format!("{index:>4}  {:<26} {argument:>5}  {}", instr.opcode.name(), position(instr.loc));
            out += row.trim_end();
            out.push('\n');
        }
    }
    out
}

/// The rows of the pane.
pub fn listing(compiled: &Compiled, source: &Source) -> Listing {
    const COLUMNS: &[Column] = &[
        Column::new("index", 1),
        Column::new("opcode", 0),
        Column::new("argument", 0),
        Column::new("meaning", 0),
        Column::new("position", 2),
    ];
    let mut rows = Vec::new();
    for (id, record) in in_order(compiled) {
        let unit = &record.unit;
        let name = compiled.names.get(unit.qualname).to_owned();
        rows.push(Row::text(Role::Heading, heading(unit, &compiled.names)).item(ItemRef::Code(id)).key(name));
        for (index, instr) in unit.sequence.instrs.iter().enumerate() {
            let argument = argument(unit, instr).map_or(String::new(), |argument| argument.to_string());
            let meaning = meaning(unit, instr, &compiled.names).unwrap_or_default();
            let mut row = Row::new()
                .cell(0, Role::Dim, format!("{index:>4}  "))
                .cell(1, role(instr.opcode), format!("{:<26} ", instr.opcode.name()))
                .cell(2, Role::Argument, format!("{argument:>5}  "))
                .cell(3, Role::Value, format!("{meaning:<24}  "))
                .cell(4, Role::Position, position(instr.loc))
                .item(ItemRef::Pseudo(id, instr.id));
            row.span = span(compiled, unit, instr, source);
            rows.push(row);
        }
    }
    Listing::table(COLUMNS, rows)
}

/// The units, the module first.
fn in_order(compiled: &Compiled) -> Vec<(UnitId, &UnitRecord)> {
    let Some(last) = compiled.units.len().checked_sub(1) else { return Vec::new() };
    // Without a module (after an error) the units that nobody holds come one after the other.
    let mut is_nested = vec![false; compiled.units.len()];
    for nested in compiled.units.iter().flat_map(|record| &record.unit.nested) {
        is_nested[nested.0 as usize] = true;
    }
    let mut order = Vec::with_capacity(last + 1);
    let mut waiting: Vec<u32> = (0..=last as u32).rev().filter(|&index| !is_nested[index as usize]).collect();
    while let Some(index) = waiting.pop() {
        let record = &compiled.units[index as usize];
        order.push((UnitId(index), record));
        waiting.extend(record.unit.nested.iter().rev().map(|nested| nested.0));
    }
    order
}

fn heading(unit: &Unit, names: &Names) -> String {
    format!("{}, line {}:", &names[unit.qualname], unit.firstlineno)
}

fn position(loc: Location) -> String {
    format!("{},{},{},{}", loc.lineno, loc.end_lineno, loc.col_offset, loc.end_col_offset)
}

fn has_label(opcode: Opcode) -> bool {
    opcode.has(OpcodeFlags::JUMP) || opcode.has(OpcodeFlags::EXC)
}

/// The argument, for opcodes that have one; for those that jump or set up a handler the index of the target.
fn argument(unit: &Unit, instr: &Instr) -> Option<u32> {
    if has_label(instr.opcode) {
        return unit.sequence.labels.get(instr.oparg as usize).copied();
    }
    (instr.opcode.has(OpcodeFlags::ARG) || instr.opcode == Opcode::RESUME).then_some(instr.oparg)
}

/// The constant, name or variable that the argument stands for.
fn meaning(unit: &Unit, instr: &Instr, names: &Names) -> Option<String> {
    let Instr { opcode, oparg, .. } = *instr;
    let name = |list: &[crate::base::Name], index: u32| list.get(index as usize).map(|&name| names[name].to_owned());
    if has_label(opcode) {
        return argument(unit, instr).map(|target| format!("to {target}"));
    }
    if opcode.has(OpcodeFlags::CONST) {
        return unit.consts.get(oparg as usize).map(|value| match value {
            CodeConst::Value(value) => repr::constant(value),
            CodeConst::Code(code) => format!("code {}", code.qualname.to_string_lossy()),
        });
    }
    if opcode.has(OpcodeFlags::NAME) {
        let shift = match opcode {
            Opcode::LOAD_ATTR | Opcode::LOAD_GLOBAL => 1,
            Opcode::LOAD_SUPER_ATTR => 2,
            _ => 0,
        };
        return name(&unit.names, oparg >> shift);
    }
    // Closures are made of cells, which are counted like those that are loaded.
    if opcode.has(OpcodeFlags::FREE) || opcode == Opcode::LOAD_CLOSURE {
        let cells = unit.cellvars.len() as u32;
        return match oparg.checked_sub(cells) {
            Some(free) => name(&unit.freevars, free),
            None => name(&unit.cellvars, oparg),
        };
    }
    if opcode.has(OpcodeFlags::LOCAL) {
        return name(&unit.varnames, oparg);
    }
    None
}

fn role(opcode: Opcode) -> Role {
    match opcode {
        _ if opcode.is_pseudo() => Role::OpcodePseudo,
        _ if opcode.has(OpcodeFlags::JUMP) => Role::OpcodeJump,
        _ => Role::Opcode,
    }
}

/// The source text of an instruction: its location, or that of the node that made it.
fn span(compiled: &Compiled, unit: &Unit, instr: &Instr, source: &Source) -> Option<Span> {
    if let (Ok(line), Ok(end_line)) = (u32::try_from(instr.loc.lineno), u32::try_from(instr.loc.end_lineno))
        && let (Ok(column), Ok(end_column)) =
            (u32::try_from(instr.loc.col_offset), u32::try_from(instr.loc.end_col_offset))
        && let (Some(start), Some(end)) = (source.lines.line_start(line), source.lines.line_start(end_line))
    {
        return Some(Span::new(start + column, (end + end_column).max(start + column)));
    }
    let origin = unit.sequence.origins.get(instr.id.0 as usize).copied().flatten()?;
    compiled.folded.as_ref().map(|folded| folded.ast.node_span(origin))
}
