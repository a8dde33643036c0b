//! `template.format(*args, **kwargs)` and `format_map`: replacement fields.

use super::shown;
use crate::vm::object::statics::EMPTY_STR;
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
        let mut numbering = Numbering::Unknown;
        let chars: Vec<char> = template.chars().collect();
        self.format_level(&chars, source, &mut numbering, 2)
    }

    fn format_error(&mut self, message: &str) -> Raised {
        self.raise_text(T::VALUE_ERROR, message)
    }

    fn format_level(
        &mut self,
        chars: &[char],
        source: Source,
        numbering: &mut Numbering,
        depth: u32,
    ) -> PyResult<String> {
        if depth == 0 {
            return Err(self.format_error("Max string recursion exceeded"));
        }
        let mut out = String::new();
        let mut at = 0;
        while at < chars.len() {
            let c = chars[at];
            at += 1;
            match c {
                '{' | '}' if chars.get(at) == Some(&c) => {
                    out.push(c);
                    at += 1;
                }
                '}' => return Err(self.format_error("Single '}' encountered in format string")),
                '{' if at >= chars.len() => {
                    return Err(self.format_error("Single '{' encountered in format string"));
                }
                '{' => self.format_field(chars, &mut at, source, numbering, depth, &mut out)?,
                _ => out.push(c),
            }
        }
        Ok(out)
    }

    /// One replacement field; `at` stands behind its `{`, and behind its `}` in the end.
    fn format_field(
        &mut self,
        chars: &[char],
        at: &mut usize,
        source: Source,
        numbering: &mut Numbering,
        depth: u32,
        out: &mut String,
    ) -> PyResult<()> {
        let start = *at;
        let mut bracket = false;
        loop {
            match chars.get(*at) {
                None => return Err(self.format_error("expected '}' before end of string")),
                Some('{') if !bracket => return Err(self.format_error("unexpected '{' in field name")),
                Some('[') => bracket = true,
                Some(']') => bracket = false,
                Some('}' | ':' | '!') if !bracket => break,
                Some(_) => {}
            }
            *at += 1;
        }
        let name = &chars[start..*at];
        let mut stop = chars[*at];
        *at += 1;
        let mut conversion = None;
        if stop == '!' {
            let Some(&letter) = chars.get(*at) else {
                return Err(self.format_error("end of string while looking for conversion specifier"));
            };
            conversion = Some(letter);
            *at += 1;
            match chars.get(*at) {
                Some(&next @ ('}' | ':')) => {
                    stop = next;
                    *at += 1;
                }
                Some(_) => return Err(self.format_error("expected ':' after conversion specifier")),
                None => return Err(self.format_error("unmatched '{' in format spec")),
            }
        }
        let mut spec: &[char] = &[];
        if stop == ':' {
            let start = *at;
            let mut open = 1;
            loop {
                match chars.get(*at) {
                    None => return Err(self.format_error("unmatched '{' in format spec")),
                    Some('{') => open += 1,
                    Some('}') => open -= 1,
                    Some(_) => {}
                }
                *at += 1;
                if open == 0 {
                    break;
                }
            }
            spec = &chars[start..*at - 1];
        }
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
        let spec = if spec.contains(&'{') {
            self.format_level(spec, source, numbering, depth - 1)?
        } else {
            spec.iter().collect()
        };
        let spec = if spec.is_empty() { EMPTY_STR } else { self.new_str(spec) };
        let text = self.format_value(value, spec)?;
        out.push_str(self.text(text));
        Ok(())
    }

    /// A number in a field name; `None` where it is no number.
    fn field_number(&mut self, text: &[char]) -> PyResult<Option<i64>> {
        let mut value = 0i64;
        for &c in text {
            let Some(digit) = decimal(c) else { return Ok(None) };
            value = match value.checked_mul(10).and_then(|value| value.checked_add(i64::from(digit))) {
                Some(value) => value,
                None => return Err(self.format_error("Too many decimal digits in format string")),
            };
        }
        Ok((!text.is_empty()).then_some(value))
    }

    /// The value of a field name such as `0.name[key]`.
    fn field_value(&mut self, field: &[char], source: Source, numbering: &mut Numbering) -> PyResult<Obj> {
        let end = field.iter().position(|c| matches!(c, '.' | '[')).unwrap_or(field.len());
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
            (None, source) => {
                let name: String = first.iter().collect();
                match source {
                    Source::Mapping(mapping) => {
                        let key = self.new_str(name);
                        self.get_item(mapping, key)?
                    }
                    Source::Call { kw, .. } => match kw.iter().find(|(key, _)| self.text(*key) == name) {
                        Some(&(_, value)) => value,
                        None => {
                            let key = self.new_str(name);
                            return Err(self.key_error(key));
                        }
                    },
                }
            }
        };
        while let Some((&sign, after)) = rest.split_first() {
            let end = match sign {
                '.' => after.iter().position(|c| matches!(c, '.' | '[')).unwrap_or(after.len()),
                '[' => match after.iter().position(|&c| c == ']') {
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
            let text: String = key.iter().collect();
            if sign == '.' {
                let name = self.intern(&text);
                value = self.get_attr(value, name)?;
                rest = &after[end..];
            } else {
                let key = match self.field_number(key)? {
                    Some(index) => self.new_int(index),
                    None => self.new_str(text),
                };
                value = self.get_item(value, key)?;
                rest = &after[end + 1..];
            }
        }
        Ok(value)
    }
}
