//! Searching a pane with a regular expression. Long listings are searched away from the thread that draws.

use std::sync::Arc;

use regex::{Regex, RegexBuilder};

use super::App;
use crate::tui::event::Effect;
use crate::tui::panes::{PaneId, Prepared};
use crate::view::Packed;

/// The search that `.` and `,` go on with.
#[derive(Clone, Debug)]
pub struct SearchState {
    pub regex: Regex,
    pub pane: PaneId,
    /// The rows with a match, once they are known.
    found: Option<Found>,
}

/// Where the matches of a listing are.
#[derive(Clone, Debug)]
struct Found {
    of: Arc<Prepared>,
    rows: Arc<[usize]>,
}

/// A search in a long listing.
#[derive(Clone, Debug)]
pub struct Wanted {
    search: SearchState,
    of: Arc<Prepared>,
    /// Which match to go to then: see [`App::go_to_match`].
    by: isize,
}

impl PartialEq for Wanted {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.of, &other.of) && self.by == other.by && self.search.is(&other.search)
    }
}

impl Wanted {
    /// Carries the search out.
    pub fn found(mut self) -> Self {
        let rows = self.search.rows(&self.of.rows);
        self.search.found = Some(Found { of: self.of.clone(), rows });
        self
    }
}

/// Rows beyond which a listing is long.
const LONG: usize = 10_000;

impl SearchState {
    /// Small letters find capitals, too; a capital finds capitals only.
    fn new(pattern: &str, pane: PaneId) -> Result<Self, String> {
        let regex = RegexBuilder::new(pattern)
            .case_insensitive(!pattern.chars().any(char::is_uppercase))
            .size_limit(1 << 20)
            .build()
            .map_err(|error| match error {
                regex::Error::CompiledTooBig(_) => "the expression is too large".to_owned(),
                other => other.to_string().lines().last().unwrap_or_default().replace("error: ", ""),
            })?;
        Ok(Self { regex, pane, found: None })
    }

    fn is(&self, other: &Self) -> bool {
        self.pane == other.pane && self.regex.as_str() == other.regex.as_str()
    }

    /// Byte ranges of the matches in a row's text.
    pub fn matches(&self, text: &str) -> Vec<std::ops::Range<usize>> {
        self.regex.find_iter(text).map(|found| found.range()).filter(|range| !range.is_empty()).collect()
    }

    /// Rows with a match.
    fn rows(&self, rows: &Packed) -> Arc<[usize]> {
        let mut found = Vec::new();
        rows.each(|index, row| {
            if !self.matches(&row.plain()).is_empty() {
                found.push(index);
            }
        });
        found.into()
    }
}

impl App {
    /// Searches the focused pane and goes to the first match from the cursor on.
    pub(super) fn search_for(&mut self, pattern: &str) {
        if pattern.is_empty() {
            self.search = None;
            return;
        }
        match SearchState::new(pattern, self.layout.focus()) {
            Ok(search) => {
                self.search = Some(search);
                self.go_to_match(0);
            }
            Err(error) => self.complain(format!("not a regular expression: {error}")),
        }
    }

    /// Goes to the match `by` further on (0: the first from the cursor on), around the ends.
    pub(super) fn go_to_match(&mut self, by: isize) {
        let Some(mut search) = self.search.clone() else { return };
        let pane = self.layout.focus();
        let of = self.pane(pane).prepared().clone();
        let rows = match search.found.as_ref().filter(|found| Arc::ptr_eq(&found.of, &of)) {
            Some(found) => found.rows.clone(),
            None if of.rows.len() > LONG => {
                self.say(format!("searching {} for {}", pane.title(), search.regex));
                search.pane = pane;
                self.searching += 1;
                return self.effects.push(Effect::Search(Wanted { search, of, by }));
            }
            None => {
                let rows = search.rows(&of.rows);
                search.found = Some(Found { of, rows: rows.clone() });
                self.search = Some(search.clone());
                rows
            }
        };
        if rows.is_empty() {
            self.complain(format!("no match of {} in {}", search.regex, pane.title()));
            return;
        }
        let cursor = self.pane(pane).cursor();
        let count = rows.len() as isize;
        let index = match by {
            0 => rows.iter().position(|&row| row >= cursor).unwrap_or(0) as isize,
            1.. => rows.partition_point(|&row| row <= cursor) as isize + by - 1,
            _ => rows.partition_point(|&row| row < cursor) as isize + by,
        };
        let index = index.rem_euclid(count) as usize;
        self.jump(pane, rows[index]);
        self.say(format!("match {}/{count} of {}", index + 1, search.regex));
    }

    /// A long listing has been searched.
    pub(super) fn searched(&mut self, done: Wanted) {
        self.searching = self.searching.saturating_sub(1);
        // Somebody may have searched for something else meanwhile, gone elsewhere, or saved the file.
        let is_wanted = self.search.as_ref().is_some_and(|search| search.regex.as_str() == done.search.regex.as_str());
        if is_wanted
            && self.layout.focus() == done.search.pane
            && Arc::ptr_eq(self.pane(done.search.pane).prepared(), &done.of)
        {
            let pane = self.search.as_ref().map_or(done.search.pane, |search| search.pane);
            self.search = Some(SearchState { pane, ..done.search });
            self.go_to_match(done.by);
        }
    }
}
