//! CALL, CALL_KW, CALL_FUNCTION_EX, MAKE_FUNCTION.

use crate::bytecode::CodeFlags;
use crate::vm::frames::Cont;
use crate::vm::native::Args;
use crate::vm::object::statics::NONE;
use crate::vm::object::{FunctionData, Obj, Payload, T, names};
use crate::vm::{PyResult, Vm};

/// Positional arguments that are copied without an allocation.
const INLINE_ARGS: usize = 8;

impl Vm {
    /// Whether calls with exactly `argcount` positional arguments need no binding.
    #[inline]
    pub fn is_simple_code(&self, code: u32) -> bool {
        self.codes[code as usize].simple
    }

    pub fn op_call(&mut self, count: u32) -> PyResult<()> {
        self.call_on_stack(count as usize, &[])
    }

    pub fn op_call_kw(&mut self, count: u32) -> PyResult<()> {
        let names = self.stack.pop().unwrap_or(Obj::NULL);
        let names_held = self.own(names);
        let keywords = self.items(names_held).map_or_else(Vec::new, <[Obj]>::to_vec);
        let mark = self.mark() - usize::from(self.temps.last() == Some(&names_held));
        let result = self.call_on_stack(count as usize, &keywords);
        if result.is_ok() {
            self.release(mark);
        }
        result
    }

    /// Calls what lies under `count` arguments, the last ones named by `keywords`.
    fn call_on_stack(&mut self, count: usize, keywords: &[Obj]) -> PyResult<()> {
        let at = self.stack.len() - count - 2;
        loop {
            let (callable, receiver) = (self.stack[at], self.stack[at + 1]);
            let bound = !receiver.is_null();
            if !bound && self.is_type(callable) && self.construct_on_stack(at, keywords)? {
                return Ok(());
            }
            match self.heap.payload(callable) {
                Payload::Function(data) => {
                    let code = data.code;
                    let base = at + 2 - usize::from(bound);
                    let given = count + usize::from(bound);
                    if keywords.is_empty()
                        && self.codes[code as usize].code.argcount as usize == given
                        && self.is_simple_code(code)
                    {
                        return self.push_frame(callable, at, base, Cont::Push);
                    }
                    let positional = self.stack[base..self.stack.len() - keywords.len()].to_vec();
                    let named: Vec<(Obj, Obj)> = keywords
                        .iter()
                        .copied()
                        .zip(self.stack[self.stack.len() - keywords.len()..].iter().copied())
                        .collect();
                    return self.enter_bound(callable, at, &positional, &named, Cont::Push);
                }
                &Payload::Method { function, receiver: own } if !bound => {
                    self.incref(function);
                    self.incref(own);
                    self.stack[at] = function;
                    self.stack[at + 1] = own;
                    self.decref(callable);
                    continue;
                }
                Payload::Native { .. } if callable == self.build_class && !bound => {
                    return self.begin_class(at, keywords);
                }
                Payload::Native { .. } | Payload::NativeBound { .. } => {}
                Payload::Plain if !bound => {
                    // An instance whose class has a `__call__` written in Python.
                    if let Some(method) = self.find_in_type(self.ty(callable), names::__call__)
                        && self.ty(method) == T::FUNCTION
                    {
                        self.incref(method);
                        self.stack[at] = method;
                        self.stack[at + 1] = callable;
                        continue;
                    }
                }
                _ => {}
            }
            let first = at + 2 - usize::from(bound);
            let total = self.stack.len() - first;
            let mut buffer = [Obj::NULL; INLINE_ARGS];
            let mut long = Vec::new();
            let all: &[Obj] = if total <= INLINE_ARGS {
                buffer[..total].copy_from_slice(&self.stack[first..]);
                &buffer[..total]
            } else {
                long.extend_from_slice(&self.stack[first..]);
                &long
            };
            let popped = self.stack.len() - at;
            if keywords.is_empty() {
                return self.replace_top(popped, |vm| vm.call_full(callable, all, &[]));
            }
            let (positional, values) = all.split_at(total - keywords.len());
            let named: Vec<(Obj, Obj)> = keywords.iter().copied().zip(values.iter().copied()).collect();
            return self.replace_top(popped, |vm| vm.call_full(callable, positional, &named));
        }
    }

    /// Binds arguments and puts the function's frame in place of everything from `at` up.
    pub fn enter_bound(
        &mut self,
        function: Obj,
        at: usize,
        positional: &[Obj],
        named: &[(Obj, Obj)],
        cont: Cont,
    ) -> PyResult<()> {
        let locals = self.bind_arguments(function, positional, named)?;
        self.drop_stack_to(at + 2);
        self.stack.extend_from_slice(&locals);
        self.push_frame(function, at, at + 2, cont)
    }

    /// `Class(…)` with an `__init__` written in Python: makes the instance and enters `__init__`. False when the call
    /// has to go the general way.
    fn construct_on_stack(&mut self, at: usize, keywords: &[Obj]) -> PyResult<bool> {
        let class = self.stack[at];
        if self.ty(class) != T::TYPE {
            return Ok(false);
        }
        let Some(init) = self.find_in_type(class, names::__init__) else { return Ok(false) };
        let Some(new) = self.find_in_type(class, names::__new__) else { return Ok(false) };
        if self.ty(init) != T::FUNCTION || !matches!(self.heap.payload(new), Payload::Native { .. }) {
            return Ok(false);
        }
        let mark = self.mark();
        let positional = self.stack[at + 2..self.stack.len() - keywords.len()].to_vec();
        let named: Vec<(Obj, Obj)> =
            keywords.iter().copied().zip(self.stack[self.stack.len() - keywords.len()..].iter().copied()).collect();
        let instance = if new == self.object_new() {
            self.check_not_abstract(class)?;
            self.new_instance(class)
        } else {
            let mut arguments = vec![class];
            arguments.extend_from_slice(&positional);
            self.call_full(new, &arguments, &named)?
        };
        if !self.is_instance(instance, class) {
            self.incref(instance);
            self.release(mark);
            self.drop_stack_to(at);
            self.stack.push(instance);
            return Ok(true);
        }
        // [class, null, args…] becomes [init, instance, args…]; the class stays alive through the instance.
        self.incref(init);
        self.incref(instance);
        self.stack[at] = init;
        self.stack[at + 1] = instance;
        self.decref(class);
        let mut all = vec![instance];
        all.extend_from_slice(&positional);
        let data_code = self.code_id(init).unwrap_or(0);
        let simple = keywords.is_empty()
            && self.codes[data_code as usize].code.argcount as usize == all.len()
            && self.is_simple_code(data_code);
        self.incref(instance);
        let entered = if simple {
            self.push_frame(init, at, at + 1, Cont::Init)
        } else {
            self.enter_bound(init, at, &all, &named, Cont::Init)
        };
        if let Err(error) = entered {
            self.decref(instance);
            return Err(error);
        }
        self.frame_mut().extra = instance;
        self.release(mark);
        Ok(true)
    }

    pub fn op_call_function_ex(&mut self, arg: u32) -> PyResult<()> {
        let mark = self.mark();
        let kwargs = if arg & 1 != 0 { self.stack.pop().unwrap_or(Obj::NULL) } else { Obj::NULL };
        if !kwargs.is_null() {
            self.own(kwargs);
        }
        let arguments = self.stack.pop().unwrap_or(Obj::NULL);
        self.own(arguments);
        let at = self.stack.len() - 2;
        let callable = self.stack[at];
        let positional = if self.is_instance(arguments, T::TUPLE) || self.is_instance(arguments, T::LIST) {
            self.held_items(arguments)
        } else {
            if !self.is_iterable(arguments) {
                let (function, name) = (self.callable_text(callable), self.type_name_of(arguments));
                let message = format!("{function} argument after * must be an iterable, not {name}");
                return Err(self.type_error(message));
            }
            self.collect(arguments)?
        };
        let mut keywords = Vec::new();
        let mut values = Vec::new();
        if !kwargs.is_null() {
            if !self.is_instance(kwargs, T::DICT) && self.find_attr(kwargs, names::keys)?.is_none() {
                let (function, name) = (self.callable_text(callable), self.type_name_of(kwargs));
                let message = format!("{function} argument after ** must be a mapping, not {name}");
                return Err(self.type_error(message));
            }
            for (key, value) in self.mapping_pairs(kwargs)? {
                if !self.is_str(key) {
                    return Err(self.raise_text(T::TYPE_ERROR, "keywords must be strings"));
                }
                keywords.push(key);
                values.push(value);
            }
        }
        let count = positional.len() + values.len();
        for item in positional.into_iter().chain(values) {
            self.incref(item);
            self.stack.push(item);
        }
        self.call_on_stack(count, &keywords)?;
        self.release(mark);
        Ok(())
    }

    /// `len()`, `A.f()`: how messages name what is called.
    pub fn callable_text(&mut self, callable: Obj) -> String {
        match self.heap.payload(callable) {
            Payload::Method { function, .. } => {
                let function = *function;
                self.callable_text(function)
            }
            Payload::Function(data) => {
                let (qualname, module) = (data.qualname, data.module);
                let qualname = self.text(qualname).to_owned();
                if !module.is_null() && self.is_str(module) && self.text(module) != "builtins" {
                    return format!("{}.{qualname}()", self.text(module));
                }
                format!("{qualname}()")
            }
            Payload::Native { def, owner } => format!("{}()", self.native_name(def, *owner)),
            Payload::NativeBound { native, .. } => {
                let native = *native;
                self.callable_text(native)
            }
            Payload::Type(data) => {
                let qualname = self.text(data.qualname).to_owned();
                match self.type_module(callable) {
                    Some(module) if module != "builtins" => format!("{module}.{qualname}()"),
                    _ => format!("{qualname}()"),
                }
            }
            _ => format!("{} object", self.type_name_of(callable)),
        }
    }

    pub fn op_make_function(&mut self) -> PyResult<()> {
        let code_object = self.peek(0);
        let globals = self.frame().globals;
        self.replace_top(1, |vm| Ok(vm.new_function(code_object, globals)))
    }

    pub fn new_function(&mut self, code_object: Obj, globals: Obj) -> Obj {
        let code = self.code_id(code_object).unwrap_or(0);
        let info = self.codes[code as usize].clone();
        let name = self.intern(&info.name);
        let qualname = self.intern(&info.qualname);
        let doc = match info.code.consts.first() {
            Some(crate::bytecode::CodeConst::Value(crate::base::Constant::Str(_)))
                if info.flags() & CodeFlags::OPTIMIZED != 0 =>
            {
                self.consts[info.consts as usize]
            }
            _ => NONE,
        };
        let module = self.dict_get_interned(globals, names::__name__).unwrap_or(NONE);
        self.heap.young += 1;
        let data = FunctionData {
            code,
            code_object,
            globals,
            name,
            qualname,
            defaults: Obj::NULL,
            kwdefaults: Obj::NULL,
            closure: Obj::NULL,
            doc,
            module,
            annotations: Obj::NULL,
            type_params: Obj::NULL,
        };
        self.count_all(&[code_object, globals, name, qualname, doc, module]);
        self.new_object(T::FUNCTION, Payload::Function(Box::new(data)))
    }

    pub fn op_set_function_attribute(&mut self, arg: u32) -> PyResult<()> {
        let function = self.stack.pop().unwrap_or(Obj::NULL);
        let value = self.stack.pop().unwrap_or(Obj::NULL);
        if let Payload::Function(data) = self.heap.payload_mut(function) {
            let place = match arg {
                1 => &mut data.defaults,
                2 => &mut data.kwdefaults,
                4 => &mut data.annotations,
                _ => &mut data.closure,
            };
            let old = std::mem::replace(place, value);
            self.decref_some(old);
        }
        self.stack.push(function);
        Ok(())
    }

    /// Calls a native in a scope of its own.
    pub fn call_native(&mut self, native: Obj, pos: &[Obj], kw: &[(Obj, Obj)]) -> PyResult<Obj> {
        self.call_native_as(native, pos, kw, false)
    }

    /// Calls a native; complaints of one that was bound name the type of the receiver.
    pub fn call_native_as(&mut self, native: Obj, pos: &[Obj], kw: &[(Obj, Obj)], bound: bool) -> PyResult<Obj> {
        let Payload::Native { def, owner } = *self.heap.payload(native) else {
            return Err(self.internal("not a native"));
        };
        let args = Args { pos, kw };
        let receiver = !owner.is_null() && self.ty(native) != T::BUILTIN;
        if receiver {
            self.check_receiver(native, def.name, owner, pos)?;
        }
        let called = match pos.first() {
            Some(&first) if bound => {
                if self.is_type(first) {
                    first
                } else {
                    self.ty(first)
                }
            }
            _ => owner,
        };
        self.check_arity(def, called, &args, receiver)?;
        if !receiver && def.name == "__new__" && !owner.is_null() {
            self.check_new(owner, pos)?;
        }
        let function = def.function;
        self.scoped(|vm| function(vm, &args))
    }

    /// `__new__` of a builtin type makes objects of that type and of those derived from it.
    fn check_new(&mut self, owner: Obj, pos: &[Obj]) -> PyResult<()> {
        let name = self.type_name(owner);
        let Some(&class) = pos.first() else {
            return Err(self.type_error(format!("{name}.__new__(): not enough arguments")));
        };
        if !self.is_type(class) {
            let given = self.type_name_of(class);
            return Err(self.type_error(format!("{name}.__new__(X): X is not a type object ({given})")));
        }
        if !self.is_subtype(class, owner) {
            let given = self.type_name(class);
            return Err(self.type_error(format!("{name}.__new__({given}): {given} is not a subtype of {name}")));
        }
        let layout = self.layout(class);
        if layout != owner && self.has_own_new(layout) && owner != T::OBJECT && self.layout(owner) != layout {
            let (given, safe) = (self.type_name(class), self.type_name(layout));
            return Err(self.type_error(format!("{name}.__new__({given}) is not safe, use {safe}.__new__()")));
        }
        Ok(())
    }

    fn has_own_new(&self, ty: Obj) -> bool {
        self.dict_get_interned(self.namespace_of(ty), names::__new__).is_some()
    }

    fn check_receiver(&mut self, native: Obj, name: &str, owner: Obj, pos: &[Obj]) -> PyResult<()> {
        let kind = self.ty(native);
        let Some(&first) = pos.first() else {
            let owner = self.type_name(owner);
            return Err(self.type_error(if kind == T::SLOT_WRAPPER {
                format!("descriptor '{name}' of '{owner}' object needs an argument")
            } else {
                format!("unbound method {owner}.{name}() needs an argument")
            }));
        };
        let fits = match kind {
            T::CLASSMETHOD_DESCRIPTOR => self.is_type(first),
            _ => self.is_instance(first, owner),
        };
        if fits {
            return Ok(());
        }
        let (owner, given) = (self.type_name(owner), self.type_name_of(first));
        Err(self.type_error(if kind == T::SLOT_WRAPPER {
            format!("descriptor '{name}' requires a '{owner}' object but received a '{given}'")
        } else {
            format!("descriptor '{name}' for '{owner}' objects doesn't apply to a '{given}' object")
        }))
    }
}
