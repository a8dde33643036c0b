//! `math`.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Signed, ToPrimitive, Zero};

use crate::vm::native::{Args, Arity, NativeDef, Params, def};
use crate::vm::object::statics::NONE;
use crate::vm::object::{Obj, Payload, T, names};
use crate::vm::operator::Binary;
use crate::vm::{PyResult, Vm};

macro_rules! real {
    ($name:literal, $f:expr, $infinite:expr) => {
        def($name, Arity::One, |vm, args| {
            let x = real(vm, args[0])?;
            let f: fn(f64) -> f64 = $f;
            vm.math_result(f(x), x, $infinite)
        })
    };
}

/// What an infinite result of a finite argument is: too large, or that of an argument for which there is none.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Infinite {
    Overflow,
    Domain,
}
use Infinite::{Domain, Overflow};

const FUNCTIONS: &[NativeDef] = &[
    real!("sin", f64::sin, Domain),
    real!("cos", f64::cos, Domain),
    real!("tan", f64::tan, Domain),
    real!("asin", f64::asin, Domain),
    real!("acos", f64::acos, Domain),
    real!("atan", f64::atan, Domain),
    real!("sinh", f64::sinh, Overflow),
    real!("cosh", f64::cosh, Overflow),
    real!("tanh", f64::tanh, Domain),
    real!("asinh", libm::asinh, Domain),
    real!("acosh", libm::acosh, Domain),
    real!("atanh", libm::atanh, Domain),
    real!("exp", f64::exp, Overflow),
    real!("expm1", f64::exp_m1, Overflow),
    real!("log1p", f64::ln_1p, Domain),
    real!("fabs", f64::abs, Domain),
    real!("cbrt", f64::cbrt, Domain),
    real!("exp2", f64::exp2, Overflow),
    def("degrees", Arity::One, |vm, args| scaled(vm, args, 180.0 / std::f64::consts::PI)),
    def("radians", Arity::One, |vm, args| scaled(vm, args, std::f64::consts::PI / 180.0)),
    def("sqrt", Arity::One, sqrt),
    def("log", Arity::Pos(1, 2), log),
    def("log2", Arity::One, log2),
    def("log10", Arity::One, log10),
    def("pow", Arity::Pos(2, 2), pow),
    def("atan2", Arity::Pos(2, 2), atan2),
    def("fmod", Arity::Pos(2, 2), fmod),
    def("copysign", Arity::Pos(2, 2), copysign),
    def("floor", Arity::One, floor),
    def("ceil", Arity::One, ceil),
    def("trunc", Arity::One, trunc),
    def("isnan", Arity::One, isnan),
    def("isinf", Arity::One, isinf),
    def("isfinite", Arity::One, isfinite),
    def("isclose", Arity::Any, isclose),
    def("gcd", Arity::Var, gcd),
    def("lcm", Arity::Var, lcm),
    def("factorial", Arity::One, factorial),
    def("comb", Arity::Pos(2, 2), comb),
    def("perm", Arity::Pos(1, 2), perm),
    def("isqrt", Arity::One, isqrt),
    def("prod", Arity::Any, prod),
    def("modf", Arity::One, modf),
    def("frexp", Arity::One, frexp),
    def("ldexp", Arity::Pos(2, 2), ldexp),
];

pub fn create(vm: &mut Vm) -> Obj {
    let module = vm.native_module("math", FUNCTIONS);
    vm.add_functions(module, "math", super::math_special::FUNCTIONS);
    vm.add_functions(module, "math", super::math_sums::FUNCTIONS);
    for (name, value) in [
        ("pi", std::f64::consts::PI),
        ("e", std::f64::consts::E),
        ("tau", std::f64::consts::TAU),
        ("inf", f64::INFINITY),
        ("nan", f64::NAN),
    ] {
        let value = vm.new_float(value);
        vm.module_set(module, name, value);
    }
    module
}

pub fn real(vm: &mut Vm, o: Obj) -> PyResult<f64> {
    vm.to_float(o, "must be real number, not ")
}

fn scaled(vm: &mut Vm, args: &Args, factor: f64) -> PyResult<Obj> {
    let x = real(vm, args[0])?;
    Ok(vm.new_float(x * factor))
}

impl Vm {
    /// A result of a function of reals: NaN and infinity out of finite arguments are errors.
    fn math_result(&mut self, result: f64, argument: f64, infinite: Infinite) -> PyResult<Obj> {
        let endless = result.is_infinite() && argument.is_finite();
        if result.is_nan() && !argument.is_nan() || endless && infinite == Domain {
            return Err(self.value_error("math domain error"));
        }
        if endless {
            return Err(self.raise_text(T::OVERFLOW_ERROR, "math range error"));
        }
        Ok(self.new_float(result))
    }
}

fn sqrt(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let x = real(vm, args[0])?;
    if x < 0.0 {
        return Err(vm.value_error("math domain error"));
    }
    Ok(vm.new_float(x.sqrt()))
}

/// The natural logarithm of a real or an integer of any size.
fn logarithm(vm: &mut Vm, o: Obj, f: fn(f64) -> f64, of_two: f64) -> PyResult<f64> {
    if let Payload::Big(value) = vm.heap.payload(o) {
        let value = value.clone();
        if value.is_negative() {
            return Err(vm.value_error("math domain error"));
        }
        // What is too large for a float is taken apart into a number below one and a power of two.
        if let Some(x) = value.to_f64().filter(|x| x.is_finite()) {
            return Ok(f(x));
        }
        let bits = value.bits();
        let head = (&*value >> (bits - 1023)).to_f64().unwrap_or(0.0);
        return Ok(f(head * 2f64.powi(-1023)) + of_two * bits as f64);
    }
    let x = real(vm, o)?;
    if x <= 0.0 {
        return Err(vm.value_error("math domain error"));
    }
    Ok(f(x))
}

fn log(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let x = logarithm(vm, args[0], f64::ln, std::f64::consts::LN_2)?;
    let Some(base) = args.get(1) else { return Ok(vm.new_float(x)) };
    let base = logarithm(vm, base, f64::ln, std::f64::consts::LN_2)?;
    if base == 0.0 {
        return Err(vm.raise_text(T::ZERO_DIVISION_ERROR, "division by zero"));
    }
    Ok(vm.new_float(x / base))
}

fn log2(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let x = logarithm(vm, args[0], f64::log2, 1.0)?;
    Ok(vm.new_float(x))
}

fn log10(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let x = logarithm(vm, args[0], f64::log10, std::f64::consts::LOG10_2)?;
    Ok(vm.new_float(x))
}

fn atan2(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let (y, x) = (real(vm, args[0])?, real(vm, args[1])?);
    Ok(vm.new_float(y.atan2(x)))
}

fn fmod(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let (x, y) = (real(vm, args[0])?, real(vm, args[1])?);
    vm.math_result(x % y, if y.is_nan() { y } else { x }, Overflow)
}

fn copysign(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let (x, y) = (real(vm, args[0])?, real(vm, args[1])?);
    Ok(vm.new_float(x.copysign(y)))
}

fn rounded(vm: &mut Vm, o: Obj, method: Obj, f: fn(f64) -> f64) -> PyResult<Obj> {
    if let Some(result) = vm.call_special(o, method, &[])? {
        return Ok(result);
    }
    let x = real(vm, o)?;
    let value = vm.float_to_big(f(x))?;
    Ok(vm.new_big(value))
}

fn floor(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    rounded(vm, args[0], names::__floor__, f64::floor)
}

fn ceil(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    rounded(vm, args[0], names::__ceil__, f64::ceil)
}

fn trunc(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    match vm.call_special(args[0], names::__trunc__, &[])? {
        Some(result) => Ok(result),
        None => {
            let name = vm.type_name_of(args[0]);
            Err(vm.type_error(format!("type {name} doesn't define __trunc__ method")))
        }
    }
}

fn isnan(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    Ok(Obj::bool(real(vm, args[0])?.is_nan()))
}

fn isinf(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    Ok(Obj::bool(real(vm, args[0])?.is_infinite()))
}

fn isfinite(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    Ok(Obj::bool(real(vm, args[0])?.is_finite()))
}

fn isclose(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let names = &["a", "b", "rel_tol", "abs_tol"];
    let params = Params { function: "isclose", names, required: 2, positional: 2, positional_only: 0 };
    let [a, b, relative, absolute] = vm.parse::<4>(args, 0, &params)?;
    let (a, b) = (real(vm, a)?, real(vm, b)?);
    let relative = if relative.is_null() { 1e-9 } else { real(vm, relative)? };
    let absolute = if absolute.is_null() { 0.0 } else { real(vm, absolute)? };
    if relative < 0.0 || absolute < 0.0 {
        return Err(vm.value_error("tolerances must be non-negative"));
    }
    let difference = (a - b).abs();
    let close = a == b
        || a.is_finite() && b.is_finite() && (difference <= relative * a.abs().max(b.abs()) || difference <= absolute);
    Ok(Obj::bool(close))
}

fn integer(vm: &mut Vm, o: Obj) -> PyResult<BigInt> {
    let index = vm.index(o)?;
    Ok(vm.as_big(index).unwrap_or_default())
}

fn gcd(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let mut result = BigInt::zero();
    for &o in args.pos {
        let value = integer(vm, o)?;
        result = vm.big_gcd(&result, &value)?;
    }
    Ok(vm.new_big(result))
}

fn lcm(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let mut result = BigInt::one();
    for &o in args.pos {
        let value = integer(vm, o)?;
        // The other arguments have to be integers behind a zero, too.
        result = if value.is_zero() { value } else { result.lcm(&value).abs() };
    }
    Ok(vm.new_big(result))
}

fn factorial(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let n = integer(vm, args[0])?;
    let result = factorial_of(vm, &n)?;
    Ok(vm.new_big(result))
}

fn factorial_of(vm: &mut Vm, n: &BigInt) -> PyResult<BigInt> {
    if n.is_negative() {
        return Err(vm.value_error("factorial() not defined for negative values"));
    }
    if n.to_i64().is_none() {
        let message = "factorial() argument should not exceed 9223372036854775807";
        return Err(vm.raise_text(T::OVERFLOW_ERROR, message));
    }
    vm.big_range_product(&BigInt::one(), n)
}

/// The product of the `k` numbers up to `n`.
fn falling(vm: &mut Vm, n: &BigInt, k: &BigInt) -> PyResult<BigInt> {
    vm.big_range_product(&(n - k + 1), n)
}

fn isqrt(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let n = integer(vm, args[0])?;
    if n.is_negative() {
        return Err(vm.value_error("isqrt() argument must be nonnegative"));
    }
    Ok(vm.new_big(n.sqrt()))
}

fn prod(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let names = &["iterable", "start"];
    let params = Params { function: "prod", names, required: 1, positional: 1, positional_only: 1 };
    let [iterable, start] = vm.parse::<2>(args, 0, &params)?;
    let mut total = if start.is_null() { crate::vm::object::statics::ONE } else { start };
    for item in vm.collect(iterable)? {
        total = vm.binary_op(Binary::Multiply, total, item)?;
    }
    Ok(total)
}

fn modf(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let x = real(vm, args[0])?;
    let whole = x.trunc();
    let fraction = if x.is_infinite() { 0.0f64.copysign(x) } else { (x - whole).copysign(x) };
    let parts = [vm.new_float(fraction), vm.new_float(whole)];
    Ok(vm.new_tuple(&parts))
}

fn frexp(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let x = real(vm, args[0])?;
    let (mantissa, exponent) = crate::vm::number::frexp(x.abs());
    let parts = [vm.new_float(mantissa.copysign(x)), vm.new_int(exponent)];
    Ok(vm.new_tuple(&parts))
}

fn pow(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let (x, y) = (real(vm, args[0])?, real(vm, args[1])?);
    let result = x.powf(y);
    if x.is_finite() && y.is_finite() {
        if result.is_nan() || result.is_infinite() && x == 0.0 {
            return Err(vm.value_error("math domain error"));
        }
        if result.is_infinite() {
            return Err(vm.raise_text(T::OVERFLOW_ERROR, "math range error"));
        }
    }
    Ok(vm.new_float(result))
}

fn ldexp(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let x = real(vm, args[0])?;
    let Some(exponent) = vm.as_big(args[1]) else {
        return Err(vm.raise_text(T::TYPE_ERROR, "Expected an int as second argument to ldexp."));
    };
    if x == 0.0 || !x.is_finite() {
        return Ok(vm.new_float(x));
    }
    let far = if exponent.is_negative() { i32::MIN } else { i32::MAX };
    let result = libm::ldexp(x, exponent.to_i32().unwrap_or(far));
    if result.is_infinite() {
        return Err(vm.raise_text(T::OVERFLOW_ERROR, "math range error"));
    }
    Ok(vm.new_float(result))
}

fn counts(vm: &mut Vm, args: &Args) -> PyResult<(BigInt, Option<BigInt>)> {
    let n = integer(vm, args[0])?;
    let k = match args.get(1).filter(|&o| o != NONE) {
        Some(k) => Some(integer(vm, k)?),
        None => None,
    };
    if n.is_negative() {
        return Err(vm.value_error("n must be a non-negative integer"));
    }
    if k.as_ref().is_some_and(Signed::is_negative) {
        return Err(vm.value_error("k must be a non-negative integer"));
    }
    Ok((n, k))
}

/// How many factors there are has to fit a machine word.
fn check_count(vm: &mut Vm, count: &BigInt, what: &str) -> PyResult<()> {
    if count.to_i64().is_some() {
        return Ok(());
    }
    let message = format!("{what} must not exceed {}", i64::MAX);
    Err(vm.raise_text(T::OVERFLOW_ERROR, &message))
}

fn comb(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let (n, k) = counts(vm, args)?;
    let k = k.unwrap_or_default();
    if k > n {
        return Ok(vm.new_int(0));
    }
    let k = (&n - &k).min(k);
    check_count(vm, &k, "min(n - k, k)")?;
    let product = falling(vm, &n, &k)?;
    let divisor = vm.big_range_product(&BigInt::one(), &k)?;
    let result = vm.big_div_floor(&product, &divisor)?.0;
    Ok(vm.new_big(result))
}

fn perm(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let (n, k) = counts(vm, args)?;
    let Some(k) = k else {
        let result = factorial_of(vm, &n)?;
        return Ok(vm.new_big(result));
    };
    if k > n {
        return Ok(vm.new_int(0));
    }
    check_count(vm, &k, "k")?;
    let result = falling(vm, &n, &k)?;
    Ok(vm.new_big(result))
}
