//! What is inside an object.

use std::sync::Arc;

use num_bigint::BigInt;
use smallvec::SmallVec;

use super::keys::{ClassKeys, Order};
use super::{DictData, Obj, PyStr, SetData, names};
use crate::vm::frames::Frame;
use crate::vm::native::{GetSetDef, NativeDef};

/// The inside of an object. Numbers and handles stand in the slot itself; immutable data of any size is shared.
#[derive(Clone)]
pub enum Payload {
    /// A free slot, and the next free one.
    Free(u32),
    /// Nothing but a type and, perhaps, attributes: singletons, instances of ordinary classes.
    Plain,
    /// `int` and `bool`.
    Int(i64),
    /// An `int` that does not fit 64 bits.
    Big(Arc<BigInt>),
    Float(f64),
    Complex(f64, f64),
    Str(Arc<PyStr>),
    Bytes(Arc<Vec<u8>>),
    ByteArray(Box<ByteArrayData>),
    MemoryView(Box<ViewData>),
    Tuple(Box<[Obj]>),
    List(Vec<Obj>),
    Dict(Box<DictData>),
    Set(Box<SetData>),
    Range(Box<RangeData>),
    /// Start, stop, step.
    Slice(Box<[Obj; 3]>),
    Type(Box<TypeData>),
    Function(Box<FunctionData>),
    /// Index in the machine's code table.
    Code(u32),
    /// Contents of a cell, null when empty.
    Cell(Obj),
    Module(Box<ModuleData>),
    /// A builtin function, or a method of a builtin type that is not bound.
    Native {
        def: &'static NativeDef,
        /// The type whose method it is; null for functions of modules.
        owner: Obj,
    },
    /// A builtin method and the object it is bound to.
    NativeBound {
        native: Obj,
        receiver: Obj,
    },
    GetSet {
        def: &'static GetSetDef,
        owner: Obj,
    },
    /// A slot that `__slots__` made.
    Member(Box<MemberData>),
    Method {
        function: Obj,
        receiver: Obj,
    },
    /// Getter, setter, deleter, doc, name, and true if the doc is that of the getter.
    Property(Box<[Obj; 6]>),
    /// `staticmethod`, `classmethod`: the wrapped callable.
    Wrapper(Obj),
    /// Type, object (or null), type of the object.
    Super(Box<[Obj; 3]>),
    Generator(Box<GeneratorData>),
    Exception(Box<ExceptionData>),
    Traceback(Box<TracebackData>),
    Frame(Box<FrameData>),
    Iter(Box<IterData>),
    /// The dict of `dict.keys()`, `.values()`, `.items()`, or the mapping of a `mappingproxy`.
    View(Obj),
    /// Referent (null when it is gone; not counted), callback, and the hash of the referent once it was asked for.
    Weakref {
        referent: Obj,
        callback: Obj,
        hash: Option<i64>,
    },
    /// A few objects, for types whose objects have a fixed number of fields.
    Fields(Box<[Obj]>),
    Deque(Box<DequeData>),
    /// The inside of an object of a native module.
    State(Box<StateData>),
}

/// Objects, numbers and words whose meaning the type says: patterns, matches, random generators.
#[derive(Clone, Default)]
pub struct StateData {
    pub objects: Vec<Obj>,
    pub numbers: Vec<i64>,
    pub words: Arc<Vec<u32>>,
}

#[derive(Clone)]
pub struct ByteArrayData {
    pub bytes: Vec<u8>,
    /// Views that are looking at the bytes: while there are any, the size stays.
    pub exports: u32,
}

/// A `memoryview`: which bytes of another object it shows, and in which shape.
#[derive(Clone)]
pub struct ViewData {
    /// The exporter: a `bytes` or `bytearray`.
    pub base: Obj,
    /// Offset of the first item.
    pub start: usize,
    /// One letter of `struct`, perhaps behind an `@`.
    pub format: String,
    pub itemsize: usize,
    pub shape: Vec<usize>,
    /// Bytes from one index to the next, for each dimension.
    pub strides: Vec<isize>,
    pub readonly: bool,
    pub released: bool,
    /// The hash, once it was asked for; it stays when the view is released.
    pub hash: Option<i64>,
}

#[derive(Clone)]
pub struct RangeData {
    pub start: Obj,
    pub stop: Obj,
    pub step: Obj,
    pub length: Obj,
}

#[derive(Clone)]
pub struct TypeData {
    pub name: String,
    /// The name in messages where that is another: types of C modules are called `collections.deque` there.
    pub dotted: Option<Box<str>>,
    pub qualname: Obj,
    pub bases: Vec<Obj>,
    /// The base whose layout the instances have.
    pub base: Obj,
    pub mro: Vec<Obj>,
    /// The dict behind `__dict__`.
    pub namespace: Obj,
    /// Changes whenever an attribute of the type or of one of its bases does.
    pub version: u32,
    /// The builtin type that decides what instances hold.
    pub layout: Obj,
    /// Instances have a `__dict__`.
    pub has_dict: bool,
    pub has_weakref: bool,
    /// Python code may derive from it.
    pub basetype: bool,
    /// Made by a class statement or `type()`.
    pub heap: bool,
    /// Made so, but it stands for a type of a C module: its attributes cannot be set.
    pub sealed: bool,
    /// `__getattribute__` is that of `object`.
    pub plain_getattr: bool,
    /// `__setattr__` is that of `object`.
    pub plain_setattr: bool,
    /// Some class of the MRO defines `__getattr__`.
    pub has_getattr: bool,
    /// Some class of the MRO defines `__del__`.
    pub has_finalizer: bool,
    pub is_abstract: bool,
    /// Patterns `case [a, b]` and `case {"k": v}` match instances.
    pub is_sequence: bool,
    pub is_mapping: bool,
    /// Slots that `__slots__` of this class and its bases made.
    pub slot_count: usize,
    /// Classes derived from it; not counted.
    pub subclasses: Vec<Obj>,
    /// Names of the attributes of its instances.
    pub keys: ClassKeys,
}

#[derive(Clone)]
pub struct FunctionData {
    /// Index in the machine's code table.
    pub code: u32,
    pub code_object: Obj,
    pub globals: Obj,
    /// Where names are looked up that the globals do not have; null for the machine's own builtins.
    pub builtins: Obj,
    pub name: Obj,
    pub qualname: Obj,
    /// Tuple or null.
    pub defaults: Obj,
    /// Dict or null.
    pub kwdefaults: Obj,
    /// Tuple of cells or null.
    pub closure: Obj,
    pub doc: Obj,
    pub module: Obj,
    /// Null, a dict, or the tuple of names and values that the compiler made.
    pub annotations: Obj,
    pub type_params: Obj,
}

#[derive(Clone)]
pub struct ModuleData {
    pub dict: Obj,
    /// Its `__spec__` and `__loader__` are still to be made: `None` stands for them until somebody looks.
    pub owes_spec: bool,
}

impl ModuleData {
    /// Whether this attribute is still to be made.
    pub fn owes(&self, name: Obj) -> bool {
        self.owes_spec && (name == names::__spec__ || name == names::__loader__)
    }
}

#[derive(Clone)]
pub struct MemberData {
    pub name: Obj,
    pub owner: Obj,
    pub index: usize,
    /// Whether only the constructor sets it, as that of a type in C does.
    pub read_only: bool,
}

/// A generator, coroutine or asynchronous generator.
#[derive(Clone)]
pub struct GeneratorData {
    /// The frame while it is suspended.
    pub frame: Option<Box<Frame>>,
    /// Locals and value stack of the suspended frame.
    pub saved: Vec<Obj>,
    pub state: GeneratorState,
    pub code: u32,
    pub code_object: Obj,
    pub name: Obj,
    pub qualname: Obj,
    /// Coroutines: a tuple of places (file, line, function) if `sys.set_coroutine_origin_tracking_depth` asks for it; or null.
    /// Asynchronous generators: what `sys.set_asyncgen_hooks` wants to be told when nobody holds it any more; or null.
    pub origin: Obj,
    /// The exception it was handling when it was suspended.
    pub handled: Obj,
    /// Asynchronous generators: closed, or running `asend`, `athrow`, `aclose`.
    pub async_running: bool,
    pub async_closed: bool,
    /// The hooks of `sys.set_asyncgen_hooks` know of it.
    pub hooks_inited: bool,
}

impl GeneratorData {
    /// Locals, cells and free variables of the frame while it is put away.
    pub fn variables(&self) -> &[Obj] {
        let Some(frame) = &self.frame else { return &[] };
        let (from, to) = (frame.base - frame.bottom, frame.values - frame.bottom);
        self.saved.get(from as usize..to as usize).unwrap_or(&[])
    }

    /// One that has not begun: the function's frame and the cells of it. What it refers to is counted by the caller.
    pub fn new(frame: Frame, saved: Vec<Obj>, function: &FunctionData, origin: Obj) -> Self {
        Self {
            code: frame.code,
            frame: Some(Box::new(frame)),
            saved,
            state: GeneratorState::Created,
            code_object: function.code_object,
            name: function.name,
            qualname: function.qualname,
            origin,
            handled: Obj::NULL,
            async_running: false,
            async_closed: false,
            hooks_inited: false,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum GeneratorState {
    Created,
    Suspended,
    Running,
    Finished,
}

#[derive(Clone)]
pub struct ExceptionData {
    pub args: Obj,
    /// Null, or a traceback.
    pub traceback: Obj,
    pub cause: Obj,
    pub context: Obj,
    pub suppress_context: bool,
    /// What else the class keeps: see `types::exception`.
    pub fields: Vec<Obj>,
}

#[derive(Clone)]
pub struct TracebackData {
    pub next: Obj,
    /// The object of the frame.
    pub frame: Obj,
    pub code: u32,
    /// Code unit of the instruction.
    pub lasti: u32,
    pub lineno: i32,
}

/// The object of a frame; while the frame is on the stack or in a generator, most is there.
#[derive(Clone)]
pub struct FrameData {
    pub code: u32,
    pub code_object: Obj,
    pub globals: Obj,
    /// Namespace of a module or class body, or null.
    pub locals: Obj,
    /// The generator whose frame it is, not counted, or null.
    pub generator: Obj,
    /// Whether the frame was left; the next three are of such a frame.
    pub left: bool,
    /// Locals, cells and free variables.
    pub fast: Vec<Obj>,
    /// The frame object of the caller, or null.
    pub back: Obj,
    /// Code unit of the last instruction.
    pub lasti: u32,
    /// A dict of what was stored through `f_locals` under names that the code does not have, or null.
    pub extra: Obj,
    /// `f_trace`, or null.
    pub trace: Obj,
    pub no_trace_lines: bool,
    pub trace_opcodes: bool,
    /// The code unit that was executed last, if the frame is traced.
    pub traced: Option<u32>,
    /// Where a trace function sent the frame, until it goes there.
    pub jump: Option<Jump>,
    /// The builtin function that it is calling, if a profiler wants to know; or null.
    pub c_call: Obj,
    /// What the tools of `sys.monitoring` will be told of the last instruction, and a tuple of a callable and its first
    /// argument for that, or null.
    pub monitored: crate::vm::monitoring::Monitored,
    pub called: Obj,
}

/// A jump that a trace function asked for.
#[derive(Clone, Default, Debug)]
pub struct Jump {
    pub unit: u32,
    /// The frame jumps when it goes on after a `yield`.
    pub after_yield: bool,
    /// The cells of the value stack that go, the topmost first: true for those that end an `except` block.
    pub dropped: Vec<bool>,
}

impl Default for FrameData {
    fn default() -> Self {
        Self {
            code: 0,
            code_object: Obj::NULL,
            globals: Obj::NULL,
            locals: Obj::NULL,
            generator: Obj::NULL,
            left: false,
            fast: Vec::new(),
            back: Obj::NULL,
            lasti: 0,
            extra: Obj::NULL,
            trace: Obj::NULL,
            no_trace_lines: false,
            trace_opcodes: false,
            traced: None,
            jump: None,
            c_call: Obj::NULL,
            monitored: Default::default(),
            called: Obj::NULL,
        }
    }
}

/// The state of a builtin iterator: objects and numbers, whose meaning [`IterKind`] says.
#[derive(Clone)]
pub struct IterData {
    pub kind: IterKind,
    pub objects: SmallVec<[Obj; 3]>,
    pub numbers: [i64; 3],
    pub indices: Vec<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum IterKind {
    /// list; index.
    List,
    /// list; index, counting down.
    ListReverse,
    /// tuple; index.
    Tuple,
    /// str; byte offset.
    Str,
    /// bytes or bytearray; index.
    Bytes,
    /// next, step, left.
    Range,
    /// next, step, left as objects.
    LongRange,
    /// dict; entry number, used.
    DictKeys,
    DictValues,
    DictItems,
    DictKeysReverse,
    DictValuesReverse,
    DictItemsReverse,
    /// set; cell, used.
    Set,
    /// sequence with `__getitem__`; index.
    Sequence,
    /// callable, sentinel.
    Callable,
    /// iterator; count; a big count as second object.
    Enumerate,
    /// sequence; index.
    Reversed,
    /// iterators; strict.
    Zip,
    /// function, iterators.
    Map,
    /// function or None, iterator.
    Filter,
    /// number, step.
    Count,
    /// iterator, list; index.
    Cycle,
    /// object; times left or −1.
    Repeat,
    /// iterator of iterables, current iterator.
    Chain,
    /// iterator; next index, stop or −1, step; count so far in `indices`.
    Islice,
    /// iterator, function, total.
    Accumulate,
    /// predicate, iterator; done.
    TakeWhile,
    DropWhile,
    FilterFalse,
    StarMap,
    Compress,
    ZipLongest,
    Product,
    Permutations,
    Combinations,
    CombinationsWithReplacement,
    GroupBy,
    Grouper,
    Pairwise,
    Batched,
    /// block; place.
    Tee,
    /// iterator, next block, items; whether the iterator is being asked.
    TeeData,
    Deque,
    DequeReverse,
}

#[derive(Clone, Default)]
pub struct DequeData {
    pub items: std::collections::VecDeque<Obj>,
    pub maxlen: Option<usize>,
    pub version: u32,
}

/// Attributes of one object.
#[derive(Clone, Default)]
pub struct AttrBlock {
    /// Values at the places that the keys of the class give; null where there is none.
    pub values: Vec<Obj>,
    pub order: Order,
    /// A real dict, once somebody asked for `__dict__`; then values and order are unused.
    pub dict: Obj2,
    /// Values of `__slots__`.
    pub slots: Vec<Obj>,
    /// Weak references to the object; not counted.
    pub weakrefs: Vec<Obj>,
}

/// A handle that defaults to null.
#[derive(Clone, Copy)]
pub struct Obj2(pub Obj);

impl Default for Obj2 {
    fn default() -> Self {
        Obj2(Obj::NULL)
    }
}

impl Payload {
    /// Whether objects of builtin types with this inside never refer to others.
    pub fn is_atomic(&self) -> bool {
        matches!(
            self,
            Payload::Plain
                | Payload::Int(_)
                | Payload::Big(_)
                | Payload::Float(_)
                | Payload::Complex(..)
                | Payload::Str(_)
                | Payload::Bytes(_)
                | Payload::ByteArray(_)
                | Payload::Range(_)
                | Payload::Code(_)
        )
    }

    /// Bytes outside of the slot, of what may be large.
    pub fn bytes(&self) -> usize {
        match self {
            Payload::Str(text) => text.as_str().len(),
            Payload::Bytes(bytes) => bytes.len(),
            Payload::ByteArray(array) => array.bytes.capacity(),
            Payload::Big(value) => value.bits() as usize / 8,
            Payload::List(items) => items.capacity() * size_of::<Obj>(),
            Payload::Tuple(items) => size_of_val(&items[..]),
            Payload::Deque(deque) => deque.items.capacity() * size_of::<Obj>(),
            Payload::Dict(dict) => dict.len() * 4 * size_of::<Obj>(),
            Payload::Set(set) => set.len() * 4 * size_of::<Obj>(),
            _ => 0,
        }
    }

    /// Calls `f` with each object that this one counts, in the order in which they are released.
    pub fn visit(&self, f: &mut dyn FnMut(Obj)) {
        // Sequences let go of their last item first.
        if let Payload::Tuple(_) | Payload::List(_) = self {
            let items: &[Obj] = match self {
                Payload::Tuple(items) => items,
                Payload::List(items) => items,
                _ => &[],
            };
            items.iter().rev().for_each(|&o| f(o));
            return;
        }
        let mut each = |list: &[Obj]| list.iter().for_each(|&o| f(o));
        match self {
            Payload::Free(_)
            | Payload::Plain
            | Payload::Int(_)
            | Payload::Big(_)
            | Payload::Float(_)
            | Payload::Complex(..)
            | Payload::Str(_)
            | Payload::Bytes(_)
            | Payload::ByteArray(_)
            | Payload::Code(_)
            | Payload::Tuple(_)
            | Payload::List(_) => {}
            Payload::MemoryView(view) => f(view.base),
            Payload::Dict(dict) => {
                for entry in dict.iter() {
                    f(entry.key);
                    f(entry.value);
                }
            }
            Payload::Set(set) => set.iter().for_each(|(key, _)| f(key)),
            Payload::Range(range) => each(&[range.start, range.stop, range.step, range.length]),
            Payload::Slice(parts) => each(&parts[..]),
            Payload::Type(ty) => {
                each(&[ty.namespace]);
                each(&ty.bases);
                each(&ty.mro);
                each(&[ty.base, ty.qualname]);
            }
            Payload::Function(function) => each(&[
                function.code_object,
                function.globals,
                function.builtins,
                function.name,
                function.qualname,
                function.defaults,
                function.kwdefaults,
                function.closure,
                function.doc,
                function.module,
                function.annotations,
                function.type_params,
            ]),
            Payload::Cell(contents) => f(*contents),
            Payload::Module(module) => f(module.dict),
            Payload::Native { owner, .. } | Payload::GetSet { owner, .. } => f(*owner),
            Payload::NativeBound { native, receiver } => each(&[*native, *receiver]),
            Payload::Member(member) => each(&[member.name, member.owner]),
            Payload::Method { function, receiver } => each(&[*function, *receiver]),
            Payload::Property(parts) => each(&parts[..]),
            Payload::Wrapper(inner) => f(*inner),
            Payload::Super(parts) => each(&parts[..]),
            Payload::Generator(generator) => {
                each(&generator.saved);
                if let Some(frame) = &generator.frame {
                    each(&[frame.locals, frame.object]);
                }
                each(&[generator.code_object, generator.name, generator.qualname, generator.origin, generator.handled]);
            }
            Payload::Exception(exception) => {
                each(&[exception.args, exception.traceback, exception.cause, exception.context]);
                each(&exception.fields);
            }
            Payload::Traceback(traceback) => each(&[traceback.next, traceback.frame]),
            Payload::Frame(frame) => {
                each(&[frame.code_object, frame.globals, frame.locals]);
                each(&frame.fast);
                each(&[frame.back, frame.trace, frame.extra, frame.c_call, frame.called]);
            }
            Payload::Iter(iter) => each(&iter.objects),
            Payload::View(of) => f(*of),
            Payload::Weakref { callback, .. } => f(*callback),
            Payload::Fields(fields) => each(fields),
            Payload::Deque(deque) => deque.items.iter().for_each(|&o| f(o)),
            Payload::State(state) => each(&state.objects),
        }
    }
}

impl AttrBlock {
    pub fn visit(&self, f: &mut dyn FnMut(Obj)) {
        self.slots.iter().for_each(|&o| f(o));
        self.order.iter().for_each(|at| f(self.values[at]));
        f(self.dict.0);
    }
}
