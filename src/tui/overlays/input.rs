//! A line of text that is being typed.

use unicode_segmentation::UnicodeSegmentation;

use crate::tui::key::Key;

#[derive(Clone, Default, Debug)]
pub struct Input {
    text: String,
    /// Byte offset; always between two grapheme clusters.
    cursor: usize,
}

impl Input {
    pub fn text(&self) -> &str {
        &self.text
    }

    pub fn cursor(&self) -> usize {
        self.cursor
    }

    pub fn insert(&mut self, text: &str) {
        self.text.insert_str(self.cursor, text);
        self.cursor += text.len();
    }

    /// Edits the line; `true` if the text changed.
    pub fn key(&mut self, key: Key) -> bool {
        let before = self.text.len();
        match () {
            () if key.is("left") || key.is("C-b") => self.cursor = self.previous(),
            () if key.is("right") || key.is("C-f") => self.cursor = self.next(),
            () if key.is("home") || key.is("C-a") => self.cursor = 0,
            () if key.is("end") || key.is("C-e") => self.cursor = self.text.len(),
            () if key.is("backspace") || key.is("C-h") => self.delete(self.previous(), self.cursor),
            () if key.is("del") || key.is("C-d") => self.delete(self.cursor, self.next()),
            () if key.is("C-u") => self.delete(0, self.cursor),
            () if key.is("C-k") => self.delete(self.cursor, self.text.len()),
            () if key.is("C-w") => {
                let kept = self.text[..self.cursor].trim_end();
                let start = kept.rfind(char::is_whitespace).map_or(0, |at| at + 1);
                self.delete(start, self.cursor);
            }
            () => {
                if let Some(c) = key.typed() {
                    self.insert(c.encode_utf8(&mut [0; 4]));
                }
            }
        }
        self.text.len() != before
    }

    fn previous(&self) -> usize {
        self.text[..self.cursor].grapheme_indices(true).next_back().map_or(0, |(at, _)| at)
    }

    fn next(&self) -> usize {
        self.text[self.cursor..].graphemes(true).next().map_or(self.cursor, |cluster| self.cursor + cluster.len())
    }

    fn delete(&mut self, start: usize, end: usize) {
        self.text.replace_range(start..end, "");
        self.cursor = start;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn editing() {
        let mut input = Input::default();
        input.insert("one e\u{301}two");
        for (keys, text) in [
            ("home right del", "oe e\u{301}two"),
            ("end left left left backspace", "oe two"),
            ("end C-w", "oe "),
            ("C-u", ""),
            ("backspace left right x", "x"),
        ] {
            for key in Key::parse_sequence(keys).expect("keys") {
                input.key(key);
            }
            assert_eq!(input.text(), text, "{keys}");
        }
    }
}
