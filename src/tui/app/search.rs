//! Searching a pane with a regular expression.

use regex::{Regex, RegexBuilder};

use super::App;
use crate::tui::panes::PaneId;
use crate::view::Packed;

/// The search that `.` and `,` go on with.
#[derive(Clone, Debug)]
pub struct SearchState {
    pub regex: Regex,
    pub pane: PaneId,
}

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
        Ok(Self { regex, pane })
    }

    /// Byte ranges of the matches in a row's text.
    pub fn matches(&self, text: &str) -> Vec<std::ops::Range<usize>> {
        self.regex.find_iter(text).map(|found| found.range()).filter(|range| !range.is_empty()).collect()
    }

    /// Rows with a match.
    fn rows(&self, rows: &Packed) -> Vec<usize> {
        let mut found = Vec::new();
        rows.each(|index, row| {
            if !self.matches(&row.plain()).is_empty() {
                found.push(index);
            }
        });
        found
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
        let Some(search) = self.search.clone() else { return };
        let pane = self.layout.focus();
        let rows = search.rows(self.pane(pane).rows());
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
}
