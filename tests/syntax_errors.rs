//! The exact pass against recorded errors of CPython.
//!
//! `PYLENS_SYNTAX_ERRORS` names further files of cases, separated by colons, with one JSON object a line: `source`,
//! `mode`, `type`, `msg`, `lineno`, `offset`, `end_lineno`, `end_offset`, `text`, `stage`. Without a `type` the source
//! must parse.

use std::collections::BTreeMap;

use pylens::base::Diagnostic;
use pylens::frontend::parser::Mode;
use pylens::frontend::parser::errors::parse_exact;
use pylens::frontend::source::Source;
use pylens::frontend::tokenizer::tokenize;
use serde_json::{Value, json};

/// Runs `work` with room for CPython's deepest recursion.
fn with_big_stack<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    std::thread::Builder::new().stack_size(512 << 20).spawn(work).unwrap().join().unwrap()
}

fn parse(source: &str, mode: &str) -> Option<Diagnostic> {
    let mode = match mode {
        "eval" => Mode::Eval,
        "single" => Mode::Single,
        _ => Mode::Exec,
    };
    let source = Source::from_text("<string>", source);
    let tokens = tokenize(&source);
    parse_exact(&source, &tokens, mode).result.err()
}

fn fields(error: &Diagnostic) -> Value {
    json!({
        "type": error.kind.name(), "msg": error.msg, "lineno": error.lineno, "offset": error.offset,
        "end_lineno": error.end_lineno, "end_offset": error.end_offset, "text": error.text,
    })
}

/// What CPython says that the parser is to say: nothing if the error comes from a later stage.
fn expected(case: &Value) -> Value {
    let parsed = matches!(case["stage"].as_str(), None | Some("parser" | "tokenizer" | "fstring"));
    if case["type"].is_null() || !parsed {
        return Value::Null;
    }
    let mut fields = json!({});
    for field in ["type", "msg", "lineno", "offset", "end_lineno", "end_offset", "text"] {
        fields[field] = case[field].clone();
    }
    fields
}

#[test]
fn recorded_cases() {
    let Ok(files) = std::env::var("PYLENS_SYNTAX_ERRORS") else { return };
    let report = with_big_stack(move || {
        let mut report = String::new();
        for file in files.split(':') {
            let text = std::fs::read_to_string(file).unwrap();
            let (mut wrong, mut count) = (Vec::new(), 0);
            let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
            for line in text.lines() {
                // A lone surrogate in a case's source has no form in Rust.
                let Ok(case) = serde_json::from_str::<Value>(line) else { continue };
                if matches!(case["stage"].as_str(), Some("decode" | "input")) {
                    continue;
                }
                let Some(source) = case["source"].as_str() else { continue };
                count += 1;
                let expected = expected(&case);
                let found = parse(source, case["mode"].as_str().unwrap_or("exec"));
                let found = found.as_ref().map_or(Value::Null, fields);
                if found != expected {
                    let kind = format!("{} -> {}", expected["msg"], found["msg"]);
                    *kinds.entry(kind).or_default() += 1;
                    wrong.push(format!("{source:?}\n  expected {expected}\n  found    {found}\n"));
                }
            }
            report += &format!("{file}: {} of {count} wrong\n", wrong.len());
            for (kind, number) in &kinds {
                report += &format!("{number:5} {kind}\n");
            }
            let shown = std::env::var("PYLENS_SHOW").ok().and_then(|n| n.parse().ok()).unwrap_or(40);
            for case in wrong.iter().take(shown) {
                report += case;
            }
        }
        report
    });
    println!("{report}");
}
