"""Other classes, bases and MROs for what exists; methods that make objects."""
import types

class A:
    __slots__ = ("b", "a")

class B:
    __slots__ = ("a", "b")

class C:
    __slots__ = ("a", "c")

o = A()
o.a, o.b = 1, 2
o.__class__ = B
print(type(o).__name__, o.a, o.b)
try:
    o.__class__ = C
except TypeError as error:
    print(error)

class Sub(types.ModuleType):
    pass

m = types.ModuleType("m")
m.__class__ = Sub
print(type(m).__name__)
try:
    types.ModuleType(5)
except TypeError as error:
    print(error)

class Meta(type):
    def mro(cls):
        if cls.__name__ == "Bad":
            return [cls, 5]
        if cls.__name__ == "Odd":
            return [cls, dict, object]
        if cls.__name__ == "Early":
            print("MRO so far:", cls.__mro__)
        return type.mro(cls)

for name in ("Bad", "Odd", "Early"):
    try:
        print(Meta(name, (), {}).__mro__)
    except TypeError as error:
        print(name, error)

class Made:
    @classmethod
    def __new__(*args):
        return args

print([getattr(a, "__name__", a) for a in Made(1, 2)])

class Sup(super):
    def __init__(self, *args):
        super(Sup, self).__init__(*args)

class D(B):
    def who(self):
        return Sup(D, self).__repr__()

print(D().who()[:8], super.__new__(super))

class NoGet:
    def __set__(self, o, value):
        o.__dict__["seen"] = value

class WithSetter(type):
    x = NoGet()

class E(metaclass=WithSetter):
    x = 42

print(E.x)

class Base:
    pass

class Meta2(Base, type):
    pass

class F(metaclass=Meta2):
    pass

print(type(F.__dict__).__name__)
try:
    Base.__dict__["__dict__"].__set__(F, {})
except (AttributeError, TypeError) as error:
    print(type(error).__name__, error)
print(Base().__reduce_ex__(2)[2])

class Truncated:
    def __trunc__(self):
        return Indexed()

class Indexed:
    def __index__(self):
        return 42

import warnings
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    print(int(Truncated()))
