import functools
import itertools
import operator


@functools.lru_cache(maxsize=2)
def square(n):
    print("computing", n)
    return n * n


print(square(2), square(3), square(2), square(4), square(3), square.cache_info())
square.cache_clear()
print(square.cache_info(), square.__wrapped__(5), square.__name__)


@functools.cache
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


print(fib(80))
add = functools.partial(operator.add, 1)
print(add(2), add, functools.partial(print, end="!\n").keywords)
print(functools.reduce(operator.mul, range(1, 6)), functools.reduce(operator.add, [], 7))
try:
    functools.reduce(operator.add, [])
except TypeError as error:
    print(error)
print(sorted(["bb", "a", "ccc"], key=functools.cmp_to_key(lambda a, b: len(b) - len(a))))


@functools.singledispatch
def kind(x):
    return "object"


@kind.register
def _(x: int):
    return "int"


@kind.register(list)
def _(x):
    return "list"


print(kind(1), kind([]), kind("s"), kind(True))


@functools.total_ordering
class Size:
    def __init__(self, n):
        self.n = n

    def __eq__(self, other):
        return self.n == other.n

    def __lt__(self, other):
        return self.n < other.n


print(Size(1) <= Size(2), Size(3) > Size(4), Size(1) >= Size(1))


class Lazy:
    @functools.cached_property
    def value(self):
        print("once")
        return 42


lazy = Lazy()
print(lazy.value, lazy.value)
print([(k, list(g)) for k, g in itertools.groupby("aaabbc")])
print(list(itertools.batched("abcdefg", 3)), list(itertools.compress("abcd", [1, 0, 1, 0])))
a, b = itertools.tee(iter([1, 2, 3]))
print(next(a), list(b), list(a))
print(list(itertools.combinations_with_replacement("ab", 2)), list(itertools.pairwise([1, 2, 3])))
print(operator.itemgetter(1, 0)("xy"), operator.attrgetter("real")(3), operator.methodcaller("upper")("q"))
print(operator.itemgetter(2), operator.methodcaller("split", ",", maxsplit=1))
