//! Operators applied to constants: `None` where Python would raise an exception, or where the result would be too big to
//! be worth keeping.

use std::sync::Arc;

use hashbrown::HashSet;
use num_bigint::BigInt;

use super::complex::Complex;
use super::{complex, floats, ints};
use crate::base::{Constant, Int, Text};
use crate::frontend::ast::{Operator, UnaryOpKind};

/// Bits of a folded integer.
const MAX_INT_SIZE: u64 = 128;
/// Items of a folded tuple.
const MAX_COLLECTION_SIZE: usize = 256;
/// Code points or bytes of a folded string.
const MAX_STR_SIZE: usize = 4096;
/// Items of a folded tuple, those of tuples inside it included.
const MAX_TOTAL_ITEMS: usize = 1024;

/// A number, promoted as far as Python's arithmetic needs.
enum Number {
    Int(BigInt),
    Float(f64),
    Complex(Complex),
}

fn number(value: &Constant) -> Option<Number> {
    Some(match value {
        Constant::Bool(value) => Number::Int(BigInt::from(*value)),
        Constant::Int(value) => Number::Int(value.to_big()),
        Constant::Float(value) => Number::Float(*value),
        Constant::Complex { real, imag } => Number::Complex(Complex { real: *real, imag: *imag }),
        _ => return None,
    })
}

/// `True` and `False` are integers too.
fn integer(value: &Constant) -> Option<BigInt> {
    match value {
        Constant::Bool(value) => Some(BigInt::from(*value)),
        Constant::Int(value) => Some(value.to_big()),
        _ => None,
    }
}

fn int_constant(value: BigInt) -> Constant {
    Constant::Int(Int::from(value))
}

fn complex_constant(value: Complex) -> Constant {
    Constant::Complex { real: value.real, imag: value.imag }
}

/// `op value`
pub(super) fn unary(op: UnaryOpKind, value: &Constant) -> Option<Constant> {
    if op == UnaryOpKind::Not {
        return Some(Constant::Bool(!value.is_true()));
    }
    Some(match (op, number(value)?) {
        (UnaryOpKind::Invert, Number::Int(value)) => int_constant(!value),
        (UnaryOpKind::UAdd, Number::Int(value)) => int_constant(value),
        (UnaryOpKind::UAdd, _) => value.clone(),
        (UnaryOpKind::USub, Number::Int(value)) => int_constant(-value),
        (UnaryOpKind::USub, Number::Float(value)) => Constant::Float(-value),
        (UnaryOpKind::USub, Number::Complex(Complex { real, imag })) => Constant::Complex { real: -real, imag: -imag },
        _ => return None,
    })
}

/// `left op right`
pub(super) fn binary(op: Operator, left: &Constant, right: &Constant) -> Option<Constant> {
    match op {
        Operator::Add => concatenate(left, right).or_else(|| arithmetic(op, left, right)),
        Operator::Mult => repeat(left, right).unwrap_or_else(|| arithmetic(op, left, right)),
        Operator::BitOr | Operator::BitXor | Operator::BitAnd => bitwise(op, left, right),
        Operator::LShift | Operator::RShift => shift(op, left, right),
        Operator::MatMult => None,
        _ => arithmetic(op, left, right),
    }
}

fn concatenate(left: &Constant, right: &Constant) -> Option<Constant> {
    Some(match (left, right) {
        (Constant::Str(left), Constant::Str(right)) => {
            Constant::str(text_of_bytes(&[left.text.as_wtf8(), right.text.as_wtf8()].concat()))
        }
        (Constant::Bytes(left), Constant::Bytes(right)) => Constant::Bytes([&left[..], &right[..]].concat().into()),
        (Constant::Tuple(left), Constant::Tuple(right)) => {
            Constant::Tuple(left.iter().chain(&**right).cloned().collect())
        }
        _ => return None,
    })
}

/// Text of whole texts put together. Two halves of a surrogate pair that meet stay two code points.
fn text_of_bytes(bytes: &[u8]) -> Text {
    Text::from_wtf8(bytes).expect("whole code points make a text")
}

/// A sequence times an integer, either way round. The outer `None` means that neither is a sequence; the inner one that
/// there is no result.
fn repeat(left: &Constant, right: &Constant) -> Option<Option<Constant>> {
    let (sequence, count) = match (left, right) {
        (Constant::Str(_) | Constant::Bytes(_) | Constant::Tuple(_), count) => (left, count),
        (count, Constant::Str(_) | Constant::Bytes(_) | Constant::Tuple(_)) => (right, count),
        _ => return None,
    };
    Some(integer(count).and_then(|count| repeat_sequence(sequence, &count)))
}

fn repeat_sequence(sequence: &Constant, count: &BigInt) -> Option<Constant> {
    // An integer beyond 64 bits raises OverflowError, even for an empty sequence.
    let count = i64::try_from(count).ok()?;
    let times = usize::try_from(count);
    let fits = |size: usize, limit: usize| size == 0 || times.is_ok_and(|times| times <= limit / size);
    let some_times = |size: usize| if size == 0 { 0 } else { times.unwrap_or(0) };
    match sequence {
        Constant::Str(value) => {
            let size = value.text.code_points().count();
            let bytes = value.text.as_wtf8();
            fits(size, MAX_STR_SIZE).then(|| Constant::str(text_of_bytes(&bytes.repeat(some_times(size)))))
        }
        Constant::Bytes(bytes) => {
            let size = bytes.len();
            fits(size, MAX_STR_SIZE).then(|| Constant::Bytes(bytes.repeat(some_times(size)).into()))
        }
        Constant::Tuple(items) => {
            let size = items.len();
            let times = some_times(size);
            let is_simple = times == 0 || check_complexity(sequence, MAX_TOTAL_ITEMS / times).is_some();
            let repeated = || std::iter::repeat_n(&**items, times).flatten().cloned().collect();
            (fits(size, MAX_COLLECTION_SIZE) && is_simple).then(|| Constant::Tuple(repeated()))
        }
        _ => None,
    }
}

/// What is left of `limit` after counting the items of tuples inside tuples; `None` if they are more.
fn check_complexity(value: &Constant, limit: usize) -> Option<usize> {
    match value {
        Constant::Tuple(items) | Constant::FrozenSet(items) => {
            let limit = limit.checked_sub(items.len())?;
            items.iter().try_fold(limit, |limit, item| check_complexity(item, limit))
        }
        _ => Some(limit),
    }
}

fn arithmetic(op: Operator, left: &Constant, right: &Constant) -> Option<Constant> {
    match (number(left)?, number(right)?) {
        (Number::Int(left), Number::Int(right)) => int_arithmetic(op, &left, &right),
        (Number::Complex(left), right) => complex_arithmetic(op, left, to_complex(right)?),
        (left, Number::Complex(right)) => complex_arithmetic(op, to_complex(left)?, right),
        (left, right) => float_arithmetic(op, to_float(left)?, to_float(right)?),
    }
}

/// Fails for integers beyond the range of floats.
fn to_float(value: Number) -> Option<f64> {
    match value {
        Number::Int(value) => ints::to_float(&value),
        Number::Float(value) => Some(value),
        Number::Complex(_) => None,
    }
}

fn to_complex(value: Number) -> Option<Complex> {
    match value {
        Number::Complex(value) => Some(value),
        real => Some(Complex { real: to_float(real)?, imag: 0.0 }),
    }
}

fn int_arithmetic(op: Operator, left: &BigInt, right: &BigInt) -> Option<Constant> {
    let is_zero = |value: &BigInt| value.sign() == num_bigint::Sign::NoSign;
    Some(match op {
        Operator::Add => int_constant(left + right),
        Operator::Sub => int_constant(left - right),
        Operator::Mult => {
            let bits = left.bits() + right.bits();
            if !is_zero(left) && !is_zero(right) && bits > MAX_INT_SIZE {
                return None;
            }
            int_constant(left * right)
        }
        Operator::Div => Constant::Float(ints::true_divide(left, right)?),
        Operator::FloorDiv => int_constant(ints::floor_divide(left, right)?.0),
        Operator::Mod => int_constant(ints::floor_divide(left, right)?.1),
        Operator::Pow if right.sign() == num_bigint::Sign::Minus => {
            return float_power(ints::to_float(left)?, ints::to_float(right)?);
        }
        Operator::Pow if is_zero(right) => int_constant(BigInt::from(1)),
        Operator::Pow if is_zero(left) => int_constant(BigInt::from(0)),
        Operator::Pow => {
            let exponent = u64::try_from(right).ok()?;
            if left.bits() > MAX_INT_SIZE / exponent {
                return None;
            }
            int_constant(left.pow(exponent as u32))
        }
        _ => return None,
    })
}

fn float_arithmetic(op: Operator, left: f64, right: f64) -> Option<Constant> {
    Some(Constant::Float(match op {
        Operator::Add => left + right,
        Operator::Sub => left - right,
        Operator::Mult => left * right,
        Operator::Div if right == 0.0 => return None,
        Operator::Div => left / right,
        Operator::FloorDiv => floats::floor_divide(left, right)?.0,
        Operator::Mod => floats::floor_divide(left, right)?.1,
        Operator::Pow => return float_power(left, right),
        _ => return None,
    }))
}

/// A negative number to a fraction is complex.
fn float_power(left: f64, right: f64) -> Option<Constant> {
    if left < 0.0 && left.is_finite() && right.is_finite() && right != right.floor() {
        let power = complex::power(Complex { real: left, imag: 0.0 }, Complex { real: right, imag: 0.0 })?;
        return Some(complex_constant(power));
    }
    floats::power(left, right).map(Constant::Float)
}

fn complex_arithmetic(op: Operator, left: Complex, right: Complex) -> Option<Constant> {
    Some(complex_constant(match op {
        Operator::Add => Complex { real: left.real + right.real, imag: left.imag + right.imag },
        Operator::Sub => Complex { real: left.real - right.real, imag: left.imag - right.imag },
        Operator::Mult => complex::multiply(left, right),
        Operator::Div => complex::divide(left, right)?,
        Operator::Pow => complex::power(left, right)?,
        _ => return None,
    }))
}

fn bitwise(op: Operator, left: &Constant, right: &Constant) -> Option<Constant> {
    if let (Constant::Bool(left), Constant::Bool(right)) = (left, right) {
        return Some(Constant::Bool(match op {
            Operator::BitOr => left | right,
            Operator::BitXor => left ^ right,
            _ => left & right,
        }));
    }
    let (left, right) = (integer(left)?, integer(right)?);
    Some(int_constant(match op {
        Operator::BitOr => left | right,
        Operator::BitXor => left ^ right,
        _ => left & right,
    }))
}

fn shift(op: Operator, left: &Constant, right: &Constant) -> Option<Constant> {
    let (left, right) = (integer(left)?, integer(right)?);
    if right.sign() == num_bigint::Sign::Minus {
        return None;
    }
    if left.bits() == 0 {
        return Some(int_constant(left));
    }
    let by = u64::try_from(&right).unwrap_or(u64::MAX);
    if op == Operator::LShift {
        let fits = right.bits() == 0 || by <= MAX_INT_SIZE && left.bits() <= MAX_INT_SIZE - by;
        return fits.then(|| int_constant(left << by));
    }
    // Shifting all bits out leaves the sign.
    Some(int_constant(left.clone() >> by.min(left.bits())))
}

/// `value[index]`
pub(super) fn item(value: &Constant, index: &Constant) -> Option<Constant> {
    let index = i64::try_from(&integer(index)?).ok()?;
    let at = |length: usize| {
        let length = i64::try_from(length).ok()?;
        let at = if index < 0 { index + length } else { index };
        (0..length).contains(&at).then_some(at as usize)
    };
    match value {
        Constant::Str(value) => {
            let at = at(value.text.code_points().count())?;
            let code_point = value.text.code_points().nth(at)?;
            Some(Constant::str(Text::from_code_points([code_point])))
        }
        Constant::Bytes(bytes) => Some(Constant::int(i64::from(bytes[at(bytes.len())?]))),
        Constant::Tuple(items) => Some(items[at(items.len())?].clone()),
        _ => None,
    }
}

/// The elements of a set of constants: the first of those that are equal to Python.
pub(super) fn distinct(items: &[Constant]) -> Arc<[Constant]> {
    let mut seen = HashSet::new();
    items.iter().filter(|item| equality_key(item).is_none_or(|key| seen.insert(key))).cloned().collect()
}

/// Equal keys for equal values: `1`, `1.0`, `True` and `1+0j` are equal to Python. Without a key, because equal to
/// nothing, are NaNs.
#[derive(PartialEq, Eq, Hash)]
enum EqualityKey {
    None,
    Ellipsis,
    Int(BigInt),
    Float(u64),
    Complex(Box<EqualityKey>, Box<EqualityKey>),
    Str(Text),
    Bytes(Arc<[u8]>),
    Tuple(Vec<EqualityKey>),
}

fn equality_key(value: &Constant) -> Option<EqualityKey> {
    Some(match value {
        Constant::None => EqualityKey::None,
        Constant::Ellipsis => EqualityKey::Ellipsis,
        Constant::Bool(value) => EqualityKey::Int(BigInt::from(*value)),
        Constant::Int(value) => EqualityKey::Int(value.to_big()),
        Constant::Float(value) => float_key(*value)?,
        Constant::Complex { real, imag } if *imag == 0.0 => float_key(*real)?,
        Constant::Complex { real, imag } => {
            EqualityKey::Complex(Box::new(float_key(*real)?), Box::new(float_key(*imag)?))
        }
        Constant::Str(value) => EqualityKey::Str(value.text.clone()),
        Constant::Bytes(bytes) => EqualityKey::Bytes(bytes.clone()),
        Constant::Tuple(items) => EqualityKey::Tuple(items.iter().map(equality_key).collect::<Option<_>>()?),
        // No literal makes a set of sets.
        Constant::FrozenSet(_) => return None,
    })
}

fn float_key(value: f64) -> Option<EqualityKey> {
    if value.is_nan() {
        return None;
    }
    Some(match ints::from_float(value) {
        Some(int) => EqualityKey::Int(int),
        None => EqualityKey::Float(value.to_bits()),
    })
}
