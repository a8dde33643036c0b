# Views of dicts ask the dict itself; merging sees what happens meanwhile.


class Unhashable:
    def __init__(self, number):
        self.number = number

    def __eq__(self, other):
        print("eq", end=" ")
        return self.number == other.number

    __hash__ = None


a, b = {1: Unhashable(1)}, {1: Unhashable(1)}
print(a.items() == b.items(), a.items() <= b.items(), a.items() < b.items(), a.items() >= b.items())
print({1: 2}.keys() == {1}, {1, 2} > {1: 2}.keys(), {1: 2}.items() == {(1, 2)})
d = {}
d[1] = d.values()
d[2] = d.items()
print(d)


class Key:
    hashes = 0

    def __hash__(self):
        Key.hashes += 1
        return 1


d = {}
d.setdefault(Key(), 3)
print(Key.hashes)


class Grows:
    def __init__(self, of):
        self.of = of

    def __hash__(self):
        return 5

    def __eq__(self, other):
        self.of[len(self.of) + 10] = 1
        return False


other = {}
other[Grows(other)] = 1
target = {5: 1, Grows(other): 2}
try:
    target.update(other)
except RuntimeError as error:
    print(error)


class Mapping:
    def keys(self):
        yield 1
        yield 2
        raise KeyError("three")

    def __getitem__(self, key):
        return key * 2


target = {}
try:
    target.update(Mapping())
except KeyError as error:
    print(error, target)

# Prefixes are looked at one by one.
print("abc".startswith(("a", 1)), "abc".endswith(("bc", None)))
try:
    "abc".startswith(("b", 1))
except TypeError as error:
    print(error)

# A property keeps what it is not given; a class under super() may hand on its arguments.
p = property("a", "b", "c")
print(p.getter(None).fget, p.setter(None).fset, p.deleter(None).fdel, p.getter(1).fget)


class MySuper(super):
    def __init__(self, *args):
        super().__init__(*args)


class Base:
    def hello(self):
        return "hello"


class Derived(Base):
    pass


print(MySuper(Derived, Derived()).hello())
print(list[int].__getitem__([7], 0), list[int].__repr__([1]))


class Descriptor:
    pass


descriptor = Descriptor()
Descriptor.__get__ = descriptor
Descriptor.x = descriptor
try:
    descriptor.x
except TypeError as error:
    print(error)
for run in (eval, exec, lambda source: compile(source, "f", "exec")):
    try:
        run("'\ud800'")
    except UnicodeEncodeError as error:
        print(error)
