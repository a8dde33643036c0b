//! Bytes to decoded source: byte order mark, encoding declaration, newlines.
//!
//! In: the bytes of a file. Out: a [`Source`], or the exception that CPython raises instead. [`declaration`] finds out
//! what the encoding is, [`codec`] decodes; [`charsets`] is the table of small character sets.
//!
//! CPython reads in two ways, and [`Reader`] chooses. `compile(bytes, …)`, and with it `py_compile` and `import`, does not
//! check files that are UTF-8, see [`wrong_bytes`]. `python FILE`
//! checks every line of a file that declares nothing, and words some errors differently.

pub mod charsets;
pub mod codec;
pub mod declaration;
pub mod multibyte;
pub mod multibyte_tables;
pub mod shifted;
pub mod wrong_bytes;

use std::borrow::Cow;
use std::sync::Arc;

use wrong_bytes::WrongBytes;

use crate::base::{Diagnostic, ErrorKind, LineIndex, Stage};

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
    /// Where the file is not UTF-8 although it should be, in order; mostly nowhere.
    pub wrong_bytes: Arc<[WrongBytes]>,
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
        if let Some(at) = memchr::memchr(0, bytes) {
            return Err(null_byte(bytes, at, reader));
        }
        let declaration::Declaration { text, codec, encoding, declared } = declaration::find(bytes, reader)?;
        let mut wrong_bytes = Vec::new();
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
                    let (text, wrong) = wrong_bytes::lossy(&normalise_newline_bytes(text));
                    wrong_bytes = wrong;
                    text.into()
                }
            },
        };
        let text: Arc<str> = normalise_newlines(decoded).into();
        let bytes = if text.as_bytes() == bytes { text.clone().into() } else { bytes.into() };
        Ok(Self { wrong_bytes: wrong_bytes.into(), ..Self::new(name, bytes, text, &encoding) })
    }

    fn new(name: &str, bytes: Arc<[u8]>, text: Arc<str>, encoding: &str) -> Self {
        let lines = LineIndex::new(&text);
        Self { name: name.into(), bytes, lines, text, encoding: encoding.into(), wrong_bytes: Arc::default() }
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
    match memchr::memchr(b'\r', text.as_bytes()) {
        Some(_) => text.replace("\r\n", "\n").replace('\r', "\n").into(),
        None => text,
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Span;

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
        let source = Source::from_bytes("f.py", b"x = '\xe9'").unwrap();
        assert_eq!(&*source.text, "x = '\u{fffd}'");
        let expected = "'utf-8' codec can't decode byte 0xe9 in position 0: unexpected end of data";
        assert_eq!(source.decode_error(Span::new(5, 8)).as_deref(), Some(expected));
        assert_eq!(source.decode_error(Span::new(0, 5)), None);
        assert_eq!(source.bytes_between(0, 9), 7);
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
