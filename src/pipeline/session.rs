//! A program under observation: the machine, a record of its steps, and the ways to move through them.
//!
//! The program is run once from start to end; for every step the record keeps line and depth of the call stack. So each
//! way forward is a search in the record, each way back the same search in the other direction, and the machine is only
//! asked to go to a step. A program that does not end is recorded up to [`MOST_STEPS`].

use std::path::Path;
use std::sync::Arc;

use super::program::{Console, ProgramHost};
use super::{Compiled, Options};
use crate::bytecode::decode::CodeUnit;
use crate::compiler::unit::UnitId;
use crate::vm;
use crate::vm::history::{Machine, Progress};
use crate::vm::host::Stream;
use crate::vm::inspect::{Limits, VmView};

/// Steps that are recorded; a program that takes more cannot be followed beyond them.
pub const MOST_STEPS: u64 = 1_000_000;

/// A way to move through the steps of a program.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Motion {
    Step,
    StepBack,
    /// To the next line, over calls; and back to the line before.
    Line,
    LineBack,
    /// To the next line, into calls.
    Into,
    IntoBack,
    /// Until the function returns; back to where it was called.
    Finish,
    FinishBack,
    /// To the next of these lines of the main file, or to the end.
    Continue(Vec<u32>),
    /// To the one before, or to the start.
    ContinueBack(Vec<u32>),
    /// To where a line of the main file begins next; if it does not, to where it began before.
    ToLine(u32),
    To(u64),
}

/// What is recorded of a step.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Point {
    step: u64,
    /// Line of the instruction that comes next, if it has one.
    line: Option<u32>,
    depth: u32,
    /// Whether it belongs to the file that is shown, not to a module that it imports.
    main: bool,
}

impl Point {
    /// Whether two neighbouring points belong to the same stretch of a line.
    fn continues(&self, other: &Point) -> bool {
        self.line == other.line && self.depth == other.depth && self.main == other.main
    }
}

/// The state at one step.
#[derive(Clone, Debug)]
pub struct Moment {
    pub step: u64,
    /// The last step, once it is known.
    pub total: Option<u64>,
    /// The program takes more steps than are recorded.
    pub endless: bool,
    /// The instruction of the file that runs next: code object, code unit of the opcode.
    pub counter: Option<(UnitId, u32)>,
    /// Its line, if it belongs to the file.
    pub line: Option<u32>,
    pub view: VmView,
    /// The step before, for what is new.
    pub before: Option<VmView>,
}

pub struct Session {
    machine: Machine,
    compiled: Arc<Compiled>,
    /// `co_filename` of the file that is shown.
    name: String,
    points: Vec<Point>,
    finished: bool,
}

/// Keeps what a program writes where panes read it: in the machine. Input is at its end at once.
struct Silent;

impl Console for Silent {
    fn read_line(&mut self) -> Option<String> {
        None
    }

    fn write(&mut self, _stream: Stream, _text: &str) {}
}

impl Session {
    /// A program at its start. `path` is the file's; modules are imported from its folder.
    pub fn new(compiled: Arc<Compiled>, path: &Path, options: Options) -> Self {
        let folder = path.parent().map(Path::to_owned).unwrap_or_default();
        let folder = if folder.as_os_str().is_empty() { Path::new(".").to_owned() } else { folder };
        let host = ProgramHost {
            profile: options.profile,
            level: options.level,
            folders: vec![folder.clone()],
            console: Box::new(Silent),
        };
        let name = compiled.code.filename.to_string_lossy();
        let machine_options = vm::Options {
            argv: vec![path.to_string_lossy().into_owned()],
            script_dir: folder.to_string_lossy().into_owned(),
            ..vm::Options::default()
        };
        let machine = Machine::new(compiled.code.clone(), machine_options, Box::new(host));
        let mut session = Self { machine, compiled, name, points: Vec::new(), finished: false };
        session.points.push(session.point());
        session
    }

    /// The step that the machine stands at.
    pub fn step(&self) -> u64 {
        self.machine.position()
    }

    /// Whether everything that will be recorded is.
    pub fn is_recorded(&self) -> bool {
        self.finished || self.points.last().is_some_and(|last| last.step >= MOST_STEPS)
    }

    /// Records up to `count` further steps. The machine stands at the last of them afterwards.
    pub fn record(&mut self, count: usize) {
        if let Some(last) = self.points.last().filter(|last| last.step != self.machine.position()) {
            self.machine.goto(last.step);
        }
        for _ in 0..count {
            if self.is_recorded() {
                return;
            }
            // A budget of one instruction: natives that call back are passed in one go.
            self.finished = self.machine.run_until(&[], 1) == Progress::Finished;
            self.points.push(self.point());
        }
    }

    fn point(&self) -> Point {
        let step = self.machine.position();
        match self.machine.line() {
            Some((file, line, depth)) => {
                Point { step, line: u32::try_from(line).ok(), depth: depth as u32, main: file == self.name }
            }
            None => Point { step, line: None, depth: self.machine.vm().frames.len() as u32, main: false },
        }
    }

    /// Goes where `motion` says; records further when the goal lies beyond what is known.
    pub fn go(&mut self, motion: &Motion) {
        let from = self.machine.position();
        let goal = loop {
            match self.goal(from, motion) {
                Some(goal) => break goal,
                None if self.is_recorded() => break self.points.last().map_or(from, |last| last.step),
                None => self.record(10_000),
            }
        };
        self.machine.goto(goal);
    }

    /// The step that a motion from step `from` leads to; `None` if it lies behind all that is recorded.
    fn goal(&self, from: u64, motion: &Motion) -> Option<u64> {
        let at = self.points.partition_point(|point| point.step <= from).saturating_sub(1);
        let here = self.points[at];
        let behind = &self.points[at + 1..];
        let first = |found: &dyn Fn(&Point) -> bool| behind.iter().find(|point| found(point)).map(|point| point.step);
        let start = self.points[0].step;
        match motion {
            Motion::Step => behind.first().map(|point| point.step),
            Motion::StepBack => Some(at.checked_sub(1).map_or(start, |before| self.points[before].step)),
            Motion::Into => first(&|point| point.line.is_some() && !point.continues(&here)),
            Motion::Line => {
                first(&|point| point.line.is_some() && point.depth <= here.depth && !point.continues(&here))
            }
            Motion::Finish => first(&|point| point.depth < here.depth),
            Motion::IntoBack => Some(self.line_before(at, u32::MAX)),
            // When the program is over, any line was the one before.
            Motion::LineBack if here.depth == 0 => Some(self.line_before(at, u32::MAX)),
            Motion::LineBack => Some(self.line_before(at, here.depth)),
            Motion::FinishBack => {
                let caller = self.points[..at].iter().rev().find(|point| point.depth < here.depth);
                Some(caller.map_or(start, |point| point.step))
            }
            Motion::Continue(lines) => (at + 1..self.points.len())
                .find(|&index| self.begins(index, lines))
                .map(|index| self.points[index].step),
            Motion::ContinueBack(lines) => {
                let found = (0..at).rev().find(|&index| self.begins(index, lines));
                Some(found.map_or(start, |index| self.points[index].step))
            }
            Motion::ToLine(line) => {
                let lines = [*line];
                let next = (at + 1..self.points.len()).find(|&index| self.begins(index, &lines));
                let before = || (0..at).rev().find(|&index| self.begins(index, &lines));
                match next {
                    Some(index) => Some(self.points[index].step),
                    None if self.is_recorded() => Some(before().map_or(from, |index| self.points[index].step)),
                    None => None,
                }
            }
            Motion::To(step) => {
                let reached = self.points.last().is_some_and(|last| last.step >= *step);
                reached.then_some(*step)
            }
        }
    }

    /// Where the stretch of a line began that comes before the one at `at`, in frames no deeper than `depth`; if `at` is
    /// inside a stretch, where that began.
    fn line_before(&self, at: usize, depth: u32) -> u64 {
        let mut visible = (0..=at).rev().filter(|&index| {
            let point = &self.points[index];
            point.depth <= depth && (point.line.is_some() || index == at)
        });
        let mut begin = visible.next().unwrap_or(at);
        let mut stretches = 0;
        for index in visible {
            if !self.points[index].continues(&self.points[begin]) {
                if begin != at || stretches > 0 {
                    return self.points[begin].step;
                }
                stretches += 1;
            }
            begin = index;
        }
        self.points[begin].step
    }

    /// Whether one of `lines` of the main file begins at a point.
    fn begins(&self, index: usize, lines: &[u32]) -> bool {
        let point = &self.points[index];
        point.main
            && point.line.is_some_and(|line| lines.contains(&line))
            && index.checked_sub(1).is_none_or(|before| {
                let before = &self.points[before];
                !point.continues(before) && before.depth <= point.depth
            })
    }

    /// The state that the machine stands at, and the one a step before.
    pub fn moment(&mut self) -> Moment {
        let limits = Limits::default();
        let step = self.machine.position();
        let before = step.checked_sub(1).map(|earlier| {
            self.machine.goto(earlier);
            let view = self.machine.view(&limits);
            self.machine.goto(step);
            view
        });
        let view = self.machine.view(&limits);
        let counter = view.frames.last().and_then(|frame| {
            let code = &self.machine.vm().codes.get(frame.code as usize)?.code;
            let unit = self.compiled.unit_of(code)?;
            let placed = self.compiled.unit(unit)?.assembled.instr_at(CodeUnit(frame.offset / 2))?;
            Some((unit, placed.at.0))
        });
        let line = view.frames.last().filter(|frame| frame.filename == self.name).and_then(|frame| frame.line);
        Moment {
            step,
            total: if self.finished { self.points.last().map(|last| last.step) } else { None },
            endless: self.is_recorded() && !self.finished,
            counter,
            line: line.and_then(|line| u32::try_from(line).ok()),
            view,
            before,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

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
        session.go(&Motion::To(0));
        session
    }

    /// The lines at which a motion stops, until it leads nowhere.
    fn lines(session: &mut Session, motion: &Motion) -> Vec<u32> {
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
        assert_eq!(lines(&mut session, &Motion::Line), [1, 5, 6, 7]);
        // The module begins with an instruction of line 0.
        assert_eq!(lines(&mut session, &Motion::LineBack), [7, 6, 5, 1, 0]);
        session.go(&Motion::To(0));
        let into = lines(&mut session, &Motion::Into);
        assert_eq!(into, [1, 5, 1, 2, 3, 5, 6, 1, 2, 3, 6, 7]);
    }

    #[test]
    fn a_native_that_calls_back_is_passed_in_one_step() {
        let text = "class C:\n    def __enter__(self):\n        pass\n    def __exit__(self, *_):\n        pass\n\n\
                    with C():\n    a = 1\nb = sorted([2, 1], key=lambda n: n)\nprint(b)\n";
        let mut session = session(text);
        assert_eq!(lines(&mut session, &Motion::Line), [1, 7, 8, 7, 9, 10]);
        assert_eq!(lines(&mut session, &Motion::LineBack), [10, 9, 7, 8, 7, 1, 0]);
    }

    #[test]
    fn every_step_forward_can_be_taken_back() {
        let mut session = session(CALLS);
        let end = lines(&mut session, &Motion::Step).len();
        assert!(end > 20);
        assert_eq!(session.moment().view.output.len(), 1);
        while session.step() > 0 {
            let before = session.step();
            session.go(&Motion::StepBack);
            assert!(session.step() < before);
        }
        assert!(session.moment().view.output.is_empty());
    }

    #[test]
    fn breakpoints_stop_both_ways() {
        let mut session = session(CALLS);
        let to = Motion::Continue(vec![3]);
        session.go(&to);
        let first = session.step();
        session.go(&to);
        assert!(session.step() > first);
        session.go(&Motion::ContinueBack(vec![3]));
        assert_eq!(session.step(), first);
        session.go(&Motion::FinishBack);
        assert_eq!(session.moment().line, Some(5));
    }

    #[test]
    fn a_program_without_an_end_is_recorded_in_part() {
        let input = Input { name: "demo.py".into(), bytes: b"while True: pass\n"[..].into(), path: None, facts: None };
        let artifacts = on_deep_stack(|| build(input, Options::default()));
        let compiled = artifacts.compiled.out.ready().expect("it compiles").clone();
        let mut session = Session::new(compiled, Path::new("demo.py"), Options::default());
        session.record(1000);
        session.go(&Motion::StepBack);
        let moment = session.moment();
        assert_eq!((moment.total, moment.line), (None, Some(1)));
    }
}
