//! The parts of a `.pyc` file: a name and a meaning for every byte.
//!
//! The list is in the order of the file and nested: a part of depth 2 lies inside the last part of depth 1 before it.

use super::Bytes;
use super::header::{Header, Invalidation, version_of_magic};
use super::tree::{FieldValue, NodeIndex, Tree, Value};

/// A byte range with a meaning.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Part {
    pub bytes: Bytes,
    pub depth: u16,
    /// `magic`, `co_consts`, `[2]` …
    pub name: String,
    pub kind: PartKind,
    /// What the bytes say, in words; strings as Python would write them.
    pub value: String,
    /// Place in the reference table, where the object got one.
    pub ref_index: Option<u32>,
    /// For parts of a code object: which one, counted as they begin in the file.
    pub code: Option<u32>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PartKind {
    Header,
    /// A code object as a whole.
    Code,
    /// A 32-bit field of a code object.
    Number,
    /// `co_code`.
    Instructions,
    Constant,
    Name,
    Table,
    Container,
    Reference,
}

/// The parts of the sixteen bytes in front.
pub fn header_parts(header: &Header) -> Vec<Part> {
    let part = |bytes: Bytes, name: &str, value: String| Part {
        bytes,
        depth: 0,
        name: name.to_owned(),
        kind: PartKind::Header,
        value,
        ref_index: None,
        code: None,
    };
    let number = u16::from_le_bytes([header.magic[0], header.magic[1]]);
    let magic = match version_of_magic(header.magic) {
        Some(version) => format!("{number}: CPython {version}"),
        None => format!("{number}: no CPython"),
    };
    let flags = match header.flags {
        0 => "0: compare time and size".to_owned(),
        1 => "1: hash, not compared".to_owned(),
        3 => "3: hash, compared".to_owned(),
        other => format!("{other:#x}: unknown"),
    };
    let mut parts = vec![part(0..4, "magic", magic), part(4..8, "flags", flags)];
    match header.invalidation {
        Invalidation::Timestamp { mtime, size } => {
            parts.push(part(8..12, "mtime", format!("{mtime} s after 1970")));
            parts.push(part(12..16, "size", format!("{size} bytes of source")));
        }
        Invalidation::CheckedHash(hash) | Invalidation::UncheckedHash(hash) => {
            let digits: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
            parts.push(part(8..16, "hash", format!("{digits} of the source")));
        }
    }
    parts
}

/// The parts of a marshalled object; `repr` writes a value as Python does.
pub fn object_parts(tree: &Tree, repr: &dyn Fn(&Value) -> Option<String>) -> Vec<Part> {
    let mut walk = Walk { tree, repr, parts: Vec::new(), codes: 0 };
    walk.object(tree.root, "module".to_owned(), 0, PartKind::Constant, None);
    walk.parts
}

struct Walk<'a> {
    tree: &'a Tree,
    repr: &'a dyn Fn(&Value) -> Option<String>,
    parts: Vec<Part>,
    codes: u32,
}

impl Walk<'_> {
    fn object(&mut self, index: NodeIndex, name: String, depth: u16, kind: PartKind, code: Option<u32>) {
        let node = self.tree.node(index);
        let described = (self.repr)(self.tree.value(index));
        let (kind, value) = match &node.value {
            Value::Ref { index, .. } => {
                (PartKind::Reference, format!("reference {index} {}", described.unwrap_or_default()))
            }
            Value::Code(_) => (PartKind::Code, "code object".to_owned()),
            Value::Tuple(items) => (container(kind), counted("tuple", items.len())),
            Value::List(items) => (PartKind::Container, counted("list", items.len())),
            Value::Set(items) => (PartKind::Container, counted("set", items.len())),
            Value::FrozenSet(items) => (container(kind), counted("frozenset", items.len())),
            Value::Dict(pairs) => (PartKind::Container, counted("dict", pairs.len())),
            Value::Bytes(range) if matches!(kind, PartKind::Instructions | PartKind::Table) => {
                (kind, format!("{} bytes", range.len()))
            }
            value => (kind, described.unwrap_or_else(|| value.type_name().to_owned())),
        };
        let value = value.trim_end().to_owned();
        let own = matches!(node.value, Value::Code(_)).then(|| {
            self.codes += 1;
            self.codes - 1
        });
        self.parts.push(Part {
            bytes: node.bytes.clone(),
            depth,
            name,
            kind,
            value,
            ref_index: node.ref_index,
            code: own.or(code),
        });
        match &node.value {
            Value::Tuple(items) | Value::List(items) | Value::Set(items) | Value::FrozenSet(items) => {
                let inner = if kind == PartKind::Container { PartKind::Constant } else { kind };
                for (number, &item) in items.iter().enumerate() {
                    self.object(item, format!("[{number}]"), depth + 1, inner, code);
                }
            }
            Value::Dict(pairs) => {
                for (number, &(key, value)) in pairs.iter().enumerate() {
                    self.object(key, format!("key {number}"), depth + 1, PartKind::Constant, code);
                    self.object(value, format!("value {number}"), depth + 1, PartKind::Constant, code);
                }
            }
            Value::Slice(items) => {
                for (item, name) in items.iter().zip(["start", "stop", "step"]) {
                    self.object(*item, name.to_owned(), depth + 1, PartKind::Constant, code);
                }
            }
            Value::Code(fields) => {
                for field in fields {
                    match field.value {
                        FieldValue::Int(number) => self.parts.push(Part {
                            bytes: field.bytes.clone(),
                            depth: depth + 1,
                            name: field.name.to_owned(),
                            kind: PartKind::Number,
                            value: number.to_string(),
                            ref_index: None,
                            code: own,
                        }),
                        FieldValue::Object(object) => {
                            self.object(object, field.name.to_owned(), depth + 1, field_kind(field.name), own);
                        }
                    }
                }
            }
            _ => {}
        }
    }
}

/// Names stay names inside their tuple.
fn container(kind: PartKind) -> PartKind {
    if kind == PartKind::Name { PartKind::Name } else { PartKind::Container }
}

fn counted(what: &str, count: usize) -> String {
    format!("{what} of {count}")
}

fn field_kind(name: &str) -> PartKind {
    match name {
        "co_code" => PartKind::Instructions,
        "co_consts" => PartKind::Container,
        "co_localspluskinds" | "co_linetable" | "co_exceptiontable" | "co_lnotab" => PartKind::Table,
        _ => PartKind::Name,
    }
}
