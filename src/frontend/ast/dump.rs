//! `ast.dump` of CPython 3.13.
//!
//! The text is made in [`Part`]s, so that a view can colour them and link each line to its node; [`dump`] just joins them.

use super::{AnyList, Ast, CmpOp, ConstId, Field, List, NodeId, StringKind};
use crate::base::{LineIndex, Name, repr};

/// The keyword arguments of `ast.dump`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Options {
    /// Show `lineno`, `col_offset` and their ends.
    pub include_attributes: bool,
    /// Spaces per level; `None` puts everything on one line.
    pub indent: Option<usize>,
    /// Show empty lists too.
    pub show_empty: bool,
}

/// What a piece of the text is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// The name of a node's constructor, or of an operator or context.
    Node,
    Field,
    /// An identifier.
    Name,
    Constant(ConstId),
    /// An integer of the node itself.
    Number,
    /// A `lineno` and so on.
    Attribute,
    Punctuation,
}

/// Takes the text as it is made.
pub trait Sink {
    fn write(&mut self, part: Part, text: &str);

    /// A line ends; the next is `level` levels deep.
    fn line(&mut self, level: usize);

    /// What follows belongs to `node`, until it is left.
    fn enter(&mut self, _node: NodeId) {}

    fn leave(&mut self) {}
}

/// The text of the tree below `node`; `lines` are those of the source.
pub fn dump(ast: &Ast, lines: &LineIndex, node: NodeId, options: Options) -> String {
    struct Text {
        out: String,
        indent: usize,
    }
    impl Sink for Text {
        fn write(&mut self, _: Part, text: &str) {
            self.out.push_str(text);
        }

        fn line(&mut self, level: usize) {
            self.out.push('\n');
            self.out.extend(std::iter::repeat_n(' ', level * self.indent));
        }
    }
    let mut text = Text { out: String::new(), indent: options.indent.unwrap_or(0) };
    dump_to(&mut text, ast, lines, node, options);
    text.out
}

/// Writes the tree below `node` to `sink`.
pub fn dump_to(sink: &mut dyn Sink, ast: &Ast, lines: &LineIndex, node: NodeId, options: Options) {
    Dumper { sink, ast, lines, options }.node(node, 0);
}

struct Dumper<'a> {
    sink: &'a mut dyn Sink,
    ast: &'a Ast,
    lines: &'a LineIndex,
    options: Options,
}

/// The value of a field that is shown.
#[derive(Clone, Copy)]
enum Value {
    Node(NodeId),
    /// `Load()`, `Add()` and so on, which are no nodes here.
    Singleton(&'static str),
    Nodes(AnyList),
    Names(List<Name>),
    Operators(List<CmpOp>),
    Name(Name),
    Constant(ConstId),
    Int(i64),
    UKind,
    EmptyList,
}

impl Dumper<'_> {
    fn node(&mut self, id: NodeId, level: usize) {
        let arguments = self.arguments(id);
        let attributes = self.attributes(id);
        let simple = arguments.iter().all(|&(_, value)| self.is_simple(value));
        let one_line = self.options.indent.is_none() || (simple && arguments.len() + attributes.len() <= 3);
        self.sink.enter(id);
        self.sink.write(Part::Node, self.ast.type_name(id));
        self.sink.write(Part::Punctuation, "(");
        let mut first = true;
        for (field, value) in arguments {
            self.separate(&mut first, one_line, level + 1);
            self.sink.write(Part::Field, field);
            self.sink.write(Part::Punctuation, "=");
            self.value(value, level + 1);
        }
        for (field, value) in attributes {
            self.separate(&mut first, one_line, level + 1);
            self.sink.write(Part::Field, field);
            self.sink.write(Part::Punctuation, "=");
            self.sink.write(Part::Attribute, &value.to_string());
        }
        self.sink.write(Part::Punctuation, ")");
        self.sink.leave();
    }

    /// What stands in front of an argument or item.
    fn separate(&mut self, first: &mut bool, one_line: bool, level: usize) {
        if !*first {
            self.sink.write(Part::Punctuation, if one_line { ", " } else { "," });
        }
        if !one_line {
            self.sink.line(level);
        }
        *first = false;
    }

    /// The fields that are shown: not the optional ones that are absent.
    fn arguments(&self, id: NodeId) -> Vec<(&'static str, Value)> {
        let mut arguments = Vec::new();
        self.ast.fields(id, &mut |name, field| {
            let value = match field {
                Field::None | Field::TypeComment | Field::StringKind(StringKind::Plain) => return,
                Field::Node(node) => Value::Node(node),
                Field::List(list) if list.ids(self.ast).is_empty() => Value::EmptyList,
                Field::List(list) => Value::Nodes(list),
                Field::Names(list) if list.is_empty() => Value::EmptyList,
                Field::Names(list) => Value::Names(list),
                Field::CmpOps(list) => Value::Operators(list),
                Field::Name(name) => Value::Name(name),
                Field::Const(id) => Value::Constant(id),
                Field::Int(value) => Value::Int(value),
                Field::Context(context) => Value::Singleton(context.name()),
                Field::BoolOp(op) => Value::Singleton(op.name()),
                Field::Operator(op) => Value::Singleton(op.name()),
                Field::UnaryOp(op) => Value::Singleton(op.name()),
                Field::StringKind(StringKind::U) => Value::UKind,
                Field::TypeIgnores => Value::EmptyList,
            };
            if !matches!(value, Value::EmptyList) || self.options.show_empty {
                arguments.push((name, value));
            }
        });
        arguments
    }

    fn attributes(&self, id: NodeId) -> Vec<(&'static str, i32)> {
        if !self.options.include_attributes || !id.class().has_positions() {
            return Vec::new();
        }
        let location = self.ast.location(self.lines, id);
        vec![
            ("lineno", location.lineno),
            ("col_offset", location.col_offset),
            ("end_lineno", location.end_lineno),
            ("end_col_offset", location.end_col_offset),
        ]
    }

    /// Whether the value does not keep its node from being on one line.
    fn is_simple(&self, value: Value) -> bool {
        match value {
            Value::Node(id) => self.arguments(id).is_empty() && self.attributes(id).is_empty(),
            Value::Nodes(_) | Value::Names(_) | Value::Operators(_) => false,
            _ => true,
        }
    }

    fn value(&mut self, value: Value, level: usize) {
        match value {
            Value::Node(id) => self.node(id, level),
            Value::Singleton(name) => self.singleton(name),
            Value::Nodes(list) => {
                let ids = list.ids(self.ast);
                self.list(ids.len(), level, |dumper, index| match ids[index] {
                    Some(id) => dumper.node(id, level + 1),
                    None => dumper.sink.write(Part::Punctuation, "None"),
                });
            }
            Value::Names(list) => {
                self.list(list.len(), level, |dumper, index| dumper.name(dumper.ast[list][index]));
            }
            Value::Operators(list) => {
                self.list(list.len(), level, |dumper, index| dumper.singleton(dumper.ast[list][index].name()));
            }
            Value::Name(name) => self.name(name),
            Value::Constant(id) => {
                let text = repr::constant(&self.ast[id]);
                self.sink.write(Part::Constant(id), &text);
            }
            Value::Int(value) => self.sink.write(Part::Number, &value.to_string()),
            Value::UKind => self.sink.write(Part::Name, "'u'"),
            Value::EmptyList => self.sink.write(Part::Punctuation, "[]"),
        }
    }

    fn list(&mut self, length: usize, level: usize, mut item: impl FnMut(&mut Self, usize)) {
        let one_line = self.options.indent.is_none();
        let mut first = true;
        self.sink.write(Part::Punctuation, "[");
        for index in 0..length {
            self.separate(&mut first, one_line, level + 1);
            item(self, index);
        }
        self.sink.write(Part::Punctuation, "]");
    }

    fn singleton(&mut self, name: &str) {
        self.sink.write(Part::Node, name);
        self.sink.write(Part::Punctuation, "()");
    }

    fn name(&mut self, name: Name) {
        let text = repr::str(&self.ast[name]);
        self.sink.write(Part::Name, &text);
    }
}
