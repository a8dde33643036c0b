//! The state of a pane: its listing, the cursor, what is folded, how far it is scrolled.
//!
//! Rows are numbered as in the listing; places are numbered as on the screen, without the rows that folds hide.

use std::sync::Arc;

use super::align::Alignment;
use super::folds::{self, Folds, Places};
use super::fresh::Fresh;
use super::prepared::Prepared;
use crate::view::{Change, Packed, Row, measure};

/// Rows kept between the cursor and the edge of the pane.
const MARGIN: usize = 2;

#[derive(Clone, Debug, Default)]
pub struct PaneState {
    /// What is shown: the revision's listing, with ghosts of rows that are gone if they are wanted.
    prepared: Arc<Prepared>,
    /// The revision's listing alone, where the other one has ghosts.
    plain: Option<Plain>,
    /// What is gone and what is new, against the listing that the pane is compared with.
    counts: Option<(usize, usize)>,
    folds: Folds,
    /// The rows on the screen, in order.
    places: Places,
    cursor: usize,
    /// Where in the row's text the cursor is, in bytes; only the source pane moves inside rows.
    pub caret: usize,
    /// First place on the screen.
    scroll: usize,
    /// Columns scrolled to the right.
    pub shift: usize,
    /// How each row differs from the revision before (or the baseline).
    changes: Vec<Change>,
    /// Rows that correspond to a selection made elsewhere.
    related: Vec<usize>,
    /// The view is of the last good revision; the words say why there is none of the newest.
    pub stale: Option<String>,
    /// Number of the revision that the listing was asked of; 0 if it has to be made anew.
    pub of_revision: u64,
    /// Rows of the screen that the pane has below its title.
    height: usize,
}

/// A listing, and the row that each of its rows has among the ghosts.
#[derive(Clone, Debug)]
struct Plain {
    prepared: Arc<Prepared>,
    places: Vec<u32>,
}

/// What a pane is compared with, and how that is shown.
#[derive(Clone, Copy, Debug)]
pub struct Comparison<'a> {
    /// `None`: with the listing that the pane has now.
    pub with: Option<&'a Arc<Prepared>>,
    /// Rows that are gone are shown, too.
    pub ghosts: bool,
}

/// The way from the listing before to the new one, and from what the new one was compared with.
#[derive(Clone, Debug)]
pub struct Updated {
    pub from_before: Arc<Alignment>,
    /// `None`: that is the listing before.
    pub compared: Option<Arc<Alignment>>,
}

impl Updated {
    /// How the listing differs from what it is compared with.
    pub fn difference(&self) -> &Alignment {
        self.compared.as_ref().unwrap_or(&self.from_before)
    }
}

impl PaneState {
    pub fn rows(&self) -> &Packed {
        &self.prepared.rows
    }

    pub fn prepared(&self) -> &Arc<Prepared> {
        &self.prepared
    }

    /// The revision's listing without ghosts.
    pub fn plain(&self) -> &Arc<Prepared> {
        self.plain.as_ref().map_or(&self.prepared, |plain| &plain.prepared)
    }

    /// The row of the listing without ghosts that is nearest to a row.
    fn to_plain(&self, row: usize) -> usize {
        let Some(plain) = &self.plain else { return row };
        let at = plain.places.partition_point(|&place| (place as usize) < row);
        at.min(plain.places.len().saturating_sub(1))
    }

    fn to_shown(&self, row: usize) -> usize {
        match &self.plain {
            Some(plain) => plain.places.get(row).map_or(row, |&place| place as usize),
            None => row,
        }
    }

    /// How many rows are gone and how many are new, where the pane is compared with a pinned version.
    pub fn counts(&self) -> Option<(usize, usize)> {
        self.counts
    }

    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// The row under the cursor.
    pub fn row(&self) -> Option<Row> {
        self.rows().whole_row(self.cursor)
    }

    /// The row that is about an item.
    pub fn row_of(&self, item: crate::view::ItemRef) -> Option<usize> {
        self.prepared.rows_of(item).first().map(|&row| row as usize)
    }

    pub fn related(&self) -> &[usize] {
        &self.related
    }

    /// How a row differs; a closed one counts as changed if something below it is.
    pub fn change(&self, row: usize) -> Change {
        let rows = self.rows();
        let own = |row: usize| {
            let own = rows.change(row);
            if own != Change::Same { own } else { self.changes.get(row).copied().unwrap_or_default() }
        };
        let change = own(row);
        if change != Change::Same || !folds::has_children(rows, row) || self.is_open(row) {
            return change;
        }
        let below = (row + 1..rows.len()).take_while(|&below| rows.depth(below) > rows.depth(row));
        let hidden = below.map(own).any(|change| change != Change::Same);
        if hidden { Change::Changed } else { Change::Same }
    }

    /// The rows to draw, from the top of the pane.
    pub fn on_screen(&self) -> impl Iterator<Item = usize> {
        self.places.rows(self.scroll..self.scroll + self.height)
    }

    /// Rows that folds do not hide; the first one on the screen.
    pub fn extent(&self) -> (usize, usize) {
        (self.places.len(), self.scroll)
    }

    pub fn is_open(&self, row: usize) -> bool {
        if !self.rows().tree {
            return true;
        }
        let depth = self.rows().depth(row);
        self.prepared.identities().get(row).is_some_and(|&identity| self.folds.is_open(identity, depth))
    }

    /// Shows a listing of something else, from the top.
    pub fn replace(&mut self, rows: impl Into<Packed>) {
        self.replace_prepared(Arc::new(Prepared::new(rows)));
    }

    pub fn replace_prepared(&mut self, prepared: Arc<Prepared>) {
        self.prepared = prepared;
        self.plain = None;
        self.counts = None;
        self.changes.clear();
        self.related.clear();
        (self.cursor, self.scroll, self.shift, self.caret) = (0, 0, 0, 0);
        self.refold();
    }

    /// Shows the listing of the next revision: cursor, folds and scroll position stay with the thing they were on.
    pub fn update(&mut self, fresh: &Fresh, comparison: Comparison<'_>) -> Updated {
        let before = self.plain().clone();
        let from_before = fresh.alignment(&before);
        let compared = comparison.with.map(|with| fresh.alignment(with));
        let own = self.to_plain(self.cursor);
        let by_key = before.rows.key(own).and_then(|key| fresh.prepared.row_of_key(&key));
        let cursor = by_key.unwrap_or(from_before.row(own));
        let updated = Updated { from_before, compared };
        let with = comparison.with.unwrap_or(&before);
        self.lay_out(fresh, cursor, with, updated.difference(), comparison.ghosts);
        self.counts = updated.compared.as_ref().map(|difference| (difference.removed, difference.added));
        updated
    }

    /// Compares what is shown with another listing, or with none.
    pub fn compare(&mut self, with: Option<&Arc<Prepared>>, ghosts: bool) {
        let fresh = Fresh::from(self.plain().clone());
        let cursor = self.to_plain(self.cursor);
        let difference = with.map_or_else(Arc::default, |with| fresh.alignment(with));
        self.lay_out(&fresh, cursor, with.unwrap_or(&fresh.prepared), &difference, ghosts && with.is_some());
        self.counts = with.map(|_| (difference.removed, difference.added));
    }

    /// Shows a listing with what differs marked, the cursor on one of its rows at the height where it is now.
    fn lay_out(&mut self, fresh: &Fresh, cursor: usize, with: &Arc<Prepared>, difference: &Alignment, ghosts: bool) {
        let offset = self.place_of_cursor().saturating_sub(self.scroll);
        match ghosts.then(|| fresh.merged(with)).flatten() {
            Some(merged) => {
                self.plain = Some(Plain { prepared: fresh.prepared.clone(), places: merged.places });
                self.prepared = merged.prepared;
                self.changes = merged.changes;
            }
            None => {
                self.plain = None;
                self.prepared = fresh.prepared.clone();
                self.changes.clone_from(&difference.changes);
            }
        }
        self.related.clear();
        self.cursor = self.to_shown(cursor);
        self.refold();
        self.reveal(self.cursor);
        self.scroll = self.place_of_cursor().saturating_sub(offset);
        self.keep_in_view();
    }

    pub fn mark_changed(&mut self, row: usize) {
        self.changes.resize(self.prepared.rows.len(), Change::Same);
        if let Some(change) = self.changes.get_mut(row).filter(|change| **change == Change::Same) {
            *change = Change::Changed;
        }
    }

    /// Takes the ghosts away; the marks stay.
    pub fn without_ghosts(&mut self) {
        let Some(plain) = &self.plain else { return };
        let changes = plain.places.iter().map(|&place| self.changes.get(place as usize).copied().unwrap_or_default());
        let changes = changes.collect();
        self.compare(None, false);
        self.changes = changes;
    }

    /// Forgets what differs, ghosts included.
    pub fn clear_changes(&mut self) {
        if self.plain.is_some() {
            self.compare(None, false);
        }
        self.changes.clear();
        self.counts = None;
    }

    pub fn set_related(&mut self, related: Vec<usize>) {
        self.related = related;
    }

    /// Which of the related rows the cursor is on, from 1, and how many there are.
    pub fn related_position(&self) -> Option<(usize, usize)> {
        let index = self.related.iter().position(|&row| row == self.cursor)?;
        Some((index + 1, self.related.len()))
    }

    pub fn set_height(&mut self, height: usize) {
        if self.height != height {
            self.height = height;
            self.keep_in_view();
        }
    }

    pub fn height(&self) -> usize {
        self.height
    }

    /// Puts the cursor on a row, opening what hides it, and scrolls to it.
    pub fn go_to(&mut self, row: usize) {
        if self.rows().is_empty() {
            return;
        }
        self.cursor = row.min(self.rows().len() - 1);
        self.reveal(self.cursor);
        self.keep_in_view();
    }

    /// Moves the cursor by places on the screen.
    pub fn step(&mut self, by: isize) {
        let place = self.place_of_cursor().saturating_add_signed(by).min(self.places.len().saturating_sub(1));
        self.cursor = self.places.row(place).unwrap_or(self.cursor);
        self.keep_in_view();
    }

    /// Scrolls without moving the cursor more than it must be moved to stay in view.
    pub fn scroll_by(&mut self, by: isize) {
        let most = self.places.len().saturating_sub(self.height);
        self.scroll = self.scroll.saturating_add_signed(by).min(most);
        let last = (self.scroll + self.height.max(1)).min(self.places.len()).saturating_sub(1);
        let place = self.place_of_cursor().clamp(self.scroll.min(last), last);
        self.cursor = self.places.row(place).unwrap_or(self.cursor);
    }

    /// Opens or closes the row under the cursor; `false` if it has nothing below it.
    pub fn set_open(&mut self, open: bool) -> bool {
        if !folds::has_children(self.rows(), self.cursor) || self.is_open(self.cursor) == open {
            return false;
        }
        let identity = self.prepared.identities()[self.cursor];
        self.folds.set(identity, open);
        self.refold();
        self.keep_in_view();
        true
    }

    pub fn toggle(&mut self) -> bool {
        let open = self.is_open(self.cursor);
        self.set_open(!open)
    }

    /// Opens everything one level further, or one less.
    pub fn change_depth(&mut self, by: i16) {
        let deepest = (0..self.rows().len()).map(|row| self.rows().depth(row)).max().unwrap_or(0);
        let depth = self.folds.depth.min(deepest).saturating_add_signed(by);
        self.folds.set_depth(depth);
        self.refold();
        self.keep_in_view();
    }

    /// What starts closed, before anything is opened by hand.
    pub fn set_fold_depth(&mut self, depth: u16) {
        self.folds.set_depth(depth);
        self.refold();
    }

    pub fn go_to_parent(&mut self) -> bool {
        match folds::parent(self.rows(), self.cursor) {
            Some(parent) => {
                self.go_to(parent);
                true
            }
            None => false,
        }
    }

    /// The width of the widest row on the screen, for scrolling sideways.
    pub fn widest(&self) -> usize {
        let width = |row: usize| self.rows().row(row).map_or(0, |row| row.width() + 2 * usize::from(row.depth));
        self.on_screen().map(width).max().unwrap_or(0)
    }

    /// The column of the caret in the row's text.
    pub fn caret_column(&self) -> usize {
        self.row().map_or(0, |row| {
            let text: String = row.segments.iter().map(|segment| &*segment.text).collect();
            measure::column_of(&text, self.caret)
        })
    }

    fn refold(&mut self) {
        self.places = Places::of(&self.prepared, &self.folds);
        // A cursor inside what was just closed goes to the row that hides it.
        let place = self.places.before(self.cursor + 1);
        self.cursor = place.checked_sub(1).and_then(|place| self.places.row(place)).unwrap_or(0);
    }

    fn reveal(&mut self, row: usize) {
        if self.places.has(row) {
            self.cursor = row;
            return;
        }
        let mut above = folds::parent(self.rows(), row);
        while let Some(closed) = above {
            if !self.is_open(closed) {
                let identity = self.prepared.identities()[closed];
                self.folds.set(identity, true);
            }
            above = folds::parent(self.rows(), closed);
        }
        self.places = Places::of(&self.prepared, &self.folds);
        self.cursor = row;
    }

    fn place_of_cursor(&self) -> usize {
        self.places.before(self.cursor)
    }

    fn keep_in_view(&mut self) {
        if self.height == 0 {
            return;
        }
        let place = self.place_of_cursor();
        let margin = MARGIN.min((self.height - 1) / 2);
        let most = self.places.len().saturating_sub(self.height);
        if place < self.scroll + margin {
            self.scroll = place.saturating_sub(margin);
        } else if place + margin + 1 > self.scroll + self.height {
            self.scroll = place + margin + 1 - self.height;
        }
        self.scroll = self.scroll.min(most);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::{Listing, Role};

    fn list(lines: &[&str]) -> Listing {
        Listing::new(lines.iter().map(|line| Row::text(Role::Text, (*line).to_owned())).collect())
    }

    fn fresh(lines: &[&str]) -> Fresh {
        prepared(lines).into()
    }

    fn prepared(lines: &[&str]) -> Arc<Prepared> {
        Arc::new(Prepared::new(list(lines)))
    }

    fn numbers(count: usize) -> Listing {
        Listing::new((0..count).map(|number| Row::text(Role::Text, number.to_string())).collect())
    }

    #[test]
    fn the_cursor_stays_in_view() {
        let mut pane = PaneState::default();
        pane.set_height(10);
        pane.replace(numbers(100));
        pane.go_to(50);
        assert!(pane.on_screen().any(|row| row == 50));
        pane.go_to(99);
        assert_eq!(pane.extent(), (100, 90));
        pane.step(-200);
        assert_eq!((pane.cursor(), pane.extent().1), (0, 0));
        pane.scroll_by(20);
        assert_eq!(pane.cursor(), 20);
    }

    #[test]
    fn the_cursor_stays_with_its_row_across_a_save() {
        let mut pane = PaneState::default();
        pane.set_height(3);
        pane.replace(list(&["a", "b", "c", "d", "e"]));
        pane.go_to(3);
        let before = pane.place_of_cursor() - pane.scroll;
        pane.update(&fresh(&["new", "a", "b", "c", "d", "e"]), Comparison { with: None, ghosts: false });
        assert_eq!(pane.cursor(), 4);
        assert_eq!(pane.place_of_cursor() - pane.scroll, before, "the row stays where it was on the screen");
        assert_eq!(pane.change(0), Change::Added);
        assert_eq!(pane.change(1), Change::Same);
    }

    #[test]
    fn ghosts_are_no_rows_of_the_next_revision() {
        let ghosts = Comparison { with: None, ghosts: true };
        let mut pane = PaneState::default();
        pane.set_height(9);
        pane.replace(list(&["a", "b", "c", "d"]));
        pane.go_to(3);
        pane.update(&fresh(&["a", "d"]), ghosts);
        assert_eq!(pane.rows().len(), 4);
        assert_eq!((pane.cursor(), pane.change(1), pane.change(3)), (3, Change::Removed, Change::Same));
        let updated = pane.update(&fresh(&["a", "d", "e"]), ghosts);
        assert_eq!((updated.difference().removed, updated.difference().added), (0, 1));
        assert_eq!((pane.cursor(), pane.rows().len()), (1, 3));
        // Against a pinned version, the cursor on a ghost.
        let pinned = prepared(&["a", "b", "d"]);
        pane.compare(Some(&pinned), true);
        assert_eq!((pane.counts(), pane.rows().len()), (Some((1, 1)), 4));
        pane.go_to(1);
        pane.update(&fresh(&["a", "d"]), Comparison { with: Some(&pinned), ghosts: true });
        assert_eq!((pane.counts(), pane.cursor()), (Some((1, 0)), 2));
        pane.clear_changes();
        assert_eq!((pane.counts(), pane.cursor(), pane.rows().len()), (None, 1, 2));
    }

    #[test]
    fn a_closed_row_tells_of_changes_below_it() {
        let tree = |name: &str| {
            let rows = [("a", 0), (name, 1), ("c", 0)];
            let rows = rows.iter().map(|&(text, depth)| Row::text(Role::Node, text.to_owned()).depth(depth));
            Arc::new(Prepared::new(Listing::tree(rows.collect())))
        };
        let mut pane = PaneState::default();
        pane.replace_prepared(tree("b"));
        pane.update(&tree("x").into(), Comparison { with: None, ghosts: false });
        assert_eq!((pane.change(0), pane.change(1)), (Change::Same, Change::Changed));
        pane.set_fold_depth(0);
        assert_eq!((pane.change(0), pane.change(2)), (Change::Changed, Change::Same));
    }

    #[test]
    fn nothing_panics_on_an_empty_listing() {
        let mut pane = PaneState::default();
        pane.set_height(5);
        pane.replace(list(&[]));
        pane.step(3);
        pane.go_to(7);
        pane.scroll_by(4);
        pane.toggle();
        pane.update(&fresh(&["a"]), Comparison { with: None, ghosts: true });
        pane.update(&fresh(&[]), Comparison { with: None, ghosts: true });
        assert_eq!(pane.rows().len(), 1, "a ghost");
        pane.update(&fresh(&[]), Comparison { with: None, ghosts: true });
        assert_eq!(pane.cursor(), 0);
        assert!(pane.row().is_none());
    }

    #[test]
    fn a_cursor_inside_a_closed_node_goes_to_the_node() {
        let rows = [("a", 0), ("b", 1), ("c", 2), ("d", 0)];
        let tree = Listing::tree(rows.iter().map(|&(text, depth)| Row::text(Role::Node, text).depth(depth)).collect());
        let mut pane = PaneState::default();
        pane.set_height(5);
        pane.replace(tree);
        pane.go_to(2);
        pane.set_fold_depth(0);
        assert_eq!(pane.cursor(), 0);
        pane.go_to(2);
        assert_eq!(pane.on_screen().collect::<Vec<_>>(), [0, 1, 2, 3], "going to a hidden row opens what hides it");
    }
}
