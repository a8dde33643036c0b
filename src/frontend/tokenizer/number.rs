//! Numbers: what belongs to one, and what may not stand right behind it.
//!
//! The values are the parser's affair.

use super::TokenKind;
use super::error::Failure;
use super::lexer::{Lexer, continues_name};
use crate::base::ErrorKind;

impl<const LIBERAL: bool> Lexer<'_, LIBERAL> {
    /// Reads a number that begins at `start` with a digit, or with a point and a digit.
    pub(super) fn number(&mut self, start: usize) -> Result<(), Failure> {
        let end = match (self.byte(start), self.byte(start + 1)) {
            (b'.', _) => self.fraction(start + 1)?,
            (b'0', b'x' | b'X') => self.based(start + 2, "hexadecimal", |byte| byte.is_ascii_hexdigit())?,
            (b'0', b'o' | b'O') => self.based(start + 2, "octal", |byte| matches!(byte, b'0'..=b'7'))?,
            (b'0', b'b' | b'B') => self.based(start + 2, "binary", |byte| matches!(byte, b'0' | b'1'))?,
            (b'0', _) => self.leading_zero(start)?,
            _ => {
                let end = self.digits(start + 1)?;
                self.after_integer(end)?
            }
        };
        self.pos = end;
        self.push(TokenKind::NUMBER, start, end);
        Ok(())
    }

    /// Decimal digits with single underscores between them, from behind the first digit; CPython: `tok_decimal_tail`.
    fn digits(&self, mut at: usize) -> Result<usize, Failure> {
        loop {
            while self.byte(at).is_ascii_digit() {
                at += 1;
            }
            if self.byte(at) != b'_' {
                return Ok(at);
            }
            at += 1;
            if !self.byte(at).is_ascii_digit() {
                return Err(Failure::raised(at, "invalid decimal literal"));
            }
        }
    }

    /// Digits behind `0x`, `0o` or `0b`.
    fn based(&mut self, mut at: usize, kind: &'static str, is_digit: fn(u8) -> bool) -> Result<usize, Failure> {
        // Octal and binary literals name a decimal digit that is too large; every decimal digit is hexadecimal.
        let wrong_digit = |at: usize, digit: u8| {
            let message = format!("invalid digit '{}' in {kind} literal", digit as char);
            Err(Failure::raised(at + 1, message))
        };
        loop {
            if self.byte(at) == b'_' {
                at += 1;
            }
            let byte = self.byte(at);
            if !is_digit(byte) {
                if byte.is_ascii_digit() {
                    return wrong_digit(at, byte);
                }
                return Err(Failure::raised(at, format!("invalid {kind} literal")));
            }
            while is_digit(self.byte(at)) {
                at += 1;
            }
            if self.byte(at) != b'_' {
                break;
            }
        }
        let byte = self.byte(at);
        if byte.is_ascii_digit() {
            return wrong_digit(at, byte);
        }
        self.check_end(at, kind)?;
        Ok(at)
    }

    /// A decimal number that begins with 0: only zeros, or a float, or an error (`017` was octal in Python 2).
    fn leading_zero(&mut self, start: usize) -> Result<usize, Failure> {
        let mut at = start + 1;
        loop {
            if self.byte(at) == b'_' {
                at += 1;
                if !self.byte(at).is_ascii_digit() {
                    return Err(Failure::raised(at, "invalid decimal literal"));
                }
            }
            if self.byte(at) != b'0' {
                break;
            }
            at += 1;
        }
        let zeros_end = at + 1;
        if !self.byte(at).is_ascii_digit() {
            return self.after_integer(at);
        }
        let end = self.digits(at)?;
        if LIBERAL || matches!(self.byte(end), b'.' | b'e' | b'E' | b'j' | b'J') {
            return self.after_integer(end);
        }
        Err(Failure::LeadingZeros { start, zeros_end })
    }

    /// What can follow decimal digits: a fraction, an exponent, `j`, or the end.
    fn after_integer(&mut self, at: usize) -> Result<usize, Failure> {
        if self.byte(at) == b'.' { self.fraction(at + 1) } else { self.exponent(at) }
    }

    /// From behind the point.
    fn fraction(&mut self, mut at: usize) -> Result<usize, Failure> {
        if self.byte(at).is_ascii_digit() {
            at = self.digits(at)?;
        }
        self.exponent(at)
    }

    fn exponent(&mut self, mut at: usize) -> Result<usize, Failure> {
        if matches!(self.byte(at), b'e' | b'E') {
            let letter = at;
            at += 1;
            if matches!(self.byte(at), b'+' | b'-') {
                at += 1;
                if !self.byte(at).is_ascii_digit() {
                    return Err(Failure::raised(at, "invalid decimal literal"));
                }
            } else if !self.byte(at).is_ascii_digit() {
                // Not an exponent: `1else` is still a number and a keyword.
                self.check_end(letter, "decimal")?;
                return Ok(letter);
            }
            at = self.digits(at)?;
        }
        if matches!(self.byte(at), b'j' | b'J') {
            at += 1;
            self.check_end(at, "imaginary")?;
        } else {
            self.check_end(at, "decimal")?;
        }
        Ok(at)
    }

    /// Refuses a name right behind a number, but only warns about the keywords that stood there in working programs
    /// (`1if x else y`); CPython: `verify_end_of_number`.
    fn check_end(&mut self, at: usize, kind: &'static str) -> Result<(), Failure> {
        let byte = self.byte(at);
        if LIBERAL || !byte.is_ascii() || !continues_name(byte) {
            return Ok(());
        }
        let follows = |rest: &[u8]| {
            let end = at + 1 + rest.len();
            self.bytes.get(at + 1..end) == Some(rest) && !continues_name(self.byte(end))
        };
        let keyword = match byte {
            b'a' => follows(b"nd"),
            b'e' => follows(b"lse"),
            b'f' => follows(b"or"),
            b'i' => matches!(self.byte(at + 1), b'f' | b'n' | b's'),
            b'o' => follows(b"r"),
            b'n' => follows(b"ot"),
            _ => false,
        };
        let message = format!("invalid {kind} literal");
        if !keyword {
            return Err(Failure::raised(at, message));
        }
        self.warn(ErrorKind::SyntaxWarning, at, message);
        Ok(())
    }
}
