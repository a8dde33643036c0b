//! Format specifications (`f"{x:>10.2f}"`); `%` formatting is in `percent`, `str.format` in `fields`.

mod fields;
mod percent;

pub use fields::Source;

use num_bigint::{BigInt, Sign};
use num_traits::Signed;

use super::number::{float_default_style, float_style};
use super::object::{Obj, Payload, T, names};
use super::{PyResult, Vm};

/// A parsed specification: `[[fill]align][sign]["z"]["#"]["0"][width][grouping]["." precision][type]`.
#[derive(Clone, Debug, Default)]
pub struct Spec {
    pub fill: Option<char>,
    pub align: Option<char>,
    pub sign: Option<char>,
    pub no_negative_zero: bool,
    pub alternate: bool,
    pub width: usize,
    pub grouping: Option<char>,
    pub precision: Option<usize>,
    pub kind: Option<char>,
}

/// How messages show a character: as it is, or its number.
fn shown(c: char) -> String {
    let code = super::object::string::code_point(c);
    if (33..128).contains(&code) { c.to_string() } else { format!("\\x{code:x}") }
}

impl Spec {
    /// Parses; the error is the text of the `ValueError`. `default_kind` is the type that stands for none, `default_align`
    /// how the type aligns on its own.
    pub fn parse(text: &str, type_name: &str, default_kind: Option<char>, default_align: char) -> Result<Spec, String> {
        let chars: Vec<char> = text.chars().collect();
        let mut spec = Spec::default();
        let mut at = 0;
        let is_align = |c: Option<&char>| c.is_some_and(|c| matches!(c, '<' | '>' | '=' | '^'));
        if is_align(chars.get(1)) {
            spec.fill = Some(chars[0]);
            spec.align = Some(chars[1]);
            at = 2;
        } else if is_align(chars.first()) {
            spec.align = Some(chars[0]);
            at = 1;
        }
        if let Some(&c) = chars.get(at)
            && matches!(c, '+' | '-' | ' ')
        {
            spec.sign = Some(c);
            at += 1;
        }
        if chars.get(at) == Some(&'z') {
            spec.no_negative_zero = true;
            at += 1;
        }
        if chars.get(at) == Some(&'#') {
            spec.alternate = true;
            at += 1;
        }
        if chars.get(at) == Some(&'0') && spec.fill.is_none() {
            if spec.align.is_none() && default_align == '>' {
                spec.align = Some('=');
            }
            spec.fill = Some('0');
            at += 1;
        }
        let number = |at: &mut usize| -> Result<Option<usize>, String> {
            let start = *at;
            let mut value = Some(0usize);
            while let Some(digit) = chars.get(*at).and_then(|&c| super::types::unicode::decimal(c)) {
                value = value.and_then(|v| v.checked_mul(10)).and_then(|v| v.checked_add(digit as usize));
                *at += 1;
            }
            match value.filter(|&value| value < i64::MAX as usize) {
                _ if start == *at => Ok(None),
                Some(value) => Ok(Some(value)),
                None => Err("Too many decimal digits in format string".to_owned()),
            }
        };
        spec.width = number(&mut at)?.unwrap_or(0);
        let both = || Err("Cannot specify both ',' and '_'.".to_owned());
        if chars.get(at) == Some(&',') {
            spec.grouping = Some(',');
            at += 1;
        }
        if chars.get(at) == Some(&'_') {
            if spec.grouping.is_some() {
                return both();
            }
            spec.grouping = Some('_');
            at += 1;
        }
        if chars.get(at) == Some(&',') && spec.grouping == Some('_') {
            return both();
        }
        if chars.get(at) == Some(&'.') {
            at += 1;
            match number(&mut at)? {
                Some(precision) => spec.precision = Some(precision),
                None => return Err("Format specifier missing precision".to_owned()),
            }
        }
        if chars.len() - at > 1 {
            return Err(format!("Invalid format specifier '{text}' for object of type '{type_name}'"));
        }
        spec.kind = chars.get(at).copied();
        if let (Some(grouping), Some(kind)) = (spec.grouping, spec.kind.or(default_kind)) {
            let fits = matches!(kind, 'd' | 'e' | 'f' | 'g' | 'E' | 'G' | 'F' | '%')
                || grouping == '_' && matches!(kind, 'b' | 'o' | 'x' | 'X');
            if !fits {
                return Err(format!("Cannot specify '{grouping}' with '{}'.", shown(kind)));
            }
        }
        if spec.width > i32::MAX as usize {
            return Err(String::new());
        }
        Ok(spec)
    }

    /// Pads `body`; `prefix` (sign, `0x`) stays in front of padding after `=`.
    pub fn pad(&self, prefix: &str, body: &str, default_align: char) -> String {
        let length = prefix.chars().count() + body.chars().count();
        let missing = self.width.saturating_sub(length);
        let fill = self.fill.unwrap_or(' ');
        let padding = |count: usize| fill.to_string().repeat(count);
        match self.align.unwrap_or(default_align) {
            '<' => format!("{prefix}{body}{}", padding(missing)),
            '^' => format!("{}{prefix}{body}{}", padding(missing / 2), padding(missing - missing / 2)),
            '=' => format!("{prefix}{}{body}", padding(missing)),
            _ => format!("{}{prefix}{body}", padding(missing)),
        }
    }
}

/// Puts separators between groups of digits; `least` digits-and-separators at least when zero-padding.
fn group(digits: &str, separator: char, size: usize, least: usize) -> String {
    let mut reversed: Vec<char> = Vec::new();
    let mut source = digits.chars().rev();
    let mut count = 0;
    loop {
        let next = source.next();
        // A separator is never the first character, so a full group may need one digit more than asked for.
        if next.is_none() && reversed.len() >= least {
            break;
        }
        if count > 0 && count % size == 0 {
            reversed.push(separator);
        }
        reversed.push(next.unwrap_or('0'));
        count += 1;
    }
    reversed.into_iter().rev().collect()
}

fn sign_text(negative: bool, sign: Option<char>) -> &'static str {
    match (negative, sign) {
        (true, _) => "-",
        (false, Some('+')) => "+",
        (false, Some(' ')) => " ",
        _ => "",
    }
}

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

pub fn format_int(value: &BigInt, spec: &Spec) -> Result<String, Complaint> {
    let kind = spec.kind.unwrap_or('d');
    if spec.precision.is_some() {
        return Err("Precision not allowed in integer format specifier".into());
    }
    if spec.no_negative_zero {
        return Err("Negative zero coercion (z) not allowed in integer format specifier".into());
    }
    if kind == 'c' {
        if spec.sign.is_some() {
            return Err("Sign not allowed with integer format specifier 'c'".into());
        }
        if spec.alternate {
            return Err("Alternate form (#) not allowed with integer format specifier 'c'".into());
        }
        let c = u32::try_from(value).ok().and_then(super::object::string::to_char);
        return match c {
            Some(c) => Ok(spec.pad("", &c.to_string(), '>')),
            None => Err(Complaint::Overflow("%c arg not in range(0x110000)".to_owned())),
        };
    }
    let magnitude = value.abs();
    let (digits, prefix) = match kind {
        'b' => (magnitude.to_str_radix(2), "0b"),
        'o' => (magnitude.to_str_radix(8), "0o"),
        'x' => (magnitude.to_str_radix(16), "0x"),
        'X' => (magnitude.to_str_radix(16).to_uppercase(), "0X"),
        _ => (magnitude.to_str_radix(10), ""),
    };
    let prefix = if spec.alternate { prefix } else { "" };
    let head = format!("{}{prefix}", sign_text(value.sign() == Sign::Minus, spec.sign));
    let body = match spec.grouping {
        Some(separator) => {
            let size = if matches!(kind, 'b' | 'o' | 'x' | 'X') { 4 } else { 3 };
            let zero_filled = spec.fill == Some('0') && spec.align == Some('=');
            let least = if zero_filled { spec.width.saturating_sub(head.len()) } else { 0 };
            group(&digits, separator, size, least)
        }
        None => digits,
    };
    Ok(spec.pad(&head, &body, '>'))
}

pub fn format_float(value: f64, spec: &Spec) -> String {
    let kind = spec.kind;
    let (number, percent) = if kind == Some('%') { (value * 100.0, "%") } else { (value, "") };
    let text = match kind {
        None => float_default_style(number, spec.precision, spec.alternate),
        Some('n') => float_style(number, 'g', spec.precision.unwrap_or(6), spec.alternate),
        Some('%') => float_style(number, 'f', spec.precision.unwrap_or(6), spec.alternate),
        Some(style) => float_style(number, style, spec.precision.unwrap_or(6), spec.alternate),
    };
    let mut negative = value.is_sign_negative() && !value.is_nan();
    if spec.no_negative_zero && negative && !text.chars().any(|c| c.is_ascii_digit() && c != '0') {
        negative = false;
    }
    let head = sign_text(negative, spec.sign);
    let text = match spec.grouping {
        Some(separator) => {
            let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
            let zero_filled = spec.fill == Some('0') && spec.align == Some('=');
            let rest = text.len() - end + percent.len() + head.len();
            let least = if zero_filled { spec.width.saturating_sub(rest) } else { 0 };
            format!("{}{}", group(&text[..end], separator, 3, least), &text[end..])
        }
        None => text,
    };
    spec.pad(head, &format!("{text}{percent}"), '>')
}

pub fn format_text(text: &str, spec: &Spec) -> Result<String, Complaint> {
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
    let cut: String = match spec.precision {
        Some(precision) => text.chars().take(precision).collect(),
        None => text.to_owned(),
    };
    Ok(spec.pad("", &cut, '<'))
}

/// A complex number; parts without a type letter look as in `repr`, brackets included.
fn format_complex(re: f64, im: f64, spec: &Spec) -> Result<String, Complaint> {
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
        let text = format_float(value, part);
        if part.kind.is_none() { text.strip_suffix(".0").map_or(text.clone(), str::to_owned) } else { text }
    };
    let alone = plain && re == 0.0 && !re.is_sign_negative();
    let signed = Spec { sign: Some('+'), ..part.clone() };
    let body = match (plain, alone) {
        (_, true) => format!("{}j", text(im, &part)),
        (true, false) => format!("({}{}j)", text(re, &part), text(im, &signed)),
        (false, false) => format!("{}{}j", text(re, &part), text(im, &signed)),
    };
    Ok(spec.pad("", &body, '>'))
}

impl Vm {
    /// `format(value, spec)`.
    pub fn format_value(&mut self, value: Obj, spec: Obj) -> PyResult<Obj> {
        let ty = self.ty(value);
        if self.text(spec).is_empty() {
            if ty == T::STR {
                return Ok(value);
            }
            if ty == T::INT {
                return self.str_of(value);
            }
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

    /// `__format__` of the builtin types.
    pub fn native_format(&mut self, value: Obj, spec_text: &str) -> PyResult<Obj> {
        let type_name = self.type_name_of(value);
        if spec_text.is_empty() {
            return self.str_of(value);
        }
        let (kind, align) = if self.is_str(value) { (Some('s'), '<') } else { (None, '>') };
        let spec = match Spec::parse(spec_text, &type_name, kind, align) {
            Ok(spec) => spec,
            Err(message) if message.is_empty() => return Err(self.raise_text(T::MEMORY_ERROR, "")),
            Err(message) => return Err(self.raise_text(T::VALUE_ERROR, &message)),
        };
        let unknown = |kind: char| {
            Complaint::Value(format!("Unknown format code '{}' for object of type '{type_name}'", shown(kind)))
        };
        let float = matches!(spec.kind, Some('e' | 'E' | 'f' | 'F' | 'g' | 'G' | '%'));
        if spec.precision.is_some_and(|precision| precision > i32::MAX as usize) && !self.is_str(value) {
            return Err(self.raise_text(T::VALUE_ERROR, "precision too big"));
        }
        let result = match self.heap.payload(value) {
            Payload::Str(s) => match spec.kind {
                None | Some('s') => format_text(s.as_str(), &spec),
                Some(kind) => Err(unknown(kind)),
            },
            Payload::Int(_) | Payload::Big(_) => match spec.kind {
                None | Some('d' | 'n') => {
                    let digits = self.native_repr_int(value)?;
                    match digits {
                        Some(value) => format_int(&value, &spec),
                        None => Ok(String::new()),
                    }
                }
                Some('b' | 'c' | 'o' | 'x' | 'X') => format_int(&self.as_big(value).unwrap_or_default(), &spec),
                _ if float => {
                    let number = self.int_to_f64(value)?;
                    Ok(format_float(number, &spec))
                }
                Some(kind) => Err(unknown(kind)),
            },
            Payload::Float(number) => match spec.kind {
                None | Some('n') => Ok(format_float(*number, &spec)),
                _ if float => Ok(format_float(*number, &spec)),
                Some(kind) => Err(unknown(kind)),
            },
            &Payload::Complex(re, im) => match spec.kind {
                None | Some('e' | 'E' | 'f' | 'F' | 'g' | 'G' | 'n') => format_complex(re, im, &spec),
                Some(kind) => Err(unknown(kind)),
            },
            _ => {
                let message = format!("unsupported format string passed to {type_name}.__format__");
                return Err(self.type_error(message));
            }
        };
        self.formatted(result)
    }

    fn formatted(&mut self, result: Result<String, Complaint>) -> PyResult<Obj> {
        match result {
            Ok(text) => Ok(self.new_str(text)),
            Err(Complaint::Value(message)) => Err(self.raise_text(T::VALUE_ERROR, &message)),
            Err(Complaint::Overflow(message)) => Err(self.raise_text(T::OVERFLOW_ERROR, &message)),
        }
    }

    /// The value of an `int` whose decimal digits are about to be made, if it has no more than are allowed.
    fn native_repr_int(&mut self, value: Obj) -> PyResult<Option<BigInt>> {
        let big = self.as_big(value);
        if let Some(big) = &big {
            self.check_digits(big)?;
        }
        Ok(big)
    }
}
