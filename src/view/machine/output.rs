//! What the program wrote, line by line; each piece leads to the step that wrote it.

use crate::view::{ItemRef, Listing, Role, Row};
use crate::vm::host::Stream;
use crate::vm::inspect::VmView;

/// The output. `waiting`: the program has asked for input and nobody has answered.
pub fn output(now: &VmView, waiting: bool) -> Listing {
    let mut rows: Vec<Row> = Vec::new();
    let mut at_start = true;
    for piece in &now.output {
        let role = match piece.stream {
            Stream::Stdout => Role::Text,
            Stream::Stderr => Role::Error,
        };
        for line in piece.text.split_inclusive('\n') {
            let text = line.trim_end_matches('\n').to_owned();
            match rows.last_mut() {
                Some(row) if !at_start => row.push(0, role, text),
                _ => {
                    // A row without text is a blank line, and leads to its step like any other.
                    rows.push(Row::text(role, text).item(ItemRef::Step(piece.step)));
                }
            }
            at_start = line.ends_with('\n');
        }
    }
    if waiting {
        rows.push(Row::text(Role::Warning, "the program asks for input: Enter here answers").key("input"));
    }
    if rows.is_empty() {
        return Listing::note("nothing has been written");
    }
    Listing::new(rows)
}
