//! Time travel: a [`Machine`] runs a program forward and back by checkpoints and replay.
//!
//! Time is the number of executed instructions. A checkpoint is a clone of the [`Vm`]; going back to step N restores the
//! last one at or before N and runs on. A step inside a native call that waits for Python code (`sorted(key=…)`) cannot
//! be stopped at, because Rust frames lie below; the machine then stands at the last step it could stop at and shows a
//! picture taken in passing.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use super::host::{Host, Stream};
use super::inspect::{Limits, Status, VmView, Watch};
use super::interp::Exit;
use super::object::statics::NONE;
use super::object::{Obj, T, names};
use super::{Options, Vm};
use crate::bytecode::Code;

/// Least number of steps between two checkpoints.
const SPACING: u64 = 200_000;
/// Steps between checkpoints for each object alive: copying one costs about as much as running three instructions, and
/// history may cost a fifth of the time.
const STEPS_PER_OBJECT: u64 = 15;
/// Checkpoints kept; when there are more, every second one of the older half goes.
const MOST_CHECKPOINTS: usize = 64;
/// Bytes that all checkpoints together may take, by estimate.
const MOST_MEMORY: usize = 320 << 20;
/// How far before a step gone back to a checkpoint is made, for the next steps back.
const NEAR: u64 = 10_000;
const MOST_NEAR: usize = 3;

/// Whether a machine remembers its past.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Past {
    /// It can only go forward (or start again).
    None,
    #[default]
    Kept,
}

/// Where a run of instructions ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Progress {
    /// At the step asked for (or where the condition held).
    Stopped,
    /// The program is over.
    Finished,
    /// The budget is used up; call again to go on.
    OutOfBudget,
}

/// A place to stop: a line of a file.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Breakpoint {
    pub filename: String,
    pub line: i32,
}

/// Where a machine stands: the instruction that comes next.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Place {
    /// Number of the code object in the machine.
    pub code: u32,
    /// Code unit from the start of the code object.
    pub unit: u32,
    /// Frames on the call stack.
    pub depth: u32,
}

/// A program with its whole past.
pub struct Machine {
    vm: Vm,
    past: Past,
    checkpoints: Vec<(u64, Vm)>,
    /// A few more, made where somebody went back.
    near: Vec<(u64, Vm)>,
    /// Step at which the next checkpoint is due.
    due: u64,
    /// The step the machine shows; the state itself may be a little earlier, inside a native call.
    position: u64,
    picture: Option<VmView>,
    exit_code: Option<i32>,
    /// Number of the last step, once it is known.
    total: Option<u64>,
    furthest: u64,
}

impl Machine {
    pub fn new(code: Arc<Code>, options: Options, host: Box<dyn Host>) -> Self {
        Self::with_past(code, options, host, Past::Kept)
    }

    pub fn with_past(code: Arc<Code>, options: Options, host: Box<dyn Host>, past: Past) -> Self {
        let vm = Vm::new(&code, options, Vm::new_door(host));
        Self {
            past,
            checkpoints: vec![(0, vm.clone())],
            near: Vec::new(),
            due: SPACING,
            vm,
            position: 0,
            picture: None,
            exit_code: None,
            total: None,
            furthest: 0,
        }
    }

    /// A second machine that stands where this one does and shares its door: one can run ahead while the other stays.
    pub fn fork(&self) -> Self {
        Self {
            vm: self.vm.clone(),
            past: self.past,
            checkpoints: self.checkpoints[..1].to_vec(),
            near: Vec::new(),
            due: self.due,
            position: self.position,
            picture: self.picture.clone(),
            exit_code: self.exit_code,
            total: self.total,
            furthest: self.furthest,
        }
    }

    /// Where the machine stands; `None` when the program is over.
    pub fn place(&self) -> Option<Place> {
        let frame = self.vm.frames.last()?;
        let unit = (self.vm.next as u32).saturating_sub(frame.text);
        Some(Place { code: frame.code, unit, depth: self.vm.frames.len() as u32 })
    }

    /// To a step that a machine has stood at before (so no native call has to be stopped inside), from here or from the
    /// nearest checkpoint of `other`, whichever is the shorter way.
    pub fn goto_known(&mut self, goal: u64, other: &Machine) -> Progress {
        self.picture = None;
        let ahead = self.exit_code.is_none() && self.vm.steps <= goal;
        let fits = |(step, _): &&(u64, Vm)| *step <= goal && (!ahead || *step > self.vm.steps);
        let from = other.checkpoints.iter().chain(&self.near).filter(fits).max_by_key(|(step, _)| *step);
        match from {
            Some((_, vm)) => {
                self.vm = vm.clone();
                self.exit_code = None;
            }
            None if !ahead => self.restore(goal),
            None => {}
        }
        if self.vm.steps + 2 * NEAR < goal {
            self.vm.stop_at = goal - NEAR;
            match self.vm.run() {
                Exit::Paused => self.remember_near(),
                exit => self.finish(exit),
            }
        }
        if self.vm.steps < goal && self.exit_code.is_none() {
            self.vm.stop_at = goal;
            match self.vm.run() {
                Exit::Paused => {}
                exit => self.finish(exit),
            }
        }
        self.position = self.vm.steps;
        self.furthest = self.furthest.max(self.position);
        if self.exit_code.is_some() { Progress::Finished } else { Progress::Stopped }
    }

    /// Set to true (from another thread), it stops a native that takes too long; the machine then stands where it stood
    /// before it was asked to go on.
    pub fn interrupter(&self) -> Arc<AtomicBool> {
        self.vm.interrupt.clone()
    }

    /// The run was interrupted inside a native: back to the step it started from.
    fn recover(&mut self, step: u64) {
        self.vm.interrupt.store(false, Ordering::Relaxed);
        self.restore(step);
        self.vm.stop_at = step;
        if self.vm.steps < step {
            self.vm.run();
        }
        self.position = self.vm.steps;
    }

    /// The step the machine stands at: so many instructions are done.
    pub fn position(&self) -> u64 {
        self.position
    }

    /// Steps of the whole program; `None` until it has run to its end.
    pub fn total_steps(&self) -> Option<u64> {
        self.total
    }

    /// The furthest step reached so far.
    pub fn furthest(&self) -> u64 {
        self.furthest
    }

    pub fn exit_code(&self) -> Option<i32> {
        self.exit_code
    }

    pub fn vm(&self) -> &Vm {
        &self.vm
    }

    /// Text written so far to one stream.
    pub fn output(&self, stream: Stream) -> String {
        let door = self.vm.door();
        door.output[..self.vm.pieces.min(door.output.len())]
            .iter()
            .filter(|piece| piece.stream == stream)
            .map(|piece| piece.text.as_str())
            .collect()
    }

    /// Bytes written so far.
    pub fn output_len(&self) -> usize {
        let door = self.vm.door();
        door.output[..self.vm.pieces.min(door.output.len())].iter().map(|piece| piece.text.len()).sum()
    }

    /// The picture of the present step.
    pub fn view(&self, limits: &Limits) -> VmView {
        if let Some(picture) = &self.picture {
            return picture.clone();
        }
        let status = match self.exit_code {
            Some(exit_code) => Status::Finished { exit_code },
            None => Status::Running,
        };
        self.vm.view(limits, status)
    }

    /// One instruction forward.
    pub fn step_forward(&mut self) -> Progress {
        self.goto(self.position + 1)
    }

    /// One instruction back.
    pub fn step_back(&mut self) -> Progress {
        self.goto(self.position.saturating_sub(1))
    }

    /// To the end of the program.
    pub fn run_to_end(&mut self) -> Progress {
        self.goto(u64::MAX)
    }

    /// To the end, but at most `budget` instructions further.
    pub fn run_slice(&mut self, budget: u64) -> Progress {
        let goal = self.position.saturating_add(budget);
        match self.goto(goal) {
            Progress::Stopped => Progress::OutOfBudget,
            other => other,
        }
    }

    /// To step `goal`, forward or back.
    pub fn goto(&mut self, goal: u64) -> Progress {
        self.picture = None;
        let mut near = None;
        if goal < self.vm.steps || self.exit_code.is_some() && goal < self.position {
            self.restore(goal);
            near = Some(goal.saturating_sub(NEAR)).filter(|&step| step > self.vm.steps + NEAR);
        }
        while self.exit_code.is_none() && self.vm.steps < goal {
            let next_checkpoint = if self.past == Past::None { u64::MAX } else { self.due.max(self.vm.steps + 1) };
            let stop = goal.min(next_checkpoint).min(near.unwrap_or(u64::MAX));
            // Before the step asked for, remember a state to fall back to if that step lies inside a native call.
            let fallback = if stop == goal && goal != u64::MAX { Some(self.vm.clone()) } else { None };
            self.vm.stop_at = stop;
            let before = self.vm.steps;
            let exit = self.vm.run();
            if self.vm.interrupted {
                self.recover(before);
                return Progress::OutOfBudget;
            }
            match exit {
                Exit::Paused => self.remember(),
                exit => self.finish(exit),
            }
            if near.is_some_and(|step| self.vm.steps >= step) && self.exit_code.is_none() {
                near = None;
                self.remember_near();
            }
            // The finalizers at the end of a program are one step.
            if let Some(fallback) = fallback
                && self.vm.steps > goal
                && self.exit_code.is_none()
            {
                self.stop_inside(fallback, goal);
                break;
            }
        }
        if self.picture.is_none() {
            self.position = self.vm.steps;
        }
        self.furthest = self.furthest.max(self.position);
        if self.exit_code.is_some() { Progress::Finished } else { Progress::Stopped }
    }

    /// The step `goal` was passed inside a native call: finds the last state before it that can be stood on.
    fn stop_inside(&mut self, fallback: Vm, goal: u64) {
        let result = Arc::new(Mutex::new(None));
        let mut scout = fallback.clone();
        scout.stop_at = goal;
        scout.watch = Some(Arc::new(Watch { limits: Limits::default(), result: result.clone() }));
        let _ = scout.run();
        let found = result.lock().ok().and_then(|mut place| place.take());
        self.vm = fallback;
        self.position = goal;
        if let Some((picture, outer_step)) = found {
            self.vm.stop_at = outer_step;
            if outer_step > self.vm.steps {
                match self.vm.run() {
                    Exit::Paused => {}
                    exit => return self.finish(exit),
                }
            }
            self.picture = Some(picture);
        }
    }

    /// A checkpoint for the next steps back from where somebody goes.
    fn remember_near(&mut self) {
        self.near.push((self.vm.steps, self.vm.clone()));
        if self.near.len() > MOST_NEAR {
            self.near.remove(0);
        }
    }

    fn remember(&mut self) {
        let step = self.vm.steps;
        if self.past == Past::None || step < self.due {
            return;
        }
        self.due = step + SPACING.max(self.vm.heap.live() as u64 * STEPS_PER_OBJECT);
        if self.checkpoints.last().is_none_or(|(last, _)| *last < step) {
            self.checkpoints.push((step, self.vm.clone()));
            while self.checkpoints.len() > MOST_CHECKPOINTS || self.checkpoints.len() > 4 && self.memory() > MOST_MEMORY
            {
                let half = self.checkpoints.len() / 2;
                let mut at = 0;
                self.checkpoints.retain(|_| {
                    at += 1;
                    at == 1 || at > half || at % 2 == 1
                });
            }
        }
    }

    /// Bytes that the checkpoints take, by estimate.
    fn memory(&self) -> usize {
        self.checkpoints.iter().map(|(_, vm)| vm.heap.bytes()).sum()
    }

    fn restore(&mut self, goal: u64) {
        let at = self.checkpoints.partition_point(|(step, _)| *step <= goal).saturating_sub(1);
        let near = self.near.iter().filter(|(step, _)| *step <= goal).max_by_key(|(step, _)| *step);
        let found = near.filter(|(step, _)| *step > self.checkpoints[at].0).unwrap_or(&self.checkpoints[at]);
        self.vm = found.1.clone();
        self.exit_code = None;
    }

    /// The program's main frame was left: what CPython does then.
    fn finish(&mut self, exit: Exit) {
        let vm = &mut self.vm;
        let mut code = 0;
        vm.stop_at = u64::MAX;
        match exit {
            Exit::Value(value) => vm.decref(value),
            _ => code = vm.report_uncaught(),
        }
        vm.leave_interpreter();
        vm.shut_down();
        self.exit_code = Some(code);
        self.total = Some(vm.steps);
    }

    /// Whether the instruction that comes next begins a line (of the frame it is in).
    pub fn line(&self) -> Option<(String, i32, usize)> {
        let vm = &self.vm;
        let frame = vm.frames.last()?;
        let info = &vm.codes[frame.code as usize];
        let unit = (vm.next as u32).saturating_sub(frame.text);
        info.position(unit).line.map(|line| (info.filename.clone(), line, vm.frames.len()))
    }

    /// Forward until another line (or frame) is reached: step into.
    pub fn step_into(&mut self, budget: u64) -> Progress {
        let start = self.line();
        self.run_while(budget, |now| now.is_none() || *now == start)
    }

    /// Forward to another line of this frame or a caller: step over.
    pub fn step_over(&mut self, budget: u64) -> Progress {
        let start = self.line();
        let depth = self.vm.frames.len();
        self.run_while(budget, move |now| match now {
            Some((_, _, d)) => *d > depth || *now == start,
            None => true,
        })
    }

    /// Forward until this frame is left: step out.
    pub fn step_out(&mut self, budget: u64) -> Progress {
        let depth = self.vm.frames.len();
        self.run_while(budget, move |now| now.as_ref().is_none_or(|(_, _, d)| *d >= depth))
    }

    /// Forward until one of the breakpoints' lines begins.
    pub fn run_until(&mut self, breakpoints: &[Breakpoint], budget: u64) -> Progress {
        let mut left = self.line();
        self.run_while(budget, move |now| {
            let hit = now.as_ref().is_some_and(|(filename, line, _)| {
                breakpoints.iter().any(|b| b.line == *line && b.filename == *filename)
            });
            let fresh = *now != left;
            left.clone_from(now);
            !(hit && fresh)
        })
    }

    /// Single steps while a condition on the line holds.
    fn run_while(&mut self, budget: u64, mut holds: impl FnMut(&Option<(String, i32, usize)>) -> bool) -> Progress {
        for _ in 0..budget {
            if self.step_quick() == Progress::Finished {
                return Progress::Finished;
            }
            if !holds(&self.line()) {
                return Progress::Stopped;
            }
        }
        Progress::OutOfBudget
    }

    /// One instruction without a state to fall back to: natives are passed in one go.
    pub fn step_quick(&mut self) -> Progress {
        self.picture = None;
        if self.exit_code.is_some() {
            return Progress::Finished;
        }
        self.vm.stop_at = self.vm.steps + 1;
        match self.vm.run() {
            Exit::Paused => self.remember(),
            exit => self.finish(exit),
        }
        self.position = self.vm.steps;
        self.furthest = self.furthest.max(self.position);
        if self.exit_code.is_some() { Progress::Finished } else { Progress::Stopped }
    }

    /// Back to where the line before the present one began.
    pub fn step_back_line(&mut self) -> Progress {
        let start = self.line();
        let mut at = self.position;
        while at > 0 {
            at -= 1;
            self.goto(at);
            let now = self.line();
            if now.is_some() && now != start {
                // To the first instruction of that line.
                while at > 0 {
                    self.goto(at - 1);
                    if self.line() != now {
                        break;
                    }
                    at -= 1;
                }
                return self.goto(at);
            }
        }
        Progress::Stopped
    }

    /// A number that two equal states share.
    pub fn state_hash(&self) -> u64 {
        self.vm.state_hash()
    }
}

impl Vm {
    /// Prints an exception nobody caught; returns the exit status.
    fn report_uncaught(&mut self) -> i32 {
        let exception = self.take_raised();
        if exception.is_null() {
            return 1;
        }
        if self.is_instance(exception, T::SYSTEM_EXIT) {
            let code = self.exception_field(exception, 0).some().unwrap_or(NONE);
            if code == NONE {
                return 0;
            }
            if let Some(status) = self.as_int(code) {
                return (status & 0xff) as i32;
            }
            if self.is_int(code) {
                return 0xff;
            }
            let text = self.str_text(code).unwrap_or_default();
            let _ = self.write_stderr(&format!("{text}\n"));
            return 1;
        }
        if !self.ask_excepthook(exception) {
            let text = self.format_exception(exception);
            let _ = self.write_stderr(&text);
        }
        if self.is_instance(exception, T::KEYBOARD_INTERRUPT) { 130 } else { 1 }
    }

    /// The end of the interpreter: the variables of `__main__` go, and with them what has a `__del__`.
    fn shut_down(&mut self) {
        self.release(0);
        self.collect_cycles();
        let modules = self.modules;
        let Some(main) = self.dict_get_interned(modules, names::__main__) else { return };
        let dict = self.instance_dict(main);
        for private in [true, false] {
            for (key, _, _) in self.dict_entries(dict) {
                let name = self.text(key);
                let is_private = name.starts_with('_') && !name.starts_with("__");
                let keep = name == "__builtins__" || !self.is_str(key);
                if !keep && (private == is_private || !private && name.starts_with("__")) {
                    let mark = self.mark();
                    self.dict_set_interned(dict, key, NONE);
                    self.release(mark);
                }
            }
            self.release(0);
        }
        self.collect_cycles();
    }

    /// A hash over everything a program can see.
    pub fn state_hash(&self) -> u64 {
        use std::hash::{Hash, Hasher};
        let mut hasher = std::collections::hash_map::DefaultHasher::new();
        self.steps.hash(&mut hasher);
        (self.ip, self.next, self.pieces, self.answers).hash(&mut hasher);
        let mut put = |o: Obj| o.index().hash(&mut hasher);
        self.stack.iter().for_each(|&o| put(o));
        self.temps.iter().for_each(|&o| put(o));
        for o in self.heap.objects() {
            put(o);
            self.heap.visit(o, &mut put);
        }
        for o in self.heap.objects() {
            let slot = self.heap.slot(o);
            (slot.refs, slot.serial).hash(&mut hasher);
            if let Some(value) = self.as_int(o) {
                value.hash(&mut hasher);
            }
            if let Some(s) = self.str_data(o) {
                s.as_str().hash(&mut hasher);
            }
        }
        for frame in &self.frames {
            (frame.code, frame.ip, frame.next, frame.base).hash(&mut hasher);
        }
        hasher.finish()
    }
}
