//! `repr` and `str`.

use crate::vm::number::{complex_repr, float_repr};
use crate::vm::object::statics::{ELLIPSIS, FALSE, NONE, NOT_IMPLEMENTED, TRUE};
use crate::vm::object::string::code_point;
use crate::vm::object::{Obj, Payload, T, names};
use crate::vm::{PyResult, Vm};

impl Vm {
    /// `repr(o)`: a `str`.
    pub fn repr(&mut self, o: Obj) -> PyResult<Obj> {
        self.enter_native(" while getting the repr of an object")?;
        let result = self.repr_unguarded(o);
        self.native_depth -= 1;
        result
    }

    fn repr_unguarded(&mut self, o: Obj) -> PyResult<Obj> {
        match self.call_special(o, names::__repr__, &[])? {
            Some(text) if self.is_str(text) => Ok(text),
            Some(other) => {
                let name = self.type_name_of(other);
                Err(self.type_error(format!("__repr__ returned non-string (type {name})")))
            }
            None => self.native_repr(o),
        }
    }

    pub fn repr_text(&mut self, o: Obj) -> PyResult<String> {
        let text = self.repr(o)?;
        Ok(self.text(text).to_owned())
    }

    /// `str(o)`: a `str`.
    pub fn str_of(&mut self, o: Obj) -> PyResult<Obj> {
        let ty = self.ty(o);
        if ty == T::STR {
            return Ok(o);
        }
        if ty == T::INT {
            return self.native_repr(o);
        }
        let method = self.find_in_type(ty, names::__str__).filter(|&method| method != self.known.object_str);
        self.enter_native(" while getting the str of an object")?;
        let result = match method {
            Some(method) => self.call_method_found(method, o, &[], &[]),
            None => self.object_str(o),
        };
        self.native_depth -= 1;
        let text = result?;
        if !self.is_str(text) {
            let name = self.type_name_of(text);
            return Err(self.type_error(format!("__str__ returned non-string (type {name})")));
        }
        Ok(text)
    }

    /// `object.__str__`: what `__repr__` answers, whatever it is.
    pub fn object_str(&mut self, o: Obj) -> PyResult<Obj> {
        // A class may name one after the other.
        self.enter_native(" while calling a Python object")?;
        let answer = self.call_special(o, names::__repr__, &[]);
        self.native_depth -= 1;
        match answer? {
            Some(answer) => Ok(answer),
            None => self.native_repr(o),
        }
    }

    pub fn str_text(&mut self, o: Obj) -> PyResult<String> {
        let text = self.str_of(o)?;
        Ok(self.text(text).to_owned())
    }

    pub fn ascii_repr(&mut self, o: Obj) -> PyResult<Obj> {
        let repr = self.repr(o)?;
        if self.text(repr).is_ascii() {
            return Ok(repr);
        }
        let text = self.text(repr).to_owned();
        let mut out = String::new();
        for c in text.chars() {
            let code = code_point(c);
            match code {
                0..=127 => out.push(c),
                128..=255 => out.push_str(&format!("\\x{code:02x}")),
                256..=0xffff => out.push_str(&format!("\\u{code:04x}")),
                _ => out.push_str(&format!("\\U{code:08x}")),
            }
        }
        Ok(self.new_str(out))
    }

    /// `<module.Class object at 0x…>`.
    pub fn default_repr(&mut self, o: Obj) -> String {
        let ty = self.ty(o);
        let qualname = self.type_qualname(ty);
        let id = super::super::compare::identity(o);
        match self.type_module(ty).as_deref() {
            None | Some("builtins") => format!("<{qualname} object at {id:#x}>"),
            Some(module) => format!("<{module}.{qualname} object at {id:#x}>"),
        }
    }

    /// Text of items between brackets; `…` where the container is inside itself.
    fn container_repr(&mut self, o: Obj, open: &str, close: &str, recursive: &str) -> PyResult<String> {
        if self.repr_running.contains(&o) {
            return Ok(recursive.to_owned());
        }
        self.repr_running.push(o);
        let result = self.container_items(o, open, close);
        self.repr_running.pop();
        result
    }

    fn container_items(&mut self, o: Obj, open: &str, close: &str) -> PyResult<String> {
        let mut out = open.to_owned();
        if matches!(self.heap.payload(o), Payload::Dict(_)) {
            for (at, (key, _, value)) in self.dict_entries(o).into_iter().enumerate() {
                if at > 0 {
                    out.push_str(", ");
                }
                out.push_str(&self.repr_text(key)?);
                out.push_str(": ");
                out.push_str(&self.repr_text(value)?);
            }
        } else if matches!(self.heap.payload(o), Payload::Set(_)) {
            for (at, (key, _)) in self.set_keys(o).into_iter().enumerate() {
                if at > 0 {
                    out.push_str(", ");
                }
                out.push_str(&self.repr_text(key)?);
            }
        } else {
            let mut at = 0;
            loop {
                let item = match self.heap.payload(o) {
                    Payload::Deque(data) => data.items.get(at).copied(),
                    _ => self.items(o).and_then(|items| items.get(at).copied()),
                };
                let Some(item) = item else { break };
                if at > 0 {
                    out.push_str(", ");
                }
                let mark = self.mark();
                self.hold(item);
                let text = self.repr_text(item)?;
                self.release(mark);
                out.push_str(&text);
                at += 1;
            }
            if at == 1 && close == ")" {
                out.push(',');
            }
        }
        out.push_str(close);
        Ok(out)
    }

    /// `repr` of builtin types.
    pub fn native_repr(&mut self, o: Obj) -> PyResult<Obj> {
        let ty = self.ty(o);
        let text = match self.heap.payload(o) {
            Payload::Int(value) => {
                if ty == T::BOOL {
                    if *value != 0 { "True" } else { "False" }.to_owned()
                } else {
                    value.to_string()
                }
            }
            Payload::Big(value) => {
                let value = value.clone();
                self.check_digits(&value)?;
                self.big_text(&value)?
            }
            Payload::Float(value) => float_repr(*value),
            Payload::Complex(re, im) => complex_repr(*re, *im),
            Payload::Str(s) => quote(s.as_str()),
            Payload::Bytes(bytes) => quote_bytes(bytes),
            Payload::ByteArray(array) => {
                let bytes = &array.bytes;
                let name = self.type_name(ty);
                format!("{name}({})", quote_bytearray(bytes))
            }
            Payload::Fields(_) if ty == T::TEXT_IO => {
                let number = self.stream_number(o);
                let (name, mode) =
                    [("<stdin>", 'r'), ("<stdout>", 'w'), ("<stderr>", 'w')][number.clamp(0, 2) as usize];
                format!("<_io.TextIOWrapper name='{name}' mode='{mode}' encoding='utf-8'>")
            }
            Payload::List(_) => self.container_repr(o, "[", "]", "[...]")?,
            Payload::Tuple(_) => self.container_repr(o, "(", ")", "(...)")?,
            Payload::Dict(_) if self.layout(ty) == T::DEFAULTDICT => {
                let factory = self.exception_free_factory(o);
                let factory = self.repr_text(factory)?;
                let body = self.container_repr(o, "{", "}", "{...}")?;
                format!("{}({factory}, {body})", self.short_name(ty))
            }
            Payload::Dict(_) => self.container_repr(o, "{", "}", "{...}")?,
            Payload::Set(data) => {
                let empty = data.is_empty();
                let name = self.short_name(ty);
                if empty {
                    format!("{name}()")
                } else if ty == T::SET {
                    self.container_repr(o, "{", "}", "set(...)")?
                } else {
                    self.container_repr(o, &format!("{name}({{"), "})", &format!("{name}(...)"))?
                }
            }
            Payload::Deque(data) => {
                let maxlen = data.maxlen;
                let name = self.short_name(ty);
                match maxlen {
                    Some(most) => {
                        self.container_repr(o, &format!("{name}(["), &format!("], maxlen={most})"), "[...]")?
                    }
                    None => self.container_repr(o, &format!("{name}(["), "])", "[...]")?,
                }
            }
            Payload::Range(range) => {
                let (start, stop, step) = (range.start, range.stop, range.step);
                let (start_text, stop_text) = (self.repr_text(start)?, self.repr_text(stop)?);
                if step == crate::vm::object::statics::ONE {
                    format!("range({start_text}, {stop_text})")
                } else {
                    let step = self.repr_text(step)?;
                    format!("range({start_text}, {stop_text}, {step})")
                }
            }
            Payload::Slice(parts) => {
                let [start, stop, step] = **parts;
                let (a, b, c) = (self.repr_text(start)?, self.repr_text(stop)?, self.repr_text(step)?);
                format!("slice({a}, {b}, {c})")
            }
            Payload::Type(data) => {
                let qualname = data.qualname;
                let qualname = self.text(qualname).to_owned();
                match self.type_module(o).as_deref() {
                    Some("builtins") | None => format!("<class '{qualname}'>"),
                    Some(module) => format!("<class '{module}.{qualname}'>"),
                }
            }
            Payload::Function(data) => {
                let (qualname, code, module) = (data.qualname, data.code, data.module);
                let name = self.text(qualname);
                // A function of a native module in Python is what CPython has in C.
                match name.rsplit_once('.') {
                    _ if !self.codes[code as usize].is_native || name.contains('<') => {
                        format!("<function {name} at {:#x}>", super::super::compare::identity(o))
                    }
                    None => format!("<built-in function {name}>"),
                    Some((class, name)) => {
                        let kind = if name.starts_with("__") { "slot wrapper" } else { "method" };
                        let module = module.some().filter(|&module| self.is_str(module));
                        let module = module.map_or_else(String::new, |module| format!("{}.", self.text(module)));
                        format!("<{kind} '{name}' of '{module}{class}' objects>")
                    }
                }
            }
            Payload::Method { function, receiver } => {
                let (function, receiver) = (*function, *receiver);
                if let Some(text) = self.native_method_text(function, receiver) {
                    let text = self.new_str(text);
                    return Ok(text);
                }
                let mut name = "?".to_owned();
                for key in [names::__qualname__, names::__name__] {
                    if let Some(found) = self.find_attr(function, key)? {
                        if self.is_str(found) {
                            name = self.text(found).to_owned();
                        }
                        break;
                    }
                }
                format!("<bound method {name} of {}>", self.repr_text(receiver)?)
            }
            Payload::Native { def, owner } => {
                let (def, owner) = (*def, *owner);
                match ty {
                    T::BUILTIN if owner.is_null() => format!("<built-in function {}>", def.name),
                    T::BUILTIN => {
                        let id = super::super::compare::identity(owner);
                        format!("<built-in method {} of type object at {id:#x}>", def.name)
                    }
                    T::SLOT_WRAPPER => format!("<slot wrapper '{}' of '{}' objects>", def.name, self.type_name(owner)),
                    _ => format!("<method '{}' of '{}' objects>", def.name, self.type_name(owner)),
                }
            }
            Payload::NativeBound { native, receiver } => {
                let (native, receiver) = (*native, *receiver);
                let name = match self.heap.payload(native) {
                    Payload::Native { def, .. } => def.name,
                    _ => "?",
                };
                let (kind, id) = (self.type_name_of(receiver), super::super::compare::identity(receiver));
                if ty == T::METHOD_WRAPPER {
                    format!("<method-wrapper '{name}' of {kind} object at {id:#x}>")
                } else {
                    format!("<built-in method {name} of {kind} object at {id:#x}>")
                }
            }
            Payload::Module(_) => self.module_text(o)?,
            Payload::Code(id) => {
                let info = self.codes[*id as usize].clone();
                let place = super::super::compare::identity(o);
                format!(
                    "<code object {} at {place:#x}, file \"{}\", line {}>",
                    info.name, info.filename, info.code.firstlineno
                )
            }
            Payload::Cell(contents) => {
                let (contents, id) = (*contents, super::super::compare::identity(o));
                match contents.some() {
                    None => format!("<cell at {id:#x}: empty>"),
                    Some(inner) => {
                        let kind = self.type_name_of(inner);
                        let inner = super::super::compare::identity(inner);
                        format!("<cell at {id:#x}: {kind} object at {inner:#x}>")
                    }
                }
            }
            Payload::Generator(data) => {
                let qualname = data.qualname;
                let kind = self.type_name(ty);
                let id = super::super::compare::identity(o);
                format!("<{kind} object {} at {id:#x}>", self.text(qualname))
            }
            Payload::Exception(data) => {
                let args = data.args;
                let name = self.type_name(ty);
                let items = self.held_items(args);
                match items[..] {
                    [one] => format!("{name}({})", self.repr_text(one)?),
                    _ => format!("{name}{}", self.repr_text(args)?),
                }
            }
            Payload::View(_)
                if [T::DICT_KEYS, T::DICT_VALUES, T::DICT_ITEMS].iter().any(|&view| self.is_subtype(ty, view)) =>
            {
                if self.repr_running.contains(&o) {
                    return Ok(self.new_str("..."));
                }
                let items = self.collect(o)?;
                let list = self.new_list(items);
                self.repr_running.push(o);
                let text = self.repr_text(list);
                self.repr_running.pop();
                format!("{}({})", self.type_name(ty), text?)
            }
            Payload::View(_) if ty == T::FRAME_LOCALS_PROXY => return self.proxy_repr(o),
            Payload::Frame(data) => {
                let code = data.code;
                let line = match self.get_attr_str(o, "f_lineno")? {
                    NONE => "None".to_owned(),
                    line => self.repr_text(line)?,
                };
                let info = self.codes[code as usize].clone();
                let (file, id) = (quote(&info.filename), super::super::compare::identity(o));
                format!("<frame at {id:#x}, file {file}, line {line}, code {}>", info.name)
            }
            Payload::View(of) => {
                let of = *of;
                format!("mappingproxy({})", self.repr_text(of)?)
            }
            Payload::Super(parts) => {
                let [class, object, object_type] = **parts;
                let class = if class.is_null() { "NULL".to_owned() } else { self.type_name(class) };
                if object.is_null() {
                    format!("<super: <class '{class}'>, NULL>")
                } else {
                    format!("<super: <class '{class}'>, <{} object>>", self.type_name(object_type))
                }
            }
            Payload::GetSet { def, owner } => {
                let kind = if ty == T::MEMBER { "member" } else { "attribute" };
                format!("<{kind} '{}' of '{}' objects>", def.name, self.type_name(*owner))
            }
            Payload::Member(member) => {
                let (name, owner) = (member.name, member.owner);
                let kind = if ty == T::MEMBER { "member" } else { "attribute" };
                format!("<{kind} '{}' of '{}' objects>", self.text(name), self.type_name(owner))
            }
            Payload::Fields(_) if self.is_generic_alias(o) => self.generic_alias_text(o)?,
            Payload::Fields(_) if ty == T::UNION => self.union_text(o)?,
            Payload::Plain => match o {
                NONE => "None".to_owned(),
                NOT_IMPLEMENTED => "NotImplemented".to_owned(),
                ELLIPSIS => "Ellipsis".to_owned(),
                TRUE => "True".to_owned(),
                FALSE => "False".to_owned(),
                _ => self.default_repr(o),
            },
            Payload::Weakref { referent, .. } => {
                let referent = *referent;
                let id = super::super::compare::identity(o);
                match referent.some() {
                    None => format!("<weakref at {id:#x}; dead>"),
                    Some(target) => {
                        let ty = self.ty(target);
                        let kind = match self.type_module(ty).as_deref() {
                            None | Some("builtins" | "__main__") => self.type_qualname(ty),
                            Some(module) => format!("{module}.{}", self.type_qualname(ty)),
                        };
                        let place = super::super::compare::identity(target);
                        // Only what has a name by its type tells it.
                        let name = match self.find_in_type(ty, names::__name__) {
                            Some(found) => Some(self.bind(found, target, ty)?).filter(|&name| self.is_str(name)),
                            None => None,
                        };
                        let name = name.map_or_else(String::new, |name| format!(" ({})", self.text(name)));
                        format!("<weakref at {id:#x}; to '{kind}' at {place:#x}{name}>")
                    }
                }
            }
            _ => self.default_repr(o),
        };
        Ok(self.new_str(text))
    }

    fn exception_free_factory(&self, o: Obj) -> Obj {
        self.heap.attrs(o).and_then(|attrs| attrs.slots.first().copied()).and_then(Obj::some).unwrap_or(NONE)
    }
}

/// Whether `repr` of a string shows the character as it is.
pub fn is_printable(c: char) -> bool {
    let code = code_point(c);
    !(0xd800..=0xdfff).contains(&code) && crate::base::unicode::is_printable(c)
}

/// A string literal for the text, as `repr(str)` writes it.
pub fn quote(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut out = String::with_capacity(text.len() + 2);
    out.push(quote);
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c == quote => {
                out.push('\\');
                out.push(c);
            }
            c if is_printable(c) => out.push(c),
            c => {
                out.push_str(&escaped(c));
            }
        }
    }
    out.push(quote);
    out
}

/// The shortest of `\x..`, `\u....` and `\U........` that means the character.
pub fn escaped(c: char) -> String {
    let code = code_point(c);
    match code {
        0..=0xff => format!("\\x{code:02x}"),
        0x100..=0xffff => format!("\\u{code:04x}"),
        _ => format!("\\U{code:08x}"),
    }
}

/// A bytes literal, as `repr(bytes)` writes it.
pub fn quote_bytes(bytes: &[u8]) -> String {
    bytes_literal(bytes, false)
}

/// The literal in the `repr` of a bytearray, where an apostrophe has a backslash whatever the quotes.
fn quote_bytearray(bytes: &[u8]) -> String {
    bytes_literal(bytes, true)
}

fn bytes_literal(bytes: &[u8], escape_all: bool) -> String {
    let quote = if bytes.contains(&b'\'') && !bytes.contains(&b'"') { '"' } else { '\'' };
    let mut out = String::with_capacity(bytes.len() + 3);
    out.push('b');
    out.push(quote);
    for &b in bytes {
        match b {
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            b if b as char == quote || b == b'\'' && escape_all => {
                out.push('\\');
                out.push(b as char);
            }
            0x20..=0x7e => out.push(b as char),
            _ => out.push_str(&format!("\\x{b:02x}")),
        }
    }
    out.push(quote);
    out
}

impl Vm {
    /// The text of a method of a native module in Python: that of one in C.
    fn native_method_text(&self, function: Obj, receiver: Obj) -> Option<String> {
        let Payload::Function(data) = self.heap.payload(function) else { return None };
        if !self.codes[data.code as usize].is_native {
            return None;
        }
        let (_, name) = self.text(data.qualname).rsplit_once('.')?;
        let (owner, id) = (self.type_name_of(receiver), super::super::compare::identity(receiver));
        Some(match name.starts_with("__") {
            true => format!("<method-wrapper '{name}' of {owner} object at {id:#x}>"),
            false => format!("<built-in method {name} of {owner} object at {id:#x}>"),
        })
    }
}
