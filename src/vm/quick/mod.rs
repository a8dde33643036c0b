//! Short ways: the instructions that most of a program's time goes to, on borrowed parts of the machine.
//!
//! [`Vm::quick`] runs instructions until one comes for which there is no short way; that one the general loop of `interp`
//! does, which then comes back here. What an instruction means is said there and in `ops`; here is only what happens in
//! the usual case, and every way first looks whether this is one, so that nothing has happened when it is not.
//!
//! Why that is quick:
//!
//! - A method of the machine may change everything, so after each call every address has to be read anew. Nothing is
//!   called here: cells, slots, code and the counters are borrowed once and stay in registers.
//! - No code of the program runs here. Objects whose death is more than the freeing of a slot are handed to the general
//!   loop ([`Halt::Dead`]), and so is everything that may raise, collect or grow the heap.
//! - Neither the step to stop at nor the counter of steps is in memory: one number counts down.
//! - Handles need no null check before counting, for null has a slot too.
//! - The cells of the top frame are a window of fixed size ([`Operands`]), and so are its constants: the argument of an
//!   instruction, which is a byte, always lies inside.
//!
//! The steps, the counters of the adaptive interpreter, reference counts and serial numbers come out as they do in the
//! general loop.

mod attributes;
mod containers;
mod fused;
mod generators;
mod iterators;
mod operands;
#[macro_use]
mod others;
mod seldom;
mod stop;
mod texts;

use super::Vm;
use super::frames::{Cont, Frame, Then};
use super::interp::op;
use super::object::statics::{FALSE, NONE, TRUE};
use super::object::{GeneratorData, IterKind, Obj, Payload, T};
use super::ops::generators::generator_type;
use attributes::{Blocks, cached};
pub use operands::fits;
use operands::{Operands, WINDOW};
use seldom::{Around, Way};
pub use stop::{Halt, Stop};

impl Vm {
    /// Runs at most `most` instructions from `ip`, in the top frame and those that it calls or returns to.
    #[inline(never)]
    pub fn quick(&mut self, start: usize, most: u64) -> Stop {
        let (place, small) = (self.frame().base as usize, self.frame().small);
        if !small || self.stack.len().wrapping_sub(place) >= WINDOW {
            return Stop { halt: Halt::General, ip: start, next: start };
        }
        self.stack.reserve(place + WINDOW);
        let Vm { heap, text, consts: constants, names, codes, frames, stack, handled, .. } = self;
        let (builtins, limit, threshold) = (self.builtins, self.recursion_limit, self.gc.threshold);
        let (known, remembered, misses) = (&self.known, &self.method_cache[..], &mut self.quickening.misses);
        let tells_origin = self.origin_depth != 0;
        let (slots, blocks, free_blocks) = heap.parts();
        let mut attributes = Blocks { all: blocks, free: free_blocks };
        let (all, height) = stack.parts();
        let (most_base, cells_in_use) = (all.len() - WINDOW, *height);
        let text = &mut text[..];
        let constants = &constants[..];
        let mut ip = start;
        let mut next = start;
        // A number that goes below zero is quicker to tell than one that is zero before it goes.
        let most = most.min(i64::MAX as u64) as i64;
        let mut left = most;
        // First cell of the top frame, its constants, its globals.
        let (mut base, mut consts, mut globals): (usize, &[Obj; WINDOW], Obj);
        macro_rules! window {
            ($slots:expr, $height:expr) => {
                Operands {
                    slots: $slots,
                    cells: all[base..].first_chunk_mut().expect("the window ends where the stack does, or before"),
                    height: ($height).wrapping_sub(base) as u8,
                }
            };
        }
        macro_rules! reload {
            ($frame:expr) => {{
                let frame: &Frame = $frame;
                base = frame.base as usize;
                consts = constants[frame.consts as usize..].first_chunk().expect("so many constants follow");
                globals = frame.globals;
            }};
        }
        reload!(frames.last().expect("code runs in a frame"));
        let mut on = window!(slots, cells_in_use);

        let halt = 'run: loop {
            left -= 1;
            if left < 0 {
                left = 0;
                break Halt::Counted;
            }
            let unit = text[ip];
            let arg = usize::from(unit >> 8);

            // The instruction is not for here.
            macro_rules! general {
                () => {
                    break 'run Halt::General
                };
            }
            // Whether an object could lose a count here.
            macro_rules! gone {
                ($o:expr) => {
                    on.slots.release($o) || on.slots.lend().bury($o)
                };
            }
            // An object loses a count; the instruction is otherwise done.
            macro_rules! release {
                ($o:expr, $next:expr) => {{
                    let o = $o;
                    if !gone!(o) {
                        next = $next;
                        break 'run Halt::Dead(o);
                    }
                }};
            }
            // A short way that is not in the loop.
            macro_rules! seldom {
                () => {{
                    let Some(frame) = frames.last() else { general!() };
                    let names = &names[frame.names as usize..];
                    let code = &mut text[ip..];
                    let attributes = &attributes.all[..];
                    let mut around = Around { attributes, remembered, known, misses, code, names };
                    let mut lent = on.lend();
                    let way = lent.seldom(unit as u8, arg, &mut around);
                    on.height = lent.height;
                    match way {
                        Way::On(units) => ip += units,
                        Way::End => ip += 4 + arg,
                        Way::Dead(o, units) => {
                            next = ip + units;
                            break 'run Halt::Dead(o);
                        }
                        Way::General => general!(),
                    }
                }};
            }
            // The instruction with its caches.
            macro_rules! code {
                () => {
                    match text[ip..].first_chunk() {
                        Some(code) => code,
                        None => general!(),
                    }
                };
            }
            macro_rules! way {
                ($length:literal, $way:expr) => {{
                    if !$way {
                        general!();
                    }
                    ip += $length;
                }};
            }
            // A truth is the result of the instruction of so many units. Where a jump takes it, it need not see the stack.
            macro_rules! truth {
                ($length:literal, $truth:expr) => {{
                    let truth: bool = $truth;
                    ip += $length;
                    let unit = text[ip];
                    let jump = usize::from(unit >> 8);
                    match unit as u8 {
                        op::POP_JUMP_IF_FALSE if left > 0 => {
                            left -= 1;
                            ip += if truth { 2 } else { 2 + jump };
                        }
                        op::POP_JUMP_IF_TRUE if left > 0 => {
                            left -= 1;
                            ip += if truth { 2 + jump } else { 2 };
                        }
                        _ => on.push(Obj::bool(truth)),
                    }
                }};
            }
            // An item is the result of the instruction of so many units. Where a local takes it, it need not see the stack.
            macro_rules! item {
                ($length:literal, $item:expr) => {{
                    let item: Obj = $item;
                    ip += $length;
                    let unit = text[ip];
                    if unit as u8 == op::STORE_FAST && left > 0 {
                        left -= 1;
                        let old = std::mem::replace(&mut on.cells[usize::from(unit >> 8)], item);
                        release!(old, ip + 1);
                        ip += 1;
                    } else {
                        on.push(item);
                    }
                }};
            }
            // The result on top: where a local takes it, that is done as well.
            macro_rules! stored {
                () => {{
                    let unit = text[ip];
                    if unit as u8 == op::STORE_FAST && left > 0 {
                        left -= 1;
                        let value = on.pop();
                        let old = std::mem::replace(&mut on.cells[usize::from(unit >> 8)], value);
                        release!(old, ip + 1);
                        ip += 1;
                    }
                }};
            }
            macro_rules! arithmetic {
                ($way:expr) => {{
                    way!(2, $way);
                    stored!();
                }};
            }
            // A place gets a new value, and the old one loses a count.
            macro_rules! store {
                ($length:literal, $old:expr) => {{
                    let Some(old) = $old else { general!() };
                    release!(old, ip + $length);
                    ip += $length;
                }};
            }
            macro_rules! found {
                ($length:literal, $truth:expr) => {{
                    let Some(truth) = $truth else { general!() };
                    truth!($length, truth);
                }};
            }
            // So many instructions of so many units at once, if there is a short way for them.
            macro_rules! fused {
                ($more:literal, $units:literal, $way:expr) => {{
                    let done: bool = $way;
                    if done {
                        left -= $more;
                        ip += $units;
                        stored!();
                        continue 'run;
                    }
                }};
            }
            // The same where the last one is a comparison of so many units, the others having so many.
            macro_rules! compared {
                ($more:literal, $units:literal, $truth:expr) => {
                    if let Some(truth) = $truth {
                        left -= $more;
                        ip += $units;
                        truth!(2, truth);
                        continue 'run;
                    }
                };
            }
            // What takes the object that this instruction would put on the stack, which is counted elsewhere.
            macro_rules! behind {
                ($o:expr, $behind:expr, { $($more:tt)* }) => {
                    match $behind as u8 {
                        _ if left <= 1 => {}
                        $($more)*
                        op::BINARY_OP_ADD_INT => fused!(1, 3, on.int_by($o, i64::checked_add)),
                        op::BINARY_OP_SUBTRACT_INT => fused!(1, 3, on.int_by($o, i64::checked_sub)),
                        op::BINARY_OP_ADD_FLOAT => fused!(1, 3, on.float_by($o, |a, b| a + b)),
                        op::BINARY_OP_SUBTRACT_FLOAT => fused!(1, 3, on.float_by($o, |a, b| a - b)),
                        op::BINARY_OP_MULTIPLY_FLOAT => fused!(1, 3, on.float_by($o, |a, b| a * b)),
                        op::BINARY_SUBSCR_LIST_INT => fused!(1, 3, on.item_by($o)),
                        op::COMPARE_OP_INT => compared!(1, 1, on.int_holds_by($o, usize::from($behind >> 8))),
                        _ => {}
                    }
                };
            }
            match unit as u8 {
                op::EXTENDED_ARG => {
                    // Long jumps are the only usual instructions with such arguments.
                    let unit = text[ip + 1];
                    let arg = arg << 8 | usize::from(unit >> 8);
                    match unit as u8 {
                        op::JUMP_BACKWARD if on.slots.counts.young < threshold => ip = ip + 3 - arg,
                        op::JUMP_FORWARD => ip += 2 + arg,
                        op::POP_JUMP_IF_FALSE => ip += if on.pop() == TRUE { 3 } else { 3 + arg },
                        op::POP_JUMP_IF_TRUE => ip += if on.pop() == TRUE { 3 + arg } else { 3 },
                        _ => general!(),
                    }
                }
                op::NOP => ip += 1,
                op::RESUME_CHECK => {
                    if on.slots.counts.young >= threshold {
                        general!();
                    }
                    ip += 1;
                }
                op::LOAD_FAST => {
                    let o = on.cells[arg];
                    let behind = text[ip + 1];
                    behind!(o, behind, {
                        op::LOAD_CONST => {
                            let constant = consts[usize::from(behind >> 8)];
                            let third = text[ip + 2];
                            match third as u8 {
                                op::BINARY_OP_ADD_INT => fused!(2, 4, on.ints(o, constant, i64::checked_add)),
                                op::BINARY_OP_SUBTRACT_INT => fused!(2, 4, on.ints(o, constant, i64::checked_sub)),
                                op::COMPARE_OP_INT => {
                                    compared!(2, 2, on.ints_hold(o, constant, usize::from(third >> 8)))
                                }
                                _ => {}
                            }
                        }
                        op::LOAD_ATTR_INSTANCE_VALUE if behind & 0x100 == 0 => {
                            if let Some(code) = text[ip + 1..].first_chunk() {
                                fused!(1, 11, on.attr_value_of(o, attributes.all, code));
                            }
                        }
                    });
                    on.slots.incref(o);
                    on.push(o);
                    ip += 1;
                }
                op::LOAD_FAST_CHECK => {
                    let o = on.cells[arg];
                    if o.is_null() {
                        general!();
                    }
                    on.slots.incref(o);
                    on.push(o);
                    ip += 1;
                }
                op::LOAD_FAST_AND_CLEAR => {
                    on.push(on.cells[arg]);
                    on.cells[arg] = Obj::NULL;
                    ip += 1;
                }
                op::LOAD_FAST_LOAD_FAST => {
                    let (first, second) = (on.cells[arg >> 4 & 15], on.cells[arg & 15]);
                    let behind = text[ip + 1];
                    match behind as u8 {
                        _ if left <= 1 => {}
                        op::BINARY_SUBSCR_LIST_INT => fused!(1, 3, on.item_of_list(first, second)),
                        op::STORE_SUBSCR_LIST_INT => {
                            if let Some(old) = on.store_item(first, second) {
                                left -= 1;
                                ip += 1;
                                release!(old, ip + 2);
                                ip += 2;
                                continue 'run;
                            }
                        }
                        op::COMPARE_OP_INT => compared!(1, 1, on.ints_hold(first, second, usize::from(behind >> 8))),
                        op::BINARY_OP_ADD_INT => fused!(1, 3, on.ints(first, second, i64::checked_add)),
                        op::BINARY_OP_SUBTRACT_INT => fused!(1, 3, on.ints(first, second, i64::checked_sub)),
                        op::BINARY_OP_ADD_FLOAT => fused!(1, 3, on.floats(first, second, |a, b| a + b)),
                        op::BINARY_OP_SUBTRACT_FLOAT => fused!(1, 3, on.floats(first, second, |a, b| a - b)),
                        op::BINARY_OP_MULTIPLY_FLOAT => fused!(1, 3, on.floats(first, second, |a, b| a * b)),
                        _ => {}
                    }
                    on.slots.incref(first);
                    on.slots.incref(second);
                    on.push(first);
                    on.push(second);
                    ip += 1;
                }
                op::LOAD_CONST => {
                    let o = consts[arg];
                    let behind = text[ip + 1];
                    behind!(o, behind, {
                        op::BINARY_OP => {
                            // The counter of the adaptive interpreter.
                            let counter = text[ip + 2];
                            if counter >= 1 << 4 && on.any_by(o, usize::from(behind >> 8)) {
                                text[ip + 2] = counter - (1 << 4);
                                fused!(1, 3, true);
                            }
                        }
                    });
                    on.slots.incref(o);
                    on.push(o);
                    ip += 1;
                }
                op::STORE_FAST => {
                    let value = on.pop();
                    let old = std::mem::replace(&mut on.cells[arg], value);
                    release!(old, ip + 1);
                    ip += 1;
                }
                op::STORE_FAST_LOAD_FAST => {
                    let value = on.pop();
                    let old = std::mem::replace(&mut on.cells[arg >> 4 & 15], value);
                    let o = on.cells[arg & 15];
                    on.slots.incref(o);
                    on.push(o);
                    release!(old, ip + 1);
                    ip += 1;
                }
                op::STORE_FAST_STORE_FAST => {
                    let places = (arg >> 4 & 15, arg & 15);
                    let (second, first) = on.two();
                    // Where both names are the same, the first value is the old one of the second.
                    if places.0 == places.1 || !on.slots.may_release(on.cells[places.0]) {
                        general!();
                    }
                    on.drop(2);
                    let old_first = std::mem::replace(&mut on.cells[places.0], first);
                    let old_second = std::mem::replace(&mut on.cells[places.1], second);
                    release!(old_first, ip + 1);
                    release!(old_second, ip + 1);
                    ip += 1;
                }
                op::POP_TOP | op::END_FOR => {
                    let o = on.pop();
                    release!(o, ip + 1);
                    ip += 1;
                }
                op::PUSH_NULL => {
                    on.push(Obj::NULL);
                    ip += 1;
                }
                op::COPY => {
                    let o = on.peek((arg as u8).wrapping_sub(1));
                    on.slots.incref(o);
                    on.push(o);
                    ip += 1;
                }
                op::SWAP => {
                    let (top, other) = (on.place(0), on.place((arg as u8).wrapping_sub(1)));
                    on.cells.swap(top, other);
                    ip += 1;
                }
                op::BINARY_OP_ADD_INT => arithmetic!(on.int_operator(i64::checked_add)),
                op::BINARY_OP_SUBTRACT_INT => arithmetic!(on.int_operator(i64::checked_sub)),
                op::BINARY_OP_MULTIPLY_INT => arithmetic!(on.int_operator(i64::checked_mul)),
                op::BINARY_OP_ADD_FLOAT => arithmetic!(on.float_operator(|a, b| Some(a + b))),
                op::BINARY_OP_SUBTRACT_FLOAT => arithmetic!(on.float_operator(|a, b| Some(a - b))),
                op::BINARY_OP_MULTIPLY_FLOAT => arithmetic!(on.float_operator(|a, b| Some(a * b))),
                op::BINARY_OP => {
                    // The counter of the adaptive interpreter; when it is used up, that has a look.
                    let counter = text[ip + 1];
                    if counter >= 1 << 4 && on.any_operator(arg) {
                        text[ip + 1] = counter - (1 << 4);
                        ip += 2;
                    } else {
                        seldom!();
                    }
                }
                op::COMPARE_OP_INT => found!(2, on.compare_ints(arg as u32)),
                op::COMPARE_OP_FLOAT => found!(2, on.compare_floats(arg as u32)),
                op::COMPARE_OP_STR => found!(2, on.compare_strings(arg as u32)),
                op::POP_JUMP_IF_FALSE => ip += if on.pop() == TRUE { 2 } else { 2 + arg },
                op::POP_JUMP_IF_TRUE => ip += if on.pop() == TRUE { 2 + arg } else { 2 },
                op::POP_JUMP_IF_NONE | op::POP_JUMP_IF_NOT_NONE => {
                    let o = on.pop();
                    let jumps = (o == NONE) == (unit as u8 == op::POP_JUMP_IF_NONE);
                    let target = ip + 2 + if jumps { arg } else { 0 };
                    release!(o, target);
                    ip = target;
                }
                op::JUMP_FORWARD => ip += 1 + arg,
                op::JUMP_BACKWARD => {
                    if on.slots.counts.young >= threshold {
                        general!();
                    }
                    ip = ip + 2 - arg;
                }
                op::JUMP_BACKWARD_NO_INTERRUPT => ip = ip + 1 - arg,
                op::TO_BOOL_BOOL => {
                    let value = on.peek(0);
                    if value != TRUE && value != FALSE {
                        general!();
                    }
                    on.pop();
                    truth!(4, value == TRUE);
                }
                op::TO_BOOL_NONE | op::TO_BOOL_INT | op::TO_BOOL_LIST | op::TO_BOOL_STR => {
                    found!(4, on.take_truth(unit as u8))
                }
                op::TO_BOOL_ALWAYS_TRUE => {
                    if !on.take_instance(cached::<4>(code!(), 2)) {
                        general!();
                    }
                    truth!(4, true);
                }
                op::UNARY_NOT => {
                    let truth = on.peek(0) == TRUE;
                    on.set_top(Obj::bool(!truth));
                    ip += 1;
                }
                op::IS_OP => found!(1, on.is_same().map(|same| same != (arg == 1))),
                op::FOR_ITER => {
                    let counter = text[ip + 1];
                    match if counter < 1 << 4 { None } else { on.next_of_any() } {
                        Some(item) => {
                            text[ip + 1] = counter - (1 << 4);
                            item!(2, item);
                        }
                        None => seldom!(),
                    }
                }
                op::FOR_ITER_RANGE => match on.next_of_range() {
                    Some(item) => item!(2, item),
                    None => seldom!(),
                },
                op::FOR_ITER_LIST | op::FOR_ITER_TUPLE => {
                    let kind = if unit as u8 == op::FOR_ITER_LIST { IterKind::List } else { IterKind::Tuple };
                    match on.next_of_items(kind) {
                        Some(item) => item!(2, item),
                        None => seldom!(),
                    }
                }
                op::LOAD_GLOBAL_MODULE => {
                    way!(5, on.load_global(globals, code!(), arg & 1 != 0));
                }
                op::LOAD_GLOBAL_BUILTIN => {
                    let Some(frame) = frames.last() else { general!() };
                    let name = names[frame.names as usize + (arg >> 1)];
                    way!(5, on.load_builtin(globals, builtins, name, code!(), arg & 1 != 0));
                }
                op::LOAD_DEREF => way!(1, on.load_deref(arg)),
                op::STORE_DEREF => store!(1, on.store_deref(arg)),
                op::COPY_FREE_VARS => {
                    let Some(frame) = frames.last() else { general!() };
                    let first = (frame.values - frame.base).wrapping_sub(arg as u32) as u8;
                    way!(1, on.copy_free_vars(frame.function, first, arg));
                }
                op::LOAD_ATTR_INSTANCE_VALUE if on.load_attr_value(attributes.all, code!(), arg & 1 != 0) => ip += 10,
                op::LOAD_ATTR_SLOT => way!(10, on.load_attr_slot(attributes.all, code!(), arg & 1 != 0)),
                op::LOAD_ATTR_METHOD_WITH_VALUES if on.load_attr_method(Some(attributes.all), code!()) => ip += 10,
                op::LOAD_ATTR_METHOD_NO_DICT => way!(10, on.load_attr_method(None, code!())),
                op::LOAD_ATTR_MODULE => way!(10, on.load_attr_module(code!(), arg & 1 != 0)),
                op::LOAD_ATTR_CLASS => way!(10, on.load_attr_class(code!(), arg & 1 != 0)),
                op::STORE_ATTR_INSTANCE_VALUE => store!(5, on.store_attr_value(&mut attributes, code!())),
                op::STORE_ATTR_SLOT => store!(5, on.store_attr_slot(&mut attributes, code!())),
                op::BINARY_SUBSCR_LIST_INT => way!(2, on.subscript(true)),
                op::BINARY_SUBSCR_TUPLE_INT => way!(2, on.subscript(false)),
                op::BINARY_SUBSCR_DICT => way!(2, on.subscript_dict()),
                op::STORE_SUBSCR_DICT => store!(2, on.store_subscript_dict()),
                op::CONTAINS_OP_DICT | op::CONTAINS_OP_SET => {
                    found!(2, on.contains().map(|found| found != (arg == 1)));
                }
                op::STORE_SUBSCR_LIST_INT => store!(2, on.store_subscript()),
                op::LIST_APPEND => {
                    let (list, value) = (on.peek(arg as u8), on.peek(0));
                    way!(1, on.append(list, value));
                    on.pop();
                }
                op::CALL_LIST_APPEND => way!(4, on.call_append(known.list_append)),
                op::CALL_LEN if arg == 1 => way!(4, on.call_len(known.len)),
                op::UNPACK_SEQUENCE_TWO_TUPLE | op::UNPACK_SEQUENCE_TUPLE | op::UNPACK_SEQUENCE_LIST => {
                    let sequence = on.peek(0);
                    let list = unit as u8 == op::UNPACK_SEQUENCE_LIST;
                    if !list && on.slots.at(sequence).refs == 1 {
                        // A tuple that was only made to be taken apart: its items move.
                        let Some(items) = on.slots.lend().take_tuple(sequence, arg) else { general!() };
                        on.pop();
                        for &item in items.iter().rev() {
                            on.push(item);
                        }
                        ip += 2;
                        continue 'run;
                    }
                    if !on.unpack(sequence, list, arg) {
                        general!();
                    }
                    release!(sequence, ip + 2);
                    ip += 2;
                }
                op::BUILD_TUPLE => way!(1, on.build_tuple(arg)),
                op::BUILD_LIST => way!(1, on.build_list(arg)),
                op::CALL_PY_EXACT_ARGS => {
                    let callable = on.peek((arg as u8).wrapping_add(1));
                    let Payload::Function(data) = &on.slots.at(callable).payload else { general!() };
                    let (code, namespace) = (data.code, data.globals);
                    // Another function than the last times is a miss, but one may do.
                    let expected = code == cached::<4>(code!(), 2);
                    let info = &*codes[code as usize];
                    if !expected && (text[ip + 1] < 1 << 4 || !info.simple) {
                        general!();
                    }
                    let given = arg + usize::from(!on.peek(arg as u8).is_null());
                    let top = base + usize::from(on.height);
                    let (at, first) = (top.wrapping_sub(arg + 2), top.wrapping_sub(given));
                    if info.argcount as usize != given
                        || !info.small
                        || first > most_base
                        || frames.len() >= limit
                        || frames.len() == frames.capacity()
                    {
                        general!();
                    }
                    let Some(caller) = frames.last_mut() else { general!() };
                    if !expected {
                        text[ip + 1] -= 1 << 4;
                        *misses += 1;
                    }
                    caller.ip = ip as u32;
                    caller.next = ip as u32 + 4;
                    let Operands { slots, .. } = on;
                    base = first;
                    ip = info.text as usize;
                    globals = namespace;
                    consts = constants[info.consts as usize..].first_chunk().expect("so many constants follow");
                    frames.push(Frame::of_call(callable, (code, globals), info, at, first, Cont::Push));
                    on = window!(slots, base + given);
                    while usize::from(on.height) < info.nlocalsplus as usize {
                        on.push(Obj::NULL);
                    }
                }
                op::RETURN_VALUE | op::RETURN_CONST => {
                    let [.., caller, frame] = &frames[..] else { general!() };
                    let plain = frame.locals.is_null() && frame.object.is_null();
                    let (cont, bottom, made) = (frame.cont, frame.bottom as usize, frame.extra);
                    let (function, generator) = (frame.function, frame.generator);
                    let returns_top = unit as u8 == op::RETURN_VALUE;
                    let value = if returns_top { on.peek(0) } else { consts[arg] };
                    let call = caller.ip as usize;
                    // `__init__` hands over the instance; what a class statement has still to do comes later.
                    let fits = match cont {
                        // The usual case first: the others take longer to tell apart.
                        _ if cont == Cont::Push => generator.is_null(),
                        // Natives call functions without a receiver.
                        Cont::Entry => generator.is_null() && base - bottom == 2,
                        Cont::Init => value == NONE && caller.then == Then::Nothing,
                        Cont::ForIter | Cont::Send => {
                            let simple = text[call.saturating_sub(1)] as u8 != op::EXTENDED_ARG;
                            let in_order = handled.last() == Some(&Obj::NULL) && on.slots.at(generator).refs > 1;
                            simple && in_order && (cont == Cont::Send || value == NONE)
                        }
                        _ => false,
                    };
                    let reached = caller.small && bottom.wrapping_sub(caller.base as usize) < WINDOW;
                    if !plain || !fits || !reached || on.slots.at(function).refs == 1 {
                        general!();
                    }
                    // Between the function and its locals: nothing, or an object whose method it is.
                    macro_rules! receiver {
                        () => {
                            if base - bottom == 2 { all[bottom + 1] } else { Obj::NULL }
                        };
                    }
                    if !generator.is_null() {
                        let Operands { slots, height: used, .. } = on;
                        let receiver = receiver!();
                        on = window!(slots, base + usize::from(used));
                        if !receiver.is_null() {
                            general!();
                        }
                    }
                    let end = on.height.wrapping_sub(u8::from(returns_top));
                    for at in 0..end {
                        let o = on.cells[usize::from(at)];
                        if !gone!(o) {
                            // The general loop does the rest.
                            on.cells[..usize::from(at)].fill(Obj::NULL);
                            general!();
                        }
                    }
                    on.slots.at_mut(function).refs -= 1;
                    if !returns_top {
                        on.slots.incref(value);
                    }
                    let Operands { slots, .. } = on;
                    let receiver = receiver!();
                    next = caller.next as usize;
                    reload!(caller);
                    on = window!(slots, bottom);
                    frames.pop();
                    ip = next;
                    if cont == Cont::Push {
                        on.push(value);
                        if !gone!(receiver) {
                            ip = call;
                            break 'run Halt::Dead(receiver);
                        }
                        continue 'run;
                    }
                    match cont {
                        Cont::Entry => break 'run Halt::Value(value),
                        Cont::ForIter | Cont::Send => {
                            handled.pop();
                            on.slots.lend().finish_generator(generator);
                            ip += usize::from(text[call] >> 8);
                            if cont == Cont::Send {
                                on.push(value);
                            } else {
                                ip += 2;
                                on.pop();
                                if !gone!(generator) {
                                    next = ip;
                                    ip = call;
                                    break 'run Halt::Dead(generator);
                                }
                            }
                        }
                        _ => {
                            on.push(if cont == Cont::Init { made } else { value });
                            if !gone!(receiver) {
                                ip = call;
                                break 'run Halt::Dead(receiver);
                            }
                        }
                    }
                }
                op::RETURN_GENERATOR => {
                    let [.., caller, frame] = &frames[..] else { general!() };
                    let Payload::Function(function) = &on.slots.at(frame.function).payload else { general!() };
                    let info = &*codes[frame.code as usize];
                    let (ty, bottom) = (generator_type(info.flags()), frame.bottom as usize);
                    let reached = caller.small && bottom.wrapping_sub(caller.base as usize) < WINDOW;
                    // `__iter__` and `__await__` hand it over in place of their object, which it refers to.
                    let replaces = ty == T::GENERATOR && matches!(frame.cont, Cont::Iter | Cont::Await);
                    let fits = frame.cont == Cont::Push || replaces;
                    let plain = fits && frame.object.is_null() && frame.locals.is_null();
                    if !reached || !plain || !on.slots.has_free() || ty == T::COROUTINE && tells_origin {
                        general!();
                    }
                    let kept = Frame { ip: ip as u32, next: ip as u32 + 1, ..*frame };
                    let data = GeneratorData::new(kept, Vec::with_capacity(info.cells()), function, Obj::NULL);
                    let Operands { mut slots, height: used, .. } = on;
                    let generator = slots.lend().new_generator(ty, data, &all[bottom..base + usize::from(used)]);
                    reload!(caller);
                    ip = caller.next as usize;
                    on = window!(slots, bottom);
                    frames.pop();
                    if replaces {
                        let owner = on.pop();
                        on.slots.at_mut(owner).refs -= 1;
                    }
                    on.push(generator);
                }
                op::FOR_ITER_GEN | op::SEND_GEN => {
                    let send = unit as u8 == op::SEND_GEN;
                    let generator = on.peek(u8::from(send));
                    let sent = send.then(|| on.peek(0));
                    let bottom = base + usize::from(on.height) - usize::from(send);
                    if frames.len() >= limit || frames.len() == frames.capacity() {
                        general!();
                    }
                    let Some(caller) = frames.last_mut() else { general!() };
                    let Some(frame) = on.slots.wake(generator, sent, bottom, most_base, handled) else { general!() };
                    caller.ip = ip as u32;
                    caller.next = ip as u32 + 2;
                    let Operands { mut slots, .. } = on;
                    let end = bottom + slots.restore_cells(generator, &mut all[bottom..]);
                    frames.push(frame);
                    ip = frame.next as usize;
                    reload!(&frame);
                    on = window!(slots, end);
                    on.push(sent.unwrap_or(NONE));
                }
                op::YIELD_VALUE => {
                    let [.., caller, frame] = &frames[..] else { general!() };
                    let (generator, bottom, cont) = (frame.generator, frame.bottom as usize, frame.cont);
                    let end = (base + usize::from(on.height)).wrapping_sub(1);
                    let reached = caller.small && bottom.wrapping_sub(caller.base as usize) < WINDOW;
                    if !reached
                        || !matches!(cont, Cont::ForIter | Cont::Send | Cont::Entry)
                        || !on.slots.suspend(frame, ip, end.wrapping_sub(bottom), handled)
                    {
                        general!();
                    }
                    let value = on.peek(0);
                    let Operands { mut slots, .. } = on;
                    slots.save_cells(generator, &all[bottom..end]);
                    reload!(caller);
                    ip = caller.next as usize;
                    on = window!(slots, bottom);
                    frames.pop();
                    if cont == Cont::Entry {
                        break 'run Halt::Value(value);
                    }
                    on.push(value);
                }
                op::GET_ITER
                | op::SET_ADD
                | op::END_SEND
                | op::GET_AWAITABLE
                | op::UNARY_NEGATIVE
                | op::CALL_BUILTIN_O
                | op::BINARY_OP_ADD_UNICODE
                | op::BINARY_OP_INPLACE_ADD_UNICODE
                | op::CALL_ISINSTANCE
                | op::CALL_METHOD_DESCRIPTOR_NOARGS
                | op::LOAD_ATTR_INSTANCE_VALUE
                | op::LOAD_ATTR_METHOD_WITH_VALUES
                | op::CALL_METHOD_DESCRIPTOR_FAST
                | op::SET_FUNCTION_ATTRIBUTE
                | op::FORMAT_SIMPLE
                | op::FORMAT_WITH_SPEC
                | op::BUILD_STRING => seldom!(),
                others!() => general!(),
            }
        };
        let top = base + usize::from(on.height);
        *height = top;
        // The instruction that is not for here was counted down, but not done.
        self.steps += (most - left) as u64 - u64::from(halt == Halt::General);
        if !matches!(halt, Halt::Dead(_)) {
            next = ip;
        }
        Stop { halt, ip, next }
    }
}
