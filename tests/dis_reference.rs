//! Disassembly and fields of code objects that CPython made.
//!
//! The golden files of the samples (`tests/golden.py`) are always compared. `PYLENS_DIS_REFERENCE` names a folder with
//! more: for each `NAME.marshal` (a marshalled code object) `NAME.dis`, what `python -m dis` prints for it, perhaps
//! `NAME.caches` and `NAME.offsets` with `-C` and `-O`, and `NAME.code`, the fields of the code objects as in the golden
//! files; addresses are replaced by 0x0.

use std::path::{Path, PathBuf};

use pylens::bytecode::{Code, exceptiontable, linetable};
use pylens::pyc::load::load_code;
use pylens::view::code::{json, json_text};
use pylens::view::dis::{DisOptions, text};

#[test]
fn disassembly_is_that_of_cpython() {
    if let Some(folder) = std::env::var_os("PYLENS_DIS_REFERENCE") {
        compare_all(Path::new(&folder), "marshal", 0);
    }
}

#[test]
fn samples_are_those_of_cpython() {
    compare_all(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden"), "pyc", 16);
}

/// Compares all files of a folder that have an extension; the code object begins at the byte `start`.
fn compare_all(folder: &Path, extension: &str, start: u32) {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("the folder can be read")
        .map(|entry| entry.expect("a readable entry").path())
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .collect();
    paths.sort();
    let (mut compared, mut wrong) = (0, Vec::new());
    for path in &paths {
        let code = load_code(&std::fs::read(path).expect("a readable file"), start).expect("a code object");
        tables_round_trip(&code);
        for (extension, caches, offsets) in [("dis", false, false), ("caches", true, false), ("offsets", false, true)] {
            let Ok(theirs) = std::fs::read_to_string(path.with_extension(extension)) else { continue };
            compared += 1;
            let ours = text(&code, DisOptions { caches, offsets, positions: false });
            if let Some(difference) = first_difference(&ours, &theirs) {
                wrong.push(format!("{} {extension} {difference}", path.display()));
            }
        }
        if let Ok(theirs) = std::fs::read_to_string(path.with_extension("code")) {
            compared += 1;
            let ours = json_text(&json(&code)) + "\n";
            if let Some(difference) = first_difference(&ours, &theirs) {
                wrong.push(format!("{} code {difference}", path.display()));
            }
        }
    }
    println!("{} files, {compared} texts, {} differ", paths.len(), wrong.len());
    assert!(compared > 0, "nothing to compare");
    assert!(wrong.is_empty(), "{}", wrong[..wrong.len().min(10)].join("\n"));
}

/// Elements of frozensets come in the order of their hashes, which differ from run to run.
fn without_sets(line: &str) -> &str {
    line.split("frozenset({").next().unwrap_or_default()
}

fn first_difference(ours: &str, theirs: &str) -> Option<String> {
    let (mut ours_lines, mut theirs_lines, mut number) = (ours.lines(), theirs.lines(), 0);
    loop {
        number += 1;
        let (ours, theirs) = (ours_lines.next(), theirs_lines.next());
        if ours.map(without_sets) != theirs.map(without_sets) {
            return Some(format!("line {number}\n  ours    {ours:?}\n  CPython {theirs:?}"));
        }
        ours?;
    }
}

/// The tables, read and written again, are the same bytes.
fn tables_round_trip(code: &Code) {
    assert_eq!(exceptiontable::encode(&exceptiontable::entries(&code.exceptiontable)), code.exceptiontable);
    let entries = linetable::entries(&code.linetable, code.firstlineno);
    let runs = entries.map(|entry| (entry.loc, entry.end.0 - entry.start.0));
    assert_eq!(linetable::encode(runs, code.firstlineno), code.linetable);
    code.children().for_each(|child| tables_round_trip(child));
}
