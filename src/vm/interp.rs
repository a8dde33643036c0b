//! The general loop: fetch an instruction, count it, dispatch it. It does one instruction whenever `quick` has no short way
//! for it, so everything that an instruction may be is here. What instructions do is in `ops`; only the few that are
//! shorter than a call are written out here.
//!
//! `ip` and `next` are code units in [`Vm::text`]. A handler that may raise, call or jump is a method: before it runs
//! `self.next` is the following instruction, afterwards the loop goes on at `self.next` in the top frame.

use super::Vm;
use super::object::statics::{FALSE, NONE, TRUE};
use super::object::{IterKind, Obj, Payload, T};
use super::quick::{Halt, Stop};
use super::specialize::Form;
use super::specialize::call::Callee;

pub use super::numbers as op;

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
    /// Runs until the innermost frame with [`Cont::Entry`] is left, or the machine is to stop.
    pub fn run(&mut self) -> Exit {
        // Most of what native code waits for is over before the general loop is needed.
        let most = self.stop_at.saturating_sub(self.steps);
        let first = if most > 0 { Some(self.quick(self.next, most)) } else { None };
        if let Some(Stop { halt: Halt::Value(value), .. }) = first {
            self.restore_position();
            return Exit::Value(value);
        }
        self.run_on(first)
    }

    /// [`Vm::run`] from where the short ways stopped.
    #[inline(never)]
    fn run_on(&mut self, mut first: Option<Stop>) -> Exit {
        let scope = self.mark();
        // Copies of what the top frame says; `reload!` fills them.
        let (mut ip, mut base, mut consts, mut globals);

        // Goes on in the top frame, wherever that is now.
        macro_rules! reload {
            () => {{
                ip = self.next;
                let frame = self.frame();
                base = frame.base as usize;
                consts = frame.consts as usize;
                globals = frame.globals;
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
        // Registers for code that may look at them: a finalizer, a traceback.
        macro_rules! at {
            ($next:expr) => {{
                self.ip = ip;
                self.next = $next;
            }};
        }
        // An instruction that may raise but stays in its frame and does not jump.
        macro_rules! plain {
            ($caches:literal, $call:expr) => {{
                at!(ip + 1 + $caches);
                ip += 1 + $caches;
                if $call.is_err() {
                    unwind!();
                }
            }};
        }
        // An instruction that may also jump, call or return.
        macro_rules! control {
            ($caches:literal, $call:expr) => {{
                at!(ip + 1 + $caches);
                match $call {
                    Ok(()) => reload!(),
                    Err(_) => unwind!(),
                }
            }};
        }
        // Like `control`, for instructions that may leave the frame the loop was started for.
        macro_rules! leaving {
            ($caches:literal, $call:expr) => {{
                at!(ip + 1 + $caches);
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
        reload!();

        // The high bits of the argument that comes next: from EXTENDED_ARG, or of an instruction dispatched anew.
        let mut extended = 0;

        // A generic instruction counts; when its counter is used up it is dispatched anew, perhaps in another form.
        macro_rules! warm {
            ($arg:ident) => {
                if self.warm(ip, $arg) {
                    extended = $arg & !0xff;
                    self.steps -= 1;
                    continue;
                }
            };
        }
        macro_rules! miss {
            ($arg:ident, $how:ident, $caches:literal, $general:expr) => {{
                self.quickening.misses += 1;
                warm!($arg);
                $how!($caches, $general)
            }};
        }
        // A form that stays in its frame and cannot raise.
        macro_rules! form {
            ($arg:ident, $caches:literal, $call:expr, $how:ident $general:expr) => {{
                at!(ip + 1 + $caches);
                if $call {
                    ip += 1 + $caches;
                } else {
                    miss!($arg, $how, $caches, $general);
                }
            }};
        }
        // A form that says more than yes or no.
        macro_rules! form_or {
            ($arg:ident, $caches:literal, $call:expr, $how:ident $general:expr) => {{
                at!(ip + 1 + $caches);
                match $call {
                    Form::Done => ip += 1 + $caches,
                    Form::Miss => miss!($arg, $how, $caches, $general),
                    Form::General => $how!($caches, $general),
                }
            }};
        }
        // A form that may enter a frame.
        macro_rules! entering {
            ($arg:ident, $caches:literal, $call:expr, $general:expr) => {{
                at!(ip + 1 + $caches);
                match $call {
                    Form::Done => reload!(),
                    Form::Miss => miss!($arg, control, $caches, $general),
                    Form::General => control!($caches, $general),
                }
            }};
        }
        // A form that may raise.
        macro_rules! raising {
            ($arg:ident, $caches:literal, $call:expr, $general:expr) => {{
                at!(ip + 1 + $caches);
                match $call {
                    Ok(Form::Done) => ip += 1 + $caches,
                    Ok(Form::Miss) => miss!($arg, control, $caches, $general),
                    Ok(Form::General) => control!($caches, $general),
                    Err(_) => unwind!(),
                }
            }};
        }
        // The general instruction, for a form that only checks.
        macro_rules! checked {
            ($arg:ident, $caches:literal, $fits:expr, $general:expr) => {{ if $fits { control!($caches, $general) } else { miss!($arg, control, $caches, $general) } }};
        }

        loop {
            // An instruction with a prefix, or one dispatched anew with such an argument, was looked at already.
            if extended == 0 {
                let stop = match first.take() {
                    Some(stop) => stop,
                    None => {
                        let mut most = self.stop_at.saturating_sub(self.steps);
                        if most == 0 {
                            if self.steps >= self.wanted_stop && self.pause(ip) {
                                return Exit::Paused;
                            }
                            match self.look_before(ip) {
                                Ok(false) => {}
                                Ok(true) => {
                                    reload!();
                                    continue;
                                }
                                Err(_) => {
                                    unwind!();
                                    continue;
                                }
                            }
                            most = 1;
                        }
                        self.quick(ip, most)
                    }
                };
                self.next = stop.next;
                match stop.halt {
                    Halt::Counted => {
                        reload!();
                        continue;
                    }
                    Halt::Dead(o) => {
                        self.ip = stop.ip;
                        self.decref(o);
                        reload!();
                        continue;
                    }
                    Halt::Value(value) => {
                        self.restore_position();
                        return Exit::Value(value);
                    }
                    Halt::General => reload!(),
                }
            }
            self.steps += 1;
            let unit = self.text[ip];
            let arg = (unit >> 8) as u32 | extended;
            extended = 0;
            match unit as u8 {
                op::EXTENDED_ARG => {
                    // Part of the instruction behind it.
                    extended = arg << 8;
                    self.steps -= 1;
                    ip += 1;
                }
                op::NOP | op::CACHE => ip += 1,
                op::RESUME_CHECK => {
                    if self.heap.counts.young >= self.gc.threshold {
                        control!(0, self.look_around(ip + 1));
                    } else {
                        ip += 1;
                    }
                }
                op::RESUME => {
                    self.text[ip] = self.text[ip] & 0xff00 | op::RESUME_CHECK as u16;
                    ip += 1;
                }
                op::LOAD_FAST => {
                    let o = self.stack[base + arg as usize];
                    self.heap.incref(o);
                    self.push(o);
                    ip += 1;
                }
                op::LOAD_FAST_LOAD_FAST => {
                    let first = self.stack[base + (arg >> 4) as usize];
                    let second = self.stack[base + (arg & 15) as usize];
                    self.heap.incref(first);
                    self.heap.incref(second);
                    self.push(first);
                    self.push(second);
                    ip += 1;
                }
                op::LOAD_CONST => {
                    let o = self.consts[consts + arg as usize];
                    self.heap.incref(o);
                    self.push(o);
                    ip += 1;
                }
                op::STORE_FAST => {
                    let value = pop!();
                    let old = std::mem::replace(&mut self.stack[base + arg as usize], value);
                    if !old.is_null() && self.heap.release(old) {
                        at!(ip + 1);
                        self.dealloc(old);
                    }
                    ip += 1;
                }
                op::STORE_FAST_LOAD_FAST => {
                    let value = pop!();
                    let old = std::mem::replace(&mut self.stack[base + (arg >> 4) as usize], value);
                    let o = self.stack[base + (arg & 15) as usize];
                    self.heap.incref(o);
                    self.push(o);
                    if !old.is_null() && self.heap.release(old) {
                        at!(ip + 1);
                        self.dealloc(old);
                    }
                    ip += 1;
                }
                op::STORE_FAST_STORE_FAST => {
                    let first = pop!();
                    let second = pop!();
                    let old_first = std::mem::replace(&mut self.stack[base + (arg >> 4) as usize], first);
                    let old_second = std::mem::replace(&mut self.stack[base + (arg & 15) as usize], second);
                    at!(ip + 1);
                    ip += 1;
                    self.decref_some(old_first);
                    self.decref_some(old_second);
                }
                op::POP_TOP | op::END_FOR => {
                    let o = pop!();
                    if !o.is_null() && self.heap.release(o) {
                        at!(ip + 1);
                        self.dealloc(o);
                    }
                    ip += 1;
                }
                op::PUSH_NULL => {
                    self.push(Obj::NULL);
                    ip += 1;
                }
                op::COPY => {
                    let o = self.stack[self.stack.len() - arg as usize];
                    self.heap.incref_some(o);
                    self.push(o);
                    ip += 1;
                }
                op::SWAP => {
                    let top = self.stack.len() - 1;
                    self.stack.swap(top, top + 1 - arg as usize);
                    ip += 1;
                }
                op::BINARY_OP => {
                    warm!(arg);
                    if self.fast_binary_op(arg) {
                        ip += 2;
                    } else {
                        control!(1, self.op_binary_op(arg));
                    }
                }
                op::BINARY_OP_ADD_INT => {
                    form_or!(arg, 1, self.binary_op_int(i64::checked_add), control self.op_binary_op(arg));
                }
                op::BINARY_OP_SUBTRACT_INT => {
                    form_or!(arg, 1, self.binary_op_int(i64::checked_sub), control self.op_binary_op(arg));
                }
                op::BINARY_OP_MULTIPLY_INT => {
                    form_or!(arg, 1, self.binary_op_int(i64::checked_mul), control self.op_binary_op(arg));
                }
                op::BINARY_OP_ADD_FLOAT => {
                    form!(arg, 1, self.binary_op_float(|a, b| a + b), control self.op_binary_op(arg))
                }
                op::BINARY_OP_SUBTRACT_FLOAT => {
                    form!(arg, 1, self.binary_op_float(|a, b| a - b), control self.op_binary_op(arg))
                }
                op::BINARY_OP_MULTIPLY_FLOAT => {
                    form!(arg, 1, self.binary_op_float(|a, b| a * b), control self.op_binary_op(arg))
                }
                op::BINARY_OP_ADD_UNICODE | op::BINARY_OP_INPLACE_ADD_UNICODE => {
                    if self.add_unicode_fits(ip, unit as u8 == op::BINARY_OP_INPLACE_ADD_UNICODE) {
                        control!(1, self.op_binary_op(arg));
                    } else {
                        miss!(arg, control, 1, self.op_binary_op(arg));
                    }
                }
                op::COMPARE_OP => {
                    warm!(arg);
                    control!(1, self.op_compare_op(arg));
                }
                op::COMPARE_OP_INT => form!(arg, 1, self.compare_op_int(arg), control self.op_compare_op(arg)),
                op::COMPARE_OP_FLOAT => form!(arg, 1, self.compare_op_float(arg), control self.op_compare_op(arg)),
                op::COMPARE_OP_STR => form!(arg, 1, self.compare_op_str(arg), control self.op_compare_op(arg)),
                op::POP_JUMP_IF_FALSE => {
                    let o = pop!();
                    ip += 2;
                    if o != TRUE {
                        ip += arg as usize;
                    }
                }
                op::POP_JUMP_IF_TRUE => {
                    let o = pop!();
                    ip += 2;
                    if o == TRUE {
                        ip += arg as usize;
                    }
                }
                op::POP_JUMP_IF_NONE | op::POP_JUMP_IF_NOT_NONE => {
                    let o = pop!();
                    let next =
                        ip + 2 + if (o == NONE) == (unit as u8 == op::POP_JUMP_IF_NONE) { arg as usize } else { 0 };
                    at!(next);
                    ip = next;
                    self.decref(o);
                }
                op::JUMP_FORWARD => ip += 1 + arg as usize,
                op::JUMP_BACKWARD => {
                    let target = ip + 2 - arg as usize;
                    if self.heap.counts.young >= self.gc.threshold {
                        at!(target);
                        control!(0, self.look_around(target));
                    } else {
                        ip = target;
                    }
                }
                op::JUMP_BACKWARD_NO_INTERRUPT => ip = ip + 1 - arg as usize,
                op::TO_BOOL => {
                    warm!(arg);
                    let o = self.stack[self.stack.len() - 1];
                    if o == TRUE || o == FALSE {
                        ip += 4;
                    } else {
                        control!(3, self.op_to_bool());
                    }
                }
                op::TO_BOOL_BOOL => {
                    let o = self.stack[self.stack.len() - 1];
                    if o == TRUE || o == FALSE {
                        ip += 4;
                    } else {
                        miss!(arg, control, 3, self.op_to_bool());
                    }
                }
                op::TO_BOOL_INT => form!(arg, 3, self.to_bool_int(), control self.op_to_bool()),
                op::TO_BOOL_LIST => form!(arg, 3, self.to_bool_list(), control self.op_to_bool()),
                op::TO_BOOL_NONE => form!(arg, 3, self.to_bool_none(), control self.op_to_bool()),
                op::TO_BOOL_STR => form!(arg, 3, self.to_bool_str(), control self.op_to_bool()),
                op::TO_BOOL_ALWAYS_TRUE => form!(arg, 3, self.to_bool_always_true(ip), control self.op_to_bool()),
                op::UNARY_NOT => {
                    let top = self.stack.len() - 1;
                    self.stack[top] = if self.stack[top] == TRUE { FALSE } else { TRUE };
                    ip += 1;
                }
                op::IS_OP => {
                    let right = pop!();
                    let left = pop!();
                    self.push(Obj::bool((left == right) != (arg == 1)));
                    at!(ip + 1);
                    ip += 1;
                    self.decref(left);
                    self.decref(right);
                }
                op::FOR_ITER => {
                    warm!(arg);
                    control!(1, self.op_for_iter(arg));
                }
                op::FOR_ITER_RANGE => {
                    if self.for_iter_range() {
                        ip += 2;
                    } else {
                        checked!(arg, 1, self.is_iterator_of(T::RANGE_ITERATOR), self.op_for_iter(arg));
                    }
                }
                op::FOR_ITER_LIST => {
                    if self.for_iter_items(IterKind::List) {
                        ip += 2;
                    } else {
                        checked!(arg, 1, self.is_iterator_of(T::LIST_ITERATOR), self.op_for_iter(arg));
                    }
                }
                op::FOR_ITER_TUPLE => {
                    if self.for_iter_items(IterKind::Tuple) {
                        ip += 2;
                    } else {
                        checked!(arg, 1, self.is_iterator_of(T::TUPLE_ITERATOR), self.op_for_iter(arg));
                    }
                }
                op::FOR_ITER_GEN => {
                    let iterator = self.stack[self.stack.len() - 1];
                    checked!(arg, 1, self.generator_waits(iterator, false), self.op_for_iter(arg));
                }
                op::LOAD_GLOBAL => {
                    warm!(arg);
                    plain!(4, self.op_load_global(arg));
                }
                op::LOAD_GLOBAL_MODULE => {
                    if self.load_global_module(ip, globals, arg) {
                        ip += 5;
                    } else {
                        miss!(arg, plain, 4, self.op_load_global(arg));
                    }
                }
                op::LOAD_GLOBAL_BUILTIN => {
                    let name = self.name_at(arg >> 1);
                    if self.load_global_builtin(ip, globals, name, arg) {
                        ip += 5;
                    } else {
                        miss!(arg, plain, 4, self.op_load_global(arg));
                    }
                }
                op::LOAD_NAME => plain!(0, self.op_load_name(arg)),
                op::STORE_NAME => plain!(0, self.op_store_name(arg)),
                op::DELETE_NAME => plain!(0, self.op_delete_name(arg)),
                op::STORE_GLOBAL => plain!(0, self.op_store_global(arg)),
                op::DELETE_GLOBAL => plain!(0, self.op_delete_global(arg)),
                op::LOAD_FAST_CHECK => plain!(0, self.op_load_fast_check(arg)),
                op::LOAD_FAST_AND_CLEAR => {
                    let o = std::mem::replace(&mut self.stack[base + arg as usize], Obj::NULL);
                    self.push(o);
                    ip += 1;
                }
                op::DELETE_FAST => plain!(0, self.op_delete_fast(arg)),
                op::LOAD_DEREF => {
                    let cell = self.stack[base + arg as usize];
                    match self.heap.payload(cell) {
                        &Payload::Cell(value) if !value.is_null() => {
                            self.heap.incref(value);
                            self.push(value);
                            ip += 1;
                        }
                        _ => plain!(0, self.op_load_deref(arg)),
                    }
                }
                op::STORE_DEREF => plain!(0, self.op_store_deref(arg)),
                op::DELETE_DEREF => plain!(0, self.op_delete_deref(arg)),
                op::LOAD_FROM_DICT_OR_DEREF => plain!(0, self.op_load_from_dict_or_deref(arg)),
                op::LOAD_FROM_DICT_OR_GLOBALS => plain!(0, self.op_load_from_dict_or_globals(arg)),
                op::LOAD_LOCALS => plain!(0, self.op_load_locals()),
                op::MAKE_CELL => plain!(0, self.op_make_cell(arg)),
                op::COPY_FREE_VARS => plain!(0, self.op_copy_free_vars(arg)),
                op::LOAD_ATTR => {
                    warm!(arg);
                    control!(9, self.op_load_attr(arg));
                }
                op::LOAD_ATTR_INSTANCE_VALUE => {
                    form!(arg, 9, self.load_attr_instance_value(ip, arg), control self.op_load_attr(arg))
                }
                op::LOAD_ATTR_METHOD_WITH_VALUES => {
                    form!(arg, 9, self.load_attr_method(ip, arg, true), control self.op_load_attr(arg))
                }
                op::LOAD_ATTR_METHOD_NO_DICT => {
                    form!(arg, 9, self.load_attr_method(ip, arg, false), control self.op_load_attr(arg))
                }
                op::LOAD_ATTR_METHOD_LAZY_DICT => {
                    form!(arg, 9, self.load_attr_method_lazy_dict(ip, arg), control self.op_load_attr(arg))
                }
                op::LOAD_ATTR_NONDESCRIPTOR_WITH_VALUES => {
                    form!(arg, 9, self.load_attr_nondescriptor(ip, arg, true), control self.op_load_attr(arg));
                }
                op::LOAD_ATTR_NONDESCRIPTOR_NO_DICT => {
                    form!(arg, 9, self.load_attr_nondescriptor(ip, arg, false), control self.op_load_attr(arg));
                }
                op::LOAD_ATTR_MODULE => form!(arg, 9, self.load_attr_module(ip, arg), control self.op_load_attr(arg)),
                op::LOAD_ATTR_CLASS => form!(arg, 9, self.load_attr_class(ip, arg), control self.op_load_attr(arg)),
                op::LOAD_ATTR_WITH_HINT => {
                    form!(arg, 9, self.load_attr_with_hint(ip, arg), control self.op_load_attr(arg))
                }
                op::LOAD_ATTR_SLOT => {
                    form_or!(arg, 9, self.load_attr_slot(ip, arg), control self.op_load_attr(arg));
                }
                op::LOAD_ATTR_PROPERTY => {
                    entering!(arg, 9, self.load_attr_getter(ip, None), self.op_load_attr(arg));
                }
                op::LOAD_ATTR_GETATTRIBUTE_OVERRIDDEN => {
                    let name = self.name_at(arg >> 1);
                    entering!(arg, 9, self.load_attr_getter(ip, Some(name)), self.op_load_attr(arg));
                }
                op::STORE_ATTR => {
                    warm!(arg);
                    control!(4, self.op_store_attr(arg));
                }
                op::STORE_ATTR_INSTANCE_VALUE => {
                    form!(arg, 4, self.store_attr_instance_value(ip), control self.op_store_attr(arg))
                }
                op::STORE_ATTR_SLOT => form!(arg, 4, self.store_attr_slot(ip), control self.op_store_attr(arg)),
                op::STORE_ATTR_WITH_HINT => {
                    let name = self.name_at(arg);
                    form!(arg, 4, self.store_attr_with_hint(ip, name), control self.op_store_attr(arg));
                }
                op::DELETE_ATTR => plain!(0, self.op_delete_attr(arg)),
                op::LOAD_SUPER_ATTR => {
                    warm!(arg);
                    plain!(1, self.op_load_super_attr(arg));
                }
                op::LOAD_SUPER_ATTR_ATTR | op::LOAD_SUPER_ATTR_METHOD => {
                    checked!(arg, 1, self.super_attr_fits(), self.op_load_super_attr(arg));
                }
                op::BINARY_SUBSCR => {
                    warm!(arg);
                    control!(1, self.op_binary_subscr());
                }
                op::BINARY_SUBSCR_LIST_INT => {
                    form!(arg, 1, self.binary_subscr_items(true), control self.op_binary_subscr())
                }
                op::BINARY_SUBSCR_TUPLE_INT => {
                    form!(arg, 1, self.binary_subscr_items(false), control self.op_binary_subscr())
                }
                op::BINARY_SUBSCR_STR_INT => form!(arg, 1, self.binary_subscr_str(), control self.op_binary_subscr()),
                op::BINARY_SUBSCR_DICT => {
                    raising!(arg, 1, self.binary_subscr_dict(), self.op_binary_subscr());
                }
                op::BINARY_SUBSCR_GETITEM => {
                    entering!(arg, 1, self.binary_subscr_getitem(), self.op_binary_subscr());
                }
                op::STORE_SUBSCR => {
                    warm!(arg);
                    control!(1, self.op_store_subscr());
                }
                op::STORE_SUBSCR_LIST_INT => form!(arg, 1, self.store_subscr_list(), control self.op_store_subscr()),
                op::STORE_SUBSCR_DICT => {
                    raising!(arg, 1, self.store_subscr_dict(), self.op_store_subscr());
                }
                op::DELETE_SUBSCR => control!(0, self.op_delete_subscr()),
                op::BINARY_SLICE => control!(0, self.op_binary_slice()),
                op::STORE_SLICE => plain!(0, self.op_store_slice()),
                op::UNARY_NEGATIVE => control!(0, self.op_unary(super::operator::Unary::Negative)),
                op::UNARY_INVERT => control!(0, self.op_unary(super::operator::Unary::Invert)),
                op::CONTAINS_OP => {
                    warm!(arg);
                    control!(1, self.op_contains(arg));
                }
                op::CONTAINS_OP_DICT => {
                    raising!(arg, 1, self.contains_op_dict(arg), self.op_contains(arg));
                }
                op::CONTAINS_OP_SET => {
                    checked!(arg, 1, self.contains_op_set_fits(), self.op_contains(arg));
                }
                op::CALL => {
                    warm!(arg);
                    control!(3, self.op_call(arg));
                }
                op::CALL_PY_EXACT_ARGS => {
                    entering!(arg, 3, self.call_py_exact_args(ip, arg as usize), self.op_call(arg));
                }
                op::CALL_BOUND_METHOD_EXACT_ARGS => {
                    at!(ip + 4);
                    if !self.unpack_bound_method(ip, arg as usize) {
                        miss!(arg, control, 3, self.op_call(arg));
                    } else if self.call_py_exact_args(ip, arg as usize) == Form::Done {
                        reload!();
                    } else {
                        control!(3, self.op_call(arg));
                    }
                }
                op::CALL_PY_GENERAL => {
                    checked!(arg, 3, self.call_py_general_fits(ip, arg as usize), self.op_call(arg));
                }
                op::CALL_BOUND_METHOD_GENERAL => {
                    at!(ip + 4);
                    checked!(arg, 3, self.unpack_bound_method(ip, arg as usize), self.op_call(arg));
                }
                op::CALL_ALLOC_AND_ENTER_INIT => {
                    entering!(arg, 3, self.call_alloc_and_enter_init(ip, arg as usize), self.op_call(arg));
                }
                op::CALL_BUILTIN_O | op::CALL_BUILTIN_FAST | op::CALL_BUILTIN_FAST_WITH_KEYWORDS => {
                    raising!(arg, 3, self.call_native_on_stack(arg as usize, Callee::Function), self.op_call(arg));
                }
                op::CALL_METHOD_DESCRIPTOR_O
                | op::CALL_METHOD_DESCRIPTOR_FAST
                | op::CALL_METHOD_DESCRIPTOR_FAST_WITH_KEYWORDS
                | op::CALL_METHOD_DESCRIPTOR_NOARGS => {
                    raising!(arg, 3, self.call_native_on_stack(arg as usize, Callee::Method), self.op_call(arg));
                }
                op::CALL_LEN => entering!(arg, 3, self.call_len(arg as usize), self.op_call(arg)),
                op::CALL_ISINSTANCE => entering!(arg, 3, self.call_isinstance(arg as usize), self.op_call(arg)),
                op::CALL_LIST_APPEND => form!(arg, 3, self.call_list_append(), control self.op_call(arg)),
                op::CALL_TYPE_1 => {
                    checked!(arg, 3, self.call_class_fits(arg as usize, Some(T::TYPE)), self.op_call(arg));
                }
                op::CALL_STR_1 => {
                    checked!(arg, 3, self.call_class_fits(arg as usize, Some(T::STR)), self.op_call(arg));
                }
                op::CALL_TUPLE_1 => {
                    checked!(arg, 3, self.call_class_fits(arg as usize, Some(T::TUPLE)), self.op_call(arg));
                }
                op::CALL_BUILTIN_CLASS => {
                    checked!(arg, 3, self.call_class_fits(arg as usize, None), self.op_call(arg));
                }
                op::CALL_NON_PY_GENERAL => {
                    checked!(arg, 3, self.call_non_py_fits(arg as usize), self.op_call(arg));
                }
                op::CALL_KW => control!(0, self.op_call_kw(arg)),
                op::CALL_FUNCTION_EX => control!(0, self.op_call_function_ex(arg)),
                op::CALL_INTRINSIC_1 => plain!(0, self.op_call_intrinsic_1(arg)),
                op::CALL_INTRINSIC_2 => plain!(0, self.op_call_intrinsic_2(arg)),
                op::RETURN_VALUE => {
                    let value = pop!();
                    at!(ip + 1);
                    if self.leave_call() {
                        self.push(value);
                        reload!();
                    } else {
                        leaving!(0, self.return_value(value));
                    }
                }
                op::RETURN_CONST => {
                    let value = self.consts[consts + arg as usize];
                    self.heap.incref(value);
                    at!(ip + 1);
                    if self.leave_call() {
                        self.push(value);
                        reload!();
                    } else {
                        leaving!(0, self.return_value(value));
                    }
                }
                op::YIELD_VALUE => leaving!(0, self.op_yield_value()),
                op::RETURN_GENERATOR => leaving!(0, self.op_return_generator()),
                op::SEND => {
                    warm!(arg);
                    control!(1, self.op_send(arg));
                }
                op::SEND_GEN => {
                    let receiver = self.stack[self.stack.len() - 2];
                    checked!(arg, 1, self.generator_waits(receiver, true), self.op_send(arg));
                }
                op::END_SEND => {
                    let value = pop!();
                    let receiver = pop!();
                    self.push(value);
                    at!(ip + 1);
                    ip += 1;
                    self.decref(receiver);
                }
                op::GET_ITER => control!(0, self.op_get_iter()),
                op::GET_YIELD_FROM_ITER => control!(0, self.op_get_yield_from_iter()),
                op::GET_LEN => plain!(0, self.op_get_len()),
                op::GET_AWAITABLE => control!(0, self.op_get_awaitable(arg)),
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
                op::UNPACK_SEQUENCE => {
                    warm!(arg);
                    plain!(1, self.op_unpack_sequence(arg));
                }
                op::UNPACK_SEQUENCE_TWO_TUPLE => {
                    form!(arg, 1, self.unpack_items(2, false), plain self.op_unpack_sequence(arg))
                }
                op::UNPACK_SEQUENCE_TUPLE => {
                    form!(arg, 1, self.unpack_items(arg as usize, false), plain self.op_unpack_sequence(arg))
                }
                op::UNPACK_SEQUENCE_LIST => {
                    form!(arg, 1, self.unpack_items(arg as usize, true), plain self.op_unpack_sequence(arg))
                }
                op::UNPACK_EX => plain!(0, self.op_unpack_ex(arg)),
                op::FORMAT_SIMPLE => control!(0, self.op_format_simple()),
                op::FORMAT_WITH_SPEC => control!(0, self.op_format_with_spec()),
                op::CONVERT_VALUE => control!(0, self.op_convert_value(arg)),
                op::MAKE_FUNCTION => plain!(0, self.op_make_function()),
                op::SET_FUNCTION_ATTRIBUTE => plain!(0, self.op_set_function_attribute(arg)),
                op::LOAD_BUILD_CLASS => plain!(0, self.op_load_build_class()),
                op::SETUP_ANNOTATIONS => plain!(0, self.op_setup_annotations()),
                op::LOAD_ASSERTION_ERROR => {
                    self.push(T::ASSERTION_ERROR);
                    self.heap.incref(T::ASSERTION_ERROR);
                    ip += 1;
                }
                op::RAISE_VARARGS => plain!(0, self.op_raise_varargs(arg)),
                op::RERAISE => plain!(0, self.op_reraise(arg)),
                op::PUSH_EXC_INFO => plain!(0, self.op_push_exc_info()),
                op::POP_EXCEPT => plain!(0, self.op_pop_except()),
                op::CHECK_EXC_MATCH => plain!(0, self.op_check_exc_match()),
                op::CHECK_EG_MATCH => plain!(0, self.op_check_eg_match()),
                op::BEFORE_WITH => control!(0, self.op_before_with()),
                op::BEFORE_ASYNC_WITH => plain!(0, self.op_before_async_with()),
                op::WITH_EXCEPT_START => control!(0, self.op_with_except_start()),
                op::MATCH_MAPPING => plain!(0, self.op_match_mapping()),
                op::MATCH_SEQUENCE => plain!(0, self.op_match_sequence()),
                op::MATCH_KEYS => plain!(0, self.op_match_keys()),
                op::MATCH_CLASS => plain!(0, self.op_match_class(arg)),
                op::IMPORT_NAME => control!(0, self.op_import_name(arg)),
                op::IMPORT_FROM => plain!(0, self.op_import_from(arg)),
                other => {
                    at!(ip + 1);
                    let _ = self.raise_text(T::SYSTEM_ERROR, &format!("unknown opcode {other}"));
                    unwind!();
                }
            }
        }
    }
}
