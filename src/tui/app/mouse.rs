//! The mouse: it selects, scrolls, moves the lines between panes, and drags the cursor of the timeline.

use ratatui::layout::Position;

use super::App;
use crate::pipeline::session::Motion;
use crate::tui::event::Mouse;
use crate::tui::layout::Divider;
use crate::tui::panes::PaneId;
use crate::tui::screen;

/// What the mouse has hold of.
#[derive(Clone, PartialEq, Debug)]
pub enum Drag {
    Divider(Divider),
    Timeline,
}

impl App {
    pub(super) fn mouse(&mut self, mouse: Mouse) {
        if !self.overlays.is_empty() {
            if let Mouse::Wheel(_, by) = mouse {
                self.overlay_move(by);
            }
            return;
        }
        match mouse {
            Mouse::Wheel(position, by) => {
                if let Some(placed) = self.placed().into_iter().find(|placed| placed.area.contains(position)) {
                    self.pane_mut(placed.pane).scroll_by(by);
                }
            }
            Mouse::Press(position) => self.press(position),
            Mouse::Drag(position) => match self.drag.clone() {
                Some(Drag::Divider(divider)) => self.layout.move_divider(&divider, position, self.pane_area()),
                Some(Drag::Timeline) => self.time_at(position),
                None => {}
            },
            Mouse::Release(_) => {
                if let Some(Drag::Divider(_)) = self.drag.take() {
                    self.keep_layout();
                }
            }
        }
    }

    fn press(&mut self, position: Position) {
        self.drag = None;
        let area = self.pane_area();
        if let Some(divider) = self.layout.divider_at(position, area) {
            self.drag = Some(Drag::Divider(divider));
        }
        let Some(placed) = self.placed().into_iter().find(|placed| placed.area.contains(position)) else { return };
        self.show_pane(placed.pane);
        let parts = self.parts(placed.pane, placed.area);
        let Some(line) = position.y.checked_sub(placed.area.y + 1) else { return };
        if placed.pane == PaneId::Timeline && line < parts.above {
            self.drag = Some(Drag::Timeline);
            return self.time_at(position);
        }
        let row = line.checked_sub(parts.above).and_then(|line| self.pane(placed.pane).on_screen().nth(line.into()));
        if let Some(row) = row {
            self.pane_mut(placed.pane).go_to(row);
            let left = screen::content_left(self, placed.pane, placed.area);
            self.place_caret(usize::from(position.x.saturating_sub(left)));
            self.select_under_cursor();
        }
    }

    /// Takes the program to the step under the mouse.
    fn time_at(&mut self, position: Position) {
        let Some(placed) = self.placed().into_iter().find(|placed| placed.pane == PaneId::Timeline) else { return };
        let area = screen::content(placed.area);
        let Some(run) = &self.run else { return };
        let bars = crate::view::machine::timeline::chart(&run.trace, run.step, usize::from(area.width), 1);
        let column = usize::from(position.x.saturating_sub(area.x)).min(bars.len().saturating_sub(1));
        if let Some(bar) = bars.get(column) {
            let motion = Motion::To(bar.step);
            self.go(motion);
        }
    }
}
