//! Constant values that the compiler handles: those of literals and those that folding makes.

use std::sync::Arc;

use crate::base::{Int, Text};

/// A compile-time value. Code objects are not among them; see `bytecode::CodeConst`.
///
/// There is no `PartialEq`: CPython has several notions of sameness (`1 == 1.0`, but they are two constants). The
/// compiler's is `compiler::constant_key`.
#[derive(Clone, Debug)]
pub enum Constant {
    None,
    Ellipsis,
    Bool(bool),
    Int(Int),
    Float(f64),
    Complex {
        real: f64,
        imag: f64,
    },
    Str(StrConst),
    Bytes(Arc<[u8]>),
    Tuple(Arc<[Constant]>),
    /// Elements in no order that anybody may rely on; equal elements occur once.
    FrozenSet(Arc<[Constant]>),
}

/// A string constant, and whether it is interned when CPython makes it, which shows in the `.pyc`: identifiers that end up
/// as constants are (keyword names, import lists, class names), and what CPython keeps one object of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StrConst {
    pub text: Text,
    pub interned: bool,
}

impl Constant {
    /// A string constant of a literal.
    pub fn str(text: impl Into<Text>) -> Self {
        let text = text.into();
        let interned = text.is_single_character();
        Constant::Str(StrConst { text, interned })
    }

    /// A string that CPython makes anew even if it keeps an object with that text.
    pub fn fresh_str(text: impl Into<Text>) -> Self {
        Constant::Str(StrConst { text: text.into(), interned: false })
    }

    /// An identifier that became a constant.
    pub fn identifier(text: impl Into<Text>) -> Self {
        Constant::Str(StrConst { text: text.into(), interned: true })
    }

    pub fn int(value: i64) -> Self {
        Constant::Int(Int::Small(value))
    }

    /// `bool(value)`
    pub fn is_true(&self) -> bool {
        match self {
            Constant::None => false,
            Constant::Ellipsis => true,
            Constant::Bool(value) => *value,
            Constant::Int(value) => !value.is_zero(),
            Constant::Float(value) => *value != 0.0,
            Constant::Complex { real, imag } => *real != 0.0 || *imag != 0.0,
            Constant::Str(value) => !value.text.is_empty(),
            Constant::Bytes(value) => !value.is_empty(),
            Constant::Tuple(items) | Constant::FrozenSet(items) => !items.is_empty(),
        }
    }
}
