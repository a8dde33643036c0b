//! LOAD_GLOBAL: where among the entries of the module's or the builtins' dict a name stands.
//!
//! Cache: counter, index of the entry, version of the keys of the module's dict (two units).

use super::Outcome;
use crate::bytecode::Opcode;
use crate::vm::Vm;
use crate::vm::object::{Obj, T};

impl Vm {
    pub(super) fn specialize_load_global(&mut self, ip: usize, arg: u32) -> Outcome {
        let name = self.name_at(arg >> 1);
        let globals = self.frame().globals;
        if self.ty(globals) != T::DICT {
            return Err("the globals are no dict");
        }
        let (dict, form) = match self.dict_entry_of(globals, name) {
            Some(index) => (index, Opcode::LOAD_GLOBAL_MODULE),
            None if self.running_builtins() != self.builtins => return Err("the builtins are others"),
            None => match self.dict_entry_of(self.builtins, name) {
                Some(index) => (index, Opcode::LOAD_GLOBAL_BUILTIN),
                None => return Err("there is no such name"),
            },
        };
        let Ok(index) = u16::try_from(dict) else { return Err("out of range") };
        let version = self.keys_version(globals);
        self.text[ip + 2] = index;
        self.set_cached(ip + 3, version);
        Ok(form)
    }

    /// Puts a global on the stack; false when the module's dict has got or lost a key.
    #[inline(always)]
    pub fn load_global_module(&mut self, ip: usize, globals: Obj, arg: u32) -> bool {
        let Some(data) = self.dict_data(globals) else { return false };
        if data.keys_version != self.cached(ip + 3) {
            return false;
        }
        let value = data.entry(self.text[ip + 2] as usize).value;
        self.incref(value);
        self.push(value);
        if arg & 1 != 0 {
            self.push(Obj::NULL);
        }
        true
    }

    /// Puts a builtin on the stack that no global hides.
    #[inline(always)]
    pub fn load_global_builtin(&mut self, ip: usize, globals: Obj, name: Obj, arg: u32) -> bool {
        let Some(data) = self.dict_data(globals) else { return false };
        if data.keys_version != self.cached(ip + 3) {
            return false;
        }
        let Some(data) = self.dict_data(self.builtins) else { return false };
        let Some(entry) = data.entries().get(self.text[ip + 2] as usize).filter(|entry| entry.key == name) else {
            return false;
        };
        let value = entry.value;
        self.incref(value);
        self.push(value);
        if arg & 1 != 0 {
            self.push(Obj::NULL);
        }
        true
    }
}
