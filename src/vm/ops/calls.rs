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
        self.call_on_stack(count as usize, &[], Cont::Push)
    }

    pub fn op_call_kw(&mut self, count: u32) -> PyResult<()> {
        let names = self.stack.pop().unwrap_or(Obj::NULL);
        let names_held = self.own(names);
        let keywords = self.items(names_held).map_or_else(Vec::new, <[Obj]>::to_vec);
        let mark = self.mark() - usize::from(self.temps.last() == Some(&names_held));
        let result = self.call_on_stack(count as usize, &keywords, Cont::Push);
        if result.is_ok() {
            self.release(mark);
        }
        result
    }

    /// Calls what lies under `count` arguments, the last ones named by `keywords`. The value takes their place: now, or
    /// when the frame returns that is then on top; `cont` is that of an ordinary function's frame.
    pub fn call_on_stack(&mut self, count: usize, keywords: &[Obj], cont: Cont) -> PyResult<()> {
        let at = self.stack.len() - count - 2;
        // Set when `type.__call__` itself is asked for.
        let mut by_type = false;
        loop {
            let (callable, receiver) = (self.stack[at], self.stack[at + 1]);
            let bound = !receiver.is_null();
            match self.heap.payload(callable) {
                Payload::Function(data) => {
                    let code = data.code;
                    let base = at + 2 - usize::from(bound);
                    let given = count + usize::from(bound);
                    if keywords.is_empty()
                        && self.codes[code as usize].argcount as usize == given
                        && self.is_simple_code(code)
                    {
                        return self.push_frame(callable, at, base, cont);
                    }
                    let (positional, named) = self.arguments_above(base, keywords);
                    return self.enter_bound(callable, at, &positional, &named, cont);
                }
                &Payload::Method { function, receiver: own } if !bound => {
                    self.incref(function);
                    self.incref(own);
                    self.stack[at] = function;
                    self.stack[at + 1] = own;
                    self.decref(callable);
                    continue;
                }
                Payload::Type(_) if !bound => {
                    // A metaclass may have a `__call__` written in Python.
                    let meta = self.ty(callable);
                    let call = match by_type || meta == T::TYPE {
                        true => self.known.type_call,
                        false => self.find_in_type(meta, names::__call__).unwrap_or(Obj::NULL),
                    };
                    if call == self.known.type_call {
                        if self.construct_on_stack(at, keywords)? {
                            return Ok(());
                        }
                    } else if !call.is_null() && self.ty(call) == T::FUNCTION {
                        self.incref(call);
                        self.stack[at] = call;
                        self.stack[at + 1] = callable;
                        continue;
                    }
                }
                Payload::Native { .. } if callable == self.build_class && !bound => {
                    return self.begin_class(at, keywords);
                }
                Payload::Native { .. } if !bound && (callable == self.known.exec || callable == self.known.eval) => {
                    return self.enter_code(at, keywords, cont);
                }
                Payload::Native { .. } if bound && callable == self.known.type_call && self.is_type(receiver) => {
                    self.stack[at] = receiver;
                    self.stack[at + 1] = Obj::NULL;
                    by_type = true;
                    continue;
                }
                &Payload::NativeBound { native, receiver: own }
                    if !bound && native == self.known.type_call && self.is_type(own) =>
                {
                    self.incref(own);
                    self.stack[at] = own;
                    self.decref(callable);
                    by_type = true;
                    continue;
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
            let (positional, values) = all.split_at(total - keywords.len());
            let named: Vec<(Obj, Obj)> = keywords.iter().copied().zip(values.iter().copied()).collect();
            return self.replace_top(popped, |vm| match by_type {
                true => vm.construct(callable, positional, &named),
                false => vm.call_full(callable, positional, &named),
            });
        }
    }

    /// Positional and named arguments that lie on the stack from `first` up.
    fn arguments_above(&self, first: usize, keywords: &[Obj]) -> (Vec<Obj>, Vec<(Obj, Obj)>) {
        let (positional, values) = self.stack[first..].split_at(self.stack.len() - first - keywords.len());
        (positional.to_vec(), keywords.iter().copied().zip(values.iter().copied()).collect())
    }

    /// Enters the function at `at`, whose first argument lies above it and the others above that.
    fn enter_with_receiver(&mut self, at: usize, keywords: &[Obj], cont: Cont) -> PyResult<()> {
        let function = self.stack[at];
        let code = self.code_id(function).unwrap_or(0);
        let given = self.stack.len() - at - 1;
        if keywords.is_empty() && self.codes[code as usize].argcount as usize == given && self.is_simple_code(code) {
            return self.push_frame(function, at, at + 1, cont);
        }
        let (positional, named) = self.arguments_above(at + 1, keywords);
        self.enter_bound(function, at, &positional, &named, cont)
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

    /// `Class(…)` with a `__new__` or `__init__` written in Python: enters it, `__init__` with the instance made. False
    /// when the call has to go the general way.
    fn construct_on_stack(&mut self, at: usize, keywords: &[Obj]) -> PyResult<bool> {
        let class = self.stack[at];
        let Some(new) = self.find_in_type(class, names::__new__) else { return Ok(false) };
        if let &Payload::Wrapper(function) = self.heap.payload(new)
            && self.ty(function) == T::FUNCTION
            && self.ty(new) == T::STATICMETHOD
        {
            self.enter_new(at, function, keywords)?;
            return Ok(true);
        }
        let Some(init) = self.find_in_type(class, names::__init__) else { return Ok(false) };
        let plain = new == self.object_new() && init == self.object_init() && self.stack.len() == at + 2;
        if plain && self.type_data(class).is_some_and(|data| data.heap && data.layout == T::OBJECT) {
            // Nothing but an instance is asked for.
            let mark = self.mark();
            self.check_not_abstract(class)?;
            let instance = self.new_instance(class);
            self.incref(instance);
            self.release(mark);
            self.drop_stack_to(at);
            self.push(instance);
            return Ok(true);
        }
        if self.ty(init) != T::FUNCTION || !matches!(self.heap.payload(new), Payload::Native { .. }) {
            return Ok(false);
        }
        let mark = self.mark();
        let instance = if new == self.object_new() {
            self.check_not_abstract(class)?;
            self.new_instance(class)
        } else {
            let (positional, named) = self.arguments_above(at + 2, keywords);
            let arguments: Vec<Obj> = std::iter::once(class).chain(positional).collect();
            self.call_full(new, &arguments, &named)?
        };
        self.incref(instance);
        self.release(mark);
        if !self.is_instance(instance, class) {
            self.drop_stack_to(at);
            self.push(instance);
            return Ok(true);
        }
        // [class, null, args…] becomes [init, instance, args…]; the class stays alive through the instance.
        self.stack[at + 1] = instance;
        self.enter_init(at, init, keywords)?;
        Ok(true)
    }

    /// Enters the `__init__` of the instance that lies above `at`, under the arguments.
    fn enter_init(&mut self, at: usize, init: Obj, keywords: &[Obj]) -> PyResult<()> {
        let instance = self.stack[at + 1];
        self.incref(init);
        let old = std::mem::replace(&mut self.stack[at], init);
        self.decref_some(old);
        // One count for the argument, one for the frame, which hands it to the caller.
        self.incref(instance);
        if let Err(error) = self.enter_with_receiver(at, keywords, Cont::Init) {
            self.decref(instance);
            return Err(error);
        }
        self.frame_mut().extra = instance;
        Ok(())
    }

    /// Enters the `__new__` of the class at `at`. The frame keeps what `__init__` will need.
    fn enter_new(&mut self, at: usize, new: Obj, keywords: &[Obj]) -> PyResult<()> {
        let mark = self.mark();
        let class = self.stack[at];
        let arguments = self.stack[at + 2..].to_vec();
        let (arguments, keyword_names) = (self.new_tuple(&arguments), self.new_tuple(keywords));
        let state = self.new_fields(T::OBJECT, &[class, arguments, keyword_names]);
        self.incref(state);
        self.incref(new);
        self.stack[at] = new;
        self.stack[at + 1] = class;
        if let Err(error) = self.enter_with_receiver(at, keywords, Cont::New) {
            self.decref(state);
            return Err(error);
        }
        self.frame_mut().extra = state;
        self.release(mark);
        Ok(())
    }

    /// `__new__` returned `instance`: its `__init__` is next. State and instance are counted.
    pub fn instance_made(&mut self, state: Obj, instance: Obj) -> PyResult<()> {
        let mark = self.mark();
        self.own(state);
        let fields = match self.heap.payload(state) {
            Payload::Fields(fields) => fields.to_vec(),
            _ => Vec::new(),
        };
        let &[class, arguments, keyword_names] = &fields[..] else {
            return Err(self.internal("a constructor keeps its arguments"));
        };
        let own = self.ty(instance);
        let init = self.find_in_type(own, names::__init__).filter(|&init| {
            self.is_subtype(own, class)
                && (init != self.object_init() || self.find_in_type(own, names::__new__) == Some(self.object_new()))
        });
        let Some(init) = init else {
            self.push(instance);
            self.release(mark);
            return self.go_on();
        };
        let at = self.stack.len();
        let arguments = self.held_items(arguments);
        let keywords = self.held_items(keyword_names);
        self.push(Obj::NULL);
        self.push(instance);
        for &o in &arguments {
            self.incref(o);
            self.push(o);
        }
        if self.ty(init) == T::FUNCTION {
            self.enter_init(at, init, &keywords)?;
            self.release(mark);
            return Ok(());
        }
        let (positional, named) = self.arguments_above(at + 2, &keywords);
        let result = self.call_method_found(init, instance, &positional, &named)?;
        if result != NONE {
            let name = self.type_name_of(result);
            return Err(self.type_error(format!("__init__() should return None, not '{name}'")));
        }
        self.incref(instance);
        self.release(mark);
        self.drop_stack_to(at);
        self.push(instance);
        self.go_on()
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
            self.collect_hinted(arguments)?
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
        self.call_on_stack(count, &keywords, Cont::Push)?;
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
            Payload::Native { def, owner } => format!("{}()", self.native_full_name(callable, def, *owner)),
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
            _ if callable == NONE => "None".to_owned(),
            _ => match self.str_of(callable) {
                Ok(text) => self.text(text).to_owned(),
                Err(_) => {
                    self.clear_raised();
                    format!("{} object", self.type_name_of(callable))
                }
            },
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
        let builtins = self.builtins_for(globals);
        self.heap.counts.young += 1;
        let data = FunctionData {
            code,
            code_object,
            globals,
            builtins,
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
        self.count_all(&[code_object, globals, builtins, name, qualname, doc, module]);
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
        self.check_arity(native, called, &args, receiver)?;
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
        let exceptions =
            self.is_subtype(owner, T::BASE_EXCEPTION) && super::super::types::layout::plain_exception(layout);
        if layout != owner
            && self.has_own_new(layout)
            && owner != T::OBJECT
            && self.layout(owner) != layout
            && !exceptions
        {
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
