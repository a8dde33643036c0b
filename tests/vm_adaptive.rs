//! After a run the specialized instructions are those that CPython 3.13 has after the same run.
//!
//! `tests/vm/adaptive/NAME.txt` is recorded by `tests/vm/record_adaptive.py`. `PYLENS_ADAPTIVE=FILE.py` prints the listing of
//! one program instead, in the form of the recordings.

use std::path::Path;
use std::sync::Arc;

use pylens::bytecode::{Code, CodeConst, Opcode, decode};
use pylens::pipeline::on_deep_stack;
use pylens::vm::Options;
use pylens::vm::history::{Machine, Past};
use pylens::vm::host::CompileMode;

#[path = "vm/quiet.rs"]
mod quiet;

use quiet::Quiet;

fn has_family(opcode: Opcode) -> bool {
    let generic = opcode.generic();
    !matches!(generic, Opcode::RESUME) && pylens::bytecode::opcode::ROWS.iter().any(|row| row.deopt == Some(generic))
}

fn lines(machine: &Machine, code: &Arc<Code>, out: &mut String) {
    let adaptive = machine.vm().adaptive(code);
    let found: Vec<String> = decode::decode(&adaptive.code)
        .filter(|instruction| has_family(instruction.opcode))
        .map(|instruction| format!("{}:{}", instruction.at.byte_offset(), instruction.opcode))
        .collect();
    out.push_str(&format!("{} {}: {}\n", code.firstlineno, code.qualname.to_string_lossy(), found.join(" ")));
    for constant in &code.consts {
        if let CodeConst::Code(inner) = constant {
            lines(machine, inner, out);
        }
    }
}

/// The listing after the program has run, in the form of the recordings.
fn listing(path: &Path) -> String {
    let text = std::fs::read_to_string(path).expect("the program is readable");
    let code = quiet::compile("program.py", &text, CompileMode::Exec);
    let code = code.expect("the program compiles");
    let mut machine = Machine::with_past(code.clone(), Options::default(), Box::new(Quiet), Past::None);
    machine.run_to_end();
    let mut out = String::new();
    lines(&machine, &code, &mut out);
    out
}

#[test]
fn listings_are_those_of_cpython() {
    if let Some(path) = std::env::var_os("PYLENS_ADAPTIVE") {
        print!("{}", on_deep_stack(|| listing(Path::new(&path))));
        return;
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut differences = Vec::new();
    for entry in std::fs::read_dir(root.join("benches/programs")).expect("the programs are there").flatten() {
        let path = entry.path();
        let Some(name) = path.file_stem().and_then(|name| name.to_str()) else { continue };
        let Ok(expected) = std::fs::read_to_string(root.join(format!("tests/vm/adaptive/{name}.txt"))) else {
            continue;
        };
        let got = on_deep_stack(|| listing(&path));
        for (got, expected) in got.lines().zip(expected.lines()) {
            let head = expected.split(':').next().unwrap_or_default();
            for (got, expected) in got.split(' ').zip(expected.split(' ')) {
                if got != expected {
                    differences.push(format!("{name} {head}: {got}, CPython {expected}"));
                }
            }
        }
    }
    assert!(differences.is_empty(), "{} differences\n{}", differences.len(), differences.join("\n"));
}
