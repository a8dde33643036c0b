//! The abstract syntax tree: what CPython's parser makes of the tokens.
//!
//! [`nodes`] is the table of node types, [`arena`] holds the nodes. A tree is walked by matching on `Copy` nodes:
//!
//! ```
//! use pylens::frontend::ast::{Ast, Expr, ExprId};
//!
//! fn depth(ast: &Ast, expr: ExprId) -> usize {
//!     match ast[expr] {
//!         Expr::BinOp { left, right, .. } => 1 + depth(ast, left).max(depth(ast, right)),
//!         _ => 0,
//!     }
//! }
//! ```

pub mod arena;
pub mod build;
pub mod dump;
pub mod nodes;
pub mod unparse;
pub mod validate;
pub mod visit;

pub use arena::{Ast, ConstId, Id, Item, List, Node, NodeId, NodeMap};
pub use nodes::*;

#[cfg(test)]
mod tests;
