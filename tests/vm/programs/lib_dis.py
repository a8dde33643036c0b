"""dis of the library shows the machine's bytecode."""
import dis


def f(x, *, y=1):
    if x is not None and x not in (1, 2):
        return [n * y for n in x]
    try:
        print(f"{x!r}")
    except ValueError:
        pass
    return -1


dis.dis(f)
print(dis.opmap["LOAD_FAST"], dis.opname[1], len(dis.opmap), dis.HAVE_ARGUMENT, dis.stack_effect(dis.opmap["POP_TOP"]))
print([i.opname for i in dis.get_instructions(compile("a + b[0]", "x", "eval"))])
