//! Raising: making exceptions, putting them in flight, chaining them.

use super::object::statics::NONE;
use super::object::{ExceptionData, Obj, Payload, T, TracebackData};
use super::{PyResult, Raised, Vm};

impl Vm {
    /// A native asked for something that cannot be: a bug of the machine, shown as `SystemError`.
    pub fn internal(&mut self, what: &str) -> Raised {
        self.raise_text(T::SYSTEM_ERROR, what)
    }

    pub fn exception_data(&self, exception: Obj) -> Option<&ExceptionData> {
        match self.heap.payload(exception) {
            Payload::Exception(data) => Some(data),
            _ => None,
        }
    }

    pub fn exception_data_mut(&mut self, exception: Obj) -> Option<&mut ExceptionData> {
        match self.heap.payload_mut(exception) {
            Payload::Exception(data) => Some(data),
            _ => None,
        }
    }

    /// An exception of a builtin class with one string as argument; held.
    pub fn new_exception(&mut self, ty: Obj, message: &str) -> Obj {
        let message = self.new_str(message);
        self.new_exception_args(ty, &[message])
    }

    /// An exception of a builtin class; held. Class specific fields are filled as its `__init__` does.
    pub fn new_exception_args(&mut self, ty: Obj, args: &[Obj]) -> Obj {
        let exception = self.bare_exception(ty, args);
        self.fill_exception_fields(exception, args);
        exception
    }

    pub fn bare_exception(&mut self, ty: Obj, args: &[Obj]) -> Obj {
        let args = self.new_tuple(args);
        self.heap.incref(args);
        self.heap.counts.young += 1;
        let data = ExceptionData {
            args,
            traceback: Obj::NULL,
            cause: Obj::NULL,
            context: Obj::NULL,
            suppress_context: false,
            fields: Vec::new(),
        };
        self.new_object(ty, Payload::Exception(Box::new(data)))
    }

    /// A field of an exception, null if it was never set.
    pub fn exception_field(&self, exception: Obj, index: usize) -> Obj {
        self.exception_data(exception).and_then(|data| data.fields.get(index).copied()).unwrap_or(Obj::NULL)
    }

    pub fn set_exception_field(&mut self, exception: Obj, index: usize, value: Obj) {
        self.heap.incref_some(value);
        let Some(data) = self.exception_data_mut(exception) else { return };
        if data.fields.len() <= index {
            data.fields.resize(index + 1, Obj::NULL);
        }
        let old = std::mem::replace(&mut data.fields[index], value);
        self.decref_some(old);
    }

    /// Raises a builtin exception with a message.
    pub fn raise_text(&mut self, ty: Obj, message: &str) -> Raised {
        let mark = self.mark();
        let exception = self.new_exception(ty, message);
        self.incref(exception);
        self.release(mark);
        self.set_raised(exception);
        Raised
    }

    pub fn type_error(&mut self, message: String) -> Raised {
        self.raise_text(T::TYPE_ERROR, &message)
    }

    pub fn value_error(&mut self, message: &str) -> Raised {
        self.raise_text(T::VALUE_ERROR, message)
    }

    /// Raises an exception object that the scope holds.
    pub fn raise_object(&mut self, exception: Obj) -> Raised {
        self.incref(exception);
        self.set_raised(exception);
        Raised
    }

    pub fn raise_name_error(&mut self, ty: Obj, message: String, name: Obj) -> Raised {
        let mark = self.mark();
        let exception = self.new_exception(ty, &message);
        // An unbound local is no name to look for others like it.
        if ty == T::NAME_ERROR {
            self.set_exception_field(exception, 0, name);
        }
        self.incref(exception);
        self.release(mark);
        self.set_raised(exception);
        Raised
    }

    pub fn raise_attribute_error(&mut self, message: String, o: Obj, name: Obj) -> Raised {
        let mark = self.mark();
        let exception = self.new_exception(T::ATTRIBUTE_ERROR, &message);
        self.set_exception_field(exception, 0, name);
        self.set_exception_field(exception, 1, o);
        self.incref(exception);
        self.release(mark);
        self.set_raised(exception);
        Raised
    }

    /// An `AttributeError` in flight that does not say of what it is, is of this attribute.
    #[cold]
    pub fn blame_attribute(&mut self, o: Obj, name: Obj) {
        let exception = self.raised;
        if !self.raised_is(T::ATTRIBUTE_ERROR)
            || !self.exception_field(exception, 0).is_null()
            || !self.exception_field(exception, 1).is_null()
        {
            return;
        }
        self.set_exception_field(exception, 0, name);
        self.set_exception_field(exception, 1, o);
    }

    /// Puts a counted exception in flight; the one being handled becomes its context.
    pub fn set_raised(&mut self, exception: Obj) {
        let current = self.current_exception();
        if !current.is_null() && current != exception {
            // A cycle is cut where the chain of the handled exception comes back to this one.
            let mut link = current;
            let mut slow = current;
            let mut turn = false;
            loop {
                let next = self.exception_data(link).map_or(Obj::NULL, |data| data.context);
                if next.is_null() {
                    break;
                }
                if next == exception {
                    if let Some(data) = self.exception_data_mut(link) {
                        data.context = Obj::NULL;
                    }
                    self.decref(next);
                    break;
                }
                link = next;
                if link == slow {
                    break;
                }
                if turn {
                    slow = self.exception_data(slow).map_or(Obj::NULL, |data| data.context);
                }
                turn = !turn;
            }
            self.set_context(exception, current);
        }
        let old = std::mem::replace(&mut self.raised, exception);
        self.decref_some(old);
        self.reraising = false;
        self.reraise_at = None;
    }

    /// Like [`Vm::set_raised`] for an exception that is thrown into the generator whose frame is on top: its context is what
    /// that generator handles, not what its caller does.
    pub fn set_raised_in_generator(&mut self, exception: Obj) {
        let own = self.handled.last().copied().unwrap_or(Obj::NULL);
        if own.is_null() || own == NONE {
            let old = std::mem::replace(&mut self.raised, exception);
            self.decref_some(old);
            self.reraising = false;
            self.reraise_at = None;
        } else {
            self.set_raised(exception);
        }
    }

    pub fn set_context(&mut self, exception: Obj, context: Obj) {
        self.heap.incref_some(context);
        if let Some(data) = self.exception_data_mut(exception) {
            let old = std::mem::replace(&mut data.context, context);
            self.decref_some(old);
        }
    }

    /// `__cause__`; also suppresses the context.
    pub fn set_cause(&mut self, exception: Obj, cause: Obj) {
        self.heap.incref_some(cause);
        if let Some(data) = self.exception_data_mut(exception) {
            data.suppress_context = true;
            let old = std::mem::replace(&mut data.cause, cause);
            self.decref_some(old);
        }
    }

    pub fn set_cause_of_raised(&mut self, cause: Obj) {
        let raised = self.raised;
        self.set_cause(raised, cause);
        self.set_context(raised, cause);
    }

    pub fn raised_is(&self, ty: Obj) -> bool {
        !self.raised.is_null() && self.is_instance(self.raised, ty)
    }

    pub fn clear_raised(&mut self) {
        let old = std::mem::replace(&mut self.raised, Obj::NULL);
        self.reraising = false;
        self.decref_some(old);
    }

    /// The exception in flight, held; nothing is in flight any more.
    pub fn take_raised(&mut self) -> Obj {
        let old = std::mem::replace(&mut self.raised, Obj::NULL);
        self.reraising = false;
        if old.is_null() { old } else { self.own(old) }
    }

    /// The value of a `StopIteration`.
    pub fn stop_value(&self, exception: Obj) -> Obj {
        self.exception_field(exception, 0).some().unwrap_or(NONE)
    }

    /// Takes a `StopIteration` out of flight; its value is held.
    pub fn take_stop_value(&mut self) -> Obj {
        let exception = self.take_raised();
        let value = self.stop_value(exception);
        self.hold(value)
    }

    /// Notes that the exception in flight passes through the top frame.
    pub fn add_traceback(&mut self) {
        let exception = self.raised;
        if exception.is_null() {
            let _ = self.internal("an error without an exception");
            return;
        }
        let (code, text) = {
            let frame = self.frame();
            (frame.code, frame.text)
        };
        // What CPython has in C and pylens in Python leaves no entry in either.
        if in_place_of_c(&self.codes[code as usize].filename, &self.codes[code as usize].name) {
            return;
        }
        let lasti = (self.ip as u32).saturating_sub(text);
        let lineno = self.codes[code as usize].position(lasti).line.unwrap_or(-1);
        let next = self.exception_data(exception).map_or(Obj::NULL, |data| data.traceback);
        let frame = self.frame_object_at(self.frames.len() - 1);
        self.incref(frame);
        let traceback = self
            .heap
            .alloc(T::TRACEBACK, Payload::Traceback(Box::new(TracebackData { next, frame, code, lasti, lineno })));
        if let Some(data) = self.exception_data_mut(exception) {
            // The count of the old traceback passes to the new one.
            data.traceback = traceback;
        }
    }

    /// Splits an exception for `except*`: what matches and the rest, `None` where there is nothing.
    pub fn split_for_except_star(&mut self, exception: Obj, class: Obj) -> PyResult<(Obj, Obj)> {
        if exception == NONE {
            return Ok((NONE, NONE));
        }
        if self.matches_classes(exception, class) {
            if self.is_instance(exception, T::BASE_EXCEPTION_GROUP) {
                return Ok((exception, NONE));
            }
            let list = self.new_tuple(&[exception]);
            let group = self.call(T::EXCEPTION_GROUP, &[super::object::statics::EMPTY_STR, list])?;
            return Ok((group, NONE));
        }
        if self.is_instance(exception, T::BASE_EXCEPTION_GROUP) {
            let split = self.call_method_str(exception, "split", &[class])?;
            let parts = self.held_items(split);
            if let [matched, rest] = parts[..] {
                return Ok((matched, rest));
            }
        }
        Ok((NONE, exception))
    }

    pub fn matches_classes(&self, exception: Obj, class: Obj) -> bool {
        let ty = self.ty(exception);
        match self.items(class) {
            Some(classes) => classes.iter().any(|&class| self.is_subtype(ty, class)),
            None => self.is_subtype(ty, class),
        }
    }

    pub fn set_traceback(&mut self, exception: Obj, traceback: Obj) {
        self.heap.incref_some(traceback);
        if let Some(data) = self.exception_data_mut(exception) {
            let old = std::mem::replace(&mut data.traceback, traceback);
            self.decref_some(old);
        }
    }

    pub fn call_method_str(&mut self, o: Obj, name: &str, args: &[Obj]) -> PyResult<Obj> {
        let name = self.intern(name);
        self.call_method(o, name, args)
    }

    /// What is raised behind the clauses of `except*`: what they raised and what none of them caught.
    pub fn prepare_reraise_star(&mut self, original: Obj, raised: Obj) -> PyResult<Obj> {
        let list: Vec<Obj> = self.held_items(raised).into_iter().filter(|&o| o != NONE).collect();
        if list.is_empty() {
            return Ok(NONE);
        }
        if !self.is_instance(original, T::BASE_EXCEPTION_GROUP) {
            return Ok(list[0]);
        }
        let mut fresh = Vec::new();
        let mut reraised = Vec::new();
        for &exception in &list {
            let same = |vm: &Vm| {
                let (a, b) = (vm.exception_data(exception)?, vm.exception_data(original)?);
                let notes = vm.interned.get("__notes__").copied();
                let note = |o| notes.and_then(|name| vm.instance_get(o, name));
                Some(
                    a.traceback == b.traceback
                        && a.cause == b.cause
                        && a.context == b.context
                        && note(exception) == note(original),
                )
            };
            if same(self) == Some(true) {
                reraised.push(exception);
            } else {
                fresh.push(exception);
            }
        }
        let rest = self.projection(original, &reraised)?;
        if fresh.is_empty() {
            return Ok(rest);
        }
        if rest != NONE {
            fresh.push(rest);
        }
        if let [one] = fresh[..] {
            return Ok(one);
        }
        let list = self.new_list(fresh);
        self.call(T::EXCEPTION_GROUP, &[super::object::statics::EMPTY_STR, list])
    }

    /// The leaves of `group` that are in one of `keep`, in the shape of `group`.
    fn projection(&mut self, group: Obj, keep: &[Obj]) -> PyResult<Obj> {
        let mut leaves = Vec::new();
        for &exception in keep {
            self.collect_leaves(exception, &mut leaves);
        }
        if leaves.is_empty() {
            return Ok(NONE);
        }
        self.split_group(group, &mut |_, leaf| Ok(leaves.contains(&leaf))).map(|(matched, _)| matched)
    }

    fn collect_leaves(&self, exception: Obj, leaves: &mut Vec<Obj>) {
        if self.is_instance(exception, T::BASE_EXCEPTION_GROUP) {
            let members = self.exception_field(exception, 1);
            if !members.is_null() {
                for &member in self.items(members).unwrap_or(&[]) {
                    self.collect_leaves(member, leaves);
                }
            }
        } else {
            leaves.push(exception);
        }
    }

    /// Splits a group by a condition on its leaves; `None` stands for an empty part.
    pub fn split_group(
        &mut self,
        group: Obj,
        condition: &mut dyn FnMut(&mut Vm, Obj) -> PyResult<bool>,
    ) -> PyResult<(Obj, Obj)> {
        let members = self.exception_field(group, 1);
        let members = if members.is_null() { Vec::new() } else { self.held_items(members) };
        let (mut yes, mut no) = (Vec::new(), Vec::new());
        for member in members {
            if condition(self, member)? {
                yes.push(member);
            } else if self.is_instance(member, T::BASE_EXCEPTION_GROUP) {
                let (matched, rest) = self.split_group(member, condition)?;
                if matched != NONE {
                    yes.push(matched);
                }
                if rest != NONE {
                    no.push(rest);
                }
            } else {
                no.push(member);
            }
        }
        let matched = self.derive_group(group, yes)?;
        let rest = self.derive_group(group, no)?;
        Ok((matched, rest))
    }

    /// `group.derive(members)` with context, cause, traceback and notes of the original.
    pub fn derive_group(&mut self, group: Obj, members: Vec<Obj>) -> PyResult<Obj> {
        if members.is_empty() {
            return Ok(NONE);
        }
        let list = self.new_list(members);
        let derived = self.call_method_str(group, "derive", &[list])?;
        if !self.is_instance(derived, T::BASE_EXCEPTION_GROUP) {
            let message = "derive must return an instance of BaseExceptionGroup";
            return Err(self.raise_text(T::TYPE_ERROR, message));
        }
        let Some(data) = self.exception_data(group) else { return Ok(derived) };
        let (traceback, cause, context, suppress) = (data.traceback, data.cause, data.context, data.suppress_context);
        self.set_traceback(derived, traceback);
        self.set_context(derived, context);
        if !cause.is_null() {
            self.set_cause(derived, cause);
        }
        if let Some(data) = self.exception_data_mut(derived) {
            data.suppress_context = suppress;
        }
        let notes = super::object::names::__notes__;
        if let Some(list) = self.instance_get(group, notes)
            && self.find_in_type(self.ty(list), super::object::names::__getitem__).is_some()
        {
            let items = self.collect(list)?;
            let copy = self.new_list(items);
            self.instance_set(derived, notes, copy);
        }
        Ok(derived)
    }
}

/// Whether CPython has in C what a function does here in Python: pylens' own native modules, and the Python versions of
/// C modules that the library keeps.
pub fn in_place_of_c(filename: &str, function: &str) -> bool {
    if filename.starts_with("<native ") {
        return true;
    }
    match filename.rsplit('/').next() {
        Some("_pydatetime.py" | "_pydecimal.py") => true,
        Some("pickle.py") => filename.ends_with("/lib/python3.13/pickle.py"),
        Some("futures.py") if filename.ends_with("/asyncio/futures.py") => {
            matches!(function, "result" | "exception" | "set_result" | "set_exception" | "cancel" | "__await__")
        }
        Some("tasks.py") if filename.ends_with("/asyncio/tasks.py") => {
            matches!(function, "__step" | "__step_run_and_handle_result" | "__wakeup" | "cancel")
        }
        Some("scanner.py") => filename.ends_with("/json/scanner.py"),
        Some("decoder.py") => {
            filename.ends_with("/json/decoder.py") && matches!(function, "JSONObject" | "JSONArray" | "py_scanstring")
        }
        _ => false,
    }
}
