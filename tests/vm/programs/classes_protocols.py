# What takes part in isinstance, match, super and property without being the ordinary thing.
import collections.abc, weakref

class Abstract:
    def __init__(self, *bases): self.__bases__ = bases
class Instance:
    def __init__(self, cls): self.__class__ = cls
base = Abstract(); derived = Abstract(base)
print(issubclass(derived, base), issubclass(base, derived))
for bad in (lambda: isinstance(1, 2), lambda: issubclass(1, int), lambda: issubclass(int, 3)):
    try: bad()
    except TypeError as e: print(e)

def kind(x):
    match x:
        case {}: return "mapping"
        case [*_]: return "sequence"
        case _: return "other"
class Seq(collections.abc.Sequence):
    def __len__(self): return 0
    def __getitem__(self, i): raise IndexError
class Both(dict, Seq): pass
class Registered: pass
collections.abc.Mapping.register(Registered)
print([kind(x) for x in ("", b"", bytearray(), [], (), {}, range(2), Seq(), Both(), Registered(), 1)])

class mysuper(super): pass
class A:
    def method(self): return mysuper(A, self).__class__
print(A().method())

class P(property):
    "doc of the class"
def getter(self): "doc of the getter"
print(P(getter).__doc__, P(getter, doc="given").__doc__, P(getter).getter(lambda s: 1).__doc__, P().__doc__)
class C:
    @property
    def a(self): "first"
    @a.setter
    def a(self, v): "second"
print(C.a.__doc__, C.a.__name__)
def annotated(x: int): "doc"
print(sorted(staticmethod(annotated).__dict__))

class Key:
    def __eq__(self, other): return True
    def __hash__(self): return 7
k = Key(); r = weakref.ref(k); s = weakref.ref(k, print)
print(hash(r) == 7, r == s, s in {r}); del s, k
print(hash(r))
try: type.__new__(type, "X", (), {"__classcell__": None})
except TypeError as e: print(e)
class Loop: pass
Loop.__call__ = Loop()
try: Loop()()
except RecursionError as e: print(e)
ns = {"__builtins__": {"x": 1}}
exec("y = x", ns); print(ns["y"])
try: exec("len", ns)
except NameError as e: print(e)
