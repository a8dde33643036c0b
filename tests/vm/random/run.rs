//! Runs a random program: in the machine, and in a CPython whose output it is compared with.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use pylens::base::{Diagnostic, OptimizeLevel, Profile};
use pylens::bytecode::Code;
use pylens::frontend::source::Source;
use pylens::pipeline::library::{EMBEDDED_ROOT, Library};
use pylens::pipeline::program::{ProgramHost, Terminal, compile_text, mode_of};
use pylens::vm::Options;
use pylens::vm::history::Machine;
use pylens::vm::host::files::{FileError, FileReply, FileRequest};
use pylens::vm::host::{CompileMode, Host, Located, Stream};

/// A world of one file, without input, where it is always the same time.
struct OneFile {
    text: String,
    library: ProgramHost,
}

impl Host for OneFile {
    fn compile(&mut self, source: &str, filename: &str, mode: CompileMode) -> Result<Arc<Code>, Diagnostic> {
        let source = Source::from_text(filename, source);
        compile_text(&source, mode_of(mode), Profile::V3_13_0, OptimizeLevel::None)
    }

    fn source(&mut self, path: &str) -> Option<String> {
        if path == "program.py" { Some(self.text.clone()) } else { self.library.source(path) }
    }

    fn locate(&mut self, folder: &str, name: &str) -> Located {
        self.library.locate(folder, name)
    }

    fn file(&mut self, request: &FileRequest) -> Result<FileReply, FileError> {
        self.library.file(request)
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
    let source = Source::from_text("program.py", text);
    let code = compile_text(&source, mode_of(CompileMode::Exec), Profile::V3_13_0, OptimizeLevel::None).ok()?;
    let path = vec![EMBEDDED_ROOT.to_owned()];
    let options = Options { argv: vec!["program.py".to_owned()], path, ..options };
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
        let indent = line.len() - line.trim_start().len();
        if let Some(place) = line.trim_start().strip_prefix("File \"") {
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

/// What CPython prints for the program, in a folder of its own below this one.
pub fn cpython(python: &str, folder: &Path, name: &str, text: &str) -> String {
    let own = folder.join(name);
    std::fs::create_dir_all(&own).expect("the folder can be written");
    std::fs::write(own.join("program.py"), text).expect("the folder can be written");
    let run = Command::new(python)
        .args(["-X", "utf8", "-W", "ignore::SyntaxWarning", "program.py"])
        .current_dir(&own)
        .env("PYTHONHASHSEED", "0")
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output()
        .expect("CPython runs");
    let _ = std::fs::remove_dir_all(&own);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let place = format!("{}/", own.display());
    let (out, err) = (text(&run.stdout).replace(&place, ""), text(&run.stderr).replace(&place, ""));
    result(&out, &err, run.status.code().unwrap_or(-1))
}
