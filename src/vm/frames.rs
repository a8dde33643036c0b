//! Frames, and the one value stack they share.
//!
//! The stack holds, for each frame from the bottom up: what the caller pushed (callable, `self` or null), the locals,
//! cells and free variables (arguments stay where the caller pushed them), then the values of the frame's own
//! expressions. Leaving a frame drops everything from `bottom` up.

use super::code::CodeInfo;
use super::object::statics::NONE;
use super::object::{FunctionData, GeneratorState, Obj, Payload};
use super::{PyResult, Vm};

/// What happens to the value that a frame returns (or yields).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cont {
    /// Push it on the caller's stack: an ordinary call.
    Push,
    /// Push it and go on with what the caller has still to do: see [`Then`].
    Then,
    /// `exec`: push `None` instead.
    PushNone,
    /// Push it and a null behind it: a property read as the callable of a method call.
    PushNull,
    /// Drop it: a setter.
    Discard,
    /// `__new__`: its `__init__` comes next; `extra` holds class, arguments and keywords.
    New,
    /// It must be `None`; push `extra`, the new instance.
    Init,
    /// The body of a module; `extra` says of which, the import goes on. See `import::body`.
    Import,
    /// `__str__`, `__repr__` or `__format__`: it must be a string, which takes the place of so many cells.
    Text(Speaker, u8),
    /// A class body: `extra` holds what `__build_class__` needs to go on.
    Class,
    /// Put it in place of so many cells: the operands of an instruction.
    Replace(u8),
    /// Put it and a null in place of one cell: `__getattr__` for the callable of a method call.
    ReplaceNull,
    /// Drop it and so many cells: `__setitem__` and the like.
    Consume(u8),
    /// `__iter__`: it must be an iterator.
    Iter,
    /// `__await__`: it must be an iterator.
    Await,
    /// `__next__` in a `for` loop, which `StopIteration` ends.
    Next,
    /// `__bool__`: it must be a bool.
    Truth,
    /// `__len__` in place of `__bool__`.
    Length,
    /// `__contains__`: its truth counts.
    Contains,
    /// A method of an operator; after `NotImplemented` the method of this number is tried.
    Operator(u8),
    /// Likewise of a comparison.
    Comparison(u8),
    /// A generator that a `for` loop advances.
    ForIter,
    /// A generator that `SEND` advances.
    Send,
    /// Leave the loop of the interpreter: native code called.
    Entry,
}

/// Whose text is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Speaker {
    Str,
    Repr,
    Format,
}

/// What an instruction has still to do when the value of the call arrives that it is waiting for. What it needs to know
/// lies below the value on the frame's stack.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Then {
    Nothing,
    /// The value is a class that a class statement made: state of the statement, `__classcell__`.
    Class,
}

#[derive(Clone, Copy, Debug)]
pub struct Frame {
    pub code: u32,
    /// Unit (in `Vm::text`) of the instruction that runs; of a caller, its call instruction.
    pub ip: u32,
    /// Unit of the instruction to run next.
    pub next: u32,
    /// First unit of the code object.
    pub text: u32,
    pub consts: u32,
    pub names: u32,
    /// First stack cell that goes when the frame goes.
    pub bottom: u32,
    /// First local.
    pub base: u32,
    /// First cell of the expression stack.
    pub values: u32,
    /// The function object; it stands at `bottom`.
    pub function: Obj,
    /// Borrowed from the function.
    pub globals: Obj,
    /// Namespace of a module or class body (counted), or null.
    pub locals: Obj,
    /// Counted; see [`Cont`].
    pub extra: Obj,
    /// The generator whose frame this is (counted while it runs), or null.
    pub generator: Obj,
    /// The frame object (counted), or null while nobody asked for it.
    pub object: Obj,
    pub cont: Cont,
    pub then: Then,
    /// The short ways of `quick` reach all its cells.
    pub small: bool,
}

impl Frame {
    /// The frame of a function that is called with the cells from `bottom` up, its locals starting at `base`.
    #[inline(always)]
    pub fn of_call(function: Obj, data: (u32, Obj), info: &CodeInfo, bottom: usize, base: usize, cont: Cont) -> Self {
        let (code, globals) = data;
        Self {
            code,
            ip: info.text,
            next: info.text,
            text: info.text,
            consts: info.consts,
            names: info.names,
            bottom: bottom as u32,
            base: base as u32,
            values: base as u32 + info.nlocalsplus,
            function,
            globals,
            locals: Obj::NULL,
            extra: Obj::NULL,
            generator: Obj::NULL,
            object: Obj::NULL,
            cont,
            then: Then::Nothing,
            small: info.small,
        }
    }
}

impl Vm {
    /// The object `depth` cells below the top of the stack.
    pub fn peek(&self, depth: usize) -> Obj {
        self.stack[self.stack.len() - 1 - depth]
    }

    pub fn is_plain(&self, o: Obj) -> bool {
        matches!(self.heap.payload(o), Payload::Plain)
    }

    #[inline(always)]
    pub fn frame(&self) -> &Frame {
        self.frames.last().expect("code runs in a frame")
    }

    #[inline(always)]
    pub fn frame_mut(&mut self) -> &mut Frame {
        self.frames.last_mut().expect("code runs in a frame")
    }

    /// Frames at the bottom that no program sees and that do not count for the limit: what starts a module as a program.
    pub fn hidden_depth(&self) -> usize {
        let starts = |frame: &Frame| self.codes[frame.code as usize].is_native;
        usize::from(self.frames.first().is_some_and(starts))
    }

    /// The global names of the code that runs. There is none when the program is over and finalizers are called.
    pub fn running_globals(&mut self) -> PyResult<Obj> {
        match self.frames.last() {
            Some(frame) => Ok(frame.globals),
            None => Err(self.raise_text(super::T::SYSTEM_ERROR, "globals and locals cannot be NULL")),
        }
    }

    /// Puts a counted object on the stack.
    #[inline(always)]
    pub fn push(&mut self, o: Obj) {
        self.stack.push(o);
    }

    /// Remembers where the top frame stands, before another one goes on top of it.
    #[inline(always)]
    pub fn save_position(&mut self) {
        let (ip, next) = (self.ip, self.next);
        if let Some(frame) = self.frames.last_mut() {
            frame.ip = ip as u32;
            frame.next = next as u32;
        }
    }

    /// Puts a frame for `function` on top. Callable and arguments (already bound to the first `given` locals) are on the
    /// stack from `bottom` and `base` up; the remaining locals are added here.
    pub fn push_frame(&mut self, function: Obj, bottom: usize, base: usize, cont: Cont) -> PyResult<()> {
        if self.frames.len() >= self.recursion_limit {
            return self.too_deep(bottom, cont);
        }
        let Payload::Function(data) = self.heap.payload(function) else {
            return Err(self.internal("a frame needs a function"));
        };
        let (code, globals) = (data.code, data.globals);
        self.put_frame(function, code, globals, bottom, base, cont);
        Ok(())
    }

    /// [`Vm::push_frame`] when it is known that the function may be entered.
    #[inline(always)]
    pub fn put_frame(&mut self, function: Obj, code: u32, globals: Obj, bottom: usize, base: usize, cont: Cont) {
        self.save_position();
        let info = &*self.codes[code as usize];
        let frame = Frame::of_call(function, (code, globals), info, bottom, base, cont);
        let values = frame.values as usize;
        while self.stack.len() < values {
            self.push(Obj::NULL);
        }
        self.ip = frame.ip as usize;
        self.next = frame.next as usize;
        self.frames.push(frame);
    }

    /// Takes the top frame away if it belongs to an ordinary call, whose value goes on the caller's stack. False, and
    /// nothing done, for any other.
    #[inline(always)]
    pub fn leave_call(&mut self) -> bool {
        let frame = self.frame();
        if frame.cont != Cont::Push || !frame.generator.is_null() || !frame.locals.is_null() || !frame.object.is_null()
        {
            return false;
        }
        let (base, bottom) = (frame.base as usize, frame.bottom as usize);
        self.frames.pop();
        self.restore_position();
        for at in base..self.stack.len() {
            let o = self.stack[at];
            if !o.is_null() && self.heap.release(o) {
                // A finalizer finds nothing here that has lost its count.
                self.stack[base..=at].fill(Obj::NULL);
                self.dealloc(o);
            }
        }
        self.stack.truncate(base);
        self.drop_stack_to(bottom);
        true
    }

    #[cold]
    fn too_deep(&mut self, bottom: usize, cont: Cont) -> PyResult<()> {
        self.drop_stack_to(bottom);
        let message = if cont == Cont::Entry {
            "maximum recursion depth exceeded while calling a Python object"
        } else {
            "maximum recursion depth exceeded"
        };
        Err(self.raise_text(super::T::RECURSION_ERROR, message))
    }

    /// Drops stack cells from the top down to `height`.
    #[inline]
    pub fn drop_stack_to(&mut self, height: usize) {
        while self.stack.len() > height {
            let o = self.stack.pop().expect("the stack is higher");
            if !o.is_null() {
                self.decref(o);
            }
        }
    }

    /// Takes the top frame away and drops its cells; its caller is where it was.
    pub fn pop_frame(&mut self) -> Frame {
        let frame = self.frames.pop().expect("code runs in a frame");
        let unit = self.ip as u32;
        // Finalizers that run below save the registers in the caller's frame: they must be the caller's by then.
        self.restore_position();
        if !frame.object.is_null() {
            self.leave_frame_object(&frame, unit);
        }
        // CPython clears locals from the first to the last, then the stack is empty already.
        let bottom = frame.bottom as usize;
        for at in frame.base as usize..self.stack.len() {
            let o = std::mem::replace(&mut self.stack[at], Obj::NULL);
            if !o.is_null() {
                self.decref(o);
            }
        }
        self.drop_stack_to(bottom);
        if !frame.locals.is_null() {
            self.decref(frame.locals);
        }
        frame
    }

    /// Makes the machine's registers those of the top frame.
    #[inline(always)]
    pub fn restore_position(&mut self) {
        if let Some(frame) = self.frames.last() {
            self.ip = frame.ip as usize;
            self.next = frame.next as usize;
        }
    }

    /// Lets a suspended generator go on: its frame comes on top, with `value` as the value of the `yield`.
    ///
    /// The generator must be created or suspended. `value` is counted for the stack.
    pub fn resume_generator(&mut self, generator: Obj, value: Obj, cont: Cont) -> PyResult<()> {
        if self.frames.len() >= self.recursion_limit {
            self.decref(value);
            let bottom = self.stack.len();
            return self.too_deep(bottom, cont);
        }
        self.save_position();
        let bottom = self.stack.len() as u32;
        self.heap.incref(generator);
        let Payload::Generator(data) = self.heap.payload_mut(generator) else {
            return Err(self.internal("only generators are resumed"));
        };
        data.state = GeneratorState::Running;
        let handled = std::mem::replace(&mut data.handled, Obj::NULL);
        let Some(kept) = &mut data.frame else {
            return Err(self.internal("a suspended generator has a frame"));
        };
        let mut frame = **kept;
        // What the frame counts moves with it; the memory stays for the next suspension.
        kept.locals = Obj::NULL;
        kept.object = Obj::NULL;
        let shift = |place: u32, old_bottom: u32| place - old_bottom + bottom;
        frame.base = shift(frame.base, frame.bottom);
        frame.values = shift(frame.values, frame.bottom);
        frame.bottom = bottom;
        frame.cont = cont;
        frame.generator = generator;
        self.stack.extend_from_slice(&data.saved);
        data.saved.clear();
        self.push(value);
        self.handled.push(handled);
        self.ip = frame.ip as usize;
        self.next = frame.next as usize;
        self.frames.push(frame);
        Ok(())
    }

    /// Moves the top frame, which belongs to a generator, into it.
    pub fn suspend_generator(&mut self) -> Frame {
        let mut frame = self.frames.pop().expect("code runs in a frame");
        frame.ip = self.ip as u32;
        frame.next = self.next as u32;
        let generator = std::mem::replace(&mut frame.generator, Obj::NULL);
        let handled = self.handled.pop().unwrap_or(Obj::NULL);
        if let Payload::Generator(data) = self.heap.payload_mut(generator) {
            data.state = GeneratorState::Suspended;
            data.saved.extend_from_slice(&self.stack[frame.bottom as usize..]);
            self.stack.truncate(frame.bottom as usize);
            data.handled = handled;
            match &mut data.frame {
                Some(kept) => **kept = frame,
                None => data.frame = Some(Box::new(frame)),
            }
        }
        self.restore_position();
        self.decref(generator);
        Frame { generator, ..frame }
    }

    /// Marks the generator of a frame that returned or raised as finished.
    pub fn finish_generator(&mut self, frame: &Frame) {
        let handled = self.handled.pop().unwrap_or(Obj::NULL);
        if !handled.is_null() {
            self.decref(handled);
        }
        if let Payload::Generator(data) = self.heap.payload_mut(frame.generator) {
            data.state = GeneratorState::Finished;
            data.frame = None;
        }
        self.decref(frame.generator);
    }

    /// The exception that is being handled where the program stands, or null.
    pub fn current_exception(&self) -> Obj {
        self.handled.iter().rev().copied().find(|o| !o.is_null() && *o != NONE).unwrap_or(Obj::NULL)
    }

    pub fn function_data(&self, function: Obj) -> Option<&FunctionData> {
        match self.heap.payload(function) {
            Payload::Function(data) => Some(data),
            _ => None,
        }
    }
}
