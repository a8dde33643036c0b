//! Generators and coroutines: `send`, `throw`, `close`.

use super::{ITER_SELF, REPR, TypeTable, ZERO};
use crate::vm::frames::Cont;
use crate::vm::interp::op;
use crate::vm::native::{Args, Arity, GetSetDef, NativeDef, def};
use crate::vm::object::statics::NONE;
use crate::vm::object::{GeneratorState, Obj, Payload, T, names};
use crate::vm::{PyResult, Raised, Vm};

/// What generators and coroutines have in common.
const fn steppable(ty: Obj) -> TypeTable {
    TypeTable::new(ty, STEPS).with_class_methods(IN_BRACKETS).with_getset(NAMES)
}

const STEPS: &[NativeDef] =
    &[def("send", Arity::One, send), def("throw", Arity::Pos(1, 3), throw), def("close", Arity::None, close)];

pub const IN_BRACKETS: &[NativeDef] = &[def("__class_getitem__", Arity::One, super::typing::class_getitem)];

const NAMES: &[GetSetDef] = &[
    GetSetDef { name: "__name__", get: name, set: Some(set_name) },
    GetSetDef { name: "__qualname__", get: qualname, set: Some(set_qualname) },
];

pub const TABLES: &[TypeTable] = &[
    steppable(T::GENERATOR),
    steppable(T::COROUTINE),
    TypeTable::new(T::GENERATOR, &[REPR, ITER_SELF, def("__next__", ZERO, next)]).with_getset(&[
        GetSetDef { name: "gi_code", get: code, set: None },
        GetSetDef { name: "gi_frame", get: frame, set: None },
        GetSetDef { name: "gi_running", get: running, set: None },
        GetSetDef { name: "gi_suspended", get: suspended, set: None },
        GetSetDef { name: "gi_yieldfrom", get: yieldfrom, set: None },
    ]),
    TypeTable::new(T::COROUTINE, &[REPR, def("__await__", ZERO, await_)]).with_getset(&[
        GetSetDef { name: "cr_code", get: code, set: None },
        GetSetDef { name: "cr_frame", get: frame, set: None },
        GetSetDef { name: "cr_running", get: running, set: None },
        GetSetDef { name: "cr_suspended", get: suspended, set: None },
        GetSetDef { name: "cr_await", get: yieldfrom, set: None },
        GetSetDef { name: "cr_origin", get: origin, set: None },
    ]),
    TypeTable::new(
        T::COROUTINE_WRAPPER,
        &[
            ITER_SELF,
            def("__next__", ZERO, wrapper_next),
            def("send", Arity::One, wrapper_send),
            def("throw", Arity::Pos(1, 3), wrapper_throw),
            def("close", Arity::None, wrapper_close),
        ],
    ),
];

/// What is thrown into a generator.
pub enum Thrown<'a> {
    Exception(Obj),
    /// The arguments of `throw`, from which the exception is made where nothing else takes them.
    Asked(&'a [Obj]),
}

/// What a step of a generator ended in.
pub enum Outcome {
    Yielded(Obj),
    Returned(Obj),
}

fn next(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    send_or_stop(vm, args[0], NONE)
}

fn send(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    send_or_stop(vm, args[0], args[1])
}

fn send_or_stop(vm: &mut Vm, generator: Obj, value: Obj) -> PyResult<Obj> {
    let outcome = vm.generator_send(generator, value)?;
    vm.value_or_stop(outcome)
}

fn set_text(vm: &mut Vm, o: Obj, value: Obj, what: &str) -> PyResult<Obj> {
    if value.is_null() || !vm.is_str(value) {
        return Err(vm.raise_text(T::TYPE_ERROR, &format!("{what} must be set to a string object")));
    }
    vm.incref(value);
    let Payload::Generator(data) = vm.heap.payload_mut(o) else { return Ok(value) };
    let place = if what == "__name__" { &mut data.name } else { &mut data.qualname };
    Ok(std::mem::replace(place, value))
}

pub fn set_name(vm: &mut Vm, o: Obj, value: Obj) -> PyResult<()> {
    let old = set_text(vm, o, value, "__name__")?;
    vm.decref(old);
    Ok(())
}

pub fn set_qualname(vm: &mut Vm, o: Obj, value: Obj) -> PyResult<()> {
    let old = set_text(vm, o, value, "__qualname__")?;
    vm.decref(old);
    Ok(())
}

fn throw(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if args.len() > 2 {
        let message = "the (type, exc, tb) signature of throw() is deprecated, use the single-arg signature instead.";
        vm.warn(T::DEPRECATION_WARNING, message)?;
    }
    let outcome = vm.generator_throw_as(args[0], &Thrown::Asked(&args.pos[1..]), true)?;
    vm.value_or_stop(outcome)
}

fn close(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    vm.generator_close(args[0])
}

fn await_(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    Ok(vm.new_object_counted(T::COROUTINE_WRAPPER, Payload::Wrapper(args[0])))
}

fn wrapped(vm: &Vm, o: Obj) -> Obj {
    match vm.heap.payload(o) {
        Payload::Wrapper(inner) => *inner,
        _ => o,
    }
}

fn wrapper_next(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    send_or_stop(vm, wrapped(vm, args[0]), NONE)
}

fn wrapper_send(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    send_or_stop(vm, wrapped(vm, args[0]), args[1])
}

fn wrapper_throw(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let outcome = vm.generator_throw_as(wrapped(vm, args[0]), &Thrown::Asked(&args.pos[1..]), true)?;
    vm.value_or_stop(outcome)
}

fn wrapper_close(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    vm.generator_close(wrapped(vm, args[0]))
}

fn field(vm: &Vm, o: Obj) -> Option<&crate::vm::object::GeneratorData> {
    match vm.heap.payload(o) {
        Payload::Generator(data) => Some(data),
        _ => None,
    }
}

pub fn name(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    Ok(field(vm, o).map_or(NONE, |data| data.name))
}

pub fn qualname(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    Ok(field(vm, o).map_or(NONE, |data| data.qualname))
}

pub fn code(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    Ok(field(vm, o).map_or(NONE, |data| data.code_object))
}

pub fn frame(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    Ok(vm.generator_frame_object(o).unwrap_or(NONE))
}

pub fn running(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    Ok(Obj::bool(field(vm, o).is_some_and(|data| data.state == GeneratorState::Running)))
}

pub fn suspended(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    Ok(Obj::bool(field(vm, o).is_some_and(|data| data.state == GeneratorState::Suspended)))
}

pub fn yieldfrom(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    Ok(vm.yielding_from(o).unwrap_or(NONE))
}

/// Where a coroutine was made, if that is tracked.
fn origin(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    Ok(field(vm, o).and_then(|data| data.origin.some()).unwrap_or(NONE))
}

impl Vm {
    /// A yielded value, or `StopIteration` in flight.
    pub fn value_or_stop(&mut self, outcome: Outcome) -> PyResult<Obj> {
        match outcome {
            Outcome::Yielded(value) => Ok(value),
            Outcome::Returned(value) => Err(self.raise_stop(value)),
        }
    }

    pub fn raise_stop(&mut self, value: Obj) -> Raised {
        let exception = self.stop_of(value);
        self.raise_object(exception)
    }

    /// The exception that tools are told of where a generator returned `value`: a tuple is taken for arguments.
    pub fn told_stop_of(&mut self, value: Obj) -> Obj {
        let args = if value == NONE {
            Vec::new()
        } else if self.ty(value) == T::TUPLE {
            self.held_items(value)
        } else {
            vec![value]
        };
        let exception = self.new_exception_args(T::STOP_ITERATION, &args);
        let first = args.first().copied().unwrap_or(NONE);
        self.set_exception_field(exception, 0, first);
        exception
    }

    /// The exception by which a generator that returns `value` says so.
    pub fn stop_of(&mut self, value: Obj) -> Obj {
        let args: &[Obj] = if value == NONE { &[] } else { &[value] };
        let exception = self.new_exception_args(T::STOP_ITERATION, args);
        self.set_exception_field(exception, 0, value);
        exception
    }

    /// The next item of a generator as an iterator; its end raises nothing.
    pub fn generator_next(&mut self, generator: Obj) -> PyResult<Option<Obj>> {
        match self.generator_send(generator, NONE)? {
            Outcome::Yielded(value) => Ok(Some(value)),
            Outcome::Returned(_) => Ok(None),
        }
    }

    fn generator_state(&self, generator: Obj) -> GeneratorState {
        field(self, generator).map_or(GeneratorState::Finished, |data| data.state)
    }

    fn generator_kind(&self, generator: Obj) -> &'static str {
        match self.ty(generator) {
            T::COROUTINE => "coroutine",
            T::ASYNC_GENERATOR => "async generator",
            _ => "generator",
        }
    }

    pub fn generator_send(&mut self, generator: Obj, value: Obj) -> PyResult<Outcome> {
        match self.generator_state(generator) {
            GeneratorState::Created if value != NONE => {
                let kind = self.generator_kind(generator);
                let message = format!("can't send non-None value to a just-started {kind}");
                return Err(self.type_error(message));
            }
            GeneratorState::Running => {
                let message = format!("{} already executing", self.generator_kind(generator));
                return Err(self.value_error(&message));
            }
            GeneratorState::Finished => {
                if self.generator_kind(generator) == "coroutine" {
                    return Err(self.raise_text(T::RUNTIME_ERROR, "cannot reuse already awaited coroutine"));
                }
                return Ok(Outcome::Returned(NONE));
            }
            _ => {}
        }
        self.incref(value);
        self.resume_generator(generator, value, Cont::Entry)?;
        let value = self.run_nested()?;
        Ok(self.outcome(generator, value))
    }

    fn outcome(&self, generator: Obj, value: Obj) -> Outcome {
        if self.generator_state(generator) == GeneratorState::Finished {
            Outcome::Returned(value)
        } else {
            Outcome::Yielded(value)
        }
    }

    /// What a suspended generator or coroutine delegates to.
    pub fn yielding_from(&self, generator: Obj) -> Option<Obj> {
        let data = field(self, generator)?;
        if data.state != GeneratorState::Suspended {
            return None;
        }
        let frame = data.frame.as_ref()?;
        let unit = self.text[frame.ip as usize];
        (unit as u8 == op::YIELD_VALUE && unit >> 8 == 1).then(|| data.saved.last().copied()).flatten()
    }

    /// The exception that the arguments of `throw` ask for.
    fn thrown_exception(&mut self, thrown: &Thrown) -> PyResult<Obj> {
        let args = match thrown {
            Thrown::Exception(exception) => return Ok(*exception),
            Thrown::Asked(args) => args,
        };
        let what = args[0];
        let value = args.get(1).copied().filter(|&o| o != NONE);
        if args.get(2).is_some_and(|&o| o != NONE && self.ty(o) != T::TRACEBACK) {
            return Err(self.raise_text(T::TYPE_ERROR, "throw() third argument must be a traceback object"));
        }
        if self.is_type(what) && self.is_subtype(what, T::BASE_EXCEPTION) {
            return match value {
                Some(value) if self.is_instance(value, what) => Ok(value),
                Some(value) => {
                    let items = if self.is_tuple(value) { self.held_items(value) } else { vec![value] };
                    self.made_exception(what, &items)
                }
                None => self.made_exception(what, &[]),
            };
        }
        if self.is_instance(what, T::BASE_EXCEPTION) {
            if value.is_some() {
                return Err(self.raise_text(T::TYPE_ERROR, "instance exception may not have a separate value"));
            }
            return Ok(what);
        }
        let name = self.type_name_of(what);
        let message = format!("exceptions must be classes or instances deriving from BaseException, not {name}");
        Err(self.type_error(message))
    }

    /// Calls an exception class, which need not make exceptions.
    fn made_exception(&mut self, class: Obj, args: &[Obj]) -> PyResult<Obj> {
        // What goes wrong while the exception is made is thrown in its place.
        let made = match self.call(class, args) {
            Ok(made) => made,
            Err(_) => return Ok(self.take_raised()),
        };
        if self.is_instance(made, T::BASE_EXCEPTION) {
            return Ok(made);
        }
        let (class, got) = (self.repr_text(class)?, self.type_name_of(made));
        let message = format!("calling {class} should have returned an instance of BaseException, not {got}");
        let _ = self.type_error(message);
        Ok(self.take_raised())
    }

    /// Raises an exception where the generator is suspended: in what it delegates to, if that can take it.
    pub fn generator_throw(&mut self, generator: Obj, exception: Obj) -> PyResult<Outcome> {
        self.generator_throw_as(generator, &Thrown::Exception(exception), true)
    }

    /// The same; `close` says that a `GeneratorExit` closes what the generator delegates to, rather than be thrown there.
    pub fn generator_throw_as(&mut self, generator: Obj, thrown: &Thrown, close: bool) -> PyResult<Outcome> {
        let inner = self.yielding_from(generator);
        // What it delegates to may want the arguments as they are.
        let mut made = if inner.is_none() { Some(self.thrown_exception(thrown)?) } else { None };
        match self.generator_state(generator) {
            GeneratorState::Running => {
                let message = format!("{} already executing", self.generator_kind(generator));
                return Err(self.value_error(&message));
            }
            GeneratorState::Finished => {
                if self.generator_kind(generator) == "coroutine" {
                    return Err(self.raise_text(T::RUNTIME_ERROR, "cannot reuse already awaited coroutine"));
                }
                let exception = self.thrown_exception(thrown)?;
                return Err(self.raise_object(exception));
            }
            _ => {}
        }
        self.incref(NONE);
        // The depth of a handler counts the value of the `yield`, so that stays although the exception comes in its place.
        self.resume_generator(generator, NONE, Cont::Entry)?;
        if self.is_traced() {
            self.save_position();
            self.note_resumption();
            if inner.is_none()
                && let Some(exception) = made
                && self.trace_throw(exception).is_err()
            {
                made = Some(self.take_raised());
            }
        }
        if let Some(inner) = inner {
            self.hold(inner);
            match self.throw_into_inner(inner, thrown, close) {
                Ok(Some(value)) => {
                    self.stack.pop();
                    self.hold(generator);
                    self.suspend_generator();
                    return Ok(Outcome::Yielded(value));
                }
                Ok(None) => {}
                Err((true, _)) => made = Some(self.take_raised()),
                Err((false, error)) => {
                    self.stack.pop();
                    self.hold(generator);
                    self.suspend_generator();
                    return Err(error);
                }
            }
        }
        let exception = match made.map_or_else(|| self.thrown_exception(thrown), Ok) {
            Ok(exception) => exception,
            Err(error) => {
                self.stack.pop();
                self.hold(generator);
                self.suspend_generator();
                return Err(error);
            }
        };
        self.incref(exception);
        self.set_raised_in_generator(exception);
        // A suspended frame stands behind its `yield`, but the handler is that of the `yield`.
        self.raises += 1;
        self.ip += 1;
        self.enter_in_traceback();
        self.reraise_at = Some((self.ip - self.frame().text as usize) as u32);
        self.ip -= 1;
        self.reraising = true;
        self.tracing.told = self.is_traced();
        self.enter_nested();
        let exit = if self.unwind() { Some(self.run()) } else { None };
        self.leave_nested();
        match exit {
            Some(crate::vm::interp::Exit::Value(value)) => {
                let value = self.own(value);
                Ok(self.outcome(generator, value))
            }
            _ => Err(Raised),
        }
    }

    /// Throws into what a generator delegates to. `None`: it has no `throw`, or it was closed; the exception is for the
    /// generator itself. An error comes with whether it is raised in the generator.
    fn throw_into_inner(&mut self, inner: Obj, thrown: &Thrown, close: bool) -> Result<Option<Obj>, (bool, Raised)> {
        let (what, args) = match thrown {
            Thrown::Exception(exception) => (*exception, std::slice::from_ref(exception)),
            Thrown::Asked(args) => (args[0], *args),
        };
        let is_exit =
            self.is_instance(what, T::GENERATOR_EXIT) || self.is_type(what) && self.is_subtype(what, T::GENERATOR_EXIT);
        if close && is_exit {
            return self.close_iterator(inner).map(|()| None).map_err(|error| (true, error));
        }
        if matches!(self.ty(inner), T::GENERATOR | T::COROUTINE) {
            let outcome = self.generator_throw_as(inner, thrown, close).map_err(|error| (true, error))?;
            return self.value_or_stop(outcome).map(Some).map_err(|error| (true, error));
        }
        match self.find_attr(inner, names::throw) {
            Ok(Some(method)) => self.call(method, args).map(Some).map_err(|error| (true, error)),
            Ok(None) => Ok(None),
            Err(error) => Err((false, error)),
        }
    }

    fn close_iterator(&mut self, iterator: Obj) -> PyResult<()> {
        if matches!(self.ty(iterator), T::GENERATOR | T::COROUTINE) {
            return self.generator_close(iterator).map(|_| ());
        }
        match self.find_attr(iterator, names::close) {
            Ok(Some(method)) => self.call(method, &[]).map(|_| ()),
            Ok(None) => Ok(()),
            Err(_) => {
                let exception = self.take_raised();
                let place = self.repr_text(iterator).unwrap_or_default();
                self.write_unraisable(exception, iterator, &place)
            }
        }
    }

    /// `close()`; a value that the generator returns is that of the call.
    pub fn generator_close(&mut self, generator: Obj) -> PyResult<Obj> {
        match self.generator_state(generator) {
            GeneratorState::Created => {
                self.drop_generator_frame(generator);
                return Ok(NONE);
            }
            GeneratorState::Finished => return Ok(NONE),
            GeneratorState::Running => {
                let message = format!("{} already executing", self.generator_kind(generator));
                return Err(self.value_error(&message));
            }
            GeneratorState::Suspended => {}
        }
        let exception = self.new_exception_args(T::GENERATOR_EXIT, &[]);
        match self.generator_throw(generator, exception) {
            Ok(Outcome::Yielded(_)) => {
                let message = format!("{} ignored GeneratorExit", self.generator_kind(generator));
                Err(self.raise_text(T::RUNTIME_ERROR, &message))
            }
            Ok(Outcome::Returned(value)) => Ok(value),
            Err(error) => {
                if self.raised_is(T::STOP_ITERATION) {
                    return Ok(self.take_stop_value());
                }
                if self.raised_is(T::GENERATOR_EXIT) {
                    self.clear_raised();
                    return Ok(NONE);
                }
                Err(error)
            }
        }
    }

    /// A generator that never ran gives up its frame.
    pub fn drop_generator_frame(&mut self, generator: Obj) {
        let Payload::Generator(data) = self.heap.payload_mut(generator) else { return };
        data.state = GeneratorState::Finished;
        let mut saved = std::mem::take(&mut data.saved);
        if let Some(frame) = data.frame.take() {
            self.abandon_frame_object(&frame, &mut saved);
            self.decref_some(frame.locals);
        }
        for o in saved {
            self.decref_some(o);
        }
    }

    /// Nobody holds a generator any more. An asynchronous one is handed to the hook that looks after it; else it is closed.
    ///
    /// CPython: `_PyGen_Finalize`.
    pub fn finalize_generator(&mut self, generator: Obj) -> PyResult<()> {
        match self.finalizer_hook(generator) {
            Some(hook) => self.call(hook, &[generator]).map(|_| ()),
            None => self.generator_close(generator).map(|_| ()),
        }
    }

    /// What `sys.set_asyncgen_hooks` wants to be told of an asynchronous generator that has not come to its end.
    fn finalizer_hook(&self, generator: Obj) -> Option<Obj> {
        let data = field(self, generator)?;
        let ended = data.async_closed || data.state == GeneratorState::Finished;
        if self.ty(generator) == T::ASYNC_GENERATOR && !ended { data.origin.some() } else { None }
    }

    /// Whether a generator must run (its `finally` blocks, or a hook) before it may go.
    pub fn generator_needs_close(&self, generator: Obj) -> bool {
        let Some(data) = field(self, generator) else { return false };
        if self.finalizer_hook(generator).is_some() {
            return true;
        }
        if data.state != GeneratorState::Suspended {
            return false;
        }
        let Some(frame) = &data.frame else { return false };
        let unit = frame.ip - frame.text;
        let info = &self.codes[data.code as usize];
        // The handler around the whole body only turns StopIteration into RuntimeError.
        info.handlers.iter().any(|h| {
            h.start <= unit
                && unit < h.end
                && !(h.depth == 0 && h.lasti && h.start <= 4 && is_stop_handler(self, info, h.target))
        })
    }
}

/// Whether a handler starts with `CALL_INTRINSIC_1 INTRINSIC_STOPITERATION_ERROR`.
fn is_stop_handler(vm: &Vm, info: &crate::vm::code::CodeInfo, target: u32) -> bool {
    let unit = vm.text[(info.text + target) as usize];
    unit as u8 == op::CALL_INTRINSIC_1 && unit >> 8 == 3
}
