//! Files of CPython 3.8 to 3.14, taken apart as `dis` of their own version does.
//!
//! `tests/record/dis_versions.py` has recorded the sample for each version. `PYLENS_OTHER_PYTHONS` names folders with
//! files `NAME.jsonl` (`:` between them) that the same script prints for more `.pyc` files.

use std::path::Path;

use pylens::bytecode::versions;
use pylens::pyc::foreign::code_objects;
use pylens::pyc::header::{Header, version_of_magic};
use pylens::pyc::load::code_of;
use pylens::pyc::reader::{CodeLayout, read};
use pylens::view;
use pylens::view::dis::Disassembly;
use serde_json::{Value, json};

/// Name of each code object, and rows of offset, opcode, argument, words, line.
fn taken_apart(data: &[u8]) -> Value {
    let header = Header::read(data).expect("a header");
    let minor: u8 = version_of_magic(header.magic).expect("a known version")[2..].parse().expect("a number");
    let layout = if minor < 11 { CodeLayout::V3_8 } else { CodeLayout::V3_11 };
    let tree = read(data, Header::LEN as u32, layout).expect("readable");
    let without_sets = |words: String| if words.contains("frozenset(") { "frozenset".to_owned() } else { words };
    let Some(table) = versions::table(minor) else {
        let mut found = Vec::new();
        let mut pending = vec![code_of(&tree, data).expect("a code object")];
        while let Some(code) = pending.pop() {
            let rows = Disassembly::of(&code).instructions.into_iter().map(|row| {
                let words = match row.instruction.jump_target() {
                    Some(target) => format!("to {}", target.byte_offset()),
                    None => without_sets(row.argrepr),
                };
                let line = row.line.filter(|_| row.starts_line);
                let instruction = row.instruction;
                json!([instruction.at.byte_offset(), instruction.opcode.name(), instruction.arg, words, line])
            });
            found.push(json!({"name": code.name.to_display(), "rows": rows.collect::<Vec<_>>()}));
            let children: Vec<_> = code.children().cloned().collect();
            pending.extend(children.into_iter().rev());
        }
        return found.into();
    };
    code_objects(&tree, data, minor)
        .iter()
        .map(|code| {
            let rows = view::dis_versions::rows(code, &tree, data, table).into_iter().map(|row| {
                let words = row.target.map_or(without_sets(row.words), |target| format!("to {target}"));
                json!([row.offset, row.name, row.arg, words, row.line])
            });
            json!({"name": code.name, "rows": rows.collect::<Vec<_>>()})
        })
        .collect()
}

fn difference(found: &Value, expected: &Value) -> Option<String> {
    let (found, expected) = (found.as_array()?, expected.as_array()?);
    for (found, expected) in found.iter().zip(expected) {
        let rows = |value: &Value| value["rows"].as_array().cloned().unwrap_or_default();
        for (ours, theirs) in rows(found).iter().zip(&rows(expected)) {
            if ours != theirs {
                return Some(format!("{}: {ours} should be {theirs}", expected["name"]));
            }
        }
        if rows(found).len() != rows(expected).len() || found["name"] != expected["name"] {
            return Some(format!("{} and {}: other numbers of rows", found["name"], expected["name"]));
        }
    }
    (found.len() != expected.len()).then(|| format!("{} code objects should be {}", found.len(), expected.len()))
}

#[test]
fn the_sample_of_every_version() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pyc");
    for minor in 8..=14 {
        let data = std::fs::read(folder.join(format!("3.{minor}.pyc"))).expect("a recorded file");
        let recorded = std::fs::read_to_string(folder.join(format!("3.{minor}.json"))).expect("a recording");
        let expected: Value = recorded.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON")).collect();
        assert_eq!(difference(&taken_apart(&data), &expected), None, "3.{minor}");
    }
}

#[test]
fn more_files_of_other_versions() {
    let Ok(folders) = std::env::var("PYLENS_OTHER_PYTHONS") else { return };
    let (mut count, mut wrong) = (0, Vec::new());
    for file in folders.split(':') {
        for line in std::fs::read_to_string(file).expect("a recording").lines() {
            let Ok((path, expected)) = serde_json::from_str::<(String, Value)>(line) else { continue };
            let Ok(data) = std::fs::read(&path) else { continue };
            count += 1;
            wrong.extend(difference(&taken_apart(&data), &expected).map(|what| format!("{path}: {what}")));
        }
    }
    println!("{count} files, {} differ", wrong.len());
    assert!(wrong.is_empty(), "{}", wrong[..wrong.len().min(20)].join("\n"));
}
