//! The workbench drawn without a terminal: a file, some keys, and the screen that they lead to.

use std::sync::Arc;
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
const PATIENCE: Duration = Duration::from_secs(10);
/// When nothing has come for this long, everything that a key sets off has happened.
const QUIET: Duration = Duration::from_millis(150);

/// Opens `bytes` as the app's file, presses `keys` one after the other, and draws the screen.
pub fn draw(mut app: App, compiler: impl Compile + 'static, bytes: Vec<u8>, keys: &[Key]) -> std::io::Result<Buffer> {
    let (events, received) = channel();
    let compiled: Sender<Event> = events.clone();
    let compile = CompileWorker::spawn(compiler, move |result| {
        let event = result.map_or_else(Event::Panicked, Event::Made);
        // The receiver is gone only when the picture is finished.
        drop(compiled.send(event));
    })?;
    let execute = ExecuteWorker::spawn(move |report| drop(events.send(Event::Ran(report))))?;
    let perform = |app: &mut App, event: Event| {
        for effect in app.update(event) {
            match effect {
                Effect::Compile(job) => compile.compile(job),
                Effect::List(wanted) => compile.list(wanted),
                Effect::Run(request) => execute.request(request),
                // The rest needs a terminal, or a file that changes.
                _ => {}
            }
        }
    };
    let bytes: Arc<[u8]> = bytes.into();
    perform(&mut app, Event::File(FileEvent::Content(Content { bytes, hash: 0, modified: SystemTime::UNIX_EPOCH })));
    settle(&received, &mut |event| perform(&mut app, event));
    for &key in keys {
        perform(&mut app, Event::Key(key));
        settle(&received, &mut |event| perform(&mut app, event));
    }
    let size = app.size();
    let mut buffer = Buffer::empty(Rect::new(0, 0, size.width, size.height));
    screen::draw(&app, &mut buffer);
    Ok(buffer)
}

/// Handles events until none has come for a while.
fn settle(received: &Receiver<Event>, handle: &mut dyn FnMut(Event)) {
    let start = Instant::now();
    while start.elapsed() < PATIENCE {
        match received.recv_timeout(QUIET) {
            Ok(event) => handle(event),
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return,
        }
    }
}
