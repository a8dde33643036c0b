//! Scopes and optimized trees of every file below `PYLENS_CORPUS`, compared with a live CPython 3.13 (`PYTHON313`, else
//! `python3.13`). Without that variable there is nothing to do.

use std::path::{Path, PathBuf};
use std::process::Command;

use pylens::base::{Diagnostic, OptimizeLevel};
use pylens::compiler::fold::{FoldOptions, fold};
use pylens::compiler::future::{Future, future};
use pylens::compiler::symtable::{SymbolTable, analyze};
use pylens::frontend::ast::Ast;
use pylens::frontend::ast::dump::{Options, dump};
use pylens::frontend::parser::{Mode, parse_source};
use pylens::frontend::source::Source;
use pylens::frontend::tokenizer::tokenize;

#[path = "scopes/lines.rs"]
mod lines;

/// Files per run of Python.
const BATCH: usize = 40;

fn python_files(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            python_files(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "py") {
            files.push(path);
        }
    }
}

fn scopes(source: &Source, ast: &Ast, future: Future) -> Result<SymbolTable, Diagnostic> {
    analyze(source, ast, ast.names.clone(), future)
}

/// The elements of a frozenset come in the order of a hash table.
fn same_line(found: &str, expected: &str) -> bool {
    let sorted = |text: &str| {
        let mut bytes = text.as_bytes().to_vec();
        bytes.sort_unstable();
        bytes
    };
    found == expected || expected.contains("frozenset(") && sorted(found) == sorted(expected)
}

fn first_difference(found: &str, expected: &str) -> Option<String> {
    let mut pairs = found.lines().zip(expected.lines());
    if let Some((found, expected)) = pairs.find(|(found, expected)| !same_line(found, expected)) {
        return Some(format!("{found:?} should be {expected:?}"));
    }
    let counts = (found.lines().count(), expected.lines().count());
    (counts.0 != counts.1).then(|| format!("{} lines should be {}", counts.0, counts.1))
}

fn compare(path: &str, expected_scopes: &str, expected_trees: &[String]) -> Vec<String> {
    let Ok(bytes) = std::fs::read(path) else { return vec!["unreadable".into()] };
    let Ok(source) = Source::from_bytes(path, &bytes) else { return vec!["not decoded".into()] };
    let Ok(ast) = parse_source(&source, &tokenize(&source), Mode::Exec).0 else { return vec!["not parsed".into()] };
    let future = match future(&source, &ast) {
        Ok(future) => future,
        Err(error) => return vec![error.msg],
    };
    let mut problems = Vec::new();
    let found = lines::shown(scopes(&source, &ast, future));
    problems.extend(first_difference(&found, expected_scopes).map(|difference| format!("scopes: {difference}")));
    let options = Options { include_attributes: true, indent: Some(2), show_empty: false };
    for (index, level) in [OptimizeLevel::None, OptimizeLevel::O].into_iter().enumerate() {
        let expected = expected_trees.get(index).unwrap_or(&expected_trees[0]);
        let found = match fold(&ast, FoldOptions { level, future_annotations: future.annotations() }) {
            Ok(folded) => dump(&folded.ast, &source.lines, folded.ast.root.expect("a tree").into(), options),
            Err(error) => error.msg,
        };
        problems.extend(first_difference(&found, expected).map(|difference| format!("{level:?}: {difference}")));
    }
    problems
}

fn compare_corpus(corpus: &Path) {
    let python = std::env::var("PYTHON313").unwrap_or("python3.13".into());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/record/scopes.py");
    let mut files = Vec::new();
    python_files(corpus, &mut files);
    let (mut compared, mut differing) = (0, Vec::new());
    for batch in files.chunks(BATCH) {
        let output = Command::new(&python).args(["-X", "utf8"]).arg(&script).args(batch).output().expect("a Python");
        for line in String::from_utf8_lossy(&output.stdout).lines() {
            let Ok((path, scopes, trees)) = serde_json::from_str::<(String, String, Vec<String>)>(line) else {
                continue;
            };
            compared += 1;
            differing.extend(compare(&path, &scopes, &trees).into_iter().map(|problem| format!("{path}: {problem}")));
        }
    }
    println!("{compared} of {} files compared", files.len());
    assert!(compared > 0);
    assert!(differing.is_empty(), "{}", differing.join("\n"));
}

#[test]
fn the_corpus_has_the_scopes_and_trees_of_cpython() {
    let Some(corpus) = std::env::var_os("PYLENS_CORPUS") else { return };
    let deep = std::thread::Builder::new().stack_size(512 << 20);
    let run = deep.spawn(move || compare_corpus(Path::new(&corpus))).expect("a thread");
    run.join().expect("no difference");
}
