//! Watches one file and says when its content is new.
//!
//! File events are only hints. On a hint the file is looked at, read, and looked at again; the content counts when both
//! looks agree, and is news when its hash is new. So it does not matter which of the many ways of saving an editor
//! uses, nor how many events the system makes of it. The rules, with their times, are in [`settle`]; where events
//! cannot be had, [`hints`] falls back on looking at regular intervals.

mod hints;
mod look;
mod settle;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::thread::JoinHandle;
use std::time::SystemTime;

pub use look::content_hash;

/// What the watcher reports.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FileEvent {
    /// The file has content that it did not have at the last report.
    Content(Content),
    /// The same bytes with another modification time (which matters to a `.pyc`), or back after [`FileEvent::Missing`].
    Touched(Content),
    /// There has been no file for half a second.
    Missing,
    /// There is something, but it cannot be read; the sentence says why.
    Unreadable(String),
    /// How changes are noticed now.
    Mode(WatchMode),
}

/// The file at one moment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Content {
    pub bytes: Arc<[u8]>,
    pub hash: u64,
    pub modified: SystemTime,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum WatchMode {
    /// By events of the system.
    Events,
    /// By looking at intervals; the words say why.
    Polling(String),
}

#[derive(Clone, Debug, Default)]
pub struct WatchOptions {
    /// Look at intervals even where there are events.
    pub poll: bool,
}

/// What wakes the watcher's thread.
enum Hint {
    /// Something happened to the file or near it.
    Changed,
    /// Look now, whether or not anything happened; report even the same content if the flag is set.
    Refresh {
        always: bool,
    },
    Pause(bool),
    /// Events are no longer to be trusted.
    Broken(String),
    Stop,
}

/// The handle of a watching thread; dropping it ends the thread.
pub struct Watcher {
    hints: Sender<Hint>,
    thread: Option<JoinHandle<()>>,
}

impl Watcher {
    /// Starts watching. The first report (content, missing or unreadable) follows at once; it is always made.
    pub fn spawn(path: PathBuf, options: WatchOptions, report: impl FnMut(FileEvent) + Send + 'static) -> Self {
        let (hints, received) = channel();
        let events = hints.clone();
        let thread = std::thread::Builder::new()
            .name("watch".into())
            .spawn(move || settle::Settler::new(path, options, events, Box::new(report)).run(&received))
            // Without threads there is no workbench at all; the file is then simply not watched.
            .ok();
        Self { hints, thread }
    }

    /// Looks now and reports the content even if it is the same.
    pub fn refresh(&self) {
        self.send(Hint::Refresh { always: true });
    }

    /// While paused nothing is reported; what happened meanwhile is noticed afterwards.
    pub fn pause(&self, paused: bool) {
        self.send(Hint::Pause(paused));
    }

    fn send(&self, hint: Hint) {
        // The thread ends only with this handle; if it panicked there is nobody to tell.
        let _ = self.hints.send(hint);
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        self.send(Hint::Stop);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

#[cfg(test)]
mod tests;
