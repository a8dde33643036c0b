from collections import ChainMap, Counter, OrderedDict, UserDict, defaultdict, deque, namedtuple

d = deque([1, 2, 3], maxlen=3)
d.append(4)
d.appendleft(0)
print(d, d[0], d[-1], len(d), 2 in d)
d.rotate(1)
print(d, list(reversed(d)))
d.extend([7, 8])
print(d, d.popleft(), d.pop(), d.index(7), d.count(7))
for call in (lambda: deque().pop(), lambda: d[9], lambda: d.remove(5), lambda: deque(maxlen=-1), lambda: d + 1):
    try:
        call()
    except Exception as error:
        print(type(error).__name__, error)
try:
    for item in d:
        d.append(item)
except RuntimeError as error:
    print(error)
groups = defaultdict(list)
for word in "the quick brown fox jumps over the lazy dog".split():
    groups[len(word)].append(word)
print(groups)
print(defaultdict(int).copy(), defaultdict(None, a=1))
try:
    defaultdict(None)["x"]
except KeyError as error:
    print("KeyError", error)
count = Counter("abracadabra")
print(count, count.most_common(2), count["z"])
count.update("aaa")
count.subtract("bb")
print(count + Counter(a=1), count & Counter(a=3), sorted(count.elements()), count.total())
Point = namedtuple("Point", "x y", defaults=[5])
p = Point(1)
print(p, p._replace(x=3), p._asdict(), Point._fields, Point._make([7, 8]), p == (1, 5))
try:
    p.x = 3
except AttributeError as error:
    print(error)
o = OrderedDict(a=1, b=2, c=3)
o.move_to_end("a")
print(o, o.popitem(last=False), list(reversed(o)))
c = ChainMap({"a": 1}, {"a": 2, "b": 3})
print(c["a"], c["b"], dict(c), c.new_child({"z": 0}))


class Upper(UserDict):
    def __setitem__(self, key, value):
        super().__setitem__(key.upper(), value)


print(Upper(a=1, b=2))
