//! What the file is compared with: the version before, a pinned one, or another file.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::App;
use crate::tui::event::Effect;
use crate::tui::panes::{Known, PaneId, Prepared};
use crate::tui::revision::{Before, Ready, Views, ready};
use crate::tui::workers::compile::Job;

/// How changes are shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Diff {
    Off,
    /// Marks in the gutter.
    #[default]
    Marks,
    /// Marks, and the rows that are gone where they stood.
    Ghosts,
}

impl Diff {
    pub(super) fn next(self) -> Diff {
        match self {
            Diff::Off => Diff::Marks,
            Diff::Marks => Diff::Ghosts,
            Diff::Ghosts => Diff::Off,
        }
    }

    pub(super) fn words(self) -> &'static str {
        match self {
            Diff::Off => "changes are not marked",
            Diff::Marks => "changes are marked",
            Diff::Ghosts => "changes are marked, and rows that are gone are shown where they stood",
        }
    }
}

/// A pinned version.
#[derive(Default)]
pub(super) struct Baseline {
    /// `None` while another file is being compiled.
    pub(super) views: Option<Arc<dyn Views>>,
    /// Its listings, as they have been asked for.
    listings: HashMap<PaneId, Arc<Prepared>>,
    /// The other file, and what it holds.
    other: Option<(PathBuf, Arc<[u8]>)>,
}

impl Baseline {
    /// Another file that has not been read yet.
    pub(super) fn file(path: PathBuf) -> Self {
        Self { other: Some((path, Arc::default())), ..Self::default() }
    }

    pub(super) fn path(&self) -> Option<&Path> {
        self.other.as_ref().map(|(path, _)| path.as_path())
    }
}

impl App {
    /// The name of the other file that this one is compared with.
    pub fn compared_with(&self) -> Option<String> {
        let path = self.file.baseline.as_ref()?.path()?;
        Some(path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned())
    }

    /// Whether what is gone is shown in a pane. What runs changes with every step.
    pub(super) fn wants_ghosts(&self, pane: PaneId) -> bool {
        self.look.diff == Diff::Ghosts && !Self::is_run_pane(pane)
    }

    /// What a pane is compared with, if a version is pinned.
    pub(super) fn baseline_listing(&mut self, pane: PaneId) -> Option<Arc<Prepared>> {
        let options = self.file.options.clone();
        let baseline = self.file.baseline.as_mut().filter(|_| !Self::is_run_pane(pane))?;
        if let Some(listing) = baseline.listings.get(&pane) {
            return Some(listing.clone());
        }
        match ready(&**baseline.views.as_ref()?, pane, &options) {
            Ready::Listing(fresh) => Some(baseline.listings.entry(pane).or_insert(fresh.prepared).clone()),
            Ready::Blocked(_) => None,
        }
    }

    /// A pinned listing that was made away from this thread.
    pub(super) fn keep_baseline_listing(&mut self, pane: PaneId, pinned: Option<Arc<Prepared>>) {
        if let (Some(baseline), Some(pinned)) = (&mut self.file.baseline, pinned) {
            baseline.listings.entry(pane).or_insert(pinned);
        }
    }

    /// What these panes have now, for whoever makes their next listings.
    pub(super) fn before(&self, panes: &[PaneId]) -> Before {
        let baseline = self.file.baseline.as_ref();
        let panes = panes.iter().filter(|&&pane| !Self::is_run_pane(pane));
        let known = |&pane: &PaneId| Known {
            pane,
            shown: self.pane(pane).plain().clone(),
            pinned: baseline.and_then(|baseline| baseline.listings.get(&pane).cloned()),
            ghosts: self.wants_ghosts(pane),
        };
        let pinned = baseline.and_then(|baseline| baseline.views.clone());
        let views = if baseline.is_some() { pinned.clone() } else { self.file.views.clone() };
        Before { views, pinned, panes: panes.map(known).collect() }
    }

    /// The pinned version's listings are made with the options of the others; now these are other ones.
    pub(super) fn forget_baseline_listings(&mut self, panes: &[PaneId]) {
        if let Some(baseline) = &mut self.file.baseline {
            baseline.listings.retain(|pane, _| !panes.contains(pane));
        }
    }

    /// Compares all panes that have something of this revision anew.
    pub(super) fn recompare(&mut self) {
        if self.file.is_large() {
            PaneId::ALL.iter().for_each(|&pane| self.pane_mut(pane).of_revision = 0);
            return self.fetch(&self.on_screen.clone());
        }
        for &pane in PaneId::ALL {
            let current = self.pane(pane).of_revision == self.file.number && !Self::is_run_pane(pane);
            if current && !self.pane(pane).rows().is_empty() {
                self.compare_pane(pane);
            }
        }
        self.follow_selection();
    }

    pub(super) fn compare_pane(&mut self, pane: PaneId) {
        let with = self.baseline_listing(pane);
        let ghosts = self.wants_ghosts(pane);
        match with {
            Some(with) => self.pane_mut(pane).compare(Some(&with), ghosts),
            None => self.pane_mut(pane).clear_changes(),
        }
    }

    /// Pins the present version to compare with, or lets the pinned one go.
    pub(super) fn toggle_baseline(&mut self) {
        if let Some(gone) = self.file.baseline.take() {
            for &pane in PaneId::ALL {
                self.pane_mut(pane).clear_changes();
            }
            if self.look.diff == Diff::Ghosts {
                self.look.diff = Diff::Marks;
            }
            self.refollow();
            return match gone.path() {
                Some(path) => {
                    self.effects.push(Effect::WatchModules(self.watched.clone()));
                    self.say(format!(
                        "{} is no longer compared with: each save is with the one before",
                        path.display()
                    ));
                }
                None => self.say("baseline unpinned: each save is compared with the one before"),
            };
        }
        let number = self.file.number;
        let current = PaneId::ALL.iter().copied().filter(|&pane| self.pane(pane).of_revision == number);
        let listings = current.map(|pane| (pane, self.pane(pane).plain().clone())).collect();
        self.file.baseline = Some(Baseline { views: self.file.views.clone(), listings, other: None });
        for &pane in PaneId::ALL {
            self.pane_mut(pane).clear_changes();
        }
        if self.look.diff == Diff::Marks {
            self.look.diff = Diff::Ghosts;
        }
        self.say("baseline pinned: later versions are compared with this one, and what is gone stays as ghosts");
    }

    pub(super) fn next_diff(&mut self) {
        let had_ghosts = self.look.diff == Diff::Ghosts;
        self.look.diff = self.look.diff.next();
        if self.file.baseline.is_some() {
            self.recompare();
        } else if had_ghosts {
            for &pane in PaneId::ALL {
                self.pane_mut(pane).without_ghosts();
            }
        }
        let later = self.look.diff == Diff::Ghosts && self.file.baseline.is_none();
        self.say(format!("{}{}", self.look.diff.words(), if later { ", from the next save on" } else { "" }));
    }

    /// The other file has been read, or could not be.
    pub(super) fn baseline_read(&mut self, path: &Path, content: Result<Arc<[u8]>, String>) {
        let Some(baseline) = self.file.baseline.as_mut().filter(|baseline| baseline.path() == Some(path)) else {
            return;
        };
        match content {
            Ok(bytes) => {
                baseline.other = Some((path.to_owned(), bytes));
                self.compile_baseline();
            }
            Err(why) => self.complain(why),
        }
    }

    /// Asks for the revision of the other file, with the present options.
    pub(super) fn compile_baseline(&mut self) {
        let Some((path, bytes)) = self.file.baseline.as_ref().and_then(|baseline| baseline.other.clone()) else {
            return;
        };
        let options = self.file.options.clone();
        self.pinning += 1;
        let job = Job {
            number: 0,
            path: self.file.path.clone(),
            bytes,
            options,
            panes: Vec::new(),
            before: Before::default(),
            first: false,
        };
        self.effects.push(Effect::Pin(path, job));
    }

    /// The other file has been compiled.
    pub(super) fn pinned(&mut self, path: &Path, views: Arc<dyn Views>) {
        self.pinning = self.pinning.saturating_sub(1);
        let Some(baseline) = self.file.baseline.as_mut().filter(|baseline| baseline.path() == Some(path)) else {
            return;
        };
        baseline.views = Some(views);
        baseline.listings.clear();
        self.recompare();
        if self.file.views.is_some() {
            self.say_difference();
        }
    }

    /// One line on how the two files differ.
    pub(super) fn say_difference(&mut self) {
        let (Some(name), Some(views)) = (self.compared_with(), &self.file.views) else { return };
        let baseline = self.file.baseline.as_ref().and_then(|baseline| baseline.views.as_ref());
        let Some(baseline) = baseline else { return };
        if let Some(error) = baseline.problems().iter().find(|problem| problem.severity == crate::base::Severity::Error)
        {
            let text = format!("{name}: {}: {}", error.kind.name(), error.msg);
            return self.complain(text);
        }
        let summary = views.summary_since(&**baseline).filter(|summary| !summary.is_empty());
        let words = summary.unwrap_or_else(|| "no difference but blanks or comments".into());
        self.say(format!("{name} → {}: {words}", self.file.name()));
    }
}
