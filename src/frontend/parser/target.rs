//! Targets of assignment and deletion.
//!
//! They are read as expressions and converted: what the grammar allows as a target is exactly those expressions that
//! consist of names, attributes, subscripts, and (for several targets) tuples, lists and stars around them.

use super::cursor::{Fail, Parse, Parser};
use crate::frontend::ast::{Expr, ExprContext, ExprId, List};
use crate::frontend::tokenizer::TokenKind;

impl Parser<'_> {
    /// `star_targets`: what `for` assigns to.
    pub fn star_targets(&mut self) -> Parse<ExprId> {
        let start = self.span.start;
        let first = self.star_target()?;
        // The items are converted already; the tuple around them is new.
        let target = self.rest_of_tuple(start, first, Self::star_target)?;
        if let Expr::Tuple { elts, ctx: ExprContext::Load } = self.ast[target] {
            self.ast.set(target, Expr::Tuple { elts, ctx: ExprContext::Store });
        }
        Ok(target)
    }

    /// `star_target`: one target, perhaps starred.
    pub fn star_target(&mut self) -> Parse<ExprId> {
        let target = if self.at(TokenKind::STAR) { self.starred(Self::bitwise_or)? } else { self.bitwise_or()? };
        self.make_target(target, ExprContext::Store)?;
        Ok(target)
    }

    /// Turns an expression into a target of assignment (`Store`) or deletion (`Del`).
    pub fn make_target(&mut self, expr: ExprId, ctx: ExprContext) -> Parse<()> {
        let target = match self.ast[expr] {
            Expr::Name { id, .. } => Expr::Name { id, ctx },
            Expr::Attribute { value, attr, .. } => Expr::Attribute { value, attr, ctx },
            Expr::Subscript { value, slice, .. } => Expr::Subscript { value, slice, ctx },
            Expr::Tuple { elts, .. } => {
                self.make_targets(elts, ctx)?;
                Expr::Tuple { elts, ctx }
            }
            Expr::List { elts, .. } => {
                self.make_targets(elts, ctx)?;
                Expr::List { elts, ctx }
            }
            Expr::Starred { value, .. } if ctx == ExprContext::Store => {
                self.make_target(value, ctx)?;
                Expr::Starred { value, ctx }
            }
            _ => return Err(Fail),
        };
        self.ast.set(expr, target);
        Ok(())
    }

    fn make_targets(&mut self, items: List<ExprId>, ctx: ExprContext) -> Parse<()> {
        (0..items.len()).try_for_each(|index| {
            let item = self.ast[items][index];
            self.make_target(item, ctx)
        })
    }

    /// `single_target`: a name, attribute or subscript, for annotations and augmented assignment.
    pub fn make_single_target(&mut self, expr: ExprId) -> Parse<()> {
        match self.ast[expr] {
            Expr::Name { .. } | Expr::Attribute { .. } | Expr::Subscript { .. } => {
                self.make_target(expr, ExprContext::Store)
            }
            _ => Err(Fail),
        }
    }
}
