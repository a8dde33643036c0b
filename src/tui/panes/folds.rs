//! Folding of trees: which rows are hidden because a row above them is closed.

use std::collections::HashMap;
use std::hash::{Hash, Hasher};

use siphasher::sip::SipHasher13;

use super::align::fingerprint;
use super::prepared::Prepared;
use crate::view::Packed;

/// What makes a row the same row in the next revision: its key, or its path of texts through the tree.
pub type RowIdentity = u64;

/// Which rows are closed.
#[derive(Clone, Debug)]
pub struct Folds {
    /// Rows that were opened (`true`) or closed by hand.
    by_hand: HashMap<RowIdentity, bool>,
    /// Rows of this depth and deeper start closed.
    pub depth: u16,
}

impl Default for Folds {
    fn default() -> Self {
        Self { by_hand: HashMap::new(), depth: u16::MAX }
    }
}

impl Folds {
    pub fn is_open(&self, identity: RowIdentity, depth: u16) -> bool {
        self.by_hand.get(&identity).copied().unwrap_or(depth < self.depth)
    }

    pub fn set(&mut self, identity: RowIdentity, open: bool) {
        self.by_hand.insert(identity, open);
    }

    /// Everything to this depth is open, everything deeper closed.
    pub fn set_depth(&mut self, depth: u16) {
        self.depth = depth;
        self.by_hand.clear();
    }
}

/// The identity of a row with a key.
pub fn identity_of_key(key: &str) -> RowIdentity {
    let mut hasher = SipHasher13::new();
    key.hash(&mut hasher);
    hasher.finish()
}

/// Whether the row has rows below it.
pub fn has_children(rows: &Packed, row: usize) -> bool {
    rows.tree && row + 1 < rows.len() && rows.depth(row + 1) > rows.depth(row)
}

/// The row whose child `row` is.
pub fn parent(rows: &Packed, row: usize) -> Option<usize> {
    let depth = rows.depth(row);
    if !rows.tree || depth == 0 {
        return None;
    }
    (0..row).rev().find(|&above| rows.depth(above) < depth)
}

/// An identity for each row.
pub fn identities(rows: &Packed) -> Vec<RowIdentity> {
    // The identities of the rows above, and how often each text has occurred below them.
    let mut path: Vec<(u16, RowIdentity)> = Vec::new();
    let mut seen: HashMap<(RowIdentity, u64), u32> = HashMap::new();
    let mut identities = Vec::with_capacity(rows.len());
    rows.each(|_, row| {
        while path.last().is_some_and(|(depth, _)| *depth >= row.depth) {
            path.pop();
        }
        let above = if rows.tree { path.last().map_or(0, |(_, identity)| *identity) } else { 0 };
        let identity = match &row.key {
            Some(key) => identity_of_key(key),
            None => {
                let text = fingerprint(row);
                let count = seen.entry((above, text)).or_default();
                *count += 1;
                let mut hasher = SipHasher13::new();
                (above, text, *count).hash(&mut hasher);
                hasher.finish()
            }
        };
        if rows.tree {
            path.push((row.depth, identity));
        }
        identities.push(identity);
    });
    identities
}

/// The rows that are not hidden, in order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Places {
    /// All of so many rows.
    All(usize),
    These(Vec<u32>),
}

impl Default for Places {
    fn default() -> Self {
        Places::All(0)
    }
}

impl Places {
    /// What folds leave of a listing.
    pub fn of(prepared: &Prepared, folds: &Folds) -> Self {
        let rows = &prepared.rows;
        if !rows.tree {
            return Places::All(rows.len());
        }
        let mut shown = Vec::new();
        let mut closed: Option<u16> = None;
        for (index, &identity) in prepared.identities().iter().enumerate() {
            let depth = rows.depth(index);
            if closed.is_some_and(|closed| depth > closed) {
                continue;
            }
            closed = (!folds.is_open(identity, depth)).then_some(depth);
            shown.push(index as u32);
        }
        if shown.len() == rows.len() { Places::All(rows.len()) } else { Places::These(shown) }
    }

    pub fn len(&self) -> usize {
        match self {
            Places::All(count) => *count,
            Places::These(rows) => rows.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The row at a place.
    pub fn row(&self, place: usize) -> Option<usize> {
        match self {
            Places::All(count) => (place < *count).then_some(place),
            Places::These(rows) => rows.get(place).map(|&row| row as usize),
        }
    }

    /// How many places lie before a row.
    pub fn before(&self, row: usize) -> usize {
        match self {
            Places::All(count) => row.min(*count),
            Places::These(rows) => rows.partition_point(|&shown| (shown as usize) < row),
        }
    }

    pub fn has(&self, row: usize) -> bool {
        self.row(self.before(row)) == Some(row)
    }

    /// The rows of a range of places, as far as there are any.
    pub fn rows(&self, places: std::ops::Range<usize>) -> impl DoubleEndedIterator<Item = usize> {
        let end = places.end.min(self.len());
        (places.start.min(end)..end).filter_map(|place| self.row(place))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::{Listing, Role, Row};

    fn tree() -> Packed {
        let rows = [("Module", 0), ("Assign", 1), ("Name", 2), ("Assign", 1), ("Name", 2)];
        Listing::tree(rows.iter().map(|&(text, depth)| Row::text(Role::Node, text).depth(depth)).collect()).into()
    }

    #[test]
    fn closed_rows_hide_what_is_below() {
        let prepared = Prepared::new(tree());
        let identities = prepared.identities();
        let shown = |folds: &Folds| Places::of(&prepared, folds).rows(0..9).collect::<Vec<_>>();
        let mut folds = Folds::default();
        assert_eq!(Places::of(&prepared, &folds), Places::All(5));
        folds.set(identities[1], false);
        assert_eq!(shown(&folds), [0, 1, 3, 4]);
        let places = Places::of(&prepared, &folds);
        assert_eq!((places.before(2), places.before(3), places.has(2), places.has(3)), (2, 2, false, true));
        folds.set_depth(1);
        assert_eq!(shown(&folds), [0, 1, 3]);
        folds.set(identities[0], false);
        assert_eq!(shown(&folds), [0]);
    }

    #[test]
    fn equal_texts_have_different_identities() {
        let mut identities = identities(&tree());
        identities.sort_unstable();
        identities.dedup();
        assert_eq!(identities.len(), 5);
    }

    #[test]
    fn parents_and_children() {
        let listing = tree();
        assert_eq!(parent(&listing, 4), Some(3));
        assert_eq!(parent(&listing, 3), Some(0));
        assert_eq!(parent(&listing, 0), None);
        assert!(has_children(&listing, 1) && !has_children(&listing, 4));
    }
}
