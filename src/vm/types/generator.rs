//! Generators and coroutines: `send`, `throw`, `close`.

use super::{ITER_SELF, REPR, TypeTable, ZERO};
use crate::vm::frames::Cont;
use crate::vm::interp::op;
use crate::vm::native::{Args, Arity, GetSetDef, def};
use crate::vm::object::statics::NONE;
use crate::vm::object::{GeneratorState, Obj, Payload, T, names};
use crate::vm::{PyResult, Raised, Vm};

pub const TABLES: &[TypeTable] = &[
    TypeTable::new(
        T::GENERATOR,
        &[
            REPR,
            ITER_SELF,
            def("__next__", ZERO, next),
            def("send", Arity::One, send),
            def("throw", Arity::Pos(1, 3), throw),
            def("close", Arity::None, close),
        ],
    )
    .with_class_methods(&[def("__class_getitem__", Arity::One, super::typing::class_getitem)])
    .with_getset(&[
        GetSetDef { name: "__name__", get: name, set: Some(set_name) },
        GetSetDef { name: "__qualname__", get: qualname, set: Some(set_qualname) },
        GetSetDef { name: "gi_code", get: code, set: None },
        GetSetDef { name: "gi_frame", get: frame, set: None },
        GetSetDef { name: "gi_running", get: running, set: None },
        GetSetDef { name: "gi_suspended", get: suspended, set: None },
        GetSetDef { name: "gi_yieldfrom", get: yieldfrom, set: None },
    ]),
    TypeTable::new(
        T::COROUTINE,
        &[
            REPR,
            def("__await__", ZERO, await_),
            def("send", Arity::One, send),
            def("throw", Arity::Pos(1, 3), throw),
            def("close", Arity::None, close),
        ],
    )
    .with_class_methods(&[def("__class_getitem__", Arity::One, super::typing::class_getitem)])
    .with_getset(&[
        GetSetDef { name: "__name__", get: name, set: Some(set_name) },
        GetSetDef { name: "__qualname__", get: qualname, set: Some(set_qualname) },
        GetSetDef { name: "cr_code", get: code, set: None },
        GetSetDef { name: "cr_frame", get: frame, set: None },
        GetSetDef { name: "cr_running", get: running, set: None },
        GetSetDef { name: "cr_suspended", get: suspended, set: None },
        GetSetDef { name: "cr_await", get: yieldfrom, set: None },
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

fn set_name(vm: &mut Vm, o: Obj, value: Obj) -> PyResult<()> {
    let old = set_text(vm, o, value, "__name__")?;
    vm.decref(old);
    Ok(())
}

fn set_qualname(vm: &mut Vm, o: Obj, value: Obj) -> PyResult<()> {
    let old = set_text(vm, o, value, "__qualname__")?;
    vm.decref(old);
    Ok(())
}

fn throw(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if args.len() > 2 {
        let message = "the (type, exc, tb) signature of throw() is deprecated, use the single-arg signature instead.";
        vm.warn(T::DEPRECATION_WARNING, message)?;
    }
    if args.get(3).is_some_and(|o| o != NONE && vm.ty(o) != T::TRACEBACK) {
        return Err(vm.raise_text(T::TYPE_ERROR, "throw() third argument must be a traceback object"));
    }
    let exception = vm.thrown_exception(args)?;
    let outcome = vm.generator_throw(args[0], exception)?;
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
    let exception = vm.thrown_exception(args)?;
    let outcome = vm.generator_throw(wrapped(vm, args[0]), exception)?;
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

fn name(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    Ok(field(vm, o).map_or(NONE, |data| data.name))
}

fn qualname(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    Ok(field(vm, o).map_or(NONE, |data| data.qualname))
}

fn code(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    let code = field(vm, o).map_or(0, |data| data.code);
    Ok(vm.new_object(T::CODE, Payload::Code(code)))
}

fn frame(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    let Some(data) = field(vm, o) else { return Ok(NONE) };
    let Some(frame) = &data.frame else { return Ok(NONE) };
    let (code, globals, lasti) = (frame.code, frame.globals, frame.ip - frame.text);
    let line = vm.codes[code as usize].position(lasti).line.unwrap_or(0);
    Ok(vm.frame_object(code, globals, Obj::NULL, line, lasti, Obj::NULL))
}

fn running(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    Ok(Obj::bool(field(vm, o).is_some_and(|data| data.state == GeneratorState::Running)))
}

fn suspended(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    Ok(Obj::bool(field(vm, o).is_some_and(|data| data.state == GeneratorState::Suspended)))
}

fn yieldfrom(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    Ok(vm.yielding_from(o).unwrap_or(NONE))
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
        let args: &[Obj] = if value == NONE { &[] } else { &[value] };
        let exception = self.new_exception_args(T::STOP_ITERATION, args);
        self.set_exception_field(exception, 0, value);
        self.raise_object(exception)
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
        let kind = self.generator_kind(generator);
        match self.generator_state(generator) {
            GeneratorState::Created if value != NONE => {
                let message = format!("can't send non-None value to a just-started {kind}");
                return Err(self.type_error(message));
            }
            GeneratorState::Running => {
                let message = format!("{kind} already executing");
                return Err(self.value_error(&message));
            }
            GeneratorState::Finished => {
                if kind == "coroutine" {
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

    /// The exception that the arguments of `throw` (behind the receiver) ask for.
    pub fn thrown_exception(&mut self, args: &Args) -> PyResult<Obj> {
        let what = args[1];
        let value = args.get(2).filter(|&o| o != NONE);
        if self.is_type(what) && self.is_subtype(what, T::BASE_EXCEPTION) {
            return match value {
                Some(value) if self.is_instance(value, what) => Ok(value),
                Some(value) if self.is_tuple(value) => {
                    let items = self.held_items(value);
                    self.call(what, &items)
                }
                Some(value) => self.call(what, &[value]),
                None => self.call(what, &[]),
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

    /// Raises an exception where the generator is suspended.
    pub fn generator_throw(&mut self, generator: Obj, exception: Obj) -> PyResult<Outcome> {
        if let Some(inner) = self.yielding_from(generator) {
            self.hold(inner);
            if self.is_instance(exception, T::GENERATOR_EXIT) {
                self.set_state(generator, GeneratorState::Running);
                let closed = self.close_iterator(inner);
                self.set_state(generator, GeneratorState::Suspended);
                if closed.is_err() {
                    let raised = self.take_raised();
                    return self.throw_here(generator, raised);
                }
                return self.throw_here(generator, exception);
            }
            self.set_state(generator, GeneratorState::Running);
            let result = if matches!(self.ty(inner), T::GENERATOR | T::COROUTINE) {
                match self.generator_throw(inner, exception) {
                    Ok(outcome) => self.value_or_stop(outcome),
                    Err(error) => Err(error),
                }
            } else {
                match self.find_attr(inner, names::throw) {
                    Ok(Some(method)) => self.call(method, &[exception]),
                    Ok(None) => {
                        self.set_state(generator, GeneratorState::Suspended);
                        return self.throw_here(generator, exception);
                    }
                    Err(error) => Err(error),
                }
            };
            self.set_state(generator, GeneratorState::Suspended);
            return match result {
                Ok(value) => Ok(Outcome::Yielded(value)),
                Err(_) => {
                    let raised = self.take_raised();
                    self.throw_here(generator, raised)
                }
            };
        }
        self.throw_here(generator, exception)
    }

    fn set_state(&mut self, generator: Obj, state: GeneratorState) {
        if let Payload::Generator(data) = self.heap.payload_mut(generator) {
            data.state = state;
        }
    }

    fn throw_here(&mut self, generator: Obj, exception: Obj) -> PyResult<Outcome> {
        let kind = self.generator_kind(generator);
        match self.generator_state(generator) {
            GeneratorState::Running => {
                let message = format!("{kind} already executing");
                return Err(self.value_error(&message));
            }
            GeneratorState::Finished => {
                if kind == "coroutine" {
                    return Err(self.raise_text(T::RUNTIME_ERROR, "cannot reuse already awaited coroutine"));
                }
                return Err(self.raise_object(exception));
            }
            _ => {}
        }
        self.incref(NONE);
        self.resume_generator(generator, NONE, Cont::Entry)?;
        // The value of the `yield` is not wanted: the exception comes in its place.
        self.stack.pop();
        self.incref(exception);
        self.set_raised_in_generator(exception);
        self.enter_nested();
        let exit = if self.unwind() { Some(self.run()) } else { None };
        self.nested -= 1;
        match exit {
            Some(crate::vm::interp::Exit::Value(value)) => {
                let value = self.own(value);
                Ok(self.outcome(generator, value))
            }
            _ => Err(Raised),
        }
    }

    fn close_iterator(&mut self, iterator: Obj) -> PyResult<()> {
        if matches!(self.ty(iterator), T::GENERATOR | T::COROUTINE) {
            return self.generator_close(iterator).map(|_| ());
        }
        match self.find_attr(iterator, names::close)? {
            Some(method) => self.call(method, &[]).map(|_| ()),
            None => Ok(()),
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
    fn drop_generator_frame(&mut self, generator: Obj) {
        let Payload::Generator(data) = self.heap.payload_mut(generator) else { return };
        data.state = GeneratorState::Finished;
        let saved = std::mem::take(&mut data.saved);
        data.frame = None;
        for o in saved {
            self.decref_some(o);
        }
    }

    /// Whether a suspended generator must run (its `finally` blocks) before it may go.
    pub fn generator_needs_close(&self, generator: Obj) -> bool {
        let Some(data) = field(self, generator) else { return false };
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
