//! Random programs neither bring the machine down nor confuse its counts, and a step has one state however it is reached;
//! see `fuzz/README.md`. The bytes choose the program: `tests/vm/random`.

#![no_main]

#[path = "../../tests/vm/random/mod.rs"]
mod random;

use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use pylens::base::{Diagnostic, OptimizeLevel, Profile};
use pylens::bytecode::Code;
use pylens::frontend::source::Source;
use pylens::pipeline::library::{EMBEDDED_ROOT, Library};
use pylens::pipeline::on_deep_stack;
use pylens::pipeline::program::{ProgramHost, Terminal, compile_text, mode_of};
use pylens::vm::Options;
use pylens::vm::history::{Machine, Progress};
use pylens::vm::host::{CompileMode, Host, Located};

/// Most instructions of a program.
const STEPS: u64 = 200_000;

fuzz_target!(|bytes: &[u8]| {
    on_deep_stack(|| check(bytes));
});

fn check(bytes: &[u8]) {
    let mut rest = bytes.chunks(2);
    // Behind the last byte everything is the first of its kind, which ends the program soon.
    let text = random::program(&mut || {
        rest.next().map_or(0, |pair| u32::from(pair[0]) << 8 | u32::from(pair[pair.len() - 1]))
    });
    let source = Source::from_text("program.py", &text);
    let code = compile_text(&source, mode_of(CompileMode::Exec), Profile::V3_13_0, OptimizeLevel::None);
    // Few choices lead to a `return` or an `await` where there may be none.
    let Ok(code) = code else { return };
    let library = ProgramHost::new(Profile::V3_13_0, OptimizeLevel::None, &[], Library::Embedded, Box::new(Terminal));
    let path = vec![EMBEDDED_ROOT.to_owned()];
    let options = Options { path, max_objects: 300_000, max_bytes: 1 << 24, max_total: 1 << 27, ..Options::default() };
    let mut machine = Machine::new(code, options, Box::new(Silent(library)));
    for step in [500, 5_000, STEPS] {
        let finished = machine.goto(step) == Progress::Finished;
        let wrong = machine.vm().audit();
        assert!(wrong.is_empty() || machine.vm().nested > 0, "{wrong:?}\n{text}");
        if finished {
            break;
        }
    }
    let total = machine.position();
    machine.goto(total * 2 / 3);
    let hash = machine.state_hash();
    machine.goto(total / 3);
    machine.goto(total * 2 / 3);
    assert!(machine.state_hash() == hash, "step {} has two states\n{text}", total * 2 / 3);
}

/// Keeps what programs print off the screen.
struct Silent(ProgramHost);

impl Host for Silent {
    fn compile(&mut self, source: &str, filename: &str, mode: CompileMode) -> Result<Arc<Code>, Diagnostic> {
        self.0.compile(source, filename, mode)
    }

    fn source(&mut self, path: &str) -> Option<String> {
        self.0.source(path)
    }

    fn locate(&mut self, folder: &str, name: &str) -> Located {
        self.0.locate(folder, name)
    }

    fn is_dir(&mut self, path: &str) -> bool {
        self.0.is_dir(path)
    }

    fn input(&mut self) -> Option<String> {
        None
    }

    fn clock(&mut self) -> i64 {
        0
    }
}
