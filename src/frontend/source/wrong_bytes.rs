//! Bytes of a UTF-8 file that are no UTF-8.
//!
//! CPython's `compile()` does not check files that declare nothing: wrong bytes come to light only in names and strings,
//! when the parser comes to them, and never in comments. So such a file has a text, with U+FFFD for each wrong sequence,
//! and a list of what stood there. Columns in errors count the file's bytes.

use super::Source;
use super::codec::utf8_error;
use crate::base::Span;

/// A sequence of bytes that is not UTF-8.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrongBytes {
    /// Offset in the text of the U+FFFD that stands for them.
    pub at: u32,
    /// One to three.
    pub bytes: Box<[u8]>,
}

/// The text of `bytes`, and where they are wrong.
pub(super) fn lossy(bytes: &[u8]) -> (String, Vec<WrongBytes>) {
    let mut text = String::with_capacity(bytes.len());
    let mut wrong = Vec::new();
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            wrong.push(WrongBytes { at: text.len() as u32, bytes: chunk.invalid().into() });
            text.push(char::REPLACEMENT_CHARACTER);
        }
    }
    (text, wrong)
}

/// The wrong bytes among `wrong` that lie in `span`.
fn inside(wrong: &[WrongBytes], span: Span) -> &[WrongBytes] {
    let before = |offset| wrong.partition_point(|wrong| wrong.at < offset);
    &wrong[before(span.start)..before(span.end)]
}

/// What the file had for a piece of text, if that was not all UTF-8.
fn original(text: &str, wrong: &[WrongBytes], span: Span) -> Option<Vec<u8>> {
    let wrong = inside(wrong, span);
    if wrong.is_empty() {
        return None;
    }
    let mut bytes = Vec::new();
    let mut at = span.start as usize;
    for WrongBytes { at: place, bytes: original } in wrong {
        bytes.extend_from_slice(&text.as_bytes()[at..*place as usize]);
        bytes.extend_from_slice(original);
        at = *place as usize + char::REPLACEMENT_CHARACTER.len_utf8();
    }
    bytes.extend_from_slice(&text.as_bytes()[at..span.end as usize]);
    Some(bytes)
}

/// What CPython says when it decodes a piece of text that was not all UTF-8.
pub fn decode_error(text: &str, wrong: &[WrongBytes], span: Span) -> Option<String> {
    utf8_error(&original(text, wrong, span)?)
}

impl Source {
    /// What CPython says when it decodes a piece that was not all UTF-8.
    pub fn decode_error(&self, span: Span) -> Option<String> {
        decode_error(&self.text, &self.wrong_bytes, span)
    }

    /// The same where CPython looks for escapes: it decodes each run of bytes beyond ASCII by itself.
    pub fn decode_error_of_runs(&self, span: Span) -> Option<String> {
        let bytes = original(&self.text, &self.wrong_bytes, span)?;
        bytes.chunk_by(|a, b| a.is_ascii() == b.is_ascii()).find_map(utf8_error)
    }

    /// The bytes of the file between two offsets of a line.
    pub fn bytes_between(&self, start: u32, end: u32) -> u32 {
        let wrong = inside(&self.wrong_bytes, Span::new(start.min(end), end));
        let replaced = wrong.len() * char::REPLACEMENT_CHARACTER.len_utf8();
        let original: usize = wrong.iter().map(|wrong| wrong.bytes.len()).sum();
        end - start - replaced as u32 + original as u32
    }
}
