class CM:
    def __init__(self, name, swallow=False, fail=None): self.name, self.swallow, self.fail = name, swallow, fail
    def __enter__(self):
        print("enter", self.name)
        if self.fail == "enter": raise ValueError("enter " + self.name)
        return self.name
    def __exit__(self, t, v, tb):
        print("exit", self.name, t and t.__name__, v, tb is not None)
        if self.fail == "exit": raise KeyError("exit " + self.name)
        return self.swallow
with CM("a") as a, CM("b") as b: print(a, b)
with (CM("c") as c, CM("d")): print(c)
with CM("s", swallow=True): raise ValueError("swallowed")
print("after")
try:
    with CM("n"): raise ValueError("passes")
except ValueError as e: print("caught", e)
try:
    with CM("o"), CM("i", fail="enter"): print("never")
except ValueError as e: print(e)
try:
    with CM("x", fail="exit"): raise ValueError("orig")
except KeyError as e: print(e, repr(e.__context__))
def f():
    with CM("r"): return "value"
print(f())
for i in range(3):
    with CM(i):
        if i == 0: continue
        if i == 1: break
class NoExit:
    def __enter__(self): pass
class NoEnter:
    def __exit__(self, *a): pass
class A:
    async def __aenter__(self): pass
    async def __aexit__(self, *a): pass
for o in (NoExit(), NoEnter(), 5, A()):
    try:
        with o: pass
    except TypeError as e: print(type(e).__name__, e)
with CM("tuple") as (p, q, *r): print(p, q, r)
class Target: pass
t = Target()
with CM("attr") as t.attr: print(t.attr)
l = [0]
with CM("item") as l[0]: print(l)
def g():
    with CM("gen"):
        yield 1
        yield 2
for v in g():
    print(v); break
class Truthy:
    def __enter__(self): return self
    def __exit__(self, *a): return []
try:
    with Truthy(): raise ValueError("falsy result")
except ValueError as e: print(e)
class BoolErr:
    def __enter__(self): pass
    def __exit__(self, *a): return B()
class B:
    def __bool__(self): raise TypeError("bool")
try:
    with BoolErr(): raise ValueError
except TypeError as e: print(e, type(e.__context__))
with CM("nested"):
    try:
        with CM("inner"): 1 / 0
    except ZeroDivisionError: print("handled")
class Static:
    __enter__ = staticmethod(lambda: "static enter")
    __exit__ = classmethod(lambda cls, *a: None)
with Static() as s: print(s)
class Inst: pass
i = Inst(); i.__enter__ = lambda: 1; i.__exit__ = lambda *a: None
try:
    with i: pass
except TypeError as e: print(e)
