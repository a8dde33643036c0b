//! How wide text is on a screen of character cells, and how it is cut.
//!
//! Units are columns. A tab reaches to the next multiple of [`TAB`]; a control character shows as its Unicode picture;
//! a combining character shares the cell of the one before it; wide characters and emoji take two cells.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Distance of tab stops, as CPython's tokenizer assumes.
pub const TAB: usize = 8;

/// A grapheme cluster as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Glyph<'a> {
    /// Byte offset in the text it comes from.
    pub at: usize,
    /// Bytes of the text it stands for.
    pub bytes: usize,
    /// Column of its first cell.
    pub column: usize,
    /// Cells it takes; 0 for a combining character at the start of a line.
    pub width: usize,
    /// What to put there; shorter than `width` only for tabs.
    pub shown: Cow<'a, str>,
}

/// The clusters of `text`, which starts at `column` (this matters for tabs only).
pub fn glyphs(text: &str, column: usize) -> impl Iterator<Item = Glyph<'_>> {
    let mut at_column = column;
    text.grapheme_indices(true).map(move |(at, cluster)| {
        let column = at_column;
        let (shown, width) = shown(cluster, column);
        at_column += width;
        Glyph { at, bytes: cluster.len(), column, width, shown }
    })
}

fn shown(cluster: &str, column: usize) -> (Cow<'_, str>, usize) {
    let first = cluster.chars().next().unwrap_or(' ');
    match first {
        '\t' => (Cow::Borrowed(" "), TAB - column % TAB),
        // Cutting on grapheme clusters keeps "\r\n" together; one picture stands for both.
        '\0'..='\x1f' => (picture(u32::from(first) + 0x2400).into(), 1),
        '\x7f' => (Cow::Borrowed("␡"), 1),
        // C1 controls and characters that change the direction of text would let a file disturb the screen.
        '\u{80}'..='\u{9f}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            (Cow::Borrowed("\u{fffd}"), 1)
        }
        _ => (Cow::Borrowed(cluster), cluster.width()),
    }
}

fn picture(code_point: u32) -> String {
    char::from_u32(code_point).unwrap_or(char::REPLACEMENT_CHARACTER).to_string()
}

/// Columns that `text` takes when it starts at column 0.
pub fn width(text: &str) -> usize {
    // Nearly all text is printable ASCII, where a byte is a column.
    if text.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
        return text.len();
    }
    glyphs(text, 0).map(|glyph| glyph.width).sum()
}

/// `text`, or as much of it as fits into `max` columns together with `…`.
pub fn truncate(text: &str, max: usize) -> Cow<'_, str> {
    if width(text) <= max {
        return Cow::Borrowed(text);
    }
    if max == 0 {
        return Cow::Borrowed("");
    }
    let mut used = 0;
    let mut end = 0;
    for glyph in glyphs(text, 0) {
        if used + glyph.width > max - 1 {
            break;
        }
        used += glyph.width;
        end = glyph.at + glyph.bytes;
    }
    Cow::Owned(format!("{}…", &text[..end]))
}

/// `text` followed by spaces up to `columns`.
pub fn pad(text: &str, columns: usize) -> String {
    let missing = columns.saturating_sub(width(text));
    format!("{text}{:missing$}", "")
}

/// `text` behind spaces, so that it ends at `columns`.
pub fn pad_left(text: &str, columns: usize) -> String {
    let missing = columns.saturating_sub(width(text));
    format!("{:missing$}{text}", "")
}

/// The column of the byte `offset` of `text`, which starts at column 0.
pub fn column_of(text: &str, offset: usize) -> usize {
    let mut end = 0;
    for glyph in glyphs(text, 0) {
        if glyph.at >= offset || glyph.at + glyph.bytes > offset {
            return glyph.column;
        }
        end = glyph.column + glyph.width;
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths() {
        for (text, expected) in [
            ("", 0),
            ("abc", 3),
            ("日本", 4),
            ("e\u{301}", 1),
            ("\tx", 9),
            ("ab\tx", 9),
            ("\x1b[0m", 4),
            ("\u{202e}abc", 4),
            ("👩\u{200d}👩\u{200d}👧", 2),
        ] {
            assert_eq!(width(text), expected, "{text:?}");
        }
    }

    #[test]
    fn truncation_never_splits_a_wide_character() {
        assert_eq!(truncate("日本語", 6), "日本語");
        assert_eq!(truncate("日本語", 5), "日本…");
        assert_eq!(truncate("日本語", 4), "日…");
        assert_eq!(truncate("abc", 2), "a…");
        assert_eq!(truncate("abc", 0), "");
    }

    #[test]
    fn columns_of_offsets() {
        assert_eq!(column_of("\tx", 1), 8);
        assert_eq!(column_of("日x", 3), 2);
        assert_eq!(column_of("日x", 1), 0);
        assert_eq!(column_of("ab", 9), 2);
    }
}
