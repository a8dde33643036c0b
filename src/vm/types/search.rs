//! Searching, splitting and replacing in sequences of bytes: what `str` (whose text is UTF-8) and the types of bytes share.

/// First place of `needle` in `haystack`.
pub fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    memchr::memmem::find(haystack, needle)
}

/// Last place of `needle` in `haystack`.
pub fn rfind(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    memchr::memmem::rfind(haystack, needle)
}

/// Places of `needle` that do not overlap, at most `most`.
pub fn places(haystack: &[u8], needle: &[u8], most: usize) -> Vec<usize> {
    if needle.is_empty() {
        return Vec::new();
    }
    memchr::memmem::find_iter(haystack, needle).take(most).collect()
}

/// How often the non-empty `needle` occurs without overlap.
pub fn count(haystack: &[u8], needle: &[u8]) -> usize {
    memchr::memmem::find_iter(haystack, needle).count()
}

/// Pieces between the first `most` separators.
pub fn split<'a>(own: &'a [u8], separator: &[u8], most: usize) -> Vec<&'a [u8]> {
    let mut parts = Vec::new();
    let mut start = 0;
    for at in places(own, separator, most) {
        parts.push(&own[start..at]);
        start = at + separator.len();
    }
    parts.push(&own[start..]);
    parts
}

/// Pieces between the last `most` separators.
pub fn rsplit<'a>(own: &'a [u8], separator: &[u8], most: usize) -> Vec<&'a [u8]> {
    let mut parts = Vec::new();
    let mut rest = own;
    while parts.len() < most
        && let Some(at) = rfind(rest, separator)
    {
        parts.push(&rest[at + separator.len()..]);
        rest = &rest[..at];
    }
    parts.push(rest);
    parts.reverse();
    parts
}

/// The first `most` occurrences of `old` become `new`; an empty `old` stands before every byte and at the end.
pub fn replace(own: &[u8], old: &[u8], new: &[u8], most: usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(own.len());
    if old.is_empty() {
        for (at, &byte) in own.iter().enumerate() {
            if at < most {
                out.extend_from_slice(new);
            }
            out.push(byte);
        }
        if own.len() < most {
            out.extend_from_slice(new);
        }
        return out;
    }
    let mut start = 0;
    for at in places(own, old, most) {
        out.extend_from_slice(&own[start..at]);
        out.extend_from_slice(new);
        start = at + old.len();
    }
    out.extend_from_slice(&own[start..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_from_both_ends() {
        assert_eq!(split(b"a,b,c", b",", 1), [&b"a"[..], b"b,c"]);
        assert_eq!(rsplit(b"a,b,c", b",", 1), [&b"a,b"[..], b"c"]);
        assert_eq!(rsplit(b"aaa", b"aa", 9), [&b"a"[..], b""]);
    }

    #[test]
    fn replaces_nothing_everywhere() {
        assert_eq!(replace(b"ab", b"", b"-", usize::MAX), b"-a-b-");
        assert_eq!(replace(b"ab", b"", b"-", 2), b"-a-b");
    }
}
