//! UTF-7: text in seven bits, with a base 64 of UTF-16 units between `+` and `-` for what does not fit. RFC 2152.
//!
//! CPython: `PyUnicode_DecodeUTF7Stateful`, `_PyUnicode_EncodeUTF7`.

use super::decode::{Decoded, Decoding};
use crate::vm::object::string::{code_point, to_char};
use crate::vm::{PyResult, Vm};

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn digit(byte: u8) -> Option<u32> {
    DIGITS.iter().position(|&digit| digit == byte).map(|at| at as u32)
}

/// Characters that stand for themselves when text is written.
fn is_direct(code: u32) -> bool {
    matches!(code, 9 | 10 | 13 | 32..=126) && !matches!(code, 0x2b | 0x5c | 0x7e)
}

/// Those that a reader takes for themselves.
fn reads_direct(byte: u8) -> bool {
    byte < 0x80 && byte != b'+'
}

pub fn encode(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    // Bits that are still to be written, and how many; `None` outside of base 64.
    let mut shift: Option<(u32, u32)> = None;
    let put = |out: &mut Vec<u8>, bits: u32| out.push(DIGITS[(bits & 63) as usize]);
    for c in text.chars() {
        let code = code_point(c);
        if is_direct(code) {
            if let Some((buffer, bits)) = shift.take() {
                if bits > 0 {
                    put(&mut out, buffer << (6 - bits));
                }
                // Where the character itself shows that base 64 is over, nothing has to say so.
                if digit(code as u8).is_some() || code as u8 == b'-' {
                    out.push(b'-');
                }
            }
            out.push(code as u8);
            continue;
        }
        if shift.is_none() && c == '+' {
            out.extend_from_slice(b"+-");
            continue;
        }
        let (mut buffer, mut bits) = shift.unwrap_or_else(|| {
            out.push(b'+');
            (0, 0)
        });
        let units = match code {
            0x10000.. => [Some(0xd800 + ((code - 0x10000) >> 10)), Some(0xdc00 + (code & 0x3ff))],
            _ => [Some(code), None],
        };
        for unit in units.into_iter().flatten() {
            (buffer, bits) = (buffer << 16 | unit, bits + 16);
            while bits >= 6 {
                bits -= 6;
                put(&mut out, buffer >> bits);
                buffer &= (1 << bits) - 1;
            }
        }
        shift = Some((buffer, bits));
    }
    if let Some((buffer, bits)) = shift {
        if bits > 0 {
            put(&mut out, buffer << (6 - bits));
        }
        out.push(b'-');
    }
    out
}

/// Inside base 64: bits that are no unit yet, and a high surrogate that waits for its low one.
#[derive(Clone, Copy)]
struct Shift {
    buffer: u32,
    bits: u32,
    surrogate: u32,
    /// Length of the text before.
    before: usize,
}

impl Shift {
    /// Takes up six bits; characters that are whole by them are written.
    fn push(&mut self, bits: u32, out: &mut String) {
        (self.buffer, self.bits) = (self.buffer << 6 | bits, self.bits + 6);
        if self.bits < 16 {
            return;
        }
        self.bits -= 16;
        let unit = self.buffer >> self.bits;
        self.buffer &= (1 << self.bits) - 1;
        let high = std::mem::take(&mut self.surrogate);
        if high != 0 {
            if (0xdc00..0xe000).contains(&unit) {
                out.extend(to_char(0x10000 + ((high - 0xd800) << 10) + (unit - 0xdc00)));
                return;
            }
            out.extend(to_char(high));
        }
        if (0xd800..0xdc00).contains(&unit) {
            self.surrogate = unit;
        } else {
            out.extend(to_char(unit));
        }
    }

    /// What is wrong with bits that are left over at its end.
    fn complaint(&self) -> Option<&'static str> {
        match self.bits {
            6.. => Some("partial character in shift sequence"),
            1.. if self.buffer != 0 => Some("non-zero padding bits in shift sequence"),
            _ => None,
        }
    }
}

impl Vm {
    pub(super) fn decode_utf7(&mut self, mut from: Decoding, errors: &str, last: bool) -> PyResult<Decoded> {
        let mut out = String::new();
        let (mut at, mut start) = (0, 0);
        let mut shift: Option<Shift> = None;
        loop {
            while let Some(&byte) = from.bytes.get(at) {
                let wrong;
                if let Some(state) = &mut shift {
                    if let Some(bits) = digit(byte) {
                        state.push(bits, &mut out);
                        at += 1;
                        continue;
                    }
                    let state = *state;
                    shift = None;
                    match state.complaint() {
                        Some(complaint) => {
                            at += 1;
                            wrong = complaint;
                        }
                        None => {
                            if state.surrogate != 0 && reads_direct(byte) {
                                out.extend(to_char(state.surrogate));
                            }
                            at += usize::from(byte == b'-');
                            continue;
                        }
                    }
                } else {
                    start = at;
                    at += 1;
                    match (byte, from.bytes.get(at).copied()) {
                        (b'+', Some(b'-')) => {
                            at += 1;
                            out.push('+');
                            continue;
                        }
                        (b'+', Some(next)) if digit(next).is_none() => {
                            at += 1;
                            wrong = "ill-formed sequence";
                        }
                        (b'+', _) => {
                            shift = Some(Shift { buffer: 0, bits: 0, surrogate: 0, before: out.len() });
                            continue;
                        }
                        _ if reads_direct(byte) => {
                            out.push(char::from(byte));
                            continue;
                        }
                        _ => wrong = "unexpected special character",
                    }
                }
                at = self.handle_decoding(&mut from, start..at, wrong, errors, &mut out)?;
            }
            match shift {
                Some(state) if last => {
                    shift = None;
                    if state.surrogate != 0 || state.complaint().is_some() {
                        let whole = from.bytes.len();
                        at = self.handle_decoding(
                            &mut from,
                            start..whole,
                            "unterminated shift sequence",
                            errors,
                            &mut out,
                        )?;
                        if at < from.bytes.len() {
                            continue;
                        }
                    }
                }
                // It is read again from its beginning when there is more.
                Some(state) => {
                    out.truncate(state.before);
                    at = start;
                }
                None => {}
            }
            return Ok(Decoded { text: out, consumed: at, order: 0 });
        }
    }
}
