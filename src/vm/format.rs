//! Format specifications (`f"{x:>10.2f}"`), `%` formatting and `str.format`.

use num_bigint::{BigInt, Sign};
use num_traits::Signed;

use super::number::{float_default_style, float_style};
use super::object::statics::EMPTY_STR;
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
    pub zero: bool,
    pub width: usize,
    pub grouping: Option<char>,
    pub precision: Option<usize>,
    pub kind: Option<char>,
}

impl Spec {
    /// Parses; the error is the text of the `ValueError`.
    pub fn parse(text: &str, type_name: &str) -> Result<Spec, String> {
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
            spec.zero = true;
            if spec.align.is_none() {
                spec.align = Some('=');
            }
            spec.fill = Some('0');
            at += 1;
        }
        let number = |at: &mut usize| -> Result<Option<usize>, String> {
            let start = *at;
            while chars.get(*at).is_some_and(char::is_ascii_digit) {
                *at += 1;
            }
            if start == *at {
                return Ok(None);
            }
            let digits: String = chars[start..*at].iter().collect();
            match digits.parse::<usize>() {
                Ok(value) if value < i64::MAX as usize => Ok(Some(value)),
                _ => Err("Too many decimal digits in format string".to_owned()),
            }
        };
        spec.width = number(&mut at)?.unwrap_or(0);
        if let Some(&c) = chars.get(at)
            && matches!(c, ',' | '_')
        {
            spec.grouping = Some(c);
            at += 1;
            if let Some(&next) = chars.get(at)
                && matches!(next, ',' | '_')
            {
                return Err(if next == c {
                    format!("Cannot specify '{c}' with '{c}'.")
                } else {
                    "Cannot specify both ',' and '_'.".to_owned()
                });
            }
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
        if let (Some(grouping), Some(kind)) = (spec.grouping, spec.kind) {
            let fits = matches!(kind, 'd' | 'e' | 'f' | 'g' | 'E' | 'G' | 'F' | '%')
                || grouping == '_' && matches!(kind, 'b' | 'o' | 'x' | 'X');
            if !fits {
                return Err(format!("Cannot specify '{grouping}' with '{kind}'."));
            }
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

/// Puts separators between groups of digits; `width` digits-and-separators at least when zero-padding.
fn group(digits: &str, separator: char, size: usize, least: usize) -> String {
    let mut padded = digits.to_owned();
    let grouped = |text: &str| {
        let mut out = String::new();
        for (at, c) in text.chars().enumerate() {
            if at > 0 && (text.len() - at).is_multiple_of(size) {
                out.push(separator);
            }
            out.push(c);
        }
        out
    };
    let mut text = grouped(&padded);
    while text.len() < least {
        padded.insert(0, '0');
        text = grouped(&padded);
    }
    text
}

fn sign_text(negative: bool, sign: Option<char>) -> &'static str {
    match (negative, sign) {
        (true, _) => "-",
        (false, Some('+')) => "+",
        (false, Some(' ')) => " ",
        _ => "",
    }
}

pub fn format_int(value: &BigInt, spec: &Spec) -> Result<String, String> {
    let kind = spec.kind.unwrap_or('d');
    if spec.precision.is_some() {
        return Err("Precision not allowed in integer format specifier".to_owned());
    }
    if kind == 'c' {
        if spec.sign.is_some() {
            return Err("Sign not allowed with integer format specifier 'c'".to_owned());
        }
        let c = u32::try_from(value).ok().and_then(super::object::string::to_char);
        return match c {
            Some(c) => Ok(spec.pad("", &c.to_string(), '<')),
            None => Err("%c arg not in range(0x110000)".to_owned()),
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

pub fn format_text(text: &str, spec: &Spec) -> Result<String, String> {
    if spec.sign.is_some() {
        return Err("Sign not allowed in string format specifier".to_owned());
    }
    if spec.alternate {
        return Err("Alternate form (#) not allowed in string format specifier".to_owned());
    }
    if spec.align == Some('=') && !spec.zero {
        return Err("'=' alignment not allowed in string format specifier".to_owned());
    }
    if let Some(grouping) = spec.grouping {
        return Err(format!("Cannot specify '{grouping}' with 's'."));
    }
    let cut: String = match spec.precision {
        Some(precision) => text.chars().take(precision).collect(),
        None => text.to_owned(),
    };
    let mut spec = spec.clone();
    if spec.align == Some('=') {
        spec.align = Some('<');
    }
    Ok(spec.pad("", &cut, '<'))
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
        let spec = match Spec::parse(spec_text, &type_name) {
            Ok(spec) => spec,
            Err(message) => return Err(self.raise_text(T::VALUE_ERROR, &message)),
        };
        let unknown = |kind: char| format!("Unknown format code '{kind}' for object of type '{type_name}'");
        let result = match self.heap.payload(value) {
            Payload::Str(s) => match spec.kind {
                None | Some('s') => format_text(s.as_str(), &spec),
                Some(kind) => Err(unknown(kind)),
            },
            Payload::Int(_) | Payload::Big(_) => match spec.kind {
                None | Some('b' | 'c' | 'd' | 'o' | 'x' | 'X' | 'n') => match self.as_big(value) {
                    Some(value) => format_int(&value, &spec),
                    None => Ok(String::new()),
                },
                Some('e' | 'E' | 'f' | 'F' | 'g' | 'G' | '%') => {
                    Ok(format_float(self.as_f64(value).unwrap_or(f64::NAN), &spec))
                }
                Some(kind) => Err(unknown(kind)),
            },
            Payload::Float(number) => match spec.kind {
                None | Some('e' | 'E' | 'f' | 'F' | 'g' | 'G' | 'n' | '%') => Ok(format_float(*number, &spec)),
                Some(kind) => Err(unknown(kind)),
            },
            &Payload::Complex(re, im) => {
                let plain = Spec { width: 0, fill: None, align: None, ..spec.clone() };
                let signed = Spec { sign: Some('+'), ..plain.clone() };
                let body = if spec.kind.is_none() && spec.precision.is_none() {
                    super::number::complex_repr(re, im)
                } else {
                    format!("{}{}j", format_float(re, &plain), format_float(im, &signed))
                };
                Ok(spec.pad("", &body, '>'))
            }
            _ => {
                let message = format!("unsupported format string passed to {type_name}.__format__");
                return Err(self.type_error(message));
            }
        };
        match result {
            Ok(text) => Ok(self.new_str(text)),
            Err(message) => Err(self.raise_text(T::VALUE_ERROR, &message)),
        }
    }

    /// `template % arguments`.
    pub fn percent_format(&mut self, template: &str, arguments: Obj) -> PyResult<String> {
        let chars: Vec<char> = template.chars().collect();
        let tuple = self.is_tuple(arguments);
        let values = if tuple { self.held_items(arguments) } else { vec![arguments] };
        let mapping =
            !tuple && !self.is_str(arguments) && self.find_in_type(self.ty(arguments), names::__getitem__).is_some();
        let mut used = 0;
        let mut used_mapping = false;
        let mut out = String::new();
        let mut at = 0;
        while at < chars.len() {
            let c = chars[at];
            at += 1;
            if c != '%' {
                out.push(c);
                continue;
            }
            let mut from_mapping = None;
            if chars.get(at) == Some(&'(') {
                let mut depth = 1;
                let start = at + 1;
                at += 1;
                while at < chars.len() && depth > 0 {
                    match chars[at] {
                        '(' => depth += 1,
                        ')' => depth -= 1,
                        _ => {}
                    }
                    at += 1;
                }
                if depth > 0 {
                    return Err(self.raise_text(T::VALUE_ERROR, "incomplete format key"));
                }
                if !mapping {
                    return Err(self.raise_text(T::TYPE_ERROR, "format requires a mapping"));
                }
                let key: String = chars[start..at - 1].iter().collect();
                let key = self.new_str(key);
                from_mapping = Some(self.get_item(arguments, key)?);
                used_mapping = true;
            }
            let mut spec = Spec::default();
            let mut left = false;
            let mut zero = false;
            while let Some(&flag) = chars.get(at) {
                match flag {
                    '-' => left = true,
                    '+' => spec.sign = Some('+'),
                    ' ' => spec.sign = spec.sign.or(Some(' ')),
                    '#' => spec.alternate = true,
                    '0' => zero = true,
                    _ => break,
                }
                at += 1;
            }
            let mut next_value = |vm: &mut Vm| -> PyResult<Obj> {
                if !tuple && used >= 1 || tuple && used >= values.len() {
                    return Err(vm.raise_text(T::TYPE_ERROR, "not enough arguments for format string"));
                }
                used += 1;
                Ok(values[used - 1])
            };
            if chars.get(at) == Some(&'*') {
                at += 1;
                let width = next_value(self)?;
                let Some(width) = self.as_int(width) else {
                    return Err(self.raise_text(T::TYPE_ERROR, "* wants int"));
                };
                left |= width < 0;
                spec.width = width.unsigned_abs() as usize;
            } else {
                while let Some(digit) = chars.get(at).and_then(|c| c.to_digit(10)) {
                    spec.width = spec.width.saturating_mul(10).saturating_add(digit as usize);
                    at += 1;
                }
            }
            if chars.get(at) == Some(&'.') {
                at += 1;
                let mut precision = 0usize;
                if chars.get(at) == Some(&'*') {
                    at += 1;
                    let value = next_value(self)?;
                    precision = self.as_int(value).unwrap_or(0).max(0) as usize;
                } else {
                    while let Some(digit) = chars.get(at).and_then(|c| c.to_digit(10)) {
                        precision = precision.saturating_mul(10).saturating_add(digit as usize);
                        at += 1;
                    }
                }
                spec.precision = Some(precision);
            }
            while matches!(chars.get(at), Some('h' | 'l' | 'L')) {
                at += 1;
            }
            let Some(&kind) = chars.get(at) else {
                return Err(self.raise_text(T::VALUE_ERROR, "incomplete format"));
            };
            at += 1;
            if kind == '%' {
                out.push('%');
                continue;
            }
            let value = match from_mapping {
                Some(value) => value,
                None => next_value(self)?,
            };
            spec.align = Some(if left { '<' } else { '>' });
            let text = match kind {
                's' | 'r' | 'a' => {
                    let text = match kind {
                        's' => self.str_of(value)?,
                        'r' => self.repr(value)?,
                        _ => self.ascii_repr(value)?,
                    };
                    let text = self.text(text).to_owned();
                    spec.sign = None;
                    spec.alternate = false;
                    format_text(&text, &spec)
                }
                'c' => {
                    let text = if let Some(code) = self.as_int(value) {
                        match u32::try_from(code).ok().and_then(super::object::string::to_char) {
                            Some(c) => c.to_string(),
                            None => {
                                return Err(self.raise_text(T::OVERFLOW_ERROR, "%c arg not in range(0x110000)"));
                            }
                        }
                    } else if self.str_data(value).is_some_and(|s| s.len() == 1) {
                        self.text(value).to_owned()
                    } else {
                        return Err(self.raise_text(T::TYPE_ERROR, "%c requires int or char"));
                    };
                    Ok(spec.pad("", &text, '>'))
                }
                'd' | 'i' | 'u' | 'o' | 'x' | 'X' => {
                    let integer = self.percent_integer(value, kind)?;
                    let digits = integer.abs();
                    let (mut body, prefix) = match kind {
                        'o' => (digits.to_str_radix(8), "0o"),
                        'x' => (digits.to_str_radix(16), "0x"),
                        'X' => (digits.to_str_radix(16).to_uppercase(), "0X"),
                        _ => (digits.to_str_radix(10), ""),
                    };
                    if let Some(precision) = spec.precision
                        && body.len() < precision
                    {
                        body = format!("{}{body}", "0".repeat(precision - body.len()));
                    }
                    let prefix = if spec.alternate { prefix } else { "" };
                    let head = format!("{}{prefix}", sign_text(integer.is_negative(), spec.sign));
                    if zero && !left {
                        spec.fill = Some('0');
                        spec.align = Some('=');
                    }
                    Ok(spec.pad(&head, &body, '>'))
                }
                'e' | 'E' | 'f' | 'F' | 'g' | 'G' => {
                    let number = self.to_float(value, "must be real number, not ")?;
                    let body = float_style(number, kind, spec.precision.unwrap_or(6), spec.alternate);
                    if zero && !left {
                        spec.fill = Some('0');
                        spec.align = Some('=');
                    }
                    let negative = number.is_sign_negative() && !number.is_nan();
                    Ok(spec.pad(sign_text(negative, spec.sign), &body, '>'))
                }
                other => {
                    let place = at - 1;
                    let code = other as u32;
                    let message = format!("unsupported format character '{other}' (0x{code:x}) at index {place}");
                    return Err(self.raise_text(T::VALUE_ERROR, &message));
                }
            };
            match text {
                Ok(text) => out.push_str(&text),
                Err(message) => return Err(self.raise_text(T::VALUE_ERROR, &message)),
            }
        }
        let leftover = if tuple { used < values.len() } else { used == 0 && !mapping && !used_mapping };
        if leftover {
            return Err(self.raise_text(T::TYPE_ERROR, "not all arguments converted during string formatting"));
        }
        Ok(out)
    }

    fn percent_integer(&mut self, value: Obj, kind: char) -> PyResult<BigInt> {
        if let Some(value) = self.as_big(value) {
            return Ok(value);
        }
        if matches!(kind, 'd' | 'i' | 'u') {
            if let Payload::Float(number) = self.heap.payload(value) {
                let number = *number;
                return self.float_to_big(number);
            }
            if let Some(result) = self.call_special(value, names::__int__, &[])?
                && let Some(value) = self.as_big(result)
            {
                return Ok(value);
            }
        }
        if let Some(result) = self.call_special(value, names::__index__, &[])?
            && let Some(value) = self.as_big(result)
        {
            return Ok(value);
        }
        let name = self.type_name_of(value);
        let wanted = if matches!(kind, 'd' | 'i' | 'u') { "a real number" } else { "an integer" };
        Err(self.type_error(format!("%{kind} format: {wanted} is required, not {name}")))
    }

    /// `template.format(*args, **kwargs)`.
    pub fn str_format(&mut self, template: &str, args: &[Obj], kw: &[(Obj, Obj)]) -> PyResult<String> {
        let mut auto = Some(0usize);
        self.str_format_level(template, args, kw, &mut auto, 2)
    }

    fn str_format_level(
        &mut self,
        template: &str,
        args: &[Obj],
        kw: &[(Obj, Obj)],
        auto: &mut Option<usize>,
        depth: u32,
    ) -> PyResult<String> {
        if depth == 0 {
            return Err(self.raise_text(T::VALUE_ERROR, "Max string recursion exceeded"));
        }
        let chars: Vec<char> = template.chars().collect();
        let mut out = String::new();
        let mut at = 0;
        while at < chars.len() {
            let c = chars[at];
            at += 1;
            if c == '}' {
                if chars.get(at) == Some(&'}') {
                    out.push('}');
                    at += 1;
                    continue;
                }
                return Err(self.raise_text(T::VALUE_ERROR, "Single '}' encountered in format string"));
            }
            if c != '{' {
                out.push(c);
                continue;
            }
            if chars.get(at) == Some(&'{') {
                out.push('{');
                at += 1;
                continue;
            }
            if at >= chars.len() {
                return Err(self.raise_text(T::VALUE_ERROR, "Single '{' encountered in format string"));
            }
            // The field name ends at `!`, `:` or `}` outside brackets.
            let start = at;
            let mut bracket = false;
            while at < chars.len() {
                match chars[at] {
                    '[' => bracket = true,
                    ']' => bracket = false,
                    '!' | ':' | '}' if !bracket => break,
                    '{' if !bracket => {
                        return Err(self.raise_text(T::VALUE_ERROR, "unexpected '{' in field name"));
                    }
                    _ => {}
                }
                at += 1;
            }
            if at >= chars.len() {
                return Err(self.raise_text(T::VALUE_ERROR, "expected '}' before end of string"));
            }
            let field: String = chars[start..at].iter().collect();
            let mut conversion = None;
            if chars[at] == '!' {
                conversion = chars.get(at + 1).copied();
                at += 2;
                if conversion.is_none() || at >= chars.len() {
                    return Err(self.raise_text(T::VALUE_ERROR, "unmatched '{' in format spec"));
                }
                if chars[at] != ':' && chars[at] != '}' {
                    return Err(self.raise_text(T::VALUE_ERROR, "expected ':' after conversion specifier"));
                }
            }
            let mut spec = String::new();
            if chars[at] == ':' {
                at += 1;
                let start = at;
                let mut depth = 1;
                while at < chars.len() {
                    match chars[at] {
                        '{' => depth += 1,
                        '}' => depth -= 1,
                        _ => {}
                    }
                    if depth == 0 {
                        break;
                    }
                    at += 1;
                }
                if at >= chars.len() {
                    return Err(self.raise_text(T::VALUE_ERROR, "unmatched '{' in format spec"));
                }
                spec = chars[start..at].iter().collect();
            }
            at += 1;
            let value = self.format_field(&field, args, kw, auto)?;
            let value = match conversion {
                None => value,
                Some('s') => self.str_of(value)?,
                Some('r') => self.repr(value)?,
                Some('a') => self.ascii_repr(value)?,
                Some(other) => {
                    let message = format!("Unknown conversion specifier {other}");
                    return Err(self.raise_text(T::VALUE_ERROR, &message));
                }
            };
            let spec =
                if spec.contains(['{', '}']) { self.str_format_level(&spec, args, kw, auto, depth - 1)? } else { spec };
            let spec = if spec.is_empty() { EMPTY_STR } else { self.new_str(spec) };
            let text = self.format_value(value, spec)?;
            out.push_str(self.text(text));
        }
        Ok(out)
    }

    /// The value of a replacement field such as `0.name[key]`.
    fn format_field(
        &mut self,
        field: &str,
        args: &[Obj],
        kw: &[(Obj, Obj)],
        auto: &mut Option<usize>,
    ) -> PyResult<Obj> {
        let end = field.find(['.', '[']).unwrap_or(field.len());
        let (first, mut rest) = field.split_at(end);
        let index = if first.is_empty() {
            let Some(next) = auto else {
                let message = "cannot switch from manual field specification to automatic field numbering";
                return Err(self.raise_text(T::VALUE_ERROR, message));
            };
            *next += 1;
            Some(*next - 1)
        } else if first.chars().all(|c| c.is_ascii_digit()) {
            if auto.is_some_and(|next| next > 0) {
                let message = "cannot switch from automatic field numbering to manual field specification";
                return Err(self.raise_text(T::VALUE_ERROR, message));
            }
            *auto = None;
            first.parse::<usize>().ok()
        } else {
            None
        };
        let mut value = match index {
            Some(index) => match args.get(index) {
                Some(&value) => value,
                None => {
                    let message = format!("Replacement index {index} out of range for positional args tuple");
                    return Err(self.raise_text(T::INDEX_ERROR, &message));
                }
            },
            None => match kw.iter().find(|(key, _)| self.text(*key) == first) {
                Some(&(_, value)) => value,
                None => {
                    let key = self.new_str(first);
                    return Err(self.key_error(key));
                }
            },
        };
        while !rest.is_empty() {
            if let Some(after) = rest.strip_prefix('.') {
                let end = after.find(['.', '[']).unwrap_or(after.len());
                let name = self.intern(&after[..end]);
                if end == 0 {
                    return Err(self.raise_text(T::VALUE_ERROR, "Empty attribute in format string"));
                }
                value = self.get_attr(value, name)?;
                rest = &after[end..];
            } else if let Some(after) = rest.strip_prefix('[') {
                let Some(end) = after.find(']') else {
                    return Err(self.raise_text(T::VALUE_ERROR, "Missing ']' in format string"));
                };
                let key = &after[..end];
                if key.is_empty() {
                    return Err(self.raise_text(T::VALUE_ERROR, "Empty attribute in format string"));
                }
                let key = match key.parse::<i64>() {
                    Ok(index) if key.chars().all(|c| c.is_ascii_digit()) => self.new_int(index),
                    _ => self.new_str(key),
                };
                value = self.get_item(value, key)?;
                rest = &after[end + 1..];
            } else {
                let message = "Only '.' or '[' may follow ']' in format field specifier";
                return Err(self.raise_text(T::VALUE_ERROR, message));
            }
        }
        Ok(value)
    }
}
