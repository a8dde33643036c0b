//! The screen as text with ANSI escape sequences.

use std::fmt::Write as _;

use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier};

use super::color::index;
use super::{Run, rows};

/// The rows of the screen, each run behind the sequence that sets its look; ends in the terminal's own colours.
pub fn ansi(buffer: &Buffer) -> String {
    lines(buffer).into_iter().map(|line| line + "\n").collect()
}

/// The same, row by row.
pub fn lines(buffer: &Buffer) -> Vec<String> {
    let line = |runs: Vec<Run>| {
        let mut out = String::new();
        for run in &runs {
            // Writing to a String cannot fail.
            let _ = write!(out, "\x1b[{}m{}", parameters(run), run.text);
        }
        out + "\x1b[0m"
    };
    rows(buffer).into_iter().map(line).collect()
}

fn parameters(run: &Run) -> String {
    let mut parameters = String::from("0");
    for (flag, number) in [
        (Modifier::BOLD, 1),
        (Modifier::DIM, 2),
        (Modifier::ITALIC, 3),
        (Modifier::UNDERLINED, 4),
        (Modifier::REVERSED, 7),
        (Modifier::CROSSED_OUT, 9),
    ] {
        if run.modifier.contains(flag) {
            let _ = write!(parameters, ";{number}");
        }
    }
    for (color, base) in [(run.fg, 38), (run.bg, 48)] {
        if let Color::Rgb(r, g, b) = color {
            let _ = write!(parameters, ";{base};2;{r};{g};{b}");
        } else if let Some(index) = index(color) {
            let _ = write!(parameters, ";{base};5;{index}");
        }
    }
    parameters
}

#[cfg(test)]
mod tests {
    use ratatui::layout::Rect;
    use ratatui::style::Style;

    use super::*;

    #[test]
    fn each_run_sets_its_look() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 3, 1));
        buffer.set_string(0, 0, "ab", Style::new().fg(Color::Red).add_modifier(Modifier::BOLD));
        assert_eq!(ansi(&buffer), "\x1b[0;1;38;5;1mab\x1b[0m \x1b[0m\n");
    }
}
