"""Records which strings a fresh CPython 3.13 has interned when `py_compile` begins to compile.

    python3.13 tests/record/interned.py > src/pyc/interned_at_start.txt

Whether a string was interned before shows in a few `.pyc` files: a frozenset with such an element is copied for each
code object, a class whose qualified name was interned keeps its own string. There is no list to ask for, so every name
and constant of the standard library is tried: `sys.intern` gives back an equal string that is interned already.
"""
import importlib
import os
import pathlib
import subprocess
import sys
import sysconfig
import tempfile
import types

PROBE = """
import sys
import py_compile
py_compile.compile(sys.argv[1], cfile=sys.argv[2], doraise=True)
for line in open(sys.argv[3], "rb").read().split(b"\\n"):
    text = line.decode()
    if len(text) > 1 and sys.intern(text) is not text:
        sys.stdout.buffer.write(line + b"\\n")
"""


def strings(code, found):
    found.update(code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars, (code.co_name, code.co_qualname))
    pending = list(code.co_consts)
    while pending:
        value = pending.pop()
        if isinstance(value, str):
            found.add(value)
        elif isinstance(value, (tuple, frozenset)):
            pending.extend(value)
        elif isinstance(value, types.CodeType):
            strings(value, found)


def candidates():
    found = set()
    library = pathlib.Path(sysconfig.get_path("stdlib"))
    for path in library.rglob("*.py"):
        if not {"test", "tests", "site-packages", "lib2to3"} & set(path.parts):
            strings(compile(path.read_bytes(), str(path), "exec", dont_inherit=True), found)
    for name in sys.builtin_module_names:
        module = importlib.import_module(name)
        for attribute in dir(module):
            found.update([attribute], dir(getattr(module, attribute)))
    include = pathlib.Path(sysconfig.get_path("include"), "internal", "pycore_global_strings.h")
    for line in include.read_text().splitlines():
        name, _, rest = line.strip().removesuffix(")").partition("(")
        if name.startswith("STRUCT_FOR_"):
            found.add(rest.partition(", ")[2].strip('"') or rest)
    return sorted(text for text in found if text.isprintable() and text)


with tempfile.TemporaryDirectory() as folder:
    source, target, tried = (os.path.join(folder, name) for name in ("x.py", "x.pyc", "tried"))
    pathlib.Path(source).write_text("x = 1\n")
    pathlib.Path(tried).write_bytes("\n".join(candidates()).encode("utf-8", "replace"))
    subprocess.run([sys.executable, "-c", PROBE, source, target, tried], check=True)
