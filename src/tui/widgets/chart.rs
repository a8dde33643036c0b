//! The chart of the timeline: the depth of the call stack as bars, marks above them, a line under the step that is shown.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::tui::app::App;
use crate::tui::theme::Ui;
use crate::view::Role;
use crate::view::machine::timeline::chart;

const EIGHTHS: [&str; 9] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/// Draws the chart into `area`: one row of marks, bars, one row for the cursor.
pub fn draw(app: &App, area: Rect, buffer: &mut Buffer) {
    let Some(run) = app.run.as_ref().filter(|_| area.height > 0) else { return };
    let marks = u16::from(area.height >= 3);
    let cursor = u16::from(area.height >= 2);
    let height = area.height - marks - cursor;
    let theme = &app.look.theme;
    let bars = chart(&run.trace, run.step, usize::from(area.width), usize::from(height));
    for (bar, x) in bars.into_iter().zip(area.left()..area.right()) {
        let style = theme.role(if bar.is_here { Role::Strong } else { Role::Local });
        let mut put = |y: u16, symbol: &str, style| {
            if let Some(cell) = buffer.cell_mut((x, y)) {
                cell.set_symbol(symbol).set_style(style);
            }
        };
        if let Some(mark) = bar.mark.filter(|_| marks > 0) {
            put(area.y, mark, theme.role(bar.role));
        }
        for row in 0..height {
            let below = 8 * (height - 1 - row);
            let eighths = bar.eighths.saturating_sub(below).min(8);
            put(area.y + marks + row, EIGHTHS[usize::from(eighths)], style);
        }
        if cursor > 0 {
            let (symbol, style) =
                if bar.is_here { ("▲", theme.ui(Ui::Current)) } else { ("─", theme.role(Role::Dim)) };
            put(area.bottom() - 1, symbol, style);
        }
    }
}
