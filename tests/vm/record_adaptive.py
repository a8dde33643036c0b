"""Records the specialized instructions that CPython 3.13 has after running each program of benches/programs.

Run with the CPython that is the reference: `python3.13 tests/vm/record_adaptive.py`. A line is a code object: first line,
qualified name, and the offset and opcode of every instruction that belongs to a family of specialized ones.
"""

import contextlib
import dis
import io
import pathlib
import sys
import types

import _opcode_metadata

families = _opcode_metadata._specializations
members = {name: family for family, names in families.items() for name in (family, *names)}


def lines(code):
    found = [
        f"{instruction.offset}:{instruction.opname}"
        for instruction in dis.get_instructions(code, adaptive=True)
        if instruction.opname in members and members[instruction.opname] != "RESUME"
    ]
    yield f"{code.co_firstlineno} {code.co_qualname}: {' '.join(found)}\n"
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from lines(constant)


def record(path):
    code = compile(path.read_text(), path.name, "exec")
    with contextlib.redirect_stdout(io.StringIO()):
        exec(code, {"__name__": "__main__", "__builtins__": __builtins__})
    return "".join(lines(code))


if len(sys.argv) > 1:
    print(record(pathlib.Path(sys.argv[1])), end="")
else:
    root = pathlib.Path(__file__).parents[2]
    for path in sorted((root / "benches/programs").glob("*.py")):
        (root / "tests/vm/adaptive" / f"{path.stem}.txt").write_text(record(path))
