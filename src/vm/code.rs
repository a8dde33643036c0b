//! Code objects as the machine keeps them.
//!
//! The code units of all code objects lie one behind the other in [`Vm::text`], their constants in [`Vm::consts`], their
//! names in [`Vm::names`]; a frame holds offsets into the three. This copy is the machine's own: `bytecode::Code` never
//! changes.

use std::sync::Arc;

use super::object::{Obj, Payload, T, string};
use super::{PyStr, Vm};
use crate::base::{Constant, Int, Text};
use crate::bytecode::{Code, CodeConst, CodeFlags, LocalKind};

/// Cells without a constant at the end of [`Vm::consts`], so that 256 follow wherever those of a code object start.
const CONSTS_BEHIND: usize = 256;

/// What is known about one code object.
pub struct CodeInfo {
    pub code: Arc<Code>,
    /// Index of the first code unit in `Vm::text`.
    pub text: u32,
    pub consts: u32,
    pub names: u32,
    /// Interned strings of `localsplusnames`.
    pub locals: Vec<Obj>,
    pub nlocalsplus: u32,
    /// The short ways of `quick` reach all cells of its frames.
    pub small: bool,
    pub name: String,
    pub qualname: String,
    pub filename: String,
    /// Python code of pylens' own, in place of what CPython has in C.
    pub is_native: bool,
    pub handlers: Vec<Handler>,
    pub argcount: u32,
    /// Takes exactly `argcount` arguments when all are positional: no `*args`, `**kwargs` or keyword-only parameters.
    pub simple: bool,
    /// Index of the argument's cell among the locals happens by MAKE_CELL; free variables start here.
    pub first_free: u32,
}

/// A row of the exception table, in code units from the start of the code object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Handler {
    pub start: u32,
    pub end: u32,
    pub target: u32,
    pub depth: u32,
    pub lasti: bool,
}

/// Where an instruction stands in the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Position {
    pub line: Option<i32>,
    pub end_line: Option<i32>,
    pub column: Option<i32>,
    pub end_column: Option<i32>,
}

impl CodeInfo {
    pub fn flags(&self) -> u32 {
        self.code.flags.0
    }

    /// Most cells that a frame takes (what is called and its receiver, locals, expressions), if those are not very many.
    pub fn cells(&self) -> usize {
        if self.small { 2 + self.nlocalsplus as usize + self.code.stacksize as usize } else { 0 }
    }

    /// Source position of the code unit `unit` (counted from the start of the code object).
    pub fn position(&self, unit: u32) -> Position {
        position(&self.code.linetable, self.code.firstlineno, unit)
    }

    pub fn handler(&self, unit: u32) -> Option<Handler> {
        self.handlers.iter().copied().find(|h| h.start <= unit && unit < h.end)
    }
}

impl Vm {
    /// Takes a code object (and, recursively, those among its constants) into the machine; returns its number.
    pub fn load_code(&mut self, code: &Arc<Code>) -> u32 {
        let outermost = self.loading.is_none();
        if outermost {
            self.loading = Some((code.clone(), self.heap.next_serial()));
        }
        let id = self.load_parts(code);
        if outermost {
            self.loading = None;
            let mut held: Vec<Obj> = self.merged.drain().map(|(_, o)| o).collect();
            held.sort_unstable();
            for o in held {
                self.decref(o);
            }
        }
        id
    }

    fn load_parts(&mut self, code: &Arc<Code>) -> u32 {
        let names: Vec<Obj> = code.names.iter().map(|name| self.intern(&string::from_text(name))).collect();
        let consts: Vec<Obj> = code.consts.iter().map(|value| self.code_constant(value)).collect();
        let locals = code.localsplusnames.iter().map(|name| self.intern(&string::from_text(name))).collect();
        let id = self.codes.len() as u32;
        let text = self.text.len() as u32;
        self.text.extend(code.code.chunks_exact(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]])));
        self.start_counters(text as usize);
        // The cells behind the last constants make room for these; then come others.
        let consts_at = self.consts.len().saturating_sub(CONSTS_BEHIND);
        self.consts.truncate(consts_at);
        self.consts.extend(consts);
        self.consts.resize(self.consts.len() + CONSTS_BEHIND, Obj::NULL);
        let names_at = self.names.len() as u32;
        self.names.extend(names);
        let frees = code.localspluskinds.iter().filter(|&&kind| kind & LocalKind::FREE != 0).count();
        self.codes.push(Arc::new(CodeInfo {
            text,
            consts: consts_at as u32,
            names: names_at,
            locals,
            nlocalsplus: code.localsplusnames.len() as u32,
            small: super::quick::fits(code.localsplusnames.len() as u32, code.stacksize),
            name: string::from_text(&code.name),
            qualname: string::from_text(&code.qualname),
            filename: string::from_text(&code.filename),
            is_native: string::from_text(&code.filename).starts_with("<native "),
            handlers: exception_table(&code.exceptiontable),
            argcount: code.argcount,
            simple: code.kwonlyargcount == 0 && code.flags.0 & (CodeFlags::VARARGS | CodeFlags::VARKEYWORDS) == 0,
            first_free: (code.localsplusnames.len() - frees) as u32,
            code: code.clone(),
        }));
        id
    }

    /// The code object as a Python object; counted for the caller.
    pub fn code_object(&mut self, code: &Arc<Code>) -> Obj {
        let id = self.load_code(code);
        self.heap.alloc(T::CODE, Payload::Code(id))
    }

    fn code_constant(&mut self, value: &CodeConst) -> Obj {
        match value {
            CodeConst::Code(code) => self.code_object(code),
            CodeConst::Value(constant) => self.constant(constant),
        }
    }

    /// An object for a constant; counted for the caller. While code is loaded, equal constants of one type are one object,
    /// as CPython's compiler has it, those inside of tuples among them.
    pub fn constant(&mut self, constant: &Constant) -> Obj {
        let worthwhile = match constant {
            Constant::Int(Int::Small(value)) => Obj::small_int(*value).is_none(),
            Constant::Str(text) => text.text.as_wtf8().len() <= LONGEST_MERGED && !looks_like_name(&text.text),
            Constant::Tuple(items) => !items.is_empty(),
            Constant::Bytes(bytes) => bytes.len() > 1 && bytes.len() <= LONGEST_MERGED,
            Constant::None | Constant::Ellipsis | Constant::Bool(_) => false,
            _ => true,
        };
        if !worthwhile || self.loading.is_none() {
            return self.new_constant(constant);
        }
        let mut key = Vec::new();
        write_key(constant, &mut key);
        if let Some(&known) = self.merged.get(&key) {
            return self.counted(known);
        }
        let o = self.new_constant(constant);
        let held = self.counted(o);
        self.merged.insert(key, held);
        o
    }

    fn new_constant(&mut self, constant: &Constant) -> Obj {
        use super::object::statics::{ELLIPSIS, NONE};
        match constant {
            Constant::None => self.counted(NONE),
            Constant::Ellipsis => self.counted(ELLIPSIS),
            Constant::Bool(value) => self.counted(Obj::bool(*value)),
            Constant::Int(Int::Small(value)) => self.alloc_int(*value),
            Constant::Int(Int::Big(value)) => self.heap.alloc(T::INT, Payload::Big(value.clone())),
            Constant::Float(value) => self.heap.alloc(T::FLOAT, Payload::Float(*value)),
            Constant::Complex { real, imag } => self.heap.alloc(T::COMPLEX, Payload::Complex(*real, *imag)),
            Constant::Str(text) => {
                let interned = text.interned || looks_like_name(&text.text);
                let text = string::from_text(&text.text);
                if interned || text.chars().count() <= 1 {
                    let string = self.intern(&text);
                    self.counted(string)
                } else {
                    self.heap.alloc(T::STR, Payload::Str(Arc::new(PyStr::new(text))))
                }
            }
            Constant::Bytes(bytes) if bytes.is_empty() => self.counted(super::object::statics::EMPTY_BYTES),
            Constant::Bytes(bytes) if bytes.len() == 1 => self.counted(super::object::statics::single_byte(bytes[0])),
            Constant::Bytes(bytes) => self.heap.alloc(T::BYTES, Payload::Bytes(Arc::new(bytes.to_vec()))),
            Constant::Tuple(items) if items.is_empty() => self.counted(super::object::statics::EMPTY_TUPLE),
            Constant::Tuple(items) => {
                let items: Box<[Obj]> = items.iter().map(|item| self.constant(item)).collect();
                self.heap.alloc(T::TUPLE, Payload::Tuple(items))
            }
            Constant::FrozenSet(items) => {
                let known = items.iter().any(|item| self.is_known_name(item));
                let items: Vec<Obj> = items.iter().map(|item| self.constant(item)).collect();
                let set = self.frozenset_of_constants(&items, known);
                for item in items {
                    self.decref(item);
                }
                set
            }
        }
    }

    /// Whether a constant is a name that was interned before the code that is being loaded was compiled, or stands in it as
    /// the name of something.
    fn is_known_name(&self, constant: &Constant) -> bool {
        let (Constant::Str(text), Some((code, since))) = (constant, &self.loading) else { return false };
        let mut codes = vec![code];
        while let Some(code) = codes.pop() {
            if code.names.iter().chain(&code.localsplusnames).any(|name| *name == text.text) {
                return true;
            }
            codes.extend(code.consts.iter().filter_map(|value| match value {
                CodeConst::Code(code) => Some(code),
                CodeConst::Value(_) => None,
            }));
        }
        let text = string::from_text(&text.text);
        let since = *since;
        self.interned.get(text.as_str()).is_some_and(|&o| {
            o.index() < super::object::statics::FIRST_DYNAMIC as usize || self.heap.came_before(o, since)
        })
    }

    fn counted(&mut self, o: Obj) -> Obj {
        self.heap.incref(o);
        o
    }

    /// The number of the code object behind a Python object.
    pub fn code_id(&self, o: Obj) -> Option<u32> {
        match self.heap.payload(o) {
            Payload::Code(id) => Some(*id),
            Payload::Function(function) => Some(function.code),
            Payload::Generator(generator) => Some(generator.code),
            _ => None,
        }
    }
}

/// Longer texts are not compared with each other: who would ask whether two of them are one object?
const LONGEST_MERGED: usize = 200;

/// Bytes that are the same for constants of the same type and value. CPython: `_PyCode_ConstantKey`.
fn write_key(constant: &Constant, key: &mut Vec<u8>) {
    let mut sized = |tag: u8, bytes: &[u8]| {
        key.push(tag);
        key.extend((bytes.len() as u32).to_le_bytes());
        key.extend(bytes);
    };
    match constant {
        Constant::None => sized(b'N', &[]),
        Constant::Ellipsis => sized(b'.', &[]),
        Constant::Bool(value) => sized(b'?', &[u8::from(*value)]),
        Constant::Int(value) => sized(b'i', &value.to_big().to_signed_bytes_le()),
        Constant::Float(value) => sized(b'f', &value.to_bits().to_le_bytes()),
        Constant::Complex { real, imag } => {
            sized(b'c', &real.to_bits().to_le_bytes());
            sized(b'c', &imag.to_bits().to_le_bytes());
        }
        Constant::Str(text) => sized(b's', text.text.as_wtf8()),
        Constant::Bytes(bytes) => sized(b'b', bytes),
        Constant::Tuple(items) => {
            sized(b'(', &(items.len() as u32).to_le_bytes());
            items.iter().for_each(|item| write_key(item, key));
        }
        Constant::FrozenSet(items) => {
            sized(b'{', &(items.len() as u32).to_le_bytes());
            let keys = items.iter().map(|item| {
                let mut key = Vec::new();
                write_key(item, &mut key);
                key
            });
            let mut keys: Vec<Vec<u8>> = keys.collect();
            keys.sort();
            key.extend(keys.concat());
        }
    }
}

/// Whether CPython interns a string constant.
fn looks_like_name(text: &Text) -> bool {
    text.as_wtf8().iter().all(|b| b.is_ascii_alphanumeric() || *b == b'_')
}

/// Decodes `co_exceptiontable`; what does not decode is left out.
fn exception_table(bytes: &[u8]) -> Vec<Handler> {
    let mut at = 0;
    let mut number = || -> Option<u32> {
        let mut byte = *bytes.get(at)?;
        let mut value = u32::from(byte & 0x3f);
        at += 1;
        while byte & 0x40 != 0 {
            byte = *bytes.get(at)?;
            value = value.checked_shl(6)? | u32::from(byte & 0x3f);
            at += 1;
        }
        Some(value)
    };
    let mut rows = Vec::new();
    while let Some(start) = number() {
        let (Some(length), Some(target), Some(depth)) = (number(), number(), number()) else { break };
        rows.push(Handler {
            start,
            end: start.saturating_add(length),
            target,
            depth: depth >> 1,
            lasti: depth & 1 != 0,
        });
    }
    rows
}

/// Walks `co_linetable` up to the entry of `unit`.
fn position(table: &[u8], firstlineno: i32, unit: u32) -> Position {
    let mut line = firstlineno;
    let mut covered = 0u32;
    let mut at = 0;
    while at < table.len() {
        let first = table[at];
        at += 1;
        let length = u32::from(first & 7) + 1;
        let code = first >> 3 & 15;
        let mut varint = || -> i32 {
            let mut value = 0i32;
            let mut shift = 0;
            while let Some(&byte) = table.get(at) {
                at += 1;
                value |= i32::from(byte & 0x3f).wrapping_shl(shift);
                shift += 6;
                if byte & 0x40 == 0 {
                    break;
                }
            }
            value
        };
        let signed = |value: i32| if value & 1 != 0 { -(value >> 1) } else { value >> 1 };
        let position = match code {
            15 => Position::default(),
            14 => {
                line += signed(varint());
                let end_line = line + varint();
                let column = varint() - 1;
                let end_column = varint() - 1;
                Position {
                    line: Some(line),
                    end_line: Some(end_line),
                    column: (column >= 0).then_some(column),
                    end_column: (end_column >= 0).then_some(end_column),
                }
            }
            13 => {
                line += signed(varint());
                Position { line: Some(line), end_line: Some(line), column: None, end_column: None }
            }
            10..=12 => {
                line += i32::from(code) - 10;
                let column = i32::from(table.get(at).copied().unwrap_or(0));
                let end_column = i32::from(table.get(at + 1).copied().unwrap_or(0));
                at += 2;
                Position { line: Some(line), end_line: Some(line), column: Some(column), end_column: Some(end_column) }
            }
            short => {
                let second = i32::from(table.get(at).copied().unwrap_or(0));
                at += 1;
                let column = i32::from(short) << 3 | second >> 4;
                Position {
                    line: Some(line),
                    end_line: Some(line),
                    column: Some(column),
                    end_column: Some(column + (second & 15)),
                }
            }
        };
        covered += length;
        if unit < covered {
            return position;
        }
    }
    Position::default()
}
