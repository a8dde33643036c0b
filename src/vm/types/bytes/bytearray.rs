//! What changes a `bytearray`. While a `memoryview` looks at one, its size stays.

use super::{bytes_like, data, like};
use crate::vm::native::{Args, Params};
use crate::vm::object::statics::{EMPTY_TUPLE, NONE, NOT_IMPLEMENTED};
use crate::vm::object::{ByteArrayData, Obj, Payload, T, names};
use crate::vm::types::reduce;
use crate::vm::types::str::repetitions;
use crate::vm::{PyResult, Vm};

pub fn array(vm: &mut Vm, o: Obj) -> &mut Vec<u8> {
    match vm.heap.payload_mut(o) {
        Payload::ByteArray(array) => &mut array.bytes,
        _ => panic!("the object is a bytearray"),
    }
}

/// Complains where a view forbids another size.
fn check_resizable(vm: &mut Vm, o: Obj) -> PyResult<()> {
    match vm.heap.payload(o) {
        Payload::ByteArray(array) if array.exports > 0 => {
            Err(vm.raise_text(T::BUFFER_ERROR, "Existing exports of data: object cannot be re-sized"))
        }
        _ => Ok(()),
    }
}

/// The value of a byte.
pub fn byte(vm: &mut Vm, o: Obj) -> PyResult<u8> {
    let index = vm.index(o)?;
    match vm.as_int(index) {
        Some(value @ 0..=255) => Ok(value as u8),
        _ => Err(vm.value_error("byte must be in range(0, 256)")),
    }
}

pub fn new(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let data = ByteArrayData { bytes: Vec::new(), exports: 0 };
    Ok(vm.new_object(args[0], Payload::ByteArray(Box::new(data))))
}

pub fn init(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let [source, encoding, errors] = vm.parse::<3>(
        args,
        1,
        &Params {
            function: "bytearray",
            names: &["source", "encoding", "errors"],
            required: 0,
            positional: 3,
            positional_only: 0,
        },
    )?;
    check_resizable(vm, args[0])?;
    let bytes = vm.bytes_from(source, encoding, errors, "bytearray")?;
    *array(vm, args[0]) = bytes;
    Ok(NONE)
}

pub fn setitem(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if args.len() == 3 { assign(vm, args[0], args[1], Some(args[2])) } else { Ok(NOT_IMPLEMENTED) }
}

pub fn delitem(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    assign(vm, args[0], args[1], None)
}

fn assign(vm: &mut Vm, own: Obj, index: Obj, value: Option<Obj>) -> PyResult<Obj> {
    let index = vm.settled(index)?;
    if !vm.is_slice(index) {
        // Indices that are none are told of before values that are none, places that are none last.
        vm.place(index, 0, "bytearray")?;
        let value = value.map(|value| byte(vm, value)).transpose()?;
        let length = array(vm, own).len();
        let Some(at) = vm.place(index, length, "bytearray")? else {
            return Err(vm.raise_text(T::INDEX_ERROR, "bytearray index out of range"));
        };
        match value {
            Some(value) => array(vm, own)[at] = value,
            None => {
                check_resizable(vm, own)?;
                array(vm, own).remove(at);
            }
        }
        return Ok(NONE);
    }
    let new = match value {
        None => Vec::new(),
        Some(value) => {
            let ty = vm.ty(value);
            let numeric = [names::__index__, names::__int__, names::__float__]
                .iter()
                .any(|&name| vm.find_in_type(ty, name).is_some());
            if numeric || vm.is_str(value) {
                let message = "can assign only bytes, buffers, or iterables of ints in range(0, 256)";
                return Err(vm.raise_text(T::TYPE_ERROR, message));
            }
            vm.bytes_from(value, Obj::NULL, Obj::NULL, "bytearray")?
        }
    };
    let length = array(vm, own).len();
    let (start, stop, step, count) = vm.slice_bounds(index, length)?;
    if step == 1 {
        let stop = stop.max(start);
        if new.len() as i64 != stop - start {
            check_resizable(vm, own)?;
        }
        array(vm, own).splice(start as usize..stop as usize, new);
        return Ok(NONE);
    }
    // Nothing in place of some items takes them away.
    if new.is_empty() {
        check_resizable(vm, own)?;
        let mut places: Vec<usize> = (0..count as i64).map(|at| (start + at * step) as usize).collect();
        places.sort_unstable();
        for at in places.into_iter().rev() {
            array(vm, own).remove(at);
        }
        return Ok(NONE);
    }
    if new.len() != count {
        let given = new.len();
        let message = format!("attempt to assign bytes of size {given} to extended slice of size {count}");
        return Err(vm.value_error(&message));
    }
    for (at, byte) in new.into_iter().enumerate() {
        array(vm, own)[(start + at as i64 * step) as usize] = byte;
    }
    Ok(NONE)
}

pub fn iadd(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let Some(more) = vm.buffer_of(args[1])? else {
        let (own, other) = (vm.type_name_of(args[0]), vm.type_name_of(args[1]));
        return Err(vm.type_error(format!("can't concat {other} to {own}")));
    };
    check_resizable(vm, args[0])?;
    if args[0] == args[1] {
        return Err(vm.raise_text(T::BUFFER_ERROR, "Existing exports of data: object cannot be re-sized"));
    }
    array(vm, args[0]).extend(more);
    Ok(args[0])
}

pub fn imul(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let Some(count) = repetitions(vm, args[1])? else { return Ok(NOT_IMPLEMENTED) };
    check_resizable(vm, args[0])?;
    let length = array(vm, args[0]).len();
    vm.check_size(length.saturating_mul(count))?;
    let repeated = array(vm, args[0]).repeat(count);
    *array(vm, args[0]) = repeated;
    Ok(args[0])
}

pub fn alloc(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let length = array(vm, args[0]).len();
    Ok(vm.new_usize(if length == 0 { 0 } else { length + 1 }))
}

pub fn release_buffer(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if vm.ty(args[1]) != T::MEMORYVIEW {
        return Err(vm.raise_text(T::TYPE_ERROR, "expected a memoryview object"));
    }
    Ok(NONE)
}

pub fn append(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let value = byte(vm, args[1])?;
    check_resizable(vm, args[0])?;
    array(vm, args[0]).push(value);
    Ok(NONE)
}

pub fn extend(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if vm.is_str(args[1]) {
        return Err(vm.raise_text(T::TYPE_ERROR, "expected iterable of integers; got: 'str'"));
    }
    let more = match vm.buffer_of(args[1])? {
        Some(more) => more,
        None => {
            if !vm.is_iterable(args[1]) {
                let name = vm.type_name_of(args[1]);
                return Err(vm.type_error(format!("can't extend bytearray with {name}")));
            }
            let iterator = vm.get_iter(args[1])?;
            vm.ask_length(args[1])?;
            vm.bytes_from(iterator, Obj::NULL, Obj::NULL, "bytearray")?
        }
    };
    check_resizable(vm, args[0])?;
    array(vm, args[0]).extend(more);
    Ok(NONE)
}

pub fn insert(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let index = vm.index_size(args[1])?;
    let value = byte(vm, args[2])?;
    check_resizable(vm, args[0])?;
    let length = array(vm, args[0]).len() as i64;
    let at = if index < 0 { (index + length).max(0) } else { index.min(length) };
    array(vm, args[0]).insert(at as usize, value);
    Ok(NONE)
}

pub fn remove(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let value = byte(vm, args[1])?;
    match array(vm, args[0]).iter().position(|&b| b == value) {
        Some(at) => {
            check_resizable(vm, args[0])?;
            array(vm, args[0]).remove(at);
            Ok(NONE)
        }
        None => Err(vm.value_error("value not found in bytearray")),
    }
}

pub fn pop(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let index = match args.get(1) {
        Some(o) => vm.index_size(o)?,
        None => -1,
    };
    let length = array(vm, args[0]).len() as i64;
    if length == 0 {
        return Err(vm.raise_text(T::INDEX_ERROR, "pop from empty bytearray"));
    }
    let at = if index < 0 { index + length } else { index };
    if at < 0 || at >= length {
        return Err(vm.raise_text(T::INDEX_ERROR, "pop index out of range"));
    }
    check_resizable(vm, args[0])?;
    let value = array(vm, args[0]).remove(at as usize);
    Ok(vm.new_int(i64::from(value)))
}

pub fn clear(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    check_resizable(vm, args[0])?;
    array(vm, args[0]).clear();
    Ok(NONE)
}

pub fn reverse(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    array(vm, args[0]).reverse();
    Ok(NONE)
}

pub fn copy(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let own = data(vm, args[0]);
    Ok(like(vm, args[0], own))
}

pub fn reduce(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    reduce_for(vm, args[0], 2)
}

pub fn reduce_ex(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let protocol = args.get(1).map_or(Ok(0), |o| vm.index_i64(o))?;
    reduce_for(vm, args[0], protocol)
}

/// Class, arguments, state. Protocols before 3 know no bytes: there they are text in Latin-1.
fn reduce_for(vm: &mut Vm, o: Obj, protocol: i64) -> PyResult<Obj> {
    let state = reduce::state(vm, o, false)?;
    let own = bytes_like(vm, o)?;
    let arguments = if own.is_empty() {
        EMPTY_TUPLE
    } else if protocol < 3 {
        let text: String = own.into_iter().map(char::from).collect();
        let (text, latin) = (vm.new_str(text), vm.new_str("latin-1"));
        vm.new_tuple(&[text, latin])
    } else {
        let bytes = vm.new_bytes(own);
        vm.new_tuple(&[bytes])
    };
    Ok(vm.new_tuple(&[vm.ty(o), arguments, state]))
}
