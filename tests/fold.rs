//! The optimized tree against a real CPython 3.13.
//!
//! `tests/record/scopes.py` records what CPython makes of the cases in `tests/fold/cases.txt`, `tests/golden.py` what it
//! makes of the samples; the recordings are committed.

use std::path::Path;

use pylens::base::{Constant, ErrorKind, OptimizeLevel, Span};
use pylens::compiler::fold::{ChangeKind, FoldOptions, Folded, fold};
use pylens::compiler::future;
use pylens::frontend::ast::dump::{Options, dump};
use pylens::frontend::ast::*;
use pylens::frontend::parser::{Mode, parse_source};
use pylens::frontend::source::Source;
use pylens::frontend::tokenizer::tokenize;

fn folded(source: &Source, level: OptimizeLevel) -> Folded {
    let tokens = tokenize(source);
    let ast = parse_source(source, &tokens, Mode::Exec).0.expect("valid code");
    let future_annotations = future::future(source, &ast, Default::default()).expect("valid features").annotations();
    fold(ast, FoldOptions { level, future_annotations }).expect("no deep tree")
}

fn text(source: &Source, level: OptimizeLevel) -> String {
    let Folded { ast, .. } = folded(source, level);
    let options = Options { include_attributes: true, indent: Some(2), show_empty: false };
    dump(&ast, &source.lines, ast.root.expect("a whole tree").into(), options)
}

#[test]
fn trees_are_those_of_cpython() {
    let cases = include_str!("fold/cases.txt");
    let expected: Vec<Vec<String>> = serde_json::from_str(include_str!("fold/expected.json")).expect("lists of texts");
    assert_eq!(cases.split("\n# ---\n").count(), expected.len());
    for (case, expected) in cases.split("\n# ---\n").zip(expected) {
        let source = Source::from_text("test", case);
        for (index, level) in [OptimizeLevel::None, OptimizeLevel::O].into_iter().enumerate() {
            let expected = expected.get(index).unwrap_or(&expected[0]);
            assert_eq!(text(&source, level), *expected, "{case:?} with {level:?}");
        }
    }
}

#[test]
fn samples_are_optimized_as_cpython_does() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut compared = 0;
    for entry in std::fs::read_dir(root.join("tests/golden")).expect("the recordings") {
        let golden = entry.expect("an entry").path();
        let (Some(name), Some(extension)) = (golden.file_stem(), golden.extension().and_then(|e| e.to_str())) else {
            continue;
        };
        let level = match extension {
            "ast0" => OptimizeLevel::None,
            "ast1" => OptimizeLevel::O,
            "ast2" => OptimizeLevel::OO,
            _ => continue,
        };
        let expected = std::fs::read_to_string(&golden).expect("a recording");
        let sample = root.join("samples").join(name).with_extension("py");
        let source = Source::from_text("test", &std::fs::read_to_string(sample).expect("the sample"));
        // The order of a frozenset's elements is that of a hash table.
        let sorted = |text: &str| {
            let mut letters: Vec<char> = text.chars().collect();
            letters.sort_unstable();
            letters
        };
        let found = text(&source, level) + "\n";
        let same = |(found, expected): (&str, &str)| {
            found == expected || expected.contains("frozenset") && sorted(found) == sorted(expected)
        };
        let differs = found.lines().zip(expected.lines()).find(|&lines| !same(lines));
        assert_eq!(differs, None, "{golden:?}");
        assert_eq!(found.lines().count(), expected.lines().count(), "{golden:?}");
        compared += 1;
    }
    assert!(compared >= 3);
}

#[test]
fn changes_say_where_and_why() {
    let source = Source::from_text("test", "x in [1, 2]\n'%s!' % (x,)\n");
    let Folded { changes, ast, .. } = folded(&source, OptimizeLevel::None);
    let shown: Vec<_> =
        changes.iter().map(|change| (change.kind, &source.text[ast.node_span(change.node).range()])).collect();
    assert_eq!(
        shown,
        [
            (ChangeKind::ListToTuple, "[1, 2]"),
            (ChangeKind::IterableToConstant, "[1, 2]"),
            (ChangeKind::FormatString, "'%s!' % (x,)"),
        ]
    );
}

#[test]
fn new_nodes_know_where_they_came_from() {
    let source = Source::from_text("test", "'%s!' % (x,)\n");
    let folded = folded(&source, OptimizeLevel::None);
    let ast = &folded.ast;
    let joined = ast.count::<Expr>();
    let origins: Vec<&str> = (0..joined)
        .map(|index| NodeId::from(ExprId::from_index(index)))
        .filter(|&node| folded.origin(node) != node)
        .map(|node| &source.text[ast.node_span(folded.origin(node)).range()])
        .collect();
    assert_eq!(origins, ["x", "'%s!'"]);
}

#[test]
fn inverting_a_bool_warns() {
    let source = Source::from_text("test", "~True\n~1\n");
    let kinds: Vec<_> = folded(&source, OptimizeLevel::None).warnings.iter().map(|warning| warning.kind).collect();
    assert_eq!(kinds, [ErrorKind::DeprecationWarning]);
}

#[test]
fn too_deep_a_tree_is_an_error() {
    let mut ast = Ast::default();
    let value = ast.add_const(Constant::int(1));
    let span = Span::new(0, 1);
    let mut expr = ast.add(Expr::Constant { value, kind: StringKind::Plain }, span);
    for _ in 0..10_000 {
        expr = ast.add(Expr::Starred { value: expr, ctx: ExprContext::Load }, span);
    }
    ast.root = Some(ast.add(Mod::Expression { body: expr }, span));
    let deep = std::thread::Builder::new().stack_size(64 << 20);
    let thread = deep.spawn(move || fold(ast, FoldOptions::default()).map(|_| ())).expect("a thread");
    let error = thread.join().expect("no panic").expect_err("too deep");
    assert_eq!(error.kind, ErrorKind::RecursionError);
    assert_eq!(error.msg, "maximum recursion depth exceeded during compilation");
}
