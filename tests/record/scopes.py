"""Records the scopes and the optimized trees that a real CPython 3.13 makes of the cases in tests/scopes and tests/fold.

Run from the top of the repository:   python3.13 tests/record/scopes.py

The cases of a file are separated by lines `# ---`. Next to it goes `expected.json`, with one item per case. With names
of files behind it, the script prints the same two items for each of them instead, one line of JSON per file; `null`
for files that CPython does not compile.
"""
import _symtable
import ast
import json
import os
import sys
import warnings

assert sys.version_info[:2] == (3, 13), "needs CPython 3.13"
TYPES = {
    _symtable.TYPE_FUNCTION: "function",
    _symtable.TYPE_CLASS: "class",
    _symtable.TYPE_MODULE: "module",
    _symtable.TYPE_ANNOTATION: "annotation",
    _symtable.TYPE_TYPE_ALIAS: "type alias",
    _symtable.TYPE_TYPE_PARAMETERS: "type parameters",
    _symtable.TYPE_TYPE_VARIABLE: "type variable",
}
FREE = _symtable.FREE << _symtable.SCOPE_OFF


def scope(table):
    """A scope in lines: head, symbols, children. Names that only pass through come in no fixed order: they are sorted."""
    nested = " nested" if table.nested else ""
    yield f"{TYPES[table.type]} {table.name} line {table.lineno}{nested} ({', '.join(table.varnames)})"
    through = sorted(name for name, flags in table.symbols.items() if flags == FREE)
    for name in [name for name, flags in table.symbols.items() if flags != FREE] + through:
        yield f"  {name} {table.symbols[name]:#x}"
    for child in table.children:
        yield from ("  " + line for line in scope(child))


def error(problem):
    return (f"{problem.msg} at {problem.lineno},{problem.offset}-{problem.end_lineno},{problem.end_offset}")


def scopes(source):
    try:
        return "\n".join(scope(_symtable.symtable(source, "test", "exec")))
    except SyntaxError as problem:
        return error(problem)


def folded(source):
    trees = [compile(source, "test", "exec", ast.PyCF_OPTIMIZED_AST, optimize=level) for level in (0, 1)]
    plain, optimized = (ast.dump(tree, include_attributes=True, indent=2) for tree in trees)
    return [plain] if plain == optimized else [plain, optimized]


def record(folder, function):
    with open(os.path.join("tests", folder, "cases.txt"), encoding="utf-8") as file:
        cases = file.read().split("\n# ---\n")
    with open(os.path.join("tests", folder, "expected.json"), "w", encoding="utf-8") as file:
        json.dump([function(case) for case in cases], file, indent=0)
        file.write("\n")
    print(f"{len(cases)} cases of tests/{folder} recorded from CPython {sys.version.split()[0]}")


def live(path):
    """Path, scopes and trees of a file."""
    with open(path, "rb") as file:
        source = file.read()
    try:
        return [path, scopes(source), folded(source)]
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        return None


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    sys.setrecursionlimit(20_000)
    if sys.argv[1:]:
        for path in sys.argv[1:]:
            print(json.dumps(live(path)))
        sys.exit()
    os.chdir(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
    record("scopes", scopes)
    record("fold", folded)
