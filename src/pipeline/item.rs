//! The things that can be selected, at every stage.

use super::StageId;
use crate::compiler::unit::{InstrId, UnitId};
use crate::frontend::ast::NodeId;

/// A thing that a stage made, and that a row of a pane is about; the same thing has the same reference in every listing of one revision.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub enum ItemRef {
    /// A line of the source, from 1.
    Line(u32),
    /// A token, by its number.
    Token(u32),
    /// A node of the tree.
    Node(NodeId),
    /// A node of the optimized tree.
    Folded(NodeId),
    /// A scope, by its number.
    Scope(u32),
    /// A symbol: number of the scope, number of the symbol in it.
    Symbol(u32, u32),
    /// A pseudo-instruction of a code object, or the same instruction after some pass.
    Pseudo(UnitId, InstrId),
    /// A final instruction: code object, offset in code units.
    Instr(UnitId, u32),
    /// A constant of a code object.
    Const(UnitId, u32),
    /// A name of a code object.
    Name(UnitId, u32),
    /// A whole code object.
    Code(UnitId),
    /// A byte range of the `.pyc`.
    Bytes(u32, u32),
    /// A frame, counted from the outermost.
    Frame(u32),
    /// A slot of a frame's value stack, counted from the bottom.
    Slot(u32, u32),
    /// An object of the heap.
    Object(u64),
    /// A step of the run.
    Step(u64),
    /// A problem, by its number.
    Problem(u32),
}

impl ItemRef {
    /// The stage that made it.
    pub fn stage(self) -> StageId {
        match self {
            ItemRef::Line(_) => StageId::Source,
            ItemRef::Token(_) | ItemRef::Problem(_) => StageId::Tokens,
            ItemRef::Node(_) => StageId::Ast,
            ItemRef::Folded(_) => StageId::Folded,
            ItemRef::Scope(_) | ItemRef::Symbol(..) => StageId::Scopes,
            ItemRef::Pseudo(..) | ItemRef::Instr(..) | ItemRef::Const(..) | ItemRef::Name(..) | ItemRef::Code(_) => {
                StageId::Code
            }
            ItemRef::Bytes(..) => StageId::Pyc,
            ItemRef::Frame(_) | ItemRef::Slot(..) | ItemRef::Object(_) | ItemRef::Step(_) => StageId::Run,
        }
    }
}
