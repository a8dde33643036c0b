//! Frame objects and tracebacks.
//!
//! A frame has an object only once somebody asked for it: a traceback, `sys._getframe`. The frame counts its object; when
//! the frame is left while others still refer to the object, its locals move there, so that they live as long as an
//! exception that passed through the frame does.

use super::{REPR, TypeTable};
use crate::bytecode::{CodeFlags, LocalKind};
use crate::vm::frames::Frame;
use crate::vm::native::{Args, Arity, GetSetDef, Params, def};
use crate::vm::object::statics::{FALSE, NONE, TRUE};
use crate::vm::object::{FrameData, GeneratorState, Obj, Payload, T, TracebackData};
use crate::vm::{PyResult, Vm};

macro_rules! getset {
    ($name:literal, $get:expr) => {
        GetSetDef { name: $name, get: $get, set: None }
    };
    ($name:literal, $get:expr, $set:expr) => {
        GetSetDef { name: $name, get: $get, set: Some($set) }
    };
}

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
];

/// Where the frame of a frame object is.
enum Place {
    /// On the frame stack.
    Running(usize),
    /// On the frame stack of a thread that does not run: number of the thread among those, and of the frame.
    Parked(usize, usize),
    /// In a generator that waits.
    Waiting(Obj),
    /// Nowhere: what is left of it is in the object.
    Left,
}

impl Vm {
    pub(super) fn frame_data(&self, o: Obj) -> &FrameData {
        match self.heap.payload(o) {
            Payload::Frame(data) => data,
            _ => unreachable!("the object is a frame"),
        }
    }

    pub(super) fn frame_data_mut(&mut self, o: Obj) -> &mut FrameData {
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
        self.heap.counts.young += 1;
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
        if let Some((thread, at)) = self.threads.place_of(o) {
            return Place::Parked(thread, at);
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
            Place::Parked(thread, at) => {
                let frame = &self.threads.frames(thread)[at];
                frame.ip - frame.text
            }
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
            Place::Parked(thread, at) => {
                let frame = &self.threads.frames(thread)[at];
                let cells = frame.base as usize..frame.values as usize;
                self.threads.stack(thread).get(cells).unwrap_or(&[]).to_vec()
            }
            Place::Waiting(generator) => match self.heap.payload(generator) {
                Payload::Generator(data) => data.variables().to_vec(),
                _ => Vec::new(),
            },
            Place::Left => self.frame_data(o).fast.clone(),
        }
    }

    /// The value of each variable of a frame in the order of its code; null where there is none.
    pub(super) fn frame_values(&self, o: Obj) -> Vec<Obj> {
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
    pub(super) fn set_frame_value(&mut self, o: Obj, index: usize, value: Obj) {
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
            Place::Parked(thread, at) => {
                let index = self.threads.frames(thread)[at].base as usize + index;
                self.threads.stack_mut(thread).get_mut(index)
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
        let Some(&frame) = self.frames.last() else { return self.new_dict() };
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
    pub fn is_native_frame(&self, index: usize) -> bool {
        let info = &self.codes[self.frames[index].code as usize];
        crate::vm::exception::in_place_of_c(&info.filename, &info.name)
    }

    /// The frame that called the one at `index`.
    pub fn caller_of(&self, index: usize) -> Option<usize> {
        (0..index).rev().find(|&below| !self.is_native_frame(below))
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

pub fn f_code(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    let data = vm.frame_data(o);
    match data.code_object.some() {
        Some(code) => Ok(code),
        None => {
            let code = data.code;
            Ok(vm.new_object(T::CODE, Payload::Code(code)))
        }
    }
}

pub fn f_globals(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    Ok(vm.frame_data(o).globals)
}

pub fn f_builtins(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    let globals = vm.frame_data(o).globals;
    Ok(vm.builtins_of(globals).unwrap_or(vm.builtins))
}

pub fn f_locals(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
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

fn set_f_lineno(vm: &mut Vm, o: Obj, value: Obj) -> PyResult<()> {
    vm.set_frame_line(o, value)
}

fn f_back(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    match vm.place_of(o) {
        Place::Running(at) => match vm.caller_of(at) {
            Some(below) => Ok(vm.frame_object_at(below)),
            None => Ok(NONE),
        },
        Place::Parked(thread, at) => Ok(vm.threads.caller_of(thread, at).unwrap_or(NONE)),
        Place::Waiting(_) => Ok(NONE),
        Place::Left => Ok(vm.frame_data(o).back.some().unwrap_or(NONE)),
    }
}

fn f_lasti(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    // A suspended frame stands behind its `yield`.
    let behind = matches!(vm.place_of(o), Place::Waiting(_));
    let unit = vm.frame_unit(o) + u32::from(behind);
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
        Place::Running(_) | Place::Parked(..) => {
            return Err(vm.raise_text(T::RUNTIME_ERROR, "cannot clear an executing frame"));
        }
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
