"""Records the marshalled code objects of the cases in tests/pyc/sharing.txt, each compiled by a CPython that has compiled nothing
before: which objects are written once and named again later is part of a .pyc.

    PYTHONHASHSEED=0 python3.13 tests/record/sharing.py > tests/pyc/sharing.json
"""

import json
import os
import pathlib
import py_compile  # what is interned when it begins to work

CASES = pathlib.Path(__file__).parents[1] / "pyc" / "sharing.txt"


def marshalled(source: str) -> str:
    reader, writer = os.pipe()
    if os.fork() == 0:
        loader = py_compile.importlib.machinery.SourceFileLoader("<py_compile>", "case.py")
        code = loader.source_to_code(source.encode(), "case.py")
        data = py_compile.importlib._bootstrap_external._code_to_timestamp_pyc(code, 0, 0)
        os.write(writer, data[16:].hex().encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as lines:
        return lines.read()


if __name__ == "__main__":
    cases = CASES.read_text().split("# ---\n")
    print(json.dumps([marshalled(case) for case in cases], indent=0))
