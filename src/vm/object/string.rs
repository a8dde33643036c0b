//! The data of `str`.

use std::hash::Hasher;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicI64, Ordering};

use siphasher::sip::SipHasher13;

/// Characters between two marks.
const STRIDE: usize = 32;

/// Immutable text with its number of characters and (once asked for) its hash.
///
/// Rust strings hold no lone surrogates; those of Python (`'\ud800'`) are kept as characters of the private plane 16,
/// `U+10D800`…`U+10DFFF`, see [`to_char`] and [`code_point`]. A program that uses those private characters sees
/// surrogates instead.
#[derive(Debug)]
pub struct PyStr {
    text: String,
    /// −1 while unknown; CPython reserves the same value.
    hash: AtomicI64,
    /// What a text that is not ASCII needs besides.
    wide: Option<Box<Wide>>,
}

/// Characters of a text that are not one byte each.
#[derive(Debug)]
struct Wide {
    chars: usize,
    /// Byte offset of every [`STRIDE`]th character, once a place in the text was asked for: so that indexing takes the
    /// same time everywhere.
    marks: OnceLock<Box<[u32]>>,
}

impl Wide {
    fn new(chars: usize) -> Box<Self> {
        Box::new(Self { chars, marks: OnceLock::new() })
    }
}

impl Clone for PyStr {
    fn clone(&self) -> Self {
        Self {
            text: self.text.clone(),
            hash: AtomicI64::new(self.hash.load(Ordering::Relaxed)),
            wide: self.wide.as_ref().map(|wide| Wide::new(wide.chars)),
        }
    }
}

impl PyStr {
    pub fn new(text: String) -> Self {
        let wide = if text.is_ascii() { None } else { Some(Wide::new(text.chars().count())) };
        Self { text, hash: AtomicI64::new(-1), wide }
    }

    #[inline]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Number of characters.
    #[inline]
    pub fn len(&self) -> usize {
        self.wide.as_ref().map_or(self.text.len(), |wide| wide.chars)
    }

    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    #[inline]
    pub fn is_ascii(&self) -> bool {
        self.wide.is_none()
    }

    /// Appends in place; for a string that nobody else sees.
    pub fn push_str(&mut self, other: &PyStr) {
        if self.wide.is_some() || other.wide.is_some() {
            self.wide = Some(Wide::new(self.len() + other.len()));
        }
        self.text.push_str(&other.text);
        self.hash = AtomicI64::new(-1);
    }

    /// The order of code points; surrogates, which are kept as other characters, stand where their numbers belong.
    pub fn cmp_text(&self, other: &PyStr) -> std::cmp::Ordering {
        // Only a character that takes four bytes can stand for a surrogate.
        let wide = |text: &str| text.bytes().any(|b| b == 0xf4);
        if (self.is_ascii() || !wide(&self.text)) && (other.is_ascii() || !wide(&other.text)) {
            return self.text.cmp(&other.text);
        }
        self.text.chars().map(code_point).cmp(other.text.chars().map(code_point))
    }

    pub fn char_at(&self, index: usize) -> Option<char> {
        if self.is_ascii() {
            self.text.as_bytes().get(index).map(|&b| b as char)
        } else {
            self.text[self.byte_offset(index)..].chars().next()
        }
    }

    /// Byte offset of the character at `index` (the end of the text for an index beyond it).
    pub fn byte_offset(&self, index: usize) -> usize {
        if self.is_ascii() {
            return index.min(self.text.len());
        }
        if index >= self.len() {
            return self.text.len();
        }
        let start = if index < STRIDE { 0 } else { self.marks()[index / STRIDE] as usize };
        let rest = self.text[start..].char_indices().nth(index % STRIDE);
        rest.map_or(self.text.len(), |(at, _)| start + at)
    }

    /// Number of characters before the byte at `offset`.
    pub fn char_offset(&self, offset: usize) -> usize {
        if self.is_ascii() {
            return offset;
        }
        let marks = self.marks();
        let mark = marks.partition_point(|&at| at as usize <= offset).saturating_sub(1);
        mark * STRIDE + self.text[marks[mark] as usize..offset].chars().count()
    }

    fn marks(&self) -> &[u32] {
        let Some(wide) = &self.wide else { return &[] };
        wide.marks.get_or_init(|| self.text.char_indices().step_by(STRIDE).map(|(at, _)| at as u32).collect())
    }

    pub fn slice(&self, start: usize, end: usize) -> &str {
        if start >= end {
            return "";
        }
        &self.text[self.byte_offset(start)..self.byte_offset(end)]
    }

    /// CPython's hash with `PYTHONHASHSEED=0`: SipHash-1-3 of the characters as stored, one, two or four bytes each.
    pub fn hash(&self) -> i64 {
        let known = self.hash.load(Ordering::Relaxed);
        if known != -1 {
            return known;
        }
        let hash = if self.is_ascii() {
            hash_bytes(self.text.as_bytes())
        } else {
            let widest = self.text.chars().map(code_point).max().unwrap_or(0);
            let mut bytes = Vec::with_capacity(self.len() * 4);
            for c in self.text.chars().map(code_point) {
                let width = if widest < 0x100 {
                    1
                } else if widest < 0x10000 {
                    2
                } else {
                    4
                };
                bytes.extend_from_slice(&c.to_le_bytes()[..width]);
            }
            hash_bytes(&bytes)
        };
        self.hash.store(hash, Ordering::Relaxed);
        hash
    }
}

/// Hash of `bytes` and of the storage of `str`.
pub fn hash_bytes(bytes: &[u8]) -> i64 {
    if bytes.is_empty() {
        return 0;
    }
    let mut hasher = SipHasher13::new_with_keys(0, 0);
    hasher.write(bytes);
    match hasher.finish() as i64 {
        -1 => -2,
        hash => hash,
    }
}

/// The character that stands for a code point, surrogates included.
pub fn to_char(code_point: u32) -> Option<char> {
    match code_point {
        0xd800..=0xdfff => char::from_u32(code_point + 0x10_0000),
        _ => char::from_u32(code_point),
    }
}

/// The code point that a character stands for.
pub fn code_point(c: char) -> u32 {
    match c as u32 {
        surrogate @ 0x10_d800..=0x10_dfff => surrogate - 0x10_0000,
        other => other,
    }
}

/// A constant of a code object as text of the machine.
pub fn from_text(text: &crate::base::Text) -> String {
    match text.as_str() {
        Some(text) => text.to_owned(),
        None => text.code_points().filter_map(to_char).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_found_in_long_texts() {
        let text = PyStr::new("aé€😀".repeat(50));
        for index in [0, 1, 31, 32, 33, 63, 64, 150, 199] {
            let offset = text.byte_offset(index);
            assert_eq!(text.char_at(index), "aé€😀".chars().nth(index % 4));
            assert_eq!(text.char_offset(offset), index);
        }
        assert_eq!((text.byte_offset(200), text.char_at(200)), (text.as_str().len(), None));
    }

    #[test]
    fn hashes_are_those_of_seed_zero() {
        // `PYTHONHASHSEED=0 python3.13 -c "print(hash('a'), hash('hello'), hash('é'), hash('aé€'))"`
        let hash = |text: &str| PyStr::new(text.into()).hash();
        assert_eq!(
            [hash("a"), hash("hello"), hash("é"), hash("aé€"), hash("")],
            [4644417185603328019, -2096571579003691106, 6047309291227476195, -5681234222116292567, 0]
        );
    }
}
