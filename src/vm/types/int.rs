//! `int` and `bool`.

use num_bigint::{BigInt, Sign};
use num_integer::Integer;
use num_traits::{One, Signed, ToPrimitive, Zero};

use super::{FORMAT, HASH, ONE, REPR, TypeTable, ZERO};
use crate::vm::native::{Args, Arity, GetSetDef, NativeDef, def};
use crate::vm::number::int_digits;
use crate::vm::object::statics::{NONE, NOT_IMPLEMENTED};
use crate::vm::object::{Obj, Payload, T, names};
use crate::vm::operator::Binary;
use crate::vm::{PyResult, Vm};

const ADD: u32 = Binary::Add as u32;
const AND: u32 = Binary::And as u32;
const FLOORDIV: u32 = Binary::FloorDivide as u32;
const LSHIFT: u32 = Binary::LeftShift as u32;
const MUL: u32 = Binary::Multiply as u32;
const MOD: u32 = Binary::Remainder as u32;
const OR: u32 = Binary::Or as u32;
const RSHIFT: u32 = Binary::RightShift as u32;
const SUB: u32 = Binary::Subtract as u32;
const TRUEDIV: u32 = Binary::TrueDivide as u32;
const XOR: u32 = Binary::Xor as u32;
const DIVMOD: u32 = Binary::DivMod as u32;

const METHODS: &[NativeDef] = &[
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
    def("__lshift__", ONE, op::<LSHIFT>),
    def("__rlshift__", ONE, rop::<LSHIFT>),
    def("__rshift__", ONE, op::<RSHIFT>),
    def("__rrshift__", ONE, rop::<RSHIFT>),
    def("__and__", ONE, op::<AND>),
    def("__rand__", ONE, rop::<AND>),
    def("__or__", ONE, op::<OR>),
    def("__ror__", ONE, rop::<OR>),
    def("__xor__", ONE, op::<XOR>),
    def("__rxor__", ONE, rop::<XOR>),
    def("__pow__", Arity::Slot(1, 2), pow),
    def("__rpow__", Arity::Slot(1, 2), rpow),
    def("__neg__", ZERO, neg),
    def("__pos__", ZERO, pos),
    def("__abs__", ZERO, abs),
    def("__invert__", ZERO, invert),
    def("__bool__", ZERO, bool_),
    def("__int__", ZERO, pos),
    def("__index__", ZERO, pos),
    def("__float__", ZERO, float),
    def("__trunc__", Arity::None, pos),
    def("__floor__", Arity::None, pos),
    def("__ceil__", Arity::None, pos),
    def("__round__", Arity::Pos(0, 1), round),
    def("__getnewargs__", Arity::None, getnewargs),
    def("bit_length", Arity::None, bit_length),
    def("bit_count", Arity::None, bit_count),
    def("conjugate", Arity::None, pos),
    def("is_integer", Arity::None, is_integer),
    def("as_integer_ratio", Arity::None, as_integer_ratio),
    def("to_bytes", Arity::Any, to_bytes),
];

pub const TABLES: &[TypeTable] = &[
    TypeTable::new(T::INT, METHODS)
        .with_statics(&[def("__new__", Arity::Any, new)])
        .with_class_methods(&[def("from_bytes", Arity::Any, from_bytes)])
        .with_getset(&[
            GetSetDef { name: "real", get: real, set: None },
            GetSetDef { name: "imag", get: imag, set: None },
            GetSetDef { name: "numerator", get: real, set: None },
            GetSetDef { name: "denominator", get: denominator, set: None },
        ]),
    TypeTable::new(
        T::BOOL,
        &[
            REPR,
            def("__and__", ONE, bool_op::<AND>),
            def("__rand__", ONE, bool_op::<AND>),
            def("__or__", ONE, bool_op::<OR>),
            def("__ror__", ONE, bool_op::<OR>),
            def("__xor__", ONE, bool_op::<XOR>),
            def("__rxor__", ONE, bool_op::<XOR>),
            def("__invert__", ZERO, bool_invert),
        ],
    )
    .with_statics(&[def("__new__", Arity::Any, bool_new)]),
];

fn op<const OP: u32>(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    vm.int_op(OP, args[0], args[1])
}

fn rop<const OP: u32>(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    vm.int_op(OP, args[1], args[0])
}

fn bool_op<const OP: u32>(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if vm.ty(args[0]) == T::BOOL && vm.ty(args[1]) == T::BOOL {
        let (a, b) = (vm.as_int(args[0]) == Some(1), vm.as_int(args[1]) == Some(1));
        return Ok(Obj::bool(match OP {
            AND => a & b,
            OR => a | b,
            _ => a ^ b,
        }));
    }
    vm.int_op(OP, args[0], args[1])
}

fn pow(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    vm.int_pow(args[0], args[1], args.get(2))
}

fn rpow(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    vm.int_pow(args[1], args[0], args.get(2))
}

fn neg(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    match vm.as_int(args[0]).and_then(i64::checked_neg) {
        Some(value) => Ok(vm.new_int(value)),
        None => {
            let value = vm.as_big(args[0]).unwrap_or_default();
            Ok(vm.new_big(-value))
        }
    }
}

fn pos(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if vm.ty(args[0]) == T::INT {
        return Ok(args[0]);
    }
    let value = vm.as_big(args[0]).unwrap_or_default();
    Ok(vm.new_big(value))
}

fn abs(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if let Some(value) = vm.as_int(args[0]).and_then(i64::checked_abs) {
        return Ok(vm.new_int(value));
    }
    let value = vm.as_big(args[0]).unwrap_or_default();
    Ok(vm.new_big(value.abs()))
}

fn invert(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let value = vm.as_big(args[0]).unwrap_or_default();
    Ok(vm.new_big(!value))
}

fn bool_invert(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let text = "Bitwise inversion '~' on bool is deprecated and will be removed in Python 3.16. \
                This returns the bitwise inversion of the underlying int object and is usually not what you expect \
                from negating a bool. Use the 'not' operator for boolean negation or ~int(x) if you really want \
                the bitwise inversion of the underlying int.";
    vm.warn(T::DEPRECATION_WARNING, text)?;
    invert(vm, args)
}

fn bool_(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    Ok(Obj::bool(vm.as_int(args[0]) != Some(0)))
}

fn float(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let value = vm.int_to_f64(args[0])?;
    Ok(vm.new_float(value))
}

fn round(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let Some(digits) = args.get(1) else { return pos(vm, args) };
    let digits = vm.index(digits)?;
    let digits = match vm.as_big(digits).map(|digits| (digits.is_negative(), digits.to_i64())) {
        Some((true, value)) => value.unwrap_or(-1 << 40),
        _ => 0,
    };
    if digits >= 0 {
        return pos(vm, args);
    }
    let value = vm.as_big(args[0]).unwrap_or_default();
    if -digits > value.bits() as i64 {
        return Ok(vm.new_int(0));
    }
    let unit = BigInt::from(10).pow(u32::try_from(-digits).unwrap_or(u32::MAX).min(100_000));
    let (quotient, rest) = value.div_mod_floor(&unit);
    let twice: BigInt = &rest * 2;
    let up = twice > unit || twice == unit && quotient.is_odd();
    let quotient = if up { quotient + 1 } else { quotient };
    Ok(vm.new_big(quotient * unit))
}

fn getnewargs(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let value = pos(vm, args)?;
    Ok(vm.new_tuple(&[value]))
}

fn bit_length(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let value = vm.as_big(args[0]).unwrap_or_default();
    Ok(vm.new_int(value.bits() as i64))
}

fn bit_count(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let value = vm.as_big(args[0]).unwrap_or_default();
    let count: u32 = value.magnitude().iter_u64_digits().map(u64::count_ones).sum();
    Ok(vm.new_int(i64::from(count)))
}

fn is_integer(_: &mut Vm, _: &Args) -> PyResult<Obj> {
    Ok(Obj::bool(true))
}

fn as_integer_ratio(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let value = pos(vm, args)?;
    Ok(vm.new_tuple(&[value, crate::vm::object::statics::ONE]))
}

fn real(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    pos(vm, &Args { pos: &[o], kw: &[] })
}

fn imag(vm: &mut Vm, _: Obj) -> PyResult<Obj> {
    Ok(vm.new_int(0))
}

fn denominator(vm: &mut Vm, _: Obj) -> PyResult<Obj> {
    Ok(vm.new_int(1))
}

fn byte_order(vm: &mut Vm, order: Obj, function: &str) -> PyResult<bool> {
    if !vm.is_str(order) {
        let got = vm.kind_name(order);
        return Err(vm.type_error(format!("{function}() argument 'byteorder' must be str, not {got}")));
    }
    match vm.text(order) {
        "little" => Ok(true),
        "big" => Ok(false),
        _ => Err(vm.value_error("byteorder must be either 'little' or 'big'")),
    }
}

fn to_bytes(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let [length, order, signed] = vm.parse::<3>(
        args,
        1,
        &crate::vm::native::Params {
            function: "to_bytes",
            names: &["length", "byteorder", "signed"],
            required: 0,
            positional: 2,
            positional_only: 0,
        },
    )?;
    let length = if length.is_null() { 1 } else { vm.index_i64(length)? };
    if length < 0 {
        return Err(vm.value_error("length argument must be non-negative"));
    }
    let length = length as usize;
    vm.check_size(length)?;
    let little = if order.is_null() { false } else { byte_order(vm, order, "to_bytes")? };
    let signed = !signed.is_null() && vm.truth(signed)?;
    let value = vm.as_big(args[0]).unwrap_or_default();
    if value.is_negative() && !signed {
        return Err(vm.raise_text(T::OVERFLOW_ERROR, "can't convert negative int to unsigned"));
    }
    let mut bytes = if signed { value.to_signed_bytes_le() } else { value.to_bytes_le().1 };
    let fill = if value.is_negative() { 0xff } else { 0 };
    while bytes.len() > length
        && bytes.last() == Some(&fill)
        && (!signed || bytes.len() < 2 || (bytes[bytes.len() - 2] & 0x80 != 0) == (fill != 0))
    {
        bytes.pop();
    }
    if bytes.len() > length && !(value.is_zero()) {
        return Err(vm.raise_text(T::OVERFLOW_ERROR, "int too big to convert"));
    }
    bytes.resize(length, fill);
    if !little {
        bytes.reverse();
    }
    Ok(vm.new_bytes(bytes))
}

fn from_bytes(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let [bytes, order, signed] = vm.parse::<3>(
        args,
        1,
        &crate::vm::native::Params {
            function: "from_bytes",
            names: &["bytes", "byteorder", "signed"],
            required: 1,
            positional: 2,
            positional_only: 0,
        },
    )?;
    let little = if order.is_null() { false } else { byte_order(vm, order, "from_bytes")? };
    let signed = !signed.is_null() && vm.truth(signed)?;
    let bytes = vm.to_bytes_value(bytes)?;
    let value = match (signed, little) {
        (true, true) => BigInt::from_signed_bytes_le(&bytes),
        (true, false) => BigInt::from_signed_bytes_be(&bytes),
        (false, true) => BigInt::from_bytes_le(Sign::Plus, &bytes),
        (false, false) => BigInt::from_bytes_be(Sign::Plus, &bytes),
    };
    let value = vm.new_big(value);
    if args[0] == T::INT { Ok(value) } else { vm.call(args[0], &[value]) }
}

/// `int(x=0, base=10)`.
fn new(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let class = args[0];
    if args.len() > 3 {
        let count = args.len() - 1 + args.kw.len();
        return Err(vm.type_error(if args.kw.is_empty() {
            format!("int expected at most 2 arguments, got {count}")
        } else {
            format!("int() takes at most 2 arguments ({count} given)")
        }));
    }
    let [mut value, base] = if args.kw.is_empty() {
        [args.get(1), args.get(2)]
    } else {
        let params = crate::vm::native::Params {
            function: "int",
            names: &["", "base"],
            required: 0,
            positional: 2,
            positional_only: 1,
        };
        vm.parse::<2>(args, 1, &params)?.map(Obj::some)
    };
    let result = match (value.take(), base) {
        (None, None) => vm.new_int(0),
        (None, Some(_)) => return Err(vm.raise_text(T::TYPE_ERROR, "int() missing string argument")),
        (Some(value), None) => vm.to_int(value)?,
        (Some(value), Some(base)) => {
            let base = vm.index(base)?;
            let base = vm.as_int(base).unwrap_or(-1);
            if base != 0 && !(2..=36).contains(&base) {
                return Err(vm.value_error("int() base must be >= 2 and <= 36, or 0"));
            }
            if !vm.is_str(value) && !matches!(vm.heap.payload(value), Payload::Bytes(_) | Payload::ByteArray(_)) {
                return Err(vm.raise_text(T::TYPE_ERROR, "int() can't convert non-string with explicit base"));
            }
            vm.int_from_text(value, base as u32)?
        }
    };
    if class == T::INT {
        return Ok(result);
    }
    let payload = vm.heap.payload(result).clone();
    Ok(vm.new_object(class, payload))
}

fn bool_new(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if !args.kw.is_empty() {
        return Err(vm.raise_text(T::TYPE_ERROR, "bool() takes no keyword arguments"));
    }
    match args.len() {
        1 => Ok(Obj::bool(false)),
        2 => Ok(Obj::bool(vm.truth(args[1])?)),
        more => Err(vm.type_error(format!("bool expected at most 1 argument, got {}", more - 1))),
    }
}

impl Vm {
    /// `int(value)` without a base.
    pub fn to_int(&mut self, value: Obj) -> PyResult<Obj> {
        match self.heap.payload(value) {
            Payload::Int(_) | Payload::Big(_) if self.ty(value) == T::INT => return Ok(value),
            Payload::Float(number) if self.ty(value) == T::FLOAT => {
                let number = *number;
                let value = self.float_to_big(number)?;
                return Ok(self.new_big(value));
            }
            Payload::Str(_) | Payload::Bytes(_) | Payload::ByteArray(_) => return self.int_from_text(value, 10),
            _ => {}
        }
        for method in [names::__int__, names::__index__, names::__trunc__] {
            if let Some(result) = self.call_special(value, method, &[])? {
                if self.is_int(result) {
                    if method != names::__trunc__ {
                        let method = self.text(method).to_owned();
                        self.warn_of_subclass(&method, result, T::INT)?;
                    } else {
                        let message = "The delegation of int() to __trunc__ is deprecated.";
                        self.warn(T::DEPRECATION_WARNING, message)?;
                    }
                    return pos(self, &Args { pos: &[result], kw: &[] });
                }
                if method == names::__trunc__ {
                    // What a `__trunc__` returns may have an integer's value.
                    if self.find_in_type(self.ty(result), names::__index__).is_some() {
                        let value = self.index(result)?;
                        let message = "The delegation of int() to __trunc__ is deprecated.";
                        self.warn(T::DEPRECATION_WARNING, message)?;
                        return pos(self, &Args { pos: &[value], kw: &[] });
                    }
                    let name = self.type_name_of(result);
                    return Err(self.type_error(format!("__trunc__ returned non-Integral (type {name})")));
                }
                let (method, name) = (self.text(method).to_owned(), self.type_name_of(result));
                return Err(self.type_error(format!("{method} returned non-int (type {name})")));
            }
        }
        if self.buffer_of(value)?.is_some() {
            return self.int_from_text(value, 10);
        }
        let name = self.type_name_of(value);
        let message = format!("int() argument must be a string, a bytes-like object or a real number, not '{name}'");
        Err(self.type_error(message))
    }

    fn int_from_text(&mut self, value: Obj, base: u32) -> PyResult<Obj> {
        let text = match self.heap.payload(value) {
            Payload::Str(s) => s.as_str().to_owned(),
            _ => String::from_utf8_lossy(&self.buffer_of(value)?.unwrap_or_default()).into_owned(),
        };
        let digits = text.chars().filter(|c| c.is_alphanumeric()).count();
        let most = self.int_max_str_digits as usize;
        if most > 0 && digits > most && !matches!(base, 2 | 4 | 8 | 16 | 32) {
            let message = format!(
                "Exceeds the limit ({most} digits) for integer string conversion: value has {digits} digits; use \
                 sys.set_int_max_str_digits() to increase the limit"
            );
            return Err(self.value_error(&message));
        }
        let parsed = match int_digits(&text, base) {
            Some((negative, digits, base)) => self
                .big_from_digits(&digits, base)?
                .map(BigInt::from)
                .map(|value| if negative { -value } else { value }),
            None => None,
        };
        match parsed {
            Some(value) => Ok(self.new_big(value)),
            None => {
                // What is not text is shown as the bytes it holds.
                let given = match self.is_str(value) {
                    true => value,
                    false => {
                        let bytes = self.buffer_of(value)?.unwrap_or_default();
                        self.new_bytes(bytes)
                    }
                };
                let shown = self.repr_text(given)?;
                let shown: String = if shown.chars().count() > 200 { shown.chars().take(200).collect() } else { shown };
                Err(self.value_error(&format!("invalid literal for int() with base {base}: {shown}")))
            }
        }
    }

    /// Complains about a number with more decimal digits than `sys.set_int_max_str_digits` allows.
    pub fn check_digits(&mut self, value: &BigInt) -> PyResult<()> {
        let most = self.int_max_str_digits;
        // Below this many bits no number has too many digits.
        if most == 0 || value.bits() < most as u64 * 3 || value.magnitude() < &num_bigint::BigUint::from(10u8).pow(most)
        {
            return Ok(());
        }
        let message = format!(
            "Exceeds the limit ({most} digits) for integer string conversion; use sys.set_int_max_str_digits() to \
             increase the limit"
        );
        Err(self.value_error(&message))
    }

    pub fn float_to_big(&mut self, number: f64) -> PyResult<BigInt> {
        if number.is_nan() {
            return Err(self.value_error("cannot convert float NaN to integer"));
        }
        if number.is_infinite() {
            return Err(self.raise_text(T::OVERFLOW_ERROR, "cannot convert float infinity to integer"));
        }
        Ok(num_traits::FromPrimitive::from_f64(number.trunc()).unwrap_or_default())
    }

    /// The nearest float, rounding half to even.
    pub fn int_to_f64(&mut self, o: Obj) -> PyResult<f64> {
        match self.heap.payload(o) {
            Payload::Int(value) => Ok(*value as f64),
            Payload::Big(value) => {
                let result = big_to_f64(value);
                if result.is_infinite() {
                    return Err(self.raise_text(T::OVERFLOW_ERROR, "int too large to convert to float"));
                }
                Ok(result)
            }
            _ => Ok(0.0),
        }
    }

    /// A binary operator on two ints; `NotImplemented` for other operands.
    pub fn int_op(&mut self, op: u32, a: Obj, b: Obj) -> PyResult<Obj> {
        if !self.is_int(a) || !self.is_int(b) {
            return Ok(NOT_IMPLEMENTED);
        }
        if let (Some(x), Some(y)) = (self.as_int(a), self.as_int(b)) {
            let quick = match op {
                ADD => x.checked_add(y),
                SUB => x.checked_sub(y),
                MUL => x.checked_mul(y),
                AND => Some(x & y),
                OR => Some(x | y),
                XOR => Some(x ^ y),
                FLOORDIV if y != 0 && y != -1 => Some(Integer::div_floor(&x, &y)),
                MOD if y != 0 && y != -1 => Some(Integer::mod_floor(&x, &y)),
                LSHIFT if (0..62).contains(&y) && x.unsigned_abs().leading_zeros() > y as u32 + 1 => Some(x << y),
                RSHIFT if y >= 0 => Some(x >> y.min(63)),
                DIVMOD if y != 0 && y != -1 => {
                    let (quotient, rest) = Integer::div_mod_floor(&x, &y);
                    let (quotient, rest) = (self.new_int(quotient), self.new_int(rest));
                    return Ok(self.new_tuple(&[quotient, rest]));
                }
                _ => None,
            };
            if let Some(value) = quick {
                return Ok(self.new_int(value));
            }
        }
        let (x, y) = (self.as_big(a).unwrap_or_default(), self.as_big(b).unwrap_or_default());
        let value = match op {
            ADD => x + y,
            SUB => x - y,
            MUL => self.big_mul(&x, &y)?,
            AND => x & y,
            OR => x | y,
            XOR => x ^ y,
            FLOORDIV | MOD | DIVMOD => {
                if y.is_zero() {
                    let message =
                        if op == MOD { "integer modulo by zero" } else { "integer division or modulo by zero" };
                    return Err(self.raise_text(T::ZERO_DIVISION_ERROR, message));
                }
                let (quotient, rest) = self.big_div_floor(&x, &y)?;
                match op {
                    FLOORDIV => quotient,
                    MOD => rest,
                    _ => {
                        let (quotient, rest) = (self.new_big(quotient), self.new_big(rest));
                        return Ok(self.new_tuple(&[quotient, rest]));
                    }
                }
            }
            TRUEDIV => {
                if y.is_zero() {
                    return Err(self.raise_text(T::ZERO_DIVISION_ERROR, "division by zero"));
                }
                let result = big_true_divide(&x, &y);
                if result.is_infinite() {
                    let message = "integer division result too large for a float";
                    return Err(self.raise_text(T::OVERFLOW_ERROR, message));
                }
                return Ok(self.new_float(result));
            }
            LSHIFT | RSHIFT => {
                if y.is_negative() {
                    return Err(self.value_error("negative shift count"));
                }
                let most = if op == RSHIFT { u64::MAX } else { 1 << 32 };
                let Some(count) = y.to_u64().or((op == RSHIFT).then_some(u64::MAX)).filter(|&count| count <= most)
                else {
                    if x.is_zero() {
                        return Ok(self.new_int(0));
                    }
                    return Err(self.raise_text(T::OVERFLOW_ERROR, "too many digits in integer"));
                };
                if op == LSHIFT {
                    self.check_size((x.bits().saturating_add(count) / 8) as usize)?;
                    x << count
                } else if count > x.bits().saturating_add(1) {
                    if x.is_negative() { BigInt::from(-1) } else { BigInt::zero() }
                } else {
                    x >> count
                }
            }
            _ => return Ok(NOT_IMPLEMENTED),
        };
        Ok(self.new_big(value))
    }

    pub fn int_pow(&mut self, a: Obj, b: Obj, modulus: Option<Obj>) -> PyResult<Obj> {
        let modulus = modulus.filter(|&m| m != NONE);
        if !self.is_int(a) || !self.is_int(b) || modulus.is_some_and(|m| !self.is_int(m)) {
            return Ok(NOT_IMPLEMENTED);
        }
        let (base, exponent) = (self.as_big(a).unwrap_or_default(), self.as_big(b).unwrap_or_default());
        if let Some(modulus) = modulus {
            let modulus = self.as_big(modulus).unwrap_or_default();
            if modulus.is_zero() {
                return Err(self.value_error("pow() 3rd argument cannot be 0"));
            }
            let (base, exponent) = if exponent.is_negative() {
                let extended = base.extended_gcd(&modulus);
                if !extended.gcd.abs().is_one() {
                    return Err(self.value_error("base is not invertible for the given modulus"));
                }
                let inverse = if extended.gcd.is_negative() { -extended.x } else { extended.x };
                (inverse.mod_floor(&modulus), -exponent)
            } else {
                (base, exponent)
            };
            let result = self.big_modpow(&base, &exponent, &modulus)?;
            return Ok(self.new_big(result));
        }
        if exponent.is_negative() {
            let (base, exponent) = (self.int_to_f64(a)?, self.int_to_f64(b)?);
            if base == 0.0 {
                let message = "0.0 cannot be raised to a negative power";
                return Err(self.raise_text(T::ZERO_DIVISION_ERROR, message));
            }
            return Ok(self.new_float(base.powf(exponent)));
        }
        if base.is_one() || base.is_zero() || base == BigInt::from(-1) {
            let value = if exponent.is_zero() || base.is_one() || base.is_negative() && exponent.is_even() {
                1
            } else if base.is_zero() {
                0
            } else {
                -1
            };
            return Ok(self.new_int(value));
        }
        let value = self.big_pow(&base, exponent.to_u64().unwrap_or(u64::MAX))?;
        Ok(self.new_big(value))
    }
}

/// Correctly rounded conversion (num-bigint truncates).
pub fn big_to_f64(value: &BigInt) -> f64 {
    big_true_divide(value, &BigInt::one())
}

/// `a / b`, correctly rounded.
pub fn big_true_divide(a: &BigInt, b: &BigInt) -> f64 {
    let negative = a.is_negative() != b.is_negative();
    let (a, b) = (a.magnitude().clone(), b.magnitude().clone());
    if a.is_zero() {
        return if negative { -0.0 } else { 0.0 };
    }
    // Scale so that the quotient has 66 bits at least, keep whether anything was cut off.
    let shift = 66 - (a.bits() as i64 - b.bits() as i64);
    let (scaled, divisor) = if shift >= 0 { (a << shift as u64, b) } else { (a, b << (-shift) as u64) };
    let (quotient, rest) = scaled.div_rem(&divisor);
    let mut bits = quotient.bits() as i64;
    let exponent = bits - shift;
    // Fewer bits fit in a subnormal.
    let precision = if exponent < -1021 { 53 - (-1021 - exponent) } else { 53 };
    if precision < 0 {
        return if negative { -0.0 } else { 0.0 };
    }
    let cut = bits - precision;
    let mask = (num_bigint::BigUint::one() << cut as u64) - 1u32;
    let low = &quotient & &mask;
    let mut high = &quotient >> cut as u64;
    let half = num_bigint::BigUint::one() << (cut - 1) as u64;
    if low > half || low == half && (!rest.is_zero() || high.is_odd()) {
        high += 1u32;
    }
    bits = cut - shift;
    let mantissa = high.to_u64().unwrap_or(0) as f64;
    let result = if bits > 971 { f64::INFINITY } else { scale(mantissa, bits) };
    if negative { -result } else { result }
}

/// `mantissa * 2**exponent` where the product is exact.
fn scale(mantissa: f64, exponent: i64) -> f64 {
    let mut value = mantissa;
    let mut exponent = exponent;
    while exponent > 1000 {
        value *= 2f64.powi(1000);
        exponent -= 1000;
    }
    while exponent < -1000 {
        value *= 2f64.powi(-1000);
        exponent += 1000;
    }
    value * 2f64.powi(exponent as i32)
}
