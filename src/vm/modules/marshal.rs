//! `marshal`: values as bytes in the format of `.pyc` files, and back.
//!
//! Like CPython, an object that only one holder knows is written without a place in the table of references. A code object
//! alone is written as it is into a `.pyc`.
//!
//! Known gaps: constants that no source can have (a list in `co_consts`) are lost when a code object is read or written; the
//! parts of code objects inside of other values are shared among each other as far as they are names.

use std::collections::HashMap;

use crate::base::{Int, Text};
use crate::pyc::reader::{CodeLayout, FLAG_REF, read};
use crate::pyc::tree::{NodeIndex, Tree, Value};
use crate::pyc::writer::{digits_of, marshal_code};
use crate::pyc::{MarshalError, load::code_at};
use crate::vm::native::{Args, Arity, NativeDef, Params, def};
use crate::vm::object::statics::{ELLIPSIS, FALSE, FIRST_DYNAMIC, NONE, TRUE, single_byte};
use crate::vm::object::{Obj, Payload, T, string};
use crate::vm::{PyResult, Raised, Vm};

const FUNCTIONS: &[NativeDef] = &[
    def("dump", Arity::Any, dump),
    def("dumps", Arity::Any, dumps),
    def("load", Arity::Any, load),
    def("loads", Arity::Any, loads),
];

/// The version that is written unless another one is asked for.
const VERSION: i64 = 4;

/// CPython: `MAX_MARSHAL_STACK_DEPTH`.
const MAX_DEPTH: u32 = 2000;

pub fn create(vm: &mut Vm) -> Obj {
    let module = vm.native_module("marshal", FUNCTIONS);
    vm.module_set(module, "version", Obj::small_int(VERSION).unwrap_or(NONE));
    module
}

/// The arguments of one of the functions: those without a name, and whether code objects are allowed.
fn arguments<const N: usize>(vm: &mut Vm, args: &Args, function: &str, least: usize) -> PyResult<([Obj; N], bool)> {
    let mut names = [""; N];
    names[N - 1] = "allow_code";
    let params = Params { function, names: &names, required: least, positional: N - 1, positional_only: N - 1 };
    let given: [Obj; N] = vm.parse(args, 0, &params)?;
    let allowed = match given[N - 1].some() {
        Some(value) => vm.truth(value)?,
        None => true,
    };
    Ok((given, allowed))
}

fn version_of(vm: &mut Vm, version: Obj) -> PyResult<i64> {
    version.some().map_or(Ok(VERSION), |version| vm.index_i64(version))
}

fn dumps(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let ([value, version, _], allowed) = arguments::<3>(vm, args, "dumps", 1)?;
    let version = version_of(vm, version)?;
    let bytes = written(vm, value, version, allowed)?;
    Ok(vm.new_bytes(bytes))
}

fn dump(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let ([value, file, version, _], allowed) = arguments::<4>(vm, args, "dump", 2)?;
    let version = version_of(vm, version)?;
    let bytes = written(vm, value, version, allowed)?;
    let bytes = vm.new_bytes(bytes);
    vm.call_method_str(file, "write", &[bytes])
}

fn loads(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let ([data, _], allowed) = arguments::<2>(vm, args, "loads", 1)?;
    let data = vm.shared_bytes(data)?;
    Ok(value_of(vm, &data, allowed)?.0)
}

/// Reads all that the file has, and goes back to the end of the value.
fn load(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let ([file, _], allowed) = arguments::<2>(vm, args, "load", 1)?;
    let nothing = vm.call_method_str(file, "read", &[Obj::small_int(0).unwrap_or(NONE)])?;
    if vm.ty(nothing) != T::BYTES {
        let name = vm.type_name_of(nothing);
        return Err(vm.type_error(format!("file.read() returned not bytes but {name}")));
    }
    let data = vm.call_method_str(file, "read", &[])?;
    let data = vm.shared_bytes(data)?;
    let (value, end) = value_of(vm, &data, allowed)?;
    if end < data.len() {
        let back = vm.new_int(end as i64 - data.len() as i64);
        vm.call_method_str(file, "seek", &[back, Obj::small_int(1).unwrap_or(NONE)])?;
    }
    Ok(value)
}

/// A value from the start of `data`, and where its bytes end.
fn value_of(vm: &mut Vm, data: &[u8], allow_code: bool) -> PyResult<(Obj, usize)> {
    let tree = match read(data, 0, CodeLayout::V3_11) {
        Ok(tree) => tree,
        Err(error) => return Err(complain(vm, &error)),
    };
    if !allow_code && tree.nodes.iter().any(|node| matches!(node.value, Value::Code(_))) {
        return Err(vm.value_error("unmarshalling code objects is disallowed"));
    }
    let mut made = vec![Obj::NULL; tree.nodes.len()];
    let value = build(vm, &tree, data, tree.root, &mut made)?;
    Ok((value, tree.node(tree.root).bytes.end as usize))
}

fn complain(vm: &mut Vm, error: &MarshalError) -> Raised {
    let ty = match error.exception {
        "EOFError" => T::EOF_ERROR,
        "TypeError" => T::TYPE_ERROR,
        _ => T::VALUE_ERROR,
    };
    vm.raise_text(ty, &error.msg)
}

/// The object of a node. `made` has those that are there already, by node.
fn build(vm: &mut Vm, tree: &Tree, data: &[u8], index: NodeIndex, made: &mut [Obj]) -> PyResult<Obj> {
    let at = index.0 as usize;
    if !made[at].is_null() {
        return Ok(made[at]);
    }
    let object = match &tree.node(index).value {
        Value::Null | Value::None => NONE,
        Value::StopIteration => T::STOP_ITERATION,
        Value::Ellipsis => ELLIPSIS,
        Value::Bool(value) => Obj::bool(*value),
        Value::Int(Int::Small(value)) => vm.new_int(*value),
        Value::Int(value) => vm.new_big(value.to_big()),
        Value::Float(value) => vm.new_float(*value),
        Value::Complex { real, imag } => vm.new_complex(*real, *imag),
        Value::Str { text, interned: true } => vm.intern(&string::from_text(text)),
        Value::Str { text, .. } => vm.new_str(string::from_text(text)),
        Value::Bytes(range) => vm.new_bytes(data[range.start as usize..range.end as usize].to_vec()),
        Value::Tuple(items) => {
            let mut objects = Vec::with_capacity(items.len());
            for &item in items {
                objects.push(build(vm, tree, data, item, made)?);
            }
            vm.new_tuple(&objects)
        }
        Value::List(items) => {
            let list = vm.new_list(Vec::new());
            made[at] = list;
            for &item in items {
                let item = build(vm, tree, data, item, made)?;
                vm.list_push(list, item);
            }
            list
        }
        Value::Set(items) | Value::FrozenSet(items) => {
            let is_set = matches!(tree.node(index).value, Value::Set(_));
            let set = vm.new_set(if is_set { T::SET } else { T::FROZENSET });
            if is_set {
                made[at] = set;
            }
            for &item in items {
                let item = build(vm, tree, data, item, made)?;
                vm.set_add(set, item)?;
            }
            set
        }
        Value::Dict(pairs) => {
            let dict = vm.new_dict();
            made[at] = dict;
            for &(key, value) in pairs {
                let key = build(vm, tree, data, key, made)?;
                let value = build(vm, tree, data, value, made)?;
                vm.dict_set(dict, key, value)?;
            }
            dict
        }
        Value::Code(_) => match code_at(tree, data, index) {
            Ok(code) => {
                let code = vm.code_object(&code);
                vm.own(code)
            }
            Err(error) => return Err(complain(vm, &error)),
        },
        Value::Ref { target, .. } => build(vm, tree, data, *target, made)?,
        // No slice is in a file of this version.
        Value::Slice(_) => NONE,
    };
    made[at] = object;
    Ok(object)
}

fn written(vm: &mut Vm, value: Obj, version: i64, allow_code: bool) -> PyResult<Vec<u8>> {
    if let &Payload::Code(id) = vm.heap.payload(value)
        && allow_code
        && version == VERSION
    {
        return Ok(marshal_code(&vm.codes[id as usize].code.clone(), None));
    }
    let mut writer = Writer { vm, version, allow_code, out: Vec::new(), places: HashMap::new(), next: 0, depth: 0 };
    match writer.object(value, false) {
        Ok(()) => Ok(writer.out),
        Err(Refusal::Said(message)) => Err(vm.value_error(message)),
        Err(Refusal::Raised) => Err(Raised),
    }
}

/// Why a value cannot be written.
enum Refusal {
    Said(&'static str),
    Raised,
}

impl From<Raised> for Refusal {
    fn from(_: Raised) -> Self {
        Refusal::Raised
    }
}

type Written = Result<(), Refusal>;

struct Writer<'v> {
    vm: &'v mut Vm,
    version: i64,
    allow_code: bool,
    out: Vec<u8>,
    /// Places in the table of references, by object.
    places: HashMap<usize, u32>,
    next: u32,
    depth: u32,
}

impl Writer<'_> {
    fn long(&mut self, value: u32) {
        self.out.extend(value.to_le_bytes());
    }

    /// Writes an object, or where it was written before; `held` says that somebody else is sure to hold it.
    fn object(&mut self, o: Obj, held: bool) -> Written {
        let letter = match o {
            NONE => b'N',
            ELLIPSIS => b'.',
            FALSE => b'F',
            TRUE => b'T',
            _ if o == T::STOP_ITERATION => b'S',
            _ => {
                self.depth += 1;
                if self.depth > MAX_DEPTH {
                    return Err(Refusal::Said("object too deeply nested to marshal"));
                }
                let mut flag = 0;
                if self.version >= 3 && (held || self.is_shared(o)) {
                    if let Some(&place) = self.places.get(&o.index()) {
                        self.out.push(b'r');
                        self.long(place);
                        self.depth -= 1;
                        return Ok(());
                    }
                    self.places.insert(o.index(), self.next);
                    self.next += 1;
                    flag = FLAG_REF;
                }
                self.value(o, flag)?;
                self.depth -= 1;
                return Ok(());
            }
        };
        self.out.push(letter);
        Ok(())
    }

    fn is_shared(&self, o: Obj) -> bool {
        let heap = &self.vm.heap;
        o.index() < FIRST_DYNAMIC as usize || heap.is_immortal(o) || heap.refs(o) > 1
    }

    fn value(&mut self, o: Obj, flag: u8) -> Written {
        let ty = self.vm.ty(o);
        match self.vm.heap.payload(o) {
            Payload::Int(value) if ty == T::INT => {
                let value = *value;
                match i32::try_from(value) {
                    Ok(small) => {
                        self.out.push(b'i' | flag);
                        self.long(small as u32);
                    }
                    Err(_) => self.digits(&num_bigint::BigInt::from(value), flag),
                }
            }
            Payload::Big(value) if ty == T::INT => {
                let value = value.clone();
                self.digits(&value, flag);
            }
            Payload::Float(value) if ty == T::FLOAT => {
                let value = *value;
                self.out.push(if self.version > 1 { b'g' } else { b'f' } | flag);
                self.float(value)?;
            }
            Payload::Complex(real, imag) if ty == T::COMPLEX => {
                let (real, imag) = (*real, *imag);
                self.out.push(if self.version > 1 { b'y' } else { b'x' } | flag);
                self.float(real)?;
                self.float(imag)?;
            }
            Payload::Str(_) if ty == T::STR => self.text(o, flag),
            Payload::Bytes(bytes) if ty == T::BYTES => {
                let bytes = bytes.clone();
                self.bytes(&bytes, flag);
            }
            Payload::Tuple(items) if ty == T::TUPLE => {
                let items = items.to_vec();
                self.start_tuple(items.len(), flag);
                self.all(&items)?;
            }
            Payload::List(items) if ty == T::LIST => {
                let items = items.clone();
                self.out.push(b'[' | flag);
                self.long(items.len() as u32);
                self.all(&items)?;
            }
            Payload::Dict(data) if ty == T::DICT => {
                let pairs: Vec<(Obj, Obj)> = data.iter().map(|entry| (entry.key, entry.value)).collect();
                self.out.push(b'{' | flag);
                for (key, value) in pairs {
                    self.object(key, false)?;
                    self.object(value, false)?;
                }
                self.out.push(b'0');
            }
            Payload::Set(data) if ty == T::SET || ty == T::FROZENSET => {
                let items: Vec<Obj> = data.iter().map(|(key, _)| key).collect();
                self.out.push(if ty == T::SET { b'<' } else { b'>' } | flag);
                self.long(items.len() as u32);
                self.sorted(&items)?;
            }
            Payload::Code(id) => {
                let id = *id;
                self.code(id, flag)?;
            }
            Payload::ByteArray(_) | Payload::MemoryView(_) => {
                let bytes = self.vm.shared_bytes(o)?;
                self.bytes(&bytes, flag);
            }
            _ => return Err(Refusal::Said("unmarshallable object")),
        }
        Ok(())
    }

    fn all(&mut self, items: &[Obj]) -> Written {
        items.iter().try_for_each(|&item| self.object(item, false))
    }

    /// The elements of a set go by what they alone would be written as; while they are sorted, they are held.
    fn sorted(&mut self, items: &[Obj]) -> Written {
        let mut elements = Vec::with_capacity(items.len());
        for &item in items {
            let (version, allow_code) = (self.version, self.allow_code);
            let places = HashMap::new();
            let mut alone = Writer { vm: self.vm, version, allow_code, out: Vec::new(), places, next: 0, depth: 0 };
            alone.object(item, true)?;
            elements.push((alone.out, item));
        }
        elements.sort_by(|a, b| a.0.cmp(&b.0));
        elements.iter().try_for_each(|&(_, item)| self.object(item, true))
    }

    fn digits(&mut self, value: &num_bigint::BigInt, flag: u8) {
        let digits = digits_of(value);
        let count = digits.len() as i32;
        self.out.push(b'l' | flag);
        self.long(if value.sign() == num_bigint::Sign::Minus { -count } else { count } as u32);
        self.out.extend(digits.iter().flat_map(|digit| digit.to_le_bytes()));
    }

    /// Eight bytes; in the first two versions the digits as text.
    fn float(&mut self, value: f64) -> Written {
        if self.version > 1 {
            self.out.extend(value.to_le_bytes());
        } else {
            let value = self.vm.new_float(value);
            let text = self.vm.percent_format("%.17g", value)?;
            self.out.push(text.len() as u8);
            self.out.extend(text.bytes());
        }
        Ok(())
    }

    fn text(&mut self, o: Obj, flag: u8) {
        let text = self.vm.text(o).to_owned();
        let interned = self.vm.interned.get(text.as_str()) == Some(&o);
        if self.version >= 4 && text.is_ascii() {
            let (short, long) = if interned { (b'Z', b'A') } else { (b'z', b'a') };
            match u8::try_from(text.len()) {
                Ok(length) => self.out.extend([short | flag, length]),
                Err(_) => {
                    self.out.push(long | flag);
                    self.long(text.len() as u32);
                }
            }
            return self.out.extend(text.bytes());
        }
        let text = Text::from_code_points(text.chars().map(string::code_point));
        let bytes = text.as_wtf8();
        self.out.push(if self.version >= 3 && interned { b't' } else { b'u' } | flag);
        self.long(bytes.len() as u32);
        self.out.extend(bytes);
    }

    fn bytes(&mut self, bytes: &[u8], flag: u8) {
        self.out.push(b's' | flag);
        self.long(bytes.len() as u32);
        self.out.extend(bytes);
    }

    fn start_tuple(&mut self, length: usize, flag: u8) {
        match u8::try_from(length) {
            Ok(length) if self.version >= 4 => self.out.extend([b')' | flag, length]),
            _ => {
                self.out.push(b'(' | flag);
                self.long(length as u32);
            }
        }
    }

    /// A code object inside of another value, or in an older version.
    fn code(&mut self, id: u32, flag: u8) -> Written {
        if !self.allow_code {
            return Err(Refusal::Said("marshalling code objects is disallowed"));
        }
        let info = self.vm.codes[id as usize].clone();
        let code = &info.code;
        self.out.push(b'c' | flag);
        for number in [code.argcount, code.posonlyargcount, code.kwonlyargcount, code.stacksize, code.flags.0] {
            self.long(number);
        }
        // The code object keeps the bytes that it makes of its instructions: they have two holders.
        let counts = self.version >= 3;
        self.next += u32::from(counts);
        self.bytes(&code.code, if counts { FLAG_REF } else { 0 });
        let consts = self.vm.consts[info.consts as usize..][..code.consts.len()].to_vec();
        let names = self.vm.names[info.names as usize..][..code.names.len()].to_vec();
        for part in [&consts, &names, &info.locals] {
            self.start_tuple(part.len(), 0);
            self.all(part)?;
        }
        self.part(&code.localspluskinds)?;
        for text in [&info.filename, &info.name, &info.qualname] {
            let text = self.vm.intern(text);
            self.object(text, true)?;
        }
        self.long(code.firstlineno as u32);
        self.part(&code.linetable)?;
        self.part(&code.exceptiontable)
    }

    /// Bytes of a code object: those of no or one byte are objects that all share.
    fn part(&mut self, bytes: &[u8]) -> Written {
        match bytes {
            [] => self.object(crate::vm::object::statics::EMPTY_BYTES, true),
            &[byte] => self.object(single_byte(byte), true),
            _ => {
                self.bytes(bytes, 0);
                Ok(())
            }
        }
    }
}
