//! `time`: the clock is the host's.

use crate::vm::native::{Args, Arity, NativeDef, def};
use crate::vm::object::Obj;
use crate::vm::object::statics::NONE;
use crate::vm::{PyResult, Vm};

const FUNCTIONS: &[NativeDef] = &[
    def("time", Arity::None, seconds),
    def("perf_counter", Arity::None, seconds),
    def("monotonic", Arity::None, seconds),
    def("process_time", Arity::None, seconds),
    def("time_ns", Arity::None, nanoseconds),
    def("perf_counter_ns", Arity::None, nanoseconds),
    def("monotonic_ns", Arity::None, nanoseconds),
    def("sleep", Arity::One, sleep),
];

pub fn create(vm: &mut Vm) -> Obj {
    vm.native_module("time", FUNCTIONS)
}

fn seconds(vm: &mut Vm, _: &Args) -> PyResult<Obj> {
    let now = vm.host_clock();
    Ok(vm.new_float(now as f64 / 1e9))
}

fn nanoseconds(vm: &mut Vm, _: &Args) -> PyResult<Obj> {
    let now = vm.host_clock();
    Ok(vm.new_int(now))
}

/// A sleeping program costs the learner nothing: the call returns at once.
fn sleep(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let seconds = vm.to_float(args[0], "must be real number, not ")?;
    if seconds < 0.0 {
        return Err(vm.value_error("sleep length must be non-negative"));
    }
    Ok(NONE)
}
