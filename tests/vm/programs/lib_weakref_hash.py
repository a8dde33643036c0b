"""Weak references as keys: the hash is that of the referent and outlives it."""
import copy
import weakref


class Thing:
    def __init__(self, n):
        self.n = n

    def __eq__(self, other):
        return self.n == other.n

    def __hash__(self):
        return hash(self.n)


a, b, c = Thing(1), Thing(2), Thing(1)
one, two = weakref.ref(a), weakref.ref(a, lambda gone: None)
print(hash(one) == hash(two) == hash(1), one == two, one == weakref.ref(c), one == weakref.ref(b))
table = weakref.WeakKeyDictionary({a: "a", b: "b"})
print(table[a], table[c], len(table), b in table)
again = copy.copy(table)
del a, b
print(len(table), len(again), hash(one), one() is None, one == one, one == two)
fresh = weakref.ref(c)
never = weakref.ref(Thing(3))
try:
    hash(never)
except TypeError as error:
    print(error)
values = weakref.WeakValueDictionary()
values["x"] = c
del c, fresh
print(dict(values))
seen = weakref.WeakSet()
keep = Thing(5)
seen.add(keep)
print(Thing(5) in seen, len(seen))
