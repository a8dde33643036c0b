//! What `f_locals` of a frame gives: a view of its variables that writes through (PEP 667).

use super::{EQUALITY, REPR, TypeTable};
use crate::bytecode::LocalKind;
use crate::vm::native::{Args, Arity, NativeDef, def};
use crate::vm::object::statics::{NONE, NOT_IMPLEMENTED};
use crate::vm::object::{Obj, Payload, T, names};
use crate::vm::{PyResult, Vm};

const PROXY_METHODS: &[NativeDef] = &[
    REPR,
    EQUALITY[0],
    EQUALITY[1],
    def("__lt__", super::ONE, proxy_order),
    def("__le__", super::ONE, proxy_order),
    def("__gt__", super::ONE, proxy_order),
    def("__ge__", super::ONE, proxy_order),
    def("__iter__", super::ZERO, proxy_iter),
    def("__or__", super::ONE, proxy_or),
    def("__ror__", super::ONE, proxy_ror),
    def("__ior__", super::ONE, proxy_ior),
    def("__len__", super::ZERO, proxy_len),
    def("__getitem__", super::ONE, proxy_getitem),
    def("__setitem__", Arity::Slot(2, 2), proxy_setitem),
    def("__delitem__", super::ONE, proxy_delitem),
    def("__contains__", super::ONE, proxy_contains),
    def("update", Arity::One, proxy_update),
    def("__reversed__", Arity::None, proxy_reversed),
    def("copy", Arity::None, proxy_copy),
    def("keys", Arity::None, proxy_keys),
    def("values", Arity::None, proxy_values),
    def("items", Arity::None, proxy_items),
    def("get", Arity::Pos(1, 2), proxy_get),
    def("setdefault", Arity::Pos(1, 2), proxy_setdefault),
];

pub const TABLES: &[TypeTable] =
    &[TypeTable::new(T::FRAME_LOCALS_PROXY, PROXY_METHODS).with_statics(&[def("__new__", Arity::Any, proxy_new)])];

impl Vm {
    fn locals_of_proxy(&mut self, proxy: Obj) -> PyResult<Obj> {
        let frame = proxied(self, proxy);
        let dict = self.new_dict();
        let info = self.codes[self.frame_data(frame).code as usize].clone();
        for (value, &name) in self.frame_values(frame).into_iter().zip(info.locals.iter()) {
            if !value.is_null() {
                self.dict_set_interned(dict, name, value);
            }
        }
        let extra = self.frame_data(frame).extra;
        if !extra.is_null() {
            self.dict_update(dict, extra)?;
        }
        Ok(dict)
    }

    /// The place of a variable by its name; for reading, of one that has a value.
    fn proxy_index(&mut self, frame: Obj, key: Obj, read: bool) -> PyResult<Option<usize>> {
        let values = self.frame_values(frame);
        let info = self.codes[self.frame_data(frame).code as usize].clone();
        let hash = self.hash(key)?;
        for (at, &name) in info.locals.iter().enumerate() {
            let hidden = info.code.localspluskinds[at] & LocalKind::HIDDEN != 0;
            let empty = values.get(at).is_none_or(|value| value.is_null());
            if empty && (read || hidden) || self.hash(name)? != hash {
                continue;
            }
            // What is not a string may still say that it is equal to one.
            if name == key || self.equal(name, key)? {
                return Ok(Some(at));
            }
        }
        Ok(None)
    }

    fn proxy_lookup(&mut self, proxy: Obj, key: Obj) -> PyResult<Option<Obj>> {
        let frame = proxied(self, proxy);
        if let Some(at) = self.proxy_index(frame, key, true)? {
            let value = self.frame_values(frame)[at];
            return Ok(Some(self.hold(value)));
        }
        match self.frame_data(frame).extra.some() {
            Some(extra) => self.dict_get(extra, key),
            None => Ok(None),
        }
    }

    fn proxy_store(&mut self, proxy: Obj, key: Obj, value: Obj) -> PyResult<()> {
        let frame = proxied(self, proxy);
        if let Some(at) = self.proxy_index(frame, key, false)? {
            self.incref(value);
            self.set_frame_value(frame, at, value);
            return Ok(());
        }
        let mut extra = self.frame_data(frame).extra;
        if extra.is_null() {
            extra = self.new_dict();
            self.incref(extra);
            self.frame_data_mut(frame).extra = extra;
        }
        self.dict_set(extra, key, value)
    }

    fn proxy_fill(&mut self, proxy: Obj, other: Obj) -> PyResult<()> {
        let other = if self.ty(other) == T::FRAME_LOCALS_PROXY { self.locals_of_proxy(other)? } else { other };
        for (key, value) in self.mapping_pairs(other)? {
            self.proxy_store(proxy, key, value)?;
        }
        Ok(())
    }
}

fn proxied(vm: &Vm, proxy: Obj) -> Obj {
    match vm.heap.payload(proxy) {
        Payload::View(frame) => *frame,
        _ => proxy,
    }
}

fn proxy_new(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let given = args.len().saturating_sub(1);
    if given != 1 {
        return Err(vm.type_error(format!("FrameLocalsProxy expected 1 argument, got {given}")));
    }
    if vm.ty(args[1]) != T::FRAME {
        let name = vm.type_name_of(args[1]);
        return Err(vm.type_error(format!("expect frame, not {name}")));
    }
    if !args.kw.is_empty() {
        return Err(vm.raise_text(T::TYPE_ERROR, "FrameLocalsProxy takes no keyword arguments"));
    }
    Ok(vm.new_object_counted(T::FRAME_LOCALS_PROXY, Payload::View(args[1])))
}

impl Vm {
    /// Whether two proxies, or a proxy and a dict, have the same items.
    pub fn proxy_equal(&mut self, a: Obj, b: Obj) -> PyResult<Option<bool>> {
        if self.ty(b) == T::FRAME_LOCALS_PROXY {
            return Ok(Some(proxied(self, a) == proxied(self, b)));
        }
        if !self.is_instance(b, T::DICT) {
            return Ok(None);
        }
        let dict = self.locals_of_proxy(a)?;
        Ok(Some(self.equal(dict, b)?))
    }

    pub fn proxy_repr(&mut self, proxy: Obj) -> PyResult<Obj> {
        let frame = proxied(self, proxy);
        // A proxy among its own frame's locals is another object each time, but the same frame.
        if self.repr_running.contains(&frame) {
            return Ok(self.new_str("{...}"));
        }
        self.repr_running.push(frame);
        let text = self.locals_of_proxy(proxy).and_then(|dict| self.native_repr(dict));
        self.repr_running.pop();
        text
    }
}

fn proxy_order(_: &mut Vm, _: &Args) -> PyResult<Obj> {
    Ok(NOT_IMPLEMENTED)
}

fn proxy_keys(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let dict = vm.locals_of_proxy(args[0])?;
    let keys = vm.collect(dict)?;
    Ok(vm.new_list(keys))
}

fn proxy_iter(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let keys = proxy_keys(vm, args)?;
    vm.get_iter(keys)
}

fn proxy_reversed(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let dict = vm.locals_of_proxy(args[0])?;
    let mut keys = vm.collect(dict)?;
    keys.reverse();
    Ok(vm.new_list(keys))
}

fn proxy_values(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let dict = vm.locals_of_proxy(args[0])?;
    let values: Vec<Obj> = vm.mapping_pairs(dict)?.into_iter().map(|(_, value)| value).collect();
    Ok(vm.new_list(values))
}

fn proxy_items(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let dict = vm.locals_of_proxy(args[0])?;
    let items: Vec<Obj> = vm.mapping_pairs(dict)?.into_iter().map(|(key, value)| vm.new_tuple(&[key, value])).collect();
    Ok(vm.new_list(items))
}

fn proxy_len(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let dict = vm.locals_of_proxy(args[0])?;
    let length = vm.quick_len(dict).unwrap_or(0);
    Ok(vm.new_usize(length))
}

fn proxy_copy(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    vm.locals_of_proxy(args[0])
}

fn is_mapping(vm: &Vm, o: Obj) -> bool {
    vm.ty(o) == T::FRAME_LOCALS_PROXY || vm.is_instance(o, T::DICT)
}

fn union(vm: &mut Vm, first: Obj, second: Obj) -> PyResult<Obj> {
    let plain = |vm: &mut Vm, o: Obj| if vm.ty(o) == T::FRAME_LOCALS_PROXY { vm.locals_of_proxy(o) } else { Ok(o) };
    if !is_mapping(vm, first) || !is_mapping(vm, second) {
        return Ok(NOT_IMPLEMENTED);
    }
    let (first, second) = (plain(vm, first)?, plain(vm, second)?);
    let result = vm.new_dict();
    vm.dict_update(result, first)?;
    vm.dict_update(result, second)?;
    Ok(result)
}

fn proxy_or(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    union(vm, args[0], args[1])
}

fn proxy_ror(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    union(vm, args[1], args[0])
}

fn proxy_ior(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if !is_mapping(vm, args[1]) {
        return Ok(NOT_IMPLEMENTED);
    }
    vm.proxy_fill(args[0], args[1])?;
    Ok(args[0])
}

fn proxy_update(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if !is_mapping(vm, args[1]) && vm.find_attr(args[1], names::keys)?.is_none() {
        return Err(vm.raise_text(T::TYPE_ERROR, "update() argument must be dict or another FrameLocalsProxy"));
    }
    vm.proxy_fill(args[0], args[1])?;
    Ok(NONE)
}

fn undefined(vm: &mut Vm, key: Obj) -> PyResult<Obj> {
    let text = vm.repr_text(key)?;
    let message = vm.new_str(format!("local variable '{text}' is not defined"));
    let exception = vm.new_exception_args(T::KEY_ERROR, &[message]);
    Err(vm.raise_object(exception))
}

fn proxy_getitem(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    match vm.proxy_lookup(args[0], args[1])? {
        Some(value) => Ok(value),
        None => undefined(vm, args[1]),
    }
}

fn proxy_setitem(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    vm.proxy_store(args[0], args[1], args[2])?;
    Ok(NONE)
}

fn proxy_delitem(vm: &mut Vm, _: &Args) -> PyResult<Obj> {
    Err(vm.raise_text(T::TYPE_ERROR, "cannot remove variables from FrameLocalsProxy"))
}

fn proxy_contains(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    Ok(Obj::bool(vm.proxy_lookup(args[0], args[1])?.is_some()))
}

fn proxy_get(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    Ok(vm.proxy_lookup(args[0], args[1])?.or(args.get(2)).unwrap_or(NONE))
}

fn proxy_setdefault(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if let Some(value) = vm.proxy_lookup(args[0], args[1])? {
        return Ok(value);
    }
    let value = args.get(2).unwrap_or(NONE);
    vm.proxy_store(args[0], args[1], value)?;
    Ok(value)
}
