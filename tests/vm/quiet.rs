//! A host for machines whose programs need nothing of the world: it compiles, and has no files, no input and no time.

use std::sync::Arc;

use pylens::base::{Diagnostic, OptimizeLevel, Profile};
use pylens::bytecode::Code;
use pylens::frontend::source::Source;
use pylens::pipeline::program::{compile_text, mode_of};
use pylens::vm::host::{CompileMode, Host};

pub struct Quiet;

impl Host for Quiet {
    fn compile(&mut self, source: &str, filename: &str, mode: CompileMode) -> Result<Arc<Code>, Diagnostic> {
        compile(filename, source, mode)
    }

    fn source(&mut self, _path: &str) -> Option<String> {
        None
    }

    fn is_dir(&mut self, _path: &str) -> bool {
        false
    }

    fn input(&mut self) -> Option<String> {
        None
    }

    fn clock(&mut self) -> i64 {
        0
    }
}

/// The code of a text as the 3.13.0 that golden files were recorded with compiles it.
pub fn compile(filename: &str, source: &str, mode: CompileMode) -> Result<Arc<Code>, Diagnostic> {
    let source = Source::from_text(filename, source);
    compile_text(&source, mode_of(mode), Profile::V3_13_0, OptimizeLevel::None)
}
