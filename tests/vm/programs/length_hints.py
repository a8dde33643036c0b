"""Who asks for a length before taking items; what iterators say about what is left."""
from collections import deque
from operator import length_hint

class Items:
    def __init__(self, items):
        self.items = items
    def __iter__(self):
        return iter(self.items)
    def __len__(self):
        print("asked")
        return len(self.items)

it = Items("ba")
print(list(it), tuple(it), sorted(it), "-".join(it), [*it])
print(set(it) == {"a", "b"}, max(it))
print(*it)
print(bytes(Items([1])), bytearray(Items([1])))
a, b = it
numbers = [1]
numbers[:] = it
numbers += it

class Failing(Items):
    def __len__(self):
        raise RuntimeError("no length")

for function in (list, tuple, sorted):
    try:
        function(Failing("ab"))
    except RuntimeError as error:
        print(function.__name__, error)

class Hint:
    def __iter__(self):
        return iter((1, 2))
    def __length_hint__(self):
        return "many"

try:
    list(Hint())
except TypeError as error:
    print(error)

for make in (lambda: iter(deque(range(5))), lambda: reversed(deque(range(5))), lambda: iter(set(range(5)))):
    iterator = make()
    next(iterator)
    print(length_hint(iterator))
items = list(range(9))
backwards = reversed(items)
del items[2:]
print(length_hint(backwards))
