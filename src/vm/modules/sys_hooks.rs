//! `sys`: what CPython calls for an uncaught exception, for a value at the prompt, for `breakpoint()`, and at the end.

use crate::vm::native::{Args, Arity, NativeDef, def};
use crate::vm::object::statics::NONE;
use crate::vm::object::{Obj, T, names};
use crate::vm::{PyResult, Vm};

pub const FUNCTIONS: &[NativeDef] = &[
    def("displayhook", Arity::One, displayhook),
    def("excepthook", Arity::Pos(3, 3), excepthook),
    def("unraisablehook", Arity::One, unraisablehook),
    def("breakpointhook", Arity::Any, breakpointhook),
];

/// The value of an expression statement at the prompt: printed, and kept as `_`.
fn displayhook(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if args[0] == NONE {
        return Ok(NONE);
    }
    // While the text is made, the old value is not to be seen.
    let (builtins, last) = (vm.builtins, vm.intern("_"));
    vm.dict_set_interned(builtins, last, NONE);
    let Some(stream) = vm.instance_get(vm.sys, names::stdout).filter(|&stream| stream != NONE) else {
        return Err(vm.raise_text(T::RUNTIME_ERROR, "lost sys.stdout"));
    };
    vm.hold(stream);
    let text = vm.repr(args[0])?;
    let written = vm.call_method(stream, names::write, &[text]);
    if written.is_err() {
        if !vm.raised_is(T::UNICODE_ENCODE_ERROR) {
            return written;
        }
        // What the stream cannot encode is shown by its number.
        vm.clear_raised();
        let encoding = vm.get_attr_str(stream, "encoding")?;
        let errors = vm.new_str("backslashreplace");
        let bytes = vm.call_method_str(text, "encode", &[encoding, errors])?;
        let strict = vm.new_str("strict");
        let text = vm.call_method_str(bytes, "decode", &[encoding, strict])?;
        vm.call_method(stream, names::write, &[text])?;
    }
    let end = vm.new_str("\n");
    vm.call_method(stream, names::write, &[end])?;
    vm.dict_set_interned(builtins, last, args[0]);
    Ok(NONE)
}

/// `breakpoint()`, unless the program put a function of its own here: calls what `PYTHONBREAKPOINT` names in the environment,
/// or else `pdb.set_trace`.
fn breakpointhook(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let wanted = environment(vm, "PYTHONBREAKPOINT")?.filter(|name| !name.is_empty());
    let wanted = wanted.unwrap_or_else(|| "pdb.set_trace".to_owned());
    if wanted == "0" {
        return Ok(NONE);
    }
    let (module, attribute) = wanted.rsplit_once('.').unwrap_or(("builtins", &wanted));
    let hook = if module.is_empty() { None } else { imported(vm, module, attribute)? };
    match hook {
        Some(hook) => vm.call_full(hook, args.pos, args.kw),
        None => {
            let message = format!("Ignoring unimportable $PYTHONBREAKPOINT: \"{wanted}\"");
            vm.warn(T::RUNTIME_WARNING, &message)?;
            Ok(NONE)
        }
    }
}

/// A variable of the environment as `os.environ` has it; there is none before a program imports `os`.
fn environment(vm: &mut Vm, name: &str) -> PyResult<Option<String>> {
    let Some(os) = vm.module_named("os") else { return Ok(None) };
    let environ = vm.intern("environ");
    let Some(environ) = vm.find_attr(os, environ)? else { return Ok(None) };
    let name = vm.new_str(name);
    let value = vm.call_method_str(environ, "get", &[name])?;
    Ok(vm.is_str(value).then(|| vm.text(value).to_owned()))
}

/// An attribute of a module; `None` if there is no such module or attribute.
fn imported(vm: &mut Vm, module: &str, attribute: &str) -> PyResult<Option<Obj>> {
    let found = match vm.import_dotted(module) {
        Err(_) if vm.raised_is(T::IMPORT_ERROR) => {
            vm.clear_raised();
            return Ok(None);
        }
        found => found?,
    };
    let attribute = vm.intern(attribute);
    vm.find_attr(found, attribute)
}

fn excepthook(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let text = if vm.exception_data(args[1]).is_some() {
        vm.format_exception(args[1])
    } else {
        let got = vm.type_name_of(args[1]);
        format!("TypeError: print_exception(): Exception expected for value, {got} found\n")
    };
    let stream = vm.instance_get(vm.sys, names::stderr).unwrap_or(NONE);
    if vm.ty(stream) == T::TEXT_IO {
        vm.write_stderr(&text)?;
    } else {
        let text = vm.new_str(text);
        vm.call_method(stream, names::write, &[text])?;
    }
    Ok(NONE)
}

fn unraisablehook(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if !vm.type_name_of(args[0]).ends_with("UnraisableHookArgs") {
        let message = "sys.unraisablehook argument type must be UnraisableHookArgs";
        return Err(vm.raise_text(T::TYPE_ERROR, message));
    }
    let exception = vm.get_attr_str(args[0], "exc_value")?;
    let (message, object) = (vm.get_attr_str(args[0], "err_msg")?, vm.get_attr_str(args[0], "object")?);
    let place = if object == NONE { String::new() } else { vm.repr_text(object)? };
    if exception != NONE {
        let stream = vm.instance_get(vm.sys, names::stderr).unwrap_or(NONE);
        if vm.ty(stream) == T::TEXT_IO {
            vm.print_unraisable(exception, message, &place)?;
        } else if stream != NONE {
            let text = vm.unraisable_text(exception, message, &place);
            let text = vm.new_str(text);
            vm.call_method(stream, names::write, &[text])?;
        }
    }
    Ok(NONE)
}

impl Vm {
    /// What happens when the main program is over: functions of `atexit`, then the last of what was written.
    pub fn leave_interpreter(&mut self) {
        self.run_exit_functions();
        for name in [names::stdout, names::stderr] {
            let stream = self.instance_get(self.sys, name).unwrap_or(NONE);
            if stream != NONE && self.ty(stream) != T::TEXT_IO {
                let mark = self.mark();
                if self.call_method(stream, names::flush, &[]).is_err() {
                    self.clear_raised();
                }
                self.release(mark);
            }
        }
    }

    /// Gives an uncaught exception to `sys.excepthook`, if the program put one there.
    pub fn ask_excepthook(&mut self, exception: Obj) -> bool {
        let hook = self.instance_get(self.sys, names::excepthook).unwrap_or(NONE);
        if hook == NONE || matches!(self.heap.payload(hook), crate::vm::object::Payload::Native { .. }) {
            return false;
        }
        let mark = self.mark();
        self.hold(exception);
        let ty = self.ty(exception);
        let traceback = self.exception_data(exception).and_then(|data| data.traceback.some()).unwrap_or(NONE);
        let called = self.call(hook, &[ty, exception, traceback]).is_ok();
        if !called {
            let second = self.take_raised();
            let _ = self.write_stderr("Error in sys.excepthook:\n");
            let text = self.format_exception(second);
            let _ = self.write_stderr(&text);
            let _ = self.write_stderr("\nOriginal exception was:\n");
        }
        self.release(mark);
        called
    }
}
