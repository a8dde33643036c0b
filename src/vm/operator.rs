//! Binary, in-place and unary operators; subscription; truth and length.

use super::object::statics::{FALSE, NONE, NOT_IMPLEMENTED, TRUE};
use super::object::{Obj, Payload, T, names};
use super::{PyResult, Raised, Vm};

/// The operators of `BINARY_OP`, in the order of their arguments.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Binary {
    Add,
    And,
    FloorDivide,
    LeftShift,
    MatrixMultiply,
    Multiply,
    Remainder,
    Or,
    Power,
    RightShift,
    Subtract,
    TrueDivide,
    Xor,
    DivMod,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unary {
    Negative,
    Positive,
    Invert,
}

struct Row {
    symbol: &'static str,
    method: Obj,
    reflected: Obj,
    in_place: Obj,
}

const ROWS: [Row; 14] = [
    Row { symbol: "+", method: names::__add__, reflected: names::__radd__, in_place: names::__iadd__ },
    Row { symbol: "&", method: names::__and__, reflected: names::__rand__, in_place: names::__iand__ },
    Row { symbol: "//", method: names::__floordiv__, reflected: names::__rfloordiv__, in_place: names::__ifloordiv__ },
    Row { symbol: "<<", method: names::__lshift__, reflected: names::__rlshift__, in_place: names::__ilshift__ },
    Row { symbol: "@", method: names::__matmul__, reflected: names::__rmatmul__, in_place: names::__imatmul__ },
    Row { symbol: "*", method: names::__mul__, reflected: names::__rmul__, in_place: names::__imul__ },
    Row { symbol: "%", method: names::__mod__, reflected: names::__rmod__, in_place: names::__imod__ },
    Row { symbol: "|", method: names::__or__, reflected: names::__ror__, in_place: names::__ior__ },
    Row { symbol: "** or pow()", method: names::__pow__, reflected: names::__rpow__, in_place: names::__ipow__ },
    Row { symbol: ">>", method: names::__rshift__, reflected: names::__rrshift__, in_place: names::__irshift__ },
    Row { symbol: "-", method: names::__sub__, reflected: names::__rsub__, in_place: names::__isub__ },
    Row { symbol: "/", method: names::__truediv__, reflected: names::__rtruediv__, in_place: names::__itruediv__ },
    Row { symbol: "^", method: names::__xor__, reflected: names::__rxor__, in_place: names::__ixor__ },
    Row { symbol: "divmod()", method: names::__divmod__, reflected: names::__rdivmod__, in_place: Obj::NULL },
];

const OPERATORS: [Binary; 14] = [
    Binary::Add,
    Binary::And,
    Binary::FloorDivide,
    Binary::LeftShift,
    Binary::MatrixMultiply,
    Binary::Multiply,
    Binary::Remainder,
    Binary::Or,
    Binary::Power,
    Binary::RightShift,
    Binary::Subtract,
    Binary::TrueDivide,
    Binary::Xor,
    Binary::DivMod,
];

impl Binary {
    pub fn from_arg(arg: u32) -> Option<Self> {
        OPERATORS.get((if arg >= 13 { arg - 13 } else { arg }) as usize).copied()
    }

    fn row(self) -> &'static Row {
        &ROWS[self as usize]
    }

    pub fn method(self) -> Obj {
        self.row().method
    }
}

impl Vm {
    /// Whether `+` and `*` of this type belong to the sequence protocol, which CPython asks last.
    fn is_builtin_sequence(&self, o: Obj) -> bool {
        matches!(
            self.heap.payload(o),
            Payload::List(_) | Payload::Tuple(_) | Payload::Str(_) | Payload::Bytes(_) | Payload::ByteArray(_)
        ) || matches!(self.heap.payload(o), Payload::Deque(_))
    }

    /// `left <op> right`; `NotImplemented` where neither side can.
    fn binary_attempt(&mut self, operator: Binary, left: Obj, right: Obj) -> PyResult<Obj> {
        let row = operator.row();
        let (left_type, right_type) = (self.ty(left), self.ty(right));
        let mut left_method = self.find_in_type(left_type, row.method);
        let mut right_method =
            if left_type == right_type { None } else { self.find_in_type(right_type, row.reflected) };
        if operator == Binary::Multiply {
            left_method = left_method.filter(|&method| !self.repeats_in_vain(left, method, right));
            right_method = right_method.filter(|&method| !self.repeats_in_vain(right, method, left));
        }
        if let Some(reflected) = right_method {
            let overriding = self.is_subtype(right_type, left_type)
                && self.find_in_type(left_type, row.reflected) != Some(reflected);
            let sequence = matches!(operator, Binary::Add | Binary::Multiply)
                && self.is_builtin_sequence(left)
                && left_method.is_some_and(|m| self.ty(m) != T::FUNCTION)
                && self.ty(reflected) != T::SLOT_WRAPPER;
            if overriding || sequence {
                let result = self.call_method_found(reflected, right, &[left], &[])?;
                if result != NOT_IMPLEMENTED {
                    return Ok(result);
                }
                return match left_method {
                    Some(method) => self.call_method_found(method, left, &[right], &[]),
                    None => Ok(NOT_IMPLEMENTED),
                };
            }
        }
        if let Some(method) = left_method {
            let result = self.call_method_found(method, left, &[right], &[])?;
            if result != NOT_IMPLEMENTED {
                return Ok(result);
            }
        }
        match right_method {
            Some(method) => self.call_method_found(method, right, &[left], &[]),
            None => Ok(NOT_IMPLEMENTED),
        }
    }

    /// A sequence is repeated by integers only; anything else is an operand it does not know.
    fn repeats_in_vain(&self, sequence: Obj, method: Obj, count: Obj) -> bool {
        self.ty(method) == T::SLOT_WRAPPER
            && self.is_builtin_sequence(sequence)
            && self.find_in_type(self.ty(count), names::__index__).is_none()
    }

    /// The sum, difference or product of two exact ints of 64 bits or two exact floats; held.
    #[inline]
    fn number_op(&mut self, operator: Binary, left: Obj, right: Obj) -> Option<Obj> {
        let (l, r) = (self.heap.slot(left), self.heap.slot(right));
        match (&l.payload, &r.payload) {
            (&Payload::Int(a), &Payload::Int(b)) if l.ty == T::INT && r.ty == T::INT => {
                let value = match operator {
                    Binary::Add => a.checked_add(b),
                    Binary::Subtract => a.checked_sub(b),
                    Binary::Multiply => a.checked_mul(b),
                    Binary::FloorDivide if b > 0 => Some(a.div_euclid(b)),
                    Binary::Remainder if b > 0 => Some(a.rem_euclid(b)),
                    _ => None,
                }?;
                Some(self.new_int(value))
            }
            (&Payload::Float(a), &Payload::Float(b)) if l.ty == T::FLOAT && r.ty == T::FLOAT => {
                let value = match operator {
                    Binary::Add => a + b,
                    Binary::Subtract => a - b,
                    Binary::Multiply => a * b,
                    _ => return None,
                };
                Some(self.new_float(value))
            }
            _ => None,
        }
    }

    pub fn binary_op(&mut self, operator: Binary, left: Obj, right: Obj) -> PyResult<Obj> {
        if let Some(result) = self.number_op(operator, left, right) {
            return Ok(result);
        }
        let result = self.binary_attempt(operator, left, right)?;
        if result != NOT_IMPLEMENTED {
            return Ok(result);
        }
        Err(self.unsupported(operator.row().symbol, left, right, operator))
    }

    pub fn inplace_op(&mut self, operator: Binary, left: Obj, right: Obj) -> PyResult<Obj> {
        let row = operator.row();
        // What the right operand says comes before a sequence's own way, which is no operator of numbers.
        if let [(reflected, true), ..] = self.operator_candidates(operator, true, left, right) {
            let result = self.call_method_found(reflected, right, &[left], &[])?;
            if result != NOT_IMPLEMENTED {
                return Ok(result);
            }
        }
        if let Some(method) = self.find_in_type(self.ty(left), row.in_place)
            && !(operator == Binary::Multiply && self.repeats_in_vain(left, method, right))
        {
            let result = self.call_method_found(method, left, &[right], &[])?;
            if result != NOT_IMPLEMENTED {
                return Ok(result);
            }
        }
        let result = self.binary_attempt(operator, left, right)?;
        if result != NOT_IMPLEMENTED {
            return Ok(result);
        }
        let symbol = if operator == Binary::Power { "**=".to_owned() } else { format!("{}=", row.symbol) };
        Err(self.unsupported(&symbol, left, right, operator))
    }

    /// The methods of a binary operator in the order in which they are tried; true for those of the right operand.
    pub fn operator_candidates(&self, operator: Binary, in_place: bool, left: Obj, right: Obj) -> [(Obj, bool); 3] {
        let row = operator.row();
        let (left_type, right_type) = (self.ty(left), self.ty(right));
        let find = |ty: Obj, name: Obj| self.find_in_type(ty, name).unwrap_or(Obj::NULL);
        let able = |sequence: Obj, method: Obj, count: Obj| {
            let vain =
                operator == Binary::Multiply && !method.is_null() && self.repeats_in_vain(sequence, method, count);
            if vain { Obj::NULL } else { method }
        };
        let own = if in_place && !row.in_place.is_null() { find(left_type, row.in_place) } else { Obj::NULL };
        let own = able(left, own, right);
        let direct = able(left, find(left_type, row.method), right);
        let reflected = if left_type == right_type { Obj::NULL } else { find(right_type, row.reflected) };
        let reflected = able(right, reflected, left);
        let overriding = !reflected.is_null()
            && self.is_subtype(right_type, left_type)
            && find(left_type, row.reflected) != reflected;
        let sequence = !reflected.is_null()
            && matches!(operator, Binary::Add | Binary::Multiply)
            && self.is_builtin_sequence(left)
            && !direct.is_null()
            && self.ty(direct) != T::FUNCTION
            && self.ty(reflected) != T::SLOT_WRAPPER;
        if sequence && !own.is_null() && self.ty(own) != T::FUNCTION {
            // What the right operand says comes before a sequence's own way, which is no operator of numbers.
            [(reflected, true), (own, false), (direct, false)]
        } else if overriding || sequence {
            [(own, false), (reflected, true), (direct, false)]
        } else {
            [(own, false), (direct, false), (reflected, true)]
        }
    }

    /// The `TypeError` when no method of an operator can.
    pub fn unsupported_operands(&mut self, operator: Binary, in_place: bool, left: Obj, right: Obj) -> Raised {
        let symbol = operator.row().symbol;
        if !in_place {
            return self.unsupported(symbol, left, right, operator);
        }
        let symbol = if operator == Binary::Power { "**=".to_owned() } else { format!("{symbol}=") };
        self.unsupported(&symbol, left, right, operator)
    }

    fn unsupported(&mut self, symbol: &str, left: Obj, right: Obj, operator: Binary) -> Raised {
        let (l, r) = (self.type_name_of(left), self.type_name_of(right));
        if operator == Binary::Multiply {
            let sequence = if self.is_builtin_sequence(left) {
                Some(&r)
            } else if self.is_builtin_sequence(right) {
                Some(&l)
            } else {
                None
            };
            if let Some(other) = sequence {
                return self.type_error(format!("can't multiply sequence by non-int of type '{other}'"));
            }
        }
        let mut hint = String::new();
        if operator == Binary::RightShift
            && let Payload::Native { def, owner } = self.heap.payload(left)
            && def.name == "print"
            && owner.is_null()
        {
            hint.push_str(". Did you mean \"print(<message>, file=<output_stream>)\"?");
        }
        self.type_error(format!("unsupported operand type(s) for {symbol}: '{l}' and '{r}'{hint}"))
    }

    /// `pow(base, exponent, modulus)`.
    pub fn power_modulo(&mut self, base: Obj, exponent: Obj, modulus: Obj) -> PyResult<Obj> {
        if let Some(method) = self.find_in_type(self.ty(base), names::__pow__) {
            let result = self.call_method_found(method, base, &[exponent, modulus], &[])?;
            if result != NOT_IMPLEMENTED {
                return Ok(result);
            }
        }
        let float = |vm: &Vm, o: Obj| matches!(vm.heap.payload(o), Payload::Float(_) | Payload::Complex(..));
        if float(self, exponent) || float(self, modulus) {
            let message = "pow() 3rd argument not allowed unless all arguments are integers";
            return Err(self.raise_text(T::TYPE_ERROR, message));
        }
        let (b, e, m) = (self.type_name_of(base), self.type_name_of(exponent), self.type_name_of(modulus));
        Err(self.type_error(format!("unsupported operand type(s) for ** or pow(): '{b}', '{e}', '{m}'")))
    }

    pub fn unary_op(&mut self, operator: Unary, o: Obj) -> PyResult<Obj> {
        let (method, symbol) = match operator {
            Unary::Negative => (names::__neg__, "-"),
            Unary::Positive => (names::__pos__, "+"),
            Unary::Invert => (names::__invert__, "~"),
        };
        match self.call_special(o, method, &[])? {
            Some(result) => Ok(result),
            None => {
                let name = self.type_name_of(o);
                Err(self.type_error(format!("bad operand type for unary {symbol}: '{name}'")))
            }
        }
    }

    pub fn truth(&mut self, o: Obj) -> PyResult<bool> {
        match o {
            TRUE => return Ok(true),
            FALSE | NONE => return Ok(false),
            _ => {}
        }
        let ty = self.ty(o);
        match self.heap.payload(o) {
            Payload::Int(value) if ty == T::INT => return Ok(*value != 0),
            Payload::Float(value) if ty == T::FLOAT => return Ok(*value != 0.0),
            Payload::Str(s) if ty == T::STR => return Ok(!s.is_empty()),
            Payload::List(items) if ty == T::LIST => return Ok(!items.is_empty()),
            Payload::Tuple(items) if ty == T::TUPLE => return Ok(!items.is_empty()),
            Payload::Dict(data) if ty == T::DICT => return Ok(!data.is_empty()),
            _ => {}
        }
        if let Some(method) = self.find_in_type(ty, names::__bool__) {
            let result = self.call_method_found(method, o, &[], &[])?;
            return match result {
                TRUE => Ok(true),
                FALSE => Ok(false),
                other => {
                    let name = self.type_name_of(other);
                    Err(self.type_error(format!("__bool__ should return bool, returned {name}")))
                }
            };
        }
        if let Some(method) = self.find_in_type(ty, names::__len__) {
            let result = self.call_method_found(method, o, &[], &[])?;
            return Ok(self.checked_length(result)? != 0);
        }
        Ok(true)
    }

    pub fn checked_length(&mut self, result: Obj) -> PyResult<usize> {
        let index = self.index(result)?;
        match self.as_int(index) {
            Some(length) if length >= 0 => Ok(length as usize),
            Some(_) => Err(self.raise_text(T::VALUE_ERROR, "__len__() should return >= 0")),
            None => {
                let negative = self.as_big(index).is_some_and(|value| value.sign() == num_bigint::Sign::Minus);
                if negative {
                    return Err(self.raise_text(T::VALUE_ERROR, "__len__() should return >= 0"));
                }
                Err(self.raise_text(T::OVERFLOW_ERROR, "cannot fit 'int' into an index-sized integer"))
            }
        }
    }

    /// Length of a builtin container, without asking Python code.
    pub fn quick_len(&self, o: Obj) -> Option<usize> {
        Some(match self.heap.payload(o) {
            Payload::Str(s) => s.len(),
            Payload::Bytes(b) => b.len(),
            Payload::ByteArray(array) => array.bytes.len(),
            Payload::MemoryView(view) => view.shape.first().copied()?,
            Payload::List(items) => items.len(),
            Payload::Tuple(items) => items.len(),
            Payload::Dict(data) => data.len(),
            Payload::Set(data) => data.len(),
            Payload::Deque(data) => data.items.len(),
            _ => return None,
        })
    }

    /// `len(o)`.
    pub fn length(&mut self, o: Obj) -> PyResult<usize> {
        let ty = self.ty(o);
        if matches!(ty, T::STR | T::LIST | T::TUPLE | T::DICT | T::SET | T::BYTES)
            && let Some(length) = self.quick_len(o)
        {
            return Ok(length);
        }
        if let Payload::Range(range) = self.heap.payload(o)
            && self.as_int(range.length).is_none()
        {
            return Err(self.raise_text(T::OVERFLOW_ERROR, "Python int too large to convert to C ssize_t"));
        }
        match self.find_in_type(ty, names::__len__) {
            Some(method) => {
                let result = self.call_method_found(method, o, &[], &[])?;
                self.checked_length(result)
            }
            None => {
                let name = self.type_name(ty);
                Err(self.type_error(format!("object of type '{name}' has no len()")))
            }
        }
    }

    /// The `int` that `operator.index` gives.
    pub fn index(&mut self, o: Obj) -> PyResult<Obj> {
        if self.is_int(o) {
            return Ok(o);
        }
        match self.call_special(o, names::__index__, &[])? {
            Some(result) if self.is_int(result) => {
                self.warn_of_subclass("__index__", result, T::INT)?;
                Ok(result)
            }
            Some(result) => {
                let name = self.type_name_of(result);
                Err(self.type_error(format!("__index__ returned non-int (type {name})")))
            }
            None => {
                let name = self.type_name_of(o);
                Err(self.type_error(format!("'{name}' object cannot be interpreted as an integer")))
            }
        }
    }

    /// Warns where a method gave an object of a class derived from the one it should give.
    pub fn warn_of_subclass(&mut self, method: &str, result: Obj, class: Obj) -> PyResult<()> {
        let ty = self.ty(result);
        if ty == class {
            return Ok(());
        }
        let (kind, name) = (self.type_name(class), self.type_name(ty));
        let message = format!(
            "{method} returned non-{kind} (type {name}).  The ability to return an instance of a strict subclass of {kind} \
             is deprecated, and may be removed in a future version of Python."
        );
        self.warn(T::DEPRECATION_WARNING, &message)
    }

    /// `operator.index` as a machine integer.
    pub fn index_i64(&mut self, o: Obj) -> PyResult<i64> {
        let index = self.index(o)?;
        match self.as_int(index) {
            Some(value) => Ok(value),
            None => Err(self.raise_text(T::OVERFLOW_ERROR, "Python int too large to convert to C ssize_t")),
        }
    }

    /// `container[key]`.
    pub fn get_item(&mut self, container: Obj, key: Obj) -> PyResult<Obj> {
        let ty = self.ty(container);
        if ty == T::DICT {
            return match self.dict_get(container, key)? {
                Some(value) => Ok(value),
                None => Err(self.key_error(key)),
            };
        }
        if let Some(method) = self.find_in_type(ty, names::__getitem__) {
            return self.call_method_found(method, container, &[key], &[]);
        }
        if self.is_type(container) {
            if container == T::TYPE {
                return self.new_generic_alias(container, key);
            }
            if let Some(method) = self.find_attr(container, names::__class_getitem__)?
                && method != NONE
            {
                return self.call(method, &[key]);
            }
            let name = self.type_name(container);
            return Err(self.type_error(format!("type '{name}' is not subscriptable")));
        }
        let name = self.type_name(ty);
        Err(self.type_error(format!("'{name}' object is not subscriptable")))
    }

    pub fn set_item(&mut self, container: Obj, key: Obj, value: Obj) -> PyResult<()> {
        let ty = self.ty(container);
        if ty == T::DICT {
            return self.dict_set(container, key, value);
        }
        if ty == T::LIST
            && let Some(index) = self.as_int(key)
        {
            let length = self.list_mut(container).len() as i64;
            let at = if index < 0 { index + length } else { index };
            if at >= 0 && at < length {
                self.heap.incref(value);
                let old = std::mem::replace(&mut self.list_mut(container)[at as usize], value);
                self.decref(old);
                return Ok(());
            }
        }
        match self.call_special(container, names::__setitem__, &[key, value])? {
            Some(_) => Ok(()),
            None => {
                self.is_place_in_sequence(container, key)?;
                let name = self.type_name(ty);
                Err(self.type_error(format!("'{name}' object does not support item assignment")))
            }
        }
    }

    pub fn del_item(&mut self, container: Obj, key: Obj) -> PyResult<()> {
        match self.call_special(container, names::__delitem__, &[key])? {
            Some(_) => Ok(()),
            None => {
                let not = if self.is_place_in_sequence(container, key)? { "doesn't" } else { "does not" };
                let name = self.type_name_of(container);
                Err(self.type_error(format!("'{name}' object {not} support item deletion")))
            }
        }
    }

    /// Whether a key is an integer, and the container something of which CPython takes it for a place; that it has to fit is
    /// said before that nothing can be put there.
    fn is_place_in_sequence(&mut self, container: Obj, key: Obj) -> PyResult<bool> {
        let number = self.find_in_type(self.ty(key), names::__index__).is_some();
        let sequence = self.type_data(self.ty(container)).is_some_and(|data| data.heap)
            || self.is_builtin_sequence(container)
            || matches!(self.heap.payload(container), Payload::Set(_) | Payload::Range(_) | Payload::View(_));
        if !(number && sequence) {
            return Ok(false);
        }
        let index = self.index(key)?;
        if self.as_int(index).is_none() {
            let message = format!("cannot fit '{}' into an index-sized integer", self.type_name_of(key));
            return Err(self.raise_text(T::INDEX_ERROR, &message));
        }
        Ok(true)
    }
}
