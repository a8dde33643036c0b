//! `_pylens_thread`: threads for `_thread`, which is written in Python.

use crate::vm::native::{Args, Arity, NativeDef, def};
use crate::vm::object::statics::NONE;
use crate::vm::object::{Obj, T};
use crate::vm::threads::MAIN;
use crate::vm::{PyResult, Vm};

const FUNCTIONS: &[NativeDef] = &[
    def("start", Arity::One, start),
    def("wait", Arity::Pos(2, 2), wait),
    def("notify", Arity::Pos(2, 2), notify),
    def("exit", Arity::None, exit),
    def("current", Arity::None, current),
    def("count", Arity::None, count),
    def("clock", Arity::None, clock),
    def("interrupt", Arity::None, interrupt),
    def("unraisable", Arity::Pos(2, 2), unraisable),
];

pub fn create(vm: &mut Vm) -> PyResult<Obj> {
    Ok(vm.native_module("_pylens_thread", FUNCTIONS))
}

/// `start(function)`: the number of a new thread that calls a function without parameters.
fn start(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if vm.ty(args[0]) != T::FUNCTION {
        return Err(vm.raise_text(T::TYPE_ERROR, "a thread starts with a function"));
    }
    let number = vm.new_thread(args[0])?;
    Ok(vm.new_int(i64::from(number)))
}

/// `wait(key, until)`: the thread stands still from the next instruction on, until `notify` or that moment (or `None`).
fn wait(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let until = if args[1] == NONE { None } else { Some(vm.as_int(args[1]).unwrap_or(i64::MAX)) };
    vm.wait_in_thread(args[0].index(), until);
    Ok(NONE)
}

/// `notify(key, count)`
fn notify(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let count = vm.index_i64(args[1])?.max(0) as usize;
    vm.notify_threads(args[0].index(), count);
    Ok(NONE)
}

/// The thread ends before the next instruction.
fn exit(vm: &mut Vm, _: &Args) -> PyResult<Obj> {
    if vm.threads.current() == MAIN {
        return Err(vm.raise_text(T::RUNTIME_ERROR, "the main thread ends with the program"));
    }
    vm.exit_thread();
    Ok(NONE)
}

fn current(vm: &mut Vm, _: &Args) -> PyResult<Obj> {
    Ok(vm.new_int(i64::from(vm.threads.current())))
}

fn count(vm: &mut Vm, _: &Args) -> PyResult<Obj> {
    Ok(vm.new_usize(vm.threads.count()))
}

/// Nanoseconds: the moments that `wait` means.
fn clock(vm: &mut Vm, _: &Args) -> PyResult<Obj> {
    let now = vm.clock();
    Ok(vm.new_int(now))
}

/// The main thread gets a `KeyboardInterrupt` when it runs again.
fn interrupt(vm: &mut Vm, _: &Args) -> PyResult<Obj> {
    vm.threads.interrupted = true;
    Ok(NONE)
}

/// `unraisable(exception, message)`
fn unraisable(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    vm.report_unraisable(args[0], NONE, args[1], "")?;
    Ok(NONE)
}
