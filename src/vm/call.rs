//! Calling objects from native code, and binding arguments to parameters.

use super::frames::Cont;
use super::native::plural;
use super::object::{Obj, Payload, T, names};
use super::{PyResult, Raised, Vm};
use crate::bytecode::CodeFlags;

impl Vm {
    /// Calls with positional arguments; the result is held.
    pub fn call(&mut self, callable: Obj, args: &[Obj]) -> PyResult<Obj> {
        self.call_full(callable, args, &[])
    }

    /// Calls with positional and keyword arguments; the result is held.
    pub fn call_full(&mut self, callable: Obj, args: &[Obj], kw: &[(Obj, Obj)]) -> PyResult<Obj> {
        match self.heap.payload(callable) {
            Payload::Native { .. } => self.call_native(callable, args, kw),
            &Payload::NativeBound { native, receiver } => {
                let all: Vec<Obj> = std::iter::once(receiver).chain(args.iter().copied()).collect();
                self.call_native_as(native, &all, kw, true)
            }
            &Payload::Method { function, receiver } => {
                let all: Vec<Obj> = std::iter::once(receiver).chain(args.iter().copied()).collect();
                self.call_full(function, &all, kw)
            }
            Payload::Function(_) => self.call_function(callable, args, kw),
            Payload::Type(_) => self.call_type(callable, args, kw),
            _ => {
                let ty = self.ty(callable);
                match self.find_in_type(ty, names::__call__) {
                    // An object whose `__call__` is such an object again, and so on.
                    Some(method) if !matches!(self.heap.payload(method), Payload::Function(_)) => {
                        self.enter_native(" while calling a Python object")?;
                        let result = self.call_method_found(method, callable, args, kw);
                        self.native_depth -= 1;
                        result
                    }
                    Some(method) => self.call_method_found(method, callable, args, kw),
                    None => Err(self.not_callable(callable)),
                }
            }
        }
    }

    /// The complaint about what cannot be called; a module may have been meant for what it has under its own name.
    fn not_callable(&mut self, o: Obj) -> super::Raised {
        let mut hint = String::new();
        if self.ty(o) == T::MODULE
            && let Some(name) = self.instance_get(o, names::__name__).filter(|&name| self.is_str(name))
            && let Some(inner) = self.instance_get(o, name)
            && self.find_in_type(self.ty(inner), names::__call__).is_some()
        {
            let name = self.text(name);
            hint = format!(". Did you mean: '{name}.{name}(...)'?");
        }
        let name = self.type_name_of(o);
        self.type_error(format!("'{name}' object is not callable{hint}"))
    }

    fn call_function(&mut self, function: Obj, args: &[Obj], kw: &[(Obj, Obj)]) -> PyResult<Obj> {
        let locals = self.bind_arguments(function, args, kw)?;
        let at = self.stack.len();
        self.incref(function);
        self.stack.push(function);
        self.stack.push(Obj::NULL);
        self.stack.extend_from_slice(&locals);
        self.push_frame(function, at, at + 2, Cont::Entry)?;
        self.run_nested()
    }

    /// Calls something found in the type of `receiver` as a method of it.
    pub fn call_method_found(&mut self, method: Obj, receiver: Obj, args: &[Obj], kw: &[(Obj, Obj)]) -> PyResult<Obj> {
        match self.heap.payload(method) {
            Payload::Function(_) if self.ty(method) != T::BUILTIN => {
                let all: Vec<Obj> = std::iter::once(receiver).chain(args.iter().copied()).collect();
                self.hold(method);
                self.call_function(method, &all, kw)
            }
            Payload::Native { .. } if self.ty(method) != T::BUILTIN && self.ty(method) != T::CLASSMETHOD_DESCRIPTOR => {
                let all: Vec<Obj> = std::iter::once(receiver).chain(args.iter().copied()).collect();
                self.call_native(method, &all, kw)
            }
            _ => {
                let ty = self.ty(receiver);
                let bound = self.bind(method, receiver, ty)?;
                self.call_full(bound, args, kw)
            }
        }
    }

    /// Calls a special method if the type has it.
    pub fn call_special(&mut self, receiver: Obj, name: Obj, args: &[Obj]) -> PyResult<Option<Obj>> {
        match self.find_in_type(self.ty(receiver), name) {
            Some(method) => self.call_method_found(method, receiver, args, &[]).map(Some),
            None => Ok(None),
        }
    }

    /// `receiver.name(*args)`.
    pub fn call_method(&mut self, receiver: Obj, name: Obj, args: &[Obj]) -> PyResult<Obj> {
        let method = self.get_attr(receiver, name)?;
        self.call(method, args)
    }

    pub fn call_type(&mut self, class: Obj, args: &[Obj], kw: &[(Obj, Obj)]) -> PyResult<Obj> {
        let meta = self.ty(class);
        if meta != T::TYPE
            && let Some(method) = self.find_in_type(meta, names::__call__)
            && method != self.type_call()
        {
            return self.call_method_found(method, class, args, kw);
        }
        self.construct(class, args, kw)
    }

    /// `type.__call__`: `__new__`, then `__init__`.
    pub fn construct(&mut self, class: Obj, args: &[Obj], kw: &[(Obj, Obj)]) -> PyResult<Obj> {
        if class == T::TYPE && args.len() == 1 && kw.is_empty() {
            let ty = self.ty(args[0]);
            return Ok(self.hold(ty));
        }
        let Some(new) = self.find_in_type(class, names::__new__) else {
            let name = self.type_name(class);
            return Err(self.type_error(format!("cannot create '{name}' instances")));
        };
        if new == self.known.new && class != T::OBJECT && self.is_closed(class) {
            let name = self.type_name(class);
            return Err(self.type_error(format!("cannot create '{name}' instances")));
        }
        let mut all = Vec::with_capacity(args.len() + 1);
        all.push(class);
        all.extend_from_slice(args);
        let new = self.bind(new, Obj::NULL, class)?;
        let instance = self.call_full(new, &all, kw)?;
        let own = self.ty(instance);
        if !self.is_subtype(own, class) {
            return Ok(instance);
        }
        if let Some(init) = self.find_in_type(own, names::__init__) {
            if init == self.object_init() && self.find_in_type(own, names::__new__) != Some(self.object_new()) {
                return Ok(instance);
            }
            let result = self.call_method_found(init, instance, args, kw)?;
            if result != super::object::statics::NONE {
                let name = self.type_name_of(result);
                return Err(self.type_error(format!("__init__() should return None, not '{name}'")));
            }
        }
        Ok(instance)
    }

    /// Whether a builtin type has no constructor.
    fn is_closed(&self, class: Obj) -> bool {
        self.type_data(class).is_some_and(|data| !data.heap && data.base == T::OBJECT)
            && self.layout(class) == class
            && self.find_in_type(class, names::__init__) == Some(self.known.init)
    }

    /// Values of all parameters, in the order of the locals and counted for them.
    pub fn bind_arguments(&mut self, function: Obj, args: &[Obj], kw: &[(Obj, Obj)]) -> PyResult<Vec<Obj>> {
        let Some(data) = self.function_data(function) else {
            return Err(self.internal("only functions have parameters"));
        };
        let (defaults, kwdefaults) = (data.defaults, data.kwdefaults);
        let info = self.codes[data.code as usize].clone();
        if info.is_native {
            self.check_python_native(function, args, kw)?;
        }
        let code = &info.code;
        let (argcount, kwonly) = (code.argcount as usize, code.kwonlyargcount as usize);
        let positional_only = code.posonlyargcount as usize;
        let varargs = code.flags.has(CodeFlags::VARARGS);
        let varkeywords = code.flags.has(CodeFlags::VARKEYWORDS);
        let total = argcount + kwonly + usize::from(varargs) + usize::from(varkeywords);
        let mark = self.mark();
        let mut locals = vec![Obj::NULL; total];
        let taken = args.len().min(argcount);
        locals[..taken].copy_from_slice(&args[..taken]);
        if varargs {
            locals[argcount + kwonly] = self.new_tuple(&args[taken..]);
        }
        let extra = if varkeywords {
            let dict = self.new_dict();
            locals[total - 1] = dict;
            dict
        } else {
            Obj::NULL
        };
        for &(key, value) in kw {
            let place = info.locals[..argcount + kwonly]
                .iter()
                .skip(positional_only)
                .position(|&name| name == key || self.text(name) == self.text(key));
            match place {
                Some(at) => {
                    let at = at + positional_only;
                    if !locals[at].is_null() {
                        let message = format!(
                            "{}() got multiple values for argument '{}'",
                            self.qualname(function),
                            self.text(key)
                        );
                        return Err(self.type_error(message));
                    }
                    locals[at] = value;
                }
                None if !extra.is_null() => self.dict_set(extra, key, value)?,
                None => {
                    return Err(self.unexpected_keyword(
                        function,
                        &info.locals,
                        positional_only,
                        argcount + kwonly,
                        key,
                        kw,
                    ));
                }
            }
        }
        let default_values = self.items_some(defaults);
        if args.len() > argcount && !varargs {
            return Err(self.too_many_positional(function, args.len(), default_values.len(), &locals));
        }
        if args.len() < argcount {
            let first_default = argcount - default_values.len().min(argcount);
            let missing: Vec<usize> = (args.len()..first_default).filter(|&at| locals[at].is_null()).collect();
            if !missing.is_empty() {
                return Err(self.missing_arguments(function, "positional", &missing));
            }
            for at in first_default..argcount {
                if locals[at].is_null() {
                    locals[at] = default_values[at - first_default];
                }
            }
        }
        if kwonly > 0 {
            let mut missing = Vec::new();
            for (at, local) in locals.iter_mut().enumerate().skip(argcount).take(kwonly) {
                if !local.is_null() {
                    continue;
                }
                let name = info.locals[at];
                let default = if kwdefaults.is_null() { None } else { self.dict_get_interned(kwdefaults, name) };
                match default {
                    Some(value) => *local = value,
                    None => missing.push(at),
                }
            }
            if !missing.is_empty() {
                return Err(self.missing_arguments(function, "keyword-only", &missing));
            }
        }
        self.count_all(&locals);
        self.release(mark);
        Ok(locals)
    }

    fn items_some(&self, tuple: Obj) -> Vec<Obj> {
        if tuple.is_null() { Vec::new() } else { self.items(tuple).map_or_else(Vec::new, <[Obj]>::to_vec) }
    }

    pub fn qualname(&self, function: Obj) -> String {
        self.function_data(function).map_or_else(String::new, |data| self.text(data.qualname).to_owned())
    }

    fn unexpected_keyword(
        &mut self,
        function: Obj,
        locals: &[Obj],
        positional_only: usize,
        count: usize,
        key: Obj,
        kw: &[(Obj, Obj)],
    ) -> Raised {
        let name = self.qualname(function);
        let wrong: Vec<String> = locals[..positional_only]
            .iter()
            .filter(|&&local| kw.iter().any(|(key, _)| self.text(*key) == self.text(local)))
            .map(|&local| self.text(local).to_owned())
            .collect();
        if !wrong.is_empty() {
            let wrong = wrong.join(", ");
            return self.type_error(format!(
                "{name}() got some positional-only arguments passed as keyword arguments: '{wrong}'"
            ));
        }
        let key = self.text(key).to_owned();
        let known: Vec<String> =
            locals[positional_only..count].iter().map(|&local| self.text(local).to_owned()).collect();
        let hint = match super::suggest::closest(&key, &known) {
            Some(best) => format!(". Did you mean '{best}'?"),
            None => String::new(),
        };
        self.type_error(format!("{name}() got an unexpected keyword argument '{key}'{hint}"))
    }

    fn too_many_positional(&mut self, function: Obj, given: usize, defaults: usize, locals: &[Obj]) -> Raised {
        let name = self.qualname(function);
        let code = self.code_id(function).unwrap_or(0);
        let code = &self.codes[code as usize].code;
        let (argcount, kwonly) = (code.argcount as usize, code.kwonlyargcount as usize);
        let kwonly_given = locals[argcount..argcount + kwonly].iter().filter(|o| !o.is_null()).count();
        let (takes, many) = if defaults > 0 {
            (format!("from {} to {argcount}", argcount - defaults), true)
        } else {
            (argcount.to_string(), argcount != 1)
        };
        let with_keywords = if kwonly_given > 0 {
            format!(
                " positional argument{} (and {kwonly_given} keyword-only argument{})",
                plural(given),
                plural(kwonly_given)
            )
        } else {
            String::new()
        };
        let were = if given == 1 && kwonly_given == 0 { "was" } else { "were" };
        self.type_error(format!(
            "{name}() takes {takes} positional argument{} but {given}{with_keywords} {were} given",
            if many { "s" } else { "" },
        ))
    }

    fn missing_arguments(&mut self, function: Obj, kind: &str, missing: &[usize]) -> Raised {
        let name = self.qualname(function);
        let code = self.code_id(function).unwrap_or(0);
        let info = self.codes[code as usize].clone();
        let quoted: Vec<String> = missing.iter().map(|&at| format!("'{}'", self.text(info.locals[at]))).collect();
        let list = match quoted.as_slice() {
            [one] => one.clone(),
            [one, two] => format!("{one} and {two}"),
            [first @ .., last] => format!("{}, and {last}", first.join(", ")),
            [] => String::new(),
        };
        let count = missing.len();
        self.type_error(format!("{name}() missing {count} required {kind} argument{}: {list}", plural(count)))
    }
}
