//! `__build_class__`: a class body is an ordinary frame of the machine.

use crate::vm::frames::{Cont, Then};
use crate::vm::object::statics::NONE;
use crate::vm::object::{Obj, Payload, T, names};
use crate::vm::{PyResult, Vm};

impl Vm {
    pub fn op_load_build_class(&mut self) -> PyResult<()> {
        let name = names::__build_class__;
        match self.lookup_builtin(name)? {
            Some(function) => {
                self.incref(function);
                self.stack.push(function);
                Ok(())
            }
            None => Err(self.raise_text(T::NAME_ERROR, "__build_class__ not found")),
        }
    }

    /// `__build_class__(body, name, *bases, **keywords)` on the stack from `at` up: enters the body.
    pub fn begin_class(&mut self, at: usize, keywords: &[Obj]) -> PyResult<()> {
        let mark = self.mark();
        let arguments = self.stack[at + 2..].to_vec();
        if arguments.len() < 2 + keywords.len() {
            return Err(self.raise_text(T::TYPE_ERROR, "__build_class__: not enough arguments"));
        }
        let (body, name) = (arguments[0], arguments[1]);
        if self.ty(body) != T::FUNCTION {
            return Err(self.raise_text(T::TYPE_ERROR, "__build_class__: func must be a function"));
        }
        let values = &arguments[arguments.len() - keywords.len()..];
        let written = arguments[2..arguments.len() - keywords.len()].to_vec();
        let bases = self.resolve_bases(&written)?;
        let mut meta = Obj::NULL;
        let options = self.new_dict();
        for (&key, &value) in keywords.iter().zip(values) {
            if self.text(key) == "metaclass" {
                meta = value;
            } else {
                self.dict_set(options, key, value)?;
            }
        }
        if meta.is_null() {
            meta = bases.first().map_or(T::TYPE, |&base| self.ty(base));
        }
        if self.is_type(meta) {
            meta = self.most_derived_metaclass(meta, &bases)?;
        }
        let bases_tuple = self.new_tuple(&bases);
        let pairs = self.mapping_pairs(options)?;
        let namespace = match self.find_attr(meta, names::__prepare__)? {
            Some(prepare) => {
                let namespace = self.call_full(prepare, &[name, bases_tuple], &pairs)?;
                let is_mapping = self.is_instance(namespace, T::DICT)
                    || self.find_in_type(self.ty(namespace), names::__getitem__).is_some();
                if !is_mapping {
                    let meta = if self.is_type(meta) { self.type_name(meta) } else { "<metaclass>".to_owned() };
                    let got = self.type_name_of(namespace);
                    let message = format!("{meta}.__prepare__() must return a mapping, not {got}");
                    return Err(self.type_error(message));
                }
                namespace
            }
            None => self.new_dict(),
        };
        let original = if bases == written { NONE } else { self.new_tuple(&written) };
        let state = self.new_fields(T::OBJECT, &[meta, name, bases_tuple, namespace, options, original]);
        self.incref(state);
        self.incref(namespace);
        self.incref(body);
        self.drop_stack_to(at);
        self.stack.push(body);
        self.stack.push(Obj::NULL);
        let entered = self.push_frame(body, at, at + 2, Cont::Class);
        if let Err(error) = entered {
            self.decref(state);
            self.decref(namespace);
            return Err(error);
        }
        let frame = self.frame_mut();
        frame.locals = namespace;
        frame.extra = state;
        self.release(mark);
        Ok(())
    }

    /// The body is done: calls the metaclass with what the statement kept. State and cell are counted.
    pub fn call_metaclass(&mut self, state: Obj, cell: Obj) -> PyResult<()> {
        let mark = self.mark();
        self.push(state);
        self.push(cell);
        let fields = self.class_state(state)?;
        self.set_original_bases(&fields)?;
        let [meta, name, bases, namespace, options, _] = fields;
        let mut keywords = Vec::new();
        for o in [meta, Obj::NULL, name, bases, namespace] {
            self.heap.incref_some(o);
            self.push(o);
        }
        for (key, value) in self.mapping_pairs(options)? {
            keywords.push(key);
            self.incref(value);
            self.push(value);
        }
        let depth = self.frames.len();
        self.frame_mut().then = Then::Class;
        let called = self.call_on_stack(3 + keywords.len(), &keywords, Cont::Then);
        if called.is_err() {
            self.frame_mut().then = Then::Nothing;
            return called;
        }
        self.release(mark);
        if self.frames.len() == depth { self.go_on() } else { Ok(()) }
    }

    /// The metaclass has made the class: it stands on the stack above state and cell, and takes their place.
    pub fn class_made(&mut self) -> PyResult<()> {
        let (class, cell, state) = (self.peek(0), self.peek(1), self.peek(2));
        let [_, name, ..] = self.class_state(state)?;
        let mark = self.mark();
        self.check_class_cell(name, class, cell)?;
        self.release(mark);
        let class = self.stack.pop().unwrap_or(Obj::NULL);
        let height = self.stack.len() - 2;
        self.drop_stack_to(height);
        self.push(class);
        Ok(())
    }

    fn class_state(&mut self, state: Obj) -> PyResult<[Obj; 6]> {
        match self.heap.payload(state) {
            Payload::Fields(fields) if fields.len() == 6 => {
                Ok([fields[0], fields[1], fields[2], fields[3], fields[4], fields[5]])
            }
            _ => Err(self.internal("a class body keeps its state")),
        }
    }

    fn set_original_bases(&mut self, fields: &[Obj; 6]) -> PyResult<()> {
        match fields[5] {
            NONE => Ok(()),
            original => self.set_item(fields[3], names::__orig_bases__, original),
        }
    }

    /// [`Vm::call_metaclass`] and the rest for native code that waits. The class is held.
    pub fn finish_class(&mut self, state: Obj, cell: Obj) -> PyResult<Obj> {
        let fields = self.class_state(state)?;
        self.set_original_bases(&fields)?;
        let [meta, name, bases, namespace, options, _] = fields;
        let pairs = self.mapping_pairs(options)?;
        let class = self.call_full(meta, &[name, bases, namespace], &pairs)?;
        self.check_class_cell(name, class, cell)?;
        Ok(class)
    }

    fn check_class_cell(&mut self, name: Obj, class: Obj, cell: Obj) -> PyResult<()> {
        let &Payload::Cell(contents) = self.heap.payload(cell) else { return Ok(()) };
        if !self.is_type(class) || contents == class {
            return Ok(());
        }
        let (name, class_text) = (self.repr_text(name)?, self.repr_text(class)?);
        if contents.is_null() {
            let message = format!(
                "__class__ not set defining {name} as {class_text}. Was __classcell__ propagated to type.__new__?"
            );
            return Err(self.raise_text(T::RUNTIME_ERROR, &message));
        }
        let got = self.repr_text(contents)?;
        Err(self.type_error(format!("__class__ set to {got} defining {name} as {class_text}")))
    }

    /// Replaces bases that are no types by what their `__mro_entries__` says.
    pub fn resolve_bases(&mut self, written: &[Obj]) -> PyResult<Vec<Obj>> {
        let mut bases = Vec::new();
        for &base in written {
            if self.is_type(base) {
                bases.push(base);
                continue;
            }
            match self.find_attr(base, names::__mro_entries__)? {
                Some(entries) => {
                    let all = self.new_tuple(written);
                    let replaced = self.call(entries, &[all])?;
                    if !self.is_tuple(replaced) {
                        return Err(self.raise_text(T::TYPE_ERROR, "__mro_entries__ must return a tuple"));
                    }
                    bases.extend(self.held_items(replaced));
                }
                None => bases.push(base),
            }
        }
        Ok(bases)
    }

    pub fn most_derived_metaclass(&mut self, meta: Obj, bases: &[Obj]) -> PyResult<Obj> {
        let mut winner = meta;
        for &base in bases {
            let other = self.ty(base);
            if self.is_subtype(winner, other) {
                continue;
            }
            if self.is_subtype(other, winner) {
                winner = other;
                continue;
            }
            let message = "metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of \
                           the metaclasses of all its bases";
            return Err(self.raise_text(T::TYPE_ERROR, message));
        }
        Ok(winner)
    }
}
