//! Positions in the decoded source, and the way from byte offsets to lines and columns.

use crate::base::Location;

/// Half-open range of UTF-8 byte offsets in the decoded source (newlines already normalised to `\n`).
///
/// Invariant: `start <= end`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default, PartialOrd, Ord)]
pub struct Span {
    pub start: u32,
    pub end: u32,
}

impl Span {
    pub const fn new(start: u32, end: u32) -> Self {
        Self { start, end }
    }

    /// The smallest span that covers both.
    pub fn cover(self, other: Span) -> Span {
        Span::new(self.start.min(other.start), self.end.max(other.end))
    }

    pub fn contains(self, offset: u32) -> bool {
        self.start <= offset && offset < self.end
    }

    pub fn encloses(self, inner: Span) -> bool {
        self.start <= inner.start && inner.end <= self.end
    }

    pub fn len(self) -> u32 {
        self.end - self.start
    }

    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// As a range for indexing the source text.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

impl std::fmt::Debug for Span {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}

/// Byte offset of the start of every line of a text; line numbers count from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineIndex {
    starts: Vec<u32>,
}

impl LineIndex {
    pub fn new(text: &str) -> Self {
        // A line of Python has about 35 bytes.
        let mut starts = Vec::with_capacity(text.len() / 32 + 1);
        starts.push(0);
        starts.extend(text.match_indices('\n').map(|(at, _)| at as u32 + 1));
        Self { starts }
    }

    /// Number of lines, counting the empty one behind a final newline.
    pub fn line_count(&self) -> usize {
        self.starts.len()
    }

    /// Line (from 1) that holds the byte at `offset`.
    pub fn line(&self, offset: u32) -> u32 {
        self.starts.partition_point(|&start| start <= offset) as u32
    }

    /// Offset of the first byte of `line` (from 1); the end of the text for lines beyond the last.
    pub fn line_start(&self, line: u32) -> Option<u32> {
        self.starts.get((line as usize).checked_sub(1)?).copied()
    }

    /// Line (from 1) and column (from 0, in UTF-8 bytes) of `offset`.
    pub fn line_column(&self, offset: u32) -> (u32, u32) {
        let line = self.line(offset);
        (line, offset - self.starts[line as usize - 1])
    }

    /// The four numbers CPython stores for `span`.
    pub fn location(&self, span: Span) -> Location {
        let (lineno, col_offset) = self.line_column(span.start);
        let (end_lineno, end_col_offset) = self.line_column(span.end);
        Location {
            lineno: lineno as i32,
            end_lineno: end_lineno as i32,
            col_offset: col_offset as i32,
            end_col_offset: end_col_offset as i32,
        }
    }
}
