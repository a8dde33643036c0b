"""Run by gdb on a CPython 3.13 with debug information: prints every code unit at three moments of its compilation.

    gdb -q -batch -nx -x tests/record/flowgraph_gdb.py --args python3.13 -I -S -c "compile(open('FILE', 'rb').read(), …)"

One JSON line a unit, inner units first: the graph that codegen made (`cfg_in`), the instructions given to the assembler
(`asm_in`), the constants before and after, and what the unit is called, takes and uses. `PYTHON313` names the program.
"""
import json
import os
import gdb

HEADER = os.path.join(os.path.dirname(os.path.dirname(os.path.realpath(os.environ["PYTHON313"]))),
                      "include", "python3.13", "opcode_ids.h")
with open(HEADER) as header:
    words = [line.split() for line in header]
OPNAME = {int(w[2]): w[1] for w in words if len(w) == 3 and w[0] == "#define" and w[2].isdigit() if
          w[1] != "HAVE_ARGUMENT"}
for setting in ("pagination off", "confirm off", "breakpoint pending on", "print elements 0", "style enabled off"):
    gdb.execute("set " + setting)


def argument(name):
    return gdb.selected_frame().read_var(name)


def python_repr(address):
    text = gdb.parse_and_eval(f"(PyObject*)PyObject_Repr((PyObject*){address})")
    return gdb.parse_and_eval(f"(char*)PyUnicode_AsUTF8((PyObject*){int(text)})").string("utf-8").split(" at 0x")[0]


def items(address):
    sequence = gdb.Value(address).cast(gdb.lookup_type("PyListObject").pointer())
    return [python_repr(int(sequence["ob_item"][i])) for i in range(int(sequence["ob_base"]["ob_size"]))]


def keys(address):
    return items(int(gdb.parse_and_eval(f"(PyObject*)PyDict_Keys((PyObject*){address})")))


def row(instr):
    loc = instr["i_loc"]
    location = [int(loc[field]) for field in ("lineno", "end_lineno", "col_offset", "end_col_offset")]
    return [OPNAME[int(instr["i_opcode"])], int(instr["i_oparg"]), *location]


def blocks(graph):
    block = graph["g_entryblock"]
    while int(block):
        yield {"label": int(block["b_label"]["id"]),
               "insts": [row(block["b_instr"][i]) for i in range(int(block["b_iused"]))]}
        block = block["b_next"]


unit = {}


class Begin(gdb.Breakpoint):
    def stop(self):
        unit.clear()
        unit.update({name: int(argument(name)) for name in ("nparams", "firstlineno")})
        unit["consts"] = int(argument("consts"))
        unit["consts_in"] = items(unit["consts"])
        unit["cfg_in"] = list(blocks(argument("g").dereference()))
        return False


class Optimized(gdb.Breakpoint):
    def stop(self):
        unit["consts_out"] = items(unit.pop("consts"))
        unit["code_flags"] = int(argument("code_flags"))
        return False


class Assemble(gdb.Breakpoint):
    def stop(self):
        metadata, sequence = argument("umd").dereference(), argument("instrs").dereference()
        rows = []
        for i in range(int(sequence["s_used"])):
            instr = sequence["s_instrs"][i]
            handler = instr["i_except_handler_info"]
            rows.append(row(instr) + [int(handler["h_" + f]) for f in ("label", "startdepth", "preserve_lasti")])
        qualname = python_repr(int(metadata["u_qualname"])).strip("'")
        unit["unit"] = "<module>" if qualname == "<NULL>" else qualname
        for name in ("names", "varnames", "cellvars", "freevars", "fasthidden"):
            unit[name] = keys(int(metadata["u_" + name]))
        unit.update(stackdepth=int(argument("maxdepth")), nlocalsplus=int(argument("nlocalsplus")), asm_in=rows)
        print(json.dumps(unit), flush=True)
        return False


class Arm(gdb.Breakpoint):
    """Waits for the call of `compile`: what CPython compiles while it starts is of no interest."""

    def stop(self):
        for breakpoint in STAGES:
            breakpoint.enabled = True
        return False


STAGES = [Begin("_PyCfg_OptimizeCodeUnit"), Optimized("_PyCfg_OptimizedCfgToInstructionSequence"),
          Assemble("_PyAssemble_MakeCodeObject")]
for stage in STAGES:
    stage.enabled = False
Arm("builtin_compile")
gdb.execute("run")
