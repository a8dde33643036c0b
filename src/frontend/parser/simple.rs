//! Simple statements: those of one line.

use super::cursor::{Fail, Parse, Parser, take};
use super::keyword::Keyword;
use crate::frontend::ast::{Expr, ExprContext, ExprId, List, Operator, Stmt, StmtId, TypeComment};
use crate::frontend::tokenizer::TokenKind;

impl Parser<'_> {
    /// `simple_stmts`: statements with `;` between them, and the end of the line.
    pub fn simple_statements(&mut self) -> Parse<()> {
        loop {
            let statement = self.simple_statement()?;
            self.scratch.stmts.push(statement);
            if !self.eat(TokenKind::SEMI) || self.at(TokenKind::NEWLINE) {
                break;
            }
        }
        self.expect_layout(TokenKind::NEWLINE)
    }

    fn simple_statement(&mut self) -> Parse<StmtId> {
        let start = self.span.start;
        let statement = match self.keyword {
            Keyword::None if self.kind == TokenKind::NAME && self.at_type_alias() => self.type_alias()?,
            Keyword::Import => self.import()?,
            Keyword::From => self.import_from()?,
            Keyword::Return => {
                self.bump();
                let value = if self.at_expression() { Some(self.star_expressions()?) } else { None };
                Stmt::Return { value }
            }
            Keyword::Raise => self.raise()?,
            Keyword::Pass => {
                self.bump();
                Stmt::Pass {}
            }
            Keyword::Break => {
                self.bump();
                Stmt::Break {}
            }
            Keyword::Continue => {
                self.bump();
                Stmt::Continue {}
            }
            Keyword::Del => self.delete()?,
            Keyword::Assert => {
                self.bump();
                let test = self.expression()?;
                let msg = if self.eat(TokenKind::COMMA) { Some(self.expression()?) } else { None };
                Stmt::Assert { test, msg }
            }
            Keyword::Global | Keyword::Nonlocal => self.scope_declaration()?,
            _ => self.expression_statement(start)?,
        };
        Ok(self.stmt(statement, start))
    }

    /// An expression, or an assignment that begins with one.
    fn expression_statement(&mut self, start: u32) -> Parse<Stmt> {
        let first = self.yield_or_star_expressions()?;
        match self.kind {
            TokenKind::EQUAL => self.assignment(first),
            TokenKind::COLON => self.annotated_assignment(first, start),
            kind => match augmented_operator(kind) {
                None => Ok(Stmt::Expr { value: first }),
                Some(op) => {
                    self.make_single_target(first)?;
                    self.bump();
                    let value = self.yield_or_star_expressions()?;
                    Ok(Stmt::AugAssign { target: first, op, value })
                }
            },
        }
    }

    /// `first = … = value`, from the first `=` on.
    fn assignment(&mut self, first: ExprId) -> Parse<Stmt> {
        let base = self.scratch.exprs.len();
        let mut value = first;
        while self.eat(TokenKind::EQUAL) {
            self.make_target(value, ExprContext::Store)?;
            self.scratch.exprs.push(value);
            value = self.yield_or_star_expressions()?;
        }
        let targets = self.take_exprs(base);
        Ok(Stmt::Assign { targets, value, type_comment: TypeComment })
    }

    /// `target: annotation = value`, from the colon on.
    fn annotated_assignment(&mut self, target: ExprId, start: u32) -> Parse<Stmt> {
        let simple = matches!(self.ast[target], Expr::Name { .. }) && self.ast.span(target).start == start;
        self.make_single_target(target)?;
        self.bump();
        let annotation = self.expression()?;
        let value = if self.eat(TokenKind::EQUAL) { Some(self.yield_or_star_expressions()?) } else { None };
        Ok(Stmt::AnnAssign { target, annotation, value, simple })
    }

    /// Whether `type` is a keyword here: a name follows, which after an ordinary name is never right.
    fn at_type_alias(&self) -> bool {
        self.at_soft_keyword("type") && self.peek() == TokenKind::NAME && self.peek_keyword() == Keyword::None
    }

    fn type_alias(&mut self) -> Parse<Stmt> {
        self.bump();
        let start = self.span.start;
        let id = self.name()?;
        let name = self.expr(Expr::Name { id, ctx: ExprContext::Store }, start);
        let type_params = self.type_params()?;
        self.expect(TokenKind::EQUAL)?;
        let value = self.expression()?;
        Ok(Stmt::TypeAlias { name, type_params, value })
    }

    fn raise(&mut self) -> Parse<Stmt> {
        self.bump();
        if !self.at_expression() {
            return Ok(Stmt::Raise { exc: None, cause: None });
        }
        let exc = Some(self.expression()?);
        let cause = if self.eat_keyword(Keyword::From) { Some(self.expression()?) } else { None };
        Ok(Stmt::Raise { exc, cause })
    }

    fn delete(&mut self) -> Parse<Stmt> {
        self.bump();
        let base = self.scratch.exprs.len();
        loop {
            let target = self.bitwise_or()?;
            self.make_target(target, ExprContext::Del)?;
            self.scratch.exprs.push(target);
            if !self.eat(TokenKind::COMMA) || matches!(self.kind, TokenKind::SEMI | TokenKind::NEWLINE) {
                break;
            }
        }
        if !matches!(self.kind, TokenKind::SEMI | TokenKind::NEWLINE) {
            return Err(Fail);
        }
        Ok(Stmt::Delete { targets: self.take_exprs(base) })
    }

    /// `global` or `nonlocal`.
    fn scope_declaration(&mut self) -> Parse<Stmt> {
        let is_global = self.at_keyword(Keyword::Global);
        self.bump();
        let base = self.scratch.names.len();
        loop {
            let name = self.name()?;
            self.scratch.names.push(name);
            if !self.eat(TokenKind::COMMA) {
                break;
            }
        }
        let names: List<_> = take(&mut self.ast, &mut self.scratch.names, base);
        Ok(if is_global { Stmt::Global { names } } else { Stmt::Nonlocal { names } })
    }
}

fn augmented_operator(kind: TokenKind) -> Option<Operator> {
    Some(match kind {
        TokenKind::PLUSEQUAL => Operator::Add,
        TokenKind::MINEQUAL => Operator::Sub,
        TokenKind::STAREQUAL => Operator::Mult,
        TokenKind::ATEQUAL => Operator::MatMult,
        TokenKind::SLASHEQUAL => Operator::Div,
        TokenKind::PERCENTEQUAL => Operator::Mod,
        TokenKind::AMPEREQUAL => Operator::BitAnd,
        TokenKind::VBAREQUAL => Operator::BitOr,
        TokenKind::CIRCUMFLEXEQUAL => Operator::BitXor,
        TokenKind::LEFTSHIFTEQUAL => Operator::LShift,
        TokenKind::RIGHTSHIFTEQUAL => Operator::RShift,
        TokenKind::DOUBLESTAREQUAL => Operator::Pow,
        TokenKind::DOUBLESLASHEQUAL => Operator::FloorDiv,
        _ => return None,
    })
}
