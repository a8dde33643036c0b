//! Two instructions as one: operators whose operands are locals or constants.
//!
//! An operand that a LOAD puts on the stack only for the next instruction to take it away needs neither its cell there nor
//! a count. What is made, and in which order, is the same: an operand that somebody else refers to is never reused.

use super::attributes::cached;
use super::operands::{Operands, float, int};
use crate::vm::object::{AttrBlock, Obj, Payload, T};
use crate::vm::specialize::binary_op::{float_result, int_result, operator_of};
use crate::vm::specialize::compare_op::{holds, is_compact};

impl Operands<'_, '_> {
    /// `int <operator> int` of two objects that are counted elsewhere.
    #[inline(always)]
    pub fn ints(&mut self, left: Obj, right: Obj, operate: impl FnOnce(i64, i64) -> Option<i64>) -> bool {
        let Some(a) = int(self.slots.at(left)) else { return false };
        let Some(b) = int(self.slots.at(right)) else { return false };
        let Some(value) = operate(a, b) else { return false };
        let result = self.new_int(value);
        if result.is_null() {
            return false;
        }
        self.push(result);
        true
    }

    /// `float <operator> float` of two objects that are counted elsewhere.
    #[inline(always)]
    pub fn floats(&mut self, left: Obj, right: Obj, operate: impl FnOnce(f64, f64) -> f64) -> bool {
        let Some(a) = float(self.slots.at(left)) else { return false };
        let Some(b) = float(self.slots.at(right)) else { return false };
        let result = self.slots.alloc(T::FLOAT, Payload::Float(operate(a, b)));
        if result.is_null() {
            return false;
        }
        self.push(result);
        true
    }

    /// `int <operator> int`: the left one is on top, the right one is counted elsewhere.
    #[inline(always)]
    pub fn int_by(&mut self, right: Obj, operate: impl FnOnce(i64, i64) -> Option<i64>) -> bool {
        let left = self.peek(0);
        let Some(a) = int(self.slots.at(left)) else { return false };
        let Some(b) = int(self.slots.at(right)) else { return false };
        let Some(value) = operate(a, b) else { return false };
        self.put_int_by(left, value)
    }

    #[inline(always)]
    pub fn float_by(&mut self, right: Obj, operate: impl FnOnce(f64, f64) -> f64) -> bool {
        let left = self.peek(0);
        let Some(a) = float(self.slots.at(left)) else { return false };
        let Some(b) = float(self.slots.at(right)) else { return false };
        self.put_by(left, T::FLOAT, Payload::Float(operate(a, b)))
    }

    /// BINARY_OP that has no form.
    #[inline(always)]
    pub fn any_by(&mut self, right: Obj, arg: usize) -> bool {
        let left = self.peek(0);
        let operator = operator_of(arg as u32);
        let (l, r) = (self.slots.at(left), self.slots.at(right));
        if let (Some(a), Some(b)) = (int(l), int(r)) {
            return int_result(operator, a, b).is_some_and(|value| self.put_int_by(left, value));
        }
        if let (Some(a), Some(b)) = (float(l), float(r)) {
            return float_result(operator, a, b)
                .is_some_and(|value| self.put_by(left, T::FLOAT, Payload::Float(value)));
        }
        false
    }

    #[inline(always)]
    fn put_int_by(&mut self, left: Obj, value: i64) -> bool {
        if let Some(small) = Obj::small_int(value) {
            self.slots.incref(small);
            self.set_top(small);
            self.slots.release_number(left);
            return true;
        }
        self.put_by(left, T::INT, Payload::Int(value))
    }

    /// Replaces the number on top by another one of its type. Where nobody else can see it, it becomes that.
    #[inline(always)]
    fn put_by(&mut self, left: Obj, ty: Obj, value: Payload) -> bool {
        if self.slots.at(left).refs == 1 {
            self.slots.set_number(left, value);
            return true;
        }
        let result = self.slots.alloc(ty, value);
        if result.is_null() {
            return false;
        }
        self.slots.at_mut(left).refs -= 1;
        self.set_top(result);
        true
    }

    /// Whether a comparison of two compact ints holds that are counted elsewhere.
    #[inline(always)]
    pub fn ints_hold(&self, left: Obj, right: Obj, arg: usize) -> Option<bool> {
        let a = int(self.slots.at(left))?;
        let b = int(self.slots.at(right))?;
        (is_compact(a) && is_compact(b)).then(|| holds(arg as u32, a, b))
    }

    /// The same with the left one on top, which is taken away.
    #[inline(always)]
    pub fn int_holds_by(&mut self, right: Obj, arg: usize) -> Option<bool> {
        let left = self.peek(0);
        let holds = self.ints_hold(left, right, arg)?;
        self.drop(1);
        self.slots.release_number(left);
        Some(holds)
    }

    /// `list[int]` of two objects that are counted elsewhere.
    #[inline(always)]
    pub fn item_of_list(&mut self, list: Obj, index: Obj) -> bool {
        let Some(at) = self.index(index) else { return false };
        let Some(&item) = self.items(list, true).and_then(|items| items.get(at)) else { return false };
        self.slots.incref(item);
        self.push(item);
        true
    }

    /// `list[int]`: the list is on top, and somebody else refers to it.
    #[inline(always)]
    pub fn item_by(&mut self, index: Obj) -> bool {
        let list = self.peek(0);
        let Some(at) = self.index(index) else { return false };
        let Some(&item) = self.items(list, true).and_then(|items| items.get(at)) else { return false };
        let slot = self.slots.at_mut(list);
        if slot.refs == 1 {
            return false;
        }
        slot.refs = slot.refs.wrapping_sub(1);
        self.slots.incref(item);
        self.set_top(item);
        true
    }

    /// `list[int] = value`, the value on top: gives back the old item.
    #[inline(always)]
    pub fn store_item(&mut self, list: Obj, index: Obj) -> Option<Obj> {
        let value = self.peek(0);
        let at = self.index(index)?;
        let slot = self.slots.at_mut(list);
        if slot.ty != T::LIST {
            return None;
        }
        let Payload::List(items) = &mut slot.payload else { return None };
        let old = std::mem::replace(items.get_mut(at)?, value);
        self.drop(1);
        Some(old)
    }

    /// LOAD_ATTR_INSTANCE_VALUE of an object that is counted elsewhere.
    #[inline(always)]
    pub fn attr_value_of(&mut self, owner: Obj, blocks: &[AttrBlock], code: &[u16; 10]) -> bool {
        let slot = self.slots.at(owner);
        if self.version(slot.ty) != cached(code, 2) {
            return false;
        }
        match blocks[slot.attrs as usize].values.get(code[8] as usize) {
            Some(&value) if !value.is_null() => {
                self.slots.incref(value);
                self.push(value);
                true
            }
            _ => false,
        }
    }
}
