//! Dicts: look-up with Python's equality, and the short way for interned names.

use super::object::{DictData, Obj, Payload, T, names};
use super::{PyResult, Vm};

impl Vm {
    pub fn dict_data(&self, dict: Obj) -> Option<&DictData> {
        match self.heap.payload(dict) {
            Payload::Dict(data) => Some(data),
            _ => None,
        }
    }

    pub fn dict_data_mut(&mut self, dict: Obj) -> Option<&mut DictData> {
        match self.heap.payload_mut(dict) {
            Payload::Dict(data) => Some(data),
            _ => None,
        }
    }

    /// Looks up an interned string; borrowed. Keys that are not strings are never equal to one here.
    #[inline]
    pub fn dict_get_interned(&self, dict: Obj, name: Obj) -> Option<Obj> {
        let data = self.dict_data(dict)?;
        let at = self.find_name(data, name)?;
        Some(data.entry(at).value)
    }

    #[inline]
    fn find_name(&self, data: &DictData, name: Obj) -> Option<usize> {
        let Payload::Str(text) = self.heap.payload(name) else { return None };
        let mut probe = data.probe(text.hash());
        while let Some(at) = data.next(&mut probe) {
            let key = data.entry(at).key;
            if key == name {
                return Some(at);
            }
            if let Payload::Str(other) = self.heap.payload(key)
                && other.as_str() == text.as_str()
            {
                return Some(at);
            }
        }
        None
    }

    /// Number of the entry of an interned string.
    pub fn dict_entry_of(&self, dict: Obj, name: Obj) -> Option<usize> {
        self.find_name(self.dict_data(dict)?, name)
    }

    pub fn dict_get_str(&self, dict: Obj, name: &str) -> Option<Obj> {
        let name = *self.interned.get(name)?;
        self.dict_get_interned(dict, name)
    }

    /// Stores under an interned string.
    pub fn dict_set_interned(&mut self, dict: Obj, name: Obj, value: Obj) {
        self.heap.incref(value);
        let Some(data) = self.dict_data(dict) else {
            self.decref(value);
            return;
        };
        match self.find_name(data, name) {
            Some(at) => {
                let old = self.dict_data_mut(dict).map(|data| data.replace_value(at, value));
                if let Some(old) = old {
                    self.decref(old);
                }
            }
            None => {
                self.heap.incref(name);
                let hash = self.str_data(name).map_or(0, |s| s.hash());
                if let Some(data) = self.dict_data_mut(dict) {
                    data.insert_new(name, hash, value);
                }
            }
        }
    }

    pub fn dict_set_str(&mut self, dict: Obj, name: &str, value: Obj) {
        let name = self.intern(name);
        self.dict_set_interned(dict, name, value);
    }

    pub fn dict_del_interned(&mut self, dict: Obj, name: Obj) -> bool {
        let Some(data) = self.dict_data(dict) else { return false };
        let Some(at) = self.find_name(data, name) else { return false };
        if let Some(data) = self.dict_data_mut(dict) {
            let entry = data.remove(at);
            self.decref(entry.key);
            self.decref(entry.value);
        }
        true
    }

    /// Number of the entry with a key equal to `key`.
    pub fn dict_find(&mut self, dict: Obj, key: Obj, hash: i64) -> PyResult<Option<usize>> {
        'again: loop {
            let Some(data) = self.dict_data(dict) else { return Ok(None) };
            let cells = data.cells();
            let mut probe = data.probe(hash);
            loop {
                let Some(data) = self.dict_data(dict) else { return Ok(None) };
                let Some(at) = data.next(&mut probe) else { return Ok(None) };
                let candidate = data.entry(at).key;
                if candidate == key {
                    return Ok(Some(at));
                }
                if let Some(equal) = self.simple_equal(candidate, key) {
                    if equal {
                        return Ok(Some(at));
                    }
                    continue;
                }
                self.hold(candidate);
                let equal = self.equal(candidate, key)?;
                // The comparison may have changed the dict; but the key at hand stands where it stood, unless the dict grew.
                let is_there = |data: &DictData| data.entries().get(at).is_some_and(|entry| entry.key == candidate);
                if !self.dict_data(dict).is_some_and(|data| data.cells() == cells && is_there(data)) {
                    continue 'again;
                }
                if equal {
                    return Ok(Some(at));
                }
            }
        }
    }

    /// The value under `key`; held.
    pub fn dict_get(&mut self, dict: Obj, key: Obj) -> PyResult<Option<Obj>> {
        let hash = self.hash(key)?;
        match self.dict_find(dict, key, hash)? {
            Some(at) => {
                let value = self.dict_data(dict).map_or(Obj::NULL, |data| data.entry(at).value);
                Ok(Some(self.hold(value)))
            }
            None => Ok(None),
        }
    }

    pub fn dict_set(&mut self, dict: Obj, key: Obj, value: Obj) -> PyResult<()> {
        let hash = self.hash(key)?;
        self.dict_set_hashed(dict, key, hash, value)
    }

    pub fn dict_set_hashed(&mut self, dict: Obj, key: Obj, hash: i64, value: Obj) -> PyResult<()> {
        let found = self.dict_find(dict, key, hash)?;
        self.heap.incref(value);
        match found {
            Some(at) => {
                if let Some(old) = self.dict_data_mut(dict).map(|data| data.replace_value(at, value)) {
                    self.decref(old);
                }
            }
            None => {
                self.heap.incref(key);
                if let Some(data) = self.dict_data_mut(dict) {
                    data.insert_new(key, hash, value);
                }
            }
        }
        Ok(())
    }

    /// Takes a key out; key and value are held.
    pub fn dict_remove(&mut self, dict: Obj, key: Obj) -> PyResult<Option<Obj>> {
        let hash = self.hash(key)?;
        let Some(at) = self.dict_find(dict, key, hash)? else { return Ok(None) };
        Ok(self.dict_remove_at(dict, at).map(|(_, value)| value))
    }

    pub fn dict_remove_at(&mut self, dict: Obj, at: usize) -> Option<(Obj, Obj)> {
        let entry = self.dict_data_mut(dict)?.remove(at);
        self.own(entry.key);
        self.own(entry.value);
        Some((entry.key, entry.value))
    }

    /// The same for the last entry, as `popitem` does.
    pub fn dict_remove_last(&mut self, dict: Obj, at: usize) -> Option<(Obj, Obj)> {
        let entry = self.dict_data_mut(dict)?.remove_last(at);
        self.own(entry.key);
        self.own(entry.value);
        Some((entry.key, entry.value))
    }

    pub fn dict_clear(&mut self, dict: Obj) {
        let Some(entries) = self.dict_data_mut(dict).map(DictData::take) else { return };
        for entry in entries {
            if !entry.key.is_null() {
                self.decref(entry.key);
                self.decref(entry.value);
            }
        }
    }

    /// A copy of keys, hashes and values; held.
    pub fn dict_entries(&mut self, dict: Obj) -> Vec<(Obj, i64, Obj)> {
        let entries: Vec<_> = self
            .dict_data(dict)
            .map_or_else(Vec::new, |data| data.iter().map(|entry| (entry.key, entry.hash, entry.value)).collect());
        for &(key, _, value) in &entries {
            self.hold(key);
            self.hold(value);
        }
        entries
    }

    /// Keys and values of a dict or of anything with `keys()` and `__getitem__`; held.
    pub fn mapping_pairs(&mut self, mapping: Obj) -> PyResult<Vec<(Obj, Obj)>> {
        if self.is_plain_mapping(mapping) {
            return Ok(self.dict_entries(mapping).into_iter().map(|(key, _, value)| (key, value)).collect());
        }
        let keys = self.call_method(mapping, names::keys, &[])?;
        let mut pairs = Vec::new();
        for key in self.collect(keys)? {
            let value = self.get_item(mapping, key)?;
            pairs.push((key, value));
        }
        Ok(pairs)
    }

    /// `dict.update(other)` with a mapping.
    pub fn dict_update(&mut self, dict: Obj, other: Obj) -> PyResult<()> {
        let mark = self.mark();
        if self.is_plain_mapping(other) {
            let entries = self.dict_entries(other);
            let length = entries.len();
            for (key, hash, value) in entries {
                self.dict_set_hashed(dict, key, hash, value)?;
                if dict != other && self.quick_len(other) != Some(length) {
                    return Err(self.raise_text(T::RUNTIME_ERROR, "dict mutated during update"));
                }
            }
            self.release(mark);
            return Ok(());
        }
        let keys = self.call_method(other, names::keys, &[])?;
        for key in self.collect(keys)? {
            let value = self.get_item(other, key)?;
            self.dict_set(dict, key, value)?;
        }
        self.release(mark);
        Ok(())
    }

    /// Whether the entries of a dict are what its class would iterate over.
    fn is_plain_mapping(&self, o: Obj) -> bool {
        self.is_instance(o, T::DICT)
            && self.find_in_type(self.ty(o), names::__iter__) == self.find_in_type(T::DICT, names::__iter__)
    }

    pub fn dict_copy(&mut self, dict: Obj) -> Obj {
        let entries = self.dict_entries(dict);
        let mut data = DictData::with_capacity(entries.len());
        for &(key, hash, value) in &entries {
            self.heap.incref(key);
            self.heap.incref(value);
            data.insert_new(key, hash, value);
        }
        self.heap.counts.young += 1;
        self.new_object(T::DICT, Payload::Dict(Box::new(data)))
    }

    /// The `KeyError` for a missing key.
    pub fn key_error(&mut self, key: Obj) -> super::Raised {
        let exception = self.new_exception_args(T::KEY_ERROR, &[key]);
        self.raise_object(exception)
    }
}
