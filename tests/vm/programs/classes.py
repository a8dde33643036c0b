class A:
    count = 0
    def __init__(self, x):
        self.x = x
        A.count += 1
    def __repr__(self): return f"A({self.x})"
    def __eq__(self, o): return isinstance(o, A) and self.x == o.x
    def __add__(self, o): return A(self.x + o.x)
    @property
    def double(self): return self.x * 2
    @double.setter
    def double(self, v): self.x = v // 2
    @classmethod
    def make(cls): return cls(7)
    @staticmethod
    def s(): return "static"
class B(A):
    def __init__(self, x, y):
        super().__init__(x)
        self.y = y
    def __str__(self): return f"B<{self.x},{self.y}>"
a = A(1); b = B(2, 3)
print(a, b, a + b, [a, b], A.count, a == A(1), a != b)
print(b.double, A.make(), B.s(), B.__mro__, isinstance(b, A), issubclass(B, A))
b.double = 10
print(b.x, vars(b), hasattr(b, "zz"), getattr(b, "zz", None))
class S:
    __slots__ = ("p", "q")
s = S(); s.p = 1
try: s.r = 2
except AttributeError as e: print(e)
try: s.q
except AttributeError as e: print(e)
class Meta(type):
    def __new__(m, n, b, d, **k):
        d["added"] = n
        return super().__new__(m, n, b, d)
class M(metaclass=Meta): pass
print(M.added, type(M).__name__)
class Desc:
    def __set_name__(self, o, n): self.n = n
    def __get__(self, o, t): return (self.n, o is None)
class D: d = Desc()
print(D.d, D().d)
class C:
    def __getattr__(self, n): return "dyn " + n
    def __len__(self): return 3
    def __getitem__(self, i):
        if i > 2: raise IndexError
        return i * 10
    def __contains__(self, x): return x == 5
    def __call__(self, *a): return a
    def __enter__(self): print("enter"); return self
    def __exit__(self, *a): print("exit", a[0]); return True
    def __del__(self): print("del")
c = C()
print(c.foo, len(c), list(c), 5 in c, c(1, 2), bool(c))
with c as q:
    raise ValueError("x")
del c, q
class X(list):
    def append(self, v): super().append(v * 2)
x = X([1]); x.append(2); print(x, len(x), type(x).__name__)
class O1: pass
class P1(O1): pass
class Q1(O1): pass
class R1(P1, Q1): pass
print([k.__name__ for k in R1.__mro__])
try:
    class Z(O1, P1): pass
except TypeError as e: print(e)
