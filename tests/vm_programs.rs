//! Programs run in the machine and print what CPython 3.13 prints: output, traceback and exit status.
//!
//! `tests/vm/programs/NAME.py` has `NAME.expected`, recorded by `tests/vm/record.py`. The programs are compiled by the
//! CPython that `PYLENS_PYTHON313` names; without it the test does nothing.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use pylens::base::{Diagnostic, ErrorKind, Stage};
use pylens::bytecode::Code;
use pylens::pyc::load::load_code;
use pylens::vm::Options;
use pylens::vm::history::{Machine, Progress};
use pylens::vm::host::{CompileMode, Host, Stream};

/// Compiles standard input and writes the marshalled code object, or the error.
const COMPILE: &str = "
import sys, marshal
name, mode = sys.argv[1:]
source = sys.stdin.buffer.read().decode()
try:
    sys.stdout.buffer.write(b'C' + marshal.dumps(compile(source, name, mode, dont_inherit=True)))
except SyntaxError as e:
    sys.stdout.buffer.write(b'E' + repr((type(e).__name__, e.msg, e.lineno, e.offset, e.text, e.end_lineno, e.end_offset)).encode())
";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vm/programs")
}

struct TestHost {
    python: String,
    clock: i64,
    input: Vec<String>,
}

fn compile(python: &str, source: &str, filename: &str, mode: &str) -> Result<Arc<Code>, Diagnostic> {
    use std::io::Write;
    let mut child = Command::new(python)
        .args(["-I", "-S", "-X", "utf8", "-c", COMPILE, filename, mode])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("the Python of PYLENS_PYTHON313 starts");
    child.stdin.take().expect("a pipe").write_all(source.as_bytes()).expect("it reads");
    let output = child.wait_with_output().expect("it ends").stdout;
    match output.split_first() {
        Some((b'C', data)) => Ok(load_code(data, 0).expect("marshal data of CPython loads")),
        _ => {
            let mut error = Diagnostic::new(Stage::Parser, ErrorKind::SyntaxError, "invalid syntax");
            let text = String::from_utf8_lossy(&output).into_owned();
            let fields: Vec<&str> = text.split("', ").collect();
            if let Some(message) = fields.get(1) {
                error.msg = message.trim_start_matches('\'').to_owned();
            }
            Err(error)
        }
    }
}

impl Host for TestHost {
    fn compile(&mut self, source: &str, filename: &str, mode: CompileMode) -> Result<Arc<Code>, Diagnostic> {
        let mode = match mode {
            CompileMode::Exec => "exec",
            CompileMode::Eval => "eval",
            CompileMode::Single => "single",
        };
        compile(&self.python, source, filename, mode)
    }

    fn source(&mut self, path: &str) -> Option<String> {
        std::fs::read_to_string(folder().join(path)).ok()
    }

    fn is_dir(&mut self, path: &str) -> bool {
        folder().join(path).is_dir()
    }

    fn input(&mut self) -> Option<String> {
        if self.input.is_empty() { None } else { Some(self.input.remove(0)) }
    }

    fn clock(&mut self) -> i64 {
        self.clock += 1_000_000;
        self.clock
    }
}

fn machine(python: &str, name: &str) -> Machine {
    let file = format!("{name}.py");
    let source = std::fs::read_to_string(folder().join(&file)).expect("the program is readable");
    let code = compile(python, &source, &file, "exec").expect("the program compiles");
    let options = Options { argv: vec![file], ..Options::default() };
    let input = vec!["Ada".to_owned(), "36".to_owned()];
    Machine::new(code, options, Box::new(TestHost { python: python.to_owned(), clock: 0, input }))
}

fn result(machine: &Machine) -> String {
    format!(
        "{}---- stderr\n{}---- exit {}\n",
        machine.output(Stream::Stdout),
        machine.output(Stream::Stderr),
        machine.exit_code().unwrap_or(-1)
    )
}

/// Runs `work` with a stack as deep as nested natives may need.
fn on_big_stack<V: Send>(work: impl FnOnce() -> V + Send) -> V {
    std::thread::scope(|scope| {
        std::thread::Builder::new()
            .stack_size(1 << 29)
            .spawn_scoped(scope, work)
            .expect("a thread starts")
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

fn names() -> Vec<String> {
    let only = std::env::var("PYLENS_VM_ONLY").ok();
    let mut names: Vec<String> = std::fs::read_dir(folder())
        .expect("the programs are there")
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            (path.extension()? == "expected").then(|| path.file_stem()?.to_str().map(str::to_owned))?
        })
        .filter(|name| only.as_ref().is_none_or(|only| name.contains(only.as_str())))
        .collect();
    names.sort();
    names
}

#[test]
fn programs_print_what_cpython_prints() {
    let Ok(python) = std::env::var("PYLENS_PYTHON313") else { return };
    let mut failed = Vec::new();
    let all = names();
    for name in &all {
        let expected = std::fs::read_to_string(folder().join(format!("{name}.expected"))).expect("recorded");
        let python = python.clone();
        let run = || {
            on_big_stack(|| {
                let mut machine = machine(&python, name);
                let progress = machine.goto(50_000_000);
                if progress != Progress::Finished {
                    return format!("not finished after {} steps\n{}", machine.position(), result(&machine));
                }
                result(&machine)
            })
        };
        let got = std::panic::catch_unwind(std::panic::AssertUnwindSafe(run)).unwrap_or_else(|_| "panic\n".to_owned());
        if got != expected {
            failed.push(name.clone());
            let line = got.lines().zip(expected.lines()).position(|(a, b)| a != b);
            let at = line.unwrap_or_else(|| got.lines().count().min(expected.lines().count()));
            let show = |text: &str| text.lines().skip(at).take(4).collect::<Vec<_>>().join("\n    ");
            eprintln!("== {name} line {}\n  got\n    {}\n  expected\n    {}", at + 1, show(&got), show(&expected));
        }
    }
    assert!(failed.is_empty(), "{} of {} differ: {}", failed.len(), all.len(), failed.join(" "));
}

/// To a step, back to an earlier one, and to the first again: the same state.
#[test]
fn time_travel_comes_back_to_the_same_state() {
    let Ok(python) = std::env::var("PYLENS_PYTHON313") else { return };
    for name in names() {
        on_big_stack(|| {
            let mut machine = machine(&python, &name);
            if machine.goto(20_000_000) != Progress::Finished {
                return;
            }
            let total = machine.total_steps().unwrap_or(0);
            for part in [3, 5] {
                let far = total * (part - 1) / part;
                machine.goto(far);
                let hash = machine.state_hash();
                machine.goto(total / part);
                machine.goto(far);
                assert_eq!(machine.state_hash(), hash, "{name} at step {far}");
            }
        });
    }
}

/// Reference counts are those that the references give, at some steps of each program.
#[test]
fn reference_counts_are_right() {
    let Ok(python) = std::env::var("PYLENS_PYTHON313") else { return };
    for name in names() {
        on_big_stack(|| {
            let mut machine = machine(&python, &name);
            for step in [100, 300, 700, 1500, 5000] {
                if machine.goto(step) == Progress::Finished {
                    return;
                }
                let wrong = machine.vm().audit();
                assert!(wrong.is_empty(), "{name} at step {step}: {wrong:?}");
            }
        });
    }
}
