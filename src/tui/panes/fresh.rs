//! A new listing with the ways that lead to it, made away from the thread that draws.
//!
//! Aligning two listings of a hundred thousand rows takes many frames. So whoever makes a listing gets to know what the pane
//! has now and what it is compared with, and does that work, too. If the pane has something else when the listing
//! arrives, the way from there is found on the spot.

use std::sync::Arc;

use super::align::Alignment;
use super::ghosts::{self, Merged};
use super::{PaneId, Prepared};

/// What a pane has when a new listing for it is asked for.
#[derive(Clone, Debug)]
pub struct Known {
    pub pane: PaneId,
    /// What it shows, without ghosts.
    pub shown: Arc<Prepared>,
    /// The pinned listing that it is compared with.
    pub pinned: Option<Arc<Prepared>>,
    /// Rows that are gone are shown, too.
    pub ghosts: bool,
}

impl PartialEq for Known {
    fn eq(&self, other: &Self) -> bool {
        let pinned = |known: &Self| known.pinned.as_ref().map(Arc::as_ptr);
        let same = Arc::ptr_eq(&self.shown, &other.shown) && pinned(self) == pinned(other);
        same && (self.pane, self.ghosts) == (other.pane, other.ghosts)
    }
}

#[derive(Clone, Debug, Default)]
pub struct Fresh {
    pub prepared: Arc<Prepared>,
    /// The pinned listing that it was compared with.
    pub pinned: Option<Arc<Prepared>>,
    ways: Vec<Way>,
}

/// The way from another listing.
#[derive(Clone, Debug)]
struct Way {
    from: Arc<Prepared>,
    alignment: Arc<Alignment>,
    /// Both in one, if ghosts were wanted and there are any.
    merged: Option<Option<Merged>>,
}

impl Fresh {
    pub fn new(prepared: Prepared) -> Self {
        Self { prepared: Arc::new(prepared), ..Self::default() }
    }

    /// Finds the ways from what a pane has and is compared with.
    pub fn with_ways(mut self, known: &Known) -> Self {
        let compared = known.pinned.as_ref().unwrap_or(&known.shown);
        for from in [&known.shown, compared] {
            if from.rows.is_empty() || self.ways.iter().any(|way| Arc::ptr_eq(&way.from, from)) {
                continue;
            }
            let alignment = Arc::new(Alignment::new(from, &self.prepared));
            let ghosts = known.ghosts && Arc::ptr_eq(from, compared);
            let merged = ghosts.then(|| ghosts::merged(from, &self.prepared, &alignment));
            self.ways.push(Way { from: from.clone(), alignment, merged });
        }
        self.pinned.clone_from(&known.pinned);
        self
    }

    fn way(&self, from: &Arc<Prepared>) -> Option<&Way> {
        self.ways.iter().find(|way| Arc::ptr_eq(&way.from, from))
    }

    pub fn alignment(&self, from: &Arc<Prepared>) -> Arc<Alignment> {
        self.way(from).map_or_else(|| Arc::new(Alignment::new(from, &self.prepared)), |way| way.alignment.clone())
    }

    /// The listing with what is gone from another one.
    pub fn merged(&self, from: &Arc<Prepared>) -> Option<Merged> {
        match self.way(from).and_then(|way| way.merged.as_ref()) {
            Some(merged) => merged.clone(),
            None => ghosts::merged(from, &self.prepared, &self.alignment(from)),
        }
    }
}

impl From<Arc<Prepared>> for Fresh {
    fn from(prepared: Arc<Prepared>) -> Self {
        Self { prepared, ..Self::default() }
    }
}
