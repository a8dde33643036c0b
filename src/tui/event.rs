//! Everything that can happen to the workbench, and everything that it can ask for.
//!
//! Threads feed one channel of [`Event`]s. `App::update` turns an event into a new state and [`Effect`]s, which the event
//! loop performs; it never waits for anything.

use std::path::PathBuf;
use std::sync::Arc;

use ratatui::layout::Position;

use super::app::SearchWanted as Search;
use super::key::Key;
use super::workers::compile::{Job, Made, Wanted};
use super::workers::execute::{Report, Request};
use super::workers::watch::FileEvent;

#[derive(Debug)]
pub enum Event {
    Key(Key),
    /// Text pasted into the terminal.
    Paste(String),
    Mouse(Mouse),
    Resize(u16, u16),
    File(FileEvent),
    /// A revision, or listings of one.
    Made(Made),
    /// A module that the program imports has been saved, or the file that this one is compared with.
    Module(PathBuf),
    /// The file to compare with has been read, or why it cannot be.
    Baseline(PathBuf, Result<Arc<[u8]>, String>),
    /// The program stands somewhere else.
    Ran(Report),
    /// A thread of ours panicked with these words.
    Panicked(String),
    /// The system asks the program to end; the number is that of the signal.
    Terminate(i32),
    /// The system asks the program to stop, as Ctrl-z does.
    Stop,
    /// The timer of this number has run out.
    Wake(u64),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mouse {
    Press(Position),
    /// Moved with the button down.
    Drag(Position),
    Release(Position),
    /// Rows to scroll, downwards if positive.
    Wheel(Position, isize),
}

#[derive(Clone, PartialEq, Debug)]
pub enum Effect {
    Quit(u8),
    Compile(Job),
    /// Make listings of panes that have come on the screen.
    List(Wanted),
    /// Search a long listing.
    Search(Search),
    /// Make a revision of another file, to compare with; the job is under this file's name, since names of files would
    /// differ in every code object.
    Pin(PathBuf, Job),
    /// Read the file to compare with.
    ReadBaseline(PathBuf),
    /// Load or move the program.
    Run(Request),
    /// Look at the file now.
    Reread,
    PauseWatching(bool),
    /// Watch the files of these modules, and no others.
    WatchModules(Vec<PathBuf>),
    Suspend,
    Redraw,
    /// Open the file in an editor at a line.
    Edit(PathBuf, u32),
    /// Keep this for next time: the layout, as it is written to the state file.
    Remember(String),
    /// Keep the breakpoints of a file for next time, see `app::kept`.
    KeepBreakpoints(String, Vec<toml::Value>),
    /// Read and watch another file.
    Open(PathBuf),
    /// Write an export.
    Write(PathBuf, String),
    /// Put text into the clipboard.
    Copy(String),
    /// Send [`Event::Wake`] with this number after some time.
    Wake(std::time::Duration, u64),
}
