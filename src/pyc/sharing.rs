//! Which objects of a code tree CPython holds more than once.
//!
//! Marshal flags an object for later reference when its reference count is above one, so the bytes of a `.pyc` depend on
//! which equal values were one object inside the compiler. This file works that out from the values alone: constants
//! are merged by one cache per compilation, names are interned, small integers and one-character strings are immortal.
//!
//! [`Objects::of`] turns a code tree into a graph in which each object stands once, with the number of its holders.

use std::ops::Range;
use std::sync::LazyLock;

use hashbrown::{HashMap, HashSet};

use super::values::{TupleValue, ValueIndex, Values};
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
    /// The children of all objects, one object behind the other.
    children: Vec<ObjectIndex>,
}

pub struct Object<'a> {
    pub payload: Payload<'a>,
    /// Where [`Objects::children`] finds what it holds.
    children: Range<u32>,
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
    /// `is_identifier` tells whether the parser met a name, and so interned it, anywhere in the source; `names` is how many
    /// it met, as far as that is known.
    pub fn of(code: &'a Code, is_identifier: &dyn Fn(&str) -> bool, names: usize) -> (Self, ObjectIndex) {
        // Everything has its number before the first object is made.
        let mut values = Values::of(code, names);
        let count = values.len();
        let mut strings = Strings { interned: vec![None; count], qualnames: vec![false; count] };
        strings.read_code(code, true, &mut values);
        let mut graph = Graph {
            strings,
            is_identifier,
            values,
            interned: vec![None; count],
            of_value: vec![None; count],
            copied: HashMap::new(),
            objects: Objects {
                objects: Vec::with_capacity(count + count / 4),
                children: Vec::with_capacity(4 * count),
            },
            pending: Vec::new(),
        };
        let root = graph.code(code);
        (graph.objects, root)
    }

    /// Elements of a tuple or set; the objects in the fields of a code object, `co_code` left out.
    pub fn children(&self, object: &Object<'a>) -> &[ObjectIndex] {
        &self.children[object.children.start as usize..object.children.end as usize]
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
/// The first constant with a value represents it. It is interned if it is so from the start (see [`crate::base::StrConst`])
/// or if it is the qualified name that a class body loads: that very object becomes `co_qualname`, which interns it in place when the
/// code object is made, unless an equal string was interned before.
struct Strings {
    /// By value; `None` for what is no string constant.
    interned: Vec<Option<bool>>,
    /// By value: the qualified names met so far.
    qualnames: Vec<bool>,
}

impl Strings {
    fn read_code<'a>(&mut self, code: &'a Code, is_module: bool, values: &mut Values<'a>) {
        let numbers = values.code(code);
        let qualname = numbers.qualname.0 as usize;
        let is_class = !is_module && !code.flags.has(CodeFlags::OPTIMIZED | CodeFlags::NEWLOCALS);
        let mut represents_qualname = false;
        for (index, constant) in code.consts.iter().enumerate() {
            match constant {
                CodeConst::Code(inner) => self.read_code(inner, false, values),
                CodeConst::Value(constant) => {
                    let value = values.items(numbers.consts)[index];
                    if is_class && value == numbers.qualname && self.interned[qualname].is_none() {
                        represents_qualname = true;
                        self.interned[qualname] = Some(false);
                    } else {
                        self.read_constant(value, constant, values);
                    }
                }
            }
        }
        let is_first = !std::mem::replace(&mut self.qualnames[qualname], true);
        if represents_qualname && is_first && !is_interned_at_start(&code.qualname) {
            self.interned[qualname] = Some(true);
        }
    }

    fn read_constant<'a>(&mut self, value: ValueIndex, constant: &'a Constant, values: &mut Values<'a>) {
        match constant {
            Constant::Str(string) => {
                self.interned[value.0 as usize].get_or_insert(string.interned);
            }
            Constant::Tuple(items) | Constant::FrozenSet(items) => {
                for item in items.iter() {
                    let value = values.constant(item);
                    self.read_constant(value, item, values);
                }
            }
            _ => {}
        }
    }

    fn is_represented_by_interned(&self, value: ValueIndex) -> bool {
        self.interned[value.0 as usize] == Some(true)
    }

    fn is_interned(&self, value: ValueIndex, text: &Text) -> bool {
        is_name_like(text) || self.is_represented_by_interned(value)
    }
}

/// Made of `[A-Za-z0-9_]` only, as CPython's `all_name_chars` has it: such constants are interned.
pub fn is_name_like(text: &Text) -> bool {
    text.as_wtf8().iter().all(|&byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

fn is_interned_at_start(text: &Text) -> bool {
    text.as_str().is_some_and(|text| INTERNED_AT_START.contains(text))
}

struct Graph<'a, 'i> {
    strings: Strings,
    is_identifier: &'i dyn Fn(&str) -> bool,
    values: Values<'a>,
    /// The interned string of each value that has one.
    interned: Vec<Option<ObjectIndex>>,
    /// The one constant of each value.
    of_value: Vec<Option<ObjectIndex>>,
    /// The frozensets that CPython copied for one `co_consts`: by the values of that tuple and of the set.
    copied: HashMap<(ValueIndex, ValueIndex), ObjectIndex>,
    objects: Objects<'a>,
    /// Children of the objects that are being read.
    pending: Vec<ObjectIndex>,
}

impl<'a> Graph<'a, '_> {
    fn add(&mut self, payload: Payload<'a>, held_elsewhere: bool) -> ObjectIndex {
        let index = ObjectIndex(self.objects.len() as u32);
        self.objects.objects.push(Object { payload, children: 0..0, holders: 1, held_elsewhere });
        index
    }

    /// The object of a value that is here already, now held once more.
    fn held(&mut self, known: Option<ObjectIndex>) -> Option<ObjectIndex> {
        let index = known?;
        self.objects.objects[index.0 as usize].holders += 1;
        Some(index)
    }

    fn known(&mut self, value: ValueIndex) -> Option<ObjectIndex> {
        self.held(self.of_value[value.0 as usize])
    }

    fn leaf(&mut self, value: ValueIndex, payload: Payload<'a>, held_elsewhere: bool) -> ObjectIndex {
        self.known(value).unwrap_or_else(|| {
            let new = self.add(payload, held_elsewhere);
            self.of_value[value.0 as usize] = Some(new);
            new
        })
    }

    /// A new object; `add_children` puts what it holds on the list of pending children.
    fn parent(
        &mut self,
        payload: Payload<'a>,
        held_elsewhere: bool,
        register: impl FnOnce(&mut Self, ObjectIndex),
        add_children: impl FnOnce(&mut Self),
    ) -> ObjectIndex {
        let new = self.add(payload, held_elsewhere);
        register(self, new);
        let base = self.pending.len();
        add_children(self);
        let start = self.objects.children.len() as u32;
        self.objects.children.extend(self.pending.drain(base..));
        self.objects.objects[new.0 as usize].children = start..self.objects.children.len() as u32;
        new
    }

    /// As [`Self::parent`], for the one object of a value.
    fn parent_of(
        &mut self,
        value: ValueIndex,
        payload: Payload<'a>,
        held_elsewhere: bool,
        add_children: impl FnOnce(&mut Self),
    ) -> ObjectIndex {
        let register = |graph: &mut Self, new| graph.of_value[value.0 as usize] = Some(new);
        let known = self.known(value);
        known.unwrap_or_else(|| self.parent(payload, held_elsewhere, register, add_children))
    }

    fn name(&mut self, value: ValueIndex, text: &'a Text) -> ObjectIndex {
        self.held(self.interned[value.0 as usize]).unwrap_or_else(|| {
            let new = self.add(Payload::Str { text, interned: true }, true);
            self.interned[value.0 as usize] = Some(new);
            new
        })
    }

    fn bytes(&mut self, value: ValueIndex, bytes: &'a [u8]) -> ObjectIndex {
        self.leaf(value, Payload::Bytes(bytes), bytes.len() <= 1)
    }

    fn constant(&mut self, value: ValueIndex, constant: &'a Constant) -> ObjectIndex {
        match constant {
            Constant::None => self.leaf(value, Payload::None, true),
            Constant::Ellipsis => self.leaf(value, Payload::Ellipsis, true),
            Constant::Bool(flag) => self.leaf(value, Payload::Bool(*flag), true),
            Constant::Int(int) => {
                let small = matches!(int, Int::Small(-5..=256));
                self.leaf(value, Payload::Int(int), small)
            }
            Constant::Float(number) => self.leaf(value, Payload::Float(*number), false),
            Constant::Complex { real, imag } => self.leaf(value, Payload::Complex { real: *real, imag: *imag }, false),
            Constant::Str(string) if self.strings.is_interned(value, &string.text) => self.name(value, &string.text),
            Constant::Str(string) => self.leaf(value, Payload::Str { text: &string.text, interned: false }, false),
            Constant::Bytes(bytes) => self.bytes(value, bytes),
            Constant::Tuple(items) => {
                self.parent_of(value, Payload::Tuple, items.is_empty(), |graph| graph.items(items))
            }
            Constant::FrozenSet(items) => self.parent_of(value, Payload::FrozenSet, false, |graph| graph.items(items)),
        }
    }

    fn items(&mut self, items: &'a [Constant]) {
        for item in items {
            let value = self.values.constant(item);
            let child = self.constant(value, item);
            self.pending.push(child);
        }
    }

    /// When a code object is made, CPython copies a frozenset constant if interning its strings would replace one of
    /// them, that is, if an equal string was interned before by somebody else.
    fn is_copied(&mut self, items: &'a [Constant]) -> bool {
        items.iter().any(|item| match item {
            Constant::Str(string) => {
                is_name_like(&string.text)
                    && string.text.as_wtf8().len() > 1
                    && !self.strings.is_represented_by_interned(self.values.constant(item))
                    && (is_interned_at_start(&string.text)
                        || string.text.as_str().is_some_and(|text| (self.is_identifier)(text)))
            }
            _ => false,
        })
    }

    /// The frozenset that was copied for one `co_consts`.
    fn copied_set(&mut self, consts: ValueIndex, set: ValueIndex, items: &'a [Constant]) -> ObjectIndex {
        self.held(self.copied.get(&(consts, set)).copied()).unwrap_or_else(|| {
            let register = |graph: &mut Self, new| {
                graph.copied.insert((consts, set), new);
            };
            self.parent(Payload::FrozenSet, false, register, |graph| graph.items(items))
        })
    }

    fn consts(&mut self, tuple: TupleValue, consts: &'a [CodeConst]) -> ObjectIndex {
        self.parent_of(tuple.value, Payload::Tuple, consts.is_empty(), |graph| {
            for (index, constant) in consts.iter().enumerate() {
                let value = graph.values.items(tuple)[index];
                let child = match constant {
                    CodeConst::Code(code) => graph.code(code),
                    CodeConst::Value(Constant::FrozenSet(items)) if graph.is_copied(items) => {
                        graph.copied_set(tuple.value, value, items)
                    }
                    CodeConst::Value(constant) => graph.constant(value, constant),
                };
                graph.pending.push(child);
            }
        })
    }

    fn names(&mut self, tuple: TupleValue, names: &'a [Text]) -> ObjectIndex {
        self.parent_of(tuple.value, Payload::Tuple, names.is_empty(), |graph| {
            for (index, name) in names.iter().enumerate() {
                let value = graph.values.items(tuple)[index];
                let child = graph.name(value, name);
                graph.pending.push(child);
            }
        })
    }

    fn code(&mut self, code: &'a Code) -> ObjectIndex {
        let values = self.values.code(code);
        self.parent_of(values.value, Payload::Code(code), false, |graph| {
            let consts = graph.consts(values.consts, &code.consts);
            let names = graph.names(values.names, &code.names);
            let localsplusnames = graph.names(values.localsplusnames, &code.localsplusnames);
            let kinds = &code.localspluskinds;
            let localspluskinds = if kinds.is_empty() {
                graph.bytes(Values::NO_BYTES, kinds)
            } else {
                // Made for this code object alone, even if it is one byte long.
                graph.add(Payload::Bytes(kinds), false)
            };
            let children = [
                consts,
                names,
                localsplusnames,
                localspluskinds,
                graph.name(values.filename, &code.filename),
                graph.name(values.name, &code.name),
                graph.name(values.qualname, &code.qualname),
                graph.bytes(values.linetable, &code.linetable),
                graph.bytes(values.exceptiontable, &code.exceptiontable),
            ];
            graph.pending.extend(children);
        })
    }
}
