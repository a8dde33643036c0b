//! A program under observation: the machine, a record of its steps, and the ways to move through them.
//!
//! One machine runs ahead and writes the record: where the program stood before each step. So each way forward is a
//! search in the record and each way back the same search in the other direction; a second machine is asked to stand at
//! the step that was found. A program that does not end is recorded as far as its [`Budgets`] go.
//!
//! | file | is |
//! |---|---|
//! | [`record`] | the steps, and what can be read off them |
//! | [`motion`] | the ways to move, as searches |
//! | [`breakpoint`], [`condition`] | where to stop |
//! | [`modules`] | what was imported, by whom and when |
//! | [`moment`] | what the panes get to see of a step |
//! | [`resume`] | the same place in the next version of the program |

pub mod breakpoint;
pub mod condition;
pub mod modules;
pub mod moment;
pub mod motion;
pub mod record;
pub mod resume;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

use super::library::Library;
use super::program::{Console, ProgramHost};
use super::{Compiled, Options};
use crate::frontend::source::Source;
use crate::vm;
use crate::vm::history::{Machine, Progress};
use crate::vm::host::Stream;
use crate::vm::inspect::{Limits, VmView};
use breakpoint::{Active, Breakpoint};
pub use moment::{Moment, Trace};
pub use motion::Motion;
use record::Record;

/// What stops a program that would go on for ever.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Budgets {
    pub steps: u64,
    /// Objects on the heap; the program gets a `MemoryError`.
    pub objects: usize,
    /// Bytes written.
    pub output: usize,
    /// Time spent running.
    pub time: Duration,
}

impl Default for Budgets {
    fn default() -> Self {
        Self { steps: 1_000_000, objects: 5_000_000, output: 4 << 20, time: Duration::from_secs(20) }
    }
}

/// A budget that is used up, in words.
pub type Exhausted = &'static str;

pub struct Session {
    /// Stands where the panes look.
    viewer: Machine,
    /// Runs ahead.
    runner: Machine,
    path: PathBuf,
    options: Options,
    /// What the program has been told when it asked for input.
    answers: Vec<Option<String>>,
    starved: Arc<AtomicBool>,
    compiled: Arc<Compiled>,
    /// The text of the file, to name expressions by.
    source: Option<Arc<Source>>,
    /// `co_filename` of the file that is shown.
    name: String,
    record: Record,
    finished: bool,
    budgets: Budgets,
    exhausted: Option<Exhausted>,
    spent: Duration,
    written: usize,
    breakpoints: Vec<Active>,
    /// The picture taken last, and its step.
    picture: Option<(u64, VmView)>,
    /// Ways that can be gone back exactly: motion, from, to.
    trail: Vec<(Motion, u64, u64)>,
    /// Why the last motion has not led where it should, until a picture is taken.
    missed: Option<String>,
    trace: Option<(usize, usize, Arc<Trace>)>,
    makers: hashbrown::HashMap<u32, super::makers::Makers>,
}

/// Keeps what a program writes where panes read it: in the machine. Input comes from a list of answers.
struct Silent {
    answers: std::vec::IntoIter<Option<String>>,
    /// Set when the program asks for more than there are.
    starved: Arc<AtomicBool>,
}

impl Console for Silent {
    fn read_line(&mut self) -> Option<String> {
        self.answers.next().unwrap_or_else(|| {
            self.starved.store(true, Ordering::Relaxed);
            None
        })
    }

    fn write(&mut self, _stream: Stream, _text: &str) {}
}

impl Session {
    /// A program at its start. `path` is the file's; modules are imported from its folder.
    pub fn new(compiled: Arc<Compiled>, path: &Path, options: Options) -> Self {
        Self::with(compiled, path, options, Budgets::default(), Vec::new(), None)
    }

    /// A program at its start. `answers` are the lines that its `input()` reads, `None` being the end of the input.
    pub fn with(
        compiled: Arc<Compiled>,
        path: &Path,
        options: Options,
        budgets: Budgets,
        answers: Vec<Option<String>>,
        source: Option<Arc<Source>>,
    ) -> Self {
        let starved = Arc::new(AtomicBool::new(false));
        let folder = path.parent().map(Path::to_owned).unwrap_or_default();
        let folder = if folder.as_os_str().is_empty() { Path::new(".").to_owned() } else { folder };
        let library = Library::choose(None);
        let (library_root, library_text) = (library.root(), library.describe());
        let console = Box::new(Silent { answers: answers.clone().into_iter(), starved: starved.clone() });
        let folders = std::slice::from_ref(&folder);
        let host = ProgramHost::new(options.profile, options.level, folders, library, console).repeatable();
        let name = compiled.code.filename.to_string_lossy();
        let machine_options = vm::Options {
            argv: vec![path.to_string_lossy().into_owned()],
            script_dir: folder.to_string_lossy().into_owned(),
            path: library_root.into_iter().collect(),
            library: library_text,
            max_objects: budgets.objects,
            ..vm::Options::default()
        };
        let runner = Machine::new(compiled.code.clone(), machine_options, Box::new(host));
        let mut record = Record::default();
        record.push(runner.vm(), &runner.footprint(), &compiled, &name);
        Self {
            viewer: runner.fork(),
            runner,
            path: path.to_owned(),
            options,
            answers,
            starved,
            compiled,
            source,
            name,
            record,
            finished: false,
            budgets,
            exhausted: None,
            spent: Duration::ZERO,
            written: 0,
            breakpoints: Vec::new(),
            picture: None,
            trail: Vec::new(),
            missed: None,
            trace: None,
            makers: hashbrown::HashMap::new(),
        }
    }

    /// The step that the panes look at.
    pub fn step(&self) -> u64 {
        self.viewer.position()
    }

    /// Steps that are recorded.
    pub fn recorded(&self) -> usize {
        self.record.points.len()
    }

    /// Whether everything that will be recorded is.
    pub fn is_recorded(&self) -> bool {
        self.finished || self.exhausted.is_some() || self.is_waiting()
    }

    /// Whether the program has asked for input that nobody has given yet; the record ends with the question.
    pub fn is_waiting(&self) -> bool {
        self.starved.load(Ordering::Relaxed)
    }

    /// Answers the program's question. It is run again with all answers, which leads to the same question; `None` is
    /// the end of the input.
    pub fn answer(&mut self, line: Option<String>) {
        let (step, mut answers) = (self.step(), std::mem::take(&mut self.answers));
        answers.push(line);
        let breakpoints = self.breakpoints.drain(..).map(|active| active.breakpoint).collect();
        *self = Self::with(
            self.compiled.clone(),
            &self.path.clone(),
            self.options,
            self.budgets,
            answers,
            self.source.clone(),
        );
        self.set_breakpoints(breakpoints);
        self.go(Motion::To(step));
    }

    /// The answers given so far, for the next version of the program.
    pub fn answers(&self) -> &[Option<String>] {
        &self.answers
    }

    /// Records up to `count` further steps.
    pub fn record(&mut self, count: usize) {
        let start = Instant::now();
        let watchdog = self.watchdog();
        let goal = self.record.points.len() + count;
        while self.record.points.len() < goal && !self.is_recorded() {
            let mut inside = Vec::new();
            let progress = self.runner.step_recorded(goal - self.record.points.len(), &mut inside);
            if self.is_waiting() {
                // What came after the question is no answer; the program is run again when there is one.
                break;
            }
            for footprint in &inside {
                self.record.push(self.runner.vm(), footprint, &self.compiled, &self.name);
            }
            if progress == Progress::OutOfBudget {
                if inside.is_empty() {
                    self.interrupt();
                }
            } else {
                self.finished = progress == Progress::Finished;
                self.record.push(self.runner.vm(), &self.runner.footprint(), &self.compiled, &self.name);
            }
            if self.record.last_step() >= self.budgets.steps {
                self.exhausted = Some("the budget of steps");
            }
        }
        drop(watchdog);
        self.runner.interrupter().store(false, Ordering::Relaxed);
        self.spent += start.elapsed();
        self.written = self.runner.output_len();
        if self.written > self.budgets.output {
            self.exhausted = Some("the budget of output");
        } else if self.spent > self.budgets.time {
            self.exhausted = Some("the budget of time");
        }
        if self.finished {
            self.exhausted = None;
        }
    }

    /// Interrupts a single instruction that takes longer than the program may; it does so until it is dropped.
    fn watchdog(&self) -> mpsc::Sender<()> {
        let (stop, stopped) = mpsc::channel();
        let left = self.budgets.time.saturating_sub(self.spent) + Duration::from_millis(50);
        let interrupter = self.runner.interrupter();
        std::thread::spawn(move || {
            if stopped.recv_timeout(left) == Err(mpsc::RecvTimeoutError::Timeout) {
                interrupter.store(true, Ordering::Relaxed);
            }
        });
        stop
    }

    /// Set to true (from another thread), it stops an instruction that takes too long; recording then ends there.
    pub fn interrupter(&self) -> Arc<AtomicBool> {
        self.runner.interrupter()
    }

    /// Stops recording, as a person asked for.
    pub fn interrupt(&mut self) {
        if !self.is_recorded() {
            self.exhausted = Some("the patience of who pressed Ctrl-C");
        }
    }

    /// The breakpoints from now on; their hits are looked up in what is recorded.
    pub fn set_breakpoints(&mut self, breakpoints: Vec<Breakpoint>) {
        let mut known = std::mem::take(&mut self.breakpoints);
        let active = |breakpoint: Breakpoint| {
            let at = known.iter().position(|active| active.breakpoint == breakpoint);
            at.map_or_else(|| Active::new(breakpoint), |at| known.swap_remove(at))
        };
        self.breakpoints = breakpoints.into_iter().map(active).collect();
        self.trace = None;
    }

    /// Goes where `motion` says; records further when the goal lies beyond what is known.
    pub fn go(&mut self, motion: Motion) {
        while !self.advance(motion, 20_000) {}
    }

    /// One piece of the way of [`Session::go`]: records at most `count` steps; `true` when the goal is reached.
    pub fn advance(&mut self, motion: Motion, count: usize) -> bool {
        let from = self.step();
        let at = self.record.index(from);
        let taken_back =
            self.trail.last().copied().filter(|&(done, _, to)| to == from && done.opposite() == Some(motion));
        let goal = match (motion, taken_back) {
            (_, Some((_, start, _))) => {
                self.trail.pop();
                Some(self.record.index(start))
            }
            (Motion::Continue, _) => self.breakpoint_after(at),
            (Motion::ContinueBack, _) => Some(self.breakpoint_before(at)),
            _ => self.record.goal(at, motion, self.is_recorded()),
        };
        let last = self.record.points.len() - 1;
        let goal = match goal {
            Some(goal) => goal,
            None if self.is_recorded() => {
                if motion.is_back() {
                    at
                } else {
                    last
                }
            }
            None => {
                self.record(count);
                return false;
            }
        };
        self.stand(goal);
        self.missed = self.why_missed(motion);
        let to = self.step();
        if taken_back.is_none() && to != from && motion.opposite().is_some() {
            self.trail.push((motion, from, to));
            if self.trail.len() > MOST_TRAIL {
                self.trail.remove(0);
            }
        }
        true
    }

    /// Why a motion to a place has not led there, if it has not.
    fn why_missed(&self, motion: Motion) -> Option<String> {
        let at = self.record.index(self.step());
        match motion {
            Motion::ToLine(line) if !self.record.begins_line(at, line) => {
                Some(format!("the program never comes to line {line}"))
            }
            Motion::ToInstruction(unit, offset) if !self.record.is_instruction(at, unit, offset) => {
                Some("the program never comes to this instruction".into())
            }
            _ => None,
        }
    }

    /// Stands at a point of the record. The step before is passed on the way, so that its picture can be taken.
    fn stand(&mut self, index: usize) {
        let goal = u64::from(self.record.points[index].step);
        let before = index.checked_sub(1).map(|before| u64::from(self.record.points[before].step));
        if self.step() == goal {
            return;
        }
        match before {
            Some(before) if self.step() == before => {
                if self.picture.as_ref().is_none_or(|(step, _)| *step != before) {
                    self.picture = Some((before, self.viewer.view(&Limits::default())));
                }
            }
            Some(before) => {
                self.viewer.goto_known(before, &self.runner);
                self.picture = Some((before, self.viewer.view(&Limits::default())));
            }
            None => self.picture = None,
        }
        self.viewer.goto_known(goal, &self.runner);
    }

    fn breakpoint_after(&mut self, at: usize) -> Option<usize> {
        self.scan();
        let next = |active: &Active| {
            let stops = active.stops();
            stops.get(stops.partition_point(|&hit| hit as usize <= at)).map(|&hit| hit as usize)
        };
        self.breakpoints.iter().filter_map(next).min()
    }

    fn breakpoint_before(&mut self, at: usize) -> usize {
        self.scan();
        let before = |active: &Active| {
            let stops = active.stops();
            stops.partition_point(|&hit| (hit as usize) < at).checked_sub(1).map(|index| stops[index] as usize)
        };
        self.breakpoints.iter().filter_map(before).max().unwrap_or(0)
    }

    /// Looks for hits of the breakpoints in what has been recorded since the last time.
    fn scan(&mut self) {
        let mut breakpoints = std::mem::take(&mut self.breakpoints);
        let count = self.record.points.len();
        // The type of an exception and the values in conditions are only in the machine; one of its own looks at them.
        let mut scout: Option<Machine> = None;
        let limits = Limits { frames: 1, objects: 200, text: 200, output: 0 };
        for active in breakpoints.iter_mut().filter(|active| active.scanned < count) {
            for index in active.scanned..count {
                let (points, runner, viewer) = (&self.record.points, &self.runner, &self.viewer);
                let mut look = |index: usize| {
                    let scout = scout.get_or_insert_with(|| viewer.fork());
                    scout.goto_known(u64::from(points[index].step), runner);
                    scout.view(&limits)
                };
                if !active.holds(&self.record, index, &mut |index| raised_type(&look(index))) {
                    continue;
                }
                // An exception is stopped at before it leaves the frame that it was raised in.
                let is_exception = matches!(active.breakpoint.kind, breakpoint::Kind::Exception(_));
                let hit = if is_exception { index.saturating_sub(1) } else { index };
                if active.condition.as_ref().is_none_or(|condition| condition.holds(&look(hit))) {
                    active.hits.push(hit as u32);
                }
            }
            active.scanned = count;
        }
        self.breakpoints = breakpoints;
    }
}

/// The type of the exception that has just been raised: it lies on the stack of the handler, or is looking for one.
fn raised_type(view: &VmView) -> Option<String> {
    let on_stack = view.frames.last().and_then(|frame| frame.stack.last().cloned().flatten());
    on_stack.or_else(|| view.exception.clone()).map(|value| value.type_name)
}

/// Motions that can be taken back exactly.
const MOST_TRAIL: usize = 1000;

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::breakpoint::Kind;
    use super::*;
    use crate::pipeline::{Input, build, on_deep_stack};

    /// A session on a program that is recorded to its end and stands at its start.
    fn session(text: &str) -> Session {
        let input = Input { name: "demo.py".into(), bytes: text.as_bytes().into(), path: None, facts: None };
        let options = Options::default();
        let artifacts = on_deep_stack(|| build(input, options));
        let compiled = artifacts.compiled.out.ready().expect("the program compiles").clone();
        let mut session = Session::new(Arc::clone(&compiled), Path::new("demo.py"), options);
        session.record(100_000);
        assert!(session.is_recorded());
        session.go(Motion::To(0));
        session
    }

    /// The lines at which a motion stops, until it leads nowhere.
    fn lines(session: &mut Session, motion: Motion) -> Vec<u32> {
        let mut found = Vec::new();
        loop {
            let before = session.step();
            session.go(motion);
            if session.step() == before || found.len() > 50 {
                return found;
            }
            found.extend(session.moment().line);
        }
    }

    const CALLS: &str = "def f(n):\n    m = n + 1\n    return m\n\na = f(1)\nb = f(a)\nprint(a, b)\n";

    #[test]
    fn lines_go_over_calls_or_into_them() {
        let mut session = session(CALLS);
        assert_eq!(lines(&mut session, Motion::Line), [1, 5, 6, 7]);
        // The module begins with an instruction of line 0.
        assert_eq!(lines(&mut session, Motion::LineBack), [7, 6, 5, 1, 0]);
        session.go(Motion::To(0));
        let into = lines(&mut session, Motion::Into);
        assert_eq!(into, [1, 5, 1, 2, 3, 5, 6, 1, 2, 3, 6, 7]);
    }

    #[test]
    fn a_native_that_calls_back_is_passed_in_one_step() {
        let text = "class C:\n    def __enter__(self):\n        pass\n    def __exit__(self, *_):\n        pass\n\n\
                    with C():\n    a = 1\nb = sorted([2, 1], key=lambda n: n)\nprint(b)\n";
        let mut session = session(text);
        assert_eq!(lines(&mut session, Motion::Line), [1, 7, 8, 7, 9, 10]);
        assert_eq!(lines(&mut session, Motion::LineBack), [10, 9, 7, 8, 7, 1, 0]);
    }

    #[test]
    fn lines_stay_in_their_thread() {
        let text = "import _thread, time\nlock = _thread.allocate_lock()\nlock.acquire()\ndef work():\n    lock.acquire()\n\
                    _thread.start_new_thread(work, ())\ntime.sleep(1)\nlock.release()\ntime.sleep(1)\n";
        let mut session = session(text);
        assert_eq!(lines(&mut session, Motion::Line), [1, 2, 3, 4, 6, 7, 8, 9]);
        assert_eq!(lines(&mut session, Motion::LineBack), [9, 8, 7, 6, 4, 3, 2, 1, 0]);
        let into = lines(&mut session, Motion::Into);
        assert_eq!(into, [1, 2, 3, 4, 6, 7, 4, 5, 8, 9, 5, 9]);
        session.go(Motion::ToLine(5));
        let (main, work) = (Motion::ToLine(8), session.step());
        session.go(main);
        assert!(session.step() > work);
        session.go(Motion::To(work));
        session.go(Motion::Line);
        assert_eq!(session.moment().line, Some(9), "the thread is over, the main one goes on");
    }

    #[test]
    fn every_step_forward_can_be_taken_back() {
        let mut session = session(CALLS);
        let end = lines(&mut session, Motion::Step).len();
        assert!(end > 20);
        assert_eq!(session.moment().view.output.len(), 1);
        while session.step() > 0 {
            let before = session.step();
            session.go(Motion::StepBack);
            assert!(session.step() < before);
        }
        assert!(session.moment().view.output.is_empty());
    }

    #[test]
    fn breakpoints_stop_both_ways() {
        let mut session = session(CALLS);
        session.set_breakpoints(vec![Breakpoint::new(Kind::Line(3))]);
        let to = Motion::Continue;
        session.go(to);
        let first = session.step();
        session.go(to);
        assert!(session.step() > first);
        session.go(Motion::ContinueBack);
        assert_eq!(session.step(), first);
        session.go(Motion::FinishBack);
        assert_eq!(session.moment().line, Some(5));
    }

    #[test]
    fn a_program_without_an_end_is_recorded_in_part() {
        let input = Input { name: "demo.py".into(), bytes: b"while True: pass\n"[..].into(), path: None, facts: None };
        let artifacts = on_deep_stack(|| build(input, Options::default()));
        let compiled = artifacts.compiled.out.ready().expect("it compiles").clone();
        let mut session = Session::new(compiled, Path::new("demo.py"), Options::default());
        session.record(1000);
        session.go(Motion::To(500));
        session.go(Motion::StepBack);
        let moment = session.moment();
        assert_eq!((moment.total, moment.line), (None, Some(1)));
    }

    #[test]
    fn expressions_are_computed_one_by_one_and_taken_back() {
        let mut session = session("a = 1\nb = (a + 2) * (a - 3)\n");
        session.go(Motion::ToLine(2));
        let mut steps = vec![session.step()];
        for _ in 0..8 {
            session.go(Motion::Expression);
            steps.push(session.step());
        }
        // a, 2, a + 2, a, 3, a - 3, the product, b: each begins a piece of its own.
        assert!(steps.windows(2).all(|pair| pair[0] < pair[1]), "{steps:?}");
        while let Some(step) = steps.pop() {
            assert_eq!(session.step(), step);
            session.go(Motion::ExpressionBack);
        }
    }

    #[test]
    fn every_way_is_taken_back_exactly() {
        let text =
            "def f(n):\n    return n + sum(i for i in range(n))\nfor k in [1, 2]:\n    x = f(k) + f(k + 1)\nprint(x)\n";
        let mut session = session(text);
        for motion in [Motion::Step, Motion::Expression, Motion::Line, Motion::Into, Motion::Finish, Motion::Continue] {
            session.go(Motion::ToLine(4));
            session.go(Motion::Step);
            let start = session.step();
            let opposite = motion.opposite().expect("it has one");
            let mut places = Vec::new();
            for _ in 0..6 {
                places.push(session.step());
                session.go(motion);
                if session.step() == places[places.len() - 1] {
                    places.pop();
                    break;
                }
            }
            while let Some(place) = places.pop() {
                session.go(opposite);
                assert_eq!(session.step(), place, "{opposite:?}");
            }
            assert_eq!(session.step(), start);
            session.go(Motion::To(0));
        }
    }

    /// The lines at which a breakpoint stops.
    fn stops(text: &str, breakpoint: &str) -> Vec<Option<u32>> {
        let mut session = session(text);
        session.set_breakpoints(vec![Breakpoint::parse(breakpoint).expect("a breakpoint")]);
        let hits = session.moment().trace.breakpoints[0].steps.clone();
        let lines = hits.into_iter().map(|step| {
            session.go(Motion::To(step));
            session.moment().line
        });
        lines.collect()
    }

    #[test]
    fn all_kinds_of_breakpoints_list_their_hits() {
        let text = "def f(n):\n    if n > 1:\n        raise KeyError(n)\n    return n\ntotal = 0\nfor i in range(3):\n    try:\n        total += f(i)\n    except KeyError:\n        pass\n";
        assert_eq!(stops(text, "8").len(), 3);
        assert_eq!(stops(text, "8 if i == 1").len(), 1);
        assert_eq!(stops(text, "8 hit 2").len(), 2);
        assert_eq!(stops(text, "function f").len(), 3);
        assert_eq!(stops(text, "function f if n > 0").len(), 2);
        assert_eq!(stops(text, "exception"), [Some(3)]);
        assert_eq!(stops(text, "exception KeyError"), [Some(3)]);
        assert_eq!(stops(text, "exception ValueError"), []);
        // Bound at line 5, and twice in the loop.
        assert_eq!(stops(text, "name total").len(), 3);
    }

    #[test]
    fn input_is_asked_for_and_answered() {
        let mut session = session("name = input('who? ')\nprint('hello', name)\nage = input()\n");
        session.go(Motion::End);
        let moment = session.moment();
        assert!(moment.waiting && moment.total.is_none() && moment.line == Some(1), "{moment:?}");
        let question = session.step();
        session.answer(Some("Ada".into()));
        assert_eq!(session.step(), question);
        session.go(Motion::End);
        let moment = session.moment();
        assert!(moment.waiting && moment.line == Some(3));
        let output: String = moment.view.output.iter().map(|piece| &*piece.text).collect();
        assert!(output.contains("hello Ada"), "{output}");
        session.answer(None);
        session.go(Motion::End);
        assert!(!session.moment().waiting);
        assert!(session.moment().view.output.iter().any(|piece| piece.text.contains("EOFError")));
    }

    #[test]
    fn a_budget_says_its_name() {
        let with = |text: &str, budgets| {
            let input = Input { name: "demo.py".into(), bytes: text.as_bytes().into(), path: None, facts: None };
            let artifacts = on_deep_stack(|| build(input, Options::default()));
            let compiled = artifacts.compiled.out.ready().expect("it compiles").clone();
            let mut session =
                Session::with(compiled, Path::new("demo.py"), Options::default(), budgets, Vec::new(), None);
            session.go(Motion::End);
            (session.moment().exhausted, session.step())
        };
        let endless = "while True: print(1)\n";
        let steps = Budgets { steps: 5000, ..Budgets::default() };
        assert_eq!(with(endless, steps), (Some("the budget of steps"), 5000));
        assert_eq!(
            with("sorted([1], key=lambda _: [0 for _ in iter(int, 1)])\n", steps).0,
            Some("the budget of steps")
        );
        let output = Budgets { output: 100, ..Budgets::default() };
        assert_eq!(with(endless, output).0, Some("the budget of output"));
        // A single instruction that takes too long as well.
        let time = Budgets { time: Duration::from_millis(200), ..Budgets::default() };
        assert_eq!(with("sum(range(10**15))\n", time).0, Some("the budget of time"));
    }
}
