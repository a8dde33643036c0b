//! The workbench without a terminal: the app with its workers, drawn into memory.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant, SystemTime};

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::tui::app::App;
use crate::tui::event::{Effect, Event};
use crate::tui::key::Key;
use crate::tui::screen;
use crate::tui::workers::compile::{Compile, CompileWorker};
use crate::tui::workers::execute::ExecuteWorker;
use crate::tui::workers::watch::{Content, FileEvent};

/// The workers get this long to answer before the screen is taken as it is.
const PATIENCE: Duration = Duration::from_secs(30);

/// An app with its workers, without terminal and without watcher.
pub struct Stage {
    pub app: App,
    compile: CompileWorker,
    execute: ExecuteWorker,
    received: Receiver<Event>,
    /// What an export would have written, and what would have been copied.
    pub written: Vec<String>,
}

impl Stage {
    pub fn new(app: App, compiler: impl Compile + 'static) -> std::io::Result<Self> {
        let (events, received) = channel();
        let compiled: Sender<Event> = events.clone();
        let compile = CompileWorker::spawn(compiler, move |result| {
            let event = result.map_or_else(Event::Panicked, Event::Made);
            // The receiver is gone only when the picture is finished.
            drop(compiled.send(event));
        })?;
        let execute = ExecuteWorker::spawn(move |report| drop(events.send(Event::Ran(report))))?;
        Ok(Self { app, compile, execute, received, written: Vec::new() })
    }

    /// Gives the app an event and does what it asks for.
    pub fn update(&mut self, event: Event) {
        for effect in self.app.update(event) {
            match effect {
                Effect::Compile(job) => self.compile.compile(job),
                Effect::List(wanted) => self.compile.list(wanted),
                Effect::Search(wanted) => self.compile.search(wanted),
                Effect::Pin(path, job) => self.compile.pin(path, job),
                Effect::ReadBaseline(path) => {
                    let content = crate::tui::event_loop::read_baseline(&path);
                    self.update(Event::Baseline(path, content));
                }
                Effect::Run(request) => self.execute.request(request),
                Effect::Open(path) => {
                    let event = match std::fs::read(&path) {
                        Ok(bytes) => FileEvent::Content(Content {
                            bytes: bytes.into(),
                            hash: 0,
                            modified: SystemTime::UNIX_EPOCH,
                        }),
                        Err(error) => FileEvent::Unreadable(format!("cannot be read: {error}")),
                    };
                    self.update(Event::File(event));
                }
                Effect::Write(_, text) | Effect::Copy(text) => self.written.push(text),
                // The rest needs a terminal, or a file that changes.
                _ => {}
            }
        }
    }

    /// Opens `bytes` as the app's file.
    pub fn content(&mut self, bytes: Vec<u8>) {
        let content = Content { bytes: bytes.into(), hash: 0, modified: SystemTime::UNIX_EPOCH };
        self.update(Event::File(FileEvent::Content(content)));
    }

    /// Handles events until the app waits for nothing; `false` if that took too long.
    pub fn settle(&mut self) -> bool {
        self.settle_each(&mut |_| {})
    }

    /// As [`Stage::settle`]; `each` sees the stage after every event.
    pub fn settle_each(&mut self, each: &mut dyn FnMut(&mut Stage)) -> bool {
        let start = Instant::now();
        loop {
            if self.app.is_idle() {
                return true;
            }
            let left = PATIENCE.saturating_sub(start.elapsed());
            match self.received.recv_timeout(left) {
                Ok(event) => {
                    self.update(event);
                    each(self);
                }
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return false,
            }
        }
    }

    /// Presses keys one after the other, each when all that the one before set off has happened.
    pub fn press(&mut self, keys: &[Key]) {
        for &key in keys {
            self.update(Event::Key(key));
            self.settle();
        }
    }

    pub fn draw(&self) -> Buffer {
        let size = self.app.size();
        let mut buffer = Buffer::empty(Rect::new(0, 0, size.width, size.height));
        screen::draw(&self.app, &mut buffer);
        buffer
    }
}
