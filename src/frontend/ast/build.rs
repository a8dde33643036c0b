//! From a tree as plain data, which a program made, to an [`Ast`].
//!
//! Positions of an [`Ast`] are places in a text, and these have none: one is made up that has a place for each of them,
//! lines of blanks that are as long as the columns ask. The tree's shape must have been checked; one that does not fit the
//! table of nodes is an error of ours.

use super::arena::{Ast, ConstId, Id, Item, List, Node};
use super::nodes::{BoolOpKind, CmpOp, ExprContext, Operator, StringKind, TypeComment, TypeIgnores, UnaryOpKind};
use crate::base::tree::{Tree, TreeNode};
use crate::base::{InternalError, Name, Span, Stage};

/// More lines than anybody's file has, and longer ones: positions beyond are those of the last.
const MOST_LINES: i64 = 1 << 20;
const MOST_BLANKS: usize = 1 << 26;

/// The tree, and the text that its positions are in.
pub fn build(tree: &Tree) -> Result<(Ast, String), InternalError> {
    let mut widths = Vec::new();
    measure(tree, &mut widths);
    let (mut text, mut starts) = (String::new(), Vec::new());
    for width in widths {
        starts.push(text.len());
        let width = if text.len() > MOST_BLANKS { 0 } else { width };
        text.extend(std::iter::repeat_n(' ', width));
        text.push('\n');
    }
    let mut builder = Builder { ast: Ast::default(), starts, size: text.len() };
    let root = builder
        .value(tree)
        .ok_or_else(|| InternalError { stage: Stage::Parser, what: "a tree of another shape".to_owned() })?;
    builder.ast.root = Some(root);
    Ok((builder.ast, text))
}

/// Finds out how long each line must be.
fn measure(tree: &Tree, widths: &mut Vec<usize>) {
    match tree {
        Tree::List(items) => items.iter().for_each(|item| measure(item, widths)),
        Tree::Node(node) => {
            if let Some([line, column, end_line, end_column]) = node.place {
                for (line, column) in [(line, column), (end_line, end_column)] {
                    let line = line.clamp(1, MOST_LINES) as usize;
                    if widths.len() < line {
                        widths.resize(line, 0);
                    }
                    widths[line - 1] = widths[line - 1].max(column.clamp(0, 1 << 24) as usize);
                }
            }
            node.fields.iter().for_each(|field| measure(field, widths));
        }
        _ => {}
    }
}

/// What has been built, and where each line of the made-up text begins.
pub struct Builder {
    ast: Ast,
    starts: Vec<usize>,
    size: usize,
}

impl Builder {
    fn offset(&self, line: i64, column: i64) -> u32 {
        let line = line.clamp(1, MOST_LINES) as usize;
        let start = self.starts.get(line - 1).copied().unwrap_or(0);
        (start + column.clamp(0, 1 << 24) as usize).min(self.size) as u32
    }

    fn value<V: Build>(&mut self, tree: &Tree) -> Option<V> {
        V::build(self, tree)
    }

    /// The next of a node's fields.
    pub fn field<V: Build>(&mut self, fields: &mut std::slice::Iter<Tree>) -> Option<V> {
        self.value(fields.next()?)
    }

    fn node<T: Node>(&mut self, node: &TreeNode) -> Option<Id<T>> {
        let made = T::build(&node.class, self, &mut node.fields.iter())?;
        let span = match node.place {
            Some([line, column, end_line, end_column]) => {
                let start = self.offset(line, column);
                Span { start, end: self.offset(end_line, end_column).max(start) }
            }
            None => Span { start: 0, end: 0 },
        };
        Some(self.ast.add(made, span))
    }
}

/// What a field of a node may be.
pub trait Build: Sized {
    fn build(builder: &mut Builder, tree: &Tree) -> Option<Self>;
}

impl<T: Node> Build for Id<T> {
    fn build(builder: &mut Builder, tree: &Tree) -> Option<Self> {
        match tree {
            Tree::Node(node) => builder.node(node),
            _ => None,
        }
    }
}

impl<V: Build> Build for Option<V> {
    fn build(builder: &mut Builder, tree: &Tree) -> Option<Self> {
        match tree {
            Tree::None => Some(None),
            tree => V::build(builder, tree).map(Some),
        }
    }
}

impl<V: Build + Item> Build for List<V> {
    fn build(builder: &mut Builder, tree: &Tree) -> Option<Self> {
        let Tree::List(items) = tree else { return None };
        let items: Vec<V> = items.iter().map(|item| V::build(builder, item)).collect::<Option<_>>()?;
        Some(builder.ast.list(&items))
    }
}

impl Build for Name {
    fn build(builder: &mut Builder, tree: &Tree) -> Option<Self> {
        match tree {
            Tree::Text(text) => Some(builder.ast.names.intern(text)),
            _ => None,
        }
    }
}

impl Build for ConstId {
    fn build(builder: &mut Builder, tree: &Tree) -> Option<Self> {
        match tree {
            Tree::Constant(value) => Some(builder.ast.add_const(value.clone())),
            _ => None,
        }
    }
}

impl Build for StringKind {
    fn build(_: &mut Builder, tree: &Tree) -> Option<Self> {
        Some(if matches!(tree, Tree::Text(text) if text == "u") { StringKind::U } else { StringKind::Plain })
    }
}

impl Build for bool {
    fn build(_: &mut Builder, tree: &Tree) -> Option<Self> {
        if let Tree::Int(value) = tree { Some(*value != 0) } else { None }
    }
}

macro_rules! numbers {
    ($($type:ty),*) => { $( impl Build for $type {
        fn build(_: &mut Builder, tree: &Tree) -> Option<Self> {
            if let Tree::Int(value) = tree { <$type>::try_from(*value).ok() } else { None }
        }
    } )* };
}

numbers! { i32, u32 }

macro_rules! by_name {
    ($($type:ty),*) => { $( impl Build for $type {
        fn build(_: &mut Builder, tree: &Tree) -> Option<Self> {
            let Tree::Text(text) = tree else { return None };
            <$type>::ALL.iter().copied().find(|kind| kind.name() == text)
        }
    } )* };
}

by_name! { ExprContext, BoolOpKind, Operator, UnaryOpKind, CmpOp }

macro_rules! ignored {
    ($($type:ty),*) => { $( impl Build for $type {
        fn build(_: &mut Builder, _: &Tree) -> Option<Self> {
            Some(Self::default())
        }
    } )* };
}

ignored! { TypeComment, TypeIgnores }

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frontend::ast::Mod;

    #[test]
    fn a_name_stands_where_its_maker_says() {
        let place = Some([3, 4, 3, 7]);
        let fields = vec![Tree::Text("abc".to_owned()), Tree::Text("Load".to_owned())];
        let name = Tree::Node(Box::new(TreeNode { class: "Name".to_owned(), place, fields }));
        let root = TreeNode { class: "Expression".to_owned(), place: None, fields: vec![name] };
        let (ast, text) = build(&Tree::Node(Box::new(root))).expect("the tree has the right shape");
        assert_eq!(text, "\n\n       \n");
        let Some(Mod::Expression { body }) = ast.root.map(|root| ast[root]) else { panic!("not an expression") };
        assert_eq!(ast.span(body), Span { start: 6, end: 9 });
    }
}
