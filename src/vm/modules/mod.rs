//! Native modules: what `import` finds without a file.

pub mod itertools;
pub mod math;
pub mod stdlib;
pub mod sys;
pub mod time;

use super::native::NativeDef;
use super::object::{Obj, Payload, T};
use super::{PyResult, Vm};

/// Makes a native module; `None` if there is none of that name.
pub fn create(vm: &mut Vm, name: &str) -> PyResult<Option<Obj>> {
    Ok(Some(match name {
        "math" => math::create(vm),
        "time" => time::create(vm),
        "itertools" => itertools::create(vm),
        _ => return Ok(None),
    }))
}

impl Vm {
    /// A module with functions.
    pub fn native_module(&mut self, name: &str, functions: &'static [NativeDef]) -> Obj {
        let module = self.new_module(name);
        self.add_functions(module, name, functions);
        module
    }

    pub fn add_functions(&mut self, module: Obj, module_name: &str, functions: &'static [NativeDef]) {
        let dict = self.instance_dict(module);
        let module_name = self.intern(module_name);
        for def in functions {
            let function = self.new_object(T::BUILTIN, Payload::Native { def, owner: Obj::NULL });
            self.heap.attrs_or_new(function).slots.push(module_name);
            self.dict_set_str(dict, def.name, function);
        }
    }

    pub fn module_set(&mut self, module: Obj, name: &str, value: Obj) {
        let name = self.intern(name);
        self.instance_set(module, name, value);
    }
}
