//! Literals: the text of a token in, the value it stands for out.
//!
//! Functions of values, shared by both passes of the parser: [`number`], [`string`] (with its pieces for implicit
//! concatenation), [`fstring_middle`], [`debug_text`] and [`identifier`]. They mirror CPython's `string_parser.c`, its
//! `unicodeescape` codec and `parsenumber`. Nothing here knows positions: whoever calls them knows the token.

mod bytes_escape;
mod char_aliases;
mod char_name;
mod number;
mod string;
mod unicode_escape;

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

pub use char_name::character_by_name;
pub use number::number;
pub use string::{StringPrefix, debug_text, decode_bytes_into, decode_str_into, fstring_middle, split, string};

/// Why a literal that the tokenizer let pass has no value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LiteralError {
    /// The text of a `UnicodeDecodeError`; the parser reports it as `(unicode error) …`.
    Unicode(String),
    /// The text of a `ValueError`; the parser reports it as `(value error) …`.
    Value(String),
    /// A bytes literal with something else than ASCII in it.
    NonAsciiBytes,
    /// A decimal integer of this many digits, more than `int()` accepts.
    TooManyDigits(usize),
}

impl LiteralError {
    /// The text of the SyntaxError that CPython's parser makes of it.
    pub fn message(&self) -> String {
        match self {
            LiteralError::Unicode(what) => format!("(unicode error) {what}"),
            LiteralError::Value(what) => format!("(value error) {what}"),
            LiteralError::NonAsciiBytes => "bytes can only contain ASCII literal characters".to_string(),
            LiteralError::TooManyDigits(digits) => format!(
                "Exceeds the limit ({} digits) for integer string conversion: value has {digits} digits; use \
                 sys.set_int_max_str_digits() to increase the limit - Consider hexadecimal for huge integer literals to \
                 avoid decimal conversion limits.",
                number::MAX_STR_DIGITS
            ),
        }
    }
}

/// The first escape sequence of a literal that Python keeps as it is written, backslash and all, and warns about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum InvalidEscape {
    /// The character behind the backslash, an ASCII one.
    Character(char),
    /// Three octal digits above `\377`.
    Octal([u8; 3]),
}

impl InvalidEscape {
    /// The text of the SyntaxWarning.
    pub fn message(self) -> String {
        match self {
            InvalidEscape::Character(c) => format!("invalid escape sequence '\\{c}'"),
            InvalidEscape::Octal(digits) => {
                format!("invalid octal escape sequence '\\{}'", digits.map(char::from).iter().collect::<String>())
            }
        }
    }

    /// Whether it is `\{` or `\}`, which inside an f-string the tokenizer has warned about already.
    pub fn is_brace(self) -> bool {
        matches!(self, InvalidEscape::Character('{' | '}'))
    }
}

/// The name that an identifier stands for: NFKC-normalised.
pub fn identifier(text: &str) -> Cow<'_, str> {
    if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(text.nfkc().collect()) }
}
