# Functions of extension modules are builtin functions: they bind to nothing and complain in their own words.
import binascii
import bisect
import cmath
import heapq
import inspect
import os
import time

for function in (heapq.heappush, time.strftime, cmath.sqrt, bisect.bisect, os.getcwd, binascii.hexlify):
    print(function, type(function), function.__module__, function.__qualname__, function.__self__.__name__)
print(inspect.signature(heapq.heappush), inspect.isbuiltin(cmath.sqrt))


class Holder:
    root = cmath.sqrt
    length = len

    def __init__(self, size):
        self.size = size


print(Holder(1).root(4), Holder.root(9), Holder(1).length('abc'))
for call in (
    lambda: heapq.heappush(), lambda: heapq.heappush([], 1, 2), lambda: heapq.heappush(heap=[], item=1),
    lambda: cmath.sqrt(), lambda: cmath.sqrt(x=1), lambda: bisect.bisect([]), lambda: bisect.bisect([], 1, y=2),
    lambda: os.getcwd(1), lambda: time.sleep(), lambda: time.time(1), lambda: heapq.heappop([]),
    lambda: cmath.isclose(1), lambda: cmath.isclose(1, 2, 3),
):
    try:
        print(call())
    except Exception as error:
        print(type(error).__name__, error)
