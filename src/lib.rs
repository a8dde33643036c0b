//! pylens shows one Python file going through the whole of CPython 3.13, natively.
//!
//! Folders below `src`, in the order of the data and of dependencies (a folder uses those above it, never those below):
//! [`base`], [`frontend`], [`compiler`] (which uses [`bytecode`]), [`pyc`], [`vm`], [`pipeline`], [`view`], [`cli`], [`tui`].

pub mod base;
pub mod bytecode;
pub mod cli;
pub mod compiler;
pub mod frontend;
pub mod pipeline;
pub mod pyc;
pub mod tui;
pub mod view;
pub mod vm;
