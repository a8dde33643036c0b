# What CPython has in C takes the module and the line of who called it.
import math
import pickle
import typing
import warnings

T = typing.TypeVar("T")
P = typing.ParamSpec("P")
Ts = typing.TypeVarTuple("Ts")
type Alias = int


def inside():
    return typing.TypeVar("U").__module__


print(T.__module__, P.__module__, Ts.__module__, Alias.__module__, inside())
print(pickle.loads(pickle.dumps(T)) is T, pickle.loads(pickle.dumps(Alias)) is Alias)
namespace = {}
exec("import typing; V = typing.TypeVar('V')", namespace)
print(namespace["V"].__module__)

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    try:
        open(True, "rb", closefd=False, buffering=1)
    except OSError as error:
        print(error.errno)
print([(str(one.message)[:20], one.filename == __file__, one.lineno) for one in caught])

print(math.nextafter(-5e-324, 0.0), math.nextafter(-5e-324, 0.0, steps=1), math.nextafter(0.0, -1.0), math.nextafter(1.0, 1.0))
print(UnicodeDecodeError("ascii", bytearray(b"a"), 0, 1, "odd").object)
