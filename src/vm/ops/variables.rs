//! Names, globals, locals, cells.

use crate::vm::object::{Obj, Payload, T, names};
use crate::vm::{PyResult, Vm};

impl Vm {
    pub fn name_at(&self, index: u32) -> Obj {
        self.names[self.frame().names as usize + index as usize]
    }

    pub fn local_name(&self, index: u32) -> String {
        let info = &self.codes[self.frame().code as usize];
        info.locals.get(index as usize).map_or_else(String::new, |&o| self.text(o).to_owned())
    }

    /// A module's `__spec__` and `__loader__` are made when somebody looks.
    #[inline]
    fn look_at_spec(&mut self, globals: Obj, name: Obj) -> PyResult<()> {
        if name == names::__spec__ || name == names::__loader__ { self.complete_globals(globals) } else { Ok(()) }
    }

    pub fn op_load_global(&mut self, arg: u32) -> PyResult<()> {
        let name = self.name_at(arg >> 1);
        let globals = self.frame().globals;
        self.look_at_spec(globals, name)?;
        if self.ty(globals) != T::DICT {
            self.push_result(|vm| vm.lookup_global(name))?;
        } else {
            let value = match self.dict_get_interned(globals, name) {
                Some(value) => value,
                None => match self.lookup_builtin(name)? {
                    Some(value) => value,
                    None => return Err(self.undefined_name(name)),
                },
            };
            self.incref(value);
            self.stack.push(value);
        }
        if arg & 1 != 0 {
            self.stack.push(Obj::NULL);
        }
        Ok(())
    }

    /// What `__builtins__` of a module says is the dict of its builtins.
    pub fn builtins_of(&self, globals: Obj) -> Option<Obj> {
        let own = self.dict_get_interned(globals, names::__builtins__)?;
        match self.heap.payload(own) {
            Payload::Module(data) => Some(data.dict),
            _ => Some(own),
        }
    }

    /// The builtins of a function that is made now, as [`FunctionData::builtins`] has them: what `__builtins__` says later
    /// does not matter to it.
    pub fn builtins_for(&self, globals: Obj) -> Obj {
        let builtins = self.builtins_of(globals).unwrap_or_else(|| self.running_builtins());
        if builtins == self.builtins { Obj::NULL } else { builtins }
    }

    /// The dict (or other mapping) in which the code that runs looks up names that its module does not have.
    pub fn running_builtins(&self) -> Obj {
        let function = self.frames.last().and_then(|frame| self.function_data(frame.function));
        function.and_then(|data| data.builtins.some()).unwrap_or(self.builtins)
    }

    /// A name that a module does not have. `__builtins__` may have been any mapping.
    pub fn lookup_builtin(&mut self, name: Obj) -> PyResult<Option<Obj>> {
        let builtins = self.running_builtins();
        if self.ty(builtins) == T::DICT {
            return Ok(self.dict_get_interned(builtins, name));
        }
        let mark = self.mark();
        let found = self.lookup_local(builtins, name);
        // Whoever made the value for this lookup may be the only one to hold it.
        if let Ok(Some(value)) = found {
            self.incref(value);
            self.release(mark);
            self.own(value);
        }
        found
    }

    pub fn undefined_name(&mut self, name: Obj) -> super::super::Raised {
        let text = format!("name '{}' is not defined", self.text(name));
        self.raise_name_error(T::NAME_ERROR, text, name)
    }

    fn lookup_global(&mut self, name: Obj) -> PyResult<Obj> {
        let globals = self.frame().globals;
        // A dict of another class may have a `__missing__`.
        if let Some(value) = self.lookup_local(globals, name)? {
            return Ok(self.hold(value));
        }
        match self.lookup_builtin(name)? {
            Some(value) => Ok(self.hold(value)),
            None => Err(self.undefined_name(name)),
        }
    }

    /// The value of a name in the namespace of a class or module body.
    fn lookup_local(&mut self, namespace: Obj, name: Obj) -> PyResult<Option<Obj>> {
        if self.ty(namespace) == T::DICT {
            return Ok(self.dict_get_interned(namespace, name).map(|value| self.hold(value)));
        }
        match self.get_item(namespace, name) {
            Ok(value) => Ok(Some(value)),
            Err(error) => {
                if self.raised_is(T::KEY_ERROR) {
                    self.clear_raised();
                    Ok(None)
                } else {
                    Err(error)
                }
            }
        }
    }

    pub fn op_load_name(&mut self, arg: u32) -> PyResult<()> {
        let name = self.name_at(arg);
        let (namespace, globals) = (self.frame().locals, self.frame().globals);
        self.look_at_spec(globals, name)?;
        if namespace.is_null() || self.ty(namespace) == T::DICT {
            let own = if namespace.is_null() { None } else { self.dict_get_interned(namespace, name) };
            let global = || if namespace == globals { None } else { self.dict_get_interned(globals, name) };
            let found = match own.or_else(global) {
                Some(value) => Some(value),
                None => self.lookup_builtin(name)?,
            };
            let Some(value) = found else { return Err(self.undefined_name(name)) };
            self.incref(value);
            self.push(value);
            return Ok(());
        }
        self.push_result(|vm| {
            if !namespace.is_null()
                && let Some(value) = vm.lookup_local(namespace, name)?
            {
                return Ok(value);
            }
            let found = match vm.dict_get_interned(globals, name) {
                Some(value) => Some(value),
                None => vm.lookup_builtin(name)?,
            };
            found.map(|value| vm.hold(value)).ok_or_else(|| vm.undefined_name(name))
        })
    }

    pub fn op_store_name(&mut self, arg: u32) -> PyResult<()> {
        let name = self.name_at(arg);
        let namespace = self.frame().locals;
        let value = self.peek(0);
        self.consume_top(1, |vm| {
            if vm.ty(namespace) == T::DICT {
                vm.dict_set_interned(namespace, name, value);
                Ok(())
            } else {
                vm.set_item(namespace, name, value)
            }
        })
    }

    pub fn op_delete_name(&mut self, arg: u32) -> PyResult<()> {
        let name = self.name_at(arg);
        let namespace = self.frame().locals;
        let result = self.consume_top(0, |vm| vm.del_item(namespace, name));
        if result.is_err() {
            self.clear_raised();
            return Err(self.undefined_name(name));
        }
        result
    }

    pub fn op_store_global(&mut self, arg: u32) -> PyResult<()> {
        let name = self.name_at(arg);
        let globals = self.frame().globals;
        let value = self.peek(0);
        self.consume_top(1, |vm| {
            vm.dict_set_interned(globals, name, value);
            Ok(())
        })
    }

    pub fn op_delete_global(&mut self, arg: u32) -> PyResult<()> {
        let name = self.name_at(arg);
        let globals = self.frame().globals;
        if self.dict_del_interned(globals, name) {
            return Ok(());
        }
        Err(self.undefined_name(name))
    }

    pub fn op_load_fast_check(&mut self, arg: u32) -> PyResult<()> {
        let at = self.frame().base as usize + arg as usize;
        let value = self.stack[at];
        if value.is_null() {
            return Err(self.unbound_local(arg));
        }
        self.incref(value);
        self.stack.push(value);
        Ok(())
    }

    fn unbound_local(&mut self, index: u32) -> super::super::Raised {
        let name = self.local_name(index);
        let text = format!("cannot access local variable '{name}' where it is not associated with a value");
        let name = self.intern(&name);
        self.raise_name_error(T::UNBOUND_LOCAL_ERROR, text, name)
    }

    pub fn op_delete_fast(&mut self, arg: u32) -> PyResult<()> {
        let at = self.frame().base as usize + arg as usize;
        let old = std::mem::replace(&mut self.stack[at], Obj::NULL);
        if old.is_null() {
            return Err(self.unbound_local(arg));
        }
        self.decref(old);
        Ok(())
    }

    fn cell_contents(&self, cell: Obj) -> Obj {
        match self.heap.payload(cell) {
            Payload::Cell(contents) => *contents,
            _ => Obj::NULL,
        }
    }

    fn cell_at(&self, index: u32) -> Obj {
        self.stack[self.frame().base as usize + index as usize]
    }

    fn unbound_cell(&mut self, index: u32) -> super::super::Raised {
        if index < self.codes[self.frame().code as usize].first_free {
            return self.unbound_local(index);
        }
        let name = self.local_name(index);
        let text =
            format!("cannot access free variable '{name}' where it is not associated with a value in enclosing scope");
        let name = self.intern(&name);
        self.raise_name_error(T::NAME_ERROR, text, name)
    }

    pub fn op_load_deref(&mut self, arg: u32) -> PyResult<()> {
        let cell = self.cell_at(arg);
        let value = self.cell_contents(cell);
        if value.is_null() {
            return Err(self.unbound_cell(arg));
        }
        self.incref(value);
        self.stack.push(value);
        Ok(())
    }

    /// Puts a counted value in a cell and drops the old one.
    pub fn set_cell(&mut self, cell: Obj, value: Obj) {
        if let Payload::Cell(contents) = self.heap.payload_mut(cell) {
            let old = std::mem::replace(contents, value);
            self.decref_some(old);
        }
    }

    pub fn op_store_deref(&mut self, arg: u32) -> PyResult<()> {
        let value = self.stack.pop().unwrap_or(Obj::NULL);
        let cell = self.cell_at(arg);
        self.set_cell(cell, value);
        Ok(())
    }

    pub fn op_delete_deref(&mut self, arg: u32) -> PyResult<()> {
        let cell = self.cell_at(arg);
        if self.cell_contents(cell).is_null() {
            return Err(self.unbound_cell(arg));
        }
        self.set_cell(cell, Obj::NULL);
        Ok(())
    }

    pub fn op_load_from_dict_or_deref(&mut self, arg: u32) -> PyResult<()> {
        let namespace = self.peek(0);
        let name = self.codes[self.frame().code as usize].locals[arg as usize];
        let cell = self.cell_at(arg);
        self.replace_top(1, |vm| {
            if let Some(value) = vm.lookup_local(namespace, name)? {
                return Ok(value);
            }
            let value = vm.cell_contents(cell);
            if value.is_null() {
                return Err(vm.unbound_cell(arg));
            }
            Ok(vm.hold(value))
        })
    }

    pub fn op_load_from_dict_or_globals(&mut self, arg: u32) -> PyResult<()> {
        let namespace = self.peek(0);
        let name = self.name_at(arg);
        self.replace_top(1, |vm| match vm.lookup_local(namespace, name)? {
            Some(value) => Ok(value),
            None => vm.lookup_global(name),
        })
    }

    pub fn op_load_locals(&mut self) -> PyResult<()> {
        let namespace = self.frame().locals;
        if namespace.is_null() {
            return Err(self.raise_text(T::SYSTEM_ERROR, "no locals"));
        }
        self.incref(namespace);
        self.stack.push(namespace);
        Ok(())
    }

    pub fn op_make_cell(&mut self, arg: u32) -> PyResult<()> {
        let at = self.frame().base as usize + arg as usize;
        let initial = self.stack[at];
        self.heap.counts.young += 1;
        let cell = self.heap.alloc(T::CELL, Payload::Cell(initial));
        self.stack[at] = cell;
        Ok(())
    }

    pub fn op_copy_free_vars(&mut self, arg: u32) -> PyResult<()> {
        let frame = self.frame();
        let first = frame.values as usize - arg as usize;
        let closure = self.function_data(frame.function).map_or(Obj::NULL, |data| data.closure);
        for offset in 0..arg as usize {
            let Some(&cell) = self.items(closure).and_then(|cells| cells.get(offset)) else { break };
            self.incref(cell);
            self.stack[first + offset] = cell;
        }
        Ok(())
    }

    pub fn op_setup_annotations(&mut self) -> PyResult<()> {
        let namespace = self.frame().locals;
        self.consume_top(0, |vm| {
            if vm.lookup_local(namespace, names::__annotations__)?.is_none() {
                let dict = vm.new_dict();
                vm.set_item(namespace, names::__annotations__, dict)?;
            }
            Ok(())
        })
    }
}
