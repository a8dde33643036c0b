//! From bytes to a syntax tree.
//!
//! [`source`] decodes, [`tokenizer`] cuts into tokens, [`parser`] builds the [`ast`].

pub mod ast;
pub mod parser;
pub mod source;
pub mod tokenizer;
