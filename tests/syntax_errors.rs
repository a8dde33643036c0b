//! The exact pass against recorded errors of CPython.
//!
//! `PYLENS_ERRORS` names further files of cases, separated by colons, with one JSON object a line: `source`, `mode`, `type`,
//! `msg`, `lineno`, `offset`, `end_lineno`, `end_offset`, `text`, `stage`. They are compiled to the end, so errors of all
//! stages count; without a `type` the source must compile.

use std::collections::BTreeMap;

use pylens::base::{Diagnostic, OptimizeLevel, Profile, Stage};
use pylens::frontend::parser::Mode;
use pylens::frontend::parser::errors::parse_exact;
use pylens::frontend::source::Source;
use pylens::frontend::tokenizer::tokenize;
use pylens::pipeline::program::compile_text;
use serde_json::{Value, json};

/// Runs `work` with room for CPython's deepest recursion.
fn with_big_stack<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    std::thread::Builder::new().stack_size(1 << 30).spawn(work).unwrap().join().unwrap()
}

fn parse(source: &str, mode: &str) -> Option<Diagnostic> {
    parse_named("<string>", source, mode)
}

/// A name that is not in angle brackets is that of a file, of which CPython shows lines as they are there.
fn parse_named(name: &str, source: &str, mode: &str) -> Option<Diagnostic> {
    let mode = match mode {
        "eval" => Mode::Eval,
        "single" => Mode::Single,
        _ => Mode::Exec,
    };
    let source = Source::from_text(name, source);
    let tokens = tokenize(&source);
    parse_exact(&source, &tokens, mode).result.err()
}

/// What comes of a source that was given as bytes, which a case shows as Latin-1.
fn parse_bytes(source: &str) -> Option<Value> {
    let bytes: Vec<u8> = source.chars().map(|c| u8::try_from(c).ok()).collect::<Option<_>>()?;
    let source = Source::from_bytes("<string>", &bytes).ok()?;
    let tokens = tokenize(&source);
    parse_exact(&source, &tokens, Mode::Exec).result.err().as_ref().map(fields)
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

/// The differences over a file of cases: how many, of which kinds, and the first of them.
fn differences(text: &str) -> (usize, String) {
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
        let name = case["name"].as_str().unwrap_or("<string>");
        let found = parse_named(name, source, case["mode"].as_str().unwrap_or("exec"));
        let found = found.as_ref().map_or(Value::Null, fields);
        if found != expected && parse_bytes(source) != Some(expected.clone()) {
            *kinds.entry(format!("{} -> {}", expected["msg"], found["msg"])).or_default() += 1;
            wrong.push(format!("{source:?}\n  expected {expected}\n  found    {found}\n"));
        }
    }
    let mut report = format!("{} of {count} wrong\n", wrong.len());
    report.extend(kinds.iter().map(|(kind, number)| format!("{number:5} {kind}\n")));
    report.extend(wrong.iter().take(20).map(String::as_str));
    (wrong.len(), report)
}

#[test]
fn every_message_is_cpythons() {
    let (wrong, report) = with_big_stack(|| differences(include_str!("errors/cases.jsonl")));
    assert!(wrong == 0, "{report}");
}

#[test]
fn further_recorded_cases() {
    let Ok(files) = std::env::var("PYLENS_ERRORS") else { return };
    for file in files.split(':') {
        let text = std::fs::read_to_string(file).unwrap();
        println!("{file}: {}", with_big_stack(move || compiled_differences(&text)));
    }
}

/// The differences over a file of cases of all stages.
fn compiled_differences(text: &str) -> String {
    let (mut wrong, mut count, mut unreadable) = (Vec::new(), 0, 0);
    for line in text.lines() {
        // A lone surrogate in a case's source has no form in Rust.
        let Ok(case) = serde_json::from_str::<Value>(line) else {
            unreadable += 1;
            continue;
        };
        let Some(source) = case["source"].as_str() else { continue };
        count += 1;
        let mut expected = Value::Null;
        if !case["type"].is_null() {
            expected = json!({});
            for field in ["type", "msg", "lineno", "offset", "end_lineno", "end_offset", "text"] {
                expected[field] = case[field].clone();
            }
        }
        let mode = case["mode"].as_str().unwrap_or("exec");
        // What is decoded was given as bytes, which the case shows as Latin-1.
        let bytes: Option<Vec<u8>> = source.chars().map(|c| u8::try_from(c).ok()).collect();
        let as_bytes = bytes.map(|bytes| compiled(Source::from_bytes("<string>", &bytes), mode));
        let found = compiled(Ok(Source::from_text("<string>", source)), mode);
        if found != expected && as_bytes.as_ref() != Some(&expected) {
            wrong.push(format!("{source:?} ({mode})\n  expected {expected}\n  found    {found}\n"));
        }
    }
    let share = 100.0 - 100.0 * wrong.len() as f64 / f64::from(count.max(1));
    format!(
        "{} of {count} differ ({share:.2} % are the same), {unreadable} unreadable\n{}",
        wrong.len(),
        wrong.concat()
    )
}

fn compiled(source: Result<Source, Diagnostic>, mode: &str) -> Value {
    let mode = [Mode::Eval, Mode::Single].into_iter().find(|m| m.name() == mode).unwrap_or(Mode::Exec);
    let result = source.and_then(|source| compile_text(&source, mode, Profile::V3_13_0, OptimizeLevel::None));
    let Err(mut error) = result else { return Value::Null };
    // Behind the parser CPython shows the line of the file, and `<string>` is none.
    if !matches!(error.stage, Stage::Decode | Stage::Tokenizer | Stage::Parser) {
        error.text = None;
    }
    fields(&error)
}

/// Any text ends in a tree or an error, soon, whichever tokens are missing, doubled or exchanged.
#[test]
fn mutated_programs_end_in_a_tree_or_an_error() {
    with_big_stack(|| {
        let program = include_str!("golden.py");
        let pieces: Vec<&str> =
            program.split_inclusive([' ', '(', ')', ',', ':', '\n', '=', '[', '{', '"', '\'']).collect();
        let mut state: u32 = 12345;
        let mut random = |below: usize| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as usize % below
        };
        for _ in 0..400 {
            let start = random(pieces.len());
            let mut mutated = pieces[start..(start + 150).min(pieces.len())].to_vec();
            for _ in 0..1 + random(3) {
                let (at, other) = (random(mutated.len()), random(pieces.len()));
                match random(4) {
                    0 if mutated.len() > 1 => drop(mutated.remove(at)),
                    1 => mutated.insert(at, mutated[at]),
                    2 => mutated[at] = pieces[other],
                    _ => mutated.truncate(at + 1),
                }
            }
            for mode in ["exec", "eval", "single"] {
                parse(&mutated.concat(), mode);
            }
        }
        let nested =
            ["(".repeat(200), "f'{".repeat(150), "if x:\n ".repeat(40), "[x for ".repeat(199), "{1:".repeat(199)];
        for source in nested {
            parse(&source, "exec");
        }
    });
}

/// The shape of a source that nests `n` times, and the first `n` that CPython's parser gives up on.
fn deep(shape: &str, n: usize) -> String {
    match shape {
        "unary" => format!("{}1\n", "-".repeat(n)),
        "unary of a name" => format!("{}x\n", "-".repeat(n)),
        "not" => format!("{}x\n", "not ".repeat(n)),
        "lambda" => format!("{}0\n", "lambda: ".repeat(n)),
        "conditional" => format!("{}0\n", "x if x else ".repeat(n)),
        "power" => format!("{}x\n", "x**".repeat(n)),
        "elif" => format!("if x: pass\n{}", "elif x: pass\n".repeat(n)),
        _ => unreachable!("no such shape"),
    }
}

#[test]
fn the_stack_overflows_where_cpythons_does() {
    let limits = [
        ("unary", 5969),
        ("unary of a name", 5970),
        ("not", 5970),
        ("lambda", 2985),
        ("conditional", 5969),
        ("power", 2985),
        ("elif", 5966),
    ];
    with_big_stack(move || {
        for (shape, limit) in limits {
            assert_eq!(parse(&deep(shape, limit - 1), "exec"), None, "{shape}");
            let error = parse(&deep(shape, limit), "exec").map(|error| fields(&error));
            let message = "Parser stack overflowed - Python source too complex to parse";
            assert_eq!(error.map(|error| error["msg"].clone()), Some(json!(message)), "{shape}");
        }
    });
}
