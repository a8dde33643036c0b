"""Records what a real CPython 3.13 makes of tests/parser/cases.txt, into tests/parser/expected.json.

Run from the top of the repository:   python3.13 tests/record/parser.py
A case may begin with a line `# mode: eval` (or `single`), which is not part of the source; `# mode: bytes` says that the
characters stand for the bytes of a file. Of each case is kept: the
tree as `ast.dump` shows it, or the exception with all its fields; and the warnings with their lines.
"""

import ast
import json
import pathlib
import warnings

FIELDS = "lineno", "offset", "end_lineno", "end_offset", "text"
HERE = pathlib.Path(__file__).parent.parent / "parser"


def record(case):
    mode = "exec"
    if case.startswith("# mode: "):
        first, case = case.split("\n", 1)
        mode = first.removeprefix("# mode: ")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            source, compiled_as = (case.encode("latin-1"), "exec") if mode == "bytes" else (case, mode)
            tree = compile(source, "<test>", compiled_as, ast.PyCF_ONLY_AST, dont_inherit=True)
            shown = ast.dump(tree, include_attributes=True, show_empty=True)
        except Exception as error:
            fields = [getattr(error, name, None) for name in FIELDS]
            shown = json.dumps([type(error).__name__, getattr(error, "msg", str(error)), *fields], ensure_ascii=False)
    issued = [f"{warning.lineno}: {warning.message}" for warning in caught]
    return {"mode": mode, "source": case, "shown": shown, "warnings": issued}


cases = (HERE / "cases.txt").read_text(encoding="utf-8", newline="").split("\n# ---\n")
rows = ",\n".join(json.dumps(record(case), ensure_ascii=False) for case in cases)
(HERE / "expected.json").write_text(f"[\n{rows}\n]\n", encoding="utf-8")
