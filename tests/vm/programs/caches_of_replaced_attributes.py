class Watcher:
    def __init__(self, name): self.name = name
    def __del__(self): print("gone", self.name, C.__dict__.get("a"), getattr(C, "a", None))
class C:
    a = [Watcher("first")]
def read():
    try:
        return C.a
    except AttributeError:
        return None
for _ in range(50): read()
C.a = "new"
C.a = [Watcher("second")]
for _ in range(50): read()
del C.a
print(read())

class D:
    x: int
d = D()
for _ in range(50): d.__annotations__
D.__annotations__ = {"y": 1}
junk = [{}, {}, []]
print(d.__annotations__)
del D.__annotations__
print(D.__annotations__, d.__annotations__)

class E:
    @property
    def p(self): return 1
e = E()
def get(): return e.p
for _ in range(50): get()
E.__dict__["p"].__init__(lambda self: 2)
print(get())

class F:
    __slots__ = ("slot",)
class G:
    __slots__ = ("shadowed",)
    shadowing = F.slot
g = G()
g.shadowed = 42
def load(o): return o.shadowing
def store(o): o.shadowing = 1
for f in load, store:
    for i in range(20):
        try:
            f(g)
        except TypeError as error:
            if i == 19:
                print(error)
print(g.shadowed)


class H:
    def __init__(self): self.count = None

def instantiate(): return H()
def count_args(self, *args): self.count = len(args)
for _ in range(50): instantiate()
H.__init__.__code__ = count_args.__code__
print(instantiate().count)
