# `from m import *` of what is no module, and relative imports from nowhere.
import sys
import types


def attempt(source):
    try:
        exec(source, {"__name__": "here"})
    except Exception as error:
        print(source, type(error).__name__, error)


class Plain:
    x, _y = 1, 2


class Listed:
    __all__ = ("_y",)
    x, _y = 1, 2


class Numbers:
    __all__ = [3]


class ASet:
    __all__ = {"a"}


class ADict:
    __all__ = {0: "x"}


class Sequence:
    def __getitem__(self, index):
        return ["x", "_y"][index]


class Indexed:
    __all__ = Sequence()
    x, _y = 5, 6


module = types.ModuleType("q")
module.__dict__[3] = 4
for value in (Plain, Plain(), Listed, Numbers, ASet, ADict, Indexed, 3, module):
    sys.modules["mm"] = value
    attempt("from mm import *\nprint({k: v for k, v in globals().items() if k in ('x', '_y')})")
module.__all__ = ["zz"]
attempt("from mm import *")
for call in ["'a', 'g', None, None, 1", "'a', {}, {}, [], 1", "'a', {'__name__': 3}, {}, [], 1",
             "'a', {'__package__': 3}, {}, [], 1", "'a', None, {}, [], 1", "'a', {'__name__': 'x'}, {}, [], 1"]:
    attempt(f"__import__({call})")
