//! `_abc`: registration with abstract base classes, and what `isinstance` asks of them.
//!
//! CPython keeps weak references to the classes it remembers. Here answers are remembered by the classes' version
//! numbers, which no two states of any classes share, so nothing is kept alive and nothing has to be forgotten.

use std::sync::Arc;

use crate::vm::native::{Args, Arity, NativeDef, def};
use crate::vm::object::statics::{NONE, NOT_IMPLEMENTED, TRUE};
use crate::vm::object::{Obj, StateData, T, names};
use crate::vm::types::TypeTable;
use crate::vm::{PyResult, Vm};

const FUNCTIONS: &[NativeDef] = &[
    def("_abc_init", Arity::One, init),
    def("_abc_register", Arity::Pos(2, 2), register),
    def("_abc_instancecheck", Arity::Pos(2, 2), instancecheck),
    def("_abc_subclasscheck", Arity::Pos(2, 2), subclasscheck),
    def("_get_dump", Arity::One, dump),
    def("_reset_registry", Arity::One, reset_registry),
    def("_reset_caches", Arity::One, reset_caches),
    def("get_cache_token", Arity::None, token),
];

pub const TABLES: &[TypeTable] = &[TypeTable::new(T::ABC_DATA, &[])];

pub fn create(vm: &mut Vm) -> PyResult<Obj> {
    Ok(vm.native_module("_abc", FUNCTIONS))
}

/// The `_abc_impl` of a class. Objects: registered classes; numbers: the token of the remembered answers, and how many
/// of the words are versions of subclasses; words: versions of subclasses, then of others.
fn data(vm: &mut Vm, class: Obj) -> PyResult<Obj> {
    let name = vm.intern("_abc_impl");
    let namespace = vm.namespace_of(class);
    let data = match vm.dict_get_interned(namespace, name) {
        Some(data) => data,
        None => vm.get_attr(class, name)?,
    };
    if vm.ty(data) == T::ABC_DATA {
        Ok(data)
    } else {
        Err(vm.raise_text(T::TYPE_ERROR, "_abc_impl is set to a wrong type"))
    }
}

fn init(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let class = args[0];
    // What is abstract: the class's own, and what it inherits and did not replace.
    let namespace = vm.namespace_of(class);
    let mut abstracts = Vec::new();
    for (name, _, value) in vm.dict_entries(namespace) {
        if is_abstract(vm, value)? {
            abstracts.push(name);
        }
    }
    let bases = vm.type_data(class).map_or_else(Vec::new, |data| data.bases.clone());
    for base in bases {
        let Some(inherited) = vm.find_attr(base, names::__abstractmethods__)? else { continue };
        for name in vm.collect(inherited)? {
            let name = vm.intern_obj(name);
            if let Some(value) = vm.find_attr(class, name)?
                && is_abstract(vm, value)?
            {
                abstracts.push(name);
            }
        }
    }
    let list = vm.new_list(abstracts);
    let set = vm.call(T::FROZENSET, &[list])?;
    vm.set_attr(class, names::__abstractmethods__, set)?;
    let state = StateData { objects: Vec::new(), numbers: vec![0, 0], words: Arc::default() };
    let data = vm.new_state(T::ABC_DATA, state);
    let name = vm.intern("_abc_impl");
    vm.set_attr(class, name, data)?;
    let flag = |vm: &Vm, name: &str| {
        let name = vm.interned.get(name).copied();
        name.and_then(|name| vm.dict_get_interned(namespace, name)).and_then(|o| vm.as_int(o)).unwrap_or(0)
    };
    // `collections.abc` marks what patterns take for sequences and mappings.
    let flags = flag(vm, "__abc_tpflags__");
    if flags != 0 {
        let name = vm.intern("__abc_tpflags__");
        vm.set_sequence_flags(class, flags & 1 << 5 != 0, flags & 1 << 6 != 0);
        vm.del_attr(class, name)?;
    }
    Ok(NONE)
}

fn is_abstract(vm: &mut Vm, value: Obj) -> PyResult<bool> {
    match vm.find_attr(value, names::__isabstractmethod__)? {
        Some(flag) => vm.truth(flag),
        None => Ok(false),
    }
}

fn register(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let (class, subclass) = (args[0], args[1]);
    if !vm.is_type(subclass) {
        return Err(vm.raise_text(T::TYPE_ERROR, "Can only register classes"));
    }
    if vm.is_subclass_of(subclass, class)? {
        return Ok(subclass);
    }
    if vm.is_subclass_of(class, subclass)? {
        return Err(vm.raise_text(T::RUNTIME_ERROR, "Refusing to create an inheritance cycle"));
    }
    let data = data(vm, class)?;
    vm.incref(subclass);
    if let Some(state) = vm.state_mut(data) {
        state.objects.push(subclass);
    }
    vm.abc_token += 1;
    let flags = vm.type_data(class).map_or((false, false), |data| (data.is_sequence, data.is_mapping));
    if flags.0 || flags.1 {
        vm.set_sequence_flags(subclass, flags.0, flags.1);
    }
    Ok(subclass)
}

fn instancecheck(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let (class, instance) = (args[0], args[1]);
    let subclass = vm.get_attr(instance, names::__class__)?;
    let ty = vm.ty(instance);
    let answer = vm.abc_check(class, subclass)?;
    if answer || subclass == ty {
        return Ok(Obj::bool(answer));
    }
    Ok(Obj::bool(vm.abc_check(class, ty)?))
}

fn subclasscheck(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if !vm.is_type(args[1]) {
        return Err(vm.raise_text(T::TYPE_ERROR, "issubclass() arg 1 must be a class"));
    }
    Ok(Obj::bool(vm.abc_check(args[0], args[1])?))
}

impl Vm {
    /// `issubclass(subclass, class)` for an abstract class.
    fn abc_check(&mut self, class: Obj, subclass: Obj) -> PyResult<bool> {
        let data = data(self, class)?;
        let version = self.type_data(subclass).map_or(0, |data| data.version);
        if let Some(known) = self.remembered(data, version) {
            return Ok(known);
        }
        let answer = self.abc_ask(class, subclass, data)?;
        // Asking may have changed what is registered.
        let token = i64::from(self.abc_token);
        if let Some(state) = self.state_mut(data) {
            if state.numbers[0] != token {
                state.numbers[0] = token;
                let positive = state.numbers[1] as usize;
                Arc::make_mut(&mut state.words).truncate(positive);
            }
            let words = Arc::make_mut(&mut state.words);
            if words.len() > 256 {
                words.clear();
                state.numbers[1] = 0;
            }
            if answer {
                let at = state.numbers[1] as usize;
                words.insert(at, version);
                state.numbers[1] += 1;
            } else {
                words.push(version);
            }
        }
        Ok(answer)
    }

    /// The answer that was given before.
    fn remembered(&self, data: Obj, version: u32) -> Option<bool> {
        let state = self.state(data)?;
        let at = state.words.iter().position(|&known| known == version)?;
        if at < state.numbers[1] as usize {
            Some(true)
        } else {
            // A refusal holds as long as nothing is registered anywhere.
            (state.numbers[0] == i64::from(self.abc_token)).then_some(false)
        }
    }

    fn abc_ask(&mut self, class: Obj, subclass: Obj, data: Obj) -> PyResult<bool> {
        let hook = self.call_method(class, names::__subclasshook__, &[subclass])?;
        if hook != NOT_IMPLEMENTED {
            return Ok(hook == TRUE);
        }
        if self.is_subtype(subclass, class) {
            return Ok(true);
        }
        let registered = self.state(data).map_or_else(Vec::new, |state| state.objects.clone());
        for known in registered {
            if self.is_subclass_of(subclass, known)? {
                return Ok(true);
            }
        }
        let list = self.call_method(class, names::__subclasses__, &[])?;
        for known in self.collect(list)? {
            if self.is_subclass_of(subclass, known)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Says what patterns take instances of a class for.
    pub fn set_sequence_flags(&mut self, class: Obj, sequence: bool, mapping: bool) {
        match self.type_data_mut(class) {
            Some(data) if data.heap && (data.is_sequence, data.is_mapping) != (sequence, mapping) => {
                data.is_sequence = sequence;
                data.is_mapping = mapping;
            }
            _ => return,
        }
        let below = self.type_data(class).map_or_else(Vec::new, |data| data.subclasses.clone());
        for class in below {
            self.set_sequence_flags(class, sequence, mapping);
        }
    }
}

fn dump(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let data = data(vm, args[0])?;
    let registered = vm.state(data).map_or_else(Vec::new, |state| state.objects.clone());
    let set = vm.new_set(T::SET);
    for class in registered {
        vm.set_add(set, class)?;
    }
    let (cache, negative) = (vm.new_set(T::SET), vm.new_set(T::SET));
    let version = token(vm, args)?;
    Ok(vm.new_tuple(&[set, cache, negative, version]))
}

fn reset_registry(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let data = data(vm, args[0])?;
    let old = vm.state_mut(data).map(|state| std::mem::take(&mut state.objects)).unwrap_or_default();
    for class in old {
        vm.decref(class);
    }
    Ok(NONE)
}

fn reset_caches(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let data = data(vm, args[0])?;
    if let Some(state) = vm.state_mut(data) {
        state.words = Arc::default();
        state.numbers[1] = 0;
    }
    Ok(NONE)
}

fn token(vm: &mut Vm, _: &Args) -> PyResult<Obj> {
    let token = vm.abc_token;
    Ok(vm.new_int(i64::from(token)))
}
