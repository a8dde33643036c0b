//! The screen as an HTML page: text stays text, in the colours of the theme.

use std::fmt::Write as _;

use ratatui::buffer::Buffer;
use ratatui::style::Modifier;

use super::color::hex;
use super::{Run, rows};

/// Colours where the theme leaves them to the terminal.
const DEFAULT_FG: &str = "#d4d4d4";
const DEFAULT_BG: &str = "#1e1e1e";

/// A page with one screen; `command` is the command line that shows the same.
pub fn html(buffer: &Buffer, title: &str, command: &str) -> String {
    page(title, &[(String::new(), buffer)], command)
}

/// A page with several screens, each under a heading unless that is empty.
pub fn page(title: &str, screens: &[(String, &Buffer)], command: &str) -> String {
    let ground = screens.first().and_then(|(_, buffer)| ground(buffer)).unwrap_or_else(|| DEFAULT_BG.into());
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = write!(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>{}</title>\n<style>\n\
         body {{ margin: 1em; background: {ground}; color: {DEFAULT_FG}; }}\n\
         pre {{ font-family: ui-monospace, \"DejaVu Sans Mono\", Menlo, Consolas, monospace; line-height: 1.25; }}\n\
         </style>\n</head>\n<body>\n",
        escape(title)
    );
    for (heading, buffer) in screens {
        if !heading.is_empty() {
            let _ = writeln!(out, "<h2>{}</h2>", escape(heading));
        }
        out.push_str("<pre>");
        for runs in rows(buffer) {
            for run in &runs {
                span(&mut out, run, &ground);
            }
            out.push('\n');
        }
        out.push_str("</pre>\n");
    }
    if !command.is_empty() {
        let _ = writeln!(out, "<p><code>{}</code></p>", escape(command));
    }
    out.push_str("</body>\n</html>\n");
    out
}

fn ground(buffer: &Buffer) -> Option<String> {
    hex(rows(buffer).first()?.first()?.bg)
}

fn span(out: &mut String, run: &Run, ground: &str) {
    let (mut fg, mut bg) = (hex(run.fg), hex(run.bg));
    if run.modifier.contains(Modifier::REVERSED) {
        let plain = fg.unwrap_or_else(|| DEFAULT_FG.into());
        fg = Some(bg.unwrap_or_else(|| ground.into()));
        bg = Some(plain);
    }
    let mut style = String::new();
    if let Some(fg) = fg {
        style += &format!("color:{fg};");
    }
    if let Some(bg) = bg.filter(|bg| bg != ground) {
        style += &format!("background:{bg};");
    }
    for (flag, css) in [
        (Modifier::BOLD, "font-weight:bold;"),
        (Modifier::ITALIC, "font-style:italic;"),
        (Modifier::UNDERLINED, "text-decoration:underline;"),
        (Modifier::DIM, "opacity:0.6;"),
        (Modifier::CROSSED_OUT, "text-decoration:line-through;"),
    ] {
        if run.modifier.contains(flag) {
            style += css;
        }
    }
    let _ = write!(out, "<span style=\"{style}\">{}</span>", escape(&run.text));
}

pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use ratatui::layout::Rect;
    use ratatui::style::{Color, Style};

    use super::*;

    #[test]
    fn runs_become_spans() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 3, 1));
        buffer.set_string(0, 0, "a<b", Style::new().fg(Color::Rgb(1, 2, 3)).add_modifier(Modifier::BOLD));
        let page = html(&buffer, "x & y", "pylens 'a b.py'");
        assert!(page.contains("<span style=\"color:#010203;font-weight:bold;\">a&lt;b</span>"), "{page}");
        assert!(page.contains("<title>x &amp; y</title>") && page.contains("<code>pylens 'a b.py'</code>"), "{page}");
    }
}
