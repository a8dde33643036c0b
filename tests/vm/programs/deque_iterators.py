# Iterators over deques: made by hand, copied, and what they make of changes.
import copy
import pickle
from collections import deque

items = deque("abcd")
for iterator in iter(items), reversed(items):
    kind = type(iterator)
    next(iterator)
    print(kind.__name__, iterator.__reduce__(), list(copy.copy(iterator)))
    print(list(kind(items)), list(kind(items, 2)), list(kind(items, 9)), list(kind(items, -1)), iterator.__length_hint__())
    for arguments in (), ([],), (items, 1, 2), (items, "a"):
        try:
            kind(*arguments)
        except TypeError as error:
            print(error)

for make in iter, reversed:
    iterator = make(items)
    list(iterator)
    items.append("e")
    for _ in range(2):
        try:
            print(next(iterator, "the end"))
        except RuntimeError as error:
            print(error)


class Changes:
    def __init__(self, other):
        self.other = other

    def __eq__(self, other):
        self.other.clear()
        return False


for name in "remove", "index", "count", "__contains__":
    other = deque("abc")
    try:
        getattr(other, name)(Changes(other))
    except Exception as error:
        print(name, type(error).__name__, error)
print(items.index("b", -10**30, 10**30))
for arguments in ("b", 2), ("b", 0, -10**30), ("b", "a"):
    try:
        items.index(*arguments)
    except Exception as error:
        print(type(error).__name__, error)


class Slotted(deque):
    __slots__ = "x", "y", "__dict__"


slotted = Slotted("ab", 5)
slotted.x, slotted.z = 1, 2
again = pickle.loads(pickle.dumps(slotted))
print(again, again.x, again.z, again.maxlen)


class Odd(deque):
    pass


odd = Odd("ab")
Odd.__new__ = lambda *arguments: [1]
for operation in lambda: odd * 2, lambda: odd + deque(), odd.copy:
    try:
        operation()
    except TypeError as error:
        print(error)
print(object.__sizeof__(deque()), [deque("a" * size).__sizeof__() for size in (0, 1, 63, 64, 2688)])
