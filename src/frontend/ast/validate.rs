//! What holds for every tree that CPython's parser makes; run in tests on the trees of ours.

use super::{Ast, NodeClass, NodeId, NodeMap, visit};

/// Checks the shape of the tree and the spans of its nodes; says what is wrong with the first bad node.
///
/// - Every node has one parent.
/// - Spans lie inside the text and, for nodes with positions, are not empty.
/// - A node's span lies inside that of the nearest node above it that has positions, except that decorators stand in
///   front of what they decorate.
pub fn validate(ast: &Ast, text: &str) -> Result<(), String> {
    let root = ast.root.ok_or("the tree has no root")?;
    let mut seen = NodeMap::new(ast, false);
    let mut waiting: Vec<(NodeId, Option<NodeId>)> = vec![(root.into(), None)];
    while let Some((id, above)) = waiting.pop() {
        if std::mem::replace(&mut seen[id], true) {
            return Err(format!("{} occurs twice", describe(ast, id)));
        }
        let span = ast.node_span(id);
        if span.end as usize > text.len() || span.start > span.end {
            return Err(format!("{} lies outside of the text", describe(ast, id)));
        }
        let positioned = id.class().has_positions();
        if positioned {
            if !text.is_char_boundary(span.start as usize) || !text.is_char_boundary(span.end as usize) {
                return Err(format!("{} cuts a character", describe(ast, id)));
            }
            if let Some(above) = above
                && !ast.node_span(above).encloses(span)
                && !is_decorator(ast, above, id)
            {
                return Err(format!("{} lies outside of {}", describe(ast, id), describe(ast, above)));
            }
        }
        let above = if positioned { Some(id) } else { above };
        waiting.extend(visit::children(ast, id).into_iter().map(|child| (child, above)));
    }
    Ok(())
}

fn is_decorator(ast: &Ast, above: NodeId, id: NodeId) -> bool {
    let mut found = false;
    if above.class() == NodeClass::Stmt {
        ast.fields(above, &mut |name, field| {
            if let ("decorator_list", super::Field::List(list)) = (name, field) {
                found |= list.ids(ast).contains(&Some(id));
            }
        });
    }
    found
}

fn describe(ast: &Ast, id: NodeId) -> String {
    format!("{} at {:?}", ast.type_name(id), ast.node_span(id))
}
