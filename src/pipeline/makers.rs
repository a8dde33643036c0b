//! Which instruction made each value on the stack: found from the code alone, without running it.
//!
//! The stack is followed through the code with the number of an instruction in each slot instead of a value. Where two
//! ways meet, a slot that they fill differently belongs to nobody.

use crate::bytecode::decode::{Instruction, decode};
use crate::bytecode::{Code, CodeUnit, Opcode, exceptiontable};

/// The code unit of the instruction that made a value; `None` if several may have.
type Maker = Option<u32>;

/// The makers in front of every instruction of a code object.
#[derive(Clone, Debug, Default)]
pub struct Makers {
    /// By code unit of the instruction's start; `None` where the code is never reached.
    stacks: Vec<Option<Vec<Maker>>>,
}

/// Larger code is not followed: nobody reads its stack, and following it takes time that grows with its square.
const MOST_UNITS: usize = 200_000;

impl Makers {
    pub fn of(code: &Code) -> Self {
        let units = code.code.len() / 2;
        if units > MOST_UNITS {
            return Self::default();
        }
        let instructions: Vec<Instruction> =
            decode(&code.code).filter(|found| found.opcode != Opcode::EXTENDED_ARG).collect();
        let handlers = exceptiontable::entries(&code.exceptiontable);
        let mut found = Self { stacks: vec![None; units + 1] };
        let mut pending = Vec::new();
        found.arrive(0, Vec::new(), &mut pending);
        while let Some(unit) = pending.pop() {
            let at = instructions.partition_point(|instruction| instruction.at.0 < unit);
            let Some(instruction) = instructions.get(at).filter(|found| found.start.0 <= unit) else { continue };
            let Some(before) = found.stacks[unit as usize].clone() else { continue };
            if let Some(handler) = exceptiontable::handler_at(&handlers, instruction.start) {
                let mut stack = before.clone();
                stack.truncate(handler.depth as usize);
                stack.extend(std::iter::repeat_n(None, 1 + usize::from(handler.lasti)));
                found.arrive(handler.target.0, stack, &mut pending);
            }
            let after = step(before, instruction);
            if let Some(target) = instruction.jump_target() {
                found.arrive(target.0, after.clone(), &mut pending);
            }
            if !ends(instruction.opcode) {
                found.arrive(instruction.end().0, after, &mut pending);
            }
        }
        found
    }

    /// The makers of the slots before the instruction at `unit` runs, from the bottom.
    pub fn at(&self, unit: CodeUnit) -> Option<&[Maker]> {
        self.stacks.get(unit.0 as usize)?.as_deref()
    }

    fn arrive(&mut self, unit: u32, stack: Vec<Maker>, pending: &mut Vec<u32>) {
        let Some(known) = self.stacks.get_mut(unit as usize) else { return };
        match known {
            None => {
                *known = Some(stack);
                pending.push(unit);
            }
            Some(known) => {
                // Slots only ever lose their maker, so this ends.
                let mut changed = false;
                for (slot, other) in known.iter_mut().zip(&stack) {
                    if slot.is_some() && slot != other {
                        *slot = None;
                        changed = true;
                    }
                }
                if changed {
                    pending.push(unit);
                }
            }
        }
    }
}

fn step(mut stack: Vec<Maker>, instruction: &Instruction) -> Vec<Maker> {
    let opcode = instruction.opcode.generic();
    let arg = instruction.arg.unwrap_or(0).max(0) as u32;
    let depth = stack.len();
    match opcode {
        Opcode::COPY => {
            let copied = depth.checked_sub(arg as usize).and_then(|at| stack.get(at).copied()).flatten();
            stack.push(copied);
            return stack;
        }
        Opcode::SWAP => {
            if let (Some(other), Some(top)) = (depth.checked_sub(arg as usize), depth.checked_sub(1)) {
                stack.swap(other, top);
            }
            return stack;
        }
        _ => {}
    }
    let Some(info) = opcode.info() else { return stack };
    let (popped, pushed) = ((info.popped)(arg) as usize, (info.pushed)(arg) as usize);
    let kept = if keeps(opcode) { popped.min(pushed) } else { 0 };
    stack.truncate(depth.saturating_sub(popped - kept));
    stack.extend(std::iter::repeat_n(Some(instruction.at.0), pushed - kept));
    stack
}

/// Instructions that leave below their result what was there: an iterator, the list that is being filled.
fn keeps(opcode: Opcode) -> bool {
    matches!(
        opcode,
        Opcode::FOR_ITER
            | Opcode::LIST_APPEND
            | Opcode::LIST_EXTEND
            | Opcode::SET_ADD
            | Opcode::SET_UPDATE
            | Opcode::MAP_ADD
            | Opcode::DICT_UPDATE
            | Opcode::DICT_MERGE
            | Opcode::GET_LEN
            | Opcode::GET_ANEXT
            | Opcode::SEND
            | Opcode::MATCH_MAPPING
            | Opcode::MATCH_SEQUENCE
            | Opcode::MATCH_KEYS
            | Opcode::IMPORT_FROM
            | Opcode::CHECK_EXC_MATCH
            | Opcode::WITH_EXCEPT_START
    )
}

/// Whether nothing comes behind an instruction.
fn ends(opcode: Opcode) -> bool {
    matches!(
        opcode,
        Opcode::RETURN_VALUE
            | Opcode::RETURN_CONST
            | Opcode::RAISE_VARARGS
            | Opcode::RERAISE
            | Opcode::JUMP_FORWARD
            | Opcode::JUMP_BACKWARD
            | Opcode::JUMP_BACKWARD_NO_INTERRUPT
            | Opcode::INTERPRETER_EXIT
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytecode::linetable;
    use crate::pipeline::{Input, Options, build, on_deep_stack};

    /// For the instruction called `name`: the columns of the source that made each slot in front of it.
    fn slots(text: &str, name: &str) -> Vec<Option<(i32, i32)>> {
        let input = Input { name: "x.py".into(), bytes: text.as_bytes().into(), path: None, facts: None };
        let artifacts = on_deep_stack(|| build(input, Options::default()));
        let code = artifacts.compiled.out.ready().expect("it compiles").code.clone();
        let places: Vec<_> = linetable::positions(&code.linetable, code.firstlineno).collect();
        let found = decode(&code.code).find(|found| found.opcode.name() == name).expect("the instruction is there");
        let makers = Makers::of(&code);
        let place = |unit: u32| (places[unit as usize].col_offset, places[unit as usize].end_col_offset);
        makers.at(found.start).expect("it is reached").iter().map(|maker| maker.map(place)).collect()
    }

    #[test]
    fn each_slot_has_its_expression() {
        assert_eq!(slots("x = a + b\n", "BINARY_OP"), [Some((4, 5)), Some((8, 9))]);
        // The function, the empty place for self, the argument.
        assert_eq!(slots("f(a + b)\n", "CALL"), [Some((0, 1)), Some((0, 1)), Some((2, 7))]);
        assert_eq!(slots("[a, f(b)]\n", "BUILD_LIST").len(), 2);
    }

    #[test]
    fn a_loop_keeps_its_iterator() {
        assert_eq!(slots("for i in a:\n  f\n", "STORE_NAME"), [Some((9, 10)), Some((9, 10))]);
    }

    #[test]
    fn what_two_ways_make_belongs_to_nobody() {
        assert_eq!(slots("x = a if b else c\n", "STORE_NAME").len(), 1);
        assert_eq!(slots("f(a if b else c)\nwhile g:\n  pass\n", "CALL")[2], None);
    }
}
