//! How fast the virtual machine is: the programs of `benches/programs`, each as a ratio to CPython 3.13 measured in the
//! same run where a `python3.13` is found, without and with history; going to steps of a long run; start-up.
//!
//! `cargo bench --bench vm [-- PART…]` runs the programs whose names contain one of the parts; `history` and `startup`
//! name the other measurements.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use pylens::pipeline::on_deep_stack;
use pylens::vm::Options;
use pylens::vm::history::{Machine, Past};
use pylens::vm::host::CompileMode;
use pylens::vm::inspect::Limits;

#[path = "../tests/vm/quiet.rs"]
mod quiet;

use quiet::Quiet;

const ROUNDS: u32 = 3;

/// Time that the thread spent running, where the system tells: other programs on the machine do not count. Else time.
enum Clock {
    Running(u64),
    Wall(Instant),
}

impl Clock {
    fn running() -> Option<u64> {
        std::fs::read_to_string("/proc/thread-self/schedstat").ok()?.split(' ').next()?.parse().ok()
    }

    fn now() -> Self {
        Self::running().map_or_else(|| Self::Wall(Instant::now()), Self::Running)
    }

    fn elapsed(&self) -> Duration {
        match self {
            Self::Running(start) => Duration::from_nanos(Self::running().unwrap_or(*start).saturating_sub(*start)),
            Self::Wall(start) => start.elapsed(),
        }
    }
}

fn machine(path: &Path, past: Past) -> Machine {
    let text = std::fs::read_to_string(path).expect("the program is readable");
    let name = path.to_string_lossy().into_owned();
    let code = quiet::compile(&name, &text, CompileMode::Exec);
    let options = Options { argv: vec![name], ..Options::default() };
    Machine::with_past(code.expect("the program compiles"), options, Box::new(Quiet), past)
}

/// The least time of some rounds of running a program to its end, and its instructions.
fn ours(path: &Path, past: Past) -> (Duration, u64) {
    let mut best = Duration::MAX;
    let mut steps = 0;
    for _ in 0..ROUNDS {
        let mut machine = machine(path, past);
        let start = Clock::now();
        machine.run_to_end();
        best = best.min(start.elapsed());
        assert_eq!(machine.exit_code(), Some(0), "{}", path.display());
        steps = machine.position();
    }
    (best, steps)
}

/// CPython's time for the same, measured by itself; `None` without a `python3.13`.
fn cpython(path: &Path) -> Option<Duration> {
    let script = "import sys, time, io\n\
                  code = compile(open(sys.argv[1]).read(), sys.argv[1], 'exec')\n\
                  best = 1e9\n\
                  for _ in range(3):\n    \
                      out, sys.stdout = sys.stdout, io.StringIO()\n    \
                      start = time.process_time()\n    \
                      exec(code, {'__name__': '__main__'})\n    \
                      best = min(best, time.process_time() - start)\n    \
                      sys.stdout = out\n\
                  print(best)";
    let output = Command::new("python3.13").arg("-c").arg(script).arg(path).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    text.trim().parse().ok().map(Duration::from_secs_f64)
}

fn programs() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/programs");
    let mut found: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("the programs are there")
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "py"))
        .collect();
    found.sort();
    found
}

fn speed(parts: &[String]) {
    println!("{:<16}{:>10}{:>10}{:>9}{:>9}{:>9}", "program", "steps", "ns/step", "time", "ratio", "history");
    let (mut ratios, mut pasts) = (Vec::new(), Vec::new());
    for path in programs() {
        let name = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if !parts.is_empty() && !parts.iter().any(|part| name.contains(part.as_str())) {
            continue;
        }
        let (time, steps) = ours(&path, Past::None);
        let (recorded, _) = ours(&path, Past::default());
        let past = recorded.as_secs_f64() / time.as_secs_f64();
        let ratio = cpython(&path).map(|theirs| time.as_secs_f64() / theirs.as_secs_f64());
        println!(
            "{name:<16}{steps:>10}{:>10.1}{:>8.0}m{:>9}{past:>9.2}",
            time.as_nanos() as f64 / steps as f64,
            time.as_secs_f64() * 1e3,
            ratio.map_or_else(|| "-".to_owned(), |ratio| format!("{ratio:.2}")),
        );
        ratios.extend(ratio);
        pasts.push(past);
    }
    println!("{:<45}{:>9.2}{:>9.2}", "geometric mean", mean(&ratios), mean(&pasts));
}

fn mean(ratios: &[f64]) -> f64 {
    (ratios.iter().map(|ratio| ratio.ln()).sum::<f64>() / ratios.len().max(1) as f64).exp()
}

/// A run of ten million instructions: to any step, and one step back.
fn history() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/programs/richards.py");
    let mut machine = machine(&path, Past::default());
    let start = Clock::now();
    machine.goto(10_000_000);
    let end = machine.position();
    println!("recorded {end} steps in {:.0} ms", start.elapsed().as_secs_f64() * 1e3);
    let (mut worst, mut sum, mut worst_back, mut sum_back) = (0f64, 0f64, 0f64, 0f64);
    const GOALS: u64 = 60;
    let mut goal = 12345;
    for _ in 0..GOALS {
        goal = (goal * 6364136223846793005u64 % 1_000_000_007 * 7919) % end;
        let timed = |machine: &mut Machine, goal: u64| {
            let start = Clock::now();
            machine.goto(goal);
            let view = machine.view(&Limits::default());
            assert_eq!(view.step, goal);
            start.elapsed().as_secs_f64() * 1e3
        };
        let time = timed(&mut machine, goal);
        let back = timed(&mut machine, goal.saturating_sub(1));
        (worst, sum) = (worst.max(time), sum + time);
        (worst_back, sum_back) = (worst_back.max(back), sum_back + back);
    }
    println!("to any step       mean {:>6.1} ms   worst {worst:>6.1} ms", sum / GOALS as f64);
    println!("one step back     mean {:>6.1} ms   worst {worst_back:>6.1} ms", sum_back / GOALS as f64);
    println!("memory            {} MB at most", peak_memory());
}

/// Megabytes that this process had in use at most, where the system tells.
fn peak_memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").trim().parse::<u64>().ok());
    kilobytes.map_or_else(|| "?".to_owned(), |kilobytes| (kilobytes / 1024).to_string())
}

/// `pylens run` on an empty file.
fn startup() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("empty.py");
    std::fs::write(&file, "").expect("the file is written");
    let fastest = |program: &str, arguments: &[&str]| {
        (0..20)
            .filter_map(|_| {
                let start = Instant::now();
                Command::new(program).args(arguments).arg(&file).output().ok()?;
                Some(start.elapsed())
            })
            .min()
    };
    for (what, time) in
        [("pylens run", fastest(env!("CARGO_BIN_EXE_pylens"), &["run"])), ("python3.13", fastest("python3.13", &[]))]
    {
        if let Some(time) = time {
            println!("{what:<14}{:>6.1} ms", time.as_secs_f64() * 1e3);
        }
    }
}

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let parts: Vec<String> = std::env::args().skip(1).filter(|part| !part.starts_with("--")).collect();
    let names = |what: &str| parts.iter().any(|part| part == what);
    let programs: Vec<String> = parts.iter().filter(|part| *part != "history" && *part != "startup").cloned().collect();
    on_deep_stack(|| {
        // First, because the peak of memory is the process's.
        if parts.is_empty() || names("history") {
            history();
        }
        if parts.is_empty() || names("startup") {
            startup();
        }
        if parts.is_empty() || !programs.is_empty() {
            speed(&programs);
        }
    });
}
