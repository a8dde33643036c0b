//! `pylens explain`: the card of an instruction, or one line for each.

use super::arguments::ExplainArguments;
use super::complain;
use super::output::{self, print};
use crate::view::opcodes;
use crate::view::{Listing, Row};

/// Columns of a card: what reads well, and fits the narrowest terminal.
const WIDTH: usize = 78;

pub fn run(arguments: &ExplainArguments) -> u8 {
    let mut found = Vec::new();
    for name in &arguments.opcodes {
        match opcodes::find(name) {
            Some(opcode) => found.push(opcode),
            None => return complain(unknown(name)),
        }
    }
    if arguments.json {
        let all = crate::bytecode::opcode::table::ROWS.iter().map(|row| row.opcode);
        let wanted = if found.is_empty() { all.collect() } else { found };
        let cards: serde_json::Value = wanted.into_iter().filter_map(opcodes::card_json).collect();
        print(&format!("{cards:#}\n"));
        return 0;
    }
    if found.is_empty() {
        output::listing(&opcodes::all(), arguments.color);
        return 0;
    }
    let mut rows = Vec::new();
    for opcode in found {
        if !rows.is_empty() {
            rows.push(Row::new());
        }
        rows.extend(opcodes::card_listing(opcode, WIDTH).rows);
    }
    output::listing(&Listing::new(rows), arguments.color);
    0
}

fn unknown(name: &str) -> String {
    match opcodes::suggestions(name).as_slice() {
        [] => format!("CPython 3.13 has no instruction {name:?}; pylens explain lists all"),
        near => format!("CPython 3.13 has no instruction {name:?}; did you mean {}?", near.join(", ")),
    }
}
