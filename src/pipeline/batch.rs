//! Source to `.pyc` bytes and nothing else kept, one file or whole trees of them on several threads.
//!
//! CPython: `py_compile` and `compileall`.

use std::fs;
use std::io::{self, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

use super::build::STACK_SIZE;
use super::cache::source_facts;
use crate::base::{Diagnostic, OptimizeLevel, Profile, Text};
use crate::compiler::{CompileOptions, Failure, Keep, compile};
use crate::frontend::parser::{Mode, parse_source};
use crate::frontend::source::Source;
use crate::frontend::tokenizer::tokenize;
use crate::pyc::cache::{FOLDER, SourceFacts, cache_from_source};
use crate::pyc::header::{Header, Invalidation};
use crate::pyc::writer::write_pyc;

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
    let made = compile(&source, ast?, &options);
    warnings.extend(made.warnings);
    let compiled = made.result?;
    let bytes = write_pyc(&header, &compiled.code, Some(&compiled.names));
    Ok(PycBytes { bytes, warnings })
}

/// What compiling many files is to do.
#[derive(Clone, Debug)]
pub struct Job {
    pub profile: Profile,
    pub level: OptimizeLevel,
    pub kind: HeaderKind,
    /// Compile files whose cache is fresh, too.
    pub force: bool,
    /// `PYTHONPYCACHEPREFIX`.
    pub prefix: Option<PathBuf>,
    pub threads: usize,
}

/// What became of one file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
    Written,
    /// It had a file that an import would load.
    Fresh,
    /// The source has this error.
    Error(Box<Diagnostic>),
    /// It could not be read or written, or a bug of pylens showed.
    Problem(String),
}

/// How many files came to what.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Summary {
    pub written: usize,
    pub fresh: usize,
    pub errors: usize,
    pub problems: usize,
}

impl Summary {
    pub fn count(&mut self, outcome: &Outcome) {
        *match outcome {
            Outcome::Written => &mut self.written,
            Outcome::Fresh => &mut self.fresh,
            Outcome::Error(_) => &mut self.errors,
            Outcome::Problem(_) => &mut self.problems,
        } += 1;
    }

    pub fn total(&self) -> usize {
        self.written + self.fresh + self.errors + self.problems
    }
}

impl std::fmt::Display for Summary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Summary { written, fresh, errors, problems } = self;
        write!(f, "{written} written, {fresh} fresh, {errors} with errors, {problems} with problems")
    }
}

/// Appends the Python files at or below `path`, sorted by name. Links to folders are not followed, so that none can lead in
/// a circle; folders of cache files are left out. Folders that cannot be read are told in `problems`.
pub fn python_files(path: &Path, files: &mut Vec<PathBuf>, problems: &mut Vec<String>) {
    if !path.is_dir() {
        files.push(path.to_owned());
        return;
    }
    let mut pending = vec![path.to_owned()];
    while let Some(folder) = pending.pop() {
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) => {
                problems.push(format!("{} cannot be read: {error}", folder.display()));
                continue;
            }
        };
        let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        paths.sort();
        let mut folders = Vec::new();
        for path in paths {
            let Ok(kind) = fs::symlink_metadata(&path).map(|metadata| metadata.file_type()) else { continue };
            if kind.is_dir() {
                if path.file_name().is_some_and(|name| name != FOLDER) {
                    folders.push(path);
                }
            } else if path.extension().is_some_and(|extension| extension == "py") && path.is_file() {
                files.push(path);
            }
        }
        pending.extend(folders.into_iter().rev());
    }
}

/// Compiles files on several threads; `done` hears of each as it is finished, on the calling thread.
pub fn compile_all(files: &[PathBuf], job: &Job, mut done: impl FnMut(&Path, Outcome)) {
    let next = AtomicUsize::new(0);
    let (sender, receiver) = mpsc::channel();
    std::thread::scope(|scope| {
        for number in 0..job.threads.clamp(1, files.len().max(1)) {
            let (sender, next) = (sender.clone(), &next);
            let work = move || {
                while let Some(path) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                    // Nobody listens any more when the caller has panicked.
                    if sender.send((path, compile_file(path, job))).is_err() {
                        break;
                    }
                }
            };
            let thread = std::thread::Builder::new().stack_size(STACK_SIZE).name(format!("compile-{number}"));
            thread.spawn_scoped(scope, work).expect("the system can start a thread");
        }
        drop(sender);
        for (path, outcome) in receiver {
            done(path, outcome);
        }
    });
}

/// Compiles one file to where CPython would look for it, unless what is there is fresh. The caller provides the deep stack.
pub fn compile_file(path: &Path, job: &Job) -> Outcome {
    let read = fs::read(path).and_then(|bytes| Ok((source_facts(path, &bytes)?, bytes)));
    let (facts, bytes) = match read {
        Ok(read) => read,
        Err(error) => return Outcome::Problem(format!("cannot be read: {error}")),
    };
    let source = match &job.prefix {
        Some(_) => std::path::absolute(path).unwrap_or_else(|_| path.to_owned()),
        None => path.to_owned(),
    };
    let target = cache_from_source(&source, job.level, job.prefix.as_deref());
    let header = job.kind.header(&facts);
    if !job.force && is_fresh(&target, header) {
        return Outcome::Fresh;
    }
    let made =
        catch_unwind(AssertUnwindSafe(|| compile_pyc(&path.to_string_lossy(), &bytes, job.profile, job.level, header)));
    match made {
        Ok(Ok(pyc)) => match write_atomically(&target, &pyc.bytes) {
            Ok(()) => Outcome::Written,
            Err(error) => Outcome::Problem(format!("{} cannot be written: {error}", target.display())),
        },
        Ok(Err(Failure::Python(error))) => Outcome::Error(Box::new(error)),
        Ok(Err(Failure::Internal(bug))) => Outcome::Problem(bug.to_string()),
        Err(_) => Outcome::Problem("pylens failed on it".to_owned()),
    }
}

/// Whether the file begins with this very header. As `compileall` does, this looks no further.
fn is_fresh(target: &Path, header: Header) -> bool {
    let mut found = [0; Header::LEN];
    let read = fs::File::open(target).and_then(|mut file| file.read_exact(&mut found));
    read.is_ok() && found == header.to_bytes()
}

/// Writes a file that is either whole or not there: a temporary file in the same folder takes its name at the end.
pub fn write_atomically(target: &Path, bytes: &[u8]) -> io::Result<()> {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut name = target.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed)));
    let temporary = folder.join(name);
    let written = fs::File::create(&temporary)
        .and_then(|mut file| file.write_all(bytes))
        .and_then(|()| fs::rename(&temporary, target));
    if written.is_err() {
        // The error that matters is the first one.
        let _ = fs::remove_file(&temporary);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job(force: bool) -> Job {
        let (profile, level, kind) = (Profile::V3_13, OptimizeLevel::None, HeaderKind::Timestamp);
        Job { profile, level, kind, force, prefix: None, threads: 2 }
    }

    fn compile(files: &[PathBuf], job: &Job) -> Summary {
        let mut summary = Summary::default();
        compile_all(files, job, |_, outcome| summary.count(&outcome));
        summary
    }

    #[test]
    fn fresh_files_are_left_alone_and_errors_stop_nothing() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let inner = folder.path().join("inner");
        fs::create_dir(&inner).expect("a writable folder");
        for (name, text) in [("a.py", "x = 1\n"), ("b.py", "x =\n"), ("inner/c.py", "y = 2\n"), ("d.txt", "")] {
            fs::write(folder.path().join(name), text).expect("a writable folder");
        }
        let (mut files, mut problems) = (Vec::new(), Vec::new());
        python_files(folder.path(), &mut files, &mut problems);
        assert_eq!((files.len(), problems.len()), (3, 0));
        let expected = |written, fresh| Summary { written, fresh, errors: 1, problems: 0 };
        assert_eq!(compile(&files, &job(false)), expected(2, 0));
        assert_eq!(compile(&files, &job(false)), expected(0, 2));
        assert_eq!(compile(&files, &job(true)), expected(2, 0));
        assert!(inner.join("__pycache__/c.cpython-313.pyc").is_file());
        assert_eq!(compile(&[folder.path().join("gone.py")], &job(false)).problems, 1);
    }

    #[cfg(unix)]
    #[test]
    fn links_in_a_circle_end() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::os::unix::fs::symlink(folder.path(), folder.path().join("again")).expect("links can be made");
        fs::write(folder.path().join("a.py"), "").expect("a writable folder");
        let (mut files, mut problems) = (Vec::new(), Vec::new());
        python_files(folder.path(), &mut files, &mut problems);
        assert_eq!(files.len(), 1);
    }
}
