//! Which rows of a listing the selection is about.

use super::prepared::Prepared;
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

/// Rows that are marked at most: whoever selects a whole class does not read them one by one.
const MOST: usize = 5000;

/// The rows of a listing that correspond, in order; by item where the links know some, else by position.
pub fn rows(prepared: &Prepared, items: &[ItemRef], span: Option<Span>) -> Vec<usize> {
    let found = in_order(items.iter().take(MOST).flat_map(|&item| prepared.rows_of(item)).copied());
    if !found.is_empty() {
        return found;
    }
    // Several instructions share a row of bytes: the smallest around each.
    let found = in_order(items.iter().take(MOST).filter_map(|item| match item {
        ItemRef::Bytes(start, end) => prepared.bytes().smallest_around(Span::new(*start, *end)).map(|(_, row)| row),
        _ => None,
    }));
    if !found.is_empty() {
        return found;
    }
    match span {
        Some(span) if prepared.listing.tree => rows_of_tree(prepared, span),
        Some(span) => rows_of_list(prepared, span),
        None => Vec::new(),
    }
}

fn in_order(rows: impl Iterator<Item = u32>) -> Vec<usize> {
    let mut rows: Vec<usize> = rows.map(|row| row as usize).collect();
    rows.sort_unstable();
    rows.dedup();
    rows
}

/// Rows of exactly this span; else the smallest row around it.
fn rows_of_tree(prepared: &Prepared, span: Span) -> Vec<usize> {
    let exact = in_order(prepared.spans().exact(span));
    if !exact.is_empty() {
        return exact;
    }
    prepared.spans().smallest_around(span).map(|(_, row)| row as usize).into_iter().collect()
}

/// Rows of exactly this span; else those inside it; else the smallest around it.
fn rows_of_list(prepared: &Prepared, span: Span) -> Vec<usize> {
    let exact = in_order(prepared.spans().exact(span));
    if !exact.is_empty() {
        return exact;
    }
    let inside = prepared.spans().inside(span).filter(|(inner, _)| !inner.is_empty()).map(|(_, row)| row);
    let inside = in_order(inside.take(MOST));
    if !inside.is_empty() {
        return inside;
    }
    let Some((smallest, _)) = prepared.spans().smallest_around(span) else { return Vec::new() };
    in_order(prepared.spans().exact(smallest))
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
        let list = Prepared::new(Listing::new(spans(&[(0, 1), (2, 3), (4, 9), (4, 9), (0, 9)])).into());
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
        let tree = Prepared::new(Listing::tree(nodes).into());
        assert_eq!(rows(&tree, &[], Some(Span::new(6, 8))), [2]);
        assert_eq!(rows(&tree, &[], Some(Span::new(4, 9))), [1, 2]);
    }
}
