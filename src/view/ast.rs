//! The tree as `ast.dump(tree, include_attributes=True, indent=2)` shows it.

use super::{ItemRef, Listing, Role, Row};
use crate::base::{Constant, LineIndex};
use crate::frontend::ast::dump::{self, Part, Sink};
use crate::frontend::ast::{Ast, NodeId};

/// Spaces per level, as [`Listing::to_text`] writes them.
const INDENT: usize = 2;

/// One row per line of the dump; `item` makes the reference that links a row to its node, [`ItemRef::Node`] or
/// [`ItemRef::Folded`].
pub fn listing(ast: &Ast, lines: &LineIndex, include_attributes: bool, item: fn(NodeId) -> ItemRef) -> Listing {
    let Some(root) = ast.root else { return Listing::note("There is no tree.") };
    let options = dump::Options { include_attributes, indent: Some(INDENT), show_empty: false };
    let mut rows = Rows { ast, item, nodes: Vec::new(), row: Row::new(), rows: Vec::new() };
    dump::dump_to(&mut rows, ast, lines, root.into(), options);
    rows.rows.push(rows.row);
    Listing::tree(rows.rows)
}

/// `ast.dump(tree, include_attributes=…, indent=2)`, with a newline at the end.
pub fn text(ast: &Ast, lines: &LineIndex, include_attributes: bool) -> String {
    let options = dump::Options { include_attributes, indent: Some(INDENT), show_empty: false };
    ast.root.map_or_else(String::new, |root| dump::dump(ast, lines, root.into(), options) + "\n")
}

/// Collects the dump line by line. A row is about the first node that it names, else about the node that it is in.
struct Rows<'a> {
    ast: &'a Ast,
    item: fn(NodeId) -> ItemRef,
    nodes: Vec<NodeId>,
    row: Row,
    rows: Vec<Row>,
}

impl Rows<'_> {
    fn link(&mut self, node: NodeId) {
        self.row.item = Some((self.item)(node));
        self.row.span = Some(self.ast.node_span(node));
    }
}

impl Sink for Rows<'_> {
    fn write(&mut self, part: Part, text: &str) {
        let role = match part {
            Part::Node => Role::Node,
            Part::Field => Role::Field,
            Part::Name => Role::Identifier,
            Part::Constant(id) => match self.ast[id] {
                Constant::Str(_) | Constant::Bytes(_) => Role::String,
                Constant::Int(_) | Constant::Float(_) | Constant::Complex { .. } => Role::Number,
                _ => Role::Value,
            },
            Part::Number => Role::Number,
            Part::Attribute => Role::Position,
            Part::Punctuation => Role::Punctuation,
        };
        self.row.push(0, role, text.to_owned());
    }

    fn line(&mut self, level: usize) {
        let next = Row::new().depth(level);
        self.rows.push(std::mem::replace(&mut self.row, next));
        if let Some(&node) = self.nodes.last() {
            self.link(node);
        }
    }

    fn enter(&mut self, node: NodeId) {
        let begun_here = self.row.segments.iter().any(|segment| segment.role == Role::Node);
        if !begun_here {
            self.link(node);
        }
        self.nodes.push(node);
    }

    fn leave(&mut self) {
        self.nodes.pop();
    }
}
