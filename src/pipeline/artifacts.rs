//! One revision of a file: what every stage made of it.

use std::path::PathBuf;
use std::sync::Arc;

use super::cache::CacheFolder;
use super::{Failure, Staged};
use crate::base::{Diagnostic, InternalError, OptimizeLevel, Profile};
use crate::compiler::fold::Folded;
use crate::compiler::symtable::SymbolTable;
pub use crate::compiler::{Compiled, UnitArtifact};
use crate::frontend::ast::Ast;
use crate::frontend::parser::Mode;
use crate::frontend::source::{Reader, Source};
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
    /// Who reads the file: errors about its bytes differ.
    pub reader: Reader,
    /// Keep what every pass did.
    pub record: bool,
    /// Of large files, make the graphs between the passes again when they are asked for, instead of keeping them.
    pub lean: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            profile: Profile::default(),
            level: OptimizeLevel::None,
            mode: Mode::Exec,
            reader: Reader::Compile,
            record: true,
            lean: false,
        }
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

/// The cache file that CPython would write.
#[derive(Clone, Debug)]
pub struct Pyc {
    pub bytes: Vec<u8>,
    pub header: Header,
    pub tree: Tree,
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
