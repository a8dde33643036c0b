//! `math`: the gamma function (CPython's own Lanczos approximation), the error function, neighbours of floats.

use num_traits::{Signed, ToPrimitive};

use crate::vm::native::{Args, Arity, NativeDef, Params, def};
use crate::vm::object::statics::NONE;
use crate::vm::object::{Obj, T};
use crate::vm::{PyResult, Vm};

pub const FUNCTIONS: &[NativeDef] = &[
    def("gamma", Arity::One, |vm, args| special(vm, args, gamma)),
    def("lgamma", Arity::One, |vm, args| special(vm, args, lgamma)),
    def("erf", Arity::One, |vm, args| special(vm, args, |x| Ok(libm::erf(x)))),
    def("erfc", Arity::One, |vm, args| special(vm, args, |x| Ok(libm::erfc(x)))),
    def("ulp", Arity::One, |vm, args| special(vm, args, |x| Ok(ulp(x)))),
    def("remainder", Arity::Pos(2, 2), remainder),
    def("nextafter", Arity::Any, nextafter),
    def("fma", Arity::Pos(3, 3), fma),
];

/// Why there is no result.
enum Trouble {
    Domain,
    Range,
}

const NUMERATOR: [f64; 13] = [
    23531376880.41076,
    42919803642.6491,
    35711959237.35567,
    17921034426.03721,
    6039542586.352028,
    1439720407.3117216,
    248874557.86205417,
    31426415.585400194,
    2876370.6289353725,
    186056.26539522348,
    8071.672002365816,
    210.82427775157936,
    2.5066282746310002,
];
const DENOMINATOR: [f64; 13] = [
    0.0,
    39916800.0,
    120543840.0,
    150917976.0,
    105258076.0,
    45995730.0,
    13339535.0,
    2637558.0,
    357423.0,
    32670.0,
    1925.0,
    66.0,
    1.0,
];
const G: f64 = 6.02468004077673;
const G_MINUS_HALF: f64 = 5.52468004077673;

fn lanczos_sum(x: f64) -> f64 {
    let (mut above, mut below) = (0.0, 0.0);
    if x < 5.0 {
        for at in (0..13).rev() {
            above = above * x + NUMERATOR[at];
            below = below * x + DENOMINATOR[at];
        }
    } else {
        for at in 0..13 {
            above = above / x + NUMERATOR[at];
            below = below / x + DENOMINATOR[at];
        }
    }
    above / below
}

/// sin(πx), exact where x is a multiple of a half.
fn sin_pi(x: f64) -> f64 {
    use std::f64::consts::PI;
    let y = x.abs() % 2.0;
    let value = match (2.0 * y).round() as i64 {
        0 => (PI * y).sin(),
        1 => (PI * (y - 0.5)).cos(),
        2 => (PI * (1.0 - y)).sin(),
        3 => -(PI * (y - 1.5)).cos(),
        _ => (PI * (y - 2.0)).sin(),
    };
    value * x.signum()
}

fn gamma(x: f64) -> Result<f64, Trouble> {
    if x.is_nan() || x == f64::INFINITY {
        return Ok(x);
    }
    if x == f64::NEG_INFINITY || x == 0.0 {
        return Err(Trouble::Domain);
    }
    if x == x.floor() {
        if x < 0.0 {
            return Err(Trouble::Domain);
        }
        if x <= 23.0 {
            return Ok((1..x as u64).map(|n| n as f64).product());
        }
    }
    let size = x.abs();
    if size < 1e-20 {
        let result = 1.0 / x;
        return if result.is_infinite() { Err(Trouble::Range) } else { Ok(result) };
    }
    if size > 200.0 {
        return if x < 0.0 { Ok(0.0 / sin_pi(x)) } else { Err(Trouble::Range) };
    }
    let y = size + G_MINUS_HALF;
    let z = if size > G_MINUS_HALF { (y - size) - G_MINUS_HALF } else { (y - G_MINUS_HALF) - size };
    let z = z * G / y;
    let mut result;
    if x < 0.0 {
        result = -std::f64::consts::PI / sin_pi(size) / size * y.exp() / lanczos_sum(size);
        result -= z * result;
        if size < 140.0 {
            result /= y.powf(size - 0.5);
        } else {
            let root = y.powf(size / 2.0 - 0.25);
            result = result / root / root;
        }
    } else {
        result = lanczos_sum(size) / y.exp();
        result += z * result;
        if size < 140.0 {
            result *= y.powf(size - 0.5);
        } else {
            let root = y.powf(size / 2.0 - 0.25);
            result = result * root * root;
        }
    }
    if result.is_infinite() { Err(Trouble::Range) } else { Ok(result) }
}

fn lgamma(x: f64) -> Result<f64, Trouble> {
    if x.is_nan() {
        return Ok(x);
    }
    if x.is_infinite() {
        return Ok(f64::INFINITY);
    }
    if x == x.floor() && x <= 2.0 {
        return if x <= 0.0 { Err(Trouble::Domain) } else { Ok(0.0) };
    }
    let size = x.abs();
    if size < 1e-20 {
        return Ok(-size.ln());
    }
    let mut result = lanczos_sum(size).ln() - G;
    result += (size - 0.5) * ((size + G - 0.5).ln() - 1.0);
    if x < 0.0 {
        const LOG_PI: f64 = 1.1447298858494002;
        result = LOG_PI - sin_pi(size).abs().ln() - size.ln() - result;
    }
    if result.is_infinite() { Err(Trouble::Range) } else { Ok(result) }
}

fn ulp(x: f64) -> f64 {
    if x.is_nan() {
        return x;
    }
    let x = x.abs();
    if x.is_infinite() {
        return x;
    }
    let above = x.next_up();
    if above.is_infinite() { x - x.next_down() } else { above - x }
}

fn special(vm: &mut Vm, args: &Args, f: fn(f64) -> Result<f64, Trouble>) -> PyResult<Obj> {
    let x = vm.to_float(args[0], "must be real number, not ")?;
    match f(x) {
        Ok(value) => Ok(vm.new_float(value)),
        Err(Trouble::Domain) => Err(vm.value_error("math domain error")),
        Err(Trouble::Range) => Err(vm.raise_text(T::OVERFLOW_ERROR, "math range error")),
    }
}

fn remainder(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let x = vm.to_float(args[0], "must be real number, not ")?;
    let y = vm.to_float(args[1], "must be real number, not ")?;
    if x.is_nan() || y.is_nan() {
        return Ok(vm.new_float(if x.is_nan() { x } else { y }));
    }
    if x.is_infinite() || y == 0.0 {
        return Err(vm.value_error("math domain error"));
    }
    if y.is_infinite() {
        return Ok(vm.new_float(x));
    }
    let (size, step) = (x.abs(), y.abs());
    let m = size % step;
    let c = step - m;
    let r = if m < c {
        m
    } else if m > c {
        -c
    } else {
        m - 2.0 * ((0.5 * (size - m)) % step)
    };
    Ok(vm.new_float(1f64.copysign(x) * r))
}

fn nextafter(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let [x, y, steps] = vm.parse::<3>(
        args,
        0,
        &Params { function: "nextafter", names: &["x", "y", "steps"], required: 2, positional: 2, positional_only: 2 },
    )?;
    let (x, y) = (vm.to_float(x, "must be real number, not ")?, vm.to_float(y, "must be real number, not ")?);
    let Some(steps) = steps.some().filter(|&steps| steps != NONE) else {
        return Ok(vm.new_float(next_float(x, y)));
    };
    let steps = vm.index(steps)?;
    let steps = vm.as_big(steps).unwrap_or_default();
    if steps.is_negative() {
        return Err(vm.value_error("steps must be a non-negative integer"));
    }
    Ok(vm.new_float(float_after(x, y, steps.to_u64().unwrap_or(u64::MAX))))
}

/// The float beside `x`, towards `y`. What is below zero stays so.
fn next_float(x: f64, y: f64) -> f64 {
    match x.partial_cmp(&y) {
        Some(std::cmp::Ordering::Less) => x.next_up(),
        Some(std::cmp::Ordering::Equal) => y,
        Some(std::cmp::Ordering::Greater) => x.next_down(),
        None => f64::NAN,
    }
}

/// The float that is `steps` floats from `x`, or `y` if that is nearer. But for the sign, the bits of floats are in order.
fn float_after(x: f64, y: f64, steps: u64) -> f64 {
    if x.is_nan() || y.is_nan() {
        return f64::NAN;
    }
    if x == y {
        return y;
    }
    let (from, to) = (x.abs().to_bits(), y.abs().to_bits());
    let same_sign = x.is_sign_negative() == y.is_sign_negative();
    let distance = if same_sign { from.abs_diff(to) } else { from + to };
    if steps >= distance {
        y
    } else if same_sign && from < to {
        f64::from_bits(x.to_bits() + steps)
    } else if same_sign || steps <= from {
        f64::from_bits(x.to_bits() - steps)
    } else {
        f64::from_bits(steps - from).copysign(y)
    }
}

fn fma(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let mut parts = [0.0; 3];
    for (part, &o) in parts.iter_mut().zip(args.pos) {
        *part = vm.to_float(o, "must be real number, not ")?;
    }
    let [x, y, z] = parts;
    let result = x.mul_add(y, z);
    if result.is_nan() && !x.is_nan() && !y.is_nan() && !z.is_nan() {
        return Err(vm.value_error("invalid operation in fma"));
    }
    if result.is_infinite() && x.is_finite() && y.is_finite() && z.is_finite() {
        return Err(vm.raise_text(T::OVERFLOW_ERROR, "overflow in fma"));
    }
    Ok(vm.new_float(result))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gamma_function_has_the_digits_of_cpython() {
        let value = |result: Result<f64, Trouble>| result.unwrap_or(f64::NAN);
        assert_eq!(value(gamma(0.5)), 1.7724538509055159);
        assert_eq!(value(gamma(5.0)), 24.0);
        assert_eq!(value(gamma(-1.5)), 2.3632718012073544);
        assert_eq!(value(lgamma(10.5)), 13.940625219403763);
        assert_eq!(value(lgamma(100.0)), 359.1342053695754);
    }
}
