//! Tokens to a syntax tree; when that fails, a second pass finds the exact message of CPython's SyntaxError.

pub mod literals;
