//! `property`, `staticmethod`, `classmethod`, slot members, weak references.

use super::{REPR, TypeTable, ZERO};
use crate::vm::native::{Args, Arity, GetSetDef, NativeDef, Params, def};
use crate::vm::object::statics::NONE;
use crate::vm::object::{Obj, Payload, T, names};
use crate::vm::{PyResult, Vm};

static DICT: GetSetDef = GetSetDef { name: "__dict__", get: own_dict, set: Some(super::function::set_dict) };
static WEAKREF: GetSetDef = GetSetDef { name: "__weakref__", get: first_weakref, set: None };

/// `getset_descriptor` and `member_descriptor`.
const fn data_descriptor(ty: Obj) -> TypeTable {
    TypeTable::new(ty, DATA_DESCRIPTOR).with_getset(DESCRIPTOR_NAME)
}

const DATA_DESCRIPTOR: &[NativeDef] = &[
    REPR,
    def("__get__", Arity::Blank(1, 2), get),
    def("__set__", Arity::Blank(2, 2), set),
    def("__delete__", Arity::Slot(1, 1), delete),
];

const DESCRIPTOR_NAME: &[GetSetDef] = &[
    GetSetDef { name: "__name__", get: descriptor_name, set: None },
    GetSetDef { name: "__qualname__", get: descriptor_qualname, set: None },
];

pub const TABLES: &[TypeTable] = &[
    TypeTable::new(
        T::PROPERTY,
        &[
            def("__init__", Arity::Any, property_init),
            def("__get__", Arity::Blank(1, 2), get),
            def("__set__", Arity::Blank(2, 2), set),
            def("__delete__", Arity::Slot(1, 1), delete),
            def("__set_name__", Arity::Var, property_set_name),
            def("getter", Arity::One, property_copy::<0>),
            def("setter", Arity::One, property_copy::<1>),
            def("deleter", Arity::One, property_copy::<2>),
        ],
    )
    .with_statics(&[def("__new__", Arity::Any, property_new)])
    .with_getset(&[
        GetSetDef { name: "fget", get: property_part::<0>, set: None },
        GetSetDef { name: "fset", get: property_part::<1>, set: None },
        GetSetDef { name: "fdel", get: property_part::<2>, set: None },
        GetSetDef { name: "__doc__", get: property_part::<3>, set: Some(property_set_doc) },
        GetSetDef { name: "__name__", get: property_name, set: Some(property_set_own_name) },
        GetSetDef { name: "__isabstractmethod__", get: property_abstract, set: None },
    ]),
    TypeTable::new(
        T::STATICMETHOD,
        &[
            def("__get__", Arity::Blank(1, 2), get),
            def("__call__", Arity::Any, static_call),
            def("__init__", Arity::Any, wrapper_init),
            def("__repr__", ZERO, wrapper_repr),
        ],
    )
    .with_statics(&[def("__new__", Arity::Any, wrapper_new)])
    .with_getset(&[
        GetSetDef { name: "__func__", get: wrapper_func, set: None },
        GetSetDef { name: "__wrapped__", get: wrapper_func, set: None },
        GetSetDef { name: "__dict__", get: super::function::dict, set: None },
        GetSetDef { name: "__isabstractmethod__", get: wrapper_abstract, set: None },
    ]),
    TypeTable::new(
        T::CLASSMETHOD,
        &[
            def("__get__", Arity::Blank(1, 2), get),
            def("__init__", Arity::Any, wrapper_init),
            def("__repr__", ZERO, wrapper_repr),
        ],
    )
    .with_statics(&[def("__new__", Arity::Any, wrapper_new)])
    .with_getset(&[
        GetSetDef { name: "__func__", get: wrapper_func, set: None },
        GetSetDef { name: "__wrapped__", get: wrapper_func, set: None },
        GetSetDef { name: "__dict__", get: super::function::dict, set: None },
        GetSetDef { name: "__isabstractmethod__", get: wrapper_abstract, set: None },
    ]),
    data_descriptor(T::GETSET),
    data_descriptor(T::MEMBER),
    TypeTable::new(
        T::WEAKREF,
        &[
            REPR,
            def("__call__", Arity::Any, weakref_call),
            def("__hash__", ZERO, weakref_hash),
            def("__eq__", Arity::Slot(1, 1), weakref_eq),
            def("__init__", Arity::Any, weakref_init),
        ],
    )
    .with_statics(&[def("__new__", Arity::Any, weakref_new)]),
];

/// `__dict__` of instances; a class shows its own as ever, whatever its metaclass is derived from.
fn own_dict(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    if vm.is_type(o) {
        return super::class_attributes::get_dict(vm, o);
    }
    super::function::dict(vm, o)
}

/// `__weakref__`: the first of the weak references to an object.
fn first_weakref(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    match vm.heap.attrs(o).and_then(|attrs| attrs.weakrefs.first().copied()) {
        Some(reference) => Ok(vm.hold(reference)),
        None => Ok(NONE),
    }
}

/// The class whose attribute a builtin descriptor is, and its name.
fn belongs_to(vm: &mut Vm, descriptor: Obj) -> Option<(Obj, Obj)> {
    match vm.heap.payload(descriptor) {
        &Payload::GetSet { def, owner } => Some((owner, vm.intern(def.name))),
        Payload::Member(member) => Some((member.owner, member.name)),
        &Payload::Native { def, owner } if !owner.is_null() => Some((owner, vm.intern(def.name))),
        _ => None,
    }
}

/// Who calls a descriptor's own methods may give it an object of any type.
pub fn check_receiver(vm: &mut Vm, descriptor: Obj, o: Obj) -> PyResult<()> {
    match belongs_to(vm, descriptor) {
        Some((owner, name)) if !vm.is_subtype(vm.ty(o), owner) => {
            let (name, owner, got) = (vm.text(name).to_owned(), vm.type_name(owner), vm.type_name_of(o));
            Err(vm.type_error(format!("descriptor '{name}' for '{owner}' objects doesn't apply to a '{got}' object")))
        }
        _ => Ok(()),
    }
}

fn get(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if args[1] != NONE && vm.ty(args[0]) != T::PROPERTY {
        check_receiver(vm, args[0], args[1])?;
    }
    if args[1] == NONE && args.get(2).is_none_or(|o| o == NONE) {
        return Err(vm.raise_text(T::TYPE_ERROR, "__get__(None, None) is invalid"));
    }
    let receiver = if args[1] == NONE { Obj::NULL } else { args[1] };
    let ty = args.get(2).filter(|&o| o != NONE).unwrap_or_else(|| vm.ty(args[1]));
    vm.bind(args[0], receiver, ty)
}

fn set(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    check_receiver(vm, args[0], args[1])?;
    vm.descriptor_set(args[0], args[1], args[2])?;
    Ok(NONE)
}

fn delete(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    check_receiver(vm, args[0], args[1])?;
    vm.descriptor_set(args[0], args[1], Obj::NULL)?;
    Ok(NONE)
}

fn descriptor_name(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    match vm.heap.payload(o) {
        Payload::GetSet { def, .. } => Ok(vm.intern(def.name)),
        Payload::Member(member) => Ok(member.name),
        _ => Ok(NONE),
    }
}

fn descriptor_qualname(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    let Some((owner, name)) = belongs_to(vm, o) else { return Ok(NONE) };
    let owner = vm.get_attr(owner, names::__qualname__)?;
    let text = format!("{}.{}", vm.text(owner), vm.text(name));
    Ok(vm.new_str(text))
}

fn property_new(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    Ok(vm.new_object(args[0], Payload::Property(Box::new([Obj::NULL; 6]))))
}

fn set_parts(vm: &mut Vm, o: Obj, parts: [Obj; 6]) {
    for part in parts {
        vm.heap.incref_some(part);
    }
    if let Payload::Property(own) = vm.heap.payload_mut(o) {
        let old = std::mem::replace(&mut **own, parts);
        if !old[0].is_null() && old[0] != parts[0] {
            // Instructions may remember the getter for as long as classes do not change.
            vm.type_modified(T::OBJECT);
        }
        for part in old {
            vm.decref_some(part);
        }
    }
}

fn parts(vm: &Vm, o: Obj) -> [Obj; 6] {
    match vm.heap.payload(o) {
        Payload::Property(parts) => **parts,
        _ => [Obj::NULL; 6],
    }
}

fn property_init(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let [fget, fset, fdel, doc] = vm.parse::<4>(
        args,
        1,
        &Params {
            function: "property",
            names: &["fget", "fset", "fdel", "doc"],
            required: 0,
            positional: 4,
            positional_only: 0,
        },
    )?;
    let some = |o: Obj| if o == NONE { Obj::NULL } else { o };
    let name = parts(vm, args[0])[4];
    set_parts(vm, args[0], [some(fget), some(fset), some(fdel), Obj::NULL, name, Obj::NULL]);
    let plain = vm.ty(args[0]) == T::PROPERTY;
    let given = !some(doc).is_null();
    let mut doc = some(doc);
    if !given && !some(fget).is_null() {
        doc = vm.find_attr(fget, names::__doc__)?.filter(|&o| o != NONE).unwrap_or(Obj::NULL);
        set_flag(vm, args[0], !doc.is_null());
    }
    if plain {
        let mut own = parts(vm, args[0]);
        own[3] = doc;
        set_parts(vm, args[0], own);
        return Ok(NONE);
    }
    // A derived class has a `__doc__` of its own, which hides that of `property`: the instance's dict or slot takes it.
    let stored = vm.set_attr(args[0], names::__doc__, doc.some().unwrap_or(NONE));
    if stored.is_err() && !getter_doc(vm, args[0]) && vm.raised_is(T::ATTRIBUTE_ERROR) {
        vm.clear_raised();
        return Ok(NONE);
    }
    stored.map(|()| NONE)
}

/// Whether the doc of a property is that of its getter. Where that is kept: see [`getter_doc`].
fn set_flag(vm: &mut Vm, o: Obj, value: bool) {
    let mut own = parts(vm, o);
    own[5] = if value { crate::vm::object::statics::TRUE } else { Obj::NULL };
    set_parts(vm, o, own);
}

fn getter_doc(vm: &Vm, o: Obj) -> bool {
    !parts(vm, o)[5].is_null()
}

fn property_set_name(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if args.len() != 3 {
        let given = args.len() - 1;
        let message = format!("__set_name__() takes 2 positional arguments but {given} were given");
        return Err(vm.type_error(message));
    }
    let mut own = parts(vm, args[0]);
    own[4] = args[2];
    set_parts(vm, args[0], own);
    Ok(NONE)
}

fn property_copy<const PART: usize>(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let mut own = parts(vm, args[0]);
    let name = own[4];
    if args[1] != NONE {
        own[PART] = args[1];
    }
    let ty = vm.ty(args[0]);
    let getter = own[0];
    // The doc of a getter goes on to be that of the getter.
    let doc = if getter_doc(vm, args[0]) && !getter.is_null() {
        NONE
    } else if ty == T::PROPERTY {
        own[3].some().unwrap_or(NONE)
    } else {
        vm.find_attr(args[0], names::__doc__)?.unwrap_or(NONE)
    };
    let arguments: Vec<Obj> = own[..3].iter().map(|&o| o.some().unwrap_or(NONE)).chain([doc]).collect();
    let copy = vm.call(ty, &arguments)?;
    if matches!(vm.heap.payload(copy), Payload::Property(_)) {
        let mut own = parts(vm, copy);
        own[4] = name;
        set_parts(vm, copy, own);
    }
    Ok(copy)
}

fn property_part<const PART: usize>(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    Ok(parts(vm, o)[PART].some().unwrap_or(NONE))
}

fn property_name(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    match parts(vm, o)[4].some() {
        Some(name) => Ok(name),
        None => {
            let getter = parts(vm, o)[0];
            let found = if getter.is_null() { None } else { vm.find_attr(getter, names::__name__)? };
            match found {
                Some(name) => Ok(name),
                None => Err(vm.no_attribute(o, names::__name__)),
            }
        }
    }
}

fn property_set_own_name(vm: &mut Vm, o: Obj, value: Obj) -> PyResult<()> {
    let mut own = parts(vm, o);
    own[4] = value;
    set_parts(vm, o, own);
    Ok(())
}

fn property_set_doc(vm: &mut Vm, o: Obj, value: Obj) -> PyResult<()> {
    let mut own = parts(vm, o);
    own[3] = value;
    set_parts(vm, o, own);
    Ok(())
}

fn is_abstract(vm: &mut Vm, o: Obj) -> PyResult<bool> {
    if o.is_null() {
        return Ok(false);
    }
    match vm.find_attr(o, names::__isabstractmethod__)? {
        Some(value) => vm.truth(value),
        None => Ok(false),
    }
}

fn property_abstract(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    for part in &parts(vm, o)[..3] {
        if is_abstract(vm, *part)? {
            return Ok(Obj::bool(true));
        }
    }
    Ok(Obj::bool(false))
}

fn wrapped(vm: &Vm, o: Obj) -> Obj {
    match vm.heap.payload(o) {
        Payload::Wrapper(inner) => *inner,
        _ => Obj::NULL,
    }
}

fn wrapper_abstract(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    let inner = wrapped(vm, o);
    Ok(Obj::bool(is_abstract(vm, inner)?))
}

fn wrapper_new(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    Ok(vm.new_object_counted(args[0], Payload::Wrapper(Obj::NULL)))
}

fn wrapper_init(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let kind = vm.type_name(vm.layout(vm.ty(args[0])));
    if !args.kw.is_empty() && !vm.type_data(vm.ty(args[0])).is_some_and(|data| data.heap) {
        return Err(vm.type_error(format!("{kind}() takes no keyword arguments")));
    }
    let &[_, function] = args.pos else {
        let given = args.len() - 1;
        return Err(vm.type_error(format!("{kind} expected 1 argument, got {given}")));
    };
    vm.incref(function);
    let old = match vm.heap.payload_mut(args[0]) {
        Payload::Wrapper(inner) => std::mem::replace(inner, function),
        _ => function,
    };
    vm.decref_some(old);
    let annotations = vm.intern("__annotations__");
    for name in [names::__module__, names::__name__, names::__qualname__, names::__doc__, annotations] {
        if let Some(value) = vm.find_attr(function, name)? {
            vm.instance_set(args[0], name, value);
        }
    }
    Ok(NONE)
}

fn wrapper_repr(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let inner = wrapped(vm, args[0]);
    let (name, inner) = (vm.type_name_of(args[0]), vm.repr_text(inner)?);
    Ok(vm.new_str(format!("<{name}({inner})>")))
}

fn wrapper_func(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    Ok(wrapped(vm, o).some().unwrap_or(NONE))
}

fn static_call(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let inner = wrapped(vm, args[0]);
    vm.call_full(inner, &args.pos[1..], args.kw)
}

/// `ref.__new__` and `ref.__init__` want an object and perhaps a callback; what classes derived from `ref` add to that by
/// keyword is theirs.
fn check_weakref_arguments(vm: &mut Vm, args: &Args, function: &str) -> PyResult<()> {
    let given = args.len() - 1;
    let (bound, wanted, plural) = match given {
        0 => ("at least", 1, ""),
        1 | 2 => return Ok(()),
        _ => ("at most", 2, "s"),
    };
    Err(vm.type_error(format!("{function} expected {bound} {wanted} argument{plural}, got {given}")))
}

fn weakref_init(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if !args.kw.is_empty() {
        return Err(vm.raise_text(T::TYPE_ERROR, "ref() takes no keyword arguments"));
    }
    check_weakref_arguments(vm, args, "__init__")?;
    Ok(NONE)
}

fn weakref_new(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    check_weakref_arguments(vm, args, "__new__")?;
    let referent = args[1];
    let callback = args.get(2).filter(|&o| o != NONE).unwrap_or(Obj::NULL);
    let ty = vm.ty(referent);
    if vm.c_layout_of(ty).weakrefoffset == 0 {
        let name = vm.type_name(ty);
        return Err(vm.type_error(format!("cannot create weak reference to '{name}' object")));
    }
    if callback.is_null() && args[0] == T::WEAKREF {
        let known = vm.heap.attrs(referent).map_or_else(Vec::new, |attrs| attrs.weakrefs.clone());
        if let Some(&reference) = known.iter().find(|&&reference| is_shared(vm, reference)) {
            return Ok(vm.hold(reference));
        }
    }
    let reference = vm.new_object_counted(args[0], Payload::Weakref { referent, callback, hash: None });
    // The one that all share comes first, then the newest.
    let shared = callback.is_null() && args[0] == T::WEAKREF;
    let list = &vm.heap.attrs_or_new(referent).weakrefs;
    let first = list.first().copied();
    let behind = !shared && first.is_some_and(|first| is_shared(vm, first));
    vm.heap.attrs_or_new(referent).weakrefs.insert(usize::from(behind), reference);
    Ok(reference)
}

/// Whether a weak reference is the one that all get who ask for one without a callback.
fn is_shared(vm: &Vm, reference: Obj) -> bool {
    vm.ty(reference) == T::WEAKREF
        && matches!(vm.heap.payload(reference), Payload::Weakref { callback, .. } if callback.is_null())
}

fn referent(vm: &Vm, o: Obj) -> Obj {
    match vm.heap.payload(o) {
        Payload::Weakref { referent, .. } => *referent,
        _ => Obj::NULL,
    }
}

fn weakref_call(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    match referent(vm, args[0]).some() {
        Some(o) => Ok(vm.hold(o)),
        None => Ok(NONE),
    }
}

/// The hash of the referent; once asked for it stays, whether the referent lives or not.
fn weakref_hash(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if let &Payload::Weakref { hash: Some(hash), .. } = vm.heap.payload(args[0]) {
        return Ok(vm.new_int(hash));
    }
    let Some(o) = referent(vm, args[0]).some() else {
        return Err(vm.raise_text(T::TYPE_ERROR, "weak object has gone away"));
    };
    vm.hold(o);
    let value = vm.hash(o)?;
    if let Payload::Weakref { hash, .. } = vm.heap.payload_mut(args[0]) {
        *hash = Some(value);
    }
    Ok(vm.new_int(value))
}

fn weakref_eq(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if !matches!(vm.heap.payload(args[1]), Payload::Weakref { .. }) {
        return Ok(crate::vm::object::statics::NOT_IMPLEMENTED);
    }
    match (referent(vm, args[0]).some(), referent(vm, args[1]).some()) {
        (Some(a), Some(b)) => {
            vm.hold(a);
            vm.hold(b);
            Ok(Obj::bool(vm.equal(a, b)?))
        }
        _ => Ok(Obj::bool(args[0] == args[1])),
    }
}

impl Vm {
    pub fn dict_descriptor(&mut self, class: Obj) -> Obj {
        self.new_object_counted(T::GETSET, Payload::GetSet { def: &DICT, owner: class })
    }

    pub fn weakref_descriptor(&mut self, class: Obj) -> Obj {
        self.new_object_counted(T::GETSET, Payload::GetSet { def: &WEAKREF, owner: class })
    }

    /// What has to happen before an object's memory goes; false when somebody saved it.
    pub fn finalize(&mut self, o: Obj) -> bool {
        let ty = self.heap.ty(o);
        let serial = self.heap.slot(o).serial;
        if ty == T::COROUTINE && self.never_awaited(o) && self.finalized.insert(serial) {
            // Who hears of the exception may keep the coroutine.
            self.hold(o);
            self.guarded(|vm| {
                if vm.warn_never_awaited(o).is_err() {
                    vm.tell_failure_of(o);
                }
                Ok(NONE)
            });
            self.temps.pop();
            if !self.heap.release(o) {
                return false;
            }
            self.finalized.remove(&serial);
        }
        if self.never_stepped(o) {
            // A collection of cycles must not take what dies already for garbage.
            self.heap.incref(o);
            self.guarded(|vm| vm.warn_never_stepped(o).map(|()| NONE));
            if !self.heap.release(o) {
                return false;
            }
        }
        let has_finalizer = self.type_data(ty).is_some_and(|data| data.has_finalizer);
        let is_generator = matches!(self.heap.payload(o), Payload::Generator(_)) && self.generator_needs_close(o);
        if has_finalizer || is_generator {
            // The object lives while its finalizer runs; one that already ran is not run again.
            if !self.finalized.insert(self.heap.slot(o).serial) {
                self.finalized.remove(&self.heap.slot(o).serial);
            } else {
                self.hold(o);
                self.run_finalizer(o);
                self.temps.pop();
                let serial = self.heap.slot(o).serial;
                if !self.heap.release(o) {
                    return false;
                }
                self.finalized.remove(&serial);
            }
        }
        if let Payload::Generator(data) = self.heap.payload(o)
            && data.frame.as_ref().is_some_and(|frame| !frame.object.is_null())
        {
            self.drop_generator_frame(o);
        }
        let references = match self.heap.attrs_mut(o) {
            Some(attrs) => std::mem::take(&mut attrs.weakrefs),
            None => Vec::new(),
        };
        for &reference in &references {
            if let Payload::Weakref { referent, .. } = self.heap.payload_mut(reference) {
                *referent = Obj::NULL;
            }
        }
        if let Payload::Weakref { referent, .. } = self.heap.payload(o)
            && let Some(referent) = referent.some()
            && let Some(attrs) = self.heap.attrs_mut(referent)
        {
            attrs.weakrefs.retain(|&r| r != o);
        }
        let calls: Vec<(Obj, Obj)> = references
            .into_iter()
            .filter_map(|reference| match self.heap.payload(reference) {
                Payload::Weakref { callback, .. } if !callback.is_null() => Some((reference, *callback)),
                _ => None,
            })
            .collect();
        if calls.is_empty() {
            return true;
        }
        self.heap.incref(o);
        self.call_weak_callbacks(&calls);
        self.heap.release(o)
    }

    /// Runs `__del__`, or what a generator has still to do; an error goes where those go that nobody can catch.
    pub fn run_finalizer(&mut self, o: Obj) {
        self.guarded(|vm| {
            let (done, who) = if matches!(vm.heap.payload(o), Payload::Generator(_)) {
                (vm.finalize_generator(o), o)
            } else {
                let method = vm.find_in_type(vm.ty(o), names::__del__);
                (vm.call_special(o, names::__del__, &[]).map(|_| ()), method.unwrap_or(o))
            };
            if done.is_err() {
                vm.tell_failure_of(who);
            }
            Ok(NONE)
        });
    }

    /// Runs code in the middle of something else: the exception in flight is put aside, one that it raises is dropped.
    pub fn guarded(&mut self, work: impl FnOnce(&mut Vm) -> PyResult<Obj>) {
        let (raised, reraising) = (std::mem::replace(&mut self.raised, Obj::NULL), self.reraising);
        let (ip, next) = (self.ip, self.next);
        let mark = self.mark();
        if work(self).is_err() {
            self.clear_raised();
        }
        self.release(mark);
        (self.ip, self.next) = (ip, next);
        self.raised = raised;
        self.reraising = reraising;
    }
}
