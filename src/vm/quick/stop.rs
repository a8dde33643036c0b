//! How a run of short ways ended.

use crate::vm::object::Obj;

/// Why there is no further short way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Halt {
    /// So many instructions were asked for.
    Counted,
    /// The instruction at the place is for the general loop.
    General,
    /// The frame that the loop was started for was left with this value, which is counted.
    Value(Obj),
    /// The instruction is done, but for this object, which loses a count and perhaps dies.
    Dead(Obj),
}

/// Where the short ways end: the unit of the instruction, and of the one to go on with.
#[derive(Clone, Copy, Debug)]
pub struct Stop {
    pub halt: Halt,
    pub ip: usize,
    pub next: usize,
}
