//! Source text to tokens, exactly CPython's.

pub mod token;

pub use token::{Token, TokenKind};
