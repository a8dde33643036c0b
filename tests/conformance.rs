//! Every stage of every sample, as the command line prints it, is what CPython 3.13 does.
//!
//! The expected texts in `tests/golden` were recorded from a real CPython 3.13.0 by `tests/golden.py`, so the profile is
//! `3.13.0`. What is known to differ stands in `tests/golden/gaps.txt`, one `SAMPLE STAGE: reason` a line; a line whose
//! stage passes after all fails the test until it is taken out.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// A stage: extension of its golden files, and the command line that prints it (`FILE` stands for the sample).
const STAGES: &[(&str, &[&str])] = &[
    ("tokens", &["tokens", "FILE"]),
    ("ast", &["ast", "FILE"]),
    ("ast0", &["ast", "FILE", "--optimize", "0"]),
    ("ast1", &["ast", "FILE", "--optimize", "1"]),
    ("ast2", &["ast", "FILE", "--optimize", "2"]),
    ("scopes", &["scopes", "FILE", "--json"]),
    ("pseudo", &["dis", "FILE", "--stage", "pseudo"]),
    ("optimized", &["dis", "FILE", "--stage", "optimized"]),
    ("dis", &["dis", "FILE"]),
    ("code", &["code", "FILE", "--json"]),
    ("check", &["check", "FILE"]),
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn pylens(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_pylens"))
        .args(arguments)
        .current_dir(root())
        .env("COLUMNS", "120")
        .output()
        .expect("pylens starts")
}

fn samples() -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(root().join("samples"))
        .expect("samples exist")
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok()?.strip_suffix(".py").map(str::to_owned))
        .collect();
    names.sort();
    names
}

/// Text without what differs from machine to machine.
fn plain(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).replace(&root().display().to_string(), "<root>")
}

/// The first line that differs, with its number.
fn difference(expected: &str, found: &str) -> Option<String> {
    if expected == found {
        return None;
    }
    let mut lines = found.lines();
    for (number, line) in expected.lines().enumerate() {
        let other = lines.next();
        if other != Some(line) {
            let other = other.unwrap_or("<nothing>");
            return Some(format!("line {}:\n    CPython: {line}\n    pylens:  {other}", number + 1));
        }
    }
    Some(format!("more lines than CPython: {}", lines.next().unwrap_or_default()))
}

/// Compares one stage of one sample; `None` where CPython has nothing to compare with.
fn compare(sample: &str, stage: &str, arguments: &[&str]) -> Option<Result<(), String>> {
    let expected = fs::read(root().join(format!("tests/golden/{sample}.{stage}"))).ok()?;
    let expected = String::from_utf8_lossy(&expected);
    let file = format!("samples/{sample}.py");
    let mut line: Vec<&str> = arguments.iter().map(|&word| if word == "FILE" { &*file } else { word }).collect();
    line.extend(["--python", "3.13.0"]);
    let output = pylens(&line);
    let mut found = plain(&output.stdout);
    if !output.stderr.is_empty() {
        found += &plain(&output.stderr);
    }
    if stage == "scopes" {
        return Some(contains(&parsed(&expected), &parsed(&found), "scopes"));
    }
    if matches!(stage, "pseudo" | "optimized") {
        found = without_headings(&found);
        if stage == "optimized" {
            // CPython shows the instructions of the module only.
            found.truncate(found.find("\n\n").map_or(found.len(), |end| end + 1));
        }
    }
    Some(difference(&expected, &found).map_or(Ok(()), Err))
}

fn without_headings(text: &str) -> String {
    text.lines().filter(|line| !line.starts_with("Disassembly of")).map(|line| format!("{line}\n")).collect()
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| Value::String(format!("{error}: {text}")))
}

/// Whether `found` says everything that `expected` says; it may say more.
fn contains(expected: &Value, found: &Value, place: &str) -> Result<(), String> {
    match (expected, found) {
        (Value::Object(wanted), Value::Object(object)) => wanted.iter().try_for_each(|(key, value)| {
            let inner = object.get(key).unwrap_or(&Value::Null);
            contains(value, inner, &format!("{place}.{key}"))
        }),
        (Value::Array(wanted), Value::Array(items)) if wanted.len() == items.len() => {
            let mut pairs = wanted.iter().zip(items).enumerate();
            pairs.try_for_each(|(i, (a, b))| contains(a, b, &format!("{place}[{i}]")))
        }
        _ if expected == found => Ok(()),
        _ => Err(format!("{place}:\n    CPython: {expected}\n    pylens:  {found}")),
    }
}

fn compare_run(sample: &str) -> Option<Result<(), String>> {
    let expected = fs::read_to_string(root().join(format!("tests/golden/{sample}.run"))).ok()?;
    let output = pylens(&["run", "--python", "3.13.0", &format!("samples/{sample}.py")]);
    let status = output.status.code().unwrap_or(-1);
    let found = format!("exit {status}\n--- stdout\n{}--- stderr\n{}", plain(&output.stdout), plain(&output.stderr));
    Some(difference(&expected, &found).map_or(Ok(()), Err))
}

fn compare_pyc(sample: &str) -> Option<Result<(), String>> {
    let expected = fs::read(root().join(format!("tests/golden/{sample}.pyc"))).ok()?;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let target = folder.path().join("x.pyc");
    let file = format!("samples/{sample}.py");
    let mode = "--invalidation-mode=checked-hash";
    let output = pylens(&["pyc", &file, "-o", &target.to_string_lossy(), mode, "--python", "3.13.0"]);
    let Ok(found) = fs::read(&target) else {
        return Some(Err(format!("nothing written: {}", plain(&output.stderr))));
    };
    let at = expected.iter().zip(&found).take_while(|(a, b)| a == b).count();
    let same = expected == found;
    Some(if same { Ok(()) } else { Err(format!("byte {at} of {} differs", expected.len())) })
}

fn gaps() -> BTreeMap<(String, String), String> {
    let text = fs::read_to_string(root().join("tests/golden/gaps.txt")).unwrap_or_default();
    text.lines()
        .filter_map(|line| {
            let (which, reason) = line.split_once(": ")?;
            let (sample, stage) = which.split_once(' ')?;
            Some(((sample.to_owned(), stage.to_owned()), reason.to_owned()))
        })
        .collect()
}

/// Runs `compare` on every sample and checks the outcome against the list of gaps.
fn conform(stage: &str, compare: impl Fn(&str) -> Option<Result<(), String>> + Sync) {
    let gaps = gaps();
    let mut wrong = Vec::new();
    let mut count = 0;
    for sample in samples() {
        let known = gaps.get(&(sample.clone(), stage.to_owned()));
        match (compare(&sample), known) {
            (None, None) => {}
            (Some(Ok(())), None) => count += 1,
            (Some(Err(_)), Some(_)) => count += 1,
            (Some(Err(difference)), None) => wrong.push(format!("{sample}: {difference}")),
            (_, Some(reason)) => wrong.push(format!("{sample}: no longer a gap ({reason}); take it off the list")),
        }
    }
    assert!(wrong.is_empty(), "{stage} differs from CPython:\n{}", wrong.join("\n"));
    assert!(count > 0, "{stage}: nothing was compared");
}

fn conform_stage(stage: &str) {
    let (_, arguments) = STAGES.iter().find(|(name, _)| *name == stage).expect("a stage of the table");
    conform(stage, |sample| compare(sample, stage, arguments));
}

macro_rules! stages {
    ($($name:ident = $stage:literal;)*) => {
        $( #[test] fn $name() { conform_stage($stage); } )*
    };
}

stages! {
    tokens = "tokens";
    trees = "ast";
    trees_optimized_at_level_0 = "ast0";
    trees_optimized_at_level_1 = "ast1";
    trees_optimized_at_level_2 = "ast2";
    scopes = "scopes";
    pseudo_instructions = "pseudo";
    optimized_instructions = "optimized";
    disassembly = "dis";
    code_objects = "code";
    errors_and_warnings = "check";
}

#[test]
fn cache_files() {
    conform("pyc", compare_pyc);
}

#[test]
fn runs() {
    conform("run", compare_run);
}

#[test]
fn every_sample_is_short_and_says_what_to_look_at() {
    for sample in samples() {
        let path = Path::new("samples").join(format!("{sample}.py"));
        let text = fs::read_to_string(root().join(&path)).expect("a sample is readable");
        assert!(text.starts_with("# Look "), "{} says what to look at", path.display());
        assert!(text.lines().count() < 40, "{} is under 40 lines", path.display());
    }
}
