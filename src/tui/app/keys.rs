//! Keys: to the uppermost window if there is one, else through the keymap.

use super::App;
use crate::tui::commands::{Action, Command, What, When};
use crate::tui::key::Key;
use crate::tui::keymap::Meaning;
use crate::tui::panes::PaneId;

impl App {
    pub(super) fn key(&mut self, key: Key) {
        if !self.overlays.is_empty() {
            self.overlay_key(key);
            return;
        }
        if self.lesson_key(key) {
            return;
        }
        self.message = None;
        if key.is("esc") {
            self.escape();
            return;
        }
        self.pending.push(key);
        match self.keymap.lookup(&self.pending) {
            Meaning::Command(command) => {
                self.pending.clear();
                self.perform(command);
            }
            Meaning::Prefix => {}
            Meaning::Nothing => {
                let keys: Vec<_> = self.pending.drain(..).map(|key| key.to_string()).collect();
                self.complain(format!("{} means nothing here; ? lists all keys", keys.join(" ")));
            }
        }
    }

    /// Esc takes back one thing at a time: an unfinished sequence, presenting, the search, zooming.
    fn escape(&mut self) {
        if !self.pending.is_empty() {
            self.pending.clear();
        } else if self.look.presenting {
            self.present(false);
        } else if self.search.is_some() {
            self.search = None;
        } else {
            self.layout.set_zoomed(false);
        }
    }

    /// Carries out a command, or says why it cannot act now.
    pub(super) fn perform(&mut self, command: Command) {
        if !self.is_valid(command.when) {
            // Ctrl-C never ends the workbench; whoever pressed it may want to.
            if command.what == What::Action(Action::Interrupt) {
                self.say("no program is running; q leaves pylens");
                return;
            }
            self.complain(format!("{} ({})", command.when.otherwise(), command.name));
            return;
        }
        self.show_command(&command);
        if self.asks_first(&command) {
            return;
        }
        match command.what {
            What::Action(action) => self.act(action),
            What::Pane(pane) => self.show_pane(pane),
            What::Layout(preset) => {
                self.layout.set_preset(preset);
                self.keep_layout();
            }
        }
    }

    pub fn is_valid(&self, when: When) -> bool {
        match when {
            When::Always => true,
            When::File => self.file.views.is_some(),
            When::Program => self.run.is_some(),
            When::Tree => self.pane(self.layout.focus()).rows().tree,
            When::Levels => self.layout.focus() == PaneId::Graph || self.is_valid(When::Tree),
            When::Search => self.search.is_some(),
            When::Selection => self.selection.is_some(),
        }
    }

    pub(super) fn paste(&mut self, text: &str) {
        if let Some(overlay) = self.overlays.last_mut() {
            overlay.paste(text);
        }
    }
}
