//! One revision of a file: what every stage made of it.

use std::path::PathBuf;
use std::sync::Arc;

use super::cache::CacheFolder;
use super::{Failure, Staged};
use crate::base::{Diagnostic, InternalError, Names, OptimizeLevel, Profile};
use crate::bytecode::Code;
use crate::compiler::assemble::Assembled;
use crate::compiler::flowgraph::OptimizedUnit;
use crate::compiler::fold::Folded;
use crate::compiler::symtable::SymbolTable;
use crate::compiler::unit::{Unit, UnitId};
use crate::frontend::ast::Ast;
use crate::frontend::parser::Mode;
use crate::frontend::source::Source;
use crate::frontend::tokenizer::Tokens;
use crate::pyc::cache::SourceFacts;
use crate::pyc::header::Header;
use crate::pyc::tree::Tree;

/// What goes into a revision.
#[derive(Clone, Debug)]
pub struct Input {
    /// `co_filename` and the name in messages, exactly as given.
    pub name: Arc<str>,
    pub bytes: Arc<[u8]>,
    /// The file on disk, if there is one; its cache folder is looked at.
    pub path: Option<PathBuf>,
    /// Modification time, size and hash, if there is a file on disk.
    pub facts: Option<SourceFacts>,
}

/// How to compile.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Options {
    pub profile: Profile,
    pub level: OptimizeLevel,
    pub mode: Mode,
    /// Keep what every pass did.
    pub record: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { profile: Profile::default(), level: OptimizeLevel::None, mode: Mode::Exec, record: true }
    }
}

/// Everything that was made of one revision of a file; immutable, and cheap to clone.
#[derive(Clone, Debug)]
pub struct Artifacts {
    pub input: Input,
    pub options: Options,
    pub source: Staged<Source>,
    pub tokens: Staged<Tokens>,
    pub ast: Staged<Ast>,
    pub folded: Staged<Folded>,
    pub scopes: Staged<SymbolTable>,
    pub compiled: Staged<Compiled>,
    pub pyc: Staged<Pyc>,
    /// Of all stages, in the order in which CPython issues them.
    pub warnings: Vec<Diagnostic>,
    /// The cache folder on disk, at the time of this revision.
    pub cache: CacheFolder,
}

/// The code objects of a file, with every step that led to them.
#[derive(Clone, Debug)]
pub struct Compiled {
    /// In the order in which code generation finished them; [`UnitId`]s index it. The module is the last.
    pub units: Vec<UnitArtifact>,
    /// The text of every name, those that code generation made up included.
    pub names: Names,
    pub code: Arc<Code>,
}

/// One code object, step by step.
#[derive(Clone, Debug)]
pub struct UnitArtifact {
    pub unit: Unit,
    pub optimized: OptimizedUnit,
    pub assembled: Assembled,
}

/// The cache file that CPython would write.
#[derive(Clone, Debug)]
pub struct Pyc {
    pub bytes: Vec<u8>,
    pub header: Header,
    pub tree: Tree,
}

impl Compiled {
    pub fn unit(&self, id: UnitId) -> Option<&UnitArtifact> {
        self.units.get(id.0 as usize)
    }

    pub fn module(&self) -> UnitId {
        UnitId(self.units.len() as u32 - 1)
    }

    /// The module first, each code object followed by those inside it, in the order in which code generation met them,
    /// which is that of the constants; with the depth of each.
    pub fn in_order(&self) -> Vec<(UnitId, usize)> {
        let mut found = Vec::new();
        let mut pending = vec![(self.module(), 0)];
        while let Some((id, depth)) = pending.pop() {
            found.push((id, depth));
            let nested = self.units[id.0 as usize].unit.nested.iter().rev();
            pending.extend(nested.map(|&child| (child, depth + 1)));
        }
        found
    }

    /// The unit that a code object was made from.
    pub fn unit_of(&self, code: &Arc<Code>) -> Option<UnitId> {
        let same = |unit: &UnitArtifact| Arc::ptr_eq(&unit.assembled.code, code);
        self.units.iter().position(same).map(|index| UnitId(index as u32))
    }
}

impl Artifacts {
    /// What stopped the pipeline, if anything did: the error of the first stage that failed.
    pub fn failure(&self) -> Option<&Failure> {
        None.or(self.source.out.failure())
            .or(self.tokens.out.failure())
            .or(self.ast.out.failure())
            .or(self.folded.out.failure())
            .or(self.scopes.out.failure())
            .or(self.compiled.out.failure())
            .or(self.pyc.out.failure())
    }

    /// The error that CPython would raise.
    pub fn error(&self) -> Option<&Diagnostic> {
        match self.failure()? {
            Failure::Python(error) => Some(error),
            Failure::Internal(_) => None,
        }
    }

    /// A bug of pylens that came to light with this file.
    pub fn internal_error(&self) -> Option<&InternalError> {
        match self.failure()? {
            Failure::Internal(error) => Some(error),
            Failure::Python(_) => None,
        }
    }
}
