//! A listing with the rows that are gone put back where they stood, as ghosts: two versions of a stage aligned in one pane.

use std::sync::Arc;

use super::align::{Alignment, is_lanes};
use super::prepared::Prepared;
use crate::view::{Change, Packed, Role, Row};

/// Longer listings go without ghosts: every row is copied.
const MOST: usize = 500_000;

/// The new listing with ghosts.
#[derive(Clone, Debug)]
pub struct Merged {
    pub prepared: Arc<Prepared>,
    /// How each of its rows differs.
    pub changes: Vec<Change>,
    /// The row of each row of the new listing, in order.
    pub places: Vec<u32>,
}

/// Merges; `None` where nothing is gone.
pub fn merged(old: &Prepared, new: &Prepared, alignment: &Alignment) -> Option<Merged> {
    let count = new.rows.len() + alignment.removed;
    if alignment.gone.is_empty() || count > MOST {
        return None;
    }
    // Passes and graphs mark what a pass removed: what another version had must not look the same.
    let has_own_marks = (0..new.rows.len()).any(|row| new.rows.change(row) == Change::Removed);
    let mut rows = Packed::new(new.rows.columns(), new.rows.tree);
    let mut changes = Vec::with_capacity(count);
    let mut places = Vec::with_capacity(new.rows.len());
    let mut gone = alignment.gone.iter().peekable();
    let mut add_gone = |rows: &mut Packed, changes: &mut Vec<Change>, index: usize| {
        while let Some((_, range)) = gone.next_if(|(before, _)| *before <= index) {
            range.clone().filter_map(|row| old.rows.row(row)).for_each(|row| rows.push(&ghost(&row, has_own_marks)));
            changes.resize(rows.len(), Change::Removed);
        }
    };
    new.rows.each(|index, row| {
        add_gone(&mut rows, &mut changes, index);
        places.push(rows.len() as u32);
        rows.push(row);
        changes.push(alignment.changes.get(index).copied().unwrap_or_default());
    });
    add_gone(&mut rows, &mut changes, new.rows.len());
    Some(Merged { prepared: Arc::new(Prepared::new(rows.shrunk()).warmed()), changes, places })
}

/// What is gone is about nothing any more: it is text, and where it stood is no place.
fn ghost(row: &Row, has_own_marks: bool) -> Row {
    let mut ghost = Row { depth: row.depth, change: Change::Removed, ..Row::default() };
    for segment in &row.segments {
        match segment.role {
            Role::Position => ghost.push(segment.column, Role::Position, blank(&segment.text)),
            Role::Label if is_lanes(&segment.text) => ghost.push(segment.column, Role::Label, blank(&segment.text)),
            _ => ghost.push(segment.column, Role::Removed, segment.text.clone()),
        }
    }
    if has_own_marks && let Some(last) = ghost.segments.last().map(|last| last.column) {
        ghost.push(last, Role::Note, "  not in this version");
    }
    ghost
}

fn blank(text: &str) -> String {
    " ".repeat(crate::view::measure::width(text))
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

    fn shown(old: &[&str], new: &[&str]) -> Option<Vec<String>> {
        let (old, new) = (listing(old), listing(new));
        let merged = merged(&old, &new, &Alignment::new(&old, &new))?;
        let rows = merged.prepared.rows.iter().zip(&merged.changes);
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
