"""Sizes of objects on a 64-bit machine."""
import sys

for o in (0, 1, 2**30, 2**60, -(2**90), 1.5, 1j, True, None, "", "abc", "€uro", "\U0001f600", b"", b"abc", (), (1, 2), [], range(3)):
    print(repr(o), sys.getsizeof(o), o.__sizeof__())
print(sys.getsizeof([1, 2, 3]), sys.getsizeof(set()), sys.getsizeof({1, 2, 3, 4, 5, 6}), sys.getsizeof({}))
grown = []
sizes = []
for n in range(20):
    grown.append(n)
    sizes.append(sys.getsizeof(grown))
print(sizes)
table = {}
sizes = []
for n in range(20):
    table[str(n)] = n
    sizes.append(sys.getsizeof(table))
print(sizes, sys.getsizeof({n: n for n in range(7)}))


class Plain:
    pass


class Sized:
    def __sizeof__(self):
        return 100


print(sys.getsizeof(object()), sys.getsizeof(Plain()), sys.getsizeof(Sized()))
