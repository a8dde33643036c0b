//! Parameters of functions and lambdas, and type parameters.

use super::cursor::{Fail, Parse, Parser, take};
use crate::base::Span;
use crate::frontend::ast::{Arg, ArgId, Arguments, ArgumentsId, ExprId, List, TypeComment, TypeParam, TypeParamId};
use crate::frontend::tokenizer::TokenKind;

/// What the parameters read so far allow next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Positional parameters without default.
    Positional,
    /// Positional ones that must have a default, as one before them has.
    Defaulted,
    /// Behind `*` or `*args`.
    KeywordOnly,
    /// Behind `**kwargs`: nothing more.
    Done,
}

impl Parser<'_> {
    /// Parameters up to `close`, which is `)` for a function and `:` for a lambda (then without annotations).
    pub fn parameters(&mut self, close: TokenKind) -> Parse<ArgumentsId> {
        let start = self.span.start;
        let (args, kwonlyargs) = (self.scratch.args.len(), self.scratch.kwonlyargs.len());
        let (defaults, kw_defaults) = (self.scratch.exprs.len(), self.scratch.opt_exprs.len());
        let annotated = close == TokenKind::RPAR;
        let mut posonlyargs = None;
        let (mut vararg, mut kwarg) = (None, None);
        let mut stage = Stage::Positional;
        while !self.at(close) {
            match self.kind {
                _ if stage == Stage::Done => return Err(Fail),
                TokenKind::SLASH => {
                    let seen = self.scratch.args.len() > args;
                    if stage == Stage::KeywordOnly || posonlyargs.is_some() || !seen {
                        return Err(Fail);
                    }
                    self.bump();
                    posonlyargs = Some(take(&mut self.ast, &mut self.scratch.args, args));
                }
                TokenKind::STAR => {
                    if stage == Stage::KeywordOnly {
                        return Err(Fail);
                    }
                    stage = Stage::KeywordOnly;
                    self.bump();
                    if self.at(TokenKind::COMMA) {
                        // A bare `*` needs a parameter behind it, and `**kwargs` is none.
                        if self.peek() != TokenKind::NAME {
                            return Err(Fail);
                        }
                    } else {
                        vararg = Some(self.parameter(annotated, Self::star_expression)?);
                    }
                }
                TokenKind::DOUBLESTAR => {
                    self.bump();
                    kwarg = Some(self.parameter(annotated, Self::expression)?);
                    stage = Stage::Done;
                }
                _ => {
                    let arg = self.parameter(annotated, Self::expression)?;
                    let default = if self.eat(TokenKind::EQUAL) { Some(self.expression()?) } else { None };
                    match (stage, default) {
                        (Stage::KeywordOnly, _) => {
                            self.scratch.kwonlyargs.push(arg);
                            self.scratch.opt_exprs.push(default);
                        }
                        (Stage::Defaulted, None) => return Err(Fail),
                        (_, Some(default)) => {
                            stage = Stage::Defaulted;
                            self.scratch.args.push(arg);
                            self.scratch.exprs.push(default);
                        }
                        (_, None) => self.scratch.args.push(arg),
                    }
                }
            }
            if !self.eat(TokenKind::COMMA) {
                break;
            }
        }
        if !self.at(close) {
            return Err(Fail);
        }
        let span = if self.span.start == start { Span::new(start, start) } else { self.span_from(start) };
        let arguments = Arguments {
            posonlyargs: posonlyargs.unwrap_or(List::EMPTY),
            args: take(&mut self.ast, &mut self.scratch.args, args),
            vararg,
            kwonlyargs: take(&mut self.ast, &mut self.scratch.kwonlyargs, kwonlyargs),
            kw_defaults: take(&mut self.ast, &mut self.scratch.opt_exprs, kw_defaults),
            kwarg,
            defaults: self.take_exprs(defaults),
        };
        Ok(self.ast.add(arguments, span))
    }

    /// One parameter with its annotation, which `annotation` reads, but without its default.
    fn parameter(&mut self, annotated: bool, annotation: fn(&mut Self) -> Parse<ExprId>) -> Parse<ArgId> {
        let start = self.span.start;
        let arg = self.name()?;
        let annotation = if annotated && self.eat(TokenKind::COLON) { Some(annotation(self)?) } else { None };
        let span = self.span_from(start);
        Ok(self.ast.add(Arg { arg, annotation, type_comment: TypeComment }, span))
    }

    /// `[T, *Ts, **P]`, if there is such a thing here.
    pub fn type_params(&mut self) -> Parse<List<TypeParamId>> {
        if !self.eat(TokenKind::LSQB) {
            return Ok(List::EMPTY);
        }
        let base = self.scratch.type_params.len();
        loop {
            let start = self.span.start;
            let param = match self.kind {
                TokenKind::STAR => {
                    self.bump();
                    let name = self.name()?;
                    TypeParam::TypeVarTuple { name, default_value: self.type_param_default(Self::star_expression)? }
                }
                TokenKind::DOUBLESTAR => {
                    self.bump();
                    let name = self.name()?;
                    TypeParam::ParamSpec { name, default_value: self.type_param_default(Self::expression)? }
                }
                _ => {
                    let name = self.name()?;
                    let bound = if self.eat(TokenKind::COLON) { Some(self.expression()?) } else { None };
                    TypeParam::TypeVar { name, bound, default_value: self.type_param_default(Self::expression)? }
                }
            };
            let span = self.span_from(start);
            let param = self.ast.add(param, span);
            self.scratch.type_params.push(param);
            if !self.eat(TokenKind::COMMA) || self.at(TokenKind::RSQB) {
                break;
            }
        }
        self.expect(TokenKind::RSQB)?;
        Ok(take(&mut self.ast, &mut self.scratch.type_params, base))
    }

    fn type_param_default(&mut self, rule: fn(&mut Self) -> Parse<ExprId>) -> Parse<Option<ExprId>> {
        if self.eat(TokenKind::EQUAL) { rule(self).map(Some) } else { Ok(None) }
    }
}
