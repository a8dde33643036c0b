//! `match` statements and their patterns.

use super::cursor::{BLOCK_LEVELS, BRACKET_LEVELS, Fail, Parse, Parser, take};
use super::keyword::Keyword;
use crate::base::{Constant, Name};
use crate::frontend::ast::{
    Expr, ExprContext, ExprId, List, MatchCase, Operator, Pattern, PatternId, Stmt, StmtId, UnaryOpKind,
};
use crate::frontend::tokenizer::TokenKind;

impl Parser<'_> {
    /// Whether `match` is a keyword here.
    ///
    /// No other statement has a colon, the end of the line, an indent and `case` in a row, and it takes just that to
    /// make a `match` statement.
    pub(super) fn at_match_statement(&self) -> bool {
        if !self.at_soft_keyword("match") {
            return false;
        }
        let mut upcoming = self.upcoming().peekable();
        let mut behind_colon = false;
        while let Some((kind, _)) = upcoming.next() {
            if kind == TokenKind::NEWLINE {
                return behind_colon
                    && upcoming.next().is_some_and(|(kind, _)| kind == TokenKind::INDENT)
                    && upcoming.next() == Some((TokenKind::NAME, "case"));
            }
            behind_colon = kind == TokenKind::COLON;
        }
        false
    }

    pub(super) fn match_statement(&mut self) -> Parse<StmtId> {
        let start = self.span.start;
        self.bump();
        let subject = self.subject()?;
        self.expect(TokenKind::COLON)?;
        self.expect_layout(TokenKind::NEWLINE)?;
        self.expect_layout(TokenKind::INDENT)?;
        self.enter(BLOCK_LEVELS)?;
        let base = self.scratch.match_cases.len();
        while !self.at(TokenKind::DEDENT) {
            self.case()?;
        }
        self.leave(BLOCK_LEVELS);
        self.bump_layout();
        let cases = take(&mut self.ast, &mut self.scratch.match_cases, base);
        Ok(self.stmt(Stmt::Match { subject, cases }, start))
    }

    fn subject(&mut self) -> Parse<ExprId> {
        let start = self.span.start;
        let first = self.star_named_expression()?;
        if matches!(self.ast[first], Expr::Starred { .. }) && !self.at(TokenKind::COMMA) {
            return Err(Fail);
        }
        self.rest_of_tuple(start, first, Self::star_named_expression)
    }

    fn case(&mut self) -> Parse<()> {
        let start = self.span.start;
        if !self.at_soft_keyword("case") {
            return Err(Fail);
        }
        self.bump();
        let pattern = self.open_pattern()?;
        let guard = if self.eat_keyword(Keyword::If) { Some(self.named_expression()?) } else { None };
        let body = self.block()?;
        let span = self.span_from(start);
        let case = self.ast.add(MatchCase { pattern, guard, body }, span);
        self.scratch.match_cases.push(case);
        Ok(())
    }

    fn pattern_node(&mut self, pattern: Pattern, start: u32) -> PatternId {
        let span = self.span_from(start);
        self.ast.add(pattern, span)
    }

    fn take_patterns(&mut self, base: usize) -> List<PatternId> {
        take(&mut self.ast, &mut self.scratch.patterns, base)
    }

    /// `patterns`: a pattern, or a sequence without brackets.
    fn open_pattern(&mut self) -> Parse<PatternId> {
        let start = self.span.start;
        let is_starred = self.at(TokenKind::STAR);
        let first = self.maybe_star_pattern()?;
        if !self.at(TokenKind::COMMA) {
            return if is_starred { Err(Fail) } else { Ok(first) };
        }
        let patterns = self.rest_of_sequence(first)?;
        Ok(self.pattern_node(Pattern::MatchSequence { patterns }, start))
    }

    /// `first` and the patterns behind commas that follow it.
    fn rest_of_sequence(&mut self, first: PatternId) -> Parse<List<PatternId>> {
        let base = self.scratch.patterns.len();
        self.scratch.patterns.push(first);
        while self.eat(TokenKind::COMMA) && !self.at_end_of_sequence() {
            let next = self.maybe_star_pattern()?;
            self.scratch.patterns.push(next);
        }
        Ok(self.take_patterns(base))
    }

    fn at_end_of_sequence(&self) -> bool {
        matches!(self.kind, TokenKind::COLON | TokenKind::RPAR | TokenKind::RSQB) || self.at_keyword(Keyword::If)
    }

    fn maybe_star_pattern(&mut self) -> Parse<PatternId> {
        if !self.at(TokenKind::STAR) {
            return self.pattern();
        }
        let start = self.span.start;
        self.bump();
        let name = self.capture_or_wildcard()?;
        Ok(self.pattern_node(Pattern::MatchStar { name }, start))
    }

    /// A name to capture to, or `None` for `_`.
    fn capture_or_wildcard(&mut self) -> Parse<Option<Name>> {
        if self.at_soft_keyword("_") {
            self.bump();
            return Ok(None);
        }
        self.capture_target().map(Some)
    }

    fn capture_target(&mut self) -> Parse<Name> {
        if self.at_soft_keyword("_") {
            return Err(Fail);
        }
        let name = self.name()?;
        match self.kind {
            TokenKind::DOT | TokenKind::LPAR | TokenKind::EQUAL => Err(Fail),
            _ => Ok(name),
        }
    }

    /// `pattern`: alternatives, perhaps with `as name`.
    fn pattern(&mut self) -> Parse<PatternId> {
        let start = self.span.start;
        let pattern = self.or_pattern()?;
        if !self.eat_keyword(Keyword::As) {
            return Ok(pattern);
        }
        let name = self.capture_target()?;
        Ok(self.pattern_node(Pattern::MatchAs { pattern: Some(pattern), name: Some(name) }, start))
    }

    fn or_pattern(&mut self) -> Parse<PatternId> {
        let start = self.span.start;
        let first = self.closed_pattern()?;
        if !self.at(TokenKind::VBAR) {
            return Ok(first);
        }
        let base = self.scratch.patterns.len();
        self.scratch.patterns.push(first);
        while self.eat(TokenKind::VBAR) {
            let next = self.closed_pattern()?;
            self.scratch.patterns.push(next);
        }
        let patterns = self.take_patterns(base);
        Ok(self.pattern_node(Pattern::MatchOr { patterns }, start))
    }

    fn closed_pattern(&mut self) -> Parse<PatternId> {
        let start = self.span.start;
        match self.kind {
            TokenKind::NAME => match self.keyword {
                Keyword::None => self.name_pattern(),
                Keyword::NoneValue => self.singleton(Constant::None),
                Keyword::True => self.singleton(Constant::Bool(true)),
                Keyword::False => self.singleton(Constant::Bool(false)),
                _ => Err(Fail),
            },
            TokenKind::NUMBER | TokenKind::MINUS | TokenKind::STRING | TokenKind::FSTRING_START => {
                let value = self.literal_expression()?;
                Ok(self.pattern_node(Pattern::MatchValue { value }, start))
            }
            TokenKind::LPAR => self.bracketed_pattern(Self::group_or_sequence),
            TokenKind::LSQB => self.bracketed_pattern(Self::bracket_sequence),
            TokenKind::LBRACE => self.bracketed_pattern(Self::mapping),
            _ => Err(Fail),
        }
    }

    fn bracketed_pattern(&mut self, rule: fn(&mut Self, u32) -> Parse<PatternId>) -> Parse<PatternId> {
        let start = self.span.start;
        self.bump();
        self.enter(BRACKET_LEVELS)?;
        let pattern = rule(self, start)?;
        self.leave(BRACKET_LEVELS);
        Ok(pattern)
    }

    fn singleton(&mut self, value: Constant) -> Parse<PatternId> {
        let start = self.span.start;
        self.bump();
        let value = self.ast.add_const(value);
        Ok(self.pattern_node(Pattern::MatchSingleton { value }, start))
    }

    /// A capture, `_`, a dotted value, or a class with arguments.
    fn name_pattern(&mut self) -> Parse<PatternId> {
        let start = self.span.start;
        if !matches!(self.peek(), TokenKind::DOT | TokenKind::LPAR) {
            let name = self.capture_or_wildcard()?;
            return Ok(self.pattern_node(Pattern::MatchAs { pattern: None, name }, start));
        }
        let value = self.name_or_attribute()?;
        if self.at(TokenKind::LPAR) {
            return self.class_pattern(value, start);
        }
        if self.at(TokenKind::EQUAL) {
            return Err(Fail);
        }
        Ok(self.pattern_node(Pattern::MatchValue { value }, start))
    }

    fn name_or_attribute(&mut self) -> Parse<ExprId> {
        let start = self.span.start;
        let id = self.name()?;
        let mut value = self.expr(Expr::Name { id, ctx: ExprContext::Load }, start);
        while self.eat(TokenKind::DOT) {
            let attr = self.name()?;
            value = self.expr(Expr::Attribute { value, attr, ctx: ExprContext::Load }, start);
        }
        Ok(value)
    }

    fn class_pattern(&mut self, cls: ExprId, start: u32) -> Parse<PatternId> {
        self.bump();
        self.enter(BRACKET_LEVELS)?;
        let (patterns, names) = (self.scratch.patterns.len(), self.scratch.names.len());
        let mut keyword_base = None;
        while !self.at(TokenKind::RPAR) {
            if self.at_name() && self.peek() == TokenKind::EQUAL {
                // The patterns of keywords lie above the positional ones.
                keyword_base.get_or_insert(self.scratch.patterns.len());
                let name = self.name()?;
                self.scratch.names.push(name);
                self.bump();
            } else if keyword_base.is_some() {
                return Err(Fail);
            }
            let pattern = self.pattern()?;
            self.scratch.patterns.push(pattern);
            if !self.eat(TokenKind::COMMA) {
                break;
            }
        }
        self.leave(BRACKET_LEVELS);
        self.expect(TokenKind::RPAR)?;
        let kwd_patterns = match keyword_base {
            Some(base) => self.take_patterns(base),
            None => List::EMPTY,
        };
        let patterns = self.take_patterns(patterns);
        let kwd_attrs = take(&mut self.ast, &mut self.scratch.names, names);
        Ok(self.pattern_node(Pattern::MatchClass { cls, patterns, kwd_attrs, kwd_patterns }, start))
    }

    /// Behind `(`: a sequence if there is a comma or nothing at all, else a group.
    fn group_or_sequence(&mut self, start: u32) -> Parse<PatternId> {
        if self.eat(TokenKind::RPAR) {
            return Ok(self.pattern_node(Pattern::MatchSequence { patterns: List::EMPTY }, start));
        }
        let is_starred = self.at(TokenKind::STAR);
        let first = self.maybe_star_pattern()?;
        if !self.at(TokenKind::COMMA) {
            self.expect(TokenKind::RPAR)?;
            return if is_starred { Err(Fail) } else { Ok(first) };
        }
        let patterns = self.rest_of_sequence(first)?;
        self.expect(TokenKind::RPAR)?;
        Ok(self.pattern_node(Pattern::MatchSequence { patterns }, start))
    }

    fn bracket_sequence(&mut self, start: u32) -> Parse<PatternId> {
        let patterns = if self.at(TokenKind::RSQB) {
            List::EMPTY
        } else {
            let first = self.maybe_star_pattern()?;
            self.rest_of_sequence(first)?
        };
        self.expect(TokenKind::RSQB)?;
        Ok(self.pattern_node(Pattern::MatchSequence { patterns }, start))
    }

    fn mapping(&mut self, start: u32) -> Parse<PatternId> {
        let (keys, patterns) = (self.scratch.exprs.len(), self.scratch.patterns.len());
        let mut rest = None;
        while !self.at(TokenKind::RBRACE) {
            if rest.is_some() {
                return Err(Fail);
            }
            if self.eat(TokenKind::DOUBLESTAR) {
                rest = Some(self.capture_target()?);
            } else {
                let key = self.mapping_key()?;
                self.expect(TokenKind::COLON)?;
                let pattern = self.pattern()?;
                self.scratch.exprs.push(key);
                self.scratch.patterns.push(pattern);
            }
            if !self.eat(TokenKind::COMMA) {
                break;
            }
        }
        self.expect(TokenKind::RBRACE)?;
        let keys = self.take_exprs(keys);
        let patterns = self.take_patterns(patterns);
        Ok(self.pattern_node(Pattern::MatchMapping { keys, patterns, rest }, start))
    }

    fn mapping_key(&mut self) -> Parse<ExprId> {
        let start = self.span.start;
        let value = match self.keyword {
            Keyword::NoneValue => Constant::None,
            Keyword::True => Constant::Bool(true),
            Keyword::False => Constant::Bool(false),
            Keyword::None if self.kind == TokenKind::NAME => {
                let key = self.name_or_attribute()?;
                return if matches!(self.ast[key], Expr::Attribute { .. }) { Ok(key) } else { Err(Fail) };
            }
            _ => return self.literal_expression(),
        };
        self.bump();
        Ok(self.constant(value, start))
    }

    /// Strings, a number with or without sign, or a complex number as `-1 + 2j`.
    fn literal_expression(&mut self) -> Parse<ExprId> {
        if matches!(self.kind, TokenKind::STRING | TokenKind::FSTRING_START) {
            return self.strings();
        }
        let start = self.span.start;
        let left = self.signed_number()?;
        let op = match self.kind {
            TokenKind::PLUS => Operator::Add,
            TokenKind::MINUS => Operator::Sub,
            _ => return Ok(left),
        };
        self.bump();
        if !self.at(TokenKind::NUMBER) {
            return Err(Fail);
        }
        let right = self.number()?;
        if self.is_imaginary(left) || !self.is_imaginary(right) {
            return Err(Fail);
        }
        Ok(self.expr(Expr::BinOp { left, op, right }, start))
    }

    fn signed_number(&mut self) -> Parse<ExprId> {
        let start = self.span.start;
        let negative = self.eat(TokenKind::MINUS);
        if !self.at(TokenKind::NUMBER) {
            return Err(Fail);
        }
        let operand = self.number()?;
        Ok(if negative { self.expr(Expr::UnaryOp { op: UnaryOpKind::USub, operand }, start) } else { operand })
    }

    fn is_imaginary(&self, number: ExprId) -> bool {
        match self.ast[number] {
            Expr::UnaryOp { operand, .. } => self.is_imaginary(operand),
            Expr::Constant { value, .. } => matches!(self.ast[value], Constant::Complex { .. }),
            _ => false,
        }
    }
}
