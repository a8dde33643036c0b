# Iterators over bytes, slices that go away, and how a `bytearray` is taken apart.
import copy
import pickle

array = bytearray(b"abc")
iterator = iter(array)
print(list(iterator), list(iterator))
array.append(100)
print(list(iterator), iterator.__length_hint__(), iterator.__reduce__()[1:])
iterator = iter(array)
next(iterator)
array.append(101)
print(list(iterator))
for given in bytes(3), bytearray(3):
    iterator = iter(given)
    print(next(iterator), iterator.__length_hint__(), list(iterator), list(iterator))

array = bytearray(range(10))
array[1:-1:2] = b""
print(array)
array[::-3] = b""
print(array, array[1:3], array[::2], b"0123456789"[8:2:-3])
view = memoryview(array)
try:
    array[::2] = b""
except BufferError as error:
    print(error)
try:
    array[::2] = b"x"
except ValueError as error:
    print(error)
view.release()


class Slotted(bytearray):
    __slots__ = "x", "__dict__"


slotted = Slotted(b"ab")
slotted.x, slotted.y = 1, 2
for again in copy.copy(slotted), copy.deepcopy(slotted), pickle.loads(pickle.dumps(slotted)):
    print(type(again) is Slotted, bytes(again), again.x, again.y)
for protocol in range(5):
    print(bytearray(b"a\xff").__reduce_ex__(protocol), bytearray().__reduce_ex__(protocol))
print(bytearray(b"ab").__reduce__())

# A great many, each at once.
print(sum(bytes(300000)), len(list(bytearray(300000))))

for base, exponent in (-2, 2000.5), (1e200 + 0j, 2), (1e200j, 2), (1j, 2000):
    try:
        print(base ** exponent)
    except OverflowError as error:
        print(error)
