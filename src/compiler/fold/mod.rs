//! AST optimizer: a tree in, an optimized tree out, and for each change what was changed and why.
//!
//! Operators on constants are computed, `__debug__` becomes a constant, `"%s" % (x,)` becomes an f-string, a list or set
//! literal that is only searched or iterated over becomes a tuple or frozenset. Nothing else: `assert`, docstrings and
//! branches that never run are left to later stages. CPython: `ast_opt.c`.
//!
//! The result is a clone of the tree, changed in place: a node that stays keeps its id, a node that becomes another one
//! (`1 + 1` becomes `2`) keeps its id too, and the few new nodes know which node they came from.

mod complex;
mod floats;
mod format;
mod ints;
mod operators;
mod rewrite;
mod walk;

use hashbrown::HashMap;

use crate::base::{Diagnostic, ErrorKind, Name, OptimizeLevel, Severity, Stage};
use crate::frontend::ast::{Ast, NodeId};

/// What the optimizer needs to know besides the tree.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct FoldOptions {
    /// Decides the value of `__debug__`.
    pub level: OptimizeLevel,
    /// `from __future__ import annotations`: annotations become text as they were written.
    pub future_annotations: bool,
}

/// An optimized tree, and how it came about.
#[derive(Clone, Debug)]
pub struct Folded {
    pub ast: Ast,
    /// In the order in which they were made; a node may be changed twice (a list becomes a tuple, then a constant).
    pub changes: Vec<Change>,
    /// CPython issues these without a place in the file.
    pub warnings: Vec<Diagnostic>,
    new_nodes: HashMap<NodeId, NodeId>,
}

impl Folded {
    /// The node of the original tree that a node of the optimized one stands for.
    pub fn origin(&self, node: NodeId) -> NodeId {
        self.new_nodes.get(&node).copied().unwrap_or(node)
    }
}

/// One change. The node as it was before is in the original tree under the same id.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Change {
    pub node: NodeId,
    pub kind: ChangeKind,
}

/// Why a node was changed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ChangeKind {
    UnaryOperator,
    BinaryOperator,
    Subscript,
    Tuple,
    Debug,
    FormatString,
    NotComparison,
    ListToTuple,
    IterableToConstant,
    NoDocstring,
}

impl ChangeKind {
    pub const ALL: &[ChangeKind] = &[
        ChangeKind::UnaryOperator,
        ChangeKind::BinaryOperator,
        ChangeKind::Subscript,
        ChangeKind::Tuple,
        ChangeKind::Debug,
        ChangeKind::FormatString,
        ChangeKind::NotComparison,
        ChangeKind::ListToTuple,
        ChangeKind::IterableToConstant,
        ChangeKind::NoDocstring,
    ];

    /// What happened, for people.
    pub fn doc(self) -> &'static str {
        match self {
            ChangeKind::UnaryOperator => "the operator was applied to the constant",
            ChangeKind::BinaryOperator => "the operator was applied to the two constants",
            ChangeKind::Subscript => "the item was taken from the constant",
            ChangeKind::Tuple => "a tuple of constants is a constant",
            ChangeKind::Debug => "__debug__ is known: False under -O, else True",
            ChangeKind::FormatString => "% with a tuple became an f-string",
            ChangeKind::NotComparison => "not was moved into the comparison",
            ChangeKind::ListToTuple => "a list that is only searched or iterated over became a tuple",
            ChangeKind::IterableToConstant => "a literal that is only searched or iterated over became a constant",
            ChangeKind::NoDocstring => "a string that was no docstring as written must not become one",
        }
    }
}

/// Optimizes a tree; who wants to see it as it was gives a clone away. Fails only where the tree is too deep.
pub fn fold(ast: Ast, options: FoldOptions) -> Result<Folded, Diagnostic> {
    let folded = Folded { ast, changes: Vec::new(), warnings: Vec::new(), new_nodes: HashMap::new() };
    let debug = folded.ast.names.find("__debug__");
    let mut folder = Folder { folded, options, debug, depth: 0 };
    folder.fold_module()?;
    Ok(folder.folded)
}

struct Folder {
    folded: Folded,
    options: FoldOptions,
    /// `__debug__`, if the file has it.
    debug: Option<Name>,
    /// Levels of nodes around the one being visited.
    depth: u32,
}

impl Folder {
    fn changed(&mut self, node: impl Into<NodeId>, kind: ChangeKind) {
        self.folded.changes.push(Change { node: node.into(), kind });
    }

    /// Remembers that CPython warns about `~True` and `~False`.
    fn warn_bool_inversion(&mut self) {
        let msg = "Bitwise inversion '~' on bool is deprecated and will be removed in Python 3.16. \
                   This returns the bitwise inversion of the underlying int object and is usually not what you expect \
                   from negating a bool. Use the 'not' operator for boolean negation or ~int(x) if you really want \
                   the bitwise inversion of the underlying int.";
        let warning = Diagnostic::new(Stage::Fold, ErrorKind::DeprecationWarning, msg);
        self.folded.warnings.push(Diagnostic { severity: Severity::Warning, ..warning });
    }
}

impl std::ops::Deref for Folder {
    type Target = Ast;

    fn deref(&self) -> &Ast {
        &self.folded.ast
    }
}

impl std::ops::DerefMut for Folder {
    fn deref_mut(&mut self) -> &mut Ast {
        &mut self.folded.ast
    }
}
