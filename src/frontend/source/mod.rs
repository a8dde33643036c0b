//! Bytes to decoded source: byte order mark, encoding declaration, newlines.
//!
//! In: the bytes of a file. Out: a [`Source`], or the exception that CPython raises instead. [`declaration`] finds out
//! what the encoding is, [`codec`] decodes; [`charsets`] is the table of small character sets.
//!
//! CPython reads in two ways, and [`Reader`] chooses. `compile(bytes, …)`, and with it `py_compile` and `import`, does not
//! check files that are UTF-8: wrong bytes come to light only in names and strings, never in comments. `python FILE`
//! checks every line of a file that declares nothing, and words some errors differently.

pub mod charsets;
pub mod codec;
pub mod declaration;
pub mod multibyte;
pub mod multibyte_tables;
pub mod shifted;

use std::borrow::Cow;
use std::sync::Arc;

use crate::base::{Diagnostic, ErrorKind, LineIndex, Stage};
use crate::frontend::tokenizer::{TokenKind, tokenize};

/// A file's text as CPython's tokenizer sees it, with the bytes it came from.
#[derive(Clone, Debug)]
pub struct Source {
    /// The name for error messages and `co_filename`, exactly as given.
    pub name: Arc<str>,
    /// The file's bytes; the `.pyc` hash and size are of these.
    pub bytes: Arc<[u8]>,
    /// Decoded; newlines are `\n`; every [`crate::base::Span`] counts bytes of this.
    pub text: Arc<str>,
    /// As `tokenize` reports it, e.g. `utf-8`.
    pub encoding: Arc<str>,
    pub lines: LineIndex,
}

/// Who reads the file.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Reader {
    /// `compile(bytes, …)`, `py_compile`, `import`.
    #[default]
    Compile,
    /// `python FILE`.
    Run,
}

impl Source {
    /// Source that is text already (`-c CODE`, tests): newlines are normalised, no encoding declaration is obeyed.
    pub fn from_text(name: &str, text: &str) -> Self {
        let text: Arc<str> = normalise_newlines(text.into()).into();
        Self::new(name, text.clone().into(), text, "utf-8")
    }

    /// Decodes the bytes of a file as `compile()` does.
    pub fn from_bytes(name: &str, bytes: &[u8]) -> Result<Self, Diagnostic> {
        Self::decode(name, bytes, Reader::Compile)
    }

    /// Decodes the bytes of a file.
    pub fn decode(name: &str, bytes: &[u8], reader: Reader) -> Result<Self, Diagnostic> {
        if let Some(at) = bytes.iter().position(|&byte| byte == 0) {
            return Err(null_byte(bytes, at, reader));
        }
        let declaration::Declaration { text, codec, encoding, declared } = declaration::find(bytes, reader)?;
        let decoded: Cow<str> = match codec {
            Some(codec) => {
                let decoded = decode_with_last_newline(codec, normalise_newline_bytes(text));
                let problem = |error| match reader {
                    Reader::Compile => error,
                    Reader::Run => declaration::encoding_problem(&encoding),
                };
                decoded.map_err(problem)?.into()
            }
            None => match std::str::from_utf8(text) {
                Ok(text) => text.into(),
                Err(error) => {
                    if !declared && reader == Reader::Run {
                        return Err(not_utf8(name, text, error.valid_up_to()));
                    }
                    let lines = normalise_newline_bytes(text);
                    if let Some(error) = wrong_utf8_in_a_token(name, &lines) {
                        return Err(error);
                    }
                    String::from_utf8_lossy(&lines).into_owned().into()
                }
            },
        };
        let text: Arc<str> = normalise_newlines(decoded).into();
        let bytes = if text.as_bytes() == bytes { text.clone().into() } else { bytes.into() };
        Ok(Self::new(name, bytes, text, &encoding))
    }

    fn new(name: &str, bytes: Arc<[u8]>, text: Arc<str>, encoding: &str) -> Self {
        Self { name: name.into(), bytes, lines: LineIndex::new(&text), text, encoding: encoding.into() }
    }

    /// The text before `\r\n` and `\r` became `\n`, as the `tokenize` module reads it.
    pub fn text_with_its_newlines(&self) -> Cow<'_, str> {
        if !self.bytes.contains(&b'\r') {
            return (&*self.text).into();
        }
        match declaration::find(&self.bytes, Reader::Compile) {
            Ok(declaration::Declaration { text, codec: None, .. }) => String::from_utf8_lossy(text),
            Ok(declaration::Declaration { text, codec: Some(codec), .. }) => {
                codec.decode(text).map_or_else(|_| (&*self.text).into(), Cow::Owned)
            }
            Err(_) => (&*self.text).into(),
        }
    }
}

/// CPython supplies a missing last newline before it decodes, which shows in errors about the last bytes.
fn decode_with_last_newline(codec: codec::Codec, mut bytes: Vec<u8>) -> Result<String, Diagnostic> {
    let supplied = bytes.last().is_some_and(|&byte| byte != b'\n');
    if supplied {
        bytes.push(b'\n');
    }
    let mut text = codec.decode(&bytes)?;
    if supplied && text.ends_with('\n') {
        text.pop();
    }
    Ok(text)
}

/// `\r\n` and lone `\r` become `\n`.
fn normalise_newlines(text: Cow<str>) -> Cow<str> {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n").into() } else { text }
}

/// The same before decoding: positions in decoding errors count normalised newlines.
fn normalise_newline_bytes(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() + 1);
    let mut rest = bytes.iter().peekable();
    while let Some(&byte) = rest.next() {
        if byte == b'\r' {
            rest.next_if_eq(&&b'\n');
            out.push(b'\n');
        } else {
            out.push(byte);
        }
    }
    out
}

/// A NUL at `at`; `python FILE` reads on to its line first, which it then shows up to the NUL.
fn null_byte(bytes: &[u8], at: usize, reader: Reader) -> Diagnostic {
    if reader == Reader::Compile {
        let message = "source code string cannot contain null bytes";
        return Diagnostic::new(Stage::Decode, ErrorKind::SyntaxError, message);
    }
    let before = normalise_newline_bytes(&bytes[..at]);
    let line = Some(1 + before.iter().filter(|&&byte| byte == b'\n').count() as i64);
    let line_start = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |newline| newline + 1);
    Diagnostic {
        lineno: line,
        offset: Some(0),
        end_lineno: line,
        end_offset: Some(0),
        text: Some(String::from_utf8_lossy(&before[line_start..]).into_owned()),
        ..Diagnostic::new(Stage::Decode, ErrorKind::SyntaxError, "source code cannot contain null bytes")
    }
}

/// What `python FILE` says about the byte at `at`.
fn not_utf8(name: &str, bytes: &[u8], at: usize) -> Diagnostic {
    let line = 1 + normalise_newline_bytes(&bytes[..at]).iter().filter(|&&byte| byte == b'\n').count();
    let message = format!(
        "Non-UTF-8 code starting with '\\x{:02x}' in file {name} on line {line}, but no encoding declared; \
         see https://peps.python.org/pep-0263/ for details",
        bytes[at]
    );
    Diagnostic::new(Stage::Decode, ErrorKind::SyntaxError, message)
}

/// The error of the first name or string in `bytes` that is not UTF-8.
///
/// The tokens are those of the text in which each wrong byte is replaced by a letter; this has no effect on where
/// tokens begin and end, because CPython takes every byte from 0x80 for part of a name.
fn wrong_utf8_in_a_token(name: &str, bytes: &[u8]) -> Option<Diagnostic> {
    let mut masked = Vec::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        masked.extend_from_slice(chunk.valid().as_bytes());
        masked.extend(std::iter::repeat_n(b'x', chunk.invalid().len()));
    }
    let masked = String::from_utf8(masked).ok()?;
    let tokens = tokenize(&Source::from_text(name, &masked));
    for token in tokens.tokens {
        let text = &bytes[token.span.range()];
        let is_name = token.kind == TokenKind::NAME;
        if !is_name && !matches!(token.kind, TokenKind::STRING | TokenKind::FSTRING_MIDDLE) {
            continue;
        }
        if std::str::from_utf8(text).is_ok() {
            continue;
        }
        let content = if token.kind == TokenKind::STRING { string_content(text) } else { text };
        let reason = codec::utf8_error(content)?;
        let start = token.span.start as usize;
        let end = token.span.end as usize;
        let line_start = |at: usize| bytes[..at].iter().rposition(|&b| b == b'\n').map_or(0, |newline| newline + 1);
        let first_line = line_start(start);
        let last_line = line_start(end);
        let line_end = bytes[last_line..].iter().position(|&b| b == b'\n').map_or(bytes.len(), |n| last_line + n);
        let shown = String::from_utf8_lossy(&bytes[first_line..line_end]).into_owned() + "\n";
        // CPython counts columns in bytes of the file, then cuts the text it shows there.
        let column = |bytes: usize| {
            let shown = shown.as_bytes();
            shown[..bytes.min(shown.len())].iter().filter(|&&b| b & 0xc0 != 0x80).count() as i64
        };
        let line = |at: usize| Some(1 + bytes[..at].iter().filter(|&&b| b == b'\n').count() as i64);
        let (offset, end_offset) = match is_name {
            true => (column(end - first_line), -1),
            false => (column(start - first_line + 1), column(end - last_line + 1)),
        };
        return Some(Diagnostic {
            lineno: line(start),
            offset: Some(offset),
            end_lineno: line(end),
            end_offset: Some(end_offset),
            text: Some(shown),
            ..Diagnostic::new(Stage::Decode, ErrorKind::SyntaxError, format!("(unicode error) {reason}"))
        });
    }
    None
}

/// A string literal without its prefix and quotes.
fn string_content(literal: &[u8]) -> &[u8] {
    let quote_at = literal.iter().position(|byte| matches!(byte, b'"' | b'\'')).unwrap_or(0);
    let literal = &literal[quote_at..];
    let size = if literal.len() >= 6 && literal[1] == literal[0] && literal[2] == literal[0] { 3 } else { 1 };
    &literal[size..literal.len() - size]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn newlines_become_one_kind_also_inside_strings() {
        let source = Source::from_bytes("t", b"a\r\nb\rc\n'''\r\n'''").unwrap();
        assert_eq!(&*source.text, "a\nb\nc\n'''\n'''");
        assert_eq!(source.text_with_its_newlines(), "a\r\nb\rc\n'''\r\n'''");
    }

    #[test]
    fn a_byte_order_mark_is_not_part_of_the_text() {
        let source = Source::from_bytes("t", b"\xef\xbb\xbfx\r\n").unwrap();
        assert_eq!((&*source.text, &*source.encoding), ("x\n", "utf-8"));
        assert_eq!(source.text_with_its_newlines(), "x\r\n");
    }

    #[test]
    fn undeclared_bytes_depend_on_who_reads() {
        let error = Source::decode("f.py", b"# a\n# \xe9\n", Reader::Run).unwrap_err();
        assert_eq!(
            error.msg,
            "Non-UTF-8 code starting with '\\xe9' in file f.py on line 2, but no encoding declared; \
             see https://peps.python.org/pep-0263/ for details"
        );
        let source = Source::from_bytes("f.py", b"# \xe9\n").unwrap();
        assert_eq!(&*source.text, "# \u{fffd}\n");
        let error = Source::from_bytes("f.py", b"x = '\xe9'").unwrap_err();
        let expected = "(unicode error) 'utf-8' codec can't decode byte 0xe9 in position 0: unexpected end of data";
        assert_eq!(error.msg, expected);
        assert_eq!(
            (error.offset, error.end_offset, error.text.as_deref()),
            (Some(5), Some(6), Some("x = '\u{fffd}'\n"))
        );
    }

    #[test]
    fn who_reads_also_decides_the_words() {
        let cases: [(&[u8], &str, &str); 3] = [
            (b"a\nx\0y", "source code string cannot contain null bytes", "source code cannot contain null bytes"),
            (b"# coding: nope", "unknown encoding: nope", "encoding problem: nope"),
            (
                b"# coding: ascii\n\xe9",
                "'ascii' codec can't decode byte 0xe9 in position 16: ordinal not in range(128)",
                "encoding problem: ascii",
            ),
        ];
        for (bytes, compile, run) in cases {
            assert_eq!(Source::from_bytes("t", bytes).unwrap_err().msg, compile);
            assert_eq!(Source::decode("t", bytes, Reader::Run).unwrap_err().msg, run);
        }
    }
}
