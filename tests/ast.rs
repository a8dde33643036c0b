//! Trees of the samples against `ast.dump` of a real CPython 3.13, and against the invariants of trees.

use std::fs;
use std::path::Path;

use pylens::frontend::ast::validate::validate;
use pylens::frontend::parser::{Mode, parse_source};
use pylens::frontend::source::Source;
use pylens::frontend::tokenizer::tokenize;
use pylens::view::{self, ItemRef};

#[test]
fn samples_dump_as_python_dumps_them() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut compared = 0;
    for entry in fs::read_dir(root.join("samples")).expect("the samples").flatten() {
        let name = entry.file_name().to_string_lossy().replace(".py", "");
        let Ok(golden) = fs::read_to_string(root.join(format!("tests/golden/{name}.ast"))) else { continue };
        let source = Source::from_bytes(&name, &fs::read(entry.path()).expect("a sample")).expect("a sample decodes");
        let tokens = tokenize(&source);
        let (Ok(ast), _) = parse_source(&source, &tokens, Mode::Exec) else { panic!("{name} does not parse") };
        assert_eq!(view::ast::text(&ast, &source.lines, true), golden, "{name}");
        assert_eq!(view::ast::listing(&ast, &source.lines, true, ItemRef::Node).to_text(), golden, "{name}");
        assert_eq!(validate(&ast, &source.text), Ok(()), "{name}");
        compared += 1;
    }
    assert!(compared > 10);
}
