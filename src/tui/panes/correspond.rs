//! Which rows of a listing the selection is about.

use crate::base::Span;
use crate::view::{ItemRef, Listing};

/// What is selected, in whichever pane it was selected.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Selection {
    pub pane: super::PaneId,
    pub item: Option<ItemRef>,
    /// The source text that it stands for.
    pub span: Option<Span>,
}

/// The rows of `listing` that correspond, in order; by item where the links know some, else by position.
pub fn rows(listing: &Listing, items: &[ItemRef], span: Option<Span>) -> Vec<usize> {
    let by_item = |item: ItemRef| items.contains(&item);
    let found = indices(listing, |row| row.item.is_some_and(by_item));
    if !found.is_empty() {
        return found;
    }
    let found = rows_around_bytes(listing, items);
    if !found.is_empty() {
        return found;
    }
    match span {
        Some(span) if listing.tree => rows_of_tree(listing, span),
        Some(span) => rows_of_list(listing, span),
        None => Vec::new(),
    }
}

/// The smallest byte ranges of a `.pyc` around each of the items, since several instructions share a row of bytes.
fn rows_around_bytes(listing: &Listing, items: &[ItemRef]) -> Vec<usize> {
    let around = |start: u32, end: u32| {
        let rows = listing.rows.iter().enumerate();
        let sizes = rows.filter_map(|(index, row)| match row.item {
            Some(ItemRef::Bytes(from, to)) if from <= start && end <= to => Some((to - from, index)),
            _ => None,
        });
        sizes.min().map(|(_, index)| index)
    };
    let mut found: Vec<usize> = items
        .iter()
        .filter_map(|item| match item {
            ItemRef::Bytes(start, end) => around(*start, *end),
            _ => None,
        })
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn indices(listing: &Listing, wanted: impl Fn(&crate::view::Row) -> bool) -> Vec<usize> {
    listing.rows.iter().enumerate().filter(|(_, row)| wanted(row)).map(|(index, _)| index).collect()
}

/// Rows of exactly this span; else the smallest row around it.
fn rows_of_tree(listing: &Listing, span: Span) -> Vec<usize> {
    let exact = indices(listing, |row| row.span == Some(span));
    if !exact.is_empty() {
        return exact;
    }
    let around = listing.rows.iter().enumerate().filter_map(|(index, row)| {
        let outer = row.span.filter(|outer| outer.encloses(span))?;
        Some((outer.len(), std::cmp::Reverse(row.depth), index))
    });
    around.min().map(|(_, _, index)| index).into_iter().collect()
}

/// Rows of exactly this span; else those inside it; else the smallest around it.
fn rows_of_list(listing: &Listing, span: Span) -> Vec<usize> {
    let exact = indices(listing, |row| row.span == Some(span));
    if !exact.is_empty() {
        return exact;
    }
    let inside = indices(listing, |row| row.span.is_some_and(|inner| !inner.is_empty() && span.encloses(inner)));
    if !inside.is_empty() {
        return inside;
    }
    let around = |row: &crate::view::Row| row.span.filter(|outer| outer.encloses(span)).map(Span::len);
    let Some(smallest) = listing.rows.iter().filter_map(around).min() else { return Vec::new() };
    indices(listing, |row| around(row) == Some(smallest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::{Role, Row};

    fn spans(spans: &[(u32, u32)]) -> Vec<Row> {
        spans.iter().map(|&(start, end)| Row::text(Role::Text, "x").span(Span::new(start, end))).collect()
    }

    #[test]
    fn exact_then_inside_then_around() {
        let list = Listing::new(spans(&[(0, 1), (2, 3), (4, 9), (4, 9), (0, 9)]));
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
        let tree = Listing::tree(nodes);
        assert_eq!(rows(&tree, &[], Some(Span::new(6, 8))), [2]);
        assert_eq!(rows(&tree, &[], Some(Span::new(4, 9))), [1, 2]);
    }
}
