"""What the constructors of itertools refuse, and iterators that take no more than they need."""
import itertools as it


def attempt(function, *args, **kwargs):
    try:
        print(function(*args, **kwargs))
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)


attempt(it.cycle)
attempt(it.cycle, 1, 2)
attempt(it.cycle, iterable="a")
attempt(it.repeat)
attempt(it.repeat, 1, times="x")
attempt(it.count, "a")
attempt(it.islice, "abc")
attempt(it.islice, "abc", -1)
attempt(it.islice, "abc", 1, 2, 0)
attempt(it.islice, "abc", "x", 2)
attempt(it.takewhile, bool)
attempt(it.pairwise, 1)
attempt(it.accumulate)
attempt(it.permutations, "ab", -1)
attempt(it.permutations, "ab", "x")
attempt(it.combinations, "ab")
attempt(it.product, [1], repeat=-1)
attempt(it.product, [1], times=2)
attempt(it.zip_longest, [1], fill=2)
attempt(it.chain, a=1)
attempt(it.batched, "abc", 0)


def noisy():
    for n in range(2):
        print("made", n)
        yield n


cycle = it.cycle(noisy())
print([next(cycle) for _ in range(5)])
print(list(it.permutations(range(3))), list(it.permutations("ab", 3)), list(it.permutations([1, 2, 3], 2)))
print(list(it.accumulate(iterable=[1, 2], initial=10)), list(it.product("ab", repeat=2)), list(it.filterfalse(None, [0, 1])))
taken = it.islice(noisy(), 1)
print(list(taken), list(taken), list(it.islice([1, 2, 3], None)), list(it.islice(range(10), 1, None, 3)))


class Named(it.count):
    def __init__(self, *args, name=None):
        self.name = name


print(it.count(2, 3), it.repeat("x", 2), next(enumerate("a", 10**20)))
