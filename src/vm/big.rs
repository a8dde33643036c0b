//! Arithmetic of very large integers in slices: what would take long in one go is cut into pieces that do not, and between
//! two pieces the machine looks whether somebody interrupts.
//!
//! Small operands go straight to `num-bigint`; the cuts follow the usual schemes (Karatsuba for products, long division
//! by blocks of limbs, halving for decimal text).

use num_bigint::{BigInt, BigUint, Sign};
use num_integer::Integer;
use num_traits::{Num, One, Signed, Zero};

use super::object::T;
use super::{PyResult, Vm};

/// Products of limbs that are done in one go: some hundredths of a second.
const PIECE: u64 = 1 << 26;
/// Decimal digits that are converted in one go.
const DIGITS: usize = 4096;

fn limbs(value: &BigUint) -> u64 {
    value.bits() / 64 + 1
}

fn low_bits(value: &BigUint, bits: u64) -> BigUint {
    let mut digits = value.to_u64_digits();
    digits.truncate((bits / 64) as usize);
    from_limbs(&digits)
}

fn from_limbs(digits: &[u64]) -> BigUint {
    let words: Vec<u32> = digits.iter().flat_map(|&digit| [digit as u32, (digit >> 32) as u32]).collect();
    BigUint::new(words)
}

impl Vm {
    pub fn big_mul(&mut self, a: &BigInt, b: &BigInt) -> PyResult<BigInt> {
        let negative = a.is_negative() != b.is_negative();
        let product = self.mul(a.magnitude(), b.magnitude())?;
        Ok(BigInt::from_biguint(if negative { Sign::Minus } else { Sign::Plus }, product))
    }

    fn mul(&mut self, a: &BigUint, b: &BigUint) -> PyResult<BigUint> {
        let (short, long) = if a.bits() < b.bits() { (a, b) } else { (b, a) };
        if limbs(short).saturating_mul(limbs(long)) <= PIECE {
            return Ok(a * b);
        }
        self.check_size(((a.bits() + b.bits()) / 8) as usize)?;
        self.native_breaker()?;
        let half = limbs(long) / 2 * 64;
        let (high, low) = (long >> half, low_bits(long, half));
        if short.bits() <= half {
            return Ok((self.mul(&high, short)? << half) + self.mul(&low, short)?);
        }
        let (short_high, short_low) = (short >> half, low_bits(short, half));
        let top = self.mul(&high, &short_high)?;
        let bottom = self.mul(&low, &short_low)?;
        let middle = self.mul(&(high + low), &(short_high + short_low))? - &top - &bottom;
        Ok((top << (2 * half)) + (middle << half) + bottom)
    }

    /// `base ** exponent`.
    pub fn big_pow(&mut self, base: &BigInt, exponent: u64) -> PyResult<BigInt> {
        let size = base.bits().saturating_mul(exponent);
        if size <= 1 << 16 {
            return Ok(num_traits::pow(base.clone(), exponent as usize));
        }
        self.check_size((size / 8) as usize)?;
        let mut result = BigInt::one();
        for bit in (0..u64::BITS - exponent.leading_zeros()).rev() {
            result = self.big_mul(&result, &result)?;
            if exponent >> bit & 1 == 1 {
                result = self.big_mul(&result, base)?;
            }
        }
        Ok(result)
    }

    /// `pow(base, exponent, modulus)` with no negative exponent.
    pub fn big_modpow(&mut self, base: &BigInt, exponent: &BigInt, modulus: &BigInt) -> PyResult<BigInt> {
        let size = limbs(modulus.magnitude());
        if size.saturating_mul(size).saturating_mul(exponent.bits()) <= PIECE {
            return Ok(base.modpow(exponent, modulus));
        }
        let mut result = BigInt::one();
        for bit in (0..exponent.bits()).rev() {
            self.native_breaker()?;
            let square = self.big_mul(&result, &result)?;
            result = self.big_div_floor(&square, modulus)?.1;
            if exponent.magnitude().bit(bit) {
                let product = self.big_mul(&result, base)?;
                result = self.big_div_floor(&product, modulus)?.1;
            }
        }
        Ok(result.mod_floor(modulus))
    }

    /// Quotient, rounded down, and rest; the divisor is not 0.
    pub fn big_div_floor(&mut self, a: &BigInt, b: &BigInt) -> PyResult<(BigInt, BigInt)> {
        let (long, short) = (limbs(a.magnitude()), limbs(b.magnitude()));
        if short.saturating_mul(long.saturating_sub(short)) <= PIECE {
            return Ok(a.div_mod_floor(b));
        }
        let (quotient, rest) = self.div(a.magnitude(), b.magnitude())?;
        let negative = a.is_negative() != b.is_negative();
        let mut quotient = BigInt::from(quotient);
        let mut rest = BigInt::from(rest);
        if a.is_negative() {
            rest = -rest;
        }
        if negative {
            quotient = -quotient;
            if !rest.is_zero() {
                quotient -= 1;
                rest += b;
            }
        }
        Ok((quotient, rest))
    }

    fn div(&mut self, a: &BigUint, b: &BigUint) -> PyResult<(BigUint, BigUint)> {
        let block = (PIECE / limbs(b)).max(1) as usize;
        let digits = a.to_u64_digits();
        let mut quotient = vec![0u64; digits.len()];
        let mut rest = BigUint::zero();
        let mut end = digits.len();
        while end > 0 {
            self.native_breaker()?;
            let start = end.saturating_sub(block);
            rest = (rest << (64 * (end - start))) + from_limbs(&digits[start..end]);
            let (part, left) = rest.div_rem(b);
            for (place, digit) in quotient[start..end].iter_mut().zip(part.to_u64_digits()) {
                *place = digit;
            }
            rest = left;
            end = start;
        }
        Ok((from_limbs(&quotient), rest))
    }

    /// The decimal text.
    pub fn big_text(&mut self, value: &BigInt) -> PyResult<String> {
        if value.bits() <= 1 << 15 {
            return Ok(value.to_string());
        }
        // 10 to the power of DIGITS, and its squares up to half of the number.
        let mut powers = vec![num_traits::pow(BigUint::from(10u8), DIGITS)];
        while powers[powers.len() - 1].bits() * 2 <= value.bits() {
            let last = powers[powers.len() - 1].clone();
            let square = self.mul(&last, &last)?;
            powers.push(square);
        }
        let mut text = String::new();
        if value.is_negative() {
            text.push('-');
        }
        self.put_digits(value.magnitude(), &powers, None, &mut text)?;
        Ok(text)
    }

    /// Appends a number, with zeros in front up to a width.
    fn put_digits(
        &mut self,
        value: &BigUint,
        powers: &[BigUint],
        width: Option<usize>,
        text: &mut String,
    ) -> PyResult<()> {
        let Some((power, smaller)) = powers.split_last() else {
            let digits = value.to_string();
            text.extend(std::iter::repeat_n('0', width.unwrap_or(0).saturating_sub(digits.len())));
            text.push_str(&digits);
            return Ok(());
        };
        if width.is_none() && value < power {
            return self.put_digits(value, smaller, width, text);
        }
        self.native_breaker()?;
        let (high, low) = if limbs(power).saturating_mul(limbs(value)) <= PIECE {
            value.div_rem(power)
        } else {
            self.div(value, power)?
        };
        let low_width = DIGITS << smaller.len();
        self.put_digits(&high, smaller, width.map(|width| width - low_width), text)?;
        self.put_digits(&low, smaller, Some(low_width), text)
    }

    /// The number that digits of a base stand for; `None` if one of them is none.
    pub fn big_from_digits(&mut self, digits: &str, base: u32) -> PyResult<Option<BigUint>> {
        if digits.len() <= 2 * DIGITS || base.is_power_of_two() || !digits.is_ascii() {
            return Ok(BigUint::from_str_radix(digits, base).ok());
        }
        let mut powers = vec![num_traits::pow(BigUint::from(base), DIGITS)];
        while DIGITS << powers.len() < digits.len() {
            let last = powers[powers.len() - 1].clone();
            let square = self.mul(&last, &last)?;
            powers.push(square);
        }
        self.take_digits(digits, base, &powers)
    }

    fn take_digits(&mut self, digits: &str, base: u32, powers: &[BigUint]) -> PyResult<Option<BigUint>> {
        let Some((power, smaller)) = powers.split_last() else { return Ok(BigUint::from_str_radix(digits, base).ok()) };
        let width = DIGITS << smaller.len();
        if digits.len() <= width {
            return self.take_digits(digits, base, smaller);
        }
        let (high, low) = digits.split_at(digits.len() - width);
        let (Some(high), Some(low)) = (self.take_digits(high, base, smaller)?, self.take_digits(low, base, smaller)?)
        else {
            return Ok(None);
        };
        Ok(Some(self.mul(&high, power)? + low))
    }

    /// The product of `first`, `first + 1` … `last`.
    pub fn big_range_product(&mut self, first: &BigInt, last: &BigInt) -> PyResult<BigInt> {
        if first > last {
            return Ok(BigInt::one());
        }
        let count: BigInt = last - first;
        if count < BigInt::from(32) {
            let mut product = first.clone();
            let mut factor = first + 1;
            while factor <= *last {
                product *= &factor;
                factor += 1;
            }
            return Ok(product);
        }
        // As many factors of that size would not fit.
        if count.bits() > 40 {
            return Err(self.raise_text(T::MEMORY_ERROR, ""));
        }
        self.tick()?;
        let middle: BigInt = first + (count >> 1);
        let low = self.big_range_product(first, &middle)?;
        let high = self.big_range_product(&(middle + 1), last)?;
        self.big_mul(&low, &high)
    }

    pub fn big_gcd(&mut self, a: &BigInt, b: &BigInt) -> PyResult<BigInt> {
        let (mut a, mut b) = (a.abs(), b.abs());
        while a.bits().min(b.bits()) > 1 << 14 {
            self.native_breaker()?;
            let rest = self.big_div_floor(&a, &b)?.1;
            a = std::mem::replace(&mut b, rest);
        }
        Ok(a.gcd(&b))
    }
}
