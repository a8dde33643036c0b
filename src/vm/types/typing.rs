//! `list[int]`, `int | str`, type parameters: enough to evaluate annotations.

use super::{TypeTable, ZERO};
use crate::vm::native::{Args, Arity, GetSetDef, def};
use crate::vm::object::statics::{NONE, NOT_IMPLEMENTED};
use crate::vm::object::{Obj, Payload, T};
use crate::vm::{PyResult, Vm};

pub const TABLES: &[TypeTable] = &[
    TypeTable::new(
        T::GENERIC_ALIAS,
        &[
            super::REPR,
            def("__call__", Arity::Any, alias_call),
            def("__getitem__", Arity::Slot(1, 1), alias_getitem),
            def("__mro_entries__", Arity::One, alias_mro_entries),
            def("__eq__", Arity::Slot(1, 1), alias_eq),
            def("__hash__", ZERO, alias_hash),
            def("__or__", Arity::Slot(1, 1), or),
            def("__ror__", Arity::Slot(1, 1), ror),
        ],
    )
    .with_getset(&[
        GetSetDef { name: "__origin__", get: part::<0>, set: None },
        GetSetDef { name: "__args__", get: part::<1>, set: None },
    ]),
    TypeTable::new(
        T::UNION,
        &[
            super::REPR,
            def("__or__", Arity::Slot(1, 1), or),
            def("__ror__", Arity::Slot(1, 1), ror),
            def("__eq__", Arity::Slot(1, 1), union_eq),
        ],
    )
    .with_getset(&[GetSetDef { name: "__args__", get: part::<0>, set: None }]),
    TypeTable::new(
        T::TYPEVAR,
        &[super::REPR, def("__or__", Arity::Slot(1, 1), or), def("__ror__", Arity::Slot(1, 1), ror)],
    )
    .with_getset(&[GetSetDef { name: "__name__", get: part::<0>, set: None }]),
    TypeTable::new(T::PARAMSPEC, &[super::REPR]).with_getset(&[GetSetDef {
        name: "__name__",
        get: part::<0>,
        set: None,
    }]),
    TypeTable::new(T::TYPEVARTUPLE, &[super::REPR, def("__iter__", ZERO, typevartuple_iter)])
        .with_getset(&[GetSetDef { name: "__name__", get: part::<0>, set: None }]),
    TypeTable::new(T::TYPEALIAS, &[super::REPR]).with_getset(&[
        GetSetDef { name: "__name__", get: part::<0>, set: None },
        GetSetDef { name: "__type_params__", get: part::<1>, set: None },
        GetSetDef { name: "__value__", get: alias_value, set: None },
    ]),
    TypeTable::new(T::GENERIC, &[]).with_class_methods(&[def("__class_getitem__", Arity::One, class_getitem)]),
];

pub fn class_getitem(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    vm.new_generic_alias(args[0], args[1])
}

fn fields(vm: &Vm, o: Obj) -> Vec<Obj> {
    match vm.heap.payload(o) {
        Payload::Fields(fields) => fields.to_vec(),
        _ => Vec::new(),
    }
}

fn part<const INDEX: usize>(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    Ok(fields(vm, o).get(INDEX).copied().unwrap_or(NONE))
}

fn alias_value(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    let compute = fields(vm, o).get(2).copied().unwrap_or(NONE);
    vm.call(compute, &[])
}

fn typevartuple_iter(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let list = vm.new_list(vec![args[0]]);
    vm.get_iter(list)
}

fn alias_call(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let origin = fields(vm, args[0])[0];
    vm.call_full(origin, &args.pos[1..], args.kw)
}

fn alias_getitem(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let origin = fields(vm, args[0])[0];
    vm.new_generic_alias(origin, args[1])
}

fn alias_mro_entries(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let origin = fields(vm, args[0])[0];
    Ok(vm.new_tuple(&[origin]))
}

fn alias_eq(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if vm.ty(args[1]) != T::GENERIC_ALIAS {
        return Ok(NOT_IMPLEMENTED);
    }
    let (a, b) = (fields(vm, args[0]), fields(vm, args[1]));
    Ok(Obj::bool(a[0] == b[0] && vm.equal(a[1], b[1])?))
}

fn alias_hash(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let own = fields(vm, args[0]);
    let hash = vm.hash(own[0])? ^ vm.hash(own[1])?;
    Ok(vm.new_int(hash))
}

fn or(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    vm.make_union(args[0], args[1])
}

fn ror(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    vm.make_union(args[1], args[0])
}

fn union_eq(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if vm.ty(args[1]) != T::UNION {
        return Ok(NOT_IMPLEMENTED);
    }
    let (a, b) = (vm.union_members(args[0]), vm.union_members(args[1]));
    Ok(Obj::bool(a.len() == b.len() && a.iter().all(|o| b.contains(o))))
}

impl Vm {
    pub fn new_generic_alias(&mut self, origin: Obj, args: Obj) -> PyResult<Obj> {
        let args = if self.is_tuple(args) { args } else { self.new_tuple(&[args]) };
        Ok(self.new_fields(T::GENERIC_ALIAS, &[origin, args]))
    }

    pub fn union_members(&self, union: Obj) -> Vec<Obj> {
        fields(self, union).first().and_then(|&o| self.items(o)).map_or_else(Vec::new, <[Obj]>::to_vec)
    }

    /// `a | b` of types.
    pub fn make_union(&mut self, a: Obj, b: Obj) -> PyResult<Obj> {
        let fits = |vm: &Vm, o: Obj| {
            o == NONE || vm.is_type(o) || matches!(vm.ty(o), T::GENERIC_ALIAS | T::UNION | T::TYPEVAR | T::TYPEALIAS)
        };
        if !fits(self, a) || !fits(self, b) {
            return Ok(NOT_IMPLEMENTED);
        }
        let mut members: Vec<Obj> = Vec::new();
        for o in [a, b] {
            let parts =
                if self.ty(o) == T::UNION { self.union_members(o) } else { vec![if o == NONE { T::NONE } else { o }] };
            for part in parts {
                if !members.contains(&part) {
                    members.push(part);
                }
            }
        }
        if let [one] = members[..] {
            return Ok(one);
        }
        let tuple = self.new_tuple(&members);
        Ok(self.new_fields(T::UNION, &[tuple]))
    }

    pub fn type_parameter_text(&self, o: Obj) -> String {
        fields(self, o).first().map_or_else(String::new, |&name| self.text(name).to_owned())
    }

    fn annotation_text(&mut self, o: Obj) -> PyResult<String> {
        if o == crate::vm::object::statics::ELLIPSIS {
            return Ok("...".to_owned());
        }
        if self.is_type(o) && self.ty(o) != T::GENERIC_ALIAS {
            let name = self.type_qualname(o);
            return Ok(match self.type_module(o).as_deref() {
                None | Some("builtins") => name,
                Some(module) => format!("{module}.{name}"),
            });
        }
        self.repr_text(o)
    }

    pub fn generic_alias_text(&mut self, o: Obj) -> PyResult<String> {
        let own = fields(self, o);
        let origin = self.annotation_text(own[0])?;
        let mut parts = Vec::new();
        for arg in self.held_items(own[1]) {
            parts.push(self.annotation_text(arg)?);
        }
        if parts.is_empty() {
            parts.push("()".to_owned());
        }
        Ok(format!("{origin}[{}]", parts.join(", ")))
    }

    pub fn union_text(&mut self, o: Obj) -> PyResult<String> {
        let mut parts = Vec::new();
        for member in self.union_members(o) {
            parts.push(if member == T::NONE { "None".to_owned() } else { self.annotation_text(member)? });
        }
        Ok(parts.join(" | "))
    }
}
