//! Format specifications (`f"{x:>10.2f}"`); `%` formatting is in `percent`, `str.format` in `fields`.

mod fields;
mod percent;
mod spec;

pub use fields::Source;
pub use spec::{Spec, push_decimal, push_times};

use num_bigint::{BigInt, Sign};

use super::number::{float_default_style, float_style};
use super::object::{Obj, Payload, T, names};
use super::{PyResult, Vm};
use spec::{digits, group, shown, sign_text};

/// What is wrong with a value and a specification.
pub enum Complaint {
    Value(String),
    Overflow(String),
}

impl From<&str> for Complaint {
    fn from(text: &str) -> Self {
        Complaint::Value(text.to_owned())
    }
}

fn format_int(out: &mut String, value: &BigInt, spec: &Spec) -> Result<(), Complaint> {
    let kind = check_int(spec)?;
    if kind == 'c' {
        return format_char(out, u32::try_from(value).ok(), spec);
    }
    let magnitude = value.magnitude();
    let figures = match kind {
        'b' => magnitude.to_str_radix(2),
        'o' => magnitude.to_str_radix(8),
        'x' => magnitude.to_str_radix(16),
        'X' => magnitude.to_str_radix(16).to_uppercase(),
        _ => magnitude.to_str_radix(10),
    };
    format_digits(out, value.sign() == Sign::Minus, &figures, spec);
    Ok(())
}

/// The same for an int of 64 bits.
fn format_small_int(out: &mut String, value: i64, spec: &Spec) -> Result<(), Complaint> {
    let kind = check_int(spec)?;
    if kind == 'c' {
        return format_char(out, u32::try_from(value).ok(), spec);
    }
    let (magnitude, mut buffer) = (value.unsigned_abs(), [0; 64]);
    let figures = match kind {
        'b' => digits::<2>(magnitude, false, &mut buffer),
        'o' => digits::<8>(magnitude, false, &mut buffer),
        'x' | 'X' => digits::<16>(magnitude, kind == 'X', &mut buffer),
        _ => digits::<10>(magnitude, false, &mut buffer),
    };
    format_digits(out, value < 0, figures, spec);
    Ok(())
}

/// The type letter, if the specification is one for an int.
fn check_int(spec: &Spec) -> Result<char, Complaint> {
    if spec.precision.is_some() {
        return Err("Precision not allowed in integer format specifier".into());
    }
    if spec.no_negative_zero {
        return Err("Negative zero coercion (z) not allowed in integer format specifier".into());
    }
    Ok(spec.kind.unwrap_or('d'))
}

/// An int as the character with this code.
fn format_char(out: &mut String, code: Option<u32>, spec: &Spec) -> Result<(), Complaint> {
    if spec.sign.is_some() {
        return Err("Sign not allowed with integer format specifier 'c'".into());
    }
    if spec.alternate {
        return Err("Alternate form (#) not allowed with integer format specifier 'c'".into());
    }
    match code.and_then(super::object::string::to_char) {
        Some(c) => spec.pad(out, "", "", c.encode_utf8(&mut [0; 4]), '>'),
        None => return Err(Complaint::Overflow("%c arg not in range(0x110000)".to_owned())),
    }
    Ok(())
}

/// The digits of an int, with what the specification puts around and between them.
fn format_digits(out: &mut String, negative: bool, figures: &str, spec: &Spec) {
    let (prefix, size) = match spec.kind {
        Some('b') => ("0b", 4),
        Some('o') => ("0o", 4),
        Some('x') => ("0x", 4),
        Some('X') => ("0X", 4),
        _ => ("", 3),
    };
    let prefix = if spec.alternate { prefix } else { "" };
    let sign = sign_text(negative, spec.sign);
    match spec.grouping {
        Some(separator) => {
            let zero_filled = spec.fill == Some('0') && spec.align == Some('=');
            let least = if zero_filled { spec.width.saturating_sub(sign.len() + prefix.len()) } else { 0 };
            spec.pad(out, sign, prefix, &group(figures, separator, size, least), '>');
        }
        None => spec.pad(out, sign, prefix, figures, '>'),
    }
}

fn format_float(out: &mut String, value: f64, spec: &Spec) {
    let kind = spec.kind;
    let (number, percent) = if kind == Some('%') { (value * 100.0, "%") } else { (value, "") };
    let mut text = match kind {
        None => float_default_style(number, spec.precision, spec.alternate),
        Some('n') => float_style(number, 'g', spec.precision.unwrap_or(6), spec.alternate),
        Some('%') => float_style(number, 'f', spec.precision.unwrap_or(6), spec.alternate),
        Some(style) => float_style(number, style, spec.precision.unwrap_or(6), spec.alternate),
    };
    let mut negative = value.is_sign_negative() && !value.is_nan();
    if spec.no_negative_zero && negative && !text.chars().any(|c| c.is_ascii_digit() && c != '0') {
        negative = false;
    }
    let sign = sign_text(negative, spec.sign);
    if let Some(separator) = spec.grouping {
        let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let zero_filled = spec.fill == Some('0') && spec.align == Some('=');
        let rest = text.len() - end + percent.len() + sign.len();
        let least = if zero_filled { spec.width.saturating_sub(rest) } else { 0 };
        text = format!("{}{}", group(&text[..end], separator, 3, least), &text[end..]);
    }
    text.push_str(percent);
    spec.pad(out, sign, "", &text, '>');
}

fn format_text(out: &mut String, text: &str, spec: &Spec) -> Result<(), Complaint> {
    match spec.sign {
        Some(' ') => return Err("Space not allowed in string format specifier".into()),
        Some(_) => return Err("Sign not allowed in string format specifier".into()),
        None => {}
    }
    if spec.no_negative_zero {
        return Err("Negative zero coercion (z) not allowed in string format specifier".into());
    }
    if spec.alternate {
        return Err("Alternate form (#) not allowed in string format specifier".into());
    }
    if spec.align == Some('=') {
        return Err("'=' alignment not allowed in string format specifier".into());
    }
    spec.pad(out, "", "", first_chars(text, spec.precision), '<');
    Ok(())
}

/// At most so many characters of a text.
fn first_chars(text: &str, most: Option<usize>) -> &str {
    match most {
        Some(most) if most < text.len() => {
            let end = text.char_indices().nth(most).map_or(text.len(), |(at, _)| at);
            &text[..end]
        }
        _ => text,
    }
}

/// Appends what a specification makes of a text, an int of 64 bits or a float. False where it does not fit, or does not say
/// anything; what is appended is then of no use.
pub fn format_exact(value: &Payload, spec: &str, out: &mut String) -> bool {
    let (kind, align) = if matches!(value, Payload::Str(_)) { (Some('s'), '<') } else { (None, '>') };
    let Ok(spec) = Spec::parse(spec, String::new, kind, align) else { return false };
    let float = matches!(spec.kind, Some('e' | 'E' | 'f' | 'F' | 'g' | 'G' | '%' | 'n'));
    // What is very long counts in the look at the memory.
    if spec.width > 1 << 12 || spec.precision.is_some_and(|precision| precision > 1 << 12) {
        return false;
    }
    match value {
        Payload::Str(text) if matches!(spec.kind, None | Some('s')) => format_text(out, text.as_str(), &spec).is_ok(),
        &Payload::Int(value) if matches!(spec.kind, None | Some('b' | 'c' | 'd' | 'n' | 'o' | 'x' | 'X')) => {
            format_small_int(out, value, &spec).is_ok()
        }
        &Payload::Float(value) if float || spec.kind.is_none() => {
            format_float(out, value, &spec);
            true
        }
        _ => false,
    }
}

/// A complex number; parts without a type letter look as in `repr`, brackets included.
fn format_complex(out: &mut String, re: f64, im: f64, spec: &Spec) -> Result<(), Complaint> {
    if spec.fill == Some('0') {
        return Err("Zero padding is not allowed in complex format specifier".into());
    }
    if spec.align == Some('=') {
        return Err("'=' alignment flag is not allowed in complex format specifier".into());
    }
    let mut part = Spec { width: 0, fill: None, align: None, ..spec.clone() };
    let plain = spec.kind.is_none();
    if plain && spec.precision.is_some() {
        part.kind = Some('g');
    }
    let text = |value: f64, part: &Spec| {
        let mut text = String::new();
        format_float(&mut text, value, part);
        if part.kind.is_none() { text.strip_suffix(".0").map_or(text.clone(), str::to_owned) } else { text }
    };
    let alone = plain && re == 0.0 && !re.is_sign_negative();
    let signed = Spec { sign: Some('+'), ..part.clone() };
    let body = match (plain, alone) {
        (_, true) => format!("{}j", text(im, &part)),
        (true, false) => format!("({}{}j)", text(re, &part), text(im, &signed)),
        (false, false) => format!("{}{}j", text(re, &part), text(im, &signed)),
    };
    spec.pad(out, "", "", &body, '>');
    Ok(())
}

impl Vm {
    /// `format(value, spec)`.
    pub fn format_value(&mut self, value: Obj, spec: Obj) -> PyResult<Obj> {
        let ty = self.ty(value);
        if ty == T::STR && self.text(spec).is_empty() {
            return Ok(value);
        }
        // Nobody can give these another `__format__`.
        if matches!(ty, T::STR | T::INT | T::FLOAT)
            && let Some(spec) = self.shared_text(spec)
        {
            return self.native_format(value, spec.as_str());
        }
        match self.call_special(value, names::__format__, &[spec])? {
            Some(result) if self.is_str(result) => Ok(result),
            Some(result) => {
                let name = self.type_name_of(result);
                Err(self.type_error(format!("__format__ must return a str, not {name}")))
            }
            None => self.str_of(value),
        }
    }

    /// Appends `format(value, spec)`.
    fn push_format(&mut self, value: Obj, spec: &str, out: &mut String) -> PyResult<()> {
        let ty = self.ty(value);
        if spec.is_empty() && matches!(ty, T::STR | T::INT) {
            return self.push_str_of(value, out);
        }
        if matches!(ty, T::STR | T::INT | T::FLOAT) && !spec.is_empty() {
            return self.format_builtin(value, spec, out);
        }
        let spec = self.new_str(spec);
        let text = self.format_value(value, spec)?;
        out.push_str(self.text(text));
        Ok(())
    }

    /// Appends `str(value)`.
    fn push_str_of(&mut self, value: Obj, out: &mut String) -> PyResult<()> {
        match *self.heap.payload(value) {
            Payload::Int(number) if self.ty(value) == T::INT => push_decimal(out, number),
            _ => {
                let text = self.str_of(value)?;
                out.push_str(self.text(text));
            }
        }
        Ok(())
    }

    /// `__format__` of the builtin types.
    pub fn native_format(&mut self, value: Obj, spec: &str) -> PyResult<Obj> {
        if spec.is_empty() {
            return self.str_of(value);
        }
        let mut out = String::new();
        self.format_builtin(value, spec, &mut out)?;
        Ok(self.new_str(out))
    }

    /// Appends what `__format__` of a builtin type makes of a specification that says something.
    fn format_builtin(&mut self, value: Obj, spec_text: &str, out: &mut String) -> PyResult<()> {
        let (kind, align) = if self.is_str(value) { (Some('s'), '<') } else { (None, '>') };
        let spec = match Spec::parse(spec_text, || self.type_name_of(value), kind, align) {
            Ok(spec) => spec,
            Err(message) if message.is_empty() => return Err(self.raise_text(T::MEMORY_ERROR, "")),
            Err(message) => return Err(self.raise_text(T::VALUE_ERROR, &message)),
        };
        let float = matches!(spec.kind, Some('e' | 'E' | 'f' | 'F' | 'g' | 'G' | '%'));
        if spec.precision.is_some_and(|precision| precision > i32::MAX as usize) && !self.is_str(value) {
            return Err(self.raise_text(T::VALUE_ERROR, "precision too big"));
        }
        let unknown = |vm: &Vm, kind: char| {
            let name = vm.type_name_of(value);
            Complaint::Value(format!("Unknown format code '{}' for object of type '{name}'", shown(kind)))
        };
        let result = match self.heap.payload(value) {
            Payload::Str(s) => match spec.kind {
                None | Some('s') => format_text(out, s.as_str(), &spec),
                Some(kind) => Err(unknown(self, kind)),
            },
            Payload::Int(_) | Payload::Big(_) => match spec.kind {
                None | Some('b' | 'c' | 'd' | 'n' | 'o' | 'x' | 'X') => match self.as_int(value) {
                    Some(small) => format_small_int(out, small, &spec),
                    None => {
                        let big = self.as_big(value).unwrap_or_default();
                        if matches!(spec.kind, None | Some('d' | 'n')) {
                            self.check_digits(&big)?;
                        }
                        format_int(out, &big, &spec)
                    }
                },
                _ if float => {
                    let number = self.int_to_f64(value)?;
                    format_float(out, number, &spec);
                    Ok(())
                }
                Some(kind) => Err(unknown(self, kind)),
            },
            &Payload::Float(number) => match spec.kind {
                Some(kind) if !float && kind != 'n' => Err(unknown(self, kind)),
                _ => {
                    format_float(out, number, &spec);
                    Ok(())
                }
            },
            &Payload::Complex(re, im) => match spec.kind {
                None | Some('e' | 'E' | 'f' | 'F' | 'g' | 'G' | 'n') => format_complex(out, re, im, &spec),
                Some(kind) => Err(unknown(self, kind)),
            },
            _ => {
                let name = self.type_name_of(value);
                return Err(self.type_error(format!("unsupported format string passed to {name}.__format__")));
            }
        };
        match result {
            Ok(()) => Ok(()),
            Err(Complaint::Value(message)) => Err(self.raise_text(T::VALUE_ERROR, &message)),
            Err(Complaint::Overflow(message)) => Err(self.raise_text(T::OVERFLOW_ERROR, &message)),
        }
    }
}
