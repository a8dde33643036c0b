//! Folding of trees: which rows are hidden because a row above them is closed.

use std::collections::HashMap;
use std::hash::{Hash, Hasher};

use siphasher::sip::SipHasher13;

use super::align::fingerprint;
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
        let mut hasher = SipHasher13::new();
        match &row.key {
            Some(key) => key.hash(&mut hasher),
            None => {
                let text = fingerprint(row);
                let count = seen.entry((above, text)).or_default();
                *count += 1;
                (above, text, *count).hash(&mut hasher);
            }
        }
        let identity = hasher.finish();
        if rows.tree {
            path.push((row.depth, identity));
        }
        identities.push(identity);
    });
    identities
}

/// The rows that are not hidden, in order.
pub fn shown(rows: &Packed, identities: &[RowIdentity], folds: &Folds) -> Vec<u32> {
    if !rows.tree {
        return (0..rows.len() as u32).collect();
    }
    let mut shown = Vec::new();
    let mut closed: Option<u16> = None;
    for (index, &identity) in identities.iter().enumerate() {
        let depth = rows.depth(index);
        if closed.is_some_and(|closed| depth > closed) {
            continue;
        }
        closed = (!folds.is_open(identity, depth)).then_some(depth);
        shown.push(index as u32);
    }
    shown
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
        let listing = tree();
        let identities = identities(&listing);
        let mut folds = Folds::default();
        assert_eq!(shown(&listing, &identities, &folds), [0, 1, 2, 3, 4]);
        folds.set(identities[1], false);
        assert_eq!(shown(&listing, &identities, &folds), [0, 1, 3, 4]);
        folds.set_depth(1);
        assert_eq!(shown(&listing, &identities, &folds), [0, 1, 3]);
        folds.set(identities[0], false);
        assert_eq!(shown(&listing, &identities, &folds), [0]);
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
