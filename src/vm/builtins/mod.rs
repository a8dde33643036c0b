//! The module `builtins`: one file per group of functions.

mod attributes;
mod code;
pub mod docs;
mod iteration;
mod numbers;
mod text;

use super::native::NativeDef;

/// All builtin functions.
pub const FUNCTIONS: &[&[NativeDef]] =
    &[attributes::FUNCTIONS, code::FUNCTIONS, iteration::FUNCTIONS, numbers::FUNCTIONS, text::FUNCTIONS];
