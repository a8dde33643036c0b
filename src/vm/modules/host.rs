//! `_pylens`: the host for those native modules that are written in Python. No module of CPython has this name, and a
//! program has nothing to look for here.

use crate::vm::host::SourceText;
use crate::vm::host::files::{FileReply, FileRequest};
use crate::vm::host::{CompileMode, Description};
use crate::vm::native::{Args, Arity, NativeDef, def};
use crate::vm::object::statics::{FALSE, NONE};
use crate::vm::object::{Obj, Payload, T, names};
use crate::vm::types::{codecs, dict};
use crate::vm::{PyResult, Vm};

const FUNCTIONS: &[NativeDef] = &[
    def("file", Arity::Any, file),
    def("entropy", Arity::One, entropy),
    def("native_module", Arity::One, native_module),
    def("builtin_names", Arity::None, builtin_names),
    def("write", Arity::Pos(2, 2), write),
    def("read_line", Arity::None, read_line),
    def("clock", Arity::None, clock),
    def("float_bits", Arity::Pos(2, 2), float_bits),
    def("bits_float", Arity::Pos(2, 2), bits_float),
    def("builtin_type", Arity::One, builtin_type),
    def("weak_references", Arity::One, weak_references),
    def("scopes", Arity::Pos(4, 4), scopes),
    def("tokens", Arity::Pos(2, 2), tokens),
    def("opcodes", Arity::None, opcodes),
    def("stack_effect", Arity::Pos(3, 3), stack_effect),
    def("unicode", Arity::Pos(2, 2), unicode),
    def("multibyte", Arity::One, multibyte),
    def("has_inline_values", Arity::One, has_inline_values),
    def("digest", Arity::Pos(3, 3), digest),
    def("pbkdf2", Arity::Pos(5, 5), pbkdf2),
    def("blake2", Arity::Pos(6, 6), blake2),
    def("deflate", Arity::Pos(3, 3), deflate),
    def("inflate", Arity::Pos(2, 2), inflate),
    def("checksum", Arity::Pos(3, 3), checksum),
    def("closest", Arity::Pos(2, 2), closest),
    def("adopt", Arity::Pos(2, 2), adopt),
    def("seal", Arity::Any, seal),
    def("members", Arity::Pos(2, 2), members),
    def("fill", Arity::Any, fill),
    def("odict_view", Arity::Pos(2, 2), dict::odict_view),
    def("odict_iterator", Arity::Pos(2, 2), dict::odict_iterator),
    def("encode_piece", Arity::Pos(3, 3), codecs::encode_piece),
    def("decode_piece", Arity::Pos(4, 4), codecs::decode_piece),
];

pub fn create(vm: &mut Vm) -> PyResult<Obj> {
    Ok(vm.native_module("_pylens", FUNCTIONS))
}

/// `file(operation, path, …)`: raises `OSError` with the path as CPython does.
fn file(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let text = |vm: &Vm, at: usize| args.get(at).map_or_else(String::new, |o| vm.text(o).to_owned());
    let number = |vm: &Vm, at: usize| args.get(at).and_then(|o| vm.as_int(o)).unwrap_or(0);
    let path = text(vm, 1);
    let request = match text(vm, 0).as_str() {
        "open" => FileRequest::Open { path, flags: number(vm, 2), mode: number(vm, 3) as u32 },
        "read" => FileRequest::ReadAt { path, offset: number(vm, 2).max(0) as u64, count: number(vm, 3).max(0) as u64 },
        "write" => {
            let offset = number(vm, 2);
            let data = args.get(3).and_then(|o| vm.bytes_of(o)).unwrap_or_default();
            FileRequest::WriteAt { path, offset: u64::try_from(offset).ok(), data }
        }
        "truncate" => FileRequest::Truncate { path, size: number(vm, 2).max(0) as u64 },
        "stat" => FileRequest::Stat { path, follow: true },
        "lstat" => FileRequest::Stat { path, follow: false },
        "list" => FileRequest::List { path },
        "mkdir" => FileRequest::MakeDir { path, mode: number(vm, 2) as u32 },
        "rmdir" => FileRequest::RemoveDir { path },
        "remove" => FileRequest::Remove { path },
        "rename" => FileRequest::Rename { from: path, to: text(vm, 2) },
        "symlink" => FileRequest::Symlink { target: path, path: text(vm, 2) },
        "readlink" => FileRequest::ReadLink { path },
        "chmod" => FileRequest::Chmod { path, mode: number(vm, 2) as u32 },
        "utime" => FileRequest::SetTimes { path, accessed: number(vm, 2), modified: number(vm, 3) },
        "getcwd" => FileRequest::Folder,
        "chdir" => FileRequest::ChangeDir { path },
        "environ" => FileRequest::Environment,
        other => {
            let message = format!("no such operation: {other}");
            return Err(vm.value_error(&message));
        }
    };
    match vm.host_file(&request) {
        Ok(reply) => Ok(reply_object(vm, reply)),
        Err(error) => {
            let parts = [vm.new_int(i64::from(error.errno)), vm.new_str(error.text)];
            let exception = match args.get(1).filter(|&o| o != NONE) {
                Some(path) => vm.call(T::OS_ERROR, &[parts[0], parts[1], path])?,
                None => vm.call(T::OS_ERROR, &parts)?,
            };
            Err(vm.raise_object(exception))
        }
    }
}

fn reply_object(vm: &mut Vm, reply: FileReply) -> Obj {
    match reply {
        FileReply::Done => NONE,
        FileReply::Number(value) => vm.new_int(value as i64),
        FileReply::Text(text) => vm.new_str(text),
        FileReply::Bytes(bytes) => vm.new_bytes(bytes.to_vec()),
        FileReply::Stat(stat) => {
            let numbers = [
                i64::from(stat.mode),
                stat.inode as i64,
                stat.device as i64,
                stat.links as i64,
                i64::from(stat.uid),
                i64::from(stat.gid),
                stat.size as i64,
                stat.accessed,
                stat.modified,
                stat.changed,
            ];
            let items: Vec<Obj> = numbers.into_iter().map(|value| vm.new_int(value)).collect();
            vm.new_tuple(&items)
        }
        FileReply::Names(names) => {
            let items: Vec<Obj> = names
                .into_iter()
                .map(|(name, mode)| {
                    let parts = [vm.new_str(name), vm.new_int(i64::from(mode))];
                    vm.new_tuple(&parts)
                })
                .collect();
            vm.new_list(items)
        }
        FileReply::Pairs(pairs) => {
            let items: Vec<Obj> = pairs
                .into_iter()
                .map(|(name, value)| {
                    let parts = [vm.new_str(name), vm.new_str(value)];
                    vm.new_tuple(&parts)
                })
                .collect();
            vm.new_list(items)
        }
    }
}

fn entropy(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let count = vm.index_i64(args[0])?.clamp(0, 1 << 24);
    let bytes = vm.host_entropy(count as usize);
    Ok(vm.new_bytes(bytes))
}

fn native_module(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let name = vm.text(args[0]).to_owned();
    Ok(vm.import_native(&name)?.unwrap_or(NONE))
}

fn builtin_names(vm: &mut Vm, _: &Args) -> PyResult<Obj> {
    let names: Vec<Obj> = super::builtin_names().into_iter().map(|name| vm.new_str(name)).collect();
    Ok(vm.new_tuple(&names))
}

/// `write(number, text)` to standard output (1) or standard error (2).
fn write(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let text = vm.text(args[1]).to_owned();
    match vm.as_int(args[0]) {
        Some(2) => vm.write_stderr(&text)?,
        _ => vm.write_stdout(&text)?,
    }
    Ok(NONE)
}

fn read_line(vm: &mut Vm, _: &Args) -> PyResult<Obj> {
    match vm.input_line(None) {
        Some(line) => Ok(vm.new_str(line)),
        None => Ok(crate::vm::object::statics::EMPTY_STR),
    }
}

fn clock(vm: &mut Vm, _: &Args) -> PyResult<Obj> {
    let now = vm.clock();
    Ok(vm.new_int(now))
}

/// `closest(candidates, wrong)`: what "Did you mean" proposes, or `None`.
fn closest(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let wrong = vm.text(args[1]).to_owned();
    let mut candidates = Vec::new();
    for candidate in vm.collect(args[0])? {
        if vm.is_str(candidate) {
            candidates.push(vm.text(candidate).to_owned());
        }
    }
    match crate::vm::suggest::closest(&wrong, &candidates) {
        Some(found) => Ok(vm.new_str(found)),
        None => Ok(NONE),
    }
}

/// `adopt(name, base)`: a class becomes the base of the type of this name, which it gives back.
fn adopt(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let ty = builtin_type(vm, args)?;
    vm.replace_bases(ty, args[1], vec![args[1]])?;
    Ok(ty)
}

/// `seal(module, *classes)`: from now on the classes are like types of a C module of this name, whose attributes cannot be set.
fn seal(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let Some((&module, classes)) = args.pos.split_first() else { return Ok(NONE) };
    let module = vm.text(module).to_owned();
    for &class in classes {
        let dotted = format!("{module}.{}", vm.short_name(class));
        if let Payload::Type(data) = vm.heap.payload_mut(class) {
            data.sealed = true;
            data.dotted = Some(dotted.into());
        }
        // What only a class statement leaves behind.
        let namespace = vm.namespace_of(class);
        for name in [names::__slots__, names::__firstlineno__, names::__static_attributes__] {
            vm.dict_del_interned(namespace, name);
        }
    }
    Ok(NONE)
}

/// `members(class, plain)`: nobody but `fill` sets the slots of the class from now on. They are members of a C structure, or
/// else what a getter gives.
fn members(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let namespace = vm.namespace_of(args[0]);
    for (_, _, descriptor) in vm.dict_entries(namespace) {
        if let Payload::Member(member) = vm.heap.payload_mut(descriptor) {
            member.read_only = true;
            if args[1] == FALSE {
                vm.heap.slot_mut(descriptor).ty = T::GETSET;
            }
        }
    }
    Ok(NONE)
}

/// `fill(object, *values)`: the slots of an object, in the order of their names (those of a base come first).
fn fill(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let Some((&object, values)) = args.pos.split_first() else { return Ok(NONE) };
    for &value in values {
        vm.heap.incref_some(value);
    }
    let old = std::mem::replace(&mut vm.heap.attrs_or_new(object).slots, values.to_vec());
    for value in old {
        vm.decref_some(value);
    }
    Ok(NONE)
}

/// Whether the attributes of an object stand in the places that its class gives them, without a dict.
fn has_inline_values(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let has_dict = vm.type_data(vm.ty(args[0])).is_some_and(|data| data.heap && data.has_dict);
    let inline = vm.heap.attrs(args[0]).is_none_or(|attrs| attrs.dict.0.is_null());
    Ok(Obj::bool(has_dict && inline))
}

/// The bits of a float as an integer of 16, 32 or 64 bits.
fn float_bits(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let value = vm.to_float(args[0], "required argument is not a float")?;
    match vm.as_int(args[1]) {
        Some(64) => {
            let bits = value.to_bits();
            Ok(vm.new_big(bits.into()))
        }
        Some(32) => {
            let narrow = value as f32;
            if narrow.is_infinite() && value.is_finite() {
                return Err(vm.raise_text(T::OVERFLOW_ERROR, "float too large to pack with f format"));
            }
            Ok(vm.new_int(i64::from(narrow.to_bits())))
        }
        _ => match half_bits(value) {
            Some(bits) => Ok(vm.new_int(i64::from(bits))),
            None => Err(vm.raise_text(T::OVERFLOW_ERROR, "float too large to pack with e format")),
        },
    }
}

fn bits_float(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let bits = vm.as_big(args[0]).unwrap_or_default();
    let bits = num_traits::ToPrimitive::to_u64(&bits).unwrap_or(0);
    let value = match vm.as_int(args[1]) {
        Some(64) => f64::from_bits(bits),
        Some(32) => f64::from(f32::from_bits(bits as u32)),
        _ => half_value(bits),
    };
    Ok(vm.new_float(value))
}

/// The value of a float of 16 bits.
pub fn half_value(bits: u64) -> f64 {
    let (sign, exponent, fraction) = ((bits >> 15) & 1, ((bits >> 10) & 31) as i32, (bits & 1023) as f64);
    let size = match exponent {
        0 => fraction * 2f64.powi(-24),
        31 if fraction == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        _ => (1.0 + fraction / 1024.0) * 2f64.powi(exponent - 15),
    };
    if sign == 1 { -size } else { size }
}

/// A type of the machine by its name in CPython.
fn builtin_type(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    use crate::vm::object::statics::{TYPE_TABLE, TYPES};
    let name = vm.text(args[0]).to_owned();
    match TYPE_TABLE.iter().position(|row| row.name == name) {
        Some(at) => Ok(Obj::fixed(TYPES + at as u32)),
        None => Err(vm.value_error(&format!("no such type: {name}"))),
    }
}

fn weak_references(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let list = vm.weak_references(args[0]);
    Ok(vm.new_list(list))
}

/// Evaluates what the host says of a source text; `names` is a dict.
fn description(vm: &mut Vm, source: SourceText, filename: &str, what: Description, names: Obj) -> PyResult<Obj> {
    match vm.host_describe(source, filename, what) {
        Ok(code) => {
            let code = vm.code_object(&code);
            vm.own(code);
            vm.run_code(code, names, names)
        }
        Err(diagnostic) => Err(vm.raise_diagnostic(&diagnostic, filename)),
    }
}

impl Vm {
    /// What `compile(…, PyCF_ONLY_AST)` gives: nodes of `_ast`.
    pub fn syntax_tree(
        &mut self,
        source: SourceText,
        filename: &str,
        mode: CompileMode,
        optimize: Option<u8>,
    ) -> PyResult<Obj> {
        let module = self.import_dotted("_ast")?;
        let names = self.instance_dict(module);
        description(self, source, filename, Description::Tree(mode, optimize), names)
    }
}

/// `scopes(source, filename, mode, names)`: what `entry` in the dict `names` makes of the scopes.
fn scopes(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let (source, bytes) = (vm.text(args[0]).to_owned(), vm.buffer_of(args[0])?);
    let filename = vm.text(args[1]).to_owned();
    let mode = match vm.text(args[2]) {
        "eval" => CompileMode::Eval,
        "single" => CompileMode::Single,
        _ => CompileMode::Exec,
    };
    let source = bytes.as_ref().map_or(SourceText::Text(&source), |bytes| SourceText::Bytes(bytes));
    description(vm, source, &filename, Description::Scopes(mode), args[3])
}

/// `tokens(source, extra)`: a list of tuples, and the error behind them or `None`.
fn tokens(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let source = vm.text(args[0]).to_owned();
    let extra = vm.truth(args[1])?;
    let names = vm.new_dict();
    description(vm, SourceText::Text(&source), "<string>", Description::Tokens { extra }, names)
}

/// Rows of the opcode table: name, number, flags, caches, and the opcode that a specialized one stands for.
fn opcodes(vm: &mut Vm, _: &Args) -> PyResult<Obj> {
    let list = vm.new_list(Vec::new());
    use crate::bytecode::opcode::OpcodeFlags;
    let bits = [
        OpcodeFlags::ARG,
        OpcodeFlags::CONST,
        OpcodeFlags::NAME,
        OpcodeFlags::JUMP,
        OpcodeFlags::FREE,
        OpcodeFlags::LOCAL,
        OpcodeFlags::EXC,
    ];
    for row in crate::bytecode::opcode::ROWS {
        let flags: i64 = bits.iter().enumerate().map(|(at, &bit)| i64::from(row.flags.has(bit)) << at).sum();
        let deopt = match row.deopt {
            Some(generic) => vm.new_str(generic.name()),
            None => NONE,
        };
        let numbers = [i64::from(row.opcode.0), flags, i64::from(row.caches)];
        let [number, flags, caches] = numbers.map(|number| vm.new_int(number));
        let name = vm.new_str(row.name);
        let row = vm.new_tuple(&[name, number, flags, caches, deopt]);
        vm.list_push(list, row);
    }
    Ok(list)
}

/// `stack_effect(opcode, argument, jump)`; without `jump` the larger of the two.
fn stack_effect(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let opcode = crate::bytecode::Opcode(vm.index_i64(args[0])?.clamp(0, 0xffff) as u16);
    let argument = vm.index_i64(args[1])? as u32;
    let effect = |jump: bool| crate::bytecode::opcode::stack_effect(opcode, argument, jump);
    let effect = match args[2] {
        NONE => effect(true).max(effect(false)),
        jump => effect(vm.truth(jump)?),
    };
    Ok(vm.new_int(i64::from(effect)))
}

/// `unicode(question, text)`: what the tables of Unicode say.
fn unicode(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    use unicode_normalization::UnicodeNormalization;

    let text = vm.text(args[1]).to_owned();
    let first = text.chars().next().unwrap_or_default();
    let answer: String = match vm.text(args[0]) {
        "NFC" => text.nfc().collect(),
        "NFD" => text.nfd().collect(),
        "NFKC" => text.nfkc().collect(),
        "NFKD" => text.nfkd().collect(),
        "name" => match unicode_names2::name(first) {
            Some(name) => name.to_string(),
            None => return Ok(NONE),
        },
        "lookup" => match unicode_names2::character(&text) {
            Some(c) => c.to_string(),
            None => return Ok(NONE),
        },
        "decomposition" => super::unicode::decomposition(first),
        section => super::unicode::property(section, first).to_owned(),
    };
    Ok(vm.new_str(answer))
}

/// `multibyte(name)`: the table of an encoding, behind the name of the one it is told by.
fn multibyte(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    const TABLES: &str = include_str!("multibyte.txt");
    let name = vm.text(args[0]).to_owned();
    let found = TABLES.split("# ").find(|section| section.split(['\n', ' ']).next() == Some(name.as_str()));
    match found {
        Some(section) => Ok(vm.new_str(section[name.len()..].trim_start_matches(' '))),
        None => Err(vm.value_error("no such encoding")),
    }
}

/// `digest(name, data, size)`.
fn digest(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let data = vm.bytes_of(args[1]).unwrap_or_default();
    let size = vm.index_i64(args[2])?.max(0) as usize;
    vm.check_size(size)?;
    match super::digest::digest(vm.text(args[0]), &data, size) {
        Some(out) => Ok(vm.new_bytes(out)),
        None => Err(vm.value_error("unsupported hash type")),
    }
}

/// `pbkdf2(name, password, salt, rounds, size)`.
fn pbkdf2(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let name = vm.text(args[0]).to_owned();
    let (password, salt) = (vm.bytes_of(args[1]).unwrap_or_default(), vm.bytes_of(args[2]).unwrap_or_default());
    let (rounds, size) = (vm.index_i64(args[3])?.max(1) as u64, vm.index_i64(args[4])?.max(0) as usize);
    vm.check_size(size)?;
    let mut stopped = Ok(());
    let key = super::digest::pbkdf2(&name, &password, &salt, rounds, size, || {
        stopped = vm.tick();
        stopped.is_ok()
    });
    stopped?;
    Ok(vm.new_bytes(key.unwrap_or_default()))
}

/// `blake2(name, data, numbers, key, salt, person)`.
fn blake2(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let items = vm.held_items(args[2]);
    let mut numbers = [0; 8];
    for (number, item) in numbers.iter_mut().zip(items) {
        let item = vm.index(item)?;
        *number = vm.as_big(item).and_then(|big| num_traits::ToPrimitive::to_u64(&big)).unwrap_or(0);
    }
    let [size, fanout, depth, leaf_size, node_offset, node_depth, inner_size, last_node] = numbers;
    let [data, key, salt, person] = [1, 3, 4, 5].map(|at| vm.bytes_of(args[at]).unwrap_or_default());
    let parameters = super::digest::Blake2 {
        size: size as u8,
        key,
        fanout: fanout as u8,
        depth: depth as u8,
        leaf_size: leaf_size as u32,
        node_offset,
        node_depth: node_depth as u8,
        inner_size: inner_size as u8,
        salt,
        person,
        last_node: last_node != 0,
    };
    let out = match vm.text(args[0]) {
        "blake2b" => super::digest::blake2b(&parameters, &data),
        _ => super::digest::blake2s(&parameters, &data),
    };
    Ok(vm.new_bytes(out))
}

/// `deflate(data, level, last)`.
fn deflate(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let data = vm.bytes_of(args[0]).unwrap_or_default();
    let level = vm.index_i64(args[1])? as i32;
    let last = vm.truth(args[2])?;
    Ok(vm.new_bytes(super::deflate::deflate(&data, if level < 0 { 6 } else { level }, last)))
}

/// `inflate(data, dictionary)`: output, bytes used, and 1 at the end of the stream, 0 before, −1 where it is broken.
fn inflate(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    use super::deflate::Inflated;
    let (data, dictionary) = (vm.bytes_of(args[0]).unwrap_or_default(), vm.bytes_of(args[1]).unwrap_or_default());
    let (out, used, how) = super::deflate::inflate(&data, &dictionary, vm.options.max_bytes);
    let state = match how {
        Inflated::Done => 1,
        Inflated::WantsMore => 0,
        Inflated::Broken => -1,
        Inflated::TooBig => return Err(vm.raise_text(T::MEMORY_ERROR, "")),
    };
    let parts = [vm.new_bytes(out), vm.new_usize(used), vm.new_int(state)];
    Ok(vm.new_tuple(&parts))
}

/// `checksum(kind, data, start)`.
fn checksum(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let data = vm.bytes_of(args[1]).unwrap_or_default();
    let start = vm.index_i64(args[2])? as u32;
    let sum = match vm.text(args[0]) {
        "crc32" => super::deflate::crc32(&data, start),
        _ => super::deflate::adler32(&data, start),
    };
    Ok(vm.new_int(i64::from(sum)))
}

/// IEEE 754 binary16, rounded half to even; `None` where the value is too large.
pub fn half_bits(value: f64) -> Option<u16> {
    let sign = if value.is_sign_negative() { 0x8000 } else { 0 };
    if value.is_nan() {
        return Some(sign | 0x7e00);
    }
    let size = value.abs();
    if size.is_infinite() {
        return Some(sign | 0x7c00);
    }
    if size < 2f64.powi(-14) {
        return Some(sign | (size * 2f64.powi(24)).round_ties_even() as u16);
    }
    let mut exponent = size.log2().floor() as i32;
    if 2f64.powi(exponent) > size {
        exponent -= 1;
    } else if 2f64.powi(exponent + 1) <= size {
        exponent += 1;
    }
    let mut fraction = ((size / 2f64.powi(exponent) - 1.0) * 1024.0).round_ties_even() as u16;
    if fraction == 1024 {
        fraction = 0;
        exponent += 1;
    }
    if exponent > 15 { None } else { Some(sign | (((exponent + 15) as u16) << 10) | fraction) }
}
