//! Compound statements: those with blocks.

use super::cursor::{BLOCK_LEVELS, BRACKET_LEVELS, Fail, Parse, Parser, take};
use super::keyword::Keyword;
use crate::frontend::ast::{ExceptHandler, ExprId, List, Stmt, StmtId, TypeComment, WithItem, WithItemId};
use crate::frontend::tokenizer::TokenKind;

/// One `if` or `elif` whose `orelse` is not known yet.
struct Arm {
    start: u32,
    test: ExprId,
    body: List<StmtId>,
}

impl Parser<'_> {
    /// `statement`: pushes one statement, or those of one line.
    pub fn statement(&mut self) -> Parse<()> {
        let statement = match self.kind {
            TokenKind::NAME => match self.keyword {
                Keyword::None => {
                    if !self.at_match_statement() {
                        return self.simple_statements();
                    }
                    self.match_statement()?
                }
                Keyword::If => self.if_statement()?,
                Keyword::For => self.for_statement(self.span.start, false)?,
                Keyword::Def => self.function(self.span.start, false, List::EMPTY)?,
                Keyword::Class => self.class(List::EMPTY)?,
                Keyword::Try => self.try_statement()?,
                Keyword::With => self.with_statement(self.span.start, false)?,
                Keyword::While => self.while_statement()?,
                Keyword::Async => self.async_statement()?,
                _ => return self.simple_statements(),
            },
            TokenKind::AT => self.decorated()?,
            _ => return self.simple_statements(),
        };
        self.scratch.stmts.push(statement);
        Ok(())
    }

    pub(super) fn at_compound_statement(&self) -> bool {
        use Keyword::{Async, Class, Def, For, If, Try, While, With};
        let by_keyword = matches!(self.keyword, Async | Class | Def | For | If | Try | While | With);
        by_keyword || self.at(TokenKind::AT) || self.at_match_statement()
    }

    /// `':' block`.
    pub(super) fn block(&mut self) -> Parse<List<StmtId>> {
        self.expect(TokenKind::COLON)?;
        let base = self.scratch.stmts.len();
        if !self.at(TokenKind::NEWLINE) {
            self.simple_statements()?;
            return Ok(self.take_stmts(base));
        }
        self.bump_layout();
        self.expect_layout(TokenKind::INDENT)?;
        self.enter(BLOCK_LEVELS)?;
        while !self.at(TokenKind::DEDENT) {
            self.statement()?;
        }
        self.leave(BLOCK_LEVELS);
        self.bump_layout();
        Ok(self.take_stmts(base))
    }

    fn else_block(&mut self) -> Parse<List<StmtId>> {
        if self.eat_keyword(Keyword::Else) { self.block() } else { Ok(List::EMPTY) }
    }

    /// `if` with its `elif`s, each of which is the `orelse` of the one before. Long chains must not recurse.
    fn if_statement(&mut self) -> Parse<StmtId> {
        let mut arm = self.arm()?;
        let mut outer = Vec::new();
        while self.at_keyword(Keyword::Elif) {
            self.enter(1)?;
            outer.push(arm);
            arm = self.arm()?;
        }
        let mut orelse = self.else_block()?;
        self.leave(outer.len() as u32);
        loop {
            let Arm { start, test, body } = arm;
            let statement = self.stmt(Stmt::If { test, body, orelse }, start);
            match outer.pop() {
                None => return Ok(statement),
                Some(next) => arm = next,
            }
            orelse = self.ast.list(&[statement]);
        }
    }

    fn arm(&mut self) -> Parse<Arm> {
        let start = self.span.start;
        self.bump();
        let test = self.named_expression()?;
        let body = self.block()?;
        Ok(Arm { start, test, body })
    }

    fn while_statement(&mut self) -> Parse<StmtId> {
        let start = self.span.start;
        self.bump();
        let test = self.named_expression()?;
        let body = self.block()?;
        let orelse = self.else_block()?;
        Ok(self.stmt(Stmt::While { test, body, orelse }, start))
    }

    fn async_statement(&mut self) -> Parse<StmtId> {
        let start = self.span.start;
        self.bump();
        match self.keyword {
            Keyword::Def => self.function(start, true, List::EMPTY),
            Keyword::For => self.for_statement(start, true),
            Keyword::With => self.with_statement(start, true),
            _ => Err(Fail),
        }
    }

    fn for_statement(&mut self, start: u32, is_async: bool) -> Parse<StmtId> {
        self.bump();
        let target = self.star_targets()?;
        self.expect_keyword(Keyword::In)?;
        let iter = self.star_expressions()?;
        let body = self.block()?;
        let orelse = self.else_block()?;
        let type_comment = TypeComment;
        let statement = if is_async {
            Stmt::AsyncFor { target, iter, body, orelse, type_comment }
        } else {
            Stmt::For { target, iter, body, orelse, type_comment }
        };
        Ok(self.stmt(statement, start))
    }

    fn with_statement(&mut self, start: u32, is_async: bool) -> Parse<StmtId> {
        self.bump();
        let items = self.with_items()?;
        let body = self.block()?;
        let type_comment = TypeComment;
        let statement = if is_async {
            Stmt::AsyncWith { items, body, type_comment }
        } else {
            Stmt::With { items, body, type_comment }
        };
        Ok(self.stmt(statement, start))
    }

    /// The items, in parentheses of the statement's own if the text up to the colon can be read so.
    fn with_items(&mut self) -> Parse<List<WithItemId>> {
        let base = self.scratch.withitems.len();
        if self.at(TokenKind::LPAR) && self.colon_follows_parentheses() {
            let checkpoint = self.checkpoint();
            if self.parenthesized_with_items().is_ok() {
                return Ok(take(&mut self.ast, &mut self.scratch.withitems, base));
            }
            self.rewind(checkpoint);
        }
        loop {
            self.with_item()?;
            if !self.eat(TokenKind::COMMA) {
                break;
            }
        }
        Ok(take(&mut self.ast, &mut self.scratch.withitems, base))
    }

    fn parenthesized_with_items(&mut self) -> Parse<()> {
        self.bump();
        self.enter(BRACKET_LEVELS)?;
        loop {
            self.with_item()?;
            if !self.eat(TokenKind::COMMA) || self.at(TokenKind::RPAR) {
                break;
            }
        }
        self.leave(BRACKET_LEVELS);
        self.expect(TokenKind::RPAR)
    }

    /// Whether behind the parenthesis that closes the current one there is a colon.
    fn colon_follows_parentheses(&self) -> bool {
        let mut depth = 1;
        for (kind, _) in self.upcoming() {
            match kind {
                _ if depth == 0 => return kind == TokenKind::COLON,
                TokenKind::LPAR | TokenKind::LSQB | TokenKind::LBRACE => depth += 1,
                TokenKind::RPAR | TokenKind::RSQB | TokenKind::RBRACE => depth -= 1,
                TokenKind::NEWLINE => return false,
                _ => {}
            }
        }
        false
    }

    fn with_item(&mut self) -> Parse<()> {
        let start = self.span.start;
        let context_expr = self.expression()?;
        let optional_vars = if self.eat_keyword(Keyword::As) { Some(self.star_target()?) } else { None };
        let span = self.span_from(start);
        let item = self.ast.add(WithItem { context_expr, optional_vars }, span);
        self.scratch.withitems.push(item);
        Ok(())
    }

    fn try_statement(&mut self) -> Parse<StmtId> {
        let start = self.span.start;
        self.bump();
        let body = self.block()?;
        let base = self.scratch.handlers.len();
        // Whether the handlers are `except*`: all of them are or none.
        let mut star = None;
        while self.at_keyword(Keyword::Except) {
            let is_star = self.except_handler()?;
            if star.is_some_and(|star| star != is_star) {
                return Err(Fail);
            }
            star = Some(is_star);
        }
        let handlers = take(&mut self.ast, &mut self.scratch.handlers, base);
        let orelse = if handlers.is_empty() { List::EMPTY } else { self.else_block()? };
        let finalbody = if self.eat_keyword(Keyword::Finally) { self.block()? } else { List::EMPTY };
        if handlers.is_empty() && finalbody.is_empty() {
            return Err(Fail);
        }
        let statement = match star {
            Some(true) => Stmt::TryStar { body, handlers, orelse, finalbody },
            _ => Stmt::Try { body, handlers, orelse, finalbody },
        };
        Ok(self.stmt(statement, start))
    }

    /// Pushes a handler; true if it is an `except*`.
    fn except_handler(&mut self) -> Parse<bool> {
        let start = self.span.start;
        self.bump();
        let is_star = self.eat(TokenKind::STAR);
        let mut name = None;
        let r#type = if self.at(TokenKind::COLON) && !is_star {
            None
        } else {
            let class = self.expression()?;
            if self.eat_keyword(Keyword::As) {
                name = Some(self.name()?);
            }
            Some(class)
        };
        let body = self.block()?;
        let span = self.span_from(start);
        let handler = self.ast.add(ExceptHandler { r#type, name, body }, span);
        self.scratch.handlers.push(handler);
        Ok(is_star)
    }

    fn decorated(&mut self) -> Parse<StmtId> {
        let base = self.scratch.exprs.len();
        while self.eat(TokenKind::AT) {
            let decorator = self.named_expression()?;
            self.scratch.exprs.push(decorator);
            self.expect_layout(TokenKind::NEWLINE)?;
        }
        let decorators = self.take_exprs(base);
        let start = self.span.start;
        match self.keyword {
            Keyword::Def => self.function(start, false, decorators),
            Keyword::Class => self.class(decorators),
            Keyword::Async => {
                self.bump();
                if self.at_keyword(Keyword::Def) { self.function(start, true, decorators) } else { Err(Fail) }
            }
            _ => Err(Fail),
        }
    }

    /// A function from `def` on; its position begins at `start`, its decorators do not count.
    fn function(&mut self, start: u32, is_async: bool, decorator_list: List<ExprId>) -> Parse<StmtId> {
        self.bump();
        let name = self.name()?;
        let type_params = self.type_params()?;
        self.expect(TokenKind::LPAR)?;
        self.enter(BRACKET_LEVELS)?;
        let args = self.parameters(TokenKind::RPAR)?;
        self.leave(BRACKET_LEVELS);
        self.expect(TokenKind::RPAR)?;
        let returns = if self.eat(TokenKind::RARROW) { Some(self.expression()?) } else { None };
        let body = self.block()?;
        let type_comment = TypeComment;
        let statement = if is_async {
            Stmt::AsyncFunctionDef { name, args, body, decorator_list, returns, type_comment, type_params }
        } else {
            Stmt::FunctionDef { name, args, body, decorator_list, returns, type_comment, type_params }
        };
        Ok(self.stmt(statement, start))
    }

    fn class(&mut self, decorator_list: List<ExprId>) -> Parse<StmtId> {
        let start = self.span.start;
        self.bump();
        let name = self.name()?;
        let type_params = self.type_params()?;
        let (bases, keywords) =
            if self.at(TokenKind::LPAR) { self.arguments(false)? } else { (List::EMPTY, List::EMPTY) };
        let body = self.block()?;
        Ok(self.stmt(Stmt::ClassDef { name, bases, keywords, body, decorator_list, type_params }, start))
    }
}
