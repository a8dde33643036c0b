//! The answer in short: what a person would say who was asked, before the stages are gone through one by one.

use super::{Chain, measure};
use crate::base::{OptimizeLevel, Span};
use crate::compiler::fold::ChangeKind;
use crate::compiler::future::has_docstring;
use crate::compiler::symtable::Scope;
use crate::frontend::ast::{Mod, NodeClass, NodeId, Stmt};
use crate::pipeline::StageId;
use crate::pipeline::links::MOST as MOST_LINKED;
use crate::view::units::qualname;
use crate::view::{ItemRef, Role};

/// Sentences of one kind.
const MOST: usize = 2;

impl Chain<'_> {
    pub(super) fn in_short(&mut self, node: NodeId, item: ItemRef) {
        // Of the whole module everything could be told; its counts are enough.
        if node.class() != NodeClass::Mod {
            self.computed(node);
            self.comprehensions(node);
            self.left_out(node);
        }
        self.counts(node, item);
    }

    /// What the optimizer of the tree computed, and what is left of it.
    fn computed(&mut self, node: NodeId) {
        let Some(folded) = self.artifacts.folded.out.ready() else { return };
        let mut changes = self.changes_inside(node);
        if changes.is_empty() {
            // A part of something that was computed.
            let around = self
                .links
                .path(node)
                .into_iter()
                .rev()
                .find_map(|at| folded.changes.iter().rev().find(|change| folded.origin(change.node) == at));
            changes.extend(around);
        }
        for change in changes.into_iter().take(MOST) {
            let piece = self.piece(folded.origin(change.node));
            let now = crate::view::tree::one(&folded.ast, change.node);
            let value = now.strip_prefix("Constant ");
            let sentence = match (change.kind, value) {
                (ChangeKind::BinaryOperator | ChangeKind::UnaryOperator | ChangeKind::Subscript, Some(value)) => {
                    let value = measure::truncate(value, super::PIECE);
                    format!(
                        "{piece} was computed while the file was compiled, by the compiler itself: only the constant {value} is left, in the bytecode and in the .pyc, and nothing computes it when the program runs."
                    )
                }
                (kind, _) => {
                    format!("{piece}: {}; it is {} now.", kind.doc(), measure::truncate(&now, 2 * super::PIECE))
                }
            };
            self.line(Role::Strong, sentence);
        }
    }

    /// Whether comprehensions have code objects of their own.
    fn comprehensions(&mut self, node: NodeId) {
        let (Some(ast), Some(table), Some(folded)) =
            (self.artifacts.ast.out.ready(), self.artifacts.scopes.out.ready(), self.artifacts.folded.out.ready())
        else {
            return;
        };
        let span = ast.node_span(node);
        let inside = |at: NodeId| {
            let inner = ast.node_span(at);
            at == node || span.encloses(inner) && self.links.path(at).contains(&node)
        };
        let found: Vec<(NodeId, &Scope)> = table
            .iter()
            .filter(|(_, scope)| scope.comprehension.is_some())
            .map(|(_, scope)| (folded.origin(scope.key.node()), scope))
            .filter(|&(at, _)| inside(at))
            .collect();
        for (at, scope) in found.into_iter().take(MOST) {
            let piece = self.piece(at);
            let sentence = if scope.comp_inlined {
                let home = self.home(ast.node_span(at));
                format!(
                    "{piece} has no code object of its own: since Python 3.12 (PEP 709) the compiler writes its loop into the \
                     code around it, here {home}, which saves making a function and calling it. What the loop's variables \
                     held before is put aside and restored behind it."
                )
            } else {
                let name = &table.names[scope.name];
                format!("{piece} has a code object of its own, <{name}>, that is called like a function.")
            };
            self.line(Role::Strong, sentence);
        }
    }

    /// Why a statement makes no instructions although nothing was computed or removed.
    fn left_out(&mut self, node: NodeId) {
        let Some(ast) = self.artifacts.ast.out.ready() else { return };
        let level = self.artifacts.options.level;
        let path = self.links.path(node);
        let innermost = path.iter().enumerate().rev().find_map(|(at, node)| Some((at, node.as_id::<Stmt>()?)));
        let Some((at, statement)) = innermost else { return };
        let sentence = match ast[statement] {
            Stmt::Assert { .. } if level != OptimizeLevel::None => {
                "-O leaves assert statements out: no instructions are made, and what would be tested is not even computed."
            }
            Stmt::Global { .. } | Stmt::Nonlocal { .. } => {
                "This tells the compiler where names belong. It makes no instruction itself, it decides which ones the names get."
            }
            Stmt::Expr { .. } => {
                let Some(owner) = at.checked_sub(1).and_then(|above| path.get(above)) else { return };
                let (body, is_function) = match owner.as_id::<Stmt>().map(|id| ast[id]) {
                    Some(Stmt::FunctionDef { body, .. } | Stmt::AsyncFunctionDef { body, .. }) => (body, true),
                    Some(Stmt::ClassDef { body, .. }) => (body, false),
                    Some(_) => return,
                    None => match owner.as_id::<Mod>().map(|id| ast[id]) {
                        Some(Mod::Module { body, .. }) => (body, false),
                        _ => return,
                    },
                };
                match (has_docstring(ast, body) && ast[body].first() == Some(&statement), level, is_function) {
                    (true, OptimizeLevel::OO, _) => {
                        "-OO leaves docstrings out: nothing of it is left, __doc__ is None."
                    }
                    (true, _, true) => {
                        "A docstring makes no instruction: it is the first constant of the code object, and __doc__ of the function."
                    }
                    _ => return,
                }
            }
            _ => return,
        };
        self.line(Role::Strong, sentence);
    }

    /// The code object whose instructions a piece of source made.
    fn home(&self, span: Span) -> String {
        let unit = self.links.node_around(span).and_then(|node| {
            let finals = self.links.project(self.artifacts, ItemRef::Node(node), StageId::Code);
            finals.into_iter().find_map(|item| match item {
                ItemRef::Instr(unit, _) => Some(unit),
                _ => None,
            })
        });
        let compiled = self.artifacts.compiled.out.ready();
        compiled.zip(unit).map_or_else(|| "<module>".to_owned(), |(compiled, unit)| qualname(compiled, unit).to_owned())
    }

    /// `5 tokens → Assign → 2 instructions → 4 bytes of the .pyc`.
    fn counts(&mut self, node: NodeId, item: ItemRef) {
        let Some(ast) = self.artifacts.ast.out.ready() else { return };
        let count = |number: usize, one: &str, many: &str| match number {
            1 => format!("1 {one}"),
            MOST_LINKED.. => format!("{MOST_LINKED} {many} or more"),
            number => format!("{number} {many}"),
        };
        let tokens = self.links.project(self.artifacts, ItemRef::Node(node), StageId::Tokens).len();
        let mut parts = vec![count(tokens, "token", "tokens"), ast.type_name(node).to_owned()];
        if self.artifacts.compiled.out.ready().is_some() {
            let finals = match item {
                ItemRef::Instr(..) => 1,
                _ => self.links.project(self.artifacts, item, StageId::Code).len(),
            };
            parts.push(count(finals, "instruction", "instructions"));
        }
        self.line(Role::Dim, parts.join(" → "));
    }
}
