//! The text that CPython prints for an uncaught exception, word for word and caret for caret.
//!
//! It mirrors `traceback.py`: the chain of causes and contexts, one entry a frame (repeated entries cut), the source line
//! with the failing part underlined, exception groups, notes, suggestions.

mod anchors;
mod lines;
mod suggestion;

use super::object::statics::NONE;
use super::object::{Obj, Payload, T, names};
use super::{PyResult, Vm};

const CAUSE: &str = "\nThe above exception was the direct cause of the following exception:\n\n";
const CONTEXT: &str = "\nDuring handling of the above exception, another exception occurred:\n\n";
const MAX_GROUP_WIDTH: usize = 15;
const MAX_GROUP_DEPTH: usize = 10;
/// Equal entries in a row after which only a count is shown.
const RECURSIVE_CUTOFF: usize = 3;

struct Context {
    seen: Vec<Obj>,
    depth: usize,
    need_close: bool,
    out: String,
}

impl Context {
    fn indent(&self) -> String {
        " ".repeat(2 * self.depth)
    }

    fn emit(&mut self, text: &str, margin: Option<char>) {
        if self.depth == 0 {
            self.out.push_str(text);
            return;
        }
        let prefix = format!("{}{} ", self.indent(), margin.unwrap_or('|'));
        for line in text.split_inclusive('\n') {
            // `textwrap.indent` with a predicate that is always true.
            self.out.push_str(&prefix);
            self.out.push_str(line);
        }
    }
}

impl Vm {
    /// Everything that CPython writes to stderr for an uncaught exception.
    pub fn format_exception(&mut self, exception: Obj) -> String {
        let mut context = Context { seen: Vec::new(), depth: 0, need_close: false, out: String::new() };
        self.format_chain(exception, &mut context);
        context.out
    }

    fn format_chain(&mut self, exception: Obj, context: &mut Context) {
        let mut chain = Vec::new();
        let mut next = Some((None, exception));
        while let Some((message, current)) = next {
            if context.seen.contains(&current) {
                break;
            }
            context.seen.push(current);
            next = None;
            let Some(data) = self.exception_data(current) else { break };
            let (cause, before, suppressed) = (data.cause, data.context, data.suppress_context);
            chain.push((message, current));
            if !cause.is_null() && cause != NONE && !context.seen.contains(&cause) {
                next = Some((Some(CAUSE), cause));
            } else if !before.is_null() && before != NONE && !suppressed && !context.seen.contains(&before) {
                next = Some((Some(CONTEXT), before));
            }
        }
        // The message of a link stands behind the exception it leads to.
        let mut messages: Vec<Option<&str>> = chain.iter().skip(1).map(|(message, _)| *message).collect();
        messages.push(None);
        for (message, (_, exception)) in messages.into_iter().zip(chain).rev() {
            if let Some(message) = message {
                context.emit(message, None);
            }
            self.format_one(exception, context);
        }
    }

    fn format_one(&mut self, exception: Obj, context: &mut Context) {
        let stack = self.format_stack(exception);
        let only = self.format_exception_only(exception);
        if !self.is_instance(exception, T::BASE_EXCEPTION_GROUP) {
            if !stack.is_empty() {
                context.emit("Traceback (most recent call last):\n", None);
                for entry in stack {
                    context.emit(&entry, None);
                }
            }
            for line in only {
                context.emit(&line, None);
            }
            return;
        }
        if context.depth > MAX_GROUP_DEPTH {
            context.emit(&format!("... (max_group_depth is {MAX_GROUP_DEPTH})\n"), None);
            return;
        }
        let top = context.depth == 0;
        if top {
            context.depth += 1;
        }
        if !stack.is_empty() {
            context.emit("Exception Group Traceback (most recent call last):\n", top.then_some('+'));
            for entry in stack {
                context.emit(&entry, None);
            }
        }
        for line in only {
            context.emit(&line, None);
        }
        let members = self.exception_field(exception, 1);
        let members = if members.is_null() { Vec::new() } else { self.held_items(members) };
        let shown = if members.len() <= MAX_GROUP_WIDTH { members.len() } else { MAX_GROUP_WIDTH + 1 };
        context.need_close = false;
        for at in 0..shown {
            let last = at + 1 == shown;
            if last {
                context.need_close = true;
            }
            let truncated = at >= MAX_GROUP_WIDTH;
            let title = if truncated { "...".to_owned() } else { (at + 1).to_string() };
            let corner = if at == 0 { "+-" } else { "  " };
            let line = format!("{}{corner}+---------------- {title} ----------------\n", context.indent());
            context.out.push_str(&line);
            context.depth += 1;
            if truncated {
                let remaining = members.len() - MAX_GROUP_WIDTH;
                let plural = if remaining > 1 { "s" } else { "" };
                context.emit(&format!("and {remaining} more exception{plural}\n"), None);
            } else {
                self.format_chain(members[at], context);
            }
            if last && context.need_close {
                let line = format!("{}+------------------------------------\n", context.indent());
                context.out.push_str(&line);
                context.need_close = false;
            }
            context.depth -= 1;
        }
        if top {
            context.depth = 0;
        }
    }

    /// One string for each entry of the traceback.
    fn format_stack(&mut self, exception: Obj) -> Vec<String> {
        let mut entries = Vec::new();
        let mut traceback = self.exception_data(exception).map_or(Obj::NULL, |data| data.traceback);
        let mut last: Option<(u32, i32)> = None;
        let mut count = 0;
        let repeated = |count: usize| {
            let more = count - RECURSIVE_CUTOFF;
            format!("  [Previous line repeated {more} more time{}]\n", if more > 1 { "s" } else { "" })
        };
        while let Some(Payload::Traceback(data)) = traceback.some().map(|o| self.heap.payload(o)) {
            let data = data.clone();
            if last == Some((data.code, data.lineno)) {
                count += 1;
            } else {
                if count > RECURSIVE_CUTOFF {
                    entries.push(repeated(count));
                }
                last = Some((data.code, data.lineno));
                count = 1;
            }
            if count <= RECURSIVE_CUTOFF {
                entries.push(self.format_entry(data.code, data.lasti, data.lineno));
            }
            traceback = data.next;
        }
        if count > RECURSIVE_CUTOFF {
            entries.push(repeated(count));
        }
        entries
    }

    fn format_entry(&mut self, code: u32, lasti: u32, lineno: i32) -> String {
        let info = self.codes[code as usize].clone();
        let position = info.position(lasti);
        let mut text = format!("  File \"{}\", line {lineno}, in {}\n", info.filename, info.name);
        let end_line = position.end_line.unwrap_or(lineno);
        if let Some(source) = self.source_lines(&info.filename, lineno, end_line.max(lineno)) {
            text.push_str(&lines::annotated(&source, position.column, position.end_column));
        }
        text
    }

    /// Lines `first` to `last` of a source file, if there is such a file and line.
    fn source_lines(&mut self, filename: &str, first: i32, last: i32) -> Option<Vec<String>> {
        if first < 1 {
            return None;
        }
        let (skipped, count) = (first as usize - 1, (last - first + 1) as usize);
        let lines: Vec<String> = match self.read_source(filename) {
            Some(source) => source.lines().skip(skipped).take(count).map(str::to_owned).collect(),
            None => self.cached_lines(filename, skipped, count)?,
        };
        (!lines.is_empty()).then_some(lines)
    }

    /// What a program told `linecache` of a source that is no file: its cache has a tuple of four, the third of which are
    /// the lines.
    fn cached_lines(&self, filename: &str, skipped: usize, count: usize) -> Option<Vec<String>> {
        let linecache = self.dict_get_str(self.modules, "linecache")?;
        let Payload::Module(module) = self.heap.payload(linecache) else { return None };
        let cache = self.dict_get_str(module.dict, "cache")?;
        let is_named = |key: Obj| self.str_data(key).is_some_and(|text| text.as_str() == filename);
        let entry = self.dict_data(cache)?.iter().find(|entry| is_named(entry.key))?;
        let &[_, _, lines, _] = self.items(entry.value)? else { return None };
        let lines = self.items(lines)?.iter().skip(skipped).take(count);
        lines.map(|&line| self.str_data(line).map(|text| text.as_str().trim_end_matches('\n').to_owned())).collect()
    }

    /// `str(exception)` that cannot fail.
    fn safe_str(&mut self, o: Obj) -> String {
        let mark = self.mark();
        let text = match self.str_of(o) {
            Ok(text) => self.text(text).to_owned(),
            Err(_) => {
                self.clear_raised();
                "<exception str() failed>".to_owned()
            }
        };
        self.release(mark);
        text
    }

    /// Class, message and notes; a `SyntaxError` also shows where it is.
    pub fn format_exception_only(&mut self, exception: Obj) -> Vec<String> {
        let ty = self.ty(exception);
        let qualname = self.type_qualname(ty);
        let class = match self.type_module(ty).as_deref() {
            None => format!("<unknown>.{qualname}"),
            Some("builtins" | "__main__") => qualname,
            Some(module) => format!("{module}.{qualname}"),
        };
        let mut out = Vec::new();
        if self.is_subtype(ty, T::SYNTAX_ERROR) {
            self.format_syntax_error(exception, &class, &mut out);
        } else {
            let mut message = self.safe_str(exception);
            message.push_str(&self.suggestion(exception));
            out.push(if message.is_empty() { format!("{class}\n") } else { format!("{class}: {message}\n") });
        }
        if let Some(notes) = self.instance_get(exception, names::__notes__) {
            match self.items(notes).map(<[Obj]>::to_vec) {
                Some(notes) => {
                    for note in notes {
                        let note = self.safe_str(note);
                        out.extend(note.split('\n').map(|line| format!("{line}\n")));
                    }
                }
                None => {
                    let text = self.repr_text(notes).unwrap_or_else(|_| {
                        self.clear_raised();
                        "<__notes__ repr() failed>".to_owned()
                    });
                    out.push(format!("{text}\n"));
                }
            }
        }
        out
    }

    fn format_syntax_error(&mut self, exception: Obj, class: &str, out: &mut Vec<String>) {
        let field = |vm: &Vm, index: usize| vm.exception_field(exception, index).some().filter(|&o| o != NONE);
        let text_field = |vm: &Vm, index: usize| field(vm, index).map(|o| vm.text(o).to_owned());
        let number = |vm: &Vm, index: usize| field(vm, index).and_then(|o| vm.as_int(o));
        let filename = text_field(self, 1);
        let lineno = number(self, 2);
        let mut suffix = String::new();
        if let Some(lineno) = lineno {
            out.push(format!("  File \"{}\", line {lineno}\n", filename.as_deref().unwrap_or("<string>")));
        } else if let Some(filename) = &filename {
            suffix = format!(" ({filename})");
        }
        if let Some(text) = text_field(self, 4) {
            let (offset, end_lineno, end_offset) = (number(self, 3), number(self, 5), number(self, 6));
            out.extend(lines::syntax_error(&text, offset, lineno == end_lineno, end_offset));
        }
        let message = text_field(self, 0).unwrap_or_else(|| "<no detail available>".to_owned());
        out.push(format!("{class}: {message}{suffix}\n"));
    }

    /// Gives an exception nobody can catch, such as one in a finalizer, to `sys.unraisablehook`.
    pub fn write_unraisable(&mut self, exception: Obj, object: Obj, place: &str) -> PyResult<()> {
        self.report_unraisable(exception, object, NONE, place)
    }

    /// The same with a message in place of "Exception ignored in", unless that is `None`.
    pub fn report_unraisable(&mut self, exception: Obj, object: Obj, message: Obj, place: &str) -> PyResult<()> {
        let name = self.intern("unraisablehook");
        let hook = self.instance_get(self.sys, name).unwrap_or(NONE);
        if hook == NONE || matches!(self.heap.payload(hook), Payload::Native { .. }) {
            return self.print_unraisable(exception, message, place);
        }
        let ty = self.ty(exception);
        let traceback = self.exception_data(exception).and_then(|data| data.traceback.some()).unwrap_or(NONE);
        let fields = ["exc_type", "exc_value", "exc_traceback", "err_msg", "object"];
        let parts = [ty, exception, traceback, message, object];
        let arguments = self.structure("sys", "UnraisableHookArgs", &fields, &parts);
        if self.call(hook, &[arguments]).is_err() {
            let second = self.take_raised();
            return self.print_unraisable(second, NONE, "sys.unraisablehook");
        }
        Ok(())
    }

    /// What `sys.unraisablehook` does of its own: a traceback without carets, notes and other exceptions.
    pub fn print_unraisable(&mut self, exception: Obj, message: Obj, place: &str) -> PyResult<()> {
        let text = self.unraisable_text(exception, message, place);
        self.write_stderr(&text)
    }

    pub fn unraisable_text(&mut self, exception: Obj, message: Obj, place: &str) -> String {
        let mut text = match message {
            NONE => format!("Exception ignored in: {place}\n"),
            message => {
                let message = self.str_of(message).map_or_else(|_| String::new(), |text| self.text(text).to_owned());
                let place = if place.is_empty() { String::new() } else { format!(": {place}") };
                format!("{message}{place}\n")
            }
        };
        let mut traceback = self.exception_data(exception).map_or(Obj::NULL, |data| data.traceback);
        if !traceback.is_null() {
            text.push_str("Traceback (most recent call last):\n");
        }
        while let Some(Payload::Traceback(data)) = traceback.some().map(|o| self.heap.payload(o)) {
            let (code, line) = (data.code, data.lineno);
            traceback = data.next;
            let info = self.codes[code as usize].clone();
            text.push_str(&format!("  File \"{}\", line {line}, in {}\n", info.filename, info.name));
            if let Some(source) = self.source_lines(&info.filename, line, line) {
                text.push_str(&format!("    {}\n", source[0].trim()));
            }
        }
        let ty = self.ty(exception);
        let name = self.type_qualname(ty);
        let class = match self.type_module(ty).as_deref() {
            None | Some("builtins" | "__main__") => name,
            Some(module) => format!("{module}.{name}"),
        };
        let message = self.safe_str(exception);
        text.push_str(&format!("{class}: {message}\n"));
        text
    }
}
