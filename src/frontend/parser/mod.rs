//! Tokens in, syntax tree out; or the SyntaxError that CPython would raise.
//!
//! Two passes. [`parse`] is the fast one: a hand-written recursive-descent parser that accepts valid programs and
//! merely fails on others, without asking why. It mirrors the rules of CPython's `python.gram` under their names; where
//! that grammar tries alternatives in order, this parser decides by looking ahead, and converts expressions to targets
//! when an `=`, `in` or `as` shows that they are some ([`target`]). Then [`parse_source`] has the exact pass
//! ([`errors`]) find the message, the way CPython's own second pass does; it also decides the cases that are too
//! deep or too odd for the fast one.
//!
//! Positions: a node begins at its first token and ends at the last token that was consumed before it was made, line
//! ends and indentation not counted. That is CPython's rule, so spans are CPython's positions.
//!
//! [`cursor`] has the tokens and the scratch stacks; [`compound`], [`simple`], [`import`], [`parameters`] and
//! [`pattern`] the statements; [`expression`], [`primary`], [`atom`] and [`strings`] the expressions; [`literals`] the
//! values of literals.

mod atom;
mod compound;
mod cursor;
pub mod errors;
mod expression;
mod import;
mod keyword;
pub mod literals;
mod parameters;
mod pattern;
mod primary;
mod simple;
mod strings;
mod target;

use crate::base::{Diagnostic, ErrorKind, Severity, Span, Stage};
use crate::frontend::ast::{Ast, Mod};
use crate::frontend::source::Source;
use crate::frontend::tokenizer::{TokenKind, Tokens, Warning};
use cursor::{EscapeWarning, Fail, Parse, Parser};
use literals::InvalidEscape;

/// What is compiled: the `mode` of `compile()`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Mode {
    /// A module.
    #[default]
    Exec,
    /// An expression.
    Eval,
    /// One interactive statement.
    Single,
}

impl Mode {
    /// The spelling that `compile()` takes.
    pub fn name(self) -> &'static str {
        match self {
            Mode::Exec => "exec",
            Mode::Eval => "eval",
            Mode::Single => "single",
        }
    }
}

/// The fast pass did not get to the end; this says nothing about why.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NotParsed {
    /// Index of the token it stopped at; the number of tokens if it ran out of them.
    pub token: usize,
}

/// The fast pass: the tree of a valid program.
pub fn parse(source: &Source, tokens: &Tokens, mode: Mode) -> Result<Ast, NotParsed> {
    parse_with_warnings(source, tokens, mode).map(|(ast, _)| ast)
}

/// The tree of a program or what is wrong with it, and the warnings that CPython issues on the way (the tokenizer's
/// too), in CPython's order.
pub fn parse_source(source: &Source, tokens: &Tokens, mode: Mode) -> (Result<Ast, Diagnostic>, Vec<Diagnostic>) {
    match parse_with_warnings(source, tokens, mode) {
        Ok((ast, warnings)) => (Ok(ast), in_order(&tokens.warnings, warnings)),
        Err(_) => {
            let errors::Exact { result, warnings } = errors::parse_exact(source, tokens, mode);
            (result, warnings)
        }
    }
}

fn parse_with_warnings(source: &Source, tokens: &Tokens, mode: Mode) -> Result<(Ast, Vec<Warning>), NotParsed> {
    // Where the file is not UTF-8 there may be no error, but only the exact pass knows.
    if !source.wrong_bytes.is_empty() {
        return Err(NotParsed { token: 0 });
    }
    let mut parser = Parser::new(&source.text, &tokens.tokens);
    let root = match mode {
        Mode::Exec => parser.file(),
        Mode::Eval => parser.eval(),
        Mode::Single => parser.interactive(),
    };
    let Ok(root) = root else { return Err(NotParsed { token: parser.pos }) };
    let whole = Span::new(0, source.text.len() as u32);
    parser.ast.root = Some(parser.ast.add(root, whole));
    let warnings = parser.warnings.iter().map(|warning| issued(source, warning)).collect();
    Ok((parser.ast, warnings))
}

impl Parser<'_> {
    fn file(&mut self) -> Parse<Mod> {
        while !self.at(TokenKind::ENDMARKER) {
            self.statement()?;
        }
        Ok(Mod::Module { body: self.take_stmts(0), type_ignores: Default::default() })
    }

    fn eval(&mut self) -> Parse<Mod> {
        // Only a file gets a newline at its end: elsewhere white space there is an indent.
        let last_line = self.unfinished_line();
        if !last_line.is_empty() && last_line.trim_start().is_empty() {
            return Err(Fail);
        }
        let body = self.expressions()?;
        while self.at(TokenKind::NEWLINE) {
            self.bump_layout();
        }
        if self.at(TokenKind::ENDMARKER) { Ok(Mod::Expression { body }) } else { Err(Fail) }
    }

    /// Behind a compound statement CPython wants a `NEWLINE` of its own, and makes one of the `ENDMARKER`; but it makes
    /// only one in a row, and a last line without a newline takes that, unless a `DEDENT` comes between.
    fn interactive(&mut self) -> Parse<Mod> {
        let last_line = self.unfinished_line().trim_start();
        let is_unfinished = !self.unfinished_line().is_empty();
        if self.at(TokenKind::NEWLINE) || is_unfinished && (last_line.is_empty() || last_line.starts_with('#')) {
            return Err(Fail);
        }
        let is_compound = self.at_compound_statement();
        self.statement()?;
        if !errors::single::is_blank(self.text.get(self.prev_end as usize..).unwrap_or_default()) {
            return Err(Fail);
        }
        if !self.at(TokenKind::ENDMARKER) || is_compound && is_unfinished && !self.behind_dedent() {
            return Err(Fail);
        }
        Ok(Mod::Interactive { body: self.take_stmts(0) })
    }

    /// What stands behind the last newline of the text.
    fn unfinished_line(&self) -> &str {
        self.text.rsplit('\n').next().unwrap_or("")
    }
}

fn issued(source: &Source, warning: &EscapeWarning) -> Warning {
    let lineno = Some(i64::from(source.lines.line(warning.offset)));
    Warning { token: warning.token, diagnostic: escape_warning(lineno, warning.escape) }
}

fn escape_warning(lineno: Option<i64>, escape: InvalidEscape) -> Diagnostic {
    let diagnostic = Diagnostic::new(Stage::Parser, ErrorKind::SyntaxWarning, escape.message());
    Diagnostic { severity: Severity::Warning, lineno, ..diagnostic }
}

/// The warnings of tokenizer and parser as they come when the parser fetches one token after the other. Both lists are
/// in order; of two warnings at the same token the tokenizer's comes first.
fn in_order(tokenizer: &[Warning], parser: Vec<Warning>) -> Vec<Diagnostic> {
    let mut ordered = Vec::new();
    let mut waiting = tokenizer.iter().peekable();
    for warning in parser {
        while let Some(earlier) = waiting.next_if(|earlier| earlier.token <= warning.token) {
            ordered.push(earlier.diagnostic.clone());
        }
        ordered.push(warning.diagnostic);
    }
    ordered.extend(waiting.map(|warning| warning.diagnostic.clone()));
    ordered
}
