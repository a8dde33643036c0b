from _show import show

show("""
d = {"a": 1, "b": 2}; d["c"] = 3; d.get("a"), d.get("z"), d.get("z", 5), d.setdefault("a", 9), d.setdefault("n", 8), d.setdefault("m"), d
d.pop("a"), d.pop("zz", None), d.popitem(), d
d.pop("zz")
d.update(x=1); d.update({"y": 2}, z=3); d.update([("q", 4)]); d.update(); d
d.update(1)
d.update([1])
d.update([(1, 2, 3)])
d.update({1}, 2)
list(d), list(d.keys()), list(d.values()), list(d.items()), d.keys(), d.values(), d.items()
"x" in d, "zz" in d, len(d), bool({}), d == dict(d), {1: 2} == {1.0: 2.0}, {1: 2} != {2: 1}
d["nope"]
d[[]]
{[]: 1}
del d["nope"]
del d["x"]; d
d.clear(); d
dict(a=1), dict([("a", 1)]), dict({"a": 1}, b=2), dict(zip("ab", [1, 2])), dict.fromkeys("ab"), dict.fromkeys([1, 2], 0), dict()
dict({1: 2}, **{"a": 3})
dict(1)
dict([1])
dict(["ab", "cd"])
dict([("a",)])
dict(a=1, **{"a": 2})
{**{"a": 1}, "b": 2, **{"a": 3}}
{1: "a", 1.0: "b", True: "c"}
{"a": 1} | {"b": 2}, {"a": 1} | {"a": 2}
{"a": 1} | [("b", 2)]
e = {"a": 1}; e |= [("b", 2)]; e |= {"c": 3}; e
e |= 5
list(reversed({"a": 1, "b": 2})), list(reversed({"a": 1}.items())), list(reversed({"a": 1}.values()))
for k in e: e[k + "x"] = 1
for k in e: del e[k]
for v in e.values(): e["new"] = 1
for k, v in e.items(): e.clear()
e = {i: i for i in range(5)}
it = iter(e); next(it); e.pop(3); next(it)
{}.popitem()
{"a": 1} < {"b": 1}
hash({})
{"a": {"b": 1}}["a"]["b"]
f = {}; f["self"] = f; f, repr(f)
k = {"a": 1}.keys(); k & {"a", "z"}, k | {"b"}, k - {"a"}, k ^ {"b"}, k == {"a"}, k <= {"a", "b"}, k.isdisjoint({"z"}), "a" in k, len(k)
i = {"a": 1}.items(); ("a", 1) in i, ("a", 2) in i, i & {("a", 1)}, i == {("a", 1)}, i | {("b", 2)}
k[0]
k.add(1)
{"a": 1}.values() == {"a": 1}.values()
{"a": []}.items() & {1}
hash({}.keys())
{1: 2}.keys().mapping, {}.keys() == set()
class D(dict):
    def __missing__(self, k): return k + "!"
D()["x"], D(a=1)["a"], D().get("x"), "x" in D()
class H:
    def __hash__(self): return 1
    def __eq__(self, o): raise ValueError("eq")
{H(): 1, H(): 2}
class BadHash:
    def __hash__(self): raise TypeError("no hash")
{BadHash(): 1}
{}.get([])
{"a": 1}.copy(), {**{}}, {}.items(), dict.__or__({}, 1)
{1: 1, "a": 2, None: 3, (1,): 4, 1.5: 5, b"x": 6}
g = {n: n for n in range(10)}
for n in range(0, 10, 2): del g[n]
g[0] = "back"; g, list(g)
dict.fromkeys([1, [], 2])
dict.fromkeys(1)
{"a": 1}.__contains__("a"), {"a": 1}.__getitem__("a"), {}.__len__(), {"a": 1}.__eq__({"a": 1}), {}.__eq__(1)
x = {"k": "v"}; x["k"], x.__setitem__("j", 1), x.__delitem__("k"), x
"{a}".format(**{"a": 1}), "%(a)s" % {"a": 1}
dict[str, int]
""")
