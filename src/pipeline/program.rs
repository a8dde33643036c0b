//! What the virtual machine asks of the world while a program runs: pylens' own compiler, the modules beside the
//! program, a clock, standard input.
//!
//! The sandbox: the folders that the program may import from can be read, and nothing else.

use std::fs;
use std::io::{self, BufRead, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use super::build::on_deep_stack;
use crate::base::{Diagnostic, ErrorKind, OptimizeLevel, Profile, Text};
use crate::bytecode::Code;
use crate::compiler::{CompileOptions, Failure, Keep, compile};
use crate::frontend::parser::{Mode, parse_source};
use crate::frontend::source::Source;
use crate::frontend::tokenizer::tokenize;
use crate::vm::host::{CompileMode, Host, Stream};

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
    /// Folders whose files may be read, with all below them.
    pub folders: Vec<PathBuf>,
    pub console: Box<dyn Console>,
}

impl ProgramHost {
    fn may_read(&self, path: &Path) -> bool {
        // Dots that lead out of a folder are followed before the comparison.
        fs::canonicalize(path).is_ok_and(|real| {
            self.folders.iter().any(|folder| fs::canonicalize(folder).is_ok_and(|folder| real.starts_with(folder)))
        })
    }
}

impl Host for ProgramHost {
    fn compile(&mut self, source: &str, filename: &str, mode: CompileMode) -> Result<Arc<Code>, Diagnostic> {
        let mode = mode_of(mode);
        let (profile, level) = (self.profile, self.level);
        on_deep_stack(|| compile_text(&Source::from_text(filename, source), mode, profile, level))
    }

    fn compile_warned(
        &mut self,
        source: &str,
        filename: &str,
        mode: CompileMode,
    ) -> (Result<Arc<Code>, Diagnostic>, Vec<Diagnostic>) {
        let mode = mode_of(mode);
        let (profile, level) = (self.profile, self.level);
        on_deep_stack(|| compile_text_warned(&Source::from_text(filename, source), mode, profile, level))
    }

    fn source(&mut self, path: &str) -> Option<String> {
        let file = Path::new(path);
        if !self.may_read(file) || !file.is_file() {
            return None;
        }
        let bytes = fs::read(file).ok()?;
        Source::from_bytes(path, &bytes).ok().map(|source| source.text.to_string())
    }

    fn is_dir(&mut self, path: &str) -> bool {
        let path = Path::new(path);
        self.may_read(path) && path.is_dir()
    }

    fn input(&mut self) -> Option<String> {
        self.console.read_line()
    }

    fn clock(&mut self) -> i64 {
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

/// Source to code object, nothing kept of the stages between. The caller provides the deep stack.
pub fn compile_text(
    source: &Source,
    mode: Mode,
    profile: Profile,
    level: OptimizeLevel,
) -> Result<Arc<Code>, Diagnostic> {
    compile_text_warned(source, mode, profile, level).0
}

/// [`compile_text`], and what CPython warns about on the way.
pub fn compile_text_warned(
    source: &Source,
    mode: Mode,
    profile: Profile,
    level: OptimizeLevel,
) -> (Result<Arc<Code>, Diagnostic>, Vec<Diagnostic>) {
    let (ast, mut warnings) = parse_source(source, &tokenize(source), mode);
    let ast = match ast {
        Ok(ast) => ast,
        Err(error) => return (Err(error), warnings),
    };
    let filename = Text::from(&*source.name);
    let options = CompileOptions { profile, level, filename, keep: Keep::Code };
    let compilation = compile(source, &ast, &options);
    warnings.extend(compilation.warnings);
    let result = match compilation.result {
        Ok(compiled) => Ok(compiled.code),
        Err(Failure::Python(error)) => Err(error),
        Err(Failure::Internal(bug)) => Err(Diagnostic::new(bug.stage, ErrorKind::SystemError, bug.to_string())),
    };
    (result, warnings)
}
