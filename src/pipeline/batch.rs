//! Source to `.pyc` bytes and nothing else kept: what compiling whole trees of files needs.

use crate::base::{Diagnostic, OptimizeLevel, Profile, Text};
use crate::compiler::{CompileOptions, Failure, Keep, compile};
use crate::frontend::parser::{Mode, parse_source};
use crate::frontend::source::Source;
use crate::frontend::tokenizer::tokenize;
use crate::pyc::cache::SourceFacts;
use crate::pyc::header::{Header, Invalidation};
use crate::pyc::writer::marshal_code;

/// How an import will find out whether a file still fits its source. CPython: `PycInvalidationMode`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum HeaderKind {
    Timestamp,
    CheckedHash,
    UncheckedHash,
}

impl HeaderKind {
    /// The header that fits a source.
    pub fn header(self, facts: &SourceFacts) -> Header {
        Header::new(match self {
            HeaderKind::Timestamp => Invalidation::Timestamp { mtime: facts.mtime as u32, size: facts.size as u32 },
            HeaderKind::CheckedHash => Invalidation::CheckedHash(facts.hash),
            HeaderKind::UncheckedHash => Invalidation::UncheckedHash(facts.hash),
        })
    }
}

/// A cache file and what CPython would have warned of on the way.
#[derive(Clone, Debug)]
pub struct PycBytes {
    pub bytes: Vec<u8>,
    pub warnings: Vec<Diagnostic>,
}

/// Compiles a file. The caller provides the deep stack, see [`super::on_deep_stack`].
pub fn compile_pyc(
    name: &str,
    bytes: &[u8],
    profile: Profile,
    level: OptimizeLevel,
    header: Header,
) -> Result<PycBytes, Failure> {
    let source = Source::from_bytes(name, bytes)?;
    let (ast, mut warnings) = parse_source(&source, &tokenize(&source), Mode::Exec);
    let options = CompileOptions { profile, level, filename: Text::from(name), keep: Keep::Code };
    let made = compile(&source, &ast?, &options);
    warnings.extend(made.warnings);
    let compiled = made.result?;
    let mut bytes = header.to_bytes().to_vec();
    bytes.extend(marshal_code(&compiled.code, Some(&compiled.names)));
    Ok(PycBytes { bytes, warnings })
}
