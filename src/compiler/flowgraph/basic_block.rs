//! Peephole rules: two or three neighbours that say in more words what one instruction says, and jumps to jumps.

use super::consts::add_const;
use super::flow::Flow;
use super::graph::{BlockId, CfgInstr};
use super::log::Reason;
use crate::base::{Constant, InternalError};
use crate::bytecode::{CodeConst, Opcode};

/// Set in the argument of `COMPARE_OP`: the result is to be a bool.
const COMPARE_TO_BOOL: u32 = 16;

/// CPython: the first half of `optimize_basic_block`.
pub fn optimize_basic_blocks(flow: &mut Flow<'_>) -> Result<(), InternalError> {
    let mut row = flow.graph.walk();
    while let Some(id) = row.next(&flow.graph) {
        let mut index = 0;
        while let Some(behind) = flow.graph[id].instrs.get(index..) {
            let Some(ahead) = behind.iter().position(|instr| may_simplify(instr.opcode)) else { break };
            index += ahead;
            // A jump that was shortened is looked at once more, since it may lead to a jump again.
            if !optimize_instr(flow, id, index) {
                index += 1;
            }
        }
    }
    Ok(())
}

/// Returns whether a jump was shortened.
fn optimize_instr(flow: &mut Flow<'_>, id: BlockId, index: usize) -> bool {
    let instrs = &flow.graph[id].instrs;
    let (instr, next) = (instrs[index], instrs.get(index + 1).copied());
    match instr.opcode {
        Opcode::BUILD_TUPLE => build_tuple(flow, id, index, instr, next),
        Opcode::POP_JUMP_IF_NOT_NONE
        | Opcode::POP_JUMP_IF_NONE
        | Opcode::POP_JUMP_IF_FALSE
        | Opcode::POP_JUMP_IF_TRUE => match target_of(flow, instr) {
            Some(target) if target.opcode == Opcode::JUMP => {
                return jump_thread(flow, id, index, target, instr.opcode);
            }
            _ => {}
        },
        Opcode::JUMP | Opcode::JUMP_NO_INTERRUPT => match target_of(flow, instr) {
            Some(target) if target.opcode == Opcode::JUMP => {
                return jump_thread(flow, id, index, target, Opcode::JUMP);
            }
            Some(target) if target.opcode == Opcode::JUMP_NO_INTERRUPT => {
                return jump_thread(flow, id, index, target, instr.opcode);
            }
            _ => {}
        },
        Opcode::SWAP if instr.oparg == 1 => flow.nop(id, index, Reason::SwapWithItself),
        _ => {
            if let Some(next) = next {
                fold_pair(flow, id, index, instr, next);
            }
        }
    }
    false
}

/// The opcodes that the rules begin with.
fn may_simplify(opcode: Opcode) -> bool {
    matches!(
        opcode,
        Opcode::BUILD_TUPLE
            | Opcode::POP_JUMP_IF_NOT_NONE
            | Opcode::POP_JUMP_IF_NONE
            | Opcode::POP_JUMP_IF_FALSE
            | Opcode::POP_JUMP_IF_TRUE
            | Opcode::JUMP
            | Opcode::JUMP_NO_INTERRUPT
            | Opcode::SWAP
            | Opcode::STORE_FAST
            | Opcode::LOAD_GLOBAL
            | Opcode::COMPARE_OP
            | Opcode::CONTAINS_OP
            | Opcode::IS_OP
            | Opcode::UNARY_NOT
            | Opcode::TO_BOOL
    )
}

/// The first instruction at the target of a jump.
fn target_of(flow: &Flow<'_>, instr: CfgInstr) -> Option<CfgInstr> {
    flow.graph[instr.target?].instrs.first().copied()
}

/// An instruction and the one behind it.
fn fold_pair(flow: &mut Flow<'_>, id: BlockId, index: usize, instr: CfgInstr, next: CfgInstr) {
    let second = index + 1;
    match (instr.opcode, next.opcode) {
        (Opcode::STORE_FAST, Opcode::STORE_FAST)
            if instr.oparg == next.oparg && instr.loc.lineno == next.loc.lineno =>
        {
            flow.replace(id, index, Opcode::POP_TOP, 0, Reason::StoredTwice);
        }
        (Opcode::LOAD_GLOBAL, Opcode::PUSH_NULL) if instr.oparg & 1 == 0 => {
            flow.merge(id, index, Opcode::LOAD_GLOBAL, instr.oparg | 1, &[next.id], Reason::NullPushed);
            flow.nop(id, second, Reason::NullPushed);
        }
        (Opcode::COMPARE_OP, Opcode::TO_BOOL) => {
            flow.nop(id, index, Reason::AlreadyBool);
            let oparg = instr.oparg | COMPARE_TO_BOOL;
            flow.merge(id, second, Opcode::COMPARE_OP, oparg, &[instr.id], Reason::AlreadyBool);
        }
        (Opcode::CONTAINS_OP | Opcode::IS_OP | Opcode::UNARY_NOT, Opcode::TO_BOOL) => {
            flow.nop(id, index, Reason::AlreadyBool);
            flow.merge(id, second, instr.opcode, instr.oparg, &[instr.id], Reason::AlreadyBool);
        }
        (Opcode::TO_BOOL, Opcode::TO_BOOL) => flow.nop(id, index, Reason::AlreadyBool),
        (Opcode::UNARY_NOT, Opcode::UNARY_NOT) => {
            flow.nop(id, index, Reason::DoubleNot);
            flow.nop(id, second, Reason::DoubleNot);
        }
        _ => {}
    }
}

/// `a, b = b, a` exchanges values instead of building a tuple; `(1, 2)` is a constant.
fn build_tuple(flow: &mut Flow<'_>, id: BlockId, index: usize, instr: CfgInstr, next: Option<CfgInstr>) {
    if next.is_some_and(|next| next.opcode == Opcode::UNPACK_SEQUENCE && next.oparg == instr.oparg) {
        match instr.oparg {
            1 => {
                flow.nop(id, index, Reason::TupleUnpacked);
                flow.nop(id, index + 1, Reason::TupleUnpacked);
                return;
            }
            2 | 3 => {
                flow.nop(id, index, Reason::TupleUnpacked);
                flow.merge(id, index + 1, Opcode::SWAP, instr.oparg, &[instr.id], Reason::TupleUnpacked);
                return;
            }
            _ => {}
        }
    }
    fold_tuple_on_constants(flow, id, index, instr);
}

/// CPython: `fold_tuple_on_constants`.
fn fold_tuple_on_constants(flow: &mut Flow<'_>, id: BlockId, index: usize, instr: CfgInstr) {
    let Some(first) = index.checked_sub(instr.oparg as usize) else { return };
    let loads = &flow.graph[id].instrs[first..index];
    // An element that is a code object cannot happen: those are never elements of a tuple display.
    let items: Option<Vec<Constant>> = loads
        .iter()
        .map(|load| match flow.consts.get(load.oparg as usize) {
            Some(CodeConst::Value(value)) if load.opcode == Opcode::LOAD_CONST => Some(value.clone()),
            _ => None,
        })
        .collect();
    let Some(items) = items else { return };
    let from: Vec<_> = loads.iter().map(|load| load.id).collect();
    let tuple = add_const(flow, CodeConst::Value(Constant::Tuple(items.into())));
    for load in first..index {
        flow.nop(id, load, Reason::ConstantTuple);
    }
    flow.merge(id, index, Opcode::LOAD_CONST, tuple, &from, Reason::ConstantTuple);
}

/// A jump to a jump goes straight to where that one leads, with its location; a NOP keeps the line of the first.
///
/// CPython: `jump_thread`.
fn jump_thread(flow: &mut Flow<'_>, id: BlockId, index: usize, target: CfgInstr, opcode: Opcode) -> bool {
    let instr = flow.graph[id].instrs[index];
    // Jumps that lead to themselves stay as they are.
    if instr.target == target.target {
        return false;
    }
    flow.nop(id, index, Reason::JumpToJump);
    let new = CfgInstr {
        opcode,
        oparg: target.oparg,
        loc: target.loc,
        id: flow.graph.new_instr_id(),
        target: target.target,
        handler: None,
    };
    flow.insert(id, index + 1, new, &[instr.id, target.id], Reason::JumpToJump);
    true
}
