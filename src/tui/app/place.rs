//! A place in the workbench as text: `f@12:5#step=340#pane=bytecode#row=7#zoom`. With it a screen can be had again.

use super::App;
use crate::base::OptimizeLevel;
use crate::pipeline::session::Motion;
use crate::tui::event::Effect;
use crate::tui::lesson::parse::pane;
use crate::tui::panes::PaneId;
use crate::tui::workers::execute::Request;
use crate::view::{ItemRef, source};

/// Where to begin: each part is optional.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Place {
    /// The code object that the bytecode panes show.
    pub code: Option<String>,
    pub line: Option<(u32, u32)>,
    pub step: Option<u64>,
    pub pane: Option<PaneId>,
    /// The row under the cursor of that pane, from 1.
    pub row: Option<usize>,
    pub zoom: bool,
    pub present: bool,
}

impl Place {
    /// Reads a place; the error says what was expected.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut parts = text.split('#');
        let mut place = Self::default();
        let head = parts.next().unwrap_or_default();
        let (code, line) = match head.rsplit_once('@') {
            Some((code, line)) => (code, Some(line)),
            // No code object's name begins with a digit: whoever writes only a number means a line.
            None if head.starts_with(|c: char| c.is_ascii_digit()) => ("", Some(head)),
            None => (head, None),
        };
        place.code = Some(code.to_owned()).filter(|code| !code.is_empty());
        let number =
            |what: &str, text: &str| text.parse::<u64>().map_err(|_| format!("--at: expected {what}, found {text:?}"));
        if let Some(line) = line {
            let (line, column) = line.split_once(':').unwrap_or((line, "1"));
            place.line = Some((number("a line", line)? as u32, number("a column", column)? as u32));
        }
        for part in parts {
            match part.split_once('=') {
                Some(("step", step)) => place.step = Some(number("a step", step)?),
                Some(("row", row)) => place.row = Some(number("a row", row)? as usize),
                Some(("pane", name)) => place.pane = Some(pane(name).map_err(|error| format!("--at: {error}"))?),
                None if part == "zoom" => place.zoom = true,
                None if part == "present" => place.present = true,
                _ => return Err(format!("--at: expected step=N, pane=NAME, row=N, zoom or present, found {part:?}")),
            }
        }
        Ok(place)
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code.as_deref().unwrap_or_default())?;
        if let Some((line, column)) = self.line {
            write!(f, "@{line}:{column}")?;
        }
        if let Some(step) = self.step {
            write!(f, "#step={step}")?;
        }
        if let Some(pane) = self.pane {
            write!(f, "#pane={}", format!("{pane:?}").to_lowercase())?;
        }
        if let Some(row) = self.row {
            write!(f, "#row={row}")?;
        }
        f.write_str(if self.zoom { "#zoom" } else { "" })?;
        f.write_str(if self.present { "#present" } else { "" })
    }
}

impl App {
    /// Goes to the place that the command line asked for, once there is something to go to.
    pub(super) fn go_to_start(&mut self) {
        if self.start_at.is_none() || self.file.views.is_none() || !self.is_idle() {
            return;
        }
        let Some(mut place) = self.start_at.take() else { return };
        if let Some(step) = place.step.take().filter(|_| self.run.is_some()) {
            // The rest is done when the program stands there.
            self.effects.push(Effect::Run(Request::Go(Motion::To(step))));
            self.start_at = Some(place);
            return;
        }
        let mut missing = None;
        if let Some(code) = place.code {
            let entries = self.file.views.as_ref().map(|views| views.code_objects()).unwrap_or_default();
            if entries.iter().any(|entry| entry.qualname == code) {
                self.file.options.code = Some(code);
                self.relist(PaneId::ALL);
            } else {
                missing = Some(format!("--at: there is no code object {code:?}; o lists those of the file"));
            }
        }
        if let Some((line, column)) = place.line {
            self.go_to_line(line, column);
        }
        if let Some(pane) = place.pane {
            self.show_pane(pane);
        }
        if let Some(row) = place.row {
            let pane = self.layout.focus();
            self.pane_mut(pane).go_to(row.saturating_sub(1));
            self.select_under_cursor();
        }
        self.layout.set_zoomed(place.zoom);
        if place.present {
            self.present(true);
        }
        if let Some(missing) = missing {
            self.complain(missing);
        }
    }

    /// The place that the workbench shows.
    pub fn place(&self) -> Place {
        let pane = self.layout.focus();
        let state = self.pane(PaneId::Source);
        let line = state.row().and_then(|row| match row.item {
            Some(ItemRef::Line(line)) => Some((line, state.caret.saturating_sub(source::code_offset(&row)) as u32 + 1)),
            _ => None,
        });
        Place {
            code: self.file.options.code.clone(),
            line,
            step: self.run.as_ref().map(|run| run.step).filter(|&step| step > 0),
            pane: Some(pane).filter(|&pane| pane != PaneId::Source),
            row: Some(self.pane(pane).cursor() + 1).filter(|_| pane != PaneId::Source),
            zoom: self.layout.is_zoomed() && !self.look.presenting,
            present: self.look.presenting,
        }
    }

    /// The command line that shows this screen again.
    pub fn command_line_here(&self) -> String {
        let mut words = vec!["pylens".to_owned(), quoted(&self.file.path.to_string_lossy())];
        match self.file.options.level {
            OptimizeLevel::None => {}
            OptimizeLevel::O => words.push("-O".into()),
            OptimizeLevel::OO => words.push("-OO".into()),
        }
        if self.file.profile != crate::base::Profile::default() {
            words.push(format!("--python {}", self.file.profile.name()));
        }
        words.push(format!("--layout {}", self.layout.preset().short_name()));
        words.push(format!("--theme {}", quoted(&self.look.theme.id)));
        words.push(format!("--at {}", quoted(&self.place().to_string())));
        words.join(" ")
    }
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./=:,+".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_and_written() {
        for text in ["f@12:1#step=340", "@3:9#pane=bytecode#row=17#zoom", "C.m#step=2#present", "f.<locals>.g@1:1"] {
            assert_eq!(Place::parse(text).expect("it is right").to_string(), text);
        }
        for text in ["f@12", "@12", "12", "12#zoom"] {
            assert_eq!(Place::parse(text).map(|place| place.line), Ok(Some((12, 1))), "{text}");
        }
        for (text, words) in [("f@x", "a line"), ("#step=x", "a step"), ("#pane=x", "no pane"), ("#x", "found \"x\"")] {
            assert!(Place::parse(text).is_err_and(|error| error.contains(words)), "{text}");
        }
        assert_eq!(quoted("it's"), "'it'\\''s'");
    }
}
