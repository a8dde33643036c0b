//! `_json.make_scanner`: a whole JSON text as objects.
//!
//! Places are bytes of the text while it is read, and characters where somebody is told of them.

use std::sync::Arc;

use hashbrown::HashMap;

use super::json::{complain, scan_literal};
use crate::vm::native::{Args, Arity, GetSetDef, Params, def};
use crate::vm::number::parse_float;
use crate::vm::object::statics::NONE;
use crate::vm::object::{Obj, Payload, PyStr, StateData, T};
use crate::vm::types::TypeTable;
use crate::vm::{PyResult, Raised, Vm};

/// What a scanner keeps of its context, one object each.
const FIELDS: [&str; 6] = ["strict", "object_hook", "object_pairs_hook", "parse_float", "parse_int", "parse_constant"];

/// Digits that fit 64 bits whatever they are.
const SHORT: usize = 18;

pub const TABLES: &[TypeTable] = &[TypeTable::new(T::JSON_SCANNER, &[def("__call__", Arity::Any, call)])
    .with_statics(&[def("__new__", Arity::Any, new)])
    .with_getset(&[
        GetSetDef { name: "strict", get: Vm::state_object::<0>, set: None },
        GetSetDef { name: "object_hook", get: Vm::state_object::<1>, set: None },
        GetSetDef { name: "object_pairs_hook", get: Vm::state_object::<2>, set: None },
        GetSetDef { name: "parse_float", get: Vm::state_object::<3>, set: None },
        GetSetDef { name: "parse_int", get: Vm::state_object::<4>, set: None },
        GetSetDef { name: "parse_constant", get: Vm::state_object::<5>, set: None },
    ])];

fn new(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let params =
        Params { function: "make_scanner", names: &["context"], required: 1, positional: 1, positional_only: 0 };
    let [context] = vm.parse(args, 1, &params)?;
    let mut objects = Vec::new();
    for name in FIELDS {
        objects.push(vm.get_attr_str(context, name)?);
    }
    objects[0] = Obj::bool(vm.truth(objects[0])?);
    Ok(vm.new_state(args[0], StateData { objects, ..StateData::default() }))
}

/// What stands behind an item: the next one, or the end of what holds them; where that is.
enum Behind {
    Item(usize),
    End(usize),
}

struct Scanner<'a> {
    vm: &'a mut Vm,
    document: Obj,
    data: Arc<PyStr>,
    strict: bool,
    object_hook: Option<Obj>,
    pairs_hook: Option<Obj>,
    parse_float: Obj,
    parse_int: Obj,
    parse_constant: Obj,
    /// One object for equal keys.
    keys: HashMap<String, Obj>,
}

/// `scanner(text, idx)`: the value that begins there, and the place behind it.
fn call(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let params =
        Params { function: "scan_once", names: &["string", "idx"], required: 2, positional: 2, positional_only: 0 };
    let [document, begin] = vm.parse(args, 1, &params)?;
    let begin = vm.index_size(begin)?;
    let Payload::Str(data) = vm.heap.payload(document) else {
        let name = vm.type_name_of(document);
        return Err(vm.type_error(format!("first argument must be a string, not {name}")));
    };
    let data = data.clone();
    let Some(state) = vm.state(args[0]) else { return Err(vm.wrong_payload("Scanner", args[0])) };
    let objects = state.objects.clone();
    let &[strict, object_hook, pairs_hook, parse_float, parse_int, parse_constant] = &objects[..] else {
        return Err(vm.wrong_payload("Scanner", args[0]));
    };
    if begin < 0 {
        return Err(vm.value_error("idx cannot be negative"));
    }
    if begin as usize >= data.len() {
        let place = vm.new_int(begin);
        return Err(vm.raise_stop(place));
    }
    let begin = data.byte_offset(begin as usize);
    let wanted = |hook: Obj| hook.some().filter(|&hook| hook != NONE);
    let mut scanner = Scanner {
        vm,
        document,
        strict: strict == Obj::bool(true),
        object_hook: wanted(object_hook),
        pairs_hook: wanted(pairs_hook),
        parse_float,
        parse_int,
        parse_constant,
        keys: HashMap::new(),
        data: data.clone(),
    };
    let (value, end) = scanner.value(begin)?;
    let end = vm.new_usize(data.char_offset(end));
    Ok(vm.new_tuple(&[value, end]))
}

impl Scanner<'_> {
    fn byte(&self, at: usize) -> Option<u8> {
        self.data.as_str().as_bytes().get(at).copied()
    }

    fn complain(&mut self, message: &str, at: usize) -> Raised {
        let at = self.data.char_offset(at);
        complain(self.vm, message, self.document, at).unwrap_or_else(|raised| raised)
    }

    /// No value begins here.
    fn stop(&mut self, at: usize) -> Raised {
        let place = self.vm.new_usize(self.data.char_offset(at));
        self.vm.raise_stop(place)
    }

    /// The first place from `at` on that is no white space.
    fn skip(&self, at: usize) -> usize {
        let rest = &self.data.as_str().as_bytes()[at..];
        let blank = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
        at + rest.iter().position(|byte| !blank(byte)).unwrap_or(rest.len())
    }

    fn value(&mut self, at: usize) -> PyResult<(Obj, usize)> {
        let data = self.data.clone();
        let rest = &data.as_str().as_bytes()[at..];
        match rest.first() {
            Some(b'"') => {
                let (text, end) = scan_literal(self.vm, &data, self.document, at + 1, self.strict)?;
                Ok((self.vm.new_str(text), end))
            }
            Some(b'{') => self.nested(" while decoding a JSON object from a unicode string", at, Self::object),
            Some(b'[') => self.nested(" while decoding a JSON array from a unicode string", at, Self::array),
            Some(b'n') if rest.starts_with(b"null") => Ok((NONE, at + 4)),
            Some(b't') if rest.starts_with(b"true") => Ok((Obj::bool(true), at + 4)),
            Some(b'f') if rest.starts_with(b"false") => Ok((Obj::bool(false), at + 5)),
            Some(b'N') if rest.starts_with(b"NaN") => self.constant("NaN", at),
            Some(b'I') if rest.starts_with(b"Infinity") => self.constant("Infinity", at),
            Some(b'-') if rest.starts_with(b"-Infinity") => self.constant("-Infinity", at),
            _ => self.number(at),
        }
    }

    fn nested(
        &mut self,
        doing: &str,
        at: usize,
        read: fn(&mut Self, usize) -> PyResult<(Obj, usize)>,
    ) -> PyResult<(Obj, usize)> {
        self.vm.enter_native(doing)?;
        let result = read(self, at + 1);
        self.vm.native_depth -= 1;
        result
    }

    fn constant(&mut self, name: &str, at: usize) -> PyResult<(Obj, usize)> {
        let text = self.vm.new_str(name);
        let value = self.vm.call(self.parse_constant, &[text])?;
        Ok((value, at + name.len()))
    }

    fn number(&mut self, begin: usize) -> PyResult<(Obj, usize)> {
        let digit = |this: &Self, at: usize| this.byte(at).is_some_and(|byte| byte.is_ascii_digit());
        let digits = |this: &Self, mut at: usize| {
            while digit(this, at) {
                at += 1;
            }
            at
        };
        let first = begin + usize::from(self.byte(begin) == Some(b'-'));
        let mut end = match self.byte(first) {
            Some(b'0') => first + 1,
            Some(b'1'..=b'9') => digits(self, first),
            _ => return Err(self.stop(begin)),
        };
        let mut is_float = false;
        if self.byte(end) == Some(b'.') && digit(self, end + 1) {
            is_float = true;
            end = digits(self, end + 1);
        }
        if matches!(self.byte(end), Some(b'e' | b'E')) {
            let from = end + 1 + usize::from(matches!(self.byte(end + 1), Some(b'+' | b'-')));
            if digit(self, from) {
                is_float = true;
                end = digits(self, from);
            }
        }
        let data = self.data.clone();
        let text = &data.as_str()[begin..end];
        let (parse, known) = if is_float {
            (self.parse_float, parse_float(text).filter(|_| self.parse_float == T::FLOAT).map(|v| self.vm.new_float(v)))
        } else if self.parse_int == T::INT && text.len() <= SHORT {
            (T::INT, text.parse().ok().map(|value| self.vm.new_int(value)))
        } else {
            (self.parse_int, None)
        };
        if let Some(value) = known {
            return Ok((value, end));
        }
        let text = self.vm.new_str(text);
        Ok((self.vm.call(parse, &[text])?, end))
    }

    fn array(&mut self, at: usize) -> PyResult<(Obj, usize)> {
        let mut items = Vec::new();
        let mut at = self.skip(at);
        if self.byte(at) == Some(b']') {
            return Ok((self.vm.new_list(items), at + 1));
        }
        loop {
            self.vm.tick()?;
            let (item, end) = self.value(at)?;
            items.push(item);
            match self.behind_item(end, b']', "Illegal trailing comma before end of array")? {
                Behind::Item(next) => at = next,
                Behind::End(end) => return Ok((self.vm.new_list(items), end)),
            }
        }
    }

    fn object(&mut self, at: usize) -> PyResult<(Obj, usize)> {
        let mut pairs = Vec::new();
        let dict = if self.pairs_hook.is_some() { NONE } else { self.vm.new_dict() };
        let mut at = self.skip(at);
        if self.byte(at) == Some(b'}') {
            return Ok((self.finish(dict, &pairs)?, at + 1));
        }
        loop {
            self.vm.tick()?;
            if self.byte(at) != Some(b'"') {
                return Err(self.complain("Expecting property name enclosed in double quotes", at));
            }
            let data = self.data.clone();
            let (key, end) = scan_literal(self.vm, &data, self.document, at + 1, self.strict)?;
            let key = match self.keys.get(&key) {
                Some(&known) => known,
                None => {
                    let o = self.vm.new_str(key.clone());
                    self.keys.insert(key, o);
                    o
                }
            };
            at = self.skip(end);
            if self.byte(at) != Some(b':') {
                return Err(self.complain("Expecting ':' delimiter", at));
            }
            at = self.skip(at + 1);
            let (value, end) = self.value(at)?;
            if self.pairs_hook.is_some() {
                pairs.push(self.vm.new_tuple(&[key, value]));
            } else {
                self.vm.dict_set(dict, key, value)?;
            }
            match self.behind_item(end, b'}', "Illegal trailing comma before end of object")? {
                Behind::Item(next) => at = next,
                Behind::End(end) => return Ok((self.finish(dict, &pairs)?, end)),
            }
        }
    }

    /// What stands behind an item of an array or object that ends with `close`.
    fn behind_item(&mut self, end: usize, close: u8, trailing: &str) -> PyResult<Behind> {
        let at = self.skip(end);
        match self.byte(at) {
            Some(byte) if byte == close => return Ok(Behind::End(at + 1)),
            Some(b',') => {}
            _ => return Err(self.complain("Expecting ',' delimiter", at)),
        }
        let next = self.skip(at + 1);
        match self.byte(next) {
            Some(byte) if byte == close => Err(self.complain(trailing, at)),
            _ => Ok(Behind::Item(next)),
        }
    }

    /// What the hooks make of an object.
    fn finish(&mut self, dict: Obj, pairs: &[Obj]) -> PyResult<Obj> {
        if let Some(hook) = self.pairs_hook {
            let list = self.vm.new_list(pairs.to_vec());
            return self.vm.call(hook, &[list]);
        }
        match self.object_hook {
            Some(hook) => self.vm.call(hook, &[dict]),
            None => Ok(dict),
        }
    }
}
