//! What the short ways work on: the cells of the top frame and the slots of the heap, with the height of the stack in a
//! register.
//!
//! The cells are a window of fixed size on the value stack, whose first cell is the first local. A place in it is one byte,
//! as the argument of an instruction is, so that no access needs a look whether the cell is there. Frames that could need
//! more cells have no short ways ([`fits`]).
//!
//! Each way looks first whether it can do all of the instruction; where it answers `false`, nothing has happened.

use crate::vm::object::{Obj, Payload, Slot, Slots, T};
use crate::vm::specialize::binary_op::{float_result, int_result, operator_of};
use crate::vm::specialize::compare_op::{holds, is_compact};

/// Cells that the short ways reach from the first local on.
pub const WINDOW: usize = 256;

/// Whether a frame with so many locals, and so many cells for its expressions, stays within the window. A few cells are left
/// for what an instruction puts there in passing.
pub fn fits(locals: u32, stack: u32) -> bool {
    locals.saturating_add(stack) <= WINDOW as u32 - 8
}

pub struct Operands<'s, 'c> {
    pub slots: Slots<'s>,
    pub cells: &'c mut [Obj; WINDOW],
    /// Cells in use.
    pub height: u8,
}

/// The value of an exact int of 64 bits.
#[inline(always)]
pub fn int(slot: &Slot) -> Option<i64> {
    match slot.payload {
        Payload::Int(value) if slot.ty == T::INT => Some(value),
        _ => None,
    }
}

/// The value of an exact float.
#[inline(always)]
pub fn float(slot: &Slot) -> Option<f64> {
    match slot.payload {
        Payload::Float(value) if slot.ty == T::FLOAT => Some(value),
        _ => None,
    }
}

impl Operands<'_, '_> {
    /// The same for a while; see [`Slots::lend`]. The height may then be another one.
    #[inline(always)]
    pub fn lend(&mut self) -> Operands<'_, '_> {
        Operands { slots: self.slots.lend(), cells: self.cells, height: self.height }
    }

    /// The place `depth` cells below the top.
    #[inline(always)]
    pub fn place(&self, depth: u8) -> usize {
        usize::from(self.height.wrapping_sub(1).wrapping_sub(depth))
    }

    /// The object `depth` cells below the top.
    #[inline(always)]
    pub fn peek(&self, depth: u8) -> Obj {
        self.cells[self.place(depth)]
    }

    /// Puts a counted object on the stack.
    #[inline(always)]
    pub fn push(&mut self, o: Obj) {
        self.cells[usize::from(self.height)] = o;
        self.height = self.height.wrapping_add(1);
    }

    #[inline(always)]
    pub fn pop(&mut self) -> Obj {
        self.height = self.height.wrapping_sub(1);
        self.cells[usize::from(self.height)]
    }

    /// Forgets so many cells.
    #[inline(always)]
    pub fn drop(&mut self, count: u8) {
        self.height = self.height.wrapping_sub(count);
    }

    /// So many cells at the top.
    #[inline(always)]
    pub fn top(&self, count: usize) -> Option<&[Obj]> {
        let end = usize::from(self.height);
        self.cells[..end].get(end.wrapping_sub(count)..)
    }

    #[inline(always)]
    pub fn set_top(&mut self, o: Obj) {
        self.cells[self.place(0)] = o;
    }

    #[inline(always)]
    pub fn two(&self) -> (Obj, Obj) {
        (self.peek(1), self.peek(0))
    }

    /// `int <operator> int`.
    #[inline(always)]
    pub fn int_operator(&mut self, operate: impl FnOnce(i64, i64) -> Option<i64>) -> bool {
        let (left, right) = self.two();
        let Some(a) = int(self.slots.at(left)) else { return false };
        let Some(b) = int(self.slots.at(right)) else { return false };
        let Some(value) = operate(a, b) else { return false };
        self.put_int(left, right, value)
    }

    /// `float <operator> float`.
    #[inline(always)]
    pub fn float_operator(&mut self, operate: impl FnOnce(f64, f64) -> Option<f64>) -> bool {
        let (left, right) = self.two();
        let Some(a) = float(self.slots.at(left)) else { return false };
        let Some(b) = float(self.slots.at(right)) else { return false };
        let Some(value) = operate(a, b) else { return false };
        self.put_number(left, right, T::FLOAT, Payload::Float(value))
    }

    /// BINARY_OP that has no form: two ints or two floats with the operator of this number.
    #[inline(always)]
    pub fn any_operator(&mut self, arg: usize) -> bool {
        let operator = operator_of(arg as u32);
        let (left, right) = self.two();
        let (l, r) = (self.slots.at(left), self.slots.at(right));
        if let (Some(a), Some(b)) = (int(l), int(r)) {
            return int_result(operator, a, b).is_some_and(|value| self.put_int(left, right, value));
        }
        if let (Some(a), Some(b)) = (float(l), float(r)) {
            return float_result(operator, a, b)
                .is_some_and(|value| self.put_number(left, right, T::FLOAT, Payload::Float(value)));
        }
        false
    }

    /// Replaces two exact ints on top of the stack by another one.
    #[inline(always)]
    fn put_int(&mut self, left: Obj, right: Obj, value: i64) -> bool {
        if let Some(small) = Obj::small_int(value) {
            self.slots.incref(small);
            self.drop(1);
            self.set_top(small);
            self.slots.release_number(left);
            self.slots.release_number(right);
            return true;
        }
        self.put_number(left, right, T::INT, Payload::Int(value))
    }

    /// Replaces two exact numbers of one type on top of the stack by another one. An operand that nobody else can see becomes
    /// it.
    #[inline(always)]
    fn put_number(&mut self, left: Obj, right: Obj, ty: Obj, value: Payload) -> bool {
        let result = if self.slots.at(left).refs == 1 {
            self.slots.set_number(left, value);
            self.slots.release_number(right);
            left
        } else if self.slots.at(right).refs == 1 {
            self.slots.set_number(right, value);
            self.slots.at_mut(left).refs -= 1;
            right
        } else {
            let result = self.slots.alloc(ty, value);
            if result.is_null() {
                return false;
            }
            self.slots.at_mut(left).refs -= 1;
            self.slots.release_number(right);
            result
        };
        self.drop(1);
        self.set_top(result);
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
    pub fn compare_ints(&mut self, arg: u32) -> Option<bool> {
        let (left, right) = self.two();
        let a = int(self.slots.at(left))?;
        let b = int(self.slots.at(right))?;
        if !is_compact(a) || !is_compact(b) {
            return None;
        }
        self.drop(2);
        self.slots.release_number(left);
        self.slots.release_number(right);
        Some(holds(arg, a, b))
    }

    #[inline(always)]
    pub fn compare_floats(&mut self, arg: u32) -> Option<bool> {
        let (left, right) = self.two();
        let a = float(self.slots.at(left))?;
        let b = float(self.slots.at(right))?;
        self.drop(2);
        self.slots.release_number(left);
        self.slots.release_number(right);
        Some(holds(arg, a, b))
    }

    /// Equality of strings.
    #[inline(always)]
    pub fn compare_strings(&mut self, arg: u32) -> Option<bool> {
        let (left, right) = self.two();
        let (l, r) = (self.slots.at(left), self.slots.at(right));
        let (Payload::Str(a), Payload::Str(b)) = (&l.payload, &r.payload) else { return None };
        if l.ty != T::STR || r.ty != T::STR || !self.slots.may_release(left) || !self.slots.may_release(right) {
            return None;
        }
        let equal = left == right || a.as_str() == b.as_str();
        self.drop(2);
        let _ = self.slots.release(left) && self.slots.release(right);
        Some(equal == (arg >> 5 == 2))
    }

    /// Whether both operands, which are taken away, are one object.
    #[inline(always)]
    pub fn is_same(&mut self) -> Option<bool> {
        let (a, b) = self.two();
        // An object that dies here is rare.
        let least = if a == b { 2 } else { 1 };
        if self.slots.at(a).refs <= least || self.slots.at(b).refs <= least {
            return None;
        }
        self.drop(2);
        let _ = self.slots.release(a) && self.slots.release(b);
        Some(a == b)
    }

    /// An index of one digit that is not negative.
    #[inline(always)]
    pub fn index(&self, o: Obj) -> Option<usize> {
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
        self.drop(1);
        self.set_top(item);
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
        self.drop(3);
        self.slots.release_number(index);
        Some(old)
    }

    /// Adds a counted object to an exact list.
    #[inline(always)]
    pub fn append(&mut self, list: Obj, item: Obj) -> bool {
        let slot = self.slots.at_mut(list);
        match &mut slot.payload {
            Payload::List(items) if slot.ty == T::LIST => {
                items.push(item);
                true
            }
            _ => false,
        }
    }
}
