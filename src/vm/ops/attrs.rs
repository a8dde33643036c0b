//! LOAD_ATTR, STORE_ATTR, DELETE_ATTR, LOAD_SUPER_ATTR.

use crate::vm::frames::Cont;
use crate::vm::object::{Obj, Payload, T, names};
use crate::vm::{PyResult, Vm};

impl Vm {
    pub fn op_load_attr(&mut self, arg: u32) -> PyResult<()> {
        let name = self.name_at(arg >> 1);
        let owner = self.peek(0);
        let method = arg & 1 != 0;
        if let Some((value, unbound)) = self.fast_attribute(owner, name, method) {
            self.incref(value);
            let top = self.stack.len() - 1;
            self.stack[top] = value;
            if unbound {
                // The owner becomes the first argument.
                self.stack.push(owner);
            } else {
                if method {
                    self.stack.push(Obj::NULL);
                }
                self.decref(owner);
            }
            return Ok(());
        }
        if let Some(getter) = self.python_getter(owner, name) {
            let cont = if method { Cont::PushNull } else { Cont::Push };
            return self.call_getter(getter, cont);
        }
        if let Some(fallback) = self.python_special(owner, names::__getattr__, 2)
            && self.type_data(self.ty(owner)).is_some_and(|data| data.plain_getattr)
        {
            return self.load_attr_or_fall_back(owner, name, fallback, method);
        }
        self.replace_top(1, |vm| vm.get_attr(owner, name))?;
        if method {
            self.stack.push(Obj::NULL);
        }
        Ok(())
    }

    /// `LOAD_ATTR` on an instance whose class has a `__getattr__` written in Python.
    fn load_attr_or_fall_back(&mut self, owner: Obj, name: Obj, fallback: Obj, method: bool) -> PyResult<()> {
        let mark = self.mark();
        let found = match self.generic_get_attr(owner, name) {
            Err(_) if self.raised_is(T::ATTRIBUTE_ERROR) => {
                self.clear_raised();
                None
            }
            other => other?,
        };
        let Some(value) = found else {
            self.release(mark);
            let cont = if method { Cont::ReplaceNull } else { Cont::Replace(1) };
            return self.enter_special(fallback, &[owner, name], cont);
        };
        self.incref(value);
        self.release(mark);
        self.stack.pop();
        self.push(value);
        if method {
            self.push(Obj::NULL);
        }
        self.decref(owner);
        Ok(())
    }

    /// The setter that an assignment calls if it is written in Python: of a property, or `__setattr__`.
    fn enter_setter(&mut self, owner: Obj, name: Obj, value: Obj) -> PyResult<bool> {
        if let Some(method) = self.python_special(owner, names::__setattr__, 3) {
            self.enter_special(method, &[owner, name, value], Cont::Consume(2))?;
            return Ok(true);
        }
        let ty = self.ty(owner);
        if !self.type_data(ty).is_some_and(|data| data.plain_setattr) {
            return Ok(false);
        }
        let Some(found) = self.find_in_type(ty, name) else { return Ok(false) };
        let setter = match self.heap.payload(found) {
            Payload::Property(parts) if self.ty(found) == T::PROPERTY => parts[1],
            _ => return Ok(false),
        };
        if setter.is_null()
            || !self.function_data(setter).is_some_and(|data| {
                let info = &self.codes[data.code as usize];
                info.simple && info.argcount == 2
            })
        {
            return Ok(false);
        }
        self.enter_special(setter, &[owner, value], Cont::Consume(2))?;
        Ok(true)
    }

    /// The getter of a property that is written in Python.
    fn python_getter(&self, owner: Obj, name: Obj) -> Option<Obj> {
        let ty = self.ty(owner);
        if self.find_in_type(ty, names::__getattribute__) != Some(self.object_getattribute()) {
            return None;
        }
        let descriptor = self.find_in_type(ty, name)?;
        match self.heap.payload(descriptor) {
            Payload::Property(parts) if self.ty(descriptor) == T::PROPERTY && !parts[0].is_null() => {
                let getter = parts[0];
                let data = self.function_data(getter)?;
                let code = &self.codes[data.code as usize].code;
                (code.argcount == 1 && self.is_simple_code(data.code)).then_some(getter)
            }
            _ => None,
        }
    }

    fn call_getter(&mut self, getter: Obj, cont: Cont) -> PyResult<()> {
        let bottom = self.stack.len() - 1;
        let owner = self.stack[bottom];
        self.incref(getter);
        self.stack[bottom] = getter;
        self.stack.push(owner);
        self.push_frame(getter, bottom, bottom + 1, cont)
    }

    pub fn op_store_attr(&mut self, arg: u32) -> PyResult<()> {
        let name = self.name_at(arg);
        let (owner, value) = (self.peek(0), self.peek(1));
        if self.fast_set_attribute(owner, name, value) {
            let height = self.stack.len() - 2;
            self.drop_stack_to(height);
            return Ok(());
        }
        if self.enter_setter(owner, name, value)? {
            return Ok(());
        }
        self.consume_top(2, |vm| vm.set_attr(owner, name, value))
    }

    pub fn op_delete_attr(&mut self, arg: u32) -> PyResult<()> {
        let name = self.name_at(arg);
        let owner = self.peek(0);
        self.consume_top(1, |vm| vm.del_attr(owner, name))
    }

    pub fn op_load_super_attr(&mut self, arg: u32) -> PyResult<()> {
        let name = self.name_at(arg >> 2);
        let (receiver, class, super_type) = (self.peek(0), self.peek(1), self.peek(2));
        if super_type != T::SUPER {
            // Somebody gave the name `super` to something else.
            self.replace_top(3, |vm| {
                let arguments = if arg & 2 != 0 { vec![class, receiver] } else { vec![] };
                let object = vm.call(super_type, &arguments)?;
                vm.get_attr(object, name)
            })?;
            if arg & 1 != 0 {
                self.stack.push(Obj::NULL);
            }
            return Ok(());
        }
        let mark = self.mark();
        let object_type = self.super_check(class, receiver)?;
        if arg & 1 != 0
            && let Some(found) = self.find_after(object_type, class, name)
            && self.ty(found) == T::FUNCTION
            && !self.is_type(receiver)
            && !self.tracing.monitors.active
        {
            // The method goes on the stack with its receiver, no bound method is made.
            self.incref(found);
            self.release(mark);
            let height = self.stack.len() - 3;
            self.stack.pop();
            self.drop_stack_to(height);
            self.stack.push(found);
            self.stack.push(receiver);
            return Ok(());
        }
        self.replace_top(3, |vm| vm.super_attribute(class, receiver, object_type, name))?;
        if arg & 1 != 0 {
            self.stack.push(Obj::NULL);
        }
        Ok(())
    }
}
