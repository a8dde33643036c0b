//! Code objects as `python -m dis` prints them, to the last blank; and optimized instructions before assembly.
//!
//! Addresses, which differ from run to run, are written as `0x0`.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::graph::lanes::{Arrow, gutter_within};
use super::{Column, ItemRef, Listing, Role, Row};
use crate::base::{LineIndex, Location, Span};
use crate::bytecode::argrepr::{argrepr, cache_format, code_repr};
use crate::bytecode::exceptiontable::{self, ExceptionEntry};
use crate::bytecode::opcode::{OpcodeFlags, OpcodeKind};
use crate::bytecode::{Code, CodeUnit, Instruction, Opcode, decode, linetable};
use crate::compiler::unit::UnitId;

/// What to show besides line, label, opcode and argument.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct DisOptions {
    /// Inline caches, a row for each code unit.
    pub caches: bool,
    /// The byte offset of each instruction.
    pub offsets: bool,
    /// Where in the source each instruction comes from; `dis` has no such column.
    pub positions: bool,
}

/// An instruction with all that `dis` says about it.
#[derive(Clone, PartialEq, Debug)]
pub struct DisInstruction {
    pub instruction: Instruction,
    /// First instruction of a line of the source.
    pub starts_line: bool,
    pub line: Option<i32>,
    /// Number of the label in front of it, from 1.
    pub label: Option<u32>,
    pub argrepr: String,
    pub loc: Location,
}

/// A code object taken apart.
#[derive(Clone, Debug)]
pub struct Disassembly {
    pub instructions: Vec<DisInstruction>,
    pub exceptions: Vec<ExceptionEntry>,
    /// The labels: all targets of jumps, and all bounds and targets in the exception table.
    labels: HashMap<CodeUnit, u32>,
    /// Width of the column of line numbers; 0 when there are none.
    line_width: usize,
    label_width: usize,
    offset_width: usize,
}

impl Disassembly {
    pub fn of(code: &Code) -> Self {
        let exceptions = exceptiontable::entries(&code.exceptiontable);
        let labels = labels(code, &exceptions);
        let line_starts: HashMap<CodeUnit, Option<i32>> = linetable::lines(&code.linetable, code.firstlineno)
            .into_iter()
            .map(|(units, line)| (units.start, line))
            .collect();
        let positions: Vec<Location> = linetable::positions(&code.linetable, code.firstlineno).collect();
        let mut line = None;
        let instructions = decode::decode(&code.code)
            .map(|instruction| {
                let started = line_starts.get(&instruction.at);
                line = started.copied().unwrap_or(line);
                let target = instruction.jump_target().and_then(|target| labels.get(&target).copied());
                let words = instruction.arg.and_then(|arg| argrepr(code, instruction.opcode.generic(), arg, target));
                DisInstruction {
                    instruction,
                    starts_line: started.is_some(),
                    line,
                    label: labels.get(&instruction.at).copied(),
                    argrepr: words.unwrap_or_default(),
                    loc: positions.get(instruction.at.0 as usize).copied().unwrap_or(Location::NONE),
                }
            })
            .collect();
        let last_offset = code.code.len().saturating_sub(2).max(9999);
        Self {
            instructions,
            exceptions,
            label_width: 4 + labels.len().to_string().len(),
            labels,
            line_width: line_width(line_starts.values().copied()),
            offset_width: last_offset.to_string().len(),
        }
    }

    /// The label in front of a code unit.
    pub fn label(&self, unit: CodeUnit) -> Option<u32> {
        self.labels.get(&unit).copied()
    }
}

fn labels(code: &Code, exceptions: &[ExceptionEntry]) -> HashMap<CodeUnit, u32> {
    let jumps = decode::decode(&code.code).filter_map(|instruction| instruction.jump_target());
    let bounds = exceptions.iter().flat_map(|entry| [entry.start, entry.end, entry.target]);
    let mut units: Vec<CodeUnit> = jumps.chain(bounds).collect();
    units.sort_unstable();
    units.dedup();
    units.into_iter().zip(1..).collect()
}

/// What stands in the column of line numbers for instructions without one.
const NO_LINENO: &str = "  --";

/// `dis` leaves the column out when no instruction has a line other than 0.
fn line_width(lines: impl Iterator<Item = Option<i32>> + Clone) -> usize {
    let Some(greatest) = lines.clone().flatten().filter(|&line| line != 0).max() else { return 0 };
    let width = greatest.to_string().len().max(3);
    if lines.clone().any(|line| line.is_none()) { width.max(NO_LINENO.len()) } else { width }
}

/// Columns of [`listing`].
pub const COLUMNS: &[Column] = &[
    Column::new("line", 1),
    Column::new("label", 0),
    Column::new("offset", 3),
    Column::new("position", 4),
    Column::new("opcode", 0),
    Column::new("argument", 2),
    Column::new("jumps", 5),
    Column::new("meaning", 0),
];

const LINE: u8 = 0;
const LABEL: u8 = 1;
const OFFSET: u8 = 2;
const POSITION: u8 = 3;
const OPCODE: u8 = 4;
const ARGUMENT: u8 = 5;
const JUMPS: u8 = 6;
const MEANING: u8 = 7;

/// Widths of the columns for opcode and argument.
const OPNAME_WIDTH: usize = 20;
const OPARG_WIDTH: usize = 5;

/// One code object. `unit` names it in the rows' references; `lines` gives the rows their places in the source.
pub fn listing(code: &Code, unit: UnitId, lines: Option<&LineIndex>, options: DisOptions) -> Listing {
    let dis = Disassembly::of(code);
    let position_width = dis.instructions.iter().map(|row| position(row.loc).len()).max().unwrap_or(0);
    let widths = Widths { position: position_width, options };
    let mut rows = Vec::new();
    for instruction in &dis.instructions {
        if dis.line_width > 0 && instruction.starts_line && instruction.instruction.at.0 > 0 {
            rows.push(Row::new());
        }
        let mut row =
            instruction_row(&dis, instruction, &widths).item(ItemRef::Instr(unit, instruction.instruction.at.0));
        row.span = lines.and_then(|lines| span(lines, instruction.loc));
        rows.push(row);
        if options.caches {
            cache_rows(code, &dis, instruction, &widths, &mut rows);
        }
    }
    if !dis.exceptions.is_empty() {
        rows.push(Row::text(Role::Heading, "ExceptionTable:"));
        rows.extend(dis.exceptions.iter().map(|entry| exception_row(&dis, entry)));
    }
    Listing::table(COLUMNS, rows)
}

/// Lanes of arrows beside a code object.
const LANES: usize = 3;

/// Draws the jumps of a code object beside its rows, in front of the opcodes.
pub fn with_jumps(mut listing: Listing, code: &Code) -> Listing {
    let mut places: HashMap<CodeUnit, usize> = HashMap::new();
    for (index, row) in listing.rows.iter().enumerate() {
        if let Some(ItemRef::Instr(_, at)) = row.item {
            places.insert(CodeUnit(at), index);
        }
    }
    let mut arrows: HashMap<usize, Arrow> = HashMap::new();
    let mut starts: HashMap<CodeUnit, usize> = HashMap::new();
    for instruction in decode::decode(&code.code) {
        if let Some(&row) = places.get(&instruction.at) {
            starts.entry(instruction.start).or_insert(row);
        }
    }
    for instruction in decode::decode(&code.code) {
        let target = instruction.jump_target().and_then(|target| starts.get(&target));
        if let (Some(&from), Some(&to)) = (places.get(&instruction.at), target) {
            arrows.entry(to).or_insert_with(|| Arrow { from: Vec::new(), to, broken: false }).from.push(from);
        }
    }
    let mut arrows: Vec<Arrow> = arrows.into_values().collect();
    arrows.sort_by_key(|arrow| arrow.to);
    let lanes = gutter_within(&arrows, listing.rows.len(), LANES);
    for (row, lane) in listing.rows.iter_mut().zip(lanes) {
        let at = row.segments.iter().position(|segment| segment.column >= OPCODE).unwrap_or(row.segments.len());
        // A blank row has no columns that would put the lane where the others have it.
        if !lane.is_empty() && row.item.is_some() {
            row.segments.insert(at, super::Segment { text: lane.into(), role: Role::Label, column: JUMPS });
        }
    }
    listing
}

struct Widths {
    position: usize,
    options: DisOptions,
}

fn instruction_row(dis: &Disassembly, row: &DisInstruction, widths: &Widths) -> Row {
    let Instruction { opcode, arg, at, .. } = row.instruction;
    let mut cells = Row::new();
    if dis.line_width > 0 {
        let width = dis.line_width;
        let line = match (row.starts_line, row.line) {
            (false, _) => String::new(),
            (true, None) => NO_LINENO.to_owned(),
            (true, Some(line)) => line.to_string(),
        };
        cells.push(LINE, Role::Position, format!("{line:>width$} "));
    }
    let label = row.label.map(|label| format!("L{label}:")).unwrap_or_default();
    cells.push(LABEL, Role::Label, format!("{label:>width$} ", width = dis.label_width));
    if widths.options.offsets {
        let offset = at.byte_offset();
        cells.push(OFFSET, Role::Position, format!("{offset:>width$}   ", width = dis.offset_width));
    }
    if widths.options.positions {
        cells.push(POSITION, Role::Dim, format!("{:<width$}  ", position(row.loc), width = widths.position));
    }
    let name = opcode.name();
    cells.push(OPCODE, Role::Text, "    ");
    cells.push(OPCODE, opcode_role(opcode), format!("{name:<OPNAME_WIDTH$}"));
    if let Some(arg) = arg {
        // A long name takes room from the argument, so that fewer rows get out of line.
        let width = OPARG_WIDTH.saturating_sub(name.len().saturating_sub(OPNAME_WIDTH));
        cells.push(ARGUMENT, Role::Argument, format!(" {:>width$}", arg.to_string()));
        if !row.argrepr.is_empty() {
            cells.push(MEANING, Role::Punctuation, " (");
            cells.push(MEANING, argument_role(opcode), row.argrepr.clone());
            cells.push(MEANING, Role::Punctuation, ")");
        }
    }
    cells
}

/// A row for each code unit of the inline cache; the value of a part stands at its first unit.
fn cache_rows(code: &Code, dis: &Disassembly, owner: &DisInstruction, widths: &Widths, rows: &mut Vec<Row>) {
    let mut at = owner.instruction.at.0;
    for &(name, units) in cache_format(owner.instruction.opcode) {
        let bytes = code.code.get(2 * (at as usize + 1)..).unwrap_or_default();
        let value =
            bytes.iter().take(2 * usize::from(units)).rev().fold(0u64, |value, &byte| value << 8 | u64::from(byte));
        for unit in 0..units {
            at += 1;
            let instruction =
                Instruction { opcode: Opcode::CACHE, arg: Some(0), at: CodeUnit(at), start: CodeUnit(at), caches: 0 };
            let row = DisInstruction {
                instruction,
                starts_line: false,
                line: None,
                label: None,
                argrepr: if unit == 0 { format!("{name}: {value}") } else { String::new() },
                loc: owner.loc,
            };
            rows.push(instruction_row(dis, &row, widths));
        }
    }
}

fn exception_row(dis: &Disassembly, entry: &ExceptionEntry) -> Row {
    let label = |unit| format!("L{}", dis.label(unit).unwrap_or(0));
    let mut row = Row::text(Role::Text, "  ").with(Role::Label, label(entry.start)).with(Role::Text, " to ");
    row = row.with(Role::Label, label(entry.end)).with(Role::Text, " -> ").with(Role::Label, label(entry.target));
    row = row.with(Role::Argument, format!(" [{}]", entry.depth));
    if entry.lasti { row.with(Role::Flag, " lasti") } else { row }
}

/// How an opcode is shown.
pub fn opcode_role(opcode: Opcode) -> Role {
    match opcode.info().map(|info| info.kind) {
        _ if opcode == Opcode::CACHE => Role::OpcodePseudo,
        Some(OpcodeKind::Pseudo) => Role::OpcodePseudo,
        Some(OpcodeKind::Specialized | OpcodeKind::Instrumented) => Role::OpcodeSpecialized,
        _ if opcode.has(OpcodeFlags::JUMP) => Role::OpcodeJump,
        _ => Role::Opcode,
    }
}

/// How the meaning of an argument is shown.
pub fn argument_role(opcode: Opcode) -> Role {
    let opcode = opcode.generic();
    if opcode.has(OpcodeFlags::CONST) {
        Role::Value
    } else if opcode.has(OpcodeFlags::JUMP) {
        Role::Label
    } else if opcode.has(OpcodeFlags::LOCAL) {
        Role::Local
    } else if opcode.has(OpcodeFlags::FREE) {
        Role::Free
    } else if matches!(opcode, Opcode::LOAD_GLOBAL | Opcode::STORE_GLOBAL | Opcode::DELETE_GLOBAL) {
        Role::Global
    } else if opcode.has(OpcodeFlags::NAME) {
        Role::Identifier
    } else if matches!(opcode, Opcode::BINARY_OP | Opcode::COMPARE_OP) {
        Role::Operator
    } else {
        Role::Dim
    }
}

/// `3,4-3,9`: line and column of start and end, `?` where CPython has none.
pub fn position(loc: Location) -> String {
    if loc.is_none() {
        return "-".to_owned();
    }
    let number = |value: i32| if value < 0 { "?".to_owned() } else { value.to_string() };
    let [l, c, el, ec] = [loc.lineno, loc.col_offset, loc.end_lineno, loc.end_col_offset].map(number);
    format!("{l},{c}-{el},{ec}")
}

/// The text at a location, if it has columns.
pub fn span(lines: &LineIndex, loc: Location) -> Option<Span> {
    let offset = |line: i32, column: i32| {
        let start = lines.line_start(u32::try_from(line).ok()?)?;
        Some(start + u32::try_from(column).ok()?)
    };
    let (start, end) = (offset(loc.lineno, loc.col_offset)?, offset(loc.end_lineno, loc.end_col_offset)?);
    (start <= end).then(|| Span::new(start, end))
}

/// What `python -m dis FILE` prints: the code object and all inside it.
pub fn text(code: &Code, options: DisOptions) -> String {
    whole(code, options).to_text()
}

/// The code object and all inside it, as one listing.
pub fn whole(code: &Code, options: DisOptions) -> Listing {
    let mut rows = Vec::new();
    let mut todo = vec![(code, false)];
    while let Some((code, heading)) = todo.pop() {
        if heading {
            rows.push(Row::new());
            rows.push(Row::text(Role::Heading, format!("Disassembly of {}:", code_repr(code))));
        }
        rows.extend(listing(code, UnitId(0), None, options).rows);
        let children: Vec<&Code> = code.children().map(|child| &**child).collect();
        todo.extend(children.into_iter().rev().map(|child| (child, true)));
    }
    Listing::new(rows)
}

/// The instructions of a code object and of those inside it, for programs.
pub fn json(code: &Code) -> Value {
    let dis = Disassembly::of(code);
    let optional = |number: i32| if number < 0 { Value::Null } else { number.into() };
    let instructions: Vec<Value> = dis
        .instructions
        .iter()
        .map(|row| {
            let Instruction { opcode, arg, at, start, .. } = row.instruction;
            let Location { lineno, end_lineno, col_offset, end_col_offset } = row.loc;
            let positions = [lineno, end_lineno, col_offset, end_col_offset].map(optional);
            json!({
                "offset": at.byte_offset(),
                "start_offset": start.byte_offset(),
                "opname": opcode.name(),
                "opcode": opcode.0,
                "arg": arg,
                "argrepr": row.argrepr,
                "jump_target": row.instruction.jump_target().map(CodeUnit::byte_offset),
                "label": row.label,
                "starts_line": row.starts_line,
                "line_number": row.line,
                "positions": positions,
            })
        })
        .collect();
    let exceptions: Vec<Value> = dis
        .exceptions
        .iter()
        .map(|entry| {
            json!({
                "start": entry.start.byte_offset(),
                "end": entry.end.byte_offset(),
                "target": entry.target.byte_offset(),
                "depth": entry.depth,
                "lasti": entry.lasti,
            })
        })
        .collect();
    json!({
        "name": code.name.to_display(),
        "qualname": code.qualname.to_display(),
        "firstlineno": code.firstlineno,
        "instructions": instructions,
        "exceptiontable": exceptions,
        "children": code.children().map(|child| json(child)).collect::<Vec<_>>(),
    })
}
