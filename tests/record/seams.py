"""Prints what CPython 3.13.0 makes of each file, stage by stage: the material of tests/corpus_compile.rs.

    python3.13 tests/record/seams.py FILE...

One line of JSON for each file: its scopes, and for each optimization level the optimized tree, the pseudo-instructions
of all code objects, the optimized instructions of the module, and the warnings; a tree equal to that of the level
before is left out. Files that CPython refuses get their exception instead.
"""
import ast
import dis
import json
import sys
import warnings

import _testinternalcapi
from codegen import NAMES
from scopes import scopes


def pseudo(sequence):
    """The instructions of a code object and of those inside it, in the lines of codegen.py without its headings."""
    for index, (opcode, oparg, *position) in enumerate(sequence.get_instructions()):
        argument = "" if oparg is None else oparg
        yield f"{index:>4}  {NAMES[opcode]:<26} {argument:>5}  {','.join(map(str, position))}\n"
    for nested in sequence.get_nested() or []:
        yield "\n"
        yield from pseudo(nested)


def optimized(parsed, path, level):
    sequence, metadata = _testinternalcapi.compiler_codegen(parsed, path, level)
    keys = sorted(metadata["consts"], key=metadata["consts"].get)
    constants = [key[1] if isinstance(key, tuple) else key for key in keys]
    rows = _testinternalcapi.optimize_cfg(sequence, constants, len(metadata["varnames"])).get_instructions()
    # The flow graph folds tuples. In the compiler such a tuple is the one of equal value that is there already; here the
    # cache that makes it so is empty at first, and the tuple comes a second time. So equal ones share their first number.
    numbers = {}
    for constant in constants:
        numbers.setdefault(sameness(constant), len(numbers))
    lines = []
    for opcode, argument, *location in rows:
        if opcode in dis.hasconst:
            argument = numbers[sameness(constants[argument])]
        shown = [] if argument is None else [str(argument)]
        lines.append(" ".join([NAMES[opcode], *shown, ",".join(map(str, location))]))
    return "".join(line + "\n" for line in lines)


def sameness(constant):
    """Equal for what is the same constant; only tuples can be there twice."""
    return repr(constant) if isinstance(constant, tuple) else id(constant)


def seams(path):
    with open(path, "rb") as file:
        source = file.read()
    try:
        compile(source, path, "exec", dont_inherit=True)
    except (SyntaxError, ValueError, OverflowError, RecursionError, MemoryError) as error:
        fields = [getattr(error, name, None) for name in ("lineno", "offset", "end_lineno", "end_offset")]
        return {"path": path, "error": [type(error).__name__, getattr(error, "msg", None) or str(error), *fields]}
    levels, before = [], None
    for level in (0, 1, 2):
        tree = compile(source, path, "exec", ast.PyCF_OPTIMIZED_AST, dont_inherit=True, optimize=level)
        shown = ast.dump(tree, include_attributes=True, indent=2)
        parsed = compile(source, path, "exec", ast.PyCF_ONLY_AST, dont_inherit=True)
        with warnings.catch_warnings(record=True) as issued:
            warnings.simplefilter("always")
            compile(parsed, path, "exec", dont_inherit=True, optimize=level)
        problems = [[warning.category.__name__, str(warning.message)] for warning in issued]
        sequence, _ = _testinternalcapi.compiler_codegen(parsed, path, level)
        levels.append({"tree": None if shown == before else shown, "pseudo": "".join(pseudo(sequence)),
                       "optimized": optimized(parsed, path, level), "warnings": problems})
        before = shown
    return {"path": path, "scopes": scopes(source), "levels": levels}


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    sys.setrecursionlimit(20_000)
    for path in sys.argv[1:]:
        try:
            print(json.dumps(seams(path)), flush=True)
        except (RecursionError, MemoryError):
            pass  # The scripts that show the stages recurse, too.
