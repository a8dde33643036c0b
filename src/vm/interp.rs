//! The loop: fetch an instruction, count it, dispatch it. What instructions do is in `ops`; only the few that are
//! shorter than a call are written out here.
//!
//! `ip` and `next` are code units in [`Vm::text`]. A handler that may raise, call or jump is a method: before it runs
//! `self.next` is the following instruction, afterwards the loop goes on at `self.next` in the top frame.

use super::frames::Cont;
use super::object::statics::{FALSE, NONE, TRUE};
use super::object::{Obj, Payload, T};
use super::{PyResult, Raised, Vm};

/// Opcode numbers as patterns.
pub mod op {
    use crate::bytecode::Opcode;

    macro_rules! numbers {
        ($($name:ident)*) => { $(pub const $name: u8 = Opcode::$name.0 as u8;)* };
    }

    numbers! {
        CACHE BEFORE_ASYNC_WITH BEFORE_WITH BINARY_SLICE BINARY_SUBSCR CHECK_EG_MATCH CHECK_EXC_MATCH CLEANUP_THROW
        DELETE_SUBSCR END_ASYNC_FOR END_FOR END_SEND EXIT_INIT_CHECK FORMAT_SIMPLE FORMAT_WITH_SPEC GET_AITER RESERVED
        GET_ANEXT GET_ITER GET_LEN GET_YIELD_FROM_ITER INTERPRETER_EXIT LOAD_ASSERTION_ERROR LOAD_BUILD_CLASS
        LOAD_LOCALS MAKE_FUNCTION MATCH_KEYS MATCH_MAPPING MATCH_SEQUENCE NOP POP_EXCEPT POP_TOP PUSH_EXC_INFO PUSH_NULL
        RETURN_GENERATOR RETURN_VALUE SETUP_ANNOTATIONS STORE_SLICE STORE_SUBSCR TO_BOOL UNARY_INVERT UNARY_NEGATIVE
        UNARY_NOT WITH_EXCEPT_START BINARY_OP BUILD_CONST_KEY_MAP BUILD_LIST BUILD_MAP BUILD_SET BUILD_SLICE
        BUILD_STRING BUILD_TUPLE CALL CALL_FUNCTION_EX CALL_INTRINSIC_1 CALL_INTRINSIC_2 CALL_KW COMPARE_OP
        CONTAINS_OP CONVERT_VALUE COPY COPY_FREE_VARS DELETE_ATTR DELETE_DEREF DELETE_FAST DELETE_GLOBAL DELETE_NAME
        DICT_MERGE DICT_UPDATE EXTENDED_ARG FOR_ITER GET_AWAITABLE IMPORT_FROM IMPORT_NAME IS_OP JUMP_BACKWARD
        JUMP_BACKWARD_NO_INTERRUPT JUMP_FORWARD LIST_APPEND LIST_EXTEND LOAD_ATTR LOAD_CONST LOAD_DEREF LOAD_FAST
        LOAD_FAST_AND_CLEAR LOAD_FAST_CHECK LOAD_FAST_LOAD_FAST LOAD_FROM_DICT_OR_DEREF LOAD_FROM_DICT_OR_GLOBALS
        LOAD_GLOBAL LOAD_NAME LOAD_SUPER_ATTR MAKE_CELL MAP_ADD MATCH_CLASS POP_JUMP_IF_FALSE POP_JUMP_IF_NONE
        POP_JUMP_IF_NOT_NONE POP_JUMP_IF_TRUE RAISE_VARARGS RERAISE RETURN_CONST SEND SET_ADD SET_FUNCTION_ATTRIBUTE
        SET_UPDATE STORE_ATTR STORE_DEREF STORE_FAST STORE_FAST_LOAD_FAST STORE_FAST_STORE_FAST STORE_GLOBAL STORE_NAME
        SWAP UNPACK_EX UNPACK_SEQUENCE YIELD_VALUE RESUME
    }
}

/// Why the loop ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Exit {
    /// The frame that it was started for returned or yielded; the value is counted for the receiver.
    Value(Obj),
    /// That frame raised.
    Raised,
    /// The step to stop at is reached; the machine can go on.
    Paused,
}

impl Vm {
    /// Runs a frame that was just pushed with [`Cont::Entry`], to its end, for native code that waits.
    pub fn run_nested(&mut self) -> PyResult<Obj> {
        self.enter_nested();
        let exit = self.run();
        self.nested -= 1;
        match exit {
            Exit::Value(o) => Ok(self.own(o)),
            _ => Err(Raised),
        }
    }

    /// Runs until the innermost frame with [`Cont::Entry`] is left, or the machine is to stop.
    pub fn run(&mut self) -> Exit {
        let scope = self.mark();
        let mut ip = self.next;
        let mut base = self.frame().base as usize;
        let mut consts = self.frame().consts as usize;

        // Goes on in the top frame, wherever that is now.
        macro_rules! reload {
            () => {{
                ip = self.next;
                let frame = self.frame();
                base = frame.base as usize;
                consts = frame.consts as usize;
            }};
        }
        macro_rules! unwind {
            () => {{
                self.release(scope);
                if !self.unwind() {
                    return Exit::Raised;
                }
                reload!();
            }};
        }
        // An instruction that may raise but stays in its frame and does not jump.
        macro_rules! plain {
            ($caches:literal, $call:expr) => {{
                ip += 1 + $caches;
                self.next = ip;
                if $call.is_err() {
                    unwind!();
                }
            }};
        }
        // An instruction that may also jump, call or return.
        macro_rules! control {
            ($caches:literal, $call:expr) => {{
                self.next = ip + 1 + $caches;
                match $call {
                    Ok(()) => reload!(),
                    Err(_) => unwind!(),
                }
            }};
        }
        // Like `control`, for instructions that may leave the frame the loop was started for.
        macro_rules! leaving {
            ($caches:literal, $call:expr) => {{
                self.next = ip + 1 + $caches;
                match $call {
                    Ok(None) => reload!(),
                    Ok(Some(value)) => return Exit::Value(value),
                    Err(_) => unwind!(),
                }
            }};
        }
        macro_rules! pop {
            () => {
                self.stack.pop().expect("the compiler balanced the stack")
            };
        }

        loop {
            if self.steps >= self.stop_at && self.pause(ip) {
                return Exit::Paused;
            }
            self.steps += 1;
            let unit = self.text[ip];
            let mut arg = (unit >> 8) as u32;
            let mut opcode = unit as u8;
            self.ip = ip;
            while opcode == op::EXTENDED_ARG {
                ip += 1;
                let unit = self.text[ip];
                arg = arg << 8 | (unit >> 8) as u32;
                opcode = unit as u8;
                self.ip = ip;
            }
            match opcode {
                op::NOP | op::CACHE => ip += 1,
                op::RESUME => {
                    self.next = ip + 1;
                    ip += 1;
                }
                op::LOAD_FAST => {
                    let o = self.stack[base + arg as usize];
                    self.heap.incref(o);
                    self.stack.push(o);
                    ip += 1;
                }
                op::LOAD_FAST_LOAD_FAST => {
                    let first = self.stack[base + (arg >> 4) as usize];
                    let second = self.stack[base + (arg & 15) as usize];
                    self.heap.incref(first);
                    self.heap.incref(second);
                    self.stack.push(first);
                    self.stack.push(second);
                    ip += 1;
                }
                op::LOAD_CONST => {
                    let o = self.consts[consts + arg as usize];
                    self.heap.incref(o);
                    self.stack.push(o);
                    ip += 1;
                }
                op::STORE_FAST => {
                    let value = pop!();
                    let old = std::mem::replace(&mut self.stack[base + arg as usize], value);
                    ip += 1;
                    if !old.is_null() {
                        self.next = ip;
                        self.decref(old);
                    }
                }
                op::STORE_FAST_LOAD_FAST => {
                    let value = pop!();
                    let old = std::mem::replace(&mut self.stack[base + (arg >> 4) as usize], value);
                    let o = self.stack[base + (arg & 15) as usize];
                    self.heap.incref(o);
                    self.stack.push(o);
                    ip += 1;
                    if !old.is_null() {
                        self.next = ip;
                        self.decref(old);
                    }
                }
                op::STORE_FAST_STORE_FAST => {
                    let first = pop!();
                    let second = pop!();
                    let old_first = std::mem::replace(&mut self.stack[base + (arg >> 4) as usize], first);
                    let old_second = std::mem::replace(&mut self.stack[base + (arg & 15) as usize], second);
                    ip += 1;
                    self.next = ip;
                    self.decref_some(old_first);
                    self.decref_some(old_second);
                }
                op::POP_TOP | op::END_FOR => {
                    let o = pop!();
                    ip += 1;
                    self.next = ip;
                    if !o.is_null() {
                        self.decref(o);
                    }
                }
                op::PUSH_NULL => {
                    self.stack.push(Obj::NULL);
                    ip += 1;
                }
                op::COPY => {
                    let o = self.stack[self.stack.len() - arg as usize];
                    self.heap.incref_some(o);
                    self.stack.push(o);
                    ip += 1;
                }
                op::SWAP => {
                    let top = self.stack.len() - 1;
                    self.stack.swap(top, top + 1 - arg as usize);
                    ip += 1;
                }
                op::BINARY_OP => {
                    if self.fast_binary_op(arg) {
                        ip += 2;
                    } else {
                        plain!(1, self.op_binary_op(arg));
                    }
                }
                op::COMPARE_OP => {
                    if self.fast_compare_op(arg) {
                        ip += 2;
                    } else {
                        plain!(1, self.op_compare_op(arg));
                    }
                }
                op::POP_JUMP_IF_FALSE | op::POP_JUMP_IF_TRUE => {
                    let o = pop!();
                    ip += 2;
                    if (o == TRUE) == (opcode == op::POP_JUMP_IF_TRUE) {
                        ip += arg as usize;
                    }
                }
                op::POP_JUMP_IF_NONE | op::POP_JUMP_IF_NOT_NONE => {
                    let o = pop!();
                    ip += 2;
                    if (o == NONE) == (opcode == op::POP_JUMP_IF_NONE) {
                        ip += arg as usize;
                    }
                    self.next = ip;
                    self.decref(o);
                }
                op::JUMP_FORWARD => ip += 1 + arg as usize,
                op::JUMP_BACKWARD => {
                    ip = ip + 2 - arg as usize;
                    if self.heap.young >= self.gc.threshold {
                        self.next = ip;
                        self.collect_if_due();
                    }
                }
                op::JUMP_BACKWARD_NO_INTERRUPT => ip = ip + 1 - arg as usize,
                op::TO_BOOL => {
                    let o = self.stack[self.stack.len() - 1];
                    if o == TRUE || o == FALSE {
                        ip += 4;
                    } else {
                        plain!(3, self.op_to_bool());
                    }
                }
                op::UNARY_NOT => {
                    let top = self.stack.len() - 1;
                    self.stack[top] = if self.stack[top] == TRUE { FALSE } else { TRUE };
                    ip += 1;
                }
                op::IS_OP => {
                    let right = pop!();
                    let left = pop!();
                    self.stack.push(Obj::bool((left == right) != (arg == 1)));
                    ip += 1;
                    self.next = ip;
                    self.decref(left);
                    self.decref(right);
                }
                op::FOR_ITER => {
                    if self.fast_for_iter() {
                        ip += 2;
                    } else {
                        control!(1, self.op_for_iter(arg));
                    }
                }
                op::LOAD_GLOBAL => plain!(4, self.op_load_global(arg)),
                op::LOAD_NAME => plain!(0, self.op_load_name(arg)),
                op::STORE_NAME => plain!(0, self.op_store_name(arg)),
                op::DELETE_NAME => plain!(0, self.op_delete_name(arg)),
                op::STORE_GLOBAL => plain!(0, self.op_store_global(arg)),
                op::DELETE_GLOBAL => plain!(0, self.op_delete_global(arg)),
                op::LOAD_FAST_CHECK => plain!(0, self.op_load_fast_check(arg)),
                op::LOAD_FAST_AND_CLEAR => {
                    let o = std::mem::replace(&mut self.stack[base + arg as usize], Obj::NULL);
                    self.stack.push(o);
                    ip += 1;
                }
                op::DELETE_FAST => plain!(0, self.op_delete_fast(arg)),
                op::LOAD_DEREF => plain!(0, self.op_load_deref(arg)),
                op::STORE_DEREF => plain!(0, self.op_store_deref(arg)),
                op::DELETE_DEREF => plain!(0, self.op_delete_deref(arg)),
                op::LOAD_FROM_DICT_OR_DEREF => plain!(0, self.op_load_from_dict_or_deref(arg)),
                op::LOAD_FROM_DICT_OR_GLOBALS => plain!(0, self.op_load_from_dict_or_globals(arg)),
                op::LOAD_LOCALS => plain!(0, self.op_load_locals()),
                op::MAKE_CELL => plain!(0, self.op_make_cell(arg)),
                op::COPY_FREE_VARS => plain!(0, self.op_copy_free_vars(arg)),
                op::LOAD_ATTR => control!(9, self.op_load_attr(arg)),
                op::STORE_ATTR => plain!(4, self.op_store_attr(arg)),
                op::DELETE_ATTR => plain!(0, self.op_delete_attr(arg)),
                op::LOAD_SUPER_ATTR => plain!(1, self.op_load_super_attr(arg)),
                op::BINARY_SUBSCR => {
                    if self.fast_subscript() {
                        ip += 2;
                    } else {
                        control!(1, self.op_binary_subscr());
                    }
                }
                op::STORE_SUBSCR => plain!(1, self.op_store_subscr()),
                op::DELETE_SUBSCR => plain!(0, self.op_delete_subscr()),
                op::BINARY_SLICE => plain!(0, self.op_binary_slice()),
                op::STORE_SLICE => plain!(0, self.op_store_slice()),
                op::UNARY_NEGATIVE => plain!(0, self.op_unary(super::operator::Unary::Negative)),
                op::UNARY_INVERT => plain!(0, self.op_unary(super::operator::Unary::Invert)),
                op::CONTAINS_OP => plain!(1, self.op_contains(arg)),
                op::CALL => control!(3, self.op_call(arg)),
                op::CALL_KW => control!(0, self.op_call_kw(arg)),
                op::CALL_FUNCTION_EX => control!(0, self.op_call_function_ex(arg)),
                op::CALL_INTRINSIC_1 => plain!(0, self.op_call_intrinsic_1(arg)),
                op::CALL_INTRINSIC_2 => plain!(0, self.op_call_intrinsic_2(arg)),
                op::RETURN_VALUE => {
                    let value = pop!();
                    leaving!(0, self.return_value(value));
                }
                op::RETURN_CONST => {
                    let value = self.consts[consts + arg as usize];
                    self.heap.incref(value);
                    leaving!(0, self.return_value(value));
                }
                op::YIELD_VALUE => leaving!(0, self.op_yield_value()),
                op::RETURN_GENERATOR => leaving!(0, self.op_return_generator()),
                op::SEND => control!(1, self.op_send(arg)),
                op::END_SEND => {
                    let value = pop!();
                    let receiver = pop!();
                    self.stack.push(value);
                    ip += 1;
                    self.next = ip;
                    self.decref(receiver);
                }
                op::GET_ITER => plain!(0, self.op_get_iter()),
                op::GET_YIELD_FROM_ITER => plain!(0, self.op_get_yield_from_iter()),
                op::GET_LEN => plain!(0, self.op_get_len()),
                op::GET_AWAITABLE => plain!(0, self.op_get_awaitable(arg)),
                op::GET_AITER => plain!(0, self.op_get_aiter()),
                op::GET_ANEXT => plain!(0, self.op_get_anext()),
                op::END_ASYNC_FOR => plain!(0, self.op_end_async_for()),
                op::CLEANUP_THROW => plain!(0, self.op_cleanup_throw()),
                op::BUILD_TUPLE => plain!(0, self.op_build_tuple(arg)),
                op::BUILD_LIST => plain!(0, self.op_build_list(arg)),
                op::BUILD_MAP => plain!(0, self.op_build_map(arg)),
                op::BUILD_CONST_KEY_MAP => plain!(0, self.op_build_const_key_map(arg)),
                op::BUILD_SET => plain!(0, self.op_build_set(arg)),
                op::BUILD_SLICE => plain!(0, self.op_build_slice(arg)),
                op::BUILD_STRING => plain!(0, self.op_build_string(arg)),
                op::LIST_APPEND => {
                    let value = pop!();
                    let list = self.stack[self.stack.len() - arg as usize];
                    self.list_mut(list).push(value);
                    ip += 1;
                }
                op::LIST_EXTEND => plain!(0, self.op_list_extend(arg)),
                op::SET_ADD => plain!(0, self.op_set_add(arg)),
                op::SET_UPDATE => plain!(0, self.op_set_update(arg)),
                op::MAP_ADD => plain!(0, self.op_map_add(arg)),
                op::DICT_UPDATE => plain!(0, self.op_dict_update(arg)),
                op::DICT_MERGE => plain!(0, self.op_dict_merge(arg)),
                op::UNPACK_SEQUENCE => plain!(1, self.op_unpack_sequence(arg)),
                op::UNPACK_EX => plain!(0, self.op_unpack_ex(arg)),
                op::FORMAT_SIMPLE => plain!(0, self.op_format_simple()),
                op::FORMAT_WITH_SPEC => plain!(0, self.op_format_with_spec()),
                op::CONVERT_VALUE => plain!(0, self.op_convert_value(arg)),
                op::MAKE_FUNCTION => plain!(0, self.op_make_function()),
                op::SET_FUNCTION_ATTRIBUTE => plain!(0, self.op_set_function_attribute(arg)),
                op::LOAD_BUILD_CLASS => plain!(0, self.op_load_build_class()),
                op::SETUP_ANNOTATIONS => plain!(0, self.op_setup_annotations()),
                op::LOAD_ASSERTION_ERROR => {
                    self.stack.push(T::ASSERTION_ERROR);
                    self.heap.incref(T::ASSERTION_ERROR);
                    ip += 1;
                }
                op::RAISE_VARARGS => plain!(0, self.op_raise_varargs(arg)),
                op::RERAISE => plain!(0, self.op_reraise(arg)),
                op::PUSH_EXC_INFO => plain!(0, self.op_push_exc_info()),
                op::POP_EXCEPT => plain!(0, self.op_pop_except()),
                op::CHECK_EXC_MATCH => plain!(0, self.op_check_exc_match()),
                op::CHECK_EG_MATCH => plain!(0, self.op_check_eg_match()),
                op::BEFORE_WITH => plain!(0, self.op_before_with()),
                op::BEFORE_ASYNC_WITH => plain!(0, self.op_before_async_with()),
                op::WITH_EXCEPT_START => plain!(0, self.op_with_except_start()),
                op::MATCH_MAPPING => plain!(0, self.op_match_mapping()),
                op::MATCH_SEQUENCE => plain!(0, self.op_match_sequence()),
                op::MATCH_KEYS => plain!(0, self.op_match_keys()),
                op::MATCH_CLASS => plain!(0, self.op_match_class(arg)),
                op::IMPORT_NAME => plain!(0, self.op_import_name(arg)),
                op::IMPORT_FROM => plain!(0, self.op_import_from(arg)),
                other => {
                    self.next = ip + 1;
                    let _ = self.internal(&format!("opcode {other} is not executed"));
                    unwind!();
                }
            }
        }
    }

    /// Native code is about to wait for Python code.
    pub fn enter_nested(&mut self) {
        if self.nested == 0 {
            self.outer_step = self.steps.saturating_sub(1);
        }
        self.nested += 1;
    }

    /// What happens at the step to stop at: true when the loop is to be left.
    #[cold]
    fn pause(&mut self, ip: usize) -> bool {
        self.next = ip;
        if self.nested > 0 {
            // Native code waits below, so the loop cannot be left; whoever wants to look gets a picture.
            self.take_watched_picture();
            return false;
        }
        self.save_position();
        true
    }

    /// The top frame returns `value` (counted). `Some` when the loop was started for that frame.
    pub fn return_value(&mut self, value: Obj) -> PyResult<Option<Obj>> {
        let frame = self.pop_frame();
        if !frame.generator.is_null() {
            return self.generator_returned(frame, value);
        }
        match frame.cont {
            Cont::Push => self.stack.push(value),
            Cont::Entry => return Ok(Some(value)),
            Cont::PushNull => {
                self.stack.push(value);
                self.stack.push(Obj::NULL);
            }
            Cont::Discard => self.decref(value),
            Cont::Init => {
                if value != NONE {
                    let message = format!("__init__() should return None, not '{}'", self.type_name_of(value));
                    self.decref(value);
                    self.decref(frame.extra);
                    return Err(self.type_error(message));
                }
                self.stack.push(frame.extra);
            }
            Cont::Class => {
                let result = self.finish_class(frame.extra, value);
                self.decref(value);
                self.decref(frame.extra);
                self.stack.push(result?);
            }
            Cont::ForIter | Cont::Send => return Err(self.internal("only generators are iterated")),
        }
        Ok(None)
    }

    /// Looks for a handler of the exception in flight, frame by frame; false when the frame that the loop was started
    /// for is left.
    pub fn unwind(&mut self) -> bool {
        self.raises += u64::from(!self.reraising && self.reraise_at.is_none());
        loop {
            let (text, values, cont) = {
                let frame = self.frame();
                (frame.text as usize, frame.values as usize, frame.cont)
            };
            if std::mem::take(&mut self.reraising) {
                // The entry is there already.
            } else {
                self.add_traceback();
            }
            let code = self.frame().code as usize;
            // Where the handler is looked for, and where the exception says it comes from.
            let unit = (self.ip - text) as u32;
            let lasti = self.reraise_at.take().unwrap_or(unit);
            if let Some(handler) = self.codes[code].handler(unit) {
                self.drop_stack_to(values + handler.depth as usize);
                if handler.lasti {
                    let lasti = self.alloc_int(i64::from(lasti));
                    self.stack.push(lasti);
                }
                let exception = std::mem::replace(&mut self.raised, Obj::NULL);
                self.stack.push(exception);
                self.next = text + handler.target as usize;
                return true;
            }
            let frame = self.pop_frame();
            self.decref_some(frame.extra);
            if !frame.generator.is_null() {
                self.finish_generator(&frame);
            }
            if cont == Cont::Entry {
                return false;
            }
        }
    }

    /// A native asked for something that cannot be: a bug of the machine, shown as `SystemError`.
    pub fn internal(&mut self, what: &str) -> Raised {
        self.raise_text(T::SYSTEM_ERROR, what)
    }

    /// The payload of the object on top of the stack, `depth` cells down.
    pub fn peek(&self, depth: usize) -> Obj {
        self.stack[self.stack.len() - 1 - depth]
    }

    pub fn is_plain(&self, o: Obj) -> bool {
        matches!(self.heap.payload(o), Payload::Plain)
    }
}
