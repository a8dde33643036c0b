//! Which rows of a listing the selection is about.

use super::prepared::{MOST, Prepared};
use crate::base::Span;
use crate::view::ItemRef;

/// What is selected, in whichever pane it was selected.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Selection {
    pub pane: super::PaneId,
    pub item: Option<ItemRef>,
    /// The source text that it stands for.
    pub span: Option<Span>,
}

impl Selection {
    /// The selection, or, if its pane shows an older revision, only that the pane is where it was made.
    pub fn of(self, this_revision: bool) -> Self {
        if this_revision { self } else { Self { item: None, span: None, ..self } }
    }
}

/// The rows of a listing that correspond, in order; by item where the links know some, else by position.
pub fn rows(prepared: &Prepared, items: &[ItemRef], span: Option<Span>) -> Vec<usize> {
    let found = in_order(items.iter().take(MOST).flat_map(|&item| prepared.rows_of(item)).map(|&row| row as usize));
    if !found.is_empty() {
        return found;
    }
    // Several instructions share a row of bytes: the smallest around each.
    let bytes = items.iter().filter_map(|item| match item {
        ItemRef::Bytes(start, end) => Some(prepared.around_bytes(Span::new(*start, *end)).smallest?.0),
        _ => None,
    });
    let found = in_order(bytes.take(MOST_BYTES));
    if !found.is_empty() {
        return found;
    }
    let Some(span) = span else { return Vec::new() };
    let around = prepared.around(span);
    match around.smallest {
        _ if !around.exact.is_empty() => around.exact,
        _ if !around.inside.is_empty() && !prepared.rows.tree => around.inside,
        Some((row, _)) if prepared.rows.tree => vec![row],
        Some((_, smallest)) => prepared.around(smallest).exact,
        None => Vec::new(),
    }
}

/// Rows of bytes that are looked for one by one.
const MOST_BYTES: usize = 50;

fn in_order(rows: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut rows: Vec<usize> = rows.collect();
    rows.sort_unstable();
    rows.dedup();
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::{Listing, Role, Row};

    fn spans(spans: &[(u32, u32)]) -> Vec<Row> {
        spans.iter().map(|&(start, end)| Row::text(Role::Text, "x").span(Span::new(start, end))).collect()
    }

    #[test]
    fn exact_then_inside_then_around() {
        let list = Prepared::new(Listing::new(spans(&[(0, 1), (2, 3), (4, 9), (4, 9), (0, 9)])));
        let find = |start, end| rows(&list, &[], Some(Span::new(start, end)));
        assert_eq!(find(4, 9), [2, 3]);
        assert_eq!(find(0, 4), [0, 1]);
        assert_eq!(find(5, 6), [2, 3]);
        assert_eq!(find(20, 21), [0; 0]);
    }

    #[test]
    fn a_tree_gives_the_smallest_node_around() {
        let mut nodes = spans(&[(0, 9), (4, 9), (4, 9), (5, 6)]);
        nodes[2].depth = 2;
        nodes[1].depth = 1;
        let tree = Prepared::new(Listing::tree(nodes));
        assert_eq!(rows(&tree, &[], Some(Span::new(6, 8))), [2]);
        assert_eq!(rows(&tree, &[], Some(Span::new(4, 9))), [1, 2]);
    }
}
