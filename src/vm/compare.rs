//! Comparisons, equality, membership, hashes.

use std::cmp::Ordering;

use num_bigint::BigInt;
use num_traits::{FromPrimitive, ToPrimitive};

use super::object::statics::{NONE, NOT_IMPLEMENTED};
use super::object::{Obj, Payload, T, names, string};
use super::{PyResult, Vm};

/// The comparison operators, in the order of `COMPARE_OP`'s arguments.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Compare {
    Less,
    LessEqual,
    Equal,
    NotEqual,
    Greater,
    GreaterEqual,
}

impl Compare {
    pub const ALL: [Compare; 6] =
        [Compare::Less, Compare::LessEqual, Compare::Equal, Compare::NotEqual, Compare::Greater, Compare::GreaterEqual];

    pub fn from_arg(arg: u32) -> Option<Self> {
        Self::ALL.get(arg as usize).copied()
    }

    pub fn symbol(self) -> &'static str {
        ["<", "<=", "==", "!=", ">", ">="][self as usize]
    }

    pub fn method(self) -> Obj {
        [names::__lt__, names::__le__, names::__eq__, names::__ne__, names::__gt__, names::__ge__][self as usize]
    }

    /// The operator with its sides exchanged.
    pub fn swapped(self) -> Self {
        match self {
            Compare::Less => Compare::Greater,
            Compare::LessEqual => Compare::GreaterEqual,
            Compare::Greater => Compare::Less,
            Compare::GreaterEqual => Compare::LessEqual,
            same => same,
        }
    }

    /// Whether the operator holds; `None` is the order of NaNs.
    #[inline]
    pub fn holds(self, ordering: Option<Ordering>) -> bool {
        match (self, ordering) {
            (Compare::NotEqual, None) => true,
            (_, None) => false,
            (Compare::Less, Some(o)) => o == Ordering::Less,
            (Compare::LessEqual, Some(o)) => o != Ordering::Greater,
            (Compare::Equal, Some(o)) => o == Ordering::Equal,
            (Compare::NotEqual, Some(o)) => o != Ordering::Equal,
            (Compare::Greater, Some(o)) => o == Ordering::Greater,
            (Compare::GreaterEqual, Some(o)) => o != Ordering::Less,
        }
    }
}

/// Exact order of a float and an integer.
pub fn float_int_cmp(float: f64, int: &BigInt) -> Option<Ordering> {
    if float.is_nan() {
        return None;
    }
    if float.is_infinite() {
        return Some(if float > 0.0 { Ordering::Greater } else { Ordering::Less });
    }
    let whole = BigInt::from_f64(float.trunc())?;
    Some(whole.cmp(int).then_with(|| float.fract().partial_cmp(&0.0).unwrap_or(Ordering::Equal)))
}

impl Vm {
    /// Equality of keys that needs no Python code; `None` where it might.
    #[inline]
    pub fn simple_equal(&self, a: Obj, b: Obj) -> Option<bool> {
        if a == b {
            return Some(true);
        }
        let (sa, sb) = (self.heap.slot(a), self.heap.slot(b));
        match (&sa.payload, &sb.payload) {
            (Payload::Str(x), Payload::Str(y)) if sa.ty == T::STR && sb.ty == T::STR => Some(x.as_str() == y.as_str()),
            (Payload::Int(x), Payload::Int(y)) if sa.ty == T::INT && sb.ty == T::INT => Some(x == y),
            (Payload::Str(_), Payload::Int(_)) | (Payload::Int(_), Payload::Str(_))
                if matches!(sa.ty, T::STR | T::INT) && matches!(sb.ty, T::STR | T::INT) =>
            {
                Some(false)
            }
            _ => None,
        }
    }

    /// `a == b` with identity first, as containers compare.
    pub fn equal(&mut self, a: Obj, b: Obj) -> PyResult<bool> {
        if let Some(equal) = self.simple_equal(a, b) {
            return Ok(equal);
        }
        let mark = self.mark();
        let result = self.rich_compare(a, b, Compare::Equal)?;
        let equal = self.truth(result)?;
        self.release(mark);
        Ok(equal)
    }

    pub fn rich_compare_bool(&mut self, a: Obj, b: Obj, operator: Compare) -> PyResult<bool> {
        if a == b && matches!(operator, Compare::Equal | Compare::NotEqual) {
            return Ok(operator == Compare::Equal);
        }
        let mark = self.mark();
        let result = self.rich_compare(a, b, operator)?;
        let truth = self.truth(result)?;
        self.release(mark);
        Ok(truth)
    }

    /// `a <operator> b`.
    pub fn rich_compare(&mut self, a: Obj, b: Obj, operator: Compare) -> PyResult<Obj> {
        self.enter_native(" in comparison")?;
        let result = self.rich_compare_inner(a, b, operator);
        self.native_depth -= 1;
        result
    }

    fn rich_compare_inner(&mut self, a: Obj, b: Obj, operator: Compare) -> PyResult<Obj> {
        let (ta, tb) = (self.ty(a), self.ty(b));
        let swapped = operator.swapped();
        let mut reflected_tried = false;
        if let (T::INT, T::FLOAT) = (ta, tb) {
            return self.native_compare(b, a, swapped);
        }
        if ta != tb
            && self.is_subtype(tb, ta)
            && let Some(method) = self.find_in_type(tb, swapped.method())
        {
            reflected_tried = true;
            let result = self.call_method_found(method, b, &[a], &[])?;
            if result != NOT_IMPLEMENTED {
                return Ok(result);
            }
        }
        if let Some(method) = self.find_in_type(ta, operator.method()) {
            let result = self.call_method_found(method, a, &[b], &[])?;
            if result != NOT_IMPLEMENTED {
                return Ok(result);
            }
        }
        if !reflected_tried && let Some(method) = self.find_in_type(tb, swapped.method()) {
            let result = self.call_method_found(method, b, &[a], &[])?;
            if result != NOT_IMPLEMENTED {
                return Ok(result);
            }
        }
        match operator {
            Compare::Equal => Ok(Obj::bool(a == b)),
            Compare::NotEqual => Ok(Obj::bool(a != b)),
            _ => {
                let (na, nb, symbol) = (self.type_name(ta), self.type_name(tb), operator.symbol());
                Err(self.type_error(format!("'{symbol}' not supported between instances of '{na}' and '{nb}'")))
            }
        }
    }

    /// Guards recursion of native code, such as the comparison of nested lists.
    pub fn enter_native(&mut self, doing: &str) -> PyResult<()> {
        if self.native_depth >= 5000 || self.frames.len() + self.native_depth / 8 > self.recursion_limit + 400 {
            let message = format!("maximum recursion depth exceeded{doing}");
            return Err(self.raise_text(T::RECURSION_ERROR, &message));
        }
        self.native_depth += 1;
        Ok(())
    }

    /// The comparison methods of builtin types.
    pub fn native_compare(&mut self, a: Obj, b: Obj, operator: Compare) -> PyResult<Obj> {
        let ordering = match (self.heap.payload(a), self.heap.payload(b)) {
            (Payload::Int(x), Payload::Int(y)) => Some(x.cmp(y)),
            (Payload::Float(x), Payload::Float(y)) => x.partial_cmp(y),
            (Payload::Int(_) | Payload::Big(_), Payload::Float(_)) => return Ok(NOT_IMPLEMENTED),
            (Payload::Float(x), Payload::Int(_) | Payload::Big(_)) => {
                let x = *x;
                self.as_big(b).and_then(|y| float_int_cmp(x, &y))
            }
            (Payload::Int(_) | Payload::Big(_), Payload::Int(_) | Payload::Big(_)) => {
                self.as_big(a).partial_cmp(&self.as_big(b))
            }
            (Payload::Str(x), Payload::Str(y)) => Some(x.cmp_text(y)),
            (Payload::Bytes(_) | Payload::ByteArray(_), Payload::Bytes(_) | Payload::ByteArray(_)) => {
                self.bytes_of(a).partial_cmp(&self.bytes_of(b))
            }
            (Payload::MemoryView(_), _) | (_, Payload::MemoryView(_)) => return self.compare_views(a, b, operator),
            (Payload::Complex(..), _) => return self.compare_complex(a, b, operator),
            (Payload::List(_), Payload::List(_)) | (Payload::Tuple(_), Payload::Tuple(_)) => {
                return self.compare_sequences(a, b, operator);
            }
            (Payload::Deque(_), Payload::Deque(_)) => return self.compare_sequences(a, b, operator),
            (Payload::Dict(_), Payload::Dict(_)) => return self.compare_dicts(a, b, operator),
            (Payload::Range(x), Payload::Range(y)) => {
                if !matches!(operator, Compare::Equal | Compare::NotEqual) {
                    return Ok(NOT_IMPLEMENTED);
                }
                let (x, y) = ((**x).clone(), (**y).clone());
                let mut same = self.equal(x.length, y.length)?;
                if same && self.truth(x.length)? {
                    same = self.equal(x.start, y.start)?;
                    if same && x.length != super::object::statics::ONE {
                        same = self.equal(x.step, y.step)?;
                    }
                }
                return Ok(Obj::bool(same == (operator == Compare::Equal)));
            }
            (Payload::Code(x), Payload::Code(y)) => {
                let [x, y] = [x, y].map(|id| &self.codes[*id as usize].code);
                let same = crate::bytecode::sameness::same_code(x, y);
                return Ok(match operator {
                    Compare::Equal => Obj::bool(same),
                    Compare::NotEqual => Obj::bool(!same),
                    _ => NOT_IMPLEMENTED,
                });
            }
            (Payload::Slice(x), Payload::Slice(y)) => {
                let (x, y) = (**x, **y);
                let (x, y) = (self.new_tuple(&x), self.new_tuple(&y));
                return self.compare_sequences(x, y, operator);
            }
            (Payload::Method { function: f, receiver: r }, Payload::Method { function: g, receiver: s })
            | (Payload::NativeBound { native: f, receiver: r }, Payload::NativeBound { native: g, receiver: s }) => {
                let same = f == g && r == s;
                return Ok(match operator {
                    Compare::Equal => Obj::bool(same),
                    Compare::NotEqual => Obj::bool(!same),
                    _ => NOT_IMPLEMENTED,
                });
            }
            (Payload::View(_), _)
                if self.ty(a) == T::FRAME_LOCALS_PROXY && matches!(operator, Compare::Equal | Compare::NotEqual) =>
            {
                let equal = self.proxy_equal(a, b)?;
                return Ok(equal.map_or(NOT_IMPLEMENTED, |equal| Obj::bool(equal == (operator == Compare::Equal))));
            }
            _ => return Ok(NOT_IMPLEMENTED),
        };
        Ok(Obj::bool(operator.holds(ordering)))
    }

    fn compare_complex(&mut self, a: Obj, b: Obj, operator: Compare) -> PyResult<Obj> {
        if !matches!(operator, Compare::Equal | Compare::NotEqual) {
            return Ok(NOT_IMPLEMENTED);
        }
        let parts = |vm: &Vm, o: Obj| match vm.heap.payload(o) {
            Payload::Complex(re, im) => Some((*re, *im)),
            _ => vm.as_f64(o).map(|re| (re, 0.0)),
        };
        let (Some(x), Some(y)) = (parts(self, a), parts(self, b)) else { return Ok(NOT_IMPLEMENTED) };
        // An integer is compared exactly.
        if self.is_int(b) {
            let equal =
                x.1 == 0.0 && self.as_big(b).is_some_and(|int| float_int_cmp(x.0, &int) == Some(Ordering::Equal));
            return Ok(Obj::bool(equal == (operator == Compare::Equal)));
        }
        Ok(Obj::bool((x == y) == (operator == Compare::Equal)))
    }

    /// Items of a list, tuple or deque by position.
    fn sequence_item(&self, o: Obj, at: usize) -> Option<Obj> {
        match self.heap.payload(o) {
            Payload::Deque(data) => data.items.get(at).copied(),
            _ => self.items(o)?.get(at).copied(),
        }
    }

    fn compare_sequences(&mut self, a: Obj, b: Obj, operator: Compare) -> PyResult<Obj> {
        let (la, lb) = (self.quick_len(a).unwrap_or(0), self.quick_len(b).unwrap_or(0));
        if la != lb && matches!(operator, Compare::Equal | Compare::NotEqual) {
            return Ok(Obj::bool(operator == Compare::NotEqual));
        }
        let mut at = 0;
        while let (Some(x), Some(y)) = (self.sequence_item(a, at), self.sequence_item(b, at)) {
            self.tick()?;
            let mark = self.mark();
            self.hold(x);
            self.hold(y);
            let equal = self.equal(x, y)?;
            if !equal {
                return match operator {
                    Compare::Equal => Ok(Obj::bool(false)),
                    Compare::NotEqual => Ok(Obj::bool(true)),
                    _ => self.rich_compare(x, y, operator),
                };
            }
            self.release(mark);
            at += 1;
        }
        let (la, lb) = (self.quick_len(a).unwrap_or(0), self.quick_len(b).unwrap_or(0));
        Ok(Obj::bool(operator.holds(Some(la.cmp(&lb)))))
    }

    fn compare_dicts(&mut self, a: Obj, b: Obj, operator: Compare) -> PyResult<Obj> {
        if !matches!(operator, Compare::Equal | Compare::NotEqual) {
            return Ok(NOT_IMPLEMENTED);
        }
        let mut same = self.quick_len(a) == self.quick_len(b);
        if same {
            for (key, hash, value) in self.dict_entries(a) {
                let found = self.dict_find(b, key, hash)?;
                let Some(other) = found.and_then(|at| self.dict_data(b).map(|data| data.entry(at).value)) else {
                    same = false;
                    break;
                };
                self.hold(other);
                if !self.equal(value, other)? {
                    same = false;
                    break;
                }
            }
        }
        Ok(Obj::bool(same == (operator == Compare::Equal)))
    }

    /// `item in container`.
    pub fn contains(&mut self, container: Obj, item: Obj) -> PyResult<bool> {
        let ty = self.ty(container);
        match self.heap.payload(container) {
            Payload::List(_) | Payload::Tuple(_) if matches!(ty, T::LIST | T::TUPLE) => {
                return self.sequence_contains(container, item);
            }
            Payload::Dict(_) if ty == T::DICT => {
                let hash = self.hash(item)?;
                return Ok(self.dict_find(container, item, hash)?.is_some());
            }
            _ => {}
        }
        match self.find_in_type(ty, names::__contains__) {
            Some(NONE) => {
                let name = self.type_name(ty);
                Err(self.type_error(format!("'{name}' object is not a container")))
            }
            Some(method) => {
                let result = self.call_method_found(method, container, &[item], &[])?;
                self.truth(result)
            }
            None => {
                if !self.is_iterable(container) {
                    let name = self.type_name(ty);
                    return Err(self.type_error(format!("argument of type '{name}' is not iterable")));
                }
                let iterator = self.get_iter(container)?;
                loop {
                    let mark = self.mark();
                    let Some(candidate) = self.next_item(iterator)? else { return Ok(false) };
                    if self.equal(candidate, item)? {
                        return Ok(true);
                    }
                    self.release(mark);
                }
            }
        }
    }

    pub fn sequence_contains(&mut self, container: Obj, item: Obj) -> PyResult<bool> {
        let mut at = 0;
        while let Some(candidate) = self.sequence_item(container, at) {
            self.tick()?;
            let mark = self.mark();
            self.hold(candidate);
            let equal = self.equal(candidate, item)?;
            self.release(mark);
            if equal {
                return Ok(true);
            }
            at += 1;
        }
        Ok(false)
    }

    /// `hash(o)`.
    pub fn hash(&mut self, o: Obj) -> PyResult<i64> {
        let slot = self.heap.slot(o);
        match &slot.payload {
            Payload::Str(s) if slot.ty == T::STR => return Ok(s.hash()),
            Payload::Int(value) if slot.ty == T::INT => return Ok(int_hash(*value)),
            _ => {}
        }
        let ty = slot.ty;
        match self.find_in_type(ty, names::__hash__) {
            Some(NONE) | None => {
                let name = self.type_name(ty);
                Err(self.type_error(format!("unhashable type: '{name}'")))
            }
            Some(method)
                if self.ty(method) == T::SLOT_WRAPPER
                    && ty != T::SRE_PATTERN
                    && !matches!(
                        self.heap.payload(o),
                        Payload::MemoryView(_) | Payload::Fields(_) | Payload::View(_) | Payload::Weakref { .. }
                    ) =>
            {
                self.enter_native(" while hashing")?;
                let hash = self.native_hash(o);
                self.native_depth -= 1;
                hash
            }
            Some(method) => {
                let result = self.call_method_found(method, o, &[], &[])?;
                match self.heap.payload(result) {
                    Payload::Int(-1) => Ok(-2),
                    Payload::Int(value) => Ok(*value),
                    Payload::Big(value) => Ok(big_hash(value)),
                    _ => Err(self.raise_text(T::TYPE_ERROR, "__hash__ method should return an integer")),
                }
            }
        }
    }

    /// The hash methods of builtin types.
    pub fn native_hash(&mut self, o: Obj) -> PyResult<i64> {
        Ok(match self.heap.payload(o) {
            Payload::Str(s) => s.hash(),
            Payload::Int(value) => int_hash(*value),
            Payload::Big(value) => big_hash(value),
            Payload::Float(value) => float_hash(*value, o),
            Payload::Complex(re, im) => {
                let hash =
                    (float_hash(*re, o) as u64).wrapping_add((float_hash(*im, o) as u64).wrapping_mul(1000003)) as i64;
                if hash == -1 { -2 } else { hash }
            }
            Payload::Bytes(bytes) => string::hash_bytes(bytes),
            Payload::Tuple(items) => {
                let items = items.to_vec();
                let mut hashes = Vec::with_capacity(items.len());
                for item in items {
                    hashes.push(self.hash(item)?);
                }
                tuple_hash(&hashes)
            }
            Payload::Set(data) if self.layout(self.ty(o)) == T::FROZENSET => super::sets::frozenset_hash(data),
            Payload::Range(range) => {
                let range = (**range).clone();
                let empty = !self.truth(range.length)?;
                let one = range.length == super::object::statics::ONE;
                let parts = [
                    range.length,
                    if empty { NONE } else { range.start },
                    if empty || one { NONE } else { range.step },
                ];
                let tuple = self.new_tuple(&parts);
                self.native_hash(tuple)?
            }
            Payload::Slice(parts) => {
                let parts = **parts;
                let mut hashes = Vec::new();
                for part in parts {
                    hashes.push(self.hash(part)?);
                }
                tuple_hash(&hashes)
            }
            Payload::Method { function, receiver } => {
                let (function, receiver) = (*function, *receiver);
                identity_hash(receiver) ^ self.hash(function)?
            }
            Payload::Plain if o == NONE => 0xfca8_6420,
            Payload::Code(id) => {
                let code = &self.codes[*id as usize].code;
                let numbers =
                    [code.argcount, code.posonlyargcount, code.kwonlyargcount, code.flags.0, code.firstlineno as u32];
                tuple_hash(&numbers.map(i64::from))
                    ^ string::hash_bytes(code.name.to_string_lossy().as_bytes())
                    ^ string::hash_bytes(&code.code)
            }
            _ => identity_hash(o),
        })
    }
}

/// The number `id()` gives: a place in a pretended address space.
pub fn identity(o: Obj) -> i64 {
    0x7f00_0000_0000 + o.index() as i64 * 48
}

pub fn identity_hash(o: Obj) -> i64 {
    (identity(o) as u64).rotate_right(4) as i64
}

const MODULUS: u64 = (1 << 61) - 1;

pub fn int_hash(value: i64) -> i64 {
    let hash = (value.unsigned_abs() % MODULUS) as i64;
    let hash = if value < 0 { -hash } else { hash };
    if hash == -1 { -2 } else { hash }
}

pub fn big_hash(value: &BigInt) -> i64 {
    let hash = (value.magnitude() % MODULUS).to_i64().unwrap_or(0);
    let hash = if value.sign() == num_bigint::Sign::Minus { -hash } else { hash };
    if hash == -1 { -2 } else { hash }
}

/// Equal numbers of different types have equal hashes, so a float's is its value modulo the same prime.
pub fn float_hash(value: f64, o: Obj) -> i64 {
    if value.is_nan() {
        return identity_hash(o);
    }
    if value.is_infinite() {
        return if value > 0.0 { 314159 } else { -314159 };
    }
    let (mut mantissa, mut exponent) = super::number::frexp(value.abs());
    let mut hash: u64 = 0;
    while mantissa != 0.0 {
        hash = ((hash << 28) & MODULUS) | hash >> (61 - 28);
        mantissa *= 268435456.0;
        exponent -= 28;
        let digit = mantissa as u64;
        mantissa -= digit as f64;
        hash += digit;
        if hash >= MODULUS {
            hash -= MODULUS;
        }
    }
    let shift = exponent.rem_euclid(61) as u32;
    hash = ((hash << shift) & MODULUS) | hash.checked_shr(61 - shift).unwrap_or(0);
    let hash = if value < 0.0 { -(hash as i64) } else { hash as i64 };
    if hash == -1 { -2 } else { hash }
}

/// xxHash over the items' hashes, as CPython mixes them.
pub fn tuple_hash(hashes: &[i64]) -> i64 {
    const PRIME_1: u64 = 11400714785074694791;
    const PRIME_2: u64 = 14029467366897019727;
    const PRIME_5: u64 = 2870177450012600261;
    let mut acc = PRIME_5;
    for &lane in hashes {
        acc = acc.wrapping_add((lane as u64).wrapping_mul(PRIME_2)).rotate_left(31).wrapping_mul(PRIME_1);
    }
    acc = acc.wrapping_add(hashes.len() as u64 ^ (PRIME_5 ^ 3527539));
    if acc == u64::MAX { 1546275796 } else { acc as i64 }
}
