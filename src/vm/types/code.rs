//! Code objects as programs see them.

use super::{EQUALITY, HASH, REPR, TypeTable};
use crate::bytecode::LocalKind;
use crate::vm::native::{Args, Arity, GetSetDef, def};
use crate::vm::object::statics::NONE;
use crate::vm::object::{Obj, T};
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
