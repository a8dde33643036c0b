//! `_operator`: the operators as functions, `itemgetter`, `attrgetter`, `methodcaller`.

use crate::vm::compare::Compare;
use crate::vm::native::{Args, Arity, NativeDef, def};
use crate::vm::object::statics::NONE;
use crate::vm::object::{Obj, StateData, T, names};
use crate::vm::operator::{Binary, Unary};
use crate::vm::types::{TypeTable, ZERO};
use crate::vm::{PyResult, Vm};

macro_rules! binary {
    ($name:literal $operator:ident) => {
        def($name, Arity::Pos(2, 2), |vm, args| vm.binary_op(Binary::$operator, args[0], args[1]))
    };
}

macro_rules! inplace {
    ($name:literal $operator:ident) => {
        def($name, Arity::Pos(2, 2), |vm, args| vm.inplace_op(Binary::$operator, args[0], args[1]))
    };
}

macro_rules! compare {
    ($name:literal $operator:ident) => {
        def($name, Arity::Pos(2, 2), |vm, args| vm.rich_compare(args[0], args[1], Compare::$operator))
    };
}

const FUNCTIONS: &[NativeDef] = &[
    binary!("add" Add),
    binary!("and_" And),
    binary!("floordiv" FloorDivide),
    binary!("lshift" LeftShift),
    binary!("matmul" MatrixMultiply),
    binary!("mul" Multiply),
    binary!("mod" Remainder),
    binary!("or_" Or),
    binary!("pow" Power),
    binary!("rshift" RightShift),
    binary!("sub" Subtract),
    binary!("truediv" TrueDivide),
    binary!("xor" Xor),
    inplace!("iadd" Add),
    inplace!("iand" And),
    inplace!("ifloordiv" FloorDivide),
    inplace!("ilshift" LeftShift),
    inplace!("imatmul" MatrixMultiply),
    inplace!("imul" Multiply),
    inplace!("imod" Remainder),
    inplace!("ior" Or),
    inplace!("ipow" Power),
    inplace!("irshift" RightShift),
    inplace!("isub" Subtract),
    inplace!("itruediv" TrueDivide),
    inplace!("ixor" Xor),
    compare!("lt" Less),
    compare!("le" LessEqual),
    compare!("eq" Equal),
    compare!("ne" NotEqual),
    compare!("gt" Greater),
    compare!("ge" GreaterEqual),
    def("neg", Arity::One, |vm, args| vm.unary_op(Unary::Negative, args[0])),
    def("pos", Arity::One, |vm, args| vm.unary_op(Unary::Positive, args[0])),
    def("inv", Arity::One, |vm, args| vm.unary_op(Unary::Invert, args[0])),
    def("invert", Arity::One, |vm, args| vm.unary_op(Unary::Invert, args[0])),
    def("not_", Arity::One, |vm, args| Ok(Obj::bool(!vm.truth(args[0])?))),
    def("truth", Arity::One, |vm, args| Ok(Obj::bool(vm.truth(args[0])?))),
    def("is_", Arity::Pos(2, 2), |_, args| Ok(Obj::bool(args[0] == args[1]))),
    def("is_not", Arity::Pos(2, 2), |_, args| Ok(Obj::bool(args[0] != args[1]))),
    def("is_none", Arity::One, |_, args| Ok(Obj::bool(args[0] == NONE))),
    def("is_not_none", Arity::One, |_, args| Ok(Obj::bool(args[0] != NONE))),
    def("index", Arity::One, exact_index),
    def("abs", Arity::One, absolute),
    def("getitem", Arity::Pos(2, 2), |vm, args| vm.get_item(args[0], args[1])),
    def("setitem", Arity::Pos(3, 3), setitem),
    def("delitem", Arity::Pos(2, 2), delitem),
    def("contains", Arity::Pos(2, 2), |vm, args| Ok(Obj::bool(vm.contains(args[0], args[1])?))),
    def("concat", Arity::Pos(2, 2), |vm, args| concat(vm, args, false)),
    def("iconcat", Arity::Pos(2, 2), |vm, args| concat(vm, args, true)),
    def("countOf", Arity::Pos(2, 2), count_of),
    def("indexOf", Arity::Pos(2, 2), index_of),
    def("length_hint", Arity::Pos(1, 2), length_hint),
    def("call", Arity::Any, call),
    def("_compare_digest", Arity::Pos(2, 2), compare_digest),
];

pub const TABLES: &[TypeTable] = &[
    TypeTable::new(
        T::OP_ITEMGETTER,
        &[
            def("__call__", Arity::Any, itemgetter_call),
            def("__repr__", ZERO, getter_repr),
            def("__reduce__", Arity::None, reduce),
        ],
    )
    .with_statics(&[def("__new__", Arity::Any, itemgetter_new)]),
    TypeTable::new(
        T::OP_ATTRGETTER,
        &[
            def("__call__", Arity::Any, attrgetter_call),
            def("__repr__", ZERO, getter_repr),
            def("__reduce__", Arity::None, reduce),
        ],
    )
    .with_statics(&[def("__new__", Arity::Any, attrgetter_new)]),
    TypeTable::new(
        T::OP_METHODCALLER,
        &[
            def("__call__", Arity::Any, methodcaller_call),
            def("__repr__", ZERO, methodcaller_repr),
            def("__reduce__", Arity::None, methodcaller_reduce),
        ],
    )
    .with_statics(&[def("__new__", Arity::Any, methodcaller_new)]),
];

pub fn create(vm: &mut Vm) -> PyResult<Obj> {
    let module = vm.native_module("_operator", FUNCTIONS);
    for (name, ty) in
        [("itemgetter", T::OP_ITEMGETTER), ("attrgetter", T::OP_ATTRGETTER), ("methodcaller", T::OP_METHODCALLER)]
    {
        vm.module_set(module, name, ty);
    }
    Ok(module)
}

fn absolute(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    match vm.call_special(args[0], names::__abs__, &[])? {
        Some(result) => Ok(result),
        None => {
            let name = vm.type_name_of(args[0]);
            Err(vm.type_error(format!("bad operand type for abs(): '{name}'")))
        }
    }
}

fn setitem(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    vm.set_item(args[0], args[1], args[2])?;
    Ok(NONE)
}

fn delitem(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    vm.del_item(args[0], args[1])?;
    Ok(NONE)
}

fn concat(vm: &mut Vm, args: &Args, inplace: bool) -> PyResult<Obj> {
    let ty = vm.ty(args[0]);
    if vm.find_in_type(ty, names::__getitem__).is_none() || vm.is_instance(args[0], T::DICT) {
        let name = vm.short_name(ty);
        return Err(vm.type_error(format!("'{name}' object can't be concatenated")));
    }
    if inplace { vm.inplace_op(Binary::Add, args[0], args[1]) } else { vm.binary_op(Binary::Add, args[0], args[1]) }
}

fn count_of(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let mut count = 0;
    let wanted = args[1];
    vm.each(args[0], |vm, item| {
        count += i64::from(vm.equal(item, wanted)?);
        Ok(std::ops::ControlFlow::Continue(()))
    })?;
    Ok(vm.new_int(count))
}

/// `operator.index`: an exact `int`, also for `True`.
fn exact_index(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let value = vm.index(args[0])?;
    if vm.ty(value) == T::INT { Ok(value) } else { vm.call(T::INT, &[value]) }
}

fn index_of(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let (mut at, mut found) = (0, false);
    let wanted = args[1];
    vm.each(args[0], |vm, item| {
        found = vm.equal(item, wanted)?;
        at += i64::from(!found);
        Ok(if found { std::ops::ControlFlow::Break(()) } else { std::ops::ControlFlow::Continue(()) })
    })?;
    if found { Ok(vm.new_int(at)) } else { Err(vm.value_error("sequence.index(x): x not in sequence")) }
}

fn length_hint(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let default = match args.get(1) {
        Some(default) if vm.is_int(default) => default,
        Some(other) => {
            let name = vm.type_name_of(other);
            return Err(vm.type_error(format!("'{name}' object cannot be interpreted as an integer")));
        }
        None => vm.new_int(0),
    };
    Ok(vm.length_hint(args[0])?.unwrap_or(default))
}

fn call(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if args.pos.is_empty() {
        return Err(vm.raise_text(T::TYPE_ERROR, "call expected at least 1 argument, got 0"));
    }
    vm.call_full(args[0], &args.pos[1..], args.kw)
}

fn objects(vm: &Vm, o: Obj) -> Vec<Obj> {
    vm.state(o).map_or_else(Vec::new, |state| state.objects.clone())
}

fn one_argument(vm: &mut Vm, args: &Args, name: &str) -> PyResult<Obj> {
    if !args.kw.is_empty() {
        return Err(vm.type_error(format!("{name}() takes no keyword arguments")));
    }
    if args.len() != 2 {
        let given = args.len() - 1;
        return Err(vm.type_error(format!("{name} expected 1 argument, got {given}")));
    }
    Ok(args[1])
}

fn itemgetter_new(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if !args.kw.is_empty() {
        return Err(vm.raise_text(T::TYPE_ERROR, "itemgetter() takes no keyword arguments"));
    }
    if args.len() < 2 {
        return Err(vm.raise_text(T::TYPE_ERROR, "itemgetter expected 1 argument, got 0"));
    }
    let objects = args.pos[1..].to_vec();
    Ok(vm.new_state(args[0], StateData { objects, ..StateData::default() }))
}

fn itemgetter_call(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let o = one_argument(vm, args, "itemgetter")?;
    let keys = objects(vm, args[0]);
    if let [key] = keys[..] {
        return vm.get_item(o, key);
    }
    let mut items = Vec::new();
    for key in keys {
        items.push(vm.get_item(o, key)?);
    }
    Ok(vm.new_tuple(&items))
}

fn attrgetter_new(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if !args.kw.is_empty() {
        return Err(vm.raise_text(T::TYPE_ERROR, "attrgetter() takes no keyword arguments"));
    }
    if args.len() < 2 {
        return Err(vm.raise_text(T::TYPE_ERROR, "attrgetter expected 1 argument, got 0"));
    }
    if args.pos[1..].iter().any(|&name| !vm.is_str(name)) {
        return Err(vm.raise_text(T::TYPE_ERROR, "attribute name must be a string"));
    }
    let objects = args.pos[1..].to_vec();
    Ok(vm.new_state(args[0], StateData { objects, ..StateData::default() }))
}

fn attribute_path(vm: &mut Vm, o: Obj, path: Obj) -> PyResult<Obj> {
    let path = vm.text(path).to_owned();
    let mut o = o;
    for name in path.split('.') {
        o = vm.get_attr_str(o, name)?;
    }
    Ok(o)
}

fn attrgetter_call(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let o = one_argument(vm, args, "attrgetter")?;
    let paths = objects(vm, args[0]);
    if let [path] = paths[..] {
        return attribute_path(vm, o, path);
    }
    let mut items = Vec::new();
    for path in paths {
        items.push(attribute_path(vm, o, path)?);
    }
    Ok(vm.new_tuple(&items))
}

fn getter_repr(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let mut parts = Vec::new();
    for o in objects(vm, args[0]) {
        parts.push(vm.repr_text(o)?);
    }
    let name = vm.short_name(vm.ty(args[0]));
    Ok(vm.new_str(format!("operator.{name}({})", parts.join(", "))))
}

fn reduce(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let ty = vm.ty(args[0]);
    let parts = objects(vm, args[0]);
    let parts = vm.new_tuple(&parts);
    Ok(vm.new_tuple(&[ty, parts]))
}

/// Objects: name, tuple of arguments, dict of keyword arguments.
fn methodcaller_new(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if args.len() < 2 {
        let message = "methodcaller needs at least one argument, the method name";
        return Err(vm.raise_text(T::TYPE_ERROR, message));
    }
    if !vm.is_str(args[1]) {
        return Err(vm.raise_text(T::TYPE_ERROR, "method name must be a string"));
    }
    let given = vm.new_tuple(&args.pos[2..]);
    let keywords = vm.new_dict();
    for &(key, value) in args.kw {
        vm.dict_set(keywords, key, value)?;
    }
    Ok(vm.new_state(args[0], StateData { objects: vec![args[1], given, keywords], ..StateData::default() }))
}

fn methodcaller_call(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let o = one_argument(vm, args, "methodcaller")?;
    let parts = objects(vm, args[0]);
    let name = vm.intern_obj(parts[0]);
    let method = vm.get_attr(o, name)?;
    let given = vm.held_items(parts[1]);
    let kw: Vec<(Obj, Obj)> = vm.dict_entries(parts[2]).into_iter().map(|(key, _, value)| (key, value)).collect();
    vm.call_full(method, &given, &kw)
}

fn methodcaller_repr(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let parts = objects(vm, args[0]);
    let mut texts = vec![vm.repr_text(parts[0])?];
    for item in vm.held_items(parts[1]) {
        texts.push(vm.repr_text(item)?);
    }
    for (key, _, value) in vm.dict_entries(parts[2]) {
        let key = vm.str_text(key)?;
        texts.push(format!("{key}={}", vm.repr_text(value)?));
    }
    Ok(vm.new_str(format!("operator.methodcaller({})", texts.join(", "))))
}

fn methodcaller_reduce(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let ty = vm.ty(args[0]);
    let parts = objects(vm, args[0]);
    let given = vm.held_items(parts[1]);
    let all: Vec<Obj> = std::iter::once(parts[0]).chain(given).collect();
    if vm.quick_len(parts[2]).unwrap_or(0) == 0 {
        let all = vm.new_tuple(&all);
        return Ok(vm.new_tuple(&[ty, all]));
    }
    let functools = vm.import_dotted("functools")?;
    let partial = vm.get_attr_str(functools, "partial")?;
    let kw: Vec<(Obj, Obj)> = vm.dict_entries(parts[2]).into_iter().map(|(key, _, value)| (key, value)).collect();
    let maker = vm.call_full(partial, &[ty, parts[0]], &kw)?;
    Ok(vm.new_tuple(&[maker, parts[1]]))
}

/// Whether two texts of ASCII or two buffers are the same.
fn compare_digest(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if vm.is_str(args[0]) && vm.is_str(args[1]) {
        let (a, b) = (vm.text(args[0]), vm.text(args[1]));
        if a.is_ascii() && b.is_ascii() {
            return Ok(Obj::bool(a == b));
        }
        let message = "comparing strings with non-ASCII characters is not supported";
        return Err(vm.raise_text(T::TYPE_ERROR, message));
    }
    match (vm.buffer_of(args[0])?, vm.buffer_of(args[1])?) {
        (Some(a), Some(b)) => Ok(Obj::bool(a[..] == b[..])),
        _ => {
            let (a, b) = (vm.type_name_of(args[0]), vm.type_name_of(args[1]));
            Err(vm.type_error(format!("unsupported operand types(s) or combination of types: '{a}' and '{b}'")))
        }
    }
}
