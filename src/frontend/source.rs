//! Bytes to decoded source: byte order mark, encoding declaration, newlines.

use std::sync::Arc;

use crate::base::LineIndex;

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

impl Source {
    /// Source that is text already (`-c CODE`, tests): newlines are normalised, no encoding declaration is obeyed.
    pub fn from_text(name: &str, text: &str) -> Self {
        let text: Arc<str> = text.replace("\r\n", "\n").replace('\r', "\n").into();
        let bytes = text.as_bytes().into();
        Self { name: name.into(), bytes, lines: LineIndex::new(&text), text, encoding: "utf-8".into() }
    }

    /// The text before `\r\n` and `\r` became `\n`, as the `tokenize` module reads it.
    pub fn text_with_its_newlines(&self) -> std::borrow::Cow<'_, str> {
        if self.bytes.contains(&b'\r') { String::from_utf8_lossy(&self.bytes) } else { (&*self.text).into() }
    }
}
