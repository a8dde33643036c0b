//! Attributes that code computes: through `super` and through properties.

use super::object::statics::NONE;
use super::object::{Obj, Payload, T, names};
use super::{PyResult, Raised, Vm};

impl Vm {
    /// Checks the arguments of `super(class, receiver)`; returns the type whose MRO is searched.
    pub fn super_check(&mut self, class: Obj, receiver: Obj) -> PyResult<Obj> {
        if !self.is_type(class) {
            let name = self.type_name_of(class);
            return Err(self.type_error(format!("super() argument 1 must be a type, not {name}")));
        }
        if self.is_type(receiver) && self.is_subtype(receiver, class) {
            return Ok(receiver);
        }
        let ty = self.ty(receiver);
        if self.is_subtype(ty, class) {
            return Ok(ty);
        }
        let declared = self.get_attr(receiver, names::__class__)?;
        if declared != ty && self.is_type(declared) && self.is_subtype(declared, class) {
            return Ok(declared);
        }
        let message = "super(type, obj): obj (instance of {}) is not an instance or subtype of type ({}).";
        let own = if self.is_type(receiver) {
            format!("type {}", self.type_name(receiver))
        } else {
            format!("instance of {}", self.type_name(ty))
        };
        let wanted = self.type_name(class);
        let message = message.replacen("instance of {}", &own, 1).replacen("{}", &wanted, 1);
        Err(self.raise_text(T::TYPE_ERROR, &message))
    }

    pub fn super_attribute(&mut self, class: Obj, receiver: Obj, object_type: Obj, name: Obj) -> PyResult<Obj> {
        if name != names::__class__
            && let Some(found) = self.find_after(object_type, class, name)
        {
            let bound_to = if receiver == object_type { Obj::NULL } else { receiver };
            return self.bind(found, bound_to, object_type);
        }
        let object = self.new_object_counted(T::SUPER, Payload::Super(Box::new([class, receiver, object_type])));
        match self.generic_get_attr(object, name)? {
            Some(value) => Ok(value),
            None => Err(self.no_attribute(object, name)),
        }
    }

    /// A property's getter.
    pub fn property_get(&mut self, property: Obj, receiver: Obj) -> PyResult<Obj> {
        let Payload::Property(parts) = self.heap.payload(property) else {
            return Err(self.internal("a property"));
        };
        let getter = parts[0];
        if getter.is_null() || getter == NONE {
            return Err(self.property_refuses(property, receiver, "getter"));
        }
        self.call(getter, &[receiver])
    }

    pub fn property_set(&mut self, property: Obj, receiver: Obj, value: Obj) -> PyResult<()> {
        let Payload::Property(parts) = self.heap.payload(property) else {
            return Err(self.internal("a property"));
        };
        let (setter, deleter) = (parts[1], parts[2]);
        let (function, what) = if value.is_null() { (deleter, "deleter") } else { (setter, "setter") };
        if function.is_null() || function == NONE {
            return Err(self.property_refuses(property, receiver, what));
        }
        let result =
            if value.is_null() { self.call(function, &[receiver]) } else { self.call(function, &[receiver, value]) };
        result.map(|_| ())
    }

    fn property_refuses(&mut self, property: Obj, receiver: Obj, what: &str) -> Raised {
        let ty = self.ty(receiver);
        let class = self.type_qualname(ty);
        let name = match self.heap.payload(property) {
            Payload::Property(parts) => parts[4],
            _ => Obj::NULL,
        };
        let message = if name.is_null() {
            format!("property of '{class}' object has no {what}")
        } else {
            let name = self.repr_text(name).unwrap_or_default();
            format!("property {name} of '{class}' object has no {what}")
        };
        self.raise_text(T::ATTRIBUTE_ERROR, &message)
    }
}
