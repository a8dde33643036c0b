//! The screen as SVG: text stays text, so that it can be selected, searched and scaled.

use std::fmt::Write as _;

use ratatui::buffer::Buffer;
use ratatui::style::Modifier;

use super::color::hex;
use super::rows;

/// Width and height of a cell, and the size of the font in it, in SVG units.
const CELL: (u32, u32) = (9, 19);
const FONT_SIZE: u32 = 15;
/// Distance of the text's baseline from the top of its cell.
const BASELINE: u32 = 14;
const MARGIN: u32 = 10;

/// Colours where the theme leaves them to the terminal.
const DEFAULT_FG: &str = "#d4d4d4";
const DEFAULT_BG: &str = "#1e1e1e";

/// The screen as one SVG document; `title` says what it shows, for those who cannot see it, and `command` is the command
/// line that shows the same.
pub fn svg(buffer: &Buffer, title: &str, command: &str) -> String {
    let rows = rows(buffer);
    let width = u32::from(buffer.area.width) * CELL.0 + 2 * MARGIN;
    let height = u32::from(buffer.area.height) * CELL.1 + 2 * MARGIN;
    let background = rows.first().and_then(|runs| hex(runs.first()?.bg)).unwrap_or_else(|| DEFAULT_BG.to_owned());
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
         font-family=\"ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace\" font-size=\"{FONT_SIZE}\">"
    );
    let _ = writeln!(out, "<title>{}</title>", escape(title));
    if !command.is_empty() {
        let _ = writeln!(out, "<desc>{}</desc>", escape(command));
    }
    let _ = writeln!(out, "<rect width=\"100%\" height=\"100%\" rx=\"6\" fill=\"{background}\"/>");
    for (y, runs) in rows.iter().enumerate() {
        let top = MARGIN + y as u32 * CELL.1;
        for run in runs {
            let (mut fg, mut bg) = (hex(run.fg), hex(run.bg));
            if run.modifier.contains(Modifier::REVERSED) {
                let plain_fg = fg.unwrap_or_else(|| DEFAULT_FG.to_owned());
                fg = Some(bg.unwrap_or_else(|| background.clone()));
                bg = Some(plain_fg);
            }
            let left = MARGIN + u32::from(run.column) * CELL.0;
            let run_width = u32::from(run.width) * CELL.0;
            if let Some(bg) = bg.filter(|bg| *bg != background) {
                let height = CELL.1;
                let _ = writeln!(
                    out,
                    "<rect x=\"{left}\" y=\"{top}\" width=\"{run_width}\" height=\"{height}\" fill=\"{bg}\"/>"
                );
            }
            if run.text.trim().is_empty() && !run.modifier.contains(Modifier::UNDERLINED) {
                continue;
            }
            let _ = writeln!(
                out,
                "<text x=\"{left}\" y=\"{}\" textLength=\"{run_width}\" xml:space=\"preserve\" fill=\"{}\"{}>{}</text>",
                top + BASELINE,
                fg.as_deref().unwrap_or(DEFAULT_FG),
                attributes(run.modifier),
                escape(&run.text)
            );
        }
    }
    out.push_str("</svg>\n");
    out
}

fn attributes(modifier: Modifier) -> String {
    let mut attributes = String::new();
    for (flag, attribute) in [
        (Modifier::BOLD, " font-weight=\"bold\""),
        (Modifier::ITALIC, " font-style=\"italic\""),
        (Modifier::UNDERLINED, " text-decoration=\"underline\""),
        (Modifier::DIM, " opacity=\"0.6\""),
        (Modifier::CROSSED_OUT, " text-decoration=\"line-through\""),
    ] {
        if modifier.contains(flag) {
            attributes.push_str(attribute);
        }
    }
    attributes
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use ratatui::layout::Rect;
    use ratatui::style::{Color, Style};

    use super::*;

    #[test]
    fn runs_become_text_elements() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 6, 1));
        buffer.set_string(0, 0, "a<b", Style::new().fg(Color::Rgb(1, 2, 3)).add_modifier(Modifier::BOLD));
        let svg = svg(&buffer, "test", "pylens x.py");
        assert!(svg.contains("fill=\"#010203\" font-weight=\"bold\">a&lt;b</text>"), "{svg}");
        assert!(svg.contains("textLength=\"27\""), "{svg}");
    }
}
