//! Code objects: every `co_*` field, as CPython 3.13 marshals them.

use std::sync::Arc;

use crate::base::{Constant, Text};

/// An immutable code object.
#[derive(Clone, Debug)]
pub struct Code {
    pub argcount: u32,
    pub posonlyargcount: u32,
    pub kwonlyargcount: u32,
    pub stacksize: u32,
    pub flags: CodeFlags,
    /// Code units (opcode byte, argument byte), inline caches included and zero.
    pub code: Vec<u8>,
    pub consts: Vec<CodeConst>,
    pub names: Vec<Text>,
    /// Locals, then cells that are no locals, then free variables.
    pub localsplusnames: Vec<Text>,
    /// One byte of [`LocalKind`] bits for each of `localsplusnames`.
    pub localspluskinds: Vec<u8>,
    pub filename: Text,
    pub name: Text,
    pub qualname: Text,
    pub firstlineno: i32,
    pub linetable: Vec<u8>,
    pub exceptiontable: Vec<u8>,
}

/// An element of `co_consts`.
#[derive(Clone, Debug)]
pub enum CodeConst {
    Value(Constant),
    Code(Arc<Code>),
}

/// Bits of `co_localspluskinds`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LocalKind(pub u8);

impl LocalKind {
    /// A local of an inlined comprehension, hidden from `locals()`.
    pub const HIDDEN: u8 = 0x10;
    pub const LOCAL: u8 = 0x20;
    pub const CELL: u8 = 0x40;
    pub const FREE: u8 = 0x80;
}

/// `co_flags`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct CodeFlags(pub u32);

impl CodeFlags {
    pub const OPTIMIZED: u32 = 0x1;
    pub const NEWLOCALS: u32 = 0x2;
    pub const VARARGS: u32 = 0x4;
    pub const VARKEYWORDS: u32 = 0x8;
    pub const NESTED: u32 = 0x10;
    pub const GENERATOR: u32 = 0x20;
    pub const COROUTINE: u32 = 0x80;
    pub const ITERABLE_COROUTINE: u32 = 0x100;
    pub const ASYNC_GENERATOR: u32 = 0x200;
    pub const FUTURE_DIVISION: u32 = 0x20000;
    pub const FUTURE_ABSOLUTE_IMPORT: u32 = 0x40000;
    pub const FUTURE_WITH_STATEMENT: u32 = 0x80000;
    pub const FUTURE_PRINT_FUNCTION: u32 = 0x10_0000;
    pub const FUTURE_UNICODE_LITERALS: u32 = 0x20_0000;
    pub const FUTURE_BARRY_AS_BDFL: u32 = 0x40_0000;
    pub const FUTURE_GENERATOR_STOP: u32 = 0x80_0000;
    pub const FUTURE_ANNOTATIONS: u32 = 0x100_0000;

    /// The flags `dis` knows, with its names.
    pub const NAMES: [(u32, &'static str); 19] = [
        (1, "OPTIMIZED"),
        (2, "NEWLOCALS"),
        (4, "VARARGS"),
        (8, "VARKEYWORDS"),
        (0x10, "NESTED"),
        (0x20, "GENERATOR"),
        (0x40, "NOFREE"),
        (0x80, "COROUTINE"),
        (0x100, "ITERABLE_COROUTINE"),
        (0x200, "ASYNC_GENERATOR"),
        (0x2_0000, "FUTURE_DIVISION"),
        (0x4_0000, "FUTURE_ABSOLUTE_IMPORT"),
        (0x8_0000, "FUTURE_WITH_STATEMENT"),
        (0x10_0000, "FUTURE_PRINT_FUNCTION"),
        (0x20_0000, "FUTURE_UNICODE_LITERALS"),
        (0x40_0000, "FUTURE_BARRY_AS_BDFL"),
        (0x80_0000, "FUTURE_GENERATOR_STOP"),
        (0x100_0000, "FUTURE_ANNOTATIONS"),
        (0x200_0000, "NO_MONITORING_EVENTS"),
    ];

    pub fn has(self, flag: u32) -> bool {
        self.0 & flag != 0
    }
}

impl Code {
    pub fn nlocals(&self) -> usize {
        self.localspluskinds.iter().filter(|&&kind| kind & LocalKind::LOCAL != 0).count()
    }

    /// Names of `localsplusnames` that have a bit of [`LocalKind`]: `co_varnames`, `co_cellvars`, `co_freevars`.
    pub fn names_of_kind(&self, kind: u8) -> impl Iterator<Item = &Text> {
        self.localsplusnames
            .iter()
            .zip(&self.localspluskinds)
            .filter(move |(_, k)| *k & kind != 0)
            .map(|(name, _)| name)
    }

    /// Nested code objects, in the order of the constants.
    pub fn children(&self) -> impl Iterator<Item = &Arc<Code>> {
        self.consts.iter().filter_map(|value| match value {
            CodeConst::Code(code) => Some(code),
            CodeConst::Value(_) => None,
        })
    }
}
