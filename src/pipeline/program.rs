//! What the virtual machine asks of the world while a program runs: pylens' own compiler, the modules beside the
//! program, a clock, standard input.
//!
//! What of the file system the program may touch is the `sandbox`'s to say.

use std::fs;
use std::io::{self, BufRead, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use super::build::on_deep_stack;
use super::describe;
use super::library::{self, Library};
use super::sandbox::{self, Sandbox};
use crate::base::{Diagnostic, ErrorKind, OptimizeLevel, Profile, Text};
use crate::bytecode::Code;
use crate::compiler::{CompileOptions, Failure, Keep, compile_with_features};
use crate::frontend::ast::Ast;
use crate::frontend::ast::build::build;
use crate::frontend::parser::{Mode, parse_source};
use crate::frontend::source::Source;
use crate::frontend::tokenizer::tokenize;
use crate::pyc::cache::cache_from_source;
use crate::pyc::header::{Header, source_hash};
use crate::pyc::load::load_code;
use crate::pyc::verdict::{Situation, SourceFacts, Verdict, judge};
use crate::vm::host::files::{FileError, FileReply, FileRequest};
use crate::vm::host::{CompileMode, CompileRequest, Description, Found, Host, Located, SourceText, Stream};

/// Where a program's input comes from and its output goes.
pub trait Console: Send {
    /// A line without its newline; `None` at the end of the input.
    fn read_line(&mut self) -> Option<String>;
    fn write(&mut self, stream: Stream, text: &str);
}

/// The terminal that pylens itself runs in.
pub struct Terminal;

impl Console for Terminal {
    fn read_line(&mut self) -> Option<String> {
        let mut line = String::new();
        match io::stdin().lock().read_line(&mut line) {
            Ok(0) | Err(_) => None,
            Ok(_) => {
                if line.ends_with('\n') {
                    line.pop();
                }
                Some(line)
            }
        }
    }

    fn write(&mut self, stream: Stream, text: &str) {
        // A reader that has gone away is no reason to stop the program's other effects.
        let _ = match stream {
            Stream::Stdout => {
                let mut out = io::stdout().lock();
                out.write_all(text.as_bytes()).and_then(|()| out.flush())
            }
            Stream::Stderr => io::stderr().lock().write_all(text.as_bytes()),
        };
    }
}

/// The host of one program.
pub struct ProgramHost {
    pub profile: Profile,
    pub level: OptimizeLevel,
    pub sandbox: Sandbox,
    pub library: Library,
    pub console: Box<dyn Console>,
    /// A clock and random numbers of its own, the same in every run: nanoseconds since the epoch, and the next number.
    pub own_world: Option<(i64, u64)>,
}

/// When the clock of programs that are looked at begins: the day on which Python 3.13 came out.
const BEGINNING: i64 = 1_728_259_200_000_000_000;

/// How much later it is whenever a program asks.
const TICK: i64 = 1_000_000;

impl ProgramHost {
    /// A host that lets the program read `folders` and the library, and nothing else.
    pub fn new(
        profile: Profile,
        level: OptimizeLevel,
        folders: &[PathBuf],
        library: Library,
        console: Box<dyn Console>,
    ) -> Self {
        let mut sandbox = Sandbox::new(folders);
        sandbox.folders.extend(library.folder().map(sandbox::real));
        Self { profile, level, sandbox, library, console, own_world: None }
    }

    /// With a clock and random numbers that are the same in every run.
    pub fn repeatable(self) -> Self {
        Self { own_world: Some((BEGINNING, 0x9e37_79b9_7f4a_7c15)), ..self }
    }

    fn bytes(&self, path: &str) -> Option<Vec<u8>> {
        if let Some(part) = library::embedded_part(path) {
            return library::embedded_file(part);
        }
        let file = Path::new(path);
        if !file.is_file() || !self.sandbox.may_read(file) {
            return None;
        }
        fs::read(file).ok()
    }

    /// The `.pyc` in `__pycache__` that an import by CPython would use, and its code.
    fn cached(&self, path: &str, source: &[u8]) -> Option<(String, Arc<Code>)> {
        let place = cache_from_source(Path::new(path), self.level, None);
        let data = fs::read(&place).ok()?;
        let facts = fs::metadata(path).ok()?;
        let mtime = facts.modified().ok()?.duration_since(UNIX_EPOCH).ok()?.as_secs() as i64;
        let facts = SourceFacts { mtime, size: facts.len(), hash: source_hash(source) };
        if !matches!(judge(&data, &Situation::in_cache(Some(facts))), Verdict::Fresh(_)) {
            return None;
        }
        let code = load_code(&data, Header::LEN as u32).ok()?;
        // One that was compiled elsewhere has other paths in it.
        (code.filename.to_string_lossy() == path).then(|| (place.to_string_lossy().into_owned(), code))
    }

    fn found(&self, file: String, package: Option<String>) -> Option<Located> {
        let bytes = self.bytes(&file)?;
        let cached = if library::embedded_part(&file).is_some() { None } else { self.cached(&file, &bytes) };
        let (source, error) = match Source::from_bytes(&file, &bytes) {
            Ok(source) => (Some(Arc::from(&*source.text)), None),
            Err(error) => (None, Some(Box::new(error))),
        };
        Some(Located::Found(Arc::new(Found { file, package, source, cached, error })))
    }
}

impl Host for ProgramHost {
    fn compile(&mut self, source: &str, filename: &str, mode: CompileMode) -> Result<Arc<Code>, Diagnostic> {
        let mode = mode_of(mode);
        let (profile, level) = (self.profile, self.level);
        on_deep_stack(|| compile_text(&Source::from_text(filename, source), mode, profile, level))
    }

    fn compile_warned(&mut self, request: &CompileRequest) -> (Result<Arc<Code>, Diagnostic>, Vec<Diagnostic>) {
        on_deep_stack(|| compile_request(request, self.profile, self.level))
    }

    fn describe(&mut self, source: SourceText, filename: &str, what: Description) -> Result<Arc<Code>, Diagnostic> {
        let expression = on_deep_stack(|| match what {
            Description::Tree(mode, level) => {
                let (source, ast) = parsed(source, filename, mode_of(mode)).0?;
                describe::tree(&source, ast, level.map(level_of))
            }
            Description::Scopes(mode) => describe::scopes(&read(source, filename)?, mode_of(mode), self.profile),
            Description::Tokens { extra } => Ok(describe::tokens(&source.lossy(), extra)),
        })?;
        self.compile(&expression, "<description>", CompileMode::Eval)
    }

    fn source(&mut self, path: &str) -> Option<String> {
        let bytes = self.bytes(path)?;
        Source::from_bytes(path, &bytes).ok().map(|source| source.text.to_string())
    }

    fn is_dir(&mut self, path: &str) -> bool {
        if let Some(part) = library::embedded_part(path) {
            return library::embedded_folder(part).is_some();
        }
        let path = Path::new(path);
        path.is_dir() && self.sandbox.may_read(path)
    }

    fn locate(&mut self, folder: &str, name: &str) -> Located {
        let base = if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
        let dir = self.is_dir(&base);
        if dir && let Some(package) = self.found(format!("{base}/__init__.py"), Some(base.clone())) {
            return package;
        }
        match self.found(format!("{base}.py"), None) {
            Some(module) => module,
            None if dir => Located::Namespace(base),
            None => Located::Nothing,
        }
    }

    fn file(&mut self, request: &FileRequest) -> Result<FileReply, FileError> {
        self.sandbox.serve(request)
    }

    fn entropy(&mut self, count: usize) -> Vec<u8> {
        if let Some((_, seed)) = &mut self.own_world {
            return std::iter::repeat_with(|| {
                *seed ^= *seed << 13;
                *seed ^= *seed >> 7;
                *seed ^= *seed << 17;
                (*seed >> 32) as u8
            })
            .take(count)
            .collect();
        }
        let mut bytes = vec![0; count];
        let _ = fs::File::open("/dev/urandom").and_then(|mut file| file.read_exact(&mut bytes));
        bytes
    }

    fn input(&mut self) -> Option<String> {
        self.console.read_line()
    }

    fn clock(&mut self) -> i64 {
        if let Some((now, _)) = &mut self.own_world {
            *now += TICK;
            return *now;
        }
        SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_nanos() as i64)
    }

    fn write(&mut self, stream: Stream, text: &str) {
        self.console.write(stream, text);
    }
}

/// The mode of the parser that a program's `compile()` asks for.
pub fn mode_of(mode: CompileMode) -> Mode {
    match mode {
        CompileMode::Exec => Mode::Exec,
        CompileMode::Eval => Mode::Eval,
        CompileMode::Single => Mode::Single,
    }
}

/// What a program's `compile()` gets, at this level unless it asks for another.
pub fn compile_request(
    request: &CompileRequest,
    profile: Profile,
    level: OptimizeLevel,
) -> (Result<Arc<Code>, Diagnostic>, Vec<Diagnostic>) {
    let level = request.optimize.map_or(level, level_of);
    let (result, mut warnings) = parsed(request.source, request.filename, mode_of(request.mode));
    let (source, ast) = match result {
        Ok(parsed) => parsed,
        Err(error) => return (Err(error), warnings),
    };
    let (mut result, later) = compile_tree(&source, ast, profile, level, request.features);
    warnings.extend(later);
    if matches!(request.source, SourceText::Tree(_)) {
        // There is no text to show.
        result.as_mut().err().into_iter().chain(&mut warnings).for_each(|problem| problem.text = None);
    }
    (result, warnings)
}

fn level_of(level: u8) -> OptimizeLevel {
    match level {
        0 => OptimizeLevel::None,
        1 => OptimizeLevel::O,
        _ => OptimizeLevel::OO,
    }
}

type Parsed = (Result<(Source, Ast), Diagnostic>, Vec<Diagnostic>);

/// The syntax tree, and the text in which it has its places.
fn parsed(source: SourceText, filename: &str, mode: Mode) -> Parsed {
    if let SourceText::Tree(tree) = source {
        let built = build(tree).map(|(ast, text)| (Source::from_text(filename, &text), ast));
        return (built.map_err(|bug| Diagnostic::new(bug.stage, ErrorKind::SystemError, bug.to_string())), Vec::new());
    }
    let source = match read(source, filename) {
        Ok(source) => source,
        Err(error) => return (Err(error), Vec::new()),
    };
    let (ast, warnings) = parse_source(&source, &tokenize(&source), mode);
    (ast.map(|ast| (source, ast)), warnings)
}

fn read(source: SourceText, filename: &str) -> Result<Source, Diagnostic> {
    match source {
        SourceText::Text(text) => Ok(Source::from_text(filename, text)),
        SourceText::Bytes(bytes) => Source::from_bytes(filename, bytes),
        SourceText::Tree(_) => Ok(Source::from_text(filename, "")),
    }
}

/// Source to code object, nothing kept of the stages between. The caller provides the deep stack.
pub fn compile_text(
    source: &Source,
    mode: Mode,
    profile: Profile,
    level: OptimizeLevel,
) -> Result<Arc<Code>, Diagnostic> {
    let ast = parse_source(source, &tokenize(source), mode).0?;
    compile_tree(source, ast, profile, level, 0).0
}

/// Tree to code object with features of future statements elsewhere, and what CPython warns about on the way.
fn compile_tree(
    source: &Source,
    ast: Ast,
    profile: Profile,
    level: OptimizeLevel,
    features: u32,
) -> (Result<Arc<Code>, Diagnostic>, Vec<Diagnostic>) {
    let filename = Text::from(&*source.name);
    let options = CompileOptions { profile, level, filename, keep: Keep::Code };
    let compilation = compile_with_features(source, ast, &options, features);
    let warnings = compilation.warnings;
    let result = match compilation.result {
        Ok(compiled) => Ok(compiled.code),
        Err(Failure::Python(error)) => Err(error),
        Err(Failure::Internal(bug)) => Err(Diagnostic::new(bug.stage, ErrorKind::SystemError, bug.to_string())),
    };
    (result, warnings)
}
