//! Asynchronous generators: `asend`, `athrow`, `aclose` and the awaitables they return.

use super::generator::{self, Outcome, Thrown};
use super::{ITER_SELF, REPR, TypeTable, ZERO};
use crate::vm::native::{Args, Arity, GetSetDef, NativeDef, def};
use crate::vm::object::statics::{FALSE, NONE, TRUE};
use crate::vm::object::{Obj, Payload, T};
use crate::vm::{PyResult, Raised, Vm};

/// The methods of the awaitables that a step of an asynchronous generator is.
const STEP: &[NativeDef] = &[
    ITER_SELF,
    def("__await__", ZERO, super::itself),
    def("__next__", ZERO, step_next),
    def("send", Arity::One, step_send),
    def("throw", Arity::Pos(1, 3), step_throw),
    def("close", Arity::None, step_close),
];

pub const TABLES: &[TypeTable] = &[
    TypeTable::new(
        T::ASYNC_GENERATOR,
        &[
            REPR,
            def("__aiter__", ZERO, super::itself),
            def("__anext__", ZERO, anext),
            def("asend", Arity::One, asend),
            def("athrow", Arity::Pos(1, 3), athrow),
            def("aclose", Arity::None, aclose),
        ],
    )
    .with_class_methods(generator::IN_BRACKETS)
    .with_getset(&[
        GetSetDef { name: "__name__", get: generator::name, set: Some(generator::set_name) },
        GetSetDef { name: "__qualname__", get: generator::qualname, set: Some(generator::set_qualname) },
        GetSetDef { name: "ag_await", get: generator::yieldfrom, set: None },
        GetSetDef { name: "ag_code", get: generator::code, set: None },
        GetSetDef { name: "ag_frame", get: generator::frame, set: None },
        GetSetDef { name: "ag_running", get: async_running, set: None },
        GetSetDef { name: "ag_suspended", get: generator::suspended, set: None },
    ]),
    TypeTable::new(T::ASYNC_GEN_ASEND, STEP),
    TypeTable::new(T::ASYNC_GEN_ATHROW, STEP),
];

/// `anext(iterator, default)`: the awaitable of `__anext__`, and what to give at the end.
pub const WITH_DEFAULT: &[TypeTable] = &[TypeTable::new(
    T::ANEXT_AWAITABLE,
    &[
        ITER_SELF,
        def("__await__", ZERO, super::itself),
        def("__next__", ZERO, default_next),
        def("send", Arity::One, default_send),
        def("throw", Arity::Pos(1, 3), default_throw),
        def("close", Arity::None, default_close),
    ],
)];

/// Passes a call on to the iterator of the inner awaitable; the end of the iteration becomes the default.
fn with_default(vm: &mut Vm, args: &Args, method: &str) -> PyResult<Obj> {
    let (inner, default) = match vm.heap.payload(args[0]) {
        Payload::Fields(fields) => (fields[0], fields[1]),
        _ => (NONE, NONE),
    };
    let await_ = crate::vm::object::names::__await__;
    let iterator = vm.get_awaitable(inner, 0)?;
    let iterator = match vm.ty(iterator) {
        T::COROUTINE => vm.call_method(iterator, await_, &[])?,
        _ => iterator,
    };
    match vm.call_method_str(iterator, method, &args.pos[1..]) {
        Err(_) if vm.raised_is(T::STOP_ASYNC_ITERATION) => {
            vm.clear_raised();
            Err(vm.raise_stop(default))
        }
        other => other,
    }
}

fn default_next(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    with_default(vm, args, "__next__")
}

fn default_send(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    with_default(vm, args, "send")
}

fn default_throw(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    with_default(vm, args, "throw")
}

fn default_close(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    with_default(vm, args, "close")
}

/// Fields of an awaitable: generator, value to send (or exception to throw), started, kind.
const SEND: Obj = crate::vm::object::statics::ZERO;
const THROW: Obj = crate::vm::object::statics::ONE;
const CLOSE: Obj = NONE;

/// Whether an `asend`, `athrow` or `aclose` of it is running.
fn async_running(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    Ok(Obj::bool(matches!(vm.heap.payload(o), Payload::Generator(data) if data.async_running)))
}

/// Tells the hooks of `sys.set_asyncgen_hooks`, once, of a generator that begins.
///
/// CPython: `async_gen_init_hooks`.
fn init_hooks(vm: &mut Vm, generator: Obj) -> PyResult<()> {
    let [first, finalizer] = crate::vm::modules::sys::async_generator_hooks(vm);
    let Payload::Generator(data) = vm.heap.payload_mut(generator) else { return Ok(()) };
    if std::mem::replace(&mut data.hooks_inited, true) {
        return Ok(());
    }
    if finalizer != NONE {
        data.origin = finalizer;
        vm.incref(finalizer);
    }
    if first != NONE {
        vm.call(first, &[generator])?;
    }
    Ok(())
}

fn anext(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    init_hooks(vm, args[0])?;
    Ok(vm.new_fields(T::ASYNC_GEN_ASEND, &[args[0], NONE, FALSE, SEND]))
}

fn asend(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    init_hooks(vm, args[0])?;
    Ok(vm.new_fields(T::ASYNC_GEN_ASEND, &[args[0], args[1], FALSE, SEND]))
}

/// The arguments are looked at when the awaitable runs.
fn athrow(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if args.len() > 2 {
        let message = "the (type, exc, tb) signature of athrow() is deprecated, use the single-arg signature instead.";
        vm.warn(T::DEPRECATION_WARNING, message)?;
    }
    init_hooks(vm, args[0])?;
    let thrown = vm.new_tuple(&args.pos[1..]);
    Ok(vm.new_fields(T::ASYNC_GEN_ATHROW, &[args[0], thrown, FALSE, THROW]))
}

fn aclose(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    init_hooks(vm, args[0])?;
    Ok(vm.new_fields(T::ASYNC_GEN_ATHROW, &[args[0], NONE, FALSE, CLOSE]))
}

fn fields(vm: &Vm, o: Obj) -> [Obj; 4] {
    match vm.heap.payload(o) {
        Payload::Fields(fields) if fields.len() == 4 => [fields[0], fields[1], fields[2], fields[3]],
        _ => [NONE; 4],
    }
}

fn set_started(vm: &mut Vm, o: Obj, state: Obj) {
    if let Payload::Fields(fields) = vm.heap.payload_mut(o) {
        fields[2] = state;
    }
}

fn step_next(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    step(vm, args[0], NONE)
}

fn step_send(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    step(vm, args[0], args[1])
}

fn closed(vm: &Vm, generator: Obj) -> bool {
    matches!(vm.heap.payload(generator), Payload::Generator(data) if data.async_closed)
}

fn set_flags(vm: &mut Vm, generator: Obj, running: Option<bool>, closed: bool) {
    if let Payload::Generator(data) = vm.heap.payload_mut(generator) {
        if let Some(running) = running {
            data.async_running = running;
        }
        data.async_closed |= closed;
    }
}

/// Complains if the awaitable is used up, or another one of the generator runs; else it runs from now on. True at its start.
fn begin(vm: &mut Vm, awaitable: Obj) -> PyResult<bool> {
    let [generator, _, state, kind] = fields(vm, awaitable);
    if state == NONE {
        let what = if kind == SEND { "__anext__()/asend()" } else { "aclose()/athrow()" };
        return Err(vm.raise_text(T::RUNTIME_ERROR, &format!("cannot reuse already awaited {what}")));
    }
    if state == TRUE {
        return Ok(false);
    }
    let running = matches!(vm.heap.payload(generator), Payload::Generator(data) if data.async_running);
    if running {
        set_started(vm, awaitable, NONE);
        let what = match kind {
            SEND => "anext(): asynchronous generator is already running",
            THROW => "athrow(): asynchronous generator is already running",
            _ => "aclose(): asynchronous generator is already running",
        };
        return Err(vm.raise_text(T::RUNTIME_ERROR, what));
    }
    Ok(true)
}

fn start(vm: &mut Vm, awaitable: Obj, generator: Obj) {
    set_started(vm, awaitable, TRUE);
    set_flags(vm, generator, Some(true), false);
}

fn step(vm: &mut Vm, awaitable: Obj, value: Obj) -> PyResult<Obj> {
    let [generator, argument, state, kind] = fields(vm, awaitable);
    if kind == SEND {
        let first = begin(vm, awaitable)?;
        start(vm, awaitable, generator);
        let value = if first && value == NONE { argument } else { value };
        let outcome = vm.generator_send(generator, value);
        return settle(vm, awaitable, generator, kind, outcome);
    }
    if state != NONE && is_finished(vm, generator) {
        set_started(vm, awaitable, NONE);
        return Err(vm.raise_stop(NONE));
    }
    if !begin(vm, awaitable)? {
        let outcome = vm.generator_send(generator, value);
        return settle(vm, awaitable, generator, kind, outcome);
    }
    if closed(vm, generator) {
        set_started(vm, awaitable, NONE);
        return Err(stop_async(vm));
    }
    if value != NONE {
        let message = "can't send non-None value to a just-started coroutine";
        return Err(vm.raise_text(T::RUNTIME_ERROR, message));
    }
    start(vm, awaitable, generator);
    let outcome = if kind == CLOSE {
        set_flags(vm, generator, None, true);
        let exit = vm.new_exception_args(T::GENERATOR_EXIT, &[]);
        vm.generator_throw_as(generator, &Thrown::Exception(exit), false)
    } else {
        let thrown = vm.held_items(argument);
        vm.generator_throw_as(generator, &Thrown::Asked(&thrown), false)
    };
    settle(vm, awaitable, generator, kind, outcome)
}

fn is_finished(vm: &Vm, generator: Obj) -> bool {
    use crate::vm::object::GeneratorState::Finished;
    matches!(vm.heap.payload(generator), Payload::Generator(data) if data.state == Finished)
}

fn finish(vm: &mut Vm, awaitable: Obj, generator: Obj, closed: bool) {
    set_started(vm, awaitable, NONE);
    set_flags(vm, generator, Some(false), closed);
}

fn stop_async(vm: &mut Vm) -> Raised {
    let exception = vm.new_exception_args(T::STOP_ASYNC_ITERATION, &[]);
    vm.raise_object(exception)
}

/// Turns what the generator did into what the awaitable does.
fn settle(vm: &mut Vm, awaitable: Obj, generator: Obj, kind: Obj, outcome: PyResult<Outcome>) -> PyResult<Obj> {
    match outcome {
        Ok(Outcome::Yielded(value)) => {
            if vm.ty(value) != T::ASYNC_GEN_WRAPPED {
                // An `await` inside yielded to the loop.
                return Ok(value);
            }
            let inner = match vm.heap.payload(value) {
                Payload::Wrapper(inner) => *inner,
                _ => NONE,
            };
            vm.hold(inner);
            finish(vm, awaitable, generator, false);
            if kind == CLOSE {
                return Err(vm.raise_text(T::RUNTIME_ERROR, "async generator ignored GeneratorExit"));
            }
            Err(vm.raise_stop(inner))
        }
        Ok(Outcome::Returned(_)) => {
            finish(vm, awaitable, generator, true);
            if kind == CLOSE {
                return Err(vm.raise_stop(NONE));
            }
            Err(stop_async(vm))
        }
        Err(error) => {
            let ends = vm.raised_is(T::STOP_ASYNC_ITERATION) || vm.raised_is(T::GENERATOR_EXIT);
            finish(vm, awaitable, generator, ends);
            if kind == CLOSE && ends {
                vm.clear_raised();
                return Err(vm.raise_stop(NONE));
            }
            Err(error)
        }
    }
}

fn throw_into(vm: &mut Vm, awaitable: Obj, thrown: &[Obj]) -> PyResult<Obj> {
    let [generator, _, _, kind] = fields(vm, awaitable);
    if begin(vm, awaitable)? {
        start(vm, awaitable, generator);
    }
    let outcome = vm.generator_throw_as(generator, &Thrown::Asked(&thrown[1..]), true);
    settle(vm, awaitable, generator, kind, outcome)
}

fn step_throw(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if args.len() > 2 {
        let message = "the (type, exc, tb) signature of throw() is deprecated, use the single-arg signature instead.";
        vm.warn(T::DEPRECATION_WARNING, message)?;
    }
    throw_into(vm, args[0], args.pos)
}

fn step_close(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if fields(vm, args[0])[2] == NONE {
        return Ok(NONE);
    }
    match throw_into(vm, args[0], &[args[0], T::GENERATOR_EXIT]) {
        Ok(_) => Err(vm.raise_text(T::RUNTIME_ERROR, "coroutine ignored GeneratorExit")),
        Err(error) => {
            let ends = [T::STOP_ITERATION, T::STOP_ASYNC_ITERATION, T::GENERATOR_EXIT];
            if !ends.iter().any(|&ty| vm.raised_is(ty)) {
                return Err(error);
            }
            vm.clear_raised();
            Ok(NONE)
        }
    }
}

impl Vm {
    /// Whether an `asend`, `athrow` or `aclose` was made and never awaited.
    pub fn never_stepped(&self, o: Obj) -> bool {
        matches!(self.ty(o), T::ASYNC_GEN_ASEND | T::ASYNC_GEN_ATHROW) && fields(self, o)[2] == FALSE
    }

    pub fn warn_never_stepped(&mut self, o: Obj) -> PyResult<()> {
        let [generator, _, _, kind] = fields(self, o);
        let method = match kind {
            SEND => "asend",
            THROW => "athrow",
            _ => "aclose",
        };
        let name = match self.heap.payload(generator) {
            Payload::Generator(data) => self.text(data.qualname).to_owned(),
            _ => String::new(),
        };
        self.warn(T::RUNTIME_WARNING, &format!("coroutine method '{method}' of '{name}' was never awaited"))
    }
}
