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

/// A reference in nine bytes, for those who store many: its kind, and what it names.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct StoredItem {
    kind: u8,
    name: [u32; 2],
}

impl From<Option<ItemRef>> for StoredItem {
    fn from(item: Option<ItemRef>) -> Self {
        let halves = |number: u64| [(number >> 32) as u32, number as u32];
        let (kind, name) = match item {
            None => (0, [0, 0]),
            Some(ItemRef::Line(line)) => (1, [line, 0]),
            Some(ItemRef::Token(token)) => (2, [token, 0]),
            Some(ItemRef::Node(node)) => (3, [node.bits(), 0]),
            Some(ItemRef::Folded(node)) => (4, [node.bits(), 0]),
            Some(ItemRef::Scope(scope)) => (5, [scope, 0]),
            Some(ItemRef::Symbol(scope, symbol)) => (6, [scope, symbol]),
            Some(ItemRef::Pseudo(unit, id)) => (7, [unit.0, id.0]),
            Some(ItemRef::Instr(unit, at)) => (8, [unit.0, at]),
            Some(ItemRef::Const(unit, index)) => (9, [unit.0, index]),
            Some(ItemRef::Name(unit, index)) => (10, [unit.0, index]),
            Some(ItemRef::Code(unit)) => (11, [unit.0, 0]),
            Some(ItemRef::Bytes(start, end)) => (12, [start, end]),
            Some(ItemRef::Frame(frame)) => (13, [frame, 0]),
            Some(ItemRef::Slot(frame, slot)) => (14, [frame, slot]),
            Some(ItemRef::Object(id)) => (15, halves(id)),
            Some(ItemRef::Step(step)) => (16, halves(step)),
            Some(ItemRef::Problem(problem)) => (17, [problem, 0]),
        };
        Self { kind, name }
    }
}

impl StoredItem {
    pub fn parts(self) -> (u8, [u32; 2]) {
        (self.kind, self.name)
    }

    pub fn of_parts(kind: u8, name: [u32; 2]) -> Self {
        Self { kind, name }
    }

    pub fn item(self) -> Option<ItemRef> {
        let [a, b] = self.name;
        let whole = u64::from(a) << 32 | u64::from(b);
        Some(match self.kind {
            1 => ItemRef::Line(a),
            2 => ItemRef::Token(a),
            3 => ItemRef::Node(NodeId::from_bits(a)?),
            4 => ItemRef::Folded(NodeId::from_bits(a)?),
            5 => ItemRef::Scope(a),
            6 => ItemRef::Symbol(a, b),
            7 => ItemRef::Pseudo(UnitId(a), InstrId(b)),
            8 => ItemRef::Instr(UnitId(a), b),
            9 => ItemRef::Const(UnitId(a), b),
            10 => ItemRef::Name(UnitId(a), b),
            11 => ItemRef::Code(UnitId(a)),
            12 => ItemRef::Bytes(a, b),
            13 => ItemRef::Frame(a),
            14 => ItemRef::Slot(a, b),
            15 => ItemRef::Object(whole),
            16 => ItemRef::Step(whole),
            17 => ItemRef::Problem(a),
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_come_back_as_they_were_stored() {
        let node = NodeId::from_bits(7).expect("the first class");
        let items = [
            ItemRef::Line(1),
            ItemRef::Token(2),
            ItemRef::Node(node),
            ItemRef::Folded(node),
            ItemRef::Scope(3),
            ItemRef::Symbol(4, 5),
            ItemRef::Pseudo(UnitId(6), InstrId(7)),
            ItemRef::Instr(UnitId(8), 9),
            ItemRef::Const(UnitId(1), 2),
            ItemRef::Name(UnitId(3), 4),
            ItemRef::Code(UnitId(5)),
            ItemRef::Bytes(6, 7),
            ItemRef::Frame(8),
            ItemRef::Slot(9, 10),
            ItemRef::Object(1 << 40 | 3),
            ItemRef::Step(u64::MAX),
            ItemRef::Problem(11),
        ];
        for item in items.into_iter().map(Some).chain([None]) {
            assert_eq!(StoredItem::from(item).item(), item);
        }
    }
}
