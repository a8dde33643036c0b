//! Every stage of the compiler, and the `.pyc` files, over real code, compared with a live CPython 3.13.0.
//!
//! `PYLENS_CORPUS` names folders (`:` between them); without it there is nothing to do. The Python is `PYTHON313`, else
//! `python3.13`. `PYLENS_SEAMS` picks some of `scopes,tree,pseudo,optimized,warnings,error,pyc` (all without it),
//! `PYLENS_LEVELS` some of `0,1,2`. A `.pyc` file is compared for each level and each way of invalidation. At the end
//! stand the figures: how many were compared at each seam, and how many differ.

#[path = "scopes/lines.rs"]
mod lines;
#[path = "codegen/listing.rs"]
mod listing;

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use pylens::base::{Diagnostic, OptimizeLevel, Profile, Text};
use pylens::compiler::future::{Future, future};
use pylens::compiler::symtable::analyze;
use pylens::compiler::{Compilation, CompileOptions, Failure, Keep, compile};
use pylens::frontend::ast::Ast;
use pylens::frontend::ast::dump::{Options, dump};
use pylens::frontend::parser::{Mode, parse_source};
use pylens::frontend::source::Source;
use pylens::frontend::tokenizer::tokenize;
use pylens::pipeline::batch::{HeaderKind, compile_pyc};
use pylens::pipeline::cache::source_facts;
use pylens::pyc::load::load_code;
use pylens::view;
use serde_json::{Value, json};

/// Files per run of Python.
const BATCH: usize = 40;

/// Differences that are shown for each seam.
const SHOWN: usize = 5;

#[derive(Default)]
struct Figures {
    /// By seam and level: compared, differing, and the first differences in words.
    seams: BTreeMap<String, (usize, usize, Vec<String>)>,
}

impl Figures {
    fn count(&mut self, seam: String, difference: Option<String>) {
        let (compared, differing, shown) = self.seams.entry(seam).or_default();
        *compared += 1;
        if let Some(difference) = difference {
            *differing += 1;
            if shown.len() < SHOWN {
                shown.push(difference);
            }
        }
    }

    fn report(&self) -> usize {
        let mut total = 0;
        for (seam, (compared, differing, shown)) in &self.seams {
            println!("{seam:<24} {compared:>6} compared, {differing:>5} differ");
            shown.iter().for_each(|what| println!("    {what}"));
            total += differing;
        }
        total
    }
}

fn python_files(folder: &Path, files: &mut Vec<PathBuf>) {
    if folder.is_file() {
        return files.push(folder.to_owned());
    }
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() && !path.is_symlink() {
            python_files(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "py") {
            files.push(path);
        }
    }
}

fn python() -> String {
    std::env::var("PYTHON313").unwrap_or("python3.13".into())
}

fn wanted(seam: &str) -> bool {
    std::env::var("PYLENS_SEAMS").map_or(true, |seams| seams.split(',').any(|wanted| wanted == seam))
}

fn levels() -> Vec<OptimizeLevel> {
    let wanted = std::env::var("PYLENS_LEVELS").unwrap_or("0,1,2".into());
    let is_wanted = |level: &OptimizeLevel| wanted.contains(&level.number().to_string());
    OptimizeLevel::ALL.into_iter().filter(is_wanted).collect()
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

fn without_headings(text: &str) -> String {
    text.lines().filter(|line| !line.ends_with(':')).map(|line| format!("{line}\n")).collect()
}

/// Texts are compared without blanks at the ends of lines.
fn trimmed(text: &str) -> String {
    text.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

fn error_fields(error: &Diagnostic) -> Value {
    let Diagnostic { kind, msg, lineno, offset, end_lineno, end_offset, .. } = error;
    json!([kind.name(), msg, lineno, offset, end_lineno, end_offset])
}

fn parsed(path: &str, bytes: &[u8]) -> Result<(Source, Ast, Future), Diagnostic> {
    let source = Source::from_bytes(path, bytes)?;
    let ast = parse_source(&source, &tokenize(&source), Mode::Exec).0?;
    let future = future(&source, &ast, Profile::V3_13_0)?;
    Ok((source, ast, future))
}

fn compiled(source: &Source, ast: &Ast, path: &str, level: OptimizeLevel) -> Compilation {
    let filename = Text::from(path);
    compile(source, ast.clone(), &CompileOptions { profile: Profile::V3_13_0, level, filename, keep: Keep::Passes })
}

/// The seams between the tree and the code objects of one file.
fn compare_stages(expected: &Value, figures: &mut Figures) {
    let path = expected["path"].as_str().expect("a path");
    let Ok(bytes) = fs::read(path) else { return };
    let at = |difference: String| format!("{path}: {difference}");
    let parsed = parsed(path, &bytes);
    if expected["error"].is_array() {
        let found = match &parsed {
            Err(error) => error_fields(error),
            Ok((source, ast, _)) => match compiled(source, ast, path, OptimizeLevel::None).result {
                Ok(_) => "no error".into(),
                Err(Failure::Python(error)) => error_fields(&error),
                Err(Failure::Internal(bug)) => bug.to_string().into(),
            },
        };
        let wrong = found != expected["error"];
        let difference = wrong.then(|| at(format!("{found} should be {}", expected["error"])));
        return figures.count("error".into(), difference);
    }
    let (source, ast, future) = match parsed {
        Ok(parsed) => parsed,
        Err(error) => return figures.count("error".into(), Some(at(error_fields(&error).to_string()))),
    };
    if wanted("scopes") {
        let found = lines::shown(analyze(&source, &ast, ast.names.clone(), future));
        let difference = first_difference(&found, expected["scopes"].as_str().unwrap_or_default());
        figures.count("scopes".into(), difference.map(at));
    }
    let dump_options = Options { include_attributes: true, indent: Some(2), show_empty: false };
    let levels_expected = &expected["levels"];
    for level in levels() {
        let number = usize::from(level.number());
        let expected = &levels_expected[number];
        let made = compiled(&source, &ast, path, level);
        let (code, folded) = match (&made.result, &made.folded) {
            (Ok(code), Some(folded)) => (code, folded),
            (Err(failure), _) => return figures.count("error".into(), Some(at(format!("{failure:?}")))),
            (Ok(_), None) => return figures.count("error".into(), Some(at("no tree".into()))),
        };
        let mut seam = |name: &str, found: &dyn Fn() -> String, expected: &str| {
            if wanted(name) {
                let difference = first_difference(&trimmed(&found()), &trimmed(expected));
                figures.count(format!("{name} -O{number}"), difference.map(at));
            }
        };
        // A tree like that of the level before is not recorded again.
        let tree = (0..=number).rev().find_map(|level| levels_expected[level]["tree"].as_str());
        let root = folded.ast.root.expect("a tree").into();
        let found = || dump(&folded.ast, &source.lines, root, dump_options);
        seam("tree", &found, tree.unwrap_or_default());
        let pseudo = || without_headings(&listing::text(code));
        seam("pseudo", &pseudo, expected["pseudo"].as_str().unwrap_or_default());
        let optimized = || view::units::optimized(code, code.module()).to_text();
        seam("optimized", &optimized, expected["optimized"].as_str().unwrap_or_default());
        let words = |list: &Value| {
            let list = list.as_array().map(Vec::as_slice).unwrap_or_default();
            list.iter().map(|warning| format!("{} {}\n", warning[0], warning[1])).collect::<String>()
        };
        let ours: Value = made.warnings.iter().map(|warning| json!([warning.kind.name(), warning.msg])).collect();
        seam("warnings", &|| words(&ours), &words(&expected["warnings"]));
    }
}

fn compare_all_stages(files: &[PathBuf], figures: &mut Figures) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/record/seams.py");
    for batch in files.chunks(BATCH) {
        let mut child = Command::new(python())
            .args(["-X", "utf8"])
            .arg(&script)
            .args(batch)
            .stdout(Stdio::piped())
            .spawn()
            .expect("a Python");
        for line in BufReader::new(child.stdout.take().expect("a pipe")).lines() {
            // Lone surrogates in texts cannot be compared this way.
            let Ok(expected) = serde_json::from_str(&line.expect("a line")) else { continue };
            compare_stages(&expected, figures);
        }
        child.wait().expect("Python ends");
    }
}

const KINDS: [(&str, HeaderKind); 3] = [
    ("TIMESTAMP", HeaderKind::Timestamp),
    ("CHECKED_HASH", HeaderKind::CheckedHash),
    ("UNCHECKED_HASH", HeaderKind::UncheckedHash),
];

fn compare_pycs(files: &[PathBuf], figures: &mut Figures) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/record/pycs.py");
    let folder = tempfile::tempdir().expect("a temporary folder");
    for batch in files.chunks(BATCH) {
        let mut jobs = Vec::new();
        for file in batch {
            for level in levels() {
                for (mode, kind) in KINDS {
                    jobs.push((file, level, mode, kind, folder.path().join(format!("{}.pyc", jobs.len()))));
                }
            }
        }
        let list: String = jobs
            .iter()
            .map(|(file, level, mode, _, target)| {
                format!("{}\t{mode}\t{}\t{}\n", level.number(), file.display(), target.display())
            })
            .collect();
        run_python(|command| command.arg(&script), &list);
        for (file, level, mode, kind, target) in jobs {
            let Ok(expected) = fs::read(&target) else { continue };
            let _ = fs::remove_file(&target);
            let found = our_pyc(file, level, kind);
            let mut difference = pyc_difference(&found, &expected);
            if difference.is_some() {
                // What the parent process has interned may be the cause.
                let program = "import py_compile,sys; py_compile.compile(sys.argv[1], cfile=sys.argv[2], doraise=True, \
                               optimize=int(sys.argv[3]), invalidation_mode=getattr(py_compile.PycInvalidationMode, \
                               sys.argv[4]))";
                let (level, target) = (level.number().to_string(), target.as_os_str());
                run_python(|c| c.args(["-c", program]).arg(file).arg(target).args([&*level, mode]), "");
                difference = pyc_difference(&found, &fs::read(target).unwrap_or_default());
            }
            let seam = format!("pyc {} -O{}", mode.to_lowercase(), level.number());
            figures.count(seam, difference.map(|what| format!("{}: {what}", file.display())));
        }
    }
}

fn run_python(arguments: impl FnOnce(&mut Command) -> &mut Command, input: &str) {
    let mut command = Command::new(python());
    command.args(["-X", "utf8"]);
    let mut child = arguments(&mut command)
        .env("PYTHONHASHSEED", "0")
        .env_remove("SOURCE_DATE_EPOCH")
        .stdin(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("a Python");
    let mut stdin = child.stdin.take().expect("a pipe");
    // Python may end before it has read everything.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    child.wait().expect("Python ends");
}

fn our_pyc(file: &Path, level: OptimizeLevel, kind: HeaderKind) -> Result<Vec<u8>, String> {
    let bytes = fs::read(file).map_err(|error| error.to_string())?;
    let facts = source_facts(file, &bytes).map_err(|error| error.to_string())?;
    let made = compile_pyc(&file.to_string_lossy(), &bytes, Profile::V3_13_0, level, kind.header(&facts));
    made.map(|made| made.bytes).map_err(|failure| format!("{failure:?}"))
}

/// The field of the first code object that differs, or the byte.
fn pyc_difference(found: &Result<Vec<u8>, String>, expected: &[u8]) -> Option<String> {
    let found = match found {
        Ok(found) if found == expected => return None,
        Ok(found) => found,
        Err(error) => return Some(error.clone()),
    };
    if let (Ok(ours), Ok(theirs)) = (load_code(found, 16), load_code(expected, 16)) {
        let (ours, theirs) = (view::code::json(&ours), view::code::json(&theirs));
        let (ours, theirs) = (ours.as_array()?, theirs.as_array()?);
        for (ours, theirs) in ours.iter().zip(theirs) {
            for (field, value) in theirs.as_object()? {
                if ours[field] != *value {
                    return Some(format!(
                        "{} {field}\n      ours    {}\n      CPython {value}",
                        theirs["co_qualname"], ours[field]
                    ));
                }
            }
        }
    }
    let at = found.iter().zip(expected).take_while(|(a, b)| a == b).count();
    Some(format!("byte {at} of {}", expected.len()))
}

fn compare_corpus(corpus: &str) {
    let mut files = Vec::new();
    corpus.split(':').for_each(|folder| python_files(Path::new(folder), &mut files));
    let mut figures = Figures::default();
    if ["scopes", "tree", "pseudo", "optimized", "warnings", "error"].into_iter().any(wanted) {
        compare_all_stages(&files, &mut figures);
    }
    if wanted("pyc") {
        compare_pycs(&files, &mut figures);
    }
    println!("{} files", files.len());
    assert!(!figures.seams.is_empty(), "nothing compared");
    assert_eq!(figures.report(), 0, "differences");
}

#[test]
fn the_corpus_compiles_as_cpython_compiles_it() {
    let Ok(corpus) = std::env::var("PYLENS_CORPUS") else { return };
    let deep = std::thread::Builder::new().stack_size(1 << 30);
    deep.spawn(move || compare_corpus(&corpus)).expect("a thread").join().expect("no difference");
}
