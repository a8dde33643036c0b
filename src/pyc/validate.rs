//! Which code objects CPython refuses, though every field of them could be read.
//!
//! CPython: `_PyCode_Validate` and what `_PyCode_New` finds when it interns names, in that order.

use super::tree::{CodeField, FieldValue, Node, NodeIndex, Value};
use crate::bytecode::{CodeFlags, LocalKind};

/// Exception and words.
pub type Refusal = (&'static str, String);

/// Names of which fields must be bytes, tuples and strings.
const BYTES: [&str; 4] = ["co_code", "co_localspluskinds", "co_linetable", "co_exceptiontable"];
const TUPLES: [&str; 3] = ["co_consts", "co_names", "co_localsplusnames"];
const STRINGS: [&str; 3] = ["co_name", "co_qualname", "co_filename"];

/// Looks at the fields of a code object of 3.11 or later.
pub fn validate(nodes: &[Node], data: &[u8], fields: &[CodeField]) -> Result<(), Refusal> {
    let fields = Fields { nodes, data, fields };
    let int = |name: &str| i64::from(fields.int(name));
    let counts = ["co_posonlyargcount", "co_kwonlyargcount", "co_stacksize", "co_flags"];
    let is_right = int("co_argcount") >= int("co_posonlyargcount")
        && counts.iter().all(|name| int(name) >= 0)
        && BYTES.iter().all(|name| fields.bytes(name).is_some())
        && TUPLES.iter().all(|name| fields.tuple(name).is_some())
        && STRINGS.iter().all(|name| matches!(fields.value(name), Some(Value::Str { .. })));
    let kinds = fields.bytes("co_localspluskinds").unwrap_or_default();
    let locals = fields.tuple("co_localsplusnames").unwrap_or_default();
    if !is_right || kinds.len() != locals.len() {
        return Err(("SystemError", "bad argument to internal function".into()));
    }
    if !fields.bytes("co_code").unwrap_or_default().len().is_multiple_of(2) {
        return Err(("ValueError", "code: co_code is malformed".into()));
    }
    let flags = CodeFlags(int("co_flags") as u32);
    let stars = i64::from(flags.has(CodeFlags::VARARGS)) + i64::from(flags.has(CodeFlags::VARKEYWORDS));
    let nlocals = kinds.iter().filter(|&&kind| kind & LocalKind::LOCAL != 0).count() as i64;
    if nlocals < int("co_argcount") + int("co_kwonlyargcount") + stars {
        return Err(("ValueError", "code: varnames is too small".into()));
    }
    for name in ["co_names", "co_localsplusnames"] {
        for &item in fields.tuple(name).unwrap_or_default() {
            if !matches!(fields.target(item), Value::Str { .. }) {
                return Err(("SystemError", "name tuples must contain only strings".into()));
            }
        }
    }
    Ok(())
}

struct Fields<'a> {
    nodes: &'a [Node],
    data: &'a [u8],
    fields: &'a [CodeField],
}

impl<'a> Fields<'a> {
    fn field(&self, name: &str) -> Option<FieldValue> {
        self.fields.iter().find(|field| field.name == name).map(|field| field.value)
    }

    fn int(&self, name: &str) -> i32 {
        match self.field(name) {
            Some(FieldValue::Int(value)) => value,
            _ => 0,
        }
    }

    fn target(&self, index: NodeIndex) -> &'a Value {
        match &self.nodes[index.0 as usize].value {
            Value::Ref { target, .. } => &self.nodes[target.0 as usize].value,
            value => value,
        }
    }

    fn value(&self, name: &str) -> Option<&'a Value> {
        match self.field(name)? {
            FieldValue::Object(object) => Some(self.target(object)),
            FieldValue::Int(_) => None,
        }
    }

    fn bytes(&self, name: &str) -> Option<&'a [u8]> {
        match self.value(name)? {
            Value::Bytes(range) => self.data.get(range.start as usize..range.end as usize),
            _ => None,
        }
    }

    fn tuple(&self, name: &str) -> Option<&'a [NodeIndex]> {
        match self.value(name)? {
            Value::Tuple(items) => Some(items),
            _ => None,
        }
    }
}
