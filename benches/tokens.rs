//! How fast the tokenizer is: MB/s over every `.py` file below `PYLENS_CORPUS`.
//!
//! `PYLENS_CORPUS=/usr/lib/python3.13 cargo bench --bench tokens`

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use pylens::frontend::source::Source;
use pylens::frontend::tokenizer::tokenize;

const ROUNDS: u32 = 10;

fn main() {
    let Some(corpus) = std::env::var_os("PYLENS_CORPUS") else {
        println!("PYLENS_CORPUS names no folder; nothing to measure");
        return;
    };
    let mut files = Vec::new();
    collect(Path::new(&corpus), &mut files);
    let bytes: usize = files.iter().map(Vec::len).sum();
    let (decoding, sources) =
        fastest(|| files.iter().filter_map(|file| Source::from_bytes("", file).ok()).collect::<Vec<_>>());
    let (tokenizing, tokens) = fastest(|| sources.iter().map(|source| tokenize(source).tokens.len()).sum::<usize>());
    println!("{} files, {:.2} MB, {tokens} tokens", files.len(), bytes as f64 / 1e6);
    for (what, time) in [("decode", decoding), ("tokenize", tokenizing)] {
        println!("{what:<10}{:>10.1} MB/s", bytes as f64 / 1e6 / time.as_secs_f64());
    }
}

/// The least time of some rounds, and the result of the last.
fn fastest<T>(mut work: impl FnMut() -> T) -> (Duration, T) {
    let mut best = Duration::MAX;
    let mut result = None;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        result = Some(work());
        best = best.min(start.elapsed());
    }
    (best, result.expect("there is at least one round"))
}

fn collect(folder: &Path, files: &mut Vec<Vec<u8>>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "py") {
            files.extend(fs::read(&path));
        }
    }
}
