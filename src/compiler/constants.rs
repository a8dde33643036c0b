//! The cache that makes equal constants one object.
//!
//! CPython: `merge_consts_recursive` and `_PyCompile_ConstCacheMergeOne`. There is one cache per compilation. Codegen
//! registers every constant it loads, items of tuples and frozensets included; the flow graph the tuples it folds; the
//! assembler whole tuples of names and constants, and its tables.

use std::hash::{BuildHasher, Hasher};
use std::sync::Arc;

use hashbrown::{DefaultHashBuilder, HashTable};

use crate::base::{Constant, Name, Names, Text};
use crate::bytecode::CodeConst;
use crate::bytecode::sameness::{hash, same};

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
        hash(constant, &mut state);
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

    #[test]
    fn the_first_object_represents_its_key_also_inside_tuples() {
        let mut cache = ConstCache::new();
        cache.add(value(Constant::identifier("é")));
        let tuple = cache.add(value(Constant::Tuple([Constant::str("é")].into())));
        let CodeConst::Value(Constant::Tuple(items)) = cache.get(tuple) else { panic!("a tuple stays a tuple") };
        assert!(matches!(&items[0], Constant::Str(text) if text.interned));
    }
}
