//! What can be decided when a constant is loaded.
//!
//! ```text
//! while True: …            LOAD_CONST True; POP_JUMP_IF_FALSE       becomes nothing
//! return 1                 LOAD_CONST 1; RETURN_VALUE               becomes RETURN_CONST 1
//! if x is None: …          LOAD_CONST None; IS_OP; POP_JUMP_IF_…    becomes POP_JUMP_IF_(NOT_)NONE
//! ```

use super::consts::{add_const, is_true};
use super::error;
use super::flow::Flow;
use super::graph::{BlockId, CfgInstr};
use super::log::Reason;
use crate::base::{Constant, InternalError};
use crate::bytecode::{CodeConst, Opcode};

/// CPython: `optimize_load_const`.
pub fn optimize_load_const(flow: &mut Flow<'_>) -> Result<(), InternalError> {
    let mut row = flow.graph.walk();
    while let Some(id) = row.next(&flow.graph) {
        optimize_block(flow, id)?;
    }
    Ok(())
}

fn optimize_block(flow: &mut Flow<'_>, id: BlockId) -> Result<(), InternalError> {
    let mut index = 0;
    loop {
        let behind = flow.graph[id].instrs.get(index..).unwrap_or_default();
        let Some(ahead) = behind.iter().position(|instr| instr.opcode == Opcode::LOAD_CONST) else { return Ok(()) };
        index += ahead;
        let constant = flow.graph[id].instrs[index].oparg;
        index = use_constant(flow, id, index, constant)? + 1;
        // Copies of the constant are as good as the constant.
        while flow.graph[id].instrs.get(index).is_some_and(copies_top) {
            index = use_constant(flow, id, index, constant)? + 1;
        }
    }
}

fn copies_top(instr: &CfgInstr) -> bool {
    instr.opcode == Opcode::COPY && instr.oparg == 1
}

/// Looks at what follows a constant; returns the index of the last instruction dealt with.
fn use_constant(flow: &mut Flow<'_>, id: BlockId, index: usize, constant: u32) -> Result<usize, InternalError> {
    let load = flow.graph[id].instrs[index].id;
    let Some(next) = flow.graph[id].instrs.get(index + 1).copied() else { return Ok(index) };
    let value = flow.consts.get(constant as usize).ok_or_else(|| error("a constant that is not there"))?;
    match next.opcode {
        Opcode::POP_JUMP_IF_FALSE | Opcode::POP_JUMP_IF_TRUE => {
            let jumps = is_true(value) == (next.opcode == Opcode::POP_JUMP_IF_TRUE);
            flow.nop(id, index, Reason::ConstantCondition);
            let becomes = if jumps { Opcode::JUMP } else { Opcode::NOP };
            let oparg = if jumps { next.oparg } else { 0 };
            flow.merge(id, index + 1, becomes, oparg, &[load], Reason::ConstantCondition);
        }
        Opcode::IS_OP if matches!(value, CodeConst::Value(Constant::None)) => test_for_none(flow, id, index),
        Opcode::RETURN_VALUE => {
            flow.nop(id, index, Reason::ReturnConst);
            flow.merge(id, index + 1, Opcode::RETURN_CONST, constant, &[load], Reason::ReturnConst);
            return Ok(index + 1);
        }
        Opcode::TO_BOOL => {
            let truth = CodeConst::Value(Constant::Bool(is_true(value)));
            let truth = add_const(flow, truth);
            flow.nop(id, index, Reason::ConstantBool);
            flow.merge(id, index + 1, Opcode::LOAD_CONST, truth, &[load], Reason::ConstantBool);
        }
        _ => {}
    }
    Ok(index)
}

/// `x is None` or `x is not None` before a jump: one instruction.
fn test_for_none(flow: &mut Flow<'_>, id: BlockId, index: usize) {
    let instrs = &flow.graph[id].instrs;
    let (load, is_op) = (instrs[index], instrs[index + 1]);
    let Some(mut jump) = instrs.get(index + 2).copied() else { return };
    let mut jump_index = index + 2;
    let mut from = vec![load.id, is_op.id];
    if jump.opcode == Opcode::TO_BOOL {
        // The result of IS_OP is a bool, whatever follows.
        flow.nop(id, jump_index, Reason::AlreadyBool);
        from.push(jump.id);
        jump_index += 1;
        match flow.graph[id].instrs.get(jump_index) {
            Some(instr) => jump = *instr,
            None => return,
        }
    }
    let mut negated = is_op.oparg != 0;
    match jump.opcode {
        Opcode::POP_JUMP_IF_FALSE => negated = !negated,
        Opcode::POP_JUMP_IF_TRUE => {}
        _ => return,
    }
    let opcode = if negated { Opcode::POP_JUMP_IF_NOT_NONE } else { Opcode::POP_JUMP_IF_NONE };
    flow.nop(id, index, Reason::NoneTest);
    flow.nop(id, index + 1, Reason::NoneTest);
    flow.merge(id, jump_index, opcode, jump.oparg, &from, Reason::NoneTest);
}
