# What CPython carries within itself says so; no file of a program hides it.
import abc
import codecs
import io
import os
import posixpath
import runpy
import stat
import sys

for function in (os.walk, posixpath.join, codecs.IncrementalDecoder.decode, abc.ABC.__subclasshook__, runpy.run_path):
    print(getattr(function, "__code__", None) and function.__code__.co_filename)
print(os.path.basename(os.__file__), os.path.basename(codecs.__file__))
import traceback

try:
    os.environ["not there at all"]
except KeyError as error:
    entry = traceback.extract_tb(error.__traceback__)[-1]
    print(entry.filename, entry.name, repr(entry.line))

# Sums of products stop with the shorter, and lose nothing on the way.
import itertools
import math

try:
    math.sumprod(itertools.count(), [1, 2, 3])
except ValueError as error:
    print(error)
print(math.sumprod([10.1, 10.1, -10.1, 1e16, 1.0, -1e16], [1e100, 3.3, 1e100, 1.0, 1e-9, 1.0]))
print(math.sumprod([1e300, 2.0], [1e300, 3.0]), math.sumprod([0.1] * 10, [0.1] * 10), math.sumprod([2, 3], [4, 5]))


def handler(error):
    error.object = b"\x03\x02"
    return "A", 1


codecs.register_error("other bytes", handler)
print(codecs.charmap_decode(b"\x02\x01\x00zzz", "other bytes", "a\ufffec"))
