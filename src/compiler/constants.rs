//! Which constants are the same to the compiler, and the cache that makes equal ones one object.
//!
//! CPython: `_PyCode_ConstantKey`, `merge_consts_recursive` and `_PyCompile_ConstCacheMergeOne`. `1`, `1.0` and `True`
//! are three constants; so are `0.0` and `-0.0`; a NaN is never equal to another one. There is one cache per
//! compilation. Codegen registers every constant it loads, items of tuples and frozensets included; the flow graph the
//! tuples it folds; the assembler whole tuples of names and constants, and its tables.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use hashbrown::HashMap;
use hashbrown::hash_map::Entry;

use crate::base::{Constant, Int, Name, Names, Text};
use crate::bytecode::{Code, CodeConst};

/// What makes a constant the same as another one: equal keys, one object. CPython: `_PyCode_ConstantKey`.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum ConstKey {
    None,
    Ellipsis,
    Bool(bool),
    Int(Int),
    Float(FloatKey),
    Complex(FloatKey, FloatKey),
    Str(Text),
    Bytes(Arc<[u8]>),
    Tuple(Box<[ConstKey]>),
    /// The keys of the elements, sorted by [`ConstKey::order`].
    FrozenSet(Box<[ConstKey]>),
    Code(CodeKey),
}

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
pub fn unmarked(constant: &CodeConst) -> CodeConst {
    fn value(constant: &Constant) -> Constant {
        match constant {
            Constant::Float(number) => Constant::Float(mark_nan(*number, 0)),
            Constant::Complex { real, imag } => {
                Constant::Complex { real: mark_nan(*real, 0), imag: mark_nan(*imag, 0) }
            }
            Constant::Tuple(items) if items.iter().any(may_hold_nan) => {
                Constant::Tuple(items.iter().map(value).collect())
            }
            Constant::FrozenSet(items) if items.iter().any(may_hold_nan) => {
                Constant::FrozenSet(items.iter().map(value).collect())
            }
            other => other.clone(),
        }
    }
    match constant {
        CodeConst::Value(constant) => CodeConst::Value(value(constant)),
        CodeConst::Code(code) => CodeConst::Code(code.clone()),
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

/// A code object, compared as CPython's `code_richcompare` does: not by file name, qualified name or stack size.
#[derive(Clone, Debug)]
pub struct CodeKey(pub Arc<Code>);

impl PartialEq for CodeKey {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || same_code(&self.0, &other.0)
    }
}

impl Eq for CodeKey {}

impl Hash for CodeKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Code { name, flags, firstlineno, code, .. } = &*self.0;
        (name, flags, firstlineno, code).hash(state);
    }
}

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
        && a.consts.iter().zip(&b.consts).all(|(a, b)| ConstKey::of(a) == ConstKey::of(b))
}

impl ConstKey {
    pub fn of(constant: &CodeConst) -> Self {
        match constant {
            CodeConst::Value(value) => Self::of_value(value),
            CodeConst::Code(code) => ConstKey::Code(CodeKey(code.clone())),
        }
    }

    pub fn of_value(value: &Constant) -> Self {
        match value {
            Constant::None => ConstKey::None,
            Constant::Ellipsis => ConstKey::Ellipsis,
            Constant::Bool(value) => ConstKey::Bool(*value),
            Constant::Int(value) => ConstKey::Int(value.clone()),
            Constant::Float(value) => ConstKey::Float(FloatKey(*value)),
            Constant::Complex { real, imag } => ConstKey::Complex(FloatKey(*real), FloatKey(*imag)),
            Constant::Str(value) => ConstKey::Str(value.text.clone()),
            Constant::Bytes(value) => ConstKey::Bytes(value.clone()),
            Constant::Tuple(items) => ConstKey::Tuple(items.iter().map(Self::of_value).collect()),
            Constant::FrozenSet(items) => {
                let mut keys: Vec<_> = items.iter().map(Self::of_value).collect();
                keys.sort_by(Self::order);
                ConstKey::FrozenSet(keys.into())
            }
        }
    }

    /// Some total order, so that the elements of equal sets meet when compared one by one.
    fn order(&self, other: &Self) -> std::cmp::Ordering {
        use ConstKey as Key;
        match (self, other) {
            (Key::Bool(a), Key::Bool(b)) => a.cmp(b),
            (Key::Int(Int::Small(a)), Key::Int(Int::Small(b))) => a.cmp(b),
            (Key::Int(a), Key::Int(b)) => a.to_big().cmp(&b.to_big()),
            (Key::Float(a), Key::Float(b)) => a.bits().cmp(&b.bits()),
            (Key::Complex(a, b), Key::Complex(c, d)) => (a.bits(), b.bits()).cmp(&(c.bits(), d.bits())),
            (Key::Str(a), Key::Str(b)) => a.cmp(b),
            (Key::Bytes(a), Key::Bytes(b)) => a.cmp(b),
            (Key::Tuple(a), Key::Tuple(b)) | (Key::FrozenSet(a), Key::FrozenSet(b)) => {
                let mut pairs = a.iter().zip(b.iter()).map(|(a, b)| a.order(b));
                a.len()
                    .cmp(&b.len())
                    .then_with(|| pairs.find(|order| order.is_ne()).unwrap_or(std::cmp::Ordering::Equal))
            }
            _ => self.rank().cmp(&other.rank()),
        }
    }

    fn rank(&self) -> u8 {
        match self {
            ConstKey::None => 0,
            ConstKey::Ellipsis => 1,
            ConstKey::Bool(_) => 2,
            ConstKey::Int(_) => 3,
            ConstKey::Float(_) => 4,
            ConstKey::Complex(..) => 5,
            ConstKey::Str(_) => 6,
            ConstKey::Bytes(_) => 7,
            ConstKey::Tuple(_) => 8,
            ConstKey::FrozenSet(_) => 9,
            ConstKey::Code(_) => 10,
        }
    }
}

/// The constants of one compilation, by key; the first object for a key represents it.
///
/// Objects differ, though their keys are equal, in [`crate::base::StrConst::interned`].
#[derive(Default)]
pub struct ConstCache {
    representatives: HashMap<ConstKey, CodeConst>,
    /// The string of each name that a code object holds, by the number of the name.
    texts: Vec<Option<Text>>,
}

impl ConstCache {
    pub fn new() -> Self {
        Self::default()
    }

    /// Registers a constant and, if it is new, what it holds. Gives its key and the object that represents it.
    ///
    /// CPython: `merge_consts_recursive`.
    pub fn add(&mut self, constant: CodeConst) -> (ConstKey, CodeConst) {
        let key = ConstKey::of(&constant);
        if let Some(known) = self.representatives.get(&key) {
            return (key, known.clone());
        }
        // The items of a new tuple become those that represent them.
        let constant = match constant {
            CodeConst::Value(Constant::Tuple(items)) => CodeConst::Value(Constant::Tuple(self.add_items(&items))),
            CodeConst::Value(Constant::FrozenSet(items)) => {
                CodeConst::Value(Constant::FrozenSet(self.add_items(&items)))
            }
            other => other,
        };
        self.representatives.insert(key.clone(), constant.clone());
        (key, constant)
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
        let representative = |item: &Constant| match self.add(CodeConst::Value(item.clone())) {
            (_, CodeConst::Value(value)) => value,
            (_, CodeConst::Code(_)) => item.clone(),
        };
        items.iter().map(representative).collect()
    }

    /// Registers a constant as it is, without what it holds, and gives the object that represents it.
    ///
    /// CPython: `_PyCompile_ConstCacheMergeOne`.
    pub fn merge_one(&mut self, constant: CodeConst) -> CodeConst {
        match self.representatives.entry(ConstKey::of(&constant)) {
            Entry::Occupied(entry) => entry.get().clone(),
            Entry::Vacant(entry) => entry.insert(constant).clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(constant: Constant) -> CodeConst {
        CodeConst::Value(constant)
    }

    fn same(a: Constant, b: Constant) -> bool {
        ConstKey::of_value(&a) == ConstKey::of_value(&b)
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
        let CodeConst::Value(Constant::Tuple(items)) = unmarked(&value(Constant::Tuple([nan(3)].into()))) else {
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
        let (_, tuple) = cache.add(value(Constant::Tuple([Constant::str("é")].into())));
        let CodeConst::Value(Constant::Tuple(items)) = tuple else { panic!("a tuple stays a tuple") };
        assert!(matches!(&items[0], Constant::Str(text) if text.interned));
    }
}
