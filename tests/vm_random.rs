//! Random programs (see `vm/random`) neither bring the machine down nor confuse its counts, and time travel is exact.
//!
//! `PYLENS_VM_FUZZ=N` compares what N of them print with a live CPython 3.13 (`PYTHON313`, else `python3.13`);
//! `PYLENS_VM_SEED=S` is the first seed, `PYLENS_VM_KEEP=DIR` a folder for those that differ.

#[path = "vm/random/mod.rs"]
mod random;

use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use pylens::pipeline::on_deep_stack;
use pylens::vm::Options;
use pylens::vm::history::{Machine, Progress};

/// Most instructions of a program; those that import `asyncio` take most.
const STEPS: u64 = 3_000_000;

fn machine(text: &str) -> Option<Machine> {
    random::run::machine(text, Options { max_objects: 500_000, ..Options::default() })
}

fn in_parallel(seeds: std::ops::Range<u64>, work: impl Fn(u64) + Sync) {
    let next = AtomicU64::new(seeds.start);
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= seeds.end {
                        return;
                    }
                    work(seed);
                }
            });
        }
    });
}

#[test]
fn random_programs_run_and_can_be_gone_back_over() {
    in_parallel(1..13, |seed| {
        on_deep_stack(|| {
            let text = random::program(&mut random::choices(seed));
            let mut machine = machine(&text).unwrap_or_else(|| panic!("seed {seed} is no program:\n{text}"));
            for step in [300, 2000, STEPS] {
                let finished = machine.goto(step) == Progress::Finished;
                let wrong = machine.vm().audit();
                assert!(wrong.is_empty() || machine.vm().nested > 0, "seed {seed} at step {step}: {wrong:?}");
                if finished {
                    break;
                }
            }
            let total = machine.position();
            for (far, near) in [(total * 2 / 3, total / 3), (total * 9 / 10, total / 2)] {
                machine.goto(far);
                let hash = machine.state_hash();
                machine.goto(near);
                machine.goto(far);
                assert_eq!(machine.state_hash(), hash, "seed {seed} at step {far}");
            }
        });
    });
}

#[test]
fn random_programs_do_what_they_do_in_cpython() {
    let number = |name| std::env::var(name).ok().and_then(|text: String| text.parse::<u64>().ok());
    let Some(count) = number("PYLENS_VM_FUZZ") else { return };
    let first = number("PYLENS_VM_SEED").unwrap_or(1);
    let keep = std::env::var("PYLENS_VM_KEEP").ok().map(PathBuf::from);
    let python = std::env::var("PYTHON313").unwrap_or_else(|_| "python3.13".to_owned());
    let folder = std::env::temp_dir().join(format!("pylens-vm-random-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("there is a folder for temporary files");
    let (failed, endless) = (Mutex::new(Vec::new()), AtomicU64::new(0));
    in_parallel(first..first + count, |seed| {
        let text = random::program(&mut random::choices(seed));
        let ours = std::panic::catch_unwind(|| {
            on_deep_stack(|| {
                let Some(mut machine) = machine(&text) else { return "no program\n".to_owned() };
                if machine.goto(STEPS) != Progress::Finished {
                    return String::new();
                }
                let wrong = machine.vm().audit();
                if !wrong.is_empty() {
                    return format!("counts: {wrong:?}\n");
                }
                random::run::printed(&machine)
            })
        })
        .unwrap_or_else(|_| "panic\n".to_owned());
        if ours.is_empty() {
            // Some never end, in CPython neither.
            endless.fetch_add(1, Ordering::Relaxed);
            return;
        }
        let theirs = random::run::cpython(&python, &folder, &seed.to_string(), &text, &ours);
        if ours != theirs {
            let at = ours.lines().zip(theirs.lines()).take_while(|(a, b)| a == b).count();
            let line = |text: &str| text.lines().nth(at).unwrap_or("").chars().take(150).collect::<String>();
            eprintln!("== seed {seed}\n  got      {}\n  expected {}", line(&ours), line(&theirs));
            if let Some(keep) = &keep {
                let write = |ending: &str, text: &str| std::fs::write(keep.join(format!("{seed}.{ending}")), text);
                let _ = write("py", &text).and(write("ours", &ours)).and(write("theirs", &theirs));
            }
            failed.lock().expect("no thread panics").push(seed);
        }
    });
    let _ = std::fs::remove_dir_all(&folder);
    let endless = endless.into_inner();
    eprintln!("{} of {count} compared, {endless} not at their end after {STEPS} instructions", count - endless);
    let failed = failed.into_inner().expect("no thread panics");
    assert!(failed.is_empty(), "{} of {count} differ: {failed:?}", failed.len());
}
