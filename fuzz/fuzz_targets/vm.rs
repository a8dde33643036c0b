//! Random programs neither bring the machine down nor confuse its counts, and a step has one state however it is reached;
//! where `PYTHON313` names a CPython 3.13, they print what they print there. See `fuzz/README.md`. The bytes choose the
//! program: `tests/vm/random`.

#![no_main]

#[path = "../../tests/vm/random/mod.rs"]
mod random;

use libfuzzer_sys::fuzz_target;
use pylens::pipeline::on_deep_stack;
use pylens::vm::Options;
use pylens::vm::history::Progress;

/// Most instructions of a program.
const STEPS: u64 = 1_000_000;

fuzz_target!(|bytes: &[u8]| {
    on_deep_stack(|| check(bytes));
});

fn check(bytes: &[u8]) {
    let mut rest = bytes.chunks(2);
    // Behind the last byte everything is the first of its kind, which ends the program soon.
    let text = random::program(&mut || {
        rest.next().map_or(0, |pair| u32::from(pair[0]) << 8 | u32::from(pair[pair.len() - 1]))
    });
    // Few choices lead to a `return` or an `await` where there may be none.
    let options = Options { max_objects: 300_000, max_bytes: 1 << 24, max_total: 1 << 27, ..Options::default() };
    let Some(mut machine) = random::run::machine(&text, options) else { return };
    let mut finished = false;
    for step in [500, 5_000, STEPS] {
        finished = machine.goto(step) == Progress::Finished;
        let wrong = machine.vm().audit();
        assert!(wrong.is_empty() || machine.vm().nested > 0, "{wrong:?}\n{text}");
        if finished {
            break;
        }
    }
    // The machine has less memory than CPython.
    let short = |ours: &str| ours.contains("MemoryError");
    if finished && let Ok(python) = std::env::var("PYTHON313") {
        let (ours, folder) = (random::run::printed(&machine), std::env::temp_dir());
        if short(&ours) {
            return;
        }
        let name = format!("pylens-fuzz-{}", std::process::id());
        let theirs = random::run::cpython(&python, &folder, &name, &text, &ours);
        if let Some((got, wanted)) = ours.lines().zip(theirs.lines()).find(|(got, wanted)| got != wanted) {
            panic!("got      {got}\nexpected {wanted}\n{text}");
        }
        assert!(ours.len() == theirs.len(), "one printed more than the other\n{text}");
    }
    let total = machine.position();
    machine.goto(total * 2 / 3);
    let hash = machine.state_hash();
    machine.goto(total / 3);
    machine.goto(total * 2 / 3);
    assert!(machine.state_hash() == hash, "step {} has two states\n{text}", total * 2 / 3);
}
