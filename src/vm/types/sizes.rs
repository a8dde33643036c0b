//! `__sizeof__` and `sys.getsizeof`: how many bytes CPython's object of the same contents takes on a 64-bit machine.
//!
//! The machine's own objects are built otherwise, so sizes are computed from what is inside. Where CPython's size tells how
//! the object grew (lists, dicts), it is that of the usual way to get there: one item after another.

use crate::vm::modules::itertools_reduce;
use crate::vm::native::{Args, Params};
use crate::vm::object::{Obj, Payload, T, names};
use crate::vm::{PyResult, Vm};

/// What the cycle collector adds in front of an object.
const GC_HEAD: i64 = 16;

pub fn sizeof(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let size = vm.object_size(args[0]);
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
    /// Whether objects of this kind take part in cycle collection.
    fn is_collected(&self, o: Obj) -> bool {
        !self.heap.payload(o).is_atomic() || self.type_data(self.ty(o)).is_some_and(|data| data.heap)
    }

    /// Pointers to the attributes, which stand in front of an instance of a class.
    fn before_instance(&self, o: Obj) -> i64 {
        match self.type_data(self.ty(o)) {
            Some(data) if data.heap && data.has_dict && data.layout == T::OBJECT => GC_HEAD,
            Some(data) if data.heap && data.has_weakref && data.layout == T::OBJECT => GC_HEAD / 2,
            _ => 0,
        }
    }

    /// `o.__sizeof__()` of a builtin type.
    fn object_size(&mut self, o: Obj) -> i64 {
        let slots = self.type_data(self.ty(o)).map_or(0, |data| data.slot_count as i64 * 8);
        let own = match self.heap.payload(o) {
            Payload::Int(value) => {
                24 + 4 * (i64::from(64 - value.unsigned_abs().leading_zeros()) + 29).div_euclid(30).max(1)
            }
            Payload::Big(value) => 24 + 4 * (value.bits() as i64 + 29) / 30,
            Payload::Float(_) => 24,
            Payload::Complex(..) => 32,
            Payload::Str(text) => {
                let most = text.as_str().chars().map(crate::vm::object::string::code_point).max().unwrap_or(0);
                let length = text.len() as i64 + 1;
                match most {
                    0..0x80 => 40 + length,
                    0x80..0x100 => 56 + length,
                    0x100..0x10000 => 56 + 2 * length,
                    _ => 56 + 4 * length,
                }
            }
            Payload::Bytes(bytes) => 33 + bytes.len() as i64,
            Payload::ByteArray(array) if array.bytes.is_empty() => 56,
            Payload::ByteArray(array) => 57 + array.bytes.len() as i64,
            Payload::Tuple(items) => 24 + 8 * items.len() as i64,
            Payload::List(items) => {
                let exact = items.capacity() == items.len() || items.capacity() < 4;
                let places = if exact { items.len().next_multiple_of(2) } else { grown(items.len()) };
                40 + 8 * places as i64
            }
            Payload::Dict(dict) => {
                let all_text = dict.iter().all(|entry| self.is_str(entry.key));
                48 + dict_table(dict.len(), all_text)
            }
            Payload::Set(set) => 200 + if set.table_len() > 8 { set.table_len() as i64 * 16 } else { 0 },
            Payload::Range(_) => 48,
            Payload::Slice(_) => 40,
            Payload::Function(_) => 144,
            Payload::Generator(_) => 184,
            Payload::Module(_) => 56,
            Payload::Method { .. } => 48,
            Payload::Native { .. } | Payload::NativeBound { .. } => 56,
            Payload::Type(data) if data.heap => 904 + 800,
            Payload::Type(_) => 408,
            Payload::Deque(_) => 744,
            Payload::MemoryView(_) => 168,
            Payload::Exception(_) => 56,
            Payload::Iter(data) => itertools_reduce::plain_size(data.kind),
            _ => 16,
        };
        own + slots
    }
}
