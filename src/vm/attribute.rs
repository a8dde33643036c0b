//! Attributes: the MRO, descriptors, instance attributes, `super`.

use std::cell::Cell;

use super::object::statics::{FIRST_DYNAMIC, NONE};
use super::object::{DictData, Obj, Obj2, Payload, T, names};
use super::{PyResult, Raised, Vm};

/// What the MRO of a type (at one version) says about a name.
#[derive(Clone, Copy)]
pub struct Lookup {
    version: u32,
    name: Obj,
    value: Obj,
}

pub type CacheEntry = Cell<Lookup>;

/// Cells of the method cache; a power of two.
const CACHE_SIZE: usize = 4096;

/// Natives that the machine recognises, to take short cuts where nobody has overridden them.
#[derive(Clone, Copy)]
pub struct Known {
    pub getattribute: Obj,
    pub setattr: Obj,
    pub delattr: Obj,
    pub new: Obj,
    pub init: Obj,
    pub type_call: Obj,
    pub type_getattribute: Obj,
    pub object_eq: Obj,
    pub object_hash: Obj,
    pub object_repr: Obj,
    pub object_str: Obj,
    pub object_format: Obj,
    pub type_setattr: Obj,
    pub type_delattr: Obj,
    pub module_getattribute: Obj,
    pub len: Obj,
    pub isinstance: Obj,
    pub list_append: Obj,
    pub list_pop: Obj,
    pub dict_get: Obj,
    pub isalpha: Obj,
    pub isdigit: Obj,
    pub isalnum: Obj,
    pub islower: Obj,
    pub isupper: Obj,
    pub ord: Obj,
    pub chr: Obj,
    pub abs: Obj,
    pub exec: Obj,
    pub eval: Obj,
}

impl Default for Known {
    fn default() -> Self {
        let n = Obj::NULL;
        Self {
            getattribute: n,
            setattr: n,
            delattr: n,
            new: n,
            init: n,
            type_call: n,
            type_getattribute: n,
            object_eq: n,
            object_hash: n,
            object_repr: n,
            object_str: n,
            object_format: n,
            type_setattr: n,
            type_delattr: n,
            module_getattribute: n,
            len: n,
            isinstance: n,
            list_append: n,
            list_pop: n,
            dict_get: n,
            isalpha: n,
            isdigit: n,
            isalnum: n,
            islower: n,
            isupper: n,
            ord: n,
            chr: n,
            abs: n,
            exec: n,
            eval: n,
        }
    }
}

/// What a type of this version is remembered to have under a name: an object, or null if it has nothing. `None` if that is
/// not remembered.
#[inline]
pub fn recall(remembered: &[CacheEntry], version: u32, name: Obj) -> Option<Obj> {
    let cached = remembered[place_of(version, name)].get();
    (cached.version == version && cached.name == name).then_some(cached.value)
}

#[inline]
fn place_of(version: u32, name: Obj) -> usize {
    (version as usize ^ name.index().wrapping_mul(31)) & (CACHE_SIZE - 1)
}

pub fn new_cache() -> Vec<CacheEntry> {
    vec![Cell::new(Lookup { version: 0, name: Obj::NULL, value: Obj::NULL }); CACHE_SIZE]
}

impl Vm {
    pub fn object_getattribute(&self) -> Obj {
        self.known.getattribute
    }

    pub fn object_new(&self) -> Obj {
        self.known.new
    }

    pub fn object_init(&self) -> Obj {
        self.known.init
    }

    pub fn type_call(&self) -> Obj {
        self.known.type_call
    }

    /// The attribute `name` (interned) of the first class in the MRO that has it.
    #[inline]
    pub fn find_in_type(&self, ty: Obj, name: Obj) -> Option<Obj> {
        let data = self.type_data(ty)?;
        let version = data.version;
        if let Some(known) = recall(&self.method_cache, version, name) {
            return known.some();
        }
        let value = self.find_in_mro(&data.mro, name);
        self.method_cache[place_of(version, name)].set(Lookup { version, name, value: value.unwrap_or(Obj::NULL) });
        value
    }

    fn find_in_mro(&self, mro: &[Obj], name: Obj) -> Option<Obj> {
        mro.iter().find_map(|&class| self.dict_get_interned(self.type_data(class)?.namespace, name))
    }

    /// The attribute as classes behind `class` in the MRO of `ty` have it.
    pub fn find_after(&self, ty: Obj, class: Obj, name: Obj) -> Option<Obj> {
        let mro = &self.type_data(ty)?.mro;
        let at = mro.iter().position(|&c| c == class)?;
        self.find_in_mro(&mro[at + 1..], name)
    }

    /// The class in whose namespace `name` is found.
    pub fn find_owner(&self, ty: Obj, name: Obj) -> Option<Obj> {
        let mro = &self.type_data(ty)?.mro;
        mro.iter().copied().find(|&class| {
            self.type_data(class).is_some_and(|data| self.dict_get_interned(data.namespace, name).is_some())
        })
    }

    /// A version that no type ever had.
    pub fn new_type_version(&mut self) -> u32 {
        self.next_type_version += 1;
        self.next_type_version
    }

    /// An attribute of `ty` changed: what was remembered about it and the classes derived from it is void.
    pub fn type_modified(&mut self, ty: Obj) {
        let version = self.new_type_version();
        let Some(data) = self.type_data_mut(ty) else { return };
        data.version = version;
        let subclasses = data.subclasses.clone();
        let plain_getattr = self.find_in_type(ty, names::__getattribute__) == Some(self.known.getattribute);
        let plain_setattr = self.find_in_type(ty, names::__setattr__) == Some(self.known.setattr);
        let has_getattr = self.find_in_type(ty, names::__getattr__).is_some();
        let has_finalizer = self.find_in_type(ty, names::__del__).is_some();
        if let Some(data) = self.type_data_mut(ty) {
            data.plain_getattr = plain_getattr;
            data.plain_setattr = plain_setattr;
            data.has_getattr = has_getattr;
            data.has_finalizer = has_finalizer;
        }
        for subclass in subclasses {
            self.type_modified(subclass);
        }
    }

    /// `LOAD_ATTR` without calls: the value, and whether it is a function to be called with the owner as first argument.
    #[inline]
    pub fn fast_attribute(&self, owner: Obj, name: Obj, method: bool) -> Option<(Obj, bool)> {
        let ty = self.ty(owner);
        let data = self.type_data(ty)?;
        if !data.plain_getattr {
            return if ty == T::TYPE {
                self.fast_class_attribute(owner, name)
            } else if ty == T::MODULE {
                self.fast_module_attribute(owner, name)
            } else {
                None
            };
        }
        let found = self.find_in_type(ty, name);
        if let Some(descriptor) = found {
            match self.heap.payload(descriptor) {
                Payload::Function(_) => {}
                Payload::Native { .. } if self.ty(descriptor) != T::BUILTIN => {}
                Payload::Member(member) => {
                    // A slot of another class is an error.
                    if self.is_subtype(ty, member.owner) {
                        let value = *self.heap.attrs(owner)?.slots.get(member.index)?;
                        return value.some().map(|value| (value, false));
                    }
                    return None;
                }
                Payload::Property(_) | Payload::GetSet { .. } | Payload::Wrapper(_) => return None,
                Payload::Fields(fields) if self.ty(descriptor) == T::TUPLEGETTER => {
                    let at = usize::try_from(self.as_int(*fields.first()?)?).ok()?;
                    let Payload::Tuple(items) = self.heap.payload(owner) else { return None };
                    return items.get(at).map(|&item| (item, false));
                }
                _ => {
                    let kind = self.ty(descriptor);
                    if kind.index() >= FIRST_DYNAMIC as usize
                        && (self.find_in_type(kind, names::__get__).is_some()
                            || self.find_in_type(kind, names::__set__).is_some())
                    {
                        return None;
                    }
                }
            }
        }
        if let Some(value) = self.instance_get(owner, name) {
            return Some((value, false));
        }
        let value = found?;
        match self.heap.payload(value) {
            Payload::Function(_) if self.ty(value) == T::BUILTIN => Some((value, false)),
            Payload::Function(_) => method.then_some((value, true)),
            Payload::Native { .. } => {
                let kind = self.ty(value);
                (method && (kind == T::METHOD_DESCRIPTOR || kind == T::SLOT_WRAPPER)).then_some((value, true))
            }
            Payload::Int(_) | Payload::Str(_) | Payload::Float(_) | Payload::List(_) | Payload::Dict(_) => {
                Some((value, false))
            }
            _ => None,
        }
    }

    fn fast_class_attribute(&self, class: Obj, name: Obj) -> Option<(Obj, bool)> {
        if self.find_in_type(T::TYPE, name).is_some() {
            return None;
        }
        let value = self.find_in_type(class, name)?;
        match self.heap.payload(value) {
            Payload::Function(_)
            | Payload::Int(_)
            | Payload::Str(_)
            | Payload::Float(_)
            | Payload::List(_)
            | Payload::Dict(_)
            | Payload::Tuple(_) => Some((value, false)),
            Payload::Wrapper(inner) if self.ty(value) == T::STATICMETHOD => Some((*inner, false)),
            _ => None,
        }
    }

    fn fast_module_attribute(&self, module: Obj, name: Obj) -> Option<(Obj, bool)> {
        match self.heap.payload(module) {
            Payload::Module(data) if data.owes(name) => None,
            Payload::Module(data) => self.dict_get_interned(data.dict, name).map(|value| (value, false)),
            _ => None,
        }
    }

    /// The value of an attribute of the instance itself.
    #[inline]
    pub fn instance_get(&self, o: Obj, name: Obj) -> Option<Obj> {
        match self.heap.payload(o) {
            Payload::Module(data) => return self.dict_get_interned(data.dict, name),
            Payload::Type(_) => return None,
            _ => {}
        }
        let attrs = self.heap.attrs(o)?;
        if !attrs.dict.0.is_null() {
            return self.dict_get_interned(attrs.dict.0, name);
        }
        let at = self.type_data(self.ty(o))?.keys.find(name)?;
        attrs.values.get(at)?.some()
    }

    /// Names and values of the attributes that stand in the instance itself, in the order in which they were set.
    pub fn own_attributes(&self, o: Obj) -> impl Iterator<Item = (Obj, Obj)> + '_ {
        let keys = self.type_data(self.ty(o)).map(|data| &data.keys);
        let attrs = self.heap.attrs(o);
        let places = attrs.into_iter().flat_map(|attrs| attrs.order.iter().map(|at| (at, attrs.values[at])));
        places.filter_map(move |(at, value)| Some((keys?.name(at)?, value)))
    }

    /// The place of an attribute in the instances of `ty`, made if there is none; `None` when there is no room.
    pub fn attribute_place(&mut self, ty: Obj, name: Obj) -> Option<usize> {
        self.prepare_keys(ty);
        let keys = &mut self.type_data_mut(ty)?.keys;
        keys.find(name).or_else(|| keys.add(name))
    }

    /// Enters the names that the compiler foresees in the keys of a class.
    pub fn prepare_keys(&mut self, ty: Obj) {
        let Some(data) = self.type_data(ty) else { return };
        if data.keys.ready {
            return;
        }
        let foreseen = self.dict_get_interned(data.namespace, names::__static_attributes__);
        let foreseen = foreseen.and_then(|tuple| self.items(tuple)).map_or_else(Vec::new, <[Obj]>::to_vec);
        let foreseen: Vec<Obj> = foreseen.into_iter().filter(|&name| self.ty(name) == T::STR).collect();
        let foreseen: Vec<Obj> = foreseen.into_iter().map(|name| self.intern_obj(name)).collect();
        if let Some(data) = self.type_data_mut(ty) {
            data.keys.ready = true;
            for name in foreseen {
                data.keys.add(name);
            }
        }
    }

    /// Puts a counted value at a place of an instance that has no dict.
    #[inline]
    pub fn put_attribute(&mut self, o: Obj, at: usize, value: Obj) {
        let attrs = self.heap.attrs_or_new(o);
        if at >= attrs.values.len() {
            attrs.values.resize(at + 1, Obj::NULL);
        }
        let old = std::mem::replace(&mut attrs.values[at], value);
        if old.is_null() {
            attrs.order.push(at);
        } else {
            self.decref(old);
        }
    }

    /// Sets an attribute of the instance itself.
    pub fn instance_set(&mut self, o: Obj, name: Obj, value: Obj) {
        if let Payload::Module(data) = self.heap.payload(o) {
            let dict = data.dict;
            self.dict_set_interned(dict, name, value);
            return;
        }
        let attrs = self.heap.attrs_or_new(o);
        if !attrs.dict.0.is_null() {
            let dict = attrs.dict.0;
            self.dict_set_interned(dict, name, value);
            return;
        }
        let ty = self.ty(o);
        let Some(at) = self.attribute_place(ty, name) else {
            let dict = self.instance_dict(o);
            self.dict_set_interned(dict, name, value);
            return;
        };
        self.heap.incref(value);
        self.put_attribute(o, at, value);
    }

    /// Removes an attribute of the instance itself; false if it has none of that name.
    pub fn instance_del(&mut self, o: Obj, name: Obj) -> bool {
        if let Payload::Module(data) = self.heap.payload_mut(o) {
            let dict = data.dict;
            // What is taken away is not owed any more.
            data.owes_spec &= name != names::__spec__;
            return self.dict_del_interned(dict, name);
        }
        let Some(attrs) = self.heap.attrs(o) else { return false };
        if !attrs.dict.0.is_null() {
            let dict = attrs.dict.0;
            return self.dict_del_interned(dict, name);
        }
        let Some(at) = self.type_data(self.ty(o)).and_then(|data| data.keys.find(name)) else { return false };
        let Some(attrs) = self.heap.attrs_mut(o) else { return false };
        let old = attrs.values.get_mut(at).map_or(Obj::NULL, |value| std::mem::replace(value, Obj::NULL));
        if old.is_null() {
            return false;
        }
        attrs.order.remove(at);
        self.decref(old);
        true
    }

    /// `__dict__`: from now on the attributes live in a real dict.
    pub fn instance_dict(&mut self, o: Obj) -> Obj {
        if let Payload::Module(data) = self.heap.payload(o) {
            return data.dict;
        }
        let attrs = self.heap.attrs_or_new(o);
        if !attrs.dict.0.is_null() {
            return attrs.dict.0;
        }
        let own: Vec<(Obj, Obj)> = self.own_attributes(o).collect();
        let attrs = self.heap.attrs_or_new(o);
        attrs.values.clear();
        attrs.order.clear();
        let mut data = DictData::with_capacity(own.len());
        for (key, value) in own {
            self.heap.incref(key);
            let hash = self.str_data(key).map_or(0, |s| s.hash());
            data.insert_new(key, hash, value);
        }
        self.heap.counts.young += 1;
        let dict = self.heap.alloc(T::DICT, Payload::Dict(Box::new(data)));
        self.heap.attrs_or_new(o).dict = Obj2(dict);
        dict
    }

    /// Puts another dict behind `__dict__`.
    pub fn set_instance_dict(&mut self, o: Obj, dict: Obj) {
        self.instance_dict(o);
        self.incref(dict);
        let old = std::mem::replace(&mut self.heap.attrs_or_new(o).dict, Obj2(dict));
        self.decref(old.0);
    }

    /// Whether assignments of attributes are served by this object's own storage.
    pub fn has_own_attributes(&self, o: Obj) -> bool {
        matches!(self.heap.payload(o), Payload::Module(_))
            || self.type_data(self.ty(o)).is_some_and(|data| data.has_dict)
    }

    /// What `__get__` of a class attribute gives; `receiver` is null when it is looked up on the class.
    pub fn bind(&mut self, found: Obj, receiver: Obj, ty: Obj) -> PyResult<Obj> {
        let kind = self.ty(found);
        match self.heap.payload(found) {
            Payload::Function(_) => {
                if receiver.is_null() || kind == T::BUILTIN {
                    return Ok(self.hold(found));
                }
                Ok(self.new_object_counted(T::METHOD, Payload::Method { function: found, receiver }))
            }
            Payload::Native { .. } => match kind {
                T::METHOD_DESCRIPTOR | T::SLOT_WRAPPER if !receiver.is_null() => {
                    let bound = if kind == T::SLOT_WRAPPER { T::METHOD_WRAPPER } else { T::BUILTIN };
                    Ok(self.new_object_counted(bound, Payload::NativeBound { native: found, receiver }))
                }
                T::CLASSMETHOD_DESCRIPTOR => {
                    Ok(self.new_object_counted(T::BUILTIN, Payload::NativeBound { native: found, receiver: ty }))
                }
                _ => Ok(self.hold(found)),
            },
            Payload::Property(_) => {
                if receiver.is_null() {
                    return Ok(self.hold(found));
                }
                self.property_get(found, receiver)
            }
            &Payload::Wrapper(inner) if self.layout(kind) == T::STATICMETHOD => Ok(self.hold(inner)),
            &Payload::Wrapper(inner) if self.layout(kind) == T::CLASSMETHOD => {
                Ok(self.new_object_counted(T::METHOD, Payload::Method { function: inner, receiver: ty }))
            }
            Payload::GetSet { def, .. } => {
                if receiver.is_null() {
                    return Ok(self.hold(found));
                }
                let get = def.get;
                let value = get(self, receiver)?;
                Ok(self.hold(value))
            }
            Payload::Member(member) => {
                if receiver.is_null() {
                    return Ok(self.hold(found));
                }
                let (index, name, owner) = (member.index, member.name, member.owner);
                self.check_member_receiver(name, owner, receiver)?;
                let value = self.heap.attrs(receiver).and_then(|attrs| attrs.slots.get(index).copied());
                match value.and_then(Obj::some) {
                    Some(value) => Ok(self.hold(value)),
                    None => {
                        let (class, attribute) = (self.full_type_name(self.ty(receiver)), self.text(name));
                        let message = format!("'{class}' object has no attribute '{attribute}'");
                        Err(self.raise_attribute_error(message, receiver, name))
                    }
                }
            }
            Payload::Method { .. } | Payload::NativeBound { .. } => Ok(self.hold(found)),
            _ => {
                let Some(get) = self.find_in_type(kind, names::__get__) else { return Ok(self.hold(found)) };
                self.hold(found);
                let receiver = if receiver.is_null() { NONE } else { receiver };
                if matches!(self.heap.payload(get), Payload::Function(_) | Payload::Native { .. }) {
                    return self.call_method_found(get, found, &[receiver, ty], &[]);
                }
                // Anything else is called as it is, with the descriptor in front.
                self.call(get, &[found, receiver, ty])
            }
        }
    }

    /// Whether a data descriptor has a `__get__` at all.
    fn has_getter(&self, o: Obj) -> bool {
        matches!(self.heap.payload(o), Payload::Property(_) | Payload::GetSet { .. } | Payload::Member(_))
            || self.find_in_type(self.ty(o), names::__get__).is_some()
    }

    pub fn is_data_descriptor(&self, o: Obj) -> bool {
        match self.heap.payload(o) {
            Payload::Property(_) | Payload::GetSet { .. } | Payload::Member(_) => true,
            Payload::Function(_) | Payload::Int(_) | Payload::Str(_) | Payload::Native { .. } => false,
            _ => {
                let ty = self.ty(o);
                self.find_in_type(ty, names::__set__).is_some() || self.find_in_type(ty, names::__delete__).is_some()
            }
        }
    }

    /// `object.__getattribute__`, without raising for what is not there.
    pub fn generic_get_attr(&mut self, o: Obj, name: Obj) -> PyResult<Option<Obj>> {
        let ty = self.ty(o);
        let found = self.find_in_type(ty, name);
        if let Some(found) = found
            && self.is_data_descriptor(found)
            && self.has_getter(found)
        {
            return self.bind(found, o, ty).map(Some);
        }
        if let Some(value) = self.instance_get(o, name) {
            return Ok(Some(self.hold(value)));
        }
        match found {
            Some(found) => self.bind(found, o, ty).map(Some),
            None => Ok(None),
        }
    }

    /// `type.__getattribute__`, without raising for what is not there.
    pub fn type_get_attr(&mut self, class: Obj, name: Obj) -> PyResult<Option<Obj>> {
        let meta = self.ty(class);
        let in_meta = self.find_in_type(meta, name);
        if let Some(found) = in_meta
            && self.is_data_descriptor(found)
            && self.has_getter(found)
        {
            return self.bind(found, class, meta).map(Some);
        }
        if let Some(found) = self.find_in_type(class, name) {
            return self.bind(found, Obj::NULL, class).map(Some);
        }
        match in_meta {
            Some(found) => self.bind(found, class, meta).map(Some),
            None => Ok(None),
        }
    }

    /// The attribute, or `None` where there is no such attribute; other errors pass.
    pub fn find_attr(&mut self, o: Obj, name: Obj) -> PyResult<Option<Obj>> {
        let ty = self.ty(o);
        let Some(data) = self.type_data(ty) else { return Ok(None) };
        if !data.has_getattr {
            if data.plain_getattr {
                let result = self.generic_get_attr(o, name);
                return self.none_if_attribute_error(result);
            }
            if self.is_type(o) && self.find_in_type(ty, names::__getattribute__) == Some(self.known.type_getattribute) {
                let result = self.type_get_attr(o, name);
                return self.none_if_attribute_error(result);
            }
        }
        let result = self.get_attr(o, name).map(Some);
        self.none_if_attribute_error(result)
    }

    fn none_if_attribute_error(&mut self, result: PyResult<Option<Obj>>) -> PyResult<Option<Obj>> {
        if result.is_err() && self.raised_is(T::ATTRIBUTE_ERROR) {
            self.clear_raised();
            return Ok(None);
        }
        result
    }

    pub fn get_attr_str(&mut self, o: Obj, name: &str) -> PyResult<Obj> {
        let name = self.intern(name);
        self.get_attr(o, name)
    }

    /// `getattr(o, name)`; `name` is an interned string.
    pub fn get_attr(&mut self, o: Obj, name: Obj) -> PyResult<Obj> {
        let ty = self.ty(o);
        let Some(data) = self.type_data(ty) else { return Err(self.internal("an object without a type")) };
        let (plain, has_getattr) = (data.plain_getattr, data.has_getattr);
        let result = if plain {
            match self.generic_get_attr(o, name) {
                Ok(Some(value)) => return Ok(value),
                Ok(None) if !has_getattr => return Err(self.no_attribute(o, name)),
                Ok(None) => return self.call_getattr(o, name),
                Err(error) => Err(error),
            }
        } else {
            match self.find_in_type(ty, names::__getattribute__) {
                Some(method) => self.call_method_found(method, o, &[name], &[]),
                None => Err(self.no_attribute(o, name)),
            }
        };
        match result {
            Err(_) if has_getattr && self.raised_is(T::ATTRIBUTE_ERROR) => {
                self.clear_raised();
                self.call_getattr(o, name)
            }
            Err(error) => {
                self.blame_attribute(o, name);
                Err(error)
            }
            other => other,
        }
    }

    fn call_getattr(&mut self, o: Obj, name: Obj) -> PyResult<Obj> {
        match self.call_special(o, names::__getattr__, &[name]) {
            Ok(Some(value)) => Ok(value),
            Ok(None) => Err(self.no_attribute(o, name)),
            Err(error) => {
                self.blame_attribute(o, name);
                Err(error)
            }
        }
    }

    /// The `AttributeError` for a missing attribute.
    pub fn no_attribute(&mut self, o: Obj, name: Obj) -> Raised {
        let attribute = self.text(name).to_owned();
        let message = if let Payload::Type(_) = self.heap.payload(o) {
            format!("type object '{}' has no attribute '{attribute}'", self.type_name(o))
        } else if let Payload::Module(data) = self.heap.payload(o) {
            let dict = data.dict;
            self.missing_module_attribute(dict, &attribute)
        } else if self.ty(o) == T::SUPER {
            format!("'super' object has no attribute '{attribute}'")
        } else {
            format!("'{}' object has no attribute '{attribute}'", self.type_name_of(o))
        };
        self.raise_attribute_error(message, o, name)
    }

    /// `STORE_ATTR` on an instance that nothing special is known about.
    #[inline]
    pub fn fast_set_attribute(&mut self, o: Obj, name: Obj, value: Obj) -> bool {
        let ty = self.ty(o);
        let Some(data) = self.type_data(ty) else { return false };
        if !data.plain_setattr || !data.has_dict {
            return false;
        }
        if let Some(found) = self.find_in_type(ty, name)
            && self.is_data_descriptor(found)
        {
            return false;
        }
        self.instance_set(o, name, value);
        true
    }

    pub fn set_attr(&mut self, o: Obj, name: Obj, value: Obj) -> PyResult<()> {
        let ty = self.ty(o);
        let Some(method) = self.find_in_type(ty, names::__setattr__) else { return Ok(()) };
        if method == self.known.setattr {
            return self.generic_set_attr(o, name, value);
        }
        self.call_method_found(method, o, &[name, value], &[]).map(|_| ())
    }

    pub fn del_attr(&mut self, o: Obj, name: Obj) -> PyResult<()> {
        let ty = self.ty(o);
        let Some(method) = self.find_in_type(ty, names::__delattr__) else { return Ok(()) };
        if method == self.known.delattr {
            return self.generic_set_attr(o, name, Obj::NULL);
        }
        self.call_method_found(method, o, &[name], &[]).map(|_| ())
    }

    /// `object.__setattr__` and, with a null value, `object.__delattr__`.
    pub fn generic_set_attr(&mut self, o: Obj, name: Obj, value: Obj) -> PyResult<()> {
        let ty = self.ty(o);
        let found = self.find_in_type(ty, name);
        if let Some(found) = found
            && self.is_data_descriptor(found)
        {
            return self.descriptor_set(found, o, value);
        }
        let deleting = value.is_null();
        if self.has_own_attributes(o) {
            if !deleting {
                self.instance_set(o, name, value);
                return Ok(());
            }
            if self.instance_del(o, name) {
                return Ok(());
            }
            return Err(self.no_attribute(o, name));
        }
        let (type_name, attribute) = (self.type_name(ty), self.text(name).to_owned());
        let message = if found.is_some() {
            format!("'{type_name}' object attribute '{attribute}' is read-only")
        } else {
            format!("'{type_name}' object has no attribute '{attribute}' and no __dict__ for setting new attributes")
        };
        Err(self.raise_attribute_error(message, o, name))
    }

    /// Assignment (or, with null, deletion) through a data descriptor.
    pub fn descriptor_set(&mut self, descriptor: Obj, o: Obj, value: Obj) -> PyResult<()> {
        match self.heap.payload(descriptor) {
            Payload::Property(_) => self.property_set(descriptor, o, value),
            Payload::GetSet { def, .. } => match def.set {
                Some(set) => set(self, o, value),
                None => {
                    let name = self.intern(def.name);
                    Err(self.not_writable(descriptor, o, name))
                }
            },
            Payload::Member(member) if member.read_only => {
                let name = member.name;
                Err(self.not_writable(descriptor, o, name))
            }
            Payload::Member(member) => {
                let (index, name, owner) = (member.index, member.name, member.owner);
                self.check_member_receiver(name, owner, o)?;
                if self.layout(self.ty(o)) == T::OBJECT || self.heap.attrs(o).is_some() || !value.is_null() {
                    let attrs = self.heap.attrs_or_new(o);
                    if attrs.slots.len() <= index {
                        attrs.slots.resize(index + 1, Obj::NULL);
                    }
                    let old = std::mem::replace(&mut attrs.slots[index], value);
                    self.heap.incref_some(value);
                    if value.is_null() && old.is_null() {
                        let message = self.text(name).to_owned();
                        return Err(self.raise_attribute_error(message, o, name));
                    }
                    self.decref_some(old);
                }
                Ok(())
            }
            _ => {
                let method = if value.is_null() { names::__delete__ } else { names::__set__ };
                let args: &[Obj] = if value.is_null() { &[o] } else { &[o, value] };
                self.hold(descriptor);
                match self.call_special(descriptor, method, args)? {
                    Some(_) => Ok(()),
                    None => {
                        let missing = self.text(method).to_owned();
                        let message = missing;
                        Err(self.raise_text(T::ATTRIBUTE_ERROR, &message))
                    }
                }
            }
        }
    }

    /// The error for a descriptor that gives a value but takes none.
    fn not_writable(&mut self, descriptor: Obj, o: Obj, name: Obj) -> Raised {
        let message = if self.ty(descriptor) == T::MEMBER {
            "readonly attribute".to_owned()
        } else {
            // It names the class that has the descriptor.
            let owner = match self.heap.payload(descriptor) {
                Payload::Member(member) => self.type_name(member.owner),
                _ => self.type_name_of(o),
            };
            format!("attribute '{}' of '{owner}' objects is not writable", self.text(name))
        };
        self.raise_attribute_error(message, o, name)
    }

    /// A slot belongs to the objects of one class.
    fn check_member_receiver(&mut self, name: Obj, owner: Obj, o: Obj) -> PyResult<()> {
        if self.is_instance(o, owner) {
            return Ok(());
        }
        let (name, owner, given) = (self.text(name).to_owned(), self.type_name(owner), self.type_name_of(o));
        Err(self.type_error(format!("descriptor '{name}' for '{owner}' objects doesn't apply to a '{given}' object")))
    }

    /// A bare instance of a class with the layout of `object`.
    pub fn new_instance(&mut self, class: Obj) -> Obj {
        self.heap.counts.young += 1;
        self.new_object(class, Payload::Plain)
    }
}
