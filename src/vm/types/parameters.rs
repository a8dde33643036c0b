//! Type parameters and type aliases: `class C[T: int = str]`, `type A[T] = list[T]`.
//!
//! Bounds, constraints, defaults and values are functions that run when somebody asks, once.

use super::typing::{class_getitem, or, ror};
use super::{ITER_SELF, REPR, TypeTable, ZERO};
use crate::vm::native::{Args, Arity, GetSetDef, def};
use crate::vm::object::statics::{EMPTY_TUPLE, NO_DEFAULT, NONE};
use crate::vm::object::{Obj, Payload, T};
use crate::vm::{PyResult, Vm};

/// Fields of a type parameter.
const NAME: usize = 0;
/// What computes the bound or the constraints, or null.
const BOUND_FUNCTION: usize = 1;
/// The bound or the constraints, once computed.
const BOUND: usize = 2;
/// `True` where these are constraints.
const CONSTRAINED: usize = 3;
const DEFAULT_FUNCTION: usize = 4;
const DEFAULT: usize = 5;
const MODULE: usize = 6;

/// Fields of an alias: name, type parameters, what computes the value, the value once computed, module.
const ALIAS_PARAMETERS: usize = 1;
const ALIAS_FUNCTION: usize = 2;
const ALIAS_VALUE: usize = 3;
const ALIAS_MODULE: usize = 4;

macro_rules! getters {
    ($($name:literal $get:expr),* $(,)?) => {
        &[$(GetSetDef { name: $name, get: $get, set: None }),*]
    };
}

pub const TABLES: &[TypeTable] = &[
    TypeTable::new(
        T::TYPEVAR,
        &[
            REPR,
            def("__or__", super::ONE, or),
            def("__ror__", super::ONE, ror),
            def("has_default", Arity::None, has_default),
            def("__mro_entries__", Arity::One, no_base),
        ],
    )
    .with_getset(getters!(
        "__name__" part::<NAME>,
        "__module__" part::<MODULE>,
        "__bound__" bound,
        "__constraints__" constraints,
        "__default__" default,
        "__covariant__" no,
        "__contravariant__" no,
        "__infer_variance__" yes,
    )),
    TypeTable::new(
        T::PARAMSPEC,
        &[
            REPR,
            def("__or__", super::ONE, or),
            def("__ror__", super::ONE, ror),
            def("has_default", Arity::None, has_default),
            def("__mro_entries__", Arity::One, no_base),
        ],
    )
    .with_getset(getters!(
        "__name__" part::<NAME>,
        "__module__" part::<MODULE>,
        "__bound__" bound,
        "__default__" default,
        "__covariant__" no,
        "__contravariant__" no,
        "__infer_variance__" yes,
    )),
    TypeTable::new(
        T::TYPEVARTUPLE,
        &[
            REPR,
            def("__iter__", ZERO, typevartuple_iter),
            def("has_default", Arity::None, has_default),
            def("__mro_entries__", Arity::One, no_base),
        ],
    )
    .with_getset(getters!("__name__" part::<NAME>, "__module__" part::<MODULE>, "__default__" default)),
    TypeTable::new(
        T::TYPEALIAS,
        &[
            REPR,
            def("__or__", super::ONE, or),
            def("__ror__", super::ONE, ror),
            def("__getitem__", super::ONE, alias_getitem),
        ],
    )
    .with_getset(getters!(
        "__name__" part::<NAME>,
        "__module__" part::<ALIAS_MODULE>,
        "__type_params__" alias_parameters,
        "__parameters__" alias_parameters,
        "__value__" alias_value,
    )),
    TypeTable::new(T::NO_DEFAULT_TYPE, &[def("__repr__", ZERO, no_default_repr)]),
    TypeTable::new(T::GENERIC, &[]).with_class_methods(&[def("__class_getitem__", Arity::One, class_getitem)]),
    TypeTable::new(T::UNPACKED, &[ITER_SELF]),
];

fn no_default_repr(vm: &mut Vm, _: &Args) -> PyResult<Obj> {
    Ok(vm.new_str("typing.NoDefault"))
}

fn field(vm: &Vm, o: Obj, index: usize) -> Obj {
    match vm.heap.payload(o) {
        Payload::Fields(fields) => fields.get(index).copied().unwrap_or(Obj::NULL),
        _ => Obj::NULL,
    }
}

fn set_field(vm: &mut Vm, o: Obj, index: usize, value: Obj) {
    vm.heap.incref_some(value);
    if let Payload::Fields(fields) = vm.heap.payload_mut(o)
        && let Some(place) = fields.get_mut(index)
    {
        let old = std::mem::replace(place, value);
        vm.decref_some(old);
    }
}

fn part<const INDEX: usize>(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    Ok(field(vm, o, INDEX).some().unwrap_or(NONE))
}

fn yes(_: &mut Vm, _: Obj) -> PyResult<Obj> {
    Ok(Obj::bool(true))
}

fn no(_: &mut Vm, _: Obj) -> PyResult<Obj> {
    Ok(Obj::bool(false))
}

/// The value that a function of a type parameter or alias computes; the function runs once.
fn computed(vm: &mut Vm, o: Obj, function: usize, value: usize, absent: Obj) -> PyResult<Obj> {
    if let Some(known) = field(vm, o, value).some() {
        return Ok(known);
    }
    match field(vm, o, function).some() {
        None => Ok(absent),
        Some(compute) => {
            let result = vm.call(compute, &[])?;
            set_field(vm, o, value, result);
            Ok(result)
        }
    }
}

fn is_constrained(vm: &Vm, o: Obj) -> bool {
    field(vm, o, CONSTRAINED) == Obj::bool(true)
}

fn bound(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    if is_constrained(vm, o) { Ok(NONE) } else { computed(vm, o, BOUND_FUNCTION, BOUND, NONE) }
}

fn constraints(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    if is_constrained(vm, o) { computed(vm, o, BOUND_FUNCTION, BOUND, EMPTY_TUPLE) } else { Ok(EMPTY_TUPLE) }
}

fn default(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    computed(vm, o, DEFAULT_FUNCTION, DEFAULT, NO_DEFAULT)
}

fn has_default(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let own = !field(vm, args[0], DEFAULT_FUNCTION).is_null() || !field(vm, args[0], DEFAULT).is_null();
    Ok(Obj::bool(own))
}

fn no_base(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let name = vm.type_name_of(args[0]);
    Err(vm.type_error(format!("Cannot subclass an instance of {name}")))
}

fn typevartuple_iter(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let unpacked = vm.new_fields(T::UNPACKED, &[args[0]]);
    let list = vm.new_list(vec![unpacked]);
    vm.get_iter(list)
}

fn alias_parameters(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    Ok(field(vm, o, ALIAS_PARAMETERS).some().filter(|&o| o != NONE).unwrap_or(EMPTY_TUPLE))
}

fn alias_value(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    computed(vm, o, ALIAS_FUNCTION, ALIAS_VALUE, NONE)
}

fn alias_getitem(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let parameters = alias_parameters(vm, args[0])?;
    if vm.quick_len(parameters) == Some(0) {
        return Err(vm.raise_text(T::TYPE_ERROR, "Only generic type aliases are subscriptable"));
    }
    vm.new_generic_alias(args[0], args[1])
}

impl Vm {
    /// `__name__` of the module that runs.
    fn running_module(&self) -> Obj {
        let globals = self.frame().globals;
        self.dict_get_interned(globals, crate::vm::object::names::__name__).unwrap_or(NONE)
    }

    /// `TypeVar`, `ParamSpec` or `TypeVarTuple` of a type parameter list.
    pub fn new_type_parameter(&mut self, ty: Obj, name: Obj, bound: Obj, constrained: bool) -> PyResult<Obj> {
        let module = self.running_module();
        let null = Obj::NULL;
        Ok(self.new_fields(ty, &[name, bound, null, Obj::bool(constrained), null, null, module]))
    }

    pub fn set_type_parameter_default(&mut self, parameter: Obj, function: Obj) {
        set_field(self, parameter, DEFAULT_FUNCTION, function);
    }

    /// The alias of a `type` statement: name, type parameters or `None`, and the function that computes the value.
    pub fn new_type_alias(&mut self, parts: Obj) -> PyResult<Obj> {
        let mut parts = self.held_items(parts);
        parts.extend([Obj::NULL, self.running_module()]);
        Ok(self.new_fields(T::TYPEALIAS, &parts))
    }

    pub fn type_parameter_text(&self, o: Obj) -> String {
        let name = field(self, o, NAME);
        if name.is_null() { String::new() } else { self.text(name).to_owned() }
    }
}
