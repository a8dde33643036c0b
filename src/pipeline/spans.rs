//! "What is at this position" in logarithmic time: spans sorted, each knowing the one around it.
//!
//! Spans of a tree, or of things that come from one, are nested or apart; for others the answers are near enough.

use crate::base::Span;

#[derive(Clone, Debug, Default)]
pub struct SpanIndex {
    /// Outer spans before inner ones; equal ones in the order they were given.
    entries: Vec<(Span, u32)>,
    /// For each entry the nearest one before it that encloses it.
    around: Vec<u32>,
}

const NONE: u32 = u32::MAX;

impl SpanIndex {
    /// Spans with the numbers of what they belong to.
    pub fn new(spans: impl IntoIterator<Item = (Span, u32)>) -> Self {
        let mut entries: Vec<(Span, u32)> = spans.into_iter().collect();
        entries.sort_by_key(|&(span, _)| key(span));
        let mut around = Vec::with_capacity(entries.len());
        let mut open: Vec<u32> = Vec::new();
        for (index, (span, _)) in entries.iter().enumerate() {
            while open.last().is_some_and(|&outer| !entries[outer as usize].0.encloses(*span)) {
                open.pop();
            }
            around.push(open.last().copied().unwrap_or(NONE));
            open.push(index as u32);
        }
        Self { entries, around }
    }

    /// The smallest span around `span`, itself included; of equal ones the last.
    pub fn smallest_around(&self, span: Span) -> Option<(Span, u32)> {
        let behind = self.entries.partition_point(|&(other, _)| key(other) <= key(span));
        let mut at = behind.checked_sub(1)?;
        while !self.entries[at].0.encloses(span) {
            at = usize::try_from(self.around[at]).ok().filter(|&outer| outer < self.entries.len())?;
        }
        Some(self.entries[at])
    }

    /// What has exactly this span, in the order it was given.
    pub fn exact(&self, span: Span) -> impl Iterator<Item = u32> + '_ {
        let first = self.entries.partition_point(|&(other, _)| key(other) < key(span));
        self.entries[first..].iter().take_while(move |(other, _)| *other == span).map(|&(_, what)| what)
    }

    /// What lies inside a span (or has it), in the order of the source.
    pub fn inside(&self, span: Span) -> impl Iterator<Item = (Span, u32)> + '_ {
        let first = self.entries.partition_point(|(other, _)| other.start < span.start);
        let starting = self.entries[first..].iter().take_while(move |(other, _)| other.start <= span.end);
        starting.filter(move |(other, _)| span.encloses(*other)).copied()
    }
}

fn key(span: Span) -> (u32, std::cmp::Reverse<u32>) {
    (span.start, std::cmp::Reverse(span.end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_around_inside_and_exact() {
        let spans = [(0, 20), (0, 9), (4, 9), (4, 9), (5, 6), (12, 20), (13, 14)];
        let index = SpanIndex::new(spans.iter().zip(0..).map(|(&(start, end), at)| (Span::new(start, end), at)));
        let around = |start, end| index.smallest_around(Span::new(start, end)).map(|(_, at)| at);
        assert_eq!(around(5, 6), Some(4));
        assert_eq!(around(4, 9), Some(3));
        assert_eq!(around(6, 8), Some(3));
        assert_eq!(around(10, 11), Some(0));
        assert_eq!(around(8, 13), Some(0));
        assert_eq!(around(19, 21), None);
        assert_eq!(index.exact(Span::new(4, 9)).collect::<Vec<_>>(), [2, 3]);
        let inside: Vec<u32> = index.inside(Span::new(4, 14)).map(|(_, at)| at).collect();
        assert_eq!(inside, [2, 3, 4, 6]);
        assert_eq!(SpanIndex::default().smallest_around(Span::new(0, 0)), None);
    }
}
