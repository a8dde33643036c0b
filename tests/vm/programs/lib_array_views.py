"""array.array: items of one type over bytes, seen by memoryview."""
from array import array

a = array("i", [1, 2, 3])
a.append(4)
a.extend([5])
print(a, len(a), a[1], a[-1], a[1:4], a.itemsize, a.typecode, sum(a), 3 in a, a.index(3), a.count(9))
view = memoryview(a)
view[0] = 100
print(a[0], view.format, view.nbytes, view[1:3].tolist())
try:
    a.append(1)
except BufferError as error:
    print(error)
view.release()
a.append(6)
for bad in ((a.append, "x"), (a.append, 2**40), (array("B").append, -1), (array("B").append, 256), (array("d").append, "y"), (a.pop, 50)):
    try:
        bad[0](bad[1])
    except (TypeError, OverflowError, IndexError) as error:
        print(type(error).__name__, error)
print(array("d", [1.5, 2]), array("f", [0.1])[0], array("b", b"ab"), array("w", "héllo").tounicode(), array("q"))
a[1:3] = array("i", [7, 8, 9])
del a[0]
a.reverse()
a.insert(1, -5)
a.remove(7)
print(a, a.pop(), a + a, a * 2, a == array("i", a.tolist()), a < array("i", [100]))
a.byteswap()
print(a, bytes(array("h", [1, 2])), array("h", [1]).tobytes())
try:
    array("z")
except ValueError as error:
    print(error)
try:
    array("i", "text")
except TypeError as error:
    print(error)
import copy
import pickle

print(pickle.loads(pickle.dumps(array("l", [1, -2]))), copy.copy(a) == a)
