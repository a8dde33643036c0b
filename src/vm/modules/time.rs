//! The clock behind `time`: the host's, plus what the program slept.

use crate::vm::native::{Args, Arity, NativeDef, def};
use crate::vm::object::statics::NONE;
use crate::vm::object::{Obj, T, names};
use crate::vm::{PyResult, Vm};

const FUNCTIONS: &[NativeDef] = &[
    def("time", Arity::None, seconds),
    def("perf_counter", Arity::None, seconds),
    def("monotonic", Arity::None, seconds),
    def("process_time", Arity::None, seconds),
    def("thread_time", Arity::None, seconds),
    def("time_ns", Arity::None, nanoseconds),
    def("perf_counter_ns", Arity::None, nanoseconds),
    def("monotonic_ns", Arity::None, nanoseconds),
    def("process_time_ns", Arity::None, nanoseconds),
    def("thread_time_ns", Arity::None, nanoseconds),
    def("sleep", Arity::One, sleep),
];

pub fn create(vm: &mut Vm) -> Obj {
    let module = vm.new_module("_pylens_time");
    vm.add_functions(module, "time", FUNCTIONS);
    module
}

impl Vm {
    /// Nanoseconds since the epoch, as the program sees them.
    pub fn clock(&mut self) -> i64 {
        let slept = self.slept;
        self.host_clock().saturating_add(slept)
    }
}

fn seconds(vm: &mut Vm, _: &Args) -> PyResult<Obj> {
    let now = vm.clock();
    Ok(vm.new_float(now as f64 / 1e9))
}

fn nanoseconds(vm: &mut Vm, _: &Args) -> PyResult<Obj> {
    let now = vm.clock();
    Ok(vm.new_int(now))
}

/// A sleeping program costs the learner nothing: the call returns at once, and the clock has moved on. Of several threads
/// the others go on meanwhile.
fn sleep(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let number = vm.as_f64(args[0]).is_some() || vm.find_in_type(vm.ty(args[0]), names::__index__).is_some();
    if !number {
        let name = vm.type_name_of(args[0]);
        return Err(vm.type_error(format!("'{name}' object cannot be interpreted as an integer")));
    }
    let seconds = vm.to_float(args[0], "must be real number, not ")?;
    if seconds < 0.0 {
        return Err(vm.value_error("sleep length must be non-negative"));
    }
    if seconds.is_nan() {
        return Err(vm.value_error("Invalid value NaN (not a number)"));
    }
    if seconds > 9.2e9 {
        return Err(vm.raise_text(T::OVERFLOW_ERROR, "timestamp too large to convert to C PyTime_t"));
    }
    let span = (seconds * 1e9) as i64;
    if vm.threads.count() > 1 {
        let until = vm.clock().saturating_add(span);
        vm.wait_in_thread(usize::MAX, Some(until));
    } else {
        vm.slept = vm.slept.saturating_add(span);
    }
    Ok(NONE)
}
