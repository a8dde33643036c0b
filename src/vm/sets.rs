//! Sets: look-up with Python's equality.

use super::object::set::Step;
use super::object::{Obj, Payload, SetData, T};
use super::{PyResult, Vm};

impl Vm {
    pub fn set_data(&self, set: Obj) -> Option<&SetData> {
        match self.heap.payload(set) {
            Payload::Set(data) => Some(data),
            _ => None,
        }
    }

    pub fn set_data_mut(&mut self, set: Obj) -> Option<&mut SetData> {
        match self.heap.payload_mut(set) {
            Payload::Set(data) => Some(data),
            _ => None,
        }
    }

    /// `Ok` with the cell of an equal key, `Err` with the cell where one would go.
    pub fn set_find(&mut self, set: Obj, key: Obj, hash: i64) -> PyResult<Result<usize, usize>> {
        'again: loop {
            let Some(data) = self.set_data(set) else { return Ok(Err(0)) };
            let version = data.version;
            let mut probe = data.probe(hash);
            loop {
                let Some(data) = self.set_data(set) else { return Ok(Err(0)) };
                match data.next(&mut probe) {
                    Step::Absent(at) => return Ok(Err(at)),
                    Step::Candidate(at, candidate) => {
                        if candidate == key {
                            return Ok(Ok(at));
                        }
                        if let Some(equal) = self.simple_equal(candidate, key) {
                            if equal {
                                return Ok(Ok(at));
                            }
                            continue;
                        }
                        self.hold(candidate);
                        let equal = self.equal(candidate, key)?;
                        if self.set_data(set).is_none_or(|data| data.version != version) {
                            continue 'again;
                        }
                        if equal {
                            return Ok(Ok(at));
                        }
                    }
                }
            }
        }
    }

    /// Adds a key; false if it was there.
    pub fn set_add(&mut self, set: Obj, key: Obj) -> PyResult<bool> {
        let hash = self.hash(key)?;
        self.set_add_hashed(set, key, hash)
    }

    pub fn set_add_hashed(&mut self, set: Obj, key: Obj, hash: i64) -> PyResult<bool> {
        match self.set_find(set, key, hash)? {
            Ok(_) => Ok(false),
            Err(at) => {
                self.heap.incref(key);
                if let Some(data) = self.set_data_mut(set) {
                    data.insert_at(at, key, hash);
                }
                Ok(true)
            }
        }
    }

    pub fn set_contains(&mut self, set: Obj, key: Obj) -> PyResult<bool> {
        let hash = self.hash_for_set(key)?;
        Ok(self.set_find(set, key, hash)?.is_ok())
    }

    /// Removes a key; false if it was not there.
    pub fn set_discard(&mut self, set: Obj, key: Obj) -> PyResult<bool> {
        let hash = self.hash_for_set(key)?;
        match self.set_find(set, key, hash)? {
            Ok(at) => {
                let old = self.set_data_mut(set).map(|data| data.remove(at));
                if let Some(old) = old {
                    self.decref(old);
                }
                Ok(true)
            }
            Err(_) => Ok(false),
        }
    }

    /// The hash of a key to look for: a set that is looked for in a set counts as the frozenset of its items.
    fn hash_for_set(&mut self, key: Obj) -> PyResult<i64> {
        let hash = self.hash(key);
        if hash.is_err()
            && self.raised_is(T::TYPE_ERROR)
            && self.is_instance(key, T::SET)
            && let Some(data) = self.set_data(key)
        {
            let hash = frozenset_hash(data);
            self.clear_raised();
            return Ok(hash);
        }
        hash
    }

    /// Keys and hashes in the order of the table; held.
    pub fn set_keys(&mut self, set: Obj) -> Vec<(Obj, i64)> {
        let keys: Vec<_> = self.set_data(set).map_or_else(Vec::new, |data| data.iter().collect());
        for &(key, _) in &keys {
            self.hold(key);
        }
        keys
    }

    /// `set.update(iterable)`.
    pub fn set_update(&mut self, set: Obj, iterable: Obj) -> PyResult<()> {
        if matches!(self.heap.payload(iterable), Payload::Set(_)) {
            return self.set_merge(set, iterable);
        }
        if self.ty(iterable) == T::DICT {
            let entries = self.dict_entries(iterable);
            if let Some(data) = self.set_data_mut(set) {
                data.reserve_for_merge(entries.len());
            }
            for (key, hash, _) in entries {
                self.set_add_hashed(set, key, hash)?;
            }
            return Ok(());
        }
        let iterator = self.get_iter(iterable)?;
        loop {
            let mark = self.mark();
            let Some(item) = self.next_item(iterator)? else { return Ok(()) };
            self.set_add(set, item)?;
            self.release(mark);
        }
    }

    /// Adds all keys of another set, laying the table out as CPython does.
    fn set_merge(&mut self, set: Obj, other: Obj) -> PyResult<()> {
        let keys = self.set_keys(other);
        if set == other || keys.is_empty() {
            return Ok(());
        }
        let source = self.set_data(other).cloned().unwrap_or_default();
        let mut copied = false;
        let mut fresh = false;
        if let Some(data) = self.set_data_mut(set) {
            data.reserve_for_merge(source.len());
            fresh = data.is_fresh();
            copied = data.copy_cells_from(&source);
            if fresh && !copied {
                for &(key, hash) in &keys {
                    data.insert_clean_new(key, hash);
                }
            }
        }
        if copied || fresh {
            for &(key, _) in &keys {
                self.heap.incref(key);
            }
            return Ok(());
        }
        for (key, hash) in keys {
            self.set_add_hashed(set, key, hash)?;
        }
        Ok(())
    }

    /// A new set of the type with the keys of another.
    pub fn set_copy(&mut self, ty: Obj, other: Obj) -> PyResult<Obj> {
        let set = self.new_set(ty);
        self.set_update(set, other)?;
        Ok(set)
    }

    pub fn set_clear(&mut self, set: Obj) {
        let Some(keys) = self.set_data_mut(set).map(SetData::take) else { return };
        for key in keys {
            self.decref(key);
        }
    }

    /// A frozenset of constants in the order of the source; counted for the caller.
    ///
    /// CPython's compiler builds it twice: from the source, then, where constants are merged, from what iterating over the
    /// first gives. Keys that fall upon one cell change their order each time. A third time comes when a name among the
    /// keys turns out to be `known`, interned before.
    pub fn frozenset_of_constants(&mut self, items: &[Obj], known: bool) -> Obj {
        let mark = self.mark();
        let mut items = items.to_vec();
        let mut set = Obj::NULL;
        for _ in 0..if known { 3 } else { 2 } {
            set = self.new_set(T::FROZENSET);
            for &item in &items {
                // Constants are hashable.
                let _ = self.set_add(set, item);
            }
            items = self.set_keys(set).into_iter().map(|(key, _)| key).collect();
        }
        self.incref(set);
        self.release(mark);
        set
    }
}

/// CPython's hash of a frozenset: independent of the order.
pub fn frozenset_hash(data: &SetData) -> i64 {
    let shuffle = |h: u64| (h ^ 89869747 ^ (h << 16)).wrapping_mul(3644798167);
    let mut hash = 0u64;
    for (_, key_hash) in data.iter() {
        hash ^= shuffle(key_hash as u64);
    }
    // CPython runs over empty cells too: their hash is 0, dummies' −1; an odd number of them counts.
    hash ^= (data.len() as u64 + 1).wrapping_mul(1927868237);
    hash ^= (hash >> 11) ^ (hash >> 25);
    hash = hash.wrapping_mul(69069).wrapping_add(907133923);
    if hash == u64::MAX { 590923713 } else { hash as i64 }
}
