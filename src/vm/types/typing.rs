//! `list[int]` and `int | str`: generic aliases and unions. What they need of type parameters is in `modules::typing`.

use super::{TypeTable, ZERO};
use crate::vm::native::{Args, Arity, GetSetDef, def};
use crate::vm::object::statics::{NONE, NOT_IMPLEMENTED, TRUE};
use crate::vm::object::{IterKind, Obj, Payload, T, names};
use crate::vm::{PyResult, Vm};

pub const TABLES: &[TypeTable] = &[
    TypeTable::new(
        T::GENERIC_ALIAS,
        &[
            super::REPR,
            def("__call__", Arity::Any, alias_call),
            def("__dir__", Arity::None, alias_dir),
            def("__getattribute__", Arity::Slot(1, 1), alias_getattribute),
            def("__instancecheck__", Arity::One, alias_instancecheck),
            def("__subclasscheck__", Arity::One, alias_subclasscheck),
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
        GetSetDef { name: "__unpacked__", get: unpacked, set: None },
        GetSetDef { name: "__typing_unpacked_tuple_args__", get: unpacked_items, set: None },
    ]),
    TypeTable::new(
        T::UNION,
        &[
            super::REPR,
            def("__or__", Arity::Slot(1, 1), or),
            def("__ror__", Arity::Slot(1, 1), ror),
            def("__eq__", Arity::Slot(1, 1), union_eq),
            def("__hash__", ZERO, union_hash),
            def("__instancecheck__", Arity::One, union_instancecheck),
            def("__subclasscheck__", Arity::One, union_subclasscheck),
        ],
    )
    .with_getset(&[GetSetDef { name: "__args__", get: part::<0>, set: None }]),
];

/// What an alias has itself; all else is that of the class it is of.
const OWN_ATTRIBUTES: [&str; 12] = [
    "__class__",
    "__bases__",
    "__origin__",
    "__args__",
    "__unpacked__",
    "__parameters__",
    "__typing_unpacked_tuple_args__",
    "__mro_entries__",
    "__reduce_ex__",
    "__reduce__",
    "__copy__",
    "__deepcopy__",
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

/// Calls the class, and tells what it made how it was called, if there is room for that.
fn alias_call(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let origin = fields(vm, args[0])[0];
    let made = vm.call_full(origin, &args.pos[1..], args.kw)?;
    let name = vm.intern("__orig_class__");
    match vm.set_attr(made, name, args[0]) {
        Err(error) if !vm.raised_is(T::ATTRIBUTE_ERROR) && !vm.raised_is(T::TYPE_ERROR) => Err(error),
        Err(_) => {
            vm.clear_raised();
            Ok(made)
        }
        Ok(()) => Ok(made),
    }
}

/// `dir(list[int])`: the names of the class, and the alias's own.
fn alias_dir(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let origin = fields(vm, args[0])[0];
    let names = vm.dir_of(origin)?;
    let mut names = vm.held_items(names);
    for own in OWN_ATTRIBUTES {
        let own = vm.intern(own);
        if !names.contains(&own) {
            names.push(own);
        }
    }
    Ok(vm.new_list(names))
}

fn union_hash(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let own = fields(vm, args[0]);
    let set = vm.call(T::FROZENSET, &[own[0]])?;
    let hash = vm.hash(set)?;
    Ok(vm.new_int(hash))
}

fn union_instancecheck(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    Ok(Obj::bool(vm.is_instance_of(args[1], args[0])?))
}

fn union_subclasscheck(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if !vm.is_type(args[1]) {
        return Err(vm.raise_text(T::TYPE_ERROR, "issubclass() arg 1 must be a class"));
    }
    Ok(Obj::bool(vm.is_subclass_of(args[1], args[0])?))
}

fn alias_instancecheck(vm: &mut Vm, _: &Args) -> PyResult<Obj> {
    Err(vm.raise_text(T::TYPE_ERROR, "isinstance() argument 2 cannot be a parameterized generic"))
}

fn alias_subclasscheck(vm: &mut Vm, _: &Args) -> PyResult<Obj> {
    Err(vm.raise_text(T::TYPE_ERROR, "issubclass() argument 2 cannot be a parameterized generic"))
}

fn alias_getattribute(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let name = super::object::attribute_name(vm, args[1])?;
    if !OWN_ATTRIBUTES.contains(&vm.text(name)) {
        let origin = fields(vm, args[0])[0];
        return vm.get_attr(origin, name);
    }
    match vm.generic_get_attr(args[0], name)? {
        Some(value) => Ok(value),
        None => Err(vm.no_attribute(args[0], name)),
    }
}

/// Whether an alias is what a star has made of one: it has a third part then.
fn is_unpacked(vm: &Vm, o: Obj) -> bool {
    fields(vm, o).len() == 3
}

fn unpacked(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    Ok(Obj::bool(is_unpacked(vm, o)))
}

/// The arguments of `*tuple[…]`; `None` for others.
fn unpacked_items(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    let own = fields(vm, o);
    Ok(if is_unpacked(vm, o) && own[0] == T::TUPLE { own[1] } else { NONE })
}

fn alias_mro_entries(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let origin = fields(vm, args[0])[0];
    Ok(vm.new_tuple(&[origin]))
}

fn alias_eq(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if !vm.is_generic_alias(args[1]) {
        return Ok(NOT_IMPLEMENTED);
    }
    let (a, b) = (fields(vm, args[0]), fields(vm, args[1]));
    Ok(Obj::bool(a.len() == b.len() && vm.equal(a[0], b[0])? && vm.equal(a[1], b[1])?))
}

fn alias_hash(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let own = fields(vm, args[0]);
    let hash = vm.hash(own[0])? ^ vm.hash(own[1])?;
    Ok(vm.new_int(hash))
}

pub fn or(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    vm.make_union(args[0], args[1])
}

pub fn ror(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    vm.make_union(args[1], args[0])
}

fn union_eq(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if vm.ty(args[1]) != T::UNION {
        return Ok(NOT_IMPLEMENTED);
    }
    let (a, b) = (vm.union_members(args[0]), vm.union_members(args[1]));
    if a.len() != b.len() {
        return Ok(Obj::bool(false));
    }
    for member in a {
        if !vm.holds_member(&b, member)? {
            return Ok(Obj::bool(false));
        }
    }
    Ok(Obj::bool(true))
}

impl Vm {
    pub fn new_generic_alias(&mut self, origin: Obj, args: Obj) -> PyResult<Obj> {
        let args = if self.is_tuple(args) { args } else { self.new_tuple(&[args]) };
        Ok(self.new_fields(T::GENERIC_ALIAS, &[origin, args]))
    }

    /// Whether an object is an alias of a generic class, or of a class derived from that of aliases.
    pub fn is_generic_alias(&self, o: Obj) -> bool {
        self.layout(self.ty(o)) == T::GENERIC_ALIAS
    }

    /// An iterator whose one item is the alias with a star.
    pub fn generic_alias_iter(&mut self, alias: Obj) -> Obj {
        let own = fields(self, alias);
        let starred = self.new_fields(T::GENERIC_ALIAS, &[own[0], own[1], TRUE]);
        self.new_iter(T::GENERIC_ALIAS_ITERATOR, IterKind::Repeat, &[starred], [1, 0, 0])
    }

    pub fn union_members(&self, union: Obj) -> Vec<Obj> {
        fields(self, union).first().and_then(|&o| self.items(o)).map_or_else(Vec::new, <[Obj]>::to_vec)
    }

    /// Whether one of the members of a union equals `o`; aliases of generic types do when what they are made of does.
    fn holds_member(&mut self, members: &[Obj], o: Obj) -> PyResult<bool> {
        for &member in members {
            if member == o || self.ty(member) == self.ty(o) && !self.is_type(o) && self.equal(member, o)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// `a | b` of types.
    pub fn make_union(&mut self, a: Obj, b: Obj) -> PyResult<Obj> {
        let fits = |vm: &Vm, o: Obj| o == NONE || vm.is_type(o) || vm.is_generic_alias(o) || vm.ty(o) == T::UNION;
        if !fits(self, a) || !fits(self, b) {
            return Ok(NOT_IMPLEMENTED);
        }
        let mut members: Vec<Obj> = Vec::new();
        for o in [a, b] {
            let parts =
                if self.ty(o) == T::UNION { self.union_members(o) } else { vec![if o == NONE { T::NONE } else { o }] };
            for part in parts {
                if !self.holds_member(&members, part)? {
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

    /// CPython: `_Py_typing_type_repr`.
    fn annotation_text(&mut self, o: Obj) -> PyResult<String> {
        if o == crate::vm::object::statics::ELLIPSIS {
            return Ok("...".to_owned());
        }
        let is_alias = self.find_attr(o, names::__origin__)?.is_some() && self.find_attr(o, names::__args__)?.is_some();
        if !is_alias
            && let Some(name) = self.find_attr(o, names::__qualname__)?
            && let Some(module) = self.find_attr(o, names::__module__)?
            && module != NONE
        {
            let (name, module) = (self.str_text(name)?, self.str_text(module)?);
            return Ok(if module == "builtins" { name } else { format!("{module}.{name}") });
        }
        self.repr_text(o)
    }

    pub fn generic_alias_text(&mut self, o: Obj) -> PyResult<String> {
        let own = fields(self, o);
        let origin = self.annotation_text(own[0])?;
        let mut parts = Vec::new();
        for arg in self.held_items(own[1]) {
            parts.push(if self.ty(arg) == T::LIST {
                let items = self.held_items(arg);
                let texts: PyResult<Vec<String>> = items.into_iter().map(|item| self.annotation_text(item)).collect();
                format!("[{}]", texts?.join(", "))
            } else {
                self.annotation_text(arg)?
            });
        }
        if parts.is_empty() {
            parts.push("()".to_owned());
        }
        let star = if is_unpacked(self, o) { "*" } else { "" };
        Ok(format!("{star}{origin}[{}]", parts.join(", ")))
    }

    pub fn union_text(&mut self, o: Obj) -> PyResult<String> {
        let mut parts = Vec::new();
        for member in self.union_members(o) {
            parts.push(if member == T::NONE { "None".to_owned() } else { self.annotation_text(member)? });
        }
        Ok(parts.join(" | "))
    }
}
