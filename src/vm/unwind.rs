//! Leaving frames: by returning, by an exception that looks for its handler, and the nested runs of the loop that native
//! code waits for.

use super::frames::{Cont, Then};
use super::interp::{Exit, op};
use super::object::{Obj, T};
use super::tracing::generic;
use super::{PyResult, Raised, Vm};

/// Most nested runs of the loop: each takes some of the stack that pylens itself runs on.
const MOST_NESTED: u32 = 20_000;

impl Vm {
    /// Runs a frame that was just pushed with [`Cont::Entry`], to its end, for native code that waits.
    pub fn run_nested(&mut self) -> PyResult<Obj> {
        if self.nested >= MOST_NESTED {
            self.abandon_frame();
            return Err(self.raise_text(T::RECURSION_ERROR, "maximum recursion depth exceeded"));
        }
        self.enter_nested();
        let exit = self.run();
        self.leave_nested();
        match exit {
            Exit::Value(o) => Ok(self.own(o)),
            _ => Err(Raised),
        }
    }

    /// Native code is about to wait for Python code.
    pub fn enter_nested(&mut self) {
        if self.nested == 0 {
            self.outer_step = self.steps.saturating_sub(1);
        }
        self.nested += 1;
    }

    /// It has waited long enough. What it put off, the loop does when the native is over.
    pub fn leave_nested(&mut self) {
        self.nested -= 1;
        if self.nested == 0 && self.steps >= self.wanted_stop {
            self.update_stop();
        }
    }

    /// The top frame returns `value` (counted). `Some` when the loop was started for that frame.
    pub fn return_value(&mut self, value: Obj) -> PyResult<Option<Obj>> {
        let frame = self.pop_frame();
        if !frame.generator.is_null() {
            return self.generator_returned(frame, value);
        }
        if self.frames.is_empty() && self.nested == 0 && self.await_threads()? {
            self.decref(value);
            return Ok(None);
        }
        self.deliver(frame.cont, frame.extra, value)
    }

    /// The exception in flight has come to this frame: its traceback says so, and so does a trace function.
    pub fn enter_in_traceback(&mut self) {
        self.add_traceback();
        if self.is_traced() {
            self.trace_exception();
        }
    }

    /// Looks for a handler of the exception in flight, frame by frame; false when the frame that the loop was started
    /// for is left.
    pub fn unwind(&mut self) -> bool {
        if self.interrupted {
            return false;
        }
        self.raises += u64::from(!self.reraising && self.reraise_at.is_none());
        loop {
            let (text, values, cont) = {
                let frame = self.frame();
                (frame.text as usize, frame.values as usize, frame.cont)
            };
            if std::mem::take(&mut self.reraising) {
                // The entry is there already.
                if self.is_traced() {
                    self.trace_reraise();
                }
            } else {
                self.enter_in_traceback();
            }
            let code = self.frame().code as usize;
            // Where the handler is looked for, and where the exception says it comes from.
            let unit = (self.ip - text) as u32;
            let lasti = self.reraise_at.take().unwrap_or(unit);
            if let Some(handler) = self.codes[code].handler(unit) {
                self.drop_stack_to(values + handler.depth as usize);
                if handler.lasti {
                    let lasti = self.alloc_int(i64::from(lasti));
                    self.push(lasti);
                }
                let exception = std::mem::replace(&mut self.raised, Obj::NULL);
                self.push(exception);
                self.next = text + handler.target as usize;
                // What the instruction had still to do is not done any more.
                self.frame_mut().then = Then::Nothing;
                if self.is_traced() && !self.trace_handled(handler.target) {
                    // What was raised instead looks for its handler from here.
                    self.ip = text + handler.target as usize - 1;
                    (self.reraising, self.tracing.told) = (true, true);
                    continue;
                }
                return true;
            }
            // The frame's object says where the exception came from, not where it was raised again.
            self.ip = text + lasti as usize;
            if self.is_traced() {
                self.trace_unwind();
            }
            self.abandon_frame();
            if cont == Cont::Entry {
                return false;
            }
            if self.frames.is_empty() {
                self.clear_raised();
                if self.leave_thread().is_ok() {
                    return true;
                }
                continue;
            }
            if matches!(cont, Cont::Replace(1) | Cont::ReplaceNull) && self.text_opcode() == op::LOAD_ATTR {
                // A `__getattr__` failed.
                let (owner, name) = (self.peek(0), self.name_at(self.argument_at(self.ip) >> 1));
                self.blame_attribute(owner, name);
            }
            if cont == Cont::Next && self.raised_is(T::STOP_ITERATION) {
                self.drop_raised();
                let arg = self.argument_at(self.ip);
                self.end_loop(arg);
                return true;
            }
        }
    }

    /// The instruction at which the top frame stands.
    fn text_opcode(&self) -> u8 {
        generic(self.text[self.ip])
    }

    /// Takes away the top frame, which did not come to its end.
    pub fn abandon_frame(&mut self) {
        let frame = self.pop_frame();
        if frame.cont == Cont::Import {
            self.fail_body(frame.extra);
        }
        self.decref_some(frame.extra);
        if !frame.generator.is_null() {
            self.finish_generator(&frame);
        }
    }
}
