//! `__text_signature__` of builtin functions, methods and types, as CPython has them.
//!
//! The table has a row for each: `module:function`, `type.method` or `type:type`, a blank and the signature, with `⏎` for a
//! newline. `*.method` is what methods of that name have where their type has no row; a row without a signature says that
//! the method has none. What `__doc__` says is in `builtins::docs`.

use std::sync::OnceLock;

use hashbrown::HashMap;

use crate::vm::object::statics::NONE;
use crate::vm::object::{Obj, Payload};
use crate::vm::{PyResult, Vm};

fn table() -> &'static HashMap<&'static str, &'static str> {
    static TABLE: OnceLock<HashMap<&str, &str>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let rows = include_str!("signatures.txt").lines();
        rows.map(|row| row.split_once(' ').unwrap_or((row, ""))).collect()
    })
}

fn shown(vm: &mut Vm, signature: Option<&&'static str>) -> Obj {
    match signature {
        Some(&signature) if !signature.is_empty() => vm.new_str(signature.replace('⏎', "\n")),
        _ => NONE,
    }
}

/// That of a builtin function of a module, or a method of a type (null: none).
pub fn of_native(vm: &mut Vm, name: &str, module: Obj, owner: Obj) -> PyResult<Obj> {
    let table = table();
    let signature = if owner.is_null() {
        table.get(format!("{}:{name}", vm.text(module)).as_str())
    } else {
        let own = table.get(format!("{}.{name}", vm.short_name(owner)).as_str());
        own.or_else(|| table.get(format!("*.{name}").as_str()).filter(|_| name.starts_with("__")))
    };
    Ok(shown(vm, signature))
}

/// `type.__text_signature__`
pub fn of_type(vm: &mut Vm, class: Obj) -> PyResult<Obj> {
    let is_heap = matches!(vm.heap.payload(class), Payload::Type(data) if data.heap);
    let signature = if is_heap { None } else { table().get(format!("type:{}", vm.short_name(class)).as_str()) };
    Ok(shown(vm, signature))
}
