//! What instances of a class hold: which base decides it, and other bases, MROs and classes for what exists.

use crate::vm::object::{Obj, Payload, T, TypeData, names};
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
        // A class whose MRO is being computed by the program is found by its chain of bases only.
        if vm.is_subtype(base, class) || chain(vm, base).any(|above| above == class) {
            return Err(vm.raise_text(T::TYPE_ERROR, "a __bases__ item causes an inheritance cycle"));
        }
    }
    let base = vm.best_base(&bases)?;
    let old_base = vm.type_data(class).map_or(T::OBJECT, |data| data.base);
    if !same_layout(vm, old_base, base) {
        let (new, old) = (vm.type_name(base), vm.type_name(old_base));
        let what = if vm.type_data(base).is_some_and(|data| data.heap) { "object layout" } else { "deallocator" };
        return Err(vm.type_error(format!("__bases__ assignment: '{new}' {what} differs from '{old}'")));
    }
    vm.replace_bases(class, base, bases)
}

/// A class, its base, the base of that and so on.
fn chain(vm: &Vm, class: Obj) -> impl Iterator<Item = Obj> {
    let base = |&class: &Obj| vm.type_data(class)?.base.some();
    std::iter::successors(Some(class), base)
}

/// Whether an object of one class may become one of the other: both have the same parts, or those that add parts to a common
/// base add the same.
pub fn same_layout(vm: &Vm, old: Obj, new: Obj) -> bool {
    let grown = |class: Obj| chain(vm, class).find(|&class| adds_parts(vm, class)).unwrap_or(T::OBJECT);
    let (old, new) = (grown(old), grown(new));
    let (Some(a), Some(b)) = (vm.type_data(old), vm.type_data(new)) else { return false };
    let parts = |class: Obj, data: &TypeData| (data.has_dict, data.has_weakref, own_slots(vm, class));
    old == new || a.heap && b.heap && a.base == b.base && parts(old, a) == parts(new, b)
}

/// Whether objects of a class have something that those of its base do not have.
fn adds_parts(vm: &Vm, class: Obj) -> bool {
    let Some(data) = vm.type_data(class) else { return true };
    let Some(base) = vm.type_data(data.base) else { return true };
    let parts = |data: &TypeData| (data.layout, data.has_dict, data.has_weakref, data.slot_count);
    !data.heap || parts(data) != parts(base)
}

/// The names of the slots that a class itself declares.
fn own_slots(vm: &Vm, class: Obj) -> Vec<&str> {
    let namespace = vm.dict_data(vm.namespace_of(class));
    let members =
        namespace.into_iter().flat_map(|names| names.iter()).filter_map(|entry| match vm.heap.payload(entry.value) {
            Payload::Member(member) if member.owner == class => Some((member.index, vm.text(member.name))),
            _ => None,
        });
    let mut members: Vec<_> = members.collect();
    members.sort_unstable();
    members.into_iter().map(|(_, name)| name).collect()
}

impl Vm {
    /// Puts other bases under a class, and a new MRO into it and all classes derived from it; all stays as it was where one of
    /// them has no MRO.
    pub fn replace_bases(&mut self, class: Obj, base: Obj, bases: Vec<Obj>) -> PyResult<()> {
        self.count_all(&bases);
        self.incref(base);
        let (old_base, old_bases) = self.swap_bases(class, base, bases.clone());
        for &o in old_bases.iter().chain([&old_base]) {
            self.own(o);
        }
        let mut renewed = Vec::new();
        if let Err(error) = self.renew_mros(class, &mut renewed) {
            // What the program did in an `mro` of its own meanwhile stays.
            for (class, new, old) in renewed.into_iter().rev() {
                if self.type_data(class).is_some_and(|data| data.mro == new) {
                    self.set_mro(class, old);
                }
            }
            if self.type_data(class).is_some_and(|data| data.bases == bases && data.base == base) {
                self.count_all(&old_bases);
                self.incref(old_base);
                self.swap_bases(class, old_base, old_bases);
                for o in bases.into_iter().chain([base]) {
                    self.own(o);
                }
                self.type_modified(class);
            }
            return Err(error);
        }
        if self.type_data(class).is_some_and(|data| data.bases == bases) {
            self.forget_subclass(class, &old_bases);
            for &new in &bases {
                if let Some(data) = self.type_data_mut(new) {
                    data.subclasses.push(class);
                }
            }
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

    /// Puts another MRO into a class; the old one, held.
    fn set_mro(&mut self, class: Obj, mro: Vec<Obj>) -> Vec<Obj> {
        self.count_all(&mro);
        let old = self.type_data_mut(class).map(|data| std::mem::replace(&mut data.mro, mro)).unwrap_or_default();
        for &o in &old {
            self.own(o);
        }
        self.type_modified(class);
        old
    }

    /// Computes the MROs of a class and of those derived from it anew; notes for each class its new and its old one.
    fn renew_mros(&mut self, class: Obj, renewed: &mut Vec<(Obj, Vec<Obj>, Vec<Obj>)>) -> PyResult<()> {
        let before = self.type_data(class).map_or_else(Vec::new, |data| data.mro.clone());
        let mro = self.mro_of(class)?;
        // A program's `mro` may have changed the bases itself: what that led to counts.
        if self.type_data(class).is_none_or(|data| data.mro != before) {
            return Ok(());
        }
        let old = self.set_mro(class, mro.clone());
        renewed.push((class, mro, old));
        for subclass in self.type_data(class).map_or_else(Vec::new, |data| data.subclasses.clone()) {
            self.hold(subclass);
            self.renew_mros(subclass, renewed)?;
        }
        Ok(())
    }

    /// The MRO of a class as its metaclass wants it.
    pub fn mro_of(&mut self, class: Obj) -> PyResult<Vec<Obj>> {
        let meta = self.ty(class);
        let method = self.find_in_type(meta, names::mro);
        if meta == T::TYPE || method == self.find_in_type(T::TYPE, names::mro) {
            return self.compute_mro(class);
        }
        let Some(result) = self.call_special(class, names::mro, &[])? else { return self.compute_mro(class) };
        let mro = self.collect(result)?;
        let solid = self.solid(class);
        for &base in &mro {
            if !self.is_type(base) {
                let got = self.type_name_of(base);
                return Err(self.type_error(format!("mro() returned a non-class ('{got}')")));
            }
            let part = self.solid(base);
            if !chain(self, solid).any(|above| above == part) {
                let name = self.type_name(base);
                return Err(self.type_error(format!("mro() returned base with unsuitable layout ('{name}')")));
            }
        }
        Ok(mro)
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
