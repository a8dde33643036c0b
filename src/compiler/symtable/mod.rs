//! Scopes: which names are local, global, free or cells, decided before any code is made.
//!
//! In goes the optimized tree, out comes a [`SymbolTable`]. CPython: `symtable.c`. Two passes:
//!
//! 1. [`build`] walks the tree, opens a [`Scope`] per block and records what happens to every name in it: assigned,
//!    read, parameter, declared global, imported.
//! 2. [`resolve`] walks the scopes from the module inwards with the set of names bound around, and on the way out with
//!    the set of names found free inside: so each name becomes local, global, free or a cell. Here list, set and dict
//!    comprehensions merge into the scope around them (PEP 709).

pub mod build;
pub mod mangle;
mod names_set;
pub mod resolve;
pub mod table;

pub use mangle::{mangle, mangle_name};
pub use table::{
    Comprehension, Directive, NameScope, Occurrence, Scope, ScopeId, ScopeKey, ScopeType, SymbolFlags, SymbolTable,
    Symbols,
};

use crate::base::{Diagnostic, Names};
use crate::compiler::future::Future;
use crate::frontend::ast::Ast;
use crate::frontend::source::Source;

/// The scopes of a file. `names` must be an extension of the tree's names; the result owns it, further extended.
pub fn analyze(source: &Source, ast: &Ast, names: Names, future: Future) -> Result<SymbolTable, Diagnostic> {
    let mut table = build::build(source, ast, names, future)?;
    resolve::resolve(source, ast, &mut table)?;
    Ok(table)
}
