//! CALL.
//!
//! Cache: counter, number of a code object or version of a class (two units).

use super::convention::{Convention, QUICK_CLASSES};
use super::{Form, Outcome};
use crate::bytecode::{CodeFlags, Opcode};
use crate::vm::frames::Cont;
use crate::vm::interp::op;
use crate::vm::native::{Args, Arity, NativeDef};
use crate::vm::object::statics::{FIRST_DYNAMIC, NONE};
use crate::vm::object::{Obj, Payload, T, names};
use crate::vm::{PyResult, Vm};

/// Most arguments that are copied without an allocation.
const INLINE_ARGS: usize = 6;

/// Which natives a form of CALL is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Callee {
    Function,
    Method,
}

impl Vm {
    pub(super) fn specialize_call(&mut self, ip: usize, arg: u32) -> Outcome {
        let at = self.stack.len() - arg as usize - 2;
        let (callable, bound) = (self.stack[at], !self.stack[at + 1].is_null());
        let count = arg + u32::from(bound);
        match self.heap.payload(callable) {
            &Payload::Native { def, owner } if self.ty(callable) == T::BUILTIN => {
                self.specialize_native_call(callable, def, owner, count)
            }
            &Payload::NativeBound { native, .. } if self.ty(callable) == T::BUILTIN => {
                match *self.heap.payload(native) {
                    Payload::Native { def, owner } => self.specialize_native_call(native, def, owner, count),
                    _ => Err("other"),
                }
            }
            Payload::Function(_) if self.ty(callable) == T::BUILTIN => Ok(Opcode::CALL_NON_PY_GENERAL),
            Payload::Function(_) => self.specialize_python_call(ip, callable, count, false),
            Payload::Type(_) => self.specialize_class_call(ip, callable, arg, count),
            &Payload::Native { def, owner } if self.ty(callable) == T::METHOD_DESCRIPTOR => {
                match self.convention(callable, def, owner) {
                    Convention::NoArgs if count != 1 => Err("wrong number of arguments"),
                    Convention::NoArgs => Ok(Opcode::CALL_METHOD_DESCRIPTOR_NOARGS),
                    Convention::One if count != 2 => Err("wrong number of arguments"),
                    Convention::One => {
                        let next = self.text[ip + 4] as u8;
                        let append = callable == self.known.list_append && arg == 1 && next == op::POP_TOP;
                        Ok(if append { Opcode::CALL_LIST_APPEND } else { Opcode::CALL_METHOD_DESCRIPTOR_O })
                    }
                    Convention::Fast => Ok(Opcode::CALL_METHOD_DESCRIPTOR_FAST),
                    Convention::FastKeywords => Ok(Opcode::CALL_METHOD_DESCRIPTOR_FAST_WITH_KEYWORDS),
                    Convention::Tuple => Ok(Opcode::CALL_NON_PY_GENERAL),
                }
            }
            &Payload::Method { function, .. } => {
                if self.ty(function) == T::FUNCTION {
                    self.specialize_python_call(ip, function, count, true)
                } else {
                    Err("bound method of a builtin")
                }
            }
            _ => Ok(Opcode::CALL_NON_PY_GENERAL),
        }
    }

    fn specialize_native_call(&mut self, native: Obj, def: &NativeDef, owner: Obj, count: u32) -> Outcome {
        match self.convention(native, def, owner) {
            Convention::One if count != 1 => Err("wrong number of arguments"),
            Convention::One if native == self.known.len => Ok(Opcode::CALL_LEN),
            Convention::One => Ok(Opcode::CALL_BUILTIN_O),
            Convention::Fast if count == 2 && native == self.known.isinstance => Ok(Opcode::CALL_ISINSTANCE),
            Convention::Fast => Ok(Opcode::CALL_BUILTIN_FAST),
            Convention::FastKeywords => Ok(Opcode::CALL_BUILTIN_FAST_WITH_KEYWORDS),
            Convention::NoArgs | Convention::Tuple => Ok(Opcode::CALL_NON_PY_GENERAL),
        }
    }

    fn specialize_python_call(&mut self, ip: usize, function: Obj, count: u32, method: bool) -> Outcome {
        let Some(data) = self.function_data(function) else { return Err("not a function") };
        let code = data.code;
        let info = &self.codes[code as usize];
        if info.simple && info.flags() & CodeFlags::OPTIMIZED == 0 {
            return Err("code that is not optimized");
        }
        let exact = info.simple && info.argcount == count + u32::from(method);
        self.set_cached(ip + 2, code);
        Ok(match (exact, method) {
            (true, false) => Opcode::CALL_PY_EXACT_ARGS,
            (true, true) => Opcode::CALL_BOUND_METHOD_EXACT_ARGS,
            (false, false) => Opcode::CALL_PY_GENERAL,
            (false, true) => Opcode::CALL_BOUND_METHOD_GENERAL,
        })
    }

    fn specialize_class_call(&mut self, ip: usize, class: Obj, arg: u32, count: u32) -> Outcome {
        let Some(data) = self.type_data(class) else { return Err("not a class") };
        if !data.heap {
            if count == 1 && arg == 1 {
                match class {
                    T::STR => return Ok(Opcode::CALL_STR_1),
                    T::TYPE => return Ok(Opcode::CALL_TYPE_1),
                    T::TUPLE => return Ok(Opcode::CALL_TUPLE_1),
                    _ => {}
                }
            }
            let quick = QUICK_CLASSES.contains(&data.name.as_str());
            return if quick { Ok(Opcode::CALL_BUILTIN_CLASS) } else { Err("builtin class without a short way") };
        }
        let version = data.version;
        if self.ty(class) == T::TYPE
            && self.find_in_type(class, names::__new__) == Some(self.known.new)
            && let Some(code) = self.simple_init(class)
        {
            if self.codes[code as usize].argcount != count + 1 {
                return Err("wrong number of arguments");
            }
            self.set_cached(ip + 2, version);
            return Ok(Opcode::CALL_ALLOC_AND_ENTER_INIT);
        }
        Ok(Opcode::CALL_NON_PY_GENERAL)
    }

    /// The code of a class's `__init__`, if it is a Python function with plain parameters and the instances keep their
    /// values in themselves.
    fn simple_init(&self, class: Obj) -> Option<u32> {
        if !self.has_inline_values(class) {
            return None;
        }
        let init = self.find_in_type(class, names::__init__)?;
        let code = self.function_data(init)?.code;
        let info = &self.codes[code as usize];
        (info.simple && info.flags() & CodeFlags::OPTIMIZED != 0).then_some(code)
    }

    /// Enters a Python function whose parameters the arguments fit exactly.
    #[inline(always)]
    pub fn call_py_exact_args(&mut self, ip: usize, count: usize) -> Form {
        let at = self.stack.len() - count - 2;
        let callable = self.stack[at];
        let Payload::Function(data) = self.heap.payload(callable) else { return Form::Miss };
        let (code, globals) = (data.code, data.globals);
        if code != self.cached(ip + 2) {
            return Form::Miss;
        }
        let bound = usize::from(!self.stack[at + 1].is_null());
        if self.codes[code as usize].argcount as usize != count + bound {
            return Form::Miss;
        }
        if self.frames.len() >= self.recursion_limit {
            return Form::General;
        }
        self.put_frame(callable, code, globals, at, at + 2 - bound, Cont::Push);
        Form::Done
    }

    /// Puts function and receiver of a bound method on the stack instead of it, if it is one of the cached code.
    #[inline(always)]
    pub fn unpack_bound_method(&mut self, ip: usize, count: usize) -> bool {
        let at = self.stack.len() - count - 2;
        let callable = self.stack[at];
        let &Payload::Method { function, receiver } = self.heap.payload(callable) else { return false };
        if !self.stack[at + 1].is_null()
            || self.function_data(function).is_none_or(|data| data.code != self.cached(ip + 2))
        {
            return false;
        }
        self.incref(function);
        self.incref(receiver);
        self.stack[at] = function;
        self.stack[at + 1] = receiver;
        self.decref(callable);
        true
    }

    /// Whether what is called is a Python function of the cached code.
    pub fn call_py_general_fits(&self, ip: usize, count: usize) -> bool {
        let callable = self.stack[self.stack.len() - count - 2];
        self.function_data(callable).is_some_and(|data| data.code == self.cached(ip + 2))
    }

    /// Whether what is called is neither a Python function nor a method of one.
    pub fn call_non_py_fits(&self, count: usize) -> bool {
        let callable = self.stack[self.stack.len() - count - 2];
        !matches!(self.heap.payload(callable), Payload::Function(_) | Payload::Method { .. })
    }

    /// Whether what is called is a builtin class (of those with a short way), or this one.
    pub fn call_class_fits(&self, count: usize, class: Option<Obj>) -> bool {
        let at = self.stack.len() - count - 2;
        match class {
            Some(class) => self.stack[at] == class && self.stack[at + 1].is_null(),
            None => self.type_data(self.stack[at]).is_some_and(|data| !data.heap),
        }
    }

    /// Makes an instance and enters `__init__`.
    #[inline(always)]
    pub fn call_alloc_and_enter_init(&mut self, ip: usize, count: usize) -> Form {
        let at = self.stack.len() - count - 2;
        let class = self.stack[at];
        let Some(data) = self.type_data(class) else { return Form::Miss };
        if data.version != self.cached(ip + 2) || !self.stack[at + 1].is_null() {
            return Form::Miss;
        }
        if data.is_abstract || self.frames.len() >= self.recursion_limit {
            return Form::General;
        }
        let Some(init) = self.find_in_type(class, names::__init__) else { return Form::Miss };
        let Some(data) = self.function_data(init) else { return Form::Miss };
        let (code, globals) = (data.code, data.globals);
        // Another `__code__` may have been put into it since.
        let info = &self.codes[code as usize];
        if info.argcount as usize != count + 1 || !info.simple {
            return Form::Miss;
        }
        self.heap.counts.young += 1;
        let instance = self.heap.alloc(class, Payload::Plain);
        self.incref(init);
        // One count for the argument, one for the frame, which hands it to the caller.
        self.incref(instance);
        self.stack[at] = init;
        self.stack[at + 1] = instance;
        self.decref(class);
        self.put_frame(init, code, globals, at, at + 1, Cont::Init);
        self.frame_mut().extra = instance;
        Form::Done
    }

    /// Calls a builtin function or method with what lies above it on the stack, if it is of the kind and takes so many
    /// arguments.
    #[inline(always)]
    pub fn call_native_on_stack(&mut self, count: usize, callee: Callee) -> PyResult<Form> {
        let at = self.stack.len() - count - 2;
        let callable = self.stack[at];
        let mut receiver = self.stack[at + 1];
        let slot = self.heap.slot(callable);
        let (def, owner, ty) = match slot.payload {
            Payload::Native { def, owner } => (def, owner, slot.ty),
            Payload::NativeBound { native, receiver: own } if receiver.is_null() => {
                let Payload::Native { def, owner } = *self.heap.payload(native) else { return Ok(Form::Miss) };
                receiver = own;
                (def, owner, slot.ty)
            }
            _ => return Ok(Form::Miss),
        };
        let given = count + usize::from(!receiver.is_null());
        let own = match callee {
            Callee::Function if ty == T::BUILTIN => usize::from(!owner.is_null()),
            Callee::Method if ty == T::METHOD_DESCRIPTOR => {
                let first = if receiver.is_null() { self.stack.get(at + 2).copied() } else { Some(receiver) };
                if first.is_none_or(|first| self.heap.ty(first) != owner) {
                    return Ok(Form::Miss);
                }
                1
            }
            _ => return Ok(Form::Miss),
        };
        let plain = given.wrapping_sub(own);
        let fits = match def.arity {
            Arity::None => plain == 0,
            Arity::One => plain == 1,
            Arity::Pos(least, most) => plain >= least as usize && plain <= most as usize,
            Arity::Any | Arity::Var => true,
            Arity::Slot(..) | Arity::Blank(..) => false,
        };
        if !fits || given > INLINE_ARGS {
            return Ok(Form::General);
        }
        let mut args = [Obj::NULL; INLINE_ARGS];
        let mut filled = 0;
        if !receiver.is_null() {
            args[0] = receiver;
            filled = 1;
        }
        for offset in 0..count {
            args[filled + offset] = self.stack[at + 2 + offset];
        }
        let function = def.function;
        let mark = self.mark();
        let result = function(self, &Args { pos: &args[..given], kw: &[] })?;
        self.incref(result);
        self.release(mark);
        self.drop_stack_to(at);
        self.push(result);
        Ok(Form::Done)
    }

    /// `len(o)` of the types whose length is at hand.
    #[inline(always)]
    pub fn call_len(&mut self, count: usize) -> Form {
        let at = self.stack.len() - count - 2;
        if self.stack[at] != self.known.len || count != 1 || !self.stack[at + 1].is_null() {
            return Form::Miss;
        }
        let o = self.stack[at + 2];
        let slot = self.heap.slot(o);
        if slot.ty.index() >= FIRST_DYNAMIC as usize {
            return Form::General;
        }
        let length = match &slot.payload {
            Payload::List(items) => items.len(),
            Payload::Tuple(items) => items.len(),
            Payload::Str(text) => text.len(),
            Payload::Dict(data) => data.len(),
            Payload::Set(data) => data.len(),
            _ => return Form::General,
        };
        let result = self.alloc_int(length as i64);
        self.drop_stack_to(at);
        self.push(result);
        Form::Done
    }

    /// `isinstance(o, class)` where the class is one without a metaclass.
    #[inline(always)]
    pub fn call_isinstance(&mut self, count: usize) -> Form {
        let at = self.stack.len() - count - 2;
        if self.stack[at] != self.known.isinstance || count != 2 || !self.stack[at + 1].is_null() {
            return Form::Miss;
        }
        let (o, class) = (self.stack[at + 2], self.stack[at + 3]);
        if self.heap.ty(class) != T::TYPE || !self.is_instance(o, class) {
            return Form::General;
        }
        let result = Obj::bool(true);
        self.incref(result);
        self.drop_stack_to(at);
        self.push(result);
        Form::Done
    }

    /// `list.append(item)` whose value nobody wants.
    #[inline(always)]
    pub fn call_list_append(&mut self) -> bool {
        let top = self.stack.len();
        let (callable, list, item) = (self.stack[top - 3], self.stack[top - 2], self.stack[top - 1]);
        if callable != self.known.list_append || list.is_null() {
            return false;
        }
        let slot = self.heap.slot_mut(list);
        let Payload::List(items) = &mut slot.payload else { return false };
        if slot.ty != T::LIST {
            return false;
        }
        items.push(item);
        self.stack.truncate(top - 2);
        self.stack[top - 3] = NONE;
        self.incref(NONE);
        self.decref(list);
        true
    }
}
