"""Records what CPython's flow graph and assembler make of tests/flowgraph/units.py: tests/flowgraph/units.jsonl.

Run from the top of the repository, by a CPython 3.13 with debug information, with gdb at hand:

    python3.13 tests/record/flowgraph.py [FILE.py FILE.jsonl]
"""
import collections
import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


def stages(path):
    program = "import sys; compile(open(sys.argv[1], 'rb').read(), sys.argv[1], 'exec', dont_inherit=True)"
    command = ["gdb", "-q", "-batch", "-nx", "-x", os.path.join(HERE, "flowgraph_gdb.py"), "--args", sys.executable,
               "-I", "-S", "-c", program, path]
    result = subprocess.run(command, env={**os.environ, "PYTHON313": sys.executable}, capture_output=True, text=True)
    return [json.loads(line) for line in result.stdout.splitlines() if line.startswith("{")]


def code_objects(code):
    for constant in code.co_consts:
        if hasattr(constant, "co_code"):
            yield from code_objects(constant)
    yield code


def fields(code):
    names = list(dict.fromkeys(code.co_varnames + code.co_cellvars + code.co_freevars))
    return {"code": code.co_code.hex(), "linetable": code.co_linetable.hex(),
            "exceptiontable": code.co_exceptiontable.hex(), "localsplusnames": names, "stacksize": code.co_stacksize}


def main(path="tests/flowgraph/units.py", target="tests/flowgraph/units.jsonl"):
    units = stages(path)
    with open(path, "rb") as file:
        module = compile(file.read(), path, "exec", dont_inherit=True)
    by_name = collections.defaultdict(list)
    for code in code_objects(module):
        by_name[code.co_qualname, code.co_firstlineno].append(code)
    with open(target, "w") as file:
        for unit in units:
            # Units that codegen made twice, or that were found unreachable, cannot be told apart by their names.
            if len(codes := by_name[unit["unit"], unit["firstlineno"]]) == 1:
                unit["code"] = fields(codes[0])
            file.write(json.dumps(unit, separators=(",", ":")) + "\n")
    print(f"{len(units)} units")


if __name__ == "__main__":
    main(*sys.argv[1:])
