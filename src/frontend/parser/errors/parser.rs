//! The state of the packrat parser, and the steps that rules are made of.
//!
//! Mirrors CPython's `Parser` (`pegen.h`): a mark that moves over the tokens, how many tokens were fetched so far, the
//! depth of the rules, what was remembered, and the first error. How far tokens were fetched matters: an error without
//! a place of its own is reported at the last token fetched.

use super::kind::Kind;
use super::memory::{Keep, Memory, Rule};
use super::stream::{Stream, Tok};
use crate::base::{Diagnostic, ErrorKind, Span};
use crate::frontend::ast::{
    ArgumentsId, Ast, Expr, ExprContext, ExprId, Item, List, Pattern, PatternId, Stmt, StmtId, TypeParam, TypeParamId,
};
use crate::frontend::source::Source;
use crate::frontend::tokenizer::Warning;

/// How many rules may be active at once; CPython's `MAXSTACK`.
const MAXSTACK: u32 = 6000;

/// Index of a token that was matched.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Tk(pub usize);

pub struct Parser<'a> {
    pub source: &'a Source,
    pub stream: &'a Stream<'a>,
    pub ast: Ast,
    /// Index of the next token.
    pub mark: usize,
    /// Number of tokens fetched from the tokenizer so far.
    pub fill: usize,
    /// The second run, in which the `invalid_…` rules take part.
    pub call_invalid_rules: bool,
    /// The first error raised; every rule fails once it is set.
    pub error: Option<Box<Diagnostic>>,
    /// What string literals warn of. Only the first run warns.
    pub warnings: Vec<Warning>,
    /// The fields of the same f-string that the current place is in, through their format specifications.
    pub fields_around: u32,
    /// The whole file was searched for an error of the tokenizer.
    pub read_to_end: bool,
    level: u32,
    gave_up: bool,
    memory: Memory,
}

/// What a rule that only raises errors would give.
#[derive(Clone, Copy)]
pub enum Never {}

impl<'a> Parser<'a> {
    pub fn new(source: &'a Source, stream: &'a Stream<'a>) -> Self {
        Self {
            source,
            stream,
            ast: Ast::default(),
            mark: 0,
            fill: 0,
            call_invalid_rules: false,
            error: None,
            warnings: Vec::new(),
            fields_around: 0,
            read_to_end: false,
            level: 0,
            gave_up: false,
            memory: Memory::default(),
        }
    }

    /// Back to the start for the second run. The tokens stay fetched, the error stays raised.
    pub fn restart(&mut self) {
        self.mark = 0;
        self.level = 0;
        self.memory = Memory::default();
        self.call_invalid_rules = true;
    }

    pub fn failed(&self) -> bool {
        self.error.is_some()
    }

    // Levels and alternatives: what the macros of `notation` are made of.

    /// Enters a rule; gives the token where it starts.
    pub fn enter(&mut self) -> Option<usize> {
        if self.level == MAXSTACK {
            let msg = "Parser stack overflowed - Python source too complex to parse";
            self.raise_bare::<()>(ErrorKind::MemoryError, msg);
        }
        if self.failed() {
            return None;
        }
        self.level += 1;
        Some(self.mark)
    }

    pub fn leave(&mut self) {
        self.level -= 1;
    }

    /// After an alternative: `Some` ends the rule with that result, `None` goes on to the next alternative.
    pub fn settle<T>(&mut self, at: usize, found: Option<T>) -> Option<Option<T>> {
        if found.is_some() && !self.failed() {
            return Some(found);
        }
        if self.failed() || std::mem::take(&mut self.gave_up) {
            return Some(None);
        }
        self.mark = at;
        None
    }

    /// The alternative has decided the rule although it has no result.
    pub fn give_up(&mut self) {
        self.gave_up = true;
    }

    /// A rule of the second run; it has no result, only errors.
    pub fn invalid<T>(&mut self, rule: impl FnOnce(&mut Self) -> Option<Never>) -> Option<T> {
        if self.call_invalid_rules { rule(self).map(|never| match never {}) } else { None }
    }

    // Tokens.

    fn fetch(&mut self) -> Option<Tok> {
        if let Some(&token) = self.stream.get(self.mark) {
            self.fill = self.fill.max(self.mark + 1);
            return Some(token);
        }
        self.read_to_end = true;
        if !self.failed() {
            self.error = self.stream.error().map(Box::new);
            debug_assert!(self.failed(), "only an error of the tokenizer ends the tokens");
        }
        None
    }

    /// Index, among the tokenizer's, of the last token that was fetched.
    pub fn last_fetched(&self) -> usize {
        self.stream.get(self.fill.max(1) - 1).map_or(0, |token| token.index)
    }

    /// Makes sure that the next token was fetched.
    pub fn peek(&mut self) -> Option<Kind> {
        self.fetch().map(|token| token.kind)
    }

    pub fn expect(&mut self, kind: Kind) -> Option<Tk> {
        let token = self.fetch()?;
        if token.kind != kind {
            return None;
        }
        self.mark += 1;
        Some(Tk(self.mark - 1))
    }

    /// `&&':'` of the grammar: the token, or an error.
    pub fn expect_forced(&mut self, kind: Kind, spelling: &str) -> Option<Tk> {
        self.fetch()?;
        self.expect(kind).or_else(|| self.raise_location(Tk(self.mark), format!("expected '{spelling}'")))
    }

    /// A name with that text; its position is what rules want of it.
    pub fn soft(&mut self, keyword: &str) -> Option<Tk> {
        let token = self.fetch()?;
        if token.kind != Kind::NAME || self.text(token.span) != keyword {
            return None;
        }
        self.mark += 1;
        Some(Tk(self.mark - 1))
    }

    pub fn text(&self, span: Span) -> &'a str {
        self.source.text.get(span.range()).unwrap_or_default()
    }

    pub fn token_text(&self, token: Tk) -> &'a str {
        self.stream.get(token.0).map_or("", |token| self.text(Span::new(token.span.start, token.text_end)))
    }

    // Optional and repeated items.

    pub fn optional<T>(&mut self, item: impl FnOnce(&mut Self) -> Option<T>) -> Option<Option<T>> {
        let found = item(self);
        if self.failed() { None } else { Some(found) }
    }

    /// `item*` or `item+`, a rule of its own.
    pub fn repeat<T>(&mut self, least: usize, mut item: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        self.enter()?;
        let mut items = Vec::new();
        loop {
            let at = self.mark;
            match item(self) {
                Some(found) => items.push(found),
                None => {
                    self.mark = at;
                    break;
                }
            }
        }
        self.leave();
        if self.failed() || items.len() < least { None } else { Some(items) }
    }

    /// `','.item+`: two rules, one for the first item, one for the others.
    pub fn gather<T>(&mut self, separator: Kind, mut item: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let at = self.enter()?;
        let mut gathered = None;
        if let Some(first) = item(self) {
            let others = self.repeat(0, |p| {
                p.expect(separator)?;
                item(p)
            });
            gathered = others.map(|mut others| {
                others.insert(0, first);
                others
            });
        }
        self.leave();
        if gathered.is_none() && !self.failed() {
            self.mark = at;
        }
        gathered
    }

    /// `&item` and `!item`: the mark stays where it is.
    pub fn ahead(&mut self, wanted: bool, item: impl FnOnce(&mut Self) -> Option<()>) -> Option<()> {
        let mark = self.mark;
        let found = item(self).is_some();
        self.mark = mark;
        (!self.failed() && found == wanted).then_some(())
    }

    // Memory.

    /// What the rule gave at this token, if it was tried; moves the mark.
    pub fn recall<T: Keep>(&mut self, rule: Rule) -> Option<Option<T>> {
        self.fetch()?;
        let (end, kept) = self.memory.get(self.mark, rule)?;
        self.mark = end;
        Some(kept.and_then(T::from_kept))
    }

    pub fn remember<T: Keep>(&mut self, at: usize, rule: Rule, found: Option<T>) {
        self.memory.set(at, rule, self.mark, found.map(T::kept));
    }

    /// A left-recursive rule: grown from the empty result until a round takes no more tokens.
    pub fn left_recursive<T: Keep>(&mut self, rule: Rule, round: fn(&mut Self) -> Option<T>) -> Option<T> {
        let at = self.enter()?;
        if let Some(found) = self.recall(rule) {
            self.leave();
            return found;
        }
        let (mut best, mut end) = (None, self.mark);
        loop {
            self.remember(at, rule, best);
            self.mark = at;
            let found = round(self);
            if self.failed() {
                self.leave();
                return None;
            }
            if found.is_none() || self.mark <= end {
                break;
            }
            (best, end) = (found, self.mark);
        }
        self.mark = end;
        self.leave();
        best
    }

    // Nodes.

    /// From token `at` to the last token that is neither a newline nor an indentation; CPython's `EXTRA`.
    pub fn span(&self, at: usize) -> Span {
        let start = self.stream.get(at).map_or(0, |token| token.span.start);
        let last = (at..self.mark).rev().filter_map(|index| self.stream.get(index)).find(|token| token.is_visible());
        Span::new(start, last.map_or(start, |token| token.span.end.max(start)))
    }

    pub fn token_span(&self, token: Tk) -> Span {
        self.stream.get(token.0).map_or(Span::default(), |token| token.span)
    }

    pub fn expr(&mut self, at: usize, node: Expr) -> ExprId {
        let span = self.span(at);
        self.ast.add(node, span)
    }

    pub fn stmt(&mut self, at: usize, node: Stmt) -> StmtId {
        let span = self.span(at);
        self.ast.add(node, span)
    }

    pub fn pattern(&mut self, at: usize, node: Pattern) -> PatternId {
        let span = self.span(at);
        self.ast.add(node, span)
    }

    pub fn type_param(&mut self, at: usize, node: TypeParam) -> TypeParamId {
        let span = self.span(at);
        self.ast.add(node, span)
    }

    pub fn arguments(&mut self, at: usize, node: crate::frontend::ast::Arguments) -> ArgumentsId {
        let span = self.span(at);
        self.ast.add(node, span)
    }

    pub fn list<T: Item>(&mut self, items: &[T]) -> List<T> {
        self.ast.list(items)
    }

    pub fn optional_list<T: Item>(&mut self, items: Option<Vec<T>>) -> List<T> {
        items.map_or(List::EMPTY, |items| self.ast.list(&items))
    }

    /// A list of one item in front of others.
    pub fn list_with_first<T: Item>(&mut self, first: T, others: &[T]) -> List<T> {
        let mut items = vec![first];
        items.extend_from_slice(others);
        self.ast.list(&items)
    }

    /// A copy of a target with another context; CPython: `_PyPegen_set_expr_context`.
    pub fn with_context(&mut self, expr: ExprId, ctx: ExprContext) -> ExprId {
        let node = match self.ast[expr] {
            Expr::Name { id, .. } => Expr::Name { id, ctx },
            Expr::Attribute { value, attr, .. } => Expr::Attribute { value, attr, ctx },
            Expr::Subscript { value, slice, .. } => Expr::Subscript { value, slice, ctx },
            Expr::Starred { value, .. } => Expr::Starred { value: self.with_context(value, ctx), ctx },
            Expr::Tuple { elts, .. } => Expr::Tuple { elts: self.all_with_context(elts, ctx), ctx },
            Expr::List { elts, .. } => Expr::List { elts: self.all_with_context(elts, ctx), ctx },
            _ => return expr,
        };
        let span = self.ast.span(expr);
        self.ast.add(node, span)
    }

    fn all_with_context(&mut self, elts: List<ExprId>, ctx: ExprContext) -> List<ExprId> {
        let elts = self.ast[elts].to_vec();
        let elts: Vec<_> = elts.into_iter().map(|elt| self.with_context(elt, ctx)).collect();
        self.ast.list(&elts)
    }
}
