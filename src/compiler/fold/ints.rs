//! Integer division and conversion to floats, rounded as Python rounds.

use num_bigint::{BigInt, BigUint, Sign};
use num_integer::Integer;
use num_traits::Zero;

/// Quotient rounded down and remainder with the sign of the divisor; `None` for a zero divisor.
pub(super) fn floor_divide(left: &BigInt, right: &BigInt) -> Option<(BigInt, BigInt)> {
    (!right.is_zero()).then(|| left.div_mod_floor(right))
}

/// The nearest float, ties to even; `None` beyond the range of floats (Python raises `OverflowError`).
pub(super) fn to_float(value: &BigInt) -> Option<f64> {
    signed(value.sign() == Sign::Minus, ratio_to_float(value.magnitude(), &BigUint::from(1u32))?)
}

/// The integer that a float is, if it is one.
pub(super) fn from_float(value: f64) -> Option<BigInt> {
    if !value.is_finite() || value != value.trunc() {
        return None;
    }
    let bits = value.to_bits();
    let exponent = (bits >> 52 & 0x7ff) as i64 - 1075;
    let mantissa = bits & ((1 << 52) - 1) | u64::from(bits >> 52 & 0x7ff != 0) << 52;
    let magnitude = BigInt::from(mantissa);
    let magnitude = if exponent < 0 { magnitude >> -exponent } else { magnitude << exponent };
    Some(if value < 0.0 { -magnitude } else { magnitude })
}

/// `left / right`, correctly rounded; `None` for a zero divisor or a quotient beyond the range of floats.
pub(super) fn true_divide(left: &BigInt, right: &BigInt) -> Option<f64> {
    if right.is_zero() {
        return None;
    }
    let is_negative = (left.sign() == Sign::Minus) != (right.sign() == Sign::Minus);
    signed(is_negative && !left.is_zero(), ratio_to_float(left.magnitude(), right.magnitude())?)
}

fn signed(is_negative: bool, magnitude: f64) -> Option<f64> {
    Some(if is_negative { -magnitude } else { magnitude })
}

/// The float nearest to a ratio of natural numbers, ties to even.
fn ratio_to_float(numerator: &BigUint, denominator: &BigUint) -> Option<f64> {
    /// Bits of a float's significand.
    const PRECISION: i64 = 53;
    /// The smallest power of two that is a float.
    const SMALLEST: i64 = -1074;
    if numerator.is_zero() {
        return Some(0.0);
    }
    // The quotient gets at least two bits more than the float has; the lowest one says whether anything was left over.
    let exponent = numerator.bits() as i64 - denominator.bits() as i64;
    let unit = (exponent - PRECISION - 1).max(SMALLEST - 2);
    let (quotient, remainder) = match unit {
        ..0 => (numerator << -unit).div_rem(denominator),
        _ => numerator.div_rem(&(denominator << unit)),
    };
    let quotient = u64::try_from(&quotient).ok()?;
    // Bits to round away: the float's own unit is the larger of what its size and its smallest power allow.
    let length = i64::from(u64::BITS - quotient.leading_zeros());
    let drop = (length - PRECISION).max(SMALLEST - unit).max(0) as u32;
    let kept = quotient >> drop;
    let half = 1u64 << drop >> 1;
    let dropped = quotient & ((1 << drop) - 1);
    let is_above = dropped > half || dropped == half && (!remainder.is_zero() || kept & 1 == 1);
    let rounded = kept + u64::from(drop > 0 && is_above);
    // Two steps, so that no factor leaves the range of floats on its own.
    let power = unit + i64::from(drop);
    let first = (power / 2) as i32;
    let value = rounded as f64 * 2f64.powi(first) * 2f64.powi(power as i32 - first);
    value.is_finite().then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn division_rounds_to_nearest_even() {
        let divide = |left: i64, right: i64| true_divide(&left.into(), &right.into());
        assert_eq!(divide(1, 3), Some(1.0 / 3.0));
        assert_eq!(divide(-7, 2), Some(-3.5));
        assert_eq!(divide(0, -5).map(f64::to_bits), Some(0));
        assert_eq!(divide(1, 0), None);
        assert_eq!(divide((1 << 53) + 1, 1), Some(9_007_199_254_740_992.0));
        assert_eq!(divide((1 << 53) + 3, 1), Some(9_007_199_254_740_996.0));
        let big = BigInt::from(1) << 1074;
        assert_eq!(true_divide(&1.into(), &big), Some(f64::from_bits(1)));
        assert_eq!(true_divide(&1.into(), &(&big << 1)), Some(0.0));
        assert_eq!(true_divide(&3.into(), &(&big << 1)), Some(f64::from_bits(2)));
        assert_eq!(to_float(&(BigInt::from(1) << 1023)), Some(2f64.powi(1023)));
        assert_eq!(to_float(&(BigInt::from(1) << 1024)), None);
        assert_eq!(from_float(-6.0), Some((-6).into()));
        assert_eq!(from_float(1e20), Some(BigInt::from(10).pow(20)));
        assert_eq!(from_float(0.5), None);
    }
}
