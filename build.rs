//! Packs the standard library that `pylens run` imports from: every module of the crate `rustpython-pylib` (CPython's
//! `Lib`), or of the folder that `PYLENS_PACK_STDLIB` names, each compressed on its own, behind an index.

use std::path::{Path, PathBuf};
use std::{env, fs};

/// Packages that a program in the machine cannot use, or that say nothing without what the machine lacks.
const LEFT_OUT: [&str; 10] = [
    "idlelib",
    "turtledemo",
    "ensurepip",
    "tkinter",
    "test",
    "tests",
    "lib2to3",
    "site-packages",
    "__pycache__",
    "venv",
];

/// Of this package only what `pydoc` shows pages with.
const PAGER: (&str, [&str; 2]) = ("_pyrepl/", ["__init__.py", "pager.py"]);

/// Places where a file of the crate needs a later Python than 3.13, whose annotations are evaluated at once: file, text,
/// replacement.
const EDITS: &[(&str, &str, &str)] = &[
    ("_colorize.py", "import os\nimport sys\n", "from __future__ import annotations\nimport os\nimport sys\n"),
    ("functools.py", "getattr(cls, '__annotate__', None)", "getattr(cls, '__annotations__', None) or None"),
    ("typing.py", "-> IO[AnyStr]:", "-> 'IO[AnyStr]':"),
    ("typing.py", "-> BinaryIO:", "-> 'BinaryIO':"),
    ("typing.py", "-> TextIO:", "-> 'TextIO':"),
    (
        "typing.py",
        "nm_tpl.__annotate__ = nm_tpl.__new__.__annotate__ = annotate_func",
        "nm_tpl.__annotations__ = nm_tpl.__new__.__annotations__ = annotate_func(1)",
    ),
    ("typing.py", "base_annotate = base.__annotate__", "base_annotate = getattr(base, '__annotate__', None)"),
    (
        "typing.py",
        "tp_dict.__annotate__ = __annotate__",
        "tp_dict.__annotate__, tp_dict.__annotations__ = __annotate__, __annotate__(1)",
    ),
    (
        "dataclasses.py",
        "fn.__annotate__ = annotate_fn",
        "fn.__annotations__ = {k: v.type if isinstance(v, Field) else v for k, v in annotate_fn(1).items()}",
    ),
    (
        "dataclasses.py",
        "    cls.__annotate__ = annotate_method",
        "    cls.__annotations__ = {k: 'typing.Any' if v is _ANY_MARKER else v for k, v in annotations.items()}",
    ),
    ("functools.py", "'__annotate__', '__type_params__'", "'__annotations__', '__type_params__'"),
    // What 3.14 says or does otherwise than 3.13.
    (
        "opcode.py",
        "\"descr\": 4,\n    },\n    \"UNPACK_SEQUENCE\"",
        "},\n    \"BINARY_SUBSCR\": {\n        \"counter\": 1,\n    },\n    \"UNPACK_SEQUENCE\"",
    ),
    ("opcode.py", "    \"CALL_KW\": {\n        \"counter\": 1,\n        \"func_version\": 2,\n    },\n", ""),
    ("dis.py", "opmap['LOAD_SMALL_INT']", "-1"),
    ("dis.py", "opmap['LOAD_COMMON_CONSTANT']", "-1"),
    ("dis.py", "opmap['LOAD_SPECIAL']", "-1"),
    ("dis.py", "opmap['LOAD_FAST_BORROW_LOAD_FAST_BORROW']", "-1"),
    ("dis.py", "elif deop == IS_OP:", "elif False:"),
    ("dis.py", "elif deop == CONTAINS_OP:", "elif False:"),
    ("pickle.py", "DEFAULT_PROTOCOL = 5", "DEFAULT_PROTOCOL = 4"),
    (
        "asyncio/coroutines.py",
        "warnings._deprecated(\"asyncio.iscoroutinefunction\",",
        "(lambda *args, **kwargs: None)(0,",
    ),
    ("asyncio/events.py", "warnings._deprecated('asyncio.get_event_loop_policy', remove=(3, 16))", "pass"),
    ("asyncio/events.py", "warnings._deprecated('asyncio.set_event_loop_policy', remove=(3,16))", "pass"),
    ("asyncio/__init__.py", "warnings._deprecated(f\"asyncio.{name}\", remove=(3, 16))", "pass"),
    // The main thread still gets an event loop when it asks for one, and a warning.
    (
        "asyncio/events.py",
        "        _loop = None\n\n    def __init__(self)",
        "        _loop = None\n        _set_called = False\n\n    def __init__(self)",
    ),
    (
        "asyncio/events.py",
        "        self._local._loop = loop\n\n    def new_event_loop(self)",
        "        self._local._set_called = True\n        self._local._loop = loop\n\n    def new_event_loop(self)",
    ),
    (
        "asyncio/events.py",
        "        if self._local._loop is None:\n            raise RuntimeError(",
        "        if (self._local._loop is None and not self._local._set_called\n                and threading.current_thread() is \
         threading.main_thread()):\n            frame, level = sys._getframe(1), 2\n            while frame is not None and \
         (frame.f_globals.get('__name__', '') + '.').startswith('asyncio.'):\n                frame, level = \
         frame.f_back, level + 1\n            import warnings\n            warnings.warn('There is no current event \
         loop', DeprecationWarning, stacklevel=level)\n            self.set_event_loop(self.new_event_loop())\n        \
         if self._local._loop is None:\n            raise RuntimeError(",
    ),
    (
        "codecs.py",
        "    import warnings\n    warnings.warn(\"codecs.open() is deprecated. Use open() instead.\",\n                  \
         DeprecationWarning, stacklevel=2)\n",
        "",
    ),
    ("site.py", "except FileNotFoundError, PermissionError:", "except (FileNotFoundError, PermissionError):"),
    ("argparse.py", "', '.join(map(str, action.choices))", "', '.join(map(repr, action.choices))"),
    // A failed example is told with the frame that ran it.
    ("doctest.py", "__unittest = True\n", ""),
    (
        "doctest.py",
        "exc_info = type(exc), exc, exc.__traceback__.tb_next",
        "exc_info = type(exc), exc, exc.__traceback__",
    ),
    ("doctest.py", "if inspect.isroutine(obj) and", "if inspect.isfunction(obj) and"),
    ("doctest.py", "self.format_failure(new.getvalue().rstrip('\\n'))", "self.format_failure(new.getvalue())"),
    // Notes on where an object stands that cannot be serialized came later.
    ("json/encoder.py", "                exc.add_note(f'when serializing {type(lst).__name__} item {i}')\n", ""),
    ("json/encoder.py", "                exc.add_note(f'when serializing {type(dct).__name__} item {key!r}')\n", ""),
    ("json/encoder.py", "                exc.add_note(f'when serializing {type(o).__name__} object')\n", ""),
    (
        "random.py",
        "        a = _index(a)\n        b = _index(b)\n        if b < a:\n            raise ValueError(f\"empty range in \
         randint({a}, {b})\")\n        return a + self._randbelow(b - a + 1)\n",
        "        return self.randrange(a, b+1)\n",
    ),
    ("random.py", "total = cum_counts.pop() if cum_counts else 0", "total = cum_counts.pop()"),
    (
        "random.py",
        "            if total < 0:\n                raise ValueError('Counts must be non-negative')",
        "            if total <= 0:\n                raise ValueError('Total of counts must be greater than zero')",
    ),
    ("calendar.py", "class IllegalMonthError(ValueError, IndexError):", "class IllegalMonthError(ValueError):"),
    ("threading.py", "parties must be >= 1", "parties must be > 0"),
    (
        "fractions.py",
        "\"instance or have the as_integer_ratio() method\")\n\n        elif type",
        "\"instance\")\n\n        elif type",
    ),
    (
        "unittest/case.py",
        "                f'from a test case ({method} returned {type(result).__name__!r})'\n            )\n            if \
         inspect.iscoroutine(result):",
        "                f'from a test case ({method})'\n            )\n            if False:",
    ),
    ("unittest/case.py", "is not an instance of any of {cls!r}", "is not an instance of {cls!r}"),
    // Unions of `typing` are another class than those of `|`.
    (
        "functools.py",
        "isinstance(cls, UnionType)",
        "(isinstance(cls, UnionType) or getattr(cls, '__origin__', None) is __import__('typing').Union)",
    ),
    // Patterns have only `\\Z` for the end of the string.
    ("re/_parser.py", "    r\"\\z\": (AT, AT_END_STRING), # end of string\n", ""),
    ("html/parser.py", "\\z", "\\Z"),
    ("glob.py", "\\z", "\\Z"),
    ("textwrap.py", "\\z", "\\Z"),
    ("_pydecimal.py", "\\z", "\\Z"),
    ("fnmatch.py", "\\z", "\\Z"),
    ("_py_warnings.py", "\\z", "\\Z"),
    ("urllib/parse.py", "\\z", "\\Z"),
    ("fractions.py", "\\z", "\\Z"),
    ("zipfile/_path/glob.py", "\\z", "\\Z"),
];

/// Files of the crate that describe another bytecode, and what stands in their place: what the machine says of its own.
const REPLACED: [(&str, &str); 1] = [(
    "_opcode_metadata.py",
    "from _opcode import HAVE_ARGUMENT, MIN_INSTRUMENTED_OPCODE, _specializations, _specialized_opmap, opmap\n",
)];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=PYLENS_PACK_STDLIB");
    let ours = env::var("PYLENS_PACK_STDLIB").is_err();
    let root = env::var("PYLENS_PACK_STDLIB").unwrap_or_else(|_| rustpython_pylib::LIB_PATH.to_owned());
    let root = PathBuf::from(root);
    let mut files = Vec::new();
    collect(&root, "", &mut files);
    files.sort();
    // Index: name, newline, length in bytes, newline, packed length, newline; a blank line; the packed files.
    let (mut index, mut data) = (String::new(), Vec::new());
    for (name, path) in files {
        let Ok(mut text) = fs::read(&path) else { continue };
        for (_, from, to) in EDITS.iter().filter(|edit| edit.0 == name) {
            text = String::from_utf8_lossy(&text).replace(from, to).into_bytes();
        }
        if let Some((_, source)) = REPLACED.iter().find(|row| row.0 == name && ours) {
            text = source.as_bytes().to_vec();
        }
        let packed = miniz_oxide::deflate::compress_to_vec(&text, 9);
        index.push_str(&format!("{name}\n{}\n{}\n", text.len(), packed.len()));
        data.extend(packed);
    }
    index.push('\n');
    let mut out = index.into_bytes();
    out.extend(data);
    let target = Path::new(&env::var("OUT_DIR").expect("cargo sets OUT_DIR")).join("library.bin");
    fs::write(target, out).expect("the folder for build output can be written");
}

fn collect(folder: &Path, prefix: &str, files: &mut Vec<(String, PathBuf)>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = entry.path();
        if path.is_dir() {
            if !LEFT_OUT.contains(&name.as_str()) {
                collect(&path, &format!("{prefix}{name}/"), files);
            }
        } else if name.ends_with(".py") && (prefix != PAGER.0 || PAGER.1.contains(&name.as_str())) {
            files.push((format!("{prefix}{name}"), path));
        }
    }
}
