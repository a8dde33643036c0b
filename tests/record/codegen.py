"""Records the pseudo-instructions that a real CPython 3.13.0 makes of the cases in tests/codegen.

Run from the top of the repository:   python3.13 tests/record/codegen.py

The cases are separated by lines `# ---`, on which the mode, `-O` or `-OO` may follow. expected.json gets one item per
case: the instructions of all code objects, the constants of the module, and the warnings; or the exception. With
names of files behind it, the script prints that of each of them instead, for the optimization level in PYLENS_LEVEL;
`null` for files that CPython does not compile.
"""
import ast
import json
import os
import re
import sys
import warnings

import _opcode_metadata
import _testinternalcapi

assert sys.version_info[:3] == (3, 13, 0), "needs CPython 3.13.0"
NAMES = {number: name for name, number in _opcode_metadata.opmap.items()}
MODES = {"exec": 0, "eval": 1, "single": 2}
HEAD = re.compile(r"# ---(?: (?P<mode>exec|eval|single))?(?: (?P<level>-OO?))?\n")


def listing(sequence, code):
    """The instructions of a code object and of those inside it, in lines."""
    yield f"{code.co_qualname}, line {code.co_firstlineno}:"
    for index, (opcode, oparg, *position) in enumerate(sequence.get_instructions()):
        argument = "" if oparg is None else oparg
        yield f"{index:>4}  {NAMES[opcode]:<26} {argument:>5}  {','.join(map(str, position))}".rstrip()
    inner = [value for value in code.co_consts if hasattr(value, "co_code")]
    for nested in sequence.get_nested() or []:
        line = next(row[2] for row in nested.get_instructions() if NAMES[row[0]] == "RESUME")
        # The body of a `finally` is compiled twice, but equal code objects become one.
        fitting = [code for code in inner if code.co_firstlineno == line]
        if len(fitting) > 1:
            inner.remove(fitting[0])
        yield ""
        yield from listing(nested, fitting[0])


def constant(value):
    if hasattr(value, "co_code"):
        return "code " + value.co_qualname
    if isinstance(value, frozenset):
        return "frozenset({" + ", ".join(sorted(map(repr, value))) + "})"
    return repr(value)


def record(source, mode="exec", level=0, filename="test"):
    with warnings.catch_warnings(record=True) as issued:
        warnings.simplefilter("always")
        try:
            tree = compile(source, filename, mode, ast.PyCF_ONLY_AST, dont_inherit=True)
            issued.clear()
            code = compile(tree, filename, mode, dont_inherit=True, optimize=level)
        except (SyntaxError, UnicodeError) as error:
            fields = [getattr(error, name, None) for name in ("lineno", "offset", "end_lineno", "end_offset")]
            return {"error": [type(error).__name__, getattr(error, "msg", None) or str(error), *fields]}
        problems = [[warning.category.__name__, str(warning.message), warning.lineno] for warning in issued]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sequence, metadata = _testinternalcapi.compiler_codegen(tree, filename, level, MODES[mode])
    keys = sorted(metadata["consts"], key=metadata["consts"].get)
    constants = [key[1] if isinstance(key, tuple) else key for key in keys]
    return {
        "pseudo": "\n".join(listing(sequence, code)) + "\n",
        "consts": [constant(value) for value in constants],
        "warnings": problems,
    }


def cases(text):
    """Source, mode and level of each case."""
    heads = list(HEAD.finditer(text))
    for head, following in zip(heads, heads[1:] + [None]):
        source = text[head.end() : following.start() if following else None]
        yield source, head["mode"] or "exec", len(head["level"] or "-") - 1


if __name__ == "__main__":
    sys.setrecursionlimit(20_000)
    if sys.argv[1:]:
        for path in sys.argv[1:]:
            with open(path, "rb") as file:
                source = file.read()
            try:
                made = record(source, level=int(os.environ.get("PYLENS_LEVEL", 0)), filename=path)
            except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
                made = None
            print(json.dumps([path, made]))
        sys.exit()
    folder = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "codegen")
    with open(os.path.join(folder, "cases.txt"), encoding="utf-8") as file:
        recorded = [record(*case) for case in cases(file.read())]
    with open(os.path.join(folder, "expected.json"), "w", encoding="utf-8") as file:
        json.dump(recorded, file, indent=0)
        file.write("\n")
    print(f"{len(recorded)} cases of tests/codegen recorded from CPython {sys.version.split()[0]}")
