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
    TypeTable::new(T::OS_ERROR, &[def("__init__", Arity::Any, os_error_init), STR])
        .with_statics(&[def("__new__", Arity::Any, os_error_new)])
        .with_getset(&[
            GetSetDef { name: "errno", get: field::<0>, set: Some(set_field::<0>) },
            GetSetDef { name: "strerror", get: field::<1>, set: Some(set_field::<1>) },
            GetSetDef { name: "filename", get: field::<2>, set: Some(set_field::<2>) },
            GetSetDef { name: "filename2", get: field::<3>, set: Some(set_field::<3>) },
            GetSetDef { name: "characters_written", get: characters_written, set: Some(set_field::<4>) },
        ]),
    TypeTable::new(T::SYNTAX_ERROR, &[INIT, STR]).with_getset(fields!(
        "msg" 0, "filename" 1, "lineno" 2, "offset" 3, "text" 4, "end_lineno" 5, "end_offset" 6, "print_file_and_line" 7
    )),
    TypeTable::new(T::UNICODE_DECODE_ERROR, &[INIT, STR]).with_getset(UNICODE).with_statics(&[def(
        "__new__",
        Arity::Any,
        new,
    )]),
    TypeTable::new(T::UNICODE_ENCODE_ERROR, &[INIT, STR]).with_getset(UNICODE).with_statics(&[def(
        "__new__",
        Arity::Any,
        new,
    )]),
    TypeTable::new(T::UNICODE_TRANSLATE_ERROR, &[INIT, STR]).with_getset(UNICODE).with_statics(&[def(
        "__new__",
        Arity::Any,
        new,
    )]),
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
    .with_getset(&[
        GetSetDef { name: "message", get: field::<0>, set: Some(readonly) },
        GetSetDef { name: "exceptions", get: field::<1>, set: Some(readonly) },
    ]),
];

fn field<const INDEX: usize>(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    Ok(vm.exception_field(o, INDEX).some().unwrap_or(NONE))
}

fn set_field<const INDEX: usize>(vm: &mut Vm, o: Obj, value: Obj) -> PyResult<()> {
    vm.set_exception_field(o, INDEX, value);
    Ok(())
}

fn readonly(vm: &mut Vm, _: Obj, _: Obj) -> PyResult<()> {
    Err(vm.raise_text(T::ATTRIBUTE_ERROR, "readonly attribute"))
}

fn new(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let exception = vm.bare_exception(args[0], &args.pos[1..]);
    Ok(exception)
}

fn init(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let (exception, rest) = (args[0], &args.pos[1..]);
    let named = [T::ATTRIBUTE_ERROR, T::NAME_ERROR, T::IMPORT_ERROR].iter().any(|&ty| vm.is_instance(exception, ty));
    if named {
        vm.set_exception_args(exception, rest);
    }
    let fields = vm.keyword_fields(exception, args.kw)?;
    vm.set_exception_args(exception, rest);
    if !vm.is_instance(exception, T::BASE_EXCEPTION_GROUP) {
        vm.check_exception_arguments(exception, rest)?;
        vm.fill_exception_fields(exception, rest);
    }
    for (index, value) in fields {
        vm.set_exception_field(exception, index, value);
    }
    Ok(NONE)
}

/// `OSError` is complete when `__new__` is done, unless a class has an `__init__` of its own.
fn os_error_init(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if vm.os_error_uses_init(vm.ty(args[0])) {
        vm.keyword_fields(args[0], args.kw)?;
        vm.set_exception_args(args[0], &args.pos[1..]);
        vm.fill_exception_fields(args[0], &args.pos[1..]);
    }
    Ok(NONE)
}

fn str_(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    vm.exception_text(args[0])
}

fn reduce(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let (ty, own) = (vm.ty(args[0]), args_get(vm, args[0])?);
    let has_dict = vm.heap.attrs(args[0]).is_some_and(|attrs| !attrs.dict.0.is_null());
    let mut state = NONE;
    if has_dict || vm.own_attributes(args[0]).next().is_some() {
        let dict = vm.instance_dict(args[0]);
        state = vm.new_dict();
        vm.dict_update(state, dict)?;
    }
    if vm.is_instance(args[0], T::IMPORT_ERROR) {
        for (at, name) in ["", "name", "path", "name_from"].into_iter().enumerate().skip(1) {
            let value = vm.exception_field(args[0], at);
            if value.is_null() || value == NONE {
                continue;
            }
            if state == NONE {
                state = vm.new_dict();
            }
            vm.dict_set_str(state, name, value);
        }
    }
    if state == NONE { Ok(vm.new_tuple(&[ty, own])) } else { Ok(vm.new_tuple(&[ty, own, state])) }
}

fn setstate(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if args[1] == NONE {
        return Ok(NONE);
    }
    if !vm.is_instance(args[1], T::DICT) {
        return Err(vm.raise_text(T::TYPE_ERROR, "state is not a dictionary"));
    }
    for (key, _, value) in vm.dict_entries(args[1]) {
        let name = super::object::attribute_name(vm, key)?;
        vm.set_attr(args[0], name, value)?;
    }
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
    if value.is_null() {
        return Err(vm.raise_text(T::TYPE_ERROR, "args may not be deleted"));
    }
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
    if value.is_null() {
        return Err(vm.raise_text(T::TYPE_ERROR, "__traceback__ may not be deleted"));
    }
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
    if value.is_null() {
        return Err(vm.raise_text(T::TYPE_ERROR, "__cause__ may not be deleted"));
    }
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
    if value.is_null() {
        return Err(vm.raise_text(T::TYPE_ERROR, "__context__ may not be deleted"));
    }
    if value != NONE && !vm.is_instance(value, T::BASE_EXCEPTION) {
        let message = "exception context must be None or derive from BaseException";
        return Err(vm.raise_text(T::TYPE_ERROR, message));
    }
    vm.set_context(o, if value == NONE { Obj::NULL } else { value });
    Ok(())
}

fn suppress(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    Ok(Obj::bool(vm.exception_data(o).is_some_and(|data| data.suppress_context)))
}

fn set_suppress(vm: &mut Vm, o: Obj, value: Obj) -> PyResult<()> {
    if value.is_null() {
        return Err(vm.raise_text(T::TYPE_ERROR, "can't delete numeric/char attribute"));
    }
    if vm.ty(value) != T::BOOL {
        return Err(vm.raise_text(T::TYPE_ERROR, "attribute value type must be bool"));
    }
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
        11 | 114 | 115 => T::BLOCKING_IO_ERROR,
        17 => T::FILE_EXISTS_ERROR,
        20 => T::NOT_A_DIRECTORY_ERROR,
        21 => T::IS_A_DIRECTORY_ERROR,
        32 | 108 => T::BROKEN_PIPE_ERROR,
        103 => T::CONNECTION_ABORTED_ERROR,
        104 => T::CONNECTION_RESET_ERROR,
        110 => T::TIMEOUT_ERROR,
        111 => T::CONNECTION_REFUSED_ERROR,
        _ => return None,
    })
}

fn os_error_new(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let mut class = args[0];
    if vm.os_error_uses_init(class) {
        return Ok(vm.bare_exception(class, &[]));
    }
    if !args.kw.is_empty() {
        let name = vm.type_name(class);
        return Err(vm.type_error(format!("{name}() takes no keyword arguments")));
    }
    if class == T::OS_ERROR
        && (3..=6).contains(&args.len())
        && let Some(special) = vm.as_int(args[1]).and_then(os_error_class)
    {
        class = special;
    }
    Ok(vm.new_exception_args(class, &args.pos[1..]))
}

/// How many characters a `BlockingIOError` says were written.
fn characters_written(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    match vm.exception_field(o, 4).some() {
        Some(count) => Ok(count),
        None => {
            let name = vm.intern("characters_written");
            Err(vm.raise_attribute_error("characters_written".to_owned(), o, name))
        }
    }
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
        let got = vm.kind_name(message);
        return Err(vm.type_error(format!("BaseExceptionGroup.__new__() argument 1 must be str, not {got}")));
    }
    let sequence = vm.find_in_type(vm.ty(members), names::__getitem__).is_some()
        && !matches!(vm.heap.payload(members), Payload::Dict(_) | Payload::View(_));
    if !sequence {
        return Err(vm.raise_text(T::TYPE_ERROR, "second argument (exceptions) must be a sequence"));
    }
    let list = vm.collect(members)?;
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
    let exception_class = |vm: &Vm, o: Obj| vm.is_type(o) && vm.is_subtype(o, T::BASE_EXCEPTION);
    let is_class = exception_class(vm, condition)
        || vm.is_tuple(condition)
            && vm.items(condition).is_some_and(|items| items.iter().all(|&item| exception_class(vm, item)));
    let callable = !is_class && !vm.is_type(condition) && vm.find_in_type(vm.ty(condition), names::__call__).is_some();
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

macro_rules! plain {
    ($($ty:ident),* $(,)?) => {
        /// Classes without fields of their own; each has a constructor to be named in messages.
        pub const PLAIN: &[TypeTable] =
            &[$(TypeTable::new(T::$ty, &[INIT]).with_statics(&[def("__new__", Arity::Any, new)])),*];
    };
}

plain![
    EXCEPTION,
    GENERATOR_EXIT,
    KEYBOARD_INTERRUPT,
    ARITHMETIC_ERROR,
    ASSERTION_ERROR,
    BUFFER_ERROR,
    EOF_ERROR,
    LOOKUP_ERROR,
    MEMORY_ERROR,
    REFERENCE_ERROR,
    RUNTIME_ERROR,
    STOP_ASYNC_ITERATION,
    SYSTEM_ERROR,
    TYPE_ERROR,
    VALUE_ERROR,
    WARNING,
    FLOATING_POINT_ERROR,
    OVERFLOW_ERROR,
    ZERO_DIVISION_ERROR,
    BYTES_WARNING,
    DEPRECATION_WARNING,
    ENCODING_WARNING,
    FUTURE_WARNING,
    IMPORT_WARNING,
    PENDING_DEPRECATION_WARNING,
    RESOURCE_WARNING,
    RUNTIME_WARNING,
    SYNTAX_WARNING,
    UNICODE_WARNING,
    USER_WARNING,
    INDEX_ERROR,
    NOT_IMPLEMENTED_ERROR,
    PYTHON_FINALIZATION_ERROR,
    RECURSION_ERROR,
    UNICODE_ERROR,
];

impl Vm {
    fn set_exception_args(&mut self, exception: Obj, args: &[Obj]) {
        let tuple = self.new_tuple(args);
        self.incref(tuple);
        if let Some(data) = self.exception_data_mut(exception) {
            let old = std::mem::replace(&mut data.args, tuple);
            self.decref(old);
        }
    }

    /// Whether `OSError` leaves the work to an `__init__` that a class derived from it has.
    fn os_error_uses_init(&self, class: Obj) -> bool {
        let own = |name: Obj| self.find_in_type(class, name) == self.find_in_type(T::OS_ERROR, name);
        !own(names::__init__) && own(names::__new__)
    }

    /// Which fields the keyword arguments of a constructor set.
    fn keyword_fields(&mut self, exception: Obj, kw: &[(Obj, Obj)]) -> PyResult<Vec<(usize, Obj)>> {
        if kw.is_empty() {
            return Ok(Vec::new());
        }
        let (function, known): (&str, &[&str]) = if self.is_instance(exception, T::IMPORT_ERROR) {
            ("ImportError", &["", "name", "path", "name_from"])
        } else if self.is_instance(exception, T::ATTRIBUTE_ERROR) {
            ("AttributeError", &["name", "obj"])
        } else if self.is_instance(exception, T::NAME_ERROR) {
            ("NameError", &["name"])
        } else {
            let name = self.type_name_of(exception);
            return Err(self.type_error(format!("{name}() takes no keyword arguments")));
        };
        let most = known.iter().filter(|name| !name.is_empty()).count();
        if kw.len() > most {
            let (given, plural) = (kw.len(), if most == 1 { "" } else { "s" });
            return Err(
                self.type_error(format!("{function}() takes at most {most} keyword argument{plural} ({given} given)"))
            );
        }
        let mut fields = Vec::new();
        for &(key, value) in kw {
            let key = self.text(key).to_owned();
            match known.iter().position(|&name| name == key) {
                Some(index) => fields.push((index, value)),
                None => {
                    let names: Vec<String> = known.iter().filter(|n| !n.is_empty()).map(|&n| n.to_owned()).collect();
                    let hint = match crate::vm::suggest::closest(&key, &names) {
                        Some(best) => format!(". Did you mean '{best}'?"),
                        None => String::new(),
                    };
                    return Err(
                        self.type_error(format!("{function}() got an unexpected keyword argument '{key}'{hint}"))
                    );
                }
            }
        }
        Ok(fields)
    }

    /// Complains about positional arguments that a class cannot do with.
    fn check_exception_arguments(&mut self, exception: Obj, args: &[Obj]) -> PyResult<()> {
        let ty = self.ty(exception);
        let is = |vm: &Vm, class: Obj| vm.is_subtype(ty, class);
        if is(self, T::SYNTAX_ERROR) {
            let &[_, details] = args else { return Ok(()) };
            let count = self.collect(details)?.len();
            let message = match count {
                0..=3 => format!("function takes at least 4 arguments ({count} given)"),
                5 => "end_offset must be provided when end_lineno is provided".to_owned(),
                7.. => format!("function takes at most 6 arguments ({count} given)"),
                _ => return Ok(()),
            };
            return Err(self.type_error(message));
        }
        // What each argument has to be: text, bytes, a number.
        let kinds: &str = if is(self, T::UNICODE_DECODE_ERROR) {
            "tbnnt"
        } else if is(self, T::UNICODE_ENCODE_ERROR) {
            "ttnnt"
        } else if is(self, T::UNICODE_TRANSLATE_ERROR) {
            "tnnt"
        } else {
            return Ok(());
        };
        if args.len() != kinds.len() {
            let (wanted, given) = (kinds.len(), args.len());
            return Err(self.type_error(format!("function takes exactly {wanted} arguments ({given} given)")));
        }
        for (at, (&arg, kind)) in args.iter().zip(kinds.chars()).enumerate() {
            match kind {
                't' if !self.is_str(arg) => {
                    let got = self.kind_name(arg);
                    return Err(self.type_error(format!("argument {} must be str, not {got}", at + 1)));
                }
                'b' if self.buffer_of(arg)?.is_none() => {
                    let got = self.type_name_of(arg);
                    return Err(self.type_error(format!("a bytes-like object is required, not '{got}'")));
                }
                'n' => {
                    self.index_size(arg)?;
                }
                _ => {}
            }
        }
        Ok(())
    }

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
            let message = if let [message] = args { *message } else { NONE };
            for at in 1..4 {
                self.set_exception_field(exception, at, NONE);
            }
            self.set_exception_field(exception, 0, message);
        } else if is(self, T::OS_ERROR) {
            if (2..=5).contains(&args.len()) {
                self.set_exception_field(exception, 0, args[0]);
                self.set_exception_field(exception, 1, args[1]);
                if let Some(&filename) = args.get(2).filter(|&&filename| filename != NONE) {
                    if is(self, T::BLOCKING_IO_ERROR) && self.is_int(filename) {
                        self.set_exception_field(exception, 4, filename);
                        return;
                    }
                    self.set_exception_field(exception, 2, filename);
                    if let Some(&other) = args.get(4) {
                        self.set_exception_field(exception, 3, other);
                    }
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
            if let &[_, details] = args {
                let details = self.collect(details).unwrap_or_default();
                for (at, detail) in details.into_iter().enumerate() {
                    self.set_exception_field(exception, at + 1, detail);
                }
            }
        } else if is(self, T::UNICODE_TRANSLATE_ERROR) {
            for (at, &value) in args.iter().enumerate().take(4) {
                self.set_exception_field(exception, at + 1, value);
            }
        } else if is(self, T::UNICODE_DECODE_ERROR) || is(self, T::UNICODE_ENCODE_ERROR) {
            for (at, &value) in args.iter().enumerate().take(5) {
                // What could not be decoded is kept as bytes.
                let bytes = (at == 1 && !self.is_str(value)).then(|| self.buffer_of(value).ok().flatten()).flatten();
                let value = bytes.map_or(value, |bytes| self.new_bytes(bytes));
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
                    Some(filename) => {
                        let shown = self.repr_text(filename)?;
                        match field(self, 3) {
                            Some(other) => format!("[Errno {errno}] {text}: {shown} -> {}", self.repr_text(other)?),
                            None => format!("[Errno {errno}] {text}: {shown}"),
                        }
                    }
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
        } else if self.is_instance(exception, T::UNICODE_TRANSLATE_ERROR)
            && let (Some(object), Some(start), Some(end), Some(reason)) =
                (field(self, 1), field(self, 2), field(self, 3), field(self, 4))
        {
            return self.unicode_error_text(exception, [EMPTY_STR, object, start, end, reason]);
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
        let what = if self.is_instance(exception, T::UNICODE_TRANSLATE_ERROR) {
            "can't translate".to_owned()
        } else if self.is_instance(exception, T::UNICODE_DECODE_ERROR) {
            format!("'{encoding}' codec can't decode")
        } else {
            format!("'{encoding}' codec can't encode")
        };
        // A place outside the object is shown as a range.
        let one = end == start + 1;
        let place = usize::try_from(start).unwrap_or(usize::MAX);
        let byte = self.bytes_of(object).map(|bytes| bytes.get(place).copied());
        let text = match byte {
            Some(Some(byte)) if one => format!("{what} byte 0x{byte:02x} in position {start}: {reason}"),
            Some(_) => format!("{what} bytes in position {start}-{}: {reason}", end - 1),
            None => match self.str_data(object).and_then(|s| s.char_at(place)).filter(|_| one) {
                Some(c) => {
                    let shown = super::repr::escaped(c);
                    format!("{what} character '{shown}' in position {start}: {reason}")
                }
                None => format!("{what} characters in position {start}-{}: {reason}", end - 1),
            },
        };
        Ok(self.new_str(text))
    }
}
