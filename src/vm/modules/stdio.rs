//! `sys.stdin`, `sys.stdout` and `sys.stderr`: text streams on the host's streams.
//!
//! They are there before any module is imported, so they are native; `_io` makes its `TextIOWrapper` a base of theirs. What
//! is written goes out at once and in order, also through `buffer`, as on a terminal.

use crate::vm::native::{Args, Arity, GetSetDef, Params, def};
use crate::vm::object::statics::{EMPTY_STR, NONE};
use crate::vm::object::{Obj, Payload, T, names};
use crate::vm::types::{REPR, TypeTable};
use crate::vm::{PyResult, Vm};

/// What a stream object keeps, one field each.
#[derive(Clone, Copy)]
enum Field {
    Number,
    /// `buffer`, once asked for.
    Buffer,
    Closed,
    Encoding,
    Errors,
    LineBuffering,
}

pub const TABLES: &[TypeTable] = &[TypeTable::new(
    T::TEXT_IO,
    &[
        REPR,
        def("write", Arity::One, write),
        def("writelines", Arity::One, writelines),
        def("flush", Arity::None, flush),
        def("close", Arity::None, close),
        def("detach", Arity::None, detach),
        def("isatty", Arity::None, open_and::<0>),
        def("seekable", Arity::None, open_and::<0>),
        def("readable", Arity::None, open_and::<1>),
        def("writable", Arity::None, open_and::<2>),
        def("fileno", Arity::None, fileno),
        def("tell", Arity::None, tell),
        def("seek", Arity::Pos(1, 2), tell),
        def("truncate", Arity::Pos(0, 1), tell),
        def("read", Arity::Pos(0, 1), read),
        def("readline", Arity::Pos(0, 1), readline),
        def("readlines", Arity::Pos(0, 1), readlines),
        def("reconfigure", Arity::Any, reconfigure),
        def("__enter__", Arity::None, enter),
        def("__exit__", Arity::Var, exit),
        def("__iter__", Arity::Slot(0, 0), enter),
        def("__next__", Arity::Slot(0, 0), next),
    ],
)
.with_getset(&[
    GetSetDef { name: "buffer", get: buffer, set: None },
    GetSetDef { name: "closed", get: closed, set: None },
    GetSetDef { name: "encoding", get: |vm, o| Ok(field(vm, o, Field::Encoding)), set: None },
    GetSetDef { name: "errors", get: |vm, o| Ok(field(vm, o, Field::Errors)), set: None },
    GetSetDef { name: "line_buffering", get: |vm, o| Ok(field(vm, o, Field::LineBuffering)), set: None },
    GetSetDef { name: "write_through", get: |_, _| Ok(Obj::bool(false)), set: None },
    GetSetDef { name: "newlines", get: |_, _| Ok(NONE), set: None },
    GetSetDef { name: "mode", get: mode, set: None },
    GetSetDef { name: "name", get: name, set: None },
    GetSetDef { name: "_CHUNK_SIZE", get: |vm, _| Ok(vm.new_int(8192)), set: None },
])];

/// The stream with this file number.
pub fn stream(vm: &mut Vm, number: i64) -> Obj {
    let encoding = vm.new_str("utf-8");
    let errors = vm.new_str(if number == 2 { "backslashreplace" } else { "strict" });
    let number_object = vm.new_int(number);
    vm.new_fields(T::TEXT_IO, &[number_object, NONE, Obj::bool(false), encoding, errors, Obj::bool(number == 2)])
}

fn field(vm: &Vm, o: Obj, field: Field) -> Obj {
    match vm.heap.payload(o) {
        Payload::Fields(fields) => fields.get(field as usize).copied().unwrap_or(NONE),
        _ => NONE,
    }
}

fn set_field(vm: &mut Vm, o: Obj, field: Field, value: Obj) {
    let Payload::Fields(fields) = vm.heap.payload_mut(o) else { return };
    let Some(place) = fields.get_mut(field as usize) else { return };
    let old = std::mem::replace(place, value);
    vm.heap.incref(value);
    vm.decref(old);
}

impl Vm {
    /// What standard input has up to its next line feed, at most so many characters; `None` at its end.
    pub fn input_line(&mut self, most: Option<usize>) -> Option<String> {
        if self.input_rest.is_empty() {
            self.input_rest = self.host_input()? + "\n";
        }
        let end = self.input_rest.find('\n').map_or(self.input_rest.len(), |at| at + 1);
        let cut = most.and_then(|most| self.input_rest.char_indices().nth(most)).map_or(end, |(at, _)| at.min(end));
        let rest = self.input_rest.split_off(cut);
        Some(std::mem::replace(&mut self.input_rest, rest))
    }

    /// `ValueError` where a standard stream is closed, `UnsupportedOperation` where it is for the other direction.
    pub fn check_stream(&mut self, stream: Obj, writes: bool) -> PyResult<()> {
        if field(self, stream, Field::Closed) == Obj::bool(true) {
            return Err(self.value_error("I/O operation on closed file."));
        }
        if writes == (self.stream_number(stream) == 0) {
            return Err(self.unsupported_operation(if writes { "not writable" } else { "not readable" }));
        }
        Ok(())
    }

    fn unsupported_operation(&mut self, what: &str) -> crate::vm::Raised {
        let raise = |vm: &mut Vm| {
            let module = vm.import_dotted("_io")?;
            let class = vm.intern("UnsupportedOperation");
            let class = vm.get_attr(module, class)?;
            let what = vm.new_str(what);
            let error = vm.call(class, &[what])?;
            Err::<(), _>(vm.raise_object(error))
        };
        match raise(self) {
            Err(raised) => raised,
            Ok(()) => self.value_error(what),
        }
    }
}

fn write(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if !vm.is_str(args[1]) {
        let name = vm.type_name_of(args[1]);
        return Err(vm.type_error(format!("write() argument must be str, not {name}")));
    }
    let text = vm.text(args[1]).to_owned();
    vm.write_stream(args[0], &text)?;
    let length = vm.quick_len(args[1]).unwrap_or(0);
    Ok(vm.new_usize(length))
}

fn writelines(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    for line in vm.collect(args[1])? {
        write(vm, &Args { pos: &[args[0], line], kw: &[] })?;
    }
    Ok(NONE)
}

fn flush(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if field(vm, args[0], Field::Closed) == Obj::bool(true) {
        return Err(vm.value_error("I/O operation on closed file."));
    }
    Ok(NONE)
}

fn close(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    set_field(vm, args[0], Field::Closed, Obj::bool(true));
    Ok(NONE)
}

fn detach(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    buffer(vm, args[0])
}

/// `isatty` and `seekable` (0), `readable` (1), `writable` (2).
fn open_and<const WHAT: u8>(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    flush(vm, args)?;
    let reads = vm.stream_number(args[0]) == 0;
    Ok(Obj::bool(WHAT != 0 && reads == (WHAT == 1)))
}

fn fileno(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    flush(vm, args)?;
    let number = vm.stream_number(args[0]);
    Ok(vm.new_int(number))
}

fn tell(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    flush(vm, args)?;
    Err(vm.unsupported_operation("underlying stream is not seekable"))
}

/// The size that is asked for; `None` where it is all.
fn size(vm: &mut Vm, args: &Args) -> PyResult<Option<usize>> {
    match args.get(1) {
        Some(size) if size != NONE => Ok(usize::try_from(vm.index_int(size)?).ok()),
        _ => Ok(None),
    }
}

fn read(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let most = size(vm, args)?;
    vm.check_stream(args[0], false)?;
    let (mut text, mut count) = (String::new(), 0);
    while most.is_none_or(|most| count < most) {
        let Some(line) = vm.input_line(most.map(|most| most - count)) else { break };
        count += line.chars().count();
        text.push_str(&line);
    }
    Ok(vm.new_str(text))
}

fn readline(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let most = size(vm, args)?;
    vm.check_stream(args[0], false)?;
    if most == Some(0) {
        return Ok(EMPTY_STR);
    }
    match vm.input_line(most) {
        Some(line) => Ok(vm.new_str(line)),
        None => Ok(EMPTY_STR),
    }
}

fn readlines(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let hint = size(vm, args)?.filter(|&hint| hint > 0);
    vm.check_stream(args[0], false)?;
    let (mut lines, mut count) = (Vec::new(), 0);
    while let Some(line) = vm.input_line(None) {
        count += line.chars().count();
        lines.push(vm.new_str(line));
        if hint.is_some_and(|hint| count >= hint) {
            break;
        }
    }
    Ok(vm.new_list(lines))
}

fn next(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    vm.check_stream(args[0], false)?;
    match vm.input_line(None) {
        Some(line) => Ok(vm.new_str(line)),
        None => Err(vm.raise_stop(NONE)),
    }
}

fn reconfigure(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let [encoding, errors, _, line_buffering, _] = vm.parse(
        args,
        1,
        &Params {
            function: "reconfigure",
            names: &["encoding", "errors", "newline", "line_buffering", "write_through"],
            required: 0,
            positional: 0,
            positional_only: 0,
        },
    )?;
    for (place, value) in [(Field::Encoding, encoding), (Field::Errors, errors)] {
        if !value.is_null() && value != NONE {
            set_field(vm, args[0], place, value);
        }
    }
    if !line_buffering.is_null() && line_buffering != NONE {
        let value = vm.truth(line_buffering)?;
        set_field(vm, args[0], Field::LineBuffering, Obj::bool(value));
    }
    Ok(NONE)
}

fn enter(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    flush(vm, args)?;
    Ok(args[0])
}

fn exit(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    close(vm, args)
}

/// The stream of bytes below, which `_io` makes when it is first asked for.
fn buffer(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    let known = field(vm, o, Field::Buffer);
    if known != NONE {
        return Ok(known);
    }
    let module = vm.import_dotted("_io")?;
    let function = vm.intern("_standard_buffer");
    let function = vm.get_attr(module, function)?;
    let number = field(vm, o, Field::Number);
    let buffer = vm.call(function, &[number])?;
    set_field(vm, o, Field::Buffer, buffer);
    Ok(buffer)
}

fn closed(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    Ok(field(vm, o, Field::Closed))
}

fn mode(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    Ok(vm.new_str(if vm.stream_number(o) == 0 { "r" } else { "w" }))
}

fn name(vm: &mut Vm, o: Obj) -> PyResult<Obj> {
    let number = vm.stream_number(o);
    Ok(vm.new_str(["<stdin>", "<stdout>", "<stderr>"][number.clamp(0, 2) as usize]))
}

/// `input()`: from `sys.stdin`, whatever that is now.
pub fn input(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let sys = vm.sys;
    let (stdin, stdout) = (vm.instance_get(sys, names::stdin), vm.instance_get(sys, names::stdout));
    let mut streams = [NONE; 2];
    for (place, (stream, name)) in streams.iter_mut().zip([(stdin, "stdin"), (stdout, "stdout")]) {
        *place = match stream.filter(|&stream| stream != NONE) {
            Some(stream) => vm.hold(stream),
            None => return Err(vm.raise_text(T::RUNTIME_ERROR, &format!("input(): lost sys.{name}"))),
        };
    }
    let [stdin, stdout] = streams;
    if let Some(prompt) = args.get(0) {
        let text = vm.str_of(prompt)?;
        if vm.ty(stdout) == T::TEXT_IO {
            let text = vm.text(text).to_owned();
            vm.write_stream(stdout, &text)?;
        } else {
            vm.call_method(stdout, names::write, &[text])?;
        }
    }
    // A stream that cannot flush need not.
    if vm.ty(stdout) != T::TEXT_IO && vm.call_method(stdout, names::flush, &[]).is_err() {
        vm.clear_raised();
    }
    let line = if vm.ty(stdin) == T::TEXT_IO {
        vm.check_stream(stdin, false)?;
        vm.input_line(None).unwrap_or_default()
    } else {
        let readline = vm.intern("readline");
        let line = vm.call_method(stdin, readline, &[])?;
        if !vm.is_str(line) {
            return Err(vm.type_error("object.readline() returned non-string".to_owned()));
        }
        vm.text(line).to_owned()
    };
    if line.is_empty() {
        return Err(vm.raise_text(T::EOF_ERROR, "EOF when reading a line"));
    }
    Ok(vm.new_str(line.strip_suffix('\n').unwrap_or(&line)))
}
