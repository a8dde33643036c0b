//! Functions, bound methods, builtin functions, code and cells.

use super::{EQUALITY, HASH, REPR, TypeTable};
use crate::bytecode::{CodeFlags, LocalKind};
use crate::vm::native::{Args, Arity, GetSetDef, def};
use crate::vm::object::statics::{EMPTY_TUPLE, NONE};
use crate::vm::object::{FunctionData, Obj, Payload, T, names};
use crate::vm::{PyResult, Vm};

macro_rules! getset {
    ($name:literal, $get:expr) => {
        GetSetDef { name: $name, get: $get, set: None }
    };
    ($name:literal, $get:expr, $set:expr) => {
        GetSetDef { name: $name, get: $get, set: Some($set) }
    };
}

const BUILTIN_GETSET: &[GetSetDef] = &[
    getset!("__name__", native_name),
    getset!("__qualname__", native_qualname),
    getset!("__doc__", native_doc),
    getset!("__module__", native_module),
    getset!("__self__", native_self),
    getset!("__text_signature__", native_signature),
];

const DESCRIPTOR_GETSET: &[GetSetDef] = &[
    getset!("__name__", native_name),
    getset!("__qualname__", native_qualname),
    getset!("__doc__", native_doc),
    getset!("__text_signature__", native_signature),
    getset!("__objclass__", native_owner),
];

const WRAPPER_GETSET: &[GetSetDef] = &[
    getset!("__name__", native_name),
    getset!("__qualname__", native_qualname),
    getset!("__doc__", native_doc),
    getset!("__self__", native_self),
    getset!("__text_signature__", native_signature),
    getset!("__objclass__", native_owner),
];

pub const TABLES: &[TypeTable] = &[
    TypeTable::new(T::FUNCTION, &[REPR, def("__call__", Arity::Any, call), def("__get__", Arity::Blank(1, 2), get)])
        .with_statics(&[def("__new__", Arity::Any, function_new)])
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
            def("__get__", Arity::Blank(1, 2), |_, args| Ok(args[0])),
            def("__getattribute__", Arity::Slot(1, 1), method_getattribute),
        ],
    )
    .with_statics(&[def("__new__", Arity::Any, method_new)])
    .with_getset(&[getset!("__func__", method_func), getset!("__self__", method_self)]),
    TypeTable::new(T::BUILTIN, &[REPR, EQUALITY[0], EQUALITY[1], def("__call__", Arity::Any, call)])
        .with_getset(BUILTIN_GETSET),
    TypeTable::new(
        T::METHOD_DESCRIPTOR,
        &[REPR, def("__call__", Arity::Any, call), def("__get__", Arity::Blank(1, 2), get)],
    )
    .with_getset(DESCRIPTOR_GETSET),
    TypeTable::new(
        T::SLOT_WRAPPER,
        &[REPR, def("__call__", Arity::Any, call), def("__get__", Arity::Blank(1, 2), get)],
    )
    .with_getset(DESCRIPTOR_GETSET),
    TypeTable::new(T::METHOD_WRAPPER, &[REPR, EQUALITY[0], EQUALITY[1], def("__call__", Arity::Any, call)])
        .with_getset(WRAPPER_GETSET),
    TypeTable::new(
        T::CLASSMETHOD_DESCRIPTOR,
        &[REPR, def("__call__", Arity::Any, call), def("__get__", Arity::Blank(1, 2), get)],
    )
    .with_getset(DESCRIPTOR_GETSET),
    TypeTable::new(T::CELL, CELL_METHODS)
        .with_statics(&[def("__new__", Arity::Any, cell_new)])
        .with_getset(&[getset!("cell_contents", cell_contents, set_cell_contents)]),
];

const CELL_METHODS: &[crate::vm::native::NativeDef] = &[
    REPR,
    def("__eq__", super::ONE, cell_compare::<2>),
    def("__ne__", super::ONE, cell_compare::<3>),
    def("__lt__", super::ONE, cell_compare::<0>),
    def("__le__", super::ONE, cell_compare::<1>),
    def("__gt__", super::ONE, cell_compare::<4>),
    def("__ge__", super::ONE, cell_compare::<5>),
];

fn cell_new(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if args.len() > 2 {
        let given = args.len() - 1;
        return Err(vm.type_error(format!("cell expected at most 1 argument, got {given}")));
    }
    let contents = args.get(1).unwrap_or(Obj::NULL);
    Ok(vm.new_object_counted(T::CELL, Payload::Cell(contents)))
}

/// Cells compare as their contents do; an empty one is less than any other.
fn cell_compare<const OP: u32>(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let not_implemented = crate::vm::object::statics::NOT_IMPLEMENTED;
    let Some(operator) = crate::vm::compare::Compare::from_arg(OP) else { return Ok(not_implemented) };
    let (&Payload::Cell(a), &Payload::Cell(b)) = (vm.heap.payload(args[0]), vm.heap.payload(args[1])) else {
        return Ok(not_implemented);
    };
    if a.is_null() || b.is_null() {
        return Ok(Obj::bool(operator.holds(Some((!a.is_null()).cmp(&!b.is_null())))));
    }
    vm.rich_compare(a, b, operator)
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
    if vm.ty(args[0]) == T::CLASSMETHOD_DESCRIPTOR {
        check_class(vm, args[0], ty)?;
    } else if !receiver.is_null() {
        super::descriptors::check_receiver(vm, args[0], receiver)?;
    }
    vm.bind(args[0], receiver, ty)
}

/// A builtin class method is bound to classes derived from its own only.
fn check_class(vm: &mut Vm, method: Obj, class: Obj) -> PyResult<()> {
    let &Payload::Native { def, owner } = vm.heap.payload(method) else { return Ok(()) };
    let (name, own) = (def.name, vm.type_name(owner));
    if !vm.is_type(class) {
        let got = vm.type_name_of(class);
        let message = format!("descriptor '{name}' for type '{own}' needs a type, not a '{got}' as arg 2");
        return Err(vm.type_error(message));
    }
    if !vm.is_subtype(class, owner) {
        let got = vm.type_name(class);
        return Err(vm.type_error(format!("descriptor '{name}' requires a subtype of '{own}' but received '{got}'")));
    }
    Ok(())
}

/// `FunctionType(code, globals, name=None, argdefs=None, closure=None, kwdefaults=None)`.
fn function_new(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let [code, globals, name, defaults, closure, kwdefaults] = vm.parse::<6>(
        args,
        1,
        &crate::vm::native::Params {
            function: "function",
            names: &["code", "globals", "name", "argdefs", "closure", "kwdefaults"],
            required: 2,
            positional: 6,
            positional_only: 0,
        },
    )?;
    for (o, ty, what, kind) in [(code, T::CODE, "code", "code"), (globals, T::DICT, "globals", "dict")] {
        if !vm.is_instance(o, ty) {
            let got = vm.kind_name(o);
            return Err(vm.type_error(format!("function() argument '{what}' must be {kind}, not {got}")));
        }
    }
    let given = |o: Obj| !o.is_null() && o != NONE;
    if given(name) && !vm.is_str(name) {
        return Err(vm.raise_text(T::TYPE_ERROR, "arg 3 (name) must be None or string"));
    }
    if given(defaults) && !vm.is_tuple(defaults) {
        return Err(vm.raise_text(T::TYPE_ERROR, "arg 4 (defaults) must be None or tuple"));
    }
    let info = super::code::info(vm, code);
    let wanted = info.code.localspluskinds.iter().filter(|&&kind| kind & LocalKind::FREE != 0).count();
    if wanted > 0 && !(given(closure) && vm.is_tuple(closure)) {
        return Err(vm.raise_text(T::TYPE_ERROR, "arg 5 (closure) must be tuple"));
    }
    if given(closure) && !vm.is_tuple(closure) {
        return Err(vm.raise_text(T::TYPE_ERROR, "arg 5 (closure) must be None or tuple"));
    }
    if given(kwdefaults) && !vm.is_instance(kwdefaults, T::DICT) {
        return Err(vm.raise_text(T::TYPE_ERROR, "arg 6 (kwdefaults) must be None or dict"));
    }
    let cells = if given(closure) { vm.held_items(closure) } else { Vec::new() };
    if cells.len() != wanted {
        let message = format!("{} requires closure of length {wanted}, not {}", info.name, cells.len());
        return Err(vm.value_error(&message));
    }
    if let Some(&wrong) = cells.iter().find(|&&cell| vm.ty(cell) != T::CELL) {
        let got = vm.type_name_of(wrong);
        return Err(vm.type_error(format!("arg 5 (closure) expected cell, found {got}")));
    }
    let function = vm.new_function(code, globals);
    if given(name) {
        store(vm, function, name, false, |d| &mut d.name);
    }
    if given(defaults) {
        store(vm, function, defaults, true, |d| &mut d.defaults);
    }
    if given(closure) && wanted > 0 {
        store(vm, function, closure, true, |d| &mut d.closure);
    }
    if given(kwdefaults) {
        store(vm, function, kwdefaults, true, |d| &mut d.kwdefaults);
    }
    Ok(function)
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

fn builtins(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    Ok(vm.function_data(o).and_then(|data| data.builtins.some()).unwrap_or(vm.builtins))
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
    let kind = |vm: &Vm, id: u32| {
        let kinds = CodeFlags::GENERATOR | CodeFlags::COROUTINE | CodeFlags::ASYNC_GENERATOR;
        vm.codes[id as usize].flags() & kinds
    };
    let before = vm.function_data(o).map_or(id, |data| data.code);
    if kind(vm, before) != kind(vm, id) {
        let message = "Assigning a code object of non-matching type is deprecated (e.g., from a generator to a plain \
                       function)";
        vm.warn(T::DEPRECATION_WARNING, message)?;
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
    if value.is_null() || !vm.is_tuple(value) {
        return Err(vm.raise_text(T::TYPE_ERROR, "__type_params__ must be set to a tuple"));
    }
    store(vm, o, value, false, |d| &mut d.type_params);
    Ok(())
}

/// `__dict__` of anything that has one.
pub fn dict(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    Ok(vm.instance_dict(o))
}

pub fn set_dict(vm: &mut Vm, o: Obj, value: Obj) -> PyResult<()> {
    // Classes and modules have a dict of their own kind, whatever else they are derived from.
    if vm.is_type(o) || matches!(vm.heap.payload(o), Payload::Module(_)) {
        let is_module = !vm.is_type(o);
        let message =
            if is_module { "readonly attribute" } else { "attribute '__dict__' of 'type' objects is not writable" };
        return Err(vm.raise_attribute_error(message.to_owned(), o, names::__dict__));
    }
    if value.is_null() {
        // That of a builtin type stays, in derived classes too.
        let builtin = matches!(vm.heap.payload(o), Payload::Exception(_));
        if builtin || !vm.type_data(vm.ty(o)).is_some_and(|data| data.heap) {
            return Err(vm.raise_text(T::TYPE_ERROR, "cannot delete __dict__"));
        }
        let fresh = vm.new_dict();
        vm.set_instance_dict(o, fresh);
        return Ok(());
    }
    if !vm.is_instance(value, T::DICT) {
        let got = vm.type_name_of(value);
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
        let given = args.len() - 1;
        return Err(vm.type_error(format!("method expected 2 arguments, got {given}")));
    };
    if vm.find_in_type(vm.ty(function), names::__call__).is_none() {
        return Err(vm.raise_text(T::TYPE_ERROR, "first argument must be callable"));
    }
    if receiver == NONE {
        return Err(vm.raise_text(T::TYPE_ERROR, "instance must not be None"));
    }
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
        Payload::Function(data) => Ok(data.name),
        _ => Ok(NONE),
    }
}

fn native_doc(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    use crate::vm::builtins::docs;

    let text = match *vm.heap.payload(native_of(vm, o).0) {
        Payload::Native { def, owner } if owner.is_null() => {
            let module = native_module(vm, o)?;
            docs::of_function(vm.str_data(module).map_or("", |module| module.as_str()), def.name)
        }
        Payload::Native { def, owner } => docs::of_method(&vm.short_name(owner), def.name),
        Payload::Function(_) => return doc(vm, o),
        _ => None,
    };
    Ok(text.map_or(NONE, |text| vm.new_str(text)))
}

/// How `inspect` is told of the parameters of a builtin function written in Python: `($module, name, /, other=default)`.
fn python_signature(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    let Payload::Function(data) = vm.heap.payload(o) else { return Ok(NONE) };
    let (info, defaults, kwdefaults) = (vm.codes[data.code as usize].clone(), data.defaults, data.kwdefaults);
    let code = &info.code;
    let (argcount, kwonly) = (code.argcount as usize, code.kwonlyargcount as usize);
    let unnamed = code.posonlyargcount as usize;
    let values = if defaults.is_null() { Vec::new() } else { vm.held_items(defaults) };
    let mut parts = vec!["$module".to_owned()];
    if unnamed == 0 {
        parts.push("/".to_owned());
    }
    for (at, &local) in info.locals.iter().enumerate().take(argcount + kwonly) {
        if at == argcount {
            parts.push("*".to_owned());
        }
        let default = if at >= argcount {
            if kwdefaults.is_null() { None } else { vm.dict_get_interned(kwdefaults, local) }
        } else {
            (at + values.len()).checked_sub(argcount).map(|at| values[at])
        };
        let mut part = vm.text(local).to_owned();
        if let Some(default) = default {
            let text = vm.repr_text(default)?;
            // What is no literal is a mark for "nothing was given".
            part.push_str(&format!("={}", if text.starts_with('<') { "<unrepresentable>" } else { &text }));
        }
        parts.push(part);
        if at + 1 == unnamed {
            parts.push("/".to_owned());
        }
    }
    if code.flags.0 & (CodeFlags::VARARGS | CodeFlags::VARKEYWORDS) != 0 {
        return Ok(NONE);
    }
    Ok(vm.new_str(format!("({})", parts.join(", "))))
}

fn native_qualname(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    match vm.heap.payload(native_of(vm, o).0) {
        Payload::Native { def, owner } => {
            let name = vm.native_name(def, *owner);
            Ok(vm.new_str(name))
        }
        Payload::Function(data) => Ok(data.qualname),
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
        Payload::Function(_) => module(vm, o),
        _ => Ok(NONE),
    }
}

fn native_self(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    let (native, receiver) = native_of(vm, o);
    if let Some(receiver) = receiver.some() {
        return Ok(receiver);
    }
    match vm.heap.payload(native) {
        Payload::Native { owner, .. } if !owner.is_null() => Ok(*owner),
        // The function of a module is bound to the module.
        _ => {
            let name = native_module(vm, native)?;
            let modules = vm.modules;
            Ok(if vm.is_str(name) { vm.dict_get(modules, name)?.unwrap_or(NONE) } else { NONE })
        }
    }
}

fn native_signature(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    let &Payload::Native { def, owner } = vm.heap.payload(native_of(vm, o).0) else { return python_signature(vm, o) };
    let module = native_module(vm, o)?;
    super::signatures::of_native(vm, def.name, module, owner)
}

fn native_owner(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    match vm.heap.payload(native_of(vm, o).0) {
        Payload::Native { owner, .. } => Ok(owner.some().unwrap_or(NONE)),
        _ => Ok(NONE),
    }
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
