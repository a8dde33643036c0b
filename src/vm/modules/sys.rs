//! `sys`.

use crate::vm::native::{Args, Arity, GetSetDef, NativeDef, def};
use crate::vm::object::statics::{EMPTY_STR, NONE};
use crate::vm::object::{Obj, T, names};
use crate::vm::types::TypeTable;
use crate::vm::{PyResult, Vm};

const FUNCTIONS: &[NativeDef] = &[
    def("exit", Arity::Pos(0, 1), exit),
    def("getrecursionlimit", Arity::None, getrecursionlimit),
    def("setrecursionlimit", Arity::One, setrecursionlimit),
    def("getrefcount", Arity::One, getrefcount),
    def("getsizeof", Arity::Pos(1, 2), getsizeof),
    def("intern", Arity::One, intern),
    def("exc_info", Arity::None, exc_info),
    def("exception", Arity::None, exception),
    def("getdefaultencoding", Arity::None, getdefaultencoding),
    def("_getframe", Arity::Pos(0, 1), getframe),
    def("get_int_max_str_digits", Arity::None, max_str_digits),
    def("set_int_max_str_digits", Arity::Any, set_max_str_digits),
    def("settrace", Arity::One, ignore),
    def("is_finalizing", Arity::None, is_finalizing),
];

/// The standard streams.
pub const TABLES: &[TypeTable] = &[TypeTable::new(
    T::TEXT_IO,
    &[
        def("write", Arity::One, write),
        def("flush", Arity::None, flush),
        def("isatty", Arity::None, isatty),
        def("fileno", Arity::None, fileno),
        def("writelines", Arity::One, writelines),
        def("readline", Arity::Pos(0, 1), readline),
        def("read", Arity::Pos(0, 1), read),
        def("writable", Arity::None, writable),
        def("close", Arity::None, flush),
        def("__iter__", Arity::Slot(0, 0), iter),
        def("__next__", Arity::Slot(0, 0), next),
    ],
)
.with_getset(&[
    GetSetDef { name: "encoding", get: encoding, set: None },
    GetSetDef { name: "name", get: name, set: None },
])];

pub fn create(vm: &mut Vm) -> Obj {
    let module = vm.native_module("sys", FUNCTIONS);
    for (number, name, dunder) in [(0, "stdin", "__stdin__"), (1, "stdout", "__stdout__"), (2, "stderr", "__stderr__")]
    {
        let number = vm.new_int(number);
        let stream = vm.new_fields(T::TEXT_IO, &[number]);
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
    let maxsize = vm.new_int(i64::MAX);
    vm.module_set(module, "maxsize", maxsize);
    let maxunicode = vm.new_int(0x10ffff);
    vm.module_set(module, "maxunicode", maxunicode);
    for (name, text) in [
        ("version", "3.13.0 (pylens)"),
        ("platform", "linux"),
        ("byteorder", "little"),
        ("executable", ""),
        ("prefix", "/usr"),
        ("base_prefix", "/usr"),
        ("copyright", "Copyright (c) 2001-2024 Python Software Foundation.\nAll Rights Reserved."),
    ] {
        let text = vm.new_str(text);
        vm.module_set(module, name, text);
    }
    let hexversion = vm.new_int(0x030d_00f0);
    vm.module_set(module, "hexversion", hexversion);
    let parts = [vm.new_int(3), vm.new_int(13), vm.new_int(0), vm.new_str("final"), vm.new_int(0)];
    let version = vm.structure("sys", "version_info", &["major", "minor", "micro", "releaselevel", "serial"], &parts);
    vm.module_set(module, "version_info", version);
    let implementation = vm.structure_of_names("types", "SimpleNamespace");
    let name = vm.new_str("cpython");
    vm.instance_set(implementation, names::name, name);
    vm.module_set(module, "implementation", implementation);
    let float_info =
        [vm.new_float(f64::MAX), vm.new_float(f64::MIN_POSITIVE), vm.new_float(f64::EPSILON), vm.new_int(15)];
    let float_info = vm.structure("sys", "float_info", &["max", "min", "epsilon", "dig"], &float_info);
    vm.module_set(module, "float_info", float_info);
    module
}

impl Vm {
    /// A tuple with named fields, of a class of its own.
    pub fn structure(&mut self, module: &str, name: &str, fields: &[&str], values: &[Obj]) -> Obj {
        let class = self.structure_class(module, name, fields);
        self.count_all(values);
        self.new_object(class, crate::vm::object::Payload::Tuple(values.into()))
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
    let limit = vm.recursion_limit;
    Ok(vm.new_usize(limit))
}

fn setrecursionlimit(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let limit = vm.index_i64(args[0])?;
    if limit < 1 {
        return Err(vm.value_error("recursion limit must be greater or equal than 1"));
    }
    if (limit as usize) <= vm.frames.len() {
        let depth = vm.frames.len();
        let message =
            format!("cannot set the recursion limit to {limit} at the recursion depth {depth}: the limit is too low");
        return Err(vm.raise_text(T::RECURSION_ERROR, &message));
    }
    vm.recursion_limit = limit as usize;
    Ok(NONE)
}

fn getrefcount(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let count = vm.heap.refs(args[0]);
    let count = if vm.heap.is_immortal(args[0]) { u32::MAX } else { count };
    Ok(vm.new_int(i64::from(count)))
}

fn getsizeof(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let length = vm.quick_len(args[0]).unwrap_or(0) as i64;
    let size = match vm.ty(args[0]) {
        T::INT => 28,
        T::FLOAT => 24,
        T::STR => 41 + length,
        T::LIST => 56 + 8 * length,
        T::TUPLE => 40 + 8 * length,
        T::DICT => 64 + 24 * length,
        T::SET => 216,
        T::BYTES => 33 + length,
        T::NONE => 16,
        _ => 48,
    };
    Ok(vm.new_int(size))
}

fn intern(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
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
    vm.save_position();
    let mut back = Obj::NULL;
    for at in 0..vm.frames.len() - depth {
        let frame = vm.frames[at];
        let lasti = frame.ip - frame.text;
        let line = vm.codes[frame.code as usize].position(lasti).line.unwrap_or(0);
        let locals = if frame.locals.is_null() { vm.locals_of(at) } else { frame.locals };
        back = vm.frame_object(frame.code, frame.globals, locals, line, lasti, back);
    }
    Ok(back)
}

impl Vm {
    /// Locals of a frame as a dict.
    pub fn locals_of(&mut self, at: usize) -> Obj {
        let frame = self.frames[at];
        let dict = self.new_dict();
        let info = self.codes[frame.code as usize].clone();
        for (index, &name) in info.locals.iter().enumerate() {
            let value = self.stack.get(frame.base as usize + index).copied().unwrap_or(Obj::NULL);
            if !value.is_null() {
                self.dict_set_interned(dict, name, value);
            }
        }
        dict
    }
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

fn write(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if !vm.is_str(args[1]) {
        let name = vm.type_name_of(args[1]);
        return Err(vm.type_error(format!("write() argument must be str, not {name}")));
    }
    let text = vm.text(args[1]).to_owned();
    vm.write_stream(args[0], &text)?;
    let length = vm.quick_len(args[1]).unwrap_or(0);
    Ok(vm.new_usize(length))
}

fn writelines(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    for line in vm.collect(args[1])? {
        let text = vm.text(line).to_owned();
        vm.write_stream(args[0], &text)?;
    }
    Ok(NONE)
}

fn flush(_: &mut Vm, _: &Args) -> PyResult<Obj> {
    Ok(NONE)
}

fn isatty(_: &mut Vm, _: &Args) -> PyResult<Obj> {
    Ok(Obj::bool(false))
}

fn writable(_: &mut Vm, _: &Args) -> PyResult<Obj> {
    Ok(Obj::bool(true))
}

fn fileno(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let number = vm.stream_number(args[0]);
    Ok(vm.new_int(number))
}

fn encoding(vm: &mut Vm, _: Obj) -> PyResult<Obj> {
    Ok(vm.new_str("utf-8"))
}

fn name(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    let number = vm.stream_number(o);
    Ok(vm.new_str(["<stdin>", "<stdout>", "<stderr>"][number.clamp(0, 2) as usize]))
}

fn readline(vm: &mut Vm, _: &Args) -> PyResult<Obj> {
    match vm.host_input() {
        Some(line) => Ok(vm.new_str(format!("{line}\n"))),
        None => Ok(EMPTY_STR),
    }
}

fn read(vm: &mut Vm, _: &Args) -> PyResult<Obj> {
    let mut text = String::new();
    while let Some(line) = vm.host_input() {
        text.push_str(&line);
        text.push('\n');
    }
    Ok(vm.new_str(text))
}

fn iter(_: &mut Vm, args: &Args) -> PyResult<Obj> {
    Ok(args[0])
}

fn next(vm: &mut Vm, _: &Args) -> PyResult<Obj> {
    match vm.host_input() {
        Some(line) => Ok(vm.new_str(format!("{line}\n"))),
        None => Err(vm.raise_stop(NONE)),
    }
}
