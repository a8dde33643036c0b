//! Assembler: optimized instructions in, a code object out.
//!
//! Mirrors CPython 3.13's `assemble.c`. Jumps get their direction and distance ([`jumps`]), instructions are written as
//! code units with `EXTENDED_ARG` in front and empty inline caches behind, locations and handlers become tables
//! ([`tables`]), and all of it becomes a [`Code`] ([`code_object`]).

pub mod code_object;
pub mod jumps;
pub mod tables;

use std::borrow::Cow;
use std::sync::Arc;

use crate::base::{InternalError, Stage};
use crate::bytecode::{Code, CodeUnit};

use super::flowgraph::OptimizedUnit;
use super::unit::{FinishContext, InstrId, Unit};
use code_object::Parts;

/// Where an instruction stands in `co_code`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PlacedInstr {
    pub id: InstrId,
    /// Its first code unit: an `EXTENDED_ARG` if it has any.
    pub start: CodeUnit,
    /// The code unit of the opcode itself.
    pub at: CodeUnit,
    /// The code unit behind its inline caches.
    pub end: CodeUnit,
}

/// A code object, and which instruction became which code units.
#[derive(Clone, Debug)]
pub struct Assembled {
    pub code: Arc<Code>,
    /// In the order of the code.
    pub placed: Vec<PlacedInstr>,
}

impl Assembled {
    /// The instruction that a code unit belongs to, its `EXTENDED_ARG`s and caches included.
    pub fn instr_at(&self, unit: CodeUnit) -> Option<&PlacedInstr> {
        let index = self.placed.partition_point(|placed| placed.end <= unit);
        self.placed.get(index).filter(|placed| placed.start <= unit)
    }
}

/// Makes the code object of a unit that has been through the flow graph; of an `optimized` that is given away the
/// instructions and constants are not copied.
///
/// CPython: `_PyAssemble_MakeCodeObject`.
pub fn assemble(
    unit: &Unit,
    optimized: Cow<'_, OptimizedUnit>,
    context: &mut FinishContext<'_>,
) -> Result<Assembled, InternalError> {
    let (stackdepth, cell_indices) = (optimized.stackdepth, &optimized.cell_indices);
    let locals = code_object::localsplus(unit, cell_indices);
    let (mut instrs, consts) = match optimized {
        Cow::Borrowed(optimized) => (optimized.instrs.clone(), optimized.consts.clone()),
        Cow::Owned(optimized) => (optimized.instrs, optimized.consts),
    };
    jumps::resolve_unconditional_jumps(&mut instrs);
    let placed = jumps::resolve_jump_offsets(&mut instrs)?;
    let parts = Parts { instrs: &instrs, placed: &placed, consts, locals, stackdepth };
    let code = code_object::make_code(unit, parts, context)?;
    Ok(Assembled { code: Arc::new(code), placed })
}

fn error(what: impl Into<String>) -> InternalError {
    InternalError { stage: Stage::Assemble, what: what.into() }
}
