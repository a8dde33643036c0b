//! `sys.monitoring`: what programs call to register tools and say which events they want. The events themselves are in
//! `vm::monitoring`.

use crate::vm::monitoring::{EVENTS, LOCAL_EVENTS, TOOLS, event};
use crate::vm::native::{Args, Arity, NativeDef, def};
use crate::vm::object::statics::NONE;
use crate::vm::object::{Obj, T};
use crate::vm::{PyResult, Vm};

const FUNCTIONS: &[NativeDef] = &[
    def("use_tool_id", Arity::Pos(2, 2), use_tool_id),
    def("free_tool_id", Arity::One, free_tool_id),
    def("get_tool", Arity::One, get_tool),
    def("register_callback", Arity::Pos(3, 3), register_callback),
    def("get_events", Arity::One, get_events),
    def("set_events", Arity::Pos(2, 2), set_events),
    def("get_local_events", Arity::Pos(2, 2), get_local_events),
    def("set_local_events", Arity::Pos(3, 3), set_local_events),
    def("restart_events", Arity::None, restart_events),
    def("_all_events", Arity::None, all_events),
];

/// Puts the module into `sys`.
pub fn create(vm: &mut Vm, sys: Obj) {
    let module = vm.new_module("sys.monitoring");
    vm.add_functions(module, "sys.monitoring", FUNCTIONS);
    let events = vm.new_instance(T::NAMESPACE);
    for (at, name) in EVENTS.into_iter().enumerate() {
        let (name, bit) = (vm.intern(name), vm.new_int(1 << at));
        vm.instance_set(events, name, bit);
    }
    let (name, none) = (vm.intern("NO_EVENTS"), vm.new_int(0));
    vm.instance_set(events, name, none);
    vm.module_set(module, "events", events);
    for (name, id) in [("DEBUGGER_ID", 0), ("COVERAGE_ID", 1), ("PROFILER_ID", 2), ("OPTIMIZER_ID", 5)] {
        let id = vm.new_int(id);
        vm.module_set(module, name, id);
    }
    let (disable, missing) = (vm.new_instance(T::OBJECT), vm.new_instance(T::OBJECT));
    vm.replace_monitor(|monitors| &mut monitors.disable, disable);
    vm.replace_monitor(|monitors| &mut monitors.missing, missing);
    vm.module_set(module, "DISABLE", disable);
    vm.module_set(module, "MISSING", missing);
    vm.module_set(sys, "monitoring", module);
}

/// The number of a tool.
fn tool(vm: &mut Vm, o: Obj) -> PyResult<usize> {
    let number = vm.index_int(o)?;
    match usize::try_from(number).ok().filter(|&tool| tool < TOOLS) {
        Some(tool) => Ok(tool),
        None => Err(vm.value_error(&format!("invalid tool {number} (must be between 0 and 5)"))),
    }
}

fn tool_in_use(vm: &mut Vm, o: Obj) -> PyResult<usize> {
    let tool = tool(vm, o)?;
    if vm.tracing.monitors.names[tool].is_null() {
        return Err(vm.value_error(&format!("tool {tool} is not in use")));
    }
    Ok(tool)
}

fn use_tool_id(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let tool = tool(vm, args[0])?;
    if !vm.is_str(args[1]) {
        return Err(vm.value_error("tool name must be a str"));
    }
    if !vm.tracing.monitors.names[tool].is_null() {
        return Err(vm.value_error(&format!("tool {tool} is already in use")));
    }
    vm.replace_monitor(|monitors| &mut monitors.names[tool], args[1]);
    Ok(NONE)
}

fn free_tool_id(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let tool = tool(vm, args[0])?;
    if vm.tracing.monitors.names[tool].is_null() {
        return Ok(NONE);
    }
    for event in 0..EVENTS.len() {
        vm.replace_monitor(|monitors| &mut monitors.callbacks[tool][event], Obj::NULL);
    }
    change_events(vm, tool, 0);
    for sets in vm.tracing.monitors.local.values_mut() {
        sets[tool] = 0;
    }
    vm.update_monitors();
    vm.replace_monitor(|monitors| &mut monitors.names[tool], Obj::NULL);
    Ok(NONE)
}

fn get_tool(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let tool = tool(vm, args[0])?;
    Ok(vm.tracing.monitors.names[tool].some().unwrap_or(NONE))
}

fn register_callback(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let (tool, event) = (tool(vm, args[0])?, vm.index_int(args[1])?);
    if event.count_ones() != 1 {
        return Err(vm.value_error("The callback can only be set for one event at a time"));
    }
    let event = event.trailing_zeros() as usize;
    if event >= EVENTS.len() {
        return Err(vm.value_error(&format!("invalid event {event}")));
    }
    let function = if args[2] == NONE { Obj::NULL } else { args[2] };
    Ok(vm.replace_monitor(|monitors| &mut monitors.callbacks[tool][event], function))
}

/// A set of events that are among the first `most`. How calls end cannot be had without the calls.
fn event_set(vm: &mut Vm, o: Obj, most: usize, what: &str) -> PyResult<u32> {
    const ENDS: i64 = 1 << event::C_RETURN | 1 << event::C_RAISE;
    const CALLS: i64 = 1 << event::CALL;
    let mut set = vm.index_int(o)?;
    if (0..1 << EVENTS.len()).contains(&set) && set & ENDS != 0 {
        if set & CALLS == 0 {
            return Err(vm.value_error("cannot set C_RETURN or C_RAISE events independently"));
        }
        set &= !ENDS;
    }
    if !(0..1 << most).contains(&set) {
        return Err(vm.value_error(&format!("invalid {what} 0x{:x}", set as u32)));
    }
    Ok(set as u32)
}

fn get_events(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let tool = tool(vm, args[0])?;
    let set = vm.tracing.monitors.events[tool];
    Ok(vm.new_int(i64::from(set)))
}

/// What a tool wants no more is not disabled any longer, either.
fn change_events(vm: &mut Vm, tool: usize, set: u32) {
    let monitors = &mut vm.tracing.monitors;
    let gone = monitors.events[tool] & !set;
    monitors.events[tool] = set;
    for (&(_, _, event), tools) in &mut monitors.disabled {
        if gone >> event & 1 != 0 {
            *tools &= !(1 << tool);
        }
    }
    vm.update_monitors();
}

fn set_events(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    tool(vm, args[0])?;
    let set = event_set(vm, args[1], EVENTS.len(), "event set")?;
    let tool = tool_in_use(vm, args[0])?;
    change_events(vm, tool, set);
    Ok(NONE)
}

/// The number of a code object.
fn code(vm: &mut Vm, o: Obj) -> PyResult<u32> {
    match vm.code_id(o).filter(|_| vm.ty(o) == T::CODE) {
        Some(code) => Ok(code),
        None => Err(vm.raise_text(T::TYPE_ERROR, "code must be a code object")),
    }
}

fn get_local_events(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let code = code(vm, args[1])?;
    let tool = tool(vm, args[0])?;
    let set = vm.tracing.monitors.local.get(&code).map_or(0, |sets| sets[tool]);
    Ok(vm.new_int(i64::from(set)))
}

fn set_local_events(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let code = code(vm, args[1])?;
    tool(vm, args[0])?;
    let set = event_set(vm, args[2], LOCAL_EVENTS, "local event set")?;
    let tool = tool_in_use(vm, args[0])?;
    vm.tracing.monitors.local.entry(code).or_default()[tool] = set;
    vm.update_monitors();
    Ok(NONE)
}

fn restart_events(vm: &mut Vm, _: &Args) -> PyResult<Obj> {
    vm.tracing.monitors.disabled.clear();
    Ok(NONE)
}

/// The tools (as bits) that want an event everywhere, by the names of the events.
fn all_events(vm: &mut Vm, _: &Args) -> PyResult<Obj> {
    let dict = vm.new_dict();
    for (at, name) in EVENTS.into_iter().enumerate() {
        let wanted = |&tool: &usize| vm.tracing.monitors.events[tool] >> at & 1 != 0;
        let tools: i64 = (0..TOOLS).filter(wanted).map(|tool| 1 << tool).sum();
        if tools != 0 {
            let tools = vm.new_int(tools);
            vm.dict_set_str(dict, name, tools);
        }
    }
    Ok(dict)
}
