//! `sys.monitoring`: tools that are told what the program does, event by event. PEP 669.
//!
//! Six tools may say which events they want, for all code or for one code object, and register a function for each kind of
//! event. While one of them wants something, the loop looks at every instruction before it runs, as it does for
//! `sys.settrace` (see `tracing`), and from there comes here; while none does, nothing is asked. CPython instruments the code
//! instead, so that what a tool disables at a place costs nothing there any more; here it is only not told.
//!
//! What is known when an instruction is over (where a jump went, that a builtin function returned) is noted in the frame's
//! object ([`Monitored`]) and told before the next instruction of that frame.

use hashbrown::HashMap;

use super::interp::op;
use super::object::statics::NONE;
use super::object::{Obj, Payload, T};
use super::tracing::{What, generic};
use super::{PyResult, Vm};

/// Tools that programs may be. CPython has two more, for `sys.settrace` and `sys.setprofile`.
pub const TOOLS: usize = 6;

/// Kinds of events, by their bit in a set of events.
pub mod event {
    pub const PY_START: u8 = 0;
    pub const PY_RESUME: u8 = 1;
    pub const PY_RETURN: u8 = 2;
    pub const PY_YIELD: u8 = 3;
    pub const CALL: u8 = 4;
    pub const LINE: u8 = 5;
    pub const INSTRUCTION: u8 = 6;
    pub const JUMP: u8 = 7;
    pub const BRANCH: u8 = 8;
    pub const STOP_ITERATION: u8 = 9;
    pub const RAISE: u8 = 10;
    pub const EXCEPTION_HANDLED: u8 = 11;
    pub const PY_UNWIND: u8 = 12;
    pub const PY_THROW: u8 = 13;
    pub const RERAISE: u8 = 14;
    pub const C_RETURN: u8 = 15;
    pub const C_RAISE: u8 = 16;
}

/// Names of the events, in the order of their bits.
pub const EVENTS: [&str; 17] = [
    "PY_START",
    "PY_RESUME",
    "PY_RETURN",
    "PY_YIELD",
    "CALL",
    "LINE",
    "INSTRUCTION",
    "JUMP",
    "BRANCH",
    "STOP_ITERATION",
    "RAISE",
    "EXCEPTION_HANDLED",
    "PY_UNWIND",
    "PY_THROW",
    "RERAISE",
    "C_RETURN",
    "C_RAISE",
];

/// The events in front of these belong to places in the code: they can be had for one code object, and be disabled at one.
pub const LOCAL_EVENTS: usize = 10;

/// The tools and what they want.
#[derive(Clone)]
pub struct Monitors {
    /// Names of the tools in use, or null.
    pub names: [Obj; TOOLS],
    /// Functions by tool and event, or null.
    pub callbacks: [[Obj; EVENTS.len()]; TOOLS],
    /// Sets of events wanted everywhere.
    pub events: [u32; TOOLS],
    /// Those wanted in single code objects, by their number.
    pub local: HashMap<u32, [u32; TOOLS]>,
    /// Tools (as bits) that do not want an event at a unit of a code object any more.
    pub disabled: HashMap<(u32, u32, u8), u8>,
    /// The objects `DISABLE` and `MISSING`.
    pub disable: Obj,
    pub missing: Obj,
    /// Whether a tool wants anything.
    pub active: bool,
    /// How often that changed: what a frame noted before does not count any more.
    epoch: u32,
}

impl Default for Monitors {
    fn default() -> Self {
        Self {
            names: [Obj::NULL; TOOLS],
            callbacks: [[Obj::NULL; EVENTS.len()]; TOOLS],
            events: [0; TOOLS],
            local: HashMap::new(),
            disabled: HashMap::new(),
            disable: Obj::NULL,
            missing: Obj::NULL,
            active: false,
            epoch: 0,
        }
    }
}

impl Monitors {
    /// The objects that are counted for the tools.
    pub fn visit(&self, add: &mut impl FnMut(Obj)) {
        let own = [self.disable, self.missing];
        self.names.iter().chain(self.callbacks.as_flattened()).chain(&own).for_each(|&o| add(o));
    }

    fn wants(&self, tool: usize, event: u8, code: u32) -> bool {
        let local = self.local.get(&code).map_or(0, |sets| sets[tool]);
        (self.events[tool] | local) >> event & 1 != 0
    }
}

/// What a frame has still to tell of its last instruction.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Monitored {
    epoch: u32,
    what: Pending,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
enum Pending {
    #[default]
    Nothing,
    /// Where the jump of the instruction at a unit goes, as this event.
    Jump(u8, u32),
    /// How the call at a unit ends. Callable and first argument are in `FrameData::called`.
    Call(u32),
}

impl Vm {
    /// Has to be called when a tool wants something else than before.
    pub fn update_monitors(&mut self) {
        let monitors = &mut self.tracing.monitors;
        monitors.local.retain(|_, sets| sets.iter().any(|&set| set != 0));
        let active = monitors.events.iter().any(|&set| set != 0) || !monitors.local.is_empty();
        monitors.epoch += u32::from(active != monitors.active);
        monitors.active = active;
        self.update_stop();
    }

    /// Whether somebody wants to hear of an event in a code object.
    fn is_monitored(&self, event: u8, code: u32) -> bool {
        (0..TOOLS).any(|tool| self.tracing.monitors.wants(tool, event, code))
    }

    /// Tells all tools that want it of an event at a unit. Their functions get the code object and `rest`.
    fn monitor(&mut self, event: u8, (code, unit): (u32, u32), frame: Obj, rest: &[Obj]) -> PyResult<()> {
        // How a builtin function ends is told those who want to hear of calls.
        let asked = if event >= event::C_RETURN { event::CALL } else { event };
        for tool in 0..TOOLS {
            let monitors = &self.tracing.monitors;
            let callback = monitors.callbacks[tool][event as usize];
            let disabled = monitors.disabled.get(&(code, unit, asked)).is_some_and(|tools| tools >> tool & 1 != 0);
            if callback.is_null() || disabled || !monitors.wants(tool, asked, code) {
                continue;
            }
            let mark = self.mark();
            let code_object = crate::vm::types::frame::f_code(self, frame)?;
            let arguments: Vec<Obj> = std::iter::once(code_object).chain(rest.iter().copied()).collect();
            let answer = self.call_unseen(callback, &arguments, (What::Nothing, Obj::NULL))?;
            if answer == self.tracing.monitors.disable {
                self.disable_event(tool, event, (code, unit))?;
            }
            self.release(mark);
        }
        Ok(())
    }

    fn disable_event(&mut self, tool: usize, event: u8, (code, unit): (u32, u32)) -> PyResult<()> {
        let monitors = &mut self.tracing.monitors;
        if usize::from(event) < LOCAL_EVENTS {
            *monitors.disabled.entry((code, unit, event)).or_default() |= 1 << tool;
            return Ok(());
        }
        let old = std::mem::replace(&mut monitors.callbacks[tool][event as usize], Obj::NULL);
        self.decref_some(old);
        let name = EVENTS[event as usize];
        Err(self.value_error(&format!("Cannot disable {name} events. Callback removed.")))
    }

    fn offset(&mut self, unit: u32) -> Obj {
        self.new_int(i64::from(unit) * 2)
    }

    /// Looks at the instruction at `unit` of the top frame, which is about to run. `before` is the one that ran last.
    pub fn monitor_instruction(&mut self, frame: Obj, unit: u32, before: Option<u32>) -> PyResult<()> {
        let epoch = self.tracing.monitors.epoch;
        let Payload::Frame(data) = self.heap.payload_mut(frame) else { return Ok(()) };
        let code = data.code;
        let last = std::mem::replace(&mut data.monitored, Monitored { epoch, what: Pending::Nothing });
        let called = std::mem::replace(&mut data.called, Obj::NULL);
        if !called.is_null() {
            self.own(called);
        }
        let before = before.filter(|_| last.epoch == epoch);
        if last.epoch == epoch {
            self.tell_pending(last.what, called, (code, unit), frame)?;
        }
        let text = self.frame().text;
        let word = self.text[(text + unit) as usize];
        if generic(word) == op::RESUME {
            let event = if word >> 8 & 3 == 0 { event::PY_START } else { event::PY_RESUME };
            let offset = self.offset(unit);
            return self.monitor(event, (code, unit), frame, &[offset]);
        }
        let lines = self.code_lines(code);
        if unit < lines.first {
            return Ok(());
        }
        if self.is_monitored(event::LINE, code)
            && let Some(line) = lines.begun(unit, before, |at| generic(self.text[(text + at) as usize]) == op::RESUME)
        {
            let line = self.new_int(i64::from(line));
            self.monitor(event::LINE, (code, unit), frame, &[line])?;
        }
        if self.is_monitored(event::INSTRUCTION, code) {
            let offset = self.offset(unit);
            self.monitor(event::INSTRUCTION, (code, unit), frame, &[offset])?;
        }
        // An instruction with a prefix is looked at once.
        let mut unit = unit;
        while generic(self.text[(text + unit) as usize]) == op::EXTENDED_ARG {
            unit += 1;
        }
        self.monitor_operation(frame, code, unit)
    }

    /// The events that single kinds of instructions are.
    fn monitor_operation(&mut self, frame: Obj, code: u32, unit: u32) -> PyResult<()> {
        let ip = self.frame().text as usize + unit as usize;
        let opcode = generic(self.text[ip]);
        let (event, value) = match opcode {
            op::RETURN_VALUE => (event::PY_RETURN, self.peek(0)),
            op::RETURN_CONST => {
                let at = self.frame().consts as usize + self.argument_at(ip) as usize;
                (event::PY_RETURN, self.consts[at])
            }
            op::YIELD_VALUE => (event::PY_YIELD, self.peek(0)),
            op::END_SEND if matches!(self.heap.payload(self.peek(1)), Payload::Generator(_)) => {
                let exception = self.told_stop_of(self.peek(0));
                return self.monitor_stop(frame, (code, unit), exception);
            }
            op::CALL | op::CALL_KW | op::CALL_FUNCTION_EX | op::LOAD_SUPER_ATTR
                if self.is_monitored(event::CALL, code) =>
            {
                return self.monitor_call(frame, (code, unit), opcode, self.argument_at(ip));
            }
            op::JUMP_FORWARD | op::JUMP_BACKWARD => {
                self.note_pending(frame, Pending::Jump(event::JUMP, unit), Obj::NULL);
                return Ok(());
            }
            op::POP_JUMP_IF_FALSE
            | op::POP_JUMP_IF_TRUE
            | op::POP_JUMP_IF_NONE
            | op::POP_JUMP_IF_NOT_NONE
            | op::FOR_ITER => {
                self.note_pending(frame, Pending::Jump(event::BRANCH, unit), Obj::NULL);
                return Ok(());
            }
            _ => return Ok(()),
        };
        if !self.is_monitored(event, code) {
            return Ok(());
        }
        let offset = self.offset(unit);
        self.monitor(event, (code, unit), frame, &[offset, value])
    }

    fn note_pending(&mut self, frame: Obj, what: Pending, called: Obj) {
        self.heap.incref_some(called);
        let old = match self.heap.payload_mut(frame) {
            Payload::Frame(data) => {
                data.monitored.what = what;
                std::mem::replace(&mut data.called, called)
            }
            _ => called,
        };
        self.decref_some(old);
    }

    /// What the instruction before this one was up to. `called` is a tuple of callable and first argument, or null.
    fn tell_pending(&mut self, what: Pending, called: Obj, (code, unit): (u32, u32), frame: Obj) -> PyResult<()> {
        match what {
            Pending::Jump(event, from) if self.is_monitored(event, code) => {
                let (start, end) = (self.offset(from), self.offset(unit));
                self.monitor(event, (code, from), frame, &[start, end])
            }
            Pending::Call(at) => self.tell_end_of_call(event::C_RETURN, called, (code, at), frame),
            _ => Ok(()),
        }
    }

    fn tell_end_of_call(&mut self, event: u8, called: Obj, place: (u32, u32), frame: Obj) -> PyResult<()> {
        let &[callable, argument] = self.items(called).unwrap_or_default() else { return Ok(()) };
        let offset = self.offset(place.1);
        self.monitor(event, place, frame, &[offset, callable, argument])
    }

    /// A call is about to be made. Those that do not enter a Python function are asked how they end.
    fn monitor_call(&mut self, frame: Obj, place: (u32, u32), opcode: u8, arg: u32) -> PyResult<()> {
        let missing = self.tracing.monitors.missing;
        let first = |vm: &Vm, at: usize| vm.stack.get(at).and_then(|o| o.some()).unwrap_or(missing);
        let top = self.stack.len();
        let (callable, argument) = match opcode {
            op::LOAD_SUPER_ATTR => (self.stack[top - 3], if arg & 2 != 0 { first(self, top - 2) } else { missing }),
            op::CALL_FUNCTION_EX => {
                let at = top - 3 - (arg & 1) as usize;
                let arguments = self.stack[at + 2];
                let arguments = self.collect(arguments).inspect_err(|_| self.clear_raised()).unwrap_or_default();
                (self.stack[at], arguments.first().copied().unwrap_or(missing))
            }
            _ => {
                let names = usize::from(opcode == op::CALL_KW);
                let at = top - 2 - arg as usize - names;
                let given = if self.stack[at + 1].is_null() { at + 2 } else { at + 1 };
                (self.stack[at], if given < top - names { first(self, given) } else { missing })
            }
        };
        for o in [callable, argument] {
            self.hold(o);
        }
        let offset = self.offset(place.1);
        self.monitor(event::CALL, place, frame, &[offset, callable, argument])?;
        let function = match self.heap.payload(callable) {
            Payload::Method { function, .. } => *function,
            _ => callable,
        };
        if self.ty(function) != T::FUNCTION {
            let called = self.new_tuple(&[callable, argument]);
            self.note_pending(frame, Pending::Call(place.1), called);
        }
        Ok(())
    }

    /// Tells of an exception at the instruction of the top frame that `self.ip` is at. What the frame had still to tell is
    /// not told any more, but for calls.
    pub fn monitor_exception(&mut self, event: u8, exception: Obj) -> PyResult<()> {
        if !self.tracing.monitors.active {
            return Ok(());
        }
        let object = self.frame_object_at(self.frames.len() - 1);
        let unit = (self.ip as u32).saturating_sub(self.frame().text);
        let epoch = self.tracing.monitors.epoch;
        let Payload::Frame(data) = self.heap.payload_mut(object) else { return Ok(()) };
        let code = data.code;
        let last = std::mem::replace(&mut data.monitored.what, Pending::Nothing);
        let valid = data.monitored.epoch == epoch;
        let called = std::mem::replace(&mut data.called, Obj::NULL);
        if !called.is_null() {
            self.own(called);
        }
        if let Pending::Call(at) = last
            && valid
            && event == event::RAISE
        {
            self.tell_end_of_call(event::C_RAISE, called, (code, at), object)?;
        }
        if !self.is_monitored(event, code) {
            return Ok(());
        }
        let offset = self.offset(unit);
        self.monitor(event, (code, unit), object, &[offset, exception])
    }

    /// A handler for an exception was found; it begins at `unit`.
    pub fn monitor_handled(&mut self, unit: u32, exception: Obj) -> PyResult<()> {
        let object = self.frame_object_at(self.frames.len() - 1);
        let code = self.frame().code;
        if !self.is_monitored(event::EXCEPTION_HANDLED, code) {
            return Ok(());
        }
        let offset = self.offset(unit);
        self.monitor(event::EXCEPTION_HANDLED, (code, unit), object, &[offset, exception])
    }

    /// A generator returned to an instruction that waits for it.
    fn monitor_stop(&mut self, frame: Obj, (code, unit): (u32, u32), exception: Obj) -> PyResult<()> {
        if !self.is_monitored(event::STOP_ITERATION, code) {
            return Ok(());
        }
        let offset = self.offset(unit);
        self.monitor(event::STOP_ITERATION, (code, unit), frame, &[offset, exception])
    }

    /// The generator that the `for` loop at `self.ip` runs over returned. CPython tells of that only where it does not watch
    /// the branch as well; there, and for trace functions, a value comes as an exception that is raised and taken.
    pub fn tell_end_of_loop(&mut self, value: Obj) -> PyResult<()> {
        let code = self.frame().code;
        if self.codes[code as usize].is_native {
            return Ok(());
        }
        let mark = self.mark();
        self.hold(value);
        let result = if self.is_monitored(event::BRANCH, code) || !self.tracing.trace.is_null() {
            let exception = self.stop_of(value);
            if value != NONE {
                self.tell_dropped(exception);
            }
            Ok(())
        } else {
            let exception = self.told_stop_of(value);
            let unit = self.next as u32 + self.argument_at(self.ip) - self.frame().text;
            let object = self.frame_object_at(self.frames.len() - 1);
            self.monitor_stop(object, (code, unit), exception)
        };
        self.release(mark);
        result
    }

    /// Calls a function of a tool, which hears of nothing meanwhile.
    pub fn call_unseen(&mut self, function: Obj, arguments: &[Obj], told: (What, Obj)) -> PyResult<Obj> {
        self.hold(function);
        for &o in arguments {
            self.hold(o);
        }
        let place = (self.ip, self.next);
        let before = self.tracing.begin_inside(told);
        self.update_stop();
        let result = self.call(function, arguments);
        self.tracing.end_inside(before);
        self.update_stop();
        (self.ip, self.next) = place;
        result
    }

    /// Puts a function or name in a place of the monitors; what was there before, held.
    pub fn replace_monitor(&mut self, place: impl FnOnce(&mut Monitors) -> &mut Obj, with: Obj) -> Obj {
        self.heap.incref_some(with);
        let old = std::mem::replace(place(&mut self.tracing.monitors), with);
        if old.is_null() { NONE } else { self.own(old) }
    }
}
