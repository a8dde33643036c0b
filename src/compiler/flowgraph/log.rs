//! What each pass did, and why: the material of the passes pane.
//!
//! Nothing is kept, and nothing allocated, while recording is off.

use std::sync::Arc;

use super::graph::{Block, BlockId, CfgInstr, Graph, has_target};
use crate::base::Location;
use crate::bytecode::{CodeConst, Opcode};
use crate::compiler::unit::InstrId;

/// Why a pass touched an instruction.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Reason {
    BlockStackEntry,
    ResumeInHandler,
    InlinedExit,
    InlinedWithoutLine,
    Unreachable,
    DuplicatedExit,
    LineOfPredecessor,
    LineOfNop,
    ConstantCondition,
    ConstantBool,
    NoneTest,
    ReturnConst,
    TupleUnpacked,
    ConstantTuple,
    JumpToJump,
    StoredTwice,
    SwapWithItself,
    NullPushed,
    AlreadyBool,
    DoubleNot,
    SwapRun,
    StaticSwap,
    RedundantNop,
    PushedAndPopped,
    JumpToNext,
    ConstantRenumbered,
    MaybeUnbound,
    Fused,
    Cold,
    ColdFallsIntoWarm,
    Prefix,
    CellOffset,
    PseudoInstruction,
    BackwardCondition,
}

impl Reason {
    pub const ALL: &[Reason] = &[
        Reason::BlockStackEntry,
        Reason::ResumeInHandler,
        Reason::InlinedExit,
        Reason::InlinedWithoutLine,
        Reason::Unreachable,
        Reason::DuplicatedExit,
        Reason::LineOfPredecessor,
        Reason::LineOfNop,
        Reason::ConstantCondition,
        Reason::ConstantBool,
        Reason::NoneTest,
        Reason::ReturnConst,
        Reason::TupleUnpacked,
        Reason::ConstantTuple,
        Reason::JumpToJump,
        Reason::StoredTwice,
        Reason::SwapWithItself,
        Reason::NullPushed,
        Reason::AlreadyBool,
        Reason::DoubleNot,
        Reason::SwapRun,
        Reason::StaticSwap,
        Reason::RedundantNop,
        Reason::PushedAndPopped,
        Reason::JumpToNext,
        Reason::ConstantRenumbered,
        Reason::MaybeUnbound,
        Reason::Fused,
        Reason::Cold,
        Reason::ColdFallsIntoWarm,
        Reason::Prefix,
        Reason::CellOffset,
        Reason::PseudoInstruction,
        Reason::BackwardCondition,
    ];

    /// The reason in words, as the end of the sentence "… because …".
    pub fn words(self) -> &'static str {
        match self {
            Reason::BlockStackEntry => "handlers are kept in a table, not on a stack at run time",
            Reason::ResumeInHandler => "it resumes inside exactly one handler, which the argument says",
            Reason::InlinedExit => "a short exit is cheaper copied than jumped to",
            Reason::InlinedWithoutLine => "a block without lines does not show when it is copied",
            Reason::Unreachable => "control never gets there",
            Reason::DuplicatedExit => "each way out needs a line of its own",
            Reason::LineOfPredecessor => "control comes from that line only",
            Reason::LineOfNop => "it takes over the line of the NOP in front of it",
            Reason::ConstantCondition => "the value tested is a constant",
            Reason::ConstantBool => "the truth of a constant is known",
            Reason::NoneTest => "a comparison with None and a jump are one instruction",
            Reason::ReturnConst => "a constant that is returned at once needs no stack",
            Reason::TupleUnpacked => "a tuple that is unpacked at once need not be built",
            Reason::ConstantTuple => "a tuple of constants is a constant",
            Reason::JumpToJump => "the target is itself a jump",
            Reason::StoredTwice => "the next instruction overwrites the variable",
            Reason::SwapWithItself => "exchanging a value with itself does nothing",
            Reason::NullPushed => "LOAD_GLOBAL can push the NULL of a call itself",
            Reason::AlreadyBool => "the value is a bool already",
            Reason::DoubleNot => "two negations cancel out",
            Reason::SwapRun => "a shorter run of SWAPs has the same effect",
            Reason::StaticSwap => "the instructions behind can change places instead of the values",
            Reason::RedundantNop => "a NOP is only kept where it alone carries a line",
            Reason::PushedAndPopped => "the value pushed is popped at once",
            Reason::JumpToNext => "the target is the next instruction anyway",
            Reason::ConstantRenumbered => "unused constants were dropped",
            Reason::MaybeUnbound => "the variable may be unbound here",
            Reason::Fused => "two instructions on locals run faster as one",
            Reason::Cold => "it runs only after an exception",
            Reason::ColdFallsIntoWarm => "a block that moves away can no longer fall through",
            Reason::Prefix => "generators, cells and free variables are set up first",
            Reason::CellOffset => "cells and free variables are numbered behind the locals",
            Reason::PseudoInstruction => "it exists only inside the compiler",
            Reason::BackwardCondition => "conditional jumps go forwards only",
        }
    }
}

/// Opcode and argument of an instruction at one moment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Shape {
    pub opcode: Opcode,
    pub oparg: u32,
}

#[derive(Clone, PartialEq, Debug)]
pub enum Change {
    /// The instruction is gone.
    Removed { id: InstrId, was: Shape, reason: Reason },
    /// Opcode or argument changed; `from` names other instructions whose work it does now.
    Replaced { id: InstrId, before: Shape, after: Shape, from: Vec<InstrId>, reason: Reason },
    /// It jumps elsewhere.
    Retargeted { id: InstrId, before: BlockId, after: BlockId, reason: Reason },
    /// A new instruction, and those it was made from.
    Added { id: InstrId, from: Vec<InstrId>, reason: Reason },
    /// It stands elsewhere.
    Moved { id: InstrId, reason: Reason },
    /// Its location changed.
    Located { id: InstrId, before: Location, after: Location, reason: Reason },
}

impl Change {
    /// The instruction that the change is about.
    pub fn id(&self) -> InstrId {
        match self {
            Change::Removed { id, .. }
            | Change::Replaced { id, .. }
            | Change::Retargeted { id, .. }
            | Change::Added { id, .. }
            | Change::Moved { id, .. }
            | Change::Located { id, .. } => *id,
        }
    }

    pub fn reason(&self) -> Reason {
        match self {
            Change::Removed { reason, .. }
            | Change::Replaced { reason, .. }
            | Change::Retargeted { reason, .. }
            | Change::Added { reason, .. }
            | Change::Moved { reason, .. }
            | Change::Located { reason, .. } => *reason,
        }
    }

    /// Other instructions that this one was made from, or whose work it took over.
    pub fn sources(&self) -> &[InstrId] {
        match self {
            Change::Replaced { from, .. } | Change::Added { from, .. } => from,
            _ => &[],
        }
    }
}

/// The row of blocks at one moment.
pub type Snapshot = Arc<[Block]>;

#[derive(Clone, Debug)]
pub struct PassRecord {
    /// Index into [`super::PASSES`].
    pub pass: usize,
    pub changes: Vec<Change>,
    /// The graph after the pass.
    pub after: Snapshot,
    /// The constants after the pass.
    pub consts: Arc<[CodeConst]>,
}

/// All passes that changed something, in order.
#[derive(Clone, Debug)]
pub struct PassLog {
    /// The graph before the first pass, jumps still without their targets.
    pub before: Snapshot,
    pub passes: Vec<PassRecord>,
}

impl PassLog {
    /// The pseudo-instructions of codegen that an instruction comes from, itself included if it is one of them.
    ///
    /// `count` is the number of instructions that codegen made: ids below it are theirs.
    pub fn origins(&self, id: InstrId, count: u32) -> Vec<InstrId> {
        let mut found = Vec::new();
        let mut seen = vec![id];
        let mut todo = vec![id];
        while let Some(id) = todo.pop() {
            if id.0 < count {
                found.push(id);
            }
            let changes = self.passes.iter().flat_map(|record| &record.changes);
            for source in changes.filter(|change| change.id() == id).flat_map(Change::sources) {
                if !seen.contains(source) {
                    seen.push(*source);
                    todo.push(*source);
                }
            }
        }
        found.sort_unstable();
        found
    }
}

/// Keeps a [`PassLog`], or nothing.
#[derive(Debug)]
pub struct Recorder(Option<Recording>);

#[derive(Debug)]
struct Recording {
    log: PassLog,
    pass: usize,
    changes: Vec<Change>,
}

impl Recorder {
    pub fn new(record: bool, graph: &Graph) -> Self {
        Self(record.then(|| Recording {
            log: PassLog { before: snapshot(graph), passes: Vec::new() },
            pass: 0,
            changes: Vec::new(),
        }))
    }

    /// Records a change, which is made only if it is wanted.
    #[inline]
    pub fn record(&mut self, change: impl FnOnce() -> Change) {
        if let Some(recording) = &mut self.0 {
            recording.changes.push(change());
        }
    }

    /// Changes opcode and argument of an instruction, which also does the work of `from` now.
    pub fn replace(&mut self, instr: &mut CfgInstr, opcode: Opcode, oparg: u32, from: &[InstrId], reason: Reason) {
        let before = Shape { opcode: instr.opcode, oparg: instr.oparg };
        instr.opcode = opcode;
        instr.oparg = oparg;
        if !has_target(opcode) {
            instr.target = None;
        }
        let after = Shape { opcode, oparg };
        self.record(|| Change::Replaced { id: instr.id, before, after, from: from.to_vec(), reason });
    }

    /// Gives an instruction another location.
    pub fn locate(&mut self, instr: &mut CfgInstr, loc: Location, reason: Reason) {
        let before = std::mem::replace(&mut instr.loc, loc);
        if before != loc {
            self.record(|| Change::Located { id: instr.id, before, after: loc, reason });
        }
    }

    pub fn is_on(&self) -> bool {
        self.0.is_some()
    }

    pub fn begin(&mut self, pass: usize) {
        if let Some(recording) = &mut self.0 {
            recording.pass = pass;
        }
    }

    pub fn end(&mut self, graph: &Graph, consts: &[CodeConst]) {
        if let Some(recording) = &mut self.0
            && !recording.changes.is_empty()
        {
            let changes = std::mem::take(&mut recording.changes);
            // A pass may append constants or drop some; if their number is the same, so are they.
            let known = recording.log.passes.last().map(|record| &record.consts);
            let consts = known.filter(|known| known.len() == consts.len()).cloned().unwrap_or_else(|| consts.into());
            recording.log.passes.push(PassRecord { pass: recording.pass, changes, after: snapshot(graph), consts });
        }
    }

    pub fn finish(self) -> Option<PassLog> {
        self.0.map(|recording| recording.log)
    }
}

fn snapshot(graph: &Graph) -> Snapshot {
    graph.row().cloned().collect()
}
