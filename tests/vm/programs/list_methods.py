from _show import show

show("""
a = [3, 1, 2]
a.append(4); a.extend("xy"); a.insert(1, "i"); a.insert(-1, "j"); a.insert(100, "end"); a.insert(-100, "start"); a
a.pop(), a.pop(0), a.pop(-2), a
a.remove("i"); a.index(1), a.index("x", 2), a.count(1), a
a.reverse(); a
a.copy() == a, a.copy() is a
a.clear(); a
b = [1, 2, 3, 4, 5, 6]
b[1:3], b[::-1], b[::2], b[-2:], b[5:1:-2], b[10:], b[:], b[2:2]
b[1:3] = [9, 9, 9]; b
b[::2] = "abcd"; b
b[::2] = [1]
b[1:1] = [0]; b
b[5:2] = ["z"]; b
b[1:3] = 5
b[::2] = 5
b[:] = b; b
del b[0], b[-1]; b
del b[::2]; b
del b[1:100]; b
b += (1, 2); b *= 2; b
b *= 0; b
[1, 2] + [3], [1] * 3, 3 * [1], [[]] * 2, [1] * -1
[1, 2] == [1, 2], [1, 2] < [1, 3], [1] < [1, 0], [] < [1], [1, 2] != (1, 2), [1, "a"] < [2, 1]
[1, "a"] < [1, 2]
[1] < (1,)
1 in [1.0], None in [None], float("nan") in [float("nan")]
n = float("nan"); n in [n], [n] == [n], [n].index(n), [n].count(n)
list("abc"), list(), list((1, 2)), list({1: 2}), list(range(3)), list([1])
[].index(1)
[1, 2].index(1, 1)
[1, 2, 1].index(1, -1), [1, 2].index(2, -1, 100)
[].remove(None)
[1].pop(1)
[1].pop("a")
[1].insert("a", 1)
[1].extend(1)
[3, 1, 2].sort(), sorted([3, 1, 2], reverse=True), sorted("bca", key=ord), sorted([(1, "b"), (1, "a")], key=lambda t: t[0])
[1, "a"].sort()
[1, 2].sort(1)
[1, 2].sort(key=1)
[1, 2].sort(reverse="a")
c = [5, 3, 1]; c.sort(key=lambda x: -x, reverse=True); c
d = [1, 2, 3]; d.sort(key=lambda x: d.append(x) or x)
d
e = [[1, 2], [3]]; f = e.copy(); f[0].append(9); e
g = []; g.append(g); g, repr(g)
h = [1]; h[0] = h; h == h
[1, 2, 3].__reversed__().__length_hint__(), list(reversed([1, 2, 3])), [1, 2].__contains__(1), [1].__len__(), [1].__sizeof__() > 0
hash([1])
[1, 2][True], [1, 2][-2]
[1][1.0]
[1][None]
[1][10 ** 30]
[1]["a"] = 1
del [1][3]
[1][3] = 1
a = [1, 2, 3, 4]
for x in a: a.remove(x)
a
a = [1, 2]
for x in a: a.append(x + 2) if len(a) < 6 else None
a
list.__init__(a, "xy"); a
list(1)
list(a=1)
list[int], list.__class_getitem__(str)
[1, 2, 3].index(4)
""")
