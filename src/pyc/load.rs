//! The tree of a marshalled 3.13 code object to a [`Code`].

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use super::MarshalError;
use super::reader::{CodeLayout, read};
use super::sharing::is_name_like;
use super::tree::{FieldValue, NodeIndex, Tree, Value};
use crate::base::{Constant, StrConst, Text};
use crate::bytecode::{Code, CodeConst, CodeFlags};

/// Reads a code object of CPython 3.13, beginning at `start` (16 in a `.pyc`).
pub fn load_code(data: &[u8], start: u32) -> Result<Arc<Code>, MarshalError> {
    let tree = read(data, start, CodeLayout::V3_11)?;
    code_of(&tree, data)
}

/// The code object at the root of `tree`, which was read from `data`.
pub fn code_of(tree: &Tree, data: &[u8]) -> Result<Arc<Code>, MarshalError> {
    let root = code_root(tree)?;
    code_at(tree, data, root)
}

/// The code object at `index`, wherever it stands in `tree`.
pub fn code_at(tree: &Tree, data: &[u8], index: NodeIndex) -> Result<Arc<Code>, MarshalError> {
    Loader { tree, data, constants: RefCell::default(), codes: RefCell::default() }.code(index)
}

/// The root of `tree`, which must be a code object. CPython: `_compile_bytecode`.
pub fn code_root(tree: &Tree) -> Result<NodeIndex, MarshalError> {
    match tree.value(tree.root) {
        Value::Code(_) => Ok(tree.root),
        other => {
            let msg = format!("Non-code object: {}", other.type_name());
            Err(MarshalError { at: tree.node(tree.root).bytes.start, exception: "ImportError", msg })
        }
    }
}

/// Objects are loaded once and shared, as the references in the file say: a few bytes that nest references would
/// otherwise grow without bound.
struct Loader<'a> {
    tree: &'a Tree,
    data: &'a [u8],
    constants: RefCell<HashMap<NodeIndex, Constant>>,
    codes: RefCell<HashMap<NodeIndex, Arc<Code>>>,
}

impl Loader<'_> {
    fn wrong(&self, index: NodeIndex, wanted: &str) -> MarshalError {
        MarshalError {
            at: self.tree.node(index).bytes.start,
            exception: "TypeError",
            msg: format!("expected {wanted}, found {}", self.tree.value(index).type_name()),
        }
    }

    /// The node that holds the object itself.
    fn object(&self, index: NodeIndex) -> NodeIndex {
        match self.tree.node(index).value {
            Value::Ref { target, .. } => target,
            _ => index,
        }
    }

    fn code(&self, index: NodeIndex) -> Result<Arc<Code>, MarshalError> {
        let index = self.object(index);
        if let Some(code) = self.codes.borrow().get(&index) {
            return Ok(code.clone());
        }
        let code = Arc::new(self.new_code(index)?);
        self.codes.borrow_mut().insert(index, code.clone());
        Ok(code)
    }

    fn new_code(&self, index: NodeIndex) -> Result<Code, MarshalError> {
        let Value::Code(fields) = self.tree.value(index) else {
            return Err(self.wrong(index, "a code object"));
        };
        let int = |name: &str| {
            let field = fields.iter().find(|field| field.name == name).map(|field| field.value);
            match field {
                Some(FieldValue::Int(value)) => Ok(value),
                _ => Err(self.wrong(index, "a code object of CPython 3.11 or later")),
            }
        };
        let count = |name: &str| {
            int(name).and_then(|value| u32::try_from(value).map_err(|_| self.wrong(index, "a count of zero or more")))
        };
        let object = |name: &str| {
            let field = fields.iter().find(|field| field.name == name).map(|field| field.value);
            match field {
                Some(FieldValue::Object(node)) => Ok(node),
                _ => Err(self.wrong(index, "a code object of CPython 3.11 or later")),
            }
        };
        let consts = self.tuple(object("co_consts")?)?;
        Ok(Code {
            argcount: count("co_argcount")?,
            posonlyargcount: count("co_posonlyargcount")?,
            kwonlyargcount: count("co_kwonlyargcount")?,
            stacksize: count("co_stacksize")?,
            flags: CodeFlags(int("co_flags")? as u32),
            code: self.bytes(object("co_code")?)?,
            consts: consts.iter().map(|&item| self.code_const(item)).collect::<Result<_, _>>()?,
            names: self.texts(object("co_names")?)?,
            localsplusnames: self.texts(object("co_localsplusnames")?)?,
            localspluskinds: self.bytes(object("co_localspluskinds")?)?,
            filename: self.text(object("co_filename")?)?,
            name: self.text(object("co_name")?)?,
            qualname: self.text(object("co_qualname")?)?,
            firstlineno: int("co_firstlineno")?,
            linetable: self.bytes(object("co_linetable")?)?,
            exceptiontable: self.bytes(object("co_exceptiontable")?)?,
        })
    }

    fn tuple(&self, index: NodeIndex) -> Result<&[NodeIndex], MarshalError> {
        match self.tree.value(index) {
            Value::Tuple(items) => Ok(items),
            _ => Err(self.wrong(index, "a tuple")),
        }
    }

    fn bytes(&self, index: NodeIndex) -> Result<Vec<u8>, MarshalError> {
        match self.tree.value(index) {
            Value::Bytes(range) => Ok(self.data[range.start as usize..range.end as usize].to_vec()),
            _ => Err(self.wrong(index, "bytes")),
        }
    }

    fn text(&self, index: NodeIndex) -> Result<Text, MarshalError> {
        match self.tree.value(index) {
            Value::Str { text, .. } => Ok(text.clone()),
            _ => Err(self.wrong(index, "a string")),
        }
    }

    fn texts(&self, index: NodeIndex) -> Result<Vec<Text>, MarshalError> {
        self.tuple(index)?.iter().map(|&item| self.text(item)).collect()
    }

    fn code_const(&self, index: NodeIndex) -> Result<CodeConst, MarshalError> {
        match self.tree.value(index) {
            Value::Code(_) => self.code(index).map(CodeConst::Code),
            _ => self.constant(index).map(CodeConst::Value),
        }
    }

    fn constant(&self, index: NodeIndex) -> Result<Constant, MarshalError> {
        let index = self.object(index);
        if let Some(constant) = self.constants.borrow().get(&index) {
            return Ok(constant.clone());
        }
        let constant = self.new_constant(index)?;
        self.constants.borrow_mut().insert(index, constant.clone());
        Ok(constant)
    }

    fn new_constant(&self, index: NodeIndex) -> Result<Constant, MarshalError> {
        let constants =
            |items: &[NodeIndex]| items.iter().map(|&item| self.constant(item)).collect::<Result<Arc<[_]>, _>>();
        Ok(match self.tree.value(index) {
            Value::None => Constant::None,
            Value::Ellipsis => Constant::Ellipsis,
            Value::Bool(value) => Constant::Bool(*value),
            Value::Int(value) => Constant::Int(value.clone()),
            Value::Float(value) => Constant::Float(*value),
            Value::Complex { real, imag } => Constant::Complex { real: *real, imag: *imag },
            Value::Str { text, interned } => {
                // Constants made of name characters are interned whatever they came from, so that the file does not
                // say which of them were identifiers.
                let tells = text.is_single_character() || !is_name_like(text);
                Constant::Str(StrConst { text: text.clone(), interned: *interned && tells })
            }

            Value::Bytes(_) => Constant::Bytes(self.bytes(index)?.into()),
            Value::Tuple(items) => Constant::Tuple(constants(items)?),
            Value::FrozenSet(items) => Constant::FrozenSet(constants(items)?),
            _ => return Err(self.wrong(index, "a constant")),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_code_object_is_refused() {
        let error = load_code(b"i\x01\x00\x00\x00", 0).unwrap_err();
        assert_eq!((error.exception, &*error.msg), ("ImportError", "Non-code object: int"));
        assert_eq!(load_code(b"", 0).unwrap_err().exception, "EOFError");
        assert_eq!(load_code(b"(\xff\xff\xff\x7f", 0).unwrap_err().msg, "EOF read where object expected");
        assert_eq!(load_code(b"r\x00\x00\x00\x00", 0).unwrap_err().msg, "bad marshal data (invalid reference)");
    }

    #[test]
    fn nesting_has_a_limit() {
        let data = b")\x01".repeat(3000);
        assert_eq!(load_code(&data, 0).unwrap_err().msg, "recursion limit exceeded");
    }
}
