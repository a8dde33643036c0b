use super::dump::{Options, dump};
use super::*;
use crate::base::{Constant, LineIndex, Span};

/// `x[1:]` at line 1, with the given spans.
fn sample() -> (Ast, ModId, ExprId) {
    let mut ast = Ast::default();
    let x = ast.names.intern("x");
    let one = ast.add_const(Constant::int(1));
    let name = ast.add(Expr::Name { id: x, ctx: ExprContext::Load }, Span::new(0, 1));
    let lower = ast.add(Expr::Constant { value: one, kind: StringKind::Plain }, Span::new(2, 3));
    let slice = ast.add(Expr::Slice { lower: Some(lower), upper: None, step: None }, Span::new(2, 4));
    let value = ast.add(Expr::Subscript { value: name, slice, ctx: ExprContext::Load }, Span::new(0, 5));
    let stmt = ast.add(Stmt::Expr { value }, Span::new(0, 5));
    let body = ast.list(&[stmt]);
    let root = ast.add(Mod::Module { body, type_ignores: TypeIgnores }, Span::new(0, 5));
    ast.root = Some(root);
    (ast, root, value)
}

#[test]
fn nodes_are_small() {
    assert_eq!(std::mem::size_of::<Option<ExprId>>(), 4);
    assert!(std::mem::size_of::<Expr>() <= 28);
    assert!(std::mem::size_of::<Stmt>() <= 48);
}

#[test]
fn fields_follow_the_asdl() {
    let mut ast = Ast::default();
    let id = ast.names.intern("x");
    let name = ast.add(Expr::Name { id, ctx: ExprContext::Load }, Span::new(0, 1));
    let handler = ast.add(ExceptHandler { r#type: Some(name), name: None, body: List::EMPTY }, Span::new(0, 1));
    let mut names = Vec::new();
    ast.fields(handler.into(), &mut |field, _| names.push(field));
    assert_eq!(names, ["type", "name", "body"]);
    assert_eq!(ast.type_name(name.into()), "Name");
    assert_eq!(ast.type_name(handler.into()), "ExceptHandler");
}

#[test]
fn dumps_as_python_does() {
    let (ast, root, value) = sample();
    let lines = LineIndex::new("x[1:]");
    let line = dump(&ast, &lines, value.into(), Options::default());
    assert_eq!(line, "Subscript(value=Name(id='x', ctx=Load()), slice=Slice(lower=Constant(value=1)), ctx=Load())");
    let pretty = Options { indent: Some(2), include_attributes: true, show_empty: true };
    let expected = "\
Module(
  body=[
    Expr(
      value=Subscript(
        value=Name(
          id='x',
          ctx=Load(),
          lineno=1,
          col_offset=0,
          end_lineno=1,
          end_col_offset=1),
        slice=Slice(
          lower=Constant(
            value=1,
            lineno=1,
            col_offset=2,
            end_lineno=1,
            end_col_offset=3),
          lineno=1,
          col_offset=2,
          end_lineno=1,
          end_col_offset=4),
        ctx=Load(),
        lineno=1,
        col_offset=0,
        end_lineno=1,
        end_col_offset=5),
      lineno=1,
      col_offset=0,
      end_lineno=1,
      end_col_offset=5)],
  type_ignores=[])";
    assert_eq!(dump(&ast, &lines, root.into(), pretty), expected);
}

#[test]
fn walks_parents_first_and_in_order() {
    let (ast, root, value) = sample();
    let mut seen = Vec::new();
    visit::walk(&ast, root.into(), |id, depth| seen.push(format!("{depth} {}", ast.type_name(id))));
    assert_eq!(seen, ["0 Module", "1 Expr", "2 Subscript", "3 Name", "3 Slice", "4 Constant"]);
    let parents = visit::parents(&ast);
    assert_eq!(parents[root], None);
    assert_eq!(parents[value].map(|id| ast.type_name(id)), Some("Expr"));
}

#[test]
fn validation_finds_a_child_outside_of_its_parent() {
    let (mut ast, _, value) = sample();
    assert_eq!(validate::validate(&ast, "x[1:]"), Ok(()));
    ast.set_span(value, Span::new(1, 5));
    assert_eq!(validate::validate(&ast, "x[1:]"), Err("Name at 0..1 lies outside of Subscript at 1..5".to_owned()));
}

#[test]
fn unparses_attributes_of_integers_with_a_space() {
    let mut ast = Ast::default();
    let real = ast.names.intern("real");
    let one = ast.add_const(Constant::int(1));
    let one = ast.add(Expr::Constant { value: one, kind: StringKind::Plain }, Span::default());
    let minus = ast.add(Expr::UnaryOp { op: UnaryOpKind::USub, operand: one }, Span::default());
    let power = ast.add(Expr::BinOp { left: minus, op: Operator::Pow, right: minus }, Span::default());
    let attribute = ast.add(Expr::Attribute { value: one, attr: real, ctx: ExprContext::Load }, Span::default());
    assert_eq!(unparse::unparse(&ast, power).as_str(), Some("(-1) ** (-1)"));
    assert_eq!(unparse::unparse(&ast, attribute).as_str(), Some("1 .real"));
}
