import gc
import weakref


class A:
    pass


def callback(number):
    return lambda reference: print("gone", number, reference())


# The newest hears of it first.
a = A()
references = [weakref.ref(a, callback(number)) for number in range(3)]
del a

# A callback may drop the references whose callbacks come next.
a = A()
kept = []


def drop(reference):
    print("dropping", len(kept))
    kept.clear()


kept += [weakref.ref(a, drop) for _ in range(3)]
del a


# In garbage: references go before finalizers run, and who is not garbage hears of it.
class Node:
    def __init__(self, name):
        self.name, self.me = name, self

    def __del__(self):
        print("finalizer", self.name, watcher())
        if self.name == "saved":
            saved.append(self)


saved = []
for name in ("lost", "saved"):
    node = Node(name)
    watcher = weakref.ref(node, callback(name))
    del node
    print(gc.collect() > 0)
print(saved[0].name, saved[0].me is saved[0])
saved[0].me = None
saved.clear()

# Classes go as well, once.
class C:
    def method(self):
        return super().__init__()
C.me = C()
watcher = weakref.ref(C)
del C
print(gc.collect() > 0, watcher())
print(gc.collect())

print(gc.is_tracked([]), gc.is_tracked(()), gc.is_tracked({}), gc.is_tracked({"a": []}), gc.is_tracked(1.5))
gc.callbacks.append(lambda phase, info: print(phase, sorted(info.items())))
circle = []
circle.append(circle)
del circle
print(gc.collect())
gc.callbacks.clear()
gc.disable()
print(gc.isenabled())
gc.enable()
print(gc.isenabled())

# What references and proxies say of themselves.
c = A()
reference, proxy = weakref.ref(c), weakref.proxy(c)
print(repr(reference).partition("; ")[2].partition(" at")[0], repr(proxy).partition("; ")[2].partition(" at")[0])
print(weakref.proxy(c) is proxy, weakref.getweakrefcount(c), [o is reference or o is proxy for o in weakref.getweakrefs(c)])
print(reference.__callback__, weakref.ref(c, print).__callback__)


class Numbered(weakref.ref):
    def __new__(cls, o, callback=None, number=0):
        return super().__new__(cls, o, callback)

    def __init__(self, o, callback=None, number=0):
        super().__init__(o, callback)
        self.number = number


print(Numbered(c, number=5).number)
for wrong in (lambda: weakref.ref(), lambda: weakref.ref(c, None, 3), lambda: weakref.ref(c, callback=None), lambda: next(proxy)):
    try:
        wrong()
    except TypeError as error:
        print(error)
del c
print(repr(reference).partition("; ")[2], repr(proxy).partition("; ")[2])
