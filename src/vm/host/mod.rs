//! The only door to the outside.
//!
//! Whatever comes in goes through a [`Host`] and is logged in the [`Door`], which all copies of a machine share: a copy
//! that runs again what ran before gets the same answers. Output is kept as pieces with the step that wrote them.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::object::Obj;
use super::{PyResult, Vm};
use crate::base::Diagnostic;
use crate::bytecode::Code;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CompileMode {
    Exec,
    Eval,
    Single,
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
    fn compile_warned(
        &mut self,
        source: &str,
        filename: &str,
        mode: CompileMode,
    ) -> (Result<Arc<Code>, Diagnostic>, Vec<Diagnostic>) {
        (self.compile(source, filename, mode), Vec::new())
    }

    /// Text of a source file that the program may import or that a traceback quotes; `None` if there is none.
    fn source(&mut self, path: &str) -> Option<String>;

    fn is_dir(&mut self, path: &str) -> bool;

    /// A line of standard input without its newline; `None` at the end.
    fn input(&mut self) -> Option<String>;

    /// Nanoseconds since the epoch.
    fn clock(&mut self) -> i64;

    /// Hears each piece of output once, when it is new.
    fn write(&mut self, _stream: Stream, _text: &str) {}
}

/// What the compiler made, and its warnings.
pub type Compiled = (Result<Arc<Code>, Box<Diagnostic>>, Arc<[Diagnostic]>);

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

    pub fn host_compile(&mut self, source: &str, filename: &str, mode: CompileMode) -> Compiled {
        let answer = self.ask(|host| {
            let (result, warnings) = host.compile_warned(source, filename, mode);
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

    pub fn read_source(&mut self, path: &str) -> Option<Arc<str>> {
        match self.ask(|host| Answer::Source(host.source(path).map(Arc::from))) {
            Answer::Source(source) => source,
            _ => None,
        }
    }

    pub fn host_is_dir(&mut self, path: &str) -> bool {
        matches!(self.ask(|host| Answer::Flag(host.is_dir(path))), Answer::Flag(true))
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
        if text.is_empty() {
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
