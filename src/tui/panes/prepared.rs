//! A listing with all that panes ask of it again and again: which row is about what, where, and how wide columns are.
//!
//! Listings of large files have hundreds of thousands of rows, and a key must show its effect within a frame; so
//! whatever looks at every row is done once, by the thread that made the listing or when it is first asked for.

use std::sync::{Arc, OnceLock};

use super::align::fingerprint;
use super::folds::{self, RowIdentity};
use crate::base::Span;
use crate::pipeline::spans::SpanIndex;
use crate::view::{ItemRef, Listing};

/// The rows of each item: both lists are sorted by item, then by row.
#[derive(Debug, Default)]
struct Items {
    items: Vec<ItemRef>,
    rows: Vec<u32>,
}

#[derive(Debug, Default)]
pub struct Prepared {
    pub listing: Arc<Listing>,
    identities: OnceLock<Vec<RowIdentity>>,
    fingerprints: OnceLock<Vec<u64>>,
    items: OnceLock<Items>,
    spans: OnceLock<SpanIndex>,
    bytes: OnceLock<SpanIndex>,
    widths: OnceLock<Vec<usize>>,
}

impl Prepared {
    pub fn new(listing: Arc<Listing>) -> Self {
        Self { listing, ..Self::default() }
    }

    /// Does now what will be asked for by every pane that shows it.
    pub fn warmed(self) -> Self {
        self.identities();
        self.fingerprints();
        self.items();
        self.spans();
        self.widths();
        self
    }

    pub fn identities(&self) -> &[RowIdentity] {
        self.identities.get_or_init(|| folds::identities(&self.listing))
    }

    /// What each row says, as a number.
    pub fn fingerprints(&self) -> &[u64] {
        self.fingerprints.get_or_init(|| self.listing.rows.iter().map(fingerprint).collect())
    }

    fn items(&self) -> &Items {
        self.items.get_or_init(|| {
            let rows = self.listing.rows.iter().zip(0..);
            let mut items: Vec<(ItemRef, u32)> = rows.filter_map(|(row, index)| Some((row.item?, index))).collect();
            items.sort_unstable();
            let (items, rows) = items.into_iter().unzip();
            Items { items, rows }
        })
    }

    /// The rows that are about an item, in order.
    pub fn rows_of(&self, item: ItemRef) -> &[u32] {
        let Items { items, rows } = self.items();
        let start = items.partition_point(|known| *known < item);
        let count = items[start..].iter().take_while(|known| **known == item).count();
        &rows[start..start + count]
    }

    /// Rows by the piece of source that they stand for.
    pub fn spans(&self) -> &SpanIndex {
        self.spans.get_or_init(|| {
            let rows = self.listing.rows.iter().zip(0..);
            SpanIndex::new(rows.filter_map(|(row, index)| Some((row.span?, index))))
        })
    }

    /// Rows by the bytes of the `.pyc` that they are about.
    pub fn bytes(&self) -> &SpanIndex {
        self.bytes.get_or_init(|| {
            let rows = self.listing.rows.iter().zip(0..);
            SpanIndex::new(rows.filter_map(|(row, index)| match row.item {
                Some(ItemRef::Bytes(start, end)) if start <= end => Some((Span::new(start, end), index)),
                _ => None,
            }))
        })
    }

    /// The columns that stay when there are `width` columns of the screen: one bit each.
    pub fn visible_columns(&self, width: usize) -> u64 {
        let widths = self.widths.get_or_init(|| self.listing.column_widths());
        self.listing.visible_among(widths, width)
    }

    fn widths(&self) {
        self.widths.get_or_init(|| self.listing.column_widths());
    }
}
