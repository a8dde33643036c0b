//! `gc` and `atexit`.

use crate::vm::gc::OLDEST;
use crate::vm::native::{Args, Arity, NativeDef, Params, def};
use crate::vm::object::statics::NONE;
use crate::vm::object::{Obj, T};
use crate::vm::{PyResult, Vm};

const FUNCTIONS: &[NativeDef] = &[
    def("collect", Arity::Any, collect),
    def("enable", Arity::None, |vm, _| switch(vm, true)),
    def("disable", Arity::None, |vm, _| switch(vm, false)),
    def("isenabled", Arity::None, |vm, _| Ok(Obj::bool(vm.gc.enabled))),
    def("get_threshold", Arity::None, get_threshold),
    def("set_threshold", Arity::Pos(1, 3), set_threshold),
    def("get_count", Arity::None, get_count),
    def("get_stats", Arity::None, get_stats),
    def("get_debug", Arity::None, |vm, _| Ok(vm.new_int(vm.gc.debug))),
    def("set_debug", Arity::One, set_debug),
    def("get_objects", Arity::Any, get_objects),
    def("get_referrers", Arity::Any, get_referrers),
    def("get_referents", Arity::Any, get_referents),
    def("is_tracked", Arity::One, |vm, args| Ok(Obj::bool(vm.is_tracked(args[0])))),
    def("is_finalized", Arity::One, is_finalized),
    def("freeze", Arity::None, freeze),
    def("unfreeze", Arity::None, unfreeze),
    def("get_freeze_count", Arity::None, |vm, _| Ok(vm.new_usize(vm.gc.frozen))),
];

const ATEXIT: &[NativeDef] = &[
    def("register", Arity::Any, register),
    def("unregister", Arity::One, unregister),
    def("_clear", Arity::None, clear),
    def("_run_exitfuncs", Arity::None, run_exit_functions),
    def("_ncallbacks", Arity::None, callbacks),
];

pub fn create(vm: &mut Vm) -> PyResult<Obj> {
    let module = vm.native_module("gc", FUNCTIONS);
    for name in ["garbage", "callbacks"] {
        let list = vm.new_list(Vec::new());
        vm.module_set(module, name, list);
    }
    for (name, value) in [
        ("DEBUG_STATS", 1),
        ("DEBUG_COLLECTABLE", 2),
        ("DEBUG_UNCOLLECTABLE", 4),
        ("DEBUG_SAVEALL", 32),
        ("DEBUG_LEAK", 38),
    ] {
        let value = vm.new_int(value);
        vm.module_set(module, name, value);
    }
    Ok(module)
}

pub fn create_atexit(vm: &mut Vm) -> PyResult<Obj> {
    Ok(vm.native_module("atexit", ATEXIT))
}

fn collect(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let [generation] = vm.parse::<1>(
        args,
        0,
        &Params { function: "collect", names: &["generation"], required: 0, positional: 1, positional_only: 0 },
    )?;
    let generation = if generation.is_null() { OLDEST as i64 } else { vm.index_i64(generation)? };
    let Some(generation) = usize::try_from(generation).ok().filter(|&it| it <= OLDEST) else {
        return Err(vm.value_error("invalid generation"));
    };
    let found = vm.collect_cycles(generation);
    Ok(vm.new_usize(found))
}

fn switch(vm: &mut Vm, on: bool) -> PyResult<Obj> {
    vm.enable_collector(on);
    Ok(NONE)
}

fn set_debug(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    vm.gc.debug = vm.index_i64(args[0])?;
    Ok(NONE)
}

fn is_finalized(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let serial = vm.heap.slot(args[0]).serial;
    Ok(Obj::bool(vm.finalized.contains(&serial)))
}

fn get_threshold(vm: &mut Vm, _: &Args) -> PyResult<Obj> {
    let parts = vm.gc.thresholds.map(|value| vm.new_int(value));
    Ok(vm.new_tuple(&parts))
}

fn set_threshold(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    for at in 0..args.len() {
        vm.gc.thresholds[at] = vm.index_i64(args[at])?;
    }
    Ok(NONE)
}

fn get_count(vm: &mut Vm, _: &Args) -> PyResult<Obj> {
    let [middle, old] = vm.gc.counts;
    let parts = [vm.heap.counts.young.max(0), middle, old].map(|value| vm.new_int(value));
    Ok(vm.new_tuple(&parts))
}

fn get_stats(vm: &mut Vm, _: &Args) -> PyResult<Obj> {
    let list = vm.new_list(Vec::new());
    for (collections, collected) in vm.gc.stats {
        let dict = vm.new_dict();
        for (name, value) in [("collections", collections), ("collected", collected), ("uncollectable", 0)] {
            let value = vm.new_int(value as i64);
            vm.dict_set_str(dict, name, value);
        }
        vm.list_push(list, dict);
    }
    Ok(list)
}

/// All tracked objects; the collector knows no generations, so that of a generation is not looked at.
fn get_objects(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let params =
        Params { function: "get_objects", names: &["generation"], required: 0, positional: 1, positional_only: 0 };
    let [generation] = vm.parse::<1>(args, 0, &params)?;
    if !generation.is_null() && generation != NONE {
        let generation = vm.index_i64(generation)?;
        if generation > OLDEST as i64 {
            let message = "generation parameter must be less than the number of available generations (3)";
            return Err(vm.value_error(message));
        }
        if generation < 0 {
            return Err(vm.value_error("generation parameter cannot be negative"));
        }
    }
    let objects: Vec<Obj> = vm.heap.objects().filter(|&o| vm.is_tracked(o) && vm.heap.refs(o) > 0).collect();
    Ok(vm.new_list(objects))
}

/// The objects there are count as frozen; who collects looks at them all the same.
fn freeze(vm: &mut Vm, _: &Args) -> PyResult<Obj> {
    vm.gc.frozen = vm.heap.objects().filter(|&o| vm.is_tracked(o)).count();
    Ok(NONE)
}

fn unfreeze(vm: &mut Vm, _: &Args) -> PyResult<Obj> {
    vm.gc.frozen = 0;
    Ok(NONE)
}

fn get_referrers(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let wanted = args.pos.to_vec();
    let mut found = Vec::new();
    for o in vm.heap.objects() {
        let mut hit = false;
        vm.heap.visit(o, &mut |child| hit |= wanted.contains(&child));
        if hit && vm.is_tracked(o) {
            found.push(o);
        }
    }
    Ok(vm.new_list(found))
}

fn get_referents(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let mut found = Vec::new();
    for &o in args.pos {
        vm.heap.visit(o, &mut |child| found.push(child));
    }
    Ok(vm.new_list(found))
}

/// What `atexit` keeps: function, arguments as a tuple, keyword arguments as a dict.
fn register(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let Some(function) = args.get(0) else {
        return Err(vm.raise_text(T::TYPE_ERROR, "register() takes at least 1 argument (0 given)"));
    };
    if !vm.is_callable(function) {
        return Err(vm.raise_text(T::TYPE_ERROR, "the first argument must be callable"));
    }
    let given = vm.new_tuple(&args.pos[1..]);
    let keywords = vm.new_dict();
    for &(key, value) in args.kw {
        vm.dict_set(keywords, key, value)?;
    }
    for o in [function, given, keywords] {
        vm.incref(o);
    }
    vm.atexit.push((function, vec![given, keywords]));
    Ok(function)
}

fn release(vm: &mut Vm, row: (Obj, Vec<Obj>)) {
    if !row.0.is_null() {
        vm.own(row.0);
    }
    for o in row.1 {
        vm.own(o);
    }
}

/// What is taken out leaves its place empty, as `_ncallbacks` shows.
fn unregister(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let mut at = 0;
    while let Some(&(function, _)) = vm.atexit.get(at) {
        if !function.is_null() {
            vm.hold(function);
            // The comparison may clear all, and register others.
            if vm.equal(function, args[0])?
                && let Some(row) = vm.atexit.get_mut(at)
            {
                let row = std::mem::replace(row, (Obj::NULL, Vec::new()));
                release(vm, row);
            }
        }
        at += 1;
    }
    Ok(NONE)
}

fn clear(vm: &mut Vm, _: &Args) -> PyResult<Obj> {
    for row in std::mem::take(&mut vm.atexit) {
        release(vm, row);
    }
    Ok(NONE)
}

fn run_exit_functions(vm: &mut Vm, _: &Args) -> PyResult<Obj> {
    vm.run_exit_functions();
    Ok(NONE)
}

fn callbacks(vm: &mut Vm, _: &Args) -> PyResult<Obj> {
    let count = vm.atexit.len();
    Ok(vm.new_usize(count))
}

impl Vm {
    /// Calls what `atexit.register` got, last first.
    pub fn run_exit_functions(&mut self) {
        while let Some((function, parts)) = self.atexit.pop() {
            if function.is_null() {
                continue;
            }
            let mark = self.mark();
            self.own(function);
            for &o in &parts {
                self.own(o);
            }
            let given = self.held_items(parts[0]);
            let kw: Vec<(Obj, Obj)> =
                self.dict_entries(parts[1]).into_iter().map(|(key, _, value)| (key, value)).collect();
            if self.call_full(function, &given, &kw).is_err() {
                let exception = self.take_raised();
                let name = self.repr_text(function).unwrap_or_default();
                let message = self.new_str("Exception ignored in atexit callback");
                let _ = self.report_unraisable(exception, function, message, &name);
            }
            self.release(mark);
        }
    }
}
