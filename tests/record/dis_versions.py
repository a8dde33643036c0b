"""Records tests/pyc/VERSION.pyc and VERSION.json: a compiled sample, and what `dis` of that version says of it.

    for v in 3.8 3.9 3.10 3.11 3.12 3.13 3.14; do python$v tests/record/dis_versions.py tests/pyc; done

For each code object, the outermost first: its name, and a row an instruction: offset, name, argument, words about the
argument, and the line where one begins. Jumps say where they lead, in bytes. With names of `.pyc` files of the version
behind the folder, those are taken apart instead and printed, a line of JSON for each.
"""
import dis
import importlib._bootstrap_external
import json
import marshal
import os
import re
import sys

FOLDER, FILES = sys.argv[1], sys.argv[2:]
JUMPS = set(dis.hasjrel) | set(dis.hasjabs)


def rows(code):
    starts = dict(dis.findlinestarts(code))
    for row in dis.get_instructions(code):
        words = row.argrepr
        if row.opcode in JUMPS:
            words = "to %d" % row.argval
        words = re.sub(r" at 0x[0-9a-fA-F]+", " at 0x0", words)
        if "frozenset(" in words:
            words = "frozenset"
        yield [row.offset, row.opname, row.arg, words, starts.get(row.offset)]


def code_objects(code):
    yield {"name": code.co_name, "rows": list(rows(code))}
    for value in code.co_consts:
        if hasattr(value, "co_code"):
            yield from code_objects(value)


if FILES:
    for path in FILES:
        with open(path, "rb") as file:
            code = marshal.loads(file.read()[16:])
        print(json.dumps([path, list(code_objects(code))]))
    sys.exit()
with open(os.path.join(FOLDER, "sample.py"), "rb") as file:
    code = compile(file.read(), "sample.py", "exec")
target = os.path.join(FOLDER, "%d.%d" % sys.version_info[:2])
header = importlib._bootstrap_external.MAGIC_NUMBER + bytes(4) + (1700000000).to_bytes(4, "little") + (1500).to_bytes(4, "little")
with open(target + ".pyc", "wb") as file:
    file.write(header + marshal.dumps(code))
with open(target + ".json", "w") as file:
    for found in code_objects(code):
        file.write(json.dumps(found) + "\n")
