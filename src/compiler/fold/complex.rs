//! Complex arithmetic as CPython does it: real operands become complex first, powers go through polar coordinates.

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Complex {
    pub real: f64,
    pub imag: f64,
}

const ONE: Complex = Complex { real: 1.0, imag: 0.0 };

pub(super) fn multiply(left: Complex, right: Complex) -> Complex {
    Complex {
        real: left.real * right.real - left.imag * right.imag,
        imag: left.real * right.imag + left.imag * right.real,
    }
}

/// `None` for a zero divisor. Divides by the larger part of the divisor first, so that less overflows.
pub(super) fn divide(left: Complex, right: Complex) -> Option<Complex> {
    if right.real.abs() >= right.imag.abs() {
        if right.real == 0.0 {
            return None;
        }
        let ratio = right.imag / right.real;
        let denominator = right.real + right.imag * ratio;
        Some(Complex {
            real: (left.real + left.imag * ratio) / denominator,
            imag: (left.imag - left.real * ratio) / denominator,
        })
    } else if right.imag.abs() >= right.real.abs() {
        let ratio = right.real / right.imag;
        let denominator = right.real * ratio + right.imag;
        Some(Complex {
            real: (left.real * ratio + left.imag) / denominator,
            imag: (left.imag * ratio - left.real) / denominator,
        })
    } else {
        Some(Complex { real: f64::NAN, imag: f64::NAN })
    }
}

/// `None` where Python raises `ZeroDivisionError` or `OverflowError`.
pub(super) fn power(base: Complex, exponent: Complex) -> Option<Complex> {
    let is_small_int = exponent.imag == 0.0 && exponent.real == exponent.real.floor() && exponent.real.abs() <= 100.0;
    let result = if is_small_int {
        let times = exponent.real.abs() as u32;
        let product = natural_power(base, times);
        if exponent.real > 0.0 { product } else { divide(ONE, product)? }
    } else {
        polar_power(base, exponent)?
    };
    (!result.real.is_infinite() && !result.imag.is_infinite()).then_some(result)
}

fn natural_power(base: Complex, times: u32) -> Complex {
    let mut result = ONE;
    let mut square = base;
    let mut bit = 1;
    while bit <= times {
        if times & bit != 0 {
            result = multiply(result, square);
        }
        bit <<= 1;
        square = multiply(square, square);
    }
    result
}

fn polar_power(base: Complex, exponent: Complex) -> Option<Complex> {
    if exponent.real == 0.0 && exponent.imag == 0.0 {
        return Some(ONE);
    }
    if base.real == 0.0 && base.imag == 0.0 {
        let is_undefined = exponent.imag != 0.0 || exponent.real < 0.0;
        return (!is_undefined).then_some(Complex { real: 0.0, imag: 0.0 });
    }
    let size = base.real.hypot(base.imag);
    let angle = base.imag.atan2(base.real);
    let mut length = size.powf(exponent.real);
    let mut phase = angle * exponent.real;
    if exponent.imag != 0.0 {
        length /= (angle * exponent.imag).exp();
        phase += exponent.imag * size.ln();
    }
    // The C library calls the sine of an infinity a domain error, which Python takes for a division by zero.
    (!phase.is_infinite()).then(|| Complex { real: length * phase.cos(), imag: length * phase.sin() })
}
