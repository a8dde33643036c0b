//! Locals, cells and free variables in one array, and the instructions that set it up.
//!
//! Codegen numbers cells and free variables on their own, from 0. In a frame they stand behind the locals, except that
//! a parameter that is a cell lives in the place of the parameter.

use super::flow::Flow;
use super::graph::{CfgInstr, ENTRY};
use super::log::Reason;
use crate::base::{InternalError, Location};
use crate::bytecode::{CodeFlags, Opcode};
use crate::compiler::unit::Unit;

/// For each cell and free variable its index among the locals, if it is one of those too.
fn locals_of_cells(unit: &Unit) -> Vec<Option<u32>> {
    let local = |name| unit.varnames.iter().position(|local| local == name).map(|index| index as u32);
    let cells = unit.cellvars.iter().map(local);
    cells.chain(unit.freevars.iter().map(|_| None)).collect()
}

/// `RETURN_GENERATOR; POP_TOP` for generators, `MAKE_CELL` for each cell, `COPY_FREE_VARS` before all.
///
/// CPython: `insert_prefix_instructions`.
pub fn insert_prefix_instructions(flow: &mut Flow<'_>) -> Result<(), InternalError> {
    let unit = flow.unit;
    let mut prefix = Vec::new();
    if !unit.freevars.is_empty() {
        prefix.push((Opcode::COPY_FREE_VARS, unit.freevars.len() as u32, Location::NONE));
    }
    // In the order of their final indices: parameters first.
    let nlocals = unit.varnames.len() as u32;
    let locals = locals_of_cells(unit);
    let mut cells: Vec<u32> = (0..unit.cellvars.len() as u32).collect();
    cells.sort_by_key(|&cell| locals[cell as usize].unwrap_or(nlocals + cell));
    prefix.extend(cells.iter().map(|&cell| (Opcode::MAKE_CELL, cell, Location::NONE)));
    if unit.flags & (CodeFlags::GENERATOR | CodeFlags::COROUTINE | CodeFlags::ASYNC_GENERATOR) != 0 {
        let loc = Location::new(unit.firstlineno, unit.firstlineno, -1, -1);
        prefix.push((Opcode::RETURN_GENERATOR, 0, loc));
        prefix.push((Opcode::POP_TOP, 0, loc));
    }
    for (index, (opcode, oparg, loc)) in prefix.into_iter().enumerate() {
        let id = flow.graph.new_instr_id();
        let new = CfgInstr { opcode, oparg, loc, id, target: None, handler: None };
        flow.insert(ENTRY, index, new, &[], Reason::Prefix);
    }
    Ok(())
}

/// CPython: `build_cellfixedoffsets` and `fix_cell_offsets`.
pub fn fix_cell_offsets(flow: &mut Flow<'_>) -> Result<(), InternalError> {
    let mut next = flow.unit.varnames.len() as u32;
    let place = |local: &Option<u32>| {
        local.unwrap_or_else(|| {
            next += 1;
            next - 1
        })
    };
    flow.cell_indices = locals_of_cells(flow.unit).iter().map(place).collect();
    if flow.cell_indices.is_empty() {
        return Ok(());
    }
    let mut row = flow.graph.walk();
    while let Some(id) = row.next(&flow.graph) {
        for index in 0..flow.graph[id].instrs.len() {
            let instr = flow.graph[id].instrs[index];
            let names_cell = matches!(
                instr.opcode,
                Opcode::MAKE_CELL
                    | Opcode::LOAD_CLOSURE
                    | Opcode::LOAD_DEREF
                    | Opcode::STORE_DEREF
                    | Opcode::DELETE_DEREF
                    | Opcode::LOAD_FROM_DICT_OR_DEREF
            );
            if names_cell {
                let oparg = flow.cell_indices.get(instr.oparg as usize).copied();
                let oparg = oparg.ok_or_else(|| super::error("a cell that is not there"))?;
                if oparg != instr.oparg {
                    flow.replace(id, index, instr.opcode, oparg, Reason::CellOffset);
                }
            }
        }
    }
    Ok(())
}
