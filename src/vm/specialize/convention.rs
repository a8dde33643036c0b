//! How CPython passes arguments to a builtin function: it decides which form of CALL fits.
//!
//! Most follow from the number of arguments; the lists name those that do not. Functions of modules are written with
//! their module, methods with their type, builtins alone.

use crate::vm::Vm;
use crate::vm::native::{Arity, NativeDef};
use crate::vm::object::{Obj, Payload};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Convention {
    NoArgs,
    One,
    Fast,
    FastKeywords,
    /// A tuple, perhaps a dict: CALL has no form for it.
    Tuple,
}

const NO_ARGS: &[&str] = &[
    "globals",
    "locals",
    "bytearray.copy",
    "Random.random",
    "Random.getstate",
    "dict.popitem",
    "deque.popleft",
    "deque.pop",
    "set.pop",
    "generator.close",
    "coroutine.close",
];

const ONE: &[&str] = &[
    "BaseException.add_note",
    "BaseException.with_traceback",
    "bytearray.append",
    "bytearray.extend",
    "deque.extend",
    "deque.extendleft",
    "generator.send",
    "coroutine.send",
    "list.extend",
    "set.add",
    "str.join",
    "str.format_map",
    "str.translate",
    "sys.getrefcount",
    "range.index",
    "property.setter",
    "property.getter",
    "property.deleter",
];

const FAST: &[&str] = &[
    "anext",
    "delattr",
    "divmod",
    "format",
    "getattr",
    "hasattr",
    "input",
    "isinstance",
    "issubclass",
    "iter",
    "next",
    "setattr",
    "dict.get",
    "dict.pop",
    "dict.setdefault",
    "frozenset.difference",
    "frozenset.intersection",
    "frozenset.union",
    "generator.throw",
    "coroutine.throw",
    "itertools.tee",
    "list.index",
    "list.insert",
    "list.pop",
    "math.gcd",
    "math.hypot",
    "math.lcm",
    "math.log",
    "math.perm",
    "math.comb",
    "set.difference",
    "set.difference_update",
    "set.intersection",
    "set.intersection_update",
    "set.union",
    "set.update",
    "str.center",
    "str.count",
    "str.endswith",
    "str.find",
    "str.index",
    "str.ljust",
    "str.lstrip",
    "str.rfind",
    "str.rindex",
    "str.rjust",
    "str.rstrip",
    "str.startswith",
    "str.strip",
    "sys.exit",
    "sys._getframe",
    "tuple.index",
    "deque.rotate",
    "deque.index",
    "deque.insert",
    "bytes.count",
    "bytes.endswith",
    "bytes.find",
    "bytes.replace",
    "bytes.startswith",
    "bytes.strip",
    "bytes.lstrip",
    "bytes.rstrip",
    "int.__round__",
    "float.__round__",
    "Random.seed",
];

const FAST_KEYWORDS: &[&str] = &[
    "__build_class__",
    "__import__",
    "breakpoint",
    "compile",
    "eval",
    "exec",
    "gc.collect",
    "int.to_bytes",
    "list.sort",
    "math.isclose",
    "math.prod",
    "math.nextafter",
    "max",
    "min",
    "open",
    "pow",
    "print",
    "round",
    "sorted",
    "str.encode",
    "str.expandtabs",
    "str.replace",
    "str.rsplit",
    "str.split",
    "str.splitlines",
    "sum",
    "bytes.decode",
    "bytes.hex",
    "bytes.split",
    "bytes.rsplit",
    "bytes.splitlines",
    "bytes.translate",
    "bytearray.decode",
    "bytearray.split",
    "OrderedDict.pop",
    "OrderedDict.popitem",
    "OrderedDict.setdefault",
    "OrderedDict.move_to_end",
    "code.replace",
];

const TUPLE: &[&str] = &[
    "dir",
    "vars",
    "gc.set_threshold",
    "time.asctime",
    "time.ctime",
    "time.gmtime",
    "time.localtime",
    "time.strftime",
    "time.strptime",
    "dict.update",
    "OrderedDict.update",
    "str.format",
    "sys.getsizeof",
];

/// Builtin classes with a short way for calls of their own.
pub const QUICK_CLASSES: &[&str] = &[
    "bool",
    "dict",
    "enumerate",
    "filter",
    "float",
    "frozenset",
    "int",
    "list",
    "map",
    "range",
    "reversed",
    "set",
    "str",
    "super",
    "tuple",
    "type",
];

impl Vm {
    /// The convention of a native; `owner` is the type whose method it is, or null.
    pub(super) fn convention(&self, native: Obj, def: &NativeDef, owner: Obj) -> Convention {
        let name = match owner.some() {
            Some(owner) => format!("{}.{}", self.short_name(owner), def.name),
            None => match self.module_of_native(native) {
                Some(module) if module != "builtins" => format!("{module}.{}", def.name),
                _ => def.name.to_owned(),
            },
        };
        let name = name.as_str();
        for (list, convention) in [
            (NO_ARGS, Convention::NoArgs),
            (ONE, Convention::One),
            (FAST, Convention::Fast),
            (FAST_KEYWORDS, Convention::FastKeywords),
            (TUPLE, Convention::Tuple),
        ] {
            if list.contains(&name) {
                return convention;
            }
        }
        match def.arity {
            Arity::None => Convention::NoArgs,
            Arity::One => Convention::One,
            Arity::Pos(..) | Arity::Slot(..) | Arity::Blank(..) => Convention::Fast,
            Arity::Var => Convention::Tuple,
            Arity::Any => Convention::FastKeywords,
        }
    }

    fn module_of_native(&self, native: Obj) -> Option<&str> {
        let module = self.heap.attrs(native)?.slots.first()?.some()?;
        match self.heap.payload(module) {
            Payload::Str(text) => Some(text.as_str()),
            _ => None,
        }
    }
}
