//! Basic blocks and the order in which they stand.
//!
//! A block is a run of instructions that control enters at the top and leaves at the bottom; only its last instruction
//! may jump or leave the code. Blocks stand in a row: where the last instruction of a block lets it, control *falls
//! through* to the next block of the row. Blocks without instructions are legal and stand for nothing.
//!
//! CPython: `basicblock`, `cfg_instr`, `_PyCfg_FromInstructionSequence`.

use std::num::NonZeroU32;

use crate::base::{InternalError, Location};
use crate::bytecode::Opcode;
use crate::bytecode::opcode::OpcodeFlags;

use super::error;
use crate::compiler::unit::{Instr, InstrId, InstrSequence};

/// Identity of a block in its graph; it stays when the block moves. Four bytes, also as an `Option`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BlockId(NonZeroU32);

impl BlockId {
    fn from_index(index: usize) -> Self {
        BlockId(NonZeroU32::MIN.saturating_add(index as u32))
    }

    /// From 0, in the order in which blocks are made.
    pub fn index(self) -> usize {
        self.0.get() as usize - 1
    }
}

impl std::fmt::Debug for BlockId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "BlockId({})", self.index())
    }
}

/// An instruction in the graph.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct CfgInstr {
    pub opcode: Opcode,
    /// The argument; of no meaning for instructions with a target.
    pub oparg: u32,
    pub loc: Location,
    pub id: InstrId,
    /// Where a jump jumps to, or the handler that a set-up instruction sets up.
    pub target: Option<BlockId>,
    /// The handler in force while the instruction runs.
    pub handler: Option<BlockId>,
}

#[derive(Clone, Debug)]
pub struct Block {
    pub id: BlockId,
    pub instrs: Vec<CfgInstr>,
    /// There may be NOPs among them.
    pub nops: bool,
    /// The block behind this one in the row.
    pub next: Option<BlockId>,
    /// Something jumped here when the block was made.
    pub labelled: bool,
    /// An exception handler starts here.
    pub except_handler: bool,
    /// The handler wants the place of the exception under it on the stack.
    pub preserve_lasti: bool,
    /// Runs only after an exception.
    pub cold: bool,
    /// Runs without any exception.
    pub warm: bool,
    /// Ways to get here, as counted by `remove_unreachable` and kept up to date where later passes need it.
    pub predecessors: u32,
    /// Depth of the value stack on entry; `None` before it is calculated, and where control never comes.
    pub startdepth: Option<u32>,
}

#[derive(Clone, Debug)]
pub struct Graph {
    blocks: Vec<Block>,
    /// The block in front of which each label of the unit stands.
    labels: Vec<Option<BlockId>>,
    next_instr_id: u32,
}

/// The block where control begins.
pub const ENTRY: BlockId = BlockId(NonZeroU32::MIN);

/// `RETURN_VALUE` and the like: control leaves the code object.
pub fn is_scope_exit(opcode: Opcode) -> bool {
    matches!(opcode, Opcode::RETURN_VALUE | Opcode::RETURN_CONST | Opcode::RAISE_VARARGS | Opcode::RERAISE)
}

pub fn is_unconditional_jump(opcode: Opcode) -> bool {
    matches!(opcode, Opcode::JUMP | Opcode::JUMP_NO_INTERRUPT)
}

/// `SETUP_FINALLY`, `SETUP_WITH`, `SETUP_CLEANUP`.
pub fn is_block_push(opcode: Opcode) -> bool {
    opcode.has(OpcodeFlags::EXC)
}

pub fn is_jump(opcode: Opcode) -> bool {
    opcode.has(OpcodeFlags::JUMP)
}

/// Names a block: jumps and handler set-ups.
pub fn has_target(opcode: Opcode) -> bool {
    is_jump(opcode) || is_block_push(opcode)
}

/// Nothing may stand behind it in its block.
pub fn is_terminator(opcode: Opcode) -> bool {
    is_jump(opcode) || is_scope_exit(opcode)
}

/// Has a line number, be it the "same as the next" that is resolved by the assembler.
pub fn has_line(loc: Location) -> bool {
    loc.lineno != Location::NONE.lineno
}

impl CfgInstr {
    pub fn is_nop(&self) -> bool {
        self.opcode == Opcode::NOP
    }
}

impl Block {
    fn new(id: BlockId) -> Self {
        Self {
            id,
            instrs: Vec::new(),
            nops: false,
            next: None,
            labelled: false,
            except_handler: false,
            preserve_lasti: false,
            cold: false,
            warm: false,
            predecessors: 0,
            startdepth: None,
        }
    }

    /// Control may reach the next block without a jump.
    pub fn has_fallthrough(&self) -> bool {
        self.instrs.last().is_none_or(|last| !is_scope_exit(last.opcode) && !is_unconditional_jump(last.opcode))
    }

    pub fn exits_scope(&self) -> bool {
        self.instrs.last().is_some_and(|last| is_scope_exit(last.opcode))
    }

    pub fn has_no_lineno(&self) -> bool {
        self.instrs.iter().all(|instr| instr.loc.lineno < 0)
    }

    /// Some instruction may stop to look for signals.
    pub fn has_eval_break(&self) -> bool {
        self.instrs.iter().any(|instr| instr.opcode.has(OpcodeFlags::EVAL_BREAK))
    }
}

impl Graph {
    /// Cuts a sequence into blocks: one begins at every instruction that a jump or set-up names, and behind every
    /// instruction that jumps or leaves.
    pub fn from_sequence(sequence: &InstrSequence) -> Result<Self, InternalError> {
        let count = sequence.instrs.len();
        let mut named = vec![false; count];
        for instr in sequence.instrs.iter().filter(|instr| has_target(instr.opcode)) {
            let index = sequence.labels.get(instr.oparg as usize).copied();
            let flag = index.and_then(|index| named.get_mut(index as usize));
            *flag.ok_or_else(|| error(format!("{} to a label that is not placed", instr.opcode)))? = true;
        }
        let mut graph = Graph {
            blocks: Vec::with_capacity(2 * sequence.labels.len() + 4),
            labels: Vec::new(),
            next_instr_id: sequence.instrs.iter().map(|instr| instr.id.0 + 1).max().unwrap_or(0),
        };
        graph.next_instr_id = graph.next_instr_id.max(sequence.origins.len() as u32);
        graph.blocks.push(Block::new(ENTRY));
        let mut block_at = vec![None; count];
        let (mut current, mut from) = (ENTRY, 0);
        while from < count {
            let ends_behind = |&index: &usize| named[index] || is_terminator(sequence.instrs[index - 1].opcode);
            let behind = (from + 1..count).find(ends_behind).unwrap_or(count);
            if from > 0 {
                current = graph.insert_block_after(current);
            }
            let block = &mut graph[current];
            if named[from] {
                block.labelled = true;
                block_at[from] = Some(current);
            }
            let instr_of = |instr: &Instr| {
                let Instr { opcode, oparg, loc, id } = *instr;
                CfgInstr { opcode, oparg, loc, id, target: None, handler: None }
            };
            block.instrs = sequence.instrs[from..behind].iter().map(instr_of).collect();
            block.nops = block.instrs.iter().any(CfgInstr::is_nop);
            from = behind;
        }
        graph.labels = sequence.labels.iter().map(|&index| block_at.get(index as usize).copied().flatten()).collect();
        Ok(graph)
    }

    /// Points jumps and set-ups at the blocks in front of which their labels stand; `Err` with one that has none.
    pub fn resolve_labels(&mut self) -> Result<(), Opcode> {
        let Self { blocks, labels, .. } = self;
        let instrs = blocks.iter_mut().flat_map(|block| &mut block.instrs);
        for instr in instrs.filter(|instr| has_target(instr.opcode)) {
            instr.target = labels.get(instr.oparg as usize).copied().flatten();
            if instr.target.is_none() {
                return Err(instr.opcode);
            }
        }
        Ok(())
    }

    /// Number of blocks, those included that stand in the row no more.
    pub fn len(&self) -> usize {
        self.blocks.len()
    }

    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    /// The row of blocks, as it is at this moment.
    pub fn row(&self) -> impl Iterator<Item = &Block> + '_ {
        let mut next = Some(ENTRY);
        std::iter::from_fn(move || {
            let block = &self[next?];
            next = block.next;
            Some(block)
        })
    }

    /// Goes along the row while a pass changes it: blocks that are put behind the one at hand are not met.
    pub fn walk(&self) -> Walk {
        Walk { next: Some(ENTRY) }
    }

    /// A new empty block, not yet in the row.
    pub fn new_block(&mut self) -> BlockId {
        let id = BlockId::from_index(self.blocks.len());
        self.blocks.push(Block::new(id));
        id
    }

    /// A new empty block, put into the row behind `before`.
    pub fn insert_block_after(&mut self, before: BlockId) -> BlockId {
        let id = self.new_block();
        self[id].next = self[before].next;
        self[before].next = Some(id);
        id
    }

    /// An id for an instruction that a pass makes.
    pub fn new_instr_id(&mut self) -> InstrId {
        let id = InstrId(self.next_instr_id);
        self.next_instr_id += 1;
        id
    }

    /// One more than the highest instruction id in use.
    pub fn instr_id_count(&self) -> u32 {
        self.next_instr_id
    }

    /// `from` itself or the first block behind it in the row that has instructions.
    pub fn next_nonempty(&self, from: Option<BlockId>) -> Option<BlockId> {
        let mut at = from;
        while let Some(id) = at {
            if !self[id].instrs.is_empty() {
                return Some(id);
            }
            at = self[id].next;
        }
        None
    }
}

/// A place in the row; see [`Graph::walk`].
#[derive(Clone, Copy, Debug)]
pub struct Walk {
    next: Option<BlockId>,
}

impl Walk {
    /// The block at this place. The one behind it is settled now, before anything is put between them.
    pub fn next(&mut self, graph: &Graph) -> Option<BlockId> {
        let id = self.next?;
        self.next = graph[id].next;
        Some(id)
    }
}

impl std::ops::Index<BlockId> for Graph {
    type Output = Block;

    fn index(&self, id: BlockId) -> &Block {
        &self.blocks[id.index()]
    }
}

impl std::ops::IndexMut<BlockId> for Graph {
    fn index_mut(&mut self, id: BlockId) -> &mut Block {
        &mut self.blocks[id.index()]
    }
}
