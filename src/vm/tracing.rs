//! `sys.settrace` and `sys.setprofile`: Python functions that are told what the program does.
//!
//! While one of them is set, the loop asks before each instruction ([`Vm::trace_step`]) whether it is an event: the start
//! or resumption of a frame (`call`), the first instruction of a line (`line`), one that leaves the frame (`return`); for
//! profilers also calls of builtin functions. Exceptions are reported where they are unwound. Which instructions begin a
//! line is decided as CPython's instrumentation does: by the line table, by jumps that come from another line, and by
//! the exception table. A trace function may send its frame to another line: see `jump`.
//!
//! Known gap: where a profiler is told of builtin functions, a state that is come back to may hold on to objects of frames
//! that were left; what the program prints is the same.

use std::sync::Arc;

use hashbrown::HashMap;

use super::interp::op;
use super::monitoring::{Monitors, event};
use super::object::statics::NONE;
use super::object::{Obj, Payload, T};
use super::{PyResult, Vm};
use crate::bytecode::Opcode;

/// What a trace function is told of, as far as jumps care.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum What {
    Nothing,
    /// The frame begins.
    Start,
    /// It goes on after a `yield`.
    Resume,
    Line,
    Yield,
    /// A builtin function is called, or returned.
    Call,
    /// The frame is left, something is raised, an instruction is about to run.
    Other,
}

/// Who is told, and what is known of the code for that.
#[derive(Clone)]
pub struct Tracing {
    /// Functions, or null.
    pub trace: Obj,
    pub profile: Obj,
    /// One of them is running: it is told nothing.
    inside: bool,
    /// What it is told of, and the object of the frame that does it.
    event: (What, Obj),
    /// The step that was looked at last.
    looked_at: u64,
    lines: HashMap<u32, Arc<CodeLines>>,
    /// The tools of `sys.monitoring`.
    pub monitors: Monitors,
    /// The exception that is raised again was told of already.
    pub told: bool,
}

impl Default for Tracing {
    fn default() -> Self {
        Self {
            trace: Obj::NULL,
            profile: Obj::NULL,
            inside: false,
            event: (What::Nothing, Obj::NULL),
            looked_at: u64::MAX,
            lines: HashMap::new(),
            monitors: Monitors::default(),
            told: false,
        }
    }
}

impl Tracing {
    /// What the trace function that runs is told of, and the object of the frame that does it.
    pub fn event(&self) -> (What, Obj) {
        self.event
    }

    /// A function that is told something is about to run; what [`Tracing::end_inside`] needs.
    pub fn begin_inside(&mut self, told: (What, Obj)) -> (What, Obj) {
        self.inside = true;
        std::mem::replace(&mut self.event, told)
    }

    pub fn end_inside(&mut self, before: (What, Obj)) {
        self.inside = false;
        self.event = before;
    }

    /// The step was looked at, but another instruction comes now.
    pub fn look_again(&mut self) {
        self.looked_at = u64::MAX;
    }
}

/// For each code unit its line (−1: none) and whether it begins one.
pub struct CodeLines {
    lines: Vec<i32>,
    starts: Vec<bool>,
    /// The unit before which nothing is told.
    pub first: u32,
}

impl CodeLines {
    fn line(&self, unit: u32) -> i32 {
        self.lines.get(unit as usize).copied().unwrap_or(-1)
    }

    /// The line that the unit begins when control comes to it from `before`.
    pub fn begun(&self, unit: u32, before: Option<u32>, is_resume: impl Fn(u32) -> bool) -> Option<i32> {
        let line = self.line(unit);
        let starts = self.starts.get(unit as usize).copied().unwrap_or(false);
        let elsewhere = before.is_none_or(|before| self.line(before) != line || is_resume(before));
        (starts && elsewhere && line >= 0).then_some(line)
    }
}

impl Vm {
    /// The step that the loop is to stop at.
    pub fn set_stop(&mut self, step: u64) {
        self.wanted_stop = step;
        self.stop_at = if self.is_traced() { 0 } else { step.min(self.threads.due()) };
    }

    #[inline]
    pub fn is_traced(&self) -> bool {
        let tracing = &self.tracing;
        !(tracing.inside || tracing.trace.is_null() && tracing.profile.is_null() && !tracing.monitors.active)
    }

    /// Somebody else has to be asked before an instruction, or nobody any more.
    pub fn update_stop(&mut self) {
        let step = self.wanted_stop;
        self.set_stop(step);
    }

    /// `sys.settrace`; null ends it.
    pub fn set_tracer(&mut self, function: Obj) {
        self.heap.incref_some(function);
        let old = std::mem::replace(&mut self.tracing.trace, function);
        self.decref_some(old);
        self.update_stop();
    }

    /// `sys.setprofile`; null ends it.
    pub fn set_profiler(&mut self, function: Obj) {
        self.heap.incref_some(function);
        let old = std::mem::replace(&mut self.tracing.profile, function);
        self.decref_some(old);
        self.update_stop();
    }

    /// What has to be asked before an instruction: another thread, a trace function. True when the machine goes on elsewhere.
    pub fn look_before(&mut self, ip: usize) -> PyResult<bool> {
        Ok(self.change_thread(ip)? || self.is_traced() && self.trace_step(ip)?)
    }

    /// Looks at the instruction that is about to run. True when the frame was sent to another one instead.
    #[cold]
    pub fn trace_step(&mut self, ip: usize) -> PyResult<bool> {
        let frame = *self.frame();
        // An instruction that changes its form comes here twice.
        if self.tracing.looked_at == self.steps || self.codes[frame.code as usize].is_native {
            return Ok(false);
        }
        (self.ip, self.next) = (ip, ip);
        let result = self.trace_instruction(ip);
        (self.ip, self.next) = (ip, ip);
        self.tracing.looked_at = self.steps;
        let object = self.frame().object;
        // Who is told of a `yield` sends the frame elsewhere for when it goes on.
        if self.asked_to_jump(object) == Some(false) || generic(self.text[ip]) == op::RESUME {
            self.jump(object);
        }
        result.map(|()| self.next != ip || self.tracing.looked_at == u64::MAX)
    }

    /// Whether a frame is to jump; true when it has to `yield` before.
    fn asked_to_jump(&self, object: Obj) -> Option<bool> {
        match self.heap.payload(object.some()?) {
            Payload::Frame(data) => data.jump.as_ref().map(|jump| jump.after_yield),
            _ => None,
        }
    }

    fn trace_instruction(&mut self, ip: usize) -> PyResult<()> {
        let index = self.frames.len() - 1;
        let frame = self.frames[index];
        let object = self.frame_object_at(index);
        let unit = ip as u32 - frame.text;
        let word = self.text[ip];
        let opcode = generic(word);
        let Payload::Frame(data) = self.heap.payload_mut(object) else { return Ok(()) };
        let before = data.traced.replace(unit);
        let called = std::mem::replace(&mut data.c_call, Obj::NULL);
        let (no_lines, opcodes, has_tracer) = (data.no_trace_lines, data.trace_opcodes, !data.trace.is_null());
        if !called.is_null() {
            self.own(called);
        }
        if self.tracing.monitors.active {
            let mark = self.mark();
            self.monitor_instruction(object, unit, before)?;
            self.release(mark);
        }
        if !called.is_null() {
            self.tell_profiler(What::Call, object, "c_return", called)?;
        }
        if opcode == op::RESUME {
            if self.asked_to_jump(object).is_some() {
                // The value that was sent is not wanted where the frame goes on.
                let sent = self.stack.pop().unwrap_or(Obj::NULL);
                self.decref_some(sent);
                return Ok(());
            }
            let what = if word >> 8 & 3 == 0 { What::Start } else { What::Resume };
            return self.tell(what, object, "call", NONE);
        }
        if has_tracer {
            let lines = self.code_lines(frame.code);
            let line = lines.line(unit);
            let is_event = match before {
                None => lines.starts[unit as usize],
                Some(before) => {
                    let previous = generic(self.text[(frame.text + before) as usize]);
                    let back = previous == op::JUMP_BACKWARD && before >= unit;
                    lines.begun(unit, Some(before), |_| previous == op::RESUME).is_some()
                        || lines.line(before) == line && back
                }
            };
            if is_event && line >= 0 && !no_lines {
                self.tell_tracer(What::Line, object, "line", NONE)?;
                if self.asked_to_jump(object).is_some() {
                    return Ok(());
                }
            }
            if opcodes {
                self.tell_tracer(What::Other, object, "opcode", NONE)?;
            }
        }
        match opcode {
            op::RETURN_VALUE | op::YIELD_VALUE => {
                let value = self.peek(0);
                let what = if opcode == op::YIELD_VALUE { What::Yield } else { What::Other };
                self.tell(what, object, "return", value)
            }
            op::RETURN_CONST => {
                let value = self.consts[frame.consts as usize + (word >> 8) as usize];
                self.tell(What::Other, object, "return", value)
            }
            op::END_SEND if matches!(self.heap.payload(self.peek(1)), Payload::Generator(_)) && has_tracer => {
                let mark = self.mark();
                let exception = self.told_stop_of(self.peek(0));
                let argument = self.new_tuple(&[T::STOP_ITERATION, exception, NONE]);
                let result = self.tell_tracer(What::Other, object, "exception", argument);
                self.release(mark);
                result
            }
            op::CALL | op::CALL_KW if !self.tracing.profile.is_null() => {
                let below = (word >> 8) as usize + 2 + usize::from(opcode == op::CALL_KW);
                self.tell_of_builtin(object, below)
            }
            op::CALL_FUNCTION_EX if !self.tracing.profile.is_null() => {
                self.tell_of_builtin(object, 3 + (word >> 8 & 1) as usize)
            }
            _ => Ok(()),
        }
    }

    /// A builtin function is about to be called; it lies `below` cells deep.
    fn tell_of_builtin(&mut self, object: Obj, below: usize) -> PyResult<()> {
        let at = self.stack.len() - below;
        let (callable, receiver) = (self.stack[at], self.stack[at + 1]);
        let function = match self.heap.payload(callable) {
            Payload::NativeBound { .. } => callable,
            Payload::Native { .. } if self.ty(callable) == T::BUILTIN => callable,
            Payload::Native { .. } if self.ty(callable) == T::METHOD_DESCRIPTOR && !receiver.is_null() => {
                let ty = self.ty(receiver);
                self.bind(callable, receiver, ty)?
            }
            _ => return Ok(()),
        };
        self.tell_profiler(What::Call, object, "c_call", function)?;
        self.incref(function);
        let old = match self.heap.payload_mut(object) {
            Payload::Frame(data) => std::mem::replace(&mut data.c_call, function),
            _ => function,
        };
        self.decref_some(old);
        Ok(())
    }

    fn tell(&mut self, what: What, frame: Obj, event: &str, argument: Obj) -> PyResult<()> {
        self.tell_profiler(what, frame, event, argument)?;
        self.tell_tracer(what, frame, event, argument)
    }

    fn tell_profiler(&mut self, what: What, frame: Obj, event: &str, argument: Obj) -> PyResult<()> {
        let function = self.tracing.profile;
        if function.is_null() {
            return Ok(());
        }
        let result = self.call_tracer(function, what, frame, event, argument);
        if result.is_err() {
            self.set_profiler(Obj::NULL);
        }
        result.map(|_| ())
    }

    /// The function itself hears of calls; what it answers is the one that hears of the rest of that frame.
    fn tell_tracer(&mut self, what: What, frame: Obj, event: &str, argument: Obj) -> PyResult<()> {
        let local = match self.heap.payload(frame) {
            Payload::Frame(data) => data.trace,
            _ => Obj::NULL,
        };
        let function = if event == "call" { self.tracing.trace } else { local };
        if self.tracing.trace.is_null() || function.is_null() {
            return Ok(());
        }
        let mark = self.mark();
        let result = self.call_tracer(function, what, frame, event, argument);
        let local = match result {
            Ok(NONE) => {
                self.release(mark);
                return Ok(());
            }
            Ok(answer) => {
                self.incref(answer);
                answer
            }
            Err(_) => {
                self.set_tracer(Obj::NULL);
                Obj::NULL
            }
        };
        let old = match self.heap.payload_mut(frame) {
            Payload::Frame(data) => std::mem::replace(&mut data.trace, local),
            _ => local,
        };
        self.decref_some(old);
        self.release(mark);
        result.map(|_| ())
    }

    fn call_tracer(&mut self, function: Obj, what: What, frame: Obj, event: &str, argument: Obj) -> PyResult<Obj> {
        let event = self.intern(event);
        self.call_unseen(function, &[frame, event, argument], (what, frame))
    }

    /// `sys.call_tracing`.
    pub fn call_while_traced(&mut self, function: Obj, arguments: &[Obj]) -> PyResult<Obj> {
        let inside = std::mem::replace(&mut self.tracing.inside, false);
        self.update_stop();
        let result = self.call(function, arguments);
        self.tracing.inside = inside;
        self.update_stop();
        result
    }

    /// The exception in flight is reported for the top frame, behind its new traceback entry.
    #[cold]
    pub fn trace_exception(&mut self) {
        if self.codes[self.frame().code as usize].is_native {
            return;
        }
        let object = self.frame_object_at(self.frames.len() - 1);
        let mark = self.mark();
        let exception = self.raised;
        let traceback = self.exception_data(exception).and_then(|data| data.traceback.some()).unwrap_or(NONE);
        let ty = self.ty(exception);
        let argument = self.new_tuple(&[ty, exception, traceback]);
        let called = match self.heap.payload_mut(object) {
            Payload::Frame(data) => std::mem::replace(&mut data.c_call, Obj::NULL),
            _ => Obj::NULL,
        };
        self.aside(|vm| {
            vm.monitor_exception(event::RAISE, exception)?;
            if !called.is_null() {
                vm.own(called);
                vm.tell_profiler(What::Other, object, "c_exception", called)?;
            }
            vm.tell_tracer(What::Other, object, "exception", argument)
        });
        self.release(mark);
    }

    /// An exception that nobody sees but who is told of it.
    pub fn tell_dropped(&mut self, exception: Obj) {
        self.incref(exception);
        self.raised = exception;
        self.drop_raised();
    }

    /// A loop takes the exception in flight for its end, which is reported like other exceptions. What a trace function raises
    /// in its place is dropped with it.
    pub fn drop_raised(&mut self) {
        if self.is_traced() {
            self.trace_exception();
        }
        self.clear_raised();
    }

    /// An `await` is about to take a `StopIteration` for its end, which is reported like other exceptions. False if
    /// the trace function raised something in its place.
    pub fn may_drop_raised(&mut self) -> bool {
        if self.is_traced() {
            self.trace_exception();
        }
        self.raised_is(T::STOP_ITERATION)
    }

    /// The exception in flight is raised again.
    #[cold]
    pub fn trace_reraise(&mut self) {
        if std::mem::take(&mut self.tracing.told) || self.codes[self.frame().code as usize].is_native {
            return;
        }
        let exception = self.raised;
        self.aside(|vm| vm.monitor_exception(event::RERAISE, exception));
    }

    /// The handler at `unit` has the exception now. False if who is told of that raised another one.
    #[cold]
    pub fn trace_handled(&mut self, unit: u32) -> bool {
        if self.codes[self.frame().code as usize].is_native {
            return true;
        }
        let mark = self.mark();
        let exception = self.peek(0);
        let handled = self.monitor_handled(unit, exception).is_ok();
        self.release(mark);
        handled
    }

    /// The top frame is left because of an exception.
    #[cold]
    pub fn trace_unwind(&mut self) {
        if self.codes[self.frame().code as usize].is_native {
            return;
        }
        let object = self.frame_object_at(self.frames.len() - 1);
        let exception = self.raised;
        self.aside(|vm| {
            vm.monitor_exception(event::PY_UNWIND, exception)?;
            vm.tell(What::Other, object, "return", NONE)
        });
    }

    /// A generator goes on by an exception: where that leads to begins a line, as it would behind the `RESUME` it stands at.
    pub fn note_resumption(&mut self) {
        let object = self.frame_object_at(self.frames.len() - 1);
        let unit = (self.ip as u32 + 1).saturating_sub(self.frame().text);
        if let Payload::Frame(data) = self.heap.payload_mut(object) {
            data.traced = Some(unit);
        }
    }

    /// A generator goes on with an exception that is thrown into it.
    #[cold]
    pub fn trace_throw(&mut self, exception: Obj) -> PyResult<()> {
        let object = self.frame_object_at(self.frames.len() - 1);
        self.monitor_exception(event::PY_THROW, exception)?;
        self.tell(What::Other, object, "call", NONE)
    }

    /// Tells something while an exception is in flight; what the function raises takes the place of that.
    fn aside(&mut self, tell: impl FnOnce(&mut Vm) -> PyResult<()>) {
        let mark = self.mark();
        let raised = std::mem::replace(&mut self.raised, Obj::NULL);
        let (reraising, reraise_at) = (self.reraising, self.reraise_at);
        if tell(self).is_ok() {
            self.raised = raised;
            (self.reraising, self.reraise_at) = (reraising, reraise_at);
        } else {
            self.decref_some(raised);
        }
        self.release(mark);
    }

    /// Lines of a code object, made once.
    pub fn code_lines(&mut self, code: u32) -> Arc<CodeLines> {
        if let Some(known) = self.tracing.lines.get(&code) {
            return known.clone();
        }
        let info = self.codes[code as usize].clone();
        let locations = crate::bytecode::linetable::positions(&info.code.linetable, info.code.firstlineno);
        let mut lines: Vec<i32> = locations.map(|loc| if loc.is_none() { -1 } else { loc.lineno }).collect();
        let units: Vec<u16> =
            info.code.code.chunks_exact(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]])).collect();
        lines.resize(units.len(), -1);
        let mut starts = vec![false; units.len()];
        let first = units.iter().position(|&unit| generic(unit) == op::RESUME).unwrap_or(0);
        let (mut at, mut current, mut extended) = (first, -1, 0u32);
        let mut jumps = Vec::new();
        while at < units.len() {
            let opcode = generic(units[at]);
            let argument = extended | u32::from(units[at] >> 8);
            extended = if opcode == op::EXTENDED_ARG { argument << 8 } else { 0 };
            match opcode {
                op::END_ASYNC_FOR | op::END_FOR | op::END_SEND | op::RESUME => {}
                _ => {
                    starts[at] = lines[at] != current && lines[at] >= 0;
                    current = lines[at];
                }
            }
            let next = at + 1 + Opcode(u16::from(opcode)).caches();
            let argument = argument as usize;
            match opcode {
                op::POP_JUMP_IF_FALSE
                | op::POP_JUMP_IF_TRUE
                | op::POP_JUMP_IF_NONE
                | op::POP_JUMP_IF_NOT_NONE
                | op::JUMP_FORWARD => jumps.push((at, next + argument)),
                // The instruction that ends the loop is passed over.
                op::FOR_ITER | op::SEND => jumps.push((at, next + argument + 1)),
                op::JUMP_BACKWARD | op::JUMP_BACKWARD_NO_INTERRUPT => jumps.push((at, next.saturating_sub(argument))),
                _ => {}
            }
            at = next;
        }
        for (from, to) in jumps {
            if to < units.len() && lines[to] >= 0 && lines[from] != lines[to] {
                starts[to] = true;
            }
        }
        for handler in &info.handlers {
            if let Some(start) = starts.get_mut(handler.target as usize) {
                *start = true;
            }
        }
        let lines = Arc::new(CodeLines { lines, starts, first: first as u32 });
        self.tracing.lines.insert(code, lines.clone());
        lines
    }
}

/// The opcode that a specialized one stands for.
pub fn generic(unit: u16) -> u8 {
    Opcode(unit & 0xff).generic().0 as u8
}
