//! `memoryview`: a window on the bytes of a `bytes` or `bytearray`, with a shape.
//!
//! The window keeps where it starts and how far each index goes; it reads and writes the exporter's own bytes. A
//! `bytearray` counts the views that look at it and keeps its size meanwhile.

use num_bigint::BigInt;
use num_traits::ToPrimitive;

use super::hex_text;
use crate::vm::compare::Compare;
use crate::vm::native::{Args, Arity, GetSetDef, NativeDef, Params, def};
use crate::vm::object::statics::{EMPTY_TUPLE, NONE, NOT_IMPLEMENTED};
use crate::vm::object::{IterKind, Obj, Payload, T, ViewData};
use crate::vm::types::{EQUALITY, LEN, ONE, TypeTable, ZERO};
use crate::vm::{PyResult, Vm};

const METHODS: &[NativeDef] = &[
    EQUALITY[0],
    EQUALITY[1],
    def("__hash__", ZERO, hash),
    def("__repr__", ZERO, repr),
    LEN,
    def("__iter__", ZERO, iter),
    def("__getitem__", ONE, getitem),
    def("__setitem__", Arity::Blank(2, 2), setitem),
    def("__delitem__", ONE, delitem),
    def("__enter__", Arity::None, enter),
    def("__exit__", Arity::Any, exit),
    def("__buffer__", Arity::Blank(1, 1), buffer),
    def("__release_buffer__", Arity::Blank(1, 1), super::array::release_buffer),
    def("release", Arity::None, release),
    def("tobytes", Arity::Any, tobytes),
    def("tolist", Arity::None, tolist),
    def("hex", Arity::Any, hex),
    def("toreadonly", Arity::None, toreadonly),
    def("cast", Arity::Any, cast),
];

pub const TABLES: &[TypeTable] = &[TypeTable::new(T::MEMORYVIEW, METHODS)
    .with_statics(&[def("__new__", Arity::Any, new)])
    .with_class_methods(&[def("_from_flags", Arity::Any, from_flags)])
    .with_getset(&[
        GetSetDef { name: "obj", get: obj, set: None },
        GetSetDef { name: "nbytes", get: nbytes, set: None },
        GetSetDef { name: "readonly", get: readonly, set: None },
        GetSetDef { name: "itemsize", get: itemsize, set: None },
        GetSetDef { name: "format", get: format, set: None },
        GetSetDef { name: "ndim", get: ndim, set: None },
        GetSetDef { name: "shape", get: shape, set: None },
        GetSetDef { name: "strides", get: strides, set: None },
        GetSetDef { name: "suboffsets", get: suboffsets, set: None },
        GetSetDef { name: "c_contiguous", get: c_contiguous, set: None },
        GetSetDef { name: "f_contiguous", get: f_contiguous, set: None },
        GetSetDef { name: "contiguous", get: contiguous, set: None },
    ])];

/// Bytes of one item of a format; `None` for a format that views cannot read.
fn item_size(format: &str) -> Option<usize> {
    Some(match format.strip_prefix('@').unwrap_or(format) {
        "b" | "B" | "c" | "?" => 1,
        "h" | "H" | "e" => 2,
        "i" | "I" | "f" => 4,
        "l" | "L" | "q" | "Q" | "n" | "N" | "d" | "P" => 8,
        _ => return None,
    })
}

impl ViewData {
    fn count(&self) -> usize {
        self.shape.iter().product()
    }

    fn nbytes(&self) -> usize {
        self.count() * self.itemsize
    }

    /// Offsets of all items, in the order of their indices.
    fn offsets(&self) -> Vec<usize> {
        let mut offsets = vec![self.start as isize];
        for (&length, &stride) in self.shape.iter().zip(&self.strides) {
            offsets = offsets.iter().flat_map(|&at| (0..length as isize).map(move |i| at + i * stride)).collect();
        }
        offsets.into_iter().map(|at| at as usize).collect()
    }

    fn c_contiguous(&self) -> bool {
        let mut expected = self.itemsize as isize;
        self.count() == 0
            || self.shape.iter().zip(&self.strides).rev().all(|(&length, &stride)| {
                let fits = length == 1 || stride == expected;
                expected *= length as isize;
                fits
            })
    }

    fn f_contiguous(&self) -> bool {
        let mut expected = self.itemsize as isize;
        self.count() == 0
            || self.shape.iter().zip(&self.strides).all(|(&length, &stride)| {
                let fits = length == 1 || stride == expected;
                expected *= length as isize;
                fits
            })
    }
}

/// Strides of items that follow each other.
fn plain_strides(shape: &[usize], itemsize: usize) -> Vec<isize> {
    let mut strides = vec![itemsize as isize; shape.len()];
    for at in (0..shape.len().saturating_sub(1)).rev() {
        strides[at] = strides[at + 1] * shape[at + 1] as isize;
    }
    strides
}

impl Vm {
    fn new_view(&mut self, data: ViewData) -> Obj {
        self.incref(data.base);
        if let Payload::ByteArray(array) = self.heap.payload_mut(data.base) {
            array.exports += 1;
        }
        self.new_object(T::MEMORYVIEW, Payload::MemoryView(Box::new(data)))
    }

    /// The exporter loses one of the views that hold its size.
    pub fn view_gone(&mut self, base: Obj) {
        if let Payload::ByteArray(array) = self.heap.payload_mut(base) {
            array.exports = array.exports.saturating_sub(1);
        }
    }

    fn exported(&self, base: Obj) -> &[u8] {
        match self.heap.payload(base) {
            Payload::Bytes(bytes) => bytes,
            Payload::ByteArray(array) => &array.bytes,
            _ => &[],
        }
    }

    /// The bytes a view shows, items in order.
    pub fn view_bytes(&self, view: &ViewData) -> Vec<u8> {
        let own = self.exported(view.base);
        let mut out = Vec::with_capacity(view.nbytes());
        for at in view.offsets() {
            out.extend_from_slice(own.get(at..at + view.itemsize).unwrap_or(&[]));
        }
        out
    }

    /// The view, unless it was released.
    fn shown_view(&mut self, o: Obj) -> PyResult<ViewData> {
        match self.heap.payload(o) {
            Payload::MemoryView(data) if !data.released => Ok((**data).clone()),
            _ => Err(self.value_error("operation forbidden on released memoryview object")),
        }
    }

    /// The value of the item at an offset.
    fn view_item(&mut self, view: &ViewData, at: usize) -> PyResult<Obj> {
        let bytes = self.exported(view.base).get(at..at + view.itemsize).unwrap_or(&[]).to_vec();
        self.unpack_item(&view.format, &bytes)
    }

    fn unpack_item(&mut self, format: &str, bytes: &[u8]) -> PyResult<Obj> {
        let kind = format.trim_start_matches('@');
        let mut wide = [0u8; 8];
        wide[..bytes.len()].copy_from_slice(bytes);
        let unsigned = u64::from_le_bytes(wide);
        let shift = 64 - 8 * bytes.len().max(1) as u32;
        let signed = ((unsigned << shift) as i64) >> shift;
        Ok(match kind {
            "c" => self.new_bytes(bytes.to_vec()),
            "?" => Obj::bool(unsigned != 0),
            "f" => self.new_float(f64::from(f32::from_bits(unsigned as u32))),
            "d" => self.new_float(f64::from_bits(unsigned)),
            "e" => self.new_float(half_to_f64(unsigned as u16)),
            "b" | "h" | "i" | "l" | "q" | "n" => self.new_int(signed),
            "B" | "H" | "I" | "L" | "Q" | "N" | "P" => self.new_big(BigInt::from(unsigned)),
            _ => {
                let message = format!("memoryview: format {format} not supported");
                return Err(self.raise_text(T::NOT_IMPLEMENTED_ERROR, &message));
            }
        })
    }

    /// The bytes of a value in a format.
    fn pack_item(&mut self, view: &ViewData, value: Obj) -> PyResult<Vec<u8>> {
        let kind = view.format.trim_start_matches('@').to_owned();
        let wrong_type = |vm: &mut Vm| {
            let message = format!("memoryview: invalid type for format '{}'", view.format);
            vm.raise_text(T::TYPE_ERROR, &message)
        };
        let wrong_value = |vm: &mut Vm| {
            let message = format!("memoryview: invalid value for format '{}'", view.format);
            vm.value_error(&message)
        };
        match kind.as_str() {
            "c" => match self.heap.payload(value) {
                Payload::Bytes(bytes) if bytes.len() == 1 => return Ok((**bytes).clone()),
                Payload::Bytes(_) => return Err(wrong_value(self)),
                _ => return Err(wrong_type(self)),
            },
            "?" => return Ok(vec![u8::from(self.truth(value)?)]),
            "f" | "d" | "e" => {
                if self.as_f64(value).is_none() {
                    return Err(wrong_type(self));
                }
                let number = self.to_float(value, "must be real number, not ")?;
                return Ok(match kind.as_str() {
                    "f" => (number as f32).to_le_bytes().to_vec(),
                    "d" => number.to_le_bytes().to_vec(),
                    _ => f64_to_half(number).to_le_bytes().to_vec(),
                });
            }
            _ => {}
        }
        if self.find_in_type(self.ty(value), crate::vm::object::names::__index__).is_none() {
            return Err(wrong_type(self));
        }
        let index = self.index(value)?;
        let number = self.as_big(index).unwrap_or_default();
        let bits = view.itemsize as u32 * 8;
        let signed = matches!(kind.as_str(), "b" | "h" | "i" | "l" | "q" | "n");
        let fits = match (signed, number.to_i128()) {
            (_, None) => false,
            (true, Some(n)) => n >= -(1i128 << (bits - 1)) && n < 1i128 << (bits - 1),
            (false, Some(n)) => n >= 0 && n < 1i128 << bits,
        };
        if !fits {
            return Err(wrong_value(self));
        }
        let wide = number.to_i128().unwrap_or(0).to_le_bytes();
        Ok(wide[..view.itemsize].to_vec())
    }

    /// `memoryview(o)`.
    pub fn memoryview_of(&mut self, o: Obj) -> PyResult<Obj> {
        let (length, readonly) = match self.heap.payload(o) {
            Payload::Bytes(bytes) => (bytes.len(), true),
            Payload::ByteArray(array) => (array.bytes.len(), false),
            Payload::MemoryView(_) => {
                let data = self.shown_view(o)?;
                return Ok(self.new_view(data));
            }
            _ => {
                let name = self.intern("__buffer__");
                if let Some(method) = self.find_in_type(self.ty(o), name) {
                    let flags = self.new_int(284);
                    let view = self.call_method_found(method, o, &[flags], &[])?;
                    if !matches!(self.heap.payload(view), Payload::MemoryView(_)) {
                        return Err(self.raise_text(T::TYPE_ERROR, "__buffer__ returned non-memoryview object"));
                    }
                    return Ok(view);
                }
                let name = self.type_name_of(o);
                return Err(self.type_error(format!("memoryview: a bytes-like object is required, not '{name}'")));
            }
        };
        let data = ViewData {
            base: o,
            start: 0,
            format: "B".to_owned(),
            itemsize: 1,
            shape: vec![length],
            strides: vec![1],
            readonly,
            released: false,
            hash: None,
        };
        Ok(self.new_view(data))
    }

    pub fn compare_views(&mut self, a: Obj, b: Obj, operator: Compare) -> PyResult<Obj> {
        if !matches!(operator, Compare::Equal | Compare::NotEqual) {
            return Ok(NOT_IMPLEMENTED);
        }
        let answer = |same: bool| Ok(Obj::bool(same == (operator == Compare::Equal)));
        if a == b {
            return answer(true);
        }
        let mut parts = Vec::new();
        for o in [a, b] {
            match self.heap.payload(o) {
                Payload::MemoryView(data) if data.released => return answer(false),
                Payload::MemoryView(data) => parts.push((**data).clone()),
                Payload::Bytes(_) | Payload::ByteArray(_) => {
                    let length = self.quick_len(o).unwrap_or(0);
                    parts.push(ViewData {
                        base: o,
                        start: 0,
                        format: "B".to_owned(),
                        itemsize: 1,
                        shape: vec![length],
                        strides: vec![1],
                        readonly: true,
                        released: false,
                        hash: None,
                    });
                }
                _ => {
                    // Whatever else has bytes to show.
                    let method = self.intern("__buffer__");
                    if self.find_in_type(self.ty(o), method).is_none() {
                        return Ok(NOT_IMPLEMENTED);
                    }
                    let view = self.call(T::MEMORYVIEW, &[o])?;
                    let Payload::MemoryView(data) = self.heap.payload(view) else { return Ok(NOT_IMPLEMENTED) };
                    parts.push((**data).clone());
                }
            }
        }
        if parts[0].shape != parts[1].shape {
            return answer(false);
        }
        if parts[0].format == parts[1].format && !matches!(parts[0].format.as_str(), "f" | "d" | "e") {
            return answer(self.view_bytes(&parts[0]) == self.view_bytes(&parts[1]));
        }
        for (x, y) in parts[0].offsets().into_iter().zip(parts[1].offsets()) {
            let mark = self.mark();
            let (x, y) = (self.view_item(&parts[0], x)?, self.view_item(&parts[1], y)?);
            let same = self.equal(x, y)?;
            self.release(mark);
            if !same {
                return answer(false);
            }
        }
        answer(true)
    }
}

fn half_to_f64(bits: u16) -> f64 {
    let sign = if bits & 0x8000 != 0 { -1.0 } else { 1.0 };
    let (exponent, fraction) = (i32::from(bits >> 10 & 0x1f), f64::from(bits & 0x3ff));
    sign * match exponent {
        0 => fraction * 2f64.powi(-24),
        31 if fraction == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        _ => (1024.0 + fraction) * 2f64.powi(exponent - 25),
    }
}

fn f64_to_half(value: f64) -> u16 {
    let sign = if value.is_sign_negative() { 0x8000 } else { 0 };
    let value = value.abs();
    if value.is_nan() {
        return sign | 0x7e00;
    }
    if value >= 65520.0 {
        return sign | 0x7c00;
    }
    let exponent = (value.log2().floor() as i32).clamp(-14, 15);
    let scaled = (value / 2f64.powi(exponent - 10)).round_ties_even() as u16;
    if scaled < 1024 { sign | scaled } else { sign | ((((exponent + 15) as u16) << 10) + (scaled - 1024)) }
}

fn new(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let [object] = vm.parse::<1>(
        args,
        1,
        &Params { function: "memoryview", names: &["object"], required: 1, positional: 1, positional_only: 0 },
    )?;
    vm.memoryview_of(object)
}

fn from_flags(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let [object, _flags] = vm.parse::<2>(
        args,
        1,
        &Params {
            function: "_from_flags",
            names: &["object", "flags"],
            required: 2,
            positional: 2,
            positional_only: 0,
        },
    )?;
    vm.memoryview_of(object)
}

/// `__buffer__` of the builtin types.
pub fn buffer(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    vm.index_size(args[1])?;
    vm.memoryview_of(args[0])
}

fn hash(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if let Payload::MemoryView(data) = vm.heap.payload(args[0])
        && let Some(known) = data.hash
    {
        return Ok(vm.new_int(known));
    }
    let view = vm.shown_view(args[0])?;
    if !view.readonly {
        return Err(vm.value_error("cannot hash writable memoryview object"));
    }
    if !matches!(view.format.as_str(), "B" | "b" | "c") {
        return Err(vm.value_error("memoryview: hashing is restricted to formats 'B', 'b' or 'c'"));
    }
    let bytes = vm.view_bytes(&view);
    let hash = crate::vm::object::string::hash_bytes(&bytes);
    if let Payload::MemoryView(data) = vm.heap.payload_mut(args[0]) {
        data.hash = Some(hash);
    }
    Ok(vm.new_int(hash))
}

fn repr(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let released = matches!(vm.heap.payload(args[0]), Payload::MemoryView(data) if data.released);
    let id = crate::vm::compare::identity(args[0]);
    Ok(vm.new_str(format!("<{}memory at {id:#x}>", if released { "released " } else { "" })))
}

fn iter(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let view = vm.shown_view(args[0])?;
    if view.shape.is_empty() {
        return Err(vm.raise_text(T::TYPE_ERROR, "invalid indexing of 0-dim memory"));
    }
    if view.shape.len() != 1 {
        let message = "multi-dimensional sub-views are not implemented";
        return Err(vm.raise_text(T::NOT_IMPLEMENTED_ERROR, message));
    }
    Ok(vm.new_iter(T::MEMORY_ITERATOR, IterKind::Sequence, &[args[0]], [0; 3]))
}

/// Where an index or a tuple of indices points.
fn place(vm: &mut Vm, view: &ViewData, key: Obj) -> PyResult<usize> {
    let keys = if vm.is_tuple(key) { vm.held_items(key) } else { vec![key] };
    if keys.len() < view.shape.len() {
        return Err(vm.raise_text(T::NOT_IMPLEMENTED_ERROR, "sub-views are not implemented"));
    }
    if keys.len() > view.shape.len() {
        let (dimensions, given) = (view.shape.len(), keys.len());
        let message = format!("cannot index {dimensions}-dimension view with {given}-element tuple");
        return Err(vm.type_error(message));
    }
    let mut at = view.start as isize;
    for (dimension, key) in keys.into_iter().enumerate() {
        let index = vm.index_size(key)?;
        let length = view.shape[dimension] as i64;
        let own = if index < 0 { index + length } else { index };
        if own < 0 || own >= length {
            let message = format!("index out of bounds on dimension {}", dimension + 1);
            return Err(vm.raise_text(T::INDEX_ERROR, &message));
        }
        at += own as isize * view.strides[dimension];
    }
    Ok(at as usize)
}

/// Whether a subscript is an index, or a tuple of indices only.
fn is_place(vm: &Vm, key: Obj) -> bool {
    let number = |o: Obj| vm.find_in_type(vm.ty(o), crate::vm::object::names::__index__).is_some();
    if vm.is_tuple(key) { vm.items(key).is_some_and(|items| items.iter().all(|&o| number(o))) } else { number(key) }
}

fn is_slices(vm: &Vm, key: Obj) -> bool {
    vm.is_tuple(key) && vm.items(key).is_some_and(|items| !items.is_empty() && items.iter().all(|&o| vm.is_slice(o)))
}

fn sub_view(vm: &mut Vm, view: &ViewData, slice: Obj) -> PyResult<ViewData> {
    let (start, step, count) = vm.slice_places(slice, view.shape[0])?;
    let mut part = view.clone();
    if count > 0 {
        part.start = (view.start as i64 + start * view.strides[0] as i64) as usize;
    }
    part.shape[0] = count;
    part.strides[0] = view.strides[0] * step as isize;
    Ok(part)
}

fn getitem(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let view = vm.shown_view(args[0])?;
    let key = args[1];
    if view.shape.is_empty() {
        if vm.is_tuple(key) && vm.quick_len(key) == Some(0) {
            return vm.view_item(&view, view.start);
        }
        if key == crate::vm::object::statics::ELLIPSIS {
            return Ok(args[0]);
        }
        return Err(vm.raise_text(T::TYPE_ERROR, "invalid indexing of 0-dim memory"));
    }
    if vm.is_slice(key) {
        let part = sub_view(vm, &view, key)?;
        return Ok(vm.new_view(part));
    }
    if is_place(vm, key) {
        if !vm.is_tuple(key) && view.shape.len() > 1 {
            let message = "multi-dimensional sub-views are not implemented";
            return Err(vm.raise_text(T::NOT_IMPLEMENTED_ERROR, message));
        }
        let at = place(vm, &view, key)?;
        return vm.view_item(&view, at);
    }
    if is_slices(vm, key) {
        let message = "multi-dimensional slicing is not implemented";
        return Err(vm.raise_text(T::NOT_IMPLEMENTED_ERROR, message));
    }
    Err(vm.raise_text(T::TYPE_ERROR, "memoryview: invalid slice key"))
}

fn write(vm: &mut Vm, base: Obj, at: usize, bytes: &[u8]) {
    if let Payload::ByteArray(array) = vm.heap.payload_mut(base)
        && let Some(place) = array.bytes.get_mut(at..at + bytes.len())
    {
        place.copy_from_slice(bytes);
    }
}

fn setitem(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let view = vm.shown_view(args[0])?;
    let (key, value) = (args[1], args[2]);
    if view.readonly {
        return Err(vm.raise_text(T::TYPE_ERROR, "cannot modify read-only memory"));
    }
    if view.shape.is_empty() {
        let whole = key == crate::vm::object::statics::ELLIPSIS || vm.is_tuple(key) && vm.quick_len(key) == Some(0);
        if !whole {
            return Err(vm.raise_text(T::TYPE_ERROR, "invalid indexing of 0-dim memory"));
        }
        let bytes = vm.pack_item(&view, value)?;
        write(vm, view.base, view.start, &bytes);
        return Ok(NONE);
    }
    if is_place(vm, key) {
        if !vm.is_tuple(key) && view.shape.len() > 1 {
            return Err(vm.raise_text(T::NOT_IMPLEMENTED_ERROR, "sub-views are not implemented"));
        }
        let at = place(vm, &view, key)?;
        let bytes = vm.pack_item(&view, value)?;
        write(vm, view.base, at, &bytes);
        return Ok(NONE);
    }
    if vm.is_slice(key) && view.shape.len() == 1 {
        let source = vm.memoryview_of(value).map_err(|error| {
            if vm.raised_is(T::TYPE_ERROR) {
                vm.clear_raised();
                let name = vm.type_name_of(value);
                vm.type_error(format!("a bytes-like object is required, not '{name}'"))
            } else {
                error
            }
        })?;
        let source = vm.shown_view(source)?;
        let part = sub_view(vm, &view, key)?;
        if source.format != part.format || source.shape != part.shape {
            let message = "memoryview assignment: lvalue and rvalue have different structures";
            return Err(vm.value_error(message));
        }
        let bytes = vm.view_bytes(&source);
        for (at, item) in part.offsets().into_iter().zip(bytes.chunks(part.itemsize)) {
            write(vm, part.base, at, item);
        }
        return Ok(NONE);
    }
    if vm.is_slice(key) || is_slices(vm, key) {
        let message = "memoryview slice assignments are currently restricted to ndim = 1";
        return Err(vm.raise_text(T::NOT_IMPLEMENTED_ERROR, message));
    }
    Err(vm.raise_text(T::TYPE_ERROR, "memoryview: invalid slice key"))
}

fn delitem(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let view = vm.shown_view(args[0])?;
    let message = if view.readonly { "cannot modify read-only memory" } else { "cannot delete memory" };
    Err(vm.raise_text(T::TYPE_ERROR, message))
}

fn enter(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    vm.shown_view(args[0])?;
    Ok(args[0])
}

fn exit(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    release(vm, args)
}

fn release(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let Payload::MemoryView(data) = vm.heap.payload_mut(args[0]) else { return Ok(NONE) };
    if !data.released {
        data.released = true;
        let base = data.base;
        vm.view_gone(base);
    }
    Ok(NONE)
}

fn tobytes(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let [order] = vm.parse::<1>(
        args,
        1,
        &Params { function: "tobytes", names: &["order"], required: 0, positional: 1, positional_only: 0 },
    )?;
    let view = vm.shown_view(args[0])?;
    let mut fortran = false;
    if !order.is_null() && order != NONE {
        if !vm.is_str(order) {
            let name = vm.kind_name(order);
            return Err(vm.type_error(format!("tobytes() argument 'order' must be str or None, not {name}")));
        }
        match vm.text(order) {
            "C" => {}
            "F" => fortran = true,
            "A" => fortran = view.f_contiguous() && !view.c_contiguous(),
            _ => return Err(vm.value_error("order must be 'C', 'F' or 'A'")),
        }
    }
    let bytes = if fortran {
        let mut turned = view.clone();
        turned.shape.reverse();
        turned.strides.reverse();
        vm.view_bytes(&turned)
    } else {
        vm.view_bytes(&view)
    };
    Ok(vm.new_bytes(bytes))
}

fn tolist(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let view = vm.shown_view(args[0])?;
    list_from(vm, &view, view.start as isize, 0)
}

fn list_from(vm: &mut Vm, view: &ViewData, at: isize, dimension: usize) -> PyResult<Obj> {
    if dimension == view.shape.len() {
        return vm.view_item(view, at as usize);
    }
    let mut items = Vec::with_capacity(view.shape[dimension]);
    for index in 0..view.shape[dimension] as isize {
        items.push(list_from(vm, view, at + index * view.strides[dimension], dimension + 1)?);
    }
    Ok(vm.new_list(items))
}

fn hex(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let [sep, group] = vm.parse::<2>(
        args,
        1,
        &Params { function: "hex", names: &["sep", "bytes_per_sep"], required: 0, positional: 2, positional_only: 0 },
    )?;
    let view = vm.shown_view(args[0])?;
    let own = vm.view_bytes(&view);
    hex_text(vm, &own, sep, group)
}

fn toreadonly(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let mut view = vm.shown_view(args[0])?;
    view.readonly = true;
    Ok(vm.new_view(view))
}

fn cast(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let [format, shape] = vm.parse::<2>(
        args,
        1,
        &Params { function: "cast", names: &["format", "shape"], required: 1, positional: 2, positional_only: 0 },
    )?;
    if !vm.is_str(format) {
        let name = vm.kind_name(format);
        return Err(vm.type_error(format!("cast() argument 'format' must be str, not {name}")));
    }
    let mut view = vm.shown_view(args[0])?;
    let format = vm.text(format).to_owned();
    if !view.c_contiguous() {
        return Err(vm.raise_text(T::TYPE_ERROR, "memoryview: casts are restricted to C-contiguous views"));
    }
    if (!shape.is_null() || view.shape.len() != 1) && view.shape.contains(&0) {
        let message = "memoryview: cannot cast view with zeros in shape or strides";
        return Err(vm.raise_text(T::TYPE_ERROR, message));
    }
    let Some(size) = item_size(&format) else {
        let message = "memoryview: destination format must be a native single character format prefixed with an \
                       optional '@'";
        return Err(vm.value_error(message));
    };
    let is_byte = |format: &str| matches!(format.trim_start_matches('@'), "b" | "B" | "c");
    if !is_byte(&format) && !is_byte(&view.format) {
        return Err(vm.raise_text(T::TYPE_ERROR, "memoryview: cannot cast between two non-byte formats"));
    }
    let bytes = view.nbytes();
    if bytes % size != 0 {
        return Err(vm.raise_text(T::TYPE_ERROR, "memoryview: length is not a multiple of itemsize"));
    }
    view.format = format;
    view.itemsize = size;
    view.shape = vec![bytes / size];
    if !shape.is_null() {
        let Some(items) = vm.items(shape).map(<[Obj]>::to_vec) else {
            return Err(vm.raise_text(T::TYPE_ERROR, "shape must be a list or a tuple"));
        };
        let mut sizes = Vec::new();
        for item in items {
            if !vm.is_int(item) {
                return Err(vm.raise_text(T::TYPE_ERROR, "memoryview.cast(): elements of shape must be integers"));
            }
            match vm.as_int(item) {
                Some(length) if length > 0 => sizes.push(length as usize),
                _ => {
                    let message = "memoryview.cast(): elements of shape must be integers > 0";
                    return Err(vm.value_error(message));
                }
            }
        }
        if sizes.iter().product::<usize>() * size != bytes {
            let message = "memoryview: product(shape) * itemsize != buffer size";
            return Err(vm.raise_text(T::TYPE_ERROR, message));
        }
        view.shape = sizes;
    }
    view.strides = plain_strides(&view.shape, size);
    Ok(vm.new_view(view))
}

fn obj(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    Ok(vm.shown_view(o)?.base)
}

fn nbytes(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    let view = vm.shown_view(o)?;
    Ok(vm.new_usize(view.nbytes()))
}

fn readonly(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    Ok(Obj::bool(vm.shown_view(o)?.readonly))
}

fn itemsize(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    let view = vm.shown_view(o)?;
    Ok(vm.new_usize(view.itemsize))
}

fn format(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    let view = vm.shown_view(o)?;
    Ok(vm.new_str(view.format))
}

fn ndim(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    let view = vm.shown_view(o)?;
    Ok(vm.new_usize(view.shape.len()))
}

fn shape(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    let view = vm.shown_view(o)?;
    let items: Vec<Obj> = view.shape.iter().map(|&length| vm.new_usize(length)).collect();
    Ok(vm.new_tuple(&items))
}

fn strides(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    let view = vm.shown_view(o)?;
    let items: Vec<Obj> = view.strides.iter().map(|&stride| vm.new_int(stride as i64)).collect();
    Ok(vm.new_tuple(&items))
}

fn suboffsets(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    vm.shown_view(o)?;
    Ok(EMPTY_TUPLE)
}

fn c_contiguous(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    Ok(Obj::bool(vm.shown_view(o)?.c_contiguous()))
}

fn f_contiguous(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    Ok(Obj::bool(vm.shown_view(o)?.f_contiguous()))
}

fn contiguous(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    let view = vm.shown_view(o)?;
    Ok(Obj::bool(view.c_contiguous() || view.f_contiguous()))
}
