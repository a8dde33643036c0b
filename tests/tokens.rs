//! Tokens against a real CPython 3.13.
//!
//! `tests/record/tokens.py` records what CPython makes of `tests/tokens/sources.json`; the recording is committed.
//! `corpus_frontend.rs` compares whole folders.

use std::fs;
use std::path::{Path, PathBuf};

use pylens::base::Diagnostic;
use pylens::frontend::source::Source;
use pylens::frontend::tokenizer::{Done, Token, TokenKind, Tokens, Warning, tokenize};
use pylens::view;
use serde_json::{Value, json};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: impl AsRef<Path>) -> String {
    fs::read_to_string(root().join(path)).expect("the recording is there")
}

/// The tokens as CPython's parser gets them, without the last; columns are code points.
fn parser_rows(source: &Source, tokens: &Tokens) -> Vec<Value> {
    let position = |at: u32| {
        let (line, column) = source.lines.line_column(at);
        (line, source.text[(at - column) as usize..at as usize].chars().count())
    };
    let row = |(index, &Token { kind, .. }): (usize, &Token)| match kind {
        TokenKind::COMMENT | TokenKind::NL | TokenKind::ENDMARKER => None,
        TokenKind::INDENT | TokenKind::DEDENT => Some(json!([kind.name()])),
        _ => {
            let span = tokens.parser_span(index);
            let (line, column) = position(span.start);
            let (end_line, end_column) = position(span.end);
            Some(json!([kind.name(), &source.text[span.range()], line, column, end_line, end_column]))
        }
    };
    tokens.tokens.iter().enumerate().filter_map(row).collect()
}

fn exception(error: &Diagnostic) -> Value {
    json!({
        "type": error.kind.name(),
        "msg": error.msg,
        "lineno": error.lineno,
        "offset": error.offset,
        "end_lineno": error.end_lineno,
        "end_offset": error.end_offset,
        "text": error.text,
    })
}

#[test]
fn tokens_are_as_recorded() {
    let sources: Vec<String> = serde_json::from_str(&read("tests/tokens/sources.json")).expect("a list of sources");
    let expected = read("tests/tokens/expected.jsonl");
    assert_eq!(sources.len(), expected.lines().count());
    let mut wrong = Vec::new();
    for (code, expected) in sources.iter().zip(expected.lines()) {
        let mut expected: Value = serde_json::from_str(expected).expect("a recorded line");
        let source = Source::from_bytes("<string>", code.as_bytes()).expect("UTF-8");
        let tokens = tokenize(&source);
        let warnings: Vec<Value> = tokens
            .warnings
            .iter()
            .map(|Warning { diagnostic: d, .. }| json!([d.kind.name(), d.msg, d.lineno]))
            .collect();
        if expected["error"] == "?" && !matches!(tokens.done, Done::End | Done::Raised) {
            expected["error"] = tokens.error.as_ref().map(exception).into();
        }
        let actual = json!({
            "tokens": parser_rows(&source, &tokens),
            "warnings": warnings,
            "error": tokens.error.as_ref().map(exception),
            "module": view::tokens::text(&source).ok(),
        });
        for field in ["tokens", "warnings", "error", "module"] {
            if actual[field] != expected[field] {
                wrong.push(format!("{code:?}: {field}\n  is  {}\n  not {}", actual[field], expected[field]));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn samples_print_as_the_tokenize_module_prints_them() {
    for path in python_files(&root().join("samples")) {
        let name = path.file_stem().and_then(|stem| stem.to_str()).expect("a file name").to_owned();
        let golden = read(format!("tests/golden/{name}.tokens"));
        let source = Source::from_bytes(&name, &fs::read(path).expect("a sample")).expect("a sample decodes");
        assert_eq!(view::tokens::text(&source).unwrap_or_default(), golden, "{name}");
    }
}

#[test]
fn a_pane_has_one_row_per_token_and_the_same_text() {
    let source = Source::from_text("t", "if x:  # é\n    y = f'{z}'");
    let tokens = tokenize(&source);
    let listing = view::tokens::listing(&source, &tokens);
    assert_eq!(listing.rows.len(), tokens.tokens.len() + 1);
    let trimmed: String =
        view::tokens::text(&source).expect("valid").lines().map(|line| format!("{}\n", line.trim_end())).collect();
    assert_eq!(listing.to_text(), trimmed);
}

fn python_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
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
