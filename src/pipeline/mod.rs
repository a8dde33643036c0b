//! All stages of one revision of a file, the links between them, and what changed since the last revision.
//!
//! [`stage`] is the table of stages, [`out`] what each of them gives: a value, CPython's error, or nothing because an
//! earlier one failed.

pub mod cache;
pub mod out;
pub mod stage;

pub use out::{Failure, Out, Staged};
pub use stage::StageId;
