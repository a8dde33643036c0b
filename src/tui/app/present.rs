//! Presenting: one pane alone, the caption of the step, keys shown as commands, steps that ask before they answer.

use super::App;
use crate::tui::commands::{Action, Command, Group, What};
use crate::tui::event::Effect;

/// How long the name of a command is shown.
pub const SHOWN_FOR: std::time::Duration = std::time::Duration::from_secs(3);

/// The command that was given last, for an audience.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ShownKey {
    pub name: &'static str,
    pub times: u32,
    /// Which of the timers belongs to it.
    id: u64,
}

impl ShownKey {
    /// `step ×3`.
    pub fn words(&self) -> String {
        if self.times > 1 { format!("{} ×{}", self.name, self.times) } else { self.name.to_owned() }
    }
}

impl App {
    pub(super) fn present(&mut self, on: bool) {
        self.look.presenting = on;
        self.layout.set_zoomed(on);
    }

    /// Notes a command for [`SHOWN_FOR`]; repeats are counted.
    pub(super) fn show_command(&mut self, command: &Command) {
        if !self.look.show_keys {
            return;
        }
        let (times, id) = match &self.shown_key {
            Some(shown) if shown.name == command.name => (shown.times + 1, shown.id + 1),
            Some(shown) => (1, shown.id + 1),
            None => (1, self.timers),
        };
        self.timers = id + 1;
        self.shown_key = Some(ShownKey { name: command.name, times, id });
        self.effects.push(Effect::Wake(SHOWN_FOR, id));
    }

    /// A timer has run out.
    pub(super) fn wake(&mut self, id: u64) {
        if self.shown_key.as_ref().is_some_and(|shown| shown.id == id) {
            self.shown_key = None;
        }
    }

    /// In predict mode the first key of a step only asks; `true` if this one did.
    pub(super) fn asks_first(&mut self, command: &Command) -> bool {
        let moves = command.group == Group::Running
            && !matches!(command.what, What::Action(Action::Breakpoint | Action::Interrupt | Action::Restart));
        if !self.look.predict || !moves || self.run.is_none() {
            self.asked = None;
            return false;
        }
        if self.asked.take() == Some(command.what) {
            return false;
        }
        self.asked = Some(command.what);
        true
    }

    /// The question that is open: what will the next instruction do?
    pub fn question(&self) -> Option<String> {
        let what = self.asked?;
        let run = self.run.as_ref()?;
        Some(format!("{} · what will happen? {} shows it", run.question, self.keymap.shown(what)))
    }

    /// What the bottom line says of the program while presenting.
    pub fn caption(&self) -> Option<String> {
        let run = self.run.as_ref().filter(|run| run.step > 0 || self.look.presenting)?;
        Some(run.caption.clone())
    }

    pub(super) fn toggle_predict(&mut self) {
        self.look.predict = !self.look.predict;
        self.asked = None;
        self.say(if self.look.predict {
            "predict: the first key of a step asks what will happen, the second shows it"
        } else {
            "steps show their effect at once"
        });
    }

    pub(super) fn toggle_show_keys(&mut self) {
        self.look.show_keys = !self.look.show_keys;
        self.shown_key = None;
        self.say(if self.look.show_keys { "commands are shown as they are given" } else { "commands are not shown" });
    }
}
