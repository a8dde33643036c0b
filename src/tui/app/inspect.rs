//! Windows over the panes: opening them, their keys, what choosing in them does.

use super::App;
use crate::bytecode::Opcode;
use crate::pipeline::session::Motion;
use crate::pipeline::session::breakpoint::Breakpoint;
use crate::tui::commands::{Command, What};
use crate::tui::key::Key;
use crate::tui::overlays::{Answer, Choice, Item, Overlay, Purpose, help};
use crate::tui::panes::PaneId;
use crate::view::{ItemRef, Listing, Role};

impl App {
    pub(super) fn overlay_key(&mut self, key: Key) {
        let page = usize::from(self.size().height).saturating_sub(6).max(1);
        let Some(overlay) = self.overlays.last_mut() else { return };
        match overlay.key(key, page) {
            Answer::Open => {}
            Answer::Close => {
                self.overlays.pop();
                if !self.has_file() && self.overlays.is_empty() {
                    self.say("nothing is open: F2 lists lessons, samples and files; q leaves pylens");
                }
            }
            Answer::Chosen(choice) => {
                self.overlays.pop();
                self.choose(choice);
            }
            Answer::Passed => {
                self.overlays.pop();
                self.key(key);
            }
            Answer::Entered(purpose, text) => {
                self.overlays.pop();
                self.entered(purpose, &text);
            }
        }
    }

    pub(super) fn overlay_move(&mut self, by: isize) {
        if let Some(overlay) = self.overlays.last_mut() {
            overlay.scroll(by);
        }
    }

    fn choose(&mut self, choice: Choice) {
        match choice {
            Choice::Command(what) => {
                if let Some(command) = Command::of(what) {
                    self.perform(command);
                }
            }
            Choice::Code(code) => {
                self.file.options.code = code;
                self.relist(PaneId::OF_CODE);
            }
            Choice::Theme(id) => self.set_theme(&id),
            Choice::Row(pane, row) => self.jump(pane, row),
            Choice::Step(step) => self.go(Motion::To(step)),
            Choice::RemoveBreakpoint(index) => self.remove_breakpoint(index),
            Choice::Open(path) if path.extension().is_some_and(|extension| extension == "lesson") => {
                self.open_lesson_file(&path);
            }
            Choice::Open(path) => {
                self.end_lesson();
                self.open(path);
            }
            Choice::Sample(name) => self.open_from_library(&name, false),
            Choice::Lesson(name) => self.open_from_library(&name, true),
            Choice::Export(export) => self.export(export),
        }
    }

    fn entered(&mut self, purpose: Purpose, text: &str) {
        match purpose {
            Purpose::Search => self.search_for(text),
            Purpose::Command => self.command_line(text.trim()),
            Purpose::Answer => self.answer(Some(text.to_owned())),
        }
    }

    /// `:12`, `:12:5`, `:@340`, `:#31`, `:Module.body[2]`, `:break …`, `:heap list`, or the name of a command.
    pub(super) fn command_line(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        if let Some((line, column)) = line_and_column(text) {
            self.go_to_line(line, column);
        } else if let Some(step) = text.strip_prefix("step ").or(text.strip_prefix('#')) {
            match step.trim().parse() {
                Ok(step) => self.go(Motion::To(step)),
                Err(_) => self.complain(format!("{step:?} is no number of a step")),
            }
        } else if let Some(what) = text.strip_prefix("break ") {
            match Breakpoint::parse(what.trim()) {
                Ok(breakpoint) => self.toggle_break(breakpoint),
                Err(why) => self.complain(why),
            }
        } else if let Some(name) = text.strip_prefix("heap").filter(|rest| rest.is_empty() || rest.starts_with(' ')) {
            // `heap` is also the name of a pane; without a type all are shown.
            self.wishes.heap.type_name = Some(name.trim().to_owned()).filter(|name| !name.is_empty());
            self.show_pane(PaneId::Heap);
            self.relist_run();
        } else if let Some(offset) = text.strip_prefix('@').and_then(|offset| offset.parse().ok()) {
            self.go_to_offset(offset);
        } else if let Some(command) = Command::all().find(|command| command.name.eq_ignore_ascii_case(text)) {
            self.perform(command);
        } else if let Some((pane, row)) = self.find_key(text) {
            self.jump(pane, row);
        } else if let Some(id) = text.strip_prefix("theme ") {
            self.set_theme(id.trim());
        } else {
            self.complain(format!(
                "{text:?} is no line, offset (@n), step (#n), node path or command; Ctrl-p lists commands"
            ));
        }
    }

    pub(super) fn go_to_line(&mut self, line: u32, column: u32) {
        let rows = self.pane(PaneId::Source).rows();
        let last = (0..rows.len()).rev().find_map(|row| match rows.item(row) {
            Some(ItemRef::Line(line)) => Some(line),
            _ => None,
        });
        let wanted = Some(ItemRef::Line(line.min(last.unwrap_or(1)).max(1)));
        let Some(row) = (0..rows.len()).find(|&row| rows.item(row) == wanted) else {
            self.complain("there is no source to go to");
            return;
        };
        let margin = rows.row(row).map_or(0, |row| crate::view::source::code_offset(&row));
        self.jump(PaneId::Source, row);
        self.place_caret(margin + column.saturating_sub(1) as usize);
        self.select_under_cursor();
        if let Some(last) = last.filter(|&last| line > last) {
            self.say(format!("the file ends with line {last}"));
        }
    }

    pub(super) fn go_to_offset(&mut self, offset: u32) {
        let rows = self.pane(PaneId::Source).rows();
        let found = (0..rows.len()).find_map(|row| {
            let span = rows.span(row).filter(|span| span.start <= offset && offset <= span.end)?;
            Some((row, offset - span.start))
        });
        match found {
            Some((row, column)) => {
                self.jump(PaneId::Source, row);
                let state = self.pane_mut(PaneId::Source);
                let margin = state.row().map_or(0, |row| crate::view::source::code_offset(&row));
                state.caret = margin + column as usize;
                self.select_under_cursor();
            }
            None => self.complain(format!("the source has no offset {offset}")),
        }
    }

    /// The row with this key: a node path, a code object's name.
    fn find_key(&self, key: &str) -> Option<(PaneId, usize)> {
        PaneId::ALL.iter().find_map(|&pane| Some((pane, self.pane(pane).rows().with_key(key)?)))
    }

    pub(super) fn open_help(&mut self) {
        let width = usize::from(self.size().width).saturating_sub(8).clamp(30, 106);
        self.overlays.push(Overlay::text("Help", help(&self.keymap, width)));
    }

    pub(super) fn open_palette(&mut self) {
        let mut items: Vec<Item> = Command::all()
            .map(|command| Item {
                label: command.name.to_owned(),
                detail: command.doc.to_owned(),
                keys: self.keymap.shown(command.what),
                choice: Choice::Command(command.what),
            })
            .collect();
        items.extend(self.theme_ids().into_iter().map(|id| Item {
            label: format!("theme {id}"),
            detail: "Switch to this theme.".into(),
            keys: String::new(),
            choice: Choice::Theme(id),
        }));
        items.extend(self.code_items());
        // Names of the file: rows of the scopes pane, which are what a person would look for.
        let named = self.pane(PaneId::Scopes).rows().iter().enumerate();
        items.extend(named.filter(|(_, row)| row.item.is_some()).map(|(index, row)| Item {
            label: row.plain(),
            detail: "name in a scope".into(),
            keys: String::new(),
            choice: Choice::Row(PaneId::Scopes, index),
        }));
        self.overlays.push(Overlay::list("Find by name", items));
    }

    fn code_items(&self) -> Vec<Item> {
        let entries = self.file.views.as_ref().map(|views| views.code_objects()).unwrap_or_default();
        entries
            .into_iter()
            .map(|entry| Item {
                label: format!("{:indent$}{}", "", entry.qualname, indent = 2 * usize::from(entry.depth)),
                detail: {
                    // Cut off where there is little room: what can be seen elsewhere comes last.
                    let times = entry.entry.and_then(|entry| self.times(entry));
                    let times = times.map_or(String::new(), |times| format!("ran {times}×, "));
                    format!("{times}{} instructions, line {}", entry.instructions, entry.line)
                },
                keys: String::new(),
                choice: Choice::Code(Some(entry.qualname)),
            })
            .collect()
    }

    pub(super) fn open_code_objects(&mut self) {
        let mut items = self.code_items();
        if items.is_empty() {
            self.complain("there are no code objects: the file has not been compiled");
            return;
        }
        items.insert(
            0,
            Item {
                label: "all".into(),
                detail: "all code objects, one behind the other".into(),
                keys: String::new(),
                choice: Choice::Code(None),
            },
        );
        self.overlays.push(Overlay::list("Code objects", items));
    }

    /// The card of the opcode that the row under the cursor names.
    pub(super) fn open_card(&mut self) {
        let state = self.pane(self.layout.focus());
        let opcode = state.row().and_then(|row| {
            let names = row.segments.iter().flat_map(|segment| segment.text.split_whitespace().map(str::to_owned));
            names.filter_map(|name| Opcode::from_name(&name)).next()
        });
        match opcode {
            Some(opcode) => {
                // The window has a frame and a margin; a long line is hard to read.
                let width = usize::from(self.size().width).saturating_sub(12).clamp(20, 76);
                let card = crate::view::opcodes::card_listing(opcode, width);
                self.overlays.push(Overlay::text("What this instruction does", card));
            }
            None => self.complain("there is no instruction under the cursor"),
        }
    }

    /// The chain of the selection, from its characters to its bytes.
    pub(super) fn open_why(&mut self) {
        let selection = self.selection;
        let views = self.file.views.as_ref();
        let (item, span) = selection.map_or((None, None), |selection| (selection.item, selection.span));
        if let Some(words) = item.and_then(of_the_run) {
            return self.complain(words);
        }
        let chain = views.and_then(|views| views.why(item, span)).filter(|chain| !chain.rows.is_empty());
        match chain {
            Some(chain) => {
                let width = usize::from(self.size().width).saturating_sub(12).clamp(20, 106);
                let chain = self.with_panes(chain).wrapped(width);
                self.overlays.push(Overlay::text("Why is this here, and what became of it", chain));
            }
            None => self.complain("nothing is selected whose way through the stages could be told"),
        }
    }

    /// The chain with the key of the pane behind the heading of each stage.
    fn with_panes(&self, mut chain: Listing) -> Listing {
        const PANES: &[(&str, PaneId)] = &[
            ("Characters", PaneId::Source),
            ("Tokens", PaneId::Tokens),
            ("Tree", PaneId::Ast),
            ("Optimized tree", PaneId::Folded),
            ("Scopes", PaneId::Scopes),
            ("Code generation", PaneId::Pseudo),
            ("Passes", PaneId::Passes),
            ("Final instructions", PaneId::Bytecode),
            ("Bytes of the .pyc", PaneId::Pyc),
        ];
        for row in chain.rows.iter_mut().filter(|row| row.segments.first().is_some_and(|s| s.role == Role::Heading)) {
            let title = row.plain();
            if let Some((_, pane)) = PANES.iter().find(|(known, _)| *known == title) {
                let key = self.keymap.shown(What::Pane(*pane));
                row.push(0, Role::Dim, format!("  {key} shows the pane"));
            }
        }
        chain
    }

    /// Whether a command is listed among those that can act now.
    pub fn command_is_valid(&self, what: What) -> bool {
        Command::of(what).is_some_and(|command| self.is_valid(command.when))
    }
}

fn line_and_column(text: &str) -> Option<(u32, u32)> {
    match text.split_once(':') {
        Some((line, column)) => Some((line.parse().ok()?, column.parse().ok()?)),
        None => Some((text.parse().ok()?, 1)),
    }
}

/// Why there is no way through the stages to tell of something that a run made.
fn of_the_run(item: ItemRef) -> Option<&'static str> {
    match item {
        ItemRef::Object(_) => Some("made by the program while it ran: the note below says what holds it"),
        ItemRef::Frame(_) => Some("made by a call while the program ran: Enter leads to its line"),
        ItemRef::Step(_) => Some("this happened while the program ran: Enter leads to the step"),
        _ => None,
    }
}
