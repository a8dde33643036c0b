# Functions that read their keywords themselves count their arguments, too; and a cache may be asked again while it compares.
import functools
import math


def outcome(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


for function in (math.prod, math.isclose):
    print(outcome(function))
    print(outcome(function, [2, 3]))
    print(outcome(function, 1, 2, 3, 4, 5))
    print(outcome(function, x=1))
print(outcome(math.prod, [2, 3], start=7), outcome(math.isclose, 1, 1.1, rel_tol=-1))


@functools.lru_cache(maxsize=10)
def same(x):
    return x


class Asking:
    def __init__(self, x):
        self.x = x

    def __hash__(self):
        return self.x

    def __eq__(self, other):
        if self.x == 2:
            same(Asking(1))
        return self.x == other.x


same(Asking(1))
same(Asking(2))
print(same(Asking(2)).x, same.cache_info())
