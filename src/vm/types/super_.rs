//! `super`: its objects, and what `super()` without arguments finds in the frame that calls it.
//!
//! Most calls of `super` never make such an object: see the instruction `LOAD_SUPER_ATTR`.

use super::{REPR, TypeTable};
use crate::vm::native::{Args, Arity, GetSetDef, def};
use crate::vm::object::statics::NONE;
use crate::vm::object::{Obj, Payload, T, names};
use crate::vm::{PyResult, Vm};

pub const TABLES: &[TypeTable] = &[TypeTable::new(
    T::SUPER,
    &[
        REPR,
        def("__init__", Arity::Any, super_init),
        def("__getattribute__", Arity::Slot(1, 1), super_getattribute),
        def("__get__", Arity::Blank(1, 2), super_get),
    ],
)
.with_statics(&[def("__new__", Arity::Any, super_new)])
.with_getset(&[
    GetSetDef { name: "__thisclass__", get: super_part::<0>, set: None },
    GetSetDef { name: "__self__", get: super_part::<1>, set: None },
    GetSetDef { name: "__self_class__", get: super_part::<2>, set: None },
])];

fn super_new(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    Ok(vm.new_object(args[0], Payload::Super(Box::new([Obj::NULL; 3]))))
}

/// `super()`, `super(type)`, `super(type, object_or_type)`.
fn super_init(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if !args.kw.is_empty() {
        return Err(vm.raise_text(T::TYPE_ERROR, "super() takes no keyword arguments"));
    }
    let (class, receiver) = match args.pos[1..] {
        [] => vm.implicit_super()?,
        [class] => (class, Obj::NULL),
        [class, receiver] => (class, receiver),
        _ => {
            let given = args.len() - 1;
            return Err(vm.type_error(format!("super() expected at most 2 arguments, got {given}")));
        }
    };
    if !vm.is_type(class) {
        let name = vm.type_name_of(class);
        return Err(vm.type_error(format!("super() argument 1 must be a type, not {name}")));
    }
    let object_type = if receiver.is_null() || receiver == NONE { Obj::NULL } else { vm.super_check(class, receiver)? };
    let receiver = if receiver == NONE { Obj::NULL } else { receiver };
    let parts = [class, receiver, object_type];
    for part in parts {
        vm.heap.incref_some(part);
    }
    if let Payload::Super(own) = vm.heap.payload_mut(args[0]) {
        for old in std::mem::replace(&mut **own, parts) {
            vm.decref_some(old);
        }
    }
    Ok(NONE)
}

fn super_parts(vm: &Vm, o: Obj) -> [Obj; 3] {
    match vm.heap.payload(o) {
        Payload::Super(parts) => **parts,
        _ => [Obj::NULL; 3],
    }
}

fn super_part<const PART: usize>(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    Ok(super_parts(vm, o)[PART].some().unwrap_or(NONE))
}

fn super_getattribute(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let name = super::object::attribute_name(vm, args[1])?;
    let [class, receiver, object_type] = super_parts(vm, args[0]);
    // The class of the object that `super()` made is asked for, not that of the object it stands for.
    if !object_type.is_null() && name != names::__class__ {
        return vm.super_attribute(class, receiver, object_type, name);
    }
    match vm.generic_get_attr(args[0], name)? {
        Some(value) => Ok(value),
        None => Err(vm.no_attribute(args[0], name)),
    }
}

/// A `super(class)` without an object is bound when it is looked up on one.
fn super_get(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let [class, receiver, _] = super_parts(vm, args[0]);
    if args[1] == NONE || !receiver.is_null() {
        return Ok(args[0]);
    }
    if class.is_null() {
        return Ok(args[0]);
    }
    let own = vm.ty(args[0]);
    vm.call(own, &[class, args[1]])
}

impl Vm {
    /// Class and receiver of `super()` without arguments: `__class__` and the first argument of the calling frame.
    fn implicit_super(&mut self) -> PyResult<(Obj, Obj)> {
        let Some(&frame) = self.frames.last() else {
            return Err(self.raise_text(T::RUNTIME_ERROR, "super(): no current frame"));
        };
        let info = self.codes[frame.code as usize].clone();
        if info.code.argcount == 0 {
            return Err(self.raise_text(T::RUNTIME_ERROR, "super(): no arguments"));
        }
        let mut receiver = self.stack[frame.base as usize];
        let in_cell =
            info.code.localspluskinds.first().is_some_and(|kind| kind & crate::bytecode::LocalKind::CELL != 0);
        if in_cell && let Some(Payload::Cell(contents)) = receiver.some().map(|o| self.heap.payload(o)) {
            receiver = *contents;
        }
        if receiver.is_null() {
            return Err(self.raise_text(T::RUNTIME_ERROR, "super(): arg[0] deleted"));
        }
        for (at, &name) in info.locals.iter().enumerate() {
            if name != names::__class__ {
                continue;
            }
            let cell = self.stack[frame.base as usize + at];
            if let Some(Payload::Cell(contents)) = cell.some().map(|o| self.heap.payload(o)) {
                return match contents.some() {
                    Some(class) => Ok((class, receiver)),
                    None => Err(self.raise_text(T::RUNTIME_ERROR, "super(): empty __class__ cell")),
                };
            }
        }
        Err(self.raise_text(T::RUNTIME_ERROR, "super(): __class__ cell not found"))
    }
}
