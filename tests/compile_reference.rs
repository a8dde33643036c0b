//! The whole compiler: source in, code objects out, compared with those of CPython.
//!
//! The samples are compared with their golden files (`tests/golden.py`). `PYLENS_CODE_REFERENCE` names a folder with
//! more files of the format of `.code` there; their `co_filename` says which source to compile, and
//! `PYLENS_CODE_LEVEL` (0, 1, 2) how hard to optimize.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use pylens::base::{OptimizeLevel, Profile, Text};
use pylens::compiler::{CompileOptions, Keep, compile};
use pylens::frontend::parser::{Mode, parse_source};
use pylens::frontend::source::Source;
use pylens::frontend::tokenizer::tokenize;
use pylens::view::code::json;
use serde_json::Value;

#[test]
fn samples_are_compiled_as_by_cpython() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    on_a_big_stack(move || compare_folder(&root.join("tests/golden"), root, OptimizeLevel::None, Profile::V3_13_0));
}

#[test]
fn more_files_are_compiled_as_by_cpython() {
    let Some(folder) = std::env::var_os("PYLENS_CODE_REFERENCE") else { return };
    let level = match std::env::var("PYLENS_CODE_LEVEL").as_deref() {
        Ok("1") => OptimizeLevel::O,
        Ok("2") => OptimizeLevel::OO,
        _ => OptimizeLevel::None,
    };
    on_a_big_stack(move || compare_folder(Path::new(&folder), Path::new("/"), level, Profile::V3_13_0));
}

fn on_a_big_stack(job: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(1 << 30).spawn(job).expect("a thread starts");
    if let Err(panic) = thread.join() {
        std::panic::resume_unwind(panic);
    }
}

fn compare_folder(folder: &Path, root: &Path, level: OptimizeLevel, profile: Profile) {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("the folder can be read")
        .map(|entry| entry.expect("a readable entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "code"))
        .collect();
    paths.sort();
    let mut wrong: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut differing = 0;
    for path in &paths {
        let theirs = std::fs::read_to_string(path).expect("a readable file");
        let theirs: Value = serde_json::from_str(&theirs).expect("JSON");
        if let Some((kind, what)) = compare(&theirs, root, level, profile) {
            differing += 1;
            wrong.entry(kind).or_default().push(what);
        }
    }
    println!("{} files, {differing} differ", paths.len());
    for (kind, files) in &wrong {
        println!("{} of {kind}\n    {}", files.len(), files[..files.len().min(4)].join("\n    "));
    }
    assert!(!paths.is_empty(), "nothing to compare");
    assert!(wrong.is_empty(), "{differing} of {} files differ", paths.len());
}

/// The first difference: its kind, and where it is.
fn compare(theirs: &Value, root: &Path, level: OptimizeLevel, profile: Profile) -> Option<(String, String)> {
    let filename = theirs[0]["co_filename"].as_str().expect("a file name");
    let bytes = std::fs::read(root.join(filename)).expect("the source can be read");
    let ours = match code(filename, &bytes, level, profile) {
        Ok(ours) => ours,
        Err(error) => return Some(("errors".into(), format!("{filename}: {error}"))),
    };
    let (ours, theirs) = (ours.as_array()?, theirs.as_array()?);
    let inner_first = |objects: &[Value]| objects.iter().rev().cloned().collect::<Vec<_>>();
    for (ours, theirs) in inner_first(ours).iter().zip(&inner_first(theirs)) {
        for (field, value) in theirs.as_object()? {
            if ours[field] != *value {
                let name = theirs["co_qualname"].as_str()?;
                let line = &theirs["co_firstlineno"];
                let what = format!("{filename}:{line} {name}\n      ours    {}\n      CPython {value}", ours[field]);
                return Some((field.clone(), what));
            }
        }
    }
    (ours.len() != theirs.len()).then(|| ("number of code objects".into(), filename.to_owned()))
}

fn code(filename: &str, bytes: &[u8], level: OptimizeLevel, profile: Profile) -> Result<Value, String> {
    let source = Source::from_bytes(filename, bytes).map_err(|error| error.msg)?;
    let ast = parse_source(&source, &tokenize(&source), Mode::Exec).0.map_err(|error| error.msg)?;
    let options = CompileOptions { profile, level, filename: Text::from(filename), keep: Keep::Code };
    let compiled = compile(&source, ast, &options).result.map_err(|failure| format!("{failure:?}"))?;
    Ok(json(&compiled.code))
}
