//! Character properties of the Unicode version that CPython 3.13 has (15.1), which crates of another age lack.

mod tables;

/// Whether `c` can begin a name; `_` is not among these.
pub fn is_xid_start(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphabetic() } else { contains(&tables::XID_START, c) }
}

/// Whether `c` can stand inside a name.
pub fn is_xid_continue(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphanumeric() || c == '_' } else { contains(&tables::XID_CONTINUE, c) }
}

/// `str.isidentifier`.
pub fn is_identifier(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|c| c == '_' || is_xid_start(c)) && chars.all(is_xid_continue)
}

/// `str.isprintable` for one character: `repr` shows it as it is.
pub fn is_printable(c: char) -> bool {
    if c.is_ascii() { matches!(c, ' '..='~') } else { contains(&tables::PRINTABLE, c) }
}

fn contains(table: &[(u32, u32)], c: char) -> bool {
    let code = u32::from(c);
    let index = table.partition_point(|&(start, _)| start <= code);
    index.checked_sub(1).is_some_and(|index| code <= table[index].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_printability_follow_unicode_15_1() {
        assert!(is_identifier("_é²"[..3].trim_end_matches('²')));
        assert!(!is_identifier("x²") && !is_identifier("1x") && !is_identifier(""));
        assert!(is_xid_start('\u{2ebf0}'), "added by 15.1");
        assert!(!is_xid_start('\u{1c89}'), "added by 16.0");
        assert!(is_printable('é') && !is_printable('\u{200b}') && !is_printable('\u{a0}') && !is_printable('\u{ad}'));
    }
}
