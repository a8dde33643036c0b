//! Python strings: Unicode text in which lone surrogates may stand (WTF-8 inside).

use std::sync::Arc;

/// An immutable Python string; cloning shares it.
///
/// The bytes are UTF-8, except that a lone surrogate is stored as the three bytes UTF-8 would give it. Two halves of a
/// pair never stand side by side *as a pair made by decoding*, but `'\ud83d\ude00'` written in source keeps both.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Text(Arc<[u8]>);

impl Text {
    /// Takes bytes that are UTF-8 with surrogates passed through; `None` if they are not.
    pub fn from_wtf8(bytes: &[u8]) -> Option<Self> {
        let mut rest = bytes;
        while !rest.is_empty() {
            let (_, length) = decode_code_point(rest)?;
            rest = &rest[length..];
        }
        Some(Self(bytes.into()))
    }

    pub fn from_code_points(code_points: impl IntoIterator<Item = u32>) -> Self {
        let mut bytes = Vec::new();
        for code_point in code_points {
            push_code_point(&mut bytes, code_point);
        }
        Self(bytes.into())
    }

    /// Empty, or one character up to U+00FF: CPython keeps one object for each, and has interned it.
    pub fn is_single_character(&self) -> bool {
        match *self.0 {
            [] | [_] => true,
            [first, _] => matches!(first, 0xc2 | 0xc3),
            _ => false,
        }
    }

    /// The text as a `str`, unless it holds a surrogate.
    pub fn as_str(&self) -> Option<&str> {
        std::str::from_utf8(&self.0).ok()
    }

    /// The text with U+FFFD for each surrogate.
    pub fn to_string_lossy(&self) -> String {
        self.code_points().map(|c| char::from_u32(c).unwrap_or('\u{fffd}')).collect()
    }

    /// The text to be shown: a lone surrogate stands as its escape, such as `\udc80`.
    pub fn to_display(&self) -> String {
        match self.as_str() {
            Some(text) => text.to_owned(),
            None => {
                let shown = |c| char::from_u32(c).map_or_else(|| format!("\\u{c:04x}"), String::from);
                self.code_points().map(shown).collect()
            }
        }
    }

    pub fn as_wtf8(&self) -> &[u8] {
        &self.0
    }

    pub fn is_ascii(&self) -> bool {
        self.0.is_ascii()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn code_points(&self) -> impl Iterator<Item = u32> + '_ {
        let mut rest = &self.0[..];
        std::iter::from_fn(move || {
            if rest.is_empty() {
                return None;
            }
            let (code_point, length) = decode_code_point(rest).expect("a Text holds WTF-8");
            rest = &rest[length..];
            Some(code_point)
        })
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(text.as_bytes().into())
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(text.into_bytes().into())
    }
}

impl PartialEq<str> for Text {
    fn eq(&self, other: &str) -> bool {
        &*self.0 == other.as_bytes()
    }
}

impl std::fmt::Debug for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.to_string_lossy())
    }
}

/// Appends the WTF-8 form of a code point (a surrogate included) to `bytes`.
pub fn push_code_point(bytes: &mut Vec<u8>, code_point: u32) {
    match char::from_u32(code_point) {
        Some(c) => bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        None => bytes.extend_from_slice(&[
            0xe0 | (code_point >> 12) as u8 & 0x0f,
            0x80 | (code_point >> 6) as u8 & 0x3f,
            0x80 | code_point as u8 & 0x3f,
        ]),
    }
}

/// The first code point of `bytes` and its length in bytes; `None` if they do not start with WTF-8.
pub fn decode_code_point(bytes: &[u8]) -> Option<(u32, usize)> {
    let &first = bytes.first()?;
    let (length, bits, least) = match first {
        0x00..=0x7f => return Some((u32::from(first), 1)),
        0xc2..=0xdf => (2, u32::from(first & 0x1f), 0x80),
        0xe0..=0xef => (3, u32::from(first & 0x0f), 0x800),
        0xf0..=0xf4 => (4, u32::from(first & 0x07), 0x10000),
        _ => return None,
    };
    let mut code_point = bits;
    for index in 1..length {
        let &byte = bytes.get(index)?;
        if byte & 0xc0 != 0x80 {
            return None;
        }
        code_point = code_point << 6 | u32::from(byte & 0x3f);
    }
    (code_point >= least && code_point <= 0x10ffff).then_some((code_point, length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn surrogates_pass_through() {
        let text = Text::from_code_points([0x61, 0xd83d, 0x1f600]);
        assert_eq!(text.as_wtf8(), b"a\xed\xa0\xbd\xf0\x9f\x98\x80");
        assert_eq!(text.code_points().collect::<Vec<_>>(), [0x61, 0xd83d, 0x1f600]);
        assert_eq!(text.as_str(), None);
        assert_eq!(Text::from_wtf8(b"\xff"), None);
    }
}
