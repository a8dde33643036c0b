//! What was meant, perhaps, by a name that is nowhere: "Did you mean", told when the error is printed.
//!
//! The names are those that the innermost frame of the traceback can see then; what a handler deleted on the way is not
//! proposed.

use crate::vm::modules::stdlib;
use crate::vm::object::{Obj, Payload, T};
use crate::vm::types::frame::{f_builtins, f_globals, f_locals};
use crate::vm::{PyResult, Vm, suggest};

impl Vm {
    /// What is put behind the message of a `NameError`, `AttributeError` or `ImportError`.
    pub(super) fn suggestion(&mut self, exception: Obj) -> String {
        let mark = self.mark();
        let text = if self.is_instance(exception, T::NAME_ERROR) {
            self.other_name(exception)
        } else if self.is_instance(exception, T::ATTRIBUTE_ERROR) {
            let (object, wrong) = (self.exception_field(exception, 1), self.exception_field(exception, 0));
            self.other_attribute(exception, object, wrong)
        } else if self.is_instance(exception, T::IMPORT_ERROR) {
            self.other_import(exception)
        } else {
            None
        };
        self.release(mark);
        text.unwrap_or_default()
    }

    fn other_name(&mut self, exception: Obj) -> Option<String> {
        let wrong = self.exception_field(exception, 0).some().filter(|&name| self.is_str(name))?;
        let mut text = String::new();
        if let Some(frame) = self.innermost_frame(exception)
            && let Some(best) = self.visible_name(frame, wrong)
        {
            text = format!(". Did you mean: '{best}'?");
        }
        let wrong = self.text(wrong);
        if stdlib::is_module(wrong) {
            text.push_str(&match text.is_empty() {
                true => format!(". Did you forget to import '{wrong}'?"),
                false => format!(" Or did you forget to import '{wrong}'?"),
            });
        }
        Some(text)
    }

    /// The name closest to `wrong` of those that a frame can see.
    fn visible_name(&mut self, frame: Obj, wrong: Obj) -> Option<String> {
        if let Some(object) = self.self_of(frame)
            && self.quietly(|vm| vm.find_attr(object, wrong)).flatten().is_some()
        {
            return Some(format!("self.{}", self.text(wrong)));
        }
        let mut known = Vec::new();
        for namespace in [f_locals, f_globals, f_builtins] {
            let keys = self.quietly(|vm| {
                let namespace = namespace(vm, frame)?;
                vm.collect(namespace)
            })?;
            let keys = keys.into_iter().filter(|&key| self.is_str(key));
            known.extend(keys.map(|key| self.text(key).to_owned()));
        }
        let wrong = self.text(wrong).to_owned();
        suggest::closest(&wrong, &known).map(str::to_owned)
    }

    fn other_attribute(&mut self, exception: Obj, object: Obj, wrong: Obj) -> Option<String> {
        let object = object.some()?;
        let wrong = wrong.some().filter(|&name| self.is_str(name))?;
        let wrong = self.text(wrong).to_owned();
        let mut names = self.dir_names(object);
        let own = self.innermost_frame(exception).and_then(|frame| self.self_of(frame)) == Some(object);
        if !wrong.starts_with('_') && !own {
            names.retain(|name| !name.starts_with('_'));
        }
        suggest::closest(&wrong, &names).map(|best| format!(". Did you mean: '{best}'?"))
    }

    fn other_import(&mut self, exception: Obj) -> Option<String> {
        let module = self.exception_field(exception, 1).some().filter(|&name| self.is_str(name))?;
        let wrong = self.exception_field(exception, 3).some().filter(|&name| self.is_str(name))?;
        let module = self.text(module).to_owned();
        // CPython imports the module once more to see its names; one that failed before runs again, output and all.
        let module = self.quietly(|vm| vm.import_dotted(&module))?;
        self.other_attribute(exception, module, wrong)
    }

    /// The frame where an exception began.
    fn innermost_frame(&self, exception: Obj) -> Option<Obj> {
        let mut traceback = self.exception_data(exception)?.traceback;
        let mut frame = None;
        while let Some(Payload::Traceback(data)) = traceback.some().map(|o| self.heap.payload(o)) {
            (frame, traceback) = (Some(data.frame), data.next);
        }
        frame
    }

    /// What `self` is in a frame.
    fn self_of(&mut self, frame: Obj) -> Option<Obj> {
        self.quietly(|vm| {
            let locals = f_locals(vm, frame)?;
            let name = vm.new_str("self");
            Ok(if vm.contains(locals, name)? { Some(vm.get_item(locals, name)?) } else { None })
        })
        .flatten()
    }

    /// What `ask` finds, unless it raises.
    fn quietly<R>(&mut self, ask: impl FnOnce(&mut Vm) -> PyResult<R>) -> Option<R> {
        let answer = ask(self);
        if answer.is_err() {
            self.clear_raised();
        }
        answer.ok()
    }
}
