//! The exact second pass: what CPython 3.13 says about a file that the fast parser rejects.
//!
//! In: a [`Source`] and its [`Tokens`]. Out: CPython's exception with every field, or the tree, should the file be in
//! order after all.
//!
//! CPython's parser is a packrat parser generated from a grammar (PEP 617). Which error it reports depends on the order
//! in which it tries things, so this pass tries them in the same order: there is one function for each rule of the
//! grammar, with the grammar's name, written in the [`notation`] of the grammar. As in CPython there are two runs. The
//! first decides whether the file is valid and how far the tokens were read; the second also tries the `invalid_…`
//! rules, which match wrong code and raise the specific errors. Without any the error is "invalid syntax" at the last
//! token that the first run read. An error of the tokenizer anywhere in the file may win over all that.
//!
//! | file | holds |
//! |---|---|
//! | [`stream`], [`kind`] | the tokens as the parser gets them |
//! | [`parser`], [`memory`], [`notation`] | the machine: marks, memory, alternatives |
//! | [`raise`], [`names`] | how errors are placed and worded |
//! | [`statements`] to [`strings`] | the grammar |
//! | `invalid_…` | the rules of the second run |
//!
//! Recursion is bounded as in CPython: more than 6,000 active rules raise MemoryError. That depth needs some tens of
//! megabytes of stack, which the caller provides.

pub mod arguments;
pub mod compound;
pub mod expressions;
pub mod functions;
pub mod invalid_arguments;
pub mod invalid_expressions;
pub mod invalid_parameters;
pub mod invalid_patterns;
pub mod invalid_statements;
pub mod invalid_strings;
pub mod kind;
pub mod memory;
pub mod names;
pub mod notation;
pub mod parser;
pub mod patterns;
pub mod primary;
pub mod raise;
pub mod single;
pub mod statements;
pub mod stream;
pub mod strings;
pub mod targets;
pub mod typing;

use super::{Mode, in_order};
use crate::base::{Diagnostic, ErrorKind, Stage};
use crate::frontend::ast::Ast;
use crate::frontend::source::Source;
use crate::frontend::tokenizer::Tokens;
use parser::Parser;
use stream::Stream;

/// What the exact pass found.
pub struct Exact {
    pub result: Result<Ast, Diagnostic>,
    /// What the tokenizer and string literals warn of, as far as the file was read, in CPython's order.
    pub warnings: Vec<Diagnostic>,
}

/// Parses as CPython does, with CPython's errors.
pub fn parse_exact(source: &Source, tokens: &Tokens, mode: Mode) -> Exact {
    let stream = Stream::new(source, tokens, mode);
    let mut parser = Parser::new(source, &stream);
    let root = start(&mut parser, mode);
    if root.is_some() && mode == Mode::Single {
        single::check(&mut parser);
    } else if root.is_none() {
        let last = parser.fill.max(1) - 1;
        if parser.error.as_deref().is_none_or(raise::is_syntax_error) {
            if !parser.failed() {
                parser.restart();
                start(&mut parser, mode);
            }
            parser.conclude(last);
        }
    }
    let (last, read_to_end) = (parser.last_fetched(), parser.read_to_end);
    let Parser { mut ast, error, warnings, .. } = parser;
    ast.root = root;
    let mut given = stream.input().warnings.clone();
    given.retain(|warning| read_to_end || warning.token <= last);
    let warnings = in_order(&given, warnings);
    let result = match (error, root) {
        (Some(error), _) => Err(*error),
        (None, Some(_)) => Ok(ast),
        (None, None) => Err(Diagnostic::new(Stage::Parser, ErrorKind::SyntaxError, "invalid syntax")),
    };
    Exact { result, warnings }
}

fn start(parser: &mut Parser, mode: Mode) -> Option<crate::frontend::ast::ModId> {
    match mode {
        Mode::Exec => statements::file(parser),
        Mode::Eval => statements::eval(parser),
        Mode::Single => statements::interactive(parser),
    }
}
