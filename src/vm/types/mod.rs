//! Builtin types: one file per type, each with the table of its methods.
//!
//! A table row is a [`NativeDef`]; names with two underscores become slot wrappers, others method descriptors. What
//! several types share (comparison, hash, repr) is one function that looks at the payload.

pub mod async_generator;
pub mod bytes;
pub mod c_layout;
pub mod class;
pub mod class_attributes;
pub mod code;
pub mod codecs;
pub mod descriptors;
pub mod dict;
pub mod exceptions;
pub mod float;
pub mod frame;
pub mod frame_locals;
pub mod function;
pub mod generator;
pub mod int;
pub mod iterators;
pub mod layout;
pub mod list;
pub mod members;
pub mod module;
pub mod object;
pub mod range;
pub mod reduce;
pub mod repr;
pub mod search;
pub mod set;
pub mod signatures;
pub mod sizes;
pub mod slice;
pub mod sort;
pub mod str;
pub mod super_;
pub mod tuple;
pub mod typing;
pub mod unicode;
mod unicode_tables;

use super::compare::Compare;
use super::native::{Args, Arity, GetSetDef, NativeDef, def};
use super::object::statics::NOT_IMPLEMENTED;
use super::object::{Obj, Payload, T};
use super::{PyResult, Vm};

/// What one file contributes to one type.
pub struct TypeTable {
    pub ty: Obj,
    pub methods: &'static [NativeDef],
    pub getset: &'static [GetSetDef],
    /// Functions that are called without a receiver: `__new__`, static methods.
    pub statics: &'static [NativeDef],
    /// Called with the class.
    pub class_methods: &'static [NativeDef],
}

impl TypeTable {
    pub const fn new(ty: Obj, methods: &'static [NativeDef]) -> Self {
        Self { ty, methods, getset: &[], statics: &[], class_methods: &[] }
    }

    pub const fn with_getset(self, getset: &'static [GetSetDef]) -> Self {
        Self { getset, ..self }
    }

    pub const fn with_statics(self, statics: &'static [NativeDef]) -> Self {
        Self { statics, ..self }
    }

    pub const fn with_class_methods(self, class_methods: &'static [NativeDef]) -> Self {
        Self { class_methods, ..self }
    }
}

/// All tables.
pub const TABLES: &[&[TypeTable]] = &[
    COMPARED,
    object::TABLES,
    class::TABLES,
    int::TABLES,
    float::TABLES,
    str::TABLES,
    bytes::TABLES,
    bytes::memoryview::TABLES,
    list::TABLES,
    tuple::TABLES,
    dict::TABLES,
    set::TABLES,
    range::TABLES,
    slice::TABLES,
    function::TABLES,
    frame::TABLES,
    frame_locals::TABLES,
    module::TABLES,
    code::TABLES,
    generator::TABLES,
    async_generator::TABLES,
    async_generator::WITH_DEFAULT,
    exceptions::TABLES,
    exceptions::PLAIN,
    iterators::TABLES,
    iterators::OF_CALLS,
    iterators::OF_TABLES,
    iterators::SEQUENCES,
    iterators::CONSTRUCTIBLE,
    descriptors::TABLES,
    super_::TABLES,
    typing::TABLES,
];

fn compare<const OPERATOR: u32>(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    match Compare::from_arg(OPERATOR) {
        Some(operator) => vm.native_compare(args[0], args[1], operator),
        None => Ok(NOT_IMPLEMENTED),
    }
}

fn hash(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let hash = vm.native_hash(args[0])?;
    Ok(vm.new_int(hash))
}

fn repr(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    vm.native_repr(args[0])
}

fn format(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let Some(spec) = vm.str_data(args[1]).map(|s| s.as_str().to_owned()) else {
        let name = vm.kind_name(args[1]);
        return Err(vm.type_error(format!("__format__() argument must be str, not {name}")));
    };
    vm.native_format(args[0], &spec)
}

fn len(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if let Payload::MemoryView(view) = vm.heap.payload(args[0]) {
        if view.released {
            return Err(vm.value_error("operation forbidden on released memoryview object"));
        }
        if view.shape.is_empty() {
            return Err(vm.raise_text(T::TYPE_ERROR, "0-dim memory has no length"));
        }
    }
    let length = vm.quick_len(args[0]).unwrap_or(0);
    Ok(vm.new_usize(length))
}

fn itself(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    Ok(vm.hold(args[0]))
}

pub const ONE: Arity = Arity::Slot(1, 1);
pub const ZERO: Arity = Arity::Slot(0, 0);

/// `__lt__` … `__ge__`.
const COMPARISONS: &[NativeDef] = &[
    def("__lt__", ONE, compare::<0>),
    def("__le__", ONE, compare::<1>),
    def("__eq__", ONE, compare::<2>),
    def("__ne__", ONE, compare::<3>),
    def("__gt__", ONE, compare::<4>),
    def("__ge__", ONE, compare::<5>),
];

/// The types that answer all comparisons, be it with `NotImplemented`.
const COMPARED: &[TypeTable] = &[
    TypeTable::new(T::INT, COMPARISONS),
    TypeTable::new(T::FLOAT, COMPARISONS),
    TypeTable::new(T::STR, COMPARISONS),
    TypeTable::new(T::BYTES, COMPARISONS),
    TypeTable::new(T::BYTEARRAY, COMPARISONS),
    TypeTable::new(T::LIST, COMPARISONS),
    TypeTable::new(T::TUPLE, COMPARISONS),
    TypeTable::new(T::SLICE, COMPARISONS),
    TypeTable::new(T::DEQUE, COMPARISONS),
];

pub const EQUALITY: [NativeDef; 2] = [def("__eq__", ONE, compare::<2>), def("__ne__", ONE, compare::<3>)];

pub const HASH: NativeDef = def("__hash__", ZERO, hash);
pub const REPR: NativeDef = def("__repr__", ZERO, repr);
pub const FORMAT: NativeDef = def("__format__", Arity::One, format);
pub const LEN: NativeDef = def("__len__", ZERO, len);
pub const ITER_SELF: NativeDef = def("__iter__", ZERO, itself);

impl Vm {
    /// Payload clash guard: a method of one builtin type got an object of another.
    pub fn wrong_payload(&mut self, wanted: &str, o: Obj) -> super::Raised {
        let name = self.type_name_of(o);
        self.type_error(format!("expected {wanted}, got {name}"))
    }

    /// Position of a subscript in a sequence of `length` items; `None` outside.
    pub fn place(&mut self, index: Obj, length: usize, what: &str) -> PyResult<Option<usize>> {
        if !self.is_int(index) && self.find_in_type(self.ty(index), super::names_index()).is_none() {
            let name = self.type_name_of(index);
            let message = match what {
                "string" => format!("string indices must be integers, not '{name}'"),
                "byte" => format!("byte indices must be integers or slices, not {name}"),
                _ => format!("{what} indices must be integers or slices, not {name}"),
            };
            return Err(self.type_error(message));
        }
        let index = self.index(index)?;
        let Some(index) = self.as_int(index) else {
            return Err(self.raise_text(T::INDEX_ERROR, "cannot fit 'int' into an index-sized integer"));
        };
        let at = if index < 0 { index + length as i64 } else { index };
        Ok((at >= 0 && at < length as i64).then_some(at as usize))
    }

    /// A subscript whose `__index__` methods have been called: what they do to a sequence is done before its length is
    /// asked for. What is no index stays as it is.
    pub fn settled(&mut self, key: Obj) -> PyResult<Obj> {
        if self.is_int(key) {
            return Ok(key);
        }
        let Payload::Slice(parts) = self.heap.payload(key) else {
            let is_index = self.find_in_type(self.ty(key), super::names_index()).is_some();
            return if is_index { self.index(key) } else { Ok(key) };
        };
        let mut parts = **parts;
        if parts.iter().all(|&part| part == super::object::statics::NONE || self.ty(part) == T::INT) {
            return Ok(key);
        }
        for at in [2, 0, 1] {
            if let Some(value) = self.slice_part(parts[at])? {
                parts[at] = self.new_int(value);
            }
        }
        Ok(self.new_slice(parts[0], parts[1], parts[2]))
    }

    /// Positions that a slice selects in a sequence of `length` items: start, step, count.
    pub fn slice_places(&mut self, slice: Obj, length: usize) -> PyResult<(i64, i64, usize)> {
        let (start, _, step, count) = self.slice_bounds(slice, length)?;
        Ok((start, step, count))
    }

    /// Like [`Vm::slice_places`], with the stop.
    pub fn slice_bounds(&mut self, slice: Obj, length: usize) -> PyResult<(i64, i64, i64, usize)> {
        let Payload::Slice(parts) = self.heap.payload(slice) else {
            return Err(self.wrong_payload("slice", slice));
        };
        let [start, stop, step] = **parts;
        let step = match self.slice_part(step)? {
            None => 1,
            Some(0) => return Err(self.value_error("slice step cannot be zero")),
            Some(step) => step.max(-i64::MAX),
        };
        let length = length as i64;
        let clamp = |value: i64, least: i64, most: i64| {
            let value = if value < 0 { value.saturating_add(length) } else { value };
            value.clamp(least, most)
        };
        let (least, most) = if step < 0 { (-1, length - 1) } else { (0, length) };
        let start = match self.slice_part(start)? {
            None => {
                if step < 0 {
                    most
                } else {
                    least
                }
            }
            Some(value) => clamp(value, least, most),
        };
        let stop = match self.slice_part(stop)? {
            None => {
                if step < 0 {
                    least
                } else {
                    most
                }
            }
            Some(value) => clamp(value, least, most),
        };
        let count = if step < 0 {
            if stop < start { (start - stop - 1) / -step + 1 } else { 0 }
        } else if start < stop {
            (stop - start - 1) / step + 1
        } else {
            0
        };
        Ok((start, stop, step, count as usize))
    }

    fn slice_part(&mut self, part: Obj) -> PyResult<Option<i64>> {
        if part == super::object::statics::NONE {
            return Ok(None);
        }
        let index = self.slice_part_index(part)?;
        Ok(Some(match self.as_int(index) {
            Some(value) => value,
            None => {
                let negative = self.as_big(index).is_some_and(|v| v.sign() == num_bigint::Sign::Minus);
                if negative { i64::MIN / 2 } else { i64::MAX / 2 }
            }
        }))
    }

    /// The integer that a part of a slice stands for, if there is one.
    fn slice_part_index(&mut self, part: Obj) -> PyResult<Obj> {
        if !self.is_int(part) && self.find_in_type(self.ty(part), super::names_index()).is_none() {
            let message = "slice indices must be integers or None or have an __index__ method";
            return Err(self.raise_text(T::TYPE_ERROR, message));
        }
        self.index(part)
    }

    pub fn is_slice(&self, o: Obj) -> bool {
        matches!(self.heap.payload(o), Payload::Slice(_))
    }
}
