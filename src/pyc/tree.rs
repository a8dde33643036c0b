//! What marshalled bytes mean: a tree of values, each with the range of bytes that it was read from.
//!
//! Nodes live in one vector and name each other by index, so that a file whose references form a cycle is a tree with
//! [`Value::Ref`] leaves and nothing can recurse without end.

use super::Bytes;
use crate::base::{Int, Text};

/// Index of a node in [`Tree::nodes`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct NodeIndex(pub u32);

#[derive(Clone, Debug)]
pub struct Tree {
    pub nodes: Vec<Node>,
    pub root: NodeIndex,
    /// The node behind each entry of the reference table.
    pub refs: Vec<NodeIndex>,
}

#[derive(Clone, Debug)]
pub struct Node {
    /// From the type byte to the end of the contents.
    pub bytes: Bytes,
    /// The type byte without its flag.
    pub type_code: u8,
    /// Place in the reference table, if the type byte carries the flag.
    pub ref_index: Option<u32>,
    pub value: Value,
}

#[derive(Clone, Debug)]
pub enum Value {
    /// Ends a dict; anywhere else it is an error.
    Null,
    None,
    StopIteration,
    Ellipsis,
    Bool(bool),
    Int(Int),
    Float(f64),
    Complex {
        real: f64,
        imag: f64,
    },
    Str {
        text: Text,
        interned: bool,
    },
    /// The contents, as a range of the input.
    Bytes(Bytes),
    Tuple(Vec<NodeIndex>),
    List(Vec<NodeIndex>),
    Set(Vec<NodeIndex>),
    FrozenSet(Vec<NodeIndex>),
    Dict(Vec<(NodeIndex, NodeIndex)>),
    Slice([NodeIndex; 3]),
    Code(Vec<CodeField>),
    /// An earlier object, by its place in the reference table.
    Ref {
        index: u32,
        target: NodeIndex,
    },
}

/// A field of a marshalled code object.
#[derive(Clone, Debug)]
pub struct CodeField {
    /// As an attribute, e.g. `co_argcount`.
    pub name: &'static str,
    pub bytes: Bytes,
    pub value: FieldValue,
}

#[derive(Clone, Copy, Debug)]
pub enum FieldValue {
    Int(i32),
    Object(NodeIndex),
}

impl Tree {
    pub fn node(&self, index: NodeIndex) -> &Node {
        &self.nodes[index.0 as usize]
    }

    /// The value of a node, with a reference followed to its object.
    pub fn value(&self, index: NodeIndex) -> &Value {
        match &self.node(index).value {
            Value::Ref { target, .. } => &self.node(*target).value,
            value => value,
        }
    }
}

impl Value {
    /// The name of the Python type.
    pub fn type_name(&self) -> &'static str {
        match self {
            Value::Null => "NULL",
            Value::None => "NoneType",
            Value::StopIteration => "type",
            Value::Ellipsis => "ellipsis",
            Value::Bool(_) => "bool",
            Value::Int(_) => "int",
            Value::Float(_) => "float",
            Value::Complex { .. } => "complex",
            Value::Str { .. } => "str",
            Value::Bytes(_) => "bytes",
            Value::Tuple(_) => "tuple",
            Value::List(_) => "list",
            Value::Set(_) => "set",
            Value::FrozenSet(_) => "frozenset",
            Value::Dict(_) => "dict",
            Value::Slice(_) => "slice",
            Value::Code(_) => "code",
            Value::Ref { .. } => "reference",
        }
    }
}
