"""Copies of objects of all kinds, and the tuples that copy and pickle ask for."""
import collections
import copy
import pickle
import types


class Plain:
    def __init__(self):
        self.items = [1, {2}]


class Slotted:
    __slots__ = ("a", "b")


class Both(Slotted):
    pass


class Listy(list):
    pass


class Own:
    def __init__(self, x):
        self.x = x

    def __getnewargs__(self):
        return (self.x,)

    def __new__(cls, x):
        return super().__new__(cls)

    def __getstate__(self):
        return {"x": self.x * 2}


class Keywords:
    def __new__(cls, *args, **kwargs):
        self = super().__new__(cls)
        self.got = args, kwargs
        return self

    def __getnewargs_ex__(self):
        return ("a",), {"k": 1}


plain = Plain()
again = copy.deepcopy(plain)
print(again.items, again.items is plain.items, copy.copy(plain).items is plain.items)
slotted = Slotted()
slotted.a = [1]
print(copy.copy(slotted).a, hasattr(copy.copy(slotted), "b"), slotted.__reduce_ex__(4)[2])
both = Both()
both.b, both.c = 1, 2
print(both.__getstate__(), copy.deepcopy(both).c)
listy = Listy([1, [2]])
listy.name = "n"
other = copy.deepcopy(listy)
print(other, other.name, type(other).__name__, listy.__reduce_ex__(2)[2:4][0])
print(copy.copy(Own(3)).x, vars(pickle.loads(pickle.dumps(Own(4)))))
print(copy.copy(Keywords()).got)
for value in ([1, (2, {3: "x"})], {1, 2}, frozenset("a"), range(1, 9, 2), 1.5, 2 + 3j, b"x", bytearray(b"y"), None, ...):
    assert copy.deepcopy(value) == value and pickle.loads(pickle.dumps(value)) == value
print(copy.copy(collections.Counter("aab")), copy.deepcopy(collections.deque([1], 3)), copy.copy(types.SimpleNamespace(a=1)))
loop = [1]
loop.append(loop)
print(copy.deepcopy(loop)[1][1][0])
print({1, 2}.__reduce__(), range(3).__reduce__(), len.__reduce__(), [].append.__reduce__()[1], str.upper.__reduce__()[1])
for iterator in (iter([1, 2, 3]), iter({1: 2, 3: 4}.items()), enumerate("abc", 5), zip([1, 2], "ab"), map(abs, [-1, -2]), filter(None, [0, 1, 2])):
    next(iterator)
    print(list(pickle.loads(pickle.dumps(iterator))), list(copy.copy(iterator)))
for bad in ((i for i in ()), copy, {}.keys(), slice(1).__class__.__dict__):
    try:
        pickle.dumps(bad)
    except TypeError as error:
        print(error)
