# The signatures of what is builtin.
import collections
import inspect
import itertools
import math
import operator
import sys

for o in (len, print, sorted, abs, pow, isinstance, open, compile, [].append, list.append, list.sort, str.split, "".join,
          dict.fromkeys, dict.get, dict.pop, int.from_bytes, int.__add__, (1).__add__, object.__init__, object.__new__,
          float, complex, list, tuple, enumerate, bool, set.add, frozenset.__contains__, bytes.decode, math.sqrt, math.dist,
          math.isclose, sys.getrefcount, sys.intern, itertools.chain, itertools.accumulate, operator.add,
          operator.itemgetter, property, property.getter, staticmethod, BaseException.with_traceback, int.__dict__["to_bytes"],
          dict.__dict__["fromkeys"], type.__call__, list.__iter__, str.__len__, dict.__setitem__, object.__reduce_ex__):
    signature = getattr(o, "__text_signature__", "nothing")
    try:
        read = inspect.signature(o)
    except ValueError as error:
        read = type(error)
    print(signature, read)
for o in max, min, type, int, str, range, dict.update, iter, getattr, dir, vars, next:
    print(o.__text_signature__)


class Derived(list):
    """Derived(x)"""

    def method(self, a, b=1, *, c): ...


print(Derived.__text_signature__, Derived.append.__text_signature__, inspect.signature(Derived().method))
for o in len, list.append, (1).__add__, int.__add__:
    print([hasattr(o, name) for name in ("__self__", "__module__", "__objclass__", "__name__", "__qualname__")])
print(len.__self__, math.sqrt.__self__.__name__)
