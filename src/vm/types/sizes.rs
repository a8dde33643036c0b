//! `__sizeof__` and `sys.getsizeof`: how many bytes CPython's object of the same contents takes on a 64-bit machine.
//!
//! The machine's own objects are built otherwise, so sizes are computed from what is inside. Where CPython's size tells how
//! the object grew (lists, dicts), it is that of the usual way to get there: one item after another.

use crate::vm::native::{Args, Params};
use crate::vm::object::{Obj, Payload, T, names};
use crate::vm::{PyResult, Vm};

/// What the cycle collector adds in front of an object.
const GC_HEAD: i64 = 16;
/// Two pointers.
const PREHEADER: i64 = 16;
/// The keys that instances of a class share.
const HEAP_TYPE: i64 = 768;
const STATIC_TYPE: i64 = 416;
const DEQUE_BLOCK: i64 = 528;

pub fn sizeof(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let size = vm.object_size(args[0]);
    Ok(vm.new_int(size))
}

/// `deque.__sizeof__`: with the blocks that hold the items, which are put in from the middle of the first one.
pub fn deque_sizeof(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let length = match vm.heap.payload(args[0]) {
        Payload::Deque(data) => data.items.len() as i64,
        _ => 0,
    };
    let size = vm.object_size(args[0]) + DEQUE_BLOCK * (1 + length / 64);
    Ok(vm.new_int(size))
}

/// `sys.getsizeof(o[, default])`.
pub fn getsizeof(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let params =
        Params { function: "getsizeof", names: &["object", "default"], required: 1, positional: 2, positional_only: 0 };
    let pair = vm.parse::<2>(args, 0, &params)?;
    let args = &Args { pos: &pair, kw: &[] };
    let ty = vm.ty(args[0]);
    let size = match vm.call_special(args[0], names::__sizeof__, &[]) {
        Ok(Some(size)) if vm.is_int(size) => match vm.as_int(size) {
            Some(size) => size,
            None => {
                let message = "Python int too large to convert to C ssize_t";
                return Err(vm.raise_text(T::OVERFLOW_ERROR, message));
            }
        },
        other => {
            let error = match other {
                Err(error) => error,
                Ok(Some(_)) => vm.raise_text(T::TYPE_ERROR, "an integer is required"),
                Ok(None) => {
                    let name = vm.type_name(ty);
                    vm.type_error(format!("Type {name} doesn't define __sizeof__"))
                }
            };
            return match args.get(1) {
                Some(default) if vm.raised_is(T::TYPE_ERROR) => {
                    vm.clear_raised();
                    Ok(default)
                }
                _ => Err(error),
            };
        }
    };
    if size < 0 {
        return Err(vm.value_error("__sizeof__() should return >= 0"));
    }
    let head = if vm.is_collected(args[0]) { GC_HEAD } else { 0 } + vm.before_instance(args[0]);
    Ok(vm.new_big(num_bigint::BigInt::from(size) + head))
}

/// Places of a list that grew by appending.
fn grown(length: usize) -> usize {
    let mut allocated = 0;
    while allocated < length {
        let wanted = allocated + 1;
        allocated = (wanted + (wanted >> 3) + 6) & !3;
    }
    allocated
}

/// Bytes of the table of a dict with so many items.
fn dict_table(items: usize, all_text: bool) -> i64 {
    if items == 0 {
        return 0;
    }
    let (mut log, mut usable) = (3, 5);
    while usable < items {
        log = (usable * 3 - 1).ilog2() + 1;
        usable = (2usize << log) / 3;
    }
    let places = 1i64 << log;
    let index = match log {
        0..8 => 1,
        8..16 => 2,
        _ => 4,
    };
    32 + places * index + usable as i64 * if all_text { 16 } else { 24 }
}

impl Vm {
    /// Whether objects of this kind take part in cycle collection; of types only those that a program makes.
    fn is_collected(&self, o: Obj) -> bool {
        match self.heap.payload(o) {
            Payload::Type(data) => data.heap,
            _ => self.c_layout_of(self.ty(o)).is_collected(),
        }
    }

    /// Pointers to attributes and weak references, which stand in front of an instance of a class.
    fn before_instance(&self, o: Obj) -> i64 {
        if self.c_layout_of(self.ty(o)).has_preheader() { PREHEADER } else { 0 }
    }

    /// `o.__sizeof__()` of a builtin type: that of the fixed part, and what comes with its contents.
    fn object_size(&mut self, o: Obj) -> i64 {
        let contents = match self.heap.payload(o) {
            Payload::Int(value) => {
                4 * (i64::from(64 - value.unsigned_abs().leading_zeros()) + 29).div_euclid(30).max(1)
            }
            Payload::Big(value) => 4 * ((value.bits() as i64 + 29) / 30),
            // The fixed part has room for all three kinds of text; an ASCII text uses less of it.
            Payload::Str(text) => {
                let most = text.as_str().chars().map(crate::vm::object::string::code_point).max().unwrap_or(0);
                let length = text.len() as i64 + 1;
                match most {
                    0..0x80 => length - 24,
                    0x80..0x100 => length - 8,
                    0x100..0x10000 => 2 * length - 8,
                    _ => 4 * length - 8,
                }
            }
            Payload::Bytes(bytes) => bytes.len() as i64,
            Payload::ByteArray(array) if array.bytes.is_empty() => 0,
            Payload::ByteArray(array) => 1 + array.bytes.len() as i64,
            Payload::Tuple(items) => 8 * items.len() as i64,
            Payload::List(items) => {
                let exact = items.capacity() == items.len() || items.capacity() < 4;
                let places = match items.len() {
                    1 if exact => 1,
                    length if exact => length.next_multiple_of(2),
                    length => grown(length),
                };
                8 * places as i64
            }
            Payload::Dict(dict) => dict_table(dict.len(), dict.iter().all(|entry| self.is_str(entry.key))),
            Payload::Set(set) if set.table_len() > 8 => set.table_len() as i64 * 16,
            Payload::Generator(data) => {
                let code = &self.codes[data.code as usize].code;
                8 * (code.localsplusnames.len() as i64 + i64::from(code.stacksize))
            }
            Payload::Type(data) if data.heap => HEAP_TYPE,
            // A builtin type is as large as the fixed part of a type without what classes of programs have.
            Payload::Type(_) => return STATIC_TYPE,
            // Shape, stride and suboffset of the one dimension.
            Payload::MemoryView(_) => 24,
            _ => 0,
        };
        self.c_layout_of(self.ty(o)).basicsize + contents
    }
}
