//! Primaries: an atom and the attributes, calls and subscripts behind it.

use super::cursor::{BRACKET_LEVELS, Fail, Parse, Parser, take};
use super::keyword::Keyword;
use crate::frontend::ast::{self, Expr, ExprContext, ExprId, KeywordId, List};
use crate::frontend::tokenizer::TokenKind;

impl Parser<'_> {
    pub fn primary(&mut self) -> Parse<ExprId> {
        let start = self.span.start;
        let mut value = self.atom()?;
        loop {
            let next = match self.kind {
                TokenKind::DOT => {
                    self.bump();
                    let attr = self.name()?;
                    Expr::Attribute { value, attr, ctx: ExprContext::Load }
                }
                TokenKind::LPAR => {
                    let (args, keywords) = self.arguments(true)?;
                    Expr::Call { func: value, args, keywords }
                }
                TokenKind::LSQB => {
                    self.bump();
                    self.enter(BRACKET_LEVELS)?;
                    let slice = self.slices()?;
                    self.leave(BRACKET_LEVELS);
                    self.expect(TokenKind::RSQB)?;
                    Expr::Subscript { value, slice, ctx: ExprContext::Load }
                }
                _ => return Ok(value),
            };
            value = self.expr(next, start);
        }
    }

    /// The arguments of a call or class, from `(` to `)`. Only a call may have a generator expression without
    /// parentheses of its own, and only as its sole argument.
    pub fn arguments(&mut self, is_call: bool) -> Parse<(List<ExprId>, List<KeywordId>)> {
        let open = self.span.start;
        self.expect(TokenKind::LPAR)?;
        self.enter(BRACKET_LEVELS)?;
        let (args, keywords) = (self.scratch.exprs.len(), self.scratch.keywords.len());
        // What was seen decides what may follow: no positional argument behind a keyword, no `*x` behind a `**x`.
        let mut keyword_seen = false;
        let mut double_star_seen = false;
        while !self.at(TokenKind::RPAR) {
            let start = self.span.start;
            match self.kind {
                TokenKind::STAR if !double_star_seen => {
                    let value = self.starred(Self::expression)?;
                    self.scratch.exprs.push(value);
                }
                TokenKind::DOUBLESTAR => {
                    self.bump();
                    let value = self.expression()?;
                    self.keyword_argument(None, value, start);
                    double_star_seen = true;
                    keyword_seen = true;
                }
                TokenKind::NAME if self.keyword == Keyword::None && self.peek() == TokenKind::EQUAL => {
                    let name = self.name()?;
                    self.bump();
                    let value = self.expression()?;
                    self.keyword_argument(Some(name), value, start);
                    keyword_seen = true;
                }
                _ if keyword_seen => return Err(Fail),
                _ => {
                    let value = self.named_expression()?;
                    if is_call && matches!(self.keyword, Keyword::For | Keyword::Async) {
                        if self.scratch.exprs.len() > args {
                            return Err(Fail);
                        }
                        return self.sole_generator(open, value);
                    }
                    self.scratch.exprs.push(value);
                }
            }
            if !self.eat(TokenKind::COMMA) {
                break;
            }
        }
        self.leave(BRACKET_LEVELS);
        // `f(,)` needs no check: the loop above wants an argument before each comma.
        self.expect(TokenKind::RPAR)?;
        let args = self.take_exprs(args);
        let keywords = take(&mut self.ast, &mut self.scratch.keywords, keywords);
        Ok((args, keywords))
    }

    fn keyword_argument(&mut self, arg: Option<crate::base::Name>, value: ExprId, start: u32) {
        let span = self.span_from(start);
        let keyword = self.ast.add(ast::Keyword { arg, value }, span);
        self.scratch.keywords.push(keyword);
    }

    /// `f(elt for …)`: the call's parentheses are the generator expression's too.
    fn sole_generator(&mut self, open: u32, elt: ExprId) -> Parse<(List<ExprId>, List<KeywordId>)> {
        let generators = self.for_if_clauses()?;
        self.leave(BRACKET_LEVELS);
        self.expect(TokenKind::RPAR)?;
        let generator = self.expr(Expr::GeneratorExp { elt, generators }, open);
        Ok((self.ast.list(&[generator]), List::EMPTY))
    }

    /// What stands between the brackets of a subscript.
    fn slices(&mut self) -> Parse<ExprId> {
        let start = self.span.start;
        let first = self.slice_or_starred()?;
        if !self.at(TokenKind::COMMA) && !matches!(self.ast[first], Expr::Starred { .. }) {
            return Ok(first);
        }
        let base = self.scratch.exprs.len();
        self.scratch.exprs.push(first);
        while self.eat(TokenKind::COMMA) && !self.at(TokenKind::RSQB) {
            let next = self.slice_or_starred()?;
            self.scratch.exprs.push(next);
        }
        let elts = self.take_exprs(base);
        Ok(self.expr(Expr::Tuple { elts, ctx: ExprContext::Load }, start))
    }

    fn slice_or_starred(&mut self) -> Parse<ExprId> {
        if self.at(TokenKind::STAR) { self.starred(Self::expression) } else { self.slice() }
    }

    fn slice(&mut self) -> Parse<ExprId> {
        let start = self.span.start;
        let lower = if self.at(TokenKind::COLON) {
            None
        } else {
            let expr = self.named_expression()?;
            if !self.at(TokenKind::COLON) {
                return Ok(expr);
            }
            if self.is_bare_named(expr, start) {
                return Err(Fail);
            }
            Some(expr)
        };
        self.expect(TokenKind::COLON)?;
        let upper = self.slice_part()?;
        let step = if self.eat(TokenKind::COLON) { self.slice_part()? } else { None };
        Ok(self.expr(Expr::Slice { lower, upper, step }, start))
    }

    fn slice_part(&mut self) -> Parse<Option<ExprId>> {
        match self.kind {
            TokenKind::COLON | TokenKind::COMMA | TokenKind::RSQB => Ok(None),
            _ => self.expression().map(Some),
        }
    }

    /// Whether `expr`, which began at `start`, is a `name := value` without parentheses.
    pub fn is_bare_named(&self, expr: ExprId, start: u32) -> bool {
        matches!(self.ast[expr], Expr::NamedExpr { .. }) && self.ast.span(expr).start == start
    }
}
