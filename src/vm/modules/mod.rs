//! Native modules: what `import` finds without a file.
//!
//! CPython has them in C. Here those whose speed or exact form matters are written in Rust, one file each; the others in
//! Python (`python/`), whose frames leave no entries in tracebacks, as C leaves none.
//!
//! Known gaps: `compile` takes a changed tree by way of its source text, so line numbers are lost (`ast`); `sys.monitoring`
//! tells nobody of events, and a trace function cannot jump;
//! `_bz2`, `_lzma`, `_sqlite3`, `_tkinter`, `_tracemalloc` are missing; of the encodings of East
//! Asia those with JIS X 0213, HKSCS, `johab`, `hz` and ISO 2022 other than `iso2022_jp`; `zlib` packs as well as CPython's, but not into the same
//! bytes; an import does not wait for another thread that imports the same module; the packed library is partly that of
//! Python 3.14: its `unittest` colours what it prints; a regular expression cannot be interrupted.

pub mod abc;
pub mod codes;
pub mod collections;
pub mod deflate;
pub mod digest;
pub mod extra;
pub mod functools;
pub mod gc;
pub mod heapq;
pub mod host;
pub mod itertools;
pub mod itertools_reduce;
pub mod json;
pub mod json_encoder;
pub mod json_scanner;
pub mod marshal;
pub mod math;
pub mod math_special;
pub mod math_sums;
pub mod memory_io;
pub mod monitoring;
pub mod more_itertools;
pub mod operator;
pub mod random;
pub mod sre;
pub mod stdio;
pub mod stdlib;
pub mod structs;
pub mod sys;
pub mod sys_hooks;
pub mod thread;
pub mod time;
pub mod typing;
pub mod unicode;

use super::native::NativeDef;
use super::object::{Obj, Payload, T, names};
use super::types::TypeTable;
use super::{PyResult, Vm};

/// How a module is made.
type Create = fn(&mut Vm) -> PyResult<Obj>;

/// The modules written in Rust.
const NATIVE: &[(&str, Create)] = &[
    ("_abc", abc::create),
    ("_bisect", heapq::create_bisect),
    ("_collections", collections::create),
    ("_functools", functools::create),
    ("_heapq", |vm| Ok(heapq::create(vm))),
    ("_json", |vm| Ok(json::create(vm))),
    ("_operator", operator::create),
    ("_pylens", host::create),
    ("_random", random::create),
    ("_sre", sre::create),
    ("_struct", structs::create),
    ("atexit", gc::create_atexit),
    ("gc", gc::create),
    ("itertools", |vm| Ok(itertools::create(vm))),
    ("marshal", |vm| Ok(marshal::create(vm))),
    ("math", |vm| Ok(math::create(vm))),
    ("_pylens_codes", |vm| Ok(codes::create(vm))),
    ("_pylens_thread", thread::create),
    ("_pylens_time", |vm| Ok(time::create(vm))),
];

/// The modules written in Python.
const PYTHON: &[(&str, &str)] = &[
    ("_ast", include_str!("python/_ast.py")),
    ("_blake2", include_str!("python/_blake2.py")),
    ("_codecs", include_str!("python/_codecs.py")),
    ("_codecs_cn", include_str!("python/_codecs_cn.py")),
    ("_codecs_hk", include_str!("python/_codecs_hk.py")),
    ("_codecs_iso2022", include_str!("python/_codecs_iso2022.py")),
    ("_codecs_jp", include_str!("python/_codecs_jp.py")),
    ("_codecs_kr", include_str!("python/_codecs_kr.py")),
    ("_codecs_tw", include_str!("python/_codecs_tw.py")),
    ("_contextvars", include_str!("python/_contextvars.py")),
    ("_csv", include_str!("python/_csv.py")),
    ("_datetime", include_str!("python/_datetime.py")),
    ("_decimal", include_str!("python/_decimal.py")),
    ("_hashlib", include_str!("python/_hashlib.py")),
    ("_imp", include_str!("python/_imp.py")),
    ("_io", include_str!("python/_io.py")),
    ("_locale", include_str!("python/_locale.py")),
    ("_lsprof", include_str!("python/_lsprof.py")),
    ("_md5", include_str!("python/_md5.py")),
    ("_multibytecodec", include_str!("python/_multibytecodec.py")),
    ("_opcode", include_str!("python/_opcode.py")),
    ("_pylens_streams", include_str!("python/_pylens_streams.py")),
    ("_pylens_multibyte", include_str!("python/_pylens_multibyte.py")),
    ("_pylens_pipes", include_str!("python/_pylens_pipes.py")),
    ("_pylens_strerror", include_str!("python/_pylens_strerror.py")),
    ("_pylens_buffers", include_str!("python/_pylens_buffers.py")),
    ("_pylens_text", include_str!("python/_pylens_text.py")),
    ("_pickle", include_str!("python/_pickle.py")),
    ("_pylens_calendar", include_str!("python/_pylens_calendar.py")),
    ("_pylens_moments", include_str!("python/_pylens_moments.py")),
    ("_pylens_odict", include_str!("python/_pylens_odict.py")),
    ("_pylens_trees", include_str!("python/_pylens_trees.py")),
    ("_pylens_structseq", include_str!("python/_pylens_structseq.py")),
    ("_posixsubprocess", include_str!("python/_posixsubprocess.py")),
    ("_sha1", include_str!("python/_sha1.py")),
    ("_sha2", include_str!("python/_sha2.py")),
    ("_sha3", include_str!("python/_sha3.py")),
    ("_signal", include_str!("python/_signal.py")),
    ("_socket", include_str!("python/_socket.py")),
    ("_string", include_str!("python/_string.py")),
    ("_suggestions", include_str!("python/_suggestions.py")),
    ("_symtable", include_str!("python/_symtable.py")),
    ("_sysconfig", include_str!("python/_sysconfig.py")),
    ("_sysconfigdata__linux_x86_64-linux-gnu", include_str!("python/_sysconfigdata.py")),
    ("_testinternalcapi", include_str!("python/_testinternalcapi.py")),
    ("_thread", include_str!("python/_thread.py")),
    ("_tokenize", include_str!("python/_tokenize.py")),
    ("_typing", include_str!("python/_typing.py")),
    ("_warnings", include_str!("python/_warnings.py")),
    ("_weakref", include_str!("python/_weakref.py")),
    ("annotationlib", include_str!("python/annotationlib.py")),
    ("array", include_str!("python/array.py")),
    ("binascii", include_str!("python/binascii.py")),
    ("cmath", include_str!("python/cmath.py")),
    ("errno", include_str!("python/errno.py")),
    ("grp", include_str!("python/grp.py")),
    ("pwd", include_str!("python/pwd.py")),
    ("posix", include_str!("python/posix.py")),
    ("select", include_str!("python/select.py")),
    ("time", include_str!("python/time.py")),
    ("unicodedata", include_str!("python/unicodedata.py")),
    ("zlib", include_str!("python/zlib.py")),
    ("pyexpat", include_str!("python/pyexpat.py")),
    ("faulthandler", include_str!("python/faulthandler.py")),
    ("readline", include_str!("python/readline.py")),
    ("resource", include_str!("python/resource.py")),
];

/// What else CPython's `sys.builtin_module_names` would have or its extension modules are: an import that fails says so.
pub const IS_NATIVE_IN_CPYTHON: &[&str] = &[
    "array",
    "audioop",
    "binascii",
    "cmath",
    "fcntl",
    "mmap",
    "msvcrt",
    "nt",
    "ossaudiodev",
    "select",
    "spwd",
    "syslog",
    "termios",
    "unicodedata",
    "winreg",
    "winsound",
];

/// Modules of this folder that CPython has as extension modules, in files of the library.
pub const IS_EXTENSION_IN_CPYTHON: &[&str] =
    &["array", "binascii", "cmath", "math", "pyexpat", "readline", "resource", "select", "unicodedata", "zlib"];

/// Tables of the types that these modules have.
pub const TABLES: &[&[TypeTable]] = &[
    stdio::TABLES,
    itertools::TABLES,
    sre::TABLES,
    abc::TABLES,
    collections::TABLES,
    extra::TABLES,
    functools::TABLES,
    json_encoder::TABLES,
    json_scanner::TABLES,
    memory_io::TABLES,
    operator::TABLES,
    random::TABLES,
    structs::TABLES,
    typing::TABLES,
];

/// Makes a module that is written in Rust; `None` if there is none of that name.
pub fn create(vm: &mut Vm, name: &str) -> PyResult<Option<Obj>> {
    match NATIVE.iter().find(|(known, _)| *known == name) {
        Some((_, create)) => create(vm).map(Some),
        None => Ok(None),
    }
}

/// The source of a module that is written in Python.
pub fn python_source(name: &str) -> Option<&'static str> {
    PYTHON.iter().find(|(known, _)| *known == name).map(|(_, source)| *source)
}

/// `sys.builtin_module_names`, sorted.
pub fn builtin_names() -> Vec<&'static str> {
    let mut names: Vec<&str> = NATIVE.iter().map(|row| row.0).chain(PYTHON.iter().map(|row| row.0)).collect();
    names.retain(|name| !name.starts_with("_pylens") && !name.contains('.') && *name != "annotationlib");
    names.extend(["builtins", "sys"]);
    names.sort_unstable();
    names
}

impl Vm {
    /// A module with functions.
    pub fn native_module(&mut self, name: &str, functions: &'static [NativeDef]) -> Obj {
        let module = self.new_module(name);
        self.add_functions(module, name, functions);
        module
    }

    pub fn add_functions(&mut self, module: Obj, module_name: &str, functions: &'static [NativeDef]) {
        let dict = self.instance_dict(module);
        let module_name = self.intern(module_name);
        for def in functions {
            let function = self.new_object(T::BUILTIN, Payload::Native { def, owner: Obj::NULL });
            self.heap.attrs_or_new(function).slots.push(module_name);
            self.dict_set_str(dict, def.name, function);
        }
    }

    pub fn module_set(&mut self, module: Obj, name: &str, value: Obj) {
        let name = self.intern(name);
        self.instance_set(module, name, value);
    }

    /// A class of a native module that needs no payload of its own.
    pub fn native_class(
        &mut self,
        module: &str,
        name: &str,
        base: Obj,
        methods: &'static [NativeDef],
    ) -> PyResult<Obj> {
        let namespace = self.new_dict();
        let module = self.new_str(module);
        self.dict_set_interned(namespace, names::__module__, module);
        let slots = self.new_tuple(&[]);
        self.dict_set_interned(namespace, names::__slots__, slots);
        let name = self.new_str(name);
        let class = self.new_class(T::TYPE, name, vec![base], namespace, &[])?;
        let namespace = self.namespace_of(class);
        for def in methods {
            let method = self.new_object(T::METHOD_DESCRIPTOR, Payload::Native { def, owner: class });
            self.incref(class);
            self.dict_set_str(namespace, def.name, method);
        }
        self.type_modified(class);
        Ok(class)
    }

    /// The text of a `str` argument, or the `TypeError` for something else.
    pub fn text_argument(&mut self, function: &str, what: &str, o: Obj) -> PyResult<String> {
        if self.is_str(o) {
            return Ok(self.text(o).to_owned());
        }
        let name = self.type_name_of(o);
        Err(self.type_error(format!("{function}() {what} must be str, not {name}")))
    }
}
