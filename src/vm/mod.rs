//! The virtual machine: code objects in, everything that running them does out.
//!
//! It mirrors CPython 3.13: what a program prints, how it fails, identities, reference counts and the order in which
//! objects die. What is CPython's evaluation loop is here
//!
//! | file or folder | job |
//! |---|---|
//! | `object/` | the heap: slots addressed by handles, reference counts, data of the builtin types |
//! | `scope` | who holds what natives make: no native counts references by hand |
//! | `native` | how a builtin function is declared and reads its arguments |
//! | `code` | code objects as the machine keeps them |
//! | `frames` | frames and the value stack they share; suspending and resuming generators |
//! | `stack` | the value stack |
//! | `quick/` | short ways of the instructions that most time goes to, on borrowed parts of the machine |
//! | `interp`, `unwind` | fetch and dispatch; leaving frames; nothing else |
//! | `ops/` | what the opcodes do, one file per family |
//! | `specialize/` | the adaptive interpreter: specialized forms of instructions, inline caches |
//! | `call`, `attribute`, `operator`, `compare`, `iterate`, `dicts`, `sets` | the protocols of the data model |
//! | `exception`, `traceback` | raising; the text of an uncaught exception |
//! | `types/` | slots and methods of the builtin types, one file per type |
//! | `builtins/`, `modules/`, `import/` | builtin functions, native modules, the import statement |
//! | `format`, `number`, `big` | format specifications; text of numbers; arithmetic of very large ones |
//! | `host/` | the only door to the outside |
//! | `history/` | time travel: checkpoints and replay |
//! | `inspect/` | bounded, owned pictures of the state |
//! | `gc` | reference cycles |
//! | `threads` | which thread runs, and who waits |
//! | `warnings` | warnings, with the filters that Python starts with |
//!
//! # What is a frame
//!
//! Python code that an instruction calls runs in frames of the one loop: functions, generators that `for`, `await` and
//! `yield from` advance, class bodies and their metaclass, `__new__` and `__init__`, the special methods behind operators,
//! subscripts, attributes, `with`, `for`, truth and f-strings, module bodies that `import` runs, `exec` and `eval`.
//! Python code that natives call (`sorted(key=…)`, `map`, `print` of an object with a `__repr__`, `next(generator)`,
//! `__set_name__`, `__hash__` in a dict, `__del__`, finders of the program's own) runs in nested loops. Each of their steps has a
//! state all the same, but to go on from it the native is run again from its start: see [`history`].
//!
//! # Not there
//!
//! - A step inside a native that runs very long takes as long as the native up to there; no checkpoint is made inside. The
//!   main program of `unittest.main()` and the like is frames, the tests it calls through natives are not.
//! - What `atexit` and the last finalizers run is one step; so are the bodies of native modules that are written in Python.
//! - A single native looks for an interrupt where it takes items, compares, sorts, matches, or computes with very large
//!   integers (`big`). Square roots, conversions to `float` and format specifications of integers with millions of digits
//!   do not look, nor do searches in a single very long string.
//!
//! The machine is a value: `Vm` is `Clone` and `Send`. Time is the number of executed instructions. Given the same code
//! and the same answers of the host it does the same again, object numbers and output included.

pub mod attribute;
pub mod big;
pub mod boot;
pub mod bound;
pub mod builtins;
pub mod call;
pub mod code;
pub mod compare;
pub mod dicts;
pub mod exception;
pub mod format;
pub mod frames;
pub mod gc;
pub mod history;
pub mod host;
pub mod import;
pub mod inspect;
pub mod interp;
pub mod iterate;
pub mod jump;
pub mod modules;
pub mod monitoring;
pub mod native;
pub mod number;
pub mod numbers;
pub mod object;
pub mod operator;
pub mod ops;
pub mod quick;
pub mod scope;
pub mod sets;
pub mod specialize;
pub mod stack;
pub mod suggest;
pub mod threads;
pub mod traceback;
pub mod tracing;
pub mod types;
pub mod unwind;
pub mod warnings;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use hashbrown::HashMap;

use code::CodeInfo;
use frames::Frame;
use object::{Heap, Obj, PyStr, T};

/// Something was raised: the exception is in [`Vm::raised`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Raised;

pub type PyResult<V> = Result<V, Raised>;

/// The whole state of a running program.
#[derive(Clone)]
pub struct Vm {
    pub heap: Heap,
    /// Code units of all code objects.
    pub text: Vec<u16>,
    pub consts: Vec<Obj>,
    pub names: Vec<Obj>,
    pub codes: Vec<Arc<CodeInfo>>,
    pub frames: Vec<Frame>,
    pub stack: stack::Stack,
    /// What natives hold; see `scope`.
    pub temps: Vec<Obj>,
    /// Memory for what `dealloc` has still to do; empty between two deaths.
    pub dying: Vec<Obj>,
    /// Unit of the instruction that runs.
    pub ip: usize,
    /// Unit of the instruction that comes next.
    pub next: usize,
    /// The exception in flight, or null.
    pub raised: Obj,
    /// The next unwinding adds no traceback entry for the frame it starts in.
    pub reraising: bool,
    /// Unit of the instruction that first raised what RERAISE raises again.
    pub reraise_at: Option<u32>,
    /// Exceptions being handled: one for the main program and one for each running generator.
    pub handled: Vec<Obj>,
    /// Exceptions that were raised in Python code so far; raising one again does not count.
    pub raises: u64,
    /// Instructions executed so far.
    pub steps: u64,
    /// The loop looks up before it executes this instruction: to stop there (or, inside a native, to take a picture), or
    /// always while the program is traced.
    pub stop_at: u64,
    /// The step to stop at.
    pub wanted_stop: u64,
    pub tracing: tracing::Tracing,
    /// Native code that waits for Python code to return.
    pub nested: u32,
    /// Step before the instruction whose native code waits for Python code: the last one to stand on.
    pub outer_step: u64,
    /// Who wants to see the steps inside natives.
    pub watch: Option<history::inside::Watch>,
    pub interned: HashMap<Arc<str>, Obj>,
    pub method_cache: Vec<attribute::CacheEntry>,
    pub known: attribute::Known,
    pub next_type_version: u32,
    pub recursion_limit: usize,
    /// How many callers a new coroutine remembers.
    pub origin_depth: usize,
    /// `sys.set_int_max_str_digits`; 0 is no limit.
    pub int_max_str_digits: u32,
    /// Warnings that were shown already: category, text, file, line.
    pub warned: hashbrown::HashSet<(u32, String, String, i32)>,
    /// Rust calls nested by `repr`, comparisons and the like.
    pub native_depth: usize,
    /// Dict of the module `builtins`.
    pub builtins: Obj,
    pub build_class: Obj,
    /// `sys.modules`.
    pub modules: Obj,
    pub sys: Obj,
    /// Objects whose `repr` is being made.
    pub repr_running: Vec<Obj>,
    /// Modules being imported, innermost last.
    pub importing: Vec<Obj>,
    pub imports: import::events::Imports,
    pub door: Arc<Mutex<host::Door>>,
    /// Answers of the host used so far.
    pub answers: usize,
    /// Pieces of output so far.
    pub pieces: usize,
    pub options: Arc<Options>,
    pub gc: gc::Collector,
    /// Serial numbers of objects whose finalizer is running or ran.
    pub finalized: hashbrown::HashSet<u32>,
    pub atexit: Vec<(Obj, Vec<Obj>)>,
    /// What was read of standard input and not taken yet.
    pub input_rest: String,
    /// The code object that is being taken into the machine, and the serial number of the first object made for it.
    pub loading: Option<(Arc<crate::bytecode::Code>, u32)>,
    /// The constants of the code that is being loaded, each counted, by what they are.
    pub merged: HashMap<Vec<u8>, Obj>,
    pub random: Vec<u32>,
    pub quickening: specialize::Quickening,
    /// Items that native code has taken from iterators; now and then it looks whether it is to stop.
    pub ticks: u32,
    /// Set from outside to stop a native that takes too long.
    pub interrupt: Arc<AtomicBool>,
    /// The state is that of a native that was stopped half-way: good for nothing, the machine goes back to an older one.
    pub interrupted: bool,
    pub threads: threads::Threads,
    /// Nanoseconds that the program slept.
    pub slept: i64,
    /// Grows with each registration with an abstract class.
    pub abc_token: u32,
    /// The subject that regular expressions were last used on, character by character.
    pub wide_text: Option<(Arc<PyStr>, Arc<Vec<u32>>)>,
}

/// How to run.
#[derive(Clone, Debug)]
pub struct Options {
    /// `sys.argv`; the first is the script.
    pub argv: Vec<String>,
    /// Folder of the script: the first entry of `sys.path`.
    pub script_dir: String,
    /// Further entries of `sys.path`.
    pub path: Vec<String>,
    /// Folder with other versions of the native modules that are written in Python, for who works on them.
    pub natives: Option<String>,
    /// Which standard library `path` leads to, for people.
    pub library: String,
    pub recursion_limit: usize,
    /// Most objects the heap may hold before the program gets a `MemoryError`.
    pub max_objects: usize,
    /// Most bytes that one object may take.
    pub max_bytes: usize,
    /// Most bytes that the large objects may take together.
    pub max_total: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            argv: vec![String::new()],
            script_dir: String::new(),
            path: Vec::new(),
            natives: None,
            library: String::new(),
            recursion_limit: 1000,
            max_objects: 50_000_000,
            max_bytes: 1 << 30,
            max_total: 3 << 30,
        }
    }
}

impl Vm {
    /// The text of a `str`; empty for anything else.
    pub fn text(&self, o: Obj) -> &str {
        self.str_data(o).map_or("", |s| s.as_str())
    }

    pub fn str_data(&self, o: Obj) -> Option<&PyStr> {
        match self.heap.payload(o) {
            object::Payload::Str(s) => Some(s),
            _ => None,
        }
    }

    /// The text of a `str` for as long as somebody wants it, whatever the machine does meanwhile.
    pub fn shared_text(&self, o: Obj) -> Option<Arc<PyStr>> {
        match self.heap.payload(o) {
            object::Payload::Str(s) => Some(s.clone()),
            _ => None,
        }
    }

    #[inline]
    pub fn ty(&self, o: Obj) -> Obj {
        self.heap.ty(o)
    }

    /// A `MemoryError` if an object of so many bytes would be too big.
    pub fn check_size(&mut self, bytes: usize) -> PyResult<()> {
        if bytes > self.options.max_bytes {
            return Err(self.raise_text(T::MEMORY_ERROR, ""));
        }
        Ok(())
    }

    /// What is looked at where a program may go on for long: cycles to collect, the budget of objects.
    #[cold]
    #[inline(never)]
    pub fn eval_breaker(&mut self) -> PyResult<()> {
        if self.heap.is_full() {
            self.collect_cycles(gc::OLDEST);
            if self.heap.is_still_full() {
                return Err(self.raise_text(T::MEMORY_ERROR, ""));
            }
        }
        self.collect_if_due();
        Ok(())
    }

    /// [`Vm::eval_breaker`] in an instruction that goes on at `next`.
    pub fn look_around(&mut self, next: usize) -> PyResult<()> {
        self.next = next;
        self.eval_breaker()
    }

    /// For loops of native code: counts a turn, and stops when the budget of objects is used up or somebody interrupts.
    #[inline]
    pub fn tick(&mut self) -> PyResult<()> {
        self.ticks = self.ticks.wrapping_add(1);
        if self.ticks & 0xfff == 0 {
            return self.native_breaker();
        }
        Ok(())
    }

    #[cold]
    pub fn native_breaker(&mut self) -> PyResult<()> {
        if self.heap.is_full() && self.heap.is_still_full() {
            return Err(self.raise_text(T::MEMORY_ERROR, ""));
        }
        if self.interrupt.load(Ordering::Relaxed) {
            self.interrupted = true;
            self.set_stop(0);
            return Err(self.raise_text(T::KEYBOARD_INTERRUPT, ""));
        }
        Ok(())
    }

    /// The name of the type of `o` as messages have it.
    pub fn type_name_of(&self, o: Obj) -> String {
        self.type_name(self.ty(o))
    }

    /// CPython's `tp_name`: with the module for types that C modules define.
    pub fn type_name(&self, ty: Obj) -> String {
        self.type_data(ty).map_or_else(String::new, |data| match &data.dotted {
            Some(dotted) => dotted.to_string(),
            None => data.name.clone(),
        })
    }

    /// `type.__name__`.
    pub fn short_name(&self, ty: Obj) -> String {
        self.type_data(ty).map_or_else(String::new, |data| data.name.clone())
    }

    pub fn type_data(&self, ty: Obj) -> Option<&object::TypeData> {
        match self.heap.payload(ty) {
            object::Payload::Type(data) => Some(data),
            _ => None,
        }
    }

    pub fn type_data_mut(&mut self, ty: Obj) -> Option<&mut object::TypeData> {
        match self.heap.payload_mut(ty) {
            object::Payload::Type(data) => Some(data),
            _ => None,
        }
    }

    pub fn is_type(&self, o: Obj) -> bool {
        matches!(self.heap.payload(o), object::Payload::Type(_))
    }

    /// Whether `ty` is `base` or derived from it.
    #[inline]
    pub fn is_subtype(&self, ty: Obj, base: Obj) -> bool {
        ty == base || base == T::OBJECT || self.type_data(ty).is_some_and(|data| data.mro.contains(&base))
    }

    #[inline]
    pub fn is_instance(&self, o: Obj, ty: Obj) -> bool {
        let own = self.ty(o);
        own == ty || self.is_subtype(own, ty)
    }

    /// The builtin type that decides what an instance of `ty` holds.
    pub fn layout(&self, ty: Obj) -> Obj {
        self.type_data(ty).map_or(T::OBJECT, |data| data.layout)
    }

    /// The one string object for this text.
    pub fn intern(&mut self, text: &str) -> Obj {
        if let Some(&o) = self.interned.get(text) {
            return o;
        }
        let o = self.heap.alloc(T::STR, object::Payload::Str(Arc::new(PyStr::new(text.to_owned()))));
        self.heap.make_immortal(o);
        self.interned.insert(text.into(), o);
        o
    }

    /// The interned string equal to `o`.
    pub fn intern_obj(&mut self, o: Obj) -> Obj {
        if o.index() < object::statics::FIRST_DYNAMIC as usize {
            return o;
        }
        let text = self.text(o);
        if let Some(&known) = self.interned.get(text) {
            return known;
        }
        let text: Arc<str> = text.into();
        if self.ty(o) == T::STR {
            self.heap.make_immortal(o);
            self.interned.insert(text, o);
            o
        } else {
            self.intern(&text)
        }
    }
}

fn names_index() -> Obj {
    object::names::__index__
}
