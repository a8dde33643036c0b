//! Stack effects of all opcodes, as a CPython 3.13 computes them (`tests/record/stack_effects.py`).

use pylens::bytecode::Opcode;
use pylens::bytecode::opcode::stack_effect;

#[test]
fn effects_are_those_of_cpython() {
    let mut wrong = Vec::new();
    let table = include_str!("stack_effects.txt");
    for line in table.lines() {
        let [name, stays, jumps] = line.split(' ').collect::<Vec<_>>()[..] else { panic!("three columns: {line}") };
        let opcode = Opcode::from_name(name).unwrap_or_else(|| panic!("{name} is not in the table"));
        for (jump, effects) in [(false, stays), (true, if jumps == "-" { stays } else { jumps })] {
            for part in effects.split(',') {
                let (oparg, effect) = part.split_once(':').unwrap_or(("0", part));
                let ours = stack_effect(opcode, oparg.parse().expect("an argument"), jump);
                if ours.to_string() != effect {
                    wrong.push(format!("{name} {oparg} jump {jump}: {ours}, not {effect}"));
                }
            }
        }
    }
    assert!(table.lines().count() > 100);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
