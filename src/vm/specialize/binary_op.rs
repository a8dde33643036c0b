//! BINARY_OP: addition, subtraction and multiplication of ints and floats, addition of strings.

use super::{Form, Outcome};
use crate::bytecode::Opcode;
use crate::vm::Vm;
use crate::vm::interp::op;
use crate::vm::object::{Obj, Payload, T};

const ADD: u32 = 0;
const AND: u32 = 1;
const FLOOR_DIVIDE: u32 = 2;
const MULTIPLY: u32 = 5;
const REMAINDER: u32 = 6;
const OR: u32 = 7;
const SUBTRACT: u32 = 10;
const TRUE_DIVIDE: u32 = 11;
const XOR: u32 = 12;
/// Added to the operator's number for `+=` and the like.
const IN_PLACE: u32 = 13;

/// The operator of an argument of BINARY_OP, in place or not.
#[inline(always)]
pub fn operator_of(arg: u32) -> u32 {
    if arg >= IN_PLACE { arg - IN_PLACE } else { arg }
}

/// Two ints with an operator whose result is an int of 64 bits and at hand.
#[inline(always)]
pub fn int_result(operator: u32, a: i64, b: i64) -> Option<i64> {
    match operator {
        ADD => a.checked_add(b),
        SUBTRACT => a.checked_sub(b),
        MULTIPLY => a.checked_mul(b),
        AND => Some(a & b),
        OR => Some(a | b),
        XOR => Some(a ^ b),
        FLOOR_DIVIDE if b > 0 => Some(a.div_euclid(b)),
        REMAINDER if b > 0 => Some(a.rem_euclid(b)),
        _ => None,
    }
}

/// Two floats with an operator whose result is at hand.
#[inline(always)]
pub fn float_result(operator: u32, a: f64, b: f64) -> Option<f64> {
    match operator {
        ADD => Some(a + b),
        SUBTRACT => Some(a - b),
        MULTIPLY => Some(a * b),
        TRUE_DIVIDE if b != 0.0 => Some(a / b),
        _ => None,
    }
}

impl Vm {
    pub(super) fn specialize_binary_op(&mut self, ip: usize, arg: u32) -> Outcome {
        let (right, left) = (self.peek(0), self.peek(1));
        let operator = operator_of(arg);
        let ty = self.ty(left);
        if !matches!(operator, ADD | MULTIPLY | SUBTRACT) {
            return Err("operator without forms");
        }
        if ty != self.ty(right) {
            return Err("different types");
        }
        Ok(match (operator, ty) {
            (ADD, T::STR) => {
                let next = self.text[ip + 2];
                let local = self.frame().base as usize + (next >> 8) as usize;
                if next as u8 == op::STORE_FAST && self.stack[local] == left {
                    Opcode::BINARY_OP_INPLACE_ADD_UNICODE
                } else {
                    Opcode::BINARY_OP_ADD_UNICODE
                }
            }
            (ADD, T::INT) => Opcode::BINARY_OP_ADD_INT,
            (ADD, T::FLOAT) => Opcode::BINARY_OP_ADD_FLOAT,
            (MULTIPLY, T::INT) => Opcode::BINARY_OP_MULTIPLY_INT,
            (MULTIPLY, T::FLOAT) => Opcode::BINARY_OP_MULTIPLY_FLOAT,
            (SUBTRACT, T::INT) => Opcode::BINARY_OP_SUBTRACT_INT,
            (SUBTRACT, T::FLOAT) => Opcode::BINARY_OP_SUBTRACT_FLOAT,
            _ => return Err("other types"),
        })
    }

    /// `int <operator> int`; the work of the generic instruction where the result does not fit 64 bits.
    #[inline(always)]
    pub fn binary_op_int(&mut self, operate: impl FnOnce(i64, i64) -> Option<i64>) -> Form {
        let top = self.stack.len();
        let (left, right) = (self.stack[top - 2], self.stack[top - 1]);
        let (l, r) = (self.heap.slot(left), self.heap.slot(right));
        if l.ty != T::INT || r.ty != T::INT {
            return Form::Miss;
        }
        let (&Payload::Int(a), &Payload::Int(b)) = (&l.payload, &r.payload) else { return Form::General };
        let Some(value) = operate(a, b) else { return Form::General };
        self.put_int(left, right, value);
        Form::Done
    }

    /// Replaces two exact ints on top of the stack by another one.
    #[inline(always)]
    pub fn put_int(&mut self, left: Obj, right: Obj, value: i64) {
        let top = self.stack.len() - 1;
        self.stack.truncate(top);
        if let Some(small) = Obj::small_int(value) {
            self.heap.incref(small);
            self.stack[top - 1] = small;
            self.heap.release_number(left);
            self.heap.release_number(right);
            return;
        }
        // An operand that nobody else can see becomes the result.
        let slot = self.heap.slot_mut(left);
        if slot.refs == 1
            && let Payload::Int(own) = &mut slot.payload
        {
            *own = value;
            self.heap.release_number(right);
            return;
        }
        slot.refs -= 1;
        let slot = self.heap.slot_mut(right);
        if slot.refs == 1
            && let Payload::Int(own) = &mut slot.payload
        {
            *own = value;
            self.stack[top - 1] = right;
            return;
        }
        slot.refs -= 1;
        self.stack[top - 1] = self.heap.alloc_number(T::INT, Payload::Int(value));
    }

    /// `float <operator> float`.
    #[inline(always)]
    pub fn binary_op_float(&mut self, operate: impl FnOnce(f64, f64) -> f64) -> bool {
        let top = self.stack.len();
        let (left, right) = (self.stack[top - 2], self.stack[top - 1]);
        let (l, r) = (self.heap.slot(left), self.heap.slot(right));
        let (&Payload::Float(a), &Payload::Float(b)) = (&l.payload, &r.payload) else { return false };
        if l.ty != T::FLOAT || r.ty != T::FLOAT {
            return false;
        }
        self.put_float(left, right, operate(a, b));
        true
    }

    /// Replaces two exact floats on top of the stack by another one.
    #[inline(always)]
    pub fn put_float(&mut self, left: Obj, right: Obj, value: f64) {
        let top = self.stack.len() - 1;
        self.stack.truncate(top);
        let slot = self.heap.slot_mut(left);
        if slot.refs == 1
            && let Payload::Float(own) = &mut slot.payload
        {
            *own = value;
            self.heap.release_number(right);
            return;
        }
        slot.refs -= 1;
        let slot = self.heap.slot_mut(right);
        if slot.refs == 1
            && let Payload::Float(own) = &mut slot.payload
        {
            *own = value;
            self.stack[top - 1] = right;
            return;
        }
        slot.refs -= 1;
        self.stack[top - 1] = self.heap.alloc_number(T::FLOAT, Payload::Float(value));
    }

    /// Whether both operands are exact strings, and for the form in place the variable stored to next is the left one.
    pub fn add_unicode_fits(&self, ip: usize, in_place: bool) -> bool {
        let (right, left) = (self.peek(0), self.peek(1));
        if self.ty(left) != T::STR || self.ty(right) != T::STR {
            return false;
        }
        if !in_place {
            return true;
        }
        let next = self.text[ip + 2];
        let local = self.frame().base as usize + (next >> 8) as usize;
        self.stack[local] == left
    }
}
