# How objects of a class are laid out in memory, as `type` tells, and what they take.
import sys


class Plain:
    pass


class Slots:
    __slots__ = ("a", "b")


class Below(Slots):
    pass


class More(Slots):
    __slots__ = ("c",)


class OnlyDict:
    __slots__ = ("__dict__",)


class OnlyWeak:
    __slots__ = ("__weakref__",)


class OfList(list):
    pass


class OfListWithSlot(OfList):
    __slots__ = ("x",)


class OfInt(int):
    pass


class OfTuple(tuple):
    __slots__ = ()


class OfDict(dict):
    __slots__ = ()


class OfError(ValueError):
    pass


class OfStr(str):
    pass


class OfSet(set):
    pass


class Meta(type):
    pass


classes = (Plain, Slots, Below, More, OnlyDict, OnlyWeak, OfList, OfListWithSlot, OfInt, OfTuple, OfDict, OfError,
           OfStr, OfSet, Meta, object, type, int, float, str, bytes, tuple, list, dict, set, complex, slice, property)
for kind in classes:
    print(kind.__name__, kind.__basicsize__, kind.__itemsize__, kind.__dictoffset__, kind.__weakrefoffset__,
          hex(kind.__flags__ & ~(1 << 19)))

for one in (Plain(), Slots(), Below(), OnlyWeak(), OfList(), OfTuple((1, 2)), OfDict(), OfError(), Exception(), [1], (),
            (1, 2), 0, 1 << 100, 1.5, "abc", b"abc", None, object(), print, Plain, int, (i for i in ()), range(3),
            iter([]), enumerate([]), zip(), sys):
    print(type(one).__name__, sys.getsizeof(one))

# Integers are of different lengths, so there is no room for weak references.
import weakref
try:
    weakref.ref(OfInt(5))
except TypeError as error:
    print(error)
one = Plain()
reference = weakref.ref(one)
print(one.__weakref__ is reference, Plain().__weakref__)
