//! Lessons: one plain text that is a live demonstration, a set of pictures, a recording and a test.
//!
//! A lesson is a file of lines. `#` begins a comment. At the top stand headers (`title: …`, and if wanted `size: 100x30`,
//! `theme: light`: how pictures are made); each further line is a verb of [`VERBS`] with its argument. A line that begins
//! with blanks goes on with the line before.
//!
//! ```text
//! title: What happens to 2 * 3
//! open constants.py
//! layout optimize
//! note The tree still multiplies.
//!      Look at the node under the cursor.
//! go to 1
//! expect ast has BinOp
//! pause
//! step 3
//! expect output has 6
//! ```
//!
//! | file | is |
//! |---|---|
//! | [`parse`] | text to [`Lesson`] |
//! | [`play`] | a lesson without a terminal: pictures, recording, test |
//! | [`cast`] | asciicast v3 |
//! | [`library`] | the lessons and samples that come with pylens |
//!
//! In the workbench the app itself plays a lesson: see `app/lesson.rs`.

pub mod cast;
pub mod library;
pub mod parse;
pub mod play;

use std::path::PathBuf;

use super::commands::What;
use super::key::Key;
use super::layout::Preset;
use super::panes::PaneId;
use crate::base::OptimizeLevel;

/// A lesson, ready to be played.
#[derive(Clone, PartialEq, Debug)]
pub struct Lesson {
    /// As in messages: the file, or the name of a lesson that comes with pylens.
    pub name: String,
    pub title: String,
    /// Files are opened relative to this folder.
    pub folder: PathBuf,
    pub size: Option<(u16, u16)>,
    pub theme: Option<String>,
    pub steps: Vec<Step>,
}

impl Lesson {
    /// How often it pauses.
    pub fn pauses(&self) -> usize {
        self.pause_names().count()
    }

    pub fn pause_names(&self) -> impl Iterator<Item = &str> {
        self.steps.iter().filter_map(|step| match &step.instruction {
            Instruction::Pause(name) => Some(name.as_str()),
            _ => None,
        })
    }

    /// The first file that it opens.
    pub fn first_file(&self) -> Option<PathBuf> {
        self.steps.iter().find_map(|step| match &step.instruction {
            Instruction::Open(file) => Some(self.folder.join(file)),
            _ => None,
        })
    }
}

/// A line of a lesson.
#[derive(Clone, PartialEq, Debug)]
pub struct Step {
    /// From 1.
    pub line: u32,
    pub instruction: Instruction,
}

#[derive(Clone, PartialEq, Debug)]
pub enum Instruction {
    Open(String),
    Layout(Preset),
    Focus(PaneId),
    Zoom(bool),
    Present(bool),
    Predict(bool),
    Theme(String),
    Level(OptimizeLevel),
    /// What may stand behind `:` on the command line: a line, a node's path.
    GoTo(String),
    GoToStep(u64),
    /// The first match of a regular expression in the focused pane.
    Find(String),
    /// The code object that the bytecode panes show; `None` for all.
    Code(Option<String>),
    Command(What, u32),
    Press(Vec<Key>),
    Note(String),
    Expect(Expectation),
    Pause(String),
}

/// What has to hold at a point of a lesson. Blanks count as one, however many they are.
#[derive(Clone, PartialEq, Debug)]
pub enum Expectation {
    /// A row of the pane holds the text, or none does.
    Pane(PaneId, bool, String),
    /// The row under the cursor of the pane holds the text.
    Cursor(PaneId, String),
    /// The selected piece of source is this text.
    Selection(String),
    Step(u64),
    Message(String),
}

/// Verb, what follows it, what it does.
pub const VERBS: &[(&str, &str, &str)] = &[
    ("open", "FILE", "Opens a Python file, from its start, with nothing zoomed."),
    ("layout", "NAME", "Arranges the panes: default, compile, optimize, cache, run or lecture."),
    ("focus", "PANE", "Gives a pane the focus; panes are called by their titles."),
    ("zoom", "on|off", "Shows the focused pane alone."),
    ("present", "on|off", "Shows it alone and without the bars."),
    ("predict", "on|off", "Hides the effect of each step until the next key."),
    ("theme", "NAME", "Switches to a theme."),
    ("optimize", "0|1|2", "Compiles as python, python -O or python -OO would."),
    ("go to", "PLACE", "Goes to a line, LINE:COLUMN, a node's path, or `step N`."),
    ("find", "EXPRESSION", "Goes to the first match of a regular expression in the focused pane."),
    ("code", "NAME", "Shows one code object in the bytecode panes; `code all` shows all."),
    ("press", "KEYS", "Presses keys, spelled as in the configuration."),
    ("note", "TEXT", "Shows a note until the next one; without text there is none."),
    (
        "expect",
        "WHAT",
        "Tests: `PANE has TEXT`, `PANE lacks TEXT`, `cursor PANE TEXT`, `selection TEXT`, `step N`, `message TEXT`.",
    ),
    ("pause", "[NAME]", "Waits for the reader; pictures are made here."),
];
