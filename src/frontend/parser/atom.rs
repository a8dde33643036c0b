//! Atoms: names, literals, and everything in brackets.

use super::cursor::{BRACKET_LEVELS, Fail, Parse, Parser, take};
use super::keyword::Keyword;
use super::literals;
use crate::base::Constant;
use crate::frontend::ast::{Comprehension, ComprehensionId, Expr, ExprContext, ExprId, List};
use crate::frontend::tokenizer::TokenKind;

impl Parser<'_> {
    pub fn atom(&mut self) -> Parse<ExprId> {
        let start = self.span.start;
        match self.kind {
            TokenKind::NAME => {
                let value = match self.keyword {
                    Keyword::None => {
                        let id = self.name()?;
                        return Ok(self.expr(Expr::Name { id, ctx: ExprContext::Load }, start));
                    }
                    Keyword::NoneValue => Constant::None,
                    Keyword::True => Constant::Bool(true),
                    Keyword::False => Constant::Bool(false),
                    _ => return Err(Fail),
                };
                self.bump();
                Ok(self.constant(value, start))
            }
            TokenKind::NUMBER => self.number(),
            TokenKind::STRING | TokenKind::FSTRING_START => self.strings(),
            TokenKind::LPAR => self.bracketed(Self::parenthesized),
            TokenKind::LSQB => self.bracketed(Self::list_or_comprehension),
            TokenKind::LBRACE => self.bracketed(Self::dict_or_set),
            TokenKind::ELLIPSIS => {
                self.bump();
                Ok(self.constant(Constant::Ellipsis, start))
            }
            _ => Err(Fail),
        }
    }

    pub fn number(&mut self) -> Parse<ExprId> {
        let start = self.span.start;
        let value = literals::number(self.token_text()).map_err(|_| Fail)?;
        self.bump();
        Ok(self.constant(value, start))
    }

    /// Consumes the opening bracket and lets `rule`, given its position, do the rest.
    fn bracketed(&mut self, rule: fn(&mut Self, u32) -> Parse<ExprId>) -> Parse<ExprId> {
        let start = self.span.start;
        self.bump();
        self.enter(BRACKET_LEVELS)?;
        let expr = rule(self, start)?;
        self.leave(BRACKET_LEVELS);
        Ok(expr)
    }

    /// `(` begins a tuple, a group or a generator expression.
    fn parenthesized(&mut self, start: u32) -> Parse<ExprId> {
        if self.eat(TokenKind::RPAR) {
            return Ok(self.expr(Expr::Tuple { elts: List::EMPTY, ctx: ExprContext::Load }, start));
        }
        if self.at_keyword(Keyword::Yield) {
            let value = self.yield_expression()?;
            self.expect(TokenKind::RPAR)?;
            return Ok(value);
        }
        let is_starred = self.at(TokenKind::STAR);
        let first = self.star_named_expression()?;
        match self.kind {
            TokenKind::RPAR if !is_starred => {
                self.bump();
                Ok(first)
            }
            TokenKind::COMMA => {
                let elts = self.rest_of_display(first, TokenKind::RPAR)?;
                Ok(self.expr(Expr::Tuple { elts, ctx: ExprContext::Load }, start))
            }
            TokenKind::NAME if !is_starred => {
                let generators = self.for_if_clauses()?;
                self.expect(TokenKind::RPAR)?;
                Ok(self.expr(Expr::GeneratorExp { elt: first, generators }, start))
            }
            _ => Err(Fail),
        }
    }

    fn list_or_comprehension(&mut self, start: u32) -> Parse<ExprId> {
        if self.eat(TokenKind::RSQB) {
            return Ok(self.expr(Expr::List { elts: List::EMPTY, ctx: ExprContext::Load }, start));
        }
        let is_starred = self.at(TokenKind::STAR);
        let first = self.star_named_expression()?;
        if self.at(TokenKind::NAME) && !is_starred {
            let generators = self.for_if_clauses()?;
            self.expect(TokenKind::RSQB)?;
            return Ok(self.expr(Expr::ListComp { elt: first, generators }, start));
        }
        let elts = self.rest_of_display(first, TokenKind::RSQB)?;
        Ok(self.expr(Expr::List { elts, ctx: ExprContext::Load }, start))
    }

    /// `first` and what follows it, behind commas, up to and including the closing bracket.
    fn rest_of_display(&mut self, first: ExprId, close: TokenKind) -> Parse<List<ExprId>> {
        let base = self.scratch.exprs.len();
        self.scratch.exprs.push(first);
        while self.eat(TokenKind::COMMA) && !self.at(close) {
            let next = self.star_named_expression()?;
            self.scratch.exprs.push(next);
        }
        self.expect(close)?;
        Ok(self.take_exprs(base))
    }

    fn dict_or_set(&mut self, start: u32) -> Parse<ExprId> {
        match self.kind {
            TokenKind::RBRACE => {
                self.bump();
                return Ok(self.expr(Expr::Dict { keys: List::EMPTY, values: List::EMPTY }, start));
            }
            TokenKind::DOUBLESTAR => {
                self.bump();
                let value = self.bitwise_or()?;
                return self.rest_of_dict(start, None, value);
            }
            _ => {}
        }
        let first_start = self.span.start;
        let is_starred = self.at(TokenKind::STAR);
        let first = self.star_named_expression()?;
        match self.kind {
            TokenKind::COLON if !is_starred && !self.is_bare_named(first, first_start) => {
                self.bump();
                let value = self.expression()?;
                if !self.at(TokenKind::NAME) {
                    return self.rest_of_dict(start, Some(first), value);
                }
                let generators = self.for_if_clauses()?;
                self.expect(TokenKind::RBRACE)?;
                Ok(self.expr(Expr::DictComp { key: first, value, generators }, start))
            }
            TokenKind::NAME if !is_starred => {
                let generators = self.for_if_clauses()?;
                self.expect(TokenKind::RBRACE)?;
                Ok(self.expr(Expr::SetComp { elt: first, generators }, start))
            }
            _ => {
                let elts = self.rest_of_display(first, TokenKind::RBRACE)?;
                Ok(self.expr(Expr::Set { elts }, start))
            }
        }
    }

    fn rest_of_dict(&mut self, start: u32, key: Option<ExprId>, value: ExprId) -> Parse<ExprId> {
        let (keys, values) = (self.scratch.opt_exprs.len(), self.scratch.exprs.len());
        self.scratch.opt_exprs.push(key);
        self.scratch.exprs.push(value);
        while self.eat(TokenKind::COMMA) && !self.at(TokenKind::RBRACE) {
            let (key, value) = if self.eat(TokenKind::DOUBLESTAR) {
                (None, self.bitwise_or()?)
            } else {
                let key = self.expression()?;
                self.expect(TokenKind::COLON)?;
                (Some(key), self.expression()?)
            };
            self.scratch.opt_exprs.push(key);
            self.scratch.exprs.push(value);
        }
        self.expect(TokenKind::RBRACE)?;
        let keys = take(&mut self.ast, &mut self.scratch.opt_exprs, keys);
        let values = self.take_exprs(values);
        Ok(self.expr(Expr::Dict { keys, values }, start))
    }

    /// The `for … in … if …` parts of a comprehension; at least one.
    pub fn for_if_clauses(&mut self) -> Parse<List<ComprehensionId>> {
        let base = self.scratch.comprehensions.len();
        while matches!(self.keyword, Keyword::For | Keyword::Async) {
            let start = self.span.start;
            let is_async = self.eat_keyword(Keyword::Async);
            self.expect_keyword(Keyword::For)?;
            let target = self.star_targets()?;
            self.expect_keyword(Keyword::In)?;
            let iter = self.disjunction()?;
            let ifs = self.scratch.exprs.len();
            while self.eat_keyword(Keyword::If) {
                let test = self.disjunction()?;
                self.scratch.exprs.push(test);
            }
            let ifs = self.take_exprs(ifs);
            let span = self.span_from(start);
            let clause = self.ast.add(Comprehension { target, iter, ifs, is_async }, span);
            self.scratch.comprehensions.push(clause);
        }
        if self.scratch.comprehensions.len() == base {
            return Err(Fail);
        }
        Ok(take(&mut self.ast, &mut self.scratch.comprehensions, base))
    }
}
