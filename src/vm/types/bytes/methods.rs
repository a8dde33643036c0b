//! Methods of `bytes` and `bytearray` that look at bytes or make others one by one.

use super::array::byte;
use super::{bytes_like, data, like, some_argument, unchanged};
use crate::vm::native::{Args, Params};
use crate::vm::object::{Obj, Payload, T, names};
use crate::vm::types::search;
use crate::vm::types::str::range_arguments;
use crate::vm::{PyResult, Vm};

/// A byte or bytes to look for.
fn needle(vm: &mut Vm, o: Obj) -> PyResult<Vec<u8>> {
    if let Some(bytes) = vm.buffer_of(o)? {
        return Ok(bytes);
    }
    if vm.find_in_type(vm.ty(o), names::__index__).is_none() {
        let name = vm.type_name_of(o);
        return Err(vm.type_error(format!("argument should be integer or bytes-like object, not '{name}'")));
    }
    Ok(vec![byte(vm, o)?])
}

pub fn find<const KIND: u8>(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let length = vm.quick_len(args[0]).unwrap_or(0);
    let (start, end) = range_arguments(vm, args, 2, length)?;
    let needle = needle(vm, args[1])?;
    let own = data(vm, args[0]);
    let found = match own.get(start..end) {
        Some(part) if KIND & 1 == 0 => search::find(part, &needle),
        Some(part) => search::rfind(part, &needle),
        None => None,
    };
    match found {
        Some(at) => Ok(vm.new_usize(at + start)),
        None if KIND >= 2 => Err(vm.value_error("subsection not found")),
        None => Ok(vm.new_int(-1)),
    }
}

pub fn count(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let length = vm.quick_len(args[0]).unwrap_or(0);
    let (start, end) = range_arguments(vm, args, 2, length)?;
    let needle = needle(vm, args[1])?;
    let own = data(vm, args[0]);
    let count = match own.get(start..end) {
        None => 0,
        Some(part) if needle.is_empty() => part.len() + 1,
        Some(part) => search::count(part, &needle),
    };
    Ok(vm.new_usize(count))
}

pub fn affix<const START: bool>(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let name = if START { "startswith" } else { "endswith" };
    let length = vm.quick_len(args[0]).unwrap_or(0);
    let (start, end) = range_arguments(vm, args, 2, length)?;
    let tuple = vm.is_tuple(args[1]);
    let options = if tuple { vm.held_items(args[1]) } else { vec![args[1]] };
    let own = data(vm, args[0]);
    for option in options {
        let part = match vm.buffer_of(option)? {
            Some(part) => part,
            None if tuple => bytes_like(vm, option)?,
            None => {
                let got = vm.type_name_of(option);
                return Err(vm.type_error(format!("{name} first arg must be bytes or a tuple of bytes, not {got}")));
            }
        };
        let Some(window) = own.get(start..end) else { continue };
        if if START { window.starts_with(&part) } else { window.ends_with(&part) } {
            return Ok(Obj::bool(true));
        }
    }
    Ok(Obj::bool(false))
}

pub fn removeprefix(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let (own, prefix) = (data(vm, args[0]), bytes_like(vm, args[1])?);
    match own.strip_prefix(&prefix[..]) {
        Some(rest) if !prefix.is_empty() => Ok(like(vm, args[0], rest)),
        _ => Ok(unchanged(vm, args[0])),
    }
}

pub fn removesuffix(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let (own, suffix) = (data(vm, args[0]), bytes_like(vm, args[1])?);
    match own.strip_suffix(&suffix[..]) {
        Some(rest) if !suffix.is_empty() => Ok(like(vm, args[0], rest)),
        _ => Ok(unchanged(vm, args[0])),
    }
}

pub fn upper(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let own = data(vm, args[0]).to_ascii_uppercase();
    Ok(like(vm, args[0], own))
}

pub fn lower(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let own = data(vm, args[0]).to_ascii_lowercase();
    Ok(like(vm, args[0], own))
}

pub fn title(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let mut own = data(vm, args[0]);
    let mut inside = false;
    for byte in &mut own {
        *byte = if inside { byte.to_ascii_lowercase() } else { byte.to_ascii_uppercase() };
        inside = byte.is_ascii_alphabetic();
    }
    Ok(like(vm, args[0], own))
}

pub fn capitalize(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let mut own = data(vm, args[0]).to_ascii_lowercase();
    if let Some(first) = own.first_mut() {
        first.make_ascii_uppercase();
    }
    Ok(like(vm, args[0], own))
}

pub fn swapcase(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let mut own = data(vm, args[0]);
    for byte in own.iter_mut().filter(|byte| byte.is_ascii_alphabetic()) {
        *byte ^= 0x20;
    }
    Ok(like(vm, args[0], own))
}

pub fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r')
}

pub fn strip<const SIDES: u8>(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let set = match some_argument(args, 1) {
        Some(o) => Some(bytes_like(vm, o)?),
        None => None,
    };
    let own = data(vm, args[0]);
    let matches = |byte: &u8| set.as_ref().map_or(is_space(*byte), |set| set.contains(byte));
    let mut start = 0;
    let mut end = own.len();
    if SIDES & 1 != 0 {
        start = own.iter().position(|b| !matches(b)).unwrap_or(own.len());
    }
    if SIDES & 2 != 0 {
        end = own.iter().rposition(|b| !matches(b)).map_or(start, |at| (at + 1).max(start));
    }
    if end - start == own.len() {
        return Ok(unchanged(vm, args[0]));
    }
    Ok(like(vm, args[0], &own[start..end]))
}

pub fn justify<const SIDE: u8>(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let name = ["center", "ljust", "rjust"][SIDE as usize];
    let width = vm.index_size(args[1])?.max(0) as usize;
    let fill = match args.get(2) {
        None => b' ',
        Some(o) => match vm.heap.payload(o) {
            Payload::Bytes(bytes) if bytes.len() == 1 => bytes[0],
            Payload::ByteArray(array) if array.bytes.len() == 1 => array.bytes[0],
            _ => {
                let got = vm.kind_name(o);
                return Err(vm.type_error(format!("{name}() argument 2 must be a byte string of length 1, not {got}")));
            }
        },
    };
    let own = data(vm, args[0]);
    if width <= own.len() {
        return Ok(unchanged(vm, args[0]));
    }
    vm.check_size(width)?;
    let missing = width - own.len();
    let left = match SIDE {
        0 => missing / 2 + (missing & width & 1),
        1 => 0,
        _ => missing,
    };
    let mut out = vec![fill; left];
    out.extend(own);
    out.resize(width, fill);
    Ok(like(vm, args[0], out))
}

pub fn zfill(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let width = vm.index_size(args[1])?.max(0) as usize;
    let own = data(vm, args[0]);
    if width <= own.len() {
        return Ok(unchanged(vm, args[0]));
    }
    vm.check_size(width)?;
    let sign = usize::from(matches!(own.first(), Some(b'+' | b'-')));
    let mut out = own[..sign].to_vec();
    out.resize(sign + width - own.len(), b'0');
    out.extend_from_slice(&own[sign..]);
    Ok(like(vm, args[0], out))
}

pub fn expandtabs(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let [size] = vm.parse::<1>(
        args,
        1,
        &Params { function: "expandtabs", names: &["tabsize"], required: 0, positional: 1, positional_only: 0 },
    )?;
    let size = if size.is_null() { 8 } else { vm.index_int(size)?.max(0) as usize };
    let mut out = Vec::new();
    let mut column = 0;
    for byte in data(vm, args[0]) {
        match byte {
            b'\t' => {
                let blanks = if size > 0 { size - column % size } else { 0 };
                out.resize(out.len() + blanks, b' ');
                column += blanks;
            }
            b'\n' | b'\r' => {
                out.push(byte);
                column = 0;
            }
            _ => {
                out.push(byte);
                column += 1;
            }
        }
    }
    Ok(like(vm, args[0], out))
}

pub fn maketrans(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let (from, to) = (bytes_like(vm, args[0])?, bytes_like(vm, args[1])?);
    if from.len() != to.len() {
        return Err(vm.value_error("maketrans arguments must have same length"));
    }
    let mut table: Vec<u8> = (0..=255).collect();
    for (a, b) in from.into_iter().zip(to) {
        table[a as usize] = b;
    }
    Ok(vm.new_bytes(table))
}

pub fn translate(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let [table, delete] = vm.parse::<2>(
        args,
        1,
        &Params { function: "translate", names: &["table", "delete"], required: 1, positional: 2, positional_only: 1 },
    )?;
    let table = if table == crate::vm::object::statics::NONE { None } else { Some(bytes_like(vm, table)?) };
    if table.as_ref().is_some_and(|table| table.len() != 256) {
        return Err(vm.value_error("translation table must be 256 characters long"));
    }
    let delete = if delete.is_null() { Vec::new() } else { bytes_like(vm, delete)? };
    let own = data(vm, args[0]);
    let out: Vec<u8> = own
        .iter()
        .filter(|byte| !delete.contains(byte))
        .map(|&byte| table.as_ref().map_or(byte, |table| table[byte as usize]))
        .collect();
    if out == own {
        return Ok(unchanged(vm, args[0]));
    }
    Ok(like(vm, args[0], out))
}

pub fn is<const KIND: u8>(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let own = data(vm, args[0]);
    let test = |byte: &u8| match KIND {
        0 => byte.is_ascii_alphanumeric(),
        1 => byte.is_ascii_alphabetic(),
        2 => byte.is_ascii(),
        3 => byte.is_ascii_digit(),
        _ => is_space(*byte),
    };
    Ok(Obj::bool((KIND == 2 || !own.is_empty()) && own.iter().all(test)))
}

pub fn cased<const UPPER: bool>(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let own = data(vm, args[0]);
    let wrong = |b: &u8| if UPPER { b.is_ascii_lowercase() } else { b.is_ascii_uppercase() };
    Ok(Obj::bool(own.iter().any(u8::is_ascii_alphabetic) && !own.iter().any(wrong)))
}

pub fn istitle(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let (mut found, mut inside) = (false, false);
    for byte in data(vm, args[0]) {
        if byte.is_ascii_uppercase() && inside || byte.is_ascii_lowercase() && !inside {
            return Ok(Obj::bool(false));
        }
        inside = byte.is_ascii_alphabetic();
        found |= inside;
    }
    Ok(Obj::bool(found))
}

impl Vm {
    /// An argument of C type `Py_ssize_t`.
    pub fn index_size(&mut self, o: Obj) -> PyResult<i64> {
        let index = self.index(o)?;
        match self.as_int(index) {
            Some(value) => Ok(value),
            None => Err(self.raise_text(T::OVERFLOW_ERROR, "Python int too large to convert to C ssize_t")),
        }
    }

    /// An argument of C type `int`.
    pub fn index_int(&mut self, o: Obj) -> PyResult<i64> {
        let index = self.index(o)?;
        match self.as_int(index) {
            Some(value) if i32::try_from(value).is_ok() => Ok(value),
            Some(value) if value > 0 => {
                Err(self.raise_text(T::OVERFLOW_ERROR, "signed integer is greater than maximum"))
            }
            Some(_) => Err(self.raise_text(T::OVERFLOW_ERROR, "signed integer is less than minimum")),
            None => Err(self.raise_text(T::OVERFLOW_ERROR, "Python int too large to convert to C int")),
        }
    }
}
