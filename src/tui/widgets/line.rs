//! One row of a listing in the cells of the screen: measured right, scrolled sideways, cut with `…`.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::style::Style;

use crate::view::{Role, Row, measure};

/// Where a line goes.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    pub x: u16,
    pub y: u16,
    pub width: u16,
    /// Columns of the text that lie to the left of the place.
    pub shift: usize,
}

/// Draws a row. `columns` has a bit for each column of the listing that is shown; `patches` are styles laid over byte
/// ranges of the row's whole text.
pub fn draw(
    buffer: &mut Buffer,
    place: Place,
    row: &Row,
    columns: u64,
    style: &dyn Fn(Role) -> Style,
    patches: &[(Range<usize>, Style)],
) {
    let length: usize = row.segments.iter().map(|segment| segment.text.len()).sum();
    let end = length - trailing_blanks(row);
    let mut pen = Pen { place, column: 0, full: false };
    let mut offset = 0;
    let mut origin = 0;
    let mut last_column = None;
    for segment in &row.segments {
        if columns & (1 << segment.column.min(63)) == 0 {
            offset += segment.text.len();
            continue;
        }
        // Tab stops count from the start of the column: a line number must not move them.
        if last_column != Some(segment.column) {
            origin = pen.column;
            last_column = Some(segment.column);
        }
        for glyph in measure::glyphs(&segment.text, pen.column - origin) {
            let at = offset + glyph.at;
            let base = style(segment.role);
            let style = patches.iter().filter(|(range, _)| range.contains(&at)).fold(base, |s, (_, p)| s.patch(*p));
            pen.put(buffer, &glyph.shown, glyph.width, style, at >= end);
            if pen.full {
                return;
            }
        }
        offset += segment.text.len();
    }
}

/// Draws plain text in one style.
pub fn text(buffer: &mut Buffer, place: Place, text: &str, style: Style) {
    let mut pen = Pen { place, column: 0, full: false };
    let end = text.trim_end_matches(' ').len();
    for glyph in measure::glyphs(text, 0) {
        pen.put(buffer, &glyph.shown, glyph.width, style, glyph.at >= end);
        if pen.full {
            return;
        }
    }
}

/// Bytes of blanks at the end of a row's text: padding, which is not missed where it is cut off.
fn trailing_blanks(row: &Row) -> usize {
    let mut total = 0;
    for segment in row.segments.iter().rev() {
        let kept = segment.text.trim_end_matches(' ').len();
        total += segment.text.len() - kept;
        if kept > 0 {
            break;
        }
    }
    total
}

struct Pen {
    place: Place,
    /// Column in the text, shifted columns included.
    column: usize,
    full: bool,
}

impl Pen {
    fn put(&mut self, buffer: &mut Buffer, shown: &str, width: usize, style: Style, is_padding: bool) {
        let Place { x, y, width: room, shift } = self.place;
        let room = usize::from(room);
        let column = self.column;
        self.column += width;
        if width == 0 || column + width <= shift {
            return;
        }
        if room == 0 || column + width > shift + room {
            self.full = true;
            if !is_padding && room > 0 {
                self.ellipsis(buffer, style);
            }
            return;
        }
        // What is cut off on the left is marked, too; a wide character may be cut in half.
        if column < shift || shift > 0 && column == shift {
            if let Some(cell) = buffer.cell_mut((x, y)) {
                cell.set_symbol("…").set_style(style);
            }
            return;
        }
        let left = x + (column - shift) as u16;
        for (index, x) in (left..).take(width).enumerate() {
            let Some(cell) = buffer.cell_mut((x, y)) else { return };
            // The second cell of a wide character belongs to the first and stays blank.
            cell.set_symbol(if index == 0 { shown } else { " " }).set_style(style);
        }
    }

    fn ellipsis(&self, buffer: &mut Buffer, style: Style) {
        let Place { x, y, width, .. } = self.place;
        let last = x + width - 1;
        // Half of a wide character must not be left standing.
        if width > 1
            && let Some(cell) = buffer.cell_mut((last - 1, y)).filter(|cell| measure::width(cell.symbol()) > 1)
        {
            cell.set_symbol(" ");
        }
        if let Some(cell) = buffer.cell_mut((last, y)) {
            cell.set_symbol("…").set_style(style);
        }
    }
}

#[cfg(test)]
mod tests {
    use ratatui::layout::Rect;

    use super::*;

    fn drawn(text: &str, width: u16, shift: usize) -> String {
        let mut buffer = Buffer::empty(Rect::new(0, 0, width, 1));
        let row = Row::text(Role::Text, text.to_owned());
        draw(&mut buffer, Place { x: 0, y: 0, width, shift }, &row, u64::MAX, &|_| Style::new(), &[]);
        crate::tui::export::text(&buffer).trim_end_matches('\n').to_owned()
    }

    #[test]
    fn lines_are_cut_with_an_ellipsis() {
        assert_eq!(drawn("abcdef", 6, 0), "abcdef");
        assert_eq!(drawn("abcdef", 5, 0), "abcd…");
        assert_eq!(drawn("abc   ", 4, 0), "abc");
        assert_eq!(drawn("abc   ", 3, 0), "abc");
        assert_eq!(drawn("日本語", 6, 0), "日本語");
        assert_eq!(drawn("日本語", 5, 0), "日本…");
        assert_eq!(drawn("日本語", 4, 0), "日 …");
        assert_eq!(drawn("a\tb", 9, 0), "a       b");
        assert_eq!(drawn("a\tb", 4, 0), "a  …");
        assert_eq!(drawn("abcdef", 4, 2), "…def");
        assert_eq!(drawn("abcdefgh", 4, 2), "…de…");
    }

    #[test]
    fn dropped_columns_leave_no_gap() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 6, 1));
        let row = Row::new().cell(0, Role::Position, "1,0 ").cell(1, Role::Text, "NAME");
        let match_in_second = [(4..5, Style::new().bold())];
        let place = Place { x: 0, y: 0, width: 6, shift: 0 };
        draw(&mut buffer, place, &row, 0b10, &|_| Style::new(), &match_in_second);
        assert_eq!(buffer[(0, 0)].symbol(), "N");
        assert!(buffer[(0, 0)].modifier.contains(ratatui::style::Modifier::BOLD));
    }
}
