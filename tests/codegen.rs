//! Pseudo-instructions, errors and warnings of the compiler against a real CPython 3.13.0.
//!
//! `tests/record/codegen.py` records what CPython makes of the cases in `tests/codegen/cases.txt`; the recording is
//! committed. `PYLENS_CODEGEN_REFERENCE` names further recordings, of whole files, that the same script prints (for the
//! level in `PYLENS_LEVEL`); `PYLENS_SYNTAX_ERRORS` files of cases with the error that CPython raises,
//! `PYLENS_SYNTAX_WARNINGS` one of cases with the warnings, and the error that takes their place under `-W error`.

#[path = "codegen/listing.rs"]
mod listing;

use std::collections::BTreeMap;

use pylens::base::{Constant, Diagnostic, OptimizeLevel, Profile, repr};
use pylens::bytecode::CodeConst;
use pylens::compiler::{Compilation, CompileOptions, Failure, Keep, compile};
use pylens::frontend::parser::{Mode, parse_source};
use pylens::frontend::source::Source;
use pylens::frontend::tokenizer::tokenize;
use serde_json::{Value, json};

/// Runs `work` with room for CPython's deepest recursion.
fn with_big_stack<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    std::thread::Builder::new().stack_size(1 << 30).spawn(work).unwrap().join().unwrap()
}

fn options(level: OptimizeLevel) -> CompileOptions {
    CompileOptions { profile: Profile::V3_13_0, level, filename: "test".into(), keep: Keep::Units }
}

fn mode(name: &str) -> Mode {
    match name {
        "eval" => Mode::Eval,
        "single" => Mode::Single,
        _ => Mode::Exec,
    }
}

fn compiled(source: &Source, mode: Mode, level: OptimizeLevel) -> Result<Compilation, Diagnostic> {
    let tokens = tokenize(source);
    let ast = parse_source(source, &tokens, mode).0?;
    Ok(compile(source, ast, &options(level)))
}

fn error(error: &Diagnostic) -> Value {
    let Diagnostic { kind, msg, lineno, offset, end_lineno, end_offset, .. } = error;
    json!([kind.name(), msg, lineno, offset, end_lineno, end_offset])
}

fn constant(value: &CodeConst) -> String {
    match value {
        CodeConst::Value(Constant::FrozenSet(items)) => {
            let mut items: Vec<String> = items.iter().map(repr::constant).collect();
            items.sort();
            format!("frozenset({{{}}})", items.join(", "))
        }
        CodeConst::Value(value) => repr::constant(value),
        CodeConst::Code(code) => format!("code {}", code.qualname.to_string_lossy()),
    }
}

/// In the form of the recording.
fn record(source: &Source, mode: Mode, level: OptimizeLevel) -> Value {
    let made = match compiled(source, mode, level) {
        Ok(made) => made,
        Err(problem) => return json!({"error": error(&problem)}),
    };
    match &made.result {
        Err(Failure::Python(problem)) => json!({"error": error(problem)}),
        Err(Failure::Internal(problem)) => json!({"bug": problem.to_string()}),
        Ok(code) => json!({
            "pseudo": listing::text(code),
            "consts": code.units.last().map(|module| module.unit.consts.iter().map(constant).collect::<Vec<_>>()),
            "warnings": made.warnings.iter().map(|w| json!([w.kind.name(), w.msg, w.lineno])).collect::<Vec<_>>(),
        }),
    }
}

/// The first difference, in words.
fn difference(found: &Value, mut expected: Value) -> Option<String> {
    // Where the optimizer warns, the recording has a line, and ours none.
    if let (Some(found), Some(expected)) = (found["warnings"].as_array(), expected["warnings"].as_array_mut()) {
        for (found, expected) in found.iter().zip(expected) {
            if found[2].is_null() {
                expected[2] = Value::Null;
            }
        }
    }
    for part in ["bug", "error", "warnings", "pseudo", "consts"] {
        let (found, expected) = (&found[part], &expected[part]);
        if found == expected {
            continue;
        }
        let (Some(found), Some(expected)) = (found.as_str(), expected.as_str()) else {
            return Some(format!("{part}: found {found}, expected {expected}"));
        };
        let mut head = "";
        for (found, expected) in found.lines().zip(expected.lines()) {
            if expected.ends_with(':') {
                head = expected;
            }
            if found != expected {
                return Some(format!("{part}: {head}\n   found {found}\nexpected {expected}"));
            }
        }
        return Some(format!("{part}: different numbers of lines"));
    }
    None
}

#[test]
fn cases_compile_as_cpython_compiles_them() {
    let cases = include_str!("codegen/cases.txt");
    let expected: Vec<Value> = serde_json::from_str(include_str!("codegen/expected.json")).expect("a list");
    let (mut count, mut wrong) = (0, Vec::new());
    for (case, expected) in cases.split("# ---").skip(1).zip(&expected) {
        let (head, source) = case.split_once('\n').expect("a head line");
        let level = match head {
            _ if head.ends_with(" -OO") => OptimizeLevel::OO,
            _ if head.ends_with(" -O") => OptimizeLevel::O,
            _ => OptimizeLevel::None,
        };
        let name = head.split_whitespace().next().unwrap_or("exec");
        let found = record(&Source::from_text("test", source), mode(name), level);
        if let Some(difference) = difference(&found, expected.clone()) {
            wrong.push(format!("{case}\n{difference}"));
        }
        count += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(count, expected.len());
}

#[test]
fn later_versions_get_the_iterator_inside_generator_expressions() {
    let source = Source::from_text("test", "[x for x in y]; (x for x in y for z in w)\n");
    let ast = parse_source(&source, &tokenize(&source), Mode::Exec).0.expect("valid code");
    let count = |profile| {
        let made = compile(&source, ast.clone(), &CompileOptions { profile, ..options(OptimizeLevel::None) });
        listing::text(&made.result.expect("valid code")).matches("GET_ITER").count()
    };
    // Every clause gets one more, the second of the generator expression included.
    assert_eq!((count(Profile::V3_13_0), count(Profile::V3_13)), (3, 6));
}

#[test]
fn files_compile_as_cpython_compiles_them() {
    let Ok(recordings) = std::env::var("PYLENS_CODEGEN_REFERENCE") else { return };
    let level = match std::env::var("PYLENS_LEVEL").as_deref() {
        Ok("2") => OptimizeLevel::OO,
        Ok("1") => OptimizeLevel::O,
        _ => OptimizeLevel::None,
    };
    with_big_stack(move || {
        let (mut count, mut wrong) = (0, Vec::new());
        for line in std::fs::read_to_string(recordings).expect("a readable file").lines() {
            let recording: Value = serde_json::from_str(line).expect("a line of JSON");
            let path = recording[0].as_str().expect("a path");
            if recording[1].is_null() {
                continue;
            }
            count += 1;
            let bytes = std::fs::read(path).expect("a readable file");
            let source = Source::decode(path, &bytes, Default::default()).expect("decodable source");
            let found = record(&source, Mode::Exec, level);
            if let Some(difference) = difference(&found, recording[1].clone()) {
                wrong.push(format!("{path}: {difference}"));
            }
        }
        println!("{count} files, {} differ", wrong.len());
        assert!(wrong.is_empty(), "{}", wrong[..wrong.len().min(20)].join("\n"));
    });
}

#[test]
fn recorded_errors_of_the_compiler() {
    let Ok(files) = std::env::var("PYLENS_SYNTAX_ERRORS") else { return };
    with_big_stack(move || {
        let mut counts: BTreeMap<String, (usize, usize)> = BTreeMap::new();
        let mut wrong = Vec::new();
        for file in files.split(':') {
            for line in std::fs::read_to_string(file).expect("a readable file").lines() {
                // Some sources hold lone surrogates, which no Rust string can.
                let Ok(case) = serde_json::from_str::<Value>(line) else { continue };
                let stage = case["stage"].as_str().unwrap_or("none").to_owned();
                if !matches!(&*stage, "compiler" | "symtable" | "future" | "none") {
                    continue;
                }
                let fields = ["type", "msg", "lineno", "offset", "end_lineno", "end_offset"];
                let expected = Value::from(fields.map(|field| case[field].clone()).to_vec());
                let source = Source::from_text("<string>", case["source"].as_str().expect("source"));
                let name = case["mode"].as_str().unwrap_or("exec");
                let found = record(&source, mode(name), OptimizeLevel::None);
                let count = counts.entry(stage).or_default();
                count.0 += 1;
                if found["error"] != expected {
                    count.1 += 1;
                    wrong.push(format!("{}\n   found {}\nexpected {expected}", case["source"], found["error"]));
                }
            }
        }
        println!("{counts:?}");
        assert!(wrong.is_empty(), "{}", wrong[..wrong.len().min(20)].join("\n"));
    });
}

#[test]
fn recorded_warnings() {
    let Ok(file) = std::env::var("PYLENS_SYNTAX_WARNINGS") else { return };
    let mut wrong = Vec::new();
    for line in std::fs::read_to_string(file).expect("a readable file").lines() {
        let case: Value = serde_json::from_str(line).expect("a line of JSON");
        let source = Source::from_text("<string>", case["source"].as_str().expect("source"));
        let (ast, mut warnings) = parse_source(&source, &tokenize(&source), Mode::Exec);
        let Ok(ast) = ast else { continue };
        let parsed = warnings.len();
        warnings.extend(compile(&source, ast, &options(OptimizeLevel::None)).warnings);
        let found: Vec<Value> = warnings.iter().map(|w| json!([w.kind.name(), w.msg])).collect();
        let expected: Vec<Value> =
            case["warnings"].as_array().expect("a list").iter().map(|w| json!([w[0], w[1]])).collect();
        let first = warnings
            .get(parsed)
            .filter(|w| parsed == 0 && w.lineno.is_some())
            .map(|w| json!(["SyntaxError", w.msg, w.lineno, w.offset, w.end_lineno, w.end_offset]));
        if found != expected || first.is_some_and(|first| first != case["under_W_error"]) {
            wrong.push(format!("{case}\n{warnings:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
