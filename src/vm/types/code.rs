//! Code objects as programs see them.

use super::{EQUALITY, HASH, REPR, TypeTable};
use crate::base::Constant;
use crate::bytecode::LocalKind;
use crate::vm::native::{Args, Arity, GetSetDef, def};
use crate::vm::object::statics::NONE;
use crate::vm::object::{Obj, Payload, T};
use crate::vm::{PyResult, Vm};

macro_rules! getset {
    ($name:literal, $get:expr) => {
        GetSetDef { name: $name, get: $get, set: None }
    };
}

pub const TABLES: &[TypeTable] = &[TypeTable::new(
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
        def("_varname_from_oparg", Arity::One, varname_from_oparg),
    ],
)
.with_statics(&[def("__new__", Arity::Any, code_new)])
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
    getset!("_co_code_adaptive", co_code_adaptive),
    getset!("co_linetable", co_linetable),
    getset!("co_exceptiontable", co_exceptiontable),
    getset!("co_lnotab", co_lnotab),
])];

pub fn info(vm: &Vm, o: Obj) -> std::sync::Arc<crate::vm::code::CodeInfo> {
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

/// The instructions as they are now, specialized ones and filled caches among them.
fn co_code_adaptive(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    let units = vm.adaptive_code(vm.code_id(o).unwrap_or(0));
    let bytes = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
    Ok(vm.new_bytes(bytes))
}

fn co_linetable(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    let table = info(vm, o).code.linetable.clone();
    Ok(vm.new_bytes(table))
}

fn co_exceptiontable(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    let table = info(vm, o).code.exceptiontable.clone();
    Ok(vm.new_bytes(table))
}

/// The line of each code unit.
fn lines_of(info: &crate::vm::code::CodeInfo) -> Vec<Option<i32>> {
    let locations = crate::bytecode::linetable::positions(&info.code.linetable, info.code.firstlineno);
    let lines = locations.map(|loc| (!loc.is_none()).then_some(loc.lineno));
    lines.chain(std::iter::repeat(None)).take(info.code.code.len() / 2).collect()
}

/// Runs of code units with the same line: start, end, line.
fn co_lines(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let info = info(vm, args[0]);
    let mut runs: Vec<(u32, u32, Option<i32>)> = Vec::new();
    for (unit, line) in lines_of(&info).into_iter().enumerate() {
        let unit = unit as u32;
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

/// The line table of Python 3.9: pairs of the distance in bytes and in lines.
fn co_lnotab(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    vm.warn(T::DEPRECATION_WARNING, "co_lnotab is deprecated, use co_lines instead.")?;
    let info = info(vm, o);
    let mut table: Vec<u8> = Vec::new();
    let (mut at, mut line) = (0i64, i64::from(info.code.firstlineno));
    for (unit, now) in lines_of(&info).into_iter().enumerate() {
        let Some(now) = now.map(i64::from) else { continue };
        if now == line {
            continue;
        }
        let (mut bytes, mut lines) = (unit as i64 * 2 - at, now - line);
        (at, line) = (unit as i64 * 2, now);
        while bytes > 255 {
            table.extend([255, 0]);
            bytes -= 255;
        }
        while !(-128..128).contains(&lines) {
            let step = if lines < 0 { -128 } else { 127 };
            table.extend([bytes as u8, step as i8 as u8]);
            bytes = 0;
            lines -= step;
        }
        table.extend([bytes as u8, lines as i8 as u8]);
    }
    Ok(vm.new_bytes(table))
}

/// The name of a local, cell or free variable by the argument of its instructions.
fn varname_from_oparg(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let info = info(vm, args[0]);
    let at = vm.index_i64(args[1])?;
    match usize::try_from(at).ok().and_then(|at| info.locals.get(at)) {
        Some(&name) => Ok(name),
        None => Err(vm.raise_text(T::INDEX_ERROR, "tuple index out of range")),
    }
}

/// The fields of a code object that programs may give, in the order of the constructor.
const FIELDS: [&str; 18] = [
    "co_argcount",
    "co_posonlyargcount",
    "co_kwonlyargcount",
    "co_nlocals",
    "co_stacksize",
    "co_flags",
    "co_code",
    "co_consts",
    "co_names",
    "co_varnames",
    "co_filename",
    "co_name",
    "co_qualname",
    "co_firstlineno",
    "co_linetable",
    "co_exceptiontable",
    "co_freevars",
    "co_cellvars",
];

/// `CodeType(argcount, posonlyargcount, …, exceptiontable[, freevars[, cellvars]])`.
fn code_new(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let given = args.len().saturating_sub(1);
    if !args.kw.is_empty() {
        return Err(vm.raise_text(T::TYPE_ERROR, "code() takes no keyword arguments"));
    }
    if !(16..=18).contains(&given) {
        let (how, wanted) = if given < 16 { ("at least", 16) } else { ("at most", 18) };
        return Err(vm.type_error(format!("code expected {how} {wanted} arguments, got {given}")));
    }
    let mut values = [Obj::NULL; 18];
    values[..given].copy_from_slice(&args.pos[1..]);
    for value in &mut values[16..] {
        if value.is_null() {
            *value = crate::vm::object::statics::EMPTY_TUPLE;
        }
    }
    build(vm, &values, "code", true)
}

/// A copy of a code object with some parts changed.
fn co_replace(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if args.len() > 1 {
        return Err(vm.raise_text(T::TYPE_ERROR, "replace() takes no positional arguments"));
    }
    let o = args[0];
    let parts: [fn(&mut Vm, Obj) -> PyResult<Obj>; 18] = [
        co_argcount,
        co_posonlyargcount,
        co_kwonlyargcount,
        co_nlocals,
        co_stacksize,
        co_flags,
        co_code,
        co_consts,
        co_names,
        co_varnames,
        co_filename,
        co_name,
        co_qualname,
        co_firstlineno,
        co_linetable,
        co_exceptiontable,
        co_freevars,
        co_cellvars,
    ];
    let mut values = [Obj::NULL; 18];
    for (value, part) in values.iter_mut().zip(parts) {
        *value = part(vm, o)?;
    }
    for &(key, value) in args.kw {
        let key = vm.text(key).to_owned();
        match FIELDS.iter().position(|&field| field == key) {
            Some(at) => values[at] = value,
            None => return Err(vm.unknown_keyword("replace", &key, &FIELDS)),
        }
    }
    build(vm, &values, "replace", false)
}

/// A code object of the parts that [`FIELDS`] names, after the checks that CPython makes.
fn build(vm: &mut Vm, values: &[Obj; 18], function: &str, by_place: bool) -> PyResult<Obj> {
    let mut numbers = [0i64; 7];
    for (number, at) in numbers.iter_mut().zip([0, 1, 2, 3, 4, 5, 13]) {
        *number = vm.index_i64(values[at])?;
        if *number < 0 && at != 13 && at != 4 {
            let name = if by_place { FIELDS[at].trim_start_matches("co_") } else { FIELDS[at] };
            let prefix = if by_place { "code: " } else { "" };
            return Err(vm.value_error(&format!(
                "{prefix}{name} must {}",
                if by_place { "not be negative" } else { "be a positive integer" }
            )));
        }
    }
    let wrong = |vm: &mut Vm, at: usize, kind: &str| {
        let got = vm.kind_name(values[at]);
        let place = if by_place { (at + 1).to_string() } else { format!("'{}'", FIELDS[at]) };
        vm.type_error(format!("{function}() argument {place} must be {kind}, not {got}"))
    };
    for at in [10, 11, 12] {
        if !vm.is_str(values[at]) {
            return Err(wrong(vm, at, "str"));
        }
    }
    for at in [6, 14, 15] {
        if vm.ty(values[at]) != T::BYTES {
            return Err(wrong(vm, at, "bytes"));
        }
    }
    for at in [7, 8, 9, 16, 17] {
        if !vm.is_tuple(values[at]) {
            return Err(wrong(vm, at, "tuple"));
        }
    }
    let mut lists: [Vec<crate::base::Text>; 4] = Default::default();
    for (list, at) in lists.iter_mut().zip([8, 9, 16, 17]) {
        for item in vm.held_items(values[at]) {
            if !vm.is_str(item) {
                let got = vm.type_name_of(item);
                return Err(vm.type_error(format!("name tuples must contain only strings, not '{got}'")));
            }
            list.push(crate::base::Text::from(vm.text(item)));
        }
    }
    let [names, varnames, freevars, cellvars] = lists;
    let [argcount, posonly, kwonly, nlocals, stacksize, flags, firstlineno] = numbers;
    let flags = crate::bytecode::CodeFlags(flags as u32);
    let stars = i64::from(flags.has(crate::bytecode::CodeFlags::VARARGS))
        + i64::from(flags.has(crate::bytecode::CodeFlags::VARKEYWORDS));
    if argcount + kwonly + stars > varnames.len() as i64 {
        return Err(vm.value_error("code: co_varnames is too small"));
    }
    if nlocals != varnames.len() as i64 {
        return Err(vm.value_error("code: co_nlocals != len(co_varnames)"));
    }
    let bytes = |vm: &Vm, at: usize| vm.bytes_of(values[at]).unwrap_or_default();
    let code_bytes = bytes(vm, 6);
    if code_bytes.len() % 2 != 0 || code_bytes.is_empty() {
        return Err(vm.value_error("code: co_code is malformed"));
    }
    let mut localspluskinds = Vec::new();
    let mut localsplusnames = Vec::new();
    for name in &varnames {
        let cell = if cellvars.contains(name) { LocalKind::CELL } else { 0 };
        localspluskinds.push(LocalKind::LOCAL | cell);
        localsplusnames.push(name.clone());
    }
    for (list, kind) in [(&cellvars, LocalKind::CELL), (&freevars, LocalKind::FREE)] {
        for name in list.iter().filter(|name| kind == LocalKind::FREE || !varnames.contains(name)) {
            localspluskinds.push(kind);
            localsplusnames.push(name.clone());
        }
    }
    let text = |vm: &Vm, at: usize| crate::base::Text::from(vm.text(values[at]));
    let constants = vm.held_items(values[7]);
    let code = crate::bytecode::Code {
        argcount: argcount as u32,
        posonlyargcount: posonly as u32,
        kwonlyargcount: kwonly as u32,
        stacksize: stacksize.max(0) as u32,
        flags,
        code: code_bytes,
        consts: constants.iter().map(|&o| code_const(vm, o)).collect(),
        names,
        localsplusnames,
        localspluskinds,
        filename: text(vm, 10),
        name: text(vm, 11),
        qualname: text(vm, 12),
        firstlineno: firstlineno as i32,
        linetable: bytes(vm, 14),
        exceptiontable: bytes(vm, 15),
    };
    let code = vm.code_object(&std::sync::Arc::new(code));
    // The constants are the very objects that were given.
    let first = info(vm, code).consts as usize;
    for (at, &constant) in constants.iter().enumerate() {
        vm.incref(constant);
        let old = std::mem::replace(&mut vm.consts[first + at], constant);
        vm.decref(old);
    }
    Ok(vm.own(code))
}

/// The constant that an object is; `None` stands for an object that is none.
pub fn code_const(vm: &Vm, o: Obj) -> crate::bytecode::CodeConst {
    match vm.heap.payload(o) {
        Payload::Code(id) => crate::bytecode::CodeConst::Code(vm.codes[*id as usize].code.clone()),
        _ => crate::bytecode::CodeConst::Value(constant_of(vm, o).unwrap_or(Constant::None)),
    }
}

pub fn constant_of(vm: &Vm, o: Obj) -> Option<Constant> {
    use crate::vm::object::statics::ELLIPSIS;
    Some(match vm.heap.payload(o) {
        _ if o == NONE => Constant::None,
        _ if o == ELLIPSIS => Constant::Ellipsis,
        Payload::Int(value) if vm.ty(o) == T::BOOL => Constant::Bool(*value != 0),
        Payload::Int(value) => Constant::Int(crate::base::Int::Small(*value)),
        Payload::Big(value) => Constant::Int(crate::base::Int::Big(value.clone())),
        Payload::Float(value) => Constant::Float(*value),
        &Payload::Complex(real, imag) => Constant::Complex { real, imag },
        Payload::Str(string) => {
            let text = crate::base::Text::from(string.as_str());
            let interned = text.is_single_character() || vm.interned.get(string.as_str()) == Some(&o);
            Constant::Str(crate::base::StrConst { text, interned })
        }
        Payload::Bytes(bytes) => Constant::Bytes(bytes.as_slice().into()),
        Payload::Tuple(items) => {
            Constant::Tuple(items.iter().map(|&item| constant_of(vm, item)).collect::<Option<Vec<_>>>()?.into())
        }
        Payload::Set(data) if vm.ty(o) == T::FROZENSET => {
            let items: Option<Vec<_>> = data.iter().map(|(item, _)| constant_of(vm, item)).collect();
            Constant::FrozenSet(items?.into())
        }
        _ => return None,
    })
}

fn co_positions(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let info = info(vm, args[0]);
    let mut list = Vec::new();
    let locations = crate::bytecode::linetable::positions(&info.code.linetable, info.code.firstlineno);
    for loc in locations.take(info.code.code.len() / 2) {
        let some = |value: i32| (value >= 0).then_some(value);
        let (line, end_line) = ((!loc.is_none()).then_some(loc.lineno), (!loc.is_none()).then_some(loc.end_lineno));
        let parts = [line, end_line, some(loc.col_offset), some(loc.end_col_offset)];
        let parts: Vec<Obj> = parts.iter().map(|p| p.map_or(NONE, |p| vm.new_int(i64::from(p)))).collect();
        list.push(vm.new_tuple(&parts));
    }
    let list = vm.new_list(list);
    vm.get_iter(list)
}
