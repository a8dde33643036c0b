class N:
    def __init__(self, v): self.v = v
    def __repr__(self): return f"N({self.v})"
    def __add__(self, o): return N(self.v + o.v) if isinstance(o, N) else NotImplemented
    def __radd__(self, o): return ("radd", o)
    def __iadd__(self, o): self.v += 100; return self
    def __sub__(self, o): return NotImplemented
    def __eq__(self, o): return self.v == o.v if isinstance(o, N) else NotImplemented
    def __lt__(self, o): return self.v < o.v if isinstance(o, N) else NotImplemented
    def __hash__(self): return hash(self.v)
    def __bool__(self): return self.v > 0
    def __len__(self): return 5
    def __neg__(self): return N(-self.v)
    def __pos__(self): return "pos"
    def __invert__(self): return "inv"
    def __abs__(self): return "abs"
    def __index__(self): return self.v
    def __int__(self): return self.v
    def __float__(self): return self.v + 0.5
    def __complex__(self): return complex(self.v, 1)
    def __round__(self, n=None): return ("round", n)
    def __trunc__(self): return "trunc"
    def __contains__(self, x): return x == self.v
    def __getitem__(self, k): return ("get", k)
    def __setitem__(self, k, v): print("set", k, v)
    def __delitem__(self, k): print("del", k)
    def __call__(self, *a, **k): return a, k
    def __divmod__(self, o): return "divmod"
    def __rdivmod__(self, o): return "rdivmod"
    def __pow__(self, o, m=None): return ("pow", o, m)
    def __rpow__(self, o, m=None): return ("rpow", o)
    def __matmul__(self, o): return "matmul"
    def __rmatmul__(self, o): return "rmatmul"
    def __lshift__(self, o): return "lshift"
    def __rrshift__(self, o): return "rrshift"
    def __rand__(self, o): return "rand"
    def __ior__(self, o): return "ior"
    def __format__(self, s): return f"fmt[{s}]"
    def __bytes__(self): return b"bytes"
    def __reversed__(self): return iter("rev")
    def __dir__(self): return ["z", "a"]
    def __sizeof__(self): return 1
a, b = N(1), N(2)
print(a + b, 5 + a, a == b, a != b, a < b, a > b, a == 1, -a, +a, ~a, abs(a), bool(N(0)), not a)
for code in ["a + 1", "a - b", "1 - a", "a - 1", "a <= b", "a < 1", "a * 2", "a // b", "a & 1", "a % 2", "a ^ a"]:
    try: print(code, eval(code))
    except TypeError as e: print(code, "->", e)
c = a; c += 5; print(c, c is a); c |= 1; print(c)
a = N(3)
print([10, 20, 30, 40][a], range(10)[a], "abcdef"[a], hex(a), bin(a), int(a), float(a), complex(a), round(a), round(a, 2), 3 in a, 4 in a)
print(a[1], a[1:2], a[1, 2], a[...], a[::2, 1]); a["k"] = 1; del a[0]; del a[1:2]
print(a(1, x=2), divmod(a, 1), divmod(1, a), a ** 2, 2 ** a, pow(a, 2, 3), a @ 1, 1 @ a, a << 1, 1 >> a, 1 & a)
print(f"{a:>5} {a}", format(a), bytes(a), list(reversed(a)), dir(a), len(a), [1, 2, 3, 4][:a], b"x" * a, [0] * a, chr(a + 0 if 0 else 65), {a: 1}[N(3)])
class Sub(N):
    def __radd__(self, o): return "sub radd"
    def __rsub__(self, o): return "sub rsub"
print(N(1) + Sub(2), Sub(1) + N(2), N(1) - Sub(1), Sub(1) + Sub(2))
class Same(N): pass
print(N(1) + Same(2))
class E:
    def __eq__(self, o): return True
try: hash(E())
except TypeError as e: print(e, E.__hash__)
class NE:
    def __ne__(self, o): return "ne"
print(NE() != NE(), NE() == NE())
class L:
    def __init__(self, n): self.n = n
    def __len__(self): return self.n
for n in (3, 0, -1, "a", 2 ** 70, 1.5, True):
    try: print(len(L(n)), bool(L(n)))
    except Exception as e: print(type(e).__name__, e)
class B:
    def __bool__(self): return 1
try: bool(B())
except TypeError as e: print(e)
class I:
    def __index__(self): return "x"
for code in ["[1][I()]", "range(I())", "hex(I())", "'a' * I()"]:
    try: eval(code)
    except TypeError as e: print(code, e)
class R:
    def __repr__(self): return 5
    def __str__(self): return None
    def __hash__(self): return "x"
    def __format__(self, s): return 3
for code in ["repr(R())", "str(R())", "hash(R())", "format(R())", "f'{R()}'", "'%s' % R()", "[R()].__repr__()"]:
    try: print(eval(code))
    except TypeError as e: print(code, "->", e)
class H:
    def __hash__(self): return 2 ** 70
print(hash(H()) == hash(2 ** 70), {H(): 1} != {})
class It:
    def __iter__(self): return 5
    def __contains__(self, x): return "yes"
try: iter(It())
except TypeError as e: print(e)
print(1 in It())
class Old:
    def __getitem__(self, i):
        if i > 2: raise IndexError
        return i * 10
print(list(Old()), 20 in Old(), 21 in Old(), [*Old()], tuple(iter(Old())))
class NoIter: __iter__ = None; __getitem__ = lambda s, i: 1
try: iter(NoIter())
except TypeError as e: print(e)
class NoContains: __contains__ = None
try: 1 in NoContains()
except TypeError as e: print(e)
