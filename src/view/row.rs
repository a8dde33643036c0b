//! Listings: the rows of text that subcommands print and panes draw.

use std::fmt::Write as _;

use compact_str::CompactString;

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

/// The text of a piece of a row. Up to 24 bytes, which is nearly all of them, it needs no memory of its own: large files
/// have millions of pieces.
pub type Text = CompactString;

/// A piece of a row, all of one role and one column.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Segment {
    /// One line; padding that lines columns up is part of it.
    pub text: Text,
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
    pub fn text(role: Role, text: impl Into<Text>) -> Self {
        Self::new().with(role, text)
    }

    /// Whether the row is a heading or a sentence of pylens itself, which is no cell of the table it stands in.
    fn is_sentence(&self) -> bool {
        self.segments.iter().all(|segment| matches!(segment.role, Role::Note | Role::Heading))
    }

    /// Appends text to the column of the segment before (the first column if there is none).
    pub fn with(mut self, role: Role, text: impl Into<Text>) -> Self {
        let column = self.segments.last().map_or(0, |segment| segment.column);
        self.push(column, role, text);
        self
    }

    /// Appends text to `column`.
    pub fn cell(mut self, column: u8, role: Role, text: impl Into<Text>) -> Self {
        self.push(column, role, text);
        self
    }

    pub fn push(&mut self, column: u8, role: Role, text: impl Into<Text>) {
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

    fn text_of(&self, column: u8) -> Text {
        let mut segments = self.segments.iter().filter(|segment| segment.column == column).map(|segment| &segment.text);
        let first = segments.next().cloned().unwrap_or_default();
        segments.fold(first, |text, more| text + more)
    }

    /// Takes blanks off the front of a cell and gives it a width; a row that ends before stays as it is.
    pub(super) fn squeeze(&mut self, column: u8, Squeeze { mut front, width }: Squeeze) {
        let mut used = 0;
        let mut last = None;
        for (index, segment) in self.segments.iter_mut().enumerate().filter(|(_, segment)| segment.column == column) {
            let blanks = segment.text.len() - segment.text.trim_start_matches(' ').len();
            let cut = front.min(blanks);
            front = if blanks == segment.text.len() { front - cut } else { 0 };
            if cut > 0 {
                segment.text = segment.text[cut..].to_owned().into();
            }
            used += measure::width(&segment.text);
            last = Some(index);
        }
        let Some(last) = last.filter(|last| last + 1 < self.segments.len()) else { return };
        let text = &self.segments[last].text;
        let kept = text.trim_end_matches(' ').len();
        let without = used - (text.len() - kept);
        // A cell wider than its column keeps its distance from the next one.
        let blanks = width.saturating_sub(without).max(usize::from(without > 0 && width > 0));
        let padded = format!("{}{:blanks$}", &text[..kept], "");
        self.segments[last].text = padded.into();
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

/// The key of a row that is never marked as changed, whatever it says.
pub const UNMARKED: &str = "unmarked";

/// The rows of a stage.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Listing {
    /// Empty when the rows are not a table.
    pub columns: Vec<Column>,
    pub rows: Vec<Row>,
    /// Whether [`Row::depth`] makes the rows a tree, which panes can fold.
    pub tree: bool,
}

/// Columns of the screen that the last column of a table is worth, when others are in question.
const LAST_COLUMN: usize = 12;

impl Listing {
    pub fn new(rows: Vec<Row>) -> Self {
        Self { columns: Vec::new(), rows, tree: false }.shrunk()
    }

    pub fn table(columns: &[Column], rows: Vec<Row>) -> Self {
        Self { columns: columns.to_vec(), rows, tree: false }.shrunk()
    }

    pub fn tree(rows: Vec<Row>) -> Self {
        Self { columns: Vec::new(), rows, tree: true }.shrunk()
    }

    /// Without the room that rows have kept for further pieces.
    fn shrunk(mut self) -> Self {
        self.rows.iter_mut().for_each(|row| row.segments.shrink_to_fit());
        self.rows.shrink_to_fit();
        self
    }

    /// A listing that is one sentence.
    pub fn note(text: impl Into<Text>) -> Self {
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

    /// The rows for programs: text, depth in a tree, key, span of the source in bytes, how the row changed.
    pub fn json(&self) -> serde_json::Value {
        let row = |row: &Row| {
            let mut fields = serde_json::Map::new();
            fields.insert("text".into(), row.plain().into());
            if self.tree {
                fields.insert("depth".into(), row.depth.into());
            }
            if let Some(key) = &row.key {
                fields.insert("key".into(), (&**key).into());
            }
            if let Some(span) = row.span {
                fields.insert("span".into(), vec![span.start, span.end].into());
            }
            if row.change != Change::Same {
                fields.insert("change".into(), row.change.mark().into());
            }
            serde_json::Value::Object(fields)
        };
        self.rows.iter().map(row).collect()
    }

    /// The same table without padding that no row needs: text output lines up like CPython's, a pane is narrow.
    ///
    /// Each column but the last becomes as wide as its widest cell and one blank; blanks in front that all cells share go.
    /// A few cells that are much wider than the others push the rest of their row aside, as in the text of `dis`.
    pub fn squeezed(mut self) -> Self {
        let kept = kept_column(&self.columns);
        let mut squeezes = Squeezes::new(&self.columns);
        for row in &mut self.rows {
            // A heading or a note is no part of the table: it must not widen a column, nor go with one.
            if row.segments.windows(2).all(|pair| pair[0].column == pair[1].column) {
                row.segments.iter_mut().for_each(|segment| segment.column = kept);
            }
            squeezes.add(row);
        }
        for (column, squeeze) in squeezes.finish().into_iter().enumerate() {
            self.rows.iter_mut().for_each(|row| row.squeeze(column as u8, squeeze));
        }
        self
    }

    /// The columns that stay when there are `width` columns of the screen: one bit each.
    ///
    /// A column counts as wide as nearly all of its cells are; but the last one only up to twelve columns, since one
    /// long constant must not cost all rows their positions.
    pub fn visible_columns(&self, width: usize) -> u64 {
        visible_among(&self.columns, &self.column_widths(), width)
    }

    /// What each column counts as: see [`Listing::visible_columns`].
    pub fn column_widths(&self) -> Vec<usize> {
        let mut widths = ColumnWidths::new(&self.columns);
        self.rows.iter().for_each(|row| widths.add(row));
        widths.finish()
    }
}

/// [`Listing::visible_columns`] for columns that are known to count this much.
pub fn visible_among(columns: &[Column], widths: &[usize], width: usize) -> u64 {
    let mut visible = u64::MAX;
    let mut total: usize = widths.iter().sum();
    let mut order: Vec<usize> = (0..columns.len()).filter(|&i| columns[i].drop > 0).collect();
    order.sort_by_key(|&i| std::cmp::Reverse(columns[i].drop));
    for index in order {
        if total <= width {
            break;
        }
        total -= widths[index];
        visible &= !(1 << index.min(63));
    }
    visible
}

/// The column that headings and notes belong to: the last of those that are never dropped.
pub(super) fn kept_column(columns: &[Column]) -> u8 {
    let last = columns.len().saturating_sub(1);
    columns.iter().rposition(|column| column.drop == 0).unwrap_or(last) as u8
}

/// What is done to a column so that it is as wide as its cells need.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Squeeze {
    /// Blanks in front that all cells share.
    front: usize,
    width: usize,
}

/// Looks at all rows of a table to find out how its columns are squeezed; the last one is not.
pub(super) struct Squeezes(Vec<(usize, Widths)>);

impl Squeezes {
    pub(super) fn new(columns: &[Column]) -> Self {
        Self(vec![(usize::MAX, Widths::default()); columns.len().saturating_sub(1)])
    }

    pub(super) fn add(&mut self, row: &Row) {
        if row.is_sentence() {
            return;
        }
        for (column, (shared, ends)) in self.0.iter_mut().enumerate() {
            let text = row.text_of(column as u8);
            if !text.trim().is_empty() {
                *shared = (*shared).min(text.len() - text.trim_start_matches(' ').len());
                ends.add(measure::width(text.trim_end_matches(' ')));
            }
        }
    }

    pub(super) fn finish(self) -> Vec<Squeeze> {
        let squeeze = |(front, ends): (usize, Widths)| {
            let width = ends.common().map_or(0, |end| end.saturating_sub(front) + 1);
            Squeeze { front, width }
        };
        self.0.into_iter().map(squeeze).collect()
    }
}

/// Looks at all rows of a table to find out what its columns count as.
pub(super) struct ColumnWidths {
    widths: Vec<Widths>,
    cells: Vec<usize>,
}

impl ColumnWidths {
    pub(super) fn new(columns: &[Column]) -> Self {
        Self { widths: vec![Widths::default(); columns.len()], cells: vec![0; columns.len()] }
    }

    pub(super) fn add(&mut self, row: &Row) {
        if row.is_sentence() {
            return;
        }
        let last = self.cells.len().saturating_sub(1);
        self.cells.fill(0);
        for segment in &row.segments {
            if let Some(cell) = self.cells.get_mut(usize::from(segment.column)) {
                *cell += measure::width(&segment.text);
            }
        }
        for (index, (widths, &cell)) in self.widths.iter_mut().zip(&self.cells).enumerate() {
            if cell > 0 {
                widths.add(if index == last { cell.min(LAST_COLUMN) } else { cell });
            }
        }
    }

    pub(super) fn finish(self) -> Vec<usize> {
        self.widths.iter().map(|widths| widths.common().unwrap_or(0)).collect()
    }
}

/// How many cells of a column have each width.
#[derive(Clone, Default)]
struct Widths(Vec<u32>);

impl Widths {
    fn add(&mut self, width: usize) {
        if self.0.len() <= width {
            self.0.resize(width + 1, 0);
        }
        self.0[width] += 1;
    }

    /// The width that nine of ten cells keep to, or the widest of all where that is not much more.
    fn common(&self) -> Option<usize> {
        const MUCH: usize = 3;
        let widest = self.0.len().checked_sub(1)?;
        let total: u32 = self.0.iter().sum();
        let mut seen = 0;
        let common = self.0.iter().position(|count| {
            seen += count;
            u64::from(seen) * 10 >= u64::from(total) * 9
        })?;
        Some(if widest > common + MUCH { common } else { widest })
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
    fn padding_that_no_row_needs_goes() {
        let columns =
            [Column::new("line", 0), Column::new("label", 0), Column::new("opcode", 0), Column::new("what", 0)];
        let row = |line: &'static str, opcode: &'static str| {
            Row::new().cell(0, Role::Position, line).cell(1, Role::Label, "      ").cell(2, Role::Opcode, opcode).cell(
                3,
                Role::Text,
                "x",
            )
        };
        let table = Listing::table(&columns, vec![row("    1   ", "NOP       "), row("   12   ", "RESUME    ")]);
        assert_eq!(table.squeezed().to_text(), " 1 NOP    x\n12 RESUME x\n");
    }

    #[test]
    fn one_long_name_does_not_widen_a_column() {
        let columns = [Column::new("opcode", 0), Column::new("what", 0)];
        let row = |opcode: &'static str| Row::new().cell(0, Role::Opcode, opcode).cell(1, Role::Text, "x");
        let mut rows = vec![row("LOAD_FAST       "); 10];
        rows.push(row("SET_FUNCTION_ATTRIBUTE "));
        let text = Listing::table(&columns, rows).squeezed().to_text();
        assert!(text.starts_with("LOAD_FAST x\n") && text.ends_with("SET_FUNCTION_ATTRIBUTE x\n"), "{text}");
    }

    #[test]
    fn sentences_do_not_widen_a_column() {
        let columns = [Column::new("opcode", 0), Column::new("what", 0)];
        let row = Row::new().cell(0, Role::Opcode, "NOP     ").cell(1, Role::Text, "x");
        let sentence = Row::new().cell(0, Role::Note, "What the pass is for, in many words.");
        let text = Listing::table(&columns, vec![sentence, row.clone(), row]).squeezed().to_text();
        assert!(text.ends_with("\nNOP x\nNOP x\n"), "{text}");
    }

    #[test]
    fn rows_for_programs() {
        let tree =
            Listing::tree(vec![Row::text(Role::Node, "Pass").depth(1).key("Module.body[0]").span(Span::new(0, 4))]);
        let expected = serde_json::json!([{ "text": "Pass", "depth": 1, "key": "Module.body[0]", "span": [0, 4] }]);
        assert_eq!(tree.json(), expected);
    }

    #[test]
    fn trees_are_printed_indented() {
        let tree = Listing::tree(vec![Row::text(Role::Node, "Module  "), Row::text(Role::Node, "Pass").depth(1)]);
        assert_eq!(tree.to_text(), "Module\n  Pass\n");
    }
}
