//! The data of `dict`: entries in the order of insertion, and an open-addressing index into them.
//!
//! Finding a key may have to ask Python code (`__eq__`), so a search is a [`Probe`] that the machine drives: it yields
//! entries with the right hash one after the other, and nothing is borrowed in between.

use super::Obj;

const EMPTY: i32 = -1;
const DELETED: i32 = -2;

#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// [`Obj::NULL`] in an entry that was deleted.
    pub key: Obj,
    pub value: Obj,
    pub hash: i64,
}

#[derive(Clone, Debug, Default)]
pub struct DictData {
    entries: Vec<Entry>,
    /// Entry numbers, or `EMPTY` or `DELETED`; a power of two long, or nothing while the dict never had a key.
    index: Vec<i32>,
    used: usize,
    /// Index cells that are not `EMPTY`.
    filled: usize,
    /// Changes whenever a key comes or goes.
    pub version: u32,
    /// Number of this state of the keys, among all dicts of the machine; 0 until somebody asked (`keys_version`).
    pub keys_version: u32,
}

/// A search in progress.
#[derive(Clone, Copy, Debug)]
pub struct Probe {
    hash: i64,
    at: usize,
    perturb: u64,
}

impl DictData {
    pub fn with_capacity(count: usize) -> Self {
        let mut dict = Self::default();
        if count > 5 {
            dict.rebuild((count * 3 / 2 + 1).next_power_of_two());
            dict.entries.reserve(count);
        }
        dict
    }

    #[inline]
    pub fn len(&self) -> usize {
        self.used
    }

    pub fn is_empty(&self) -> bool {
        self.used == 0
    }

    /// All entries, deleted ones (with a null key) included.
    #[inline]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Size of the hash table.
    pub fn cells(&self) -> usize {
        self.index.len()
    }

    #[inline]
    pub fn entry(&self, at: usize) -> &Entry {
        &self.entries[at]
    }

    /// Living entries in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Entry> + '_ {
        self.entries.iter().filter(|entry| !entry.key.is_null())
    }

    #[inline]
    pub fn probe(&self, hash: i64) -> Probe {
        let mask = self.index.len().wrapping_sub(1);
        Probe { hash, at: hash as usize & mask, perturb: hash as u64 }
    }

    /// Number of the next entry that has the hash.
    #[inline]
    pub fn next(&self, probe: &mut Probe) -> Option<usize> {
        if self.index.is_empty() {
            return None;
        }
        let mask = self.index.len() - 1;
        loop {
            let number = self.index[probe.at & mask];
            if number == EMPTY {
                return None;
            }
            probe.perturb >>= 5;
            probe.at = (probe.at.wrapping_mul(5).wrapping_add(probe.perturb as usize).wrapping_add(1)) & mask;
            if number >= 0 && self.entries[number as usize].hash == probe.hash {
                return Some(number as usize);
            }
        }
    }

    /// The entry whose key is this very object.
    #[inline]
    pub fn find_identical(&self, key: Obj, hash: i64) -> Option<usize> {
        let mut probe = self.probe(hash);
        while let Some(at) = self.next(&mut probe) {
            if self.entries[at].key == key {
                return Some(at);
            }
        }
        None
    }

    /// Adds a key that is not there. The caller has counted key and value.
    pub fn insert_new(&mut self, key: Obj, hash: i64, value: Obj) {
        // Entries of removed keys are not used again, so that iterators notice what comes after them.
        if (self.entries.len().max(self.filled) + 1) * 3 > self.index.len() * 2 {
            self.rebuild(((self.used + 1) * 3).next_power_of_two().max(8));
        }
        let number = self.entries.len() as i32;
        self.entries.push(Entry { key, value, hash });
        let mask = self.index.len() - 1;
        let mut at = hash as usize & mask;
        let mut perturb = hash as u64;
        while self.index[at] >= 0 {
            perturb >>= 5;
            at = (at.wrapping_mul(5).wrapping_add(perturb as usize).wrapping_add(1)) & mask;
        }
        if self.index[at] == EMPTY {
            self.filled += 1;
        }
        self.index[at] = number;
        self.used += 1;
        self.version = self.version.wrapping_add(1);
        self.keys_version = 0;
    }

    /// Puts a new value in an entry and gives back the old one; counts are the caller's.
    #[inline]
    pub fn replace_value(&mut self, at: usize, value: Obj) -> Obj {
        std::mem::replace(&mut self.entries[at].value, value)
    }

    /// Takes an entry out; its counts pass to the caller.
    pub fn remove(&mut self, at: usize) -> Entry {
        let entry = self.entries[at];
        let mask = self.index.len() - 1;
        let mut cell = entry.hash as usize & mask;
        let mut perturb = entry.hash as u64;
        while self.index[cell] != at as i32 {
            perturb >>= 5;
            cell = (cell.wrapping_mul(5).wrapping_add(perturb as usize).wrapping_add(1)) & mask;
        }
        self.index[cell] = DELETED;
        self.entries[at] = Entry { key: Obj::NULL, value: Obj::NULL, hash: 0 };
        self.used -= 1;
        self.version = self.version.wrapping_add(1);
        self.keys_version = 0;
        entry
    }

    /// Removes the last living entry, and those of removed keys behind it.
    pub fn remove_last(&mut self, at: usize) -> Entry {
        let entry = self.remove(at);
        self.entries.truncate(at);
        entry
    }

    /// Number of the last living entry.
    pub fn last(&self) -> Option<usize> {
        self.entries.iter().rposition(|entry| !entry.key.is_null())
    }

    /// Empties the dict; the entries' counts pass to the caller.
    pub fn take(&mut self) -> Vec<Entry> {
        let version = self.version.wrapping_add(1);
        let old = std::mem::take(self);
        self.version = version;
        old.entries
    }

    /// New index of `size` cells, without the marks of deleted entries.
    fn rebuild(&mut self, size: usize) {
        if self.entries.len() != self.used {
            self.entries.retain(|entry| !entry.key.is_null());
        }
        self.index.clear();
        self.index.resize(size, EMPTY);
        let mask = size - 1;
        for (number, entry) in self.entries.iter().enumerate() {
            let mut at = entry.hash as usize & mask;
            let mut perturb = entry.hash as u64;
            while self.index[at] != EMPTY {
                perturb >>= 5;
                at = (at.wrapping_mul(5).wrapping_add(perturb as usize).wrapping_add(1)) & mask;
            }
            self.index[at] = number as i32;
        }
        self.filled = self.used;
    }

    /// Moves a living entry to the end (or, with `last` false, to the front), as `OrderedDict.move_to_end` does.
    pub fn move_entry(&mut self, at: usize, last: bool) {
        let entry = self.entries.remove(at);
        if last {
            self.entries.push(entry);
        } else {
            self.entries.insert(0, entry);
        }
        let size = self.index.len();
        self.rebuild(size);
        self.version = self.version.wrapping_add(1);
        self.keys_version = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_survives_deletion_and_growth() {
        let mut dict = DictData::default();
        for n in 1..100u32 {
            dict.insert_new(Obj::fixed(n), i64::from(n), Obj::NULL);
        }
        for n in (1..100u32).step_by(2) {
            let at = dict.find_identical(Obj::fixed(n), i64::from(n)).expect("the key is there");
            dict.remove(at);
        }
        dict.insert_new(Obj::fixed(1), 1, Obj::NULL);
        let keys: Vec<_> = dict.iter().map(|entry| entry.key.index()).collect();
        assert_eq!(keys.len(), 50);
        assert_eq!((keys[0], keys[48], keys[49]), (2, 98, 1));
    }
}
