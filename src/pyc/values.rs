//! Numbers for the values of a code tree: equal values have the same number.
//!
//! Equal is what the constant cache of CPython's compiler takes for equal: `1`, `1.0` and `True` differ, so do `0.0` and
//! `-0.0`; a NaN is only itself; of a code object, file name, qualified name and stack size do not count.

use std::hash::{BuildHasher, Hash, Hasher};

use hashbrown::{DefaultHashBuilder, HashMap, HashTable};

use crate::base::{Constant, Int, Text};
use crate::bytecode::{Code, CodeConst};

/// Number of a value.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct ValueIndex(pub u32);

/// A tuple; [`Values::items`] has the numbers of its items.
#[derive(Clone, Copy, Debug)]
pub struct TupleValue {
    pub value: ValueIndex,
    start: u32,
    length: u32,
}

/// A code object and what is in it.
#[derive(Clone, Copy, Debug)]
pub struct CodeValue {
    pub value: ValueIndex,
    pub filename: ValueIndex,
    pub name: ValueIndex,
    pub qualname: ValueIndex,
    pub consts: TupleValue,
    pub names: TupleValue,
    pub localsplusnames: TupleValue,
    pub linetable: ValueIndex,
    pub exceptiontable: ValueIndex,
}

/// What makes values the same, strings and tuples aside.
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
    Bytes(&'a [u8]),
    /// Sorted.
    FrozenSet(Box<[ValueIndex]>),
    /// Everything that counts: the instructions, and all else as numbers.
    Code(Unhashed<'a>, Box<[u32; 11]>),
}

/// Bytes that count for equality and not for the hash: code objects that are the same in all else seldom differ here.
#[derive(PartialEq, Eq)]
struct Unhashed<'a>(&'a [u8]);

impl Hash for Unhashed<'_> {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

/// So many values there are in all but the smallest files.
const FEW: usize = 200;

/// The values met so far.
pub struct Values<'a> {
    count: u32,
    texts: HashMap<&'a [u8], ValueIndex>,
    tuples: HashTable<TupleValue>,
    others: HashMap<Key<'a>, ValueIndex>,
    /// The items of all tuples, one tuple behind the other.
    items: Vec<ValueIndex>,
    /// Items of the tuples that are being read.
    pending: Vec<ValueIndex>,
    /// By address, since code objects are looked at more than once and are large.
    codes: HashMap<*const Code, CodeValue>,
    hasher: DefaultHashBuilder,
}

impl<'a> Values<'a> {
    /// The empty bytes object, which comes first.
    pub const NO_BYTES: ValueIndex = ValueIndex(0);

    /// The values of a code object and of all that it holds.
    ///
    /// With room for what goes with so many `names`.
    pub fn of(code: &'a Code, names: usize) -> Self {
        let few = FEW.max(names);
        let mut values = Self {
            count: 0,
            texts: HashMap::with_capacity(few + few / 4),
            tuples: HashTable::with_capacity(few),
            others: HashMap::with_capacity(few),
            items: Vec::with_capacity(FEW),
            pending: Vec::with_capacity(FEW),
            codes: HashMap::new(),
            hasher: DefaultHashBuilder::default(),
        };
        values.bytes(&[]);
        values.code(code);
        values
    }

    /// How many values there are; their numbers are below.
    pub fn len(&self) -> usize {
        self.count as usize
    }

    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    pub fn items(&self, tuple: TupleValue) -> &[ValueIndex] {
        &self.items[tuple.start as usize..][..tuple.length as usize]
    }

    pub fn text(&mut self, text: &'a Text) -> ValueIndex {
        let next = ValueIndex(self.count);
        let value = *self.texts.entry(text.as_wtf8()).or_insert(next);
        self.count += u32::from(value == next);
        value
    }

    pub fn bytes(&mut self, bytes: &'a [u8]) -> ValueIndex {
        self.other(Key::Bytes(bytes))
    }

    fn other(&mut self, key: Key<'a>) -> ValueIndex {
        let next = ValueIndex(self.count);
        let value = *self.others.entry(key).or_insert(next);
        self.count += u32::from(value == next);
        value
    }

    pub fn constant(&mut self, constant: &'a Constant) -> ValueIndex {
        let key = match constant {
            Constant::Str(string) => return self.text(&string.text),
            Constant::Tuple(items) => return self.tuple(items, Self::constant).value,
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
            Constant::Bytes(bytes) => Key::Bytes(bytes),
            Constant::FrozenSet(items) => {
                let mut items: Box<[ValueIndex]> = items.iter().map(|item| self.constant(item)).collect();
                items.sort_unstable();
                Key::FrozenSet(items)
            }
        };
        self.other(key)
    }

    /// The tuple of the values of `items`.
    pub fn tuple<T>(&mut self, items: &'a [T], mut value: impl FnMut(&mut Self, &'a T) -> ValueIndex) -> TupleValue {
        let base = self.pending.len();
        for item in items {
            let value = value(self, item);
            self.pending.push(value);
        }
        let Self { tuples, items, pending, hasher, count, .. } = self;
        let found = &pending[base..];
        let hash = hasher.hash_one(found);
        let range = |tuple: &TupleValue| tuple.start as usize..(tuple.start + tuple.length) as usize;
        let tuple = match tuples.find(hash, |known| items[range(known)] == *found) {
            Some(&known) => known,
            None => {
                let new =
                    TupleValue { value: ValueIndex(*count), start: items.len() as u32, length: found.len() as u32 };
                *count += 1;
                items.extend_from_slice(found);
                tuples.insert_unique(hash, new, |known| hasher.hash_one(&items[range(known)]));
                new
            }
        };
        self.pending.truncate(base);
        tuple
    }

    fn const_of_code(&mut self, constant: &'a CodeConst) -> ValueIndex {
        match constant {
            CodeConst::Value(value) => self.constant(value),
            CodeConst::Code(code) => self.code(code).value,
        }
    }

    pub fn code(&mut self, code: &'a Code) -> CodeValue {
        if let Some(&known) = self.codes.get(&std::ptr::from_ref(code)) {
            return known;
        }
        let name = self.text(&code.name);
        let consts = self.tuple(&code.consts, Self::const_of_code);
        let names = self.tuple(&code.names, Self::text);
        let localsplusnames = self.tuple(&code.localsplusnames, Self::text);
        let linetable = self.bytes(&code.linetable);
        let exceptiontable = self.bytes(&code.exceptiontable);
        let numbers = [
            name.0,
            consts.value.0,
            names.value.0,
            localsplusnames.value.0,
            linetable.0,
            exceptiontable.0,
            code.argcount,
            code.posonlyargcount,
            code.kwonlyargcount,
            code.flags.0,
            code.firstlineno as u32,
        ];
        let value = self.other(Key::Code(Unhashed(&code.code), Box::new(numbers)));
        let filename = self.text(&code.filename);
        let qualname = self.text(&code.qualname);
        let found =
            CodeValue { value, filename, name, qualname, consts, names, localsplusnames, linetable, exceptiontable };
        self.codes.insert(code, found);
        found
    }
}
