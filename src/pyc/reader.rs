//! Marshalled bytes to a [`Tree`], for CPython 3.8 to 3.14.
//!
//! The input is not trusted: a length is checked against the bytes that are left before anything is reserved, nesting
//! has CPython's limit, and a reference may name only objects read before it.

use num_bigint::{BigInt, Sign};

use super::tree::{CodeField, FieldValue, Node, NodeIndex, Tree, Value};
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
}

impl CodeLayout {
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
            CodeLayout::V3_11 => &[
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
    let mut reader = Reader { data, at: start as usize, layout, nodes: Vec::new(), refs: Vec::new(), depth: 0 };
    let root = reader.object()?;
    if matches!(reader.nodes[root.0 as usize].value, Value::Null) {
        return Err(reader.fail("TypeError", "NULL object in marshal data for object"));
    }
    // An object that was only begun (a cycle through a tuple) has no value; CPython refuses such references while reading.
    let refs = reader.refs.iter().map(|entry| entry.unwrap_or(root)).collect();
    Ok(Tree { nodes: reader.nodes, root, refs })
}

struct Reader<'a> {
    data: &'a [u8],
    at: usize,
    layout: CodeLayout,
    nodes: Vec<Node>,
    /// `None` while the object is being read and may not be referred to yet.
    refs: Vec<Option<NodeIndex>>,
    depth: u32,
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
        self.nodes.push(Node { bytes: start as u32..self.at as u32, type_code, ref_index, value });
        if let Some(slot) = ref_index {
            self.refs[slot as usize] = Some(index);
        }
        index
    }

    fn object(&mut self) -> Result<NodeIndex, MarshalError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.fail("ValueError", "recursion limit exceeded"));
        }
        let start = self.at;
        if self.at >= self.data.len() {
            return Err(self.fail("EOFError", "EOF read where object expected"));
        }
        let byte = self.byte()?;
        let type_code = byte & !FLAG_REF;
        let may_refer = !matches!(type_code, b'0' | b'N' | b'S' | b'.' | b'F' | b'T' | b'r');
        let ref_index = (byte & FLAG_REF != 0 && may_refer).then(|| {
            self.refs.push(None);
            self.refs.len() as u32 - 1
        });
        // Lists, dicts and sets may hold themselves: they can be referred to from inside.
        let node = if matches!(type_code, b'[' | b'{' | b'<') {
            let index = self.push(start, type_code, ref_index, Value::List(Vec::new()));
            let value = self.contents(type_code)?;
            let node = &mut self.nodes[index.0 as usize];
            node.value = value;
            node.bytes.end = self.at as u32;
            index
        } else {
            let value = self.contents(type_code)?;
            self.push(start, type_code, ref_index, value)
        };
        self.depth -= 1;
        Ok(node)
    }

    fn contents(&mut self, type_code: u8) -> Result<Value, MarshalError> {
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
            b')' => {
                let size = self.byte()?.into();
                Value::Tuple(self.objects(size, "tuple")?)
            }
            b'(' => {
                let size = self.size("tuple")?;
                Value::Tuple(self.objects(size, "tuple")?)
            }
            b'[' => {
                let size = self.size("list")?;
                Value::List(self.objects(size, "list")?)
            }
            b'<' | b'>' => {
                let size = self.size("set")?;
                let items = self.objects(size, "set")?;
                if type_code == b'<' { Value::Set(items) } else { Value::FrozenSet(items) }
            }
            b'{' => self.dict()?,
            b':' => Value::Slice([self.object()?, self.object()?, self.object()?]),
            b'c' => self.code()?,
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
        let range = self.take(count.unsigned_abs() as usize * 2)?;
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

    fn objects(&mut self, count: usize, what: &str) -> Result<Vec<NodeIndex>, MarshalError> {
        // Every object takes a byte at least.
        if count > self.data.len() - self.at {
            return Err(self.fail("EOFError", "marshal data too short"));
        }
        let mut items = Vec::with_capacity(count);
        for _ in 0..count {
            items.push(self.item(what)?);
        }
        Ok(items)
    }

    /// An object inside another one, where `NULL` is not allowed.
    fn item(&mut self, what: &str) -> Result<NodeIndex, MarshalError> {
        let index = self.object()?;
        if matches!(self.nodes[index.0 as usize].value, Value::Null) {
            return Err(self.fail("TypeError", format!("NULL object in marshal data for {what}")));
        }
        Ok(index)
    }

    fn dict(&mut self) -> Result<Value, MarshalError> {
        let mut pairs = Vec::new();
        loop {
            let key = self.object()?;
            if matches!(self.nodes[key.0 as usize].value, Value::Null) {
                return Ok(Value::Dict(pairs));
            }
            pairs.push((key, self.item("dict")?));
        }
    }

    fn code(&mut self) -> Result<Value, MarshalError> {
        let mut fields = Vec::new();
        for &(name, is_int) in self.layout.fields() {
            let start = self.at as u32;
            let value =
                if is_int { FieldValue::Int(self.long()?) } else { FieldValue::Object(self.item("code object")?) };
            fields.push(CodeField { name, bytes: start..self.at as u32, value });
        }
        Ok(Value::Code(fields))
    }
}
