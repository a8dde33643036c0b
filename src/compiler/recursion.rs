//! How deep a tree the compiler walks before it gives up, as CPython does.

use crate::base::{Diagnostic, ErrorKind, Stage};

/// Levels of nested nodes that the optimizer and the symbol table accept.
///
/// CPython allows 10,000 levels of C calls altogether; three of them are in use when `compile()` is called from the top
/// level of a program.
pub const LIMIT: u32 = 10_000 - 3;

/// What CPython raises beyond the limit.
pub fn error(stage: Stage) -> Diagnostic {
    Diagnostic::new(stage, ErrorKind::RecursionError, "maximum recursion depth exceeded during compilation")
}
