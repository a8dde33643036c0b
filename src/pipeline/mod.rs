//! All stages of one revision of a file, the links between them, and what changed since the last revision.
//!
//! [`stage`] is the table of stages, [`out`] what each of them gives: a value, CPython's error, or nothing because an
//! earlier one failed. [`build()`] runs them all and makes the [`Artifacts`] of a revision; [`links`] answers what
//! corresponds to what.

pub mod artifacts;
pub mod batch;
pub mod build;
pub mod cache;
pub mod delta;
pub mod describe;
pub mod item;
pub mod library;
pub mod links;
pub mod makers;
pub mod out;
pub mod program;
pub mod sandbox;
pub mod session;
pub mod spans;
pub mod stage;

pub use artifacts::{Artifacts, Compiled, Input, Options, Pyc, UnitArtifact};
pub use build::{build, on_deep_stack};
pub use delta::Delta;
pub use item::ItemRef;
pub use links::Links;
pub use out::{Failure, Out, Staged};
pub use stage::StageId;
