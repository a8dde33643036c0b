//! The thread that owns the running program. It takes requests one after the other, records the program's steps while
//! there is nothing else to do, and reports the moment that it stands at.
//!
//! It works in slices and looks at its requests in between, so that a program without an end can be interrupted.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvError, Sender, TryRecvError, channel};

use super::compile::words;
use crate::frontend::source::Source;
use crate::pipeline::session::breakpoint::Breakpoint;
use crate::pipeline::session::{Budgets, Moment, Motion, Session};
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
    pub source: Option<Arc<Source>>,
}

impl PartialEq for Program {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.compiled, &other.compiled)
    }
}

#[derive(Clone, PartialEq, Debug)]
pub enum Request {
    /// Takes another program; it goes to where the one before stood, or stays at step 0.
    Load(Box<Program>, Budgets),
    Go(Motion),
    Breakpoints(Vec<Breakpoint>),
    /// An answer to `input()`; `None` is the end of the input.
    Answer(Option<String>),
    /// Stops what takes long.
    Interrupt,
    /// Lets the program go: the next one is another file's, and has no place to go back to.
    Forget,
}

/// What the thread tells.
#[derive(Debug)]
pub enum Report {
    At(Box<Moment>),
    Panicked(String),
    /// So many requests have been taken, all of them are carried out, and all that they led to has been told.
    Served(u64),
}

/// The handle of the thread; it ends when the handle is dropped.
pub struct ExecuteWorker {
    requests: Sender<Request>,
}

impl ExecuteWorker {
    pub fn spawn(report: impl Fn(Report) + Send + 'static) -> std::io::Result<Self> {
        let (requests, received) = channel();
        std::thread::Builder::new().name("execute".into()).stack_size(STACK).spawn(move || {
            let mut work = Work::default();
            while work.listen(&received).is_ok() {
                let result = catch_unwind(AssertUnwindSafe(|| work.slice()));
                match result {
                    Ok(Some(moment)) => report(Report::At(moment)),
                    Ok(None) => {}
                    Err(panic) => {
                        // Whatever state the program was left in, nobody may see it.
                        work = Work { breakpoints: work.breakpoints, taken: work.taken, ..Work::default() };
                        report(Report::Panicked(words(&*panic)));
                    }
                }
                if work.is_idle() {
                    report(Report::Served(work.taken));
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

/// What the thread has to do.
#[derive(Default)]
struct Work {
    session: Option<Session>,
    breakpoints: Vec<Breakpoint>,
    requests: VecDeque<Request>,
    /// Requests that have ever come.
    taken: u64,
    /// A motion whose goal is not recorded yet.
    motion: Option<Motion>,
    /// The interrupt is to be told.
    interrupted: bool,
}

impl Work {
    fn is_idle(&self) -> bool {
        let recorded = self.session.as_ref().is_none_or(Session::is_recorded);
        recorded && self.requests.is_empty() && self.motion.is_none() && !self.interrupted
    }

    /// Takes the requests that have come; waits for one if there is nothing to do.
    fn listen(&mut self, received: &Receiver<Request>) -> Result<(), RecvError> {
        if self.is_idle() {
            self.take(received.recv()?);
        }
        loop {
            match received.try_recv() {
                Ok(request) => self.take(request),
                Err(TryRecvError::Empty) => return Ok(()),
                Err(TryRecvError::Disconnected) => return Err(RecvError),
            }
        }
    }

    fn take(&mut self, request: Request) {
        self.taken += 1;
        let is_loading = self.requests.iter().any(|request| matches!(request, Request::Load(..)));
        if request == Request::Interrupt && !is_loading {
            // It is about what runs now, not about what was asked for before.
            self.requests.retain(|request| !matches!(request, Request::Go(_)));
            self.motion = None;
            if let Some(session) = &mut self.session {
                session.interrupt();
            }
            self.interrupted = true;
        } else {
            self.requests.push_back(request);
        }
    }

    /// Does a piece of the work; the moment is to be shown.
    fn slice(&mut self) -> Option<Box<Moment>> {
        if std::mem::take(&mut self.interrupted) {
            return self.moment(None);
        }
        if let Some(motion) = self.motion {
            if !self.session.as_mut()?.advance(motion, SLICE) {
                return None;
            }
            self.motion = None;
            return self.moment(None);
        }
        match self.requests.pop_front() {
            Some(Request::Load(program, budgets)) => {
                let note = self.load(*program, budgets);
                // An interrupt that came before there was a program to interrupt.
                if let Some(at) = self.requests.iter().position(|request| *request == Request::Interrupt) {
                    self.requests.remove(at);
                    // It has been counted when it came.
                    self.taken -= 1;
                    self.take(Request::Interrupt);
                }
                self.moment(note)
            }
            Some(Request::Go(motion)) => {
                self.motion = self.session.is_some().then_some(motion);
                None
            }
            Some(Request::Breakpoints(breakpoints)) => {
                self.breakpoints.clone_from(&breakpoints);
                self.session.as_mut()?.set_breakpoints(breakpoints);
                self.moment(None)
            }
            Some(Request::Answer(line)) => {
                let session = self.session.as_mut().filter(|session| session.is_waiting())?;
                session.answer(line);
                // The answer is wanted by the step that comes next; who gave it wants to see it taken.
                self.motion = Some(Motion::Step);
                None
            }
            Some(Request::Interrupt) => None,
            Some(Request::Forget) => {
                (self.session, self.motion) = (None, None);
                self.breakpoints.clear();
                None
            }
            None => {
                let session = self.session.as_mut()?;
                session.record(SLICE);
                // Now the number of steps is known.
                if session.is_recorded() { self.moment(None) } else { None }
            }
        }
    }

    /// Starts another program where the one before stood; says why if that cannot be.
    fn load(&mut self, program: Program, budgets: Budgets) -> Option<String> {
        let place = self.session.as_ref().and_then(Session::logical_point);
        let answers = self.session.as_ref().map(|session| session.answers().to_vec()).unwrap_or_default();
        let mut session =
            Session::with(program.compiled, &program.path, program.options, budgets, answers, program.source);
        session.set_breakpoints(self.breakpoints.clone());
        let result = place.map_or(Ok(()), |place| session.go_to_logical(&place));
        self.session = Some(session);
        result.err().map(|why| format!("the program is not where it was: {why}"))
    }

    fn moment(&mut self, note: Option<String>) -> Option<Box<Moment>> {
        let moment = self.session.as_mut()?.moment();
        Some(Box::new(Moment { note: note.or(moment.note.clone()), ..moment }))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::pipeline::{Input, build, on_deep_stack};

    fn program(text: &str) -> Box<Program> {
        let input = Input { name: "demo.py".into(), bytes: text.as_bytes().into(), path: None, facts: None };
        let artifacts = on_deep_stack(|| build(input, Options::default()));
        let compiled = artifacts.compiled.out.ready().expect("it compiles").clone();
        let source = artifacts.source.out.ready().cloned();
        Box::new(Program { compiled, path: "demo.py".into(), options: Options::default(), source })
    }

    /// The reports that requests lead to, until `enough` says so.
    fn reports(requests: Vec<Request>, enough: impl Fn(&Moment) -> bool) -> Box<Moment> {
        let (sender, received) = channel();
        let worker = ExecuteWorker::spawn(move |report| drop(sender.send(report))).expect("a thread");
        for request in requests {
            worker.request(request);
        }
        loop {
            match received.recv_timeout(Duration::from_secs(60)).expect("a report in time") {
                Report::At(moment) if enough(&moment) => return moment,
                Report::At(_) | Report::Served(_) => {}
                Report::Panicked(words) => panic!("{words}"),
            }
        }
    }

    #[test]
    fn an_endless_program_is_interrupted_and_says_so() {
        let load =
            Request::Load(program("while True: pass\n"), Budgets { steps: u64::MAX >> 32, ..Budgets::default() });
        let moment =
            reports(vec![load, Request::Go(Motion::End), Request::Interrupt], |moment| moment.exhausted.is_some());
        assert!(moment.exhausted.is_some_and(|why| why.contains("Ctrl-C")) && moment.total.is_none());
    }

    #[test]
    fn the_program_of_another_file_starts_at_its_start() {
        let text = "for i in range(3):\n    print(i)\n";
        let requests = vec![
            Request::Load(program(text), Budgets::default()),
            Request::Go(Motion::ToLine(2)),
            Request::Forget,
            Request::Load(program(&format!("x = 1\n{text}")), Budgets::default()),
        ];
        let moment = reports(requests, |moment| moment.step == 0 && moment.total.is_some());
        assert_eq!(moment.note, None);
    }

    #[test]
    fn a_new_version_goes_to_the_same_place() {
        let text = "for i in range(3):\n    print(i)\n";
        let requests = vec![
            Request::Load(program(text), Budgets::default()),
            Request::Go(Motion::ToLine(2)),
            Request::Go(Motion::ToLine(2)),
            Request::Load(program(&format!("x = 1\n{text}")), Budgets::default()),
        ];
        let moment = reports(requests, |moment| moment.line == Some(3));
        let i = moment.view.globals.iter().find(|variable| variable.name == "i").and_then(|i| i.value.clone());
        assert_eq!(i.map(|value| value.text), Some("1".into()));
    }
}
