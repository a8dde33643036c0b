//! Exceptions: construction, text, and the fields that some classes add.

use super::{REPR, TypeTable, ZERO};
use crate::vm::native::{Args, Arity, GetSetDef, NativeDef, def};
use crate::vm::object::statics::{EMPTY_STR, NONE};
use crate::vm::object::{Obj, Payload, T, names};
use crate::vm::{PyResult, Vm};

macro_rules! fields {
    ($($name:literal $index:literal),* $(,)?) => {
        &[$(GetSetDef { name: $name, get: field::<$index>, set: Some(set_field::<$index>) }),*]
    };
}

const UNICODE: &[GetSetDef] = fields!("encoding" 0, "object" 1, "start" 2, "end" 3, "reason" 4);

const INIT: NativeDef = def("__init__", Arity::Any, init);
const STR: NativeDef = def("__str__", ZERO, str_);

pub const TABLES: &[TypeTable] = &[
    TypeTable::new(
        T::BASE_EXCEPTION,
        &[
            REPR,
            STR,
            INIT,
            def("with_traceback", Arity::One, with_traceback),
            def("add_note", Arity::One, add_note),
            def("__setstate__", Arity::One, setstate),
            def("__reduce__", Arity::None, reduce),
        ],
    )
    .with_statics(&[def("__new__", Arity::Any, new)])
    .with_getset(&[
        GetSetDef { name: "args", get: args_get, set: Some(args_set) },
        GetSetDef { name: "__traceback__", get: traceback, set: Some(set_traceback) },
        GetSetDef { name: "__cause__", get: cause, set: Some(set_cause) },
        GetSetDef { name: "__context__", get: context, set: Some(set_context) },
        GetSetDef { name: "__suppress_context__", get: suppress, set: Some(set_suppress) },
        GetSetDef { name: "__dict__", get: super::function::dict, set: Some(super::function::set_dict) },
    ]),
    TypeTable::new(T::STOP_ITERATION, &[INIT]).with_getset(fields!("value" 0)),
    TypeTable::new(T::SYSTEM_EXIT, &[INIT]).with_getset(fields!("code" 0)),
    TypeTable::new(T::NAME_ERROR, &[INIT]).with_getset(fields!("name" 0)),
    TypeTable::new(T::ATTRIBUTE_ERROR, &[INIT]).with_getset(fields!("name" 0, "obj" 1)),
    TypeTable::new(T::IMPORT_ERROR, &[INIT, STR]).with_getset(fields!("msg" 0, "name" 1, "path" 2, "name_from" 3)),
    TypeTable::new(T::KEY_ERROR, &[STR]),
    TypeTable::new(T::OS_ERROR, &[INIT, STR])
        .with_statics(&[def("__new__", Arity::Any, os_error_new)])
        .with_getset(fields!("errno" 0, "strerror" 1, "filename" 2, "filename2" 3)),
    TypeTable::new(T::SYNTAX_ERROR, &[INIT, STR]).with_getset(fields!(
        "msg" 0, "filename" 1, "lineno" 2, "offset" 3, "text" 4, "end_lineno" 5, "end_offset" 6, "print_file_and_line" 7
    )),
    TypeTable::new(T::UNICODE_DECODE_ERROR, &[INIT, STR]).with_getset(UNICODE),
    TypeTable::new(T::UNICODE_ENCODE_ERROR, &[INIT, STR]).with_getset(UNICODE),
    TypeTable::new(
        T::BASE_EXCEPTION_GROUP,
        &[
            INIT,
            STR,
            def("derive", Arity::One, derive),
            def("split", Arity::One, split),
            def("subgroup", Arity::One, subgroup),
        ],
    )
    .with_statics(&[def("__new__", Arity::Any, group_new)])
    .with_class_methods(&[def("__class_getitem__", Arity::One, super::typing::class_getitem)])
    .with_getset(fields!("message" 0, "exceptions" 1)),
];

fn field<const INDEX: usize>(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    Ok(vm.exception_field(o, INDEX).some().unwrap_or(NONE))
}

fn set_field<const INDEX: usize>(vm: &mut Vm, o: Obj, value: Obj) -> PyResult<()> {
    vm.set_exception_field(o, INDEX, value);
    Ok(())
}

fn new(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let exception = vm.bare_exception(args[0], &args.pos[1..]);
    Ok(exception)
}

fn init(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let (exception, rest) = (args[0], &args.pos[1..]);
    let tuple = vm.new_tuple(rest);
    vm.incref(tuple);
    if let Some(data) = vm.exception_data_mut(exception) {
        let old = std::mem::replace(&mut data.args, tuple);
        vm.decref(old);
    }
    if !vm.is_instance(exception, T::BASE_EXCEPTION_GROUP) {
        vm.fill_exception_fields(exception, rest);
    }
    for &(key, value) in args.kw {
        let index = match vm.text(key) {
            "name" if vm.is_instance(exception, T::NAME_ERROR) || vm.is_instance(exception, T::ATTRIBUTE_ERROR) => 0,
            "obj" if vm.is_instance(exception, T::ATTRIBUTE_ERROR) => 1,
            "name" if vm.is_instance(exception, T::IMPORT_ERROR) => 1,
            "path" if vm.is_instance(exception, T::IMPORT_ERROR) => 2,
            "name_from" if vm.is_instance(exception, T::IMPORT_ERROR) => 3,
            _ => {
                let name = vm.type_name_of(exception);
                return Err(vm.type_error(format!("{name}() takes no keyword arguments")));
            }
        };
        vm.set_exception_field(exception, index, value);
    }
    Ok(NONE)
}

fn str_(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    vm.exception_text(args[0])
}

fn reduce(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let (ty, own) = (vm.ty(args[0]), args_get(vm, args[0])?);
    Ok(vm.new_tuple(&[ty, own]))
}

fn setstate(_: &mut Vm, _: &Args) -> PyResult<Obj> {
    Ok(NONE)
}

fn with_traceback(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    set_traceback(vm, args[0], args[1])?;
    Ok(args[0])
}

fn add_note(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if !vm.is_str(args[1]) {
        let got = vm.type_name_of(args[1]);
        return Err(vm.type_error(format!("note must be a str, not '{got}'")));
    }
    let list = match vm.instance_get(args[0], names::__notes__) {
        Some(list) => list,
        None => {
            let list = vm.new_list(Vec::new());
            vm.instance_set(args[0], names::__notes__, list);
            list
        }
    };
    if !matches!(vm.heap.payload(list), Payload::List(_)) {
        return Err(vm.raise_text(T::TYPE_ERROR, "Cannot add note: __notes__ is not a list"));
    }
    vm.list_push(list, args[1]);
    Ok(NONE)
}

fn args_get(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    Ok(vm.exception_data(o).map_or(NONE, |data| data.args))
}

fn args_set(vm: &mut Vm, o: Obj, value: Obj) -> PyResult<()> {
    let items = vm.collect(value)?;
    let tuple = vm.new_tuple(&items);
    vm.incref(tuple);
    if let Some(data) = vm.exception_data_mut(o) {
        let old = std::mem::replace(&mut data.args, tuple);
        vm.decref(old);
    }
    Ok(())
}

fn traceback(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    Ok(vm.exception_data(o).and_then(|data| data.traceback.some()).unwrap_or(NONE))
}

fn set_traceback(vm: &mut Vm, o: Obj, value: Obj) -> PyResult<()> {
    if value != NONE && vm.ty(value) != T::TRACEBACK {
        return Err(vm.raise_text(T::TYPE_ERROR, "__traceback__ must be a traceback or None"));
    }
    vm.set_traceback(o, if value == NONE { Obj::NULL } else { value });
    Ok(())
}

fn cause(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    Ok(vm.exception_data(o).and_then(|data| data.cause.some()).unwrap_or(NONE))
}

fn set_cause(vm: &mut Vm, o: Obj, value: Obj) -> PyResult<()> {
    if value != NONE && !vm.is_instance(value, T::BASE_EXCEPTION) {
        let message = "exception cause must be None or derive from BaseException";
        return Err(vm.raise_text(T::TYPE_ERROR, message));
    }
    vm.set_cause(o, if value == NONE { Obj::NULL } else { value });
    Ok(())
}

fn context(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    Ok(vm.exception_data(o).and_then(|data| data.context.some()).unwrap_or(NONE))
}

fn set_context(vm: &mut Vm, o: Obj, value: Obj) -> PyResult<()> {
    vm.set_context(o, if value == NONE { Obj::NULL } else { value });
    Ok(())
}

fn suppress(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    Ok(Obj::bool(vm.exception_data(o).is_some_and(|data| data.suppress_context)))
}

fn set_suppress(vm: &mut Vm, o: Obj, value: Obj) -> PyResult<()> {
    let value = vm.truth(value)?;
    if let Some(data) = vm.exception_data_mut(o) {
        data.suppress_context = value;
    }
    Ok(())
}

/// The class for an error number.
fn os_error_class(errno: i64) -> Option<Obj> {
    Some(match errno {
        1 | 13 => T::PERMISSION_ERROR,
        2 => T::FILE_NOT_FOUND_ERROR,
        3 => T::PROCESS_LOOKUP_ERROR,
        4 => T::INTERRUPTED_ERROR,
        10 => T::CHILD_PROCESS_ERROR,
        11 => T::BLOCKING_IO_ERROR,
        17 => T::FILE_EXISTS_ERROR,
        20 => T::NOT_A_DIRECTORY_ERROR,
        21 => T::IS_A_DIRECTORY_ERROR,
        32 => T::BROKEN_PIPE_ERROR,
        103 => T::CONNECTION_ABORTED_ERROR,
        104 => T::CONNECTION_RESET_ERROR,
        110 => T::TIMEOUT_ERROR,
        111 => T::CONNECTION_REFUSED_ERROR,
        _ => return None,
    })
}

fn os_error_new(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let mut class = args[0];
    if class == T::OS_ERROR
        && args.len() >= 3
        && let Some(special) = vm.as_int(args[1]).and_then(os_error_class)
    {
        class = special;
    }
    Ok(vm.new_exception_args(class, &args.pos[1..]))
}

fn group_new(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let mut class = args[0];
    if args.len() != 3 {
        let given = args.len() - 1;
        let name = "BaseExceptionGroup.__new__()";
        return Err(vm.type_error(format!("{name} takes exactly 2 arguments ({given} given)")));
    }
    let (message, members) = (args[1], args[2]);
    if !vm.is_str(message) {
        let got = vm.type_name_of(message);
        return Err(vm.type_error(format!("BaseExceptionGroup.__new__() argument 1 must be str, not {got}")));
    }
    if !matches!(vm.heap.payload(members), Payload::List(_) | Payload::Tuple(_)) {
        return Err(vm.raise_text(T::TYPE_ERROR, "second argument (exceptions) must be a sequence"));
    }
    let list = vm.held_items(members);
    if list.is_empty() {
        let message = "second argument (exceptions) must be a non-empty sequence";
        return Err(vm.value_error(message));
    }
    let mut all_ordinary = true;
    for (at, &member) in list.iter().enumerate() {
        if !vm.is_instance(member, T::BASE_EXCEPTION) {
            let message = format!("Item {at} of second argument (exceptions) is not an exception");
            return Err(vm.value_error(&message));
        }
        all_ordinary &= vm.is_instance(member, T::EXCEPTION);
    }
    if class == T::BASE_EXCEPTION_GROUP {
        if all_ordinary {
            class = T::EXCEPTION_GROUP;
        }
    } else if !all_ordinary && vm.is_subtype(class, T::EXCEPTION) {
        let name = vm.type_name(class);
        return Err(vm.type_error(format!(
            "Cannot nest BaseExceptions in {}",
            if class == T::EXCEPTION_GROUP { "an ExceptionGroup".to_owned() } else { format!("'{name}'") }
        )));
    }
    let exception = vm.bare_exception(class, &args.pos[1..]);
    let tuple = vm.new_tuple(&list);
    vm.set_exception_field(exception, 0, message);
    vm.set_exception_field(exception, 1, tuple);
    Ok(exception)
}

fn derive(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let message = vm.exception_field(args[0], 0);
    vm.call(T::BASE_EXCEPTION_GROUP, &[message, args[1]])
}

fn split_by(vm: &mut Vm, group: Obj, condition: Obj) -> PyResult<(Obj, Obj)> {
    let is_class = vm.is_type(condition) && vm.is_subtype(condition, T::BASE_EXCEPTION) || vm.is_tuple(condition);
    let callable = !is_class && vm.ty(condition) != T::TYPE;
    let whole = if is_class {
        vm.matches_classes(group, condition)
    } else if callable {
        let result = vm.call(condition, &[group])?;
        vm.truth(result)?
    } else {
        let message = "expected an exception type, a tuple of exception types, or a callable (other than a class)";
        return Err(vm.raise_text(T::TYPE_ERROR, message));
    };
    if whole {
        return Ok((group, NONE));
    }
    vm.split_group(group, &mut |vm, leaf| {
        if is_class {
            return Ok(vm.matches_classes(leaf, condition));
        }
        let result = vm.call(condition, &[leaf])?;
        vm.truth(result)
    })
}

fn split(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let (matched, rest) = split_by(vm, args[0], args[1])?;
    Ok(vm.new_tuple(&[matched, rest]))
}

fn subgroup(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    split_by(vm, args[0], args[1]).map(|(matched, _)| matched)
}

impl Vm {
    /// Fills the class specific fields from positional arguments.
    pub fn fill_exception_fields(&mut self, exception: Obj, args: &[Obj]) {
        let ty = self.ty(exception);
        let is = |vm: &Vm, class: Obj| vm.is_subtype(ty, class);
        if is(self, T::STOP_ITERATION) {
            self.set_exception_field(exception, 0, args.first().copied().unwrap_or(NONE));
        } else if is(self, T::SYSTEM_EXIT) {
            let code = match args {
                [] => NONE,
                [one] => *one,
                more => self.new_tuple(more),
            };
            self.set_exception_field(exception, 0, code);
        } else if is(self, T::IMPORT_ERROR) {
            if let [message] = args {
                self.set_exception_field(exception, 0, *message);
            }
        } else if is(self, T::OS_ERROR) {
            if (2..=5).contains(&args.len()) {
                self.set_exception_field(exception, 0, args[0]);
                self.set_exception_field(exception, 1, args[1]);
                if let Some(&filename) = args.get(2) {
                    self.set_exception_field(exception, 2, filename);
                    let short = self.new_tuple(&args[..2]);
                    self.incref(short);
                    if let Some(data) = self.exception_data_mut(exception) {
                        let old = std::mem::replace(&mut data.args, short);
                        self.decref(old);
                    }
                }
            }
        } else if is(self, T::SYNTAX_ERROR) {
            if let Some(&message) = args.first() {
                self.set_exception_field(exception, 0, message);
            }
            if let Some(&details) = args.get(1) {
                let details = self.held_items(details);
                for (at, detail) in details.into_iter().enumerate() {
                    self.set_exception_field(exception, at + 1, detail);
                }
            }
        } else if is(self, T::UNICODE_DECODE_ERROR) || is(self, T::UNICODE_ENCODE_ERROR) {
            for (at, &value) in args.iter().enumerate().take(5) {
                self.set_exception_field(exception, at, value);
            }
        }
    }

    /// `str(exception)`.
    pub fn exception_text(&mut self, exception: Obj) -> PyResult<Obj> {
        let args = self.exception_data(exception).map_or(NONE, |data| data.args);
        let items = self.held_items(args);
        let field = |vm: &Vm, at: usize| vm.exception_field(exception, at).some().filter(|&o| o != NONE);
        if self.is_instance(exception, T::KEY_ERROR) {
            if let [one] = items[..] {
                return self.repr(one);
            }
        } else if self.is_instance(exception, T::IMPORT_ERROR) {
            if let Some(message) = field(self, 0)
                && self.is_str(message)
            {
                return Ok(message);
            }
        } else if self.is_instance(exception, T::OS_ERROR) {
            if let (Some(errno), Some(text)) = (field(self, 0), field(self, 1)) {
                let (errno, text) = (self.str_text(errno)?, self.str_text(text)?);
                let result = match field(self, 2) {
                    Some(filename) => format!("[Errno {errno}] {text}: {}", self.repr_text(filename)?),
                    None => format!("[Errno {errno}] {text}"),
                };
                return Ok(self.new_str(result));
            }
        } else if self.is_instance(exception, T::SYNTAX_ERROR) {
            let message = field(self, 0).unwrap_or(NONE);
            let message = self.str_text(message)?;
            let file = field(self, 1).filter(|&o| self.is_str(o)).map(|o| {
                let name = self.text(o);
                name.rsplit('/').next().unwrap_or(name).to_owned()
            });
            let line = field(self, 2).and_then(|o| self.as_int(o));
            let result = match (file, line) {
                (Some(file), Some(line)) => format!("{message} ({file}, line {line})"),
                (Some(file), None) => format!("{message} ({file})"),
                (None, Some(line)) => format!("{message} (line {line})"),
                (None, None) => message,
            };
            return Ok(self.new_str(result));
        } else if self.is_instance(exception, T::BASE_EXCEPTION_GROUP) {
            let message = field(self, 0).unwrap_or(EMPTY_STR);
            let message = self.str_text(message)?;
            let count = field(self, 1).and_then(|o| self.quick_len(o)).unwrap_or(0);
            let plural = if count == 1 { "" } else { "s" };
            return Ok(self.new_str(format!("{message} ({count} sub-exception{plural})")));
        } else if (self.is_instance(exception, T::UNICODE_DECODE_ERROR)
            || self.is_instance(exception, T::UNICODE_ENCODE_ERROR))
            && let (Some(encoding), Some(object), Some(start), Some(end), Some(reason)) =
                (field(self, 0), field(self, 1), field(self, 2), field(self, 3), field(self, 4))
        {
            return self.unicode_error_text(exception, [encoding, object, start, end, reason]);
        }
        match items[..] {
            [] => Ok(EMPTY_STR),
            [one] => self.str_of(one),
            _ => self.repr(args),
        }
    }

    fn unicode_error_text(&mut self, exception: Obj, fields: [Obj; 5]) -> PyResult<Obj> {
        let [encoding, object, start, end, reason] = fields;
        let (encoding, reason) = (self.str_text(encoding)?, self.str_text(reason)?);
        let (start, end) = (self.as_int(start).unwrap_or(0), self.as_int(end).unwrap_or(0));
        let decoding = self.is_instance(exception, T::UNICODE_DECODE_ERROR);
        let text = if decoding {
            if end == start + 1 {
                let byte = self.bytes_of(object).and_then(|b| b.get(start as usize).copied()).unwrap_or(0);
                format!("'{encoding}' codec can't decode byte 0x{byte:02x} in position {start}: {reason}")
            } else {
                format!("'{encoding}' codec can't decode bytes in position {start}-{}: {reason}", end - 1)
            }
        } else if end == start + 1 {
            let c = self.str_data(object).and_then(|s| s.char_at(start as usize)).unwrap_or('\0');
            let code = crate::vm::object::string::code_point(c);
            let shown = match code {
                0..=0xff => format!("\\x{code:02x}"),
                0x100..=0xffff => format!("\\u{code:04x}"),
                _ => format!("\\U{code:08x}"),
            };
            format!("'{encoding}' codec can't encode character '{shown}' in position {start}: {reason}")
        } else {
            format!("'{encoding}' codec can't encode characters in position {start}-{}: {reason}", end - 1)
        };
        Ok(self.new_str(text))
    }
}
