//! What an attribute lookup meets in the type: the question that LOAD_ATTR and STORE_ATTR ask first.
//!
//! CPython: `analyze_descriptor`.

use crate::vm::Vm;
use crate::vm::object::{Obj, Payload, T, names};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A data descriptor; only asked for when storing.
    Overriding,
    /// Something that binds its owner without a bound object being needed: functions, methods of builtin types.
    Method,
    Property,
    /// A slot that `__slots__` made, or that holds an object in a builtin type.
    ObjectSlot,
    /// A slot that holds something else.
    OtherSlot,
    NonOverriding,
    BuiltinClassmethod,
    PythonClassmethod,
    NonDescriptor,
    /// An instance of a Python class, which may be a descriptor tomorrow.
    Mutable,
    Absent,
    /// `__class__` as `object` has it.
    DunderClass,
    /// `__getattribute__` or `__setattr__` was overridden, or a property meets `__getattr__`.
    Overridden,
    /// `__getattribute__` is a Python function and there is no `__getattr__`.
    PythonGetattribute,
}

impl Kind {
    /// Why an attribute of this kind has no form of its own.
    pub fn reason(self) -> &'static str {
        match self {
            Kind::Overriding => "overriding descriptor",
            Kind::Method => "method that is not called",
            Kind::Property => "property",
            Kind::ObjectSlot => "object slot",
            Kind::OtherSlot => "slot that holds no object",
            Kind::NonOverriding => "descriptor in the class",
            Kind::BuiltinClassmethod => "class method of a builtin type",
            Kind::PythonClassmethod => "class method",
            Kind::NonDescriptor => "plain class attribute",
            Kind::Mutable => "descriptor of a mutable class",
            Kind::Absent => "not in the class",
            Kind::DunderClass => "__class__",
            Kind::Overridden | Kind::PythonGetattribute => "overridden attribute access",
        }
    }
}

/// Attributes that CPython keeps as objects in the instance itself; here a getter serves them.
const OBJECT_SLOTS: &[(Obj, &[&str])] = &[
    (T::STOP_ITERATION, &["value"]),
    (T::SYSTEM_EXIT, &["code"]),
    (T::IMPORT_ERROR, &["msg", "name", "path", "name_from"]),
    (T::NAME_ERROR, &["name"]),
    (T::ATTRIBUTE_ERROR, &["name", "obj"]),
    (
        T::SYNTAX_ERROR,
        &["msg", "filename", "lineno", "offset", "text", "end_lineno", "end_offset", "print_file_and_line"],
    ),
    (T::OS_ERROR, &["errno", "strerror", "filename", "filename2"]),
    (T::BASE_EXCEPTION_GROUP, &["message", "exceptions"]),
    (T::SLICE, &["start", "stop", "step"]),
    (T::RANGE, &["start", "stop", "step"]),
    (T::FUNCTION, &["__closure__", "__doc__", "__globals__", "__module__", "__builtins__"]),
    (T::METHOD, &["__func__", "__self__"]),
    (T::PROPERTY, &["fget", "fset", "fdel"]),
];

impl Vm {
    /// What `name` is for instances of `ty`, and the object found in the class (or null).
    pub(super) fn classify(&self, ty: Obj, name: Obj, store: bool) -> (Kind, Obj) {
        let Some(data) = self.type_data(ty) else { return (Kind::Overridden, Obj::NULL) };
        let mut has_getattr = false;
        if store {
            if !data.plain_setattr {
                return (Kind::Overridden, Obj::NULL);
            }
        } else if data.plain_getattr {
            has_getattr = data.has_getattr;
        } else {
            let method = self.find_in_type(ty, names::__getattribute__).unwrap_or(Obj::NULL);
            if data.heap && !data.has_getattr && !method.is_null() && self.ty(method) == T::FUNCTION {
                return (Kind::PythonGetattribute, method);
            }
            return (Kind::Overridden, Obj::NULL);
        }
        let Some(found) = self.find_in_type(ty, name) else { return (Kind::Absent, Obj::NULL) };
        let kind = self.ty(found);
        if self.type_data(kind).is_some_and(|data| data.heap) {
            return (Kind::Mutable, found);
        }
        let class = match self.heap.payload(found) {
            Payload::Member(member) if !self.is_subtype(ty, member.owner) => Kind::OtherSlot,
            Payload::Member(_) => Kind::ObjectSlot,
            Payload::Property(_) if has_getattr => Kind::Overridden,
            Payload::Property(_) => Kind::Property,
            Payload::GetSet { .. } if name == names::__class__ => {
                let of_object = self.find_in_type(T::OBJECT, name) == Some(found);
                if of_object { Kind::DunderClass } else { Kind::NonOverriding }
            }
            Payload::GetSet { owner, .. } if self.is_object_slot(*owner, name) => Kind::ObjectSlot,
            Payload::GetSet { .. } if store => Kind::Overriding,
            Payload::GetSet { .. } => Kind::NonOverriding,
            Payload::Function(_) if kind == T::BUILTIN => Kind::NonDescriptor,
            Payload::Function(_) => Kind::Method,
            Payload::Native { .. } => match kind {
                T::METHOD_DESCRIPTOR | T::SLOT_WRAPPER => Kind::Method,
                T::CLASSMETHOD_DESCRIPTOR => Kind::BuiltinClassmethod,
                _ => Kind::NonDescriptor,
            },
            Payload::Wrapper(_) if kind == T::CLASSMETHOD => Kind::PythonClassmethod,
            _ => match kind {
                T::LRU_CACHE => Kind::Method,
                _ if self.find_in_type(kind, names::__set__).is_some() && store => Kind::Overriding,
                _ if self.find_in_type(kind, names::__get__).is_some() => Kind::NonOverriding,
                _ => Kind::NonDescriptor,
            },
        };
        (class, found)
    }

    fn is_object_slot(&self, owner: Obj, name: Obj) -> bool {
        let row = OBJECT_SLOTS.iter().find(|(ty, _)| *ty == owner);
        row.is_some_and(|(_, names)| names.contains(&self.text(name)))
    }

    /// The machine keeps the dict of the instances of `ty` (CPython: `Py_TPFLAGS_MANAGED_DICT`).
    pub(super) fn has_managed_dict(&self, ty: Obj) -> bool {
        let Some(data) = self.type_data(ty) else { return false };
        data.heap && data.has_dict && !self.type_data(data.layout).is_some_and(|layout| layout.has_dict)
    }

    /// Instances keep their values in themselves (CPython: `Py_TPFLAGS_INLINE_VALUES`).
    pub(super) fn has_inline_values(&self, ty: Obj) -> bool {
        self.has_managed_dict(ty)
            && self.type_data(ty).is_some_and(|data| data.layout == T::OBJECT && data.slot_count == 0)
    }

    /// Whether an instance has attributes of its own, wherever they are kept.
    pub(super) fn has_instance_dict(&self, o: Obj) -> bool {
        self.heap.attrs(o).is_some_and(|attrs| !attrs.dict.0.is_null() || attrs.order.iter().next().is_some())
    }

    /// Whether an instance's attributes moved to a dict of its own.
    #[inline]
    pub(super) fn has_real_dict(&self, o: Obj) -> bool {
        self.heap.attrs(o).is_some_and(|attrs| !attrs.dict.0.is_null())
    }

    /// Whether a function takes exactly `count` positional arguments and has fast locals.
    pub(super) fn check_function(&self, function: Obj, count: u32) -> Result<u32, &'static str> {
        let Some(data) = self.function_data(function) else { return Err("not a Python function") };
        let info = &self.codes[data.code as usize];
        if !info.simple {
            return Err("complex parameters");
        }
        if info.flags() & crate::bytecode::CodeFlags::OPTIMIZED == 0 {
            return Err("code that is not optimized");
        }
        if info.argcount != count {
            return Err("wrong number of arguments");
        }
        Ok(data.code)
    }
}
