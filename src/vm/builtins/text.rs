//! `print`, `input`, `open`, `repr`, `format`, `ascii`.

use crate::vm::native::{Args, Arity, NativeDef, Params, def};
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
    let (mut sep, mut end) = (" ".to_owned(), "\n".to_owned());
    let (mut target, mut flush) = (NONE, false);
    if !args.kw.is_empty() {
        let names = &["sep", "end", "file", "flush"];
        if let Some(&(unknown, _)) = args.kw.iter().find(|(key, _)| !names.contains(&vm.text(*key))) {
            let unknown = vm.text(unknown).to_owned();
            return Err(vm.unknown_keyword("print", &unknown, names));
        }
        let params = Params { function: "print", names, required: 0, positional: 0, positional_only: 0 };
        let [own_sep, own_end, file, own_flush] = vm.parse::<4>(&Args { pos: &[], kw: args.kw }, 0, &params)?;
        flush = !own_flush.is_null() && vm.truth(own_flush)?;
        target = file.some().unwrap_or(NONE);
        for (keyword, value, text) in [("sep", own_sep, &mut sep), ("end", own_end, &mut end)] {
            if value.is_null() || value == NONE {
                continue;
            }
            if !vm.is_str(value) {
                let name = vm.type_name_of(value);
                return Err(vm.type_error(format!("{keyword} must be None or a string, not {name}")));
            }
            vm.text(value).clone_into(text);
        }
    }
    if target == NONE {
        let sys = vm.sys;
        match vm.instance_get(sys, names::stdout) {
            Some(NONE) => return Ok(NONE),
            Some(stdout) => target = stdout,
            None => return Err(vm.raise_text(T::RUNTIME_ERROR, "lost sys.stdout")),
        }
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
