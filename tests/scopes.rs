//! Scopes against a real CPython 3.13.
//!
//! `tests/record/scopes.py` records what CPython makes of the cases in `tests/scopes/cases.txt`; the recording is
//! committed.

use pylens::base::Diagnostic;
use pylens::compiler::future;
use pylens::compiler::symtable::{SymbolTable, analyze};
use pylens::frontend::ast::Ast;
use pylens::frontend::parser::{Mode, parse_source};
use pylens::frontend::source::Source;
use pylens::frontend::tokenizer::tokenize;
use pylens::view;

#[path = "scopes/lines.rs"]
mod lines;

fn parse(code: &str) -> (Source, Result<Ast, Diagnostic>) {
    let source = Source::from_text("test", code);
    let tokens = tokenize(&source);
    let (ast, _) = parse_source(&source, &tokens, Mode::Exec);
    (source, ast)
}

fn table(code: &str) -> Result<SymbolTable, Diagnostic> {
    let (source, ast) = parse(code);
    let ast = ast?;
    let future = future::future(&source, &ast, pylens::base::Profile::V3_13_0)?;
    analyze(&source, &ast, ast.names.clone(), future)
}

fn shown(code: &str) -> String {
    lines::shown(table(code))
}

#[test]
fn scopes_are_those_of_cpython() {
    let cases = include_str!("scopes/cases.txt");
    let expected: Vec<String> = serde_json::from_str(include_str!("scopes/expected.json")).expect("a list of texts");
    assert_eq!(cases.split("\n# ---\n").count(), expected.len());
    for (case, expected) in cases.split("\n# ---\n").zip(expected) {
        assert_eq!(shown(case), expected, "scopes of {case:?}");
    }
}

#[test]
fn a_free_variable_knows_the_scope_of_its_cell() {
    let table = table("def f(x):\n  class C:\n    x = 1\n    def g(self): return x, __class__\n").expect("valid");
    let scope = |name: &str| table.iter().find(|(_, scope)| &table.names[scope.name] == name).expect("defined").0;
    let name = |text: &str| table.names.find(text).expect("used");
    assert_eq!(table.provider(scope("g"), name("x")), Some(scope("f")));
    assert_eq!(table.provider(scope("g"), name("__class__")), Some(scope("C")));
    assert_eq!(table.provider(scope("g"), name("self")), None);
}

#[test]
fn the_tree_of_scopes_reads_well() {
    let code = "def f(x):\n    return [lambda: x for _ in x]\n";
    let (source, ast) = parse(code);
    let listing = view::scopes::listing(&source, &ast.expect("valid"), &table(code).expect("valid"));
    assert_eq!(
        listing.to_text(),
        "\
module test  has free variables inside
  f  local           assigned, defines a scope
  function f line 1  has free variables inside
    x  cell            parameter, used
    _  local           assigned, iteration variable
    function listcomp line 2  nested, inlined, has free variables inside
      .0  local           parameter
      _   local           assigned, iteration variable
      x   free              from function f, line 1
      function lambda line 2  nested
        x  free            used  from function f, line 1
"
    );
}

#[test]
fn symbols_answer_as_the_symtable_module_does() {
    let table = table("import a\nglobal b\nb: int = a\n").expect("valid");
    let json = view::scopes::json(&table);
    let answers = |index: usize| {
        let symbol = json[0]["symbols"][index].as_object().expect("a symbol");
        let yes = symbol.iter().filter(|(_, answer)| **answer == true);
        yes.map(|(question, _)| question.as_str()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(answers(0), "is_referenced is_global is_local is_imported");
    assert_eq!(answers(1), "is_global is_declared_global is_local is_annotated is_assigned");
    assert_eq!(
        view::scopes::text(&Source::from_text("t.py", ""), &table),
        "\
symbol table for module from file 't.py':
    local symbol 'a': use, def_import
    global_explicit symbol 'b': def_global, def_local, def_annot
    global_implicit symbol 'int': use

"
    );
}
