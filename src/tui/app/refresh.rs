//! A new revision arrives: what is kept, what is marked, what is said.

use std::sync::Arc;

use super::{App, Cause};
use crate::base::{OptimizeLevel, Severity};
use crate::tui::event::Effect;
use crate::tui::panes::align::Alignment;
use crate::tui::panes::state::{Comparison, Updated};
use crate::tui::panes::{PaneId, Prepared};
use crate::tui::revision::{Compiled, Ready, ready};
use crate::tui::workers::compile::{Job, Wanted};

impl App {
    /// Asks for a revision of the last content with the present options.
    pub(super) fn recompile(&mut self) {
        let Some(bytes) = self.file.bytes.clone() else { return };
        self.file.number += 1;
        self.file.busy = true;
        let panes = self.wanted_panes();
        let before = self.before(&panes);
        let path = self.file.path.clone();
        let (number, first) = (self.file.number, self.file.views.is_none());
        let job = Job { number, path, bytes, options: self.file.options.clone(), panes, before, first };
        self.effects.push(Effect::Compile(job));
    }

    /// The panes whose listings are made with a revision: all of them, unless the file is so large that this would take
    /// time and memory for what nobody sees.
    fn wanted_panes(&self) -> Vec<PaneId> {
        if !self.file.is_large() {
            return PaneId::ALL.to_vec();
        }
        let always = [PaneId::Source, PaneId::Bytecode, PaneId::Problems];
        if self.file.views.is_none() {
            // The others come one after the other, as soon as each is ready.
            return vec![PaneId::Source, PaneId::Problems];
        }
        let on_screen = |pane: &PaneId| self.on_screen.contains(pane) || always.contains(pane);
        PaneId::ALL.iter().copied().filter(on_screen).collect()
    }

    /// Asks for the listings of panes that have come on the screen and are of an older revision.
    pub(super) fn fetch(&mut self, panes: &[PaneId]) {
        let Some(views) = self.file.views.clone() else { return };
        let number = self.file.number;
        let panes: Vec<PaneId> = panes.iter().copied().filter(|&pane| self.pane(pane).of_revision != number).collect();
        let panes: Vec<PaneId> =
            panes.into_iter().filter(|&pane| self.run.is_none() || !Self::is_run_pane(pane)).collect();
        if panes.is_empty() || self.file.busy {
            return;
        }
        for &pane in &panes {
            self.pane_mut(pane).of_revision = number;
        }
        for pane in panes {
            let (views, options) = (views.clone(), self.file.options.clone());
            let before = self.before(&[pane]);
            self.effects.push(Effect::List(Wanted { number, views, options, panes: vec![pane], before }));
        }
    }

    pub(super) fn listed(&mut self, number: u64, listings: Vec<(PaneId, Ready)>) {
        if number != self.file.number {
            return;
        }
        let panes: Vec<PaneId> = listings.iter().map(|(pane, _)| *pane).collect();
        // The program may have begun to run meanwhile; then its panes show it already.
        let runs = self.run.is_some();
        for (pane, ready) in listings.into_iter().filter(|(pane, _)| !runs || !Self::is_run_pane(*pane)) {
            self.show(pane, ready);
        }
        self.follow_in(&panes);
    }

    /// The cache pane anew: the file on disk has another time.
    pub(super) fn refresh_cache(&mut self) {
        let Some(views) = self.file.views.as_ref().and_then(|views| views.with_cache_of(&self.file.path)) else {
            return;
        };
        self.file.views = Some(views.clone());
        let shown = views.listing(PaneId::Pyc, &self.file.options);
        self.show(PaneId::Pyc, shown);
        self.pane_mut(PaneId::Pyc).clear_changes();
    }

    pub(super) fn compiled(&mut self, compiled: Compiled) {
        if compiled.number != self.file.number {
            return;
        }
        self.file.busy = false;
        let is_first = self.file.views.is_none();
        self.file.views = Some(compiled.views);
        let mut summary = Vec::new();
        let mut moves: Vec<(PaneId, Arc<Prepared>, Arc<Alignment>)> = Vec::new();
        for (pane, shown) in compiled.shown {
            if self.run.is_some() && Self::is_run_pane(pane) {
                continue;
            }
            self.pane_mut(pane).of_revision = compiled.number;
            let old = matches!(pane, PaneId::Source | PaneId::Bytecode).then(|| self.pane(pane).plain().clone());
            let updated = self.show(pane, shown);
            if let (Some(old), Some(updated)) = (old, &updated) {
                moves.push((pane, old, updated.from_before.clone()));
            }
            if let (Some(word), Some(updated)) = (counted(pane), updated)
                && !updated.difference().is_empty()
            {
                summary.push(format!("{word} {}", updated.difference().summary()));
            }
        }
        if is_first {
            // The source may have been shown before the others.
            if self.file.baseline.is_none() {
                self.pane_mut(PaneId::Source).clear_changes();
            }
            let missing: Vec<PaneId> = self.on_screen.iter().copied().chain([PaneId::Bytecode]).collect();
            self.fetch(&missing);
            self.select_under_cursor();
        } else if let Some(selection) = self.selection.filter(|selection| Self::is_run_pane(selection.pane)) {
            // What runs is the program before as yet: its places are others.
            self.selection = Some(selection.of(false));
            self.follow_selection();
        } else {
            self.refollow();
        }
        self.mark_touched();
        if compiled.summary.is_some() {
            summary = compiled.summary.into_iter().collect();
        }
        self.summarize(is_first, &summary);
        if is_first && self.message.is_none() {
            self.say_difference();
        }
        for (pane, old, alignment) in moves {
            let new = self.pane(pane).plain().clone();
            self.move_breakpoints(|of, item| {
                let row = *old.rows_of(item).first().filter(|_| of == pane)?;
                new.rows.item(alignment.row(row as usize))
            });
        }
        if is_first {
            self.restore_breakpoints();
        } else {
            self.keep_breakpoints();
        }
        self.load_program();
    }

    /// Lines that the edit touched are marked also where their text is the same: they mean something else inside a
    /// string that was opened above them.
    fn mark_touched(&mut self) {
        let touched = self.file.views.as_ref().map(|views| views.touched()).unwrap_or_default();
        if self.file.baseline.is_some() {
            return;
        }
        let state = self.pane_mut(PaneId::Source);
        let rows: Vec<usize> = touched
            .into_iter()
            .flat_map(|span| {
                let rows = state.prepared().around(span);
                rows.inside.into_iter().chain(rows.exact)
            })
            .collect();
        for row in rows {
            state.mark_changed(row);
        }
    }

    /// Gives a pane what it has to show now. A pane with nothing keeps what it had, marked stale.
    pub(super) fn show(&mut self, pane: PaneId, shown: impl Into<Ready>) -> Option<Updated> {
        let shown = shown.into();
        let baseline = match &shown {
            Ready::Listing(fresh) => {
                self.keep_baseline_listing(pane, fresh.pinned.clone());
                self.baseline_listing(pane)
            }
            Ready::Blocked(_) => None,
        };
        let ghosts = self.wants_ghosts(pane);
        let state = self.pane_mut(pane);
        match shown {
            Ready::Blocked(why) if state.rows().is_empty() || state.stale.as_deref() == Some(NOTHING_YET) => {
                state.replace(crate::view::Listing::note(format!("nothing to show: {why}")));
                state.stale = Some(NOTHING_YET.into());
                None
            }
            Ready::Blocked(why) => {
                state.stale = Some(why);
                None
            }
            Ready::Listing(fresh) => {
                let never_shown = state.rows().is_empty() || state.stale.as_deref() == Some(NOTHING_YET);
                state.stale = None;
                if never_shown {
                    state.replace_prepared(fresh.prepared.clone());
                    if let Some(baseline) = baseline {
                        state.update(&fresh, Comparison { with: Some(&baseline), ghosts });
                    }
                    return None;
                }
                // Only the options changed, or another stage: nothing differs from before.
                if baseline.is_none() && fresh.prepared.rows == state.plain().rows {
                    state.clear_changes();
                    return None;
                }
                Some(state.update(&fresh, Comparison { with: baseline.as_ref(), ghosts }))
            }
        }
    }

    /// Makes the listings of some panes anew, after an option that concerns them has changed.
    pub(super) fn relist(&mut self, panes: &[PaneId]) {
        let Some(views) = self.file.views.clone() else { return };
        self.forget_baseline_listings(panes);
        if self.file.is_large() {
            // Until they are made the panes show what they showed.
            panes.iter().for_each(|&pane| self.pane_mut(pane).of_revision = 0);
            let needed = |pane: &&PaneId| self.on_screen.contains(pane) || **pane == PaneId::Bytecode;
            let needed: Vec<PaneId> = panes.iter().filter(needed).copied().collect();
            return self.fetch(&needed);
        }
        for &pane in panes {
            // What is not on the screen waits until it is.
            if self.run.is_some() && Self::is_run_pane(pane) {
                continue;
            }
            self.pane_mut(pane).of_revision = 0;
            let needed = self.on_screen.contains(&pane) || pane == PaneId::Bytecode;
            if needed {
                let ready = ready(&*views, pane, &self.file.options);
                self.show(pane, ready);
                if self.file.baseline.is_none() {
                    self.pane_mut(pane).clear_changes();
                }
                self.pane_mut(pane).of_revision = self.file.number;
            }
        }
        self.show_uncaught();
        self.refollow();
    }

    /// Finds the selection again in the new listings: it is what the cursor of its pane is on now.
    pub(super) fn refollow(&mut self) {
        let Some(selection) = self.selection else { return };
        let focus = self.layout.focus();
        if selection.pane == focus {
            self.select_under_cursor();
            return;
        }
        if selection.pane == PaneId::Source {
            self.select_in_source();
            return;
        }
        let row = self.pane(selection.pane).row();
        let views = self.file.views.as_ref();
        let renewed = row.map(|row| (row.item, row.span.or_else(|| views?.span_of(row.item?))));
        let is_current = self.is_of_this_revision(selection.pane);
        self.selection =
            renewed.map(|(item, span)| crate::tui::panes::Selection { item, span, ..selection }.of(is_current));
        self.follow_selection();
    }

    /// One line on what the save changed.
    fn summarize(&mut self, is_first: bool, changes: &[String]) {
        let Some(views) = &self.file.views else { return };
        let problems = views.problems();
        if let Some(error) = problems.iter().find(|problem| problem.severity == Severity::Error) {
            let place = error.lineno.map_or(String::new(), |line| format!(" (line {line})"));
            let text = format!("{}: {}{place}", error.kind.name(), error.msg);
            self.complain(text);
            return;
        }
        let warnings = match problems.len() {
            0 => String::new(),
            1 => " · 1 warning: 0 e shows it".into(),
            count => format!(" · {count} warnings: 0 e shows them"),
        };
        if is_first {
            // The keys at the bottom are worth more to a newcomer than the news that the file was read.
            if !problems.is_empty() {
                self.say(warnings.trim_start_matches(" · ").to_owned());
            }
            return;
        }
        let level = match self.file.options.level {
            OptimizeLevel::None => "without -O",
            OptimizeLevel::O => "-O",
            OptimizeLevel::OO => "-OO",
        };
        // Words of one's own where all tokens are the same: nothing can have been saved.
        let is_the_same = changes.is_empty() || changes == [crate::pipeline::delta::NOTHING];
        let text = match (self.file.cause, is_the_same) {
            (Cause::Saved, true) => format!("saved: {}", crate::pipeline::delta::NOTHING),
            (Cause::Saved, false) => format!("saved: {}", changes.join(" · ")),
            (Cause::ReadAgain, true) => "read again: the file is as it was".to_owned(),
            (Cause::ReadAgain, false) => format!("read again: {}", changes.join(" · ")),
            (Cause::Level, true) => format!("{level}: the code stays as it is"),
            (Cause::Level, false) => format!("{level}: {}", changes.join(" · ")),
        };
        self.say(text + &warnings);
    }
}

/// Stands in for a reason in panes that have never had anything to show.
const NOTHING_YET: &str = "";

/// What the summary calls the rows of a pane, if it counts them.
fn counted(pane: PaneId) -> Option<&'static str> {
    match pane {
        PaneId::Source => Some("lines"),
        PaneId::Tokens => Some("tokens"),
        PaneId::Ast => Some("AST"),
        PaneId::Bytecode => Some("bytecode"),
        _ => None,
    }
}
