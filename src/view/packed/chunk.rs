//! A thousand rows: what is asked of all rows again and again lies open, what only those on the screen are asked for is
//! compressed once the chunk is full.

use std::ops::{Deref, Range};
use std::sync::{Arc, Mutex, PoisonError};

use crate::view::{Change, Role};

/// Rows of a chunk.
pub const ROWS: usize = 1024;

#[derive(Clone, PartialEq, Debug, Default)]
pub struct Chunk {
    pub rows: Vec<Place>,
    body: Body,
}

/// What a row is about.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Place {
    /// Start and end; [`NOWHERE`] without one.
    pub span: [u32; 2],
    pub item: [u32; 2],
    pub depth: u16,
    pub item_kind: u8,
    pub change: Change,
}

pub const NOWHERE: [u32; 2] = [u32::MAX, 0];

#[derive(Clone, PartialEq, Debug)]
enum Body {
    Open(Words),
    /// The parts of [`Words`] one behind the other, compressed.
    Closed {
        pieces: u32,
        /// Bytes of all parts before they were compressed.
        size: u32,
        bytes: Box<[u8]>,
    },
}

impl Default for Body {
    fn default() -> Self {
        Body::Open(Words::default())
    }
}

/// The texts of a chunk's rows.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Words {
    /// Of each row its key, then its pieces.
    text: String,
    pieces: Vec<Piece>,
    /// Of each row the first byte of its text, and the first of its pieces.
    starts: Vec<[u32; 2]>,
}

/// A piece of a row: a segment, a part of a long one, or the key.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Piece {
    /// Bytes of text, and above them how many blanks follow: most columns are padded, and blanks need not be stored.
    length: u16,
    pub role: Role,
    /// The column, [`KEY`], and [`GOES_ON`] where the next piece is of the same segment.
    pub column: u8,
}

const LENGTH_BITS: u32 = 10;
const MOST_BYTES: usize = (1 << LENGTH_BITS) - 1;
const MOST_BLANKS: usize = (1 << (u16::BITS - LENGTH_BITS)) - 1;

pub const KEY: u8 = 0x40;
/// The rest of a key that begins with that of the row around it: keys of trees are paths.
pub const KEY_BELOW: u8 = 0x41;
const GOES_ON: u8 = 0x80;

impl Piece {
    fn bytes(self) -> usize {
        usize::from(self.length) & MOST_BYTES
    }

    /// Whether it is no text of the row but what the row is called.
    pub fn is_key(self) -> bool {
        self.column & !GOES_ON >= KEY
    }

    pub fn blanks(self) -> usize {
        usize::from(self.length >> LENGTH_BITS)
    }
}

impl Words {
    /// Whether a row can be added: places in the text are numbers of 32 bits.
    pub fn has_room(&self) -> bool {
        u32::try_from(self.text.len()).is_ok()
    }

    /// Begins a row.
    pub fn begin(&mut self) {
        self.starts.push([self.text.len() as u32, self.pieces.len() as u32]);
    }

    /// Adds a piece to the last row.
    pub fn add(&mut self, text: &str, role: Role, column: u8) {
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

    /// The pieces of a row with their texts, its key first.
    pub fn pieces(&self, row: usize) -> impl Iterator<Item = (Piece, &str)> {
        let mut pieces = self.pieces[self.range(row)].iter();
        let mut at = self.starts.get(row).map_or(0, |start| start[0] as usize);
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

    fn range(&self, row: usize) -> Range<usize> {
        let start = |row: usize| self.starts.get(row).map_or(self.pieces.len(), |start| start[1] as usize);
        start(row)..start(row + 1)
    }

    fn shrink(&mut self) {
        self.text.shrink_to_fit();
        self.pieces.shrink_to_fit();
        self.starts.shrink_to_fit();
    }

    /// All parts one behind the other, those alike next to each other, which compresses better.
    fn joined(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.text.len() + 4 * (self.pieces.len() + self.starts.len()));
        for row in 0..self.starts.len() {
            bytes.extend((self.range(row).len() as u32).to_le_bytes());
        }
        self.pieces.iter().for_each(|piece| bytes.extend(piece.length.to_le_bytes()));
        self.pieces.iter().for_each(|piece| bytes.push(piece.role as u8));
        self.pieces.iter().for_each(|piece| bytes.push(piece.column));
        bytes.extend(self.text.as_bytes());
        bytes
    }

    /// The opposite of [`Words::joined`]; `None` if it is not that.
    fn parted(bytes: &[u8], rows: usize, count: usize) -> Option<Self> {
        let (counts, bytes) = bytes.split_at_checked(4 * rows)?;
        let (lengths, bytes) = bytes.split_at_checked(2 * count)?;
        let (roles, bytes) = bytes.split_at_checked(count)?;
        let (columns, text) = bytes.split_at_checked(count)?;
        let lengths = lengths.as_chunks::<2>().0.iter().map(|&length| u16::from_le_bytes(length));
        let pieces = lengths.zip(roles).zip(columns).map(|((length, &role), &column)| {
            let role = Role::ALL.get(usize::from(role)).copied().unwrap_or_default();
            Piece { length, role, column }
        });
        let pieces: Vec<Piece> = pieces.collect();
        let mut starts = Vec::with_capacity(rows);
        let (mut piece, mut at) = (0, 0);
        for &count in counts.as_chunks::<4>().0 {
            starts.push([at as u32, piece as u32]);
            let end = piece + u32::from_le_bytes(count) as usize;
            at += pieces.get(piece..end)?.iter().map(|piece| piece.bytes()).sum::<usize>();
            piece = end;
        }
        Some(Self { text: String::from_utf8(text.to_vec()).ok()?, pieces, starts })
    }
}

impl Chunk {
    /// Where the next row goes; `None` if the chunk is full.
    pub fn open(&mut self) -> Option<&mut Words> {
        match &mut self.body {
            Body::Open(words) if self.rows.len() < ROWS => Some(words),
            _ => None,
        }
    }

    pub fn shrink(&mut self) {
        self.rows.shrink_to_fit();
        if let Body::Open(words) = &mut self.body {
            words.shrink();
        }
    }

    /// Compresses a chunk that gets no more rows.
    pub fn close(&mut self) {
        self.rows.shrink_to_fit();
        let Body::Open(words) = &self.body else { return };
        let joined = words.joined();
        let (Ok(pieces), Ok(size)) = (u32::try_from(words.pieces.len()), u32::try_from(joined.len())) else { return };
        let bytes = lz4_flex::block::compress(&joined).into();
        self.body = Body::Closed { pieces, size, bytes };
    }

    /// The texts of the rows. What is compressed is unpacked anew for each call.
    pub fn words(&self) -> Access<'_> {
        match &self.body {
            Body::Open(words) => Access::Here(words),
            Body::Closed { pieces, size, bytes } => {
                let joined = lz4_flex::block::decompress(bytes, *size as usize).unwrap_or_default();
                let words = Words::parted(&joined, self.rows.len(), *pieces as usize);
                Access::Unpacked(Arc::new(words.unwrap_or_default()))
            }
        }
    }
}

/// Texts that lie in a chunk or were unpacked from it.
#[derive(Clone)]
pub enum Access<'a> {
    Here(&'a Words),
    Unpacked(Arc<Words>),
}

impl Deref for Access<'_> {
    type Target = Words;

    fn deref(&self) -> &Words {
        match self {
            Access::Here(words) => words,
            Access::Unpacked(words) => words,
        }
    }
}

/// The chunks that were looked at last: a screen has rows of two at most.
#[derive(Default)]
pub struct Recent(Mutex<Vec<(usize, Arc<Words>)>>);

const RECENT: usize = 3;

impl Recent {
    pub fn words<'c>(&self, chunks: &'c [Chunk], index: usize) -> Option<Access<'c>> {
        let chunk = chunks.get(index)?;
        if let Body::Open(words) = &chunk.body {
            return Some(Access::Here(words));
        }
        let mut recent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(at) = recent.iter().position(|(number, _)| *number == index) {
            recent[..=at].rotate_right(1);
            return Some(Access::Unpacked(recent[0].1.clone()));
        }
        let words = chunk.words();
        if let Access::Unpacked(words) = &words {
            recent.truncate(RECENT - 1);
            recent.insert(0, (index, words.clone()));
        }
        Some(words)
    }
}

impl Clone for Recent {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl PartialEq for Recent {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl std::fmt::Debug for Recent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Recent")
    }
}
