# Small things of many types.
import operator
import warnings
from collections import namedtuple

print(float(memoryview(b"1.5")), float(bytearray(b" 2 ")))
try:
    float(bytearray(b"1.5x"))
except ValueError as error:
    print(error)


class Text(str):
    def __float__(self):
        return 9.0


class Number(float):
    def __float__(self):
        return 42.0


class Odd:
    def __float__(self):
        return Number(3)


print(float(Text("8")), float(Number(5)), complex(Number(5)))
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    print(float(Odd()))
print(caught[0].message)

print(slice(None).indices(1 << 100), slice(10**30, None, -(10**20)).indices(7), slice(-2, 10**30).indices(5))
for bad in (lambda: slice(None).indices(-1), lambda: slice(0, 1, 0).indices(4), lambda: slice("a").indices(4)):
    try:
        bad()
    except (ValueError, TypeError) as error:
        print(error)

Point = namedtuple("Point", "x y")
print(Point.x, Point.x.__reduce__()[1], hasattr(Point.x, "__delete__"))
try:
    del Point(1, 2).x
except AttributeError as error:
    print(error)

numbers = [3, 1, 2]


class Meddles:
    def __init__(self, value):
        self.value = value

    def __lt__(self, other):
        numbers.append(0)
        numbers.pop()
        return self.value < other.value


numbers = [Meddles(3), Meddles(1)]
try:
    numbers.sort()
except ValueError as error:
    print(error)


class Shrinks:
    asked = False

    def __len__(self):
        if self.asked:
            return 2
        self.asked = True
        return 10

    def __getitem__(self, index):
        return index


print(operator.length_hint(reversed(Shrinks())))


class Globals(dict):
    def __missing__(self, name):
        if name.startswith("number_"):
            return int(name[7:])
        raise KeyError(name)


add = eval("lambda: number_1 + number_2 + len('abc')", Globals())
print([add() for _ in range(5)])
exec("print(number_7)", Globals())
try:
    eval("lambda: other", Globals())()
except NameError as error:
    print(error)


class Later:
    kind = int

    def method[T: kind](self):
        pass

    type Alias = kind


Later.kind = float
print(Later.method.__type_params__[0].__bound__, Later.Alias.__value__)


class NoMapping:
    @classmethod
    def __prepare__(*args):
        return None


try:
    class Bad(metaclass=NoMapping()):
        pass
except TypeError as error:
    print(error)
