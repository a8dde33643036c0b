def f(a, b=2, /, c=3, *args, d, e=5, **kw) -> int:
    """Doc of f."""
    local = a
    def inner(): return local, kw
    return inner
c = f.__code__
print(f.__name__, f.__qualname__, f.__doc__, f.__module__, f.__defaults__, f.__kwdefaults__, f.__annotations__, f.__closure__, f.__dict__, f.__type_params__)
print(c.co_name, c.co_argcount, c.co_posonlyargcount, c.co_kwonlyargcount, c.co_varnames, c.co_cellvars, c.co_freevars, c.co_nlocals, c.co_flags, c.co_firstlineno, c.co_names, c.co_stacksize)
g = f(1, d=4)
print(g.__closure__ is not None, [x.cell_contents for x in g.__closure__], g.__code__.co_freevars, g.__qualname__)
f.attr = 1; f.__dict__["other"] = 2; print(f.attr, f.other, vars(f)); del f.attr
try: f.attr
except AttributeError as e: print(e)
f.__name__ = "renamed"; f.__qualname__ = "q.renamed"; f.__doc__ = None; print(f.__name__, f.__doc__, repr(f)[:20])
f.__defaults__ = (10, 20, 30); print(f.__defaults__)
def h(x, y): return x, y
h.__defaults__ = (7,); print(h(1)); h.__defaults__ = None
try: h(1)
except TypeError as e: print(e)
h.__kwdefaults__ = {"z": 1}; print(h.__kwdefaults__)
def k(*, z): return z
k.__kwdefaults__ = {"z": 9}; print(k()); del k.__kwdefaults__
try: k()
except TypeError as e: print(e)
def one(): return 1
def two(): return 2
one.__code__ = two.__code__; print(one())
def clo():
    v = 1
    def i(): return v
    return i
for code in ["one.__code__ = clo().__code__", "one.__code__ = 5", "one.__defaults__ = [1]", "one.__kwdefaults__ = [1]", "one.__name__ = 5", "one.__annotations__ = 5", "one.__closure__ = ()", "one.__globals__ = {}", "del one.__code__", "del one.__name__", "one.__dict__ = 5"]:
    try: exec(code); print(code, "fine")
    except Exception as e: print(code, "->", type(e).__name__, e)
cell = clo().__closure__[0]; print(cell.cell_contents); cell.cell_contents = 5; print(cell.cell_contents, cell == cell)
F = type(f); C = type(cell)
new = F(two.__code__, globals(), "newname", (1,), None); print(new.__name__, new.__defaults__, new())
made = F(clo().__code__, {}, closure=(C(42),)); print(made())
for args in [(), (5,), (two.__code__,), (two.__code__, 5), (clo().__code__, {}), (clo().__code__, {}, "n", None, (5,)), (clo().__code__, {}, "n", None, ()), (two.__code__, {}, 5), (two.__code__, {}, "n", 5)]:
    try: print(F(*args).__name__)
    except Exception as e: print(type(e).__name__, e)
empty = C()
try: empty.cell_contents
except ValueError as e: print(e)
print(C(1) == C(1), C(1) < C(2), C() == C(), empty != C(3))
class A:
    def m(self): pass
    s = staticmethod(len); cl = classmethod(lambda cls: cls)
a = A(); m = a.m
print(m.__func__ is A.m, m.__self__ is a, m.__name__, m.__qualname__, m == a.m, m is a.m, hash(m) == hash(a.m), m.__code__.co_name, A.m.__get__(a) == m, a.m.__doc__)
M = type(m); mm = M(len, [1, 2]); print(mm(), mm.__self__)
for args in [(), (1,), (1, 2), (len, None)]:
    try: print(M(*args))
    except TypeError as e: print(e)
try: m.x = 1
except AttributeError as e: print(e)
print(len.__name__, len.__qualname__, len.__module__, [].append.__name__, [].append.__qualname__, [].append.__self__, str.join.__name__, str.join.__qualname__, str.join.__objclass__, int.__add__.__name__, (1).__add__.__self__, dict.fromkeys.__self__, type(len).__name__, type([].append).__name__, type(str.join).__name__, type(int.__add__).__name__, type((1).__add__).__name__, type(dict.__dict__["fromkeys"]).__name__)
print((lambda x: x).__name__, (lambda: 0).__qualname__, type(lambda: 0).__name__, (lambda: (yield))().__class__.__name__)
def dec(fn): fn.tag = 1; return fn
@dec
@dec
def decorated(): pass
print(decorated.tag)
print([x.__name__ for x in (f, g, h)], callable(f), f == f, f != g, hash(f) == hash(f))
