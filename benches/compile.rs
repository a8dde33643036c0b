//! How fast source becomes the bytes of a `.pyc`, with and without the record of every pass, on one thread; how long the
//! save of a file of 1,000 lines takes through all stages, links included; and how long CPython takes for the same files.
//!
//! `PYLENS_CORPUS=DIR cargo bench --bench compile` takes every `.py` file below DIR that compiles (the samples without
//! it), runs several rounds over all of them, and prints the best. CPython is `PYTHON313`, else `python3.13`, if found.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use pylens::base::{OptimizeLevel, Profile, Text};
use pylens::compiler::{CompileOptions, Keep, compile};
use pylens::frontend::parser::{Mode, parse_source};
use pylens::frontend::source::Source;
use pylens::frontend::tokenizer::tokenize;
use pylens::pipeline::batch::{compile_pyc, python_files};
use pylens::pipeline::cache::source_facts;
use pylens::pipeline::{Input, Links, Options, build, on_deep_stack};
use pylens::pyc::header::{Header, Invalidation};
use pylens::pyc::writer::marshal_code;

const ROUNDS: usize = 5;

/// What CPython does with the same list of files, in seconds.
const CPYTHON: &str = "
import marshal, sys, time, warnings
warnings.simplefilter('ignore')
sources = [(name, open(name, 'rb').read()) for name in sys.stdin.read().splitlines()]
def once():
    start = time.perf_counter()
    for name, source in sources:
        marshal.dumps(compile(source, name, 'exec', dont_inherit=True))
    return time.perf_counter() - start
print(min(once() for _ in range(3)))
";

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    on_deep_stack(run);
}

fn header() -> Header {
    Header::new(Invalidation::Timestamp { mtime: 0, size: 0 })
}

fn run() {
    let corpus = std::env::var_os("PYLENS_CORPUS").map_or(PathBuf::from("samples"), PathBuf::from);
    let mut paths = Vec::new();
    python_files(&corpus, &mut paths, &mut Vec::new());
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    for path in paths {
        let (name, bytes) = (path.to_string_lossy().into_owned(), std::fs::read(&path).unwrap_or_default());
        if compile_pyc(&name, &bytes, Profile::V3_13, OptimizeLevel::None, header()).is_ok() {
            files.push((name, bytes));
        }
    }
    let bytes: usize = files.iter().map(|(_, bytes)| bytes.len()).sum();
    println!("{} files, {:.2} MB, best of {ROUNDS} rounds on one thread", files.len(), bytes as f64 / 1e6);
    let plain = report("source to .pyc", bytes, || {
        for (name, bytes) in &files {
            let made = compile_pyc(name, bytes, Profile::V3_13, OptimizeLevel::None, header());
            std::hint::black_box(made.map_or(0, |made| made.bytes.len()));
        }
    });
    let recorded = report("with every pass kept", bytes, || {
        for (name, bytes) in &files {
            std::hint::black_box(recorded(name, bytes));
        }
    });
    println!("recording costs {:.2} times the time without", recorded / plain);
    if let Some(seconds) = cpython(&files) {
        println!("CPython                {:8.1} ms {:8.1} MB/s", seconds * 1e3, bytes as f64 / 1e6 / seconds);
        println!("pylens is {:.1} times as fast as CPython, {:.1} with recording", seconds / plain, seconds / recorded);
    }
    save(&files);
}

fn recorded(name: &str, bytes: &[u8]) -> Option<usize> {
    let source = Source::from_bytes(name, bytes).ok()?;
    let ast = parse_source(&source, &tokenize(&source), Mode::Exec).0.ok()?;
    let (profile, level) = (Profile::V3_13, OptimizeLevel::None);
    let options = CompileOptions { profile, level, filename: Text::from(name), keep: Keep::Passes };
    let compiled = compile(&source, ast, &options).result.ok()?;
    Some(marshal_code(&compiled.code, Some(&compiled.names)).len() + compiled.units.len())
}

/// The file whose number of lines is nearest to 1,000, through all stages as the workbench runs them.
fn save(files: &[(String, Vec<u8>)]) {
    let lines = |bytes: &[u8]| bytes.iter().filter(|&&byte| byte == b'\n').count();
    let Some((name, bytes)) = files.iter().min_by_key(|(_, bytes)| lines(bytes).abs_diff(1000)) else { return };
    let path = PathBuf::from(name);
    let facts = source_facts(&path, bytes).ok();
    let round = |_| {
        let input = Input { name: name.as_str().into(), bytes: bytes[..].into(), path: Some(path.clone()), facts };
        let start = Instant::now();
        let artifacts = build(input, Options::default());
        let built = start.elapsed();
        let links = Links::new(&artifacts);
        let all = start.elapsed();
        std::hint::black_box((artifacts, links));
        (all, built)
    };
    let (all, built) = (0..20).map(round).min().unwrap_or_default();
    let of_file = Path::new(name).file_name().unwrap_or_default().to_string_lossy();
    let [all, built] = [all, built].map(|time| time.as_secs_f64() * 1e3);
    println!("all stages of {of_file} ({} lines): {built:.2} ms, with links {all:.2} ms", lines(bytes));
}

fn report(what: &str, bytes: usize, mut run: impl FnMut()) -> f64 {
    let round = |_| {
        let start = Instant::now();
        run();
        start.elapsed()
    };
    let best = (0..ROUNDS).map(round).min().unwrap_or(Duration::MAX).as_secs_f64();
    println!("{what:22} {:8.1} ms {:8.1} MB/s", best * 1e3, bytes as f64 / 1e6 / best);
    best
}

fn cpython(files: &[(String, Vec<u8>)]) -> Option<f64> {
    let python = std::env::var("PYTHON313").unwrap_or("python3.13".into());
    let list = tempfile::NamedTempFile::new().ok()?;
    let names: Vec<&str> = files.iter().map(|(name, _)| &**name).collect();
    std::fs::write(list.path(), names.join("\n")).ok()?;
    let stdin = std::fs::File::open(list.path()).ok()?;
    let output = Command::new(python).args(["-X", "utf8", "-c", CPYTHON]).stdin(stdin).output().ok()?;
    String::from_utf8_lossy(&output.stdout).trim().parse().ok()
}
