//! `print`, `input`, `open`, `repr`, `format`, `ascii`.

use crate::vm::native::{Args, Arity, NativeDef, def};
use crate::vm::object::statics::{EMPTY_STR, NONE};
use crate::vm::object::{Obj, T, names};
use crate::vm::{PyResult, Vm};

pub const FUNCTIONS: &[NativeDef] = &[
    def("print", Arity::Any, print),
    def("input", Arity::Pos(0, 1), crate::vm::modules::stdio::input),
    def("repr", Arity::One, repr),
    def("ascii", Arity::One, ascii),
    def("format", Arity::Pos(1, 2), format),
];

fn print(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let (mut sep, mut end, mut file, mut flush) = (" ".to_owned(), "\n".to_owned(), NONE, false);
    for &(key, value) in args.kw {
        let keyword = vm.text(key).to_owned();
        match keyword.as_str() {
            "sep" | "end" => {
                if value != NONE {
                    if !vm.is_str(value) {
                        let name = vm.type_name_of(value);
                        return Err(vm.type_error(format!("{keyword} must be None or a string, not {name}")));
                    }
                    let text = vm.text(value).to_owned();
                    if keyword == "sep" {
                        sep = text;
                    } else {
                        end = text;
                    }
                }
            }
            "file" => file = value,
            "flush" => flush = vm.truth(value)?,
            _ => {
                return Err(vm.unknown_keyword("print", &keyword, &["sep", "end", "file", "flush"]));
            }
        }
    }
    let sys = vm.sys;
    let stdout = vm.instance_get(sys, names::stdout).unwrap_or(NONE);
    let target = if file == NONE { stdout } else { file };
    if target == NONE {
        return Ok(NONE);
    }
    if vm.ty(target) == T::TEXT_IO {
        let mut text = String::new();
        for (at, &item) in args.pos.iter().enumerate() {
            if at > 0 {
                text.push_str(&sep);
            }
            let mark = vm.mark();
            match vm.str_of(item) {
                Ok(piece) => text.push_str(vm.text(piece)),
                Err(error) => {
                    // What was printed before the failing argument is out already.
                    vm.write_stream(target, &text)?;
                    return Err(error);
                }
            }
            vm.release(mark);
        }
        text.push_str(&end);
        vm.write_stream(target, &text)?;
        return Ok(NONE);
    }
    let write = vm.get_attr(target, names::write)?;
    for (at, &item) in args.pos.iter().enumerate() {
        if at > 0 {
            let sep = vm.new_str(sep.as_str());
            vm.call(write, &[sep])?;
        }
        let text = vm.str_of(item)?;
        vm.call(write, &[text])?;
    }
    let end = vm.new_str(end);
    vm.call(write, &[end])?;
    if flush {
        vm.call_method(target, names::flush, &[])?;
    }
    Ok(NONE)
}

fn repr(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    vm.repr(args[0])
}

fn ascii(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    vm.ascii_repr(args[0])
}

fn format(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let spec = args.get(1).unwrap_or(EMPTY_STR);
    if !vm.is_str(spec) {
        let name = vm.kind_name(spec);
        return Err(vm.type_error(format!("format() argument 2 must be str, not {name}")));
    }
    vm.format_value(args[0], spec)
}
