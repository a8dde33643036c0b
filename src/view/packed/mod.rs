//! The rows that a pane holds: packed, and put together one by one as they are looked at.
//!
//! A [`Row`] by itself is several hundred bytes, and a file of ten thousand lines has two hundred thousand of them. Here
//! a thousand rows share one text; a row is a place in it, a piece of a row four bytes, and texts are compressed as long as
//! nobody looks at them ([`chunk`]). Making a row again costs less than drawing it. The widths of a table's columns are
//! applied to the rows that are asked for, so that nothing is stored twice.

mod chunk;

use std::fmt::Write as _;
use std::sync::Arc;

use self::chunk::{Access, Chunk, KEY, KEY_BELOW, NOWHERE, Place, ROWS, Recent, Words};
use super::row::{ColumnWidths, Squeeze, Text};
use super::{Change, Column, ItemRef, Listing, Role, Row, row};
use crate::base::Span;
use crate::pipeline::item::StoredItem;

/// Rows, numbered from 0.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Packed {
    columns: Vec<Column>,
    /// Whether depth makes the rows a tree, which panes can fold.
    pub tree: bool,
    /// [`ROWS`] rows each, the last one as many as are left: adding a row never moves many others.
    chunks: Vec<Chunk>,
    recent: Recent,
    /// The column of rows that are no part of the table, headings and notes: it is never dropped.
    kept: Option<u8>,
    /// What is done to each column of a row that is put together.
    squeeze: Vec<Squeeze>,
    /// While rows are added: the last rows with keys that are around the next one.
    around: Path,
}

/// Depths and keys of rows, each around the next.
#[derive(Clone, PartialEq, Debug, Default)]
struct Path(Vec<(u16, Box<str>)>);

impl Path {
    /// The key of the row around one of this depth.
    fn above(&mut self, depth: u16) -> &str {
        while self.0.last().is_some_and(|(above, _)| *above >= depth) {
            self.0.pop();
        }
        self.0.last().map_or("", |(_, key)| key)
    }
}

impl Packed {
    pub fn new(columns: &[Column], tree: bool) -> Self {
        Self { columns: columns.to_vec(), tree, ..Self::default() }
    }

    /// Packs rows while they are made.
    pub fn table(columns: &[Column], rows: impl Iterator<Item = Row>) -> Self {
        let mut packed = Self::new(columns, false);
        rows.for_each(|row| packed.push(&row));
        packed.shrunk()
    }

    /// Without the room that was kept for further rows.
    pub fn shrunk(mut self) -> Self {
        self.around = Path::default();
        self.chunks.iter_mut().for_each(Chunk::shrink);
        self.chunks.shrink_to_fit();
        self
    }

    pub fn set_columns(&mut self, columns: &[Column]) {
        self.columns = columns.to_vec();
    }

    /// Appends a row. Four gigabytes of text in a chunk are more than any listing has; what is beyond is left out.
    pub fn push(&mut self, row: &Row) {
        if self.chunks.last().is_none_or(|chunk| chunk.rows.len() == ROWS) {
            self.chunks.last_mut().into_iter().for_each(Chunk::close);
            self.chunks.push(Chunk::default());
        }
        let Some(chunk) = self.chunks.last_mut() else { return };
        let Some(words) = chunk.open().filter(|words| words.has_room()) else { return };
        words.begin();
        if let Some(key) = &row.key {
            let above = if self.tree { self.around.above(row.depth) } else { "" };
            match key.strip_prefix(above) {
                Some(rest) if !above.is_empty() => words.add(rest, Role::Text, KEY_BELOW),
                _ => words.add(key, Role::Text, KEY),
            }
            if self.tree {
                self.around.0.push((row.depth, key.clone()));
            }
        }
        for segment in &row.segments {
            words.add(&segment.text, segment.role, segment.column.min(KEY - 1));
        }
        let (item_kind, item) = StoredItem::from(row.item).parts();
        let span = row.span.map_or(NOWHERE, |span| [span.start, span.end]);
        chunk.rows.push(Place { span, item, item_kind, depth: row.depth, change: row.change });
    }

    pub fn extend(&mut self, rows: &[Row]) {
        rows.iter().for_each(|row| self.push(row));
    }

    pub fn len(&self) -> usize {
        self.chunks.len().saturating_sub(1) * ROWS + self.chunks.last().map_or(0, |chunk| chunk.rows.len())
    }

    pub fn is_empty(&self) -> bool {
        self.chunks.is_empty()
    }

    fn place(&self, row: usize) -> Option<&Place> {
        self.chunks.get(row / ROWS)?.rows.get(row % ROWS)
    }

    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// What a row is about.
    pub fn item(&self, row: usize) -> Option<ItemRef> {
        let place = self.place(row)?;
        StoredItem::of_parts(place.item_kind, place.item).item()
    }

    /// The source text that a row stands for.
    pub fn span(&self, row: usize) -> Option<Span> {
        let [start, end] = self.place(row)?.span;
        (start <= end).then(|| Span::new(start, end))
    }

    pub fn depth(&self, row: usize) -> u16 {
        self.place(row).map_or(0, |place| place.depth)
    }

    pub fn change(&self, row: usize) -> Change {
        self.place(row).map_or(Change::Same, |place| place.change)
    }

    /// The texts of the chunk that a row lies in.
    fn words(&self, row: usize) -> Option<Access<'_>> {
        self.recent.words(&self.chunks, row / ROWS)
    }

    /// What a row is called in every revision.
    pub fn key(&self, row: usize) -> Option<String> {
        let words = self.words(row)?;
        let (piece, text) = words.pieces(row % ROWS).next()?;
        // No key ends with blanks.
        match piece.column {
            KEY => Some(text.to_owned()),
            KEY_BELOW => {
                let is_around = |&above: &usize| self.depth(above) < self.depth(row) && self.has_key(above);
                let above = (0..row).rev().find(is_around)?;
                Some(self.key(above)? + text)
            }
            _ => None,
        }
    }

    pub fn has_key(&self, row: usize) -> bool {
        let has_key = |words: Access<'_>| words.pieces(row % ROWS).next().is_some_and(|(piece, _)| piece.is_key());
        self.words(row).is_some_and(has_key)
    }

    /// The row with this key.
    pub fn with_key(&self, key: &str) -> Option<usize> {
        let mut around = Path::default();
        for (chunk, number) in self.chunks.iter().zip(0..) {
            let words = chunk.words();
            for (row, place) in chunk.rows.iter().enumerate() {
                let Some((piece, text)) = words.pieces(row).next().filter(|(piece, _)| piece.is_key()) else {
                    continue;
                };
                if !self.tree {
                    if text == key {
                        return Some(number * ROWS + row);
                    }
                    continue;
                }
                let above = around.above(place.depth);
                let whole: Box<str> = if piece.column == KEY { text.into() } else { format!("{above}{text}").into() };
                if *whole == *key {
                    return Some(number * ROWS + row);
                }
                around.0.push((place.depth, whole));
            }
        }
        None
    }

    /// Row `index`, put together, without its key.
    pub fn row(&self, index: usize) -> Option<Row> {
        let mut row = Row::new();
        self.read(index, &*self.words(index)?, &mut row).then_some(row)
    }

    /// The same with its key, which takes a look at what is around the row.
    pub fn whole_row(&self, index: usize) -> Option<Row> {
        let key = self.key(index).map(String::into_boxed_str);
        Some(Row { key, ..self.row(index)? })
    }

    /// Puts a row together in the place of another one.
    fn read(&self, index: usize, words: &Words, row: &mut Row) -> bool {
        let Some(place) = self.place(index) else { return false };
        row.segments.clear();
        row.key = None;
        (row.item, row.span, row.depth, row.change) = (self.item(index), self.span(index), place.depth, place.change);
        for (piece, text) in words.pieces(index % ROWS).filter(|(piece, _)| !piece.is_key()) {
            let mut text = Text::from(text);
            text.push_str(&BLANKS[..piece.blanks()]);
            row.segments.push(row::Segment { text, role: piece.role, column: piece.column });
        }
        if let Some(kept) = self.kept
            && row.segments.windows(2).all(|pair| pair[0].column == pair[1].column)
        {
            row.segments.iter_mut().for_each(|segment| segment.column = kept);
        }
        for (column, squeeze) in self.squeeze.iter().enumerate() {
            row.squeeze(column as u8, *squeeze);
        }
        true
    }

    /// All rows, without their keys.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = Row> + ExactSizeIterator {
        (0..self.len()).map(|index| self.row(index).unwrap_or_default())
    }

    /// Shows each row to `look`, with its number and its key; quicker than [`Packed::iter`].
    pub fn each(&self, mut look: impl FnMut(usize, &Row)) {
        let mut row = Row::new();
        let mut around = Path::default();
        for (chunk, number) in self.chunks.iter().zip(0..) {
            let words = chunk.words();
            for index in 0..chunk.rows.len() {
                self.read(number * ROWS + index, &words, &mut row);
                row.key = match words.pieces(index).next() {
                    Some((piece, text)) if piece.column == KEY => Some(text.into()),
                    Some((piece, text)) if piece.column == KEY_BELOW => {
                        Some(format!("{}{text}", around.above(row.depth)).into())
                    }
                    _ => None,
                };
                if let Some(key) = row.key.as_ref().filter(|_| self.tree) {
                    around.above(row.depth);
                    around.0.push((row.depth, key.clone()));
                }
                look(number * ROWS + index, &row);
            }
        }
    }

    /// The row's text without indentation and padding at its end.
    pub fn plain(&self, index: usize) -> String {
        self.row(index).unwrap_or_default().plain()
    }

    /// The text that a subcommand prints: see [`Listing::to_text`].
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        self.each(|_, row| {
            let indent = if self.tree { 2 * usize::from(row.depth) } else { 0 };
            // Writing to a String cannot fail.
            let _ = writeln!(text, "{:indent$}{}", "", row.plain());
        });
        text
    }

    /// The first rows, for those who need them all at once.
    pub fn listing(&self, most: usize) -> Listing {
        let mut rows = Vec::new();
        self.each(|index, row| {
            if index < most {
                rows.push(row.clone());
            }
        });
        Listing { columns: self.columns.clone(), rows, tree: self.tree }
    }

    /// The same table without padding that no row needs: see [`Listing::squeezed`].
    pub fn squeezed(mut self) -> Self {
        let mut squeezes = row::Squeezes::new(&self.columns);
        self.kept = Some(row::kept_column(&self.columns));
        self.each(|_, row| squeezes.add(row));
        self.squeeze = squeezes.finish();
        self.shrunk()
    }

    /// What each column counts as: see [`Listing::visible_columns`].
    pub fn column_widths(&self) -> Vec<usize> {
        let mut widths = ColumnWidths::new(&self.columns);
        self.each(|_, row| widths.add(row));
        widths.finish()
    }
}

const BLANKS: &str = "                                                               ";

impl From<&Listing> for Packed {
    fn from(listing: &Listing) -> Self {
        let mut packed = Self::new(&listing.columns, listing.tree);
        packed.extend(&listing.rows);
        packed.shrunk()
    }
}

impl From<Listing> for Packed {
    fn from(listing: Listing) -> Self {
        Self::from(&listing)
    }
}

impl From<Arc<Listing>> for Packed {
    fn from(listing: Arc<Listing>) -> Self {
        Self::from(&*listing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> Vec<Row> {
        vec![
            Row::new(),
            Row::text(Role::Heading, "f").key("code f").depth(3),
            Row::new()
                .cell(0, Role::Position, "    1   ")
                .cell(1, Role::Opcode, "NOP       ")
                .cell(2, Role::Text, "é日本".repeat(40_000))
                .item(ItemRef::Line(1))
                .span(Span::new(3, 9))
                .change(Change::Added),
            Row::new().cell(0, Role::Position, "   12   ").cell(1, Role::Opcode, "RESUME    ").cell(2, Role::Text, "x"),
            Row::text(Role::Text, "").key(""),
            Row::text(Role::Text, " ".repeat(100))
                .with(Role::Text, "a".repeat(1023))
                .with(Role::Text, "b".repeat(1024)),
        ]
    }

    const COLUMNS: &[Column] = &[Column::new("line", 1), Column::new("opcode", 0), Column::new("what", 0)];

    #[test]
    fn rows_come_back_as_they_were() {
        let packed = Packed::table(COLUMNS, rows().into_iter());
        assert_eq!(packed.listing(usize::MAX).rows, rows());
        let key = |row: usize| packed.key(row);
        assert_eq!((key(1), key(2), key(4)), (Some("code f".into()), None, Some("".into())));
        assert_eq!((packed.item(2), packed.depth(1), packed.row(6)), (Some(ItemRef::Line(1)), 3, None));
        assert_eq!(packed.with_key("code f"), Some(1));
    }

    #[test]
    fn rows_are_numbered_across_chunks() {
        let rows = (0..2 * ROWS + 3).map(|number| Row::text(Role::Number, number.to_string()));
        let packed = Packed::table(&[], rows);
        assert_eq!(packed.len(), 2 * ROWS + 3);
        for row in [0, ROWS - 1, ROWS, 2 * ROWS, 2 * ROWS + 2] {
            assert_eq!(packed.plain(row), row.to_string());
        }
        assert_eq!((packed.row(packed.len()), Packed::default().len()), (None, 0));
        assert_eq!(packed, packed.clone(), "what was looked at last is no part of the rows");
        let mut numbers = Vec::new();
        packed.each(|row, text| numbers.push((row, text.plain())));
        assert!(numbers.into_iter().all(|(row, text)| text == row.to_string()));
    }

    #[test]
    fn keys_of_trees_are_paths() {
        let row = |depth: usize, key: &str| Row::text(Role::Node, "x").depth(depth).key(key);
        let plain = Row::text(Role::Note, "no key").depth(1);
        let rows =
            vec![row(0, "a"), row(1, "a.b"), row(2, "a.b.c"), plain, row(2, "a.d"), row(1, "other"), row(2, "othered")];
        let packed = Packed::from(Listing::tree(rows.clone()));
        assert_eq!(packed.listing(usize::MAX).rows, rows);
        for (index, row) in rows.iter().enumerate() {
            assert_eq!(packed.whole_row(index).as_ref(), Some(row));
        }
        assert_eq!((packed.with_key("a.b.c"), packed.with_key("c")), (Some(2), None));
    }

    #[test]
    fn a_table_is_squeezed_as_a_listing_is() {
        let listing = Listing::table(COLUMNS, rows());
        let packed = Packed::from(&listing).squeezed();
        let listing = listing.squeezed();
        assert_eq!(packed.listing(usize::MAX), listing);
        assert_eq!((packed.to_text(), packed.column_widths()), (listing.to_text(), listing.column_widths()));
    }
}
