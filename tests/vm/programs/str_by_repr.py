# What is no text: `__repr__` behind `str`, and bytes behind `int`.
class Odd:
    def __repr__(self):
        return 3


class OddList(list):
    __repr__ = Odd.__repr__


ways = {
    "str": str,
    "repr": repr,
    "format": format,
    "%s": lambda o: "%s" % o,
    "%r": lambda o: "%r" % o,
    "f": lambda o: f"{o}",
    "f!s": lambda o: f"{o!s}",
    "f!r": lambda o: f"{o!r}",
    ".format": lambda o: "{}".format(o),
    "print": print,
    "ascii": ascii,
    "__str__": lambda o: o.__str__(),
    "in a list": lambda o: str([o]),
}
for made in (Odd, OddList):
    for name, way in ways.items():
        try:
            print(made.__name__, name, way(made()))
        except TypeError as error:
            print(made.__name__, name, error)

for text in (b"ab", bytearray(b"ab"), memoryview(b"ab"), "ab", bytearray(b"\xff")):
    for base in ((), (10,), (0,), (16,)):
        try:
            print(int(text, *base))
        except (TypeError, ValueError) as error:
            print(error)


class Turning:
    pass


Turning.__repr__ = Turning.__str__
for way in (str, repr):
    try:
        way(Turning())
    except RecursionError as error:
        print(error)
