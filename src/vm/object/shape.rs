//! Keys of instance attributes, shared.
//!
//! Instances that got the same attributes in the same order have the same shape; the values are a flat list in each
//! instance. This is what CPython's key-sharing dicts do; the machine makes a real dict only for an instance whose
//! `__dict__` is asked for, or that has very many attributes.

use hashbrown::HashMap;

use super::Obj;

/// Number of a shape; 0 has no keys.
pub type ShapeId = u32;

/// An instance with more attributes than this gets a dict of its own.
pub const MOST_KEYS: usize = 64;

#[derive(Clone)]
pub struct Shapes {
    shapes: Vec<Shape>,
    /// Place of a key in a shape.
    index: HashMap<(ShapeId, Obj), u32>,
    /// The shape with one key more.
    next: HashMap<(ShapeId, Obj), ShapeId>,
}

#[derive(Clone)]
struct Shape {
    keys: Vec<Obj>,
}

impl Default for Shapes {
    fn default() -> Self {
        Self { shapes: vec![Shape { keys: Vec::new() }], index: HashMap::new(), next: HashMap::new() }
    }
}

impl Shapes {
    pub fn keys(&self, shape: ShapeId) -> &[Obj] {
        &self.shapes[shape as usize].keys
    }

    /// Where the value of `key` (an interned string) stands.
    #[inline]
    pub fn find(&self, shape: ShapeId, key: Obj) -> Option<usize> {
        let keys = &self.shapes[shape as usize].keys;
        if keys.len() <= 8 {
            return keys.iter().position(|&k| k == key);
        }
        self.index.get(&(shape, key)).map(|&at| at as usize)
    }

    /// The shape that has `key` behind the keys of `shape`.
    pub fn with_key(&mut self, shape: ShapeId, key: Obj) -> ShapeId {
        if let Some(&next) = self.next.get(&(shape, key)) {
            return next;
        }
        let mut keys = self.shapes[shape as usize].keys.clone();
        keys.push(key);
        let id = self.shapes.len() as ShapeId;
        if keys.len() > 8 {
            for (at, &key) in keys.iter().enumerate() {
                self.index.insert((id, key), at as u32);
            }
        }
        self.shapes.push(Shape { keys });
        self.next.insert((shape, key), id);
        id
    }

    pub fn without_key(&mut self, shape: ShapeId, key: Obj) -> ShapeId {
        let keys: Vec<Obj> = self.keys(shape).iter().copied().filter(|&k| k != key).collect();
        keys.into_iter().fold(0, |shape, key| self.with_key(shape, key))
    }
}
