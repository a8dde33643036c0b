"""What CPython's tests ask of the inside of the interpreter, as far as pylens has it."""
from _pylens import has_inline_values

SIZEOF_PYGC_HEAD = SIZEOF_MANAGED_PRE_HEADER = SIZEOF_PYOBJECT = 16
SIZEOF_TIME_T = 8
_CONFIG = {"code_debug_ranges": 1, "use_frozen_modules": 1, "use_hash_seed": 1, "hash_seed": 0}


def get_config():
    return dict(_CONFIG)


def get_configs():
    return {"config": dict(_CONFIG), "preconfig": {}, "global_config": {}}


def get_recursion_depth():
    import sys
    depth, frame = 0, sys._getframe(1)
    while frame is not None:
        depth, frame = depth + 1, frame.f_back
    return depth


def suppress_immortalization(suppress):
    pass


def get_immortalize_deferred():
    return False
