//! Interned identifiers of one file.
//!
//! Every stage that makes new names (mangled ones, `.0`, `__class__`) extends a clone of the table it was given:
//! ids of the earlier stage stay valid in it. A clone is three memory copies.

use std::hash::BuildHasher;
use std::ops::Range;

use hashbrown::{DefaultHashBuilder, HashTable};

/// Index of an identifier in a [`Names`] table.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct Name(u32);

impl Name {
    /// The inverse of [`Name::index`], for sets and tables indexed by name.
    pub fn from_index(index: usize) -> Self {
        Name(index as u32)
    }

    pub fn index(self) -> usize {
        self.0 as usize
    }
}

#[derive(Clone, Default)]
pub struct Names {
    text: String,
    ends: Vec<u32>,
    index: HashTable<Name>,
    hasher: DefaultHashBuilder,
}

impl Names {
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes room for so many names.
    pub fn reserve(&mut self, names: usize) {
        let Self { text, ends, index, hasher } = self;
        text.reserve(8 * names);
        ends.reserve(names);
        index.reserve(names, |&id| hasher.hash_one(slice(text, ends, id)));
    }

    /// The id of `name`; the same text always has the same id.
    pub fn intern(&mut self, name: &str) -> Name {
        let Self { text, ends, index, hasher } = self;
        let hash = hasher.hash_one(name);
        if let Some(&found) = index.find(hash, |&id| text.as_bytes()[range(ends, id)] == *name.as_bytes()) {
            return found;
        }
        let id = Name(ends.len() as u32);
        text.push_str(name);
        ends.push(text.len() as u32);
        index.insert_unique(hash, id, |&id| hasher.hash_one(slice(text, ends, id)));
        id
    }

    /// The id of `name` if some stage has interned it.
    pub fn find(&self, name: &str) -> Option<Name> {
        self.index.find(self.hasher.hash_one(name), |&id| self.bytes(id) == name.as_bytes()).copied()
    }

    pub fn get(&self, name: Name) -> &str {
        slice(&self.text, &self.ends, name)
    }

    /// The same as bytes, which takes no look at where characters begin.
    pub fn bytes(&self, name: Name) -> &[u8] {
        &self.text.as_bytes()[range(&self.ends, name)]
    }

    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
}

impl std::ops::Index<Name> for Names {
    type Output = str;

    fn index(&self, name: Name) -> &str {
        self.get(name)
    }
}

impl std::fmt::Debug for Names {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries((0..self.ends.len() as u32).map(|id| self.get(Name(id)))).finish()
    }
}

fn slice<'a>(text: &'a str, ends: &[u32], name: Name) -> &'a str {
    &text[range(ends, name)]
}

fn range(ends: &[u32], name: Name) -> Range<usize> {
    let start = if name.0 == 0 { 0 } else { ends[name.0 as usize - 1] };
    start as usize..ends[name.0 as usize] as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_text_has_the_same_id_in_a_clone() {
        let mut first = Names::new();
        let x = first.intern("x");
        let mut second = first.clone();
        let y = second.intern("y");
        assert_eq!(second.intern("x"), x);
        assert_eq!((&second[x], &second[y]), ("x", "y"));
        assert_eq!(first.find("y"), None);
    }
}
