//! From a syntax tree to a code object.
//!
//! | folder | in | out | CPython |
//! |---|---|---|---|
//! | `fold` | tree | optimized tree, and what changed why | `ast_opt.c` |
//! | `symtable` | optimized tree | scopes | `symtable.c` |
//! | `codegen` | tree, scopes | a [`unit::Unit`] of pseudo-instructions per code object | `compile.c` |
//! | `flowgraph` | unit | optimized instructions, pass by pass | `flowgraph.c` |
//! | `assemble` | instructions | code object | `assemble.c` |
//!
//! Codegen reaches the end of an inner code object before that of the outer one, and whether two inner ones are merged
//! depends on their final bytes. So codegen hands each finished unit to a [`unit::FinishUnit`], which runs the later
//! stages on it and gives back the code object. [`compile`] runs all of it.

pub mod assemble;
pub mod codegen;
pub mod constants;
pub mod driver;
pub mod error;
pub mod flowgraph;
pub mod fold;
pub mod future;
pub mod positions;
pub mod recursion;
pub mod symtable;
pub mod unit;

pub use driver::{
    Compilation, CompileOptions, Compiled, Failure, Keep, UnitArtifact, compile, compile_units, compile_with_features,
};
