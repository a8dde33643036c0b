//! Numbers.

use num_bigint::Sign;

use crate::vm::native::{Args, Arity, NativeDef, Params, def};
use crate::vm::object::statics::NONE;
use crate::vm::object::string::{code_point, to_char};
use crate::vm::object::{Obj, T, names};
use crate::vm::operator::Binary;
use crate::vm::{PyResult, Vm};

pub const FUNCTIONS: &[NativeDef] = &[
    def("abs", Arity::One, abs),
    def("round", Arity::Any, round),
    def("divmod", Arity::Pos(2, 2), divmod),
    def("pow", Arity::Any, pow),
    def("bin", Arity::One, radix::<2>),
    def("oct", Arity::One, radix::<8>),
    def("hex", Arity::One, radix::<16>),
    def("chr", Arity::One, chr),
    def("ord", Arity::One, ord),
];

fn abs(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    match vm.call_special(args[0], names::__abs__, &[])? {
        Some(result) => Ok(result),
        None => {
            let name = vm.type_name_of(args[0]);
            Err(vm.type_error(format!("bad operand type for abs(): '{name}'")))
        }
    }
}

fn round(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let [number, digits] = vm.parse::<2>(
        args,
        0,
        &Params { function: "round", names: &["number", "ndigits"], required: 1, positional: 2, positional_only: 0 },
    )?;
    let rest: &[Obj] = if digits.is_null() || digits == NONE { &[] } else { &[digits] };
    match vm.call_special(number, names::__round__, rest)? {
        Some(result) => Ok(result),
        None => {
            let name = vm.type_name_of(number);
            Err(vm.type_error(format!("type {name} doesn't define __round__ method")))
        }
    }
}

fn divmod(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    vm.binary_op(Binary::DivMod, args[0], args[1])
}

fn pow(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let [base, exp, modulus] = vm.parse::<3>(
        args,
        0,
        &Params { function: "pow", names: &["base", "exp", "mod"], required: 2, positional: 3, positional_only: 0 },
    )?;
    if modulus.is_null() || modulus == NONE {
        return vm.binary_op(Binary::Power, base, exp);
    }
    vm.power_modulo(base, exp, modulus)
}

fn radix<const BASE: u32>(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let index = vm.index(args[0])?;
    let value = vm.as_big(index).unwrap_or_default();
    let prefix = match BASE {
        2 => "0b",
        8 => "0o",
        _ => "0x",
    };
    let sign = if value.sign() == Sign::Minus { "-" } else { "" };
    let digits = value.magnitude().to_str_radix(BASE);
    Ok(vm.new_str(format!("{sign}{prefix}{digits}")))
}

fn chr(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let index = vm.index(args[0])?;
    let value = vm.as_int(index).unwrap_or(-1);
    match u32::try_from(value).ok().and_then(to_char) {
        Some(c) => Ok(vm.new_char(c)),
        None => Err(vm.value_error("chr() arg not in range(0x110000)")),
    }
}

fn ord(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let length = vm.quick_len(args[0]);
    let text = !matches!(vm.heap.payload(args[0]), crate::vm::object::Payload::MemoryView(_))
        && (vm.is_str(args[0]) || vm.bytes_of(args[0]).is_some());
    let found = match vm.str_data(args[0]) {
        Some(s) => s.char_at(0).map(|c| i64::from(code_point(c))),
        None if text => vm.bytes_of(args[0]).and_then(|bytes| bytes.first().map(|&b| i64::from(b))),
        None => None,
    };
    match (found, length) {
        (Some(code), Some(1)) => Ok(vm.new_int(code)),
        (_, Some(length)) if text => {
            let message = format!("ord() expected a character, but string of length {length} found");
            Err(vm.raise_text(T::TYPE_ERROR, &message))
        }
        _ => {
            let name = vm.type_name_of(args[0]);
            Err(vm.type_error(format!("ord() expected string of length 1, but {name} found")))
        }
    }
}
