//! Sets of names, copied often.

use crate::base::Name;

/// A set of names of one table, a bit for each.
#[derive(Clone, Debug, Default)]
pub(super) struct NameSet {
    words: Vec<u64>,
}

impl NameSet {
    pub fn contains(&self, name: Name) -> bool {
        let (word, bit) = Self::place(name);
        self.words.get(word).is_some_and(|bits| bits & bit != 0)
    }

    pub fn insert(&mut self, name: Name) {
        let (word, bit) = Self::place(name);
        if self.words.len() <= word {
            self.words.resize(word + 1, 0);
        }
        self.words[word] |= bit;
    }

    /// Takes a name out; whether it was there.
    pub fn remove(&mut self, name: Name) -> bool {
        let found = self.contains(name);
        if found {
            let (word, bit) = Self::place(name);
            self.words[word] &= !bit;
        }
        found
    }

    pub fn insert_all(&mut self, other: &NameSet) {
        if self.words.len() < other.words.len() {
            self.words.resize(other.words.len(), 0);
        }
        for (word, bits) in self.words.iter_mut().zip(&other.words) {
            *word |= bits;
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = Name> + '_ {
        self.words.iter().enumerate().flat_map(|(word, &bits)| {
            (0..64).filter(move |bit| bits >> bit & 1 != 0).map(move |bit| Name::from_index(word * 64 + bit))
        })
    }

    fn place(name: Name) -> (usize, u64) {
        (name.index() / 64, 1 << (name.index() % 64))
    }
}
