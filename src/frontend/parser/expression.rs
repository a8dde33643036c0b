//! Expressions with operators, from `lambda` and `if … else` down to `**` and `await`.

use super::cursor::{Fail, Parse, Parser, take};
use super::keyword::Keyword;
use crate::frontend::ast::{BoolOpKind, CmpOp, Expr, ExprContext, ExprId, Operator, UnaryOpKind};
use crate::frontend::tokenizer::TokenKind;

/// How tightly a binary operator binds, and which it is; 0 for other tokens. Comparisons bind less, `**` more.
#[derive(Clone, Copy)]
struct Binary {
    precedence: u8,
    operator: Operator,
}

static BINARY: [Binary; 66] = {
    let mut table = [Binary { precedence: 0, operator: Operator::Add }; 66];
    let rows = [
        (TokenKind::VBAR, 1, Operator::BitOr),
        (TokenKind::CIRCUMFLEX, 2, Operator::BitXor),
        (TokenKind::AMPER, 3, Operator::BitAnd),
        (TokenKind::LEFTSHIFT, 4, Operator::LShift),
        (TokenKind::RIGHTSHIFT, 4, Operator::RShift),
        (TokenKind::PLUS, 5, Operator::Add),
        (TokenKind::MINUS, 5, Operator::Sub),
        (TokenKind::STAR, 6, Operator::Mult),
        (TokenKind::SLASH, 6, Operator::Div),
        (TokenKind::DOUBLESLASH, 6, Operator::FloorDiv),
        (TokenKind::PERCENT, 6, Operator::Mod),
        (TokenKind::AT, 6, Operator::MatMult),
    ];
    let mut row = 0;
    while row < rows.len() {
        let (kind, precedence, operator) = rows[row];
        table[kind as usize] = Binary { precedence, operator };
        row += 1;
    }
    table
};

impl Parser<'_> {
    /// `star_expressions`: one expression, or a tuple without parentheses, stars allowed.
    pub fn star_expressions(&mut self) -> Parse<ExprId> {
        let start = self.span.start;
        let first = self.star_expression()?;
        self.rest_of_tuple(start, first, Self::star_expression)
    }

    /// `expressions`: as `star_expressions`, without stars.
    pub fn expressions(&mut self) -> Parse<ExprId> {
        let start = self.span.start;
        let first = self.expression()?;
        self.rest_of_tuple(start, first, Self::expression)
    }

    /// `first` itself if no comma follows, else the tuple that it begins.
    pub fn rest_of_tuple(&mut self, start: u32, first: ExprId, item: fn(&mut Self) -> Parse<ExprId>) -> Parse<ExprId> {
        if !self.at(TokenKind::COMMA) {
            return Ok(first);
        }
        let base = self.scratch.exprs.len();
        self.scratch.exprs.push(first);
        while self.eat(TokenKind::COMMA) && self.at_expression() {
            let next = item(self)?;
            self.scratch.exprs.push(next);
        }
        let elts = self.take_exprs(base);
        Ok(self.expr(Expr::Tuple { elts, ctx: ExprContext::Load }, start))
    }

    /// Whether an expression (or a starred one) can begin with the current token.
    pub fn at_expression(&self) -> bool {
        match self.kind {
            TokenKind::NAME => matches!(
                self.keyword,
                Keyword::None
                    | Keyword::Lambda
                    | Keyword::Not
                    | Keyword::Await
                    | Keyword::NoneValue
                    | Keyword::True
                    | Keyword::False
            ),
            TokenKind::NUMBER
            | TokenKind::STRING
            | TokenKind::FSTRING_START
            | TokenKind::LPAR
            | TokenKind::LSQB
            | TokenKind::LBRACE
            | TokenKind::MINUS
            | TokenKind::PLUS
            | TokenKind::TILDE
            | TokenKind::STAR
            | TokenKind::ELLIPSIS => true,
            _ => false,
        }
    }

    pub fn star_expression(&mut self) -> Parse<ExprId> {
        if self.at(TokenKind::STAR) { self.starred(Self::bitwise_or) } else { self.expression() }
    }

    pub fn star_named_expression(&mut self) -> Parse<ExprId> {
        if self.at(TokenKind::STAR) { self.starred(Self::bitwise_or) } else { self.named_expression() }
    }

    /// `*value`, where `value` is what `operand` reads.
    pub fn starred(&mut self, operand: fn(&mut Self) -> Parse<ExprId>) -> Parse<ExprId> {
        let start = self.span.start;
        self.bump();
        let value = operand(self)?;
        Ok(self.expr(Expr::Starred { value, ctx: ExprContext::Load }, start))
    }

    /// `yield_expr`.
    pub fn yield_expression(&mut self) -> Parse<ExprId> {
        let start = self.span.start;
        self.expect_keyword(Keyword::Yield)?;
        if self.eat_keyword(Keyword::From) {
            let value = self.expression()?;
            return Ok(self.expr(Expr::YieldFrom { value }, start));
        }
        let value = if self.at_expression() { Some(self.star_expressions()?) } else { None };
        Ok(self.expr(Expr::Yield { value }, start))
    }

    /// `annotated_rhs`: what may stand right of `=`.
    pub fn yield_or_star_expressions(&mut self) -> Parse<ExprId> {
        if self.at_keyword(Keyword::Yield) { self.yield_expression() } else { self.star_expressions() }
    }

    /// An expression, or `name := expression`.
    pub fn named_expression(&mut self) -> Parse<ExprId> {
        let start = self.span.start;
        let target = self.expression()?;
        if !self.at(TokenKind::COLONEQUAL) {
            return Ok(target);
        }
        // Not for `(name) := …`, whose node begins behind the parenthesis.
        let Expr::Name { id, .. } = self.ast[target] else { return Err(Fail) };
        if self.ast.span(target).start != start {
            return Err(Fail);
        }
        self.bump();
        self.ast.set(target, Expr::Name { id, ctx: ExprContext::Store });
        let value = self.expression()?;
        Ok(self.expr(Expr::NamedExpr { target, value }, start))
    }

    pub fn expression(&mut self) -> Parse<ExprId> {
        if self.at_keyword(Keyword::Lambda) {
            return self.lambda();
        }
        let start = self.span.start;
        let body = self.disjunction()?;
        if !self.eat_keyword(Keyword::If) {
            return Ok(body);
        }
        let test = self.disjunction()?;
        self.expect_keyword(Keyword::Else)?;
        self.enter(1)?;
        let orelse = self.expression()?;
        self.leave(1);
        Ok(self.expr(Expr::IfExp { test, body, orelse }, start))
    }

    fn lambda(&mut self) -> Parse<ExprId> {
        let start = self.span.start;
        self.bump();
        let args = self.parameters(TokenKind::COLON)?;
        self.expect(TokenKind::COLON)?;
        self.enter(2)?;
        let body = self.expression()?;
        self.leave(2);
        Ok(self.expr(Expr::Lambda { args, body }, start))
    }

    pub fn disjunction(&mut self) -> Parse<ExprId> {
        let start = self.span.start;
        let first = self.conjunction()?;
        self.bool_op(start, first, Keyword::Or, BoolOpKind::Or, Self::conjunction)
    }

    fn conjunction(&mut self) -> Parse<ExprId> {
        let start = self.span.start;
        let first = self.inversion()?;
        self.bool_op(start, first, Keyword::And, BoolOpKind::And, Self::inversion)
    }

    #[inline]
    fn bool_op(
        &mut self,
        start: u32,
        first: ExprId,
        keyword: Keyword,
        op: BoolOpKind,
        operand: fn(&mut Self) -> Parse<ExprId>,
    ) -> Parse<ExprId> {
        if !self.at_keyword(keyword) {
            return Ok(first);
        }
        let base = self.scratch.exprs.len();
        self.scratch.exprs.push(first);
        while self.eat_keyword(keyword) {
            let next = operand(self)?;
            self.scratch.exprs.push(next);
        }
        let values = self.take_exprs(base);
        Ok(self.expr(Expr::BoolOp { op, values }, start))
    }

    fn inversion(&mut self) -> Parse<ExprId> {
        if !self.at_keyword(Keyword::Not) {
            return self.comparison();
        }
        let start = self.span.start;
        self.bump();
        self.enter(1)?;
        let operand = self.inversion()?;
        self.leave(1);
        Ok(self.expr(Expr::UnaryOp { op: UnaryOpKind::Not, operand }, start))
    }

    fn comparison(&mut self) -> Parse<ExprId> {
        let start = self.span.start;
        let left = self.bitwise_or()?;
        let Some(first) = self.comparison_operator()? else { return Ok(left) };
        let (ops, comparators) = (self.scratch.cmpops.len(), self.scratch.exprs.len());
        let mut operator = Some(first);
        while let Some(op) = operator {
            let right = self.bitwise_or()?;
            self.scratch.cmpops.push(op);
            self.scratch.exprs.push(right);
            operator = self.comparison_operator()?;
        }
        let ops = take(&mut self.ast, &mut self.scratch.cmpops, ops);
        let comparators = self.take_exprs(comparators);
        Ok(self.expr(Expr::Compare { left, ops, comparators }, start))
    }

    /// Consumes a comparison operator, if one is here.
    #[inline]
    fn comparison_operator(&mut self) -> Parse<Option<CmpOp>> {
        let op = match self.kind {
            TokenKind::NAME => match self.keyword {
                Keyword::In => CmpOp::In,
                Keyword::Is => {
                    self.bump();
                    let negated = self.eat_keyword(Keyword::Not);
                    return Ok(Some(if negated { CmpOp::IsNot } else { CmpOp::Is }));
                }
                Keyword::Not => {
                    if self.peek_keyword() != Keyword::In {
                        return Ok(None);
                    }
                    self.bump();
                    CmpOp::NotIn
                }
                _ => return Ok(None),
            },
            TokenKind::EQEQUAL => CmpOp::Eq,
            // `<>` has the same kind; only a flag of `compile()`, `CO_FUTURE_BARRY_AS_BDFL`, makes it the operator.
            TokenKind::NOTEQUAL if self.token_text() == "!=" => CmpOp::NotEq,
            TokenKind::LESS => CmpOp::Lt,
            TokenKind::LESSEQUAL => CmpOp::LtE,
            TokenKind::GREATER => CmpOp::Gt,
            TokenKind::GREATEREQUAL => CmpOp::GtE,
            _ => return Ok(None),
        };
        self.bump();
        Ok(Some(op))
    }

    /// `bitwise_or`: operators from `|` up.
    pub fn bitwise_or(&mut self) -> Parse<ExprId> {
        self.binary(1)
    }

    /// Operators that bind at least as tightly as `least`; all are left-associative.
    fn binary(&mut self, least: u8) -> Parse<ExprId> {
        let start = self.span.start;
        let mut left = self.factor()?;
        loop {
            let Binary { precedence, operator } = BINARY[self.kind as usize];
            if precedence < least {
                return Ok(left);
            }
            self.bump();
            let right = self.binary(precedence + 1)?;
            left = self.expr(Expr::BinOp { left, op: operator, right }, start);
        }
    }

    /// Signs, and what they stand before.
    fn factor(&mut self) -> Parse<ExprId> {
        let op = match self.kind {
            TokenKind::MINUS => UnaryOpKind::USub,
            TokenKind::PLUS => UnaryOpKind::UAdd,
            TokenKind::TILDE => UnaryOpKind::Invert,
            _ => return self.power(),
        };
        let start = self.span.start;
        self.bump();
        self.enter(1)?;
        let operand = self.factor()?;
        self.leave(1);
        Ok(self.expr(Expr::UnaryOp { op, operand }, start))
    }

    fn power(&mut self) -> Parse<ExprId> {
        let start = self.span.start;
        let left = if self.at_keyword(Keyword::Await) {
            self.bump();
            let value = self.primary()?;
            self.expr(Expr::Await { value }, start)
        } else {
            self.primary()?
        };
        if !self.eat(TokenKind::DOUBLESTAR) {
            return Ok(left);
        }
        self.enter(2)?;
        let right = self.factor()?;
        self.leave(2);
        Ok(self.expr(Expr::BinOp { left, op: Operator::Pow, right }, start))
    }
}
