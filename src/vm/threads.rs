//! Threads: each has frames and a value stack of its own, and one of them runs.
//!
//! As under CPython's global lock, a thread gives way where it has to wait (for a lock, for time to pass) and when its
//! slice of instructions is used up, at the places where CPython looks for that: at the start of a function and at jumps
//! backwards. Locks themselves are Python code (`_thread`); this is only about who goes on. A waiting thread waits for a
//! key, the index of an object, and somebody's [`Vm::notify_threads`] wakes it; or for a moment: time is the program's own,
//! so that when everybody waits it is the first of those moments. All of it is counted in instructions, hence every run is
//! the same run.
//!
//! A thread inside native code that waits for Python code (`sorted(key=…)`) has Rust frames below it: it can go on only
//! when the same depth of native code is reached again. Others may go on anywhere.

use std::collections::VecDeque;

use super::frames::{Cont, Frame};
use super::inspect::ThreadState;
use super::interp::op;
use super::object::statics::NONE;
use super::object::{Obj, T};
use super::stack::Stack;
use super::{PyResult, Vm};

/// Instructions for a second of CPython's switch interval.
const SPEED: f64 = 2e7;

/// The same while a thread is hidden below native code that another one runs.
const SHORT_SLICE: u64 = 1_000;

/// Number of the main thread.
pub const MAIN: u32 = 1;

/// A thread that does not run at present.
#[derive(Clone)]
struct Thread {
    number: u32,
    frames: Vec<Frame>,
    stack: Stack,
    handled: Vec<Obj>,
    importing: Vec<Obj>,
    trace: Obj,
    profile: Obj,
    /// The depth of native code that it needs, if any.
    depth: Option<u32>,
    waits: Waits,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Waits {
    Ready,
    /// For a notification, at most until that moment.
    For {
        key: usize,
        until: Option<i64>,
    },
}

/// What the running thread asked for; it happens before its next instruction.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Wish {
    Wait(Waits),
    Exit,
}

#[derive(Clone)]
pub struct Threads {
    current: u32,
    last: u32,
    /// The others, who waits longest first.
    parked: VecDeque<Thread>,
    wish: Option<Wish>,
    /// The step at which the running thread has had its turn.
    slice_end: u64,
    /// The main thread is done and waits for the others.
    closing: bool,
    /// The main thread is to get a `KeyboardInterrupt`.
    pub interrupted: bool,
    /// `sys.setswitchinterval`, in seconds.
    pub interval: f64,
}

impl Default for Threads {
    fn default() -> Self {
        Self {
            current: MAIN,
            last: MAIN,
            parked: VecDeque::new(),
            wish: None,
            slice_end: u64::MAX,
            closing: false,
            interrupted: false,
            interval: 0.005,
        }
    }
}

impl Threads {
    /// The step from which the loop has to ask [`Vm::change_thread`].
    pub fn due(&self) -> u64 {
        if self.wish.is_some() { 0 } else { self.slice_end }
    }

    pub fn current(&self) -> u32 {
        self.current
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.parked.len() + 1
    }

    /// Where a frame object's frame is: number of the parked thread, number of the frame.
    pub fn place_of(&self, object: Obj) -> Option<(usize, usize)> {
        self.parked.iter().enumerate().find_map(|(number, thread)| {
            thread.frames.iter().rposition(|frame| frame.object == object).map(|at| (number, at))
        })
    }

    pub fn frames(&self, thread: usize) -> &[Frame] {
        &self.parked[thread].frames
    }

    pub fn stack(&self, thread: usize) -> &[Obj] {
        &self.parked[thread].stack
    }

    pub fn stack_mut(&mut self, thread: usize) -> &mut [Obj] {
        &mut self.parked[thread].stack
    }

    /// The object of the frame below, if it has one: see [`Vm::thread_frames`].
    pub fn caller_of(&self, thread: usize, at: usize) -> Option<Obj> {
        self.parked[thread].frames[..at].iter().rev().find_map(|frame| frame.object.some())
    }

    /// The parked threads with what they wait for, and their frames: for pictures.
    pub fn pictured(&self) -> impl Iterator<Item = (u32, ThreadState, &[Frame])> {
        self.parked.iter().map(|thread| {
            let state = match thread.waits {
                Waits::Ready => ThreadState::Ready,
                Waits::For { until, .. } => ThreadState::Waiting { timed: until.is_some() },
            };
            (thread.number, state, &thread.frames[..])
        })
    }

    /// The exception that each parked thread handles, or null.
    pub fn exceptions(&self) -> Vec<(u32, Obj)> {
        let handled = |thread: &Thread| thread.handled.iter().rev().copied().find(|o| !o.is_null() && *o != NONE);
        self.parked.iter().map(|thread| (thread.number, handled(thread).unwrap_or(Obj::NULL))).collect()
    }

    /// Calls `f` with every object that parked threads count.
    pub fn visit(&self, f: &mut dyn FnMut(Obj)) {
        for thread in &self.parked {
            thread.stack.iter().chain(&thread.handled).chain(&thread.importing).for_each(|&o| f(o));
            for frame in &thread.frames {
                [frame.locals, frame.extra, frame.generator, frame.object].into_iter().for_each(&mut *f);
            }
            f(thread.trace);
            f(thread.profile);
        }
    }
}

impl Vm {
    /// Makes a thread that will call `function` (written in Python, without parameters); returns its number.
    pub fn new_thread(&mut self, function: Obj) -> PyResult<u32> {
        let frames = std::mem::take(&mut self.frames);
        let stack = std::mem::take(&mut self.stack);
        let (ip, next) = (self.ip, self.next);
        self.incref(function);
        self.stack.push(function);
        self.stack.push(Obj::NULL);
        let pushed = self.push_frame(function, 0, 2, Cont::Discard);
        let thread = Thread {
            number: self.threads.last + 1,
            frames: std::mem::replace(&mut self.frames, frames),
            stack: std::mem::replace(&mut self.stack, stack),
            handled: vec![Obj::NULL],
            importing: Vec::new(),
            trace: Obj::NULL,
            profile: Obj::NULL,
            depth: None,
            waits: Waits::Ready,
        };
        (self.ip, self.next) = (ip, next);
        pushed?;
        self.threads.last += 1;
        self.threads.parked.push_back(thread);
        self.start_slice();
        Ok(self.threads.last)
    }

    /// The running thread waits for `key`, at most until a moment of [`Vm::clock`], from its next instruction on.
    pub fn wait_in_thread(&mut self, key: usize, until: Option<i64>) {
        self.threads.wish = Some(Wish::Wait(Waits::For { key, until }));
        self.update_stop();
    }

    /// The running thread ends before its next instruction.
    pub fn exit_thread(&mut self) {
        self.threads.wish = Some(Wish::Exit);
        self.update_stop();
    }

    /// So many of the threads that wait for `key` may go on, who waits longest first.
    pub fn notify_threads(&mut self, key: usize, mut count: usize) {
        for thread in &mut self.threads.parked {
            if count > 0 && matches!(thread.waits, Waits::For { key: own, .. } if own == key) {
                thread.waits = Waits::Ready;
                count -= 1;
            }
        }
        self.start_slice();
    }

    /// Lets the running thread run for a slice, if there is anybody else to run.
    fn start_slice(&mut self) {
        let others = self.threads.parked.iter().any(|thread| match thread.waits {
            Waits::Ready | Waits::For { until: Some(_), .. } => true,
            Waits::For { until: None, .. } => false,
        });
        // Who needs less native code below than there is now gets a turn as soon as that is possible.
        let hidden = self.threads.parked.iter().any(|thread| thread.depth.is_some_and(|depth| depth < self.nested));
        if !others {
            self.threads.slice_end = u64::MAX;
        } else if self.threads.slice_end == u64::MAX {
            let slice = (self.threads.interval * SPEED).clamp(SHORT_SLICE as f64, 1e9) as u64;
            self.threads.slice_end = self.steps + if hidden { SHORT_SLICE } else { slice };
        }
        self.update_stop();
    }

    /// Before the instruction at `ip`: true when another thread has taken over, or this one waited. An error is raised in
    /// the thread that runs then.
    #[cold]
    pub fn change_thread(&mut self, ip: usize) -> PyResult<bool> {
        if self.threads.due() > self.steps {
            return Ok(false);
        }
        let wish = self.threads.wish.take();
        if wish.is_none() && !self.may_interrupt(ip) {
            return Ok(false);
        }
        (self.ip, self.next) = (ip, ip);
        match wish {
            None => {
                self.threads.slice_end = u64::MAX;
                if !self.threads.parked.iter().any(|thread| self.may_run(thread, false)) && !self.anybody_due() {
                    self.start_slice();
                    return Ok(false);
                }
                self.park(Waits::Ready);
            }
            Some(Wish::Wait(waits)) => self.park(waits),
            Some(Wish::Exit) => self.end_thread(),
        }
        self.next_turn()
    }

    /// The function that a thread began with is left, which is the end of the thread.
    pub fn leave_thread(&mut self) -> PyResult<()> {
        self.end_thread();
        self.threads.wish = None;
        self.next_turn().map(|_| ())
    }

    /// Lets another thread run, or this one again.
    fn next_turn(&mut self) -> PyResult<bool> {
        let found = self.next_thread();
        self.threads.slice_end = u64::MAX;
        self.start_slice();
        if self.threads.current == MAIN && std::mem::take(&mut self.threads.interrupted) {
            return Err(self.raise_text(T::KEYBOARD_INTERRUPT, ""));
        }
        if found {
            return Ok(true);
        }
        let message = "deadlock: no other thread is left that could release this lock";
        Err(self.raise_text(T::RUNTIME_ERROR, message))
    }

    /// Whether CPython would look there whether another thread wants to run. Not where native code waits for this one: it
    /// may be in the middle of something.
    fn may_interrupt(&self, ip: usize) -> bool {
        let opcode = self.text[ip] as u8;
        matches!(opcode, op::JUMP_BACKWARD | op::RESUME | op::RESUME_CHECK)
            && !self.codes[self.frame().code as usize].is_native
            && (self.nested == 0 || !self.is_pinned())
    }

    /// Whether the running thread has native code below it.
    fn is_pinned(&self) -> bool {
        self.frames.iter().any(|frame| frame.cont == Cont::Entry)
    }

    fn may_run(&self, thread: &Thread, in_need: bool) -> bool {
        (in_need || thread.waits == Waits::Ready) && thread.depth.is_none_or(|depth| depth == self.nested)
    }

    /// Puts the running thread at the end of the queue.
    fn park(&mut self, waits: Waits) {
        self.save_position();
        let pinned = self.is_pinned();
        let thread = Thread {
            number: self.threads.current,
            frames: std::mem::take(&mut self.frames),
            stack: std::mem::take(&mut self.stack),
            handled: std::mem::take(&mut self.handled),
            importing: std::mem::take(&mut self.importing),
            trace: std::mem::replace(&mut self.tracing.trace, Obj::NULL),
            profile: std::mem::replace(&mut self.tracing.profile, Obj::NULL),
            depth: pinned.then_some(self.nested),
            waits,
        };
        self.threads.parked.push_back(thread);
    }

    /// `threading.settrace_all_threads` and the like: another function for all threads but the running one.
    pub fn trace_other_threads(&mut self, function: Obj, profiler: bool) {
        for at in 0..self.threads.parked.len() {
            self.heap.incref_some(function);
            let thread = &mut self.threads.parked[at];
            let place = if profiler { &mut thread.profile } else { &mut thread.trace };
            let old = std::mem::replace(place, function);
            self.decref_some(old);
        }
    }

    /// Drops what the running thread has.
    fn end_thread(&mut self) {
        self.set_tracer(Obj::NULL);
        self.set_profiler(Obj::NULL);
        while !self.frames.is_empty() {
            self.abandon_frame();
        }
        self.drop_stack_to(0);
        for o in std::mem::take(&mut self.handled).into_iter().chain(std::mem::take(&mut self.importing)) {
            self.decref_some(o);
        }
    }

    /// Makes those ready whose moment has come.
    fn anybody_due(&mut self) -> bool {
        let sleeps = |thread: &Thread| matches!(thread.waits, Waits::For { until: Some(_), .. });
        if !self.threads.parked.iter().any(sleeps) {
            return false;
        }
        let now = self.clock();
        self.wake_until(now)
    }

    /// Who waits for a moment up to `now` is ready, the earliest moment first.
    fn wake_until(&mut self, now: i64) -> bool {
        let mut due: Vec<(i64, u32)> = Vec::new();
        for thread in &self.threads.parked {
            if let Waits::For { until: Some(until), .. } = thread.waits
                && until <= now
            {
                due.push((until, thread.number));
            }
        }
        due.sort_by_key(|&(until, _)| until);
        for &(_, number) in &due {
            if let Some(at) = self.threads.parked.iter().position(|thread| thread.number == number)
                && let Some(mut thread) = self.threads.parked.remove(at)
            {
                thread.waits = Waits::Ready;
                self.threads.parked.push_back(thread);
            }
        }
        !due.is_empty()
    }

    /// Lets the next thread run. False when nobody could: then one that waits in vain runs, to be told so.
    fn next_thread(&mut self) -> bool {
        self.anybody_due();
        loop {
            if let Some(at) = self.threads.parked.iter().position(|thread| self.may_run(thread, false)) {
                self.resume(at);
                return true;
            }
            // Everybody waits: time passes.
            let moments =
                self.threads.parked.iter().filter(|thread| self.may_run(thread, true)).filter_map(
                    |thread| match thread.waits {
                        Waits::For { until, .. } => until,
                        Waits::Ready => None,
                    },
                );
            let Some(moment) = moments.min() else { break };
            let now = self.clock();
            self.slept = self.slept.saturating_add((moment - now).max(0));
            self.wake_until(moment);
        }
        let at = self.threads.parked.iter().position(|thread| self.may_run(thread, true)).unwrap_or(0);
        self.resume(at);
        false
    }

    fn resume(&mut self, at: usize) {
        let Some(thread) = self.threads.parked.remove(at) else { return };
        self.threads.current = thread.number;
        self.frames = thread.frames;
        self.stack = thread.stack;
        self.handled = thread.handled;
        self.importing = thread.importing;
        self.tracing.trace = thread.trace;
        self.tracing.profile = thread.profile;
        self.restore_position();
    }

    /// The main thread's code is done: where other threads are, the end of the program is a frame that waits for them
    /// (`threading._shutdown`), and the answer is true.
    pub fn await_threads(&mut self) -> PyResult<bool> {
        let Some(function) = self.thread_waiter() else { return Ok(false) };
        let at = self.stack.len();
        self.incref(function);
        self.stack.push(function);
        self.stack.push(Obj::NULL);
        self.push_frame(function, at, at + 2, Cont::Entry)?;
        Ok(true)
    }

    /// [`Vm::await_threads`] after an exception.
    pub fn await_threads_now(&mut self) {
        if let Some(function) = self.thread_waiter() {
            self.guarded(|vm| vm.call(function, &[]));
        }
    }

    fn thread_waiter(&mut self) -> Option<Obj> {
        if self.threads.closing || self.threads.parked.is_empty() {
            return None;
        }
        self.threads.closing = true;
        let module = self.dict_get_str(self.modules, "threading")?;
        let dict = self.instance_dict(module);
        self.dict_get_str(dict, "_shutdown").filter(|&o| self.ty(o) == T::FUNCTION)
    }

    /// The innermost frame of each parked thread, as objects; the frames below have objects then, too.
    pub fn thread_frames(&mut self) -> Vec<(u32, Obj)> {
        let mut found = Vec::new();
        for at in 0..self.threads.parked.len() {
            let running = std::mem::replace(&mut self.frames, std::mem::take(&mut self.threads.parked[at].frames));
            let mut top = Obj::NULL;
            for index in 0..self.frames.len() {
                if !self.is_native_frame(index) {
                    top = self.frame_object_at(index);
                }
            }
            self.threads.parked[at].frames = std::mem::replace(&mut self.frames, running);
            if !top.is_null() {
                found.push((self.threads.parked[at].number, top));
            }
        }
        found
    }
}
