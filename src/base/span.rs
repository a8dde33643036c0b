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
        starts.extend(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at as u32 + 1));
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

    /// The same, found at once if it is the line `near` (from 1) or one of the few behind that.
    pub fn line_near(&self, offset: u32, near: u32) -> u32 {
        /// Lines looked at one by one; most places asked for are on the line of the place before, or on the next.
        const FEW: usize = 8;
        let here = near as usize;
        if here > 0 && self.starts.get(here - 1).is_some_and(|&start| start <= offset) {
            let behind = &self.starts[here..self.starts.len().min(here + FEW)];
            if let Some(lines) = behind.iter().position(|&start| start > offset) {
                return near + lines as u32;
            }
        }
        self.line(offset)
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
        self.location_near(span, 0)
    }

    /// The same, quick if it is near the line `near`; see [`LineIndex::line_near`].
    pub fn location_near(&self, span: Span, near: u32) -> Location {
        let lineno = self.line_near(span.start, near);
        let end_lineno = self.line_near(span.end, lineno);
        let column = |offset: u32, line: u32| (offset - self.starts[line as usize - 1]) as i32;
        Location {
            lineno: lineno as i32,
            end_lineno: end_lineno as i32,
            col_offset: column(span.start, lineno),
            end_col_offset: column(span.end, end_lineno),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_the_same_from_wherever_it_is_looked_for() {
        let text = "a\n\nbb\n\n\n\n\n\n\n\n\n\nc";
        let index = LineIndex::new(text);
        for offset in 0..=text.len() as u32 + 1 {
            for near in 0..index.line_count() as u32 + 3 {
                assert_eq!(index.line_near(offset, near), index.line(offset), "{offset} near {near}");
            }
        }
    }
}
