//! Compound statements other than definitions and `match`.

use super::expressions::*;
use super::invalid_statements::*;
use super::kind::kind;
use super::notation::*;
use super::parser::Parser;
pub use super::patterns::match_stmt;
use super::primary::{identifier, name};
use super::statements::block;
use super::targets::{star_target, star_targets};
use crate::frontend::ast::{
    ExceptHandler, ExceptHandlerId, ExprId, List, Stmt, StmtId, TypeComment, WithItem, WithItemId,
};

pub fn if_stmt(p: &mut Parser) -> Option<StmtId> {
    rule!(p at;
        [@invalid_if_stmt]
        ["if" a=named_expression ":" b=block c=elif_stmt => {
            let orelse = p.list(&[c]);
            p.stmt(at, Stmt::If { test: a, body: b, orelse })
        }]
        ["if" a=named_expression ":" b=block c=else_block? =>
            p.stmt(at, Stmt::If { test: a, body: b, orelse: c.unwrap_or_default() })]
    )
}

fn elif_stmt(p: &mut Parser) -> Option<StmtId> {
    rule!(p at;
        [@invalid_elif_stmt]
        ["elif" a=named_expression ":" b=block c=elif_stmt => {
            let orelse = p.list(&[c]);
            p.stmt(at, Stmt::If { test: a, body: b, orelse })
        }]
        ["elif" a=named_expression ":" b=block c=else_block? =>
            p.stmt(at, Stmt::If { test: a, body: b, orelse: c.unwrap_or_default() })]
    )
}

fn else_block(p: &mut Parser) -> Option<List<StmtId>> {
    rule!(p at;
        [@invalid_else_stmt]
        ["else" &&":" b=block => b]
    )
}

pub fn while_stmt(p: &mut Parser) -> Option<StmtId> {
    rule!(p at;
        [@invalid_while_stmt]
        ["while" a=named_expression ":" b=block c=else_block? =>
            p.stmt(at, Stmt::While { test: a, body: b, orelse: c.unwrap_or_default() })]
    )
}

pub fn for_stmt(p: &mut Parser) -> Option<StmtId> {
    rule!(p at;
        [@invalid_for_stmt]
        ["for" t=star_targets "in" ~ ex=star_expressions ":" "TYPE_COMMENT"? b=block el=else_block? =>
            p.stmt(at, Stmt::For {
                target: t, iter: ex, body: b, orelse: el.unwrap_or_default(), type_comment: TypeComment,
            })]
        ["async" "for" t=star_targets "in" ~ ex=star_expressions ":" "TYPE_COMMENT"? b=block el=else_block? =>
            p.stmt(at, Stmt::AsyncFor {
                target: t, iter: ex, body: b, orelse: el.unwrap_or_default(), type_comment: TypeComment,
            })]
        [@invalid_for_target]
    )
}

pub fn with_stmt(p: &mut Parser) -> Option<StmtId> {
    rule!(p at;
        [@invalid_with_stmt_indent]
        ["with" "(" a=",".with_item+ ","? ")" ":" "TYPE_COMMENT"? b=block => with(p, at, &a, b)]
        ["with" a=",".with_item+ ":" "TYPE_COMMENT"? b=block => with(p, at, &a, b)]
        ["async" "with" "(" a=",".with_item+ ","? ")" ":" b=block => async_with(p, at, &a, b)]
        ["async" "with" a=",".with_item+ ":" "TYPE_COMMENT"? b=block => async_with(p, at, &a, b)]
        [@invalid_with_stmt]
    )
}

fn with(p: &mut Parser, at: usize, items: &[WithItemId], body: List<StmtId>) -> StmtId {
    let items = p.list(items);
    p.stmt(at, Stmt::With { items, body, type_comment: TypeComment })
}

fn async_with(p: &mut Parser, at: usize, items: &[WithItemId], body: List<StmtId>) -> StmtId {
    let items = p.list(items);
    p.stmt(at, Stmt::AsyncWith { items, body, type_comment: TypeComment })
}

fn with_item(p: &mut Parser) -> Option<WithItemId> {
    rule!(p at;
        [e=expression "as" t=star_target &{ [","] [")"] [":"] } => item_node(p, at, e, Some(t))]
        [@invalid_with_item]
        [e=expression => item_node(p, at, e, None)]
    )
}

fn item_node(p: &mut Parser, at: usize, context_expr: ExprId, optional_vars: Option<ExprId>) -> WithItemId {
    let span = p.span(at);
    p.ast.add(WithItem { context_expr, optional_vars }, span)
}

pub fn try_stmt(p: &mut Parser) -> Option<StmtId> {
    rule!(p at;
        [@invalid_try_stmt]
        ["try" &&":" b=block f=finally_block => p.stmt(at, Stmt::Try {
            body: b, handlers: List::EMPTY, orelse: List::EMPTY, finalbody: f,
        })]
        ["try" &&":" b=block ex=except_block+ el=else_block? f=finally_block? => {
            let handlers = p.list(&ex);
            p.stmt(at, Stmt::Try {
                body: b, handlers, orelse: el.unwrap_or_default(), finalbody: f.unwrap_or_default(),
            })
        }]
        ["try" &&":" b=block ex=except_star_block+ el=else_block? f=finally_block? => {
            let handlers = p.list(&ex);
            p.stmt(at, Stmt::TryStar {
                body: b, handlers, orelse: el.unwrap_or_default(), finalbody: f.unwrap_or_default(),
            })
        }]
    )
}

pub fn except_block(p: &mut Parser) -> Option<ExceptHandlerId> {
    rule!(p at;
        [@invalid_except_stmt_indent]
        ["except" e=expression t={ ["as" z=name => z] }? ":" b=block => handler(p, at, Some(e), t, b)]
        ["except" ":" b=block => handler(p, at, None, None, b)]
        [@invalid_except_stmt]
    )
}

pub fn except_star_block(p: &mut Parser) -> Option<ExceptHandlerId> {
    rule!(p at;
        [@invalid_except_star_stmt_indent]
        ["except" "*" e=expression t={ ["as" z=name => z] }? ":" b=block => handler(p, at, Some(e), t, b)]
        [@invalid_except_stmt]
    )
}

fn handler(
    p: &mut Parser,
    at: usize,
    r#type: Option<ExprId>,
    name: Option<ExprId>,
    body: List<StmtId>,
) -> ExceptHandlerId {
    let name = name.map(|node| identifier(p, node));
    let span = p.span(at);
    p.ast.add(ExceptHandler { r#type, name, body }, span)
}

fn finally_block(p: &mut Parser) -> Option<List<StmtId>> {
    rule!(p at;
        [@invalid_finally_stmt]
        ["finally" &&":" a=block => a]
    )
}
