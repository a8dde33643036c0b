//! `template.format(*args, **kwargs)` and `format_map`: replacement fields.

use super::spec::shown;
use crate::vm::object::{Obj, T};
use crate::vm::types::unicode::decimal;
use crate::vm::{PyResult, Raised, Vm};

/// Where fields find their values.
#[derive(Clone, Copy)]
pub enum Source<'a> {
    Call {
        args: &'a [Obj],
        kw: &'a [(Obj, Obj)],
    },
    /// `format_map`.
    Mapping(Obj),
}

/// How fields without a name are numbered.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Numbering {
    Unknown,
    Automatic(usize),
    Manual,
}

impl Vm {
    pub fn str_format(&mut self, template: &str, source: Source) -> PyResult<String> {
        let mut out = String::with_capacity(template.len() + 16);
        self.format_level(template, source, &mut Numbering::Unknown, 2, &mut out)?;
        Ok(out)
    }

    fn format_error(&mut self, message: &str) -> Raised {
        self.raise_text(T::VALUE_ERROR, message)
    }

    fn format_level(
        &mut self,
        template: &str,
        source: Source,
        numbering: &mut Numbering,
        depth: u32,
        out: &mut String,
    ) -> PyResult<()> {
        if depth == 0 {
            return Err(self.format_error("Max string recursion exceeded"));
        }
        let mut rest = template;
        while let Some(at) = rest.bytes().position(|byte| matches!(byte, b'{' | b'}')) {
            let brace = rest.as_bytes()[at];
            out.push_str(&rest[..at]);
            rest = &rest[at + 1..];
            match rest.as_bytes().first() {
                Some(&next) if next == brace => {
                    out.push(char::from(brace));
                    rest = &rest[1..];
                }
                _ if brace == b'}' => {
                    return Err(self.format_error("Single '}' encountered in format string"));
                }
                None => return Err(self.format_error("Single '{' encountered in format string")),
                Some(_) => self.format_field(&mut rest, source, numbering, depth, out)?,
            }
        }
        out.push_str(rest);
        Ok(())
    }

    /// One replacement field; `rest` of the template stands behind its `{`, and behind its `}` in the end.
    fn format_field(
        &mut self,
        rest: &mut &str,
        source: Source,
        numbering: &mut Numbering,
        depth: u32,
        out: &mut String,
    ) -> PyResult<()> {
        let text = *rest;
        let bytes = text.as_bytes();
        let (mut at, mut bracket) = (0, false);
        let mut stop = loop {
            match bytes.get(at) {
                None => return Err(self.format_error("expected '}' before end of string")),
                Some(b'{') if !bracket => return Err(self.format_error("unexpected '{' in field name")),
                Some(b'[') => bracket = true,
                Some(b']') => bracket = false,
                Some(&stop @ (b'}' | b':' | b'!')) if !bracket => break stop,
                Some(_) => {}
            }
            at += 1;
        };
        let name = &text[..at];
        at += 1;
        let mut conversion = None;
        if stop == b'!' {
            let Some(letter) = text[at..].chars().next() else {
                return Err(self.format_error("end of string while looking for conversion specifier"));
            };
            conversion = Some(letter);
            at += letter.len_utf8();
            match bytes.get(at) {
                Some(&next @ (b'}' | b':')) => {
                    stop = next;
                    at += 1;
                }
                Some(_) => return Err(self.format_error("expected ':' after conversion specifier")),
                None => return Err(self.format_error("unmatched '{' in format spec")),
            }
        }
        let mut spec = "";
        if stop == b':' {
            let (start, mut open) = (at, 1);
            while open > 0 {
                match bytes.get(at) {
                    None => return Err(self.format_error("unmatched '{' in format spec")),
                    Some(b'{') => open += 1,
                    Some(b'}') => open -= 1,
                    Some(_) => {}
                }
                at += 1;
            }
            spec = &text[start..at - 1];
        }
        *rest = &text[at..];
        let value = self.field_value(name, source, numbering)?;
        let value = match conversion {
            None => value,
            Some('s') => self.str_of(value)?,
            Some('r') => self.repr(value)?,
            Some('a') => self.ascii_repr(value)?,
            Some(other) => {
                let other = shown(other);
                return Err(self.format_error(&format!("Unknown conversion specifier {other}")));
            }
        };
        if !spec.contains('{') {
            return self.push_format(value, spec, out);
        }
        let mut inner = String::new();
        self.format_level(spec, source, numbering, depth - 1, &mut inner)?;
        self.push_format(value, &inner, out)
    }

    /// A number in a field name; `None` where it is no number.
    fn field_number(&mut self, text: &str) -> PyResult<Option<i64>> {
        let mut value = 0i64;
        for c in text.chars() {
            let Some(digit) = decimal(c) else { return Ok(None) };
            value = match value.checked_mul(10).and_then(|value| value.checked_add(i64::from(digit))) {
                Some(value) => value,
                None => return Err(self.format_error("Too many decimal digits in format string")),
            };
        }
        Ok((!text.is_empty()).then_some(value))
    }

    /// The value of a field name such as `0.name[key]`.
    fn field_value(&mut self, field: &str, source: Source, numbering: &mut Numbering) -> PyResult<Obj> {
        let end = field.bytes().position(|byte| matches!(byte, b'.' | b'[')).unwrap_or(field.len());
        let (first, mut rest) = field.split_at(end);
        let mut index = self.field_number(first)?;
        if first.is_empty() || index.is_some() {
            match (*numbering, index) {
                (Numbering::Manual, None) => {
                    let message = "cannot switch from manual field specification to automatic field numbering";
                    return Err(self.format_error(message));
                }
                (Numbering::Automatic(_), Some(_)) => {
                    let message = "cannot switch from automatic field numbering to manual field specification";
                    return Err(self.format_error(message));
                }
                (_, Some(_)) => *numbering = Numbering::Manual,
                (Numbering::Automatic(next), None) => {
                    index = Some(next as i64);
                    *numbering = Numbering::Automatic(next + 1);
                }
                (Numbering::Unknown, None) => {
                    index = Some(0);
                    *numbering = Numbering::Automatic(1);
                }
            }
        }
        let mut value = match (index, source) {
            (Some(_), Source::Mapping(_)) => {
                return Err(self.format_error("Format string contains positional fields"));
            }
            (Some(index), Source::Call { args, .. }) => match args.get(index as usize) {
                Some(&value) => value,
                None => {
                    let message = format!("Replacement index {index} out of range for positional args tuple");
                    return Err(self.raise_text(T::INDEX_ERROR, &message));
                }
            },
            (None, Source::Mapping(mapping)) => {
                let key = self.new_str(first);
                self.get_item(mapping, key)?
            }
            (None, Source::Call { kw, .. }) => match kw.iter().find(|(key, _)| self.text(*key) == first) {
                Some(&(_, value)) => value,
                None => {
                    let key = self.new_str(first);
                    return Err(self.key_error(key));
                }
            },
        };
        while let Some(sign) = rest.chars().next() {
            let after = &rest[sign.len_utf8()..];
            let end = match sign {
                '.' => after.find(['.', '[']).unwrap_or(after.len()),
                '[' => match after.find(']') {
                    Some(end) => end,
                    None => return Err(self.format_error("Missing ']' in format string")),
                },
                _ => {
                    let message = "Only '.' or '[' may follow ']' in format field specifier";
                    return Err(self.format_error(message));
                }
            };
            let key = &after[..end];
            if key.is_empty() {
                return Err(self.format_error("Empty attribute in format string"));
            }
            if sign == '.' {
                let name = self.intern(key);
                value = self.get_attr(value, name)?;
                rest = &after[end..];
            } else {
                let key = match self.field_number(key)? {
                    Some(index) => self.new_int(index),
                    None => self.new_str(key),
                };
                value = self.get_item(value, key)?;
                rest = &after[end + 1..];
            }
        }
        Ok(value)
    }
}
