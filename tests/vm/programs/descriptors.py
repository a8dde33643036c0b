class Typed:
    def __init__(self, t): self.t = t
    def __set_name__(self, owner, name): self.name = "_" + name
    def __get__(self, o, owner=None):
        if o is None: return self
        return getattr(o, self.name)
    def __set__(self, o, v):
        if not isinstance(v, self.t): raise TypeError(f"{self.name[1:]} must be {self.t.__name__}")
        setattr(o, self.name, v)
class P:
    name = Typed(str)
    age = Typed(int)
    def __init__(self, n, a): self.name = n; self.age = a
p = P("x", 3); print(p.name, p.age)
try: p.age = "q"
except TypeError as e: print(e)
class Base:
    def __init_subclass__(cls, tag=None, **k): super().__init_subclass__(**k); cls.tag = tag
class K(Base, tag="t"): pass
print(K.tag)
class A:
    def f(self): return "A"
class B(A):
    def f(self): return "B" + super().f()
class C(A):
    def f(self): return "C" + super().f()
class D(B, C):
    def f(self): return "D" + super().f()
print(D().f(), [c.__name__ for c in D.mro()])
class Vec:
    def __init__(self, *c): self.c = c
    def __iter__(self): return iter(self.c)
    def __getitem__(self, i): return self.c[i]
    def __mul__(self, k): return Vec(*(x * k for x in self))
    __rmul__ = __mul__
    def __eq__(self, o): return tuple(self) == tuple(o)
    def __hash__(self): return hash(self.c)
    def __lt__(self, o): return self.c < o.c
    def __bool__(self): return any(self.c)
    def __format__(self, s): return "V" + s
    def __neg__(self): return self * -1
v = Vec(1, 2)
print(list(2 * v), v == Vec(1, 2), {v: 1}[Vec(1, 2)], sorted([Vec(2), Vec(1)])[0].c, bool(Vec(0)), f"{v:x}", list(-v), v[0:1])
try: v < 3
except Exception as e: print(type(e).__name__, e)
try: v + v
except TypeError as e: print(e)
class E:
    @property
    def x(self): return 1
try: E().x = 2
except AttributeError as e: print(e)
try: object().q = 1
except AttributeError as e: print(e)
try: E.y
except AttributeError as e: print(e)
try: E(1)
except TypeError as e: print(e)
