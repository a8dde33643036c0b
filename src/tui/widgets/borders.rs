//! The lines between panes: one above each pane, which carries its title, one to the left of each that is not at the
//! edge. Lines are shared, and join where they meet; the line above the focused pane is heavy.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::tui::layout::Placed;
use crate::tui::panes::PaneId;
use crate::tui::theme::{Theme, Ui};

/// Whether a pane has a line to its left.
pub fn has_left_line(area: Rect) -> bool {
    area.x > 0
}

pub fn draw(placed: &[Placed], focus: PaneId, theme: &Theme, screen: Rect, buffer: &mut Buffer) {
    let mut grid = Grid::new(screen);
    for Placed { area, .. } in placed {
        for x in area.left()..area.right() {
            grid.set(x, area.y, Grid::HORIZONTAL);
        }
        if has_left_line(*area) {
            for y in area.top()..area.bottom() {
                grid.set(area.x, y, Grid::VERTICAL);
            }
        }
    }
    for y in screen.top()..screen.bottom() {
        for x in screen.left()..screen.right() {
            if let (Some(symbol), Some(cell)) = (grid.symbol(x, y), buffer.cell_mut((x, y))) {
                cell.set_symbol(symbol).set_style(theme.ui(Ui::Frame));
            }
        }
    }
    if let Some(Placed { area, .. }) = placed.iter().find(|placed| placed.pane == focus) {
        for x in area.left()..area.right() {
            let Some(cell) = buffer.cell_mut((x, area.y)) else { continue };
            if cell.symbol() == "─" {
                cell.set_symbol("━");
            }
            cell.set_style(theme.ui(Ui::FrameFocus));
        }
    }
}

/// Which cells have a line in which direction.
struct Grid {
    area: Rect,
    cells: Vec<u8>,
}

impl Grid {
    const HORIZONTAL: u8 = 1;
    const VERTICAL: u8 = 2;

    fn new(area: Rect) -> Self {
        Self { area, cells: vec![0; usize::from(area.width) * usize::from(area.height)] }
    }

    fn index(&self, x: u16, y: u16) -> Option<usize> {
        let inside = x >= self.area.left() && x < self.area.right() && y >= self.area.top() && y < self.area.bottom();
        inside.then(|| usize::from(y - self.area.y) * usize::from(self.area.width) + usize::from(x - self.area.x))
    }

    fn set(&mut self, x: u16, y: u16, line: u8) {
        if let Some(index) = self.index(x, y) {
            self.cells[index] |= line;
        }
    }

    fn has(&self, x: Option<u16>, y: Option<u16>, line: u8) -> bool {
        let index = x.zip(y).and_then(|(x, y)| self.index(x, y));
        index.is_some_and(|index| self.cells[index] & line != 0)
    }

    fn symbol(&self, x: u16, y: u16) -> Option<&'static str> {
        let here = self.cells[self.index(x, y)?];
        if here == 0 {
            return None;
        }
        let vertical = here & Self::VERTICAL != 0;
        let left = self.has(x.checked_sub(1), Some(y), Self::HORIZONTAL);
        let right = here & Self::HORIZONTAL != 0;
        let up = self.has(Some(x), y.checked_sub(1), Self::VERTICAL);
        let down = self.has(Some(x), y.checked_add(1), Self::VERTICAL);
        Some(match (vertical, left, right, up, down) {
            (false, _, _, _, _) => "─",
            (true, true, true, true, true) => "┼",
            (true, true, true, false, _) => "┬",
            (true, true, true, true, false) => "┴",
            (true, true, false, _, _) => "┤",
            (true, false, true, true, _) => "├",
            (true, false, true, false, _) => "┌",
            (true, false, false, _, _) => "│",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::theme::Themes;

    #[test]
    fn lines_join() {
        let placed = |pane, x, y, width, height| Placed { pane, area: Rect::new(x, y, width, height) };
        let screen = Rect::new(0, 0, 9, 4);
        let mut buffer = Buffer::empty(screen);
        let panes =
            [placed(PaneId::Source, 0, 0, 4, 4), placed(PaneId::Ast, 4, 0, 5, 2), placed(PaneId::Tokens, 4, 2, 5, 2)];
        draw(&panes, PaneId::Ast, &Themes::built_in().load("dark").0, screen, &mut buffer);
        assert_eq!(crate::tui::export::text(&buffer), "────┬━━━━\n    │\n    ├────\n    │\n");
    }
}
