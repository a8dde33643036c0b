//! The running program: what the panes show of the moment it stands at, and the commands that move it.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::App;
use crate::pipeline::session::{Moment, Motion};
use crate::tui::commands::Action;
use crate::tui::event::Effect;
use crate::tui::panes::{PaneId, Selection};
use crate::tui::revision::Shown;
use crate::tui::workers::execute::{Report, Request};
use crate::view::{ItemRef, machine};
use crate::vm::inspect::Status;

/// Where the program stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RunState {
    pub step: u64,
    pub total: Option<u64>,
    /// The program takes more steps than are recorded.
    pub endless: bool,
    /// The instruction that runs next, if it belongs to the file.
    pub counter: Option<ItemRef>,
    /// Its line.
    pub line: Option<u32>,
    pub exit_code: Option<i32>,
}

impl RunState {
    /// `31/184`, for the line on top.
    pub fn progress(&self) -> String {
        match (self.total, self.endless) {
            (Some(total), _) => format!("{}/{total}", self.step),
            (None, true) => format!("{}/∞", self.step),
            (None, false) => format!("{}/…", self.step),
        }
    }
}

impl App {
    /// Whether a pane shows the running program.
    pub(super) fn is_run_pane(pane: PaneId) -> bool {
        pane.stage() == Some(crate::pipeline::StageId::Run)
    }

    /// Starts the program of a new revision; it goes to where the one before stood, by line.
    pub(super) fn load_program(&mut self) {
        let Some(program) = self.file.views.as_ref().and_then(|views| views.program(&self.file.path)) else {
            if self.run.is_some() {
                for &pane in PaneId::ALL.iter().filter(|&&pane| Self::is_run_pane(pane)) {
                    self.pane_mut(pane).stale = Some("the program of the last version that compiled".into());
                }
            }
            return;
        };
        self.effects.push(Effect::Run(Request::Load(Box::new(program))));
        let line = self.run.as_ref().filter(|run| run.step > 0).and_then(|run| run.line);
        if let Some(line) = line {
            self.effects.push(Effect::Run(Request::Go(Motion::ToLine(line))));
        }
    }

    pub(super) fn ran(&mut self, report: Report) {
        match report {
            Report::At(moment) => self.show_moment(*moment),
            Report::Panicked(words) => {
                self.run = None;
                self.complain(format!("internal error: {words} (a bug of pylens, not of the file)"));
            }
        }
    }

    fn show_moment(&mut self, moment: Moment) {
        let exit_code = match moment.view.status {
            Status::Running => None,
            Status::Finished { exit_code } => Some(exit_code),
        };
        let counter = moment.counter.map(|(unit, at)| ItemRef::Instr(unit, at));
        let moved = self.run.as_ref().is_none_or(|run| run.step != moment.step);
        let started = self.run.is_some();
        self.run = Some(RunState {
            step: moment.step,
            total: moment.total,
            endless: moment.endless,
            counter,
            line: moment.line,
            exit_code,
        });
        let before = moment.before.as_ref();
        for (pane, listing) in [
            (PaneId::Frames, machine::frames(&moment.view, before)),
            (PaneId::Stack, machine::stack(&moment.view, before)),
            (PaneId::Heap, machine::heap(&moment.view, before)),
            (PaneId::Output, machine::output(&moment.view)),
        ] {
            self.show(pane, Shown::Listing(Arc::new(listing)));
        }
        // The newest output is at the end.
        let last = self.pane(PaneId::Output).listing().rows.len().saturating_sub(1);
        self.pane_mut(PaneId::Output).go_to(last);
        // A program that has just been loaded leaves the cursor where it is.
        if moved && started {
            self.follow_counter();
        }
    }

    /// Selects the instruction that runs next, so that all panes show what it stands for.
    fn follow_counter(&mut self) {
        let Some(item) = self.run.as_ref().and_then(|run| run.counter) else { return };
        let row = |app: &App| app.pane(PaneId::Bytecode).listing().rows.iter().position(|row| row.item == Some(item));
        if row(self).is_none() && self.file.options.code.take().is_some() {
            self.relist(PaneId::ALL);
        }
        if let Some(row) = row(self) {
            self.pane_mut(PaneId::Bytecode).go_to(row);
        }
        let span = self.file.views.as_ref().and_then(|views| views.span_of(item));
        self.selection = Some(Selection { pane: PaneId::Bytecode, item: Some(item), span });
        self.follow_selection();
    }

    /// Moves the program as a command of the chapter "Running" says.
    pub(super) fn move_program(&mut self, action: Action) {
        let lines = || self.breakpoints.iter().copied().collect::<Vec<u32>>();
        let motion = match action {
            Action::Step => Motion::Step,
            Action::StepBack => Motion::StepBack,
            Action::Line => Motion::Line,
            Action::LineBack => Motion::LineBack,
            Action::Into => Motion::Into,
            Action::IntoBack => Motion::IntoBack,
            Action::Finish => Motion::Finish,
            Action::FinishBack => Motion::FinishBack,
            Action::Continue => Motion::Continue(lines()),
            Action::ContinueBack => Motion::ContinueBack(lines()),
            Action::Restart => Motion::To(0),
            Action::ToCursor => match self.line_under_cursor() {
                Some(line) => Motion::ToLine(line),
                None => return self.complain("what is under the cursor belongs to no line of the file"),
            },
            _ => return self.complain("stepping by expressions is not there yet; s goes by instructions"),
        };
        self.effects.push(Effect::Run(Request::Go(motion)));
    }

    /// The line of the source that the cursor of the focused pane stands for.
    fn line_under_cursor(&self) -> Option<u32> {
        let row = self.pane(self.layout.focus()).row()?;
        if let Some(ItemRef::Line(line)) = row.item {
            return Some(line);
        }
        let start = self.selection?.span?.start;
        let lines = &self.pane(PaneId::Source).listing().rows;
        lines.iter().find_map(|row| match (row.item, row.span) {
            (Some(ItemRef::Line(line)), Some(span)) if span.start <= start && start <= span.end => Some(line),
            _ => None,
        })
    }

    pub(super) fn toggle_breakpoint(&mut self) {
        let Some(line) = self.line_under_cursor() else {
            return self.complain("what is under the cursor belongs to no line of the file");
        };
        if self.breakpoints.remove(&line) {
            self.say(format!("breakpoint on line {line} removed"));
        } else {
            self.breakpoints.insert(line);
            self.say(format!("breakpoint on line {line}: c runs to it, C goes back to it"));
        }
    }

    pub fn breakpoints(&self) -> &BTreeSet<u32> {
        &self.breakpoints
    }
}
