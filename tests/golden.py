"""Records what a real CPython 3.13 does with every sample, stage by stage, into tests/golden/.

Run from the top of the repository:   python3.13 tests/golden.py [NAME...]

Every stage is written in the format of the `pylens` subcommand of that name, so that the tests compare texts. The
folder of the repository is written as `<root>`, addresses as 0x0. `_testinternalcapi`, which shows the instructions in front of
and behind the passes, is part of CPython's own tests; distributions may leave it out.
"""
import ast
import json
import os
import re
import subprocess
import symtable
import sys
import tempfile

import _opcode_metadata
import _testinternalcapi

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


def scopes(source, path):
    """Every scope with the answers of `symtable`; the tests look for these answers among those of pylens."""
    found = []

    def visit(table):
        found.append({
            "type": table.get_type().value if hasattr(table.get_type(), "value") else table.get_type(),
            "name": table.get_name(), "lineno": table.get_lineno(),
            "symbols": [
                {"name": symbol.get_name()}
                | {name: getattr(symbol, name)() for name in sorted(dir(symbol)) if name.startswith("is_")}
                for symbol in table.get_symbols()
            ],
        })
        for child in table.get_children():
            visit(child)

    visit(symtable.symtable(source.decode(), path, "exec"))
    return json.dumps(found, indent=1) + "\n"


def instruction_rows(sequence):
    names = {number: name for name, number in _opcode_metadata.opmap.items()}
    for opcode, argument, *location in sequence.get_instructions():
        text = names[opcode]
        if argument is not None:
            text += f" {argument}"
        yield text + " " + ",".join(map(str, location)) + "\n"


def pseudo(parsed, path):
    """The instructions of every code object as code generation makes them; headings are left out."""
    sequence, _ = _testinternalcapi.compiler_codegen(parsed, path, 0)

    def blocks(sequence):
        yield "".join(instruction_rows(sequence))
        for nested in sequence.get_nested() or []:
            yield from blocks(nested)

    return "\n".join(blocks(sequence))


def optimized(parsed, path):
    """The instructions of the module behind the optimizing passes; CPython shows those of no other code object."""
    sequence, meta = _testinternalcapi.compiler_codegen(parsed, path, 0)
    keys = [key for key, _ in sorted(meta["consts"].items(), key=lambda item: item[1])]
    consts = [key[1] if isinstance(key, tuple) else key for key in keys]
    return "".join(instruction_rows(_testinternalcapi.optimize_cfg(sequence, consts, len(meta["varnames"]))))


def check(path):
    program = "import sys; compile(open(sys.argv[1], 'rb').read(), sys.argv[1], 'exec', dont_inherit=True)"
    done = python("-W", "always", "-W", "ignore::ResourceWarning", "-c", program, path)
    # The exception is the compiler's: the frames of the program above do not belong to it.
    lines = done.stderr.splitlines(keepends=True)
    start = next((i for i, line in enumerate(lines) if line.startswith("Traceback")), len(lines))
    frames = [i for i, line in enumerate(lines) if f'File "{path}"' in line]
    return "".join(lines[:start] + (lines[frames[-1]:] if frames and start < len(lines) else []))


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
    record(name, "check", check(path))
    try:
        code = compile(source, path, "exec", dont_inherit=True)
    except SyntaxError:
        return
    record(name, "ast", tree(source, path, None))
    for level in (0, 1, 2):
        record(name, f"ast{level}", tree(source, path, level))
    record(name, "scopes", scopes(source, path))
    record(name, "pseudo", pseudo(ast.parse(source, path), path))
    record(name, "optimized", optimized(ast.parse(source, path), path))
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
