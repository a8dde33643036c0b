//! What each command does.

use super::{App, Cause};
use crate::base::OptimizeLevel;
use crate::pipeline::session::Motion;
use crate::pipeline::session::breakpoint::{Breakpoint, Kind};
use crate::tui::commands::Action;
use crate::tui::event::Effect;
use crate::tui::overlays::Overlay;
use crate::tui::panes::PaneId;
use crate::view::graph::{At, Form};
use crate::view::{ItemRef, passes, source};

/// By how much one key makes a pane larger.
const COLUMNS: i16 = 4;
const ROWS: i16 = 2;

impl App {
    pub(super) fn act(&mut self, action: Action) {
        let page = self.focused().height().saturating_sub(1).max(1) as isize;
        match action {
            Action::Help => self.open_help(),
            Action::Palette => self.open_palette(),
            Action::CommandLine => self.overlays.push(Overlay::command_line()),
            Action::Quit => self.effects.push(Effect::Quit(0)),
            Action::Suspend => self.effects.push(Effect::Suspend),
            Action::Redraw => self.effects.push(Effect::Redraw),
            Action::Refresh => {
                self.effects.push(Effect::Reread);
                self.say("reading the file again");
            }
            Action::PauseWatching => {
                self.file.paused = !self.file.paused;
                self.effects.push(Effect::PauseWatching(self.file.paused));
                self.say(if self.file.paused { "saves are not followed until p is pressed again" } else { "watching" });
            }
            Action::NextTheme => self.next_theme(),
            Action::Present => self.present(!self.look.presenting),
            Action::Predict => self.toggle_predict(),
            Action::ShowKeys => self.toggle_show_keys(),
            Action::Export => self.open_export(),
            Action::Open => self.open_start_list(),
            Action::LessonNext => self.lesson_next(),
            Action::LessonBack => self.lesson_back(),
            Action::Editor => self.open_editor(),

            Action::Up => self.move_by(-1),
            Action::Down => self.move_by(1),
            Action::PageUp => self.move_by(-page),
            Action::PageDown => self.move_by(page),
            Action::HalfUp => self.move_by(-(page / 2).max(1)),
            Action::HalfDown => self.move_by((page / 2).max(1)),
            Action::Top => self.move_by(isize::MIN / 2),
            Action::Bottom => self.move_by(isize::MAX / 2),
            Action::Left => self.sideways(false),
            Action::Right => self.sideways(true),
            Action::ScrollLeft => self.shift(-8),
            Action::ScrollRight => self.shift(8),

            Action::NextCorresponding => self.cycle_corresponding(1),
            Action::PreviousCorresponding => self.cycle_corresponding(-1),
            Action::NextStage => self.change_stage(1),
            Action::PreviousStage => self.change_stage(-1),
            Action::Follow => self.follow(),
            Action::Back => self.go_back(),
            Action::Forward => self.go_forward(),
            Action::Search => self.overlays.push(Overlay::search(self.layout.focus())),
            Action::NextMatch => self.go_to_match(1),
            Action::PreviousMatch => self.go_to_match(-1),

            Action::NextPane => self.show_pane(self.layout.neighbour(1)),
            Action::PreviousPane => self.show_pane(self.layout.neighbour(-1)),
            Action::Wider => self.grow(COLUMNS, true),
            Action::Narrower => self.grow(-COLUMNS, true),
            Action::Taller => self.grow(ROWS, false),
            Action::Flatter => self.grow(-ROWS, false),
            Action::Zoom => self.layout.set_zoomed(!self.layout.is_zoomed()),

            Action::ToggleFold => {
                if !self.focused().toggle() {
                    self.complain("there is nothing below this node");
                }
            }
            Action::ExpandMore | Action::ExpandLess if self.layout.focus() == PaneId::Graph => {
                self.change_graph_moment(action == Action::ExpandMore);
            }
            Action::ExpandMore => self.focused().change_depth(1),
            Action::ExpandLess => self.focused().change_depth(-1),

            Action::CodeObjects => self.open_code_objects(),
            Action::OpcodeCard => self.open_card(),
            Action::Why => self.open_why(),
            Action::OptimizationLevel => {
                let level = match self.file.options.level {
                    OptimizeLevel::None => OptimizeLevel::O,
                    OptimizeLevel::O => OptimizeLevel::OO,
                    OptimizeLevel::OO => OptimizeLevel::None,
                };
                self.file.options.level = level;
                self.file.cause = Cause::Level;
                self.compile_baseline();
                self.recompile();
            }
            Action::Baseline => self.toggle_baseline(),
            Action::Diff => self.next_diff(),
            Action::Offsets => self.toggle("offsets", |options| &mut options.offsets),
            Action::Caches => self.toggle("inline caches", |options| &mut options.caches),
            Action::Positions => self.toggle("positions", |options| &mut options.positions),
            Action::Specialized => self.toggle("specialized instructions", |options| &mut options.specialized),
            Action::Details => self.toggle("contexts and empty fields", |options| &mut options.details),
            Action::GraphForm => self.next_graph_form(),
            Action::SyntaxTree => self.toggle("the error-tolerant syntax tree", |options| &mut options.syntax_tree),

            Action::Heat => {
                self.look.heat = !self.look.heat;
                self.say(if self.look.heat { "how often things ran: shown" } else { "how often things ran: hidden" });
            }
            Action::LineValues => {
                self.look.line_values = !self.look.line_values;
                self.say(if self.look.line_values {
                    "values at line ends: shown"
                } else {
                    "values at line ends: hidden"
                });
            }
            Action::Notes => {
                self.look.notes = !self.look.notes;
                self.say(if self.look.notes {
                    "notes at the bottom of panes: shown"
                } else {
                    "notes at the bottom of panes: hidden"
                });
            }
            Action::HeapEverything => {
                self.wishes.heap.everything = !self.wishes.heap.everything;
                self.relist_run();
                let everything = self.wishes.heap.everything;
                self.say(if everything { "heap: every object" } else { "heap: numbers and strings stand inline" });
            }
            Action::HeapChanged => {
                self.wishes.heap.changed_only = !self.wishes.heap.changed_only;
                self.relist_run();
                let only = self.wishes.heap.changed_only;
                self.say(if only { "heap: what the last step did" } else { "heap: all that is reached" });
            }

            Action::Breakpoint => self.toggle_breakpoint(),
            Action::Breakpoints => self.open_breakpoints(),
            Action::BreakEntry => self.break_on_word(Kind::Function),
            Action::BreakChange => self.break_on_word(Kind::Name),
            Action::BreakException => self.toggle_break(Breakpoint::new(Kind::Exception(None))),
            Action::RerunPolicy => self.next_rerun(),
            Action::Answer => self.open_answer(),
            Action::Interrupt => self.interrupt(),
            Action::Step
            | Action::StepBack
            | Action::Expression
            | Action::ExpressionBack
            | Action::Line
            | Action::LineBack
            | Action::Into
            | Action::IntoBack
            | Action::Finish
            | Action::FinishBack
            | Action::Continue
            | Action::ContinueBack
            | Action::ToCursor
            | Action::Restart => self.move_program(action),
        }
    }

    fn move_by(&mut self, by: isize) {
        let pane = self.layout.focus();
        let column = self.focused().caret_column();
        self.focused().step(by);
        if pane == PaneId::Source {
            let shift = self.focused().shift;
            self.place_caret(column.saturating_sub(shift));
        }
        self.select_under_cursor();
    }

    /// Left and right: inside the line in the source, up and down the tree in trees, scrolling elsewhere.
    fn sideways(&mut self, right: bool) {
        let pane = self.layout.focus();
        if pane == PaneId::Source {
            self.move_caret(right);
        } else if pane == PaneId::Timeline {
            self.drag_time(if right { 1 } else { -1 });
        } else if self.focused().rows().tree {
            let state = self.focused();
            if right {
                if !state.set_open(true) {
                    state.step(1);
                }
            } else if !state.set_open(false) {
                state.go_to_parent();
            }
            self.select_under_cursor();
        } else {
            self.shift(if right { 8 } else { -8 });
        }
    }

    fn move_caret(&mut self, right: bool) {
        let state = self.pane_mut(PaneId::Source);
        let Some(row) = state.row() else { return };
        let text: String = row.segments.iter().map(|segment| &*segment.text).collect();
        let first = source::code_offset(&row);
        let starts = || crate::view::measure::glyphs(&text, 0).map(|glyph| glyph.at).filter(|&at| at >= first);
        let caret = state.caret.max(first);
        let next = if right { starts().find(|&at| at > caret) } else { starts().filter(|&at| at < caret).last() };
        if let Some(next) = next {
            state.caret = next;
        }
        self.keep_caret_in_view();
        self.select_under_cursor();
    }

    fn keep_caret_in_view(&mut self) {
        let width = self
            .placed()
            .iter()
            .find(|placed| placed.pane == PaneId::Source)
            .map_or(0, |placed| usize::from(crate::tui::screen::content_width(self, placed.pane, placed.area)));
        let state = self.pane_mut(PaneId::Source);
        let column = state.caret_column();
        if width > 8 && column + 4 > state.shift + width {
            state.shift = column + 4 - width;
        } else if column < state.shift + 4 {
            state.shift = column.saturating_sub(8);
        }
    }

    fn shift(&mut self, by: isize) {
        let state = self.focused();
        let most = state.widest().saturating_sub(8);
        state.shift = state.shift.saturating_add_signed(by).min(most);
    }

    fn next_theme(&mut self) {
        let ids: Vec<String> = self.look.themes.ids().map(str::to_owned).collect();
        let at = ids.iter().position(|id| *id == self.look.theme.id).unwrap_or(0);
        let id = ids[(at + 1) % ids.len()].clone();
        self.set_theme(&id);
    }

    pub(super) fn set_theme(&mut self, id: &str) {
        let (theme, warnings) = self.look.themes.load(id);
        self.look.theme = theme.at_depth(self.look.depth);
        match warnings.first() {
            Some(warning) => self.complain(warning.clone()),
            None => self.say(format!("theme: {}", self.look.theme.name)),
        }
    }

    pub fn theme_ids(&self) -> Vec<String> {
        self.look.themes.ids().map(str::to_owned).collect()
    }

    fn open_editor(&mut self) {
        if !self.has_file() {
            return self.complain("there is no file to edit: F2 lists what can be opened");
        }
        let line = self.pane(PaneId::Source).row().and_then(|row| match row.item {
            Some(ItemRef::Line(line)) => Some(line),
            _ => None,
        });
        self.effects.push(Effect::Edit(self.file.path.clone(), line.unwrap_or(1)));
    }

    fn toggle(&mut self, what: &str, option: impl FnOnce(&mut crate::tui::revision::ViewOptions) -> &mut bool) {
        let option = option(&mut self.file.options);
        *option = !*option;
        let state = if *option { "shown" } else { "hidden" };
        self.relist(PaneId::ALL);
        self.say(format!("{what}: {state}"));
    }

    /// Enter: a jump to its target, a name to its definition, a constant to its uses, output to its step, a frame to its
    /// line; else from the source to the tree and back.
    fn follow(&mut self) {
        let focus = self.layout.focus();
        let row = self.pane(focus).row();
        if focus == PaneId::Output && row.as_ref().is_some_and(|row| row.key.as_deref() == Some("input")) {
            return self.open_answer();
        }
        if focus == PaneId::Passes {
            return self.show_graph_of_pass();
        }
        let item = row.as_ref().and_then(|row| row.item);
        match item {
            Some(ItemRef::Step(step)) => {
                self.go(Motion::To(step));
                if self.layout.is_zoomed() && !matches!(focus, PaneId::Timeline) {
                    self.say(format!(
                        "the program stands at step {step} now: {} shows the other panes",
                        self.key_of(Action::Zoom)
                    ));
                }
                return;
            }
            Some(ItemRef::Frame(number)) => {
                let frame = self.run.as_ref().and_then(|run| run.view().frames.get(number as usize));
                let line = frame.filter(|frame| self.is_own_file(&frame.filename)).and_then(|frame| frame.line);
                return match line.and_then(|line| u32::try_from(line).ok()) {
                    Some(line) => self.go_to_line(line, 1),
                    None => self.complain("this frame is in another file"),
                };
            }
            _ => {}
        }
        let target = item.filter(|_| focus != PaneId::Source).and_then(|item| self.file.views.as_ref()?.follow(item));
        if let Some((pane, item)) = target
            && let Some(row) = self.row_in(pane, item)
        {
            return self.jump(pane, row);
        }
        if focus == PaneId::Source
            && let Some(definition) = self.definition()
        {
            return self.go_to_offset(definition);
        }
        let Some(selection) = self.selection else { return self.complain("nothing is selected") };
        let target = if focus == PaneId::Source { PaneId::Ast } else { PaneId::Source };
        if selection.span.is_none() {
            self.complain("this row leads nowhere");
            return;
        }
        let row = self.pane(target).cursor();
        self.jump_keeping_selection(target, row);
    }

    /// From a pass to the graph behind it.
    fn show_graph_of_pass(&mut self) {
        let state = self.pane(PaneId::Passes);
        let Some(pass) = passes::pass_of(state.rows(), state.cursor()) else {
            return self.complain("no pass changed anything here");
        };
        let item = state.row().and_then(|row| row.item);
        self.file.options.graph = At::Behind(pass);
        self.relist(&[PaneId::Graph]);
        self.show_pane(PaneId::Graph);
        let row = item.and_then(|item| self.pane(PaneId::Graph).row_of(item));
        let row = row.unwrap_or_else(|| self.pane(PaneId::Graph).cursor());
        self.jump(PaneId::Graph, row);
    }

    /// Goes to the graph behind the next pass that changed anything, or the one before.
    fn change_graph_moment(&mut self, later: bool) {
        let options = &self.file.options;
        let views = self.file.views.as_ref();
        let moments = views.map(|views| views.graph_moments(options.code.as_deref())).unwrap_or_default();
        let at = |at: &At| match *at {
            At::Before => 0,
            At::Behind(pass) => pass + 1,
            At::Last => usize::MAX,
        };
        let now = at(&options.graph);
        let next = match later {
            true => moments.iter().find(|moment| at(moment) > now),
            false => moments.iter().rev().find(|moment| at(moment) < now),
        };
        match next {
            Some(&next) => {
                self.file.options.graph = next;
                self.relist(&[PaneId::Graph]);
            }
            None => self.complain(if later { "this is the last pass" } else { "this is before the first pass" }),
        }
    }

    fn grow(&mut self, by: i16, columns: bool) {
        if self.layout.grow(by, columns, self.pane_area()) {
            self.keep_layout();
        } else {
            self.complain("there is no pane beside this one that could give way");
        }
    }

    pub(super) fn keep_layout(&mut self) {
        self.effects.push(Effect::Remember(self.layout.kept()));
    }

    fn next_graph_form(&mut self) {
        let (form, words) = match self.file.options.graph_form {
            Form::Drawing => (Form::List, "the graph is a list"),
            Form::List => (Form::Outline, "the graph is an outline: its blocks without their instructions"),
            Form::Outline => (Form::Drawing, "the graph is a drawing"),
        };
        self.file.options.graph_form = form;
        self.relist(&[PaneId::Graph]);
        self.say(words);
    }

    fn is_own_file(&self, filename: &str) -> bool {
        std::path::Path::new(filename) == self.file.path
    }

    /// The row of a pane for an item, whichever code object the pane shows.
    fn row_in(&mut self, pane: PaneId, item: ItemRef) -> Option<usize> {
        if self.pane(pane).row_of(item).is_none() && self.file.options.code.take().is_some() {
            self.relist(PaneId::ALL);
        }
        self.pane(pane).row_of(item)
    }

    /// Where the selected name is bound first, if that is elsewhere.
    fn definition(&self) -> Option<u32> {
        let span = self.selection?.span?;
        let views = self.file.views.as_ref()?;
        let definition = views.definition(span)?;
        (definition.start != span.start).then_some(definition.start)
    }

    fn jump_keeping_selection(&mut self, pane: PaneId, row: usize) {
        let selection = self.selection;
        self.jump(pane, row);
        if pane != PaneId::Source {
            self.selection = selection;
        }
    }
}
