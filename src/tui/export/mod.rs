//! A drawn screen as a file: plain text, ANSI text, SVG or HTML, with real text and the colours of the theme.

pub mod ansi;
pub mod color;
pub mod format;
pub mod html;
pub mod picture;
pub mod svg;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};

pub use format::Format;

/// A run of cells of one row that look alike.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Run {
    /// First column.
    pub column: u16,
    /// Columns of the screen; wide characters take two.
    pub width: u16,
    pub text: String,
    pub fg: Color,
    pub bg: Color,
    pub modifier: Modifier,
}

/// The rows of a buffer as runs, from the top.
pub fn rows(buffer: &Buffer) -> Vec<Vec<Run>> {
    let area = buffer.area;
    (area.top()..area.bottom())
        .map(|y| {
            let mut runs: Vec<Run> = Vec::new();
            let mut x = area.left();
            while x < area.right() {
                let cell = &buffer[(x, y)];
                let width = crate::view::measure::width(cell.symbol()).max(1) as u16;
                match runs.last_mut() {
                    Some(run) if looks_alike(run, cell) => {
                        run.text.push_str(cell.symbol());
                        run.width += width;
                    }
                    _ => runs.push(Run {
                        column: x - area.left(),
                        width,
                        text: cell.symbol().to_owned(),
                        fg: cell.fg,
                        bg: cell.bg,
                        modifier: cell.modifier,
                    }),
                }
                x += width;
            }
            runs
        })
        .collect()
}

fn looks_alike(run: &Run, cell: &Cell) -> bool {
    run.fg == cell.fg && run.bg == cell.bg && run.modifier == cell.modifier
}

/// The screen as plain text, without blanks at the ends of lines.
pub fn text(buffer: &Buffer) -> String {
    let lines = rows(buffer).into_iter().map(|runs| {
        let line: String = runs.iter().map(|run| &*run.text).collect();
        format!("{}\n", line.trim_end())
    });
    lines.collect()
}
