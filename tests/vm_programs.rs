//! Programs run in the machine and print what CPython 3.13 prints: output, traceback and exit status.
//!
//! `tests/vm/programs/NAME.py` has `NAME.expected`, recorded by `tests/vm/record.py`. `PYLENS_VM_ONLY=PART` runs those whose
//! names contain PART. The samples, whose output `tests/conformance.rs` compares, are run here for time travel alone.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use pylens::base::{Diagnostic, OptimizeLevel, Profile};
use pylens::bytecode::Code;
use pylens::frontend::source::Source;
use pylens::pipeline::library::{EMBEDDED_ROOT, Library, embedded_part};
use pylens::pipeline::on_deep_stack;
use pylens::pipeline::program::{ProgramHost, Terminal, compile_request, compile_text, mode_of};
use pylens::vm::Options;
use pylens::vm::history::{Machine, Progress};
use pylens::vm::host::files::{FileError, FileReply, FileRequest};
use pylens::vm::host::{CompileMode, CompileRequest, Description, Host, Located, SourceText, Stream, locate_by_source};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vm/programs")
}

struct TestHost {
    folder: PathBuf,
    /// For the standard library.
    library: ProgramHost,
    clock: i64,
    input: Vec<String>,
}

impl Host for TestHost {
    fn compile(&mut self, source: &str, filename: &str, mode: CompileMode) -> Result<Arc<Code>, Diagnostic> {
        let source = Source::from_text(filename, source);
        compile_text(&source, mode_of(mode), Profile::V3_13_0, OptimizeLevel::None)
    }

    fn compile_warned(&mut self, request: &CompileRequest) -> (Result<Arc<Code>, Diagnostic>, Vec<Diagnostic>) {
        compile_request(request, Profile::V3_13_0, OptimizeLevel::None)
    }

    fn source(&mut self, path: &str) -> Option<String> {
        std::fs::read_to_string(self.folder.join(path)).ok()
    }

    fn locate(&mut self, folder: &str, name: &str) -> Located {
        match embedded_part(folder) {
            Some(_) => self.library.locate(folder, name),
            None => locate_by_source(self, folder, name),
        }
    }

    fn describe(&mut self, source: SourceText, filename: &str, what: Description) -> Result<Arc<Code>, Diagnostic> {
        self.library.describe(source, filename, what)
    }

    fn file(&mut self, request: &FileRequest) -> Result<FileReply, FileError> {
        self.library.file(request)
    }

    fn is_dir(&mut self, path: &str) -> bool {
        self.folder.join(path).is_dir()
    }

    fn input(&mut self) -> Option<String> {
        if self.input.is_empty() { None } else { Some(self.input.remove(0)) }
    }

    fn clock(&mut self) -> i64 {
        self.clock += 1_000_000;
        self.clock
    }
}

fn machine(folder: &Path, name: &str) -> Option<Machine> {
    let file = format!("{name}.py");
    let text = std::fs::read_to_string(folder.join(&file)).expect("the program is readable");
    let source = Source::from_text(&file, &text);
    let code = compile_text(&source, mode_of(CompileMode::Exec), Profile::V3_13_0, OptimizeLevel::None).ok()?;
    let path = vec![EMBEDDED_ROOT.to_owned()];
    let options = Options { argv: vec![file], path, ..Options::default() };
    let input = vec!["Ada".to_owned(), "36".to_owned()];
    let library = ProgramHost::new(Profile::V3_13_0, OptimizeLevel::None, &[], Library::Embedded, Box::new(Terminal));
    Some(Machine::new(code, options, Box::new(TestHost { folder: folder.to_owned(), library, clock: 0, input })))
}

fn result(machine: &Machine) -> String {
    format!(
        "{}---- stderr\n{}---- exit {}\n",
        machine.output(Stream::Stdout),
        machine.output(Stream::Stderr),
        machine.exit_code().unwrap_or(-1)
    )
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

/// The recorded programs and the samples.
fn programs() -> Vec<(PathBuf, String)> {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let mut found: Vec<_> = names().into_iter().map(|name| (folder(), name)).collect();
    for entry in std::fs::read_dir(&samples).expect("samples exist").flatten() {
        if let Some(name) = entry.file_name().to_str().and_then(|name| name.strip_suffix(".py")) {
            found.push((samples.clone(), name.to_owned()));
        }
    }
    found.sort();
    found
}

/// Runs `work` for every item, on as many threads as the machine has processors.
fn in_parallel<T: Sync>(items: &[T], work: impl Fn(&T) + Sync) {
    let next = std::sync::atomic::AtomicUsize::new(0);
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(item) = items.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed)) {
                    work(item);
                }
            });
        }
    });
}

#[test]
fn programs_print_what_cpython_prints() {
    let failed = Mutex::new(Vec::new());
    let all = names();
    in_parallel(&all, |name| {
        let expected = std::fs::read_to_string(folder().join(format!("{name}.expected"))).expect("recorded");
        let run = || {
            on_deep_stack(|| {
                let Some(mut machine) = machine(&folder(), name) else { return "not compiled\n".to_owned() };
                let progress = machine.goto(50_000_000);
                if progress != Progress::Finished {
                    return format!("not finished after {} steps\n{}", machine.position(), result(&machine));
                }
                result(&machine)
            })
        };
        let got = std::panic::catch_unwind(std::panic::AssertUnwindSafe(run)).unwrap_or_else(|_| "panic\n".to_owned());
        if got != expected {
            failed.lock().expect("no thread panics").push(name.clone());
            let line = got.lines().zip(expected.lines()).position(|(a, b)| a != b);
            let at = line.unwrap_or_else(|| got.lines().count().min(expected.lines().count()));
            let show = |text: &str| text.lines().skip(at).take(4).collect::<Vec<_>>().join("\n    ");
            eprintln!("== {name} line {}\n  got\n    {}\n  expected\n    {}", at + 1, show(&got), show(&expected));
        }
    });
    let failed = failed.into_inner().expect("no thread panics");
    assert!(failed.is_empty(), "{} of {} differ: {}", failed.len(), all.len(), failed.join(" "));
}

/// To a step, back to an earlier one, and to the first again: the same state.
#[test]
fn time_travel_comes_back_to_the_same_state() {
    in_parallel(&programs(), |(folder, name)| {
        on_deep_stack(|| {
            let Some(mut machine) = machine(folder, name) else { return };
            if machine.goto(20_000_000) != Progress::Finished {
                return;
            }
            let total = machine.total_steps().unwrap_or(0);
            for part in [3, 5] {
                let far = total * (part - 1) / part;
                machine.goto(far);
                assert!(machine.vm().steps == far || machine.exit_code().is_some(), "{name} at step {far}");
                let hash = machine.state_hash();
                machine.goto(total / part);
                machine.goto(far);
                assert_eq!(machine.state_hash(), hash, "{name} at step {far}");
            }
        });
    });
}

/// Reference counts are those that the references give, at some steps of each program and at its end.
#[test]
fn reference_counts_are_right() {
    in_parallel(&programs(), |(folder, name)| {
        on_deep_stack(|| {
            let Some(mut machine) = machine(folder, name) else { return };
            for step in [100, 300, 700, 1500, 5000, 20_000_000] {
                let finished = machine.goto(step) == Progress::Finished;
                let wrong = machine.vm().audit();
                assert!(wrong.is_empty(), "{name} at step {step}: {wrong:?}");
                if finished {
                    return;
                }
            }
        });
    });
}
