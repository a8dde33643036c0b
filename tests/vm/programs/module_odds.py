"""What modules say and do at their edges."""
import array
import atexit
import fnmatch
import functools
import io
import json
import math
import os
import random
import re
import select
import struct
import typing
import unittest
import warnings
from collections import deque


def attempt(function, *args, **kwargs):
    try:
        print(repr(function(*args, **kwargs)))
    except Exception as error:
        print(type(error).__name__, error, getattr(error, "__notes__", ""))


# No more than fifty characters of a match are shown.
attempt(re.match, "a*", "a" * 100)
attempt(re.match, b".*", b"x" * 70)
attempt(re.compile, r"x\z")
attempt(deque("abc").index, "b", -(2**100), 2**100)
attempt(deque("abc").index, "b", 2**100)
# Notes on where an object stands came with Python 3.14.
attempt(json.dumps, {"a": [object()]}, indent=1)
attempt(random.randint, 5, 1)
attempt(random.sample, "ab", 1, counts=[0, 0])
attempt(fnmatch.translate, "*.t?t")
attempt(open, __file__, newline=3)
attempt(io.TextIOWrapper, io.BytesIO(), newline="xyz")
attempt(io.TextIOWrapper, io.BytesIO(), newline=3)
attempt(io.TextIOWrapper, io.BytesIO(), newline="\udcfe")
attempt(os.putenv, "a=b", "c")
attempt(os.unsetenv, "a=b")
attempt(os.register_at_fork)
attempt(os.register_at_fork, before=1)
attempt(select.select, [object()], [], [])
attempt(select.select, 1, 2, 3)
attempt(select.select, [], [], [], "x")
attempt(select.select, [], [], [], -1)
attempt(select.select, [-1], [], [])

# More digits than any float has.
for spec in (".70000e", ".70000g", "#.70000g", ".70000f"):
    print(len(format(1.5, spec)), len("%.70000e" % 1e-300))

# Steps of floats are counted, not walked.
attempt(math.nextafter, 4, 3.999999, steps=5000000000000)
attempt(math.nextafter, 23.53, 30, steps=5000000000)
for steps in (0, 1, 2, 3):
    attempt(math.nextafter, -5e-324, 1.0, steps=steps)
    attempt(math.nextafter, 5e-324, -1.0, steps=steps)
attempt(math.nextafter, 1, 2, steps=2**70)
attempt(math.nextafter, 1, 2, steps=-1)
attempt(math.nextafter, 1, 2, steps=1.0)


@functools.singledispatch
def kind(x):
    return "other"


@kind.register
def _(x: typing.Union[set, dict]):
    return "set or dict"


@kind.register
def _(x: int | list):
    return "int or list"


print(kind(1), kind({}), kind(""))
case = unittest.TestCase()
try:
    case.assertIsInstance(1, (str, bytes))
except AssertionError as error:
    print(error)
with warnings.catch_warnings(record=True) as warned:
    warnings.simplefilter("always")
    array.array("u", "text")
print(warned[0].message, os.path.basename(warned[0].filename))


def farewell(name):
    print("bye", name)


for name in "abc":
    atexit.register(farewell, name)
print(atexit._ncallbacks())
atexit.unregister(print)
atexit.unregister(farewell)
print(atexit._ncallbacks())
atexit.register(farewell, "d")
