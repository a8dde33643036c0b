l = [3, 1, 2]
l.sort(); print(l, sorted("hello", reverse=True), sorted([(1, "b"), (0, "z")], key=lambda t: t[1]))
l.extend("ab"); l.insert(1, 99); print(l, l.pop(), l.index(99), l.count(1), l[::-1], l[1:3])
l[1:2] = [7, 8]; del l[0]; print(l)
d = {"a": 1, "b": 2}
d["c"] = 3; del d["a"]; d["a"] = 9
print(d, list(d.items()), d.get("zz"), d.pop("b"), d.setdefault("q", []), "c" in d, d | {"n": 1})
s = {3, 1, 2, 10, "x", "hello"}
print(s, {1, 2} | {2, 3}, {1, 2} & {2}, {1, 2} - {2}, {1, 2} ^ {2, 3}, frozenset([1]))
print(set("hello world"), {i * 7 for i in range(10)})
t = (1, 2, 3); print(t, t + (4,), t * 2, t[-1], (1,), ())
print("a,b,c".split(","), " x ".strip(), "abc".upper(), "hello".replace("l", "L"), "-".join("abc"), "abc"[::-1], "x".center(5, "*"))
print("hello world".title(), "abc".find("c"), "abcabc".count("b"), "ab" * 3, "a" in "abc", "12".zfill(5), "Hi".swapcase())
print(list(zip([1, 2], "ab")), list(enumerate("ab", 1)), list(map(str, [1, 2])), list(filter(None, [0, 1])), list(reversed([1, 2])))
print(any([0, 1]), all([]), min(3, 1), max([1, 5, 2]), sum([1, 2], 10), len("abc"))
print(b"abc"[0], b"abc" + b"d", bytes([65, 66]), bytearray(b"x"), "é".encode(), b"\xc3\xa9".decode())
print(repr("it's"), repr('a"b'), repr("\n\t\x00é\u200b"), ascii("é"))
x = [1, 2]; y = x; y.append(3); print(x is y, x)
m = [[0] * 2] * 2; m[0][0] = 1; print(m)
print([(i, j) for i in range(3) for j in range(i)], {k: v for k, v in zip("ab", [1, 2])})
r = range(10, 0, -3); print(r, list(r), len(r), 4 in r, r[1])
print(*[1, 2], sep="-", end="!\n")
l = []; l.append(l); print(l)
print(chr(97), ord("a"), bin(10), oct(8), hex(255), id(x) == id(y), type(x), callable(len))
