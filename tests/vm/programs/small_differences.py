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
