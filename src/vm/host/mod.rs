//! The only door to the outside.
//!
//! Whatever comes in goes through a [`Host`] and is logged in the [`Door`], which all copies of a machine share: a copy
//! that runs again what ran before gets the same answers. Output is kept as pieces with the step that wrote them.

pub mod files;

use std::borrow::Cow;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use files::{FileError, FileReply, FileRequest};

use super::object::Obj;
use super::{PyResult, Vm};
use crate::base::Diagnostic;
use crate::base::tree::Tree;
use crate::bytecode::Code;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CompileMode {
    Exec,
    Eval,
    Single,
}

/// Source text as a program has it.
#[derive(Clone, Copy, Debug)]
pub enum SourceText<'a> {
    Text(&'a str),
    /// A byte order mark or a declaration says how they are to be read.
    Bytes(&'a [u8]),
    /// No text, but a tree that was checked.
    Tree(&'a Tree),
}

impl<'a> SourceText<'a> {
    /// The text, for who does not look for declarations.
    pub fn lossy(self) -> Cow<'a, str> {
        match self {
            SourceText::Text(text) => text.into(),
            SourceText::Bytes(bytes) => String::from_utf8_lossy(bytes),
            SourceText::Tree(_) => "".into(),
        }
    }
}

/// What the compiler is asked for.
#[derive(Clone, Copy, Debug)]
pub struct CompileRequest<'a> {
    pub source: SourceText<'a>,
    pub filename: &'a str,
    pub mode: CompileMode,
    /// Bits of `co_flags` for features that a future statement elsewhere asked for.
    pub features: u32,
    /// The level of optimization, if it is not that of the machine.
    pub optimize: Option<u8>,
}

impl<'a> CompileRequest<'a> {
    pub fn new(source: &'a str, filename: &'a str, mode: CompileMode) -> Self {
        Self { source: SourceText::Text(source), filename, mode, features: 0, optimize: None }
    }
}

/// What a program may want to know of source text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Description {
    /// The syntax tree, as `ast` has it; optimized for that level if one is given.
    Tree(CompileMode, Option<u8>),
    /// The table of scopes: a call of `entry` with identity, name, type, whether it is nested, line, symbols, parameters
    /// and children.
    Scopes(CompileMode),
    /// The tokens, as `_tokenize.TokenizerIter` gives them, and the error that ends them; with or without comments and the like.
    Tokens { extra: bool },
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stream {
    Stdout,
    Stderr,
}

/// What a machine may ask of the world.
pub trait Host: Send {
    /// Compiles source text; the machine knows no compiler.
    fn compile(&mut self, source: &str, filename: &str, mode: CompileMode) -> Result<Arc<Code>, Diagnostic>;

    /// The same, and what the compiler warns about.
    fn compile_warned(&mut self, request: &CompileRequest) -> (Result<Arc<Code>, Diagnostic>, Vec<Diagnostic>) {
        (self.compile(&request.source.lossy(), request.filename, request.mode), Vec::new())
    }

    /// What an earlier stage says of a source text: an expression that, evaluated, is the answer. For a tree it calls the
    /// classes of `_ast`.
    fn describe(&mut self, _source: SourceText, _filename: &str, _what: Description) -> Result<Arc<Code>, Diagnostic> {
        let text = "the host of this machine has no trees, scopes and tokens of source text";
        Err(Diagnostic::new(crate::base::Stage::Run, crate::base::ErrorKind::SystemError, text))
    }

    /// Text of a source file that the program may import or that a traceback quotes; `None` if there is none.
    fn source(&mut self, path: &str) -> Option<String>;

    fn is_dir(&mut self, path: &str) -> bool;

    /// What `folder` has for `import name`: a package, a module, a folder without `__init__.py`, or nothing.
    fn locate(&mut self, folder: &str, name: &str) -> Located {
        locate_by_source(self, folder, name)
    }

    /// Does something with the file system, if the sandbox lets it.
    fn file(&mut self, request: &FileRequest) -> Result<FileReply, FileError> {
        Err(FileError::denied(request.flag()))
    }

    /// Random bytes.
    fn entropy(&mut self, count: usize) -> Vec<u8> {
        vec![0; count]
    }

    /// A line of standard input without its newline; `None` at the end.
    fn input(&mut self) -> Option<String>;

    /// Nanoseconds since the epoch.
    fn clock(&mut self) -> i64;

    /// Hears each piece of output once, when it is new.
    fn write(&mut self, _stream: Stream, _text: &str) {}
}

/// What the compiler made, and its warnings.
pub type Compiled = (Result<Arc<Code>, Box<Diagnostic>>, Arc<[Diagnostic]>);

/// [`Host::locate`] for a host that knows its files by [`Host::source`] and [`Host::is_dir`].
pub fn locate_by_source<H: Host + ?Sized>(host: &mut H, folder: &str, name: &str) -> Located {
    let base = if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
    let dir = host.is_dir(&base);
    let mut found = |file: String, package: Option<String>| {
        let source = host.source(&file)?;
        Some(Located::Found(Arc::new(Found { file, package, source: Some(source.into()), cached: None, error: None })))
    };
    if dir && let Some(package) = found(format!("{base}/__init__.py"), Some(base.clone())) {
        return package;
    }
    match found(format!("{base}.py"), None) {
        Some(module) => module,
        None if dir => Located::Namespace(base),
        None => Located::Nothing,
    }
}

/// What one folder has for a module's name.
#[derive(Clone, Debug)]
pub enum Located {
    Nothing,
    /// A folder without `__init__.py`: a part of a namespace package.
    Namespace(String),
    Found(Arc<Found>),
}

/// A module's file.
#[derive(Clone, Debug)]
pub struct Found {
    pub file: String,
    /// The folder, when the file is the `__init__.py` of a package.
    pub package: Option<String>,
    pub source: Option<Arc<str>>,
    /// A `.pyc` that is valid for the source, and its code.
    pub cached: Option<(String, Arc<Code>)>,
    /// Why the bytes of the file are no text.
    pub error: Option<Box<Diagnostic>>,
}

/// A piece of output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    pub step: u64,
    pub stream: Stream,
    pub text: String,
}

/// An answer of the host.
#[derive(Clone, Debug)]
pub enum Answer {
    Code(Result<Arc<Code>, Box<Diagnostic>>, Arc<[Diagnostic]>),
    Source(Option<Arc<str>>),
    Flag(bool),
    Line(Option<String>),
    Number(i64),
    Located(Located),
    File(Result<FileReply, FileError>),
    Bytes(Arc<Vec<u8>>),
}

pub struct Door {
    host: Box<dyn Host>,
    log: Vec<Answer>,
    pub output: Vec<Piece>,
}

impl Door {
    pub fn new(host: Box<dyn Host>) -> Self {
        Self { host, log: Vec::new(), output: Vec::new() }
    }
}

impl Vm {
    pub fn door(&self) -> MutexGuard<'_, Door> {
        self.door.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next answer: from the log, or from the host.
    fn ask(&mut self, question: impl FnOnce(&mut dyn Host) -> Answer) -> Answer {
        if self.interrupted {
            // What happens from here on never happened.
            return Answer::Line(None);
        }
        let at = self.answers;
        self.answers += 1;
        let door = self.door.clone();
        let mut door = door.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(answer) = door.log.get(at) {
            return answer.clone();
        }
        let answer = question(&mut *door.host);
        door.log.push(answer.clone());
        answer
    }

    pub fn host_compile(&mut self, request: &CompileRequest) -> Compiled {
        let answer = self.ask(|host| {
            let (result, warnings) = host.compile_warned(request);
            Answer::Code(result.map_err(Box::new), warnings.into())
        });
        match answer {
            Answer::Code(result, warnings) => (result, warnings),
            _ => {
                let problem = Diagnostic::new(
                    crate::base::Stage::Run,
                    crate::base::ErrorKind::SystemError,
                    "the log of the host does not fit the program",
                );
                (Err(Box::new(problem)), Arc::new([]))
            }
        }
    }

    pub fn host_describe(
        &mut self,
        source: SourceText,
        filename: &str,
        what: Description,
    ) -> Result<Arc<Code>, Box<Diagnostic>> {
        match self.ask(|host| Answer::Code(host.describe(source, filename, what).map_err(Box::new), Arc::from([]))) {
            Answer::Code(result, _) => result,
            _ => self.host_compile(&CompileRequest::new("None", filename, CompileMode::Eval)).0,
        }
    }

    pub fn read_source(&mut self, path: &str) -> Option<Arc<str>> {
        match self.ask(|host| Answer::Source(host.source(path).map(Arc::from))) {
            Answer::Source(source) => source,
            _ => None,
        }
    }

    pub fn host_is_dir(&mut self, path: &str) -> bool {
        matches!(self.ask(|host| Answer::Flag(host.is_dir(path))), Answer::Flag(true))
    }

    pub fn host_locate(&mut self, folder: &str, name: &str) -> Located {
        match self.ask(|host| Answer::Located(host.locate(folder, name))) {
            Answer::Located(located) => located,
            _ => Located::Nothing,
        }
    }

    pub fn host_file(&mut self, request: &FileRequest) -> Result<FileReply, FileError> {
        match self.ask(|host| Answer::File(host.file(request))) {
            Answer::File(reply) => reply,
            _ => Err(FileError { errno: 5, text: "Input/output error".to_owned(), flag: None }),
        }
    }

    pub fn host_entropy(&mut self, count: usize) -> Vec<u8> {
        match self.ask(|host| Answer::Bytes(Arc::new(host.entropy(count)))) {
            Answer::Bytes(bytes) => bytes.to_vec(),
            _ => vec![0; count],
        }
    }

    pub fn host_input(&mut self) -> Option<String> {
        match self.ask(|host| Answer::Line(host.input())) {
            Answer::Line(line) => line,
            _ => None,
        }
    }

    pub fn host_clock(&mut self) -> i64 {
        match self.ask(|host| Answer::Number(host.clock())) {
            Answer::Number(value) => value,
            _ => 0,
        }
    }

    fn put(&mut self, stream: Stream, text: &str) {
        if text.is_empty() || self.interrupted {
            return;
        }
        let at = self.pieces;
        self.pieces += 1;
        let step = self.steps;
        let mut door = self.door();
        if at < door.output.len() {
            return;
        }
        door.output.push(Piece { step, stream, text: text.to_owned() });
        door.host.write(stream, text);
    }

    pub fn write_stdout(&mut self, text: &str) -> PyResult<()> {
        self.put(Stream::Stdout, text);
        Ok(())
    }

    pub fn write_stderr(&mut self, text: &str) -> PyResult<()> {
        self.put(Stream::Stderr, text);
        Ok(())
    }

    /// Writes to `sys.stdout` or `sys.stderr` (the originals).
    pub fn write_stream(&mut self, stream: Obj, text: &str) -> PyResult<()> {
        self.check_stream(stream, true)?;
        if self.stream_number(stream) == 2 { self.write_stderr(text) } else { self.write_stdout(text) }
    }

    /// The file number of one of the standard streams.
    pub fn stream_number(&self, stream: Obj) -> i64 {
        match self.heap.payload(stream) {
            super::object::Payload::Fields(fields) => self.as_int(fields[0]).unwrap_or(1),
            _ => 1,
        }
    }

    /// A door for a machine that shares nothing with others.
    pub fn new_door(host: Box<dyn Host>) -> Arc<Mutex<Door>> {
        Arc::new(Mutex::new(Door::new(host)))
    }
}
