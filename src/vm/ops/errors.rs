//! Raising, handling, `with`.

use crate::vm::frames::Cont;
use crate::vm::object::statics::NONE;
use crate::vm::object::{Obj, Payload, T, names};
use crate::vm::{PyResult, Raised, Vm};

impl Vm {
    pub fn op_raise_varargs(&mut self, arg: u32) -> PyResult<()> {
        if arg == 0 {
            let current = self.current_exception();
            if current.is_null() {
                return Err(self.raise_text(T::RUNTIME_ERROR, "No active exception to reraise"));
            }
            self.incref(current);
            self.reraise(current);
            return Err(Raised);
        }
        let (what, cause) = if arg == 2 { (self.peek(1), self.peek(0)) } else { (self.peek(0), Obj::NULL) };
        let mark = self.mark();
        let exception = self.exception_from(what)?;
        if !cause.is_null() {
            let cause = if cause == NONE {
                NONE
            } else if self.is_type(cause) && self.is_subtype(cause, T::BASE_EXCEPTION) {
                let made = self.call(cause, &[])?;
                if !self.is_instance(made, T::BASE_EXCEPTION) {
                    let (class, got) = (self.repr_text(cause)?, self.type_name_of(made));
                    let message = format!(
                        "calling {class} should have returned an instance of BaseException, not <class '{got}'>"
                    );
                    return Err(self.type_error(message));
                }
                made
            } else if self.is_instance(cause, T::BASE_EXCEPTION) {
                cause
            } else {
                return Err(self.raise_text(T::TYPE_ERROR, "exception causes must derive from BaseException"));
            };
            self.set_cause(exception, cause);
        }
        self.incref(exception);
        self.release(mark);
        self.set_raised(exception);
        Err(Raised)
    }

    /// The exception that `raise what` raises.
    fn exception_from(&mut self, what: Obj) -> PyResult<Obj> {
        if self.is_type(what) && self.is_subtype(what, T::BASE_EXCEPTION) {
            let made = self.call(what, &[])?;
            if !self.is_instance(made, T::BASE_EXCEPTION) {
                let (class, got) = (self.repr_text(what)?, self.ty(made));
                let got = self.repr_text(got)?;
                let message = format!("calling {class} should have returned an instance of BaseException, not {got}");
                return Err(self.type_error(message));
            }
            return Ok(made);
        }
        if self.is_instance(what, T::BASE_EXCEPTION) {
            return Ok(what);
        }
        Err(self.raise_text(T::TYPE_ERROR, "exceptions must derive from BaseException"))
    }

    /// Puts a counted exception in flight again: no new context, no traceback entry for this frame.
    pub fn reraise(&mut self, exception: Obj) {
        let old = std::mem::replace(&mut self.raised, exception);
        self.decref_some(old);
        self.reraising = true;
    }

    pub fn op_reraise(&mut self, arg: u32) -> PyResult<()> {
        let exception = self.stack.pop().unwrap_or(Obj::NULL);
        self.reraise_at = None;
        if arg != 0 {
            // The offset of the instruction that raised first is what handlers around this one see.
            let lasti = self.stack[self.stack.len() - arg as usize];
            if let Some(unit) = self.as_int(lasti) {
                self.reraise_at = Some(unit as u32);
            }
        }
        self.reraise(exception);
        Err(Raised)
    }

    pub fn op_push_exc_info(&mut self) -> PyResult<()> {
        let exception = self.stack.pop().unwrap_or(Obj::NULL);
        let top = self.handled.len() - 1;
        let previous = std::mem::replace(&mut self.handled[top], exception);
        self.incref(exception);
        if previous.is_null() {
            self.incref(NONE);
            self.stack.push(NONE);
        } else {
            self.stack.push(previous);
        }
        self.stack.push(exception);
        Ok(())
    }

    pub fn op_pop_except(&mut self) -> PyResult<()> {
        let previous = self.stack.pop().unwrap_or(Obj::NULL);
        let previous = if previous == NONE { Obj::NULL } else { previous };
        let top = self.handled.len() - 1;
        let old = std::mem::replace(&mut self.handled[top], previous);
        self.decref_some(old);
        Ok(())
    }

    pub fn op_check_exc_match(&mut self) -> PyResult<()> {
        let (exception, class) = (self.peek(1), self.peek(0));
        self.replace_top(1, |vm| Ok(Obj::bool(vm.exception_matches(exception, class)?)))
    }

    /// Whether an `except` clause catches; complains about what is no exception class.
    fn exception_matches(&mut self, exception: Obj, class: Obj) -> PyResult<bool> {
        let classes = if self.is_tuple(class) { self.held_items(class) } else { vec![class] };
        for &class in &classes {
            if !self.is_type(class) || !self.is_subtype(class, T::BASE_EXCEPTION) {
                let message = "catching classes that do not inherit from BaseException is not allowed";
                return Err(self.raise_text(T::TYPE_ERROR, message));
            }
        }
        let ty = self.ty(exception);
        Ok(classes.iter().any(|&class| self.is_subtype(ty, class)))
    }

    pub fn op_check_eg_match(&mut self) -> PyResult<()> {
        let (exception, class) = (self.peek(1), self.peek(0));
        let mark = self.mark();
        let classes = if self.is_tuple(class) { self.held_items(class) } else { vec![class] };
        for &class in &classes {
            if !self.is_type(class) || !self.is_subtype(class, T::BASE_EXCEPTION) {
                let message = "catching classes that do not inherit from BaseException is not allowed";
                return Err(self.raise_text(T::TYPE_ERROR, message));
            }
            if self.is_subtype(class, T::BASE_EXCEPTION_GROUP) {
                let message = "catching ExceptionGroup with except* is not allowed. Use except instead.";
                return Err(self.raise_text(T::TYPE_ERROR, message));
            }
        }
        let (matched, rest) = self.split_for_except_star(exception, class)?;
        self.incref(matched);
        self.incref(rest);
        if matched != NONE {
            let top = self.handled.len() - 1;
            self.incref(matched);
            let old = std::mem::replace(&mut self.handled[top], matched);
            self.decref_some(old);
        }
        self.release(mark);
        let height = self.stack.len() - 2;
        self.drop_stack_to(height);
        self.stack.push(rest);
        self.stack.push(matched);
        Ok(())
    }

    pub fn op_before_with(&mut self) -> PyResult<()> {
        self.enter_context(names::__enter__, names::__exit__, false)
    }

    pub fn op_before_async_with(&mut self) -> PyResult<()> {
        self.enter_context(names::__aenter__, names::__aexit__, true)
    }

    fn enter_context(&mut self, enter: Obj, exit: Obj, is_async: bool) -> PyResult<()> {
        let manager = self.peek(0);
        let mark = self.mark();
        let ty = self.ty(manager);
        let protocol = if is_async { "asynchronous context manager" } else { "context manager" };
        let Some(enter_method) = self.find_in_type(ty, enter) else {
            let name = self.type_name(ty);
            let message = format!("'{name}' object does not support the {protocol} protocol");
            return Err(self.type_error(message));
        };
        let enter_method = self.bind(enter_method, manager, ty)?;
        let Some(exit_method) = self.find_in_type(ty, exit) else {
            let (name, missed) = (self.type_name(ty), self.text(exit).to_owned());
            let message = format!("'{name}' object does not support the {protocol} protocol (missed {missed} method)");
            return Err(self.type_error(message));
        };
        let exit_method = self.bind(exit_method, manager, ty)?;
        if !is_async && let Some(method) = self.python_special(manager, enter, 1) {
            self.incref(exit_method);
            self.release(mark);
            let top = self.stack.len() - 1;
            self.stack[top] = exit_method;
            let entered = self.enter_special(method, &[manager], Cont::Push);
            self.decref(manager);
            return entered;
        }
        let result = self.call(enter_method, &[])?;
        self.incref(exit_method);
        self.incref(result);
        self.release(mark);
        self.stack.pop();
        self.decref(manager);
        self.stack.push(exit_method);
        self.stack.push(result);
        Ok(())
    }

    pub fn op_with_except_start(&mut self) -> PyResult<()> {
        let (exception, exit) = (self.peek(0), self.peek(3));
        if let &Payload::Method { function, receiver } = self.heap.payload(exit)
            && self.python_special(receiver, names::__exit__, 4) == Some(function)
        {
            let ty = self.ty(exception);
            let traceback = self.exception_data(exception).map_or(Obj::NULL, |data| data.traceback);
            let traceback = if traceback.is_null() { NONE } else { traceback };
            return self.enter_special(function, &[receiver, ty, exception, traceback], Cont::Push);
        }
        self.push_result(|vm| {
            let ty = vm.ty(exception);
            let traceback = vm.exception_data(exception).map_or(Obj::NULL, |data| data.traceback);
            let traceback = if traceback.is_null() { NONE } else { traceback };
            vm.call(exit, &[ty, exception, traceback])
        })
    }
}
