//! `from module import *`: the names that `__all__` lists, else those of the namespace that have no underscore in front.
//!
//! CPython: `import_all_from`.

use crate::vm::object::statics::NONE;
use crate::vm::object::{Obj, T, names};
use crate::vm::{PyResult, Vm};

impl Vm {
    /// Gives `namespace` the public names of `module`, which may be anything that stands in `sys.modules`.
    pub fn import_star(&mut self, module: Obj, namespace: Obj) -> PyResult<Obj> {
        let listed = self.find_attr(module, names::__all__)?;
        let all = match listed {
            Some(all) => all,
            None => {
                let Some(dict) = self.find_attr(module, names::__dict__)? else {
                    let message = "from-import-* object has no __dict__ and no __all__";
                    return Err(self.raise_text(T::IMPORT_ERROR, message));
                };
                let keys = self.call_method_str(dict, "keys", &[])?;
                let keys = self.collect(keys)?;
                self.new_list(keys)
            }
        };
        let mut at = 0;
        while let Some(name) = self.listed_name(all, at)? {
            at += 1;
            if !self.is_str(name) {
                return Err(self.raise_listed(module, name, listed.is_some()));
            }
            if listed.is_none() && self.text(name).starts_with('_') {
                continue;
            }
            let name = self.intern_obj(name);
            let value = self.get_attr(module, name)?;
            self.set_item(namespace, name, value)?;
        }
        Ok(NONE)
    }

    /// The item at a place of `__all__`, which must be a sequence.
    fn listed_name(&mut self, all: Obj, at: usize) -> PyResult<Option<Obj>> {
        if let Some(items) = self.items(all) {
            let item = items.get(at).copied();
            return Ok(item.map(|item| self.hold(item)));
        }
        let ty = self.ty(all);
        if matches!(ty, T::DICT | T::MAPPINGPROXY) {
            let name = self.type_name(ty);
            return Err(self.type_error(format!("{name} is not a sequence")));
        }
        if self.find_in_type(ty, names::__getitem__).is_none() {
            let name = self.type_name(ty);
            return Err(self.type_error(format!("'{name}' object does not support indexing")));
        }
        let index = self.new_usize(at);
        match self.get_item(all, index) {
            Ok(item) => Ok(Some(item)),
            Err(_) if self.raised_is(T::INDEX_ERROR) => {
                self.clear_raised();
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// A name that is no string.
    fn raise_listed(&mut self, module: Obj, name: Obj, listed: bool) -> crate::vm::Raised {
        let module_name = match self.get_attr(module, names::__name__) {
            Ok(module_name) => module_name,
            Err(error) => return error,
        };
        if !self.is_str(module_name) {
            let got = self.type_name_of(module_name);
            return self.type_error(format!("module __name__ must be a string, not {got}"));
        }
        let (kind, place) = if listed { ("Item", "__all__") } else { ("Key", "__dict__") };
        let (module_name, got) = (self.text(module_name).to_owned(), self.type_name_of(name));
        self.type_error(format!("{kind} in {module_name}.{place} must be str, not {got}"))
    }
}
