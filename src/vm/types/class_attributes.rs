//! The attributes of classes: what `type` has getters and setters for, and what messages take from them.

use crate::vm::object::statics::NONE;
use crate::vm::object::{Obj, Payload, T, names};
use crate::vm::{PyResult, Vm};

pub fn get_name(vm: &mut Vm, class: Obj) -> PyResult<Obj> {
    let name = vm.short_name(class);
    Ok(vm.intern(&name))
}

/// What the setters of a class refuse: another value for a builtin one, and deletion.
fn check_set(vm: &mut Vm, class: Obj, value: Obj, attribute: &str) -> PyResult<()> {
    vm.check_mutable(class, attribute)?;
    if value.is_null() {
        let name = vm.type_name(class);
        return Err(vm.type_error(format!("cannot delete '{attribute}' attribute of immutable type '{name}'")));
    }
    Ok(())
}

/// Raises a `UnicodeEncodeError` for text with lone surrogates.
pub fn check_encodable(vm: &mut Vm, text: Obj) -> PyResult<()> {
    if !vm.text(text).is_ascii() {
        vm.call_method_str(text, "encode", &[])?;
    }
    Ok(())
}

/// A name must be text that can be encoded, without nulls.
pub fn check_name(vm: &mut Vm, name: Obj) -> PyResult<()> {
    check_encodable(vm, name)?;
    if vm.text(name).contains('\0') {
        return Err(vm.value_error("type name must not contain null characters"));
    }
    Ok(())
}

pub fn set_name(vm: &mut Vm, class: Obj, value: Obj) -> PyResult<()> {
    check_set(vm, class, value, "__name__")?;
    if !vm.is_str(value) {
        let got = vm.type_name_of(value);
        return Err(vm.type_error(format!("can only assign string to {}.__name__, not '{got}'", vm.type_name(class))));
    }
    check_name(vm, value)?;
    let text = vm.text(value).to_owned();
    if let Some(data) = vm.type_data_mut(class) {
        data.name = text;
    }
    Ok(())
}

pub fn get_qualname(vm: &mut Vm, class: Obj) -> PyResult<Obj> {
    Ok(vm.type_data(class).map_or(NONE, |data| data.qualname))
}

pub fn set_qualname(vm: &mut Vm, class: Obj, value: Obj) -> PyResult<()> {
    check_set(vm, class, value, "__qualname__")?;
    if !vm.is_str(value) {
        let got = vm.type_name_of(value);
        let message = format!("can only assign string to {}.__qualname__, not '{got}'", vm.type_name(class));
        return Err(vm.type_error(message));
    }
    vm.incref(value);
    if let Some(data) = vm.type_data_mut(class) {
        let old = std::mem::replace(&mut data.qualname, value);
        vm.decref(old);
    }
    Ok(())
}

pub fn get_module(vm: &mut Vm, class: Obj) -> PyResult<Obj> {
    let namespace = vm.namespace_of(class);
    match vm.dict_get_interned(namespace, names::__module__) {
        // `type` itself has the descriptor for it there.
        Some(module) if class != T::TYPE => Ok(module),
        _ => Ok(names::builtins),
    }
}

pub fn set_module(vm: &mut Vm, class: Obj, value: Obj) -> PyResult<()> {
    check_set(vm, class, value, "__module__")?;
    let namespace = vm.namespace_of(class);
    let first = vm.intern("__firstlineno__");
    vm.dict_del_interned(namespace, first);
    vm.set_in_class(class, names::__module__, value);
    Ok(())
}

pub fn get_bases(vm: &mut Vm, class: Obj) -> PyResult<Obj> {
    let bases = vm.type_data(class).map_or_else(Vec::new, |data| data.bases.clone());
    Ok(vm.new_tuple(&bases))
}

pub fn get_base(vm: &mut Vm, class: Obj) -> PyResult<Obj> {
    Ok(vm.type_data(class).and_then(|data| data.base.some()).unwrap_or(NONE))
}

/// `None` while the MRO is being computed for the first time.
pub fn get_mro(vm: &mut Vm, class: Obj) -> PyResult<Obj> {
    let mro = vm.type_data(class).map_or_else(Vec::new, |data| data.mro.clone());
    if mro.is_empty() { Ok(NONE) } else { Ok(vm.new_tuple(&mro)) }
}

pub fn get_dict(vm: &mut Vm, class: Obj) -> PyResult<Obj> {
    let namespace = vm.namespace_of(class);
    Ok(vm.new_object_counted(T::MAPPINGPROXY, Payload::View(namespace)))
}

pub fn get_doc(vm: &mut Vm, class: Obj) -> PyResult<Obj> {
    // Some have an attribute of that name for their instances.
    if vm.type_data(class).is_some_and(|data| !data.heap)
        && let Some(text) = crate::vm::builtins::docs::of_type(&vm.short_name(class))
    {
        return Ok(vm.new_str(text));
    }
    let namespace = vm.namespace_of(class);
    match vm.dict_get_interned(namespace, names::__doc__) {
        Some(doc) => vm.bind(doc, Obj::NULL, class),
        None => Ok(NONE),
    }
}

pub fn set_doc(vm: &mut Vm, class: Obj, value: Obj) -> PyResult<()> {
    check_set(vm, class, value, "__doc__")?;
    vm.set_in_class(class, names::__doc__, value);
    Ok(())
}

pub fn get_annotations(vm: &mut Vm, class: Obj) -> PyResult<Obj> {
    if !vm.type_data(class).is_some_and(|data| data.heap) {
        let message = format!("type object '{}' has no attribute '__annotations__'", vm.type_name(class));
        return Err(vm.raise_attribute_error(message, class, names::__annotations__));
    }
    let namespace = vm.namespace_of(class);
    if let Some(dict) = vm.dict_get_interned(namespace, names::__annotations__) {
        return Ok(dict);
    }
    let dict = vm.new_dict();
    vm.set_in_class(class, names::__annotations__, dict);
    Ok(dict)
}

pub fn set_annotations(vm: &mut Vm, class: Obj, value: Obj) -> PyResult<()> {
    vm.check_mutable(class, "__annotations__")?;
    if !vm.set_in_class(class, names::__annotations__, value) {
        return Err(vm.raise_attribute_error("__annotations__".to_owned(), class, names::__annotations__));
    }
    Ok(())
}

pub fn get_abstract(vm: &mut Vm, class: Obj) -> PyResult<Obj> {
    let namespace = vm.namespace_of(class);
    match vm.dict_get_interned(namespace, names::__abstractmethods__) {
        Some(value) if class != T::TYPE => Ok(value),
        _ => {
            let message = "__abstractmethods__".to_owned();
            Err(vm.raise_attribute_error(message, class, names::__abstractmethods__))
        }
    }
}

pub fn set_abstract(vm: &mut Vm, class: Obj, value: Obj) -> PyResult<()> {
    // CPython asks for the truth of the value before it stores it.
    let is_abstract = !value.is_null() && vm.truth(value)?;
    if !vm.set_in_class(class, names::__abstractmethods__, value) {
        let message = "__abstractmethods__".to_owned();
        return Err(vm.raise_attribute_error(message, class, names::__abstractmethods__));
    }
    if let Some(data) = vm.type_data_mut(class) {
        data.is_abstract = is_abstract;
    }
    Ok(())
}

pub fn get_type_params(vm: &mut Vm, class: Obj) -> PyResult<Obj> {
    if class == T::TYPE {
        // In its namespace there is what gets those of others.
        return Ok(crate::vm::object::statics::EMPTY_TUPLE);
    }
    let namespace = vm.namespace_of(class);
    let own = if class == T::TYPE { None } else { vm.dict_get_interned(namespace, names::__type_params__) };
    Ok(own.unwrap_or(crate::vm::object::statics::EMPTY_TUPLE))
}

pub fn set_type_params(vm: &mut Vm, class: Obj, value: Obj) -> PyResult<()> {
    check_set(vm, class, value, "__type_params__")?;
    vm.set_in_class(class, names::__type_params__, value);
    Ok(())
}

impl Vm {
    pub fn type_qualname(&self, ty: Obj) -> String {
        self.type_data(ty).map_or_else(String::new, |data| self.text(data.qualname).to_owned())
    }

    /// The name of a class with its module, unless that is `builtins` or `__main__`.
    pub fn full_type_name(&self, ty: Obj) -> String {
        let name = self.type_qualname(ty);
        match self.type_module(ty) {
            Some(module) if module != "builtins" && module != "__main__" => format!("{module}.{name}"),
            _ => name,
        }
    }

    /// `__module__` of a class, if it is a string.
    pub fn type_module(&self, ty: Obj) -> Option<String> {
        let data = self.type_data(ty)?;
        let module = self.dict_get_interned(data.namespace, names::__module__).filter(|_| ty != T::TYPE);
        let Some(module) = module else {
            return (!data.heap).then(|| "builtins".to_owned());
        };
        self.is_str(module).then(|| self.text(module).to_owned())
    }

    pub fn check_not_abstract(&mut self, class: Obj) -> PyResult<()> {
        if !self.type_data(class).is_some_and(|data| data.is_abstract) {
            return Ok(());
        }
        let methods = match self.type_data(class).map(|data| data.namespace) {
            Some(namespace) => self.dict_get_interned(namespace, names::__abstractmethods__),
            None => None,
        };
        let Some(methods) = methods else { return Ok(()) };
        let mut list: Vec<String> = self.collect(methods)?.iter().map(|&o| self.text(o).to_owned()).collect();
        list.sort();
        let quoted: Vec<String> = list.iter().map(|name| format!("'{name}'")).collect();
        let plural = if quoted.len() == 1 { "" } else { "s" };
        let name = self.type_name(class);
        let message = format!(
            "Can't instantiate abstract class {name} without an implementation for abstract method{plural} {}",
            quoted.join(", ")
        );
        Err(self.type_error(message))
    }
}
