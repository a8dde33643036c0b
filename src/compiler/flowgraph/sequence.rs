//! The graph written down as one sequence again.

use super::error;
use super::flow::Flow;
use super::graph::{BlockId, has_target};
use super::log::{PassLog, Snapshot};
use crate::base::{InternalError, Location};
use crate::bytecode::{CodeConst, Opcode};
use crate::compiler::unit::InstrId;

/// An instruction ready for the assembler.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct OptimizedInstr {
    pub opcode: Opcode,
    /// The argument; of no meaning for jumps.
    pub oparg: u32,
    pub loc: Location,
    pub id: InstrId,
    /// For jumps, the index of the instruction they lead to.
    pub target: Option<u32>,
    pub handler: Option<Handler>,
}

/// The exception handler in force at an instruction.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Handler {
    /// Index of the handler's first instruction.
    pub target: u32,
    /// Depth of the stack at the handler's start, with what the exception puts there.
    pub startdepth: u32,
    /// The place of the exception is put on the stack, too.
    pub preserve_lasti: bool,
}

/// What the flow graph makes of a unit.
#[derive(Clone, Debug)]
pub struct OptimizedUnit {
    pub instrs: Vec<OptimizedInstr>,
    pub consts: Vec<CodeConst>,
    /// The greatest depth of the value stack.
    pub stackdepth: u32,
    /// Final index in `co_localsplusnames` of each cell variable, then of each free variable.
    pub cell_indices: Vec<u32>,
    /// The blocks in their last order.
    pub blocks: Option<Snapshot>,
    /// The blocks as `_PyCfg_OptimizeCodeUnit` leaves them: pseudo-instructions still stand for jumps and handlers.
    pub optimized: Option<Snapshot>,
    /// What each pass did, if that was asked for.
    pub log: Option<PassLog>,
}

impl OptimizedUnit {
    /// Lets the graphs between the passes and the instructions that came of them go; running the passes again gives the
    /// same ones, and the code object has the instructions.
    pub fn forget_graphs(&mut self) {
        self.instrs = Vec::new();
        (self.blocks, self.optimized) = (None, None);
        if let Some(log) = &mut self.log {
            log.before = Snapshot::default();
            log.passes.iter_mut().for_each(|record| record.after = Snapshot::default());
        }
    }
}

/// CPython: `_PyCfg_ToInstructionSequence`.
pub fn write_down(flow: Flow<'_>) -> Result<OptimizedUnit, InternalError> {
    let graph = &flow.graph;
    let mut start = vec![None; graph.len()];
    let mut count = 0;
    for block in graph.row() {
        start[block.id.index()] = Some(count);
        count += block.instrs.len() as u32;
    }
    let start_of = |id: BlockId| {
        let index = start[id.index()].filter(|&index| index < count);
        index.ok_or_else(|| error("a jump out of the code"))
    };
    let mut instrs = Vec::with_capacity(count as usize);
    for instr in graph.row().flat_map(|block| &block.instrs) {
        let target = instr.target.filter(|_| has_target(instr.opcode)).map(start_of).transpose()?;
        let handler = match instr.handler {
            Some(id) => Some(Handler {
                target: start_of(id)?,
                startdepth: graph[id].startdepth.ok_or_else(|| error("a handler that cannot be reached"))?,
                preserve_lasti: graph[id].preserve_lasti,
            }),
            None => None,
        };
        let super::CfgInstr { opcode, oparg, loc, id, .. } = *instr;
        instrs.push(OptimizedInstr { opcode, oparg, loc, id, target, handler });
    }
    let blocks = flow.log.is_on().then(|| graph.row().cloned().collect());
    Ok(OptimizedUnit {
        instrs,
        consts: flow.consts,
        stackdepth: flow.stackdepth,
        cell_indices: flow.cell_indices,
        blocks,
        optimized: flow.optimized,
        log: flow.log.finish(),
    })
}
