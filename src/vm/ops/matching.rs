//! `match`.

use crate::vm::object::statics::{MISSING, NONE};
use crate::vm::object::{Obj, T, names};
use crate::vm::{PyResult, Vm};

impl Vm {
    pub fn op_match_mapping(&mut self) -> PyResult<()> {
        let ty = self.ty(self.peek(0));
        self.stack.push(Obj::bool(self.type_data(ty).is_some_and(|data| data.is_mapping)));
        Ok(())
    }

    pub fn op_match_sequence(&mut self) -> PyResult<()> {
        let ty = self.ty(self.peek(0));
        self.stack.push(Obj::bool(self.type_data(ty).is_some_and(|data| data.is_sequence)));
        Ok(())
    }

    pub fn op_match_keys(&mut self) -> PyResult<()> {
        let (keys, subject) = (self.peek(0), self.peek(1));
        self.push_result(|vm| {
            let keys = vm.held_items(keys);
            let mut values = Vec::new();
            let mut seen: Vec<Obj> = Vec::new();
            if keys.is_empty() {
                return Ok(vm.new_tuple(&[]));
            }
            let get = vm.get_attr(subject, names::get)?;
            for key in keys {
                for &other in &seen {
                    if vm.equal(other, key)? {
                        let key = vm.repr_text(key)?;
                        let message = format!("mapping pattern checks duplicate key ({key})");
                        return Err(vm.raise_text(T::VALUE_ERROR, &message));
                    }
                }
                seen.push(key);
                let value = vm.call(get, &[key, MISSING])?;
                if value == MISSING {
                    return Ok(NONE);
                }
                values.push(value);
            }
            Ok(vm.new_tuple(&values))
        })
    }

    pub fn op_match_class(&mut self, count: u32) -> PyResult<()> {
        let (names, class, subject) = (self.peek(0), self.peek(1), self.peek(2));
        self.replace_top(3, |vm| vm.match_class(subject, class, count as usize, names))
    }

    /// The tuple of attributes that a class pattern looks at, or `None`.
    fn match_class(&mut self, subject: Obj, class: Obj, count: usize, keywords: Obj) -> PyResult<Obj> {
        if !self.is_type(class) {
            return Err(self.raise_text(T::TYPE_ERROR, "called match pattern must be a class"));
        }
        if !self.is_instance_of(subject, class)? {
            return Ok(NONE);
        }
        let mut values = Vec::new();
        let mut seen: Vec<Obj> = Vec::new();
        if count > 0 {
            let itself = [
                T::BOOL,
                T::BYTEARRAY,
                T::BYTES,
                T::DICT,
                T::FLOAT,
                T::FROZENSET,
                T::INT,
                T::LIST,
                T::SET,
                T::STR,
                T::TUPLE,
            ];
            let args = self.find_attr(class, names::__match_args__)?;
            let match_self = args.is_none() && itself.iter().any(|&ty| self.is_subtype(class, ty));
            let known = match args {
                Some(args) => {
                    if !self.is_tuple(args) {
                        let (class, got) = (self.type_name(class), self.type_name_of(args));
                        let message = format!("{class}.__match_args__ must be a tuple (got {got})");
                        return Err(self.type_error(message));
                    }
                    self.held_items(args)
                }
                None => Vec::new(),
            };
            let allowed = if match_self { 1 } else { known.len() };
            if allowed < count {
                let name = self.type_name(class);
                let plural = if allowed == 1 { "" } else { "s" };
                let message = format!("{name}() accepts {allowed} positional sub-pattern{plural} ({count} given)");
                return Err(self.type_error(message));
            }
            if match_self {
                values.push(subject);
            } else {
                for &name in &known[..count] {
                    if !self.is_str(name) {
                        let got = self.type_name_of(name);
                        let message = format!("__match_args__ elements must be strings (got {got})");
                        return Err(self.type_error(message));
                    }
                    match self.match_attribute(subject, class, name, &mut seen)? {
                        Some(value) => values.push(value),
                        None => return Ok(NONE),
                    }
                }
            }
        }
        for name in self.held_items(keywords) {
            match self.match_attribute(subject, class, name, &mut seen)? {
                Some(value) => values.push(value),
                None => return Ok(NONE),
            }
        }
        Ok(self.new_tuple(&values))
    }

    fn match_attribute(&mut self, subject: Obj, class: Obj, name: Obj, seen: &mut Vec<Obj>) -> PyResult<Option<Obj>> {
        if seen.iter().any(|&other| self.text(other) == self.text(name)) {
            let (class, name) = (self.type_name(class), self.repr_text(name)?);
            let message = format!("{class}() got multiple sub-patterns for attribute {name}");
            return Err(self.type_error(message));
        }
        seen.push(name);
        self.find_attr(subject, name)
    }
}
