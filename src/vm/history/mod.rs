//! Time travel: a [`Machine`] runs a program forward and back by checkpoints and replay.
//!
//! Time is the number of executed instructions. A checkpoint is a clone of the [`Vm`]; going to step N restores the last
//! one at or before N, if that is nearer than the present step, and runs on. Every step can be gone to: one inside a
//! native that waits for Python code has a state of its own too, though one that cannot run on by itself (see [`inside`]).
//!
//! What a program does when its main frame is left (`atexit`, the finalizers at the very end) is one step.

pub mod inside;

mod ending;
mod hash;
mod lines;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use super::host::{Host, Stream};
use super::inspect::{Limits, Status, VmView};
use super::interp::Exit;
use super::{Options, Vm};
use crate::bytecode::Code;
use inside::{Footprint, Trail, Watch};

/// Least number of steps between two checkpoints.
const SPACING: u64 = 200_000;
/// Steps between checkpoints for each object alive: copying one costs about as much as running four instructions, and
/// history may cost a fifth of the time.
const STEPS_PER_OBJECT: u64 = 20;
/// Bytes of lists and the like that are copied in the time of which one step may pay its part.
const BYTES_PER_STEP: u64 = 4;
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
    /// The state at the step the machine stands at, when that is inside a native; `vm` then stands before the native.
    inside: Option<Box<Vm>>,
    /// The last step inside the next native that [`Machine::step_recorded`] told of before it gave up.
    told: u64,
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
            inside: None,
            told: 0,
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
            inside: self.inside.clone(),
            told: 0,
            exit_code: self.exit_code,
            total: self.total,
            furthest: self.furthest,
        }
    }

    /// Where the machine stands; `None` when the program is over.
    pub fn place(&self) -> Option<Place> {
        self.vm().standing()
    }

    /// Where the machine stands, for a record.
    pub fn footprint(&self) -> Footprint {
        let place = self.place().filter(|_| self.exit_code.is_none());
        Footprint { place, ..self.vm().footprint() }
    }

    /// To a step that another machine on the same door has been at, from here or from the nearest checkpoint of either.
    pub fn goto_known(&mut self, goal: u64, other: &Machine) -> Progress {
        let ahead = self.exit_code.is_none() && self.vm.steps <= goal;
        let fits = |(step, _): &&(u64, Vm)| *step <= goal && (!ahead || *step > self.vm.steps);
        let from = other.checkpoints.iter().chain(&self.near).filter(fits).max_by_key(|(step, _)| *step);
        match from {
            Some((_, vm)) => {
                self.vm = vm.clone();
                self.inside = None;
                self.exit_code = None;
            }
            None if !ahead => self.restore(goal),
            None => {}
        }
        if self.vm.steps + 2 * NEAR < goal {
            self.inside = None;
            self.vm.set_stop(goal - NEAR);
            match self.vm.run() {
                Exit::Paused => self.remember_near(),
                exit => self.finish(exit),
            }
            if self.vm.steps > goal {
                // The step lies inside a native that is longer than the distance.
                match other.checkpoints.iter().filter(|(step, _)| *step <= goal).max_by_key(|(step, _)| *step) {
                    Some((_, vm)) => self.vm = vm.clone(),
                    None => self.restore(goal),
                }
                self.exit_code = None;
            }
        }
        if self.vm.steps >= goal || self.exit_code.is_some() {
            self.inside = None;
        } else {
            self.run_to(goal, &other.checkpoints);
        }
        self.arrived()
    }

    /// Set to true (from another thread), it stops a native that takes too long; the machine then stands where it stood
    /// before it was asked to go on.
    pub fn interrupter(&self) -> Arc<AtomicBool> {
        self.vm.interrupt.clone()
    }

    /// The run was given up inside a native: back to the step it started from.
    fn recover(&mut self, step: u64) {
        self.vm.interrupt.store(false, Ordering::Relaxed);
        self.restore(step);
        self.run_up_to(step);
    }

    /// Runs to a step that has been stood at.
    fn run_up_to(&mut self, step: u64) {
        self.vm.set_stop(step);
        if self.vm.steps < step {
            match self.vm.run() {
                Exit::Paused => {}
                exit => self.finish(exit),
            }
        }
    }

    /// Runs to `goal`, which lies ahead, inside a native perhaps. False when somebody interrupted.
    fn run_to(&mut self, goal: u64, others: &[(u64, Vm)]) -> bool {
        // Who stands inside a native is likely to want another step inside it.
        let kept = self.inside.take().map(|_| self.vm.clone());
        let before = self.vm.steps;
        let place = Arc::new(Mutex::new(None));
        self.vm.set_stop(goal);
        self.vm.watch = Some(Watch::State(place.clone()));
        let exit = self.vm.run();
        self.vm.watch = None;
        if !self.vm.interrupted {
            match exit {
                Exit::Paused => self.remember(),
                exit => self.finish(exit),
            }
            return true;
        }
        let found: Option<Box<Vm>> = place.lock().ok().and_then(|mut place| place.take());
        let Some(found) = found else {
            self.recover(before);
            return false;
        };
        let from = found.outer_step;
        match kept {
            Some(vm) => self.vm = vm,
            None => {
                self.restore(from);
                let other = others.iter().filter(|(step, _)| *step <= from).max_by_key(|(step, _)| *step);
                if let Some((_, vm)) = other.filter(|(step, _)| *step > self.vm.steps) {
                    self.vm = vm.clone();
                }
            }
        }
        self.run_up_to(from);
        self.inside = Some(found);
        true
    }

    fn arrived(&mut self) -> Progress {
        self.told = 0;
        self.furthest = self.furthest.max(self.position());
        if self.exit_code.is_some() { Progress::Finished } else { Progress::Stopped }
    }

    /// The step the machine stands at: so many instructions are done.
    pub fn position(&self) -> u64 {
        self.vm().steps
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

    /// The state at the present step.
    pub fn vm(&self) -> &Vm {
        self.inside.as_deref().unwrap_or(&self.vm)
    }

    /// Text written so far to one stream.
    pub fn output(&self, stream: Stream) -> String {
        let vm = self.vm();
        let door = vm.door();
        door.output[..vm.pieces.min(door.output.len())]
            .iter()
            .filter(|piece| piece.stream == stream)
            .map(|piece| piece.text.as_str())
            .collect()
    }

    /// Bytes written so far.
    pub fn output_len(&self) -> usize {
        let vm = self.vm();
        let door = vm.door();
        door.output[..vm.pieces.min(door.output.len())].iter().map(|piece| piece.text.len()).sum()
    }

    /// The picture of the present step.
    pub fn view(&self, limits: &Limits) -> VmView {
        let status = match self.exit_code {
            Some(exit_code) => Status::Finished { exit_code },
            None => Status::Running,
        };
        self.vm().view(limits, status)
    }

    /// One instruction forward.
    pub fn step_forward(&mut self) -> Progress {
        self.goto(self.position() + 1)
    }

    /// One instruction back.
    pub fn step_back(&mut self) -> Progress {
        self.goto(self.position().saturating_sub(1))
    }

    /// To the end of the program.
    pub fn run_to_end(&mut self) -> Progress {
        self.goto(u64::MAX)
    }

    /// To the end, but at most `budget` instructions further.
    pub fn run_slice(&mut self, budget: u64) -> Progress {
        let goal = self.position().saturating_add(budget);
        match self.goto(goal) {
            Progress::Stopped => Progress::OutOfBudget,
            other => other,
        }
    }

    /// The step from which the machine runs on when it is told to go to `goal`: the present one, or that of a copy.
    pub fn start_for(&self, goal: u64) -> u64 {
        let behind = goal < self.vm.steps || self.exit_code.is_some() && goal < self.position();
        let start = self.nearest(goal).0;
        let shorter = self.exit_code.is_none() && start > self.vm.steps + NEAR;
        if behind || shorter { start } else { self.vm.steps }
    }

    /// To step `goal`, forward or back.
    pub fn goto(&mut self, goal: u64) -> Progress {
        let mut near = None;
        if self.start_for(goal) != self.vm.steps {
            self.restore(goal);
            near = Some(goal.saturating_sub(NEAR)).filter(|&step| step > self.vm.steps + NEAR);
        }
        if goal == self.vm.steps {
            self.inside = None;
        }
        while self.exit_code.is_none() && self.vm.steps < goal {
            let next_checkpoint = if self.past == Past::None { u64::MAX } else { self.due.max(self.vm.steps + 1) };
            let stop = goal.min(next_checkpoint).min(near.unwrap_or(u64::MAX));
            let before = self.vm.steps;
            if stop == goal && goal != u64::MAX {
                if !self.run_to(goal, &[]) {
                    return Progress::OutOfBudget;
                }
                break;
            }
            self.inside = None;
            self.vm.set_stop(stop);
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
            if self.vm.steps > goal {
                // The checkpoint was due inside the native that the goal lies in, or the program ended in it.
                self.restore(goal);
                if !self.run_to(goal, &[]) {
                    return Progress::OutOfBudget;
                }
                break;
            }
        }
        self.arrived()
    }

    /// One instruction without a look at what lies inside: natives are passed in one go.
    pub fn step_quick(&mut self) -> Progress {
        if self.exit_code.is_some() {
            return Progress::Finished;
        }
        self.inside = None;
        self.run_on(self.vm.steps + 1);
        self.arrived()
    }

    /// One instruction; `inside` gets the steps inside the native that it calls, those after where the machine stands.
    ///
    /// When there are `most` of them, or somebody interrupts, the answer is [`Progress::OutOfBudget`] and the machine
    /// stands before the instruction; the next call tells of the steps behind those.
    pub fn step_recorded(&mut self, most: usize, inside: &mut Vec<Footprint>) -> Progress {
        if self.exit_code.is_some() {
            return Progress::Finished;
        }
        let before = self.vm.steps;
        let told = self.position().max(self.told);
        self.inside = None;
        let trail = Arc::new(Mutex::new(Trail { footprints: Vec::new(), most: most.max(1) }));
        self.vm.watch = Some(Watch::Trail(trail.clone()));
        self.run_on(told + 1);
        self.vm.watch = None;
        if let Ok(mut trail) = trail.lock() {
            inside.append(&mut trail.footprints);
        }
        if self.vm.interrupted {
            self.recover(before);
            self.told = inside.last().map_or(told, |last| last.step);
            self.furthest = self.furthest.max(self.told);
            return Progress::OutOfBudget;
        }
        self.arrived()
    }

    fn run_on(&mut self, stop_at: u64) {
        self.vm.set_stop(stop_at);
        let exit = self.vm.run();
        if self.vm.interrupted {
            return;
        }
        match exit {
            Exit::Paused => self.remember(),
            exit => self.finish(exit),
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
        let (objects, bytes) = (self.vm.heap.live() as u64, self.vm.heap.container_bytes() as u64);
        self.due = step + SPACING.max(objects * STEPS_PER_OBJECT + bytes / BYTES_PER_STEP);
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

    /// The last copy at or before a step.
    fn nearest(&self, goal: u64) -> &(u64, Vm) {
        let at = self.checkpoints.partition_point(|(step, _)| *step <= goal).saturating_sub(1);
        let near = self.near.iter().filter(|(step, _)| *step <= goal).max_by_key(|(step, _)| *step);
        near.filter(|(step, _)| *step > self.checkpoints[at].0).unwrap_or(&self.checkpoints[at])
    }

    fn restore(&mut self, goal: u64) {
        self.vm = self.nearest(goal).1.clone();
        self.inside = None;
        self.exit_code = None;
    }

    /// The program's main frame was left: what CPython does then.
    fn finish(&mut self, exit: Exit) {
        let vm = &mut self.vm;
        let mut code = 0;
        vm.set_stop(u64::MAX);
        vm.watch = None;
        match exit {
            Exit::Value(value) => vm.decref(value),
            _ => code = vm.report_uncaught(),
        }
        vm.await_threads_now();
        vm.leave_interpreter();
        vm.shut_down();
        self.exit_code = Some(code);
        self.total = Some(vm.steps);
    }

    /// A number that two equal states share.
    pub fn state_hash(&self) -> u64 {
        self.vm().state_hash()
    }
}
