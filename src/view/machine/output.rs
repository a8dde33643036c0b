//! What the program wrote, line by line, behind the step that wrote it; each line leads there.

use crate::view::{Change, Column, ItemRef, Listing, Role, Row};
use crate::vm::host::Stream;
use crate::vm::inspect::VmView;

const COLUMNS: &[Column] = &[Column::new("step", 1), Column::new("text", 0)];

const TEXT: u8 = 1;

/// The output; what the last step wrote is marked. `waiting`: the program has asked for input and nobody has answered.
pub fn output(now: &VmView, before: Option<&VmView>, waiting: bool) -> Listing {
    let known = before.map_or(usize::MAX, |before| before.output.len());
    let mut rows: Vec<Row> = Vec::new();
    // A mark in front must not look like a part of the number.
    let width = now.output.last().map_or(0, |piece| piece.step.to_string().len() + 1);
    let mut at_start = true;
    for (number, piece) in now.output.iter().enumerate() {
        let role = match piece.stream {
            Stream::Stdout => Role::Text,
            Stream::Stderr => Role::Error,
        };
        for line in piece.text.split_inclusive('\n') {
            let text = line.trim_end_matches('\n').to_owned();
            match rows.last_mut() {
                Some(row) if !at_start => {
                    row.push(TEXT, role, text);
                    if number >= known && row.change == Change::Same {
                        row.change = Change::Changed;
                    }
                }
                _ => {
                    // A row without text is a blank line, and leads to its step like any other.
                    let row = Row::new().cell(0, Role::Position, format!("{:>width$}  ", piece.step));
                    let change = if number >= known { Change::Added } else { Change::Same };
                    rows.push(row.cell(TEXT, role, text).item(ItemRef::Step(piece.step)).change(change));
                }
            }
            at_start = line.ends_with('\n');
        }
    }
    if waiting {
        let words = "the program asks for input: Enter here answers";
        rows.push(Row::new().cell(TEXT, Role::Warning, words).key("input"));
    }
    if rows.is_empty() {
        return Listing::note("nothing has been written");
    }
    Listing::table(COLUMNS, rows)
}
