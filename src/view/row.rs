//! Listings: the rows of text that subcommands print and panes draw.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::{Role, measure};
use crate::base::Span;
use crate::pipeline::ItemRef;

/// How a row differs from the revision or step before.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Change {
    #[default]
    Same,
    Added,
    /// The row is a ghost of something that is gone.
    Removed,
    Changed,
}

impl Change {
    /// The mark in front of a row in text output and in gutters.
    pub fn mark(self) -> &'static str {
        match self {
            Change::Same => " ",
            Change::Added => "+",
            Change::Removed => "-",
            Change::Changed => "~",
        }
    }
}

/// A piece of a row, all of one role and one column.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Segment {
    /// One line; padding that lines columns up is part of it.
    pub text: Cow<'static, str>,
    pub role: Role,
    /// Index in [`Listing::columns`].
    pub column: u8,
}

/// One line of a listing.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Row {
    pub segments: Vec<Segment>,
    /// What the row is about.
    pub item: Option<ItemRef>,
    /// The source text that the row stands for.
    pub span: Option<Span>,
    /// Depth in a tree: a row's children follow it and are deeper.
    pub depth: u16,
    /// What the row is called in every revision (path of a node, qualified name of a code object); rows without a key
    /// are recognised by their text.
    pub key: Option<Box<str>>,
    pub change: Change,
}

impl Row {
    pub fn new() -> Self {
        Self::default()
    }

    /// A row of one segment.
    pub fn text(role: Role, text: impl Into<Cow<'static, str>>) -> Self {
        Self::new().with(role, text)
    }

    /// Appends text to the column of the segment before (the first column if there is none).
    pub fn with(mut self, role: Role, text: impl Into<Cow<'static, str>>) -> Self {
        let column = self.segments.last().map_or(0, |segment| segment.column);
        self.push(column, role, text);
        self
    }

    /// Appends text to `column`.
    pub fn cell(mut self, column: u8, role: Role, text: impl Into<Cow<'static, str>>) -> Self {
        self.push(column, role, text);
        self
    }

    pub fn push(&mut self, column: u8, role: Role, text: impl Into<Cow<'static, str>>) {
        let text = text.into();
        if !text.is_empty() {
            self.segments.push(Segment { text, role, column });
        }
    }

    pub fn item(mut self, item: ItemRef) -> Self {
        self.item = Some(item);
        self
    }

    pub fn span(mut self, span: Span) -> Self {
        self.span = Some(span);
        self
    }

    pub fn depth(mut self, depth: usize) -> Self {
        self.depth = depth.min(usize::from(u16::MAX)) as u16;
        self
    }

    pub fn key(mut self, key: impl Into<Box<str>>) -> Self {
        self.key = Some(key.into());
        self
    }

    pub fn change(mut self, change: Change) -> Self {
        self.change = change;
        self
    }

    /// The row's text without indentation; trailing blanks are padding and do not count.
    pub fn plain(&self) -> String {
        let mut text: String = self.segments.iter().map(|segment| &*segment.text).collect();
        text.truncate(text.trim_end_matches(' ').len());
        text
    }

    pub fn width(&self) -> usize {
        self.segments.iter().map(|segment| measure::width(&segment.text)).sum()
    }
}

/// A column of a table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Column {
    pub name: &'static str,
    /// Columns go in the order of this number, highest first, when the width shrinks; 0 stays always.
    pub drop: u8,
}

impl Column {
    pub const fn new(name: &'static str, drop: u8) -> Self {
        Self { name, drop }
    }
}

/// The rows of a stage.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Listing {
    /// Empty when the rows are not a table.
    pub columns: Vec<Column>,
    pub rows: Vec<Row>,
    /// Whether [`Row::depth`] makes the rows a tree, which panes can fold.
    pub tree: bool,
}

impl Listing {
    pub fn new(rows: Vec<Row>) -> Self {
        Self { columns: Vec::new(), rows, tree: false }
    }

    pub fn table(columns: &[Column], rows: Vec<Row>) -> Self {
        Self { columns: columns.to_vec(), rows, tree: false }
    }

    pub fn tree(rows: Vec<Row>) -> Self {
        Self { columns: Vec::new(), rows, tree: true }
    }

    /// A listing that is one sentence.
    pub fn note(text: impl Into<Cow<'static, str>>) -> Self {
        Self::new(vec![Row::text(Role::Note, text)])
    }

    /// The text that a subcommand prints: two blanks per level of a tree, a newline behind each row.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        for row in &self.rows {
            let indent = if self.tree { 2 * usize::from(row.depth) } else { 0 };
            // Writing to a String cannot fail.
            let _ = writeln!(text, "{:indent$}{}", "", row.plain());
        }
        text
    }

    /// The columns that stay when there are `width` columns of the screen: one bit each.
    ///
    /// A column counts as wide as its widest cell, but not wider than half of the screen (16 at least): one long
    /// constant must not cost all rows their positions.
    pub fn visible_columns(&self, width: usize) -> u64 {
        let most = (width / 2).max(16);
        let mut widths = vec![0; self.columns.len()];
        let mut cells = vec![0; self.columns.len()];
        for row in &self.rows {
            cells.fill(0);
            for segment in &row.segments {
                if let Some(cell) = cells.get_mut(usize::from(segment.column)) {
                    *cell += measure::width(&segment.text);
                }
            }
            for (widest, &cell) in widths.iter_mut().zip(&cells) {
                *widest = cell.min(most).max(*widest);
            }
        }
        let mut visible = u64::MAX;
        let mut total: usize = widths.iter().sum();
        let mut order: Vec<usize> = (0..self.columns.len()).filter(|&i| self.columns[i].drop > 0).collect();
        order.sort_by_key(|&i| std::cmp::Reverse(self.columns[i].drop));
        for index in order {
            if total <= width {
                break;
            }
            total -= widths[index];
            visible &= !(1 << index.min(63));
        }
        visible
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_go_in_their_order() {
        let columns = [Column::new("position", 2), Column::new("kind", 0), Column::new("text", 1)];
        let row = Row::new().cell(0, Role::Position, "1,0-1,1  ").cell(1, Role::TokenKind, "NAME  ").cell(
            2,
            Role::Text,
            "'x'",
        );
        let table = Listing::table(&columns, vec![row]);
        assert_eq!(table.visible_columns(18) & 7, 0b111);
        assert_eq!(table.visible_columns(17) & 7, 0b110);
        assert_eq!(table.visible_columns(8) & 7, 0b010);
    }

    #[test]
    fn trees_are_printed_indented() {
        let tree = Listing::tree(vec![Row::text(Role::Node, "Module  "), Row::text(Role::Node, "Pass").depth(1)]);
        assert_eq!(tree.to_text(), "Module\n  Pass\n");
    }
}
