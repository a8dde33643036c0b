//! Generators and coroutines: making, yielding, and what `async` adds.

use crate::bytecode::CodeFlags;
use crate::vm::frames::Cont;
use crate::vm::object::statics::NONE;
use crate::vm::object::{GeneratorData, GeneratorState, Obj, Payload, T, names};
use crate::vm::{PyResult, Vm};

/// What a function with these flags makes.
pub fn generator_type(flags: u32) -> Obj {
    if flags & CodeFlags::ASYNC_GENERATOR != 0 {
        T::ASYNC_GENERATOR
    } else if flags & CodeFlags::COROUTINE != 0 {
        T::COROUTINE
    } else {
        T::GENERATOR
    }
}

impl Vm {
    /// Places of the callers of the coroutine function that was just called, innermost first; counted. Null if nobody
    /// asked for them.
    fn coroutine_origin(&mut self) -> Obj {
        if self.origin_depth == 0 {
            return Obj::NULL;
        }
        let mark = self.mark();
        let mut places = Vec::new();
        for at in (0..self.frames.len()).rev().take(self.origin_depth) {
            let frame = self.frames[at];
            let info = self.codes[frame.code as usize].clone();
            let line = info.position(frame.ip - frame.text).line.unwrap_or(0);
            let place = [self.new_str(info.filename.clone()), self.new_int(i64::from(line)), self.intern(&info.name)];
            places.push(self.new_tuple(&place));
        }
        let places = self.new_tuple(&places);
        self.incref(places);
        self.release(mark);
        places
    }

    /// The frame becomes a generator, which is what the call returns.
    pub fn op_return_generator(&mut self) -> PyResult<Option<Obj>> {
        self.save_position();
        let mut frame = self.frames.pop().expect("code runs in a frame");
        let bottom = frame.bottom as usize;
        let info = &self.codes[frame.code as usize];
        let ty = generator_type(info.flags());
        // Room for all that the frame may ever hold.
        let mut saved = Vec::with_capacity(info.cells());
        saved.extend_from_slice(&self.stack[bottom..]);
        self.stack.truncate(bottom);
        let (cont, extra) = (frame.cont, std::mem::replace(&mut frame.extra, Obj::NULL));
        let origin = if ty == T::COROUTINE { self.coroutine_origin() } else { Obj::NULL };
        let Some(function) = self.function_data(frame.function) else {
            return Err(self.internal("a generator comes from a function"));
        };
        let data = GeneratorData::new(frame, saved, function, origin);
        self.count_all(&[data.name, data.qualname, data.code_object]);
        self.heap.counts.young += 1;
        let generator = self.heap.alloc(ty, Payload::Generator(Box::new(data)));
        self.restore_position();
        self.deliver(cont, extra, generator)
    }

    pub fn op_yield_value(&mut self) -> PyResult<Option<Obj>> {
        let value = self.stack.pop().unwrap_or(Obj::NULL);
        let frame = self.suspend_generator();
        if frame.cont == Cont::Entry {
            return Ok(Some(value));
        }
        self.stack.push(value);
        Ok(None)
    }

    pub fn op_get_yield_from_iter(&mut self) -> PyResult<()> {
        let iterable = self.peek(0);
        let ty = self.ty(iterable);
        if ty == T::GENERATOR {
            return Ok(());
        }
        if ty == T::COROUTINE {
            let flags = self.codes[self.frame().code as usize].flags();
            if flags & (CodeFlags::COROUTINE | CodeFlags::ITERABLE_COROUTINE) == 0 {
                let message = "cannot 'yield from' a coroutine object in a non-coroutine generator";
                return Err(self.raise_text(T::TYPE_ERROR, message));
            }
            return Ok(());
        }
        self.op_get_iter()
    }

    pub fn op_get_awaitable(&mut self, arg: u32) -> PyResult<()> {
        let awaitable = self.peek(0);
        if let Some(method) = self.python_special(awaitable, names::__await__, 1) {
            return self.enter_special(method, &[awaitable], Cont::Await);
        }
        self.replace_top(1, |vm| vm.get_awaitable(awaitable, arg))
    }

    /// What `__await__` returned must be an iterator, and no coroutine.
    pub fn check_awaited(&mut self, iterator: Obj) -> PyResult<()> {
        if self.ty(iterator) == T::COROUTINE {
            return Err(self.raise_text(T::TYPE_ERROR, "__await__() returned a coroutine"));
        }
        if self.find_in_type(self.ty(iterator), names::__next__).is_none() {
            let name = self.type_name_of(iterator);
            return Err(self.type_error(format!("__await__() returned non-iterator of type '{name}'")));
        }
        Ok(())
    }

    /// The iterator that `await` drives. `place` says which statement awaits: 0 plain, 1 `__aenter__`, 2 `__aexit__`.
    pub fn get_awaitable(&mut self, awaitable: Obj, place: u32) -> PyResult<Obj> {
        if self.ty(awaitable) == T::COROUTINE {
            if let Payload::Generator(data) = self.heap.payload(awaitable)
                && data.state == GeneratorState::Suspended
                && self.yielding_from(awaitable).is_some()
            {
                return Err(self.raise_text(T::RUNTIME_ERROR, "coroutine is being awaited already"));
            }
            return Ok(awaitable);
        }
        if let Some(code) = self.code_id(awaitable).filter(|_| self.ty(awaitable) == T::GENERATOR)
            && self.codes[code as usize].flags() & CodeFlags::ITERABLE_COROUTINE != 0
        {
            return Ok(awaitable);
        }
        match self.call_special(awaitable, names::__await__, &[])? {
            Some(iterator) => self.check_awaited(iterator).map(|()| iterator),
            None => {
                let name = self.type_name_of(awaitable);
                Err(match place {
                    1 => self.type_error(format!(
                        "'async with' received an object from __aenter__ that does not implement __await__: {name}"
                    )),
                    2 => self.type_error(format!(
                        "'async with' received an object from __aexit__ that does not implement __await__: {name}"
                    )),
                    _ => self.type_error(format!("object {name} can't be used in 'await' expression")),
                })
            }
        }
    }

    pub fn op_get_aiter(&mut self) -> PyResult<()> {
        let iterable = self.peek(0);
        self.replace_top(1, |vm| vm.get_aiter(iterable))
    }

    pub fn get_aiter(&mut self, iterable: Obj) -> PyResult<Obj> {
        let Some(iterator) = self.call_special(iterable, names::__aiter__, &[])? else {
            let name = self.type_name_of(iterable);
            let message = format!("'async for' requires an object with __aiter__ method, got {name}");
            return Err(self.type_error(message));
        };
        if self.find_in_type(self.ty(iterator), names::__anext__).is_none() {
            let name = self.type_name_of(iterator);
            let message =
                format!("'async for' received an object from __aiter__ that does not implement __anext__: {name}");
            return Err(self.type_error(message));
        }
        Ok(iterator)
    }

    pub fn op_get_anext(&mut self) -> PyResult<()> {
        let iterator = self.peek(0);
        self.push_result(|vm| {
            let Some(awaitable) = vm.call_special(iterator, names::__anext__, &[])? else {
                let name = vm.type_name_of(iterator);
                let message = format!("'async for' requires an iterator with __anext__ method, got {name}");
                return Err(vm.type_error(message));
            };
            if vm.ty(awaitable) == T::ASYNC_GEN_ASEND {
                return Ok(awaitable);
            }
            match vm.get_awaitable(awaitable, 0) {
                Ok(iterator) => Ok(iterator),
                Err(_) => {
                    let name = vm.type_name_of(awaitable);
                    let cause = vm.take_raised();
                    let message = format!("'async for' received an invalid object from __anext__: {name}");
                    let error = vm.type_error(message);
                    vm.set_cause_of_raised(cause);
                    Err(error)
                }
            }
        })
    }

    /// An exception came out of `__anext__`: the end of the loop if it is `StopAsyncIteration`.
    pub fn op_end_async_for(&mut self) -> PyResult<()> {
        let exception = self.peek(0);
        if self.is_instance(exception, T::STOP_ASYNC_ITERATION) {
            let height = self.stack.len() - 2;
            self.drop_stack_to(height);
            return Ok(());
        }
        let exception = self.stack.pop().unwrap_or(Obj::NULL);
        self.reraise(exception);
        Err(super::super::Raised)
    }

    /// `throw()` into a `yield from` ended with `StopIteration`: its value is that of the expression.
    pub fn op_cleanup_throw(&mut self) -> PyResult<()> {
        let exception = self.peek(0);
        if self.is_instance(exception, T::STOP_ITERATION) {
            let value = self.stop_value(exception);
            self.incref(value);
            let height = self.stack.len() - 3;
            self.drop_stack_to(height);
            self.stack.push(NONE);
            self.stack.push(value);
            return Ok(());
        }
        let exception = self.stack.pop().unwrap_or(Obj::NULL);
        self.reraise(exception);
        Err(super::super::Raised)
    }
}
