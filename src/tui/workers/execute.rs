//! The thread that owns the running program. It takes requests one after the other, records the program's steps while
//! there is nothing else to do, and reports the moment that it stands at.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvError, Sender, TryRecvError, channel};

use super::compile::words;
use crate::pipeline::session::{Moment, Motion, Session};
use crate::pipeline::{Compiled, Options};

/// Address space for natives that call back into Python.
const STACK: usize = 1 << 30;

/// Steps recorded between two looks at the requests.
const SLICE: usize = 20_000;

/// A program to run.
#[derive(Clone, Debug)]
pub struct Program {
    pub compiled: Arc<Compiled>,
    pub path: PathBuf,
    pub options: Options,
}

impl PartialEq for Program {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.compiled, &other.compiled)
    }
}

#[derive(Clone, PartialEq, Debug)]
pub enum Request {
    /// Takes another program; it starts at step 0.
    Load(Box<Program>),
    Go(Motion),
}

/// What the thread tells.
#[derive(Debug)]
pub enum Report {
    At(Box<Moment>),
    Panicked(String),
}

/// The handle of the thread; it ends when the handle is dropped.
pub struct ExecuteWorker {
    requests: Sender<Request>,
}

impl ExecuteWorker {
    pub fn spawn(report: impl Fn(Report) + Send + 'static) -> std::io::Result<Self> {
        let (requests, received) = channel();
        std::thread::Builder::new().name("execute".into()).stack_size(STACK).spawn(move || {
            let mut session = None;
            while let Ok(request) = next(&received, &mut session, &report) {
                let result = catch_unwind(AssertUnwindSafe(|| serve(request, &mut session)));
                match result {
                    Ok(Some(moment)) => report(Report::At(Box::new(moment))),
                    Ok(None) => {}
                    Err(panic) => {
                        session = None;
                        report(Report::Panicked(words(&*panic)));
                    }
                }
            }
        })?;
        Ok(Self { requests })
    }

    pub fn request(&self, request: Request) {
        // The thread lives as long as this handle.
        let _ = self.requests.send(request);
    }
}

/// The next request; until it comes, the program is recorded.
fn next(
    received: &Receiver<Request>,
    session: &mut Option<Session>,
    report: &impl Fn(Report),
) -> Result<Request, RecvError> {
    loop {
        let Some(recorded) = session.as_mut().filter(|session| !session.is_recorded()) else {
            return received.recv();
        };
        match received.try_recv() {
            Ok(request) => return Ok(request),
            Err(TryRecvError::Disconnected) => return Err(RecvError),
            Err(TryRecvError::Empty) => {}
        }
        let recording = catch_unwind(AssertUnwindSafe(|| {
            let at = recorded.step();
            recorded.record(SLICE);
            recorded.go(&Motion::To(at));
            recorded.is_recorded().then(|| recorded.moment())
        }));
        match recording {
            // Now the number of steps is known.
            Ok(Some(moment)) => report(Report::At(Box::new(moment))),
            Ok(None) => {}
            Err(panic) => {
                *session = None;
                report(Report::Panicked(words(&*panic)));
            }
        }
    }
}

fn serve(request: Request, session: &mut Option<Session>) -> Option<Moment> {
    match request {
        Request::Load(program) => {
            *session = Some(Session::new(program.compiled, &program.path, program.options));
        }
        Request::Go(motion) => session.as_mut()?.go(&motion),
    }
    session.as_mut().map(Session::moment)
}
