//! Characters by name, for `\N{…}`: Unicode 15.1, the version of CPython 3.13.

use super::char_aliases::ALIASES;

/// Ranges with names in Unicode 16, which the names crate follows, but not in 15.1.
#[rustfmt::skip]
const LATER: &[(u32, u32)] = &[
    (0x897, 0x897), (0x1b4e, 0x1b4f), (0x1b7f, 0x1b7f), (0x1c89, 0x1c8a), (0x2427, 0x2429), (0x31e4, 0x31e5),
    (0xa7cb, 0xa7cd), (0xa7da, 0xa7dc), (0x105c0, 0x105f3), (0x10d40, 0x10d65), (0x10d69, 0x10d85),
    (0x10d8e, 0x10d8f), (0x10ec2, 0x10ec4), (0x10efc, 0x10efc), (0x11380, 0x11389), (0x1138b, 0x1138b),
    (0x1138e, 0x1138e), (0x11390, 0x113b5), (0x113b7, 0x113c0), (0x113c2, 0x113c2), (0x113c5, 0x113c5),
    (0x113c7, 0x113ca), (0x113cc, 0x113d5), (0x113d7, 0x113d8), (0x113e1, 0x113e2), (0x116d0, 0x116e3),
    (0x11bc0, 0x11be1), (0x11bf0, 0x11bf9), (0x11f5a, 0x11f5a), (0x13460, 0x143fa), (0x16100, 0x16139),
    (0x16d40, 0x16d79), (0x18cff, 0x18cff), (0x1cc00, 0x1ccf9), (0x1cd00, 0x1ceb3), (0x1e5d0, 0x1e5fa),
    (0x1e5ff, 0x1e5ff), (0x1f8b2, 0x1f8bb), (0x1f8c0, 0x1f8c1), (0x1fa89, 0x1fa89), (0x1fa8f, 0x1fa8f),
    (0x1fabe, 0x1fabe), (0x1fac6, 0x1fac6), (0x1fadc, 0x1fadc), (0x1fadf, 0x1fadf), (0x1fae9, 0x1fae9),
    (0x1fbcb, 0x1fbef),
];

const CJK: &str = "CJK UNIFIED IDEOGRAPH-";
const HANGUL: &str = "HANGUL SYLLABLE ";

/// The character with that name or alias. Letters may be of either case, except in names that are computed.
pub fn character_by_name(name: &str) -> Option<char> {
    if let Some(digits) = name.strip_prefix(CJK) {
        return ideograph(digits);
    }
    if name.starts_with(HANGUL) {
        return unicode_names2::character(name).filter(|&c| has_name(c, name));
    }
    let upper = name.to_ascii_uppercase();
    if upper.starts_with(CJK) || upper.starts_with(HANGUL) {
        return None;
    }
    // No name begins with a hyphen, and the crate does not expect one there.
    if upper.starts_with('-') {
        return None;
    }
    // The crate forgives spaces and hyphens; CPython does not, hence the comparison.
    let found = unicode_names2::character(&upper).filter(|&c| has_name(c, &upper) && !is_later(c));
    found.or_else(|| alias(&upper))
}

fn ideograph(digits: &str) -> Option<char> {
    let strict = matches!(digits.len(), 4 | 5) && digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'A'..=b'F'));
    let c = char::from_u32(u32::from_str_radix(digits, 16).ok().filter(|_| strict)?)?;
    unicode_names2::name(c)?.to_string().starts_with(CJK).then_some(c)
}

fn has_name(c: char, expected: &str) -> bool {
    unicode_names2::name(c).is_some_and(|name| name.to_string() == expected)
}

fn is_later(c: char) -> bool {
    LATER.iter().any(|&(first, last)| (first..=last).contains(&u32::from(c)))
}

fn alias(upper: &str) -> Option<char> {
    let found = ALIASES.binary_search_by_key(&upper, |&(name, _)| name).ok()?;
    Some(ALIASES[found].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aliases_are_sorted() {
        assert!(ALIASES.is_sorted());
    }

    #[test]
    fn names_as_cpython_knows_them() {
        assert_eq!(character_by_name("latin small letter a"), Some('a'));
        assert_eq!(character_by_name("LATIN-SMALL-LETTER-A"), None);
        assert_eq!(character_by_name("LATIN SMALL LETTER A "), None);
        assert_eq!(character_by_name("-LATIN SMALL LETTER A"), None);
        assert_eq!(character_by_name("CJK UNIFIED IDEOGRAPH-2EBF0"), Some('\u{2ebf0}'));
        assert_eq!(character_by_name("CJK UNIFIED IDEOGRAPH-4e00"), None);
        assert_eq!(character_by_name("TANGUT IDEOGRAPH-17000"), None);
        assert_eq!(character_by_name("GARAY DIGIT ZERO"), None, "new in Unicode 16");
        assert_eq!(character_by_name("BELL"), Some('\u{1f514}'));
        assert_eq!(character_by_name("ALERT"), Some('\u{7}'));
    }
}
