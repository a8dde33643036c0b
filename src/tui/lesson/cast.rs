//! A terminal recording in the format asciicast v3: a line of JSON about the terminal, then one line an event.
//!
//! Each event says how long after the one before it comes. Only rows that changed are written.

use serde_json::json;

use ratatui::buffer::Buffer;

use crate::tui::export::ansi;

/// A recording that grows.
pub struct Cast {
    out: String,
    shown: Option<Buffer>,
    /// Milliseconds that have passed since the last event.
    waited: u64,
}

impl Cast {
    pub fn new(size: (u16, u16), title: &str, command: &str) -> Self {
        let header = json!({
            "version": 3,
            "term": { "cols": size.0, "rows": size.1, "type": "xterm-256color" },
            "title": title,
            "command": command,
        });
        let mut cast = Self { out: format!("{header}\n"), shown: None, waited: 0 };
        cast.event("o", "\x1b[?25l\x1b[2J");
        cast
    }

    /// Lets time pass before the next event.
    pub fn wait(&mut self, milliseconds: u64) {
        self.waited += milliseconds;
    }

    /// Shows a screen.
    pub fn show(&mut self, buffer: &Buffer) {
        let lines = ansi::lines(buffer);
        let before = self.shown.as_ref().filter(|before| before.area == buffer.area).map(ansi::lines);
        let mut data = String::new();
        for (y, line) in lines.iter().enumerate() {
            if before.as_ref().is_none_or(|before| before[y] != *line) {
                data += &format!("\x1b[{};1H{line}", y + 1);
            }
        }
        if !data.is_empty() {
            self.event("o", &data);
        }
        self.shown = Some(buffer.clone());
    }

    /// Marks a place to jump to.
    pub fn mark(&mut self, label: &str) {
        self.event("m", label);
    }

    pub fn finish(mut self) -> String {
        self.event("o", "\x1b[0m\x1b[?25h\r\n");
        self.event("x", "0");
        self.out
    }

    fn event(&mut self, code: &str, data: &str) {
        let interval = std::mem::take(&mut self.waited) as f64 / 1000.0;
        self.out += &format!("{}\n", json!([interval, code, data]));
    }
}

#[cfg(test)]
mod tests {
    use ratatui::layout::Rect;
    use ratatui::style::Style;

    use super::*;

    #[test]
    fn only_what_changed_is_written() {
        let mut cast = Cast::new((4, 2), "t", "c");
        let mut buffer = Buffer::empty(Rect::new(0, 0, 4, 2));
        buffer.set_string(0, 0, "abcd", Style::new());
        cast.show(&buffer);
        cast.wait(1500);
        buffer.set_string(0, 1, "x", Style::new());
        cast.show(&buffer);
        cast.show(&buffer);
        cast.mark("end");
        let out = cast.finish();
        let lines: Vec<serde_json::Value> = out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        assert_eq!(lines[0]["version"], 3);
        assert_eq!(lines[0]["term"]["cols"], 4);
        assert_eq!(lines[3][0], 1.5);
        assert!(lines[3][2].as_str().is_some_and(|data| data.contains("\x1b[2;1H") && !data.contains("abcd")));
        assert_eq!((&lines[4][1], &lines[4][2]), (&json!("m"), &json!("end")));
        assert_eq!(lines.len(), 7);
    }
}
