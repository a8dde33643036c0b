class Base:
    registry = []
    def __init_subclass__(cls, /, tag=None, **kw):
        super().__init_subclass__(**kw)
        cls.tag = tag; Base.registry.append((cls.__name__, tag))
class A(Base, tag="x"): pass
class B(A): pass
print(Base.registry, A.tag, B.tag)
try:
    class C(Base, other=1): pass
except TypeError as e: print(e)
try:
    class D(other=1): pass
except TypeError as e: print(e)
class G:
    def __class_getitem__(cls, k): return (cls.__name__, k)
print(G[int], G[1, 2])
class Meta(type):
    def __new__(m, name, bases, ns, **kw):
        print("new", name, kw); return super().__new__(m, name, bases, ns)
    def __init__(cls, name, bases, ns, **kw):
        print("init", name, kw); super().__init__(name, bases, ns)
    @classmethod
    def __prepare__(m, name, bases, **kw):
        print("prepare", name, kw); return {"injected": 1}
    def __call__(cls, *a, **k):
        print("call", cls.__name__, a); return super().__call__(*a, **k)
    def __instancecheck__(cls, o): return o == 42 or super().__instancecheck__(o)
    def __subclasscheck__(cls, c): return c is int
    def __getitem__(cls, k): return ("meta", k)
    def __len__(cls): return 7
    def __iter__(cls): return iter("xyz")
    def __contains__(cls, x): return x == "in"
    def __repr__(cls): return f"<Meta {cls.__name__}>"
    def __getattr__(cls, n): return "meta attr " + n
    def __dir__(cls): return ["only"]
    def __eq__(cls, o): return "eq"
    def __hash__(cls): return 1
    prop = property(lambda cls: "prop of " + cls.__name__)
class M(metaclass=Meta, k=1):
    def __init__(self, x): self.x = x
m = M(5)
print(m.x, M.injected, isinstance(42, M), isinstance(1, M), isinstance(m, M), issubclass(int, M), M[3], len(M), list(M), "in" in M, M, M.zzz, dir(M), M == 1, M.prop)
try: m.prop
except AttributeError as e: print(e)
class New:
    def __new__(cls, *a):
        print("New.__new__", a)
        return super().__new__(cls) if a else 5
    def __init__(self, *a): print("New.__init__", a)
print(New(), type(New(1)))
class Init:
    def __init__(self): return 5
try: Init()
except TypeError as e: print(e)
class Sing:
    _one = None
    def __new__(cls): cls._one = cls._one or super().__new__(cls); return cls._one
print(Sing() is Sing())
class Str(str):
    def __new__(cls, v): return super().__new__(cls, v.upper())
s = Str("abc"); s.extra = 1; print(s, type(s), s.extra, s + "x", type(s + "x"), type(s.lower()), s == "ABC", hash(s) == hash("ABC"), {s: 1}["ABC"])
class Li(list):
    def __init__(self, *a): super().__init__(a)
l = Li(1, 2); l.append(3); print(l, type(l), l + [4], type(l + [4]), type(l[:]), type(l.copy()), l == [1, 2, 3])
class Di(dict):
    def __missing__(self, k): return k * 2
    def __getitem__(self, k): return ("item", super().__getitem__(k))
d = Di(a=1); print(d["a"], d["b"], d.get("b"), "b" in d, {**d}, d)
class In(int):
    def __add__(self, o): return In(int(self) + o)
    def __str__(self): return "In!"
i = In(5); print(i, repr(i), type(i + 1), type(i * 2), i == 5, f"{i}", f"{i:d}", "%d" % i, "%s" % i, int(i), type(int(i)))
class Fl(float): pass
print(Fl(1.5) + 1, type(Fl(1.5) + 1), Fl("2"), type(+Fl(1)), repr(Fl(2.5)))
class Tu(tuple):
    def __new__(cls, a, b): return super().__new__(cls, (a, b))
t = Tu(1, 2); print(t, t[0], type(t), type(t[:]), t + (3,), hash(t) == hash((1, 2)))
class Outer:
    class Inner:
        def meth(self): return __class__
        x = 1
    print(Inner.__qualname__)
print(Outer.Inner.meth.__qualname__, Outer.Inner().meth(), Outer.__module__, Outer.__qualname__, Outer.__name__, Outer.__doc__, sorted(Outer.__dict__))
Outer.__name__ = "Renamed"; Outer.__qualname__ = "Q.Renamed"; print(Outer, Outer())  if 0 else print(Outer)
class Docs:
    """The doc."""
    def f(self): "fdoc"
print(Docs.__doc__, Docs.f.__doc__, Docs().__doc__, Docs().f.__doc__)
Docs.__doc__ = "changed"; print(Docs.__doc__)
print(Docs.__firstlineno__, Docs.__static_attributes__, M.__static_attributes__)
class A1: pass
class A2: pass
o = A1(); o.__class__ = A2; print(type(o).__name__)
for cls in (int, 5):
    try: o.__class__ = cls
    except TypeError as e: print(e)
class WithSlots: __slots__ = ("q",)
try: o.__class__ = WithSlots
except TypeError as e: print(e)
try: (5).__class__ = A1
except TypeError as e: print(e)
