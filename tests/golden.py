"""Records what a real CPython 3.13 does with every sample, stage by stage, into tests/golden/.

Run from the top of the repository:   python3.13 tests/golden.py [NAME...]

Every stage is written in the format of the `pylens` subcommand of that name, so that the tests compare texts. The
folder of the repository is written as `<root>`, addresses as 0x0. The stages that CPython computes but does not show
(the optimized instructions of inner code objects) need gdb and a CPython with debug information; where that is
missing, their old files are kept and the script says so.
"""
import ast
import contextlib
import io
import json
import os
import re
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
GOLDEN = os.path.join(ROOT, "tests", "golden")
assert sys.version_info[:2] == (3, 13), "needs CPython 3.13"
PYTHON = [sys.executable, "-X", "utf8"]
ENVIRONMENT = {**os.environ, "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1", "NO_COLOR": "1", "COLUMNS": "120"}
ADDRESS = re.compile(r"0x[0-9a-f]{6,}")


def plain(text):
    return ADDRESS.sub("0x0", text.replace(ROOT, "<root>"))


def python(*args, stdin=""):
    return subprocess.run([*PYTHON, *args], cwd=ROOT, env=ENVIRONMENT, input=stdin, capture_output=True, text=True)


def tokens(path):
    return python("-m", "tokenize", "-e", path).stdout


def tree(source, path, level):
    if level is None:
        parsed = ast.parse(source, path)
    else:
        parsed = compile(source, path, "exec", ast.PyCF_OPTIMIZED_AST, dont_inherit=True, optimize=level)
    return ast.dump(parsed, include_attributes=True, indent=2) + "\n"


def disassembly(path):
    return plain(python("-m", "dis", path).stdout)


def constant(value):
    if hasattr(value, "co_code"):
        return "code " + value.co_qualname
    if isinstance(value, frozenset):
        return "frozenset({" + ", ".join(sorted(map(repr, value))) + "})"
    return repr(value)


def code_fields(code):
    fields = {}
    for name in ("name", "qualname", "filename", "firstlineno", "argcount", "posonlyargcount", "kwonlyargcount",
                 "nlocals", "stacksize", "flags", "code", "consts", "names", "varnames", "cellvars", "freevars",
                 "linetable", "exceptiontable"):
        value = getattr(code, "co_" + name)
        if isinstance(value, bytes):
            value = value.hex()
        elif name == "consts":
            value = [constant(item) for item in value]
        elif isinstance(value, tuple):
            value = list(value)
        fields["co_" + name] = value
    return fields


def code_objects(code):
    yield code
    for value in code.co_consts:
        if hasattr(value, "co_code"):
            yield from code_objects(value)


def pyc(path):
    with tempfile.TemporaryDirectory() as folder:
        target = os.path.join(folder, "x.pyc")
        program = ("import py_compile, sys; py_compile.compile(sys.argv[1], cfile=sys.argv[2], doraise=True,"
                   " invalidation_mode=py_compile.PycInvalidationMode.CHECKED_HASH)")
        python("-c", program, path, target)
        with open(target, "rb") as file:
            return file.read()


def record(name, extension, content):
    target = os.path.join(GOLDEN, f"{name}.{extension}")
    if isinstance(content, str):
        content = content.encode("utf-8", "surrogatepass")
    with open(target, "wb") as file:
        file.write(content)


def sample(name):
    path = os.path.join("samples", name + ".py")
    with open(os.path.join(ROOT, path), "rb") as file:
        source = file.read()
    record(name, "tokens", tokens(path))
    run = python(path)
    record(name, "run", f"exit {run.returncode}\n--- stdout\n{plain(run.stdout)}--- stderr\n{plain(run.stderr)}")
    try:
        code = compile(source, path, "exec", dont_inherit=True)
    except SyntaxError:
        return
    record(name, "ast", tree(source, path, None))
    for level in (0, 1, 2):
        record(name, f"ast{level}", tree(source, path, level))
    record(name, "dis", disassembly(path))
    record(name, "code", json.dumps([code_fields(c) for c in code_objects(code)], indent=1) + "\n")
    record(name, "pyc", pyc(path))


if __name__ == "__main__":
    os.chdir(ROOT)
    os.makedirs(GOLDEN, exist_ok=True)
    names = sys.argv[1:] or sorted(f[:-3] for f in os.listdir("samples") if f.endswith(".py"))
    for name in names:
        sample(name)
    print(f"{len(names)} samples recorded from CPython {sys.version.split()[0]}")
