//! The whole screen from the state: bars, panes, the lines between them, windows.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::app::App;
use super::panes::PaneId;
use super::theme::Ui;
use super::widgets::{ascii, bars, borders, pane};
use super::{keymap, overlays};

/// Cells in front of each row: see [`pane`].
pub const GUTTER: u16 = 2;

/// The part of a pane's place that rows can use: all but the title and the line to the left.
pub fn content(area: Rect) -> Rect {
    let left = u16::from(borders::has_left_line(area)).min(area.width);
    Rect {
        x: area.x + left,
        y: area.y + 1.min(area.height),
        width: area.width - left,
        height: area.height.saturating_sub(1),
    }
}

/// Cells in front of each row of a pane.
pub fn gutter(app: &App, pane: PaneId) -> u16 {
    GUTTER + app.heat_width(pane)
}

/// The first column of a pane's text.
pub fn content_left(app: &App, pane: PaneId, area: Rect) -> u16 {
    content(area).x + gutter(app, pane)
}

/// The columns of a pane's text.
pub fn content_width(app: &App, pane: PaneId, area: Rect) -> u16 {
    content(area).width.saturating_sub(gutter(app, pane))
}

/// Draws everything. The buffer is the whole screen.
pub fn draw(app: &App, buffer: &mut Buffer) {
    let screen = *buffer.area();
    if screen.is_empty() {
        return;
    }
    buffer.set_style(screen, app.look.theme.ui(Ui::Ground));
    let area = app.pane_area().intersection(screen);
    let placed: Vec<_> = app.placed().into_iter().filter(|placed| screen.intersects(placed.area)).collect();
    borders::draw(&placed, app.layout.focus(), &app.look.theme, area, buffer);
    for placed in placed {
        pane::draw(app, placed, buffer);
    }
    if area.y > 0 {
        bars::top(app, Rect { y: 0, height: 1, ..screen }, buffer);
    }
    let note = app.note_height();
    if note > 0 {
        bars::note(app, Rect { y: area.bottom(), height: note, ..screen }.intersection(screen), buffer);
    }
    let bottom = (area.bottom() + note).min(screen.bottom().saturating_sub(1));
    if area.bottom() < screen.bottom() {
        bars::bottom(app, Rect { y: bottom, height: 1, ..screen }, buffer);
    }
    if !app.pending.is_empty() {
        let following = app.keymap.following(&app.pending);
        let keys: Vec<_> =
            following.iter().map(|(key, command)| (key.clone(), command.name.trim_start_matches("layout-"))).collect();
        overlays::following(keymap::prefix_label(&app.pending), &keys, &app.look.theme, screen, bottom, buffer);
    }
    for overlay in &app.overlays {
        overlays::draw(overlay, &app.look.theme, screen, bottom, buffer);
    }
    if app.look.ascii {
        ascii::plain(buffer);
    }
}
