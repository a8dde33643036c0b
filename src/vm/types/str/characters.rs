//! `str` character by character: case, kinds of characters, translation.

use crate::vm::native::Args;
use crate::vm::object::statics::NONE;
use crate::vm::object::string::{code_point, to_char};
use crate::vm::object::{Obj, Payload, T};
use crate::vm::types::unicode as chars;
use crate::vm::{PyResult, Vm};

pub fn upper(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let result = chars::upper(vm.text(args[0]));
    Ok(vm.new_str(result))
}

pub fn lower(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let result = chars::lower(vm.text(args[0]));
    Ok(vm.new_str(result))
}

pub fn casefold(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let mut out = String::new();
    vm.text(args[0]).chars().for_each(|c| chars::push_folded(c, &mut out));
    Ok(vm.new_str(out))
}

pub fn title(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let own = vm.text(args[0]);
    if own.is_ascii() {
        let (mut out, mut previous) = (String::with_capacity(own.len()), false);
        for byte in own.bytes() {
            out.push(char::from(if previous { byte.to_ascii_lowercase() } else { byte.to_ascii_uppercase() }));
            previous = byte.is_ascii_alphabetic();
        }
        return Ok(vm.new_str(out));
    }
    let lower = chars::lower(own);
    // Only a capital sigma is lowered in a way that depends on its neighbours.
    let sigmas: Vec<char> = lower.chars().filter(|c| matches!(c, 'σ' | 'ς')).collect();
    let (mut out, mut previous, mut sigma) = (String::new(), false, 0);
    for c in own.chars() {
        let is_sigma = matches!(c, 'Σ' | 'σ' | 'ς');
        match (previous, is_sigma) {
            (true, true) => out.push(sigmas.get(sigma).copied().unwrap_or(c)),
            (true, false) => chars::push_lower(c, &mut out),
            (false, _) => chars::push_title(c, &mut out),
        }
        sigma += usize::from(is_sigma);
        previous = chars::is_cased(c);
    }
    Ok(vm.new_str(out))
}

pub fn capitalize(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let own = vm.text(args[0]);
    let mut out = String::new();
    if let Some(first) = own.chars().next() {
        chars::push_title(first, &mut out);
        let mut head = String::new();
        chars::push_lower(first, &mut head);
        out.push_str(&chars::lower(own)[head.len()..]);
    }
    Ok(vm.new_str(out))
}

pub fn swapcase(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let own = vm.text(args[0]);
    // Whether a capital sigma ends a word is decided for the whole text.
    let lower = if own.contains('Σ') { chars::lower(own) } else { String::new() };
    let mut sigmas = lower.chars().filter(|c| matches!(c, 'σ' | 'ς'));
    let mut out = String::new();
    for c in own.chars() {
        let sigma = if matches!(c, 'Σ' | 'σ' | 'ς') { sigmas.next() } else { None };
        if c == 'Σ' {
            out.push(sigma.unwrap_or('σ'));
        } else if chars::is_upper(c) {
            chars::push_lower(c, &mut out);
        } else if chars::is_lower(c) {
            chars::push_upper(c, &mut out);
        } else {
            out.push(c);
        }
    }
    Ok(vm.new_str(out))
}

pub fn translate(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let own = vm.text(args[0]).to_owned();
    let mut out = String::new();
    for c in own.chars() {
        let key = vm.new_int(i64::from(code_point(c)));
        match vm.get_item(args[1], key) {
            Ok(NONE) => {}
            Ok(value) => match vm.as_int(value) {
                Some(code) => match u32::try_from(code).ok().and_then(to_char) {
                    Some(c) => out.push(c),
                    None => return Err(vm.value_error("character mapping must be in range(0x110000)")),
                },
                None if vm.is_str(value) => out.push_str(vm.text(value)),
                None if vm.is_int(value) => {
                    return Err(vm.value_error("character mapping must be in range(0x110000)"));
                }
                None => {
                    let message = "character mapping must return integer, None or str";
                    return Err(vm.raise_text(T::TYPE_ERROR, message));
                }
            },
            Err(error) => {
                if !vm.raised_is(T::LOOKUP_ERROR) {
                    return Err(error);
                }
                vm.clear_raised();
                out.push(c);
            }
        }
    }
    Ok(vm.new_str(out))
}

pub fn maketrans(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    for (at, &o) in args.pos.iter().enumerate().skip(1) {
        if !vm.is_str(o) {
            let got = vm.kind_name(o);
            return Err(vm.type_error(format!("maketrans() argument {} must be str, not {got}", at + 1)));
        }
    }
    let dict = vm.new_dict();
    let number = |vm: &mut Vm, c: char| vm.new_int(i64::from(code_point(c)));
    let Some(&to) = args.pos.get(1) else {
        if !matches!(vm.heap.payload(args[0]), Payload::Dict(_)) {
            let message = "if you give only one argument to maketrans it must be a dict";
            return Err(vm.raise_text(T::TYPE_ERROR, message));
        }
        for (key, _, value) in vm.dict_entries(args[0]) {
            let key = match vm.str_data(key) {
                Some(text) if text.len() == 1 => {
                    let c = text.char_at(0).unwrap_or('\0');
                    number(vm, c)
                }
                Some(_) => return Err(vm.value_error("string keys in translate table must be of length 1")),
                None if vm.is_int(key) => key,
                None => {
                    let message = "keys in translate table must be strings or integers";
                    return Err(vm.raise_text(T::TYPE_ERROR, message));
                }
            };
            vm.dict_set(dict, key, value)?;
        }
        return Ok(dict);
    };
    if !vm.is_str(args[0]) {
        let message = "first maketrans argument must be a string if there is a second argument";
        return Err(vm.raise_text(T::TYPE_ERROR, message));
    }
    let from: Vec<char> = vm.text(args[0]).chars().collect();
    let to: Vec<char> = vm.text(to).chars().collect();
    if from.len() != to.len() {
        return Err(vm.value_error("the first two maketrans arguments must have equal length"));
    }
    for (a, b) in from.into_iter().zip(to) {
        let (key, value) = (number(vm, a), number(vm, b));
        vm.dict_set(dict, key, value)?;
    }
    if let Some(dropped) = args.get(2) {
        for c in vm.text(dropped).to_owned().chars() {
            let key = number(vm, c);
            vm.dict_set(dict, key, NONE)?;
        }
    }
    Ok(dict)
}

pub fn is<const KIND: u8>(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let own = vm.text(args[0]);
    let test = |c: char| match KIND {
        0 => chars::is_alpha(c),
        1 => chars::is_digit(c),
        2 => chars::is_alnum(c),
        3 => chars::is_space(c),
        4 => chars::decimal(c).is_some(),
        5 => chars::is_numeric(c),
        6 => crate::vm::types::repr::is_printable(c),
        _ => c.is_ascii(),
    };
    let empty = matches!(KIND, 6 | 7);
    Ok(Obj::bool(if own.is_empty() { empty } else { own.chars().all(test) }))
}

pub fn isidentifier(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let own = vm.text(args[0]);
    let mut chars = own.chars();
    let first = chars.next().is_some_and(|c| c == '_' || crate::base::unicode::is_xid_start(c));
    Ok(Obj::bool(first && chars.all(crate::base::unicode::is_xid_continue)))
}

pub fn cased<const UPPER: bool>(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let mut found = false;
    for c in vm.text(args[0]).chars() {
        let wrong = if UPPER { chars::is_lower(c) } else { chars::is_upper(c) };
        if wrong || chars::is_title(c) {
            return Ok(Obj::bool(false));
        }
        found |= if UPPER { chars::is_upper(c) } else { chars::is_lower(c) };
    }
    Ok(Obj::bool(found))
}

pub fn istitle(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let (mut found, mut previous) = (false, false);
    for c in vm.text(args[0]).chars() {
        let upper = chars::is_upper(c) || chars::is_title(c);
        if upper && previous || chars::is_lower(c) && !previous {
            return Ok(Obj::bool(false));
        }
        previous = chars::is_cased(c);
        found |= previous;
    }
    Ok(Obj::bool(found))
}
