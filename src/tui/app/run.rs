//! The running program: what the panes show of the moment it stands at, and the commands that move it.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::App;
use crate::pipeline::session::breakpoint::{Breakpoint, Kind};
use crate::pipeline::session::{Budgets, Moment, Motion, Trace};
use crate::tui::commands::Action;
use crate::tui::event::Effect;
use crate::tui::overlays::{Choice, Item, Overlay};
use crate::tui::panes::{PaneId, Selection};
use crate::tui::revision::Shown;
use crate::tui::workers::execute::{Program, Report, Request};
use crate::view::{ItemRef, Listing, caption, machine, problems};
use crate::vm::inspect::{Status, VmView};

/// Where the program stands.
#[derive(Clone, Debug)]
pub struct RunState {
    pub step: u64,
    pub total: Option<u64>,
    /// The program takes more steps than are recorded: this is used up.
    pub exhausted: Option<&'static str>,
    /// The program waits for an answer to `input()`.
    pub waiting: bool,
    /// The instruction that runs next, if it belongs to the file.
    pub counter: Option<ItemRef>,
    /// Its line.
    pub line: Option<u32>,
    /// What the last step ran.
    pub executed: Option<ItemRef>,
    pub executed_line: Option<u32>,
    pub exit_code: Option<i32>,
    /// What stands at the ends of lines: names and their values.
    pub values: HashMap<u32, String>,
    /// What instructions of the innermost frame have been specialized to.
    pub specialized: HashMap<ItemRef, String>,
    pub trace: Arc<Trace>,
    view: Arc<VmView>,
    before: Option<Arc<VmView>>,
    /// What the step that led here did, in one line; and what comes next.
    pub caption: String,
    pub question: String,
}

impl RunState {
    /// `31/184`, for the line on top.
    pub fn progress(&self) -> String {
        match (self.total, self.waiting, self.exhausted) {
            (Some(total), ..) => format!("{}/{total}", self.step),
            (None, true, _) => format!("{}/? input", self.step),
            (None, _, Some(_)) => format!("{}/∞", self.step),
            (None, ..) => format!("{}/…", self.step),
        }
    }

    pub fn view(&self) -> &VmView {
        &self.view
    }
}

/// The specialized forms of the instructions of the innermost frame, if it is one of the file.
fn specialized(moment: &Moment) -> HashMap<ItemRef, String> {
    let Some((unit, _)) = moment.counter else { return HashMap::new() };
    let changed = moment.view.adaptive.iter().filter(|found| found.specialized != found.generic);
    changed.map(|found| (ItemRef::Instr(unit, found.offset / 2), found.specialized.name().into_owned())).collect()
}

/// What happens to the program when the file is saved.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Rerun {
    /// It is run again, and goes to where it stood.
    #[default]
    OnSave,
    /// The program stays the old one until `R` asks for the new one.
    Ask,
    Never,
}

impl Rerun {
    pub const ALL: &[(Rerun, &str)] = &[(Rerun::OnSave, "on-save"), (Rerun::Ask, "ask"), (Rerun::Never, "never")];

    pub fn from_name(name: &str) -> Option<Rerun> {
        Rerun::ALL.iter().find(|(_, known)| *known == name).map(|(rerun, _)| *rerun)
    }

    pub fn name(self) -> &'static str {
        Rerun::ALL.iter().find(|(rerun, _)| *rerun == self).map_or("", |(_, name)| name)
    }
}

/// Imported files that are watched.
const MOST_WATCHED: usize = 16;

/// What is asked of the program besides where it is.
#[derive(Default)]
pub struct RunWishes {
    pub rerun: Rerun,
    pub budgets: Budgets,
    pub breakpoints: Vec<Breakpoint>,
    pub heap: machine::HeapOptions,
    /// A new version that waits to be run.
    pub(super) held: Option<Box<Program>>,
    /// Why the program that runs is not that of the file as it is now; then its places are no places of the file.
    pub(super) outdated: Option<&'static str>,
}

impl App {
    /// Whether a pane shows the running program.
    pub(super) fn is_run_pane(pane: PaneId) -> bool {
        pane.stage() == Some(crate::pipeline::StageId::Run)
    }

    fn run_panes_are_stale(&mut self, why: &str) {
        for &pane in PaneId::ALL.iter().filter(|&&pane| Self::is_run_pane(pane)) {
            self.pane_mut(pane).stale = Some(why.into());
        }
    }

    /// Starts the program of a new revision, if that is wished; it goes to where the one before stood.
    pub(super) fn load_program(&mut self) {
        let Some(program) = self.file.views.as_ref().and_then(|views| views.program(&self.file.path)) else {
            if self.run.is_some() {
                self.outdated("the program of the last version that compiled");
            }
            return;
        };
        if self.run.is_some() && self.wishes.rerun != Rerun::OnSave {
            self.wishes.held = Some(Box::new(program));
            return self.outdated("an earlier version runs; R runs the new one");
        }
        self.load(Box::new(program));
    }

    /// What runs is another version than what is shown.
    fn outdated(&mut self, why: &'static str) {
        self.run_panes_are_stale(why);
        self.wishes.outdated = Some(why);
        // Instructions of the old version have other places in the new one.
        if let Some(run) = &mut self.run {
            (run.counter, run.line, run.executed, run.executed_line) = (None, None, None, None);
            run.values.clear();
            run.specialized.clear();
        }
    }

    fn load(&mut self, program: Box<Program>) {
        self.wishes.outdated = None;
        self.wishes.held = None;
        self.effects.push(Effect::Run(Request::Breakpoints(self.wishes.breakpoints.clone())));
        self.effects.push(Effect::Run(Request::Load(program, self.wishes.budgets)));
    }

    pub(super) fn ran(&mut self, report: Report) {
        match report {
            Report::Served(count) => self.served = count,
            Report::At(moment) => self.show_moment(*moment),
            Report::Panicked(words) => {
                self.run = None;
                let text = format!("internal error: {words} (a bug of pylens, not of the file)");
                for &pane in PaneId::ALL.iter().filter(|&&pane| Self::is_run_pane(pane)) {
                    self.show(pane, Shown::Rows(Listing::note(text.clone()).into()));
                }
                self.complain(text);
            }
        }
    }

    fn show_moment(&mut self, moment: Moment) {
        // What moments of another version say of instructions does not fit.
        let fits = self.wishes.outdated.is_none();
        let exit_code = match moment.view.status {
            Status::Running => None,
            Status::Finished { exit_code } => Some(exit_code),
        };
        let instr = |place: Option<(crate::compiler::unit::UnitId, u32)>| {
            place.filter(|_| fits).map(|(unit, at)| ItemRef::Instr(unit, at))
        };
        let moved = self.run.as_ref().is_none_or(|run| run.step != moment.step);
        let was_waiting = self.run.as_ref().is_some_and(|run| run.waiting);
        let started = self.run.is_some();
        let was_here = self.run.as_ref().is_some_and(|run| run.line.is_some());
        let was_over = self.run.as_ref().is_some_and(|run| run.exit_code.is_some());
        let values = moment.values.iter().filter(|_| fits);
        let values = values.map(|(line, values)| (*line, machine::line_values(values))).collect();
        self.run = Some(RunState {
            step: moment.step,
            total: moment.total,
            exhausted: moment.exhausted,
            waiting: moment.waiting,
            counter: instr(moment.counter),
            line: moment.line.filter(|_| fits),
            executed: instr(moment.executed),
            executed_line: moment.executed_line.filter(|_| fits),
            exit_code,
            values,
            caption: caption::caption(&moment.view, moment.before.as_ref()),
            question: caption::question(&moment.view),
            specialized: if fits { specialized(&moment) } else { HashMap::new() },
            trace: moment.trace.clone(),
            view: Arc::new(moment.view),
            before: moment.before.map(Arc::new),
        });
        let Some(run) = self.run.clone() else { return };
        let made = |slot: usize| moment.makers.get(slot).cloned().flatten().filter(|_| fits);
        let before = run.before.as_deref();
        for (pane, listing) in [
            (PaneId::Frames, machine::frames(&run.view, before, &moment.builtins)),
            (PaneId::Stack, machine::stack(&run.view, before, &made)),
            (PaneId::Heap, machine::heap(&run.view, before, &self.wishes.heap)),
            (PaneId::Output, machine::output(&run.view, before, moment.waiting)),
            (PaneId::Modules, machine::modules(&run.view.modules, &moment.modules)),
            (PaneId::Timeline, machine::timeline(&run.trace, run.step)),
        ] {
            self.show(pane, Shown::Rows(listing.into()));
            // What the last step did is marked in the rows. What differs from where the program stood before may be the
            // work of a thousand steps.
            let by_step = matches!(pane, PaneId::Frames | PaneId::Stack | PaneId::Heap | PaneId::Output);
            if by_step && self.file.baseline.is_none() {
                self.pane_mut(pane).clear_changes();
            }
        }
        if let Some(why) = self.wishes.outdated {
            self.run_panes_are_stale(why);
        }
        self.show_uncaught();
        self.watch_modules(&moment.modules);
        self.after_moment(moved, was_waiting, started, moment.note);
        if started && moved && !was_over {
            self.say_how_it_ended();
        }
        if started && moved && was_here {
            self.say_where_it_is();
        }
    }

    /// Where the program is, where that is another file than the one shown: its source and instructions are not seen.
    fn say_where_it_is(&mut self) {
        let Some(run) = self.run.as_ref().filter(|_| !self.look.presenting && self.playing().is_none()) else { return };
        let frame = run.view.frames.last().filter(|_| run.line.is_none() && run.exit_code.is_none());
        let Some((frame, line)) = frame.and_then(|frame| Some((frame, frame.line?))) else { return };
        if self.wishes.outdated.is_some() || frame.filename.starts_with('<') {
            return;
        }
        let name = frame.filename.rsplit(['/', '\\']).next().unwrap_or_default();
        let words = format!("line {line} of {name}, which is not shown here: {} returns", self.key_of(Action::Finish));
        self.say(words);
    }

    /// How the program ended, where that is news: not to an audience, who are told by a caption or a lesson.
    fn say_how_it_ended(&mut self) {
        let Some(run) = self.run.as_ref().filter(|_| !self.look.presenting && self.playing().is_none()) else { return };
        let Some(exit_code) = run.exit_code else { return };
        let words = match &run.trace.uncaught {
            Some(uncaught) if self.wishes.outdated.is_some() => {
                format!("the version before ended: {}", uncaught.message())
            }
            Some(uncaught) => {
                let key = self.keymap.shown(crate::tui::commands::What::Pane(PaneId::Problems));
                format!("{key} shows how the program ended: {}", uncaught.message())
            }
            None if exit_code == 0 => format!("the program is over; {} goes back", self.key_of(Action::StepBack)),
            None => format!("the program is over, exit status {exit_code}"),
        };
        self.say(words);
    }

    /// The exception that ended the program stands among the problems of the file, once it is known.
    pub(super) fn show_uncaught(&mut self) {
        let Some(views) = self.file.views.clone() else { return };
        let found =
            self.run.as_ref().and_then(|run| run.trace.uncaught.clone()).filter(|_| self.wishes.outdated.is_none());
        let wanted = found.as_ref().map(problems::uncaught).unwrap_or_default();
        let rows = &self.pane(PaneId::Problems).plain().rows;
        let shown: Vec<_> = rows.with_key(problems::UNCAUGHT).map_or_else(Vec::new, |first| {
            (first..rows.len()).filter_map(|row| rows.row(row)).map(|row| (row.plain(), row.item)).collect()
        });
        if wanted.iter().map(|row| (row.plain(), row.item)).eq(shown) {
            return;
        }
        let Shown::Rows(rows) = views.listing(PaneId::Problems, &self.file.options) else { return };
        let mut listing = rows.listing(usize::MAX);
        if !wanted.is_empty() {
            listing.rows.retain(|row| row.item.is_some());
            listing.rows.extend(wanted);
        }
        self.show(PaneId::Problems, Shown::Rows(listing.into()));
        self.pane_mut(PaneId::Problems).clear_changes();
    }

    /// The files that the program imports are watched like its own.
    fn watch_modules(&mut self, modules: &[crate::pipeline::session::modules::Module]) {
        let compared = self.file.baseline.as_ref().and_then(|baseline| baseline.path()).map(Path::to_owned);
        let imported = modules.iter().filter(|module| module.import.is_some());
        let mut files: Vec<PathBuf> = imported.filter_map(|module| module.file.as_ref()).map(PathBuf::from).collect();
        files.retain(|file| file.extension().is_some_and(|extension| extension == "py"));
        files.truncate(MOST_WATCHED);
        // Going back before an import is no reason to forget it.
        if !files.iter().all(|file| self.watched.contains(file)) {
            self.watched.clone_from(&files);
            files.extend(compared);
            self.effects.push(Effect::WatchModules(files));
        }
    }

    pub(super) fn module_saved(&mut self, path: &Path) {
        if self.file.baseline.as_ref().and_then(|baseline| baseline.path()) == Some(path) {
            self.effects.push(Effect::ReadBaseline(path.to_owned()));
            return;
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        self.load_program();
        self.say(match self.wishes.rerun {
            Rerun::OnSave => format!("{name} was saved: the program is run again"),
            _ => format!("{name} was saved: R runs the program with it"),
        });
    }

    fn after_moment(&mut self, moved: bool, was_waiting: bool, started: bool, note: Option<String>) {
        let Some(run) = self.run.clone() else { return };
        // The newest output is at the end.
        let last = self.pane(PaneId::Output).rows().len().saturating_sub(1);
        self.pane_mut(PaneId::Output).go_to(last);
        // What runs is on top; who is looking further down there stays where they are.
        let focus = self.layout.focus();
        for pane in [PaneId::Frames, PaneId::Stack].into_iter().filter(|&pane| pane != focus) {
            self.pane_mut(pane).go_to(0);
        }
        let events = &run.trace.events;
        let at = events.partition_point(|event| event.step <= run.step).saturating_sub(1);
        self.pane_mut(PaneId::Timeline).go_to(at);
        // A program that has just been loaded leaves the cursor where it is.
        if moved && started {
            self.follow_counter();
        }
        if let Some(note) = note {
            self.say(note);
        } else if run.waiting && !was_waiting && started {
            self.say(format!("the program asks for input: {} answers", self.key_of(Action::Answer)));
        } else if let (Some(what), true, true) = (run.exhausted, moved, run.step + 1 >= run.trace.steps) {
            self.say(format!("stopped here: {what} is used up"));
        }
    }

    pub(super) fn key_of(&self, action: Action) -> String {
        self.keymap.shown(crate::tui::commands::What::Action(action))
    }

    /// Makes the panes of the program anew, after an option that concerns them has changed.
    pub(super) fn relist_run(&mut self) {
        let Some(run) = self.run.clone() else { return };
        let listing = machine::heap(&run.view, run.before.as_deref(), &self.wishes.heap);
        self.show(PaneId::Heap, Shown::Rows(listing.into()));
    }

    /// Selects the instruction that runs next, so that all panes show what it stands for.
    fn follow_counter(&mut self) {
        // Where the program ended is worth more than nothing: that is what an uncaught exception was raised by.
        let Some(item) = self.run.as_ref().and_then(|run| run.counter.or(run.executed)) else { return };
        let row = |app: &App| app.pane(PaneId::Bytecode).row_of(item);
        if row(self).is_none() && self.file.options.code.take().is_some() {
            self.relist(PaneId::ALL);
        }
        if let Some(row) = row(self) {
            self.pane_mut(PaneId::Bytecode).go_to(row);
        }
        let span = self.file.views.as_ref().and_then(|views| views.span_of(item));
        self.selection = Some(Selection { pane: PaneId::Bytecode, item: Some(item), span });
        self.follow_selection();
        // An instruction may stand for a whole function, whose first line is far from the one that runs.
        let line = self.run.as_ref().and_then(|run| run.line.or(run.executed_line)).map(ItemRef::Line);
        if let Some(row) = line.and_then(|line| self.pane(PaneId::Source).row_of(line)) {
            self.pane_mut(PaneId::Source).go_to(row);
        }
    }

    /// Moves the program as a command of the chapter "Running" says.
    pub(super) fn move_program(&mut self, action: Action) {
        let motion = match action {
            Action::Step => Motion::Step,
            Action::StepBack => Motion::StepBack,
            Action::Expression => Motion::Expression,
            Action::ExpressionBack => Motion::ExpressionBack,
            Action::Line => Motion::Line,
            Action::LineBack => Motion::LineBack,
            Action::Into => Motion::Into,
            Action::IntoBack => Motion::IntoBack,
            Action::Finish => Motion::Finish,
            Action::FinishBack => Motion::FinishBack,
            Action::Continue => Motion::Continue,
            Action::ContinueBack => Motion::ContinueBack,
            Action::Restart => {
                if let Some(program) = self.wishes.held.take() {
                    self.load(program);
                    return self.say("running the new version");
                }
                Motion::To(0)
            }
            Action::ToCursor => match self.place_under_cursor() {
                Some(Kind::Line(line)) => Motion::ToLine(line),
                Some(Kind::Instruction(unit, at)) => Motion::ToInstruction(unit, at),
                _ => return self.complain("what is under the cursor belongs to no line of the file"),
            },
            _ => return,
        };
        self.go(motion);
    }

    pub(super) fn go(&mut self, motion: Motion) {
        let Some(run) = &self.run else {
            return self.complain("there is no program to run: the file has not been compiled");
        };
        match motion {
            Motion::To(_) | Motion::ToLine(_) | Motion::ToInstruction(..) => {}
            motion if motion.is_back() && run.step == 0 => {
                self.say(format!("this is the first step: {} goes on", self.key_of(Action::Step)));
            }
            motion if !motion.is_back() && run.exit_code.is_some() => self.say_how_it_ended(),
            _ => {}
        }
        self.effects.push(Effect::Run(Request::Go(motion)));
    }

    /// A step of the timeline `by` parts further on.
    pub(super) fn drag_time(&mut self, by: isize) {
        let Some(run) = &self.run else { return };
        let depths = &run.trace.depths;
        let at = depths.partition_point(|stretch| stretch.steps.end <= run.step);
        let Some(stretch) = depths.get(at.saturating_add_signed(by)) else { return };
        let motion = Motion::To(stretch.steps.start);
        self.go(motion);
    }

    /// Ctrl-C: the program, never the workbench.
    pub(super) fn interrupt(&mut self) {
        let is_running = self.run.as_ref().is_some_and(|run| run.total.is_none() && run.exhausted.is_none());
        self.effects.push(Effect::Run(Request::Interrupt));
        self.say(if is_running { "interrupted" } else { "nothing is running: the program is recorded to its end" });
    }

    /// Asks for the line that the program's `input()` wants.
    pub(super) fn open_answer(&mut self) {
        if self.run.as_ref().is_some_and(|run| run.waiting) {
            self.overlays.push(Overlay::answer());
        } else {
            self.complain("the program does not ask for anything");
        }
    }

    pub(super) fn answer(&mut self, line: Option<String>) {
        self.effects.push(Effect::Run(Request::Answer(line)));
    }

    /// The line or instruction that the cursor of the focused pane stands for.
    fn place_under_cursor(&self) -> Option<Kind> {
        let row = self.pane(self.layout.focus()).row()?;
        match row.item {
            Some(ItemRef::Line(line)) => return Some(Kind::Line(line)),
            Some(ItemRef::Instr(unit, at)) => return Some(Kind::Instruction(unit, at)),
            _ => {}
        }
        let start = self.selection?.span?.start;
        let lines = self.pane(PaneId::Source).rows();
        (0..lines.len()).find_map(|row| match (lines.item(row), lines.span(row)) {
            (Some(ItemRef::Line(line)), Some(span)) if span.start <= start && start <= span.end => {
                Some(Kind::Line(line))
            }
            _ => None,
        })
    }

    pub(super) fn toggle_breakpoint(&mut self) {
        match self.place_under_cursor() {
            Some(kind) => self.toggle_break(Breakpoint::new(kind)),
            None => self.complain("what is under the cursor belongs to no line of the file"),
        }
    }

    /// A breakpoint on the name under the cursor: where the function of that name is entered, or the name changes.
    pub(super) fn break_on_word(&mut self, kind: impl Fn(String) -> Kind) {
        let text = self.file.views.as_ref().and_then(|views| views.text());
        let word = self.selection.and_then(|selection| selection.span).and_then(|span| text?.get(span.range()));
        let is_name = |word: &&str| word.chars().all(|c| c == '_' || c.is_alphanumeric()) && !word.is_empty();
        match word.filter(is_name).map(str::to_owned) {
            Some(word) => self.toggle_break(Breakpoint::new(kind(word))),
            None => self.complain("there is no name under the cursor"),
        }
    }

    pub(super) fn toggle_break(&mut self, breakpoint: Breakpoint) {
        let known = self.wishes.breakpoints.iter().position(|other| other.kind == breakpoint.kind);
        match known {
            Some(at) if self.wishes.breakpoints[at] == breakpoint => {
                self.wishes.breakpoints.remove(at);
                self.say(format!("breakpoint removed: {}", breakpoint.words()));
            }
            known => {
                self.say(format!("breakpoint: {}; c runs to it, C goes back to it", breakpoint.words()));
                match known {
                    Some(at) => self.wishes.breakpoints[at] = breakpoint,
                    None => self.wishes.breakpoints.push(breakpoint),
                }
            }
        }
        self.send_breakpoints();
    }

    pub(super) fn send_breakpoints(&mut self) {
        self.effects.push(Effect::Run(Request::Breakpoints(self.wishes.breakpoints.clone())));
        self.keep_breakpoints();
    }

    /// The breakpoints go with what they are on: `moved` tells where a row's item of the old revision is in the new one.
    pub(super) fn move_breakpoints(&mut self, moved: impl Fn(PaneId, ItemRef) -> Option<ItemRef>) {
        for breakpoint in &mut self.wishes.breakpoints {
            breakpoint.kind = match &breakpoint.kind {
                Kind::Line(line) => match moved(PaneId::Source, ItemRef::Line(*line)) {
                    Some(ItemRef::Line(line)) => Kind::Line(line),
                    _ => continue,
                },
                Kind::Instruction(unit, at) => match moved(PaneId::Bytecode, ItemRef::Instr(*unit, *at)) {
                    Some(ItemRef::Instr(unit, at)) => Kind::Instruction(unit, at),
                    _ => continue,
                },
                other => other.clone(),
            };
        }
    }

    /// All breakpoints with the steps at which they stop; choosing one goes there.
    pub(super) fn open_breakpoints(&mut self) {
        let mut items = Vec::new();
        for (index, breakpoint) in self.wishes.breakpoints.iter().enumerate() {
            let trace = self.run.as_ref().map(|run| &run.trace);
            let hits = trace.and_then(|trace| trace.breakpoints.iter().find(|hits| hits.breakpoint == *breakpoint));
            let count = hits.map_or(0, |hits| hits.count);
            let times = if count == 1 { "1 hit".to_owned() } else { format!("{count} hits") };
            items.push(Item {
                label: breakpoint.words(),
                detail: format!("{times}; Enter removes it"),
                keys: String::new(),
                choice: Choice::RemoveBreakpoint(index),
            });
            for &step in hits.map(|hits| &hits.steps[..]).unwrap_or_default() {
                items.push(Item {
                    label: format!("  step {step}"),
                    detail: breakpoint.kind.words(),
                    keys: String::new(),
                    choice: Choice::Step(step),
                });
            }
        }
        if items.is_empty() {
            return self.complain("there are no breakpoints: b sets one here, :break says what else can be one");
        }
        self.overlays.push(Overlay::list("Breakpoints and their hits", items));
    }

    pub(super) fn remove_breakpoint(&mut self, index: usize) {
        if index < self.wishes.breakpoints.len() {
            let gone = self.wishes.breakpoints.remove(index);
            self.say(format!("breakpoint removed: {}", gone.words()));
            self.send_breakpoints();
        }
    }

    pub fn breakpoints(&self) -> &[Breakpoint] {
        &self.wishes.breakpoints
    }

    /// Whether a breakpoint is on a line or instruction.
    pub fn has_breakpoint(&self, item: ItemRef) -> bool {
        self.wishes.breakpoints.iter().any(|breakpoint| match (&breakpoint.kind, item) {
            (Kind::Line(line), ItemRef::Line(other)) => *line == other,
            (Kind::Instruction(unit, at), ItemRef::Instr(other, other_at)) => (*unit, *at) == (other, other_at),
            _ => false,
        })
    }

    pub(super) fn next_rerun(&mut self) {
        let at = Rerun::ALL.iter().position(|(rerun, _)| *rerun == self.wishes.rerun).unwrap_or(0);
        self.wishes.rerun = Rerun::ALL[(at + 1) % Rerun::ALL.len()].0;
        self.say(match self.wishes.rerun {
            Rerun::OnSave => "the program is run again when the file is saved",
            Rerun::Ask => "after a save R runs the new version",
            Rerun::Never => "the program stays the one that runs now, until R is pressed",
        });
    }
}
