//! Runs a random program: in the machine, and in a CPython whose output it is compared with.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Arc, Mutex};

use pylens::base::{Diagnostic, OptimizeLevel, Profile};
use pylens::bytecode::Code;
use pylens::frontend::source::Source;
use pylens::pipeline::library::{EMBEDDED_ROOT, Library};
use pylens::pipeline::program::{ProgramHost, Terminal, compile_text, mode_of};
use pylens::vm::Options;
use pylens::vm::history::Machine;
use pylens::vm::host::files::{FileError, FileReply, FileRequest, Stat};
use pylens::vm::host::{CompileMode, CompileRequest, Description, Host, Located, SourceText, Stream};

/// The name of every random program.
const PROGRAM: &str = "program.py";

/// The exit status of a launcher that has no such Python.
const NOT_FOUND: i32 = 127;

/// A world of one file, without input, where it is always the same time.
struct OneFile {
    text: String,
    library: ProgramHost,
}

/// Whether this is the program, seen from the folder it runs in or from the root.
fn is_program(path: &str) -> bool {
    path.rsplit('/').next() == Some(PROGRAM)
}

/// Whether the file is one of the library.
fn is_packed(filename: &str) -> bool {
    filename.starts_with(EMBEDDED_ROOT) || filename.starts_with("<frozen ")
}

impl Host for OneFile {
    fn compile(&mut self, source: &str, filename: &str, mode: CompileMode) -> Result<Arc<Code>, Diagnostic> {
        // The library is the same for all programs.
        static LIBRARY: Mutex<Option<HashMap<String, Arc<Code>>>> = Mutex::new(None);
        let packed = is_packed(filename);
        if packed && let Some(code) = LIBRARY.lock().ok().and_then(|known| known.as_ref()?.get(filename).cloned()) {
            return Ok(code);
        }
        let source = Source::from_text(filename, source);
        let code = compile_text(&source, mode_of(mode), Profile::V3_13_0, OptimizeLevel::None)?;
        if packed && let Ok(mut known) = LIBRARY.lock() {
            known.get_or_insert_default().insert(filename.to_owned(), code.clone());
        }
        Ok(code)
    }

    fn compile_warned(&mut self, request: &CompileRequest) -> (Result<Arc<Code>, Diagnostic>, Vec<Diagnostic>) {
        if is_packed(request.filename) {
            return (self.compile(&request.source.lossy(), request.filename, request.mode), Vec::new());
        }
        self.library.compile_warned(request)
    }

    fn describe(&mut self, source: SourceText, filename: &str, what: Description) -> Result<Arc<Code>, Diagnostic> {
        self.library.describe(source, filename, what)
    }

    fn source(&mut self, path: &str) -> Option<String> {
        if is_program(path) { Some(self.text.clone()) } else { self.library.source(path) }
    }

    fn locate(&mut self, folder: &str, name: &str) -> Located {
        self.library.locate(folder, name)
    }

    fn file(&mut self, request: &FileRequest) -> Result<FileReply, FileError> {
        // What prints a traceback reads the program.
        match request {
            FileRequest::Stat { path, .. } if is_program(path) => {
                let size = self.text.len() as u64;
                Ok(FileReply::Stat(Box::new(Stat { mode: 0o100_644, size, ..Stat::default() })))
            }
            FileRequest::Open { path, .. } if is_program(path) => Ok(FileReply::Done),
            FileRequest::ReadAt { path, offset, count } if is_program(path) => {
                let rest = self.text.as_bytes().iter().skip(*offset as usize).take(*count as usize);
                Ok(FileReply::Bytes(Arc::new(rest.copied().collect())))
            }
            _ => self.library.file(request),
        }
    }

    fn is_dir(&mut self, path: &str) -> bool {
        self.library.is_dir(path)
    }

    fn input(&mut self) -> Option<String> {
        None
    }

    fn clock(&mut self) -> i64 {
        1_000_000
    }
}

/// A machine at the start of the program, if it is one.
pub fn machine(text: &str, options: Options) -> Option<Machine> {
    let source = Source::from_text(PROGRAM, text);
    let code = compile_text(&source, mode_of(CompileMode::Exec), Profile::V3_13_0, OptimizeLevel::None).ok()?;
    let path = vec![EMBEDDED_ROOT.to_owned()];
    let options = Options { argv: vec![PROGRAM.to_owned()], path, ..options };
    let library = ProgramHost::new(Profile::V3_13_0, OptimizeLevel::None, &[], Library::Embedded, Box::new(Terminal));
    Some(Machine::new(code, options, Box::new(OneFile { text: text.to_owned(), library })))
}

/// What a machine that has finished printed, and how the program ended.
pub fn printed(machine: &Machine) -> String {
    let exit = machine.exit_code().unwrap_or(-1);
    result(&machine.output(Stream::Stdout), &machine.output(Stream::Stderr), exit)
}

/// Output, errors and exit status as one text; addresses are left out, and lines that show where in the library something
/// happened: the packed library is not CPython's own to the line.
fn result(out: &str, err: &str, exit: i32) -> String {
    let whole = format!("{out}---- stderr\n{err}---- exit {exit}\n");
    let mut text = String::new();
    let mut rest = whole.as_str();
    while let Some(at) = rest.find("0x") {
        text.push_str(&rest[..at + 2]);
        rest = rest[at + 2..].trim_start_matches(|c: char| c.is_ascii_hexdigit());
    }
    text.push_str(rest);
    let (mut kept, mut inside) = (String::new(), false);
    for line in text.lines() {
        // In groups of exceptions each line stands behind a bar.
        let body = line.trim_start().strip_prefix("| ").unwrap_or(line);
        let indent = body.len() - body.trim_start().len();
        if let Some(place) = body.trim_start().strip_prefix("File \"") {
            inside = place.contains("/lib/python3.13/");
        } else if indent < 4 {
            inside = false;
        }
        if !inside {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    kept
}

/// A CPython that forks for each program, which is ten times as quick as starting one; there is one for each that waits.
struct Server {
    child: Child,
    requests: ChildStdin,
    answers: BufReader<ChildStdout>,
}

static SERVERS: Mutex<Vec<Server>> = Mutex::new(Vec::new());

/// An interpreter with the options that all programs are run with.
fn interpreter(python: &str) -> Command {
    let mut command = Command::new(python);
    command.args(["-X", "utf8", "-W", "ignore::SyntaxWarning"]);
    command.env("PYTHONHASHSEED", "0").env("PYTHONDONTWRITEBYTECODE", "1");
    command
}

impl Server {
    fn start(python: &str) -> Option<Server> {
        let mut command = interpreter(python);
        command.args(["-c", include_str!("server.py")]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().ok()?;
        let (requests, answers) = (child.stdin.take()?, child.stdout.take()?);
        Some(Server { child, requests, answers: BufReader::new(answers) })
    }

    /// The exit status of the program in the folder.
    fn run(&mut self, folder: &Path) -> Option<i32> {
        // In one piece, since the server takes what it reads for a line.
        self.requests.write_all(format!("{}\n", folder.display()).as_bytes()).ok()?;
        let mut answer = String::new();
        self.answers.read_line(&mut answer).ok()?;
        answer.trim().parse().ok()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What CPython prints for the program, in a folder of its own below this one. A server runs it; where that is not `ours`, an
/// interpreter of its own decides: in a server a program starts a few calls deep.
pub fn cpython(python: &str, folder: &Path, name: &str, text: &str, ours: &str) -> String {
    let own = folder.join(name);
    std::fs::create_dir_all(&own).expect("the folder can be written");
    std::fs::write(own.join(PROGRAM), text).expect("the folder can be written");
    let place = format!("{}/", own.display());
    let shown = |out: &[u8], err: &[u8], exit: i32| {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace(&place, "");
        result(&text(out), &text(err), exit)
    };
    let idle = SERVERS.lock().ok().and_then(|mut servers| servers.pop());
    let quick = idle.or_else(|| Server::start(python)).and_then(|mut server| {
        let exit = server.run(&own)?;
        SERVERS.lock().ok()?.push(server);
        let read = |name: &str| std::fs::read(own.join(name)).ok();
        Some(shown(&read("out")?, &read("err")?, exit))
    });
    let theirs = match quick.filter(|quick| quick == ours) {
        Some(same) => same,
        None => {
            let run = interpreter(python).arg(PROGRAM).current_dir(&own).output().expect("CPython runs");
            assert!(run.status.code() != Some(NOT_FOUND), "{python} runs no program: name a CPython 3.13 in PYTHON313");
            shown(&run.stdout, &run.stderr, run.status.code().unwrap_or(-1))
        }
    };
    let _ = std::fs::remove_dir_all(&own);
    theirs
}
