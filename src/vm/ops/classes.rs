//! `__build_class__`: a class body is an ordinary frame of the machine.

use crate::vm::frames::Cont;
use crate::vm::object::statics::NONE;
use crate::vm::object::{Obj, Payload, T, names};
use crate::vm::{PyResult, Vm};

impl Vm {
    pub fn op_load_build_class(&mut self) -> PyResult<()> {
        let name = names::__build_class__;
        match self.dict_get_interned(self.builtins, name) {
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
                    let (meta, got) = (self.type_name(meta), self.type_name_of(namespace));
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

    /// The body is done: calls the metaclass. The class is counted for the stack.
    pub fn finish_class(&mut self, state: Obj, cell: Obj) -> PyResult<Obj> {
        let mark = self.mark();
        let Payload::Fields(fields) = self.heap.payload(state) else {
            return Err(self.internal("a class body keeps its state"));
        };
        let fields = fields.to_vec();
        let [meta, name, bases, namespace, options, original] = fields[..] else {
            return Err(self.internal("a class body keeps its state"));
        };
        if original != NONE {
            self.set_item(namespace, names::__orig_bases__, original)?;
        }
        let pairs = self.mapping_pairs(options)?;
        let class = self.call_full(meta, &[name, bases, namespace], &pairs)?;
        if let Payload::Cell(contents) = self.heap.payload(cell) {
            let contents = *contents;
            if self.is_type(class) && contents != class {
                let (name, class_text) = (self.repr_text(name)?, self.repr_text(class)?);
                let message = if contents.is_null() {
                    format!(
                        "__class__ not set defining {name} as {class_text}. Was __classcell__ propagated to type.__new__?"
                    )
                } else {
                    let got = self.repr_text(contents)?;
                    format!("__class__ set to {got} defining {name} as {class_text}")
                };
                let kind = if contents.is_null() { T::RUNTIME_ERROR } else { T::TYPE_ERROR };
                return Err(self.raise_text(kind, &message));
            }
        }
        self.incref(class);
        self.release(mark);
        Ok(class)
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
