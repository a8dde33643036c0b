//! Which row of the new revision is which row of the old one.
//!
//! Rows are compared by what they say without their positions, so that inserting a line at the top changes one row and
//! not all of them; rows with a key (path of a node, name of a code object) by that.

use std::hash::{Hash, Hasher};
use std::ops::Range;
use std::time::Duration;

use similar::{Algorithm, DiffOp, capture_diff_slices_deadline};
use siphasher::sip::SipHasher13;

use super::prepared::Prepared;
use crate::pipeline::delta::deadline;
use crate::view::Packed;
use crate::view::row::UNMARKED;
use crate::view::{Change, Role, Row, Segment};

/// After this time the rest of two very different long listings counts as replaced.
const PATIENCE: Duration = Duration::from_millis(60);

/// What a row says, as a number. Where it says it does not count: neither positions, nor which of a list a node is, nor
/// the index of a constant or name that is named behind it.
pub fn fingerprint(row: &Row) -> u64 {
    let mut hasher = SipHasher13::new();
    row.depth.hash(&mut hasher);
    if row.key.as_deref() == Some(UNMARKED) {
        UNMARKED.hash(&mut hasher);
        return hasher.finish();
    }
    for (at, segment) in row.segments.iter().enumerate() {
        let text = segment.text.trim_end();
        match segment.role {
            Role::Position => {}
            // Arrows beside the rows go around what comes between.
            Role::Label if is_lanes(text) => {}
            Role::Argument if is_explained(&row.segments[at + 1..]) => {}
            Role::Field => text.split('[').next().unwrap_or_default().hash(&mut hasher),
            _ => text.hash(&mut hasher),
        }
    }
    hasher.finish()
}

/// Whether it is a piece of the arrows beside a listing.
pub fn is_lanes(text: &str) -> bool {
    !text.contains(|c: char| c.is_alphanumeric())
}

/// Whether brackets with a meaning follow.
fn is_explained(behind: &[Segment]) -> bool {
    behind
        .iter()
        .map(|segment| segment.text.trim())
        .find(|text| !text.is_empty())
        .is_some_and(|text| text.starts_with('('))
}

/// By how many rows what is new is better said to have come further up: of several places that say the same, the one
/// where it begins nearest to the root is where a person put it. `equal` rows in front of it were there before.
fn slide(rows: &Packed, after: &[u64], new: &Range<usize>, equal: usize) -> usize {
    let alike = |by: usize| by <= equal && after[new.start - by] == after[new.end - by];
    let ways = std::iter::once(0).chain((1..).take_while(|&by| alike(by)));
    ways.min_by_key(|&by| (rows.depth(new.start - by), by)).unwrap_or(0)
}

/// The way from an old listing to a new one.
#[derive(Clone, Debug, Default)]
pub struct Alignment {
    /// For each old row the new row that is the same thing, or stands where it stood.
    forward: Vec<usize>,
    /// How each new row differs.
    pub changes: Vec<Change>,
    pub added: usize,
    pub removed: usize,
    /// Old rows that are gone, with the new row in front of which they stood.
    pub gone: Vec<(usize, Range<usize>)>,
}

impl Alignment {
    pub fn new(old: &Prepared, new: &Prepared) -> Self {
        let (before, after) = (old.fingerprints(), new.fingerprints());
        let mut forward = vec![0; before.len()];
        let mut changes = vec![Change::Same; after.len()];
        let (mut added, mut removed) = (0, 0);
        let mut gone = Vec::new();
        let deadline = deadline(before.len() + after.len(), PATIENCE);
        let mut equal = 0;
        for op in capture_diff_slices_deadline(Algorithm::Myers, before, after, deadline) {
            let (was, mut is) = (op.old_range(), op.new_range());
            if matches!(op, DiffOp::Insert { .. }) {
                let by = slide(&new.rows, after, &is, equal);
                is = is.start - by..is.end - by;
                for back in 1..=by {
                    forward[was.start - back] = is.end + by - back;
                }
            }
            equal = if matches!(op, DiffOp::Equal { .. }) { is.len() } else { 0 };
            for (index, row) in was.clone().enumerate() {
                forward[row] = (is.start + index).min(is.end.max(is.start + 1) - 1).min(after.len().saturating_sub(1));
            }
            let mark = match op {
                DiffOp::Equal { .. } => continue,
                DiffOp::Insert { .. } => Change::Added,
                DiffOp::Delete { .. } => Change::Removed,
                DiffOp::Replace { .. } => Change::Changed,
            };
            added += is.len();
            removed += was.len();
            if !was.is_empty() {
                gone.push((is.start, was));
            }
            changes[is].fill(mark);
        }
        Self { forward, changes, added, removed, gone }
    }

    /// The new row for an old one.
    pub fn row(&self, old: usize) -> usize {
        self.forward.get(old).copied().unwrap_or(0)
    }

    pub fn is_empty(&self) -> bool {
        self.added == 0 && self.removed == 0
    }

    /// `−2 +1`, or nothing.
    pub fn summary(&self) -> String {
        let part = |sign: &str, count: usize| if count == 0 { String::new() } else { format!("{sign}{count}") };
        [part("−", self.removed), part("+", self.added)].join(" ").trim().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::Listing;

    fn listing(lines: &[&str]) -> Prepared {
        let row = |(number, line): (usize, &&str)| {
            Row::new().with(Role::Position, format!("{number} ")).with(Role::Text, (*line).to_owned())
        };
        Prepared::new(Listing::new(lines.iter().enumerate().map(row).collect()))
    }

    #[test]
    fn an_inserted_row_changes_no_other() {
        let alignment = Alignment::new(&listing(&["a", "b", "c"]), &listing(&["new", "a", "b", "c"]));
        assert_eq!((alignment.row(0), alignment.row(2)), (1, 3));
        assert_eq!(alignment.changes, [Change::Added, Change::Same, Change::Same, Change::Same]);
        assert_eq!(alignment.summary(), "+1");
    }

    #[test]
    fn of_places_that_say_the_same_the_new_subtree_is_marked_from_its_root() {
        let tree = |nodes: &[(u16, &'static str)]| {
            let row = |&(depth, text): &(u16, &'static str)| Row { depth, ..Row::text(Role::Node, text) };
            Prepared::new(Listing::tree(nodes.iter().map(row).collect()))
        };
        let (head, tail) = ((0, "Module"), [(1, "Assign"), (2, "Name total"), (2, "Constant 0")]);
        let old = tree(&[&[head], &tail[..]].concat());
        let new = tree(&[&[head, (1, "Assign"), (2, "Name y"), (2, "Constant 5")], &tail[..]].concat());
        let alignment = Alignment::new(&old, &new);
        let added: Vec<usize> = (0..7).filter(|&row| alignment.changes[row] == Change::Added).collect();
        assert_eq!(added, [1, 2, 3]);
        assert_eq!((0..4).map(|row| alignment.row(row)).collect::<Vec<_>>(), [0, 4, 5, 6]);
    }

    #[test]
    fn places_in_lists_and_tables_are_not_what_a_row_says() {
        let instruction = |index: &str, meaning: &str| {
            let row = Row::text(Role::Opcode, "LOAD_CONST ").with(Role::Argument, index.to_owned());
            fingerprint(&row.with(Role::Punctuation, " (").with(Role::Value, meaning.to_owned()))
        };
        assert_eq!(instruction("1", "3"), instruction("2", "3"));
        assert_ne!(instruction("1", "3"), instruction("1", "4"));
        let call = |count: &str| fingerprint(&Row::text(Role::Opcode, "CALL ").with(Role::Argument, count.to_owned()));
        assert_ne!(call("1"), call("2"));
        let node = |field: &str| fingerprint(&Row::text(Role::Field, field.to_owned()).with(Role::Node, "Assign"));
        assert_eq!(node("body[1]: "), node("body[2]: "));
        assert_ne!(node("body[1]: "), node("orelse[1]: "));
    }

    #[test]
    fn what_is_gone_leaves_its_place() {
        let alignment = Alignment::new(&listing(&["a", "b", "c"]), &listing(&["a", "c"]));
        assert_eq!((alignment.row(1), alignment.row(2)), (1, 1));
        assert_eq!(alignment.summary(), "−1");
        let alignment = Alignment::new(&listing(&["a", "b"]), &listing(&["a"]));
        assert_eq!(alignment.row(1), 0);
        let alignment = Alignment::new(&listing(&["a", "b"]), &listing(&[]));
        assert_eq!(alignment.row(1), 0);
        let alignment = Alignment::new(&listing(&["a", "b", "c"]), &listing(&["a", "x", "c"]));
        assert_eq!((alignment.row(1), alignment.summary().as_str()), (1, "−1 +1"));
    }
}
