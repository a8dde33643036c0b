//! Asynchronous generators: `asend`, `athrow`, `aclose` and the awaitables they return.

use super::generator::{self, Outcome};
use super::{ITER_SELF, REPR, TypeTable, ZERO};
use crate::vm::native::{Args, Arity, GetSetDef, def};
use crate::vm::object::statics::{FALSE, NONE, TRUE};
use crate::vm::object::{Obj, Payload, T};
use crate::vm::{PyResult, Raised, Vm};

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
    .with_getset(&[
        GetSetDef { name: "__name__", get: generator::name, set: Some(generator::set_name) },
        GetSetDef { name: "__qualname__", get: generator::qualname, set: Some(generator::set_qualname) },
        GetSetDef { name: "ag_await", get: generator::yieldfrom, set: None },
        GetSetDef { name: "ag_code", get: generator::code, set: None },
        GetSetDef { name: "ag_frame", get: generator::frame, set: None },
        GetSetDef { name: "ag_running", get: async_running, set: None },
        GetSetDef { name: "ag_suspended", get: generator::suspended, set: None },
    ]),
    TypeTable::new(
        T::ASYNC_GEN_ASEND,
        &[
            ITER_SELF,
            def("__await__", ZERO, super::itself),
            def("__next__", ZERO, step_next),
            def("send", Arity::One, step_send),
            def("throw", Arity::Pos(1, 3), step_throw),
            def("close", Arity::None, step_close),
        ],
    ),
    TypeTable::new(
        T::ASYNC_GEN_ATHROW,
        &[
            ITER_SELF,
            def("__await__", ZERO, super::itself),
            def("__next__", ZERO, step_next),
            def("send", Arity::One, step_send),
            def("throw", Arity::Pos(1, 3), step_throw),
            def("close", Arity::None, step_close),
        ],
    ),
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
    let iterator = match vm.call_special(inner, await_, &[])? {
        Some(iterator) => iterator,
        None => inner,
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

fn anext(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    Ok(vm.new_fields(T::ASYNC_GEN_ASEND, &[args[0], NONE, FALSE, SEND]))
}

fn asend(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    Ok(vm.new_fields(T::ASYNC_GEN_ASEND, &[args[0], args[1], FALSE, SEND]))
}

fn athrow(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let exception = vm.thrown_exception(args)?;
    Ok(vm.new_fields(T::ASYNC_GEN_ATHROW, &[args[0], exception, FALSE, THROW]))
}

fn aclose(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
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

fn step(vm: &mut Vm, awaitable: Obj, value: Obj) -> PyResult<Obj> {
    let [generator, argument, state, kind] = fields(vm, awaitable);
    if state == NONE {
        let what = if kind == SEND { "__anext__()/asend()" } else { "aclose()/athrow()" };
        return Err(vm.raise_text(T::RUNTIME_ERROR, &format!("cannot reuse already awaited {what}")));
    }
    let outcome = if state == TRUE {
        vm.generator_send(generator, value)
    } else {
        let running = matches!(vm.heap.payload(generator), Payload::Generator(data) if data.async_running);
        if running {
            let what = match kind {
                SEND => "anext(): asynchronous generator is already running",
                THROW => "athrow(): asynchronous generator is already running",
                _ => "aclose(): asynchronous generator is already running",
            };
            return Err(vm.raise_text(T::RUNTIME_ERROR, what));
        }
        set_flags(vm, generator, Some(true), false);
        set_started(vm, awaitable, TRUE);
        match kind {
            SEND => {
                let value = if value == NONE { argument } else { value };
                vm.generator_send(generator, value)
            }
            THROW => {
                if closed(vm, generator) {
                    finish(vm, awaitable, generator, false);
                    return Err(stop_async(vm));
                }
                vm.generator_throw(generator, argument)
            }
            _ => {
                if closed(vm, generator) || never_started(vm, generator) {
                    let _ = vm.generator_close(generator);
                    finish(vm, awaitable, generator, true);
                    return Err(vm.raise_stop(NONE));
                }
                set_flags(vm, generator, None, true);
                let exit = vm.new_exception_args(T::GENERATOR_EXIT, &[]);
                vm.generator_throw(generator, exit)
            }
        }
    };
    settle(vm, awaitable, generator, kind, outcome)
}

fn never_started(vm: &Vm, generator: Obj) -> bool {
    use crate::vm::object::GeneratorState::{Created, Finished};
    matches!(vm.heap.payload(generator), Payload::Generator(data) if matches!(data.state, Created | Finished))
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

fn step_throw(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let [generator, _, state, kind] = fields(vm, args[0]);
    let exception = vm.thrown_exception(args)?;
    if state == NONE {
        return Err(vm.raise_text(T::RUNTIME_ERROR, "cannot reuse already awaited __anext__()/asend()"));
    }
    set_started(vm, args[0], TRUE);
    let outcome = vm.generator_throw(generator, exception);
    settle(vm, args[0], generator, kind, outcome)
}

fn step_close(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    set_started(vm, args[0], NONE);
    Ok(NONE)
}
