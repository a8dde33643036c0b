class Desc:
    def __init__(self, name): self.label = name
    def __set_name__(self, owner, name): print("set_name", owner.__name__, name, self.label)
    def __get__(self, obj, objtype=None): return (self.label, obj is not None, objtype.__name__)
    def __set__(self, obj, value): print("set", value)
    def __delete__(self, obj): print("delete")
class NonData:
    def __get__(self, obj, objtype=None): return "nondata"
class C:
    d = Desc("one")
    n = NonData()
c = C()
print(c.d, C.d); c.d = 5; del c.d
c.__dict__["d"] = "shadow"; print(c.d)
print(c.n); c.n = "own"; print(c.n); del c.n; print(c.n)
class OnlySet:
    def __set__(self, obj, v): obj.__dict__["o"] = v * 2
class OnlyDel:
    def __delete__(self, obj): print("od")
class D:
    o = OnlySet(); x = OnlyDel()
d = D()
print(type(d.o).__name__); d.o = 4; print(d.o)
try: del d.o
except AttributeError as e: print(e)
try: d.x = 1
except AttributeError as e: print(e)
del d.x
class P:
    @property
    def a(self): "doc a"; return self._a
    @a.setter
    def a(self, v): self._a = v
    @a.deleter
    def a(self): print("del a")
    @property
    def ro(self): return 1
    wo = property(None, lambda self, v: print("wo", v))
    named = property(lambda self: 1, doc="given")
p = P(); p.a = 3; print(p.a, P.a.__doc__, P.named.__doc__, P.a.fget.__name__, P.a.__name__); del p.a
for code in ["p.ro = 1", "del p.ro", "p.wo", "del p.wo", "p._a; del p._a; p.a", "P.ro = 5; print(p.ro)"]:
    try: exec(code)
    except Exception as e: print(code, "->", type(e).__name__, e)
p.wo = 9
class Err:
    def __set_name__(self, owner, name): raise ValueError("bad name")
try:
    class E:
        e = Err()
except ValueError as e:
    print(e, e.__notes__)
class Get:
    def __getattr__(self, name):
        if name == "boom": raise AttributeError("custom")
        return "dynamic " + name
g = Get(); print(g.anything, getattr(g, "boom", "default"), hasattr(g, "boom"))
try: g.boom
except AttributeError as e: print(e)
class All:
    def __getattribute__(self, name):
        if name.startswith("x"): return name.upper()
        return object.__getattribute__(self, name)
    def __setattr__(self, name, v): print("setattr", name, v); object.__setattr__(self, name, v)
    def __delattr__(self, name): print("delattr", name); super().__delattr__(name)
a = All(); a.q = 1; print(a.xyz, a.q); del a.q
try: a.q
except AttributeError as e: print(e)
class SM:
    @staticmethod
    def s(x): return x
    @classmethod
    def c(cls, x): return cls.__name__, x
    s2 = staticmethod(len)
print(SM.s(1), SM().s(2), SM.c(3), SM().c(4), SM.s2("abc"), SM.__dict__["s"](5), SM.__dict__["s"].__func__(6), SM.__dict__["c"].__func__(SM, 7))
print(repr(SM.__dict__["s"])[:32], type(SM.c), SM.c.__self__ is SM, SM.c.__func__.__name__, SM().c == SM.c)
m = SM().c; print(m.__name__, m.__qualname__, m.__doc__)
print(C.__dict__["d"].__get__(None, C), type.__getattribute__(C, "n"))
