//! `__basicsize__`, `__itemsize__`, `__dictoffset__`, `__weakrefoffset__` and `__flags__`: how CPython lays out the objects of a
//! class on a 64-bit machine, and what it knows of the class.
//!
//! Of builtin types the numbers are CPython's (`c_layout.txt`, written by tests/vm/record_c_layout.py); of classes of a program
//! they follow from those of the builtin type they build on, as in `type_new_alloc` and `inherit_slots`.

use std::sync::OnceLock;

use hashbrown::HashMap;

use crate::vm::object::Obj;
use crate::vm::{PyResult, Vm};

/// The layout of the objects of a class; offsets as CPython gives them, 0 where there is nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CLayout {
    pub basicsize: i64,
    pub itemsize: i64,
    pub dictoffset: i64,
    pub weakrefoffset: i64,
    pub flags: i64,
}

/// Attributes or weak references stand in front of the object.
const MANAGED_DICT: i64 = -1;
const MANAGED_WEAKREF: i64 = -32;

/// Bits of `__flags__`. CPython: `Py_TPFLAGS_…`.
mod flag {
    pub const INLINE_VALUES: i64 = 1 << 2;
    pub const MANAGED_WEAKREF: i64 = 1 << 3;
    pub const MANAGED_DICT: i64 = 1 << 4;
    pub const SEQUENCE: i64 = 1 << 5;
    pub const MAPPING: i64 = 1 << 6;
    pub const HEAPTYPE: i64 = 1 << 9;
    pub const BASETYPE: i64 = 1 << 10;
    pub const HAVE_VECTORCALL: i64 = 1 << 11;
    pub const READY: i64 = 1 << 12;
    pub const HAVE_GC: i64 = 1 << 14;
    pub const IS_ABSTRACT: i64 = 1 << 20;
    pub const MATCH_SELF: i64 = 1 << 22;
    pub const ITEMS_AT_END: i64 = 1 << 23;
    /// A bit each for the subclasses of `int`, `list`, `tuple`, `bytes`, `str`, `dict`, `BaseException` and `type`.
    pub const SUBCLASSES: i64 = 0xff << 24;
}

/// What a class has from the builtin type it builds on.
const INHERITED: i64 = flag::SUBCLASSES | flag::MATCH_SELF | flag::ITEMS_AT_END | flag::HAVE_VECTORCALL;

fn table() -> &'static HashMap<&'static str, CLayout> {
    static TABLE: OnceLock<HashMap<&str, CLayout>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let row = |row: &'static str| {
            let mut parts = row.split(' ');
            let name = parts.next()?;
            let mut number = || parts.next()?.parse().ok();
            let (basicsize, itemsize) = (number()?, number()?);
            let (dictoffset, weakrefoffset, flags) = (number()?, number()?, number()?);
            Some((name, CLayout { basicsize, itemsize, dictoffset, weakrefoffset, flags }))
        };
        include_str!("c_layout.txt").lines().filter_map(row).collect()
    })
}

impl Vm {
    /// The layout of the instances of a class. A builtin type of which CPython's is not known counts as a plain object.
    pub fn c_layout_of(&self, class: Obj) -> CLayout {
        let named = |class: Obj| table().get(self.short_name(class).as_str()).copied();
        let Some(data) = self.type_data(class) else { return CLayout::PLAIN };
        if !data.heap {
            return named(class).unwrap_or(CLayout::PLAIN);
        }
        if data.sealed
            && let Some(layout) = named(class)
        {
            return layout;
        }
        let base = named(data.layout).unwrap_or(CLayout::PLAIN);
        let dictoffset = match base.dictoffset {
            0 if data.has_dict => MANAGED_DICT,
            offset => offset,
        };
        let weakrefoffset = match base.weakrefoffset {
            0 if data.has_weakref && base.itemsize == 0 => MANAGED_WEAKREF,
            offset => offset,
        };
        let basicsize = base.basicsize + 8 * data.slot_count as i64;
        let mut flags = flag::HEAPTYPE | flag::BASETYPE | flag::READY | flag::HAVE_GC | base.flags & INHERITED;
        let inline = dictoffset == MANAGED_DICT && basicsize == CLayout::PLAIN.basicsize;
        for (is, bit) in [
            (dictoffset == MANAGED_DICT, flag::MANAGED_DICT),
            (weakrefoffset == MANAGED_WEAKREF, flag::MANAGED_WEAKREF),
            (inline, flag::INLINE_VALUES),
            (data.is_sequence, flag::SEQUENCE),
            (data.is_mapping, flag::MAPPING),
            (data.is_abstract, flag::IS_ABSTRACT),
        ] {
            flags |= if is { bit } else { 0 };
        }
        CLayout { basicsize, itemsize: base.itemsize, dictoffset, weakrefoffset, flags }
    }
}

impl CLayout {
    /// That of `object()`.
    const PLAIN: CLayout = CLayout { basicsize: 16, itemsize: 0, dictoffset: 0, weakrefoffset: 0, flags: 0 };

    /// Whether the cycle collector knows the object.
    pub fn is_collected(self) -> bool {
        self.flags & flag::HAVE_GC != 0
    }

    /// Whether pointers to attributes or weak references stand in front of the object.
    pub fn has_preheader(self) -> bool {
        self.dictoffset == MANAGED_DICT || self.weakrefoffset == MANAGED_WEAKREF
    }
}

pub fn get_basicsize(vm: &mut Vm, class: Obj) -> PyResult<Obj> {
    Ok(vm.new_int(vm.c_layout_of(class).basicsize))
}

pub fn get_itemsize(vm: &mut Vm, class: Obj) -> PyResult<Obj> {
    Ok(vm.new_int(vm.c_layout_of(class).itemsize))
}

pub fn get_dictoffset(vm: &mut Vm, class: Obj) -> PyResult<Obj> {
    Ok(vm.new_int(vm.c_layout_of(class).dictoffset))
}

pub fn get_weakrefoffset(vm: &mut Vm, class: Obj) -> PyResult<Obj> {
    Ok(vm.new_int(vm.c_layout_of(class).weakrefoffset))
}

pub fn get_flags(vm: &mut Vm, class: Obj) -> PyResult<Obj> {
    Ok(vm.new_int(vm.c_layout_of(class).flags))
}
