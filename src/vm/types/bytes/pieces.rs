//! Methods of `bytes` and `bytearray` that cut and join.

use super::methods::is_space;
use super::{bytes_like, data, like, unchanged};
use crate::vm::native::{Args, Params};
use crate::vm::object::statics::NONE;
use crate::vm::object::{Obj, T};
use crate::vm::types::search;
use crate::vm::{PyResult, Vm};

/// Splits at runs of blanks, `most` times at most.
fn split_blanks(own: &[u8], most: usize, from_right: bool) -> Vec<&[u8]> {
    let mut parts = Vec::new();
    let mut rest = own;
    if from_right {
        while let Some(last) = rest.iter().rposition(|&b| !is_space(b)) {
            rest = &rest[..=last];
            if parts.len() == most {
                parts.push(rest);
                break;
            }
            let start = rest.iter().rposition(|&b| is_space(b)).map_or(0, |at| at + 1);
            parts.push(&rest[start..]);
            rest = &rest[..start];
        }
        parts.reverse();
        return parts;
    }
    while let Some(first) = rest.iter().position(|&b| !is_space(b)) {
        rest = &rest[first..];
        if parts.len() == most {
            parts.push(rest);
            break;
        }
        let end = rest.iter().position(|&b| is_space(b)).unwrap_or(rest.len());
        parts.push(&rest[..end]);
        rest = &rest[end..];
    }
    parts
}

pub fn split<const RIGHT: bool>(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let name = if RIGHT { "rsplit" } else { "split" };
    let [sep, maxsplit] = vm.parse::<2>(
        args,
        1,
        &Params { function: name, names: &["sep", "maxsplit"], required: 0, positional: 2, positional_only: 0 },
    )?;
    let most = if maxsplit.is_null() { -1 } else { vm.index_size(maxsplit)? };
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    let own = data(vm, args[0]);
    let separator = if sep.is_null() || sep == NONE { None } else { Some(bytes_like(vm, sep)?) };
    let parts = match &separator {
        None => split_blanks(&own, most, RIGHT),
        Some(separator) if separator.is_empty() => return Err(vm.value_error("empty separator")),
        Some(separator) if RIGHT => search::rsplit(&own, separator, most),
        Some(separator) => search::split(&own, separator, most),
    };
    if let [one] = parts[..]
        && one.len() == own.len()
    {
        let whole = unchanged(vm, args[0]);
        return Ok(vm.new_list(vec![whole]));
    }
    let items: Vec<Obj> = parts.into_iter().map(|part| like(vm, args[0], part)).collect();
    Ok(vm.new_list(items))
}

pub fn splitlines(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let [keepends] = vm.parse::<1>(
        args,
        1,
        &Params { function: "splitlines", names: &["keepends"], required: 0, positional: 1, positional_only: 0 },
    )?;
    let keep = !keepends.is_null() && vm.truth(keepends)?;
    let own = data(vm, args[0]);
    let mut items = Vec::new();
    let mut start = 0;
    while start < own.len() {
        let at = own[start..].iter().position(|b| matches!(b, b'\n' | b'\r')).map_or(own.len(), |at| at + start);
        let end = match own.get(at..) {
            Some([b'\r', b'\n', ..]) => at + 2,
            Some([]) | None => at,
            Some(_) => at + 1,
        };
        items.push(like(vm, args[0], &own[start..if keep { end } else { at }]));
        start = end;
    }
    Ok(vm.new_list(items))
}

pub fn partition<const RIGHT: bool>(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let separator = bytes_like(vm, args[1])?;
    if separator.is_empty() {
        return Err(vm.value_error("empty separator"));
    }
    let own = data(vm, args[0]);
    let found = if RIGHT { search::rfind(&own, &separator) } else { search::find(&own, &separator) };
    let parts = match found {
        Some(at) => {
            let head = like(vm, args[0], &own[..at]);
            let middle = if vm.ty(args[1]) == T::BYTES && vm.ty(args[0]) == T::BYTES {
                args[1]
            } else {
                like(vm, args[0], separator.clone())
            };
            [head, middle, like(vm, args[0], &own[at + separator.len()..])]
        }
        None => {
            let whole = unchanged(vm, args[0]);
            let (a, b) = (like(vm, args[0], []), like(vm, args[0], []));
            if RIGHT { [a, b, whole] } else { [whole, a, b] }
        }
    };
    Ok(vm.new_tuple(&parts))
}

pub fn join(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if !vm.is_iterable(args[1]) {
        return Err(vm.raise_text(T::TYPE_ERROR, "can only join an iterable"));
    }
    let separator = data(vm, args[0]);
    let items = vm.collect(args[1])?;
    if let [one] = items[..]
        && vm.ty(one) == T::BYTES
        && vm.ty(args[0]) == T::BYTES
    {
        return Ok(one);
    }
    let mut out = Vec::new();
    for (at, item) in items.into_iter().enumerate() {
        if at > 0 {
            out.extend_from_slice(&separator);
        }
        if out.len() > 1 << 20 {
            vm.check_size(out.len())?;
        }
        match vm.buffer_of(item)? {
            Some(bytes) => out.extend(bytes),
            None => {
                let name = vm.type_name_of(item);
                let message = format!("sequence item {at}: expected a bytes-like object, {name} found");
                return Err(vm.type_error(message));
            }
        }
    }
    Ok(like(vm, args[0], out))
}

pub fn replace(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let (old, new) = (bytes_like(vm, args[1])?, bytes_like(vm, args[2])?);
    let most = match args.get(3) {
        Some(count) => vm.index_size(count)?,
        None => -1,
    };
    let own = data(vm, args[0]);
    vm.check_size((own.len() / old.len().max(1) + 1).saturating_mul(new.len()))?;
    let out = search::replace(&own, &old, &new, usize::try_from(most).unwrap_or(usize::MAX));
    if out == own {
        return Ok(unchanged(vm, args[0]));
    }
    Ok(like(vm, args[0], out))
}
