//! What can be wrong with statements and blocks.

use super::arguments::arguments;
use super::compound::*;
use super::expressions::*;
use super::functions::{func_type_comment, params};
use super::kind::kind;
use super::names::{Targets, expr_name, raise_invalid_target};
use super::notation::*;
use super::parser::{Never, Parser};
use super::primary::{list, name, tuple};
use super::statements::*;
use super::targets::{star_target, star_targets};
use crate::frontend::ast::{ExprId, Stmt, StmtId};

const EXPECTED_COLON: &str = "expected ':'";

pub fn invalid_assignment(p: &mut Parser) -> Option<Never> {
    rule!(p at;
        [a=invalid_ann_assign_target ":" expression =>? {
            let msg = format!("only single target (not {}) can be annotated", expr_name(p, a));
            p.raise_location(a, msg)
        }]
        [a=star_named_expression "," star_named_expressions* ":" expression =>?
            p.raise_location(a, "only single target (not tuple) can be annotated")]
        [a=expression ":" expression =>? p.raise_location(a, "illegal target for annotation")]
        [{ [star_targets "="] }* a=star_expressions "=" =>? raise_invalid_target(p, Targets::Star, a)]
        [{ [star_targets "="] }* a=yield_expr "=" =>?
            p.raise_location(a, "assignment to yield expression not possible")]
        [a=star_expressions augassign annotated_rhs =>? {
            let msg = format!("'{}' is an illegal expression for augmented assignment", expr_name(p, a));
            p.raise_location(a, msg)
        }]
    )
}

fn invalid_ann_assign_target(p: &mut Parser) -> Option<ExprId> {
    rule!(p at;
        [list]
        [tuple]
        ["(" a=invalid_ann_assign_target ")" => a]
    )
}

pub fn invalid_del_stmt(p: &mut Parser) -> Option<Never> {
    rule!(p at; ["del" a=star_expressions =>? raise_invalid_target(p, Targets::Del, a)])
}

pub fn invalid_block(p: &mut Parser) -> Option<Never> {
    rule!(p at; ["NEWLINE" !"INDENT" =>? p.raise_indentation("expected an indented block")])
}

pub fn invalid_import(p: &mut Parser) -> Option<Never> {
    rule!(p at;
        [a="import" ",".dotted_name+ "from" dotted_name =>?
            p.raise_starting_from(a, "Did you mean to use 'from ... import ...' instead?")]
        ["import" token="NEWLINE" =>? p.raise_starting_from(token, NO_NAMES)]
    )
}

const NO_NAMES: &str = "Expected one or more names after 'import'";

pub fn invalid_import_from_targets(p: &mut Parser) -> Option<Never> {
    rule!(p at;
        [import_from_as_names "," "NEWLINE" =>?
            p.raise("trailing comma not allowed without surrounding parentheses")]
        [token="NEWLINE" =>? p.raise_starting_from(token, NO_NAMES)]
    )
}

pub fn invalid_with_item(p: &mut Parser) -> Option<Never> {
    rule!(p at; [expression "as" a=expression &{ [","] [")"] [":"] } =>? raise_invalid_target(p, Targets::Star, a)])
}

pub fn invalid_for_target(p: &mut Parser) -> Option<Never> {
    rule!(p at; ["async"? "for" a=star_expressions =>? raise_invalid_target(p, Targets::For, a)])
}

pub fn invalid_with_stmt(p: &mut Parser) -> Option<Never> {
    rule!(p at;
        ["async"? "with" ",".{ [expression { ["as" star_target] }? => ()] }+ "NEWLINE" =>? p.raise(EXPECTED_COLON)]
        ["async"? "with" "(" ",".{ [expressions { ["as" star_target] }? => ()] }+ ","? ")" "NEWLINE" =>?
            p.raise(EXPECTED_COLON)]
    )
}

pub fn invalid_with_stmt_indent(p: &mut Parser) -> Option<Never> {
    rule!(p at;
        ["async"? a="with" ",".{ [expression { ["as" star_target] }? => ()] }+ ":" "NEWLINE" !"INDENT" =>?
            p.raise_no_block("'with' statement", a)]
        ["async"? a="with" "(" ",".{ [expressions { ["as" star_target] }? => ()] }+ ","? ")" ":" "NEWLINE" !"INDENT" =>?
            p.raise_no_block("'with' statement", a)]
    )
}

const BOTH_KINDS: &str = "cannot have both 'except' and 'except*' on the same 'try'";

pub fn invalid_try_stmt(p: &mut Parser) -> Option<Never> {
    rule!(p at;
        [a="try" ":" "NEWLINE" !"INDENT" =>? p.raise_no_block("'try' statement", a)]
        ["try" ":" block !{ ["except"] ["finally"] } =>? p.raise("expected 'except' or 'finally' block")]
        ["try" ":" block* except_block+ a="except" b="*" expression { ["as" name] }? ":" =>?
            p.raise_range(a, b, BOTH_KINDS)]
        ["try" ":" block* except_star_block+ a="except" { [expression { ["as" name] }? => ()] }? ":" =>?
            p.raise_location(a, BOTH_KINDS)]
    )
}

pub fn invalid_except_stmt(p: &mut Parser) -> Option<Never> {
    rule!(p at;
        ["except" "*"? a=expression "," expressions { ["as" name] }? ":" =>?
            p.raise_starting_from(a, "multiple exception types must be parenthesized")]
        ["except" "*"? expression { ["as" name] }? "NEWLINE" =>? p.raise(EXPECTED_COLON)]
        ["except" "NEWLINE" =>? p.raise(EXPECTED_COLON)]
        ["except" "*" { ["NEWLINE"] [":"] } =>? p.raise("expected one or more exception types")]
    )
}

pub fn invalid_finally_stmt(p: &mut Parser) -> Option<Never> {
    rule!(p at; [a="finally" ":" "NEWLINE" !"INDENT" =>? p.raise_no_block("'finally' statement", a)])
}

pub fn invalid_except_stmt_indent(p: &mut Parser) -> Option<Never> {
    rule!(p at;
        [a="except" expression { ["as" name] }? ":" "NEWLINE" !"INDENT" =>?
            p.raise_no_block("'except' statement", a)]
        [a="except" ":" "NEWLINE" !"INDENT" =>? p.raise_no_block("'except' statement", a)]
    )
}

pub fn invalid_except_star_stmt_indent(p: &mut Parser) -> Option<Never> {
    rule!(p at; [a="except" "*" expression { ["as" name] }? ":" "NEWLINE" !"INDENT" =>?
        p.raise_no_block("'except*' statement", a)])
}

pub fn invalid_if_stmt(p: &mut Parser) -> Option<Never> {
    rule!(p at;
        ["if" named_expression "NEWLINE" =>? p.raise(EXPECTED_COLON)]
        [a="if" named_expression ":" "NEWLINE" !"INDENT" =>? p.raise_no_block("'if' statement", a)]
    )
}

pub fn invalid_elif_stmt(p: &mut Parser) -> Option<Never> {
    rule!(p at;
        ["elif" named_expression "NEWLINE" =>? p.raise(EXPECTED_COLON)]
        [a="elif" named_expression ":" "NEWLINE" !"INDENT" =>? p.raise_no_block("'elif' statement", a)]
    )
}

pub fn invalid_else_stmt(p: &mut Parser) -> Option<Never> {
    rule!(p at; [a="else" ":" "NEWLINE" !"INDENT" =>? p.raise_no_block("'else' statement", a)])
}

pub fn invalid_while_stmt(p: &mut Parser) -> Option<Never> {
    rule!(p at;
        ["while" named_expression "NEWLINE" =>? p.raise(EXPECTED_COLON)]
        [a="while" named_expression ":" "NEWLINE" !"INDENT" =>? p.raise_no_block("'while' statement", a)]
    )
}

pub fn invalid_for_stmt(p: &mut Parser) -> Option<Never> {
    rule!(p at;
        ["async"? "for" star_targets "in" star_expressions "NEWLINE" =>? p.raise(EXPECTED_COLON)]
        ["async"? a="for" star_targets "in" star_expressions ":" "NEWLINE" !"INDENT" =>?
            p.raise_no_block("'for' statement", a)]
    )
}

/// The only one of these rules that can match: a definition that is in order as far as its block. What it gives then
/// stands for the definition; the second run's tree is never seen.
pub fn invalid_def_raw(p: &mut Parser) -> Option<StmtId> {
    rule!(p at;
        ["async"? a="def" name type_params? "(" params? ")" { ["->" expression] }? ":" "NEWLINE" !"INDENT" =>?
            p.raise_no_block("function definition", a)]
        ["async"? "def" name type_params? &&"(" params? ")" { ["->" expression] }? &&":" func_type_comment? block =>
            p.stmt(at, Stmt::Pass {})]
    )
}

pub fn invalid_class_def_raw(p: &mut Parser) -> Option<Never> {
    rule!(p at;
        ["class" name type_params? { ["(" arguments? ")"] }? "NEWLINE" =>? p.raise(EXPECTED_COLON)]
        [a="class" name type_params? { ["(" arguments? ")"] }? ":" "NEWLINE" !"INDENT" =>?
            p.raise_no_block("class definition", a)]
    )
}

pub fn invalid_type_params(p: &mut Parser) -> Option<Never> {
    rule!(p at; ["[" token="]" =>? p.raise_starting_from(token, "Type parameter list cannot be empty")])
}
