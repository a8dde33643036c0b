//! What the passes work on, and the few ways in which they change an instruction.

use super::graph::{BlockId, CfgInstr, Graph};
use super::log::{Change, Reason, Recorder, Snapshot};
use super::{Options, error};
use crate::base::{InternalError, Location};
use crate::bytecode::opcode::OpcodeSet;
use crate::bytecode::{CodeConst, CodeFlags, Opcode};
use crate::compiler::constants::ConstCache;
use crate::compiler::unit::{InstrId, Unit};

/// State of the optimizer between passes.
pub struct Flow<'a> {
    pub graph: Graph,
    /// The opcodes that there are, and some that there were: a pass that looks for others need not look.
    pub seen: OpcodeSet,
    pub consts: Vec<CodeConst>,
    pub unit: &'a Unit,
    pub options: Options,
    pub constants: &'a mut ConstCache,
    pub log: Recorder,
    /// The blocks behind the optimizing passes, kept while recording is on.
    pub optimized: Option<Snapshot>,
    /// Set by `calculate_stackdepth`.
    pub stackdepth: u32,
    /// Set by `prepare_localsplus`: final index of each cell and free variable.
    pub cell_indices: Vec<u32>,
}

impl<'a> Flow<'a> {
    pub fn new(
        unit: &'a Unit,
        consts: Vec<CodeConst>,
        options: Options,
        constants: &'a mut ConstCache,
    ) -> Result<Self, InternalError> {
        let graph = Graph::from_sequence(&unit.sequence)?;
        let log = Recorder::new(options.record, &graph);
        if graph.row().all(|block| block.instrs.is_empty()) {
            return Err(error("a unit without instructions"));
        }
        Ok(Self {
            graph,
            seen: unit.sequence.instrs.iter().map(|instr| instr.opcode).collect(),
            consts,
            unit,
            options,
            constants,
            log,
            optimized: None,
            stackdepth: 0,
            cell_indices: Vec::new(),
        })
    }

    /// Some instruction sets up an exception handler.
    pub fn has_handlers(&self) -> bool {
        self.seen.has_any(&[Opcode::SETUP_FINALLY, Opcode::SETUP_WITH, Opcode::SETUP_CLEANUP])
    }

    /// Number of parameters, `*args` and `**kwargs` included: the locals that are bound from the start.
    pub fn nparams(&self) -> usize {
        let flags = CodeFlags(self.unit.flags);
        let stars = u32::from(flags.has(CodeFlags::VARARGS)) + u32::from(flags.has(CodeFlags::VARKEYWORDS));
        (self.unit.argcount + self.unit.kwonlyargcount + stars) as usize
    }

    /// The instruction does nothing from now on; NOPs go away later, unless they carry a line.
    pub fn nop(&mut self, block: BlockId, index: usize, reason: Reason) {
        self.replace(block, index, Opcode::NOP, 0, reason);
    }

    /// Changes opcode and argument in place.
    pub fn replace(&mut self, block: BlockId, index: usize, opcode: Opcode, oparg: u32, reason: Reason) {
        self.merge(block, index, opcode, oparg, &[], reason);
    }

    /// Changes opcode and argument; the instruction also does the work of `from` now.
    pub fn merge(
        &mut self,
        block: BlockId,
        index: usize,
        opcode: Opcode,
        oparg: u32,
        from: &[InstrId],
        reason: Reason,
    ) {
        self.seen.insert(opcode);
        let block = &mut self.graph[block];
        block.nops |= opcode == Opcode::NOP;
        self.log.replace(&mut block.instrs[index], opcode, oparg, from, reason);
    }

    pub fn locate(&mut self, block: BlockId, index: usize, loc: Location, reason: Reason) {
        self.log.locate(&mut self.graph[block].instrs[index], loc, reason);
    }

    pub fn retarget(&mut self, block: BlockId, index: usize, target: BlockId, reason: Reason) {
        let instr = &mut self.graph[block].instrs[index];
        let (id, before) = (instr.id, instr.target.unwrap_or(target));
        instr.target = Some(target);
        self.log.record(|| Change::Retargeted { id, before, after: target, reason });
    }

    /// Puts a new instruction into a block.
    pub fn insert(&mut self, block: BlockId, index: usize, new: CfgInstr, from: &[InstrId], reason: Reason) {
        let id = new.id;
        self.seen.insert(new.opcode);
        let block = &mut self.graph[block];
        block.nops |= new.is_nop();
        block.instrs.insert(index, new);
        self.log.record(|| Change::Added { id, from: from.to_vec(), reason });
    }

    /// Appends copies of a block's instructions to another block.
    pub fn append_copy(&mut self, to: BlockId, from: BlockId, reason: Reason) {
        self.graph[to].nops |= self.graph[from].nops;
        for index in 0..self.graph[from].instrs.len() {
            let mut copy = self.graph[from].instrs[index];
            let original = copy.id;
            copy.id = self.graph.new_instr_id();
            self.graph[to].instrs.push(copy);
            self.log.record(|| Change::Added { id: copy.id, from: vec![original], reason });
        }
    }
}
