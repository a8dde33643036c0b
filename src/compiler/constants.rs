//! Which constants are the same to the compiler, and the cache that makes equal ones one object.
//!
//! CPython: `_PyCode_ConstantKey`, `merge_consts_recursive` and `_PyCompile_ConstCacheMergeOne`. `1`, `1.0` and `True`
//! are three constants; so are `0.0` and `-0.0`; a NaN is never equal to another one. There is one cache per
//! compilation. Codegen registers every constant it loads, items of tuples and frozensets included; the flow graph the
//! tuples it folds; the assembler whole tuples of names and constants, and its tables.

use std::cmp::Ordering;
use std::hash::{BuildHasher, DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use hashbrown::{DefaultHashBuilder, HashTable};

use crate::base::{Constant, Int, Name, Names, Text};
use crate::bytecode::{Code, CodeConst};

/// A float by its bits, so that `0.0` and `-0.0` differ.
#[derive(Clone, Copy, Debug)]
pub struct FloatKey(f64);

/// The bits of a NaN that arithmetic leaves zero; see [`mark_nan`].
const NAN_MARK: u64 = 0xffff_ffff;

/// Tells a NaN from all others while the compiler runs, by bits that arithmetic leaves zero.
///
/// To CPython's constant cache a NaN is the same as itself, the very object, and no other. Code generation meets one twice
/// in the body of a `finally`, which it compiles twice. `number` is that of the place where the NaN came about.
pub fn mark_nan(value: f64, number: u32) -> f64 {
    if value.is_nan() { f64::from_bits(value.to_bits() & !NAN_MARK | u64::from(number)) } else { value }
}

/// A constant as it goes into a code object, without the marks of its NaNs.
pub fn unmark(constant: CodeConst) -> CodeConst {
    fn value(constant: Constant) -> Constant {
        if !may_hold_nan(&constant) {
            return constant;
        }
        let values = |items: Arc<[Constant]>| items.iter().cloned().map(value).collect();
        match constant {
            Constant::Float(number) => Constant::Float(mark_nan(number, 0)),
            Constant::Complex { real, imag } => Constant::Complex { real: mark_nan(real, 0), imag: mark_nan(imag, 0) },
            Constant::Tuple(items) => Constant::Tuple(values(items)),
            Constant::FrozenSet(items) => Constant::FrozenSet(values(items)),
            other => other,
        }
    }
    match constant {
        CodeConst::Value(constant) => CodeConst::Value(value(constant)),
        code => code,
    }
}

fn may_hold_nan(constant: &Constant) -> bool {
    match constant {
        Constant::Float(number) => number.is_nan(),
        Constant::Complex { real, imag } => real.is_nan() || imag.is_nan(),
        Constant::Tuple(items) | Constant::FrozenSet(items) => items.iter().any(may_hold_nan),
        _ => false,
    }
}

impl FloatKey {
    /// The bits; one pattern for all NaNs.
    fn bits(self) -> u64 {
        if self.0.is_nan() { u64::MAX } else { self.0.to_bits() }
    }

    /// What tells a NaN from others; 0 if nothing does.
    fn mark(self) -> u64 {
        if self.0.is_nan() { self.0.to_bits() & NAN_MARK } else { 0 }
    }
}

impl PartialEq for FloatKey {
    fn eq(&self, other: &Self) -> bool {
        self.bits() == other.bits() && (!self.0.is_nan() || self.mark() != 0 && self.mark() == other.mark())
    }
}

/// A NaN without a mark is not equal to itself. A table that asks for `Eq` may therefore hold several, which is what
/// CPython does.
impl Eq for FloatKey {}

impl Hash for FloatKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.bits().hash(state);
    }
}

/// Whether two constants are the same to the compiler. CPython: equality of what `_PyCode_ConstantKey` makes.
pub fn same(a: &CodeConst, b: &CodeConst) -> bool {
    match (a, b) {
        (CodeConst::Value(a), CodeConst::Value(b)) => same_value(a, b),
        (CodeConst::Code(a), CodeConst::Code(b)) => Arc::ptr_eq(a, b) || same_code(a, b),
        _ => false,
    }
}

fn same_value(a: &Constant, b: &Constant) -> bool {
    let sorted = |items: &[Constant]| {
        let mut items: Vec<Constant> = items.to_vec();
        items.sort_by(order);
        items
    };
    let all_same =
        |a: &[Constant], b: &[Constant]| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same_value(a, b));
    match (a, b) {
        (Constant::None, Constant::None) | (Constant::Ellipsis, Constant::Ellipsis) => true,
        (Constant::Bool(a), Constant::Bool(b)) => a == b,
        (Constant::Int(a), Constant::Int(b)) => a == b,
        (Constant::Float(a), Constant::Float(b)) => FloatKey(*a) == FloatKey(*b),
        (Constant::Complex { real: a, imag: b }, Constant::Complex { real: c, imag: d }) => {
            FloatKey(*a) == FloatKey(*c) && FloatKey(*b) == FloatKey(*d)
        }
        (Constant::Str(a), Constant::Str(b)) => a.text == b.text,
        (Constant::Bytes(a), Constant::Bytes(b)) => a == b,
        (Constant::Tuple(a), Constant::Tuple(b)) => all_same(a, b),
        (Constant::FrozenSet(a), Constant::FrozenSet(b)) => a.len() == b.len() && all_same(&sorted(a), &sorted(b)),
        _ => false,
    }
}

/// Code objects are compared as CPython's `code_richcompare` does: not by file name, qualified name or stack size.
fn same_code(a: &Code, b: &Code) -> bool {
    a.name == b.name
        && a.argcount == b.argcount
        && a.posonlyargcount == b.posonlyargcount
        && a.kwonlyargcount == b.kwonlyargcount
        && a.flags == b.flags
        && a.firstlineno == b.firstlineno
        && a.code == b.code
        && a.names == b.names
        && a.localsplusnames == b.localsplusnames
        && a.linetable == b.linetable
        && a.exceptiontable == b.exceptiontable
        && a.consts.len() == b.consts.len()
        && a.consts.iter().zip(&b.consts).all(|(a, b)| same(a, b))
}

/// Constants that are the same have the same hash.
fn hash(constant: &CodeConst, state: &mut impl Hasher) {
    match constant {
        CodeConst::Value(value) => hash_value(value, state),
        CodeConst::Code(code) => (&code.name, &code.flags, code.firstlineno, &code.code).hash(state),
    }
}

fn hash_value(value: &Constant, state: &mut impl Hasher) {
    rank(value).hash(state);
    match value {
        Constant::None | Constant::Ellipsis => {}
        Constant::Bool(value) => value.hash(state),
        Constant::Int(value) => value.hash(state),
        Constant::Float(value) => FloatKey(*value).hash(state),
        Constant::Complex { real, imag } => (FloatKey(*real), FloatKey(*imag)).hash(state),
        Constant::Str(value) => value.text.hash(state),
        Constant::Bytes(value) => value.hash(state),
        Constant::Tuple(items) => items.iter().for_each(|item| hash_value(item, state)),
        // The elements may stand in any order.
        Constant::FrozenSet(items) => {
            let alone = |item| {
                let mut state = DefaultHasher::new();
                hash_value(item, &mut state);
                state.finish()
            };
            items.iter().map(alone).fold(0, u64::wrapping_add).hash(state);
        }
    }
}

/// Some total order, so that the elements of equal sets meet when compared one by one.
fn order(a: &Constant, b: &Constant) -> Ordering {
    let bits = |value: &f64| FloatKey(*value).bits();
    match (a, b) {
        (Constant::Bool(a), Constant::Bool(b)) => a.cmp(b),
        (Constant::Int(Int::Small(a)), Constant::Int(Int::Small(b))) => a.cmp(b),
        (Constant::Int(a), Constant::Int(b)) => a.to_big().cmp(&b.to_big()),
        (Constant::Float(a), Constant::Float(b)) => bits(a).cmp(&bits(b)),
        (Constant::Complex { real: a, imag: b }, Constant::Complex { real: c, imag: d }) => {
            (bits(a), bits(b)).cmp(&(bits(c), bits(d)))
        }
        (Constant::Str(a), Constant::Str(b)) => a.text.cmp(&b.text),
        (Constant::Bytes(a), Constant::Bytes(b)) => a.cmp(b),
        (Constant::Tuple(a), Constant::Tuple(b)) | (Constant::FrozenSet(a), Constant::FrozenSet(b)) => {
            let mut pairs = a.iter().zip(b.iter()).map(|(a, b)| order(a, b));
            a.len().cmp(&b.len()).then_with(|| pairs.find(|order| order.is_ne()).unwrap_or(Ordering::Equal))
        }
        _ => rank(a).cmp(&rank(b)),
    }
}

fn rank(constant: &Constant) -> u8 {
    match constant {
        Constant::None => 0,
        Constant::Ellipsis => 1,
        Constant::Bool(_) => 2,
        Constant::Int(_) => 3,
        Constant::Float(_) => 4,
        Constant::Complex { .. } => 5,
        Constant::Str(_) => 6,
        Constant::Bytes(_) => 7,
        Constant::Tuple(_) => 8,
        Constant::FrozenSet(_) => 9,
    }
}

/// Number of a constant in a [`ConstCache`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct ConstNumber(u32);

/// The constants of one compilation; of those that are the same, the first represents all.
///
/// Objects differ, though they are the same constant, in [`crate::base::StrConst::interned`].
#[derive(Default)]
pub struct ConstCache {
    /// By number.
    representatives: Vec<CodeConst>,
    /// By number, since a long constant takes long to hash, and the table hashes all whenever it grows.
    hashes: Vec<u64>,
    numbers: HashTable<ConstNumber>,
    hasher: DefaultHashBuilder,
    /// The string of each name that a code object holds, by the number of the name.
    texts: Vec<Option<Text>>,
}

impl ConstCache {
    pub fn new() -> Self {
        Self::default()
    }

    /// With room for about so many constants.
    pub fn with_room(constants: usize) -> Self {
        Self {
            representatives: Vec::with_capacity(constants),
            hashes: Vec::with_capacity(constants),
            numbers: HashTable::with_capacity(constants),
            ..Self::default()
        }
    }

    /// The object that represents a constant.
    pub fn get(&self, number: ConstNumber) -> &CodeConst {
        &self.representatives[number.0 as usize]
    }

    /// Registers a constant and, if it is new, what it holds.
    ///
    /// CPython: `merge_consts_recursive`.
    pub fn add(&mut self, constant: CodeConst) -> ConstNumber {
        let hash = self.hash_of(&constant);
        if let Some(known) = self.find(hash, &constant) {
            return known;
        }
        // The items of a new tuple become those that represent them.
        let constant = match constant {
            CodeConst::Value(Constant::Tuple(items)) => CodeConst::Value(Constant::Tuple(self.add_items(&items))),
            CodeConst::Value(Constant::FrozenSet(items)) => {
                CodeConst::Value(Constant::FrozenSet(self.add_items(&items)))
            }
            other => other,
        };
        self.insert(hash, constant)
    }

    /// Registers a constant as it is, without what it holds, and gives the object that represents it.
    ///
    /// CPython: `_PyCompile_ConstCacheMergeOne`.
    pub fn merge_one(&mut self, constant: CodeConst) -> CodeConst {
        let hash = self.hash_of(&constant);
        let number = self.find(hash, &constant).unwrap_or_else(|| self.insert(hash, constant));
        self.get(number).clone()
    }

    fn hash_of(&self, constant: &CodeConst) -> u64 {
        let mut state = self.hasher.build_hasher();
        self::hash(constant, &mut state);
        state.finish()
    }

    fn find(&self, hash: u64, constant: &CodeConst) -> Option<ConstNumber> {
        self.numbers.find(hash, |&number| same(self.get(number), constant)).copied()
    }

    fn insert(&mut self, hash: u64, constant: CodeConst) -> ConstNumber {
        let number = ConstNumber(self.representatives.len() as u32);
        self.representatives.push(constant);
        self.hashes.push(hash);
        self.numbers.insert_unique(hash, number, |number| self.hashes[number.0 as usize]);
        number
    }

    /// The string of a name, one for all code objects.
    pub fn text(&mut self, name: Name, names: &Names) -> Text {
        let index = name.index();
        if self.texts.len() <= index {
            self.texts.resize(index + 1, None);
        }
        self.texts[index].get_or_insert_with(|| Text::from(&names[name])).clone()
    }

    fn add_items(&mut self, items: &[Constant]) -> Arc<[Constant]> {
        let representative = |item: &Constant| {
            let number = self.add(CodeConst::Value(item.clone()));
            match self.get(number) {
                CodeConst::Value(value) => value.clone(),
                CodeConst::Code(_) => item.clone(),
            }
        };
        items.iter().map(representative).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(constant: Constant) -> CodeConst {
        CodeConst::Value(constant)
    }

    /// Whether they are the same; then their hashes are, too.
    fn same(a: Constant, b: Constant) -> bool {
        let (a, b) = (value(a), value(b));
        let same = super::same(&a, &b);
        let cache = ConstCache::new();
        assert!(!same || cache.hash_of(&a) == cache.hash_of(&b));
        same
    }

    #[test]
    fn equal_numbers_of_different_types_are_different_constants() {
        assert!(same(Constant::int(1), Constant::int(1)));
        assert!(!same(Constant::int(1), Constant::Float(1.0)));
        assert!(!same(Constant::int(1), Constant::Bool(true)));
        assert!(!same(Constant::Float(0.0), Constant::Float(-0.0)));
        assert!(!same(Constant::Float(f64::NAN), Constant::Float(f64::NAN)));
        assert!(!same(Constant::Complex { real: 0.0, imag: 0.0 }, Constant::Complex { real: -0.0, imag: 0.0 }));
    }

    #[test]
    fn a_nan_is_the_same_as_itself_and_no_other() {
        let nan = |number| Constant::Float(mark_nan(f64::NAN, number));
        assert!(same(nan(1), nan(1)));
        assert!(!same(nan(1), nan(2)));
        assert!(same(Constant::Tuple([nan(3)].into()), Constant::Tuple([nan(3)].into())));
        let CodeConst::Value(Constant::Tuple(items)) = unmark(value(Constant::Tuple([nan(3)].into()))) else {
            panic!("a tuple stays a tuple")
        };
        assert!(matches!(items[0], Constant::Float(number) if number.to_bits() == f64::NAN.to_bits()));
    }

    #[test]
    fn sets_are_equal_in_any_order() {
        let set = |items: [Constant; 2]| Constant::FrozenSet(items.into());
        assert!(same(set([Constant::int(1), Constant::str("a")]), set([Constant::str("a"), Constant::int(1)])));
    }

    #[test]
    fn the_first_object_represents_its_key_also_inside_tuples() {
        let mut cache = ConstCache::new();
        cache.add(value(Constant::identifier("é")));
        let tuple = cache.add(value(Constant::Tuple([Constant::str("é")].into())));
        let CodeConst::Value(Constant::Tuple(items)) = cache.get(tuple) else { panic!("a tuple stays a tuple") };
        assert!(matches!(&items[0], Constant::Str(text) if text.interned));
    }
}
