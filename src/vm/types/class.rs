//! `type`: making classes and the MRO.

use super::class_attributes::*;
use super::object::attribute_name;
use super::{TypeTable, ZERO, c_layout};
use crate::vm::native::{Args, Arity, GetSetDef, def};
use crate::vm::object::statics::NONE;
use crate::vm::object::{MemberData, Obj, Payload, T, TypeData, names};
use crate::vm::{PyResult, Vm};

pub const TABLES: &[TypeTable] = &[TypeTable::new(
    T::TYPE,
    &[
        def("__call__", Arity::Any, call),
        def("__repr__", ZERO, super::repr),
        def("__getattribute__", Arity::Slot(1, 1), getattribute),
        def("__setattr__", Arity::Blank(2, 2), setattr),
        def("__delattr__", Arity::Slot(1, 1), delattr),
        def("__init__", Arity::Any, init),
        def("__instancecheck__", Arity::One, instancecheck),
        def("__subclasscheck__", Arity::One, subclasscheck),
        def("__subclasses__", Arity::None, subclasses),
        def("mro", Arity::None, mro),
        def("__dir__", Arity::None, dir),
        def("__or__", Arity::Slot(1, 1), or),
        def("__ror__", Arity::Slot(1, 1), ror),
    ],
)
.with_statics(&[def("__new__", Arity::Any, new)])
.with_class_methods(&[def("__prepare__", Arity::Any, prepare)])
.with_getset(&[
    GetSetDef { name: "__name__", get: get_name, set: Some(set_name) },
    GetSetDef { name: "__qualname__", get: get_qualname, set: Some(set_qualname) },
    GetSetDef { name: "__module__", get: get_module, set: Some(set_module) },
    GetSetDef { name: "__bases__", get: get_bases, set: Some(super::layout::set_bases) },
    GetSetDef { name: "__base__", get: get_base, set: None },
    GetSetDef { name: "__mro__", get: get_mro, set: None },
    GetSetDef { name: "__dict__", get: get_dict, set: None },
    GetSetDef { name: "__doc__", get: get_doc, set: Some(set_doc) },
    GetSetDef { name: "__annotations__", get: get_annotations, set: Some(set_annotations) },
    GetSetDef { name: "__abstractmethods__", get: get_abstract, set: Some(set_abstract) },
    GetSetDef { name: "__type_params__", get: get_type_params, set: Some(set_type_params) },
    GetSetDef { name: "__flags__", get: c_layout::get_flags, set: None },
    GetSetDef { name: "__basicsize__", get: c_layout::get_basicsize, set: None },
    GetSetDef { name: "__itemsize__", get: c_layout::get_itemsize, set: None },
    GetSetDef { name: "__dictoffset__", get: c_layout::get_dictoffset, set: None },
    GetSetDef { name: "__weakrefoffset__", get: c_layout::get_weakrefoffset, set: None },
    GetSetDef { name: "__text_signature__", get: super::signatures::of_type, set: None },
])];

fn call(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    vm.construct(args[0], &args.pos[1..], args.kw)
}

fn getattribute(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let name = attribute_name(vm, args[1])?;
    match vm.type_get_attr(args[0], name)? {
        Some(value) => Ok(value),
        None => Err(vm.no_attribute(args[0], name)),
    }
}

fn setattr(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let name = attribute_name(vm, args[1])?;
    vm.type_set_attr(args[0], name, args[2])?;
    Ok(NONE)
}

fn delattr(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let name = attribute_name(vm, args[1])?;
    vm.type_set_attr(args[0], name, Obj::NULL)?;
    Ok(NONE)
}

fn init(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if args.len() != 2 && args.len() != 4 {
        return Err(vm.raise_text(T::TYPE_ERROR, "type.__init__() takes 1 or 3 arguments"));
    }
    Ok(NONE)
}

fn prepare(vm: &mut Vm, _: &Args) -> PyResult<Obj> {
    Ok(vm.new_dict())
}

fn instancecheck(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    Ok(Obj::bool(vm.plain_is_instance(args[1], args[0])?))
}

fn subclasscheck(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    Ok(Obj::bool(vm.plain_is_subclass(args[1], args[0])?))
}

fn subclasses(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let list = vm.type_data(args[0]).map_or_else(Vec::new, |data| data.subclasses.clone());
    Ok(vm.new_list(list))
}

fn mro(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let list = vm.compute_mro(args[0])?;
    Ok(vm.new_list(list))
}

fn dir(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let found = vm.new_dict();
    vm.add_class_names(found, args[0])?;
    vm.dict_keys_list(found)
}

fn or(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    vm.make_union(args[0], args[1])
}

fn ror(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    vm.make_union(args[1], args[0])
}

/// `type(o)` or `type(name, bases, namespace, **keywords)`.
fn new(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let meta = args[0];
    if args.len() == 2 && args.kw.is_empty() && meta == T::TYPE {
        return Ok(vm.ty(args[1]));
    }
    if args.len() == 2 && meta == T::TYPE {
        return Err(vm.raise_text(T::TYPE_ERROR, "type() takes no keyword arguments"));
    }
    if args.len() != 4 {
        let message = if meta == T::TYPE {
            "type() takes 1 or 3 arguments".to_owned()
        } else {
            format!("type.__new__() takes exactly 3 arguments ({} given)", args.len() - 1)
        };
        return Err(vm.type_error(message));
    }
    let (name, bases, namespace) = (args[1], args[2], args[3]);
    for (value, wanted, position, kind) in
        [(name, T::STR, 1, "str"), (bases, T::TUPLE, 2, "tuple"), (namespace, T::DICT, 3, "dict")]
    {
        if !vm.is_instance(value, wanted) {
            let got = vm.type_name_of(value);
            return Err(vm.type_error(format!("type.__new__() argument {position} must be {kind}, not {got}")));
        }
    }
    let bases = vm.held_items(bases);
    let winner = vm.most_derived_metaclass(meta, &bases)?;
    if winner != meta
        && let Some(other) = vm.find_in_type(winner, names::__new__)
        && other != vm.find_in_type(T::TYPE, names::__new__).unwrap_or(Obj::NULL)
    {
        let mut all = args.pos.to_vec();
        all[0] = winner;
        return vm.call_full(other, &all, args.kw);
    }
    check_name(vm, name)?;
    // A mapping with an order of its own, as `OrderedDict` is, is read as it says.
    let copy = vm.new_dict();
    vm.dict_update(copy, namespace)?;
    if let Some(doc) = vm.dict_get_interned(copy, names::__doc__)
        && vm.is_str(doc)
    {
        check_encodable(vm, doc)?;
    }
    let odd_keys = vm.dict_entries(copy).into_iter().any(|(key, _, _)| !vm.is_str(key));
    let class = vm.new_class(winner, name, bases, copy, args.kw)?;
    if odd_keys {
        let message = format!("non-string key in the __dict__ of class {}", vm.short_name(class));
        vm.warn(T::RUNTIME_WARNING, &message)?;
    }
    Ok(class)
}

impl Vm {
    /// Takes a cell that the body of a class left for it out of the namespace.
    fn take_class_cell(&mut self, namespace: Obj, name: Obj) -> PyResult<Option<Obj>> {
        let Some(cell) = self.dict_get_interned(namespace, name) else { return Ok(None) };
        if self.ty(cell) != T::CELL {
            let class = self.ty(cell);
            let got = self.repr_text(class)?;
            let message = format!("{} must be a nonlocal cell, not {got}", self.text(name));
            return Err(self.type_error(message));
        }
        self.hold(cell);
        self.dict_del_interned(namespace, name);
        Ok(Some(cell))
    }

    pub fn namespace_of(&self, class: Obj) -> Obj {
        self.type_data(class).map_or(Obj::NULL, |data| data.namespace)
    }

    pub fn check_mutable(&mut self, class: Obj, attribute: &str) -> PyResult<()> {
        if self.type_data(class).is_some_and(|data| data.heap && !data.sealed) {
            return Ok(());
        }
        let name = self.type_name(class);
        Err(self.type_error(format!("cannot set '{attribute}' attribute of immutable type '{name}'")))
    }

    /// `type.__setattr__` and, with null, `type.__delattr__`.
    pub fn type_set_attr(&mut self, class: Obj, name: Obj, value: Obj) -> PyResult<()> {
        let attribute = self.text(name).to_owned();
        self.check_mutable(class, &attribute)?;
        let meta = self.ty(class);
        if let Some(found) = self.find_in_type(meta, name)
            && self.is_data_descriptor(found)
        {
            return self.descriptor_set(found, class, value);
        }
        if self.set_in_class(class, name, value) { Ok(()) } else { Err(self.no_attribute(class, name)) }
    }

    /// Stores (or, with null, deletes) an attribute in the class itself; false if there was none to delete.
    ///
    /// The old value dies last: caches lead to it until the class has another version.
    pub fn set_in_class(&mut self, class: Obj, name: Obj, value: Obj) -> bool {
        let namespace = self.namespace_of(class);
        let mark = self.mark();
        let old = self.dict_get_interned(namespace, name);
        if let Some(old) = old {
            self.hold(old);
        }
        if !value.is_null() {
            self.dict_set_interned(namespace, name, value);
        } else if old.is_some() {
            self.dict_del_interned(namespace, name);
        }
        self.type_modified(class);
        self.release(mark);
        old.is_some() || !value.is_null()
    }

    pub fn new_class(
        &mut self,
        meta: Obj,
        name: Obj,
        bases: Vec<Obj>,
        namespace: Obj,
        keywords: &[(Obj, Obj)],
    ) -> PyResult<Obj> {
        let bases = if bases.is_empty() { vec![T::OBJECT] } else { bases };
        for &base in &bases {
            let Some(data) = self.type_data(base) else {
                let message = "type() doesn't support MRO entry resolution; use types.new_class()";
                let has_entries = self.find_attr(base, names::__mro_entries__)?.is_some();
                if has_entries {
                    return Err(self.raise_text(T::TYPE_ERROR, message));
                }
                return Err(self.raise_text(T::TYPE_ERROR, "bases must be types"));
            };
            if !data.basetype {
                let name = data.name.clone();
                return Err(self.type_error(format!("type '{name}' is not an acceptable base type")));
            }
        }
        let base = self.best_base(&bases)?;
        let class_name = self.text(name).to_owned();
        let qualname = match self.dict_get_interned(namespace, names::__qualname__) {
            Some(qualname) if self.is_str(qualname) => {
                self.hold(qualname);
                self.dict_del_interned(namespace, names::__qualname__);
                qualname
            }
            Some(other) => {
                let got = self.type_name_of(other);
                return Err(self.type_error(format!("type __qualname__ must be a str, not {got}")));
            }
            None => name,
        };
        // What the base has.
        let Some(base_data) = self.type_data(base) else { return Err(self.internal("a base is a type")) };
        let layout = base_data.layout;
        let mut has_dict = bases.iter().any(|&b| self.type_data(b).is_some_and(|data| data.has_dict));
        let mut has_weakref = base_data.has_weakref;
        let mut slot_count = base_data.slot_count;
        let slots = self.dict_get_interned(namespace, names::__slots__);
        let mut members = Vec::new();
        match slots {
            None => {
                has_dict = true;
                has_weakref |= self.c_layout_of(base).itemsize == 0;
            }
            Some(slots) => {
                let list = if self.is_str(slots) { vec![slots] } else { self.collect(slots)? };
                for slot in list {
                    if !self.is_str(slot) {
                        let got = self.type_name_of(slot);
                        return Err(self.type_error(format!("__slots__ items must be strings, not '{got}'")));
                    }
                    let text = self.text(slot).to_owned();
                    match text.as_str() {
                        "__dict__" => {
                            if has_dict {
                                let message = "__dict__ slot disallowed: we already got one";
                                return Err(self.raise_text(T::TYPE_ERROR, message));
                            }
                            has_dict = true;
                        }
                        "__weakref__" => {
                            if has_weakref {
                                let message = "__weakref__ slot disallowed: we already got one";
                                return Err(self.raise_text(T::TYPE_ERROR, message));
                            }
                            has_weakref = true;
                        }
                        _ if !crate::base::unicode::is_identifier(&text) => {
                            return Err(self.raise_text(T::TYPE_ERROR, "__slots__ must be identifiers"));
                        }
                        _ if matches!(layout, T::INT | T::TUPLE | T::BYTES | T::TYPE | T::BOOL) => {
                            let name = self.type_name(base);
                            let message = format!("nonempty __slots__ not supported for subtype of '{name}'");
                            return Err(self.type_error(message));
                        }
                        _ => {
                            let mangled = mangle(&class_name, &text);
                            let mangled = self.intern(&mangled);
                            // The cell is no attribute: it is taken out below.
                            let conflicts = mangled != names::__classcell__;
                            if conflicts && self.dict_get_interned(namespace, mangled).is_some() {
                                let message =
                                    format!("{} in __slots__ conflicts with class variable", super::repr::quote(&text));
                                return Err(self.value_error(&message));
                            }
                            members.push(mangled);
                        }
                    }
                }
            }
        }
        // Slots lie in the order of their names: classes with the same ones have the same layout.
        members.sort_by(|&a, &b| self.text(a).cmp(self.text(b)));
        let members: Vec<(Obj, usize)> = members.into_iter().zip(slot_count..).collect();
        slot_count += members.len();
        if self.dict_get_interned(namespace, names::__module__).is_none() && !self.frames.is_empty() {
            let globals = self.frame().globals;
            if let Some(module) = self.dict_get_interned(globals, names::__name__) {
                self.dict_set_interned(namespace, names::__module__, module);
            }
        }
        if self.dict_get_interned(namespace, names::__doc__).is_none() {
            self.dict_set_interned(namespace, names::__doc__, NONE);
        }
        for special in [names::__init_subclass__, names::__class_getitem__] {
            if let Some(function) = self.dict_get_interned(namespace, special)
                && self.ty(function) == T::FUNCTION
            {
                let wrapped = self.new_object_counted(T::CLASSMETHOD, Payload::Wrapper(function));
                self.dict_set_interned(namespace, special, wrapped);
            }
        }
        if let Some(function) = self.dict_get_interned(namespace, names::__new__)
            && self.ty(function) == T::FUNCTION
        {
            let wrapped = self.new_object_counted(T::STATICMETHOD, Payload::Wrapper(function));
            self.dict_set_interned(namespace, names::__new__, wrapped);
        }
        let class_cell = self.take_class_cell(namespace, names::__classcell__)?;
        let class_dict_cell = self.take_class_cell(namespace, names::__classdictcell__)?;
        // `__eq__` without `__hash__` makes instances unhashable.
        if self.dict_get_interned(namespace, names::__eq__).is_some()
            && self.dict_get_interned(namespace, names::__hash__).is_none()
        {
            self.dict_set_interned(namespace, names::__hash__, NONE);
        }
        let inherits = |vm: &Vm, f: fn(&TypeData) -> bool| bases.iter().any(|&b| vm.type_data(b).is_some_and(f));
        let data = TypeData {
            dotted: None,
            name: class_name,
            qualname,
            bases: bases.clone(),
            base,
            mro: Vec::new(),
            namespace,
            version: self.new_type_version(),
            layout,
            has_dict,
            has_weakref,
            basetype: true,
            heap: true,
            sealed: false,
            plain_getattr: false,
            plain_setattr: false,
            has_getattr: false,
            has_finalizer: false,
            is_abstract: false,
            is_sequence: false,
            is_mapping: false,
            slot_count,
            subclasses: Vec::new(),
            keys: Default::default(),
        };
        self.count_all(&bases);
        self.count_all(&[base, qualname, namespace]);
        self.heap.counts.young += 1;
        let class = self.new_object(meta, Payload::Type(Box::new(data)));
        if let Some(cell) = class_cell {
            self.incref(class);
            self.set_cell(cell, class);
        }
        if let Some(cell) = class_dict_cell {
            self.incref(namespace);
            self.set_cell(cell, namespace);
        }
        let mro = self.mro_of(class)?;
        self.count_all(&mro);
        // Sequence or mapping: whatever the first class is that is one of the two.
        let flags =
            mro.iter().filter_map(|&class| self.type_data(class)).map(|data| (data.is_sequence, data.is_mapping));
        let (is_sequence, is_mapping) = flags.into_iter().find(|&flags| flags != (false, false)).unwrap_or_default();
        if let Some(data) = self.type_data_mut(class) {
            data.mro = mro;
            data.is_sequence = is_sequence;
            data.is_mapping = is_mapping;
        }
        for &base in &bases {
            if let Some(data) = self.type_data_mut(base) {
                data.subclasses.push(class);
            }
        }
        for (name, index) in members {
            let member = Payload::Member(Box::new(MemberData { name, owner: class, index, read_only: false }));
            let member = self.new_object_counted(T::MEMBER, member);
            self.dict_set_interned(namespace, name, member);
        }
        // Classes whose layout has a `__dict__` anyway (metaclasses, modules) have the descriptor of their base.
        if has_dict
            && !inherits(self, |data| data.has_dict)
            && self.find_in_type(base, names::__dict__).is_none()
            && self.dict_get_interned(namespace, names::__dict__).is_none()
        {
            let getset = self.dict_descriptor(class);
            self.dict_set_interned(namespace, names::__dict__, getset);
        }
        if has_weakref && !inherits(self, |data| data.has_weakref) {
            let getset = self.weakref_descriptor(class);
            self.dict_set_interned(namespace, names::__weakref__, getset);
        }
        self.type_modified(class);
        self.call_set_names(class, namespace)?;
        self.call_init_subclass(class, keywords)?;
        Ok(class)
    }

    fn call_set_names(&mut self, class: Obj, namespace: Obj) -> PyResult<()> {
        for (key, _, value) in self.dict_entries(namespace) {
            let ty = self.ty(value);
            if let Some(method) = self.find_in_type(ty, names::__set_name__)
                && self.call_method_found(method, value, &[class, key], &[]).is_err()
            {
                let (name, kind) = (self.repr_text(key).unwrap_or_default(), self.type_name(ty));
                let note =
                    format!("Error calling __set_name__ on '{kind}' instance {name} in '{}'", self.type_name(class));
                self.add_note_to_raised(&note);
                return Err(crate::vm::Raised);
            }
        }
        Ok(())
    }

    fn call_init_subclass(&mut self, class: Obj, keywords: &[(Obj, Obj)]) -> PyResult<()> {
        let Some(found) = self.find_after(class, class, names::__init_subclass__) else { return Ok(()) };
        let bound = self.bind(found, Obj::NULL, class)?;
        self.call_full(bound, &[], keywords).map(|_| ())
    }

    /// C3 linearization.
    pub fn compute_mro(&mut self, class: Obj) -> PyResult<Vec<Obj>> {
        let bases = self.type_data(class).map_or_else(Vec::new, |data| data.bases.clone());
        for (at, base) in bases.iter().enumerate() {
            if bases[..at].contains(base) {
                let name = self.type_name(*base);
                return Err(self.type_error(format!("duplicate base class {name}")));
            }
            if self.type_data(*base).is_some_and(|data| data.mro.is_empty()) {
                let name = self.short_name(*base);
                return Err(self.type_error(format!("Cannot extend an incomplete type '{name}'")));
            }
        }
        let mut lists: Vec<Vec<Obj>> =
            bases.iter().map(|&base| self.type_data(base).map_or_else(Vec::new, |data| data.mro.clone())).collect();
        lists.push(bases);
        let mut mro = vec![class];
        loop {
            lists.retain(|list| !list.is_empty());
            if lists.is_empty() {
                return Ok(mro);
            }
            let next = lists
                .iter()
                .map(|list| list[0])
                .find(|candidate| !lists.iter().any(|list| list[1..].contains(candidate)));
            let Some(next) = next else {
                let mut heads = Vec::new();
                for list in &lists {
                    if !heads.contains(&list[0]) {
                        heads.push(list[0]);
                    }
                }
                let names: Vec<String> = heads.iter().map(|&head| self.type_name(head)).collect();
                let message =
                    format!("Cannot create a consistent method resolution order (MRO) for bases {}", names.join(", "));
                return Err(self.type_error(message));
            };
            mro.push(next);
            for list in &mut lists {
                if list[0] == next {
                    list.remove(0);
                }
            }
        }
    }

    pub fn forget_subclass(&mut self, class: Obj, bases: &[Obj]) {
        for &base in bases {
            if let Payload::Type(data) = self.heap.payload_mut(base) {
                data.subclasses.retain(|&c| c != class);
            }
        }
    }

    /// `isinstance` as `type.__instancecheck__` decides it.
    pub fn plain_is_instance(&mut self, o: Obj, class: Obj) -> PyResult<bool> {
        if !self.is_type(class) {
            let message = "isinstance() arg 2 must be a type, a tuple of types, or a union";
            self.check_class(class, message)?;
            let declared = self.find_attr(o, names::__class__)?.unwrap_or(NONE);
            return if declared == NONE { Ok(false) } else { self.abstract_subclass(declared, class) };
        }
        if self.is_instance(o, class) {
            return Ok(true);
        }
        let own = self.ty(o);
        match self.find_attr(o, names::__class__)? {
            Some(declared) if declared != own && self.is_type(declared) => Ok(self.is_subtype(declared, class)),
            _ => Ok(false),
        }
    }

    /// `isinstance(o, class)`.
    pub fn is_instance_of(&mut self, o: Obj, class: Obj) -> PyResult<bool> {
        if self.ty(o) == class {
            return Ok(true);
        }
        if self.is_tuple(class) {
            for item in self.held_items(class) {
                if self.is_instance_of(o, item)? {
                    return Ok(true);
                }
            }
            return Ok(false);
        }
        if self.ty(class) == T::TYPE {
            return self.plain_is_instance(o, class);
        }
        if self.ty(class) == T::UNION {
            let members = self.union_members(class);
            for item in members {
                if self.is_instance_of(o, item)? {
                    return Ok(true);
                }
            }
            return Ok(false);
        }
        if self.is_generic_alias(class) {
            let message = "isinstance() argument 2 cannot be a parameterized generic";
            return Err(self.raise_text(T::TYPE_ERROR, message));
        }
        if let Some(result) = self.call_special(class, names::__instancecheck__, &[o])? {
            return self.truth(result);
        }
        self.plain_is_instance(o, class)
    }

    /// `__bases__` of anything that says it is a class; `None` if it is not a tuple.
    fn abstract_bases(&mut self, class: Obj) -> PyResult<Option<Vec<Obj>>> {
        match self.find_attr(class, names::__bases__)? {
            Some(bases) if self.is_tuple(bases) => Ok(Some(self.held_items(bases))),
            _ => Ok(None),
        }
    }

    /// Complains about what is neither a class nor has bases like one.
    fn check_class(&mut self, class: Obj, message: &str) -> PyResult<()> {
        if self.is_type(class) || self.abstract_bases(class)?.is_some() {
            return Ok(());
        }
        Err(self.raise_text(T::TYPE_ERROR, message))
    }

    /// Whether `class` is among the bases of `derived`, by what their `__bases__` say.
    fn abstract_subclass(&mut self, derived: Obj, class: Obj) -> PyResult<bool> {
        if derived == class {
            return Ok(true);
        }
        self.enter_native(" in __issubclass__")?;
        let result = self.any_abstract_base(derived, class);
        self.native_depth -= 1;
        result
    }

    fn any_abstract_base(&mut self, derived: Obj, class: Obj) -> PyResult<bool> {
        for base in self.abstract_bases(derived)?.unwrap_or_default() {
            if self.abstract_subclass(base, class)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// `issubclass` as `type.__subclasscheck__` decides it.
    pub fn plain_is_subclass(&mut self, ty: Obj, class: Obj) -> PyResult<bool> {
        if self.is_type(ty) && self.is_type(class) {
            return Ok(self.is_subtype(ty, class));
        }
        self.check_class(ty, "issubclass() arg 1 must be a class")?;
        self.check_class(class, "issubclass() arg 2 must be a class, a tuple of classes, or a union")?;
        self.abstract_subclass(ty, class)
    }

    /// `issubclass(ty, class)`.
    pub fn is_subclass_of(&mut self, ty: Obj, class: Obj) -> PyResult<bool> {
        if self.is_tuple(class) {
            for item in self.held_items(class) {
                if self.is_subclass_of(ty, item)? {
                    return Ok(true);
                }
            }
            return Ok(false);
        }
        if self.ty(class) == T::UNION {
            for item in self.union_members(class) {
                if self.is_subclass_of(ty, item)? {
                    return Ok(true);
                }
            }
            return Ok(false);
        }
        if self.is_generic_alias(class) {
            let message = "issubclass() argument 2 cannot be a parameterized generic";
            return Err(self.raise_text(T::TYPE_ERROR, message));
        }
        if self.ty(class) != T::TYPE
            && let Some(result) = self.call_special(class, names::__subclasscheck__, &[ty])?
        {
            return self.truth(result);
        }
        self.plain_is_subclass(ty, class)
    }

    pub fn add_note_to_raised(&mut self, note: &str) {
        let exception = self.raised;
        let mark = self.mark();
        let note = self.new_str(note);
        let list = match self.instance_get(exception, names::__notes__) {
            Some(list) => list,
            None => {
                let list = self.new_list(Vec::new());
                self.instance_set(exception, names::__notes__, list);
                list
            }
        };
        self.list_push(list, note);
        self.release(mark);
    }
}

/// Private names (`__x`) of a class.
fn mangle(class: &str, name: &str) -> String {
    let class = class.trim_start_matches('_');
    if class.is_empty() || !name.starts_with("__") || name.ends_with("__") || name.contains('.') {
        return name.to_owned();
    }
    format!("_{class}{name}")
}
