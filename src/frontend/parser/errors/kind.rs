//! Kinds of tokens as the grammar spells them.

use crate::frontend::tokenizer::TokenKind;

/// CPython's token number, or, from [`Kind::FIRST_KEYWORD`], a keyword.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Kind(u8);

/// The reserved words; soft keywords are names.
pub const KEYWORDS: [&str; 35] = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del",
    "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal",
    "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
];

impl Kind {
    const FIRST_KEYWORD: u8 = 100;

    pub const NAME: Kind = Kind::of(TokenKind::NAME);
    pub const NEWLINE: Kind = Kind::of(TokenKind::NEWLINE);
    pub const INDENT: Kind = Kind::of(TokenKind::INDENT);
    pub const DEDENT: Kind = Kind::of(TokenKind::DEDENT);
    pub const ENDMARKER: Kind = Kind::of(TokenKind::ENDMARKER);

    pub const fn of(kind: TokenKind) -> Kind {
        Kind(kind as u8)
    }

    /// The kind of a `NAME` token: a keyword, or a name.
    pub fn of_name(name: &str) -> Kind {
        match KEYWORDS.binary_search(&name) {
            Ok(index) => Kind(Self::FIRST_KEYWORD + index as u8),
            Err(_) => Kind::NAME,
        }
    }

    /// Whether CPython gives tokens of this kind the column -1.
    pub fn is_invisible(self) -> bool {
        matches!(self, Kind::INDENT | Kind::DEDENT | Kind::ENDMARKER)
    }
}

/// The kind with a spelling of the grammar: an operator, a keyword, or CPython's name of a kind such as `NEWLINE`.
///
/// Evaluated while compiling; an unknown spelling does not compile.
pub const fn kind(spelling: &str) -> Kind {
    let mut index = 0;
    while index < KEYWORDS.len() {
        if same(KEYWORDS[index], spelling) {
            return Kind(Kind::FIRST_KEYWORD + index as u8);
        }
        index += 1;
    }
    index = 0;
    while index < TokenKind::ALL.len() {
        let kind = TokenKind::ALL[index];
        if same(kind.symbol(), spelling) || same(kind.name(), spelling) {
            return Kind::of(kind);
        }
        index += 1;
    }
    panic!("the grammar names no such token")
}

const fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut index = 0;
    while index < a.len() {
        if a[index] != b[index] {
            return false;
        }
        index += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_are_sorted() {
        assert!(KEYWORDS.is_sorted());
        assert_eq!(Kind::of_name("while"), kind("while"));
        assert_eq!(Kind::of_name("match"), Kind::NAME);
    }
}
