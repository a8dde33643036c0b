//! `object`, `None`, `NotImplemented`, `Ellipsis`.

use super::{TypeTable, ZERO, reduce, sizes};
use crate::vm::compare::{Compare, identity_hash};
use crate::vm::native::{Args, Arity, GetSetDef, def};
use crate::vm::object::statics::{ELLIPSIS, NONE, NOT_IMPLEMENTED};
use crate::vm::object::{Obj, Payload, T, names};
use crate::vm::{PyResult, Vm};

pub const TABLES: &[TypeTable] = &[
    TypeTable::new(
        T::OBJECT,
        &[
            def("__repr__", ZERO, repr),
            def("__str__", ZERO, str),
            def("__hash__", ZERO, hash),
            def("__eq__", Arity::Slot(1, 1), eq),
            def("__ne__", Arity::Slot(1, 1), ne),
            def("__lt__", Arity::Slot(1, 1), not_implemented),
            def("__le__", Arity::Slot(1, 1), not_implemented),
            def("__gt__", Arity::Slot(1, 1), not_implemented),
            def("__ge__", Arity::Slot(1, 1), not_implemented),
            def("__getattribute__", Arity::Slot(1, 1), getattribute),
            def("__setattr__", Arity::Blank(2, 2), setattr),
            def("__delattr__", Arity::Slot(1, 1), delattr),
            def("__init__", Arity::Any, init),
            def("__format__", Arity::One, format),
            def("__dir__", Arity::None, dir),
            def("__sizeof__", Arity::None, sizes::sizeof),
            def("__reduce_ex__", Arity::One, reduce::reduce_ex),
            def("__reduce__", Arity::None, reduce::reduce),
            def("__getstate__", Arity::None, reduce::getstate),
        ],
    )
    .with_statics(&[def("__new__", Arity::Any, new)])
    .with_class_methods(&[
        def("__init_subclass__", Arity::Any, init_subclass),
        def("__subclasshook__", Arity::Any, subclasshook),
    ])
    .with_getset(&[GetSetDef { name: "__class__", get: get_class, set: Some(set_class) }]),
    TypeTable::new(T::NONE, &[def("__repr__", ZERO, super::repr), def("__bool__", ZERO, none_bool), super::HASH])
        .with_statics(&[def("__new__", Arity::Any, none_new)]),
    TypeTable::new(
        T::NOT_IMPLEMENTED,
        &[
            def("__repr__", ZERO, super::repr),
            def("__bool__", ZERO, not_implemented_bool),
            def("__reduce__", Arity::None, singleton_reduce),
        ],
    )
    .with_statics(&[def("__new__", Arity::Any, not_implemented_new)]),
    TypeTable::new(
        T::ELLIPSIS,
        &[def("__repr__", ZERO, super::repr), def("__reduce__", Arity::None, singleton_reduce)],
    )
    .with_statics(&[def("__new__", Arity::Any, ellipsis_new)]),
];

fn no_arguments(vm: &mut Vm, args: &Args, name: &str) -> PyResult<()> {
    if args.len() > 1 || !args.kw.is_empty() {
        return Err(vm.type_error(format!("{name} takes no arguments")));
    }
    Ok(())
}

fn not_implemented_new(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    no_arguments(vm, args, "NotImplementedType")?;
    Ok(NOT_IMPLEMENTED)
}

/// `NotImplemented.__reduce__`, `Ellipsis.__reduce__`: the name of the singleton.
fn singleton_reduce(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    vm.native_repr(args[0])
}

fn none_bool(_: &mut Vm, _: &Args) -> PyResult<Obj> {
    Ok(Obj::bool(false))
}

fn none_new(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    no_arguments(vm, args, "NoneType")?;
    Ok(NONE)
}

fn ellipsis_new(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    no_arguments(vm, args, "EllipsisType")?;
    Ok(ELLIPSIS)
}

fn not_implemented_bool(vm: &mut Vm, _: &Args) -> PyResult<Obj> {
    vm.warn(T::DEPRECATION_WARNING, "NotImplemented should not be used in a boolean context")?;
    Ok(Obj::bool(true))
}

fn repr(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let text = vm.default_repr(args[0]);
    Ok(vm.new_str(text))
}

fn str(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    vm.object_str(args[0])
}

fn hash(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    Ok(vm.new_int(identity_hash(args[0])))
}

fn eq(_: &mut Vm, args: &Args) -> PyResult<Obj> {
    Ok(if args[0] == args[1] { Obj::bool(true) } else { NOT_IMPLEMENTED })
}

/// `!=` is the opposite of `==`, unless that does not know.
fn ne(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let Some(method) = vm.find_in_type(vm.ty(args[0]), Compare::Equal.method()) else { return Ok(NOT_IMPLEMENTED) };
    let equal = vm.call_method_found(method, args[0], &[args[1]], &[])?;
    if equal == NOT_IMPLEMENTED {
        return Ok(equal);
    }
    Ok(Obj::bool(!vm.truth(equal)?))
}

fn not_implemented(_: &mut Vm, _: &Args) -> PyResult<Obj> {
    Ok(NOT_IMPLEMENTED)
}

/// The name argument of the attribute methods, interned.
pub fn attribute_name(vm: &mut Vm, name: Obj) -> PyResult<Obj> {
    if !vm.is_str(name) {
        let got = vm.type_name_of(name);
        return Err(vm.type_error(format!("attribute name must be string, not '{got}'")));
    }
    Ok(vm.intern_obj(name))
}

fn getattribute(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let name = attribute_name(vm, args[1])?;
    match vm.generic_get_attr(args[0], name)? {
        Some(value) => Ok(value),
        None => Err(vm.no_attribute(args[0], name)),
    }
}

fn setattr(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let name = attribute_name(vm, args[1])?;
    check_no_class(vm, args[0], "__setattr__")?;
    vm.generic_set_attr(args[0], name, args[2])?;
    Ok(NONE)
}

/// What `type` forbids for a class cannot be had by the methods of `object`.
fn check_no_class(vm: &mut Vm, o: Obj, method: &str) -> PyResult<()> {
    if vm.is_type(o) {
        let name = vm.type_name_of(o);
        return Err(vm.type_error(format!("can't apply this {method} to {name} object")));
    }
    Ok(())
}

fn delattr(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let name = attribute_name(vm, args[1])?;
    check_no_class(vm, args[0], "__delattr__")?;
    vm.generic_set_attr(args[0], name, Obj::NULL)?;
    Ok(NONE)
}

fn new(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let class = args[0];
    if !vm.is_type(class) {
        return Err(vm.raise_text(T::TYPE_ERROR, "object.__new__(X): X is not a type object"));
    }
    if args.len() > 1 || !args.kw.is_empty() {
        if vm.find_in_type(class, names::__new__) != Some(vm.known.new) {
            let message = "object.__new__() takes exactly one argument (the type to instantiate)";
            return Err(vm.raise_text(T::TYPE_ERROR, message));
        }
        if vm.find_in_type(class, names::__init__) == Some(vm.known.init) {
            let name = vm.type_name(class);
            return Err(vm.type_error(format!("{name}() takes no arguments")));
        }
    }
    let layout = vm.layout(class);
    if layout != T::OBJECT {
        let (layout, name) = (vm.type_name(layout), vm.type_name(class));
        let message = format!("object.__new__({name}) is not safe, use {layout}.__new__()");
        return Err(vm.type_error(message));
    }
    vm.check_not_abstract(class)?;
    Ok(vm.new_instance(class))
}

fn init(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if args.len() > 1 || !args.kw.is_empty() {
        let ty = vm.ty(args[0]);
        if vm.find_in_type(ty, names::__init__) != Some(vm.known.init) {
            let message = "object.__init__() takes exactly one argument (the instance to initialize)";
            return Err(vm.raise_text(T::TYPE_ERROR, message));
        }
        let heap = vm.type_data(ty).is_some_and(|data| data.heap);
        if vm.find_in_type(ty, names::__new__) == Some(vm.known.new) && (heap || ty == T::OBJECT) {
            let name = vm.type_name(ty);
            let message = format!("{name}.__init__() takes exactly one argument (the instance to initialize)");
            return Err(vm.type_error(message));
        }
    }
    Ok(NONE)
}

fn format(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if !vm.is_str(args[1]) {
        let name = vm.kind_name(args[1]);
        return Err(vm.type_error(format!("__format__() argument must be str, not {name}")));
    }
    if !vm.text(args[1]).is_empty() {
        let name = vm.type_name_of(args[0]);
        return Err(vm.type_error(format!("unsupported format string passed to {name}.__format__")));
    }
    vm.str_of(args[0])
}

/// `object.__dir__`: the names of the object's own dict, if it says that it has one, then those of its class.
fn dir(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    // What a bound method does not have itself it takes from its function.
    let holder = match vm.heap.payload(args[0]) {
        Payload::Method { function, .. } => *function,
        _ => args[0],
    };
    let found = vm.new_dict();
    if let Some(own) = vm.find_attr(holder, names::__dict__)?
        && vm.is_instance(own, T::DICT)
    {
        vm.dict_update(found, own)?;
    }
    if let Some(class) = vm.find_attr(args[0], names::__class__)? {
        vm.add_class_names(found, class)?;
    }
    vm.dict_keys_list(found)
}

fn init_subclass(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if !args.kw.is_empty() {
        let name = vm.type_name(args[0]);
        return Err(vm.type_error(format!("{name}.__init_subclass__() takes no keyword arguments")));
    }
    if args.len() > 1 {
        let (name, given) = (vm.type_name(args[0]), args.len() - 1);
        return Err(vm.type_error(format!("{name}.__init_subclass__() takes no arguments ({given} given)")));
    }
    Ok(NONE)
}

fn subclasshook(_: &mut Vm, _: &Args) -> PyResult<Obj> {
    Ok(NOT_IMPLEMENTED)
}

fn get_class(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    Ok(vm.ty(o))
}

fn set_class(vm: &mut Vm, o: Obj, class: Obj) -> PyResult<()> {
    if class.is_null() {
        return Err(vm.raise_text(T::TYPE_ERROR, "can't delete __class__ attribute"));
    }
    if !vm.is_type(class) {
        let name = vm.type_name_of(class);
        return Err(vm.type_error(format!("__class__ must be set to a class, not '{name}' object")));
    }
    let old = vm.ty(o);
    let mutable = |vm: &Vm, ty: Obj| vm.type_data(ty).is_some_and(|data| data.heap);
    let modules = vm.is_subtype(old, T::MODULE) && vm.is_subtype(class, T::MODULE);
    if !(modules || mutable(vm, old) && mutable(vm, class)) {
        let message = "__class__ assignment only supported for mutable types or ModuleType subclasses";
        return Err(vm.raise_text(T::TYPE_ERROR, message));
    }
    let slots = |vm: &Vm, ty: Obj| vm.type_data(ty).map(|data| data.slot_count);
    let fits = super::layout::same_layout(vm, old, class) || modules && slots(vm, old) == slots(vm, class);
    if !fits {
        let (new, old) = (vm.type_name(class), vm.type_name(old));
        let message = format!("__class__ assignment: '{new}' object layout differs from '{old}'");
        return Err(vm.type_error(message));
    }
    // The places of the attributes are those of the old class.
    vm.instance_dict(o);
    vm.incref(class);
    vm.heap.slot_mut(o).ty = class;
    vm.decref(old);
    Ok(())
}

impl Vm {
    /// `dir(o)`: the sorted list of what the object's `__dir__` gives.
    pub fn dir_of(&mut self, o: Obj) -> PyResult<Obj> {
        let Some(result) = self.call_special(o, names::__dir__, &[])? else {
            return Err(self.raise_text(T::TYPE_ERROR, "object does not provide __dir__"));
        };
        let items = self.collect(result)?;
        let sorted = self.sort_items(items, NONE, false)?;
        Ok(self.new_list(sorted))
    }

    /// Adds the names of a class and all its bases, by what its `__dict__` and `__bases__` say.
    pub fn add_class_names(&mut self, found: Obj, class: Obj) -> PyResult<()> {
        if let Some(own) = self.find_attr(class, names::__dict__)? {
            self.dict_update(found, own)?;
        }
        if let Some(bases) = self.find_attr(class, names::__bases__)? {
            for base in self.collect(bases)? {
                self.add_class_names(found, base)?;
            }
        }
        Ok(())
    }

    /// The names that `dir(o)` gives, as text; none where that fails.
    pub fn dir_names(&mut self, o: Obj) -> Vec<String> {
        let names = self.dir_of(o).and_then(|list| self.collect(list)).unwrap_or_default();
        self.clear_raised();
        names.into_iter().filter(|&name| self.is_str(name)).map(|name| self.text(name).to_owned()).collect()
    }

    pub fn dict_keys_list(&mut self, dict: Obj) -> PyResult<Obj> {
        let keys: Vec<Obj> = self.dict_entries(dict).into_iter().map(|(key, _, _)| key).collect();
        Ok(self.new_list(keys))
    }
}
