//! Runs the stages one after the other on one revision of a file.
//!
//! A stage that fails blocks those behind it, never those before. A panic in a stage is a bug of pylens: it becomes that
//! stage's failure, and the rest of the program lives on.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::artifacts::{Artifacts, Compiled, Input, Options, Pyc};
use super::cache::{self, CacheFolder};
use super::{Failure, Out, StageId, Staged};
use crate::base::{InternalError, Stage, Text};
use crate::compiler::{CompileOptions, Keep, compile_units, fold, future, symtable};
use crate::frontend::ast::Ast;
use crate::frontend::parser;
use crate::frontend::source::Source;
use crate::frontend::tokenizer::tokenize;
use crate::pyc::header::{Header, Invalidation};
use crate::pyc::reader::{CodeLayout, read};
use crate::pyc::writer::write_pyc;

/// Stack of the thread that compiles. Trees may be as deep as CPython allows; only what is used is ever touched.
pub const STACK_SIZE: usize = 1 << 30;

/// Bytes of source beyond which a file is large: its graphs between the passes take more memory than all else.
const LARGE: usize = 100_000;

/// Runs `job` on a thread whose stack is deep enough for any program that CPython accepts.
pub fn on_deep_stack<T: Send>(job: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK_SIZE).name("compile".into());
        let handle = thread.spawn_scoped(scope, job).expect("the system can start a thread");
        handle.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

/// Runs all stages. The caller provides the deep stack, see [`on_deep_stack`].
pub fn build(input: Input, options: Options) -> Artifacts {
    let mut warnings = Vec::new();
    let source = staged(Stage::Decode, || Source::decode(&input.name, &input.bytes, options.reader).into());
    let tokens = next(&source, StageId::Source, Stage::Tokenizer, |source| Out::Ready(Arc::new(tokenize(source))));
    let ast = next(&tokens, StageId::Tokens, Stage::Parser, |tokens| {
        let source = source.out.ready().expect("tokens were made of a source");
        let (tree, found) = parser::parse_source(source, tokens, options.mode);
        warnings.extend(found);
        tree.into()
    });
    let mut future = future::Future::default();
    let folded = next(&ast, StageId::Ast, Stage::Fold, |ast| {
        let source = source.out.ready().expect("a tree was made of a source");
        let folded = future::future(source, ast, options.profile).and_then(|found| {
            future = found;
            fold::fold(
                Ast::clone(ast),
                fold::FoldOptions { level: options.level, future_annotations: found.annotations() },
            )
        });
        warnings.extend(folded.iter().flat_map(|folded| folded.warnings.clone()));
        folded.into()
    });
    let scopes = next(&folded, StageId::Folded, Stage::Symtable, |folded| {
        let source = source.out.ready().expect("a tree was made of a source");
        symtable::analyze(source, &folded.ast, folded.ast.names.clone(), future).into()
    });
    let compiled = next(&scopes, StageId::Scopes, Stage::Codegen, |symbols| {
        let source = source.out.ready().expect("scopes were made of a source");
        let folded = folded.out.ready().expect("scopes were made of a tree");
        let keep = match (options.record, options.lean && source.text.len() > LARGE) {
            (false, _) => Keep::Units,
            (true, true) => Keep::Changes,
            (true, false) => Keep::Passes,
        };
        let Options { profile, level, .. } = options;
        let options = CompileOptions { profile, level, filename: Text::from(&*source.name), keep };
        match compile_units(source, folded, symbols, future, &options, &mut warnings) {
            Ok(compiled) => Out::Ready(Arc::new(compiled)),
            Err(failure) => Out::Failed(failure),
        }
    });
    let pyc = next(&compiled, StageId::Code, Stage::Assemble, |compiled| match cache_file(&input, compiled) {
        Ok(pyc) => Out::Ready(Arc::new(pyc)),
        Err(what) => Out::Failed(Failure::Internal(InternalError { stage: Stage::Assemble, what })),
    });
    let cache = match &input.path {
        Some(path) => cache::look(path, input.facts, &input.bytes, cache::prefix_of_environment().as_deref()),
        None => CacheFolder::default(),
    };
    Artifacts { input, options, source, tokens, ast, folded, scopes, compiled, pyc, warnings, cache }
}

fn staged<T>(stage: Stage, run: impl FnOnce() -> Out<T>) -> Staged<T> {
    let start = Instant::now();
    // Everything a stage works on is thrown away with its result, so nothing half-changed can be seen afterwards.
    let out = catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|panic| {
        let what = panic
            .downcast_ref::<String>()
            .map(String::as_str)
            .or_else(|| panic.downcast_ref::<&str>().copied())
            .unwrap_or("a panic without words");
        Out::Failed(Failure::Internal(InternalError { stage, what: what.to_owned() }))
    });
    Staged { out, time: start.elapsed() }
}

fn next<T, U>(before: &Staged<T>, id: StageId, stage: Stage, run: impl FnOnce(&Arc<T>) -> Out<U>) -> Staged<U> {
    match before.out {
        Out::Ready(_) => staged(stage, || before.out.then(id, run)),
        _ => Staged { out: before.out.then(id, run), time: Duration::ZERO },
    }
}

/// The cache file of a source: with its time and size if it is a file, else with its hash.
fn cache_file(input: &Input, compiled: &Compiled) -> Result<Pyc, String> {
    let invalidation = match input.facts {
        Some(facts) => Invalidation::Timestamp { mtime: facts.mtime as u32, size: facts.size as u32 },
        None => Invalidation::CheckedHash(crate::pyc::header::source_hash(&input.bytes)),
    };
    pyc_bytes(compiled, Header::new(invalidation))
}

/// The bytes of a cache file with a given header, taken apart again to know what each of them means.
pub fn pyc_bytes(compiled: &Compiled, header: Header) -> Result<Pyc, String> {
    let bytes = write_pyc(&header, &compiled.code, Some(&compiled.names));
    let tree = read(&bytes, Header::LEN as u32, CodeLayout::V3_11).map_err(|error| error.to_string())?;
    Ok(Pyc { bytes, header, tree })
}
