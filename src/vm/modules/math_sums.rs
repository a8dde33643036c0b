//! `math`: sums, products and distances whose rounding errors are carried along (`fsum`, `sumprod`, `hypot`, `dist`).
//!
//! Floats go in one by one; what each operation loses is kept in further floats and added last, as CPython does it, so that
//! the digits are CPython's.

use num_bigint::BigInt;
use num_traits::ToPrimitive;

use super::math::real;
use crate::vm::native::{Args, Arity, NativeDef, def};
use crate::vm::object::{Obj, T};
use crate::vm::operator::Binary;
use crate::vm::{PyResult, Vm};

pub const FUNCTIONS: &[NativeDef] = &[
    def("hypot", Arity::Var, hypot),
    def("dist", Arity::Pos(2, 2), dist),
    def("fsum", Arity::One, fsum),
    def("sumprod", Arity::Pos(2, 2), sumprod),
];

/// A result and what was lost in rounding it.
#[derive(Clone, Copy)]
struct Double {
    high: f64,
    low: f64,
}

/// `a + b`, where `a` is the larger.
fn fast_sum(a: f64, b: f64) -> Double {
    let high = a + b;
    Double { high, low: (a - high) + b }
}

fn exact_sum(a: f64, b: f64) -> Double {
    let high = a + b;
    let c = high - a;
    Double { high, low: (a - (high - c)) + (b - c) }
}

fn exact_product(a: f64, b: f64) -> Double {
    let high = a * b;
    Double { high, low: a.mul_add(b, -high) }
}

/// The length of a vector of sizes; `largest` is the largest of them.
///
/// All are scaled by a power of two, squared and summed with their errors; the root is corrected by one step of Newton's.
fn norm(values: &mut [f64], largest: f64, has_nan: bool) -> f64 {
    if largest.is_infinite() {
        return largest;
    }
    if has_nan {
        return f64::NAN;
    }
    if largest == 0.0 || values.len() <= 1 {
        return largest;
    }
    let exponent = libm::frexp(largest).1;
    if exponent < -1023 {
        // The scale would overflow: subnormal numbers are made normal first.
        for value in values.iter_mut() {
            *value /= f64::MIN_POSITIVE;
        }
        return f64::MIN_POSITIVE * norm(values, largest / f64::MIN_POSITIVE, has_nan);
    }
    let scale = libm::ldexp(1.0, -exponent);
    let (mut sum, mut lost_squares, mut lost_sums) = (1.0, 0.0, 0.0);
    for &value in values.iter() {
        let scaled = value * scale;
        let square = exact_product(scaled, scaled);
        let added = fast_sum(sum, square.high);
        sum = added.high;
        lost_squares += square.low;
        lost_sums += added.low;
    }
    let mut root = (sum - 1.0 + (lost_squares + lost_sums)).sqrt();
    let square = exact_product(-root, root);
    let added = fast_sum(sum, square.high);
    let rest = added.high - 1.0 + ((lost_squares + square.low) + (lost_sums + added.low));
    root += rest / (2.0 * root);
    root / scale
}

fn norm_of(mut values: Vec<f64>) -> f64 {
    let has_nan = values.iter().any(|value| value.is_nan());
    let largest = values.iter().fold(0.0f64, |largest, &value| if value > largest { value } else { largest });
    norm(&mut values, largest, has_nan)
}

fn hypot(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let mut values = Vec::new();
    for &o in args.pos {
        values.push(real(vm, o)?.abs());
    }
    Ok(vm.new_float(norm_of(values)))
}

fn dist(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let (p, q) = (vm.collect_hinted(args[0])?, vm.collect_hinted(args[1])?);
    if p.len() != q.len() {
        return Err(vm.value_error("both points must have the same number of dimensions"));
    }
    let mut values = Vec::new();
    for (a, b) in p.into_iter().zip(q) {
        values.push((real(vm, a)? - real(vm, b)?).abs());
    }
    Ok(vm.new_float(norm_of(values)))
}

/// Shewchuk's partial sums: exact until the final rounding.
fn fsum(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let mut partials: Vec<f64> = Vec::new();
    let (mut special, mut infinities) = (0.0, 0.0);
    let iterator = vm.get_iter(args[0])?;
    loop {
        let mark = vm.mark();
        let Some(item) = vm.next_item(iterator)? else { break };
        let own = real(vm, item)?;
        vm.release(mark);
        let mut x = own;
        let mut kept = Vec::with_capacity(partials.len() + 1);
        for mut y in partials {
            if x.abs() < y.abs() {
                std::mem::swap(&mut x, &mut y);
            }
            let sum = x + y;
            let lost = y - (sum - x);
            if lost != 0.0 {
                kept.push(lost);
            }
            x = sum;
        }
        if !x.is_finite() {
            if own.is_finite() {
                return Err(vm.raise_text(T::OVERFLOW_ERROR, "intermediate overflow in fsum"));
            }
            if own.is_infinite() {
                infinities += own;
            }
            special += own;
            kept.clear();
        } else if x != 0.0 {
            kept.push(x);
        }
        partials = kept;
    }
    if special != 0.0 {
        if f64::is_nan(infinities) {
            return Err(vm.value_error("-inf + inf in fsum"));
        }
        return Ok(vm.new_float(special));
    }
    Ok(vm.new_float(rounded(&mut partials)))
}

/// The sum of partial sums, the largest of which comes last.
fn rounded(partials: &mut Vec<f64>) -> f64 {
    let Some(mut total) = partials.pop() else { return 0.0 };
    let mut lost = 0.0;
    while let Some(part) = partials.pop() {
        let before = total;
        total = before + part;
        lost = part - (total - before);
        if lost != 0.0 {
            break;
        }
    }
    // Half way between two floats, the partial sum below decides.
    if partials.last().is_some_and(|&next| lost < 0.0 && next < 0.0 || lost > 0.0 && next > 0.0) {
        let doubled = lost * 2.0;
        let up = total + doubled;
        if doubled == up - total {
            total = up;
        }
    }
    total
}

/// A sum in three parts, each of which has what the one before lost.
#[derive(Clone, Copy, Default)]
struct Triple {
    high: f64,
    low: f64,
    tiny: f64,
}

impl Triple {
    fn plus_product(self, a: f64, b: f64) -> Self {
        let product = exact_product(a, b);
        let sum = exact_sum(self.high, product.high);
        let first = exact_sum(self.low, product.low);
        let second = exact_sum(first.high, sum.low);
        Self { high: sum.high, low: second.high, tiny: self.tiny + first.low + second.low }
    }

    fn rounded(self) -> f64 {
        self.high + exact_sum(self.low, self.tiny).high
    }
}

/// How the products are added: integers of a machine word as long as there are no others, then floats (and integers next to
/// floats), then anything by its operators.
enum Way {
    Integers(i64),
    Floats(Option<Triple>),
    Any,
}

fn sumprod(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let (left, right) = (vm.get_iter(args[0])?, vm.get_iter(args[1])?);
    let mut total = vm.new_big(BigInt::from(0));
    let mut way = Way::Integers(0);
    loop {
        let pair = match (vm.next_item(left)?, vm.next_item(right)?) {
            (Some(a), Some(b)) => Some((a, b)),
            (None, None) => None,
            _ => return Err(vm.value_error("Inputs are not the same length")),
        };
        if let Way::Integers(sum) = way {
            let next = pair.and_then(|(a, b)| sum.checked_add(word(vm, a)?.checked_mul(word(vm, b)?)?));
            if let Some(next) = next {
                way = Way::Integers(next);
                continue;
            }
            let sum = vm.new_int(sum);
            total = vm.binary_op(Binary::Add, total, sum)?;
            way = Way::Floats(None);
        }
        if let Way::Floats(sum) = way {
            let next = pair.and_then(|(a, b)| {
                let (a, b) = float_pair(vm, a, b)?;
                Some(sum.unwrap_or_default().plus_product(a, b)).filter(|next| next.high.is_finite())
            });
            if next.is_some() {
                way = Way::Floats(next);
                continue;
            }
            way = Way::Any;
            if let Some(sum) = sum {
                let sum = vm.new_float(sum.rounded());
                total = vm.binary_op(Binary::Add, total, sum)?;
            }
        }
        let Some((a, b)) = pair else { return Ok(total) };
        let product = vm.binary_op(Binary::Multiply, a, b)?;
        total = vm.binary_op(Binary::Add, total, product)?;
    }
}

/// The value of an `int` (no subclass) that fits a machine word.
fn word(vm: &Vm, o: Obj) -> Option<i64> {
    if vm.ty(o) == T::INT { vm.as_big(o)?.to_i64() } else { None }
}

/// Two floats, or a float and an integer that has a float's value.
fn float_pair(vm: &Vm, a: Obj, b: Obj) -> Option<(f64, f64)> {
    let known = |o: Obj| match vm.ty(o) {
        T::FLOAT => vm.as_f64(o),
        T::INT | T::BOOL => vm.as_big(o)?.to_f64().filter(|value| value.is_finite()),
        _ => None,
    };
    let has_float = vm.ty(a) == T::FLOAT || vm.ty(b) == T::FLOAT;
    if has_float { Some((known(a)?, known(b)?)) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_rounded_once() {
        assert_eq!(norm_of(vec![1025906489.6997133, 1451494456.3886702]), 1777447687.707019);
        assert_eq!(norm_of(vec![3.0, 4.0]), 5.0);
        assert_eq!(norm_of(vec![5e-324, 0.0]), 5e-324);
        assert_eq!(norm_of(vec![f64::NAN, f64::INFINITY]), f64::INFINITY);
    }

    #[test]
    fn a_half_is_decided_by_the_partial_sum_below() {
        assert_eq!(rounded(&mut vec![1e-50, 1.0]), 1.0);
        assert_eq!(rounded(&mut vec![2f64.powi(-110), 2f64.powi(-53), 1.0]), 1.0 + f64::EPSILON);
    }
}
