//! `template % arguments`, for `str` and for bytes.
//!
//! Bytes are formatted as text of the characters below U+0100 and turned back at the end.

use num_bigint::BigInt;
use num_traits::Signed;

use super::first_chars;
use super::spec::{Spec, digits, sign_text};
use crate::vm::number::float_style;
use crate::vm::object::{Obj, Payload, T, names};
use crate::vm::{PyResult, Vm};

/// The arguments as they are used up.
struct Arguments {
    whole: Obj,
    /// `whole` is the tuple of the arguments; else there is one, this one or that of a key.
    tuple: bool,
    single: Obj,
    count: usize,
    used: usize,
    mapping: bool,
}

impl Arguments {
    fn next(&mut self, vm: &mut Vm) -> PyResult<Obj> {
        if self.used >= self.count {
            return Err(vm.raise_text(T::TYPE_ERROR, "not enough arguments for format string"));
        }
        self.used += 1;
        let of_tuple = vm.items(self.whole).filter(|_| self.tuple).and_then(|items| items.get(self.used - 1));
        Ok(of_tuple.copied().unwrap_or(self.single))
    }
}

/// One conversion specifier.
#[derive(Default)]
struct Specifier {
    spec: Spec,
    left: bool,
    zero: bool,
}

/// Whether this byte comes next; it is passed then.
fn take(rest: &mut &str, wanted: u8) -> bool {
    let found = rest.as_bytes().first() == Some(&wanted);
    if found {
        *rest = &rest[1..];
    }
    found
}

impl Vm {
    pub fn percent_format(&mut self, template: &str, arguments: Obj) -> PyResult<String> {
        self.percent(template, arguments, false)
    }

    pub fn percent_format_bytes(&mut self, template: &[u8], arguments: Obj) -> PyResult<Vec<u8>> {
        let template: String = template.iter().copied().map(char::from).collect();
        let text = self.percent(&template, arguments, true)?;
        Ok(text.chars().map(|c| c as u32 as u8).collect())
    }

    fn percent(&mut self, template: &str, whole: Obj, bytes: bool) -> PyResult<String> {
        let count = if self.is_tuple(whole) { self.items(whole).map(<[Obj]>::len) } else { None };
        let tuple = count.is_some();
        let text = self.is_str(whole)
            || bytes && matches!(self.heap.payload(whole), Payload::Bytes(_) | Payload::ByteArray(_));
        let mapping = !tuple && !text && self.find_in_type(self.ty(whole), names::__getitem__).is_some();
        let mut arguments = Arguments { whole, tuple, single: whole, count: count.unwrap_or(1), used: 0, mapping };
        let mut out = String::with_capacity(template.len() + 16);
        let mut rest = template;
        while let Some(at) = rest.bytes().position(|byte| byte == b'%') {
            out.push_str(&rest[..at]);
            rest = &rest[at + 1..];
            self.percent_one(template, &mut rest, &mut arguments, bytes, &mut out)?;
        }
        out.push_str(rest);
        if arguments.used < arguments.count && !arguments.mapping {
            let what = if bytes { "bytes" } else { "string" };
            let message = format!("not all arguments converted during {what} formatting");
            return Err(self.type_error(message));
        }
        Ok(out)
    }

    /// The key in brackets behind `%(`.
    fn percent_key(&mut self, rest: &mut &str, arguments: &mut Arguments, bytes: bool) -> PyResult<()> {
        if !arguments.mapping {
            return Err(self.raise_text(T::TYPE_ERROR, "format requires a mapping"));
        }
        let (mut depth, mut end) = (1, 0);
        while depth > 0 {
            match rest.as_bytes().get(end) {
                Some(b'(') => depth += 1,
                Some(b')') => depth -= 1,
                Some(_) => {}
                None => return Err(self.raise_text(T::VALUE_ERROR, "incomplete format key")),
            }
            end += 1;
        }
        let key = &rest[..end - 1];
        *rest = &rest[end..];
        let key = if bytes { self.new_bytes(key.chars().map(|c| c as u32 as u8).collect()) } else { self.new_str(key) };
        arguments.single = self.get_item(arguments.whole, key)?;
        (arguments.tuple, arguments.count, arguments.used) = (false, 1, 0);
        Ok(())
    }

    /// One conversion; `rest` of the template stands behind its `%`, and behind all of it in the end.
    fn percent_one(
        &mut self,
        template: &str,
        rest: &mut &str,
        arguments: &mut Arguments,
        bytes: bool,
        out: &mut String,
    ) -> PyResult<()> {
        if take(rest, b'(') {
            self.percent_key(rest, arguments, bytes)?;
        }
        if !bytes && take(rest, b'%') {
            out.push('%');
            return Ok(());
        }
        let mut one = Specifier::default();
        loop {
            match rest.as_bytes().first() {
                Some(b'-') => one.left = true,
                Some(b'+') => one.spec.sign = Some('+'),
                Some(b' ') => one.spec.sign = one.spec.sign.or(Some(' ')),
                Some(b'#') => one.spec.alternate = true,
                Some(b'0') => one.zero = true,
                _ => break,
            }
            *rest = &rest[1..];
        }
        if take(rest, b'*') {
            let width = arguments.next(self)?;
            if !self.is_int(width) {
                return Err(self.raise_text(T::TYPE_ERROR, "* wants int"));
            }
            let width = self.index_size(width)?;
            one.left |= width < 0;
            one.spec.width = width.unsigned_abs() as usize;
        } else {
            one.spec.width = self.percent_number(rest, i64::MAX as usize, "width too big")?;
        }
        if take(rest, b'.') {
            let precision = if take(rest, b'*') {
                let value = arguments.next(self)?;
                if !self.is_int(value) {
                    return Err(self.raise_text(T::TYPE_ERROR, "* wants int"));
                }
                self.index_int(value)?.max(0) as usize
            } else {
                let complaint = if bytes { "prec too big" } else { "precision too big" };
                self.percent_number(rest, i32::MAX as usize, complaint)?
            };
            one.spec.precision = Some(precision);
        }
        let _ = take(rest, b'h') || take(rest, b'l') || take(rest, b'L');
        let Some(kind) = rest.chars().next() else {
            return Err(self.raise_text(T::VALUE_ERROR, "incomplete format"));
        };
        let place = template.len() - rest.len();
        *rest = &rest[kind.len_utf8()..];
        if kind == '%' && bytes {
            out.push('%');
            return Ok(());
        }
        let value = arguments.next(self)?;
        if one.spec.width > 1 << 32 {
            return Err(self.raise_text(T::MEMORY_ERROR, ""));
        }
        if self.percent_value(&mut one, kind, value, bytes, out)? {
            return Ok(());
        }
        let place = template[..place].chars().count();
        let code = crate::vm::object::string::code_point(kind);
        let shown = if bytes || (32..0x7f).contains(&code) { kind } else { '?' };
        let message = format!("unsupported format character '{shown}' (0x{code:x}) at index {place}");
        Err(self.raise_text(T::VALUE_ERROR, &message))
    }

    /// The digits that come next; 0 if there are none.
    fn percent_number(&mut self, rest: &mut &str, most: usize, complaint: &str) -> PyResult<usize> {
        let mut value = 0usize;
        while let Some(digit) = rest.as_bytes().first().filter(|byte| byte.is_ascii_digit()) {
            value = value.saturating_mul(10).saturating_add(usize::from(digit - b'0'));
            if value > most {
                return Err(self.value_error(complaint));
            }
            *rest = &rest[1..];
        }
        Ok(value)
    }

    /// Appends a value; false if there is no such conversion.
    fn percent_value(
        &mut self,
        one: &mut Specifier,
        kind: char,
        value: Obj,
        bytes: bool,
        out: &mut String,
    ) -> PyResult<bool> {
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
                spec.pad(out, "", "", &cut, '>');
            }
            's' if spec.width == 0 && spec.precision.is_none() => self.push_str_of(value, out)?,
            's' | 'r' | 'a' => {
                let text = match kind {
                    's' => self.str_of(value)?,
                    'r' if !bytes => self.repr(value)?,
                    _ => self.ascii_repr(value)?,
                };
                spec.pad(out, "", "", first_chars(self.text(text), spec.precision), '>');
            }
            'c' => {
                let c = if bytes { self.percent_byte(value)? } else { self.percent_char(value)? };
                spec.pad(out, "", "", c.encode_utf8(&mut [0; 4]), '>');
            }
            'd' | 'i' | 'u' | 'o' | 'x' | 'X' => {
                let (mut buffer, long);
                let (negative, mut body) = match self.as_int(value) {
                    Some(small) => {
                        buffer = [0; 64];
                        let magnitude = small.unsigned_abs();
                        let body = match kind {
                            'o' => digits::<8>(magnitude, false, &mut buffer),
                            'x' | 'X' => digits::<16>(magnitude, kind == 'X', &mut buffer),
                            _ => digits::<10>(magnitude, false, &mut buffer),
                        };
                        (small < 0, body)
                    }
                    None => {
                        let integer = self.percent_integer(value, kind)?;
                        let magnitude = integer.magnitude();
                        long = match kind {
                            'o' => magnitude.to_str_radix(8),
                            'x' => magnitude.to_str_radix(16),
                            'X' => magnitude.to_str_radix(16).to_uppercase(),
                            _ => {
                                self.check_digits(&integer)?;
                                magnitude.to_str_radix(10)
                            }
                        };
                        (integer.is_negative(), &long[..])
                    }
                };
                let filled;
                if let Some(precision) = spec.precision
                    && body.len() < precision
                {
                    filled = format!("{}{body}", "0".repeat(precision - body.len()));
                    body = &filled;
                }
                let prefix = match kind {
                    'o' if spec.alternate => "0o",
                    'x' if spec.alternate => "0x",
                    'X' if spec.alternate => "0X",
                    _ => "",
                };
                zero_fill(spec);
                spec.pad(out, sign_text(negative, spec.sign), prefix, body, '>');
            }
            'e' | 'E' | 'f' | 'F' | 'g' | 'G' => {
                let complaint = if bytes { "float argument required, not " } else { "must be real number, not " };
                let number = self.to_float(value, complaint)?;
                let body = float_style(number, kind, spec.precision.unwrap_or(6), spec.alternate);
                zero_fill(spec);
                let negative = number.is_sign_negative() && !number.is_nan();
                spec.pad(out, sign_text(negative, spec.sign), "", &body, '>');
            }
            _ => return Ok(false),
        }
        Ok(true)
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
