//! Vocabulary without behaviour, shared by every layer: positions, names, constants, errors.
//!
//! Nothing here knows Python's syntax, its bytecode or the terminal.

pub mod constant;
pub mod error;
pub mod int;
pub mod location;
pub mod names;
pub mod profile;
pub mod repr;
pub mod span;
pub mod text;
pub mod tree;
pub mod unicode;

pub use constant::{Constant, StrConst};
pub use error::{Diagnostic, ErrorKind, InternalError, Severity, Stage};
pub use int::Int;
pub use location::Location;
pub use names::{Name, Names};
pub use profile::{OptimizeLevel, Profile};
pub use span::{LineCursor, LineIndex, Span};
pub use text::Text;
