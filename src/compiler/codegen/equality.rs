//! Python's `==` for constants: `1 == 1.0 == True`.

use num_traits::ToPrimitive;

use crate::base::{Constant, Int};

/// The constants without those that are equal to an earlier one, as a set keeps them.
pub(super) fn distinct(items: Vec<Constant>) -> Vec<Constant> {
    let mut kept: Vec<Constant> = Vec::with_capacity(items.len());
    for item in items {
        if !kept.iter().any(|earlier| equal(earlier, &item)) {
            kept.push(item);
        }
    }
    kept
}

pub(super) fn equal(a: &Constant, b: &Constant) -> bool {
    use Constant as C;
    match (a, b) {
        (C::None, C::None) | (C::Ellipsis, C::Ellipsis) => true,
        (C::Str(a), C::Str(b)) => a.text == b.text,
        (C::Bytes(a), C::Bytes(b)) => a == b,
        (C::Tuple(a), C::Tuple(b)) => a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| equal(a, b)),
        (C::FrozenSet(a), C::FrozenSet(b)) => a.len() == b.len() && a.iter().all(|a| b.iter().any(|b| equal(a, b))),
        _ => match (Number::of(a), Number::of(b)) {
            (Some(a), Some(b)) => a.equals(&b),
            _ => false,
        },
    }
}

/// A number by its value.
enum Number {
    Int(Int),
    Complex { real: f64, imag: f64 },
}

impl Number {
    fn of(constant: &Constant) -> Option<Self> {
        match constant {
            Constant::Bool(value) => Some(Number::Int(Int::Small((*value).into()))),
            Constant::Int(value) => Some(Number::Int(value.clone())),
            Constant::Float(real) => Some(Number::Complex { real: *real, imag: 0.0 }),
            Constant::Complex { real, imag } => Some(Number::Complex { real: *real, imag: *imag }),
            _ => None,
        }
    }

    fn equals(&self, other: &Number) -> bool {
        match (self, other) {
            (Number::Int(a), Number::Int(b)) => a == b,
            (Number::Complex { real: a, imag: b }, Number::Complex { real: c, imag: d }) => a == c && b == d,
            (Number::Int(int), Number::Complex { real, imag }) | (Number::Complex { real, imag }, Number::Int(int)) => {
                *imag == 0.0 && int_equals_float(int, *real)
            }
        }
    }
}

/// Exactly, without rounding the integer.
fn int_equals_float(int: &Int, float: f64) -> bool {
    let int = int.to_big();
    // A float that equals an integer is what that integer rounds to, and then gives the same integer back.
    float.is_finite()
        && int.to_f64() == Some(float)
        && num_traits::FromPrimitive::from_f64(float).is_some_and(|back: num_bigint::BigInt| back == int)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_equal_across_types() {
        assert!(equal(&Constant::int(1), &Constant::Bool(true)));
        assert!(equal(&Constant::int(1), &Constant::Float(1.0)));
        assert!(equal(&Constant::Float(0.0), &Constant::Complex { real: -0.0, imag: 0.0 }));
        assert!(!equal(&Constant::int((1 << 53) + 1), &Constant::Float((1_i64 << 53) as f64)));
        assert!(!equal(&Constant::str("1"), &Constant::int(1)));
    }
}
