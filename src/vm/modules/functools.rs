//! `_functools`: `partial`, `reduce`, `cmp_to_key`, the cache of `lru_cache`.

use crate::vm::compare::Compare;
use crate::vm::native::{Args, Arity, GetSetDef, NativeDef, Params, def};
use crate::vm::object::statics::NONE;
use crate::vm::object::{Obj, Payload, StateData, T, names};
use crate::vm::types::function::{dict, set_dict};
use crate::vm::types::{ONE, TypeTable, ZERO, typing};
use crate::vm::{PyResult, Vm};

const FUNCTIONS: &[NativeDef] = &[def("reduce", Arity::Pos(2, 3), reduce), def("cmp_to_key", Arity::Any, cmp_to_key)];

const DICT: GetSetDef = GetSetDef { name: "__dict__", get: dict, set: Some(set_dict) };

/// The attributes of a `partial` can be replaced as a whole, and do not go.
fn set_partial_dict(vm: &mut Vm, o: Obj, value: Obj) -> PyResult<()> {
    if value.is_null() {
        return Err(vm.raise_text(T::TYPE_ERROR, "cannot delete __dict__"));
    }
    set_dict(vm, o, value)
}

macro_rules! comparisons {
    ($($name:literal $operator:ident),*) => { &[$(def($name, ONE, |vm, args| key_compare(vm, args, Compare::$operator)),)* def("__call__", Arity::Any, key_call)] };
}

pub const TABLES: &[TypeTable] = &[
    TypeTable::new(
        T::PARTIAL,
        &[
            def("__call__", Arity::Any, partial_call),
            def("__get__", Arity::Slot(1, 2), partial_get),
            def("__repr__", ZERO, partial_repr),
            def("__reduce__", Arity::None, partial_reduce),
            def("__setstate__", Arity::One, partial_setstate),
        ],
    )
    .with_statics(&[def("__new__", Arity::Any, partial_new)])
    .with_class_methods(&[def("__class_getitem__", Arity::One, typing::class_getitem)])
    .with_getset(&[
        GetSetDef { name: "__dict__", get: dict, set: Some(set_partial_dict) },
        GetSetDef { name: "func", get: |vm, o| Ok(object(vm, o, 0)), set: None },
        GetSetDef { name: "args", get: |vm, o| Ok(object(vm, o, 1)), set: None },
        GetSetDef { name: "keywords", get: |vm, o| Ok(object(vm, o, 2)), set: None },
    ]),
    TypeTable::new(
        T::LRU_CACHE,
        &[
            def("__call__", Arity::Any, cache_call),
            def("__get__", Arity::Slot(1, 2), cache_get),
            def("__reduce__", Arity::None, cache_reduce),
            def("__copy__", Arity::None, |_, args| Ok(args[0])),
            def("__deepcopy__", Arity::One, |_, args| Ok(args[0])),
            def("cache_info", Arity::None, cache_info),
            def("cache_clear", Arity::None, cache_clear),
        ],
    )
    .with_statics(&[def("__new__", Arity::Any, cache_new)])
    .with_getset(&[DICT]),
    TypeTable::new(
        T::CMP_KEY,
        comparisons!("__lt__" Less, "__le__" LessEqual, "__eq__" Equal, "__ne__" NotEqual, "__gt__" Greater, "__ge__" GreaterEqual),
    )
    .with_getset(&[GetSetDef { name: "obj", get: |vm, o| Ok(object(vm, o, 1)), set: None }]),
];

pub fn create(vm: &mut Vm) -> PyResult<Obj> {
    let module = vm.native_module("_functools", FUNCTIONS);
    vm.module_set(module, "partial", T::PARTIAL);
    vm.module_set(module, "_lru_cache_wrapper", T::LRU_CACHE);
    Ok(module)
}

fn object(vm: &Vm, o: Obj, index: usize) -> Obj {
    vm.state(o).and_then(|state| state.objects.get(index).copied()).and_then(|o| o.some()).unwrap_or(NONE)
}

fn reduce(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if !vm.is_iterable(args[1]) {
        return Err(vm.raise_text(T::TYPE_ERROR, "reduce() arg 2 must support iteration"));
    }
    let iterator = vm.get_iter(args[1])?;
    let mut total = args.get(2).unwrap_or(Obj::NULL);
    if total.is_null() {
        total = match vm.next_item(iterator)? {
            Some(item) => item,
            None => {
                let message = "reduce() of empty iterable with no initial value";
                return Err(vm.raise_text(T::TYPE_ERROR, message));
            }
        };
    }
    vm.hold(total);
    loop {
        let mark = vm.mark();
        let Some(item) = vm.next_item(iterator)? else { break };
        let next = vm.call(args[0], &[total, item])?;
        vm.incref(next);
        vm.release(mark);
        total = vm.own(next);
    }
    Ok(total)
}

fn cmp_to_key(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let [function] = vm.parse::<1>(
        args,
        0,
        &Params { function: "cmp_to_key", names: &["mycmp"], required: 1, positional: 1, positional_only: 0 },
    )?;
    Ok(key(vm, function, Obj::NULL))
}

fn key(vm: &mut Vm, function: Obj, o: Obj) -> Obj {
    let objects = if o.is_null() { vec![function] } else { vec![function, o] };
    vm.new_state(T::CMP_KEY, StateData { objects, ..StateData::default() })
}

fn key_call(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let [o] = vm.parse::<1>(
        args,
        1,
        &Params { function: "K", names: &["obj"], required: 1, positional: 1, positional_only: 0 },
    )?;
    let function = object(vm, args[0], 0);
    Ok(key(vm, function, o))
}

fn key_compare(vm: &mut Vm, args: &Args, operator: Compare) -> PyResult<Obj> {
    if vm.ty(args[1]) != T::CMP_KEY {
        return Err(vm.raise_text(T::TYPE_ERROR, "other argument must be K instance"));
    }
    let (function, a, b) = (object(vm, args[0], 0), object(vm, args[0], 1), object(vm, args[1], 1));
    let result = vm.call(function, &[a, b])?;
    let zero = vm.new_int(0);
    vm.rich_compare(result, zero, operator)
}

/// Whether somebody gave the partial attributes.
fn has_attributes(vm: &mut Vm, o: Obj) -> bool {
    if !vm.has_own_attributes(o) {
        return false;
    }
    let dict = vm.instance_dict(o);
    vm.quick_len(dict).unwrap_or(0) > 0
}

fn partial_new(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let Some(mut function) = args.get(1) else {
        return Err(vm.raise_text(T::TYPE_ERROR, "type 'partial' takes at least one argument"));
    };
    if !vm.is_callable(function) {
        return Err(vm.raise_text(T::TYPE_ERROR, "the first argument must be callable"));
    }
    let mut given: Vec<Obj> = args.pos[2..].to_vec();
    let keywords = vm.new_dict();
    // A partial of a partial is one partial, unless somebody gave the inner one attributes.
    if vm.is_instance(function, T::PARTIAL)
        && vm.find_in_type(vm.ty(function), names::__call__) == vm.find_in_type(T::PARTIAL, names::__call__)
        && !has_attributes(vm, function)
    {
        let inner = function;
        function = object(vm, inner, 0);
        let first = object(vm, inner, 1);
        given = vm.held_items(first).into_iter().chain(given).collect();
        let inner_keywords = object(vm, inner, 2);
        vm.dict_update(keywords, inner_keywords)?;
    }
    for &(key, value) in args.kw {
        vm.dict_set(keywords, key, value)?;
    }
    let given = vm.new_tuple(&given);
    Ok(vm.new_state(args[0], StateData { objects: vec![function, given, keywords], ..StateData::default() }))
}

/// A partial binds to nothing, which is to change: as the attribute of a class it says so.
fn partial_get(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if args[1] != NONE {
        let text = "functools.partial will be a method descriptor in future Python versions; \
                    wrap it in staticmethod() if you want to preserve the old behavior";
        vm.warn(T::FUTURE_WARNING, text)?;
    }
    Ok(args[0])
}

fn partial_call(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let (function, given, keywords) = (object(vm, args[0], 0), object(vm, args[0], 1), object(vm, args[0], 2));
    if vm.dict_entries(keywords).iter().any(|&(key, _, _)| !vm.is_str(key)) {
        return Err(vm.raise_text(T::TYPE_ERROR, "keywords must be strings"));
    }
    let mut all = vm.held_items(given);
    all.extend_from_slice(&args.pos[1..]);
    let mut kw: Vec<(Obj, Obj)> = vm.dict_entries(keywords).into_iter().map(|(key, _, value)| (key, value)).collect();
    for &(key, value) in args.kw {
        match kw.iter_mut().find(|(known, _)| *known == key) {
            Some(row) => row.1 = value,
            None => kw.push((key, value)),
        }
    }
    vm.call_full(function, &all, &kw)
}

fn partial_repr(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let name = {
        let ty = vm.ty(args[0]);
        let (module, qualname) = (vm.type_module(ty), vm.type_qualname(ty));
        match module {
            Some(module) if module != "builtins" => format!("{module}.{qualname}"),
            _ => qualname,
        }
    };
    if vm.repr_running.contains(&args[0]) {
        return Ok(vm.new_str("..."));
    }
    vm.repr_running.push(args[0]);
    let text = partial_text(vm, args[0]);
    vm.repr_running.pop();
    let text = text?;
    Ok(vm.new_str(format!("{name}({text})")))
}

fn partial_text(vm: &mut Vm, o: Obj) -> PyResult<String> {
    let (function, given, keywords) = (object(vm, o, 0), object(vm, o, 1), object(vm, o, 2));
    let mut parts = vec![vm.repr_text(function)?];
    for item in vm.held_items(given) {
        parts.push(vm.repr_text(item)?);
    }
    for (key, _, value) in vm.dict_entries(keywords) {
        let key = vm.str_text(key)?;
        parts.push(format!("{key}={}", vm.repr_text(value)?));
    }
    Ok(parts.join(", "))
}

fn partial_reduce(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let (ty, function) = (vm.ty(args[0]), object(vm, args[0], 0));
    let (given, keywords) = (object(vm, args[0], 1), object(vm, args[0], 2));
    let own = if vm.has_own_attributes(args[0]) { vm.instance_dict(args[0]) } else { NONE };
    let first = vm.new_tuple(&[function]);
    let state = vm.new_tuple(&[function, given, keywords, own]);
    Ok(vm.new_tuple(&[ty, first, state]))
}

fn partial_setstate(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let parts = if vm.is_instance(args[1], T::TUPLE) { vm.held_items(args[1]) } else { Vec::new() };
    let [function, mut given, mut keywords, own] = parts[..] else {
        return Err(vm.raise_text(T::TYPE_ERROR, "invalid partial state"));
    };
    let fits = vm.is_callable(function)
        && vm.is_instance(given, T::TUPLE)
        && (keywords == NONE || vm.is_instance(keywords, T::DICT));
    if !fits {
        return Err(vm.raise_text(T::TYPE_ERROR, "invalid partial state"));
    }
    if vm.ty(given) != T::TUPLE {
        let items = vm.collect(given)?;
        given = vm.new_tuple(&items);
    }
    if vm.ty(keywords) != T::DICT {
        let plain = vm.new_dict();
        if keywords != NONE {
            vm.dict_update(plain, keywords)?;
        }
        keywords = plain;
    }
    let new = vec![function, given, keywords];
    vm.count_all(&new);
    if let Some(state) = vm.state_mut(args[0]) {
        let old = std::mem::replace(&mut state.objects, new);
        for o in old {
            vm.decref_some(o);
        }
    }
    let own = if own == NONE { vm.new_dict() } else { own };
    vm.set_instance_dict(args[0], own);
    Ok(NONE)
}

/// Objects: function, dict of results, class of `cache_info`; numbers: maxsize (−1: none), typed, hits, misses.
///
/// The dict is in the order of last use, oldest first.
fn cache_new(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let [function, maxsize, typed, info] = vm.parse::<4>(
        args,
        1,
        &Params {
            function: "lru_cache",
            names: &["user_function", "maxsize", "typed", "cache_info_type"],
            required: 4,
            positional: 4,
            positional_only: 0,
        },
    )?;
    if !vm.is_callable(function) {
        return Err(vm.raise_text(T::TYPE_ERROR, "the first argument must be callable"));
    }
    let most = if maxsize == NONE {
        -1
    } else if vm.is_int(maxsize) {
        vm.index_i64(maxsize)?.max(0)
    } else {
        return Err(vm.raise_text(T::TYPE_ERROR, "maxsize should be integer or None"));
    };
    let typed = i64::from(vm.truth(typed)?);
    let results = vm.new_dict();
    let state =
        StateData { objects: vec![function, results, info], numbers: vec![most, typed, 0, 0], ..StateData::default() };
    Ok(vm.new_state(args[0], state))
}

fn cache_key(vm: &mut Vm, args: &Args, typed: bool) -> Obj {
    let pos = &args.pos[1..];
    if args.kw.is_empty() && !typed {
        // A single int or str is its own key; nothing else equals it but what should.
        if let [only] = pos
            && matches!(vm.ty(*only), T::INT | T::STR)
        {
            return *only;
        }
        return vm.new_tuple(pos);
    }
    let mut parts = pos.to_vec();
    if !args.kw.is_empty() {
        parts.push(crate::vm::object::statics::MISSING);
        for &(key, value) in args.kw {
            parts.extend([key, value]);
        }
    }
    if typed {
        parts.extend(pos.iter().map(|&o| vm.ty(o)));
        parts.extend(args.kw.iter().map(|&(_, value)| vm.ty(value)));
    }
    vm.new_tuple(&parts)
}

fn tally(vm: &mut Vm, o: Obj, index: usize) {
    if let Some(state) = vm.state_mut(o) {
        state.numbers[index] += 1;
    }
}

fn cache_call(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let Some(state) = vm.state(args[0]) else { return Err(vm.wrong_payload("a cache", args[0])) };
    let (function, results, most, typed) = (state.objects[0], state.objects[1], state.numbers[0], state.numbers[1]);
    if most == 0 {
        tally(vm, args[0], 3);
        return vm.call_full(function, &args.pos[1..], args.kw);
    }
    let key = cache_key(vm, args, typed != 0);
    let hash = vm.hash(key)?;
    if let Some(at) = vm.dict_find(results, key, hash)? {
        tally(vm, args[0], 2);
        let value = vm.dict_data(results).map_or(NONE, |data| data.entries()[at].value);
        vm.hold(value);
        if most > 0 {
            // The newest stands last.
            if let Some((old_key, old_value)) = vm.dict_remove_at(results, at) {
                vm.dict_set_hashed(results, old_key, hash, old_value)?;
            }
        }
        return Ok(value);
    }
    tally(vm, args[0], 3);
    let value = vm.call_full(function, &args.pos[1..], args.kw)?;
    if most > 0 && vm.dict_find(results, key, hash)?.is_none() && vm.quick_len(results).unwrap_or(0) as i64 >= most {
        let oldest =
            vm.dict_data(results).and_then(|data| data.entries().iter().position(|entry| !entry.key.is_null()));
        if let Some(at) = oldest {
            vm.dict_remove_at(results, at);
        }
    }
    vm.dict_set_hashed(results, key, hash, value)?;
    Ok(value)
}

fn cache_get(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if args[1] == NONE {
        return Ok(args[0]);
    }
    Ok(vm.new_object_counted(T::METHOD, Payload::Method { function: args[0], receiver: args[1] }))
}

fn cache_reduce(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    vm.get_attr(args[0], names::__qualname__)
}

fn cache_info(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let Some(state) = vm.state(args[0]) else { return Ok(NONE) };
    let (results, class, numbers) = (state.objects[1], state.objects[2], state.numbers.clone());
    let size = vm.quick_len(results).unwrap_or(0);
    let most = if numbers[0] < 0 { NONE } else { vm.new_int(numbers[0]) };
    let parts = [vm.new_int(numbers[2]), vm.new_int(numbers[3]), most, vm.new_usize(size)];
    vm.call(class, &parts)
}

fn cache_clear(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let results = object(vm, args[0], 1);
    vm.dict_clear(results);
    if let Some(state) = vm.state_mut(args[0]) {
        (state.numbers[2], state.numbers[3]) = (0, 0);
    }
    Ok(NONE)
}
