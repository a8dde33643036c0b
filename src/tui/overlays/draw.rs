//! Windows on the screen: a frame of one style, never larger than the screen, everything cut with `…`.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{List, Overlay};
use crate::tui::theme::{Theme, Ui};
use crate::tui::widgets::line::{self, Place};
use crate::view::{Role, measure};

/// Draws a window over the screen; `bottom` is the row that prompts use.
pub fn draw(overlay: &Overlay, theme: &Theme, screen: Rect, bottom: u16, buffer: &mut Buffer) {
    match overlay {
        Overlay::Text { title, pane } => {
            let rows = pane.rows();
            let width = rows.iter().map(|row| row.width()).max().unwrap_or(0) + 4;
            let area = window(screen, width, rows.len() + 2);
            frame(area, title, theme, buffer);
            let inner = inside(area);
            let first = pane.extent().1.min(rows.len().saturating_sub(usize::from(inner.height)));
            for (row, y) in (first..rows.len()).filter_map(|row| rows.row(row)).zip(inner.y..inner.bottom()) {
                let place = Place { x: inner.x, y, width: inner.width, shift: 0 };
                line::draw(buffer, place, &row, u64::MAX, &|role| theme.role(role), &[]);
            }
            more(area, rows.len().saturating_sub(first + usize::from(inner.height)), theme, buffer);
        }
        Overlay::List(list) => draw_list(list, theme, screen, buffer),
        Overlay::Prompt { label, input, .. } => {
            let style = theme.ui(Ui::Message);
            buffer.set_style(Rect { y: bottom, height: 1, ..screen }, style);
            let label_width = measure::width(label) as u16;
            line::text(
                buffer,
                Place { x: screen.x + 1, y: bottom, width: screen.width.saturating_sub(1), shift: 0 },
                label,
                style,
            );
            field(
                input,
                screen.x + 1 + label_width,
                bottom,
                screen.width.saturating_sub(label_width + 1),
                theme,
                buffer,
            );
        }
    }
}

/// The keys that may follow those already pressed, at the lower right.
pub fn following(title: &str, keys: &[(String, &str)], theme: &Theme, screen: Rect, bottom: u16, buffer: &mut Buffer) {
    let width = keys.iter().map(|(key, name)| measure::width(key) + measure::width(name) + 2).max().unwrap_or(0);
    let width = (width.max(measure::width(title)) as u16 + 6).min(screen.width);
    let height = (keys.len() as u16 + 2).min(bottom);
    let area = Rect { x: screen.right() - width, y: bottom - height, width, height };
    frame(area, title, theme, buffer);
    let inner = inside(area);
    for ((key, name), y) in keys.iter().zip(inner.top()..inner.bottom()) {
        let place = Place { x: inner.x, y, width: inner.width, shift: 0 };
        line::text(buffer, place, key, theme.role(Role::Strong));
        let used = measure::width(key) as u16 + 2;
        let place = Place { x: inner.x + used, y, width: inner.width.saturating_sub(used), shift: 0 };
        line::text(buffer, place, name, theme.role(Role::Text));
    }
    more(area, keys.len().saturating_sub(usize::from(inner.height)), theme, buffer);
}

fn draw_list(list: &List, theme: &Theme, screen: Rect, buffer: &mut Buffer) {
    let area = window(screen, 90, list.matches.len() + 3);
    // The window keeps its height while the filter shortens the list, so that it does not jump about.
    let area = if list.input.text().is_empty() { area } else { window(screen, 90, usize::from(screen.height)) };
    frame(area, &list.title, theme, buffer);
    let inner = inside(area);
    if inner.height < 2 {
        return;
    }
    let style = theme.ui(Ui::Popup);
    line::text(buffer, Place { x: inner.x, y: inner.y, width: inner.width, shift: 0 }, "> ", style);
    field(&list.input, inner.x + 2, inner.y, inner.width.saturating_sub(2), theme, buffer);
    let height = usize::from(inner.height - 1);
    let first = (list.cursor + 1).saturating_sub(height);
    let shown = || (first..list.matches.len()).take(height).filter_map(|at| Some((at, list.item(at)?)));
    let label_width =
        shown().map(|(_, item)| measure::width(&item.label)).max().unwrap_or(0).min(usize::from(inner.width) / 2);
    for ((at, item), y) in shown().zip(inner.y + 1..inner.bottom()) {
        let row = Rect { x: inner.x, y, width: inner.width, height: 1 };
        if at == list.cursor {
            buffer.set_style(row, theme.ui(Ui::Cursor));
        }
        let keys = measure::width(&item.keys) as u16;
        let text = inner.width.saturating_sub(keys + 1);
        let name = measure::pad(&measure::truncate(&item.label, label_width), label_width);
        line::text(buffer, Place { x: inner.x, y, width: text, shift: 0 }, &name, theme.role(Role::Strong));
        let x = inner.x + (label_width as u16 + 2).min(text);
        let place = Place { x, y, width: text.saturating_sub(x - inner.x), shift: 0 };
        line::text(buffer, place, &item.detail, theme.role(Role::Dim));
        let place = Place { x: inner.right().saturating_sub(keys), y, width: keys, shift: 0 };
        line::text(buffer, place, &item.keys, theme.role(Role::Label));
    }
    if list.matches.is_empty() {
        let place = Place { x: inner.x, y: inner.y + 1, width: inner.width, shift: 0 };
        line::text(buffer, place, "nothing has such a name", theme.role(Role::Note));
    }
    more(area, list.matches.len().saturating_sub(first + height), theme, buffer);
}

/// The text of an input with its cursor, scrolled so that the cursor shows.
fn field(input: &super::Input, x: u16, y: u16, width: u16, theme: &Theme, buffer: &mut Buffer) {
    if width == 0 {
        return;
    }
    let column = measure::column_of(input.text(), input.cursor());
    let shift = (column + 1).saturating_sub(usize::from(width));
    line::text(buffer, Place { x, y, width, shift }, input.text(), theme.role(Role::Text));
    if let Some(cell) = buffer.cell_mut((x + (column - shift) as u16, y)) {
        cell.modifier.toggle(ratatui::style::Modifier::REVERSED);
    }
}

/// A centred area of at most this size, with a margin where the screen is large.
fn window(screen: Rect, width: usize, height: usize) -> Rect {
    let margin = if screen.width > 80 { 8 } else { 2 };
    let width = (width as u16).clamp(20, 110).min(screen.width.saturating_sub(margin).max(1)).min(screen.width);
    let height = (height.min(500) as u16).max(3).min(screen.height.saturating_sub(2).max(1)).min(screen.height);
    let free = screen.height - height;
    // The line on top is not covered by halves.
    let y = screen.y + (free / 3).max(1).min(free);
    Rect { x: screen.x + (screen.width - width) / 2, y, width, height }
}

fn inside(area: Rect) -> Rect {
    Rect {
        x: area.x + 2.min(area.width),
        y: area.y + 1.min(area.height),
        width: area.width.saturating_sub(4),
        height: area.height.saturating_sub(2),
    }
}

fn frame(area: Rect, title: &str, theme: &Theme, buffer: &mut Buffer) {
    let style = theme.ui(Ui::PopupFrame);
    for position in area.positions() {
        let Some(cell) = buffer.cell_mut(position) else { continue };
        let (left, right) = (position.x == area.left(), position.x + 1 == area.right());
        let symbol = match (position.y == area.top(), position.y + 1 == area.bottom()) {
            (true, _) if left => "┌",
            (true, _) if right => "┐",
            (_, true) if left => "└",
            (_, true) if right => "┘",
            (true, _) | (_, true) => "─",
            _ if left || right => "│",
            _ => " ",
        };
        cell.reset();
        let inner = symbol == " ";
        cell.set_symbol(symbol).set_style(if inner { theme.ui(Ui::Popup) } else { style });
    }
    let place = Place { x: area.x + 2, y: area.y, width: area.width.saturating_sub(4), shift: 0 };
    line::text(buffer, place, &format!(" {title} "), theme.ui(Ui::TitleFocus).patch(style));
}

/// Says at the bottom that there is more below.
fn more(area: Rect, count: usize, theme: &Theme, buffer: &mut Buffer) {
    if count > 0 && area.height > 1 {
        let text = format!(" {count} more below ");
        let place = Place { x: area.x + 2, y: area.bottom() - 1, width: area.width.saturating_sub(4), shift: 0 };
        line::text(buffer, place, &text, theme.ui(Ui::PopupFrame));
    }
}
