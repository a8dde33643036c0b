//! Breakpoints outlive pylens: those of each file are kept in the folder for state, and put back when the file is opened.
//!
//! A line is kept with its text, an instruction with the name of its code object: a file may have been edited while nobody
//! watched. TOML of our own making, which nobody writes by hand; whatever cannot be understood is passed over.
//!
//! ```toml
//! ["/home/me/demo.py"]
//! breakpoints = [{ line = 3, text = "return n", if = "n > 1" }, { on = "exception KeyError", hit = 2 }]
//! ```

use std::path::{Path, PathBuf};

use toml::{Table, Value};

use super::App;
use crate::pipeline::session::breakpoint::{Breakpoint, Kind};
use crate::tui::event::Effect;
use crate::tui::panes::PaneId;
use crate::view::{ItemRef, source};

/// Files whose breakpoints are kept; beyond that those that are gone from the disk are forgotten.
const MOST_FILES: usize = 200;

impl App {
    /// What is kept of all files, as it was read from the folder for state.
    pub fn set_kept_breakpoints(&mut self, text: &str) {
        self.kept = text.parse().unwrap_or_default();
    }

    /// Keeps the breakpoints as they are now.
    pub(super) fn keep_breakpoints(&mut self) {
        let Some(path) = self.kept_path() else { return };
        let kept: Vec<Value> = self.wishes.breakpoints.iter().map(|breakpoint| self.kept(breakpoint)).collect();
        let known = self.kept.get(&path).and_then(|file| file.get("breakpoints")?.as_array());
        if known.map_or(kept.is_empty(), |known| *known == kept) {
            return;
        }
        if kept.is_empty() {
            self.kept.remove(&path);
        } else {
            self.kept.insert(path.clone(), Table::from_iter([("breakpoints".into(), kept.clone().into())]).into());
        }
        self.effects.push(Effect::KeepBreakpoints(path, kept));
    }

    /// Puts the breakpoints of the file back that were set when it was open before.
    pub(super) fn restore_breakpoints(&mut self) {
        let kept = self.kept_path().and_then(|path| self.kept.get(&path)?.get("breakpoints")?.as_array().cloned());
        let restored = kept.into_iter().flatten().filter_map(|kept| self.restored(&kept));
        let restored: Vec<Breakpoint> = restored.collect();
        for breakpoint in restored {
            if !self.wishes.breakpoints.iter().any(|known| known.kind == breakpoint.kind) {
                self.wishes.breakpoints.push(breakpoint);
            }
        }
    }

    fn kept_path(&self) -> Option<String> {
        let path = Some(&self.file.path).filter(|path| !path.as_os_str().is_empty())?;
        Some(std::path::absolute(path).ok()?.to_str()?.to_owned())
    }

    fn kept(&self, breakpoint: &Breakpoint) -> Value {
        let mut kept = Table::new();
        match &breakpoint.kind {
            Kind::Line(line) => {
                kept.insert("line".into(), i64::from(*line).into());
                kept.insert("text".into(), self.line_text(*line).unwrap_or_default().into());
            }
            Kind::Instruction(unit, at) => {
                let entries = self.file.views.as_ref().map(|views| views.code_objects()).unwrap_or_default();
                let is_in = |entry: Option<ItemRef>| matches!(entry, Some(ItemRef::Instr(of, _)) if of == *unit);
                let name = entries.into_iter().find(|entry| is_in(entry.entry)).map(|entry| entry.qualname);
                kept.insert("code".into(), name.unwrap_or_default().into());
                kept.insert("unit".into(), i64::from(*at).into());
            }
            Kind::Function(name) => drop(kept.insert("on".into(), format!("function {name}").into())),
            Kind::Exception(Some(name)) => drop(kept.insert("on".into(), format!("exception {name}").into())),
            Kind::Exception(None) => drop(kept.insert("on".into(), "exception".into())),
            Kind::Name(name) => drop(kept.insert("on".into(), format!("name {name}").into())),
        }
        if let Some(condition) = &breakpoint.condition {
            kept.insert("if".into(), condition.clone().into());
        }
        if breakpoint.from_hit > 1 {
            kept.insert("hit".into(), i64::from(breakpoint.from_hit).into());
        }
        kept.into()
    }

    fn restored(&self, kept: &Value) -> Option<Breakpoint> {
        let number = |name: &str| u32::try_from(kept.get(name)?.as_integer()?).ok();
        let text = |name: &str| kept.get(name).and_then(Value::as_str);
        let mut breakpoint = match (number("line"), text("code"), text("on")) {
            (Some(line), ..) => Breakpoint::new(Kind::Line(self.line_of(line, text("text")?)?)),
            (_, Some(name), _) => {
                let entry =
                    self.file.views.as_ref()?.code_objects().into_iter().find(|entry| entry.qualname == name)?;
                let Some(ItemRef::Instr(unit, _)) = entry.entry else { return None };
                Breakpoint::new(Kind::Instruction(unit, number("unit")?))
            }
            (.., Some(on)) => Breakpoint::parse(on).ok()?,
            _ => return None,
        };
        breakpoint.condition = text("if").map(str::to_owned);
        breakpoint.from_hit = number("hit").unwrap_or(1);
        Some(breakpoint)
    }

    /// What a line says, without its indentation.
    fn line_text(&self, line: u32) -> Option<String> {
        let state = self.pane(PaneId::Source);
        let row = state.plain().rows.row(*state.plain().rows_of(ItemRef::Line(line)).first()? as usize)?;
        let text = row.plain();
        Some(text.get(source::code_offset(&row)..)?.trim().to_owned())
    }

    /// The line with this text that is nearest to where it was; the line that is there now, if it is nowhere.
    fn line_of(&self, line: u32, text: &str) -> Option<u32> {
        if self.line_text(line).as_deref() == Some(text) {
            return Some(line);
        }
        let count = self.pane(PaneId::Source).rows().len() as u32;
        let same = (1..=count).filter(|&line| self.line_text(line).as_deref() == Some(text));
        same.min_by_key(|&other| other.abs_diff(line)).or(Some(line).filter(|&line| self.line_text(line).is_some()))
    }
}

/// Writes the breakpoints of a file into the file of all; another pylens may have changed that in the meantime.
pub fn write(state: &Path, file: &str, breakpoints: &[Value]) -> std::io::Result<()> {
    let mut all: Table = std::fs::read_to_string(state).ok().and_then(|text| text.parse().ok()).unwrap_or_default();
    if breakpoints.is_empty() {
        all.remove(file);
    } else {
        all.insert(file.to_owned(), Table::from_iter([("breakpoints".into(), breakpoints.to_vec().into())]).into());
    }
    if all.len() > MOST_FILES {
        all.retain(|file, _| PathBuf::from(file).exists());
    }
    if let Some(folder) = state.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(state, all.to_string())
}

#[cfg(test)]
mod tests {
    use super::super::random_tests::Harness;
    use super::*;
    use crate::tui::app::Extras;

    const TEXT: &str = "def f(n):\n    return n\n\nfor i in range(3):\n    f(i)\n";

    /// A workbench that begins with what another one has kept.
    fn opened(state: &Path, text: &str) -> Harness {
        let mut harness = Harness::with(Extras::default());
        harness.app.set_kept_breakpoints(&std::fs::read_to_string(state).unwrap_or_default());
        harness.save(text);
        harness
    }

    fn write_down(harness: &mut Harness, state: &Path) {
        for effect in std::mem::take(&mut harness.others) {
            if let Effect::KeepBreakpoints(file, breakpoints) = effect {
                write(state, &file, &breakpoints).expect("it can be written");
            }
        }
    }

    fn words(harness: &Harness) -> Vec<String> {
        harness.app.breakpoints().iter().map(Breakpoint::words).collect()
    }

    #[test]
    fn breakpoints_are_there_again_after_a_restart() {
        let folder = tempfile::tempdir().expect("a folder");
        let state = folder.path().join("pylens/breakpoints.toml");
        let mut first = opened(&state, TEXT);
        for breakpoint in ["2 if n > 0", "exception KeyError hit 2", "function f"] {
            first.app.toggle_break(Breakpoint::parse(breakpoint).expect("a breakpoint"));
        }
        first.app.keep_breakpoints();
        // A save moves them with their lines.
        first.save(&format!("x = 1\n{TEXT}"));
        let kept = ["line 3 if n > 0", "exception KeyError, from hit 2", "entry of f"];
        assert_eq!(words(&first), kept);
        write_down(&mut first, &state);
        assert_eq!(words(&opened(&state, &format!("x = 1\n{TEXT}"))), kept);
        // Edited while nobody watched: the line is found by its text; a line that is gone leaves its place.
        assert_eq!(words(&opened(&state, &format!("\n\n\nx = 1\n{TEXT}")))[0], "line 6 if n > 0");
        assert_eq!(words(&opened(&state, "a = 1\nb = 2\nc = 3\n"))[0], "line 3 if n > 0");
        assert_eq!(words(&opened(&state, "a = 1\n")).len(), 2);
        // None is kept as none.
        let mut last = opened(&state, TEXT);
        while !last.app.breakpoints().is_empty() {
            last.app.remove_breakpoint(0);
        }
        last.save(TEXT);
        write_down(&mut last, &state);
        assert!(words(&opened(&state, TEXT)).is_empty());
    }

    #[test]
    fn an_instruction_is_found_by_its_code_object() {
        let folder = tempfile::tempdir().expect("a folder");
        let state = folder.path().join("breakpoints.toml");
        let mut first = opened(&state, TEXT);
        let entry = first.app.file.views.as_ref().expect("it compiles").code_objects()[1].entry;
        let Some(ItemRef::Instr(unit, _)) = entry else { panic!("f has instructions") };
        first.app.toggle_break(Breakpoint::new(Kind::Instruction(unit, 1)));
        first.app.keep_breakpoints();
        first.save(TEXT);
        write_down(&mut first, &state);
        let second = opened(&state, &format!("class C:\n    def g(self): pass\n{TEXT}"));
        assert!(matches!(second.app.breakpoints()[0].kind, Kind::Instruction(now, 1) if now != unit));
    }

    #[test]
    fn what_cannot_be_understood_is_passed_over() {
        for text in ["x = [", "[x]\nbreakpoints = 3", "[x]\nbreakpoints = [3, { line = -1 }, { on = \"nonsense\" }]"] {
            let mut harness = Harness::with(Extras::default());
            let path = harness.app.kept_path().expect("it has a path");
            harness.app.set_kept_breakpoints(&text.replace("[x]", &format!("[{path:?}]")));
            harness.save(TEXT);
            assert!(words(&harness).is_empty(), "{text}");
        }
    }
}
