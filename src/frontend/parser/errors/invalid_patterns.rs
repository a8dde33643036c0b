//! What can be wrong with `match` statements and patterns.

use super::expressions::*;
use super::kind::kind;
use super::notation::*;
use super::parser::{Never, Parser};
use super::patterns::*;
use super::primary::name;
use crate::frontend::ast::PatternId;

pub fn invalid_match_stmt(p: &mut Parser) -> Option<Never> {
    rule!(p at;
        [(p.soft("match")) subject_expr "NEWLINE" =>? p.raise("expected ':'")]
        [a=(p.soft("match")) subject_expr ":" "NEWLINE" !"INDENT" =>? p.raise_no_block("'match' statement", a)]
    )
}

pub fn invalid_case_block(p: &mut Parser) -> Option<Never> {
    rule!(p at;
        [(p.soft("case")) patterns guard? "NEWLINE" =>? p.raise("expected ':'")]
        [a=(p.soft("case")) patterns guard? ":" "NEWLINE" !"INDENT" =>? p.raise_no_block("'case' statement", a)]
    )
}

pub fn invalid_as_pattern(p: &mut Parser) -> Option<Never> {
    rule!(p at;
        [or_pattern "as" a=(p.soft("_")) =>? p.raise_location(a, "cannot use '_' as a target")]
        [or_pattern "as" !name a=expression =>? p.raise_location(a, "invalid pattern target")]
    )
}

pub fn invalid_class_pattern(p: &mut Parser) -> Option<Never> {
    rule!(p at; [name_or_attr "(" a=invalid_class_argument_pattern =>? match (a.first(), a.last()) {
        (Some(&first), Some(&last)) => p.raise_range(first, last, "positional patterns follow keyword patterns"),
        _ => None,
    }])
}

fn invalid_class_argument_pattern(p: &mut Parser) -> Option<Vec<PatternId>> {
    rule!(p at; [{ [positional_patterns ","] }? keyword_patterns "," a=positional_patterns => a])
}
