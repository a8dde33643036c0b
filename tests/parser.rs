//! Trees against a real CPython 3.13.
//!
//! `tests/record/parser.py` records what CPython makes of the cases in `tests/parser/cases.txt`, `tests/golden.py` what
//! it makes of the samples; the recordings are committed. With `PYLENS_CORPUS=DIR` every `.py` file below DIR is parsed
//! by both passes, which must agree and give trees in order.

use std::path::{Path, PathBuf};

use pylens::base::{Diagnostic, Severity};
use pylens::frontend::ast::Ast;
use pylens::frontend::ast::dump::{Options, dump};
use pylens::frontend::ast::validate::validate;
use pylens::frontend::parser::errors::parse_exact;
use pylens::frontend::parser::{Mode, parse, parse_source};
use pylens::frontend::source::Source;
use pylens::frontend::tokenizer::tokenize;

fn shown(source: &Source, ast: &Ast, options: Options) -> String {
    dump(ast, &source.lines, ast.root.expect("a whole tree").into(), options)
}

const WHOLE: Options = Options { include_attributes: true, indent: None, show_empty: true };

/// CPython's parser goes thousands of rules deep before it gives up, and so does the exact pass.
fn with_big_stack(test: fn()) {
    with_big_stack_and(test);
}

fn with_big_stack_and(test: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(512 << 20).spawn(test).expect("a thread");
    if let Err(panic) = thread.join() {
        std::panic::resume_unwind(panic);
    }
}

#[derive(serde::Deserialize)]
struct Case {
    mode: String,
    source: String,
    /// A tree, or an exception's class, message, line, offset, end line, end offset and text as a JSON list.
    shown: String,
    warnings: Vec<String>,
}

fn cases() -> Vec<Case> {
    serde_json::from_str(include_str!("parser/expected.json")).expect("a recording")
}

fn fields(error: &Diagnostic) -> serde_json::Value {
    let Diagnostic { msg, lineno, offset, end_lineno, end_offset, text, .. } = error;
    serde_json::json!([error.kind.name(), msg, lineno, offset, end_lineno, end_offset, text])
}

fn mode(case: &Case) -> Mode {
    [Mode::Eval, Mode::Single].into_iter().find(|mode| mode.name() == case.mode).unwrap_or(Mode::Exec)
}

/// Text, or the bytes of a file.
fn source(case: &Case) -> Result<Source, Diagnostic> {
    if case.mode != "bytes" {
        return Ok(Source::from_text("<test>", &case.source));
    }
    let bytes: Vec<u8> = case.source.chars().map(|c| u8::try_from(c).expect("a byte")).collect();
    Source::from_bytes("<test>", &bytes)
}

#[test]
fn cases_are_parsed_as_cpython_does() {
    with_big_stack(|| {
        let mut different = Vec::new();
        for case in cases() {
            let mut warnings = Vec::new();
            let shown = match source(&case) {
                Ok(source) => {
                    let (result, issued) = parse_source(&source, &tokenize(&source), mode(&case));
                    warnings = issued;
                    match &result {
                        Ok(ast) => shown(&source, ast, WHOLE),
                        Err(error) => fields(error).to_string(),
                    }
                }
                Err(error) => fields(&error).to_string(),
            };
            let expected = match serde_json::from_str::<serde_json::Value>(&case.shown) {
                Ok(fields) => fields.to_string(),
                Err(_) => case.shown.clone(),
            };
            let line = |lineno: Option<i64>| lineno.unwrap_or(0);
            let issued: Vec<String> = warnings.iter().map(|w| format!("{}: {}", line(w.lineno), w.msg)).collect();
            assert!(warnings.iter().all(|warning| warning.severity == Severity::Warning));
            if shown != expected || issued != case.warnings {
                different.push(format!("{:?}\n  {expected}\n  {shown}\n  {:?} {issued:?}", case.source, case.warnings));
            }
        }
        assert!(different.is_empty(), "{}", different.join("\n"));
    });
}

/// What CPython rejects only later, or with an exception that is not the parser's, the fast pass may accept.
#[test]
fn the_fast_pass_accepts_nothing_that_cpython_rejects() {
    for case in cases() {
        let Ok(source) = source(&case) else { continue };
        let accepted = parse(&source, &tokenize(&source), mode(&case)).is_ok();
        assert!(!accepted || case.shown.ends_with(')'), "{:?}: {}", case.source, case.shown);
    }
}

#[test]
fn samples_have_the_tree_of_cpython() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut compared = 0;
    for path in python_files(&root.join("samples")) {
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let Ok(expected) = std::fs::read_to_string(root.join(format!("tests/golden/{name}.ast"))) else { continue };
        let source = Source::from_text(&name, &std::fs::read_to_string(&path).expect("a sample"));
        if let Ok(ast) = parse(&source, &tokenize(&source), Mode::Exec) {
            let options = Options { include_attributes: true, indent: Some(2), show_empty: false };
            assert_eq!(shown(&source, &ast, options) + "\n", expected, "{name}");
            compared += 1;
        }
    }
    assert!(compared > 15, "only {compared} samples were compared");
}

#[test]
fn depth_is_bounded() {
    with_big_stack(|| {
        for code in [
            "-".repeat(100_000) + "1",
            "not ".repeat(100_000) + "1",
            "lambda: ".repeat(100_000) + "1",
            "a if b else ".repeat(100_000) + "c",
            "a ** ".repeat(100_000) + "b",
            "(".repeat(100_000),
            "if a: b\n".to_owned() + &"elif c: d\n".repeat(100_000),
        ] {
            let source = Source::from_text("test", &code);
            assert!(parse(&source, &tokenize(&source), Mode::Exec).is_err());
        }
        // These do not nest for the parser.
        for code in ["a + ", "a and ", "a < ", "a = ", "a, ", "'a' ", "a; "].map(|code| code.repeat(100_000) + "a") {
            let source = Source::from_text("test", &code);
            let ok = parse(&source, &tokenize(&source), Mode::Exec).is_ok();
            assert_eq!(ok, !code.starts_with('\''), "{}", &code[..10]);
        }
    });
}

/// What the fast pass accepts the exact pass accepts, with the same tree.
fn passes_agree(what: &str, source: &Source, mode: Mode) {
    let tokens = tokenize(source);
    let Ok(fast) = parse(source, &tokens, mode) else { return };
    assert_eq!(validate(&fast, &source.text), Ok(()), "{what}");
    match parse_exact(source, &tokens, mode).result {
        Ok(exact) => assert!(shown(source, &fast, WHOLE) == shown(source, &exact, WHOLE), "{what}"),
        Err(error) => panic!("{what}: {}", error.msg),
    }
}

#[test]
fn the_passes_agree() {
    with_big_stack(|| {
        for case in cases() {
            let Ok(source) = source(&case) else { continue };
            passes_agree(&case.source, &source, mode(&case));
        }
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let corpus = std::env::var_os("PYLENS_CORPUS").map(PathBuf::from);
        for folder in [Some(root.join("samples")), Some(root.join("tests")), corpus].into_iter().flatten() {
            for path in python_files(&folder) {
                let Ok(bytes) = std::fs::read(&path) else { continue };
                let Ok(source) = Source::from_bytes("test", &bytes) else { continue };
                passes_agree(&path.to_string_lossy(), &source, Mode::Exec);
            }
        }
    });
}

fn python_files(directory: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(directory).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files.extend(python_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "py") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// A source that nests `n` times, the greatest `n` that CPython accepts, and what it says of one more.
#[test]
fn limits_are_cpythons() {
    type Shape = fn(usize) -> String;
    let brackets = "too many nested parentheses";
    let limits: [(Shape, usize, &str); 8] = [
        (|n| "(".repeat(n) + "1" + &")".repeat(n), 200, brackets),
        (|n| "f(".repeat(n) + "1" + &")".repeat(n), 200, brackets),
        (|n| "{1:".repeat(n) + "1" + &"}".repeat(n), 200, brackets),
        (|n| "x".to_owned() + &"[y".repeat(n) + &"]".repeat(n), 200, brackets),
        (nested_ifs, 99, "too many levels of indentation"),
        (|n| "f'{".repeat(n) + "1" + &"}'".repeat(n), 149, "too many nested f-strings"),
        (|n| format!("f'{}{}'", "{x:".repeat(n), "}".repeat(n)), 3, "f-string: expressions nested too deeply"),
        (|n| format!("x = {}", "1".repeat(n)), 4300, "Exceeds the limit (4300 digits) for integer string conversion"),
    ];
    with_big_stack_and(move || {
        for (shape, limit, message) in limits {
            let outcome = |n| {
                let source = Source::from_text("<test>", &(shape(n) + "\n"));
                parse_source(&source, &tokenize(&source), Mode::Exec).0.map(drop).map_err(|error| error.msg)
            };
            assert_eq!(outcome(limit), Ok(()), "{message}");
            assert!(outcome(limit + 1).is_err_and(|found| found.starts_with(message)), "{message}");
        }
    });
}

fn nested_ifs(n: usize) -> String {
    let blocks: String = (0..n).map(|level| format!("{}if x:\n", " ".repeat(level))).collect();
    blocks + &" ".repeat(n) + "pass"
}
