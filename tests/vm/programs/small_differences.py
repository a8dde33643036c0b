# One line for each kind of difference that random programs found.
import operator
import traceback


class Slots:
    __slots__ = ("i",)


def inner():
    class Local:
        __slots__ = ("i",)
    return Local()


for o in (Slots(), inner()):
    try:
        o.i
    except AttributeError as error:
        print(error)
print(bytearray(b"it's"), bytearray(b"it's \"\\"), b"it's")
print(operator.index(True), ~True if False else None)


class Delegate:
    p1 = 1


try:
    Delegate().p2
except AttributeError as error:
    print(traceback.format_exception_only(error))


def same_size():
    d = {0: 0}
    for key in d:
        del d[0]
        d[0] = 0


try:
    same_size()
except RuntimeError as error:
    print(error)


class Whole:
    def __index__(self):
        return True

    def __int__(self):
        return False


import warnings
with warnings.catch_warnings(record=True) as seen:
    warnings.simplefilter("always")
    print([1, 2, 3][Whole()], int(Whole()))
    print([str(warning.message) for warning in seen])
print(int(memoryview(b"123")[1:3]), complex(2**53) == 2**53 + 1, 2**53 == complex(2**53))
for wrong in (lambda: abs(complex(1.7e308, 1.7e308)), lambda: pow(1j, 1j, 1j)):
    try:
        print(wrong())
    except (OverflowError, ValueError) as error:
        print(error)
