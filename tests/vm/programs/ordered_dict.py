"""OrderedDict and its neighbours: values and complaints."""
import functools
import itertools
import operator
import string
from collections import *

od = OrderedDict(a=1, b=2)


def show(text):
    try:
        print(text, "->", repr(eval(text)))
    except BaseException as error:
        print(text, "->", f"{type(error).__module__}.{type(error).__qualname__}: {error}")


for line in r"""
OrderedDict()
OrderedDict({"a":1})
OrderedDict([("a",1)])
OrderedDict([1])
OrderedDict(5)
OrderedDict(1,2)
od.move_to_end("z")
od.move_to_end()
od.move_to_end("a",last=False)
od
od.popitem(last=False)
OrderedDict().popitem()
od.popitem(1,2)
od.pop("z")
od.pop("z",5)
od.pop()
od["zz"]
od|{"q":1}
{"q":1}|od
od|5
od==OrderedDict(b=2),od=={"b":2},od!={}
od<od
od.keys(),od.values(),od.items()
od.copy(),OrderedDict.fromkeys("ab",1)
od.setdefault("c"),od.update(d=5),od
od.foo
setattr(od,"x",1)
od.__dict__
repr(OrderedDict(a=OrderedDict(b=1)))
deque([1,2],maxlen=1),deque("abc")
deque(5)
deque([1]).pop(5)
deque().pop()
deque().popleft()
deque([1]).remove(5)
deque([1])[5]
deque([1],-1)
deque([1],"a")
deque([1]).index(5)
deque([1]).rotate("a")
deque([1]).insert(0)
deque([1],1).insert(0,5)
deque()+[1]
deque()+deque([1]),deque([1])*2
deque([1])<5
deque([1]).foo
deque().maxlen
setattr(deque(),"maxlen",5)
deque([1,2,3])[0:1]
hash(deque())
Counter(5)
Counter("a")["z"],Counter("aab")-Counter("a"),Counter("a")+Counter("b"),Counter("a")&Counter("a"),+Counter(a=-1)
Counter("a")+5
Counter.fromkeys("a")
Counter("a").total()
defaultdict(int),defaultdict(int,a=1),defaultdict(list)["a"]
defaultdict(5)
defaultdict()["a"]
defaultdict(int).foo
defaultdict(int)|{}
defaultdict(None)
namedtuple("P","x y")(1,2)
namedtuple("P","x y")(1)
namedtuple("P","x y")(1,2,3)
namedtuple("P","x y")(1,z=3)
namedtuple("P","x x")
namedtuple("P","x def")
namedtuple("P","_x")
namedtuple("1P","x")
namedtuple("P",["x","y"],defaults=[1])(5)
namedtuple("P","x y",defaults=[1,2,3])
namedtuple("P","x y")(1,2)._replace(z=1)
namedtuple("P","x y")(1,2)._asdict(),namedtuple("P","x y")._fields
namedtuple("P","x y")(1,2).z
setattr(namedtuple("P","x y")(1,2),"x",3)
namedtuple("P","x y")._make([1])
namedtuple("P","x y").x
ChainMap({"a":1},{"b":2}),ChainMap({"a":1})["b"]
ChainMap({"a":1})["z"]
ChainMap().pop("a")
UserDict({"a":1}),UserList([1]),UserString("a")
UserDict()["a"]
UserList([1])[5]
functools.partial(print,1)
functools.partial()
functools.partial(5)
functools.partial(int,base=2)("101")
functools.reduce(1,[1,2])
functools.lru_cache("a")
functools.cache(len)("abc"),functools.cache(len).cache_info()
functools.cmp_to_key()
functools.total_ordering(type("Q",(),{}))
functools.cached_property(5)
itertools.islice([1],-1)
itertools.islice([1],"a")
itertools.islice()
itertools.count("a")
itertools.count(1,2),itertools.count(1.5)
itertools.repeat(1,"a")
itertools.repeat(1,2),itertools.cycle([1]) and 0
itertools.combinations([1],-1)
itertools.combinations([1])
itertools.permutations([1],-1)
itertools.product([1],repeat=-1)
itertools.product([1],foo=1)
itertools.product(5)
list(itertools.chain(5))
itertools.groupby(5)
list(itertools.groupby([1],5))
itertools.zip_longest([1],foo=1)
list(itertools.starmap(max,[1]))
itertools.tee([1],-1)
itertools.tee(5)
itertools.batched([1],0)
itertools.pairwise(5)
operator.itemgetter(1)([1])
operator.itemgetter("a")({})
operator.itemgetter(1,2),operator.attrgetter("a.b"),operator.methodcaller("x",1,k=2)
operator.attrgetter(5)
operator.attrgetter("x")(5)
operator.methodcaller("foo")(5)
operator.methodcaller()
operator.add(1,"a")
operator.add(1)
operator.concat(1,2)
operator.index("a")
operator.truth(),operator.not_(1)
operator.length_hint(5,"a")
operator.indexOf([1],5)
string.Template("$a").substitute()
string.Template("$").substitute()
string.Template("$a $b").safe_substitute(a=1)
string.capwords("a b"),string.ascii_letters
""".strip().splitlines():
    show(line)


class Bounded(OrderedDict):
    def __init__(self, size):
        self.size = size
        super().__init__()

    def __setitem__(self, key, value):
        super().__setitem__(key, value)
        self.move_to_end(key)
        while len(self) > self.size:
            self.popitem(last=False)


cache = Bounded(2)
for word in "one two one three".split():
    cache[word] = len(word)
print(cache, cache.size, list(cache), cache.__reduce__()[2])
d = OrderedDict(zip("abc", range(3)))
for change in ("d.pop('a')", "d.move_to_end('b')", "d.update(z=1)"):
    try:
        for key in d:
            exec(change)
    except RuntimeError as error:
        print(change, error, d)
d["self"] = d
print(d, type(d.keys()), type(iter(d)), type(d.items()).__mro__, d.keys() & {"b", "z"}, d.keys() == {"b", "c", "z", "self"})
import copy
import json
import pickle
print(json.dumps(OrderedDict(b=1, a=2)), pickle.loads(pickle.dumps(OrderedDict(b=1))), copy.deepcopy(OrderedDict(b=[1])))
print(OrderedDict(a=1, b=2) == OrderedDict(b=2, a=1), OrderedDict(a=1, b=2) == dict(b=2, a=1), {**OrderedDict(q=1)})
import re
class Index:
    def __index__(self):
        return 1
print(re.match("(a)", "a").group(Index()))
