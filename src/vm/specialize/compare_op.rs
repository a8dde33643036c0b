//! COMPARE_OP: ints that fit a digit, floats, equality of strings.

use super::Outcome;
use crate::bytecode::Opcode;
use crate::vm::Vm;
use crate::vm::object::{Obj, Payload, T};

/// Bits of a digit of CPython's integers; an int of one digit is called compact.
pub const DIGIT_BITS: u32 = 30;

/// Whether CPython's int has at most one digit.
#[inline(always)]
pub fn is_compact(value: i64) -> bool {
    const MOST: i64 = (1 << DIGIT_BITS) - 1;
    value.wrapping_add(MOST) as u64 <= 2 * MOST as u64
}

/// Whether a comparison holds. The low bits of the argument of COMPARE_OP say for which relations it does: 1 for values
/// without order, 2 for less, 4 for greater, 8 for equal.
#[inline(always)]
pub fn holds<V: PartialOrd>(arg: u32, a: V, b: V) -> bool {
    let relation = 1 << (2 * u32::from(a >= b) + u32::from(a <= b));
    arg & relation != 0
}

impl Vm {
    pub(super) fn specialize_compare_op(&mut self, arg: u32) -> Outcome {
        let (right, left) = (self.peek(0), self.peek(1));
        let ty = self.ty(left);
        if ty != self.ty(right) {
            return Err("different types");
        }
        match ty {
            T::FLOAT => Ok(Opcode::COMPARE_OP_FLOAT),
            T::INT => {
                let compact = |o| self.as_int(o).is_some_and(is_compact);
                if compact(left) && compact(right) { Ok(Opcode::COMPARE_OP_INT) } else { Err("big int") }
            }
            T::STR if matches!(arg >> 5, 2 | 3) => Ok(Opcode::COMPARE_OP_STR),
            T::STR => Err("order of strings"),
            _ => Err("other"),
        }
    }

    /// Replaces both operands by a bool.
    #[inline(always)]
    fn put_comparison(&mut self, result: bool) {
        let top = self.stack.len();
        self.stack.pop();
        self.stack[top - 2] = Obj::bool(result);
    }

    #[inline(always)]
    pub fn compare_op_int(&mut self, arg: u32) -> bool {
        let top = self.stack.len();
        let (left, right) = (self.stack[top - 2], self.stack[top - 1]);
        let (l, r) = (self.heap.slot(left), self.heap.slot(right));
        let (&Payload::Int(a), &Payload::Int(b)) = (&l.payload, &r.payload) else { return false };
        if l.ty != T::INT || r.ty != T::INT || !is_compact(a) || !is_compact(b) {
            return false;
        }
        self.put_comparison(holds(arg, a, b));
        self.heap.release_number(left);
        self.heap.release_number(right);
        true
    }

    #[inline(always)]
    pub fn compare_op_float(&mut self, arg: u32) -> bool {
        let top = self.stack.len();
        let (left, right) = (self.stack[top - 2], self.stack[top - 1]);
        let (l, r) = (self.heap.slot(left), self.heap.slot(right));
        let (&Payload::Float(a), &Payload::Float(b)) = (&l.payload, &r.payload) else { return false };
        if l.ty != T::FLOAT || r.ty != T::FLOAT {
            return false;
        }
        self.put_comparison(holds(arg, a, b));
        self.heap.release_number(left);
        self.heap.release_number(right);
        true
    }

    #[inline(always)]
    pub fn compare_op_str(&mut self, arg: u32) -> bool {
        let top = self.stack.len();
        let (left, right) = (self.stack[top - 2], self.stack[top - 1]);
        let (l, r) = (self.heap.slot(left), self.heap.slot(right));
        let (Payload::Str(a), Payload::Str(b)) = (&l.payload, &r.payload) else { return false };
        if l.ty != T::STR || r.ty != T::STR {
            return false;
        }
        let equal = left == right || a.as_str() == b.as_str();
        self.put_comparison(equal == (arg >> 5 == 2));
        self.decref(left);
        self.decref(right);
        true
    }
}
