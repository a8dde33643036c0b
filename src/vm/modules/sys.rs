//! `sys`.

use crate::vm::native::{Args, Arity, NativeDef, Params, def};
use crate::vm::object::statics::{EMPTY_STR, NONE};
use crate::vm::object::{Obj, Payload, T, names};
use crate::vm::{PyResult, Vm};

const FUNCTIONS: &[NativeDef] = &[
    def("exit", Arity::Pos(0, 1), exit),
    def("getrecursionlimit", Arity::None, getrecursionlimit),
    def("setrecursionlimit", Arity::One, setrecursionlimit),
    def("getrefcount", Arity::One, getrefcount),
    def("getsizeof", Arity::Any, crate::vm::types::sizes::getsizeof),
    def("intern", Arity::One, intern),
    def("exc_info", Arity::None, exc_info),
    def("exception", Arity::None, exception),
    def("getdefaultencoding", Arity::None, getdefaultencoding),
    def("_getframe", Arity::Pos(0, 1), getframe),
    def("get_int_max_str_digits", Arity::None, max_str_digits),
    def("set_int_max_str_digits", Arity::Any, set_max_str_digits),
    def("settrace", Arity::One, settrace),
    def("setprofile", Arity::One, setprofile),
    def("_settraceallthreads", Arity::One, settrace_everywhere),
    def("_setprofileallthreads", Arity::One, setprofile_everywhere),
    def("gettrace", Arity::None, gettrace),
    def("getprofile", Arity::None, getprofile),
    def("call_tracing", Arity::Pos(2, 2), call_tracing),
    def("setswitchinterval", Arity::One, set_switch_interval),
    def("getswitchinterval", Arity::None, switch_interval),
    def("getfilesystemencoding", Arity::None, getdefaultencoding),
    def("getfilesystemencodeerrors", Arity::None, surrogateescape),
    def("audit", Arity::Any, nothing),
    def("addaudithook", Arity::One, ignore),
    def("_is_gil_enabled", Arity::None, yes),
    def("_is_interned", Arity::One, is_interned),
    def("_clear_type_cache", Arity::None, nothing),
    def("_clear_type_descriptors", Arity::One, ignore),
    def("_clear_internal_caches", Arity::None, nothing),
    def("is_stack_trampoline_active", Arity::None, is_finalizing),
    def("getallocatedblocks", Arity::None, allocated_blocks),
    def("getunicodeinternedsize", Arity::Any, interned_size),
    def("getdlopenflags", Arity::None, dlopen_flags),
    def("set_asyncgen_hooks", Arity::Any, set_asyncgen_hooks),
    def("get_asyncgen_hooks", Arity::None, asyncgen_hooks),
    def("get_coroutine_origin_tracking_depth", Arity::None, origin_depth),
    def("set_coroutine_origin_tracking_depth", Arity::Any, set_origin_depth),
    def("_getframemodulename", Arity::Any, frame_module_name),
    def("_current_frames", Arity::None, current_frames),
    def("_current_exceptions", Arity::None, current_exceptions),
    def("_get_cpu_count_config", Arity::None, minus_one),
    def("is_finalizing", Arity::None, is_finalizing),
];

pub fn create(vm: &mut Vm) -> Obj {
    let module = vm.native_module("sys", FUNCTIONS);
    vm.add_functions(module, "sys", super::sys_hooks::FUNCTIONS);
    for (number, name, dunder) in [(0, "stdin", "__stdin__"), (1, "stdout", "__stdout__"), (2, "stderr", "__stderr__")]
    {
        let stream = super::stdio::stream(vm, number);
        vm.module_set(module, name, stream);
        vm.module_set(module, dunder, stream);
    }
    let options = vm.options.clone();
    let argv: Vec<Obj> = options.argv.iter().map(|arg| vm.new_str(arg.as_str())).collect();
    let argv = vm.new_list(argv);
    vm.module_set(module, "argv", argv);
    let mut path = vec![vm.new_str(options.script_dir.as_str())];
    path.extend(options.path.iter().map(|entry| vm.new_str(entry.as_str())));
    let path = vm.new_list(path);
    vm.module_set(module, "path", path);
    let modules = vm.modules;
    vm.module_set(module, "modules", modules);
    for (name, text) in [
        ("version", "3.13.0 (main, Oct  7 2024, 00:00:00) [pylens]"),
        ("platform", "linux"),
        ("byteorder", "little"),
        ("executable", ""),
        ("_base_executable", ""),
        ("prefix", "/usr"),
        ("base_prefix", "/usr"),
        ("exec_prefix", "/usr"),
        ("base_exec_prefix", "/usr"),
        ("platlibdir", "lib"),
        ("abiflags", ""),
        ("_framework", ""),
        ("float_repr_style", "short"),
        ("copyright", COPYRIGHT),
    ] {
        let text = vm.new_str(text);
        vm.module_set(module, name, text);
    }
    for (name, number) in
        [("maxsize", i64::MAX), ("maxunicode", 0x10ffff), ("hexversion", HEXVERSION), ("api_version", 1013)]
    {
        let number = vm.new_int(number);
        vm.module_set(module, name, number);
    }
    vm.module_set(module, "dont_write_bytecode", crate::vm::object::statics::TRUE);
    vm.module_set(module, "pycache_prefix", NONE);
    let git = [vm.new_str("CPython"), EMPTY_STR, EMPTY_STR];
    let git = vm.new_tuple(&git);
    vm.module_set(module, "_git", git);
    for name in ["meta_path", "path_hooks", "warnoptions"] {
        let list = vm.new_list(Vec::new());
        vm.module_set(module, name, list);
    }
    for name in ["path_importer_cache", "_xoptions"] {
        let dict = vm.new_dict();
        vm.module_set(module, name, dict);
    }
    let orig: Vec<Obj> = options.argv.iter().map(|arg| vm.new_str(arg.as_str())).collect();
    let orig = vm.new_list(orig);
    vm.module_set(module, "orig_argv", orig);
    let names: Vec<Obj> = super::builtin_names().into_iter().map(|name| vm.new_str(name)).collect();
    let names = vm.new_tuple(&names);
    vm.module_set(module, "builtin_module_names", names);
    let names: Vec<Obj> = super::stdlib::NAMES.iter().map(|name| vm.new_str(*name)).collect();
    let names = vm.new_tuple(&names);
    if let Ok(names) = vm.call(T::FROZENSET, &[names]) {
        vm.module_set(module, "stdlib_module_names", names);
    }
    structures(vm, module);
    for name in ["displayhook", "excepthook", "unraisablehook", "breakpointhook"] {
        let hook = vm.intern(name);
        let hook = vm.instance_get(module, hook).unwrap_or(NONE);
        vm.module_set(module, &format!("__{name}__"), hook);
    }
    module
}

const HEXVERSION: i64 = 0x030d_00f0;
const COPYRIGHT: &str = "Copyright (c) 2001-2024 Python Software Foundation.\nAll Rights Reserved.\n\n\
Copyright (c) 2000 BeOpen.com.\nAll Rights Reserved.\n\n\
Copyright (c) 1995-2001 Corporation for National Research Initiatives.\nAll Rights Reserved.\n\n\
Copyright (c) 1991-1995 Stichting Mathematisch Centrum, Amsterdam.\nAll Rights Reserved.";

/// `version_info`, `float_info` and the like.
fn structures(vm: &mut Vm, module: Obj) {
    let parts = [vm.new_int(3), vm.new_int(13), vm.new_int(0), vm.new_str("final"), vm.new_int(0)];
    let fields = ["major", "minor", "micro", "releaselevel", "serial"];
    let version = vm.structure("sys", "version_info", &fields, &parts);
    vm.module_set(module, "version_info", version);
    let implementation = vm.new_instance(T::NAMESPACE);
    let parts =
        [vm.new_str("cpython"), vm.new_str("cpython-313"), vm.new_int(HEXVERSION), vm.new_str("x86_64-linux-gnu")];
    for (name, value) in ["name", "cache_tag", "hexversion", "_multiarch"].into_iter().zip(parts) {
        let name = vm.intern(name);
        vm.instance_set(implementation, name, value);
    }
    vm.instance_set(implementation, names::version, version);
    vm.module_set(module, "implementation", implementation);
    let float_info = [
        vm.new_float(f64::MAX),
        vm.new_int(1024),
        vm.new_int(308),
        vm.new_float(f64::MIN_POSITIVE),
        vm.new_int(-1021),
        vm.new_int(-307),
        vm.new_int(15),
        vm.new_int(53),
        vm.new_float(f64::EPSILON),
        vm.new_int(2),
        vm.new_int(1),
    ];
    let fields = [
        "max",
        "max_exp",
        "max_10_exp",
        "min",
        "min_exp",
        "min_10_exp",
        "dig",
        "mant_dig",
        "epsilon",
        "radix",
        "rounds",
    ];
    let float_info = vm.structure("sys", "float_info", &fields, &float_info);
    vm.module_set(module, "float_info", float_info);
    let numbers = |vm: &mut Vm, list: &[i64]| -> Vec<Obj> { list.iter().map(|&value| vm.new_int(value)).collect() };
    let parts = numbers(vm, &[30, 4, 4300, 640]);
    let fields = ["bits_per_digit", "sizeof_digit", "default_max_str_digits", "str_digits_check_threshold"];
    let int_info = vm.structure("sys", "int_info", &fields, &parts);
    vm.module_set(module, "int_info", int_info);
    let mut parts = numbers(vm, &[64, (1 << 61) - 1, 314159, 0, 1000003]);
    parts.push(vm.new_str("siphash13"));
    parts.extend(numbers(vm, &[64, 128, 0]));
    let fields = ["width", "modulus", "inf", "nan", "imag", "algorithm", "hash_bits", "seed_bits", "cutoff"];
    let hash_info = vm.structure("sys", "hash_info", &fields, &parts);
    vm.module_set(module, "hash_info", hash_info);
    let parts = [vm.new_str("pthread"), vm.new_str("semaphore"), vm.new_str("NPTL 2.36")];
    let thread_info = vm.structure("sys", "thread_info", &["name", "lock", "version"], &parts);
    vm.module_set(module, "thread_info", thread_info);
    let mut parts = numbers(vm, &[0; 18]);
    parts[4] = vm.new_int(1);
    parts[13] = crate::vm::object::statics::FALSE;
    parts[16] = crate::vm::object::statics::FALSE;
    parts[17] = vm.new_int(4300);
    let fields = [
        "debug",
        "inspect",
        "interactive",
        "optimize",
        "dont_write_bytecode",
        "no_user_site",
        "no_site",
        "ignore_environment",
        "verbose",
        "bytes_warning",
        "quiet",
        "hash_randomization",
        "isolated",
        "dev_mode",
        "utf8_mode",
        "warn_default_encoding",
        "safe_path",
        "int_max_str_digits",
    ];
    let flags = vm.structure("sys", "flags", &fields, &parts);
    super::monitoring::create(vm, module);
    // Flags of later versions that the packed library asks for.
    let class = vm.ty(flags);
    let namespace = vm.namespace_of(class);
    for name in ["context_aware_warnings", "thread_inherit_context"] {
        vm.dict_set_str(namespace, name, crate::vm::object::statics::FALSE);
    }
    vm.module_set(module, "flags", flags);
}

const NO_INSTANCES: NativeDef = def("__new__", Arity::Any, |vm, args| {
    let name = args.get(0).map_or_else(String::new, |class| vm.full_type_name(class));
    Err(vm.type_error(format!("cannot create '{name}' instances")))
});

impl Vm {
    /// A tuple with named fields, of a class of its own.
    pub fn structure(&mut self, module: &str, name: &str, fields: &[&str], values: &[Obj]) -> Obj {
        let class = self.structure_class(module, name, fields);
        self.count_all(values);
        self.new_object(class, Payload::Tuple(values.into()))
    }

    pub fn structure_class(&mut self, module: &str, name: &str, fields: &[&str]) -> Obj {
        let namespace = self.new_dict();
        let module = self.new_str(module);
        self.dict_set_interned(namespace, names::__module__, module);
        let slots = self.new_tuple(&[]);
        self.dict_set_interned(namespace, names::__slots__, slots);
        for (at, field) in fields.iter().enumerate() {
            let index = self.new_usize(at);
            let getter = self.new_fields(T::TUPLEGETTER, &[index]);
            self.dict_set_str(namespace, field, getter);
        }
        // There is one object of these.
        if matches!(name, "flags" | "version_info") {
            let refusal = self.new_object(T::BUILTIN, Payload::Native { def: &NO_INSTANCES, owner: Obj::NULL });
            self.dict_set_interned(namespace, names::__new__, refusal);
        }
        let name = self.new_str(name);
        self.new_class(T::TYPE, name, vec![T::TUPLE], namespace, &[]).unwrap_or(T::TUPLE)
    }

    /// An object with nothing but attributes.
    pub fn structure_of_names(&mut self, module: &str, name: &str) -> Obj {
        let namespace = self.new_dict();
        let module = self.new_str(module);
        self.dict_set_interned(namespace, names::__module__, module);
        let name = self.new_str(name);
        let class = self.new_class(T::TYPE, name, vec![], namespace, &[]).unwrap_or(T::OBJECT);
        self.new_instance(class)
    }
}

fn exit(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let exception = vm.new_exception_args(T::SYSTEM_EXIT, args.pos);
    Err(vm.raise_object(exception))
}

fn getrecursionlimit(vm: &mut Vm, _: &Args) -> PyResult<Obj> {
    let limit = vm.recursion_limit - vm.hidden_depth();
    Ok(vm.new_usize(limit))
}

fn setrecursionlimit(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let limit = vm.index_i64(args[0])?;
    if limit < 1 {
        return Err(vm.value_error("recursion limit must be greater or equal than 1"));
    }
    let hidden = vm.hidden_depth();
    let depth = vm.frames.len() - hidden;
    if (limit as usize) <= depth {
        let message =
            format!("cannot set the recursion limit to {limit} at the recursion depth {depth}: the limit is too low");
        return Err(vm.raise_text(T::RECURSION_ERROR, &message));
    }
    vm.recursion_limit = limit as usize + hidden;
    Ok(NONE)
}

fn getrefcount(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let count = vm.heap.refs(args[0]);
    let count = if vm.heap.is_immortal(args[0]) { u32::MAX } else { count };
    Ok(vm.new_int(i64::from(count)))
}

fn intern(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if vm.ty(args[0]) != T::STR {
        let name = vm.kind_name(args[0]);
        let message = match vm.is_str(args[0]) {
            true => format!("can't intern {name}"),
            false => format!("intern() argument must be str, not {name}"),
        };
        return Err(vm.type_error(message));
    }
    Ok(vm.intern_obj(args[0]))
}

fn exc_info(vm: &mut Vm, _: &Args) -> PyResult<Obj> {
    let current = vm.current_exception();
    if current.is_null() {
        return Ok(vm.new_tuple(&[NONE, NONE, NONE]));
    }
    let traceback = vm.exception_data(current).and_then(|data| data.traceback.some()).unwrap_or(NONE);
    let ty = vm.ty(current);
    Ok(vm.new_tuple(&[ty, current, traceback]))
}

fn exception(vm: &mut Vm, _: &Args) -> PyResult<Obj> {
    Ok(vm.current_exception().some().unwrap_or(NONE))
}

fn getdefaultencoding(vm: &mut Vm, _: &Args) -> PyResult<Obj> {
    Ok(vm.new_str("utf-8"))
}

fn getframe(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let depth = match args.get(0) {
        Some(o) => vm.index_i64(o)?.max(0) as usize,
        None => 0,
    };
    if depth >= vm.frames.len() {
        return Err(vm.value_error("call stack is not deep enough"));
    }
    let mut at = vm.frames.len() - 1;
    for _ in 0..depth {
        match vm.caller_of(at) {
            Some(below) => at = below,
            None => return Err(vm.value_error("call stack is not deep enough")),
        }
    }
    Ok(vm.frame_object_at(at))
}

fn max_str_digits(vm: &mut Vm, _: &Args) -> PyResult<Obj> {
    let most = vm.int_max_str_digits;
    Ok(vm.new_int(i64::from(most)))
}

fn set_max_str_digits(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let [most] = vm.parse::<1>(
        args,
        0,
        &crate::vm::native::Params {
            function: "set_int_max_str_digits",
            names: &["maxdigits"],
            required: 1,
            positional: 1,
            positional_only: 0,
        },
    )?;
    let most = vm.index_int(most)?;
    if most != 0 && most < 640 {
        return Err(vm.value_error("maxdigits must be 0 or larger than 640"));
    }
    vm.int_max_str_digits = most as u32;
    Ok(NONE)
}

fn ignore(_: &mut Vm, _: &Args) -> PyResult<Obj> {
    Ok(NONE)
}

fn is_finalizing(_: &mut Vm, _: &Args) -> PyResult<Obj> {
    Ok(Obj::bool(false))
}

fn nothing(_: &mut Vm, _: &Args) -> PyResult<Obj> {
    Ok(NONE)
}

fn settrace(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    vm.set_tracer(if args[0] == NONE { Obj::NULL } else { args[0] });
    Ok(NONE)
}

fn settrace_everywhere(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    vm.trace_other_threads(args[0].some().filter(|&o| o != NONE).unwrap_or(Obj::NULL), false);
    settrace(vm, args)
}

fn setprofile_everywhere(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    vm.trace_other_threads(args[0].some().filter(|&o| o != NONE).unwrap_or(Obj::NULL), true);
    setprofile(vm, args)
}

fn setprofile(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    vm.set_profiler(if args[0] == NONE { Obj::NULL } else { args[0] });
    Ok(NONE)
}

fn gettrace(vm: &mut Vm, _: &Args) -> PyResult<Obj> {
    Ok(vm.tracing.trace.some().unwrap_or(NONE))
}

fn getprofile(vm: &mut Vm, _: &Args) -> PyResult<Obj> {
    Ok(vm.tracing.profile.some().unwrap_or(NONE))
}

/// Calls a function that is traced although a trace function runs.
fn call_tracing(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if !vm.is_tuple(args[1]) {
        let name = vm.type_name_of(args[1]);
        return Err(vm.type_error(format!("call_tracing() argument 2 must be tuple, not {name}")));
    }
    let arguments = vm.held_items(args[1]);
    vm.call_while_traced(args[0], &arguments)
}

fn origin_depth(vm: &mut Vm, _: &Args) -> PyResult<Obj> {
    let depth = vm.origin_depth;
    Ok(vm.new_usize(depth))
}

fn set_origin_depth(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let params = Params {
        function: "set_coroutine_origin_tracking_depth",
        names: &["depth"],
        required: 1,
        positional: 1,
        positional_only: 0,
    };
    let [depth] = vm.parse::<1>(args, 0, &params)?;
    let depth = vm.index_i64(depth)?;
    if depth < 0 {
        return Err(vm.value_error("depth must be >= 0"));
    }
    vm.origin_depth = depth as usize;
    Ok(NONE)
}

fn minus_one(vm: &mut Vm, _: &Args) -> PyResult<Obj> {
    Ok(vm.new_int(-1))
}

fn yes(_: &mut Vm, _: &Args) -> PyResult<Obj> {
    Ok(Obj::bool(true))
}

fn switch_interval(vm: &mut Vm, _: &Args) -> PyResult<Obj> {
    Ok(vm.new_float(vm.threads.interval))
}

fn surrogateescape(vm: &mut Vm, _: &Args) -> PyResult<Obj> {
    Ok(vm.new_str("surrogateescape"))
}

/// The time that a thread may run while others wait; pylens counts instructions instead.
fn set_switch_interval(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let seconds = vm.to_float(args[0], "must be real number, not ")?;
    if seconds <= 0.0 || seconds.is_nan() {
        return Err(vm.value_error("switch interval must be strictly positive"));
    }
    vm.threads.interval = seconds;
    Ok(NONE)
}

fn is_interned(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if !vm.is_str(args[0]) {
        let name = vm.type_name_of(args[0]);
        return Err(vm.type_error(format!("_is_interned() argument must be str, not {name}")));
    }
    let known = vm.interned.get(vm.text(args[0])).copied();
    Ok(Obj::bool(known == Some(args[0])))
}

fn allocated_blocks(vm: &mut Vm, _: &Args) -> PyResult<Obj> {
    let live = vm.heap.live();
    Ok(vm.new_usize(live))
}

fn interned_size(vm: &mut Vm, _: &Args) -> PyResult<Obj> {
    let size = vm.interned.len();
    Ok(vm.new_usize(size))
}

fn dlopen_flags(vm: &mut Vm, _: &Args) -> PyResult<Obj> {
    Ok(vm.new_int(2))
}

/// The hooks are kept in the module, under names that no program uses.
fn set_asyncgen_hooks(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let sys = vm.sys;
    let mut given = vec![("firstiter", args.get(0)), ("finalizer", args.get(1))];
    for &(key, value) in args.kw {
        for row in &mut given {
            if vm.text(key) == row.0 {
                row.1 = Some(value);
            }
        }
    }
    for (name, value) in given {
        if let Some(value) = value {
            if value != NONE && vm.find_in_type(vm.ty(value), names::__call__).is_none() {
                let got = vm.type_name_of(value);
                return Err(vm.type_error(format!("callable {name} expected, got {got}")));
            }
            vm.module_set(sys, &format!("_asyncgen_{name}"), value);
        }
    }
    Ok(NONE)
}

fn asyncgen_hooks(vm: &mut Vm, _: &Args) -> PyResult<Obj> {
    let parts = async_generator_hooks(vm);
    Ok(vm.structure("sys", "asyncgen_hooks", &["firstiter", "finalizer"], &parts))
}

/// What is told of asynchronous generators that begin, and of those that nobody holds any more.
pub fn async_generator_hooks(vm: &mut Vm) -> [Obj; 2] {
    ["_asyncgen_firstiter", "_asyncgen_finalizer"].map(|name| {
        let name = vm.intern(name);
        vm.instance_get(vm.sys, name).unwrap_or(NONE)
    })
}

fn frame_module_name(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let depth = match args.get(0).or_else(|| args.kw.first().map(|(_, value)| *value)) {
        Some(o) => vm.index_i64(o)?.max(0) as usize,
        None => 0,
    };
    let mut visible = vm.frames.iter().rev().filter(|frame| !vm.codes[frame.code as usize].is_native);
    let Some(globals) = visible.nth(depth).map(|frame| frame.globals) else { return Ok(NONE) };
    Ok(vm.dict_get_interned(globals, names::__name__).unwrap_or(NONE))
}

fn current_frames(vm: &mut Vm, _: &Args) -> PyResult<Obj> {
    let dict = vm.new_dict();
    let frame = getframe(vm, &Args { pos: &[], kw: &[] })?;
    let mut frames = vm.thread_frames();
    frames.push((vm.threads.current(), frame));
    frames.sort_by_key(|&(thread, _)| std::cmp::Reverse(thread));
    for (thread, frame) in frames {
        let key = vm.new_int(i64::from(thread));
        vm.dict_set(dict, key, frame)?;
    }
    Ok(dict)
}

fn current_exceptions(vm: &mut Vm, _: &Args) -> PyResult<Obj> {
    let dict = vm.new_dict();
    let mut rows = vm.threads.exceptions();
    rows.push((vm.threads.current(), vm.current_exception()));
    rows.sort_by_key(|&(thread, _)| std::cmp::Reverse(thread));
    for (thread, exception) in rows {
        let key = vm.new_int(i64::from(thread));
        vm.dict_set(dict, key, exception.some().unwrap_or(NONE))?;
    }
    Ok(dict)
}
