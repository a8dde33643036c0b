//! Sets that keep the order in which things came: the names and constants of a code object, the symbols of a scope.

use std::hash::Hash;

use hashbrown::HashMap;

use crate::base::Name;

/// So many keys are looked through one by one; only beyond does a table say where each is. Most code objects have fewer.
const FEW: usize = 12;

/// Keys with their positions: a key has the one at which it was added.
#[derive(Clone, Debug)]
pub struct Positions<K> {
    keys: Vec<K>,
    /// Of all keys, once there are more than [`FEW`].
    positions: HashMap<K, u32>,
}

pub type NameTable = Positions<Name>;

impl<K> Default for Positions<K> {
    fn default() -> Self {
        Self { keys: Vec::new(), positions: HashMap::new() }
    }
}

impl<K: Copy + Eq + Hash> Positions<K> {
    /// The position of `key`, which is added if it is new.
    pub fn add(&mut self, key: K) -> u32 {
        if let Some(position) = self.position(key) {
            return position;
        }
        let position = self.keys.len() as u32;
        if self.keys.capacity() == 0 {
            self.keys.reserve(FEW);
        }
        self.keys.push(key);
        if self.keys.len() == FEW + 1 {
            self.number(0);
        } else if self.keys.len() > FEW {
            self.positions.insert(key, position);
        }
        position
    }

    pub fn position(&self, key: K) -> Option<u32> {
        if self.keys.len() <= FEW {
            return self.keys.iter().position(|&known| known == key).map(|position| position as u32);
        }
        self.positions.get(&key).copied()
    }

    /// Takes a key out and gives the position that it had; the keys behind it move up.
    pub fn remove(&mut self, key: K) -> Option<u32> {
        let position = self.position(key)?;
        self.keys.remove(position as usize);
        if self.keys.len() <= FEW {
            self.positions.clear();
        } else {
            self.positions.remove(&key);
            self.number(position as usize);
        }
        Some(position)
    }

    /// Writes down the positions of the keys from one on.
    fn number(&mut self, from: usize) {
        let keys = self.keys.iter().enumerate().skip(from);
        self.positions.extend(keys.map(|(position, &key)| (key, position as u32)));
    }

    pub fn first(&self) -> Option<K> {
        self.keys.first().copied()
    }

    pub fn len(&self) -> usize {
        self.keys.len()
    }

    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    pub fn as_slice(&self) -> &[K] {
        &self.keys
    }

    pub fn into_vec(self) -> Vec<K> {
        self.keys
    }
}

impl<K: Copy + Eq + Hash> FromIterator<K> for Positions<K> {
    fn from_iter<I: IntoIterator<Item = K>>(keys: I) -> Self {
        let mut table = Self::default();
        for key in keys {
            table.add(key);
        }
        table
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_keys_and_many_are_found_alike() {
        let mut table = NameTable::default();
        for index in 0..3 * FEW {
            assert_eq!(table.add(Name::from_index(index)), index as u32);
            assert_eq!(table.add(Name::from_index(index)), index as u32);
            assert_eq!(table.position(Name::from_index(index + 1)), None);
        }
        for index in (0..3 * FEW).step_by(2) {
            assert_eq!(table.remove(Name::from_index(index)), Some(index as u32 / 2));
            assert_eq!(table.remove(Name::from_index(index)), None);
        }
        for index in (1..3 * FEW).step_by(2) {
            assert_eq!(table.position(Name::from_index(index)), Some(index as u32 / 2));
        }
    }
}
