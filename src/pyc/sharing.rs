//! Which objects of a code tree CPython holds more than once.
//!
//! Marshal flags an object for later reference when its reference count is above one, so the bytes of a `.pyc` depend on
//! which equal values were one object inside the compiler. This file works that out from the values alone: constants
//! are merged by one cache per compilation, names are interned, small integers and one-character strings are immortal.
//!
//! [`Objects::of`] turns a code tree into a graph in which each object stands once, with the number of its holders.

use std::sync::LazyLock;

use hashbrown::{HashMap, HashSet};

use crate::base::{Constant, Int, Text};
use crate::bytecode::{Code, CodeConst, CodeFlags};

/// Strings that a fresh CPython 3.13 has interned when `py_compile` begins: identifiers of the interpreter itself and
/// names of the modules that it has loaded by then. Recorded by `tests/record/interned.py`.
static INTERNED_AT_START: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| include_str!("interned_at_start.txt").lines().collect());

/// Index of an object in [`Objects`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ObjectIndex(pub u32);

/// The objects of one code tree.
pub struct Objects<'a> {
    objects: Vec<Object<'a>>,
}

pub struct Object<'a> {
    pub payload: Payload<'a>,
    /// Elements of a tuple or set; the objects in the fields of a code object, `co_code` left out.
    pub children: Vec<ObjectIndex>,
    /// Slots of the code tree that hold it.
    pub holders: u32,
    /// CPython holds it elsewhere too: it is interned or immortal.
    pub held_elsewhere: bool,
}

pub enum Payload<'a> {
    None,
    Ellipsis,
    Bool(bool),
    Int(&'a Int),
    Float(f64),
    Complex { real: f64, imag: f64 },
    Str { text: &'a Text, interned: bool },
    Bytes(&'a [u8]),
    Tuple,
    FrozenSet,
    Code(&'a Code),
}

impl<'a> Objects<'a> {
    /// The objects of `code` and of all code inside it, and the one that stands for `code`.
    ///
    /// `is_identifier` tells whether the parser met a name, and so interned it, anywhere in the source.
    pub fn of(code: &'a Code, is_identifier: &dyn Fn(&str) -> bool) -> (Self, ObjectIndex) {
        let mut strings = Strings::default();
        strings.read_code(code, true);
        let mut graph = Graph {
            strings,
            is_identifier,
            values: HashMap::new(),
            identities: HashMap::new(),
            objects: Vec::new(),
            code_values: HashMap::new(),
        };
        let root = graph.code(code);
        (Self { objects: graph.objects }, root)
    }

    pub fn get(&self, index: ObjectIndex) -> &Object<'a> {
        &self.objects[index.0 as usize]
    }

    pub fn len(&self) -> usize {
        self.objects.len()
    }

    pub fn is_empty(&self) -> bool {
        self.objects.is_empty()
    }
}

/// For every string constant that is not interned for its spelling: is the object that represents it in the constant
/// cache the interned one?
///
/// The first constant with a value represents it. It is interned if it came from an identifier, or if it is the
/// qualified name that a class body loads: that very object becomes `co_qualname`, which interns it in place when the
/// code object is made, unless an equal string was interned before.
#[derive(Default)]
struct Strings<'a> {
    interned: HashMap<&'a Text, bool>,
    qualnames: HashSet<&'a Text>,
}

impl<'a> Strings<'a> {
    fn read_code(&mut self, code: &'a Code, is_module: bool) {
        let is_class = !is_module && !code.flags.has(CodeFlags::OPTIMIZED | CodeFlags::NEWLOCALS);
        let mut represents_qualname = false;
        for constant in &code.consts {
            match constant {
                CodeConst::Code(inner) => self.read_code(inner, false),
                CodeConst::Value(Constant::Str(string))
                    if is_class && string.text == code.qualname && !self.interned.contains_key(&string.text) =>
                {
                    represents_qualname = true;
                    self.interned.insert(&string.text, false);
                }
                CodeConst::Value(value) => self.read_constant(value),
            }
        }
        let is_first = self.qualnames.insert(&code.qualname);
        if represents_qualname && is_first && !is_interned_at_start(&code.qualname) {
            self.interned.insert(&code.qualname, true);
        }
    }

    fn read_constant(&mut self, value: &'a Constant) {
        match value {
            Constant::Str(string) => {
                self.interned.entry(&string.text).or_insert(string.interned);
            }
            Constant::Tuple(items) | Constant::FrozenSet(items) => {
                items.iter().for_each(|item| self.read_constant(item));
            }
            _ => {}
        }
    }

    fn is_interned(&self, text: &Text) -> bool {
        is_single_character(text) || is_name_like(text) || self.interned.get(text).copied().unwrap_or(false)
    }
}

/// Made of `[A-Za-z0-9_]` only, as CPython's `all_name_chars` has it: such constants are interned.
pub fn is_name_like(text: &Text) -> bool {
    text.as_wtf8().iter().all(|&byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

fn is_interned_at_start(text: &Text) -> bool {
    text.as_str().is_some_and(|text| INTERNED_AT_START.contains(text))
}

/// Empty, or one character up to U+00FF: CPython keeps one object for each.
fn is_single_character(text: &Text) -> bool {
    match text.as_wtf8() {
        [] | [_] => true,
        bytes @ [0xc2 | 0xc3, _] => bytes.len() == 2,
        _ => false,
    }
}

/// Number of a value up to the compiler's notion of sameness.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
struct ValueIndex(u32);

/// What makes two slots hold the same object.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Identity {
    /// The interned string of a value.
    Interned(ValueIndex),
    /// The one constant of a value.
    Value(ValueIndex),
    /// `co_localspluskinds` of a code object.
    Kinds(ValueIndex),
    /// A frozenset that CPython copied for one `co_consts`.
    CopiedSet { consts: ValueIndex, set: ValueIndex },
}

/// What makes values the same.
#[derive(PartialEq, Eq, Hash)]
enum Key<'a> {
    None,
    Ellipsis,
    Bool(bool),
    Int(&'a Int),
    /// By bits.
    Float(u64),
    Complex(u64, u64),
    /// A NaN is only itself.
    Nan(*const Constant),
    Str(&'a [u8]),
    Bytes(&'a [u8]),
    Tuple(Box<[ValueIndex]>),
    /// Sorted.
    FrozenSet(Box<[ValueIndex]>),
    Code {
        parts: [ValueIndex; 7],
        numbers: [u32; 5],
    },
}

struct Graph<'a, 'i> {
    strings: Strings<'a>,
    is_identifier: &'i dyn Fn(&str) -> bool,
    values: HashMap<Key<'a>, ValueIndex>,
    identities: HashMap<Identity, ObjectIndex>,
    objects: Vec<Object<'a>>,
    /// Values of code objects by address, since they are looked at more than once and are large.
    code_values: HashMap<*const Code, ValueIndex>,
}

impl<'a> Graph<'a, '_> {
    fn value(&mut self, key: Key<'a>) -> ValueIndex {
        let next = ValueIndex(self.values.len() as u32);
        *self.values.entry(key).or_insert(next)
    }

    fn str_value(&mut self, text: &'a Text) -> ValueIndex {
        self.value(Key::Str(text.as_wtf8()))
    }

    fn bytes_value(&mut self, bytes: &'a [u8]) -> ValueIndex {
        self.value(Key::Bytes(bytes))
    }

    fn texts_value(&mut self, texts: &'a [Text]) -> ValueIndex {
        let items = texts.iter().map(|text| self.str_value(text)).collect();
        self.value(Key::Tuple(items))
    }

    fn consts_value(&mut self, consts: &'a [CodeConst]) -> ValueIndex {
        let items = consts
            .iter()
            .map(|constant| match constant {
                CodeConst::Value(value) => self.constant_value(value),
                CodeConst::Code(code) => self.code_value(code),
            })
            .collect();
        self.value(Key::Tuple(items))
    }

    /// The compiler's key of a constant: `1`, `1.0` and `True` differ, so do `0.0` and `-0.0`; a NaN is only itself.
    fn constant_value(&mut self, constant: &'a Constant) -> ValueIndex {
        let key = match constant {
            Constant::None => Key::None,
            Constant::Ellipsis => Key::Ellipsis,
            Constant::Bool(value) => Key::Bool(*value),
            Constant::Int(value) => Key::Int(value),
            Constant::Float(value) if value.is_nan() => Key::Nan(std::ptr::from_ref(constant)),
            Constant::Complex { real, imag } if real.is_nan() || imag.is_nan() => {
                Key::Nan(std::ptr::from_ref(constant))
            }
            Constant::Float(value) => Key::Float(value.to_bits()),
            Constant::Complex { real, imag } => Key::Complex(real.to_bits(), imag.to_bits()),
            Constant::Str(string) => Key::Str(string.text.as_wtf8()),
            Constant::Bytes(bytes) => Key::Bytes(bytes),
            Constant::Tuple(items) => Key::Tuple(items.iter().map(|item| self.constant_value(item)).collect()),
            Constant::FrozenSet(items) => {
                let mut items: Box<[ValueIndex]> = items.iter().map(|item| self.constant_value(item)).collect();
                items.sort_unstable_by_key(|item| item.0);
                Key::FrozenSet(items)
            }
        };
        self.value(key)
    }

    /// File name, qualified name and stack size do not count.
    fn code_value(&mut self, code: &'a Code) -> ValueIndex {
        if let Some(&value) = self.code_values.get(&std::ptr::from_ref(code)) {
            return value;
        }
        let parts = [
            self.str_value(&code.name),
            self.bytes_value(&code.code),
            self.consts_value(&code.consts),
            self.texts_value(&code.names),
            self.texts_value(&code.localsplusnames),
            self.bytes_value(&code.linetable),
            self.bytes_value(&code.exceptiontable),
        ];
        let numbers = [code.argcount, code.posonlyargcount, code.kwonlyargcount, code.flags.0, code.firstlineno as u32];
        let value = self.value(Key::Code { parts, numbers });
        self.code_values.insert(code, value);
        value
    }

    /// The object of an identity, now held once more; `Err` with its index if it is new and has no children yet.
    fn hold(
        &mut self,
        identity: Identity,
        payload: impl FnOnce() -> Payload<'a>,
        held_elsewhere: bool,
    ) -> Result<ObjectIndex, ObjectIndex> {
        if let Some(&known) = self.identities.get(&identity) {
            self.objects[known.0 as usize].holders += 1;
            return Ok(known);
        }
        let index = ObjectIndex(self.objects.len() as u32);
        self.objects.push(Object { payload: payload(), children: Vec::new(), holders: 1, held_elsewhere });
        self.identities.insert(identity, index);
        Err(index)
    }

    fn leaf(&mut self, identity: Identity, payload: Payload<'a>, held_elsewhere: bool) -> ObjectIndex {
        self.hold(identity, || payload, held_elsewhere).unwrap_or_else(|new| new)
    }

    fn name(&mut self, text: &'a Text) -> ObjectIndex {
        let value = self.str_value(text);
        self.leaf(Identity::Interned(value), Payload::Str { text, interned: true }, true)
    }

    fn bytes(&mut self, bytes: &'a [u8]) -> ObjectIndex {
        let value = self.bytes_value(bytes);
        self.leaf(Identity::Value(value), Payload::Bytes(bytes), bytes.len() <= 1)
    }

    fn constant(&mut self, constant: &'a Constant) -> ObjectIndex {
        let value = self.constant_value(constant);
        let identity = Identity::Value(value);
        match constant {
            Constant::None => self.leaf(identity, Payload::None, true),
            Constant::Ellipsis => self.leaf(identity, Payload::Ellipsis, true),
            Constant::Bool(flag) => self.leaf(identity, Payload::Bool(*flag), true),
            Constant::Int(int) => {
                let small = matches!(int, Int::Small(-5..=256));
                self.leaf(identity, Payload::Int(int), small)
            }
            Constant::Float(number) => self.leaf(identity, Payload::Float(*number), false),
            Constant::Complex { real, imag } => {
                self.leaf(identity, Payload::Complex { real: *real, imag: *imag }, false)
            }
            Constant::Str(string) if self.strings.is_interned(&string.text) => self.name(&string.text),
            Constant::Str(string) => self.leaf(identity, Payload::Str { text: &string.text, interned: false }, false),
            Constant::Bytes(bytes) => self.bytes(bytes),
            Constant::Tuple(items) => self.constants(identity, Payload::Tuple, items),
            Constant::FrozenSet(items) => self.constants(identity, Payload::FrozenSet, items),
        }
    }

    fn constants(&mut self, identity: Identity, payload: Payload<'a>, items: &'a [Constant]) -> ObjectIndex {
        let immortal = items.is_empty() && matches!(payload, Payload::Tuple);
        self.hold(identity, || payload, immortal).unwrap_or_else(|new| {
            let children = items.iter().map(|item| self.constant(item)).collect();
            self.objects[new.0 as usize].children = children;
            new
        })
    }

    /// When a code object is made, CPython copies a frozenset constant if interning its strings would replace one of
    /// them, that is, if an equal string was interned before by somebody else.
    fn is_copied(&self, items: &[Constant]) -> bool {
        items.iter().any(|item| match item {
            Constant::Str(string) => {
                is_name_like(&string.text)
                    && string.text.as_wtf8().len() > 1
                    && !self.strings.interned.get(&string.text).copied().unwrap_or(false)
                    && (is_interned_at_start(&string.text)
                        || string.text.as_str().is_some_and(|text| (self.is_identifier)(text)))
            }
            _ => false,
        })
    }

    fn consts(&mut self, consts: &'a [CodeConst]) -> ObjectIndex {
        let tuple = self.consts_value(consts);
        self.hold(Identity::Value(tuple), || Payload::Tuple, consts.is_empty()).unwrap_or_else(|new| {
            let mut children = Vec::with_capacity(consts.len());
            for constant in consts {
                children.push(match constant {
                    CodeConst::Code(code) => self.code(code),
                    CodeConst::Value(value @ Constant::FrozenSet(items)) if self.is_copied(items) => {
                        let set = self.constant_value(value);
                        self.constants(Identity::CopiedSet { consts: tuple, set }, Payload::FrozenSet, items)
                    }
                    CodeConst::Value(value) => self.constant(value),
                });
            }
            self.objects[new.0 as usize].children = children;
            new
        })
    }

    fn names(&mut self, names: &'a [Text]) -> ObjectIndex {
        let tuple = self.texts_value(names);
        self.hold(Identity::Value(tuple), || Payload::Tuple, names.is_empty()).unwrap_or_else(|new| {
            let children = names.iter().map(|name| self.name(name)).collect();
            self.objects[new.0 as usize].children = children;
            new
        })
    }

    fn code(&mut self, code: &'a Code) -> ObjectIndex {
        let value = self.code_value(code);
        self.hold(Identity::Value(value), || Payload::Code(code), false).unwrap_or_else(|new| {
            let consts = self.consts(&code.consts);
            let names = self.names(&code.names);
            let localsplusnames = self.names(&code.localsplusnames);
            let kinds = &code.localspluskinds;
            let localspluskinds = if kinds.is_empty() {
                self.bytes(kinds)
            } else {
                // Made for this code object alone, even if it is one byte long.
                self.leaf(Identity::Kinds(value), Payload::Bytes(kinds), false)
            };
            let children = vec![
                consts,
                names,
                localsplusnames,
                localspluskinds,
                self.name(&code.filename),
                self.name(&code.name),
                self.name(&code.qualname),
                self.bytes(&code.linetable),
                self.bytes(&code.exceptiontable),
            ];
            self.objects[new.0 as usize].children = children;
            new
        })
    }
}
