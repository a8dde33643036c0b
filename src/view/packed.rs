//! The rows that a pane holds: packed, and put together one by one as they are looked at.
//!
//! A [`Row`] by itself is several hundred bytes, and a file of ten thousand lines has two hundred thousand of them. Here
//! a thousand rows share one text; a row is a place in it, a piece of a row four bytes. Making a row again costs less than drawing
//! it. The widths of a table's columns are applied to the rows that are asked for, so that nothing is stored twice.

use std::fmt::Write as _;
use std::sync::Arc;

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
    /// [`CHUNK`] rows each, the last one as many as are left: adding a row never moves many others.
    chunks: Vec<Chunk>,
    /// What is done to each column of a row that is put together.
    squeeze: Vec<Squeeze>,
    /// While rows are added: the last rows with keys that are around the next one.
    around: Path,
}

/// Rows of a chunk.
const CHUNK: usize = 1024;

#[derive(Clone, PartialEq, Debug, Default)]
struct Chunk {
    /// Of each row its key, then its pieces.
    text: String,
    pieces: Vec<Piece>,
    rows: Vec<Place>,
}

impl Chunk {
    fn shrink(&mut self) {
        self.text.shrink_to_fit();
        self.pieces.shrink_to_fit();
        self.rows.shrink_to_fit();
    }

    /// The pieces of a row, as a range of them.
    fn pieces_of(&self, row: usize) -> std::ops::Range<usize> {
        let end = self.rows.get(row + 1).map_or(self.pieces.len(), |next| next.piece as usize);
        self.rows.get(row).map_or(end, |place| place.piece as usize)..end
    }

    fn piece(&mut self, text: &str, role: Role, column: u8) {
        let padded = text.len() - text.trim_end_matches(' ').len();
        let blanks = padded.min(MOST_BLANKS);
        let text = &text[..text.len() - blanks];
        self.text.push_str(text);
        let mut left = text.len();
        while left > MOST_BYTES {
            self.pieces.push(Piece { length: MOST_BYTES as u16, role, column: column | GOES_ON });
            left -= MOST_BYTES;
        }
        self.pieces.push(Piece { length: (left | blanks << LENGTH_BITS) as u16, role, column });
    }
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

/// Where a row lies, and what is no text of it.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Place {
    /// First byte of its text.
    text: u32,
    /// First of its pieces.
    piece: u32,
    /// Start and end; [`NOWHERE`] without one.
    span: [u32; 2],
    item: [u32; 2],
    depth: u16,
    item_kind: u8,
    change: Change,
}

const NOWHERE: [u32; 2] = [u32::MAX, 0];

/// A piece of a row: a segment, a part of a long one, or the key.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Piece {
    /// Bytes of text, and above them how many blanks follow: most columns are padded, and blanks need not be stored.
    length: u16,
    role: Role,
    /// The column, [`KEY`], and [`GOES_ON`] where the next piece is of the same segment.
    column: u8,
}

const LENGTH_BITS: u32 = 10;
const MOST_BYTES: usize = (1 << LENGTH_BITS) - 1;
const MOST_BLANKS: usize = (1 << (u16::BITS - LENGTH_BITS)) - 1;

impl Piece {
    fn bytes(self) -> usize {
        usize::from(self.length) & MOST_BYTES
    }

    fn blanks(self) -> usize {
        usize::from(self.length >> LENGTH_BITS)
    }
}

const KEY: u8 = 0x40;
/// The rest of a key that begins with that of the row around it: keys of trees are paths.
const KEY_BELOW: u8 = 0x41;
const GOES_ON: u8 = 0x80;

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
        if self.chunks.last().is_none_or(|chunk| chunk.rows.len() == CHUNK) {
            self.chunks.last_mut().into_iter().for_each(Chunk::shrink);
            self.chunks.push(Chunk::default());
        }
        let Some(chunk) = self.chunks.last_mut() else { return };
        let Ok(text) = u32::try_from(chunk.text.len()) else { return };
        let piece = chunk.pieces.len() as u32;
        let (item_kind, item) = StoredItem::from(row.item).parts();
        let span = row.span.map_or(NOWHERE, |span| [span.start, span.end]);
        chunk.rows.push(Place { text, piece, span, item, item_kind, depth: row.depth, change: row.change });
        if let Some(key) = &row.key {
            let above = if self.tree { self.around.above(row.depth) } else { "" };
            match key.strip_prefix(above) {
                Some(rest) if !above.is_empty() => chunk.piece(rest, Role::Text, KEY_BELOW),
                _ => chunk.piece(key, Role::Text, KEY),
            }
            if self.tree {
                self.around.0.push((row.depth, key.clone()));
            }
        }
        for segment in &row.segments {
            chunk.piece(&segment.text, segment.role, segment.column.min(KEY - 1));
        }
    }

    pub fn extend(&mut self, rows: &[Row]) {
        rows.iter().for_each(|row| self.push(row));
    }

    pub fn len(&self) -> usize {
        self.chunks.len().saturating_sub(1) * CHUNK + self.chunks.last().map_or(0, |chunk| chunk.rows.len())
    }

    pub fn is_empty(&self) -> bool {
        self.chunks.is_empty()
    }

    fn place(&self, row: usize) -> Option<&Place> {
        self.chunks.get(row / CHUNK)?.rows.get(row % CHUNK)
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

    /// What a row is called in every revision.
    pub fn key(&self, row: usize) -> Option<String> {
        let (piece, text) = self.segments(row).next()?;
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
        self.segments(row).next().is_some_and(|(piece, _)| piece.column & !GOES_ON >= KEY)
    }

    /// The row with this key.
    pub fn with_key(&self, key: &str) -> Option<usize> {
        let mut found = None;
        self.each(|index, row| {
            if found.is_none() && row.key.as_deref() == Some(key) {
                found = Some(index);
            }
        });
        found
    }

    /// The pieces of a row as they are stored, its key first.
    fn segments(&self, row: usize) -> impl Iterator<Item = (Piece, &str)> {
        const EMPTY: &Chunk = &Chunk { text: String::new(), pieces: Vec::new(), rows: Vec::new() };
        let chunk = self.chunks.get(row / CHUNK).unwrap_or(EMPTY);
        let mut pieces = chunk.pieces[chunk.pieces_of(row % CHUNK)].iter();
        let mut at = chunk.rows.get(row % CHUNK).map_or(0, |place| place.text as usize);
        std::iter::from_fn(move || {
            let mut piece = *pieces.next()?;
            let start = at;
            at += piece.bytes();
            while piece.column & GOES_ON != 0 {
                piece = *pieces.next()?;
                at += piece.bytes();
            }
            Some((piece, &chunk.text[start..at]))
        })
    }

    /// Row `index`, put together, without its key.
    pub fn row(&self, index: usize) -> Option<Row> {
        let mut row = Row::new();
        self.read(index, &mut row).then_some(row)
    }

    /// The same with its key, which takes a look at what is around the row.
    pub fn whole_row(&self, index: usize) -> Option<Row> {
        let key = self.key(index).map(String::into_boxed_str);
        Some(Row { key, ..self.row(index)? })
    }

    /// Puts a row together in the place of another one.
    fn read(&self, index: usize, row: &mut Row) -> bool {
        let Some(place) = self.place(index) else { return false };
        row.segments.clear();
        row.key = None;
        (row.item, row.span, row.depth, row.change) = (self.item(index), self.span(index), place.depth, place.change);
        for (piece, text) in self.segments(index).filter(|(piece, _)| piece.column < KEY) {
            let mut text = Text::from(text);
            text.push_str(&BLANKS[..piece.blanks()]);
            row.segments.push(row::Segment { text, role: piece.role, column: piece.column });
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
        for index in 0..self.len() {
            self.read(index, &mut row);
            row.key = match self.segments(index).next() {
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
            look(index, &row);
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
        let columns = std::mem::take(&mut self.columns);
        let kept = row::kept_column(&columns);
        let mut squeezes = row::Squeezes::new(&columns);
        for chunk in &mut self.chunks {
            for row in 0..chunk.rows.len() {
                let range = chunk.pieces_of(row);
                let pieces = &mut chunk.pieces[range];
                let key = pieces.iter().take_while(|piece| piece.column & !GOES_ON >= KEY).count();
                let pieces = &mut pieces[key..];
                // A heading or a note is no part of the table.
                if pieces.windows(2).all(|pair| pair[0].column & !GOES_ON == pair[1].column & !GOES_ON) {
                    pieces.iter_mut().for_each(|piece| piece.column = kept | piece.column & GOES_ON);
                }
            }
        }
        self.each(|_, row| squeezes.add(row));
        self.squeeze = squeezes.finish();
        self.columns = columns;
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
        let rows = (0..2 * CHUNK + 3).map(|number| Row::text(Role::Number, number.to_string()));
        let packed = Packed::table(&[], rows);
        assert_eq!(packed.len(), 2 * CHUNK + 3);
        for row in [0, CHUNK - 1, CHUNK, 2 * CHUNK, 2 * CHUNK + 2] {
            assert_eq!(packed.plain(row), row.to_string());
        }
        assert_eq!((packed.row(packed.len()), Packed::default().len()), (None, 0));
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
