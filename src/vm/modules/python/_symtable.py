"""Scopes, as the compiler of pylens itself finds them."""
from _pylens import scopes as _scopes

USE = 16
DEF_GLOBAL = 1
DEF_LOCAL = 2
DEF_PARAM = 4
DEF_NONLOCAL = 8
DEF_FREE = 32
DEF_FREE_CLASS = 64
DEF_IMPORT = 128
DEF_BOUND = 134
DEF_ANNOT = 256
DEF_COMP_ITER = 512
DEF_TYPE_PARAM = 1024
DEF_COMP_CELL = 2048
TYPE_FUNCTION, TYPE_CLASS, TYPE_MODULE, TYPE_ANNOTATION, TYPE_TYPE_ALIAS, TYPE_TYPE_PARAMETERS, \
    TYPE_TYPE_VARIABLE = range(7)
LOCAL, GLOBAL_EXPLICIT, GLOBAL_IMPLICIT, FREE, CELL = range(1, 6)
SCOPE_OFF = 12
SCOPE_MASK = 15


class entry:
    __slots__ = ("id", "name", "type", "nested", "lineno", "symbols", "varnames", "children", "__weakref__")

    def __init__(self, number, name, type, nested, lineno, symbols, varnames, children):
        self.id, self.name, self.type, self.nested, self.lineno = id(self), name, type, nested, lineno
        self.symbols, self.varnames, self.children = symbols, varnames, children

    def __repr__(self):
        return f"<symtable entry {self.name}({self.id}), line {self.lineno}>"


entry.__name__ = entry.__qualname__ = "symtable entry"


def symtable(source, filename, startstr, /):
    if not isinstance(startstr, str):
        raise TypeError(f"symtable() argument 3 must be str, not {type(startstr).__name__}")
    if isinstance(filename, bytes):
        filename = filename.decode()
    elif hasattr(type(filename), "__fspath__"):
        filename = filename.__fspath__()
    elif not isinstance(filename, str):
        raise TypeError(f"expected str, bytes or os.PathLike object, not {type(filename).__name__}")
    if startstr not in ("exec", "eval", "single"):
        raise ValueError("symtable() arg 3 must be 'exec' or 'eval' or 'single'")
    if not isinstance(source, (str, bytes, bytearray, memoryview)):
        raise TypeError("symtable() arg 1 must be a string or bytes")
    return _scopes(source, filename, startstr, {"entry": entry})
