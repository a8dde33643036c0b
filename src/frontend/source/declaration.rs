//! Which encoding a file declares: byte order mark and PEP 263 comment.

use super::Reader;
use super::codec::Codec;
use crate::base::{Diagnostic, ErrorKind, Stage};

/// What the head of a file says.
pub(super) struct Declaration<'a> {
    /// The bytes behind the byte order mark.
    pub text: &'a [u8],
    /// `None` for plain UTF-8.
    pub codec: Option<Codec>,
    /// The name as `tokenize` reports it.
    pub encoding: String,
    /// Whether there is a mark or a comment.
    pub declared: bool,
}

/// CPython: `decode_str`, `check_bom`, `check_coding_spec`.
pub(super) fn find(bytes: &[u8], reader: Reader) -> Result<Declaration<'_>, Diagnostic> {
    let (text, marked) = match bytes.strip_prefix(b"\xef\xbb\xbf") {
        Some(rest) => (rest, true),
        None => (bytes, false),
    };
    let plain = Declaration { text, codec: None, encoding: "utf-8".to_owned(), declared: true };
    let Some(encoding) = cookie(text) else { return Ok(Declaration { declared: marked, ..plain }) };
    if encoding == "utf-8" {
        return Ok(plain);
    }
    if marked {
        let problem = encoding_problem(&format!("{encoding} with BOM"));
        return Err(if reader == Reader::Run { problem } else { initial_error(problem.msg) });
    }
    let codec = Codec::find(&encoding).map_err(|error| match reader {
        Reader::Compile => error,
        Reader::Run => encoding_problem(&encoding),
    })?;
    Ok(Declaration { codec: Some(codec), encoding, ..plain })
}

/// What `python FILE` says about an encoding that does not exist or does not fit.
pub(super) fn encoding_problem(encoding: &str) -> Diagnostic {
    Diagnostic::new(Stage::Decode, ErrorKind::SyntaxError, format!("encoding problem: {encoding}"))
}

/// An error that CPython raises before it has read a token.
pub(super) fn initial_error(message: String) -> Diagnostic {
    Diagnostic { lineno: Some(0), offset: Some(-1), ..Diagnostic::new(Stage::Decode, ErrorKind::SyntaxError, message) }
}

/// The encoding that a comment in one of the first two lines names.
fn cookie(text: &[u8]) -> Option<String> {
    let (first, rest) = line(text);
    if let Some(name) = cookie_of_line(first) {
        return Some(name);
    }
    // Only a blank line or a comment leaves the second line a say.
    let blank = first.iter().find(|byte| !matches!(byte, b' ' | b'\t' | 0x0c)).is_none_or(|&byte| byte == b'#');
    if blank { cookie_of_line(line(rest).0) } else { None }
}

fn line(text: &[u8]) -> (&[u8], &[u8]) {
    let end = text.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(text.len());
    let rest = &text[end..];
    let newline = if rest.starts_with(b"\r\n") { 2 } else { rest.len().min(1) };
    (&text[..end], &rest[newline..])
}

/// CPython: `get_coding_spec`.
fn cookie_of_line(line: &[u8]) -> Option<String> {
    let start = line.iter().position(|byte| !matches!(byte, b' ' | b'\t' | 0x0c))?;
    if line[start] != b'#' {
        return None;
    }
    let mut rest = &line[start..];
    while let Some(at) = rest.windows(6).position(|window| window == b"coding") {
        rest = &rest[at + 6..];
        let Some(b':' | b'=') = rest.first() else { continue };
        let blanks = rest[1..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        let name = &rest[1 + blanks..];
        let length = name.iter().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.')).count();
        if length > 0 {
            return Some(normal_name(&String::from_utf8_lossy(&name[..length])));
        }
    }
    None
}

/// CPython knows some spellings of two encodings by their first twelve characters; `get_normal_name`.
fn normal_name(name: &str) -> String {
    let head: String = name.chars().take(12).map(|c| if c == '_' { '-' } else { c.to_ascii_lowercase() }).collect();
    let is = |known: &str| head.strip_prefix(known).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'));
    if is("utf-8") {
        "utf-8".to_owned()
    } else if is("latin-1") || is("iso-8859-1") || is("iso-latin-1") {
        "iso-8859-1".to_owned()
    } else {
        name.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies() {
        for (text, expected) in [
            ("# -*- coding: utf-8 -*-", Some("utf-8")),
            ("#!/usr/bin/python\n# vim: set fileencoding=Latin_1-unix :", Some("iso-8859-1")),
            (" \t\x0c# coding=cp1252", Some("cp1252")),
            ("x = 1\n# coding: cp1252", None),
            ("\n\n# coding: cp1252", None),
            ("\r\n# coding: cp1252", Some("cp1252")),
            ("x # coding: cp1252", None),
            ("# coding cp1252", None),
            ("# coding: !, coding:x", Some("x")),
            ("# coding: UTF-8-unix", Some("utf-8")),
            ("# coding: utf8", Some("utf8")),
        ] {
            assert_eq!(cookie(text.as_bytes()).as_deref(), expected, "{text:?}");
        }
    }

    #[test]
    fn a_mark_contradicts_any_other_name() {
        let error = find(b"\xef\xbb\xbf# coding: latin-1", Reader::Compile).err().unwrap();
        assert_eq!(
            (&*error.msg, error.lineno, error.offset),
            ("encoding problem: iso-8859-1 with BOM", Some(0), Some(-1))
        );
    }
}
