//! Text of objects, bounded, from their slots alone.

use crate::vm::Vm;
use crate::vm::number::{complex_repr, float_repr};
use crate::vm::object::payload::{GeneratorData, GeneratorState};
use crate::vm::object::statics::{ELLIPSIS, NONE, NOT_IMPLEMENTED};
use crate::vm::object::{Obj, Payload, T};
use crate::vm::types::repr::{quote, quote_bytes};

impl Vm {
    /// Something like `repr`, at most about `limit` characters.
    pub fn bounded_text(&self, o: Obj, limit: usize) -> String {
        let mut out = String::new();
        self.write_text(o, limit, 3, &mut out);
        if out.chars().count() > limit {
            out = out.chars().take(limit.saturating_sub(1)).collect();
            out.push('…');
        }
        out
    }

    fn write_text(&self, o: Obj, limit: usize, depth: usize, out: &mut String) {
        if out.len() > limit {
            return;
        }
        let ty = self.ty(o);
        match self.heap.payload(o) {
            Payload::Int(value) if ty == T::BOOL => out.push_str(if *value != 0 { "True" } else { "False" }),
            Payload::Int(value) => out.push_str(&value.to_string()),
            Payload::Big(value) if value.bits() > 4000 => out.push_str(&format!("<int of {} bits>", value.bits())),
            Payload::Big(value) => out.push_str(&value.to_string()),
            Payload::Float(value) => out.push_str(&float_repr(*value)),
            Payload::Complex(re, im) => out.push_str(&complex_repr(*re, *im)),
            Payload::Str(s) => {
                let cut: String = s.as_str().chars().take(limit + 1).collect();
                out.push_str(&quote(&cut));
            }
            Payload::Bytes(bytes) => out.push_str(&quote_bytes(&bytes[..bytes.len().min(limit)])),
            Payload::Tuple(items) => {
                self.write_items(items, "(", if items.len() == 1 { ",)" } else { ")" }, limit, depth, out)
            }
            Payload::List(items) => self.write_items(items, "[", "]", limit, depth, out),
            Payload::Set(data) => {
                let items: Vec<Obj> = data.iter().take(limit).map(|(key, _)| key).collect();
                if items.is_empty() {
                    out.push_str(&format!("{}()", self.short_name(ty)));
                } else {
                    self.write_items(&items, "{", "}", limit, depth, out);
                }
            }
            Payload::Dict(data) => {
                if depth == 0 {
                    out.push_str("{…}");
                    return;
                }
                out.push('{');
                for (at, entry) in data.iter().enumerate() {
                    if out.len() > limit {
                        break;
                    }
                    if at > 0 {
                        out.push_str(", ");
                    }
                    self.write_text(entry.key, limit, depth - 1, out);
                    out.push_str(": ");
                    self.write_text(entry.value, limit, depth - 1, out);
                }
                out.push('}');
            }
            Payload::Range(range) => {
                out.push_str("range(");
                for (at, part) in [range.start, range.stop, range.step].into_iter().enumerate() {
                    if at > 0 {
                        out.push_str(", ");
                    }
                    self.write_text(part, limit, depth, out);
                }
                out.push(')');
            }
            Payload::Function(data) => out.push_str(&format!("<function {}>", self.text(data.qualname))),
            Payload::Native { def, owner } => {
                out.push_str(&format!("<built-in {}>", self.native_name(def, *owner)));
            }
            Payload::Method { function, receiver } => {
                out.push_str("<method ");
                self.write_text(*function, limit, 0, out);
                out.push_str(" of ");
                self.write_text(*receiver, limit, 0, out);
                out.push('>');
            }
            Payload::Type(data) => out.push_str(&format!("<class {}>", self.text(data.qualname))),
            Payload::Module(data) => {
                let name = self.dict_get_interned(data.dict, crate::vm::object::names::__name__);
                out.push_str(&format!("<module {}>", name.map_or("?", |o| self.text(o))));
            }
            Payload::Generator(data) => {
                let state = self.standing_of(data);
                out.push_str(&format!("<{} {}, {state}>", self.short_name(ty), self.text(data.qualname)));
            }
            Payload::Exception(data) => {
                out.push_str(&self.short_name(ty));
                match self.items(data.args) {
                    Some(items) if depth > 0 => self.write_items(items, "(", ")", limit, depth, out),
                    _ => {}
                }
            }
            Payload::Cell(contents) => {
                out.push_str("<cell ");
                match contents.some() {
                    Some(o) => self.write_text(o, limit, depth.saturating_sub(1), out),
                    None => out.push_str("empty"),
                }
                out.push('>');
            }
            Payload::Code(id) => out.push_str(&format!("<code {}>", self.codes[*id as usize].qualname)),
            Payload::Plain => match o {
                NONE => out.push_str("None"),
                NOT_IMPLEMENTED => out.push_str("NotImplemented"),
                ELLIPSIS => out.push_str("Ellipsis"),
                _ => out.push_str(&format!("<{}>", self.type_qualname(ty))),
            },
            _ => out.push_str(&format!("<{}>", self.type_qualname(ty))),
        }
    }

    fn write_items(&self, items: &[Obj], open: &str, close: &str, limit: usize, depth: usize, out: &mut String) {
        out.push_str(open);
        if depth == 0 && !items.is_empty() {
            out.push('…');
        } else {
            for (at, &item) in items.iter().enumerate() {
                if out.len() > limit {
                    break;
                }
                if at > 0 {
                    out.push_str(", ");
                }
                self.write_text(item, limit, depth - 1, out);
            }
        }
        out.push_str(close);
    }

    /// Where a generator or coroutine stands.
    fn standing_of(&self, data: &GeneratorData) -> String {
        match data.state {
            GeneratorState::Created => "not begun".to_owned(),
            GeneratorState::Running => "running".to_owned(),
            GeneratorState::Finished => "finished".to_owned(),
            GeneratorState::Suspended => {
                let unit = data.frame.as_ref().map(|frame| frame.ip.saturating_sub(frame.text));
                match unit.and_then(|unit| self.codes[data.code as usize].position(unit).line) {
                    Some(line) => format!("in line {line}"),
                    None => "suspended".to_owned(),
                }
            }
        }
    }

    /// The variables of a generator's frame while it is put away; where they are cells, the cells.
    fn suspended_locals(&self, data: &GeneratorData) -> Vec<(String, Obj)> {
        let names = &self.codes[data.code as usize].locals;
        let named = names.iter().zip(data.variables()).filter(|(_, value)| !value.is_null());
        named.map(|(&name, &value)| (self.text(name).to_owned(), value)).collect()
    }

    /// What an object consists of: label and part.
    pub fn parts(&self, o: Obj) -> Vec<(String, Obj)> {
        let mut out = Vec::new();
        match self.heap.payload(o) {
            Payload::List(items) => {
                out.extend(items.iter().enumerate().map(|(at, &item)| (at.to_string(), item)));
            }
            Payload::Tuple(items) => {
                out.extend(items.iter().enumerate().map(|(at, &item)| (at.to_string(), item)));
            }
            Payload::Dict(data) => {
                out.extend(data.iter().map(|entry| (self.bounded_text(entry.key, 30), entry.value)));
            }
            Payload::Set(data) => out.extend(data.iter().map(|(key, _)| (String::new(), key))),
            Payload::Function(data) => {
                for (label, part) in
                    [("defaults", data.defaults), ("kwdefaults", data.kwdefaults), ("closure", data.closure)]
                {
                    out.extend(part.some().map(|part| (label.to_owned(), part)));
                }
            }
            Payload::Cell(contents) => out.extend(contents.some().map(|o| ("contents".to_owned(), o))),
            Payload::Generator(data) => {
                out.extend(self.suspended_locals(data));
                out.extend(self.yielding_from(o).map(|inner| ("waits for".to_owned(), inner)));
            }
            Payload::Method { function, receiver } => {
                out.push(("function".to_owned(), *function));
                out.push(("self".to_owned(), *receiver));
            }
            Payload::Type(data) if data.heap => {
                if let Some(namespace) = self.dict_data(data.namespace) {
                    out.extend(
                        namespace
                            .iter()
                            .filter(|entry| !self.text(entry.key).starts_with("__"))
                            .map(|entry| (self.text(entry.key).to_owned(), entry.value)),
                    );
                }
            }
            Payload::Iter(data) => {
                out.extend(data.objects.iter().filter_map(|o| o.some()).map(|o| ("of".to_owned(), o)));
            }
            Payload::Exception(data) => {
                out.push(("args".to_owned(), data.args));
                for (label, part) in [("cause", data.cause), ("context", data.context)] {
                    out.extend(part.some().map(|part| (label.to_owned(), part)));
                }
            }
            _ => {}
        }
        if let Some(attrs) = self.heap.attrs(o) {
            if attrs.dict.0.is_null() {
                out.extend(self.own_attributes(o).map(|(key, value)| (self.text(key).to_owned(), value)));
            } else {
                out.push(("__dict__".to_owned(), attrs.dict.0));
            }
            if !matches!(self.heap.payload(o), Payload::Native { .. }) {
                out.extend(attrs.slots.iter().filter_map(|o| o.some()).map(|o| ("slot".to_owned(), o)));
            }
        }
        out
    }
}
