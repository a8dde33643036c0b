//! Functions, bound methods, builtin functions, code, cells, modules, frames and tracebacks.

use super::{EQUALITY, HASH, REPR, TypeTable};
use crate::bytecode::LocalKind;
use crate::vm::native::{Args, Arity, GetSetDef, def};
use crate::vm::object::statics::{EMPTY_TUPLE, NONE};
use crate::vm::object::{FunctionData, ModuleData, Obj, Payload, T, names};
use crate::vm::{PyResult, Vm};

macro_rules! getset {
    ($name:literal, $get:expr) => {
        GetSetDef { name: $name, get: $get, set: None }
    };
    ($name:literal, $get:expr, $set:expr) => {
        GetSetDef { name: $name, get: $get, set: Some($set) }
    };
}

const NATIVE_GETSET: &[GetSetDef] = &[
    getset!("__name__", native_name),
    getset!("__qualname__", native_qualname),
    getset!("__doc__", none),
    getset!("__module__", native_module),
    getset!("__self__", native_self),
    getset!("__text_signature__", none),
    getset!("__objclass__", native_owner),
];

pub const TABLES: &[TypeTable] = &[
    TypeTable::new(T::FUNCTION, &[REPR, def("__call__", Arity::Any, call), def("__get__", Arity::Blank(1, 2), get)])
        .with_getset(&[
            getset!("__name__", name, set_name),
            getset!("__qualname__", qualname, set_qualname),
            getset!("__doc__", doc, set_doc),
            getset!("__module__", module, set_module),
            getset!("__code__", code, set_code),
            getset!("__globals__", globals),
            getset!("__builtins__", builtins),
            getset!("__defaults__", defaults, set_defaults),
            getset!("__kwdefaults__", kwdefaults, set_kwdefaults),
            getset!("__closure__", closure),
            getset!("__annotations__", annotations, set_annotations),
            getset!("__type_params__", type_params, set_type_params),
            getset!("__dict__", dict, set_dict),
        ]),
    TypeTable::new(
        T::METHOD,
        &[
            REPR,
            EQUALITY[0],
            EQUALITY[1],
            HASH,
            def("__call__", Arity::Any, call),
            def("__getattribute__", Arity::Slot(1, 1), method_getattribute),
        ],
    )
    .with_statics(&[def("__new__", Arity::Any, method_new)])
    .with_getset(&[getset!("__func__", method_func), getset!("__self__", method_self)]),
    TypeTable::new(T::BUILTIN, &[REPR, EQUALITY[0], EQUALITY[1], def("__call__", Arity::Any, call)])
        .with_getset(NATIVE_GETSET),
    TypeTable::new(
        T::METHOD_DESCRIPTOR,
        &[REPR, def("__call__", Arity::Any, call), def("__get__", Arity::Blank(1, 2), get)],
    )
    .with_getset(NATIVE_GETSET),
    TypeTable::new(
        T::SLOT_WRAPPER,
        &[REPR, def("__call__", Arity::Any, call), def("__get__", Arity::Blank(1, 2), get)],
    )
    .with_getset(NATIVE_GETSET),
    TypeTable::new(T::METHOD_WRAPPER, &[REPR, EQUALITY[0], EQUALITY[1], def("__call__", Arity::Any, call)])
        .with_getset(NATIVE_GETSET),
    TypeTable::new(
        T::CLASSMETHOD_DESCRIPTOR,
        &[REPR, def("__call__", Arity::Any, call), def("__get__", Arity::Blank(1, 2), get)],
    )
    .with_getset(NATIVE_GETSET),
    TypeTable::new(
        T::CODE,
        &[
            REPR,
            HASH,
            EQUALITY[0],
            EQUALITY[1],
            def("co_positions", Arity::None, co_positions),
            def("co_lines", Arity::None, co_lines),
            def("replace", Arity::Any, co_replace),
            def("__replace__", Arity::Any, co_replace),
        ],
    )
    .with_getset(&[
        getset!("co_name", co_name),
        getset!("co_qualname", co_qualname),
        getset!("co_filename", co_filename),
        getset!("co_firstlineno", co_firstlineno),
        getset!("co_argcount", co_argcount),
        getset!("co_posonlyargcount", co_posonlyargcount),
        getset!("co_kwonlyargcount", co_kwonlyargcount),
        getset!("co_nlocals", co_nlocals),
        getset!("co_stacksize", co_stacksize),
        getset!("co_flags", co_flags),
        getset!("co_varnames", co_varnames),
        getset!("co_cellvars", co_cellvars),
        getset!("co_freevars", co_freevars),
        getset!("co_names", co_names),
        getset!("co_consts", co_consts),
        getset!("co_code", co_code),
        getset!("_co_code_adaptive", co_code),
        getset!("co_linetable", co_linetable),
        getset!("co_exceptiontable", co_exceptiontable),
    ]),
    TypeTable::new(T::CELL, &[REPR]).with_getset(&[getset!("cell_contents", cell_contents, set_cell_contents)]),
    TypeTable::new(
        T::MODULE,
        &[
            REPR,
            def("__init__", Arity::Any, module_init),
            def("__getattribute__", Arity::Slot(1, 1), module_getattribute),
            def("__dir__", Arity::None, module_dir),
        ],
    )
    .with_statics(&[def("__new__", Arity::Any, module_new)])
    .with_getset(&[getset!("__dict__", dict)]),
    TypeTable::new(T::TRACEBACK, &[]).with_getset(&[
        getset!("tb_next", tb_next, set_tb_next),
        getset!("tb_lineno", tb_lineno),
        getset!("tb_lasti", tb_lasti),
        getset!("tb_frame", tb_frame),
    ]),
    TypeTable::new(T::FRAME, &[]).with_getset(&[
        getset!("f_code", f_code),
        getset!("f_globals", f_globals),
        getset!("f_locals", f_locals),
        getset!("f_lineno", f_lineno),
        getset!("f_back", f_back),
        getset!("f_lasti", f_lasti),
    ]),
];

fn none(_: &mut Vm, _: Obj) -> PyResult<Obj> {
    Ok(NONE)
}

fn call(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    vm.call_full(args[0], &args.pos[1..], args.kw)
}

fn get(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if args[1] == NONE && args.get(2).is_none_or(|o| o == NONE) {
        return Err(vm.raise_text(T::TYPE_ERROR, "__get__(None, None) is invalid"));
    }
    let receiver = if args[1] == NONE { Obj::NULL } else { args[1] };
    let ty = args.get(2).unwrap_or_else(|| vm.ty(args[1]));
    vm.bind(args[0], receiver, ty)
}

fn field(vm: &Vm, o: Obj, f: fn(&FunctionData) -> Obj) -> PyResult<Obj> {
    Ok(vm.function_data(o).map(f).and_then(Obj::some).unwrap_or(NONE))
}

/// Stores in a field of a function; `None` becomes null when `nullable`.
fn store(vm: &mut Vm, o: Obj, value: Obj, nullable: bool, f: fn(&mut FunctionData) -> &mut Obj) {
    let value = if value.is_null() || value == NONE && nullable { Obj::NULL } else { value };
    vm.heap.incref_some(value);
    if let Payload::Function(data) = vm.heap.payload_mut(o) {
        let old = std::mem::replace(f(data), value);
        vm.decref_some(old);
    }
}

fn name(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    field(vm, o, |d| d.name)
}

fn set_name(vm: &mut Vm, o: Obj, value: Obj) -> PyResult<()> {
    if value.is_null() || !vm.is_str(value) {
        return Err(vm.raise_text(T::TYPE_ERROR, "__name__ must be set to a string object"));
    }
    store(vm, o, value, false, |d| &mut d.name);
    Ok(())
}

fn qualname(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    field(vm, o, |d| d.qualname)
}

fn set_qualname(vm: &mut Vm, o: Obj, value: Obj) -> PyResult<()> {
    if value.is_null() || !vm.is_str(value) {
        return Err(vm.raise_text(T::TYPE_ERROR, "__qualname__ must be set to a string object"));
    }
    store(vm, o, value, false, |d| &mut d.qualname);
    Ok(())
}

fn doc(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    field(vm, o, |d| d.doc)
}

fn set_doc(vm: &mut Vm, o: Obj, value: Obj) -> PyResult<()> {
    store(vm, o, value, false, |d| &mut d.doc);
    Ok(())
}

fn module(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    field(vm, o, |d| d.module)
}

fn set_module(vm: &mut Vm, o: Obj, value: Obj) -> PyResult<()> {
    store(vm, o, value, false, |d| &mut d.module);
    Ok(())
}

fn code(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    field(vm, o, |d| d.code_object)
}

fn globals(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    field(vm, o, |d| d.globals)
}

fn builtins(vm: &mut Vm, _: Obj) -> PyResult<Obj> {
    Ok(vm.builtins)
}

fn defaults(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    field(vm, o, |d| d.defaults)
}

/// Another body for the function; it has to want the same closure.
fn set_code(vm: &mut Vm, o: Obj, value: Obj) -> PyResult<()> {
    let id =
        if value.is_null() { None } else { Some(value).filter(|&o| vm.ty(o) == T::CODE).and_then(|o| vm.code_id(o)) };
    let Some(id) = id else {
        return Err(vm.raise_text(T::TYPE_ERROR, "__code__ must be set to a code object"));
    };
    let free = |vm: &Vm, id: u32| {
        let kinds = &vm.codes[id as usize].code.localspluskinds;
        kinds.iter().filter(|&&kind| kind & LocalKind::FREE != 0).count()
    };
    let Some(data) = vm.function_data(o) else { return Ok(()) };
    let (closure, name) = (data.closure, data.name);
    let has = if closure.is_null() { 0 } else { vm.quick_len(closure).unwrap_or(0) };
    let wanted = free(vm, id);
    if has != wanted {
        let name = vm.text(name).to_owned();
        let message = format!("{name}() requires a code object with {has} free vars, not {wanted}");
        return Err(vm.value_error(&message));
    }
    store(vm, o, value, false, |d| &mut d.code_object);
    if let Payload::Function(data) = vm.heap.payload_mut(o) {
        data.code = id;
    }
    Ok(())
}

fn set_defaults(vm: &mut Vm, o: Obj, value: Obj) -> PyResult<()> {
    if !value.is_null() && value != NONE && !vm.is_tuple(value) {
        return Err(vm.raise_text(T::TYPE_ERROR, "__defaults__ must be set to a tuple object"));
    }
    store(vm, o, value, true, |d| &mut d.defaults);
    Ok(())
}

fn kwdefaults(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    field(vm, o, |d| d.kwdefaults)
}

fn set_kwdefaults(vm: &mut Vm, o: Obj, value: Obj) -> PyResult<()> {
    if !value.is_null() && value != NONE && !vm.is_instance(value, T::DICT) {
        return Err(vm.raise_text(T::TYPE_ERROR, "__kwdefaults__ must be set to a dict object"));
    }
    store(vm, o, value, true, |d| &mut d.kwdefaults);
    Ok(())
}

fn closure(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    field(vm, o, |d| d.closure)
}

fn annotations(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    let current = vm.function_data(o).map_or(Obj::NULL, |d| d.annotations);
    if !current.is_null() && vm.ty(current) == T::DICT {
        return Ok(current);
    }
    let dict = vm.new_dict();
    if !current.is_null() {
        let items = vm.held_items(current);
        for pair in items.chunks_exact(2) {
            vm.dict_set(dict, pair[0], pair[1])?;
        }
    }
    store(vm, o, dict, false, |d| &mut d.annotations);
    Ok(dict)
}

fn set_annotations(vm: &mut Vm, o: Obj, value: Obj) -> PyResult<()> {
    if !value.is_null() && value != NONE && !vm.is_instance(value, T::DICT) {
        return Err(vm.raise_text(T::TYPE_ERROR, "__annotations__ must be set to a dict object"));
    }
    store(vm, o, value, true, |d| &mut d.annotations);
    Ok(())
}

fn type_params(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    Ok(vm.function_data(o).and_then(|d| d.type_params.some()).unwrap_or(EMPTY_TUPLE))
}

fn set_type_params(vm: &mut Vm, o: Obj, value: Obj) -> PyResult<()> {
    store(vm, o, value, false, |d| &mut d.type_params);
    Ok(())
}

/// `__dict__` of anything that has one.
pub fn dict(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    Ok(vm.instance_dict(o))
}

pub fn set_dict(vm: &mut Vm, o: Obj, value: Obj) -> PyResult<()> {
    if value.is_null() || !vm.is_instance(value, T::DICT) {
        let got = if value.is_null() { "NULL".to_owned() } else { vm.type_name_of(value) };
        return Err(vm.type_error(format!("__dict__ must be set to a dictionary, not a '{got}'")));
    }
    vm.set_instance_dict(o, value);
    Ok(())
}

fn method_parts(vm: &Vm, o: Obj) -> (Obj, Obj) {
    match vm.heap.payload(o) {
        Payload::Method { function, receiver } => (*function, *receiver),
        _ => (NONE, NONE),
    }
}

fn method_new(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let &[_, function, receiver] = args.pos else {
        return Err(vm.raise_text(T::TYPE_ERROR, "method expected 2 arguments"));
    };
    Ok(vm.new_object_counted(T::METHOD, Payload::Method { function, receiver }))
}

fn method_func(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    Ok(method_parts(vm, o).0)
}

fn method_self(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    Ok(method_parts(vm, o).1)
}

/// What a bound method does not have is looked up on its function.
fn method_getattribute(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let name = super::object::attribute_name(vm, args[1])?;
    let own = vm.find_in_type(T::METHOD, name).is_some() && name != names::__doc__;
    if own && let Some(value) = vm.generic_get_attr(args[0], name)? {
        return Ok(value);
    }
    let function = method_parts(vm, args[0]).0;
    vm.get_attr(function, name)
}

fn native_of(vm: &Vm, o: Obj) -> (Obj, Obj) {
    match vm.heap.payload(o) {
        Payload::NativeBound { native, receiver } => (*native, *receiver),
        _ => (o, Obj::NULL),
    }
}

fn native_name(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    match vm.heap.payload(native_of(vm, o).0) {
        Payload::Native { def, .. } => Ok(vm.intern(def.name)),
        _ => Ok(NONE),
    }
}

fn native_qualname(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    match vm.heap.payload(native_of(vm, o).0) {
        Payload::Native { def, owner } => {
            let name = vm.native_name(def, *owner);
            Ok(vm.new_str(name))
        }
        _ => Ok(NONE),
    }
}

fn native_module(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    match vm.heap.payload(native_of(vm, o).0) {
        Payload::Native { owner, .. } if owner.is_null() => Ok(vm
            .heap
            .attrs(native_of(vm, o).0)
            .and_then(|attrs| attrs.slots.first().copied())
            .unwrap_or(names::builtins)),
        _ => Ok(NONE),
    }
}

fn native_self(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    let (native, receiver) = native_of(vm, o);
    if let Some(receiver) = receiver.some() {
        return Ok(receiver);
    }
    match vm.heap.payload(native) {
        Payload::Native { owner, .. } => Ok(owner.some().unwrap_or(NONE)),
        _ => Ok(NONE),
    }
}

fn native_owner(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    match vm.heap.payload(native_of(vm, o).0) {
        Payload::Native { owner, .. } => Ok(owner.some().unwrap_or(NONE)),
        _ => Ok(NONE),
    }
}

fn info(vm: &Vm, o: Obj) -> std::sync::Arc<crate::vm::code::CodeInfo> {
    vm.codes[vm.code_id(o).unwrap_or(0) as usize].clone()
}

fn co_name(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    let info = info(vm, o);
    Ok(vm.intern(&info.name))
}

fn co_qualname(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    let info = info(vm, o);
    Ok(vm.intern(&info.qualname))
}

fn co_filename(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    let info = info(vm, o);
    Ok(vm.new_str(info.filename.clone()))
}

fn co_firstlineno(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    let value = info(vm, o).code.firstlineno;
    Ok(vm.new_int(i64::from(value)))
}

fn co_argcount(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    let value = info(vm, o).code.argcount;
    Ok(vm.new_int(i64::from(value)))
}

fn co_posonlyargcount(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    let value = info(vm, o).code.posonlyargcount;
    Ok(vm.new_int(i64::from(value)))
}

fn co_kwonlyargcount(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    let value = info(vm, o).code.kwonlyargcount;
    Ok(vm.new_int(i64::from(value)))
}

fn co_nlocals(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    let value = info(vm, o).code.nlocals();
    Ok(vm.new_usize(value))
}

fn co_stacksize(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    let value = info(vm, o).code.stacksize;
    Ok(vm.new_int(i64::from(value)))
}

fn co_flags(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    let value = info(vm, o).code.flags.0;
    Ok(vm.new_int(i64::from(value)))
}

fn of_kind(vm: &mut Vm, o: Obj, kind: u8) -> PyResult<Obj> {
    let info = info(vm, o);
    let list: Vec<Obj> = info
        .locals
        .iter()
        .zip(&info.code.localspluskinds)
        .filter(|(_, k)| *k & kind != 0)
        .map(|(name, _)| *name)
        .collect();
    Ok(vm.new_tuple(&list))
}

fn co_varnames(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    of_kind(vm, o, LocalKind::LOCAL)
}

fn co_cellvars(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    of_kind(vm, o, LocalKind::CELL)
}

fn co_freevars(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    of_kind(vm, o, LocalKind::FREE)
}

fn co_names(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    let info = info(vm, o);
    let list = vm.names[info.names as usize..info.names as usize + info.code.names.len()].to_vec();
    Ok(vm.new_tuple(&list))
}

fn co_consts(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    let info = info(vm, o);
    let list = vm.consts[info.consts as usize..info.consts as usize + info.code.consts.len()].to_vec();
    Ok(vm.new_tuple(&list))
}

fn co_code(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    let code = info(vm, o).code.code.clone();
    Ok(vm.new_bytes(code))
}

fn co_linetable(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    let table = info(vm, o).code.linetable.clone();
    Ok(vm.new_bytes(table))
}

fn co_exceptiontable(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    let table = info(vm, o).code.exceptiontable.clone();
    Ok(vm.new_bytes(table))
}

/// Runs of code units with the same line: start, end, line.
fn co_lines(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let info = info(vm, args[0]);
    let mut runs: Vec<(u32, u32, Option<i32>)> = Vec::new();
    for unit in 0..info.code.code.len() as u32 / 2 {
        let line = info.position(unit).line;
        match runs.last_mut() {
            Some(run) if run.2 == line => run.1 = 2 * unit + 2,
            _ => runs.push((2 * unit, 2 * unit + 2, line)),
        }
    }
    let mut list = Vec::new();
    for (start, end, line) in runs {
        let line = line.map_or(NONE, |line| vm.new_int(i64::from(line)));
        let parts = [vm.new_int(i64::from(start)), vm.new_int(i64::from(end)), line];
        list.push(vm.new_tuple(&parts));
    }
    let list = vm.new_list(list);
    vm.get_iter(list)
}

/// A copy of a code object with some parts changed.
fn co_replace(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let mut code = (*info(vm, args[0]).code).clone();
    for &(key, value) in args.kw {
        let key = vm.text(key).to_owned();
        let text = crate::base::Text::from(vm.text(value));
        match key.as_str() {
            "co_name" => code.name = text,
            "co_qualname" => code.qualname = text,
            "co_filename" => code.filename = text,
            "co_firstlineno" => code.firstlineno = vm.index_int(value)? as i32,
            "co_argcount" => code.argcount = vm.index_int(value)? as u32,
            "co_posonlyargcount" => code.posonlyargcount = vm.index_int(value)? as u32,
            "co_kwonlyargcount" => code.kwonlyargcount = vm.index_int(value)? as u32,
            "co_stacksize" => code.stacksize = vm.index_int(value)? as u32,
            "co_flags" => code.flags = crate::bytecode::CodeFlags(vm.index_int(value)? as u32),
            "co_code" => code.code = vm.bytes_of(value).unwrap_or_default(),
            "co_linetable" => code.linetable = vm.bytes_of(value).unwrap_or_default(),
            "co_exceptiontable" => code.exceptiontable = vm.bytes_of(value).unwrap_or_default(),
            "co_names" => {
                let names = vm.held_items(value);
                code.names = names.into_iter().map(|name| crate::base::Text::from(vm.text(name))).collect();
            }
            "co_consts" | "co_varnames" | "co_freevars" | "co_cellvars" | "co_nlocals" => {}
            _ => return Err(vm.type_error(format!("replace() got an unexpected keyword argument '{key}'"))),
        }
    }
    let code = vm.code_object(&std::sync::Arc::new(code));
    Ok(vm.own(code))
}

fn co_positions(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let info = info(vm, args[0]);
    let mut list = Vec::new();
    for unit in 0..info.code.code.len() as u32 / 2 {
        let p = info.position(unit);
        let parts = [p.line, p.end_line, p.column, p.end_column];
        let parts: Vec<Obj> = parts.iter().map(|p| p.map_or(NONE, |p| vm.new_int(i64::from(p)))).collect();
        list.push(vm.new_tuple(&parts));
    }
    let list = vm.new_list(list);
    vm.get_iter(list)
}

fn cell_contents(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    match vm.heap.payload(o) {
        Payload::Cell(contents) if !contents.is_null() => Ok(*contents),
        _ => Err(vm.value_error("Cell is empty")),
    }
}

fn set_cell_contents(vm: &mut Vm, o: Obj, value: Obj) -> PyResult<()> {
    vm.heap.incref_some(value);
    vm.set_cell(o, value);
    Ok(())
}

fn module_new(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let dict = vm.new_dict();
    Ok(vm.new_object_counted(args[0], Payload::Module(Box::new(ModuleData { dict }))))
}

fn module_init(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let Some(name) = args.get(1) else {
        return Err(vm.raise_text(T::TYPE_ERROR, "module() missing required argument 'name' (pos 1)"));
    };
    let dict = vm.instance_dict(args[0]);
    vm.dict_set_interned(dict, names::__name__, name);
    vm.dict_set_interned(dict, names::__doc__, args.get(2).unwrap_or(NONE));
    for key in [names::__package__, names::__loader__, names::__spec__] {
        vm.dict_set_interned(dict, key, NONE);
    }
    Ok(NONE)
}

fn module_getattribute(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let name = super::object::attribute_name(vm, args[1])?;
    if let Some(value) = vm.generic_get_attr(args[0], name)? {
        return Ok(value);
    }
    if let Some(function) = vm.instance_get(args[0], names::__getattr__) {
        return vm.call(function, &[name]);
    }
    Err(vm.no_attribute(args[0], name))
}

fn module_dir(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if let Some(function) = vm.instance_get(args[0], names::__dir__) {
        return vm.call(function, &[]);
    }
    let names = vm.default_dir(args[0])?;
    let items: Vec<Obj> = names.into_iter().map(|name| vm.new_str(name)).collect();
    Ok(vm.new_list(items))
}

fn tb_next(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    match vm.heap.payload(o) {
        Payload::Traceback(data) => Ok(data.next.some().unwrap_or(NONE)),
        _ => Ok(NONE),
    }
}

fn set_tb_next(vm: &mut Vm, o: Obj, value: Obj) -> PyResult<()> {
    let value = if value == NONE { Obj::NULL } else { value };
    vm.heap.incref_some(value);
    if let Payload::Traceback(data) = vm.heap.payload_mut(o) {
        let old = std::mem::replace(&mut data.next, value);
        vm.decref_some(old);
    }
    Ok(())
}

fn tb_lineno(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    match vm.heap.payload(o) {
        Payload::Traceback(data) => {
            let line = data.lineno;
            Ok(vm.new_int(i64::from(line)))
        }
        _ => Ok(NONE),
    }
}

fn tb_lasti(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    match vm.heap.payload(o) {
        Payload::Traceback(data) => {
            let lasti = data.lasti;
            Ok(vm.new_int(i64::from(lasti) * 2))
        }
        _ => Ok(NONE),
    }
}

fn tb_frame(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    match vm.heap.payload(o) {
        Payload::Traceback(data) => {
            let data = (**data).clone();
            Ok(vm.frame_object(data.code, data.globals, Obj::NULL, data.lineno, data.lasti, Obj::NULL))
        }
        _ => Ok(NONE),
    }
}

fn frame_data(vm: &Vm, o: Obj) -> Option<crate::vm::object::FrameData> {
    match vm.heap.payload(o) {
        Payload::Frame(data) => Some((**data).clone()),
        _ => None,
    }
}

fn f_code(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    match frame_data(vm, o) {
        Some(data) => Ok(vm.new_object(T::CODE, Payload::Code(data.code))),
        None => Ok(NONE),
    }
}

fn f_globals(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    Ok(frame_data(vm, o).map_or(NONE, |data| data.globals))
}

fn f_locals(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    match frame_data(vm, o).and_then(|data| data.locals.some()) {
        Some(locals) => Ok(locals),
        None => Ok(vm.new_dict()),
    }
}

fn f_lineno(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    let line = frame_data(vm, o).map_or(0, |data| data.lineno);
    Ok(vm.new_int(i64::from(line)))
}

fn f_back(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    Ok(frame_data(vm, o).and_then(|data| data.back.some()).unwrap_or(NONE))
}

fn f_lasti(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    let lasti = frame_data(vm, o).map_or(0, |data| data.lasti);
    Ok(vm.new_int(i64::from(lasti) * 2))
}

impl Vm {
    pub fn frame_object(&mut self, code: u32, globals: Obj, locals: Obj, lineno: i32, lasti: u32, back: Obj) -> Obj {
        let data = crate::vm::object::FrameData { code, globals, locals, back, lineno, lasti };
        self.new_object_counted(T::FRAME, Payload::Frame(Box::new(data)))
    }

    pub fn new_module(&mut self, name: &str) -> Obj {
        let dict = self.new_dict();
        let module = self.new_object_counted(T::MODULE, Payload::Module(Box::new(ModuleData { dict })));
        let name = self.intern(name);
        self.dict_set_interned(dict, names::__name__, name);
        for key in [names::__doc__, names::__package__, names::__loader__, names::__spec__] {
            self.dict_set_interned(dict, key, NONE);
        }
        module
    }
}
