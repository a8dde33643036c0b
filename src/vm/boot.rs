//! Start-up: the objects of `statics`, the types with their methods, `builtins`, `sys`, `__main__`.

use std::sync::{Arc, Mutex};

use hashbrown::{HashMap, HashSet};

use super::host::Door;
use super::native::{Arity, NativeDef};
use super::object::statics::{
    ELLIPSIS, EMPTY_BYTES, EMPTY_STR, EMPTY_TUPLE, FALSE, MISSING, NAME_TABLE, NAMES, NONE, NOT_IMPLEMENTED,
    SMALL_INTS, TRUE, TYPE_TABLE, TYPES, latin1, single_byte,
};
use super::object::{Heap, Obj, Payload, PyStr, T, TypeData, names};
use super::types::{TABLES, TypeTable};
use super::{Options, Vm, attribute, builtins, gc, modules};
use crate::bytecode::Code;
use crate::vm::frames::Cont;

impl Vm {
    /// A machine that is about to run `code` as `__main__`.
    pub fn new(code: &Arc<Code>, options: Options, door: Arc<Mutex<Door>>) -> Vm {
        let mut vm = Vm {
            heap: Heap::default(),
            text: Vec::new(),
            consts: Vec::new(),
            names: Vec::new(),
            codes: Vec::new(),
            frames: Vec::new(),
            stack: Default::default(),
            temps: Vec::new(),
            dying: Vec::new(),
            ip: 0,
            next: 0,
            raised: Obj::NULL,
            reraising: false,
            reraise_at: None,
            handled: vec![Obj::NULL],
            steps: 0,
            stop_at: u64::MAX,
            wanted_stop: u64::MAX,
            tracing: Default::default(),
            nested: 0,
            outer_step: 0,
            watch: None,
            interned: HashMap::new(),
            method_cache: attribute::new_cache(),
            known: attribute::Known::default(),
            next_type_version: 0,
            recursion_limit: options.recursion_limit,
            origin_depth: 0,
            native_depth: 0,
            int_max_str_digits: 4300,
            warned: HashSet::new(),
            builtins: Obj::NULL,
            build_class: Obj::NULL,
            modules: Obj::NULL,
            sys: Obj::NULL,
            repr_running: Vec::new(),
            importing: Vec::new(),
            imports: super::import::events::Imports::default(),
            door,
            answers: 0,
            pieces: 0,
            options: Arc::new(options),
            gc: gc::Collector::default(),
            finalized: HashSet::new(),
            raises: 0,
            atexit: Vec::new(),
            input_rest: String::new(),
            loading: None,
            merged: HashMap::new(),
            random: Vec::new(),
            quickening: Default::default(),
            ticks: 0,
            interrupt: Default::default(),
            interrupted: false,
            threads: Default::default(),
            slept: 0,
            abc_token: 0,
            wide_text: None,
        };
        vm.place_statics();
        vm.place_types();
        vm.fill_types();
        vm.make_builtins();
        vm.make_main(code);
        vm.recursion_limit += vm.hidden_depth();
        vm.heap.start_serials();
        vm.heap.set_limit(vm.options.max_objects, vm.options.max_total);
        vm.heap.counts.young = 0;
        vm
    }

    fn place_statics(&mut self) {
        let heap = &mut self.heap;
        heap.place(NONE, T::NONE, Payload::Plain);
        heap.place(NOT_IMPLEMENTED, T::NOT_IMPLEMENTED, Payload::Plain);
        heap.place(ELLIPSIS, T::ELLIPSIS, Payload::Plain);
        heap.place(MISSING, T::OBJECT, Payload::Plain);
        heap.place(FALSE, T::BOOL, Payload::Int(0));
        heap.place(TRUE, T::BOOL, Payload::Int(1));
        heap.place(EMPTY_TUPLE, T::TUPLE, Payload::Tuple(Box::new([])));
        heap.place(EMPTY_BYTES, T::BYTES, Payload::Bytes(Arc::new(Vec::new())));
        for value in -5..=256 {
            heap.place(Obj::fixed((i64::from(SMALL_INTS) + value + 5) as u32), T::INT, Payload::Int(value));
        }
        let mut string = |at: Obj, text: String| {
            self.heap.place(at, T::STR, Payload::Str(Arc::new(PyStr::new(text.clone()))));
            self.interned.insert(text.into(), at);
        };
        string(EMPTY_STR, String::new());
        for c in 0..=255u8 {
            string(latin1(c), (c as char).to_string());
        }
        for byte in 0..=255u8 {
            self.heap.place(single_byte(byte), T::BYTES, Payload::Bytes(Arc::new(vec![byte])));
        }
        let mut string = |at: Obj, text: String| {
            self.heap.place(at, T::STR, Payload::Str(Arc::new(PyStr::new(text.clone()))));
            self.interned.insert(text.into(), at);
        };
        for (at, name) in NAME_TABLE.iter().enumerate() {
            // One that had to be written with a `_` behind it is not that name.
            string(Obj::fixed(NAMES + at as u32), (*name).to_owned());
        }
    }

    fn place_types(&mut self) {
        for (at, row) in TYPE_TABLE.iter().enumerate() {
            let ty = Obj::fixed(TYPES + at as u32);
            let is_object = ty == T::OBJECT;
            let exception = ty.index() >= T::BASE_EXCEPTION.index();
            let base = if is_object { Obj::NULL } else { row.base };
            let mut bases = if is_object { vec![] } else { vec![row.base] };
            let mut mro = vec![ty];
            if let Some(data) = base.some().and_then(|base| self.type_data(base)) {
                mro.extend(data.mro.clone());
            }
            if ty == T::EXCEPTION_GROUP {
                bases.push(T::EXCEPTION);
                mro = vec![ty, T::BASE_EXCEPTION_GROUP, T::EXCEPTION, T::BASE_EXCEPTION, T::OBJECT];
            }
            let with_module = match row.module {
                "builtins" | "sys" => false,
                "types" => matches!(ty, T::NAMESPACE | T::GENERIC_ALIAS | T::UNION),
                _ => true,
            };
            let data = TypeData {
                name: row.name.to_owned(),
                dotted: with_module.then(|| format!("{}.{}", row.module, row.name).into()),
                qualname: Obj::NULL,
                bases,
                base,
                mro,
                namespace: Obj::NULL,
                version: at as u32 + 1,
                // Nothing is added to instances by being generic.
                layout: if ty == T::GENERIC { T::OBJECT } else { ty },
                has_dict: exception
                    || matches!(
                        ty,
                        T::FUNCTION
                            | T::MODULE
                            | T::STATICMETHOD
                            | T::CLASSMETHOD
                            | T::NAMESPACE
                            | T::PARTIAL
                            | T::LRU_CACHE
                            | T::STRING_IO
                            | T::BYTES_IO
                    ),
                has_weakref: exception || matches!(ty, T::STRING_IO | T::BYTES_IO),
                basetype: row.basetype,
                heap: false,
                sealed: false,
                plain_getattr: false,
                plain_setattr: false,
                has_getattr: false,
                has_finalizer: false,
                is_abstract: false,
                is_sequence: matches!(ty, T::LIST | T::TUPLE | T::RANGE | T::MEMORYVIEW | T::DEQUE),
                is_mapping: matches!(ty, T::DICT | T::MAPPINGPROXY | T::DEFAULTDICT | T::FRAME_LOCALS_PROXY),
                slot_count: usize::from(ty == T::DEFAULTDICT),
                subclasses: Vec::new(),
                keys: Default::default(),
            };
            self.heap.place(ty, T::TYPE, Payload::Type(Box::new(data)));
        }
        self.next_type_version = TYPE_TABLE.len() as u32 + 1;
        for (at, row) in TYPE_TABLE.iter().enumerate() {
            let ty = Obj::fixed(TYPES + at as u32);
            let namespace = self.new_dict();
            let qualname = self.intern(row.name);
            let in_types = matches!(ty, T::NAMESPACE | T::GENERIC_ALIAS | T::UNION);
            self.heap.make_immortal(namespace);
            // A builtin type says what its module is, but has no attribute for it that its instances could have, too.
            if row.module != "builtins" && (row.module != "types" || in_types) {
                let module = self.intern(row.module);
                self.dict_set_interned(namespace, names::__module__, module);
            }
            let doc = builtins::docs::of_type(row.name).map_or(NONE, |text| self.new_str(text));
            self.dict_set_interned(namespace, names::__doc__, doc);
            if let Some(data) = self.type_data_mut(ty) {
                data.namespace = namespace;
                data.qualname = qualname;
            }
            if let Some(data) = self.type_data_mut(row.base)
                && ty != T::OBJECT
            {
                data.subclasses.push(ty);
            }
        }
        let temps = self.mark();
        let _ = temps;
        self.release(0);
    }

    fn fill_types(&mut self) {
        for table in TABLES.iter().chain(modules::TABLES).copied().flatten() {
            self.fill_type(table);
        }
        for ty in [
            T::CELL,
            T::LIST,
            T::DICT,
            T::SET,
            T::BYTEARRAY,
            T::DEFAULTDICT,
            T::DEQUE,
            T::DICT_KEYS,
            T::DICT_ITEMS,
            T::CMP_KEY,
        ] {
            let namespace = self.namespace_of(ty);
            self.dict_set_interned(namespace, names::__hash__, NONE);
        }
        let find = |vm: &Vm, ty: Obj, name: Obj| vm.dict_get_interned(vm.namespace_of(ty), name).unwrap_or(Obj::NULL);
        self.known = attribute::Known {
            getattribute: find(self, T::OBJECT, names::__getattribute__),
            setattr: find(self, T::OBJECT, names::__setattr__),
            delattr: find(self, T::OBJECT, names::__delattr__),
            new: find(self, T::OBJECT, names::__new__),
            init: find(self, T::OBJECT, names::__init__),
            type_call: find(self, T::TYPE, names::__call__),
            type_getattribute: find(self, T::TYPE, names::__getattribute__),
            object_eq: find(self, T::OBJECT, names::__eq__),
            object_hash: find(self, T::OBJECT, names::__hash__),
            object_repr: find(self, T::OBJECT, names::__repr__),
            object_str: find(self, T::OBJECT, names::__str__),
            object_format: find(self, T::OBJECT, names::__format__),
            type_setattr: find(self, T::TYPE, names::__setattr__),
            type_delattr: find(self, T::TYPE, names::__delattr__),
            module_getattribute: find(self, T::MODULE, names::__getattribute__),
            ..attribute::Known::default()
        };
        self.type_modified(T::OBJECT);
        self.release(0);
    }

    fn fill_type(&mut self, table: &'static TypeTable) {
        let namespace = self.namespace_of(table.ty);
        let add = |vm: &mut Vm, def: &'static NativeDef, kind: Obj| {
            let native = vm.new_object(kind, Payload::Native { def, owner: table.ty });
            vm.dict_set_str(namespace, def.name, native);
        };
        for def in table.methods {
            let dunder = def.name.starts_with("__") && def.name.ends_with("__");
            // Slots have wrappers; what is looked up by name alone is an ordinary method, whatever its name.
            let slot = match def.arity {
                Arity::Slot(..) | Arity::Blank(..) => true,
                Arity::Any => !matches!(def.name, "__exit__" | "__replace__" | "__reduce_ex__"),
                Arity::None | Arity::One | Arity::Pos(..) | Arity::Var => false,
            };
            add(self, def, if dunder && slot { T::SLOT_WRAPPER } else { T::METHOD_DESCRIPTOR });
        }
        for def in table.statics {
            add(self, def, T::BUILTIN);
        }
        for def in table.class_methods {
            add(self, def, T::CLASSMETHOD_DESCRIPTOR);
        }
        for def in table.getset {
            let is_member = super::types::members::is_member(&self.short_name(table.ty), def.name);
            let ty = if is_member { T::MEMBER } else { T::GETSET };
            let getset = self.new_object(ty, Payload::GetSet { def, owner: table.ty });
            self.dict_set_str(namespace, def.name, getset);
        }
    }

    fn make_builtins(&mut self) {
        let modules = self.new_dict();
        self.incref(modules);
        self.modules = modules;
        let module = self.new_module("builtins");
        let dict = self.instance_dict(module);
        self.incref(dict);
        self.builtins = dict;
        // CPython's order, in which names are proposed for one that nobody knows; the dict stands for what is to come.
        for name in builtins::ORDER.split_whitespace() {
            self.dict_set_str(dict, name, dict);
        }
        for functions in builtins::FUNCTIONS {
            self.add_functions(module, "builtins", functions);
        }
        for (at, row) in TYPE_TABLE.iter().enumerate() {
            let internal = matches!(
                row.name,
                "function"
                    | "method"
                    | "builtin_function_or_method"
                    | "code"
                    | "cell"
                    | "frame"
                    | "traceback"
                    | "module"
                    | "generator"
                    | "coroutine"
                    | "mappingproxy"
            );
            if row.module == "builtins"
                && !internal
                && !row.name.contains("iterator")
                && !row.name.contains("descriptor")
                && !row.name.starts_with("dict_")
                && !row.name.starts_with("odict_")
                && !row.name.starts_with("async_")
                && !row.name.contains("coroutine")
                && !row.name.contains("anext_")
            {
                self.dict_set_str(dict, row.name, Obj::fixed(TYPES + at as u32));
            }
        }
        for (name, value) in [
            ("None", NONE),
            ("NotImplemented", NOT_IMPLEMENTED),
            ("Ellipsis", ELLIPSIS),
            ("True", TRUE),
            ("False", FALSE),
            ("__debug__", TRUE),
            ("EnvironmentError", T::OS_ERROR),
            ("IOError", T::OS_ERROR),
        ] {
            self.dict_set_str(dict, name, value);
        }
        for (name, _, value) in self.dict_entries(dict) {
            if value == dict {
                self.dict_del_interned(dict, name);
            }
        }
        self.known.len = self.dict_get_str(dict, "len").unwrap_or(Obj::NULL);
        self.known.isinstance = self.dict_get_str(dict, "isinstance").unwrap_or(Obj::NULL);
        self.known.list_append = self.dict_get_str(self.namespace_of(T::LIST), "append").unwrap_or(Obj::NULL);
        let method = |vm: &Vm, ty: Obj, name: &str| vm.dict_get_str(vm.namespace_of(ty), name).unwrap_or(Obj::NULL);
        self.known.list_pop = method(self, T::LIST, "pop");
        self.known.dict_get = method(self, T::DICT, "get");
        self.known.isalpha = method(self, T::STR, "isalpha");
        self.known.isdigit = method(self, T::STR, "isdigit");
        self.known.isalnum = method(self, T::STR, "isalnum");
        self.known.islower = method(self, T::STR, "islower");
        self.known.isupper = method(self, T::STR, "isupper");
        // Compared with by handle, so they must never go.
        self.known.exec = self.dict_get_str(dict, "exec").unwrap_or(Obj::NULL);
        self.known.eval = self.dict_get_str(dict, "eval").unwrap_or(Obj::NULL);
        self.known.ord = self.dict_get_str(dict, "ord").unwrap_or(Obj::NULL);
        self.known.chr = self.dict_get_str(dict, "chr").unwrap_or(Obj::NULL);
        self.known.abs = self.dict_get_str(dict, "abs").unwrap_or(Obj::NULL);
        let k = &self.known;
        for known in [k.len, k.isinstance, k.list_append, k.exec, k.eval, k.ord, k.chr, k.abs]
            .into_iter()
            .chain([k.list_pop, k.dict_get, k.isalpha, k.isdigit, k.isalnum, k.islower, k.isupper])
        {
            self.heap.make_immortal(known);
        }
        self.build_class = self.dict_get_interned(dict, names::__build_class__).unwrap_or(Obj::NULL);
        self.heap.incref_some(self.build_class);
        self.dict_set_str(modules, "builtins", module);
        let sys = modules::sys::create(self);
        self.incref(sys);
        self.sys = sys;
        self.dict_set_str(modules, "sys", sys);
        self.release(0);
    }

    fn make_main(&mut self, code: &Arc<Code>) {
        let main = self.new_module("__main__");
        self.owe_spec(main);
        let dict = self.instance_dict(main);
        let builtins = self.dict_get_str(self.modules, "builtins").unwrap_or(NONE);
        // A script has annotations from the start, other modules from their first annotation on.
        let annotations = self.new_dict();
        self.dict_set_interned(dict, names::__annotations__, annotations);
        self.dict_set_interned(dict, names::__builtins__, builtins);
        let file = super::object::string::from_text(&code.filename);
        // What is given on the command line is in no file.
        if !file.starts_with('<') {
            let file = self.new_str(file);
            self.dict_set_interned(dict, names::__file__, file);
            self.dict_set_interned(dict, names::__cached__, NONE);
        }
        let modules = self.modules;
        self.dict_set_str(modules, "__main__", main);
        let code_object = self.code_object(code);
        self.own(code_object);
        let function = self.new_function(code_object, dict);
        self.incref(function);
        self.stack.push(function);
        self.stack.push(Obj::NULL);
        if self.push_frame(function, 0, 2, Cont::Entry).is_ok() {
            self.incref(dict);
            self.frame_mut().locals = dict;
        }
        self.release(0);
    }
}
