//! String literals: prefixes, quotes, and the pieces of f-strings.

use std::sync::Arc;

use super::{InvalidEscape, LiteralError, bytes_escape, unicode_escape};
use crate::base::{Constant, Text};
use crate::frontend::ast::StringKind;

/// What stands before the first quote of a literal.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct StringPrefix {
    pub raw: bool,
    pub bytes: bool,
    /// Only a lower-case `u` as the first character counts; `U"…"` is a plain string to CPython's tree.
    pub kind: StringKind,
}

/// Cuts a `STRING` token into its prefix and what stands between the quotes.
pub fn split(token: &str) -> (StringPrefix, &str) {
    let bytes = token.as_bytes();
    let mut prefix = StringPrefix::default();
    if bytes.first() == Some(&b'u') {
        prefix.kind = StringKind::U;
    }
    let mut start = 0;
    while let Some(&byte) = bytes.get(start) {
        match byte {
            b'r' | b'R' => prefix.raw = true,
            b'b' | b'B' => prefix.bytes = true,
            b'\'' | b'"' => break,
            _ => {}
        }
        start += 1;
    }
    let body = &bytes[start..];
    let quotes = if body.len() >= 6 && body[0] == body[1] && body[1] == body[2] { 3 } else { 1 };
    (prefix, token.get(start + quotes..token.len().saturating_sub(quotes)).unwrap_or(""))
}

/// Appends the value of a str literal's body to `out` as WTF-8.
pub fn decode_str_into(out: &mut Vec<u8>, body: &str, raw: bool) -> Result<Option<InvalidEscape>, LiteralError> {
    if raw || !body.as_bytes().contains(&b'\\') {
        out.extend_from_slice(body.as_bytes());
        return Ok(None);
    }
    unicode_escape::decode_into(out, body)
}

/// Appends the value of a bytes literal's body to `out`.
pub fn decode_bytes_into(out: &mut Vec<u8>, body: &str, raw: bool) -> Result<Option<InvalidEscape>, LiteralError> {
    if !body.is_ascii() {
        return Err(LiteralError::NonAsciiBytes);
    }
    if raw || !body.as_bytes().contains(&b'\\') {
        out.extend_from_slice(body.as_bytes());
        return Ok(None);
    }
    bytes_escape::decode_into(out, body.as_bytes())
}

/// The value of one `STRING` token, its kind, and the escape to warn about.
pub fn string(token: &str) -> Result<(Constant, StringKind, Option<InvalidEscape>), LiteralError> {
    let (prefix, body) = split(token);
    if prefix.bytes {
        let mut value = Vec::new();
        let invalid = decode_bytes_into(&mut value, body, prefix.raw)?;
        return Ok((Constant::Bytes(Arc::from(value)), prefix.kind, invalid));
    }
    let (text, invalid) = text_of(body, prefix.raw)?;
    Ok((Constant::str(text), prefix.kind, invalid))
}

/// The value of an `FSTRING_MIDDLE`, and the escape to warn about.
pub fn fstring_middle(text: &str, raw: bool) -> Result<(Text, Option<InvalidEscape>), LiteralError> {
    let (text, invalid) = text_of(text, raw)?;
    // The tokenizer, which has to find the braces anyway, warns about these itself.
    Ok((text, invalid.filter(|invalid| !invalid.is_brace())))
}

fn text_of(body: &str, raw: bool) -> Result<(Text, Option<InvalidEscape>), LiteralError> {
    if raw || !body.as_bytes().contains(&b'\\') {
        return Ok((Text::from(body), None));
    }
    let mut value = Vec::new();
    let invalid = unicode_escape::decode_into(&mut value, body)?;
    Ok((Text::from_wtf8(&value).unwrap_or_else(|| Text::from("")), invalid))
}

/// The text that `f"{x = }"` shows before the value, given the source between `{` and the end of the expression part.
///
/// Comments go. CPython takes every `#` for the start of one, in strings too.
pub fn debug_text(source: &str) -> Text {
    if !source.contains('#') {
        return Text::from(source);
    }
    let mut text = String::with_capacity(source.len());
    for line in source.split_inclusive('\n') {
        match line.find('#') {
            Some(hash) => {
                text.push_str(&line[..hash]);
                if line.ends_with('\n') {
                    text.push('\n');
                }
            }
            None => text.push_str(line),
        }
    }
    Text::from(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(token: &str, expected: &str) {
        let shown = match string(token) {
            Ok((Constant::Str(value), _, invalid)) => {
                format!("{:?} {:?}", value.text.as_wtf8().escape_ascii().to_string(), invalid)
            }
            Ok((Constant::Bytes(value), _, invalid)) => {
                format!("b{:?} {:?}", value.escape_ascii().to_string(), invalid)
            }
            Ok(other) => format!("{other:?}"),
            Err(error) => error.message(),
        };
        let shown = shown.replace(" None", "");
        assert_eq!(shown, expected, "{token}");
    }

    #[test]
    fn prefixes_and_quotes() {
        check("''", r#""""#);
        check("'''a'''", r#""a""#);
        check("'''''''", "\"\\\\'\"");
        check(r"rb'\d'", r#"b"\\\\\\\\d""#.replace(r"\\\\\\\\", r"\\\\").as_str());
        assert_eq!(string("u'a'").unwrap().1, StringKind::U);
        assert_eq!(string("U'a'").unwrap().1, StringKind::Plain);
    }

    #[test]
    fn escapes() {
        check(r"'\x41\101\u0041\U00000041\N{LATIN SMALL LETTER A}'", r#""AAAAa""#);
        check(r"'\N{line feed}\N{LF}\N{HANGUL SYLLABLE GAG}'", r#""\\n\\n\\xea\\xb0\\x81""#);
        check("'a\\\nb'", r#""ab""#);
        check(r"'\ud83d'", r#""\\xed\\xa0\\xbd""#);
        check(r"'\777'", "\"\\\\xc7\\\\xbf\" Some(Octal([55, 55, 55]))");
        check(r"b'\777'", "b\"\\\\xff\" Some(Octal([55, 55, 55]))");
        check(r"'\é'", r#""\\\\\\xc3\\xa9""#);
        check(r"'\q\w'", "\"\\\\\\\\q\\\\\\\\w\" Some(Character('q'))");
    }

    #[test]
    fn messages_count_as_cpython_does() {
        let codec = |text: &str| format!("(unicode error) 'unicodeescape' codec can't decode bytes in position {text}");
        check(r"'\x4'", &codec("0-2: truncated \\xXX escape"));
        check(r"'\u12'", &codec("0-3: truncated \\uXXXX escape"));
        check(r"'\U'", &codec("0-1: truncated \\UXXXXXXXX escape"));
        check(r"'\U00110000'", &codec("0-9: illegal Unicode character"));
        check(r"'\N'", &codec("0-1: malformed \\N character escape"));
        check(r"'\N{}'", &codec("0-2: malformed \\N character escape"));
        check(r"'\N{'", &codec("0-2: malformed \\N character escape"));
        check(r"'é\x4'", &codec("10-12: truncated \\xXX escape"));
        check(r"'\é\x4'", &codec("16-18: truncated \\xXX escape"));
        check(r"'\N{é}'", &codec("0-13: unknown Unicode character name"));
        check(r"'\N{KEYCAP DIGIT ONE}'", &codec("0-19: unknown Unicode character name"));
        check(r"'\N{cjk unified ideograph-4E00}'", &codec("0-29: unknown Unicode character name"));
        check(r"b'a\x'", "(value error) invalid \\x escape at position 1");
        check("b'é'", "bytes can only contain ASCII literal characters");
    }

    #[test]
    fn debug_text_loses_comments() {
        assert_eq!(debug_text("x # c\n = # d\n"), *"x \n = \n");
        assert_eq!(debug_text(" x['#'] = "), *" x['");
    }
}
