//! Rows broken into several where there is no room for them, between words, each piece keeping its role.

use super::{Listing, Row, measure};

impl Row {
    /// The row in pieces of at most `width` columns; those behind the first are indented two columns further. A word that
    /// is too long stays whole.
    pub fn wrapped(&self, width: usize) -> Vec<Row> {
        if self.width() <= width {
            return vec![self.clone()];
        }
        let text: String = self.segments.iter().map(|segment| &*segment.text).collect();
        let indent = (text.len() - text.trim_start_matches(' ').len() + 2).min(width / 2);
        let mut rows = vec![Row { segments: Vec::new(), ..self.clone() }];
        let mut used = 0;
        for segment in &self.segments {
            for word in segment.text.split_inclusive(' ') {
                let wide = measure::width(word.trim_end());
                if used + wide > width && used > indent {
                    let blanks = Row::new().cell(segment.column, segment.role, " ".repeat(indent));
                    rows.push(Row { segments: blanks.segments, key: None, ..self.clone() });
                    used = indent;
                }
                if let Some(row) = rows.last_mut() {
                    row.push(segment.column, segment.role, word.to_owned());
                }
                used += measure::width(word);
            }
        }
        rows
    }
}

impl Listing {
    /// All rows, each wrapped.
    pub fn wrapped(&self, width: usize) -> Listing {
        let rows = self.rows.iter().flat_map(|row| row.wrapped(width)).collect();
        Listing { columns: self.columns.clone(), rows, tree: self.tree }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::Role;

    #[test]
    fn long_rows_are_broken_between_words() {
        let row = Row::text(Role::Text, "  ").with(Role::Strong, "one two three").with(Role::Dim, " four");
        let text = Listing::new(vec![row.clone()]).wrapped(12).to_text();
        assert_eq!(text, "  one two\n    three\n    four\n");
        assert_eq!(row.wrapped(40), std::slice::from_ref(&row));
        for width in 0..30 {
            let joined: String = row.wrapped(width).iter().map(|row| row.plain() + " ").collect();
            let words: Vec<&str> = joined.split_whitespace().collect();
            assert_eq!(words, ["one", "two", "three", "four"], "{width}");
        }
    }
}
