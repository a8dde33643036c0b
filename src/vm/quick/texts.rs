//! Short ways of f-strings: exact texts and numbers become pieces, and pieces a text.

use std::sync::Arc;

use super::operands::Operands;
use crate::vm::format::{format_exact, push_decimal};
use crate::vm::object::statics::latin1;
use crate::vm::object::{Obj, Payload, PyStr, T};

/// Longer texts count in the look at the memory, which is not for here.
const LONG: usize = 1 << 14;

impl Operands<'_, '_> {
    /// A counted text; a slot must be free.
    fn new_text(&mut self, text: String) -> Obj {
        match text.as_bytes() {
            &[byte] if byte.is_ascii() => {
                let o = latin1(byte);
                self.slots.incref(o);
                o
            }
            _ => self.slots.alloc(T::STR, Payload::Str(Arc::new(PyStr::new(text)))),
        }
    }

    /// Whether a text made here is one that `Vm::new_str` would make anew, or that of an ASCII character.
    fn is_ordinary(&self, text: &str) -> bool {
        (1..LONG).contains(&text.len()) && (text.len() > 2 || text.is_ascii()) && self.slots.has_free()
    }

    /// `format(value, '')` of an exact text or an exact int.
    pub fn format_simple(&mut self) -> bool {
        let value = self.peek(0);
        let slot = self.slots.at(value);
        match slot.payload {
            Payload::Str(_) => slot.ty == T::STR,
            Payload::Int(number) if slot.ty == T::INT && self.slots.has_free() => {
                let mut text = String::with_capacity(20);
                push_decimal(&mut text, number);
                let result = self.new_text(text);
                self.set_top(result);
                self.slots.release_number(value);
                true
            }
            _ => false,
        }
    }

    /// `format(value, spec)` of an exact text or number, where that does not raise.
    pub fn format_with_spec(&mut self) -> bool {
        let (value, spec) = self.two();
        let (slot, how) = (self.slots.at(value), self.slots.at(spec));
        let Payload::Str(how_text) = &how.payload else { return false };
        if !matches!(slot.ty, T::STR | T::INT | T::FLOAT) || !self.slots.may_release(spec) || how.ty != T::STR {
            return false;
        }
        let mut text = String::new();
        let done = !how_text.is_empty() && format_exact(&slot.payload, how_text.as_str(), &mut text);
        if !done || !self.is_ordinary(&text) || !self.slots.may_release(value) {
            return false;
        }
        let result = self.new_text(text);
        self.drop(1);
        self.set_top(result);
        let _ = self.slots.release(spec) && self.slots.release(value);
        true
    }

    /// Pieces, all exact texts, become one.
    pub fn build_string(&mut self, count: usize) -> bool {
        let Some(pieces) = self.top(count) else { return false };
        let exact = |o: Obj| match &self.slots.at(o).payload {
            Payload::Str(text) if self.slots.at(o).ty == T::STR => Some(text.as_str()),
            _ => None,
        };
        let mut length = 0;
        for &piece in pieces {
            let Some(text) = exact(piece) else { return false };
            length += text.len();
            if length >= LONG || self.slots.at(piece).attrs != 0 {
                return false;
            }
        }
        let mut text = String::with_capacity(length);
        for &piece in pieces {
            text.push_str(exact(piece).unwrap_or_default());
        }
        if !self.is_ordinary(&text) {
            return false;
        }
        let result = self.new_text(text);
        for _ in 0..count {
            let piece = self.pop();
            let _ = self.slots.release(piece);
        }
        self.push(result);
        true
    }
}
