//! Source text to tokens, exactly CPython's.
//!
//! In: a [`Source`]. Out: [`Tokens`], which hold every token up to the first error, that error, and the warnings on the
//! way. One stream serves both of CPython's: the `tokenize` module's (with `COMMENT` and `NL`) and the parser's (which
//! passes over these two).
//!
//! CPython's tokenizer is lazy: the parser pulls one token at a time, so a syntax error in front of a bad token wins
//! over the bad token. This one runs ahead of the parser and therefore keeps its error *beside* the tokens; the parser
//! raises it when it asks for the token behind the last one. [`Done`] tells in which way the tokenizer stopped, because
//! after a syntax error of its own the parser looks for errors in the rest of the file too, and treats the ways
//! differently.
//!
//! [`lexer`] is the main loop (indentation, names, operators, brackets), [`number`] and [`string`] know the literals,
//! [`error`] gives errors their exact position and text.

pub mod debug_text;
pub mod error;
pub mod lexer;
pub mod number;
#[cfg(test)]
mod robustness;
pub mod string;
pub mod token;

pub use token::{Token, TokenKind};

use crate::base::{Diagnostic, ErrorKind, Span, Stage};
use crate::frontend::source::Source;
use lexer::Lexer;

/// All tokens of a file up to the first error of the tokenizer.
///
/// Without an error the last token is `ENDMARKER`. Spans never go backwards.
#[derive(Clone, Debug, Default)]
pub struct Tokens {
    pub tokens: Vec<Token>,
    /// What is wrong behind the last token.
    pub error: Option<Diagnostic>,
    pub done: Done,
    /// Brackets still open where the tokenizer stopped, outermost first.
    pub brackets: Vec<Bracket>,
    /// In the order of the source.
    pub warnings: Vec<Warning>,
}

/// Something that CPython's tokenizer warns about while it reads a token.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Warning {
    /// Index of that token. CPython never gives the warning if its parser does not ask for the token.
    pub token: usize,
    pub diagnostic: Diagnostic,
}

/// How the tokenizer came to its end; CPython: `tok->done`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Done {
    /// The `ENDMARKER` was reached.
    #[default]
    End,
    /// `E_ERROR`: the exception was raised on the spot.
    Raised,
    /// `E_EOF`: the file ends inside brackets or behind a backslash. This and the kinds below are raised only when the
    /// parser asks for the token.
    Eof,
    /// `E_DEDENT`: a line goes back to an indentation that was never opened.
    Dedent,
    /// `E_TABSPACE`: tabs and spaces compare differently under different tab sizes.
    TabSpace,
    /// `E_TOODEEP`: too many levels of indentation.
    TooDeep,
    /// `E_LINECONT`: something follows a backslash on its line.
    LineContinuation,
    /// `E_DECODE`: a name is not UTF-8.
    Decode,
}

/// An opening bracket.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Bracket {
    /// `(`, `[` or `{`.
    pub byte: u8,
    /// Offset of the bracket in the source.
    pub offset: u32,
}

/// The tokens of a source as CPython's parser gets them, with comments and blank lines kept.
pub fn tokenize(source: &Source) -> Tokens {
    match null_byte(source) {
        Some(refused) => refused,
        None => Lexer::<false>::new(&source.text).with_wrong_bytes(&source.wrong_bytes).run(),
    }
}

/// The same for input that is no file: an expression or an interactive statement. CPython supplies no newline where it
/// lacks one at its end, which shows in indentation and errors there.
pub fn tokenize_unfinished(source: &Source) -> Tokens {
    match null_byte(source) {
        Some(refused) => refused,
        None => Lexer::<false>::unfinished(&source.text).with_wrong_bytes(&source.wrong_bytes).run(),
    }
}

/// No tokens at all for a text with a null byte, which a file cannot have: it is refused before.
fn null_byte(source: &Source) -> Option<Tokens> {
    let message = "source code string cannot contain null bytes";
    source.text.as_bytes().contains(&0).then(|| Tokens {
        tokens: Vec::new(),
        error: Some(Diagnostic::new(Stage::Decode, ErrorKind::SyntaxError, message)),
        done: Done::Raised,
        brackets: Vec::new(),
        warnings: Vec::new(),
    })
}

/// The tokens as the `tokenize` module sees them.
///
/// It is more liberal: it accepts any character beyond ASCII in names, anything behind a number, leading zeros, and
/// closing brackets that match nothing. It also leaves `\r\n` as it is, so `text` may hold that.
pub fn tokenize_liberally(text: &str) -> Tokens {
    Lexer::<true>::new(text).run()
}

impl Tokens {
    /// The text that CPython's tokenizer holds in its buffer when it has read the line that starts at `line_start`: that
    /// line, and those before it that belong to the same token or are joined to it by backslashes.
    ///
    /// CPython shows this buffer as the text of an error on the last line that was read.
    pub fn buffer_start(&self, text: &str, line_start: u32) -> u32 {
        error::buffer_start(&self.tokens, text.as_bytes(), line_start as usize) as u32
    }

    /// The span CPython's parser has for token `index`: a `NEWLINE` starts at the comment in front of it and never
    /// covers the newline itself.
    pub fn parser_span(&self, index: usize) -> Span {
        let Token { kind, span } = self.tokens[index];
        if kind != TokenKind::NEWLINE {
            return span;
        }
        match index.checked_sub(1).map(|before| self.tokens[before]) {
            Some(Token { kind: TokenKind::COMMENT, span: comment }) => comment,
            _ => Span::new(span.start, span.start),
        }
    }
}
