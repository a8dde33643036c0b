x = "global"
def outer():
    x = "outer"
    def inner():
        nonlocal x
        x = "changed"
        def deepest(): return x
        return deepest
    print(inner()(), x)
    def reader(): return x
    x = "later"
    return reader
print(outer()(), x)
def use_before():
    try: print(y)
    except UnboundLocalError as e: print(e)
    y = 1
    del y
    try: y
    except UnboundLocalError as e: print(e)
use_before()
def free():
    def f(): return z
    try: f()
    except NameError as e: print(type(e).__name__, e)
    z = 1
    return f
print(free()())
def glob():
    global newglobal
    newglobal = 5
glob(); print(newglobal)
try: undefined_name
except NameError as e: print(e, e.name)
def delfree():
    v = 1
    def f(): return v
    del v
    try: f()
    except NameError as e: print(e)
delfree()
fs = [lambda: i for i in range(3)]; print([f() for f in fs])
fs = [lambda i=i: i for i in range(3)]; print([f() for f in fs])
def counter():
    n = 0
    def inc():
        nonlocal n
        n += 1
        return n
    return inc
c = counter(); print(c(), c(), c.__closure__[0].cell_contents, c.__code__.co_freevars, counter.__code__.co_cellvars)
class C:
    x = "class"
    y = [x for _ in range(2)]
    def m(self): return x
    z = (lambda: x)()
    print(x, locals().get("x"), "__qualname__" in locals())
    for q in range(2): pass
print(C.y, C().m(), C.z, C.q)
def comp():
    a = 1
    l = [a + i for i in range(3)]
    d = {k: v for k, v in zip("ab", l)}
    s = {i for i in l if (t := i) > 1}
    g = list(j for j in (k * 2 for k in l))
    try: i
    except NameError as e: print(e)
    return l, d, s, t, g
print(comp())
def loc():
    a = 1; b = 2
    def f(): return b
    l = locals()
    l["a"] = 100
    print(a, sorted(l), locals() is l, l == locals())
    c = 3
    print(sorted(locals()))
loc()
exec("ex = 1"); print(ex)
def inexec():
    exec("hidden = 1")
    try: hidden
    except NameError as e: print(e)
    ns = {}
    exec("visible = 2", ns); print(ns["visible"])
    loc = {"p": 1}
    print(eval("p + 1", {}, loc))
inexec()
def outer2():
    a = 1
    return eval("[a for _ in range(2)]")
print(outer2())
print([x for x in range(3)], x)
lst = [1, 2, 3]
print([[y * x for x in lst] for y in lst], [x for x in lst if x % 2 for _ in range(x)])
def default(a, l=[]): l.append(a); return l
print(default(1), default(2), default.__defaults__)
def annotated(a: int, *b: str, c: "later" = 5, **d) -> list: pass
print(annotated.__annotations__, annotated.__kwdefaults__)
def recursive(n): return 1 if n == 0 else n * recursive(n - 1)
print(recursive(20))
class Meta(type): pass
def shadow():
    print = lambda *a: a
    len = 5
    return print(1, len)
print(shadow())
import builtins
builtins.added = "from builtins"
print(added)
del builtins.added
try: added
except NameError as e: print(e)
def outer3():
    class Inner:
        nonlocal_test = 1
        def get(self): return __class__
    return Inner
print(outer3()().get().__qualname__)
def star(*args, **kwargs): return args, kwargs
print(star(*[1, 2], 3, *(4,), a=1, **{"b": 2}))
(lambda *, k: print(k))(k=3)
print((lambda a, /, b, *c, d=1, **e: (a, b, c, d, e))(1, 2, 3, d=4, f=5))
