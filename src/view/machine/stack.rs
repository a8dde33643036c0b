//! The value stack of the innermost frame: top first, each slot with the piece of source that made it, then what the
//! last step popped.

use super::{ending, id_text};
use crate::bytecode::opcode::OpcodeFlags;
use crate::pipeline::session::moment::Made;
use crate::view::row::UNMARKED;
use crate::view::{Change, Column, ItemRef, Listing, Role, Row, measure};
use crate::vm::inspect::{ValueView, VmView};

const COLUMNS: &[Column] =
    &[Column::new("slot", 0), Column::new("value", 0), Column::new("id", 1), Column::new("made by", 2)];

/// Columns that the text of a value and its maker may take.
const MADE_WIDTH: usize = 28;

/// The value stack. `made` tells what made a slot, counted from the bottom.
pub fn stack(now: &VmView, before: Option<&VmView>, made: &dyn Fn(usize) -> Option<Made>) -> Listing {
    let Some(frame) = now.frames.last() else { return Listing::note(ending(now)) };
    let number = now.frames.len() as u32 - 1;
    let earlier = before
        .filter(|before| before.frames.len() == now.frames.len())
        .and_then(|before| before.frames.last())
        .filter(|earlier| earlier.code == frame.code);
    let kept = earlier.map_or(frame.stack.len(), |earlier| {
        earlier.stack.iter().zip(&frame.stack).take_while(|(a, b)| same_object(a, b)).count()
    });
    let text = |value: &Option<ValueView>| value.as_ref().map_or("NULL".to_owned(), |value| value.text.clone());
    let width = frame.stack.iter().map(|value| measure::width(&text(value))).max().unwrap_or(0).min(MADE_WIDTH);
    let mut rows = Vec::new();
    for (slot, value) in frame.stack.iter().enumerate().rev() {
        let mut row = Row::new().cell(0, Role::Position, format!("{slot:>3}  "));
        let padded = measure::pad(&text(value), width);
        match value {
            Some(value) => {
                row.push(1, Role::Value, padded);
                row.push(2, Role::ObjectId, format!("{:<7}", id_text(value)));
            }
            None => {
                row.push(1, Role::Dim, padded);
                row.push(2, Role::Dim, " ".repeat(7));
            }
        }
        if let Some(made) = made(slot) {
            row.push(3, Role::Dim, "  ← ");
            row.push(3, Role::Identifier, measure::truncate(&made.text, MADE_WIDTH).into_owned());
            row = row.span(made.span);
        }
        let change = if slot >= kept { Change::Added } else { Change::Same };
        rows.push(row.item(ItemRef::Slot(number, slot as u32)).change(change));
    }
    if rows.is_empty() {
        rows.push(Row::new().cell(0, Role::Note, "empty"));
    }
    if let Some(earlier) = earlier {
        for value in earlier.stack[kept..].iter().rev() {
            let row =
                Row::new().cell(0, Role::Removed, "     ").cell(1, Role::Removed, format!("popped {}", text(value)));
            rows.push(row.change(Change::Removed));
        }
    }
    let mut next = Row::new().cell(0, Role::Dim, "next ").cell(
        1,
        crate::view::dis::opcode_role(frame.opcode),
        frame.opcode.name(),
    );
    if frame.opcode.has(OpcodeFlags::ARG) {
        next.push(1, Role::Argument, format!(" {}", frame.oparg));
        if let Some(info) = frame.opcode.info() {
            let (pops, pushes) = ((info.popped)(frame.oparg), (info.pushed)(frame.oparg));
            next.push(3, Role::Dim, format!("  pops {pops}, pushes {pushes}"));
        }
    }
    // It is another one after every step: nothing to mark.
    rows.push(next.key(UNMARKED));
    Listing::table(COLUMNS, rows)
}

fn same_object(a: &Option<ValueView>, b: &Option<ValueView>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => a.id == b.id,
        (None, None) => true,
        _ => false,
    }
}
