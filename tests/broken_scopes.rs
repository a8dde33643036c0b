//! Optimizer, symbol table and scopes view on damaged samples: errors are values, nothing panics, trees stay trees.

use std::path::Path;

use pylens::base::OptimizeLevel;
use pylens::compiler::fold::{FoldOptions, fold};
use pylens::compiler::future::future;
use pylens::compiler::symtable::analyze;
use pylens::frontend::ast::validate::validate;
use pylens::frontend::parser::{Mode, parse_source};
use pylens::frontend::source::Source;
use pylens::frontend::tokenizer::tokenize;
use pylens::view;

/// Every line left out, doubled, and moved behind the next one; every line's words turned round.
fn damaged(text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.lines().collect();
    let join = |lines: &[&str]| lines.join("\n") + "\n";
    let mut variants = vec![text.to_owned()];
    for at in 0..lines.len() {
        let mut without = lines.clone();
        let line = without.remove(at);
        variants.push(join(&without));
        without.insert((at + 1).min(without.len()), line);
        variants.push(join(&without));
        without.insert(at, line);
        variants.push(join(&without));
        let indent = line.len() - line.trim_start().len();
        let turned: Vec<&str> = line.split_whitespace().rev().collect();
        let turned = line[..indent].to_owned() + &turned.join(" ");
        let mut turned_lines = lines.clone();
        turned_lines[at] = &turned;
        variants.push(join(&turned_lines));
    }
    variants
}

/// Runs the stages on what parses; whether it did.
fn survives(text: &str) -> bool {
    let source = Source::from_text("damaged", text);
    let (Ok(ast), _) = parse_source(&source, &tokenize(&source), Mode::Exec) else { return false };
    let Ok(future) = future(&source, &ast, Default::default()) else { return false };
    let options = FoldOptions { level: OptimizeLevel::O, future_annotations: future.annotations() };
    let Ok(folded) = fold(ast, options) else { return false };
    assert_eq!(validate(&folded.ast, &source.text), Ok(()), "{text}");
    assert!(folded.changes.iter().all(|change| folded.origin(change.node) == change.node));
    let Ok(table) = analyze(&source, &folded.ast, folded.ast.names.clone(), future) else { return false };
    view::scopes::text(&source, &table);
    view::scopes::json(&table);
    view::scopes::listing(&source, &folded.ast, &table);
    true
}

#[test]
fn damaged_samples_are_survived() {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let mut whole = 0;
    for entry in std::fs::read_dir(samples).expect("the samples") {
        let Ok(text) = std::fs::read_to_string(entry.expect("an entry").path()) else { continue };
        whole += damaged(&text).iter().filter(|text| survives(text)).count();
    }
    let cases = [include_str!("scopes/cases.txt"), include_str!("fold/cases.txt")];
    whole += cases.iter().flat_map(|cases| cases.split("\n# ---\n")).filter(|case| survives(case)).count();
    assert!(whole > 100);
}
