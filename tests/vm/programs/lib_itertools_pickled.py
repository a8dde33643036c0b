# What copy and pickle are told of itertools' iterators, which 3.14 no longer tells.
import warnings
warnings.simplefilter('ignore')
import copy, pickle
from itertools import *
import operator


def rest(iterator):
    return list(islice(iterator, 6))


def both(make, taken=2):
    for count in range(taken + 1):
        iterator = make()
        for _ in range(count):
            next(iterator, None)
        other = pickle.loads(pickle.dumps(copy.deepcopy(iterator)))
        assert type(other) is type(iterator) or isinstance(other, islice)
        print(rest(other), rest(iterator))


for make in (
    lambda: count(5), lambda: count(1.5, 2), lambda: cycle('abc'), lambda: repeat('x', 3), lambda: repeat(1),
    lambda: chain('ab', 'cd'), lambda: chain.from_iterable(['ab', 'cd']), lambda: islice('abcdefg', 1, 6, 2),
    lambda: accumulate([1, 2, 3]), lambda: accumulate([1, 2, 3], operator.mul, initial=7),
    lambda: takewhile(bool, [1, 2, 0, 3]), lambda: dropwhile(bool, [1, 0, 2]), lambda: filterfalse(bool, [0, 1, 0]),
    lambda: starmap(pow, [(2, 3), (3, 2)]), lambda: zip_longest('ab', 'cde', fillvalue='-'),
    lambda: product('ab', repeat=2), lambda: permutations('abc', 2), lambda: combinations('abcd', 2),
    lambda: combinations_with_replacement('ab', 2), lambda: compress('abc', [1, 0, 1]), lambda: tee('abcd')[0],
):
    both(make)

print(permutations('abc', 2).__reduce__(), combinations('ab', 5).__reduce__())
walk = permutations('abcd', 3)
for _ in range(7):
    next(walk)
print(walk.__reduce__())
groups = groupby('aabbb')
next(groups)
print(groups.__reduce__()[2])
for bad in ([], (1,), 0):
    for iterator in (cycle('a'), chain(), permutations('ab'), product('ab')):
        try:
            iterator.__setstate__(bad)
        except (TypeError, ValueError) as error:
            print(type(error).__name__, error)
warnings.simplefilter('error')
try:
    copy.copy(count())
except DeprecationWarning as warning:
    print(warning)


class Again:
    first = True

    def __iter__(self):
        return self

    def __next__(self):
        if self.first:
            self.first = False
            return next(b)


a, b = tee(Again())
try:
    next(a)
except RuntimeError as error:
    print(error)
