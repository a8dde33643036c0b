class A:
    x = 1
    def f(self): return self.x
    y = x + 1
    locals()["z"] = 3
    for i in range(2): pass
    if y > 1: w = "w"
    try: undefined
    except NameError as e: err = str(e)
    del i
    class Inner: v = 5
    lam = lambda self: self.y
    comp = [q for q in range(2)]
    def __len__(self): return 4
print(A.x, A.y, A.z, A.w, A.err, A.Inner.v, A().lam(), A.comp, len(A()), hasattr(A, "i"), hasattr(A, "q"))
print([k for k in A.__dict__ if not k.startswith("__")], A.__module__, A.__qualname__, A.__doc__, A.__bases__)
A.new = property(lambda s: "prop"); print(A().new); A.method = lambda s, v: v; print(A().method(3)); del A.new
try: A().new
except AttributeError as e: print(e)
try: A.nope
except AttributeError as e: print(e)
try: del A.nope
except AttributeError as e: print(e)
a = A(); a.x = 10; print(a.x, A.x, a.f()); del a.x; print(a.x)
try: del a.x
except AttributeError as e: print(e)
print(vars(a), a.__dict__ is a.__dict__); a.__dict__["direct"] = 1; print(a.direct, dir(a)[-3:])
a.__dict__ = {"swapped": 1}; print(a.swapped, hasattr(a, "direct"))
B = type("B", (A,), {"b": 1, "__doc__": "made"}); print(B, B.b, B().x, B.__doc__, B.__name__, B.__mro__)
print(type("C", (), {})().__class__, isinstance(B(), A), type(B), type(type), type(A).__name__, A.__class__)
def deco(cls): cls.tagged = True; return cls
@deco
class D: pass
print(D.tagged)
def make():
    v = "closure"
    class L:
        def get(self): return v
        name = v
    return L
print(make()().get(), make().name, make().__qualname__)
class P:
    def __init__(self): self.__private = 1; self._x = 2
    def get(self): return self.__private
    @staticmethod
    def __hidden(): return "h"
    def call(self): return self.__hidden(), P._P__hidden()
p = P(); print(p.get(), p._P__private, p.call(), [n for n in dir(p) if "rivate" in n])
try: p.__private
except AttributeError as e: print(e)
class __U: 
    def m(self): self.__a = 1
u = __U(); u.m(); print(vars(u))
class Bool:
    def __bool__(self): return False
print("yes" if Bool() else "no", not Bool(), bool(Bool()), Bool() or "or")
class Call:
    def __call__(self, *a, **k): return a, k
c = Call(); print(c(1, x=2), callable(c), (lambda *a: c(*a))(3))
c.__call__ = lambda: "instance"; print(c())
class Ctx:
    def __class_getitem__(cls, i): return f"{cls.__name__}[{i}]"
print(Ctx[1], Ctx["a", "b"])
try: A[0]
except TypeError as e: print(e)
try: A()[0]
except TypeError as e: print(e)
