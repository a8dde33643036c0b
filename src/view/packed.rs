//! The rows that a pane holds: packed, and put together one by one as they are looked at.
//!
//! A [`Row`] by itself is several hundred bytes, and a file of ten thousand lines has two hundred thousand of them. Here
//! all rows share one text; a row is a place in it, a piece of a row four bytes. Making a row again costs less than drawing
//! it. The widths of a table's columns are applied to the rows that are asked for, so that nothing is stored twice.

use std::fmt::Write as _;
use std::sync::Arc;

use super::row::{ColumnWidths, Squeeze, Text};
use super::{Change, Column, ItemRef, Listing, Role, Row, row};
use crate::base::Span;

/// Rows, numbered from 0.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Packed {
    columns: Vec<Column>,
    /// Whether depth makes the rows a tree, which panes can fold.
    pub tree: bool,
    /// Of each row its key, then its pieces.
    text: String,
    pieces: Vec<Piece>,
    rows: Vec<Place>,
    items: Vec<Option<ItemRef>>,
    /// What is done to each column of a row that is put together.
    squeeze: Vec<Squeeze>,
}

/// Where a row lies, and what is no text of it.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Place {
    /// First byte of its text.
    text: u32,
    /// First of its pieces.
    piece: u32,
    span: Option<Span>,
    depth: u16,
    change: Change,
}

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
        self.text.shrink_to_fit();
        self.pieces.shrink_to_fit();
        self.rows.shrink_to_fit();
        self.items.shrink_to_fit();
        self
    }

    pub fn set_columns(&mut self, columns: &[Column]) {
        self.columns = columns.to_vec();
    }

    /// Appends a row. Four gigabytes of text are more than any listing has; what is beyond is cut off.
    pub fn push(&mut self, row: &Row) {
        let Ok(text) = u32::try_from(self.text.len()) else { return };
        let piece = self.pieces.len() as u32;
        make_room(&mut self.rows);
        make_room(&mut self.items);
        self.rows.push(Place { text, piece, span: row.span, depth: row.depth, change: row.change });
        self.items.push(row.item);
        if let Some(key) = &row.key {
            self.piece(key, Role::Text, KEY);
        }
        for segment in &row.segments {
            self.piece(&segment.text, segment.role, segment.column.min(KEY - 1));
        }
    }

    fn piece(&mut self, text: &str, role: Role, column: u8) {
        let padded = text.len() - text.trim_end_matches(' ').len();
        let blanks = padded.min(MOST_BLANKS);
        let text = &text[..text.len() - blanks];
        if self.text.capacity() - self.text.len() < text.len() {
            self.text.reserve_exact(text.len() + self.text.len() / 4);
        }
        self.text.push_str(text);
        let mut left = text.len();
        make_room(&mut self.pieces);
        while left > MOST_BYTES {
            self.pieces.push(Piece { length: MOST_BYTES as u16, role, column: column | GOES_ON });
            left -= MOST_BYTES;
        }
        self.pieces.push(Piece { length: (left | blanks << LENGTH_BITS) as u16, role, column });
    }

    pub fn extend(&mut self, rows: &[Row]) {
        rows.iter().for_each(|row| self.push(row));
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// What a row is about.
    pub fn item(&self, row: usize) -> Option<ItemRef> {
        *self.items.get(row)?
    }

    /// The source text that a row stands for.
    pub fn span(&self, row: usize) -> Option<Span> {
        self.rows.get(row)?.span
    }

    pub fn depth(&self, row: usize) -> u16 {
        self.rows.get(row).map_or(0, |place| place.depth)
    }

    pub fn change(&self, row: usize) -> Change {
        self.rows.get(row).map_or(Change::Same, |place| place.change)
    }

    pub fn key(&self, row: usize) -> Option<&str> {
        let (piece, text) = self.segments(row).next()?;
        // No key ends with blanks.
        (piece.column == KEY).then_some(text)
    }

    /// The row with this key.
    pub fn with_key(&self, key: &str) -> Option<usize> {
        (0..self.len()).find(|&row| self.key(row) == Some(key))
    }

    /// The pieces of a row as they are stored, its key first.
    fn segments(&self, row: usize) -> impl Iterator<Item = (Piece, &str)> {
        let place = self.rows.get(row);
        let end = self.rows.get(row + 1).map_or(self.pieces.len(), |next| next.piece as usize);
        let mut pieces = self.pieces[place.map_or(end, |place| place.piece as usize)..end].iter();
        let mut at = place.map_or(0, |place| place.text as usize);
        std::iter::from_fn(move || {
            let mut piece = *pieces.next()?;
            let start = at;
            at += piece.bytes();
            while piece.column & GOES_ON != 0 {
                piece = *pieces.next()?;
                at += piece.bytes();
            }
            Some((piece, &self.text[start..at]))
        })
    }

    /// Row `index`, put together.
    pub fn row(&self, index: usize) -> Option<Row> {
        let mut row = Row::new();
        self.read(index, &mut row).then_some(row)
    }

    /// Puts a row together in the place of another one.
    fn read(&self, index: usize, row: &mut Row) -> bool {
        let Some(place) = self.rows.get(index) else { return false };
        row.segments.clear();
        row.key = None;
        (row.item, row.span, row.depth, row.change) = (self.items[index], place.span, place.depth, place.change);
        for (piece, text) in self.segments(index) {
            let mut text = Text::from(text);
            match piece.column {
                KEY => row.key = Some(text.as_str().into()),
                column => {
                    text.push_str(&BLANKS[..piece.blanks()]);
                    row.segments.push(row::Segment { text, role: piece.role, column });
                }
            }
        }
        for (column, squeeze) in self.squeeze.iter().enumerate() {
            row.squeeze(column as u8, *squeeze);
        }
        true
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = Row> + ExactSizeIterator {
        (0..self.len()).map(|index| self.row(index).unwrap_or_default())
    }

    /// Shows each row to `look`, with its number; quicker than [`Packed::iter`].
    pub fn each(&self, mut look: impl FnMut(usize, &Row)) {
        let mut row = Row::new();
        for index in 0..self.len() {
            self.read(index, &mut row);
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
        Listing { columns: self.columns.clone(), rows: self.iter().take(most).collect(), tree: self.tree }
    }

    /// The same table without padding that no row needs: see [`Listing::squeezed`].
    pub fn squeezed(mut self) -> Self {
        let columns = std::mem::take(&mut self.columns);
        let kept = row::kept_column(&columns);
        let mut squeezes = row::Squeezes::new(&columns);
        for index in 0..self.len() {
            // A heading or a note is no part of the table.
            let first = self.rows[index].piece as usize;
            let end = self.rows.get(index + 1).map_or(self.pieces.len(), |next| next.piece as usize);
            let key = self.pieces[first..end].iter().take_while(|piece| piece.column & !GOES_ON == KEY).count();
            let pieces = &mut self.pieces[first + key..end];
            if pieces.windows(2).all(|pair| pair[0].column & !GOES_ON == pair[1].column & !GOES_ON) {
                pieces.iter_mut().for_each(|piece| piece.column = kept | piece.column & GOES_ON);
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

/// Room for a quarter more, not for as much again: listings are large.
fn make_room<T>(list: &mut Vec<T>) {
    if list.len() == list.capacity() {
        list.reserve_exact(list.len() / 4 + 16);
    }
}

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
        assert_eq!(packed.iter().collect::<Vec<_>>(), rows());
        assert_eq!((packed.key(1), packed.key(2), packed.key(4)), (Some("code f"), None, Some("")));
        assert_eq!((packed.item(2), packed.depth(1), packed.row(6)), (Some(ItemRef::Line(1)), 3, None));
        assert_eq!(packed.with_key("code f"), Some(1));
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
