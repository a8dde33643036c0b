//! A listing with all that panes ask of it again and again: which row is about what, where, and how wide columns are.
//!
//! Listings of large files have hundreds of thousands of rows, and a key must show its effect within a frame; so
//! whatever looks at every row is done once, by the thread that made the listing or when it is first asked for.

use std::sync::OnceLock;

use super::align::fingerprint;
use super::folds::{self, RowIdentity};
use crate::base::Span;
use crate::view::row::visible_among;
use crate::view::{ItemRef, Packed};

#[derive(Debug, Default)]
pub struct Prepared {
    pub rows: Packed,
    identities: OnceLock<Vec<RowIdentity>>,
    fingerprints: OnceLock<Vec<u64>>,
    /// Rows that are about something, in the order of what they are about.
    items: OnceLock<Vec<u32>>,
    widths: OnceLock<Vec<usize>>,
}

impl Prepared {
    pub fn new(rows: impl Into<Packed>) -> Self {
        Self { rows: rows.into(), ..Self::default() }
    }

    /// Does now what will be asked for by every pane that shows it. What only the next version will be compared with waits.
    pub fn warmed(self) -> Self {
        if self.rows.tree {
            self.identities();
        }
        self.items();
        self.widths();
        self
    }

    pub fn identities(&self) -> &[RowIdentity] {
        self.identities.get_or_init(|| folds::identities(&self.rows))
    }

    /// The row that has this key.
    pub fn row_of_key(&self, key: &str) -> Option<usize> {
        if !self.rows.tree {
            return self.rows.with_key(key);
        }
        // Folds of trees are told by identities, so these are known already.
        let wanted = folds::identity_of_key(key);
        self.identities().iter().position(|&identity| identity == wanted)
    }

    /// What each row says, as a number.
    pub fn fingerprints(&self) -> &[u64] {
        self.fingerprints.get_or_init(|| {
            let mut prints = Vec::with_capacity(self.rows.len());
            self.rows.each(|_, row| prints.push(fingerprint(row)));
            prints
        })
    }

    fn items(&self) -> &[u32] {
        self.items.get_or_init(|| {
            let about = |&row: &u32| self.rows.item(row as usize);
            let mut rows: Vec<u32> = (0..self.rows.len() as u32).filter(|row| about(row).is_some()).collect();
            rows.sort_by_key(about);
            rows.shrink_to_fit();
            rows
        })
    }

    /// The rows that are about an item, in order.
    pub fn rows_of(&self, item: ItemRef) -> &[u32] {
        let rows = self.items();
        let about = |row: u32| self.rows.item(row as usize);
        let start = rows.partition_point(|&row| about(row) < Some(item));
        let count = rows[start..].iter().take_while(|&&row| about(row) == Some(item)).count();
        &rows[start..start + count]
    }

    /// How the rows lie to a piece of the source.
    pub fn around(&self, span: Span) -> Around {
        Around::of(span, (0..self.rows.len()).map(|row| self.rows.span(row)))
    }

    /// How the rows that are about bytes of the `.pyc` lie to some of them.
    pub fn around_bytes(&self, span: Span) -> Around {
        let bytes = |row: usize| match self.rows.item(row)? {
            ItemRef::Bytes(start, end) if start <= end => Some(Span::new(start, end)),
            _ => None,
        };
        Around::of(span, (0..self.rows.len()).map(bytes))
    }

    /// The columns that stay when there are `width` columns of the screen: one bit each.
    pub fn visible_columns(&self, width: usize) -> u64 {
        visible_among(self.rows.columns(), self.widths(), width)
    }

    fn widths(&self) -> &[usize] {
        self.widths.get_or_init(|| self.rows.column_widths())
    }
}

/// The rows of a listing that have to do with a span, in order. Looking at all of them is quick enough: it is done a few
/// times for each key, and an index of all rows would take as much memory as the rows.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Around {
    /// Rows of exactly this span.
    pub exact: Vec<usize>,
    /// Rows whose spans lie inside it and are not empty.
    pub inside: Vec<usize>,
    /// The last row with the smallest span around it, and that span.
    pub smallest: Option<(usize, Span)>,
}

/// Rows that are collected at most: whoever selects a whole class does not read them one by one.
pub const MOST: usize = 2000;

impl Around {
    fn of(span: Span, rows: impl Iterator<Item = Option<Span>>) -> Self {
        let mut found = Self::default();
        for (row, other) in rows.enumerate() {
            let Some(other) = other else { continue };
            if other == span && found.exact.len() < MOST {
                found.exact.push(row);
            }
            if span.encloses(other) && !other.is_empty() && found.inside.len() < MOST {
                found.inside.push(row);
            }
            if other.encloses(span) && found.smallest.is_none_or(|(_, least)| other.len() <= least.len()) {
                found.smallest = Some((row, other));
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_around_and_inside_a_span() {
        let spans = [(0, 20), (0, 9), (4, 9), (4, 9), (5, 6), (12, 20), (13, 14), (4, 4)];
        let around = |start, end| {
            let spans = spans.iter().map(|&(start, end)| Some(Span::new(start, end)));
            Around::of(Span::new(start, end), spans.chain([None]))
        };
        assert_eq!(around(5, 6).smallest, Some((4, Span::new(5, 6))));
        assert_eq!(around(4, 9).smallest, Some((3, Span::new(4, 9))));
        assert_eq!(around(4, 9).exact, [2, 3]);
        assert_eq!(around(10, 11).smallest, Some((0, Span::new(0, 20))));
        assert_eq!(around(19, 21).smallest, None);
        assert_eq!(around(4, 14).inside, [2, 3, 4, 6]);
    }
}
