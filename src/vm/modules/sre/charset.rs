//! Sets of characters, categories and letter case, as `re` means them.

use super::engine::{BadCode, op};
use crate::vm::types::unicode;

/// How case is ignored.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fold {
    None,
    Ascii,
    Unicode,
    Locale,
}

pub fn is_linebreak(c: u32) -> bool {
    c == 10
}

pub fn is_ascii_word(c: u32) -> bool {
    c < 128 && ((c as u8).is_ascii_alphanumeric() || c == 95)
}

pub fn is_unicode_word(c: u32) -> bool {
    if c < 128 {
        return is_ascii_word(c);
    }
    char::from_u32(c).is_some_and(unicode::is_alnum)
}

fn is_ascii_space(c: u32) -> bool {
    matches!(c, 9..=13 | 32)
}

fn is_unicode_space(c: u32) -> bool {
    char::from_u32(c).is_some_and(unicode::is_space)
}

fn is_unicode_linebreak(c: u32) -> bool {
    matches!(c, 10..=13 | 28..=30 | 0x85 | 0x2028 | 0x2029)
}

/// Whether `c` is in the category with this number.
pub fn category(number: u32, c: u32) -> Result<bool, BadCode> {
    let ascii_digit = (48..=57).contains(&c);
    let unicode_digit = || char::from_u32(c).is_some_and(|c| unicode::decimal(c).is_some());
    Ok(match number {
        0 => ascii_digit,
        1 => !ascii_digit,
        2 => is_ascii_space(c),
        3 => !is_ascii_space(c),
        4 | 8 => is_ascii_word(c),
        5 | 9 => !is_ascii_word(c),
        6 => is_linebreak(c),
        7 => !is_linebreak(c),
        10 => unicode_digit(),
        11 => !unicode_digit(),
        12 => is_unicode_space(c),
        13 => !is_unicode_space(c),
        14 => is_unicode_word(c),
        15 => !is_unicode_word(c),
        16 => is_unicode_linebreak(c),
        17 => !is_unicode_linebreak(c),
        _ => return Err(BadCode),
    })
}

pub fn lower(fold: Fold, c: u32) -> u32 {
    match fold {
        Fold::None => c,
        Fold::Ascii | Fold::Locale => match c {
            65..=90 => c + 32,
            _ => c,
        },
        Fold::Unicode => match char::from_u32(c) {
            // One character for one: what grows when it is lowered stays.
            Some(c) => {
                let mut lowered = c.to_lowercase();
                match (lowered.next(), lowered.next()) {
                    (Some(one), None) => one as u32,
                    (Some(first), Some(_)) if c == 'İ' => first as u32,
                    _ => c as u32,
                }
            }
            None => c,
        },
    }
}

pub fn upper(c: u32) -> u32 {
    match char::from_u32(c) {
        Some(c) => {
            let mut raised = c.to_uppercase();
            match (raised.next(), raised.next()) {
                (Some(one), None) => one as u32,
                _ => c as u32,
            }
        }
        None => c,
    }
}

pub fn upper_locale(c: u32) -> u32 {
    match c {
        97..=122 => c - 32,
        _ => c,
    }
}

/// Whether two characters are the same but for case in the C locale.
pub fn locale_equal(c: u32, pattern: u32) -> bool {
    c == pattern || lower(Fold::Locale, c) == lower(Fold::Locale, pattern)
}

/// Whether the set whose code begins at `at` has `c`.
pub fn contains(code: &[u32], at: usize, c: u32) -> Result<bool, BadCode> {
    let word = |at: usize| code.get(at).copied().ok_or(BadCode);
    let mut at = at;
    let mut found = true;
    loop {
        match word(at)? {
            op::FAILURE => return Ok(!found),
            op::LITERAL => {
                if c == word(at + 1)? {
                    return Ok(found);
                }
                at += 2;
            }
            op::CATEGORY => {
                if category(word(at + 1)?, c)? {
                    return Ok(found);
                }
                at += 2;
            }
            op::RANGE => {
                if (word(at + 1)?..=word(at + 2)?).contains(&c) {
                    return Ok(found);
                }
                at += 3;
            }
            op::RANGE_UNI_IGNORE => {
                let range = word(at + 1)?..=word(at + 2)?;
                if range.contains(&c) || range.contains(&upper(c)) {
                    return Ok(found);
                }
                at += 3;
            }
            op::CHARSET => {
                if c < 256 && word(at + 1 + (c / 32) as usize)? & (1 << (c % 32)) != 0 {
                    return Ok(found);
                }
                at += 9;
            }
            op::BIGCHARSET => {
                // Number of blocks; 256 bytes that say which block; the blocks of 256 bits.
                let blocks = word(at + 1)? as usize;
                if c < 65536 {
                    let index = (c >> 8) as usize;
                    let block = (word(at + 2 + index / 4)? >> (8 * (index % 4))) & 255;
                    let bits = word(at + 2 + 64 + block as usize * 8 + ((c & 255) / 32) as usize)?;
                    if bits & (1 << (c % 32)) != 0 {
                        return Ok(found);
                    }
                }
                at += 2 + 64 + blocks * 8;
            }
            op::NEGATE => {
                found = !found;
                at += 1;
            }
            _ => return Err(BadCode),
        }
    }
}
