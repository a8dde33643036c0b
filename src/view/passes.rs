//! The control-flow graph pass by pass: what each pass did, to which instruction, and why.

mod json;

pub use json::json;

use std::collections::HashMap;

use super::dis::{argument_role, opcode_role, position, span};
use super::{Change as Mark, Column, ItemRef, Listing, Packed, Role, Row};
use crate::base::{LineIndex, Location, Names};
use crate::bytecode::argrepr::{CMP_OP, INTRINSIC_1, INTRINSIC_2, NB_OPS, const_repr};
use crate::bytecode::opcode::OpcodeFlags;
use crate::bytecode::{CodeConst, Opcode};
use crate::compiler::flowgraph::graph::has_target;
use crate::compiler::flowgraph::log::Shape;
use crate::compiler::flowgraph::{Block, BlockId, CfgInstr, Change, OptimizedUnit, PASSES, PassLog, PassRecord};
use crate::compiler::unit::{InstrId, Unit, UnitId};

/// What names the arguments of instructions before assembly.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    pub unit: &'a Unit,
    pub id: UnitId,
    /// The constants of the optimized unit; those of earlier moments are in the log.
    pub consts: &'a [CodeConst],
    pub names: &'a Names,
    pub lines: Option<&'a LineIndex>,
}

const COLUMNS: &[Column] = &[
    Column::new("line", 3),
    Column::new("opcode", 0),
    Column::new("argument", 2),
    Column::new("meaning", 0),
    Column::new("change", 1),
];

const LINE: u8 = 0;
const OPCODE: u8 = 1;
const CHANGE: u8 = 4;

/// What the keys of the headings of passes begin with; code object and name of the pass follow.
const PASS: &str = "pass ";

/// The pass, by its place in [`PASSES`], that a row stands under.
pub fn pass_of(rows: &Packed, row: usize) -> Option<usize> {
    let key = (0..=row).rev().filter_map(|row| rows.key(row)).find(|key| key.starts_with(PASS))?;
    let name = key.rsplit(' ').next()?;
    PASSES.iter().position(|pass| pass.name == name)
}

/// The optimized instructions of a unit, one a row, jumps told by the index of their target.
pub fn optimized(context: Context<'_>, optimized: &OptimizedUnit) -> Listing {
    let rows = optimized.instrs.iter().enumerate().map(|(index, instr)| {
        let target = instr.target.map(|target| format!("to {target}"));
        let handler = instr.handler.map(|handler| {
            let lasti = if handler.preserve_lasti { " lasti" } else { "" };
            format!("  except to {} [{}]{lasti}", handler.target, handler.startdepth)
        });
        let mut row = Row::new().cell(LINE, Role::Position, format!("{index:>5} {:>14}  ", position(instr.loc)));
        cells(&mut row, context, instr.opcode, instr.oparg, target);
        row.push(CHANGE, Role::Label, handler.unwrap_or_default());
        refer(row, context, instr.id, instr.loc)
    });
    Listing::table(COLUMNS, rows.collect())
}

/// The graph after pass number `index` of the log, with what the pass did to each instruction; instructions that it
/// removed come at the end.
pub fn graph_after(context: Context<'_>, log: &PassLog, index: usize) -> Listing {
    let Some(record) = log.passes.get(index) else { return Listing::note("No pass changed anything.") };
    let context = Context { consts: &record.consts, ..context };
    let mut changes: HashMap<InstrId, Vec<&Change>> = HashMap::new();
    for change in &record.changes {
        changes.entry(change.id()).or_default().push(change);
    }
    let pass = &PASSES[record.pass];
    let unit = &context.names[context.unit.qualname];
    let mut rows = vec![
        Row::text(Role::Heading, pass.name).key(format!("{PASS}{unit} {}", pass.name)),
        Row::text(Role::Note, pass.doc),
    ];
    let numbers = numbers(&record.after);
    for block in record.after.iter().filter(|block| !block.instrs.is_empty()) {
        rows.push(block_row(block, &numbers));
        for instr in &block.instrs {
            let row = graph_row(context, instr, &numbers);
            rows.push(with_changes(row, changes.get(&instr.id).map_or(&[], Vec::as_slice)));
        }
    }
    let before = if index == 0 { &log.before } else { &log.passes[index - 1].after };
    let consts = if index == 0 { &context.unit.consts[..] } else { &log.passes[index - 1].consts };
    rows.extend(removed_rows(Context { consts, ..context }, record, before));
    Listing::table(COLUMNS, rows)
}

/// Every pass that changed something: its name, what it is for, and the instructions it touched.
pub fn summary(context: Context<'_>, log: &PassLog) -> Listing {
    let mut rows = Vec::new();
    for (index, record) in log.passes.iter().enumerate() {
        if index > 0 {
            rows.push(Row::new());
        }
        rows.extend(
            graph_after(context, log, index)
                .rows
                .into_iter()
                .filter(|row| row.item.is_none_or(|_| row.change != Mark::Same) && !is_block(row)),
        );
        debug_assert!(!record.changes.is_empty(), "a pass is recorded when it changed something");
    }
    Listing::table(COLUMNS, rows)
}

fn is_block(row: &Row) -> bool {
    row.segments.first().is_some_and(|segment| segment.role == Role::Label && segment.column == LINE)
}

/// Numbers of the blocks in their order; empty blocks share the number of the next one.
pub fn numbers(blocks: &[Block]) -> HashMap<BlockId, usize> {
    let mut next = 1;
    let number = |block: &Block| {
        let number = next;
        next += usize::from(!block.instrs.is_empty());
        (block.id, number)
    };
    blocks.iter().map(number).collect()
}

fn block_row(block: &Block, numbers: &HashMap<BlockId, usize>) -> Row {
    let number = numbers.get(&block.id).copied().unwrap_or(0);
    let mut row = Row::new().cell(LINE, Role::Label, format!("B{number}:"));
    if block.except_handler {
        row.push(LINE, Role::Flag, " handler");
    }
    if block.cold {
        row.push(LINE, Role::Flag, " cold");
    }
    if let Some(depth) = block.startdepth {
        row.push(LINE, Role::Dim, format!(" depth {depth}"));
    }
    row
}

pub fn graph_row(context: Context<'_>, instr: &CfgInstr, numbers: &HashMap<BlockId, usize>) -> Row {
    let target = instr.target.filter(|_| has_target(instr.opcode));
    let target = target.map(|target| format!("to B{}", numbers.get(&target).copied().unwrap_or(0)));
    let mut row = Row::new().cell(LINE, Role::Position, format!("{:>14}  ", position(instr.loc)));
    cells(&mut row, context, instr.opcode, instr.oparg, target);
    refer(row, context, instr.id, instr.loc)
}

fn refer(row: Row, context: Context<'_>, id: InstrId, loc: Location) -> Row {
    let mut row = row.item(ItemRef::Pseudo(context.id, id));
    row.span = context.lines.and_then(|lines| span(lines, loc));
    row
}

/// Opcode, argument and what the argument means.
fn cells(row: &mut Row, context: Context<'_>, opcode: Opcode, oparg: u32, target: Option<String>) {
    cells_from(OPCODE, row, context, opcode, oparg, target);
}

/// The same for a table that has these three columns from `first` on.
pub(super) fn cells_from(
    first: u8,
    row: &mut Row,
    context: Context<'_>,
    opcode: Opcode,
    oparg: u32,
    target: Option<String>,
) {
    let [in_front, argument, behind] = [first, first + 1, first + 2];
    row.push(in_front, opcode_role(opcode), format!("{:<24}", opcode.name()));
    if target.is_none() && opcode.has(OpcodeFlags::ARG) {
        row.push(argument, Role::Argument, format!(" {oparg:>5}"));
    }
    if let Some(meaning) = target.or_else(|| meaning(context, opcode, oparg)).filter(|meaning| !meaning.is_empty()) {
        row.push(behind, Role::Punctuation, " (");
        row.push(behind, argument_role(opcode), meaning);
        row.push(behind, Role::Punctuation, ")");
    }
}

/// What an argument means before assembly. Cells and free variables are not told, since a late pass renumbers them.
pub(super) fn meaning(context: Context<'_>, opcode: Opcode, oparg: u32) -> Option<String> {
    let index = oparg as usize;
    let name = |index: usize| context.unit.names.get(index).map(|&name| context.names[name].to_owned());
    let local = |index: usize| context.unit.varnames.get(index).map(|&name| context.names[name].to_owned());
    let from = |table: &[&str], index: usize| table.get(index).map(|&word| word.to_owned());
    match opcode {
        Opcode::LOAD_GLOBAL | Opcode::LOAD_ATTR => name(index >> 1),
        Opcode::LOAD_SUPER_ATTR => name(index >> 2),
        Opcode::LOAD_FAST_LOAD_FAST | Opcode::STORE_FAST_LOAD_FAST | Opcode::STORE_FAST_STORE_FAST => {
            Some(format!("{}, {}", local(index >> 4)?, local(index & 15)?))
        }
        Opcode::COMPARE_OP => from(&CMP_OP, index >> 5),
        Opcode::BINARY_OP => from(&NB_OPS, index),
        Opcode::CALL_INTRINSIC_1 => from(&INTRINSIC_1, index),
        Opcode::CALL_INTRINSIC_2 => from(&INTRINSIC_2, index),
        Opcode::LOAD_CLOSURE => None,
        _ if opcode.has(OpcodeFlags::CONST) => context.consts.get(index).map(short),
        _ if opcode.has(OpcodeFlags::NAME) => name(index),
        _ if opcode.has(OpcodeFlags::LOCAL) => local(index),
        _ => None,
    }
}

/// A constant; of a code object only the name, since file and line would leave no room for what happened to it.
fn short(constant: &CodeConst) -> String {
    match constant {
        CodeConst::Code(code) => format!("<code object {}>", code.name.to_display()),
        CodeConst::Value(_) => const_repr(constant),
    }
}

/// What a pass did to the instruction on a row of [`summary`], as it stands behind it.
pub fn reasons(row: &Row) -> String {
    let told =
        row.segments.iter().filter(|segment| matches!(segment.role, Role::Added | Role::Removed | Role::Changed));
    let told: Vec<&str> = told.map(|segment| segment.text.trim()).collect();
    told.join(" · ")
}

/// Says behind an instruction what happened to it.
fn with_changes(mut row: Row, changes: &[&Change]) -> Row {
    for change in changes {
        let (mark, what) = match change {
            Change::Removed { .. } => (Mark::Removed, "gone".to_owned()),
            Change::Replaced { before, .. } => (Mark::Changed, format!("was {}", shape(before))),
            Change::Retargeted { .. } => (Mark::Changed, "jumps elsewhere".to_owned()),
            Change::Added { from, .. } if from.is_empty() => (Mark::Added, "new".to_owned()),
            Change::Added { .. } => (Mark::Added, "copied".to_owned()),
            Change::Moved { .. } => (Mark::Changed, "moved".to_owned()),
            Change::Located { before, .. } if before.is_none() => (Mark::Changed, "had no place".to_owned()),
            Change::Located { before, .. } => (Mark::Changed, format!("was at {}", position(*before))),
        };
        let role = match mark {
            Mark::Added => Role::Added,
            Mark::Removed => Role::Removed,
            _ => Role::Changed,
        };
        if row.change != Mark::Added {
            row.change = mark;
        }
        row.push(CHANGE, role, format!("  {} {what}: {}", mark.mark(), change.reason().words()));
    }
    row
}

/// Opcode and argument; a jump has none that would say anything here.
fn shape(shape: &Shape) -> String {
    let Shape { opcode, oparg } = *shape;
    if opcode.has(OpcodeFlags::ARG) && !has_target(opcode) { format!("{opcode} {oparg}") } else { opcode.to_string() }
}

/// Ghosts of the instructions that a pass removed. One that it first made a NOP of is gone for the reason of that.
fn removed_rows<'a>(
    context: Context<'a>,
    record: &'a PassRecord,
    before: &'a [Block],
) -> impl Iterator<Item = Row> + 'a {
    let numbers = numbers(before);
    record.changes.iter().filter_map(move |change| {
        let Change::Removed { id, .. } = change else { return None };
        let instr = before.iter().flat_map(|block| &block.instrs).find(|instr| instr.id == *id)?;
        let first =
            record.changes.iter().find(|change| change.id() == *id && !matches!(change, Change::Located { .. }));
        let reason = first.unwrap_or(change).reason();
        let was = Shape { opcode: instr.opcode, oparg: instr.oparg };
        Some(with_changes(graph_row(context, instr, &numbers), &[&Change::Removed { id: *id, was, reason }]))
    })
}
