//! The tree as people read it: a row a node, with its simple fields behind it and its children below.
//!
//! `value: BinOp Add` is the node in field `value`; `body[0]: Assign` the first of a list. Keys are paths such as
//! `Module.body[0].value`, which stay the same when other parts of the file change.

use super::{ItemRef, Listing, Packed, Role, Row};
use crate::base::{Constant, LineIndex, Location, repr};
use crate::frontend::ast::{Ast, ExprContext, Field, NodeId, StringKind};

/// What the rows say besides node and fields.
#[derive(Clone, Copy, Default)]
pub struct Wishes<'a> {
    /// Contexts, empty fields and other things that are nearly always the same.
    pub details: bool,
    /// With these: where each node begins and ends.
    pub positions: Option<&'a LineIndex>,
}

/// A row for each node.
pub fn listing(ast: &Ast, wishes: Wishes<'_>, item: fn(NodeId) -> ItemRef) -> Listing {
    let mut rows = Vec::new();
    each(ast, wishes, item, |row| rows.push(row));
    Listing::tree(rows)
}

/// [`listing`], packed row by row.
pub fn packed(ast: &Ast, wishes: Wishes<'_>, item: fn(NodeId) -> ItemRef) -> Packed {
    let mut packed = Packed::new(&[], true);
    each(ast, wishes, item, |row| packed.push(&row));
    packed.shrunk()
}

fn each(ast: &Ast, wishes: Wishes<'_>, item: fn(NodeId) -> ItemRef, mut push: impl FnMut(Row)) {
    let details = wishes.details;
    let Some(root) = ast.root else { return push(Row::text(Role::Note, "there is no tree")) };
    let root: NodeId = root.into();
    let mut pending =
        vec![Pending { node: root, depth: 0, field: String::new(), path: ast.type_name(root).to_owned() }];
    // A loop and not a recursion: a tree may be as deep as the file's author likes.
    while let Some(at) = pending.pop() {
        let mut row = Row::new().depth(at.depth).item(item(at.node)).span(ast.node_span(at.node)).key(&*at.path);
        if !at.field.is_empty() {
            row.push(0, Role::Field, format!("{}: ", at.field));
        }
        row.push(0, Role::Node, ast.type_name(at.node));
        let mut children = Vec::new();
        ast.fields(at.node, &mut |name, field| match field {
            Field::Node(node) => children.push((name.to_owned(), node)),
            Field::List(list) => {
                let ids = list.ids(ast);
                if ids.is_empty() && details {
                    simple(&mut row, name, Role::Dim, "[]".into());
                }
                let nodes = ids.into_iter().enumerate();
                children.extend(nodes.filter_map(|(index, node)| Some((format!("{name}[{index}]"), node?))));
            }
            other => value(&mut row, ast, name, other, details),
        });
        if let Some(lines) = wishes.positions.filter(|_| at.node.class().has_positions()) {
            row.push(0, Role::Position, format!("  {}", super::dis::position(ast.location(lines, at.node))));
        }
        push(row);
        for (field, node) in children.into_iter().rev() {
            let path = format!("{}.{field}", at.path);
            pending.push(Pending { node, depth: at.depth + 1, field, path });
        }
    }
}

/// A node as its row says it, without its place.
pub fn one(ast: &Ast, node: NodeId) -> String {
    let mut row = Row::text(Role::Node, ast.type_name(node));
    ast.fields(node, &mut |name, field| match field {
        Field::Node(_) | Field::List(_) => {}
        other => value(&mut row, ast, name, other, false),
    });
    row.plain()
}

/// The tree for programs: an object for each node, with its constructor as `_type`, its fields under their names in the
/// order of `Python.asdl`, and (with `lines`) its position as CPython gives it.
///
/// A constant is a JSON value where there is an equal one, else its text; `_repr` is how Python writes it in any case.
pub fn json(ast: &Ast, lines: Option<&LineIndex>) -> serde_json::Value {
    ast.root.map_or(serde_json::Value::Null, |root| node_json(ast, lines, root.into()))
}

/// Recursive, as the tree is: the caller sees to a deep stack.
fn node_json(ast: &Ast, lines: Option<&LineIndex>, node: NodeId) -> serde_json::Value {
    use serde_json::Value;
    let mut object = serde_json::Map::new();
    object.insert("_type".into(), ast.type_name(node).into());
    ast.fields(node, &mut |name, field| {
        let value = match field {
            Field::Node(child) => node_json(ast, lines, child),
            Field::List(list) => {
                let ids = list.ids(ast).into_iter();
                ids.map(|child| child.map_or(Value::Null, |child| node_json(ast, lines, child))).collect()
            }
            Field::Name(id) => ast[id].into(),
            Field::Names(ids) => ast[ids].iter().map(|&id| &ast[id]).collect(),
            Field::Const(id) => {
                object.insert("_repr".into(), repr::constant(&ast[id]).into());
                constant_json(&ast[id])
            }
            Field::Int(number) => number.into(),
            Field::Context(context) => context.name().into(),
            Field::BoolOp(op) => op.name().into(),
            Field::Operator(op) => op.name().into(),
            Field::UnaryOp(op) => op.name().into(),
            Field::CmpOps(ops) => ast[ops].iter().map(|op| op.name()).collect(),
            Field::StringKind(StringKind::U) => "u".into(),
            Field::TypeIgnores => Value::Array(Vec::new()),
            Field::StringKind(StringKind::Plain) | Field::TypeComment | Field::None => Value::Null,
        };
        object.insert(name.into(), value);
    });
    if let Some(lines) = lines.filter(|_| node.class().has_positions()) {
        let Location { lineno, end_lineno, col_offset, end_col_offset } = ast.location(lines, node);
        for (name, number) in [
            ("lineno", lineno),
            ("col_offset", col_offset),
            ("end_lineno", end_lineno),
            ("end_col_offset", end_col_offset),
        ] {
            object.insert(name.into(), number.into());
        }
    }
    Value::Object(object)
}

/// The JSON value that is equal to a constant; where there is none, what Python writes.
fn constant_json(value: &Constant) -> serde_json::Value {
    let text = || repr::constant(value).into();
    match value {
        Constant::None => serde_json::Value::Null,
        Constant::Bool(value) => (*value).into(),
        Constant::Int(_) => repr::constant(value).parse::<i64>().map_or_else(|_| text(), Into::into),
        Constant::Float(number) if number.is_finite() => (*number).into(),
        Constant::Str(found) => found.text.as_str().map_or_else(text, Into::into),
        _ => text(),
    }
}

struct Pending {
    node: NodeId,
    depth: usize,
    field: String,
    path: String,
}

/// A field that is no node: names and values stand bare, since the constructor says what they are.
fn value(row: &mut Row, ast: &Ast, name: &'static str, field: Field, details: bool) {
    match field {
        Field::Name(id) => bare(row, Role::Identifier, ast[id].to_owned()),
        Field::Names(ids) => {
            let names: Vec<&str> = ast[ids].iter().map(|&id| &ast[id]).collect();
            bare(row, Role::Identifier, names.join(", "));
        }
        Field::Const(id) => bare(row, Role::Value, repr::constant(&ast[id])),
        Field::BoolOp(op) => bare(row, Role::Operator, op.name().into()),
        Field::Operator(op) => bare(row, Role::Operator, op.name().into()),
        Field::UnaryOp(op) => bare(row, Role::Operator, op.name().into()),
        Field::CmpOps(ops) => {
            let ops: Vec<&str> = ast[ops].iter().map(|op| op.name()).collect();
            bare(row, Role::Operator, ops.join(", "));
        }
        Field::Context(context) if details || context != ExprContext::Load => {
            bare(row, Role::Dim, context.name().into());
        }
        Field::StringKind(StringKind::U) => simple(row, name, Role::Value, "'u'".into()),
        Field::Int(number) if details || shows(name, number) => simple(row, name, Role::Number, number.to_string()),
        Field::None if details => simple(row, name, Role::Dim, "None".into()),
        _ => {}
    }
}

/// Whether a number says something: `conversion` is nearly always -1, `is_async` and `level` 0, `simple` 1.
fn shows(name: &str, number: i64) -> bool {
    match name {
        "conversion" => number != -1,
        "simple" => number != 1,
        _ => number != 0,
    }
}

fn bare(row: &mut Row, role: Role, text: String) {
    row.push(0, Role::Text, " ");
    row.push(0, role, text);
}

fn simple(row: &mut Row, name: &'static str, role: Role, text: String) {
    row.push(0, Role::Field, format!(" {name}="));
    row.push(0, role, text);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frontend::parser::{Mode, parse};
    use crate::frontend::source::Source;
    use crate::frontend::tokenizer::tokenize;

    fn tree(text: &str, details: bool) -> Listing {
        let source = Source::from_text("x.py", text);
        let ast = parse(&source, &tokenize(&source), Mode::Exec).expect("a valid program");
        listing(&ast, Wishes { details, positions: None }, ItemRef::Node)
    }

    #[test]
    fn nodes_say_where_they_are() {
        let source = Source::from_text("x.py", "if x:\n    y\n");
        let ast = parse(&source, &tokenize(&source), Mode::Exec).expect("a valid program");
        let wishes = Wishes { details: false, positions: Some(&source.lines) };
        assert_eq!(
            listing(&ast, wishes, ItemRef::Node).to_text(),
            "Module\n  body[0]: If  1,0-2,5\n    test: Name x  1,3-1,4\n    body[0]: Expr  2,4-2,5\n      value: Name y  2,4-2,5\n"
        );
    }

    #[test]
    fn a_row_a_node() {
        assert_eq!(
            tree("z = x + 'a'\n", false).to_text(),
            "Module\n  body[0]: Assign\n    targets[0]: Name z Store\n    value: BinOp Add\n      left: Name x\n      \
             right: Constant 'a'\n"
        );
        assert!(tree("x\n", true).to_text().contains("value: Name x Load"));
        assert!(tree("f()\n", true).to_text().contains("Call args=[] keywords=[]"));
    }

    #[test]
    fn programs_get_nested_objects() {
        let source = Source::from_text("x.py", "x = f(1, b'a', 2 ** 70, 10**5000)\n");
        let ast = parse(&source, &tokenize(&source), Mode::Exec).expect("a valid program");
        let json = json(&ast, Some(&source.lines));
        let call = &json["body"][0]["value"];
        assert_eq!(
            (&json["_type"], &call["_type"], &call["func"]["id"]),
            (&"Module".into(), &"Call".into(), &"f".into())
        );
        assert_eq!(
            (&call["lineno"], &call["col_offset"], &call["keywords"]),
            (&1.into(), &4.into(), &Vec::<i32>::new().into())
        );
        let constants: Vec<_> = call["args"].as_array().expect("a list").iter().map(|node| &node["value"]).collect();
        assert_eq!((constants[0], constants[1]), (&1.into(), &"b'a'".into()));
        assert_eq!(call["args"][1]["_repr"], "b'a'");
        assert!(super::json(&ast, None)["body"][0].get("lineno").is_none());
    }

    #[test]
    fn keys_are_paths() {
        let keys: Vec<_> = tree("f(1, 2)\n", false).rows.into_iter().filter_map(|row| row.key).collect();
        assert!(keys.contains(&"Module.body[0].value.args[1]".into()), "{keys:?}");
    }
}
