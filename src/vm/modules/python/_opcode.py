"""The opcode table, for `dis` and `opcode`."""
from _pylens import opcodes, stack_effect as _effect

_rows = {number: (name, flags, caches, deopt) for name, number, flags, caches, deopt in opcodes()}
_ARG, _CONST, _NAME, _JUMP, _FREE, _LOCAL, _EXC = (1 << at for at in range(7))
ENABLE_SPECIALIZATION = True


def stack_effect(opcode, oparg=None, /, *, jump=None):
    if opcode not in _rows or _rows[opcode][3] is not None and opcode < 256:
        raise ValueError("invalid opcode or oparg")
    if jump not in (None, True, False):
        raise ValueError("stack_effect: jump must be False, True or None")
    return _effect(opcode, oparg or 0, jump)


def is_valid(opcode):
    return opcode in _rows


def _flag(bit):
    def has(opcode):
        row = _rows.get(opcode)
        return row is not None and row[1] & bit != 0
    return has


has_arg = _flag(_ARG)
has_const = _flag(_CONST)
has_name = _flag(_NAME)
has_jump = _flag(_JUMP)
has_free = _flag(_FREE)
has_local = _flag(_LOCAL)
has_exc = _flag(_EXC)


def get_executor(code, offset):
    raise RuntimeError("Executors are not available in this build")


def get_specialization_stats():
    return None


def get_nb_ops():
    return list(_NB_OPS)


_NB_OPS = [(f"NB_{name}", symbol) for name, symbol in (
    ("ADD", "+"), ("AND", "&"), ("FLOOR_DIVIDE", "//"), ("LSHIFT", "<<"), ("MATRIX_MULTIPLY", "@"),
    ("MULTIPLY", "*"), ("REMAINDER", "%"), ("OR", "|"), ("POWER", "**"), ("RSHIFT", ">>"), ("SUBTRACT", "-"),
    ("TRUE_DIVIDE", "/"), ("XOR", "^"))]
_NB_OPS += [("NB_INPLACE_" + name[3:], symbol + "=") for name, symbol in _NB_OPS]


def get_intrinsic1_descs():
    return ["INTRINSIC_1_INVALID", "INTRINSIC_PRINT", "INTRINSIC_IMPORT_STAR", "INTRINSIC_STOPITERATION_ERROR",
            "INTRINSIC_ASYNC_GEN_WRAP", "INTRINSIC_UNARY_POSITIVE", "INTRINSIC_LIST_TO_TUPLE", "INTRINSIC_TYPEVAR",
            "INTRINSIC_PARAMSPEC", "INTRINSIC_TYPEVARTUPLE", "INTRINSIC_SUBSCRIPT_GENERIC", "INTRINSIC_TYPEALIAS"]


def get_intrinsic2_descs():
    return ["INTRINSIC_2_INVALID", "INTRINSIC_PREP_RERAISE_STAR", "INTRINSIC_TYPEVAR_WITH_BOUND",
            "INTRINSIC_TYPEVAR_WITH_CONSTRAINTS", "INTRINSIC_SET_FUNCTION_TYPE_PARAMS",
            "INTRINSIC_SET_TYPEPARAM_DEFAULT"]


def get_special_method_names():
    return []


# What the library's `_opcode_metadata` holds, for a library of another version.
opmap = {name: number for number, (name, _, _, deopt) in sorted(_rows.items())
         if deopt is None or name.startswith("INSTRUMENTED_")}
opmap = {name: opmap[name] for name in ("CACHE", "RESERVED", "RESUME", "INSTRUMENTED_LINE") if name in opmap} | opmap
_names = {number: row[0] for number, row in _rows.items()}
_specialized_opmap = {row[0]: number for number, row in sorted(_rows.items(), key=lambda item: item[1][0])
                      if row[3] is not None and row[0] not in opmap}
_specializations = {}
for _name in _specialized_opmap:
    _specializations.setdefault(_rows[_specialized_opmap[_name]][3], []).append(_name)
HAVE_ARGUMENT = 44
MIN_INSTRUMENTED_OPCODE = 236
del _name
