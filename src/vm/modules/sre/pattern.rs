//! `re.Pattern` and its scanner.

use std::sync::Arc;

use super::engine::Found;
use super::{How, Text};
use crate::vm::native::{Args, Arity, GetSetDef, Params, def};
use crate::vm::object::statics::{NONE, NOT_IMPLEMENTED};
use crate::vm::object::{IterKind, Obj, StateData, T};
use crate::vm::types::{TypeTable, ZERO};
use crate::vm::{PyResult, Vm};

pub const TABLE: TypeTable = TypeTable::new(
    T::SRE_PATTERN,
    &[
        def("match", Arity::Any, |vm, args| once(vm, args, How::Match, "match")),
        def("fullmatch", Arity::Any, |vm, args| once(vm, args, How::FullMatch, "fullmatch")),
        def("search", Arity::Any, |vm, args| once(vm, args, How::Search, "search")),
        def("findall", Arity::Any, findall),
        def("finditer", Arity::Any, finditer),
        def("scanner", Arity::Any, scanner),
        def("split", Arity::Any, split),
        def("sub", Arity::Any, |vm, args| Ok(substitute(vm, args, "sub")?.0)),
        def("subn", Arity::Any, subn),
        def("__copy__", Arity::None, same),
        def("__deepcopy__", Arity::One, same),
        def("__repr__", ZERO, repr),
        def("__eq__", Arity::Slot(1, 1), eq),
        def("__hash__", ZERO, hash),
    ],
)
.with_class_methods(&[def("__class_getitem__", Arity::One, crate::vm::types::typing::class_getitem)])
.with_getset(&[
    GetSetDef { name: "pattern", get: |vm, o| Ok(part(vm, o, 0)), set: None },
    GetSetDef { name: "groupindex", get: groupindex, set: None },
    GetSetDef { name: "flags", get: |vm, o| number(vm, o, 0), set: None },
    GetSetDef { name: "groups", get: |vm, o| number(vm, o, 1), set: None },
]);

pub const SCANNER: TypeTable = TypeTable::new(
    T::SRE_SCANNER,
    &[
        def("search", Arity::None, |vm, args| scan(vm, args, How::Search)),
        def("match", Arity::None, |vm, args| scan(vm, args, How::Match)),
    ],
)
.with_getset(&[GetSetDef { name: "pattern", get: |vm, o| Ok(part(vm, o, 0)), set: None }]);

pub const TEMPLATE: TypeTable = TypeTable::new(T::SRE_TEMPLATE, &[]);

pub fn part(vm: &Vm, o: Obj, index: usize) -> Obj {
    vm.state(o).and_then(|state| state.objects.get(index).copied()).unwrap_or(NONE)
}

fn number(vm: &mut Vm, o: Obj, index: usize) -> PyResult<Obj> {
    let value = vm.state(o).and_then(|state| state.numbers.get(index).copied()).unwrap_or(0);
    Ok(vm.new_int(value))
}

fn groupindex(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    let dict = part(vm, o, 1);
    Ok(vm.new_object_counted(T::MAPPINGPROXY, crate::vm::object::Payload::View(dict)))
}

fn same(_: &mut Vm, args: &Args) -> PyResult<Obj> {
    Ok(args[0])
}

fn eq(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if vm.ty(args[1]) != T::SRE_PATTERN {
        return Ok(NOT_IMPLEMENTED);
    }
    let (Some(a), Some(b)) = (vm.state(args[0]), vm.state(args[1])) else { return Ok(NOT_IMPLEMENTED) };
    if a.numbers != b.numbers || a.words != b.words {
        return Ok(Obj::bool(false));
    }
    let (a, b) = (part(vm, args[0], 0), part(vm, args[1], 0));
    Ok(Obj::bool(vm.equal(a, b)?))
}

fn hash(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let source = part(vm, args[0], 0);
    let flags = vm.state(args[0]).map_or(0, |state| state.numbers[0]);
    let hash = vm.hash(source)? ^ flags;
    Ok(vm.new_int(hash))
}

const FLAG_NAMES: [(i64, &str); 8] = [
    (2, "re.IGNORECASE"),
    (4, "re.LOCALE"),
    (8, "re.MULTILINE"),
    (16, "re.DOTALL"),
    (32, "re.UNICODE"),
    (64, "re.VERBOSE"),
    (128, "re.DEBUG"),
    (256, "re.ASCII"),
];

fn repr(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let source = part(vm, args[0], 0);
    let text: String = vm.repr_text(source)?.chars().take(200).collect();
    let (mut flags, kind) = vm.state(args[0]).map_or((0, 0), |state| (state.numbers[0], state.numbers[2]));
    // That text is matched as Unicode goes without saying.
    if kind == 0 && flags & (4 | 32 | 256) == 32 {
        flags &= !32;
    }
    let mut names: Vec<String> = Vec::new();
    for (bit, name) in FLAG_NAMES {
        if flags & bit != 0 {
            names.push(name.to_owned());
            flags &= !bit;
        }
    }
    if flags != 0 {
        names.push(format!("{flags:#x}"));
    }
    let flags = if names.is_empty() { String::new() } else { format!(", {}", names.join("|")) };
    Ok(vm.new_str(format!("re.compile({text}{flags})")))
}

/// `string`, `pos`, `endpos` of a method; the range is within the text.
fn arguments(vm: &mut Vm, args: &Args, function: &'static str) -> PyResult<(Obj, Text, (usize, usize))> {
    let [string, pos, endpos] = vm.parse::<3>(
        args,
        1,
        &Params { function, names: &["string", "pos", "endpos"], required: 1, positional: 3, positional_only: 0 },
    )?;
    let text = vm.sre_text(string)?;
    vm.sre_check(args[0], &text)?;
    let length = text.len() as i64;
    let start = if pos.is_null() { 0 } else { vm.index_i64(pos)? };
    let end = if endpos.is_null() { length } else { vm.index_i64(endpos)? };
    let start = start.clamp(0, length);
    let end = end.clamp(0, length).max(start.min(end.max(0)));
    Ok((string, text, (start as usize, end as usize)))
}

fn once(vm: &mut Vm, args: &Args, how: How, function: &'static str) -> PyResult<Obj> {
    let (string, text, range) = arguments(vm, args, function)?;
    match vm.sre_find(args[0], &text, range, how, false)? {
        Some(found) => Ok(vm.new_match(args[0], string, range, &found)),
        None => Ok(NONE),
    }
}

/// All matches in turn, as `findall` and `sub` walk through them.
fn walk(
    vm: &mut Vm,
    pattern: Obj,
    text: &Text,
    range: (usize, usize),
    f: &mut dyn FnMut(&mut Vm, &Found) -> PyResult<bool>,
) -> PyResult<()> {
    let (mut start, end) = range;
    let mut must_advance = false;
    while start <= end {
        let mark = vm.mark();
        let Some(found) = vm.sre_find(pattern, text, (start, end), How::Search, must_advance)? else { break };
        let more = f(vm, &found)?;
        let _ = mark;
        if !more {
            break;
        }
        must_advance = found.start == found.end;
        start = found.end;
    }
    Ok(())
}

fn findall(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let (string, text, range) = arguments(vm, args, "findall")?;
    let list = vm.new_list(Vec::new());
    let groups = vm.state(args[0]).map_or(0, |state| state.numbers[1]) as usize;
    let empty = vm.empty_like(&text);
    let all = text.clone();
    walk(vm, args[0], &text, range, &mut |vm, found| {
        let mark = vm.mark();
        let group = |vm: &mut Vm, index: usize| match (found.marks[index * 2], found.marks[index * 2 + 1]) {
            (Some(start), Some(end)) => vm.sre_slice(string, &all, start, end),
            _ => empty,
        };
        let item = match groups {
            0 => vm.sre_slice(string, &all, found.start, found.end),
            1 => group(vm, 0),
            _ => {
                let items: Vec<Obj> = (0..groups).map(|index| group(vm, index)).collect();
                vm.new_tuple(&items)
            }
        };
        vm.list_push(list, item);
        vm.release(mark);
        Ok(true)
    })?;
    Ok(list)
}

fn new_scanner(vm: &mut Vm, args: &Args, function: &'static str) -> PyResult<Obj> {
    let (string, _, (start, end)) = arguments(vm, args, function)?;
    let state = StateData {
        objects: vec![args[0], string],
        numbers: vec![start as i64, end as i64, 0, start as i64],
        words: Arc::default(),
    };
    Ok(vm.new_state(T::SRE_SCANNER, state))
}

fn scanner(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    new_scanner(vm, args, "scanner")
}

fn finditer(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let scanner = new_scanner(vm, args, "finditer")?;
    let search = vm.get_attr_str(scanner, "search")?;
    Ok(vm.new_iter(T::CALLABLE_ITERATOR, IterKind::Callable, &[search, NONE], [0; 3]))
}

fn scan(vm: &mut Vm, args: &Args, how: How) -> PyResult<Obj> {
    let Some(state) = vm.state(args[0]) else { return Ok(NONE) };
    let (pattern, string) = (state.objects[0], state.objects[1]);
    let [start, end, must_advance, first] = state.numbers[..] else { return Ok(NONE) };
    if start < 0 || start > end {
        return Ok(NONE);
    }
    let text = vm.sre_text(string)?;
    let found = vm.sre_find(pattern, &text, (start as usize, end as usize), how, must_advance != 0)?;
    let next = match &found {
        Some(found) => (found.end as i64, i64::from(found.end == found.start)),
        None => (-1, 0),
    };
    if let Some(state) = vm.state_mut(args[0]) {
        (state.numbers[0], state.numbers[2]) = next;
    }
    match found {
        Some(found) => Ok(vm.new_match(pattern, string, (first as usize, end as usize), &found)),
        None => Ok(NONE),
    }
}

fn split(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let [string, maxsplit] = vm.parse::<2>(
        args,
        1,
        &Params { function: "split", names: &["string", "maxsplit"], required: 1, positional: 2, positional_only: 0 },
    )?;
    let text = vm.sre_text(string)?;
    vm.sre_check(args[0], &text)?;
    let most = if maxsplit.is_null() { 0 } else { vm.index_i64(maxsplit)? };
    let list = vm.new_list(Vec::new());
    let mut last = 0;
    let mut count = 0;
    let all = text.clone();
    if most >= 0 {
        walk(vm, args[0], &text, (0, text.len()), &mut |vm, found| {
            let mark = vm.mark();
            let item = vm.sre_slice(string, &all, last, found.start);
            vm.list_push(list, item);
            for pair in found.marks.chunks(2) {
                let item = match *pair {
                    [Some(start), Some(end)] => vm.sre_slice(string, &all, start, end),
                    _ => NONE,
                };
                vm.list_push(list, item);
            }
            vm.release(mark);
            last = found.end;
            count += 1;
            Ok(most == 0 || count < most)
        })?;
    }
    let rest = vm.sre_slice(string, &text, last, text.len());
    vm.list_push(list, rest);
    Ok(list)
}

fn subn(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let (result, count) = substitute(vm, args, "subn")?;
    let count = vm.new_usize(count);
    Ok(vm.new_tuple(&[result, count]))
}

fn substitute(vm: &mut Vm, args: &Args, function: &'static str) -> PyResult<(Obj, usize)> {
    let [repl, string, count] = vm.parse::<3>(
        args,
        1,
        &Params { function, names: &["repl", "string", "count"], required: 2, positional: 3, positional_only: 0 },
    )?;
    let most = if count.is_null() { 0 } else { vm.index_i64(count)? };
    let text = vm.sre_text(string)?;
    vm.sre_check(args[0], &text)?;
    let pattern = args[0];
    let callable = vm.find_in_type(vm.ty(repl), crate::vm::object::names::__call__).is_some();
    let filter = if callable { repl } else { vm.sre_template(pattern, repl)? };
    let list = vm.new_list(Vec::new());
    let (mut last, mut made) = (0, 0);
    let all = text.clone();
    if most >= 0 {
        walk(vm, pattern, &text, (0, text.len()), &mut |vm, found| {
            let mark = vm.mark();
            if last < found.start {
                let item = vm.sre_slice(string, &all, last, found.start);
                vm.list_push(list, item);
            }
            let item = if callable {
                let of = vm.new_match(pattern, string, (0, all.len()), found);
                vm.call(filter, &[of])?
            } else if vm.ty(filter) == T::SRE_TEMPLATE {
                vm.sre_expand(filter, string, &all, found)?
            } else {
                filter
            };
            if item != NONE {
                vm.list_push(list, item);
            }
            vm.release(mark);
            last = found.end;
            made += 1;
            Ok(most == 0 || (made as i64) < most)
        })?;
    }
    if last < text.len() {
        let rest = vm.sre_slice(string, &text, last, text.len());
        if made == 0 {
            return Ok((rest, 0));
        }
        vm.list_push(list, rest);
    }
    let empty = vm.empty_like(&text);
    let result = vm.call_method_str(empty, "join", &[list])?;
    Ok((result, made))
}

impl Vm {
    pub fn empty_like(&mut self, text: &Text) -> Obj {
        match text {
            Text::Bytes(_) => crate::vm::object::statics::EMPTY_BYTES,
            _ => crate::vm::object::statics::EMPTY_STR,
        }
    }

    /// A replacement as the loop uses it: plain text, or what `re._compile_template` makes of it.
    pub fn sre_template(&mut self, pattern: Obj, repl: Obj) -> PyResult<Obj> {
        let plain = match self.sre_text(repl) {
            Ok(Text::Bytes(bytes)) => !bytes.contains(&b'\\'),
            Ok(_) => !self.text(repl).contains('\\'),
            Err(_) => {
                self.clear_raised();
                false
            }
        };
        if plain {
            return Ok(repl);
        }
        let re = self.import_dotted("re")?;
        let template = self.call_method_str(re, "_compile_template", &[pattern, repl])?;
        // One without groups is text.
        if self.ty(template) == T::SRE_TEMPLATE {
            let list = part(self, template, 0);
            if let [only] = self.held_items(list)[..] {
                return Ok(only);
            }
        }
        Ok(template)
    }

    /// The text that a template makes of a match.
    pub fn sre_expand(&mut self, template: Obj, string: Obj, text: &Text, found: &Found) -> PyResult<Obj> {
        let list = part(self, template, 0);
        let items = self.held_items(list);
        let pieces = self.new_list(Vec::new());
        for (at, &item) in items.iter().enumerate() {
            let piece = if at % 2 == 0 {
                item
            } else {
                let group = self.as_int(item).unwrap_or(0) as usize;
                let span = match group {
                    0 => Some((found.start, found.end)),
                    _ => match (found.marks.get(group * 2 - 2), found.marks.get(group * 2 - 1)) {
                        (Some(&Some(start)), Some(&Some(end))) => Some((start, end)),
                        (Some(_), Some(_)) => None,
                        _ => return Err(self.raise_text(T::INDEX_ERROR, "no such group")),
                    },
                };
                match span {
                    Some((start, end)) => self.sre_slice(string, text, start, end),
                    None => continue,
                }
            };
            self.list_push(pieces, piece);
        }
        let empty = self.empty_like(text);
        self.call_method_str(empty, "join", &[pieces])
    }
}
