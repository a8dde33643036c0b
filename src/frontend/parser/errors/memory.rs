//! What the packrat parser remembers: for a token and a rule, how far the rule got and what it made.
//!
//! The rules are those that CPython's grammar marks `(memo)` and the left-recursive ones. Remembering others too would
//! change which `invalid_…` rules run and how deep the parser's stack gets.

use crate::base::Name;
use crate::frontend::ast::{ExprId, KeywordId, List, PatternId, StmtId, TypeParamId};

#[expect(non_camel_case_types, reason = "the names of the grammar")]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Rule {
    arguments,
    attr,
    await_primary,
    bitwise_and,
    bitwise_or,
    bitwise_xor,
    block,
    closed_pattern,
    conjunction,
    del_target,
    disjunction,
    dotted_name,
    expression,
    factor,
    invalid_named_expression,
    inversion,
    primary,
    shift_expr,
    simple_stmt,
    star_expression,
    star_pattern,
    star_target,
    strings,
    sum,
    t_primary,
    target_with_star_atom,
    term,
    type_param,
}

/// The positional and keyword arguments of a call or a class.
#[derive(Clone, Copy, Debug, Default)]
pub struct Args {
    pub args: List<ExprId>,
    pub keywords: List<KeywordId>,
}

#[derive(Clone, Copy, Debug)]
pub enum Kept {
    Expr(ExprId),
    Stmt(StmtId),
    Block(List<StmtId>),
    Pattern(PatternId),
    TypeParam(TypeParamId),
    Args(Args),
    Name(Name),
}

/// A result that can be remembered.
pub trait Keep: Copy {
    fn kept(self) -> Kept;
    fn from_kept(kept: Kept) -> Option<Self>;
}

macro_rules! keep {
    ($($type:ty => $variant:ident),* $(,)?) => {
        $( impl Keep for $type {
            fn kept(self) -> Kept {
                Kept::$variant(self)
            }

            fn from_kept(kept: Kept) -> Option<Self> {
                match kept {
                    Kept::$variant(value) => Some(value),
                    _ => None,
                }
            }
        } )*
    };
}

keep! {
    ExprId => Expr, StmtId => Stmt, List<StmtId> => Block, PatternId => Pattern, TypeParamId => TypeParam, Args => Args,
    Name => Name,
}

impl Keep for super::parser::Never {
    fn kept(self) -> Kept {
        match self {}
    }

    fn from_kept(_: Kept) -> Option<Self> {
        None
    }
}

struct Entry {
    rule: Rule,
    end: usize,
    found: Option<Kept>,
}

/// For each token, the rules that were tried there.
#[derive(Default)]
pub struct Memory {
    tokens: Vec<Vec<Entry>>,
}

impl Memory {
    /// Where the rule ended and what it made; `None` if it was not tried at `at`.
    pub fn get(&self, at: usize, rule: Rule) -> Option<(usize, Option<Kept>)> {
        let entry = self.tokens.get(at)?.iter().find(|entry| entry.rule == rule)?;
        Some((entry.end, entry.found))
    }

    pub fn set(&mut self, at: usize, rule: Rule, end: usize, found: Option<Kept>) {
        if self.tokens.len() <= at {
            self.tokens.resize_with(at + 1, Vec::new);
        }
        let entries = &mut self.tokens[at];
        match entries.iter_mut().find(|entry| entry.rule == rule) {
            Some(entry) => (entry.end, entry.found) = (end, found),
            None => entries.push(Entry { rule, end, found }),
        }
    }
}
