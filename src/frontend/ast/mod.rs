//! The abstract syntax tree: what CPython's parser makes of the tokens.
//!
//! [`nodes`] is the table of node types, [`arena`] holds the nodes. A tree is walked by matching on `Copy` nodes:
//!
//! ```
//! use pylens::frontend::ast::{Ast, Expr, ExprId};
//!
//! fn depth(ast: &Ast, expr: ExprId) -> usize {
//!     match ast[expr] {
//!         Expr::BinOp { left, right, .. } => 1 + depth(ast, left).max(depth(ast, right)),
//!         _ => 0,
//!     }
//! }
//! ```

pub mod arena;
pub mod nodes;

pub use arena::{Ast, ConstId, Id, Item, List, Node, NodeId, NodeMap};
pub use nodes::*;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Span;

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
}
