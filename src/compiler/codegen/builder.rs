//! The unit being built: one code object while its instructions are generated.
//!
//! CPython: `struct compiler_unit`.

use hashbrown::HashMap;

use super::fblocks::FrameBlock;
use crate::base::Name;
use crate::bytecode::CodeConst;
use crate::compiler::constants::ConstNumber;
use crate::compiler::positions::{NameTable, Positions};
use crate::compiler::symtable::{ScopeId, SymbolFlags};
use crate::compiler::unit::{InstrSequence, UnitId};
use crate::frontend::ast::NodeId;

/// What kind of code a unit is. CPython: `COMPILER_SCOPE_*`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum UnitKind {
    Module,
    Class,
    Function,
    AsyncFunction,
    Lambda,
    Comprehension,
    /// Type parameters, and the bounds and defaults inside.
    TypeParams,
}

/// Few units have more constants.
const USUAL_CONSTS: usize = 8;

/// The constants of a unit.
#[derive(Default)]
pub(super) struct ConstTable {
    pub(super) values: Vec<CodeConst>,
    positions: Positions<ConstNumber>,
}

impl ConstTable {
    pub(super) fn add(&mut self, number: ConstNumber, value: &CodeConst) -> u32 {
        let position = self.positions.add(number);
        if position as usize == self.values.len() {
            if position == 0 {
                self.values.reserve(USUAL_CONSTS);
            }
            self.values.push(value.clone());
        }
        position
    }
}

pub(super) struct UnitBuilder {
    pub(super) kind: UnitKind,
    pub(super) scope: ScopeId,
    pub(super) name: Name,
    pub(super) qualname: Name,
    /// The class that private names belong to.
    pub(super) private: Option<Name>,
    /// Without the positional-only ones.
    pub(super) argcount: u32,
    pub(super) posonlyargcount: u32,
    pub(super) kwonlyargcount: u32,
    pub(super) firstlineno: i32,
    pub(super) sequence: InstrSequence,
    pub(super) consts: ConstTable,
    pub(super) names: NameTable,
    pub(super) varnames: NameTable,
    pub(super) cellvars: NameTable,
    pub(super) freevars: NameTable,
    /// Names that inlined comprehensions made fast locals outside of a function; `true` while they are.
    pub(super) fasthidden: HashMap<Name, bool>,
    /// The names of `fasthidden` in the order in which they came.
    pub(super) fasthidden_order: Vec<Name>,
    pub(super) fblocks: Vec<FrameBlock>,
    /// How many inlined comprehensions the code being generated is inside of.
    pub(super) inlined_comprehensions: u32,
    /// Symbols that differ from the scope's while an inlined comprehension is generated.
    pub(super) shadowed: HashMap<Name, SymbolFlags>,
    /// Of a class: attributes that its methods assign through `self`.
    pub(super) static_attributes: Vec<Name>,
    pub(super) nested: Vec<UnitId>,
    pub(super) node: NodeId,
}

impl UnitBuilder {
    /// Position of a cell or free variable; free variables count on from the cells.
    pub(super) fn deref_position(&self, name: Name, free: bool) -> Option<u32> {
        if free {
            self.freevars.position(name).map(|position| self.cellvars.len() as u32 + position)
        } else {
            self.cellvars.position(name)
        }
    }
}
