//! Verdicts on `.pyc` files, whole and damaged, are what imports by a real CPython 3.13 did with them; and CPython 3.13
//! imports what pylens writes.
//!
//! `tests/record/verdicts.py` has recorded `tests/pyc/verdicts.jsonl`. The imports are tried where a CPython 3.13 is found:
//! `PYTHON313`, else `python3.13`.

use std::fs;
use std::path::Path;
use std::process::Command;

use pylens::pyc::header::source_hash;
use pylens::pyc::verdict::{HashCheck, Ignored, Place, Situation, SourceFacts, Staleness, Verdict, judge};
use pylens::view;
use serde_json::Value;

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len() / 2).map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).expect("hexadecimal")).collect()
}

/// In the words of the recording.
fn outcome(verdict: &Verdict) -> &str {
    match verdict {
        Verdict::Fresh(_) => "loaded",
        Verdict::Stale(_) | Verdict::Ignored(Ignored::SourceIsThere) => "compiled",
        Verdict::Corrupt(error) => error.exception,
        Verdict::Refused(Staleness::Truncated { length: 4.. }) => "EOFError",
        Verdict::Refused(_) => "ImportError",
        Verdict::Ignored(Ignored::SourceIsGone) => "ModuleNotFoundError",
    }
}

#[test]
fn verdicts_are_those_of_cpython() {
    // Nesting as deep as CPython allows needs more stack than a test has.
    let thread = std::thread::Builder::new().stack_size(256 << 20).spawn(compare_verdicts).expect("a thread starts");
    if let Err(panic) = thread.join() {
        std::panic::resume_unwind(panic);
    }
}

fn compare_verdicts() {
    let recording = include_str!("pyc/verdicts.jsonl");
    let mut lines = recording.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    let first = lines.next().expect("the whole file");
    let whole = bytes(first["bytes"].as_str().expect("bytes"));
    let source = first["source"].as_str().expect("a source").as_bytes();
    let mtime = first["mtime"].as_i64().expect("a time");
    let facts = SourceFacts { mtime, size: source.len() as u64, hash: source_hash(source) };
    let (mut count, mut wrong) = (0, Vec::new());
    for case in lines {
        let mut data = case["bytes"].as_str().map_or_else(|| whole.clone(), bytes);
        if let (Some(at), Some(byte)) = (case["at"].as_u64(), case["byte"].as_u64()) {
            data[at as usize] = byte as u8;
        }
        let place = if case["place"] == "cache" { Place::Cache } else { Place::Beside };
        let check = match case["check"].as_str() {
            Some("always") => HashCheck::Always,
            Some("never") => HashCheck::Never,
            _ => HashCheck::Default,
        };
        let facts = case["source"].as_bool().expect("a bool").then_some(facts);
        let situation = Situation { place, check, ..Situation::in_cache(facts) };
        let verdict = judge(&data, &situation);
        // Whatever the file, taking it apart and listing it ends.
        let inspection = view::pyc::inspect(&data, &situation, "spam.cpython-313.pyc");
        view::pyc::inspection_text(Path::new("spam"), &data, &inspection);
        let expected = case["outcome"].as_str().expect("an outcome");
        count += 1;
        match (outcome(&verdict), expected) {
            (found, expected) if found == expected => {}
            // CPython reserves memory for what a length promises, or dies of a file; neither is a verdict.
            (_, "died") => {}
            (_, "MemoryError") if matches!(verdict, Verdict::Corrupt(_)) => {}
            (found, expected) => wrong.push(format!("{}: {found} ({}), {expected}", case, verdict.reason())),
        }
    }
    println!("{count} cases");
    assert!(count > 1000);
    assert!(wrong.is_empty(), "{} differ\n{}", wrong.len(), wrong[..wrong.len().min(20)].join("\n"));
}

/// Runs a CPython 3.13, if there is one.
fn python(folder: &Path, arguments: &[&str]) -> Option<String> {
    let python = std::env::var("PYTHON313").unwrap_or("python3.13".into());
    let output = Command::new(python)
        .args(arguments)
        .current_dir(folder)
        .env_remove("PYTHONPYCACHEPREFIX")
        .env_remove("PYTHONDONTWRITEBYTECODE")
        .output()
        .ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr))
}

fn pylens(folder: &Path, arguments: &[&str]) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pylens"));
    command.arg("pyc").args(arguments).current_dir(folder);
    let status = command.env_remove("PYTHONPYCACHEPREFIX").env_remove("SOURCE_DATE_EPOCH").status();
    assert!(status.expect("pylens starts").success(), "{arguments:?}");
}

#[test]
fn cpython_imports_what_pylens_writes_without_compiling() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let folder = folder.path();
    fs::write(folder.join("spam.py"), "def eggs(n):\n    'doc'\n    assert n\n    return [x * 2 for x in range(n)]\n")
        .expect("a writable folder");
    if python(folder, &["-c", "import sys; assert sys.version_info[:2] == (3, 13)"]).is_none() {
        return;
    }
    let program = "import spam; print(spam.__spec__.cached, spam.eggs(3))";
    let mut checked = 0;
    for (flag, suffix) in [(None, ""), (Some("-O"), ".opt-1"), (Some("-OO"), ".opt-2")] {
        for mode in ["timestamp", "checked-hash", "unchecked-hash"] {
            let mode = format!("--invalidation-mode={mode}");
            let ours: Vec<&str> = flag.into_iter().chain(["spam.py", &*mode, "--python", "3.13.0"]).collect();
            pylens(folder, &ours);
            let file = folder.join(format!("__pycache__/spam.cpython-313{suffix}.pyc"));
            let written = fs::read(&file).expect("pylens wrote it");
            let theirs: Vec<&str> = flag.into_iter().chain(["-v", "-c", program]).collect();
            let said = python(folder, &theirs).expect("the import succeeds");
            assert!(said.contains("[0, 2, 4]"), "{said}");
            assert!(said.lines().any(|line| line.contains("spam") && line.contains(" matches ")), "{said}");
            assert!(!said.lines().any(|line| line.contains("wrote") && line.contains("spam")), "{said}");
            assert_eq!(fs::read(&file).expect("it is still there"), written);
            fs::remove_file(&file).expect("it can be removed");
            checked += 1;
        }
    }
    assert_eq!(checked, 9);
    // Below a prefix, and beside a source that is gone.
    let prefix = folder.join("prefix");
    let option = format!("pycache_prefix={}", prefix.display());
    pylens(folder, &["spam.py", "--pycache-prefix", &prefix.to_string_lossy()]);
    let said = python(folder, &["-v", "-X", &option, "-c", program]).expect("the import succeeds");
    assert!(said.lines().any(|line| line.contains("prefix") && line.contains(" matches ")), "{said}");
    pylens(folder, &["spam.py", "-o", "spam.pyc"]);
    fs::remove_file(folder.join("spam.py")).expect("it can be removed");
    let said = python(folder, &["-v", "-c", "import spam; print(spam.eggs(2))"]).expect("the import succeeds");
    assert!(said.contains("[0, 2]") && said.contains("code object from"), "{said}");
}
