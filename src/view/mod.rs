//! Artifacts and pictures of the machine as rows of text with roles: the only formatter. Knows no terminal.
//!
//! In: a stage's output. Out: a [`Listing`], which is rows of [`Segment`]s. A subcommand prints a listing as text, its pane
//! draws the same listing in the colours of a theme; so the two cannot disagree. A row also says what it is about (an
//! [`ItemRef`] and a span of the source), which is all that a pane needs to link itself to the others.

pub mod ast;
pub mod cache;
pub mod caption;
pub mod code;
pub mod dis;
pub mod dis_versions;
pub mod errors;
pub mod format;
pub mod graph;
pub mod legb;
pub mod machine;
pub mod measure;
pub mod opcodes;
mod packed;
pub mod passes;
pub mod problems;
pub mod pyc;
pub mod role;
pub mod row;
pub mod scopes;
pub mod source;
pub mod syntax;
pub mod tokens;
pub mod tree;
pub mod units;
pub mod why;
mod wrap;

pub use crate::pipeline::ItemRef;
pub use format::Format;
pub use packed::Packed;
pub use role::Role;
pub use row::{Change, Column, Listing, Row, Segment, Text};
