//! A listing with the rows that are gone put back where they stood, as ghosts: two versions of a stage aligned in one pane.

use std::sync::Arc;

use super::align::Alignment;
use super::prepared::Prepared;
use crate::view::{Change, Listing, Role, Row};

/// Longer listings go without ghosts: every row would be copied on the thread that draws.
const MOST: usize = 50_000;

/// The new listing with ghosts.
pub struct Merged {
    pub prepared: Arc<Prepared>,
    /// How each of its rows differs.
    pub changes: Vec<Change>,
    /// The row of each row of the new listing, in order.
    pub places: Vec<u32>,
}

/// Merges; `None` where nothing is gone.
pub fn merged(old: &Prepared, new: &Prepared, alignment: &Alignment) -> Option<Merged> {
    if alignment.gone.is_empty() || new.listing.rows.len() + alignment.removed > MOST {
        return None;
    }
    let count = new.listing.rows.len() + alignment.removed;
    let mut rows = Vec::with_capacity(count);
    let mut changes = Vec::with_capacity(count);
    let mut places = Vec::with_capacity(new.listing.rows.len());
    let mut gone = alignment.gone.iter().peekable();
    for index in 0..=new.listing.rows.len() {
        while let Some((_, range)) = gone.next_if(|(before, _)| *before <= index) {
            rows.extend(old.listing.rows[range.clone()].iter().map(ghost));
            changes.resize(rows.len(), Change::Removed);
        }
        if let Some(row) = new.listing.rows.get(index) {
            places.push(rows.len() as u32);
            rows.push(row.clone());
            changes.push(alignment.changes.get(index).copied().unwrap_or_default());
        }
    }
    let listing = Listing { columns: new.listing.columns.clone(), rows, tree: new.listing.tree };
    Some(Merged { prepared: Arc::new(Prepared::new(Arc::new(listing))), changes, places })
}

/// What is gone is about nothing any more: it is text, and where it stood is no place.
fn ghost(row: &Row) -> Row {
    let mut ghost = Row { depth: row.depth, change: Change::Removed, ..Row::default() };
    for segment in &row.segments {
        match segment.role {
            Role::Position => ghost.push(segment.column, Role::Position, blank(&segment.text)),
            _ => ghost.push(segment.column, Role::Removed, segment.text.clone()),
        }
    }
    ghost
}

fn blank(text: &str) -> String {
    " ".repeat(crate::view::measure::width(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listing(lines: &[&str]) -> Prepared {
        let row = |(number, line): (usize, &&str)| {
            Row::new().with(Role::Position, format!("{number} ")).with(Role::Text, (*line).to_owned())
        };
        Prepared::new(Listing::new(lines.iter().enumerate().map(row).collect()).into())
    }

    fn shown(old: &[&str], new: &[&str]) -> Option<Vec<String>> {
        let (old, new) = (listing(old), listing(new));
        let merged = merged(&old, &new, &Alignment::new(&old, &new))?;
        let rows = merged.prepared.listing.rows.iter().zip(&merged.changes);
        Some(rows.map(|(row, change)| format!("{}{}", change.mark(), row.plain())).collect())
    }

    #[test]
    fn what_is_gone_stands_where_it_stood() {
        assert_eq!(shown(&["a", "b", "c"], &["a", "c"]), Some(vec![" 0 a".into(), "-  b".into(), " 1 c".into()]));
        assert_eq!(shown(&["a", "b"], &["a", "x"]), Some(vec![" 0 a".into(), "-  b".into(), "~1 x".into()]));
        assert_eq!(shown(&["a", "b"], &["a"]), Some(vec![" 0 a".into(), "-  b".into()]));
        assert_eq!(shown(&["a"], &[]), Some(vec!["-  a".into()]));
        assert_eq!(shown(&["a"], &["a", "b"]), None, "nothing is gone");
    }
}
