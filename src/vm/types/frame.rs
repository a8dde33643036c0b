//! Frame objects, what their `f_locals` gives (PEP 667), and tracebacks.
//!
//! A frame has an object only once somebody asked for it: a traceback, `sys._getframe`. The frame counts its object; when
//! the frame is left while others still refer to the object, its locals move there, so that they live as long as an
//! exception that passed through the frame does.

use super::{EQUALITY, REPR, TypeTable};
use crate::bytecode::{CodeFlags, LocalKind};
use crate::vm::frames::Frame;
use crate::vm::native::{Args, Arity, GetSetDef, NativeDef, Params, def};
use crate::vm::object::statics::{FALSE, NONE, NOT_IMPLEMENTED, TRUE};
use crate::vm::object::{FrameData, GeneratorState, Obj, Payload, T, TracebackData, names};
use crate::vm::{PyResult, Vm};

macro_rules! getset {
    ($name:literal, $get:expr) => {
        GetSetDef { name: $name, get: $get, set: None }
    };
    ($name:literal, $get:expr, $set:expr) => {
        GetSetDef { name: $name, get: $get, set: Some($set) }
    };
}

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

pub const TABLES: &[TypeTable] = &[
    TypeTable::new(T::TRACEBACK, &[def("__dir__", Arity::None, traceback_dir)])
        .with_statics(&[def("__new__", Arity::Any, traceback_new)])
        .with_getset(&[
            getset!("tb_next", tb_next, set_tb_next),
            getset!("tb_lineno", tb_lineno),
            getset!("tb_lasti", tb_lasti),
            getset!("tb_frame", tb_frame),
        ]),
    TypeTable::new(T::FRAME, &[REPR, def("clear", Arity::None, clear)]).with_getset(&[
        getset!("f_code", f_code),
        getset!("f_globals", f_globals),
        getset!("f_builtins", f_builtins),
        getset!("f_locals", f_locals),
        getset!("f_lineno", f_lineno, set_f_lineno),
        getset!("f_back", f_back),
        getset!("f_lasti", f_lasti),
        getset!("f_trace", f_trace, set_f_trace),
        getset!("f_trace_lines", f_trace_lines, set_f_trace_lines),
        getset!("f_trace_opcodes", f_trace_opcodes, set_f_trace_opcodes),
    ]),
    TypeTable::new(T::FRAME_LOCALS_PROXY, PROXY_METHODS).with_statics(&[def("__new__", Arity::Any, proxy_new)]),
];

/// Where the frame of a frame object is.
enum Place {
    /// On the frame stack.
    Running(usize),
    /// In a generator that waits.
    Waiting(Obj),
    /// Nowhere: what is left of it is in the object.
    Left,
}

impl Vm {
    fn frame_data(&self, o: Obj) -> &FrameData {
        match self.heap.payload(o) {
            Payload::Frame(data) => data,
            _ => unreachable!("the object is a frame"),
        }
    }

    fn frame_data_mut(&mut self, o: Obj) -> &mut FrameData {
        match self.heap.payload_mut(o) {
            Payload::Frame(data) => data,
            _ => unreachable!("the object is a frame"),
        }
    }

    /// The object of a frame on the stack; the frame holds it.
    pub fn frame_object_at(&mut self, index: usize) -> Obj {
        let frame = self.frames[index];
        if !frame.object.is_null() {
            return frame.object;
        }
        let object = self.new_frame_object(&frame);
        self.frames[index].object = object;
        object
    }

    /// Makes the object of a frame, counted for it.
    fn new_frame_object(&mut self, frame: &Frame) -> Obj {
        let code_object = match self.function_data(frame.function) {
            Some(data) if data.code == frame.code => data.code_object,
            _ => Obj::NULL,
        };
        let data = FrameData {
            code: frame.code,
            code_object,
            globals: frame.globals,
            locals: frame.locals,
            generator: frame.generator,
            ..FrameData::default()
        };
        for o in [code_object, frame.globals, frame.locals] {
            self.heap.incref_some(o);
        }
        self.heap.young += 1;
        self.heap.alloc(T::FRAME, Payload::Frame(Box::new(data)))
    }

    /// The object of the frame of a suspended generator; the generator holds it.
    pub fn generator_frame_object(&mut self, generator: Obj) -> Option<Obj> {
        let kept = match self.heap.payload(generator) {
            Payload::Generator(data) => data.frame.as_deref().copied(),
            _ => None,
        }?;
        let running =
            matches!(self.heap.payload(generator), Payload::Generator(data) if data.state == GeneratorState::Running);
        if running {
            let index = self.frames.iter().rposition(|frame| frame.generator == generator)?;
            return Some(self.frame_object_at(index));
        }
        if !kept.object.is_null() {
            return Some(kept.object);
        }
        let object = self.new_frame_object(&Frame { generator, ..kept });
        if let Payload::Generator(data) = self.heap.payload_mut(generator)
            && let Some(kept) = &mut data.frame
        {
            kept.object = object;
        }
        Some(object)
    }

    /// A frame that has an object is being left: `frame` is off the stack of frames, its cells are still on that of values.
    #[cold]
    #[inline(never)]
    pub fn leave_frame_object(&mut self, frame: &Frame, unit: u32) {
        let object = frame.object;
        if self.heap.refs(object) > 1 {
            let cells = frame.base as usize..(frame.values as usize).min(self.stack.len());
            let fast: Vec<Obj> = self.stack[cells].iter_mut().map(|o| std::mem::replace(o, Obj::NULL)).collect();
            let back = match self.frames.len().checked_sub(1) {
                Some(below) => self.frame_object_at(below),
                None => Obj::NULL,
            };
            self.heap.incref_some(back);
            let data = self.frame_data_mut(object);
            data.fast = fast;
            data.back = back;
            data.left = true;
            data.lasti = unit.saturating_sub(frame.text);
            data.generator = Obj::NULL;
        }
        self.decref(object);
    }

    /// A generator that waits gives up its frame for good; its cells go to the frame's object if anybody refers to that.
    pub fn abandon_frame_object(&mut self, frame: &Frame, saved: &mut [Obj]) {
        let object = frame.object;
        if object.is_null() {
            return;
        }
        if self.heap.refs(object) > 1 {
            let cells = (frame.base - frame.bottom) as usize..((frame.values - frame.bottom) as usize).min(saved.len());
            let fast: Vec<Obj> = saved[cells].iter_mut().map(|o| std::mem::replace(o, Obj::NULL)).collect();
            let data = self.frame_data_mut(object);
            data.fast = fast;
            data.left = true;
            data.lasti = frame.ip.saturating_sub(frame.text);
            data.generator = Obj::NULL;
        }
        self.decref(object);
    }

    fn place_of(&self, o: Obj) -> Place {
        let data = self.frame_data(o);
        if data.left {
            return Place::Left;
        }
        if let Some(at) = self.frames.iter().rposition(|frame| frame.object == o) {
            return Place::Running(at);
        }
        if !data.generator.is_null()
            && let Payload::Generator(generator) = self.heap.payload(data.generator)
            && generator.frame.as_ref().is_some_and(|frame| frame.object == o)
        {
            return Place::Waiting(data.generator);
        }
        Place::Left
    }

    /// The code unit at which a frame stands, counted from the start of its code.
    fn frame_unit(&mut self, o: Obj) -> u32 {
        self.save_position();
        match self.place_of(o) {
            Place::Running(at) => self.frames[at].ip - self.frames[at].text,
            Place::Waiting(generator) => match self.heap.payload(generator) {
                Payload::Generator(data) => data.frame.as_ref().map_or(0, |frame| frame.ip - frame.text),
                _ => 0,
            },
            Place::Left => self.frame_data(o).lasti,
        }
    }

    /// Locals, cells and free variables of a frame.
    fn frame_cells(&self, o: Obj) -> Vec<Obj> {
        match self.place_of(o) {
            Place::Running(at) => {
                let frame = &self.frames[at];
                let end = (frame.values as usize).min(self.stack.len());
                self.stack.get(frame.base as usize..end).unwrap_or(&[]).to_vec()
            }
            Place::Waiting(generator) => match self.heap.payload(generator) {
                Payload::Generator(data) => data.frame.as_ref().map_or_else(Vec::new, |frame| {
                    let (from, to) = (frame.base - frame.bottom, frame.values - frame.bottom);
                    data.saved.get(from as usize..to as usize).unwrap_or(&[]).to_vec()
                }),
                _ => Vec::new(),
            },
            Place::Left => self.frame_data(o).fast.clone(),
        }
    }

    /// The value of each variable of a frame in the order of its code; null where there is none.
    fn frame_values(&self, o: Obj) -> Vec<Obj> {
        let mut values = self.frame_cells(o);
        let info = &self.codes[self.frame_data(o).code as usize];
        for (value, kind) in values.iter_mut().zip(&info.code.localspluskinds) {
            // Before its first instructions ran, a frame has plain values where its cells will be.
            if kind & (LocalKind::CELL | LocalKind::FREE) != 0
                && let Some(Payload::Cell(contents)) = value.some().map(|o| self.heap.payload(o))
            {
                *value = *contents;
            }
        }
        values
    }

    /// Puts a value, counted for it, in place of a variable.
    fn set_frame_value(&mut self, o: Obj, index: usize, value: Obj) {
        let info = self.codes[self.frame_data(o).code as usize].clone();
        let in_cell = info.code.localspluskinds[index] & (LocalKind::CELL | LocalKind::FREE) != 0;
        let now = self.frame_cells(o).get(index).copied().unwrap_or(Obj::NULL);
        if in_cell && !now.is_null() && matches!(self.heap.payload(now), Payload::Cell(_)) {
            self.set_cell(now, value);
            return;
        }
        let place = match self.place_of(o) {
            Place::Running(at) => {
                let index = self.frames[at].base as usize + index;
                self.stack.get_mut(index)
            }
            Place::Waiting(generator) => match self.heap.payload_mut(generator) {
                Payload::Generator(data) => {
                    let first = data.frame.as_ref().map_or(0, |frame| frame.base - frame.bottom) as usize;
                    data.saved.get_mut(first + index)
                }
                _ => None,
            },
            Place::Left => self.frame_data_mut(o).fast.get_mut(index),
        };
        let old = match place {
            Some(place) => std::mem::replace(place, value),
            None => value,
        };
        self.decref_some(old);
    }

    /// Whether the code of a module or class runs an inlined comprehension, whose variables it has as hidden locals.
    fn has_hidden_values(&self, code: u32, cells: &[Obj]) -> bool {
        let kinds = &self.codes[code as usize].code.localspluskinds;
        kinds.iter().zip(cells).any(|(kind, &value)| {
            let empty = value.is_null() || matches!(self.heap.payload(value), Payload::Cell(Obj::NULL));
            kind & LocalKind::HIDDEN != 0 && !empty
        })
    }

    /// What `locals()` returns in the top frame.
    pub fn local_namespace(&mut self) -> Obj {
        let frame = *self.frame();
        let info = self.codes[frame.code as usize].clone();
        let cells: Vec<Obj> = (0..info.locals.len())
            .map(|at| self.stack.get(frame.base as usize + at).copied().unwrap_or(Obj::NULL))
            .collect();
        if !frame.locals.is_null() && !self.has_hidden_values(frame.code, &cells) {
            return frame.locals;
        }
        let dict = self.new_dict();
        for ((mut value, &name), kind) in cells.into_iter().zip(info.locals.iter()).zip(&info.code.localspluskinds) {
            if kind & (LocalKind::CELL | LocalKind::FREE) != 0
                && let Some(Payload::Cell(contents)) = value.some().map(|o| self.heap.payload(o))
            {
                value = *contents;
            }
            if !value.is_null() {
                self.dict_set_interned(dict, name, value);
            }
        }
        let extra = if frame.object.is_null() { Obj::NULL } else { self.frame_data(frame.object).extra };
        if !extra.is_null() {
            for (key, hash, value) in self.dict_entries(extra) {
                let _ = self.dict_set_hashed(dict, key, hash, value);
            }
        }
        dict
    }

    /// Whether a frame stands for what CPython has in C, and is no frame there.
    fn is_native_frame(&self, index: usize) -> bool {
        let info = &self.codes[self.frames[index].code as usize];
        crate::vm::exception::in_place_of_c(&info.filename, &info.name)
    }

    /// The frame that called the one at `index`.
    pub fn caller_of(&self, index: usize) -> Option<usize> {
        (0..index).rev().find(|&below| !self.is_native_frame(below))
    }

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

fn traceback_dir(vm: &mut Vm, _: &Args) -> PyResult<Obj> {
    let items: Vec<Obj> = ["tb_frame", "tb_next", "tb_lasti", "tb_lineno"].map(|name| vm.intern(name)).to_vec();
    Ok(vm.new_list(items))
}

/// `TracebackType(tb_next, tb_frame, tb_lasti, tb_lineno)`.
fn traceback_new(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let [next, frame, lasti, lineno] = vm.parse::<4>(
        args,
        1,
        &Params {
            function: "traceback",
            names: &["tb_next", "tb_frame", "tb_lasti", "tb_lineno"],
            required: 4,
            positional: 4,
            positional_only: 0,
        },
    )?;
    if vm.ty(frame) != T::FRAME {
        let name = vm.type_name_of(frame);
        return Err(vm.type_error(format!("traceback() argument 'tb_frame' must be frame, not {name}")));
    }
    let (lasti, lineno) = (vm.index_i64(lasti)?, vm.index_i64(lineno)?);
    let next = match next {
        NONE => Obj::NULL,
        next if vm.ty(next) == T::TRACEBACK => next,
        other => {
            let name = vm.type_name_of(other);
            return Err(vm.type_error(format!("expected traceback object or None, got '{name}'")));
        }
    };
    let code = vm.frame_data(frame).code;
    let data = TracebackData { next, frame, code, lasti: (lasti / 2).max(0) as u32, lineno: lineno as i32 };
    Ok(vm.new_object_counted(T::TRACEBACK, Payload::Traceback(Box::new(data))))
}

fn tb_next(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    match vm.heap.payload(o) {
        Payload::Traceback(data) => Ok(data.next.some().unwrap_or(NONE)),
        _ => Ok(NONE),
    }
}

fn set_tb_next(vm: &mut Vm, o: Obj, value: Obj) -> PyResult<()> {
    if value.is_null() {
        return Err(vm.raise_text(T::TYPE_ERROR, "can't delete tb_next attribute"));
    }
    if value != NONE && vm.ty(value) != T::TRACEBACK {
        let name = vm.type_name_of(value);
        return Err(vm.type_error(format!("expected traceback object, got '{name}'")));
    }
    let value = if value == NONE { Obj::NULL } else { value };
    let mut link = value;
    while let Some(Payload::Traceback(data)) = link.some().map(|link| vm.heap.payload(link)) {
        if link == o {
            return Err(vm.value_error("traceback loop detected"));
        }
        link = data.next;
    }
    vm.heap.incref_some(value);
    if let Payload::Traceback(data) = vm.heap.payload_mut(o) {
        let old = std::mem::replace(&mut data.next, value);
        vm.decref_some(old);
    }
    Ok(())
}

fn line_object(vm: &mut Vm, line: Option<i32>) -> Obj {
    line.filter(|&line| line >= 0).map_or(NONE, |line| vm.new_int(i64::from(line)))
}

fn tb_lineno(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    let Payload::Traceback(data) = vm.heap.payload(o) else { return Ok(NONE) };
    let line = if data.lineno < 0 { vm.codes[data.code as usize].position(data.lasti).line } else { Some(data.lineno) };
    Ok(line_object(vm, line))
}

fn tb_lasti(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    let Payload::Traceback(data) = vm.heap.payload(o) else { return Ok(NONE) };
    let lasti = i64::from(data.lasti) * 2;
    Ok(vm.new_int(lasti))
}

fn tb_frame(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    match vm.heap.payload(o) {
        Payload::Traceback(data) => Ok(data.frame.some().unwrap_or(NONE)),
        _ => Ok(NONE),
    }
}

fn f_code(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    let data = vm.frame_data(o);
    match data.code_object.some() {
        Some(code) => Ok(code),
        None => {
            let code = data.code;
            Ok(vm.new_object(T::CODE, Payload::Code(code)))
        }
    }
}

fn f_globals(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    Ok(vm.frame_data(o).globals)
}

fn f_builtins(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    let globals = vm.frame_data(o).globals;
    Ok(vm.builtins_of(globals))
}

fn f_locals(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    let data = vm.frame_data(o);
    let (code, locals) = (data.code, data.locals);
    let optimized = vm.codes[code as usize].flags() & CodeFlags::OPTIMIZED != 0;
    let cells = vm.frame_cells(o);
    if !optimized && !vm.has_hidden_values(code, &cells) {
        return Ok(locals.some().unwrap_or_else(|| vm.frame_data(o).globals));
    }
    Ok(vm.new_object_counted(T::FRAME_LOCALS_PROXY, Payload::View(o)))
}

fn f_lineno(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    let unit = vm.frame_unit(o);
    let line = vm.codes[vm.frame_data(o).code as usize].position(unit).line;
    Ok(line_object(vm, line))
}

fn set_f_lineno(vm: &mut Vm, _: Obj, value: Obj) -> PyResult<()> {
    if value.is_null() {
        return Err(vm.raise_text(T::ATTRIBUTE_ERROR, "cannot delete attribute"));
    }
    if !vm.is_int(value) {
        return Err(vm.value_error("lineno must be an integer"));
    }
    Err(vm.value_error("f_lineno can only be set in a trace function"))
}

fn f_back(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    match vm.place_of(o) {
        Place::Running(at) => match vm.caller_of(at) {
            Some(below) => Ok(vm.frame_object_at(below)),
            None => Ok(NONE),
        },
        Place::Waiting(_) => Ok(NONE),
        Place::Left => Ok(vm.frame_data(o).back.some().unwrap_or(NONE)),
    }
}

fn f_lasti(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    let unit = vm.frame_unit(o);
    Ok(vm.new_int(i64::from(unit) * 2))
}

fn f_trace(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    Ok(vm.frame_data(o).trace.some().unwrap_or(NONE))
}

fn set_f_trace(vm: &mut Vm, o: Obj, value: Obj) -> PyResult<()> {
    let value = if value == NONE { Obj::NULL } else { value };
    vm.heap.incref_some(value);
    let old = std::mem::replace(&mut vm.frame_data_mut(o).trace, value);
    vm.decref_some(old);
    Ok(())
}

fn flag(vm: &mut Vm, value: Obj) -> PyResult<bool> {
    match value {
        TRUE => Ok(true),
        FALSE => Ok(false),
        Obj::NULL => Err(vm.raise_text(T::TYPE_ERROR, "can't delete numeric/char attribute")),
        _ => Err(vm.raise_text(T::TYPE_ERROR, "attribute value type must be bool")),
    }
}

fn f_trace_lines(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    Ok(Obj::bool(!vm.frame_data(o).no_trace_lines))
}

fn set_f_trace_lines(vm: &mut Vm, o: Obj, value: Obj) -> PyResult<()> {
    let value = flag(vm, value)?;
    vm.frame_data_mut(o).no_trace_lines = !value;
    Ok(())
}

fn f_trace_opcodes(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    Ok(Obj::bool(vm.frame_data(o).trace_opcodes))
}

fn set_f_trace_opcodes(vm: &mut Vm, o: Obj, value: Obj) -> PyResult<()> {
    let value = flag(vm, value)?;
    vm.frame_data_mut(o).trace_opcodes = value;
    Ok(())
}

fn clear(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let o = args[0];
    match vm.place_of(o) {
        Place::Running(_) => return Err(vm.raise_text(T::RUNTIME_ERROR, "cannot clear an executing frame")),
        Place::Waiting(generator) => {
            let created =
                matches!(vm.heap.payload(generator), Payload::Generator(data) if data.state == GeneratorState::Created);
            if !created {
                return Err(vm.raise_text(T::RUNTIME_ERROR, "cannot clear a suspended frame"));
            }
            vm.generator_close(generator)?;
        }
        Place::Left => {}
    }
    if vm.frame_data(o).left {
        let mut dropped = std::mem::take(&mut vm.frame_data_mut(o).fast);
        dropped.push(std::mem::replace(&mut vm.frame_data_mut(o).trace, Obj::NULL));
        dropped.push(std::mem::replace(&mut vm.frame_data_mut(o).extra, Obj::NULL));
        for o in dropped {
            vm.decref_some(o);
        }
    }
    Ok(NONE)
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
