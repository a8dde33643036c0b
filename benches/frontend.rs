//! How fast bytes become text, text becomes tokens, and tokens become a tree.
//!
//! `PYLENS_CORPUS=DIR cargo bench --bench frontend` reads every `.py` file below DIR (the samples without it), runs
//! several rounds over all of them, and prints the best.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use pylens::frontend::parser::{Mode, parse};
use pylens::frontend::source::Source;
use pylens::frontend::tokenizer::{Tokens, tokenize};

const ROUNDS: usize = 7;

fn main() {
    let corpus = std::env::var_os("PYLENS_CORPUS").map_or(PathBuf::from("samples"), PathBuf::from);
    let mut sources = Vec::new();
    collect(&corpus, &mut sources);
    let bytes: usize = sources.iter().map(|source| source.text.len()).sum();
    println!("{} files, {:.2} MB, best of {ROUNDS} rounds on one thread", sources.len(), bytes as f64 / 1e6);

    let tokens: Vec<Tokens> = sources.iter().map(tokenize).collect();
    let parsed =
        sources.iter().zip(&tokens).filter(|(source, tokens)| parse(source, tokens, Mode::Exec).is_ok()).count();
    println!("{parsed} files are valid");

    report("text", bytes, || {
        for source in &sources {
            std::hint::black_box(Source::from_bytes(&source.name, &source.bytes).is_ok());
        }
    });
    report("tokens", bytes, || {
        sources.iter().map(|source| tokenize(source).tokens.len()).sum::<usize>();
    });
    report("tree", bytes, || {
        for (source, tokens) in sources.iter().zip(&tokens) {
            std::hint::black_box(parse(source, tokens, Mode::Exec).is_ok());
        }
    });
    report("tokens and tree", bytes, || {
        for source in &sources {
            std::hint::black_box(parse(source, &tokenize(source), Mode::Exec).is_ok());
        }
    });
    report("all three", bytes, || {
        for source in &sources {
            let source = Source::from_bytes(&source.name, &source.bytes).expect("read before");
            std::hint::black_box(parse(&source, &tokenize(&source), Mode::Exec).is_ok());
        }
    });
}

fn report(what: &str, bytes: usize, mut run: impl FnMut()) {
    let round = |_| {
        let start = Instant::now();
        run();
        start.elapsed()
    };
    let best = (0..ROUNDS).map(round).min().unwrap_or(Duration::MAX);
    println!("{what:16} {:8.1} ms {:8.1} MB/s", best.as_secs_f64() * 1e3, bytes as f64 / 1e6 / best.as_secs_f64());
}

/// The Python files below `path` that are UTF-8.
fn collect(path: &Path, sources: &mut Vec<Source>) {
    if path.is_dir() {
        let mut entries: Vec<PathBuf> =
            std::fs::read_dir(path).into_iter().flatten().flatten().map(|e| e.path()).collect();
        entries.sort();
        entries.iter().for_each(|entry| collect(entry, sources));
    } else if path.extension().is_some_and(|extension| extension == "py")
        && let Ok(text) = std::fs::read_to_string(path)
    {
        sources.push(Source::from_text(&path.to_string_lossy(), text.trim_start_matches('\u{feff}')));
    }
}
