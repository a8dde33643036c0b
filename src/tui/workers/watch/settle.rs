//! When a change counts: the times between a hint and a report.
//!
//! - After a hint the file is left alone until [`QUIET`] has passed without another one, but never longer than
//!   [`LONGEST`]; and reports of new content are at least [`LONGEST`] apart. So a burst of saves costs at most four looks
//!   a second, and its last content is always reported.
//! - A file that is gone is looked for again during [`GONE`] before it counts as deleted: renaming to a backup and
//!   creating anew is how several editors save.
//! - A file that is suddenly empty is distrusted during [`EMPTY`]: truncating and writing is two steps.
//! - Events can get lost, and a directory can be exchanged with no event where it matters. So the file's stamp is looked
//!   at every [`SAFETY`], which costs one system call.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use super::hints::Listener;
use super::look::{Look, Stamp, look};
use super::{Content, FileEvent, Hint, WatchMode, WatchOptions};

pub(super) const QUIET: Duration = Duration::from_millis(30);
pub(super) const LONGEST: Duration = Duration::from_millis(250);
pub(super) const GONE: Duration = Duration::from_millis(500);
pub(super) const EMPTY: Duration = Duration::from_millis(200);
pub(super) const SAFETY: Duration = Duration::from_millis(1000);
/// Distance of looks where there are no events.
pub(super) const POLL: Duration = Duration::from_millis(250);
/// Distance of looks at a file that is gone, empty or being written.
const RETRY: Duration = Duration::from_millis(20);

/// What was reported last.
#[derive(PartialEq, Eq)]
enum Reported {
    Nothing,
    Content,
    Missing,
    Unreadable(String),
}

/// The watching thread's state.
pub(super) struct Settler {
    path: PathBuf,
    report: Box<dyn FnMut(FileEvent) + Send>,
    listener: Listener,
    reported: Reported,
    /// The last content that was reported, if any ever was.
    content: Option<Content>,
    /// The file's stamp when it was last looked at.
    stamp: Option<Stamp>,
    last_report: Option<Instant>,
    paused: bool,
    /// Report the next content even if it is the same.
    forced: bool,
}

/// Why a wait ended.
enum Woken {
    Hint,
    Time,
    Stop,
}

impl Settler {
    pub(super) fn new(
        path: PathBuf,
        options: WatchOptions,
        hints: Sender<Hint>,
        report: Box<dyn FnMut(FileEvent) + Send>,
    ) -> Self {
        let listener = Listener::new(&path, options.poll, hints);
        Self {
            path,
            report,
            listener,
            reported: Reported::Nothing,
            content: None,
            stamp: None,
            last_report: None,
            paused: false,
            forced: false,
        }
    }

    pub(super) fn run(mut self, hints: &Receiver<Hint>) {
        (self.report)(FileEvent::Mode(self.listener.mode.clone()));
        // The first look needs no quiet period: nobody is known to be writing.
        if self.settle(hints).is_none() {
            return;
        }
        loop {
            let pace = if self.listener.mode == WatchMode::Events { SAFETY } else { POLL };
            match self.wait(hints, pace) {
                Woken::Stop => return,
                Woken::Time if !self.may_have_changed() => continue,
                Woken::Time | Woken::Hint => {}
            }
            if self.paused {
                continue;
            }
            if self.quiet(hints).is_none() || self.settle(hints).is_none() {
                return;
            }
        }
    }

    /// Waits for a hint. Commands are obeyed on the way.
    fn wait(&mut self, hints: &Receiver<Hint>, time: Duration) -> Woken {
        match hints.recv_timeout(time) {
            Ok(Hint::Changed) => Woken::Hint,
            Ok(Hint::Refresh { always }) => {
                self.forced |= always;
                self.paused &= !always;
                Woken::Hint
            }
            Ok(Hint::Pause(paused)) => {
                self.paused = paused;
                Woken::Hint
            }
            Ok(Hint::Broken(reason)) => {
                self.listener.poll_because(reason);
                (self.report)(FileEvent::Mode(self.listener.mode.clone()));
                Woken::Hint
            }
            Ok(Hint::Stop) | Err(RecvTimeoutError::Disconnected) => Woken::Stop,
            Err(RecvTimeoutError::Timeout) => Woken::Time,
        }
    }

    fn may_have_changed(&self) -> bool {
        let stamp = Stamp::at(&self.path);
        stamp != self.stamp || stamp.is_some_and(|stamp| stamp.is_fresh()) || stamp.is_none() && self.is_here()
    }

    fn is_here(&self) -> bool {
        self.reported == Reported::Content
    }

    /// The quiet period, and the distance from the last report. `None` means stop.
    fn quiet(&mut self, hints: &Receiver<Hint>) -> Option<()> {
        let first = Instant::now();
        let latest = first + LONGEST;
        loop {
            let left = latest.saturating_duration_since(Instant::now());
            match self.wait(hints, QUIET.min(left)) {
                Woken::Stop => return None,
                Woken::Time => break,
                Woken::Hint if left.is_zero() => break,
                Woken::Hint => {}
            }
        }
        let earliest = self.last_report.map(|last| last + LONGEST);
        while let Some(left) = earliest.and_then(|earliest| earliest.checked_duration_since(Instant::now())) {
            if self.forced || left.is_zero() {
                break;
            }
            if let Woken::Stop = self.wait(hints, left) {
                return None;
            }
        }
        Some(())
    }

    /// Looks until there is something to rely on, and reports it if it is news. `None` means stop.
    fn settle(&mut self, hints: &Receiver<Hint>) -> Option<()> {
        let start = Instant::now();
        let known = |settler: &Self| settler.content.is_some();
        loop {
            self.listener.follow();
            let stamp = Stamp::at(&self.path);
            match look(&self.path) {
                // At the start nothing is known that could be coming back.
                Look::Missing if known(self) && self.reported != Reported::Missing && start.elapsed() < GONE => {}
                Look::Missing => {
                    self.stamp = None;
                    self.say(Reported::Missing, FileEvent::Missing);
                    return Some(());
                }
                Look::Moving if start.elapsed() < Duration::from_secs(2) => {}
                Look::Moving => return Some(()),
                Look::Unreadable(_) if known(self) && self.is_here() && start.elapsed() < EMPTY => {}
                Look::Unreadable(why) => {
                    self.stamp = stamp;
                    self.say(Reported::Unreadable(why.clone()), FileEvent::Unreadable(why));
                    return Some(());
                }
                Look::Content(content) if self.is_suddenly_empty(&content) && start.elapsed() < EMPTY => {}
                Look::Content(content) => {
                    self.stamp = stamp;
                    self.accept(content);
                    return Some(());
                }
            }
            if let Woken::Stop = self.wait(hints, RETRY) {
                return None;
            }
        }
    }

    fn is_suddenly_empty(&self, content: &Content) -> bool {
        content.bytes.is_empty() && self.content.as_ref().is_some_and(|last| !last.bytes.is_empty())
    }

    fn accept(&mut self, content: Content) {
        let same_bytes = self.content.as_ref().is_some_and(|last| last.hash == content.hash);
        let same_time = self.content.as_ref().is_some_and(|last| last.modified == content.modified);
        if same_bytes && same_time && self.is_here() && !self.forced {
            return;
        }
        self.reported = Reported::Content;
        self.content = Some(content.clone());
        if same_bytes && !self.forced {
            (self.report)(FileEvent::Touched(content));
        } else {
            self.forced = false;
            self.last_report = Some(Instant::now());
            (self.report)(FileEvent::Content(content));
        }
    }

    fn say(&mut self, state: Reported, event: FileEvent) {
        if self.reported != state || self.forced {
            self.forced = false;
            self.reported = state;
            (self.report)(event);
        }
    }
}
