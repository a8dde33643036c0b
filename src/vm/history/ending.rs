//! The end of a program: what CPython does when the main frame is left.

use crate::vm::Vm;
use crate::vm::gc::OLDEST;
use crate::vm::object::statics::NONE;
use crate::vm::object::{Obj, T, names};

impl Vm {
    /// Prints an exception nobody caught; returns the exit status.
    pub(super) fn report_uncaught(&mut self) -> i32 {
        let exception = self.take_raised();
        if exception.is_null() {
            return 1;
        }
        if self.is_instance(exception, T::SYSTEM_EXIT) {
            let code = self.exception_field(exception, 0).some().unwrap_or(NONE);
            if code == NONE {
                return 0;
            }
            if let Some(status) = self.as_int(code) {
                return (status & 0xff) as i32;
            }
            if self.is_int(code) {
                return 0xff;
            }
            let text = self.str_text(code).unwrap_or_default();
            let _ = self.write_stderr(&format!("{text}\n"));
            return 1;
        }
        if !self.ask_excepthook(exception) {
            let text = self.format_exception(exception);
            let _ = self.write_stderr(&text);
        }
        if self.is_instance(exception, T::KEYBOARD_INTERRUPT) { 130 } else { 1 }
    }

    /// The end of the interpreter: the variables of `__main__` go, and with them what has a `__del__`.
    pub(super) fn shut_down(&mut self) {
        self.release(0);
        self.collect_cycles(OLDEST);
        let modules = self.modules;
        let Some(main) = self.dict_get_interned(modules, names::__main__) else { return };
        self.finalize_main(main);
        self.release(0);
        let dict = self.instance_dict(main);
        for private in [true, false] {
            let keys: Vec<Obj> =
                self.dict_data(dict).map_or_else(Vec::new, |data| data.iter().map(|e| e.key).collect());
            for key in keys {
                let name = self.text(key);
                let is_private = name.starts_with('_') && !name.starts_with("__");
                let keep = name == "__builtins__" || !self.is_str(key);
                if !keep && (private == is_private || !private && name.starts_with("__")) {
                    let mark = self.mark();
                    self.dict_set_interned(dict, key, NONE);
                    self.release(mark);
                }
            }
            self.release(0);
        }
        self.collect_cycles(OLDEST);
    }
}
