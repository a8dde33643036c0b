//! BINARY_OP, COMPARE_OP, CONTAINS_OP, TO_BOOL and the unary operators.

use std::sync::Arc;

use crate::vm::compare::Compare;
use crate::vm::frames::Cont;
use crate::vm::interp::op;
use crate::vm::object::statics::{FALSE, TRUE};
use crate::vm::object::{Obj, Payload, T, names};
use crate::vm::operator::{Binary, Unary};
use crate::vm::specialize::binary_op::{float_result, int_result, operator_of};
use crate::vm::{PyResult, Vm};

impl Vm {
    /// `BINARY_OP` on two exact ints or floats; false when it is something else.
    #[inline]
    pub fn fast_binary_op(&mut self, arg: u32) -> bool {
        let top = self.stack.len();
        let (left, right) = (self.stack[top - 2], self.stack[top - 1]);
        let (l, r) = (self.heap.slot(left), self.heap.slot(right));
        let operator = operator_of(arg);
        match (&l.payload, &r.payload) {
            (&Payload::Int(a), &Payload::Int(b)) if l.ty == T::INT && r.ty == T::INT => {
                let Some(value) = int_result(operator, a, b) else { return false };
                self.put_int(left, right, value);
                true
            }
            (&Payload::Float(a), &Payload::Float(b)) if l.ty == T::FLOAT && r.ty == T::FLOAT => {
                let Some(value) = float_result(operator, a, b) else { return false };
                self.put_float(left, right, value);
                true
            }
            _ => false,
        }
    }

    pub fn op_binary_op(&mut self, arg: u32) -> PyResult<()> {
        if self.fast_binary_op(arg) {
            return Ok(());
        }
        let (right, left) = (self.peek(0), self.peek(1));
        if (arg == 0 || arg == 13) && self.ty(left) == T::STR && self.ty(right) == T::STR {
            return self.concatenate(left, right);
        }
        if self.operator_on_instances(arg)? {
            return Ok(());
        }
        let Some(operator) = Binary::from_arg(arg) else {
            return Err(self.internal("unknown binary operator"));
        };
        if arg >= 13 {
            self.replace_top(2, |vm| vm.inplace_op(operator, left, right))
        } else {
            self.replace_top(2, |vm| vm.binary_op(operator, left, right))
        }
    }

    /// `left + right` of strings; in place when only the variable that is assigned next sees `left`.
    fn concatenate(&mut self, left: Obj, right: Obj) -> PyResult<()> {
        let mut expected = 1;
        let unit = self.text[self.next];
        if self.heap.refs(left) == 2 && unit as u8 == op::STORE_FAST {
            let at = self.frame().base as usize + (unit >> 8) as usize;
            if self.stack[at] == left {
                // The variable is about to lose its value anyway.
                self.stack[at] = Obj::NULL;
                let _ = self.heap.release(left);
            }
        } else if self.heap.refs(left) == 2 && unit as u8 == op::STORE_NAME {
            expected = 2;
        }
        if self.heap.refs(left) == 1 && expected == 1 {
            let Payload::Str(addition) = self.heap.payload(right) else { return Ok(()) };
            let addition = addition.clone();
            if let Payload::Str(data) = self.heap.payload_mut(left) {
                match Arc::get_mut(data) {
                    Some(own) => own.push_str(&addition),
                    None => {
                        let mut own = (**data).clone();
                        own.push_str(&addition);
                        *data = Arc::new(own);
                    }
                }
            }
            self.stack.pop();
            self.decref(right);
            return Ok(());
        }
        self.replace_top(2, |vm| {
            let mut text = String::with_capacity(vm.text(left).len() + vm.text(right).len());
            text.push_str(vm.text(left));
            text.push_str(vm.text(right));
            Ok(vm.new_str(text))
        })
    }

    /// `COMPARE_OP` on two exact ints, floats or strings.
    #[inline]
    pub fn fast_compare_op(&mut self, arg: u32) -> bool {
        let top = self.stack.len();
        let (left, right) = (self.stack[top - 2], self.stack[top - 1]);
        let (l, r) = (self.heap.slot(left), self.heap.slot(right));
        let ordering = match (&l.payload, &r.payload) {
            (Payload::Int(a), Payload::Int(b)) if l.ty == T::INT && r.ty == T::INT => Some(a.cmp(b)),
            (Payload::Float(a), Payload::Float(b)) if l.ty == T::FLOAT && r.ty == T::FLOAT => a.partial_cmp(b),
            (Payload::Str(a), Payload::Str(b)) if l.ty == T::STR && r.ty == T::STR && arg >> 5 == 2 => {
                Some(if a.as_str() == b.as_str() { std::cmp::Ordering::Equal } else { std::cmp::Ordering::Less })
            }
            _ => return false,
        };
        let Some(operator) = Compare::from_arg(arg >> 5) else { return false };
        let value = operator.holds(ordering);
        self.stack.pop();
        self.stack[top - 2] = Obj::bool(value);
        self.decref(left);
        self.decref(right);
        true
    }

    pub fn op_compare_op(&mut self, arg: u32) -> PyResult<()> {
        if self.fast_compare_op(arg) {
            return Ok(());
        }
        if self.comparison_of_instances(arg)? {
            return Ok(());
        }
        let (right, left) = (self.peek(0), self.peek(1));
        let Some(operator) = Compare::from_arg(arg >> 5) else {
            return Err(self.internal("unknown comparison"));
        };
        self.replace_top(2, |vm| {
            let result = vm.rich_compare(left, right, operator)?;
            if arg & 16 != 0 { Ok(Obj::bool(vm.truth(result)?)) } else { Ok(result) }
        })
    }

    pub fn op_to_bool(&mut self) -> PyResult<()> {
        let o = self.peek(0);
        if let Some(method) = self.python_special(o, names::__bool__, 1) {
            return self.enter_special(method, &[o], Cont::Truth);
        }
        if let Some(method) = self.python_special(o, names::__len__, 1)
            && self.find_in_type(self.ty(o), names::__bool__).is_none()
        {
            return self.enter_special(method, &[o], Cont::Length);
        }
        self.replace_top(1, |vm| Ok(if vm.truth(o)? { TRUE } else { FALSE }))
    }

    pub fn op_unary(&mut self, operator: Unary) -> PyResult<()> {
        let o = self.peek(0);
        let name = if operator == Unary::Negative { names::__neg__ } else { names::__invert__ };
        if let Some(method) = self.python_special(o, name, 1) {
            return self.enter_special(method, &[o], Cont::Replace(1));
        }
        self.replace_top(1, |vm| vm.unary_op(operator, o))
    }

    pub fn op_contains(&mut self, arg: u32) -> PyResult<()> {
        let (container, item) = (self.peek(0), self.peek(1));
        if let Some(method) = self.python_special(container, names::__contains__, 2) {
            return self.enter_special(method, &[container, item], Cont::Contains);
        }
        self.replace_top(2, |vm| Ok(Obj::bool(vm.contains(container, item)? != (arg == 1))))
    }
}
