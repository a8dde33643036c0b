//! The parsers that are compared, and what they are compared on.

use std::path::{Path, PathBuf};

use pylens::frontend::parser::{Mode, parse};
use pylens::frontend::source::Source;
use pylens::frontend::tokenizer::tokenize;

/// A way from the text of a file to a result. It is the result that gets dropped, and memory that it holds is counted.
pub struct Contestant {
    pub name: &'static str,
    pub run: fn(&Source) -> Box<dyn std::any::Any>,
}

/// The first is what the others are compared with.
pub const CONTESTANTS: [Contestant; 6] = [
    Contestant { name: "pylens: tokens and tree", run: tokens_and_tree },
    Contestant { name: "pylens: text, tokens and tree", run: text_tokens_and_tree },
    Contestant { name: "pylens: tokens only", run: |source| Box::new(tokenize(source)) },
    Contestant { name: "ruff: tokens and tree", run: |source| Box::new(ruff_python_parser::parse_module(&source.text)) },
    Contestant { name: "rustpython-parser: tree", run: rustpython },
    Contestant { name: "tree-sitter-python: tree", run: tree_sitter },
];

fn tokens_and_tree(source: &Source) -> Box<dyn std::any::Any> {
    let tokens = tokenize(source);
    let ast = parse(source, &tokens, Mode::Exec);
    Box::new((tokens, ast))
}

/// With the copy of the text and the index of its lines that every later stage shares.
fn text_tokens_and_tree(source: &Source) -> Box<dyn std::any::Any> {
    let source = Source::from_text(&source.name, &source.text);
    let tokens = tokenize(&source);
    let ast = parse(&source, &tokens, Mode::Exec);
    Box::new((source, tokens, ast))
}

fn rustpython(source: &Source) -> Box<dyn std::any::Any> {
    Box::new(rustpython_parser::parse(&source.text, rustpython_parser::Mode::Module, &source.name))
}

fn tree_sitter(source: &Source) -> Box<dyn std::any::Any> {
    let mut parser = tree_sitter::Parser::new();
    parser.set_language(&tree_sitter_python::LANGUAGE.into()).expect("the versions fit");
    Box::new(parser.parse(&*source.text, None))
}

/// The UTF-8 files below `PYLENS_CORPUS` (the samples without it) that are valid programs, and their size in bytes.
pub fn corpus() -> (Vec<Source>, usize) {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples");
    let mut sources = Vec::new();
    collect(&std::env::var_os("PYLENS_CORPUS").map_or(samples, PathBuf::from), &mut sources);
    sources.retain(|source| parse(source, &tokenize(source), Mode::Exec).is_ok());
    let bytes = sources.iter().map(|source| source.text.len()).sum();
    (sources, bytes)
}

fn collect(path: &Path, sources: &mut Vec<Source>) {
    if path.is_dir() {
        let mut entries: Vec<PathBuf> =
            std::fs::read_dir(path).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
        entries.sort();
        entries.iter().for_each(|entry| collect(entry, sources));
    } else if path.extension().is_some_and(|extension| extension == "py")
        && let Ok(text) = std::fs::read_to_string(path)
    {
        sources.push(Source::from_text(&path.to_string_lossy(), text.trim_start_matches('\u{feff}')));
    }
}
