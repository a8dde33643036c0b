//! The card of an opcode: what the table of opcodes says about it.

use crate::bytecode::Opcode;
use crate::bytecode::opcode::{OpcodeFlags, OpcodeKind};
use crate::view::{Listing, Role, Row};

/// What each flag means, in the order of the card.
const FLAGS: &[(OpcodeFlags, &str)] = &[
    (OpcodeFlags::CONST, "its argument is an index into co_consts"),
    (OpcodeFlags::NAME, "its argument names an entry of co_names"),
    (OpcodeFlags::LOCAL, "its argument is a local variable"),
    (OpcodeFlags::FREE, "its argument is a cell or free variable"),
    (OpcodeFlags::JUMP, "it may jump"),
    (OpcodeFlags::EXC, "it sets up an exception handler"),
    (OpcodeFlags::ERROR, "it may raise"),
    (OpcodeFlags::ESCAPES, "it may run other code"),
    (OpcodeFlags::EVAL_BREAK, "it looks for signals and the like"),
    (OpcodeFlags::DEOPT, "it may fall back to its generic form"),
    (OpcodeFlags::PURE, "it does nothing but move values on the stack"),
];

pub fn card(opcode: Opcode) -> Listing {
    let Some(info) = opcode.info() else { return Listing::note("there is no such opcode") };
    let kind = match info.kind {
        OpcodeKind::Real => "a real instruction, as co_code holds it",
        OpcodeKind::Pseudo => "a pseudo-instruction: it exists only between code generation and assembler",
        OpcodeKind::Specialized => "a specialized form, put in place while the program runs",
        OpcodeKind::Instrumented => "put in place while the program is monitored",
    };
    let line = |name: &str, text: String| Row::text(Role::Field, format!("{name:<9}")).with(Role::Text, text);
    let mut rows = vec![
        Row::text(Role::Opcode, info.name).with(Role::Dim, format!("  number {}", opcode.0)),
        line("kind", kind.into()),
        line("stack", stack(info.popped, info.pushed)),
        line("caches", format!("{} code units behind it", opcode.caches())),
    ];
    if opcode.generic() != opcode {
        rows.push(line("stands for", format!(" {}", opcode.generic())));
    }
    if !opcode.has(OpcodeFlags::ARG) {
        rows.push(line("argument", "none".into()));
    }
    for (flag, words) in FLAGS.iter().filter(|(flag, _)| opcode.has(*flag)) {
        let label = if *flag == OpcodeFlags::CONST || words.starts_with("its argument") { "argument" } else { "note" };
        rows.push(line(label, (*words).into()));
    }
    Listing::new(rows)
}

/// Where the effect depends on the argument, the card says how it grows.
fn stack(popped: fn(u32) -> u32, pushed: fn(u32) -> u32) -> String {
    // Some opcodes have no meaning for the arguments 0 and 1, so larger ones are tried.
    let one = |effect: fn(u32) -> u32| match (effect(2), effect(3), effect(4)) {
        (a, b, c) if a == b && b == c => a.to_string(),
        (2, 3, 4) => "argument".into(),
        (a, b, c) if b == a + 1 && c == a + 2 => match a.checked_sub(2) {
            Some(more) => format!("argument + {more}"),
            None => format!("argument − {}", 2 - a),
        },
        (a, b, c) if b == a + 2 && c == a + 4 => match a.checked_sub(4) {
            Some(0) | None => "2 × argument".into(),
            Some(more) => format!("2 × argument + {more}"),
        },
        _ => "depends on the argument".into(),
    };
    format!("pops {}, pushes {}", one(popped), one(pushed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_opcode_has_a_card() {
        for number in 0..300 {
            assert!(!card(Opcode(number)).rows.is_empty());
        }
        assert!(card(Opcode::BUILD_LIST).to_text().contains("pops argument, pushes 1"));
    }
}
