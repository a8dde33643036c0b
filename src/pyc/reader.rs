//! Marshalled bytes to a [`Tree`], for CPython 3.8 to 3.14.
//!
//! The input is not trusted: a length is checked against the bytes that are left before anything is reserved, nesting
//! has CPython's limit, and a reference may name only objects read before it.

use num_bigint::{BigInt, Sign};

use super::tree::{CodeField, FieldValue, Node, NodeIndex, Tree, Value};
use super::validate::validate;
use super::{Bytes, MarshalError};
use crate::base::{Int, Text};

/// CPython's `MAX_MARSHAL_STACK_DEPTH` on Unix.
const MAX_DEPTH: u32 = 2000;

/// The reference flag of a type byte.
pub const FLAG_REF: u8 = 0x80;

/// How code objects are laid out; it changed with 3.11.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CodeLayout {
    /// 3.8 to 3.10: separate tuples of locals, cells and free variables.
    V3_8,
    /// 3.11 and later: one tuple of names with a byte of kind each, qualified name, exception table.
    V3_11,
    /// The same; and slices may be constants.
    V3_14,
}

impl CodeLayout {
    /// The layout of CPython 3.`minor`.
    pub fn of_minor(minor: u8) -> Self {
        match minor {
            ..=10 => CodeLayout::V3_8,
            11..=13 => CodeLayout::V3_11,
            _ => CodeLayout::V3_14,
        }
    }

    /// Fields in the order of the file; `true` marks 32-bit integers.
    fn fields(self) -> &'static [(&'static str, bool)] {
        match self {
            CodeLayout::V3_8 => &[
                ("co_argcount", true),
                ("co_posonlyargcount", true),
                ("co_kwonlyargcount", true),
                ("co_nlocals", true),
                ("co_stacksize", true),
                ("co_flags", true),
                ("co_code", false),
                ("co_consts", false),
                ("co_names", false),
                ("co_varnames", false),
                ("co_freevars", false),
                ("co_cellvars", false),
                ("co_filename", false),
                ("co_name", false),
                ("co_firstlineno", true),
                ("co_lnotab", false),
            ],
            CodeLayout::V3_11 | CodeLayout::V3_14 => &[
                ("co_argcount", true),
                ("co_posonlyargcount", true),
                ("co_kwonlyargcount", true),
                ("co_stacksize", true),
                ("co_flags", true),
                ("co_code", false),
                ("co_consts", false),
                ("co_names", false),
                ("co_localsplusnames", false),
                ("co_localspluskinds", false),
                ("co_filename", false),
                ("co_name", false),
                ("co_qualname", false),
                ("co_firstlineno", true),
                ("co_linetable", false),
                ("co_exceptiontable", false),
            ],
        }
    }
}

/// Reads one object from `data`, beginning at `start` (16 in a `.pyc`). Bytes behind it are left alone, as CPython does.
pub fn read(data: &[u8], start: u32, layout: CodeLayout) -> Result<Tree, MarshalError> {
    match read_partial(data, start, layout) {
        (_, Some(error)) => Err(error),
        (Some(tree), None) => Ok(tree),
        (None, None) => Err(MarshalError { at: start, exception: "EOFError", msg: "marshal data too short".into() }),
    }
}

/// Reads as much as there is: what could be read of a damaged file, and CPython's error.
///
/// An object that breaks off holds what was read of it. A code object that CPython would refuse, though its fields could be
/// read, is an error that does not end the reading.
pub fn read_partial(data: &[u8], start: u32, layout: CodeLayout) -> (Option<Tree>, Option<MarshalError>) {
    let mut reader = Reader {
        data,
        at: (start as usize).min(data.len()),
        layout,
        nodes: Vec::new(),
        hashable: Vec::new(),
        refs: Vec::new(),
        depth: 0,
        broken: None,
        refused: None,
    };
    let (root, mut error) = match reader.object() {
        Ok(root) => (Some(root), None),
        Err(error) => (reader.broken.take(), Some(error)),
    };
    // What CPython refuses on the way it meets before what is further behind.
    error = reader.refused.take().or(error);
    let root = root.filter(|root| !matches!(reader.nodes[root.0 as usize].value, Value::Null));
    if root.is_none() && error.is_none() {
        error = Some(reader.fail("TypeError", "NULL object in marshal data for object"));
    }
    let tree = root.map(|root| {
        // An object that was only begun has no value; references to it are refused while reading.
        let refs = reader.refs.iter().map(|entry| entry.unwrap_or(root)).collect();
        Tree { nodes: reader.nodes, root, refs }
    });
    (tree, error)
}

struct Reader<'a> {
    data: &'a [u8],
    at: usize,
    layout: CodeLayout,
    nodes: Vec<Node>,
    /// By node: whether Python could hash it; if not, the type that has no hash.
    hashable: Vec<Result<(), &'static str>>,
    /// `None` while the object is being read and may not be referred to yet. (CPython lets a tuple hold itself, and dies
    /// of it when it interns the names in such a constant.)
    refs: Vec<Option<NodeIndex>>,
    depth: u32,
    /// The object in which reading broke off, with what was read of it.
    broken: Option<NodeIndex>,
    /// Why CPython would refuse something that could be read: the first reason.
    refused: Option<MarshalError>,
}

impl Reader<'_> {
    fn fail(&self, exception: &'static str, msg: impl Into<String>) -> MarshalError {
        MarshalError { at: self.at as u32, exception, msg: msg.into() }
    }

    fn bad(&self, what: &str) -> MarshalError {
        self.fail("ValueError", format!("bad marshal data ({what})"))
    }

    fn take(&mut self, count: usize) -> Result<Bytes, MarshalError> {
        if count > self.data.len().saturating_sub(self.at) {
            return Err(self.fail("EOFError", "marshal data too short"));
        }
        let start = self.at;
        self.at += count;
        Ok(start as u32..self.at as u32)
    }

    fn byte(&mut self) -> Result<u8, MarshalError> {
        let range = self.take(1)?;
        Ok(self.data[range.start as usize])
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], MarshalError> {
        let range = self.take(N)?;
        Ok(self.data[range.start as usize..range.end as usize].try_into().expect("N bytes were taken"))
    }

    fn long(&mut self) -> Result<i32, MarshalError> {
        Ok(i32::from_le_bytes(self.array()?))
    }

    fn double(&mut self) -> Result<f64, MarshalError> {
        Ok(f64::from_le_bytes(self.array()?))
    }

    /// A length field; `what` is CPython's word for the type.
    fn size(&mut self, what: &str) -> Result<usize, MarshalError> {
        let size = self.long()?;
        usize::try_from(size).map_err(|_| self.bad(&format!("{what} size out of range")))
    }

    fn push(&mut self, start: usize, type_code: u8, ref_index: Option<u32>, value: Value) -> NodeIndex {
        let index = NodeIndex(self.nodes.len() as u32);
        self.hashable.push(self.is_hashable(&value));
        self.nodes.push(Node { bytes: start as u32..self.at as u32, type_code, ref_index, value });
        if let Some(slot) = ref_index {
            self.refs[slot as usize] = Some(index);
        }
        index
    }

    /// Whether Python could hash a value; if not, the type that has no hash.
    fn is_hashable(&self, value: &Value) -> Result<(), &'static str> {
        match value {
            Value::List(_) | Value::Dict(_) | Value::Set(_) => Err(value.type_name()),
            Value::Tuple(items) => items.iter().try_for_each(|item| self.hashable[item.0 as usize]),
            Value::Ref { target, .. } => self.hashable[target.0 as usize],
            _ => Ok(()),
        }
    }

    fn refuse(&mut self, exception: &'static str, msg: impl Into<String>) {
        if self.refused.is_none() {
            self.refused = Some(self.fail(exception, msg));
        }
    }

    fn must_be_hashable(&mut self, node: NodeIndex) {
        if let Err(name) = self.hashable[node.0 as usize] {
            self.refuse("TypeError", format!("unhashable type: '{name}'"));
        }
    }

    fn object(&mut self) -> Result<NodeIndex, MarshalError> {
        let start = self.at;
        if self.at >= self.data.len() {
            return Err(self.fail("EOFError", "EOF read where object expected"));
        }
        let byte = self.byte()?;
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.fail("ValueError", "recursion limit exceeded"));
        }
        let type_code = byte & !FLAG_REF;
        let may_refer = !matches!(type_code, b'0' | b'N' | b'S' | b'.' | b'F' | b'T' | b'r');
        let ref_index = (byte & FLAG_REF != 0 && may_refer).then(|| {
            self.refs.push(None);
            self.refs.len() as u32 - 1
        });
        // Lists, dicts and sets may hold themselves: they can be referred to from inside.
        let begun = match type_code {
            b'[' => Some(Value::List(Vec::new())),
            b'{' => Some(Value::Dict(Vec::new())),
            b'<' => Some(Value::Set(Vec::new())),
            _ => None,
        };
        let begun = begun.map(|value| self.push(start, type_code, ref_index, value));
        let (value, error) = match self.contents(type_code) {
            Ok(value) => (Some(value), None),
            Err((value, error)) => (value, Some(error)),
        };
        let node = match (begun, value) {
            (Some(index), value) => {
                let node = &mut self.nodes[index.0 as usize];
                node.value = value.unwrap_or(Value::Null);
                node.bytes.end = self.at as u32;
                Some(index)
            }
            (None, Some(value)) => Some(self.push(start, type_code, ref_index, value)),
            (None, None) => None,
        };
        self.depth -= 1;
        match (node, error) {
            (Some(node), None) => Ok(node),
            (node, error) => {
                self.broken = node;
                Err(error.unwrap_or_else(|| self.fail("EOFError", "marshal data too short")))
            }
        }
    }

    /// The value behind a type byte; on an error what there is of it, for those that hold others.
    fn contents(&mut self, type_code: u8) -> Result<Value, (Option<Value>, MarshalError)> {
        match type_code {
            b')' => {
                let size = self.byte().map_err(alone)?.into();
                self.objects(size, "tuple", Value::Tuple)
            }
            b'(' => {
                let size = self.size("tuple").map_err(alone)?;
                self.objects(size, "tuple", Value::Tuple)
            }
            b'[' => {
                let size = self.size("list").map_err(alone)?;
                self.objects(size, "list", Value::List)
            }
            b'<' | b'>' => {
                let size = self.size("set").map_err(alone)?;
                self.objects(size, "set", if type_code == b'<' { Value::Set } else { Value::FrozenSet })
            }
            b'{' => self.dict(),
            b'c' => self.code(),
            _ => self.leaf(type_code).map_err(alone),
        }
    }

    fn leaf(&mut self, type_code: u8) -> Result<Value, MarshalError> {
        Ok(match type_code {
            b'0' => Value::Null,
            b'N' => Value::None,
            b'S' => Value::StopIteration,
            b'.' => Value::Ellipsis,
            b'F' => Value::Bool(false),
            b'T' => Value::Bool(true),
            b'i' => Value::Int(Int::Small(self.long()?.into())),
            b'I' => Value::Int(Int::Small(i64::from_le_bytes(self.array()?))),
            b'l' => Value::Int(self.digits()?),
            b'f' => Value::Float(self.decimal()?),
            b'g' => Value::Float(self.double()?),
            b'x' => Value::Complex { real: self.decimal()?, imag: self.decimal()? },
            b'y' => Value::Complex { real: self.double()?, imag: self.double()? },
            b's' => {
                let size = self.size("bytes object")?;
                Value::Bytes(self.take(size)?)
            }
            b'a' | b'A' => {
                let size = self.size("string")?;
                self.ascii(size, type_code == b'A')?
            }
            b'z' | b'Z' => {
                let size = self.byte()?.into();
                self.ascii(size, type_code == b'Z')?
            }
            b'u' | b't' => {
                let size = self.size("string")?;
                let range = self.take(size)?;
                let text = Text::from_wtf8(&self.data[range.start as usize..range.end as usize])
                    .ok_or_else(|| self.fail("UnicodeDecodeError", "a string in the marshal data is not UTF-8"))?;
                Value::Str { text, interned: type_code == b't' }
            }
            b':' if self.layout == CodeLayout::V3_14 => Value::Slice([self.object()?, self.object()?, self.object()?]),
            b'r' => {
                let index = self.long()?;
                let target = usize::try_from(index).ok().and_then(|index| self.refs.get(index).copied().flatten());
                Value::Ref { index: index as u32, target: target.ok_or_else(|| self.bad("invalid reference"))? }
            }
            _ => return Err(self.bad("unknown type code")),
        })
    }

    /// An integer as 15-bit digits, least significant first; the sign is that of their number.
    fn digits(&mut self) -> Result<Int, MarshalError> {
        let count = self.long()?;
        if count == i32::MIN {
            return Err(self.bad("long size out of range"));
        }
        let size = count.unsigned_abs() as usize * 2;
        if size > self.data.len() - self.at && self.data[self.at..].chunks_exact(2).any(|pair| pair[1] > 0x7f) {
            // CPython looks at each digit as it comes, and meets this one before the end of the data.
            return Err(self.bad("digit out of range in long"));
        }
        let range = self.take(size)?;
        let digits = self.data[range.start as usize..range.end as usize].chunks_exact(2);
        let digits: Vec<u16> = digits.map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
        if digits.last() == Some(&0) {
            return Err(self.bad("unnormalized long data"));
        }
        if digits.iter().any(|&digit| digit > 0x7fff) {
            return Err(self.bad("digit out of range in long"));
        }
        let mut bytes = Vec::with_capacity(range.len());
        let (mut pending, mut bits) = (0u32, 0);
        for digit in digits {
            pending |= u32::from(digit) << bits;
            bits += 15;
            while bits >= 8 {
                bytes.push(pending as u8);
                pending >>= 8;
                bits -= 8;
            }
        }
        bytes.push(pending as u8);
        let sign = if count < 0 { Sign::Minus } else { Sign::Plus };
        Ok(Int::from(BigInt::from_bytes_le(sign, &bytes)))
    }

    /// A float as text, as marshal versions 0 and 1 wrote it.
    fn decimal(&mut self) -> Result<f64, MarshalError> {
        let size = self.byte()?.into();
        let range = self.take(size)?;
        let text = std::str::from_utf8(&self.data[range.start as usize..range.end as usize]).ok();
        text.and_then(|text| text.parse().ok())
            .ok_or_else(|| self.fail("ValueError", "could not convert string to float"))
    }

    fn ascii(&mut self, size: usize, interned: bool) -> Result<Value, MarshalError> {
        let range = self.take(size)?;
        let bytes = &self.data[range.start as usize..range.end as usize];
        // CPython takes bytes above 127 as Latin-1 here without a word.
        let text = match std::str::from_utf8(bytes) {
            Ok(text) if bytes.is_ascii() => Text::from(text),
            _ => Text::from_code_points(bytes.iter().map(|&byte| byte.into())),
        };
        Ok(Value::Str { text, interned })
    }

    fn objects(
        &mut self,
        count: usize,
        what: &str,
        value: fn(Vec<NodeIndex>) -> Value,
    ) -> Result<Value, (Option<Value>, MarshalError)> {
        // Every object takes a byte at least: a greater length reserves nothing, and breaks off where the bytes end.
        let mut items = Vec::with_capacity(count.min(self.data.len() - self.at));
        for _ in 0..count {
            match self.item(what) {
                Ok(item) => {
                    if what == "set" {
                        self.must_be_hashable(item);
                    }
                    items.push(item);
                }
                Err(error) => {
                    items.extend(self.broken.take());
                    return Err((Some(value(items)), error));
                }
            }
        }
        Ok(value(items))
    }

    /// An object inside another one, where `NULL` is not allowed.
    fn item(&mut self, what: &str) -> Result<NodeIndex, MarshalError> {
        let index = self.object()?;
        if matches!(self.nodes[index.0 as usize].value, Value::Null) {
            return Err(self.fail("TypeError", format!("NULL object in marshal data for {what}")));
        }
        Ok(index)
    }

    fn dict(&mut self) -> Result<Value, (Option<Value>, MarshalError)> {
        let mut pairs = Vec::new();
        loop {
            match self.pair() {
                Ok(Some(pair)) => pairs.push(pair),
                Ok(None) => return Ok(Value::Dict(pairs)),
                Err(error) => return Err((Some(Value::Dict(pairs)), error)),
            }
        }
    }

    /// A key and its value; `None` where a `NULL` ends the dict, be it in the place of a key or, as CPython has it, in
    /// that of a value.
    fn pair(&mut self) -> Result<Option<(NodeIndex, NodeIndex)>, MarshalError> {
        let key = self.object()?;
        if matches!(self.nodes[key.0 as usize].value, Value::Null) {
            return Ok(None);
        }
        let value = self.object()?;
        if matches!(self.nodes[value.0 as usize].value, Value::Null) {
            return Ok(None);
        }
        self.must_be_hashable(key);
        Ok(Some((key, value)))
    }

    fn code(&mut self) -> Result<Value, (Option<Value>, MarshalError)> {
        let mut fields = Vec::new();
        for &(name, is_int) in self.layout.fields() {
            let start = self.at as u32;
            let value =
                if is_int { self.long().map(FieldValue::Int) } else { self.item("object").map(FieldValue::Object) };
            match value {
                Ok(value) => fields.push(CodeField { name, bytes: start..self.at as u32, value }),
                Err(error) => {
                    let value = self.broken.take().map(FieldValue::Object);
                    fields.extend(value.map(|value| CodeField { name, bytes: start..self.at as u32, value }));
                    return Err((Some(Value::Code(fields)), error));
                }
            }
        }
        if self.layout != CodeLayout::V3_8
            && let Err((exception, msg)) = validate(&self.nodes, self.data, &fields)
        {
            self.refuse(exception, msg);
        }
        Ok(Value::Code(fields))
    }
}

/// A value that holds no others leaves nothing behind when it cannot be read.
fn alone(error: MarshalError) -> (Option<Value>, MarshalError) {
    (None, error)
}
