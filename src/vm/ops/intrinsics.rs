//! CALL_INTRINSIC_1 and CALL_INTRINSIC_2.

use crate::bytecode::CodeFlags;
use crate::vm::object::statics::NONE;
use crate::vm::object::{Obj, Payload, T, names};
use crate::vm::{PyResult, Vm};

impl Vm {
    pub fn op_call_intrinsic_1(&mut self, arg: u32) -> PyResult<()> {
        let value = self.peek(0);
        match arg {
            // Stays on the stack as it is.
            1 => self.replace_top(1, |vm| vm.display_hook(value)),
            2 => {
                let namespace = if self.frame().locals.is_null() { self.frame().globals } else { self.frame().locals };
                self.replace_top(1, |vm| vm.import_star(value, namespace))
            }
            3 => self.stop_iteration_error(value),
            4 => self.replace_top(1, |vm| {
                vm.hold(value);
                Ok(vm.new_object_counted(T::ASYNC_GEN_WRAPPED, Payload::Wrapper(value)))
            }),
            5 => self.replace_top(1, |vm| vm.unary_op(crate::vm::operator::Unary::Positive, value)),
            6 => {
                // A list becomes a tuple.
                let items = self.items(value).map_or_else(Vec::new, <[Obj]>::to_vec);
                self.replace_top(1, |vm| Ok(vm.new_tuple(&items)))
            }
            7 => self.replace_top(1, |vm| vm.parameter_of_syntax("TypeVar", value, NONE)),
            8 => self.replace_top(1, |vm| vm.parameter_of_syntax("ParamSpec", value, NONE)),
            9 => self.replace_top(1, |vm| vm.parameter_of_syntax("TypeVarTuple", value, NONE)),
            10 => self.replace_top(1, |vm| vm.subscript_generic(value)),
            11 => self.replace_top(1, |vm| vm.parameter_of_syntax("alias", value, NONE)),
            _ => Err(self.internal("unknown intrinsic")),
        }
    }

    /// `StopIteration` may not come out of a generator, nor `StopAsyncIteration` out of an asynchronous one.
    fn stop_iteration_error(&mut self, exception: Obj) -> PyResult<()> {
        let flags = self.codes[self.frame().code as usize].flags();
        let message = if self.is_instance(exception, T::STOP_ITERATION) {
            if flags & CodeFlags::ASYNC_GENERATOR != 0 {
                Some("async generator raised StopIteration")
            } else if flags & CodeFlags::COROUTINE != 0 {
                Some("coroutine raised StopIteration")
            } else {
                Some("generator raised StopIteration")
            }
        } else if flags & CodeFlags::ASYNC_GENERATOR != 0 && self.is_instance(exception, T::STOP_ASYNC_ITERATION) {
            Some("async generator raised StopAsyncIteration")
        } else {
            None
        };
        let Some(message) = message else { return Ok(()) };
        self.replace_top(1, |vm| {
            let error = vm.new_exception(T::RUNTIME_ERROR, message);
            vm.set_cause(error, exception);
            vm.set_context(error, exception);
            Ok(error)
        })
    }

    pub fn op_call_intrinsic_2(&mut self, arg: u32) -> PyResult<()> {
        let (first, second) = (self.peek(1), self.peek(0));
        match arg {
            1 => self.replace_top(2, |vm| vm.prepare_reraise_star(first, second)),
            2 => self.replace_top(2, |vm| vm.parameter_of_syntax("bound", first, second)),
            3 => self.replace_top(2, |vm| vm.parameter_of_syntax("constraints", first, second)),
            4 => self.replace_top(2, |vm| {
                if let Payload::Function(data) = vm.heap.payload_mut(first) {
                    data.type_params = second;
                    vm.incref(second);
                }
                Ok(first)
            }),
            5 => self.replace_top(2, |vm| vm.parameter_of_syntax("default", first, second)),
            _ => Err(self.internal("unknown intrinsic")),
        }
    }

    /// `sys.displayhook`: what interactive code does with the value of an expression statement.
    fn display_hook(&mut self, value: Obj) -> PyResult<Obj> {
        let hook = self.intern("displayhook");
        match self.instance_get(self.sys, hook) {
            Some(hook) => self.call(hook, &[value]),
            None => Err(self.raise_text(T::RUNTIME_ERROR, "lost sys.displayhook")),
        }
    }

    /// A payload that holds one object, which is counted here.
    pub fn new_object_counted(&mut self, ty: Obj, payload: Payload) -> Obj {
        payload.visit(&mut |child| {
            if !child.is_null() {
                self.heap.incref(child);
            }
        });
        self.new_object(ty, payload)
    }

    fn subscript_generic(&mut self, params: Obj) -> PyResult<Obj> {
        self.parameter_of_syntax("Generic", params, NONE)
    }

    /// What the statement for type parameters makes: objects of `_typing`, so that `typing` knows them.
    fn parameter_of_syntax(&mut self, kind: &str, name: Obj, more: Obj) -> PyResult<Obj> {
        let typing = self.import_dotted("_typing")?;
        let kind = self.new_str(kind);
        let globals = self.frame().globals;
        let module = self.dict_get_interned(globals, names::__name__).unwrap_or(NONE);
        self.call_method_str(typing, "_of_syntax", &[kind, name, more, module])
    }
}
