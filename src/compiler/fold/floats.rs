//! Float division and powers, with Python's signs and exceptions.

/// Quotient rounded down and remainder with the sign of the divisor; `None` for a zero divisor.
pub(super) fn floor_divide(left: f64, right: f64) -> Option<(f64, f64)> {
    if right == 0.0 {
        return None;
    }
    let mut remainder = left % right;
    let mut quotient = (left - remainder) / right;
    if remainder == 0.0 {
        remainder = 0f64.copysign(right);
    } else if (right < 0.0) != (remainder < 0.0) {
        remainder += right;
        quotient -= 1.0;
    }
    if quotient == 0.0 {
        return Some((0f64.copysign(left / right), remainder));
    }
    let mut floor = quotient.floor();
    if quotient - floor > 0.5 {
        floor += 1.0;
    }
    Some((floor, remainder))
}

/// `left ** right` where the result is a float; `None` where Python raises `ZeroDivisionError` or `OverflowError`.
pub(super) fn power(left: f64, right: f64) -> Option<f64> {
    if left == 0.0 && right < 0.0 && !right.is_infinite() {
        return None;
    }
    let result = left.powf(right);
    let overflows = result.is_infinite() && left.is_finite() && right.is_finite();
    (!overflows).then_some(result)
}
