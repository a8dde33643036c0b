//! Disassembly and code fields of code objects that CPython made.
//!
//! `PYLENS_DIS_REFERENCE` names a folder: for each `NAME.marshal` (a marshalled code object) there are `NAME.dis`, what
//! `python -m dis` prints for it, perhaps `NAME.caches` and `NAME.offsets` with `-C` and `-O`, and `NAME.json`, the
//! fields of the code objects; addresses are replaced by 0x0. Without it the test passes.

use std::path::{Path, PathBuf};

use pylens::bytecode::{Code, exceptiontable, linetable};
use pylens::pyc::load::load_code;
use pylens::view::dis::{DisOptions, text};
use serde_json::Value;

#[test]
fn disassembly_is_that_of_cpython() {
    let Some(folder) = std::env::var_os("PYLENS_DIS_REFERENCE") else { return };
    let worker = std::thread::Builder::new().stack_size(256 << 20).spawn(move || compare_all(Path::new(&folder)));
    worker.expect("a thread starts").join().expect("all is the same");
}

fn compare_all(folder: &Path) {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("the folder can be read")
        .map(|entry| entry.expect("a readable entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "marshal"))
        .collect();
    paths.sort();
    let (mut compared, mut wrong) = (0, Vec::new());
    for path in &paths {
        let code = load_code(&std::fs::read(path).expect("a readable file"), 0).expect("a code object");
        tables_round_trip(&code);
        for (extension, caches, offsets) in [("dis", false, false), ("caches", true, false), ("offsets", false, true)] {
            let Ok(theirs) = std::fs::read_to_string(path.with_extension(extension)) else { continue };
            compared += 1;
            let ours = text(&code, DisOptions { caches, offsets, positions: false });
            if let Some(difference) = first_difference(&ours, &theirs) {
                wrong.push(format!("{} {extension} {difference}", path.display()));
            }
        }
        if let Ok(theirs) = std::fs::read_to_string(path.with_extension("json")) {
            compared += 1;
            let theirs: Value = serde_json::from_str(&theirs).expect("JSON");
            if let Some(difference) = json_difference(&pylens::view::code::json(&code), &theirs) {
                wrong.push(format!("{} json {difference}", path.display()));
            }
        }
    }
    println!("{} files, {compared} texts, {} differ", paths.len(), wrong.len());
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

/// Compares the fields that the reference has; sets by the number of their elements.
fn json_difference(ours: &Value, theirs: &Value) -> Option<String> {
    match (ours, theirs) {
        (Value::Object(ours), Value::Object(theirs)) => theirs.iter().find_map(|(key, value)| match key.as_str() {
            "frozenset" => None,
            _ => json_difference(ours.get(key).unwrap_or(&Value::Null), value).map(|what| format!("{key}: {what}")),
        }),
        (Value::Array(ours), Value::Array(theirs)) if ours.len() == theirs.len() => {
            ours.iter().zip(theirs).find_map(|(ours, theirs)| json_difference(ours, theirs))
        }
        _ => (ours != theirs).then(|| format!("{ours}, not {theirs}")),
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
