//! Which block leads to which, and how: the blocks of one moment in, numbered blocks with edges out.

use std::collections::HashMap;

use crate::bytecode::Opcode;
use crate::compiler::flowgraph::graph::{has_target, is_block_push, is_unconditional_jump};
use crate::compiler::flowgraph::{Block, BlockId, CfgInstr};
use crate::compiler::unit::{InstrId, InstrSequence};

/// How control goes along an edge.
#[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd, Ord)]
pub enum EdgeKind {
    /// The next block of the row follows without a jump.
    Falls,
    /// The last instruction jumps.
    Jumps,
    /// An exception in the block leads to its handler.
    Raises,
    /// The block sets up a handler: what there is before instructions know theirs.
    SetsUp,
}

/// An edge between two blocks, by their place in [`Picture::blocks`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Edge {
    pub from: usize,
    pub to: usize,
    pub kind: EdgeKind,
    /// When control goes there, such as `if false`.
    pub when: &'static str,
    /// The instruction that sends it there; the first of the block for exceptions.
    pub instr: InstrId,
}

/// The blocks that have instructions, in the order of the row; number 1 is where control begins.
pub struct Picture<'a> {
    pub blocks: Vec<&'a Block>,
    /// In the order of the blocks that they leave.
    pub edges: Vec<Edge>,
    /// Place of every block; an empty one shares that of the next.
    places: HashMap<BlockId, usize>,
}

impl Picture<'_> {
    pub fn edges_from(&self, block: usize) -> impl Iterator<Item = &Edge> {
        self.edges.iter().filter(move |edge| edge.from == block)
    }

    pub fn edges_to(&self, block: usize) -> impl Iterator<Item = &Edge> {
        self.edges.iter().filter(move |edge| edge.to == block)
    }

    /// The number of a block, from 1.
    pub fn number(&self, block: BlockId) -> Option<usize> {
        self.places.get(&block).map(|place| place + 1)
    }
}

/// `sequence` says where labels lead, for the moment before they become blocks.
pub fn picture<'a>(row: &'a [Block], sequence: &InstrSequence) -> Picture<'a> {
    let blocks: Vec<&Block> = row.iter().filter(|block| !block.instrs.is_empty()).collect();
    let mut places = HashMap::new();
    let mut place = 0;
    for block in row {
        places.insert(block.id, place);
        place += usize::from(!block.instrs.is_empty());
    }
    let mut picture = Picture { edges: Vec::new(), blocks, places };
    let place_of_instr: HashMap<InstrId, usize> = picture
        .blocks
        .iter()
        .enumerate()
        .flat_map(|(place, block)| block.instrs.iter().map(move |instr| (instr.id, place)))
        .collect();
    let labelled = |instr: &CfgInstr| {
        let index = *sequence.labels.get(instr.oparg as usize)?;
        place_of_instr.get(&sequence.instrs.get(index as usize)?.id).copied()
    };
    let target = |instr: &CfgInstr| match instr.target {
        Some(block) => picture.places.get(&block).copied(),
        None => labelled(instr),
    };
    let mut edges = Vec::new();
    for (from, block) in picture.blocks.iter().enumerate() {
        let (Some(first), Some(last)) = (block.instrs.first(), block.instrs.last()) else { continue };
        let mut add = |to: Option<usize>, kind, when, instr: &CfgInstr| {
            let to = to.filter(|&to| to < picture.blocks.len());
            edges.extend(to.map(|to| Edge { from, to, kind, when, instr: instr.id }));
        };
        if block.has_fallthrough() {
            add(Some(from + 1), EdgeKind::Falls, otherwise(last.opcode), last);
        }
        for instr in block.instrs.iter().filter(|instr| has_target(instr.opcode)) {
            let kind = if is_block_push(instr.opcode) { EdgeKind::SetsUp } else { EdgeKind::Jumps };
            add(target(instr), kind, condition(instr.opcode), instr);
        }
        let mut handlers: Vec<BlockId> = block.instrs.iter().filter_map(|instr| instr.handler).collect();
        handlers.sort_unstable();
        handlers.dedup();
        for handler in handlers {
            add(picture.places.get(&handler).copied(), EdgeKind::Raises, "if it raises", first);
        }
    }
    picture.edges = edges;
    picture
}

/// When an instruction jumps.
fn condition(opcode: Opcode) -> &'static str {
    match opcode {
        Opcode::POP_JUMP_IF_FALSE => "if false",
        Opcode::POP_JUMP_IF_TRUE => "if true",
        Opcode::POP_JUMP_IF_NONE => "if None",
        Opcode::POP_JUMP_IF_NOT_NONE => "if not None",
        Opcode::FOR_ITER => "when exhausted",
        Opcode::SEND => "when it returns",
        opcode if is_block_push(opcode) => "sets up a handler",
        opcode if is_unconditional_jump(opcode) => "always",
        Opcode::JUMP_FORWARD | Opcode::JUMP_BACKWARD | Opcode::JUMP_BACKWARD_NO_INTERRUPT => "always",
        _ => "perhaps",
    }
}

/// When control goes on to the next block behind an instruction.
fn otherwise(opcode: Opcode) -> &'static str {
    match opcode {
        Opcode::POP_JUMP_IF_FALSE => "if true",
        Opcode::POP_JUMP_IF_TRUE => "if false",
        Opcode::POP_JUMP_IF_NONE => "if not None",
        Opcode::POP_JUMP_IF_NOT_NONE => "if None",
        Opcode::FOR_ITER => "with the next item",
        Opcode::SEND => "when it yields",
        _ => "falls through",
    }
}
