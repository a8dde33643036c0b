//! `template % arguments`, for `str` and for bytes.
//!
//! Bytes are formatted as text of the characters below U+0100 and turned back at the end.

use num_bigint::BigInt;
use num_traits::Signed;

use super::{Spec, sign_text};
use crate::vm::number::float_style;
use crate::vm::object::{Obj, Payload, T, names};
use crate::vm::{PyResult, Vm};

/// The arguments as they are used up.
struct Arguments {
    whole: Obj,
    values: Vec<Obj>,
    used: usize,
    mapping: bool,
}

impl Arguments {
    fn next(&mut self, vm: &mut Vm) -> PyResult<Obj> {
        match self.values.get(self.used) {
            Some(&value) => {
                self.used += 1;
                Ok(value)
            }
            None => Err(vm.raise_text(T::TYPE_ERROR, "not enough arguments for format string")),
        }
    }
}

/// One conversion specifier.
#[derive(Default)]
struct Specifier {
    spec: Spec,
    left: bool,
    zero: bool,
}

impl Vm {
    pub fn percent_format(&mut self, template: &str, arguments: Obj) -> PyResult<String> {
        let chars: Vec<char> = template.chars().collect();
        self.percent(&chars, arguments, false)
    }

    pub fn percent_format_bytes(&mut self, template: &[u8], arguments: Obj) -> PyResult<Vec<u8>> {
        let chars: Vec<char> = template.iter().copied().map(char::from).collect();
        let text = self.percent(&chars, arguments, true)?;
        Ok(text.chars().map(|c| c as u32 as u8).collect())
    }

    fn percent(&mut self, chars: &[char], whole: Obj, bytes: bool) -> PyResult<String> {
        let tuple = self.is_tuple(whole);
        let values = if tuple { self.held_items(whole) } else { vec![whole] };
        let text = self.is_str(whole)
            || bytes && matches!(self.heap.payload(whole), Payload::Bytes(_) | Payload::ByteArray(_));
        let mapping = !tuple && !text && self.find_in_type(self.ty(whole), names::__getitem__).is_some();
        let mut arguments = Arguments { whole, values, used: 0, mapping };
        let mut out = String::new();
        let mut at = 0;
        while at < chars.len() {
            let c = chars[at];
            at += 1;
            if c == '%' {
                self.percent_one(chars, &mut at, &mut arguments, bytes, &mut out)?;
            } else {
                out.push(c);
            }
        }
        if arguments.used < arguments.values.len() && !arguments.mapping {
            let what = if bytes { "bytes" } else { "string" };
            let message = format!("not all arguments converted during {what} formatting");
            return Err(self.type_error(message));
        }
        Ok(out)
    }

    /// The key in brackets behind `%`.
    fn percent_key(&mut self, chars: &[char], at: &mut usize, arguments: &mut Arguments, bytes: bool) -> PyResult<()> {
        if !arguments.mapping {
            return Err(self.raise_text(T::TYPE_ERROR, "format requires a mapping"));
        }
        *at += 1;
        let start = *at;
        let mut depth = 1;
        while depth > 0 {
            match chars.get(*at) {
                Some('(') => depth += 1,
                Some(')') => depth -= 1,
                Some(_) => {}
                None => return Err(self.raise_text(T::VALUE_ERROR, "incomplete format key")),
            }
            *at += 1;
        }
        let key = &chars[start..*at - 1];
        let key = if bytes {
            self.new_bytes(key.iter().map(|&c| c as u32 as u8).collect())
        } else {
            self.new_str(key.iter().collect::<String>())
        };
        let value = self.get_item(arguments.whole, key)?;
        arguments.values = vec![value];
        arguments.used = 0;
        Ok(())
    }

    fn percent_one(
        &mut self,
        chars: &[char],
        at: &mut usize,
        arguments: &mut Arguments,
        bytes: bool,
        out: &mut String,
    ) -> PyResult<()> {
        if chars.get(*at) == Some(&'(') {
            self.percent_key(chars, at, arguments, bytes)?;
        }
        if !bytes && chars.get(*at) == Some(&'%') {
            *at += 1;
            out.push('%');
            return Ok(());
        }
        let mut one = Specifier::default();
        while let Some(&flag) = chars.get(*at) {
            match flag {
                '-' => one.left = true,
                '+' => one.spec.sign = Some('+'),
                ' ' => one.spec.sign = one.spec.sign.or(Some(' ')),
                '#' => one.spec.alternate = true,
                '0' => one.zero = true,
                _ => break,
            }
            *at += 1;
        }
        let digits = |vm: &mut Vm, at: &mut usize, most: usize, complaint: &str| -> PyResult<usize> {
            let mut value = 0usize;
            while let Some(digit) = chars.get(*at).and_then(|c| c.to_digit(10)) {
                value = value.saturating_mul(10).saturating_add(digit as usize);
                if value > most {
                    return Err(vm.value_error(complaint));
                }
                *at += 1;
            }
            Ok(value)
        };
        if chars.get(*at) == Some(&'*') {
            *at += 1;
            let width = arguments.next(self)?;
            if !self.is_int(width) {
                return Err(self.raise_text(T::TYPE_ERROR, "* wants int"));
            }
            let width = self.index_size(width)?;
            one.left |= width < 0;
            one.spec.width = width.unsigned_abs() as usize;
        } else {
            one.spec.width = digits(self, at, i64::MAX as usize, "width too big")?;
        }
        if chars.get(*at) == Some(&'.') {
            *at += 1;
            let precision = if chars.get(*at) == Some(&'*') {
                *at += 1;
                let value = arguments.next(self)?;
                if !self.is_int(value) {
                    return Err(self.raise_text(T::TYPE_ERROR, "* wants int"));
                }
                self.index_int(value)?.max(0) as usize
            } else {
                let complaint = if bytes { "prec too big" } else { "precision too big" };
                digits(self, at, i32::MAX as usize, complaint)?
            };
            one.spec.precision = Some(precision);
        }
        if matches!(chars.get(*at), Some('h' | 'l' | 'L')) {
            *at += 1;
        }
        let Some(&kind) = chars.get(*at) else {
            return Err(self.raise_text(T::VALUE_ERROR, "incomplete format"));
        };
        *at += 1;
        if kind == '%' && bytes {
            out.push('%');
            return Ok(());
        }
        let value = arguments.next(self)?;
        if one.spec.width > 1 << 32 {
            return Err(self.raise_text(T::MEMORY_ERROR, ""));
        }
        let text = self.percent_value(&mut one, kind, value, bytes, *at - 1)?;
        out.push_str(&text);
        Ok(())
    }

    fn percent_value(
        &mut self,
        one: &mut Specifier,
        kind: char,
        value: Obj,
        bytes: bool,
        place: usize,
    ) -> PyResult<String> {
        let spec = &mut one.spec;
        spec.align = Some(if one.left { '<' } else { '>' });
        let zero_fill = |spec: &mut Spec| {
            if one.zero && !one.left {
                spec.fill = Some('0');
                spec.align = Some('=');
            }
        };
        match kind {
            's' | 'b' if bytes => {
                let own = self.percent_bytes(value)?;
                let cut =
                    own.into_iter().map(char::from).take(spec.precision.unwrap_or(usize::MAX)).collect::<String>();
                Ok(spec.pad("", &cut, '>'))
            }
            's' | 'r' | 'a' => {
                let text = match kind {
                    's' => self.str_of(value)?,
                    'r' if !bytes => self.repr(value)?,
                    _ => self.ascii_repr(value)?,
                };
                let cut: String = self.text(text).chars().take(spec.precision.unwrap_or(usize::MAX)).collect();
                Ok(spec.pad("", &cut, '>'))
            }
            'c' => {
                let c = if bytes { self.percent_byte(value)? } else { self.percent_char(value)? };
                Ok(spec.pad("", &c.to_string(), '>'))
            }
            'd' | 'i' | 'u' | 'o' | 'x' | 'X' => {
                let integer = self.percent_integer(value, kind)?;
                let digits = integer.abs();
                let (mut body, prefix) = match kind {
                    'o' => (digits.to_str_radix(8), "0o"),
                    'x' => (digits.to_str_radix(16), "0x"),
                    'X' => (digits.to_str_radix(16).to_uppercase(), "0X"),
                    _ => {
                        self.check_digits(&digits)?;
                        (digits.to_str_radix(10), "")
                    }
                };
                if let Some(precision) = spec.precision
                    && body.len() < precision
                {
                    body = format!("{}{body}", "0".repeat(precision - body.len()));
                }
                let prefix = if spec.alternate { prefix } else { "" };
                let head = format!("{}{prefix}", sign_text(integer.is_negative(), spec.sign));
                zero_fill(spec);
                Ok(spec.pad(&head, &body, '>'))
            }
            'e' | 'E' | 'f' | 'F' | 'g' | 'G' => {
                let complaint = if bytes { "float argument required, not " } else { "must be real number, not " };
                let number = self.to_float(value, complaint)?;
                let body = float_style(number, kind, spec.precision.unwrap_or(6), spec.alternate);
                zero_fill(spec);
                let negative = number.is_sign_negative() && !number.is_nan();
                Ok(spec.pad(sign_text(negative, spec.sign), &body, '>'))
            }
            other => {
                let code = crate::vm::object::string::code_point(other);
                let shown = if bytes || (32..0x7f).contains(&code) { other } else { '?' };
                let message = format!("unsupported format character '{shown}' (0x{code:x}) at index {place}");
                Err(self.raise_text(T::VALUE_ERROR, &message))
            }
        }
    }

    fn percent_char(&mut self, value: Obj) -> PyResult<char> {
        if let Some(text) = self.str_data(value)
            && text.len() == 1
        {
            return Ok(text.char_at(0).unwrap_or('\0'));
        }
        if self.find_in_type(self.ty(value), names::__index__).is_none() {
            return Err(self.raise_text(T::TYPE_ERROR, "%c requires int or char"));
        }
        let index = self.index(value)?;
        let code = self.as_int(index).and_then(|code| u32::try_from(code).ok());
        match code.and_then(crate::vm::object::string::to_char) {
            Some(c) => Ok(c),
            None => Err(self.raise_text(T::OVERFLOW_ERROR, "%c arg not in range(0x110000)")),
        }
    }

    fn percent_byte(&mut self, value: Obj) -> PyResult<char> {
        if matches!(self.heap.payload(value), Payload::Bytes(_) | Payload::ByteArray(_))
            && self.quick_len(value) == Some(1)
        {
            return Ok(char::from(self.bytes_of(value).unwrap_or_default()[0]));
        }
        if self.find_in_type(self.ty(value), names::__index__).is_none() {
            let message = "%c requires an integer in range(256) or a single byte";
            return Err(self.raise_text(T::TYPE_ERROR, message));
        }
        let index = self.index(value)?;
        match self.as_int(index) {
            Some(byte @ 0..=255) => Ok(char::from(byte as u8)),
            _ => Err(self.raise_text(T::OVERFLOW_ERROR, "%c arg not in range(256)")),
        }
    }

    fn percent_bytes(&mut self, value: Obj) -> PyResult<Vec<u8>> {
        if let Some(own) = self.buffer_of(value)? {
            return Ok(own);
        }
        if let Some(result) = self.call_special(value, names::__bytes__, &[])? {
            return match self.heap.payload(result) {
                Payload::Bytes(own) => Ok((**own).clone()),
                _ => {
                    let name = self.type_name_of(result);
                    Err(self.type_error(format!("__bytes__ returned non-bytes (type {name})")))
                }
            };
        }
        let name = self.type_name_of(value);
        Err(self.type_error(format!(
            "%b requires a bytes-like object, or an object that implements __bytes__, not '{name}'"
        )))
    }

    fn percent_integer(&mut self, value: Obj, kind: char) -> PyResult<BigInt> {
        if let Some(value) = self.as_big(value) {
            return Ok(value);
        }
        let decimal = matches!(kind, 'd' | 'i' | 'u');
        let ty = self.ty(value);
        let number = [names::__index__, names::__int__, names::__float__]
            .iter()
            .any(|&name| self.find_in_type(ty, name).is_some())
            || matches!(self.heap.payload(value), Payload::Complex(..));
        let result = if !number {
            Ok(None)
        } else if decimal {
            if let Payload::Float(number) = self.heap.payload(value) {
                let number = *number;
                return self.float_to_big(number);
            }
            self.to_int(value).map(Some)
        } else {
            self.index(value).map(Some)
        };
        match result {
            Ok(Some(result)) => return Ok(self.as_big(result).unwrap_or_default()),
            Ok(None) => {}
            Err(error) if !self.raised_is(T::TYPE_ERROR) => return Err(error),
            Err(_) => self.clear_raised(),
        }
        let name = self.type_name_of(value);
        let wanted = if decimal { "a real number" } else { "an integer" };
        Err(self.type_error(format!("%{kind} format: {wanted} is required, not {name}")))
    }
}
