//! Walking a tree without caring what its nodes are.

use super::{Ast, Field, NodeId, NodeMap};

/// The nodes below `id`, one level down, in the order of their fields.
pub fn children(ast: &Ast, id: NodeId) -> Vec<NodeId> {
    let mut children = Vec::new();
    ast.fields(id, &mut |_, field| match field {
        Field::Node(node) => children.push(node),
        Field::List(list) => children.extend(list.ids(ast).into_iter().flatten()),
        _ => {}
    });
    children
}

/// Calls `visit` with every node from `root` downwards and its depth, parents first.
///
/// Needs no stack however deep the tree is.
pub fn walk(ast: &Ast, root: NodeId, mut visit: impl FnMut(NodeId, usize)) {
    let mut waiting = vec![(root, 0)];
    while let Some((id, depth)) = waiting.pop() {
        visit(id, depth);
        waiting.extend(children(ast, id).into_iter().rev().map(|child| (child, depth + 1)));
    }
}

/// The parent of every node that can be reached from the root; `None` for the root and for unreachable nodes.
pub fn parents(ast: &Ast) -> NodeMap<Option<NodeId>> {
    let mut parents = NodeMap::new(ast, None);
    if let Some(root) = ast.root {
        walk(ast, root.into(), |id, _| {
            for child in children(ast, id) {
                parents[child] = Some(id);
            }
        });
    }
    parents
}
