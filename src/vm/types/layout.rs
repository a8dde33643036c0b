//! What instances of a class hold: which base decides it, and other bases for a class that exists.

use crate::vm::object::{Obj, T};
use crate::vm::{PyResult, Vm};

/// `class.__bases__ = bases`.
pub fn set_bases(vm: &mut Vm, class: Obj, value: Obj) -> PyResult<()> {
    let name = vm.type_name(class);
    if value.is_null() {
        return Err(vm.type_error(format!("cannot delete '__bases__' attribute of immutable type '{name}'")));
    }
    vm.check_mutable(class, "__bases__")?;
    if !vm.is_tuple(value) {
        let given = vm.type_name_of(value);
        return Err(vm.type_error(format!("can only assign tuple to {name}.__bases__, not {given}")));
    }
    let bases = vm.held_items(value);
    if bases.is_empty() {
        return Err(vm.type_error(format!("can only assign non-empty tuple to {name}.__bases__, not ()")));
    }
    for &base in &bases {
        if !vm.is_type(base) {
            let given = vm.type_name_of(base);
            return Err(vm.type_error(format!("{name}.__bases__ must be tuple of classes, not '{given}'")));
        }
        if vm.is_subtype(base, class) {
            return Err(vm.raise_text(T::TYPE_ERROR, "a __bases__ item causes an inheritance cycle"));
        }
    }
    let base = vm.best_base(&bases)?;
    let old_base = vm.type_data(class).map_or(T::OBJECT, |data| data.base);
    let shape = |vm: &Vm, ty: Obj| vm.type_data(ty).map(|data| (data.layout, data.slot_count));
    if shape(vm, base) != shape(vm, old_base) {
        let (new, old) = (vm.type_name(base), vm.type_name(old_base));
        let what = if vm.type_data(base).is_some_and(|data| data.heap) { "object layout" } else { "deallocator" };
        return Err(vm.type_error(format!("__bases__ assignment: '{new}' {what} differs from '{old}'")));
    }
    vm.replace_bases(class, base, bases)
}

impl Vm {
    /// Puts other bases under a class, and a new MRO into it and all classes derived from it; all stays as it was where one of
    /// them has no MRO.
    pub fn replace_bases(&mut self, class: Obj, base: Obj, bases: Vec<Obj>) -> PyResult<()> {
        let old = self.swap_bases(class, base, bases.clone());
        if self.renew_mros(class).is_err() {
            let (old_base, old_bases) = old;
            self.swap_bases(class, old_base, old_bases);
            let raised = self.take_raised();
            let _ = self.renew_mros(class);
            return Err(self.raise_object(raised));
        }
        let (old_base, old_bases) = old;
        self.forget_subclass(class, &old_bases);
        for &new in &bases {
            if let Some(data) = self.type_data_mut(new) {
                data.subclasses.push(class);
            }
        }
        self.count_all(&bases);
        self.incref(base);
        for o in old_bases.into_iter().chain([old_base]) {
            self.decref(o);
        }
        self.type_modified(class);
        Ok(())
    }

    fn swap_bases(&mut self, class: Obj, base: Obj, bases: Vec<Obj>) -> (Obj, Vec<Obj>) {
        match self.type_data_mut(class) {
            Some(data) => (std::mem::replace(&mut data.base, base), std::mem::replace(&mut data.bases, bases)),
            None => (base, bases),
        }
    }

    fn renew_mros(&mut self, class: Obj) -> PyResult<()> {
        let mro = self.compute_mro(class)?;
        self.count_all(&mro);
        let old = self.type_data_mut(class).map(|data| std::mem::replace(&mut data.mro, mro));
        for o in old.unwrap_or_default() {
            self.decref(o);
        }
        for subclass in self.type_data(class).map_or_else(Vec::new, |data| data.subclasses.clone()) {
            self.renew_mros(subclass)?;
        }
        Ok(())
    }

    /// The base that decides the layout of instances.
    pub fn best_base(&mut self, bases: &[Obj]) -> PyResult<Obj> {
        let mut best = bases[0];
        for &base in bases {
            let (own, known) = (self.solid(base), self.solid(best));
            if self.is_subtype(known, own) {
                continue;
            }
            if self.is_subtype(own, known) {
                best = base;
            } else {
                return Err(self.raise_text(T::TYPE_ERROR, "multiple bases have instance lay-out conflict"));
            }
        }
        Ok(best)
    }

    /// The nearest class up the chain of bases that adds something to the layout.
    fn solid(&self, class: Obj) -> Obj {
        let mut class = class;
        while let Some(data) = self.type_data(class) {
            let base_slots = self.type_data(data.base).map_or(0, |base| base.slot_count);
            if !data.heap || data.slot_count > base_slots || data.base.is_null() {
                // Builtin exceptions without fields of their own have the layout of their base.
                if !data.heap && !data.base.is_null() && (plain_exception(class) || class == T::GENERIC) {
                    class = data.base;
                    continue;
                }
                break;
            }
            class = data.base;
        }
        class
    }
}

/// Builtin exceptions whose instances are no larger than those of their base.
pub fn plain_exception(class: Obj) -> bool {
    let own_fields = [
        T::BASE_EXCEPTION,
        T::BASE_EXCEPTION_GROUP,
        T::SYSTEM_EXIT,
        T::ATTRIBUTE_ERROR,
        T::IMPORT_ERROR,
        T::NAME_ERROR,
        T::OS_ERROR,
        T::STOP_ITERATION,
        T::SYNTAX_ERROR,
        T::UNICODE_DECODE_ERROR,
        T::UNICODE_ENCODE_ERROR,
        T::UNICODE_TRANSLATE_ERROR,
    ];
    class.index() >= T::BASE_EXCEPTION.index()
        && class.index() <= T::EXCEPTION_GROUP.index()
        && !own_fields.contains(&class)
}
