//! What codegen hands to the flow graph: the pseudo-instructions of one code object, and what they refer to.

use std::sync::Arc;

use crate::base::{Diagnostic, Location, Name};
use crate::bytecode::{Code, CodeConst, Opcode};
use crate::frontend::ast::NodeId;

/// Identity of an instruction in its unit; passes keep it when they move or change an instruction.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct InstrId(pub u32);

/// A place in the instruction sequence that jumps and exception handlers name.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct Label(pub u32);

/// A pseudo-instruction.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Instr {
    pub opcode: Opcode,
    /// The argument; for opcodes that jump or set up a handler the number of a [`Label`]; 0 where there is none.
    pub oparg: u32,
    pub loc: Location,
    pub id: InstrId,
}

/// Instructions with the labels between them.
#[derive(Clone, Debug, Default)]
pub struct InstrSequence {
    pub instrs: Vec<Instr>,
    /// Index of the instruction in front of which each label stands; [`InstrSequence::UNPLACED`] for those never used.
    pub labels: Vec<u32>,
    /// The node of the (optimized) tree that made each instruction, by [`InstrId`].
    pub origins: Vec<Option<NodeId>>,
}

impl InstrSequence {
    /// The place of a label that was made and never set.
    pub const UNPLACED: u32 = u32::MAX;
}

/// Number of a unit in the order in which units are finished: inner ones before the one around them.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct UnitId(pub u32);

/// One code object before the flow graph.
#[derive(Clone, Debug)]
pub struct Unit {
    pub name: Name,
    pub qualname: Name,
    /// Parameters that may be given by position, the positional-only ones included.
    pub argcount: u32,
    pub posonlyargcount: u32,
    pub kwonlyargcount: u32,
    /// `co_flags`, complete.
    pub flags: u32,
    pub firstlineno: i32,
    pub sequence: InstrSequence,
    pub consts: Vec<CodeConst>,
    pub names: Vec<Name>,
    /// Parameters first, then other locals in the order of their first use by codegen.
    pub varnames: Vec<Name>,
    pub cellvars: Vec<Name>,
    pub freevars: Vec<Name>,
    /// Locals of inlined comprehensions, at module and class level.
    pub fasthidden: Vec<Name>,
    /// Units of the code objects inside, in the order in which codegen met them.
    pub nested: Vec<UnitId>,
    /// The definition, lambda, comprehension or module that this is the code of.
    pub node: Option<NodeId>,
}

/// Runs flow graph and assembler on a finished unit.
pub trait FinishUnit {
    fn finish(&mut self, unit: Unit, context: &mut FinishContext<'_>) -> Result<(UnitId, Arc<Code>), Diagnostic>;
}

/// What is shared by all units of one compilation.
pub struct FinishContext<'a> {
    /// Text of every [`Name`], those made by codegen included.
    pub names: &'a crate::base::Names,
    pub filename: &'a crate::base::Text,
    pub constants: &'a mut super::constants::ConstCache,
}
