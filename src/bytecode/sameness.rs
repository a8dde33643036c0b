//! Which constants are the same, and which code objects.
//!
//! CPython: the keys of `_PyCode_ConstantKey`, and `code_richcompare`. `1`, `1.0` and `True` are three constants; so are
//! `0.0` and `-0.0`; a NaN is the same as itself, the very object, and no other.

use std::cmp::Ordering;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use super::{Code, CodeConst};
use crate::base::{Constant, Int};

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
pub fn same_code(a: &Code, b: &Code) -> bool {
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
pub fn hash(constant: &CodeConst, state: &mut impl Hasher) {
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
        let hash = |constant| {
            let mut state = DefaultHasher::new();
            super::hash(constant, &mut state);
            state.finish()
        };
        assert!(!same || hash(&a) == hash(&b));
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
}
