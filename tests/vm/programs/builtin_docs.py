"""What is builtin says what it does; the words are not CPython's, so only their kind is shown."""
import functools
import inspect
import itertools
import math
import pydoc

for thing in (len, print, max, int, str, list, dict(), 5, "x", [].append, str.upper, dict.get, bytes.split, bytearray.pop,
              frozenset.union, int.__add__, (5).__add__, ValueError, ValueError("x"), object, type, property,
              math.sqrt, itertools.count, functools.partial, range, super, None, ..., f"{1}".join):
    print(type(thing.__doc__).__name__, end=" ")
print()


class Plain:
    pass


class Number(int):
    """Its own."""


class Wrong(ValueError):
    pass


print(Plain.__doc__, Number.__doc__, Wrong.__doc__, Plain().__doc__, Number(3).__doc__)
print(inspect.getdoc(Wrong) == ValueError.__doc__, inspect.getdoc(Number.bit_length) == int.bit_length.__doc__)
print("dict" in dict().__doc__, "dict" in {}.__doc__)
print(isinstance(int.__dict__["__doc__"], str), isinstance(type.__doc__, str), isinstance(type(f := len).__doc__, object))


@functools.wraps(len)
def length(x):
    return len(x)


print(length.__doc__ == len.__doc__, length.__name__)
text = pydoc.render_doc(len, renderer=pydoc.plaintext).splitlines()
print(text[0], text[2], len(text) > 3 and text[3].startswith("    "))
try:
    len.__doc__ = "other"
except AttributeError as error:
    print(error)
try:
    int.__doc__ = "other"
except TypeError as error:
    print(error)
