//! `float` and `complex`.

use num_bigint::BigInt;
use num_traits::FromPrimitive;

use super::{EQUALITY, FORMAT, HASH, ONE, REPR, TypeTable, ZERO};
use crate::vm::native::{Args, Arity, GetSetDef, def};
use crate::vm::number::{frexp, parse_float};
use crate::vm::object::statics::{NONE, NOT_IMPLEMENTED};
use crate::vm::object::{Obj, Payload, T, names};
use crate::vm::operator::Binary;
use crate::vm::{PyResult, Vm};

const ADD: u32 = Binary::Add as u32;
const FLOORDIV: u32 = Binary::FloorDivide as u32;
const MUL: u32 = Binary::Multiply as u32;
const MOD: u32 = Binary::Remainder as u32;
const SUB: u32 = Binary::Subtract as u32;
const TRUEDIV: u32 = Binary::TrueDivide as u32;
const DIVMOD: u32 = Binary::DivMod as u32;
const POW: u32 = Binary::Power as u32;

pub const TABLES: &[TypeTable] = &[
    TypeTable::new(
        T::FLOAT,
        &[
            HASH,
            REPR,
            FORMAT,
            def("__add__", ONE, op::<ADD>),
            def("__radd__", ONE, rop::<ADD>),
            def("__sub__", ONE, op::<SUB>),
            def("__rsub__", ONE, rop::<SUB>),
            def("__mul__", ONE, op::<MUL>),
            def("__rmul__", ONE, rop::<MUL>),
            def("__truediv__", ONE, op::<TRUEDIV>),
            def("__rtruediv__", ONE, rop::<TRUEDIV>),
            def("__floordiv__", ONE, op::<FLOORDIV>),
            def("__rfloordiv__", ONE, rop::<FLOORDIV>),
            def("__mod__", ONE, op::<MOD>),
            def("__rmod__", ONE, rop::<MOD>),
            def("__divmod__", ONE, op::<DIVMOD>),
            def("__rdivmod__", ONE, rop::<DIVMOD>),
            def("__pow__", Arity::Slot(1, 2), pow::<false>),
            def("__rpow__", Arity::Slot(1, 2), pow::<true>),
            def("__neg__", ZERO, neg),
            def("__pos__", ZERO, pos),
            def("__abs__", ZERO, abs),
            def("__bool__", ZERO, bool_),
            def("__int__", ZERO, int),
            def("__float__", ZERO, pos),
            def("__trunc__", Arity::None, int),
            def("__floor__", Arity::None, floor),
            def("__ceil__", Arity::None, ceil),
            def("__round__", Arity::Pos(0, 1), round),
            def("is_integer", Arity::None, is_integer),
            def("as_integer_ratio", Arity::None, as_integer_ratio),
            def("conjugate", Arity::None, pos),
            def("hex", Arity::None, hex),
            def("__getnewargs__", Arity::None, getnewargs),
        ],
    )
    .with_statics(&[def("__new__", Arity::Any, new)])
    .with_class_methods(&[def("fromhex", Arity::One, fromhex), def("__getformat__", Arity::One, getformat)])
    .with_getset(&[GetSetDef { name: "real", get: real, set: None }, GetSetDef { name: "imag", get: imag, set: None }]),
    TypeTable::new(
        T::COMPLEX,
        &[
            EQUALITY[0],
            EQUALITY[1],
            HASH,
            REPR,
            FORMAT,
            def("__add__", ONE, cop::<ADD>),
            def("__radd__", ONE, crop::<ADD>),
            def("__sub__", ONE, cop::<SUB>),
            def("__rsub__", ONE, crop::<SUB>),
            def("__mul__", ONE, cop::<MUL>),
            def("__rmul__", ONE, crop::<MUL>),
            def("__truediv__", ONE, cop::<TRUEDIV>),
            def("__rtruediv__", ONE, crop::<TRUEDIV>),
            def("__pow__", Arity::Slot(1, 2), cop::<POW>),
            def("__rpow__", Arity::Slot(1, 2), crop::<POW>),
            def("__neg__", ZERO, cneg),
            def("__pos__", ZERO, cpos),
            def("__abs__", ZERO, cabs),
            def("__bool__", ZERO, cbool),
            def("conjugate", Arity::None, conjugate),
            def("__complex__", Arity::None, complex_itself),
            def("__getnewargs__", Arity::None, complex_getnewargs),
        ],
    )
    .with_statics(&[def("__new__", Arity::Any, complex_new)])
    .with_getset(&[
        GetSetDef { name: "real", get: creal, set: None },
        GetSetDef { name: "imag", get: cimag, set: None },
    ]),
];

fn op<const OP: u32>(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    vm.float_op(OP, args[0], args[1])
}

fn rop<const OP: u32>(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    vm.float_op(OP, args[1], args[0])
}

fn value(vm: &Vm, o: Obj) -> f64 {
    match vm.heap.payload(o) {
        Payload::Float(value) => *value,
        _ => 0.0,
    }
}

fn neg(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let value = value(vm, args[0]);
    Ok(vm.new_float(-value))
}

fn pos(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if vm.ty(args[0]) == T::FLOAT {
        return Ok(args[0]);
    }
    let value = value(vm, args[0]);
    Ok(vm.new_float(value))
}

fn abs(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let value = value(vm, args[0]);
    Ok(vm.new_float(value.abs()))
}

fn bool_(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    Ok(Obj::bool(value(vm, args[0]) != 0.0))
}

fn int(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let value = value(vm, args[0]);
    let value = vm.float_to_big(value)?;
    Ok(vm.new_big(value))
}

fn floor(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let value = value(vm, args[0]);
    let value = vm.float_to_big(value.floor())?;
    Ok(vm.new_big(value))
}

fn ceil(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let value = value(vm, args[0]);
    let value = vm.float_to_big(value.ceil())?;
    Ok(vm.new_big(value))
}

fn round(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let number = value(vm, args[0]);
    let Some(digits) = args.get(1).filter(|&o| o != NONE) else {
        let rounded = vm.float_to_big(number.round_ties_even())?;
        return Ok(vm.new_big(rounded));
    };
    let digits = vm.index(digits)?;
    let digits = vm.as_big(digits).map_or(0, |digits| {
        num_traits::ToPrimitive::to_i64(&digits)
            .unwrap_or_else(|| if digits.sign() == num_bigint::Sign::Minus { -400 } else { 400 })
    });
    if !number.is_finite() || number == 0.0 || digits > 323 {
        return Ok(vm.new_float(number));
    }
    if digits < -308 {
        return Ok(vm.new_float(0.0 * number));
    }
    let result = if digits >= 0 {
        format!("{number:.*}", digits as usize).parse().unwrap_or(number)
    } else {
        // Exact decimal arithmetic on the digits before the point.
        let unit = BigInt::from(10).pow(-digits as u32);
        let scaled: BigInt = FromPrimitive::from_f64(number.trunc()).unwrap_or_default();
        let exact = number.fract() == 0.0;
        let (quotient, rest) = num_integer::Integer::div_mod_floor(&scaled, &unit);
        let twice: BigInt = &rest * 2;
        let up = twice > unit
            || twice == unit && (!exact && number > 0.0 || exact && num_integer::Integer::is_odd(&quotient));
        super::int::big_to_f64(&((if up { quotient + 1 } else { quotient }) * unit))
    };
    if result.is_infinite() {
        return Err(vm.raise_text(T::OVERFLOW_ERROR, "rounded value too large to represent"));
    }
    let result = if result == 0.0 { result.copysign(number) } else { result };
    Ok(vm.new_float(result))
}

fn is_integer(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let value = value(vm, args[0]);
    Ok(Obj::bool(value.is_finite() && value.fract() == 0.0))
}

fn as_integer_ratio(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let number = value(vm, args[0]);
    if number.is_nan() {
        return Err(vm.value_error("cannot convert NaN to integer ratio"));
    }
    if number.is_infinite() {
        return Err(vm.raise_text(T::OVERFLOW_ERROR, "cannot convert Infinity to integer ratio"));
    }
    let (mut mantissa, mut exponent) = frexp(number.abs());
    while mantissa.fract() != 0.0 {
        mantissa *= 2.0;
        exponent -= 1;
    }
    let mut numerator: BigInt = FromPrimitive::from_f64(mantissa).unwrap_or_default();
    let mut denominator = BigInt::from(1);
    if exponent >= 0 {
        numerator <<= exponent as u64;
    } else {
        denominator <<= (-exponent) as u64;
    }
    if number < 0.0 {
        numerator = -numerator;
    }
    let (a, b) = (vm.new_big(numerator), vm.new_big(denominator));
    Ok(vm.new_tuple(&[a, b]))
}

fn hex(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let number = value(vm, args[0]);
    if !number.is_finite() {
        return vm.native_repr(args[0]);
    }
    let sign = if number.is_sign_negative() { "-" } else { "" };
    let bits = number.to_bits();
    let exponent = (bits >> 52 & 0x7ff) as i64;
    let mantissa = bits & ((1 << 52) - 1);
    let text = if exponent == 0 && mantissa == 0 {
        format!("{sign}0x0.0p+0")
    } else if exponent == 0 {
        format!("{sign}0x0.{mantissa:013x}p-1022")
    } else {
        format!("{sign}0x1.{mantissa:013x}p{:+}", exponent - 1023)
    };
    Ok(vm.new_str(text))
}

fn getnewargs(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let value = pos(vm, args)?;
    Ok(vm.new_tuple(&[value]))
}

fn complex_getnewargs(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let (re, im) = parts(vm, args[0]);
    let items = [vm.new_float(re), vm.new_float(im)];
    Ok(vm.new_tuple(&items))
}

/// `**`; a third argument is for integers only.
fn pow<const REFLECTED: bool>(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if args.get(2).is_some_and(|o| o != NONE) {
        let message = "pow() 3rd argument not allowed unless all arguments are integers";
        return Err(vm.raise_text(T::TYPE_ERROR, message));
    }
    let (a, b) = if REFLECTED { (args[1], args[0]) } else { (args[0], args[1]) };
    vm.float_op(POW, a, b)
}

fn fromhex(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if !vm.is_str(args[1]) {
        return Err(vm.raise_text(T::TYPE_ERROR, "bad argument type for built-in operation"));
    }
    let text = vm.text(args[1]).to_owned();
    let number = match crate::vm::number::parse_hex_float(&text) {
        Some(number) if number.is_infinite() && !text.to_ascii_lowercase().contains("inf") => {
            let message = "hexadecimal value too large to represent as a float";
            return Err(vm.raise_text(T::OVERFLOW_ERROR, message));
        }
        Some(number) => vm.new_float(number),
        None => return Err(vm.value_error("invalid hexadecimal floating-point string")),
    };
    if args[0] == T::FLOAT { Ok(number) } else { vm.call(args[0], &[number]) }
}

fn getformat(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if !vm.is_str(args[1]) {
        let got = vm.kind_name(args[1]);
        return Err(vm.type_error(format!("__getformat__() argument must be str, not {got}")));
    }
    match vm.text(args[1]) {
        "double" | "float" => Ok(vm.new_str("IEEE, little-endian")),
        _ => Err(vm.value_error("__getformat__() argument 1 must be 'double' or 'float'")),
    }
}

fn real(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    let value = value(vm, o);
    Ok(vm.new_float(value))
}

fn imag(vm: &mut Vm, _: Obj) -> PyResult<Obj> {
    Ok(vm.new_float(0.0))
}

fn new(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if !args.kw.is_empty() && vm.refuses_keywords(args[0], T::FLOAT) {
        return Err(vm.raise_text(T::TYPE_ERROR, "float() takes no keyword arguments"));
    }
    if args.len() > 2 {
        let count = args.len() - 1;
        return Err(vm.type_error(format!("float expected at most 1 argument, got {count}")));
    }
    let number = match args.get(1) {
        None => 0.0,
        Some(o) => {
            if matches!(vm.heap.payload(o), Payload::Float(_)) && vm.ty(o) == T::FLOAT && args[0] == T::FLOAT {
                return Ok(o);
            }
            match vm.ty(o) {
                T::FLOAT | T::INT => vm.to_float(o, "")?,
                T::STR => vm.float_from_text(o)?,
                _ => match vm.own_float(o)? {
                    Some(number) => number,
                    None => vm.float_from_text(o)?,
                },
            }
        }
    };
    Ok(vm.new_object(args[0], Payload::Float(number)))
}

impl Vm {
    /// What an object says itself that it is as a number: by `__float__`, or else by `__index__`.
    fn own_float(&mut self, o: Obj) -> PyResult<Option<f64>> {
        if let Some(result) = self.call_special(o, names::__float__, &[])? {
            let Payload::Float(value) = *self.heap.payload(result) else {
                let (ty, name) = (self.type_name_of(o), self.type_name_of(result));
                return Err(self.type_error(format!("{ty}.__float__ returned non-float (type {name})")));
            };
            let method = format!("{}.__float__", self.type_name_of(o));
            self.warn_of_subclass(&method, result, T::FLOAT)?;
            return Ok(Some(value));
        }
        if self.find_in_type(self.ty(o), names::__index__).is_some() {
            let index = self.index(o)?;
            return self.int_to_f64(index).map(Some);
        }
        Ok(None)
    }

    /// The number that a text says, be it a string or bytes of any kind.
    fn float_from_text(&mut self, o: Obj) -> PyResult<f64> {
        let text = match self.heap.payload(o) {
            Payload::Str(text) => text.as_str().to_owned(),
            _ => match self.buffer_of(o)? {
                Some(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
                None => {
                    let name = self.type_name_of(o);
                    let message = format!("float() argument must be a string or a real number, not '{name}'");
                    return Err(self.type_error(message));
                }
            },
        };
        match parse_float(&text) {
            Some(value) => Ok(value),
            None => {
                let shown = self.repr_text(o)?;
                Err(self.value_error(&format!("could not convert string to float: {shown}")))
            }
        }
    }

    /// The value of a real number; `complaint` is followed by the type's name.
    pub fn to_float(&mut self, o: Obj, complaint: &str) -> PyResult<f64> {
        match self.heap.payload(o) {
            Payload::Float(value) => return Ok(*value),
            Payload::Int(_) | Payload::Big(_) => return self.int_to_f64(o),
            _ => {}
        }
        if let Some(number) = self.own_float(o)? {
            return Ok(number);
        }
        let name = self.type_name_of(o);
        Err(self.type_error(format!("{complaint}{name}")))
    }

    fn float_op(&mut self, op: u32, a: Obj, b: Obj) -> PyResult<Obj> {
        let number = |vm: &mut Vm, o: Obj| -> PyResult<Option<f64>> {
            match vm.heap.payload(o) {
                Payload::Float(value) => Ok(Some(*value)),
                Payload::Int(_) | Payload::Big(_) => vm.int_to_f64(o).map(Some),
                _ => Ok(None),
            }
        };
        let (Some(x), Some(y)) = (number(self, a)?, number(self, b)?) else { return Ok(NOT_IMPLEMENTED) };
        let result = match op {
            ADD => x + y,
            SUB => x - y,
            MUL => x * y,
            TRUEDIV => {
                if y == 0.0 {
                    return Err(self.raise_text(T::ZERO_DIVISION_ERROR, "float division by zero"));
                }
                x / y
            }
            FLOORDIV | MOD | DIVMOD => {
                if y == 0.0 {
                    let message = match op {
                        FLOORDIV => "float floor division by zero",
                        MOD => "float modulo by zero",
                        _ => "float divmod()",
                    };
                    return Err(self.raise_text(T::ZERO_DIVISION_ERROR, message));
                }
                let (quotient, rest) = float_divmod(x, y);
                match op {
                    FLOORDIV => quotient,
                    MOD => rest,
                    _ => {
                        let (quotient, rest) = (self.new_float(quotient), self.new_float(rest));
                        return Ok(self.new_tuple(&[quotient, rest]));
                    }
                }
            }
            _ => return self.float_pow(x, y),
        };
        Ok(self.new_float(result))
    }

    fn float_pow(&mut self, x: f64, y: f64) -> PyResult<Obj> {
        if x == 0.0 && y < 0.0 && y.is_finite() {
            let message = "0.0 cannot be raised to a negative power";
            return Err(self.raise_text(T::ZERO_DIVISION_ERROR, message));
        }
        if x < 0.0 && x.is_finite() && y.is_finite() && y.fract() != 0.0 {
            return self.complex_pow((x, 0.0), (y, 0.0));
        }
        let result = x.powf(y);
        if result.is_infinite() && x.is_finite() && y.is_finite() {
            let message = "(34, 'Numerical result out of range')";
            let _ = message;
            let (code, text) = (self.new_int(34), self.new_str("Numerical result out of range"));
            let exception = self.new_exception_args(T::OVERFLOW_ERROR, &[code, text]);
            return Err(self.raise_object(exception));
        }
        Ok(self.new_float(result))
    }

    fn complex_pow(&mut self, a: (f64, f64), b: (f64, f64)) -> PyResult<Obj> {
        if b == (0.0, 0.0) {
            return Ok(self.new_complex(1.0, 0.0));
        }
        if a == (0.0, 0.0) {
            if b.1 != 0.0 || b.0 < 0.0 {
                let message = "0.0 to a negative or complex power";
                return Err(self.raise_text(T::ZERO_DIVISION_ERROR, message));
            }
            return Ok(self.new_complex(0.0, 0.0));
        }
        if b.1 == 0.0 && b.0.fract() == 0.0 && b.0.abs() <= 100.0 {
            let mut result = (1.0, 0.0);
            let mut base = a;
            let mut count = b.0.abs() as u32;
            while count > 0 {
                if count & 1 != 0 {
                    result = complex_mul(result, base);
                }
                base = complex_mul(base, base);
                count >>= 1;
            }
            if b.0 < 0.0 {
                result = complex_div((1.0, 0.0), result);
            }
            return self.complex_power(result);
        }
        let modulus = a.0.hypot(a.1);
        let mut length = modulus.powf(b.0);
        let angle = a.1.atan2(a.0);
        let mut phase = angle * b.0;
        if b.1 != 0.0 {
            length *= (-angle * b.1).exp();
            phase += b.1 * modulus.ln();
        }
        self.complex_power((length * phase.cos(), length * phase.sin()))
    }

    fn complex_power(&mut self, (re, im): (f64, f64)) -> PyResult<Obj> {
        if re.is_infinite() || im.is_infinite() {
            return Err(self.raise_text(T::OVERFLOW_ERROR, "complex exponentiation"));
        }
        Ok(self.new_complex(re, im))
    }

    /// An argument of `complex()`: its value, and its imaginary part if it is complex.
    fn complex_part(&mut self, o: Obj, first: bool) -> PyResult<(f64, Option<f64>)> {
        if let &Payload::Complex(re, im) = self.heap.payload(o)
            && (!first || self.ty(o) == T::COMPLEX)
        {
            return Ok((re, Some(im)));
        }
        if first && let Some(result) = self.call_special(o, names::__complex__, &[])? {
            return match self.heap.payload(result) {
                &Payload::Complex(re, im) => {
                    self.warn_of_subclass("__complex__", result, T::COMPLEX)?;
                    Ok((re, Some(im)))
                }
                _ => {
                    let name = self.type_name_of(result);
                    Err(self.type_error(format!("__complex__ returned non-complex (type {name})")))
                }
            };
        }
        let ty = self.ty(o);
        if self.as_f64(o).is_none()
            && self.find_in_type(ty, names::__float__).is_none()
            && self.find_in_type(ty, names::__index__).is_none()
        {
            let name = self.type_name(ty);
            return Err(self.type_error(if first {
                format!("complex() first argument must be a string or a number, not '{name}'")
            } else {
                format!("complex() second argument must be a number, not '{name}'")
            }));
        }
        let own = self.own_float(o)?;
        Ok((own.map_or_else(|| self.to_float(o, "must be real number, not "), Ok)?, None))
    }

    fn complex_of(&mut self, o: Obj) -> PyResult<Option<(f64, f64)>> {
        match self.heap.payload(o) {
            Payload::Complex(re, im) => Ok(Some((*re, *im))),
            Payload::Float(value) => Ok(Some((*value, 0.0))),
            Payload::Int(_) | Payload::Big(_) => Ok(Some((self.int_to_f64(o)?, 0.0))),
            _ => Ok(None),
        }
    }

    fn complex_op(&mut self, op: u32, a: Obj, b: Obj) -> PyResult<Obj> {
        let (Some(x), Some(y)) = (self.complex_of(a)?, self.complex_of(b)?) else { return Ok(NOT_IMPLEMENTED) };
        let (re, im) = match op {
            ADD => (x.0 + y.0, x.1 + y.1),
            SUB => (x.0 - y.0, x.1 - y.1),
            MUL => complex_mul(x, y),
            TRUEDIV => {
                if y == (0.0, 0.0) {
                    return Err(self.raise_text(T::ZERO_DIVISION_ERROR, "complex division by zero"));
                }
                complex_div(x, y)
            }
            _ => return self.complex_pow(x, y),
        };
        Ok(self.new_complex(re, im))
    }
}

fn complex_mul(a: (f64, f64), b: (f64, f64)) -> (f64, f64) {
    (a.0 * b.0 - a.1 * b.1, a.0 * b.1 + a.1 * b.0)
}

fn complex_div(a: (f64, f64), b: (f64, f64)) -> (f64, f64) {
    if b.0.abs() >= b.1.abs() {
        let ratio = b.1 / b.0;
        let denominator = b.0 + b.1 * ratio;
        ((a.0 + a.1 * ratio) / denominator, (a.1 - a.0 * ratio) / denominator)
    } else {
        let ratio = b.0 / b.1;
        let denominator = b.0 * ratio + b.1;
        ((a.0 * ratio + a.1) / denominator, (a.1 * ratio - a.0) / denominator)
    }
}

/// Quotient and remainder with the sign of the divisor.
pub fn float_divmod(x: f64, y: f64) -> (f64, f64) {
    let mut rest = x % y;
    let mut quotient = (x - rest) / y;
    if rest != 0.0 {
        if (y < 0.0) != (rest < 0.0) {
            rest += y;
            quotient -= 1.0;
        }
    } else {
        rest = 0f64.copysign(y);
    }
    let quotient = if quotient != 0.0 {
        let floor = quotient.floor();
        if quotient - floor > 0.5 { floor + 1.0 } else { floor }
    } else {
        0f64.copysign(x / y)
    };
    (quotient, rest)
}

fn cop<const OP: u32>(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if OP == POW && args.get(2).is_some_and(|modulus| modulus != NONE) {
        return Err(vm.value_error("complex modulo"));
    }
    vm.complex_op(OP, args[0], args[1])
}

fn crop<const OP: u32>(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    vm.complex_op(OP, args[1], args[0])
}

fn parts(vm: &Vm, o: Obj) -> (f64, f64) {
    match vm.heap.payload(o) {
        Payload::Complex(re, im) => (*re, *im),
        _ => (0.0, 0.0),
    }
}

fn cneg(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let (re, im) = parts(vm, args[0]);
    Ok(vm.new_complex(-re, -im))
}

fn cpos(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let (re, im) = parts(vm, args[0]);
    Ok(vm.new_complex(re, im))
}

fn complex_itself(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if vm.ty(args[0]) == T::COMPLEX { Ok(args[0]) } else { cpos(vm, args) }
}

fn cabs(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let (re, im) = parts(vm, args[0]);
    let length = re.hypot(im);
    if length.is_infinite() && re.is_finite() && im.is_finite() {
        return Err(vm.raise_text(T::OVERFLOW_ERROR, "absolute value too large"));
    }
    Ok(vm.new_float(length))
}

fn cbool(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    Ok(Obj::bool(parts(vm, args[0]) != (0.0, 0.0)))
}

fn conjugate(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let (re, im) = parts(vm, args[0]);
    Ok(vm.new_complex(re, -im))
}

fn creal(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    let (re, _) = parts(vm, o);
    Ok(vm.new_float(re))
}

fn cimag(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    let (_, im) = parts(vm, o);
    Ok(vm.new_float(im))
}

fn complex_new(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let [real, imag] = vm.parse::<2>(
        args,
        1,
        &crate::vm::native::Params {
            function: "complex",
            names: &["real", "imag"],
            required: 0,
            positional: 2,
            positional_only: 0,
        },
    )?;
    if !real.is_null() && vm.ty(real) == T::COMPLEX && imag.is_null() && args[0] == T::COMPLEX {
        return Ok(real);
    }
    if !real.is_null() && vm.is_str(real) {
        if !imag.is_null() {
            return Err(vm.raise_text(T::TYPE_ERROR, "complex() can't take second arg if first is a string"));
        }
        let text = vm.text(real).trim_matches(super::str::is_space).to_owned();
        return match parse_complex(&text) {
            Some((re, im)) => Ok(vm.new_object(args[0], Payload::Complex(re, im))),
            None => Err(vm.value_error("complex() arg is a malformed string")),
        };
    }
    if !imag.is_null() && vm.is_str(imag) {
        return Err(vm.raise_text(T::TYPE_ERROR, "complex() second arg can't be a string"));
    }
    // Each part may itself be complex; whether it was decides how signed zeros go together.
    let (mut re, mut im) = ((0.0, None), (0.0, None));
    if !real.is_null() {
        re = vm.complex_part(real, true)?;
    }
    if !imag.is_null() {
        im = vm.complex_part(imag, false)?;
    }
    let mut result = (re.0, im.0);
    if let Some(part) = im.1 {
        result.0 -= part;
    }
    if let Some(part) = re.1 {
        result.1 = if imag.is_null() { part } else { result.1 + part };
    }
    Ok(vm.new_object(args[0], Payload::Complex(result.0, result.1)))
}

fn parse_complex(text: &str) -> Option<(f64, f64)> {
    let text = text.strip_prefix('(').and_then(|t| t.strip_suffix(')')).unwrap_or(text).trim();
    if text.contains(char::is_whitespace) {
        return None;
    }
    let Some(body) = text.strip_suffix(['j', 'J']) else { return parse_float(text).map(|re| (re, 0.0)) };
    let split = body
        .char_indices()
        .rev()
        .find(|&(at, c)| matches!(c, '+' | '-') && at > 0 && !matches!(body.as_bytes()[at - 1], b'e' | b'E'));
    let (real, imag) = match split {
        Some((at, _)) => (parse_float(&body[..at])?, &body[at..]),
        None => (0.0, body),
    };
    let imag = match imag {
        "" | "+" => 1.0,
        "-" => -1.0,
        text => parse_float(text)?,
    };
    Some((real, imag))
}
