class A:
    def __init__(self, *a): print("A", a); self.a = a
    def m(self): return "A.m"
    @classmethod
    def c(cls): return "A.c", cls.__name__
    @staticmethod
    def s(): return "A.s"
    @property
    def p(self): return "A.p"
    x = "A.x"
class B(A):
    def __init__(self, *a): super().__init__(*a, "B"); self.b = 1
    def m(self): return "B>" + super().m()
    @classmethod
    def c(cls): return super().c()
    @property
    def p(self): return super().p + "+B"
    def old(self): return super(B, self).m(), super(B, B).c(), super(B, type(self)).s(), super().x
    def none(self): return super().missing
    def setit(self): super().y = 1
    def lam(self): return (lambda: super(B, self).m())()
    def comp(self): return [super(B, self).m() for _ in range(2)]
    def nested(self):
        def inner(s): return super().m()
        return inner(self)
    def comp2(self): return [super().m() for _ in range(1)]
b = B(1)
print(b.m(), B.c(), b.p, b.old(), b.lam(), b.comp(), b.nested(), b.comp2())
for f in (b.none, b.setit):
    try: print(f())
    except AttributeError as e: print(e)
print(vars(b))
class C(B):
    def m(self): return "C>" + super(B, self).m() + super(C, self).m()
print(C().m(), super(C, C()).m(), super(B, C()).p)
def free(self): return super().m()
B.free = free
try: b.free()
except RuntimeError as e: print(e)
class D(A):
    def noarg(): return super().m()
    def delarg(self):
        del self
        return super().m()
    def star(*args): return super().m()
for f in (D.noarg, D(1).delarg, D(1).star):
    try: print(f())
    except RuntimeError as e: print(e)
for args in [(1,), (B, 5), (B, A), (5, 6), (B, b, 1), (A, A()), (B, C)]:
    try: s = super(*args); print(type(s).__name__, s.__thisclass__.__name__, s.__self_class__)
    except TypeError as e: print(e)
s = super(B, b); print(s.__thisclass__, s.__self__ is b, s.__self_class__, repr(s)[:40], s.m())
u = super(B); print(repr(u), u.__self__, u.__get__(b, B).m())
class X:
    def __init_subclass__(cls, **k): print("sub", cls.__name__, k)
    def __eq__(self, o): return super().__eq__(o)
    def __hash__(self): return super().__hash__() and 7
    def __repr__(self): return "X:" + super().__repr__()[:12]
    def __setattr__(self, n, v): super().__setattr__(n, v * 2)
    def __getattribute__(self, n): return super().__getattribute__(n)
class Y(X, k=1): pass
y = Y(); y.v = 3; print(y.v, y == y, y == 1, hash(y), y)
class M1:
    def go(self): return ["M1"] + (super().go() if hasattr(super(), "go") else [])
class M2:
    def go(self): return ["M2"] + (super().go() if hasattr(super(), "go") else [])
class M3(M1, M2):
    def go(self): return ["M3"] + super().go()
print(M3().go())
class Meta(type):
    def __call__(cls, *a): print("meta call"); return super().__call__(*a)
    def hello(cls): return "hello " + cls.__name__
class Z(metaclass=Meta):
    def __new__(cls, *a): print("new"); return super().__new__(cls)
    @classmethod
    def k(cls): return super().hello() if hasattr(super(), "hello") else "no hello"
print(Z(1).k(), Z.hello())
