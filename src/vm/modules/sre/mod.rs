//! `_sre`: compiled patterns, matches and scanners of `re`.
//!
//! `re/_compiler.py` makes the code, [`engine`] runs it; here is what programs see of both.

pub mod charset;
pub mod engine;
pub mod matches;
pub mod pattern;

use std::sync::Arc;

use engine::{Found, Machine, Subject};

use crate::vm::native::{Args, Arity, NativeDef, Params, def};
use crate::vm::object::statics::NONE;
use crate::vm::object::string::{code_point, to_char};
use crate::vm::object::{Obj, Payload, PyStr, StateData, T};
use crate::vm::types::TypeTable;
use crate::vm::{PyResult, Raised, Vm};

const FUNCTIONS: &[NativeDef] = &[
    def("compile", Arity::Any, compile),
    def("template", Arity::Pos(2, 2), template),
    def("getcodesize", Arity::None, codesize),
    def("ascii_iscased", Arity::One, ascii_iscased),
    def("unicode_iscased", Arity::One, unicode_iscased),
    def("ascii_tolower", Arity::One, ascii_tolower),
    def("unicode_tolower", Arity::One, unicode_tolower),
];

pub const TABLES: &[TypeTable] = &[pattern::TABLE, pattern::SCANNER, pattern::TEMPLATE, matches::TABLE];

const MAGIC: i64 = 20230612;

pub fn create(vm: &mut Vm) -> PyResult<Obj> {
    let module = vm.native_module("_sre", FUNCTIONS);
    let max_groups = i64::from(i32::MAX) / 2;
    for (name, value) in
        [("MAGIC", MAGIC), ("CODESIZE", 4), ("MAXREPEAT", i64::from(u32::MAX)), ("MAXGROUPS", max_groups)]
    {
        let value = vm.new_int(value);
        vm.module_set(module, name, value);
    }
    Ok(module)
}

fn codesize(vm: &mut Vm, _: &Args) -> PyResult<Obj> {
    Ok(vm.new_int(4))
}

fn character(vm: &mut Vm, args: &Args) -> PyResult<u32> {
    Ok(vm.index_i64(args[0])? as u32)
}

fn ascii_iscased(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let c = character(vm, args)?;
    Ok(Obj::bool(c < 128 && (c as u8).is_ascii_alphabetic()))
}

fn unicode_iscased(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let c = character(vm, args)?;
    Ok(Obj::bool(charset::lower(charset::Fold::Unicode, c) != c || charset::upper(c) != c))
}

fn ascii_tolower(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let c = character(vm, args)?;
    Ok(vm.new_int(i64::from(charset::lower(charset::Fold::Ascii, c))))
}

fn unicode_tolower(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let c = character(vm, args)?;
    Ok(vm.new_int(i64::from(charset::lower(charset::Fold::Unicode, c))))
}

/// Objects of a pattern: source, groupindex, indexgroup; numbers: flags, groups, whether it is of bytes; words: code.
fn compile(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let [source, flags, code, groups, groupindex, indexgroup] = vm.parse::<6>(
        args,
        0,
        &Params {
            function: "compile",
            names: &["pattern", "flags", "code", "groups", "groupindex", "indexgroup"],
            required: 6,
            positional: 6,
            positional_only: 0,
        },
    )?;
    let flags = vm.index_i64(flags)?;
    let groups = vm.index_i64(groups)?;
    let mut words = Vec::new();
    for word in vm.held_items(code) {
        words.push(vm.index_i64(word)? as u32);
    }
    let kind = if source == NONE {
        2
    } else if vm.is_str(source) {
        0
    } else {
        1
    };
    let state = StateData {
        objects: vec![source, groupindex, indexgroup],
        numbers: vec![flags, groups, kind],
        words: Arc::new(words),
    };
    Ok(vm.new_state(T::SRE_PATTERN, state))
}

/// A replacement: text and group numbers in turn.
fn template(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let state = StateData { objects: vec![args[1]], numbers: Vec::new(), words: Arc::default() };
    Ok(vm.new_state(T::SRE_TEMPLATE, state))
}

/// A subject, ready for the engine.
#[derive(Clone)]
pub enum Text {
    Ascii(Arc<PyStr>),
    Wide(Arc<Vec<u32>>),
    Bytes(Arc<Vec<u8>>),
}

impl Text {
    pub fn subject(&self) -> Subject<'_> {
        match self {
            Text::Ascii(text) => Subject::Bytes(text.as_str().as_bytes()),
            Text::Wide(points) => Subject::Wide(points),
            Text::Bytes(bytes) => Subject::Bytes(bytes),
        }
    }

    pub fn len(&self) -> usize {
        self.subject().len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Vm {
    /// The subject of a search as the engine reads it.
    pub fn sre_text(&mut self, string: Obj) -> PyResult<Text> {
        if let Payload::Str(text) = self.heap.payload(string) {
            let text = text.clone();
            if text.is_ascii() {
                return Ok(Text::Ascii(text));
            }
            if let Some((known, points)) = &self.wide_text
                && Arc::ptr_eq(known, &text)
            {
                return Ok(Text::Wide(points.clone()));
            }
            let points: Arc<Vec<u32>> = Arc::new(text.as_str().chars().map(code_point).collect());
            self.wide_text = Some((text, points.clone()));
            return Ok(Text::Wide(points));
        }
        if let Payload::Bytes(bytes) = self.heap.payload(string) {
            return Ok(Text::Bytes(bytes.clone()));
        }
        match self.buffer_of(string)? {
            Some(bytes) => Ok(Text::Bytes(Arc::new(bytes))),
            None => {
                let name = self.type_name_of(string);
                Err(self.type_error(format!("expected string or bytes-like object, got '{name}'")))
            }
        }
    }

    /// `string[start:end]`.
    pub fn sre_slice(&mut self, string: Obj, text: &Text, start: usize, end: usize) -> Obj {
        let end = end.min(text.len());
        let start = start.min(end);
        if start == 0 && end == text.len() && matches!(self.ty(string), T::STR | T::BYTES) {
            return self.hold(string);
        }
        match text {
            Text::Ascii(text) => self.new_str(&text.as_str()[start..end]),
            Text::Wide(points) => {
                let text: String = points[start..end].iter().filter_map(|&point| to_char(point)).collect();
                self.new_str(text)
            }
            Text::Bytes(bytes) => self.new_bytes(bytes[start..end].to_vec()),
        }
    }

    fn bad_code(&mut self) -> Raised {
        self.raise_text(T::RUNTIME_ERROR, "invalid SRE code")
    }

    /// Checks that text is searched with a text pattern and bytes with one of bytes.
    pub fn sre_check(&mut self, pattern: Obj, text: &Text) -> PyResult<()> {
        let kind = self.state(pattern).map_or(2, |state| state.numbers[2]);
        match (kind, text) {
            (0, Text::Bytes(_)) => {
                let message = "cannot use a string pattern on a bytes-like object";
                Err(self.raise_text(T::TYPE_ERROR, message))
            }
            (1, Text::Ascii(_) | Text::Wide(_)) => {
                let message = "cannot use a bytes pattern on a string-like object";
                Err(self.raise_text(T::TYPE_ERROR, message))
            }
            _ => Ok(()),
        }
    }

    /// One search of `pattern` in `text[start:end]`.
    pub fn sre_find(
        &mut self,
        pattern: Obj,
        text: &Text,
        range: (usize, usize),
        how: How,
        must_advance: bool,
    ) -> PyResult<Option<Found>> {
        let Some(state) = self.state(pattern) else { return Err(self.wrong_payload("a pattern", pattern)) };
        let (code, groups) = (state.words.clone(), state.numbers[1].max(0) as usize);
        let (start, end) = range;
        let interrupt = self.interrupt.clone();
        let mut machine = Machine::new(&code, groups, text.subject(), end, interrupt);
        let found = match how {
            How::Search => machine.search(start, must_advance),
            How::Match => machine.match_at(start, false, must_advance),
            How::FullMatch => machine.match_at(start, true, must_advance),
        };
        if found.is_err() {
            self.native_breaker()?;
        }
        found.map_err(|_| self.bad_code())
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum How {
    Search,
    Match,
    FullMatch,
}
