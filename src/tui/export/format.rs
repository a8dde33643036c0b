//! The file that each format makes of a screen or of a pane; which there are says [`Format`].

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{ansi, html, svg};
use crate::tui::theme::{Theme, Ui};
use crate::tui::widgets::line::{self, Place};
use crate::view::Packed;

pub use crate::view::Format;

impl Format {
    /// A drawn screen in this format; `command` is the command line that shows the same.
    pub fn screen(self, buffer: &Buffer, title: &str, command: &str) -> String {
        match self {
            Format::Text => format!("{}\n{command}\n", super::text(buffer)),
            Format::Markdown => markdown(title, &super::text(buffer), command),
            Format::Svg => svg::svg(buffer, title, command),
            Format::Html => html::html(buffer, title, command),
            Format::Ansi => format!("{}\n{command}\n", ansi::ansi(buffer)),
        }
    }

    /// All rows of a pane in this format, those included that do not fit the screen.
    pub fn listing(self, listing: &Packed, theme: &Theme, title: &str, command: &str) -> String {
        match self {
            Format::Text => format!("{}\n{command}\n", listing.to_text()),
            Format::Markdown => markdown(title, &listing.to_text(), command),
            Format::Svg | Format::Html | Format::Ansi => self.screen(&drawn(listing, theme), title, command),
        }
    }
}

/// Rows of a pane beyond which a picture is of no use.
const MOST_ROWS: usize = 2000;

/// A listing on a ground of its own, as large as it needs.
fn drawn(listing: &Packed, theme: &Theme) -> Buffer {
    let indent = |depth: u16| if listing.tree { 2 * usize::from(depth) } else { 0 };
    let rows = listing.listing(MOST_ROWS).rows;
    let width = rows.iter().map(|row| indent(row.depth) + row.width()).max().unwrap_or(0).clamp(1, 1000) as u16;
    let mut buffer = Buffer::empty(Rect::new(0, 0, width, rows.len().max(1) as u16));
    buffer.set_style(buffer.area, theme.ui(Ui::Ground));
    for (y, row) in rows.iter().enumerate() {
        let x = indent(row.depth).min(usize::from(width)) as u16;
        let place = Place { x, y: y as u16, width: width - x, shift: 0 };
        line::draw(&mut buffer, place, row, u64::MAX, &|role| theme.role(role), &[]);
    }
    buffer
}

fn markdown(title: &str, text: &str, command: &str) -> String {
    // A fence longer than any in the text cannot be ended by it.
    let longest = text.lines().map(|line| line.len() - line.trim_start_matches('`').len()).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("## {title}\n\n{fence}text\n{}\n{fence}\n\n`{command}`\n", text.trim_end_matches('\n'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::theme::Themes;
    use crate::view::{Listing, Role, Row};

    #[test]
    fn every_format_holds_text_and_command() {
        let theme = Themes::built_in().load("dark").0;
        let listing: Packed =
            Listing::tree(vec![Row::text(Role::Node, "Module"), Row::text(Role::Node, "Pass").depth(1)]).into();
        for &format in Format::ALL {
            let out = format.listing(&listing, &theme, "AST of x.py", "pylens x.py --at '@1'");
            assert!(out.contains("Module") && out.contains("Pass") && out.contains("pylens x.py"), "{format:?}: {out}");
            assert_eq!(Format::of_extension(format.extension()), Some(format));
        }
        assert!(markdown("t", "```\n", "c").contains("````text\n```\n````"));
    }
}
