class A:
    def who(self): return "A"
class B(A):
    def who(self): return "B" + super().who()
class C(A):
    def who(self): return "C" + super().who()
class D(B, C):
    def who(self): return "D" + super().who()
print(D().who(), [c.__name__ for c in D.__mro__], D.__bases__, D.__base__)
for bases in [(A, B), (A, A), (int, str), (B, A, C), (object, A), (bool,), (type(None),), (type(lambda: 0),), (range,)]:
    try:
        print(type("X", bases, {}).__mro__)
    except TypeError as e:
        print(e)
class M(type):
    def mro(cls):
        return [cls, A, object]
class X(metaclass=M): pass
print(X.__mro__, X().who())
class Meta1(type): pass
class Meta2(type): pass
class P(metaclass=Meta1): pass
class Q(metaclass=Meta2): pass
try:
    class R(P, Q): pass
except TypeError as e:
    print(e)
class Meta3(Meta1, Meta2): pass
class R(P, Q, metaclass=Meta3): pass
print(type(R), type.mro(R)[:2])
try:
    class Y(5): pass
except TypeError as e:
    print(e)
try:
    class Z(A, metaclass=int): pass
except TypeError as e:
    print(e)
def factory(name, bases, ns, **kw):
    print("factory", name, bases, sorted(k for k in ns if not k.startswith("__")), kw)
    return 42
class F(A, metaclass=factory, opt=1):
    x = 1
print(F)
class K(int): pass
class L(K, int): pass
print(L.__mro__)
print(A.__subclasses__(), B.__subclasses__() == [D])
print(issubclass(D, A), issubclass(A, D), isinstance(D(), (int, C)), issubclass(D, (int, str)))
A.extra = "late"
print(D.extra, D().extra)
class Base1: pass
class Base2: 
    def hello(self): return "hello2"
class Dyn(Base1): pass
d = Dyn()
Dyn.__bases__ = (Base2,)
print(d.hello(), Dyn.__mro__)
try:
    Dyn.__bases__ = (int,)
except TypeError as e:
    print(e)
try:
    Dyn.__bases__ = (Dyn,)
except TypeError as e:
    print(e)
try:
    del Dyn.__bases__
except TypeError as e:
    print(e)
