//! Special methods that instructions call.
//!
//! One that is a Python function runs in a frame of its own on the same frame stack, so that it can be stepped into and
//! gone back over like any other call. The instruction's operands stay where they are; method and arguments go on top of
//! them; what is to be done with the value says the frame's [`Cont`]. Everything else is called by native code.

use crate::vm::compare::Compare;
use crate::vm::frames::{Cont, Speaker, Then};
use crate::vm::object::statics::{FALSE, FIRST_DYNAMIC, NONE, NOT_IMPLEMENTED, TRUE};
use crate::vm::object::{Obj, Payload, names};
use crate::vm::operator::Binary;
use crate::vm::{PyResult, Vm};

/// A method to try, and whether it belongs to the right operand.
pub type Candidate = (Obj, bool);

impl Vm {
    /// Whether a function can be entered with exactly so many positional arguments.
    fn is_plain_function(&self, function: Obj, count: u32) -> bool {
        self.function_data(function).is_some_and(|data| {
            let info = &self.codes[data.code as usize];
            info.simple && info.argcount == count
        })
    }

    /// The special method of an instance of a Python class, if it is a Python function of so many parameters.
    #[inline]
    pub fn python_special(&self, o: Obj, name: Obj, count: u32) -> Option<Obj> {
        let ty = self.ty(o);
        if ty.index() < FIRST_DYNAMIC as usize {
            return None;
        }
        self.find_in_type(ty, name).filter(|&method| self.is_plain_function(method, count))
    }

    /// Enters a function; the arguments are counted for its frame.
    pub fn enter_special(&mut self, method: Obj, args: &[Obj], cont: Cont) -> PyResult<()> {
        let bottom = self.stack.len();
        for &o in std::iter::once(&method).chain(args) {
            self.incref(o);
            self.push(o);
        }
        self.push_frame(method, bottom, bottom + 1, cont)
    }

    /// Puts a counted value in place of the top cells.
    fn replace_cells(&mut self, count: usize, value: Obj) {
        let height = self.stack.len() - count;
        self.drop_stack_to(height);
        self.push(value);
    }

    /// Hands the (counted) value of a frame that is gone to its caller. `Some` when native code waits for it.
    pub fn deliver(&mut self, cont: Cont, extra: Obj, value: Obj) -> PyResult<Option<Obj>> {
        match cont {
            Cont::Push | Cont::Next => self.push(value),
            Cont::Entry => return Ok(Some(value)),
            Cont::Then => {
                self.push(value);
                self.go_on()?;
            }
            Cont::PushNone => {
                self.decref(value);
                self.incref(NONE);
                self.push(NONE);
                self.go_on()?;
            }
            Cont::PushNull => {
                self.push(value);
                self.push(Obj::NULL);
            }
            Cont::Discard => {
                self.decref(value);
                if self.frames.is_empty() {
                    self.leave_thread()?;
                }
            }
            Cont::Init => {
                if value != NONE {
                    let message = format!("__init__() should return None, not '{}'", self.type_name_of(value));
                    self.decref(value);
                    self.decref(extra);
                    return Err(self.type_error(message));
                }
                self.push(extra);
                self.go_on()?;
            }
            Cont::New => self.instance_made(extra, value)?,
            Cont::Class => self.call_metaclass(extra, value)?,
            Cont::Import => {
                self.decref(value);
                self.body_done(extra)?;
            }
            Cont::Text(speaker, cells) => {
                if !self.is_str(value) {
                    let name = self.type_name_of(value);
                    self.decref(value);
                    return Err(self.type_error(match speaker {
                        Speaker::Str => format!("__str__ returned non-string (type {name})"),
                        Speaker::Repr => format!("__repr__ returned non-string (type {name})"),
                        Speaker::Format => format!("__format__ must return a str, not {name}"),
                    }));
                }
                self.replace_cells(usize::from(cells), value);
            }
            Cont::Replace(count) => self.replace_cells(count as usize, value),
            Cont::ReplaceNull => {
                self.replace_cells(1, value);
                self.push(Obj::NULL);
            }
            Cont::Consume(count) => {
                self.decref(value);
                let height = self.stack.len() - count as usize;
                self.drop_stack_to(height);
            }
            Cont::Iter => {
                if let Err(error) = self.check_iterator(value) {
                    self.decref(value);
                    return Err(error);
                }
                self.replace_cells(1, value);
            }
            Cont::Await => {
                if let Err(error) = self.check_awaited(value) {
                    self.decref(value);
                    return Err(error);
                }
                self.replace_cells(1, value);
            }
            Cont::Truth => {
                if value != TRUE && value != FALSE {
                    let message = format!("__bool__ should return bool, returned {}", self.type_name_of(value));
                    self.decref(value);
                    return Err(self.type_error(message));
                }
                self.replace_cells(1, value);
            }
            Cont::Length => self.finish_with(value, 1, |vm, value| Ok(vm.checked_length(value)? != 0))?,
            Cont::Contains => {
                let inverted = self.text[self.ip] >> 8 == 1;
                self.finish_with(value, 2, |vm, value| Ok(vm.truth(value)? != inverted))?;
            }
            Cont::Operator(stage) => {
                if value == NOT_IMPLEMENTED {
                    self.decref(value);
                    let arg = u32::from(self.text[self.ip] >> 8);
                    self.operator_from(usize::from(stage), arg)?;
                } else {
                    self.replace_cells(2, value);
                }
            }
            Cont::Comparison(stage) => {
                let arg = u32::from(self.text[self.ip] >> 8);
                if value == NOT_IMPLEMENTED {
                    self.decref(value);
                    self.comparison_from(usize::from(stage), arg)?;
                } else {
                    self.finish_comparison(value, arg)?;
                }
            }
            Cont::ForIter | Cont::Send => return Err(self.internal("only generators are iterated")),
        }
        Ok(None)
    }

    /// The value that the top frame's instruction waited for is on its stack: what it has still to do.
    #[inline]
    pub fn go_on(&mut self) -> PyResult<()> {
        match self.frame().then {
            Then::Nothing => Ok(()),
            Then::Class => {
                self.frame_mut().then = Then::Nothing;
                self.class_made()
            }
        }
    }

    /// Replaces the top cells by what a question about a counted value answers.
    fn finish_with(
        &mut self,
        value: Obj,
        count: usize,
        ask: impl FnOnce(&mut Vm, Obj) -> PyResult<bool>,
    ) -> PyResult<()> {
        let mark = self.mark();
        self.own(value);
        let answer = Obj::bool(ask(self, value)?);
        self.release(mark);
        self.incref(answer);
        self.replace_cells(count, answer);
        Ok(())
    }

    fn check_iterator(&mut self, o: Obj) -> PyResult<()> {
        if matches!(self.heap.payload(o), Payload::Iter(_) | Payload::Generator(_))
            || self.find_in_type(self.ty(o), names::__next__).is_some()
        {
            return Ok(());
        }
        let name = self.type_name_of(o);
        Err(self.type_error(format!("iter() returned non-iterator of type '{name}'")))
    }

    /// Whether one of two operands is an instance of a Python class.
    #[inline]
    fn any_instance(&self, left: Obj, right: Obj) -> bool {
        self.ty(left).index() >= FIRST_DYNAMIC as usize || self.ty(right).index() >= FIRST_DYNAMIC as usize
    }

    /// `BINARY_OP` on instances of Python classes; false when neither operand is one.
    pub fn operator_on_instances(&mut self, arg: u32) -> PyResult<bool> {
        if !self.any_instance(self.peek(1), self.peek(0)) {
            return Ok(false);
        }
        self.operator_from(0, arg)?;
        Ok(true)
    }

    /// Tries the methods of an operator from one of them on.
    fn operator_from(&mut self, stage: usize, arg: u32) -> PyResult<()> {
        let (right, left) = (self.peek(0), self.peek(1));
        let Some(operator) = Binary::from_arg(arg) else { return Err(self.internal("unknown binary operator")) };
        let candidates = self.operator_candidates(operator, arg >= 13, left, right);
        match self.try_candidates(&candidates, stage, left, right, Cont::Operator)? {
            Tried::Entered => Ok(()),
            Tried::Value(value) => {
                self.replace_cells(2, value);
                Ok(())
            }
            Tried::Nothing => Err(self.unsupported_operands(operator, arg >= 13, left, right)),
        }
    }

    /// `COMPARE_OP` on instances of Python classes; false when neither operand is one.
    pub fn comparison_of_instances(&mut self, arg: u32) -> PyResult<bool> {
        if !self.any_instance(self.peek(1), self.peek(0)) {
            return Ok(false);
        }
        self.comparison_from(0, arg)?;
        Ok(true)
    }

    fn comparison_from(&mut self, stage: usize, arg: u32) -> PyResult<()> {
        let (right, left) = (self.peek(0), self.peek(1));
        let Some(operator) = Compare::from_arg(arg >> 5) else { return Err(self.internal("unknown comparison")) };
        let (left_type, right_type) = (self.ty(left), self.ty(right));
        let direct = (self.find_in_type(left_type, operator.method()).unwrap_or(Obj::NULL), false);
        let reflected = (self.find_in_type(right_type, operator.swapped().method()).unwrap_or(Obj::NULL), true);
        let derived = left_type != right_type && self.is_subtype(right_type, left_type) && !reflected.0.is_null();
        let candidates =
            if derived { [reflected, direct, (Obj::NULL, false)] } else { [direct, reflected, (Obj::NULL, false)] };
        match self.try_candidates(&candidates, stage, left, right, Cont::Comparison)? {
            Tried::Entered => Ok(()),
            Tried::Value(value) => self.finish_comparison(value, arg),
            Tried::Nothing => match operator {
                Compare::Equal | Compare::NotEqual => {
                    let result = Obj::bool((left == right) == (operator == Compare::Equal));
                    self.incref(result);
                    self.replace_cells(2, result);
                    Ok(())
                }
                _ => {
                    let (l, r, symbol) = (self.type_name(left_type), self.type_name(right_type), operator.symbol());
                    Err(self.type_error(format!("'{symbol}' not supported between instances of '{l}' and '{r}'")))
                }
            },
        }
    }

    /// The (counted) result of a comparison goes on the stack, as a bool where the instruction asks for one.
    fn finish_comparison(&mut self, value: Obj, arg: u32) -> PyResult<()> {
        if arg & 16 != 0 {
            return self.finish_with(value, 2, Vm::truth);
        }
        self.replace_cells(2, value);
        Ok(())
    }

    fn try_candidates(
        &mut self,
        candidates: &[Candidate],
        stage: usize,
        left: Obj,
        right: Obj,
        cont: fn(u8) -> Cont,
    ) -> PyResult<Tried> {
        for (at, &(method, reflected)) in candidates.iter().enumerate().skip(stage) {
            if method.is_null() {
                continue;
            }
            let (receiver, other) = if reflected { (right, left) } else { (left, right) };
            if self.is_plain_function(method, 2) {
                self.enter_special(method, &[receiver, other], cont(at as u8 + 1))?;
                return Ok(Tried::Entered);
            }
            let mark = self.mark();
            let result = self.call_method_found(method, receiver, &[other], &[])?;
            if result != NOT_IMPLEMENTED {
                self.incref(result);
                self.release(mark);
                return Ok(Tried::Value(result));
            }
            self.release(mark);
        }
        Ok(Tried::Nothing)
    }
}

/// How far the methods of an operator got.
enum Tried {
    /// The frame of one is on top; its value comes later.
    Entered,
    /// A native gave this, counted.
    Value(Obj),
    /// None of them can.
    Nothing,
}
