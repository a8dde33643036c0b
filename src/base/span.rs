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

/// Lines looked at one by one; most places asked for are on the line of the place before, or on the next.
const FEW: usize = 8;

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
    fn line_near(&self, offset: u32, near: u32) -> u32 {
        let begins_by = |line: u32| self.starts.get(line as usize).is_some_and(|&start| start <= offset);
        if near > 0 && begins_by(near - 1) {
            for line in near..near + FEW as u32 {
                if !begins_by(line) {
                    return line;
                }
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
        LineCursor::default().location(self, span)
    }
}

/// Gives one location after the other, quickly where each is near the one before.
#[derive(Clone, Copy, Debug, Default)]
pub struct LineCursor {
    /// The line where the last place began (from 1; 0 before the first), the offset of its first byte, and that behind
    /// its last.
    line: u32,
    start: u32,
    behind: u32,
}

impl LineCursor {
    /// The four numbers CPython stores for `span`.
    #[inline]
    pub fn location(&mut self, lines: &LineIndex, span: Span) -> Location {
        if self.start <= span.start && span.end < self.behind {
            let line = self.line as i32;
            return Location::new(line, line, (span.start - self.start) as i32, (span.end - self.start) as i32);
        }
        self.search(lines, span)
    }

    fn search(&mut self, lines: &LineIndex, span: Span) -> Location {
        let line = lines.line_near(span.start, self.line);
        let start = lines.starts[line as usize - 1];
        let behind = lines.starts.get(line as usize).copied().unwrap_or(u32::MAX);
        *self = Self { line, start, behind };
        let (end_line, end_column) = if span.end < behind {
            (line, span.end - start)
        } else {
            let end_line = lines.line_near(span.end, line);
            (end_line, span.end - lines.starts[end_line as usize - 1])
        };
        Location::new(line as i32, end_line as i32, (span.start - start) as i32, end_column as i32)
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
