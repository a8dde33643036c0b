# StopIteration from what an iterator calls ends the loop over it, and `next` passes it on with what it carries.
import functools
import itertools


def stop(x):
    if x == 2:
        raise StopIteration(7)
    return x


class Ends:
    def __iter__(self):
        return self

    def __next__(self):
        raise StopIteration(42)


for make in (lambda: map(stop, [1, 2, 3]), lambda: filter(stop, [1, 2, 3]), lambda: zip(map(stop, [1, 2])),
             lambda: enumerate(map(stop, [1, 2])), lambda: itertools.starmap(stop, [(1,), (2,)]),
             lambda: itertools.takewhile(stop, [1, 2]), lambda: itertools.accumulate([1, 2], lambda a, b: stop(b))):
    print(list(make()), [x for x in make()], sorted(make()), tuple(x for x in make()))
print(sum(map(stop, [1, 2])), max(map(stop, [1, 2])), 2 in map(stop, [1, 2]), [*map(stop, [1, 2])])
for call in ("next(map(stop, [2]))", "next(zip(Ends()))", "next(enumerate(Ends()))", "next(map(print, Ends()))",
             "next(filter(None, Ends()))", "sorted([1, 2], key=stop)", "functools.reduce(lambda a, b: stop(b), [1, 2])",
             "a, b = map(stop, [1, 2])"):
    try:
        exec(call)
    except Exception as error:
        print(call, type(error).__name__, error, getattr(error, "value", None))
print(next(map(stop, [2]), "default"))

# What makes room for all items asks how many there are.


class Counted:
    def __len__(self):
        print("len", end=" ")
        return 3

    def __iter__(self):
        print("iter", end=" ")
        return iter([1, 2, 3])


class Hinted:
    def __length_hint__(self):
        print("hint", end=" ")
        return 3

    def __iter__(self):
        print("iter", end=" ")
        return iter([1, 2, 3])


for kind in (Counted, Hinted):
    for use in (list, tuple, set, sorted, bytes, bytearray, sum, [].extend, bytearray().extend, dict.fromkeys):
        print(use(kind()) if not hasattr(use, "__self__") or use is sum else use(kind()))
    print([*kind()], (*kind(),), end=" ")
    print(*kind())
    first, *rest = kind()
    some = [0]
    some += kind()
    some[1:1] = kind()
    print(some)


class NoLength:
    def __getitem__(self, index):
        return [1, 2][index]


print(iter(NoLength()).__length_hint__())
chain = itertools.chain(1, [2])
for _ in range(2):
    try:
        print(next(chain))
    except (TypeError, StopIteration) as error:
        print(type(error).__name__, error)
