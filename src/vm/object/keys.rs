//! Keys of instance attributes, shared by the instances of a class.
//!
//! An instance keeps its values in a flat list; where the value of a name stands, its class says. This is what CPython's
//! key-sharing dicts do, limits included: a class shares at most [`MOST_KEYS`] names, an instance that needs another
//! one gets a dict of its own. Names that the compiler found assigned through `self` (`__static_attributes__`) come first.

use super::Obj;

/// CPython: `SHARED_KEYS_MAX_SIZE`.
pub const MOST_KEYS: usize = 30;

/// The attribute names that a class's instances share.
#[derive(Clone, Debug, Default)]
pub struct ClassKeys {
    names: Vec<Obj>,
    /// Whether `__static_attributes__` was looked at.
    pub ready: bool,
}

impl ClassKeys {
    /// Where the value of `name` (an interned string) stands.
    #[inline]
    pub fn find(&self, name: Obj) -> Option<usize> {
        self.names.iter().position(|&known| known == name)
    }

    /// The place of a name that is not there yet; `None` when there is no room.
    pub fn add(&mut self, name: Obj) -> Option<usize> {
        if self.names.len() >= MOST_KEYS {
            return None;
        }
        self.names.push(name);
        Some(self.names.len() - 1)
    }

    /// Changes when a name is added.
    #[inline]
    pub fn version(&self) -> u32 {
        self.names.len() as u32
    }

    pub fn name(&self, at: usize) -> Option<Obj> {
        self.names.get(at).copied()
    }
}

/// Places of the attributes that an instance has, in the order in which it got them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Order {
    places: [u8; MOST_KEYS],
    len: u8,
}

impl Order {
    #[inline]
    pub fn push(&mut self, place: usize) {
        if let Some(cell) = self.places.get_mut(self.len as usize) {
            *cell = place as u8;
            self.len += 1;
        }
    }

    pub fn remove(&mut self, place: usize) {
        let len = self.len as usize;
        if let Some(at) = self.places[..len].iter().position(|&p| p as usize == place) {
            self.places.copy_within(at + 1..len, at);
            self.len -= 1;
        }
    }

    pub fn clear(&mut self) {
        self.len = 0;
    }

    pub fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.places[..self.len as usize].iter().map(|&place| place as usize)
    }
}
