//! Playing a lesson: one instruction after the other, each when everything the one before set off has happened.

use std::sync::Arc;

use super::{App, Cause};
use crate::pipeline::session::Motion;
use crate::tui::commands::{Action, Command, What};
use crate::tui::event::Effect;
use crate::tui::key::Key;
use crate::tui::lesson::{Expectation, Instruction, Lesson};
use crate::tui::panes::PaneId;
use crate::tui::workers::execute::Request;
use crate::view::{Row, opcodes::wrap};

/// A lesson that is being played.
pub struct Playing {
    pub lesson: Arc<Lesson>,
    /// The step that comes next.
    pub next: usize,
    /// What is shown under the panes.
    pub note: String,
    /// Pauses reached so far.
    pub pause: usize,
    pub paused: bool,
    pub ended: bool,
    /// Pauses that are passed without stopping: the way back is to begin again.
    skip: usize,
    /// Expectations that did not hold, and files that could not be had.
    pub failures: Vec<String>,
}

impl Playing {
    /// `3/12`, for the line above the note.
    pub fn progress(&self) -> String {
        format!("{}/{}", self.pause, self.lesson.pauses())
    }
}

impl App {
    /// Plays a lesson from its start.
    pub fn begin_lesson(&mut self, lesson: Lesson) {
        self.clear_stage();
        self.playing = Some(Playing {
            lesson: Arc::new(lesson),
            next: 0,
            note: String::new(),
            pause: 0,
            paused: false,
            ended: false,
            skip: 0,
            failures: Vec::new(),
        });
    }

    pub(super) fn end_lesson(&mut self) {
        self.playing = None;
    }

    pub fn playing(&self) -> Option<&Playing> {
        self.playing.as_ref()
    }

    /// Everything that lessons change, as it is at the start.
    fn clear_stage(&mut self) {
        self.look.presenting = false;
        self.look.predict = false;
        self.layout.set_zoomed(false);
        self.overlays.clear();
        self.pending.clear();
        self.search = None;
        self.message = None;
    }

    /// Carries out instructions until one has to be waited for, or the lesson pauses.
    pub(super) fn play(&mut self) {
        while self.is_idle() {
            let Some(playing) = self.playing.as_mut().filter(|playing| !playing.paused && !playing.ended) else {
                return;
            };
            let lesson = Arc::clone(&playing.lesson);
            let Some(step) = lesson.steps.get(playing.next) else {
                playing.ended = true;
                playing.paused = true;
                return;
            };
            playing.next += 1;
            let result = self.instruct(&step.instruction, &lesson);
            self.arrange();
            if let Err(why) = result {
                let why = format!("{}:{}: {why}", lesson.name, step.line);
                self.complain(why.clone());
                self.playing.iter_mut().for_each(|playing| playing.failures.push(why.clone()));
            }
        }
    }

    fn instruct(&mut self, instruction: &Instruction, lesson: &Lesson) -> Result<(), String> {
        match instruction {
            Instruction::Open(file) => {
                self.clear_stage();
                self.open(lesson.folder.join(file));
            }
            Instruction::Layout(preset) => self.layout.set_preset(*preset),
            Instruction::Focus(pane) => {
                self.show_pane(*pane);
                return Ok(());
            }
            Instruction::Zoom(on) => self.layout.set_zoomed(*on),
            Instruction::Present(on) => self.present(*on),
            Instruction::Predict(on) => self.look.predict = *on,
            Instruction::Theme(id) => {
                self.set_theme(id);
                self.message = None;
            }
            Instruction::Level(level) => {
                if self.file.options.level != *level {
                    self.file.options.level = *level;
                    self.file.cause = Cause::Level;
                    self.recompile();
                }
            }
            Instruction::GoTo(place) => {
                self.message = None;
                self.command_line(place);
                return self.complaint();
            }
            Instruction::GoToStep(step) => self.effects.push(Effect::Run(Request::Go(Motion::To(*step)))),
            Instruction::Find(pattern) => {
                self.message = None;
                self.search_for(pattern);
                let result = self.complaint();
                // A lesson shows the place, not that it was searched for.
                self.search = None;
                self.message = None;
                return result;
            }
            Instruction::Code(code) => {
                let known = |name: &String| {
                    let objects = self.file.views.as_ref().map(|views| views.code_objects()).unwrap_or_default();
                    objects.iter().any(|entry| entry.qualname == *name)
                };
                if let Some(name) = code.as_ref().filter(|name| !known(name)) {
                    return Err(format!("there is no code object {name:?}"));
                }
                self.file.options.code = code.clone();
                self.relist(PaneId::ALL);
            }
            Instruction::Command(what, count) => {
                let Some(command) = Command::of(*what) else { return Ok(()) };
                for _ in 0..*count {
                    self.message = None;
                    self.perform(command);
                    self.complaint()?;
                }
            }
            Instruction::Press(keys) => keys.iter().for_each(|&key| self.key(key)),
            Instruction::Note(text) => {
                if let Some(playing) = &mut self.playing {
                    playing.note = text.clone();
                }
            }
            Instruction::Expect(expectation) => return self.expect(expectation),
            Instruction::Pause(_) => {
                if let Some(playing) = &mut self.playing {
                    playing.pause += 1;
                    playing.paused = playing.pause > playing.skip;
                }
            }
        }
        Ok(())
    }

    /// The message at the bottom as an error, if it is one.
    fn complaint(&self) -> Result<(), String> {
        match &self.message {
            Some(message) if message.is_error => Err(message.text.clone()),
            _ => Ok(()),
        }
    }

    fn expect(&self, expectation: &Expectation) -> Result<(), String> {
        let row_text = |row: &Row| one_blank(&row.plain());
        match expectation {
            Expectation::Pane(pane, wanted, text) => {
                let text = one_blank(text);
                let found = self.pane(*pane).rows().iter().any(|row| row_text(&row).contains(&text));
                match (found, *wanted) {
                    (false, true) => Err(format!("{} has no {text:?}", pane.title())),
                    (true, false) => Err(format!("{} has {text:?}", pane.title())),
                    _ => Ok(()),
                }
            }
            Expectation::Cursor(pane, text) => {
                let row = self.pane(*pane).row().as_ref().map(row_text).unwrap_or_default();
                let text = one_blank(text);
                if row.contains(&text) {
                    Ok(())
                } else {
                    Err(format!("the cursor of {} is on {row:?}, not on {text:?}", pane.title()))
                }
            }
            Expectation::Selection(text) => {
                let span = self.selection.and_then(|selection| selection.span);
                let source = self.file.views.as_ref().and_then(|views| views.text());
                let found = span.zip(source).and_then(|(span, source)| source.get(span.range())).unwrap_or_default();
                if found == text { Ok(()) } else { Err(format!("{found:?} is selected, not {text:?}")) }
            }
            Expectation::Step(step) => match &self.run {
                Some(run) if run.step == *step => Ok(()),
                Some(run) => Err(format!("the program stands at step {}, not {step}", run.step)),
                None => Err("no program is loaded".into()),
            },
            Expectation::Message(text) => {
                let message = self.message.as_ref().map_or("", |message| message.text.as_str());
                if message.contains(text.as_str()) {
                    Ok(())
                } else {
                    Err(format!("the message is {message:?}, not {text:?}"))
                }
            }
        }
    }

    /// Keys that move through a lesson while it pauses; `true` if this was one.
    pub(super) fn lesson_key(&mut self, key: Key) -> bool {
        if self.playing.is_none() || !self.overlays.is_empty() || !self.pending.is_empty() {
            return false;
        }
        // PgDn and PgUp are what a presenter's remote control sends.
        let action = match () {
            () if key.is("space") || key.is("pagedown") => Action::LessonNext,
            () if key.is("backspace") || key.is("pageup") => Action::LessonBack,
            () if key.is("esc") && !self.look.presenting && !self.layout.is_zoomed() => {
                self.playing = None;
                self.say("the lesson is over; F2 lists lessons and samples");
                return true;
            }
            () => return false,
        };
        if let Some(command) = Command::of(What::Action(action)) {
            self.message = None;
            self.perform(command);
        }
        true
    }

    /// Goes on to the next pause.
    pub(super) fn lesson_next(&mut self) {
        let Some(playing) = &mut self.playing else { return self.complain("no lesson is being played: F2 lists them") };
        if playing.ended {
            self.playing = None;
            self.say("the lesson is over; F2 lists lessons and samples");
            return;
        }
        playing.paused = false;
    }

    /// Goes back to the pause before: the lesson begins again and is played up to there.
    pub(super) fn lesson_back(&mut self) {
        let Some(playing) = &mut self.playing else { return self.complain("no lesson is being played: F2 lists them") };
        let target = playing.pause.saturating_sub(if playing.ended { 0 } else { 1 }).max(1);
        playing.skip = target - 1;
        (playing.next, playing.pause, playing.paused, playing.ended) = (0, 0, false, false);
        playing.note.clear();
        self.clear_stage();
    }

    /// The note under the panes, as lines of the screen; empty if there is none.
    pub fn note_lines(&self) -> Vec<String> {
        let Some(playing) = &self.playing else { return Vec::new() };
        let text = if playing.ended { "This is the end of the lesson." } else { &playing.note };
        let width = usize::from(self.size().width).saturating_sub(4).max(10);
        let most = usize::from(self.size().height / 3).max(1);
        let mut lines = if text.is_empty() { Vec::new() } else { wrap(text, width.min(110)) };
        if lines.len() > most {
            lines.truncate(most);
            if let Some(last) = lines.last_mut() {
                last.push('…');
            }
        }
        lines
    }

    /// Rows of the screen that lesson and note take: a line with the title, and the note.
    pub fn note_height(&self) -> u16 {
        if self.playing.is_none() || self.size().height < 8 {
            return 0;
        }
        1 + self.note_lines().len() as u16
    }
}

/// The text with each run of blanks as one.
fn one_blank(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
