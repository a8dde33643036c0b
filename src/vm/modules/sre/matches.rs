//! `re.Match`.

use std::sync::Arc;

use super::engine::Found;
use super::pattern::part;
use crate::vm::native::{Args, Arity, GetSetDef, Params, def};
use crate::vm::object::statics::NONE;
use crate::vm::object::{Obj, StateData, T, names};
use crate::vm::types::{TypeTable, ZERO};
use crate::vm::{PyResult, Vm};

pub const TABLE: TypeTable = TypeTable::new(
    T::SRE_MATCH,
    &[
        def("group", Arity::Any, group),
        def("groups", Arity::Any, groups),
        def("groupdict", Arity::Any, groupdict),
        def("start", Arity::Pos(0, 1), |vm, args| Ok(span_of(vm, args)?.0)),
        def("end", Arity::Pos(0, 1), |vm, args| Ok(span_of(vm, args)?.1)),
        def("span", Arity::Pos(0, 1), span),
        def("expand", Arity::One, expand),
        def("__copy__", Arity::None, same),
        def("__deepcopy__", Arity::One, same),
        def("__getitem__", Arity::Slot(1, 1), getitem),
        def("__repr__", ZERO, repr),
    ],
)
.with_class_methods(&[def("__class_getitem__", Arity::One, crate::vm::types::typing::class_getitem)])
.with_getset(&[
    GetSetDef { name: "re", get: |vm, o| Ok(part(vm, o, 0)), set: None },
    GetSetDef { name: "string", get: |vm, o| Ok(part(vm, o, 1)), set: None },
    GetSetDef { name: "pos", get: |vm, o| number(vm, o, 0), set: None },
    GetSetDef { name: "endpos", get: |vm, o| number(vm, o, 1), set: None },
    GetSetDef { name: "lastindex", get: lastindex, set: None },
    GetSetDef { name: "lastgroup", get: lastgroup, set: None },
    GetSetDef { name: "regs", get: regs, set: None },
]);

/// Numbers before the spans: pos, endpos, lastindex.
const SPANS: usize = 3;

fn number(vm: &mut Vm, o: Obj, index: usize) -> PyResult<Obj> {
    let value = vm.state(o).and_then(|state| state.numbers.get(index).copied()).unwrap_or(0);
    Ok(vm.new_int(value))
}

fn same(_: &mut Vm, args: &Args) -> PyResult<Obj> {
    Ok(args[0])
}

fn count(vm: &Vm, o: Obj) -> usize {
    vm.state(o).map_or(0, |state| (state.numbers.len() - SPANS) / 2)
}

fn bounds(vm: &Vm, o: Obj, index: usize) -> (i64, i64) {
    vm.state(o).map_or((-1, -1), |state| (state.numbers[SPANS + index * 2], state.numbers[SPANS + index * 2 + 1]))
}

/// The number of a group that is named by number or name.
fn index(vm: &mut Vm, o: Obj, group: Obj) -> PyResult<usize> {
    let found = if vm.is_int(group) {
        vm.as_int(group)
    } else if vm.find_in_type(vm.ty(group), names::__index__).is_some() {
        let group = vm.index(group)?;
        vm.as_int(group)
    } else {
        let pattern = part(vm, o, 0);
        let names = part(vm, pattern, 1);
        match vm.dict_get(names, group) {
            Ok(Some(index)) => vm.as_int(index),
            Ok(None) => None,
            Err(_) => {
                vm.clear_raised();
                None
            }
        }
    };
    match found {
        Some(index) if index >= 0 && (index as usize) < count(vm, o) => Ok(index as usize),
        _ => Err(vm.raise_text(T::INDEX_ERROR, "no such group")),
    }
}

fn text(vm: &mut Vm, o: Obj, index: usize, default: Obj) -> PyResult<Obj> {
    let (start, end) = bounds(vm, o, index);
    if start < 0 {
        return Ok(default);
    }
    let string = part(vm, o, 1);
    let text = vm.sre_text(string)?;
    Ok(vm.sre_slice(string, &text, start as usize, end as usize))
}

fn group(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    match args.len() {
        1 => text(vm, args[0], 0, NONE),
        2 => getitem(vm, args),
        _ => {
            let mut items = Vec::new();
            for &which in &args.pos[1..] {
                let at = index(vm, args[0], which)?;
                items.push(text(vm, args[0], at, NONE)?);
            }
            Ok(vm.new_tuple(&items))
        }
    }
}

fn getitem(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let at = index(vm, args[0], args[1])?;
    text(vm, args[0], at, NONE)
}

fn default_of(vm: &mut Vm, args: &Args, function: &'static str) -> PyResult<Obj> {
    let [default] = vm.parse::<1>(
        args,
        1,
        &Params { function, names: &["default"], required: 0, positional: 1, positional_only: 0 },
    )?;
    Ok(default.some().unwrap_or(NONE))
}

fn groups(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let default = default_of(vm, args, "groups")?;
    let mut items = Vec::new();
    for at in 1..count(vm, args[0]) {
        items.push(text(vm, args[0], at, default)?);
    }
    Ok(vm.new_tuple(&items))
}

fn groupdict(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let default = default_of(vm, args, "groupdict")?;
    let pattern = part(vm, args[0], 0);
    let names = part(vm, pattern, 1);
    let out = vm.new_dict();
    for (name, _, index) in vm.dict_entries(names) {
        let at = vm.as_int(index).unwrap_or(0) as usize;
        let value = text(vm, args[0], at, default)?;
        vm.dict_set(out, name, value)?;
    }
    Ok(out)
}

fn span_of(vm: &mut Vm, args: &Args) -> PyResult<(Obj, Obj)> {
    let at = match args.get(1) {
        Some(group) => index(vm, args[0], group)?,
        None => 0,
    };
    let (start, end) = bounds(vm, args[0], at);
    Ok((vm.new_int(start), vm.new_int(end)))
}

fn span(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let (start, end) = span_of(vm, args)?;
    Ok(vm.new_tuple(&[start, end]))
}

fn regs(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    let mut items = Vec::new();
    for at in 0..count(vm, o) {
        let (start, end) = bounds(vm, o, at);
        let pair = [vm.new_int(start), vm.new_int(end)];
        items.push(vm.new_tuple(&pair));
    }
    Ok(vm.new_tuple(&items))
}

fn lastindex(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    match vm.state(o).map_or(-1, |state| state.numbers[2]) {
        -1 => Ok(NONE),
        index => Ok(vm.new_int(index)),
    }
}

fn lastgroup(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    let index = vm.state(o).map_or(-1, |state| state.numbers[2]);
    let pattern = part(vm, o, 0);
    let names = part(vm, pattern, 2);
    match usize::try_from(index) {
        Ok(index) => Ok(vm.items(names).and_then(|names| names.get(index).copied()).unwrap_or(NONE)),
        Err(_) => Ok(NONE),
    }
}

fn expand(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let (pattern, string) = (part(vm, args[0], 0), part(vm, args[0], 1));
    let template = vm.sre_template(pattern, args[1])?;
    if vm.ty(template) != T::SRE_TEMPLATE {
        return Ok(template);
    }
    let subject = vm.sre_text(string)?;
    let groups = count(vm, args[0]);
    let position = |value: i64| usize::try_from(value).ok();
    let (start, end) = bounds(vm, args[0], 0);
    let marks = (1..groups).flat_map(|at| {
        let (start, end) = bounds(vm, args[0], at);
        [position(start), position(end)]
    });
    let found = Found { start: start as usize, end: end as usize, marks: marks.collect(), lastindex: None };
    vm.sre_expand(template, string, &subject, &found)
}

fn repr(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let (start, end) = bounds(vm, args[0], 0);
    let whole = text(vm, args[0], 0, NONE)?;
    // No more than so many characters of it are shown.
    let whole: String = vm.repr_text(whole)?.chars().take(50).collect();
    Ok(vm.new_str(format!("<re.Match object; span=({start}, {end}), match={whole}>")))
}

impl Vm {
    /// A match object; `range` is what was searched.
    pub fn new_match(&mut self, pattern: Obj, string: Obj, range: (usize, usize), found: &Found) -> Obj {
        let position = |value: Option<usize>| value.map_or(-1, |value| value as i64);
        let mut numbers =
            vec![range.0 as i64, range.1 as i64, position(found.lastindex), found.start as i64, found.end as i64];
        for pair in found.marks.chunks(2) {
            match *pair {
                [Some(start), Some(end)] => numbers.extend([start as i64, end as i64]),
                _ => numbers.extend([-1, -1]),
            }
        }
        let state = StateData { objects: vec![pattern, string], numbers, words: Arc::default() };
        self.new_state(T::SRE_MATCH, state)
    }
}
