//! LOAD_ATTR: attributes of instances, classes and modules; methods, properties, slots.
//!
//! Cache: counter, version of the type (or of the module's keys) in two units, version of the shared keys or number of a
//! code object in two, the object found in the class in two, index of a value in one.

use super::descriptor::Kind;
use super::{Form, Outcome};
use crate::bytecode::Opcode;
use crate::vm::Vm;
use crate::vm::frames::Cont;
use crate::vm::object::{Obj, Payload, T, names};

const VERSION: usize = 2;
const KEYS: usize = 4;
const FOUND: usize = 6;
const INDEX: usize = 8;

/// Index for `__class__`, and for a slot of a builtin type that a getter serves.
const CLASS_SLOT: u16 = u16::MAX;
const GETTER_SLOT: u16 = u16::MAX - 1;

impl Vm {
    pub(super) fn specialize_load_attr(&mut self, ip: usize, arg: u32) -> Outcome {
        let (owner, name, method) = (self.peek(0), self.name_at(arg >> 1), arg & 1 != 0);
        let ty = self.ty(owner);
        if ty == T::MODULE {
            return self.specialize_module_attribute(ip, owner, name);
        }
        if self.is_type(owner) {
            return self.specialize_class_attribute(ip, owner, name);
        }
        let (kind, found) = self.classify(ty, name, false);
        let version = self.type_version(ty);
        self.set_cached(ip + VERSION, version);
        match kind {
            Kind::Method if method => self.specialize_class_lookup(ip, owner, name, found, true),
            Kind::NonDescriptor if !method => self.specialize_class_lookup(ip, owner, name, found, false),
            Kind::Property => {
                let Payload::Property(parts) = self.heap.payload(found) else { return Err("property") };
                let getter = parts[0];
                if getter.is_null() {
                    return Err("property without a getter");
                }
                if self.ty(getter) != T::FUNCTION {
                    return Err("property whose getter is no Python function");
                }
                self.specialize_getter(ip, getter, 1, method, Opcode::LOAD_ATTR_PROPERTY)
            }
            Kind::PythonGetattribute => {
                self.specialize_getter(ip, found, 2, method, Opcode::LOAD_ATTR_GETATTRIBUTE_OVERRIDDEN)
            }
            Kind::ObjectSlot => {
                self.text[ip + INDEX] = match self.heap.payload(found) {
                    Payload::Member(member) => member.index as u16,
                    _ => GETTER_SLOT,
                };
                Ok(Opcode::LOAD_ATTR_SLOT)
            }
            Kind::DunderClass => {
                self.text[ip + INDEX] = CLASS_SLOT;
                Ok(Opcode::LOAD_ATTR_SLOT)
            }
            Kind::Absent => {
                let (index, inline) = self.place_in_instance(owner, ty, name)?;
                self.text[ip + INDEX] = index;
                Ok(if inline { Opcode::LOAD_ATTR_INSTANCE_VALUE } else { Opcode::LOAD_ATTR_WITH_HINT })
            }
            other => Err(other.reason()),
        }
    }

    fn specialize_getter(&mut self, ip: usize, getter: Obj, count: u32, method: bool, form: Opcode) -> Outcome {
        let code = self.check_function(getter, count)?;
        if method {
            return Err("read as a method");
        }
        self.set_cached(ip + KEYS, code);
        self.set_cached(ip + FOUND, getter.index() as u32);
        Ok(form)
    }

    fn specialize_module_attribute(&mut self, ip: usize, module: Obj, name: Obj) -> Outcome {
        let Payload::Module(data) = self.heap.payload(module) else { return Err("not a module") };
        let dict = data.dict;
        if data.owes(name) {
            return Err("the value is still to be made");
        }
        if self.dict_entry_of(dict, names::__getattr__).is_some() {
            return Err("the module has a __getattr__");
        }
        let Some(index) = self.dict_entry_of(dict, name).and_then(|at| u16::try_from(at).ok()) else {
            return Err("not in the module");
        };
        let version = self.keys_version(dict);
        self.set_cached(ip + VERSION, version);
        self.text[ip + INDEX] = index;
        Ok(Opcode::LOAD_ATTR_MODULE)
    }

    fn specialize_class_attribute(&mut self, ip: usize, class: Obj, name: Obj) -> Outcome {
        if self.ty(class) != T::TYPE || self.find_in_type(T::TYPE, name).is_some() {
            return Err("attribute of the metaclass");
        }
        let (kind, found) = self.classify(class, name, false);
        match kind {
            Kind::Method | Kind::NonDescriptor => {
                let version = self.type_version(class);
                self.set_cached(ip + VERSION, version);
                self.set_cached(ip + FOUND, found.index() as u32);
                Ok(Opcode::LOAD_ATTR_CLASS)
            }
            other => Err(other.reason()),
        }
    }

    /// A method or plain value of the class that the instance does not hide.
    fn specialize_class_lookup(&mut self, ip: usize, owner: Obj, name: Obj, found: Obj, method: bool) -> Outcome {
        let ty = self.ty(owner);
        self.set_cached(ip + FOUND, found.index() as u32);
        if self.has_inline_values(ty) {
            self.prepare_keys(ty);
            let Some(data) = self.type_data(ty) else { return Err("not a type") };
            if data.keys.find(name).is_some() {
                return Err("hidden by instances");
            }
            let keys = data.keys.version();
            self.set_cached(ip + KEYS, keys);
            return Ok(if method {
                Opcode::LOAD_ATTR_METHOD_WITH_VALUES
            } else {
                Opcode::LOAD_ATTR_NONDESCRIPTOR_WITH_VALUES
            });
        }
        if !self.type_data(ty).is_some_and(|data| data.has_dict) {
            return Ok(if method { Opcode::LOAD_ATTR_METHOD_NO_DICT } else { Opcode::LOAD_ATTR_NONDESCRIPTOR_NO_DICT });
        }
        if !method {
            return Err(Kind::NonDescriptor.reason());
        }
        if self.has_instance_dict(owner) {
            return Err("the instance has a dict of its own");
        }
        Ok(Opcode::LOAD_ATTR_METHOD_LAZY_DICT)
    }

    /// Where an instance keeps an attribute, and whether that is in itself.
    pub(super) fn place_in_instance(&mut self, owner: Obj, ty: Obj, name: Obj) -> Result<(u16, bool), &'static str> {
        if !self.has_managed_dict(ty) {
            return Err("the type has no managed dict");
        }
        self.prepare_keys(ty);
        let shared = self.type_data(ty).and_then(|data| data.keys.find(name));
        let real = self.has_real_dict(owner);
        if self.has_inline_values(ty) && (!real || shared.is_some()) {
            return match shared {
                Some(at) => Ok((at as u16, true)),
                None => Err("not among the keys of the class"),
            };
        }
        if !self.has_instance_dict(owner) {
            return Err("the instance has no dict");
        }
        if !real {
            return shared.map(|at| (at as u16, false)).ok_or("not in the dict");
        }
        let dict = self.instance_dict(owner);
        let at = self.dict_entry_of(dict, name).and_then(|at| u16::try_from(at).ok());
        at.map(|at| (at, false)).ok_or("not in the dict")
    }

    /// The data of the owner's type, if it has the version in the cache.
    #[inline(always)]
    fn cached_type(&self, ip: usize, owner: Obj) -> Option<&crate::vm::object::TypeData> {
        let data = self.type_data(self.heap.ty(owner))?;
        (data.version == self.cached(ip + VERSION)).then_some(data)
    }

    /// Puts a value in place of the owner on the stack, with a null behind it for a method call.
    #[inline(always)]
    fn replace_owner(&mut self, owner: Obj, value: Obj, method: bool) {
        self.heap.incref(value);
        let top = self.stack.len() - 1;
        self.stack[top] = value;
        if method {
            self.push(Obj::NULL);
        }
        self.decref(owner);
    }

    #[inline(always)]
    pub fn load_attr_instance_value(&mut self, ip: usize, arg: u32) -> bool {
        let owner = self.stack[self.stack.len() - 1];
        if self.cached_type(ip, owner).is_none() {
            return false;
        }
        let Some(attrs) = self.heap.attrs(owner) else { return false };
        let value = match attrs.values.get(self.text[ip + INDEX] as usize) {
            Some(value) if !value.is_null() => *value,
            // Somebody asked for `__dict__`; CPython's dict then still looks at the values in the instance.
            _ if !attrs.dict.0.is_null() => match self.instance_get(owner, self.name_at(arg >> 1)) {
                Some(value) => value,
                None => return false,
            },
            _ => return false,
        };
        self.replace_owner(owner, value, arg & 1 != 0);
        true
    }

    #[inline(always)]
    pub fn load_attr_method(&mut self, ip: usize, arg: u32, with_values: bool) -> bool {
        let top = self.stack.len() - 1;
        let owner = self.stack[top];
        let Some(data) = self.cached_type(ip, owner) else { return false };
        if with_values && data.keys.version() != self.cached(ip + KEYS) {
            return false;
        }
        if with_values && self.heap.slot(owner).attrs != 0 && self.hides(owner, arg) {
            return false;
        }
        let method = self.heap.handle(self.cached(ip + FOUND));
        self.heap.incref(method);
        self.stack[top] = method;
        self.push(owner);
        true
    }

    /// Whether an instance with a dict of its own has the name in it.
    #[inline(always)]
    fn hides(&self, owner: Obj, arg: u32) -> bool {
        self.has_real_dict(owner) && self.instance_get(owner, self.name_at(arg >> 1)).is_some()
    }

    pub fn load_attr_method_lazy_dict(&mut self, ip: usize, arg: u32) -> bool {
        !self.has_instance_dict(self.peek(0)) && self.load_attr_method(ip, arg, false)
    }

    pub fn load_attr_nondescriptor(&mut self, ip: usize, arg: u32, with_values: bool) -> bool {
        let owner = self.peek(0);
        let Some(data) = self.cached_type(ip, owner) else { return false };
        if with_values && (data.keys.version() != self.cached(ip + KEYS) || self.hides(owner, arg)) {
            return false;
        }
        let value = self.heap.handle(self.cached(ip + FOUND));
        self.replace_owner(owner, value, false);
        true
    }

    pub fn load_attr_module(&mut self, ip: usize, arg: u32) -> bool {
        let owner = self.peek(0);
        if self.ty(owner) != T::MODULE {
            return false;
        }
        let Payload::Module(module) = self.heap.payload(owner) else { return false };
        let Some(data) = self.dict_data(module.dict) else { return false };
        if data.keys_version != self.cached(ip + VERSION) {
            return false;
        }
        let value = data.entry(self.text[ip + INDEX] as usize).value;
        self.replace_owner(owner, value, arg & 1 != 0);
        true
    }

    pub fn load_attr_class(&mut self, ip: usize, arg: u32) -> bool {
        let owner = self.peek(0);
        let Some(data) = self.type_data(owner) else { return false };
        if data.version != self.cached(ip + VERSION) {
            return false;
        }
        let value = self.heap.handle(self.cached(ip + FOUND));
        self.replace_owner(owner, value, arg & 1 != 0);
        true
    }

    pub fn load_attr_slot(&mut self, ip: usize, arg: u32) -> Form {
        let owner = self.peek(0);
        if self.cached_type(ip, owner).is_none() {
            return Form::Miss;
        }
        let value = match self.text[ip + INDEX] {
            CLASS_SLOT => self.ty(owner),
            GETTER_SLOT => return Form::General,
            index => match self.heap.attrs(owner).and_then(|attrs| attrs.slots.get(index as usize)) {
                Some(value) if !value.is_null() => *value,
                _ => return Form::Miss,
            },
        };
        self.replace_owner(owner, value, arg & 1 != 0);
        Form::Done
    }

    pub fn load_attr_with_hint(&mut self, ip: usize, arg: u32) -> bool {
        let owner = self.peek(0);
        if self.cached_type(ip, owner).is_none() || !self.has_instance_dict(owner) {
            return false;
        }
        let Some(value) = self.instance_get(owner, self.name_at(arg >> 1)) else { return false };
        self.replace_owner(owner, value, arg & 1 != 0);
        true
    }

    /// Enters the getter of a property, or a `__getattribute__` with the name as second argument.
    pub fn load_attr_getter(&mut self, ip: usize, name: Option<Obj>) -> Form {
        let owner = self.peek(0);
        if self.cached_type(ip, owner).is_none() {
            return Form::Miss;
        }
        let getter = self.heap.handle(self.cached(ip + FOUND));
        let Some(data) = self.function_data(getter) else { return Form::Miss };
        let (code, globals) = (data.code, data.globals);
        if code != self.cached(ip + KEYS) {
            return Form::Miss;
        }
        if self.frames.len() >= self.recursion_limit {
            return Form::General;
        }
        let bottom = self.stack.len() - 1;
        self.incref(getter);
        self.stack[bottom] = getter;
        self.push(owner);
        if let Some(name) = name {
            self.incref(name);
            self.push(name);
        }
        self.put_frame(getter, code, globals, bottom, bottom + 1, Cont::Push);
        Form::Done
    }
}
