//! Warnings: what `warnings.warn` does when it is called from inside the machine.
//!
//! A program that imported `warnings` decides itself, through that module. Before that, the filters that Python starts with
//! hold: deprecations are shown in `__main__` only, four categories not at all, and each warning once for each place.

use super::PyResult;
use super::Vm;
use super::host::CompileMode;
use super::object::statics::NONE;
use super::object::{GeneratorState, Obj, Payload, T, names};
use crate::base::{Diagnostic, ErrorKind};

impl Vm {
    /// A warning about the line that runs.
    pub fn warn(&mut self, category: Obj, text: &str) -> PyResult<()> {
        let (file, line) = self.current_place();
        let globals = self.frames.last().map_or(Obj::NULL, |frame| frame.globals);
        self.warn_explicit(category, text, &file, line, globals)
    }

    fn current_place(&self) -> (String, i32) {
        let Some(frame) = self.frames.last() else { return ("<sys>".to_owned(), 0) };
        let info = &self.codes[frame.code as usize];
        let unit = (self.ip as u32).saturating_sub(frame.text);
        (info.filename.to_string(), info.position(unit).line.unwrap_or(0))
    }

    /// A warning about a line; with null for the globals, one that is shown each time.
    pub fn warn_explicit(&mut self, category: Obj, text: &str, file: &str, line: i32, globals: Obj) -> PyResult<()> {
        let modules = self.modules;
        let explicit = self.intern("warn_explicit");
        if let Some(module) = self.dict_get_str(modules, "warnings")
            && let Some(function) = self.find_attr(module, explicit)?
        {
            let message = self.new_str(text);
            let (file, line) = (self.new_str(file), self.new_int(i64::from(line)));
            let (mut name, mut registry) = (NONE, NONE);
            if !globals.is_null() {
                name = self.dict_get_interned(globals, names::__name__).unwrap_or(NONE);
                let key = self.intern("__warningregistry__");
                registry = match self.dict_get_interned(globals, key) {
                    Some(registry) => registry,
                    None => {
                        let fresh = self.new_dict();
                        self.dict_set_interned(globals, key, fresh);
                        fresh
                    }
                };
            }
            return self.call(function, &[message, category, file, line, name, registry]).map(|_| ());
        }
        let hidden = [T::DEPRECATION_WARNING, T::PENDING_DEPRECATION_WARNING, T::IMPORT_WARNING, T::RESOURCE_WARNING];
        if hidden.iter().any(|&ty| self.is_subtype(category, ty)) {
            let name = if globals.is_null() { None } else { self.dict_get_interned(globals, names::__name__) };
            let main = name.is_some_and(|name| self.text(name) == "__main__");
            if category != T::DEPRECATION_WARNING || !main {
                return Ok(());
            }
        }
        if !globals.is_null() && !self.warned.insert((category.index() as u32, text.to_owned(), file.to_owned(), line))
        {
            return Ok(());
        }
        let category = self.type_name(category);
        let shown = format!("{file}:{line}: {category}: {text}\n{}", self.quoted_line(file, line));
        self.write_stderr(&shown)
    }

    /// The source line of a warning, if its file can be read.
    fn quoted_line(&mut self, file: &str, line: i32) -> String {
        if file.starts_with('<') {
            return String::new();
        }
        let source = self.read_source(file);
        let text = source.as_ref().and_then(|source| source.lines().nth(usize::try_from(line - 1).ok()?));
        match text.map(str::trim).filter(|text| !text.is_empty()) {
            Some(text) => format!("  {text}\n"),
            None => String::new(),
        }
    }

    /// What the compiler warns about.
    pub fn show_compiler_warnings(&mut self, warnings: &[Diagnostic], file: &str, _mode: CompileMode) -> PyResult<()> {
        for warning in warnings {
            let category = match warning.kind {
                ErrorKind::DeprecationWarning => T::DEPRECATION_WARNING,
                _ => T::SYNTAX_WARNING,
            };
            if warning.kind == ErrorKind::DeprecationWarning {
                // What folding a constant warns about is about the line that asked for the compilation, if one did.
                if let Some(frame) = self.frames.last()
                    && !self.codes[frame.code as usize].is_native
                {
                    self.warn(category, &warning.msg)?;
                }
                continue;
            }
            let line = warning.lineno.map_or(1, |line| line as i32);
            if let Err(error) = self.warn_explicit(category, &warning.msg, file, line, Obj::NULL) {
                if !self.raised_is(category) {
                    return Err(error);
                }
                // A warning that is made an exception says where it is, as a `SyntaxError` does.
                self.clear_raised();
                let as_error = Diagnostic { kind: ErrorKind::SyntaxError, ..warning.clone() };
                return Err(self.raise_diagnostic(&as_error, file));
            }
        }
        Ok(())
    }

    pub fn never_awaited(&self, coroutine: Obj) -> bool {
        matches!(self.heap.payload(coroutine), Payload::Generator(data) if data.state == GeneratorState::Created)
    }

    pub fn warn_never_awaited(&mut self, coroutine: Obj) -> PyResult<()> {
        if self.frames.is_empty() {
            return Ok(());
        }
        let name = match self.heap.payload(coroutine) {
            Payload::Generator(data) => self.text(data.qualname).to_owned(),
            _ => String::new(),
        };
        let text = format!("coroutine '{name}' was never awaited");
        let before = self.warned.len();
        self.warn(T::RUNTIME_WARNING, &text)?;
        if self.warned.len() > before {
            self.write_stderr("RuntimeWarning: Enable tracemalloc to get the object allocation traceback\n")?;
        }
        Ok(())
    }
}
