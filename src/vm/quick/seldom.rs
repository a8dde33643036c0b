//! Short ways that are worth having, but not in the loop itself: they work on operands that are lent, so that those of the
//! loop stay in registers.

use std::sync::Arc;

use super::operands::{Operands, float, int};
use crate::vm::attribute::{CacheEntry, Known};
use crate::vm::interp::op;
use crate::vm::object::statics::{FIRST_DYNAMIC, NONE, latin1};
use crate::vm::object::{AttrBlock, GeneratorData, GeneratorState, IterData, IterKind, Obj, Payload, Slot, Slots, T};
use crate::vm::specialize::binary_op::operator_of;

/// Integers up to here are floats without loss.
const EXACT: i64 = 1 << 53;

/// Most objects in a container whose death is a matter of freeing slots.
const FEW: usize = 16;

/// What the loop knows besides the operands.
pub struct Around<'a> {
    pub attributes: &'a [AttrBlock],
    pub remembered: &'a [CacheEntry],
    pub known: &'a Known,
    pub misses: &'a mut u64,
    /// The instruction and what follows it.
    pub code: &'a mut [u16],
    pub names: &'a [Obj],
}

/// How it went.
pub enum Way {
    /// Go on so many units further.
    On(usize),
    /// The loop over an iterator is over.
    End,
    /// Done but for an object that loses its last count; go on so many units further.
    Dead(Obj, usize),
    /// Not here.
    General,
}

fn on(units: usize, done: bool) -> Way {
    if done { Way::On(units) } else { Way::General }
}

impl Operands<'_, '_> {
    /// The instruction with this opcode.
    #[inline(never)]
    pub fn seldom(&mut self, opcode: u8, arg: usize, around: &mut Around) -> Way {
        match opcode {
            op::GET_ITER => on(1, self.get_iter()),
            op::FOR_ITER_LIST => self.end_of_loop(T::LIST_ITERATOR),
            op::FOR_ITER_TUPLE => self.end_of_loop(T::TUPLE_ITERATOR),
            op::FOR_ITER_RANGE => self.end_of_loop(T::RANGE_ITERATOR),
            op::FOR_ITER => {
                if around.code[1] < 1 << 4 {
                    return Way::General;
                }
                let way = match self.next_pair() {
                    Some(pair) => {
                        self.push(pair);
                        Way::On(2)
                    }
                    None => self.end_of_loop(Obj::NULL),
                };
                if !matches!(way, Way::General) {
                    around.code[1] -= 1 << 4;
                }
                way
            }
            op::SET_ADD => on(1, self.add_to_set(arg as u8)),
            op::GET_AWAITABLE => on(1, self.is_new_coroutine()),
            op::END_SEND => {
                let (receiver, value) = self.two();
                self.drop(1);
                self.set_top(value);
                let gone = self.slots.release(receiver) || self.slots.bury(receiver);
                if gone { Way::On(1) } else { Way::Dead(receiver, 1) }
            }
            op::UNARY_NEGATIVE => on(1, self.negate()),
            op::CALL_BUILTIN_O if arg == 1 => on(4, self.call_known(around.known)),
            op::CALL_ISINSTANCE if arg == 2 => on(4, self.is_instance(around.known)),
            op::CALL_METHOD_DESCRIPTOR_NOARGS => on(4, self.ask_text(arg, around.known)),
            op::CALL_METHOD_DESCRIPTOR_FAST => {
                on(4, self.get_of_dict(arg, around.known) || self.pop_of_list(arg, around.known))
            }
            op::BINARY_OP_ADD_UNICODE | op::BINARY_OP_INPLACE_ADD_UNICODE => {
                let in_place = opcode == op::BINARY_OP_INPLACE_ADD_UNICODE;
                on(2, self.append_text(around.code.get(2).copied().unwrap_or(0), in_place))
            }
            op::BINARY_OP => {
                let counter = around.code[1];
                let done = counter >= 1 << 4 && self.float_operator_of_any(arg);
                if done {
                    around.code[1] = counter - (1 << 4);
                }
                on(2, done)
            }
            op::SET_FUNCTION_ATTRIBUTE => on(1, self.set_function_attribute(arg)),
            op::FORMAT_SIMPLE => on(1, self.format_simple()),
            op::FORMAT_WITH_SPEC => on(1, self.format_with_spec()),
            op::BUILD_STRING => on(1, self.build_string(arg)),
            op::LOAD_ATTR_INSTANCE_VALUE | op::LOAD_ATTR_METHOD_WITH_VALUES => {
                let counter = around.code[1];
                let name = around.names[arg >> 1];
                let method = arg & 1 != 0;
                let done =
                    counter >= 1 << 4 && self.load_attr_otherwise(around.attributes, around.remembered, name, method);
                if done {
                    // A guard failed: the form is one step nearer to being given up.
                    around.code[1] = counter - (1 << 4);
                    *around.misses += 1;
                }
                on(10, done)
            }
            _ => Way::General,
        }
    }

    /// `iter()` of a list, tuple, text, range or generator.
    fn get_iter(&mut self) -> bool {
        let iterable = self.peek(0);
        let slot = self.slots.at(iterable);
        let (ty, kind) = match (&slot.payload, slot.ty) {
            (Payload::List(_), T::LIST) => (T::LIST_ITERATOR, IterKind::List),
            (Payload::Tuple(_), T::TUPLE) => (T::TUPLE_ITERATOR, IterKind::Tuple),
            (Payload::Str(text), T::STR) if text.is_ascii() => (T::STR_ASCII_ITERATOR, IterKind::Str),
            (Payload::Str(_), T::STR) => (T::STR_ITERATOR, IterKind::Str),
            (Payload::Range(_), T::RANGE) => return self.iterate_range(),
            (Payload::Generator(_), T::GENERATOR) => return true,
            _ => return false,
        };
        if !self.slots.has_free() {
            return false;
        }
        // The count of the iterable goes from the stack to the iterator.
        let iterator = self.new_iterator(ty, kind, &[iterable], [0; 3]);
        self.set_top(iterator);
        true
    }

    fn new_iterator(&mut self, ty: Obj, kind: IterKind, objects: &[Obj], numbers: [i64; 3]) -> Obj {
        let data = IterData { kind, objects: objects.into(), numbers, indices: Vec::new() };
        self.slots.alloc(ty, Payload::Iter(Box::new(data)))
    }

    fn iterate_range(&mut self) -> bool {
        let range = self.peek(0);
        let slot = self.slots.at(range);
        let Payload::Range(data) = &slot.payload else { return false };
        let number = |o: Obj| match self.slots.at(o).payload {
            Payload::Int(value) => Some(value),
            _ => None,
        };
        let (Some(first), Some(by), Some(count)) = (number(data.start), number(data.step), number(data.length)) else {
            return false;
        };
        let small = by.checked_mul(count).and_then(|way| first.checked_add(way)).is_some();
        if !small || !self.slots.has_free() || slot.refs == 1 && !self.slots.may_bury(range) {
            return false;
        }
        let iterator = self.new_iterator(T::RANGE_ITERATOR, IterKind::Range, &[], [first, by, count]);
        self.set_top(iterator);
        self.slots.release(range) || self.slots.bury(range)
    }

    /// The next item of `zip` of two lists or tuples.
    fn next_pair(&mut self) -> Option<Obj> {
        let iterator = self.peek(0);
        let slot = self.slots.at(iterator);
        let Payload::Iter(data) = &slot.payload else { return None };
        let &[first, second] = &data.objects[..] else { return None };
        if slot.ty != T::ZIP || data.kind != IterKind::Zip || first == second || !self.slots.has_free() {
            return None;
        }
        let (left, right) = (self.item_of(first)?, self.item_of(second)?);
        for (iterator, item) in [(first, left), (second, right)] {
            if let Payload::Iter(data) = &mut self.slots.at_mut(iterator).payload {
                data.numbers[0] += 1;
            }
            self.slots.incref(item);
        }
        Some(self.new_pair(left, right))
    }

    /// The item at which an iterator over a list or tuple stands.
    fn item_of(&self, iterator: Obj) -> Option<Obj> {
        let slot = self.slots.at(iterator);
        let Payload::Iter(data) = &slot.payload else { return None };
        if !matches!(slot.ty, T::LIST_ITERATOR | T::TUPLE_ITERATOR) {
            return None;
        }
        let items: &[Obj] = match &self.slots.at(data.objects[0]).payload {
            Payload::List(items) => items,
            Payload::Tuple(items) => items,
            _ => return None,
        };
        items.get(usize::try_from(data.numbers[0]).ok()?).copied()
    }

    /// Takes an iterator away that has come to its end and that nobody else refers to. `ty` is the type that it must have,
    /// if that matters.
    fn end_of_loop(&mut self, ty: Obj) -> Way {
        let iterator = self.peek(0);
        let slot = self.slots.at(iterator);
        let Payload::Iter(data) = &slot.payload else { return Way::General };
        if slot.refs != 1 || slot.ty.index() >= FIRST_DYNAMIC as usize || !ty.is_null() && slot.ty != ty {
            return Way::General;
        }
        let (first, at) = (data.objects.first().copied().unwrap_or(Obj::NULL), data.numbers[0]);
        let over = match (data.kind, &self.slots.at(first).payload) {
            (IterKind::Range, _) => data.numbers[2] <= 0,
            (IterKind::List | IterKind::Tuple, Payload::List(items)) => at as usize >= items.len(),
            (IterKind::List | IterKind::Tuple, Payload::Tuple(items)) => at as usize >= items.len(),
            (IterKind::Str, Payload::Str(text)) => at as usize >= text.as_str().len(),
            _ => return Way::General,
        };
        // The end of a list or tuple takes its count before the iterator dies.
        if !over || !first.is_null() && self.slots.at(first).refs == 1 || !self.slots.bury(iterator) {
            return Way::General;
        }
        self.drop(1);
        Way::End
    }

    /// Whether a coroutine is on top that has not begun: `await` takes it as it is.
    fn is_new_coroutine(&self) -> bool {
        let slot = self.slots.at(self.peek(0));
        match &slot.payload {
            Payload::Generator(data) => slot.ty == T::COROUTINE && data.state == GeneratorState::Created,
            _ => false,
        }
    }

    fn negate(&mut self) -> bool {
        let o = self.peek(0);
        let slot = self.slots.at(o);
        if !self.slots.has_free() {
            return false;
        }
        let result = if let Some(value) = int(slot).and_then(i64::checked_neg) {
            self.new_int(value)
        } else if let Some(value) = float(slot) {
            self.slots.alloc(T::FLOAT, Payload::Float(-value))
        } else {
            return false;
        };
        self.set_top(result);
        self.slots.release_number(o);
        true
    }

    /// `ord`, `chr` and `abs` of exact texts and ints.
    fn call_known(&mut self, known: &Known) -> bool {
        let (callable, receiver, o) = (self.peek(2), self.peek(1), self.peek(0));
        let slot = self.slots.at(o);
        if !receiver.is_null() || self.slots.at(callable).refs == 1 || !self.slots.has_free() {
            return false;
        }
        let result = if callable == known.ord {
            match &slot.payload {
                Payload::Str(text) if slot.ty == T::STR && text.as_str().len() == 1 => {
                    Obj::small_int(i64::from(text.as_str().as_bytes()[0]))
                }
                _ => None,
            }
        } else if callable == known.chr {
            int(slot).and_then(|value| u8::try_from(value).ok()).map(latin1)
        } else if callable == known.abs {
            int(slot).and_then(i64::checked_abs).map(|value| match Obj::small_int(value) {
                Some(small) => small,
                None => self.slots.alloc(T::INT, Payload::Int(value)),
            })
        } else {
            None
        };
        let Some(result) = result else { return false };
        if result.index() < FIRST_DYNAMIC as usize {
            self.slots.incref(result);
        }
        let slot = self.slots.at_mut(callable);
        slot.refs = slot.refs.wrapping_sub(1);
        self.drop(2);
        self.set_top(result);
        self.slots.release(o)
    }

    /// `isinstance(o, class)` of a class without a metaclass, which only objects of builtin types are not asked about.
    fn is_instance(&mut self, known: &Known) -> bool {
        let (o, class) = self.two();
        let (callable, receiver) = (self.peek(3), self.peek(2));
        if callable != known.isinstance || !receiver.is_null() || self.slots.at(class).ty != T::TYPE {
            return false;
        }
        let ty = self.slots.at(o).ty;
        let Payload::Type(data) = &self.slots.at(ty).payload else { return false };
        let truth = data.mro.contains(&class);
        let sure =
            truth || matches!(ty, T::INT | T::STR | T::FLOAT | T::LIST | T::TUPLE | T::DICT | T::NONE | T::BYTES);
        if !sure || self.slots.at(class).refs == 1 || !self.slots.may_release(o) {
            return false;
        }
        self.slots.incref(Obj::bool(truth));
        self.take_method(class);
        self.take_method(callable);
        self.drop(3);
        self.set_top(Obj::bool(truth));
        self.slots.release(o)
    }

    /// `isalpha` and the like of an exact text in ASCII.
    fn ask_text(&mut self, arg: usize, known: &Known) -> bool {
        let (method, o) = self.two();
        let slot = self.slots.at(o);
        let Payload::Str(text) = &slot.payload else { return false };
        if arg != 0 || slot.ty != T::STR || !text.is_ascii() || !self.slots.may_release(o) {
            return false;
        }
        let bytes = text.as_str().as_bytes();
        let all = |is: fn(&u8) -> bool| !bytes.is_empty() && bytes.iter().all(is);
        let cased = |is: fn(&u8) -> bool, other: fn(&u8) -> bool| bytes.iter().any(is) && !bytes.iter().any(other);
        let truth = if method == known.isalpha {
            all(u8::is_ascii_alphabetic)
        } else if method == known.isdigit {
            all(u8::is_ascii_digit)
        } else if method == known.isalnum {
            all(u8::is_ascii_alphanumeric)
        } else if method == known.islower {
            cased(u8::is_ascii_lowercase, u8::is_ascii_uppercase)
        } else if method == known.isupper {
            cased(u8::is_ascii_uppercase, u8::is_ascii_lowercase)
        } else {
            return false;
        };
        self.take_method(method);
        self.slots.incref(Obj::bool(truth));
        self.drop(1);
        self.set_top(Obj::bool(truth));
        self.slots.release(o)
    }

    /// A method that somebody else refers to loses the count of the stack.
    fn take_method(&mut self, method: Obj) {
        let slot = self.slots.at_mut(method);
        slot.refs = slot.refs.wrapping_sub(1);
    }

    /// `dict.get(key)` and `dict.get(key, default)` of an exact dict, with a key that needs no code of the program.
    fn get_of_dict(&mut self, arg: usize, known: &Known) -> bool {
        let given = arg as u8;
        if !(1..=2).contains(&arg) || self.peek(given.wrapping_add(1)) != known.dict_get {
            return false;
        }
        let (dict, key) = (self.peek(given), self.peek(given - 1));
        let default = if arg == 2 { self.peek(0) } else { NONE };
        let Some(found) = self.value_of_key(dict, key) else { return false };
        // What dies here must be simple, or the general loop sees to it.
        if found.is_some() && !self.slots.may_release(default) {
            return false;
        }
        let value = found.unwrap_or(default);
        self.slots.incref(value);
        self.take_method(known.dict_get);
        self.take_method(dict);
        self.drop(given + 1);
        self.set_top(value);
        // In the order in which the stack loses them.
        (arg == 1 || self.slots.release(default)) && self.slots.release(key)
    }

    /// `list.pop()` of an exact list that is not empty, and `list.pop(index)`.
    fn pop_of_list(&mut self, arg: usize, known: &Known) -> bool {
        let given = arg as u8;
        if arg > 1 || self.peek(given.wrapping_add(1)) != known.list_pop {
            return false;
        }
        let list = self.peek(given);
        let index = if arg == 1 { self.index(self.peek(0)) } else { Some(usize::MAX) };
        let slot = self.slots.at_mut(list);
        let Payload::List(items) = &mut slot.payload else { return false };
        if slot.ty != T::LIST || slot.refs == 1 {
            return false;
        }
        let item = match index {
            Some(usize::MAX) => items.pop(),
            Some(at) if at < items.len() => Some(items.remove(at)),
            _ => None,
        };
        let Some(item) = item else { return false };
        if arg == 1 {
            let index = self.pop();
            self.slots.release_number(index);
        }
        if item.index() < FIRST_DYNAMIC as usize {
            // What is always there is counted when it comes from a native.
            self.slots.incref(item);
        }
        self.take_method(known.list_pop);
        self.take_method(list);
        self.drop(1);
        self.set_top(item);
        true
    }

    /// Adds a text to one that only the variable refers to that the next instruction, `next`, stores to, or nobody.
    fn append_text(&mut self, next: u16, in_place: bool) -> bool {
        let (left, right) = self.two();
        let (l, r) = (self.slots.at(left), self.slots.at(right));
        let (Payload::Str(_), Payload::Str(addition)) = (&l.payload, &r.payload) else { return false };
        let local = usize::from(next >> 8);
        let stored = next as u8 == op::STORE_FAST && self.cells[local] == left;
        let alone = l.refs == 1 || l.refs == 2 && stored;
        if l.ty != T::STR || r.ty != T::STR || left == right || !alone || in_place && !stored {
            return false;
        }
        let addition = addition.clone();
        let slot = self.slots.at_mut(left);
        let Payload::Str(text) = &mut slot.payload else { return false };
        match Arc::get_mut(text) {
            Some(own) => own.push_str(&addition),
            None => {
                let mut own = (**text).clone();
                own.push_str(&addition);
                *text = Arc::new(own);
            }
        }
        if slot.refs == 2 {
            slot.refs = 1;
            self.cells[local] = Obj::NULL;
        }
        self.drop(1);
        std::mem::drop(addition);
        self.slots.release(right)
    }

    /// An operator whose result is a float, on exact numbers of which one is an int, or with a result that `**` or `/` of
    /// ints have.
    fn float_operator_of_any(&mut self, arg: usize) -> bool {
        let (left, right) = self.two();
        let (l, r) = (self.slots.at(left), self.slots.at(right));
        let number = |slot: &Slot| match int(slot) {
            Some(value) if (-EXACT..=EXACT).contains(&value) => Some(value as f64),
            _ => float(slot),
        };
        let ints = int(l).is_some() && int(r).is_some();
        let (Some(a), Some(b)) = (number(l), number(r)) else { return false };
        let value = match operator_of(arg as u32) {
            11 if b != 0.0 => a / b,
            0 if !ints => a + b,
            10 if !ints => a - b,
            5 if !ints => a * b,
            8 if !ints && a > 0.0 => a.powf(b),
            _ => return false,
        };
        if !value.is_finite() || !self.slots.has_free() {
            return false;
        }
        let result = self.slots.alloc(T::FLOAT, Payload::Float(value));
        self.drop(1);
        self.set_top(result);
        self.slots.release_number(right);
        self.slots.release_number(left);
        true
    }

    fn set_function_attribute(&mut self, arg: usize) -> bool {
        let (value, function) = self.two();
        let Payload::Function(data) = &mut self.slots.at_mut(function).payload else { return false };
        let place = match arg {
            1 => &mut data.defaults,
            2 => &mut data.kwdefaults,
            4 => &mut data.annotations,
            _ => &mut data.closure,
        };
        if !place.is_null() {
            return false;
        }
        *place = value;
        self.drop(1);
        self.set_top(function);
        true
    }
}

impl Slots<'_> {
    /// Whether [`Slots::bury`] will do for an object whose last count is to go.
    pub fn may_bury(&self, o: Obj) -> bool {
        let slot = self.at(o);
        if slot.attrs != 0 || slot.ty.index() >= FIRST_DYNAMIC as usize || o.index() < FIRST_DYNAMIC as usize {
            return false;
        }
        let each = |parts: &[Obj]| {
            // An object may be there more than once.
            let times = |part: Obj| parts.iter().filter(|&&other| other == part).count();
            let survives = |part: Obj| self.at(part).refs as usize > times(part);
            parts.len() <= FEW && parts.iter().all(|&part| self.is_simple(part) || survives(part))
        };
        match &slot.payload {
            Payload::Tuple(items) => each(items),
            Payload::List(items) => each(items),
            Payload::Range(range) => each(&[range.start, range.stop, range.step, range.length]),
            Payload::Iter(iter) => iter.objects.iter().all(|&part| self.may_release(part)) && iter.objects.len() < 2,
            Payload::Generator(data) => {
                data.state == GeneratorState::Finished
                    && matches!(slot.ty, T::GENERATOR | T::COROUTINE)
                    && data.frame.is_none()
                    && data.saved.is_empty()
                    && data.handled.is_null()
                    && data.origin.is_null()
                    && each(&[data.code_object, data.name, data.qualname])
            }
            _ => false,
        }
    }

    /// A generator of the function whose frame `data` holds; `cells` are those of the frame. A slot must be free.
    #[inline(never)]
    pub fn new_generator(&mut self, ty: Obj, mut data: GeneratorData, cells: &[Obj]) -> Obj {
        data.saved.extend_from_slice(cells);
        for o in [data.name, data.qualname, data.code_object] {
            self.incref(o);
        }
        self.counts.young += 1;
        self.alloc(ty, Payload::Generator(Box::new(data)))
    }

    /// The frame of a generator, which has a count of it, is no more.
    pub fn finish_generator(&mut self, generator: Obj) {
        let slot = self.at_mut(generator);
        slot.refs -= 1;
        if let Payload::Generator(data) = &mut slot.payload {
            data.state = GeneratorState::Finished;
            data.frame = None;
        }
    }

    /// Frees an object that loses its last count, if that is a matter of freeing slots: a small container of numbers, texts
    /// and what others refer to as well, an iterator, a generator at its end. The slots go in the order in which
    /// `dealloc` frees them.
    #[inline(never)]
    pub fn bury(&mut self, o: Obj) -> bool {
        if !self.may_bury(o) {
            return false;
        }
        let payload = self.free(o);
        payload.visit(&mut |part| {
            let released = self.release(part);
            debug_assert!(released, "an object died with its container");
        });
        true
    }
}
