//! What the short ways work on: the cells of the value stack and the slots of the heap, with the height of the stack in
//! a register.
//!
//! Each way looks first whether it can do all of the instruction; where it answers `false`, nothing has happened.

use crate::vm::object::{Obj, Payload, Slot, Slots, T};
use crate::vm::specialize::compare_op::is_compact;

pub struct Operands<'a> {
    pub slots: Slots<'a>,
    pub cells: &'a mut [Obj],
    /// Cells in use.
    pub height: usize,
}

/// The value of an exact int of 64 bits.
#[inline(always)]
fn int(slot: &Slot) -> Option<i64> {
    match slot.payload {
        Payload::Int(value) if slot.ty == T::INT => Some(value),
        _ => None,
    }
}

/// The value of an exact float.
#[inline(always)]
fn float(slot: &Slot) -> Option<f64> {
    match slot.payload {
        Payload::Float(value) if slot.ty == T::FLOAT => Some(value),
        _ => None,
    }
}

/// Whether `operator` (as in the argument of COMPARE_OP) holds.
#[inline(always)]
fn compare<V: PartialOrd>(operator: usize, a: V, b: V) -> bool {
    match operator {
        0 => a < b,
        1 => a <= b,
        2 => a == b,
        3 => a != b,
        4 => a > b,
        _ => a >= b,
    }
}

impl Operands<'_> {
    /// The object `depth` cells below the top.
    #[inline(always)]
    pub fn peek(&self, depth: usize) -> Obj {
        self.cells[self.height.wrapping_sub(1 + depth)]
    }

    /// Whether there are cells for so many more objects.
    #[inline(always)]
    pub fn has_room(&self, count: usize) -> bool {
        self.cells.len().wrapping_sub(self.height) >= count
    }

    /// Puts a counted object on the stack, which must have room.
    #[inline(always)]
    pub fn push(&mut self, o: Obj) {
        self.cells[self.height] = o;
        self.height += 1;
    }

    #[inline(always)]
    pub fn pop(&mut self) -> Obj {
        self.height = self.height.wrapping_sub(1);
        self.cells[self.height]
    }

    #[inline(always)]
    pub fn set_top(&mut self, o: Obj) {
        self.cells[self.height.wrapping_sub(1)] = o;
    }

    #[inline(always)]
    pub fn two(&self) -> (Obj, Obj) {
        (self.peek(1), self.peek(0))
    }

    /// `int <operator> int`.
    #[inline(always)]
    pub fn int_operator(&mut self, operate: impl FnOnce(i64, i64) -> Option<i64>) -> bool {
        let (left, right) = self.two();
        let (Some(a), Some(b)) = (int(self.slots.at(left)), int(self.slots.at(right))) else { return false };
        let Some(value) = operate(a, b) else { return false };
        self.put_int(left, right, value)
    }

    /// `float <operator> float`.
    #[inline(always)]
    pub fn float_operator(&mut self, operate: impl FnOnce(f64, f64) -> Option<f64>) -> bool {
        let (left, right) = self.two();
        let (Some(a), Some(b)) = (float(self.slots.at(left)), float(self.slots.at(right))) else { return false };
        let Some(value) = operate(a, b) else { return false };
        self.put_float(left, right, value)
    }

    /// BINARY_OP that has no form: two ints or two floats with the operator of this number.
    #[inline(always)]
    pub fn any_operator(&mut self, arg: usize) -> bool {
        let operator = if arg >= 13 { arg - 13 } else { arg };
        let (left, right) = self.two();
        let (l, r) = (self.slots.at(left), self.slots.at(right));
        if let (Some(a), Some(b)) = (int(l), int(r)) {
            let value = match operator {
                0 => a.checked_add(b),
                10 => a.checked_sub(b),
                5 => a.checked_mul(b),
                1 => Some(a & b),
                7 => Some(a | b),
                12 => Some(a ^ b),
                2 if b > 0 => Some(a.div_euclid(b)),
                6 if b > 0 => Some(a.rem_euclid(b)),
                _ => None,
            };
            return value.is_some_and(|value| self.put_int(left, right, value));
        }
        if let (Some(a), Some(b)) = (float(l), float(r)) {
            let value = match operator {
                0 => a + b,
                10 => a - b,
                5 => a * b,
                11 if b != 0.0 => a / b,
                _ => return false,
            };
            return self.put_float(left, right, value);
        }
        false
    }

    /// Replaces two exact ints on top of the stack by another one. An operand that nobody else can see becomes it.
    #[inline(always)]
    fn put_int(&mut self, left: Obj, right: Obj, value: i64) -> bool {
        let place = self.height.wrapping_sub(2);
        if let Some(small) = Obj::small_int(value) {
            self.slots.incref(small);
            self.cells[place] = small;
            self.height = place + 1;
            self.slots.release_number(left);
            self.slots.release_number(right);
            return true;
        }
        if self.slots.at(left).refs == 1 {
            self.slots.at_mut(left).payload = Payload::Int(value);
            self.slots.release_number(right);
        } else if self.slots.at(right).refs == 1 {
            self.slots.at_mut(right).payload = Payload::Int(value);
            self.slots.at_mut(left).refs -= 1;
            self.cells[place] = right;
        } else {
            let result = self.slots.alloc(T::INT, Payload::Int(value));
            if result.is_null() {
                return false;
            }
            self.slots.at_mut(left).refs -= 1;
            self.slots.release_number(right);
            self.cells[place] = result;
        }
        self.height = place + 1;
        true
    }

    /// [`Operands::put_int`] for floats.
    #[inline(always)]
    fn put_float(&mut self, left: Obj, right: Obj, value: f64) -> bool {
        let place = self.height.wrapping_sub(2);
        if self.slots.at(left).refs == 1 {
            self.slots.at_mut(left).payload = Payload::Float(value);
            self.slots.release_number(right);
        } else if self.slots.at(right).refs == 1 {
            self.slots.at_mut(right).payload = Payload::Float(value);
            self.slots.at_mut(left).refs -= 1;
            self.cells[place] = right;
        } else {
            let result = self.slots.alloc(T::FLOAT, Payload::Float(value));
            if result.is_null() {
                return false;
            }
            self.slots.at_mut(left).refs -= 1;
            self.slots.release_number(right);
            self.cells[place] = result;
        }
        self.height = place + 1;
        true
    }

    /// A new int with a count of 1, or a small one; null if no slot is free.
    #[inline(always)]
    pub fn new_int(&mut self, value: i64) -> Obj {
        match Obj::small_int(value) {
            Some(small) => {
                self.slots.incref(small);
                small
            }
            None => self.slots.alloc(T::INT, Payload::Int(value)),
        }
    }

    /// Takes both operands away; the caller puts the result where it is wanted.
    #[inline(always)]
    pub fn compare_ints(&mut self, operator: usize) -> Option<bool> {
        let (left, right) = self.two();
        let (Some(a), Some(b)) = (int(self.slots.at(left)), int(self.slots.at(right))) else { return None };
        if !is_compact(a) || !is_compact(b) {
            return None;
        }
        self.height = self.height.wrapping_sub(2);
        self.slots.release_number(left);
        self.slots.release_number(right);
        Some(compare(operator, a, b))
    }

    #[inline(always)]
    pub fn compare_floats(&mut self, operator: usize) -> Option<bool> {
        let (left, right) = self.two();
        let (Some(a), Some(b)) = (float(self.slots.at(left)), float(self.slots.at(right))) else { return None };
        self.height = self.height.wrapping_sub(2);
        self.slots.release_number(left);
        self.slots.release_number(right);
        Some(compare(operator, a, b))
    }

    /// Equality of strings.
    #[inline(always)]
    pub fn compare_strings(&mut self, operator: usize) -> Option<bool> {
        let (left, right) = self.two();
        let (l, r) = (self.slots.at(left), self.slots.at(right));
        let (Payload::Str(a), Payload::Str(b)) = (&l.payload, &r.payload) else { return None };
        if l.ty != T::STR || r.ty != T::STR || !self.slots.may_release(left) || !self.slots.may_release(right) {
            return None;
        }
        let equal = left == right || a.as_str() == b.as_str();
        self.height = self.height.wrapping_sub(2);
        let _ = self.slots.release(left) && self.slots.release(right);
        Some(equal == (operator == 2))
    }

    /// An index of one digit that is not negative.
    #[inline(always)]
    fn index(&self, o: Obj) -> Option<usize> {
        int(self.slots.at(o)).filter(|&at| at >= 0 && is_compact(at)).map(|at| at as usize)
    }

    /// The items of an exact list, or of an exact tuple.
    #[inline(always)]
    pub fn items(&self, o: Obj, list: bool) -> Option<&[Obj]> {
        let slot = self.slots.at(o);
        match &slot.payload {
            Payload::List(items) if list && slot.ty == T::LIST => Some(items),
            Payload::Tuple(items) if !list && slot.ty == T::TUPLE => Some(items),
            _ => None,
        }
    }

    /// `list[int]` or `tuple[int]`.
    #[inline(always)]
    pub fn subscript(&mut self, list: bool) -> bool {
        let (container, index) = self.two();
        let Some(at) = self.index(index) else { return false };
        let Some(&item) = self.items(container, list).and_then(|items| items.get(at)) else { return false };
        let slot = self.slots.at_mut(container);
        if slot.refs == 1 {
            return false;
        }
        slot.refs = slot.refs.wrapping_sub(1);
        self.slots.incref(item);
        let place = self.height.wrapping_sub(2);
        self.cells[place] = item;
        self.height = place + 1;
        self.slots.release_number(index);
        true
    }

    /// `list[int] = value`: gives back the old item.
    #[inline(always)]
    pub fn store_subscript(&mut self) -> Option<Obj> {
        let (container, index) = self.two();
        let value = self.peek(2);
        let at = self.index(index)?;
        let slot = self.slots.at_mut(container);
        if slot.refs == 1 || slot.ty != T::LIST {
            return None;
        }
        let Payload::List(items) = &mut slot.payload else { return None };
        let old = std::mem::replace(items.get_mut(at)?, value);
        slot.refs = slot.refs.wrapping_sub(1);
        self.height = self.height.wrapping_sub(3);
        self.slots.release_number(index);
        Some(old)
    }

    /// Adds a counted object to an exact list that has memory for it.
    #[inline(always)]
    pub fn append(&mut self, list: Obj, item: Obj) -> bool {
        let slot = self.slots.at_mut(list);
        match &mut slot.payload {
            Payload::List(items) if slot.ty == T::LIST && items.len() < items.capacity() => {
                items.push(item);
                true
            }
            _ => false,
        }
    }
}
